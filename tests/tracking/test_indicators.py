"""What was achieved by a day: to the unit and the day; what is not stated is never nothing."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.checks import Reason
from fundtrack.projects import Project, read_project
from fundtrack.tracking import Progress, Progressed, indicators
from fundtrack.values import InputError, Rate
from tests.projects.small import document

ON = date(2020, 12, 31)
ONE_DAY = timedelta(days=1)


def reading(day: str | date, value: object) -> dict[str, Any]:
    return {"day": str(day), "value": str(value)}


def indicator(*values: dict[str, Any], **said: object) -> dict[str, Any]:
    """An output counted cumulatively, unless something else is said."""
    plain = {"id": "I1", "code": "members", "unit": "member", "kind": "output"}
    whole = plain | {"counting": "cumulative", "values": list(values)} | said
    return {name: one for name, one in whole.items() if one is not None}


def target(value: object, due_on: str | date | None = ON, of: str = "I1") -> dict[str, Any]:
    due = {} if due_on is None else {"due_on": str(due_on)}
    return {"indicator": of, "value": str(value), **due}


def project(*said: dict[str, Any], targets: list[dict[str, Any]] | None = None) -> Project:
    plan = {"number": 1} | ({} if targets is None else {"targets": targets})
    partners = [{"id": one, "role": "partner"} for one in ("P1", "P2", "P3")]
    return read_project(document(plans=[plan], partners=partners, indicators=list(said)))


def progress(of: Project, on: date = ON, **days: date) -> Progress:
    (one,) = indicators(of, on=on, **days).of("I1")
    return one


def numbers(one: Progress) -> tuple[object, ...]:
    """What is compared in a table: achieved, share, left as text, and the state."""
    figures = (one.achieved, one.share, one.left)
    return (
        *(None if f is None or f.value is None else str(f.value) for f in figures),
        one.state,
    )


# -- counting ----------------------------------------------------------------------------------

TWO = (reading("2019-12-31", 12), reading("2020-06-30", 30))
BASELINE = ("indicator.baseline", "/indicators/0/baseline")
A_YEAR_EACH = (reading("2019-12-31", 12), reading("2020-06-30", 18))


@pytest.mark.parametrize(
    ("said", "goal", "expected"),
    [
        # an output begins at nothing, whatever its baseline says
        (indicator(*TWO), 40, ("30", "75 %", "10", "open")),
        (indicator(*TWO, baseline="20"), 40, ("30", "75 %", "10", "open")),
        (indicator(*A_YEAR_EACH, counting="annual"), 40, ("30", "75 %", "10", "open")),
        (
            indicator(*A_YEAR_EACH, counting="annual", baseline="5"),
            40,
            ("30", "75 %", "10", "open"),
        ),
        (indicator(), 40, ("0", "0 %", "40", "open")),
        # a result begins at its baseline: a cumulative reading is the level itself
        (indicator(*TWO, kind="result", baseline="20"), 40, ("30", "50 %", "10", "open")),
        (indicator(kind="result", baseline="20"), 40, ("20", "0 %", "20", "open")),
        (
            indicator(*A_YEAR_EACH, kind="result", counting="annual", baseline="20"),
            60,
            ("50", "75 %", "10", "open"),
        ),
        # a result that is to fall
        (indicator(*TWO, kind="result", baseline="50"), 10, ("30", "50 %", "-20", "open")),
        (indicator(*TWO, kind="result", baseline="50"), 30, ("30", "100 %", "0", "reached")),
        (indicator(*TWO, kind="result", baseline="50"), 31, ("30", "20/19", "0", "reached")),
        # beyond the target, and further away than at the start
        (indicator(*TWO), 24, ("30", "125 %", "0", "reached")),
        (indicator(*TWO, kind="result", baseline="40"), 50, ("30", "-100 %", "20", "open")),
        # thirds stay thirds
        (indicator(reading("2020-01-01", 1)), 3, ("1", "1/3", "2", "open")),
        (indicator(reading("2020-01-01", "0.5")), 2, ("1/2", "25 %", "3/2", "open")),
        # a target of nothing has no share, and a level to hold no side
        (indicator(), 0, ("0", None, "0", "reached")),
        (indicator(*TWO), 0, ("30", None, "0", "reached")),
        (indicator(*TWO, kind="result", baseline="30"), 30, ("30", None, "0", "reached")),
        (indicator(*TWO, kind="result", baseline="0"), 0, ("30", None, None, "unknown")),
    ],
)
def test_the_kind_says_where_it_begins_and_the_counting_what_a_reading_is(said, goal, expected):
    one = progress(project(said, targets=[target(goal)]))
    assert numbers(one) == expected
    for name in ("achieved", "share", "left"):
        made = one.worked(name)
        figure = getattr(one, name)
        assert (made is None) == (figure.value is None)
        if made is not None:
            assert made.value == figure.value
            exact = made.exact
            value = figure.value
            assert exact == (value.fraction if isinstance(value, Rate) else value), name


# -- one unit, one day -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "state"),
    [(39, "open"), ("39.999999999999", "open"), (40, "reached"), (41, "reached")],
)
def test_a_target_is_reached_at_its_very_unit(value, state):
    one = progress(project(indicator(reading("2020-01-01", value)), targets=[target(40)]))
    assert one.state is Progressed(state)


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [(ON - ONE_DAY, "open", 1), (ON, "open", 0), (ON + ONE_DAY, "missed", 0)],
)
def test_a_target_is_open_through_its_due_day(on, state, left):
    one = progress(project(indicator(*TWO), targets=[target(40)]), on)
    assert (one.state, one.days_left) == (Progressed(state), left)


def test_what_was_reached_in_time_is_not_missed_afterwards():
    one = progress(project(indicator(*TWO), targets=[target(30)]), date(2031, 1, 1))
    assert (one.state, one.measured_on) == (Progressed.REACHED, date(2020, 6, 30))


@pytest.mark.parametrize(("day", "achieved"), [("2020-06-29", "12"), ("2020-06-30", "30")])
def test_a_reading_counts_from_its_day_on(day, achieved):
    day = date.fromisoformat(day)
    whole = project(indicator(*TWO), targets=[target(40)])
    assert str(progress(whole, day).achieved.value) == achieved
    assert str(progress(whole, known_on=day).achieved.value) == achieved
    assert (
        progress(whole, known_on=day).days_left == 0
    )  # due days are counted from the day asked


def test_a_target_without_a_due_day_is_never_missed():
    one = progress(project(indicator(*TWO), targets=[target(40, None)]), date(2099, 1, 1))
    assert (one.state, one.days_left, one.needed, one.reachable(9)) == (
        Progressed.OPEN, None, None, None,
    )  # fmt: skip


def test_the_first_due_comes_first_and_each_has_its_own_answer():
    goals = [target(50, None), target(40), target(20, "2019-12-31"), target(10, "2018-12-31")]
    found = indicators(project(indicator(*TWO), targets=goals), on=ON - ONE_DAY).of("I1")
    assert [str(one.target.value) for one in found] == ["10", "20", "40", "50"]
    assert [one.state.value for one in found] == ["reached", "reached", "open", "open"]


def test_the_plan_in_force_says_the_target():
    whole = project(indicator(*TWO), targets=[target(40)])
    amended = {
        "number": 2,
        "effective_from": "2020-03-01",
        "approved_on": "2020-05-01",
        "targets": [target(30, "2021-12-31")],
    }
    later = read_project(whole.to_dict() | {"plans": [whole.plans[0].to_dict(), amended]})
    days = [(date(2020, 2, 29), None), (date(2020, 3, 1), date(2020, 4, 30)), (ON, None)]
    found = [progress(later, on, **({"known_on": k} if k else {})) for on, k in days]
    assert [str(one.target.value) for one in found] == ["40", "40", "30"]
    assert found[-1].due_on == date(2021, 12, 31)


# -- what is not stated ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "targets", "name", "pointer"),
    [
        (indicator(values=None), [target(40)], "indicator.values", "/indicators/0/values"),
        (indicator(*TWO), None, "plan.targets", "/plans/0/targets"),
        (indicator(*TWO, kind="result"), [target(40)], *BASELINE),
        (indicator(*TWO, kind="result", counting="annual"), [target(40)], *BASELINE),
        (indicator(kind="result"), [target(40)], *BASELINE),
    ],
)
def test_what_is_not_stated_is_named(said, targets, name, pointer):
    one = progress(project(said, targets=targets))
    assert one.state is Progressed.UNKNOWN
    missing = {(m.name, m.pointer) for m in one.share.missing}
    assert (name, pointer) in missing
    assert one.share.value is None
    assert one.left.value is None
    assert (one.worked("share"), one.reachable(10)) == (None, None)


def test_a_result_at_its_target_is_reached_wherever_it_began():
    one = progress(project(indicator(*TWO, kind="result"), targets=[target(30)]))
    assert (one.state, one.share.value) == (Progressed.REACHED, None)


def test_indicators_that_nobody_states_and_a_plan_without_this_target():
    unstated = project().replace(indicators=None)
    found = indicators(unstated, on=ON)
    assert [(one.name, one.pointer) for one in found.missing] == [
        ("project.indicators", "/indicators")
    ]
    assert indicators(project(), on=ON) == found.replace(missing=())
    one = progress(project(indicator(*TWO), targets=[]))
    assert (one.state, one.target, one.share, one.left) == (Progressed.NO_TARGET, *[None] * 3)
    early = project(indicator(*TWO), targets=[target(1)]).replace(
        plans=[{"number": 1, "effective_from": "2021-01-01", "targets": [target(1)]}]
    )
    assert [m.pointer for m in progress(early).target.missing] == ["/plans"]


@pytest.mark.parametrize(
    ("rows", "counting", "clear"),
    [
        ([("2020-01-01", 5), ("2020-12-31", 7)], "annual", False),
        ([("2019-12-31", 5), ("2020-01-01", 7)], "annual", True),
        ([("2020-01-01", 5), ("2020-12-31", 7)], "cumulative", True),
        ([("2020-12-31", 5), ("2020-12-31", 7)], "cumulative", False),
        ([("2020-12-31", 7), ("2020-12-31", 7)], "cumulative", True),
        ([("2019-12-31", 5), ("2019-12-31", 6), ("2020-12-31", 7)], "cumulative", True),
    ],
)
def test_two_readings_that_may_replace_or_add_are_not_guessed(rows, counting, clear):
    said = indicator(*(reading(*one) for one in rows), counting=counting)
    one = progress(project(said, targets=[target(9)]))
    assert (one.achieved.value is not None) == clear
    assert {m.reason for m in one.achieved.missing} == (set() if clear else {Reason.UNCLEAR})
    assert one.achieved.missing_count == (0 if clear else 2)


# -- pace --------------------------------------------------------------------------------------


def test_only_a_stated_pace_says_whether_it_can_be_reached_in_time():
    whole = project(indicator(*TWO), targets=[target(40)])
    one = progress(whole, ON - 20 * ONE_DAY)
    assert one.needed == Fraction(1, 2)
    assert one.reachable(Fraction(1, 2)) is True
    assert one.reachable(Fraction(499, 1000)) is False
    assert progress(whole, ON).reachable(1000) is False  # no day is left
    assert progress(whole, ON + ONE_DAY).reachable(1000) is False
    assert progress(project(indicator(*TWO), targets=[target(30)])).reachable(0) is True
    falls = project(indicator(*TWO, kind="result", baseline="50"), targets=[target(10)])
    assert progress(falls, ON - 20 * ONE_DAY).needed == 1


@pytest.mark.parametrize("pace", [-1, 0.5, True, "1"])
def test_a_pace_is_an_exact_number(pace):
    one = progress(project(indicator(*TWO), targets=[target(40)]))
    with pytest.raises(InputError, match="not a pace"):
        one.reachable(pace)


# -- counted twice -----------------------------------------------------------------------------


def of(partner: str | None, name: str, *values: dict[str, Any], **said: object):
    return indicator(*values, id=name, **({"partner": partner} if partner else {}), **said)


def test_the_same_readings_of_one_code_by_two_partners_are_named_together():
    found = indicators(
        project(
            of("P1", "I1", *TWO),
            of("P2", "I2", TWO[1], reading("2020-03-01", 1)),
            of("P3", "I3", reading("2020-06-30", 31), reading("2020-03-02", 1)),
        ),
        on=ON,
    ).double
    (one,) = found
    assert (one.code, one.unit, one.indicators, one.partners) == (
        "members", "member", ("I1", "I2"), ("P1", "P2"),
    )  # fmt: skip
    assert one.readings == ((date(2020, 6, 30), Fraction(30)),)
    assert one.at == ("/indicators/0/values/1", "/indicators/1/values/0")


@pytest.mark.parametrize(
    "other",
    [
        of("P1", "I2", TWO[1]),  # one partner
        of(None, "I2", TWO[1]),  # the project's own
        of("P2", "I2", TWO[1], code="jobs"),
        of("P2", "I2", TWO[1], unit="company"),
        of("P2", "I2", reading("2020-06-29", 30)),
        of("P2", "I2", reading("2020-06-30", 29)),
        of("P2", "I2", reading("2020-09-30", 0)),
    ],
)
def test_another_code_unit_day_value_or_nothing_is_no_double_count(other):
    first = of("P1", "I1", *TWO, reading("2020-09-30", 0))
    assert indicators(project(first, other), on=ON).double == ()


def test_what_was_not_read_yet_is_not_counted_twice():
    whole = project(of("P1", "I1", TWO[1]), of("P2", "I2", TWO[1]))
    assert len(indicators(whole, on=date(2020, 6, 30)).double) == 1
    assert indicators(whole, on=date(2020, 6, 29)).double == ()


# -- laws --------------------------------------------------------------------------------------

values = st.lists(
    st.tuples(st.dates(date(2015, 1, 1), date(2022, 12, 31)), st.integers(0, 99)), max_size=8
)


@given(values, values, st.dates(date(2015, 1, 1), date(2022, 12, 31)))
@example([(date(2020, 1, 1), 5)], [(date(2020, 1, 2), 9)], date(2020, 1, 1))
def test_a_later_reading_changes_no_earlier_answer(held, later, on):
    for counting in ("annual", "cumulative"):
        first = [reading(day, value) for day, value in held]
        more = [reading(day, value) for day, value in later if day > on]
        goals = [target(50, "2021-06-30")]
        before = project(indicator(*first, counting=counting), targets=goals)
        after = project(indicator(*first, *more, counting=counting), targets=goals)
        assert indicators(after, on=on) == indicators(before, on=on)
        assert indicators(after, on=date(2023, 1, 1), known_on=on).of("I1")[0].achieved == (
            progress(before, on).achieved
        )


@given(values, st.randoms())
def test_the_order_of_readings_changes_nothing_but_their_places(held, chance):
    mixed = list(held)
    chance.shuffle(mixed)
    for counting in ("annual", "cumulative"):
        said = [
            indicator(*(reading(*one) for one in rows), counting=counting)
            for rows in (held, mixed)
        ]
        one, other = (progress(project(one, targets=[target(50)])) for one in said)
        assert numbers(one) == numbers(other)
        assert one.achieved.missing_count == other.achieved.missing_count


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=6),
    st.integers(-50, 50),
    st.integers(-50, 50),
)
def test_reached_is_a_share_of_the_whole_way(years, baseline, goal):
    rows = [reading(date(2010 + at, 12, 31), value) for at, value in enumerate(years)]
    said = indicator(*rows, kind="result", counting="annual", baseline=str(baseline))
    one = progress(project(said, targets=[target(goal)]))
    assert one.achieved.value == baseline + sum(years)
    if one.share.value is not None:
        assert (one.state is Progressed.REACHED) == (one.share.value >= Rate("100 %"))
        way = goal - baseline
        assert one.share.value.fraction * way + baseline == one.achieved.value
        assert one.left.value == (
            0 if one.state is Progressed.REACHED else goal - baseline - sum(years)
        )


# -- refusals ----------------------------------------------------------------------------------


def test_days_projects_and_names_that_are_none_are_refused():
    whole = project(indicator(*TWO))
    with pytest.raises(InputError, match="on is not a day"):
        indicators(whole, on="2020-01-01")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="known_on is not a day"):
        indicators(whole, on=ON, known_on=2020)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no project"):
        indicators(whole.to_dict(), on=ON)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no such indicator"):
        indicators(whole, on=ON).of("I9")
    with pytest.raises(InputError, match="no such figure"):
        progress(whole).worked("due_on")
    with pytest.raises(TypeError, match="compare it"):
        bool(progress(whole).state)
