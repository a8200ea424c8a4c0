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
from fundtrack.values import Rounding

from ..question import Unsupported
from .arrays import Mask
from .column import Array
from .covers import Seen, Side, side_of
from .groups import as_stated
from .places import Place
from .sharing import side_by_side
from .spans import Span, fits
from .steps import objects
from .store import found_span
from .sums import Sums
from .vectors import Vector

_BORNE = ("borne",)


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
        lines = self._sorts(named)
        whole = self._undivided()
        unseen = self._unseen()
        found: list[int] = [0] * rows.size
        lost = np.zeros(rows.size, bool)
        for place, seen in self.sources.projects.items():
            mine = lines.get(place, [])
            if place in whole:
                mine = [*mine, everything(seen, whole[place])]
            if unseen is True or (unseen is not None and unseen[place]):
                mine = [*mine, everything(seen, None)]
            start = int(rows.starts[place])
            for at, total in enumerate(self._split(seen, mine, rounding)):
                found[start + at] = total or 0
                lost[start + at] = total is None
        fit = all(abs(one) < 2**62 for one in found)
        self.store.put(_BORNE, np.array(found, np.int64) if fit else objects(found))
        if lost.any():
            self.store.arrays[*_BORNE, "?"] = lost

    def _split(
        self, seen: Seen, lines: Sequence[Covered], rounding: Rounding
    ) -> Sequence[int | None]:
        """What each source of one project bears."""
        payers = [payer_of(one, self.store.currency) for one in seen.sources]
        exponent = self.store.exponent
        return strands_of(
            lines, payers, lambda above, below: rounding.minor(above, below, exponent)
        ).totals

    def _sorts(self, named: Sequence[tuple[str, str]]) -> dict[int, list[Covered]]:
        """The lines of each project that has sources: a total for all that say the same."""
        sides: list[Side] = []
        amounts: list[Array] = []
        lost: list[Array] = []
        there: list[Array] = []
        for loop, name in named:
            side = self._side(loop)
            if side is None:
                continue
            sides.append(side)
            amounts.append(self.values(loop, name))
            lost.append(self.lost(loop, name))
            there.append(self._stands(loop, len(side.project)))
        if not sides:
            return {}
        project = np.concatenate([side.project for side in sides])
        paid = np.zeros(self.store.count, bool)
        paid[[*self.sources.projects]] = True
        order = self._order(named)
        chosen = order[(np.concatenate(there) & paid[project])[order]]
        unknown = np.concatenate(lost)
        sort, rows, said = self.sources.sorts(sides, chosen, [unknown])
        totals = _added(side_by_side(amounts)[chosen], sort, len(rows))
        found: dict[int, list[Covered]] = {}
        for place, open_, total, one in zip(
            project[rows].tolist(), unknown[rows].tolist(), totals.tolist(), said, strict=True
        ):
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
        return np.concatenate(found)

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
