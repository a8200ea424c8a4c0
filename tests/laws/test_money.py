"""The laws of money: an ordered group of whole minor units in each currency."""

import copy
import pickle
from decimal import ROUND_UP, Context, Decimal, FloatOperation, Inexact, Rounded, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.values import EXPONENTS, CurrencyMismatch, InputError, Money
from tests.laws.draws import amounts, currencies, limit, minors, pairs, small_amounts, triples


@given(amounts)
@example(Money("0.00 EUR"))
@example(Money("-0.01 EUR"))
@example(Money("9999999999999999.99 EUR"))
def test_the_text_of_an_amount_reads_back_as_the_amount(amount):
    assert Money(str(amount)) == amount
    assert str(Money(str(amount))) == str(amount)


@given(currencies.flatmap(lambda code: st.tuples(minors(code), st.just(code))))
def test_minor_units_and_currency_are_all_there_is(parts):
    amount = Money.of_minor(*parts)
    assert (amount.minor, amount.currency) == parts
    assert hash(amount) == hash(Money.of_minor(*parts))
    assert amount == Money.of_minor(*parts)


@given(amounts)
@example(Money("-0.05 EUR"))
@example(Money("7 JPY"))
def test_the_text_is_the_decimal_with_all_decimals(amount):
    exponent = EXPONENTS[amount.currency]
    exact = Decimal(amount.minor).scaleb(-exponent, Context(prec=50))
    assert str(amount) == f"{exact:.{exponent}f} {amount.currency}"
    assert amount.amount == exact
    assert amount.amount.as_tuple().exponent == -exponent
    assert amount.exponent == exponent


@given(amounts)
def test_fewer_decimals_mean_the_same_amount(amount):
    number, code = str(amount).split()
    if "." in number:
        assert Money(f"{number.rstrip('0').rstrip('.')} {code}") == amount


@given(amounts)
def test_copies_and_pickles_are_the_same_amount(amount):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(amount, protocol)) == amount
    assert copy.copy(amount) is amount
    assert copy.deepcopy(amount) is amount
    assert Money(amount) is amount
    assert eval(repr(amount), {"Money": Money}) == amount


@given(triples)
def test_addition_is_a_group(three):
    a, b, c = three
    zero = Money.zero(a.currency)
    assert (a + b).minor == a.minor + b.minor
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + zero == a == zero + a
    assert a + -a == zero
    assert a - b == a + -b
    assert +a is a
    assert sum(three) == a + b + c == sum(three, zero)


@given(small_amounts, st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_whole_multiples_distribute(amount, n, m):
    assert (amount * n).minor == amount.minor * n
    assert n * amount == amount * n
    assert amount * (n + m) == amount * n + amount * m
    assert amount * 1 == amount
    assert amount * -1 == -amount


@given(pairs)
@example((Money("0.01 EUR"), Money("0.01 EUR")))
@example((Money("-0.01 EUR"), Money("0.00 EUR")))
def test_the_order_is_that_of_the_minor_units(two):
    a, b = two
    assert (a < b) is (a.minor < b.minor)
    assert (a <= b) is (a.minor <= b.minor)
    assert (a > b) is (a.minor > b.minor)
    assert (a >= b) is (a.minor >= b.minor)
    assert (a == b) is (a.minor == b.minor)
    assert (a != b) is (a.minor != b.minor)
    assert max(a, b).minor == max(a.minor, b.minor)


@given(small_amounts)
@example(Money("0.00 EUR"))
@example(Money("-3.00 EUR"))
def test_an_amount_is_true_unless_zero_and_its_absolute_has_no_sign(amount):
    assert bool(amount) is (amount.minor != 0)
    assert abs(amount).minor == abs(amount.minor)
    assert abs(amount).currency == amount.currency
    assert (-amount).minor == -amount.minor


@given(st.integers(-(10**6), 10**6))
@example(0)
def test_currencies_never_meet(minor):
    euro, yen = Money.of_minor(minor, "EUR"), Money.of_minor(minor, "JPY")
    assert euro != yen
    assert len({euro, yen}) == 2
    for operation in (
        lambda: euro + yen,
        lambda: euro - yen,
        lambda: euro < yen,
        lambda: euro <= yen,
        lambda: euro > yen,
        lambda: euro >= yen,
        lambda: sum([euro, yen]),
    ):
        with pytest.raises(CurrencyMismatch) as caught:
            operation()
        assert (caught.value.left, caught.value.right) == ("EUR", "JPY")


@given(currencies)
def test_the_range_is_closed_under_no_operation_but_never_left(code):
    edge = limit(code)
    most = Money.of_minor(edge - 1, code)
    assert len(str(most).partition(" ")[0].partition(".")[0]) == 16
    one = Money.of_minor(1, code)
    for operation in (
        lambda: most + one,
        lambda: -most - one,
        lambda: most * 2,
        lambda: Money.of_minor(edge, code),
        lambda: Money.of_minor(-edge, code),
    ):
        with pytest.raises(InputError, match="at most 16 digits before the point"):
            operation()
    assert most - one + one == most
    assert -most + one - one == -most


@given(amounts, small_amounts)
def test_no_decimal_context_of_the_host_changes_a_cent(amount, other):
    def everything():
        return (
            str(amount),
            amount.amount,
            Money(str(amount)),
            str(other + other * 3 - abs(other)),
        )

    expected = everything()
    hostile = Context(
        prec=6, rounding=ROUND_UP, Emin=-3, Emax=3, traps=[Inexact, Rounded, FloatOperation]
    )
    with localcontext(hostile):
        assert everything() == expected
