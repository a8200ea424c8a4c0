"""Projects of one agreement currency, and the kernel that answers for them on each basis.

Nothing runs before it is asked for; each basis runs once. What a kernel cannot decide of a
project is said here, so that it can be asked by itself.
"""

from collections.abc import Hashable, Mapping
from functools import cached_property

import numpy as np

from fundtrack.checks import LINE_STEPS, LINES, plan_items, view_of
from fundtrack.rulebooks import Rule

from ..asked import Asking
from ..question import Question
from .bounds import Bounds
from .column import Array, Sheet
from .kernel import Kernel
from .rows import Rows, arranged
from .scattered import Piece
from .store import Store


class Run:
    """One basis over the projects of a part; `given` says which of them answer on it."""

    def __init__(self, part: "Part", basis: str, given: Array) -> None:
        asking = part.asking
        self.part = part
        self.basis = basis
        self.given = given
        question = Question(
            book=asking.book,
            basis=basis,
            on=asking.on,
            known_on=asking.known_on,
            require_verified=asking.require_verified,
            calculators=asking.calculators,
            register=asking.across,
            fx=asking.fx,
        )
        view = view_of(asking.book, basis, asking.calculators)
        self.line = LINES[basis]
        self._question = question
        self._kernel = Kernel(plan_items(view), part.store(), question)
        self._kernel.write_all()

    @cached_property
    def all_known(self) -> bool:
        """Whether every line is known to the end: a waterfall then needs no step on the way."""
        place = self._kernel.place(self.line, "eligible")
        return place is not None and not (place.masked or place.unknown)

    @cached_property
    def kernel(self) -> Kernel:
        """The kernel, once it has run."""
        kernel, asking = self._kernel, self.part.asking
        lines = {*asking.kept(self.basis), "gross", "eligible"}
        if not self.all_known:
            lines |= {*LINE_STEPS}
        keep: list[tuple[str, Hashable]] = [
            (item.loop, item.name)
            for item in kernel.amounts()
            if item.loop != self.line or item.name in lines
        ]
        kernel.run(keep)
        return kernel

    @cached_property
    def bounds(self) -> Bounds:
        """Between what lies what the kernel does not know."""
        return Bounds(self.kernel, self.part.store(), self._question)

    def ends(self, name: str, piece: Piece) -> tuple[Piece, Piece]:
        """At least and at most of an amount of the projects."""
        if piece.unknown is None:
            return piece, piece  # nothing is open, so nobody need work out bounds
        return self.bounds.ends(name, piece, self.sure)

    @cached_property
    def failed(self) -> Array:
        """The projects of which a calculation went wrong; the walk names what did."""
        found = np.zeros(self.kernel.store.count, bool)
        for key, held in self.kernel.store.arrays.items():
            if isinstance(key, tuple) and key[0] == "failed":
                found |= held
        return found & self.given

    @cached_property
    def sure(self) -> Array:
        """The projects that the kernel answers for on this basis."""
        return self.given & ~self.failed

    def rows(self, loop: str) -> Rows:
        """The rows of a loop, those of a project together."""
        return self.kernel._rows(loop)

    def places(self, loop: str, code: str, name: str, projects: Array) -> Array:
        """The rows of some projects for which a rule gives a verdict."""
        rows = self._noted(loop, code, name)
        if not len(rows) or projects.all():
            return rows
        return rows[projects[self.rows(loop).project[rows]]]

    def _noted(self, loop: str, code: str, name: str) -> Array:
        """The rows of a verdict, as far as columns can tell what bounds decide."""
        rows = self.kernel.notes.places((loop, "mark", code, name))
        ruled = self.bounds.ruled(loop, code) if name in ("broken", "unknown") else None
        if ruled is None:
            return rows
        return ruled.unknown if name == "unknown" else np.union1d(rows, ruled.broken)

    def is_asked(self, code: str) -> bool:
        """Whether the walk may say more of a rule: a conflict, or bounds columns cannot say."""
        several = len(self.part.asking.book.rules[code].exceptions) > 1
        return several or self.bounds.said.rules.get(code) is False

    def unstated(self) -> Array:
        """The projects of which nobody says whether there are lines."""
        found = self.kernel.store.unstated(self.line)
        if isinstance(found, np.ndarray):
            return found
        return np.full(self.part.count, found is True)

    def silent(self, rule: Rule) -> Array:
        """The projects of which nobody says whether there are rows to ask a rule about."""
        noun = self.line if rule.scope == "line" else rule.scope
        count, store = self.part.count, self.kernel.store
        nobody = np.zeros(count, bool)
        if rule.unsupported:
            return self.sure
        if noun in ("project", "plan"):
            return nobody
        if noun in self.part.asking.book.groups:
            quiet: Array = store.arrays.get(("silent", noun), nobody)
            perhaps: Array = store.arrays.get(("perhaps", noun), nobody)
            held = np.diff(self.rows(noun).starts) > 0
            return self.sure & (quiet | (perhaps & ~held))
        unstated = store.unstated(noun)
        if unstated is None:
            return nobody
        return self.sure if unstated is True else self.sure & unstated


class Part:
    """Projects of one currency; `projects` are their places, `index` those of their rows.

    `owners` has the project of each row of a table where somebody has told them already.
    """

    def __init__(
        self,
        asking: Asking,
        sheets: Mapping[str, Sheet],
        currency: str,
        projects: Array,
        index: Mapping[str, Array | None],
        owners: Mapping[str, Array] | None = None,
    ) -> None:
        self.asking = asking
        self.sheets = sheets
        self.currency = currency
        self.projects = projects
        self.index = index
        self.count = len(projects)
        self._owners: Mapping[str, Array] = owners or {}
        self._arranged: dict[str, Rows] = {}
        given = self._given()
        self.runs = {
            basis: Run(self, basis, given[basis])
            for basis in asking.bases
            if given[basis].any()
        }

    def store(self) -> Store:
        """The columns of a run."""
        return Store(self.sheets, self.currency, self._in_order)

    def _in_order(self, sheet: Sheet) -> Rows:
        """The rows of a table, put in order once for all runs."""
        held = self._arranged.get(sheet.noun)
        if held is None:
            keys = self.sheets["project"].columns["project"]
            held = arranged(sheet, keys, self._owners.get(sheet.noun))
            self._arranged[sheet.noun] = held
        return held

    def _given(self) -> Mapping[str, Array]:
        """The projects that answer on each basis, as a check chooses them."""
        store, every = self.store(), np.ones(self.count, bool)
        found = {"plan": every}
        for noun in ("cost", "entry"):
            unstated = store.unstated(noun)
            if unstated is None:
                found[noun] = every
            else:
                found[noun] = ~every if unstated is True else ~unstated
        entries = store.rows("entry")
        if entries is not None:
            found["entry"] = found["entry"] & (np.diff(entries.starts) > 0)
        claimed = found["cost"]
        return {"plan": every, "claimed": claimed, "accepted": claimed & found["entry"]}

    def where(self, run: Run, loop: str) -> Array | None:
        """The caller's row of each row of a table; None where they are the same."""
        order, index = run.rows(loop).order, self.index.get(loop)
        if order is None or index is None:
            return index if order is None else order
        found: Array = index[order]
        return found

    @cached_property
    def asked(self) -> Array:
        """The projects that answer on some basis."""
        found = np.zeros(self.count, bool)
        for run in self.runs.values():
            found |= run.given
        return found

    @cached_property
    def open(self) -> Array:
        """The projects of which bounds or a conflict may yet decide a verdict."""
        found = np.zeros(self.count, bool)
        for run in self.runs.values():
            found |= run.failed
            for loop, codes in run.kernel.rules().items():
                for code in codes:
                    if run.is_asked(code):
                        rows = run.places(loop, code, "unknown", run.given)
                        found[run.rows(loop).project[rows]] = True
        return found

    @cached_property
    def breached(self) -> Array:
        """The projects of which a rule is surely broken that puts them out of order."""
        found = np.zeros(self.count, bool)
        for run in self.runs.values():
            for loop, codes in run.kernel.rules().items():
                for code in codes:
                    if self.asking.book.rules[code].severity == "breach":
                        rows = run.places(loop, code, "broken", run.sure)
                        found[run.rows(loop).project[rows]] = True
        return found

    @cached_property
    def undecided(self) -> Array:
        """The projects with a rule that nobody can answer."""
        found = np.zeros(self.count, bool)
        for run in self.runs.values():
            for loop, codes in run.kernel.rules().items():
                for code in codes:
                    rows = run.places(loop, code, "unknown", run.sure)
                    found[run.rows(loop).project[rows]] = True
            for rule in run.kernel.view.may_be_silent:
                found |= run.silent(rule)
        return found
