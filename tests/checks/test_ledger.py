"""A ledger of 200 lines: the steps of each, what was refused, what is missing, its bounds."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest

from fundtrack.checks import Checked, Outcome, Reason, Verdict, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import Money
from tests.book_cases import agree
from tests.sample import ledger_project

BOOK = load_book("lv/cluster-2016")
ZERO = Money("0.00 EUR")


def checked_of(project: dict[str, Any]) -> Checked:
    checked = run(read_project(project), BOOK)
    agree(checked, "claimed")
    return checked


@pytest.fixture
def project() -> dict[str, Any]:
    return deepcopy(ledger_project(200))


def spoil(project: dict[str, Any]) -> None:
    """Break some lines in every way an exclusion knows, and some in two ways at once."""
    costs, plan = project["costs"], project["plans"][-1]
    plan["activities"].append({"id": "AX", "category": "catering"})
    for cost in costs[3:200:17]:
        cost["paid_on"] = "2024-01-01"
    for cost in costs[5:200:19]:
        cost["activity"] = "AX"
    for cost in costs[8:200:23]:
        cost["vat_recoverable"] = cost["vat"]
    for cost in costs[2:200:31]:
        cost["net"] = f"-{cost['net']}"
        cost["vat"] = cost["vat_recoverable"] = "0.00 EUR"


def test_gross_is_eligible_and_everything_refused_line_by_line_and_in_total(
    project: Any,
) -> None:
    spoil(project)
    checked = checked_of(project)
    lines = checked.lines()
    assert len(lines) == 200
    refused = ZERO
    for line in lines:
        steps = (line.gross, line.base, line.admitted, line.limited, line.eligible)
        assert None not in steps, line
        lost = sum((refusal.amount for refusal in line.refusals), ZERO)
        assert line.gross == line.eligible + lost, line
        refused += lost
    gross, eligible = (
        checked.amounts[f"claimed.{name}"].value for name in ("gross", "eligible")
    )
    assert gross == sum((line.gross for line in lines), ZERO)
    assert eligible == sum((line.eligible for line in lines), ZERO)
    assert gross == eligible + refused
    assert refused != ZERO


def test_the_money_goes_to_the_first_broken_exclusion_and_all_reasons_are_reported(
    project: Any,
) -> None:
    project["costs"][7] |= {"paid_on": "2024-01-01", "activity": "AX"}
    project["plans"][-1]["activities"].append({"id": "AX", "category": "catering"})
    checked = checked_of(project)
    line = checked.lines()[7]
    assert line.eligible == ZERO
    admitted = [refusal for refusal in line.refusals if refusal.step == "admitted"]
    assert [refusal.reason for refusal in admitted] == ["EU-ERDF14-001"]
    broken = {
        f.rule
        for f in checked.findings
        if f.verdict is Verdict.BROKEN and f.at.startswith("/costs/7")
    }
    assert {"EU-ERDF14-001", "LV-CLU-008"} <= broken
    finding = next(one for one in checked.findings if one.rule == "LV-CLU-008")
    assert (
        finding.refused is None
    )  # the money went to the Union's rule, the reason stays reported


def test_a_missing_payment_date_makes_one_line_unknown_and_the_total_lie_between_bounds(
    project: Any,
) -> None:
    whole = checked_of(deepcopy(project)).amounts["claimed.support"].value
    cost = project["costs"][17]
    del cost["paid_on"]
    checked = checked_of(project)
    line = checked.lines()[17]
    assert (line.admitted, line.eligible) == (None, None)
    assert line.base is not None
    assert "/costs/17/paid_on" in {one.pointer for one in line.missing}
    support = checked.amounts["claimed.support"]
    assert support.value is None
    assert {(one.reason, one.pointer) for one in support.missing} == {
        (Reason.MISSING, "/costs/17/paid_on")
    }
    assert support.at_least is not None
    assert support.at_most is not None
    assert support.at_least < whole <= support.at_most
    assert checked.outcome is Outcome.UNDECIDED


def test_bounds_hold_every_completion_of_a_missing_payment_date() -> None:
    project = ledger_project(20)
    open_project = deepcopy(project)
    del open_project["costs"][4]["paid_on"]
    figure = checked_of(open_project).amounts["claimed.eligible"]
    start = date(2013, 1, 1)
    for days in range(0, 4400, 400):
        project["costs"][4]["paid_on"] = (start + timedelta(days=days)).isoformat()
        value = checked_of(project).amounts["claimed.eligible"].value
        if value is None:  # before 2014 the day of submission decides, which nobody states
            continue
        assert figure.at_least <= value <= figure.at_most


def test_a_line_surely_refused_is_nothing_even_if_a_date_is_missing(project: Any) -> None:
    project["plans"][-1]["activities"].append({"id": "AX", "category": "catering"})
    cost = project["costs"][9]
    cost["activity"] = "AX"
    del cost["paid_on"]
    line = checked_of(project).lines()[9]
    assert line.eligible == ZERO
    assert [refusal.reason for refusal in line.refusals if refusal.step == "admitted"] == [
        "LV-CLU-008"
    ]


def test_a_credit_note_lowers_the_total_by_what_it_says(project: Any) -> None:
    before = checked_of(deepcopy(project)).amounts["claimed.eligible"].value
    note = deepcopy(project["costs"][0])
    note |= {
        "id": "CREDIT",
        "net": f"-{note['net']}",
        "vat": "0.00 EUR",
        "vat_recoverable": "0.00 EUR",
    }
    project["costs"].append(note)
    after = checked_of(project).amounts["claimed.eligible"].value
    assert before - after == -Money(note["net"])


def test_the_order_of_the_lines_changes_no_total(project: Any) -> None:
    spoil(project)
    before = checked_of(deepcopy(project))
    project["costs"].reverse()
    after = checked_of(project)
    assert {name: one.value for name, one in before.amounts.items()} == {
        name: one.value for name, one in after.amounts.items()
    }
    assert before.summary == after.summary
