"""Sums of exact figures: they are exact, know where they end, and no order changes that."""

from fractions import Fraction
from math import lcm

from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.formulas import SUM_BITS, Sum, sum_of

#: The power of three that is as long as a denominator may be.
LONGEST = 3**646
FIGURES = st.lists(
    st.one_of(
        st.integers(-(10**6), 10**6),
        st.fractions(max_denominator=10**6),
        st.sampled_from([Fraction(1, LONGEST), Fraction(-1, LONGEST), Fraction(1, 2**1000)]),
    ),
    max_size=8,
)


@given(FIGURES, st.sampled_from([1, 100, 1000]), st.randoms())
@example([Fraction(1, LONGEST), Fraction(-1, LONGEST)], 1, None)
@example([Fraction(1, LONGEST), Fraction(1, 2)], 1, None)
@example([Fraction(1, 100 * LONGEST)], 100, None)
@example([], 100, None)
def test_a_sum_is_exact_or_ends_in_any_order(figures, scale, draw) -> None:
    common = lcm(*((one * scale).denominator for one in map(Fraction, figures)))
    wanted = sum(figures, Fraction(0)) if common.bit_length() <= SUM_BITS else None
    assert sum_of(figures, scale) == wanted
    if draw is not None:
        draw.shuffle(figures)
    assert sum_of(figures, scale) == wanted


@given(FIGURES)
def test_money_in_whole_units_ends_where_minor_units_do(figures) -> None:
    minor = sum_of(figures)
    whole = sum_of([Fraction(one) / 100 for one in figures], 100)
    assert whole == (None if minor is None else minor / 100)


def test_the_longest_denominator() -> None:
    assert LONGEST.bit_length() == SUM_BITS
    assert sum_of([Fraction(1, LONGEST)]) == Fraction(1, LONGEST)
    assert sum_of([Fraction(1, 3 * LONGEST)]) is None
    assert sum_of([Fraction(1, LONGEST), Fraction(1, 2)]) is None


def test_what_ended_stays_so() -> None:
    total = Sum()
    for one in (Fraction(1, 3 * LONGEST), Fraction(-1, 3 * LONGEST), Fraction(1)):
        total.add(one)
        assert total.value is None


def test_whole_numbers_stay_whole() -> None:
    total = Sum()
    total.add(3)
    assert type(total.value) is int
