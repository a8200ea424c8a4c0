"""A waiver leaves the verdict and lifts the breach: one rule, one subject, from its day on."""

from datetime import date
from typing import Any

import pytest

from fundtrack.checks import Checked, Outcome, Verdict
from tests.checks.small import book, check, cost, project, rule


def checked_with(
    waiver: dict[str, Any] | None, *, waivable: bool = True, **asked: Any
) -> Checked:
    said = book(rule={"T-1": rule("cost", met_when="cost.form == 'lump'", waivable=waivable)})
    base = {
        "rule": "T-1",
        "subject": "cost:A",
        "granted_on": "2017-03-01",
        "by": "the authority",
    }
    waivers = [] if waiver is None else [base | waiver]
    holder = project(cost("A"), cost("B", form="lump"), waivers=waivers)
    return check(said, on_project=holder, **asked)


def test_a_waived_breach_stays_broken_and_leaves_the_project_in_order() -> None:
    checked = checked_with({})
    assert checked.summary["T-1"] == {Verdict.MET: 1, Verdict.BROKEN: 1}
    assert checked.outcome is Outcome.IN_ORDER
    finding = next(one for one in checked.findings if one.rule == "T-1")
    assert finding.subjects[0].waived_by == "the authority"


@pytest.mark.parametrize("waiver", [None, {"rule": "T-2"}, {"subject": "cost:B"}])
def test_a_waiver_of_something_else_lifts_nothing(waiver: dict[str, Any] | None) -> None:
    assert checked_with(waiver).outcome is Outcome.BREACHED


def test_a_rule_that_cannot_be_waived_is_not() -> None:
    assert checked_with({}, waivable=False).outcome is Outcome.BREACHED


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2017, 2, 28), Outcome.BREACHED), (date(2017, 3, 1), Outcome.IN_ORDER)],
)
def test_a_waiver_counts_from_its_day(day: date, outcome: Outcome) -> None:
    assert checked_with({}, on=day).outcome is outcome


def test_the_document_of_a_waiver_is_named_where_there_is_one() -> None:
    finding = next(
        one for one in checked_with({"document": "letter 7"}).findings if one.rule == "T-1"
    )
    assert finding.subjects[0].waived_by == "letter 7"
