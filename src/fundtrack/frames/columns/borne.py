"""What sources bear of the lines they pay for (D-22), worked out between two loops.

A split turns on the total of each strand, on the order in which strands first come and on which
sources may pay for lines that nobody can place. So lines of a project that say the same are
taken together, those of unknown amounts apart, and few are split instead of all.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import numpy as np

from fundtrack.checks import covered, everything, fitted, payer_of
from fundtrack.formulas import Kind, Type
from fundtrack.funding import Covered, strands_of
from fundtrack.rulebooks import Define
from fundtrack.values import Record, Rounding

from ..question import Unsupported
from .arrays import Mask
from .column import Array, found_span
from .covers import Seen, Side, side_of
from .groups import as_stated
from .places import Place
from .rows import Rows
from .sharing import side_by_side
from .spans import Span, fits
from .sums import Sums
from .vectors import Vector
from .wide import Strands, payers_of, shares

_BORNE = ("borne",)


class Lines(Record):
    """The lines of every loop one after the other; `order` is that of their projects.

    Of computed lines only some are `there`.
    """

    sides: Sequence[Side]
    project: Array
    amount: Array
    lost: Array
    there: Array
    order: Array

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Borne(Sums):
    """Writes the amount that each source bears, and works it out."""

    def shared_out(self, define: Define) -> Vector:
        """What each source bears of the lines it pays for."""
        return self.here(Place(Kind.MONEY, _BORNE, masked=True))

    def sharing_out(self) -> Callable[[], None]:
        """What works out the shares of all sources, once all lines are there."""
        define = self.view.strands
        assert define is not None  # noqa: S101
        step = "eligible" if "eligible" in self.view.bulk else "limited"
        named = [(self.line, "eligible"), *((loop, step) for loop in self.view.computed)]
        for loop, name in named:
            place = self.place(loop, name)
            if place is not None and place.below != 1:
                raise Unsupported("lines of amounts that nobody rounded, shared over sources")
        for loop in self.view.computed:
            self.place(loop, "limited")
        return partial(self._bear, define, named)

    # What a run has left of each loop; `Kernel` knows.

    def values(self, loop: str, name: Hashable) -> Array:
        """What a loop has worked out, a value for every row."""
        raise NotImplementedError

    def lost(self, loop: str, name: Hashable) -> Array:
        """Where what a loop has worked out is unknown."""
        raise NotImplementedError

    # -- running -------------------------------------------------------------------------------

    def _bear(self, define: Define, named: Sequence[tuple[str, str]]) -> None:
        """Split the lines of each project that has sources."""
        rows = self.store.rows("source")
        if rows is None:
            return
        rounding = fitted(self.book.roundings[define.rounding].rounding, self.store.currency)
        lines = self._lines(named)
        found, lost = shares(
            rows, payers_of(self.store, rows), self._wide(lines), rounding, self.store.exponent
        )
        self._narrow(rows, lines, rounding, (found, lost))
        self.store.put(_BORNE, found)
        if lost.any():
            self.store.arrays[*_BORNE, "?"] = lost

    def _wide(self, lines: Lines) -> Strands:
        """One strand for each project: what is split where sources pay for every line."""
        count = self.store.count
        mine = np.flatnonzero(lines.there)
        some, open_ = np.zeros(count, bool), np.zeros(count, bool)
        some[lines.project[mine]] = True
        open_[lines.project[lines.there & lines.lost]] = True  # where no total is read
        total = _added(lines.amount[mine], lines.project[mine], count)
        for place, stated in self._undivided().items():
            some[place] = True
            open_[place] |= stated is None
            total[place] += stated or 0
        unseen = self._unseen()
        if unseen is not None:
            some, open_ = some | unseen, open_ | unseen
        return Strands(total, some, open_)

    def _narrow(
        self, rows: Rows, lines: Lines, rounding: Rounding, found: tuple[Array, Array]
    ) -> None:
        """The same in each project of which a source pays for some lines only."""
        values, lost = found
        sorts = self._sorts(lines)
        whole, unseen = self._undivided(), self._unseen()
        for place, seen in self.sources.projects.items():
            mine = sorts.get(place, [])
            if place in whole:
                mine = [*mine, everything(seen, whole[place])]
            if unseen is True or (unseen is not None and unseen[place]):
                mine = [*mine, everything(seen, None)]
            start = int(rows.starts[place])
            for at, total in enumerate(self._split(seen, mine, rounding)):
                values[start + at] = total or 0
                lost[start + at] = total is None

    def _split(
        self, seen: Seen, lines: Sequence[Covered], rounding: Rounding
    ) -> Sequence[int | None]:
        """What each source of one project bears."""
        payers = [payer_of(one, self.store.currency) for one in seen.sources]
        exponent = self.store.exponent
        return strands_of(
            lines, payers, lambda above, below: rounding.minor(above, below, exponent)
        ).totals

    def _lines(self, named: Sequence[tuple[str, str]]) -> Lines:
        """The lines of every loop one after the other."""
        sides: list[Side] = []
        amounts: list[Array] = [np.zeros(0, np.int64)]
        lost: list[Array] = [np.zeros(0, bool)]
        there: list[Array] = [np.zeros(0, bool)]
        for loop, name in named:
            side = self._side(loop)
            if side is None:
                continue
            sides.append(side)
            amounts.append(self.values(loop, name))
            lost.append(self.lost(loop, name))
            there.append(self._stands(loop, len(side.project)))
        project = np.concatenate([np.zeros(0, np.int64), *(side.project for side in sides)])
        return Lines(
            sides, project, side_by_side(amounts), np.concatenate(lost), np.concatenate(there),
            self._order(named),
        )  # fmt: skip

    def _sorts(self, lines: Lines) -> dict[int, list[Covered]]:
        """The lines of each narrow project: a total for all that say the same."""
        found: dict[int, list[Covered]] = {}
        if not self.sources.projects or not lines.sides:
            return found
        mine = lines.there & self.sources.narrow[lines.project]
        chosen = lines.order[mine[lines.order]]
        sort, rows, said = self.sources.sorts(lines.sides, chosen, [lines.lost])
        totals = _added(lines.amount[chosen], sort, len(rows))
        for place, open_, total, one in zip(
            lines.project[rows].tolist(), lines.lost[rows].tolist(), totals.tolist(), said,
            strict=True,
        ):  # fmt: skip
            seen = self.sources.projects[place]
            line = covered(seen, one, None if open_ else total)
            found.setdefault(place, []).append(line)
        return found

    def _order(self, named: Sequence[tuple[str, str]]) -> Array:
        """The lines in the order of their project; rows of a group as their members come."""
        found: list[Array] = []
        start = 0
        for loop, _ in named:
            owner = self.base(loop)
            rows = self.store.rows(owner)
            if rows is None:
                continue
            group = self.book.groups.get(owner)
            place = np.arange(rows.size)
            if group is not None:
                place = as_stated(self.store, self.view, group)
            found.append(place + start)
            start += rows.size
        return np.concatenate([np.zeros(0, np.int64), *found])

    def _side(self, loop: str) -> Side | None:
        """What the lines of a loop say; of computed lines their owners say the partner."""
        define = self.view.computed.get(loop)
        if define is None:
            return side_of(self.store, loop)
        rows, name = self.store.rows(self.base(loop)), self.partner_name(loop)
        if rows is None:
            return None
        partner = None if name is None else rows.columns.get(name)
        columns = {"partner": partner, "category": define.counts_as, "activity": None}
        return Side(rows.project, columns)

    def _stands(self, loop: str, size: int) -> Array:
        """Which rows of a loop are lines: of nothing there is no computed one."""
        if loop not in self.view.computed:
            return np.ones(size, bool)
        nothing: Array = ~self.lost(loop, "limited") & (self.values(loop, "limited") == 0)
        return ~nothing

    def _undivided(self) -> dict[int, int | None]:
        """The stated eligible costs of projects without lines to add up (D-06)."""
        silent = self.store.unstated(self.line)
        if silent is None:
            return {}
        places = range(self.store.count) if silent is True else np.flatnonzero(silent).tolist()
        held = None
        if self.basis == "plan":
            held = self.store.fact("project", "plan.eligible", Type(Kind.MONEY))
        if held is None:
            return dict.fromkeys(places)
        values: list[Any] = self.store.arrays[held.key].tolist()
        mask = self.store.arrays.get((*held.key, "?"))
        return {
            place: None if mask is not None and mask[place] else values[place]
            for place in places
        }

    def _unseen(self) -> Mask:
        """The projects that may have computed lines of rows that nobody can name."""
        found: Mask = None
        for define in self.view.computed.values():
            perhaps = self.perhaps(self.view.loop(define.noun))
            if perhaps is True:
                return True
            if perhaps is not None:
                found = perhaps if found is None else found | perhaps
        return found

    def perhaps(self, noun: str) -> Mask:
        """The projects that may have rows of a noun that nobody can name."""
        if noun in self.book.groups:
            held: Mask = self.store.arrays.get(("perhaps", noun))
            return held
        return None if noun == "project" else self.store.unstated(noun)


def _added(amounts: Array, sort: Array, count: int) -> Array:
    """The total of each sort."""
    span, size = found_span(amounts), max(len(amounts), 1)
    if span is None or not fits(Span(span.least * size, span.most * size)):
        amounts = amounts.astype(object)
    totals = np.zeros(count, amounts.dtype)
    np.add.at(totals, sort, amounts)
    return totals
