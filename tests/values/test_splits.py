"""Splits and co-funding: the sheet's worked and pathological cases, and what is refused."""

from decimal import Decimal
from fractions import Fraction
from math import prod

import pytest

from fundtrack.values import (
    CoFunding,
    CurrencyMismatch,
    InputError,
    Money,
    Rate,
    Rounding,
    co_fund,
    split,
)

DOWN = Rounding("down 0.01")
EURO = Money("1.00 EUR")


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        ("100.00 EUR", [1, 1, 1], "33.34 33.33 33.33"),
        ("-100.00 EUR", [1, 1, 1], "-33.34 -33.33 -33.33"),
        ("0.01 EUR", [1, 1, 1], "0.01 0.00 0.00"),
        ("-0.01 EUR", [1, 1, 1], "-0.01 0.00 0.00"),
        ("0.00 EUR", [1, 2, 3], "0.00 0.00 0.00"),
        ("10.00 EUR", [0, 1, 2], "0.00 3.33 6.67"),
        ("100 JPY", [1, 1, 1], "34 33 33"),
        ("1000001 JPY", [85, 10, 5], "850001 100000 50000"),
        ("1.000 KWD", [1, 1, 1], "0.334 0.333 0.333"),
        ("10.005 KWD", [70, 20, 10], "7.004 2.001 1.000"),
        ("0.10 EUR", [85, 10, 5], "0.09 0.01 0.00"),
        ("123456.78 EUR", [85, 15], "104938.26 18518.52"),
        ("586584.85 EUR", [85, 15], "498597.12 87987.73"),
        ("0.10 EUR", [6, 6, 2], "0.04 0.04 0.02"),
        ("0.11 EUR", [6, 6, 2], "0.05 0.05 0.01"),
        ("0.02 EUR", [1, 1, 1, 1], "0.01 0.01 0.00 0.00"),
        (
            "47830588.61 EUR",
            [1886, 2625, 66, 3431, 6741],
            "6116244.50 8512800.54 214036.13 11126635.67 21860871.77",
        ),
        ("9999999999999999.99 EUR", [1], "9999999999999999.99"),
        ("9999999999999999.99 EUR", [2, 1], "6666666666666666.66 3333333333333333.33"),
    ],
)
def test_worked_cases(whole, weights, parts):
    amount = Money(whole)
    expected = tuple(Money(f"{part} {amount.currency}") for part in parts.split())
    assert split(amount, weights) == expected
    assert split(amount, tuple(weights), policy="largest_remainder") == expected


def test_weights_may_be_rates_or_amounts():
    whole = Money("100.00 EUR")
    by_thirds = (Money("33.34 EUR"), Money("33.33 EUR"), Money("33.33 EUR"))
    assert split(whole, [Rate("1/3")] * 3) == by_thirds
    assert split(whole, [Money("7.00 SEK")] * 3) == by_thirds
    assert split(Money("0.03 EUR"), [Rate("1/2"), Rate("1/3"), Rate("1/6")]) == (
        Money("0.02 EUR"),
        Money("0.01 EUR"),
        Money("0.00 EUR"),
    )
    assert split(whole, [Rate("30 %"), Rate("50 %")]) == (
        Money("37.50 EUR"),
        Money("62.50 EUR"),
    )


KINDS = "weights are of one exact kind (expected all ints, all Rates, or all Money, found {})"


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([], "a split has 1 to 200000 weights (found 0)"),
        ([0] * 200_001, "a split has 1 to 200000 weights (found 200001)"),
        ([0, 0], "all weights are zero, so there is nobody to give the amount to"),
        ([Rate("0 %")], "all weights are zero, so there is nobody to give the amount to"),
        ([Money("0 EUR")], "all weights are zero, so there is nobody to give the amount to"),
        ([1, -1], "a weight is zero or more (found -1)"),
        ([Rate("5 %"), Rate("-5 %")], "a weight is zero or more (found -5 %)"),
        ([Money("-1 EUR")], "a weight is zero or more (found -1.00 EUR)"),
        ([1.0, 1], KINDS.format("float, int")),
        ([True, False], KINDS.format("bool")),
        ([True, 1], KINDS.format("bool, int")),
        ([Decimal(1), Decimal(2)], KINDS.format("Decimal")),
        ([Fraction(1, 3), 1], KINDS.format("Fraction, int")),
        ([1, Rate("5 %")], KINDS.format("Rate, int")),
        ([Money("1 EUR"), Rate("5 %")], KINDS.format("Money, Rate")),
        (["1", "2"], KINDS.format("str")),
        ([None], KINDS.format("NoneType")),
        ("11", 'weights are a sequence (expected a list, found "11")'),
        (b"11", "weights are a sequence (expected a list, found a bytes)"),
        (None, "weights are a sequence (expected a list, found null)"),
        ({1, 2}, "weights are a sequence (expected a list, found a set)"),
        ([1, 2**512], "a weight is too large (found an integer of more than 38 digits)"),
        (
            [Rate(Fraction(1, 10**18 - n)) for n in range(1, 12)],
            "the rates have no common denominator of a bearable size",
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else "weights",
)
def test_what_cannot_be_split_is_said(weights, said):
    with pytest.raises(InputError) as caught:
        split(EURO, weights)
    assert str(caught.value) == said


def test_nothing_is_split_over_nothing():
    with pytest.raises(InputError, match="all weights are zero"):
        split(Money("0.00 EUR"), [0])


def test_the_largest_weight_and_the_most_parts():
    assert split(EURO, [2**512 - 1]) == (EURO,)
    parts = split(Money("2000.01 EUR"), [1] * 200_000)
    assert parts[0] == Money("0.02 EUR")
    assert set(parts[1:]) == {Money("0.01 EUR")}


def test_the_largest_common_denominator():
    powers = [3**37, 5**25, 7**21, 11**17, 13**16, 17**14, 19**13, 23**13]
    twos = 512 - prod(powers).bit_length()
    fits = [Rate(Fraction(1, n)) for n in (*powers, 2**twos)]
    assert prod(powers) * 2**twos < 2**512 <= prod(powers) * 2 ** (twos + 1)
    assert sum(part.minor for part in split(EURO, fits)) == 100
    odd = [*powers, 37**9]
    assert prod(odd).bit_length() == 512
    assert sum(part.minor for part in split(EURO, [Rate(Fraction(1, n)) for n in odd])) == 100
    with pytest.raises(InputError, match="no common denominator"):
        split(EURO, [*fits, Rate(Fraction(1, 2 ** (twos + 1)))])


def test_weights_of_money_are_of_one_currency():
    for order in (["EUR", "SEK", "EUR"], ["EUR", "EUR", "SEK"]):
        with pytest.raises(CurrencyMismatch) as caught:
            split(EURO, [Money.of_minor(100, code) for code in order])
        assert (caught.value.left, caught.value.right) == ("EUR", "SEK")


@pytest.mark.parametrize(("whole", "shown"), [(100, "100"), ("1.00 EUR", '"1.00 EUR"')])
def test_only_an_amount_is_split(whole, shown):
    with pytest.raises(InputError) as caught:
        split(whole, [1])
    assert str(caught.value) == f"only an amount can be split (expected Money, found {shown})"


def test_there_is_one_policy():
    with pytest.raises(InputError) as caught:
        split(EURO, [1], policy="floats")
    assert str(caught.value) == (
        'unknown policy of a split (expected largest_remainder, found "floats")'
    )


@pytest.mark.parametrize(
    ("eligible", "rate", "rounding", "ceiling", "support", "own"),
    [
        ("586584.85", "85 %", "down 0.01", None, "498597.12", "87987.73"),
        ("586584.85", "85 %", "half_up 0.01", None, "498597.12", "87987.73"),
        ("586584.85", "85 %", "ceiling 0.01", None, "498597.13", "87987.72"),
        ("586584.85", "85 %", "down 0.01", "415000.00", "415000.00", "171584.85"),
        ("586584.85", "85 %", "down 0.01", "498597.12", "498597.12", "87987.73"),
        ("123456.78", "85 %", "half_up 0.01", None, "104938.26", "18518.52"),
        ("123456.78", "95 %", "down 0.01", None, "117283.94", "6172.84"),
        ("100.00", "0 %", "up 1", None, "0.00", "100.00"),
        ("100.00", "100 %", "down 1", None, "100.00", "0.00"),
        ("0.50", "100 %", "up 1", None, "0.50", "0.00"),
        ("0.00", "85 %", "up 1", "10.00", "0.00", "0.00"),
        ("100.00", "85 %", "down 0.01", "0.00", "0.00", "100.00"),
    ],
)
def test_who_pays_what(eligible, rate, rounding, ceiling, support, own):
    funded = co_fund(
        Money(f"{eligible} EUR"),
        Rate(rate),
        rounding=Rounding(rounding),
        ceiling=None if ceiling is None else Money(f"{ceiling} EUR"),
    )
    assert funded == CoFunding(support=Money(f"{support} EUR"), own=Money(f"{own} EUR"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            (Money("-0.01 EUR"), Rate("85 %")),
            "eligible costs are an amount of zero or more (found -0.01 EUR)",
        ),
        (
            ("1.00 EUR", Rate("85 %")),
            'eligible costs are an amount of zero or more (found "1.00 EUR")',
        ),
        ((None, Rate("85 %")), "eligible costs are an amount of zero or more (found null)"),
        ((EURO, Rate("-1 %")), "a rate of support is 0 to 100 % (found -1 %)"),
        ((EURO, Rate("100.01 %")), "a rate of support is 0 to 100 % (found 100.01 %)"),
        ((EURO, "85 %"), 'not a rate (expected Rate, found "85 %")'),
        ((EURO, Fraction(17, 20)), "not a rate (expected Rate, found a Fraction)"),
    ],
)
def test_what_cannot_be_funded_is_said(arguments, said):
    with pytest.raises(InputError) as caught:
        co_fund(*arguments, rounding=DOWN)
    assert str(caught.value) == said


def test_a_ceiling_is_an_amount_of_zero_or_more_in_the_same_currency():
    for ceiling, shown in ((Money("-0.01 EUR"), "-0.01 EUR"), (5, "5")):
        with pytest.raises(InputError) as caught:
            co_fund(EURO, Rate("85 %"), rounding=DOWN, ceiling=ceiling)
        assert str(caught.value) == f"a ceiling is an amount of zero or more (found {shown})"
    with pytest.raises(CurrencyMismatch) as mismatch:
        co_fund(EURO, Rate("85 %"), rounding=DOWN, ceiling=Money("1.00 SEK"))
    assert (mismatch.value.left, mismatch.value.right) == ("EUR", "SEK")


def test_a_rounding_must_be_named():
    with pytest.raises(TypeError):
        co_fund(EURO, Rate("85 %"))
    with pytest.raises(InputError, match="not a rounding"):
        co_fund(EURO, Rate("85 %"), rounding=None)
    with pytest.raises(InputError, match="finer than a currency with 0 decimals"):
        co_fund(Money("100 JPY"), Rate("85 %"), rounding=DOWN)


def test_who_pays_what_is_a_frozen_pair():
    funded = CoFunding(support=EURO, own=EURO)
    assert funded == CoFunding(EURO, EURO)
    assert hash(funded) == hash(CoFunding(EURO, EURO))
    with pytest.raises(AttributeError):
        funded.support = EURO
    with pytest.raises((AttributeError, TypeError)):
        funded.other = EURO
