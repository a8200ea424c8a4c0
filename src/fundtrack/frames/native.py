"""The same kind of frame handed back: polars for polars, lists for lists.

The door of this border: `plain` and `taken` read, `give_back` and `add_to` answer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, Final

from fundtrack.formulas import Kind
from fundtrack.values import InputError, Record

from .engines import Engine, Frame, arrow, engine_of, is_a
from .taken import Taken, held, listed, plain, series, taken

__all__ = [
    "Engine",
    "Taken",
    "add_to",
    "engine_of",
    "give_back",
    "held",
    "plain",
    "series",
    "series_back",
    "taken",
]

_EPOCH: Final = date(1970, 1, 1).toordinal()
#: How a relation of DuckDB finds the columns that go back.
_MADE: Final = "fundtrack_made"
_NUMBERS: Final = count(1)
#: Types in Arrow by column, asked for only where one of them holds nothing.
Later = Callable[[], Mapping[str, Frame]]


def give_back(
    like: Frame,
    columns: Mapping[str, object],
    types: Later | None = None,
) -> Frame:
    """A new frame of the same kind as another.

    A column is a list in which None is missing, an array, a pair of either and what of it is
    unknown, an array of pyarrow, or a `Column` of the kernel: its words become text, its days
    dates. A list without a value has its type in Arrow from `types`. Whole numbers stay int64;
    in pandas a column with something missing is Int64 (or boolean), days are datetime64. Of
    what is not polars, pandas, DuckDB, lists or rows comes a pyarrow table.

    Raises:
        InputError: a whole number does not fit into 64 bits, or columns differ in length.

    >>> give_back({}, {"net": [100, None], "paid": ([1, 2], [False, True])})
    {'net': [100, None], 'paid': [1, None]}
    """
    engine = engine_of(like)
    if engine is Engine.LISTS:
        return _lists(like, columns)
    if engine is Engine.ROWS:
        return _rows({name: _to_list(column) for name, column in columns.items()})
    return _BACK[engine](like, _table(columns, types))


def add_to(like: Frame, frame: Frame, columns: Mapping[str, object]) -> Frame:
    """A frame with more columns, of the same kind as `like`; `frame` is what `held` gave of it.

    pandas keeps its index. Columns are as for `give_back`.

    Raises:
        InputError: as `give_back`, or a column of that name is there already.

    >>> add_to({"net": [100]}, {"net": [100]}, {"support": [85]})
    {'net': [100], 'support': [85]}
    """
    for name in columns:
        if name in _names(frame):
            raise InputError(
                "there is already a column of that name",
                pointer=f"/{name}",
                remedy="rename it, or give another name to what is added",
            )
    engine = engine_of(frame)
    if engine is Engine.LISTS and isinstance(frame, Mapping):
        return {**frame, **_lists(frame, columns)}
    if engine is Engine.ROWS and isinstance(frame, Sequence):
        added = _rows({name: _to_list(column) for name, column in columns.items()})
        return [{**row, **more} for row, more in zip(frame, added, strict=True)]
    made: Any = frame
    more = _table(columns)
    if engine is Engine.PANDAS:
        new = _pandas(None, more)
        new.index = made.index
        return made.assign(**{name: new[name] for name in new.columns})
    if engine is Engine.POLARS:
        import polars

        made = made.with_columns(polars.from_arrow(more).get_columns())  # type: ignore[union-attr]
        return made.lazy() if engine_of(like) is Engine.LAZY else made
    if engine is Engine.BATCH:
        made = arrow().Table.from_batches([made])
    for name in more.schema.names:
        made = made.append_column(name, more.column(name))
    return _BACK[engine_of(like)](like, made)


def series_back(like: Frame, column: object) -> Frame:
    """One column of the same kind as another: a list for a list, a series for a series.

    Raises:
        InputError: a whole number does not fit into 64 bits.

    >>> series_back([None, 1], [1, None])
    [1, None]
    """
    if is_a(like, "numpy", "ndarray"):
        return _to_array(column)
    known = ("polars", "Series"), ("pandas", "Series"), ("pyarrow", "ChunkedArray")
    package = next((one for one, name in known if is_a(like, one, name)), "")
    if not package and not is_a(like, "pyarrow", "Array"):
        return _to_list(column)
    made = _table({"": column})
    if package == "polars":
        return _polars(None, made).to_series().alias(like.name)
    if package == "pandas":
        new = _pandas(None, made)[""]
        new.index, new.name = like.index, like.name
        return new
    return made.column(0) if package else made.column(0).combine_chunks()


def _names(frame: Frame) -> Collection[object]:
    match engine_of(frame):
        case Engine.LISTS:
            names: Collection[object] = frame.keys()
            return names
        case Engine.ROWS:
            return {name for row in frame for name in row}
        case Engine.TABLE | Engine.BATCH:
            return list(frame.schema.names)
        case _:
            return list(frame.columns)


def _rows(lists: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    rows = zip(*lists.values(), strict=True)
    return [dict(zip(lists, row, strict=True)) for row in rows]


def _parts(column: Frame) -> tuple[Any, Any, Any, bool]:
    """Values, what is unknown, the words, and whether they are days."""
    if isinstance(column, tuple):
        values, unknown = column
        return values, unknown, None, False
    if isinstance(column, Record):  # a column of the kernel
        one: Any = column
        return one.values, one.unknown, one.words, one.kind is Kind.DATE
    return column, None, None, False


def _narrow(column: object, values: Frame) -> bool:
    """Whether the kernel stored whole numbers in half the room."""
    told: Any = column
    return isinstance(column, Record) and told.kind is not Kind.DATE and values.dtype == "int32"


def _of_arrow(column: object) -> bool:
    return is_a(column, "pyarrow", "Array") or is_a(column, "pyarrow", "ChunkedArray")


def _lists(like: Mapping[str, object], columns: Mapping[str, object]) -> dict[str, Frame]:
    """A mapping of columns: arrays beside arrays of numpy, else lists."""
    arrays = any(is_a(column, "numpy", "ndarray") for column in like.values())
    make = _to_array if arrays else _to_list
    return {name: make(column) for name, column in columns.items()}


def _to_array(column: object) -> Frame:
    """An array of numpy; one with a None in it is of objects, days are datetime64."""
    import numpy

    if _of_arrow(column):
        return _to_array(listed(column))
    values, unknown, words, days = _parts(column)
    if days:
        found = values.astype("datetime64[D]")
        if unknown is not None:
            found[unknown] = "NaT"
        return found
    if isinstance(values, list) or words is not None or unknown is not None:
        plainly = _to_list(column)
        odd = words is not None or None in plainly
        return numpy.array(plainly, dtype=object if odd else None)
    return values.astype(numpy.int64) if _narrow(column, values) else values


def _to_list(column: object) -> list[Any]:
    if _of_arrow(column):
        return listed(column)
    values, unknown, words, days = _parts(column)
    found: list[Any] = values if isinstance(values, list) else values.tolist()
    if unknown is not None:
        gone = unknown if isinstance(unknown, list) else unknown.tolist()
        found = [None if no else value for value, no in zip(found, gone, strict=True)]
    if words is not None:
        return [None if value is None else words[value] for value in found]
    if days:
        return [None if day is None else date.fromordinal(day + _EPOCH) for day in found]
    return found


def _table(columns: Mapping[str, object], types: Later | None = None) -> Frame:
    made = {name: _to_arrow(name, column) for name, column in columns.items()}
    nothing = [name for name, one in made.items() if one.type == arrow().null()]
    said = types() if nothing and types is not None else {}
    return arrow().table(
        {**made, **{name: made[name].cast(said[name]) for name in nothing if name in said}}
    )


def _to_arrow(name: str, column: object) -> Frame:
    pyarrow = arrow()
    if _of_arrow(column):
        return column
    values, unknown, words, days = _parts(column)
    if words is not None:
        return _worded(values, unknown, words)
    lists = isinstance(values, list) or values.dtype == object
    try:
        if lists:
            made = pyarrow.array(_to_list((values, unknown)))
        else:
            made = pyarrow.array(values, mask=unknown)
            if _narrow(column, values):
                made = made.cast(pyarrow.int64())
    except (OverflowError, pyarrow.ArrowInvalid):
        raise InputError(
            "the column does not fit into a frame",
            pointer=f"/{name}",
            expected="whole numbers of 64 bits, or values of one kind",
            remedy="ask for it with lists",
        ) from None
    return made.cast(pyarrow.int32()).cast(pyarrow.date32()) if days else made


def _worded(places: Frame, unknown: Frame, words: Sequence[str]) -> Frame:
    """Texts by their places in a list; only those that are there are written."""
    pyarrow = arrow()
    known = pyarrow.array(words, pyarrow.string())
    size = len(places)
    if unknown is None or isinstance(unknown, list):
        made = pyarrow.array(places, mask=unknown)
        return pyarrow.DictionaryArray.from_arrays(made, known).cast(pyarrow.string())
    import numpy

    there = numpy.flatnonzero(~unknown)
    texts = known.take(pyarrow.array(places[there]))
    ends = numpy.frombuffer(texts.buffers()[1], numpy.int32, len(texts) + 1)
    lengths = numpy.zeros(size + 1, numpy.int32)
    lengths[there + 1] = numpy.diff(ends)
    offsets = numpy.cumsum(lengths, dtype=numpy.int32)
    bits = numpy.packbits(~unknown, bitorder="little")
    buffers = pyarrow.py_buffer(offsets), texts.buffers()[2], pyarrow.py_buffer(bits)
    return pyarrow.StringArray.from_buffers(size, *buffers)


def _polars(_like: object, table: Frame) -> Frame:
    import polars

    return polars.from_arrow(table)


def _pandas(_like: object, table: Frame) -> Frame:
    import pandas  # type: ignore[import-untyped]

    pyarrow = arrow()
    masked = {pyarrow.int64(): pandas.Int64Dtype(), pyarrow.bool_(): pandas.BooleanDtype()}
    made = {
        name: column.to_pandas(
            date_as_object=False, types_mapper=masked.get if column.null_count else None
        )
        for name, column in zip(table.schema.names, table.columns, strict=True)
    }
    return pandas.DataFrame(made)


def _batch(_like: object, table: Frame) -> Frame:
    whole = table.combine_chunks()
    batches = whole.to_batches()
    return batches[0] if batches else arrow().RecordBatch.from_pylist([], schema=whole.schema)


def _duckdb(like: Frame, table: Frame) -> Frame:
    """A relation beside another, of the same connection, so that the two can be joined."""
    fundtrack_made = table  # noqa: F841, by this name DuckDB finds it here, and keeps it
    made = like.query(f"{_MADE}_view", f"SELECT * FROM {_MADE}")  # noqa: S608
    return made.set_alias(f"{_MADE}_{next(_NUMBERS)}")  # two of one alias cannot be joined


_BACK: Final[Mapping[Engine, Callable[[Any, Any], Any]]] = {
    Engine.POLARS: _polars,
    Engine.LAZY: lambda like, table: _polars(like, table).lazy(),
    Engine.PANDAS: _pandas,
    Engine.TABLE: lambda _like, table: table,
    Engine.BATCH: _batch,
    Engine.READER: lambda _like, table: table.to_reader(),
    Engine.DUCKDB: _duckdb,
    Engine.OTHER: lambda _like, table: table,
}
