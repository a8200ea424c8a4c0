"""A forecast: the planned profile against actual, the least and most that can be paid."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.checks import Reason
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import load_book
from fundtrack.tracking import Forecast, ForecastMonth, forecast
from fundtrack.values import InputError, Money
from tests.checks import small

#: Half of the eligible costs is support, to the cent.
HALF = load_book(small.book(
    define={"project": {"support": {
        "value": "project.eligible * half", "rounding": "cents", "cite": "act#1"}}},
    parameter={"half": small.parameter("rate", {"value": "50 %"})},
))  # fmt: skip
ON, UNTIL = date(2016, 12, 31), date(2018, 12, 31)
LINE = {"id": "B", "category": "staff", "form": "actual", "amount": "1096.00 EUR"}
PLAN = {
    "number": 1,
    "period": "2016-01-01/2018-12-31",
    "support": "548.00 EUR",
    "budget": [LINE],
}


def project(plan: dict[str, Any] | None = None, **more: Any) -> Project:
    """A project of 1096 days and as many euros, half of it support."""
    said = {
        "schema_version": 1,
        "agreement": {"book": "test/small", "currency": "EUR"},
        "plans": [PLAN | (plan or {})],
        "costs": [], "entries": [], "payments": [], "claims": [],
    }  # fmt: skip
    return read_project(said | more)


def cost(net: str, **more: Any) -> dict[str, Any]:
    return {"id": "C1", "form": "actual", "net": f"{net} EUR", "vat": "0.00 EUR"} | more


def paid(amount: str, on: str, **more: Any) -> dict[str, Any]:
    return {"id": f"P{on}", "kind": "interim", "amount": f"{amount} EUR", "paid_on": on} | more


def seen(asked: Project, on: date = ON, until: date = UNTIL, **more: Any) -> Forecast:
    return forecast(asked, on=on, until=until, book=HALF, **more)


def money(text: str) -> Money:
    return Money(f"{text} EUR")


# ---- The profile -----------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "planned"), [
    (date(2015, 12, 31), "0.00"), (date(2016, 1, 1), "1.00"), (date(2016, 1, 31), "31.00"),
    (date(2016, 12, 31), "366.00"), (date(2018, 12, 30), "1095.00"),
    (date(2018, 12, 31), "1096.00"), (date(2019, 1, 1), "1096.00"),
])  # fmt: skip
def test_a_line_is_spread_evenly_over_its_days(day: date, planned: str):
    found = forecast(project(), on=date(2015, 12, 31), until=day, book=HALF)
    assert found.planned.value == money(planned)
    assert forecast(project(), on=day, until=day, book=HALF).planned_so_far.value == money(
        planned
    )


def test_a_line_takes_its_own_period_then_its_activitys_then_the_plans():
    own = LINE | {"period": "2016-01-01/2016-01-10", "amount": "10.00 EUR"}
    held = {"period": "2017-01-01/2017-01-10", "id": "A", "category": "x"}
    of_activity = own | {"id": "B2", "period": None, "activity": "A"}
    lines = [own, of_activity, LINE | {"id": "B3"}]
    asked = project({"budget": lines, "activities": [held]})
    found = seen(asked, on=date(2016, 1, 5), until=date(2017, 1, 5))
    assert found.planned_so_far.value == money("10.00")  # 5 of its own, 5 of the plan's days
    assert found.planned.value == money("386.00")  # 10 + 5 + 371 days


def test_the_months_of_a_plan_add_up_and_stop_at_the_day_of_asking():
    asked = project(costs=[cost("100.00", incurred_on="2016-02-01")],
                    entries=[{"id": "E", "kind": "deducted", "amount": "20.00 EUR",
                              "decided_on": "2016-03-15", "cost": "C1"}],
                    payments=[paid("40.00", "2016-04-01")])  # fmt: skip
    months = seen(asked, on=date(2016, 4, 10)).months
    assert len(months) == 36
    assert months[0].planned.value == money("31.00")
    assert months[-1].planned.value == money("1096.00")
    actual = [one.accepted.value for one in months if one.accepted]
    assert actual == [money("100.00"), money("100.00"), money("80.00"), money("80.00")]
    assert [one.paid.value for one in months if one.paid] == [money("0.00")] * 3 + [
        money("40.00")
    ]
    assert months[4] == ForecastMonth(
        date(2016, 5, 1), date(2016, 5, 31), months[4].planned, None, None
    )


def test_the_month_of_the_day_of_asking_counts_up_to_it():
    asked = project(payments=[paid("40.00", "2016-04-01"), paid("10.00", "2016-04-20")])
    for day, amount in ((date(2016, 4, 1), "40.00"), (date(2016, 4, 20), "50.00")):
        april, may = seen(asked, on=day).months[3:5]
        assert april.paid is not None
        assert (april.paid.value, may.paid) == (money(amount), None)


def test_ahead_is_what_is_accepted_less_what_was_planned_by_then():
    found = seen(project(costs=[cost("300.00")]))
    assert (found.planned_so_far.value, found.ahead.value) == (money("366.00"), money("-66.00"))


def test_without_periods_there_is_no_profile():
    found = seen(project({"period": None}))
    assert found.planned.value is None
    assert (found.planned.at_least, found.planned.at_most) == (money("0.00"), money("1096.00"))
    assert found.planned.missing[0].pointer == "/plans/0/budget/0/period"
    assert found.months == ()


@pytest.mark.parametrize(("period", "until", "low", "high"), [
    ({"first": "2016-01-01"}, date(2015, 12, 31), "0.00", "0.00"),
    ({"first": "2016-01-01"}, date(2016, 1, 1), "0.00", "1096.00"),
    ({"last": "2018-12-31"}, date(2018, 12, 30), "0.00", "1096.00"),
    ({"last": "2018-12-31"}, date(2018, 12, 31), "1096.00", "1096.00"),
])  # fmt: skip
def test_one_known_day_still_bounds_a_line(
    period: dict[str, str], until: date, low: str, high: str
):
    found = seen(project({"period": period}), on=date(2015, 1, 1), until=until).planned
    ends = (
        (found.at_least, found.at_most) if found.value is None else (found.value, found.value)
    )
    assert ends == (money(low), money(high))


def test_without_lines_the_stated_total_is_spread_over_the_plan():
    asked = project({"budget": None, "eligible": "1096.00 EUR"})
    assert seen(asked).planned_so_far.value == money("366.00")
    nothing = seen(project({"budget": None})).planned
    assert nothing.missing[0].pointer == "/plans/0/budget"
    assert nothing.at_most is None
    assert seen(project({"budget": []})).planned.value == money("0.00")


def test_a_line_in_another_currency_leaves_the_sum_open():
    asked = project({"budget": [LINE, LINE | {"id": "B2", "amount": "1.00 SEK"}]})
    found = seen(asked).planned
    assert (found.value, found.at_least, found.at_most) == (None, None, None)
    assert found.missing[0].reason is Reason.OTHER_CURRENCY


def test_a_period_of_centuries_has_no_months():
    asked = project({"period": "1016-01-01/2018-12-31"})
    with pytest.raises(InputError) as caught:
        seen(asked).months  # noqa: B018
    assert caught.value.problems[0].pointer == "/plans/0/budget"
    last = seen(project({"period": "9999-01-01/9999-12-31"})).months
    assert last[-1].last == date(9999, 12, 31)


# ---- What can still be paid ------------------------------------------------------------------


def test_between_what_is_earned_and_what_the_ceiling_leaves():
    """300 accepted, half of it support, 100 paid: 50 is earned, 448 is left of 548."""
    found = seen(project(costs=[cost("300.00")], payments=[paid("100.00", "2016-06-01")]))
    assert found.earned.value == money("50.00")
    assert found.ceiling.value == money("548.00")
    assert (found.payable.at_least, found.payable.at_most) == (money("50.00"), money("448.00"))
    assert found.payable.value is None
    assert found.payable.missing == ()  # nothing is missing: it is not decided yet


def test_where_all_is_paid_nothing_more_can_be():
    found = seen(project(costs=[cost("1096.00")], payments=[paid("548.00", "2016-06-01")]))
    assert found.payable.value == money("0.00")
    over = seen(project(payments=[paid("600.00", "2016-06-01")]))
    assert over.payable.value == money("0.00")


@pytest.mark.parametrize(("amount", "left"), [
    ("547.99", "0.01"), ("548.00", "0.00"), ("548.01", "0.00")
])  # fmt: skip
def test_one_cent_below_at_and_above_the_ceiling(amount: str, left: str):
    found = seen(project(payments=[paid(amount, "2016-06-01")])).payable
    most = found.at_most if found.value is None else found.value
    assert most == money(left)


def test_no_more_than_the_ceiling_is_payable_whatever_was_earned():
    found = seen(project(costs=[cost("2000.00")]))
    assert found.earned.value == money("1000.00")
    assert found.payable.value == money("548.00")


def test_a_recovery_leaves_room_again():
    back = paid("8.00", "2016-07-01", kind="recovery")
    found = seen(project(payments=[paid("548.00", "2016-06-01"), back]))
    assert found.payable.at_most == money("8.00")


def test_what_comes_later_is_not_known_yet():
    asked = project(payments=[paid("100.00", "2016-06-01"), paid("100.00", "2017-06-01")])
    assert seen(asked).paid.value == money("100.00")
    assert seen(asked, on=date(2017, 6, 1)).paid.value == money("200.00")
    known = seen(asked, on=date(2017, 6, 1), known_on=date(2016, 12, 31))
    assert known.paid.value == money("100.00")


def test_an_amendment_known_for_the_time_lifts_the_ceiling():
    later = PLAN | {"number": 2, "support": "600.00 EUR", "approved_on": "2016-10-01",
                    "effective_from": "2017-01-01"}  # fmt: skip
    asked = project(plans=[PLAN, later])
    assert seen(asked).ceiling.value == money("600.00")
    assert seen(asked, until=date(2016, 12, 31)).ceiling.value == money("548.00")
    assert seen(asked, until=date(2017, 1, 1)).ceiling.value == money("600.00")
    assert seen(asked, known_on=date(2016, 9, 30)).ceiling.value == money("548.00")
    lower = project(plans=[PLAN, later | {"support": "500.00 EUR"}])
    assert seen(lower).ceiling.value == money("548.00")  # until then the first may be paid out
    assert seen(lower, on=date(2017, 1, 1)).ceiling.value == money("500.00")


def test_without_a_stated_support_what_the_book_computes_is_the_most():
    found = seen(project({"support": None}))
    assert found.ceiling.value is None
    assert (found.ceiling.at_least, found.ceiling.at_most) == (money("0.00"), money("548.00"))
    assert found.ceiling.missing[0].pointer == "/plans/0/support"
    assert seen(project({"support": None, "budget": None})).payable.at_most is None


def test_payments_nobody_stated_leave_the_ceiling_as_the_most():
    found = seen(project(payments=None))
    assert found.payable.at_most == money("548.00")
    assert found.payable.missing[0].pointer == "/payments"


def test_a_forecast_looks_ahead():
    assert seen(project(), on=UNTIL).on == UNTIL
    with pytest.raises(InputError):
        seen(project(), on=UNTIL + timedelta(days=1))
    with pytest.raises(InputError):
        forecast(project(), on="soon", until=UNTIL, book=HALF)  # type: ignore[arg-type]


# ---- Laws ------------------------------------------------------------------------------------

amounts = st.integers(0, 200_000)
days = st.dates(date(2015, 6, 1), date(2019, 6, 30))
periods = st.tuples(days, days).map(sorted)


def text(minor: int) -> str:
    return str(Money.of_minor(minor, "EUR"))


@example(lines=[(10, [date(2016, 1, 1), date(2016, 1, 3)])] * 3, day=date(2016, 1, 1))
@given(lines=st.lists(st.tuples(amounts, periods), max_size=6), day=days)
def test_the_profile_is_the_definition_and_never_falls(
    lines: list[tuple[int, list[date]]], day: date
):
    budget = [
        LINE | {"id": f"B{n}", "amount": text(minor), "period": f"{first}/{last}"}
        for n, (minor, (first, last)) in enumerate(lines)
    ]
    asked = project({"budget": budget})
    spent = Fraction(0)
    for minor, (first, last) in lines:
        past = min(max((day - first).days + 1, 0), (last - first).days + 1)
        spent += Fraction(minor * past, (last - first).days + 1)
    found = seen(asked, on=day, until=date(2019, 6, 30))
    assert found.planned_so_far.value == Money.of_minor(spent // 1, "EUR")
    assert found.planned.value == Money.of_minor(sum(minor for minor, _ in lines), "EUR")
    months = [one.planned.value for one in found.months if isinstance(one.planned.value, Money)]
    assert months == sorted(months)


@given(
    done=st.integers(0, 109_600), before=st.integers(0, 54_800),
    payments=st.lists(amounts, max_size=4),
    hidden=st.sets(st.sampled_from(["support", "period", "payments"])),
)  # fmt: skip
def test_the_bounds_contain_every_future_that_keeps_to_the_ceiling(
    done: int, before: int, payments: list[int], hidden: set[str]
):
    """What is earned is paid by then, and more up to the ceiling of 548."""
    first = [paid(text(before).removesuffix(" EUR"), "2016-06-01")] if before else []
    asked = project(costs=[cost(text(done).removesuffix(" EUR"))], payments=first)
    less = asked
    if "payments" in hidden:
        less = less.replace(payments=None)
    plan = less.plans[0]
    gone = {name: None for name in ("support", "period") if name in hidden}
    less = less.replace(plans=(plan.replace(**gone),))
    full, part = seen(asked), seen(less)
    room = 54_800 - before
    owed = max(0, done // 2 - before)
    future = owed  # what is earned is paid
    for one in payments:  # and then more, as far as it goes
        future = min(room, future + one)
    for found in (full, part):
        low, high = found.payable.at_least, found.payable.at_most
        if isinstance(found.payable.value, Money):
            low = high = found.payable.value
        assert low is None or low.minor <= future
        assert high is None or high.minor >= future


@given(
    minor=amounts,
    hidden=st.sampled_from(["line", "plan", "first", "last"]),
    period=periods,
    day=days,
)
def test_the_bounds_of_the_profile_contain_every_completion(
    minor: int, hidden: str, period: list[date], day: date
):
    first, last = period
    spans: dict[str, object] = {
        "line": f"{first}/{last}", "plan": None, "first": {"last": str(last)},
        "last": {"first": str(first)},
    }  # fmt: skip
    line = LINE | {"amount": text(minor), "period": None}
    whole = project({"budget": [line | {"period": f"{first}/{last}"}], "period": None})
    less = project({"budget": [line], "period": spans[hidden]})
    exact = seen(whole, on=day, until=date(2019, 6, 30)).planned_so_far.value
    found = seen(less, on=day, until=date(2019, 6, 30)).planned_so_far
    assert isinstance(exact, Money)
    if isinstance(found.value, Money):
        assert found.value == exact
    else:
        assert found.at_least is not None
        assert found.at_most is not None
        assert found.at_least <= exact <= found.at_most


def test_a_stated_support_in_another_currency_is_no_ceiling() -> None:
    said = {
        "schema_version": 1,
        "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
        "plans": [{"number": 1, "support": "100.00 LVL", "eligible": "200.00 LVL"}],
    }
    found = forecast(read_project(said), on=date(2018, 1, 1), until=date(2018, 12, 31))
    assert found.ceiling.value is None
    assert found.ceiling.at_most is None
    assert found.payable.at_most is None
