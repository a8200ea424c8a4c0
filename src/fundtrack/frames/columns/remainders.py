"""The largest remainder as columns: wholes shared out over the rows of each project by weight.

A product of a whole and a weight may be too great for 64 bits, so the quotient is worked out a
few bits of the whole at a time, as one divides on paper; what is left over is exact.
"""

from typing import Final

import numpy as np

from .alike import Alike, Part, having
from .column import Array
from .inputs import Answers, Inputs, greatest

#: What is divided stays below this.
_BITS: Final = 62


def largest_remainder(inputs: Inputs, owner: Array, projects: int) -> Answers | None:
    """The part of `whole` of each row, over the unit's `below`; None beyond 64 bits."""
    (whole,), (weight,), (unit,) = (inputs[name] for name in ("whole", "weight", "unit"))
    size = len(owner)
    sizes = [greatest(one.known()) for one in (whole, weight, unit)]
    below = whole.below * unit.below
    if None in sizes or max(sizes[0] or 0, sizes[2] or 0) * below >= 2**_BITS:
        return None
    sure = np.zeros(size, bool)
    alike = Alike([Part(owner, sure), *(key.part for key in inputs["within"])], size)
    number, count = alike.number, alike.count
    most = int(np.bincount(number, minlength=1).max(initial=0))
    chunk = _BITS - 1 - ((sizes[1] or 0) * most).bit_length()
    if chunk < 1:
        return None
    lost = _open(alike, whole.lost | weight.lost | unit.lost)
    failed = np.zeros(projects, bool)
    rows = np.flatnonzero(~lost)
    group = number[rows]
    wholes = whole.values[rows].astype(np.int64) * unit.below
    weights = weight.values[rows].astype(np.int64)
    units = unit.values[rows].astype(np.int64) * whole.below
    totals = np.zeros(count, np.int64)
    np.add.at(totals, group, weights)
    wrong = (units <= 0) | (weights < 0)
    wrong |= _differ(wholes, group, count) | _differ(units, group, count)
    units = np.where(wrong, 1, units)
    wrong |= wholes % units != 0
    wrong |= (totals[group] == 0) & (wholes != 0)
    failed[owner[rows[wrong]]] = True
    fine = ~failed[owner[rows]]
    rows, group, units, weights = rows[fine], group[fine], units[fine], weights[fine]
    wholes = wholes[fine] // units
    parts = _parts(np.abs(wholes), weights, totals[group], group, chunk)
    values = np.zeros(size, np.int64)
    values[rows] = parts * np.sign(wholes) * unit.values[rows].astype(np.int64)
    return Answers(values, lost | failed[owner], failed)


def _open(alike: Alike, lacks: Array) -> Array:
    """The rows of which it is not known what they share, or with whom."""
    lost = ~alike.whole | having(alike.number, alike.count, alike.whole & lacks)
    for rows, number, count in alike.patterns():
        lost |= having(number, count, rows)
    return lost


def _differ(values: Array, group: Array, count: int) -> Array:
    """Whether a row says something else than another of its group."""
    said = np.zeros(count, np.int64)
    said[group] = values
    return having(group, count, said[group] != values)


def _parts(wholes: Array, weights: Array, totals: Array, group: Array, chunk: int) -> Array:
    """The parts of wholes of zero or more; the first of equal remainders comes first."""
    if not len(wholes):
        return wholes
    totals = np.maximum(totals, 1)
    parts, rests = _divided(wholes, weights, totals, chunk)
    order = _greatest_first(rests, group)
    sorted_ = group[order]
    new = np.ones(len(order), bool)
    new[1:] = sorted_[1:] != sorted_[:-1]
    starts = np.flatnonzero(new)
    number = np.cumsum(new) - 1
    left = wholes[order][starts] - np.add.reduceat(parts[order], starts)
    rank = np.arange(len(order)) - starts[number]
    parts[order] += rank < left[number]
    return parts


def _greatest_first(rests: Array, group: Array) -> Array:
    """The rows by group, in each the greatest remainder first, of equals the first row."""
    width = int(rests.max()) + 1
    if width * (int(group.max()) + 1) >= 2**_BITS:
        return np.lexsort((-rests, group))
    return np.argsort(group * width + (width - 1 - rests), kind="stable")


def _divided(wholes: Array, weights: Array, totals: Array, chunk: int) -> tuple[Array, Array]:
    """`wholes × weights` by `totals`, and what remains; no weight is above its total.

    `chunk` bits of the wholes at a time: remainder and product together are below the total
    times 2 to the power of one bit more.
    """
    parts = np.zeros_like(wholes)
    rests = np.zeros_like(wholes)
    bits = int(wholes.max()).bit_length()
    for after in range((bits - 1) // chunk * chunk, -1, -chunk):
        digit = (wholes >> after) & ((1 << chunk) - 1)
        above = (rests << chunk) + digit * weights
        quotient = above // totals
        parts = (parts << chunk) + quotient
        rests = above - quotient * totals
    return parts, rests
