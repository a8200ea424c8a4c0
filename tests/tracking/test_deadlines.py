"""Where a deadline stands on a day: each status, what is unknown, and answers that stay."""

import json
import pickle
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.checks import Reason
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.tracking import Deadlines, Obligation, Status, deadlines, project_periods
from fundtrack.values import InputError

DAY = timedelta(days=1)
D = date.fromisoformat
TEXT = {"en": "x", "lv": "x"}


def days_of(name: str, value: int) -> dict[str, Any]:
    said = {"value": value, "cite": "act#1", "verification": "unverified"}
    return {"kind": name, "title": TEXT, "values": [said]}


BOOK: dict[str, Any] = {
    "book": {
        "id": "test/deadlines", "edition": 1, "title": TEXT, "covers": [TEXT],
        "leaves_out": [TEXT], "first_day": "2020-01-01", "last_day": "2029-12-31",
    },
    "act": {"act": {"title": TEXT}},
    "parameter": {
        "ten": days_of("days", 10),
        "year": days_of("months", 12),
        "length": {"kind": "months", "title": TEXT, "set_in": ["plan"]},
        "last": {"kind": "code", "codes": ["short", "merged"], "title": TEXT,
                 "set_in": ["plan"]},
    },
    "fact": {
        "project": {
            name: {"kind": kind, "ask": TEXT, "cite": "act#1"}
            for name, kind in {
                "ends_on": "date", "starts_on": "date", "sent_on": "date", "sent": "bool",
                "large": "bool", "closes_on": "date",
            }.items()
        }
    },
    "reading": {
        "weekend": {"options": ["stays", "next_working_day"], "cite": "act#1", "why": TEXT}
    },
}  # fmt: skip
PLAIN = {
    "scope": "project", "form": "by", "due": "project.ends_on", "moves": "stays",
    "cite": "act#1", "title": TEXT, "why": TEXT,
}  # fmt: skip
PERIODS = {"months": "length", "last": "last", "cite": "act#2"}


def book(*, reporting: dict[str, str] | None = None, **deadlines: dict[str, Any]) -> Book:
    """The book with these deadlines, each told as far as it differs from the plainest."""
    tables = BOOK | {"deadline": {name: PLAIN | said for name, said in deadlines.items()}}
    return loaded(json.dumps(tables | ({"reporting": reporting} if reporting else {})))


@cache
def loaded(tables: str) -> Book:
    return load_book(tables.encode("ascii"))


def project(*, plan: dict[str, Any] | None = None, signed: str = "2024-01-01", **parts: Any):
    said = {
        "schema_version": 1,
        "agreement": {"book": "test/deadlines", "currency": "EUR", "signed_on": signed},
        "plans": [{"number": 1, "period": "2024-01-01/2024-12-31", **(plan or {})}],
    }
    return read_project({**said, **parts})


def one(found: Project, on: str | date, said: dict[str, Any], **options: Any) -> Obligation:
    asked = D(on) if isinstance(on, str) else on
    (answer,) = deadlines(found, book=book(it=said), on=asked, **options)
    return answer


def status(found: Project, on: str | date, said: dict[str, Any]) -> str:
    return one(found, on, said).status.value


# -- to be done by a day -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "facts", "expected"),
    [
        ("2024-05-30", {}, "later"),
        ("2024-05-31", {}, "due"),
        ("2024-06-01", {}, "unknown"),  # nobody says whether it was sent
        ("2024-05-30", {"sent_on": "2024-05-30"}, "done"),
        ("2024-05-29", {"sent_on": "2024-05-30"}, "later"),
        ("2024-05-31", {"sent_on": "2024-06-01"}, "due"),
        ("2024-06-01", {"sent_on": "2024-06-02"}, "overdue"),
        ("2024-06-02", {"sent_on": "2024-06-02"}, "done"),
    ],
)
def test_by_a_day(on, facts, expected):
    made = project(facts={"ends_on": "2024-05-31", **facts})
    assert status(made, on, {"done_on": "project.sent_on"}) == expected


@pytest.mark.parametrize(
    ("on", "opens", "expected"),
    [
        ("2024-04-30", "2024-05-01", "later"),
        ("2024-05-01", "2024-05-01", "due"),
        ("2024-05-31", "2024-05-01", "due"),
        ("2024-06-01", "2024-05-01", "unknown"),
        ("2024-05-01", None, "unknown"),
    ],
)
def test_it_is_due_from_the_day_it_opens(on, opens, expected):
    facts = {"ends_on": "2024-05-31"} | ({"starts_on": opens} if opens else {})
    found = one(project(facts=facts), on, {"opens": "project.starts_on"})
    assert found.status.value == expected
    assert [miss.pointer for miss in found.missing] == ([] if opens else ["/facts/starts_on"])


@pytest.mark.parametrize(
    ("facts", "expected", "late"),
    [
        ({"sent": True}, "done", None),
        ({"sent": False}, "overdue", None),
        ({}, "unknown", None),
        ({"sent": True, "sent_on": "2024-06-03"}, "done", 3),
        ({"sent": True, "sent_on": "2024-05-01"}, "done", 0),
        ({"sent": False, "sent_on": "2024-05-01"}, "overdue", None),
        ({"sent": True, "sent_on": "2024-07-01"}, "overdue", None),  # still to come
        ({"sent_on": "2024-05-01"}, "unknown", None),
    ],
)
def test_a_condition_and_a_day_say_together_whether_it_is_done(facts, expected, late):
    said = {"done_when": "project.sent", "done_on": "project.sent_on"}
    found = one(project(facts={"ends_on": "2024-05-31", **facts}), "2024-06-10", said)
    assert (found.status.value, found.late_by) == (expected, late)


def test_days_are_counted_to_the_day_and_past_it():
    made = project(facts={"ends_on": "2024-05-31", "sent": False})
    for left in range(-3, 4):
        found = one(made, D("2024-05-31") - left * DAY, {"done_when": "project.sent"})
        assert found.days_left == left
        assert (found.status is Status.OVERDUE) is (left < 0)


# -- to be kept up until a day -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "starts", "expected"),
    [
        ("2024-05-31", None, "due"),
        ("2024-06-01", None, "done"),
        ("2020-01-01", None, "due"),
        ("2024-03-31", "2024-04-01", "later"),
        ("2024-04-01", "2024-04-01", "due"),
    ],
)
def test_until_a_day(on, starts, expected):
    facts = {"ends_on": "2024-05-31"} | ({"starts_on": starts} if starts else {})
    said = {"form": "until"} | ({"opens": "project.starts_on"} if starts else {})
    assert status(project(facts=facts), on, said) == expected


# -- what is unknown ---------------------------------------------------------------------------


def test_a_day_that_nobody_knows_is_named_and_comes_last():
    both = book(first={"due": "project.ends_on"}, second={"due": "project.closes_on"})
    found = deadlines(project(facts={"closes_on": "2024-05-31"}), book=both, on=D("2024-01-01"))
    assert [one.deadline for one in found] == ["second", "first"]
    last = found.obligations[-1]
    assert (last.status, last.due, last.at) == (Status.UNKNOWN, None, "/facts/ends_on")
    assert [miss.pointer for miss in last.missing] == ["/facts/ends_on"]


def test_what_is_done_is_done_though_nobody_knows_by_when():
    found = one(
        project(facts={"sent_on": "2024-01-01"}), "2024-02-01", {"done_on": "project.sent_on"}
    )
    assert (found.status, found.late_by) == (Status.DONE, None)


@pytest.mark.parametrize(
    ("facts", "expected"), [({"large": True}, "due"), ({"large": False}, None), ({}, "unknown")]
)
def test_it_is_asked_first_whether_it_applies(facts, expected):
    made = project(facts={"ends_on": "2024-05-31", **facts})
    asked = book(it={"applies_when": "project.large"})
    found = [answer.status.value for answer in deadlines(made, book=asked, on=D("2024-05-31"))]
    assert found == ([expected] if expected else [])


def test_an_agreement_outside_the_book_is_under_no_deadline_of_it():
    made = project(signed="2030-01-01", facts={"ends_on": "2024-05-31"})
    found = one(made, "2024-05-31", {})
    assert (found.status, found.due) == (Status.UNKNOWN, None)
    assert found.missing[0].reason is Reason.NOT_IN_FORCE


def test_a_day_off_the_calendar_is_unknown():
    made = project(facts={"ends_on": "9999-12-31"})
    off = one(made, "2024-01-01", {"due": "months_after(project.ends_on, year)"})
    assert (off.status, off.missing[0].reason) == (Status.UNKNOWN, Reason.OFF_THE_CALENDAR)
    late = one(made, "2024-01-01", {"moves": "next_working_day"}, holidays={D("9999-12-31")})
    assert (late.due, late.missing[0].reason) == (None, Reason.OFF_THE_CALENDAR)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (None, "unknown"),
        ([], "overdue"),
        ([{}], "unknown"),
        ([{"submitted_on": "2024-06-01"}], "done"),
        ([{"submitted_on": "2024-07-02"}], "overdue"),
        ([{"submitted_on": "2024-06-01"}, {}], "unknown"),
    ],
)
def test_no_claim_at_all_is_not_done_and_a_claim_without_a_day_is_unknown(claims, expected):
    rows = {}
    if claims is not None:
        rows["claims"] = [
            {"id": str(at), "number": at, "final": False, **row}
            for at, row in enumerate(claims)
        ]
    made = project(facts={"ends_on": "2024-05-31"}, **rows)
    found = one(made, "2024-07-01", {"done_on": "smallest(claim.submitted_on)"})
    assert found.status.value == expected


# -- weekends ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moves", "due"),
    [
        ("stays", "2024-06-01"),  # a Saturday
        ("next_working_day", "2024-06-03"),
        ("previous_working_day", "2024-05-31"),
    ],
)
def test_the_day_moves_as_the_book_says(moves, due):
    made = project(facts={"ends_on": "2024-06-01", "sent": False})
    said = {"moves": moves, "done_when": "project.sent"}
    found = one(made, due, said)
    assert (found.due, found.worked_out, found.days_left) == (D(due), D("2024-06-01"), 0)
    assert found.status is Status.DUE
    assert one(made, D(due) + DAY, said).status is Status.OVERDUE


@given(
    st.dates(D("2024-05-25"), D("2024-06-15")),
    st.dates(D("2024-05-20"), D("2024-06-20")),
    st.sampled_from([True, False, None]),
    st.sampled_from(["by", "until"]),
)
@example(D("2024-06-01"), D("2024-06-02"), False, "by")
@example(D("2024-06-01"), D("2024-06-04"), False, "by")
@example(D("2024-06-01"), D("2024-06-03"), None, "until")
def test_a_reading_nobody_chose_decides_only_what_all_its_options_decide(day, on, sent, form):
    facts = {"ends_on": str(day)} | ({} if sent is None else {"sent": sent})
    made = project(facts=facts)
    said = {"form": form} | ({"done_when": "project.sent"} if form == "by" else {})
    open_ = one(made, on, said | {"moves": "weekend"})
    chosen = {
        one(made, on, said | {"moves": moves}).status for moves in ("stays", "next_working_day")
    }
    if open_.status is not Status.UNKNOWN:
        soon = {Status.DUE, Status.LATER}  # the last day itself is one of them on one reading
        assert chosen == {open_.status} or chosen | {open_.status} <= soon
    elif len(chosen) == 1:
        assert chosen == {Status.UNKNOWN}


def test_a_reading_that_was_chosen_moves_the_day():
    tables = BOOK | {"deadline": {"it": PLAIN | {"moves": "weekend"}}}
    tables["reading"] = {"weekend": BOOK["reading"]["weekend"] | {
        "chosen": "next_working_day", "by": "the ministry"}}  # fmt: skip
    made = project(facts={"ends_on": "2024-06-01"})
    (found,) = deadlines(made, book=load_book(tables), on=D("2024-06-03"))
    assert (found.due, found.missing) == (D("2024-06-03"), ())


# -- rows --------------------------------------------------------------------------------------


def test_every_row_of_its_scope_has_an_obligation_of_its_own():
    partners = [{"id": "A", "role": "lead", "joined_on": "2024-03-01"},
                {"id": "B", "role": "partner"}]  # fmt: skip
    made = project(partners=partners)
    found = deadlines(
        made,
        book=book(it={"scope": "partner", "due": "partner.joined_on + ten"}),
        on=D("2024-03-11"),
    )
    assert [(one.subject, one.status.value, one.at) for one in found] == [
        ("partner:A", "due", "/partners/0/joined_on"),
        ("partner:B", "unknown", "/partners/1/joined_on"),
    ]


def test_rows_that_nobody_states_leave_one_open_question():
    asked = book(it={"scope": "payment", "due": "payment.paid_on + ten"})
    (found,) = deadlines(project(), book=asked, on=D("2024-03-11"))
    assert (found.status, found.subject, found.at) == (Status.UNKNOWN, "payment", "/payments")
    assert len(deadlines(project(payments=[]), book=asked, on=D("2024-03-11"))) == 0


# -- reporting periods of a project ------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "pointers", "count"),
    [
        ({"terms": {"length": 6}}, [], 2),
        ({"terms": {"length": 5}}, ["/plans/0/terms/last"], None),
        ({"terms": {"length": 5, "last": "short"}}, [], 3),
        ({"terms": {"length": 5, "last": "merged"}}, [], 2),
        ({"terms": {"last": "merged"}}, ["/plans/0/terms/length"], None),
        ({"terms": {"length": 0, "last": "short"}}, ["/plans/0/terms/length"], None),
        ({"terms": {"length": 6}, "period": "2024-01-01/"}, ["/plans/0/period"], None),
        ({"terms": {"length": 6}, "period": None}, ["/plans/0/period"], None),
    ],
)
def test_periods_come_from_the_book_and_the_agreement(plan, pointers, count):
    found = project_periods(project(plan=plan), book=book(reporting=PERIODS))
    assert [miss.pointer for miss in found.missing] == pointers
    assert (None if found.periods is None else len(found.periods)) == count
    assert str(found.citation) == "act#2"


def test_a_closure_of_unknown_length_leaves_the_other_periods_known():
    reporting = PERIODS | {"closure": "project.closes_on", "preparation": "project.starts_on"}
    asked = book(
        reporting=reporting,
        it={"scope": "reporting_period", "due": "reporting_period.last + ten"},
    )
    made = project(plan={"terms": {"length": 6}}, facts={"starts_on": "2023-11-15"})
    found = deadlines(made, book=asked, on=D("2024-07-10"))
    assert [(one.subject, one.status.value) for one in found] == [
        ("reporting_period:0", "unknown"),
        ("reporting_period:1", "due"),
        ("reporting_period:2", "later"),
        ("reporting_period", "unknown"),
    ]
    assert found.obligations[-1].missing[0].pointer == "/facts/closes_on"
    inside = project(plan={"terms": {"length": 6}}, facts={
        "starts_on": "2024-01-01", "closes_on": "2025-03-31"})  # fmt: skip
    assert project_periods(inside, book=asked).missing[0].reason is Reason.UNCLEAR


def test_the_periods_are_those_of_the_plan_in_force():
    plans = [
        {"number": 1, "period": "2024-01-01/2024-12-31", "terms": {"length": 12},
         "effective_from": "2024-01-01", "approved_on": "2024-01-01"},
        {"number": 2, "period": "2024-01-01/2025-12-31", "terms": {"length": 12},
         "effective_from": "2024-06-01", "approved_on": "2024-08-01"},
    ]  # fmt: skip
    made = project(plans=plans)
    asked = book(reporting=PERIODS)

    def count(on: str, known_on: str) -> int:
        found = project_periods(made, book=asked, on=D(on), known_on=D(known_on))
        return len(found.periods or ())

    assert [count("2024-05-31", "2025-01-01"), count("2024-06-01", "2025-01-01")] == [1, 2]
    assert [count("2024-06-01", "2024-07-31"), count("2024-06-01", "2024-08-01")] == [1, 2]


def test_a_book_without_reporting_periods_says_so():
    found = project_periods(project(), book=book(it={}))
    assert (found.periods, [miss.name for miss in found.missing]) == (None, ["reporting"])


# -- answers that stay -------------------------------------------------------------------------

events = st.lists(
    st.tuples(
        st.sampled_from(["claim", "payment"]), st.dates(D("2024-01-01"), D("2024-12-31"))
    ),
    max_size=6,
)
WATCHED = {
    "report": {"scope": "reporting_period", "due": "reporting_period.last + ten",
               "opens": "reporting_period.last + 1",
               "done_on": "smallest(claim.submitted_on, "
                          "where=claim.submitted_on > reporting_period.last)"},
    "paid": {"scope": "claim", "due": "claim.submitted_on + ten",
             "done_on": "smallest(payment.paid_on)", "moves": "weekend"},
    "kept": {"form": "until", "due": "year_end(largest(payment.paid_on)) + ten"},
}  # fmt: skip


def lived(happened: list[tuple[str, date]]) -> Project:
    rows: dict[str, list[dict[str, Any]]] = {"claims": [], "payments": []}
    for kind, day in happened:
        if kind == "claim":
            at = len(rows["claims"])
            rows["claims"].append(
                {"id": f"C{at}", "number": at, "final": False, "submitted_on": str(day)}
            )
        else:
            at = len(rows["payments"])
            named = {"claim": "C0"} if rows["claims"] else {}
            rows["payments"].append(
                {"id": f"P{at}", "kind": "interim", "amount": "1.00 EUR",
                 "paid_on": str(day), **named}
            )  # fmt: skip
    return project(plan={"terms": {"length": 6}}, **rows)


def watched(found: Project, on: date, **options: Any) -> Deadlines:
    return deadlines(found, book=book(reporting=PERIODS, **WATCHED), on=on, **options)


@given(events, st.dates(D("2024-01-01"), D("2025-02-28")))
@example([("claim", D("2024-07-05")), ("payment", D("2024-07-15"))], D("2024-07-14"))
@example([("claim", D("2024-07-05")), ("payment", D("2024-07-15"))], D("2024-07-15"))
def test_what_happens_later_never_changes_the_answer_for_a_day(happened, on):
    happened = sorted(happened, key=lambda one: one[1])
    so_far = [one for one in happened if one[1] <= on]
    assert watched(lived(happened), on).obligations == watched(lived(so_far), on).obligations


@given(events, st.dates(D("2024-01-01"), D("2025-02-28")), st.integers(0, 60))
def test_what_is_known_later_is_not_known_before(happened, on, later):
    known = on - later * DAY
    happened = sorted(happened, key=lambda one: one[1])
    so_far = [one for one in happened if one[1] <= known]
    asked, held = watched(lived(happened), on, known_on=known), watched(lived(so_far), on)
    assert asked.obligations == held.obligations


@given(events, st.dates(D("2024-01-01"), D("2025-02-28")))
def test_done_stays_done_and_overdue_comes_after_due(happened, on):
    made = lived(sorted(happened, key=lambda one: one[1]))
    today = {(one.deadline, one.subject): one for one in watched(made, on)}
    tomorrow = {(one.deadline, one.subject): one for one in watched(made, on + DAY)}
    for key, one in today.items():
        if key not in tomorrow:
            continue
        following = tomorrow[key].status
        if one.status is Status.DONE and one.form == "by":
            assert following is Status.DONE
        if one.status is Status.OVERDUE:
            assert following in (Status.OVERDUE, Status.DONE)
        if following is Status.OVERDUE:
            assert tomorrow[key].not_after < on + DAY


@given(events, st.dates(D("2024-01-01"), D("2025-02-28")))
def test_they_come_in_the_order_of_their_days(happened, on):
    found = watched(lived(happened), on)
    known = [one.not_before for one in found if one.not_before]
    assert known == sorted(known)
    assert all(one.not_before is None for one in found.obligations[len(known) :])
    assert sum(found.counts.values()) == len(found)
    assert found.overdue == tuple(one for one in found if one.status is Status.OVERDUE)


@given(events, st.dates(D("2024-01-01"), D("2025-02-28")))
def test_nothing_is_overdue_because_a_collection_is_left_out(happened, on):
    made = lived(happened).replace(claims=None, payments=None)
    assert watched(made, on).overdue == ()


# -- as data -----------------------------------------------------------------------------------


def test_the_answer_is_frozen_and_plain_data():
    found = watched(lived([("claim", D("2024-07-05"))]), D("2024-07-20"))
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(AttributeError):
        found.on = D("2024-01-01")
    plain = found.to_dict()
    assert plain["book"] == {
        "key": "test/deadlines@1", "hash": found.hash, "pinned": False,
    }  # fmt: skip
    assert [one["deadline"] for one in plain["obligations"]] == [one.deadline for one in found]
    report = next(one for one in plain["obligations"] if one["subject"] == "reporting_period:1")
    assert report | {"missing": [], "why": TEXT} == {
        "deadline": "report", "status": "done", "form": "by", "subject": "reporting_period:1",
        "at": "/plans/0/period", "days": ["2024-01-01", "2024-06-30"], "due": "2024-07-10",
        "not_before": "2024-07-10", "not_after": "2024-07-10", "worked_out": "2024-07-10",
        "opens": "2024-07-01", "done_on": "2024-07-05", "moves": "stays", "days_left": None,
        "late_by": 0, "formula": "reporting_period.last + ten",
        "rests_on": [{"name": "ten", "cite": "act#1", "verification": "unverified",
                      "first": None, "last": None}],
        "missing": [], "cite": ["act#1"], "titles": TEXT, "why": TEXT, "remedy": {},
        "layer": "test/deadlines@1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"on": "01.02.2024"}, "not a day"),
        ({"on": 20240201}, "not a day"),
        ({"holidays": "2024-02-01"}, "holidays are days"),
        ({"holidays": 3}, "holidays are days"),
        ({"holidays": ["1 February"]}, "not a day"),
        ({"known_on": "soon"}, "not a day"),
    ],
)
def test_what_is_refused(options, message):
    with pytest.raises(InputError, match=message):
        deadlines(project(), **({"book": book(it={}), "on": D("2024-01-01")} | options))


def test_a_project_and_a_book_are_needed():
    with pytest.raises(InputError, match="this needs a project"):
        deadlines({}, on=D("2024-01-01"))
