"""What several lines keep of one limit: never more than it, and nothing out of nowhere."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.checks.limits import shares

CENTS = st.integers(-(10**6), 10**8)
AMOUNTS = st.lists(CENTS, max_size=12)
DEBITS = st.lists(st.integers(0, 10**8), max_size=12)
CAPS = st.integers(-(10**4), 10**8)
WAYS = st.booleans()


@example([60, 60, -10, 20], 100, False)
@example([60, 60, -10, 20], 100, True)
@example([60, -200, 10], 5, False)
@example([60, 60], -10, True)
@given(AMOUNTS, CAPS, WAYS)
def test_the_shares_come_to_the_limit_where_it_is_broken_and_else_to_all(
    amounts: list[int], cap: int, pro_rata: bool
) -> None:
    kept = shares(amounts, cap, pro_rata=pro_rata)
    assert len(kept) == len(amounts)
    assert sum(kept) == min(sum(amounts), max(cap, 0))


@example([60, 60, -10, 20], 100, True)
@example([-50], -70, False)
@given(AMOUNTS, CAPS, WAYS)
def test_a_share_lies_between_nothing_and_its_amount(
    amounts: list[int], cap: int, pro_rata: bool
) -> None:
    for amount, kept in zip(amounts, shares(amounts, cap, pro_rata=pro_rata), strict=True):
        assert min(amount, 0) <= kept <= max(amount, 0)


@example([60, 60, 20], 100)
@given(DEBITS, CAPS)
def test_in_turn_every_line_is_full_before_the_next_has_anything(
    amounts: list[int], cap: int
) -> None:
    kept = shares(amounts, cap)
    short = [one < amount for one, amount in zip(kept, amounts, strict=True)]
    first = short.index(True) if True in short else len(short)
    assert kept[:first] == amounts[:first]
    assert not any(kept[first + 1 :])


@example([60, 60, 20], 100, 30)
@given(DEBITS, CAPS, st.integers(0, 10**8))
def test_a_later_line_takes_nothing_from_an_earlier_one(
    amounts: list[int], cap: int, later: int
) -> None:
    assert shares([*amounts, later], cap)[:-1] == shares(amounts, cap)


@example([1, 1, 1], 2)
@example([60, 60, -10, 20], 100)
@given(AMOUNTS, st.integers(0, 10**8))
def test_pro_rata_is_exact_to_less_than_a_unit(amounts: list[int], cap: int) -> None:
    whole = sum(amounts)
    for amount, kept in zip(amounts, shares(amounts, cap, pro_rata=True), strict=True):
        exact = Fraction(amount * cap, whole) if whole > cap else Fraction(amount)
        assert abs(kept - exact) < 1


@example([1, 1, 1], 2)
@given(st.lists(st.integers(0, 10**8), max_size=12), st.integers(0, 10**8))
def test_pro_rata_a_larger_line_never_keeps_less(amounts: list[int], cap: int) -> None:
    kept = shares(sorted(amounts, reverse=True), cap, pro_rata=True)
    assert kept == sorted(kept, reverse=True)


@example([60, 60], 100, 20, True)
@given(DEBITS, CAPS, st.integers(0, 10**8), WAYS)
def test_a_higher_limit_takes_no_more_in_all(
    amounts: list[int], cap: int, more: int, pro_rata: bool
) -> None:
    low, high = (sum(shares(amounts, one, pro_rata=pro_rata)) for one in (cap, cap + more))
    assert low <= high
