"""Defines of a plan that a row names by its day: a table knows one plan, and both ways agree.

What a row says of a day before that plan began is unknown in both.
"""

from datetime import date
from typing import Any

import pytest

from fundtrack.frames import Checks, tables_of
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book
from tests.checks.small import cost, rule
from tests.checks.test_other_plans import drawn as drawn_book
from tests.checks.test_other_plans import said, stated
from tests.frames.both_ways import both, differing, everything

pytest.importorskip("numpy", reason="the columns way works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")


def asked(tables: Any, held: Book, **more: Any) -> Checks:
    """The check by columns, which that by values agrees with."""
    ours, theirs = both(tables, held, **more)
    assert isinstance(ours, Checks), ours
    assert isinstance(theirs, Checks), theirs
    found, wanted = (everything(one, held, tables) for one in (ours, theirs))
    assert [*differing(found, wanted)] == []
    return ours


def seen(path: str) -> Book:
    """A book that notes for each cost what the define of its plan is."""
    made = said("total(budget_line.amount) + plan.support")
    made["define"]["cost"] = {"seen": {"value": f"{path}.asked", "cite": "act#1"}}
    return load_book(made)


BEFORE = date(2015, 12, 31)
COSTS = [
    cost("A", "999.00 EUR", incurred_on="2016-12-31", claim="K"),
    cost("B", "999.00 EUR", incurred_on="2017-01-01", claim="L"),
    cost("C", "999.00 EUR"),
]
CLAIMS = [
    {"id": "K", "number": 1, "final": False, "submitted_on": "2016-12-31"},
    {"id": "L", "number": 2, "final": False, "submitted_on": "2017-01-01"},
]


@pytest.mark.parametrize(
    ("path", "way"), [("cost.plan", "columns"), ("cost.claim.plan", "values")]
)
@pytest.mark.parametrize(
    ("on", "told"),
    [
        (None, [None, 1800, None]),  # the table tells of the second plan
        (date(2017, 1, 1), [None, 1800, None]),
        (date(2016, 12, 31), [65000, 65000, None]),  # the first, and of no later one
        (BEFORE, [65000, 65000, None]),  # it is not in force yet, and its day is told
    ],
)
def test_both_ways_say_the_same_of_the_plan_they_know(
    path: str, way: str, on: date | None, told: list[int | None]
) -> None:
    book = seen(path)
    project = read_project(stated(*COSTS) | {"claims": CLAIMS})
    tables: Any = tables_of([project], keys=["X"], on=on, book=book)
    found = asked(tables, book, on=on, keep=["seen"])
    assert found.way == way or on == BEFORE  # then each project is asked by itself anyhow
    assert found.rows("cost", "claimed")["seen"] == told


def test_what_cannot_be_said_of_another_plan_is_open_in_both_ways() -> None:
    made = said("plan.support + total(cost.net)")
    made["define"]["cost"] = {"seen": {"value": "cost.plan.asked", "cite": "act#1"}}
    made["rule"]["T-2"] = rule("plan", measured="plan.asked", at_most="cap", basis="claimed")
    book = load_book(made)
    project = read_project(stated(*COSTS) | {"claims": CLAIMS})
    for on in (None, BEFORE):
        tables: Any = tables_of([project], keys=["X"], on=on, book=book)
        found = asked(tables, book, on=on, keep=["seen"])
        in_force = None if on else 300700
        assert found.rows("cost", "claimed")["seen"] == [None, in_force, None]


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_agree_on_drawn_books(seed: int) -> None:
    book, held = drawn_book(seed)
    for on in (None, date(2016, 6, 1), date(2015, 6, 1)):
        tables: Any = tables_of([read_project(held)], keys=["X"], on=on, book=book)
        asked(tables, book, on=on)
