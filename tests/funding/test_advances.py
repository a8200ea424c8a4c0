"""Advances: the three ways of clearing, and the laws that hold for any claims."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fundtrack.funding import (
    AdvanceClearing,
    clear_at_once,
    clear_beyond_share,
    clear_in_proportion,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
HALF_UP = Rounding("half_up 0.01")


def euro(*amounts: str) -> list[Money]:
    return [Money(f"{amount} EUR") for amount in amounts]


def said(clearing: AdvanceClearing, figure: str) -> list[str]:
    return [str(getattr(claim, figure).money)[:-4] for claim in clearing.claims]


def at_once(advance: Money, claims: list[Money]) -> AdvanceClearing:
    return held(clear_at_once(advance, claims))


def in_thirds(advance: Money, claims: list[Money]) -> AdvanceClearing:
    return held(clear_in_proportion(advance, claims, Rate("1/3"), rounding=HALF_UP))


def beyond(advance: Money, claims: list[Money]) -> AdvanceClearing:
    return held(
        clear_beyond_share(
            advance,
            claims,
            Rate("2/3"),
            grant=Money("1000.01 EUR"),
            untouched=Rate("70 %"),
            rounding=DOWN,
        )
    )


WAYS = pytest.mark.parametrize("way", [at_once, in_thirds, beyond])
cents = st.integers(-(10**7), 10**7) | st.integers(-(10**16), 10**16)
claims_of_any_sign = st.lists(
    cents.map(lambda minor: Money.of_minor(minor, "EUR")), min_size=1, max_size=5
)
advances = st.integers(0, 10**7).map(lambda minor: Money.of_minor(minor, "EUR"))


@pytest.mark.parametrize(
    ("claims", "cleared", "payable", "outstanding"),
    [
        # the first claim is one cent below, at and above the advance of 300.00
        (["299.99", "1.00"], ["299.99", "0.01"], ["0.00", "0.99"], ["0.01", "0.00"]),
        (["300.00", "1.00"], ["300.00", "0.00"], ["0.00", "1.00"], ["0.00", "0.00"]),
        (["300.01", "1.00"], ["300.00", "0.00"], ["0.01", "1.00"], ["0.00", "0.00"]),
        # a credit note opens the advance as far as the claims fall below it, and no further
        (["400.00", "-50.00"], ["300.00", "0.00"], ["100.00", "-50.00"], ["0.00", "0.00"]),
        (["400.00", "-150.00"], ["300.00", "-50.00"], ["100.00", "-100.00"], ["0.00", "50.00"]),
        (
            ["400.00", "-500.00"],
            ["300.00", "-300.00"],
            ["100.00", "-200.00"],
            ["0.00", "300.00"],
        ),
        (["0.00"], ["0.00"], ["0.00"], ["300.00"]),
    ],
)
def test_cleared_at_once(
    claims: list[str], cleared: list[str], payable: list[str], outstanding: list[str]
) -> None:
    clearing = at_once(Money("300.00 EUR"), euro(*claims))
    assert said(clearing, "cleared") == cleared
    assert said(clearing, "payable") == payable
    assert said(clearing, "outstanding") == outstanding


def test_cleared_in_proportion() -> None:
    # 30 % of each claim; the cent that half of the claims lose comes with the next one
    clearing = held(
        clear_in_proportion(
            Money("300.00 EUR"),
            euro("333.35", "333.35", "333.30"),
            Rate("30 %"),
            rounding=DOWN,
        )
    )
    assert said(clearing, "cleared") == ["100.00", "100.01", "99.99"]
    assert said(clearing, "payable") == ["233.35", "233.34", "233.31"]
    assert clearing.outstanding.money == Money("0.00 EUR")


def test_a_share_below_that_of_the_advance_leaves_a_part_outstanding() -> None:
    clearing = held(
        clear_in_proportion(
            Money("300.00 EUR"), euro("1000.00"), Rate("29.99 %"), rounding=DOWN
        )
    )
    assert clearing.outstanding.money == Money("0.10 EUR")


@pytest.mark.parametrize(
    ("first", "cleared"),
    [("699.99", "0.00"), ("700.00", "0.00"), ("700.01", "0.01"), ("1000.00", "300.00")],
)
def test_only_what_is_beyond_the_share_clears(first: str, cleared: str) -> None:
    clearing = held(
        clear_beyond_share(
            Money("300.00 EUR"),
            euro(first),
            Rate("100 %"),
            grant=Money("1000.00 EUR"),
            untouched=Rate("70 %"),
            rounding=DOWN,
        )
    )
    assert said(clearing, "cleared") == [cleared]


def test_the_share_of_the_grant_is_not_rounded_before_it_is_used() -> None:
    # a third of 100.00 stays 33.333...; 66.666... of 100.00 lie beyond, half of them clear
    clearing = held(
        clear_beyond_share(
            Money("90.00 EUR"),
            euro("100.00"),
            Rate("50 %"),
            grant=Money("100.00 EUR"),
            untouched=Rate("1/3"),
            rounding=Rounding("half_up 0.01"),
        )
    )
    assert said(clearing, "cleared") == ["33.33"]
    assert clearing.claims[0].cleared_total.given["reached"].exact * 3 == 100  # type: ignore[union-attr]


@WAYS
@given(advances, claims_of_any_sign)
@example(Money("300.00 EUR"), euro("400.00", "-500.00", "600.00"))
def test_what_is_due_is_paid_or_cleared_and_the_advance_is_cleared_once(way, advance, claims):
    clearing = way(advance, claims)
    assert len(clearing.claims) == len(claims)
    total = 0
    for claim, due in zip(clearing.claims, claims, strict=True):
        total += claim.cleared.money.minor
        assert claim.payable.money + claim.cleared.money == due
        assert 0 <= total <= advance.minor
        assert claim.outstanding.money.minor == advance.minor - total
    assert clearing.outstanding == clearing.claims[-1].outstanding


@WAYS
@settings(max_examples=25)  # three walks of every figure in each
@given(advances, claims_of_any_sign, st.data())
def test_only_the_sum_of_the_claims_decides_what_is_outstanding(way, advance, claims, data):
    together = Money.of_minor(sum(one.minor for one in claims), "EUR")
    shuffled = data.draw(st.permutations(claims))
    left = way(advance, claims).outstanding.money
    assert way(advance, [together]).outstanding.money == left
    assert way(advance, shuffled).outstanding.money == left


@settings(max_examples=25)  # three walks of every figure in each
@given(advances, claims_of_any_sign)
def test_clearing_the_whole_of_every_claim_is_clearing_at_once(advance, claims):
    whole = held(clear_in_proportion(advance, claims, Rate("100 %"), rounding=DOWN))
    none_untouched = held(
        clear_beyond_share(
            advance,
            claims,
            Rate("100 %"),
            grant=Money("0.00 EUR"),
            untouched=Rate("100 %"),
            rounding=DOWN,
        )
    )
    once = at_once(advance, claims)
    assert said(whole, "payable") == said(once, "payable") == said(none_untouched, "payable")


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any),
    st.fractions(0, 1, max_denominator=50),
)
def test_an_advance_that_is_the_share_of_all_claims_is_cleared_by_the_last(parts, fraction):
    claims = [Money.of_minor(part * fraction.denominator, "EUR") for part in parts]
    advance = Money.of_minor(sum(parts) * fraction.numerator, "EUR")
    clearing = held(clear_in_proportion(advance, claims, Rate(fraction), rounding=DOWN))
    assert clearing.outstanding.money == Money("0.00 EUR")


def test_a_coarse_rounding_still_clears_the_last_cents_of_the_advance() -> None:
    euros = Rounding("up 1")
    clearing = held(
        clear_in_proportion(Money("30.50 EUR"), euro("61.00"), Rate("50 %"), rounding=euros)
    )
    assert said(clearing, "cleared") == ["30.50"]


def test_what_it_refuses() -> None:
    one = Money("1.00 EUR")
    with pytest.raises(InputError, match="advance is below zero"):
        clear_at_once(-one, [one])
    with pytest.raises(InputError, match="wrong length of claims"):
        clear_at_once(one, [])
    with pytest.raises(CurrencyMismatch):
        clear_at_once(one, [Money("1.00 SEK")])
    with pytest.raises(InputError, match="rate is out of range"):
        clear_in_proportion(one, [one], Rate("100.01 %"), rounding=DOWN)
    with pytest.raises(InputError, match="finer than a currency"):
        clear_in_proportion(one, [one], Rate("1 %"), rounding=Rounding("down 0.001"))
    beyond = {"grant": one, "untouched": Rate("0 %"), "rounding": DOWN}
    with pytest.raises(InputError, match="grant is below zero"):
        clear_beyond_share(one, [one], Rate("1 %"), **(beyond | {"grant": -one}))
    with pytest.raises(InputError, match="untouched is out of range"):
        clear_beyond_share(one, [one], Rate("1 %"), **(beyond | {"untouched": Rate("-1 %")}))
    with pytest.raises(CurrencyMismatch):
        clear_beyond_share(one, [one], Rate("1 %"), **(beyond | {"grant": Money("1.00 SEK")}))
