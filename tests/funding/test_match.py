"""What stands beside a grant: printed examples, the side that keeps the promise, in kind."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    Match,
    required_match,
    required_match_ratio,
)
from fundtrack.values import MODES, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP, NEAR = (Rounding(f"{mode} 0.01") for mode in ("down", "up", "half_up"))
EURO, KRONA = Money("1.00 EUR"), Money("1.00 SEK")
amounts = st.integers(0, 10**15).map(lambda cents: Money.of_minor(cents, "USD"))
rates = st.fractions(0, 1, max_denominator=1000).map(Rate)
some_rates = st.fractions(Fraction(1, 100), 1, max_denominator=100).map(Rate)


@pytest.mark.parametrize(
    ("source", "grant", "rate", "rounding", "match", "percent", "kept"),
    [
        ("us.match.convention", "420000", "75 %", "up 0.01", "140000", "75", True),
        ("us.match.rounding", "250", "70 %", "half_up 0.01", "107.14", "70.00056", False),
        ("us.match.rounding", "250", "70 %", "up 0.01", "107.15", "69.99860", True),
        # printed examples that cut to whole dollars pass the maximum by their own rule
        ("us.match.convention, trap", "260000", "90 %", "half_up 0.01", "28888.89",
         "90.00000", True),
        ("us.match.convention, trap", "260000", "90 %", "down 1", "28888", "90.00028", False),
        ("us.match.convention, trap", "260000", "90 %", "up 1", "28889", "89.99997", True),
        # Latvian programmes, lv.private_minimum
        ("lv.private_minimum", "5000000", "85 %", "up 1", "882353", "84.99999915", True),
        ("lv.private_minimum", "5000000", "85 %", "down 1", "882352", "85.0000136", False),
        ("all of the total", "7.00", "100 %", "up 0.01", "0", "100", True),
    ],
)  # fmt: skip
def test_matches_as_a_share_of_the_total(
    source: str, grant: str, rate: str, rounding: str, match: str, percent: str, kept: bool
) -> None:
    found = held(required_match(Money(f"{grant} USD"), Rate(rate), rounding=Rounding(rounding)))
    assert found.match.money == Money(f"{match} USD"), source
    assert found.kept is kept
    assert found.effective is not None
    assert isinstance(found.effective.value, Rate)
    decimals = len(percent.partition(".")[2])
    exact = round(found.effective.value.fraction * 100, decimals)
    assert exact == Fraction(percent)
    assert found.total.money == Money(f"{grant} USD") + found.match.money


@pytest.mark.parametrize(
    ("grant", "ratio", "rounding", "match", "kept"),
    [
        ("420000", "10 %", "up 0.01", "42000", True),  # us.match.convention
        ("100.01", "1/3", "up 0.01", "33.34", True),
        ("100.01", "1/3", "half_up 0.01", "33.34", True),
        ("100.00", "1/3", "half_up 0.01", "33.33", False),
        ("5.00", "300 %", "down 0.01", "15.00", True),
        ("5.00", "0 %", "up 0.01", "0", True),
    ],
)
def test_matches_as_a_ratio_to_the_grant(
    grant: str, ratio: str, rounding: str, match: str, kept: bool
) -> None:
    amount = Money(f"{grant} USD")
    found = held(required_match_ratio(amount, Rate(ratio), rounding=Rounding(rounding)))
    assert (found.match.money, found.kept) == (Money(f"{match} USD"), kept)
    assert found.effective is not None
    assert found.effective.value == Rate.between(found.match.money, amount)
    assert found.total.money == amount + found.match.money


def test_the_two_conventions_are_two_amounts() -> None:
    # US federal awards, us.match.convention: 25 % of the total is a third of the federal money
    grant = Money("420000 USD")
    of_total = required_match(grant, Rate("75 %"), rounding=UP).match.money
    of_federal = required_match_ratio(grant, Rate("25 %"), rounding=UP).match.money
    assert (of_total, of_federal) == (Money("140000 USD"), Money("105000 USD"))
    assert required_match_ratio(grant, Rate("1/3"), rounding=UP).match.money == of_total


def test_no_grant_needs_no_match_and_has_no_rate() -> None:
    nothing = Money("0.00 USD")
    for found in (
        required_match(nothing, Rate("0 %"), rounding=UP),
        required_match(nothing, Rate("75 %"), rounding=UP),
        required_match_ratio(nothing, Rate("10 %"), rounding=UP),
    ):
        assert isinstance(held(found), Match)
        assert (found.match.money, found.effective, found.kept) == (nothing, None, True)


@example(Money("250.00 USD"), Rate("70 %"))
@example(Money("260000.00 USD"), Rate("90 %"))
@given(amounts, some_rates)
def test_a_match_rounded_up_keeps_the_rate_and_a_cent_less_never_does(
    grant: Money, rate: Rate
) -> None:
    found = held(required_match(grant, rate, rounding=UP))
    total = found.total.money.minor
    assert found.kept
    assert grant.minor <= rate.fraction * total
    if found.match.money:
        assert grant.minor > rate.fraction * (total - 1)


@given(amounts, rates, st.sampled_from(MODES), st.sampled_from(["0.01", "1"]))
def test_a_ratio_is_kept_exactly_if_the_match_reaches_it(
    grant: Money, ratio: Rate, mode: str, unit: str
) -> None:
    found = held(required_match_ratio(grant, ratio, rounding=Rounding(mode, unit)))
    assert found.kept is (found.match.money.minor >= ratio.fraction * grant.minor)
    assert found.kept or mode not in ("up", "ceiling")


@given(amounts, some_rates, st.sampled_from(MODES))
def test_a_share_is_kept_exactly_if_the_grant_is_under_it(
    grant: Money, rate: Rate, mode: str
) -> None:
    found = held(required_match(grant, rate, rounding=Rounding(mode, "0.01")))
    assert found.kept is (grant.minor <= rate.fraction * found.total.money.minor)


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("no match makes this grant", lambda: required_match(EURO, Rate("0 %"), rounding=UP)),
    ("rate is out of range", lambda: required_match(EURO, Rate("101 %"), rounding=UP)),
    ("grant is below zero", lambda: required_match(-EURO, Rate("1 %"), rounding=UP)),
    ("ratio is out of range", lambda: required_match_ratio(EURO, Rate("-1 %"), rounding=UP)),
    ("ratio is out of range", lambda: required_match_ratio(EURO, Rate("1001/1"), rounding=UP)),
    ("grant is below zero", lambda: required_match_ratio(-EURO, Rate("1 %"), rounding=UP)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_a_rounding_nobody_named_is_refused() -> None:
    with pytest.raises(InputError, match="not a rounding"):
        required_match(0 * EURO, Rate("0 %"), rounding=None)  # type: ignore[arg-type]
