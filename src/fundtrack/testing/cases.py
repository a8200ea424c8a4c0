"""The case file of a book (D-20): a project in order, patches, what each rule must answer.

Anybody who writes a book writes one beside it; `read_case_file` reads it, whoever runs it.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from fundtrack.projects import Json
from fundtrack.values import FrozenMap, InputError, Record

from .pointers import plain, put, remove

_KEYS: Final = frozenset({"set", "unset", "from", "on", "register"})  # beside title and expect
_NOTHING: Final[FrozenMap[str]] = FrozenMap({})


class Case(Record):
    """A project as plain objects, the day asked about, and what is expected of the answers.

    `expect` maps a rule's code to its verdict, the name of an amount to its text, `outcome` to
    the outcome. `source` says where the case was read. There is no other project, unless
    `register` is false: then nobody knows of others.

    >>> str(Case({"plans": [{"number": 1}]}, "lv/cluster-2016", "nothing is stated"))
    'lv/cluster-2016: nothing is stated'
    """

    project: Mapping[str, Json]
    book: str = ""
    title: str = ""
    expect: Mapping[str, str] = _NOTHING
    on: date | None = None
    source: str = ""
    register: bool = True

    def __str__(self) -> str:
        return f"{self.book}: {self.title}"


class CaseFile(Record):
    """A case file: its project as it stands, and its cases, each a patch of that project."""

    project: Case
    cases: tuple[Case, ...]


def read_case_file(file: Path, book: str) -> CaseFile:
    """Read a case file.

    The file opens with `[project]`, the smallest project in order under the book. A `[[case]]`
    has a `title`, patches by JSON Pointer (`unset`, then `set`), what to `expect`, the day it
    asks about (`on`), `register = false` where no register of other projects is passed, and
    `from`, where it was read.

    Args:
        file: TOML, at `tests/cases/<path of the book>.toml` for a shipped book.
        book: The id of the book, kept in every case.

    Raises:
        InputError: the file cannot be read, or a case says something else or expects nothing.

    >>> said = read_case_file(Path("tests/cases/lv/cluster-2016.toml"), "lv/cluster-2016")
    >>> said.cases[1].title, said.cases[1].expect["LV-CLU-001"]
    ('one cent less than 85 % is inside', 'met')
    """
    try:
        said = plain(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{file}: {error}") from None
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    match said:
        case {"project": dict(project), "case": list(cases), **rest} if not rest:
            own = Case(project, book, "the project")
            return CaseFile(own, tuple(_read(project, one, book, file) for one in cases))
    raise InputError(f"{file}: not a case file", expected="[project], then [[case]] tables")


def read_cases(file: Path, book: str) -> list[Case]:
    """The cases of a file, each with its patched project.

    Raises:
        InputError: as of `read_case_file`.

    >>> file = Path("tests/cases/lv/cluster-2016.toml")
    >>> read_cases(file, "lv/cluster-2016")[0].title
    'a project in order'
    """
    return [*read_case_file(file, book).cases]


def _read(project: dict[str, Json], said: Json, book: str, file: Path) -> Case:
    match said:
        case {"title": str(title), "expect": dict(expect), **rest} if expect:
            strange = sorted(str(key) for key in rest.keys() - _KEYS)
            if strange:
                raise InputError(f"{file}: {title}: no key {strange[0]} in a case")
        case _:
            raise InputError(f"{file}: a case without a title, or one that expects nothing")
    patched, on, register = plain(project), rest.get("on"), rest.get("register", True)
    unset, changes = rest.get("unset", []), rest.get("set", {})
    if not isinstance(unset, list) or not isinstance(changes, dict):
        raise InputError(f"{file}: {title}: unset is a list, set is a table")
    if not isinstance(register, bool):
        raise InputError(f"{file}: {title}: register is true or false")
    try:
        for pointer in unset:
            remove(patched, str(pointer))
        for pointer, value in changes.items():
            put(patched, pointer, plain(value))
    except InputError as error:
        raise InputError(f"{file}: {title}: {error}") from None
    return Case(
        patched if isinstance(patched, dict) else {},
        book,
        title,
        {key: str(value) for key, value in expect.items()},
        date.fromisoformat(on) if isinstance(on, str) else None,
        str(rest.get("from", "")),
        register,
    )
