"""Why something is unknown, and when bounds decide all the same (D-03, D-11, D-12, D-24)."""

from datetime import date

import pytest

from fundtrack.checks import Checked, Outcome, Reason, Verdict
from fundtrack.values import InputError, Money, Rate
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule


def reasons(checked: object, code: str) -> list[tuple[Reason, str]]:
    found = next(one for one in checked.findings if one.rule == code)  # type: ignore[attr-defined]
    return [(one.reason, one.pointer) for one in found.subjects[0].missing]


DATED = parameter(
    "money",
    {"value": "50.00 EUR", "from": date(2016, 1, 1), "to": date(2016, 12, 31)},
    {"value": "150.00 EUR", "from": date(2017, 1, 1), "to": date(2017, 12, 31)},
    as_of="cost.paid_on",
)


@pytest.mark.parametrize(
    ("paid_on", "verdict"),
    [
        ("2015-12-31", Verdict.UNKNOWN),
        ("2016-01-01", Verdict.BROKEN),
        ("2016-12-31", Verdict.BROKEN),
        ("2017-01-01", Verdict.MET),
        ("2017-12-31", Verdict.MET),
        ("2018-01-01", Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_the_day_a_path_names_selects_the_value(paid_on: str | None, verdict: Verdict) -> None:
    said = book(
        parameter={"cap": DATED}, rule={"T-1": rule("cost", measured="cost.net", at_most="cap")}
    )
    more = {} if paid_on is None else {"paid_on": paid_on}
    checked = check(said, on_project=project(cost("C", **more)))
    assert checked.summary["T-1"] == {verdict: 1}
    if verdict is Verdict.UNKNOWN:
        expected = (
            (Reason.MISSING, "/costs/0/paid_on")
            if paid_on is None
            else (Reason.NOT_IN_FORCE, "")
        )
        assert reasons(checked, "T-1") == [expected]


def test_the_day_asked_about_is_never_today() -> None:
    held = parameter("money", {"value": "50.00 EUR", "from": date(2016, 1, 1)}, as_of="on")
    said = book(
        parameter={"cap": held}, rule={"T-1": rule("cost", measured="cost.net", at_most="cap")}
    )
    assert reasons(check(said), "T-1") == [(Reason.NEEDS_DAY, "")]
    assert check(said, on=date(2017, 5, 1)).summary["T-1"] == {Verdict.BROKEN: 1}
    assert reasons(check(said, on=date(2015, 5, 1)), "T-1") == [(Reason.NOT_IN_FORCE, "")]


def test_a_value_nobody_verified_is_unknown_to_who_requires_it() -> None:
    held = parameter("money", {"value": "500.00 EUR", "verification": "unverified"})
    said = book(
        parameter={"cap": held}, rule={"T-1": rule("cost", measured="cost.net", at_most="cap")}
    )
    assert check(said).summary["T-1"] == {Verdict.MET: 1}
    assert check(said).unverified == 1
    assert reasons(check(said, require_verified=True), "T-1") == [(Reason.UNVERIFIED, "")]


@pytest.mark.parametrize(
    ("partner", "plan", "support"),
    [
        ({}, {}, "10.00"),
        ({}, {"rate": "30 %"}, "30.00"),
        ({"rate": "1/3"}, {"rate": "30 %"}, "33.33"),
    ],
)
def test_a_term_of_the_partner_goes_before_one_of_the_plan_and_that_before_the_book(
    partner: dict[str, str], plan: dict[str, str], support: str
) -> None:
    said = book(
        parameter={
            "rate": parameter("rate", {"value": "10 %"}, set_in=["partner", "plan", "book"])
        },
        define={
            "cost": {
                "share": {"value": "cost.net * rate", "rounding": "cents", "cite": "act#4"}
            },
            "project": {"support": {"value": "total(cost.share)", "cite": "act#4"}},
        },
    )
    holder = project(cost("C", partner="P"))
    holder["partners"][0]["terms"] = partner
    holder["plans"][0]["terms"] = plan
    assert check(said, on_project=holder).amounts["claimed.support"].value == Money(
        f"{support} EUR"
    )


def test_a_reading_nobody_chose_leaves_its_rule_open() -> None:
    reading = {"options": ["days", "months"], "cite": "act#7", "why": TEXTS}
    said = book(
        reading={"pro_rata": reading}, rule={"T-1": rule("cost", met_when="pro_rata == 'days'")}
    )
    assert reasons(check(said), "T-1") == [(Reason.READING_NOT_CHOSEN, "")]
    said["reading"]["pro_rata"] |= {"chosen": "days", "by": "the authority"}
    assert check(said).summary["T-1"] == {Verdict.MET: 1}


def test_an_agreement_signed_outside_the_book_leaves_all_its_rules_open() -> None:
    said = book(
        rule={
            "T-1": rule("cost", met_when="cost.form == 'actual'"),
            "T-2": rule("cost", effect="exclude", met_when="cost.form == 'lump'"),
        }
    )
    holder = project(cost("C"))
    for day, verdict in (
        ("2013-12-31", Verdict.UNKNOWN),
        ("2014-01-01", Verdict.MET),
        ("2023-12-31", Verdict.MET),
        ("2024-01-01", Verdict.UNKNOWN),
    ):
        holder["agreement"]["signed_on"] = day
        checked = check(said, on_project=holder)
        assert checked.summary["T-1"] == {verdict: 1}
    assert reasons(checked, "T-1") == [(Reason.NOT_IN_FORCE, "")]
    assert checked.amounts["claimed.eligible"].value is None
    assert (
        checked.outcome is Outcome.BREACHED
    )  # the library's own rule: signed outside the book


def test_bounds_decide_where_the_sides_cannot_cross() -> None:
    caps = {"high": "500.00 EUR", "middle": "250.00 EUR", "low": "150.00 EUR"}
    said = book(
        parameter={name: parameter("money", {"value": value}) for name, value in caps.items()},
        rule={
            f"T-{place}": rule(
                "project", basis="claimed", measured="total(line.eligible)", at_most=name
            )
            for place, name in enumerate(caps)
        }
        | {"T-9": rule("cost", effect="exclude", met_when="cost.paid_on <= plan.period.last")},
    )
    holder = project(cost("A", "200.00 EUR", paid_on="2017-01-01"), cost("OPEN", "100.00 EUR"))
    checked = check(said, on_project=holder)
    figure = checked.amounts["claimed.eligible"]
    assert (figure.at_least, figure.at_most) == (Money("200.00 EUR"), Money("300.00 EUR"))
    verdicts = {code: next(iter(checked.summary[code])) for code in ("T-0", "T-1", "T-2")}
    assert verdicts == {"T-0": Verdict.MET, "T-1": Verdict.UNKNOWN, "T-2": Verdict.BROKEN}


def test_what_a_book_says_and_this_version_does_not_act_on_is_an_open_question() -> None:
    said = book(
        define={"cost": {"worth": {"call": "market_value", "kind": "bool", "cite": "act#4"}}},
        rule={"T-1": rule("cost", met_when="cost.worth")},
    )
    checked = check(said)
    assert reasons(checked, "T-1") == [(Reason.NOT_SUPPORTED, "")]
    assert checked.outcome is Outcome.UNDECIDED


def test_no_ledger_makes_the_rules_of_a_ledger_not_applicable_and_lists_them() -> None:
    said = book(rule={"T-1": rule("cost", met_when="cost.form == 'lump'")})
    holder = project()
    del holder["costs"]
    checked = check(said, on_project=holder)
    assert checked.summary["T-1"] == {Verdict.NOT_APPLICABLE: 1}
    assert "T-1" in [one.what for one in checked.not_checked if one.why == "no_ledger"]
    assert checked.outcome is Outcome.IN_ORDER
    with pytest.raises(InputError, match="no basis claimed"):
        checked.lines()


def test_a_collection_left_out_is_an_open_question_and_an_empty_one_is_none() -> None:
    said = book(rule={"T-1": rule("partner", met_when="known(partner.country)")})
    holder = project(cost("C"))
    holder["partners"] = []
    assert check(said, on_project=holder).summary["T-1"] == {}
    del holder["partners"]
    checked = check(said, on_project=holder)
    assert reasons(checked, "T-1") == [(Reason.MISSING, "/partners")]


def test_a_fact_or_term_the_book_does_not_ask_for_is_refused_with_its_place() -> None:
    said = book(
        fact={"cost": {"flag": {"kind": "bool", "ask": TEXTS, "cite": "act#8"}}},
        parameter={"rate": parameter("rate", {"value": "10 %"}, set_in=["plan", "book"])},
    )
    for facts, words in ({"flog": True}, "flag"), ({"flag": "yes"}, "true or false"):
        with pytest.raises(InputError, match=f"/costs/0/facts/.*{words}"):
            check(said, on_project=project(cost("C", facts=facts)))
    holder = project(cost("C"))
    for terms, words in ({"rote": "10 %"}, "rate"), ({"rate": "0.1"}, "%"):
        holder["plans"][0]["terms"] = terms
        with pytest.raises(InputError, match=f"/plans/0/terms/.*{words}"):
            check(said, on_project=holder)


def test_a_term_is_the_rate_that_a_report_names() -> None:
    said = book(
        parameter={"rate": parameter("rate", {"value": "10 %"}, set_in=["plan", "book"])},
        rule={"T-1": rule("project", met_when="rate == rate")},
    )
    holder = project(cost("C"))
    holder["plans"][0]["terms"] = {"rate": "30 %"}
    use = next(one for one in check(said, on_project=holder).parameters if one.name == "rate")
    assert (use.value, use.set_in, use.pointer) == (Rate("30 %"), "plan", "/plans/0/terms/rate")


def not_used(checked: Checked) -> list[str]:
    """Where what no figure uses stands."""
    return [one.what for one in checked.not_checked if one.why == "not_used"]


def test_what_is_stated_and_enters_no_figure_yet_is_named_not_passed_over() -> None:
    holder = project(cost("C"))
    source = {
        "id": "S",
        "fund": "ERDF",
        "kind": "union",
        "base": "total",
        "order": 1,
        "residual": False,
    }
    holder["plans"][0]["sources"] = [source]
    holder["plans"][0]["options"] = []
    checked = check(book(), on_project=holder)
    assert not_used(checked) == ["/plans/0/sources"]


def test_cost_options_are_used_where_a_formula_of_the_book_asks_for_them() -> None:
    holder = project(cost("C"))
    holder["plans"][0]["options"] = [{"covers": "staff", "method": "real"}]
    asking = rule("partner", met_when="partner.option.staff == 'real'")
    assert not_used(check(book(), on_project=holder)) == ["/plans/0/options"]
    assert not_used(check(book(rule={"T-1": asking}), on_project=holder)) == []


def test_entries_are_used_once_they_give_a_basis() -> None:
    entry = {
        "id": "E", "cost": "C", "kind": "deducted", "amount": "1.00 EUR",
        "decided_on": "2017-01-01",
    }  # fmt: skip
    assert not_used(check(book(), on_project=project(cost("C"), entries=[entry]))) == []
    bare = project(entries=[entry]) | {"costs": None}
    assert not_used(check(book(), on_project=bare)) == ["/entries"]


def test_a_term_of_the_grant_is_nobody_s_reading_of_the_law() -> None:
    rates = parameter("rate", {"value": "10 %"}, set_in=["plan", "book"])
    said = book(
        parameter={"rate": rates}, rule={"T-1": rule("project", met_when="rate == rate")}
    )
    holder = project(cost("C"))
    marks = []
    for terms in ({}, {"rate": "30 %"}):
        holder["plans"][0]["terms"] = terms
        uses = check(said, on_project=holder).parameters
        marks.append(next(one.verification for one in uses if one.name == "rate"))
    assert marks == ["verified", None]


def test_a_set_among_what_the_figures_rest_on_is_its_codes_in_order() -> None:
    codes = list("hgfedcba")
    said = book(
        parameter={"direct": parameter("set", {"value": codes})},
        rule={"T-1": rule("cost", met_when="cost.category in direct")},
    )
    (use,) = [one for one in check(said).parameters if one.name == "direct"]
    assert use.value == "a, b, c, d, e, f, g, h"
