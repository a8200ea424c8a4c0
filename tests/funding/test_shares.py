"""Splits of one amount: the cases of the sheets, the laws of each rule, refusals."""

from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    Shares,
    shares_by_largest_remainder,
    shares_rest_first,
    shares_rest_last,
    shares_with_residual,
)
from fundtrack.values import (
    MODES,
    CurrencyMismatch,
    InputError,
    Money,
    Rate,
    Rounding,
    split,
)
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
EURO = Money("1.00 EUR")
LR, TOOK = "largest remainder", "largest remainder, with a unit left over"

MINOR = {"JPY": 1, "EUR": 100, "KWD": 1000}
wholes = st.sampled_from(list(MINOR)).flatmap(
    lambda code: st.integers(1 - 10**16 * MINOR[code], 10**16 * MINOR[code] - 1).map(
        lambda minor: Money.of_minor(minor, code)
    )
)
small = st.builds(Money.of_minor, st.integers(-200, 200), st.sampled_from(list(MINOR)))
lists = st.lists(st.integers(0, 12) | st.integers(0, 10**18), min_size=1, max_size=7)
weights = lists.filter(any)


def minors(found: Shares) -> list[int]:
    return [amount.minor for amount in held(found).amounts]


def texts(found: Shares) -> str:
    return " ".join(str(amount).split(" ")[0] for amount in held(found).amounts)


@pytest.mark.parametrize(
    ("source", "whole", "over", "parts"),
    [
        ("by thirds", "100.00 EUR", [1, 1, 1], "33.34 33.33 33.33"),
        ("by thirds, negative", "-100.00 EUR", [1, 1, 1], "-33.34 -33.33 -33.33"),
        ("one cent", "0.01 EUR", [1, 1, 1], "0.01 0.00 0.00"),
        ("one cent, negative", "-0.01 EUR", [1, 1, 1], "-0.01 0.00 0.00"),
        ("zero", "0.00 EUR", [1, 2, 3], "0.00 0.00 0.00"),
        ("zero over nothing", "0.00 EUR", [0, 0], "0.00 0.00"),
        ("a weight of zero", "10.00 EUR", [0, 1, 2], "0.00 3.33 6.67"),
        ("yen", "100 JPY", [1, 1, 1], "34 33 33"),
        ("yen at 85/10/5", "1000001 JPY", [85, 10, 5], "850001 100000 50000"),
        ("dinar", "1.000 KWD", [1, 1, 1], "0.334 0.333 0.333"),
        ("a tie", "10.005 KWD", [70, 20, 10], "7.004 2.001 1.000"),
        ("0.10 at 85/10/5", "0.10 EUR", [85, 10, 5], "0.09 0.01 0.00"),
        ("85/15", "123456.78 EUR", [85, 15], "104938.26 18518.52"),
        ("seed at 85 %", "586584.85 EUR", [85, 15], "498597.12 87987.73"),
        ("Alabama", "0.10 EUR", [6, 6, 2], "0.04 0.04 0.02"),
        ("Alabama, one cent more", "0.11 EUR", [6, 6, 2], "0.05 0.05 0.01"),
        ("three contributions of Jems", "403.34 EUR", [11, 11, 11], "134.45 134.45 134.44"),
        ("one party", "0.01 EUR", [7], "0.01"),
        (
            "style sheet, H3: a float misplaces this cent",
            "47830588.61 EUR",
            [1886, 2625, 66, 3431, 6741],
            "6116244.50 8512800.54 214036.13 11126635.67 21860871.77",
        ),
        (
            "10^18 minor units, less one",
            "9999999999999999.99 EUR",
            [2, 1],
            "6666666666666666.66 3333333333333333.33",
        ),
    ],
)
def test_largest_remainders_of_the_sheets(
    source: str, whole: str, over: list[int], parts: str
) -> None:
    """ "Funding-split mathematics", section 4, unless the row names another sheet."""
    assert texts(shares_by_largest_remainder(Money(whole), over)) == parts, source


@pytest.mark.parametrize(
    ("source", "whole", "over", "residual", "rounding", "parts"),
    [
        ("split maths: thirds do not add up by themselves", "100.00 EUR", [1, 1, 1], 0,
         "half_up 0.01", "33.34 33.33 33.33"),
        ("split maths: independent half-up gives 0.11", "0.10 EUR", [85, 10, 5], 2,
         "half_up 0.01", "0.09 0.01 0.00"),
        ("the same with the residual first", "0.10 EUR", [85, 10, 5], 0,
         "half_up 0.01", "0.08 0.01 0.01"),
        ("peers, section 4: funds floored, partner takes the rest", "1222.21 EUR",
         [55, 12, 33], 2, "floor 0.01", "672.21 146.66 403.34"),
        ("split maths and JEMS.ROUND: period spread", "2500.00 EUR", [1] * 7, -1,
         "down 0.01", "357.14 357.14 357.14 357.14 357.14 357.14 357.16"),
        ("floor differs from down on a correction", "-0.10 EUR", [1, 1, 1], 2,
         "floor 0.01", "-0.04 -0.04 -0.02"),
        ("down on a correction", "-0.10 EUR", [1, 1, 1], 2, "down 0.01", "-0.03 -0.03 -0.04"),
        ("a unit coarser than the cent", "100.50 EUR", [1, 1, 1], 1, "half_up 1",
         "34.00 32.50 34.00"),
        ("nothing over nothing", "0.00 EUR", [0, 0], 1, "down 0.01", "0.00 0.00"),
        ("one party takes all", "0.05 EUR", [0, 1], 1, "up 0.01", "0.00 0.05"),
        ("one party alone", "0.05 EUR", [3], 0, "up 0.01", "0.05"),
        ("rounded up, the residual can be below zero", "1 JPY", [1, 1, 1], 2, "up 1",
         "1 1 -1"),
    ],
)  # fmt: skip
def test_residuals_of_the_sheets(
    source: str, whole: str, over: list[int], residual: int, rounding: str, parts: str
) -> None:
    found = shares_with_residual(
        Money(whole), over, residual=residual, rounding=Rounding(rounding)
    )
    assert texts(found) == parts, source


def test_parties_have_names() -> None:
    rates = {"ERDF": Rate("85 %"), "state_budget": Rate("10 %"), "own": Rate("5 %")}
    found = held(shares_by_largest_remainder(Money("0.10 EUR"), rates))
    assert found.by_party() == {
        "ERDF": Money("0.09 EUR"),
        "state_budget": Money("0.01 EUR"),
        "own": Money("0.00 EUR"),
    }
    assert [name for name, _ in found.worked()] == ["ERDF", "state_budget", "own"]
    assert found.explain().splitlines()[2] == "state budget = whole × (weight ÷ weights)"
    last = shares_with_residual(
        Money("0.10 EUR"), rates, residual="state_budget", rounding=DOWN
    )
    assert texts(last) == "0.08 0.02 0.00"
    assert shares_by_largest_remainder(EURO, [1]).by_party() == {}
    assert [name for name, _ in shares_by_largest_remainder(EURO, [1]).worked()] == ["parts_1"]


def test_a_part_says_whether_it_took_a_unit_left_over() -> None:
    found = held(shares_by_largest_remainder(Money("-10.00 EUR"), [0, 1, 2]))
    assert [part.policy for part in found.parts] == ["", LR, TOOK]
    assert [part.exact for part in found.parts] == [0, Fraction(-10, 3), Fraction(-20, 3)]
    even = held(shares_by_largest_remainder(EURO, [1, 1]))
    assert [part.policy for part in even.parts] == ["", ""]


def test_priorities_decide_among_equals_only() -> None:
    cent, thirds = Money("0.01 EUR"), [1, 1, 1]
    assert minors(shares_by_largest_remainder(cent, thirds, priorities=[2, 1, 1])) == [0, 1, 0]
    assert minors(shares_by_largest_remainder(cent, thirds, priorities=[1, 1, 0])) == [0, 0, 1]
    assert minors(shares_by_largest_remainder(cent, thirds, priorities=[0, 0, 0])) == [1, 0, 0]
    larger = shares_by_largest_remainder(cent, [2, 1, 1], priorities=[9, 1, 2])
    assert minors(larger) == [1, 0, 0]
    assert [part.policy for part in larger.parts] == [TOOK, LR, LR]


def test_each_of_the_others_may_have_its_own_rounding() -> None:
    whole, thirds = Money("-1.00 EUR"), [1, 1, 1]
    both = [Rounding("floor 0.01"), Rounding("down 0.01")]
    for place, parts in [(0, [-33, -34, -33]), (1, [-34, -33, -33]), (2, [-34, -33, -33])]:
        found = shares_with_residual(whole, thirds, residual=place, rounding=both)
        assert minors(found) == parts


def test_a_share_is_rounded_once() -> None:
    """Split maths, "double rounding": 2.4449 is 2.44; by way of 2.445 it would be 2.45."""
    whole, half_up = Money("10000.00 EUR"), Rounding("half_up 0.01")
    found = shares_with_residual(whole, [24449, 10**8 - 24449], residual=1, rounding=half_up)
    assert minors(found) == [244, 999756]
    by_way = Rounding("half_up 0.001").of(Fraction(24449, 10000), "KWD")
    assert half_up.of(Fraction(by_way.minor, 1000), "EUR") == Money("2.45 EUR")


def test_the_first_or_the_last_takes_the_rest() -> None:
    whole, thirds, down = Money("100 JPY"), [1, 1, 1], Rounding("down 1")
    assert minors(shares_rest_first(whole, thirds, rounding=down)) == [34, 33, 33]
    assert minors(shares_rest_last(whole, thirds, rounding=down)) == [33, 33, 34]


@given(wholes | small, weights)
@example(Money("47830588.61 EUR"), [1886, 2625, 66, 3431, 6741])
@example(Money("-0.01 EUR"), [1, 1, 1])
@example(Money("9999999999999999.99 EUR"), [1, 1, 1])
def test_largest_remainders(whole: Money, over: list[int]) -> None:
    found = shares_by_largest_remainder(whole, over)
    parts, total = minors(found), sum(over)
    assert sum(parts) == whole.minor
    assert found.amounts == split(whole, over)
    shares = [Fraction(whole.minor * weight, total) for weight in over]
    for part, share, one in zip(parts, shares, found.parts, strict=True):
        assert abs(part - share) < 1
        assert (one.policy == "") == (share.denominator == 1)
        assert (one.policy == TOOK) == (abs(part) > abs(share))
    assert minors(shares_by_largest_remainder(-whole, over)) == [-part for part in parts]
    # nobody who was passed over had more left over than one who was not
    took = [abs(s) % 1 for p, s in zip(parts, shares, strict=True) if abs(p) > abs(s)]
    cut = [abs(s) % 1 for p, s in zip(parts, shares, strict=True) if abs(p) <= abs(s)]
    assert not took or max(cut, default=Fraction(0)) <= min(took)


@given(small, weights, st.randoms(use_true_random=False))
@example(Money("0.01 EUR"), [1, 1, 1], None)
def test_a_permutation_changes_only_winners_of_ties(
    whole: Money, over: list[int], random: object
) -> None:
    order = list(range(len(over)))[::-1]
    if random is not None:
        random.shuffle(order)  # type: ignore[attr-defined]
    parts = minors(shares_by_largest_remainder(whole, over))
    moved = minors(shares_by_largest_remainder(whole, [over[i] for i in order]))
    for at, place in enumerate(order):
        if moved[at] != parts[place]:
            rest = whole.minor * over[place] % sum(over)
            equal = [w for w in over if whole.minor * w % sum(over) == rest]
            assert len(equal) > 1
    as_told = shares_by_largest_remainder(
        whole, [over[i] for i in order], priorities=order
    )  # the priority of a party is its first place: the order it stands in does not matter
    assert [held(as_told).amounts[order.index(i)].minor for i in range(len(over))] == parts


@given(
    wholes | small,
    weights,
    st.integers(-1, 6),
    st.sampled_from(MODES),
    st.sampled_from([1, 5, 100]),
)
@example(Money("1 JPY"), [1, 1, 1], 2, "up", 1)
@example(Money("9999999999999999.99 EUR"), [0, 1], 1, "ceiling", 1)
def test_residuals(whole: Money, over: list[int], residual: int, mode: str, step: int) -> None:
    assume(residual < len(over))
    unit = MINOR[whole.currency]
    rounding = Rounding(mode, f"{step // unit}.{step % unit * 10000 // unit:04d}")
    try:
        found = shares_with_residual(whole, over, residual=residual, rounding=rounding)
    except InputError:
        assert abs(whole.minor) > 10**16 * unit - 700  # rounded up, it is no amount any more
        return
    parts = minors(found)
    assert sum(parts) == whole.minor
    for place, (part, weight) in enumerate(zip(parts, over, strict=True)):
        if place != residual % len(over):
            share = Fraction(whole.minor * weight, sum(over))
            assert abs(part - share) < step
            assert part == rounding.of(share / unit, whole.currency).minor
            assert mode != "down" or abs(part) <= abs(share)
    if mode == "down":
        share = Fraction(whole.minor * over[residual], sum(over))
        assert abs(parts[residual]) >= abs(share)


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        ("0 JPY", None, "the residual is too small (expected 0 JPY or more, found -1 JPY)"),
        ("-1 JPY", "-1 JPY", ""),
        (None, "-2 JPY", "the residual is too large (expected -2 JPY or less, found -1 JPY)"),
        (None, "-1 JPY", ""),
    ],
)
def test_a_residual_stays_in_its_bounds(least: str, most: str, said: str) -> None:
    def found() -> Shares:
        return shares_with_residual(
            Money("1 JPY"),
            [1, 1, 1],
            residual=2,
            rounding=Rounding("up 1"),
            least=Money(least) if least else None,
            most=Money(most) if most else None,
        )

    if not said:
        assert minors(found()) == [1, 1, -1]
        return
    with pytest.raises(InputError) as caught:
        found()
    assert str(caught.value).startswith(said)


def test_weights_of_every_kind_show_as_they_were_given() -> None:
    amounts = shares_by_largest_remainder(EURO, [Money("7.00 SEK")] * 3)
    assert "1.00 EUR × (7.00 SEK ÷ 21.00 SEK)" in held(amounts).explain()
    rates = shares_by_largest_remainder(EURO, [Rate("0 %"), Rate("1/3"), Rate("1/6")])
    assert minors(rates) == [0, 67, 33]
    assert "1.00 EUR × (1/3 ÷ 50 %)" in held(rates).explain()
    most = Money("9999999999999999.99 EUR")  # their sum is no amount any more
    assert minors(shares_by_largest_remainder(EURO, [most, most])) == [50, 50]
    odd = [Rate(Fraction(1, 10**17 + 3)), Rate(Fraction(1, 10**17 + 13))]  # nor this a rate
    assert minors(shares_by_largest_remainder(EURO, odd)) == [50, 50]


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ([], "wrong length of weights (expected 1 to 200000, found 0)"),
        ({}, "wrong length of weights (expected 1 to 200000, found 0)"),
        ([1] * 200_001, "wrong length of weights (expected 1 to 200000, found 200001)"),
        ([0, 0], "all weights are zero, so there is nobody to give the amount to"),
        ([1, -1], "weights[1] is below zero (expected zero or more, found -1)"),
        ([Rate("-5 %")], "weights[0] is below zero (expected zero or more, found -5 %)"),
        ([1, Rate("5 %")], "weights are of one exact kind (expected all ints, all Rates, or "
         "all Money, found Rate, int)"),
        ([True], "weights are of one exact kind (expected all ints, all Rates, or all Money, "
         "found bool)"),
        ([0.5], "weights are of one exact kind (expected all ints, all Rates, or all Money, "
         "found float)"),
        ("11", 'weights is a sequence (expected a list, found "11")'),
        (None, "weights is a sequence (expected a list, found null)"),
        ({"": 1}, 'a party of weights has no name (expected a text, found "")'),
        ({1: 1}, "a party of weights has no name (expected a text, found 1)"),
        ([2**512], "a weight is too large (expected at most 512 bits)"),
        ([Rate(Fraction(1, 10**18 - n)) for n in range(1, 12)],
         "the rates have no common denominator of a bearable size"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_split_is_said(over: object, said: str) -> None:
    for found in (
        lambda: shares_by_largest_remainder(EURO, over),  # type: ignore[arg-type]
        lambda: shares_rest_last(EURO, over, rounding=DOWN),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError) as caught:
            found()
        assert str(caught.value) == said


def test_what_else_it_refuses() -> None:
    with pytest.raises(CurrencyMismatch):
        shares_by_largest_remainder(EURO, [EURO, Money("1.00 SEK")])
    with pytest.raises(InputError, match="whole is not an amount"):
        shares_by_largest_remainder(100, [1])  # type: ignore[arg-type]
    for priorities in ([1], [1, 2, 3], [1, True], [1, "2"]):
        with pytest.raises(InputError, match="not one priority for each weight"):
            shares_by_largest_remainder(EURO, [1, 1], priorities=priorities)  # type: ignore[arg-type]
    for residual in (2, -2, True, "own", None):
        with pytest.raises(InputError, match=r"no such party .expected a place from 0 to 1"):
            shares_with_residual(EURO, [1, 1], residual=residual, rounding=DOWN)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"no such party .expected fund, own"):
        shares_with_residual(EURO, {"fund": 1, "own": 1}, residual="me", rounding=DOWN)
    for rounding in ([DOWN], [DOWN] * 3, []):
        with pytest.raises(InputError, match="not one rounding for each of the others"):
            shares_with_residual(EURO, [1, 1, 1], residual=0, rounding=rounding)
    with pytest.raises(InputError, match="not a rounding"):
        shares_with_residual(EURO, [1, 1], residual=0, rounding=["down"])  # type: ignore[list-item]
    with pytest.raises(InputError, match="finer than a currency with 0 decimals"):
        shares_rest_last(Money("100 JPY"), [1, 1], rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        shares_with_residual(EURO, [1, 1], residual=0, rounding=DOWN, least=Money("0.00 SEK"))


def test_the_largest_split() -> None:
    parts = shares_by_largest_remainder(Money("2000.01 EUR"), [1] * 200_000).amounts
    assert parts[0] == Money("0.02 EUR")
    assert set(parts[1:]) == {Money("0.01 EUR")}
