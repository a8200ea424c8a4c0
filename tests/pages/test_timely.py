"""Deadlines on a page: the words of each status, and what a book says of its deadlines."""

from datetime import date

import pytest

from fundtrack.pages import book_text, deadlines_text
from fundtrack.rulebooks import books, load_book
from fundtrack.tracking import deadlines
from tests.rulebooks.small import loaded
from tests.tracking.test_deadlines import PERIODS, WATCHED, book, lived, project, watched

D = date.fromisoformat


def test_every_status_has_its_heading_in_the_order_of_what_matters():
    claims = [("claim", D("2024-07-05")), ("claim", D("2024-09-20"))]
    found = watched(lived(claims), D("2024-09-25"))
    told = deadlines_text(found, book(reporting=PERIODS, **WATCHED))
    headings = [line for line in told.splitlines() if line.isupper()]
    statuses = ["OVERDUE (1)", "NOT KNOWN (1)", "TO COME (2)", "DONE OR OVER (1)"]
    assert headings == [*statuses, "WHAT THE DAYS REST ON"]
    assert "  by 15 July 2024: x\n      Claim C0\n      72 days late\n" in told
    assert "      done on 5 July 2024\n" in told


def test_a_moved_day_says_where_it_comes_from():
    asked = book(it={"moves": "next_working_day"})
    made = project(facts={"ends_on": "2024-06-01"})
    told = deadlines_text(deadlines(made, book=asked, on=D("2024-06-03")), asked)
    assert "  by 3 June 2024: x\n      this is the last day\n" in told
    assert "      moved: 1 June 2024 is no working day\n" in told
    told = deadlines_text(deadlines(made, book=asked, on=D("2024-06-03")), asked, "lv")
    assert "      pārcelts: 01.06.2024. nav darbdiena\n" in told


def test_no_deadline_is_said_too():
    asked = book(it={"applies_when": "project.large"})
    made = project(facts={"large": False})
    found = deadlines(made, book=asked, on=D("2024-06-03"), known_on=D("2024-06-01"))
    told = deadlines_text(found, asked)
    assert "as it was known on 1 June 2024\nNo deadline of the book applies\n" in told


def test_the_periods_around_the_project_have_names():
    reporting = PERIODS | {"preparation": "project.starts_on", "closure": "project.closes_on"}
    asked = book(
        reporting=reporting, it={"scope": "reporting_period", "due": "reporting_period.last"}
    )
    facts = {"starts_on": "2023-12-01", "closes_on": "2025-03-31"}
    made = project(plan={"terms": {"length": 12}}, facts=facts)
    told = deadlines_text(deadlines(made, book=asked, on=D("2024-06-03")), asked)
    assert "      Preparation period, 1 December 2023 – 31 December 2023\n" in told
    assert "      Closure period, 1 January 2025 – 31 March 2025\n" in told
    nothing = deadlines(project(), book=asked, on=D("2024-06-03"))
    told = deadlines_text(nothing, asked)
    assert "      Reporting periods\n" in told


@pytest.mark.parametrize("language", ["en", "lv"])
@pytest.mark.parametrize("key", books())
def test_every_book_shows_its_deadlines(key, language):
    shown, told = load_book(key), book_text(load_book(key), language)
    for one in shown.deadlines.values():
        assert f"\n  {one.name}: {one.titles[language]}"[:90] in told
    assert ("DEADLINES\n" in told or "TERMIŅI\n" in told) is bool(shown.deadlines)


def test_a_book_shows_all_it_says_of_a_deadline():
    told = book_text(loaded())
    for line in (
        "REPORTING PERIODS\n  Months of a period: durability\n  The last one: 'short'\n",
        "  The preparation begins: project.agreement.signed_on\n",
        "  The closure ends: plan.period.last + notice\n",
        "    To be done by: reporting_period.last + notice\n",
        "    Begins: reporting_period.last\n",
        "    Done when: any(claim.final, where=claim.period.last == reporting_period.last)\n",
        "    On a weekend or a holiday: moves to the next working day\n",
        "    Holds until: year_end(months_after(largest(payment.paid_on, where=payment.kind ==",
    ):
        assert line in told
