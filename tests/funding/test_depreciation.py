"""Depreciation: the figures of the sheets, and a useful life that is used up once."""

from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    Worked,
    access_unit_cost,
    days_of_life,
    days_of_use,
    depreciate,
    depreciate_over,
    months_of_use,
    remaining_value,
)
from fundtrack.funding.depreciation import Counted
from fundtrack.values import MODES, CurrencyMismatch, InputError, Money, Period, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
HALF_UP = Rounding("half_up 0.01")
PRICE = Money("36000.00 EUR")


# ---- The figures of the sheets ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "used", "charged", "charge", "left"),
    [
        ("EU direct management, 1.5, first period", 10, None, "4500.00", "31500.00"),
        ("EU direct management, 1.5, second", 14, "4500.00 EUR", "6300.00", "25200.00"),
    ],
)
def test_depreciation_of_the_sheets(
    source: str, used: int, charged: str | None, charge: str, left: str
) -> None:
    found = held(
        depreciate(
            PRICE,
            used=used,
            useful_life=48,
            share_of_use=Rate("60 %"),
            rounding=HALF_UP,
            charged=None if charged is None else Money(charged),
        )
    )
    assert found.charge.money == Money(f"{charge} EUR"), source
    assert found.left.money == Money(f"{left} EUR"), source


def test_the_plan_of_the_sheets() -> None:
    plan = held(
        depreciate_over(
            PRICE, used=[10, 14], useful_life=48, share_of_use=Rate("60 %"), rounding=DOWN
        )
    )
    assert [one.money for one in plan.charges] == [Money("4500.00 EUR"), Money("6300.00 EUR")]
    assert (plan.charged.money, plan.left.money) == (
        Money("10800.00 EUR"),
        Money("25200.00 EUR"),
    )


def test_access_of_the_sheets() -> None:
    costs = [Money("1950000.00 EUR"), Money("2130000.00 EUR")]
    found = held(access_unit_cost(costs, [5000, 5200], rounding=HALF_UP))
    assert found.money == Money("400.00 EUR")  # 2 040 000 / 5 100


# ---- Time of use ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "available_on", "life", "begun", "completed", "days"),
    [
        ("2023-01-01/2023-10-31", date(2023, 1, 1), 48, 10, 10, 304),
        ("2023-01-01/2023-12-31", date(2023, 3, 1), 48, 10, 10, 306),
        ("2023-01-01/2023-01-31", date(2023, 1, 1), 48, 1, 1, 31),
        ("2023-01-01/2023-01-30", date(2023, 1, 1), 48, 1, 0, 30),
        ("2023-01-02/2023-01-31", date(2023, 1, 1), 48, 0, 1, 30),
        ("2023-01-01/2023-01-31", date(2023, 1, 15), 48, 1, 0, 17),
        ("2023-02-01/2023-02-28", date(2023, 1, 15), 48, 1, 1, 28),
        ("2023-02-01/2023-02-14", date(2023, 1, 15), 48, 0, 1, 14),
        ("2023-02-01/2023-02-13", date(2023, 1, 15), 48, 0, 0, 13),
        ("2023-01-01/2023-01-15", date(2023, 1, 15), 48, 1, 0, 1),
        ("2023-01-01/2023-01-14", date(2023, 1, 15), 48, 0, 0, 0),  # not available yet
        ("2020-01-01/2030-12-31", date(2023, 1, 15), 48, 48, 48, 1461),  # the whole life
        ("2023-01-01/2027-01-14", date(2023, 1, 15), 48, 48, 48, 1461),
        ("2023-01-01/2027-01-13", date(2023, 1, 15), 48, 48, 47, 1460),
        ("2027-01-14/2027-01-14", date(2023, 1, 15), 48, 0, 1, 1),  # its last day
        ("2027-01-15/2027-12-31", date(2023, 1, 15), 48, 0, 0, 0),  # worn off
        ("2024-02-01/2024-02-29", date(2024, 1, 31), 12, 1, 1, 29),  # a month of 29 days
        ("2024-02-01/2024-02-28", date(2024, 1, 31), 12, 0, 1, 28),
        ("2024-02-29/2024-02-29", date(2024, 2, 29), 48, 1, 0, 1),
    ],
)
def test_use_in_a_period(
    period: str, available_on: date, life: int, begun: int, completed: int, days: int
) -> None:
    reported = Period(period)
    for counted, months in (("begun", begun), ("completed", completed)):
        found = months_of_use(
            reported,
            available_on=available_on,
            useful_life=life,
            counted=counted,  # type: ignore[arg-type]
        )
        assert held(found).value == months, counted
    found = days_of_use(reported, available_on=available_on, useful_life=life)
    assert held(found).value == days


@pytest.mark.parametrize(
    ("available_on", "life", "days"),
    [
        (date(2023, 1, 1), 12, 365),
        (date(2024, 1, 1), 12, 366),
        (date(2024, 2, 29), 12, 365),  # to 27 February; a year later there is no 29th
        (date(2023, 1, 31), 1, 28),
        (date(2023, 10, 30), 48, 1461),
    ],
)
def test_a_life_in_days(available_on: date, life: int, days: int) -> None:
    assert held(days_of_life(available_on=available_on, useful_life=life)).value == days


days_from_2000 = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(
    days_from_2000,
    st.integers(1, 120),
    st.lists(st.integers(1, 700), min_size=1, max_size=8),
    st.integers(-400, 4000),
)
@example(date(2024, 1, 31), 13, [29, 1, 31, 365], 0)
@example(date(2024, 2, 29), 12, [366], -1)
def test_periods_that_follow_each_other_use_the_life_up_once(
    available_on: date, life: int, lengths: list[int], start: int
) -> None:
    first = available_on + timedelta(start)
    ends = [first + timedelta(sum(lengths[:place])) for place in range(len(lengths) + 1)]
    periods = [Period(a, b - timedelta(1)) for a, b in pairwise(ends)]
    whole = Period(ends[0], ends[-1] - timedelta(1))
    life_days = days_of_life(available_on=available_on, useful_life=life).value

    def days(period: Period) -> Worked:
        return days_of_use(period, available_on=available_on, useful_life=life)

    def months(period: Period, counted: Counted) -> Worked:
        return months_of_use(
            period, available_on=available_on, useful_life=life, counted=counted
        )

    for count, most in (
        (days, life_days),
        (partial(months, counted="begun"), life),
        (partial(months, counted="completed"), life),
    ):
        parts = [count(one).value for one in periods]
        assert sum(parts) == held(count(whole)).value <= most
        assert min(parts) >= 0


# ---- Laws of the charge --------------------------------------------------------------------

prices = st.integers(0, 10**17).map(lambda cents: Money.of_minor(cents, "EUR"))
shares = st.fractions(0, 1, max_denominator=100).map(Rate)


@given(
    prices,
    st.lists(st.integers(0, 60), min_size=1, max_size=12).filter(any),
    shares,
    st.sampled_from([*MODES]),
    st.sampled_from(["0.01", "1"]),
)
@example(Money("1000.00 EUR"), [12, 12, 12], Rate("50 %"), "half_up", "0.01")
@example(Money("0.01 EUR"), [1, 1], Rate("100 %"), "up", "1")  # a whole euro passes the price
def test_over_the_whole_life_the_charges_sum_to_price_times_share(
    price: Money, used: list[int], share: Rate, mode: str, unit: str
) -> None:
    rounding = Rounding(f"{mode} {unit}")
    plan = held(
        depreciate_over(
            price, used=used, useful_life=sum(used), share_of_use=share, rounding=rounding
        )
    )
    charges = [one.money for one in plan.charges]
    assert sum(charges) == min(price, share.of(price, rounding=rounding))
    assert sum(charges) == plan.charged.money == price - plan.left.money
    assert all(Money.zero("EUR") <= charge <= price for charge in charges)
    for months, charge in zip(used, charges, strict=True):
        exact = price.minor * share.fraction * months / sum(used)
        assert abs(charge.minor - exact) < 2 * rounding.step(2)
        assert months or not charge


@given(prices, st.lists(st.tuples(st.integers(0, 60), shares), min_size=1, max_size=12))
def test_each_period_may_have_its_own_share(
    price: Money, periods: list[tuple[int, Rate]]
) -> None:
    used, parts = [months for months, _ in periods], [part for _, part in periods]
    life = sum(used) + 1
    plan = held(
        depreciate_over(price, used=used, useful_life=life, share_of_use=parts, rounding=DOWN)
    )
    exact = price.minor * sum(months * part.fraction for months, part in periods) / life
    assert plan.charged.money.minor == int(exact)


USE = st.integers(0, 9) | st.fractions(0, 9, max_denominator=12)


@given(
    prices,
    st.lists(st.tuples(USE, st.fractions(0, 1, max_denominator=9)), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(MODES),
    st.sampled_from(["0.01", "7"]),
)
@example(Money("10.00 EUR"), [(1, Fraction(1)), (1, Fraction(1))], True, "up", "7")
@example(Money("9.00 EUR"), [(1, Fraction(1, 3)), (Fraction(1, 2), 1)], False, "down", "0.01")
@example(Money("9.00 EUR"), [(Fraction(1, 3), 1), (Fraction(1, 7), 1)], True, "up", "0.01")
def test_the_charges_so_far_are_the_rounded_use_so_far(
    price: Money,
    periods: list[tuple[Fraction, Fraction]],
    one_share: bool,
    mode: str,
    unit: str,
) -> None:
    """Whole and parts of months, one share or one each: the sums are exact, rounded, cut."""
    life = sum((time for time, _ in periods), Fraction(0)) or Fraction(1)
    shares = [periods[0][1] if one_share else part for _, part in periods]
    plan = depreciate_over(
        price,
        used=[time for time, _ in periods],
        useful_life=life,
        share_of_use=Rate(Fraction(shares[0]))
        if one_share
        else [*map(Rate, map(Fraction, shares))],
        rounding=Rounding(mode, unit),
    )
    use = Fraction(0)
    for place, ((time, _), part) in enumerate(zip(periods, shares, strict=True), 1):
        use += time * part
        exact = price.minor * use / life
        reached = Rounding(mode, unit).minor(exact.numerator, exact.denominator, 2)
        assert sum(plan.minors[:place]) == min(reached, price.minor)


@given(
    prices, st.integers(0, 60), st.integers(1, 60), shares, prices, st.sampled_from([*MODES])
)
def test_a_charge_never_passes_what_is_left(
    price: Money, used: int, more: int, share: Rate, charged: Money, mode: str
) -> None:
    charged = min(charged, price)
    found = held(
        depreciate(
            price,
            used=used,
            useful_life=used + more,
            share_of_use=share,
            rounding=Rounding(f"{mode} 1"),
            charged=charged,
        )
    )
    charge, left = found.charge.money, found.left.money
    assert charged + charge + left == price
    assert min(charge, left) >= Money.zero("EUR")
    exact = price.minor * share.fraction * used / (used + more)
    assert abs(charge.minor - exact) < 100 or charge == price - charged < Money.of_minor(
        int(exact) + 100, "EUR"
    )


@pytest.mark.parametrize(
    ("charged", "charge", "left"),
    [
        ("25199.99 EUR", "10800.00 EUR", "0.01 EUR"),
        ("25200.00 EUR", "10800.00 EUR", "0.00 EUR"),
        ("25200.01 EUR", "10799.99 EUR", "0.00 EUR"),
        ("36000.00 EUR", "0.00 EUR", "0.00 EUR"),
    ],
)
def test_the_cut_at_the_price(charged: str, charge: str, left: str) -> None:
    found = held(
        depreciate(
            PRICE,
            used=24,
            useful_life=48,
            share_of_use=Rate("60 %"),
            rounding=DOWN,
            charged=Money(charged),
        )
    )
    assert (found.charge.money, found.left.money) == (Money(charge), Money(left))


@given(prices, st.integers(0, 600), st.integers(0, 600))
def test_value_and_depreciation_make_the_price(price: Money, used: int, more: int) -> None:
    life = used + more + 1
    for mode in ("half_even", "down"):
        rounding = Rounding(f"{mode} 0.01")
        value = held(
            remaining_value(price, used=used, useful_life=life, rounding=rounding)
        ).money
        exact = price.minor * Fraction(life - used, life)
        assert value == Money.of_minor(rounding.minor(*exact.as_integer_ratio(), 2), "EUR")
    plan = depreciate_over(
        price, used=[used], useful_life=life, share_of_use=Rate("100 %"), rounding=DOWN
    )
    up = Rounding("up 0.01")
    assert (
        remaining_value(price, used=used, useful_life=life, rounding=up).money
        == plan.left.money
    )


def test_equipment_of_before_the_project_brings_only_its_rest() -> None:
    # bought in 2020 for four years, the project runs in 2023 and 2024: one year is left
    bought = date(2020, 1, 1)
    used = months_of_use(
        Period("2023-01-01/2024-12-31"), available_on=bought, useful_life=48, counted="begun"
    )
    found = held(
        depreciate(PRICE, used=used, useful_life=48, share_of_use=Rate("100 %"), rounding=DOWN)
    )
    assert found.charge.money == Money("9000.00 EUR")
    assert "months between(available on, upto − 1)" in found.explain()


def test_days_give_another_figure_than_months() -> None:
    bought = date(2023, 1, 1)
    half = Period("2023-01-01/2023-06-30")
    life = days_of_life(available_on=bought, useful_life=48)
    by_days = depreciate(
        PRICE,
        used=days_of_use(half, available_on=bought, useful_life=48),
        useful_life=life,
        share_of_use=Rate("100 %"),
        rounding=HALF_UP,
    )
    by_months = depreciate(
        PRICE, used=6, useful_life=48, share_of_use=Rate("100 %"), rounding=HALF_UP
    )
    assert held(by_days).charge.money == Money("4459.96 EUR")  # 181 of 1461 days
    assert held(by_months).charge.money == Money("4500.00 EUR")


def test_parts_of_a_month_are_exact() -> None:
    found = depreciate(
        PRICE,
        used=Fraction("10.5"),
        useful_life=48,
        share_of_use=Rate("60 %"),
        rounding=DOWN,
    )
    assert held(found).charge.money == Money("4725.00 EUR")


# ---- Refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"used": 49}, "longer than the useful life"),
        ({"used": -1}, "used is below zero"),
        ({"used": 1.5}, "used is not an exact number"),
        ({"used": True}, "used is not an exact number"),
        ({"useful_life": 0}, "useful_life is zero"),
        ({"share_of_use": Rate("101 %")}, "share_of_use is out of range"),
        ({"share_of_use": Rate("-1 %")}, "share_of_use is out of range"),
        ({"share_of_use": "60 %"}, "share_of_use is not a rate"),
        ({"charged": Money("36000.01 EUR")}, "more was charged than the price"),
        ({"charged": Money("-0.01 EUR")}, "charged is below zero"),
        ({"price": Money("-0.01 EUR")}, "price is below zero"),
        ({"rounding": "down"}, "not a rounding"),
    ],
)
def test_what_a_charge_refuses(change: dict[str, object], message: str) -> None:
    given = {
        "price": PRICE,
        "used": 48,
        "useful_life": 48,
        "share_of_use": Rate("60 %"),
        "rounding": DOWN,
    }
    assert depreciate(**given)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=message):
        depreciate(**(given | change))  # type: ignore[arg-type]


def test_what_a_plan_refuses() -> None:
    def plan(**change: object) -> object:
        given = {"used": [24, 24], "useful_life": 48, "share_of_use": Rate("1 %")} | change
        return depreciate_over(PRICE, rounding=DOWN, **given)  # type: ignore[arg-type]

    assert plan()
    with pytest.raises(
        InputError, match=r"longer than the useful life .expected at most 48, fo"
    ):
        plan(used=[24, 25])
    with pytest.raises(InputError, match="wrong length of used"):
        plan(used=[])
    for several in ([Rate("1 %")], [Rate("1 %")] * 3):
        with pytest.raises(InputError, match="a share of use for each period"):
            plan(share_of_use=several)
    with pytest.raises(InputError, match="share_of_use is out of range"):
        plan(share_of_use=[Rate("1 %"), Rate("101 %")])
    with pytest.raises(InputError, match="useful_life is zero"):
        plan(used=[0], useful_life=0)


def test_what_time_refuses() -> None:
    bought = date(2023, 1, 1)
    known = Period("2023-01-01/2023-12-31")
    for period in (Period("2023-01-01/"), Period("/2023-01-01"), "2023"):
        with pytest.raises(InputError, match="days of the period are not known"):
            days_of_use(period, available_on=bought, useful_life=48)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="ends with the calendar"):
        days_of_use(Period(bought, date.max), available_on=bought, useful_life=48)
    with pytest.raises(InputError, match="outside the years"):
        days_of_use(known, available_on=bought, useful_life=12 * 9000)
    for life in (0, True, Fraction(48)):
        with pytest.raises(InputError, match="useful_life"):
            days_of_use(known, available_on=bought, useful_life=life)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="how a month counts"):
        months_of_use(known, available_on=bought, useful_life=48, counted="half")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="available_on is not a day"):
        days_of_life(available_on="2023-01-01", useful_life=48)  # type: ignore[arg-type]


def test_what_access_refuses() -> None:
    cost = Money("1.00 EUR")
    with pytest.raises(InputError, match="hours for each cost"):
        access_unit_cost([cost], [1, 1], rounding=DOWN)
    with pytest.raises(InputError, match="no hours of access"):
        access_unit_cost([cost, cost], [0, 0], rounding=DOWN)
    with pytest.raises(InputError, match="costs is below zero"):
        access_unit_cost([cost, -cost], [1, 1], rounding=DOWN)
    with pytest.raises(InputError, match="hours is below zero"):
        access_unit_cost([cost, cost], [1, -1], rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        access_unit_cost([cost, Money("1.00 SEK")], [1, 1], rounding=DOWN)
    half = access_unit_cost([cost, cost], [Fraction(1, 2), 0], rounding=DOWN)
    assert held(half).money == Money("4.00 EUR")
