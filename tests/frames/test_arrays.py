"""Every step over columns gives what its scalar twin gives of each row: int64, Python ints, one
value for all rows; masks by truth tables, days over the whole calendar.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from operator import ge, gt, le, lt

import pytest

np = pytest.importorskip("numpy", reason="columns are arrays of numpy")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.formulas.calendar import months_between, year_end  # noqa: E402
from fundtrack.frames.columns import arrays, steps  # noqa: E402
from fundtrack.frames.columns.arrays import day_number  # noqa: E402
from fundtrack.frames.columns.spans import Span, span_of  # noqa: E402
from fundtrack.frames.columns.steps import STEPS, exactly, objects  # noqa: E402
from fundtrack.values import MODES, InputError, Rounding, months_after  # noqa: E402

EPOCH = date(1970, 1, 1)
FIRST, LAST = day_number(date.min), day_number(date.max)


def column(values):
    """A column as a reading leaves it: int64 where that holds all, else Python ints."""
    if all(type(one) is bool for one in values):
        return np.array(values, bool)
    whole = all(type(one) is int and -(2**63) <= one < 2**63 for one in values)
    return np.array(values, np.int64) if whole else objects(values)


def forms(values):
    """The same values in all forms that a step may meet; one value also as one of all rows."""
    found = [column(values), objects([*values])]
    return [*found, values[0]] if len(set(values)) == 1 else found


def listed(found, rows):
    """What a step gave, row by row: one value is that of all rows, no mask is none."""
    if isinstance(found, np.ndarray) and found.ndim:
        assert len(found) == rows
        return found.tolist()
    one = found.item() if isinstance(found, np.ndarray | np.generic) else found
    return [False if one is None else one] * rows


def gives(name, twin, *given):
    """A step on 64 bits and on Python ints, in all forms of its columns, and its scalar twin.

    What is no list is the same for all rows and known when the program is written.
    """
    rows = next(len(one) for one in given if isinstance(one, list))
    every = [one if isinstance(one, list) else [one] * rows for one in given]
    wanted = [twin(*row) for row in zip(*every, strict=True)]
    for held in product(*(forms(one) if isinstance(one, list) else [one] for one in given)):
        for call in (STEPS[name].call, exactly(name)):
            assert listed(call(*held), rows) == wanted, (name, held)


# ---- Rounding --------------------------------------------------------------------------------

HALVES = [-30, -25, -15, -10, -5, -4, -1, 0, 1, 4, 5, 6, 10, 15, 25, 30]
amounts = st.lists(
    st.one_of(st.integers(-60, 60), st.integers(-(10**18), 10**18)), min_size=1, max_size=8
)


def minor(mode, above, below, step):
    exact = Fraction(above)
    return Rounding(mode, str(step)).minor(exact.numerator, exact.denominator * below, 0)


@pytest.mark.parametrize("mode", MODES)
@given(above=amounts, below=st.integers(1, 40), step=st.sampled_from([1, 5, 7, 100]))
@example(above=HALVES, below=10, step=1)
@example(above=HALVES, below=2, step=5)
@example(above=HALVES, below=1, step=10)
@example(above=HALVES, below=5, step=1)
@example(above=HALVES, below=1, step=1)
@example(above=[10**18, -(10**18)], below=10**9, step=3)
def test_a_column_rounds_as_one_amount_does(mode, above, below, step):
    gives("rounded", minor, mode, above, below, step)


@pytest.mark.parametrize("mode", MODES)
@given(
    above=st.lists(st.fractions(-100, 100, max_denominator=12), min_size=1, max_size=8),
    below=st.integers(1, 9),
    step=st.sampled_from([1, 5]),
)
@example(above=[Fraction(one, 2) for one in HALVES], below=5, step=1)
@example(above=[Fraction(5, 2)], below=1, step=1)
def test_fractions_and_numbers_of_any_size_round_one_by_one(mode, above, below, step):
    above = [*above, Fraction(10**30 + 1, 2)]
    call = exactly("rounded")
    wanted = [minor(mode, one, below, step) for one in above]
    assert call(mode, objects(above), below, step).tolist() == wanted
    assert [call(mode, one, below, step) for one in above] == wanted


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("below", "step"), [(2, 1), (3, 1), (10**9, 100), (1, 5), (37, 1)])
def test_rounding_on_64_bits_is_right_up_to_the_edge_of_its_span(mode, below, step):
    edge = 2**61 - below * step - 1
    assert span_of("rounded", [mode, Span(-edge, edge), below, step]) is not None
    assert span_of("rounded", [mode, Span(-edge, edge + 1), below, step]) is None
    assert span_of("rounded", [mode, Span(-edge - 1, edge), below, step]) is None
    above = [edge, edge - 1, -edge, 1 - edge]
    found = STEPS["rounded"].call(mode, column(above), below, step)
    assert found.dtype == np.int64
    assert found.tolist() == [minor(mode, one, below, step) for one in above]


# ---- Masks -----------------------------------------------------------------------------------

#: What a condition and a mask may be: one for all rows, or a column (here None of a place).
CONDITIONS = (True, False, ...)
MASKS = (None, True, ...)


def table(*kinds):
    """Every form of operands, and in columns every combination of truths: operands, rows."""
    for shape in product(*kinds):
        free = [at for at, one in enumerate(shape) if one is ...]
        rows = [*product((False, True), repeat=len(free))]
        held = list(shape)
        every = [[bool(one)] * len(rows) for one in shape]
        for place, at in enumerate(free):
            every[at] = [row[place] for row in rows]
            held[at] = np.array(every[at])
        yield held, [*zip(*every, strict=True)]


@pytest.mark.parametrize(
    ("name", "kinds", "twin"),
    [
        ("not", (CONDITIONS,), lambda one: not one),
        ("known", (MASKS,), lambda lost: not lost),
        ("truth", (MASKS,), lambda lost: lost),
        ("mask", (CONDITIONS,), lambda one: one),
        ("either", (MASKS, MASKS), lambda one, two: one or two),
        ("both", (CONDITIONS, CONDITIONS), lambda one, two: one and two),
        ("one_of_two", (CONDITIONS, CONDITIONS), lambda one, two: one or two),
        ("surely", (CONDITIONS, MASKS), lambda one, lost: one and not lost),
        ("choose", (CONDITIONS,) * 3, lambda one, then, other: then if one else other),
        (
            "where_masked",
            (CONDITIONS, MASKS, MASKS, MASKS),
            lambda one, lost, then, other: lost or (then if one else other),
        ),
    ],
)
def test_masks_and_conditions_are_what_python_says_of_each_row(name, kinds, twin):
    for held, rows in table(*kinds):
        found = STEPS[name].call(*held)
        assert listed(found, len(rows)) == [twin(*row) for row in rows], (name, held)
        if isinstance(found, np.ndarray):
            assert found.dtype == bool
        if name in ("either", "where_masked", "mask"):  # a mask of no row is none at all
            assert found is None or found is True or found.any()


def test_a_mask_that_both_branches_share_is_theirs_whichever_is_taken():
    lost = np.array([True, False, True, False])
    taken = np.array([True, True, False, False])
    assert arrays.where_masked(taken, None, lost, lost).tolist() == lost.tolist()


def test_what_is_unknown_of_all_rows_needs_no_column():
    column = np.array([True, False])
    assert arrays.either(column, True) is arrays.either(True, column) is True


def test_masks_settle():
    assert arrays.settled(np.zeros(3, bool)) is None
    assert arrays.settled(np.array([False, True])).tolist() == [False, True]
    assert (arrays.settled(True), arrays.settled(False)) == (True, None)


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.one_of(st.integers(-9, 9), st.integers(-(2**66), 2**66)),
            st.one_of(st.integers(-9, 9), st.integers(-(2**66), 2**66)),
        ),
        min_size=1,
        max_size=6,
    )
)
@example([(True, 2**63, -1), (False, 2**63, -1)])
@example([(True, -1, 2**63), (False, -1, 2**63)])
@example([(False, 2**62, 2**62 - 1), (True, 2**62, 2**62 - 1)])
@example([(True, -(2**63), 2**63 - 1), (False, -(2**63), 2**63 - 1)])
@example([(True, 2**64, 1), (False, 2**64, 1)])
def test_a_choice_of_numbers_of_any_size(rows):
    condition, then, other = map(list, zip(*rows, strict=True))
    conditions = [np.array(condition)] + ([condition[0]] if len(set(condition)) == 1 else [])
    wanted = [one if taken else two for taken, one, two in rows]
    for held in product(conditions, forms(then), forms(other)):
        for call in (arrays.choose, exactly("choose")):
            assert listed(call(*held), len(rows)) == wanted, held


def test_a_choice_of_unlike_columns():
    condition = np.array([True, False, True])
    small = np.array([1, 2, 3], np.int32)
    wide = arrays.choose(condition, small, 2**40)
    assert (wide.tolist(), wide.dtype) == ([1, 2**40, 3], np.int64)
    assert arrays.choose(condition, 2**40, small).tolist() == [2**40, 2, 2**40]
    assert arrays.choose(condition, Fraction(1, 3), 0).tolist() == [
        Fraction(1, 3), 0, Fraction(1, 3),
    ]  # fmt: skip
    parts = objects([Fraction(1, 3), 2, 3])
    assert arrays.choose(condition, 0, parts).tolist() == [0, 2, 0]
    assert arrays.choose(condition, parts, small).tolist() == [Fraction(1, 3), 2, 3]


# ---- Figures ---------------------------------------------------------------------------------

numbers = st.one_of(st.integers(-5, 5), st.integers(-(2**30), 2**30))
pairs = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6)
TWINS = {
    "plus": lambda one, two: one + two,
    "minus": lambda one, two: one - two,
    "times": lambda one, two: one * two,
    "less": lt,
    "at_most": le,
    "more": gt,
    "at_least": ge,
    "same": lambda one, two: one == two,
    "other": lambda one, two: one != two,
    "least": min,
    "most": max,
    "quotient": lambda one, two: Fraction(one, two) if two else 0,
}


@pytest.mark.parametrize("name", TWINS)
@given(pairs)
@example([(3, 3), (3, 4), (4, 3), (-3, 3), (0, 0), (1, 0)])
@example([(7, 2)])
@example([(7, 0)])
def test_figures_of_two_columns(name, rows):
    gives(name, TWINS[name], *map(list, zip(*rows, strict=True)))


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("negative", lambda one: -one),
        ("size", abs),
        ("no_divisor", lambda one: one == 0),
        ("nowhere", lambda one: one < 0),
    ],
)
@given(st.lists(numbers, min_size=1, max_size=6))
@example([0, 1, -1])
@example([0])
@example([-1])
def test_figures_of_one_column(name, twin, values):
    gives(name, twin, values)


def test_exact_steps_take_no_number_of_64_bits_along():
    wide = np.array([2**62, -(2**62)])
    assert exactly("times")(wide, 4).tolist() == [2**64, -(2**64)]
    assert exactly("plus")(wide, wide).tolist() == [2**63, -(2**63)]
    assert exactly("times")(np.int64(2**62), 4) == 2**64
    assert exactly("times")(wide.astype(np.int32), 2**40).tolist() == [0, 0]


codes = st.lists(st.integers(0, 12), min_size=1, max_size=8)


@given(codes, st.lists(st.integers(0, 9), unique=True, max_size=6))
@example([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [])
@example([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [4])
@example([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [5, 4, 6])
@example([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [8, 1])
@example([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [9, 2, 3, 6])
@example([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [0, 2, 4, 9])
def test_codes_among_a_few(values, members):
    wanted = [one in members for one in values]
    assert arrays.among(np.array(values), tuple(members)).tolist() == wanted
    assert [arrays.among(one, tuple(members)) for one in values] == wanted


# ---- Looking up ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "held",
    [
        (3, 1, 2),
        (True, False, True),
        (Fraction(1, 3), 0, 2),
        (2**70, 0, -1),
        (2**63, 0, 1),
        (-1, 2**63, 0),
    ],
)
def test_a_short_table_is_looked_up_by_place(held):
    places = [2, 0, 1, 1]
    found = steps.lookup(np.array(places), held)
    assert found.tolist() == [held[one] for one in places]
    assert [type(one) for one in found.tolist()] == [type(held[one]) for one in places]
    assert steps.lookup(1, held) == held[1]


def test_a_short_table_may_hold_what_nobody_knows():
    lost = (False, True, False)
    assert steps.open_at(np.array([0, 1, 2]), lost).tolist() == [False, True, False]
    assert steps.open_at(np.array([0, 2]), lost) is None
    assert (steps.open_at(1, lost), steps.open_at(0, lost)) == (True, None)


def test_values_of_other_rows():
    whole = np.array([7, 8, 9])
    assert steps.take(whole, np.array([2, 0, 0])).tolist() == [9, 7, 7]
    assert len(steps.take(whole, np.array([-1, -9, 2]))) == 3  # of no row any value
    assert steps.take(whole, np.array([-1, 2]))[1] == 9
    assert steps.take(5, np.array([1, 2])) == 5
    assert steps.take(whole[:0], np.array([-1, -1])).tolist() == [0, 0]
    assert steps.take(whole[:0], -1) == 0
    mask = np.array([False, True, False])
    assert steps.take_mask(mask, np.array([1, 0])).tolist() == [True, False]
    assert steps.take_mask(mask, np.array([2, 0])) is None
    assert (steps.take_mask(None, np.array([1])), steps.take_mask(True, 1)) == (None, True)


def first_that_holds(day, terms):
    held = (at for at, (first, last) in enumerate(terms) if first <= day <= last)
    return next(held, len(terms))


term = st.tuples(st.integers(-9, 30), st.integers(0, 12)).map(lambda one: (one[0], sum(one)))


@given(st.lists(st.integers(-12, 45), min_size=1, max_size=8), st.lists(term, max_size=4))
@example([4, 5, 9, 10, 11], [(5, 9), (10, 10)])
@example([5, 6], [(1, 5), (4, 8)])
@example([5, 6], [(1, 6), (4, 8)])
@example([1, 8], [(3, 4), (0, 9)])
@example([11, 12], [(3, 4), (0, 9)])
@example([-800_000, 3_000_000], [(-(10**6), 0), (1, 10**7)])
def test_a_day_lies_in_the_first_term_that_holds_it(days, terms):
    terms = tuple(terms)
    gives("dated", first_that_holds, days, terms)
    assert listed(steps.dated(np.zeros(0, np.int64), terms), 0) == []


@pytest.mark.parametrize("conditions", [1, 2, 3])
def test_what_a_table_says_of_conditions(conditions):
    says = tuple(range(100, 100 + 3**conditions))
    for held, rows in table(*(CONDITIONS, MASKS) * conditions):
        wanted = []
        for row in rows:
            states = [2 if lost else int(one) for one, lost in zip(row[::2], row[1::2])]  # noqa: B905
            wanted.append(100 + sum(state * 3**at for at, state in enumerate(states)))
        assert listed(steps.picked(says, *held), len(rows)) == wanted, held


# ---- Days ------------------------------------------------------------------------------------

#: Where months and years have odd ends.
ODD = [
    date.min, date(1, 1, 31), date(1, 2, 28), date(1, 12, 31), date(4, 2, 29), date(100, 2, 28),
    date(1582, 10, 4), date(1899, 12, 31), date(1900, 2, 28), date(1900, 3, 1),
    date(1969, 12, 31), EPOCH, date(2000, 2, 29), date(2015, 1, 31), date(2016, 2, 28),
    date(2016, 2, 29), date(2016, 3, 31), date(2016, 12, 31), date(2023, 8, 31),
    date(9996, 2, 29), date(9999, 1, 31), date(9999, 11, 30), date(9999, 12, 1), date.max,
]  # fmt: skip
days = st.one_of(st.sampled_from(ODD), st.dates())
SHIFTS = [0, 1, -1, 2, 11, 12, 13, -12, -13, 48, 1199, -1200, 119_987, 119_988, -119_988]


def shifted(day, months):
    """The scalar's answer, None where there is no such year."""
    try:
        return months_after(day, months)
    except InputError:
        return None


def agree_on_months(held, months):
    """All rows known to have such a year give the scalar's day; the others are masked."""
    wanted = [shifted(day, by) for day, by in zip(held, months, strict=True)]
    first = forms([day_number(day) for day in held])
    for day, by in product(first, forms(months)):
        lost = listed(steps.mask(steps.truth(arrays.no_month(day, by))), len(held))
        found = listed(arrays.after_months(day, by), len(held))
        assert lost == [one is None for one in wanted]
        assert [
            None if gone else EPOCH + timedelta(days=one)
            for one, gone in zip(found, lost, strict=True)
        ] == wanted
        assert all(FIRST <= one <= LAST for one in found)  # masked ones too


@given(
    st.lists(
        st.tuples(days, st.one_of(st.sampled_from(SHIFTS), st.integers(-200_000, 200_000))),
        min_size=1,
        max_size=8,
    )
)
@example([(date(2016, 1, 31), 1)])
@example([(date.min, -1)])
@example([(date.max, 1)])
@example([(date(2016, 1, 31), 2**70), (date(2016, 1, 31), -(2**70))])
@example([(date(2016, 1, 31), 2**70)])
@example([(date(2016, 1, 31), 2**63 - 1), (date(2016, 1, 31), -(2**63))])
def test_months_after_a_day(rows):
    agree_on_months(*map(list, zip(*rows, strict=True)))


def test_months_after_odd_days():
    held = [*product(ODD, SHIFTS)]
    agree_on_months([day for day, _ in held], [by for _, by in held])


@given(st.lists(st.tuples(days, days), min_size=1, max_size=8))
@example([(date(2016, 1, 31), date(2016, 2, 29))])
@example([(date(2016, 2, 29), date(2016, 1, 31))])
@example([(date.min, date.max), (date.max, date.min)])
def test_months_between_two_days(rows):
    first, last = (list(map(day_number, one)) for one in zip(*rows, strict=True))

    def twin(one, two):
        return months_between(*(EPOCH + timedelta(days=day) for day in (one, two)))

    gives("months_between", twin, first, last)


def test_months_between_odd_days():
    held = [*product(ODD, ODD)]
    found = arrays.months_between(
        np.array([day_number(one) for one, _ in held]),
        np.array([day_number(two) for _, two in held]),
    )
    assert found.tolist() == [months_between(one, two) for one, two in held]


@pytest.mark.parametrize("year", [1, 2, 4, 100, 1900, 1969, 1970, 2000, 2016, 9998, 9999])
def test_the_end_of_the_year_of_each_of_its_days(year):
    last = date(year, 12, 31)
    every = [last - timedelta(days=back) for back in range(last.timetuple().tm_yday)]
    found = arrays.year_end(np.array([day_number(day) for day in every]))
    assert set(found.tolist()) == {day_number(last)} == {day_number(year_end(every[-1]))}


@given(st.lists(days, min_size=1, max_size=6))
@example([date.max])
def test_the_end_of_any_year(held):
    def twin(day):
        return day_number(year_end(EPOCH + timedelta(days=day)))

    gives("year_end", twin, list(map(day_number, held)))


def test_days_outside_the_calendar_are_masked_wherever_they_come_from():
    wide = [FIRST - 1, FIRST, 0, LAST, LAST + 1, 2**70, -(2**70)]
    gives("no_day", lambda day: not FIRST <= day <= LAST, wide)
    for day in wide:
        gives("no_day", lambda day: not FIRST <= day <= LAST, [day])
        for form in forms([day]):  # masked, yet within the span that the step tells
            (after,) = listed(arrays.after_months(form, 1), 1)
            (end,) = listed(arrays.year_end(form), 1)
            (months,) = listed(arrays.months_between(form, 0), 1)
            assert FIRST <= after <= LAST
            assert FIRST <= end <= LAST
            assert abs(months) < 130_000
    assert arrays.no_day(np.array([FIRST, LAST])) is None


@pytest.mark.parametrize("day", ODD)
def test_a_day_is_its_number(day):
    assert EPOCH + timedelta(days=day_number(day)) == day


def test_places_are_of_32_bits_while_those_hold_them():
    assert [arrays.width_of(one) for one in (0, 2**31, 2**31 + 1)] == [
        np.int32, np.int32, np.int64,
    ]  # fmt: skip


# ---- Every step has its law ------------------------------------------------------------------


def test_every_step_has_a_law_here():
    mine = {
        "rounded", "not", "known", "truth", "mask", "either", "both", "one_of_two", "surely",
        "choose", "where_masked", "negative", "size", "no_divisor", "nowhere", "among",
        "lookup", "open_at", "take", "take_mask", "recode", "dated", "picked", "no_day",
        "no_month", "months_after", "months_between", "year_end",
    }  # fmt: skip
    in_rows = {"link"}
    assert mine | in_rows | TWINS.keys() == STEPS.keys()
    wired = ("months_after", arrays.after_months), ("recode", steps.take), ("link", steps.link)
    assert all(STEPS[name].call is call for name, call in wired)
    assert all(STEPS[one].exact is STEPS[one].call for one in ("take", "recode", "lookup"))
