"""Running totals of the walk: what a row sees of the rows before it, however rows are asked."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.formulas import Explanation, First, Kind
from fundtrack.formulas.bounds import span, total_of
from fundtrack.formulas.running import Run

HALVES = st.integers(-9, 9).map(lambda one: Fraction(one, 2))
MISSING = st.lists(st.sampled_from("abc"), max_size=2).map(
    lambda names: tuple(("missing", one, f"/{one}") for one in names)
)
KNOWN = HALVES.map(lambda value: Explanation("", "", Kind.MONEY, value))
UNKNOWN = st.builds(
    lambda missing, low, high: Explanation(
        "", "", Kind.MONEY, None, missing=missing, low=low, high=high
    ),
    MISSING,
    st.none() | HALVES,
    st.none() | HALVES,
)
HALF = Explanation("", "", Kind.MONEY, Fraction(1, 2))
OPEN = Explanation(
    "", "", Kind.MONEY, None, missing=(("missing", "a", "/a"),), low=Fraction(0), high=None
)


@given(st.lists(KNOWN | UNKNOWN, min_size=1, max_size=8), st.randoms(use_true_random=False))
@example([HALF, OPEN, HALF, OPEN], Random(1))
def test_every_row_sees_what_adding_up_anew_would_show(rows, chance):
    run, walked = Run(1), []

    def walk(row):
        walked.append(row)
        return row

    for count in chance.sample(range(1, len(rows) + 1), len(rows)):
        before = rows[:count]
        run.reach(before, walk)
        values = [one.value for one in before]
        assert tuple(run.parts(count)) == tuple(before)
        assert run.value(count) == (None if None in values else sum(values))
        assert run.bounds(count) == total_of(map(span, before))
        assert run.missing(count) == tuple(
            dict.fromkeys(one for part in before for one in part.missing)
        )
    assert len(walked) == len(rows)  # each row once, whoever asks


def test_a_row_that_is_reached_while_another_is_walked_is_added_once():
    run, rows = Run(1), [HALF, HALF, OPEN]

    def walk(row):
        if row is OPEN:
            run.reach(rows, lambda one: one)
        return row

    run.reach(rows, walk)
    assert tuple(run.parts(3)) == tuple(rows)
    assert run.value(2) == 1
    assert run.value(3) is None


@given(st.lists(st.integers(), max_size=6), st.data())
def test_the_first_of_a_list_are_its_first(held: list[int], data: st.DataObject) -> None:
    many = data.draw(st.integers(0, len(held)))
    first, wanted = First(held, many), held[:many]
    assert (len(first), list(first)) == (many, wanted)
    for at in range(-many, many):
        assert first[at] == wanted[at]
    cut = data.draw(st.slices(many))
    assert first[cut] == tuple(wanted[cut])
    for at in (many, -many - 1):
        with pytest.raises(IndexError):
            first[at]


def test_rows_share_what_stands_before_them() -> None:
    """Copies of it came to a gigabyte where sixteen thousand rows were explained."""
    run, rows = Run(1), [HALF] * 3
    run.reach(rows, lambda row: row)
    two = run.parts(2)
    run.reach([*rows, HALF], lambda row: row)
    assert (len(two), len(run.parts(4)), type(two)) == (2, 4, First)
