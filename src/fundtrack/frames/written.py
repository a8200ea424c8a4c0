"""The answers of a stream on disk: four Parquet files, each of one schema from its first row.

A batch knows only its own projects, so what columns a file has is said by the book and the
question, never by what a batch happens to hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from fundtrack.checks import LINE_STEPS
from fundtrack.values import Problem, Record

from .answers import Checks
from .asked import Asking
from .engines import Frame, arrow
from .shapes import LINES, Key
from .typed import LOST, Types, finding_types, line_types, problem_types, project_types

#: Rows that are written at once: of few rows each the description takes more than they do.
_GROUP: Final = 50_000
FILES: Final = ("lines.parquet", "projects.parquet", "findings.parquet", "problems.parquet")


class Shapes(Record):
    """The types of keys: of projects, and of the lines of each basis that has a table."""

    key: Frame
    ids: Mapping[str, Frame]  # by basis


def schemas(asking: Asking, shapes: Shapes) -> dict[str, Frame]:
    """The schema of each file."""
    pa = arrow()
    ids = {*shapes.ids.values()}
    lines: dict[str, Frame] = {}
    for basis in asking.bases:
        lines |= line_types(asking, basis)
    order = dict.fromkeys((*LINE_STEPS, *(name for name in lines if name not in LOST), *LOST))
    key = {"project": shapes.key}
    first = {"basis": pa.string(), **key, "id": ids.pop() if len(ids) == 1 else pa.string()}
    found: dict[str, Types] = {
        "lines": first | {name: lines[name] for name in order if name in lines},
        "projects": {**key, **project_types(asking, asking.bases)},
        "findings": {**key, **finding_types()},
        "problems": {**key, **problem_types()},
    }
    return {f"{name}.parquet": pa.schema([*types.items()]) for name, types in found.items()}


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
