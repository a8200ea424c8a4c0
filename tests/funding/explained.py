"""The law every worked figure obeys: its formula, read by the walk, leads to its value.

The functions of the room compute in integers; `explanation()` reads the formula in exact
fractions and knows none of those integers. A test hands every result to `held`, which gives
it back, so an example proves the figure and the way to it at once.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TypeVar

from fundtrack.funding import Worked, Workings
from fundtrack.values import Money, Price, Rate

R = TypeVar("R", Worked, Workings)


def held(result: R) -> R:
    """Check every figure of a result and those that went into it; give the result back."""
    for worked in figures(result):
        check(worked)
    assert result.explain()
    return result


def figures(result: Worked | Workings) -> Iterator[Worked]:
    """Every figure of a result, and every figure behind it."""
    roots = [result] if isinstance(result, Worked) else [one for _, one in result.worked()]
    for root in roots:
        yield root
        for given in root.given.values():
            if isinstance(given, Worked):
                yield from figures(given)


def check(worked: Worked) -> None:
    """Hold one figure to its formula, its rounding and its policy."""
    exact, value = worked.exact, worked.value
    if isinstance(value, Money) and worked.policy:  # a policy moves less than one minor unit
        assert isinstance(exact, Fraction)
        assert abs(value.minor - exact * 10**value.exponent) < 1, worked.explain()
    elif isinstance(value, Money) and worked.rounding is not None:
        assert isinstance(exact, Fraction)
        assert worked.rounding.of(exact, value.currency) == value, worked.explain()
    elif isinstance(value, Rate) and worked.rounding is not None:  # its unit is in percent
        assert isinstance(exact, Fraction)
        steps = worked.rounding.minor(exact.numerator * 10**8, exact.denominator, 6)
        assert value.fraction == Fraction(steps, 10**8), worked.explain()
        assert worked.policy == "in percent", worked.explain()
    elif isinstance(value, Price | Fraction) and worked.rounding is not None:
        assert isinstance(exact, Fraction)
        parts = worked.rounding.minor(exact.numerator * 10**6, exact.denominator, 6)
        assert plain(value) == Fraction(parts, 10**6), worked.explain()
    else:
        assert plain(value) == exact, worked.explain()


def plain(value: Money | Price | Rate | Fraction | int | date) -> Fraction | date:
    """A value as the walk gives it: whole units, fractions, days."""
    match value:
        case Money() | Price():
            return Fraction(value.amount)
        case Rate():
            return value.fraction
        case int():
            return Fraction(value)
    return value
