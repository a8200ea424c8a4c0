"""Steps on 32 bits: taken where spans prove that they hold everything, and never else.

The laws of spans hold for programs of any numbers; here numbers lie where 32 bits end, and
columns come in either width.
"""

from functools import cache
from operator import add, ge, gt, le, lt, mul, neg, sub

import pytest

np = pytest.importorskip("numpy", reason="columns are arrays of numpy")
pytest.importorskip("pyarrow", reason="tables need the extra frames")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack import frames  # noqa: E402
from fundtrack.frames.columns import column as column_module  # noqa: E402
from fundtrack.frames.columns import gathering  # noqa: E402
from fundtrack.frames.columns.arrays import choose, narrowed, widened  # noqa: E402
from fundtrack.frames.columns.column import found_span, is_rising  # noqa: E402
from fundtrack.frames.columns.program import Writer, arm  # noqa: E402
from fundtrack.frames.columns.spans import Span, all_narrow  # noqa: E402
from fundtrack.frames.columns.steps import STEPS, Width, in_width  # noqa: E402
from fundtrack.rulebooks import load_book  # noqa: E402
from fundtrack.values import MODES, Rounding  # noqa: E402
from tests.checks import small  # noqa: E402

EDGE = 2**31
near = st.one_of(
    st.sampled_from([sign * (EDGE + off) for sign in (1, -1) for off in (-41, -2, -1, 0, 1)]),
    st.sampled_from([sign * (EDGE // by + off) for sign in (1, -1) for by in (2, 17)
                     for off in (-2, -1, 0, 1)]),
    st.sampled_from([-(2**16), -2, -1, 0, 1, 2, 46_340, 46_341, 2**16]),
)  # fmt: skip
#: A column by its numbers, and whether it is brought in 64 bits.
columns = st.tuples(st.lists(near, min_size=3, max_size=3), st.booleans())
ARITHMETIC = {"plus": add, "minus": sub, "times": mul, "least": min, "most": max}
COMPARED = {"less": lt, "at_most": le, "more": gt, "at_least": ge}


def ran(write, held):
    """What a program makes of columns; one that 32 bits hold comes in either width."""
    out, brought, spans = Writer(), {}, {}
    for at, (values, wide) in enumerate(held):
        spans[at] = Span(min(values), max(values))
        small_ = not wide and min(values) >= -EDGE and max(values) < EDGE
        brought[at] = np.array(values, np.int32 if small_ else np.int64)
    out.keep("x", write(out, *(out.column(at) for at in range(len(held)))))
    return arm(out, spans.__getitem__, {}, {}).run(brought.__getitem__)["x"]


@pytest.mark.parametrize("name", ARITHMETIC)
@given(columns, columns)
@example(([EDGE - 1] * 3, False), ([1] * 3, False))
@example(([-EDGE] * 3, False), ([1] * 3, True))
@example(([46_341] * 3, True), ([46_341] * 3, False))
@example(([46_340] * 3, False), ([46_340] * 3, True))
def test_two_columns_of_either_width_are_what_python_makes(name, one, two):
    found = ran(lambda out, *args: out.step(name, *args), [one, two])
    wanted = [ARITHMETIC[name](*row) for row in zip(one[0], two[0], strict=True)]
    assert found.tolist() == wanted
    every = [*one[0], *two[0]]
    if max(map(abs, every)) < 2**15 - 1:
        assert found.dtype == np.int32


@pytest.mark.parametrize("name", ARITHMETIC)
@given(columns, near)
@example(([-EDGE] * 3, False), -1)
@example(([EDGE - 1] * 3, False), EDGE)
@example(([5, -6, 7], False), 0)  # nothing is added, but taken from nothing it is turned
def test_a_column_and_a_number_are_what_python_makes(name, one, number):
    found = ran(lambda out, arg: out.step(name, arg, number), [one])
    assert found.tolist() == [ARITHMETIC[name](value, number) for value in one[0]]
    turned = ran(lambda out, arg: out.step(name, number, arg), [one])
    assert turned.tolist() == [ARITHMETIC[name](number, value) for value in one[0]]


@pytest.mark.parametrize("name", COMPARED)
@given(columns, columns, near)
@example(([EDGE - 1] * 3, False), ([EDGE] * 3, False), EDGE)
def test_comparisons_are_those_of_python(name, one, two, number):
    found = ran(lambda out, *args: out.step(name, *args), [one, two])
    assert found.tolist() == [COMPARED[name](*row) for row in zip(one[0], two[0], strict=True)]
    found = ran(lambda out, arg: out.step(name, arg, number), [one])
    assert found.tolist() == [COMPARED[name](value, number) for value in one[0]]


@pytest.mark.parametrize(("name", "twin"), [("negative", neg), ("size", abs)])
@given(columns)
@example(([-EDGE] * 3, False))
def test_the_least_number_of_32_bits_has_no_twin_in_them(name, twin, one):
    found = ran(lambda out, arg: out.step(name, arg), [one])
    assert found.tolist() == [twin(value) for value in one[0]]


@given(st.lists(st.booleans(), min_size=3, max_size=3), columns, columns, near)
@example([True, False, True], ([1] * 3, False), ([2] * 3, False), EDGE)
@example([True, False, True], ([1] * 3, False), ([2] * 3, True), -EDGE)
def test_choices_are_of_either_width(condition, one, two, number):
    held = np.array(condition)
    for given_, args in (([one, two], ()), ([one], (number,)), ([one], (0,))):
        out, spans, brought = Writer(), {"if": Span(0, 1)}, {"if": held}
        for at, (values, _) in enumerate(given_):
            spans[at], brought[at] = Span(min(values), max(values)), np.array(values)
        places = [out.column(at) for at in range(len(given_))]
        out.keep("then", out.step("choose", out.column("if"), *places, *args))
        out.keep("else", out.step("choose", out.column("if"), *reversed([*places, *args])))
        found = arm(out, spans.__getitem__, {}, {}).run(brought.__getitem__)
        rows = [*zip(*(values for values, _ in given_), *([arg] * 3 for arg in args))]  # noqa: B905
        chosen = zip(condition, rows, strict=True)
        assert found["then"].tolist() == [row[0] if c else row[1] for c, row in chosen]
        chosen = zip(condition, rows, strict=True)
        assert found["else"].tolist() == [row[1] if c else row[0] for c, row in chosen]


def test_a_choice_by_itself_takes_any_number():
    held = np.array([True, False])
    small_ = np.array([3, 4], np.int32)
    assert choose(held, small_, 2**40).tolist() == [3, 2**40]
    assert choose(held, 2**40, small_).tolist() == [2**40, 4]
    assert choose(held, small_, -EDGE).dtype == np.int32
    assert choose(held, small_, EDGE).dtype == np.int64
    assert choose(held, 1, 0).dtype == np.int64
    assert choose(held, small_, small_.astype(np.int64)).dtype == np.int64


@pytest.mark.parametrize("mode", MODES)
@given(columns, st.sampled_from([1, 2, 3, 20, 37, 2**20]), st.sampled_from([1, 5, 100]))
@example(([EDGE - 1, -EDGE, 0], False), 2, 1)
@example(([EDGE - 1 - 40, 40 - EDGE, 10], False), 20, 1)
@example(([EDGE - 40, 39 - EDGE, -10], False), 20, 1)
def test_rounding_at_the_edge_of_32_bits(mode, one, below, step):
    found = ran(lambda out, arg: out.step("rounded", mode, arg, below, step), [one])
    rounding = Rounding(mode, str(step))
    assert found.tolist() == [rounding.minor(value, below, 0) for value in one[0]]


@given(
    st.lists(columns, min_size=2, max_size=3),
    st.lists(
        st.tuples(
            st.sampled_from([*ARITHMETIC, "rounded", "negative"]), *[st.integers(0, 9)] * 2
        ),
        min_size=2,
        max_size=7,
    ),
)
@example(
    [([46_341, 7, -1], True), ([2**16, -(2**16), 0], False)],
    [("times", 0, 1), ("rounded", 2, 0), ("plus", 3, 2), ("least", 0, 4), ("minus", 5, 1)],
)
def test_programs_of_mixed_widths_are_what_python_makes(held, chain):
    def write(out, *args):
        found = [*args]
        for name, one, two in chain:
            left, right = found[one % len(found)], found[two % len(found)]
            if name == "rounded":
                found.append(out.step(name, "half_up", left, 20, 1))
            else:
                found.append(out.step(name, left, *(() if name == "negative" else (right,))))
        return found[-1]

    def twin(*row):
        found = [*row]
        for name, one, two in chain:
            left, right = found[one % len(found)], found[two % len(found)]
            if name == "rounded":
                found.append(Rounding("half_up", "1").minor(left, 20, 0))
            else:
                found.append(-left if name == "negative" else ARITHMETIC[name](left, right))
        return found[-1]

    wanted = [twin(*row) for row in zip(*(values for values, _ in held), strict=True)]
    assert ran(write, held).tolist() == wanted


def test_columns_are_brought_in_32_bits_where_a_step_reads_them_so():
    out = Writer()
    net, great, place = out.column("net"), out.column("great"), out.column("place")
    out.keep("sum", out.step("plus", net, 5))
    out.keep("more", out.step("plus", net, great))
    out.keep("taken", out.step("take", out.column("whole"), place))
    out.keep("as it is", net)
    spans = {
        "net": Span(0, 9),
        "great": Span(0, EDGE),
        "place": Span(0, 3),
        "whole": Span(0, 9),
    }
    assert arm(out, spans.__getitem__, {}, {}).narrow == {"net"}


def test_what_32_bits_hold_on_the_way_too():
    most = EDGE - 1
    assert all_narrow("plus", [Span(0, 1), 1], Span(1, 2))
    assert not all_narrow("plus", [Span(0, 1), None], Span(1, 2))
    assert not all_narrow("plus", [Span(0, 1), 1], None)
    assert not all_narrow("at_most", [Span(0, 1), EDGE], Span(0, 1))
    assert all_narrow("at_most", [Span(-EDGE, most), -EDGE], Span(0, 1))
    assert all_narrow("rounded", ["up", Span(-EDGE + 40, most - 40), 20, 1], Span(0, 1))
    assert not all_narrow("rounded", ["up", Span(0, most - 39), 20, 1], Span(0, 1))
    assert not all_narrow("rounded", ["up", Span(39 - EDGE, 0), 20, 1], Span(0, 1))
    assert not all_narrow("rounded", ["up", Span(0, most - 40), 10, 4], Span(0, 1))
    assert not all_narrow("rounded", ["up", None, 20, 1], Span(0, 1))
    assert not all_narrow("rounded", ["up", Span(0, 1), 20, 1], None)


@pytest.mark.parametrize("small_", [True, False])
def test_a_step_gets_numbers_of_its_width(small_):
    one = np.array([1], np.int64)
    two = one.astype(np.int32)
    assert in_width("plus", small_)(one, two).dtype == (np.int32 if small_ else np.int64)
    assert in_width("year_end", small_)(two).dtype == np.int64
    assert STEPS["not"].width is Width.ANY
    assert in_width("not", small_) is STEPS["not"].call
    for name in ("take", "recode"):  # or each block would copy a whole column
        assert in_width(name, small_) is STEPS[name].call
        assert in_width(name, small_)(two, one - 1).dtype == np.int64


@pytest.mark.parametrize("kind", [np.int8, np.uint16, np.uint32, np.int32, np.int64])
def test_numbers_change_width_and_nothing_else_does(kind):
    column = np.array([1, 2], kind)
    assert (narrowed(column).dtype, widened(column).dtype) == (np.int32, np.int64)
    for other in (np.array([True]), np.array([1.5]), np.array([None]), 7, None, True):
        assert narrowed(other) is other
        assert widened(other) is other


# ---- A whole check ---------------------------------------------------------------------------

DEFINES = {
    "cost": {
        "share": {"value": "cost.gross * high", "rounding": "cents"},
        "left": {"value": "cost.gross - cost.share"},
        "both": {"value": "cost.share + cost.gross"},
        "of_sum": {"value": "min(project.sum, cost.both) * low", "rounding": "cents"},
    },
    "project": {"sum": {"value": "total(cost.share)"}},
}
KEEP = ("gross", "share", "left", "both", "of_sum")


@cache
def book():
    for noun in DEFINES.values():
        for define in noun.values():
            define["cite"] = "act#1"
    return load_book(
        small.book(
            define=DEFINES,
            parameter={
                "high": small.parameter("rate", {"value": "85 %"}),
                "low": small.parameter("rate", {"value": "15 %"}),
            },
            rounding={
                "cents": {"mode": "half_up", "unit": "0.01", "verification": "unverified"}
            },
        )
    )


@given(st.lists(near, min_size=2, max_size=4))
@example([EDGE // 17, EDGE // 17 + 1])
@example([EDGE // 34, EDGE // 34 + 1, -(EDGE // 34)])
@example([EDGE // 2, EDGE - 1, 1 - EDGE])
def test_amounts_where_32_bits_end_are_those_of_the_values(amounts):
    count = len(amounts)
    costs = {"project": [0] * count, "id": [*range(count)], "net": amounts, "vat": [0] * count}
    tables = {"project": {"project": [0]}, "cost": costs}
    columns, values = (
        frames.check(tables, book(), basis="claimed", keep=KEEP, way=way).rows(
            "cost", "claimed"
        )
        for way in ("columns", "values")
    )
    assert list(columns["gross"]) == amounts
    for name in KEEP:
        assert list(columns[name]) == list(values[name]), name


def test_orders_are_looked_at_once_whatever_else_reads_their_columns(monkeypatch):
    """A step reads the day in 32 bits, two totals of different parts go by it."""
    order = "within=project, order=(cost.paid_on, cost.id)"
    defines = {
        "waited": {"value": "days_between(cost.incurred_on, cost.paid_on)"},
        "first": {"value": f"running_total(cost.gross, {order})"},
        "second": {"value": f"running_total(cost.first - cost.gross, {order})"},
    }
    said = small.book(
        define={"cost": {key: {**one, "cite": "act#1"} for key, one in defines.items()}}
    )
    looked, look = [], gathering.in_order
    monkeypatch.setattr(
        gathering, "in_order", lambda *given_: looked.append(1) or look(*given_)
    )
    days = [np.datetime64(f"2016-0{month}-01") for month in (3, 1, 2)]
    costs = {
        "project": np.array([0, 0, 0]),
        "id": np.array([1, 2, 3]),
        "net": np.array([100, 20, 3]),
        "vat": np.array([0, 0, 0]),
        "paid_on": np.array(days),
        "incurred_on": np.array([days[1]] * 3),
    }
    tables = {"project": {"project": np.array([0])}, "cost": costs}
    keep = ("waited", "first", "second")
    found = frames.check(tables, load_book(said), basis="claimed", keep=keep, way="columns")
    told = found.rows("cost", "claimed")
    assert told["first"].tolist() == [123, 20, 23]
    assert told["second"].tolist() == [43, 0, 20]
    assert told["waited"].tolist() == [60, 0, 31]
    assert len(looked) == 1


# ---- What is asked of a column ---------------------------------------------------------------


@given(st.lists(near, min_size=1, max_size=7), st.sampled_from([np.int64, object]))
@example([1, 2, 9], np.int64)
@example([9, 2, 1], np.int64)
def test_a_span_is_that_of_every_piece(numbers, kind):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_module, "_PIECE", 2)
        assert found_span(np.array(numbers, kind)) == Span(min(numbers), max(numbers))


def test_numbers_rise_where_none_stands_twice():
    told = {(1, 2, 7): True, (1, 2, 2): False, (2, 1): False, (5,): True, (): True}
    for numbers, rising in told.items():
        assert is_rising(np.array(numbers, np.int64)) is rising


MOST = 10**18


@pytest.mark.parametrize("net", [MOST // 2, MOST // 2 - 1, -(MOST // 2), 1 - MOST // 2])
@pytest.mark.parametrize("keep", [(), ("eligible",), ("gross", "base", "eligible")])
def test_a_line_of_too_many_digits_is_told_as_the_values_tell_it(net, keep):
    """Its sum passes what an amount can have; other lines and the waterfall stay answered."""
    defines = {"base": {"value": "cost.net"}, "eligible": {"value": "cost.base + cost.gross"}}
    cited = {name: {**one, "cite": "act#1"} for name, one in defines.items()}
    said = load_book(small.book(define={"cost": cited}))
    costs = {"project": [0, 1], "id": [1, 2], "net": [net, 7], "vat": [net, 1]}
    tables = {"project": {"project": [0, 1]}, "cost": costs}
    answers = []
    for way in ("columns", "values"):
        found = frames.check(tables, said, basis="claimed", keep=keep, way=way)
        told = found.waterfall("claimed", by_project=True)
        answers.append(([*map(list, found.rows("cost", "claimed").values())], dict(told)))
    assert answers[0] == answers[1]
