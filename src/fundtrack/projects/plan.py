"""What was approved: a plan is a whole snapshot, and an amendment is the next plan."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fundtrack.values import Price, Rate

from .base import NO_SCALARS, Noun
from .fields import (
    ROWS_MAX,
    Amount,
    Code,
    Day,
    Flag,
    Id,
    Link,
    Number,
    Ordinal,
    Roles,
    Scalars,
    Span,
    Titles,
)
from .unique import check_unique

Form = Literal["actual", "unit", "lump", "flat", "depreciation", "in_kind"]
SourceKind = Literal["union", "national_public", "other_public", "private", "own", "in_kind"]


class Activity(Noun):
    """A piece of work; `category` is a code of the book's supported activities."""

    id: Id
    category: Code
    titles: Titles | None = None
    period: Span | None = None
    partner: Annotated[Id, Link("partner")] | None = None


class BudgetLine(Noun):
    """An approved amount for a partner, an activity, a category of costs."""

    id: Id
    category: Code
    amount: Amount
    form: Form
    quantity: Number | None = None
    unit_price: Price | None = None
    period: Span | None = None
    partner: Annotated[Id, Link("partner")] | None = None
    activity: Annotated[Id, Link("activity")] | None = None


class CostOption(Noun):
    """How a partner's costs of a category are counted; without `partner` it holds for all."""

    covers: Literal["staff", "travel", "office", "other", "indirect"]
    method: Literal["real", "flat", "unit", "lump"]
    rate: Rate | None = None
    partner: Annotated[Id, Link("partner")] | None = None


Codes = Annotated[tuple[Code, ...], Field(max_length=ROWS_MAX)]
Ids = Annotated[tuple[Id, ...], Field(max_length=ROWS_MAX)]


class Coverage(Noun):
    """Which lines a source pays for; what is left out does not narrow it."""

    partner: Ids | None = None
    category: Codes | None = None
    activity: Ids | None = None
    region: Codes | None = None


class FundingSource(Noun):
    """Who gives the money.

    `fund` is the name of the fund (`ERDF`, `state`); `order` says who pays first; `residual`
    marks the source that takes what is left. Without `covers` it pays for every line.
    """

    id: Id
    fund: Code
    kind: SourceKind
    base: Literal["total", "public"]
    order: Ordinal
    residual: Flag
    rate: Rate | None = None
    amount: Amount | None = None
    covers: Coverage | None = None


class Target(Noun):
    """The value an indicator is to reach, and by which day."""

    indicator: Annotated[Id, Link("indicator")]
    value: Number
    due_on: Day | None = None


class Plan(Noun):
    """The approved budget, period and terms, as they were at one amendment.

    `total_cost`, `eligible`, `support` and `own` are the figures the approval states; they are
    facts, compared with the computed ones and never replaced by them. `terms` are the values
    agreed in this grant; `roles` the partners whose role differs under this plan.
    """

    number: Ordinal
    approved_on: Day | None = None
    effective_from: Day | None = None
    period: Span | None = None
    total_cost: Amount | None = None
    eligible: Amount | None = None
    support: Amount | None = None
    own: Amount | None = None
    terms: Scalars = NO_SCALARS
    budget: Annotated[tuple[BudgetLine, ...], Field(max_length=ROWS_MAX)] | None = None
    activities: Annotated[tuple[Activity, ...], Field(max_length=ROWS_MAX)] | None = None
    options: Annotated[tuple[CostOption, ...], Field(max_length=ROWS_MAX)] | None = None
    sources: Annotated[tuple[FundingSource, ...], Field(max_length=ROWS_MAX)] | None = None
    targets: Annotated[tuple[Target, ...], Field(max_length=ROWS_MAX)] | None = None
    roles: Roles | None = None

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        check_unique("budget", self.budget)
        check_unique("activities", self.activities)
        check_unique("sources", self.sources)
        return self
