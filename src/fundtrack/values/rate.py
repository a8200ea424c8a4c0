"""Rate: an exact share, 85 % or 2/37; never a binary fraction, never rounded by itself."""

from fractions import Fraction
from typing import final

from ._value import Value, compiled, fill
from .errors import CurrencyMismatch, InputError, RoundingRequired, excerpt
from .money import Money
from .rounding import Rounding

#: Digits of each part of a rate: whole percent, decimals of a percent, numerator, denominator.
PART_DIGITS = 18
_PERCENT = r"(-?)(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,18}))? %"
_RATIO = r"(-?(?:0|[1-9][0-9]{0,17}))/([1-9][0-9]{0,17})"


@final
class Rate(Value):
    """An exact share of something.

    Written as a percentage (`"85 %"`, `"91.89 %"`) or as a fraction of two whole numbers
    (`"17/20"`, `"2/37"`), of any sign, each part of at most 18 digits. It prints as a
    percentage where that is finite, else as the fraction in lowest terms. `fraction` is the
    exact value.

    Raises:
        InputError: the text is neither, or a number that is not exact was given.

    >>> Rate("17/20"), Rate("2/37")
    (Rate('85 %'), Rate('2/37'))
    >>> Rate("0.85")
    Traceback (most recent call last):
    InputError: not a rate (expected "85 %" or "17/20", found "0.85"); \
write 0.85 as "85 %", with one space, or a ratio as "17/20"
    """

    __slots__ = ("fraction",)
    _pattern = r"^-?(0|[1-9][0-9]{0,17})((\.[0-9]{1,18})? %|/[1-9][0-9]{0,17})$"
    _example = "85 %"
    fraction: Fraction

    def __new__(cls, value: "str | Fraction | Rate") -> "Rate":
        """Read text, or take an exact fraction; a rate is given back as it is."""
        if isinstance(value, Rate):
            return value
        if not isinstance(value, Fraction):
            fraction = _read(value)  # no text that is a rate has too many digits
        elif _percent(value) is None and not _fits(value.numerator, value.denominator):
            raise InputError(f"a rate has at most {PART_DIGITS} digits in each part")
        else:
            fraction = value
        made = object.__new__(cls)
        fill(made, fraction=fraction)
        return made

    @staticmethod
    def between(part: Money, whole: Money) -> "Rate":
        """Return the exact share that `part` is of `whole`.

        Raises:
            InputError: `whole` is zero, or either is not Money.
            CurrencyMismatch: they are in different currencies.

        >>> Rate.between(Money("236944.25 EUR"), Money("249415.52 EUR")) < Rate("95 %")
        True
        """
        for amount in (part, whole):
            if not isinstance(amount, Money):
                raise InputError("not an amount", expected="Money", found=excerpt(amount))
        if part.currency != whole.currency:
            raise CurrencyMismatch(part.currency, whole.currency)
        if not whole:
            raise InputError("a share of nothing is not defined", found=str(whole))
        return Rate(Fraction(part.minor, whole.minor))

    def of(self, amount: Money, *, rounding: Rounding) -> Money:
        """Take this share of an amount, rounded as told.

        Raises:
            InputError: the unit of the rounding is finer than the currency, or an argument is
                of the wrong kind.

        >>> Rate("85 %").of(Money("586584.85 EUR"), rounding=Rounding("down 0.01"))
        Money('498597.12 EUR')
        """
        if not isinstance(amount, Money):
            raise InputError("not an amount", expected="Money", found=excerpt(amount))
        if not isinstance(rounding, Rounding):
            raise InputError("not a rounding", expected="Rounding", found=excerpt(rounding))
        part = self.fraction
        rounded = rounding.minor(
            part.numerator * amount.minor, part.denominator, amount.exponent
        )
        return Money.of_minor(rounded, amount.currency)

    @property
    def rest(self) -> "Rate":
        """What is left of the whole: 15 % for 85 %.

        >>> Rate("85 %").rest
        Rate('15 %')
        """
        return Rate(1 - self.fraction)

    def __str__(self) -> str:
        return (
            _percent(self.fraction) or f"{self.fraction.numerator}/{self.fraction.denominator}"
        )

    def __bool__(self) -> bool:
        return bool(self.fraction)

    def __lt__(self, other: "Rate") -> bool:
        return NotImplemented if type(other) is not Rate else self.fraction < other.fraction

    def __le__(self, other: "Rate") -> bool:
        return NotImplemented if type(other) is not Rate else self.fraction <= other.fraction

    def __gt__(self, other: "Rate") -> bool:
        return NotImplemented if type(other) is not Rate else self.fraction > other.fraction

    def __ge__(self, other: "Rate") -> bool:
        return NotImplemented if type(other) is not Rate else self.fraction >= other.fraction

    def __add__(self, other: "Rate") -> "Rate":
        if type(other) is not Rate:
            return NotImplemented
        return Rate(self.fraction + other.fraction)

    def __radd__(self, other: int) -> "Rate":
        """Let `sum(rates)` start at its 0; no other number can be added."""
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Rate") -> "Rate":
        if type(other) is not Rate:
            return NotImplemented
        return Rate(self.fraction - other.fraction)

    def __neg__(self) -> "Rate":
        return Rate(-self.fraction)

    def __abs__(self) -> "Rate":
        return Rate(abs(self.fraction))

    def __mul__(self, other: object) -> "Rate":
        """Multiply exactly; with an amount, refuse until it is said how it is rounded."""
        if type(other) is Money:
            raise RoundingRequired(
                "a share of an amount can be finer than a minor unit; "
                'say how it is rounded: rate.of(amount, rounding=Rounding("down 0.01"))'
            )
        return (
            NotImplemented if type(other) is not Rate else Rate(self.fraction * other.fraction)
        )

    __rmul__ = __mul__

    def __truediv__(self, other: "Rate") -> "Rate":
        if type(other) is not Rate:
            return NotImplemented
        if not other.fraction:
            raise InputError("a rate cannot be divided by zero")
        return Rate(self.fraction / other.fraction)


def _read(value: object) -> Fraction:
    """Read a percentage or a fraction of two whole numbers, or say what is wrong."""
    text = value if isinstance(value, str) else ""
    if match := compiled(_PERCENT).fullmatch(text):
        sign, whole, decimals = match.groups(default="")
        return Fraction(int(sign + whole + decimals), 100 * 10 ** len(decimals))
    if match := compiled(_RATIO).fullmatch(text):
        return Fraction(int(match[1]), int(match[2]))
    raise InputError(
        "not a rate",
        expected='"85 %" or "17/20"',
        found=excerpt(value),
        remedy='write 0.85 as "85 %", with one space, or a ratio as "17/20"',
    )


def _fits(*numbers: int) -> bool:
    return all(abs(number) < 10**PART_DIGITS for number in numbers)


def _percent(fraction: Fraction) -> str | None:
    """The percentage as text, or None where it is infinite or has a part of over 18 digits."""
    scaled = fraction * 100 * 10**PART_DIGITS
    if scaled.denominator != 1 or not _fits(int(fraction * 100)):
        return None
    digits = str(abs(scaled.numerator)).rjust(PART_DIGITS + 1, "0")
    decimals = digits[-PART_DIGITS:].rstrip("0")
    sign = "-" if fraction < 0 else ""
    return f"{sign}{digits[:-PART_DIGITS]}{'.' if decimals else ''}{decimals} %"
