"""A ledger of 200 costs through the door: every line, every cent, and what one unknown does."""

import json
from itertools import pairwise

import jsonschema
import pytest

import fundtrack as ft
from fundtrack.reports import report_schema
from tests.sample import ledger_bytes, ledger_project

ZERO = ft.Money("0.00 EUR")
MISSING = "/costs/17/paid_on"
STEPS = ("gross", "base", "admitted", "limited", "eligible")


def checked(project):
    return ft.check(ft.read_project(json.dumps(project).encode()))


def steps(line):
    return [getattr(line, name) for name in STEPS]


@pytest.fixture(scope="module")
def spoilt():
    """Late payments, an activity outside the list, VAT that can be recovered, a credit note."""
    project = ledger_project(200)
    project["plans"][-1]["activities"].append({"id": "AX", "category": "catering"})
    costs = project["costs"]
    for cost in costs[3::17]:
        cost["paid_on"] = "2024-01-01"
    for cost in costs[5::19]:
        cost["activity"] = "AX"
    for cost in costs[2::31]:
        cost |= {"net": f"-{cost['net']}", "vat": "0.00 EUR", "vat_recoverable": "0.00 EUR"}
    return checked(project)


def test_the_ledger_is_the_same_on_every_machine():
    assert ledger_bytes(200) == ledger_bytes(200)
    assert ft.check(ft.read_project(ledger_bytes(200))).outcome.value == "in_order"


def test_every_line_adds_up_to_the_cent(spoilt):
    lines = spoilt.lines("claimed")
    assert len(lines) == 200
    for at, line in enumerate(lines):
        assert (line.key, line.at) == (f"cost:INV-{at + 1:05d}", f"/costs/{at}")
        assert None not in steps(line)
        assert line.gross == line.eligible + sum(
            (refusal.amount for refusal in line.refusals), ZERO
        )


def test_each_refusal_is_the_difference_of_two_steps(spoilt):
    for line in spoilt.lines("claimed"):
        for (_, held), (name, left) in pairwise(zip(STEPS, steps(line), strict=True)):
            taken = [refusal.amount for refusal in line.refusals if refusal.step == name]
            assert held - left == sum(taken, ZERO)


def test_the_totals_are_the_sums_of_the_lines(spoilt):
    lines = spoilt.lines("claimed")
    for name in STEPS:
        total = sum((getattr(line, name) for line in lines), ZERO)
        assert spoilt.amounts[f"claimed.{name}"].value == total
    refused = sum((one.amount for line in lines for one in line.refusals), ZERO)
    gross, eligible = (
        spoilt.amounts[f"claimed.{name}"].value for name in ("gross", "eligible")
    )
    assert gross == eligible + refused
    assert refused > ZERO
    support, own = (spoilt.amounts[f"claimed.{name}"].value for name in ("support", "own"))
    assert support + own == eligible


def test_the_findings_count_every_line_and_name_the_ten_worst(spoilt):
    (late,) = (one for one in spoilt.findings if one.rule == "EU-ERDF14-001")
    assert late.count == len(range(3, 200, 17)) == 12
    assert len(late.subjects) == 10
    lost = sum(
        (
            refusal.amount
            for line in spoilt.lines("claimed")
            for refusal in line.refusals
            if refusal.reason == "EU-ERDF14-001"
        ),
        ZERO,
    )
    assert late.refused == lost
    assert spoilt.summary["EU-ERDF14-001"] == {ft.Verdict.BROKEN: 12, ft.Verdict.MET: 188}


def test_the_data_is_small_and_whole_in_its_counts(spoilt):
    told = json.loads(json.dumps(spoilt.to_dict(limit=3)))
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    late = next(one for one in told["findings"] if one["rule"] == "EU-ERDF14-001")
    assert (late["count"], len(late["subjects"])) == (12, 3)
    assert told["amounts"]["claimed.gross"]["value"] == str(
        spoilt.amounts["claimed.gross"].value
    )
    assert len(spoilt.table("claimed")) == 200


@pytest.fixture(scope="module")
def open_ledger():
    project = ledger_project(200)
    del project["costs"][17]["paid_on"]
    return checked(project)


def test_one_missing_payment_date_makes_its_line_unknown_and_is_named(open_ledger):
    assert open_ledger.outcome.value == "undecided"
    lines = open_ledger.lines("claimed")
    unknown = [line for line in lines if line.eligible is None]
    assert [line.at for line in unknown] == ["/costs/17"]
    assert unknown[0].gross is not None
    assert {one.pointer for one in unknown[0].missing} == {MISSING}
    waiting = {one.at for one in open_ledger.findings}
    assert waiting == {MISSING}


def test_the_total_is_unknown_with_bounds_that_are_the_line(open_ledger):
    whole = checked(ledger_project(200)).amounts["claimed.eligible"].value
    line = open_ledger.lines("claimed")[17]
    figure = open_ledger.amounts["claimed.eligible"]
    assert figure.value is None
    rest = sum((one.eligible for one in open_ledger.lines("claimed") if one.eligible), ZERO)
    assert (figure.at_least, figure.at_most) == (rest, rest + line.gross)
    assert figure.at_least < whole <= figure.at_most
    assert (figure.missing_count, figure.missing[0].pointer) == (1, MISSING)
    support = open_ledger.amounts["claimed.support"]
    assert support.value is None
    assert support.at_least < support.at_most


def test_the_pages_say_the_bounds_and_what_is_missing(open_ledger):
    told = " ".join(open_ledger.to_text().split())
    figure = open_ledger.amounts["claimed.support"]
    least, most = (f"€{one.amount:,}" for one in (figure.at_least, figure.at_most))
    assert f"ERDF support not known at least {least}, at most {most}" in told
    assert f"day the cost was paid: not stated ({MISSING})" in told
    assert "Day the cost was paid /costs/17/paid_on · needed by" in told


def test_the_data_says_the_bounds_too(open_ledger):
    told = open_ledger.to_dict()
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    figure = told["amounts"]["claimed.eligible"]
    assert figure["value"] is None
    assert figure["missing"] == [
        {"reason": "missing", "name": "cost.paid_on", "pointer": MISSING}
    ]
