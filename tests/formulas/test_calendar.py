"""Whole months between two days: the greatest number that fits; and where a year ends."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.formulas.calendar import months_between, year_end
from fundtrack.values import months_after

days = st.dates(date(1, 1, 1), date(9999, 12, 31))
near = st.dates(date(2014, 12, 1), date(2017, 4, 30))


@given(st.one_of(st.tuples(days, days), st.tuples(near, near)))
@example((date(2016, 1, 31), date(2016, 2, 29)))
@example((date(2015, 1, 31), date(2015, 2, 27)))
@example((date.min, date.max))
@example((date(9998, 12, 31), date.max))
def test_it_is_the_greatest_number_of_months_that_fits(pair):
    first, last = sorted(pair)
    months = months_between(first, last)
    assert months >= 0
    assert months_after(first, months) <= last
    if last < date(9999, 11, 30):
        assert months_after(first, months + 1) > last
    assert months_between(last, first) == -months


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2016-01-01", "2016-01-01", 0),
        ("2016-01-01", "2016-01-31", 0),
        ("2016-01-01", "2016-02-01", 1),
        ("2016-01-31", "2016-02-28", 0),
        ("2016-01-31", "2016-02-29", 1),
        ("2015-01-31", "2015-02-28", 1),
        ("2016-02-29", "2017-02-28", 12),
        ("2016-02-29", "2017-02-27", 11),
        ("2016-01-01", "2017-06-30", 17),
        ("2016-01-01", "2017-07-01", 18),
        ("2016-03-01", "2016-02-29", 0),
        ("2016-03-01", "2016-02-01", -1),
        ("2017-07-01", "2016-01-01", -18),
    ],
)
def test_known_distances(first, last, months):
    assert months_between(date.fromisoformat(first), date.fromisoformat(last)) == months


@given(near, st.integers(-40, 40))
def test_adding_months_and_counting_them_is_nothing_lost(day, months):
    later = months_after(day, months)
    counted = months_between(day, later)
    assert counted in ((months,) if months >= 0 else (months, months + 1))
    if months >= 0:
        assert months_between(day, later + timedelta(days=1)) >= months


@given(st.one_of(days, near))
@example(date.min)
@example(date.max)
@example(date(2024, 12, 31))
@example(date(2025, 1, 1))
@example(date(2024, 2, 29))
def test_a_year_ends_on_the_last_day_that_is_still_in_it(day):
    last = year_end(day)
    assert last.year == day.year
    assert last == date.max or (last + timedelta(days=1)).year == day.year + 1
    assert year_end(last) == last >= day


@given(near, near, st.integers(0, 10))
@example(date(2024, 2, 29), date(2024, 3, 1), 5)
@example(date(2024, 12, 31), date(2025, 1, 1), 5)
def test_the_end_of_a_year_keeps_the_order_of_days_and_moves_by_whole_years(one, other, years):
    first, last = sorted((one, other))
    assert year_end(first) <= year_end(last)
    # "five years from 31 December of the year": the end of the year, then years, or the reverse
    assert year_end(months_after(one, 12 * years)) == months_after(year_end(one), 12 * years)
