"""`check`: find the book a project names, ask it, and hand the answer over as a report."""

from collections.abc import Sequence
from datetime import date

from fundtrack.checks import Register, run
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.projects import Project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import BookError, InputError, excerpt

from .report import Report

#: Where an agreement names its book.
NAMED_AT = "/agreement/book"


def check(
    project: Project,
    book: Book | str | None = None,
    *,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    register: Register | None = None,
    calculators: Sequence[Calculator] = CALCULATORS,
    fx: FxRates | None = None,
) -> Report:
    """Ask a book of rules about a project.

    Args:
        project: From `read_project`.
        book: A loaded book, or the id of a shipped one (`"lv/cluster-2016"`, an edition of it
            with `@1`). Left out, the agreement's own: the edition it names, else the newest.
        on: The day asked about, for values of the law that the book dates by it and for the
            plan in force. Without it those values are unknown: the library has no clock.
        known_on: Take plans approved later than this day as not yet known.
        require_verified: Take a value that nobody has verified in its source as unknown.
        register: The other projects, for rules and calculators that look across them; without
            one those are unknown.
        calculators: What the book may call by name; a name that is not among them leaves its
            amount unknown.
        fx: The host's exchange rates. A cost in another currency is converted where the book
            says which rates count; without one the amount is unknown.

    Raises:
        InputError: no book is named anywhere, or the project cannot be asked by this book.
        BookError: the book cannot be loaded.

    >>> from fundtrack.projects import read_project
    >>> report = check(read_project("docs/examples/life-science-cluster.json"))
    >>> report.outcome.value, report.ok
    ('undecided', False)
    >>> report.amounts["support"].value
    Money('498597.12 EUR')

    """
    if not isinstance(project, Project):
        raise InputError(
            "a check needs a project",
            expected="what read_project gives",
            found=excerpt(project),
            remedy="write check(read_project(…))",
        )
    named = project.agreement.book
    if book is None and not named:
        raise InputError(
            "no book is named",
            pointer=NAMED_AT,
            expected="lv/cluster-2016",
            remedy="name the programme's book in the agreement, or pass book=",
        )
    asked = book if isinstance(book, Book) else load_book(book) if book else _named(named)
    pinned = asked.key in (named, book)
    return Report(
        run(
            project,
            asked,
            on=on,
            known_on=known_on,
            require_verified=require_verified,
            pinned=pinned,
            calculators=calculators,
            register=register,
            fx=fx,
        )
    )


def _named(key: str) -> Book:
    """The book an agreement names; one that is not there is told with that place."""
    try:
        return load_book(key)
    except BookError as error:
        if error.file:  # the book is there, and something in it is wrong
            raise
        raise BookError(error.message, pointer=NAMED_AT) from None
