"""The values way: every project of the tables asked by itself, its answers put to their rows.

What a frame of answers is made of is said here once, in plain lists; the columns way gives the
same columns as arrays.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, Protocol

from fundtrack.checks import LINE_STEPS, STEPS, Register, Row, Verdict, group_id
from fundtrack.formulas import Kind
from fundtrack.projects import Project

from .asked import Asking, label
from .problems import Beyond
from .rebuilt import ProjectRows
from .shapes import LINES, Key
from .single import Fallen, Single, Singles, readable, severity

#: A column as `give_back` takes it.
Column = Any
#: What distinguishes a part of the waterfall: project (-1 for all together), currency, step,
#: kind, reason, whether its amount is known.
FallKey = tuple[int, str, str, str, str, bool]
#: Lines, amount, at least, at most.
FallSum = tuple[int, int | None, int | None, int | None]

#: The kinds of moves in the order in which a step tells them.
MOVES: Final = ("stated", "computed", "refused", "open", "rest")


class Finding(NamedTuple):
    """A finding, sorted as it stands: the project's row, the basis, the rule, the row."""

    project: int
    basis: int
    rule: int
    verdict: int
    noun: str
    row: int
    name: str
    reason: str | None
    waived_by: str | None

    def order(self) -> tuple[int, int, int, int, str]:
        """Where it stands in the long table."""
        return self.project, self.basis, self.rule, self.row, self.name


class Answers(Protocol):
    """The answers about all projects; columns stand in the order of the caller's rows."""

    way: str
    why: str
    asking: Asking

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases on which some project answers."""
        ...

    def keys(self, noun: str) -> dict[str, Column]:
        """The keys of a table's rows: `project`, and `id` where there is one."""
        ...

    def rows(self, noun: str, basis: str, wanted: Mapping[str, Kind]) -> dict[str, Column]:
        """Columns of a table's rows by name."""
        ...

    def keys_at(self, places: Sequence[int]) -> Column:
        """The keys of some projects, by their rows."""
        ...

    def unknown(self, noun: str, basis: str, eligible: Column) -> Column:
        """Whether nobody knows what is eligible of each line."""
        ...

    def refusals(self, basis: str) -> dict[str, Column]:
        """The first step at which each line lost something, and what took it."""
        ...

    def group(self, noun: str, basis: str, wanted: Mapping[str, Kind]) -> dict[str, Column]:
        """Columns of the rows of a group, by project and id."""
        ...

    def amounts(self, *, bounds: bool) -> dict[str, Column]:
        """Columns of the projects' amounts by label."""
        ...

    def currencies(self) -> Column:
        """The currency of each project."""
        ...

    def outcomes(self) -> Column:
        """The outcome of each project."""
        ...

    def findings(self) -> dict[str, Column]:
        """One row for each rule that a row does not meet."""
        ...

    def falls(self, basis: str, *, by_project: bool) -> dict[FallKey, FallSum]:
        """The parts of the waterfall."""
        ...

    def counts(self) -> dict[tuple[str, Verdict], int]:
        """How often each rule gave each verdict."""
        ...

    def unread(self) -> Iterable[Single]:
        """The projects that cannot be read."""
        ...

    def beyond(self) -> Iterable[Beyond]:
        """The amounts of more digits than there can be."""
        ...

    def single(self, key: Key) -> Single:
        """One project by itself."""
        ...


class ByValues:
    """Every project by itself."""

    way = "values"

    def __init__(
        self, asking: Asking, rows: ProjectRows, why: str, register: Register | None = None
    ) -> None:
        self.asking = asking
        self.why = why
        self.tables = rows.tables
        read: Mapping[Key, Project] = {}
        if asking.across:
            read = readable(rows)
            register = Register(read.values())
        self.singles = Singles(asking, rows, register=register, read=read)
        self.each = tuple(self.singles.each())

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases on which some project answers."""
        given = {basis for one in self.each for basis in one.bases}
        return tuple(basis for basis in self.asking.bases if basis in given)

    def rows(self, noun: str, basis: str, wanted: Mapping[str, Kind]) -> dict[str, Column]:
        """Columns of a table's rows by name."""
        size = len(self.tables[noun]["project"]) if noun in self.tables else 0
        return {
            name: placed(size, (one.column(noun, basis, name, kind) for one in self.each))
            for name, kind in wanted.items()
        }

    def refusals(self, basis: str) -> dict[str, Column]:
        """The first step at which each line lost something, and what took it."""
        line = LINES[basis]
        size = len(self.tables[line]["project"]) if line in self.tables else 0
        steps, reasons = [None] * size, [None] * size
        put_refusals(self.each, basis, steps, reasons)
        return {"refused_at": steps, "refused_by": reasons}

    def keys_at(self, places: Sequence[int]) -> Column:
        """The keys of some projects, by their rows."""
        keys = self.tables["project"]["project"]
        return [keys[place] for place in places]

    def unknown(self, noun: str, basis: str, eligible: Column) -> Column:
        """Whether nobody knows what is eligible of each line."""
        found: list[bool | None] = [None] * len(eligible)
        for one in self.each:
            for row in one.places.get(noun, ()) if basis in one.bases else ():
                found[row] = eligible[row] is None
        return found

    def group(self, noun: str, basis: str, wanted: Mapping[str, Kind]) -> dict[str, Column]:
        """Columns of the rows of a group, by project and id."""
        held = sorted(
            group_rows(self.each, noun, basis, wanted, self.tables), key=lambda row: row[:2]
        )
        keys = self.tables["project"]["project"]
        columns = {
            name: [row[at + 1] for row in held] for at, name in enumerate(("id", *wanted))
        }
        return {"project": [keys[row[0]] for row in held], **columns}

    def keys(self, noun: str) -> dict[str, Column]:
        """The keys of a table's rows."""
        table = self.tables.get(noun, {})
        return {name: [*table[name]] for name in ("project", "id") if name in table}

    def amounts(self, *, bounds: bool) -> dict[str, Column]:
        """Columns of the projects' amounts by label."""
        found: dict[str, Column] = {}
        for basis in self.bases:
            for name, kind in self.asking.amounts(basis).items():
                at = label(basis, name)
                found[at] = [one.amount(basis, name, kind) for one in self.each]
                if bounds and kind is Kind.MONEY:
                    pairs = [one.bounds(basis, name) for one in self.each]
                    found[f"{at}.at_least"] = [low for low, _ in pairs]
                    found[f"{at}.at_most"] = [high for _, high in pairs]
        return found

    def currencies(self) -> Column:
        """The currency of each project."""
        return [one.currency for one in self.each]

    def outcomes(self) -> Column:
        """The outcome of each project."""
        return [None if one.outcome is None else str(one.outcome) for one in self.each]

    def findings(self) -> dict[str, Column]:
        """One row for each rule that a row does not meet."""
        held = sorted(findings(self.each, self.asking, self.tables), key=Finding.order)
        return finding_columns(held, self.asking, self.tables)

    def falls(self, basis: str, *, by_project: bool) -> dict[FallKey, FallSum]:
        """The parts of the waterfall."""
        found: dict[FallKey, FallSum] = {}
        for one in self.each:
            add_falls(found, one, basis, by_project=by_project)
        return found

    def counts(self) -> dict[tuple[str, Verdict], int]:
        """How often each rule gave each verdict."""
        found: dict[tuple[str, Verdict], int] = {}
        add_counts(found, self.each)
        return found

    def unread(self) -> Iterable[Single]:
        """The projects that cannot be read."""
        return [one for one in self.each if one.problems]

    def beyond(self) -> Iterable[Beyond]:
        """The amounts of more digits than there can be."""
        found = (beyond(one, basis, self.tables) for one in self.each for basis in one.bases)
        return chain.from_iterable(found)

    def single(self, key: Key) -> Single:
        """One project by itself."""
        return self.singles.of(key)


# ---- What projects asked by themselves give to columns ---------------------------------------


def placed(size: int, parts: Iterable[tuple[Sequence[int], Iterable[Any]]]) -> list[Any]:
    """A column of what each project says of its rows."""
    found: list[Any] = [None] * size
    for rows, values in parts:
        for row, value in zip(rows, values, strict=False):  # a basis not given has no values
            found[row] = value
    return found


def put_refusals(
    singles: Iterable[Single],
    basis: str,
    steps: list[Any],
    reasons: list[Any],
) -> None:
    """Note of each line the first step at which it lost something, and what took it."""
    for one in singles:
        for row, step, reason, _ in one.refused(basis):
            if row is not None:
                before = steps[row]
                if before is None or LINE_STEPS.index(step) < LINE_STEPS.index(before):
                    steps[row], reasons[row] = step, reason


def group_rows(
    singles: Iterable[Single],
    noun: str,
    basis: str,
    wanted: Mapping[str, Kind],
    tables: Mapping[str, Mapping[str, Sequence[Any]]],
) -> Iterator[tuple[Any, ...]]:
    """The rows of a group: the project's place, the id, what it comes to."""
    for one in singles:
        columns = [[*one.column(noun, basis, name, kind)[1]] for name, kind in wanted.items()]
        for row, index in one.group(noun, basis):
            name = group_name(one, row, tables)
            yield one.at, name, *(column[index] if column else None for column in columns)


def group_name(one: Single, row: Row, tables: Mapping[str, Mapping[str, Sequence[Any]]]) -> str:
    """The id of a row of a group, with ids of other tables as their caller wrote them."""
    assert one.checked is not None  # noqa: S101
    book = one.checked.book
    parts = []
    for name in book.groups[row.noun].by:
        held = getattr(row.said, name)
        target = book.schema.nouns[row.noun].links.get(name)
        ids = tables.get(str(target), {}).get("id", ())
        number = target is not None and any(type(one) is int for one in ids)
        if number and held is not None and held.isdecimal():  # they were filled with zeros
            held = str(int(held))
        parts.append("" if held is None else str(held))
    return group_id(parts)


def beyond(
    one: Single, basis: str, tables: Mapping[str, Mapping[str, Sequence[Any]]]
) -> Iterator[Beyond]:
    """The amounts of a project of more digits than there can be; of groups by their ids."""
    for far in one.beyond(basis):
        if far.noun in one.asking.book.groups:
            rows = [row for row, _ in one.group(far.noun, basis)]
            far = far._replace(id=group_name(one, rows[far.place], tables))
        yield far


def findings(
    singles: Iterable[Single],
    asking: Asking,
    tables: Mapping[str, Mapping[str, Sequence[Any]]],
) -> Iterator[Finding]:
    """The findings of projects, as rows of the long table."""
    places = {code: place for place, code in enumerate(asking.book.rules)}
    verdicts = {verdict: place for place, verdict in enumerate(Verdict)}
    for one in singles:
        for found in one.found():
            name = found.name
            if name is not None and found.noun in asking.book.groups:
                name = next(
                    group_name(one, row, tables)
                    for row, _ in one.group(found.noun, found.basis)
                    if str(getattr(row.said, "id", "")) == name
                )
            yield Finding(
                one.at,
                asking.bases.index(found.basis),
                places[found.rule],
                verdicts[found.verdict],
                found.noun,
                -1 if found.row is None else found.row,
                name or "",
                found.reason,
                found.waived_by,
            )


def finding_columns(
    held: Sequence[Finding],
    asking: Asking,
    tables: Mapping[str, Mapping[str, Sequence[Any]]],
) -> dict[str, Column]:
    """Findings as the columns of a frame."""
    rules, verdicts = [*asking.book.rules.values()], [*Verdict]
    keys = tables["project"]["project"]
    return {
        "project": [keys[one.project] for one in held],
        "basis": [asking.bases[one.basis] for one in held],
        "rule": [rules[one.rule].code for one in held],
        "severity": [
            str(severity(verdicts[one.verdict], rules[one.rule].severity)) for one in held
        ],
        "verdict": [str(verdicts[one.verdict]) for one in held],
        "noun": [one.noun for one in held],
        "id": [finding_id(one, tables) for one in held],
        "reason": [one.reason for one in held],
        "waived_by": [one.waived_by for one in held],
    }


def finding_id(one: Finding, tables: Mapping[str, Mapping[str, Sequence[Any]]]) -> str | None:
    """The id of the row that does not meet a rule, as text; None of what has none."""
    if one.row < 0:
        return one.name or None
    ids = tables[one.noun].get("id")
    return None if ids is None else str(ids[one.row])


def add_falls(
    found: dict[FallKey, FallSum], one: Single, basis: str, *, by_project: bool
) -> None:
    """Add the waterfall of one project."""
    at = one.at if by_project else -1
    for fall in one.falls(basis):
        add_fall(found, at, one.currency or "", fall)


def add_fall(found: dict[FallKey, FallSum], at: int, currency: str, fall: Fallen) -> None:
    """Add one part; what is not known makes no sum."""
    known = fall.amount is not None
    key = (at, currency, fall.step, fall.kind, fall.reason, known)
    before = found.get(key)
    mine = (fall.lines, fall.amount, fall.at_least, fall.at_most)
    if before is None:
        found[key] = mine
    else:
        found[key] = (before[0] + mine[0], *map(_plus, before[1:], mine[1:]))  # type: ignore[assignment]


def _plus(one: int | None, two: int | None) -> int | None:
    return None if one is None or two is None else one + two


def fall_order(asking: Asking, key: FallKey) -> tuple[Any, ...]:
    """Where a part of the waterfall stands: by project, currency, step, kind, book order."""
    at, currency, step, kind, reason, known = key
    reasons = [*asking.book.defines, *asking.book.rules]
    place = reasons.index(reason) if reason in reasons else -1
    return at, currency, STEPS.index(step), MOVES.index(kind), place, not known


def add_counts(found: dict[tuple[str, Verdict], int], singles: Iterable[Single]) -> None:
    """Add how often each rule gave each verdict."""
    for one in singles:
        for code, verdict, times in one.summary():
            found[code, verdict] = found.get((code, verdict), 0) + times
