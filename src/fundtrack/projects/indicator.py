"""What a project is to achieve, and how far it is."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Noun
from .fields import ROWS_MAX, Code, Day, Id, Link, Number, Text


class Reading(Noun):
    """What was measured on a day."""

    day: Day
    value: Number


class Indicator(Noun):
    """A measure of output or result; its targets stand in the plan."""

    id: Id
    code: Code
    unit: Text
    kind: Literal["output", "result"]
    counting: Literal["cumulative", "annual"]
    baseline: Number | None = None
    values: Annotated[tuple[Reading, ...], Field(max_length=ROWS_MAX)] | None = None
    partner: Annotated[Id, Link("partner")] | None = None
