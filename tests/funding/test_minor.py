"""The arithmetic of splits on whole numbers keeps the laws of the functions above it."""

from fractions import Fraction
from math import lcm

from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding.minor import (
    advanced,
    cascaded,
    common_of,
    filled,
    in_proportion,
    marked,
    plus,
    poured,
    rounded_all,
    rounded_each,
    steps,
    summed,
    with_rest,
    within,
)
from fundtrack.values import Rounding
from fundtrack.values.rounding import MODES

MODE = st.sampled_from(MODES)
UNIT = st.sampled_from(["0.01", "0.05", "1", "100"])
NUMBER = st.integers(-(10**20), 10**20) | st.integers(-30, 30)
SOME = st.integers(0, 10**20) | st.integers(0, 30)
BELOW = st.integers(1, 10**12) | st.integers(1, 8)
SOURCE = st.tuples(st.integers(0, 9), st.none() | st.integers(0, 10**6))
PAIR = st.tuples(NUMBER, BELOW)
DOWN = Rounding("down 0.01")


@given(st.lists(NUMBER, max_size=8), NUMBER, BELOW, MODE, UNIT)
@example([0, 1, 2, 3], 1, 1, "half_down", "0.01")  # nothing is left over, nothing is added
@example([1, 3, 5, 15, 25], 1, 2, "half_even", "0.01")
@example([-5, 5], 1, 10, "half_up", "0.01")
@example([1, 3], -5, 10, "half_up", "0.01")
@example([-1, 3], -3, 2, "down", "0.01")
@example([149, 150, 151], 1, 1, "half_down", "1")
@example([1, 2], 1, 2, "up", "0.01")
def test_many_are_rounded_as_one_is(numbers, above, below, mode, unit):
    rounding = Rounding(mode, unit)
    expected = [rounding.minor(number * above, below, 2) for number in numbers]
    assert rounded_all(numbers, above, below, rounding, 2) == expected


@given(st.lists(st.tuples(SOME, SOME, BELOW), max_size=8), MODE, UNIT)
@example([(1, 1, 2), (1, 1, 3), (1, 5, 6)], "half_up", "0.01")
@example([(7, 1, 2), (7, 1, 3)], "up", "0.05")
@example([(1, 1, 2), (2, 1, 2)], "up", "0.01")
@example([(149, 1, 1)], "down", "1")
def test_so_are_those_of_different_denominators(each, mode, unit):
    rounding = Rounding(mode, unit)
    expected = [rounding.minor(whole * above, below, 2) for whole, above, below in each]
    wholes, pairs = [whole for whole, *_ in each], [tuple(pair) for _, *pair in each]
    assert rounded_each(wholes, pairs, rounding, 2) == expected


@given(st.lists(PAIR, max_size=8), st.integers(1, 10**30))
@example([(1, 4), (1, 6)], 12)
@example([(1, 4), (1, 6)], 11)
def test_a_common_denominator_is_the_least_or_none(pairs, most):
    least = lcm(*(below for _, below in pairs))
    assert common_of(pairs, most) == (least if least <= most else None)


@given(PAIR, PAIR)
def test_a_sum_of_two_is_exact(one, other):
    assert Fraction(*plus(one, other)) == Fraction(*one) + Fraction(*other)


@given(st.lists(PAIR, min_size=1, max_size=6))
@example([(1, 2**90 + 1), (1, 2**90 + 3)])
def test_so_is_a_sum_of_many(pairs):
    assert Fraction(*summed(pairs)) == sum(Fraction(*pair) for pair in pairs)


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(0, 50), min_size=1, max_size=7).filter(any),
    st.data(),
)
def test_a_largest_remainder_sums_and_an_order_only_settles_ties(whole, weights, data):
    places = list(range(len(weights)))
    order = data.draw(st.permutations(places))
    parts, other = in_proportion(whole, weights), in_proportion(whole, weights, order)
    assert sum(parts) == sum(other) == whole
    total = sum(weights)
    for found in (parts, other):
        assert all(
            abs(part * total - whole * weight) < total
            for part, weight in zip(found, weights, strict=True)
        )
    assert in_proportion(-whole, weights, order) == [-part for part in other]


def test_an_order_decides_among_equals() -> None:
    assert in_proportion(2, [1, 1, 1], [2, 0, 1]) == [1, 0, 1]
    assert in_proportion(0, [0, 0]) == [0, 0]


def test_the_rest_goes_to_its_place() -> None:
    assert with_rest(10, [3, 3], 0) == [4, 3, 3]
    assert with_rest(10, [3, 3], 1) == [3, 4, 3]
    assert with_rest(10, [3, 3], 2) == [3, 3, 4]
    assert with_rest(10, [], 0) == [10]


@given(
    st.integers(0, 10**6),
    st.lists(
        st.tuples(st.integers(0, 9), st.none() | st.integers(0, 10**6)), min_size=1, max_size=6
    ),
)
@example(100, [(50, 40), (30, 33), (20, None)])
@example(100, [(1, 50), (1, 50)])  # just enough
@example(5, [(0, 3)])  # nobody weighs anything
def test_sources_pay_what_they_can_and_no_more(need, sources):
    weights, tops = [one for one, _ in sources], [top for _, top in sources]
    for parts in (poured(need, tops), filled(need, weights, tops)[0]):
        assert all(part >= 0 for part in parts)
        assert all(top is None or part <= top for part, top in zip(parts, tops, strict=True))
    able = sum(need if top is None else top for top in tops)
    assert sum(poured(need, tops)) == min(need, able)
    parts, below = filled(need, weights, tops)
    weighed = [need if top is None else top for weight, top in sources if weight]
    assert sum(parts) == min(need, sum(weighed))
    assert all(parts[place] == tops[place] for place in range(len(parts)) if place not in below)


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=5),
    st.lists(st.integers(0, 9), min_size=1, max_size=5).filter(any),
    MODE,
)
def test_sources_of_sums_leave_nothing_without_a_ceiling(sums, weights, mode):
    rounding = Rounding(mode, "0.01")
    paid, shares = cascaded(sums, weights, [None] * len(weights), rounding, 2)
    assert [sum(row) for row in zip(*paid, strict=True)] == sums
    assert paid[-1] == [0] * len(sums)
    assert shares == paid[:-1]
    assert list(marked(sums, weights, rounding, 2)[-1]) == sums


def test_a_ceiling_cuts_and_passes_on() -> None:
    paid, shares = cascaded([100, 200], [1, 1], [60, 70], DOWN, 2)
    assert (paid, shares) == ([[50, 60], [50, 70], [0, 70]], [[50, 100], [50, 140]])


def test_claims_under_a_ceiling() -> None:
    assert advanced([455, 150, -30], 720, 300) == ([420, 0, 0], [35, 185, 155])
    assert advanced([500, 500], 400, 500) == ([0, 0], [500, 500])
    assert advanced([-10, 10], 100, 50) == ([0, 10], [0, 0])


@given(st.lists(NUMBER, max_size=6), st.integers(0, 10**6))
def test_totals_are_cut_at_both_ends_and_steps_lead_back(totals, top):
    assert within(totals, top) == [max(0, min(one, top)) for one in totals]
    found = steps(totals)
    assert [sum(found[: place + 1]) for place in range(len(totals))] == totals
