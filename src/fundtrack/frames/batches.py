"""The files of a stream: whose rows they hold, and their rows a batch of projects at a time.

The keys of all files are looked at before any other column is read, so that a batch has all
rows of its projects, in whatever order the files have them. Of rows that stay unanswered since
there is no such project it says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Problem, excerpt

from .asked import columns_of
from .engines import Frame, arrow
from .files import TableFile, agree_on_keys
from .given import Floats
from .in_order import InOrder, Look, in_order, look
from .shapes import LINES, Key
from .wholes import JSON, Wholes
from .written import Shapes


class Batch(NamedTuple):
    """Some projects: their keys in order, their rows of each file, and how many these are.

    `strays` has of each key that is no project what is wrong with its rows.
    """

    keys: Sequence[Key]
    tables: Mapping[str, Frame]
    rows: int
    strays: Mapping[Key, Sequence[Problem]]


class Files:
    """The files of a stream by noun; those of whole projects are `wholes`.

    Raises:
        InputError: there is no such table or no table of projects, or a file cannot be read.
    """

    def __init__(self, paths: Mapping[str, Path], book: Book, floats: Floats) -> None:
        wanted = columns_of(book, [*paths])
        self.wholes: Wholes | None = None
        if paths["project"].suffix.lower() in JSON:
            self.wholes = Wholes(paths["project"], paths)
        self.tables = {
            noun: TableFile(noun, path, wanted[noun], floats)
            for noun, path in paths.items()
            if noun in wanted and not (noun == "project" and self.wholes)
        }
        agree_on_keys(self.tables)

    @cached_property
    def text(self) -> bool:
        """Whether the keys of projects are text.

        Raises:
            InputError: they are text in one file and whole numbers in another.
        """
        text = self.wholes is not None or not self.tables["project"].is_whole("project")
        for file in self.tables.values():
            if arrow().types.is_null(file.schema.field("project").type):
                continue  # of a table without rows
            if file.is_whole("project") and text and self.wholes is None:
                raise _two_kinds(file, "whole numbers", "text")
            if not file.is_whole("project") and not text:
                raise _two_kinds(file, "text", "whole numbers")
        return text

    def has(self, basis: str) -> bool:
        """Whether a project may have rows of a basis; a plan may stand without any."""
        nouns = {"plan": (), "claimed": ("cost",), "accepted": ("cost", "entry")}[basis]
        return self.wholes is not None or all(noun in self.tables for noun in nouns)

    def shapes(self, bases: Iterable[str]) -> Shapes:
        """The types of keys: of projects, and of the lines of some bases."""
        pa = arrow()
        ids = {}
        for basis in bases:
            file = self.tables.get(LINES[basis])
            if file is not None:
                ids[basis] = pa.int64() if file.is_whole("id") else pa.string()
            elif self.wholes is not None:
                ids[basis] = pa.string()
        return Shapes(pa.string() if self.text else pa.int64(), ids)

    def batches(self, pieces: Path) -> "Batches":
        """Look at the keys of all files, and set each up to be read in their order.

        `pieces` is a folder for the rows of files that are not sorted by project.

        Raises:
            InputError: a row has no key, or two projects have one.
        """
        counts: dict[Key, int] = {}
        strays: dict[Key, dict[str, int]] = {}
        read: dict[str, int] = {}
        seen: dict[str, Look] = {}
        if self.wholes is not None:
            counts.update(dict.fromkeys(self.wholes.keys, 1))
            read["project"] = len(counts) + len(self.wholes.unnamed)
        else:
            seen["project"] = look(self.tables["project"], counts, text=self.text)
            self._each_once(counts)
        for noun, file in self.tables.items():
            if noun != "project":
                held: dict[Key, int] = {}
                seen[noun] = look(file, held, text=self.text)
                for key, rows in held.items():
                    if key not in counts or key in strays:
                        strays.setdefault(key, {})[noun] = rows
                    counts[key] = counts.get(key, 0) + rows
        read |= {noun: one.rows for noun, one in seen.items()}
        keys: list[Key] = sorted(counts)
        ordered = {
            noun: in_order(file, seen[noun], keys, counts, pieces, text=self.text)
            for noun, file in self.tables.items()
        }
        return Batches(ordered, keys, counts, strays, read)

    def _each_once(self, counts: Mapping[Key, int]) -> None:
        for key, times in counts.items():
            if times > 1:
                raise InputError(
                    f"{self.tables['project'].path.name}: two projects have this key",
                    pointer="/project/project",
                    expected="each once",
                    found=excerpt(key),
                )


class Batches:
    """What is still to be handed out, in the order of keys.

    `rows` are those of all batches, `read` those of each file.
    """

    def __init__(
        self,
        ordered: Mapping[str, InOrder],
        keys: Sequence[Key],
        counts: Mapping[Key, int],
        strays: Mapping[Key, Mapping[str, int]],
        read: Mapping[str, int],
    ) -> None:
        self.rows, self.read = sum(counts.values()), read
        self._ordered, self._keys, self._counts, self._strays = ordered, keys, counts, strays
        self._at = 0

    def take(self, size: int) -> Batch | None:
        """The next projects of about so many rows, one at least; None where all are done."""
        at, counts = self._at, self._counts
        if at == len(self._keys):
            return None
        upto, rows = at + 1, counts[self._keys[at]]
        while upto < len(self._keys) and rows + counts[self._keys[upto]] <= size:
            rows += counts[self._keys[upto]]
            upto += 1
        self._at, keys = upto, self._keys[at:upto]
        found = {noun: one.upto(keys[-1]) for noun, one in self._ordered.items()}
        strays = {key: _stray(self._strays[key]) for key in keys if key in self._strays}
        return Batch(keys, found, rows, strays)


def _two_kinds(file: TableFile, here: str, there: str) -> InputError:
    return InputError(
        f"{file.path.name}: keys that are {here}, where those of projects are {there}",
        pointer=f"/{file.noun}/project",
        remedy="cast one of the columns",
    )


def _stray(rows: Mapping[str, int]) -> Sequence[Problem]:
    return [
        Problem(
            "rows of a project that is not there",
            f"/{noun}/project",
            "a key of the table project",
            f"{count} rows",
            "give the project a row, or leave them out",
        )
        for noun, count in rows.items()
    ]
