"""Contributions by kind: those that do not add up, and those that do."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundtrack.funding import (
    Contributions,
    contributions_of_the_rest,
    contributions_rounded_apart,
)
from fundtrack.values import InputError, Money, Rate, Rounding
from tests.funding.explained import held

FLOOR, DOWN = Rounding("floor 0.01"), Rounding("down 0.01")
METHODS: list[Callable[..., Contributions]] = [
    contributions_rounded_apart,
    contributions_of_the_rest,
]
FUNDS = {"ERDF": Rate("55 %"), "other_fund": Rate("12 %")}
KINDS = {"public": Rate("11 %"), "automatic_public": Rate("11 %"), "private": Rate("11 %")}


@pytest.mark.parametrize(
    ("method", "total", "rounding", "funds", "contribution", "parts", "gap"),
    [
        (0, "1222.21", FLOOR, "672.21 146.66", "403.34", "134.44 134.44 134.44", "0.02"),
        (1, "1222.21", FLOOR, "672.21 146.66", "403.34", "134.45 134.45 134.44", "0.00"),
        (0, "-1222.21", FLOOR, "-672.22 -146.67", "-403.32", "-134.45 -134.45 -134.45", "0.03"),
        (0, "-1222.21", DOWN, "-672.21 -146.66", "-403.34", "-134.44 -134.44 -134.44", "-0.02"),
        (1, "-1222.21", FLOOR, "-672.22 -146.67", "-403.32", "-134.44 -134.44 -134.44", "0.00"),
        (0, "0.00", FLOOR, "0.00 0.00", "0.00", "0.00 0.00 0.00", "0.00"),
        (1, "0.01", FLOOR, "0.00 0.00", "0.01", "0.01 0.00 0.00", "0.00"),
    ],
)
def test_contributions_of_the_sheets(
    method: int,
    total: str,
    rounding: Rounding,
    funds: str,
    contribution: str,
    parts: str,
    gap: str,
) -> None:
    """Peers, section 4: funds floored, partner takes the rest, contributions floored apart."""
    found = held(METHODS[method](Money(f"{total} EUR"), FUNDS, KINDS, rounding=rounding))

    def shown(amounts: tuple[Money, ...]) -> str:
        return " ".join(str(amount).removesuffix(" EUR") for amount in amounts)

    assert shown(found.funds.amounts) == funds
    assert shown((found.contribution.money,)) == contribution
    assert shown(found.amounts) == parts
    assert shown((found.gap.money,)) == gap
    names = [name for name, _ in found.worked()]
    assert names == [*KINDS, "gap", "contribution", "funds_ERDF", "funds_other_fund"]


@settings(max_examples=60)
@given(
    st.integers(-(10**17), 10**17),
    st.lists(st.integers(0, 20), min_size=2, max_size=6).filter(any),
    st.integers(1, 5),
    st.sampled_from(["floor 0.01", "down 0.01", "half_up 0.01", "up 1"]),
)
def test_every_cent_is_somewhere(total: int, over: list[int], funds: int, mode: str) -> None:
    rates = [Rate(f"{one}/{sum(over)}") for one in over]
    cut = min(funds, len(rates) - 1)
    if not any(over[cut:]):
        return
    whole, rounding = Money.of_minor(total, "EUR"), Rounding(mode)
    for method in METHODS:
        found = held(method(whole, rates[:cut], rates[cut:], rounding=rounding))
        paid = sum(one.minor for one in found.funds.amounts)
        kinds = sum(one.minor for one in found.amounts)
        assert paid + found.contribution.money.minor == total
        assert kinds + found.gap.money.minor == found.contribution.money.minor
        assert method is METHODS[0] or not found.gap.money
        for rate, fund in zip(rates[:cut], found.funds.amounts, strict=True):
            assert fund == rate.of(whole, rounding=rounding)
        if method is METHODS[0]:
            for rate, kind in zip(rates[cut:], found.amounts, strict=True):
                assert kind == rate.of(whole, rounding=rounding)


@pytest.mark.parametrize("method", METHODS)
def test_what_it_refuses(method: Callable[..., Contributions]) -> None:
    euro, half = Money("1.00 EUR"), Rate("50 %")
    for kinds, found in ([Rate("49 %")], "99/100"), ([half, half], "3/2"):
        with pytest.raises(InputError) as caught:
            method(euro, [half], kinds, rounding=FLOOR)
        assert str(caught.value) == (
            f'funds and contributions do not sum to the whole (expected 100 %, found "{found}")'
        )
    with pytest.raises(InputError, match=r"funds\[0\] is out of range"):
        method(euro, [Rate("150 %")], [Rate("-50 %")], rounding=FLOOR)
    with pytest.raises(InputError, match=r"contributions\[0\] is out of range"):
        method(euro, [Rate("100 %")], [Rate("-50 %")], rounding=FLOOR)
    with pytest.raises(InputError, match="wrong length of contributions"):
        method(euro, [half], [], rounding=FLOOR)
    with pytest.raises(InputError, match=r"funds\[0\] is not a rate"):
        method(euro, [1], [half], rounding=FLOOR)
    with pytest.raises(InputError, match="total is not an amount"):
        method(100, [half], [half], rounding=FLOOR)


def test_a_rest_that_no_kind_may_take_is_refused() -> None:
    """Funds of 100 % rounded down leave a cent, and a contribution of 0 % cannot pay it."""
    rates = [Rate("1/3"), Rate("2/3")]
    apart = contributions_rounded_apart(Money("0.01 EUR"), rates, [Rate("0 %")], rounding=FLOOR)
    assert held(apart).gap.money == Money("0.01 EUR")
    with pytest.raises(InputError, match="all weights are zero"):
        contributions_of_the_rest(Money("0.01 EUR"), rates, [Rate("0 %")], rounding=FLOOR)


def test_kinds_that_no_common_denominator_bears_can_only_be_rounded_apart() -> None:
    below = [10**17 + 610 + 20 * place for place in range(10)]
    kinds = [Rate(Fraction(part, whole)) for whole in below for part in (3, whole // 10 - 3)]
    terms: Any = (Money("1.00 EUR"), [Rate("0 %")], kinds)
    assert contributions_rounded_apart(*terms, rounding=FLOOR).minors == (0, 9) * 10
    with pytest.raises(InputError, match="the rates have no common denominator"):
        contributions_of_the_rest(*terms, rounding=FLOOR)
