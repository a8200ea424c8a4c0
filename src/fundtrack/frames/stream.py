"""Tables in files, larger than memory: a batch of whole projects at a time through `check`.

What is in memory is one batch, its answers, and the key of each project. The answers are what
one check of everything gives, in files that are there whole or not at all.
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
from fundtrack.values import InputError, Problem, Record, excerpt

from .asked import Asking, columns_of
from .by_project import looks_across
from .engines import Frame, arrow
from .files import TableFile, agree_on_keys, compute
from .folder import whole_folder
from .front import Way, check
from .given import Floats
from .in_order import InOrder, in_order, look
from .shapes import LINES, TABLES, Key
from .summed import Sums
from .tables import tables_of
from .wholes import JSON, Wholes
from .written import FILES, Shapes, Written

SUMMARY: Final = "summary.json"
#: Rows of all tables in a batch, and in the first one, which shows how much a batch costs.
BATCH: Final = 100_000
_FIRST: Final = 20_000


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
            `out` holds something else. A project that cannot be read is no error but a row of
            `problems.parquet`, and so are rows of a project that is not there.
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
        {noun: Path(path) for noun, path in tables.items()}, book, basis=basis, on=on,
        known_on=known_on, floats=floats, keep=keep,
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
        paths: Mapping[str, Path],
        book: Book,
        *,
        basis: str | None,
        on: date | None,
        known_on: date | None,
        floats: Floats,
        keep: Collection[str],
        asked: Mapping[str, Any],
    ) -> None:
        wanted = columns_of(book, [*paths])
        self.book, self.on, self.known_on, self.asked = book, on, known_on, asked
        self.wholes: Wholes | None = None
        if paths["project"].suffix.lower() in JSON:
            self.wholes = Wholes(paths["project"], paths)
        self.files = {
            noun: TableFile(noun, path, wanted[noun], floats)
            for noun, path in paths.items()
            if noun in wanted and not (noun == "project" and self.wholes)
        }
        agree_on_keys(self.files)
        self._tried()
        self.text = self._key_kinds()
        self.asking = self._asking(basis, keep)
        self.sums = Sums(self.asking)
        self.read: dict[str, int] = {}

    def _tried(self) -> None:
        """Let `check` refuse what no batch could be asked."""
        empty: dict[str, Frame] = {noun: file.empty() for noun, file in self.files.items()}
        check({"project": {"project": []}, **empty}, self.book, **self.asked)

    def _key_kinds(self) -> bool:
        """Whether the keys of projects are text.

        Raises:
            InputError: they are text in one file and whole numbers in another.
        """
        text = self.wholes is not None or not self.files["project"].is_whole("project")
        for file in self.files.values():
            if arrow().types.is_null(file.schema.field("project").type):
                continue  # of a table without rows
            if file.is_whole("project") and text and self.wholes is None:
                raise InputError(
                    f"{file.path.name}: keys that are whole numbers, where those of projects "
                    "are text",
                    pointer=f"/{file.noun}/project",
                    remedy="cast one of the columns",
                )
            if not file.is_whole("project") and not text:
                raise InputError(
                    f"{file.path.name}: keys that are text, where those of projects are whole "
                    "numbers",
                    pointer=f"/{file.noun}/project",
                    remedy="cast one of the columns",
                )
        return text

    def _asking(self, basis: str | None, keep: Collection[str]) -> Asking:
        asked = self.asked
        return Asking(
            book=self.book,
            bases=tuple(one for one in LINES if self._given(one))
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

    def _given(self, basis: str) -> bool:
        """Whether a project may have rows of a basis; a plan may stand without any."""
        nouns = {"plan": (), "claimed": ("cost",), "accepted": ("cost", "entry")}[basis]
        return self.wholes is not None or all(noun in self.files for noun in nouns)

    # -- running -------------------------------------------------------------------------------

    def run(
        self, folder: Path, pieces: Path, batch: int, told: Callable[[int, int], None]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Write all batches; the rows of each file, and the batches of each way."""
        counts: dict[Key, int] = {}
        strays: dict[Key, dict[str, int]] = {}
        ordered = self._ordered(counts, strays, pieces)
        done, whole, ways = 0, sum(counts.values()), dict[str, int]()
        size = min(batch, _FIRST)
        with Written(folder, self.asking, self._shapes()) as written:
            for problems in self.wholes.unnamed if self.wholes else ():
                written.unread(None, problems, row=False)
            keys = sorted(counts)
            at = 0
            while at < len(keys):
                upto, rows = _cut(keys, at, counts, size)
                found = {noun: one.upto(keys[upto - 1]) for noun, one in ordered.items()}
                way = self._batch(keys[at:upto], found, strays, written)
                if way:
                    ways[way] = ways.get(way, 0) + 1
                if way == "columns":
                    size = batch
                del found
                collect()  # what answered a batch names itself in rings, and is large
                at, done = upto, done + rows
                told(done, whole)
        return written.rows, ways

    def _ordered(
        self, counts: dict[Key, int], strays: dict[Key, dict[str, int]], pieces: Path
    ) -> dict[str, InOrder]:
        """Look at the keys of all files, and set each up to be read in their order."""
        seen = {}
        if self.wholes is not None:
            counts.update(dict.fromkeys(self.wholes.keys, 1))
            self.read["project"] = len(counts) + len(self.wholes.unnamed)
        else:
            seen["project"] = look(self.files["project"], counts, text=self.text)
            self._each_once(counts)
        for noun, file in self.files.items():
            if noun != "project":
                held: dict[Key, int] = {}
                seen[noun] = look(file, held, text=self.text)
                for key, rows in held.items():
                    if key not in counts or key in strays:
                        strays.setdefault(key, {})[noun] = rows
                    counts[key] = counts.get(key, 0) + rows
        self.read |= {noun: one.rows for noun, one in seen.items()}
        keys: list[Key] = sorted(counts)
        return {
            noun: in_order(file, seen[noun], keys, counts, pieces, text=self.text)
            for noun, file in self.files.items()
        }

    def _each_once(self, counts: Mapping[Key, int]) -> None:
        for key, times in counts.items():
            if times > 1:
                raise InputError(
                    f"{self.files['project'].path.name}: two projects have this key",
                    pointer="/project/project",
                    expected="each once",
                    found=excerpt(key),
                )

    def _shapes(self) -> Shapes:
        pa = arrow()
        ids = {}
        for basis in self.asking.bases:
            file = self.files.get(LINES[basis])
            if file is not None:
                ids[basis] = pa.int64() if file.is_whole("id") else pa.string()
            elif self.wholes is not None:
                ids[basis] = pa.string()
        return Shapes(pa.string() if self.text else pa.int64(), ids)

    def _batch(
        self,
        keys: Sequence[Key],
        found: dict[str, Frame],
        strays: Mapping[Key, Mapping[str, int]],
        written: Written,
    ) -> str:
        """Answer some projects and say by which way, "" where none has an answer.

        The lines of those without an answer are written too.
        """
        silent: list[Key] = []
        for key in keys:
            if key in strays:
                silent.append(key)
                written.unread(key, _stray(strays[key]), row=False)
        tables: dict[str, Frame] = found
        if self.wholes is not None:
            projects: dict[str, Project] = {}
            for name, one in self.wholes.read(str(key) for key in keys if key not in strays):
                if isinstance(one, Project):
                    projects[name] = one
                else:
                    silent.append(name)
                    written.unread(name, one, row=True)
            plain: Mapping[str, Any] = tables_of(
                projects.values(), keys=projects, on=self.on, known_on=self.known_on,
                book=self.book,
            )  # fmt: skip
            tables = {**plain, **found}
        if silent:
            tables = self._without(silent, tables, written)
        if len(silent) == len(keys):
            return ""
        try:
            checks = check(tables, self.book, **self.asked)
            written.checks(checks, tables)
            self.sums.add(checks)
        except InputError as error:
            raise _of_batch(error, keys) from None
        return checks.way

    def _without(
        self, silent: Sequence[Key], tables: Mapping[str, Frame], written: Written
    ) -> dict[str, Frame]:
        """The tables without the rows of some projects, whose lines are written."""
        pa, pc = arrow(), compute()
        kept = dict(tables)
        for noun in self.files:
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


def _cut(keys: Sequence[Key], at: int, counts: Mapping[Key, int], size: int) -> tuple[int, int]:
    """Where a batch ends that begins at a key, and its rows; it has one project at least."""
    upto, rows = at + 1, counts[keys[at]]
    while upto < len(keys) and rows + counts[keys[upto]] <= size:
        rows += counts[keys[upto]]
        upto += 1
    return upto, rows


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


def _of_batch(error: InputError, keys: Sequence[Key]) -> InputError:
    """An error about some projects, whose rows are counted from the first of them."""
    named = f"projects {excerpt(keys[0])} to {excerpt(keys[-1])}"
    if len(keys) == 1:
        named = f"project {excerpt(keys[0])}"
    return InputError.of(
        one.replace(message=f"{named}: {one.message}") for one in error.problems
    )
