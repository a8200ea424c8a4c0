"""What an amendment changes: each difference once, in its place; unknown stays unknown."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.projects import Plan, Project
from fundtrack.tracking import PlanChangeKind, PlanPart, compare_plans
from fundtrack.values import InputError, Money, Price, Rate

ADDED, REMOVED, CHANGED, STATED, LEFT_OUT = PlanChangeKind


def plan(number: int = 1, **said: object) -> Plan:
    return Plan.model_validate({"number": number} | said)


def line(id_: str, amount: str = "1.00 EUR", **said: object) -> dict[str, object]:
    return {"id": id_, "category": "staff", "form": "actual", "amount": amount} | said


def told(a: Plan, b: Plan, part: PlanPart | None = None, **named: object) -> list[tuple]:
    """Part, key, field, kind, before, after, difference of every change."""
    found = compare_plans(a, b, **named).changes
    return [
        (one.part, one.key, one.field, one.kind, one.before, one.after, one.difference)
        for one in found
        if part is None or one.part is part
    ]


# -- the plan itself ---------------------------------------------------------------------------


def test_a_plan_is_no_other_than_itself():
    same = plan(period="2016-01-01/2018-12-31", budget=[line("b")], terms={"rate": "85 %"})
    assert compare_plans(same, same).changes == ()


def test_the_cluster_is_prolonged_by_days():
    """MK 205, MK 861: the end moved to 2021-12-31 and to 2022-12-31."""
    first, second = (plan(period=f"2016-11-01/{last}") for last in ("2018-12-31", "2021-12-31"))
    days = date(2018, 12, 31), date(2021, 12, 31)
    assert told(first, second) == [(PlanPart.PERIOD, (), "last", CHANGED, *days, 1096)]
    (change,) = compare_plans(first, second).changes
    assert (change.at_before, change.at_after) == ("/period", "/period")


def test_a_day_nobody_stated_is_stated_and_not_moved():
    a, b = plan(period="2016-01-01/"), plan(period="2016-01-01/2018-12-31")
    day = date(2018, 12, 31)
    assert told(a, b) == [(PlanPart.PERIOD, (), "last", STATED, None, day, None)]
    assert told(b, a) == [(PlanPart.PERIOD, (), "last", LEFT_OUT, day, None, None)]
    missing = compare_plans(a, b).missing
    assert ("plan.period.last", "/period") in {(one.name, one.pointer) for one in missing}


@pytest.mark.parametrize("name", ["total_cost", "eligible", "support", "own"])
def test_a_stated_figure_moves_by_its_difference(name: str):
    a, b = plan(**{name: "498597.12 EUR"}), plan(**{name: "498597.11 EUR"})
    amounts = Money("498597.12 EUR"), Money("498597.11 EUR"), Money("-0.01 EUR")
    assert told(a, b) == [(PlanPart.FIGURES, (), name, CHANGED, *amounts)]
    (change,) = compare_plans(a, b).changes
    assert change.at_before == f"/{name}"


def test_a_figure_in_another_currency_has_no_difference():
    a, b = plan(support="100.00 LVL"), plan(support="142.29 EUR")
    assert told(a, b)[0][3:] == (CHANGED, Money("100.00 LVL"), Money("142.29 EUR"), None)


def test_both_silent_is_no_change_and_still_unknown():
    found = compare_plans(plan(), plan(2))
    assert found.changes == ()
    names = {one.name for one in found.missing}
    assert names >= {"plan.budget", "plan.support", "plan.sources", "plan.period.first"}
    assert len(found.missing) == len(set(found.missing))


def test_terms_are_read_as_what_they_are():
    a = plan(terms={"rate": "85 %", "cap": "10.00 EUR", "until": "2020-01-31", "gone": 2})
    b = plan(terms={"rate": "90 %", "cap": "9.50 EUR", "until": "2020-03-01", "new": True})
    assert told(a, b, PlanPart.TERM) == [
        (PlanPart.TERM, *rest)
        for rest in (
            (("cap",), "", CHANGED, Money("10 EUR"), Money("9.5 EUR"), Money("-0.5 EUR")),
            (("gone",), "", REMOVED, 2, None, None),
            (("new",), "", ADDED, None, True, None),
            (("rate",), "", CHANGED, Rate("85 %"), Rate("90 %"), Rate("5 %")),
            (("until",), "", CHANGED, date(2020, 1, 31), date(2020, 3, 1), 30),
        )
    ]


def test_a_fact_nobody_states_is_not_false():
    a, b = plan(facts={"urgent": False}), plan()
    (change,) = compare_plans(a, b).changes
    assert (change.part, change.kind, change.at_before) == (
        PlanPart.FACT,
        LEFT_OUT,
        "/facts/urgent",
    )


def test_labels_are_the_host_s():
    assert compare_plans(plan(labels={"a": "1"}), plan(labels={"a": "2"})).changes == ()


def test_roles_stand_beside_the_partner_s_own():
    project = Project.model_validate({
        "agreement": {"book": "eu/x", "currency": "EUR"},
        "partners": [{"id": "A", "role": "lead"}, {"id": "B", "role": "partner"}],
        "plans": [
            {"number": 1, "roles": {}},
            {"number": 2, "approved_on": "2024-01-01", "roles": {"A": "partner", "B": "lead"}},
        ],
    })  # fmt: skip
    found = compare_plans(*project.plans, project=project).of(PlanPart.ROLE)
    assert [(one.key, one.before, one.after) for one in found] == [
        (("A",), "lead", "partner"),
        (("B",), "partner", "lead"),
    ]
    assert (found[0].at_before, found[0].at_after) == ("/partners/0/role", "/plans/1/roles/A")


def test_roles_that_one_plan_leaves_out_are_unknown():
    (change,) = compare_plans(plan(roles={"A": "lead"}), plan(2)).changes
    assert (change.part, change.kind, change.field) == (PlanPart.ROLE, LEFT_OUT, "roles")


# -- the budget --------------------------------------------------------------------------------


def test_the_budget_by_category_by_partner_by_both_and_by_activity():
    a = plan(budget=[
        line("1", "100.00 EUR", partner="A", activity="W1"),
        line("2", "50.00 EUR", partner="B", category="travel", activity="W1"),
    ])  # fmt: skip
    b = plan(budget=[
        line("1", "80.00 EUR", partner="A", activity="W1"),
        line("2", "50.00 EUR", partner="B", category="travel", activity="W2"),
        line("3", "20.00 EUR", partner="B"),
    ])  # fmt: skip
    summed = [
        (one.part.value, one.key, one.kind, str(one.difference))
        for one in compare_plans(a, b).changes
        if one.part in {*PlanPart} - {PlanPart.LINE}
    ]
    assert summed == [
        ("partner", ("A",), CHANGED, "-20.00 EUR"),
        ("partner", ("B",), CHANGED, "20.00 EUR"),
        ("partner_category", ("A", "staff"), CHANGED, "-20.00 EUR"),
        ("partner_category", ("B", "staff"), ADDED, "20.00 EUR"),
        ("activity", ("",), ADDED, "20.00 EUR"),
        ("activity", ("W1",), CHANGED, "-70.00 EUR"),
        ("activity", ("W2",), ADDED, "50.00 EUR"),
    ]


def test_a_budget_left_out_is_not_an_empty_one():
    full, empty, silent = plan(budget=[line("1")]), plan(budget=[]), plan()
    whole = [one for one in told(full, empty) if one[0] is PlanPart.BUDGET]
    assert whole[0][3:] == (CHANGED, Money("1 EUR"), Money("0 EUR"), Money("-1 EUR"))
    (change,) = compare_plans(full, silent).changes
    assert (change.part, change.field, change.kind) == (PlanPart.BUDGET, "budget", LEFT_OUT)
    assert (change.before, change.after, change.at_before) == (None, None, "/budget")


def test_a_line_in_another_currency_leaves_its_sums_open():
    a = plan(budget=[line("1", "1.00 EUR"), line("2", "1.00 EUR", category="travel")])
    b = plan(budget=[line("1", "1.00 LVL"), line("2", "2.00 EUR", category="travel")])
    found = compare_plans(a, b)
    assert {(one.part, one.key) for one in found.changes if one.part != PlanPart.LINE} == {
        (PlanPart.CATEGORY, ("travel",))
    }
    assert ("other_currency", "/budget/0/amount") in {
        (one.reason.value, one.pointer) for one in found.missing
    }


def test_more_than_money_can_be_is_unknown():
    a = plan(budget=[line("1", "9999999999999999.99 EUR")])
    b = plan(budget=[line(f"{n}", "9999999999999999.99 EUR") for n in (1, 2)])
    found = compare_plans(a, b)
    assert "too_large" in {one.reason.value for one in found.missing}
    assert [one.key for one in found.changes] == [("2",)]


# -- which line is which -----------------------------------------------------------------------


def test_a_line_is_the_same_by_its_id_whatever_it_is_about_now():
    a, b = plan(budget=[line("1")]), plan(budget=[line("1", category="travel")])
    found = told(a, b, PlanPart.LINE)
    expected = (PlanPart.LINE, ("1",), "category", CHANGED, "staff", "travel", None)
    assert found == [expected]


def test_lines_without_ids_in_common_are_compared_by_what_they_are_about():
    a = plan(budget=[line("x1", "10.00 EUR", partner="A"), line("x2", partner="B")])
    b = plan(budget=[line("y9", partner="B"), line("y8", "12.00 EUR", partner="A")])
    amounts = Money("10 EUR"), Money("12 EUR"), Money("2 EUR")
    assert told(a, b, PlanPart.LINE) == [(PlanPart.LINE, ("y8",), "amount", CHANGED, *amounts)]
    (change,) = compare_plans(a, b).of(PlanPart.LINE)
    assert (change.at_before, change.at_after) == ("/budget/0/amount", "/budget/1/amount")


def test_several_lines_about_the_same_are_compared_together():
    a = plan(budget=[line("x1", "10.00 EUR"), line("x2", "5.00 EUR")])
    b = plan(budget=[line("y1", "15.01 EUR")])
    about = ("", "staff", "", "actual", "EUR")
    amounts = Money("15 EUR"), Money("15.01 EUR"), Money("0.01 EUR")
    assert told(a, b, PlanPart.LINE) == [(PlanPart.LINE, about, "amount", CHANGED, *amounts)]
    assert told(a, plan(budget=[line("y1", "15.00 EUR")])) == []


def test_a_line_that_is_new_or_gone_counts_in_full():
    a, b = plan(budget=[line("1", "7.00 EUR")]), plan(budget=[line("2", form="lump")])
    found = told(a, b, PlanPart.LINE)
    assert found == [
        (PlanPart.LINE, ("1",), "", REMOVED, Money("7 EUR"), None, Money("-7 EUR")),
        (PlanPart.LINE, ("2",), "", ADDED, None, Money("1 EUR"), Money("1 EUR")),
    ]


def test_every_field_of_a_line_is_looked_at():
    said = {"quantity": 2, "unit_price": "0.500001 EUR", "period": "2024-01-01/2024-12-31"}
    more = {"quantity": "2.5", "unit_price": "0.5 EUR", "period": "2024-01-02/2024-12-31"}
    found = told(plan(budget=[line("1", **said)]), plan(budget=[line("1", **more)]))
    assert [(one[2], one[-1]) for one in found] == [
        ("period.first", 1),
        ("quantity", Fraction(1, 2)),
        ("unit_price", Price("-0.000001 EUR")),
    ]


def test_no_partner_is_said_by_saying_none():
    a, b = plan(budget=[line("1", partner="A")]), plan(budget=[line("1")])
    (change,) = compare_plans(a, b).of(PlanPart.LINE)
    assert (change.field, change.kind, change.at_after) == ("partner", REMOVED, "")
    priced = plan(budget=[line("1", partner="A", quantity=1)])
    (change,) = compare_plans(priced, a).of(PlanPart.LINE)
    assert (change.field, change.kind) == ("quantity", LEFT_OUT)


# -- activities, sources, options, targets -----------------------------------------------------


def source(id_: str, **said: object) -> dict[str, object]:
    base = {"id": id_, "fund": "ERDF", "kind": "union", "base": "total", "order": 1}
    return base | {"residual": False} | said


def test_a_source_changes_by_its_rate_its_amount_and_what_it_covers():
    a = plan(sources=[source("E", rate="85 %", amount="100.00 EUR")])
    b = plan(sources=[source("E", rate="80 %", covers={"category": ["travel", "staff"]})])
    assert told(a, b) == [
        (PlanPart.SOURCE, ("E",), *rest)
        for rest in (
            ("amount", LEFT_OUT, Money("100 EUR"), None, None),
            ("covers.category", ADDED, None, "staff, travel", None),
            ("rate", CHANGED, Rate("85 %"), Rate("80 %"), Rate("-5 %")),
        )
    ]


def test_a_source_with_another_id_is_the_same_by_its_fund():
    a, b = plan(sources=[source("E1", rate="85 %")]), plan(sources=[source("E2", rate="80 %")])
    assert [one[1:3] for one in told(a, b)] == [(("E2",), "rate")]


def test_activities_options_and_targets():
    a = plan(
        activities=[{"id": "W1", "category": "training", "titles": {"en": "Old"}}],
        options=[{"covers": "staff", "method": "flat", "rate": "20 %"}],
        targets=[{"indicator": "i", "value": 10, "due_on": "2020-12-31"}],
    )
    b = plan(
        activities=[{"id": "W1", "category": "training", "titles": {"en": "New"}}],
        options=[
            {"covers": "staff", "method": "real"},
            {"covers": "travel", "method": "flat", "partner": "A"},
        ],
        targets=[{"indicator": "i", "value": "12.5", "due_on": "2021-12-31"}],
    )
    assert [one[:4] for one in told(a, b)] == [
        (PlanPart.WORK, ("W1",), "titles.en", CHANGED),
        (PlanPart.OPTION, ("", "staff"), "method", CHANGED),
        (PlanPart.OPTION, ("", "staff"), "rate", LEFT_OUT),
        (PlanPart.OPTION, ("A", "travel"), "", ADDED),
        (PlanPart.TARGET, ("i",), "due_on", CHANGED),
        (PlanPart.TARGET, ("i",), "value", CHANGED),
    ]
    assert told(a, b)[-1][-1] == Fraction(5, 2)
    assert told(a, b)[-2][-1] == 365


def test_rows_that_nothing_tells_apart_are_not_changed_by_being_there_twice():
    option = {"covers": "staff", "method": "real"}
    twice = [option, option]
    assert told(plan(options=twice), plan(options=twice)) == []
    assert [one[3] for one in told(plan(options=twice), plan(options=[*twice, option]))] == [
        ADDED
    ]


# -- places ------------------------------------------------------------------------------------


def test_places_are_those_of_the_project_s_file():
    project = Project.model_validate({
        "agreement": {"book": "eu/x", "currency": "EUR"},
        "plans": [
            {"number": 2, "approved_on": "2024-01-01", "budget": [line("1", "2.00 EUR")]},
            {"number": 1, "budget": [line("0"), line("1")]},
        ],
    })  # fmt: skip
    after, before = project.plans
    found = compare_plans(before, after, project=project)
    assert (found.at_before, found.at_after) == ("/plans/1", "/plans/0")
    change = next(one for one in found.of(PlanPart.LINE) if one.key == ("1",))
    assert (change.at_before, change.at_after) == (
        "/plans/1/budget/1/amount",
        "/plans/0/budget/0/amount",
    )


def test_a_draft_has_its_own_places():
    project = Project.model_validate(
        {"agreement": {"book": "eu/x", "currency": "EUR"}, "plans": [{"number": 1}]}
    )
    found = compare_plans(project.plans[0], plan(2, support="1.00 EUR"), project=project)
    assert (found.at_before, found.at_after) == ("/plans/0", "")
    assert found.changes[0].at_after == "/support"


def test_a_draft_of_a_plan_in_the_file_is_not_the_plan_in_the_file():
    plans = [{"number": 1}, {"number": 2, "approved_on": "2024-01-01", "support": "1.00 EUR"}]
    project = Project.model_validate(
        {"agreement": {"book": "eu/x", "currency": "EUR"}, "plans": plans}
    )
    found = compare_plans(project.plans[1], plan(2, support="2.00 EUR"), project=project)
    (change,) = found.of(PlanPart.FIGURES)
    assert (change.at_before, change.at_after) == ("/plans/1/support", "/support")


def test_what_is_no_plan_is_refused():
    with pytest.raises(InputError, match="b is no plan"):
        compare_plans(plan(), {"number": 2})  # type: ignore[arg-type]


# -- laws --------------------------------------------------------------------------------------

AMOUNTS = st.integers(-500, 10**7).map(lambda minor: str(Money.of_minor(minor, "EUR")))
LINES = st.builds(
    lambda partner, category, amount, activity: {
        "partner": partner,
        "category": category,
        "amount": amount,
        "activity": activity,
        "form": "actual",
    },
    st.sampled_from(["A", "B", None]),
    st.sampled_from(["staff", "travel", "office"]),
    AMOUNTS,
    st.sampled_from(["W1", None]),
)
BUDGETS = st.none() | st.dictionaries(st.sampled_from("abcdef"), LINES, max_size=6).map(
    lambda by: [{"id": id_} | line for id_, line in by.items()]
)
PLANS = st.builds(
    lambda budget, support, first, rate: plan(
        budget=budget,
        support=support,
        period=None if first is None else f"{first}/",
        terms={} if rate is None else {"rate": rate},
    ),
    BUDGETS,
    st.none() | AMOUNTS,
    st.none() | st.dates(date(2020, 1, 1), date(2020, 3, 1)),
    st.none() | st.sampled_from(["80 %", "85 %"]),
)
SWAPPED = {ADDED: REMOVED, REMOVED: ADDED, STATED: LEFT_OUT, LEFT_OUT: STATED}


@given(PLANS, PLANS)
def test_looking_the_other_way_swaps_every_change(a: Plan, b: Plan):
    def mirrored(value: object) -> object:
        if isinstance(value, Rate):
            return Rate(-value.fraction)
        return None if value is None else -value  # type: ignore[operator]

    there = sorted(
        repr((part, field, kind, was, now, by, at))
        for part, _, field, kind, was, now, by, *at in told(a, b)
    )
    back = sorted(
        repr((part, field, SWAPPED.get(kind, kind), now, was, mirrored(by), at))
        for part, _, field, kind, was, now, by, *at in told(b, a)
    )
    assert there == back


@given(BUDGETS.filter(lambda one: one is not None), BUDGETS.filter(lambda one: one is not None))
@example([line("a", "1.00 EUR")], [])
@example([], [line("a", "1.00 EUR"), line("b", "-1.00 EUR", partner="A")])
def test_every_way_of_summing_moves_by_the_same_total(old: list[dict], new: list[dict]):
    """The changes of the lines, of the categories and of the partners each sum to the whole."""
    found = compare_plans(plan(budget=old), plan(budget=new))

    def moved(*parts: PlanPart) -> int:
        held = [one.difference for one in found.changes if one.part in parts]
        return sum(one.minor for one in held if isinstance(one, Money))

    total = sum(Money(one["amount"]).minor for one in new) - sum(
        Money(one["amount"]).minor for one in old
    )
    assert moved(PlanPart.BUDGET) == moved(PlanPart.CATEGORY) == total
    lines = [one for one in found.of(PlanPart.LINE) if one.field in ("", "amount")]
    assert sum(one.difference.minor for one in lines if one.difference) == total
    for part in (PlanPart.PARTNER, PlanPart.PARTNER_CATEGORY, PlanPart.ACTIVITY):
        assert moved(part) in (total, 0 if not found.of(part) else total)


@given(PLANS, PLANS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_places(a: Plan, b: Plan, draw):
    def shuffled(one: Plan) -> Plan:
        rows = list(one.budget or ())
        draw.shuffle(rows)
        return one.replace(budget=None if one.budget is None else rows)

    assert told(a, b) == told(shuffled(a), shuffled(b))


@given(PLANS, PLANS)
def test_a_place_leads_to_what_stands_there(a: Plan, b: Plan):
    for change in compare_plans(a, b).changes:
        for side, at in ((a, change.at_before), (b, change.at_after)):
            found: object = side.to_dict()
            for step in at.split("/")[1:]:
                found = found[int(step)] if isinstance(found, list) else found[step]  # type: ignore[index]
            assert found is not None


def test_plain_data_holds_every_change():
    a, b = plan(support="1.00 EUR"), plan(2, support="3.00 EUR", budget=[])
    told_ = compare_plans(a, b).to_dict()
    assert told_["before"] == {"plan": 1, "at": ""}
    assert told_["changes"][0] == {
        "part": "figures",
        "key": [],
        "field": "support",
        "kind": "changed",
        "before": "1.00 EUR",
        "after": "3.00 EUR",
        "difference": "2.00 EUR",
        "at_before": "/support",
        "at_after": "/support",
    }  # fmt: skip
    assert told_["effect"] is None
