"""Day-equivalents: months of employment and hours as days; the guide's examples, laws."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    Employment,
    day_equivalents,
    hours_per_day,
    max_day_equivalents,
    max_days_of_hourly_contract,
    months_employed,
    productive_hours_per_day,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Price, Rate, Rounding
from tests.funding.explained import held

HALF = Rounding("half_up 0.5")
EVEN = Rounding("half_even 0.5")
PARTS = Rounding("half_up 0.01")
HIRED, LEFT = date(2023, 4, 2), date(2023, 7, 11)


@pytest.mark.parametrize(
    ("source", "part_rounding", "months", "exact", "days"),
    [
        ("personnel trap 2, exact", None, "10/3", "59.7222", "59.5"),
        ("personnel trap 2, parts 0.97 + 2 + 0.37", PARTS, "3.34", "59.8416", "60"),
    ],
)
def test_the_guide_rounds_parts_of_months(source, part_rounding, months, exact, days) -> None:
    """Hired on 2 April, left on 11 July: 29/30 + 2 + 11/30.

    The guide adds parts rounded to hundredths and comes to 60.0 days where the exact months
    give 59.5; both readings are a named choice.
    """
    found = months_employed(
        HIRED, LEFT, month_days=30, part_days="calendar", part_rounding=part_rounding
    )
    assert held(found).value == Fraction(months), source
    most = held(
        max_day_equivalents([Employment(months=found)], days_of_year=215, rounding=HALF)
    )
    assert int(most.exact * 10**4) == int(Fraction(exact) * 10**4), source
    assert most.value == Fraction(days), source


def test_how_months_are_said() -> None:
    found = months_employed(
        HIRED, LEFT, month_days=30, part_days="calendar", part_rounding=PARTS
    )
    assert found.explain("months").splitlines() == [
        "months = first part + last part + whole months",
        "    = 0.97 + 0.37 + 2 = 3.34",
        "  first part = days ÷ month days",
        "      = 29 ÷ 30 = 0.966666…, half_up 0.01: 0.97",
        "  last part = days ÷ month days",
        "      = 11 ÷ 30 = 0.366666…, half_up 0.01: 0.37",
    ]


@pytest.mark.parametrize(
    ("first", "last", "calendar", "even"),
    [
        ("2023-01-01", "2023-12-31", "12", "12"),
        ("2023-02-01", "2023-02-28", "1", "1"),
        ("2024-02-01", "2024-02-28", "28/30", "28/30"),
        ("2023-04-02", "2023-07-11", "100/30", "100/30"),
        ("2023-03-02", "2023-03-31", "1", "29/30"),  # 30 days of the calendar
        ("2023-03-03", "2023-03-31", "29/30", "28/30"),
        ("2023-03-31", "2023-03-31", "1/30", "1/30"),
        ("2023-03-01", "2023-03-30", "1", "1"),
        ("2023-03-01", "2023-03-29", "29/30", "29/30"),
        ("2023-02-15", "2023-02-28", "14/30", "16/30"),
        ("2023-02-15", "2023-03-31", "44/30", "46/30"),
        ("2023-01-31", "2023-02-01", "2/30", "2/30"),
        ("2023-05-10", "2023-05-10", "1/30", "1/30"),
        ("2022-12-16", "2023-01-15", "31/30", "1"),
        ("2022-12-17", "2024-01-15", "13", "389/30"),
    ],
)
def test_both_ways_to_count_a_part(first, last, calendar, even) -> None:
    for how, months in (("calendar", calendar), ("even_months", even)):
        found = months_employed(
            date.fromisoformat(first),
            date.fromisoformat(last),
            month_days=30,
            part_days=how,
            part_rounding=None,
        )
        assert held(found).value == Fraction(months), how


@pytest.mark.parametrize("how", ["calendar", "even_months"])
@pytest.mark.parametrize(
    ("first", "last", "calendar", "even"),
    [
        ("2023-03-02", "2023-04-30", "2", "55/28"),
        ("2023-03-02", "2023-03-31", "1", "27/28"),
        ("2023-03-01", "2023-04-29", "2", "2"),
        ("2023-03-05", "2023-04-30", "55/28", "52/28"),
    ],
)
def test_a_part_is_never_more_than_a_month(first, last, calendar, even, how) -> None:
    """In months of 28 days, a day more or less."""
    found = months_employed(
        date.fromisoformat(first),
        date.fromisoformat(last),
        month_days=28,
        part_days=how,
        part_rounding=None,
    )
    assert held(found).value == Fraction(calendar if how == "calendar" else even)


@pytest.mark.parametrize(
    ("source", "hours", "per_day", "rounding", "days"),
    [
        ("1.4, 412 h", 412, 8, HALF, "51.5"),
        ("trap 1, 17.25 half up", 138, 8, HALF, "17.5"),
        ("trap 1, 17.25 half even", 138, 8, EVEN, "17"),
        ("trap 1, 17.75 does not tell them apart", 142, 8, HALF, "18"),
        ("trap 1, 17.75 does not tell them apart", 142, 8, EVEN, "18"),
        ("below the tie", Fraction("137.99"), 8, HALF, "17"),
        ("a month's declaration is not rounded", 138, 8, None, "17.25"),
        ("no hours", 0, 8, HALF, "0"),
    ],
)
def test_hours_as_days(source, hours, per_day, rounding, days) -> None:
    found = held(day_equivalents(hours, per_day, rounding=rounding))
    assert found.value == Fraction(days), source


def test_months_rounded_one_by_one_are_not_the_period() -> None:
    """eu.mga.pers.hour2day: the total hours of the period are divided, then rounded once."""
    months = [Fraction("137.5")] * 3
    once = held(day_equivalents(sum(months), 8, rounding=HALF)).value
    apart = [day_equivalents(hours, 8, rounding=HALF).value for hours in months]
    assert (once, sum(apart)) == (Fraction("51.5"), Fraction(51))


@pytest.mark.parametrize(
    ("source", "employed", "leave", "rounding", "days"),
    [
        ("a year", [(12, "100 %")], 0, HALF, "215"),
        ("a year of 80 %", [(12, "80 %")], 0, HALF, "172"),
        ("parental leave", [(12, "100 %")], 40, HALF, "175"),
        ("added before rounding", [(5, "100 %"), (7, "50 %")], 0, HALF, "152.5"),
        ("leave of all", [(12, "100 %")], 215, HALF, "0"),
        ("leave of more", [(12, "100 %")], 216, HALF, "0"),
        ("leave of less", [(12, "100 %")], 214, HALF, "1"),
        ("not employed", [(0, "100 %")], 0, HALF, "0"),
        ("a tie", [(12, "100 %")], Fraction("0.25"), HALF, "215"),
        ("a tie", [(12, "100 %")], Fraction("0.25"), Rounding("half_down 0.5"), "214.5"),
    ],
)
def test_the_most_days_of_a_person(source, employed, leave, rounding, days) -> None:
    """eu.mga.pers.maxdays; 5 full and 7 half months rounded apart would give 89.5 + 62.5."""
    found = max_day_equivalents(
        [Employment(months=months, working_time=Rate(time)) for months, time in employed],
        days_of_year=215,
        rounding=rounding,
        leave=leave,
    )
    assert held(found).value == Fraction(days), source


@pytest.mark.parametrize(
    ("source", "hours", "days", "time", "per_day"),
    [
        ("option 2a, 6 h a day at 75 %", 6, 1, "75 %", "8"),
        ("option 2b, 37.5 h a week", Fraction("37.5"), 5, "100 %", "7.5"),
        ("option 2b, 30 h a week at 80 %", 30, 5, "80 %", "7.5"),
        ("option 2c, 1 720 h a year", 1720, 215, "100 %", "8"),
    ],
)
def test_hours_of_a_day_from_a_contract(source, hours, days, time, per_day) -> None:
    found = held(hours_per_day(hours, days, working_time=Rate(time)))
    assert found.value == Fraction(per_day), source
    days_worked = held(day_equivalents(90, found, rounding=None))
    assert days_worked.value == 90 / Fraction(per_day)


@pytest.mark.parametrize(
    ("productive", "per_day"), [(1547, "7.2"), (1548, "7.2"), (1549, "1549/215")]
)
def test_productive_hours_are_at_least_a_part_of_workable_ones(productive, per_day) -> None:
    """Option 3, one hour below, at and above 90 % of 1 720."""
    found = productive_hours_per_day(productive, 1720, least=Rate("90 %"), days_of_year=215)
    assert held(found).value == Fraction(per_day)


def test_a_contract_of_an_hourly_price() -> None:
    """eu.mga.pers.nofixed: salary by hourly rate by 8."""
    paid, hour = Money("9420.00 EUR"), Price("31.40 EUR")
    exact = held(max_days_of_hourly_contract(paid, hour, 8, rounding=None))
    assert exact.value == Fraction("37.5")
    half = held(max_days_of_hourly_contract(Money("9500.00 EUR"), hour, 8, rounding=HALF))
    assert half.value == 38  # 37.818…


# ---- laws -----------------------------------------------------------------------

DAYS = st.dates(date(2000, 1, 1), date(2039, 12, 31))
LENGTHS = st.integers(0, 1500).map(lambda days: timedelta(days))
HOW = st.sampled_from(["calendar", "even_months"])


@given(DAYS, LENGTHS, HOW, st.sampled_from([None, PARTS]))
@example(HIRED, LEFT - HIRED, "calendar", PARTS)
def test_one_day_more_is_never_less_and_at_most_a_month_of_days(first, length, how, parts):
    one, more = (
        months_employed(first, last, month_days=30, part_days=how, part_rounding=parts)
        for last in (first + length, first + length + timedelta(1))
    )
    assert held(one).value <= held(more).value
    months = length.days * Fraction(12, 365)
    assert abs(one.value - months) < Fraction(1, 2)


@given(DAYS, st.integers(0, 40), HOW)
def test_whole_months_are_whole_in_every_reading(start, count, how) -> None:
    first = start.replace(day=1)
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    last = date(year, month + 1, monthrange(year, month + 1)[1])
    found = months_employed(
        first, last, month_days=30, part_days=how, part_rounding=Rounding("down 1")
    )
    assert found.value == count + 1


@given(
    st.lists(
        st.tuples(st.fractions(0, 24, max_denominator=30), st.integers(0, 100)),
        min_size=1,
        max_size=20,
    ),
    st.fractions(0, 300, max_denominator=4),
    st.sampled_from([HALF, EVEN]),
)
def test_the_most_days_by_hand(employed, leave, rounding) -> None:
    found = held(
        max_day_equivalents(
            [
                Employment(months=months, working_time=Rate(f"{percent} %"))
                for months, percent in employed
            ],
            days_of_year=215,
            rounding=rounding,
            leave=leave,
        )
    )
    exact = sum(Fraction(215, 12) * months * percent / 100 for months, percent in employed)
    exact = max(exact - leave, Fraction(0))
    assert (found.value * 2).denominator == 1
    assert abs(found.value - exact) <= Fraction(1, 4)


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=5), st.integers(1, 24))
def test_months_declared_exactly_add_up_to_the_period(hours, per_day) -> None:
    apart = [held(day_equivalents(part, per_day, rounding=None)).value for part in hours]
    whole = day_equivalents(sum(hours), per_day, rounding=None)
    assert sum(apart) == whole.value


# ---- refusals -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"last": date(2023, 4, 1)}, "the last day is before the first"),
        ({"first": "2023-04-02"}, "first is not a day"),
        ({"last": None}, "last is not a day"),
        ({"month_days": 0}, "month_days is too small"),
        ({"month_days": Fraction(30)}, "month_days is not a whole number"),
        ({"part_days": "actual"}, "no such way to count a part of a month"),
        ({"part_rounding": "half_up 0.01"}, "not a rounding"),
    ],
)
def test_what_months_refuse(changed, message) -> None:
    good = {
        "first": HIRED,
        "last": LEFT,
        "month_days": 30,
        "part_days": "calendar",
        "part_rounding": None,
    }
    with pytest.raises(InputError, match=message):
        months_employed(**{**good, **changed})


@pytest.mark.parametrize(
    ("employed", "changed", "message"),
    [
        ([], {}, "wrong length of employed"),
        ([Employment(months=1)] * 21, {}, "too many employments"),
        ([12], {}, "not an employment"),
        ([Employment(months=-1)], {}, "months is below zero"),
        ([Employment(months=1.5)], {}, "months are a number"),
        (
            [Employment(months=1, working_time=Rate("101 %"))],
            {},
            "working_time is out of range",
        ),
        ([Employment(months=1)], {"leave": -1}, "leave is below zero"),
        ([Employment(months=1)], {"days_of_year": -1}, "days_of_year is below zero"),
        ([Employment(months=1)], {"rounding": None}, "not a rounding"),
    ],
)
def test_what_the_most_days_refuse(employed, changed, message) -> None:
    with pytest.raises(InputError, match=message):
        max_day_equivalents(employed, **{"days_of_year": 215, "rounding": HALF, **changed})


def test_what_else_it_refuses() -> None:
    with pytest.raises(InputError, match="hours_of_day is zero"):
        day_equivalents(8, 0, rounding=HALF)
    with pytest.raises(InputError, match="hours of a day are a number"):
        day_equivalents(8, 7.5, rounding=HALF)
    with pytest.raises(InputError, match="hours is below zero"):
        day_equivalents(-1, 8, rounding=HALF)
    with pytest.raises(InputError, match="days is zero"):
        hours_per_day(8, 0)
    with pytest.raises(InputError, match="working_time is zero"):
        hours_per_day(8, 1, working_time=Rate("0 %"))
    with pytest.raises(InputError, match="days_of_year is zero"):
        productive_hours_per_day(1, 1, least=Rate("90 %"), days_of_year=0)
    with pytest.raises(InputError, match="least is out of range"):
        productive_hours_per_day(1, 1, least=Rate("-1 %"), days_of_year=215)
    with pytest.raises(InputError, match="hourly is not above zero"):
        max_days_of_hourly_contract(Money("1.00 EUR"), Price("0 EUR"), 8, rounding=None)
    with pytest.raises(CurrencyMismatch):
        max_days_of_hourly_contract(Money("1.00 EUR"), Price("1 SEK"), 8, rounding=None)
    with pytest.raises(InputError, match="salary is below zero"):
        max_days_of_hourly_contract(Money("-1.00 EUR"), Price("1 EUR"), 8, rounding=None)
