"""What a project has achieved by a day, against the targets of the plan in force.

An output begins at nothing; a result begins at its baseline, a level that is there already. A
cumulative reading says where the indicator stands: the latest one counts. An annual one says
what a year added: the years are summed, from the baseline where it is a result. Two readings
for one year, or for one day, that do not say the same can be read in two ways: unknown.

Nothing is forecast. Whether a target can be reached in time is asked with a pace that the
caller states (`Progress.reachable`): the readings alone do not say what a year may bring.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final, NoReturn

from fundtrack.checks import Figure, Missing
from fundtrack.funding import Worked
from fundtrack.projects import Indicator, Plan, Project
from fundtrack.values import FrozenMap, InputError, Rate, Record, excerpt

from .achieved import achieved_by, is_reached, left_of, missing, share_of, start_of
from .sums import unknown

#: From the start to the target: what is there of it.
_SHARE: Final = "(achieved - start) / (target - start)"
_LEFT: Final = "target - achieved"


class Progressed(StrEnum):
    """How far an indicator is, in a word; it refuses to be a bool, as a verdict does."""

    REACHED = "reached"
    OPEN = "open"
    MISSED = "missed"
    UNKNOWN = "unknown"
    NO_TARGET = "no_target"  # the plan states its targets, and has none for it

    __hash__ = str.__hash__

    def __bool__(self) -> NoReturn:
        raise TypeError("a state is not true or false; compare it: state is Progressed.OPEN")


class Progress(Record):
    """One indicator against one target of the plan; an indicator without a target has one too.

    `achieved`, `target`, `left` and `start` are numbers in the indicator's unit; `parts` are
    those that `achieved` sums. `share` is exact and may lie above 100 % or below nothing.
    `measured_on` is the day of the last reading that counts, `days_left` counts the days after
    the day asked about up to the due day.
    """

    indicator: str
    code: str
    unit: str
    partner: str
    at: str
    achieved: Figure
    measured_on: date | None
    start: Figure
    target: Figure | None
    due_on: date | None
    share: Figure | None
    left: Figure | None
    state: Progressed
    days_left: int | None
    parts: FrozenMap[Fraction]

    def reachable(self, pace: Fraction | int) -> bool | None:
        """Whether a pace, in units a day, closes what is left by the due day.

        None where that is not known, or no due day is stated. A pace goes towards the target,
        so it is zero or more; a target that falls asks for the same figure as one that rises.

        Raises:
            InputError: the pace is no exact number, or below zero.
        """
        if isinstance(pace, bool) or not isinstance(pace, Fraction | int) or pace < 0:
            message, expected = "not a pace", "a Fraction or a whole number, zero or more"
            raise InputError(message, expected=expected, found=excerpt(pace))
        if self.state is Progressed.REACHED:
            return True
        if self.state is Progressed.MISSED or (
            self.state is Progressed.OPEN and self.days_left == 0
        ):
            return False
        needed = self.needed
        return None if needed is None else pace >= needed

    @property
    def needed(self) -> Fraction | None:
        """What every day that is left must bring, in units; None where nobody can say."""
        left = None if self.left is None else self.left.value
        if not isinstance(left, Fraction) or not self.days_left:
            return None
        return abs(left) / self.days_left

    def worked(self, name: str) -> Worked | None:
        """`achieved`, `share` or `left` with its formula and numbers; None where unknown.

        Raises:
            InputError: there is no such figure.
        """
        figures = {"achieved": self.achieved, "share": self.share, "left": self.left}
        if name not in figures:
            raise InputError("no such figure", expected=", ".join(figures), found=excerpt(name))
        figure = figures[name]
        value = None if figure is None else figure.value
        if not isinstance(value, Fraction | Rate):
            return None
        if name == "achieved":
            return Worked(value, " + ".join(self.parts), self.parts)
        said = {"achieved": self.achieved, "target": self.target}
        said |= {"start": self.start} if name == "share" else {}
        given = {one: part.value for one, part in said.items() if part is not None}
        known = {one: part for one, part in given.items() if isinstance(part, Fraction)}
        formula = _SHARE if name == "share" else _LEFT
        if name == "left" and self.state is Progressed.REACHED:  # nothing, and no less
            side = "max" if known["achieved"] >= known["target"] else "min"
            formula = f"{side}(0, {_LEFT})"
        return Worked(value, formula, known)


class DoubleCount(Record):
    """One code of several partners with the same readings: perhaps one thing counted twice.

    It is a question, not a proof: two partners may have trained as many people on one day.
    """

    code: str
    unit: str
    indicators: tuple[str, ...]
    partners: tuple[str, ...]
    readings: tuple[tuple[date, Fraction], ...]
    at: tuple[str, ...]


class Indicators(Record):
    """All indicators of a project on a day, and what partners may have counted twice."""

    on: date
    known_on: date | None
    progress: tuple[Progress, ...]
    double: tuple[DoubleCount, ...]
    missing: tuple[Missing, ...] = ()

    def of(self, indicator: str) -> tuple[Progress, ...]:
        """One indicator, target by target: the first due comes first.

        Raises:
            InputError: there is no such indicator.
        """
        found = tuple(one for one in self.progress if one.indicator == indicator)
        if not found:
            known = ", ".join(dict.fromkeys(one.indicator for one in self.progress))
            raise InputError("no such indicator", expected=known, found=excerpt(indicator))
        return found


def indicators(project: Project, *, on: date, known_on: date | None = None) -> Indicators:
    """How far every indicator is on a day.

    Args:
        project: From `read_project`.
        on: The day asked about; readings of that day count, later ones do not.
        known_on: The day of knowledge: plans approved and readings made later are not known.

    Raises:
        InputError: a day is no day, or no project was given.

    >>> from fundtrack.projects import read_project
    >>> project = read_project({"schema_version": 1,
    ...     "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
    ...     "plans": [{"number": 1, "targets": [
    ...         {"indicator": "I1", "value": 40, "due_on": "2020-12-31"}]}],
    ...     "indicators": [{"id": "I1", "code": "training", "unit": "person", "kind": "output",
    ...         "counting": "annual", "values": [
    ...             {"day": "2018-12-31", "value": 12}, {"day": "2019-12-31", "value": 18}]}],
    ... })
    >>> one = indicators(project, on=date(2020, 6, 30)).of("I1")[0]
    >>> str(one.achieved.value), str(one.share.value), one.state.value, one.days_left
    ('30', '75 %', 'open', 184)
    >>> print(one.worked("share").explain("share"))
    share = (achieved − start) ÷ (target − start)
        = (30 − 0) ÷ (40 − 0) = 75 %
    """
    if not isinstance(project, Project):
        expected = "what read_project gives"
        raise InputError("no project", expected=expected, found=excerpt(project))
    for name, day in (("on", on), ("known_on", known_on)):
        if (day is not None or name == "on") and type(day) is not date:
            kind = "a moment" if isinstance(day, datetime) else excerpt(day)
            raise InputError(f"{name} is not a day", expected="a date", found=kind)
    if project.indicators is None:
        return Indicators(on, known_on, (), (), (missing("project.indicators", "/indicators"),))
    until = on if known_on is None else min(on, known_on)
    plan = project.plan_on(on, known_on=known_on)
    progress = tuple(
        one
        for place, said in enumerate(project.indicators)
        for one in _progress(project, plan, f"/indicators/{place}", said, (on, until))
    )
    return Indicators(on, known_on, progress, tuple(_double(project.indicators, until)))


def _progress(
    project: Project, plan: Plan | None, at: str, said: Indicator, days: tuple[date, date]
) -> Iterator[Progress]:
    """One indicator against each of its targets, the first due first."""
    on, until = days
    achieved, parts, measured_on = achieved_by(said, at, until)
    start = start_of(said, at)
    places = (place for place, one in enumerate(project.plans) if one is plan)
    plan_at = f"/plans/{next(places, '')}"
    targets = None if plan is None else plan.targets
    mine = [one for one in targets or () if one.indicator == said.id]
    mine.sort(key=lambda one: (one.due_on is None, one.due_on or on))
    goals: list[tuple[Figure | None, date | None]] = [
        (Figure(Fraction(one.value), label="target"), one.due_on) for one in mine
    ]
    if targets is None:
        what = "plan" if plan is None else "plan.targets"
        lacks = missing(what, "/plans" if plan is None else f"{plan_at}/targets")
        goals = [(unknown([lacks], "target"), None)]
    for target, due_on in goals or [(None, None)]:
        reached = None if target is None else is_reached(said.kind, achieved, start, target)
        yield Progress(
            indicator=said.id,
            code=said.code,
            unit=said.unit,
            partner=said.partner or "",
            at=at,
            achieved=achieved,
            measured_on=measured_on,
            start=start,
            target=target,
            due_on=due_on,
            share=None if target is None else share_of(achieved, start, target),
            left=None if target is None else left_of(achieved, start, target, reached),
            state=_state(target, reached, late=due_on is not None and on > due_on),
            days_left=None if due_on is None else max(0, (due_on - on).days),
            parts=parts,
        )


def _state(target: Figure | None, reached: bool | None, *, late: bool) -> Progressed:
    if target is None:
        return Progressed.NO_TARGET
    if reached is None:
        return Progressed.UNKNOWN
    if reached:
        return Progressed.REACHED
    return Progressed.MISSED if late else Progressed.OPEN


# ---- Counted twice ---------------------------------------------------------------------------


def _double(said: Sequence[Indicator], until: date) -> Iterator[DoubleCount]:
    """The same reading of one code by several partners; of nothing none is compared."""
    seen: dict[tuple[str, str, date, Fraction], list[tuple[int, int]]] = {}
    for place, one in enumerate(said):
        for number, reading in enumerate(one.values or () if one.partner else ()):
            if reading.day <= until and reading.value:
                key = (one.code, one.unit, reading.day, Fraction(reading.value))
                seen.setdefault(key, []).append((place, number))
    found: dict[tuple[int, ...], list[tuple[date, Fraction, tuple[str, ...]]]] = {}
    for (_, _, day, value), held in sorted(seen.items(), key=lambda one: one[1]):
        places = tuple(dict.fromkeys(place for place, _ in held))
        if len({said[place].partner for place in places}) > 1:
            at = tuple(f"/indicators/{place}/values/{number}" for place, number in held)
            found.setdefault(places, []).append((day, value, at))
    for places, readings in found.items():
        first = said[places[0]]
        yield DoubleCount(
            code=first.code,
            unit=first.unit,
            indicators=tuple(said[place].id for place in places),
            partners=tuple(dict.fromkeys(said[place].partner or "" for place in places)),
            readings=tuple((day, value) for day, value, _ in readings),
            at=tuple(one for *_, at in readings for one in at),
        )
