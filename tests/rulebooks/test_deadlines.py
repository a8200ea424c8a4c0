"""Reporting periods and deadlines of a book: what they may say, and what is refused."""

from pathlib import Path

import pytest

from fundtrack.formulas import to_text
from fundtrack.rulebooks import MOVES, REPORTING_PERIOD, Book, Shelf, load_book
from fundtrack.values import BookError
from tests.rulebooks.small import GONE, WHOLE, changed, loaded, refusal

REPORT, RECORDS = "deadline/report-submitted", "deadline/records-kept"


def test_a_deadline_is_loaded_as_it_is_said():
    book = loaded()
    assert list(book.deadlines) == ["report-submitted", "records-kept"]
    one = book.deadlines["report-submitted"]
    assert (one.scope, one.form, one.moves) == (REPORTING_PERIOD, "by", "next_working_day")
    assert to_text(one.due) == "reporting_period.last + notice"
    assert (one.titles["lv"], one.layer) == ("Pārskats ir iesniegts", "test/whole@2")
    assert [str(cite) for cite in one.citations] == ["rules#13"]
    reporting = book.reporting
    assert reporting is not None
    assert (to_text(reporting.months), to_text(reporting.last)) == ("durability", "'short'")


def test_a_deadline_moves_by_a_word_or_by_a_reading():
    for word in MOVES:
        assert loaded({f"{RECORDS}/moves": word}).deadlines["records-kept"].moves == word
    reading = {
        "options": ["stays", "next_working_day"], "cite": "rules#1",
        "why": {"en": "x", "lv": "x"},
    }  # fmt: skip
    book = loaded({"reading/weekend": reading, f"{RECORDS}/moves": "weekend"})
    assert book.deadlines["records-kept"].moves == "weekend"


REFUSED = [
    ({f"{REPORT}/moves": "later"},
     f"/{REPORT}/moves", "later is none of stays, next_working_day, previous_working_day"),
    ({f"{REPORT}/moves": "window_start"},
     f"/{REPORT}/moves", "the reading window_start has the option inclusive"),
    ({"reporting": GONE}, f"/{REPORT}/scope", r"the book has no \[reporting\]"),
    ({f"{REPORT}/scope": "cost"}, f"/{REPORT}/scope", "expected 'project'"),
    ({f"{REPORT}/form": "until"},
     f"/{REPORT}/done_when", "what is kept up until a day is over when the day is"),
    ({f"{REPORT}/form": "at"}, f"/{REPORT}/form", "expected 'by' or 'until'"),
    ({f"{REPORT}/due": "notice"}, f"/{REPORT}/due", "notice is a days, not a date"),
    ({f"{REPORT}/due": "reporting_period.end"},
     f"/{REPORT}/due", "reporting_period has no end"),
    ({f"{REPORT}/due": "claim.reporting_period.last"},
     f"/{REPORT}/due", "claim cannot be reached from reporting_period"),
    ({f"{REPORT}/done_on": "smallest(claim.reporting_period.last)"},
     f"/{REPORT}/done_on", "claim has no reporting_period"),
    ({f"{REPORT}/done_on": "claim.submitted_on"},
     f"/{REPORT}/done_on", "claim cannot be reached from reporting_period"),
    ({f"{REPORT}/opens": "0"}, f"/{REPORT}/opens", "0 is no date"),
    ({f"{REPORT}/applies_when": "reporting_period.kind == 'last'"},
     f"/{REPORT}/applies_when", "no code 'last'"),
    ({f"{REPORT}/done_when": "claim.final"}, f"/{REPORT}/done_when", "claim cannot be reached"),
    ({f"{REPORT}/cite": []}, f"/{REPORT}/cite", "a citation is missing"),
    ({f"{REPORT}/cite": "other#1"}, f"/{REPORT}/cite/0", "no act other"),
    ({f"{REPORT}/cite": GONE}, f"/{REPORT}/cite", "this key is missing"),
    ({f"{REPORT}/due": GONE}, f"/{REPORT}/due", "this key is missing"),
    ({f"{REPORT}/title/lv": GONE}, f"/{REPORT}/title/lv", "this text is missing"),
    ({f"{REPORT}/why": GONE}, f"/{REPORT}/why/en", "this text is missing"),
    ({f"{REPORT}/remedy/en": "Send {claim.id}."},
     f"/{REPORT}/remedy/en", "the texts of a deadline have no placeholders"),
    ({"reporting/months": "notice"}, "/reporting/months", "notice is a days, not a months"),
    ({"reporting/months": "reporting_period.length"},
     "/reporting/months", "no noun reporting_period"),
    ({"reporting/last": "'long'"}, "/reporting/last", "no code 'long'"),
    ({"reporting/last": "plan.number"}, "/reporting/last", "plan.number is a number, not a"),
    ({"reporting/closure": "notice"}, "/reporting/closure", "notice is a days, not a date"),
    ({"reporting/cite": GONE}, "/reporting/cite", "this key is missing"),
    ({"rule/TST-001/met_when": "reporting_period.first == last_payment"},
     "/rule/TST-001", "a rule has met_when"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "at", "message"), REFUSED)
def test_what_is_refused(changes, at, message):
    error = refusal(changes)
    assert error.pointer == at
    with pytest.raises(BookError, match=message):
        raise error


def test_a_rule_knows_no_reporting_period():
    changes = {"rule/TST-002/met_when": "reporting_period.first <= cost.paid_on"}
    assert "no noun reporting_period" in refusal(changes).message


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A shelf on which the whole book stands."""
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "whole.toml").write_text(WHOLE.read_text("utf-8"), "utf-8")
    return Shelf(tmp_path)


TEXT = {"en": "x", "lv": "x"}


def upper(shelf: Shelf, **tables: object) -> Book:
    """A book on top of the whole one."""
    head = {"id": "test/upper", "edition": 1, "extends": ["test/whole@2"], "title": TEXT}
    head |= {"covers": [TEXT], "leaves_out": [TEXT]}
    return load_book({"book": head, **tables}, shelf=shelf)


def test_a_layer_adds_deadlines_and_restates_none(shelf):
    told = {"scope": "reporting_period", "form": "until", "moves": "stays", "cite": "rules#99"}
    told |= {"due": "year_end(reporting_period.last)", "title": TEXT, "why": TEXT}
    book = upper(shelf, deadline={"seven-years": told})
    assert list(book.deadlines) == ["report-submitted", "records-kept", "seven-years"]
    assert book.deadlines["seven-years"].layer == "test/upper@1"
    with pytest.raises(BookError, match="records-kept is already stated in test/whole@2"):
        upper(shelf, deadline={"records-kept": told})
    again = {"months": "durability", "last": "'merged'", "cite": "rules#1"}
    with pytest.raises(
        BookError, match="reporting is already stated in test/whole@2"
    ) as caught:
        upper(shelf, reporting=again)
    assert caught.value.pointer == "/reporting"


def test_a_book_has_two_hundred_deadlines_at_most():
    one = changed({})["deadline"]["records-kept"]
    many = {f"deadline/d{count}": one for count in range(198)}
    assert len(loaded(many).deadlines) == 200
    assert refusal(many | {"deadline/d198": one}).message.startswith("more than 200")
