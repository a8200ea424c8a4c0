"""Dates and periods: one written form, both days inside, and an unknown day stays unknown."""

from collections import UserDict
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

import pytest

from fundtrack.values import InputError, Period, months_after, read_date

NO_DAY = (
    "not a day (expected an existing day, written 2016-09-01, found {}); "
    'write dates as text: year, month, day, as "2016-09-01"'
)
NO_PERIOD = (
    'not a period (expected "2016-01-01/2017-06-30", or an object of first and last, or first '
    "and months, found {}); where a day is unknown leave it out: "
    '"2016-01-01/" or "/2017-06-30"'
)
FIRST, LAST = date(2016, 1, 1), date(2017, 6, 30)
STRANGE_DAYS = [
    ("0", '"0"'),
    ("", '""'),
    ("-0.0", '"-0.0"'),
    ("2.2250738585072011e-308", '"2.2250738585072011e-308"'),
    ("1472688000", '"1472688000"'),
    ("20160901", '"20160901"'),
    ("2016-9-1", '"2016-9-1"'),
    ("2016-09-1", '"2016-09-1"'),
    ("2016/09/01", '"2016/09/01"'),
    ("2016-09/01", '"2016-09/01"'),
    ("2016/09-01", '"2016/09-01"'),
    ("01.09.2016", '"01.09.2016"'),
    ("01-09-2016", '"01-09-2016"'),
    ("2016-W35-4", '"2016-W35-4"'),
    ("2016-245", '"2016-245"'),
    ("2016-09", '"2016-09"'),
    ("2016", '"2016"'),
    ("2015-02-29", '"2015-02-29"'),
    ("2016-13-01", '"2016-13-01"'),
    ("2016-00-01", '"2016-00-01"'),
    ("2016-01-00", '"2016-01-00"'),
    ("0000-01-01", '"0000-01-01"'),
    ("10000-01-01", '"10000-01-01"'),
    ("-016-01-01", '"-016-01-01"'),
    (" 016-01-01", '" 016-01-01"'),
    ("2016-+1-01", '"2016-+1-01"'),
    ("2016-01-0_", '"2016-01-0_"'),
    (" 2016-09-01", '" 2016-09-01"'),
    ("2016-09-01 ", '"2016-09-01 "'),
    ("2016-09-01\n", '"2016-09-01\\n"'),
    ("2016-09-01Z", '"2016-09-01Z"'),
    ("2016-09-01T00:00:00", '"2016-09-01T00:00:00"'),
    ("2016-09-01T00:00:00+03:00", '"2016-09-01T00:00:00+03:00"'),
    ("\uff12\uff10\uff11\uff16-09-01", '"\\uff12\\uff10\\uff11\\uff16-09-01"'),
    ("2016-09-\u0660\u0661", '"2016-09-\\u0660\\u0661"'),
    ("9" * 10_000, '"' + "9" * 55 + '..."'),
    (0, "0"),
    (1472688000, "1472688000"),
    (20160901, "20160901"),
    (True, "true"),
    (1.5, "1.5"),
    (Decimal(1472688000), "a Decimal"),
    (datetime(2016, 9, 1), "a datetime"),
    (b"2016-09-01", "a bytes"),
    ([2016, 9, 1], "a list"),
]


@pytest.mark.parametrize("day", [FIRST, date(1, 1, 1), date(9999, 12, 31), date(2016, 2, 29)])
def test_a_day_is_written_year_month_day(day):
    assert read_date(day.isoformat()) == day
    assert read_date(day) is day


@pytest.mark.parametrize(("given", "shown"), [*STRANGE_DAYS, (None, "null")])
def test_anything_else_is_no_day(given, shown):
    with pytest.raises(InputError) as caught:
        read_date(given)
    assert str(caught.value) == NO_DAY.format(shown)


class Day(date):
    """A date of a class of its own, as some libraries give."""


def test_a_date_of_another_class_is_a_day_and_so_is_a_text():
    assert read_date(Day(2016, 9, 1)) == date(2016, 9, 1)
    assert type(read_date(Day(2016, 9, 1))) is date

    class Text(str):
        pass

    assert read_date(Text("2016-09-01")) == date(2016, 9, 1)


@pytest.mark.parametrize(
    ("text", "first", "last", "length"),
    [
        ("2016-01-01/2017-06-30", FIRST, LAST, 547),
        ("2016-01-01/2016-01-01", FIRST, FIRST, 1),
        ("2016-02-28/2016-03-01", date(2016, 2, 28), date(2016, 3, 1), 3),
        ("2016-01-01/", FIRST, None, None),
        ("/2017-06-30", None, LAST, None),
        ("0001-01-01/9999-12-31", date(1, 1, 1), date(9999, 12, 31), 3652059),
    ],
)
def test_canonical_text_is_read_and_printed(text, first, last, length):
    period = Period(text)
    assert (period.first, period.last, period.length) == (first, last, length)
    assert (str(period), repr(period)) == (text, f"Period('{text}')")
    assert Period(first, last) == period
    assert Period(None if first is None else str(first), last) == period


@pytest.mark.parametrize(
    "value",
    [
        "2016-01-01/2017-06-30",
        Period(FIRST, LAST),
        {"first": "2016-01-01", "last": "2017-06-30"},
        {"first": FIRST, "last": LAST},
        {"last": "2017-06-30", "first": "2016-01-01"},
        {"first": "2016-01-01", "months": 18},
        {"months": 18, "first": FIRST},
        MappingProxyType({"first": FIRST, "last": LAST}),
        UserDict({"first": FIRST, "months": 18}),
    ],
)
def test_a_file_may_write_a_period_in_three_ways(value):
    assert Period.read(value) == Period("2016-01-01/2017-06-30")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"first": "2016-01-01"}, "2016-01-01/"),
        ({"last": "2017-06-30"}, "/2017-06-30"),
        ({"first": None, "last": "2017-06-30"}, "/2017-06-30"),
        ({"first": "2016-01-01", "last": None}, "2016-01-01/"),
    ],
)
def test_a_day_left_out_is_unknown(value, text):
    assert str(Period.read(value)) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", '""'),
        ("2016-01-01", '"2016-01-01"'),
        ("2016-01-01--2017-06-30", '"2016-01-01--2017-06-30"'),
        ({}, "a dict"),
        ({"months": 18}, "a dict"),
        ({"last": "2017-06-30", "months": 18}, "a dict"),
        ({"first": "2016-01-01", "last": "2017-06-30", "months": 18}, "a dict"),
        ({"first": "2016-01-01", "Last": "2017-06-30"}, "a dict"),
        ({"first": "2016-01-01", "days": 3}, "a dict"),
        ({1: 2}, "a dict"),
        (["2016-01-01", "2017-06-30"], "a list"),
        (18, "18"),
        (None, "null"),
        (True, "true"),
        (FIRST, "a date"),
    ],
)
def test_anything_else_is_no_period(value, shown):
    with pytest.raises(InputError) as caught:
        Period.read(value)
    assert str(caught.value) == NO_PERIOD.format(shown)


@pytest.mark.parametrize("alone", [FIRST, None, 5, {"first": FIRST}])
def test_the_last_day_is_named_or_said_to_be_unknown(alone):
    with pytest.raises(InputError, match="not a period"):
        Period(alone)


def test_a_period_is_not_given_a_day_more():
    with pytest.raises(InputError, match="not a day"):
        Period(Period(FIRST, LAST), LAST)
    with pytest.raises(InputError, match="not a day"):
        Period("2016-01-01/2017-06-30", LAST)


@pytest.mark.parametrize(("day", "shown"), STRANGE_DAYS)
def test_the_part_that_is_no_day_is_named(day, shown):
    for name in ("first", "last"):
        with pytest.raises(InputError) as caught:
            Period.read({name: day})
        assert str(caught.value) == f"/{name}: {NO_DAY.format(shown)}"
    for days in ((day, LAST), (FIRST, day)):
        with pytest.raises(InputError) as caught:
            Period(*days)
        assert str(caught.value) == NO_DAY.format(shown)


@pytest.mark.parametrize(
    "text",
    ["2016-01-01/..", "2016-1-1/2017-01-01", "2016/2017", "2016-01-01/2017-06-30/", "/" * 9999],
)
def test_the_days_of_a_text_are_days(text):
    with pytest.raises(InputError, match="not a day"):
        Period(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period("/"),
        lambda: Period(None, None),
        lambda: Period.read({"first": None}),
        lambda: Period.read({"first": None, "last": None}),
    ],
)
def test_one_day_is_known(make):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value) == "a period needs a day that is known; leave it out instead"


def test_the_last_day_is_not_before_the_first():
    for make in (
        lambda: Period("2016-01-02/2016-01-01"),
        lambda: Period(date(2016, 1, 2), FIRST),
        lambda: Period.read({"first": "2016-01-02", "last": "2016-01-01"}),
    ):
        with pytest.raises(InputError) as caught:
            make()
        assert str(caught.value) == (
            "the last day is before the first (found 2016-01-02/2016-01-01); "
            "put the first day first; a period of one day names it twice"
        )


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (FIRST, 18, LAST),
        (FIRST, 1, date(2016, 1, 31)),
        (date(2015, 1, 31), 1, date(2015, 2, 27)),
        (date(2016, 1, 31), 1, date(2016, 2, 28)),
        (date(2016, 1, 31), 2, date(2016, 3, 30)),
        (date(2016, 2, 29), 12, date(2017, 2, 27)),
        (date(2016, 9, 1), 36, date(2019, 8, 31)),
        (date(9999, 11, 1), 1, date(9999, 11, 30)),
        ("2016-01-01", 18, LAST),
    ],
)
def test_whole_months_end_on_the_day_before(first, months, last):
    assert Period.months(first, months).last == last


@pytest.mark.parametrize(
    ("months", "shown"), [(0, "0"), (-1, "-1"), (True, "true"), (1.5, "1.5"), ("18", '"18"')]
)
def test_a_period_has_at_least_one_month(months, shown):
    said = f"a period has at least one month (expected an int, found {shown})"
    with pytest.raises(InputError) as caught:
        Period.months(FIRST, months)
    assert str(caught.value) == said
    with pytest.raises(InputError) as caught:
        Period.read({"first": FIRST, "months": months})
    assert str(caught.value) == f"/months: {said}"


def test_months_need_their_first_day():
    with pytest.raises(InputError) as caught:
        Period.read({"first": None, "months": 18})
    assert str(caught.value) == "/first: months need the first day they are counted from"
    with pytest.raises(InputError) as caught:
        Period.read({"first": "x", "months": 18})
    assert caught.value.pointer == "/first"
    with pytest.raises(InputError, match="not a day"):
        Period.months(None, 18)


@pytest.mark.parametrize(
    ("months", "shown"),
    [
        (1, "1"),
        (10**9, "1000000000"),
        pytest.param(10**5000, "an integer of more than 38 digits", id="huge"),
    ],
)
def test_the_years_end_with_9999(months, shown):
    said = f"{shown} months from 9999-12-01 is outside the years 1 to 9999"
    for add in (months_after, Period.months):
        with pytest.raises(InputError) as caught:
            add(date(9999, 12, 1), months)
        assert str(caught.value) == said
    with pytest.raises(InputError) as caught:
        Period.read({"first": "9999-12-01", "months": months})
    assert str(caught.value) == f"/months: {said}"
    with pytest.raises(InputError) as caught:
        months_after(date(1, 1, 1), -months)
    assert caught.value.message.endswith(
        " months from 0001-01-01 is outside the years 1 to 9999"
    )


def test_months_are_not_added_one_by_one():
    start = date(2016, 1, 31)
    assert months_after(start, 2) == date(2016, 3, 31)
    assert months_after(months_after(start, 1), 1) == date(2016, 3, 29)
    assert months_after("2016-01-31", 0) == start
    assert months_after(date(1, 1, 1), 12 * 9998 + 11) == date(9999, 12, 1)
    assert months_after(date(9999, 12, 1), -(12 * 9998 + 11)) == date(1, 1, 1)


@pytest.mark.parametrize(("months", "shown"), [(True, "true"), (1.0, "1.0"), (None, "null")])
def test_months_are_a_whole_number(months, shown):
    with pytest.raises(InputError) as caught:
        months_after(FIRST, months)
    assert str(caught.value) == f"months are a whole number (expected an int, found {shown})"


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2015, 12, 31), False),
        (FIRST, True),
        (LAST, True),
        (date(2017, 7, 1), False),
        ("2016-06-01", True),
    ],
)
def test_both_days_are_inside(day, inside):
    period = Period(FIRST, LAST)
    assert period.contains(day) is inside
    assert (day in period) is inside


def test_an_unknown_day_is_asked_for():
    period = Period("/2022-12-31")
    assert period.contains(date(2023, 1, 1)) is False
    assert period.contains(date(2022, 12, 31)) is None
    with pytest.raises(InputError) as caught:
        assert date(2022, 12, 31) in period
    assert str(caught.value) == (
        "whether 2022-12-31 lies in /2022-12-31 is not known; a day of it is unknown"
    )
    with pytest.raises(InputError) as caught:
        period.overlap(Period("2022-01-01/2022-12-31"))
    assert str(caught.value) == (
        "the days in both /2022-12-31 and 2022-01-01/2022-12-31 are not known"
    )
    assert period.overlap(Period("2023-01-01/")) is None
    assert Period("2023-01-01/").overlap(period) is None


@pytest.mark.parametrize("stranger", [0, True, datetime(2016, 6, 1), None, "x"])
def test_only_a_day_is_inside(stranger):
    for ask in (
        lambda: stranger in Period(FIRST, LAST),
        lambda: Period(FIRST, LAST).contains(stranger),
    ):
        with pytest.raises(InputError, match="not a day"):
            ask()


@pytest.mark.parametrize(
    ("other", "both"),
    [
        ("2017-06-30/2018-12-31", "2017-06-30/2017-06-30"),
        ("2017-07-01/2018-12-31", None),
        ("2015-01-01/2015-12-31", None),
        ("2015-01-01/2016-01-01", "2016-01-01/2016-01-01"),
        ("2015-01-01/2018-12-31", "2016-01-01/2017-06-30"),
        ("2016-03-01/2016-03-31", "2016-03-01/2016-03-31"),
    ],
)
def test_the_days_of_both(other, both):
    period = Period(FIRST, LAST)
    expected = None if both is None else Period(both)
    assert period.overlap(Period(other)) == expected
    assert Period(other).overlap(period) == expected


def test_a_period_overlaps_periods():
    with pytest.raises(InputError, match="not a period"):
        Period(FIRST, LAST).overlap("2016-01-01/2017-06-30")
