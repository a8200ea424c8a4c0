"""Many projects at once, each the register of the others.

One project that cannot be read, or a book that cannot, is one row that says so; the others are
answered all the same.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from fundtrack.checks import Register
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book
from fundtrack.values import FundtrackError, Record

from .asking import check
from .report import Report

#: What may stand for a project: one that was read, a file, the bytes of one.
Source = Project | Path | str | bytes


class Row(Record):
    """What became of one project: a report, or the line that says why there is none.

    `name` is the project's number, or the file, or its place among those given (`#3`).
    """

    name: str
    report: Report | None = None
    error: str = ""


def check_many(
    projects: Iterable[Source],
    book: Book | str | None = None,
    *,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    register: Iterable[Project] = (),
    calculators: Sequence[Calculator] = CALCULATORS,
    fx: FxRates | None = None,
) -> list[Row]:
    """Ask about many projects; rules that look across them see them all.

    Args:
        projects: Projects, files or bytes of JSON.
        book: One book for all; left out, each agreement's own.
        on: The day asked about.
        known_on: Take plans approved later than this day as not yet known.
        require_verified: Take a value that nobody has verified in its source as unknown.
        register: Projects that count and are not asked about.
        calculators: What a book may call by name.
        fx: The host's exchange rates.

    Returns:
        One row for each, in the order given; what cannot be read has its error in the row.

    >>> rows = check_many(["docs/examples/life-science-cluster.json", b"{"])
    >>> [(row.name, row.report is not None) for row in rows]
    [('docs/examples/life-science-cluster.json', True), ('#2', False)]
    """
    read = [_read(source, place) for place, source in enumerate(projects, start=1)]
    known = [one for _, one in read if isinstance(one, Project)]
    others = Register((*known, *register))
    found = []
    for name, project in read:
        if isinstance(project, str):
            found.append(Row(name, None, project))
            continue
        try:
            report = check(
                project,
                book,
                on=on,
                known_on=known_on,
                require_verified=require_verified,
                register=others,
                calculators=calculators,
                fx=fx,
            )
        except FundtrackError as error:
            found.append(Row(name, None, str(error)))
        else:
            found.append(Row(name, report))
    return found


def _read(source: Source, place: int) -> tuple[str, Project | str]:
    """A project with its name, or the error of one that cannot be read."""
    if isinstance(source, Project):
        return source.number or f"#{place}", source
    name = f"#{place}" if isinstance(source, bytes) else str(source)
    try:
        return name, read_project(source)
    except FundtrackError as error:
        return name, str(error)
