"""What is still to come in a project: spending as planned against actual, and what can be paid.

No future is predicted. The least that can still be paid is what has been earned by accepted
costs and not been paid; the most is what the ceilings leave. Between them lies what people will
decide.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Self

from fundtrack.checks import Checked, Figure, Missing, Reason
from fundtrack.projects import Plan, Project
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Money, Record, read_date

from .between import Between
from .positions import Position, position
from .profiles import Profile

#: What a book may hold back of what is due, by the names of the check's amounts.
_HELD_BACK: Final = ("accepted.retained", "accepted.payment_ceiling")


class ForecastMonth(Record):
    """A month of the plan: what was to be spent by its end, what was accepted and paid.

    All three are sums from the beginning. What has not happened yet on the day asked about is
    None; the month of that day counts up to it.
    """

    first: date
    last: date
    planned: Figure
    accepted: Figure | None
    paid: Figure | None


class Forecast(Record):
    """What is planned and what can still be paid, seen on a day, up to another.

    - `planned_so_far`, `planned`: spending by `on` and by `until`, even over the periods that
      the plan in force states, down to the cent.
    - `accepted`, `paid`: by `on`. `ahead`: accepted less planned so far, below zero where the
      project is behind.
    - `earned`: the support of what is accepted, not paid yet. `ceiling`: the most support there
      can be in all, of this plan and of the amendments known for the time.
    - `payable`: what can still be paid from the day after `on` to `until`. At least what is
      earned and not held back, as long as it stays accepted and is paid by then; at most what
      the ceiling leaves. It has a value where both are one.
    """

    on: date
    until: date
    known_on: date | None
    planned_so_far: Figure
    planned: Figure
    accepted: Figure
    paid: Figure
    ahead: Figure
    earned: Figure
    ceiling: Figure
    payable: Figure

    @classmethod
    def _of(cls, project: Project, profile: Profile | None, **fields: Any) -> Self:  # noqa: ANN401
        made = cls(**fields)
        made.__dict__.update(_project=project, _profile=profile)
        return made

    @cached_property
    def months(self) -> tuple[ForecastMonth, ...]:
        """The plan month by month; worked out when it is asked for, a position for each."""
        profile: Profile | None = self.__dict__["_profile"]
        if profile is None:
            return ()
        return tuple(self._months(self.__dict__["_project"], profile))

    def _months(self, project: Project, profile: Profile) -> Iterator[ForecastMonth]:
        currency = project.agreement.currency
        for last in profile.month_ends():
            first = last.replace(day=1)
            found = None
            if first <= self.on:
                found = position(project, on=min(last, self.on), known_on=self.known_on)
            yield ForecastMonth(
                first=first,
                last=last,
                planned=profile.by(last).figure(currency, "planned"),
                accepted=None if found is None else found.accepted,
                paid=None if found is None else found.paid,
            )


def forecast(
    project: Project,
    *,
    on: date,
    until: date,
    known_on: date | None = None,
    book: Book | str | None = None,
) -> Forecast:
    """What is planned and what can still be paid between two days.

    Args:
        project: From `read_project`.
        on: The day from which one looks ahead; what happened on it is in.
        until: The last day looked at.
        known_on: The day of knowledge: what was decided or paid later is not known yet.
        book: A loaded book, or the id of a shipped one; left out, the agreement's own.

    Raises:
        InputError: a day is no day, or `until` is before `on`.
        BookError: the book cannot be loaded.

    >>> from fundtrack.projects import read_project
    >>> project = read_project("docs/examples/life-science-cluster.json")
    >>> seen = forecast(project, on=date(2018, 6, 30), until=date(2019, 12, 31))
    >>> seen.ceiling.value, seen.payable.at_most, seen.payable.missing[0].pointer
    (Money('498597.12 EUR'), Money('498597.12 EUR'), '/costs')
    """
    day, end = read_date(on), read_date(until)
    if end < day:
        raise InputError(
            "a forecast looks ahead", expected=f"{day} or later", found=end.isoformat()
        )
    found = position(project, on=day, known_on=known_on, book=book)
    currency = project.agreement.currency
    plan = project.plan_on(day, known_on=known_on)
    profile = None if plan is None else Profile(plan, _at(project, plan), currency)
    so_far, planned = (_planned(profile, one) for one in (day, end))
    accepted = Between.told(found.accepted)
    earned = Between.told(found.to_be_paid).above_zero()
    ceiling = _ceiling(project, found, end, known_on)
    payable = _payable(found, earned, ceiling)
    return Forecast._of(
        project,
        profile,
        on=day,
        until=end,
        known_on=known_on,
        planned_so_far=so_far.figure(currency, "planned_so_far"),
        planned=planned.figure(currency, "planned"),
        accepted=found.accepted,
        paid=found.paid,
        ahead=(accepted - so_far).figure(currency, "ahead"),
        earned=earned.figure(currency, "earned"),
        ceiling=ceiling.figure(currency, "ceiling"),
        payable=payable.figure(currency, "payable"),
    )


def _planned(profile: Profile | None, day: date) -> Between:
    """What is to be spent by a day, rounded down to the cent so that the end is exact."""
    if profile is None:
        return Between(None, None, (Missing(Reason.MISSING, "plan", "/plans"),))
    found = profile.by(day)
    if found.known and found.least is not None:
        return Between.exactly(found.least // 1)
    return found


def _payable(found: Position, earned: Between, ceiling: Between) -> Between:
    """At least what is earned and not held back, at most what the ceiling leaves."""
    paid = Between.told(found.paid)
    if not paid.known:
        paid = paid.above_zero()  # nobody gives back more than there was
    left = (ceiling - paid).above_zero()
    sure = earned
    if any(name in found.checked.amounts for name in _HELD_BACK):
        sure = Between.told(found.payable_now).above_zero()
    least = sure.least
    if least is not None and left.most is not None:
        least = min(least, left.most)
    missing = (*sure.missing, *left.missing)
    return Between(least, left.most, tuple(dict.fromkeys(missing)))


def _ceiling(project: Project, found: Position, until: date, known_on: date | None) -> Between:
    """The most support in all: of the plan now, and of every amendment known for the time.

    What a plan states. Where it states none, support is not above the costs it states nor, of
    the plan in force, above what the book computes of them.
    """
    now = project.plan_on(found.on, known_on=known_on)
    computed = _computed(found.checked)
    limits: list[Between] = []
    for place, plan in enumerate(project.plans):
        later = now is None or plan.number > now.number
        first = plan.effective_from or plan.approved_on
        unknown_yet = known_on and plan.approved_on and plan.approved_on > known_on
        if plan is now:
            stated = _stated(plan, f"/plans/{place}", project.agreement.currency)
            limits.append(stated if stated.known else stated.at_most(computed))
        elif later and not unknown_yet and first is not None and first <= until:
            limits.append(_stated(plan, f"/plans/{place}", project.agreement.currency))
    if not limits:
        return Between(None, None, (Missing(Reason.MISSING, "plan", "/plans"),))
    most = limits[0]
    for one in limits[1:]:
        most = most.at_least(one)
    return most


def _stated(plan: Plan, at: str, currency: str) -> Between:
    """The support a plan states; support is never more than the costs it states."""
    if plan.support is not None and plan.support.currency == currency:
        return Between.exactly(plan.support.minor)
    reason = Reason.MISSING if plan.support is None else Reason.OTHER_CURRENCY
    missing = Missing(reason, "plan.support", f"{at}/support")
    stated = (plan.eligible, plan.total_cost)
    costs = [one.minor for one in stated if one is not None and one.currency == currency]
    return Between(Fraction(0), Fraction(min(costs)) if costs else None, (missing,))


def _computed(checked: Checked) -> Between:
    """What the book computes of the plan's support, as far as it does."""
    for name in ("payable", "support"):
        figure = checked.amounts.get(name)
        if figure is not None and (isinstance(figure.value, Money) or figure.at_most):
            return Between.told(figure)
    return Between(None, None)


def _at(project: Project, plan: Plan) -> str:
    """Where a plan stands."""
    return next(f"/plans/{at}" for at, one in enumerate(project.plans) if one is plan)
