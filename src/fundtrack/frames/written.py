"""The answers of a stream on disk: four Parquet files, each of one schema from its first row.

A batch knows only its own projects, so what columns a file has is said by the book and the
question, never by what a batch happens to hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from fundtrack.checks import LINE_STEPS
from fundtrack.formulas import Kind
from fundtrack.values import Problem, Record

from .answers import Checks
from .asked import Asking, label
from .engines import Frame, arrow
from .shapes import LINES, Key

#: Rows that are written at once: of few rows each the description takes more than they do.
_GROUP: Final = 50_000
FILES: Final = ("lines.parquet", "projects.parquet", "findings.parquet", "problems.parquet")
_FINDINGS: Final = ("basis", "rule", "severity", "verdict", "noun", "id", "reason", "waived_by")


class Shapes(Record):
    """The types of keys: of projects, and of the lines of each basis that has a table."""

    key: Frame
    ids: Mapping[str, Frame]  # by basis


def schemas(asking: Asking, shapes: Shapes) -> dict[str, Frame]:
    """The schema of each file."""
    pa = arrow()
    text, number, truth = pa.string(), pa.int64(), pa.bool_()
    kinds = {*shapes.ids.values()}
    line = kinds.pop() if len(kinds) == 1 else text
    kept: dict[str, Frame] = {}
    for basis in asking.bases:
        kept |= {name: type_of(kind) for name, kind in asking.kept(basis).items()}
    kept = {name: kept[name] for name in dict.fromkeys((*LINE_STEPS, *kept)) if name in kept}
    amounts: dict[str, Frame] = {}
    for basis in asking.bases:
        for name, kind in asking.amounts(basis).items():
            at = label(basis, name)
            amounts[at] = type_of(kind)
            if kind is Kind.MONEY:
                amounts |= {f"{at}.at_least": number, f"{at}.at_most": number}
    project = [("project", shapes.key)]
    told = [("refused_at", text), ("refused_by", text), ("unknown", truth)]
    return {
        "lines.parquet": pa.schema(
            [("basis", text), *project, ("id", line), *kept.items(), *told]
        ),
        "projects.parquet": pa.schema(
            [*project, ("currency", text), ("outcome", text), *amounts.items()]
        ),
        "findings.parquet": pa.schema([*project, *((name, text) for name in _FINDINGS)]),
        "problems.parquet": pa.schema(
            [
                *project,
                ("noun", text),
                ("id", text),
                ("problems", number),
                *((name, text) for name in Problem._fields),
            ]
        ),
    }


def type_of(kind: Kind) -> Frame:
    """The type of a column that answers in values of a kind."""
    pa = arrow()
    if kind in (Kind.MONEY, Kind.DAYS, Kind.MONTHS):
        return pa.int64()
    if kind is Kind.BOOL:
        return pa.bool_()
    return pa.date32() if kind is Kind.DATE else pa.string()


class Written:
    """The files while they are written; closing them is what makes them whole."""

    def __init__(self, folder: Path, asking: Asking, shapes: Shapes) -> None:
        from pyarrow import parquet  # type: ignore[import-untyped]

        self.asking, self.shapes = asking, shapes
        self.schemas = schemas(asking, shapes)
        self.rows = dict.fromkeys(FILES, 0)
        self._writers: dict[str, Any] = {}
        self._held: dict[str, list[Frame]] = {name: [] for name in FILES}
        for name, schema in self.schemas.items():
            self._writers[name] = parquet.ParquetWriter(
                folder / name, schema, compression="zstd"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name, writer in self._writers.items():
            try:
                if error is None:
                    self._flush(name)
                writer.close()
            except OSError:
                if error is None:
                    raise

    def checks(self, checks: Checks, tables: Mapping[str, Frame]) -> None:
        """The answers about one batch."""
        for basis, noun in self._bases(tables):
            if basis in checks.bases:
                self._write("lines.parquet", checks.lines(basis), basis=basis)
            else:
                self.silent(basis, tables[noun])
        self._write("projects.parquet", checks.projects)
        self._write("findings.parquet", checks.findings)
        self._write("problems.parquet", checks.problems)

    def _bases(self, tables: Mapping[str, Frame]) -> Iterator[tuple[str, str]]:
        for basis in self.asking.bases:
            if basis in self.shapes.ids and LINES[basis] in tables:
                yield basis, LINES[basis]

    def silent(self, basis: str, table: Frame) -> None:
        """Lines of projects without an answer: their keys alone."""
        if isinstance(table, Mapping):
            keys = {name: table[name] for name in ("project", "id") if name in table}
        else:
            keys = {name: table.column(name) for name in ("project", "id")}
        self._write("lines.parquet", keys, basis=basis)

    def unread(self, key: Key | None, problems: Sequence[Problem], *, row: bool) -> None:
        """A project that cannot be read; `row` where it has a row among the projects."""
        first = {name: [getattr(problems[0], name)] for name in Problem._fields}
        told = {"project": [key], "problems": [len(problems)], **first}
        self._write("problems.parquet", told)
        if row:
            self._write("projects.parquet", {"project": [key]})

    def _write(self, name: str, frame: Frame, *, basis: str = "") -> None:
        pa, schema = arrow(), self.schemas[name]
        plain = isinstance(frame, Mapping)
        held = frame if plain else dict(zip(frame.schema.names, frame.columns, strict=True))
        size = len(next(iter(held.values()), ()))
        if not size:
            return
        columns = []
        for field in schema:
            column = held.get(field.name)
            if field.name == "basis" and basis:
                columns.append(pa.repeat(basis, size))
            elif column is None:
                columns.append(pa.nulls(size, field.type))
            elif isinstance(column, list):
                whole = pa.types.is_string(field.type) and field.name in ("id", "project")
                columns.append(pa.array([_text(one) for one in column] if whole else column,
                                        field.type))  # fmt: skip
            else:
                columns.append(column.cast(field.type))
        self._held[name].append(pa.table(columns, schema=schema))
        self.rows[name] += size
        if sum(one.num_rows for one in self._held[name]) >= _GROUP:
            self._flush(name)

    def _flush(self, name: str) -> None:
        """Write what is held back of a file."""
        held, self._held[name] = self._held[name], []
        if held:
            self._writers[name].write_table(arrow().concat_tables(held))


def _text(key: Key | None) -> str | None:
    return None if key is None else str(key)
