"""Columns are checked at once, and what is wrong in one is named by its place all the same."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from fundtrack.funding import (
    cascade,
    clear_at_once,
    contributions_of_the_rest,
    contributions_rounded_apart,
    cumulative_payments,
    depreciate_over,
    instalments,
    interim_payments,
    nested_thresholds,
    partner_grants_rounded_then_summed,
    partner_grants_summed_then_rounded,
    period_shares,
    proportional_cut,
    retain,
    shares_by_largest_remainder,
    shares_rest_last,
    subaward_counted,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding

DOWN = Rounding("down 0.01")
EURO, CENT, KRONA = Money("1.00 EUR"), Money("0.01 EUR"), Money("1.00 SEK")
NONE, HALF, ALL = Rate("0 %"), Rate("50 %"), Rate("100 %")
QUARTERS = [Rate("25 %")] * 4

Call = Callable[[Any], object]
AMOUNTS: dict[str, tuple[str, Call]] = {
    "cascade": ("lines", lambda held: cascade(held, [1, 1], rounding=DOWN)),
    "nested": ("lines", lambda held: nested_thresholds(held, [1, 1], rounding=DOWN)),
    "advances": ("claims", lambda held: clear_at_once(EURO, held)),
    "interim": (
        "claims",
        lambda held: interim_payments(held, ceiling=EURO, prefinancing=CENT),
    ),
    "cumulative": ("claims", lambda held: cumulative_payments(held, HALF, rounding=DOWN)),
    "retain": (
        "claims",
        lambda held: retain(held, HALF, basis="cumulative", rounding=DOWN),
    ),
    "periods": ("bases", lambda held: period_shares(held, HALF, rounding=DOWN)),
    "subaward": ("spent", lambda held: subaward_counted(held, limit=EURO)),
    "apart": (
        "eligible",
        lambda held: partner_grants_rounded_then_summed(held, QUARTERS, rounding=DOWN),
    ),
    "together": (
        "eligible",
        lambda held: partner_grants_summed_then_rounded(held, QUARTERS, rounding=DOWN),
    ),
    "cut": ("lines", lambda held: proportional_cut(held, EURO)),
}
WEIGHTS: dict[str, Call] = {
    "largest": lambda held: shares_by_largest_remainder(EURO, held),
    "rest": lambda held: shares_rest_last(EURO, held, rounding=DOWN),
    "cascade": lambda held: cascade([EURO], held, rounding=DOWN),
}
RATES: dict[str, tuple[str, Call]] = {
    "instalments": (
        "shares",
        lambda held: instalments(EURO, held, rest="spread", rounding=DOWN),
    ),
    "partners": (
        "rates",
        lambda held: partner_grants_rounded_then_summed([EURO] * 4, held, rounding=DOWN),
    ),
    "funds": (
        "funds",
        lambda held: contributions_of_the_rest(EURO, held, [NONE], rounding=DOWN),
    ),
    "kinds of the rest": (
        "contributions",
        lambda held: contributions_of_the_rest(EURO, [NONE], held, rounding=DOWN),
    ),
    "kinds apart": (
        "contributions",
        lambda held: contributions_rounded_apart(EURO, [NONE], held, rounding=DOWN),
    ),
}
LOOKALIKE = SimpleNamespace(minor=100, currency="EUR")  # has all that is read of an amount
PLACE = pytest.mark.parametrize("place", range(4))


def put(good: Sequence[object], place: int, wrong: object) -> list[object]:
    return [*good[:place], wrong, *good[place + 1 :]]


@pytest.mark.parametrize(("name", "call"), AMOUNTS.values(), ids=list(AMOUNTS))
@PLACE
@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (True, "true"),
        (0, "0"),
        (None, "null"),
        ("1.00 EUR", '"1.00 EUR"'),
        (ALL, "a Rate"),
        (LOOKALIKE, "a SimpleNamespace"),
    ],
)
def test_what_is_no_amount_is_named_by_its_place(
    name: str, call: Call, place: int, wrong: object, found: str
) -> None:
    call([EURO] * 4)
    with pytest.raises(InputError) as refused:
        call(put([EURO] * 4, place, wrong))
    assert refused.value.problems[0].message == f"{name}[{place}] is not an amount"
    assert (refused.value.expected, refused.value.found) == ("Money", found)


@pytest.mark.parametrize(("name", "call"), AMOUNTS.values(), ids=list(AMOUNTS))
@PLACE
def test_another_currency_is_found_at_every_place(name: str, call: Call, place: int) -> None:
    with pytest.raises(CurrencyMismatch) as refused:
        call(put([EURO] * 4, place, KRONA))
    assert {refused.value.left, refused.value.right} == {"EUR", "SEK"}


@pytest.mark.parametrize("call", WEIGHTS.values(), ids=list(WEIGHTS))
@PLACE
@pytest.mark.parametrize(
    ("wrong", "problem", "found"),
    [
        (True, "weights are of one exact kind", "bool, int"),
        (1.0, "weights are of one exact kind", "float, int"),
        (Fraction(1), "weights are of one exact kind", "Fraction, int"),
        (EURO, "weights are of one exact kind", "Money, int"),
        (-1, "weights[{}] is below zero", "-1"),
        (2**512, "a weight is too large", ""),
    ],
)
def test_what_cannot_weigh_is_refused_at_every_place(
    call: Call, place: int, wrong: object, problem: str, found: str
) -> None:
    with pytest.raises(InputError) as refused:
        call(put([1] * 4, place, wrong))
    assert refused.value.problems[0].message == problem.format(place)
    assert refused.value.found == found


@pytest.mark.parametrize("call", WEIGHTS.values(), ids=list(WEIGHTS))
def test_weights_may_be_as_long_as_each_of_them_may(call: Call) -> None:
    call([2**512 - 1] * 4)


@pytest.mark.parametrize(("name", "call"), RATES.values(), ids=list(RATES))
@PLACE
@pytest.mark.parametrize(
    ("wrong", "problem", "expected", "found"),
    [
        (1, "is not a rate", "Rate", "1"),
        (True, "is not a rate", "Rate", "true"),
        (Fraction(1, 4), "is not a rate", "Rate", "a Fraction"),
        (
            SimpleNamespace(fraction=Fraction(1, 4)),
            "is not a rate",
            "Rate",
            "a SimpleNamespace",
        ),
        (Rate("101 %"), "is out of range", "0 % to 100 %", "101 %"),
        (Rate("-1 %"), "is out of range", "0 % to 100 %", "-1 %"),
    ],
)
def test_what_is_no_share_is_named_by_its_place(
    name: str, call: Call, place: int, wrong: object, problem: str, expected: str, found: str
) -> None:
    call(QUARTERS)
    with pytest.raises(InputError) as refused:
        call(put(QUARTERS, place, wrong))
    assert refused.value.problems[0].message == f"{name}[{place}] {problem}"
    assert (refused.value.expected, refused.value.found) == (expected, found)


@PLACE
@pytest.mark.parametrize("wrong", [True, 1.0, -1, None, "1"])
def test_use_that_is_no_count_is_refused_at_every_place(place: int, wrong: object) -> None:
    used: Any = put([1] * 4, place, wrong)
    with pytest.raises(InputError, match=r"^used is "):
        depreciate_over(EURO, used=used, useful_life=9, share_of_use=ALL, rounding=DOWN)
