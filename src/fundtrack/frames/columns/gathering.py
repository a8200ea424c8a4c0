"""What aggregates and running totals come to: shares of rows, by the row they count for.

Rows of a project stand together, so a total by project is a difference of sums; other totals
are added up by place. Sums of whole numbers stay whole: where 64 bits might not hold them,
Python ints do.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from fundtrack.formulas import SUM_BITS, Op, Sum

from .arrays import Mask, Values
from .column import Array
from .rows import Rows
from .spans import Span, fits


class Gatherer:
    """Gathers one aggregate over the blocks of a loop."""

    def __init__(
        self,
        op: Op,
        rows: Rows,
        scope: Rows,
        span: Span | None,
        own: bool,
        below: int,
        joint: bool = False,
    ) -> None:
        self.op = op
        self.below = below  # what values stand over
        self.joint = joint
        self.commons: dict[int, int] = {}  # of sums that may end together with others
        self.scope = scope
        self.by_project = own  # the scope is the project of each row
        counts = np.diff(rows.starts)
        self.most = int(counts.max()) if len(counts) else 0
        self.span = self._span(span)
        kind: Any = object
        if op in (Op.ANY, Op.ALL, Op.COUNT) or fits(self.span):
            kind = np.int64
        self.values: Array = np.zeros(scope.size, kind)
        if kind is object:
            self.values[:] = 0
        self.seen = np.zeros(scope.size, bool) if op in (Op.SMALLEST, Op.LARGEST) else None
        self.lost: Array | None = None
        self.silent = np.zeros(len(scope.starts) - 1, bool)

    def _span(self, span: Span | None) -> Span | None:
        if self.op in (Op.ANY, Op.ALL):
            return Span(0, 1)
        if self.op is Op.COUNT:
            return Span(0, max(self.most, 1))
        if span is None or self.op in (Op.SMALLEST, Op.LARGEST):
            return None if span is None else Span(min(span.least, 0), max(span.most, 0))
        return Span(min(span.least * self.most, 0), max(span.most * self.most, 0))

    def add(self, given: dict[str, Values], block: "Block") -> None:
        """The share of a block of rows."""
        size = block.last - block.first
        sure, doubt, value = given["sure"], given["doubt"], given["value"]
        index = given["index"]
        if index is None:
            self._by_project(value, sure, doubt, block)
            return
        index = as_column(index, size)
        least = int(index.min(initial=0))
        if least < 0:
            there = index >= 0
            may = given["may"]
            if may is not False and least <= -2:
                unsure = index == -2
                lost = np.unique(block.project[unsure & as_column(may, size)])
                self.silent[lost] = True
            sure, doubt = _both(sure, there), _both(doubt, there)
        first, after = self.scope.of_projects(block.from_project, block.to_project)
        width = after - first
        if not width:
            return
        local = index - first
        if least < 0:  # of no row: nothing is added there
            np.clip(local, 0, width - 1, out=local)
        if doubt is not False:
            held = np.bincount(local[as_column(doubt, size)], minlength=width) > 0
            self._doubt(slice(first, after), held)
        self._add_at(slice(first, after), local, value, sure, size)

    def _by_project(self, value: Values, sure: Values, doubt: Values, block: "Block") -> None:
        where = slice(block.from_project, block.to_project)
        size = block.last - block.first
        if doubt is not False:
            local = block.project[as_column(doubt, size)] - block.from_project
            held = np.bincount(local, minlength=where.stop - where.start) > 0
            self._doubt(where, held)
        if self.op in (Op.SMALLEST, Op.LARGEST):
            local = block.project - block.from_project
            self._add_at(where, local, value, sure, size)
            return
        shares = self._shares(value, sure, size)
        if self.joint or may_end(shares, self.below):
            self._add_one_by_one(where, block.project - block.from_project, shares)
            return
        some = block.counts > 0
        sums = np.zeros(len(some), shares.dtype)
        if some.any():
            sums[some] = np.add.reduceat(shares, block.starts[:-1][some])
        self.values[where] += sums

    def _shares(self, value: Values, sure: Values, size: int) -> Array:
        """What each row adds."""
        if self.op is Op.COUNT or self.op is Op.ANY:
            return as_column(_both(sure, value), size).astype(np.int64)
        if self.op is Op.ALL:
            return as_column(_both(sure, _not(value)), size).astype(np.int64)
        held = as_column(value, size)
        if held.dtype.kind in "iO":  # what wide steps leave may fit again
            held = held.astype(self.values.dtype, copy=False)
        if sure is True:
            return held
        if sure is False:
            return np.zeros(size, held.dtype)
        shares: Array = held * sure
        return shares

    def _add_at(
        self, where: slice, local: Array, value: Values, sure: Values, size: int
    ) -> None:
        if self.op in (Op.SMALLEST, Op.LARGEST):
            self._extreme(where, local, value, sure, size)
            return
        shares = self._shares(value, sure, size)
        if self.joint or may_end(shares, self.below):
            self._add_one_by_one(where, local, shares)
            return
        np.add.at(self.values[where], local, shares)

    def _add_one_by_one(self, where: slice, local: Array, shares: Array) -> None:
        """Add up what may end; where it does, nobody knows the sum.

        All rows of a project stand in one block, so each sum is begun and ended here.
        """
        if not len(local):
            return
        lost = np.zeros(where.stop - where.start, bool)
        order = np.argsort(local, kind="stable")
        places, begins = np.unique(local[order], return_index=True)
        for place, held in zip(
            places.tolist(), np.split(shares[order], begins[1:]), strict=True
        ):
            total = Sum()
            for one in held.tolist():
                total.add(Fraction(one) / self.below)
            value = total.value
            lost[place] = value is None
            self.values[where.start + place] = whole(value or 0, self.below)
            if self.joint:
                self.commons[where.start + place] = total.below
        self._doubt(where, lost)

    def _extreme(
        self, where: slice, local: Array, value: Values, sure: Values, size: int
    ) -> None:
        assert self.seen is not None  # noqa: S101
        rows = np.flatnonzero(as_column(sure, size))
        target, seen = self.values[where], self.seen[where]
        held = as_column(value, size)
        smaller = self.op is Op.SMALLEST
        for at, one in zip(local[rows].tolist(), held[rows].tolist(), strict=True):
            if not seen[at] or (one < target[at] if smaller else one > target[at]):
                target[at], seen[at] = one, True
        self.values[where], self.seen[where] = target, seen

    def _doubt(self, where: slice, held: Array) -> None:
        if held.any():
            if self.lost is None:
                self.lost = np.zeros(self.scope.size, bool)
            self.lost[where] |= held

    def end_with(self, others: dict[int, int]) -> None:
        """Lose the sums that end together with the others of the same total; add to those."""
        for place, below in self.commons.items():
            common = others[place] = lcm(others.get(place, 1), below)
            if not 0 < common.bit_length() <= SUM_BITS:
                self._doubt(slice(place, place + 1), np.ones(1, bool))

    def silence(self, projects: Mask) -> None:
        """Projects of which nobody knows all rows."""
        if projects is not None:
            self.silent |= projects

    def result(self) -> tuple[Array, Array | None, Array | None]:
        """The values, where they are unknown, and where only because no row counts.

        The last is None but for the least and greatest, which there are of no nothing.
        """
        values = self.values
        if self.op is Op.ANY:
            values = values > 0
        elif self.op is Op.ALL:
            values = values == 0
        lost = self.lost
        if self.silent.any():
            quiet = self.silent[self.scope.project]
            lost = quiet if lost is None else lost | quiet
        if self.seen is None:
            return values, lost, None
        none: Array = ~self.seen if lost is None else ~(self.seen | lost)
        return values, none if lost is None else none | lost, none


class Block:
    """Some projects and their rows."""

    def __init__(self, rows: Rows, first: int, after: int) -> None:
        self.from_project, self.to_project = first, after
        self.first, self.last = rows.of_projects(first, after)
        self.project = rows.project[self.first : self.last]
        self.starts = rows.starts[first : after + 1] - self.first
        self.counts = np.diff(self.starts)
        # with the keys, so that no later key gets the place in memory of an earlier one
        self._placed: dict[tuple[int, ...], tuple[Array | None, list[Array]]] = {}

    def placed(self, keys: list[Array]) -> Array | None:
        """The order of rows by project and keys; None where they stand in it."""
        asked = tuple(map(id, keys))  # running totals of a book mostly share one order
        if asked not in self._placed:
            order = None
            if not in_order(self.project, keys):
                order = np.lexsort((*reversed(keys), self.project))
            self._placed[asked] = order, keys
        return self._placed[asked][0]


def may_end(values: Array, below: int) -> bool:
    """Whether a sum of values over a denominator may end; most need no look at each value."""
    if below.bit_length() > SUM_BITS:
        return True
    return values.dtype == object and any(type(one) is not int for one in values)


def sums_of(values: Iterable[Any], below: int) -> Iterator[int | Fraction | None]:
    """The sum up to and with each value, over the same denominator; None once it has ended."""
    total = Sum()
    for one in values:
        total.add(Fraction(one) / below)
        value = total.value
        yield None if value is None else whole(value, below)


def whole(value: int | Fraction, below: int) -> int | Fraction:
    """What stands over a denominator where the value does; whole numbers as such."""
    above = value * below
    return above.numerator if above.denominator == 1 else above


def in_order(project: Array, keys: Sequence[Array]) -> bool:
    """Whether rows stand in the order of keys inside each project."""
    later: Array | None = None
    for place, key in enumerate(keys):
        back = key[1:] < key[:-1]
        if not back.any():
            continue
        for one in keys[:place]:  # where all before it are equal
            back &= one[1:] == one[:-1]
        later = back if later is None else later | back
    return later is None or not (later & (project[1:] == project[:-1])).any()


def as_column(values: Values, size: int) -> Array:
    """A value of all rows as a column."""
    if isinstance(values, np.ndarray):
        return values
    if isinstance(values, bool):
        return np.full(size, values)
    if isinstance(values, int) and -(2**62) < values < 2**62:
        return np.full(size, values, np.int64)
    made = np.empty(size, object)
    made[:] = values
    return made


def _not(value: Values) -> Values:
    return ~value if isinstance(value, np.ndarray) else not value


def _both(one: Values, two: Values) -> Values:
    if isinstance(one, bool):
        return two if one else False
    if isinstance(two, bool):
        return one if two else False
    return one & two
