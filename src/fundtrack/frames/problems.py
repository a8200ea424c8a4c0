"""What keeps projects of tables from a whole answer, a row each: unread, or amounts too large.

A project that cannot be read has the problems of its document. One that can be read may still
come to an amount of more digits than there can be: it is null in every frame, and named here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fundtrack.values import Problem

from .asked import amount_text, label
from .given import DIGITS
from .shapes import ON_PLAN, ON_PROJECT, TABLES

#: A row of the frame of problems.
Row = dict[str, Any]
_FIELDS: Final = Problem._fields
_NOUNS: Final[Mapping[str, str]] = {name: noun for noun, name in ON_PROJECT.items()}
_OF_PLAN: Final[Mapping[str, str]] = {name: noun for noun, name in ON_PLAN.items()}


class Beyond(NamedTuple):
    """An amount of more digits than there can be, of a row or of a project (`noun` is "").

    `project` and `row` are rows of the caller's tables, `place` is the row's among those of its
    project, `name` the step or define, `minor` what it came to. A row of a group of the book
    stands in no table (`row` is -1), and has its `id`. Of a part of the waterfall `name` is
    the step, and `fell` tells its kind and reason.
    """

    project: int
    basis: str
    noun: str
    row: int
    place: int
    name: str
    minor: int
    currency: str
    id: str = ""
    fell: tuple[str, str] | None = None

    @property
    def address(self) -> str:
        """The address of its step or define."""
        return f"{self.noun or 'project'}.{self.name}"

    def problem(self) -> Problem:
        """It as a problem; a row by its place in the project's document."""
        pointer, what = "", label(self.basis, self.name)
        if self.fell is not None:
            kind, reason = self.fell
            what = f"{kind} on the way to {what}{reason and ' by '}{reason}"
        if self.noun in TABLES:
            holder = "" if self.noun in ON_PROJECT else "/plans/0"
            name = ON_PROJECT.get(self.noun) or ON_PLAN[self.noun]
            pointer = f"{holder}/{name}/{self.place}"
        return Problem(
            f"{what} is an amount of more digits than there can be",
            pointer,
            f"at most {DIGITS} digits before the point",
            amount_text(self.minor, self.currency),
            "see that all its amounts are in minor units",
        )


class Told(NamedTuple):
    """The first problem of a project, by its place, of how many, and the row it is about."""

    project: int
    first: Problem
    of: int
    noun: str = ""
    row: int = -1
    id: str = ""


def subject_of(pointer: str) -> tuple[str, int]:
    """The noun and the place of the row in a project's document that a problem is about.

    >>> subject_of("/costs/1/net"), subject_of("/plans/0/budget/2"), subject_of("/agreement")
    (('cost', 1), ('budget_line', 2), ('', -1))
    """
    parts = pointer.split("/")[1:]
    nouns = _NOUNS
    if parts[:2] == ["plans", "0"]:
        parts, nouns = parts[2:], _OF_PLAN
    if len(parts) > 1 and parts[0] in nouns and parts[1].isdecimal():
        return nouns[parts[0]], int(parts[1])
    return "", -1


def gathered(beyond: Iterable[Beyond], bases: Sequence[str]) -> list[Told]:
    """The first amount of each project that is too large: rows before what they add up to."""
    held: dict[int, list[Beyond]] = {}
    for one in beyond:
        held.setdefault(one.project, []).append(one)
    found = []
    for project, some in held.items():
        first = min(some, key=lambda one: (*_order(one), bases.index(one.basis), one.place))
        told = first.problem(), len(some), first.noun, first.row, first.id
        found.append(Told(project, *told))
    return found


def _order(one: Beyond) -> tuple[int, str]:
    """Rows of tables, of groups, then the project, then the parts of its waterfall."""
    if one.noun in TABLES:
        return TABLES.index(one.noun), ""
    return len(TABLES) + (not one.noun) + (one.fell is not None), one.noun


def problem_columns(
    told: Iterable[Told], keys: Mapping[str, Mapping[str, Any]]
) -> tuple[list[int], dict[str, list[Any]]]:
    """The places of the projects with problems, and the columns beside their keys."""
    held = sorted(told, key=lambda one: one.project)
    ids = [one.id or _id(keys.get(one.noun, {}).get("id"), one.row) for one in held]
    return [one.project for one in held], {
        "noun": [one.noun or None for one in held],
        "id": ids,
        "problems": [one.of for one in held],
        **{name: [getattr(one.first, name) for one in held] for name in _FIELDS},
    }


def _id(column: Any, row: int) -> str | None:  # noqa: ANN401 (a list or an array of Arrow)
    """The id of a row as text, as findings have it."""
    if column is None or row < 0:
        return None
    value = column[row]
    value = value.as_py() if hasattr(value, "as_py") else value
    return None if value is None else str(value)


def joined(early: Iterable[Row], late: Iterable[Row]) -> Iterator[Row]:
    """The problems of two parts of a book, a row for each project as one check has them."""
    held: dict[object, Row] = {}
    for row in (*early, *late):
        other = held.get(row["project"])
        first = row if other is None else min(other, row, key=_row_order)
        many = row["problems"] + (0 if other is None else other["problems"])
        held[row["project"]] = {**first, "problems": many}
    yield from held.values()


def _row_order(row: Row) -> tuple[int, int]:
    """Rows of tables, by their place, before what they add up to."""
    if row["noun"] not in TABLES:
        return len(TABLES) + (row["noun"] is None), 0
    return TABLES.index(row["noun"]), subject_of(row["pointer"])[1]
