"""No rounding in words: a figure shows every digit it has, or says that it goes on."""

from datetime import date
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.values import InputError, Money, Period, Price, Rate
from fundtrack.words import (
    day,
    exact_money,
    in_force,
    money,
    number,
    period,
    rate,
    shown,
)

FINITE = st.builds(
    lambda digits, places: Fraction(digits, 10**places),
    st.integers(-(10**18), 10**18),
    st.integers(0, 12),
)


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def read_back(text: str, language: str) -> Fraction:
    """The figure a reader would take from a text, by hand: no parser of Babel's."""
    plain = "".join(sign for sign in text if sign.isdigit() or sign in "-.,")
    if language == "lv":
        return Fraction(plain.replace(",", "."))
    return Fraction(plain.replace(",", ""))


@pytest.mark.parametrize("language", ["en", "lv"])
@given(FINITE)
@example(Fraction("498597.1225"))
@example(Fraction("0.125"))
@example(Fraction("-0.005"))
def test_every_digit_of_an_amount_is_printed(language, amount):
    told = exact_money(amount, "EUR", language)
    assert "…" not in told
    assert read_back(told, language) == amount


@pytest.mark.parametrize("language", ["en", "lv"])
@given(st.fractions(max_denominator=10**6))
@example(Fraction(1, 3))
@example(Fraction(2, 3))
@example(Fraction(-2, 3))
def test_an_endless_figure_is_cut_toward_zero_and_says_so(language, value):
    told = number(value, language)
    cut = read_back(told, language)
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    assert told.endswith("…") == (rest != 1)
    assert abs(cut) <= abs(value)
    assert abs(value - cut) < Fraction(1, 10**6)


@given(st.integers(-(10**17), 10**17))
def test_money_reads_back_to_the_cent(minor):
    amount = Money.of_minor(minor, "EUR")
    for language in ("en", "lv"):
        assert read_back(money(amount, language), language) * 100 == minor


@pytest.mark.parametrize(
    ("amount", "english", "latvian"),
    [
        ("586584.85 EUR", "€586,584.85", "586 584,85 €"),
        ("498597.12 EUR", "€498,597.12", "498 597,12 €"),
        ("48000 EUR", "€48,000.00", "48 000,00 €"),
        ("0.00 EUR", "€0.00", "0,00 €"),
        ("-120.50 EUR", "-€120.50", "-120,50 €"),
        ("1234.50 SEK", "SEK 1,234.50", "1 234,50 SEK"),
        ("300000.00 LVL", "LVL 300,000.00", "300 000,00 Ls"),
        ("1500 JPY", "¥1,500", "1 500 ¥"),
        ("1.500 KWD", "KWD 1.500", "1,500 KWD"),
    ],
)
def test_amounts_as_people_write_them(amount, english, latvian):
    assert spaced(money(Money(amount), "en")) == english
    assert spaced(money(Money(amount), "lv")) == latvian


def test_a_unit_price_shows_its_six_decimals():
    assert spaced(money(Price("12.345678 EUR"), "lv")) == "12,345678 €"


@pytest.mark.parametrize(
    ("share", "english", "latvian"),
    [
        ("85 %", "85 %", "85 %"),
        ("17/200", "8.5 %", "8,5 %"),
        ("0 %", "0 %", "0 %"),
        ("2/37", "2/37 (5.405405… %)", "2/37 (5,405405… %)"),
        ("-15 %", "-15 %", "-15 %"),
    ],
)
def test_rates_as_people_write_them(share, english, latvian):
    assert spaced(rate(Rate(share), "en")) == english
    assert spaced(rate(Rate(share), "lv")) == latvian


def test_a_rate_a_hair_above_its_limit_does_not_look_like_the_limit():
    just_above = Fraction(49859713, 58658485)
    assert spaced(rate(just_above, "en")) == "85.000001… %"
    hair = Fraction(17, 20) + Fraction(1, 3 * 10**15)
    assert spaced(rate(hair, "en")) == "85.000000… %"


def test_a_host_s_decimal_context_does_not_show():
    with localcontext() as context:
        context.prec = 6
        assert money(Money("586584.85 EUR"), "en") == "€586,584.85"
        assert getcontext().prec == 6


@pytest.mark.parametrize(
    ("value", "english", "latvian"),
    [
        (None, "not known", "nav zināms"),
        (True, "yes", "jā"),
        (False, "no", "nē"),
        (12345, "12,345", "12 345"),
        (Fraction(1, 4), "0.25", "0,25"),
        (date(2016, 9, 1), "1 September 2016", "01.09.2016."),
        ("association", "association", "association"),
        (Money("1.00 EUR"), "€1.00", "1,00 €"),
        (
            Period("2016-01-01/2017-06-30"),
            "1 January 2016 – 30 June 2017",
            "01.01.2016. – 30.06.2017.",
        ),
    ],
)
def test_every_kind_of_value_is_shown(value, english, latvian):
    assert spaced(shown(value, "en")) == english
    assert spaced(shown(value, "lv")) == latvian


@pytest.mark.parametrize(
    ("text", "english", "latvian"),
    [
        (
            "/2022-12-31",
            "until 31 December 2022 (first day not stated)",
            "līdz 31.12.2022. (pirmā diena nav norādīta)",
        ),
        (
            "2016-01-01/",
            "from 1 January 2016 (last day not stated)",
            "no 01.01.2016. (pēdējā diena nav norādīta)",
        ),
    ],
)
def test_a_day_nobody_stated_is_named(text, english, latvian):
    assert period(Period(text), "en") == english
    assert period(Period(text), "lv") == latvian


def test_days_in_force():
    first, last = date(2016, 4, 12), date(2020, 11, 30)
    assert in_force(first, last, "lv") == "12.04.2016. – 30.11.2020."
    assert in_force(None, last, "en") == "until 30 November 2020"
    assert in_force(first, None, "lv") == "no 12.04.2016."
    assert in_force(None, None, "en") == ""


@pytest.mark.parametrize("language", ["", "tlh", "../lv", "l", "en.po", None, 7])
def test_a_language_that_is_not_there_is_refused(language):
    with pytest.raises(InputError, match="no such language"):
        day(date(2016, 9, 1), language)


@pytest.mark.parametrize("language", ["lv", "LV", "lv-LV", "lv_LV.UTF-8"])
def test_a_region_after_the_language_is_not_needed(language):
    assert number(Decimal("1.5"), language) == "1,5"
