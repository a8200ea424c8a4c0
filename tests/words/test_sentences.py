"""A finding speaks with its rule's words, and never says more than it knows."""

from datetime import date

import pytest

from fundtrack.checks import Missing, Reason, Subject, Verdict
from fundtrack.rulebooks import Act, Code, Define, Group, Texts
from fundtrack.values import Citation, Money, Rate
from fundtrack.words import (
    amount_name,
    best,
    citation,
    fill,
    gap,
    link,
    name_of,
    need,
    needs,
    room,
    say,
    subject_name,
    visible,
)
from tests.samples.results import LATE, RULES, book, finding, texts

ACTS = book().acts


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_broken_rule_speaks_with_its_title():
    late = finding("LV-CLU-004", Verdict.BROKEN, LATE)
    assert say(late, book(), "en") == (
        "cost INV-17: Paid on 2 January 2023; the last eligible day is 31 December 2022"
    )
    assert say(late, book(), "lv") == (
        "izmaksas INV-17: Samaksāts 02.01.2023.; pēdējā attiecināmā diena ir 31.12.2022."
    )


def test_an_unknown_verdict_does_not_say_that_the_rule_is_broken():
    missing = Missing(Reason.MISSING, "cost.paid_on", "/costs/17/paid_on")
    open_ = finding(
        "LV-CLU-004",
        Verdict.UNKNOWN,
        Subject("cost:INV-17", "/costs/17/paid_on", missing=(missing,), missing_count=3),
    )
    assert say(open_, book(), "en") == (
        "cost INV-17: cannot be decided: day the cost was paid: not stated; and 2 more"
    )
    assert "Samaksāts" not in say(open_, book(), "lv")


def test_within_rounding_conflict_and_failure_say_so():
    cent = Subject(
        "project", "/plans/0/support", Money("1.01 EUR"), Money("1.00 EUR"), Money("-0.01 EUR")
    )
    told = {
        verdict: say(finding("LV-CLU-001", verdict, cent), book(), "en")
        for verdict in (Verdict.MET_WITHIN_ROUNDING, Verdict.CONFLICT, Verdict.FAILED)
    }
    assert told[Verdict.MET_WITHIN_ROUNDING] == (
        "Support of €1.01 is above €1.00, by €0.01; within the rounding of the book"
    )
    assert "two exceptions" in told[Verdict.CONFLICT]
    assert "could not be worked out" in told[Verdict.FAILED]


def test_a_waived_finding_names_its_document():
    waived = LATE.replace(waived_by="Letter 12")
    assert say(finding("LV-CLU-004", Verdict.BROKEN, waived), book(), "lv").endswith(
        "(piešķirta atkāpe: Letter 12)"
    )


def test_a_text_the_book_lacks_in_a_language_is_marked():
    silent = finding("EU-VIS-001", Verdict.BROKEN, Subject("project", ""))
    assert say(silent, book(), "lv") == "The Union's support is not shown [en]"
    assert best(texts("Paid late"), "en") == "Paid late"


def test_a_placeholder_nobody_filled_is_said_not_left_blank():
    bare = LATE.replace(values={}, limit=None)
    assert say(finding("LV-CLU-004", Verdict.BROKEN, bare), book(), "en") == (
        "cost INV-17: Paid on not known; the last eligible day is not known"
    )


def test_what_is_put_in_is_not_read_again():
    assert fill("{a} {b}", {"a": "{b}", "b": "{a}"}) == "{b} {a}"


@pytest.mark.parametrize(
    "reach", ["{cost.paid_on.__class__}", "{0}", "{a[0]}", "{a!r}", "{a:>9}", "{_a}"]
)
def test_no_template_reaches_into_an_object(reach):
    assert fill(reach, {"a": "x", "cost.paid_on": "x", "_a": "x"}) == reach


def test_controls_and_turned_directions_are_made_visible():
    assert visible("a\x1b[31mb\u202ec\x9b") == "a�[31mb�c�"
    named = finding("LV-CLU-004", Verdict.BROKEN, LATE.replace(key="cost:A\x1b]0;x\x07\nB"))
    assert "\x1b" not in say(named, book(), "en")
    assert "\n" not in say(named, book(), "en")


@pytest.mark.parametrize(
    ("subject", "english", "latvian"),
    [
        (
            Subject("project", "", Money("1.02 EUR"), Money("1.00 EUR"), Money("-0.02 EUR")),
            "€0.02 too much",
            "pārsniegums 0,02 €",
        ),
        (
            Subject("project", "", Money("0.98 EUR"), Money("1.00 EUR"), Money("0.02 EUR")),
            "€0.02 left",
            "rezerve 0,02 €",
        ),
        (Subject("project", "", 18, 20, -2), "2 too little", "iztrūkums 2"),
        (
            Subject("project", "", date(2023, 1, 2), date(2022, 12, 31), -2),
            "2 days too late",
            "par vēlu: 2 dienas",
        ),
        (
            Subject("project", "", date(2015, 12, 31), date(2016, 1, 1), -1),
            "1 day too early",
            "par agru: 1 diena",
        ),
        (
            Subject("project", "", Rate("86 %"), Rate("85 %"), Rate("-1 %")),
            "1 % too much",
            "pārsniegums 1 %",
        ),
        (Subject("project", ""), "", ""),
    ],
)
def test_the_margin_says_its_side(subject, english, latvian):
    assert spaced(room(subject, "en")) == english
    assert spaced(room(subject, "lv")) == latvian


def test_a_gap_has_no_sign():
    assert gap(Money("-0.01 EUR"), Money("1.00 EUR"), "en") == "€0.01"
    assert gap(-3, 4, "en") == "3"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_for_not_knowing_has_its_words(reason):
    one = Missing(reason, "cost.paid_on")
    english, latvian = need(one, book(), "en"), need(one, book(), "lv")
    assert english.startswith("day the cost was paid: ")
    assert latvian.startswith("izmaksu samaksas diena: ")
    assert not english.endswith(reason.value + ":")
    assert latvian.partition(": ")[2] != reason.value


def test_needs_without_a_name_still_says_something():
    assert needs(Subject("project", ""), book(), "en") == "not known"


GROUPS = {
    "partner_category": Group("partner_category", ("partner", "category"), ("cost",)),
    "by_form": Group("by_form", ("form",), ("cost",)),
}


@pytest.mark.parametrize(
    ("key", "english", "latvian"),
    [
        ("cost:INV-17", "cost INV-17", "izmaksas INV-17"),
        ("project", "project", "projekts"),
        ("procurement:W", "procurement W", "iepirkums W"),
        ("partner_category:P/travel", "partner P, “Travel”", "partneris P, „Ceļš”"),
        ("partner_category:P/food", "partner P, “food”", "partneris P, „food”"),
        ("partner_category:-/travel", "partner: none, “Travel”", "partneris: nav, „Ceļš”"),
        (
            "partner_category:P/a/b",
            "lines with the same partner, category of the line: P/a/b",
            "pozīcijas ar vienādiem datiem: partneris, pozīcijas kategorija: P/a/b",
        ),
        ("by_form:unit", "form of the line unit", "pozīcijas izmaksu veids unit"),
        (
            "line:travel_flat:P",
            "Travel at a flat rate, partner P",
            "Ceļš pēc vienotās likmes, partneris P",
        ),
        ("line:indirect", "overheads", "pieskaitāmās izmaksas"),
        ("line:unheard:P", "line unheard:P", "pozīcija unheard:P"),
    ],
)
def test_rows_are_called_by_what_they_are(key, english, latvian):
    made = book(
        groups=GROUPS,
        categories={"travel": Code("travel", texts("Travel", "Ceļš"), None)},
        defines={
            "partner.travel_flat": Define("partner", "travel_flat", None, counts_as="travel"),
            "project.indirect": Define(
                "project",
                "indirect",
                None,
                counts_as="other",
                titles=texts("overheads", "pieskaitāmās izmaksas"),
            ),
        },
    )
    assert subject_name(key, made, "en") == english
    assert subject_name(key, made, "lv") == latvian


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("cost.paid_on", "day the cost was paid"),
        ("cost.partner.country", "country of the partner"),
        ("project.agreement.signed_on", "day the agreement was signed"),
        ("claim.plan.period.last", "last day of the project period"),
        ("support_rate", "rate of support"),
        ("project.support", "ERDF support"),
        ("project.own", "own contribution"),
        ("project.visibility", "Does the project page name the Union's support?"),
        ("project.unheard_of", "unheard_of"),
    ],
)
def test_names_are_the_people_s_words(name, english):
    assert name_of(name, book(), "en") == english


def test_an_amount_of_another_basis_names_it():
    assert (
        amount_name("claimed.eligible", book(), "lv")
        == "attiecināmās izmaksas (deklarētās izmaksas)"
    )
    titled = book(
        defines={"project.extra": Define("project", "extra", None, titles=texts("extra grant"))}
    )
    assert amount_name("extra", titled, "en") == "extra grant"


@pytest.mark.parametrize(
    ("text", "english", "latvian"),
    [
        (
            "cpr#69(3)(c)",
            "Regulation (EU) No 1303/2013, Article 69(3)(c)",
            "Regula (ES) Nr. 1303/2013, 69. panta 3. punkta c) apakšpunkts",
        ),
        (
            "cpr#65(2)",
            "Regulation (EU) No 1303/2013, Article 65(2)",
            "Regula (ES) Nr. 1303/2013, 65. panta 2. punkts",
        ),
        (
            "cpr#65",
            "Regulation (EU) No 1303/2013, Article 65",
            "Regula (ES) Nr. 1303/2013, 65. pants",
        ),
        (
            "cpr#180(1)(d)(i)",
            "Regulation (EU) No 1303/2013, Article 180(1)(d)(i)",
            "Regula (ES) Nr. 1303/2013, 180. panta 1. punkta d) apakšpunkta i) punkts",
        ),
        (
            "cpr#annex I",
            "Regulation (EU) No 1303/2013, annex I",
            "Regula (ES) Nr. 1303/2013, annex I",
        ),
        (
            "mk205#32",
            "Cabinet Regulation No 205 of 5 April 2016, point 32",
            "Ministru kabineta 2016. gada 5. aprīļa noteikumi Nr. 205, 32. punkts",
        ),
        (
            "mk205#1.4",
            "Cabinet Regulation No 205 of 5 April 2016, sub-point 1.4",
            "Ministru kabineta 2016. gada 5. aprīļa noteikumi Nr. 205, 1.4. apakšpunkts",
        ),
        (
            "mk205",
            "Cabinet Regulation No 205 of 5 April 2016",
            "Ministru kabineta 2016. gada 5. aprīļa noteikumi Nr. 205",
        ),
        ("nowhere#1", "nowhere, point 1", "nowhere, 1. punkts"),
    ],
)
def test_citations_as_a_reader_of_the_law_writes_them(text, english, latvian):
    assert citation(Citation(text), ACTS, "en") == english
    assert citation(Citation(text), ACTS, "lv") == latvian


def test_an_act_s_address_is_a_web_address_or_nothing():
    acts = {
        "a": Act("a", Texts(), url="javascript:alert(1)"),
        "b": Act("b", Texts(), eli="http://x/y"),
    }
    assert link(Citation("a"), acts, "en") == ""
    assert link(Citation("b"), acts, "en") == "http://x/y"
    assert link(Citation("c"), acts, "en") == ""
    assert link(Citation("cpr#69"), ACTS, "lv") == (
        "https://eur-lex.europa.eu/legal-content/LV/TXT/?uri=CELEX:32013R1303"
    )


def test_every_rule_of_the_sample_is_spoken_in_both_languages():
    for code in RULES:
        for language in ("en", "lv"):
            subject = Subject(
                "project", "", 1, 2, -1, values={"cost.paid_on": date(2023, 1, 2)}
            )
            told = say(finding(code, Verdict.BROKEN, subject), book(), language)
            assert told
            assert "{" not in told
