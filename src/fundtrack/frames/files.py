"""Tables in files: a Parquet or a CSV file of one noun, read batch by batch.

A CSV says nothing of its types, so they are those that the book asks for, and what could be
read in two ways is refused: an amount has its decimals or its currency beside it. A key in a
CSV is text, unless it names rows whose keys are whole numbers in another file.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from fundtrack.formulas import Kind
from fundtrack.values import InputError, MissingExtra, excerpt

from .engines import Frame, arrow
from .given import Floats
from .needs import Need
from .shapes import ID

#: Rows that are read at once, and bytes of a CSV.
ROWS: Final = 1 << 16
_BLOCK: Final = 1 << 22
_DECIMALS: Final = "^-?[0-9]{1,16}[.][0-9]{1,4}$"
_CURRENCY: Final = "^-?[0-9]{1,16}([.][0-9]{1,4})? [A-Z]{3}$"
_WHOLE: Final = "^(0|[1-9][0-9]{0,17})$"
_TYPES: Final[Mapping[str, Callable[[Any], Any]]] = {
    Kind.DATE: lambda pa: pa.date32(),
    Kind.BOOL: lambda pa: pa.bool_(),
    Kind.DAYS: lambda pa: pa.int64(),
    Kind.MONTHS: lambda pa: pa.int64(),
}


def compute() -> Any:  # noqa: ANN401 (a package)
    """The package pyarrow.compute.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    try:
        import pyarrow.compute  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtra("frames", "pyarrow") from None
    return pyarrow.compute


def empty_table(schema: Frame) -> Frame:
    """A table of no rows; `Schema.empty_table` would import pandas for it."""
    pa = arrow()
    return pa.table([pa.nulls(0, field.type) for field in schema], schema=schema)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what a file cannot be read for into an error that names it."""
    failures = OSError, arrow().ArrowException
    try:
        yield
    except failures as error:
        if isinstance(error, InputError):
            raise
        says = (getattr(error, "strerror", None) or str(error)).partition("\n")[0]
        raise InputError(
            f"{path} cannot be read: {says}", expected="a Parquet file, or a CSV (.csv)"
        ) from None


class TableFile:
    """The table of one noun in a file; `columns` are those that a book asks for.

    Raises:
        InputError: the file cannot be read, or a column that the book asks for holds floats
            that nobody asked for.
    """

    def __init__(
        self, noun: str, path: Path, wanted: Mapping[str, Need], floats: Floats
    ) -> None:
        self.noun, self.path, self.wanted = noun, path, wanted
        self.csv = path.suffix.lower() == ".csv"
        with reading(path):
            self.schema = self._schema()
        self.columns = [name for name in self.schema.names if name in wanted]
        #: Keys of a CSV that are whole numbers, because those they name are.
        self.whole: set[str] = set()
        self._forms: dict[str, str] = {}
        if floats == "refuse":
            self._refuse_floats()

    def is_whole(self, column: str) -> bool:
        """Whether the keys in a column are whole numbers."""
        if column in self.whole:
            return True
        return column in self.schema.names and arrow().types.is_integer(
            self.schema.field(column).type
        )

    def empty(self) -> Frame:
        """The table without its rows."""
        return empty_table(self.schema)

    def batches(self, columns: list[str] | None = None) -> Iterator[Frame]:
        """The rows as tables, with some of the columns."""
        chosen = self.columns if columns is None else columns
        with reading(self.path):
            yield from self._of_csv(chosen) if self.csv else self._of_parquet(chosen)

    # -- Parquet -------------------------------------------------------------------------------

    def _parquet(self) -> Any:  # noqa: ANN401
        from pyarrow import parquet

        # read ahead, a file would be held up to its last row group (pyarrow 26)
        return parquet.ParquetFile(self.path, buffer_size=1 << 20, pre_buffer=False)

    def _of_parquet(self, columns: list[str]) -> Iterator[Frame]:
        with self._parquet() as file:
            for batch in file.iter_batches(ROWS, columns=columns, use_threads=False):
                yield arrow().Table.from_batches([batch])

    def _schema(self) -> Frame:
        if self.csv:
            with self._csv(None, {}) as file:
                kinds = {name: self._kind(name) for name in file.schema.names}
            return arrow().schema(kinds.items())
        with self._parquet() as file:
            return file.schema_arrow

    # -- CSV -----------------------------------------------------------------------------------

    def _kind(self, name: str) -> Frame:
        """The type of a column of a CSV as it is handed on."""
        kind = self.wanted[name].kind if name in self.wanted else ""
        return _TYPES.get(kind, lambda pa: pa.string())(arrow())

    def _csv(self, columns: list[str] | None, kinds: Mapping[str, Frame]) -> Any:  # noqa: ANN401
        from pyarrow import csv

        return csv.open_csv(
            self.path,
            read_options=csv.ReadOptions(block_size=_BLOCK, use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=kinds,
                include_columns=columns,
                strings_can_be_null=True,
                null_values=[""],
                true_values=["true", "True"],
                false_values=["false", "False"],
            ),
        )

    def _of_csv(self, columns: list[str]) -> Iterator[Frame]:
        row = 0
        with self._csv(columns, {name: self._kind(name) for name in columns}) as file:
            for batch in file:
                table = arrow().Table.from_batches([batch])
                for place, name in enumerate(columns):
                    column = table.column(place)
                    if name in self.whole:
                        column = self._keys(name, column, row)
                    elif self.wanted[name].kind == Kind.MONEY:
                        column = self._amounts(name, column, row)
                    table = table.set_column(place, name, column)
                row += table.num_rows
                yield table

    def _keys(self, name: str, column: Frame, row: int) -> Frame:
        """Keys that are whole numbers where they come from."""
        self._match(name, column, row, _WHOLE, "not a key", "whole numbers, as in the others")
        return column.cast(arrow().int64())

    def _amounts(self, name: str, column: Frame, row: int) -> Frame:
        """Amounts as Decimals, or as text with their currency; one form in a file."""
        if name not in self._forms:
            first = next((one for one in column.to_pylist() if one is not None), None)
            if first is None:
                return column
            self._forms[name] = _CURRENCY if " " in first else _DECIMALS
        form = self._forms[name]
        expected = '"1.00 EUR"' if form == _CURRENCY else "decimals, as in 100.00"
        self._match(name, column, row, form, "an amount without its decimals", expected)
        if form == _CURRENCY:
            return column
        return column.cast(arrow().decimal128(24, 4))

    def _match(
        self, name: str, column: Frame, row: int, form: str, message: str, expected: str
    ) -> None:
        fine = compute().match_substring_regex(column, form)
        place = compute().index(fine, False).as_py()
        if place >= 0:
            raise InputError(
                f"{self.path.name}: {message}",
                pointer=f"/{self.noun}/{row + place}/{name}",
                expected=expected,
                found=excerpt(column[place].as_py()),
            )

    # -- what may not be -----------------------------------------------------------------------

    def _refuse_floats(self) -> None:
        for name in self.columns:
            if arrow().types.is_floating(self.schema.field(name).type):
                money = self.wanted[name].kind == Kind.MONEY
                what = "amounts in floats" if money else "a float where exact values are needed"
                raise InputError(
                    f"{self.path.name}: {what}",
                    pointer=f"/{self.noun}/{name}",
                    found=str(self.schema.field(name).type),
                    remedy="cast to whole minor units or Decimals, or take exact ones with "
                    'floats="exact"',
                )


def agree_on_keys(files: Mapping[str, TableFile]) -> None:
    """Let keys of CSV files be whole numbers where the rows that they name say so."""
    for file in files.values():
        for name in file.columns if file.csv else ():
            need = file.wanted[name]
            target = files.get(need.names) if need.kind == ID else None
            column = "project" if need.names == "project" else "id"
            if target is not None and not target.csv and target.is_whole(column):
                file.whole.add(name)
