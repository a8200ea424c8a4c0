"""Who carries a project out: partners and the enterprises behind them."""

from typing import Annotated, Literal

from pydantic import Field

from fundtrack.values import Rate

from .base import NO_SCALARS, Noun
from .fields import NAMES_MAX, Amount, Code, Country, Day, Id, Number, Scalars, Span, Text

Role = Literal["lead", "partner", "associated"]
Size = Literal["micro", "small", "medium", "large"]


class Account(Noun):
    """One closed year of an enterprise."""

    year_end: Day
    headcount: Number | None = None
    turnover: Amount | None = None
    balance_sheet: Amount | None = None
    equity: Amount | None = None
    capital: Amount | None = None
    premium: Amount | None = None
    losses: Amount | None = None


class Holding(Noun):
    """A share one enterprise holds in another, in the days of `period`."""

    owner: Id
    owned: Id
    share: Rate
    period: Span | None = None


class Enterprise(Noun):
    """The enterprise behind a partner, for its size and its undertaking."""

    id: Id
    name: Text | None = None
    accounts: Annotated[tuple[Account, ...], Field(max_length=NAMES_MAX)] | None = None
    holdings: Annotated[tuple[Holding, ...], Field(max_length=NAMES_MAX)] | None = None


class Partner(Noun):
    """One of those who carry the project out; `terms` are the values agreed with it."""

    id: Id
    role: Role
    name: Text | None = None
    country: Country | None = None
    registration: Id | None = None
    sector: Literal["public", "private"] | None = None
    size: Size | None = None
    region: Code | None = None
    joined_on: Day | None = None
    left_on: Day | None = None
    terms: Scalars = NO_SCALARS
    enterprise: Enterprise | None = None
