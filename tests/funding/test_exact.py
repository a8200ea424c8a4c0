"""What simplified costs share: names, long sums, numbers and prices rounded as told."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.funding.exact import added, costs_of, named, rounded_number, rounded_price
from fundtrack.values import CurrencyMismatch, InputError, Money, Price, Rounding
from tests.funding.explained import held


@pytest.mark.parametrize("name", ["staff", "a", "wp_1", "min", "total", "x" * 40])
def test_names_that_a_formula_can_use(name) -> None:
    assert named("a thing", name) == name
    one = Money("1.00 EUR")
    assert held(added({name: one, "other_name": one}, "EUR")).money == one + one


@pytest.mark.parametrize(
    "name", ["", "x" * 41, "Staff", "1a", "a b", "a-b", "if", "ā", "_", None, 5, "a\n"]
)
def test_names_that_it_cannot(name) -> None:
    with pytest.raises(InputError, match="not the name of a thing"):
        named("a thing", name)


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 400, 401, 801])
def test_a_sum_of_any_length(count) -> None:
    """One group, two, and groups of groups; names as long as they may be."""
    terms = {f"{n:x>40}": Money.of_minor(n - 7, "EUR") for n in range(count)}
    found = held(added(terms, "EUR"))
    assert found.money.minor == sum(range(count)) - 7 * count


@given(st.lists(st.integers(-(10**14), 10**14), max_size=70))
def test_a_sum_is_its_terms(cents) -> None:
    terms = {f"t{n}": Money.of_minor(cent, "JPY") for n, cent in enumerate(cents)}
    assert added(terms, "JPY").money.minor == sum(cents)


NUMBERS = st.fractions(-(10**6), 10**6, max_denominator=10**4)


@given(NUMBERS, st.sampled_from(["half_up", "half_even", "down", "ceiling"]))
def test_numbers_and_prices_round_alike(number, mode) -> None:
    found = rounded_number(number.numerator, number.denominator, Rounding(f"{mode} 0.01"))
    minor = number * 100
    for currency in ("EUR", "JPY", "KWD"):
        scale = {"EUR": 100, "JPY": 1, "KWD": 1000}[currency]
        exact = number * scale
        price = rounded_price(
            exact.numerator, exact.denominator, currency, Rounding(f"{mode} 0.01")
        )
        assert Fraction(price.amount) == found
    assert abs(found * 100 - minor) < 1
    assert (found * 100).denominator == 1


@pytest.mark.parametrize(
    ("minor", "hours", "rounding", "price"),
    [
        (-100, 3, "down 0.01", "-0.33"),
        (-100, 3, "floor 0.01", "-0.34"),
        (-1, 3, "down 0.01", "0.00"),
        (3845678, 1720, "half_up 0.000001", "22.358593"),
        (10**17, 1, "down 1", "1000000000000000.00"),
    ],
)
def test_prices_of_any_sign_and_size(minor, hours, rounding, price) -> None:
    found = rounded_price(minor, hours, "EUR", Rounding(rounding))
    assert found == Price(f"{price} EUR")


def test_what_it_refuses() -> None:
    with pytest.raises(CurrencyMismatch):
        costs_of({"a": Money("1.00 EUR"), "b": Money("1.00 SEK")})
    with pytest.raises(InputError, match="not a price"):
        rounded_price(10**18, 1, "EUR", Rounding("down 0.01"))
    with pytest.raises(InputError, match="not a rounding"):
        rounded_number(1, 2, None)
