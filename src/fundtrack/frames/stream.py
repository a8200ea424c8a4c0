"""Tables in files, larger than memory: a batch of whole projects at a time through `check`.

What is in memory is one batch, its answers, and the key of each project. The answers are what
one check of everything gives, in files that are there whole or not at all. Which rows a batch
has stands in `batches`; here is what is asked of it and what becomes of the answers.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from gc import collect
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fundtrack.checks import LINE_STEPS
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.projects import Project
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Record, excerpt

from .asked import Asking
from .batches import Batch, Files
from .by_project import looks_across
from .engines import Frame, arrow
from .files import compute
from .folder import whole_folder
from .front import Way, check
from .given import Floats
from .shapes import LINES, TABLES, Key
from .summed import Sums
from .tables import tables_of
from .written import FILES, Written

SUMMARY: Final = "summary.json"
#: Rows of all tables in a batch, and in the first one, which shows how much a batch costs.
BATCH: Final = 100_000
_FIRST: Final = 20_000
#: Rows after which what answered them is let go; a search for each small batch would cost more.
_SWEEP: Final = 50_000


class Streamed(Record):
    """What a stream wrote, and what it came to.

    `projects`, `lines`, `findings` and `problems` are rows of the files in `out`; a line has a
    row for each basis. `rows` are those read of each table, `ways` how many batches each
    reading answered, `summary` what `summary.json` holds.
    """

    out: Path
    projects: int
    lines: int
    findings: int
    problems: int
    rows: Mapping[str, int]
    ways: Mapping[str, int]
    summary: Mapping[str, Any]

    __hash__ = object.__hash__


def stream(
    tables: Mapping[str, Path | str],
    book: Book,
    *,
    out: Path | str,
    basis: str | None = None,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    calculators: Sequence[Calculator] = CALCULATORS,
    across: bool = True,
    fx: FxRates | None = None,
    floats: Floats = "refuse",
    keep: Collection[str] = LINE_STEPS,
    way: Way = "auto",
    batch: int = BATCH,
    told: Callable[[int, int], None] | None = None,
) -> Streamed:
    """Ask a book about every project of tables in files, and write the answers to a folder.

    A file sorted by project is read straight through, any other is first cut into pieces on
    disk. Projects are answered in the order of their keys, whatever the order of rows; the
    rows of one project stay in the order of their file. Memory grows with the largest project
    and, by some hundred bytes each, with the number of projects.

    The folder gets `lines.parquet` (a row for each line and each basis that is asked for and
    has a table), `projects.parquet`, `findings.parquet` and `problems.parquet`, with the
    columns of `Checks.lines` and so on, and `summary.json`: counts, totals by currency, the
    waterfall of each basis, the book with its hash. It is renamed into place when all is
    written: a run that is stopped leaves nothing there, and what it leaves beside it goes when
    the next one begins.

    Args:
        tables: By noun a Parquet file, or a CSV file (`.csv`). `project` may be a file of whole
            projects instead: one or a list (`.json`), or one in each line (`.jsonl`, of any
            size); their `number` is the key, and the rows of the other tables are not in them.
        book: From `load_book`, with its layers.
        out: The folder to write; it is not there, empty, or an earlier result.
        basis: The one basis to ask on: `plan`, `claimed` or `accepted`; else all.
        on: The day asked about.
        known_on: Plans approved later than this day do not exist yet.
        require_verified: Take a value that nobody has verified as unknown.
        calculators: What a book may call by name.
        across: A batch sees its own projects alone. A book that looks across projects is
            refused, unless this is False: then that part of it is left open.
        fx: The host's exchange rates.
        floats: "exact" takes floats that are each the nearest to an exact amount.
        keep: The columns of lines: steps, and defines of costs or budget lines by name.
        way: "columns" or "values" instead of what suits each batch.
        batch: About so many rows of all tables are in memory at once; a project is never cut.
        told: Is called with the rows done and the rows in all, after each batch.

    Raises:
        InputError: a file cannot be read, the tables do not fit together, there are floats, or
            `out` holds something else. A project that cannot be read, or whose amounts have
            more digits than there can be, is no error but a row of `problems.parquet`, and so
            are rows of a project that is not there.
        MissingExtra: pyarrow is not installed.

    >>> from fundtrack.rulebooks import load_book
    >>> from os import linesep
    >>> with TemporaryDirectory() as folder:
    ...     lines, projects = Path(folder, "costs.csv"), Path(folder, "projects.jsonl")
    ...     _ = lines.write_text(f"project,id,form,net,vat{linesep}A,1,actual,100.00,0.00")
    ...     _ = projects.write_text('{"schema_version": 1, "number": "A", "agreement": '
    ...         '{"book": "lv/cluster-2016", "currency": "EUR"}, "plans": [{"number": 1}]}')
    ...     found = stream({"project": projects, "cost": lines},
    ...                    load_book("lv/cluster-2016"), out=Path(folder, "out"))
    >>> found.projects, found.summary["totals"]["EUR"]["claimed.gross"]["known"]
    (1, '100.00 EUR')
    """
    arrow()
    if batch < 1:
        raise InputError("a batch has a row at least", found=excerpt(batch))
    if across and looks_across(book, calculators):
        raise InputError(
            f"{book.key} looks across projects, and a batch has only some of them",
            remedy="ask about each project alone (across=False), which leaves that open, or "
            "check all tables in memory (frames.check)",
        )
    one = _Stream(
        Files({noun: Path(path) for noun, path in tables.items()}, book, floats), book,
        basis=basis, on=on, known_on=known_on, keep=keep,
        asked={
            "basis": basis, "on": on, "known_on": known_on,
            "require_verified": require_verified, "calculators": calculators,
            "across": False, "fx": fx, "floats": floats, "keep": keep, "way": way,
        },
    )  # fmt: skip
    target = Path(out)
    with whole_folder(target, (*FILES, SUMMARY)) as folder:
        with TemporaryDirectory(prefix="pieces-", dir=folder) as pieces:
            rows, ways = one.run(folder, Path(pieces), batch, told or _silent)
        summary = one.summary()
        text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
        (folder / SUMMARY).write_text(text, encoding="utf-8")
    lines, projects, findings, problems = (rows[name] for name in FILES)
    return Streamed(target, projects, lines, findings, problems, one.read, ways, summary)


def _silent(_done: int, _all: int) -> None:
    """Nobody watches."""


class _Stream:
    """One run: the files, and what every batch is asked."""

    def __init__(
        self,
        files: Files,
        book: Book,
        *,
        basis: str | None,
        on: date | None,
        known_on: date | None,
        keep: Collection[str],
        asked: Mapping[str, Any],
    ) -> None:
        self.files, self.book, self.asked = files, book, asked
        self.on, self.known_on = on, known_on
        self._tried()
        self.asking = self._asking(basis, keep)
        self.shapes = files.shapes(self.asking.bases)
        self.sums = Sums(self.asking)
        self.read: Mapping[str, int] = {}

    def _tried(self) -> None:
        """Let `check` refuse what no batch could be asked."""
        empty: dict[str, Frame] = {
            noun: file.empty() for noun, file in self.files.tables.items()
        }
        check({"project": {"project": []}, **empty}, self.book, **self.asked)

    def _asking(self, basis: str | None, keep: Collection[str]) -> Asking:
        asked = self.asked
        return Asking(
            book=self.book,
            bases=tuple(one for one in LINES if self.files.has(one))
            if basis is None
            else (basis,),
            on=self.on,
            known_on=self.known_on,
            require_verified=asked["require_verified"],
            calculators=tuple(asked["calculators"]),
            across=False,
            fx=asked["fx"],
            keep=tuple(dict.fromkeys(keep)),
        )

    # -- running -------------------------------------------------------------------------------

    def run(
        self, folder: Path, pieces: Path, batch: int, told: Callable[[int, int], None]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Write all batches; the rows of each file, and the batches of each way."""
        batches = self.files.batches(pieces)
        self.read = batches.read
        done, swept, ways, size = 0, 0, dict[str, int](), min(batch, _FIRST)
        with Written(folder, self.asking, self.shapes) as written:
            for problems in self.files.wholes.unnamed if self.files.wholes else ():
                written.unread(None, problems, row=False)
            while (some := batches.take(size)) is not None:
                way = self._batch(some, written)
                if way:
                    ways[way] = ways.get(way, 0) + 1
                if way == "columns":
                    size = batch
                done += some.rows
                del some
                if done - swept >= _SWEEP:  # what answered batches names itself in rings
                    collect()
                    swept = done
                told(done, batches.rows)
        return written.rows, ways

    def _batch(self, batch: Batch, written: Written) -> str:
        """Answer some projects and say by which way, "" where none has an answer.

        The lines of those without an answer are written too.
        """
        silent: list[Key] = []
        for key, problems in batch.strays.items():
            silent.append(key)
            written.unread(key, problems, row=False)
        tables, wholes = batch.tables, self.files.wholes
        if wholes is not None:
            projects: dict[str, Project] = {}
            there = (str(key) for key in batch.keys if key not in batch.strays)
            for name, one in wholes.read(there):
                if isinstance(one, Project):
                    projects[name] = one
                else:
                    silent.append(name)
                    written.unread(name, one, row=True)
            plain: Mapping[str, Any] = tables_of(
                projects.values(), keys=projects, on=self.on, known_on=self.known_on,
                book=self.book,
            )  # fmt: skip
            tables = {**plain, **batch.tables}
        if silent:
            tables = self._without(silent, tables, written)
        if len(silent) == len(batch.keys):
            return ""
        try:
            checks = check(tables, self.book, **self.asked)
            written.checks(checks, tables)
            self.sums.add(checks)
        except InputError as error:
            raise _of_batch(error, batch.keys) from None
        return checks.way

    def _without(
        self, silent: Sequence[Key], tables: Mapping[str, Frame], written: Written
    ) -> dict[str, Frame]:
        """The tables without the rows of some projects, whose lines are written."""
        pa, pc = arrow(), compute()
        kept = dict(tables)
        for noun in self.files.tables:
            column = tables[noun].column("project")
            gone = pc.is_in(column, pa.array(silent, column.type))
            kept[noun] = tables[noun].filter(pc.invert(gone))
            for basis in self.asking.bases:
                if LINES[basis] == noun:
                    written.silent(basis, tables[noun].filter(gone))
        return kept

    # -- telling -------------------------------------------------------------------------------

    def summary(self) -> dict[str, Any]:
        """What `summary.json` holds; it depends on nothing but the tables and the question."""
        book, asked = self.book, self.asked
        return {
            "book": {"key": book.key, "hash": book.hash},
            "asked": {
                "bases": list(self.asking.bases),
                "on": None if self.on is None else self.on.isoformat(),
                "known_on": None if self.known_on is None else self.known_on.isoformat(),
                "require_verified": asked["require_verified"],
            },
            "rows": {noun: self.read[noun] for noun in TABLES if noun in self.read},
            **self.sums.told(),
        }


def _of_batch(error: InputError, keys: Sequence[Key]) -> InputError:
    """An error about some projects, whose rows are counted from the first of them."""
    named = f"projects {excerpt(keys[0])} to {excerpt(keys[-1])}"
    if len(keys) == 1:
        named = f"project {excerpt(keys[0])}"
    return InputError.of(
        one.replace(message=f"{named}: {one.message}") for one in error.problems
    )
