"""What a check answers, as data: verdicts, findings, figures. Sentences are made in `words`.

Nothing here computes; `run` fills it. Everything is immutable and compared by content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, NoReturn

from fundtrack.projects import Plan, Project
from fundtrack.rulebooks import Book, Verification
from fundtrack.values import Citation, FrozenMap, Money, Period, Price, Rate, Record

#: The totals a plan may state of itself.
STATED: Final = ("total_cost", "eligible", "support", "own")

Shown = Money | Price | Rate | Fraction | int | date | str | bool | Period | None


class Verdict(StrEnum):
    """The answer of one rule for one subject.

    It refuses to be a bool: `if finding.verdict:` could take `unknown` for true.
    """

    MET = "met"
    MET_WITHIN_ROUNDING = "met_within_rounding"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    CONFLICT = "conflict"
    FAILED = "failed"

    __hash__ = (
        str.__hash__
    )  # an enum's own is Python code, and every count of a summary asks it

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is not true or false; compare it: verdict is Verdict.MET")


class Severity(StrEnum):
    """What a broken rule means: out of order, worth a look, worth knowing."""

    BREACH = "breach"
    WARNING = "warning"
    NOTE = "note"


class Outcome(StrEnum):
    """The whole report in a word (D-16)."""

    BREACHED = "breached"
    UNDECIDED = "undecided"
    IN_ORDER = "in_order"


class Reason(StrEnum):
    """Why something is unknown (D-11)."""

    MISSING = "missing"  # the project does not state it
    NOT_IN_FORCE = "not_in_force"  # the book has no value on that day
    VALUE_UNKNOWN = "value_unknown"  # the book says that nobody knows the value
    UNVERIFIED = "unverified"  # require_verified, and it is not
    READING_NOT_CHOSEN = "reading_not_chosen"
    NEEDS_DAY = "needs_day"  # no `on=` was given
    NEEDS_PORTFOLIO = "needs_portfolio"
    NOT_SUPPORTED = "not_supported"  # the book says it, this version does not act on it yet
    OTHER_CURRENCY = "other_currency"
    UNKNOWN_LINK = "unknown_link"  # names a row that is not there
    DIVISION_BY_ZERO = "division_by_zero"
    OFF_THE_CALENDAR = "off_the_calendar"  # a day before year 1 or after year 9999
    TOO_LARGE = "too_large"  # more digits than an amount can have
    UNCLEAR = "unclear"  # what is stated can be read in more than one way
    CONFLICT = "conflict"  # two exceptions hold at once, and neither goes over the other
    OTHER_BASIS = (
        "other_basis"  # costs have no steps on the plan, budget lines none in a ledger
    )
    OTHER_PLAN = "other_plan"  # it cannot be said of a plan that is not in force
    FAILED = "failed"  # the calculation itself went wrong


class Missing(Record):
    """One thing that keeps an answer from being known.

    `name` is the formula's word for it (`cost.paid_on`, `aid_cap`), `pointer` the place in the
    project's JSON where it would stand ("" for what the book lacks).
    """

    reason: Reason
    name: str
    pointer: str = ""


class Figure(Record):
    """An amount, or the bounds it lies between while something is missing (D-12)."""

    value: Money | Rate | Fraction | int | date | str | bool | None
    at_least: Money | None = None
    at_most: Money | None = None
    missing: tuple[Missing, ...] = ()  # ten at most
    missing_count: int = 0  # all of them
    stated: str = ""  # pointer of the stated figure this falls back to; "" if computed
    label: str = ""  # `support`, `claimed.eligible`


class ParameterUse(Record):
    """A value of the law (or of this grant) that an answer used, with its source."""

    name: str
    value: Shown
    first: date | None
    last: date | None
    citation: Citation | None
    verification: Verification | None  # None: a term of the grant, or no value that holds here
    set_in: str = ""  # `plan` or `partner` where it is a term of the grant; then the pointer
    pointer: str = ""
    layer: str = ""


class RoundingUse(Record):
    """A rounding an amount used, and the other modes that give the same cents here."""

    name: str
    mode: str
    unit: str
    citation: Citation | None
    verification: Verification
    same_under: tuple[str, ...]
    amount: str  # the amount it rounded, by its label: `claimed.support`


class Subject(Record):
    """What a rule was asked about, and its answer there."""

    key: str  # cost:INV-17, project, partner:LEAD
    at: str  # JSON Pointer of the fact that decides
    measured: Shown = None
    limit: Shown = None
    margin: Shown = None  # positive when there is room
    refused: Money | None = None
    missing: tuple[Missing, ...] = ()
    missing_count: int = 0
    values: Mapping[str, Shown] = FrozenMap({})  # the texts' placeholders
    waived_by: str = ""
    stated: tuple[str, ...] = ()  # stated totals of the plan that a finding rests on


class Finding(Record):
    """One rule, one verdict, on one basis: how many subjects, how much, the ten worst."""

    rule: str
    name: str
    verdict: Verdict
    severity: Severity
    basis: str  # plan, claimed, accepted
    count: int
    refused: Money | None  # the sum over all subjects
    subjects: tuple[Subject, ...]  # the worst first, ten at most
    citations: tuple[Citation, ...]
    parameters: tuple[ParameterUse, ...]
    layer: str  # the book that states the rule, `eu/erdf-2014@1`
    book: str  # the book asked, `lv/cluster-2016@1`
    hash: str

    @property
    def subject(self) -> str:
        """Key of the worst subject."""
        return self.subjects[0].key

    @property
    def at(self) -> str:
        """JSON Pointer of the worst subject."""
        return self.subjects[0].at


class Refusal(Record):
    """A part of a line's gross that a step took away, and the rule or define that did."""

    step: str  # base, admitted, limited, eligible
    reason: str  # a rule's code, or a define's address
    amount: Money | None  # None: more digits than an amount can have


class Line(Record):
    """One line with its amount after each step; None where it is unknown."""

    key: str
    at: str
    gross: Money | None
    base: Money | None
    admitted: Money | None
    limited: Money | None
    eligible: Money | None
    refusals: tuple[Refusal, ...]
    missing: tuple[Missing, ...] = ()


class Move(Record):
    """What comes in or falls out on the way to a step, for one reason.

    `kind` says which: `stated` lines, `computed` ones (a flat rate), `refused` by a rule or by
    a define that takes in less, `open` (what a line may yet lose), `rest` (the define of the
    project's amount leaves this out, as support leaves out the own contribution). An amount
    that nobody knows is None, never 0, and lies between its bounds where there are any; one of
    more digits than an amount can have is None too, and stands in `too_large`.
    """

    kind: str
    reason: str  # a rule's code, a define's address; else ""
    name: str  # the rule's or the define's own
    titles: Mapping[str, str]
    lines: int  # how many lines it is about; 0 for an amount of the project
    amount: Money | None
    at_least: Money | None = None
    at_most: Money | None = None
    category: str = ""  # the category that a computed line counts as
    too_large: int | None = None  # in minor units, where no amount has so many digits


class Fall(Record):
    """One step of a waterfall: its figure, and the moves that lead to it."""

    step: str  # gross, base, admitted, limited, eligible, support, payable
    figure: Figure
    moves: tuple[Move, ...]


class Waterfall(Record):
    """The way of the money on one basis, step by step, each reason with its lines and sum.

    Gross is what is stated and computed; each further step is the one before it less what is
    refused, less what is left out.
    """

    basis: str
    steps: tuple[Fall, ...]

    @property
    def tells(self) -> bool:
        """Whether anything was computed or refused, or may yet be, as far as amounts are known.

        The own contribution is no such thing: every project has one.
        """
        moves = [one for step in self.steps for one in step.moves]
        return any(
            one.kind in ("computed", "refused", "open")
            and (one.amount is not None or one.at_most is not None)
            for one in moves
        )


class SourceShare(Record):
    """What one source bears on a basis; `of_project` is its share of all lines it may share."""

    source: str  # its id
    fund: str
    kind: str
    share: Figure
    of_project: Rate | None


class StrandShare(Record):
    """Lines that the same sources pay for: their total, what each source bears, the rates.

    `rates` are the average rates of the strand; `gap` is what no source pays.
    """

    lines: int
    eligible: Money | None  # None: more digits than an amount can have
    shares: Mapping[
        str, Money | None
    ]  # by the id of the source, in the order in which they pay
    rates: Mapping[str, Rate]  # empty where there is nothing to share
    gap: Money | None


class Funding(Record):
    """Who pays what on one basis (D-22).

    `strands` are those that are known; a source whose share is open says in `sources` what is
    missing. The lines of `without` have no source.
    """

    basis: str
    sources: tuple[SourceShare, ...]
    strands: tuple[StrandShare, ...]
    without: tuple[str, ...]


class NotChecked(Record):
    """Something no rule of this check looked at, and why."""

    what: str  # a rule code, a basis, or "" for a text of the book
    why: str  # `no_ledger`, `not_supported`, `not_used`, `left_out`
    text: Mapping[str, str] = FrozenMap({})


@dataclass(frozen=True)
class Result:
    """Everything one check found; `reports.Report` dresses it.

    `headroom` holds the limits that were met (measured, limit, margin), which `findings` leaves
    out; `amounts` is keyed as D-21 says; `summary` counts every rule by verdict; `waterfalls`
    has one for each basis given, `funding` too where the book says how sources share the lines.
    """

    project: Project
    plan: Plan | None
    book: Book
    pinned: bool
    on: date | None
    known_on: date | None
    outcome: Outcome
    amounts: Mapping[str, Figure]
    findings: tuple[Finding, ...]
    headroom: tuple[Finding, ...]
    summary: Mapping[str, Mapping[Verdict, int]]
    parameters: tuple[ParameterUse, ...]
    roundings: tuple[RoundingUse, ...]
    not_checked: tuple[NotChecked, ...]
    unverified: int
    waterfalls: Mapping[str, Waterfall] = FrozenMap({})
    funding: Mapping[str, Funding] = FrozenMap({})

    @property
    def stated(self) -> Mapping[str, Figure]:
        """The totals that the plan in force states of itself, by field (D-06); no others.

        They are facts, in the currency they were written in, beside what is worked out.
        """
        plan = self.plan
        if plan is None:
            return {}
        index = [one.number for one in self.project.plans].index(plan.number)
        found = {name: getattr(plan, name) for name in STATED}
        return {
            name: Figure(value, stated=f"/plans/{index}/{name}", label=f"plan.{name}")
            for name, value in found.items()
            if value is not None
        }
