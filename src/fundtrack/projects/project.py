"""The project: everything a check is told, in one immutable object."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from fundtrack.values import InputError, excerpt

from .agreement import Agreement, Call, Waiver
from .aid import AidAward
from .append import appended
from .base import Noun
from .fields import NAMES_MAX, ROWS_MAX, Day, Id, NotEmpty, Says, Text, Titles
from .indicator import Indicator
from .ledger import Claim, CostItem, Entry, Payment, Procurement
from .partner import Partner
from .plan import Plan
from .unique import check_unique, repeated

SCHEMA_VERSION = 1

_Rows = Field(max_length=ROWS_MAX)


class Project(Noun):
    """A publicly funded project.

    `plans` are whole snapshots, one for each amendment; `notes` say where the data comes from.
    """

    agreement: Agreement
    plans: Annotated[tuple[Plan, ...], Field(max_length=NAMES_MAX), NotEmpty()]
    schema_version: Annotated[Literal[1], Says("")] = 1
    number: Id | None = None
    titles: Titles | None = None
    applied_on: Day | None = None
    stage: Literal["applied", "agreed", "running", "completed", "closed"] | None = None
    notes: Annotated[tuple[Text, ...], Field(max_length=NAMES_MAX)] | None = None
    call: Call | None = None
    partners: Annotated[tuple[Partner, ...], _Rows] | None = None
    costs: Annotated[tuple[CostItem, ...], _Rows] | None = None
    entries: Annotated[tuple[Entry, ...], _Rows] | None = None
    procurements: Annotated[tuple[Procurement, ...], _Rows] | None = None
    claims: Annotated[tuple[Claim, ...], _Rows] | None = None
    payments: Annotated[tuple[Payment, ...], _Rows] | None = None
    aid: Annotated[tuple[AidAward, ...], _Rows] | None = None
    indicators: Annotated[tuple[Indicator, ...], _Rows] | None = None
    waivers: Annotated[tuple[Waiver, ...], _Rows] | None = None

    @model_validator(mode="after")
    def _rows_can_be_told_apart(self) -> Self:
        check_unique("partners", self.partners)
        check_unique("costs", self.costs)
        check_unique("entries", self.entries)
        check_unique("procurements", self.procurements)
        check_unique("claims", self.claims)
        check_unique("payments", self.payments)
        check_unique("aid", self.aid)
        check_unique("indicators", self.indicators)
        _check_plans(self.plans)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return what is stated, ready for JSON and for `read_project`."""
        return {"schema_version": self.schema_version, **super().to_dict()}

    def with_entries(self, *entries: Entry) -> Self:
        """Return the project with these entries after those it has.

        Nothing that is there is edited or put in another order, so an answer of an earlier day
        can be had again: `on` leaves out what was decided later. It costs a validation of the
        whole, so give many at once.

        Raises:
            InputError: an id is taken; a row that an entry names is not there; or the project
                does not say what was decided before, which would then be unknown no longer.
        """
        return appended(self, "entries", Entry, entries)

    def with_payments(self, *payments: Payment) -> Self:
        """Return the project with these payments after those it has, as `with_entries` does.

        Raises:
            InputError: as for entries.
        """
        return appended(self, "payments", Payment, payments)

    def with_plan(self, plan: Plan) -> Self:
        """Return the project with an amendment after the plans it has.

        A day before `plan.effective_from`, and any day as it was known before
        `plan.approved_on`, keeps the plan it had.

        Raises:
            InputError: its number is not above all others, or it does not say from which day
                it holds (D-07).
        """
        last = max(one.number for one in self.plans)
        if isinstance(plan, Plan) and plan.number <= last:
            raise InputError(
                "not the next plan",
                pointer=f"/plans/{len(self.plans)}/number",
                expected=f"a number above {last}",
                found=str(plan.number),
            )
        return appended(self, "plans", Plan, (plan,))

    def plan_on(self, day: date | None = None, known_on: date | None = None) -> Plan | None:
        """Return the plan in force on `day`, as it was known on `known_on` (both inside).

        It is the highest number among the plans that hold from `day` or earlier and were
        approved by `known_on`. A plan holds from `effective_from`, else from the day it was
        approved; the first plan may state neither and then always holds. Without a day every
        plan has begun. None means that no plan was in force.
        """
        held = [
            plan
            for plan in self.plans
            if not (day and (first := _first_day(plan)) and first > day)
            and not (known_on and plan.approved_on and plan.approved_on > known_on)
        ]
        return max(held, key=lambda plan: plan.number, default=None)


def _check_plans(plans: tuple[Plan, ...]) -> None:
    """Refuse no plan, and plans of which nobody could say which is in force (D-07)."""
    if not plans:
        raise InputError(
            "a project has at least one plan",
            pointer="/plans",
            remedy='where nothing is approved yet, state the plan applied for: [{"number": 1}]',
        )
    at = repeated([plan.number for plan in plans])
    if at is not None:
        raise InputError(
            "two plans have this number",
            pointer=f"/plans/{at}/number",
            expected="a number for each amendment",
            found=excerpt(plans[at].number),
        )
    first = min(plan.number for plan in plans)
    for i, plan in enumerate(plans):
        if _first_day(plan) is None and plan.number != first:
            raise InputError(
                "an amendment does not say from which day it holds",
                pointer=f"/plans/{i}/effective_from",
                expected="a date: 2016-09-01",
                remedy="state effective_from; only the first plan may have no date",
            )


def _first_day(plan: Plan) -> date | None:
    return plan.effective_from or plan.approved_on
