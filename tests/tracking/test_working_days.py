"""A day that falls on a weekend or a holiday moves (Regulation No 1182/71, Article 2)."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.tracking import is_working_day, moved

DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
near = st.frozensets(st.dates(date(2025, 4, 10), date(2025, 4, 30)), max_size=12)
D = date.fromisoformat

#: Good Friday 18 April 2025, Easter Monday 21 April; a Wednesday and a Thursday beside them.
MOVED = [
    ("2025-04-16", [], "2025-04-16", "2025-04-16"),
    ("2025-04-18", [], "2025-04-18", "2025-04-18"),
    ("2025-04-19", [], "2025-04-21", "2025-04-18"),
    ("2025-04-20", [], "2025-04-21", "2025-04-18"),
    ("2025-04-18", ["2025-04-18", "2025-04-21"], "2025-04-22", "2025-04-17"),
    ("2025-04-20", ["2025-04-18", "2025-04-21"], "2025-04-22", "2025-04-17"),
    ("2025-04-21", ["2025-04-18", "2025-04-21"], "2025-04-22", "2025-04-17"),
    ("2025-04-22", ["2025-04-18", "2025-04-21"], "2025-04-22", "2025-04-22"),
    ("2022-12-31", [], "2023-01-02", "2022-12-30"),
]


@pytest.mark.parametrize(("day", "holidays", "following", "previous"), MOVED)
def test_the_day_that_counts(day, holidays, following, previous):
    free = frozenset(map(D, holidays))
    assert moved(D(day), "next_working_day", free) == D(following)
    assert moved(D(day), "previous_working_day", free) == D(previous)
    assert moved(D(day), "stays", free) == D(day)


@given(days, near)
@example(D("2025-04-19"), frozenset({D("2025-04-18"), D("2025-04-21")}))
def test_it_is_the_nearest_working_day_on_its_side(day, holidays):
    for moves, step in (("next_working_day", DAY), ("previous_working_day", -DAY)):
        found = moved(day, moves, holidays)
        assert is_working_day(found, holidays)
        while day != found:
            assert not is_working_day(day, holidays)
            day += step
        assert moved(found, moves, holidays) == found
        day = found


@given(days, near)
def test_a_holiday_more_moves_a_day_no_less(day, holidays):
    more = holidays | {day}
    assert moved(day, "next_working_day", more) >= moved(day, "next_working_day", holidays)
    assert moved(day, "previous_working_day", more) <= moved(
        day, "previous_working_day", holidays
    )


def test_the_ends_of_the_calendar():
    assert moved(date.max, "next_working_day", {date.max}) is None  # a Friday
    assert moved(date.min, "previous_working_day", {date.min}) is None  # a Monday
    assert moved(date.max, "stays", {date.max}) == date.max
