"""The smallest step of each kind, and which values of a file have one."""

from datetime import date
from fractions import Fraction

import pytest

from fundtrack.formulas import Kind
from fundtrack.testing import look_up, put
from fundtrack.testing.steps import Leaf, counted, leaves, written
from tests.checks import small
from tests.testing import tiny

VALUES = [
    (Kind.MONEY, Fraction("12.34"), 1234, "12.34 EUR", "12.35 EUR"),
    (Kind.MONEY, Fraction("-0.01"), -1, "-0.01 EUR", "0.00 EUR"),
    (Kind.PRICE, Fraction("0.5"), 500_000, "0.50 EUR", "0.500001 EUR"),
    (Kind.PRICE, Fraction("-1.5"), -1_500_000, "-1.50 EUR", "-1.499999 EUR"),
    (Kind.RATE, Fraction(17, 20), 8500, "85 %", "85.01 %"),
    (Kind.NUMBER, Fraction(3), 3, 3, 4),
    (Kind.DAYS, Fraction(30), 30, 30, 31),
    (Kind.MONTHS, Fraction(18), 18, 18, 19),
    (Kind.DATE, date(2016, 12, 31), 736329, "2016-12-31", "2017-01-01"),
]


@pytest.mark.parametrize(("kind", "value", "steps", "text", "more"), VALUES)
def test_a_value_is_so_many_steps_and_one_more_is_the_next(kind, value, steps, text, more):
    assert counted(value, kind, "EUR") == steps
    assert written(steps, kind, "EUR") == text
    assert written(steps + 1, kind, "EUR") == more


def test_a_cent_is_what_the_currency_has():
    assert counted(Fraction(5), Kind.MONEY, "JPY") == 5
    assert counted(Fraction(5), Kind.MONEY, "KWD") == 5000
    assert written(1, Kind.MONEY, "KWD") == "0.001 KWD"


def test_what_is_unknown_or_a_code_has_no_steps():
    assert counted(None, Kind.MONEY, "EUR") is None
    assert counted("staff", Kind.CODE, "EUR") is None
    assert counted(Fraction(1), Kind.BOOL, "EUR") is None
    assert written(1, Kind.CODE, "EUR") is None


@pytest.mark.parametrize("steps", [0, -1, date.max.toordinal() + 1])
def test_there_is_no_day_off_the_calendar(steps):
    assert written(steps, Kind.DATE, "EUR") is None
    assert Leaf("/x", Kind.DATE, 1, "2016-01-01/", "last").moved(steps) is None


def test_there_is_no_amount_of_too_many_digits():
    assert Leaf("/x", Kind.MONEY, 1, "EUR").moved(10**40) is None
    assert Leaf("/x", Kind.RATE, 1).moved(10**40) is None


def test_every_amount_rate_day_and_figure_of_a_file_can_be_moved():
    document = {
        "net": "-1.50 EUR",
        "foreign": "3.00 SEK",
        "rates": ["85 %", "2/37"],
        "paid_on": "2016-02-29",
        "period": "2016-01-01/2016-12-31",
        "open": "/2016-12-31",
        "count": 3,
        "said": {"a/b": True, "c~d": 7},
        "text": "12 cows",
        "wrong": ["2016-02-30", "1.00 XXX", "a/b"],
    }
    found = {(one.pointer, one.part): one for one in leaves(document)}
    assert {key: (one.kind, one.steps) for key, one in found.items()} == {
        ("/net", ""): (Kind.MONEY, -150),
        ("/foreign", ""): (Kind.MONEY, 300),
        ("/rates/0", ""): (Kind.RATE, 8500),
        ("/rates/1", ""): (Kind.RATE, 540),
        ("/paid_on", ""): (Kind.DATE, 736023),
        ("/period", "first"): (Kind.DATE, 735964),
        ("/period", "last"): (Kind.DATE, 736329),
        ("/open", "last"): (Kind.DATE, 736329),
        ("/count", ""): (Kind.NUMBER, 3),
        ("/said/c~0d", ""): (Kind.NUMBER, 7),
    }
    moved = {key: one.moved(one.steps + 1) for key, one in found.items()}
    assert moved["/foreign", ""] == "3.01 SEK"
    assert moved["/period", "first"] == "2016-01-02/2016-12-31"
    assert moved["/period", "last"] == "2016-01-01/2017-01-01"
    assert moved["/open", "last"] == "/2017-01-01"
    for (pointer, _), value in moved.items():
        put(document, pointer, value)
        assert look_up(document, pointer) == value


def test_a_limit_that_no_amount_reaches_makes_no_case():
    dust = small.parameter("rate", {"value": "1/999999999999999999"})
    made = tiny.book(
        small.rule(
            "project", measured="total(cost.net) * dust", at_most="cap", basis=["claimed"]
        ),
        parameter={"dust": dust},
    )
    found = tiny.edits(made)
    assert found
    assert all(len(str(one.get("/costs/0/net", ""))) < 25 for one in found)
