"""Grants from rates: published figures, the safe side, refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.funding import grant_from_rate
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")


@pytest.mark.parametrize(
    ("source", "eligible", "rate", "rounding", "grant"),
    [
        ("Life Science Cluster of Latvia", "586584.85 EUR", "85 %", "down 0.01", "498597.12"),
        ("split maths, num.side", "0.10 EUR", "85 %", "down 0.01", "0.08"),
        ("split maths, num.side", "0.10 EUR", "85 %", "half_up 0.01", "0.09"),
    ],
)
def test_grants_of_the_sheets(
    source: str, eligible: str, rate: str, rounding: str, grant: str
) -> None:
    found = held(grant_from_rate(Money(eligible), Rate(rate), rounding=Rounding(rounding)))
    assert found.money == Money(f"{grant} EUR"), source


@given(
    st.integers(0, 10**17).map(lambda cents: Money.of_minor(cents, "EUR")),
    st.fractions(0, 1, max_denominator=1000).map(Rate),
    st.integers(0, 10**17).map(lambda cents: Money.of_minor(cents, "EUR")),
)
def test_a_grant_rounded_down_never_passes_its_rate_or_its_ceiling(
    eligible: Money, rate: Rate, ceiling: Money
) -> None:
    grant = held(grant_from_rate(eligible, rate, rounding=DOWN, ceiling=ceiling)).money
    assert grant <= ceiling
    assert grant.minor <= rate.fraction * eligible.minor
    assert grant == ceiling or grant.minor + 1 > rate.fraction * eligible.minor


def test_what_it_refuses() -> None:
    euro = Money("1.00 EUR")
    with pytest.raises(InputError, match="eligible is below zero"):
        grant_from_rate(-euro, Rate("85 %"), rounding=DOWN)
    with pytest.raises(InputError, match="rate is out of range"):
        grant_from_rate(euro, Rate("101 %"), rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        grant_from_rate(euro, Rate("85 %"), rounding=DOWN, ceiling=Money("1.00 SEK"))
