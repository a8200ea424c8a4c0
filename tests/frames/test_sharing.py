"""Limits over several lines take over columns what they take one by one: in order, pro rata,
of caps that nobody knows, of credit notes, of amounts near 64 bits.
"""

from types import SimpleNamespace
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="lines are columns of numpy")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.checks import PRO_RATA, shares  # noqa: E402
from fundtrack.frames.columns.sharing import Limit, Lines, side_by_side, take  # noqa: E402
from fundtrack.frames.columns.steps import objects  # noqa: E402
from fundtrack.frames.question import Question  # noqa: E402
from fundtrack.frames.tables import tables_of  # noqa: E402
from fundtrack.rulebooks import load_book  # noqa: E402
from tests.checks.small import TEXTS, book, cost, parameter, project, rule  # noqa: E402
from tests.frames.readings import ByColumns, asked_of, columns_of, same  # noqa: E402

IN_ORDER = ("cost.paid_on",)
GREAT = 10**18
AMOUNTS = st.one_of(
    st.integers(-20, 60), st.just(0), st.sampled_from([GREAT, -GREAT, GREAT // 3, 2**61])
)


def limit_of(lines, subjects, consume=IN_ORDER):
    """A limit of lines and subjects as dicts, in the form of columns."""

    def of(name, other, type_=bool):
        return np.array([one.get(name, other) for one in lines], type_)

    def by(name, other, type_=bool):
        return np.array([one.get(name, other) for one in subjects], type_)

    caps = by("cap", 0, object)
    caps = caps.astype(np.int64) if all(abs(one) < 2**62 for one in caps) else caps
    return Limit(
        SimpleNamespace(consume=consume), of("subject", 0, np.int64), of("where", True),
        of("unsure", False), caps, by("cap?", False), by("acts", True), by("doubt", False),
        by("project", 0, np.int64), [of("order", 0, np.int64), np.arange(len(lines))],
        of("unplaced", False),
    )  # fmt: skip


def lines_of(lines, wide=False):
    amounts = [one["amount"] for one in lines]
    return Lines(
        np.array([one.get("project", 0) for one in lines], np.int64),
        objects(amounts) if wide else np.array(amounts, np.int64),
        np.array([one.get("lost", False) for one in lines], bool),
        np.zeros(len(lines), np.int64),
    )


def by_hand(lines, subjects, pro_rata=False):
    """Amounts left, those that nobody knows any more, what was taken: one by one."""
    kept = [one["amount"] for one in lines]
    lost = [one.get("lost", False) for one in lines]
    matters = [one.get("acts", True) or one.get("doubt", False) for one in subjects]
    open_ = {one.get("project", 0) for one, does in zip(subjects, matters, strict=True) if does}
    for number, subject in enumerate([*subjects, None]):
        mine = []
        for at, line in enumerate(lines):
            where, unsure = line.get("where", True), line.get("unsure", False)
            if not (where or unsure) or not (line.get("lost") or line["amount"]):
                continue
            if subject is None:
                if line.get("subject", 0) < -1 and line.get("project", 0) in open_:
                    lost[at] = True
            elif line.get("subject", 0) == number and matters[number]:
                if unsure:
                    lost[at] = True
                else:
                    mine.append(at)
        if not mine:
            continue
        unknown = subject.get("cap?") or subject.get("doubt")
        if unknown or any(lost[at] or lines[at].get("unplaced") for at in mine):
            for at in mine:
                lost[at] = True
            continue
        mine.sort(key=lambda at: (lines[at].get("order", 0), at))
        left = shares([kept[at] for at in mine], subject["cap"], pro_rata=pro_rata)
        for at, amount in zip(mine, left, strict=True):
            kept[at] = amount
    return kept, lost, [one["amount"] - left for one, left in zip(lines, kept, strict=True)]


def agree(lines, subjects):
    for wide in (False, True):
        for consume in (IN_ORDER, PRO_RATA):
            held = lines_of(lines, wide)
            taken = take(held, limit_of(lines, subjects, consume))
            found = held.amount.tolist(), held.lost.tolist(), taken.tolist()
            assert found == by_hand(lines, subjects, consume == PRO_RATA), (wide, consume)
            assert held.amount.dtype == (object if wide else np.int64)


def rarely(name):
    return st.sampled_from([{}] * 5 + [{name: True}])


def merged(*parts):
    return st.tuples(*parts).map(lambda held: {key: one[key] for one in held for key in one})


lines_ = st.lists(
    merged(
        st.fixed_dictionaries({
            "amount": AMOUNTS,
            "subject": st.sampled_from([0, 0, 0, 1, 1, 2, -1, -3]),
            "order": st.integers(0, 3),
            "where": st.sampled_from([True, True, True, False]),
        }),
        rarely("lost"), rarely("unsure"), rarely("unplaced"),
    ),
    max_size=9,
)  # fmt: skip
subjects_ = st.lists(
    merged(
        st.fixed_dictionaries({
            "cap": st.one_of(st.integers(-9, 120), st.sampled_from([GREAT, 4 * GREAT, 2**63])),
            "acts": st.sampled_from([True, True, True, False]),
        }),
        rarely("cap?"), rarely("doubt"),
    ),
    min_size=3, max_size=3,
)  # fmt: skip


def in_projects(lines, subjects):
    """The first subject is of the first project, the others of the second; so their lines."""
    owners = [0, 1, 1]
    for number, one in enumerate(subjects):
        one["project"] = owners[number]
    for at, one in enumerate(lines):
        one["project"] = owners[one["subject"]] if one["subject"] >= 0 else at % 2
    return lines, subjects


@given(lines_, subjects_)
def test_limits_take_over_columns_what_they_take_one_by_one(lines, subjects):
    agree(*in_projects(lines, subjects))


def line(amount, subject=0, **more):
    return {"amount": amount, "subject": subject} | more


@pytest.mark.parametrize(
    ("amounts", "cap", "in_order", "pro_rata"),
    [
        ([60, 60, -10, 20], 100, [60, 40, 0, 0], [46, 46, -8, 16]),
        ([-10, 60, 60], 100, [-10, 60, 50], [-9, 55, 54]),
        ([60, -70, 120], 100, [60, -70, 110], [55, -64, 109]),
        ([60, 40], 100, [60, 40], [60, 40]),
        ([110, -20], 100, [110, -20], [110, -20]),
        ([60, 41], 100, [60, 40], [59, 41]),
        ([1, 1, 1], 2, [1, 1, 0], [1, 1, 0]),
        ([5, 5], 0, [0, 0], [0, 0]),
        ([5, 5], -7, [0, 0], [0, 0]),
        ([-5, 3], -7, [-5, 3], [-5, 3]),
        ([GREAT] * 12, 5 * GREAT, [GREAT] * 5 + [0] * 7, [5 * GREAT // 12 + 1] * 8
         + [5 * GREAT // 12] * 4),
        ([GREAT] * 12, 12 * GREAT, [GREAT] * 12, [GREAT] * 12),
        ([-GREAT] * 12, 0, [-GREAT] * 12, [-GREAT] * 12),
    ],
)  # fmt: skip
def test_what_a_limit_leaves_of_each_line(amounts, cap, in_order, pro_rata):
    lines = [line(one) for one in amounts]
    agree(lines, [{"cap": cap}])
    for consume, wanted in ((IN_ORDER, in_order), (PRO_RATA, pro_rata)):
        held = lines_of(lines)
        take(held, limit_of(lines, [{"cap": cap}], consume))
        assert held.amount.tolist() == wanted


def test_lines_of_one_subject_need_not_stand_together_nor_in_their_order():
    lines = [line(50, 1, order=2), line(50, 0), line(50, 1, order=1), line(50, 1, order=2)]
    held = lines_of(lines)
    taken = take(held, limit_of(lines, [{"cap": 20}, {"cap": 70}]))
    assert held.amount.tolist() == [20, 20, 50, 0]
    assert taken.tolist() == [30, 30, 0, 50]
    agree(lines, [{"cap": 20}, {"cap": 70}])


def test_one_limit_that_is_kept_does_not_spare_the_one_before_it():
    lines = [line(50, 0), line(10, 1), line(50, 2)]
    subjects = [{"cap": 20}, {"cap": 10}, {"cap": 20}]
    agree(lines, subjects)
    held = lines_of(lines)
    take(held, limit_of(lines, subjects))
    assert held.amount.tolist() == [20, 10, 20]


@pytest.mark.parametrize(
    ("more", "subject", "lost"),
    [
        ({"lost": True}, {}, [True, True, False]),
        ({"unplaced": True}, {}, [True, True, False]),
        ({"unsure": True}, {}, [True, False, False]),
        ({}, {"cap?": True}, [True, True, False]),
        ({}, {"doubt": True}, [True, True, False]),
        ({}, {"doubt": True, "acts": False}, [True, True, False]),
        ({}, {"acts": False}, [False, False, False]),
        ({"lost": True}, {"acts": False}, [True, False, False]),
        ({"subject": -1}, {}, [False, False, False]),
        ({"subject": -3}, {}, [True, False, False]),
        ({"subject": -2}, {}, [True, False, False]),
        ({"subject": -3}, {"acts": False}, [False, False, False]),
        ({"where": False}, {}, [False, False, False]),
        ({"where": False, "unsure": True}, {}, [True, False, False]),
        ({"where": False, "lost": True}, {}, [True, False, False]),
        ({"amount": 0, "unplaced": True}, {}, [False, False, False]),
        ({"amount": 0, "unsure": True}, {}, [False, False, False]),
        ({"amount": 0, "lost": True}, {}, [True, True, False]),
    ],
)
def test_which_lines_nobody_knows_after_a_limit(more, subject, lost):
    lines = [line(50) | more, line(50), line(5, 1, project=1)]
    subjects = [{"cap": 120} | subject, {"cap": 7, "project": 1}]
    agree(lines, subjects)
    held = lines_of(lines)
    take(held, limit_of(lines, subjects))
    assert held.lost.tolist() == lost


def test_a_line_whose_subject_nobody_knows_is_only_lost_in_a_project_that_a_limit_is_about():
    lines = [line(50, -3), line(50, -3, project=1), line(10, 0)]
    held = lines_of(lines)
    take(held, limit_of(lines, [{"cap": 5}]))
    assert held.lost.tolist() == [True, False, False]
    assert held.amount.tolist() == [50, 50, 5]


def test_a_limit_without_subjects_or_lines_takes_nothing():
    lines = [line(50, -1), line(7, -3)]
    held = lines_of(lines)
    assert take(held, limit_of(lines, [])).tolist() == [0, 0]
    assert held.lost.tolist() == [False, False]
    assert take(lines_of([]), limit_of([], [{"cap": 1}])).tolist() == []
    assert take(lines_of([], wide=True), limit_of([], [])).tolist() == []


@given(st.lists(AMOUNTS, min_size=1, max_size=6), st.lists(AMOUNTS, max_size=3))
@example([1], [2**70])
@example([1, 2], [3])
def test_amounts_of_several_loops_stand_one_after_the_other(one, two):
    columns = [np.array(one, np.int64), objects(two)]
    assert side_by_side(columns).tolist() == one + two
    assert side_by_side(columns[:1]).dtype == np.int64
    assert side_by_side([columns[0], np.zeros(0, bool)]).dtype == np.int64
    assert side_by_side(columns).dtype == object


# ---- The order of lines ----------------------------------------------------------------------


def said(consume: str = "line.day", fact: Any = None, **define: Any) -> Any:
    """A limit of 100 EUR over all lines of a project."""
    limit = rule(
        "project", effect="limit", limits="line.limited", measured="total(line.limited)",
        at_most="large", basis="claimed", consume=consume,
    )  # fmt: skip
    large = parameter("money", {"value": "100.00 EUR"})
    rates = {"large": large, "part": parameter("rate", {"value": "40 %"})}
    return load_book(book(parameter=rates, rule={"T-1": limit}, define=define, fact=fact or {}))


@pytest.mark.parametrize("ids", [(5, 7), (2 * 10**12, 7), (FAR := 10**18 - 1, FAR - 1)])
def test_computed_lines_go_by_their_define_first_however_great_ids_are(ids: Any) -> None:
    flat = {"value": "large * part", "rounding": "cents", "cite": "act#1"}
    made = said(partner={
        "a_flat": flat | {"counts_as": "office"},
        "b_flat": flat | {"counts_as": "staff"},
        "kept": {"value": "total(line.eligible)", "cite": "act#1"},
    })  # fmt: skip
    partners = [{"id": f"{one:019}", "role": "lead"} for one in ids]
    (asked,) = asked_of([project(partners=partners)], made, "claimed")
    tables = tables_of([asked.bound.project], book=made)
    tables["partner"]["id"] = list(ids)
    found = ByColumns(tables, Question(made, "claimed")).rows("partner", "kept", 0)
    assert found == asked.by_values().columns["partner", "kept"]
    greater = ids.index(max(ids))  # both have the first flat rate; of the second less is left
    assert (found[greater], found[1 - greater]) == (4000, 6000)


def test_lines_go_by_rates_that_no_one_denominator_holds() -> None:
    made = said(
        "cost.share", {"cost": {"share": {"kind": "rate", "cite": "act#1", "ask": TEXTS}}}
    )
    rates = ("1/999999937", "1/1000000007", "3/1000000009", "1/1000000033")
    costs = [cost(str(at), "40.00 EUR", facts={"share": rate}) for at, rate in enumerate(rates)]
    (asked,) = held = asked_of([project(*costs)], made, "claimed")
    found = columns_of(held).of(0)
    same(found, asked.by_values())
    assert found.columns["cost", "eligible"] == [2000, 4000, 0, 4000]
