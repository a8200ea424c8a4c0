"""Indirect costs: published figures, what is left out, budgets planned backwards."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import indirect_costs, indirect_of, restricted_rate, within_total
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
CENTS = Rounding("half_up 0.01")


def euros(**amounts: str) -> dict[str, Money]:
    return {name: Money(f"{amount} EUR") for name, amount in amounts.items()}


COSTS = euros(personnel="11160.00", goods="2340.00", subcontracting="4500.00")


@pytest.mark.parametrize(
    ("source", "costs", "excluded", "rate", "base", "indirect", "total", "funding", "grant"),
    [
        ("1.3 at 7 %", COSTS, [], "7 %", "18000", "1260", "19260", "70 %", "13482.00"),
        (
            "1.3 at 25 %",
            COSTS,
            ["subcontracting"],
            "25 %",
            "13500",
            "3375",
            "21375",
            "70 %",
            "14962.50",
        ),
        (
            "1.10 eu.fp7, 60 %",
            euros(direct="84000.00"),
            (),
            "60 %",
            "84000",
            "50400",
            "134400",
            "75 %",
            "100800.00",
        ),
        (
            "1.3 eu.rfcs.idc: category A alone",
            COSTS,
            {"goods", "subcontracting"},
            "35 %",
            "11160",
            "3906",
            "21906",
            "100 %",
            "21906.00",
        ),
    ],
)
def test_indirect_costs_of_the_sheets(
    source, costs, excluded, rate, base, indirect, total, funding, grant
) -> None:
    found = held(indirect_costs(costs, Rate(rate), excluded=excluded, rounding=DOWN))
    figures = [one.money for one in (found.base, found.indirect, found.total)]
    assert figures == [Money(f"{one}.00 EUR") for one in (base, indirect, total)], source
    paid = Rate(funding).of(found.total.money, rounding=DOWN)
    assert paid == Money(f"{grant} EUR"), source


@pytest.mark.parametrize(
    ("negotiated", "indirect"), [("7 %", "700.00"), ("8 %", "800.00"), ("9 %", "800.00")]
)
def test_a_rate_has_a_ceiling(negotiated, indirect) -> None:
    """us.idc.training8: the negotiated rate, at most 8 %."""
    found = indirect_of(
        Money("10000.00 USD"), Rate(negotiated), rounding=DOWN, rate_ceiling=Rate("8 %")
    )
    assert held(found).money == Money(f"{indirect} USD")


def test_everything_left_out_leaves_nothing() -> None:
    found = held(indirect_costs(COSTS, Rate("25 %"), excluded=list(COSTS), rounding=DOWN))
    assert (found.base.money, found.indirect.money) == (Money("0.00 EUR"),) * 2
    assert found.total.money == Money("18000.00 EUR")


@pytest.mark.parametrize(
    ("source", "total", "excluded", "rate", "rate_of", "base", "indirect"),
    [
        (
            "us.idc, reverse budget",
            "250000.00",
            "40000.00",
            "15 %",
            "base",
            "182608.70",
            "27391.30",
        ),
        ("us.idc.cap_total, of the total", "240000.00", "0.00", "12 %", "total", "211200.00",
         "28800.00"),
        ("us.idc.cap_total, of direct costs", "240000.00", "0.00", "12 %", "base", "214285.71",
         "25714.29"),
        ("all left out", "40000.00", "40000.00", "15 %", "base", "0.00", "0.00"),
        ("nothing", "0.00", "0.00", "15 %", "total", "0.00", "0.00"),
        ("a rate of all", "100.00", "0.00", "100 %", "total", "0.00", "100.00"),
        ("as much again", "100.00", "0.00", "100 %", "base", "50.00", "50.00"),
        ("no rate", "100.00", "10.00", "0 %", "base", "90.00", "0.00"),
    ],
)  # fmt: skip
def test_budgets_planned_backwards(
    source, total, excluded, rate, rate_of, base, indirect
) -> None:
    found = held(
        within_total(
            Money(f"{total} USD"),
            Rate(rate),
            excluded=Money(f"{excluded} USD"),
            rate_of=rate_of,
            rounding=CENTS,
        )
    )
    assert found.base.money == Money(f"{base} USD"), source
    assert found.indirect.money == Money(f"{indirect} USD"), source


@pytest.mark.parametrize(("fixed", "rate"), [("12000.00", "8 %"), ("30000.00", "10 %")])
def test_the_restricted_rate(fixed, rate) -> None:
    found = restricted_rate(
        Money("60000.00 USD"), Money(f"{fixed} USD"), Money("900000.00 USD")
    )
    assert held(found).value == Rate(rate)


CENT = st.integers(-(10**11), 10**11)


@given(
    st.dictionaries(st.sampled_from("abcdef"), CENT, min_size=1),
    st.integers(0, 100),
    st.data(),
)
def test_the_base_is_what_is_not_left_out(cents, percent, data) -> None:
    costs = {name: Money.of_minor(cent, "EUR") for name, cent in cents.items()}
    out = data.draw(st.sets(st.sampled_from(list(costs))))
    found = indirect_costs(costs, Rate(f"{percent} %"), excluded=out, rounding=DOWN)
    base = sum(cent for name, cent in cents.items() if name not in out)
    assert held(found).base.money.minor == base
    assert abs(found.indirect.money.minor) == abs(base) * percent // 100
    assert found.total.money.minor == sum(cents.values()) + found.indirect.money.minor


@given(
    st.integers(0, 10**15),
    st.integers(0, 10**15),
    st.integers(0, 100),
    st.sampled_from(["base", "total"]),
)
@example(25000000, 4000000, 15, "base")
def test_planned_up_the_rate_is_never_passed(total, excluded, percent, rate_of) -> None:
    excluded = min(total, excluded) if rate_of == "base" else 0
    found = held(
        within_total(
            Money.of_minor(total, "USD"),
            Rate(f"{percent} %"),
            excluded=Money.of_minor(excluded, "USD"),
            rate_of=rate_of,
            rounding=Rounding("up 0.01"),
        )
    )
    base, indirect = found.base.money.minor, found.indirect.money.minor
    assert base + indirect + excluded == total
    of = base if rate_of == "base" else total
    assert indirect <= Fraction(of * percent, 100)
    assert indirect + 2 > Fraction(of * percent, 100)


def test_what_it_refuses() -> None:
    seven, dollar, none = Rate("7 %"), Money("1.00 USD"), Money("0.00 USD")
    with pytest.raises(InputError, match="nobody stated what is left out: fstp"):
        indirect_costs(COSTS, seven, excluded=["fstp", "goods"], rounding=DOWN)
    with pytest.raises(InputError, match="excluded is a sequence of names"):
        indirect_costs(COSTS, seven, excluded="goods", rounding=DOWN)
    with pytest.raises(InputError, match="rate is out of range"):
        indirect_costs(COSTS, Rate("101 %"), excluded=[], rounding=DOWN)
    with pytest.raises(InputError, match="rate_ceiling is out of range"):
        indirect_of(dollar, seven, rounding=DOWN, rate_ceiling=Rate("-1 %"))
    with pytest.raises(InputError, match="base is not an amount"):
        indirect_of("1.00 USD", seven, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        indirect_costs({**COSTS, "d": dollar}, seven, excluded=[], rounding=DOWN)
    with pytest.raises(InputError, match="more is left out than the total"):
        within_total(none, seven, excluded=dollar, rate_of="base", rounding=DOWN)
    with pytest.raises(InputError, match="a rate of the total leaves nothing out"):
        within_total(dollar, seven, excluded=dollar, rate_of="total", rounding=DOWN)
    with pytest.raises(InputError, match="a rate of what"):
        within_total(dollar, seven, excluded=none, rate_of="direct", rounding=DOWN)
    with pytest.raises(InputError, match="a share of nothing is not defined"):
        restricted_rate(dollar, dollar, none)
    with pytest.raises(InputError, match="fixed is below zero"):
        restricted_rate(dollar, -dollar, dollar)
