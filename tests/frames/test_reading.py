"""Every kind of frame gives the same columns; what cannot be read is named with its rows."""

from datetime import date, datetime, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="columns are arrays of numpy")
pa = pytest.importorskip("pyarrow", reason="frames are read through Arrow")

from fundtrack.formulas import Kind  # noqa: E402
from fundtrack.frames.columns.column import Column  # noqa: E402
from fundtrack.frames.columns.reading import read_sheet  # noqa: E402
from fundtrack.values import InputError, Money, Rate  # noqa: E402
from tests.frames.engines import ENGINES, frame_of  # noqa: E402

WANTED = {
    "project": Kind.TEXT,
    "id": Kind.TEXT,
    "partner": Kind.TEXT,
    "category": Kind.CODE,
    "document": Kind.TEXT,
    "paid_on": Kind.DATE,
    "net": Kind.MONEY,
    "vat": Kind.MONEY,
    "flag": Kind.BOOL,
    "quantity": Kind.NUMBER,
    "share_of_use": Kind.RATE,
    "unit_price": Kind.PRICE,
    "useful_life": Kind.MONTHS,
}
KEYS = ("project", "id", "partner")
TABLE = {
    "project": ["P", "P", "Q", "Q"],
    "id": [3, 1, 2, 4],
    "partner": ["A", None, "ā", "A"],
    "category": ["staff", "travel", None, "staff"],
    "document": [None, "R-1", "R-1", "R-2"],
    "paid_on": [date(2016, 9, 1), None, date(1969, 12, 31), date(9999, 12, 31)],
    "net": [100, -5, 10**15, 0],
    "vat": [Decimal("1.00"), Decimal("-0.50"), None, Decimal("12345678901.23")],
    "flag": [True, None, False, True],
    "quantity": [Decimal("2.5"), Decimal("1.0"), Decimal("-3.0"), None],
    "share_of_use": ["85 %", "2/37", None, "0 %"],
    "unit_price": [Decimal("27.412500"), None, Decimal("1.000000"), Decimal("0.000001")],
    "useful_life": [36, None, 12, 0],
    "unasked": [0.5, 0.25, 1.0, 2.0],
}


def read(frame, **more):
    return read_sheet("cost", frame, WANTED, keys=KEYS, **more)


def values_of(column: Column) -> list:
    """A column as Python values, whatever order its words have."""
    found = [None if gone else one for one, gone in
             zip(column.values.tolist(), column.missing.tolist(), strict=True)]  # fmt: skip
    words = column.words
    return found if words is None else [None if one is None else words[one] for one in found]


def columns_of(sheet) -> dict:
    return {
        name: (one.kind, values_of(one), one.scale, one.words is None, one.values.dtype)
        for name, one in sheet.columns.items()
    }


def problems_of(table, wanted=None, **more) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_sheet("cost", table, wanted or WANTED, **{"keys": KEYS, **more})
    return [str(one) for one in caught.value.problems]


# -- the same columns --------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_columns(engine):
    assert columns_of(read(frame_of(engine, TABLE))) == columns_of(read(TABLE))


def test_what_the_columns_are():
    sheet = read(TABLE)
    held = sheet.columns
    assert (sheet.noun, sheet.size, "unasked" in held) == ("cost", 4, False)
    assert values_of(held["id"]) == [3, 1, 2, 4]
    assert (held["id"].words, held["id"].values.dtype) == (None, np.int64)
    assert values_of(held["partner"]) == ["A", None, "ā", "A"]
    assert held["partner"].values.dtype == np.int32
    assert values_of(held["paid_on"]) == [17045, None, -1, 2932896]
    assert (values_of(held["net"]), held["net"].scale) == ([100, -5, 10**15, 0], None)
    assert (values_of(held["vat"]), held["vat"].scale) == ([100, -50, None, 1234567890123], 2)
    assert values_of(held["flag"]) == [True, None, False, True]
    assert values_of(held["quantity"]) == [Fraction(5, 2), 1, -3, None]
    assert values_of(held["share_of_use"]) == [Fraction(17, 20), Fraction(2, 37), None, 0]
    assert values_of(held["unit_price"])[0] == Fraction(274125, 10000)
    assert values_of(held["useful_life"]) == [36, None, 12, 0]
    assert held["net"].unknown is None
    assert held["vat"].values.tolist()[2] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_an_absent_column_is_not_in_the_sheet_and_an_empty_table_has_no_rows(engine):
    sheet = read(frame_of(engine, {"project": ["P"], "id": ["1"]}))
    assert list(sheet.columns) == ["project", "id"]
    empty = read(frame_of(engine, {"project": ["P"], "net": [1]}, rows=0))
    assert empty.size == 0
    assert all(len(one) == 0 for one in empty.columns.values())


@pytest.mark.parametrize("engine", ENGINES)
def test_a_part_of_a_longer_table_is_read_where_it_begins(engine):
    """Arrow keeps an offset, also into the bits of truths and the halves of Decimals."""
    longer = {name: [*column, *column, *column] for name, column in TABLE.items()}
    cut = {name: column[3:9] for name, column in longer.items()}
    frame = frame_of(engine, longer, rows=slice(3, 9))
    assert columns_of(read(frame)) == columns_of(read(cut))


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(0, 39))
@example([True, False, False] * 7, 13)
def test_truths_are_read_from_any_bit(truths, first):
    column = pa.array(truths)[first:]
    held = read(pa.table({"flag": column})).columns["flag"]
    assert values_of(held) == truths[first:]
    assert held.values.dtype == bool


def test_what_stands_in_a_missing_slot_is_not_read():
    """Arrow lets anything stand there; sums and bounds must not see it."""
    bits = pa.py_buffer(bytes([0b01]))
    for kind, buffer in (
        (pa.decimal128(18, 2), np.array([100, 0, 10**17, 0], "<i8")),
        (pa.decimal128(38, 2), np.array([100, 0, 5, 10**17], "<i8")),
        (pa.int64(), np.array([100, 10**17], "<i8")),
        (pa.float64(), np.array([1.0, np.nan])),
    ):
        column = pa.Array.from_buffers(kind, 2, [bits, pa.py_buffer(buffer.tobytes())])
        held = read(pa.table({"net": column}), floats="exact").columns["net"]
        assert (held.values.tolist(), values_of(held)) == ([100, 0], [100, None])


def test_chunks_are_read_as_one_with_their_own_dictionaries():
    one = pa.table({"category": pa.array(["a", "b"]).dictionary_encode()})
    two = pa.table({"category": pa.array(["c", None, "b"]).dictionary_encode()})
    whole = pa.concat_tables([one, two])
    held = read(whole).columns["category"]
    assert values_of(held) == ["a", "b", "c", None, "b"]
    assert len(set(held.words)) == len(held.words)


def test_a_dictionary_may_hold_nulls_doubles_and_words_that_no_row_uses():
    words = pa.array(["a", None, "a", "", "unused"])
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), words)
    assert values_of(read(pa.table({"category": column})).columns["category"]) == [
        "a", None, "a",
    ]  # fmt: skip
    double = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["a", "b", "a"]))
    held = read(pa.table({"category": double})).columns["category"]
    assert (values_of(held), len(held.words)) == (["a", "b", "a"], 2)
    unused = pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["a", ""]))
    assert values_of(read(pa.table({"category": unused})).columns["category"]) == ["a", "a"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_without_a_value_is_all_missing(engine):
    sheet = read(frame_of(engine, {name: [None, None] for name in TABLE if name not in KEYS}))
    for column in sheet.columns.values():
        assert column.missing.all()
        assert len(column) == 2


@pytest.mark.parametrize("width", ["int8", "int16", "int32", "int64", "uint8", "uint32"])
def test_ints_of_any_width(width):
    frame = pa.table({"net": pa.array([1, None, 100], width)})
    column = read(frame).columns["net"]
    assert (values_of(column), column.values.dtype) == ([1, None, 100], np.int64)


def test_amounts_beyond_64_bits_are_python_ints():
    big = [2**63, None, -(10**19)]
    assert values_of(read({"net": big}).columns["net"]) == big
    assert values_of(read(pa.table({"net": pa.array([2**63], "uint64")})).columns["net"]) == [
        2**63
    ]
    wide = pa.array([Decimal("123456789012345.6789"), None, Decimal(-1)], pa.decimal128(38, 4))
    column = read(pa.table({"net": wide})).columns["net"]
    assert (values_of(column), column.scale) == ([1234567890123456789, None, -10000], 4)
    huge = pa.array([Decimal("9999999999999999.9999")], pa.decimal128(38, 4))
    column = read(pa.table({"net": huge})).columns["net"]
    assert values_of(column) == [99999999999999999999]


@pytest.mark.parametrize("kind", [pa.decimal128(38, 10), pa.decimal256(60, 10)])
def test_zeros_behind_the_decimals_of_any_currency_are_dropped(kind):
    column = pa.array([Decimal("1.2300000000"), None, Decimal("-0.0001")], kind)
    held = read(pa.table({"net": column})).columns["net"]
    assert (values_of(held), held.scale, held.values.dtype) == (
        [12300, None, -1],
        4,
        np.int64,
    )


decimals = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@given(st.lists(st.one_of(st.none(), decimals), min_size=1))
@example([Decimal("-0.01"), None, Decimal("0.00")])
@example([Decimal("9999999999999999.99"), Decimal("-9999999999999999.99")])
def test_decimals_come_out_as_their_digits(values):
    kind = pa.decimal128(38, 2)
    held = read(pa.table({"net": pa.array(values, kind)})).columns["net"]
    if any(value is not None for value in values):
        assert values_of(held) == [None if v is None else int(v * 100) for v in values]


@given(st.lists(st.integers(-(10**20) + 1, 10**20 - 1), min_size=1))
@example([2**63, -(2**63), 2**63 - 1, -(2**63) - 1, 2**64 - 1, -(2**64)])
def test_decimals_of_more_than_64_bits_are_whole_as_well(units):
    values = [Decimal(unit).scaleb(-4) for unit in units]
    held = read(pa.table({"net": pa.array(values, pa.decimal128(38, 4))})).columns["net"]
    assert (values_of(held), held.scale) == (units, 4)


def test_decimals_of_whole_hundreds():
    values = pa.array([Decimal("12E2"), None], pa.decimal128(5, -2))
    held = read(pa.table({"net": values})).columns["net"]
    assert (values_of(held), held.scale) == ([1200, None], 0)


def test_what_pandas_calls_missing_is_missing():
    pd = pytest.importorskip("pandas", reason="a frame of pandas")
    frame = pd.DataFrame(
        {
            "net": pd.Series([1, pd.NA, np.nan, None], dtype=object),
            "category": pd.Series(["a", np.nan, pd.NA, None], dtype=object),
            "paid_on": pd.Series([date(2016, 9, 1), pd.NaT, None, np.nan], dtype=object),
            "vat": [1.5, np.nan, np.nan, np.nan],
        }
    )
    held = read(frame, floats="exact").columns
    assert values_of(held["net"]) == [1, None, None, None]
    assert values_of(held["category"]) == ["a", None, None, None]
    assert values_of(held["paid_on"]) == [17045, None, None, None]
    assert values_of(held["vat"]) == [150, None, None, None]


@given(st.lists(st.integers(-(10**13), 10**13), min_size=1))
@example([0, 10, -29, 57, 110])
def test_exact_floats_are_their_amounts(minors):
    held = read({"net": [minor / 100 for minor in minors]}, floats="exact").columns["net"]
    assert values_of(held) == [minor * 10 ** (held.scale - 2) for minor in minors]


def test_exact_floats_take_the_fewest_decimals_that_hold_all():
    held = read({"net": [1.5, 2.125, None]}, floats="exact").columns["net"]
    assert (values_of(held), held.scale) == ([1500, 2125, None], 3)


def test_exact_floats_stand_for_whole_numbers_and_printed_ones():
    table = {"id": [1.0, 2.0], "quantity": [2.5, 0.1], "share_of_use": [0.85, 1.0]}
    held = read(table, floats="exact").columns
    assert values_of(held["id"]) == [1, 2]
    assert values_of(held["quantity"]) == [Fraction(5, 2), Fraction(1, 10)]
    assert values_of(held["share_of_use"]) == [Fraction(17, 20), 1]


def test_text_amounts_name_their_currency():
    held = read({"net": ["1.00 EUR", None, "5 JPY", "2.5 EUR"]}).columns["net"]
    assert (values_of(held), held.scale) == ([100, None, 500, 250], 2)
    assert values_of(held.currency) == ["EUR", None, "JPY", "EUR"]
    assert values_of(held.taken(np.array([2, 0])).currency) == ["JPY", "EUR"]


def test_values_of_this_library_and_of_numpy_in_lists():
    table = {
        "net": [Money("1.00 EUR"), "2.00 EUR"],
        "share_of_use": [Rate("85 %"), Fraction(2, 37)],
        "useful_life": [np.int64(3), 4],
        "paid_on": [datetime(2016, 9, 1), "2016-09-02"][:1] * 2,
        "flag": [np.True_, False],
    }
    held = read(table).columns
    assert values_of(held["net"]) == [100, 200]
    assert values_of(held["share_of_use"]) == [Fraction(17, 20), Fraction(2, 37)]
    assert values_of(held["useful_life"]) == [3, 4]
    assert values_of(held["paid_on"]) == [17045, 17045]
    assert values_of(held["flag"]) == [True, False]


def test_days_from_moments_and_text():
    wanted = {"paid_on": Kind.DATE}
    for column in (
        np.array(["2016-09-01", "NaT"], "datetime64[ns]"),
        np.array(["2016-09-01", "NaT"], "datetime64[s]"),
        pa.array([date(2016, 9, 1), None], pa.date64()),
        ["2016-09-01", None],
        pa.array(["2016-09-01", None]).dictionary_encode(),
    ):
        held = read_sheet("cost", {"paid_on": column}, wanted).columns["paid_on"]
        assert values_of(held) == [17045, None]


def test_json_columns_keep_lists_and_parse_text():
    wanted = {"covers": Kind.SET}
    for column in (
        [[{"partner": "A"}], None, [1, 2]],
        ['[{"partner": "A"}]', None, "[1, 2]"],
    ):
        held = read_sheet("source", {"covers": column}, wanted).columns["covers"]
        assert values_of(held) == [[{"partner": "A"}], None, [1, 2]]
    nested = pa.table({"covers": pa.array([["a"], None])})
    assert values_of(read_sheet("source", nested, wanted).columns["covers"]) == [["a"], None]
    exact = read_sheet("source", {"covers": ["[0.1]"]}, wanted).columns["covers"]
    assert values_of(exact) == [[Decimal("0.1")]]


# -- refusals ----------------------------------------------------------------------------------

MONEY = 'whole minor units, Decimals of whole units, or text as "1.00 EUR"'
REFUSED = {
    "floats": (
        {"net": [1.5, None, 2.5]},
        f"/cost/0/net: amounts in floats, in 2 rows: 0, 2 (expected {MONEY}, found 1.5); cast "
        'to whole minor units or Decimals, or take exact ones with floats="exact"',
    ),
    "truths as money": (
        {"net": [None, True]},
        f"/cost/1/net: not of the kind money (expected {MONEY}, found true); cast the column, "
        "or mend the rows",
    ),
    "a truth among numbers": (
        {"net": [1, True, 2, False]},
        "/cost/1/net: truths in a column of whole numbers, in 2 rows: 1, 3 (expected values of "
        "one form, found true); bring the column to one form",
    ),
    "whole units among minor ones": (
        {"net": [1, Decimal("1.00")]},
        "/cost/1/net: Decimals in a column of whole numbers (expected values of one form, "
        "found 1.00); bring the column to one form",
    ),
    "finer than any currency": (
        {"net": [Decimal("1.00001"), Decimal("1")]},
        "/cost/0/net: an amount finer than the minor unit of any currency (expected at most 4 "
        "decimals, found 1.00001); round it first, as the programme says",
    ),
    "Decimals beyond sense": (
        {"net": [Decimal("1"), Decimal("1e16")]},
        "/cost/1/net: an amount of more digits than there can be (expected at most 16 digits "
        "before the point, found a number of 17 digits); mend the row",
    ),
    "a Decimal that is no number": (
        {"net": [Decimal("NaN"), Decimal("1"), Decimal("Infinity")]},
        "/cost/0/net: a Decimal that is no number of sense, in 2 rows: 0, 2 (expected a finite "
        "number of at most 16 digits before the point, found NaN); leave it missing (null) "
        "where it is not known",
    ),
    "text without a currency": (
        {"net": ["1.00 EUR", "1.00"]},
        '/cost/1/net: not an amount (expected as "586584.85 EUR": no separators, a point, one '
        'space, found "1.00"); write amounts as text with a currency, "1.00 EUR"',
    ),
    "text finer than its currency": (
        {"net": ["1.001 EUR", "1.00 EUR", "2.001 EUR"]},
        '/cost/0/net: an amount finer than its currency, in 2 rows: 0, 2 (found "1.001 EUR")',
    ),
    "no day": (
        {"paid_on": ["2016-02-30", "01.09.2016", None, "2016-09-01"]},
        "/cost/0/paid_on: not a day, in 2 rows: 0, 1 (expected an existing day, written "
        '2016-09-01, found "2016-02-30"); write dates as text: year, month, day, as '
        '"2016-09-01"',
    ),
    "a day with a time": (
        {"paid_on": np.array(["2016-09-01T00:00", "2016-09-01T01:00"], "datetime64[s]")},
        "/cost/1/paid_on: a day with a time (expected a day, or a moment at midnight without a "
        "zone, found 2016-09-01T01:00:00); cast the column to dates",
    ),
    "a moment of Python": (
        {"paid_on": [datetime(2016, 9, 1, 1), None]},
        "/cost/0/paid_on: a day with a time (expected a day, found 2016-09-01 01:00:00); cast "
        "the column, or mend the rows",
    ),
    "a moment in a zone": (
        {"paid_on": pa.array([datetime(2016, 9, 1)], pa.timestamp("us", "UTC"))},
        "/cost/0/paid_on: a moment is no day (expected a day, or a moment at midnight without "
        "a zone, found a moment in UTC); cast the column to dates",
    ),
    "a day beyond the calendar": (
        {"paid_on": np.array(["2016-09-01", "+12016-09-01"], "datetime64[D]")},
        "/cost/1/paid_on: a day outside the years 1 to 9999 (found day 3669470)",
    ),
    "whole numbers as days": (
        {"paid_on": [20160901]},
        '/cost/0/paid_on: not of the kind date (expected days, or text as "2016-09-01", found '
        "20160901); cast the column, or mend the rows",
    ),
    "no rate": (
        {"share_of_use": ["85 %", "85%", "85%"]},
        '/cost/1/share_of_use: not a rate, in 2 rows: 1, 2 (expected "85 %" or "17/20", found '
        '"85%"); write 0.85 as "85 %", with one space, or a ratio as "17/20"',
    ),
    "a whole number as a rate": (
        {"share_of_use": [85]},
        '/cost/0/share_of_use: a whole number is no rate (expected text as "85 %" or "2/37", '
        "or Decimals as 0.85, found 85); say in which units it is: cast it to text or Decimals",
    ),
    "a whole number as a price": (
        {"unit_price": [85]},
        "/cost/0/unit_price: a whole number is no price (expected Decimals of whole units, or "
        'text as "27.4125 EUR", found 85); say in which units it is: cast it to text or '
        "Decimals",
    ),
    "a project that is missing": (
        {"project": ["P", None, None]},
        "/cost/1/project: a row without its key, in 2 rows: 1, 2 (expected text or whole "
        "numbers, found null); give every row its project",
    ),
    "an id that is missing": (
        {"id": [1, None]},
        "/cost/1/id: a row without its key (expected text or whole numbers, found null); give "
        "it an id",
    ),
    "a key in floats": (
        {"partner": [1.0, None]},
        "/cost/0/partner: not a key (expected text or whole numbers, found 1.0); cast the "
        "column to text or whole numbers",
    ),
    "a key below zero": (
        {"partner": [1, -1]},
        "/cost/1/partner: a key below zero (expected zero or more, found -1); leave a link "
        "missing (null) where there is none",
    ),
    "a key beyond sense": (
        {"id": [1, 10**18]},
        "/cost/1/id: a key of more digits than there can be (expected at most 18 digits before "
        "the point, found a number of 19 digits); mend the row",
    ),
    "a key with a hidden sign": (
        {"id": ["a", "b\u200b"]},
        '/cost/1/id: a key with a hidden sign (found "b\\u200b")',
    ),
    "a key with a control": (
        {"id": ["a", "b\n"]},
        '/cost/1/id: a key with a hidden sign (found "b\\n")',
    ),
    "an empty text": (
        {"document": ["R-1", "", ""]},
        '/cost/1/document: an empty text, in 2 rows: 1, 2 (found ""); leave it missing (null)',
    ),
    "a long key": (
        {"id": ["a" * 201]},
        f'/cost/0/id: a text of more than 200 characters (found "{"a" * 55}..."); shorten it',
    ),
    "numbers as text": (
        {"category": [1, 2]},
        "/cost/0/category: not of the kind code, in 2 rows: 0, 1 (expected text, found 1); "
        "cast the column, or mend the rows",
    ),
    "numbers as truths": (
        {"flag": [1, 0]},
        "/cost/0/flag: not of the kind bool, in 2 rows: 0, 1 (expected true or false, found 1);"
        " cast the column, or mend the rows",
    ),
    "a number beyond sense": (
        {"useful_life": [1, 10**16]},
        "/cost/1/useful_life: a number of more digits than there can be (expected at most 16 "
        "digits before the point, found a number of 17 digits); mend the row",
    ),
    "a number beyond 64 bits": (
        {"useful_life": [1, 2**63]},
        "/cost/1/useful_life: a number of more digits than there can be (expected at most 18 "
        "digits before the point, found a number of 19 digits); mend the row",
    ),
    "an amount beyond sense": (
        {"net": [1, 10**20]},
        "/cost/1/net: an amount of more digits than there can be (expected at most 20 digits "
        "before the point, found a number of 21 digits); mend the row",
    ),
    "things": (
        {"net": [object(), None]},
        "/cost/0/net: not a value of a table (expected numbers, text, days, true or false, "
        "found an object); cast the column, or mend the rows",
    ),
    "broken text": (
        {"document": ["a", "\ud800"]},
        '/cost/1/document: text that is no Unicode (found "\\ud800")',
    ),
}


@pytest.mark.parametrize(("table", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_named(table, problem):
    assert problems_of(table) == [problem]


EXACT = {
    "a sum of floats": (
        [0.1, 0.1 + 0.2, 0.1 + 0.7],
        "/cost/1/net: a float that is no exact amount, in 2 rows: 1, 2 (expected the float "
        "nearest to an amount of at most 4 decimals, found 0.30000000000000004); round it "
        "where it is made, and give whole minor units or Decimals",
    ),
    "no number": (
        [1.0, float("nan"), float("inf")],
        "/cost/1/net: an amount that is no number, in 2 rows: 1, 2 (expected a finite number, "
        "found nan); leave it missing (null) where the amount is not known",
    ),
    "beyond exactness": (
        [1e300],
        "/cost/0/net: a float that is no exact amount (expected the float nearest to an amount "
        "of at most 4 decimals, found 1e+300); round it where it is made, and give whole minor "
        "units or Decimals",
    ),
}


@pytest.mark.parametrize(("values", "problem"), EXACT.values(), ids=EXACT)
def test_exact_floats_are_refused_where_they_are_not(values, problem):
    assert problems_of({"net": values}, floats="exact") == [problem]


def test_float32_is_not_taken_for_what_it_prints():
    column = pa.array([1.5, 0.1], pa.float32())
    assert "0.10000000149011612" in problems_of(pa.table({"net": column}), floats="exact")[0]


def test_all_problems_are_told_at_once_in_the_order_of_columns():
    table = {"project": [None], "net": [1.5], "paid_on": [5], "flag": ["x"]}
    found = problems_of(table)
    assert [one.partition(":")[0] for one in found] == [
        "/cost/0/project", "/cost/0/net", "/cost/0/paid_on", "/cost/0/flag",
    ]  # fmt: skip


def test_only_the_first_rows_are_named_and_all_are_counted():
    assert "in 1000 rows: 0, 1, 2, 3, 4 …" in problems_of({"net": [0.5] * 1000})[0]


def test_many_different_faults_are_bounded():
    codes = [f"1.00 {chr(65 + a)}{chr(65 + b)}Q" for a in range(26) for b in range(2)]
    assert len(problems_of({"net": codes})) <= 20


def test_columns_of_two_lengths_and_what_is_no_table():
    assert problems_of({"net": [1], "vat": [1, 2]}) == [
        "/cost/vat: the columns of a table are of one length (expected 1 rows, found 2 rows)"
    ]
    assert problems_of(5)[0].startswith("/cost: not a table")
    assert problems_of({"net": "text"})[0].startswith("/cost: not a column")
    with pytest.raises(InputError, match="no such way with floats"):
        read({"net": [1]}, floats="guess")


def test_names_are_escaped_in_places():
    assert problems_of({"a/b": [1.5]}, {"a/b": Kind.MONEY})[0].startswith("/cost/0/a~1b:")


def test_a_moment_in_a_zone_in_a_list_is_no_day():
    moment = datetime(2016, 9, 1, tzinfo=timezone.utc)  # noqa: UP017
    assert "a day with a time" in problems_of({"paid_on": [moment]})[0]
