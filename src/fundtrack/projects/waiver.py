"""A permission to be outside a rule, as the authority gave it."""

from fundtrack.values import StrictDate

from .base import Noun
from .fields import Code, Id, Text


class Waiver(Noun):
    """The rule, the subject (`project`, `cost:INV-17`), who gave it and when."""

    rule: Code
    subject: Id
    granted_on: StrictDate
    by: Text
    document: Text | None = None
