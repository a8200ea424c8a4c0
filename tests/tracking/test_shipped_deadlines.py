"""The deadlines of the shipped books: the days of the sheets, and the day before, on, after."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from fundtrack.projects import Project, read_project
from fundtrack.tracking import Obligation, Status, deadlines, project_periods

DAY = timedelta(days=1)
D = date.fromisoformat


def project(book: str, **parts: Any) -> Project:
    """The smallest project under a book; parts of the plan stand in `plan`."""
    plan = {"number": 1, "period": "2022-01-01/2024-12-31", **parts.pop("plan", {})}
    said: Mapping[str, Any] = {
        "schema_version": 1,
        "agreement": {"book": book, "currency": "EUR"},
        "plans": [plan],
        "claims": [],
        "payments": [],
    }
    return read_project({**said, **parts})


def final(day: str, **more: str) -> list[dict[str, str]]:
    return [{"id": "F", "kind": "final", "amount": "1.00 EUR", "paid_on": day, **more}]


def only(found: Project, deadline: str, on: date, **options: Any) -> Obligation:
    (one,) = deadlines(found, on=on, **options).of(deadline)
    return one


def stands(found: Project, deadline: str, on: date, **options: Any) -> tuple[str, int | None]:
    one = only(found, deadline, on, **options)
    return one.status.value, one.days_left


#: RET.2127, Regulation (EU) 2021/1060, Article 82(1): five years from 31 December of the year
#: of the last payment (eu-shared-management.md, section 9; verified [S53]).
RECORDS = [
    ("2025-06-18", "2030-12-31"),
    ("2024-12-31", "2029-12-31"),
    ("2025-01-01", "2030-12-31"),
    ("2024-02-29", "2029-12-31"),
]


@pytest.mark.parametrize(("paid", "kept_until"), RECORDS)
def test_records_of_2021_are_kept_to_the_end_of_the_fifth_year(paid, kept_until):
    found, last = project("eu/cpr-2021", payments=final(paid)), D(kept_until)
    assert only(found, "records-kept", D(paid)).due == last
    assert stands(found, "records-kept", last - DAY) == ("due", 1)
    assert stands(found, "records-kept", last) == ("due", 0)
    assert stands(found, "records-kept", last + DAY) == ("done", None)


def test_records_rest_on_the_last_payment_and_on_cited_verified_law():
    payments = [*final("2025-06-18"), *final("2024-03-01", id="E")]
    one = only(project("eu/cpr-2021", payments=payments), "records-kept", D("2026-01-01"))
    assert one.due == D("2030-12-31")
    assert (one.at, [str(cite) for cite in one.citations]) == (
        "/payments/0/paid_on", ["cpr2127#82(1)"],
    )  # fmt: skip
    assert {name: str(source.citation) for name, source in one.rests_on.items()} == {
        "records_kept": "cpr2127#82(1)"
    }
    assert one.rests_on["records_kept"].verification == "verified"


@pytest.mark.parametrize(
    ("payments", "name", "at"),
    [
        (None, "payments", "/payments"),
        ([], "largest(payment.paid_on, where=payment.kind == 'final')", ""),
        (final("2025-06-18", kind="interim"),
         "largest(payment.paid_on, where=payment.kind == 'final')", ""),
    ],
)  # fmt: skip
def test_without_a_final_payment_nobody_knows_until_when(payments, name, at):
    parts = {"payments": payments} if payments is not None else {}
    made = project("eu/cpr-2021", **parts)
    if payments is None:
        made = made.replace(payments=None)
    one = only(made, "records-kept", D("2026-01-01"))
    assert (one.status, one.due, one.days_left) == (Status.UNKNOWN, None, None)
    assert [(miss.name, miss.pointer) for miss in one.missing] == [(name, at)]


#: DUR (eu-shared-management.md, section 6): final payment 2020-03-31, period end 2025-03-31.
@pytest.mark.parametrize("book", ["eu/erdf-2014", "eu/cpr-2021"])
def test_an_investment_is_maintained_five_years_from_the_final_payment(book):
    signed = {"book": book, "currency": "EUR"}
    made = project(
        book, agreement=signed, facts={"lasting_investment": True}, payments=final("2020-03-31")
    )
    last = D("2025-03-31")
    assert stands(made, "investment-maintained", last - DAY) == ("due", 1)
    assert stands(made, "investment-maintained", last) == ("due", 0)
    assert stands(made, "investment-maintained", last + DAY) == ("done", None)


def test_a_state_may_ask_three_years_only_and_nobody_less():
    def with_term(months: int) -> Project:
        return project(
            "eu/erdf-2014",
            plan={"terms": {"durability": months}},
            facts={"lasting_investment": True},
            payments=final("2020-03-31"),
        )

    one = only(with_term(36), "investment-maintained", D("2020-04-01"))
    assert one.due == D("2023-03-31")


@pytest.mark.parametrize(("fact", "found"), [(True, "due"), (False, None), (None, "unknown")])
def test_durability_is_asked_only_of_lasting_investments(fact, found):
    facts = {} if fact is None else {"lasting_investment": fact}
    made = project("eu/cpr-2021", facts=facts, payments=final("2023-05-10"))
    answer = deadlines(made, on=D("2024-01-01")).of("investment-maintained")
    assert [one.status.value for one in answer] == ([] if found is None else [found])
    if fact is None:
        assert answer[0].missing[0].pointer == "/facts/lasting_investment"


#: PAY.RETENTION: 80 days (2021/1060, 74(1)(b)), 90 days (1303/2013, 132(1)); both verified.
@pytest.mark.parametrize(
    ("book", "submitted", "last"),
    [("eu/cpr-2021", "2024-03-01", "2024-05-20"), ("eu/erdf-2014", "2019-03-01", "2019-05-30")],
)
def test_a_claim_is_paid_in_80_or_90_days(book, submitted, last):
    claims = [{"id": "C", "number": 1, "final": False, "submitted_on": submitted}]
    made, day = project(book, claims=claims), D(last)
    assert stands(made, "claim-paid", D(submitted)) == ("due", (day - D(submitted)).days)
    assert stands(made, "claim-paid", day) == ("due", 0)
    assert stands(made, "claim-paid", day + DAY) == ("overdue", -1)
    paid = {"id": "P", "kind": "interim", "amount": "1.00 EUR", "claim": "C"}
    for lag in (0, 1):
        whole = project(
            book, claims=claims, payments=[{**paid, "paid_on": str(day + lag * DAY)}]
        )
        one = only(whole, "claim-paid", day + lag * DAY)
        assert (one.status, one.days_left, one.late_by) == (Status.DONE, None, lag)
    assert stands(whole, "claim-paid", day) == ("due", 0)  # the payment was still to come


def test_a_payment_pays_its_own_claim_and_no_other():
    claims = [
        {"id": at, "number": number, "final": False, "submitted_on": "2024-03-01"}
        for number, at in enumerate("CD")
    ]
    paid = [{"id": "P", "kind": "interim", "amount": "1.00 EUR", "claim": "D",
             "paid_on": "2024-04-01"}]  # fmt: skip
    found = deadlines(project("eu/cpr-2021", claims=claims, payments=paid), on=D("2024-06-01"))
    told = {one.subject: one.status.value for one in found.of("claim-paid")}
    assert told == {"claim:C": "overdue", "claim:D": "done"}


def test_a_claim_without_its_day_is_an_open_question():
    claims = [{"id": "C", "number": 1, "final": False}]
    one = only(project("eu/cpr-2021", claims=claims), "claim-paid", D("2024-06-01"))
    assert (one.status, one.subject, one.due) == (Status.UNKNOWN, "claim:C", None)
    assert one.missing[0].pointer == "/claims/0/submitted_on"


#: RET.1420, Article 140(1): below one million three years, else two, from 31 December after the
#: accounts; the authority may apply two to all. At the limit the two years (verified [S51]).
@pytest.mark.parametrize(
    ("eligible", "for_all", "last"),
    [
        ("999999.99 EUR", False, "2023-12-31"),
        ("999999.99 EUR", True, "2022-12-31"),
        ("1000000.00 EUR", False, "2022-12-31"),
        ("1000000.00 EUR", None, "2022-12-31"),
        ("1000000.01 EUR", None, "2022-12-31"),
        ("999999.99 EUR", None, None),
    ],
)
def test_records_of_2014_are_kept_by_the_size_of_the_project(eligible, for_all, last):
    terms = {} if for_all is None else {"shorter_time_for_all": for_all}
    made = project(
        "eu/erdf-2014",
        plan={"eligible": eligible, "terms": terms},
        facts={"accounts_submitted_on": "2020-02-14"},
    )
    one = only(made, "records-kept", D("2021-01-01"))
    if last is None:
        assert (one.status, one.due) == (Status.UNKNOWN, None)
        assert one.missing[0].pointer == "/plans/0/terms/shorter_time_for_all"
        return
    assert one.worked_out == D(last)
    if one.due is None:  # 31 December 2022 and 2023 are a Saturday and a Sunday
        assert (one.not_before, one.missing[0].name) == (D(last), "last_day_on_a_weekend")


#: VIS.1420, Annex XII 2.2(5): a plaque within three months, above 500 000 of public support.
@pytest.mark.parametrize(
    ("support", "asked"), [("500000.00 EUR", False), ("500000.01 EUR", True)]
)
def test_a_plaque_is_up_three_months_after_completion(support, asked):
    facts = {"public_support": support, "physical_object": True, "completed_on": "2020-09-30"}
    made = project("eu/erdf-2014", facts=facts)
    on = D("2020-12-30")
    assert bool(deadlines(made, on=on).of("permanent-plaque")) is asked
    if not asked:
        return
    assert stands(made, "permanent-plaque", D("2020-09-29")) == ("later", 92)
    assert stands(made, "permanent-plaque", on) == ("due", 0)
    late = only(made, "permanent-plaque", on + DAY)
    assert (late.status, late.missing[0].pointer) == (Status.UNKNOWN, "/facts/plaque_on")
    up = project("eu/erdf-2014", facts=facts | {"plaque_on": "2021-01-05"})
    assert only(up, "permanent-plaque", D("2021-01-04")).status is Status.OVERDUE
    done = only(up, "permanent-plaque", D("2021-01-05"))
    assert (done.status, done.late_by) == (Status.DONE, 6)


# -- Horizon Europe ----------------------------------------------------------------------------


def action(period: str, months: int = 18, **parts: Any) -> Project:
    terms = {"report_months": months, "last_report": "short"}
    return project("eu/horizon-europe-2021", plan={"period": period, "terms": terms}, **parts)


#: eu.mga.report.60d (eu-direct-management.md, 1.7): a period that ends on 2025-06-30 is
#: reported on by 2025-08-29. The others are counted by hand: 29 February 2024 and 60 days is
#: 29 April, and not a day off as the guide prints of a February end in a leap year.
@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("2024-01-01/2025-06-30", "2025-08-29"),
        ("2022-09-01/2024-02-29", "2024-04-29"),
        ("2021-09-01/2023-02-28", "2023-04-29"),
    ],
)
def test_a_report_is_due_60_days_after_its_period(period, last):
    made, day = action(period), D(last)
    ends = D(period[-10:])
    assert (day - ends).days == 60
    one = only(made, "periodic-report", day)
    assert one.worked_out == day
    if day.weekday() < 5:
        assert stands(made, "periodic-report", ends) == ("later", 60)
        assert stands(made, "periodic-report", ends + DAY) == ("due", 59)
        assert stands(made, "periodic-report", day - DAY) == ("due", 1)
        assert stands(made, "periodic-report", day) == ("due", 0)
        assert stands(made, "periodic-report", day + DAY) == ("overdue", -1)


def test_a_last_day_on_a_weekend_is_open_until_monday_and_no_longer():
    """The reading of Regulation No 1182/71 is open: both readings are kept, none is guessed."""
    made = action("2021-09-01/2023-02-28")  # 60 days on is Saturday, 29 April 2023
    saturday = D("2023-04-29")
    told = {
        saturday - DAY: Status.DUE,
        saturday: Status.DUE,
        saturday + DAY: Status.UNKNOWN,
        D("2023-05-01"): Status.UNKNOWN,
        D("2023-05-02"): Status.OVERDUE,
    }
    for on, status in told.items():
        one = only(made, "periodic-report", on)
        assert one.status is status, on
        assert (one.due, one.not_before, one.not_after) == (None, saturday, D("2023-05-01"))
        assert one.missing[0].name == "last_day_on_a_weekend"
    holiday = only(made, "periodic-report", saturday, holidays={D("2023-05-01")})
    assert holiday.not_after == D("2023-05-02")


def test_each_period_has_its_report_and_a_claim_meets_it():
    claims = [
        {"id": "1", "number": 1, "final": False, "period": "2022-01-01/2023-06-30",
         "submitted_on": "2023-08-25"},
        {"id": "2", "number": 2, "final": True, "period": "2023-07-01/2024-12-31",
         "submitted_on": "2025-03-05"},
    ]  # fmt: skip
    made = action("2022-01-01/2024-12-31", claims=claims)
    first, second = deadlines(made, on=D("2025-03-04")).of("periodic-report")
    assert (first.subject, first.status, first.late_by) == (
        "reporting_period:1", Status.DONE, 0,
    )  # fmt: skip
    assert (second.subject, second.status, second.done_on) == (
        "reporting_period:2", Status.OVERDUE, None,
    )  # fmt: skip
    assert second.days == (D("2023-07-01"), D("2024-12-31"))
    _, second = deadlines(made, on=D("2025-03-05")).of("periodic-report")
    assert (second.status, second.done_on) == (Status.DONE, D("2025-03-05"))
    assert second.late_by is None  # by two days or by four: 1 March 2025 is a Saturday


@pytest.mark.parametrize(
    ("support", "last"),
    [("60000.00 EUR", "2028-03-15"), ("60000.01 EUR", "2030-03-15"), (None, None)],
)
def test_records_of_a_small_grant_are_kept_three_years(support, last):
    plan = {} if support is None else {"support": support}
    made = project("eu/horizon-europe-2021", plan=plan, payments=final("2025-03-14"))
    on = D("2026-01-01")
    one = only(made, "records-kept", on)
    if last is None:
        assert (one.status, one.missing[0].pointer) == (Status.UNKNOWN, "/plans/0/support")
    else:
        assert one.worked_out == D(last) - DAY


def test_periods_of_an_agreement_are_terms_and_never_guessed():
    made = project("eu/horizon-europe-2021", plan={"period": "2022-01-01/2024-12-31"})
    found = project_periods(made)
    assert found.periods is None
    assert [one.pointer for one in found.missing] == ["/plans/0/terms/report_months"]
    assert only(made, "periodic-report", D("2024-01-01")).missing == found.missing
