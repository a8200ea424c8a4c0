"""The same value in the two arithmetics: fractions of whole units, and ints of minor units."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from fundtrack.formulas import Exact, Kind
from fundtrack.values import InputError, Money, Price, Rate, Rounding, exponent_of

from .result import Shown


def exact(value: object) -> Exact:
    """A value as the walk holds it: money in whole units, every figure a Fraction.

    >>> from fundtrack.values import Money
    >>> exact(Money("0.05 EUR"))
    Fraction(1, 20)
    """
    if isinstance(value, Money | Price):
        return Fraction(value.amount)
    if isinstance(value, Rate):
        return value.fraction
    if isinstance(value, bool | str | date | frozenset):
        return value
    if isinstance(value, int | Decimal | Fraction):
        return Fraction(value)
    raise TypeError(f"{type(value).__name__} has no place in a formula")


def fitted(rounding: Rounding, currency: str) -> Rounding:
    """A rounding in no finer unit than a currency has: a book of cents on a project in yen.

    >>> fitted(Rounding("down 0.01"), "JPY"), fitted(Rounding("down 0.01"), "EUR")
    (Rounding('down 1'), Rounding('down 0.01'))
    """
    least = Decimal(1).scaleb(-exponent_of(currency))
    if rounding.unit >= least:
        return rounding
    return Rounding(rounding.mode, least, rounding.citation)


def foreign(value: object, currency: str) -> bool:
    """Whether a value is money or a price in another currency: no figure of this project.

    >>> from fundtrack.values import Money
    >>> foreign(Money("0.05 SEK"), "EUR")
    True
    """
    return isinstance(value, Money | Price) and value.currency != currency


def minor(value: object) -> object:
    """A value as the value reading holds it: money an int of minor units, a price a Fraction.

    >>> from fundtrack.values import Money
    >>> minor(Money("0.05 EUR"))
    5
    """
    if isinstance(value, Money):
        return value.minor
    if isinstance(value, Price):
        return Fraction(value.amount) * 10 ** exponent_of(value.currency)
    if isinstance(value, Rate):
        return value.fraction
    return Fraction(value) if isinstance(value, Decimal) else value


def minor_of(value: Exact | None, kind: Kind | None, currency: str) -> object:
    """A value of the walk as the value reading holds it; a kind of None is money."""
    if isinstance(value, Fraction) and kind in (None, Kind.MONEY, Kind.PRICE):
        return value * 10 ** exponent_of(currency)
    return value


def whole(raw: object) -> int:
    """An amount in minor units, which must be whole: only a rounding makes it so."""
    if isinstance(raw, int):
        return raw
    if isinstance(raw, Fraction) and raw.denominator == 1:
        return raw.numerator
    raise ArithmeticError(f"{raw} is not a whole number of minor units")


def amount_of(raw: object, currency: str) -> Money | None:
    """An amount in minor units as money; None where it has more digits than money can have.

    >>> amount_of(5, "EUR"), amount_of(10**18, "EUR")
    (Money('0.05 EUR'), None)
    """
    try:
        return Money.of_minor(whole(raw), currency)
    except InputError:
        return None


def rate_of(exact: Fraction) -> Rate | Fraction:
    """A share as a rate; the exact number itself where it has more digits than a rate can have.

    >>> rate_of(Fraction(17, 20)), rate_of(Fraction(1, 10**18 + 9))
    (Rate('85 %'), Fraction(1, 1000000000000000009))
    """
    try:
        return Rate(exact)
    except InputError:
        return exact


def money(amount: Fraction | int, currency: str) -> Money | None:
    """An amount in whole units that is a whole number of minor units; None if out of range.

    Raises:
        ArithmeticError: it is not; somebody forgot a rounding.
    """
    cents = Fraction(amount) * 10 ** exponent_of(currency)
    if cents.denominator != 1:
        raise ArithmeticError(f"{amount} {currency} is not a whole number of minor units")
    return amount_of(cents, currency)


def shown(value: Exact | None, kind: Kind, currency: str) -> Shown:
    """A value of the walk as a report shows it: money where it is whole cents, rates, days.

    A limit that is finer than a minor unit stays an exact Fraction, and so does a rate of more
    digits than a Rate can have: nothing is rounded to be shown.
    """
    if not isinstance(value, Fraction):
        return (
            value
            if value is None or isinstance(value, date | str | bool)
            else ", ".join(sorted(value))
        )
    if kind is Kind.RATE:
        return rate_of(value)
    if kind is Kind.MONEY and (value * 10 ** exponent_of(currency)).denominator == 1:
        return money(value, currency)
    return value.numerator if value.denominator == 1 and kind is not Kind.MONEY else value
