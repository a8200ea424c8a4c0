"""Foreign amounts of costs in columns: to the cent those of `Exchanged`, by every rate."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

pytest.importorskip("numpy", reason="the columns reading works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from fundtrack.checks import AMOUNTS, Bound, Exchanged, plan_items, view_of
from fundtrack.formulas import Kind, Type
from fundtrack.frames import check
from fundtrack.frames.columns.carried import carried
from fundtrack.frames.columns.doubts import doubtful
from fundtrack.frames.columns.kernel import Kernel
from fundtrack.frames.columns.reading import read_sheet
from fundtrack.frames.columns.store import Store
from fundtrack.frames.needs import needs
from fundtrack.frames.question import Question
from fundtrack.frames.shapes import ID
from fundtrack.frames.tables import tables_of
from fundtrack.funding import CALCULATORS, FIXED_RATES, FxRates
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import Money, Rounding, exponent_of
from tests.benchmarks import workload_tables
from tests.benchmarks.published import NAMES, SMALL
from tests.benchmarks.workload import draw
from tests.checks.small import book, cost, project
from tests.frames.readings import Asked, ByColumns, Plain, no_less, same, sheets_of

MODES = ("half_up", "half_even", "half_down", "down", "floor", "up", "ceiling")
CURRENCIES = ("EUR", "SEK", "PLN", "JPY", "LVL", "EEK", "KWD")
RATES = {
    "SEK": {"2016-03": "11.4320", "2016-03-14": "11.5000", "2016-04": "10", "2016-04-01": "9"},
    "PLN": {"2016-03": "4.2563", "2016-03-14": "4", "2016-05-31": "4.5"},
    "JPY": {"2016-03": "125.31", "2016-04": "131.07"},
    "KWD": {"2016-03": "0.337901", "2016-03-14": "0.3", "2016-04": "0.334"},
    "LVL": {"2013-12": "0.7027"},
    "EEK": {"2010-12": "15.6"},
}
EURO = FxRates(RATES, base="EUR", quoted="local_per_base", source="a bank")
UPSIDE = {code: held for code, held in RATES.items() if code not in FIXED_RATES}
INTO_EURO = FxRates(UPSIDE, base="EUR", quoted="base_per_local", source="a bank")
KRONA = {code: held for code, held in RATES.items() if code != "SEK"}
KRONA["EUR"] = {"2016-03": "0.0875", "2016-03-14": "0.0870", "2016-04": "0.1"}
OF_KRONA = FxRates(KRONA, base="SEK", quoted="local_per_base", source="a bank")
TABLES = (EURO, INTO_EURO, OF_KRONA, None)
DAYS = (
    "2010-12-31",
    "2013-12-01",
    "2016-03-01",
    "2016-03-14",
    "2016-04-01",
    "2016-05-31",
    None,
)
STATED = (None, "10", "11.4320", "0", "-1", "0.000000000001", "9999999999999999.999999999999")
FORMS = ("whole", "decimal", "text")
HOST = {"rates": ["host"], "on": "paid_on", "by": "month", "rounding": "fx", "cite": "act#5"}
MONEY = Type(Kind.MONEY)


def said(mode: str = "half_up", unit: str = "0.01", **exchange: Any) -> Book:
    made = book(exchange={"cost": exchange or HOST})
    rounding = {"mode": mode, "unit": unit, "cite": "act#5", "verification": "unverified"}
    return load_book(made | {"rounding": made["rounding"] | {"fx": rounding}})


def in_currency(currency: str) -> dict[str, Any]:
    return {"book": "test/small", "currency": currency, "signed_on": "2016-05-01"}


def written(projects: Sequence[Project], held: Book, form: str) -> Plain:
    """Projects as tables whose amounts of costs are all of one form."""
    tables = tables_of(projects, book=held)
    costs = tables["cost"]
    usual = {at: one.agreement.currency for at, one in enumerate(projects)}
    count = len(costs["project"])
    others = costs.get("currency", [None] * count)
    for name in [one for one in AMOUNTS if one in costs]:
        amounts = [
            one if one is None or isinstance(one, str) else Money.of_minor(one, other or home)
            for one, other, home in zip(
                costs[name], others, [usual[key] for key in costs["project"]], strict=True
            )
        ]
        if form == "text":
            costs[name] = [None if one is None else str(one) for one in amounts]
        elif form == "decimal":
            costs[name] = [None if one is None else Money(one).amount for one in amounts]
    if form == "text":  # where a day is missing such a column holds another row's
        costs.pop("currency", None)
        days_of = ("cost", "paid_on"), ("cost", "issued_on"), ("claim", "submitted_on")
        for noun, name in days_of:
            days = tables.get(noun, {}).get(name)
            if days is not None:
                tables[noun][name] = [day and str(day) for day in days]
    return tables


def store_of(tables: Plain, held: Book, fx: FxRates | None, currency: str) -> Store:
    store = Store(sheets_of(tables, held), currency)
    store.convert(held, fx)
    return store


def converted(store: Store) -> dict[tuple[int, str], dict[str, int | None]]:
    """The amounts of each cost, by project and id, as columns hold them."""
    rows = store.rows("cost")
    ids = rows.columns["id"]
    found: dict[tuple[int, str], dict[str, int | None]] = {
        (project, ids.words[code]): dict.fromkeys(AMOUNTS)
        for project, code in zip(rows.project.tolist(), ids.values.tolist(), strict=True)
    }
    for name in AMOUNTS:
        held = store.fact("cost", name, MONEY)
        if held is None:
            continue
        values = store.arrays[held.key].tolist()
        lost = store.arrays.get((*held.key, "?"), np.zeros(rows.size, bool)).tolist()
        for key, value, gone in zip(found, values, lost, strict=True):
            assert type(value) is int
            found[key][name] = None if gone else value
    return found


def wanted(projects: Sequence[Project], held: Book, fx: FxRates | None) -> dict[Any, Any]:
    """The same by the scalar code."""
    found = {}
    for at, one in enumerate(projects):
        for row in Exchanged(one, held, fx).project.costs or ():
            amounts = {name: getattr(row, name) for name in AMOUNTS}
            found[at, row.id] = {
                name: None
                if amount is None or amount.currency != one.agreement.currency
                else amount.minor
                for name, amount in amounts.items()
            }
    return found


# -- random costs ------------------------------------------------------------------------------


def amounts(currency: str) -> st.SearchStrategy[str]:
    most = 10 ** (16 + exponent_of(currency)) - 1
    numbers = st.one_of(st.integers(-(10**6), 10**6), st.integers(-most, most))
    return numbers.map(lambda minor: str(Money.of_minor(minor, currency)))


@st.composite
def costs(draw: st.DrawFn, form: str, *, least: int = 0) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(least, 6))):
        own = draw(st.sampled_from(CURRENCIES))
        made: dict[str, Any] = {"id": f"C{number}", "form": "actual"}
        for name in AMOUNTS:
            if form == "text":
                own = draw(st.sampled_from(CURRENCIES))
            if draw(st.integers(0, 4)):
                made[name] = draw(amounts(own))
        for name in ("paid_on", "issued_on"):
            made[name] = draw(st.sampled_from(DAYS))
        made["claim"] = draw(st.sampled_from((None, "K", "L", "M")))
        stated = draw(st.sampled_from(STATED))
        made["exchange"] = None if stated is None else {"units_per_euro": stated}
        found.append(made)
    return found


@st.composite
def conversions(draw: st.DrawFn) -> Book:
    rates = draw(st.permutations(("fixed", "stated", "host")))
    rates = [*rates][: draw(st.integers(1, 3))]
    exchange: dict[str, Any] = {"rates": rates, "cite": "act#5"}
    if "host" in rates:
        exchange["on"] = draw(st.sampled_from(("paid_on", "issued_on", "submitted_on")))
        exchange["by"] = draw(st.sampled_from(("month", "day")))
    if rates != ["fixed"]:
        exchange["rounding"] = "fx"
    mode = draw(st.sampled_from(MODES))
    return said(mode, draw(st.sampled_from(("0.01", "1", "0.05", "0.025"))), **exchange)


@st.composite
def projects_in(draw: st.DrawFn, currency: str, form: str) -> list[Project]:
    found = []
    for _ in range(draw(st.integers(1, 3))):
        claims = [
            {"id": name, "number": at, "final": False, "submitted_on": day}
            for at, (name, day) in enumerate(
                zip(("K", "L"), draw(st.tuples(*[st.sampled_from(DAYS)] * 2)), strict=True)
            )
        ]
        more = {"claims": claims} if draw(st.booleans()) else {}
        rows = draw(costs(form))
        found.append(read_project(project(*rows, agreement=in_currency(currency), **more)))
    return found


@given(st.data())
def test_every_amount_is_to_the_cent_that_of_the_scalar_conversion(data: st.DataObject) -> None:
    currency, form = data.draw(st.sampled_from(CURRENCIES)), data.draw(st.sampled_from(FORMS))
    held, fx = data.draw(conversions()), data.draw(st.sampled_from(TABLES))
    projects = data.draw(projects_in(currency, form))
    assume(any(one.costs for one in projects))
    tables = written(projects, held, form)
    order = data.draw(st.permutations(range(len(tables["cost"]["project"]))))
    tables["cost"] = {
        name: [values[at] for at in order] for name, values in tables["cost"].items()
    }
    assert converted(store_of(tables, held, fx, currency)) == wanted(projects, held, fx)


@given(st.data())
def test_all_that_follows_is_that_of_the_values_and_of_the_walk(data: st.DataObject) -> None:
    """Amounts, verdicts (FT-CUR-004 among them), bounds of what is known: whole readings."""
    form = data.draw(st.sampled_from(FORMS))
    held, fx = data.draw(conversions()), data.draw(st.sampled_from(TABLES))
    projects = data.draw(projects_in("EUR", form))
    assume(any(one.costs for one in projects))
    tables = written(projects, held, form)
    columns = ByColumns(tables, Question(held, "claimed", fx=fx))
    for place, one in enumerate(projects):
        asked = Asked(Bound(one, held, calculators=tuple(CALCULATORS), fx=fx), "claimed")
        same(columns.of(place), asked.by_values())
        no_less(columns.of(place), asked.by_the_walk())


# -- one amount --------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(-50, 50), st.integers(-(10**19), 10**19)),
            st.fractions(Fraction(1, 10**6), 10**6),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(MODES),
    st.sampled_from((1, 5, 100)),
)
def test_numbers_of_any_size_are_rounded_as_one_is(
    rows: list[tuple[int, Fraction]], mode: str, step: int
) -> None:
    rounding = Rounding(mode, Decimal(step))
    expected = [
        rounding.minor(value * one.numerator, one.denominator, 0) for value, one in rows
    ]
    values, ratios = [value for value, _ in rows], [one for _, one in rows]
    group = np.arange(len(rows))
    kinds: list[Any] = [object]
    if all(-(2**63) <= value < 2**63 for value in values):
        kinds.append(np.int64)
    for kind in kinds:
        found = carried(np.array(values, kind), group, ratios, mode, step)
        assert found.tolist() == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("above", "below"), [(1, 2), (1, 3), (2, 4), (3, 10), (5, 1)])
def test_halves_and_what_is_beside_them_go_where_the_mode_says(
    mode: str, above: int, below: int
) -> None:
    values = np.array([*range(-7, 8)])
    found = carried(values, values * 0, [Fraction(above, below)], mode, 1)
    assert found.dtype == np.int64
    rounding = Rounding(mode, "1")
    assert found.tolist() == [rounding.minor(one * above, below, 0) for one in values.tolist()]


def test_a_product_at_the_edge_of_64_bits_does_not_wrap() -> None:
    ratio = Fraction(100_000, 1_143_197)
    edge = (2**62 - 2 * ratio.denominator) // (2 * ratio.numerator)
    values = np.array([edge - 1, edge, edge + 1, -edge, -edge - 1, 2**63 - 1, -(2**63)])
    rounding = Rounding("half_up", "1")
    for some in (values[:2], values):
        found = carried(some, some * 0, [ratio], "half_up", 1)
        assert found.tolist() == [
            rounding.minor(one * ratio.numerator, ratio.denominator, 0) for one in some.tolist()
        ]
    assert carried(values[:2], values[:2] * 0, [ratio], "half_up", 1).dtype == np.int64


def test_a_ratio_of_numbers_past_64_bits_is_exact() -> None:
    for ratio in (Fraction(2**90 + 1, 2**89), Fraction(1, 2**90), Fraction(2**90, 3)):
        found = carried(np.array([0, 7, -7]), np.zeros(3, int), [ratio], "up", 1)
        rounding = Rounding("up", "1")
        assert found.tolist() == [
            rounding.minor(one * ratio.numerator, ratio.denominator, 0) for one in (0, 7, -7)
        ]


# -- pinned ------------------------------------------------------------------------------------


def one(
    held: Book, fx: FxRates | None, *rows: Mapping[str, Any], form: str = "whole", **more: Any
) -> list[int | None]:
    """The net amounts of costs of one project, by columns; the scalar code agrees."""
    made = read_project(project(*map(dict, rows), **more))
    store = store_of(written([made], held, form), held, fx, made.agreement.currency)
    found = converted(store)
    assert found == wanted([made], held, fx)
    return [amounts["net"] for amounts in found.values()]


def swedish(name: str = "A", net: str = "8765.43 SEK", **more: Any) -> dict[str, Any]:
    return cost(name, net, vat="0.00 SEK", paid_on="2016-03-14") | more


def test_a_month_a_day_and_a_mode_give_the_published_cents() -> None:
    assert one(said(), EURO, swedish()) == [76675]
    assert one(said("down"), EURO, swedish()) == [76674]
    assert one(said(), EURO, swedish(net="-8765.43 SEK")) == [-76675]
    assert one(said("floor"), EURO, swedish(net="-8765.42 SEK")) == [-76675]
    by_day = said(**HOST | {"by": "day"})
    assert one(by_day, EURO, swedish(net="11.50 SEK")) == [100]
    assert one(said(), EURO, swedish(paid_on="2016-06-01")) == [None]
    rows = swedish(), swedish("B", paid_on=None)
    assert all(one(said(), EURO, *rows, form=form) == [76675, None] for form in FORMS)


def test_the_order_of_the_book_decides_which_rate_counts() -> None:
    stated = swedish(exchange={"units_per_euro": "10"})
    first = said(**HOST | {"rates": ["stated", "host"]})
    assert one(first, EURO, stated, swedish("B")) == [87654, 76675]
    last = said(**HOST | {"rates": ["host", "stated"]})
    assert one(last, EURO, stated, stated | {"id": "B", "paid_on": None}) == [76675, 87654]
    nothing = swedish(exchange={"units_per_euro": "0"})
    assert one(first, EURO, nothing) == [None]  # no other rate takes its place
    assert one(last, EURO, nothing | {"paid_on": None}) == [None]


def test_lats_have_the_rounding_of_the_law_whatever_the_book_rounds_to() -> None:
    both = said("down", "1", **HOST | {"rates": ["fixed", "host"]})
    lats = cost("A", "298000.00 LVL", vat="0.00 LVL")
    assert one(both, EURO, lats, swedish("B")) == [42401580, 76600]
    kroons, late = {"agreement": in_currency("EEK")}, lats | {"paid_on": "2011-01-01"}
    assert one(said(rates=["fixed"], cite="act#5"), None, late, **kroons) == [663440561]


def test_euro_become_lats_from_the_day_of_the_euro_on() -> None:
    alone = said(rates=["fixed"], cite="act#5")
    in_lats = {"agreement": in_currency("LVL")}
    days = "2013-12-31", "2014-01-01", None
    rows = [cost(f"C{at}", "100.00 EUR", paid_on=day) for at, day in enumerate(days)]
    assert one(alone, None, *rows, **in_lats) == [None, 7028, None]
    assert one(alone, None, rows[0], rows[2], **in_lats) == [None, None]
    (need,) = (need for need in needs(alone) if str(need) == "cost.paid_on")
    assert "fundtrack" in need.asked_by
    told = [row | {"exchange": {"units_per_euro": "0.7"}, "incurred_on": row["paid_on"],
                   "paid_on": "2014-03-01"} for row in rows]  # fmt: skip
    ways = {"rates": ["fixed", "stated", "host"], "on": "incurred_on"}
    assert one(said(**HOST | ways), EURO, *told, **in_lats) == [7000, 7028, None]


def test_the_day_of_submission_is_that_of_the_claim_in_its_own_project() -> None:
    held = said(**HOST | {"on": "submitted_on"})
    claimed = swedish(claim="K", paid_on="2015-01-01")
    lost = swedish("B"), swedish("C", claim="M")  # of no claim, and of one that is not there
    made = [
        read_project(project(claimed, *lost, claims=[
            {"id": "K", "number": 1, "final": False, "submitted_on": day}
        ]))
        for day in ("2016-03-31", "2016-04-30", None)
    ]  # fmt: skip
    for form in FORMS:
        found = converted(store_of(written(made, held, form), held, EURO, "EUR"))
        assert found == wanted(made, held, EURO)
        assert [found[at, "A"]["net"] for at in range(3)] == [76675, 87654, None]
        assert [found[at, name]["net"] for at in range(3) for name in "BC"] == [None] * 6


def test_amounts_of_other_decimals_are_carried_in_their_own() -> None:
    yen = {"net": "12531 JPY", "vat": "0 JPY"}
    fils = {"net": "0.338 KWD", "vat": "0.000 KWD"}
    for form in FORMS:
        rows = swedish(**yen), swedish("B", **fils)
        assert one(said(), EURO, *rows, form=form) == [10000, 100]
    in_yen = {"agreement": in_currency("JPY")}
    assert one(said(), EURO, swedish(net="114.32 SEK"), **in_yen) == [1253]
    in_fils = {"agreement": in_currency("KWD")}
    assert one(said("down"), EURO, swedish(), **in_fils) == [259080]
    by_day = said(**HOST | {"by": "day"})
    big = swedish(net="2850000000000000.00 EUR", vat="0.00 EUR")
    assert one(by_day, INTO_EURO, big, swedish("B"), **in_fils) == [95 * 10**17, 336008150]


def test_a_result_of_too_many_digits_is_unknown() -> None:
    huge = cost("A", "9999999999999999.99 EUR", vat="0.00 EUR", paid_on="2016-03-14")
    assert one(said(), EURO, huge, agreement=in_currency("SEK")) == [None]
    in_yen = {"agreement": in_currency("JPY")}
    assert one(said(), EURO, huge, **in_yen) == [None]
    fits = huge | {"net": "79802090814779.34 EUR"}
    assert one(said("down"), EURO, fits, **in_yen) == [9999999999999999]
    stated = said(rates=["stated"], rounding="fx", cite="act#5")
    ten = huge | {"exchange": {"units_per_euro": "10"}}
    rows = ten | {"net": "1000000000000000.00 EUR"}, ten | {"net": "-1000000000000000.00 EUR"}
    assert [one(stated, None, row, **in_yen) for row in rows] == [[None], [None]]


def test_a_book_that_converts_nothing_leaves_foreign_amounts_unknown() -> None:
    assert one(load_book(book()), EURO, swedish()) == [None]


def test_rows_of_the_runs_own_currency_are_not_touched() -> None:
    home = cost("H", "1.00 EUR", paid_on="2016-03-14")
    mixed = swedish("M") | {"vat": "1.00 EUR"}
    assert one(said(), EURO, home, swedish(), mixed, form="text") == [100, 76675, 76675]


def test_whether_currencies_agree_is_unknown_without_a_rate_and_no_where_none_counts() -> None:
    def verdict(held: Book, fx: FxRates | None, row: dict[str, Any]) -> str:
        made = read_project(project(row))
        columns = ByColumns(written([made], held, "text"), Question(held, "claimed", fx=fx))
        asked = Asked(Bound(made, held, calculators=tuple(CALCULATORS), fx=fx), "claimed")
        same(columns.of(0), asked.by_values())
        return columns.of(0).verdicts["cost", "FT-CUR-004"][0]

    assert verdict(said(), EURO, swedish()) == "met"
    assert verdict(said(), None, swedish()) == "unknown"
    assert verdict(load_book(book()), EURO, swedish()) == "broken"
    price = {"unit_price": "1.00 SEK"}  # which is never converted
    assert verdict(said(), EURO, swedish(**price)) == "broken"
    assert verdict(said(), None, swedish(**price)) == "unknown"  # the first amount decides


# -- the tables of a caller --------------------------------------------------------------------


def test_an_amount_no_currency_has_is_for_the_gate() -> None:
    """Half a yen, and yen of more digits than money has: the scalar reading refuses them."""
    held = said()
    asked = {one.column: one for one in needs(held) if one.noun == "cost"}
    table = {
        "project": [1, 1, 1, 1, 1],
        "id": [1, 2, 3, 4, 5],
        "form": ["actual"] * 5,
        "net": [Decimal("0.50"), Decimal("0.50"), Decimal("1.00"), None, Decimal("0.50")],
        "currency": ["JPY", "SEK", "JPY", "JPY", None],
    }
    kinds = {
        name: Kind.TEXT if need.kind == ID else Kind(need.kind) for name, need in asked.items()
    }
    sheet = read_sheet("cost", table, kinds, keys={"project", "id"})
    assert doubtful(sheet, asked, None).tolist() == [True, False, False, False, False]
    table["net"] = [10**16, 10**16, 10**16 - 1, None, 1]
    sheet = read_sheet("cost", table, kinds, keys={"project", "id"})
    assert doubtful(sheet, asked, None).tolist() == [True, True, False, False, False]


def test_both_ways_of_the_front_give_the_same_answers() -> None:
    held = said(**HOST | {"rates": ["fixed", "stated", "host"]})
    rows = [
        swedish(f"C{at}", net=f"{at}.37 {code}", vat=f"{at}.11 {code}", paid_on=day)
        for at, (code, day) in enumerate(
            (code, day) for code in ("EUR", "SEK", "PLN", "LVL", "CZK") for day in DAYS[1:]
        )
    ]
    made = [read_project(project(*rows[at::3])) for at in range(3)]
    tables = written(made, held, "whole")
    ways = [check(tables, held, fx=EURO, way=way) for way in ("columns", "values")]
    assert [one.way for one in ways] == ["columns", "values"]
    assert not ways[0]._answers.apart  # nobody was asked by itself
    assert ways[0].lines("claimed") == ways[1].lines("claimed")
    assert ways[0].totals == ways[1].totals
    assert ways[0].findings == ways[1].findings


def test_the_lines_of_the_foreign_workload_have_their_published_sums() -> None:
    work = draw(100_000, "fx")
    held, published = workload_tables.book(), SMALL[100_000, "fx"]
    tables = workload_tables.tables(work)
    sheets = {}
    for noun, table in tables.items():
        asked = [one for one in needs(held) if one.noun == noun and one.column in table]
        kinds = {one.column: Kind.TEXT if one.kind == ID else Kind(one.kind) for one in asked}
        keys = {one.column for one in asked if one.kind == ID}
        sheets[noun] = read_sheet(noun, table, kinds, keys=keys)
    question = Question(held, "claimed", register=True, fx=workload_tables.rates(work))
    view = view_of(held, "claimed", tuple(question.calculators))
    kernel = Kernel(plan_items(view), Store(sheets, "EUR"), question)
    kernel.write_all()
    kernel.run([("cost", name) for name in ("eligible", "erdf")])
    lines = [int(kernel.values("cost", name).sum()) for name in ("eligible", "erdf")]
    assert lines == [published[NAMES.index(name)] for name in ("elig", "erdf")]
    assert not kernel.lost("cost", "eligible").any()
