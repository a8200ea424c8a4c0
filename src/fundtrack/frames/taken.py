"""What stands in a frame: columns as arrays of pyarrow, or as lists of Python values.

Nothing is copied that need not be. Reading says nothing yet about what a column may hold.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any, Final, TypeVar

from fundtrack.values import InputError, MissingExtra, Record, excerpt

from .engines import Engine, Frame, arrow, engine_of, is_a, narwhals_of

T = TypeVar("T")
#: The types of DuckDB that come out of it as Decimals and are whole numbers there.
_HUGE: Final = ("HUGEINT", "UHUGEINT")


class Taken(Record):
    """Columns taken out of a frame: arrays of pyarrow, or lists of Python values."""

    size: int
    columns: dict[str, Any]


def held(frame: object) -> Frame:
    """The frame as something that can be read more than once and always says the same.

    A lazy frame is collected; a relation and a reader become a pyarrow table.
    """
    match engine_of(frame):
        case Engine.LAZY:
            return frame.collect()  # type: ignore[attr-defined]
        case Engine.READER:
            return frame.read_all()  # type: ignore[attr-defined]
        case Engine.DUCKDB:
            return _of_duckdb(frame, None)
        case Engine.OTHER:
            return _of_other(frame)
        case _:
            return frame


def taken(frame: object, wanted: Collection[str] | None = None) -> Taken:
    """The columns of a frame, or those wanted that are there, in the order of the frame.

    A reader is read to its end.

    Raises:
        InputError: it is no frame, two columns have one name, or columns differ in length.
        MissingExtra: it is no plain lists and pyarrow is not installed.

    >>> taken({"project": ["P", "Q"], "net": [100, None]}, {"net"}).columns
    {'net': [100, None]}
    """
    size, found = _taken(frame, engine_of(frame), wanted)
    for name, column in found.items():
        if len(column) != size:
            raise InputError(
                "the columns of a table are of one length",
                pointer=f"/{name}",
                expected=f"{size} rows",
                found=f"{len(column)} rows",
            )
    return Taken(size, found)


def _taken(
    frame: Frame,
    engine: Engine,
    wanted: Collection[str] | None,
) -> tuple[int, dict[str, Any]]:
    match engine:
        case Engine.LISTS:
            found = {name: series(frame[name]) for name in _chosen(frame, wanted)}
            sizes = frame.values() if not found else found.values()
            return next((len(column) for column in sizes), 0), found
        case Engine.ROWS:
            names = _chosen(dict.fromkeys(name for row in frame for name in row), wanted)
            return len(frame), {name: [row.get(name) for row in frame] for name in names}
        case Engine.LAZY:
            names = _chosen(frame.collect_schema().names(), wanted)
            if not names:  # nothing is wanted but the number of rows
                return frame.collect().height, {}
            frame = frame.select(names).collect()
            return frame.height, {name: series(frame.get_column(name)) for name in names}
        case Engine.POLARS:
            names = _chosen(frame.columns, wanted)
            return frame.height, {name: series(frame.get_column(name)) for name in names}
        case Engine.PANDAS:
            names = _chosen(frame.columns, wanted)
            return len(frame), {name: series(frame[name]) for name in names}
        case Engine.DUCKDB:
            frame = _of_duckdb(frame, wanted)
        case Engine.READER:
            frame = frame.read_all()
        case Engine.OTHER:
            frame = _of_other(frame)
    names = _chosen(frame.schema.names, wanted)
    return frame.num_rows, {name: frame.column(name) for name in names}


def _chosen(names: Iterable[object], wanted: Collection[str] | None) -> list[str]:
    """The wanted ones among the names of a frame, each once."""
    found: dict[str, None] = {}
    for name in names:
        if not isinstance(name, str) or (wanted is not None and name not in wanted):
            continue
        if name in found:
            raise InputError(
                "two columns of a table have one name",
                pointer=f"/{name}",
                remedy="rename or drop one of them",
            )
        found[name] = None
    return list(found)


def series(column: Frame) -> Frame:
    """One column of any kind as an array of pyarrow, or as a list of Python values.

    What pandas calls missing (NaN and NaT too) is missing; elsewhere only null is.

    Raises:
        InputError: it is no column.
        MissingExtra: it is an array and pyarrow is not installed.

    >>> series((1, None))
    [1, None]
    """
    if isinstance(column, list):
        return column
    if isinstance(column, tuple | range):
        return list(column)
    if is_a(column, "polars", "Series"):
        whole = str(column.dtype)
        return column.to_list() if whole in _ODD else column.to_arrow()
    if is_a(column, "pandas", "Series") or is_a(column, "pandas", "Index"):
        return _of_pandas(column)
    if is_a(column, "pyarrow", "Array") or is_a(column, "pyarrow", "ChunkedArray"):
        return column
    if is_a(column, "numpy", "ndarray"):
        if column.ndim != 1:
            raise InputError("a column has one dimension", found=f"{column.ndim} dimensions")
        return column.tolist() if column.dtype == object else arrow().array(column)
    if is_a(column, "narwhals", "Series") or is_a(column, "narwhals.stable.v1", "Series"):
        return series(column.to_native())
    raise InputError(
        "not a column", expected="a list, an array or a series", found=excerpt(column)
    )


#: Types of polars that Arrow has none for.
_ODD: Final = frozenset({"Int128", "UInt128", "Object"})


def _of_pandas(column: Frame) -> Frame:
    """A series of pandas; objects one by one, because Arrow would make days of moments."""
    if column.dtype != object:
        pyarrow = arrow()
        try:
            return pyarrow.array(column, from_pandas=True)
        except (pyarrow.ArrowException, TypeError):  # of objects, inside a category
            pass
    missing = column.isna()
    values = column.astype(object).tolist()
    if not missing.any():
        return values
    pairs = zip(values, missing.tolist(), strict=True)
    return [None if gone else value for value, gone in pairs]


def _of_duckdb(relation: Frame, wanted: Collection[str] | None) -> Frame:
    """A relation of DuckDB as a table; its widest whole numbers stay whole numbers."""
    names = _chosen(relation.columns, wanted)
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    if wanted is not None and names:
        quoted = ['"' + name.replace('"', '""') + '"' for name in names]
        relation = relation.project(", ".join(quoted))
    known = hasattr(relation, "to_arrow_table")
    table = relation.to_arrow_table() if known else relation.fetch_arrow_table()
    for place, name in enumerate(table.schema.names):
        if kinds[name] in _HUGE:
            table = table.set_column(place, name, _whole(table.column(name)))
    return table


def _whole(column: Frame) -> Frame:
    """Decimals that are whole numbers; a sum in DuckDB is one."""
    pyarrow = arrow()
    try:
        return column.cast(pyarrow.int64())
    except pyarrow.ArrowInvalid:
        raise InputError(
            "a whole number beyond 64 bits",
            remedy="cast the column to BIGINT, or to a DECIMAL of whole units",
        ) from None


def _of_other(frame: Frame) -> Frame:
    """What speaks Arrow, or is known to narwhals, as a table."""
    if hasattr(frame, "__arrow_c_stream__"):
        return arrow().table(frame)
    known = narwhals_of(frame)
    if known is None:
        raise MissingExtra("frames", "narwhals")
    return (known.collect() if hasattr(known, "collect") else known).to_arrow()


def plain(frame: Frame, wanted: Collection[str] | None = None) -> dict[str, list[Any]]:
    """The columns of a frame as Python values; a moment at midnight without a zone is a day.

    Mappings of lists and lists of rows need no package.

    Raises:
        InputError: as `taken`.

    >>> plain([{"project": "P", "net": 100}, {"project": "Q"}])
    {'project': ['P', 'Q'], 'net': [100, None]}
    """
    if engine_of(frame) is Engine.LISTS:
        chosen = _chosen(frame, wanted)
        frame = {name: _numbers(frame[name]) for name in chosen}
    return {name: listed(column) for name, column in taken(frame, wanted).columns.items()}


def _numbers(column: Frame) -> Frame:
    """An array of numbers or truths as a list, without asking for pyarrow."""
    return column.tolist() if getattr(getattr(column, "dtype", None), "kind", "") in (
        "i", "u", "b"
    ) and is_a(column, "numpy", "ndarray") else column  # fmt: skip


def listed(column: Frame) -> list[Any]:
    """A column that was taken, as Python values."""
    if not isinstance(column, list):
        pyarrow = arrow()
        if pyarrow.types.is_timestamp(column.type) and column.type.tz is None:
            found = dates(column)  # those with a time, which nobody may drop, stay moments
            if found is not None:
                column = found
            elif column.type.unit == "ns":  # finer than Python's; it keeps its time
                column = column.cast(pyarrow.timestamp("us"), safe=False)
        try:
            values: list[Any] = column.to_pylist()
        except (OverflowError, ValueError):  # a day outside the years 1 to 9999
            values = [*map(_as_told, column)]
        return [*map(day_of, values)] if pyarrow.types.is_timestamp(column.type) else values
    kinds = set(map(type, column))
    if any(issubclass(kind, datetime) for kind in kinds):
        return list(map(day_of, column))
    return column


def _as_told(cell: Frame) -> Any:  # noqa: ANN401  (a cell of any kind)
    """A cell as a Python value; what no calendar has as text, which nobody takes for a day."""
    try:
        return cell.as_py()
    except (OverflowError, ValueError):
        return f"{cell.value} ({cell.type})"


def dates(column: Frame) -> Frame | None:
    """Days, or moments that all are at midnight, as days; None where one has a time."""
    pyarrow = arrow()
    try:
        found = column.cast(pyarrow.date32())
        return found if found.cast(column.type).equals(column) else None  # it drops a time
    except pyarrow.ArrowInvalid:
        return None


def day_of(value: T) -> T | date:
    """The day of a moment at midnight without a zone; anything else as it is.

    >>> day_of(datetime(2016, 9, 1)), day_of(5)
    (datetime.date(2016, 9, 1), 5)
    """
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time():
        return date(value.year, value.month, value.day)
    return value
