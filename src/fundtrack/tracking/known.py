"""A project as it was known on a day: what a check of that day would have seen.

A row is known from the day it states: a plan from its approval, an entry or a waiver from its
decision, a payment from the day it was made, a claim from its submission, and a cost with its
claim. Of a row that states none nobody can say that it came later, so it stays.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fundtrack.projects import Claim, CostItem, Entry, Project
from fundtrack.values import InputError, excerpt, read_date


def as_known(project: Project, day: date) -> Project:
    """The project without what was approved, decided, paid or submitted after a day.

    A check takes plans approved later as not known (`known_on`) and reads every other row as it
    is now, because rows have no day on which they were entered. Asked of this project it knows
    nothing that came later, claims and documents among it. A later claim stays where something
    that is known names it; so does its cost. A cost without a claim stays: that it is declared
    later is not known yet. Rows of state aid, indicators and purchases stay as they are.

    Args:
        project: From `read_project`.
        day: What happened on it is known.

    Raises:
        InputError: no project was given, the day is no day, or no plan was known by then.

    >>> from fundtrack.projects import read_project
    >>> life = read_project("docs/examples/life-science-cluster-life.json")
    >>> known = as_known(life, date(2018, 12, 31))
    >>> len(life.plans), len(known.plans), len(life.claims), len(known.claims)
    (3, 1, 6, 1)
    """
    if not isinstance(project, Project):
        raise InputError(
            "what was known needs a project",
            expected="what read_project gives",
            found=excerpt(project),
        )
    day = read_date(day)
    plans = tuple(
        one for one in project.plans if one.approved_on is None or one.approved_on <= day
    )
    if not plans:
        raise InputError(
            "no plan was known on this day",
            pointer="/plans",
            expected="a plan approved by then",
            found=day.isoformat(),
        )
    entries = [one for one in project.entries or () if one.decided_on <= day]
    payments = [one for one in project.payments or () if one.paid_on <= day]
    late = {one.id for one in project.claims or () if _late(one, day)}
    costs = _costs(project, entries, late)
    named = {one.claim for one in entries} | {one.in_claim for one in entries}
    named |= {one.claim for one in payments} | {one.claim for one in costs}
    waivers = [one for one in project.waivers or () if one.granted_on <= day]
    claims = [one for one in project.claims or () if one.id not in late or one.id in named]
    rows: Mapping[str, list[Any]] = {
        "entries": entries,
        "payments": payments,
        "claims": claims,
        "costs": costs,
        "waivers": waivers,
    }
    stated = {name: tuple(rows[name]) for name in rows if getattr(project, name) is not None}
    return project.replace(plans=plans, **stated)


def _late(claim: Claim, day: date) -> bool:
    return claim.submitted_on is not None and claim.submitted_on > day


def _costs(project: Project, entries: list[Entry], late: set[str]) -> list[CostItem]:
    """The costs that are known: of no later claim, or with something that is known."""
    costs = project.costs or ()
    decided = {one.cost for one in entries}
    kept = {one.id for one in costs if one.claim not in late or one.id in decided}
    reverses = {one.id: one.reverses for one in costs if one.reverses is not None}
    ahead = [*kept]
    while ahead:  # what a known credit note reverses is known
        reversed_ = reverses.get(ahead.pop())
        if reversed_ is not None and reversed_ not in kept:
            kept.add(reversed_)
            ahead.append(reversed_)
    return [one for one in costs if one.id in kept]
