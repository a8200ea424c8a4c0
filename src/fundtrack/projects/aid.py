"""State aid granted to an undertaking, by this project or before it."""

from typing import Annotated, Literal

from .base import NO_SCALARS, Noun
from .fields import Amount, Code, Country, Day, Id, Link, Scalars


class AidAward(Noun):
    """One award; `terms` are the instrument's own (a loan's rate and years)."""

    id: Id
    undertaking: Id
    regulation: Code
    instrument: Literal["grant", "loan", "guarantee"]
    granted_on: Day | None = None
    amount: Amount | None = None
    gross_grant_equivalent: Amount | None = None
    sector: Code | None = None
    country: Country | None = None
    terms: Scalars = NO_SCALARS
    partner: Annotated[Id, Link("partner")] | None = None
