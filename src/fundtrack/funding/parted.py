"""An amount shared out over rows, for books: each row's part, in whole units, nothing lost.

A formula sees one row; who gets the last cent, only all rows together can tell.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from fundtrack.formulas import Kind
from fundtrack.values import largest_remainder

from .calculator import Answer, Given, unknown
from .keyed import Keyed

_ALL: Final = ("whole", "weight", "unit", "within")


class LargestRemainder:
    """The part of `whole` that falls to a row by its `weight`, among the rows of one `within`.

    Inputs: `whole` (money, the same for all rows of one `within`), `weight` (money, zero or
    more), `unit` (money, the smallest step: 0.01 EUR), `within` (whose rows share: a fact, or
    several separated by commas). The parts sum to the whole; the units left over go to the
    largest remainders, the first of equals first. A whole below zero is shared like its
    opposite. Unknown while any input of a row that shares, or may share, is.

    Raises:
        ArithmeticError: the rows name different wholes or units, the whole is not a number of
            units, a weight is below zero, or all are zero and the whole is not.

    >>> from fundtrack.funding import LARGEST_REMAINDER
    >>> held = {"whole": Fraction(100), "unit": Fraction("0.01"), "within": ("P",)}
    >>> rows = [{**held, "weight": Fraction(1)} for _ in range(3)]
    >>> [float(one.value) for one in LARGEST_REMAINDER.calculate(rows, None)]
    [33.34, 33.33, 33.33]
    """

    name: Final = "largest_remainder"
    inputs: Final[Mapping[str, Kind | None]] = {
        "whole": Kind.MONEY,
        "weight": Kind.MONEY,
        "unit": Kind.MONEY,
        "within": None,
    }
    gives: Final = Kind.MONEY
    portfolio: Final = False

    def calculate(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """Answer for every row of this project; what is shared in others is their own."""
        every = Keyed(own, "within")
        found: dict[int, Answer] = {}
        for place, row in enumerate(own):
            if place not in found:
                found |= _shared(place, row, every)
        return [found[place] for place in range(len(own))]


def _shared(place: int, row: Given, every: Keyed) -> dict[int, Answer]:
    """The answers of the rows that share with one, or its own alone while nobody can tell."""
    if unknown(row, ("within",)):
        return {place: Answer(None, unknown(row, _ALL))}
    places = tuple(every.like(row))
    rows = [every.rows[one] for one in places]
    lacks = tuple(dict.fromkeys(name for one in rows for name in unknown(one, _ALL)))
    if lacks:
        return {place: Answer(None, lacks)}
    whole, unit = (_one(rows, name) for name in ("whole", "unit"))
    units = whole / unit
    if units.denominator > 1:
        raise ArithmeticError(f"{whole} is no whole number of {unit}")
    weights = _weights(rows)
    if not any(weights) and whole:
        raise ArithmeticError("nobody has a weight to share by")
    parts = largest_remainder(abs(units.numerator), weights) if whole else [0] * len(rows)
    sign = -1 if whole < 0 else 1
    return {
        one: Answer(sign * part * unit, (), places)
        for one, part in zip(places, parts, strict=True)
    }


def _one(rows: Sequence[Given], name: str) -> Fraction:
    """What all rows say alike; a unit is above zero."""
    said = {_number(row, name) for row in rows}
    if len(said) > 1 or (name == "unit" and min(said) <= 0):
        raise ArithmeticError(f"rows that share have one {name}: {', '.join(map(str, said))}")
    return said.pop()


def _weights(rows: Sequence[Given]) -> list[int]:
    """Weights as whole numbers in the same proportion."""
    exact = [_number(row, "weight") for row in rows]
    if min(exact) < 0:
        raise ArithmeticError(f"a weight of {min(exact)}")
    common = lcm(*(one.denominator for one in exact))
    return [one.numerator * (common // one.denominator) for one in exact]


def _number(row: Given, name: str) -> Fraction:
    value = row[name]
    assert isinstance(value, Fraction)  # noqa: S101 (its inputs are of their kinds)
    return value


LARGEST_REMAINDER: Final = LargestRemainder()
