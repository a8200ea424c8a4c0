"""Aggregates and running totals over columns are what a slow loop makes of the same rows."""

from fractions import Fraction
from itertools import product

import pytest

np = pytest.importorskip("numpy", reason="totals are columns of numpy")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.formulas import Op  # noqa: E402
from fundtrack.frames.columns import running as module  # noqa: E402
from fundtrack.frames.columns.column import found_span  # noqa: E402
from fundtrack.frames.columns.gathering import Block, Gatherer, as_column, in_order  # noqa: E402
from fundtrack.frames.columns.rows import blocks  # noqa: E402
from fundtrack.frames.columns.running import running  # noqa: E402
from fundtrack.frames.columns.spans import Span, fits  # noqa: E402
from fundtrack.frames.columns.steps import objects  # noqa: E402
from tests.frames.made import rows  # noqa: E402

GREAT = 2**61
AMOUNTS = st.one_of(st.integers(-9, 9), st.sampled_from([GREAT, -GREAT, 10**18]))
COUNTS = st.lists(st.integers(0, 6), min_size=1, max_size=5)


def whole(values):
    """A column: int64, or Python ints where that is too narrow."""
    if all(type(one) is bool for one in values):
        return np.array(values, bool)
    fit = all(type(one) is int and abs(one) < 2**63 for one in values)
    return np.array(values, np.int64) if fit else objects(values)


# ---- Running totals --------------------------------------------------------------------------

ROW = st.fixed_dictionaries({
    "value": AMOUNTS,
    "order": st.integers(0, 3),
    "next": st.integers(0, 2),
    "group": st.sampled_from([0, 0, 0, 1, 1, 2, -1, -2]),
    "lost": st.sampled_from([False] * 7 + [True]),
    "unplaced": st.sampled_from([False] * 9 + [True]),
})  # fmt: skip


def slow(held, project, grouped, orders, ranks):
    """The sum up to and with each row of its group; None where nobody knows it."""
    found = []
    for at, row in enumerate(held):

        def stands(other):
            return *(held[other][name] for name in orders), ranks[other]

        mine = [
            other for other in range(len(held))
            if project[other] == project[at]
            and (grouped is None or held[other]["group"] == row["group"])
        ]  # fmt: skip
        before = [other for other in mine if stands(other) <= stands(at)]
        unknown = any(held[other]["lost"] for other in before)
        unknown |= any(held[other]["unplaced"] for other in mine) and bool(orders)
        if grouped:  # a row of which nobody knows the group may stand before any other
            unknown |= any(
                held[other]["group"] == -2 and project[other] == project[at]
                for other in range(len(held))
            )
        found.append(None if unknown else sum(held[other]["value"] for other in before))
    return found


def ran(held, counts, grouped, orders, size, ranks):
    """The same by blocks of projects."""
    table = rows(counts)
    found = []
    for first, after in blocks(table, size):
        block = Block(table, first, after)
        mine = held[block.first : block.last]
        if not mine:
            continue

        def of(name, mine=mine):
            return whole([row[name] for row in mine])

        # rows of a group are of one project: each has numbers of its own
        index = of("group")
        index = np.where(index < 0, index, index + 3 * block.project)
        given_ = {
            "value": of("value"),
            "value?": of("lost") if of("lost").any() else None,
            "index": None if grouped is None else index,
            "rank": np.array(ranks[block.first : block.last]),
        }
        if fits(span := found_span(given_["value"])) and not fits(
            Span(span.least * len(mine), span.most * len(mine))
        ):
            given_["value"] = given_["value"].astype(object)  # as the kernel bounds them
        for at, name in enumerate(orders):
            given_["order", at] = of(name)
            given_["order?", at] = of("unplaced") if of("unplaced").any() else None
        values, lost = running(given_, len(orders), block, bool(grouped), 1)
        lost = np.zeros(len(mine), bool) if lost is None else lost
        found += [
            None if gone else one
            for one, gone in zip(values.tolist(), lost.tolist(), strict=True)
        ]
    return found


def as_the_slow_loop(held, counts):
    project = rows(counts).project.tolist()
    every = [*range(len(held))]
    for grouped, ranks in product((None, False, True), (every, every[::-1])):
        for orders in ((), ("order",), ("order", "next")):
            wanted = slow(held, project, grouped, orders, ranks)
            for size in (1, 5, 10**6):
                assert ran(held, counts, grouped, orders, size, ranks) == wanted


def row(value, order=0, group=0, **more):
    made = {"value": value, "order": order, "next": 0, "group": group}
    return made | {"lost": False, "unplaced": False} | more


@given(COUNTS, st.data())
def test_running_totals_are_those_of_a_slow_loop(counts, data):
    total = sum(counts)
    as_the_slow_loop(data.draw(st.lists(ROW, min_size=total, max_size=total)), counts)


@pytest.mark.parametrize("sixteen", [1, 2, 4, 2**16])
@pytest.mark.parametrize(
    ("counts", "held"),
    [
        ([3], [row(1, 2), row(2, 1), row(4, 2)]),
        ([3], [row(1, 1), row(2, 1), row(4, 1)]),
        ([2, 2], [row(1, 2), row(2, 1), row(4, 1), row(8, 0)]),
        ([4], [row(1), row(2, group=1), row(4), row(8, group=1)]),
        ([4], [row(1, 3), row(2, 2, 1), row(4, 1), row(8, 0, 1)]),
        ([3], [row(1), row(2, lost=True), row(4)]),
        ([3], [row(1, 2), row(2, 1, lost=True), row(4)]),
        ([3, 1], [row(1, 2), row(2, unplaced=True), row(4), row(8)]),
        ([4], [row(1, 2), row(2, group=1, unplaced=True), row(4), row(8, group=1)]),
        ([3, 2], [row(1), row(2, group=-2), row(4, group=1), row(8), row(16)]),
        ([3], [row(1), row(2, group=-1), row(4, group=-1)]),
        ([2, 2], [row(1, group=-1), row(2, group=-1), row(4, group=-1), row(8, group=-1)]),
        ([0, 2, 0, 1, 0], [row(1), row(2), row(4)]),
        ([4], [row(GREAT), row(GREAT), row(GREAT), row(GREAT)]),
        ([4], [row(GREAT), row(GREAT, 1), row(-GREAT, 2), row(-GREAT, 3)]),
        ([3], [row(1, group=2), row(2, group=2), row(4, group=1)]),
        ([3], [row(1, 3), row(2, 2), row(4, 1, 1)]),
        ([2], [row(1, lost=True), row(2, group=1)]),
        ([1, 1], [row(1, lost=True), row(2)]),
    ],
)
def test_running_totals_where_it_is_easy_to_be_wrong(monkeypatch, sixteen, counts, held):
    monkeypatch.setattr(module, "_SIXTEEN", sixteen) if sixteen < 2**16 else None
    as_the_slow_loop(held, counts)


def test_more_groups_and_rows_than_16_bits_count():
    many = 2**16 + 5
    wide = [np.arange(many) // 2, np.arange(many) % 3, np.arange(many) * 7]
    some = np.arange(999) % 500
    few = [some * 263, some + 2**16 - 9, (some * 2**16) % 999_983, (some // 2) ** 2 + 2**17]
    for groups in (*wide, *few):
        block = Block(rows([len(groups)]), 0, 1)
        many = len(groups)
        given_ = {
            "value": np.ones(many, np.int64), "value?": None, "index": groups,
            "rank": np.arange(many),
        }  # fmt: skip
        found, lost = running(given_, 0, block, False, 1)
        assert lost is None
        seen: dict[int, int] = {}
        wanted = []
        for one in groups.tolist():
            seen[one] = seen.get(one, 0) + 1
            wanted.append(seen[one])
        assert found.tolist() == wanted


def test_as_many_groups_as_16_bits_count_in_one_block():
    many = 2**16
    block = Block(rows([many]), 0, 1)
    groups = np.arange(many)[::-1].copy()
    for codes in (groups, groups.astype(np.int32), groups + 10**6):
        given_ = {"value": np.arange(many), "value?": None, "index": codes, "rank": groups}
        found, _ = running(given_, 0, block, False, 1)
        assert found.tolist() == list(range(many))


def test_orders_of_a_block_are_not_mistaken_for_each_other():
    """Keys that are gone may leave their place in memory to others."""
    block = Block(rows([64]), 0, 1)
    rank = np.arange(64)
    for turn in range(50):
        key = np.arange(64) if turn % 2 else np.arange(64)[::-1].copy()
        order = block.placed([key, rank])
        assert (order is None) is bool(turn % 2)
        assert order is None or order.tolist() == [*range(63, -1, -1)]
        del key, order


@given(COUNTS, st.data())
@example([2, 2], None)
@example([3], None)
@example([2], None)
@example([4], None)
def test_rows_that_stand_in_order_are_seen_to(counts, data):
    total = sum(counts)
    keys = st.tuples(*[st.integers(0, 2)] * 3)
    held = [(0, 1, 1), (1, 0, 1), (0, 2, 1), (0, 2, 0)][:total]
    if data is not None:
        held = data.draw(st.lists(keys, min_size=total, max_size=total))
    project = rows(counts).project
    for width in (1, 2, 3):
        keys = [np.array([one[at] for one in held], np.int64) for at in range(width)]
        marked = [(int(owner), *one[:width]) for owner, one in zip(project, held, strict=True)]
        assert in_order(project, keys) is (marked == sorted(marked))


def test_a_later_key_decides_only_between_rows_that_all_before_it_leave_equal():
    project = np.zeros(2, np.int64)
    one, two, three = np.array([0, 1]), np.array([1, 1]), np.array([1, 0])
    assert in_order(project, [one, two, three])
    assert not in_order(project, [two, two, three])
    assert in_order(project, [one, three])
    assert not in_order(project, [two, three])


# ---- Aggregates ------------------------------------------------------------------------------

SHARE = st.fixed_dictionaries({
    "value": AMOUNTS,
    "sure": st.sampled_from([True, True, True, False]),
    "doubt": st.sampled_from([False] * 6 + [True]),
    "may": st.booleans(),
    "index": st.sampled_from([0, 0, 1, 2, -1, -2, -3, -9]),
})  # fmt: skip
OPS = (Op.TOTAL, Op.COUNT, Op.ANY, Op.ALL, Op.SMALLEST, Op.LARGEST)


def aggregate(op, shares, project, scope, own):
    """For each row of the scope its value and whether nobody knows it."""
    found = []
    for place, owner in enumerate(scope.project.tolist()):
        mine = [
            one for one, of in zip(shares, project, strict=True)
            if of == owner and (own or one["index"] == place - int(scope.starts[owner]))
        ]  # fmt: skip
        unknown = any(one["doubt"] for one in mine)
        if not own:
            unknown |= any(
                one["index"] == -2 and one["may"]
                for one, of in zip(shares, project, strict=True)
                if of == owner
            )
        sure = [one["value"] for one in mine if one["sure"]]
        none = op in (Op.SMALLEST, Op.LARGEST) and not sure
        value = None if none else {
            Op.TOTAL: sum, Op.COUNT: sum, Op.ANY: any, Op.ALL: all,
            Op.SMALLEST: min, Op.LARGEST: max,
        }[op](sure)  # fmt: skip
        found.append((value, unknown, none and not unknown))
    return found


def gathered(op, shares, counts, scope, own, size, forms=()):
    """The same by blocks; `forms` are given as one value for all rows."""
    table = rows(counts)
    values = whole([one["value"] for one in shares])
    gatherer = Gatherer(op, table, scope, found_span(values), own, 1)
    for first, after in blocks(table, size):
        block = Block(table, first, after)
        part = slice(block.first, block.last)
        given_ = {"value": values[part]}
        for name in ("sure", "doubt", "may"):
            held = [one[name] for one in shares[part]]
            given_[name] = bool(held[0]) if name in forms and held else np.array(held, bool)
        index = [
            one["index"] if one["index"] < 0 else int(scope.starts[owner]) + one["index"]
            for one, owner in zip(shares[part], block.project.tolist(), strict=True)
        ]
        given_["index"] = None if own else np.array(index, np.int64)
        gatherer.add(given_, block)
    values, lost, none = gatherer.result()
    lost = np.zeros(scope.size, bool) if lost is None else lost
    none = np.zeros(scope.size, bool) if none is None else none
    return values.tolist(), lost.tolist(), none.tolist(), gatherer


def gathers_as_the_slow_loop(op, shares, counts, widths, forms=()):
    project = rows(counts).project.tolist()
    for own in (True, False):
        scope = rows([1] * len(counts) if own else widths)
        held = [{**one} for one in shares]
        for one, owner in zip(held, project, strict=True):
            if op in (Op.COUNT, Op.ANY, Op.ALL):
                one["value"] = one["value"] > 0
            if not own and one["index"] >= widths[owner]:
                one["index"] = -1
        wanted = aggregate(op, held, project, scope, own)
        for size in (1, 4, 10**6):
            values, lost, none, gatherer = gathered(op, held, counts, scope, own, size, forms)
            assert len(values) == scope.size
            for place, (value, unknown, nothing) in enumerate(wanted):
                assert none[place] is nothing
                assert lost[place] is (unknown or nothing)
                assert lost[place] or values[place] == value
                span = gatherer.span
                assert lost[place] or span is None or span.least <= value <= span.most


@pytest.mark.parametrize("op", OPS)
@given(COUNTS, st.lists(st.integers(0, 3), min_size=5, max_size=5), st.data())
def test_aggregates_are_those_of_a_slow_loop(op, counts, widths, data):
    total = sum(counts)
    shares = data.draw(st.lists(SHARE, min_size=total, max_size=total))
    gathers_as_the_slow_loop(op, shares, counts, widths[: len(counts)])


def share(value, index=0, **more):
    return {"value": value, "sure": True, "doubt": False, "may": True, "index": index} | more


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    "said", [(True, False, True), (False, False, False), (True, True, True)]
)
def test_what_is_the_same_for_all_rows_need_be_no_column(op, said):
    sure, doubt, may = said
    shares = [
        share(value, index, sure=sure, doubt=doubt, may=may)
        for value, index in ((GREAT, 0), (GREAT, 1), (GREAT, 0), (-3, -1), (5, -2), (7, 0))
    ]
    gathers_as_the_slow_loop(op, shares, [4, 0, 2], [2, 1, 1], ("sure", "doubt", "may"))


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([0, 2, 0], [share(3), share(-4)]),
        ([2, 1], [share(1, -2), share(2), share(4)]),
        ([2, 1], [share(1, -2, may=False), share(2), share(4)]),
        ([2, 1], [share(1, -3), share(2), share(4)]),
        ([2, 1], [share(1, -1, doubt=True), share(2), share(4, doubt=True)]),
        ([3, 1], [share(1, 1, doubt=True, sure=False), share(2), share(3, 1), share(4)]),
        ([2, 2], [share(1, sure=False), share(2, sure=False), share(-1), share(-1, 1)]),
        ([9], [share(GREAT)] * 9),
        ([9], [share(-GREAT)] * 9),
        ([3], [share(5), share(2), share(7)]),
        ([3], [share(-5), share(-2), share(-7)]),
        ([], []),
    ],
)
def test_aggregates_where_it_is_easy_to_be_wrong(op, counts, shares):
    gathers_as_the_slow_loop(op, shares, counts, [2, 1, 1][: len(counts)])


def test_a_total_of_fractions_stays_exact():
    table = rows([3, 1])
    gatherer = Gatherer(Op.TOTAL, table, rows([1, 1]), None, True, 1)
    values = objects([Fraction(1, 3)] * 4)
    given_ = {"value": values, "sure": True, "doubt": False, "may": True, "index": None}
    gatherer.add(given_, Block(table, 0, 2))
    assert gatherer.result()[0].tolist() == [1, Fraction(1, 3)]


def test_wide_columns_whose_numbers_fit_again_are_added_up_in_64_bits():
    table = rows([2])
    gatherer = Gatherer(Op.TOTAL, table, rows([1]), Span(0, 9), True, 1)
    given_ = {
        "value": objects([4, 5]), "sure": np.array([True, False]), "doubt": False, "may": True,
        "index": None,
    }  # fmt: skip
    gatherer.add(given_, Block(table, 0, 1))
    values, lost, none = gatherer.result()
    assert (values.dtype, values.tolist(), lost, none) == (np.int64, [4], None, None)


def test_a_project_whose_rows_nobody_knows_is_silent_and_no_other():
    table = rows([1, 1, 1])
    for op in OPS:
        gatherer = Gatherer(op, table, rows([2, 1, 1]), Span(0, 9), False, 1)
        value = np.array([True] * 3) if op in (Op.ANY, Op.ALL, Op.COUNT) else np.array([1] * 3)
        given_ = {"value": value, "sure": True, "doubt": False, "may": True}
        gatherer.add(given_ | {"index": np.array([0, 2, -2])}, Block(table, 0, 3))
        gatherer.silence(None)
        gatherer.silence(np.array([False, True, False]))
        _, lost, none = gatherer.result()
        extreme = op in (Op.SMALLEST, Op.LARGEST)
        assert lost.tolist() == [False, extreme, True, True]
        assert none is None or none.tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, bool),
        (5, np.int64),
        (2**62, object),
        (-(2**62), object),
        (Fraction(1, 3), object),
    ],
)
def test_one_value_as_a_column(value, kind):
    found = as_column(value, 2)
    assert found.dtype == kind
    assert found.tolist() == [value, value]
    assert as_column(found, 2) is found


def test_blocks_have_rows_of_their_own_projects():
    block = Block(rows([2, 0, 3, 1]), 1, 3)
    assert (block.first, block.last, block.project.tolist()) == (2, 5, [2, 2, 2])
    assert (block.starts.tolist(), block.counts.tolist()) == ([0, 0, 3], [0, 3])
