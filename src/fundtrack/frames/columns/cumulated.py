"""Payments that sum to what is due, as columns: what all rows so far give, less what they gave.

Rows stand by project, by what is paid together and by their order; a row that lacks something
leaves itself and all later ones open. Projects in which it is not known what is paid together
are left to the calculator itself, and all are where 64 bits may be too few.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import lcm
from typing import Final

import numpy as np

from .alike import Alike, Part
from .column import Array
from .inputs import Answers, Input, Inputs, greatest

_ROOM: Final = 2**60


def cumulative_split(inputs: Inputs, owner: Array, projects: int) -> Answers | None:
    """What each row is paid, over the denominators of unit and ceiling together."""
    (amount,), (rate,), (ceiling,), (unit,), (mode,) = (
        inputs[name] for name in ("amount", "rate", "ceiling", "unit", "mode")
    )
    size = len(owner)
    whose = [Part(owner, np.zeros(size, bool)), *(key.part for key in inputs["within"])]
    alike = Alike(whose, size)
    most = int(np.bincount(alike.number, minlength=1).max(initial=0))
    below = lcm(unit.below, ceiling.below)
    if not _fits(amount, rate, ceiling, unit, most, below):
        return None
    left = np.zeros(projects, bool)
    left[owner[~alike.whole]] = True
    order = np.lexsort((*reversed(_places(inputs["order"])), alike.number))
    number = alike.number[order]
    lacks = np.zeros(size, bool)
    for one in (amount, rate, ceiling, unit, mode, *inputs["order"]):
        lacks |= one.lost
    first = np.ones(size, bool)
    first[1:] = number[1:] != number[:-1]
    open_ = _upto(lacks[order].astype(np.int64), first) > 0
    amounts, rates, tops, units = (
        one.known()[order].astype(np.int64) for one in (amount, rate, ceiling, unit)
    )
    totals = _upto(np.where(open_, 0, amounts), first)
    wrong = (rates < 0) | (rates > rate.below) | (tops < 0) | (units <= 0)
    units = np.where(units <= 0, 1, units)
    above = totals * rates * unit.below
    under = units * (rate.below * amount.below)
    due = np.zeros(size, np.int64)
    modes = mode.values[order]
    for code in np.unique(modes[~open_]).tolist():
        rounding = ROUNDED.get(mode.words[code])
        mine = modes == code
        if rounding is None:
            wrong |= mine
        else:
            due[mine] = rounding(above[mine], under[mine])
    due = np.minimum(due * units * (below // unit.below), tops * (below // ceiling.below))
    failed = np.zeros(projects, bool)
    failed[owner[order][wrong & ~open_]] = True
    paid = due.copy()
    paid[1:] -= np.where(first[1:], 0, due[:-1])
    values, lost = np.zeros(size, np.int64), np.zeros(size, bool)
    values[order], lost[order] = paid, open_
    return Answers(values, lost | failed[owner], failed & ~left, left)


def _fits(
    amount: Input, rate: Input, ceiling: Input, unit: Input, rows: int, below: int
) -> bool:
    """Whether 64 bits hold everything that is worked out on the way."""
    sizes = [greatest(one.known()) for one in (amount, rate, ceiling, unit)]
    if None in sizes:
        return False
    total, share, top, step = (one or 0 for one in sizes)
    above = total * rows * max(share, 1) * unit.below
    under = max(step, 1) * rate.below * amount.below
    whole = (total * rows + max(step, 1)) * unit.below * max(share, 1) * below
    return max(above, under, whole, top * below) < _ROOM // 4


def _upto(values: Array, first: Array) -> Array:
    """Sums up to and with each row of its group."""
    sums = np.cumsum(values)
    starts = np.flatnonzero(first)
    if not len(starts):
        return sums
    before = sums[starts] - values[starts]
    found: Array = sums - np.repeat(before, np.diff(np.append(starts, len(values))))
    return found


def _places(orders: Sequence[Input]) -> list[Array]:
    """The order of rows: where a part of it is not known, the first place that it may be.

    Parts behind one that is not known need no care: the row leaves all that follow it open.
    """
    found: list[Array] = []
    for one in orders:
        values = one.values
        if values.dtype.kind == "O":
            rank = {value: at for at, value in enumerate(sorted(set(values.tolist())))}
            values = np.array([rank[value] for value in values.tolist()], np.int64)
        least = int(values.min()) if len(values) else 0
        found.append(np.where(one.lost, least - 1, values.astype(np.int64)))
    return found


# ---- Rounding by a denominator of each row ---------------------------------------------------


def _floor(above: Array, below: Array) -> Array:
    return above // below


def _ceiling(above: Array, below: Array) -> Array:
    return -(-above // below)


def _down(above: Array, below: Array) -> Array:
    return np.where(above < 0, _ceiling(above, below), _floor(above, below))


def _up(above: Array, below: Array) -> Array:
    return np.where(above < 0, _floor(above, below), _ceiling(above, below))


def _half(above: Array, below: Array, tie: Callable[[Array, Array], Array]) -> Array:
    """To the nearest; `tie` says of the number below whether a half goes up from it."""
    whole = above // below
    twice = 2 * (above - whole * below)
    found: Array = whole + ((twice > below) | ((twice == below) & tie(whole, above)))
    return found


ROUNDED: Final[Mapping[str, Callable[[Array, Array], Array]]] = {
    "floor": _floor,
    "ceiling": _ceiling,
    "down": _down,
    "up": _up,
    "half_up": partial(_half, tie=lambda whole, above: above > 0),
    "half_down": partial(_half, tie=lambda whole, above: above < 0),
    "half_even": partial(_half, tie=lambda whole, above: whole % 2 == 1),
}
