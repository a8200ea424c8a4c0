"""The same table as every kind of frame that the library takes."""

from datetime import date

import pytest

#: Every kind of frame; those of packages that are not installed are skipped.
ENGINES = (
    "lists",
    "rows",
    "numpy",
    "polars",
    "polars lazy",
    "polars categories",
    "pandas",
    "pandas objects",
    "pandas arrow",
    "pyarrow",
    "pyarrow batch",
    "pyarrow reader",
    "arrow stream",
    "narwhals",
    "duckdb",
)


def frame_of(engine, table, rows=None):
    """A mapping of lists as a frame; `rows` takes a slice of it, or so many from its start."""
    part = rows if isinstance(rows, slice) else slice(0, rows)
    if engine == "lists":
        return {name: column[part] for name, column in table.items()}
    if engine == "rows":
        whole = zip(*table.values(), strict=True)
        return [dict(zip(table, row, strict=True)) for row in whole][part]
    if engine == "numpy":
        np = pytest.importorskip("numpy", reason="arrays of numpy")
        return {
            name: np.array(column, object if _mixed(column) else None)[part]
            for name, column in table.items()
        }
    pa = pytest.importorskip("pyarrow", reason="frames go through Arrow")
    arrow = pa.table(table)
    if engine.startswith("pyarrow"):
        arrow = arrow[part]
        if engine == "pyarrow batch":
            batches = arrow.combine_chunks().to_batches()
            return batches[0] if batches else pa.RecordBatch.from_pylist([], arrow.schema)
        return arrow.to_reader() if engine == "pyarrow reader" else arrow
    if engine == "arrow stream":
        return _Stream(arrow[part])
    if engine.startswith("polars") or engine == "narwhals":
        pl = pytest.importorskip("polars", reason="a frame of polars")
        frame = pl.DataFrame(table)[part]
        if engine == "narwhals":
            return pytest.importorskip("narwhals", reason="a frame of narwhals").from_native(
                frame
            )
        if engine == "polars categories":
            texts = [name for name, kind in frame.schema.items() if kind == pl.String]
            return frame.with_columns(pl.col(texts).cast(pl.Categorical)) if texts else frame
        return frame.lazy() if engine == "polars lazy" else frame
    if engine.startswith("pandas"):
        pd = pytest.importorskip("pandas", reason="a frame of pandas")
        if engine == "pandas objects":
            columns = {name: pd.Series(column, dtype=object) for name, column in table.items()}
            return pd.DataFrame(columns)[part]
        if engine == "pandas arrow":
            return arrow.to_pandas(types_mapper=pd.ArrowDtype)[part]
        masked = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        return arrow.to_pandas(types_mapper=masked.get, date_as_object=False)[part]
    duckdb = pytest.importorskip("duckdb", reason="a relation of DuckDB")
    here = arrow[part]  # noqa: F841, found by its name
    return duckdb.connect().sql("SELECT * FROM here")


def _mixed(column):
    return None in column or any(isinstance(one, date) for one in column)


class _Stream:
    """A frame of some other package that speaks Arrow."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, schema=None):
        return self.table.__arrow_c_stream__(schema)
