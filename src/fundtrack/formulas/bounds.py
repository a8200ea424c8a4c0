"""Bounds of what is unknown, passed upward where a step is known to be monotone (D-12).

That is +, - with one side known, min, max, total, and a product with or a division by a
known figure that is not negative. Elsewhere there are none: a bound is a promise that every
completion keeps.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from .explanation import Explanation
from .summed import sum_of
from .tree import Op

#: At least, at most; None where nobody can say.
Bounds = tuple[Fraction | None, Fraction | None]
NOWHERE: Final[Bounds] = (None, None)
_Span = tuple[Fraction, Fraction]
_ZERO: Final = Fraction(0)


def span(part: Explanation) -> Bounds:
    """Where a value lies: a known figure at itself.

    >>> from fundtrack.formulas import Kind
    >>> span(Explanation("", "", Kind.RATE, Fraction(1, 2)))
    (Fraction(1, 2), Fraction(1, 2))
    """
    if isinstance(part.value, Fraction):
        return part.value, part.value
    return part.low, part.high


def bounds_of(op: Op, parts: Sequence[Explanation]) -> Bounds:
    """Bounds of an unknown result, from its operands.

    >>> from fundtrack.formulas import Kind
    >>> known = Explanation("", "", Kind.MONEY, Fraction(100))
    >>> unknown = Explanation("", "", Kind.MONEY, None, low=Fraction(0), high=Fraction(50))
    >>> bounds_of(Op.ADD, [known, unknown])
    (Fraction(100, 1), Fraction(150, 1))
    """
    spans = [_sure(span(part)) for part in parts]
    sure = [one for one in spans if one is not None]
    if len(sure) < len(spans):
        return NOWHERE
    lows, highs = [low for low, _ in sure], [high for _, high in sure]
    match op:
        case Op.ADD:
            return sum(lows, _ZERO), sum(highs, _ZERO)
        case Op.SUB:
            if all(part.value is None for part in parts):
                return NOWHERE  # both may hang on one unknown, and the span would be loose
            return lows[0] - highs[1], highs[0] - lows[1]
        case Op.MIN:
            return min(lows), min(highs)
        case Op.MAX:
            return max(lows), max(highs)
        case Op.MUL:
            return _times(*sure)
        case Op.DIV:
            low, high = sure[1]
            return _times(sure[0], (1 / low, 1 / low)) if 0 < low == high else NOWHERE
    return NOWHERE


def total_of(spans: Iterable[Bounds], scale: int = 1) -> Bounds:
    """Bounds of a sum of many, one side lost where one of them has lost it.

    Args:
        spans: The bounds of each.
        scale: Minor units to the whole, for sums of money.
    """
    held = [*spans]
    lows = [low for low, _ in held if low is not None]
    highs = [high for _, high in held if high is not None]
    return (
        sum_of(lows, scale) if len(lows) == len(held) else None,
        sum_of(highs, scale) if len(highs) == len(held) else None,
    )


def perhaps(bounds: Bounds) -> Bounds:
    """Bounds of something that may not count at all.

    >>> perhaps((Fraction(5), None))
    (Fraction(0, 1), None)
    """
    low, high = bounds
    return (
        None if low is None else min(low, _ZERO),
        None if high is None else max(high, _ZERO),
    )


def _sure(bounds: Bounds) -> _Span | None:
    low, high = bounds
    return None if low is None or high is None else (low, high)


def _times(one: _Span, other: _Span) -> Bounds:
    """A product of which one side is a known figure that is not negative."""
    for (low, high), (by, same) in ((one, other), (other, one)):
        if by == same and by >= 0:
            return low * by, high * by
    return NOWHERE
