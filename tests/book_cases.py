"""Runs the case file of a book (D-20): a project in order, patches, what each rule must answer.

Each case is read twice, by the value reading and by the walk, and the two must agree; a rule's
answer over many rows is the worst of them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fundtrack.checks import Checked, Verdict, World, run, walked
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.testing import Case, read_cases
from fundtrack.testing.ground import ALONE

CASES = Path(__file__).parent / "cases"
#: The worst first.
WORST = (
    Verdict.FAILED,
    Verdict.BROKEN,
    Verdict.CONFLICT,
    Verdict.UNKNOWN,
    Verdict.MET_WITHIN_ROUNDING,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)


def every_case(root: Path = CASES) -> Iterator[Case]:
    """All cases of all books, in the order of their paths."""
    for file in sorted(root.rglob("*.toml")):
        yield from read_cases(file, file.relative_to(root).with_suffix("").as_posix())


def answers_of(case: Case, book: Book | None = None) -> tuple[Checked, dict[str, str]]:
    """What the check says to what the case asks; both readings agree on it."""
    project, book = read_project(dict(case.project)), book or load_book(case.book)
    checked = run(project, book, on=case.on, register=ALONE if case.register else None)
    for basis in checked.bases:
        agree(checked, basis)
    return checked, {asked: _answer(checked, asked) for asked in case.expect}


def agree(checked: Checked, basis: str) -> None:
    """The value reading and the walk give the same amounts, unknowns, refusals and verdicts."""
    value, walk = checked.tally(basis), walked(World(checked.bound, basis))
    assert value.project == walk.project
    assert value.columns == walk.columns
    assert sorted(value.refused, key=repr_of) == sorted(walk.refused, key=repr_of)
    assert value.rules == walk.rules
    for loop, codes in value.rules.items():
        for row in range(len(value.marks[loop])):
            for code in codes:
                ours, theirs = value.verdict(loop, row, code), walk.verdict(loop, row, code)
                # Bounds may decide what the value reading leaves open; never the other way.
                assert ours == theirs or ours is Verdict.UNKNOWN, (code, row, ours, theirs)


def repr_of(refusal: tuple[Any, ...]) -> str:
    """An order for refusals whatever kind their amounts are of."""
    row, step, reason, amount = refusal
    return f"{row:09} {step} {reason} {amount}"


def _answer(checked: Checked, asked: str) -> str:
    if asked in checked.book.rules:
        counts = checked.summary[asked]
        return next((verdict.value for verdict in WORST if counts.get(verdict)), "met")
    if asked == "outcome":
        return checked.outcome.value
    value = checked.amounts[asked].value
    return "unknown" if value is None else str(value)
