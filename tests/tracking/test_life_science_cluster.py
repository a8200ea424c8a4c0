"""The illustrative life of the Life Science Cluster, with figures worked out by hand."""

from datetime import date
from pathlib import Path

import pytest

from fundtrack.projects import Project, read_project
from fundtrack.reports import check
from fundtrack.tracking import Position, position
from fundtrack.values import Money, Rate

FILE = Path(__file__).parents[2] / "docs" / "examples" / "life-science-cluster-life.json"


@pytest.fixture(scope="module")
def life() -> Project:
    return read_project(FILE)


def euros(text: str) -> Money:
    return Money(f"{text} EUR")


def stands(found: Position, *names: str) -> dict[str, object]:
    return {name: getattr(found, name).value for name in names}


def test_it_says_that_it_is_illustrative(life: Project) -> None:
    assert life.notes is not None
    assert life.titles is not None
    assert life.notes[0].startswith("Illustrative: an invented life")
    assert "illustrative" in life.titles["en"]
    assert "izdomāta" in life.titles["lv"]


def test_the_check_leaves_one_question_open_and_finds_nothing_broken(life: Project) -> None:
    """498 597.12 is above the cap of 2016; how far it was raised is unread."""
    report = check(life)
    assert report.outcome.value == "undecided"
    (finding,) = report.findings
    assert (finding.rule, finding.verdict.value) == ("LV-CLU-002", "unknown")
    assert finding.subjects[0].missing[0].name == "project_cap"
    assert report.amounts["support"].value == euros("498597.12")
    assert report.amounts["claimed.gross"].value == euros("447052.77")
    assert report.amounts["accepted.gross"].value == euros("445732.77")


def test_before_the_first_payment_only_the_plan_is_there(life: Project) -> None:
    """9 March 2017: plan 1 with 480 000.00, the advance comes a day later."""
    found = position(life, on=date(2017, 3, 9))
    assert stands(found, "planned", "declared", "accepted", "paid", "due", "remaining") == {
        "planned": euros("480000.00"),
        "declared": euros("0.00"),
        "accepted": euros("0.00"),
        "paid": euros("0.00"),
        "due": euros("0.00"),
        "remaining": euros("480000.00"),
    }
    after = position(life, on=date(2017, 3, 10))
    assert stands(after, "paid", "advances_outstanding", "to_be_recovered") == {
        "paid": euros("40800.00"),
        "advances_outstanding": euros("40800.00"),
        "to_be_recovered": euros("0.00"),
    }


def test_after_the_deduction_the_second_claim_is_due_and_not_paid(life: Project) -> None:
    """4 March 2019, the day 1 320.00 of L-04 are deducted.

    Claim 1: 21 780.00 + 12 400.00 + 9 600.00            =  43 780.00
    Claim 2: 36 300.00 + 14 520.00 + 26 620.00           =  77 440.00
    declared 121 220.00, less 1 320.00 deducted: accepted  119 900.00, 24.979… % of 480 000.00
    due 85 % of 119 900.00                               = 101 915.00
    paid 40 800.00 of advance and 18 606.50 on claim 1   =  59 406.50, to be paid 42 508.50
    """
    found = position(life, on=date(2019, 3, 4))
    assert stands(
        found, "declared", "deducted", "accepted", "due", "paid", "to_be_paid", "absorption"
    ) == {
        "declared": euros("121220.00"),
        "deducted": euros("1320.00"),
        "accepted": euros("119900.00"),
        "due": euros("101915.00"),
        "paid": euros("59406.50"),
        "to_be_paid": euros("42508.50"),
        "absorption": Rate("1199/4800"),
    }
    assert found.by("claim")["claim-2"].accepted.value == euros("76120.00")
    before = position(life, on=date(2019, 3, 3))
    assert stands(before, "accepted", "due") == {
        "accepted": euros("121220.00"),
        "due": euros("103037.00"),
    }


def test_what_is_parked_is_at_risk_until_it_is_released(life: Project) -> None:
    """2 March to 14 June 2020: 8 470.00 of L-08 are parked.

    Accepted 43 780.00 + 76 120.00 + 69 940.00 − 8 470.00 = 181 370.00, then 189 840.00;
    due 154 164.50, then 161 364.00.
    """
    parked, released = (position(life, on=date(2020, 6, day)) for day in (14, 15))
    assert stands(parked, "parked", "at_risk", "accepted", "due") == {
        "parked": euros("8470.00"),
        "at_risk": euros("8470.00"),
        "accepted": euros("181370.00"),
        "due": euros("154164.50"),
    }
    assert stands(released, "parked", "at_risk", "accepted", "due", "to_be_paid") == {
        "parked": euros("0.00"),
        "at_risk": euros("0.00"),
        "accepted": euros("189840.00"),
        "due": euros("161364.00"),
        "to_be_paid": euros("7199.50"),
    }


def test_at_the_end_all_that_is_due_is_paid(life: Project) -> None:
    """27 April 2023, the day of the final payment.

    Claims 43 780.00 + 77 440.00 + 69 940.00 + 62 240.00 + 111 200.00 + 82 452.77 = 447 052.77
    accepted, less 1 320.00: 445 732.77; left of the plan: 586 584.85 − 445 732.77 = 140 852.08
    corrected 25 % of 45 980.00 = 11 495.00; due 85 % of 434 237.77 = 369 102.1045: 369 102.10
    paid 40 800.00 + 18 606.50 + 42 508.50 + 52 249.50 + 7 199.50 + 52 904.00 + 94 520.00
    + 70 084.85, less 9 770.75 that came back = 369 102.10
    """
    found = position(life, on=date(2023, 4, 27))
    assert stands(
        found, "planned", "declared", "accepted", "corrected", "remaining", "due", "paid",
        "to_be_paid", "advances_outstanding", "to_be_recovered",
    ) == {
        "planned": euros("586584.85"),
        "declared": euros("447052.77"),
        "accepted": euros("445732.77"),
        "corrected": euros("11495.00"),
        "remaining": euros("140852.08"),
        "due": euros("369102.10"),
        "paid": euros("369102.10"),
        "to_be_paid": euros("0.00"),
        "advances_outstanding": euros("0.00"),
        "to_be_recovered": euros("0.00"),
    }  # fmt: skip
    assert found.payments is not None
    assert found.payments["recovery"].value == euros("9770.75")
    partners = {name: one.accepted for name, one in found.by("partner").items()}
    assert {name: one.value for name, one in partners.items() if one is not None} == {
        "lead": euros("335380.77"),
        "institute": euros("110352.00"),
    }


def test_no_more_is_ever_paid_than_is_due_and_in_advance(life: Project) -> None:
    """On the day of every payment; after the correction 9 770.75 are to come back."""
    assert life.payments is not None
    for payment in life.payments:
        found = position(life, on=payment.paid_on)
        over = stands(found, "to_be_recovered", "to_be_paid")
        assert set(over.values()) == {euros("0.00")}
    corrected = position(life, on=date(2022, 12, 11))
    assert stands(corrected, "paid", "due") == {
        "paid": euros("308788.00"),
        "due": euros("299017.25"),
    }


@pytest.mark.parametrize(
    ("day", "number", "last"),
    [
        (date(2020, 12, 31), 1, date(2020, 12, 31)),
        (date(2021, 1, 1), 2, date(2021, 12, 31)),
        (date(2021, 12, 31), 2, date(2021, 12, 31)),
        (date(2022, 1, 1), 3, date(2022, 12, 31)),
    ],
)
def test_each_plan_prolongs_the_project_from_its_day_on(
    life: Project, day: date, number: int, last: date
) -> None:
    plan = life.plan_on(day)
    assert plan is not None
    assert plan.period is not None
    assert (plan.number, plan.period.last) == (number, last)


def test_what_was_known_earlier_stays_as_it_was(life: Project) -> None:
    """At the end of 2018 nobody knew of the deduction of March 2019, or of claim 2."""
    day = date(2018, 12, 31)
    assert position(life, on=date(2019, 12, 31), known_on=day).accepted == (
        position(life, on=day).accepted
    )
