"""What is said of a programme's plan: an answer for each rule and subject, and the report."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from fundtrack.checks import Missing, Outcome, ParameterUse, Severity, Verdict
from fundtrack.funding import PrefinancingSchedule, Worked
from fundtrack.rulebooks import Entries
from fundtrack.values import Money, Record

from .exposures import Exposure
from .programme_rules import PLAN_RULES

#: Verdicts that nobody has to look at.
QUIET: Final = (Verdict.MET, Verdict.NOT_APPLICABLE)


class PlanFinding(Record):
    """The answer of one rule for one subject: the programme, a priority, a year.

    `limit` is the highest whole cent that the exact limit allows (the lowest, of a floor), and
    `margin` the room to it, negative where there is none. While a side is not known, `limit` is
    the one that surely holds. `worked` says how the limit came about. `grounds` are grounds of
    the book, not stated in the plan, each of which alone would allow what is measured.
    """

    rule: str
    name: str
    verdict: Verdict
    severity: Severity
    subject: str
    at: str
    measured: Money | None = None
    limit: Money | None = None
    margin: Money | None = None
    missing: tuple[Missing, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()
    worked: Worked | None = None
    grounds: tuple[str, ...] = ()


class PlanReport(Record):
    """All answers about a plan, in the order of the rules; the worst of them in a word.

    `schedule` are the tranches of initial pre-financing as the book's shares give them.
    """

    plan: str
    book: str
    hash: str
    on: date | None
    answers: tuple[PlanFinding, ...]
    schedule: PrefinancingSchedule | None
    exposure: Exposure | None

    @property
    def findings(self) -> tuple[PlanFinding, ...]:
        """What is not simply met."""
        return tuple(one for one in self.answers if one.verdict not in QUIET)

    @property
    def summary(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How many subjects each rule was asked about, by its answer."""
        found: dict[str, Counter[Verdict]] = {rule.code: Counter() for rule in PLAN_RULES}
        for one in self.answers:
            found[one.rule][one.verdict] += 1
        return Entries({code: Entries(counts) for code, counts in found.items()})

    @property
    def outcome(self) -> Outcome:
        """Breached where a breach-rule is broken, else undecided where one is unknown."""
        seen = {one.verdict for one in self.answers if one.severity is Severity.BREACH}
        if Verdict.BROKEN in seen:
            return Outcome.BREACHED
        return Outcome.UNDECIDED if Verdict.UNKNOWN in seen else Outcome.IN_ORDER

    @property
    def ok(self) -> bool:
        """Whether the plan is in order."""
        return self.outcome is Outcome.IN_ORDER
