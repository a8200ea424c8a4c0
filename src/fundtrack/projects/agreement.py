"""What frames a project: the call it answered, the agreement, the waivers granted under it."""

from typing import Annotated

from pydantic import AfterValidator

from fundtrack.values import exponent_of

from .base import Noun
from .fields import BookId, Code, Day, Id, Says, Subject, Text


def _currency(code: str) -> str:
    exponent_of(code)
    return code


Currency = Annotated[
    str,
    AfterValidator(_currency),
    Says("code", {"type": "string", "pattern": "^[A-Z]{3}$"}),
]


class Agreement(Noun):
    """The grant agreement.

    `book` names the rule book the grant is under, with or without its edition
    (`lv/cluster-2016@3`); `currency` is the one every amount is counted in.
    """

    book: BookId
    currency: Currency
    number: Id | None = None
    signed_on: Day | None = None
    amended_on: Day | None = None
    ended_on: Day | None = None
    authority: Text | None = None


class Call(Noun):
    """The call for proposals the project answered."""

    id: Id | None = None
    opened_on: Day | None = None
    closed_on: Day | None = None


class Waiver(Noun):
    """A permission to be outside a rule; `subject` is `project`, `cost:INV-17`, ..."""

    rule: Code
    subject: Subject
    granted_on: Day
    by: Text
    document: Text | None = None
