"""A frame is known by its kind, its values come out the same, and the same kind goes back."""

import sys
from datetime import date, datetime
from decimal import Decimal

import pytest

from fundtrack.frames import native
from fundtrack.frames.native import Engine, add_to, engine_of, give_back, held, plain, taken
from fundtrack.values import InputError, MissingExtra
from tests.frames.engines import ENGINES, frame_of

TABLE = {
    "project": ["P", "Q", "ā"],
    "net": [100, None, -5],
    "amount": [Decimal("1.50"), None, Decimal("2.00")],
    "paid_on": [date(2016, 9, 1), None, date(1969, 12, 31)],
    "flag": [True, None, False],
}
KIND = {
    "lists": Engine.LISTS,
    "rows": Engine.ROWS,
    "numpy": Engine.LISTS,
    "polars": Engine.POLARS,
    "polars lazy": Engine.LAZY,
    "polars categories": Engine.POLARS,
    "pandas": Engine.PANDAS,
    "pandas objects": Engine.PANDAS,
    "pandas arrow": Engine.PANDAS,
    "pyarrow": Engine.TABLE,
    "pyarrow batch": Engine.BATCH,
    "pyarrow reader": Engine.READER,
    "arrow stream": Engine.OTHER,
    "narwhals": Engine.OTHER,
    "duckdb": Engine.DUCKDB,
}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_kind_and_the_values(engine):
    frame = frame_of(engine, TABLE)
    assert engine_of(frame) is KIND[engine]
    again = held(frame)
    assert plain(again) == TABLE
    assert plain(again, {"net", "absent"}) == {"net": TABLE["net"]}
    assert taken(again, set()).columns == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_number_of_rows_is_known_without_columns(engine):
    assert taken(frame_of(engine, TABLE), {"absent"}).size == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_kind_goes_back(engine):
    np = pytest.importorskip("numpy", reason="arrays of numpy")
    pytest.importorskip("pyarrow", reason="frames go back through Arrow")
    frame = frame_of(engine, TABLE)
    back = give_back(
        frame,
        {
            "support": np.array([85, 2**62, -1]),
            "masked": (np.array([1, 2, 3]), np.array([False, True, False])),
            "listed": ["a", None, "ā"],
            "true": (np.array([True, False, True]), np.array([True, False, False])),
        },
    )
    kind = KIND[engine]
    assert engine_of(back) is (Engine.TABLE if kind is Engine.OTHER else kind)
    assert plain(back) == {
        "support": [85, 2**62, -1],
        "masked": [1, None, 3],
        "listed": ["a", None, "ā"],
        "true": [None, False, True],
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_are_added_beside_what_was_there(engine):
    pytest.importorskip("pyarrow", reason="frames go back through Arrow")
    frame = frame_of(engine, TABLE)
    again = held(frame)
    more = add_to(frame, again, {"support": [85, None, 0]})
    kind = KIND[engine]
    assert engine_of(more) is (Engine.TABLE if kind is Engine.OTHER else kind)
    assert plain(more) == {**TABLE, "support": [85, None, 0]}
    with pytest.raises(InputError, match="/net: there is already a column of that name"):
        add_to(frame, again, {"net": [1, 2, 3]})


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_answer_is_of_the_same_kind(engine):
    np = pytest.importorskip("numpy", reason="arrays of numpy")
    pytest.importorskip("pyarrow", reason="frames go back through Arrow")
    back = give_back(frame_of(engine, TABLE), {"net": np.zeros(0, np.int64)})
    assert list(plain(back)) in (["net"], [])
    assert taken(back if engine == "rows" else held(back)).size == 0


def test_columns_of_the_kernel_go_back_as_words_and_days():
    np = pytest.importorskip("numpy", reason="columns are arrays of numpy")
    from fundtrack.formulas import Kind
    from fundtrack.frames.columns.column import Column

    gone = np.array([False, True])
    columns = {
        "paid_on": Column(Kind.DATE, np.array([17045, 0]), gone),
        "first": Column(Kind.DATE, np.array([-1, 0])),
        "category": Column(Kind.CODE, np.array([1, 0], np.int32), gone, ("a", "b")),
        "net": Column(Kind.MONEY, np.array([5, 0]), gone),
    }
    answer = {
        "paid_on": [date(2016, 9, 1), None],
        "first": [date(1969, 12, 31), date(1970, 1, 1)],
        "category": ["b", None],
        "net": [5, None],
    }
    assert give_back({}, columns) == answer
    assert plain(give_back([], columns)) == answer
    for engine in ("polars", "pandas", "pyarrow", "duckdb"):
        assert plain(give_back(frame_of(engine, TABLE), columns)) == answer


def test_arrays_go_back_beside_arrays():
    np = pytest.importorskip("numpy", reason="arrays of numpy")
    from fundtrack.formulas import Kind
    from fundtrack.frames.columns.column import Column

    like = {"net": np.array([1, 2])}
    gone = np.array([False, True])
    days = Column(Kind.DATE, np.array([17045, 0]), gone)
    back = give_back(like, {"a": np.array([3, 4]), "m": (np.array([3, 4]), gone), "d": days})
    assert (back["a"].dtype, back["m"].tolist()) == (np.int64, [3, None])
    assert back["d"].dtype == "datetime64[D]"
    assert back["d"].tolist() == [date(2016, 9, 1), None]
    assert isinstance(add_to(like, like, {"s": [1, 2]})["s"], np.ndarray)


def test_pandas_keeps_ints_days_and_its_index():
    pd = pytest.importorskip("pandas", reason="a frame of pandas")
    np = pytest.importorskip("numpy", reason="arrays of numpy")
    frame = pd.DataFrame({"net": [1, 2]}, index=["b", "a"])
    more = add_to(frame, frame, {"s": np.array([1, 2]), "m": [2**62 + 1, None]})
    assert list(more.index) == ["b", "a"]
    assert (str(more["s"].dtype), str(more["m"].dtype)) == ("int64", "Int64")
    assert more["m"].iloc[0] == 2**62 + 1
    assert list(frame.columns) == ["net"]


def test_a_relation_goes_back_into_its_own_connection_and_outlives_what_it_was_made_of():
    duckdb = pytest.importorskip("duckdb", reason="a relation of DuckDB")
    pytest.importorskip("pyarrow", reason="frames go back through Arrow")
    connection = duckdb.connect()
    relation = connection.sql("SELECT 1 AS net")
    back = give_back(relation, {"net": [1], "support": [85]})
    other = give_back(relation, {"net": [1], "own": [15]})
    assert back.join(other, "net").fetchall() == [(1, 85, 15)]
    assert (
        connection.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        == []
    )


def test_a_sum_of_duckdb_is_a_whole_number_and_no_decimal():
    duckdb = pytest.importorskip("duckdb", reason="a relation of DuckDB")
    pytest.importorskip("pyarrow", reason="frames go through Arrow")
    connection = duckdb.connect()
    assert plain(connection.sql("SELECT sum(x) AS net FROM range(3) t(x)")) == {"net": [3]}
    with pytest.raises(InputError, match="a whole number beyond 64 bits"):
        plain(connection.sql("SELECT 2::HUGEINT ** 100 AS a, (2::HUGEINT << 90) AS net"))


def test_whole_numbers_of_polars_beyond_64_bits_stay_whole():
    pl = pytest.importorskip("polars", reason="a frame of polars")
    frame = pl.DataFrame({"net": pl.Series([2**100, None], dtype=pl.Int128)})
    assert plain(frame) == {"net": [2**100, None]}


def test_moments_at_midnight_are_days_and_others_stay():
    day, moment = datetime(2016, 9, 1), datetime(2016, 9, 1, 1)
    assert plain({"d": [day, None]}) == {"d": [date(2016, 9, 1), None]}
    assert plain({"d": [moment, day]}) == {"d": [moment, date(2016, 9, 1)]}
    pa = pytest.importorskip("pyarrow", reason="frames go through Arrow")
    for unit in ("s", "ms", "us", "ns"):
        column = pa.array([day, None], pa.timestamp(unit))
        assert plain(pa.table({"d": column})) == {"d": [date(2016, 9, 1), None]}
        column = pa.array([moment, day], pa.timestamp(unit))
        assert plain(pa.table({"d": column})) == {"d": [moment, date(2016, 9, 1)]}


def test_two_columns_of_one_name_are_refused():
    pa = pytest.importorskip("pyarrow", reason="frames go through Arrow")
    table = pa.table([[1], [2]], names=["net", "net"])
    with pytest.raises(InputError, match="/net: two columns of a table have one name"):
        taken(table, {"net"})
    assert taken(table, {"vat"}).size == 1


@pytest.mark.parametrize("thing", [None, 5, "text", b"x", [1], {1, 2}, object()])
def test_what_is_no_frame_is_refused(thing):
    with pytest.raises(InputError, match="not a table"):
        engine_of(thing)


def test_columns_and_rows_need_no_package(monkeypatch):
    """A None in their place makes every import of them fail."""
    for package in ("numpy", "pyarrow", "narwhals", "polars", "pandas", "duckdb"):
        for module in [name for name in sys.modules if name.split(".")[0] == package]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setitem(sys.modules, package, None)
    table = {"net": [1, None], "p": ("A", "B")}
    assert plain(table) == {"net": [1, None], "p": ["A", "B"]}
    assert plain([{"net": 1}, {"p": "B"}]) == {"net": [1, None], "p": [None, "B"]}
    assert add_to(table, table, {"s": [1, 2]}) == {**table, "s": [1, 2]}
    assert give_back([{}], {"s": [1, 2]}) == [{"s": 1}, {"s": 2}]
    with pytest.raises(MissingExtra, match=r'pip install "fundtrack\[frames\]"'):
        native.arrow()


def test_what_does_not_fit_into_a_frame_is_named():
    pa = pytest.importorskip("pyarrow", reason="frames go back through Arrow")
    with pytest.raises(InputError, match="/net: the column does not fit into a frame"):
        give_back(pa.table({}), {"net": [2**63]})
    assert give_back({}, {"net": [2**63]}) == {"net": [2**63]}
