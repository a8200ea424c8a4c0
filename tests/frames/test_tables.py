"""Projects as plain tables and back: nothing that a project says of one plan is lost."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fundtrack.frames import ProjectRows, project_of, tables_of
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError
from tests.laws.draws_of_projects import Document, documents
from tests.random_projects import draw_project
from tests.sample import PROJECTS

quickly = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DAYS = [date(2015, 6, 1), date(2016, 1, 1), date(2016, 12, 31), date(2017, 1, 1), None]


def of_one_plan(project: Project, on: date | None = None, known_on: date | None = None) -> Any:
    """The project that has only the plan the tables tell."""
    plan = project.plan_on(on, known_on=known_on)
    if plan is None:
        plan = min(project.plans, key=lambda one: one.number)
    return project.replace(plans=(plan,))


def same(project: Project, on: date | None = None, known_on: date | None = None) -> None:
    tables = tables_of([project], keys=["P"], on=on, known_on=known_on)
    expected = of_one_plan(project, on, known_on)
    assert project_of(tables, "P") == expected
    assert (project.plan_on(on, known_on) is None) == (expected.plan_on(on, known_on) is None)


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_a_shipped_example_comes_back(path: Any) -> None:
    project = read_project(path)
    for on in DAYS:
        same(project, on)
        same(project, on, on)


@pytest.mark.parametrize("seed", range(300))
def test_a_random_project_comes_back(seed: int) -> None:
    project = read_project(draw_project(seed))
    same(project, DAYS[seed % len(DAYS)], DAYS[seed // 3 % len(DAYS)])


@given(st.lists(st.integers(0, 10_000), max_size=6, unique=True), st.booleans())
def test_many_projects_in_one_set_of_tables_come_back_each(
    seeds: list[int], numbered: bool
) -> None:
    projects = [read_project(draw_project(seed)) for seed in seeds]
    keys = None if numbered else [f"P{seed}" for seed in seeds]
    tables = tables_of(projects, keys=keys)
    rows = ProjectRows(tables)
    assert rows.keys == tuple(range(len(seeds)) if keys is None else keys)
    for key, project in zip(rows.keys, projects, strict=True):
        assert rows.project(key) == of_one_plan(project)


@quickly
@given(documents, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_whatever_a_project_may_say_comes_back(
    whole: Document, on: date | None, known_on: date | None
) -> None:
    try:
        project = read_project(whole)
    except InputError:
        assume(False)
    same(project, on, known_on)


@quickly
@given(st.lists(documents, min_size=2, max_size=3))
def test_projects_that_say_different_things_share_tables(wholes: list[Document]) -> None:
    projects = []
    for whole in wholes:
        with suppress(InputError):
            projects.append(read_project(whole))
    rows = ProjectRows(tables_of(projects))
    for key, project in zip(rows.keys, projects, strict=True):
        assert rows.project(key) == of_one_plan(project)


# ---- What stands in the cells ----------------------------------------------------------------


def small(**more: Any) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "agreement": {"book": "test/small", "currency": "EUR"},
        "plans": [{"number": 1}],
        **more,
    }


def cost(**more: Any) -> dict[str, Any]:
    return {"id": "C", "form": "actual", **more}


@pytest.mark.parametrize(("said", "cells"), [
    ({"net": "1.00 EUR"}, {"net": 100}),
    ({"net": "1.00 SEK", "vat": "0.20 SEK"}, {"net": 100, "vat": 20, "currency": "SEK"}),
    ({"net": "1.00 SEK", "vat": "0.20 EUR"}, {"net": "1.00 SEK", "vat": 20}),
    ({"net": "1.00 SEK", "vat": "2 JPY"}, {"net": "1.00 SEK", "vat": "2 JPY"}),
    ({"share_of_use": "2/37"}, {"share_of_use": "2/37"}),
    ({"quantity": "2.50"}, {"quantity": Decimal("2.50")}),
    ({"paid_on": "2016-01-31"}, {"paid_on": date(2016, 1, 31)}),
    ({"performed": "/2016-01-31"}, {"performed.last": date(2016, 1, 31)}),
    ({"facts": {"flag": True, "net": "x"}}, {"flag": True, "facts": '{"net":"x"}'}),
    ({"labels": {"a b": "c"}}, {"labels": '{"a b":"c"}'}),
    ({"exchange": {"units_per_euro": "0.702804"}},
     {"exchange.units_per_euro": Decimal("0.702804")}),
])  # fmt: skip
def test_a_cell_is_plain(said: dict[str, Any], cells: dict[str, Any]) -> None:
    tables = tables_of([read_project(small(costs=[cost(**said)]))])
    row = {name: values[0] for name, values in tables["cost"].items()}
    assert row == {"project": 0, "id": "C", "form": "actual", **cells}


def test_only_what_differs_is_said_of_whole_tables() -> None:
    """No column tells what all projects have in common."""
    projects = [
        read_project(small(**more)) for more in ({}, {"costs": []}, {"costs": [cost()]})
    ]
    tables = tables_of(projects, keys="abc")
    assert tables["cost"] == {"project": ["c"], "id": ["C"], "form": ["actual"]}
    assert tables["project"]["states.cost"] == [False, True, True]
    assert tables["project"]["plan.number"] == [1, 1, 1]
    assert "partner" not in tables
    assert [name for name in tables_of(projects[1:])["project"] if "states" in name] == []
    assert tables_of([]) == {"project": {"project": []}}


def test_facts_are_their_kinds_under_a_book() -> None:
    book = load_book("lv/cluster-2016")
    said = small(facts={"completed_on": "2018-01-31", "public_support": "12.50 EUR"})
    project = read_project(said)
    table = tables_of([project], book=book)["project"]
    assert (table["completed_on"], table["public_support"]) == ([date(2018, 1, 31)], [1250])
    assert project_of({"project": table}, 0, book=book) == project
    plain = tables_of([project])["project"]
    assert plain["public_support"] == ["12.50 EUR"]
    assert project_of({"project": plain}, 0, book=book) == project
    host = {"project": plain | {"our own": ["x"], "unasked": [0.5]}}
    assert project_of(host, 0, book=book) == project


# ---- What callers may put there --------------------------------------------------------------

PROJECT: dict[str, list[Any]] = {
    "project": [7], "agreement.book": ["test/small"], "plan.number": [1],
}  # fmt: skip


def read_cost(**cells: Any) -> Any:
    columns = {"project": 7, "id": "C", "form": "actual", **cells}
    table = {name: [cell] for name, cell in columns.items()}
    costs = project_of({"project": PROJECT, "cost": table}, 7).costs
    assert costs is not None
    return costs[0]


@pytest.mark.parametrize(("cells", "name", "value"), [
    ({"net": 100}, "net", "1.00 EUR"),
    ({"net": Decimal("1.5")}, "net", "1.50 EUR"),
    ({"net": Decimal("1.5000")}, "net", "1.50 EUR"),
    ({"net": Decimal("-0.0")}, "net", "0.00 EUR"),
    ({"net": 100, "currency": "JPY"}, "net", "100 JPY"),
    ({"net": "1.00 SEK", "currency": "JPY"}, "net", "1.00 SEK"),
    ({"share_of_use": Decimal("0.85")}, "share_of_use", "85 %"),
    ({"share_of_use": "85 %"}, "share_of_use", "85 %"),
    ({"share_of_use": Fraction(2, 37)}, "share_of_use", "2/37"),
    ({"unit_price": Decimal("0.125")}, "unit_price", "0.125 EUR"),
    ({"exchange.units_per_euro": 2}, "exchange", "2"),
    ({"labels": {"a": "b", "c": None}}, "labels", "b"),
])  # fmt: skip
def test_a_cell_may_be_written_in_several_ways(cells: Any, name: str, value: str) -> None:
    read = getattr(read_cost(**cells), name)
    read = read["a"] if name == "labels" else getattr(read, "units_per_euro", read)
    assert str(read) == value


@pytest.mark.parametrize(("cells", "pointer"), [
    ({"net": 1.5}, "/costs/0/net"),
    ({"net": True}, "/costs/0/net"),
    ({"net": Decimal("0.001")}, "/costs/0/net"),
    ({"net": Decimal("NaN")}, "/costs/0/net"),
    ({"net": 10**30}, "/costs/0/net"),
    ({"net": "1.00"}, "/costs/0/net"),
    ({"net": 1, "currency": "XXX"}, "/costs/0/net"),
    ({"net": 1, "currency": 5}, "/costs/0/net"),
    ({"share_of_use": 0.85}, "/costs/0/share_of_use"),
    ({"share_of_use": Decimal("Infinity")}, "/costs/0/share_of_use"),
    ({"paid_on": "31.01.2016"}, "/costs/0/paid_on"),
    ({"paid_on": datetime(2016, 1, 31)}, "/costs/0/paid_on"),
    ({"form": None}, "/costs/0/form"),
    ({"form": "odd"}, "/costs/0/form"),
    ({"id": None}, "/costs/0/id"),
    ({"id": -1}, "/costs/0/id"),
    ({"labels": "{"}, "/costs/0/labels"),
    ({"facts": "[]", "flag": True}, "/costs/0/facts"),
    ({"Net Amount": 1}, "/costs/0/facts/Net Amount"),
    ({"flag": 1.5}, "/costs/0/facts/flag"),
    ({"performed.first": date(2016, 1, 2), "performed.last": date(2016, 1, 1)},
     "/costs/0/performed"),
])  # fmt: skip
def test_what_no_file_could_hold_is_refused_with_its_place(cells: Any, pointer: str) -> None:
    with pytest.raises(InputError) as caught:
        read_cost(**cells)
    assert caught.value.pointer == pointer


def test_numbers_are_ids_that_order_as_numbers() -> None:
    tables: dict[str, Any] = {
        "project": {
            "project": [12, 3], "agreement.book": ["b", "b"], "plan.number": [1, 1],
        },
        "partner": {
            "project": [12, 12, 3], "id": [2, 10, 100], "role": ["lead", "partner", "lead"]
        },
        "cost": {
            "project": [3, 12, 12], "id": [5, 9, 10], "form": ["actual"] * 3,
            "partner": [100, 2, 10], "reverses": [None, None, 9],
        },
        "source": {
            "project": [12], "id": ["S"], "fund": ["ERDF"], "kind": ["union"],
            "base": ["total"], "order": [1], "residual": [True], "covers": [{"partner": [2]}],
        },
    }  # fmt: skip
    tables["project"]["states.source"] = [True, None]
    tables["waiver"] = {
        "project": [12, 12, 12], "rule": ["R"] * 3, "by": ["X"] * 3,
        "subject": ["cost:9", "project", "cost:x"], "granted_on": ["2016-01-01"] * 3,
    }  # fmt: skip
    rows = ProjectRows(tables)
    big, other = rows.project(12), rows.project(3)
    assert [one.id for one in big.partners or ()] == ["002", "010"]
    assert [one.id for one in big.costs or ()] == ["09", "10"]
    assert [one.partner for one in big.costs or ()] == ["002", "010"]
    assert [one.reverses for one in big.costs or ()] == [None, "09"]
    assert [one.subject for one in big.waivers or ()] == ["cost:09", "project", "cost:x"]
    assert big.plans[0].sources[0].covers.partner == ("002",)
    assert other.plans[0].sources is None
    assert [one.partner for one in other.costs or ()] == ["100"]
    assert rows.rows("cost", 12) == [1, 2]
    assert rows.rows("claim", 12) == ()


@pytest.mark.parametrize(("tables", "pointer"), [
    ({}, "/project"),
    ({"project": {}}, "/project/project"),
    ({"project": PROJECT, "costs": {"project": []}}, "/costs"),
    ({"project": PROJECT, "plan": {"project": []}}, "/plan"),
    ({"project": PROJECT, "cost": {"id": ["C"]}}, "/cost/project"),
    ({"project": PROJECT, "cost": {"project": [7], "id": []}}, "/cost"),
    ({"project": PROJECT | {"project": [7, 7]}}, "/project"),
    ({"project": {"project": ["A", "A"]}}, "/project/0/project"),
    ({"project": {"project": ["A", None]}}, "/project/1/project"),
    ({"project": {"project": ["A", ["B"]]}}, "/project/1/project"),
    ({"project": {"project": [-1]}}, "/project/0/project"),
    ({"project": PROJECT, "cost": {"project": [7, 8], "id": ["C", "D"]}},
     "/cost/1/project"),
    ({"project": PROJECT, "cost": {"project": [7.0], "id": ["C"]}}, "/cost/0/project"),
    ({"project": PROJECT, "cost": {"project": [None], "id": ["C"]}}, "/cost/0/project"),
    ({"project": PROJECT, "cost": {"project": ["7"], "id": ["C"]}}, "/cost/0/project"),
])  # fmt: skip
def test_tables_that_do_not_fit_together_are_refused(tables: Any, pointer: str) -> None:
    with pytest.raises(InputError) as caught:
        ProjectRows(tables)
    assert caught.value.pointer == pointer


def test_a_cell_of_the_plan_has_its_place_in_the_plan() -> None:
    line = {"project": [7], "id": ["B"], "category": ["c"], "form": ["flat"], "amount": [1]}
    tables = {"project": PROJECT, "budget_line": line | {"currency": ["XXX"]}}
    with pytest.raises(InputError) as caught:
        project_of(tables, 7)
    assert caught.value.pointer == "/plans/0/budget/0/amount"


def test_rows_that_nobody_states_are_refused() -> None:
    tables = {
        "project": PROJECT | {"states.cost": [False]},
        "cost": {"project": [7], "id": ["C"], "form": ["actual"]},
    }
    with pytest.raises(InputError, match=r"/costs: rows of a project"):
        project_of(tables, 7)


@pytest.mark.parametrize("keys", [["A"], ["A", "A"], [1, True], [1.0, 2], [None, 1], [-1, 0]])
def test_a_project_has_one_key_of_its_own(keys: Any) -> None:
    project = read_project(small())
    with pytest.raises(InputError):
        tables_of([project, project], keys=keys)


def test_only_a_key_that_is_there_has_a_project() -> None:
    with pytest.raises(InputError, match="no such project"):
        project_of({"project": PROJECT}, 8)
    with pytest.raises(InputError, match="no such project"):
        ProjectRows({"project": PROJECT}).rows("cost", 8)


def test_what_is_absent_may_be_said_for_all() -> None:
    tables: dict[str, Any] = {
        "project": {"project": [1], "plan.number": [3]},
        "cost": {"project": [1], "id": ["C"]},
    }
    absent = {
        "project": {"agreement.book": "b", "plan.number": 1},
        "cost": {"form": "actual"},
        "claim": {"final": True},
    }
    project = ProjectRows(tables, absent=absent).project(1)
    assert (project.agreement.book, project.plans[0].number) == ("b", 3)
    assert [one.form for one in project.costs or ()] == ["actual"]
    assert project.claims is None
