"""`check_plan`: a programme's plan held against its book, and what may be lost this year."""

from datetime import date

from fundtrack.checks import Verdict
from fundtrack.projects import ProgrammePlan
from fundtrack.rulebooks import Book
from fundtrack.values import Money

from .between import Between
from .exposures import Exposure, exposure
from .programme_asked import PlanAsked, verdict_of
from .programme_findings import PlanFinding, PlanReport
from .programme_law import law_of
from .programme_rules import AT_RISK, PLAN_RULES


def check_plan(
    plan: ProgrammePlan, *, book: Book | str | None = None, on: date | None = None
) -> PlanReport:
    """Hold a programme's plan against a book.

    Args:
        plan: From `read_plan`.
        book: A loaded book, or the id of a shipped one; left out, the one the plan names.
        on: The day asked about: at the end of its year commitments may be lost. Without it
            that is not asked.

    Raises:
        InputError: that is no plan, or no book is named anywhere.
        BookError: the book cannot be loaded.

    Source:
        Regulation 1303/2013, Articles 120, 134 and 136, in `eu/esif-plans-2014`.

    >>> from fundtrack.projects import read_plan
    >>> plan = read_plan({"schema_version": 1, "id": "P", "currency": "EUR", "fund": "CF",
    ...     "base": "total", "priorities": [
    ...         {"id": "1", "total": "8235294.00 EUR", "union": "7000000.00 EUR"},
    ...         {"id": "2", "total": "8235294.00 EUR", "union": "7000001.00 EUR"},
    ...         {"id": "3", "total": "100.00 EUR", "union": "86.01 EUR", "grounds": []},
    ...     ]})
    >>> for one in check_plan(plan, book="eu/esif-plans-2014").findings:
    ...     if one.name == "union-above-the-ceiling":
    ...         print(one.subject, one.verdict.value, one.limit, one.at)
    priority:1 met_within_rounding 6999999.90 EUR /priorities/0/union
    priority:2 unknown 6999999.90 EUR /priorities/1/grounds
    priority:3 broken 85.00 EUR /priorities/2/union
    """
    law = law_of(plan, book)
    asked = PlanAsked(plan, law)
    schedule, shares = asked.schedule()
    exposed = None if on is None else exposure((), plan, on=on, book=law.book)
    answers = [
        *(one for part in asked.parts() for one in asked.about(part)),
        *asked.sums(),
        *asked.committed(),
        *asked.prefinanced(schedule, shares),
        *(() if exposed is None else (_risk(exposed),)),
    ]
    order = {rule.code: place for place, rule in enumerate(PLAN_RULES)}
    return PlanReport(
        plan=plan.id,
        book=law.book.key,
        hash=law.book.hash,
        on=on,
        answers=tuple(sorted(answers, key=lambda one: order[one.rule])),
        schedule=schedule,
        exposure=exposed,
    )


def _risk(exposed: Exposure) -> PlanFinding:
    """What may be lost at the end of the year."""
    risk = Between.told(exposed.at_risk)
    verdict = verdict_of(risk, 0)
    zero = None
    value = exposed.at_risk.value
    measured = value if isinstance(value, Money) else None
    if measured is not None:
        zero = Money.zero(measured.currency)
    missing = exposed.at_risk.missing if verdict is Verdict.UNKNOWN else ()
    pointer = next((one.pointer for one in missing if one.pointer), "/commitments")
    return PlanFinding(
        rule=AT_RISK.code,
        name=AT_RISK.name,
        verdict=Verdict.NOT_APPLICABLE if exposed.closing else verdict,
        severity=AT_RISK.severity,
        subject=f"commitments:{exposed.year}",
        at=pointer,
        measured=measured,
        limit=zero,
        margin=None if measured is None else -measured,
        missing=missing,
        parameters=exposed.parameters,
        worked=exposed.worked,
    )
