"""A share by periods: what the last period bears; beside it, where every prefix is right."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundtrack.funding import (
    cascade,
    cumulative_payments,
    instalments,
    period_shares,
    shares_rest_last,
)
from fundtrack.values import MODES, CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")


@pytest.mark.parametrize(
    ("source", "bases", "rate", "rounding", "total", "parts"),
    [
        ("peers, section 4: staff at 12 %", "155.11 125.00 299.89", "12 %", "down 0.01",
         "69.60", "18.61 15.00 35.99"),
        ("travel at 8 % of staff", "18.61 15.00 35.99", "8 %", "down 0.01",
         "5.56", "1.48 1.20 2.88"),
        ("JEMS.ROUND: down and floor part on a correction", "-1001.23", "7 %", "down 0.01",
         "-70.08", "-70.08"),
        ("the same by floor", "-1001.23", "7 %", "floor 0.01", "-70.09", "-70.09"),
        ("peers, section 4: down", "1234.30", "15 %", "down 0.01", "185.14", "185.14"),
        ("against half up", "1234.30", "15 %", "half_up 0.01", "185.15", "185.15"),
        ("down", "333.33", "33 %", "down 0.01", "109.99", "109.99"),
        ("against half up", "333.33", "33 %", "half_up 0.01", "110.00", "110.00"),
        ("floor on a correction", "-123.45", "10 %", "floor 0.01", "-12.35", "-12.35"),
        ("against down", "-123.45", "10 %", "down 0.01", "-12.34", "-12.34"),
        ("half even", "1.00", "12.5 %", "half_even 0.01", "0.12", "0.12"),
        ("half up", "1.00", "12.5 %", "half_up 0.01", "0.13", "0.13"),
        ("half up is symmetric", "-1.00", "12.5 %", "half_up 0.01", "-0.13", "-0.13"),
        ("half down", "144.69", "50 %", "half_down 0.01", "72.34", "72.34"),
        ("half up", "144.69", "50 %", "half_up 0.01", "72.35", "72.35"),
    ],
)  # fmt: skip
def test_periods_of_the_sheets(
    source: str, bases: str, rate: str, rounding: str, total: str, parts: str
) -> None:
    found = held(
        period_shares(
            [Money(f"{base} EUR") for base in bases.split()],
            Rate(rate),
            rounding=Rounding(rounding),
        )
    )
    shown = " ".join(str(part.money).removesuffix(" EUR") for part in found.parts)
    assert (shown, found.total.money) == (parts, Money(f"{total} EUR")), source


def test_the_last_period_by_itself_would_be_a_cent_less() -> None:
    """Peers, section 4: direct third period 35.98 of staff, 2.87 of travel."""
    for base, rate, direct in [("299.89", "12 %", "35.98"), ("35.99", "8 %", "2.87")]:
        found = Rate(rate).of(Money(f"{base} EUR"), rounding=DOWN)
        assert found == Money(f"{direct} EUR")


minors = st.integers(-500, 500) | st.integers(-(10**15), 10**15)


@settings(max_examples=50)
@given(
    st.lists(minors, min_size=1, max_size=6),
    st.integers(0, 40),
    st.sampled_from(MODES),
    st.sampled_from(["JPY", "EUR", "KWD"]),
)
def test_periods_sum_to_the_share_of_all(
    bases: list[int], fortieths: int, mode: str, currency: str
) -> None:
    rate = Rate(f"{fortieths}/40")
    rounding = Rounding(mode, {"JPY": "1", "EUR": "0.01", "KWD": "0.001"}[currency])
    costs = [Money.of_minor(base, currency) for base in bases]
    found = held(period_shares(costs, rate, rounding=rounding))
    whole = Money.of_minor(sum(bases), currency)
    assert found.total.money == rate.of(whole, rounding=rounding)
    assert sum(part.money.minor for part in found.parts) == found.total.money.minor
    for cost, part in list(zip(costs, found.parts, strict=True))[:-1]:
        assert part.money == rate.of(cost, rounding=rounding)


@settings(max_examples=50)
@given(
    st.lists(minors, min_size=1, max_size=5),
    st.integers(0, 20),
    st.sampled_from(MODES),
    st.none() | st.integers(0, 1000),
)
def test_cumulative_payments_are_the_first_source_of_a_cascade(
    claims: list[int], percent: int, mode: str, top: int | None
) -> None:
    costs = [Money.of_minor(claim, "EUR") for claim in claims]
    rate, rounding = Rate(f"{5 * percent} %"), Rounding(mode, "0.01")
    ceiling = None if top is None else Money.of_minor(top, "EUR")
    paid = cumulative_payments(costs, rate, rounding=rounding, ceiling=ceiling).claims
    lines = cascade(costs, [rate, rate.rest], rounding=rounding, ceilings=[ceiling, None]).lines
    assert [one.payable.money for one in paid] == [line.amounts[0] for line in lines]
    for whole, entitled in zip(accumulate(claims), paid, strict=True):
        share = rate.of(Money.of_minor(whole, "EUR"), rounding=rounding)
        assert entitled.entitled.money == (share if ceiling is None else min(share, ceiling))


@settings(max_examples=40)
@given(minors, st.integers(1, 9), st.sampled_from(MODES))
def test_equal_periods(due: int, count: int, mode: str) -> None:
    """`spread` keeps every prefix within one unit, `last` gives the rest to the last period."""
    whole, rounding = Money.of_minor(due, "EUR"), Rounding(mode, "0.01")
    rates = [Rate(f"1/{count}")] * count
    spread = held(instalments(whole, rates, rest="spread", rounding=rounding)).parts
    sums = list(accumulate(part.money.minor for part in spread))
    for number, paid in enumerate(sums, 1):
        exact = Rate(f"{number}/{count}").of(whole, rounding=rounding).minor
        assert paid == exact
    last = instalments(whole, rates, rest="last", rounding=rounding).parts
    told = shares_rest_last(whole, [1] * count, rounding=rounding).amounts
    assert tuple(part.money for part in last) == told


def test_what_it_refuses() -> None:
    euro, rate = Money("1.00 EUR"), Rate("12 %")
    with pytest.raises(InputError, match="wrong length of bases"):
        period_shares([], rate, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        period_shares([euro, Money("1.00 SEK")], rate, rounding=DOWN)
    with pytest.raises(InputError, match="rate is out of range"):
        period_shares([euro], Rate("101 %"), rounding=DOWN)
    with pytest.raises(InputError, match="not a rounding"):
        period_shares([euro], rate, rounding="down 0.01")  # type: ignore[arg-type]
