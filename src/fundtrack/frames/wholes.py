"""Whole projects in a JSON file, beside tables of their lines: each found by its number.

A file of JSON lines holds one project in each line and may be of any size: only the places of
its lines are kept. A file `.json` holds one project or a list of them, and is read at once. A
project goes through the strict gate when its turn comes; one that cannot be read is a problem.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from fundtrack.projects import Limits, Project, read_json, read_project
from fundtrack.values import InputError, Problem, excerpt

from .files import reading
from .shapes import ON_PLAN, ON_PROJECT

#: Endings of files of JSON lines, and of files that are one JSON.
LINES: Final = (".jsonl", ".ndjson")
JSON: Final = (*LINES, ".json")
#: A file of many projects, of which each has the limits of one.
_MANY: Final = Limits(size=1 << 28, rows=10_000_000)
_LONGEST: Final = Limits().size


class Wholes:
    """The projects of a JSON file; `nouns` are those whose rows come from tables.

    `unnamed` has the problems of what has no number by which its lines could be found.

    Raises:
        InputError: the file cannot be read, or two projects have one number.
    """

    def __init__(self, path: Path, nouns: Iterable[str]) -> None:
        self.path = path
        self.nouns = tuple(noun for noun in nouns if noun != "project")
        self.unnamed: list[tuple[Problem, ...]] = []
        self._held: dict[str, int | Mapping[str, object]] = {}
        with reading(path):
            for source, document in self._documents():
                self._index(source, document)

    @property
    def keys(self) -> Sequence[str]:
        """The numbers of the projects."""
        return tuple(self._held)

    def read(self, keys: Iterable[str]) -> Iterator[tuple[str, Project | tuple[Problem, ...]]]:
        """Some of the projects, each read or with what is wrong with it."""
        with reading(self.path), self.path.open("rb") as file:
            for key in keys:
                held = self._held[key]
                if isinstance(held, int):
                    file.seek(held)
                    source: Any = file.readline().strip()
                else:
                    source = held
                try:
                    project = read_project(source)
                except InputError as error:
                    yield key, error.problems
                else:
                    twice = self._twice(project)
                    yield key, (twice,) if twice else project

    def _twice(self, project: Project) -> Problem | None:
        """What is wrong where a project states rows that a table holds."""
        for noun in self.nouns:
            name = ON_PROJECT.get(noun) or f"plans.{ON_PLAN[noun]}"
            of: Sequence[Any] = (project,) if noun in ON_PROJECT else project.plans
            if any(attrgetter(name.removeprefix("plans."))(one) is not None for one in of):
                return Problem(
                    "rows that stand in a table of their own too",
                    f"/{name.replace('.', '/')}",
                    f"the table {noun}, or the rows in the project",
                    "both",
                    "leave the rows out of the project",
                )
        return None

    # -- finding them --------------------------------------------------------------------------

    def _documents(self) -> Iterator[tuple[int, object]]:
        """Every project as JSON, with the place by which it is found again."""
        if self.path.suffix.lower() not in LINES:
            document = read_json(self.path.read_bytes(), limits=_MANY)
            yield from enumerate(document if isinstance(document, list) else [document])
            return
        with self.path.open("rb") as file:
            place = 0
            while line := file.readline(_LONGEST):
                here, place = place, place + len(line)
                while line[-1:] != b"\n" and (more := file.readline(_LONGEST)):
                    place, line = place + len(more), line[:_LONGEST] + more[-1:]
                if line.strip():
                    try:
                        yield here, read_json(line.strip())
                    except InputError as error:
                        self.unnamed.append(_at(error, f"byte {here} of {self.path.name}"))

    def _index(self, place: int, document: object) -> None:
        number = document.get("number") if isinstance(document, dict) else None
        if not isinstance(number, str):
            lines = self.path.suffix.lower() in LINES
            where = f"byte {place} of {self.path.name}" if lines else f"/{place}"
            error = InputError(
                "no number by which a project's rows could be found",
                pointer="/number",
                expected='text, as the column "project" of the tables has it',
                found=excerpt(number),
            )
            self.unnamed.append(_at(error, where))
            return
        if number in self._held:
            raise InputError(
                f"{self.path.name}: two projects have this number",
                pointer="/number",
                expected="each once",
                found=excerpt(number),
            )
        lines = self.path.suffix.lower() in LINES
        self._held[number] = place if lines or not isinstance(document, dict) else document


def _at(error: InputError, where: str) -> tuple[Problem, ...]:
    """The problems of an error, with the place of the project in its file."""
    return tuple(one.replace(message=f"{where}: {one.message}") for one in error.problems)
