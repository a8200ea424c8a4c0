"""Stated figures of the published project, a cent higher or lower: what the report says."""

from fractions import Fraction

import fundtrack as ft
from tests.main_job.job import SEED, broken, edited, flat, found


def test_a_cent_above_the_ceiling_is_told_exactly_and_is_within_the_rounding():
    report = ft.check(edited(SEED, {"/plans/0/support": "498597.13 EUR"}))
    finding = found(report, "LV-CLU-001")
    subject = finding.subjects[0]
    assert finding.verdict is ft.Verdict.MET_WITHIN_ROUNDING
    assert subject.at == "/plans/0/support"
    assert (subject.measured, subject.limit) == (
        ft.Money("498597.13 EUR"),
        Fraction("498597.1225"),
    )
    assert subject.margin == Fraction("-0.0075")
    assert report.outcome.value == "undecided"
    told = flat(report.to_text())
    assert "(€498,597.1225); within the rounding of the book" in told
    assert "limit €498,597.1225 · €0.0075 too much" in told
    told = flat(report.to_text("lv"))
    assert "robežlielums 498 597,1225 € · pārsniegums 0,0075 €" in told
    assert "noapaļošanas robežās" in told


def test_two_cents_above_the_ceiling_are_a_breach(command):
    report = ft.check(edited(SEED, {"/plans/0/support": "498597.14 EUR"}))
    assert found(report, "LV-CLU-001").verdict is ft.Verdict.BROKEN
    assert found(report, "LV-CLU-001").subjects[0].margin == Fraction("-0.0175")
    assert report.outcome.value == "breached"


def test_a_whole_cent_above_the_ceiling_is_more_than_the_rounding():
    eligible = {"/plans/0/eligible": "586584.80 EUR"}  # 85 % of it is 498,597.08 exactly
    over = ft.check(edited(SEED, {**eligible, "/plans/0/support": "498597.09 EUR"}))
    assert found(over, "LV-CLU-001").verdict is ft.Verdict.BROKEN
    at = ft.check(edited(SEED, {**eligible, "/plans/0/support": "498597.08 EUR"}))
    assert "LV-CLU-001" not in {one.rule for one in at.findings}


def test_support_below_the_ceiling_is_no_breach_but_the_stated_figures_differ():
    report = ft.check(edited(SEED, {"/plans/0/support": "498597.11 EUR"}))
    assert broken(report) == {"FT-SUM-002"}
    assert report.outcome.value == "undecided"


def test_eligible_costs_a_cent_lower_name_the_stated_figures_that_disagree():
    report = ft.check(edited(SEED, {"/plans/0/eligible": "586584.84 EUR"}))
    finding = found(report, "FT-SUM-002")
    assert finding.name == "stated-total-differs"
    assert finding.verdict is ft.Verdict.BROKEN
    assert finding.at == "/plans/0/support"
    assert finding.subjects[0].stated == ("eligible", "support")
    assert report.stated["eligible"].stated == "/plans/0/eligible"
    told = flat(report.to_text())
    assert (
        "The plan states support of €498,597.12; computed it is €498,597.11"
        " /plans/0/support · eligible costs in the plan (/plans/0/eligible) €586,584.84"
    ) in told
    assert (
        "What to do: Compare both with the agreement and correct the one that differs." in told
    )
    told = flat(report.to_text("lv"))
    assert (
        "/plans/0/support · attiecināmās izmaksas plānā (/plans/0/eligible) 586 584,84 €"
        in told
    )
