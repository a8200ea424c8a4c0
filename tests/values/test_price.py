"""The gate of unit prices: six decimals, a currency, one text."""

from decimal import Decimal, Inexact, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.values import CurrencyMismatch, InputError, Money, Price


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("27.4125 EUR", "27.4125 EUR"),
        ("27.5 EUR", "27.50 EUR"),
        ("27.500000 EUR", "27.50 EUR"),
        ("27 EUR", "27.00 EUR"),
        ("0.000001 EUR", "0.000001 EUR"),
        ("-0.10 EUR", "-0.10 EUR"),
        ("-0.000000 EUR", "0.00 EUR"),
        ("-0 JPY", "0 JPY"),
        ("100 JPY", "100 JPY"),
        ("100.250 JPY", "100.25 JPY"),
        ("1.1 KWD", "1.100 KWD"),
        ("-9999999999999999.999999 CLF", "-9999999999999999.999999 CLF"),
    ],
)
def test_canonical_text_is_read_and_printed(text, printed):
    price = Price(text)
    number, _, code = printed.partition(" ")
    assert (str(price), str(price.amount), price.currency) == (printed, number, code)
    assert Price(printed) == price
    assert hash(Price(printed)) == hash(price)
    assert Price(price) is price


@pytest.mark.parametrize(
    "text",
    [
        "1.1234567 EUR",
        "12345678901234567 EUR",
        "1.00",
        "1.00 eur",
        "1_0 EUR",
        "01.00 EUR",
        "1. EUR",
        "+1 EUR",
        "1e3 EUR",
        "NaN EUR",
        "1.00 EUR ",
        "-9999999999999999.9999999 EUR",
    ],
)
def test_other_text_is_no_price(text):
    with pytest.raises(InputError) as caught:
        Price(text)
    assert str(caught.value) == (
        'not a price (expected at most 6 decimals and a currency: "27.4125 EUR", '
        f'found "{text}"); write prices as text with a currency, "1.00 EUR"'
    )


@pytest.mark.parametrize(
    ("given", "shown"), [(1, "1"), (1.5, "1.5"), (Decimal(1), "a Decimal"), (True, "true")]
)
def test_only_text_carries_a_currency(given, shown):
    with pytest.raises(InputError) as caught:
        Price(given)
    assert str(caught.value) == (
        f'a price is text with its currency (expected text as "27.4125 EUR", found {shown}); '
        'write prices as text with a currency, "1.00 EUR"'
    )


def test_an_unknown_currency_is_said():
    with pytest.raises(InputError, match="unknown currency"):
        Price("1.00 XYZ")


micros = st.integers(-(10**12), 10**12)


def price(micro: int) -> Price:
    return Price(f"{'-' if micro < 0 else ''}{abs(micro) // 10**6}.{abs(micro) % 10**6:06} EUR")


@given(micros, micros)
def test_the_order_is_that_of_the_amounts(a, b):
    one, other = price(a), price(b)
    assert (one < other, one <= other, one > other, one >= other, one == other) == (
        a < b,
        a <= b,
        a > b,
        a >= b,
        a == b,
    )
    assert bool(one) is (a != 0)
    assert one.amount == Decimal(a).scaleb(-6)


def test_currencies_never_meet():
    euro, krona = Price("1 EUR"), Price("1 SEK")
    assert euro != krona
    for compare in (
        lambda: euro < krona,
        lambda: euro <= krona,
        lambda: euro > krona,
        lambda: euro >= krona,
    ):
        with pytest.raises(CurrencyMismatch, match="EUR and SEK"):
            compare()


def test_a_price_is_no_money_and_no_number():
    for other in (Money("1.00 EUR"), 1, Decimal(1)):
        assert Price("1.00 EUR") != other
        with pytest.raises(TypeError):
            assert Price("1.00 EUR") < other
        with pytest.raises(TypeError):
            assert Price("1.00 EUR") <= other
        with pytest.raises(TypeError):
            assert Price("1.00 EUR") > other
        with pytest.raises(TypeError):
            assert Price("1.00 EUR") >= other


def test_no_decimal_context_of_the_host_changes_a_price():
    with localcontext() as context:
        context.prec = 2
        context.traps[Inexact] = True
        assert str(Price("123456.654321 EUR")) == "123456.654321 EUR"
        assert Price("123456.654321 EUR") > Price("123456.654320 EUR")
        assert str(Price("-0.0 EUR")) == "0.00 EUR"
        assert str(Price("-123456.5 EUR")) == "-123456.50 EUR"
