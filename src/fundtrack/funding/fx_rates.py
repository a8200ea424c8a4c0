"""The table of exchange rates that the host supplies, by month and by day.

It is data beside the project, with its source, and cannot be changed. A month or day that is
not in it is refused: nothing is carried over from the one before, and nothing is fetched.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from fundtrack.values import FrozenMap, InputError, Record, excerpt, exponent_of, read_date

from .exchange_rate import ExchangeRate, Quoted, Stated, read_quoted, read_rate
from .fixed_rates import FIXED_FROM, FIXED_RATES
from .given import day, one_of
from .worked import Worked

#: Whether the rate of the month or of the day counts.
By = Literal["month", "day"]
#: Rates of one table; thirty currencies by day for twenty years.
RATES_MAX: Final = 250_000

_KEY_LENGTH: Final[Mapping[str, int]] = {"month": len("2023-03"), "day": len("2023-03-14")}


class FxRates(Record):
    """A table of exchange rates against one base; it cannot be changed and never guesses.

    `rates` maps a currency to its rates; a month is written `2023-03`, a day `2023-03-14` or a
    date, and one table may hold both. `quoted` says how every rate is to be read:
    `local_per_base` (11.4320 SEK for one euro, as InforEuro and the European Central Bank
    quote) or `base_per_local`. `source` says where they were published.

    Raises:
        InputError: a rate is no exact number above zero, a month or day does not exist, a
            currency is unknown or the base, the table is empty or has over 250,000 rates; or
            lats, litai or kroons have another rate than the fixed one after they became euro
            (which is how a table that is upside down is found out).

    >>> rates = FxRates(
    ...     {"SEK": {"2023-03": "11.4320"}, "CZK": {"2023-03": "24.850"}},
    ...     base="EUR", quoted="local_per_base", source="InforEuro",
    ... )
    >>> rates.rate("SEK", on=date(2023, 3, 31), by="month").number
    Fraction(1429, 125)
    >>> rates.rate("SEK", on=date(2023, 4, 1), by="month")
    Traceback (most recent call last):
    InputError: no rate of SEK for the month 2023-04 (expected SEK from 2023-03 to 2023-03, \
found nothing for 2023-04); add the rate to the table, it is never taken from another month
    """

    rates: Mapping[str, Mapping[str, Fraction]]
    base: str
    quoted: Quoted
    source: str

    def __init__(
        self,
        rates: Mapping[str, Mapping[str, Stated]] | Mapping[str, Mapping[date, Stated]],
        *,
        base: str,
        quoted: Quoted,
        source: str,
    ) -> None:
        exponent_of(base)
        if not isinstance(source, str) or not source.strip() or len(source) > 300:
            raise InputError(
                "rates need their source", expected="where published", found=excerpt(source)
            )
        if not isinstance(rates, Mapping) or not rates:
            raise InputError("no rates", expected="a mapping by currency", found=excerpt(rates))
        if sum(map(_length, rates.values())) > RATES_MAX:
            raise InputError("too many rates", expected=f"at most {RATES_MAX}")
        self.__dict__.update(
            rates=FrozenMap(
                {code: _series(code, base, series) for code, series in rates.items()}
            ),
            base=base,
            quoted=read_quoted(quoted),
            source=source,
        )
        _refuse_other_than_fixed(self)

    def rate(self, currency: str, *, on: date, by: By) -> ExchangeRate:
        """The rate of a currency for the month of a day, or for the day itself.

        Raises:
            InputError: the table has no rate of it for that month or day, or the currency is
                the base.
        """
        found = self.find(currency, on=on, by=by)
        if found is None:
            raise self.missing(currency, by, _key_of(on, by))
        return found

    def find(self, currency: str, *, on: date, by: By) -> ExchangeRate | None:
        """The rate, or None where the table has none: what a check calls unknown.

        Raises:
            InputError: `on` is no day, or `by` neither month nor day.
        """
        key = _key_of(on, by)
        series = self.rates.get(currency) if isinstance(currency, str) else None
        number = None if series is None else series.get(key)
        if number is None:
            return None
        quoted = Worked(number, "quoted", {"quoted": number}, None, f"{self.source}, {key}")
        return ExchangeRate(currency, quoted, base=self.base, quoted=self.quoted)

    def published(self, currency: str, *, by: By) -> tuple[str, ...]:
        """The months or days of a currency that the table has, in their order."""
        length = _length_of(by)
        return tuple(key for key in self.of(currency) if len(key) == length)

    def of(self, currency: str) -> Mapping[str, Fraction]:
        """The rates of a currency by month and day, sorted.

        Raises:
            InputError: the table has none, or the currency is the base.
        """
        series = self.rates.get(currency) if isinstance(currency, str) else None
        if series is not None:
            return series
        if currency == self.base:
            raise InputError(f"{currency} is the base of the rates and has none of its own")
        raise InputError(
            "no rates of a currency",
            expected=f"one of {', '.join(list(self.rates)[:20])}",
            found=excerpt(currency),
            remedy="add its rates to the table",
        )

    def missing(self, currency: str, by: By, key: str) -> InputError:
        """The refusal of a month or day that the table has not; nothing stands in for it."""
        known = self.published(currency, by=by)
        there = f"{currency} from {known[0]} to {known[-1]}" if known else f"rates by {by}"
        return InputError(
            f"no rate of {currency} for the {by} {key}",
            expected=there,
            found=f"nothing for {key}",
            remedy=f"add the rate to the table, it is never taken from another {by}",
        )


def _key_of(on: date, by: By) -> str:
    """How the table names the month of a day, or the day."""
    return day("on", on).isoformat()[: _length_of(by)]


def _length_of(by: By) -> int:
    one_of("by what a rate is", by, _KEY_LENGTH)
    return _KEY_LENGTH[by]


def _length(series: object) -> int:
    return len(series) if isinstance(series, Mapping) else 0


def _series(
    code: str, base: str, series: Mapping[str, Stated] | Mapping[date, Stated]
) -> FrozenMap[Fraction]:
    """The rates of one currency by their months and days, as text that sorts."""
    exponent_of(code)
    if code == base:
        raise InputError(f"{code} is the base of the rates and has none of its own")
    if not isinstance(series, Mapping) or not series:
        raise InputError(
            f"no rates of {code}", expected="a mapping by month or day", found=excerpt(series)
        )
    read = {_key(code, key): read_rate(f"{code} of {key}", one) for key, one in series.items()}
    if len(read) < len(series):
        raise InputError(f"{code} has two rates for one day", remedy="state each day once")
    return FrozenMap(read)


def _key(code: str, key: object) -> str:
    """A month as `2023-03`, a day as `2023-03-14`."""
    try:
        if isinstance(key, str) and len(key) == _KEY_LENGTH["month"]:
            return read_date(f"{key}-01").isoformat()[: _KEY_LENGTH["month"]]
        if isinstance(key, str | date):
            return read_date(key).isoformat()
    except InputError:
        pass
    raise InputError(
        f"rates of {code} are by month or day",
        expected="2023-03 or 2023-03-14",
        found=excerpt(key),
    )


def _refuse_other_than_fixed(table: FxRates) -> None:
    """After a currency has become euro there is one rate for it, and one way to quote it."""
    if table.base != "EUR":
        return
    for code in FIXED_RATES.keys() & table.rates.keys():
        fixed, since = FIXED_RATES[code].number, FIXED_FROM[code].isoformat()
        for key, number in table.rates[code].items():
            if key >= since[: len(key)] and (
                table.quoted != "local_per_base" or number != fixed
            ):
                raise InputError(
                    f"{code} has one rate for ever since {since}",
                    expected=f"{code} for one EUR as in {FIXED_RATES[code].rate.source}",
                    found=f"another rate for {key}",
                    remedy="use convert_fixed for it; no inverse rate may be used",
                )
