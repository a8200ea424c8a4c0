"""Unit costs and lump sums: published figures, all or nothing, refusals."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    lump_sum,
    lump_sum_of_milestones,
    owner_cost,
    staff_unit,
    unit_cost,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Price, Rate, Rounding
from tests.funding.explained import held

CENTS = Rounding("half_up 0.01")
DOWN = Rounding("down 0.01")


@pytest.mark.parametrize(
    ("source", "number", "price", "rounding", "cost"),
    [
        ("JEMS.ROUND, 12.25 × 41.67", "12.25", "41.67", "down 0.01", "510.45"),
        ("JEMS.ROUND, commercial", "12.25", "41.67", "half_up 0.01", "510.46"),
        ("eu.volunteers.unit, Latvia, 10 days", "10", "47", "down 0.01", "470.00"),
        ("eu.volunteers.unit, Latvia, 20 hours", "20/8", "47", "down 0.01", "117.50"),
        ("SCO.HOURLY, a kept rate", "860", "22.358593", "half_up 0.01", "19228.39"),
        ("six decimals", "0.5", "0.000001", "up 0.01", "0.01"),
        ("a correction", "3", "-0.335", "down 0.01", "-1.00"),
        ("a correction", "3", "-0.335", "floor 0.01", "-1.01"),
        ("nothing", "0", "41.67", "up 0.01", "0.00"),
    ],
)
def test_unit_costs_of_the_sheets(source, number, price, rounding, cost) -> None:
    found = unit_cost(Fraction(number), Price(f"{price} EUR"), rounding=Rounding(rounding))
    assert held(found).money == Money(f"{cost} EUR"), source


@pytest.mark.parametrize(
    ("source", "monthly", "per", "coefficient", "units", "unit", "cost"),
    [
        ("owner, before 2024-07-30", "5080", 18, "100 %", 90, None, "25400.00"),
        ("owner, the quotient at 2 dp: 282.22", "5080", 18, "100 %", 90, CENTS, "25399.80"),
        ("owner, from 2024-07-30", "8745.40", 18, "100 %", 18, None, "8745.40"),
        ("owner, the quotient at 2 dp: 485.86", "8745.40", 18, "100 %", 18, CENTS, "8745.48"),
        ("owner, with a coefficient", "5080", 18, "80 %", Fraction("0.5"), None, "112.89"),
        ("owner, an expensive country", "5080", 18, "120 %", 1, None, "338.67"),
        ("Horizon 2020, 4 880 / 143 h", "4880", 143, "100 %", 143, CENTS, "4880.59"),
        ("no coefficient", "5080", 18, "0 %", 90, None, "0.00"),
    ],
)
def test_owners_both_ways(source, monthly, per, coefficient, units, unit, cost) -> None:
    """Whether the quotient is rounded first is not stated (personnel trap 6)."""
    found = owner_cost(
        Price(f"{monthly} EUR"),
        per,
        Rate(coefficient),
        units,
        unit_rounding=unit,
        rounding=CENTS,
    )
    assert held(found).money == Money(f"{cost} EUR"), source


@pytest.mark.parametrize(
    ("total", "ceiling", "price"),
    [
        ("2150000.00", None, "400.00"),
        ("2150000.00", "400.00", "400.00"),
        ("2150000.00", "399.99", "399.99"),
        ("2150000.00", "400.01", "400.00"),
        ("0.00", "534.33", "0.00"),
    ],
)
def test_a_unit_of_any_staff(total, ceiling, price) -> None:
    """eu.he.pers_unit: a cent below, at and above the ceiling."""
    found = staff_unit(
        Money(f"{total} EUR"),
        25,
        215,
        rounding=CENTS,
        ceiling=None if ceiling is None else Price(f"{ceiling} EUR"),
    )
    assert held(found).value == Price(f"{price} EUR")


@pytest.mark.parametrize(("achieved", "paid"), [(True, "48000.00"), (False, "0.00")])
def test_a_lump_sum_is_paid_whole_or_not(achieved, paid) -> None:
    found = lump_sum(Money("48000.00 EUR"), achieved=achieved)
    assert held(found).money == Money(f"{paid} EUR")


PARTS = {
    "wp_1": Money("16666.67 EUR"),
    "wp_2": Money("16666.67 EUR"),
    "wp_3": Money("16666.66 EUR"),
}


@pytest.mark.parametrize(
    ("achieved", "paid"),
    [
        ([], "0.00"),
        (["wp_3"], "16666.66"),
        (["wp_3", "wp_1", "wp_1"], "33333.33"),
        (["wp_1", "wp_2", "wp_3"], "50000.00"),
    ],
)
def test_milestones_are_paid_when_achieved(achieved, paid) -> None:
    found = lump_sum_of_milestones(PARTS, achieved, whole=Money("50000.00 EUR"))
    assert held(found).money == Money(f"{paid} EUR")
    assert found == lump_sum_of_milestones(PARTS, achieved, whole=None)


@given(
    st.fractions(0, 10**6, max_denominator=100),
    st.integers(-(10**10), 10**10),
    st.sampled_from(["down", "up", "half_up", "floor"]),
)
@example(Fraction("12.25"), 41670000, "down")
def test_a_unit_cost_is_its_product(number, parts, mode) -> None:
    price = Price(f"{'-' * (parts < 0)}{abs(parts) // 10**6}.{abs(parts) % 10**6:06} EUR")
    rounding = Rounding(f"{mode} 0.01")
    found = held(unit_cost(number, price, rounding=rounding)).money
    assert found == rounding.of(number * Fraction(parts, 10**6), "EUR")


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=60), st.data())
def test_milestones_add_up_to_the_whole(cents, data) -> None:
    parts = {f"wp_{n}": Money.of_minor(c, "EUR") for n, c in enumerate(cents)}
    done = data.draw(st.sets(st.sampled_from(list(parts))))
    whole = Money.of_minor(sum(cents), "EUR")
    paid = lump_sum_of_milestones(parts, done, whole=whole).money
    rest = lump_sum_of_milestones(parts, parts.keys() - done, whole=whole).money
    assert paid + rest == whole
    assert paid == sum(parts[name] for name in done) + Money("0.00 EUR")


def test_what_it_refuses() -> None:
    euro, price = Money("1.00 EUR"), Price("1.00 EUR")
    with pytest.raises(InputError, match="price is not a price"):
        unit_cost(1, euro, rounding=DOWN)
    with pytest.raises(InputError, match="number is below zero"):
        unit_cost(-1, price, rounding=DOWN)
    with pytest.raises(InputError, match="number is not an exact number"):
        unit_cost(12.25, price, rounding=DOWN)
    with pytest.raises(InputError, match="units_of_month is zero"):
        owner_cost(price, 0, Rate("1 %"), 1, unit_rounding=None, rounding=DOWN)
    with pytest.raises(InputError, match="coefficient is out of range"):
        owner_cost(price, 18, Rate("-1 %"), 1, unit_rounding=None, rounding=DOWN)
    with pytest.raises(InputError, match="units is below zero"):
        owner_cost(price, 18, Rate("1 %"), -1, unit_rounding=None, rounding=DOWN)
    with pytest.raises(InputError, match="work_units is zero"):
        staff_unit(euro, 0, 215, rounding=DOWN)
    with pytest.raises(InputError, match="total is below zero"):
        staff_unit(-euro, 1, 215, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        staff_unit(euro, 1, 215, rounding=DOWN, ceiling=Price("1.00 SEK"))
    with pytest.raises(InputError, match="achieved is true or false"):
        lump_sum(euro, achieved="yes")
    with pytest.raises(InputError, match="amount is below zero"):
        lump_sum(-euro, achieved=True)


@pytest.mark.parametrize("cents", [4999999, 5000001])
def test_milestones_are_the_lump_sum_to_the_cent(cents) -> None:
    with pytest.raises(InputError, match="the milestones are not the whole lump sum"):
        lump_sum_of_milestones(PARTS, [], whole=Money.of_minor(cents, "EUR"))


def test_what_milestones_refuse() -> None:
    with pytest.raises(InputError, match="no such milestone"):
        lump_sum_of_milestones(PARTS, ["wp_4"], whole=None)
    with pytest.raises(InputError, match="achieved is a sequence of names"):
        lump_sum_of_milestones(PARTS, "wp_1", whole=None)
    with pytest.raises(InputError, match="wp_1 is below zero"):
        lump_sum_of_milestones({"wp_1": Money("-0.01 EUR")}, [], whole=None)
    with pytest.raises(CurrencyMismatch):
        lump_sum_of_milestones(PARTS, [], whole=Money("50000.00 SEK"))
    with pytest.raises(InputError, match="costs are amounts by category"):
        lump_sum_of_milestones({}, [], whole=None)
