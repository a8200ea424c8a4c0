"""The laws of a split: no minor unit is lost, and integers decide who gets the last ones."""

from fractions import Fraction
from itertools import permutations

from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.values import Money, Rate, Rounding, co_fund, split
from tests.laws.draws import (
    amounts,
    cent_roundings,
    shares,
    small,
    weights,
)

euros = small("EUR")
positive = st.integers(0, 10**12).map(lambda minor: Money.of_minor(minor, "EUR"))


@given(amounts, weights)
@example(Money("100.00 EUR"), [1, 1, 1])
@example(Money("-100.00 EUR"), [1, 1, 1])
def test_parts_sum_to_the_whole(amount, weights):
    parts = split(amount, weights)
    assert sum(part.minor for part in parts) == amount.minor
    assert {part.currency for part in parts} == {amount.currency}
    assert len(parts) == len(weights)


@given(amounts, weights)
@example(Money("47830588.61 EUR"), [1886, 2625, 66, 3431, 6741])  # a float misplaces this cent
def test_left_over_cents_go_to_the_largest_remainders(amount, weights):
    exact = [Fraction(abs(amount.minor) * weight, sum(weights)) for weight in weights]
    expected = [share.numerator // share.denominator for share in exact]
    order = sorted(
        range(len(weights)), key=lambda i: (-(exact[i] - expected[i]), i)
    )  # ties to the first
    for i in order[: abs(amount.minor) - sum(expected)]:
        expected[i] += 1
    sign = -1 if amount.minor < 0 else 1
    assert [part.minor for part in split(amount, weights)] == [sign * n for n in expected]


@given(amounts, weights)
def test_no_part_is_a_whole_minor_unit_off_its_exact_share(amount, weights):
    for part, weight in zip(split(amount, weights), weights, strict=True):
        assert abs(part.minor - Fraction(amount.minor * weight, sum(weights))) < 1


@given(amounts, weights)
def test_nobody_gets_something_for_nothing(amount, weights):
    for part, weight in zip(split(amount, weights), weights, strict=True):
        assert weight or not part


@given(amounts, weights)
def test_a_credit_note_mirrors_the_invoice(amount, weights):
    assert split(-amount, weights) == tuple(-part for part in split(amount, weights))


@given(amounts, weights, st.integers(1, 1000))
def test_only_the_proportion_of_the_weights_counts(amount, weights, factor):
    parts = split(amount, weights)
    assert split(amount, [weight * factor for weight in weights]) == parts
    assert split(amount, [Rate(Fraction(w, 7 * factor)) for w in weights]) == parts
    assert split(amount, [Money.of_minor(w * factor, "JPY") for w in weights]) == parts


@given(euros, st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any))
@example(Money("0.04 EUR"), [3, 5])
def test_another_order_of_the_weights_moves_only_tied_units(amount, weights):
    exact = [Fraction(abs(amount.minor) * weight, sum(weights)) for weight in weights]
    rests = [share % 1 for share in exact]
    left_over = int(sum(rests))
    cut = sorted(rests, reverse=True)[left_over - 1] if left_over else 2
    for order in permutations(range(len(weights))):
        parts = split(amount, [weights[i] for i in order])
        for i, part in zip(order, parts, strict=True):
            if rests[i] != cut:
                assert abs(part.minor) == int(exact[i]) + (rests[i] > cut)


def test_a_larger_whole_may_give_a_smaller_part():
    """The Alabama paradox: it is documented, and no law says otherwise."""
    small = split(Money("0.10 EUR"), [6, 6, 2])
    large = split(Money("0.11 EUR"), [6, 6, 2])
    assert [part.minor for part in small] == [4, 4, 2]
    assert [part.minor for part in large] == [5, 5, 1]


@given(positive, shares.map(Rate), cent_roundings, st.none() | positive)
@example(Money("0.50 EUR"), Rate("100 %"), Rounding("up 1"), None)
@example(Money("0.00 EUR"), Rate("85 %"), Rounding("down 0.01"), None)
@example(Money("100.00 EUR"), Rate("100 %"), Rounding("down 0.01"), Money("40.00 EUR"))
def test_support_and_own_money_are_the_eligible_costs(eligible, rate, rounding, ceiling):
    funded = co_fund(eligible, rate, rounding=rounding, ceiling=ceiling)
    zero = Money.zero("EUR")
    assert funded.support + funded.own == eligible
    assert funded.support >= zero
    assert funded.own >= zero
    assert ceiling is None or funded.support <= ceiling
    rounded = rate.of(eligible, rounding=rounding)
    assert funded.support == min(rounded, eligible, *([] if ceiling is None else [ceiling]))
