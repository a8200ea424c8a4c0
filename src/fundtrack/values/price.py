"""Price: an exact unit price, finer than money may be."""

from decimal import Decimal
from typing import final

from ._value import Value, compiled, fill
from .currencies import exponent_of
from .errors import CurrencyMismatch, InputError, excerpt

#: Decimals of a unit price.
PRICE_DECIMALS = 6
_REMEDY = 'write prices as text with a currency, "1.00 EUR"'
_TEXT = r"(-?)(0|[1-9][0-9]{0,15})(?:\.([0-9]{1,6}))? ([A-Z]{3})"


@final
class Price(Value):
    """An exact price of one unit of something, with up to six decimals.

    Written as money is. It prints at least the currency's decimals and no idle zeros beyond
    them. `amount` is the exact Decimal, `currency` the ISO 4217 code. A quantity times a price
    is an amount only after a rounding:
    `rounding.of(quantity * Fraction(price.amount), price.currency)`.

    Raises:
        InputError: the text is not a price in that form, or not text at all.

    >>> Price("27.4125 EUR"), Price("27.5 EUR")
    (Price('27.4125 EUR'), Price('27.50 EUR'))
    """

    __slots__ = ("amount", "currency")
    _pattern = r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,6})? [A-Z]{3}$"
    _example = "27.4125 EUR"
    amount: Decimal
    currency: str

    def __new__(cls, text: "str | Price") -> "Price":
        """Read canonical text; a price is given back as it is."""
        if isinstance(text, Price):
            return text
        if not isinstance(text, str):
            raise InputError(
                "a price is text with its currency",
                expected='text as "27.4125 EUR"',
                found=excerpt(text),
                remedy=_REMEDY,
            )
        match = compiled(_TEXT).fullmatch(text)
        if match is None:
            raise InputError(
                "not a price",
                expected=f'at most {PRICE_DECIMALS} decimals and a currency: "27.4125 EUR"',
                found=excerpt(text),
                remedy=_REMEDY,
            )
        sign, whole, decimals, code = match.groups(default="")
        decimals = decimals.rstrip("0").ljust(exponent_of(code), "0")
        amount = Decimal(f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}")
        made = object.__new__(cls)
        fill(made, amount=amount if amount else abs(amount), currency=code)
        return made

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Price") -> bool:
        return NotImplemented if type(other) is not Price else self.amount < _same(self, other)

    def __le__(self, other: "Price") -> bool:
        return NotImplemented if type(other) is not Price else self.amount <= _same(self, other)

    def __gt__(self, other: "Price") -> bool:
        return NotImplemented if type(other) is not Price else self.amount > _same(self, other)

    def __ge__(self, other: "Price") -> bool:
        return NotImplemented if type(other) is not Price else self.amount >= _same(self, other)


def _same(left: Price, right: Price) -> Decimal:
    """Amount of `right`, which must be in the currency of `left`."""
    if left.currency != right.currency:
        raise CurrencyMismatch(left.currency, right.currency)
    return right.amount
