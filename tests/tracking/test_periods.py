"""Reporting periods: they cover the project day by day, months are counted from its start."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fundtrack.tracking import CLOSURE, PREPARATION, ReportingPeriod, reporting_periods
from fundtrack.values import InputError, Period, months_after

DAY = timedelta(days=1)
days = st.dates(date(2014, 1, 1), date(2027, 12, 31))


def said(periods: tuple[ReportingPeriod, ...]) -> list[str]:
    return [f"{one.number} {one.period}" for one in periods]


#: From the count of Jems (`ProjectServiceImpl.kt`: duration by length, rounded up, the last one
#: short); the days are counted by hand. The 31st and the 29th are where a month lacks the day.
CUT = [
    ("2024-01-01/2024-12-31", 6, "short",
     ["1 2024-01-01/2024-06-30", "2 2024-07-01/2024-12-31"]),
    ("2024-01-01/2025-01-01", 6, "short",
     ["1 2024-01-01/2024-06-30", "2 2024-07-01/2024-12-31", "3 2025-01-01/2025-01-01"]),
    ("2024-01-01/2025-01-01", 6, "merged",
     ["1 2024-01-01/2024-06-30", "2 2024-07-01/2025-01-01"]),
    ("2024-01-01/2024-12-30", 6, "short",
     ["1 2024-01-01/2024-06-30", "2 2024-07-01/2024-12-30"]),
    ("2024-01-01/2024-12-30", 6, "merged", ["1 2024-01-01/2024-12-30"]),
    ("2024-01-01/2024-12-31", 6, "merged",
     ["1 2024-01-01/2024-06-30", "2 2024-07-01/2024-12-31"]),
    ("2024-01-01/2024-03-31", 6, "short", ["1 2024-01-01/2024-03-31"]),
    ("2024-01-01/2024-03-31", 6, "merged", ["1 2024-01-01/2024-03-31"]),
    ("2024-01-31/2024-04-29", 1, "short",
     ["1 2024-01-31/2024-02-28", "2 2024-02-29/2024-03-30", "3 2024-03-31/2024-04-29"]),
    ("2024-02-29/2026-02-27", 12, "short",
     ["1 2024-02-29/2025-02-27", "2 2025-02-28/2026-02-27"]),
    ("2024-02-29/2026-02-28", 12, "merged",
     ["1 2024-02-29/2025-02-27", "2 2025-02-28/2026-02-28"]),
    ("2024-05-05/2024-05-05", 3, "short", ["1 2024-05-05/2024-05-05"]),
    ("9999-01-01/9999-12-31", 5, "short",
     ["1 9999-01-01/9999-05-31", "2 9999-06-01/9999-10-31", "3 9999-11-01/9999-12-31"]),
    ("9999-01-01/9999-12-31", 5, "merged",
     ["1 9999-01-01/9999-05-31", "2 9999-06-01/9999-12-31"]),
]  # fmt: skip


@pytest.mark.parametrize(("period", "months", "last", "expected"), CUT)
def test_the_days_of_each_period(period, months, last, expected):
    assert said(reporting_periods(Period(period), months=months, last=last)) == expected


@given(days, st.integers(0, 3000), st.integers(1, 40), st.sampled_from(["short", "merged"]),
       st.integers(0, 400), st.integers(0, 400))  # fmt: skip
@example(date(2024, 1, 31), 365, 1, "short", 0, 0)
@example(date(2024, 1, 31), 365, 1, "merged", 1, 1)
@example(date(2023, 10, 31), 121, 4, "short", 30, 90)
@example(date(2024, 2, 29), 0, 1, "merged", 0, 0)
def test_they_follow_each_other_and_cover_the_project(first, more, months, last, before, after):
    whole = Period(first, first + timedelta(days=more))
    preparation = first - timedelta(days=before) if before else None
    closure = whole.last + timedelta(days=after) if after else None
    made = reporting_periods(
        whole, months=months, last=last, preparation=preparation, closure=closure
    )
    own = [one for one in made if one.kind == "implementation"]
    assert made[0].first == (preparation or first)
    assert made[-1].last == (closure or whole.last)
    assert own[0].first == first
    assert own[-1].last == whole.last
    for one, following in pairwise(made):
        assert one.first <= one.last
        assert following.first == one.last + DAY
    assert [one.number for one in own] == list(range(1, len(own) + 1))
    assert (made[0].number == PREPARATION) is bool(before)
    assert (made[-1].number == CLOSURE) is bool(after)


@given(days, st.integers(1, 120), st.integers(1, 24))
@example(date(2024, 1, 31), 12, 1)
@example(date(2024, 1, 31), 13, 6)
@example(date(2023, 8, 31), 18, 6)
def test_there_are_as_many_as_the_months_go_into_the_project_rounded_up(
    first, duration, months
):
    whole = Period.months(first, duration)
    short = reporting_periods(whole, months=months, last="short")
    assert len(short) == -(-duration // months)
    for number, one in enumerate(short):
        assert one.first == months_after(first, number * months)  # never from the one before
    merged = reporting_periods(whole, months=months, last="merged")
    assert len(merged) == max(1, duration // months)
    assert merged[:-1] == short[: len(merged) - 1]


@given(days, st.integers(1, 60), st.integers(1, 24))
def test_a_day_more_opens_a_period_and_a_day_less_leaves_the_last_one_short(first, n, months):
    assume(n * months <= 240)
    even = Period.months(first, n * months)
    assert len(reporting_periods(even, months=months, last="short")) == n
    longer = Period(first, even.last + DAY)
    made = reporting_periods(longer, months=months, last="short")
    assert len(made) == n + 1
    assert made[-1].first == made[-1].last == longer.last
    assert len(reporting_periods(longer, months=months, last="merged")) == n
    if even.last > first:
        shorter = Period(first, even.last - DAY)
        assert len(reporting_periods(shorter, months=months, last="short")) == n
        merged = reporting_periods(shorter, months=months, last="merged")
        assert len(merged) == max(1, n - 1)


def test_254_periods_are_the_most():
    first = date(2000, 1, 1)
    whole = Period.months(first, 254)
    assert reporting_periods(whole, months=1, last="short")[-1].number == 254
    with pytest.raises(InputError, match="more than 254 reporting periods"):
        reporting_periods(Period(first, whole.last + DAY), months=1, last="short")


@pytest.mark.parametrize(
    ("period", "options", "message"),
    [
        (Period("2024-01-01/"), {}, "the days of the project are not all known"),
        (Period("/2024-12-31"), {}, "the days of the project are not all known"),
        ("2024-01-01/2024-12-31", {}, "not a period"),
        (Period("2024-01-01/2024-12-31"), {"months": 0}, "at least one month"),
        (Period("2024-01-01/2024-12-31"), {"months": True}, "at least one month"),
        (Period("2024-01-01/2024-12-31"), {"last": "long"}, "how the last period ends"),
        (Period("2024-01-01/2024-12-31"), {"preparation": date(2024, 1, 1)},
         "the preparation begins inside the project"),
        (Period("2024-01-01/2024-12-31"), {"closure": date(2024, 12, 31)},
         "the closure ends inside the project"),
        (Period("2024-01-01/2024-12-31"), {"closure": "31.03.2025"}, "not a day"),
    ],
)  # fmt: skip
def test_what_is_refused(period, options, message):
    with pytest.raises(InputError, match=message):
        reporting_periods(period, **({"months": 6, "last": "short"} | options))


def test_preparation_and_closure_end_where_the_project_begins_and_ends():
    whole = Period("2024-01-01/2024-12-31")
    made = reporting_periods(
        whole, months=12, last="short", preparation=date(2023, 12, 31), closure=date(2025, 1, 1)
    )
    assert said(made) == [
        "0 2023-12-31/2023-12-31", "1 2024-01-01/2024-12-31", "255 2025-01-01/2025-01-01",
    ]  # fmt: skip
    assert [one.kind for one in made] == ["preparation", "implementation", "closure"]
