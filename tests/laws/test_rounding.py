"""The laws of rounding: each mode against its own definition, and against decimal's."""

import decimal
from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.values import MODES, Money, Rounding
from tests.laws.draws import cent_roundings, fractions, modes

numerators = st.one_of(st.integers(-300, 300), st.integers(-(10**15), 10**15))
denominators = st.one_of(st.integers(1, 40), st.sampled_from([2, 20, 100, 200, 2000]))
units = st.sampled_from(["0.01", "0.02", "0.05", "0.1", "1", "7", "100"])

DECIMALS = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "down": decimal.ROUND_DOWN,
    "floor": decimal.ROUND_FLOOR,
    "up": decimal.ROUND_UP,
    "ceiling": decimal.ROUND_CEILING,
}


def by_definition(mode: str, exact: Fraction) -> int:
    """Round to a whole number by looking at the two whole numbers around it."""
    below = exact.numerator // exact.denominator
    around = [below] if exact == below else [below, below + 1]
    if mode == "floor":
        return around[0]
    if mode == "ceiling":
        return around[-1]
    if mode == "down":
        return min(around, key=abs)
    if mode == "up":
        return max(around, key=abs)
    nearest = min(abs(whole - exact) for whole in around)
    tied = [whole for whole in around if abs(whole - exact) == nearest]
    if mode == "half_up":
        return max(tied, key=abs)
    if mode == "half_down":
        return min(tied, key=abs)
    return min(tied, key=lambda whole: (whole % 2, whole))


@given(modes, units, numerators, denominators)
@example("half_up", "0.01", 5, 2)
@example("half_up", "0.01", -5, 2)
@example("half_down", "0.01", 5, 2)
@example("half_down", "0.01", -5, 2)
@example("half_even", "0.01", 5, 2)
@example("half_even", "0.01", 7, 2)
@example("half_even", "0.01", -5, 2)
@example("half_even", "0.01", -7, 2)
@example("half_up", "0.01", 2, 3)  # just above the middle, and just below
@example("half_up", "0.01", 1, 3)
@example("half_even", "0.01", 2, 3)
@example("half_even", "0.01", 1, 3)
@example("half_down", "0.01", 2, 3)
@example("half_down", "0.01", 1, 3)
@example("down", "0.01", -7, 2)
@example("up", "0.01", -7, 2)
@example("floor", "0.01", -7, 2)
@example("ceiling", "0.01", -7, 2)
@example("down", "0.01", -8, 2)
@example("up", "0.01", -8, 2)
@example("up", "0.01", 8, 2)
@example("ceiling", "0.01", 8, 2)
def test_each_mode_does_what_its_name_says(mode, unit, numerator, denominator):
    rounding = Rounding(mode, unit)
    step = rounding.step(2)
    expected = by_definition(mode, Fraction(numerator, denominator * step)) * step
    assert rounding.minor(numerator, denominator, 2) == expected
    assert rounding.minor(-numerator, -denominator, 2) == expected
    assert rounding.minor(numerator * 3, denominator * 3, 2) == expected


@given(modes, st.integers(-(10**12), 10**12), st.integers(0, 6))
@example("half_even", 25, 1)
@example("half_even", -125, 1)
def test_each_mode_agrees_with_decimal(mode, digits, places):
    exact = Decimal(digits).scaleb(-2 - places, decimal.Context(prec=40))
    expected = exact.quantize(Decimal("0.01"), DECIMALS[mode], decimal.Context(prec=40))
    rounded = Rounding(mode, "0.01").of(Fraction(exact), "EUR")
    assert rounded.amount == expected


@given(modes, units, numerators, denominators)
def test_all_but_floor_and_ceiling_mirror_the_sign(mode, unit, numerator, denominator):
    mirror = {"floor": "ceiling", "ceiling": "floor"}.get(mode, mode)
    plus = Rounding(mode, unit).minor(numerator, denominator, 2)
    assert Rounding(mirror, unit).minor(-numerator, denominator, 2) == -plus


@given(cent_roundings, fractions)
def test_rounding_twice_is_rounding_once(rounding, amount):
    once = rounding.of(amount, "EUR")
    assert rounding.of(Fraction(once.amount), "EUR") == once
    assert once.minor % rounding.step(2) == 0


@given(cent_roundings, fractions, fractions)
def test_rounding_keeps_the_order(rounding, a, b):
    low, high = sorted((a, b))
    assert rounding.of(low, "EUR") <= rounding.of(high, "EUR")


@given(cent_roundings, fractions)
@example(Rounding("down 0.01"), Fraction(4985971225, 10000))
@example(Rounding("half_up 0.01"), Fraction(1, 200))
@example(Rounding("half_up 0.01"), Fraction(0))
def test_the_other_modes_named_are_exactly_those_that_agree(rounding, amount):
    mine = rounding.of(amount, "EUR")
    agreeing = [
        mode for mode in MODES if Rounding(mode, rounding.unit).of(amount, "EUR") == mine
    ]
    agreeing.remove(rounding.mode)
    assert rounding.same_under(amount, "EUR") == tuple(agreeing)


@given(cent_roundings)
def test_the_text_of_a_rounding_reads_back_as_the_rounding(rounding):
    assert Rounding(str(rounding)) == rounding
    assert Rounding(rounding.mode, rounding.unit) == rounding
    assert Rounding(rounding) is rounding
    assert str(Rounding(str(rounding))) == str(rounding)


@given(st.integers(-(10**9), 10**9))
def test_a_whole_amount_is_never_moved(minor):
    for mode in MODES:
        assert Rounding(mode, "0.01").minor(minor, 1, 2) == minor
        assert Rounding(mode, "0.01").of(Fraction(minor, 100), "EUR") == Money.of_minor(
            minor, "EUR"
        )
