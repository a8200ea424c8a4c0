"""What a step leaves lies in the span that was told before; no number of 64 bits wraps.

Programs are written, armed and run over columns of given spans, and every row is worked out
once more on Python ints.
"""

from fractions import Fraction
from itertools import product
from operator import add, mul, neg, sub

import pytest

np = pytest.importorskip("numpy", reason="columns are arrays of numpy")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.formulas import Op  # noqa: E402
from fundtrack.frames.columns.gathering import Block, Gatherer  # noqa: E402
from fundtrack.frames.columns.kernel import of_many  # noqa: E402
from fundtrack.frames.columns.program import Reg, Writer, arm  # noqa: E402
from fundtrack.frames.columns.rows import Rows  # noqa: E402
from fundtrack.frames.columns.spans import ROOM, Span, fits, joined, span_of, wide  # noqa: E402
from fundtrack.frames.columns.steps import STEPS, objects  # noqa: E402
from fundtrack.values import MODES, Rounding  # noqa: E402

EDGES = [2**31, 2**32, 2**61, 2**62 - 1, 2**62, 2**63 - 1, 2**63, 2**64, 10**15, 10**18, 2**70]
bounds = st.one_of(
    st.integers(-9, 9),
    st.sampled_from([sign * one for one in EDGES for sign in (1, -1)]),
    st.integers(-(2**71), 2**71),
)
#: A column: the span it is told to have, and numbers of it, among them both ends.
columns = st.lists(bounds, min_size=4, max_size=4).map(
    lambda held: (Span(min(held), max(held)), held)
)
operands = st.one_of(columns, bounds)


def array(values):
    """A column in the narrowest form it may have; Python ints where 64 bits are too few."""
    inside = all(-(2**63) <= one < 2**63 for one in values)
    return np.array(values, np.int64) if inside else objects(values)


def ran(write, *given):
    """What a program makes of operands, and where it said the result would lie."""
    out, held, spans = Writer(), {}, {}
    args = []
    for at, one in enumerate(given):
        if isinstance(one, tuple):
            spans[at], held[at] = one[0], array(one[1])
            args.append(out.column(at))
        else:
            args.append(one)
    out.keep("x", write(out, *args))
    armed = arm(out, spans.__getitem__, {}, {})
    return armed.run(held.__getitem__)["x"], armed.spans["x"]


def rows_of(given):
    return [one[1] if isinstance(one, tuple) else [one] * 4 for one in given]


def listed(found):
    return found.tolist() if isinstance(found, np.ndarray) else [found] * 4


def holds(write, twin, *given):
    """Each row is what Python works out, and lies in the span."""
    found, span = ran(write, *given)
    wanted = [twin(*row) for row in zip(*rows_of(given), strict=True)]
    assert listed(found) == wanted
    if span is not None:
        assert all(span.least <= one <= span.most for one in wanted)
    return found, span


STEPS_OF_TWO = {
    "plus": add,
    "minus": sub,
    "times": mul,
    "least": min,
    "most": max,
}


@pytest.mark.parametrize("name", STEPS_OF_TWO)
@given(operands, operands)
@example((Span(0, 10), [0, 10, 5, 1]), 2**70)
@example((Span(0, 0), [0, 0, 0, 0]), 2**70)
@example((Span(2**62 - 1, 2**62 - 1), [2**62 - 1] * 4), (Span(1, 1), [1] * 4))
@example((Span(-5, 5), [-5, 5, 0, 1]), -(2**63))
@example((Span(2**70, 2**70), [2**70] * 4), (Span(2**70, 2**70), [2**70] * 4))
@example((Span(-(2**31), 2**31), [2**31, -(2**31), 7, 0]), (Span(-3, 2**32), [2**32, -3, 0, 1]))
def test_two_operands_never_wrap(name, one, two):
    holds(lambda out, *args: out.step(name, *args), STEPS_OF_TWO[name], one, two)


@pytest.mark.parametrize("name", ["less", "at_most", "more", "at_least", "same", "other"])
@given(operands, operands)
@example((Span(0, 10), [0, 10, 5, 1]), 2**70)
@example((Span(0, 10), [0, 10, 5, 1]), 2**63)
def test_comparisons_of_numbers_of_any_size(name, one, two):
    def twin(left, right):
        return bool(STEPS[name].call(left, right))

    holds(lambda out, *args: out.step(name, *args), twin, one, two)


@pytest.mark.parametrize(("name", "twin"), [("negative", neg), ("size", abs)])
@given(columns)
@example((Span(-(2**63), 2**62), [-(2**63), 2**62, 0, -1]))
@example((Span(-9, 2), [-9, 2, 0, 1]))
@example((Span(3, 9), [3, 9, 4, 5]))
@example((Span(-9, -3), [-9, -3, -4, -5]))
def test_one_operand_never_wraps(name, twin, one):
    holds(lambda out, arg: out.step(name, arg), twin, one)


@given(st.lists(st.booleans(), min_size=4, max_size=4), operands, operands)
@example([True, False, True, False], 2**63, -1)
@example([True, False, True, False], (Span(0, 1), [0, 1, 0, 1]), 2**63)
@example([True, False, True, False], 5, -7)
def test_a_choice_lies_in_either_span(condition, one, two):
    held = (Span(0, 1), condition)
    out, spans = Writer(), {"if": Span(0, 1)}
    args, every = [], {"if": np.array(condition)}
    for at, given_ in enumerate((one, two)):
        if isinstance(given_, tuple):
            spans[at], every[at] = given_[0], array(given_[1])
            args.append(out.column(at))
        else:
            args.append(given_)
    out.keep("x", out.step("choose", out.column("if"), *args))
    armed = arm(out, spans.__getitem__, {}, {})
    wanted = [a if c else b for c, a, b in zip(*rows_of((held, one, two)), strict=True)]
    assert listed(armed.run(every.__getitem__)["x"]) == wanted
    span = armed.spans["x"]
    assert all(span.least <= number <= span.most for number in wanted)


belows = st.sampled_from([1, 2, 3, 37, 10**9, 2**60, 2**62])


@pytest.mark.parametrize("mode", MODES)
@given(
    columns, st.sampled_from([1, 2, 3, 37, 10**9, 2**60, 2**62]), st.sampled_from([1, 5, 100])
)
@example((Span(-(10**15), 10**15), [10**15, -(10**15), 5, 0]), 10**9, 100)
@example((Span(2**61 - 2, 2**61 - 1), [2**61 - 2, 2**61 - 1] * 2), 1, 5)
@example((Span(-7, 7), [-7, 7, 3, -3]), 7, 1)
@example((Span(-1, 1), [-1, 1, 0, 0]), 2, 100)
@example((Span(99, 99), [99] * 4), 1, 100)
@example((Span(-99, -99), [-99] * 4), 1, 100)
def test_what_is_rounded_lies_in_its_span(mode, one, below, step):
    rounding = Rounding(mode, str(step))
    holds(
        lambda out, above: out.step("rounded", mode, above, below, step),
        lambda above: rounding.minor(above, below, 0),
        one,
    )


def test_rounding_is_exact_where_a_denominator_leaves_no_room():
    span = Span(0, 10**15)
    assert span_of("rounded", ["down", span, 10**9, 1]) == Span(-1, 10**6 + 2)
    assert span_of("rounded", ["down", span, 2**61, 1]) is None
    assert span_of("rounded", ["down", None, 1, 1]) is None
    assert span_of("rounded", ["down", Span(0, 2**61), 1, 1]) is None
    assert span_of("rounded", ["down", Span(-(2**61), 0), 1, 1]) is None


# ---- Chains of steps -------------------------------------------------------------------------

chains = st.lists(
    st.tuples(
        st.sampled_from(["plus", "minus", "times", "least", "most", "negative", "rounded"]),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=6,
)
rates = st.sampled_from([85, 100, 37, 999_999_937, 10**9, 10**15])


@given(st.lists(columns, min_size=2, max_size=3), rates, chains)
@example(  # an amount at a rate of a large denominator, twice
    [(Span(0, 10**15), [10**15, 0, 1, 7]), (Span(0, 10**9), [10**9, 0, 999_999_937, 1])],
    999_999_937,
    [("times", 0, 1), ("times", 3, 2), ("rounded", 4, 0), ("minus", 0, 5)],
)
def test_whatever_programs_make_of_columns_is_what_python_makes(held, rate, chain):
    def made(given_, step):
        found = [*given_]
        for name, one, two in chain:
            left, right = found[one % len(found)], found[two % len(found)]
            found.append(step(name, left, right))
        return found[-1]

    def write(out, *args):
        def step(name, one, two):
            if name == "negative":
                return out.step(name, one)
            if name == "rounded":
                return out.step(name, "half_up", one, 37, 1)
            return out.step(name, one, two)

        return made(args, step)

    def twin(*row):
        def step(name, one, two):
            if name == "negative":
                return -one
            if name == "rounded":
                return Rounding("half_up", "1").minor(one, 37, 0)
            return STEPS_OF_TWO[name](one, two)

        return made(row, step)

    holds(write, twin, *held, rate)


def test_an_amount_at_a_rate_is_of_64_bits_while_it_may_be():
    amount = (Span(0, 10**15), [10**15, 1, 2, 3])
    fine = (Span(0, 4611), [4611, 1, 0, 9])
    found, span = holds(lambda out, *args: out.step("times", *args), mul, amount, fine)
    assert (found.dtype, fits(span)) == (np.int64, True)
    coarse = (Span(0, 4612), [4612, 1, 0, 9])
    found, span = holds(lambda out, *args: out.step("times", *args), mul, amount, coarse)
    assert (found.dtype, fits(span)) == (np.dtype(object), False)


def test_spans_are_no_wider_than_they_need_be():
    one, two = Span(0, 5), Span(-3, 9)
    assert span_of("least", [one, two]) == span_of("least", [two, one]) == Span(-3, 5)
    assert span_of("most", [one, two]) == span_of("most", [two, one]) == Span(0, 9)
    assert span_of("plus", [one, two]) == Span(-3, 14)
    assert span_of("minus", [one, two]) == Span(-9, 8)
    assert span_of("times", [one, two]) == Span(-15, 45)
    assert span_of("size", [Span(-7, 2)]) == Span(0, 7)
    assert span_of("negative", [Span(-7, 2)]) == Span(-2, 7)
    assert span_of("rounded", ["down", Span(-7, 700), 10, 5]) == Span(-6, 76)


def test_what_has_no_bound_has_none_after_any_step():
    thirds = objects([Fraction(1, 3)] * 4)
    for name in STEPS_OF_TWO:
        assert span_of(name, [None, Span(0, 1)]) is None
        assert span_of(name, [Span(0, 1), None]) is None
    for name in ("negative", "size"):
        assert span_of(name, [None]) is None
    assert span_of("choose", [Span(0, 1), None, 3]) is None
    assert span_of("quotient", [Span(1, 1), Span(1, 1)]) is None
    out = Writer()
    out.keep("x", out.step("times", out.column("a"), 3))
    armed = arm(out, lambda key: None, {}, {})
    assert armed.run(lambda key: thirds)["x"].tolist() == [1] * 4


@pytest.mark.parametrize(
    ("span", "inside"),
    [
        (Span(0, ROOM - 1), True),
        (Span(0, ROOM), False),
        (Span(1 - ROOM, 0), True),
        (Span(-ROOM, 0), False),
        (None, False),
    ],
)
def test_64_bits_hold_less_than_their_room(span, inside):
    assert fits(span) is inside
    assert wide(span) is (not inside and span is not None)
    if span is not None:
        assert wide(span.least) or wide(span.most) or inside
    assert not any(map(wide, ("half_up", (2**70,), True, None)))


def test_several_spans_make_one():
    assert joined([Span(0, 1), Span(-5, 0), Span(7, 7)]) == Span(-5, 7)
    assert joined([Span(0, 1), None]) is None
    assert joined([]) is None


# ---- Other steps -----------------------------------------------------------------------------


def test_days_months_and_places_lie_in_their_spans():
    odd = [-719_162, 2_932_896, -(10**7), 10**7, 0, 16_860]
    for day, months in product(odd, (0, 1, -1, 119_988, 10**12)):
        span = span_of("months_after", [Span(day, day), Span(months, months)])
        assert span.least <= int(STEPS["months_after"].call(np.array([day]), months)[0])
        assert int(STEPS["months_after"].call(np.array([day]), months)[0]) <= span.most
        assert fits(span)
    for one, two in product(odd, odd):
        span = span_of("months_between", [Span(one, one), Span(two, two)])
        between = int(STEPS["months_between"].call(np.array([one]), np.array([two]))[0])
        assert span.least <= between <= span.most
        end = int(STEPS["year_end"].call(np.array([one]))[0])
        assert span_of("year_end", [Span(one, one)]).most >= end
    assert span_of("take", [Span(3, 9), Span(0, 1)]) == Span(3, 9)
    assert span_of("lookup", [Span(0, 2), (5, -1, 3)]) == Span(-1, 5)
    assert span_of("lookup", [Span(0, 1), (2**70, 0)]) == Span(0, 2**70)
    assert span_of("lookup", [Span(0, 1), (Fraction(1, 3), 0)]) is None
    assert span_of("lookup", [Span(0, 1), (True, False)]) == Span(0, 1)
    assert span_of("picked", [(-2, -1, 0), Span(0, 1), None]).least == -2
    assert span_of("link", []).least <= -3 - 10**18
    truths = {"both", "known", "same", "among", "mask", "either", "no_day", "nowhere"}
    assert {span_of(one, [Span(-9, 9), None]) for one in truths} == {Span(0, 1)}


# ---- Programs --------------------------------------------------------------------------------


def test_a_program_writes_equal_steps_once_and_leaves_out_what_nobody_reads():
    out = Writer()
    one = out.step("plus", out.column("a"), 1)
    assert one == out.step("plus", out.column("a"), 1) == Reg(1)
    assert out.step("plus", out.column("a"), True) != one  # 1 == True in Python
    out.step("times", one, 2)
    out.keep("x", out.step("minus", one, out.column("b")))
    assert [out.steps[at][0] for at in out.live()] == ["column", "plus", "column", "minus"]
    armed = arm(out, lambda key: Span(0, 9), {}, {})
    assert len(armed.steps) == 2
    held = {"a": np.array([1, 2]), "b": np.array([5, 5])}
    assert armed.run(held.__getitem__)["x"].tolist() == [-3, -2]
    assert armed.run(held.__getitem__)["x"].tolist() == [-3, -2]  # again, from the start


def test_a_program_lets_go_of_a_column_after_its_last_use_only():
    out = Writer()
    first = out.column("a")
    second = out.step("plus", first, first)
    third = out.step("plus", second, first)
    for name, value in (("first", first), ("second", second), ("third", third), ("one", 7)):
        out.keep(name, value)
    armed = arm(out, lambda key: Span(0, 9), {}, {})
    found = armed.run({"a": np.array([1, 2])}.__getitem__)
    assert {name: listed(one)[:2] for name, one in found.items()} == {
        "first": [1, 2], "second": [2, 4], "third": [3, 6], "one": [7, 7],
    }  # fmt: skip
    assert armed.spans == {
        "first": Span(0, 9), "second": Span(0, 18), "third": Span(0, 27), "one": Span(7, 7),
    }  # fmt: skip
    assert {place for step in armed.steps for place in step.ended}.isdisjoint(
        place for _, place in armed.outputs
    )


def test_one_value_that_a_step_leaves_is_pythons_own():
    out = Writer()
    out.keep("day", out.step("months_after", 0, 1))
    out.keep("past", out.step("no_month", 0, 10**6))
    found = arm(out, lambda key: None, {}, {}).run(lambda key: None)
    assert (found["day"], type(found["day"])) == (31, int)
    assert found["past"] is True


# ---- Totals of many rows ---------------------------------------------------------------------


def rows(counts):
    """Rows of projects, so many of each."""
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    owner = np.repeat(np.arange(len(counts)), counts)
    return Rows("cost", int(starts[-1]), owner, starts, {})


@pytest.mark.parametrize("amount", [10**15, 10**18, 2**61, -(10**18), 2**66])
@pytest.mark.parametrize("many", [1, 9, 4612])
def test_a_total_of_many_great_amounts_is_exact(amount, many):
    held = rows([many, 1, 0])
    every = rows([1, 1, 1])
    span = Span(min(amount, 0), max(amount, 0))
    for index in (None, held.project):
        gatherer = Gatherer(Op.TOTAL, held, every, span, index is None, 1)
        values = array([amount] * held.size)
        given_ = {"value": values, "sure": True, "doubt": False, "may": True, "index": index}
        gatherer.add(given_, Block(held, 0, 3))
        found, lost, _ = gatherer.result()
        assert (found.tolist(), lost) == ([amount * many, amount, 0], None)
        assert (found.dtype == np.int64) is fits(Span(amount * many, amount * many))
        assert gatherer.span.least <= min(found) <= max(found) <= gatherer.span.most
        assert of_many(span, many) == gatherer.span
