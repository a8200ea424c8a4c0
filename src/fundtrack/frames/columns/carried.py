"""Amounts times exact ratios, rounded once: whole numbers in arrays, as `Rounding` rounds one.

Each row has its own ratio. Python ints work where 64 bits may not hold a product.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from .column import Array
from .spans import ROOM
from .steps import objects


def carried(
    values: Array, group: Array, ratios: Sequence[Fraction], mode: str, step: int
) -> Array:
    """Amounts times the ratio of each, rounded once to whole steps; Python ints where needed.

    >>> carried(np.array([25, -25]), np.array([0, 0]), [Fraction(1, 10)], "half_up", 1)
    array([ 3, -3])
    """
    above = [one.numerator for one in ratios]
    below = [one.denominator * step for one in ratios]
    # twice the product and twice the divisor have room, so that no rounding can wrap
    limits = [(ROOM - 2 * low) // (2 * high) for high, low in zip(above, below, strict=True)]
    if values.dtype.kind == "O":
        fits = np.zeros(len(values), bool)
    else:
        most = np.array([one if one > 0 else -1 for one in limits], np.int64)[group]
        fits = (values <= most) & (values >= -most)
    tables = [
        np.array([one if limit > 0 else 1 for one, limit in zip(held, limits, strict=True)],
                 np.int64)
        for held in (above, below)
    ]  # fmt: skip
    if fits.all():
        return _whole(mode, values * tables[0][group], tables[1][group]) * step
    found = np.empty(len(values), object)
    narrow = group[fits]
    found[fits] = _whole(mode, values[fits] * tables[0][narrow], tables[1][narrow]) * step
    wide = group[~fits]
    big = values[~fits].astype(object) * objects(above)[wide]
    found[~fits] = _whole(mode, big, objects(below)[wide]) * step
    return found


def _whole(mode: str, above: Array, below: Array) -> Array:
    """Fractions rounded to whole numbers, as `Rounding` rounds one; `below` is above zero."""
    if mode == "floor":
        return above // below
    if mode == "ceiling":
        return -(-above // below)
    found = _OF_SIZE[mode](abs(above), below)  # a credit note mirrors an invoice
    return np.where(above < 0, -found, found)


def _half_even(size: Array, below: Array) -> Array:
    whole = size // below
    half = 2 * (size - whole * below) - below  # above, on or below the middle
    found: Array = whole + ((half > 0) | ((half == 0) & (whole % 2 == 1)))
    return found


_OF_SIZE: Final[Mapping[str, Callable[[Array, Array], Array]]] = {
    "half_up": lambda size, below: (2 * size + below) // (2 * below),
    "half_down": lambda size, below: -((below - 2 * size) // (2 * below)),
    "half_even": _half_even,
    "down": lambda size, below: size // below,
    "up": lambda size, below: -(-size // below),
}
