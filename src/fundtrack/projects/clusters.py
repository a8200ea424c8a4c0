"""A register of clusters: a published table, and what its publisher says beside it.

It is a document of its own, beside projects and known to none of them. Figures are kept as they
are published, also where they contradict each other: `fundtrack.tracking` says where they do.
"""

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
    Day,
    Flag,
    Id,
    Ordinal,
    Says,
    Text,
    Titles,
)
from .programme import Year
from .unique import check_unique

CLUSTERS_VERSION: Final = 1

#: No country has more members or hours than this.
_MOST: Final = 10**12
Tally = Annotated[
    int,
    Field(strict=True, ge=0, le=_MOST),
    Says("number", {"type": "integer", "minimum": 0, "maximum": _MOST}),
]
Scope = Literal["network", "country"]
Form = Literal["1 234.56", "1 234,56", "1’234.56", "1,234.56", "1.234,56"]


class Cluster(Noun):
    """A row of the table: a cluster, how many members it has, their turnover and export."""

    id: Id
    name: Text | None = None
    members: Tally | None = None
    turnover: Amount | None = None
    export: Amount | None = None


class ClusterCount(Noun):
    """How many clusters there are said to be, in the network or in the whole country.

    `source` names another document; without one the register itself says so.
    """

    id: Id
    of: Scope
    value: Ordinal
    source: Text | None = None
    on: Day | None = None


class ClusterTotals(Noun):
    """The totals stated beside the table: their year, and which clusters they are of."""

    year: Year | None = None
    covers: Scope | None = None
    members: Tally | None = None
    turnover: Amount | None = None
    export: Amount | None = None


class Growth(Noun):
    """A claim of yearly growth: of a column, or of something outside the table."""

    id: Id
    of: Literal["members", "turnover", "export", "outside"]
    rate: Rate
    says: Text | None = None


class Multiple(Noun):
    """A claim that one growth is so many times another; `almost` if it says only nearly."""

    id: Id
    growth: Id
    than: Id
    times: Ordinal
    almost: Flag = False


class Consultation(Noun):
    """Hours of advice that the clusters gave in a year."""

    year: Year | None = None
    hours: Tally


class Quote(Noun):
    """A figure in the spelling of the document, where that is what is in doubt."""

    id: Id
    kind: Literal["amount", "count"]
    text: Text


_Rows = Field(max_length=ROWS_MAX)
_Few = Field(max_length=NAMES_MAX)


class ClusterRegister(Noun):
    """A register of clusters.

    `year` is that of the table, `form` how the document writes figures (`AmountFormat`).
    """

    currency: Currency
    schema_version: Annotated[Literal[1], Says("")] = 1
    titles: Titles | None = None
    notes: Annotated[tuple[Text, ...], _Few] | None = None
    year: Year | None = None
    form: Form | None = None
    clusters: Annotated[tuple[Cluster, ...], _Rows] | None = None
    counts: Annotated[tuple[ClusterCount, ...], _Few] | None = None
    totals: ClusterTotals | None = None
    growth: Annotated[tuple[Growth, ...], _Few] | None = None
    multiples: Annotated[tuple[Multiple, ...], _Few] | None = None
    consultation: Consultation | None = None
    quotes: Annotated[tuple[Quote, ...], _Few] | None = None

    @model_validator(mode="after")
    def _can_be_added_up(self) -> Self:
        for name in ("clusters", "counts", "growth", "multiples", "quotes"):
            check_unique(name, getattr(self, name))
        check_amounts(self, self.currency, "register")
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return what is stated, ready for JSON and for `read_clusters`."""
        return {"schema_version": self.schema_version, **super().to_dict()}
