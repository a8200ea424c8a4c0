"""The gate of rates: a percentage or a fraction of whole numbers, nothing rounded."""

from decimal import Decimal
from fractions import Fraction

import pytest

from fundtrack.values import (
    CurrencyMismatch,
    InputError,
    Money,
    Rate,
    Rounding,
    RoundingRequired,
)

DOWN = Rounding("down 0.01")


@pytest.mark.parametrize(
    ("text", "exact", "printed"),
    [
        ("85 %", Fraction(17, 20), "85 %"),
        ("17/20", Fraction(17, 20), "85 %"),
        ("34/40", Fraction(17, 20), "85 %"),
        ("2/37", Fraction(2, 37), "2/37"),
        ("-2/37", Fraction(-2, 37), "-2/37"),
        ("91.89 %", Fraction(9189, 10000), "91.89 %"),
        ("85.250 %", Fraction(341, 400), "85.25 %"),
        ("85.0 %", Fraction(17, 20), "85 %"),
        ("0 %", Fraction(0), "0 %"),
        ("-0.0 %", Fraction(0), "0 %"),
        ("0/7", Fraction(0), "0 %"),
        ("-5 %", Fraction(-1, 20), "-5 %"),
        ("-0.5 %", Fraction(-1, 200), "-0.5 %"),
        ("100 %", Fraction(1), "100 %"),
        ("250 %", Fraction(5, 2), "250 %"),
        ("0.05 %", Fraction(1, 2000), "0.05 %"),
        ("1/3", Fraction(1, 3), "1/3"),
        ("1/1024", Fraction(1, 1024), "0.09765625 %"),
        ("999999999999999999 %", Fraction(10**18 - 1, 100), "999999999999999999 %"),
        (
            "0.000000000000000001 %",
            Fraction(1, 10**20),
            "0.000000000000000001 %",
        ),
        (
            "1/999999999999999999",
            Fraction(1, 10**18 - 1),
            "1/999999999999999999",
        ),
        ("10000000000000000/1", Fraction(10**16), "10000000000000000/1"),
        ("999999999999999999/1", Fraction(10**18 - 1), "999999999999999999/1"),
        ("1/1073741824", Fraction(1, 2**30), "1/1073741824"),
    ],
)
def test_canonical_text_is_read_and_printed(text, exact, printed):
    rate = Rate(text)
    assert (rate.fraction, str(rate)) == (exact, printed)
    assert Rate(exact) == rate
    assert Rate(printed) == rate
    assert hash(Rate(printed)) == hash(rate)
    assert repr(rate) == f"Rate('{printed}')"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("0.85", '"0.85"'),
        ("85%", '"85%"'),
        ("85\u00a0%", '"85\\xa0%"'),
        ("85  %", '"85  %"'),
        (" 85 %", '" 85 %"'),
        ("85 % ", '"85 % "'),
        ("+85 %", '"+85 %"'),
        ("085 %", '"085 %"'),
        ("85. %", '"85. %"'),
        (".5 %", '".5 %"'),
        ("8_5 %", '"8_5 %"'),
        ("85,5 %", '"85,5 %"'),
        ("8.5e1 %", '"8.5e1 %"'),
        ("NaN %", '"NaN %"'),
        ("\u0668\u0665 %", '"\\u0668\\u0665 %"'),
        ("%", '"%"'),
        ("", '""'),
        ("1/0", '"1/0"'),
        ("0/0", '"0/0"'),
        ("1/-2", '"1/-2"'),
        ("1/02", '"1/02"'),
        ("01/2", '"01/2"'),
        ("1/2 %", '"1/2 %"'),
        ("1 / 2", '"1 / 2"'),
        ("1.5/2", '"1.5/2"'),
        ("1/2/3", '"1/2/3"'),
        ("9999999999999999999 %", '"9999999999999999999 %"'),
        ("0.1111111111111111111 %", '"0.1111111111111111111 %"'),
        ("1/1000000000000000000", '"1/1000000000000000000"'),
        ("1" * 10_000 + " %", '"' + "1" * 55 + '..."'),
        (1, "1"),
        (0, "0"),
        (True, "true"),
        (0.85, "0.85"),
        (Decimal("0.85"), "a Decimal"),
        (b"85 %", "a bytes"),
        (None, "null"),
        ((17, 20), "a tuple"),
        (Money("0.85 EUR"), "a Money"),
    ],
)
def test_anything_else_is_no_rate(given, shown):
    with pytest.raises(InputError) as caught:
        Rate(given)
    assert str(caught.value) == (
        f'not a rate (expected "85 %" or "17/20", found {shown}); '
        'write 0.85 as "85 %", with one space, or a ratio as "17/20"'
    )


@pytest.mark.parametrize(
    "exact",
    [
        Fraction(10**18),
        Fraction(-(10**18)),
        Fraction(1, 3 * 10**18),
        Fraction(10**18 + 1, 3),
        Fraction(1, 10**20 * 10),
        Fraction(10**18, 7),
    ],
)
def test_a_rate_is_bounded(exact):
    with pytest.raises(InputError) as caught:
        Rate(exact)
    assert str(caught.value) == "a rate has at most 18 digits in each part"


def test_a_result_out_of_bounds_is_refused():
    large = Rate("999999999999999999 %")
    for operation in (
        lambda: large * large,
        lambda: Rate("1/999999999999999989") * Rate("1/7"),
    ):
        with pytest.raises(InputError, match="at most 18 digits"):
            operation()


def test_a_rate_times_an_amount_needs_a_rounding():
    amount, rate = Money("586584.85 EUR"), Rate("85 %")
    for product in (lambda: amount * rate, lambda: rate * amount):
        with pytest.raises(RoundingRequired) as caught:
            product()
        assert str(caught.value) == (
            "a share of an amount can be finer than a minor unit; "
            'say how it is rounded: rate.of(amount, rounding=Rounding("down 0.01"))'
        )


@pytest.mark.parametrize("other", [1, 0.5, True, Decimal(1), Fraction(1), "85 %", None])
def test_a_rate_meets_only_rates(other):
    rate = Rate("85 %")
    for operation in (
        lambda: rate + other,
        lambda: other + rate,
        lambda: rate - other,
        lambda: other - rate,
        lambda: rate * other,
        lambda: other * rate,
        lambda: rate / other,
        lambda: other / rate,
        lambda: rate < other,
        lambda: rate <= other,
        lambda: rate > other,
        lambda: rate >= other,
    ):
        with pytest.raises(TypeError):
            operation()
    assert rate != other


def test_only_the_zero_that_sum_starts_with_is_no_rate():
    assert 0 + Rate("85 %") == Rate("85 %")
    for zero in (False, Decimal(0), Fraction(0)):
        with pytest.raises(TypeError):
            zero + Rate("85 %")
    with pytest.raises(TypeError):
        Rate("85 %") + 0


def test_nothing_is_divided_by_zero():
    with pytest.raises(InputError) as caught:
        Rate("85 %") / Rate("0 %")
    assert str(caught.value) == "a rate cannot be divided by zero"


def test_the_ratio_of_two_amounts():
    assert Rate.between(Money("85.00 EUR"), Money("100.00 EUR")) == Rate("85 %")
    assert Rate.between(Money("-1 EUR"), Money("3 EUR")) == Rate("-1/3")
    assert Rate.between(Money("0 EUR"), Money("-3 EUR")) == Rate("0 %")
    with pytest.raises(InputError) as caught:
        Rate.between(Money("1.00 EUR"), Money("0.00 EUR"))
    assert str(caught.value) == "a share of nothing is not defined (found 0.00 EUR)"
    with pytest.raises(CurrencyMismatch, match="EUR and SEK"):
        Rate.between(Money("1.00 EUR"), Money("1.00 SEK"))


@pytest.mark.parametrize("stranger", [100, "1.00 EUR", Rate("85 %"), None])
def test_a_ratio_is_of_amounts(stranger):
    amount = Money("1.00 EUR")
    for arguments in ((amount, stranger), (stranger, amount)):
        with pytest.raises(InputError, match=r"^not an amount \(expected Money, found "):
            Rate.between(*arguments)


def test_a_share_is_of_an_amount_by_a_rounding():
    rate = Rate("85 %")
    with pytest.raises(TypeError):
        rate.of(Money("1.00 EUR"))
    with pytest.raises(InputError) as caught:
        rate.of(Decimal("1.00"), rounding=DOWN)
    assert str(caught.value) == "not an amount (expected Money, found a Decimal)"
    with pytest.raises(InputError) as caught:
        rate.of(Money("1.00 EUR"), rounding="down 0.01")
    assert str(caught.value) == 'not a rounding (expected Rounding, found "down 0.01")'
    with pytest.raises(InputError, match="finer than a currency with 0 decimals"):
        rate.of(Money("100 JPY"), rounding=DOWN)


def test_a_rate_above_one_and_below_zero_is_taken_as_it_is():
    assert Rate("250 %").of(Money("1.01 EUR"), rounding=DOWN) == Money("2.52 EUR")
    assert Rate("-5 %").of(Money("0.50 EUR"), rounding=DOWN) == Money("-0.02 EUR")
