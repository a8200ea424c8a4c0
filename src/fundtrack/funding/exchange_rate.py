"""One exchange rate, and amounts carried over it.

A rate is a quotation between two currencies and has a direction: so many units of the local
currency for one of the base (11.4320 SEK for one euro: into euro one divides), or so many of
the base for one local (into the base one multiplies). It is used as it is quoted: an inverse
is itself a rounded number and gives other cents. An amount enters the formula as a number,
because no amount of two currencies has a meaning, and the result is an amount again.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, cast

from fundtrack.values import InputError, Money, Rounding, excerpt, exponent_of

from .given import one_currency, one_of, rounded
from .worked import Given, Worked, Workings

#: Local currency for one unit of the base, or base for one unit of the local currency.
Quoted = Literal["local_per_base", "base_per_local"]
#: A rate as a host has it: text as published, or an exact number; never a float.
Stated = str | Fraction | Decimal | int

_QUOTED: Final = ("local_per_base", "base_per_local")
_TEXT: Final = r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?"
_BITS_MAX: Final = 128


class ExchangeRate(Workings):
    """What one unit of a currency is worth in another, as quoted, and where that is written.

    A rate that was worked out, as an average is, brings its formula and its source with it.

    Raises:
        InputError: the rate is not an exact number above zero, a currency is unknown, both are
            the same, the direction is not named, or a rate worked out comes with a second
            source.

    >>> rate = ExchangeRate(
    ...     "SEK", "11.4320", base="EUR", quoted="local_per_base", source="InforEuro, 2023-03"
    ... )
    >>> print(rate.explain())
    sek per eur = quoted
        = 11.432 (InforEuro, 2023-03)
    """

    local: str
    rate: Worked
    base: str
    quoted: Quoted

    def __init__(
        self,
        local: str,
        rate: Stated | Worked,
        *,
        base: str,
        quoted: Quoted,
        source: str = "",
    ) -> None:
        for currency in (local, base):
            exponent_of(currency)
        if local == base:
            raise InputError("a rate is between two currencies", found=f"{local} and {base}")
        if isinstance(rate, Worked):
            _worked_rate(rate, source)
        else:
            number = read_rate("a rate", rate)
            rate = Worked(number, "quoted", {"quoted": number}, source=source)
        self.__dict__.update(local=local, rate=rate, base=base, quoted=read_quoted(quoted))

    @property
    def number(self) -> Fraction:
        """The rate as quoted, exact."""
        return cast("Fraction", self.rate.value)  # its making lets in nothing else

    @property
    def name(self) -> str:
        """What the rate is called in a formula: `sek_per_eur`."""
        sides = (self.local, self.base)
        return "_per_".join(sides if self.quoted == "local_per_base" else sides[::-1]).lower()

    def worked(self) -> Iterator[tuple[str, Worked]]:
        """The rate under the name it has in a formula."""
        yield self.name, self.rate


def convert_at(amount: Money, rate: ExchangeRate, *, rounding: Rounding) -> Worked:
    """An amount in the other currency of a rate.

    The rate is used as quoted, either way; it is neither inverted nor rounded.

    Args:
        amount: In one of the two currencies of the rate, of any sign.
        rate: Quoted one way or the other.
        rounding: Where the fraction of a minor unit goes.

    Raises:
        InputError: the amount is in neither currency, the unit of the rounding is finer than
            the target currency, or the result has more than 16 digits.

    Source:
        "EU shared management", FX.MAINSTREAM; "Interreg", FX.INTERREG: euro = local / rate.

    >>> zloty = ExchangeRate("PLN", "4.2563", base="EUR", quoted="local_per_base")
    >>> half_up = Rounding("half_up 0.01")
    >>> print(convert_at(Money("1000.00 PLN"), zloty, rounding=half_up).explain("euro"))
    euro = amount pln ÷ pln per eur
        = 1000 ÷ 4.2563 = 234.945844… EUR, half_up 0.01: 234.95 EUR
      pln per eur = quoted
          = 4.2563
    """
    currency = one_currency(amount=amount)
    if type(rate) is not ExchangeRate:
        raise InputError("rate is no exchange rate", found=excerpt(rate))
    if currency == rate.local:
        return through(amount, rate.base, rate, None, rounding)
    if currency == rate.base:
        return through(amount, rate.local, None, rate, rounding)
    raise InputError(
        f"a rate of {rate.local} and {rate.base} does not convert {currency}",
        expected=f"an amount in {rate.local} or {rate.base}",
        found=str(amount),
    )


def through(
    amount: Money,
    to: str,
    out: ExchangeRate | None,
    into: ExchangeRate | None,
    rounding: Rounding,
) -> Worked:
    """An amount carried out of its currency into the base and on into another, rounded once."""
    number = f"amount_{amount.currency.lower()}"
    own = 10**amount.exponent
    formula = number
    given: dict[str, Given] = {number: Fraction(amount.minor, own)}
    numerator, denominator = amount.minor * 10 ** exponent_of(to), own
    for rate, times in ((out, "base_per_local"), (into, "local_per_base")):
        if rate is None:
            continue
        many, one = rate.number.as_integer_ratio()
        if rate.quoted != times:
            many, one = one, many
        numerator *= many
        denominator *= one
        formula += f" {'*' if rate.quoted == times else '/'} {rate.name}"
        given[rate.name] = rate.rate
    return Worked(rounded(numerator, denominator, to, rounding), formula, given, rounding)


def read_quoted(quoted: Quoted) -> Quoted:
    """The direction of a quotation.

    Raises:
        InputError: it is neither.
    """
    one_of("the direction of a rate is not named", quoted, _QUOTED)
    return quoted


def _worked_rate(rate: Worked, source: str) -> None:
    """Refuse a rate worked out that is no exact number above zero, or has two sources."""
    if type(rate.value) is not Fraction:
        raise InputError(
            "a rate that was worked out is not an exact number",
            expected="a Fraction",
            found=excerpt(rate.value),
            remedy="work it out from exact numbers, or state it as text as it was published",
        )
    _above_zero("a rate that was worked out", rate.value, rate.value)
    if source:
        raise InputError(
            "a rate that was worked out brings its own source",
            expected="no second one",
            found=excerpt(source),
        )


def _above_zero(name: str, exact: Fraction, stated: object) -> None:
    if exact <= 0:
        raise InputError(
            f"{name} is not above zero", expected="a number above zero", found=excerpt(stated)
        )


def read_rate(name: str, stated: Stated) -> Fraction:
    """A rate as published: text with a point, or an exact number above zero.

    Raises:
        InputError: it is none.

    >>> read_rate("a rate", "11.4320")
    Fraction(1429, 125)
    >>> read_rate("a rate", 11.432)
    Traceback (most recent call last):
    InputError: a rate is not an exact number (expected text as "11.4320", found 11.432); \
write it as text, the way it was published
    """
    exact: Fraction | None = None
    if isinstance(stated, str):
        if len(stated) <= 25 and re.fullmatch(_TEXT, stated):
            exact = Fraction(stated)
    elif type(stated) is Decimal:
        if stated.is_finite() and -15 <= stated.adjusted() <= 15:
            exact = Fraction(stated)
    elif type(stated) in (int, Fraction):
        exact = Fraction(stated)
    if exact is None or max(map(int.bit_length, exact.as_integer_ratio())) > _BITS_MAX:
        raise InputError(
            f"{name} is not an exact number",
            expected='text as "11.4320"',
            found=excerpt(stated),
            remedy="write it as text, the way it was published",
        )
    _above_zero(name, exact, stated)
    return exact
