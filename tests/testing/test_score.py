"""What the score says of tiny books: a wrong is noticed, or it is a survivor with its place."""

import pytest

from fundtrack.checks import run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.testing import Case, Trials, score
from fundtrack.testing.answers import differ
from tests.checks import small
from tests.testing import tiny


def scored(rule, *costs, more=None, **parts):
    return score(tiny.book(rule, **parts), [tiny.case(*(costs or [tiny.COST]), **(more or {}))])


@pytest.mark.parametrize(
    "asked",
    [
        {"measured": "cost.net", "at_most": "cap"},
        {"measured": "cost.net", "at_most": "cap", "rounding": "cents"},
        {"measured": "cost.net", "at_most": "cap * share"},
        {"measured": "cost.net + cost.vat", "at_least": "cap"},
        {"measured": "cost.vat / cost.net", "at_most": "share"},
        {"measured": "cost.paid_on", "at_least": "cost.incurred_on", "at_most": "last_day"},
        {"met_when": "plan.period.first <= cost.paid_on <= plan.period.last"},
        {"met_when": "cost.form == 'actual' and cost.category in ('staff', 'travel')"},
        {"met_when": "known(cost.paid_on) or cost.form != 'actual'"},
        {"met_when": "min(cost.net, cap) == cost.vat"},
        {"met_when": "not known(cost.exchange.units_per_euro)"},
        {"applies_when": "cost.net > cap", "met_when": "cost.paid_on <= last_day"},
        {"measured": "cost.net", "at_most": "cap", "effect": "exclude"},
    ],
)
def test_every_wrong_of_a_cost_rule_is_noticed(asked):
    made = scored(small.rule("cost", **asked))
    assert made.planted == made.killed > 0
    assert made.survivors == ()


@pytest.mark.parametrize(
    "asked",
    [
        {"measured": "count(cost.form == 'actual')", "at_least": "fewest"},
        {"measured": "total(cost.net, where=cost.form == 'actual')", "at_most": "cap"},
        {"measured": "largest(cost.paid_on)", "at_most": "last_day"},
        {"met_when": "all(cost.paid_on <= last_day, where=cost.form == 'actual')"},
        {"met_when": "any(cost.net > cap)"},
        {"met_when": "plan.support == plan.eligible - plan.own"},
    ],
)
def test_every_wrong_of_a_project_rule_is_noticed(asked):
    made = scored(small.rule("project", basis=["claimed"], **asked))
    assert made.planted == made.killed > 0, made.survivors


def test_a_limit_that_is_consumed_and_one_of_a_group_are_noticed():
    line = {"scope": "project", "basis": ["claimed"], "effect": "limit", "at_most": "cap"}
    consumed = line | {
        "measured": "total(line.admitted, where=line.category == 'staff')",
        "limits": "line.admitted",
        "where": "line.category == 'staff'",
        "consume": ["cost.paid_on", "cost.id"],
    }
    made = scored(small.rule(**consumed), tiny.COST, {**tiny.COST, "id": "D"})
    assert made.planted == made.killed > 0, made.survivors
    group = {"by": ["partner", "category"], "of": ["cost", "budget_line"]}
    by_group = line | {
        "scope": "kind_of_partner",
        "measured": "total(line.admitted)",
        "limits": "line.admitted",
        "consume": ["pro_rata"],
    }
    mine = {**tiny.COST, "partner": "P"}
    made = scored(
        small.rule(**by_group), mine, {**mine, "id": "D"}, group={"kind_of_partner": group}
    )
    assert made.planted == made.killed > 0, made.survivors


def test_the_condition_of_a_computed_line_is_noticed():
    made = scored(
        None,
        define={
            "project": {
                "overheads": {
                    "value": "total(line.limited, where=line.category in direct) * share",
                    "when": "plan.support <= cap",
                    "counts_as": "indirect",
                    "rounding": "cents",
                    "cite": "act#1",
                }
            }
        },
        parameter={"direct": small.parameter("set", {"value": ["staff", "travel"]})},
    )
    # `where` turned round or forgotten would take the flat rate of itself: no such book loads.
    assert made.planted == made.killed == 4, made.survivors


def test_a_wrong_that_no_case_can_show_is_a_survivor_with_its_place():
    rule = small.rule("cost", met_when="cost.procurement.kind == 'works'")
    made = scored(rule)
    assert (made.planted, made.killed) == (1, 0)
    (survivor,) = made.survivors
    assert str(survivor) == (
        "/rule/T-1/met_when: cost.procurement.kind == 'works'  ->  "
        "cost.procurement.kind != 'works'"
    )
    assert made.unexplained == (survivor,)
    bought = {"procurements": [{"id": "B", "kind": "works", "value": "1.00 EUR"}]}
    made = scored(rule, {**tiny.COST, "procurement": "B"}, more=bought)
    assert (made.planted, made.killed, made.survivors) == (1, 1, ())


def test_a_wrong_that_is_none_says_why():
    made = scored(
        small.rule("cost", met_when="(cost.net if cost.net < cap else cap) == cost.vat")
    )
    (survivor,) = made.survivors
    assert survivor.after == "cost.net <= cap"
    assert survivor.why == "both say the same in every case"
    assert str(survivor).endswith("  (both say the same in every case)")
    assert made.unexplained == ()
    assert made.planted == made.killed + 1


def test_a_rule_that_looks_across_projects_is_asked_of_each_alone():
    made = scored(
        small.rule("portfolio", met_when="plan.support <= cap"),
        more={"plans": [{"number": 1, "support": "1.00 EUR"}]},
    )
    assert (made.planted, made.killed) == (2, 2)


def test_the_same_input_gives_the_same_score():
    rule = small.rule("cost", met_when="cost.procurement.kind == 'works' or cost.net <= cap")
    assert scored(rule) == scored(rule)


def test_an_amount_moved_by_a_cent_is_not_asked_of_another_currency():
    """There a limit in euro is unknown before and after, and a cent of it would be so too."""
    made = tiny.book(small.rule("cost", measured="cost.net", at_most="cost.vat"))
    crowns = {**tiny.COST, "net": "0.00 SEK", "vat": "9.00 SEK"}
    project = small.project(crowns)
    project["agreement"]["currency"] = "SEK"
    found = score(made, [Case(project, "test/small")])
    assert (found.planted, found.killed) == (3, 3)
    euro = small.project(small.cost("C", vat="100.00 SEK"))
    mixed = score(made, [Case(euro, "test/small"), Case(project, "test/small")])
    assert mixed.killed <= mixed.planted == 3


def test_a_difference_is_one_of_verdicts_or_of_amounts():
    book = tiny.book(
        small.rule("cost", met_when="cost.net <= cap"),
        define={"cost": {"own": {"value": "cost.net - cost.vat", "cite": "act#1"}}},
    )
    project = read_project(small.project(small.cost("C", "1.00 EUR", vat="0.21 EUR")))
    strict = tiny.mutant(book, "cost.net <= cap -> cost.net < cap")
    turned = tiny.mutant(book, "cost.net <= cap -> cost.net >= cap")
    added = tiny.mutant(book, "cost.net - cost.vat -> cost.net + cost.vat")
    ours = run(project, book)
    assert not differ(ours, run(project, strict.book))
    assert differ(ours, run(project, turned.book))
    assert differ(ours, run(project, added.book))


def test_a_difference_in_who_takes_the_money_is_one():
    book = load_book(
        small.book(
            rule={
                code: small.rule("cost", met_when=f"cost.form {sign} 'flat'", effect="exclude")
                for code, sign in (("T-1", "!="), ("T-2", "!="))
            }
        )
    )
    project = read_project(small.project(small.cost("C", form="flat")))
    first = tiny.mutant(book.replace(rules={"T-1": book.rules["T-1"]}), "cost.form != 'flat' -> cost.form == 'flat'")  # fmt: skip  # noqa: E501
    without = book.replace(rules={**book.rules, "T-1": first.book.rules["T-1"]}, hash="x")
    ours, theirs = run(project, book), run(project, without)
    assert ours.amounts["claimed.eligible"] == theirs.amounts["claimed.eligible"]
    assert differ(ours, theirs)


def test_no_trial_is_made_before_it_is_needed(monkeypatch):
    made = tiny.book(small.rule("cost", measured="cost.net", at_most="cap"))
    asked = []
    trials = Trials(made, [tiny.case(tiny.COST)])
    monkeypatch.setattr(
        "fundtrack.testing.ground.run", lambda *a, **b: asked.append(1) or run(*a, **b)
    )
    next(iter(trials.of([tiny.mutant(made, "cost.net <= cap -> cost.net >= cap").units[0]])))
    assert len(asked) <= 2
