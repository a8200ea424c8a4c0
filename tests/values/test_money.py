"""The gate of amounts: which texts are amounts, and what is said to everything else."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.values import InputError, Money, Price, RoundingRequired, excerpt

BAD_TEXT = (
    'not an amount (expected as "586584.85 EUR": no separators, a point, one space, found {}); '
    'write amounts as text with a currency, "1.00 EUR"'
)
NO_TEXT = (
    'an amount is text with its currency (expected text as "586584.85 EUR", found {}); '
    'write amounts as text with a currency, "1.00 EUR"'
)


@pytest.mark.parametrize(
    ("text", "minor", "printed"),
    [
        ("586584.85 EUR", 58658485, "586584.85 EUR"),
        ("48000 EUR", 4800000, "48000.00 EUR"),
        ("1.5 EUR", 150, "1.50 EUR"),
        ("0.05 EUR", 5, "0.05 EUR"),
        ("0.5 EUR", 50, "0.50 EUR"),
        ("0.00 EUR", 0, "0.00 EUR"),
        ("0 EUR", 0, "0.00 EUR"),
        ("-0.00 EUR", 0, "0.00 EUR"),
        ("-0 JPY", 0, "0 JPY"),
        ("-0.05 EUR", -5, "-0.05 EUR"),
        ("-12.30 EUR", -1230, "-12.30 EUR"),
        ("1.00 EUR", 100, "1.00 EUR"),
        ("9.99 EUR", 999, "9.99 EUR"),
        ("10.01 EUR", 1001, "10.01 EUR"),
        ("9999999999999999.99 EUR", 999999999999999999, "9999999999999999.99 EUR"),
        ("-9999999999999999.99 EUR", -999999999999999999, "-9999999999999999.99 EUR"),
        ("100 JPY", 100, "100 JPY"),
        ("1.234 KWD", 1234, "1.234 KWD"),
        ("9999999999999999.9999 CLF", 99999999999999999999, "9999999999999999.9999 CLF"),
        ("-9999999999999999.9999 CLF", -99999999999999999999, "-9999999999999999.9999 CLF"),
        ("0.70 LVL", 70, "0.70 LVL"),
        ("586584.85 SEK", 58658485, "586584.85 SEK"),
    ],
)
def test_canonical_text_is_read_and_printed(text, minor, printed):
    amount = Money(text)
    assert type(amount.minor) is int
    assert (amount.minor, amount.currency, str(amount)) == (minor, text[-3:], printed)
    assert repr(amount) == f"Money('{printed}')"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "EUR",
        " EUR",
        ".00 EUR",
        "1",
        "1.00",
        "1.00EUR",
        "1.00  EUR",
        " 1.00 EUR",
        "1.00 EUR ",
        "1.00 eur",
        "1.00 EURO",
        "EUR 1.00",
        "1.00\u00a0EUR",
        "+5.00 EUR",
        "--5.00 EUR",
        "- 5.00 EUR",
        "1_000.00 EUR",
        "1 000.00 EUR",
        "1,000.00 EUR",
        "1.000.00 EUR",
        "1,00 EUR",
        "01.00 EUR",
        "00.00 EUR",
        "-01.00 EUR",
        "1. EUR",
        ".5 EUR",
        "1.-5 EUR",
        "1E2 EUR",
        "1e999999 EUR",
        "1e1000000",
        "NaN EUR",
        "sNaN EUR",
        "Infinity EUR",
        "-Infinity EUR",
        "0x10 EUR",
        "1.00 EUR\x00",
        "1.00 EUR; 2.00 EUR",
        "12345678901234567890123 EUR",
    ],
)
def test_other_text_is_no_amount(text):
    with pytest.raises(InputError) as caught:
        Money(text)
    shown = text.replace("\u00a0", "\\xa0").replace("\x00", "\\x00")
    assert str(caught.value) == BAD_TEXT.format(f'"{shown}"')


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\uff11\uff12.\uff13\uff14 EUR", "\\uff11\\uff12.\\uff13\\uff14 EUR"),
        ("1\u0662.00 EUR", "1\\u0662.00 EUR"),
        ("1.0\u00b2 EUR", "1.0\\xb2 EUR"),
        ("1\u0662\u0663.45 EUR", "1\\u0662\\u0663.45 EUR"),
        ("\u202e1.00 EUR", "\\u202e1.00 EUR"),
        ("\ud800.00 EUR", "\\ud800.00 EUR"),
        ("1.00 EUR\n", "1.00 EUR\\n"),
    ],
)
def test_digits_of_other_scripts_and_hidden_characters_are_refused_and_shown(text, shown):
    with pytest.raises(InputError) as caught:
        Money(text)
    assert str(caught.value) == BAD_TEXT.format(f'"{shown}"')


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (1, "1"),
        (0, "0"),
        (True, "true"),
        (False, "false"),
        (1.5, "1.5"),
        (498597.12, "498597.12"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (Decimal("1.00"), "a Decimal"),
        (Decimal("sNaN"), "a Decimal"),
        (Decimal("1e999999"), "a Decimal"),
        (Fraction(1, 3), "a Fraction"),
        (b"1.00 EUR", "a bytes"),
        (None, "null"),
        ((0, (1,), 2), "a tuple"),
        pytest.param(10**5000, "an integer of more than 38 digits", id="huge"),
        (["1.00 EUR"], "a list"),
        ({"amount": "1.00"}, "a dict"),
        (Price("1.00 EUR"), "a Price"),
    ],
)
def test_only_text_carries_a_currency(given, shown):
    with pytest.raises(InputError) as caught:
        Money(given)
    assert str(caught.value) == NO_TEXT.format(shown)


def test_a_very_long_text_is_refused_unread():
    for text in (
        "9" * 10_000_000,
        "9" * 10_000_000 + ".00 EUR",
        "1" + "0" * 16 + "000000000.00 EUR",
    ):
        with pytest.raises(InputError, match="not an amount") as caught:
            Money(text)
        assert len(caught.value.found) <= 60
        assert len(str(caught.value)) < 300


@pytest.mark.parametrize("whole", ["0", "1", "10", "586584", "9" * 16])
def test_an_ordinary_amount_in_euro_is_read_without_a_regular_expression(whole, monkeypatch):
    monkeypatch.delattr("fundtrack.values.money.compiled")
    for cents in range(100):
        amount = Money(f"{whole}.{cents:02d} EUR")
        assert (amount.minor, amount.currency) == (int(whole) * 100 + cents, "EUR")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.001 EUR", "0.001 EUR is finer than 0.01 EUR; round it first"),
        ("1.000 EUR", "1.000 EUR is finer than 0.01 EUR; round it first"),
        ("1.100 EUR", "1.100 EUR is finer than 0.01 EUR; round it first"),
        ("1.5 JPY", "1.5 JPY is finer than 1 JPY; round it first"),
        ("1.2345 KWD", "1.2345 KWD is finer than 0.001 KWD; round it first"),
        (
            "1.00 XYZ",
            'unknown currency (expected a code of ISO 4217, as EUR, found "XYZ")',
        ),
        (
            "1.00 XAU",
            'unknown currency (expected a code of ISO 4217, as EUR, found "XAU")',
        ),
        (
            "12345678901234567.00 EUR",
            "an amount has at most 16 digits before the point (found 1234567890123456700)",
        ),
        (
            "-10000000000000000 JPY",
            "an amount has at most 16 digits before the point (found -10000000000000000)",
        ),
        (
            "1234567890123456789012 JPY",
            "an amount has at most 16 digits before the point (found 1234567890123456789012)",
        ),
    ],
)
def test_what_is_wrong_is_said(text, said):
    with pytest.raises(InputError) as caught:
        Money(text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (1, "XYZ", 'unknown currency (expected a code of ISO 4217, as EUR, found "XYZ")'),
        (1, "eur", 'unknown currency (expected a code of ISO 4217, as EUR, found "eur")'),
        (1, None, "unknown currency (expected a code of ISO 4217, as EUR, found null)"),
        (1, ["EUR"], "unknown currency (expected a code of ISO 4217, as EUR, found a list)"),
        (True, "EUR", "minor units are a whole number (expected an int, found true)"),
        (1.0, "EUR", "minor units are a whole number (expected an int, found 1.0)"),
        ("1", "EUR", 'minor units are a whole number (expected an int, found "1")'),
        (
            Decimal(1),
            "EUR",
            "minor units are a whole number (expected an int, found a Decimal)",
        ),
        (
            10**18,
            "EUR",
            "an amount has at most 16 digits before the point (found 1000000000000000000)",
        ),
        pytest.param(
            -(10**5000),
            "EUR",
            "an amount has at most 16 digits before the point "
            "(found an integer of more than 38 digits)",
            id="huge",
        ),
    ],
)
def test_minor_units_are_whole_and_the_currency_is_known(minor, currency, said):
    with pytest.raises(InputError) as caught:
        Money.of_minor(minor, currency)
    assert str(caught.value) == said


class Code(str):
    """A text of a class of its own, as some libraries give."""


def test_a_text_of_another_class_is_read_as_text():
    assert Money(Code("1.50 EUR")) == Money("1.50 EUR")
    with pytest.raises(InputError, match="unknown currency"):
        Money.of_minor(1, Code("XYZ"))
    amount = Money.of_minor(150, Code("EUR"))
    assert amount == Money("1.50 EUR")
    assert type(amount.currency) is type(Money(Code("1.50 EUR")).currency) is str


EDGE = 10**16


@given(
    st.lists(st.one_of(st.integers(), st.sampled_from([EDGE, -EDGE, EDGE - 1, 1 - EDGE]))),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
@example([], "EUR")
@example([EDGE], "JPY")  # of a currency without decimals it is too large, of others not
@example([-EDGE], "JPY")
@example([1, EDGE, 10**18, -(10**18)], "EUR")
def test_many_amounts_are_built_as_one_is(minors, currency):
    def one_by_one():
        return [Money.of_minor(minor, currency) for minor in minors]

    try:
        wanted = one_by_one()
    except InputError as error:
        with pytest.raises(InputError, match=re.escape(str(error))):
            Money.of_minors(minors, currency)
    else:
        made = Money.of_minors(iter(minors), currency)
        assert made == wanted
        assert all(type(one) is Money for one in made)


@pytest.mark.parametrize("odd", [True, 1.0, "1", None])
def test_of_many_the_first_that_is_no_whole_number_is_refused(odd):
    with pytest.raises(InputError, match="minor units are a whole number") as caught:
        Money.of_minors([1, odd, 2], "EUR")
    assert excerpt(odd) in str(caught.value)


def test_many_amounts_need_a_known_currency_that_is_text():
    with pytest.raises(InputError, match="unknown currency"):
        Money.of_minors([1], "XYZ")
    (made,) = Money.of_minors([150], Code("EUR"))
    assert (made, type(made.currency)) == (Money("1.50 EUR"), str)


SAY_HOW = (
    "an amount times a fraction can be finer than a minor unit; say how it is rounded: "
    'Rate("85 %").of(amount, rounding=Rounding("down 0.01"))'
)
NO_DIVISION = (
    "an amount cannot be divided without saying where the rest goes; use "
    "split(amount, weights), Rate.of(amount, rounding=...), or Rate.between(part, whole) "
    "for a ratio"
)


@pytest.mark.parametrize("factor", [0.85, Decimal("0.85"), Fraction(17, 20)])
def test_no_fraction_is_taken_without_a_rounding(factor):
    amount = Money("586584.85 EUR")
    for product in (lambda: amount * factor, lambda: factor * amount):
        with pytest.raises(RoundingRequired) as caught:
            product()
        assert str(caught.value) == SAY_HOW


@pytest.mark.parametrize("divisor", [2, 2.0, Decimal(2), Money("2.00 EUR"), "2"])
def test_nothing_is_divided(divisor):
    amount = Money("586584.85 EUR")
    for quotient in (
        lambda: amount / divisor,
        lambda: amount // divisor,
        lambda: amount % divisor,
        lambda: divmod(amount, divisor),
    ):
        with pytest.raises(RoundingRequired) as caught:
            quotient()
        assert str(caught.value) == NO_DIVISION


@pytest.mark.parametrize(
    "other", [1, 1.0, True, Decimal(1), "1.00 EUR", None, Price("1.00 EUR")]
)
def test_only_amounts_are_added_and_compared(other):
    amount = Money("1.00 EUR")
    for operation in (
        lambda: amount + other,
        lambda: other + amount,
        lambda: amount - other,
        lambda: other - amount,
        lambda: amount < other,
        lambda: amount <= other,
        lambda: amount > other,
        lambda: amount >= other,
    ):
        with pytest.raises(TypeError):
            operation()
    assert amount != other


def test_only_the_zero_that_sum_starts_with_is_no_amount():
    amount = Money("1.00 EUR")
    assert 0 + amount == amount
    for zero in (False, Decimal(0), Fraction(0)):
        with pytest.raises(TypeError):
            zero + amount
    with pytest.raises(TypeError):
        amount + 0


@pytest.mark.parametrize("factor", [True, "2", None, Money("2.00 EUR")])
def test_an_amount_is_not_taken_a_truth_or_a_text_of_times(factor):
    for product in (lambda: Money("1.00 EUR") * factor, lambda: factor * Money("1.00 EUR")):
        with pytest.raises(TypeError):
            product()


def test_an_amount_is_no_number():
    for kind in (int, complex, round):
        with pytest.raises(TypeError):
            kind(Money("1.00 EUR"))


def test_zero_is_of_a_currency():
    assert str(Money.zero("KWD")) == "0.000 KWD"
    with pytest.raises(InputError, match="unknown currency"):
        Money.zero("")
