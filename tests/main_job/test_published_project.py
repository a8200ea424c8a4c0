"""The Life Science Cluster of Latvia, from its page to a report in two languages."""

import json

import jsonschema
import pytest

import fundtrack as ft
from fundtrack.reports import report_schema
from tests.main_job.job import COMPLETE, SEED, flat

#: What the page does not state, by the names a reader sees; under each the rules that wait.
OPEN = {
    "Day the agreement was signed": "/agreement/signed_on",
    "Stage of the project": "/stage",
    "Day the plan was approved": "/plans/0/approved_on",
    "Budget of the plan": "/plans/0/budget",
    "What is the legal form of the applicant?": "/partners/0/facts/legal_form",
    "How many small and medium-sized enterprises are members": "/facts/sme_members",
    "How many research organisations take part": "/facts/research_members",
}
OPEN_LV = {
    "Līguma parakstīšanas diena",
    "Projekta posms",
    "Plāna apstiprināšanas diena",
    "Plāna budžets",
    "Kāda ir projekta iesniedzēja juridiskā forma?",
    "Cik mazo un vidējo komersantu ir klastera dalībnieki?",
    "Cik pētniecības organizāciju piedalās klasterī?",
}


@pytest.fixture(scope="module")
def report():
    return ft.check(ft.read_project(SEED))


def test_eligible_costs_support_and_own_contribution_are_those_of_the_page(report):
    amounts = {name: report.amounts[name].value for name in ("eligible", "support", "own")}
    assert amounts == {
        "eligible": ft.Money("586584.85 EUR"),
        "support": ft.Money("498597.12 EUR"),
        "own": ft.Money("87987.73 EUR"),
    }
    assert report.amounts["eligible"].stated == "/plans/0/eligible"


def test_each_figure_has_its_act_and_says_whether_it_is_verified(report):
    rate = next(one for one in report.parameters if one.name == "support_rate")
    assert rate.value == ft.Rate("85 %")
    assert (str(rate.citation), rate.verification.value) == ("mk205", "secondary")
    assert all(one.citation for one in report.parameters if one.value is not None)
    rounding = next(one for one in report.roundings if one.amount == "support")
    assert (rounding.mode, rounding.verification.value) == ("down", "unverified")
    amounts = flat(report.to_text().partition("AMOUNTS: PLAN")[2].partition("PROJECT")[0])
    act = "Cabinet Regulation No 205 of 5 April 2016 (Cluster Programme, first selection round)"
    assert f"Rate of support 85 % {act}, seen in a secondary source only" in amounts
    assert (
        f"down (not verified); the same cents under: halves up, halves to even, halves "
        f"down {act}" in amounts
    )
    assert "Eligible costs €586,584.85 as stated in the project" in amounts


def test_nothing_is_broken_and_what_the_page_does_not_state_is_an_open_question(report):
    assert report.outcome.value == "undecided"
    assert not report.ok
    assert {one.verdict for one in report.findings} == {ft.Verdict.UNKNOWN}
    questions = report.to_text().partition("OPEN QUESTIONS")[2].partition("LIMITS KEPT")[0]
    assert questions.startswith(f" ({len(OPEN)})\n")
    for name, place in OPEN.items():
        assert f"{name}" in flat(questions)
        assert place in questions
    waiting = {one.rule for one in report.findings}
    assert all(rule in questions for rule in waiting)


def test_an_open_question_exits_0_and_strictly_3(command):
    code, out, err = command("check", SEED)
    assert (code, err) == (0, "")
    assert "UNDECIDED. Nothing is broken." in out
    assert command("check", SEED, "--strict")[0] == 3


def test_the_period_and_the_nine_supported_activities_are_listed(report):
    told = report.to_text()
    assert "until 31 December 2022 (first day not stated)" in flat(told)
    activities = told.partition("SUPPORTED ACTIVITIES (9)\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in activities.splitlines()] == [
        f"{number}." for number in range(1, 10)
    ]


def test_the_illustrative_project_is_in_order(command):
    report = ft.check(ft.read_project(COMPLETE))
    assert report.ok is True
    assert report.findings == ()
    code, out, _ = command("check", COMPLETE, "--strict")
    assert code == 0
    assert "IN ORDER. Nothing is broken." in out


def test_in_latvian_it_reads_as_a_latvian_writes(command):
    code, out, _ = command("check", SEED, "--lang", "lv")
    assert code == 0
    told = flat(out)
    for figure in (
        "Attiecināmās izmaksas 586 584,85 €",
        "ERAF atbalsts 498 597,12 €",
        "Pašu finansējums 87 987,73 €",
        "Atbalsta intensitāte 85 %",
        "līdz 31.12.2022.",
        "NAV IZLEMTS. Pārkāpumu nav.",
        "ATBALSTĀMĀS DARBĪBAS (9)",
    ):
        assert figure in told
    assert all(question in told for question in OPEN_LV)
    own_words = out.partition("PROJEKTA PIEZĪMES")[0]  # the notes are the project's own
    for english in ("€586", "not ", "costs", "verified", "stated", "source", "[en]"):
        assert english not in own_words


@pytest.mark.parametrize("file", [SEED, COMPLETE], ids=["seed", "illustrative"])
@pytest.mark.parametrize("language", ["en", "lv"])
def test_the_json_report_follows_the_shipped_schema(command, file, language):
    code, out, _ = command("check", file, "--format", "json", "--lang", language)
    assert code == 0
    told = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(report_schema())
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    assert told["language"] == language
    plan = json.loads(file.read_text("utf-8"))["plans"][0]
    stated = {
        name: {"value": plan[name], "at": f"/plans/0/{name}"}
        for name in ("total_cost", "eligible", "support", "own")
        if name in plan
    }
    assert told["stated"] == stated


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_page_holds_the_same_figures(command, form):
    code, out, _ = command("check", SEED, "--format", form)
    assert code == 0
    for figure in ("€586,584.85", "€498,597.12", "€87,987.73", "31 December 2022"):
        assert figure in out
    for name in OPEN:
        assert name in flat(out)
