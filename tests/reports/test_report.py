"""A report answers for one project: in data, in words, on paper, and the same every time."""

import copy
import json
import pickle
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import fundtrack as ft
from fundtrack import frames
from fundtrack.checks import Outcome
from fundtrack.reports import UnknownAmount, report_dict, report_schema
from tests.checks.test_edges import LONG_RATE, long_rate
from tests.samples.results import broken, result

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SCHEMA = jsonschema.Draft202012Validator(report_schema())


def example(name: str) -> dict[str, object]:
    return json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))


def read(source: dict[str, object]) -> ft.Project:
    return ft.read_project(json.dumps(source).encode())


def seed() -> ft.Report:
    return ft.check(ft.read_project(EXAMPLES / "life-science-cluster.json"))


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


# -- the seed ----------------------------------------------------------------------------------


def test_the_seed_s_figures_come_out_to_the_cent():
    amounts = seed().amounts
    assert amounts["eligible"].value == ft.Money("586584.85 EUR")
    assert amounts["support"].value == ft.Money("498597.12 EUR")
    assert amounts["own"].value == ft.Money("87987.73 EUR")


def test_the_seed_is_undecided_and_says_what_is_open():
    report = seed()
    assert report.outcome is Outcome.UNDECIDED
    assert not report.ok
    assert {one.verdict for one in report.findings} == {ft.Verdict.UNKNOWN}
    pointers = {one.pointer for f in report.findings for s in f.subjects for one in s.missing}
    assert "/partners/0/facts/legal_form" in pointers


@pytest.mark.parametrize(
    ("language", "figures"),
    [
        (
            "en",
            [
                "€586,584.85",
                "€498,597.12",
                "€87,987.73",
                "85 %",
                "31 December 2022",
                "not verified",
            ],
        ),
        ("lv", ["586 584,85 €", "498 597,12 €", "87 987,73 €", "85 %", "31.12.2022."]),
    ],
)
def test_every_page_of_the_seed_carries_its_figures(language, figures):
    report = seed()
    for page in (
        report.to_text(language),
        report.to_markdown(language),
        report.to_html(language),
    ):
        for figure in figures:
            assert figure in spaced(page)


def test_the_nine_activities_stand_under_the_book_s_titles():
    english, latvian = seed().to_text("en"), seed().to_text("lv")
    for code in seed().book.activities.values():
        assert code.titles["en"].split()[0] in english
        assert code.titles["lv"].split()[0] in latvian
    assert "SUPPORTED ACTIVITIES (9)" in english
    assert "ATBALSTĀMĀS DARBĪBAS (9)" in latvian


def test_the_explanation_prints_the_sum_the_rounding_and_the_law():
    told = str(seed().explain("support"))
    assert "586,584.85 × 85 % = 498,597.1225 → 498,597.12" in told
    assert "rounded to 0.01, down" in told
    assert "Cabinet Regulation No 205" in told
    assert "586 584,85 × 85 % = 498 597,1225 → 498 597,12" in seed().explain("support").to_text(
        "lv"
    )


def test_an_explanation_is_still_the_tree():
    step = seed().explain("support")
    assert isinstance(step, ft.Explanation)
    assert step.value == ft.Money("498597.12 EUR").amount
    assert repr(step).startswith("<project.support = ")
    again = pickle.loads(pickle.dumps(step))
    assert again == step
    assert str(again) == str(step)


@pytest.mark.parametrize(
    "name",
    ["life-science-cluster", "5forexcellence", "competence-centre", "illustrative-cluster"],
)
def test_the_page_counts_the_unverified_values_as_the_report_does(name):
    report = ft.check(ft.read_project(EXAMPLES / f"{name}.json"))
    told = re.search(r"(\d+) not verified\.", report.to_text("en"))
    assert report.unverified == (int(told[1]) if told else 0)


# -- amounts, bool, equality -------------------------------------------------------------------


def test_a_wrong_amount_names_the_near_ones():
    report = seed()
    with pytest.raises(UnknownAmount, match='expected support, found "suport"'):
        report.amounts["suport"]
    with pytest.raises(KeyError):
        report.amounts["claimed.support"]
    with pytest.raises(ft.InputError, match="support"):
        report.explain("suport")
    assert "suport" not in report.amounts
    assert report.amounts.get("suport") is None


def test_a_report_is_not_true_or_false():
    with pytest.raises(TypeError, match=r"ask report\.ok"):
        bool(seed())


def test_amounts_read_like_a_mapping():
    amounts = seed().amounts
    assert len(amounts) == len(list(amounts)) == len(dict(amounts))
    assert "support=498597.12 EUR" in repr(amounts)


def test_unknown_amounts_survive_a_pickle():
    with pytest.raises(UnknownAmount) as caught:
        seed().amounts["suport"]
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)


# -- JSON --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", [None, "en", "lv"])
@pytest.mark.parametrize(
    "name",
    ["life-science-cluster", "5forexcellence", "competence-centre", "illustrative-cluster"],
)
def test_the_json_of_every_example_follows_the_schema(name, language):
    report = ft.check(ft.read_project(EXAMPLES / f"{name}.json"))
    told = report.to_dict(language=language)
    SCHEMA.validate(json.loads(json.dumps(told)))
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("make", [result, broken])
def test_the_json_of_a_breach_follows_the_schema(make):
    SCHEMA.validate(report_dict(make(), 10, "lv"))


def test_the_schema_is_a_schema_and_closed():
    jsonschema.Draft202012Validator.check_schema(report_schema())

    def objects(node):
        if isinstance(node, dict):
            if node.get("type") == "object":
                yield node
            for child in node.values():
                yield from objects(child)
        elif isinstance(node, list):
            for child in node:
                yield from objects(child)

    open_ = [one for one in objects(report_schema()) if "additionalProperties" not in one]
    assert open_ == []


def test_the_schema_notices_what_is_wrong():
    told = report_dict(result(), 10, None)
    for change in (
        {"outcome": "fine"},
        {"ok": "yes"},
        {"unverified": -1},
        {"extra": 1},
        {"amounts": {"support": {"value": 498597.12}}},
        {"schema_version": 2},
    ):
        assert list(SCHEMA.iter_errors(told | change)), change


def test_the_json_keeps_whole_counts_when_it_is_cut():
    cut = report_dict(broken(), 0, None)
    late = next(
        one
        for one in cut["findings"]
        if one["rule"] == "LV-CLU-004" and one["verdict"] == "broken"
    )
    assert late["count"] == 3
    assert late["refused"] == "360.00 EUR"
    assert late["subjects"] == []
    SCHEMA.validate(cut)


def test_the_json_is_canonical_text_not_people_s():
    told = report_dict(broken(), 10, None)
    late = next(one for one in told["findings"] if one["rule"] == "LV-CLU-004")["subjects"][0]
    assert (late["measured"], late["limit"], late["margin"]) == ("2023-01-02", "2022-12-31", -2)
    assert late["values"] == {"cost.paid_on": "2023-01-02"}
    assert told["parameters"][0]["value"] == "85 %"
    assert "text" not in late
    assert "why" not in told["findings"][0]


def test_the_json_speaks_when_a_language_is_asked():
    told = report_dict(broken(), 10, "lv")
    late = next(one for one in told["findings"] if one["rule"] == "LV-CLU-004")
    assert late["subjects"][0]["text"].startswith("izmaksas INV-17: Samaksāts 02.01.2023.")
    assert late["remedy"] == "Novērsiet to."


def test_two_checks_of_one_project_give_one_json():
    project = ft.read_project(EXAMPLES / "illustrative-cluster.json")
    first = json.dumps(ft.check(project).to_dict(language="en"))
    assert first == json.dumps(ft.check(copy.deepcopy(project)).to_dict(language="en"))


# -- which book (D-24) -------------------------------------------------------------------------


def test_a_named_edition_is_pinned_and_any_other_is_not():
    source = example("life-science-cluster")
    assert not ft.check(read(source)).pinned
    source["agreement"]["book"] = "lv/cluster-2016@1"
    assert ft.check(read(source)).pinned
    assert "named by the agreement" in ft.check(read(source)).to_text()


def test_another_book_may_be_asked():
    project = ft.read_project(EXAMPLES / "life-science-cluster.json")
    assert ft.check(project, "eu/erdf-2014").book.id == "eu/erdf-2014"
    assert ft.check(project, ft.load_book("eu/erdf-2014")).book.id == "eu/erdf-2014"


def test_a_book_that_is_not_there_is_an_error_with_its_name():
    source = example("life-science-cluster")
    source["agreement"]["book"] = "lv/clusters-2016"
    with pytest.raises(ft.FundtrackError, match="lv/cluster-2016"):
        ft.check(read(source))


def test_a_check_asks_for_a_project():
    with pytest.raises(ft.InputError, match="read_project"):
        ft.check("docs/examples/life-science-cluster.json")


# -- the illustrative project ------------------------------------------------------------------


def test_a_complete_project_is_in_order():
    report = ft.check(ft.read_project(EXAMPLES / "illustrative-cluster.json"))
    assert report.ok
    assert report.outcome is Outcome.IN_ORDER
    assert report.findings == ()
    assert "IN ORDER. Nothing is broken." in report.to_text("en")
    assert "ATBILST. Pārkāpumu nav." in report.to_text("lv")


def test_a_day_asked_about_stands_in_the_report():
    project = ft.read_project(EXAMPLES / "illustrative-cluster.json")
    report = ft.check(project, on=date(2022, 12, 31))
    assert report.to_dict()["on"] == "2022-12-31"
    assert "31 December 2022" in report.to_text("en").rsplit("\n\n", 1)[1]


def test_the_table_adds_up_line_by_line():
    report = ft.check(ft.read_project(EXAMPLES / "illustrative-cluster.json"))
    rows = report.table("claimed")
    assert [row["line"] for row in rows][:1] == ["cost:INV-1"]
    total = sum((row["eligible"].minor for row in rows), 0)
    assert total == report.amounts["claimed.eligible"].value.minor
    with pytest.raises(ft.InputError):
        seed().lines("claimed")


def test_a_notebook_shows_a_page_and_text_without_jinja2(monkeypatch):
    from fundtrack.pages import web

    assert "<article" in seed()._repr_html_()
    web._template.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    assert seed()._repr_html_().startswith("<pre>Life Science Cluster")
    web._template.cache_clear()


def test_print_shows_the_text():
    assert str(seed()) + "\n" == seed().to_text("en")
    assert repr(seed()).startswith("<Report undecided: lv/cluster-2016@1")


def test_a_rate_of_too_many_digits_is_whole_in_data_and_a_percentage_on_paper() -> None:
    said, of = long_rate()
    project, book = ft.read_project(of), ft.load_book(said)
    report = ft.check(project, book)
    told = report.to_dict(language="en")
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    assert told["amounts"]["z"]["value"] == str(LONG_RATE)
    text = report.to_text("en")
    assert "62.309706… %, 1 %, 61.309706… %" in text
    assert "52.963315… % · limit 62.309706… % · 9.346390… % too little" in text
    assert ["Text", "62.309706…", "%"] in [line.split() for line in text.splitlines()]
    for page in (report.to_html("lv"), report.to_markdown("lv")):
        assert "62,309706…" in page
    assert "= 62.309706… %" in report.explain("z").to_text("en").replace("\xa0", " ")
    frame = frames.check(frames.tables_of([project], keys=["A"], book=book), book)
    assert frame.totals["z"] == [str(LONG_RATE)]
    assert frame.totals["y"] == [told["amounts"]["y"]["value"]]
