"""Groups, limits and refusals over several lines, running totals: rows that decide together."""

from typing import Any

import pytest

from fundtrack.checks import Reason, Verdict
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError, Money
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule

CAP = {"cap": parameter("money", {"value": "100.00 EUR"})}
GROUP = {"partner_category": {"by": ["partner", "category"], "of": ["cost", "budget_line"]}}


def limit(scope: str, **more: Any) -> dict[str, Any]:
    said = {
        "effect": "limit",
        "limits": "line.limited",
        "measured": "total(line.limited)",
        "at_most": "cap",
        "basis": "claimed",
        "consume": ["line.day", "line.id"],
    }
    return rule(scope, **said | more)


def costs(*nets: str, **more: Any) -> list[dict[str, Any]]:
    """Costs A, B, … paid on following days."""
    return [
        cost("ABCDEF"[at], f"{net} EUR", paid_on=f"2016-05-{at + 1:02}", **more)
        for at, net in enumerate(nets)
    ]


def eligible(checked: Any, basis: str = "claimed") -> list[str | None]:
    """What is left of each line."""
    held = [one.eligible for one in checked.lines(basis)]
    return [None if one is None else str(one).removesuffix(" EUR") for one in held]


# ---- Limits over several lines ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("nets", "left", "verdict"),
    [
        (("60.00", "39.99"), ["60.00", "39.99"], Verdict.MET),
        (("60.00", "40.00"), ["60.00", "40.00"], Verdict.MET),
        (("60.00", "40.01"), ["60.00", "40.00"], Verdict.BROKEN),
        (("120.00", "40.00"), ["100.00", "0.00"], Verdict.BROKEN),
        (("60.00", "-10.00", "70.00"), ["60.00", "-10.00", "50.00"], Verdict.BROKEN),
    ],
)
def test_lines_take_up_a_limit_in_the_order_it_says(
    nets: tuple[str, ...], left: list[str], verdict: Verdict
) -> None:
    said = book(parameter=CAP, rule={"T-1": limit("project")})
    checked = check(said, on_project=project(*costs(*nets)))
    assert eligible(checked) == left
    assert checked.summary["T-1"] == {verdict: 1}


def test_the_order_of_the_file_changes_nothing() -> None:
    said = book(parameter=CAP, rule={"T-1": limit("project")})
    first, second, third = costs("60.00", "50.00", "40.00")
    checked = check(said, on_project=project(third, first, second))
    assert eligible(checked) == ["0.00", "60.00", "40.00"]


def test_equal_days_leave_the_order_to_the_ids() -> None:
    said = book(parameter=CAP, rule={"T-1": limit("project", consume="line.day")})
    same = [{**one, "paid_on": "2016-05-01"} for one in costs("60.00", "60.00")]
    assert eligible(check(said, on_project=project(*reversed(same)))) == ["40.00", "60.00"]


def test_pro_rata_gives_every_line_its_share_and_the_cent_to_the_largest_remainder() -> None:
    said = book(parameter=CAP, rule={"T-1": limit("project", consume="pro_rata")})
    checked = check(said, on_project=project(*costs("60.00", "60.00", "60.00")))
    assert eligible(checked) == ["33.34", "33.33", "33.33"]
    finding = next(one for one in checked.findings if one.rule == "T-1")
    assert finding.refused == Money("80.00 EUR")
    assert [one.reason for line in checked.lines() for one in line.refusals] == ["T-1"] * 3


def test_a_limit_is_about_the_lines_its_where_names() -> None:
    where = "line.category == 'land'"
    said = book(
        parameter=CAP,
        rule={
            "T-1": limit("project", where=where, measured=f"total(line.limited, where={where})")
        },
    )
    one, other = costs("150.00", "150.00")
    works, land = {**one, "category": "works"}, {**other, "category": "land"}
    assert eligible(check(said, on_project=project(works, land))) == ["150.00", "100.00"]
    checked = check(said, on_project=project(one, other))
    assert eligible(checked) == [None, None]  # nobody says of either whether it is land
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 1}


def test_land_at_ten_per_cent_of_the_whole_reads_the_other_lines_and_never_loops() -> None:
    where = "line.category == 'land'"
    said = book(
        parameter={"land_cap": parameter("rate", {"value": "10 %"})},
        define={
            "project": {
                "land_limit": {
                    "value": "total(line.limited, where=line.category != 'land')"
                    " * (land_cap / (1 - land_cap))",
                    "rounding": "cents",
                    "cite": "act#4",
                }
            }
        },
        rule={
            "T-1": limit(
                "project",
                where=where,
                measured=f"total(line.limited, where={where})",
                at_most="project.land_limit",
            )
        },
    )
    other, land = costs("900.00", "100.01")
    checked = check(
        said,
        on_project=project({**other, "category": "works"}, {**land, "category": "land"}),
    )
    assert eligible(checked) == ["900.00", "100.00"]  # 100 is ten per cent of 1,000
    assert checked.amounts["claimed.eligible"].value == Money("1000.00 EUR")


def test_each_limit_takes_what_the_one_before_it_left() -> None:
    low = {"low": parameter("money", {"value": "30.00 EUR"})}
    said = book(
        parameter=CAP | low,
        rule={"T-1": limit("project"), "T-2": limit("project", at_most="low")},
    )
    checked = check(said, on_project=project(*costs("60.00", "60.00")))
    assert eligible(checked) == ["30.00", "0.00"]
    taken = [(one.reason, str(one.amount)) for line in checked.lines() for one in line.refusals]
    assert taken == [("T-2", "30.00 EUR"), ("T-1", "20.00 EUR"), ("T-2", "40.00 EUR")]


def test_a_limit_on_one_line_and_one_on_all_act_in_book_order() -> None:
    alone = rule(
        "line", effect="limit", limits="line.limited", measured="line.limited", at_most="low",
        basis="claimed",
    )  # fmt: skip
    low = {"low": parameter("money", {"value": "70.00 EUR"})}
    said = book(parameter=CAP | low, rule={"T-1": alone, "T-2": limit("project")})
    checked = check(said, on_project=project(*costs("90.00", "60.00")))
    assert eligible(checked) == ["70.00", "30.00"]


def test_a_limit_of_a_partner_is_about_its_own_lines() -> None:
    said = book(parameter=CAP, rule={"T-1": limit("partner")})
    one, other, third, nobody = costs("90.00", "90.00", "90.00", "90.00")
    held = project(
        {**one, "partner": "P"},
        {**other, "partner": "Q"},
        {**third, "partner": "P"},
        nobody,
        partners=[{"id": "P", "role": "lead"}, {"id": "Q", "role": "partner"}],
    )
    checked = check(said, on_project=held)
    assert eligible(checked) == ["90.00", "90.00", "10.00", "90.00"]
    (finding,) = [one for one in checked.findings if one.rule == "T-1"]
    assert [(one.key, str(one.refused)) for one in finding.subjects] == [
        ("partner:P", "80.00 EUR")
    ]


def test_a_missing_day_leaves_every_line_of_a_broken_limit_open_but_not_their_sum() -> None:
    said = book(parameter=CAP, rule={"T-1": limit("project")})
    one, other = costs("60.00", "60.00")
    del other["paid_on"]
    checked = check(said, on_project=project(one, other))
    assert eligible(checked) == [None, None]
    assert checked.summary["T-1"] == {Verdict.BROKEN: 1}
    figure = checked.amounts["claimed.eligible"]
    assert (figure.at_least, figure.at_most) == (Money("0.00 EUR"), Money("120.00 EUR"))


def test_an_unknown_cap_leaves_the_lines_open() -> None:
    unset = {"cap": {"kind": "money", "title": TEXTS, "set_in": ["plan"]}}
    said = book(parameter=unset, rule={"T-1": limit("project")})
    checked = check(said, on_project=project(*costs("60.00")))
    assert eligible(checked) == [None]
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 1}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"consume": None}, "in which order"),
        ({"measured": "total(line.base)"}, "measures total"),
        ({"where": "line.category == 'land'"}, "measures total"),
        ({"consume": ["project.number"]}, "facts of the lines"),
    ],
)
def test_a_limit_over_several_lines_says_what_it_measures_and_in_which_order(
    changes: dict[str, Any], words: str
) -> None:
    made = {key: value for key, value in (limit("project") | changes).items() if value}
    with pytest.raises(BookError, match=words):
        load_book(book(parameter=CAP, rule={"T-1": made}))


def test_a_line_of_which_nothing_is_left_has_no_part_in_a_limit() -> None:
    said = book(
        parameter=CAP,
        rule={
            "T-0": rule("cost", effect="exclude", met_when="cost.category != 'land'"),
            "T-1": limit("project"),
        },
    )
    one, other, third = costs("60.00", "50.00", "40.00", category="works")
    del other["paid_on"]  # nobody knows its place, and it needs none
    checked = check(said, on_project=project(one, {**other, "category": "land"}, third))
    assert eligible(checked) == ["60.00", "0.00", "40.00"]
    del third["net"]
    checked = check(said, on_project=project(one, {**other, "category": "land"}, third))
    assert eligible(checked) == [None, "0.00", None]


# ---- Groups ----------------------------------------------------------------------------------


def grouped(**more: Any) -> dict[str, Any]:
    return book(
        parameter=CAP,
        group=GROUP,
        define={"partner_category": {"spent": {"value": "total(line.gross)", "cite": "act#4"}}},
        rule={"T-1": limit("partner_category", **more)},
    )


def test_a_group_is_a_noun_with_amounts_and_limits_of_its_own() -> None:
    one, other, third = costs("90.00", "90.00", "90.00", partner="P", category="staff")
    checked = check(grouped(), on_project=project(one, {**other, "category": "travel"}, third))
    assert eligible(checked) == ["90.00", "90.00", "10.00"]
    assert checked.explain("partner_category:P/staff.spent").value == 180
    (finding,) = [one for one in checked.findings if one.rule == "T-1"]
    assert [one.key for one in finding.subjects] == ["partner_category:P/staff"]
    assert checked.summary["T-1"] == {Verdict.BROKEN: 1, Verdict.MET: 1}


def test_a_line_without_a_category_may_belong_to_any_group() -> None:
    one, other = costs("90.00", "5.00", partner="P", category="staff")
    del other["category"]
    checked = check(grouped(), on_project=project(one, other))
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 1}
    assert eligible(checked) == [None, None]
    (finding,) = [one for one in checked.findings if one.rule == "T-1"]
    assert [(one.reason, one.pointer) for one in finding.subjects[0].missing] == [
        (Reason.MISSING, "/costs/1/category")
    ]


def test_a_line_reaches_its_group_and_a_group_its_partner() -> None:
    said = grouped() | {
        "rule": {
            "T-1": rule("cost", met_when="cost.partner_category.spent <= cap"),
            "T-2": rule(
                "partner_category", met_when="partner_category.partner.country == 'LV'",
                basis="claimed",
            ),
            "T-3": rule(
                "project", met_when="total(partner_category.spent) <= cap", basis="claimed"
            ),
        }
    }  # fmt: skip
    held = project(
        *costs("60.00", "60.00", partner="P", category="staff"),
        partners=[{"id": "P", "role": "lead", "country": "LV"}],
    )
    checked = check(said, on_project=held)
    assert checked.summary["T-1"] == {Verdict.BROKEN: 2}
    assert checked.summary["T-2"] == {Verdict.MET: 1}
    assert checked.summary["T-3"] == {Verdict.BROKEN: 1}


def test_a_cost_of_nobody_has_a_group_of_its_own() -> None:
    checked = check(grouped(), on_project=project(*costs("120.00", category="staff")))
    assert eligible(checked) == ["100.00"]
    assert checked.explain("partner_category:-/staff.spent").value == 120


# ---- Refusals over several lines -------------------------------------------------------------


def test_a_broken_procurement_takes_all_its_costs() -> None:
    said = book(
        rule={
            "T-1": rule("procurement", effect="exclude", met_when="procurement.kind != 'works'")
        }
    )
    one, other, third = costs("10.00", "20.00", "30.00")
    held = project(
        {**one, "procurement": "W"},
        {**other, "procurement": "S"},
        third,
        procurements=[{"id": "W", "kind": "works"}, {"id": "S", "kind": "services"}],
    )
    checked = check(said, on_project=held)
    assert eligible(checked) == ["0.00", "20.00", "30.00"]
    (finding,) = [one for one in checked.findings if one.rule == "T-1"]
    assert (finding.subjects[0].key, finding.refused) == ("procurement:W", Money("10.00 EUR"))


def test_a_procurement_nobody_can_judge_leaves_its_costs_open() -> None:
    said = book(
        rule={
            "T-1": rule(
                "procurement", effect="exclude",
                met_when="procurement.procedure == 'open'",
            )
        }
    )  # fmt: skip
    one, other = costs("10.00", "20.00")
    held = project(
        {**one, "procurement": "W"}, other, procurements=[{"id": "W", "kind": "works"}]
    )
    assert eligible(check(said, on_project=held)) == [None, "20.00"]
    lost = project({**one, "procurement": "X"}, procurements=[{"id": "W", "kind": "works"}])
    assert eligible(check(said, on_project=lost)) == [None]


def test_a_refusal_about_the_project_takes_every_line() -> None:
    said = book(
        rule={
            "T-1": rule(
                "project", effect="exclude", met_when="known(project.number)", basis="claimed"
            )
        }
    )
    assert eligible(check(said, on_project=project(*costs("10.00", "20.00")))) == [
        "0.00",
        "0.00",
    ]
    named = project(*costs("10.00"), number="1")
    assert eligible(check(said, on_project=named)) == ["10.00"]


def test_a_line_is_lost_to_the_first_broken_rule_of_the_book() -> None:
    said = book(
        rule={
            "T-1": rule("cost", effect="exclude", met_when="known(cost.document)"),
            "T-2": rule("partner", effect="exclude", met_when="known(partner.size)",
                        basis="claimed"),
        }
    )  # fmt: skip
    one, other = costs("10.00", "20.00", partner="P")
    checked = check(said, on_project=project(one, {**other, "document": "D"}))
    assert [one.reason for line in checked.lines() for one in line.refusals] == ["T-1", "T-2"]


# ---- Running totals --------------------------------------------------------------------------


def running(order: str = "(cost.paid_on, cost.id)", within: str = "partner") -> dict[str, Any]:
    text = f"running_total(cost.net, within={within}, order={order})"
    return book(
        parameter=CAP,
        define={"cost": {"so_far": {"value": text, "cite": "act#4"}}},
        rule={"T-1": rule("cost", measured="cost.so_far", at_most="cap")},
    )


def test_a_running_total_is_the_sum_up_to_and_with_a_row() -> None:
    one, other, third = costs("60.00", "50.00", "40.00", partner="P")
    checked = check(running(), on_project=project(third, one, {**other, "partner": "Q"}))
    told = [checked.explain(f"cost:{name}.so_far").value for name in "ABC"]
    assert told == [60, 50, 100]
    assert checked.summary["T-1"] == {Verdict.MET: 3}
    held = check(running(within="project"), on_project=project(third, one, other))
    assert [held.explain(f"cost:{name}.so_far").value for name in "ABC"] == [60, 110, 150]
    assert held.summary["T-1"] == {Verdict.MET: 1, Verdict.BROKEN: 2}


def test_a_running_total_within_a_group() -> None:
    said = running(within="partner_category") | {"group": GROUP}
    one, other, third = costs("60.00", "50.00", "40.00", partner="P", category="staff")
    checked = check(said, on_project=project(one, {**other, "category": "travel"}, third))
    assert [checked.explain(f"cost:{name}.so_far").value for name in "ABC"] == [60, 50, 100]
    del other["category"]
    checked = check(said, on_project=project(one, other, third))
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 3}


def test_an_unknown_amount_leaves_what_follows_open_and_a_missing_day_the_group() -> None:
    one, other, third = costs("60.00", "50.00", "40.00", partner="P")
    del other["net"]
    checked = check(running(), on_project=project(one, other, third))
    told = [checked.explain(f"cost:{name}.so_far").value for name in "ABC"]
    assert told == [60, None, None]
    del one["paid_on"]
    checked = check(running(), on_project=project(one, third))
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 2}


# ---- Edges -----------------------------------------------------------------------------------


def test_an_exception_of_a_limit_lifts_it_and_gives_no_other_condition() -> None:
    lifted = {"when": "project.stage == 'completed'", "cite": "act#5"}
    said = book(parameter=CAP, rule={"T-1": limit("project", unless={"done": lifted})})
    done = project(*costs("150.00"), stage="completed")
    assert eligible(check(said, on_project=done)) == ["150.00"]
    assert eligible(check(said, on_project=done | {"stage": "running"})) == ["100.00"]
    other = {"done": lifted | {"met_when": "known(project.number)"}}
    with pytest.raises(BookError, match="lifts it"):
        load_book(book(parameter=CAP, rule={"T-1": limit("project", unless=other)}))


@pytest.mark.parametrize(
    ("order", "left"),
    [
        ("line.amount", ["40.00", "60.00", "0.00"]),
        ("line.partner.role", ["30.00", "0.00", "70.00"]),
        ("cost.incurred_on", [None, None, None]),
    ],
)
def test_lines_are_ordered_by_what_they_state(order: str, left: list[str | None]) -> None:
    said = book(parameter=CAP, rule={"T-1": limit("project", consume=[order])})
    one, other, third = costs("65.00", "60.00", "70.00", partner="Q")
    partners = [{"id": "P", "role": "lead"}, {"id": "Q", "role": "partner"}]
    held = project(one, other, {**third, "partner": "P"}, partners=partners)
    assert eligible(check(said, on_project=held)) == left


def test_the_fact_that_keeps_lines_from_their_order_is_named() -> None:
    said = book(parameter=CAP, rule={"T-1": limit("project")})
    one, other = costs("60.00", "60.00")
    del other["paid_on"]
    figure = check(said, on_project=project(one, other)).amounts["claimed.eligible"]
    assert [(one.name, one.pointer) for one in figure.missing] == [
        ("cost.paid_on", "/costs/1/paid_on")
    ]


def test_an_amount_that_is_computed_orders_no_lines() -> None:
    with pytest.raises(BookError, match="what lines state"):
        load_book(book(parameter=CAP, rule={"T-1": limit("project", consume="cost.base")}))


def test_a_budget_line_has_no_day() -> None:
    early = {"value": "total(line.amount, where=known(line.day))", "cite": "act#4"}
    said = book(define={"project": {"dated": early}})
    plan = {
        "number": 1,
        "budget": [{"id": "B", "category": "a", "form": "actual", "amount": "9.00 EUR"}],
    }
    checked = check(said, on_project=project(*costs("5.00"), plans=[plan]))
    assert checked.amounts["dated"].value == Money("0.00 EUR")
    assert checked.amounts["claimed.dated"].value == Money("5.00 EUR")


def planned(amount: str, **more: Any) -> dict[str, Any]:
    line = {"category": "staff", "form": "actual", "partner": "P", "amount": amount}
    return {"id": f"B-{amount}"} | line | more


def test_a_group_holds_what_was_spent_against_what_was_planned() -> None:
    planning = {"value": "total(budget_line.amount)", "cite": "act#4"}
    said = grouped(at_most="partner_category.planned", measured="total(line.limited)")
    said["define"]["partner_category"]["planned"] = planning
    budget = [planned("70.00 EUR"), planned("10.00 EUR"), planned("5.00 EUR", partner="Q")]
    held = project(
        *costs("60.00", "50.00", partner="P", category="staff"),
        plans=[{"number": 1, "budget": budget}],
    )
    checked = check(said, on_project=held)
    assert eligible(checked) == ["60.00", "20.00"]
    assert checked.explain("claimed.partner_category:P/staff.planned").value == 80
    assert checked.explain("plan.partner_category:Q/staff.planned").value == 5


def test_a_group_of_the_other_basis_is_unknown_never_empty() -> None:
    only = {"spent_on": {"by": ["category"], "of": ["cost"]}}
    whole = {"value": "total(spent_on.sum)", "cite": "act#4"}
    said = book(
        group=only,
        define={
            "spent_on": {"sum": {"value": "total(cost.gross)", "cite": "act#4"}},
            "project": {"whole": whole},
        },
    )
    checked = check(said, on_project=project(*costs("5.00", category="a")))
    assert checked.amounts["whole"].value is None
    assert checked.amounts["claimed.whole"].value == Money("5.00 EUR")


def test_a_group_that_may_have_a_further_row_is_not_added_up() -> None:
    said = grouped()
    whole = {"value": "total(partner_category.spent)", "cite": "act#4"}
    said["define"] |= {"project": {"whole": whole}}
    one, other = costs("90.00", "5.00", partner="P", category="staff")
    checked = check(said, on_project=project(one, other))
    assert checked.amounts["claimed.whole"].value == Money("95.00 EUR")
    del one["category"], other["category"]
    checked = check(said, on_project=project(one, other))
    assert checked.amounts["claimed.whole"].value is None
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 1}  # asked of no row, and not met


def test_a_running_total_takes_each_row_at_its_own_partners_rate() -> None:
    rate = parameter("rate", {"value": "40 %"}, set_in=["partner", "book"])
    text = "running_total(cost.net * share, within=project, order=cost.id)"
    said = book(
        parameter={"share": rate},
        define={"cost": {"so_far": {"value": text, "rounding": "cents", "cite": "act#4"}}},
    )
    one, other = costs("100.00", "100.00")
    partners = [
        {"id": "P", "role": "lead", "terms": {"share": "10 %"}},
        {"id": "Q", "role": "partner", "terms": {"share": "90 %"}},
    ]
    held = project({**one, "partner": "P"}, {**other, "partner": "Q"}, partners=partners)
    checked = check(said, on_project=held)
    assert [checked.explain(f"cost:{name}.so_far").value for name in "AB"] == [10, 100]


def test_a_group_says_where_it_reads_what_its_partner_states() -> None:
    said = grouped()
    said["rule"] = {
        "T-1": rule("partner_category", met_when="partner_category.partner.country != 'LV'",
                    basis="claimed"),
    }  # fmt: skip
    held = project(
        *costs("60.00", partner="P", category="staff"),
        partners=[{"id": "P", "role": "lead", "country": "LV"}],
    )
    (finding,) = [one for one in check(said, on_project=held).findings if one.rule == "T-1"]
    assert finding.subjects[0].key == "partner_category:P/staff"


def test_a_total_reads_an_amount_of_the_cost_that_a_credit_note_reverses() -> None:
    double = {"value": "cost.net + cost.net", "cite": "act#4"}
    back = {"value": "total(cost.reverses.double, where=cost.net < 0)", "cite": "act#4"}
    said = book(define={"cost": {"double": double}, "project": {"back": back}})
    note = cost("N", "-10.00 EUR", reverses="C")
    for costs_ in [note, cost("C")], [cost("C"), note]:  # a note may stand before its original
        checked = check(said, on_project=project(*costs_))
        assert checked.amounts["claimed.back"].value == Money("200.00 EUR")


@pytest.mark.parametrize(
    ("of", "basis"),
    [
        (["cost"], ("claimed",)),
        (["budget_line"], ("plan",)),
        (["cost", "budget_line"], ("plan", "claimed")),
    ],
)
def test_a_rule_about_a_group_is_asked_where_its_lines_are(
    of: list[str], basis: tuple[str, ...]
) -> None:
    said = book(
        group={"sort": {"by": ["category"], "of": of}},
        rule={"T-1": rule("sort", met_when="known(sort.category)")},
    )
    assert load_book(said).rules["T-1"].basis == basis


OVER = "running_total(cost.net, within={}, order=cost.id)"


@pytest.mark.parametrize(
    ("noun", "define", "words"),
    [
        ("cost", {"value": OVER.format("aid")}, "no row of cost belongs to a aid"),
        ("project", {"value": f"total({OVER.format('partner')})"}, "inside an aggregate"),
        ("cost", {"value": "cost.net", "counts_as": "office"}, "a line already"),
    ],
)
def test_what_has_no_rows_to_stand_on_does_not_load(
    noun: str, define: dict[str, str], words: str
) -> None:
    with pytest.raises(BookError, match=words):
        load_book(book(define={noun: {"x": define | {"cite": "act#4"}}}))


def test_a_group_is_not_made_of_groups() -> None:
    top = {"by": ["partner"], "of": ["partner_category"]}
    with pytest.raises(BookError, match="no noun partner_category with rows"):
        load_book(book(group=GROUP | {"top": top}))
