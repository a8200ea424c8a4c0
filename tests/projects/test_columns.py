"""Amounts read by columns are the amounts read one by one, whatever stands among them."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.projects import read_project
from fundtrack.projects.columns import read_amounts
from fundtrack.values import InputError, Money
from tests.laws.draws import amounts
from tests.projects.small import document
from tests.sample import ledger_project

ODD = [
    "1.5 EUR", "-0.00 EUR", "-1.00 EUR", "7 JPY", "1.00 SEK", "1.234 KWD", "1.00 EUR",
    "1.00 EUR\n2.00 EUR", "", "x", "1.00", None, 1, True, 1.5, ["1.00 EUR"], {},
]  # fmt: skip
cells = amounts.map(str) | st.sampled_from(ODD)


def ledger(column: list[object]) -> dict[str, object]:
    rows = [{"id": f"C{at}", "form": "actual", "net": cell} for at, cell in enumerate(column)]
    return document(costs=rows)


def test_a_ledger_is_read_by_columns():
    whole = ledger_project(30)
    read_amounts(whole)
    assert {type(row["net"]) for row in whole["costs"]} == {Money}
    assert {type(row["vat_recoverable"]) for row in whole["costs"]} == {Money}


def test_equal_amounts_are_one_object():
    whole = ledger(["5.00 EUR"] * 20)
    project = read_project(json.dumps(whole).encode())
    assert len({id(cost.net) for cost in project.costs or ()}) == 1


def test_short_collections_are_left_to_their_rows():
    whole = ledger(["5.00 EUR"] * 3)
    before = copy.deepcopy(whole)
    read_amounts(whole)
    assert whole == before


def reading(source: bytes | dict[str, object]) -> object:
    """The project, or the problems."""
    try:
        return read_project(source)
    except InputError as error:
        return error.problems


@given(st.lists(cells, min_size=16, max_size=24))
def test_columns_give_what_the_rows_give(column: list[object]):
    whole = ledger(column)
    raw = json.dumps(whole).encode()
    assert reading(raw) == reading(whole)


@pytest.mark.parametrize("costs", [
    None, "costs", 5, {}, [], [1] * 20, [{}] * 20, [None] * 20, [[]] * 20,
    [{"net": "1.00 EUR"}] * 19 + [1],
], ids=str)  # fmt: skip
@pytest.mark.parametrize("plans", [None, 5, {}, [1], [{"budget": 5}], [{"budget": [[]] * 20}]])
def test_whatever_the_shape_nothing_is_raised(costs: object, plans: object):
    whole = document(costs=costs, plans=plans)
    before = json.dumps(whole)
    read_amounts(whole)
    assert json.dumps(whole, default=str) == before


def test_amounts_of_plans_are_read_too():
    line = {"id": "B", "category": "x", "form": "actual", "amount": "1.00 EUR"}
    whole = document(
        plans=[{"number": 1, "budget": [line | {"id": f"B{at}"} for at in range(20)]}]
    )
    read_amounts(whole)
    assert whole["plans"][0]["budget"][7]["amount"] == Money("1.00 EUR")
