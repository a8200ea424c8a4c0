"""The values executor: every project of plain tables built again, and asked as one from a file.

It is the pure Python way and what the kernel over columns is held to, so it decides nothing
itself: a project is read by the gate and answered by `checks.run`. What is written here only
says where the answers belong in the tables they came from. One project is in memory at a time,
unless the book asks about the others. One that cannot be read is an answer too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from fundtrack.checks import (
    STEPS,
    Checked,
    Figure,
    Missing,
    Outcome,
    Reason,
    Register,
    Row,
    Severity,
    Tally,
    Verdict,
    run,
    waived_by,
)
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.projects import Project
from fundtrack.rulebooks import Book
from fundtrack.values import FrozenMap, InputError, Money, Problem, Record

from .needs import blanks
from .rebuilt import Absent, ProjectRows
from .shapes import LINES, ON_PLAN, TABLES, Key, Table

#: A value as the value reading holds it: money in minor units, or an exact figure; None where
#: it is unknown.
Raw = Any
_LINE_STEPS: Final = STEPS[:5]


class Amount(Record):
    """A figure of a project: its value, or its bounds and what is missing.

    Money is an int of minor units of the agreement's currency. `missing` holds ten at most,
    `missing_count` counts all; `stated` is the place of a stated figure that it falls back to.
    """

    value: Raw
    at_least: int | None = None
    at_most: int | None = None
    missing: tuple[Missing, ...] = ()
    missing_count: int = 0
    stated: str = ""


class Loss(Record):
    """What a line lost at a step, and the rule or define that took it; in minor units.

    `row` is the line's place in its table, None for a computed line, which has none.
    """

    row: int | None
    step: str
    reason: str
    amount: int | None


class Basis(Record):
    """The answers on one basis: of lines, of every row a rule was asked about.

    `rows` says for each noun where the project's rows stand in its table; the lists of `steps`
    (of the noun `line`) and of `verdicts` are in that order. Rows of a group of the book and
    computed lines stand in no table; `columns` has theirs too, by noun and name, as the value
    reading left them.
    """

    line: str
    rows: Mapping[str, Sequence[int]]
    steps: Mapping[str, Sequence[Raw]]
    losses: tuple[Loss, ...]
    verdicts: Mapping[str, Mapping[str, Sequence[Verdict]]]  # by noun and rule
    columns: Mapping[tuple[str, str], Sequence[Raw]]
    project: Mapping[str, Raw]


class Found(Record):
    """One rule that one row does not meet, on one basis; or that no row could be asked about.

    `row` is the place in the table of `noun`, None for what stands in none; `subject` is the
    key of the row in the project as it was read: `cost:INV-17`. `reason` says why a rule was
    asked of no row, else it is None.
    """

    basis: str
    rule: str
    verdict: Verdict
    severity: Severity
    noun: str
    row: int | None
    subject: str
    waived_by: str = ""
    reason: Reason | None = None


class Answered(Record):
    """What tables say of one project; `problems` where they could not be read.

    `checked` is the whole answer, for explanations; it holds the project.
    """

    key: Key
    problems: tuple[Problem, ...] = ()
    currency: str = ""
    outcome: Outcome | None = None
    amounts: Mapping[str, Amount] = FrozenMap({})
    bases: Mapping[str, Basis] = FrozenMap({})
    found: tuple[Found, ...] = ()
    checked: Checked | None = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def answer_each(
    tables: Mapping[str, Mapping[str, Sequence[object]]] | dict[str, Table],
    book: Book,
    *,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    calculators: Sequence[Calculator] = CALCULATORS,
    across: bool = True,
    register: Register | None = None,
    fx: FxRates | None = None,
    absent: Absent | None = None,
) -> Iterator[Answered]:
    """Ask a book about every project of plain tables, in the order of the table `project`.

    Args:
        tables: Plain tables by noun, as `tables_of` writes them.
        book: From `load_book`, with its layers.
        on: The day asked about, as `checks.run` takes it.
        known_on: Plans approved later than this day do not exist yet.
        require_verified: Take a value that nobody has verified as unknown.
        calculators: What a book may call by name.
        across: Whether the projects of the tables are the others to each other, for what looks
            across projects; those that cannot be read are not. All are then held at once, if
            the book looks across.
        register: The other projects instead.
        fx: The host's exchange rates.
        absent: By noun and column what every row has where there is no such column. Without it
            `blanks`: an agreement names the book asked, a plan has the number 1, and what the
            gate demands and the book does not read is anything.

    Raises:
        InputError: the tables do not fit together. A project that cannot be read is no error.

    >>> from fundtrack.rulebooks import load_book
    >>> tables = {"project": {"project": ["A", "B"], "plan.eligible": [10_000, "1"]}}
    >>> for one in answer_each(tables, load_book("lv/cluster-2016")):
    ...     print(one.key, [amount.value for amount in one.amounts.values()][5:6])
    ...     print([f"{problem.pointer}: {problem.message}" for problem in one.problems])
    A [8500]
    []
    B []
    ['/plans/0/eligible: not an amount']
    """
    rows = ProjectRows(tables, book, absent=blanks(book) if absent is None else absent)
    held: Mapping[Key, Project] = {}
    if register is None and across and looks_across(book, calculators):
        read = {key: _readable(rows, key) for key in rows.keys}
        held = {key: project for key, project in read.items() if project is not None}
        register = Register(held.values())
    for key in rows.keys:
        try:
            project = held[key] if key in held else rows.project(key)
            checked = run(
                project, book, on=on, known_on=known_on, require_verified=require_verified,
                calculators=calculators, register=register, fx=fx,
            )  # fmt: skip
        except InputError as error:
            yield Answered(key, error.problems)
        else:
            yield answered(rows, key, checked)


def looks_across(book: Book, calculators: Sequence[Calculator] = CALCULATORS) -> bool:
    """Whether a rule, or a calculator that a book calls, counts rows of other projects."""
    portfolio = {one.name for one in calculators if one.portfolio}
    return book.asks_across or any(one.call in portfolio for one in book.defines.values())


def _readable(rows: ProjectRows, key: Key) -> Project | None:
    try:
        return rows.project(key)
    except InputError:
        return None


def answered(rows: ProjectRows, key: Key, checked: Checked) -> Answered:
    """The answers about one project, by the places of its rows in the tables."""
    hidden = ON_PLAN if checked.plan is None else ()  # rows of a plan that is not in force
    places = {
        noun: () if noun in hidden else rows.rows(noun, key)
        for noun in TABLES
        if noun in rows.tables
    }
    return Answered(
        key=key,
        currency=checked.project.agreement.currency,
        outcome=checked.outcome,
        amounts={label: _amount(figure) for label, figure in checked.amounts.items()},
        bases={basis: _basis(checked, basis, places) for basis in checked.bases},
        found=(*_silent(checked), *_found(checked, places)),
        checked=checked,
    )


def _amount(figure: Figure) -> Amount:
    low, high = (
        None if one is None else one.minor for one in (figure.at_least, figure.at_most)
    )
    value = figure.value
    return Amount(
        value.minor if isinstance(value, Money) else value,
        low,
        high,
        figure.missing,
        figure.missing_count,
        figure.stated,
    )


def _minor(value: Raw) -> Raw:
    return value.minor if isinstance(value, Money) else value


def _basis(checked: Checked, basis: str, places: Mapping[str, Sequence[int]]) -> Basis:
    tally, line = checked.tally(basis), LINES[basis]
    lines = places.get(line, ())
    losses = (
        Loss(lines[place] if place < len(lines) else None, step, reason, amount)
        for place, step, reason, amount in tally.refused
    )
    return Basis(
        line=line,
        rows=places,
        steps={step: tally.columns.get((line, step), ()) for step in _LINE_STEPS},
        losses=tuple(losses),
        verdicts=_verdicts(checked, tally),
        columns=tally.columns,
        project=tally.project,
    )


def _verdicts(checked: Checked, tally: Tally) -> dict[str, dict[str, Sequence[Verdict]]]:
    """The verdict of each rule for each row; what marks leave open, the walk has decided."""
    found: dict[str, dict[str, Sequence[Verdict]]] = {}
    for loop, codes in tally.rules.items():
        for code in codes:
            count = range(len(tally.marks.get(loop, ())))
            said = [tally.verdict(loop, row, code) for row in count]
            answers = checked.verdicts.answers.get((tally.basis, code), {})
            for verdict, rows in answers.items():
                for row in rows:
                    said[row.index] = verdict
            found.setdefault(loop, {})[code] = said
    return found


def _silent(checked: Checked) -> Iterator[Found]:
    """The rules that no row could be asked about."""
    for (basis, code), reason in checked.verdicts.silent.items():
        rule = checked.book.rules[code]
        severity = Severity(rule.severity)
        yield Found(
            basis, code, Verdict.UNKNOWN, severity, rule.scope, None, "project", "", reason
        )


def _found(checked: Checked, places: Mapping[str, Sequence[int]]) -> Iterator[Found]:
    """Every rule with every row that does not meet it."""
    for (basis, code), answers in checked.verdicts.answers.items():
        rule = checked.book.rules[code]
        for verdict, rows in answers.items():
            if verdict is Verdict.MET:  # open to the marks, and the walk has decided it
                continue
            failed = verdict is Verdict.FAILED
            severity = Severity.BREACH if failed else Severity(rule.severity)
            for row in rows:
                waived = waived_by(checked.bound, rule, row) or ""
                place = _place(row, places)
                yield Found(basis, code, verdict, severity, row.noun, place, row.key, waived)


def _place(row: Row, places: Mapping[str, Sequence[int]]) -> int | None:
    """Where a row stands in its table; the plan stands in its project's."""
    held = places.get("project" if row.noun == "plan" else row.noun)
    return None if held is None else held[row.index]
