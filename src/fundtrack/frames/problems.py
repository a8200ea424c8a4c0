"""What keeps projects of tables from a whole answer, a row each: unread, or amounts too large.

A project that cannot be read has the problems of its document. One that can be read may still
come to an amount of more digits than there can be: it is null in every frame, and named here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fundtrack.checks import STEPS
from fundtrack.values import Problem

from .asked import amount_text, label
from .given import DIGITS
from .shapes import ON_PLAN, ON_PROJECT, TABLES

_IS: Final = " is an amount of more digits than there can be"
_TO: Final = " on the way to "
_BY: Final = " by "
#: A row of the frame of problems.
Row = dict[str, Any]
#: Where an amount stands among those of its project: compared piece by piece.
Order = tuple[int, str, int, tuple[int, str], tuple[int, str], tuple[str, str]]
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
            what = f"{kind}{_TO}{what}{reason and _BY}{reason}"
        if self.noun in TABLES:
            holder = "" if self.noun in ON_PROJECT else "/plans/0"
            name = ON_PROJECT.get(self.noun) or ON_PLAN[self.noun]
            pointer = f"{holder}/{name}/{self.place}"
        return Problem(
            f"{what}{_IS}",
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
        first = min(some, key=lambda one: _order(one, bases.index(one.basis)))
        told = first.problem(), len(some), first.noun, first.row, first.id
        found.append(Told(project, *told))
    return found


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


def _row_order(row: Row) -> Order:
    """The same of a row that was told; a book in two parts is asked on one basis."""
    what, _, reason = row["message"].removesuffix(_IS).partition(_BY)
    kind, to, name = what.rpartition(_TO)
    return _placed(
        row["noun"] or "",
        0,
        subject_of(row["pointer"])[1],
        row["id"] or "",
        name.rpartition(".")[2],
        (kind, reason) if to else None,
    )


def _order(one: Beyond, basis: int) -> Order:
    """Where an amount stands among those of its project."""
    return _placed(one.noun, basis, one.place, one.id, one.name, one.fell)


def _placed(
    noun: str, basis: int, place: int, id_: str, name: str, fell: tuple[str, str] | None
) -> Order:
    """Rows of tables, of groups, then the project, then the parts of its waterfall.

    Of one row the steps stand first, then defines by name; so the order is none of a book's.
    """
    if noun in TABLES:
        rank, held = TABLES.index(noun), (place, "")
    else:
        rank, held = len(TABLES) + (not noun) + (fell is not None), (0, id_)
    step = STEPS.index(name) if name in STEPS else len(STEPS)
    return rank, noun, basis, held, (step, name), fell or ("", "")
