"""What tables are asked: a book, a basis, the days, what counts as known."""

from collections.abc import Sequence
from datetime import date

from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.rulebooks import Book
from fundtrack.values import Record


class Unsupported(Exception):
    """A book asks what columns cannot answer; each project is then read on its own."""


class Question(Record):
    """One question to all projects of the tables.

    With `register` they are the other projects to each other; without, nobody has shown any.
    `fx` are the host's rates, by which foreign amounts of costs are converted.
    """

    book: Book
    basis: str
    on: date | None = None
    known_on: date | None = None
    require_verified: bool = False
    calculators: Sequence[Calculator] = CALCULATORS
    register: bool = False
    fx: FxRates | None = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__
