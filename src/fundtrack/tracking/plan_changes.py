"""What an amendment changes, one by one: period, figures, roles, budget, sources, terms.

A collection that a plan leaves out is unknown, never empty: that it is stated or left out now
is one change, and what is in it is compared only where both plans state it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from fundtrack.checks import Missing, Reason, Shown
from fundtrack.projects import Project

from .plan_change import PlanChange, PlanPart, Side, changed
from .plan_collections import ROWS, SUMMED, left_out, row_changes, sum_changes
from .plan_rows import escaped, scalar
from .plan_sums import Key

_FIGURES: Final = ("total_cost", "eligible", "support", "own")


def differences(
    before: Side, after: Side, project: Project | None, currency: str
) -> Iterator[PlanChange | Missing]:
    """Every change in the order of its part, and what a plan does not state."""
    yield from _period(before, after)
    for name in _FIGURES:
        yield from _stated(PlanPart.FIGURES, name, before, after)
    yield from _roles(before, after, project)
    yield from left_out("budget", before, after)
    for part, by in SUMMED.items():
        yield from sum_changes(part, by, before, after, currency)
    for rows in ROWS:
        if rows.collection != "budget":
            yield from left_out(rows.collection, before, after, rows.part)
        yield from row_changes(rows, before, after)
    for part, name in ((PlanPart.TERM, "terms"), (PlanPart.FACT, "facts")):
        yield from _map(part, name, before, after)


def _period(before: Side, after: Side) -> Iterator[PlanChange | Missing]:
    for name in ("first", "last"):
        days = [getattr(side.plan.period, name, None) for side in (before, after)]
        place = f"plan.period.{name}"
        yield from _values(PlanPart.PERIOD, (), name, place, days, before, after, "/period")


def _stated(
    part: PlanPart, name: str, before: Side, after: Side
) -> Iterator[PlanChange | Missing]:
    values = [getattr(side.plan, name) for side in (before, after)]
    yield from _values(part, (), name, f"plan.{name}", values, before, after, f"/{name}")


def _values(
    part: PlanPart,
    key: Key,
    field: str,
    name: str,
    values: Sequence[Shown],
    before: Side,
    after: Side,
    at: str,
) -> Iterator[PlanChange | Missing]:
    """A value that a plan states or not; None is unknown."""
    old, new = values
    for side, value in ((before, old), (after, new)):
        if value is None:
            yield Missing(Reason.MISSING, name, f"{side.at}{at}")
    if old != new:
        yield changed(part, key, field, old, new, before.at + at, after.at + at, silent=False)


def _map(part: PlanPart, name: str, before: Side, after: Side) -> Iterator[PlanChange]:
    """The terms, or the facts; a term that is not there is not agreed, a fact unknown."""
    olds, news = (getattr(side.plan, name) for side in (before, after))
    for key in sorted(olds.keys() | news.keys()):
        old, new = olds.get(key), news.get(key)
        if old != new:
            was, now = (None if one is None else scalar(one) for one in (old, new))
            places = (f"{side.at}/{name}/{escaped(key)}" for side in (before, after))
            yield changed(part, (key,), "", was, now, *places, silent=name == "terms")


def _roles(
    before: Side, after: Side, project: Project | None
) -> Iterator[PlanChange | Missing]:
    """The role of each partner under each plan; what a plan does not list is its own role."""
    yield from left_out("roles", before, after, PlanPart.ROLE)
    olds, news = before.plan.roles, after.plan.roles
    if olds is None or news is None:
        return
    partners = (project and project.partners) or ()
    own = {one.id: (one.role, f"/partners/{at}/role") for at, one in enumerate(partners)}
    for partner in sorted(olds.keys() | news.keys()):
        (old, was), (new, now) = (
            (roles[partner], f"{side.at}/roles/{escaped(partner)}")
            if partner in roles
            else own.get(partner, (None, ""))
            for side, roles in ((before, olds), (after, news))
        )
        if old != new:
            yield changed(PlanPart.ROLE, (partner,), "", old, new, was, now, silent=True)
