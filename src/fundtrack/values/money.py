"""Money: a whole number of minor units of one currency; no binary fraction comes near it.

It stands in every row of a ledger, so it is written for speed: the usual text is read with slices,
and only what is unusual or wrong meets the regular expression (docs/performance.md).
"""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn, cast, final

from ._value import Value
from .currencies import EXPONENTS, exponent_of
from .errors import CurrencyMismatch, InputError, RoundingRequired, excerpt

#: Digits before the point: above the budget of any state.
WHOLE_DIGITS = 16
#: The longest canonical text: a sign, 16 digits, a point, 4 decimals, a space, a code.
_LENGTH_MAX = 26
#: How a usual text ends -> the code, where its point stands, where its decimals begin. Currencies
#: without decimals take the regular expression.
_ENDS = {f" {code}": (code, -5 - k, -4 - k) for code, k in EXPONENTS.items() if k}
_CODES = {code: code for code in EXPONENTS}
_TEXT = re.compile(r"(-?)(0|[1-9][0-9]{0,15})(?:\.([0-9]+))? ([A-Z]{3})")


class _Open:
    """Money while it is being built: the same slots, not yet closed.

    Filling these and then naming the class costs half of two `object.__setattr__`.
    """

    __slots__ = ("currency", "minor")
    minor: int
    currency: str


@final
class Money(_Open, Value):
    """A whole number of minor units of one currency.

    Written as text with its currency: a point, no separators, at most the currency's decimals,
    at most 16 digits before the point. Zero has no sign. `minor` is the int of minor units,
    `currency` the ISO 4217 code. It is false when it is zero.

    Raises:
        InputError: the text is not an amount in that form. Numbers, Decimals and bytes are
            refused, because they carry no currency.

    >>> Money("586584.85 EUR") - Money("498597.12 EUR")
    Money('87987.73 EUR')
    >>> Money("48000 EUR")
    Money('48000.00 EUR')
    >>> Money("0.001 EUR")
    Traceback (most recent call last):
    fundtrack.values.errors.InputError: 0.001 EUR is finer than 0.01 EUR; round it first
    """

    __slots__ = ()
    _pattern = r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,4})? [A-Z]{3}$"
    _example = "586584.85 EUR"

    def __new__(cls, text: "str | Money") -> "Money":
        """Read canonical text; an amount is given back as it is."""
        return _read(text)

    @classmethod
    def _reader(cls) -> "Callable[[object], Money]":
        return _read

    @staticmethod
    def of_minor(minor: int, currency: str) -> "Money":
        """Build from whole minor units: cents of EUR, yen of JPY, fils of KWD.

        Raises:
            InputError: `minor` is not an int, the currency is unknown, or the amount has more
                than 16 digits before the point.

        >>> Money.of_minor(58658485, "EUR")
        Money('586584.85 EUR')
        """
        if (
            type(minor) is int
            and -10_000_000_000_000_000 < minor < 10_000_000_000_000_000
            and type(currency) is str
            and currency in _CODES
        ):
            made = _open(_Open)
            made.minor = minor
            made.currency = _CODES[currency]
            made.__class__ = Money
            return made
        return _of_unusual(minor, currency)

    @staticmethod
    def zero(currency: str) -> "Money":
        """No money of `currency`.

        Raises:
            InputError: the currency is unknown.

        >>> Money.zero("JPY")
        Money('0 JPY')
        """
        return Money.of_minor(0, currency)

    @property
    def exponent(self) -> int:
        """Decimals of the currency: 2 for EUR, 0 for JPY, 3 for KWD."""
        return EXPONENTS[self.currency]

    @property
    def amount(self) -> Decimal:
        """The amount in whole units with all its decimals, exact in any decimal context.

        >>> Money("48000 EUR").amount
        Decimal('48000.00')
        """
        return Decimal(str(self)[:-4])

    def __str__(self) -> str:
        decimals = EXPONENTS[self.currency]
        sign = "-" if self.minor < 0 else ""
        digits = str(abs(self.minor)).rjust(decimals + 1, "0")
        if not decimals:
            return f"{sign}{digits} {self.currency}"
        return f"{sign}{digits[:-decimals]}.{digits[-decimals:]} {self.currency}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __hash__(self) -> int:
        return hash((self.minor, self.currency))

    def __eq__(self, other: object) -> bool:
        if type(other) is not Money:
            return NotImplemented
        return self.minor == other.minor and self.currency == other.currency

    def __lt__(self, other: "Money") -> bool:
        return NotImplemented if type(other) is not Money else self.minor < _same(self, other)

    def __le__(self, other: "Money") -> bool:
        return NotImplemented if type(other) is not Money else self.minor <= _same(self, other)

    def __gt__(self, other: "Money") -> bool:
        return NotImplemented if type(other) is not Money else self.minor > _same(self, other)

    def __ge__(self, other: "Money") -> bool:
        return NotImplemented if type(other) is not Money else self.minor >= _same(self, other)

    def __add__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return Money.of_minor(self.minor + other.minor, self.currency)

    def __radd__(self, other: int) -> "Money":
        """Let `sum(amounts)` start at its 0; no other number can be added."""
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        return Money.of_minor(self.minor - _same(self, other), self.currency)

    def __neg__(self) -> "Money":
        return Money.of_minor(-self.minor, self.currency)

    def __pos__(self) -> "Money":
        return self

    def __abs__(self) -> "Money":
        return Money.of_minor(abs(self.minor), self.currency)

    def __mul__(self, other: int) -> "Money":
        """Take the amount a whole number of times; anything else needs a rounding."""
        if type(other) is int:
            return Money.of_minor(self.minor * other, self.currency)
        if type(other) in _ROUGH:
            raise RoundingRequired(
                "an amount times a fraction can be finer than a minor unit; "
                'say how it is rounded: Rate("85 %").of(amount, rounding=Rounding("down 0.01"))'
            )
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> NoReturn:
        """Refuse: a part of an amount is a split or a rounded rate, a ratio is a Rate."""
        raise RoundingRequired(
            "an amount cannot be divided without saying where the rest goes; "
            "use split(amount, weights), Rate.of(amount, rounding=...), "
            "or Rate.between(part, whole) for a ratio"
        )

    __floordiv__ = __mod__ = __divmod__ = __truediv__


#: What an amount times it could be finer than a minor unit; `rate` adds Rate. Never a bool.
_ROUGH: set[type] = {float, Decimal, Fraction}
#: Make an empty one, typed as what it is about to become.
_open = cast("Callable[[type[_Open]], Money]", object.__new__)


def _same(left: Money, right: Money) -> int:
    """Minor units of `right`, which must be in the currency of `left`."""
    if left.currency != right.currency:
        raise CurrencyMismatch(left.currency, right.currency)
    return right.minor


def _of_unusual(minor: int, currency: str) -> Money:
    """Build an amount above 10**16 minor units, or say what is wrong."""
    limit = 10 ** (WHOLE_DIGITS + exponent_of(currency))
    if type(minor) is not int:
        raise InputError(
            "minor units are a whole number", expected="an int", found=excerpt(minor)
        )
    if not -limit < minor < limit:
        raise InputError(
            f"an amount has at most {WHOLE_DIGITS} digits before the point",
            found=excerpt(minor),
        )
    made = _open(_Open)
    made.minor = minor
    made.currency = _CODES[currency]
    made.__class__ = Money
    return made


def _read(value: object) -> Money:
    """Read canonical text, or give an amount back: the gate of the constructor and of models."""
    if type(value) is str and len(value) <= _LENGTH_MAX and (end := _ENDS.get(value[-4:])):
        code, point, decimals = end
        digits = value[:point] + value[decimals:-4]
        if (
            value[point:decimals] == "."
            and digits.isdigit()
            and digits.isascii()
            and (value[0] != "0" or value[1] == ".")
            and len(value) + point <= 16
        ):
            made = _open(_Open)
            made.minor = int(digits)
            made.currency = code
            made.__class__ = Money
            return made
    return value if type(value) is Money else _read_unusual(value)


def _read_unusual(value: object) -> Money:
    """Read what is canonical but not usual (a sign, fewer decimals), or say what is wrong."""
    if not isinstance(value, str):
        raise InputError(
            "an amount is text with its currency",
            expected='text as "586584.85 EUR"',
            found=excerpt(value),
            remedy="write it as text, or use Money.of_minor(cents, currency)",
        )
    match = _TEXT.fullmatch(value) if len(value) <= _LENGTH_MAX else None
    if match is None:
        raise InputError(
            "not an amount",
            expected='digits, a point, decimals, one space, the currency: "586584.85 EUR"',
            found=excerpt(value),
            remedy='write amounts as text with a currency, "1.00 EUR"',
        )
    sign, whole, decimals, code = match.groups(default="")
    exponent = exponent_of(code)
    if len(decimals) > exponent:
        unit = Money.of_minor(1, code)
        raise InputError(f"{value} is finer than {unit}; round it first")
    return Money.of_minor(int(sign + whole + decimals.ljust(exponent, "0")), code)
