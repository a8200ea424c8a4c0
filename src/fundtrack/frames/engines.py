"""Which kind of frame a caller brings.

A frame is a table of polars, pandas, pyarrow or DuckDB, a mapping of columns, or a list of
rows; and anything else that speaks Arrow or that narwhals knows. No package is imported to find
out: an object of a package that nobody has imported cannot be here.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from fundtrack.values import InputError, MissingExtra, excerpt

#: A frame or a column of any package, or such a package.
Frame = Any


class Engine(StrEnum):
    """The kinds of frames.

    >>> Engine("polars")
    <Engine.POLARS: 'polars'>
    """

    POLARS = "polars"
    LAZY = "polars lazy"
    PANDAS = "pandas"
    TABLE = "pyarrow table"
    BATCH = "pyarrow batch"
    READER = "pyarrow reader"
    DUCKDB = "duckdb"
    LISTS = "lists"  # a mapping of columns
    ROWS = "rows"  # a list of mappings
    OTHER = "other"


#: What a frame of each package is called there.
_CLASSES: Final[Mapping[Engine, tuple[str, str]]] = {
    Engine.POLARS: ("polars", "DataFrame"),
    Engine.LAZY: ("polars", "LazyFrame"),
    Engine.PANDAS: ("pandas", "DataFrame"),
    Engine.TABLE: ("pyarrow", "Table"),
    Engine.BATCH: ("pyarrow", "RecordBatch"),
    Engine.READER: ("pyarrow", "RecordBatchReader"),
    Engine.DUCKDB: ("duckdb", "DuckDBPyRelation"),
}


def engine_of(frame: object) -> Engine:
    """Which kind of frame something is.

    Raises:
        InputError: it is none.

    >>> engine_of({"project": ["P"]}), engine_of([{"project": "P"}])
    (<Engine.LISTS: 'lists'>, <Engine.ROWS: 'rows'>)
    """
    for engine, (package, name) in _CLASSES.items():
        if is_a(frame, package, name):
            return engine
    if isinstance(frame, Mapping):
        return Engine.LISTS
    if isinstance(frame, list | tuple) and all(isinstance(row, Mapping) for row in frame):
        return Engine.ROWS
    if hasattr(frame, "__arrow_c_stream__") or hasattr(frame, "__narwhals_dataframe__"):
        return Engine.OTHER
    if (
        not isinstance(frame, str | int | list | tuple | None)
        and narwhals_of(frame) is not None
    ):
        return Engine.OTHER
    raise InputError(
        "not a table",
        expected="a frame of polars, pandas, pyarrow or DuckDB, or a mapping of columns",
        found=excerpt(frame),
    )


def is_a(thing: object, package: str, name: str) -> bool:
    """Whether something is of a class of a package that may not be here."""
    held = getattr(sys.modules.get(package), name, None)
    return held is not None and isinstance(thing, held)


def narwhals_of(frame: object) -> Frame:
    """A frame as narwhals sees it; None where it does not know it."""
    try:
        import narwhals
    except ImportError:
        return None
    try:
        return narwhals.from_native(frame)
    except TypeError:
        return None


def arrow() -> Frame:
    """The package pyarrow.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import pyarrow  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtra("frames", "pyarrow") from None
    return pyarrow
