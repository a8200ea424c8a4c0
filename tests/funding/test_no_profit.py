"""The no-profit rule: the two readings of its share, the whole, and the edge of a profit."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import NoProfit, deduct_profit
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

HALF_UP = Rounding("half_up 0.01")
ZERO = Money("0.00 EUR")
WHOLE = {"deduct": "whole"}
EXACT = {"deduct": "exact_share", "rounding": HALF_UP}
ROUNDED = {"deduct": "rounded_share", "rounding": HALF_UP, "rate_rounding": HALF_UP}


def money(text: str) -> Money:
    return Money(f"{text} EUR")


def rule(costs: str, revenue: str, contributions: str = "0", **how: object) -> NoProfit:
    return NoProfit(
        costs=money(costs),
        revenue=money(revenue),
        contributions=money(contributions),
        **how,
    )


@pytest.mark.parametrize(
    ("how", "share", "rounded", "deduction"),
    [
        # the exact share is 900/1450; the guide's illustration rounds it to 62.07 % first,
        # which is 0.93 more on a profit of 90 000; nothing in the agreement rounds it
        (EXACT, Rate("18/29"), None, "55862.07"),
        (ROUNDED, Rate("18/29"), Rate("62.07 %"), "55863.00"),
        (WHOLE, None, None, "90000.00"),
    ],
)
def test_the_readings_of_the_sheet(
    how: dict[str, object], share: Rate | None, rounded: Rate | None, deduction: str
) -> None:
    """eu.mga.final and the rounding ambiguity of section 1.8."""
    found = held(deduct_profit(money("900000"), rule("1450000", "640000", **how)))
    assert found.profit.money == money("90000")
    assert (found.share and found.share.value) == share
    assert (found.rounded_share and found.rounded_share.value) == rounded
    assert found.deduction.money == money(deduction)


@pytest.mark.parametrize(
    ("revenue", "profit", "deduction"),
    [
        ("549999.99", "0.00", "0.00"),
        ("550000.00", "0.00", "0.00"),
        ("550000.01", "0.01", "0.01"),  # 62 % of a cent, half up
        ("550000.02", "0.02", "0.01"),
        ("0", "0.00", "0.00"),
    ],
)
def test_the_edge_of_a_profit(revenue: str, profit: str, deduction: str) -> None:
    found = held(deduct_profit(money("900000"), rule("1450000", revenue, **EXACT)))
    assert found.profit.money == money(profit)
    assert found.deduction.money == money(deduction)


def test_contributions_are_costs_to_the_profit_and_no_part_of_the_share() -> None:
    # 300 of the grant of 900 are contributions: 600 of 1000 costs, 60 % of a profit of 200
    found = held(deduct_profit(money("900"), rule("1000", "600", "300", **EXACT)))
    assert found.profit.money == money("200")
    assert found.share is not None
    assert found.share.value == Rate("60 %")
    assert found.deduction.money == money("120")


def test_a_grant_below_its_contributions_has_no_share_of_the_costs() -> None:
    found = held(deduct_profit(money("200"), rule("1000", "1500", "300", **EXACT)))
    assert found.profit.money == money("400")
    assert found.deduction.money == ZERO


@pytest.mark.parametrize(
    ("unit", "share"),
    [
        ("half_up 0.01", "62.07 %"),
        ("down 0.01", "62.06 %"),
        ("half_up 1", "62 %"),
        ("up 5", "65 %"),
        ("half_up 0.000001", "62.068966 %"),
    ],
)
def test_the_share_is_rounded_to_any_step_of_a_percentage(unit: str, share: str) -> None:
    how = ROUNDED | {"rate_rounding": Rounding(unit)}
    found = held(deduct_profit(money("900000"), rule("1450000", "640000", **how)))
    assert found.rounded_share is not None
    assert found.rounded_share.value == Rate(share)
    expected = Rate(share).of(money("90000"), rounding=HALF_UP)
    assert found.deduction.money == expected


def test_how_the_share_was_rounded_is_told() -> None:
    found = deduct_profit(money("900000"), rule("1450000", "640000", **ROUNDED))
    assert found.rounded_share is not None
    assert found.rounded_share.rounding == HALF_UP
    assert found.rounded_share.explain("used").startswith(
        "used = share\n    = 18/29, half_up 0.01, in percent: 62.07 %\n  share = max(0, grant"
    )
    how = ROUNDED | {"rate_rounding": Rounding("up 7")}
    with pytest.raises(InputError, match=r"share is out of range .*found 105 %"):
        deduct_profit(money("1450000"), rule("1450000", "640000", **how))


cents = st.integers(0, 10**17)


@given(cents, cents, st.fractions(0, 1, max_denominator=1000), st.integers(0, 10**6), cents)
@example(1_450_000_00, 0, Fraction(900, 1450), 0, 640_000_00)
@example(0, 0, Fraction(0), 0, 0)
def test_what_is_left_of_a_profit_belongs_to_the_others(costs, contributions, part, cut, more):
    grant = max(0, int(costs * part) + contributions - cut)
    profit = max(0, grant + more - costs - contributions)
    rules = [
        NoProfit(
            costs=Money.of_minor(costs, "EUR"),
            contributions=Money.of_minor(contributions, "EUR"),
            revenue=Money.of_minor(more, "EUR"),
            **how,
        )
        for how in (WHOLE, EXACT)
    ]
    whole = held(deduct_profit(Money.of_minor(grant, "EUR"), rules[0]))
    assert whole.deduction.money.minor == whole.profit.money.minor == profit
    if not costs and profit:
        with pytest.raises(InputError, match="no costs to be shared over"):
            deduct_profit(Money.of_minor(grant, "EUR"), rules[1])
        return
    exact = held(deduct_profit(Money.of_minor(grant, "EUR"), rules[1]))
    share = Fraction(max(0, grant - contributions), costs) if costs else Fraction(0)
    assert exact.deduction.money.minor == HALF_UP.minor(
        profit * share.numerator, share.denominator, 2
    )
    assert ZERO <= exact.deduction.money <= whole.deduction.money


def test_what_it_refuses() -> None:
    grant = money("900000")
    for how, name in (
        ({"deduct": "exact_share"}, "rounding is needed"),
        (EXACT | {"rate_rounding": HALF_UP}, "rate_rounding is not used"),
        ({"deduct": "rounded_share", "rounding": HALF_UP}, "rate_rounding is needed"),
        (WHOLE | {"rounding": HALF_UP}, "rounding is not used"),
        ({"deduct": "half"}, "unknown deduction"),
        ({"deduct": "exact_share", "rounding": "half_up 0.01"}, "not a rounding"),
    ):
        with pytest.raises(InputError, match=name):
            deduct_profit(grant, rule("1450000", "640000", **how))
    with pytest.raises(InputError, match="not a no-profit rule"):
        deduct_profit(grant, None)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="revenue is below zero"):
        deduct_profit(grant, rule("1450000", "-0.01", **EXACT))
    assert held(deduct_profit(money("0.03"), rule("0.02", "0", "0.01", **EXACT)))
    with pytest.raises(InputError, match="above the costs and contributions it pays for"):
        deduct_profit(money("0.04"), rule("0.02", "0", "0.01", **EXACT))
    with pytest.raises(InputError, match="no costs to be shared over"):
        deduct_profit(ZERO, rule("0", "0.01", **EXACT))
    assert held(deduct_profit(ZERO, rule("0", "0", **EXACT))).deduction.money == ZERO
    with pytest.raises(CurrencyMismatch):
        deduct_profit(Money("1.00 SEK"), rule("1", "1", **EXACT))
