"""Keys that do not fit, told alike by both ways: missing, twice, or of nothing there."""

from collections.abc import Sequence
from typing import Final

from fundtrack.values import Problem, excerpt

#: What a key is.
A_KEY: Final = "text or whole numbers"
NO_KEY: Final = "a row without its key"
GIVE_KEY: Final = "give every row its project"
#: Rows that are named of several.
_NAMED: Final = 5


def in_rows(message: str, rows: Sequence[int]) -> str:
    """A message about some rows, which names the first of several.

    >>> in_rows("not a key", [3]), in_rows("not a key", range(7))
    ('not a key', 'not a key, in 7 rows: 0, 1, 2, 3, 4 …')
    """
    if len(rows) < 2:
        return message
    named = ", ".join(map(str, rows[:_NAMED]))
    return f"{message}, in {len(rows)} rows: {named}{' …' if len(rows) > _NAMED else ''}"


def without_key(noun: str, rows: Sequence[int]) -> Problem:
    """The refusal of rows that name no project."""
    return Problem(
        in_rows(NO_KEY, rows), f"/{noun}/{rows[0]}/project", A_KEY, "null", GIVE_KEY
    )  # fmt: skip


def twice(row: int, key: object) -> Problem:
    """The refusal of a second project of one key."""
    at = f"/project/{row}/project"
    return Problem("two projects have this key", at, "each once", excerpt(key))


def stray(noun: str, key: object, rows: Sequence[int]) -> Problem:
    """The refusal of rows of a project that has none itself."""
    return Problem(
        in_rows("no such project", rows), f"/{noun}/{rows[0]}/project",
        "a key of the table project", excerpt(key), "give the project a row, or leave them out",
    )  # fmt: skip
