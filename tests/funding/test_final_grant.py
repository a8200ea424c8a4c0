"""The final grant in three steps and in four: the sheets' examples and where the two part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.funding import (
    NoProfit,
    accepted_contribution,
    final_grant_four_steps,
    final_grant_three_steps,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rounding
from tests.funding.explained import held

HALF_UP = Rounding("half_up 0.01")
ZERO = Money("0.00 EUR")


def money(text: str) -> Money:
    return Money(f"{text} EUR")


def surplus(deduct: str, costs: str = "1450000", revenue: str = "640000") -> NoProfit:
    share = None if deduct == "whole" else HALF_UP
    return NoProfit(
        costs=money(costs),
        revenue=money(revenue),
        contributions=ZERO,
        deduct=deduct,  # type: ignore[arg-type]
        rounding=share,
        rate_rounding=HALF_UP if deduct == "rounded_share" else None,
    )


@pytest.mark.parametrize(
    ("deduct", "final"),
    [
        ("exact_share", "844137.93"),  # the agreement: nothing is rounded on the way
        ("rounded_share", "844137.00"),  # the guide's illustration: 62.07 %
        ("whole", "810000.00"),
    ],
)
def test_eligible_1_450_000_at_80_percent(deduct: str, final: str) -> None:
    """eu.mga.final, first example: maximum grant 900 000, revenue 640 000."""
    found = held(
        final_grant_three_steps(
            money("1160000"),
            grant=money("900000"),
            reduction=ZERO,
            no_profit=surplus(deduct),
        )
    )
    assert found.accepted.money == money("1160000")
    assert found.capped.money == money("900000")
    assert found.profit is not None
    assert found.profit.profit.money == money("90000")
    assert found.grant.money == money(final)


def test_accepted_2_150_000_less_a_reduction() -> None:
    """eu.mga.final, second example (its balance stands in test_recovery)."""
    found = held(
        final_grant_three_steps(
            money("2150000"),
            grant=money("2000000"),
            reduction=money("380000"),
            no_profit=None,
        )
    )
    assert found.accepted.money == found.capped.money == money("1770000")
    assert found.profit is None
    assert found.grant.money == money("1770000")


def test_horizon_2020_takes_the_same_reduction_off_the_maximum_grant() -> None:
    """eu.prev.final and eu.prev.step4: costs above the maximum grant absorb nothing here."""
    found = held(
        final_grant_four_steps(
            money("2150000"),
            grant=money("2000000"),
            reduction=money("380000"),
            no_profit=None,
        )
    )
    assert found.capped.money == found.after_profit.money == money("2000000")
    assert found.reduced_maximum.money == money("1620000")
    assert found.grant.money == money("1620000")


@pytest.mark.parametrize(
    ("reduction", "final"),
    [
        # 900 000 less the whole profit is 810 000; the reduced maximum around it
        ("0", "810000.00"),
        ("89999.99", "810000.00"),
        ("90000.00", "810000.00"),
        ("90000.01", "809999.99"),
        ("900000", "0.00"),
    ],
)
def test_the_fourth_step_takes_the_lower_of_two(reduction: str, final: str) -> None:
    found = held(
        final_grant_four_steps(
            money("1160000"),
            grant=money("900000"),
            reduction=money(reduction),
            no_profit=surplus("whole"),
        )
    )
    assert found.after_profit.money == money("810000")
    assert found.grant.money == money(final)


@pytest.mark.parametrize(
    ("contribution", "capped"),
    [("899999.99", "899999.99"), ("900000", "900000"), ("900000.01", "900000"), ("0", "0")],
)
def test_the_maximum_grant_is_the_limit_of_the_action(contribution: str, capped: str) -> None:
    terms = {"grant": money("900000"), "reduction": ZERO, "no_profit": None}
    three = held(final_grant_three_steps(money(contribution), **terms))
    four = held(final_grant_four_steps(money(contribution), **terms))
    assert three.grant.money == four.grant.money == money(capped)
    assert three.capped.money == four.capped.money == money(capped)


def test_a_profit_above_the_grant_takes_all_of_it_and_no_more() -> None:
    terms = {
        "grant": money("100"),
        "reduction": ZERO,
        "no_profit": surplus("whole", "100", "500"),
    }
    three = held(final_grant_three_steps(money("100"), **terms))
    assert three.profit is not None
    assert three.profit.deduction.money == money("500")
    assert three.grant.money == ZERO
    assert held(final_grant_four_steps(money("100"), **terms)).grant.money == ZERO


cents = st.integers(0, 10**17)


@given(cents, cents, cents)
def test_without_a_profit_the_limits_alone_decide(contribution, grant, reduction):
    terms = {
        "grant": Money.of_minor(grant, "EUR"),
        "reduction": Money.of_minor(min(reduction, contribution, grant), "EUR"),
        "no_profit": None,
    }
    taken = terms["reduction"].minor
    three = held(final_grant_three_steps(Money.of_minor(contribution, "EUR"), **terms))
    four = held(final_grant_four_steps(Money.of_minor(contribution, "EUR"), **terms))
    assert three.grant.money.minor == min(contribution - taken, grant)
    assert four.grant.money.minor == min(contribution, grant - taken)
    # what a breach takes off the accepted costs it takes off the maximum too, or more
    assert abs(three.grant.money.minor - four.grant.money.minor) <= taken


@pytest.mark.parametrize(
    ("source", "at_rates", "requested", "ceiling", "contributions", "reduction", "accepted"),
    [
        ("section 1.7: no certificate", "361200", "361200", "324999", "0", "0", "324999"),
        ("with the certificate", "361200", "361200", None, "0", "0", "361200"),
        ("less was requested", "361200", "361199.99", None, "0", "0", "361199.99"),
        ("as much was requested", "361200", "361200.00", None, "0", "0", "361200"),
        ("more was requested", "361200", "361200.01", None, "0", "0", "361200"),
        ("contributions are not cut", "361200", None, "324999", "1000", "0", "325999"),
        ("a reduction", "100", None, None, "10", "30", "80"),
        ("a correction of an earlier period", "-100", None, None, "10", "0", "-90"),
    ],
)
def test_what_is_accepted_of_a_beneficiary(
    source: str,
    at_rates: str,
    requested: str | None,
    ceiling: str | None,
    contributions: str,
    reduction: str,
    accepted: str,
) -> None:
    """eu.mga.interim, TAEC."""
    found = accepted_contribution(
        money(at_rates),
        requested=None if requested is None else money(requested),
        certificate_ceiling=None if ceiling is None else money(ceiling),
        contributions=money(contributions),
        reduction=money(reduction),
    )
    assert held(found).money == money(accepted), source


def test_what_it_refuses() -> None:
    one, krona = money("1"), Money("1.00 SEK")
    terms = {"grant": one, "reduction": ZERO, "no_profit": None}
    for steps in (final_grant_three_steps, final_grant_four_steps):
        with pytest.raises(InputError, match="contribution is below zero"):
            steps(-one, **terms)
        with pytest.raises(InputError, match="grant is below zero"):
            steps(one, **(terms | {"grant": -one}))
        with pytest.raises(CurrencyMismatch):
            steps(one, **(terms | {"grant": krona}))
        with pytest.raises(CurrencyMismatch):
            steps(one, **(terms | {"reduction": krona}))
    with pytest.raises(InputError, match="reduction is above the contribution"):
        final_grant_three_steps(one, **(terms | {"reduction": money("1.01")}))
    with pytest.raises(InputError, match="reduction is above the grant"):
        final_grant_four_steps(one, **(terms | {"reduction": money("1.01")}))
    with pytest.raises(InputError, match="reduction is below zero"):
        accepted_contribution(
            one, requested=None, certificate_ceiling=None, contributions=ZERO, reduction=-one
        )
    with pytest.raises(CurrencyMismatch):
        accepted_contribution(
            one, requested=krona, certificate_ceiling=None, contributions=ZERO, reduction=ZERO
        )
