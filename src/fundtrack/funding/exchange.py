"""Conversion by the rates of a month, of a day, or of a whole reporting period.

Programmes differ in which day's rate counts, not in the arithmetic: the month in which the
expenditure was registered (mainstream funds), the month in which it was submitted for
verification (Interreg), the average of the reporting period (direct management). So a rate is
looked up by a day and by month or day, both named by the caller.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fundtrack.values import InputError, Money, Period, Rounding, excerpt, exponent_of

from .exchange_rate import ExchangeRate, convert_at, through
from .fx_rates import By, FxRates
from .given import day, listed, one_currency, whole
from .worked import Worked

_AS_JEMS: Final = Rounding("half_up 0.01")


def convert(
    amount: Money, to: str, rates: FxRates, *, on: date, by: By, rounding: Rounding
) -> Worked:
    """An amount in another currency, by the rate of a month or a day.

    Between two currencies that are not the base the amount goes through the base, which is not
    rounded on the way. An amount that is in the target currency already stays as it is, only
    rounded as told. The conversion of a sum and the sum of the conversions differ: for two
    amounts by at most one unit of the rounding, for n by fewer than n units.

    Args:
        amount: Of any sign.
        to: The currency to convert into.
        rates: The host's table.
        on: The day whose rate counts; which day that is the programme says.
        by: Whether the rate of its month counts or that of the day itself.
        rounding: Where the fraction of a minor unit goes.

    Raises:
        InputError: the table has no rate for that month or day, a currency is unknown, the unit
            of the rounding is finer than the target currency, or the result has more than 16
            digits.

    Source:
        "EU shared management", FX.MAINSTREAM: the month in which the expenditure was registered
        in the accounts (GR0713 art 81(3), CPR1420 art 133(1), CPR2127 art 76(1)(c); verified
        there); "Interreg", FX.INTERREG: the month in which it was submitted for verification
        (Regulation (EU) 2021/1059, Article 38(5); verified there).

    >>> rates = FxRates(
    ...     {"SEK": {"2023-03": "11.4320"}},
    ...     base="EUR", quoted="local_per_base", source="InforEuro",
    ... )
    >>> print(convert(
    ...     Money("8765.43 SEK"), "EUR", rates,
    ...     on=date(2023, 3, 14), by="month", rounding=Rounding("half_up 0.01"),
    ... ).explain("euro"))
    euro = amount sek ÷ sek per eur
        = 8765.43 ÷ 11.432 = 766.745101… EUR, half_up 0.01: 766.75 EUR
      sek per eur = quoted
          = 11.432 (InforEuro, 2023-03)
    """
    currency = one_currency(amount=amount)
    exponent_of(to)
    _table(rates)

    def leg(code: str) -> ExchangeRate | None:
        return None if code == rates.base else rates.rate(code, on=on, by=by)

    if currency == to:
        return through(amount, to, None, None, rounding)
    return through(amount, to, leg(currency), leg(to), rounding)


def average_of_months(currency: str, rates: FxRates, *, period: Period) -> ExchangeRate:
    """The average of the monthly rates of a reporting period, exact.

    Every month counts once, also one the period only touches (the source does not say how a
    part of a month counts), and every one must be in the table. What is averaged is the rates
    as quoted, never their inverses.

    Raises:
        InputError: a month is missing, a day of the period is unknown, or the currency is the
            base or not in the table.

    Source:
        "EU direct management", eu.mga.fx.double (Article 21.3 of the model grant agreement;
        verified there): where the European Central Bank has no rate, the average of the monthly
        accounting rates over the reporting period.

    >>> rates = FxRates(
    ...     {"SEK": {"2023-01": "11.10", "2023-02": "11.20", "2023-03": "11.45"}},
    ...     base="EUR", quoted="local_per_base", source="InforEuro",
    ... )
    >>> quarter = Period("2023-01-01/2023-03-31")
    >>> print(average_of_months("SEK", rates, period=quarter).explain())
    sek per eur = rates total ÷ months
        = 33.75 ÷ 3 = 11.25 (InforEuro, average of 2023-01 to 2023-03)
    """
    _table(rates)
    first, last = _known(period)
    series = rates.of(currency)
    numbers = []
    for key in _months(first, last):
        if key not in series:
            raise rates.missing(currency, "month", key)
        numbers.append(series[key])
    return _average(currency, rates, numbers, "months", f"{_month(first)} to {_month(last)}")


def average_of_days(
    currency: str, rates: FxRates, *, period: Period, gap_max: int
) -> ExchangeRate:
    """The average of the daily rates of a reporting period, exact.

    No bank publishes a rate every day, so the days that have one are averaged; but a run of
    more than `gap_max` days of the period without a rate means that the table is not whole, and
    is refused. What is averaged is the rates as quoted, never their inverses.

    Args:
        currency: Not the base.
        rates: The host's table.
        period: Both days known, both inside. For a partner who joined late, from that day.
        gap_max: Days in a row that may have no rate. The European Central Bank has none at
            weekends and on its closing days, at most four in a row (unverified); 0 demands
            every day.

    Raises:
        InputError: a longer gap or no rate at all, a day of the period is unknown, or the
            currency is the base or not in the table.

    Source:
        "EU direct management", eu.mga.fx.double (Article 21.3 of the model grant agreement;
        verified there). The bank changed how it displays averages on 2023-04-13 (verified
        there), so a displayed average may have other decimals: state it as an `ExchangeRate`.

    >>> rates = FxRates(
    ...     {"SEK": {"2023-03-10": "11.30", "2023-03-13": "11.40", "2023-03-14": "11.50"}},
    ...     base="EUR", quoted="local_per_base", source="ECB",
    ... )
    >>> days = Period("2023-03-10/2023-03-14")
    >>> print(average_of_days("SEK", rates, period=days, gap_max=2).explain())
    sek per eur = rates total ÷ days
        = 34.2 ÷ 3 = 11.4 (ECB, average of 2023-03-10 to 2023-03-14)
    """
    _table(rates)
    first, last = _known(period)
    whole("gap_max", gap_max)
    low, high = first.isoformat(), last.isoformat()
    days = [key for key in rates.published(currency, by="day") if low <= key <= high]
    before = first.toordinal() - 1
    for here in (*(date.fromisoformat(key).toordinal() for key in days), last.toordinal() + 1):
        gap = here - before - 1
        if gap > gap_max or not days:
            raise InputError(
                f"{currency} has no rate from {date.fromordinal(before + 1)}"
                f" to {date.fromordinal(here - 1)}",
                expected=f"at most {gap_max} days in a row without one",
                found=f"{gap} days",
                remedy="complete the table; a rate is never taken from another day",
            )
        before = here
    series = rates.of(currency)
    numbers = [series[key] for key in days]
    return _average(currency, rates, numbers, "days", f"{first} to {last}")


def rate_at_first_submission(
    currency: str, rates: FxRates, *, submitted_on: Iterable[date], by: By
) -> ExchangeRate:
    """The rate that a report froze when it was first submitted.

    A report that is reopened and submitted again keeps its rate, and so does a line that was
    parked and taken in again: later days change nothing.

    Args:
        currency: Not the base.
        rates: The host's table.
        submitted_on: Every day on which the report was submitted, in any order.
        by: Whether the rate of the month or of the day counts.

    Raises:
        InputError: it was never submitted, or the table has no rate for the first time.

    Source:
        "Interreg", FX.INTERREG (the monitoring system Jems; verified there).

    >>> rates = FxRates(
    ...     {"SEK": {"2023-03": "11.4320", "2023-05": "11.3385"}},
    ...     base="EUR", quoted="local_per_base", source="InforEuro",
    ... )
    >>> twice = [date(2023, 5, 2), date(2023, 3, 30)]
    >>> rate = rate_at_first_submission("SEK", rates, submitted_on=twice, by="month")
    >>> rate.rate.source
    'InforEuro, 2023-03'
    """
    _table(rates)
    days = [day("submitted_on", one) for one in listed("submitted_on", submitted_on)]
    return rates.rate(currency, on=min(days), by=by)


def convert_as_jems(amount: Money, rates: FxRates, *, submitted_on: Iterable[date]) -> Worked:
    """An amount of a report in the base currency, as the monitoring system Jems converts it.

    The rate of the month of first submission, divided, half up to two decimals. An amount in
    the base stays as it is. This repeats what one system does, to compare with its figures; it
    is no rule of law.

    Raises:
        InputError: the report was never submitted, or the table has no rate for that month.

    Source:
        "Interreg", FX.INTERREG and JEMS.ROUND (Jems V10.0.2; verified there).

    >>> rates = FxRates(
    ...     {"CZK": {"2023-03": "24.850"}},
    ...     base="EUR", quoted="local_per_base", source="InforEuro",
    ... )
    >>> reported = Money("64000.00 CZK")
    >>> convert_as_jems(reported, rates, submitted_on=[date(2023, 3, 30)]).value
    Money('2575.45 EUR')
    """
    _table(rates)
    if one_currency(amount=amount) == rates.base:
        return through(amount, rates.base, None, None, _AS_JEMS)
    rate = rate_at_first_submission(
        amount.currency, rates, submitted_on=submitted_on, by="month"
    )
    return convert_at(amount, rate, rounding=_AS_JEMS)


def _known(period: Period) -> tuple[date, date]:
    if not isinstance(period, Period) or period.first is None or period.last is None:
        raise InputError(
            "the days of the period are not known",
            expected='a Period as "2023-01-01/2023-06-30"',
            found=str(period) if isinstance(period, Period) else excerpt(period),
        )
    return period.first, period.last


def _months(first: date, last: date) -> Iterator[str]:
    here = first.replace(day=1)
    while here <= last:
        yield _month(here)
        if (here.year, here.month) == (date.max.year, date.max.month):
            return
        here = (here + timedelta(days=31)).replace(day=1)


def _month(here: date) -> str:
    """How the table names a month; `%Y` would cut the zeros of an early year."""
    return here.isoformat()[: len("2023-03")]


def _average(
    currency: str, rates: FxRates, numbers: list[Fraction], unit: str, when: str
) -> ExchangeRate:
    total = sum(numbers, Fraction(0))
    average = Worked(
        total / len(numbers),
        f"rates_total / {unit}",
        {"rates_total": total, unit: len(numbers)},
        source=f"{rates.source}, average of {when}",
    )
    return ExchangeRate(currency, average, base=rates.base, quoted=rates.quoted)


def _table(rates: FxRates) -> FxRates:
    """A table of rates.

    Raises:
        InputError: it is none.
    """
    if type(rates) is not FxRates:
        raise InputError("rates are no FxRates", expected="FxRates", found=excerpt(rates))
    return rates
