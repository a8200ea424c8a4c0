"""Three readings of one book over the same projects: by columns, by values, by the walk.

`by_columns` and `by_values` bring what a reading leaves of one project into one form, so that
a test may compare them with `==`: every amount and unknown, every verdict, what lines lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from fundtrack.checks import (
    Bound,
    Tally,
    World,
    in_force,
    plan_items,
    tally,
    view_of,
    walked,
)
from fundtrack.checks.tables import Tables
from fundtrack.formulas import Kind
from fundtrack.frames.columns.column import Sheet
from fundtrack.frames.columns.kernel import Kernel
from fundtrack.frames.columns.reading import read_sheet
from fundtrack.frames.columns.reads import Place
from fundtrack.frames.columns.store import Store, as_texts
from fundtrack.frames.needs import needs
from fundtrack.frames.question import Question
from fundtrack.frames.tables import tables_of
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book

BASES = ("plan", "claimed", "accepted")
_EPOCH = date(1970, 1, 1)
_FIGURES = (Kind.MONEY, Kind.RATE, Kind.NUMBER, Kind.PRICE)
_MARKS = (("broken", "broken"), ("unknown", "unknown"), ("within", "met_within_rounding"))
_SKIPPED = ("skipped", "not_applicable")
Loss = tuple[str, str, str, Any]
Plain = dict[str, dict[str, list[object]]]


class Read(NamedTuple):
    """What a reading leaves of one project on one basis.

    Rows of a group and computed lines have no order of their own: they stand by their ids.
    """

    project: Mapping[str, object]
    columns: Mapping[tuple[str, str], Sequence[object]]
    verdicts: Mapping[tuple[str, str], Sequence[str]]
    lost: Sequence[Loss]  # which line, step, what took it, minor units


class Asked:
    """One question to one project, ready for the value reading and the walk."""

    def __init__(self, bound: Bound, basis: str) -> None:
        self.bound, self.basis = bound, basis
        self.view = view_of(bound.book, basis, bound.calculators)
        self.tables = Tables(bound, self.view)

    def by_values(self) -> Read:
        return self.read(tally(self.bound, self.basis))

    def by_the_walk(self) -> Read:
        return self.read(walked(World(self.bound, self.basis)))

    def read(self, found: Tally) -> Read:
        """A tally in the form of all readings."""
        columns = {
            (loop, name): self.in_order(found, loop, values)
            for (loop, name), values in found.columns.items()
        }
        verdicts = {
            (loop, code): self.in_order(found, loop, self.verdicts(found, loop, code))
            for loop, codes in found.rules.items()
            for code in codes
        }
        lines: list[str] = [*map(str, range(len(self.tables.rows(self.view.line) or ())))]
        for loop in self.view.computed:
            lines += [f"{loop} {name}" for name in self.ids(found, loop)]
        lost = [(lines[row], *rest) for row, *rest in found.refused]
        return Read(found.project, columns, verdicts, in_order_of_lines(lost))

    def verdicts(self, found: Tally, loop: str, code: str) -> list[str]:
        rows = range(len(found.marks.get(loop, ())))
        return [found.verdict(loop, row, code).value for row in rows]

    def in_order(self, found: Tally, loop: str, values: Sequence[object]) -> Sequence[object]:
        """Rows that nobody states by their ids, others as they come."""
        return by_id(self.ids(found, loop), values) if self.made(loop) else [*values]

    def made(self, loop: str) -> bool:
        """Whether nobody states the rows of a loop."""
        return loop in self.view.computed or loop in self.bound.book.groups

    def ids(self, found: Tally, loop: str) -> list[str]:
        """The id of each row of a loop; of computed lines, that of what they are for."""
        define = self.view.computed.get(loop)
        owner = loop if define is None else self.view.loop(define.noun)
        rows = [getattr(one.said, "id", "") for one in self.tables.rows(owner) or ()]
        if define is None:
            return rows
        amounts = found.columns.get((owner, define.name))
        if amounts is None:
            amounts = [found.project[define.address]]
        return [one for one, amount in zip(rows, amounts, strict=True) if amount != 0]


def by_id(ids: Sequence[str], values: Sequence[object]) -> Sequence[object]:
    return [one for _, one in sorted(zip(ids, values, strict=True), key=lambda one: one[0])]


def in_order_of_lines(lost: Sequence[Loss]) -> Sequence[Loss]:
    return sorted(lost, key=lambda one: (one[:3], one[3] is None, one[3] or 0))


# -- all projects by columns -------------------------------------------------------------------


def sheets_of(tables: Plain, book: Book) -> dict[str, Sheet]:
    """The columns that a book needs of plain tables, read as a caller's are."""
    found = {}
    for noun, table in tables.items():
        asked = [one for one in needs(book) if one.noun == noun]
        kinds = {"id": Kind.TEXT, "json": Kind.SET}
        wanted = {one.column: kinds.get(one.kind) or Kind(one.kind) for one in asked}
        keys = {one.column for one in asked if one.kind == "id"}
        told = {
            name: _as_texts(values, table) if wanted.get(name) is Kind.MONEY else values
            for name, values in table.items()
        }
        found[noun] = read_sheet(noun, told, wanted, keys=keys)
    return found


def _as_texts(values: list[Any], table: Mapping[str, list[Any]]) -> list[Any]:
    """Amounts of which some say their currency, as text: a column is of one form."""
    if not any(isinstance(one, str) for one in values):
        return values
    others = table.get("currency", [None] * len(values))
    return [
        one if one is None or isinstance(one, str) else _text(one, other or "EUR")
        for one, other in zip(values, others, strict=True)
    ]


def _text(cents: int, currency: str) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02} {currency}"


class ByColumns:
    """One run of a book over columns, and what it leaves of each project."""

    def __init__(self, tables: Plain, question: Question) -> None:
        book, basis = question.book, question.basis
        view = view_of(book, basis, tuple(question.calculators))
        store = Store(sheets_of(tables, book), "EUR")
        self.kernel = Kernel(plan_items(view), store, question)
        self.kernel.write_all()
        names = [(one.loop, one.name) for one in self.kernel.amounts()]
        self.kernel.run(names)
        self.names = names
        self._held: dict[tuple[str, object], list[object]] = {}
        self._marks: dict[tuple[str, ...], list[int]] = {}
        self._taken: dict[tuple[str, ...], list[tuple[int, int, bool]]] = {}

    def of(self, project: int) -> Read:
        """What it leaves of the project at a place of the table."""
        columns: dict[tuple[str, str], Sequence[object]] = {}
        amounts: dict[str, object] = {}
        for loop, name in self.names:
            held = self.rows(loop, name, project)
            if loop == "project":
                (amounts[name],) = held
                continue
            if loop in self.kernel.view.computed:
                held = [held[row] for row in self.made(loop, project)]
            columns[loop, name] = self.in_order(loop, held, project)
        verdicts = {
            (loop, code): self.in_order(loop, self.verdicts(loop, code, project), project)
            for loop, codes in self.kernel.rules().items()
            for code in codes
        }
        return Read(amounts, columns, verdicts, in_order_of_lines([*self.lost(project)]))

    def in_order(self, loop: str, values: Sequence[object], project: int) -> Sequence[object]:
        """Rows that nobody states by their ids, others as they come."""
        view = self.kernel.view
        if loop not in view.computed and loop not in view.book.groups:
            return [*values]
        return by_id(self.ids(loop, project), values)

    def ids(self, loop: str, project: int) -> list[str]:
        """The id of each row of a loop; of computed lines, that of what they are for."""
        owner = self.kernel.base(loop)
        first, after = self.span(owner, project)
        rows = [""] * (after - first)
        if owner != "project" and rows:
            store = self.kernel.store
            column = store.rows(owner).columns["id"]
            if column.words is None:
                column = as_texts(column, store.width(owner))
            rows = [column.words[at] for at in column.values[first:after].tolist()]
        if loop == owner:
            return rows
        return [rows[row] for row in self.made(loop, project)]

    def span(self, loop: str, project: int) -> tuple[int, int]:
        """The rows of a loop that are a project's."""
        return self.kernel._rows(loop).of_projects(project, project + 1)

    def made(self, loop: str, project: int) -> list[int]:
        """The places of computed lines among their owners: of nothing there is no line."""
        amounts = self.rows(loop, "limited", project)
        return [row for row, amount in enumerate(amounts) if amount != 0]

    def rows(self, loop: str, name: object, project: int) -> list[object]:
        """A value for each row of a project, None where it is unknown."""
        if (loop, name) not in self._held:
            self._held[loop, name] = self._values(loop, name)
        first, after = self.span(loop, project)
        return self._held[loop, name][first:after]

    def _values(self, loop: str, name: Any) -> list[object]:
        place = self.kernel.place(loop, name)
        if place is None:
            return [None] * self.kernel._rows(loop).size
        values = self.kernel.values(loop, name).tolist()
        lost = self.kernel.lost(loop, name).tolist()
        return [
            None if gone else self._said(one, place)
            for one, gone in zip(values, lost, strict=True)
        ]

    def _said(self, value: Any, place: Place) -> object:
        if place.kind in _FIGURES:
            return Fraction(value) / place.below
        if place.kind is Kind.DATE:
            return _EPOCH + timedelta(days=value)
        return self._words[value] if place.kind in (Kind.TEXT, Kind.CODE) else value

    @cached_property
    def _words(self) -> dict[int, str]:
        return {code: word for word, code in self.kernel.words.items()}

    def verdicts(self, loop: str, code: str, project: int) -> list[str]:
        """The verdict of a rule for each row."""
        first, after = self.span(loop, project)
        found = ["met"] * (after - first)
        for name, verdict in (*_MARKS, _SKIPPED):
            for row in self._noted(loop, code, name):
                if first <= row < after and found[row - first] == "met":
                    found[row - first] = verdict
        return found

    def _noted(self, loop: str, code: str, name: str) -> list[int]:
        key = (loop, "mark", code, name)
        if key not in self._marks:
            self._marks[key] = self.kernel.notes.places(key).tolist()
        return self._marks[key]

    def lost(self, project: int) -> Iterator[Loss]:
        """What lines lost, by the step and by what took it."""
        for loop, step, reason in self.kernel.losses.taken:
            if loop == "project":  # what limits took of its amounts; the tally has lines only
                continue
            first, after = self.span(loop, project)
            names = [*map(str, range(after - first))]
            if loop in self.kernel.view.computed:
                names = [f"{loop} {one}" for one in self.ids(self.kernel.base(loop), project)]
            for row, amount, gone in self._losses(loop, step, reason):
                if first <= row < after:
                    yield names[row - first], step, reason, None if gone else amount

    def _losses(self, *key: str) -> list[tuple[int, int, bool]]:
        if key not in self._taken:
            rows, amounts, gone = (one.tolist() for one in self.kernel.losses.of(key))
            self._taken[key] = [*zip(rows, amounts, gone, strict=True)]
        return self._taken[key]


# -- both --------------------------------------------------------------------------------------


def asked_of(
    projects: Sequence[Mapping[str, Any] | Project], book: Book, basis: str, **asked: Any
) -> list[Asked]:
    """The projects that a book in force is asked about on a basis, each with its plan alone."""
    calculators = tuple(Question(book, basis).calculators)
    found = []
    for one in projects:
        project = one if isinstance(one, Project) else read_project(dict(one))
        bound = _bound(project, book, calculators, asked)
        if not in_force(bound) or bound.plan is None:
            continue
        if basis != "plan" and project.costs is None:
            continue
        alone = project.model_copy(update={"plans": (bound.plan,)})
        found.append(Asked(_bound(alone, book, calculators, asked), basis))
    return found


def _bound(
    project: Project, book: Book, calculators: Sequence[Any], asked: Mapping[str, Any]
) -> Bound:
    verified = asked.get("require_verified", False)
    return Bound(project, book, asked.get("on"), None, verified, calculators=tuple(calculators))


def columns_of(held: Sequence[Asked], **asked: Any) -> ByColumns:
    """The columns reading of projects, through plain tables."""
    book, basis = held[0].bound.book, held[0].basis
    tables = tables_of([one.bound.project for one in held], on=asked.get("on"), book=book)
    verified = asked.get("require_verified", False)
    question = Question(book, basis, asked.get("on"), None, verified)
    return ByColumns(tables, question)


def same(ours: Read, theirs: Read) -> None:
    """Two readings agree; taken apart, so that a failure shows what differs."""
    assert ours.project == theirs.project
    for mine, other in ((ours.columns, theirs.columns), (ours.verdicts, theirs.verdicts)):
        assert differing(mine, other) == {}
    assert ours.lost == theirs.lost


def no_less(ours: Read, walk: Read) -> None:
    """The walk agrees; bounds may decide a verdict that the others leave open."""
    open_ = {
        key: [
            "unknown" if mine == "unknown" else other
            for mine, other in zip(said, walk.verdicts[key], strict=True)
        ]
        for key, said in ours.verdicts.items()
    }
    same(ours, walk._replace(verdicts=open_))


def differing(ours: Any, theirs: Any) -> dict[Any, tuple[Any, Any]]:
    keys = dict.fromkeys((*ours, *theirs))
    both = {key: (ours.get(key, ()), theirs.get(key, ())) for key in keys}
    return {key: (mine, other) for key, (mine, other) in both.items() if [*mine] != [*other]}
