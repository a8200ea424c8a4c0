"""Amounts as people write them: told the form or proven over a column, never guessed."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.values import (
    EXPONENTS,
    AmountFormat,
    InputError,
    Money,
    amount_format,
    read_amount,
    read_amounts,
    read_count,
)
from fundtrack.values.people import LONGEST
from fundtrack.words import money

T = TypeVar("T")
FORMS = tuple(AmountFormat)
#: How each form writes a number: its group sign and its decimal sign.
SIGNS = {
    "1 234.56": (" ", "."),
    "1 234,56": (" ", ","),
    "1’234.56": ("’", "."),
    "1,234.56": (",", "."),
    "1.234,56": (".", ","),
}
minors = st.integers(-(10**17), 10**17)
euros = minors.map(lambda minor: Money.of_minor(minor, "EUR"))


def written(amount: Money, form: str, decimals: bool = True) -> str:
    """The amount as a person writes it, by another way than the reader's."""
    group, point = SIGNS[form]
    whole, _, rest = f"{abs(amount.amount):,.{amount.exponent}f}".partition(".")
    sign = "-" if amount.minor < 0 else ""
    return f"{sign}{whole.replace(',', group)}{point + rest if decimals and rest else ''}"


def tried(read: Callable[[], T]) -> T | InputError:
    """What is read, or why it is not."""
    try:
        return read()
    except InputError as error:
        return error


# ---- What public documents write -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form", "amount", "page"),
    [
        ("586’584.85 EUR", "1’234.56", "586584.85 EUR", "Life Science Cluster of Latvia"),
        ("498’597.12 EUR", "1'234.56", "498597.12 EUR", "Life Science Cluster of Latvia"),
        ("2 990 156.29 EUR", "1 234.56", "2990156.29 EUR", "Clusterization in Latvia"),
        ("1 762 000 000 EUR", "1 234.56", "1762000000.00 EUR", "Clusterization in Latvia"),
        ("EUR 236,944.25", "1,234.56", "236944.25 EUR", "5FOREXCELLENCE"),
        ("48 000 eiro", "1 234,56", "48000.00 EUR", "BSR Stars Innovation Express"),
        ("586 584,85 €", "1 234,56", "586584.85 EUR", "the same in Latvian"),
        ("908.078,41 €", "1.234,56", "908078.41 EUR", "lists of operations"),
        ("15.414.794 EUR", "1.234,56", "15414794.00 EUR", "lists of operations"),
        ("3,000.00 EUR", "1,234.56", "3000.00 EUR", "lists of operations"),
        ("64029231,00 EUR", "1 234,56", "64029231.00 EUR", "lists of operations"),
        ("300 000 latu", "1 234,56", "300000.00 LVL", "the cluster programme of 2012"),
        ("Ls 10 000", "1 234,56", "10000.00 LVL", "the cluster programme of 2012"),
    ],
)
def test_published_amounts_are_read(text: str, form: str, amount: str, page: str) -> None:
    assert read_amount(text, format=form) == Money(amount), page


def test_the_ambiguous_amount_of_a_slide_is_refused_with_its_two_readings() -> None:
    with pytest.raises(InputError) as caught:
        read_amount("1 907 864 45 FUR", format="1 234.56")
    number, unit = caught.value.problems
    assert number.expected == "1 907 864.45 or 190 786 445"
    assert number.found == '"1 907 864 45"'
    assert number.remedy
    assert (unit.message, unit.found, unit.expected) == ("no currency", '"FUR"', "EUR or MUR")


@pytest.mark.parametrize("form", FORMS)
def test_no_form_reads_it(form: AmountFormat) -> None:
    with pytest.raises(InputError, match="not an amount in the form"):
        read_amount("1 907 864 45 EUR", format=form)


def test_a_column_does_not_prove_what_has_lost_its_decimal_sign() -> None:
    with pytest.raises(InputError, match=r"1 907 864\.45 or 190 786 445") as caught:
        read_amounts(["2 990 156.29 EUR", "1 907 864 45 FUR"])
    assert {one.pointer for one in caught.value.problems} == {"/1"}


# ---- Laws ------------------------------------------------------------------------------------


@given(euros, st.sampled_from(["en", "lv"]))
@example(Money("-0.01 EUR"), "lv")
@example(Money("1000 EUR"), "lv")
def test_what_our_own_words_write_is_read_back(amount: Money, language: str) -> None:
    form = "1,234.56" if language == "en" else "1 234,56"
    assert read_amount(money(amount, language), format=form) == amount


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
@pytest.mark.parametrize("language", ["en", "lv"])
def test_every_currency_in_words_is_read_back_or_refused_for_its_sign(
    currency: str, language: str
) -> None:
    amount = Money.of_minor(-123456789, currency)
    form = "1,234.56" if language == "en" else "1 234,56"
    text = money(amount, language)
    read = tried(lambda: read_amount(text, format=form))
    if isinstance(read, InputError):
        assert currency not in text  # a sign that is no code
        assert read.message == "no currency"
    else:
        assert read == amount


@pytest.mark.parametrize("currency", ["EUR", "LVL", "SEK", "NOK", "DKK", "PLN", "KWD"])
def test_the_currencies_of_the_region_are_read_back(currency: str) -> None:
    amount = Money.of_minor(-123456789, currency)
    assert read_amount(money(amount, "en"), format="1,234.56", currency=currency) == amount


@given(euros, st.sampled_from(FORMS), st.sampled_from([" EUR", "EUR", " €", " eiro"]))
@example(Money("0.00 EUR"), AmountFormat("1 234,56"), " €")
@example(Money("999999999999999.99 EUR"), AmountFormat("1’234.56"), " €")
def test_every_form_is_read_with_its_unit_before_or_after(
    amount: Money, form: AmountFormat, unit: str
) -> None:
    assert read_amount(written(amount, form) + unit, format=form) == amount
    assert read_amount(unit.strip() + " " + written(amount, form), format=form) == amount
    assert read_amount(written(amount, form), format=form, currency="EUR") == amount


@given(st.lists(euros, min_size=1, max_size=8), st.sampled_from(FORMS))
@example([Money("3000.00 EUR")], AmountFormat("1,234.56"))
@example([Money("0.50 EUR")], AmountFormat("1.234,56"))
def test_a_column_with_cents_is_read_without_being_told(
    amounts: list[Money], form: AmountFormat
) -> None:
    """Cents are two digits, groups three: what stands before two is the decimal sign."""
    column = [written(one, form) + " EUR" for one in amounts]
    assert read_amounts(column) == tuple(amounts)


@given(st.lists(euros, min_size=1, max_size=8), st.sampled_from(FORMS))
def test_a_proven_form_is_the_one_it_was_written_in(
    amounts: list[Money], form: AmountFormat
) -> None:
    column = [written(one, form) + " EUR" for one in amounts]
    proven = tried(lambda: amount_format(column))
    if isinstance(proven, InputError):
        assert proven.message == "the column does not prove its form"
        assert all(abs(one.amount) < 1000 for one in amounts)  # no group, so no group sign
    else:
        assert proven == form


@given(st.lists(st.text("0123456789 .,’'-€EUR", max_size=14), min_size=1, max_size=4))
@example(["3,000 EUR"])
@example(["3,000 EUR", "3.000 EUR"])
@example(["1 907 864 45 EUR"])
def test_a_column_is_read_only_where_no_possible_form_reads_it_otherwise(
    column: list[str],
) -> None:
    def under(form: AmountFormat) -> tuple[Money, ...]:
        return tuple(read_amount(one, format=form) for one in column)

    read = tried(lambda: read_amounts(column))
    if not isinstance(read, InputError):
        every = {tried(partial(under, form)) for form in FORMS}
        assert {one for one in every if not isinstance(one, InputError)} == {read}


@given(st.text(max_size=40), st.sampled_from(FORMS))
@example("1E5 EUR", AmountFormat("1 234.56"))
@example("NaN EUR", AmountFormat("1 234.56"))
@example("1_000 EUR", AmountFormat("1 234.56"))
@example("\N{FULLWIDTH DIGIT ONE}23 EUR", AmountFormat("1 234.56"))
def test_anything_else_is_refused_as_input(text: str, form: AmountFormat) -> None:
    read = tried(lambda: read_amount(text, format=form))
    if isinstance(read, InputError):
        assert read.message
        assert len(str(read)) < 1000
    else:
        assert type(read.minor) is int
        assert all(one.isascii() for one in text if one.isdigit())


# ---- One ambiguous cell is decided by the others, or not -------------------------------------


@pytest.mark.parametrize(
    ("other", "amount"),
    [("EUR 236,944.25", "3000.00 EUR"), ("EUR 1,000,000", "3000.00 EUR")],
)
def test_another_cell_proves_what_a_comma_is(other: str, amount: str) -> None:
    assert read_amounts(["3,000 EUR", other])[0] == Money(amount)
    assert amount_format(["3,000 EUR", other]) is AmountFormat.COMMA_POINT


def test_where_the_comma_is_proven_decimal_three_decimals_are_too_fine() -> None:
    with pytest.raises(InputError, match=r"finer than 0\.01 EUR") as caught:
        read_amounts(["12,50 EUR", "3,000 EUR"])
    assert caught.value.pointer == "/1"


@pytest.mark.parametrize("column", [["3,000 EUR"], ["3,000 EUR", "48000 EUR"], ["3.000 EUR"]])
def test_without_a_proof_it_is_refused_with_both_readings(column: list[str]) -> None:
    with pytest.raises(InputError, match="can be read in more than one way") as caught:
        read_amounts(column)
    assert {*caught.value.expected.split(" or ")} == {"3.000", "3 000"}
    assert (caught.value.pointer, caught.value.remedy) == ("/0", "say the format")


def test_amounts_without_doubt_need_no_proof_of_their_form() -> None:
    assert read_amounts(["48 000 eiro"]) == (Money("48000 EUR"),)
    with pytest.raises(InputError, match="does not prove its form"):
        amount_format(["48 000 eiro"])


def test_a_column_in_two_forms_is_refused_where_they_part() -> None:
    with pytest.raises(InputError, match="not in the form of the amounts before it") as caught:
        read_amounts(["1.234,5 EUR", "7 EUR", "1,234.5 EUR"])
    assert (caught.value.pointer, caught.value.expected) == ("/2", "as 1.234,56")


def test_a_column_names_every_cell_that_no_form_reads() -> None:
    with pytest.raises(InputError) as caught:
        amount_format(["5 EUR", "five EUR", "6 EUR", "1 2 3 EUR", "7"])
    assert [one.pointer for one in caught.value.problems] == ["/1", "/3", "/4"]


def test_an_empty_column_says_nothing() -> None:
    with pytest.raises(InputError, match="a column without amounts"):
        amount_format([])


# ---- Refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("48 000", "an amount without a currency"),
        ("EUR 48 000 EUR", "two units of one amount"),
        ("EUR", "not an amount"),
        ("", "not an amount"),
        ("--5 EUR", "more than one sign"),
        ("5 kr", "no currency"),
        ("$5", "no currency"),
        ("1.005 EUR", "finer than 0.01 EUR"),
        ("1 23 456 EUR", "not an amount in the form 1 234.56"),
        ("1234 567 EUR", "not an amount in the form 1 234.56"),
        ("012 EUR", "not an amount in the form 1 234.56"),
        ("1 000.50.25 EUR", "not an amount in the form 1 234.56"),
        ("5 EUR\n6 EUR", "not an amount"),
        ("9" * 17 + " EUR", "an amount has at most 16 digits before the point"),
        ("9" * LONGEST + " EUR", f"longer than {LONGEST} characters"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_amount(text, format="1 234.56")
    assert caught.value.message == message


@pytest.mark.parametrize("value", [48000, 48000.0, Decimal(48000), None, True, b"48 000 EUR"])
def test_only_text_is_read(value: object) -> None:
    with pytest.raises(InputError, match="not text"):
        read_amount(value, format="1 234.56")  # type: ignore[arg-type]


def test_the_other_form_is_named_where_there_is_only_one() -> None:
    with pytest.raises(InputError) as caught:
        read_amount("236,944.25 EUR", format="1 234,56")
    assert caught.value.remedy == "it has the form 1,234.56"


def test_a_told_currency_is_held_to() -> None:
    with pytest.raises(InputError, match="another currency"):
        read_amount("5 EUR", format="1 234.56", currency="LVL")
    with pytest.raises(InputError, match="unknown currency"):
        read_amount("5", format="1 234.56", currency="FUR")


@pytest.mark.parametrize("form", ["1234.56", "", 5, None])
def test_a_form_is_one_of_five(form: object) -> None:
    with pytest.raises(InputError, match="not a form of amounts"):
        read_amount("5 EUR", format=form)  # type: ignore[arg-type]


# ---- Counts ----------------------------------------------------------------------------------


@given(st.integers(0, 10**12), st.sampled_from(FORMS))
def test_a_count_is_read_in_every_form(count: int, form: AmountFormat) -> None:
    text = written(Money.of_minor(count * 100, "EUR"), form, decimals=False)
    assert read_count(text, format=form) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("182.", "182"),
        ("28 711.45", "28 711.45"),
        ("28 711 45", "28 711.45 or 2 871 145"),
        ("many", 'digits, as "1 234"'),
    ],
)
def test_what_is_no_count_is_refused(text: str, expected: str) -> None:
    with pytest.raises(InputError, match="not a whole number") as caught:
        read_count(text, format="1 234.56")
    assert caught.value.expected == expected
