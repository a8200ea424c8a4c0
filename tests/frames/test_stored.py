"""Columns kept in 32 bits: whoever reads them has 64, and the first that passes widens all."""

from functools import cache

import pytest

np = pytest.importorskip("numpy", reason="columns are numpy's")
pa = pytest.importorskip("pyarrow", reason="columns need the extra frames")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack import frames  # noqa: E402
from fundtrack.frames.columns import rows as blocks_module  # noqa: E402
from fundtrack.frames.columns import runs as runs_module  # noqa: E402
from fundtrack.frames.columns.arrays import is_narrow, stored_in, widened  # noqa: E402
from fundtrack.frames.columns.spans import Span, narrow  # noqa: E402
from fundtrack.rulebooks import load_book  # noqa: E402
from tests.checks import small  # noqa: E402

EDGE = 2**31
#: Every way from one loop to another: to all rows, through a link, and to the rows themselves.
DEFINES = {
    "project": {
        "sum": {"value": "total(cost.gross)"},
        "support": {"value": "project.sum - project.sum - project.sum"},
    },
    "partner": {"sum": {"value": "total(cost.gross)"}},
    "cost": {
        "of_project": {"value": "project.sum + project.sum"},
        "of_partner": {"value": "cost.partner.sum + cost.partner.sum"},
        "passed": {"value": "running_total(cost.gross, within=project, order=cost.id)"},
        "of_passed": {"value": "cost.passed + cost.passed"},
    },
}
KEEP = ("gross", "of_project", "of_partner", "passed", "of_passed")


@cache
def book():
    for defines in DEFINES.values():
        for define in defines.values():
            define["cite"] = "act#1"
    return load_book(small.book(define=DEFINES))


def answers(amounts, way, column=pa.array, table=pa.table):
    """Lines of two projects by turns; each has one partner."""
    count = len(amounts)
    costs = {
        "project": [at % 2 for at in range(count)],
        "id": [*range(count)],
        "partner": [7] * count,
        "net": amounts,
        "vat": [0] * count,
    }
    given = {
        "project": {"project": [0, 1]},
        "partner": {"project": [0, 1], "id": [7, 7]},
        "cost": costs,
    }
    tables = {
        noun: table({name: column(held) for name, held in columns.items()})
        for noun, columns in given.items()
    }
    checks = frames.check(tables, book(), basis="claimed", keep=KEEP, way=way)
    assert checks.way == way, checks.why
    return checks.lines("claimed"), checks.totals, checks.waterfall("claimed", by_project=True)


@given(st.lists(st.one_of(
    st.integers(-9, 9), st.integers(-2 * EDGE, 2 * EDGE),
    st.sampled_from([EDGE - 1, EDGE, -EDGE, -EDGE - 1, 2**53 + 1]),
), min_size=1, max_size=9))  # fmt: skip
@example([EDGE - 1, 0, 0, 1])  # each fits, and no sum of two
@example([1, EDGE, 2, 3])  # a narrow block before the first that is not
@example([1, 2**53 + 1])
@example([-EDGE, 1, -EDGE - 1, 1])
def test_what_is_kept_narrow_is_read_wide(amounts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks_module, "BLOCK", 1)
        columns = answers(amounts, "columns")
    for mine, theirs in zip(columns, answers(amounts, "values"), strict=True):
        assert mine.to_pylist() == theirs.to_pylist()
    assert {columns[0].schema.field(name).type for name in KEEP} == {pa.int64()}


def test_arrays_of_numpy_come_back_wide():
    lines, totals, _ = answers([5, EDGE - 1], "columns", np.array, dict)
    assert {lines[name].dtype for name in KEEP} == {np.dtype(np.int64)}
    assert totals["claimed.sum"].tolist() == [5, EDGE - 1]
    assert totals["claimed.sum"].dtype == np.int64


def test_loops_outside_programs_read_wide_too():
    """Limits and calculators multiply what lines leave."""
    tables = {
        "project": {"project": [0]},
        "cost": {"project": [0], "id": [1], "net": [EDGE - 1], "vat": [0]},
    }
    checks = frames.check(tables, book(), basis="claimed", keep=KEEP, way="columns")
    kernel = checks._answers.parts[0].runs["claimed"].kernel
    assert kernel.stored("cost", "gross").dtype == np.int32
    assert kernel.values("cost", "gross").dtype == np.int64


def cut(code, most):
    """A rule that lets a line count up to a parameter."""
    how = {"effect": "limit", "limits": "line.admitted", "measured": "cost.admitted"}
    return {code: small.rule("cost", **how, at_most=most)}


def test_of_two_reasons_at_one_step_the_first_of_the_book_is_told():
    """A line above both limits loses to both; of two refusals only the first takes anything."""
    rules = {
        "T-D": small.rule("cost", effect="exclude", met_when="cost.net <= lots"),
        "T-C": small.rule("cost", effect="exclude", met_when="cost.vat <= lots"),
        **cut("T-B", "some"),
        **cut("T-A", "few"),
    }
    most = {
        name: small.parameter("money", {"value": value})
        for name, value in (("few", "1.00 EUR"), ("some", "2.00 EUR"), ("lots", "9.00 EUR"))
    }
    held = load_book(small.book(rule=rules, parameter=most))
    lines = {
        "project": [0] * 6, "id": [*range(6)],
        "net": [100, 200, 300, 901, 100, 901], "vat": [0, 0, 0, 0, 901, 901],
    }  # fmt: skip
    given = {"project": {"project": [0]}, "cost": lines}
    for way in ("columns", "values"):
        found = frames.check(given, held, basis="claimed", way=way).lines("claimed")
        assert found["refused_by"] == [None, "T-A", "T-B", "T-D", "T-C", "T-D"]
        assert found["refused_at"] == [None, "limited", "limited", *["admitted"] * 3]


def test_rows_of_a_table_are_put_in_order_once(monkeypatch):
    asked = []
    arranged = runs_module.arranged
    monkeypatch.setattr(
        runs_module, "arranged",
        lambda sheet, *rest: asked.append(sheet.noun) or arranged(sheet, *rest),
    )  # fmt: skip
    answers([1, 2, 3], "columns")
    assert sorted(asked) == ["cost", "partner"]


def test_what_32_bits_hold():
    fit = np.array([-EDGE, EDGE - 1])
    held = [is_narrow(one) for one in (fit, fit[:0], fit + 1, fit - 1)]
    assert held == [True, True, False, False]
    spans = (Span(-EDGE, EDGE - 1), None, Span(-EDGE - 1, 0), Span(0, EDGE))
    assert [narrow(one) for one in spans] == [True, False, False, False]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (np.array([EDGE - 1]), np.int32),
        (np.array([EDGE]), np.int64),
        (np.array([True]), np.bool_),
        (np.array([1], object), np.object_),
        (EDGE - 1, np.int32),
        (-EDGE, np.int32),
        (EDGE, np.int64),
        (-EDGE - 1, np.int64),
        (2**62, np.object_),
        (True, np.bool_),
        (None, np.object_),
    ],
)
def test_a_column_is_stored_in_what_holds_it(values, kind):
    assert np.dtype(stored_in(values, fit=False)) == kind


def test_conditions_are_no_narrow_numbers():
    assert np.dtype(stored_in(np.array([True]), fit=True)) == np.bool_
    assert np.dtype(stored_in(np.array([5]), fit=True)) == np.int32


def test_widening_leaves_all_else_as_it_is():
    wide, truth = np.array([5]), np.array([True])
    assert widened(wide) is wide
    assert widened(truth) is truth
    assert widened(np.array([5], np.int32)).dtype == np.int64


# ---- Loops without a row ---------------------------------------------------------------------


@pytest.mark.parametrize("links", [[None, "W"], ["W", None], ["W", "W"], [None, None]])
@pytest.mark.parametrize("stated", [True, False])
def test_conditions_of_a_noun_without_rows_stay_conditions(links, stated):
    """A refusal about procurements reaches lines that name one which is not there."""
    rule = small.rule("procurement", effect="exclude", met_when="most <= least")
    amounts = {
        name: small.parameter("money", {"value": value})
        for name, value in (("most", "2.00 EUR"), ("least", "1.00 EUR"))
    }
    held = load_book(small.book(rule={"T-A": rule}, parameter=amounts))
    lines = {
        "project": [0, 1], "id": ["1", "1"], "procurement": links,
        "net": [500, 600], "vat": [0, 0],
    }  # fmt: skip
    given = {"project": {"project": [0, 1]}, "cost": lines}
    if stated:
        given["procurement"] = {"project": [], "id": []}
    totals = [
        frames.check(given, held, basis="claimed", way=way).totals["claimed.eligible"]
        for way in ("columns", "values")
    ]
    wanted = [None if link else net for link, net in zip(links, (500, 600), strict=True)]
    assert totals == [wanted, wanted]


@pytest.mark.parametrize(("net", "most"), [(4 * 10**17, 8 * 10**17), (7 * 10**17, None)])
def test_a_bound_of_too_many_digits_is_no_figure_of_a_waterfall(net, most):
    unknown = {"few": small.parameter("money", {"unknown": True, "why": small.TEXTS})}
    held = load_book(small.book(rule=cut("T-A", "few"), parameter=unknown))
    given = {
        "project": {"project": [0, 1]},
        "cost": {"project": [0, 0, 1], "id": [1, 2, 3], "net": [net, net, 5], "vat": [0] * 3},
    }
    for way in ("columns", "values"):
        checks = frames.check(given, held, basis="claimed", way=way)
        each, every = checks.waterfall("claimed", by_project=True), checks.waterfall("claimed")
        open_ = [at for at, kind in enumerate(each["kind"]) if kind == "open"]
        assert [each["at_most"][at] for at in open_] == [most, 5]
        total = every["at_most"][every["kind"].index("open")]
        assert total == (None if most is None else most + 5)
        gross = [each["amount"][at] for at, step in enumerate(each["step"]) if step == "gross"]
        assert gross == [most, 5]


def test_a_row_of_a_group_that_goes_by_nobody_has_a_name():
    """Nobody is a partner, so no word stands at the place of none."""
    group = {"cell": {"by": ["partner", "category"], "of": ["cost"]}}
    define = {"cell": {"sum": {"value": "total(cost.gross)", "cite": "act#1"}}}
    held = load_book(small.book(group=group, define=define))
    given = {
        "project": {"project": [0]},
        "partner": {"project": [], "id": []},
        "cost": {
            "project": [0, 0], "id": [1, 2], "partner": [None, None],
            "category": ["staff", "travel"], "net": [5, 7], "vat": [0, 0],
        },
    }  # fmt: skip
    for way in ("columns", "values"):
        cells = frames.check(given, held, basis="claimed", way=way).rows("cell", "claimed")
        assert dict(zip(cells["id"], cells["sum"], strict=True)) == {
            "-/staff": 5,
            "-/travel": 7,
        }
