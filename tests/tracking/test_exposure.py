"""Commitments at risk: one year, the programme's own account and its projects."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.checks import Reason, Verdict
from fundtrack.projects import ProgrammePlan, Project, read_plan, read_project
from fundtrack.rulebooks import load_book
from fundtrack.tracking import Exposure, check_plan, exposure
from fundtrack.values import InputError, Money
from tests.checks import small

BOOK = load_book("eu/esif-plans-2014")
ON = date(2017, 6, 30)
ACCOUNT: dict[str, Any] = {
    "commitments": [
        {"year": 2014, "amount": "24.00 EUR"}, {"year": 2015, "amount": "9.00 EUR"}
    ],
    "prefinancing": [
        {"kind": "initial", "year": 2014, "amount": "3.50 EUR", "paid_on": "2014-10-01"}
    ],
    "applications": [{"id": "A1", "submitted_on": "2017-05-02", "amount": "18.00 EUR"}],
    "exempted": [],
    "priorities": [
        {"id": "1", "base": "total", "rate": "50 %"},
        {"id": "2", "base": "total", "rate": "80 %"},
    ],
}  # fmt: skip


def plan(**changes: Any) -> ProgrammePlan:
    return read_plan({"schema_version": 1, "id": "P", "currency": "EUR"} | ACCOUNT | changes)


def ask(asked: ProgrammePlan | None = None, on: date = ON, projects: Any = ()) -> Exposure:
    return exposure(projects, asked or plan(), on=on, book=BOOK)


def project(accepted: str, planned: str = "10.00", currency: str = "EUR") -> Project:
    """A project with accepted costs and a budget."""
    line = {"id": "B", "category": "x", "form": "actual", "amount": f"{planned} {currency}"}
    return read_project({
        "schema_version": 1,
        "agreement": {"book": "eu/esif-plans-2014", "currency": currency},
        "plans": [{"number": 1, "budget": [line]}],
        "costs": [{"id": "C", "form": "actual", "net": f"{accepted} {currency}",
                   "vat": f"0.00 {currency}"}],
        "entries": [], "claims": [], "payments": [],
    })  # fmt: skip


def money(text: str) -> Money:
    return Money(f"{text} EUR")


# ---- The account ----------------------------------------------------------------------------


def test_what_was_committed_three_years_before_and_is_not_covered():
    """24.0 committed, 3.5 pre-financed, 18.0 applied for (law sheet, PAY.DECOMMIT)."""
    found = ask()
    assert (found.year, found.last_day, found.closing) == (2017, date(2017, 12, 31), False)
    assert found.at_risk.value == money("2.50")
    assert found.worked is not None
    assert found.worked.money == money("2.50")
    assert [use.name for use in found.parameters] == ["decommitment_years"]


@pytest.mark.parametrize(("applied", "risk"), [
    ("20.49", "0.01"), ("20.50", "0.00"), ("20.51", "0.00")
])  # fmt: skip
def test_one_cent_below_at_and_above_what_must_be_covered(applied: str, risk: str):
    said = [{"id": "A1", "submitted_on": "2017-05-02", "amount": f"{applied} EUR"}]
    assert ask(plan(applications=said)).at_risk.value == money(risk)


@pytest.mark.parametrize(("on", "risk"), [
    (date(2016, 12, 31), "0.00"),  # nothing is due yet
    (date(2017, 1, 1), "20.50"), (date(2017, 5, 1), "20.50"), (date(2017, 5, 2), "2.50"),
    (date(2017, 12, 31), "2.50"), (date(2018, 1, 1), "11.50"),
])  # fmt: skip
def test_day_by_day(on: date, risk: str):
    assert ask(on=on).at_risk.value == money(risk)


def test_from_the_day_of_closure_on_no_year_ends_anything():
    assert not ask(on=date(2022, 12, 31)).closing
    closed = ask(on=date(2023, 1, 1))
    assert closed.closing
    assert closed.at_risk.value == money("0.00")
    assert closed.worked is None
    answer = check_plan(plan(), book=BOOK, on=date(2023, 5, 1)).answers[-1]
    assert answer.verdict is Verdict.NOT_APPLICABLE


def test_prefinancing_counts_when_it_is_paid():
    later = [ACCOUNT["prefinancing"][0] | {"paid_on": "2017-07-01"}]
    assert ask(plan(prefinancing=later)).at_risk.value == money("6.00")
    nobody = [{"kind": "initial", "year": 2014, "amount": "3.50 EUR"}]
    found = ask(plan(prefinancing=nobody)).at_risk
    assert (found.at_least, found.at_most) == (money("2.50"), money("6.00"))
    assert found.missing[0].pointer == "/prefinancing/0/paid_on"


def test_only_exempted_commitments_of_the_years_due_count():
    said = [{"year": 2014, "amount": "1.00 EUR"}, {"year": 2015, "amount": "1.00 EUR"}]
    assert ask(plan(exempted=said)).at_risk.value == money("1.50")


@pytest.mark.parametrize("name", ["applications", "prefinancing", "exempted"])
def test_what_is_left_out_may_cover_everything(name: str):
    found = ask(plan(**{name: None})).at_risk
    assert found.value is None
    assert found.at_least == money("0.00")
    assert found.missing[0].pointer == f"/{name}"


def test_commitments_left_out_may_be_any():
    found = ask(plan(commitments=None)).at_risk
    assert (found.at_least, found.at_most) == (money("0.00"), None)
    assert ask(plan(commitments=[])).at_risk.value == money("0.00")


def test_a_book_that_names_no_years_leaves_it_unknown():
    found = exposure([], plan(), on=ON, book=load_book(small.book()))
    assert found.at_risk.value is None
    assert found.at_risk.missing[0].name == "decommitment_years"
    assert found.at_risk.missing[0].reason is Reason.NOT_IN_FORCE


def test_two_years_where_the_book_says_two():
    two = load_book(
        small.book(parameter={"decommitment_years": small.parameter("number", {"value": 2})})
    )
    assert exposure([], plan(), on=ON, book=two).at_risk.value == money("11.50")


def test_the_check_of_a_plan_says_what_is_at_risk():
    found = check_plan(plan(), book=BOOK, on=ON).answers[-1]
    assert (found.name, found.verdict, found.measured) == (
        "commitment-at-risk", Verdict.BROKEN, money("2.50"),
    )  # fmt: skip
    assert found.subject == "commitments:2017"
    open_ = check_plan(plan(applications=None), book=BOOK, on=ON).answers[-1]
    assert (open_.verdict, open_.at) == (Verdict.UNKNOWN, "/applications")
    assert check_plan(plan(), book=BOOK).exposure is None


# ---- The projects ---------------------------------------------------------------------------


def test_what_the_projects_had_accepted_can_be_applied_for():
    """38 accepted at 50 % is 19, one more than was applied for; 60 planned is 30."""
    found = ask(projects={"1": [project("38.00", "60.00")]})
    assert (found.accepted.value, found.planned.value) == (money("19.00"), money("30.00"))
    assert [one.value for one in (found.at_risk, found.if_applied, found.at_best)] == [
        money("2.50"), money("1.50"), money("0.00"),
    ]  # fmt: skip


def test_costs_beyond_the_plan_count_as_accepted():
    found = ask(projects={"1": [project("39.00", "10.00")]})
    assert (found.accepted.value, found.planned.value) == (money("19.50"), money("5.00"))
    assert found.if_applied.value == found.at_best.value == money("1.00")


def test_projects_of_no_stated_priority_may_belong_to_any():
    found = ask(projects=[project("38.00")])
    assert (found.accepted.at_least, found.accepted.at_most) == (money("19.00"), money("30.40"))
    assert found.if_applied.at_least == money("0.00")
    assert found.if_applied.at_most == money("1.50")
    one = ask(plan(priorities=ACCOUNT["priorities"][:1]), projects=[project("38.00")])
    assert one.accepted.value == money("19.00")


def test_a_rate_follows_from_the_amounts_where_it_is_not_stated():
    said = [{"id": "1", "base": "total", "total": "10.00 EUR", "union": "5.00 EUR"}]
    assert ask(plan(priorities=said), projects=[project("38.00")]).accepted.value == money(
        "19.00"
    )
    nobody = ask(plan(priorities=[{"id": "1", "base": "total"}]), projects=[project("38.00")])
    assert (nobody.accepted.at_least, nobody.accepted.at_most) == (
        money("0.00"),
        money("38.00"),
    )
    assert nobody.accepted.missing[0].pointer == "/priorities/0/rate"


@pytest.mark.parametrize("base", ["public", None])
def test_of_a_public_base_nobody_says_how_much_of_the_costs_counts(base: str | None):
    said = [{"id": "1", "base": base, "rate": "50 %"}]
    found = ask(plan(priorities=said), projects=[project("38.00")]).accepted
    assert (found.at_least, found.at_most) == (money("0.00"), money("19.00"))


def test_projects_of_unknown_priorities_or_currencies_are_refused():
    with pytest.raises(InputError, match="no such priority"):
        ask(projects={"3": [project("1.00")]})
    with pytest.raises(InputError, match="another currency"):
        ask(projects=[project("1.00", currency="SEK")])


# ---- Laws -----------------------------------------------------------------------------------

cents = st.integers(0, 10_000)
years = st.integers(2012, 2019)
dates = st.dates(date(2014, 1, 1), date(2019, 12, 31))


def text(minor: int) -> str:
    return str(Money.of_minor(minor, "EUR"))


def bounds(figure: Any) -> tuple[Money | None, Money | None]:
    if isinstance(figure.value, Money):
        return figure.value, figure.value
    return figure.at_least, figure.at_most


@given(
    committed=st.lists(st.tuples(years, cents), max_size=5),
    applied=st.lists(st.tuples(dates, cents), max_size=5), more=st.tuples(dates, cents),
    pre=st.lists(st.tuples(dates, cents), max_size=3), on=dates,
)  # fmt: skip
def test_never_below_zero_and_falling_with_every_application(
    committed: list[tuple[int, int]],
    applied: list[tuple[date, int]],
    more: tuple[date, int],
    pre: list[tuple[date, int]],
    on: date,
):
    said: dict[str, Any] = {
        "commitments": [{"year": year, "amount": text(minor)} for year, minor in committed],
        "prefinancing": [
            {"kind": "annual", "year": 2014, "amount": text(minor), "paid_on": str(day)}
            for day, minor in pre
        ],
    }  # fmt: skip
    rows = [
        {"id": str(n), "submitted_on": str(day), "amount": text(minor)}
        for n, (day, minor) in enumerate([*applied, more])
    ]
    before = ask(plan(**said, applications=rows[:-1]), on).at_risk.value
    after = ask(plan(**said, applications=rows), on).at_risk.value
    assert isinstance(before, Money)
    assert isinstance(after, Money)
    due = sum(minor for year, minor in committed if year + 3 <= on.year)
    covered = sum(minor for day, minor in (*applied, *pre) if day <= on)
    assert before.minor == max(0, due - covered)
    assert 0 <= after.minor <= before.minor
    assert before.minor - after.minor == (min(before.minor, more[1]) if more[0] <= on else 0)


@given(
    st.sets(st.sampled_from(["applications", "prefinancing", "exempted", "commitments"])), dates
)
def test_bounds_contain_the_account_that_is_hidden(hidden: set[str], on: date):
    full = ask(plan(), on).at_risk.value
    low, high = bounds(ask(plan(**dict.fromkeys(hidden)), on).at_risk)
    assert isinstance(full, Money)
    assert low is None or low <= full
    assert high is None or full <= high


@given(
    costs=st.lists(st.tuples(cents, cents), max_size=4), on=dates, stated=st.booleans()
)  # fmt: skip
def test_more_accepted_is_never_more_at_risk(
    costs: list[tuple[int, int]], on: date, stated: bool
):
    held = [
        project(text(done).removesuffix(" EUR"), text(meant).removesuffix(" EUR"))
        for done, meant in costs
    ]
    found = ask(on=on, projects={"1": held} if stated else held)
    figures = (found.at_risk, found.if_applied, found.at_best)
    lows, highs = zip(*map(bounds, figures), strict=True)
    assert list(highs) == sorted(highs, reverse=True)
    assert list(lows) == sorted(lows, reverse=True)
    assert all(low.minor >= 0 for low in lows)
    exact = sum(done for done, _ in costs)
    low, high = bounds(found.accepted)
    assert low is not None
    assert high is not None
    assert low.minor * 2 <= exact
    assert high.minor * 2 >= exact
