"""The laws of a period: both days are inside, and months are counted from the first."""

import calendar
import copy
import pickle
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fundtrack.values import InputError, Period, months_after
from tests.laws.draws import days, half_known, periods

DAY = timedelta(days=1)
near = st.dates(date(2014, 1, 1), date(2014, 3, 1))
short = st.tuples(near, near).map(lambda two: Period(*sorted(two)))


def by_the_calendar(day: date, months: int) -> date:
    """Add months with nothing but the calendar's own lengths."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


@given(st.one_of(periods(), half_known))
def test_the_text_of_a_period_reads_back_as_the_period(period):
    assert Period(str(period)) == period
    assert Period.read(str(period)) == period
    assert str(Period(str(period))) == str(period)
    assert pickle.loads(pickle.dumps(period)) == period
    assert copy.deepcopy(period) is period
    assert Period(period) is period
    assert Period(period.first, period.last) == period
    assert hash(Period(str(period))) == hash(period)
    assert eval(repr(period), {"Period": Period}) == period


@given(short)
def test_the_length_is_the_number_of_days_inside(period):
    inside = [date(2014, 1, 1) + DAY * n for n in range(-1, 61)]
    assert period.length == sum(day in period for day in inside)


@given(periods(), days)
def test_a_day_is_inside_from_the_first_to_the_last(period, day):
    expected = period.first <= day <= period.last
    assert (day in period) is expected
    assert period.contains(day) is expected
    for edge in (period.first, period.last):
        assert edge in period


@given(near, near)
def test_an_unknown_day_leaves_the_other_side_undecided(known, day):
    from_known, to_known = Period(known, None), Period(None, known)
    assert from_known.contains(day) is (False if day < known else None)
    assert to_known.contains(day) is (False if day > known else None)
    assert from_known.length is to_known.length is None
    for period in (from_known, to_known):
        if period.contains(day) is None:
            with pytest.raises(InputError, match="is not known"):
                assert day in period
        else:
            assert day not in period


@given(short, short)
def test_the_overlap_holds_the_days_of_both(one, other):
    both = one.overlap(other)
    assert other.overlap(one) == both
    for day in (date(2014, 1, 1) + DAY * n for n in range(60)):
        assert (day in one and day in other) is (both is not None and day in both)


@given(short, near, st.booleans())
def test_an_overlap_with_an_unknown_day_is_none_or_not_known(period, known, opens):
    open_ended = Period(known, None) if opens else Period(None, known)
    apart = period.last < known if opens else known < period.first
    for one, other in ((period, open_ended), (open_ended, period)):
        if apart:
            assert one.overlap(other) is None
        else:
            with pytest.raises(InputError, match="are not known"):
                one.overlap(other)


@given(days, st.integers(-130_000, 130_000))
@example(date(2015, 1, 31), 1)
@example(date(2016, 1, 31), 1)
@example(date(2016, 2, 29), 12)
@example(date(2016, 2, 29), 48)
@example(date(2016, 3, 31), -1)
@example(date(9999, 12, 1), 1)
@example(date(1, 1, 1), -1)
def test_months_are_those_of_the_calendar(day, months):
    last = day.year * 12 + day.month - 1 + months
    if 12 <= last < 12 * 10_000:
        assert months_after(day, months) == by_the_calendar(day, months)
    else:
        with pytest.raises(InputError, match="outside the years 1 to 9999"):
            months_after(day, months)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 28)), st.integers(1, 600))
def test_a_period_of_months_ends_before_the_next_would_start(first, months):
    period = Period.months(first, months)
    assert period.first == first
    assert period.last + DAY == months_after(first, months)
    assert Period.read({"first": str(first), "months": months}) == period
    assume(first.day <= 28)
    following = Period.months(period.last + DAY, 1)
    assert Period.months(first, months + 1).last == following.last
