"""Splits of tables give the cents of the scalar functions, in any frame and in plain Python."""

import sys
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack import funding, values
from fundtrack.frames import co_fund, money, split
from fundtrack.frames.native import engine_of, plain
from fundtrack.frames.native import series as column_of
from fundtrack.values import MODES, CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.frames.engines import ENGINES, frame_of

DOWN = Rounding("down 0.01")
#: The module; at the door its name is the function.
DOOR = sys.modules["fundtrack.frames.money"]


@pytest.fixture(params=[False, True], ids=["columns", "pure"])
def either(request, monkeypatch):
    """By columns, and as where numpy is not installed."""
    if request.param:
        monkeypatch.setattr(DOOR, "_columns", lambda: None)
    else:
        pytest.importorskip("numpy", reason="columns are arrays of numpy")
        pytest.importorskip("pyarrow", reason="frames are read through Arrow")


def in_both(make):
    """What a call gives by columns; the pure way gives the same."""
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    whole = make()
    kept = DOOR._columns
    DOOR._columns = lambda: None
    try:
        assert make() == whole
    finally:
        DOOR._columns = kept
    return whole


def eur(minor):
    return Money.of_minor(minor, "EUR")


rates = st.fractions(0, 1, max_denominator=10_000).map(Rate)
roundings = st.builds(Rounding, st.sampled_from(MODES), st.sampled_from(["0.01", "0.05", "1"]))
cents = st.one_of(st.integers(-500, 500), st.integers(-(10**16), 10**16))
amounts = st.lists(cents, min_size=1, max_size=20)
missing = st.lists(st.one_of(st.none(), cents), min_size=1, max_size=20)


# -- money -------------------------------------------------------------------------------------

FORMS = {
    "minor units": ([100, None, -5], [100, None, -5]),
    "Decimals": ([Decimal("1.5"), None, Decimal("-0.05")], [150, None, -5]),
    "long Decimals": ([Decimal("1.500000"), Decimal("2")], [150, 200]),
    "text": (["1.00 EUR", None, "-0.05 EUR"], [100, None, -5]),
    "nothing": ([None, None], [None, None]),
    "the most": ([Decimal("9999999999999999.99"), None], [10**18 - 1, None]),
}


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize(("given", "minors"), FORMS.values(), ids=FORMS)
def test_amounts_of_any_form_are_minor_units(given, minors):
    assert money(given, "EUR") == minors


@pytest.mark.usefixtures("either")
def test_decimals_of_other_currencies():
    assert money([Decimal("5"), Decimal("7.0")], "JPY") == [5, 7]
    assert money([Decimal("5.125")], "KWD") == [5125]
    assert money([Decimal("0.0001")], "CLF") == [1]
    assert money([0.0], "JPY", floats="exact") == [0]


REFUSED = {
    "floats": ([1, None], [0.5, None, 1.5], "refuse", "/0: ", ", in 2 rows: 0, 2"),
    "a sum of floats": ([1], [0.1, 0.1 + 0.2], "exact", "/1: a float that is no exact", ""),
    "finer": ([1], [Decimal("1"), Decimal("0.001")], "refuse", "/1: an amount finer than", ""),
    "text finer": (
        [1],
        ["1.00 EUR", "0.001 EUR"],
        "refuse",
        "/1: an amount finer than its",
        "",
    ),
    "another currency": (
        [1],
        ["1.00 EUR", "1 SEK"],
        "refuse",
        "/1: an amount that is not in EUR",
        "",
    ),
    "beyond": ([1], [1, -(10**18)], "refuse", "/1: an amount of more digits than", ""),
    "a truth": ([1], [True], "refuse", "/0: ", ""),
    "no number": ([1], [Decimal("NaN")], "refuse", "/0: ", ""),
    "infinite": ([1], [float("inf")], "exact", "/0: ", ""),
    "two forms": ([1], [1, Decimal("1")], "refuse", "/1: ", ""),
    "no amount": ([1], ["1.00"], "refuse", "/0: not an amount", ""),
}


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_no_amount_is_named_with_its_row(case):
    _, given_, floats, begins, holds = case
    with pytest.raises(InputError) as caught:
        money(given_, "EUR", floats=floats)
    assert str(caught.value).startswith(begins)
    assert holds in str(caught.value)


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1))
@example([57, 110, 29, 1, 0])
def test_floats_that_were_printed_to_the_cent_are_taken_exactly(minors):
    assert (
        in_both(lambda: money([one / 100 for one in minors], "EUR", floats="exact")) == minors
    )


@pytest.mark.parametrize("kind", ["polars", "pandas", "array", "chunked", "numpy", "tuple"])
def test_a_series_gives_the_same_kind(kind):
    given_ = [Decimal("1.00"), None, Decimal("2.50")]
    np = pytest.importorskip("numpy", reason="columns are arrays of numpy")
    pa = pytest.importorskip("pyarrow", reason="frames are read through Arrow")
    if kind == "polars":
        pl = pytest.importorskip("polars", reason="a series of polars")
        found = money(pl.Series("net", given_), "EUR")
        assert (found.name, found.dtype) == ("net", pl.Int64)
    elif kind == "pandas":
        pd = pytest.importorskip("pandas", reason="a series of pandas")
        found = money(pd.Series(given_, index=list("cab"), name="net"), "EUR")
        assert (found.name, list(found.index), str(found.dtype)) == (
            "net",
            list("cab"),
            "Int64",
        )
    elif kind == "array":
        found = money(pa.array(given_), "EUR")
        assert isinstance(found, pa.Array)
    elif kind == "chunked":
        found = money(pa.chunked_array([given_[:1], given_[1:]]), "EUR")
        assert isinstance(found, pa.ChunkedArray)
    elif kind == "numpy":
        found = money(np.array(given_), "EUR")
        assert money(np.array([1, 2]), "EUR").dtype == np.int64
    else:
        found = money(tuple(given_), "EUR")
    assert plain({"": column_of(found)}) == {"": [100, None, 250]}


# -- one rate ----------------------------------------------------------------------------------


@given(missing, rates, roundings)
@example([5, -5, 15, None, 25], Rate("50 %"), Rounding("half_even 0.01"))
@example([58658485], Rate("85 %"), Rounding("down 0.01"))
@example([-3, 3, -1], Rate("1/3"), Rounding("floor 0.05"))
def test_a_split_is_the_rate_of_each_amount_and_the_rest(minors, rate, rounding):
    table = {"net": minors}
    found = in_both(lambda: split(table, amount="net", rate=rate, rounding=rounding))
    shares = [
        None if one is None else rate.of(eur(one), rounding=rounding).minor for one in minors
    ]
    assert found["support"] == shares
    assert found["own"] == [
        None if one is None else one - share for one, share in zip(minors, shares, strict=True)
    ]


@given(st.lists(st.integers(0, 10**16), min_size=1), rates, roundings, st.integers(0, 10**16))
@example([58658485], Rate("85 %"), Rounding("down 0.01"), 10**9)
@example([99], Rate("100 %"), Rounding("up 1"), 10**9)
def test_co_fund_of_a_table_is_co_fund_of_each_row(minors, rate, rounding, top):
    table = {"net": minors}
    for ceiling in (None, eur(top)):
        found = in_both(
            lambda ceiling=ceiling: co_fund(
                table, amount="net", rate=rate, rounding=rounding, ceiling=ceiling
            )
        )
        each = [
            values.co_fund(eur(one), rate, rounding=rounding, ceiling=ceiling) for one in minors
        ]
        assert found["support"] == [one.support.minor for one in each]
        assert found["own"] == [one.own.minor for one in each]


@given(amounts, rates, roundings, st.one_of(st.none(), st.integers(0, 10**6)))
@example([10000, 10000, 10000], Rate("1/3"), Rounding("half_up 0.01"), None)
@example([455, 150, -200, 300], Rate("85 %"), Rounding("half_up 0.01"), 400)
def test_a_group_is_paid_as_cumulative_payments(minors, rate, rounding, top):
    ceiling = None if top is None else eur(top)
    found = in_both(
        lambda: split(
            {"net": minors},
            amount="net",
            rate=rate,
            rounding=rounding,
            within=(),
            ceiling=ceiling,
        )
    )
    each = funding.cumulative_payments(
        map(eur, minors), rate, rounding=rounding, ceiling=ceiling
    )
    assert found["support"] == [one.payable.money.minor for one in each.claims]
    assert [a + b for a, b in zip(found["support"], found["own"], strict=True)] == minors


@given(
    st.lists(
        st.tuples(st.sampled_from("PQR"), st.integers(0, 2), cents), min_size=1, max_size=30
    ),
    rates,
    roundings,
)
@example(
    [("Q", 1, 1), ("P", 1, 1), ("Q", 1, 1), ("P", 2, 1)], Rate("50 %"), Rounding("down 0.01")
)
def test_groups_do_not_know_each_other_whatever_the_order_of_rows(rows, rate, rounding):
    table = dict(
        zip(("project", "partner", "net"), map(list, zip(*rows, strict=True)), strict=True)
    )
    within = ("project", "partner")
    found = in_both(
        lambda: split(table, amount="net", rate=rate, rounding=rounding, within=within)
    )
    keys = [row[:2] for row in rows]
    for key in set(keys):
        places = [place for place, one in enumerate(keys) if one == key]
        alone = {"net": [rows[place][2] for place in places]}
        one = split(alone, amount="net", rate=rate, rounding=rounding, within=())
        assert [found["support"][place] for place in places] == one["support"]


@given(st.lists(st.tuples(cents, rates), min_size=1, max_size=15), roundings)
def test_each_row_may_have_its_own_rate(rows, rounding):
    table = {"net": [one for one, _ in rows], "rate": [str(rate) for _, rate in rows]}
    found = in_both(lambda: split(table, amount="net", rate="rate", rounding=rounding))
    assert found["support"] == [
        rate.of(eur(one), rounding=rounding).minor for one, rate in rows
    ]


@given(
    st.lists(st.tuples(st.sampled_from("PQ"), cents, rates), min_size=1, max_size=15), roundings
)
@example([("Q", 100, Rate("50 %")), ("P", 100, Rate("10 %")), ("Q", 100, Rate("100 %"))], DOWN)
def test_a_later_rate_of_a_group_holds_for_all_its_rows_so_far(rows, rounding):
    table = {
        "p": [key for key, _, _ in rows],
        "net": [one for _, one, _ in rows],
        "rate": [str(rate) for _, _, rate in rows],
    }
    found = in_both(
        lambda: split(table, amount="net", rate="rate", rounding=rounding, within="p")
    )
    for place, (key, _, rate) in enumerate(rows):
        mine = [at for at in range(place + 1) if rows[at][0] == key]
        due = rate.of(sum(eur(rows[at][1]) for at in mine), rounding=rounding)
        assert sum(found["support"][at] for at in mine) == due.minor


@pytest.mark.usefixtures("either")
def test_rates_in_decimals_and_ceilings_in_a_column():
    table = {
        "net": [100, 200, 300, None],
        "rate": [Decimal("0.85")] * 3 + [None],
        "top": [50, None, 900, 1],
    }
    found = co_fund(
        table, amount="net", rate="rate", rounding=Rounding("down 0.01"), ceiling="top"
    )
    assert (found["support"], found["own"]) == ([50, None, 255, None], [50, None, 45, None])


@pytest.mark.usefixtures("either")
def test_what_is_missing_hides_the_rest_of_its_group_and_no_other():
    table = {"p": ["P", "Q", "P", "Q", "P"], "net": [10, 10, None, 10, 10]}
    found = split(
        table, amount="net", rate=Rate("50 %"), rounding=Rounding("down 0.01"), within="p"
    )
    assert found["support"] == [5, 5, None, 5, None]


# -- several sources ---------------------------------------------------------------------------

weights = st.lists(st.integers(0, 100), min_size=1, max_size=5).filter(any)


def named(weights_):
    return {f"s{place}": weight for place, weight in enumerate(weights_)}


def by_row(found, weights_):
    return list(zip(*(found[name] for name in named(weights_)), strict=True))


@given(amounts, weights, roundings)
@example([21], [11, 6, 1, 16, 1], Rounding("half_up 0.01"))
def test_ways_of_one_row_are_those_of_the_functions(minors, weights_, rounding):
    table = {"net": minors}

    def found(way, rounding=rounding):
        return by_row(
            in_both(
                lambda: split(
                    table, amount="net", rate=named(weights_), rounding=rounding, way=way
                )
            ),
            weights_,
        )

    whole = list(map(eur, minors))
    assert found("largest_remainder", None) == [
        tuple(one.minor for one in values.split(each, weights_)) for each in whole
    ]
    if len(weights_) > 1:
        assert found("rest_last") == [
            funding.shares_rest_last(each, weights_, rounding=rounding).minors for each in whole
        ]
    for way, function in (
        ("cascade", funding.cascade),
        ("nested_thresholds", funding.nested_thresholds),
    ):
        assert found(way) == [
            function([each], weights_, rounding=rounding).minors[0] for each in whole
        ]


@given(amounts, weights, roundings)
@example([1, 1, 1], [1, 1, 1], Rounding("half_up 0.01"))
def test_sources_of_a_group_are_those_of_its_lines(minors, weights_, rounding):
    for way, function in (
        ("cascade", funding.cascade),
        ("nested_thresholds", funding.nested_thresholds),
    ):
        found = in_both(
            lambda way=way: split(
                {"net": minors},
                amount="net",
                rate=named(weights_),
                rounding=rounding,
                way=way,
                within=(),
            )
        )
        lines = function(map(eur, minors), weights_, rounding=rounding)
        assert by_row(found, weights_) == list(lines.minors)


def test_weights_may_be_rates_or_amounts():
    table = {"net": [100]}
    for one in (
        {"fund": Rate("55 %"), "own": Rate("45 %")},
        {"fund": Money("55.00 EUR"), "own": Money("45.00 EUR")},
        {"fund": 55, "own": 45},
    ):
        found = split(table, amount="net", rate=one, rounding=None, way="largest_remainder")
        assert (found["fund"], found["own"]) == ([55], [45])


# -- exactness ---------------------------------------------------------------------------------


@given(
    st.lists(st.integers(-(10**18) + 1, 10**18 - 1), min_size=1, max_size=6),
    st.fractions(0, 1, max_denominator=10**17).map(Rate),
    st.sampled_from(MODES),
    st.booleans(),
)
@example([10**18 - 1] * 20, Rate("99999999999/100000000000"), "half_up", True)
@example([5 * 10**17] * 40, Rate("50 %"), "down", True)
@example([10**18 - 1] * 20, Rate("85 %"), "down", False)
def test_nothing_wraps_at_the_greatest_amounts(minors, rate, mode, together):
    rounding = Rounding(mode, "0.01")
    within = () if together else None
    found = in_both(
        lambda: split(
            {"net": minors}, amount="net", rate=rate, rounding=rounding, within=within
        )
    )
    shares, total = [], 0
    for one in minors:
        before = rounding.minor(total * rate.fraction.numerator, rate.fraction.denominator, 2)
        total += one
        after = rounding.minor(total * rate.fraction.numerator, rate.fraction.denominator, 2)
        alone = rounding.minor(one * rate.fraction.numerator, rate.fraction.denominator, 2)
        shares.append(after - before if together else alone)
    assert found["support"] == shares


def test_groups_are_told_apart_whatever_their_numbers():
    """Numbers of 64 bits that come back to 0, and more groups than 16 bits can count."""
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    wide = [(place, key) for place in range(33) for key in (0, 2**59 - 1)]
    many = [(place * 5 % 70_000, 0) for place in range(20_000)] + [(69_999, 0), (4_463, 0)] * 2
    for rows in (wide, many):
        table = {"p": [a for a, _ in rows], "q": [b for _, b in rows], "net": [1] * len(rows)}
        within = ("p", "q") if rows is wide else "p"
        found = in_both(
            lambda table=table, within=within: split(
                table, amount="net", rate=Rate("50 %"), rounding=DOWN, within=within
            )
        )
        seen: dict = {}
        for row, support in zip(rows, found["support"], strict=True):
            seen.setdefault(row, []).append(support)
        for one in seen.values():
            assert one == [place % 2 for place in range(len(one))]


def test_many_different_rates_go_through_as_well():
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    table = {"net": [10**6] * 300, "rate": [f"1/{one}" for one in range(1, 301)]}
    found = in_both(
        lambda: split(table, amount="net", rate="rate", rounding=Rounding("down 0.01"))
    )
    assert found["support"] == [10**6 // one for one in range(1, 301)]


# -- frames ------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_every_kind_of_frame_gets_its_columns(engine):
    pytest.importorskip("pyarrow", reason="frames are read through Arrow")
    table = {
        "project": ["P", "Q", "P"],
        "net": [Decimal("1.01"), None, Decimal("1.01")],
        "rate": ["50 %", "50 %", None],
    }
    frame = frame_of(engine, table)
    kind = engine_of(frame)
    found = split(frame, amount="net", rate="rate", rounding=DOWN, within="project")
    assert plain(found) == {**table, "support": [50, None, None], "own": [51, None, None]}
    frame = frame_of(engine, table)  # a reader is read once
    again = co_fund(frame, amount="net", rate=Rate("50 %"), rounding=DOWN)
    assert engine_of(again) is kind or kind == "other"
    assert plain(again)["support"] == [50, None, 50]


TABLE = {"net": [100, -1], "p": ["P", None], "support2": [1, 2]}
CALLS = {
    "no such column": (
        {"amount": "gross", "rate": Rate("1 %")},
        "/gross: there is no such column",
    ),
    "no such rates": ({"rate": "rate"}, "/rate: there is no such column"),
    "a rate outside": ({"rate": Rate("101 %")}, "a rate of support is 0 to 100 %"),
    "no rate": ({"rate": 5}, "not a rate"),
    "no rounding": ({"rate": Rate("1 %"), "rounding": "down 0.01"}, "not a rounding"),
    "too fine": ({"rate": Rate("1 %"), "rounding": Rounding("down 0.001")}, "is finer than"),
    "no group": ({"rate": Rate("1 %"), "within": "p"}, "/1/p: a row of no group"),
    "a name that is there": (
        {"rate": Rate("1 %"), "names": ("net", "own")},
        "/net: there is already",
    ),
    "one name twice": (
        {"rate": Rate("1 %"), "names": ("a", "a")},
        "not one name for each part",
    ),
    "no way": ({"rate": {"a": 1}}, "say how the cents of several sources fall"),
    "a way over rows": (
        {"rate": {"a": 1, "b": 1}, "way": "rest_last", "within": ()},
        "say how the cents of several sources fall",
    ),
    "a way of one": ({"rate": Rate("1 %"), "way": "cascade"}, "a way needs several sources"),
    "a ceiling of several": (
        {"rate": {"a": 1}, "way": "cascade", "ceiling": Money("1 EUR")},
        "a ceiling needs one rate",
    ),
    "no weight": ({"rate": {"a": 0}, "way": "cascade"}, "all weights are zero"),
    "no sources": ({"rate": {}, "way": "cascade"}, "weights are of one exact kind"),
    "a weight below zero": ({"rate": {"a": 2, "b": -1}, "way": "cascade"}, "zero or more"),
    "a rounding too many": (
        {"rate": {"a": 1}, "way": "largest_remainder"},
        "the largest remainder takes no rounding",
    ),
    "a ceiling below zero": (
        {"rate": Rate("1 %"), "ceiling": Money("-1 EUR")},
        "a ceiling is an amount of zero or more",
    ),
    "no way with floats": ({"rate": Rate("1 %"), "floats": "guess"}, "no such way with floats"),
}


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize(("asked", "message"), CALLS.values(), ids=CALLS)
def test_what_cannot_be_asked(asked, message):
    with pytest.raises(InputError) as caught:
        split(TABLE, **{"amount": "net", "rounding": DOWN, **asked})
    assert message in str(caught.value)


@pytest.mark.usefixtures("either")
def test_co_fund_refuses_what_is_below_zero_and_rates_outside():
    with pytest.raises(InputError, match="/1/net: an amount below zero"):
        co_fund(TABLE, amount="net", rate=Rate("1 %"), rounding=DOWN)
    table = {"net": [1, 2], "top": [1, -1], "rate": ["1 %", "-1 %"]}
    with pytest.raises(InputError, match="/1/top: an amount below zero"):
        co_fund(table, amount="net", rate=Rate("1 %"), rounding=DOWN, ceiling="top")
    with pytest.raises(InputError, match="/1/rate: a rate of support is 0 to 100 %"):
        co_fund(table, amount="net", rate="rate", rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        co_fund(table, amount="net", rate=Rate("1 %"), rounding=DOWN, ceiling=Money("1 SEK"))
