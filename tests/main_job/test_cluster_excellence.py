"""5FOREXCELLENCE: a grant under a ceiling that nobody has verified."""

import json
from datetime import date
from fractions import Fraction

import pytest

import fundtrack as ft
from tests.main_job.job import EXCELLENCE, broken, edited, flat, found


@pytest.fixture(scope="module")
def report():
    return ft.check(ft.read_project(EXCELLENCE))


def test_the_grant_is_under_the_ceiling_with_its_headroom_shown(report):
    (kept,) = (one for one in report.headroom if one.rule == "EU-CEX-003")
    subject = kept.subjects[0]
    assert kept.verdict is ft.Verdict.MET
    assert subject.measured == ft.Money("236944.25 EUR")
    assert subject.limit == Fraction("236944.744")
    assert subject.margin == Fraction("0.494")
    assert broken(report) == set()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Support in the plan €236,944.25 · limit €236,944.744 · €0.494 left · EU-CEX-003"
            " Highest share of the grant 95 %, not verified",
        ),
        (
            "lv",
            "Atbalsts plānā 236 944,25 € · robežlielums 236 944,744 € · rezerve 0,494 €"
            " · EU-CEX-003 Lielākā granta daļa 95 %, nav pārbaudīts",
        ),
    ],
)
def test_the_rate_is_marked_unverified_beside_the_headroom(report, language, told):
    assert told in flat(report.to_text(language))


def test_the_rate_is_marked_unverified_in_the_data(report):
    rate = next(one for one in report.parameters if one.name == "funding_ceiling")
    assert (rate.value, rate.verification.value) == (ft.Rate("95 %"), "unverified")
    assert report.unverified > 0
    told = report.to_dict()["parameters"]
    assert ("funding_ceiling", "95 %", "unverified") in [
        (one["name"], one["value"], one["verification"]) for one in told
    ]


def test_without_unverified_values_the_ceiling_is_an_open_question():
    report = ft.check(ft.read_project(EXCELLENCE), require_verified=True)
    assert found(report, "EU-CEX-003").verdict is ft.Verdict.UNKNOWN


def test_a_grant_above_the_ceiling_is_a_warning_with_its_excess():
    report = ft.check(edited(EXCELLENCE, {"/plans/0/support": "236945.00 EUR"}))
    finding = found(report, "EU-CEX-003")
    assert (finding.verdict, finding.at) == (ft.Verdict.BROKEN, "/plans/0/support")
    assert finding.subjects[0].margin == Fraction("-0.256")
    assert finding.severity is ft.Severity.WARNING
    assert "€0.256 too much" in flat(report.to_text())


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
@pytest.mark.parametrize("language", ["en", "lv"])
def test_what_the_plan_states_stands_on_every_page(command, form, language):
    code, out, _ = command("check", EXCELLENCE, "--format", form, "--lang", language)
    assert code == 0
    if form == "json":
        assert json.loads(out)["stated"] == {
            "total_cost": {"value": "249415.52 EUR", "at": "/plans/0/total_cost"},
            "support": {"value": "236944.25 EUR", "at": "/plans/0/support"},
        }
        return
    told = out.replace("\N{NO-BREAK SPACE}", " ")
    figures = {"en": ("€249,415.52", "€236,944.25"), "lv": ("249 415,52 €", "236 944,25 €")}
    heading = {"en": "Stated in the plan", "lv": "Norādīts plānā"}[language]
    assert heading in told or heading.upper() in told
    assert all(figure in told for figure in figures[language])


def test_what_is_not_known_names_everything_it_lacks(report):
    told = flat(report.to_text().partition("AMOUNTS")[2])
    assert (
        "Grant not known eligible costs in the plan: not stated (/plans/0/eligible)"
        " rate of the grant: not stated (/plans/0/terms/support_rate)"
    ) in told


def test_eighteen_months_from_new_year_2016_end_on_the_last_of_june_2017(report):
    project = ft.read_project(EXCELLENCE)
    assert project.plans[0].period == ft.Period.months(date(2016, 1, 1), 18)
    assert project.plans[0].period.last == date(2017, 6, 30)
    assert "1 January 2016 – 30 June 2017" in report.to_text()
    assert "01.01.2016. – 30.06.2017." in report.to_text("lv")


def test_there_are_five_partners(report):
    assert len(report.project.partners) == 5
    assert "Partners 5 Latvian IT Cluster (lead) NetPort Science Park (partner)" in flat(
        report.to_text()
    )


@pytest.mark.parametrize(
    ("roles", "leads"),
    [
        ({"/partners/1/role": "lead"}, 2),
        ({"/partners/0/role": "partner"}, 0),
        ({"/partners/0/role": "associated"}, 0),
    ],
)
def test_any_number_of_leads_but_one_is_a_finding(roles, leads):
    report = ft.check(edited(EXCELLENCE, roles))
    finding = found(report, "EU-CEX-007")
    assert finding.verdict is ft.Verdict.BROKEN
    assert (finding.subjects[0].measured, finding.subjects[0].limit) == (leads, 1)
    assert report.outcome.value == "breached"
    told = flat(report.to_text())
    assert f"Lead partners: {leads}; there must be exactly one" in told
    assert "What to do: Name one lead partner; the others are partners." in told


def test_the_visibility_statement_is_a_fact_that_is_asked_for(report):
    finding = found(report, "EU-CEX-008")
    assert (finding.verdict, finding.at) == (ft.Verdict.UNKNOWN, "/facts/visibility_statement")
    assert (
        "Do all publications of the project state that it received funding" in report.to_text()
    )
    assert "Vai visās projekta publikācijās norādīts" in report.to_text("lv")


@pytest.mark.parametrize(("stated", "verdict"), [(True, None), (False, ft.Verdict.BROKEN)])
def test_an_answer_about_visibility_decides(stated, verdict):
    report = ft.check(edited(EXCELLENCE, {"/facts": {"visibility_statement": stated}}))
    told = {one.rule: one.verdict for one in report.findings}
    assert told.get("EU-CEX-008") == verdict
