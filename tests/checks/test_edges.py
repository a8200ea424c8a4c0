"""Edges where a figure could be taken from the wrong place: currencies, plans, terms, tables.

`check` reads every book twice, by the value reading and by the walk, and the two must agree.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from fundtrack.checks import Bound, Checked, Reason, Verdict
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError, Money, Rate
from tests.checks.small import READ, TEXTS, book, check, cost, parameter, project, rule

EUR_CAP = parameter("money", {"value": "500.00 EUR"})
TERM_CAP = EUR_CAP | {"set_in": ["plan", "book"]}
UNDER_CAP = rule("cost", measured="cost.net", at_most="cap")
PLANS = [
    {"number": 1, "effective_from": "2016-01-01", "support": "500.00 EUR"},
    {"number": 2, "effective_from": "2017-01-01", "support": "10.00 EUR"},
]


def verdicts(checked: Checked, code: str = "T-1") -> dict[Verdict, int]:
    return dict(checked.summary[code])


def reasons(checked: Checked, code: str = "T-1") -> set[Reason]:
    found = [one for one in checked.findings if one.rule == code]
    return {miss.reason for one in found for who in one.subjects for miss in who.missing}


def in_sek() -> dict[str, Any]:
    krona = cost("C", "100.00 SEK", vat="0.00 SEK", category="a")
    return project(krona, agreement={"book": "test/small", "currency": "SEK"})


def prices(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"price_list": {"keys": ["category"], "gives": "money", "rows": list(rows)}}


# -- rates of more digits than a Rate can have -------------------------------------------------


def long_rate() -> tuple[dict[str, Any], dict[str, Any]]:
    """A book and a project of which two shares have a product of more than 18 digits."""
    fact = {"kind": "money", "ask": TEXTS, "cite": "act#1"}
    formulas = {"x": "project.a / project.b", "y": "project.c / project.d"}
    formulas["z"] = "project.x * project.y"
    said = book(
        fact={"project": dict.fromkeys("abcd", fact)},
        parameter={
            "low": parameter("rate", {"value": "1 %"}),
            "high": parameter("rate", {"value": "99 %"}),
        },
        define={
            "project": {
                name: {"value": formula, "cite": "act#1", "title": TEXTS}
                for name, formula in formulas.items()
            }
        },
        rule={
            "T-1": rule("project", measured="project.z", at_most="low")
            | {"title": dict.fromkeys(("en", "lv"), "{measured}, {limit}, {margin}")},
            "T-2": rule("project", measured="project.z", at_most="high"),
            "T-3": rule("project", measured="project.y", at_least="project.z"),
        },
    )
    amounts = ("58658412.85", "49859712.13", "12345678.79", "23309867.63")
    facts = {name: f"{one} EUR" for name, one in zip("abcd", amounts, strict=True)}
    return said, project(facts=facts)


LONG_RATE = Fraction(5865841285, 4985971213) * Fraction(1234567879, 2330986763)


def test_a_rate_of_too_many_digits_decides_and_is_shown_exactly() -> None:
    said, of = long_rate()
    checked = check(said, on_project=of)
    with pytest.raises(InputError, match="at most 18 digits"):
        Rate(LONG_RATE)
    assert checked.amounts["z"].value == LONG_RATE
    assert checked.amounts["x"].value == Rate(Fraction(5865841285, 4985971213))
    found = {one.rule: one for one in (*checked.findings, *checked.headroom)}
    assert [found[code].verdict for code in ("T-1", "T-2", "T-3")] == [
        Verdict.BROKEN,
        Verdict.MET,
        Verdict.BROKEN,
    ]
    who = found["T-1"].subjects[0]
    assert (who.measured, who.limit) == (LONG_RATE, Rate("1 %"))
    assert who.margin == Fraction(1, 100) - LONG_RATE
    other = found["T-3"].subjects[0]
    assert other.limit == LONG_RATE


# -- currencies: nothing is converted, so another currency is no figure ------------------------


def test_a_cap_in_another_currency_than_the_agreement_decides_nothing() -> None:
    checked = check(
        book(parameter={"cap": EUR_CAP}, rule={"T-1": UNDER_CAP}), on_project=in_sek()
    )
    assert verdicts(checked) == {Verdict.UNKNOWN: 1}
    assert reasons(checked) == {Reason.OTHER_CURRENCY}


def test_a_term_in_another_currency_decides_nothing_and_bounds_nothing() -> None:
    top = parameter("money", {"value": "900.00 EUR"})
    said = book(
        parameter={"cap": TERM_CAP | {"at_most": "top"}, "top": top}, rule={"T-1": UNDER_CAP}
    )
    plans = [{"number": 1, "terms": {"cap": "800.00 SEK"}}]
    checked = check(said, on_project=project(cost("C"), plans=plans))
    assert verdicts(checked) == verdicts(checked, "FT-TRM-001") == {Verdict.UNKNOWN: 1}
    assert reasons(checked) == {Reason.OTHER_CURRENCY}


def test_an_asked_fact_in_another_currency_decides_nothing() -> None:
    fact = {"cost": {"extra": {"kind": "money", "ask": TEXTS, "cite": "act#1"}}}
    said = book(
        fact=fact, rule={"T-1": rule("cost", measured="cost.net", at_most="cost.extra")}
    )
    checked = check(said, on_project=project(cost("C", facts={"extra": "500.00 SEK"})))
    assert verdicts(checked) == {Verdict.UNKNOWN: 1}
    assert reasons(checked) == {Reason.OTHER_CURRENCY}


def test_a_price_in_another_currency_decides_nothing() -> None:
    dear = rule("cost", measured="cost.unit_price", at_most="dear")
    said = book(
        parameter={"dear": parameter("price", {"value": "1.5 EUR"})}, rule={"T-1": dear}
    )
    checked = check(said, on_project=project(cost("C", unit_price="3.25 SEK")))
    assert verdicts(checked) == {Verdict.UNKNOWN: 1}
    assert reasons(checked) == {Reason.OTHER_CURRENCY}


def test_a_table_in_another_currency_decides_nothing() -> None:
    row = {"category": "a", "value": "500.00 EUR", "cite": "act#1", **READ}
    listed = rule("cost", measured="cost.net", at_most="price_list[cost.category]")
    checked = check(book(table=prices(row), rule={"T-1": listed}), on_project=in_sek())
    assert verdicts(checked) == {Verdict.UNKNOWN: 1}
    assert reasons(checked) == {Reason.OTHER_CURRENCY}


# -- verification ------------------------------------------------------------------------------


@pytest.mark.parametrize(("strict", "verdict"), [(False, Verdict.MET), (True, Verdict.UNKNOWN)])
def test_an_unverified_row_of_a_table_is_not_used_where_that_is_asked(
    strict: bool, verdict: Verdict
) -> None:
    row = {
        "category": "a",
        "value": "500.00 EUR",
        "cite": "act#1",
        "verification": "unverified",
    }
    listed = rule("cost", measured="cost.net", at_most="price_list[cost.category]")
    said = book(table=prices(row), rule={"T-1": listed})
    checked = check(said, on_project=project(cost("C", category="a")), require_verified=strict)
    assert verdicts(checked) == {verdict: 1}
    assert reasons(checked) == ({Reason.UNVERIFIED} if strict else set())


# -- plans -------------------------------------------------------------------------------------


def test_a_cost_is_held_against_the_plan_of_its_own_day() -> None:
    said = book(rule={"T-1": rule("cost", measured="cost.net", at_most="cost.plan.support")})
    early, late = cost("A", incurred_on="2016-06-01"), cost("B", incurred_on="2017-06-01")
    checked = check(said, on_project=project(early, late, cost("C"), plans=PLANS))
    assert verdicts(checked) == {Verdict.MET: 1, Verdict.BROKEN: 1, Verdict.UNKNOWN: 1}
    (broken,) = [one for one in checked.findings if one.verdict is Verdict.BROKEN]
    assert broken.subject == "cost:B"


def test_a_define_of_a_plan_that_is_not_in_force_is_its_own_never_the_other_plans() -> None:
    double = {"value": "plan.support + plan.support", "cite": "act#1"}
    said = book(
        define={"plan": {"double": double}},
        rule={"T-1": rule("cost", measured="cost.net", at_most="cost.plan.double")},
    )
    early, late = cost("A", incurred_on="2016-06-01"), cost("B", incurred_on="2017-06-01")
    checked = check(said, on_project=project(early, late, plans=PLANS))
    assert verdicts(checked) == {Verdict.MET: 1, Verdict.BROKEN: 1}


def test_without_a_plan_in_force_rules_of_the_plan_are_open_not_met() -> None:
    under = rule("plan", measured="plan.support", at_most="plan.support")
    known = rule("plan", applies_when="known(plan.support)", met_when="plan.support > 0")
    approved = [{"number": 1, "approved_on": "2017-01-01", "support": "1.00 EUR"}]
    always = {"value": "cap if known(plan.support) else cap", "cite": "act#1"}
    made = rule("plan", measured="plan.always", at_most="cap")
    checked = check(
        book(
            parameter={"cap": EUR_CAP},
            define={"plan": {"always": always}},
            rule={"T-1": under, "T-2": known, "T-3": made},
        ),
        on_project=project(cost("C"), plans=approved),
        known_on=date(2016, 1, 1),
    )
    assert checked.plan is None
    assert verdicts(checked) == verdicts(checked, "T-3") == {Verdict.UNKNOWN: 1}
    assert verdicts(checked, "T-2") == {Verdict.NOT_APPLICABLE: 1}
    assert checked.headroom == ()


def test_without_a_plan_in_force_its_computed_line_is_unknown_never_nothing() -> None:
    """A day before the plan, and its first."""
    flat = {"value": "cap", "cite": "act#1", "counts_as": "office", "rounding": "cents"}
    said = book(parameter={"cap": EUR_CAP}, define={"plan": {"flat": flat}})
    plans = [{"number": 1, "effective_from": "2016-01-01", "budget": []}]
    for on, amount in ((date(2015, 12, 31), None), (date(2016, 1, 1), Money("600.00 EUR"))):
        checked = check(said, on_project=project(cost("C"), plans=plans), on=on)
        assert checked.amounts["claimed.eligible"].value == amount


# -- terms and dates inside aggregates ---------------------------------------------------------


def test_inside_a_total_the_term_is_that_of_the_row_not_of_what_the_total_is_for() -> None:
    rate = parameter("rate", {"value": "40 %"}, set_in=["partner", "plan", "book"])
    share = {"value": "total(cost.net * rate)", "cite": "act#1", "rounding": "cents"}
    said = book(
        parameter={"rate": rate},
        define={"activity": {"share": share}},
        rule={"T-1": rule("activity", measured="activity.share", at_most="0", basis="claimed")},
    )
    partners = [
        {"id": "P", "role": "lead", "terms": {"rate": "10 %"}},
        {"id": "Q", "role": "partner", "terms": {"rate": "90 %"}},
    ]
    activities = [{"id": "A", "category": "x", "partner": "Q"}]
    checked = check(
        said,
        on_project=project(
            cost("C", activity="A", partner="P"),
            partners=partners,
            plans=[{"number": 1, "activities": activities}],
        ),
    )
    (found,) = [one for one in checked.findings if one.rule == "T-1"]
    assert found.subjects[0].measured == Money("10.00 EUR")


def test_inside_a_total_a_value_may_be_dated_by_what_the_total_is_for() -> None:
    rate = parameter("rate", {"value": "40 %"}, as_of="activity.period.first")
    share = {"value": "total(cost.net * rate)", "cite": "act#1", "rounding": "cents"}
    said = book(
        parameter={"rate": rate},
        define={"activity": {"share": share}},
        rule={"T-1": rule("activity", measured="activity.share", at_most="0", basis="claimed")},
    )
    activities = [{"id": "A", "category": "x", "period": "2016-01-01/2016-12-31"}]
    plans = [{"number": 1, "activities": activities}]
    checked = check(said, on_project=project(cost("C", activity="A"), plans=plans))
    (found,) = [one for one in checked.findings if one.rule == "T-1"]
    assert found.subjects[0].measured == Money("40.00 EUR")


def test_a_term_stands_among_the_values_used_even_where_rows_date_the_law() -> None:
    rate = parameter("rate", {"value": "40 %"}, as_of="cost.paid_on", set_in=["plan", "book"])
    under = rule("cost", measured="cost.net", at_most="cost.net * rate")
    plans = [{"number": 1, "terms": {"rate": "10 %"}}]
    paid = cost("C", paid_on="2016-06-01")
    checked = check(
        book(parameter={"rate": rate}, rule={"T-1": under}),
        on_project=project(paid, plans=plans),
    )
    assert [(one.value, one.set_in) for one in checked.parameters] == [(Rate("10 %"), "plan")]


def test_a_term_bounded_by_what_nobody_knows_is_an_open_question() -> None:
    said = book(
        parameter={
            "cap": TERM_CAP | {"at_most": "top"},
            "top": {"kind": "money", "title": TEXTS, "set_in": ["book"]},
        },
    )
    plans = [{"number": 1, "terms": {"cap": "50.00 EUR"}}]
    checked = check(said, on_project=project(cost("C"), plans=plans))
    assert verdicts(checked, "FT-TRM-001") == {Verdict.UNKNOWN: 1}


# -- amounts -----------------------------------------------------------------------------------


def test_a_define_is_not_called_the_stated_figure() -> None:
    eligible = {"value": "plan.total_cost", "cite": "act#1"}
    plan = {"number": 1, "eligible": "10.00 EUR", "total_cost": "30.00 EUR"}
    checked = check(
        book(define={"project": {"eligible": eligible}}), on_project=project(plans=[plan])
    )
    assert checked.amounts["eligible"].value == Money("30.00 EUR")
    assert checked.amounts["eligible"].stated == ""


def test_a_total_that_is_not_stated_is_none_that_a_finding_rests_on() -> None:
    said = rule("project", met_when="known(plan.support) and plan.eligible < 0", basis="plan")
    plan = {"number": 1, "eligible": "10.00 EUR"}
    checked = check(book(rule={"T-1": said}), on_project=project(plans=[plan]))
    (found,) = [one for one in checked.findings if one.rule == "T-1"]
    assert found.verdict is Verdict.BROKEN
    assert set(found.subjects[0].stated) <= set(checked.stated)


def test_what_a_limit_took_is_told_though_the_next_limit_is_unknown() -> None:
    unread = parameter("money", {"unknown": True, "why": TEXTS})
    cut = rule("cost", effect="limit", limits="line.admitted", measured="cost.admitted")
    said = book(
        parameter={"cap": parameter("money", {"value": "40.00 EUR"}), "unread": unread},
        rule={"T-1": cut | {"at_most": "cap"}, "T-2": cut | {"at_most": "unread"}},
    )
    (line,) = check(said).lines("claimed")
    assert line.limited is None
    assert [(one.reason, one.amount) for one in line.refusals] == [("T-1", Money("60.00 EUR"))]


def test_under_an_unknown_cap_a_known_amount_keeps_its_bounds() -> None:
    cap = parameter("money", {"unknown": True, "why": TEXTS})
    cut = rule(
        "project",
        effect="limit",
        limits="project.support",
        measured="project.support",
        at_most="cap",
        basis="claimed",
    )
    figure = check(book(parameter={"cap": cap}, rule={"T-1": cut})).amounts["claimed.payable"]
    assert figure.value is None
    assert (figure.at_least, figure.at_most) == (Money("0.00 EUR"), Money("100.00 EUR"))


def test_support_belongs_to_the_project_not_to_a_line() -> None:
    checked = check(book(rule={"T-1": rule("cost", met_when="cost.support == cost.net")}))
    assert reasons(checked) == {Reason.NOT_SUPPORTED}
    with pytest.raises(InputError, match=r"no amount 'cost:C\.support'"):
        checked.explain("cost:C.support")


@pytest.mark.parametrize(("currency", "support"), [("JPY", "85 JPY"), ("KWD", "85.850 KWD")])
def test_a_rounding_is_never_finer_than_the_currency(currency: str, support: str) -> None:
    share = {"value": "project.eligible * rate", "rounding": "cents", "cite": "act#1"}
    made = book(
        parameter={"rate": parameter("rate", {"value": "85 %"})},
        define={"project": {"support": share}},
    )
    amount = "101 JPY" if currency == "JPY" else "101.009 KWD"
    agreement = {"book": "test/small", "currency": currency, "signed_on": "2016-05-01"}
    stated = {"number": 1, "period": "2016-01-01/2018-12-31", "eligible": amount}
    asked = project(agreement=agreement, plans=[stated], costs=None)
    checked = check(made, on_project=asked)
    assert str(checked.amounts["support"].value) == support


# ---- What the value reading knows already ---------------------------------------------------

SINCE = {"since": {"kind": "date", "ask": TEXTS, "cite": "act#1"}}


@pytest.mark.parametrize(
    ("scope", "value", "comes_to"),
    [
        ("partner", "count(line.category == 'staff')", Fraction(1)),
        ("partner", "days_between(project.agreement.signed_on, partner.since)", Fraction(30)),
        ("partner", "months_between(project.agreement.signed_on, partner.since)", Fraction(0)),
        ("partner", "partner.since", date(2016, 5, 31)),
        ("cost", "cost.unit_price", Fraction("12.345678")),
        ("cost", "cost.net", Fraction("24.69")),
    ],
)
def test_what_the_values_know_of_rows_is_a_figure_of_the_walk_too(
    scope: str, value: str, comes_to: object
) -> None:
    """A smallest of defines, which the walk is handed: of a broken rule it tells the reason."""
    made = {"value": value, "cite": "act#1"}
    asks = rule(
        "project", basis=["claimed"], met_when=f"smallest({scope}.own) != smallest({scope}.own)"
    )
    row = cost(
        "C", "24.69 EUR", category="staff", partner="P", quantity="2",
        unit_price="12.345678 EUR",
    )  # fmt: skip
    holder = project(row)
    holder["partners"][0]["facts"] = {"since": "2016-05-31"}
    found = check(
        book(define={scope: {"own": made}}, rule={"T-1": asks}, fact={"partner": SINCE}),
        on_project=holder,
    )
    (finding,) = [one for one in found.findings if one.rule == "T-1"]
    assert finding.verdict is Verdict.BROKEN
    world = found.world("claimed")
    walked = world.define((world.bound.rows(scope) or ())[0], "own")
    assert (walked.value, walked.formula != "") == (comes_to, True)


# -- exceptions --------------------------------------------------------------------------------


@pytest.mark.parametrize("middle", [True, False, None])
def test_of_three_exceptions_in_a_row_the_first_holds_whatever_the_second_says(
    middle: bool | None,
) -> None:
    """What nobody knows of the second decides nothing: the first goes over the third too."""
    fact = {"kind": "bool", "ask": TEXTS, "cite": "act#2"}

    def one(name: str, met: str, *over: str) -> dict[str, Any]:
        return {"when": f"project.{name}", "met_when": met, "cite": "act#8", "over": list(over)}

    unless = {
        "a": one("a", "project.z", "b"),
        "b": one("b", "not project.z", "c"),
        "c": one("c", "not project.z"),
    }
    said = book(
        fact={"project": dict.fromkeys("abcz", fact)},
        rule={"T-1": rule("project", met_when="not project.z", unless=unless)},
    )
    facts = {"a": True, "b": middle, "c": True, "z": True}
    known = {name: value for name, value in facts.items() if value is not None}
    checked = check(said, on_project=project(cost("C"), facts=known))
    assert verdicts(checked, "T-1") == {Verdict.MET: 1}


def test_without_a_plan_in_force_its_collections_stand_nowhere_but_under_the_plans() -> None:
    held = read_project(project(plans=[{"number": 1, "effective_from": "2020-01-01"}]))
    bound = Bound(held, load_book(book()), on=date(2015, 1, 1))
    assert bound.plan is None
    places = {bound.collection_at(noun) for noun in ("budget_line", "option", "source")}
    assert places | {bound.method("staff", None)[1]} == {"/plans"}
