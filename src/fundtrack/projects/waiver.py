"""A permission to be outside a rule, as the authority gave it."""

from .base import Noun
from .fields import Code, Day, Id, Text


class Waiver(Noun):
    """The rule, the subject (`project`, `cost:INV-17`), who gave it and when."""

    rule: Code
    subject: Id
    granted_on: Day
    by: Text
    document: Text | None = None
