"""Limits over several lines of a step (D-09), worked out between two loops over all rows."""

from functools import partial
from typing import Final

import numpy as np

from fundtrack.checks import (
    PRO_RATA,
    before_name,
    cap_name,
    holds,
    where_name,
)
from fundtrack.formulas import Kind, Node, Op
from fundtrack.rulebooks import Rule

from ..question import Unsupported
from .arrays import is_exact, width_of
from .borne import Borne
from .calls import Calls
from .chains import Between
from .column import Array, found_span
from .notes import Losses
from .places import Part, Place
from .rows import Rows
from .sharing import Limit, Lines, side_by_side, take
from .spans import Span, fits

#: Computed lines of one define come before those of the next: no rank of an id is greater.
_APART: Final = 2**40


class Limits(Calls, Borne):
    """Writes and works out what several lines take up together."""

    parts: list[Part | Between]
    left: dict[tuple[str, str], Place]
    losses: Losses

    def share(self, step: str) -> None:
        """Limits over several lines: what they need is kept, what they leave gets a place."""
        for loop in self.loops_of(step):
            place = self.place(loop, before_name(step))
            kind_place = place or Place(Kind.MONEY, value=0, unknown=True)
            self.left[loop, step] = Place(
                Kind.MONEY, ("left", loop, step), masked=True, below=kind_place.below
            )
            if kind_place.below != 1:
                raise Unsupported("a limit over lines of amounts that nobody rounded")
            for rule in self.view.bulk[step]:
                if rule.where is not None:
                    self.place(loop, where_name(self.view, rule))
        for rule in self.view.bulk[step]:
            loop = self.view.loop(rule.scope)
            cap = self.place(loop, cap_name(self.view, rule))
            if cap is not None and cap.below != 1:
                raise Unsupported("a limit over lines to an amount that nobody rounded")
            for name in ("acts", "?"):
                self.place(loop, (cap_name(self.view, rule), name))
        part = self.far_orders(self.view.bulk[step])
        if part is not None:
            self.parts.append(part)
        self.parts.append(Between(partial(self._share, step)))

    def loops_of(self, step: str) -> list[str]:
        """The loops whose lines the limits of a step are about."""
        return [self.line, *(self.view.computed if step == "eligible" else ())]

    def left_place(self, loop: str, step: str) -> Place:
        """Where what the limits over several lines leave stands."""
        return self.left[loop, step]

    def _share(self, step: str) -> None:
        loops = self.loops_of(step)
        sizes = [self._rows(loop).size for loop in loops]
        lines = Lines(
            np.concatenate([self._rows(loop).project for loop in loops]),
            side_by_side([self.values(loop, before_name(step)) for loop in loops]),
            np.concatenate([self.lost(loop, before_name(step)) for loop in loops]),
            np.repeat(np.arange(len(loops)), sizes),
        )
        most = max(int(np.diff(self._rows(loop).starts).max(initial=0)) for loop in loops)
        span = found_span(lines.amount)
        if span is None or not fits(Span(span.least * most * 4, span.most * most * 4)):
            lines = lines.replace(amount=lines.amount.astype(object))
        for rule in self.view.bulk[step]:
            if not self._acts(rule):
                continue
            taken = take(lines, self._limit(rule, step, loops, sizes))
            cut = np.flatnonzero(taken)
            for place, loop in enumerate(loops):
                mine = cut[lines.loop[cut] == place]
                first = sum(sizes[:place])
                rows = (mine - first).astype(width_of(sizes[place]))
                self.losses.put((loop, step, rule.code), rows, taken[mine])
        start = 0
        for loop, size in zip(loops, sizes, strict=True):
            key = ("left", loop, step)
            self.store.put(key, lines.amount[start : start + size])
            lost = lines.lost[start : start + size]
            if lost.any():
                self.store.arrays[*key, "?"] = lost
            start += size

    def _acts(self, rule: Rule) -> bool:
        loop = self.view.loop(rule.scope)
        name = cap_name(self.view, rule)
        return bool(
            self.values(loop, (name, "acts")).any() or self.values(loop, (name, "?")).any()
        )

    def _limit(self, rule: Rule, step: str, loops: list[str], sizes: list[int]) -> Limit:
        noun = self.view.loop(rule.scope)
        name = cap_name(self.view, rule)
        total = sum(sizes)
        subject = np.full(total, -1, np.int64)
        where, unsure = np.ones(total, bool), np.zeros(total, bool)
        start = 0
        for loop, size in zip(loops, sizes, strict=True):
            part = slice(start, start + size)
            start += size
            if not holds(rule, loop in self.view.computed):
                continue
            subject[part] = self._subjects(loop, noun)
            if rule.where is not None:
                lost = self.lost(loop, where_name(self.view, rule))
                where[part] = self.values(loop, where_name(self.view, rule)) & ~lost
                unsure[part] = lost
        orders, unplaced = self._orders(rule, loops, sizes)
        return Limit(
            rule, subject, where, unsure,
            self.values(noun, name), self.lost(noun, name),
            self.values(noun, (name, "acts")), self.values(noun, (name, "?")),
            self._rows(noun).project, orders, unplaced,
        )  # fmt: skip

    def _subjects(self, loop: str, noun: str) -> Array:
        """What each line of a loop belongs to."""
        rows = self._rows(loop)
        if noun == "project":
            return rows.project
        if noun == self.line:
            return np.arange(rows.size) if loop == noun else np.full(rows.size, -1)
        if loop in self.view.computed:
            return self._subjects_of_computed(loop, noun)
        if noun in self.book.groups:
            return self.store.arrays["member", noun, loop]  # type: ignore[no-any-return]
        link = self.view.link_to(loop, noun)
        held = self.store.link(loop, link, noun) if link else None
        if held is None:
            return np.full(rows.size, -1, np.int64)
        column = rows.columns[link]
        return self.store.resolver(loop, link)(column.values, column.unknown, rows.project)

    def _subjects_of_computed(self, loop: str, noun: str) -> Array:
        rows = self._rows(loop)
        define = self.view.computed[loop]
        owner = self.view.loop(define.noun)
        if noun in self.book.groups:
            silent = self.store.arrays.get(("silent", noun))
            found = np.full(rows.size, -1, np.int64)
            if silent is not None:
                found[silent[rows.project]] = -2
            return found
        if noun != "partner":
            return np.full(rows.size, -1, np.int64)
        if owner == "partner":
            return np.arange(rows.size)
        if owner == "project":
            return np.full(rows.size, -1, np.int64)
        if owner in self.book.groups:
            held = self.store.arrays.get(("link", owner, "partner"))
            return np.full(rows.size, -1, np.int64) if held is None else held
        if self.store.link(owner, "partner", "partner") is None:
            return np.full(rows.size, -1, np.int64)
        column = rows.columns["partner"]
        find = self.store.resolver(owner, "partner")
        return find(column.values, column.unknown, rows.project)

    def _orders(
        self, rule: Rule, loops: list[str], sizes: list[int]
    ) -> tuple[list[Array], Array]:
        """Where each line stands in the order of a limit, and where nobody knows."""
        total = sum(sizes)
        unplaced = np.zeros(total, bool)
        computed = np.repeat([loop in self.view.computed for loop in loops], sizes)
        keys: list[Array] = [computed.astype(np.int64)]
        if rule.consume != PRO_RATA:
            for at in range(len(rule.consume)):
                held = np.zeros(total, np.int64)
                size = sizes[0]
                values, lost = self._ordered(rule.consume[at].partition(".")[2])
                if is_exact(values):  # Fractions, or more than 64 bits hold
                    values = np.unique(values, return_inverse=True)[1]
                held[:size], unplaced[:size] = values, unplaced[:size] | lost
                keys.append(held)
        ranks = self._ranks(loops, sizes)
        return [*keys, ranks], unplaced

    def _ordered(self, name: str) -> tuple[Array, Array]:
        """A fact of lines that orders them."""
        size = self._rows(self.line).size
        node = Node(Op.FACT, name=f"{self.line}.{name}")
        path = self.view.path(node)
        nothing = np.zeros(size, np.int64), np.zeros(size, bool)
        fields = self.book.schema.nouns[path.noun].fields
        if path.name == "id" and path.own:
            return self.store.arrays[self.store.rank(self.line)], nothing[1]
        if path.name not in fields:
            return nothing
        far = ("order", name)
        if (self.line, far) in self.origins:
            return self.values(self.line, far), self.lost(self.line, far)
        if path.name == "gross":
            return self.values(self.line, "gross"), self.lost(self.line, "gross")
        if path.name in ("declared", "accepted"):
            place: Place | None = self.ledgers.decisions()[path.name]
        else:
            held = self.store.fact(self.line, path.name, fields[path.name])
            place = None if held is None else Place(
                fields[path.name].kind, held.key, masked=held.masked,
                words=fields[path.name].kind in (Kind.TEXT, Kind.CODE),
            )  # fmt: skip
        if place is None or place.key is None:
            return nothing[0], np.ones(size, bool)
        values = self.store.arrays[place.key]
        if place.words:
            words = self.store.texts[place.key]
            order = sorted(range(len(words)), key=words.__getitem__)
            rank = np.empty(max(len(words), 1), np.int64)
            rank[order] = np.arange(len(order))
            values = rank[values]
        mask = self.store.arrays.get((*place.key, "?"))
        return values, nothing[1] if mask is None else mask

    def _ranks(self, loops: list[str], sizes: list[int]) -> Array:
        """The order of lines by their ids; computed lines by name and owner."""
        none = np.zeros(0, np.int64)
        found = [self.store.arrays[self.store.rank(self.line)] if sizes[0] else none]
        names = [f"{self.view.computed[loop].name}:" for loop in loops[1:]]
        order = sorted(range(len(names)), key=names.__getitem__)
        for at, loop in enumerate(loops[1:]):
            noun = self.base(loop)
            rank = self.store.arrays[self.store.rank(noun)] if sizes[at + 1] else none
            if int(rank.max(initial=0)) >= _APART:  # ids that are great numbers
                rank = np.unique(rank, return_inverse=True)[1]
            found.append(order.index(at) * _APART + rank)
        return np.concatenate(found).astype(np.int64)

    def _rows(self, loop: str) -> Rows:
        raise NotImplementedError
