"""What sources bear of lines over columns: few sorts are split, and no cent goes elsewhere."""

from typing import Any

import pytest

pytest.importorskip("numpy", reason="the columns reading works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from fundtrack.frames import ProjectRows
from fundtrack.frames.columns import rows
from fundtrack.frames.question import Question, Unsupported
from fundtrack.frames.tables import tables_of
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from tests.checks.small import book, cost, project, rule
from tests.frames.readings import ByColumns, asked_of, columns_of, same

BEARS = {"strands": "waterfall", "rounding": "cents", "cite": "act#22"}
LINES = "FT-SRC-001"


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BLOCK", 2)


def source(name: str, order: int, **more: Any) -> dict[str, Any]:
    kind = {"OWN": "own", "STATE": "national_public"}.get(name, "union")
    return {
        "id": name, "fund": name, "kind": kind, "base": "total", "order": order,
        "residual": False,
    } | more  # fmt: skip


def said(**defines: Any) -> dict[str, Any]:
    made = {noun: {**one} for noun, one in defines.items() if noun != "group"}
    made.setdefault("source", {})["bears"] = BEARS
    groups = {"group": defines["group"]} if "group" in defines else {}
    return book(define=made) | groups


def held(*costs: dict[str, Any], sources: Any, plan: Any = (), **more: Any) -> dict[str, Any]:
    made = {"number": 1, "period": "2016-01-01/2018-12-31", "sources": list(sources)}
    return project(*costs, plans=[made | dict(plan)], **more)


def borne(*projects: dict[str, Any], by: Any = None, basis: str = "claimed") -> list[Any]:
    """What the sources of each project bear by columns, once the value reading agrees."""
    asked = asked_of(projects, load_book(by or said()), basis)
    columns = columns_of(asked)
    found = []
    for place, one in enumerate(asked):
        made = columns.of(place)
        same(made, one.by_values())
        same(made, one.by_the_walk())
        found.append([*made.columns["source", "bears"]])
    return found


# ---- Lines that say the same are taken together ----------------------------------------------


def test_lines_of_several_projects_are_not_mixed() -> None:
    sources = source("ERDF", 1, rate="85 %"), source("OWN", 2, residual=True)
    one = held(cost("A", "100.01 EUR"), cost("B", "200.33 EUR"), sources=sources)
    two = held(cost("A", "0.07 EUR"), sources=sources[::-1])
    none = held(cost("A", "5.00 EUR"), sources=())
    assert borne(one, none, two) == [[25528, 4506], [], [2, 5]]


def test_the_last_cent_goes_to_the_strand_that_comes_first() -> None:
    few = source("ERDF", 1, amount="1.01 EUR")
    only = [
        source(name, 2, residual=True, covers={"category": [name.lower()]})
        for name in ("AIR", "SEA")
    ]
    costs = cost("A", "1.00 EUR", category="sea"), cost("B", "1.00 EUR", category="air")
    assert borne(
        held(*costs, sources=(few, *only)), held(*costs[::-1], sources=(few, *only))
    ) == [[101, 50, 49], [101, 49, 50]]


def test_a_line_of_unknown_amount_is_no_part_of_those_like_it() -> None:
    fund = source("ERDF", 1, rate="50 %", covers={"category": ["sea"]})
    rest = source("OWN", 2, residual=True, covers={"category": ["air"]})
    lost = cost("B", category="sea")
    del lost["net"]
    costs = cost("A", "1.00 EUR", category="sea"), cost("C", "2.00 EUR", category="air")
    assert borne(
        held(*costs, sources=(fund, rest)), held(costs[0], lost, costs[1], sources=(fund, rest))
    ) == [[50, 200], [None, 200]]


def test_who_pays_goes_by_partner_category_activity_and_region() -> None:
    partners = [
        {"id": "P", "role": "lead", "region": "LV006"},
        {"id": "Q", "role": "partner", "region": "LV007"},
        {"id": "R", "role": "partner"},
    ]
    costs = (
        cost("A", "10.00 EUR", partner="P", category="staff"),
        cost("B", "20.00 EUR", partner="Q", category="staff"),
        cost("C", "40.00 EUR", category="staff"),
        cost("D", "80.00 EUR", partner="P", category="travel", activity="X"),
    )
    plan = {"activities": [{"id": "X", "category": "any"}]}
    nowhere = cost("E", "160.00 EUR", partner="R", category="staff")
    stray = cost("E", "160.00 EUR", partner="NOBODY", category="staff")
    silent = cost("E", "160.00 EUR", partner="P")
    for covers, paid, unsure in (
        ({"partner": ["P"]}, 9000, ()),
        ({"category": ["staff"]}, 7000, (silent,)),
        ({"activity": ["X"]}, 8000, ()),
        ({"region": ["LV007"]}, 2000, (nowhere, stray)),
        ({"region": ["LV006"], "category": ["staff"]}, 1000, (nowhere, stray, silent)),
        ({"partner": []}, 0, ()),
        ({}, 15000, ()),
    ):
        own = source("OWN", 2, residual=True, covers={"category": ["none"]})
        fund = source("ERDF", 1, rate="100 %", covers=covers)
        asked = {"sources": (fund, own), "plan": plan, "partners": partners}
        first, *others = borne(
            held(*costs, **asked), *(held(*costs, one, **asked) for one in unsure)
        )
        assert first == [paid, 0]
        assert [one[0] for one in others] == [None] * len(unsure)


def test_ids_that_are_numbers_are_those_of_their_tables() -> None:
    tables: dict[str, dict[str, list[Any]]] = {
        "project": {"project": [1, 2], "agreement.signed_on": ["2016-05-01", "2016-05-01"]},
        "partner": {
            "project": [1, 1, 2], "id": [2, 10, 2], "role": ["lead", "partner", "lead"],
            "region": ["LV006", "LV007", "LV006"],
        },
        "source": {
            "project": [1, 1, 2], "id": [1, 2, 1], "fund": ["a", "b", "a"],
            "kind": ["union", "own", "union"], "base": ["total"] * 3, "order": [1, 2, 1],
            "residual": [True, True, True],
            "covers": ['{"partner": [2]}', '{"region": ["LV007"]}', '{"partner": ["02", 7]}'],
        },
        "cost": {
            "project": [1, 1, 2], "id": [1, 2, 1], "form": ["actual"] * 3,
            "net": [700, 500, 300], "vat": [0, 0, 0], "partner": [2, 10, 2],
        },
    }  # fmt: skip
    made = load_book(said())
    columns = ByColumns(tables, Question(made, "claimed"))
    rebuilt = ProjectRows(
        {**tables, "project": {**tables["project"], "agreement.book": ["x"] * 2,
                               "plan.number": [1, 1]}}, made
    )  # fmt: skip
    for place, key in enumerate(rebuilt.keys):
        (asked,) = asked_of([rebuilt.project(key)], made, "claimed")
        same(columns.of(place), asked.by_values())
    paid = [columns.of(place).columns["source", "bears"] for place in range(2)]
    assert paid == [[700, 500], [300]]


def test_no_total_wraps() -> None:
    costs = [cost(f"A{at}", "9000000000000000.00 EUR") for at in range(12)]
    fund = source("ERDF", 1, rate="50 %"), source("OWN", 2, residual=True)
    share = 12 * 9 * 10**17 // 2
    assert share > 2**62
    assert borne(held(*costs, sources=fund)) == [[share, share]]


def test_a_source_that_pays_by_nothing_stated_leaves_open_those_beside_it() -> None:
    lost, rest = source("ERDF", 1), source("OWN", 2, residual=True)
    foreign = source("ERDF", 1, amount="5.00 SEK")
    line = cost("A", "1.00 EUR")
    assert borne(
        held(line, sources=(lost, rest)), held(sources=(lost, rest)),
        held(line, sources=(foreign, rest)), held(line, sources=(rest, rest | {"id": "X"})),
    ) == [[None, None], [None, 0], [None, None], [None, None]]  # fmt: skip


# ---- Computed lines --------------------------------------------------------------------------

FLAT = {
    "value": "total(cost.gross)", "rounding": "cents", "cite": "act#4", "counts_as": "flat"
}  # fmt: skip


def test_a_computed_line_of_nothing_is_no_line() -> None:
    by = said(
        project={"flat": FLAT | {"value": "total(cost.net, where=cost.category == 'sea')"}}
    )
    both = (
        source("ERDF", 1, residual=True, covers={"category": ["flat"]}),
        source("OWN", 2, residual=True),
    )
    air, sea = cost("A", "1.00 EUR", category="air"), cost("B", "1.00 EUR", category="sea")
    assert borne(held(air, sources=both), held(air, sea, sources=both), by=by) == [
        [0, 100],
        [None, None],  # two residuals of one strand
    ]


def test_a_computed_line_is_of_its_owners_partner() -> None:
    by = said(partner={"flat": FLAT}, activity={"more": FLAT | {"counts_as": "more"}})
    funds = (
        source("ERDF", 1, residual=True, covers={"category": ["flat"], "partner": ["Q"]}),
        source("STATE", 2, residual=True, covers={"category": ["more"], "partner": ["Q"]}),
        source("OWN", 3, residual=True, covers={"category": ["flat"], "partner": ["P"]}),
    )
    partners = [{"id": "P", "role": "lead"}, {"id": "Q", "role": "partner"}]
    costs = (
        cost("A", "10.00 EUR", partner="P", activity="X", category="a"),
        cost("B", "50.00 EUR", partner="Q", activity="X", category="a"),
        cost("C", "70.00 EUR", partner="P", activity="Y", category="a"),
    )
    plan = {
        "activities": [
            {"id": "X", "category": "any", "partner": "Q"},
            {"id": "Y", "category": "any"},
        ]
    }
    asked = held(*costs, sources=funds, plan=plan, partners=partners)
    assert borne(asked, by=by) == [[5000, 6000, 8000]]


def test_computed_lines_of_a_group_come_as_its_members_do() -> None:
    group = {"spot": {"by": ["category", "partner"], "of": ["cost"]}}
    by = said(group=group, spot={"flat": FLAT})
    few = source("ERDF", 1, amount="1.01 EUR", covers={"category": ["flat"]})
    only = [
        source(name, 2, residual=True, covers={"category": ["flat"], "partner": [name]})
        for name in ("P", "Q")
    ]
    partners = [{"id": "P", "role": "lead"}, {"id": "Q", "role": "partner"}]
    costs = (
        cost("A", "10.00 EUR", partner="Q", category="a"),
        cost("B", "10.00 EUR", partner="P", category="a"),
        cost("C", "10.00 EUR", partner="P", category="a"),
        cost("D", "10.00 EUR", partner="Q", category="a"),
    )
    asked = {"sources": (few, *only), "partners": partners}
    turned = costs[1], costs[0], costs[3], costs[2]
    assert borne(held(*costs, **asked), held(*turned, **asked), by=by) == [
        [101, 1950, 1949],
        [101, 1949, 1950],
    ]


def test_computed_lines_that_nobody_can_name_leave_open_who_pays_for_them() -> None:
    by = said(partner={"flat": FLAT})
    wide = source("ERDF", 1, rate="10 %", covers={"category": ["any"]})
    narrow = source("OWN", 2, residual=True, covers={"category": ["sea"]})
    asked = held(cost("A", "1.00 EUR", category="sea"), sources=(wide, narrow))
    silent = held(cost("A", "1.00 EUR", category="sea"), sources=(wide, narrow))
    del silent["partners"]
    every = source("ERDF", 1, rate="10 %"), source("OWN", 2, residual=True)
    stated = held(cost("A", "1.00 EUR"), sources=every)
    unstated = held(cost("A", "1.00 EUR"), sources=every)
    del unstated["partners"]
    assert borne(asked, silent, stated, unstated, by=by) == [
        [0, 100], [None, None], [10, 90], [None, None]
    ]  # fmt: skip
    del asked["partners"], stated["partners"]  # then there is no table of partners
    assert borne(asked, stated, by=by) == [[None, None], [None, None]]


# ---- Lines that nobody states ----------------------------------------------------------------


def test_a_stated_total_is_shared_by_those_who_pay_for_every_line() -> None:
    wide = source("ERDF", 1, rate="85 %"), source("OWN", 2, residual=True)
    narrow = source("STATE", 3, rate="5 %", covers={"category": ["sea"]})
    plan = {"eligible": "100.00 EUR"}
    budget = {"budget": [{"id": "B", "category": "a", "form": "actual", "amount": "5.00 EUR"}]}
    assert borne(
        held(sources=wide, plan=plan),
        held(sources=(*wide, narrow), plan=plan),
        held(sources=wide),
        held(sources=wide, plan=plan | budget),
        basis="plan",
    ) == [[8500, 1500], [None] * 3, [None, None], [425, 75]]


# ---- Whether each line has a source ----------------------------------------------------------


def lines_have_sources(*projects: dict[str, Any]) -> list[str]:
    ask = rule("plan", basis="claimed", met_when="plan.lines_have_sources")
    asked = asked_of(projects, load_book(book(rule={"T-001": ask})), "claimed")
    columns = columns_of(asked)
    found = []
    for place, one in enumerate(asked):
        same(columns.of(place), one.by_values())
        found += columns.of(place).verdicts["project", "T-001"]
    return found


def test_a_line_of_either_basis_without_a_source_is_seen() -> None:
    sea = source("ERDF", 1, rate="85 %", covers={"category": ["sea"]})
    wide = source("OWN", 2, residual=True)
    here, away = cost("A", category="sea"), cost("B", category="air")
    budget = {"budget": [{"id": "B", "category": "a", "form": "actual", "amount": "5.00 EUR"}]}
    assert lines_have_sources(
        held(here, sources=(sea,)),
        held(here, away, sources=(sea,)),
        held(here, cost("C"), sources=(sea,)),
        held(cost("C"), away, sources=(sea,)),
        held(here, away, sources=(sea, wide)),
        held(here, away, sources=()),
        held(here, sources=(sea,), plan=budget),
    ) == ["met", "broken", "unknown", "broken", "met", "met", "broken"]


# ---- Refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize("covers", ["[1]", '{"where": ["x"]}', '{"partner": "P"}', '"P"'])
def test_what_no_file_could_say_is_left_to_the_gate(covers: str) -> None:
    tables = tables_of(
        [read_project(held(cost("A"), sources=[source("ERDF", 1, covers={"partner": ["P"]})]))]
    )
    tables["source"]["covers"] = [covers]
    with pytest.raises(Unsupported, match="no file could name"):
        ByColumns(tables, Question(load_book(said()), "claimed"))
