"""An activity outside the list, an amount in another currency: what the report says."""

import pytest

import fundtrack as ft
from fundtrack.words import money
from tests.main_job.job import COMPLETE, broken, edited, flat, found


def test_an_activity_outside_the_list_is_named_with_its_place_and_its_lines():
    report = ft.check(edited(COMPLETE, {"/plans/0/activities/0/category": "catering"}))
    finding = found(report, "LV-CLU-007")
    assert (finding.subject, finding.at) == ("activity:a1", "/plans/0/activities/0/category")
    told = flat(report.to_text())
    assert "FINDINGS [BREACH] Activity a1: “catering” is not a supported activity" in told
    assert "What to do: Place the activity under the supported activity it belongs to" in told
    line = found(report, "LV-CLU-008")
    assert (line.at, line.refused) == ("/plans/0/budget/0/activity", ft.Money("62000.00 EUR"))
    cost = found(report, "LV-CLU-008", "claimed")
    assert (cost.at, cost.refused) == ("/costs/4/activity", ft.Money("5000.00 EUR"))


@pytest.mark.parametrize(
    ("place", "amount", "rule", "basis"),
    [
        ("/plans/0/eligible", "480000.00 USD", "FT-CUR-001", "plan"),
        ("/plans/0/support", "408000.00 USD", "FT-CUR-001", "plan"),
        ("/plans/0/budget/0/amount", "62000.00 USD", "FT-CUR-002", "plan"),
        ("/costs/0/net", "9800.00 USD", "FT-CUR-004", "claimed"),
        ("/procurements/0/value", "48200.00 USD", "FT-CUR-006", "claimed"),
        ("/payments/0/amount", "40800.00 USD", "FT-CUR-007", "claimed"),
    ],
)
def test_another_currency_than_the_agreements_is_named_with_its_place(
    place, amount, rule, basis
):
    report = ft.check(edited(COMPLETE, {place: amount}))
    assert broken(report) == {rule}
    assert report.outcome.value == "breached"
    subject = found(report, rule, basis).subjects[0]
    assert (subject.at, subject.measured) == (place, ft.Money(amount))
    told = flat(report.to_text())
    assert money(ft.Money(amount), "en") in told
    assert "an amount is not in the currency of the agreement, EUR" in told
    assert "What to do: State the amount in the currency of the agreement." in told


def test_the_row_of_a_finding_is_named_once():
    report = ft.check(edited(COMPLETE, {"/costs/0/net": "9800.00 USD"}))
    for language, name in (("en", "Cost INV-1"), ("lv", "Izmaksas INV-1")):
        told = flat(report.to_text(language)).lower()
        assert f"{name}: ".lower() in told
        assert f"{name}: {name}".lower() not in told


def test_an_amount_in_another_currency_makes_the_totals_unknown():
    report = ft.check(edited(COMPLETE, {"/costs/0/net": "9800.00 USD"}))
    assert report.amounts["claimed.support"].value is None
    assert report.amounts["support"].value == ft.Money("408000.00 EUR")


def test_a_breach_exits_1(command, tmp_path):
    path = tmp_path / "late.json"
    path.write_text(COMPLETE.read_text("utf-8").replace("2017-05-30", "2023-01-01"), "utf-8")
    assert command("check", path)[0] == 1
    assert command("check", path, "--strict")[0] == 1


def test_a_link_to_nothing_says_what_it_names():
    report = ft.check(edited(COMPLETE, {"/costs/0/partner": "nobody"}))
    subject = found(report, "FT-LNK-004", "claimed").subjects[0]
    assert (subject.at, subject.measured) == ("/costs/0/partner", "nobody")
    assert "/costs/0/partner · partner of the cost nobody" in report.to_text()


def test_a_term_beyond_its_bound_says_the_term():
    report = ft.check(edited(COMPLETE, {"/plans/0/terms/support_rate": "90 %"}))
    subject = found(report, "FT-TRM-001").subjects[0]
    assert subject.at == "/plans/0/terms/support_rate"
    assert "/plans/0/terms/support_rate · rate of support 90 %" in report.to_text()
