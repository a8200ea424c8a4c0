"""Rounding: where the fraction of a cent goes, by name; decided by integers.

The library has no default: a programme says how it rounds, and a book says where it is written.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, final

from ._value import Value, compiled, fill
from .citation import Citation
from .currencies import exponent_of
from .errors import InputError, excerpt
from .money import Money

#: half_up rounds a half away from zero, half_down toward it; so do up and down everything.
MODES = ("half_up", "half_even", "half_down", "down", "floor", "up", "ceiling")
_UNIT = r"(0|[1-9][0-9]{0,15})(?:\.([0-9]{1,6}))?"


@final
class Rounding(Value):
    """A mode of rounding, the unit it rounds to, and where that is written.

    The modes are half_up (a half away from zero), half_even, half_down (a half toward zero),
    down (toward zero), floor, up (away from zero) and ceiling; all but floor and ceiling treat
    a credit note as the mirror of an invoice. The unit is in whole units of the currency: 0.01,
    1, 0.05. Its text leaves the citation out.

    Raises:
        InputError: no such mode, or the unit is not above zero with at most six decimals.

    >>> Rounding("down 0.01").of(Fraction(4985971225, 10000), "EUR")
    Money('498597.12 EUR')
    >>> Rounding("half_up", "1").unit
    Decimal('1')
    """

    __slots__ = ("_steps", "citation", "mode", "unit")
    _pattern = f"^({'|'.join(MODES)}) (0|[1-9][0-9]{{0,15}})(\\.[0-9]{{1,6}})?$"
    _example = "down 0.01"
    mode: str
    unit: Decimal
    citation: Citation | None
    _steps: dict[int, int]  # the unit in minor units by decimals; asked for by every amount

    def __new__(
        cls,
        mode: "str | Rounding",
        unit: str | Decimal | None = None,
        citation: Citation | None = None,
    ) -> "Rounding":
        """Read `"down 0.01"`, or take the mode and the unit apart."""
        if isinstance(mode, Rounding) and unit is None:
            return mode if citation is None else Rounding(mode.mode, mode.unit, citation)
        name, given = mode, unit
        if unit is None and isinstance(mode, str):
            name, _, given = mode.partition(" ")
        step = _read_unit(given)
        if name not in MODES or step is None:
            raise InputError(
                "not a rounding",
                expected=f'a mode ({", ".join(MODES)}) and a unit, as "down 0.01"',
                found=excerpt(mode) + ("" if unit is None else f" and {excerpt(unit)}"),
                remedy="take mode and unit from the programme's rules",
            )
        if not step:
            raise InputError("a unit of rounding is above zero", found=excerpt(given))
        if not isinstance(citation, Citation | None):
            raise InputError("not a citation", expected="a Citation", found=excerpt(citation))
        made = object.__new__(cls)
        fill(made, mode=name, unit=step, citation=citation, _steps={})
        return made

    def _content(self) -> tuple[object, ...]:
        return self.mode, self.unit, self.citation

    def __str__(self) -> str:
        return f"{self.mode} {self.unit}"

    def __repr__(self) -> str:
        if self.citation is None:
            return super().__repr__()
        return f"Rounding({self.mode!r}, '{self.unit}', {self.citation!r})"

    def __reduce__(self) -> tuple[type["Rounding"], tuple[object, ...]]:
        return Rounding, (self.mode, self.unit, self.citation)

    def step(self, exponent: int) -> int:
        """The unit in minor units of a currency with `exponent` decimals.

        Raises:
            InputError: the unit is finer than the currency's minor unit, or not a whole number
                of them; or `exponent` is not an int of zero or more.

        >>> Rounding("down 0.05").step(2)
        5
        """
        step = self._steps.get(exponent)
        if step is None:
            step = self._steps[exponent] = self._step(exponent)
        return step

    def _step(self, exponent: int) -> int:
        if type(exponent) is not int or exponent < 0:
            raise InputError("decimals are counted from zero", found=excerpt(exponent))
        step: Fraction = Fraction(self.unit) * 10**exponent
        if step.denominator != 1:
            raise InputError(
                f"the unit {self.unit} is finer than a currency with {exponent} decimals",
                remedy="name a unit of whole minor units",
            )
        return step.numerator

    def minor(self, numerator: int, denominator: int, exponent: int) -> int:
        """Round `numerator / denominator` minor units to whole `unit`s, in minor units.

        Raises:
            InputError: `denominator` is 0, a number is not an int, or the unit is finer than
                the currency.

        >>> Rounding("half_even 0.01").minor(25, 10, 2)
        2
        """
        if type(numerator) is not int or type(denominator) is not int:
            odd = numerator if type(numerator) is not int else denominator
            raise InputError(
                "minor units are whole numbers", expected="an int", found=excerpt(odd)
            )
        if denominator <= 0:
            if denominator == 0:
                raise InputError("a division by zero has nothing to round")
            numerator, denominator = -numerator, -denominator
        step = self.step(exponent)
        return _TO_WHOLE[self.mode](numerator, denominator * step) * step

    def of(self, amount: Fraction, currency: str) -> Money:
        """Round an exact amount of whole currency units.

        Raises:
            InputError: `amount` is not an exact number, the currency is unknown, the unit is
                finer than the currency, or the result has more than 16 digits.

        >>> Rounding("half_up 0.01").of(Fraction(1, 3), "EUR")
        Money('0.33 EUR')
        """
        return Money.of_minor(self._minor_of(amount, currency), currency)

    def _minor_of(self, amount: Fraction, currency: str) -> int:
        """An exact amount of whole units as rounded minor units, of whatever size."""
        exponent = exponent_of(currency)
        exact = _exact(amount)
        return self.minor(exact.numerator * 10**exponent, exact.denominator, exponent)

    def same_under(self, amount: Fraction, currency: str) -> tuple[str, ...]:
        """Name the other modes that give the same result here, in the order of `MODES`.

        The amount may be larger than Money can be.

        >>> Rounding("down 0.01").same_under(Fraction(4985971225, 10000), "EUR")
        ('half_up', 'half_even', 'half_down', 'floor')
        """
        mine = self._minor_of(amount, currency)
        others = (mode for mode in MODES if mode != self.mode)
        return tuple(
            mode
            for mode in others
            if Rounding(mode, self.unit)._minor_of(amount, currency) == mine
        )


def _floor(above: int, below: int) -> int:
    return above // below


def _ceiling(above: int, below: int) -> int:
    return -(-above // below)


def _down(above: int, below: int) -> int:
    return above // below if above >= 0 else -(-above // below)


def _up(above: int, below: int) -> int:
    return -(-above // below) if above >= 0 else above // below


def _half_up(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below) if above >= 0 else -_half_up(-above, below)


def _half_down(above: int, below: int) -> int:
    return -((below - 2 * above) // (2 * below)) if above >= 0 else -_half_down(-above, below)


def _half_even(above: int, below: int) -> int:
    whole, rest = divmod(above, below)
    half = 2 * rest - below  # above, on or below the middle
    return whole + 1 if half > 0 or (half == 0 and whole % 2 == 1) else whole


#: A number over one above zero, to a whole number, by the name of the mode.
_TO_WHOLE: Final[Mapping[str, Callable[[int, int], int]]] = {
    "half_up": _half_up,
    "half_even": _half_even,
    "half_down": _half_down,
    "down": _down,
    "floor": _floor,
    "up": _up,
    "ceiling": _ceiling,
}


def _exact(amount: Fraction) -> Fraction:
    """Refuse what is not an exact number (a float, a bool) before it is rounded."""
    if isinstance(amount, Fraction):
        return amount
    if type(amount) is int:
        return Fraction(amount)
    raise InputError(
        "only an exact number can be rounded", expected="a Fraction", found=excerpt(amount)
    )


def _read_unit(unit: object) -> Decimal | None:
    """Read a unit of at most 16 digits and six decimals; None for what is none."""
    text = str(unit) if isinstance(unit, Decimal) else unit
    if not isinstance(text, str) or not compiled(_UNIT).fullmatch(text):
        return None
    return Decimal(text.rstrip("0") if "." in text else text)
