"""Waivers (D-16): who let a project be outside a rule, for which row, and what that changes.

The verdict stays what it is. A waived breach no longer counts in the outcome, and a rule that
is waived for a row takes nothing of it: what the authority let pass is not refused.
"""

from fundtrack.projects import Waiver
from fundtrack.rulebooks import Rule

from .bind import LINES, Bound, Row


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


def takes_less(bound: Bound) -> bool:
    """Whether a waiver may take from what a rule refuses."""
    rules = bound.book.rules
    return any(
        one.rule in rules
        and rules[one.rule].waivable
        and rules[one.rule].effect != "report"
        and granted(bound, one)
        for one in bound.project.waivers or ()
    )


def waives(bound: Bound, row: Row) -> tuple[bool, str]:
    """Whether a waiver is of a rule that can be waived, and of a row that it is about.

    With the place that decides it. Where the rows of the noun are not stated, the row may be
    any of them.
    """
    waiver = row.said
    assert isinstance(waiver, Waiver)  # noqa: S101
    rule = bound.book.rules.get(waiver.rule)
    if rule is None or not rule.waivable:
        return False, f"{row.at}/rule"
    noun = waiver.subject.partition(":")[0]
    fits = noun == rule.scope or (rule.scope == "line" and noun in LINES.values())
    if fits and noun != "line" and noun not in bound.book.groups:  # whose rows nobody states
        rows = bound.rows(noun)
        fits = rows is None or any(one.key == waiver.subject for one in rows)
    return (True, row.at) if fits else (False, f"{row.at}/subject")
