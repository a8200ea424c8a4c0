"""The laws of rates: exact fractions, one text each, and amounts only by a named rounding."""

import copy
import pickle
from decimal import ROUND_UP, Context, Inexact, Rounded, localcontext
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from fundtrack.values import Money, Rate, Rounding
from tests.laws.draws import (
    cent_roundings,
    currencies,
    fractions,
    rates,
    roundings,
    small,
    small_amounts,
)

modest = st.fractions(-2, 2, max_denominator=10**4).map(Rate)


@given(fractions)
@example(Fraction(17, 20))
@example(Fraction(2, 37))
@example(Fraction(-1, 2**18))
@example(Fraction(1, 2**30))
def test_the_text_of_a_rate_reads_back_as_the_rate(fraction):
    rate = Rate(fraction)
    assert rate.fraction == fraction
    assert Rate(str(rate)) == rate
    assert str(Rate(str(rate))) == str(rate)
    assert eval(repr(rate), {"Rate": Rate}) == rate
    assert pickle.loads(pickle.dumps(rate)) == rate
    assert copy.deepcopy(rate) is rate
    assert Rate(rate) is rate


@given(fractions)
@example(Fraction(1, 2**20))
@example(Fraction(1, 2**21))
@example(Fraction(1, 5**20))
@example(Fraction(1, 5**21))
@example(Fraction(1, 3))
def test_a_percentage_of_18_decimals_prints_as_one_and_nothing_else_does(fraction):
    finite = (fraction * 100 * 10**18).denominator == 1
    assert str(Rate(fraction)).endswith(" %") is finite


@given(fractions)
def test_a_percentage_has_no_idle_zeros(fraction):
    number, mark, _ = str(Rate(fraction)).partition(" %")
    if mark:
        whole, point, decimals = number.partition(".")
        assert not point or (decimals and decimals[-1] != "0")
        assert whole.lstrip("-") == "0" or whole.lstrip("-")[0] != "0"
        assert Fraction(number) == fraction * 100


@given(modest, modest)
def test_arithmetic_and_order_are_those_of_fractions(a, b):
    assert (a + b).fraction == a.fraction + b.fraction
    assert (a - b).fraction == a.fraction - b.fraction
    assert (a * b).fraction == a.fraction * b.fraction
    if b:
        assert (a / b).fraction == a.fraction / b.fraction
    assert (-a).fraction == -a.fraction
    assert abs(a).fraction == abs(a.fraction)
    assert (a < b, a <= b, a > b, a >= b, a == b) == (
        a.fraction < b.fraction,
        a.fraction <= b.fraction,
        a.fraction > b.fraction,
        a.fraction >= b.fraction,
        a.fraction == b.fraction,
    )
    assert (hash(a) == hash(b)) or a != b
    assert sum([a, b]) == a + b
    assert bool(a) is (a.fraction != 0)


@given(rates)
def test_a_rate_and_its_rest_are_the_whole(rate):
    assert rate + rate.rest == Rate("100 %")
    assert rate.rest.rest == rate


@given(small_amounts, modest, roundings)
def test_a_share_is_within_one_unit_of_the_exact_share(amount, rate, rounding):
    share = rate.of(amount, rounding=rounding)
    exact = rate.fraction * amount.minor
    unit = rounding.step(amount.exponent)
    assert abs(share.minor - exact) < unit
    assert share.minor % unit == 0
    assert share.currency == amount.currency


@given(small_amounts, modest, roundings)
def test_a_share_is_the_rounding_of_the_exact_amount(amount, rate, rounding):
    exact = rate.fraction * Fraction(amount.amount)
    assert rate.of(amount, rounding=rounding) == rounding.of(exact, amount.currency)


@given(currencies.flatmap(lambda code: st.tuples(small(code, 10**8), small(code, 10**8))))
def test_the_ratio_of_two_amounts_gives_the_part_back(two):
    part, whole = two
    assume(whole)
    rate = Rate.between(part, whole)
    assert rate.fraction == Fraction(part.minor, whole.minor)
    exact = Rounding("down", f"{Money.of_minor(1, whole.currency).amount:f}")
    assert rate.of(whole, rounding=exact) == part


@given(small("EUR"), modest, cent_roundings)
def test_no_decimal_context_of_the_host_changes_a_share(amount, rate, rounding):
    def everything():
        return str(rate), str(rate.of(amount, rounding=rounding)), rounding.unit

    expected = everything()
    with localcontext(Context(prec=3, rounding=ROUND_UP, traps=[Inexact, Rounded])):
        assert everything() == expected
        assert Rounding(str(rounding)) == rounding
