"""A programme's own plan: what a decision fixes for its priorities, and its account by year.

It is a document of its own, beside projects and known to none of them (D-27). The caps, shares
and years it is held against are the law's and stand in books.
"""

from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from fundtrack.values import Rate

from .agreement import Currency
from .amounts import check_amounts
from .base import Noun
from .fields import (
    NAMES_MAX,
    ROWS_MAX,
    Amount,
    BookId,
    Code,
    Day,
    Id,
    Says,
    Titles,
)
from .unique import check_unique

PLAN_VERSION: Final = 1

Year = Annotated[
    int,
    Field(strict=True, ge=date.min.year, le=date.max.year),
    Says("number", {"type": "integer", "minimum": date.min.year, "maximum": date.max.year}),
]
Base = Literal["total", "public"]
_Codes = Annotated[tuple[Code, ...], Field(max_length=NAMES_MAX)]


class Priority(Noun):
    """A priority of a programme, or its part for one fund and one category of region.

    `total` is `union` and `national` together; `national_public` is the public part of
    `national`. `base` says what the rate is of: everything, or the public money, the Union's
    among it. `grounds` are codes of the book that allow more than the usual cap; `()` says that
    there are none.
    """

    id: Id
    titles: Titles | None = None
    fund: Code | None = None
    region: Code | None = None
    base: Base | None = None
    rate: Rate | None = None
    total: Amount | None = None
    union: Amount | None = None
    national: Amount | None = None
    national_public: Amount | None = None
    grounds: _Codes | None = None


class Commitment(Noun):
    """What the Union's budget committed to the programme in a year."""

    year: Year
    amount: Amount


class Prefinancing(Noun):
    """A payment in advance of costs; `year` is the one its share is of, not that of payment."""

    kind: Literal["initial", "annual"]
    year: Year
    amount: Amount
    paid_on: Day | None = None


class Application(Noun):
    """A payment application to the Commission; `amount` is the Union's whole contribution.

    Not the part of it that is paid at once: what counts against decommitment is the whole.
    """

    id: Id
    submitted_on: Day
    amount: Amount


_Rows = Field(max_length=ROWS_MAX)


class ProgrammePlan(Noun):
    """A programme's financing plan.

    `fund`, `region` and `base` hold for every priority that states none of its own. `total`,
    `union` and `national` are what the plan states for the whole; they are facts, compared with
    the sums of the priorities. `performance_reserve` is the part of `union` that pre-financing
    is not counted of. `prefinancing_share` names the row of shares in the book. `exempted` are
    commitments that no decommitment reaches, by the year of the commitment.
    """

    id: Id
    currency: Currency
    schema_version: Annotated[Literal[1], Says("")] = 1
    book: BookId | None = None
    version: Id | None = None
    titles: Titles | None = None
    adopted_on: Day | None = None
    fund: Code | None = None
    region: Code | None = None
    base: Base | None = None
    total: Amount | None = None
    union: Amount | None = None
    national: Amount | None = None
    performance_reserve: Amount | None = None
    prefinancing_share: Code | None = None
    priorities: Annotated[tuple[Priority, ...], _Rows] | None = None
    commitments: Annotated[tuple[Commitment, ...], _Rows] | None = None
    prefinancing: Annotated[tuple[Prefinancing, ...], _Rows] | None = None
    applications: Annotated[tuple[Application, ...], _Rows] | None = None
    exempted: Annotated[tuple[Commitment, ...], _Rows] | None = None

    @model_validator(mode="after")
    def _can_be_added_up(self) -> Self:
        check_unique("priorities", self.priorities)
        check_unique("applications", self.applications)
        check_amounts(self, self.currency, "plan")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return what is stated, ready for JSON and for `read_plan`."""
        return {"schema_version": self.schema_version, **super().to_dict()}
