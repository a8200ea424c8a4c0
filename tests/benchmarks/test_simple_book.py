"""The book of the simple task gives the cents of the loop by hand, where floats miss some."""

import pytest

pytest.importorskip("numpy", reason="the lines of the simple task are drawn with numpy")

import numpy as np

from fundtrack.checks import run
from tests.benchmarks.rebuilt import projects
from tests.benchmarks.simple_tables import (
    CAP,
    FIRST,
    LAST,
    SUPPORTED,
    Lines,
    book,
    by_hand,
    draw,
    reading,
    tables,
)


def lines(*amounts: int, paid: object = FIRST, category: int = 0) -> Lines:
    count = len(amounts)
    columns = np.zeros(count, np.int64), np.full(count, category), np.full(count, paid)
    return Lines(*columns, np.array(amounts))


def test_the_book_gives_the_cents_of_the_loop_by_hand() -> None:
    drawn = draw(1_000)
    found, wanted = reading(drawn, book()), by_hand(drawn)
    for name in vars(wanted):
        assert getattr(found, name).tolist() == getattr(wanted, name).tolist(), name


def test_the_draw_meets_every_rule() -> None:
    drawn = draw(1_000)
    inside = (drawn.paid >= FIRST) & (drawn.paid <= LAST)
    for one in (inside, drawn.category < SUPPORTED, drawn.amount <= CAP, drawn.amount >= 0):
        assert 0 < one.sum() < len(one)
    assert len(set(drawn.project.tolist())) == 5


@pytest.mark.parametrize(
    ("amount", "overhead", "union"),
    [
        (15_008_32, 2_251_25, 14_670_63),  # in single floats 14 670.64
        (17_051_30, 2_557_70, 16_667_65),  # in double floats 2 557.69 and 16 667.64
        (10, 2, 10),
        (-10, -2, -10),
        (20_000_00, 3_000_00, 19_550_00),
        (20_000_01, 3_000_00, 19_550_00),
        (0, 0, 0),
    ],
)
def test_cents_that_floats_and_other_decimals_get_wrong(
    amount: int, overhead: int, union: int
) -> None:
    found = reading(lines(amount), book())
    assert (found.overhead.tolist(), found.union.tolist()) == ([overhead], [union])


@pytest.mark.parametrize(
    ("paid", "category", "eligible"),
    [
        (FIRST - 1, 0, 0),
        (FIRST, 0, 100),
        (LAST, SUPPORTED - 1, 100),
        (LAST + 1, 0, 0),
        (FIRST, SUPPORTED, 0),
    ],
)
def test_a_day_or_a_category_beyond_the_last_is_refused(
    paid: object, category: int, eligible: int
) -> None:
    assert reading(lines(100, paid=paid, category=category), book()).eligible.tolist() == [
        eligible
    ]


def test_a_project_has_the_sum_of_its_lines() -> None:
    drawn = draw(400)
    union = by_hand(drawn).union
    for number, (project, places) in enumerate(projects(tables(drawn), book())):
        told = run(project, book()).tally("claimed")
        assert drawn.project[places].tolist() == [number] * 200
        assert told.project["project.union"] == union[places].sum()
