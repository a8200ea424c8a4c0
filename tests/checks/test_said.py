"""What an answer says of itself: the law of an exception, what nobody acts on, counts."""

import json
from typing import Any

import pytest

import fundtrack as ft
from fundtrack.checks import Verdict, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError
from tests.checks.small import TEXTS, book, cost, parameter, project, rule

CAP = {"cap": parameter("money", {"value": "500.00 EUR"})}
NEVER = "cost.net < cap and cost.net > cap"


def excepted(*names: str, **more: Any) -> dict[str, Any]:
    """A rule about costs with exceptions, each with an act of its own."""
    unless = {
        name: {"when": f"known(cost.{name})", "met_when": NEVER, "cite": f"act#{name}"}
        for name in names
    }
    return {**rule("cost", measured="cost.net", at_most="cap"), "unless": unless, **more}


def answered(said: dict[str, Any], *costs: dict[str, Any]) -> Any:
    """The one finding of a rule."""
    held = book(parameter=CAP, rule={"T-1": said})
    (found,) = run(read_project(project(*costs)), load_book(held)).findings
    return found


def cited(found: Any) -> list[str]:
    return [str(one) for one in found.citations]


# ---- The law beside an exception -------------------------------------------------------------


def test_a_rule_broken_by_its_exception_cites_the_exception_too() -> None:
    found = answered(excepted("id"), cost("A"))
    assert (found.verdict, cited(found)) == (Verdict.BROKEN, ["act#1", "act#id"])


def test_a_rule_whose_exception_does_not_hold_cites_itself_alone() -> None:
    found = answered(excepted("partner"), cost("A", "500.01 EUR"))
    assert (found.verdict, cited(found)) == (Verdict.BROKEN, ["act#1"])


def test_two_exceptions_in_conflict_are_both_cited() -> None:
    found = answered(excepted("id", "net", "partner"), cost("A"), cost("B"))
    assert found.verdict is Verdict.CONFLICT
    assert cited(found) == ["act#1", "act#id", "act#net"]
    held = book(parameter=CAP, rule={"T-1": excepted("id", "net")})
    report = ft.check(read_project(project(cost("A"))), load_book(held))
    told = json.dumps(report.to_dict())
    for name in ("id", "net"):
        assert f"act#{name}" in told
        for language in ("en", "lv"):
            assert f", {name}" in report.to_text(language)


def test_a_define_worked_out_by_its_exception_has_the_exceptions_source() -> None:
    unless = {"mine": {"when": "known(cost.partner)", "value": "cap", "cite": "act#77"}}
    worth = {"value": "cost.net", "cite": "act#1", "unless": unless}
    held = load_book(book(parameter=CAP, define={"cost": {"worth": worth}}))
    checked = run(read_project(project(cost("A"), cost("B", partner="P"))), held)
    for name, act, value in (("A", "act#1", 100), ("B", "act#77", 500)):
        made = checked.explain(f"cost:{name}.worth")
        assert made.source is not None
        assert (str(made.source.citation), made.value) == (act, value)


# ---- What this version does not act on -------------------------------------------------------


def not_passed() -> tuple[Any, Any]:
    """Rules that ask a define of a calculator that the host did not pass."""
    worth = {"call": "market_value", "kind": "money", "rounding": "cents", "cite": "act#4"}
    asks = rule("cost", measured="cost.net", at_most="cost.worth")
    held = load_book(book(define={"cost": {"worth": worth}}, rule={"T-1": asks, "T-2": asks}))
    return read_project(project(cost("A"))), held


@pytest.mark.parametrize(("language", "said"), [
    ("en", "This version does not act on these yet: T-1, T-2"),
    ("lv", "Šī versija vēl nepiemēro: T-1, T-2"),
])  # fmt: skip
def test_a_rule_that_this_version_does_not_act_on_is_told_as_not_checked(
    language: str, said: str
) -> None:
    report = ft.check(*not_passed())
    told = [one.what for one in report.not_checked if one.why == "not_supported"]
    assert told == ["T-1", "T-2"]
    for text in (report.to_text(language), report.to_markdown(language)):
        assert said in text


def test_a_rule_that_waits_for_a_fact_is_no_such_rule() -> None:
    held = load_book(book(rule={"T-1": rule("cost", met_when="cost.paid_on > cost.paid_on")}))
    checked = run(read_project(project(cost("A", paid_on=None))), held)
    assert [one.verdict for one in checked.findings] == [Verdict.UNKNOWN]
    assert [one for one in checked.not_checked if one.why == "not_supported"] == []


# ---- Counts and refusals ---------------------------------------------------------------------


def test_rows_to_which_a_rule_does_not_apply_are_counted_as_such() -> None:
    asks = rule("cost", applies_when="cost.category == 'staff'", met_when="known(cost.net)")
    costs = [
        cost("A", category="staff"),
        cost("B", category="travel"),
        cost("C", category="travel"),
    ]
    checked = run(read_project(project(*costs)), load_book(book(rule={"T-1": asks})))
    assert checked.summary["T-1"] == {Verdict.MET: 1, Verdict.NOT_APPLICABLE: 2}


def test_a_fact_nobody_asks_for_is_refused_with_those_of_its_own_noun() -> None:
    fact = {"kind": "bool", "ask": TEXTS, "cite": "act#1"}
    held = load_book(book(fact={"cost": {"shared": fact}, "partner": {"share_of": fact}}))
    with pytest.raises(InputError) as caught:
        run(read_project(project(cost("A", facts={"share": True}))), held)
    assert (caught.value.pointer, caught.value.expected) == ("/costs/0/facts/share", "shared")
