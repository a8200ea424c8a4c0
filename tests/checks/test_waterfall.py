"""The waterfall: every cent between gross and payable stands under the reason that took it."""

from typing import Any

import pytest

from fundtrack.checks import Checked, Move, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError, Money
from tests.checks.small import book, check, cost, parameter, project, rule
from tests.checks.test_computed_lines import OFFICE, RATES, STAFF, held
from tests.checks.test_several_rows import CAP, costs, limit
from tests.random_books import draw_book, draw_project

LATE = rule("cost", effect="exclude", measured="cost.paid_on", at_most="plan.period.last")


def told(checked: Checked, step: str, basis: str = "claimed") -> list[tuple[Any, ...]]:
    """The changes on the way to a step: kind, reason, lines, amount."""
    fall = next(one for one in checked.waterfalls[basis].steps if one.step == step)
    return [
        (one.kind, one.reason, one.lines, None if one.amount is None else str(one.amount))
        for one in fall.moves
    ]


def test_each_reason_stands_before_the_step_it_leads_to() -> None:
    base = {"cost": {"base": {"value": "cost.net", "cite": "act#4"}}}
    said = book(parameter=CAP, define=base, rule={"T-1": LATE, "T-2": limit("project")})
    first, second, third = costs("60.00", "50.00", "40.00")
    holder = project({**first, "vat": "12.60 EUR"}, second, {**third, "paid_on": "2020-01-01"})
    checked = check(said, on_project=holder)
    assert told(checked, "gross") == [("stated", "", 3, "162.60 EUR")]
    assert told(checked, "base") == [("refused", "cost.base", 1, "12.60 EUR")]
    assert told(checked, "admitted") == [("refused", "T-1", 1, "40.00 EUR")]
    assert told(checked, "limited") == []
    assert told(checked, "eligible") == [("refused", "T-2", 1, "10.00 EUR")]
    assert [str(one.figure.value) for one in checked.waterfalls["claimed"].steps] == [
        f"{amount} EUR"
        for amount in ("162.60", "150.00", "110.00", "110.00", "100.00", "100.00", "100.00")
    ]


def test_a_reason_has_its_name_and_title() -> None:
    checked = check(
        book(rule={"T-1": LATE}), on_project=project(cost("C", paid_on="2020-01-01"))
    )
    (move,) = checked.waterfalls["claimed"].steps[2].moves
    assert (move.name, move.titles["en"], move.amount) == (
        "small-rule", "text", Money("100.00 EUR"),
    )  # fmt: skip


def test_computed_lines_come_in_with_what_they_count_as() -> None:
    said = book(
        parameter=RATES, define={"partner": {"staff_flat": STAFF, "office_flat": OFFICE}}
    )
    checked = check(
        said, on_project=held(cost("T", "1000.00 EUR", partner="P", category="travel"))
    )
    assert told(checked, "gross") == [
        ("stated", "", 1, "1000.00 EUR"),
        ("computed", "partner.staff_flat", 1, "200.00 EUR"),
        ("computed", "partner.office_flat", 1, "30.00 EUR"),
    ]
    assert [one.category for one in checked.waterfalls["claimed"].steps[0].moves] == [
        "", "staff", "office",
    ]  # fmt: skip


def test_an_undecided_line_is_open_between_its_bounds_and_never_0() -> None:
    one, other = costs("60.00", "-40.00")
    undated = [
        {key: value for key, value in said.items() if key != "paid_on"} for said in (one, other)
    ]
    checked = check(
        book(rule={"T-1": LATE}), on_project=project(*undated, cost("Z", paid_on="2016-05-01"))
    )
    assert told(checked, "gross") == [("stated", "", 3, "120.00 EUR")]
    (move,) = checked.waterfalls["claimed"].steps[2].moves
    assert move == Move("open", "", "", {}, 2, None, Money("-40.00 EUR"), Money("60.00 EUR"))
    assert told(checked, "eligible") == []


def test_a_line_of_nothing_has_nothing_to_lose() -> None:
    checked = check(book(rule={"T-1": LATE}), on_project=project(cost("A", "0.00 EUR")))
    assert told(checked, "admitted") == []
    assert checked.lines()[0].admitted is None


def test_a_flat_rate_that_may_or_may_not_be_used_is_not_0() -> None:
    holder = held(cost("T", "1000.00 EUR", partner="P", category="travel"))
    del holder["plans"][0]["options"]
    said = book(parameter=RATES, define={"partner": {"staff_flat": STAFF}})
    checked = check(said, on_project=holder)
    assert told(checked, "gross") == [
        ("stated", "", 1, "1000.00 EUR"),
        ("computed", "partner.staff_flat", 1, None),
    ]
    assert not checked.waterfalls["plan"].tells  # no budget: nothing is known of it


def test_a_formula_stands_before_the_rules_of_its_step() -> None:
    admitted = {"cost": {"admitted": {"value": "cost.net", "cite": "act#4"}}}
    late = cost("B", paid_on="2020-01-01")
    holder = project(cost("A", paid_on="2016-05-01") | {"vat": "21.00 EUR"}, late)
    checked = check(book(define=admitted, rule={"T-1": LATE}), on_project=holder)
    assert [one[:2] for one in told(checked, "admitted")] == [
        ("refused", "cost.admitted"),
        ("refused", "T-1"),
    ]


def test_what_a_formula_leaves_out_is_not_told_beside_what_is_open() -> None:
    half = {"value": "total(line.limited) / two", "rounding": "cents", "cite": "act#5"}
    said = book(
        parameter=CAP | {"two": parameter("number", {"value": 2})},
        define={"project": {"eligible": half}},
        rule={"T-1": limit("project")},
    )
    undated = [cost("A", "90.00 EUR"), cost("B", "30.00 EUR")]
    checked = check(said, on_project=project(*undated))
    assert checked.amounts["claimed.eligible"].value == Money("60.00 EUR")
    assert told(checked, "eligible") == [("open", "", 2, None)]


def test_a_line_of_unknown_amount_stands_apart() -> None:
    nobody = cost("B", paid_on="2020-01-01")
    del nobody["net"]
    checked = check(
        book(rule={"T-1": LATE}), on_project=project(cost("A", paid_on="2020-01-01"), nobody)
    )
    assert told(checked, "gross") == [
        ("stated", "", 1, "100.00 EUR"), ("stated", "", 1, None),
    ]  # fmt: skip
    assert told(checked, "admitted") == [
        ("refused", "T-1", 1, "100.00 EUR"), ("refused", "T-1", 1, None),
    ]  # fmt: skip


def test_what_support_leaves_out_and_what_a_limit_on_it_takes_are_two() -> None:
    said = book(
        parameter=CAP | {"rate": parameter("rate", {"value": "85 %"})},
        define={
            "project": {
                "support": {
                    "value": "project.eligible * rate",
                    "rounding": "cents",
                    "cite": "act#5",
                }
            }
        },
        rule={
            "T-1": rule(
                "project",
                effect="limit",
                limits="project.support",
                measured="project.support",
                at_most="cap",
                basis="claimed",
            )
        },
    )
    checked = check(said, on_project=project(cost("A", "200.00 EUR")))
    assert told(checked, "support") == [("rest", "project.support", 0, "30.00 EUR")]
    assert told(checked, "payable") == [("refused", "T-1", 0, "70.00 EUR")]
    assert checked.amounts["claimed.payable"].value == Money("100.00 EUR")


def test_an_amount_of_the_project_that_the_book_defines_is_followed_too() -> None:
    half = {"value": "total(line.limited) / two", "rounding": "cents", "cite": "act#5"}
    said = book(
        parameter={"two": parameter("number", {"value": 2})},
        define={"project": {"eligible": half}},
    )
    checked = check(said, on_project=project(cost("A", "200.00 EUR")))
    assert told(checked, "eligible") == [("rest", "project.eligible", 0, "100.00 EUR")]


def test_nothing_moves_where_nothing_is_refused() -> None:
    support = {"value": "project.eligible * rate", "rounding": "cents", "cite": "act#5"}
    said = book(
        parameter={"rate": parameter("rate", {"value": "85 %"})},
        define={"project": {"support": support}},
        rule={"T-1": LATE},
    )
    kept = check(said, on_project=project(cost("A", paid_on="2016-05-01")))
    lost = check(said, on_project=project(cost("A", paid_on="2020-05-01")))
    assert not kept.waterfalls["claimed"].tells
    assert not kept.waterfalls["plan"].tells
    assert lost.waterfalls["claimed"].tells


@pytest.mark.parametrize("seed", range(30))
def test_gross_is_what_is_eligible_and_all_that_fell_out(seed: int) -> None:
    """For the lines known from end to end, and for every step whose ends are known."""
    checked = run(read_project(draw_project(seed)), load_book(draw_book(seed)))
    for basis, fall in checked.waterfalls.items():
        figures = [one.figure.value for one in fall.steps]
        for before, step in zip(fall.steps, fall.steps[1:], strict=False):
            amounts = [one.amount for one in step.moves]
            held, left = before.figure.value, step.figure.value
            if held is not None and left is not None and None not in amounts:
                assert held - left == sum(amounts, Money.zero(left.currency)), (seed, basis)
        if figures[0] is None:
            continue
        lost = sum(
            one.amount.minor
            for step in fall.steps[1:5]
            for one in step.moves
            if one.kind == "refused" and one.amount is not None
        )
        lines = checked.lines(basis)
        known = sum(one.eligible.minor for one in lines if one.eligible is not None)
        open_ = sum(
            bound.minor
            for step in fall.steps
            for one in step.moves
            if one.kind == "open"
            for bound in (one.at_least, one.at_most)
            if bound is not None
        )
        stated = sum(one.amount.minor for one in fall.steps[0].moves if one.kind != "rest")
        assert stated == known + lost + open_, (seed, basis)


def test_what_a_limit_took_is_not_open_though_the_next_limit_is_unknown() -> None:
    unread = parameter("money", {"unknown": True, "why": {"en": "unread", "lv": "nelasīts"}})
    cut = rule("cost", effect="limit", limits="line.admitted", measured="cost.admitted")
    said = book(
        parameter=CAP | {"unread": unread},
        rule={"T-1": cut | {"at_most": "cap"}, "T-2": cut | {"at_most": "unread"}},
    )
    checked = check(said, on_project=project(*costs("160.00")))
    fall = next(one for one in checked.waterfalls["claimed"].steps if one.step == "limited")
    assert [(one.kind, one.amount, one.at_most) for one in fall.moves] == [
        ("refused", Money("60.00 EUR"), None),
        ("open", None, Money("100.00 EUR")),
    ]


def test_a_basis_nobody_gave_has_no_waterfall() -> None:
    checked = check(book(), on_project=project() | {"costs": None})
    assert list(checked.waterfalls) == ["plan"]
    with pytest.raises(InputError, match="claimed"):
        checked.lines("claimed")
