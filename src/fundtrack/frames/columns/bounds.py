"""What bounds decide where amounts are unknown: a second kernel, run when somebody asks.

It works out the book of `checks.between`, whose formulas say between what amounts lie. Where
they cannot say all that the walk could, the rows stay open and their projects are asked.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from fundtrack.checks import LEAST, MOST, Between, between, met_code, plan_items, view_of
from fundtrack.formulas import Kind

from ..question import Question
from .column import Array
from .kernel import Kernel
from .scattered import Piece, values_of
from .store import Store


class Ruled(NamedTuple):
    """Rows of unknown verdict: those that bounds break, those still unknown."""

    broken: Array
    unknown: Array


class Bounds:
    """The bounds of one basis; `first` has answered what is known."""

    def __init__(self, first: Kernel, store: Store, question: Question) -> None:
        self.first = first
        self.said: Between = between(first.view)
        self._store = store
        self._question = question.replace(book=self.said.book)
        self._ruled: dict[tuple[str, str], Ruled | None] = {}

    @cached_property
    def kernel(self) -> Kernel:
        """The second kernel, once it has run."""
        calculators = tuple(self._question.calculators)
        view = view_of(self.said.book, self.first.basis, calculators)
        kernel = Kernel(plan_items(view), self._store, self._question)
        kernel.write_all()
        made = {item.name for item in kernel.amounts() if item.loop == "project"}
        kernel.run([("project", name) for name in sorted(made) if name.endswith((LEAST, MOST))])
        return kernel

    def ruled(self, loop: str, code: str) -> Ruled | None:
        """What becomes of the rows of which a rule's verdict is unknown; None without any."""
        if met_code(code) not in self.said.book.rules:
            return None
        key = loop, code
        if key not in self._ruled:
            unknown = self.first.notes.places((loop, "mark", code, "unknown"))
            self._ruled[key] = self._split(key, unknown) if len(unknown) else None
        return self._ruled[key]

    def _split(self, key: tuple[str, str], unknown: Array) -> Ruled:
        """Rows of which the second kernel notes nothing are met: it must have been asked."""
        loop, code = key
        notes = self.kernel.notes
        if not {code, met_code(code)} <= {*self.kernel.rules().get(loop, ())}:
            raise AssertionError(f"nobody asked {code} whether bounds decide it")
        broken = np.intersect1d(unknown, notes.places((loop, "mark", code, "broken")))
        met = unknown
        for name in ("broken", "within", "unknown"):
            met = np.setdiff1d(met, notes.places((loop, "mark", met_code(code), name)))
        left = np.setdiff1d(unknown, np.union1d(broken, met))
        return Ruled(broken, left)

    def ends(self, name: str, piece: Piece, sure: Array) -> tuple[Piece, Piece]:
        """At least and at most of an amount of the projects; itself where it is known."""
        if self.kernel.place("project", f"project.{name}{LEAST}") is None:
            return piece, piece
        least, most = (
            values_of(self.kernel, "project", f"project.{name}{end}", Kind.MONEY)
            for end in (LEAST, MOST)
        )
        return self._end(piece, least, sure), self._end(piece, most, sure)

    def _end(self, piece: Piece, end: tuple[Array, Array | None], sure: Array) -> Piece:
        values, nowhere = end
        gone = ~sure if nowhere is None else ~sure | nowhere
        open_ = np.asarray(piece.unknown)
        return Piece(piece.where, np.where(open_, values, piece.values), open_ & gone)
