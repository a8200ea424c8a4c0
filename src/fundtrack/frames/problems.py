"""What keeps projects of tables from a whole answer, a row each: unread, or amounts too large.

A project that cannot be read has the problems of its document. One that can be read may still
come to an amount of more digits than there can be: it is null in every frame, and named here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fundtrack.values import Problem

from .asked import amount_text, label
from .given import DIGITS
from .shapes import ON_PLAN, ON_PROJECT, TABLES

_FIELDS: Final = Problem._fields
_NOUNS: Final[Mapping[str, str]] = {name: noun for noun, name in ON_PROJECT.items()}
_OF_PLAN: Final[Mapping[str, str]] = {name: noun for noun, name in ON_PLAN.items()}


class Beyond(NamedTuple):
    """An amount of more digits than there can be, of a row or of a project (`noun` is "").

    `project` and `row` are rows of the caller's tables, `place` is the row's among those of its
    project, `name` the step or define, `minor` what it came to. A row of a group of the book
    stands in no table (`row` is -1), and has its `id`.
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

    def problem(self) -> Problem:
        """It as a problem; a row by its place in the project's document."""
        pointer = ""
        if self.noun in TABLES:
            holder = "" if self.noun in ON_PROJECT else "/plans/0"
            name = ON_PROJECT.get(self.noun) or ON_PLAN[self.noun]
            pointer = f"{holder}/{name}/{self.place}"
        return Problem(
            f"{label(self.basis, self.name)} is an amount of more digits than there can be",
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
    """Rows of tables, of groups, then the project."""
    if one.noun in TABLES:
        return TABLES.index(one.noun), ""
    return len(TABLES) + (not one.noun), one.noun


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
