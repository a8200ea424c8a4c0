"""The keys of projects: what one is, and what is told of those that do not fit.

Both ways refuse the same keys in the same words. Columns look at millions of them at once and
say only that some do not fit; which those are is said here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from fundtrack.values import InputError, Problem, excerpt

#: What a key is.
A_KEY: Final = "text or whole numbers"
NO_KEY: Final = "a row without its key"
#: Signs of a key that is text.
KEY_MAX: Final = 200
#: Keys that are whole numbers are below this.
KEY_BELOW: Final = 10**18
#: What a key may not hold, as the gate has it of ids: controls, and what hides or turns text.
HIDDEN: Final = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
OTHER_FORM: Final = "a key of another form than those of projects"
_STRAY: Final = ("a key of the table project", "give the project a row, or leave them out")
#: What was expected, and the way out.
_WAYS_OUT: Final = {
    NO_KEY: (A_KEY, "give every row its project"),
    OTHER_FORM: ("all text, or all whole numbers", "cast one to the other"),
    "a whole number that is no key": ("zero or more, at most 18 digits", ""),
    "not a key": (A_KEY, "cast the column to text or whole numbers"),
}
#: Rows that are named of several, and problems that are told.
_NAMED: Final = 5
_TOLD: Final = 20


def check_keys(tables: Mapping[str, Sequence[Any]]) -> None:
    """Refuse keys that put no row to a project; `tables` has those of each table by its noun.

    Raises:
        InputError: a key is none, a project has two rows, or a row no project.

    >>> check_keys({"project": ["A", "B"], "cost": ["B", "B", None]})
    Traceback (most recent call last):
    fundtrack.values.errors.InputError: /cost/2/project: a row without its key (expected text \
or whole numbers, found null); give every row its project
    """
    problems = [*islice(_problems(tables), _TOLD)]
    if problems:
        raise InputError.of(problems)


def in_rows(message: str, rows: Sequence[int]) -> str:
    """A message about some rows, which names the first of several.

    >>> in_rows("not a key", [3]), in_rows("not a key", range(7))
    ('not a key', 'not a key, in 7 rows: 0, 1, 2, 3, 4 …')
    """
    if len(rows) < 2:
        return message
    named = ", ".join(map(str, rows[:_NAMED]))
    return f"{message}, in {len(rows)} rows: {named}{' …' if len(rows) > _NAMED else ''}"


def _problems(tables: Mapping[str, Sequence[Any]]) -> Iterator[Problem]:
    known = dict.fromkeys(key for key in tables["project"] if not _fault(key))
    first = next(iter(known), "")
    for noun, keys in tables.items():
        faults: dict[str, list[int]] = {}
        again: dict[object, list[int]] = {}
        for row, key in enumerate(keys):
            fault = _fault(key)
            if not fault and isinstance(key, str) != isinstance(first, str):
                fault = OTHER_FORM
            if fault:
                faults.setdefault(fault, []).append(row)
            elif noun == "project" or key not in known:
                again.setdefault(key, []).append(row)
        for fault, rows in faults.items():
            yield _problem(noun, fault, rows, keys, *_WAYS_OUT.get(fault, (A_KEY, "")))
        for rows in again.values():
            if noun != "project":
                yield _problem(noun, "no such project", rows, keys, *_STRAY)
            elif len(rows) > 1:
                yield _problem(noun, "two projects have this key", rows, keys, "each once", "")


def _fault(key: object) -> str:
    """What is wrong with a key by itself; "" where nothing is."""
    match key:
        case None:
            return NO_KEY
        case str():
            if not key:
                return "an empty text"
            if len(key) > KEY_MAX:
                return f"a text of more than {KEY_MAX} characters"
            return "a key with a hidden sign" if HIDDEN.search(key) else ""
        case bool():
            return "not a key"
        case int():
            return "" if 0 <= key < KEY_BELOW else "a whole number that is no key"
        case _:
            return "not a key"


def _problem(
    noun: str,
    message: str,
    rows: Sequence[int],
    keys: Sequence[Any],
    expected: str,
    remedy: str,
) -> Problem:
    pointer = f"/{noun}/{rows[0]}/project"
    return Problem(in_rows(message, rows), pointer, expected, excerpt(keys[rows[0]]), remedy)
