"""Waivers (D-16): who let a project be outside a rule, for which row, and what that changes.

The verdict stays what it is. A waived breach no longer counts in the outcome, and a rule that
is waived for a row takes nothing of it: what the authority let pass is not refused.
"""

from fundtrack.projects import Noun, Waiver
from fundtrack.rulebooks import Rule

from .bind import LINES, ON_PLAN, Bound, Row


def waived_by(bound: Bound, rule: Rule, row: Row) -> str | None:
    """Who waived a rule for a row by the day asked about, and in which document.

    Only a rule whose book lets it be waived can be.
    """
    for waiver in bound.project.waivers or () if rule.waivable else ():
        if (waiver.rule, waiver.subject) == (rule.code, row.key) and granted(bound, waiver):
            return waiver.document or waiver.by
    return None


def granted(bound: Bound, waiver: Waiver) -> bool:
    """Whether a waiver was granted by the day asked about."""
    return bound.on is None or waiver.granted_on <= bound.on


def waives(bound: Bound, row: Row) -> tuple[bool, str]:
    """Whether a waiver is of a rule that can be waived, and of a row that the rule is about.

    With the place that decides it. A row of any plan will do, because a waiver outlives an
    amendment; where nobody states the rows of the noun, it may be one of them.
    """
    waiver = row.said
    assert isinstance(waiver, Waiver)  # noqa: S101
    rule = bound.book.rules.get(waiver.rule)
    if rule is None or not rule.waivable:
        return False, f"{row.at}/rule"
    noun, colon, name = waiver.subject.partition(":")
    fits = noun == rule.scope or (rule.scope == "line" and noun in LINES.values())
    there = fits and _may_be(bound, noun, name) and bool(colon) is (noun != "project")
    return (True, row.at) if there else (False, f"{row.at}/subject")


def _may_be(bound: Bound, noun: str, name: str) -> bool:
    """Whether a noun may have a row of this name, under any plan."""
    plans = bound.project.plans
    if noun == "project":
        return not name
    if noun == "plan":
        return name in {str(plan.number) for plan in plans}
    if noun in bound.book.groups:  # made of rows, some of which nobody may know yet
        return bool(name)
    if noun == "line":  # a computed one
        made = {define.name for define in bound.book.defines.values() if define.counts_as}
        return name.partition(":")[0] in made
    if noun in ON_PLAN:
        held = [getattr(plan, ON_PLAN[noun]) for plan in plans]
    else:
        held = [bound.collection(noun)]
    for rows in held:
        if rows is None or name in {_named(one, at) for at, one in enumerate(rows)}:
            return True
    return False


def _named(one: Noun, at: int) -> str:
    return getattr(one, "id", "") or str(at)
