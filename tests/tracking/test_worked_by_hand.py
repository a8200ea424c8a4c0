"""Lives worked by hand, day by day, and again by the functions of the room funding."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundtrack.funding import (
    balance_due,
    clear_in_proportion,
    cumulative_payments,
    interim_payments,
    payment_ceiling,
    retain,
    retain_from_prefinancing,
)
from fundtrack.projects import Project
from fundtrack.rulebooks import Book
from fundtrack.tracking import Position, position
from fundtrack.values import Money, Rate, Rounding
from tests.checks.small import parameter
from tests.tracking.ledgers import euros, ledger, small_book

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases/advance-to-recovery.toml").read_text(encoding="utf-8")
)["case"]
DOWN = Rounding("down 0.01")
#: What a step may say, and where a position says it.
SAID = {
    "due": lambda found: found.due,
    "paid": lambda found: found.paid,
    "outstanding": lambda found: found.advances_outstanding,
    "recover": lambda found: found.to_be_recovered,
    "pay": lambda found: found.to_be_paid,
    "now": lambda found: found.payable_now,
    "retained": lambda found: found.retained,
    "ceiling": lambda found: found.payment_ceiling,
    "corrected": lambda found: found.corrected,
    "recovered": lambda found: found.recovered,
    "cleared": lambda found: found.checked.amounts["accepted.cleared"],
}


def book_of(case: dict[str, Any]) -> Book:
    """The book of a case: terms that the plan states, and what follows from them."""
    terms = [name for name in case if name.endswith("_rate")]
    return small_book(
        rate=case["rate"],
        parameters={name: parameter("rate", set_in=["plan"]) for name in terms},
        defines={
            name: {"value": value, "rounding": "cents", "cite": "act#4"}
            for name, value in case["defines"].items()
        },
    )


def project_of(case: dict[str, Any]) -> Project:
    terms = {name: value for name, value in case.items() if name.endswith("_rate")}
    told = {name: [dict(row) for row in rows] for name, rows in case["ledger"].items()}
    costs = [{"form": "actual", "vat": "0.00 EUR"} | row for row in told.pop("costs")]
    plans = [{"number": 1, "support": case["support"], "terms": terms}]
    return ledger(*costs, plans=plans, **told)


def at(case: dict[str, Any], on: str) -> Position:
    return position(project_of(case), on=date.fromisoformat(on), book=book_of(case))


STEPS = [
    pytest.param(case, step, id=f"{case['title'][:20]} {step['on']}")
    for case in CASES
    for step in case["by_hand"]["step"]
]


@pytest.mark.parametrize(("case", "step"), STEPS)
def test_each_day_is_as_worked_by_hand(case: dict[str, Any], step: dict[str, str]) -> None:
    found = at(case, step["on"])
    held = {name: str(SAID[name](found).value)[:-4] for name in step if name != "on"}
    assert held == {name: value for name, value in step.items() if name != "on"}


@pytest.mark.parametrize("case", CASES)
def test_the_day_before_a_step_is_another(case: dict[str, Any]) -> None:
    """Each step is the first day on which its figures hold."""
    days = [date.fromisoformat(step["on"]) for step in case["by_hand"]["step"]]
    asked, book = project_of(case), book_of(case)
    for day in days:
        here = position(asked, on=day, book=book)
        before = position(asked, on=day.fromordinal(day.toordinal() - 1), book=book)
        assert (here.due, here.paid, here.recovered) != (
            before.due,
            before.paid,
            before.recovered,
        )


@pytest.mark.parametrize("case", CASES)
def test_every_case_says_where_it_comes_from(case: dict[str, Any]) -> None:
    assert case["cite"]
    assert all(
        "verified" in one or "split." in one or "practice" in one for one in case["cite"]
    )


def test_the_model_grant_agreement_is_what_its_functions_say() -> None:
    case = CASES[0]
    grant = Money(case["support"])
    ceiling = payment_ceiling(grant, Rate("90 %"), rounding=DOWN)
    prefinancing = euros("300000.00")
    made = interim_payments(
        [euros("455000.00"), euros("150000.00")],
        ceiling=ceiling.money,
        prefinancing=prefinancing,
    )
    first, second = made.claims
    assert at(case, "2023-03-01").payable_now.value == first.payable.money
    assert at(case, "2023-06-01").advances_outstanding.value == first.outstanding.money
    assert at(case, "2024-03-01").payable_now.value == second.payable.money
    assert at(case, "2024-03-01").advances_outstanding.value == second.outstanding.money
    held = retain_from_prefinancing(prefinancing, Rate("5 %"), grant=grant, rounding=DOWN)
    decided = at(case, "2025-06-01")
    assert decided.retained.value == held.retained.money
    end = balance_due(
        decided.due.value, paid=decided.paid.value, retained=decided.retained.value
    )
    assert end.offset.money + end.to_recover.money == decided.to_be_recovered.value
    assert (str(end.offset.money), str(end.to_recover.money)) == (
        "40000.00 EUR",
        "20000.00 EUR",
    )


def test_the_cleared_advance_and_the_retention_are_what_their_functions_say() -> None:
    case = CASES[1]
    costs = [Money(one["net"]) for one in case["ledger"]["costs"]]
    entitled = cumulative_payments(costs, Rate(case["rate"]), rounding=DOWN).claims
    dues = [one.payable.money for one in entitled]
    clearing = clear_in_proportion(
        euros("30000.00"), dues, Rate(case["clearing_rate"]), rounding=DOWN
    ).claims
    held = retain(dues, Rate(case["retention_rate"]), basis="cumulative", rounding=DOWN).claims
    days = ("2017-03-01", "2018-03-01")
    for place, on in enumerate(days):
        found = at(case, on)
        payable = dues[place] - clearing[place].cleared.money - held[place].withheld.money
        assert found.due.value == entitled[place].entitled.money
        assert found.payable_now.value == payable
    released = held[0].withheld.money + held[1].withheld.money
    last = at(case, "2019-03-01").payable_now.value
    assert last == dues[2] - clearing[2].cleared.money + released
    assert not clearing[2].outstanding.money


@pytest.mark.parametrize("case", CASES)
def test_at_the_end_the_payments_sum_to_what_is_due(case: dict[str, Any]) -> None:
    found = at(case, case["by_hand"]["step"][-1]["on"])
    assert found.paid.value == found.due.value
    assert not found.to_be_paid.value
    assert not found.to_be_recovered.value
