"""Defines of plans that are not in force (D-07): each is worked out for the plan a row names.

`check` reads every book twice, by the value reading and by the walk, and the two must agree.
"""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import fundtrack as ft
from fundtrack.checks import Bound, Checked, Reason, run, view_of
from fundtrack.checks.other_plans import of_any_plan
from fundtrack.checks.raw import OfOtherPlan
from fundtrack.funding import CALCULATORS
from fundtrack.projects import Plan, read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import Rate
from tests.book_cases import agree
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule
from tests.checks.test_calculators import Doubled
from tests.random_books import draw_book, draw_project
from tests.random_formulas import Formulas

SHARE = {
    name: one for name, one in parameter("rate", set_in=["plan"]).items() if name != "values"
}
FACT = {"kind": "money", "ask": TEXTS, "cite": "act#1"}
FACTS = {"plan": {"extra": FACT}, "project": {"top": FACT}, "partner": {"room": FACT}}
CAP = parameter("money", {"value": "7.00 EUR"})
DAYS = {"A": "2016-12-31", "B": "2017-01-01"}


def line(name: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "category": "staff", "amount": amount, "form": "actual"} | more


#: The second plan amends all that the first one states.
PLANS: list[dict[str, Any]] = [
    {
        "number": 1,
        "effective_from": "2016-01-01",
        "approved_on": "2015-06-01",
        "support": "500.00 EUR",
        "terms": {"share": "50 %"},
        "facts": {"extra": "3.00 EUR"},
        "budget": [
            line("L1", "100.00 EUR", partner="P", activity="W"),
            line("L2", "50.00 EUR", category="land"),
        ],
        "activities": [{"id": "W", "category": "staff"}],
        "sources": [],
        "options": [],
    },
    {
        "number": 2,
        "effective_from": "2017-01-01",
        "approved_on": "2016-12-01",
        "support": "10.00 EUR",
        "terms": {"share": "10 %"},
        "facts": {"extra": "1.00 EUR"},
        "budget": [line("L1", "8.00 EUR", partner="P", activity="W")],
        "activities": [{"id": "W", "category": "staff"}, {"id": "X", "category": "land"}],
        "sources": [],
        "options": [{"covers": "staff", "method": "flat"}],
    },
]


def said(value: str, **parts: Any) -> dict[str, Any]:
    """A book of one define of the plan, and a rule that shows its amount for each cost."""
    asked = {"value": value, "cite": "act#1", "rounding": "cents"}
    defines = parts.pop("define", {})
    return book(
        fact=FACTS,
        parameter={"share": SHARE, "cap": CAP, **parts.pop("parameter", {})},
        define={**defines, "plan": {**defines.get("plan", {}), "asked": asked}},
        rule={
            "T-1": rule("cost", measured="cost.net", at_most="cost.plan.asked"),
            **parts.pop("rule", {}),
        },
        **parts,
    )


def stated(*costs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A project of two plans, with a cost of the last day of the first and one of the next."""
    held = costs or [cost(name, "999.00 EUR", incurred_on=day) for name, day in DAYS.items()]
    partners = [{"id": "P", "role": "lead", "facts": {"room": "2.00 EUR"}}]
    return project(
        *held, plans=PLANS, partners=partners, facts={"top": "4.00 EUR"}, claims=[], **more
    )


def shown(value: str, on: date | None = None, **parts: Any) -> dict[str, str | None]:
    """What the define is for each cost; None where it is unknown."""
    return limits(check(said(value, **parts), on_project=stated(), on=on))


def limits(checked: Checked, code: str = "T-1") -> dict[str, str | None]:
    held = (one for found in checked.findings if found.rule == code for one in found.subjects)
    return {
        one.key.partition(":")[2]: None if one.limit is None else str(one.limit) for one in held
    }


def reasons(checked: Checked) -> set[tuple[Reason, str, str]]:
    held = (one for found in checked.findings if found.rule == "T-1" for one in found.subjects)
    return {(one.reason, one.name, one.pointer) for who in held for one in who.missing}


# -- what a define of an earlier plan reads ----------------------------------------------------

PLAIN = {"value": "plan.support", "cite": "act#1"}
HALF = {"value": "plan.plain * share", "cite": "act#1", "rounding": "cents"}


@pytest.mark.parametrize(
    ("value", "first", "second"),
    [
        ("plan.support", "500.00", "10.00"),
        ("plan.extra + project.top", "7.00", "5.00"),
        ("cap * share", "3.50", "0.70"),
        ("total(budget_line.amount)", "150.00", "8.00"),
        ("total(budget_line.amount, where=budget_line.category == 'land')", "50.00", "0.00"),
        ("total(budget_line.amount, where=known(budget_line.partner))", "100.00", "8.00"),
        ("total(budget_line.partner.room)", None, "2.00"),
        ("total(budget_line.amount * share)", "75.00", "0.80"),
        ("cap if count(activity.category == 'land') > 0 else plan.support", "500.00", "7.00"),
        ("cap if any(partner.option.staff == 'flat') else plan.support", "500.00", "7.00"),
        ("plan.support if plan.approved_on < plan.effective_from else cap", "500.00", "10.00"),
        ("plan.half + plan.plain", "750.00", "11.00"),
        ("total(activity.worth)", "100.00", None),
        ("project.lasting + plan.support", "504.00", "14.00"),
    ],
)
def test_a_define_is_worked_out_for_the_plan_of_the_day(
    value: str, first: str | None, second: str | None
) -> None:
    """The last day of the first plan, and the first of the second."""
    define = {
        "plan": {"plain": PLAIN, "half": HALF},
        "activity": {"worth": {"value": "largest(budget_line.amount)", "cite": "act#1"}},
        "project": {"lasting": {"value": "project.top", "cite": "act#1"}},
    }
    for on in (None, date(2016, 6, 1), date(2014, 1, 1)):  # whichever plan is in force
        wanted = {"A": first, "B": second}
        eur = {key: None if one is None else f"{one} EUR" for key, one in wanted.items()}
        assert shown(value, define=define, on=on) == eur


def test_a_value_of_the_law_is_that_of_the_day_the_plan_says() -> None:
    dated = parameter(
        "money",
        {"value": "1.00 EUR", "to": date(2016, 6, 1)},
        {"value": "2.00 EUR", "from": date(2016, 6, 2)},
        as_of="plan.approved_on",
    )
    found = shown("plan.support + dated", parameter={"dated": dated})
    assert found == {"A": "501.00 EUR", "B": "12.00 EUR"}


def test_an_exception_is_asked_of_the_plan_itself() -> None:
    made = said("plan.support")
    made["define"]["plan"]["asked"]["unless"] = {
        "big": {"when": "plan.support > cap", "value": "cap", "cite": "act#9"}
    }
    assert limits(check(made, on_project=stated())) == {"A": "7.00 EUR", "B": "7.00 EUR"}
    plans = [{**PLANS[0], "support": "6.00 EUR"}, PLANS[1]]
    found = check(made, on_project=stated() | {"plans": plans})
    assert limits(found) == {"A": "6.00 EUR", "B": "7.00 EUR"}


@pytest.mark.parametrize("path", ["cost.plan", "cost.claim.plan"])
def test_a_claim_names_its_plan_by_the_day_it_was_submitted(path: str) -> None:
    claims = [
        {"id": "K", "number": 1, "final": False, "submitted_on": "2016-12-31"},
        {"id": "L", "number": 2, "final": False, "submitted_on": "2017-01-01"},
    ]
    costs = [
        cost("A", "999.00 EUR", incurred_on="2016-12-31", claim="K"),
        cost("B", "999.00 EUR", incurred_on="2017-01-01", claim="L"),
    ]
    made = said("total(line.amount)")
    made["rule"] = {
        "T-1": rule(
            "claim", measured="claim.plan.support", at_most="claim.plan.asked", basis="plan"
        ),
        "T-2": rule("cost", measured="cost.net", at_most=f"{path}.plain"),
    }
    made["define"]["plan"]["plain"] = PLAIN
    found = check(made, on_project=stated(*costs) | {"claims": claims})
    assert limits(found) == {"K": "150.00 EUR", "L": "8.00 EUR"}
    assert limits(found, "T-2") == {"A": "500.00 EUR", "B": "10.00 EUR"}


def test_the_book_may_be_asked_on_a_day_before_every_plan() -> None:
    flag = said("cap if known(plan.support) else cap")
    early = cost("Z", "999.00 EUR", incurred_on="2015-01-01")
    held = stated(early, cost("A", "999.00 EUR", incurred_on="2016-01-01"))
    found = check(flag, on_project=held, on=date(2014, 1, 1))
    assert found.plan is None
    assert limits(found) == {"Z": None, "A": "7.00 EUR"}  # on the day of Z there was no plan


# -- what nobody can say -----------------------------------------------------------------------


def test_without_its_day_a_cost_names_no_plan() -> None:
    found = check(said("plan.support"), on_project=stated(cost("C", "999.00 EUR")))
    assert reasons(found) == {(Reason.MISSING, "cost.incurred_on", "/costs/0/incurred_on")}


def test_what_an_earlier_plan_does_not_state_is_missing_there() -> None:
    plans = [{"number": 1, "effective_from": "2016-01-01"}, PLANS[1]]
    for value, name, at in (
        ("plan.support", "plan.support", "/plans/0/support"),
        ("cap * share", "share", "/plans/0/terms/share"),
        ("total(budget_line.amount)", "budget", "/plans/0/budget"),
    ):
        found = check(said(value), on_project=stated() | {"plans": plans})
        assert reasons(found) == {(Reason.MISSING, name, at)}


REFUSED = rule(
    "budget_line", effect="exclude", basis="plan", met_when="budget_line.category != 'land'"
)


@pytest.mark.parametrize(
    "value",
    [
        "plan.support + total(cost.net)",  # the ledger
        "total(line.amount)",  # on `claimed` a line is a cost
        "plan.support + project.eligible",  # of the project as it stands
        "project.room",
        "project.termed",
        "project.dated",
        "total(budget_line.partner.whole)",
        "total(partner.whole)",
        "total(staff.whole)",  # a group
        "total(budget_line.amount, where=budget_line.partner.role == 'lead')",
        "plan.called",
        "total(source.borne)",
    ],
)
def test_what_is_of_the_project_as_it_stands_is_unknown_of_an_earlier_plan(value: str) -> None:
    all_ = {"value": "total(budget_line.amount)", "cite": "act#1"}
    define = {
        "partner": {"whole": all_},
        "staff": {"whole": all_},
        "project": {
            "room": {"value": "plan.support", "cite": "act#1"},
            "termed": {"value": "project.top * share", "cite": "act#1", "rounding": "cents"},
            "dated": {"value": "project.top + approved", "cite": "act#1"},
        },
        "plan": {
            "called": {
                "call": "doubled",
                "kind": "money",
                "with": {"amount": "plan.support"},
                "rounding": "cents",
                "cite": "act#1",
            }
        },
        "source": {"borne": {"strands": "waterfall", "rounding": "cents", "cite": "act#1"}},
    }
    if value != "plan.called":
        del define["plan"]
    group = {"staff": {"by": ["category"], "of": ["budget_line"]}}
    dated = parameter("money", {"value": "1.00 EUR"}, as_of="plan.approved_on")
    made = said(value, define=define, group=group, parameter={"approved": dated})
    found = check(made, on_project=stated(), calculators=(Doubled(),))
    assert limits(found)["A"] is None
    assert (Reason.OTHER_PLAN, "plan.asked", "/plans/0") in reasons(found)
    later = check(made, on_project=stated(), on=date(2016, 6, 1), calculators=(Doubled(),))
    assert (Reason.OTHER_PLAN, "plan.asked", "/plans/1") in reasons(later)


def of_a_claim(value: str, **parts: Any) -> str | None:
    """What the define is on the basis `plan` for a claim of the last day of the first plan."""
    made = said(value, **parts)
    made["rule"]["T-1"] = rule(
        "claim", measured="claim.plan.support", at_most="claim.plan.asked", basis="plan"
    )
    claims = [{"id": "K", "number": 1, "final": False, "submitted_on": "2016-12-31"}]
    return limits(check(made, on_project=stated() | {"claims": claims}))["K"]


def test_a_step_of_a_line_that_a_rule_may_take_from_is_of_the_plan_in_force_alone() -> None:
    """Rules are asked about the plan in force; without one the line's amounts are its own."""
    assert of_a_claim("total(budget_line.eligible)") == "150.00 EUR"
    assert of_a_claim("total(budget_line.eligible)", rule={"T-0": REFUSED}) is None


def test_a_sum_up_to_each_line_is_of_the_plan_in_force_alone() -> None:
    so_far = "running_total(budget_line.amount, within=project, order=budget_line.id)"
    define = {"budget_line": {"so_far": {"value": so_far, "cite": "act#1"}}}
    assert of_a_claim("largest(budget_line.so_far)", define=define) is None


def test_a_computed_line_of_the_project_keeps_a_total_of_lines_unknown() -> None:
    flat = {"value": "total(budget_line.amount) * share", "cite": "act#1"} | {
        "counts_as": "office", "rounding": "cents"
    }  # fmt: skip
    define = {"project": {"flat": flat}}
    land = "total(line.amount, where=line.category == 'land')"
    assert of_a_claim("total(line.amount)", define=define) is None
    assert of_a_claim(land, define=define) == "50.00 EUR"


def test_the_ledger_is_not_gone_through_again_for_another_plan() -> None:
    bound = Bound(read_project(stated()), load_book(said("plan.support")))
    reading = OfOtherPlan(bound.under(bound.project.plans[0]), "claimed")
    assert reading.collection("cost") is reading.collection("claim") is None
    assert len(reading.collection("budget_line") or ()) == 2
    assert len(reading.collection("partner") or ()) == 1


# -- what is told ------------------------------------------------------------------------------


def told(language: str) -> tuple[ft.Report, str]:
    define = {"plan": {"plain": PLAIN, "half": HALF}}
    made = said("plan.half + plan.plain", define=define)
    made["define"]["cost"] = {"seen": {"value": "cost.plan.asked", "cite": "act#1"}}
    report = ft.check(read_project(stated()), load_book(made))
    return report, report.explain("cost:A.seen").to_text(language)


@pytest.mark.parametrize(("language", "plan"), [("en", "plan 1"), ("lv", "plāns 1")])
def test_an_explanation_says_which_plan_it_is_of(language: str, plan: str) -> None:
    report, text = told(language)
    for name in ("Asked", "Half", "Plain"):
        assert f"{name} ({plan}) = " in text
    assert "/plans/0/support" in text
    assert "/plans/0/terms/share" in text
    assert "/plans/1" not in text
    (of_b,) = [one for one in report.explain("cost:B.seen").parts if one.label == "plan.asked"]
    assert of_b.subject == ""  # the plan in force needs no name


def test_a_report_lists_the_terms_of_every_plan_it_rests_on() -> None:
    made = said("cap * share")
    for on, places in (
        (None, ["/plans/1/terms/share", "/plans/0/terms/share"]),
        (date(2016, 6, 1), ["/plans/0/terms/share", "/plans/1/terms/share"]),
    ):
        checked = check(made, on_project=stated(), on=on)
        used = [one for one in checked.parameters if one.name == "share"]
        assert [one.pointer for one in used] == places
        (found,) = [one for one in checked.findings if one.rule == "T-1"]
        assert [one.pointer for one in found.parameters if one.name == "share"] == places
    only = stated(cost("B", "999.00 EUR", incurred_on="2017-01-01"))
    used = [one for one in check(made, on_project=only).parameters if one.name == "share"]
    assert [(one.value, one.pointer) for one in used] == [(Rate("10 %"), places[1])]


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "not worked out for a plan that is not in force (/plans/0)"),
        ("lv", "plānam, kas nav spēkā, netiek rēķināts (/plans/0)"),
    ],
)
def test_the_reason_is_told_in_words(language: str, reason: str) -> None:
    made = said("plan.support + total(cost.net)")
    made["define"]["cost"] = {"seen": {"value": "cost.plan.asked", "cite": "act#1"}}
    report = ft.check(read_project(stated()), load_book(made))
    assert reason in report.explain("cost:A.seen").to_text(language)
    assert not [one for one in report.not_checked if one.why == "not_supported"]


# -- drawn books: every plan answers as if it were the only one --------------------------------


def drawn(seed: int) -> tuple[Book, dict[str, Any]]:
    """A random book with defines of the plan that costs name, a project of three plans."""
    made, draw = draw_book(seed), random.Random(seed)
    formulas = Formulas(draw)
    own = ("budget_line", "budget_line", "activity", "partner")
    formulas.rows["plan"] = (*own, *draw.choice([(), ("line", "cost", "cost")]))
    for noun in ("partner", "project"):
        formulas.known[noun] = [
            name for name in made["define"].get(noun, ()) if name[-1:] == "0"
        ]
    some = made["define"].setdefault("plan", {})
    for index in range(4):
        name = f"made{index}"
        some[name] = {"value": formulas.text("money", "plan", 3), "cite": "act#8"}
        some[name]["rounding"] = draw.choice(["cents", "euros"])
        formulas.known["plan"] = [*some]
        seen = {"value": f"cost.plan.{name}", "cite": "act#8", "rounding": "cents"}
        made["define"].setdefault("cost", {})[f"seen{index}"] = seen
    held = draw_project(seed)
    plans = [draw_project(seed * 10 + one)["plans"][0] for one in range(3)]
    held["plans"] = [
        {key: said for key, said in plan.items() if key != "approved_on"}
        | {"number": year - 2015, "effective_from": f"{year}-01-01"}
        for year, plan in enumerate(plans, 2016)
    ]
    return load_book(made), held


def of_plans(checked: Checked, basis: str) -> Iterator[tuple[Plan | None, list[Any]]]:
    """The plan that each cost names, and what the defines of that plan are for it."""
    columns = checked.tally(basis).columns
    seen = [columns["cost", f"seen{index}"] for index in range(4)]
    for place, one in enumerate(checked.project.costs or ()):
        day = one.incurred_on
        plan = None if day is None else checked.project.plan_on(day)
        yield plan, [column[place] for column in seen]


def alone(held: Any, plan: Plan, book: Book, basis: str) -> list[Any]:
    """What the same defines are where this plan is the only one."""
    only = held.model_copy(update={"plans": (plan,)})
    amounts = run(only, book).tally(basis).project
    return [amounts[f"plan.made{index}"] for index in range(4)]


def both_laws(seed: int) -> tuple[int, int]:
    """How many amounts of other plans are known, and how many are left open."""
    book, held = drawn(seed)
    names = of_any_plan(view_of(book, "claimed", CALCULATORS)).names
    known = left = 0
    for on in (None, date(2016, 6, 1), date(2014, 1, 1)):
        checked = run(read_project(held), book, on=on)
        for basis in checked.bases:
            agree(checked, basis)
        if on is not None or "claimed" not in checked.bases:
            continue
        for plan, found in of_plans(checked, "claimed"):
            if plan is None:
                assert found == [None] * 4
                continue
            wanted = alone(checked.project, plan, book, "claimed")
            if plan is checked.plan:  # it may read the ledger too, and so the other plans
                continue
            for index, (ours, theirs) in enumerate(zip(found, wanted, strict=True)):
                assert ours == (theirs if f"made{index}" in names else None)
                known += ours is not None
                left += ours is None and theirs is not None
    return known, left


def test_an_amount_of_another_plan_is_what_it_is_where_that_plan_is_the_only_one() -> None:
    found = [both_laws(seed) for seed in range(25)]
    known, left = map(sum, zip(*found, strict=True))
    assert known > 3 * left > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_so_it_is_in_four_hundred_books(seed: int) -> None:
    both_laws(seed)
