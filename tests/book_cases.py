"""Runs the case file of a book (D-20): a project in order, patches, what each rule must answer.

Each case is read twice, by the value reading and by the walk, and the two must agree; a rule's
answer over many rows is the worst of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fundtrack.checks import Checked, Verdict, World, run, walked
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book

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


@dataclass(frozen=True)
class Case:
    """One case of a case file."""

    book: str
    title: str
    project: Mapping[str, Any]
    expect: Mapping[str, str]
    on: date | None

    def __str__(self) -> str:
        return f"{self.book}: {self.title}"


def read_cases(file: Path, book: str) -> list[Case]:
    """The cases of a file, each with its patched project."""
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    known = {"title", "set", "unset", "expect", "from", "on"}
    cases = []
    for case in said["case"]:
        assert set(case) <= known, f"{file}: {case['title']}: {set(case) - known}"
        assert case["expect"], f"{file}: {case['title']} expects nothing"
        project = deepcopy(said["project"])
        for pointer in case.get("unset", ()):
            remove(project, pointer)
        for pointer, value in case.get("set", {}).items():
            put(project, pointer, value)
        cases.append(Case(book, case["title"], project, case["expect"], case.get("on")))
    return cases


def every_case(root: Path = CASES) -> Iterator[Case]:
    """All cases of all books, in the order of their paths."""
    for file in sorted(root.rglob("*.toml")):
        yield from read_cases(file, file.relative_to(root).with_suffix("").as_posix())


def answers_of(case: Case, book: Book | None = None) -> tuple[Checked, dict[str, str]]:
    """What the check says to what the case asks; both readings agree on it."""
    checked = run(read_project(_json(case.project)), book or load_book(case.book), on=case.on)
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


def _json(value: Any) -> Any:
    """TOML's days as the text that JSON has."""
    if isinstance(value, dict):
        return {key: _json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _steps(project: Any, pointer: str) -> tuple[Any, str | int]:
    *parts, last = pointer.lstrip("/").split("/")
    for part in parts:
        project = (
            project[int(part)] if isinstance(project, list) else project.setdefault(part, {})
        )
    if isinstance(project, list):
        return project, len(project) if last == "-" else int(last)
    return project, last


def put(project: Any, pointer: str, value: Any) -> None:
    """Put a value at a JSON Pointer; `-` is one more at the end of a list."""
    holder, last = _steps(project, pointer)
    if isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value


def remove(project: Any, pointer: str) -> None:
    """Take out what stands at a JSON Pointer."""
    holder, last = _steps(project, pointer)
    del holder[last]
