"""Reports on paper: goldens in both languages, everything escaped, nothing left out."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fundtrack.checks import Figure, Missing, NotChecked, Outcome, Reason, Subject, Verdict
from fundtrack.pages import explanation_text, fragment, html, markdown, rule_text, sheet, text
from fundtrack.pages.marked import escaped
from fundtrack.values import InputError, MissingExtra, Money
from tests.samples.results import (
    LATE,
    RATE,
    RULES,
    book,
    broken,
    explanation,
    finding,
    project,
    result,
    texts,
)

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = {"undecided": result, "breached": broken}


def golden(name: str, told: str) -> None:
    """Compare with the golden file; `FUNDTRACK_GOLDEN=write` writes it anew."""
    path = GOLDEN / name
    if os.environ.get("FUNDTRACK_GOLDEN") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "lv"])
@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_is_the_golden_one(name, language):
    golden(f"{name}.{language}.txt", text(SAMPLES[name](), language))


@pytest.mark.parametrize("language", ["en", "lv"])
def test_the_markdown_is_the_golden_one(language):
    golden(f"breached.{language}.md", markdown(broken(), language))


@pytest.mark.parametrize("language", ["en", "lv"])
def test_the_explanation_is_the_golden_one(language):
    golden(f"explanation.{language}.txt", explanation_text(explanation(), book(), language))


@pytest.mark.parametrize("language", ["en", "lv"])
def test_a_rule_is_the_golden_one(language):
    golden(f"rule.{language}.txt", rule_text(RULES["LV-CLU-004"], book(), language))


# -- what the text says ------------------------------------------------------------------------


def test_the_figures_of_the_seed_stand_in_the_text():
    english, latvian = text(result(), "en"), text(result(), "lv")
    for figure in ("€586,584.85", "€498,597.12", "€87,987.73", "85 %", "31 December 2022"):
        assert figure in english
    for figure in ("586 584,85 €", "498 597,12 €", "87 987,73 €", "85 %", "31.12.2022."):
        assert figure in latvian
    assert "\N{NO-BREAK SPACE}" not in english + latvian


def test_every_line_of_text_is_short_enough_for_a_letter():
    for make in SAMPLES.values():
        for language in ("en", "lv"):
            assert max(map(len, text(make(), language).splitlines())) <= 96


def test_an_amount_that_is_not_known_shows_its_bounds_and_what_is_missing():
    told = text(broken(), "en")
    assert "not known" in told
    assert "at least €498,495.12, at most €498,597.12" in told
    assert "day the cost was paid: not stated (/costs/17/paid_on)" in told


def test_nothing_is_broken_is_said_only_when_nothing_is():
    assert "Nothing is broken" in text(result())
    assert "Nothing is broken" not in text(broken())
    warned = result(findings=(finding("EU-VIS-001", Verdict.BROKEN, Subject("project", "")),))
    assert "Nothing is broken" not in text(warned)
    assert "1 warning." in text(warned)
    failed = finding("LV-CLU-001", Verdict.FAILED, Subject("project", ""))
    told = text(result(findings=(failed,), outcome=Outcome.BREACHED))
    assert "Nothing is broken" not in told
    assert "could not be worked out" in told


def test_a_finding_says_how_many_more_there_are_and_their_sum():
    told = text(broken(), "en")
    assert "and 2 more" in told
    assert "€360.00 refused in all" in told


def test_limit_cuts_places_but_not_counts():
    many = tuple(LATE.replace(key=f"cost:C{n}", at=f"/costs/{n}/paid_on") for n in range(10))
    late = finding(
        "LV-CLU-004", Verdict.BROKEN, *many, count=200, refused=Money("24000.00 EUR")
    )
    told = text(result(findings=(late,), outcome=Outcome.BREACHED), "en", limit=3)
    assert told.count("/paid_on") == 3
    assert "and 197 more" in told
    assert "€24,000.00 refused in all" in told


def test_a_question_asked_in_many_places_is_one_question():
    rows = tuple(
        Subject(
            f"cost:{n}",
            "",
            missing=(Missing(Reason.MISSING, "cost.paid_on", f"/costs/{n}/paid_on"),),
            missing_count=1,
        )
        for n in range(8)
    )
    asked = sheet(result(findings=(finding("LV-CLU-004", Verdict.UNKNOWN, *rows),)), "en")
    assert [one.text for one in asked.questions] == ["Day the cost was paid"]
    assert len(asked.questions[0].places) == 5
    assert asked.questions[0].more == "and 3 more places"


def test_what_this_version_does_not_act_on_is_no_question_to_the_reader():
    missing = (Missing(Reason.NOT_SUPPORTED, "groups"),)
    silent = finding(
        "LV-CLU-004", Verdict.UNKNOWN, Subject("project", "", missing=missing, missing_count=1)
    )
    told = result(
        findings=(silent,),
        not_checked=(NotChecked("LV-CLU-004", "not_supported", texts("{measured} late")),),
    )
    assert sheet(told, "en").questions == ()
    assert "This version does not act on these yet: LV-CLU-004" in text(told, "en")
    assert "{measured}" not in text(told, "en")


def test_an_activity_outside_the_book_is_named_as_such():
    changed = project()
    plan = changed.plans[0]
    strange = plan.activities[0].replace(category="catering", titles={"en": "A big dinner"})
    told = result(plan=plan.replace(activities=[strange]))
    assert sheet(told, "en").activities == ("A big dinner: not among the supported activities",)


def test_steps_that_change_nothing_are_left_out():
    same = Figure(Money("100.00 EUR"))
    steps = dict.fromkeys(
        ("gross", "base", "admitted", "limited", "eligible", "support", "payable", "own"), same
    )
    rows = (
        sheet(result(amounts=steps | {"limited": Figure(Money("90.00 EUR"))}), "en")
        .amounts[0]
        .rows
    )
    assert [row.label for row in rows] == [
        "Gross costs",
        "Costs within the limits",
        "Eligible costs",
        "Rate of support",
        "ERDF support",
        "Own contribution",
    ]


def test_a_value_that_waits_for_a_fact_is_not_listed_as_law():
    waiting = RATE.replace(name="aid_cap", value=None, citation=None)
    assert len(sheet(result(parameters=(RATE, waiting)), "en").law) == 1


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError):
        text(result(), "tlh")


# -- HTML --------------------------------------------------------------------------------------

VOID = {"meta", "br", "link", "img", "hr"}


class Reader(HTMLParser):
    """Keeps the tags, the attributes and the text, and notices what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("language", ["en", "lv"])
@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_stands_alone(name, language):
    page = html(SAMPLES[name](), language)
    reader = read(page)
    assert page.startswith("<!DOCTYPE html>")
    assert f'<html lang="{language}">' in page
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "src"]
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_the_page_says_what_the_text_says():
    """Every word of the plain text stands on the page: no format leaves something out."""
    for make in SAMPLES.values():
        for language in ("en", "lv"):
            shown = re.sub(r"\W+", " ", read(html(make(), language)).text).lower()
            for word in re.findall(r"\w+", text(make(), language).lower()):
                assert word in shown, word


ATTACK = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&amp;"


def attacked():
    read_ = project().replace(titles={"en": ATTACK}, notes=[ATTACK], number="A<b>1")
    late = LATE.replace(key=f"cost:{ATTACK}", values={"cost.paid_on": ATTACK}, waived_by=ATTACK)
    rules = RULES | {
        "LV-CLU-004": RULES["LV-CLU-004"].replace(titles=texts(ATTACK + " {cost.paid_on}"))
    }
    acts = {
        key: act.replace(titles=texts(ATTACK), url="javascript:alert(1)", celex="")
        for key, act in book().acts.items()
    }
    return result(
        project=read_,
        plan=read_.plans[0],
        book=book(rules=rules, acts=acts, titles=texts(ATTACK)),
        findings=(finding("LV-CLU-004", Verdict.BROKEN, late),),
    )


@pytest.mark.parametrize("make", [html, fragment])
def test_no_text_of_a_stranger_becomes_a_tag(make):
    page = make(attacked(), "en")
    reader = read(page)
    assert "script" not in reader.tags
    assert "img" not in reader.tags
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert not [
        value
        for name, value in reader.attributes
        if name == "href" and not value.startswith("http")
    ]
    assert ATTACK in reader.text


def test_markdown_shows_a_stranger_s_text_letter_by_letter():
    told = markdown(attacked(), "en")
    assert "<script>" not in told.replace("\\<", "").replace("<br>", "")
    assert (
        escaped("[a](javascript:x) *b* `c` <d>|")
        == "\\[a\\](javascript:x) \\*b\\* \\`c\\` \\<d\\>\\|"
    )


def test_several_reports_are_one_page():
    page = html([result(), broken()], "lv")
    assert page.count("<article") == 2
    assert page.count("<!DOCTYPE") == 1
    read(page)


def test_the_share_of_support_is_drawn_when_it_is_known():
    assert 'style="width: 84.999999%"' in html(result())
    unknown = result(
        amounts={"eligible": Figure(None), "support": Figure(None), "own": Figure(None)}
    )
    assert 'class="bar"' not in html(unknown)


def test_without_jinja2_the_extra_is_named(monkeypatch):
    from fundtrack.pages import web

    web._template.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    with pytest.raises(MissingExtra, match=r"fundtrack\[html\]"):
        html(result())
    web._template.cache_clear()
