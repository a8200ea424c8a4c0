"""The long table of findings: of each rule the rows that do not meet it, sorted by numbers."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from fundtrack.checks import Reason, Verdict

from ..asked import Asking
from ..by_values import Finding
from ..engines import arrow
from ..single import severity
from .column import Array
from .groups import TOLD
from .runs import Part, Run
from .scattered import worded

_VERDICTS: Final = [*Verdict]
_NAMED: Final = {
    "broken": Verdict.BROKEN,
    "unknown": Verdict.UNKNOWN,
    "within": Verdict.MET_WITHIN_ROUNDING,
}
_REASONS: Final = [str(one) for one in Reason]


class Found:
    """Findings as they are gathered, in columns of numbers."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.rules = {code: place for place, code in enumerate(asking.book.rules)}
        self.nouns: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self.waivers: dict[str, int] = {}
        self.pieces: list[tuple[Array, ...]] = []

    def add_run(self, part: Part, run: Run, projects: Array) -> None:
        """The findings of some projects of a run."""
        for loop, codes in run.kernel.rules().items():
            for code in codes:
                for name, verdict in _NAMED.items():
                    rows = run.places(loop, code, name, projects)
                    if len(rows):
                        self._add(part, run, loop, code, (verdict, rows))
        for rule in run.kernel.view.may_be_silent:
            held = np.flatnonzero(run.silent(rule) & projects)
            reason = Reason.NEEDS_PORTFOLIO if rule.unsupported else Reason.MISSING
            if len(held):
                self._put(
                    part.projects[held],
                    (run.basis, rule.code, Verdict.UNKNOWN, rule.scope),
                    reason=_REASONS.index(str(reason)),
                )

    def _add(
        self, part: Part, run: Run, loop: str, code: str, found: tuple[Verdict, Array]
    ) -> None:
        verdict, places = found
        rows, rule = run.rows(loop), self.asking.book.rules[code]
        noun = "plan" if rule.scope == "plan" else loop
        said = (run.basis, code, verdict, noun)
        projects = part.projects[rows.project[places]]
        if loop in self.asking.book.groups:
            ids = rows.columns[TOLD]
            numbers = np.array(
                [self.names.setdefault(word, len(self.names)) for word in ids.words or ()]
            )
            self._put(projects, said, names=numbers[ids.values[places]])
            return
        if loop == "project":
            self._put(projects, said)
            return
        where = part.where(run, loop)
        self._put(projects, said, rows=places if where is None else where[places])

    def _put(
        self,
        projects: Array,
        said: tuple[str, str, Verdict, str],
        *,
        rows: Array | None = None,
        names: Array | None = None,
        reason: int = -1,
    ) -> None:
        basis, code, verdict, noun = said
        size = len(projects)
        numbers = (
            self.asking.bases.index(basis),
            self.rules[code],
            _VERDICTS.index(verdict),
            self.nouns.setdefault(noun, len(self.nouns)),
        )
        none = np.full(size, -1)
        self.pieces.append(
            (
                projects,
                *(np.full(size, one) for one in numbers),
                none if rows is None else rows,
                none if names is None else names,
                np.full(size, reason),
                none,
            )
        )

    def add(self, findings: Iterable[Finding]) -> None:
        """The findings of projects asked by themselves."""
        held = [
            (
                one.project,
                one.basis,
                one.rule,
                one.verdict,
                self.nouns.setdefault(one.noun, len(self.nouns)),
                one.row,
                self.names.setdefault(one.name, len(self.names)) if one.name else -1,
                -1 if one.reason is None else _REASONS.index(one.reason),
                -1
                if one.waived_by is None
                else self.waivers.setdefault(one.waived_by, len(self.waivers)),
            )
            for one in findings
        ]
        if held:
            self.pieces.append(tuple(np.array(held, np.int64).T))

    def columns(self, tables: "Ids") -> dict[str, Any]:
        """The long table."""
        held = [np.concatenate(one) for one in zip(*self.pieces, strict=True)]
        if not held:
            held = [np.zeros(0, np.int64)] * 9
        names = [*self.names]
        rank = np.zeros(len(names) + 1, np.int64)
        for place, at in enumerate(sorted(range(len(names)), key=names.__getitem__), 1):
            rank[at] = place  # the last, of no name, stays first
        order = np.lexsort((rank[held[6]], held[5], held[2], held[1], held[0]))
        project, basis, rule, verdict, noun, row, name, reason, waiver = (
            one[order] for one in held
        )
        rules = [*self.asking.book.rules.values()]
        grades = np.array(
            [[_SEVERITIES.index(severity(v, r.severity)) for v in _VERDICTS] for r in rules]
        )
        return {
            "project": tables.keys_at(project),
            "basis": worded(basis, self.asking.bases),
            "rule": worded(rule, [one.code for one in rules]),
            "severity": worded(grades[rule, verdict], _SEVERITIES),
            "verdict": worded(verdict, [str(one) for one in _VERDICTS]),
            "noun": worded(noun, [*self.nouns]),
            "id": self._ids(tables, noun, row, name),
            "reason": worded(reason, _REASONS),
            "waived_by": worded(waiver, [*self.waivers]),
        }

    def _ids(self, tables: "Ids", noun: Array, row: Array, name: Array) -> Any:  # noqa: ANN401
        """The id of each finding's row as text."""
        pyarrow = arrow()
        words = pyarrow.array([*self.names, None], pyarrow.string())
        own = np.flatnonzero(row < 0)
        pieces, places = [words.take(pyarrow.array(name[own] % len(words)))], [own]
        for text, at in self.nouns.items():
            here = np.flatnonzero((noun == at) & (row >= 0))
            if len(here):
                pieces.append(tables.ids_at(text, row[here]))
                places.append(here)
        order = np.argsort(np.concatenate(places), kind="stable")
        return pyarrow.concat_arrays(pieces).take(pyarrow.array(order))


class Ids:
    """Where the keys and ids of rows are looked up."""

    def keys_at(self, places: Any) -> Any:  # noqa: ANN401
        """The keys of projects."""
        raise NotImplementedError

    def ids_at(self, noun: str, rows: Array) -> Any:  # noqa: ANN401 (an array of Arrow)
        """The ids of rows as text."""
        raise NotImplementedError


_SEVERITIES: Final = ["breach", "warning", "note"]


def counted(
    found: dict[tuple[str, Verdict], int], part: Part, projects: Mapping[str, Array]
) -> None:
    """Add how often each rule gave each verdict, of some projects on each basis."""
    on_none = {code: np.ones(part.count, bool) for code in part.asking.book.rules}
    for basis, run in part.runs.items():
        sure = projects[basis]
        for loop, codes in run.kernel.rules().items():
            rows = run.rows(loop)
            size = int(np.diff(rows.starts)[sure].sum())
            for code in codes:
                met, seen = size, np.zeros(rows.size, bool)
                for name, verdict in (*_NAMED.items(), ("skipped", Verdict.NOT_APPLICABLE)):
                    held = run.places(loop, code, name, sure)
                    held = held[~seen[held]]  # the first of its verdicts is the row's
                    seen[held] = True
                    met -= len(held)
                    _count(found, code, verdict, len(held))
                _count(found, code, Verdict.MET, met)
        for rule in run.kernel.view.may_be_silent:
            _count(found, rule.code, Verdict.UNKNOWN, int((run.silent(rule) & sure).sum()))
    every = projects[""]
    for code, rule in part.asking.book.rules.items():
        for basis in rule.basis:
            if basis in part.runs:
                on_none[code] &= ~part.runs[basis].given
        _count(found, code, Verdict.NOT_APPLICABLE, int((on_none[code] & every).sum()))


def _count(
    found: dict[tuple[str, Verdict], int], code: str, verdict: Verdict, times: int
) -> None:
    if times:
        found[code, verdict] = found.get((code, verdict), 0) + times
