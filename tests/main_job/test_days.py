"""An end or a payment a day outside: the finding, its place, limit, margin and remedy."""

from datetime import date

import pytest

import fundtrack as ft
from tests.main_job.job import COMPLETE, broken, edited, flat, found

PERIOD = "/plans/0/period"
PAID = "/costs/0/paid_on"


def test_an_end_after_the_programmes_last_day_says_by_how_much_and_what_to_do(command):
    report = ft.check(edited(COMPLETE, {PERIOD: "2017-02-01/2023-01-01"}))
    assert broken(report) == {"LV-CLU-010", "LV-CLU-011"}
    subject = found(report, "LV-CLU-010").subjects[0]
    assert (subject.at, subject.measured, subject.limit, subject.margin) == (
        PERIOD,
        date(2023, 1, 1),
        date(2022, 12, 31),
        -1,
    )
    told = flat(report.to_text())
    assert "limit 31 December 2022 · 1 day too late" in told
    assert "What to do: End the project by that day." in told
    assert "par vēlu: 1 diena" in flat(report.to_text("lv"))


@pytest.mark.parametrize(
    ("approved", "last", "rules"),
    [
        ("2021-12-22", "2022-12-31", set()),
        ("2021-12-21", "2022-12-31", {"LV-CLU-011"}),
        ("2021-12-21", "2021-12-31", set()),
        ("2020-12-01", "2022-01-01", {"LV-CLU-011"}),
    ],
)
def test_the_last_day_is_that_of_the_amendment_in_force(approved, last, rules):
    changes = {"/plans/0/approved_on": approved, PERIOD: f"2017-02-01/{last}"}
    report = ft.check(edited(COMPLETE, changes, without=["/costs", "/claims", "/payments"]))
    assert broken(report) == rules
    if rules:
        subject = found(report, "LV-CLU-011").subjects[0]
        assert subject.limit == date(2021, 12, 31)
        assert subject.margin == (date(2021, 12, 31) - date.fromisoformat(last)).days


def test_a_term_that_nobody_has_read_is_an_open_question_not_a_breach():
    report = ft.check(edited(COMPLETE, {"/plans/0/approved_on": "2020-11-30"}))
    assert broken(report) == set()
    finding = found(report, "LV-CLU-011")
    assert finding.verdict is ft.Verdict.UNKNOWN
    assert finding.subjects[0].missing[0].name == "implementation_last_day"
    questions = flat(report.to_text().partition("OPEN QUESTIONS")[2])
    assert "Last day of projects: the book says that its value is not known (the term as" in (
        questions
    )


def test_an_agreement_outside_the_days_of_the_book_is_said_so():
    report = ft.check(edited(COMPLETE, {"/agreement/signed_on": "2015-01-01"}))
    assert broken(report) == {"FT-DAY-001"}
    assert found(report, "FT-DAY-001").at == "/agreement/signed_on"
    assert found(report, "LV-CLU-001").verdict is ft.Verdict.UNKNOWN
    for language, told in (
        ("en", "The agreement was signed on a day that the book does not cover"),
        ("lv", "Līgums parakstīts dienā, uz kuru krājums neattiecas"),
    ):
        assert told in report.to_text(language)


@pytest.mark.parametrize(
    ("paid", "limit", "margin", "side"),
    [
        ("2017-01-31", date(2017, 2, 1), -1, "1 day too early"),
        ("2023-01-01", date(2022, 12, 31), -1, "1 day too late"),
    ],
)
def test_a_payment_a_day_outside_the_period_is_refused(paid, limit, margin, side):
    report = ft.check(edited(COMPLETE, {PAID: paid}))
    assert broken(report) == {"LV-CLU-009"}
    finding = found(report, "LV-CLU-009", "claimed")
    subject = finding.subjects[0]
    assert (subject.at, subject.measured) == (PAID, date.fromisoformat(paid))
    assert (subject.limit, subject.margin) == (limit, margin)
    assert finding.refused == subject.refused == ft.Money("9800.00 EUR")
    told = flat(report.to_text())
    assert side in told
    assert "refused €9,800.00" in told
    assert "What to do: Take the cost out of the claim, or show a payment" in told


@pytest.mark.parametrize("paid", ["2017-02-01", "2022-12-31"])
def test_a_payment_on_the_first_or_the_last_day_is_inside(paid):
    assert ft.check(edited(COMPLETE, {PAID: paid})).ok


def test_a_payment_a_day_after_the_programmes_window_is_refused_by_the_regulation():
    report = ft.check(edited(COMPLETE, {PAID: "2024-01-01"}))
    subject = found(report, "EU-ERDF14-001", "claimed").subjects[0]
    assert (subject.at, subject.limit, subject.margin) == (PAID, date(2023, 12, 31), -1)
    assert subject.refused == ft.Money("9800.00 EUR")
    last = ft.check(edited(COMPLETE, {PAID: "2023-12-31"}))
    assert "EU-ERDF14-001" not in broken(last)


def test_a_payment_before_the_window_waits_for_the_day_the_programme_was_submitted():
    report = ft.check(edited(COMPLETE, {PAID: "2013-12-31"}))
    finding = found(report, "EU-ERDF14-002", "claimed")
    assert finding.verdict is ft.Verdict.UNKNOWN
    assert finding.at == "/plans/0/terms/programme_submitted_on"
    inside = ft.check(edited(COMPLETE, {PAID: "2014-01-01"}))
    assert "EU-ERDF14-002" not in {one.rule for one in inside.findings}
