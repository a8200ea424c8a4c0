"""Money: a whole number of minor units of one currency; no binary fraction comes near it.

It stands in every row of a ledger, so it is written for speed: an ordinary amount in euro is
read without a regular expression, and arithmetic builds its result without a constructor
(docs/performance.md).
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final, NoReturn, cast, final

from ._value import Value, compiled
from .currencies import DECIMALS, exponent_of
from .errors import CurrencyMismatch, InputError, RoundingRequired, excerpt

#: Digits before the point: above the budget of any state.
WHOLE_DIGITS = 16
#: The longest canonical text: a sign, 16 digits, a point, 4 decimals, a space, a code.
_LENGTH_MAX = 26
_TEXT = r"(-?(?:0|[1-9][0-9]*))(?:\.([0-9]+))? ([A-Z]{3})"
_REMEDY = 'write amounts as text with a currency, "1.00 EUR"'
#: Below this, minor units are in range in every currency.
_USUAL: Final = 10_000_000_000_000_000
#: What follows the point of an ordinary amount in euro, and the longest such amount.
_EURO_CENTS = {f"{cents:02d} EUR": cents for cents in range(100)}
_EURO_LENGTH = WHOLE_DIGITS + len(".00 EUR")


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
    InputError: 0.001 EUR is finer than 0.01 EUR; round it first
    """

    __slots__ = ()
    _pattern = r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,4})? [A-Z]{3}$"
    _example = "586584.85 EUR"

    def __new__(cls, text: "str | Money") -> "Money":
        """Read canonical text; an amount is given back as it is."""
        if type(text) is str and len(text) <= _EURO_LENGTH:
            whole, _, rest = text.partition(".")
            cents = _EURO_CENTS.get(rest)
            if (
                cents is not None
                and whole.isdigit()
                and whole.isascii()
                and (whole[0] != "0" or whole == "0")
            ):
                made = _open(_Open)
                made.minor = int(whole) * 100 + cents
                made.currency = "EUR"
                made.__class__ = Money
                return made
        return text if type(text) is Money else _read(text)

    @classmethod
    def _reader(cls) -> "Callable[[object], Money]":
        """`__new__` without the call of the class around it, which would cost a fifth more."""
        return partial(cls.__new__, cls)

    @staticmethod
    def of_minor(minor: int, currency: str) -> "Money":
        """Build from whole minor units: cents of EUR, yen of JPY, fils of KWD.

        Raises:
            InputError: `minor` is not an int, the currency is unknown, or the amount has more
                than 16 digits before the point.

        >>> Money.of_minor(58658485, "EUR")
        Money('586584.85 EUR')
        """
        if type(minor) is int and type(currency) is str and currency in DECIMALS:
            return _build(minor, currency)
        exponent_of(currency)
        if type(minor) is not int:
            raise InputError(
                "minor units are a whole number", expected="an int", found=excerpt(minor)
            )
        return _build(minor, str.__str__(currency))  # a text of a class of its own

    @staticmethod
    def of_minors(minors: Iterable[int], currency: str) -> "list[Money]":
        """Build many from whole minor units of one currency, in half the time of one by one.

        Raises:
            InputError: as `of_minor`, of the first that is no amount.

        >>> Money.of_minors([100, -5], "EUR")
        [Money('1.00 EUR'), Money('-0.05 EUR')]
        """
        held = list(minors)
        usual = {*map(type, held)} == {int} and type(currency) is str and currency in DECIMALS
        if not usual or min(held) <= -_USUAL or max(held) >= _USUAL:
            return [Money.of_minor(minor, currency) for minor in held]
        made = []
        for minor in held:
            one = _open(_Open)
            one.minor = minor
            one.currency = currency
            one.__class__ = Money
            made.append(one)
        return made

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
        return DECIMALS[self.currency]

    @property
    def amount(self) -> Decimal:
        """The amount in whole units with all its decimals, exact in any decimal context.

        >>> Money("48000 EUR").amount
        Decimal('48000.00')
        """
        return Decimal(str(self)[:-4])

    def __str__(self) -> str:
        decimals = DECIMALS[self.currency]
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
        return _build(self.minor + other.minor, self.currency)

    def __radd__(self, other: int) -> "Money":
        """Let `sum(amounts)` start at its 0; no other number can be added."""
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        return _build(self.minor - _same(self, other), self.currency)

    def __neg__(self) -> "Money":
        return _build(-self.minor, self.currency)

    def __pos__(self) -> "Money":
        return self

    def __abs__(self) -> "Money":
        return _build(abs(self.minor), self.currency)

    def __mul__(self, other: int) -> "Money":
        """Take the amount a whole number of times; anything else needs a rounding."""
        if type(other) is int:
            return _build(self.minor * other, self.currency)
        if isinstance(other, float | Decimal | Fraction):
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


#: Make an empty one, typed as what it is about to become.
_open = cast("Callable[[type[_Open]], Money]", object.__new__)


def _build(minor: int, currency: str) -> Money:
    """Build from an int and a known currency."""
    if not -_USUAL < minor < _USUAL:
        limit = 10 ** (WHOLE_DIGITS + DECIMALS[currency])
        if not -limit < minor < limit:
            raise InputError(
                f"an amount has at most {WHOLE_DIGITS} digits before the point",
                found=excerpt(minor),
            )
    made = _open(_Open)
    made.minor = minor
    made.currency = currency
    made.__class__ = Money
    return made


def _same(left: Money, right: Money) -> int:
    """Minor units of `right`, which must be in the currency of `left`."""
    if left.currency != right.currency:
        raise CurrencyMismatch(left.currency, right.currency)
    return right.minor


def _read(value: object) -> Money:
    """Read canonical text of any kind, or say what is wrong."""
    if not isinstance(value, str):
        raise InputError(
            "an amount is text with its currency",
            expected='text as "586584.85 EUR"',
            found=excerpt(value),
            remedy=_REMEDY,
        )
    match = compiled(_TEXT).fullmatch(value) if len(value) <= _LENGTH_MAX else None
    if match is None:
        raise InputError(
            "not an amount",
            expected='as "586584.85 EUR": no separators, a point, one space',
            found=excerpt(value),
            remedy=_REMEDY,
        )
    whole, decimals, code = match.groups("")
    missing = exponent_of(code) - len(decimals)
    if missing < 0:
        raise InputError(f"{value} is finer than {_build(1, code)}; round it first")
    return _build(int(whole + decimals + "0" * missing), code)
