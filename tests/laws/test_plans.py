"""Which plan holds (D-07): amendments in any order, known when approved, past answers stay."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.projects import Plan, Project

START = date(2020, 1, 1)
DAYS = st.integers(0, 60).map(lambda number: START + timedelta(days=number))
ASKED = st.none() | st.integers(-2, 62).map(lambda number: START + timedelta(days=number))
#: Approved, effective; an amendment states one of the two at least.
AMENDMENTS = st.lists(
    st.tuples(st.none() | DAYS, st.none() | DAYS).filter(any), min_size=0, max_size=5
)
FIRST = st.tuples(st.none() | DAYS, st.none() | DAYS)


def plans(first: tuple, amendments: list[tuple]) -> list[Plan]:
    return [
        Plan(number=number, approved_on=approved, effective_from=effective)
        for number, (approved, effective) in enumerate([first, *amendments], 1)
    ]


def project(held: list[Plan]) -> Project:
    return Project.model_validate(
        {"agreement": {"book": "eu/x", "currency": "EUR"}, "plans": held}
    )


def by_definition(held: list[Plan], day: date | None, known_on: date | None) -> int | None:
    """The highest number effective by the day and approved by the day of knowledge."""
    found = None
    for plan in sorted(held, key=lambda one: one.number):
        begins = plan.effective_from or plan.approved_on
        begun = day is None or begins is None or begins <= day
        known = known_on is None or plan.approved_on is None or plan.approved_on <= known_on
        if begun and known:
            found = plan.number
    return found


def number(held: list[Plan], *asked: date | None) -> int | None:
    found = project(held).plan_on(*asked)
    return None if found is None else found.number


LATE = [(date(2020, 2, 1), date(2020, 1, 10))]  # approved three weeks after it begins


@given(FIRST, AMENDMENTS, ASKED, ASKED)
@example((None, None), LATE, date(2020, 1, 10), date(2020, 1, 31))
@example((None, None), LATE, date(2020, 1, 10), date(2020, 2, 1))
@example((None, None), LATE, date(2020, 1, 9), date(2020, 2, 1))
def test_the_plan_is_the_highest_that_has_begun_and_is_known(first, amendments, day, known_on):
    held = plans(first, amendments)
    assert number(held, day, known_on) == by_definition(held, day, known_on)


@given(FIRST, AMENDMENTS, ASKED, ASKED, st.randoms(use_true_random=False))
def test_amendments_stand_in_any_order(first, amendments, day, known_on, draw):
    held = plans(first, amendments)
    turned = list(held)
    draw.shuffle(turned)
    assert number(turned, day, known_on) == number(held, day, known_on)


@given(FIRST, AMENDMENTS, ASKED, DAYS)
@example((None, None), LATE, None, date(2020, 1, 31))
def test_a_plan_approved_later_is_not_known_earlier(first, amendments, day, known_on):
    found = project(plans(first, amendments)).plan_on(day, known_on)
    assert found is None or found.approved_on is None or found.approved_on <= known_on


@given(FIRST, AMENDMENTS, ASKED, DAYS, st.integers(1, 30), st.none() | DAYS)
@example((None, None), LATE, date(2020, 1, 10), date(2020, 2, 10), 1, date(2020, 1, 1))
def test_an_answer_never_changes_when_a_plan_is_appended(
    first, amendments, day, known_on, later, effective
):
    """Whatever day the new plan holds from: as known before its approval, all is as it was."""
    held = plans(first, amendments)
    number_ = len(held) + 1
    new = Plan(
        number=number_, approved_on=known_on + timedelta(days=later), effective_from=effective
    )
    assert number([*held, new], day, known_on) == number(held, day, known_on)
    assert number([new, *held], day, known_on) == number(held, day, known_on)


@given(FIRST, AMENDMENTS, DAYS, DAYS)
def test_time_goes_on_and_knowledge_only_grows(first, amendments, one, other):
    held = plans(first, amendments)
    early, late = sorted((one, other))
    for known_on in (None, early):
        before, after = (number(held, day, known_on) or 0 for day in (early, late))
        assert before <= after
    for day in (None, early):
        before, after = (number(held, day, known) or 0 for known in (early, late))
        assert before <= after


@given(FIRST, AMENDMENTS, ASKED)
def test_without_a_day_every_plan_has_begun(first, amendments, known_on):
    held = plans(first, amendments)
    assert number(held, None, known_on) == number(held, date.max, known_on)
    assert number(held) == len(held)
