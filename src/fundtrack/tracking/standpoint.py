"""A project and its book, bound for a day: what everything about periods and deadlines asks."""

from datetime import date

from fundtrack.checks import Bound
from fundtrack.funding import CALCULATORS
from fundtrack.projects import Project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import InputError, Record, excerpt, read_date

from .dated import Dated


class Standpoint(Record):
    """A bound project, and whether the agreement names this very edition of its book."""

    world: Dated
    pinned: bool

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def standpoint(
    project: Project, book: Book | str | None, on: date | None, known_on: date | None
) -> Standpoint:
    """Bind a project to the book passed, else to the one its agreement names.

    Raises:
        InputError: no project was given, a day is none, no book is named anywhere, or a fact or
            a term is not of the kind its book says.
        BookError: the book cannot be loaded.
    """
    if not isinstance(project, Project):
        raise InputError(
            "this needs a project", expected="what read_project gives", found=excerpt(project)
        )
    days = [None if day is None else read_date(day) for day in (on, known_on)]
    named = project.agreement.book
    asked = book or named
    if not asked:
        raise InputError(
            "no book is named",
            pointer="/agreement/book",
            expected="lv/cluster-2016",
            remedy="name the programme's book in the agreement, or pass book=",
        )
    held = asked if isinstance(asked, Book) else load_book(asked)
    bound = Bound(project, held, days[0], days[1], calculators=CALCULATORS)
    upto = min((day for day in days if day is not None), default=date.max)
    return Standpoint(Dated(bound, upto), held.key in (named, book))
