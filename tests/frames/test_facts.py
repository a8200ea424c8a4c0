"""Facts over columns that few books ask for: of computed lines, of periods, behind links."""

from typing import Any

import pytest

pytest.importorskip("numpy", reason="the columns reading works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from fundtrack.frames import ProjectRows
from fundtrack.frames.columns import rows
from fundtrack.frames.question import Question
from fundtrack.rulebooks import load_book
from tests.checks.small import book, cost, parameter, project, rule
from tests.frames.readings import ByColumns, Read, asked_of, columns_of, same

PARTNERS = [{"id": "P", "role": "lead"}, {"id": "Q", "role": "partner"}]
CENTS = {"rounding": "cents", "cite": "act#4"}
FLAT = CENTS | {"value": "total(cost.gross)", "counts_as": "flat"}


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BLOCK", 2)


def read(said: dict[str, Any], *projects: dict[str, Any], basis: str = "claimed") -> list[Read]:
    """What columns leave of projects, once the value reading and the walk agree."""
    asked = asked_of(projects, load_book(said), basis)
    columns = columns_of(asked)
    found = [columns.of(place) for place in range(len(asked))]
    for one, made in zip(asked, found, strict=True):
        same(made, one.by_values())
        same(made, one.by_the_walk())
    return found


# ---- The least and the greatest of lines of which some are computed --------------------------


def extremes(where: str, *projects: dict[str, Any]) -> list[tuple[Any, Any]]:
    define = {
        "partner": {"flat": FLAT},
        "project": {
            name: CENTS | {"value": f"{op}(line.limited, where={where})"}
            for name, op in (("least", "smallest"), ("most", "largest"))
        },
    }
    found = read(book(define=define), *projects)
    return [(one.project["project.least"], one.project["project.most"]) for one in found]


def test_a_part_of_which_no_line_counts_has_no_say() -> None:
    lines = cost("A", "3.00 EUR", partner="P", category="a"), cost("B", "5.00 EUR", partner="P")
    some = project(lines[0], partners=PARTNERS)
    none = project(partners=PARTNERS)
    more = project(lines[0], cost("B", "5.00 EUR", partner="P", category="a"))
    assert extremes("line.category in ('a', 'flat')", some, none, more) == [
        (300, 300),  # the flat line of P; that of Q is nothing, and no line
        (None, None),
        (300, 800),
    ]
    flatless = [
        project(cost("A", net, category="a"), partners=PARTNERS)  # of no partner's costs
        for net in ("3.00 EUR", "-3.00 EUR")
    ]
    only = [
        project(cost("A", net, partner="P", category="b")) for net in ("3.00 EUR", "-3.00 EUR")
    ]
    assert extremes("line.category in ('a', 'flat')", *flatless, *only) == [
        (300, 300), (-300, -300), (300, 300), (-300, -300)
    ]  # fmt: skip
    assert extremes("line.category == 'flat'", some, none, more) == [
        (300, 300), (None, None), (800, 800)
    ]  # fmt: skip
    assert extremes("line.category == 'a'", some, none, more) == [
        (300, 300), (None, None), (300, 500)
    ]  # fmt: skip


def test_an_open_line_of_either_part_leaves_the_whole_open() -> None:
    sort = cost("A", "3.00 EUR", partner="P"), cost("B", "5.00 EUR", partner="P", category="a")
    lost = cost("A", partner="Q", category="a")
    del lost["net"]
    silent = project(sort[1], partners=PARTNERS)
    del silent["partners"]
    assert extremes(
        "line.category in ('a', 'flat')",
        project(*sort, partners=PARTNERS), project(sort[1], lost, partners=PARTNERS), silent,
    ) == [(None, None)] * 3  # fmt: skip


# ---- Computed lines --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "amount"),
    [
        ("line.id == 'flat:Q'", 500), ("line.id == 'every'", 800), ("line.id == 'B'", 500),
        ("known(line.partner) and line.category == 'flat'", 800),
        ("not known(line.partner)", 800),
    ],
)  # fmt: skip
def test_a_computed_line_has_an_id_and_the_partner_of_its_owner(
    where: str, amount: int
) -> None:
    define = {
        "partner": {"flat": FLAT},
        "project": {
            "every": FLAT | {"counts_as": "every"},
            "asked": CENTS | {"value": f"total(line.limited, where={where})"},
        },
    }
    costs = (
        cost("A", "3.00 EUR", partner="P", category="a"),
        cost("B", "5.00 EUR", partner="Q", category="a"),
    )
    (found,) = read(book(define=define), project(*costs, partners=PARTNERS))
    assert found.project["project.asked"] == amount


# ---- Periods ---------------------------------------------------------------------------------


def test_a_period_is_as_long_as_its_days_both_counted() -> None:
    long = "total(budget_line.amount, where=budget_line.period.length >= week)"
    days = "cap if plan.period.length == span else project.eligible"
    define = {"project": {"long": CENTS | {"value": long}, "days": CENTS | {"value": days}}}
    said = book(
        define=define,
        parameter={
            "week": parameter("days", {"value": 7}),
            "span": parameter("days", {"value": 31}),
            "cap": parameter("money", {"value": "1.00 EUR"}),
        },
    )
    budget = [
        {"id": f"B{at}", "category": "a", "form": "actual", "amount": f"{at}.00 EUR"}
        for at in range(1, 5)
    ]
    periods = ("2016-01-01/2016-01-07", "2016-01-01/2016-01-06", "2016-01-01/", None)
    with_periods = [
        one | ({"period": period} if period else {})
        for one, period in zip(budget, periods, strict=True)
    ]
    plan = {"number": 1, "period": "2016-01-01/2016-01-31"}
    whole, holes, none, unended = read(
        said,
        project(plans=[plan | {"budget": with_periods[:2]}]),
        project(plans=[plan | {"budget": with_periods, "period": "2016-01-01/2016-01-30"}]),
        project(plans=[{"number": 1, "budget": with_periods[3:]}]),
        project(plans=[plan | {"budget": with_periods[2:3]}]),
        basis="plan",
    )
    assert (whole.project["project.long"], whole.project["project.days"]) == (100, 100)
    assert (holes.project["project.long"], holes.project["project.days"]) == (None, 1000)
    assert (none.project["project.long"], none.project["project.days"]) == (None, None)
    assert (unended.project["project.long"], unended.project["project.days"]) == (None, 100)


# ---- The order of lines ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consume", "left"),
    [
        (["cost.partner.role", "cost.id"], [200, 500, 0]),  # the lead's lines come first
        (["cost.activity.category", "cost.id"], [0, 500, 200]),
        (["cost.document_once", "cost.id"], [400, 0, 300]),
        (["cost.reverses.paid_on", "cost.id"], [None, None, None]),
    ],
)
def test_lines_take_up_a_limit_in_the_order_of_what_they_link_to(
    consume: list[str], left: list[int | None]
) -> None:
    more = {"effect": "limit", "limits": "line.admitted", "basis": "claimed"}
    limit = rule("project", measured="total(line.admitted)", at_most="cap", consume=consume)
    said = book(
        rule={"T-001": limit | more},
        parameter={"cap": parameter("money", {"value": "7.00 EUR"})},
    )
    paper = {"document": "1", "supplier": "S"}
    costs = (
        cost("A", "4.00 EUR", partner="Q", activity="Y", **paper),
        cost("B", "5.00 EUR", partner="P", activity="X"),
        cost("C", "3.00 EUR", partner="Q", activity="X", **paper),
    )
    acts = [{"id": "X", "category": "a"}, {"id": "Y", "category": "b"}]
    plan = {"number": 1, "period": "2016-01-01/2018-12-31", "activities": acts}
    (found,) = read(said, project(*costs, partners=PARTNERS, plans=[plan]))
    assert [*found.columns["cost", "limited"]] == left


# ---- Ids that are numbers --------------------------------------------------------------------


def test_ids_that_are_numbers_are_texts_of_the_width_of_their_own_table() -> None:
    tables: dict[str, dict[str, list[Any]]] = {
        "project": {"project": [1], "agreement.signed_on": ["2016-05-01"]},
        "partner": {"project": [1, 1], "id": [2, 10], "role": ["lead", "partner"]},
        "cost": {
            "project": [1, 1], "id": [7, 8], "form": ["actual"] * 2, "net": [300, 500],
            "vat": [0, 0], "partner": [2, 2], "category": ["a", "a"],
        },
    }  # fmt: skip
    asked = ("cost.partner == '02'", "cost.partner == '2'", "cost.id == '7'", "cost.id == '07'")
    define = {
        f"sum{at}": CENTS | {"value": f"total(cost.gross, where={where})"}
        for at, where in enumerate(asked)
    }
    more = {"made": CENTS | {"value": "total(line.limited, where=line.id == 'flat:02')"}}
    said = load_book(book(define={"project": define | more, "partner": {"flat": FLAT}}))
    named = {"agreement.book": ["test/small"], "plan.number": [1]}
    rebuilt = ProjectRows({**tables, "project": tables["project"] | named}, said)
    columns = ByColumns(tables, Question(said, "claimed"))
    (one,) = asked_of([rebuilt.project(1)], said, "claimed")
    same(columns.of(0), one.by_values())
    made = columns.of(0).project
    assert [made[f"project.sum{at}"] for at in range(4)] == [800, 0, 300, 0]
    assert made["project.made"] == 800
