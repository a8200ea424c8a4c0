"""The deadlines of a project on a day: what is due, overdue, still to come, done, or unknown.

A book states each deadline once: of which rows, the last day as a formula, how a day moves off
a weekend, when it is met. Here it is asked of every row, as the project was on the day asked
about. Nothing is overdue because a fact is missing: that is unknown, and says what is missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from fundtrack.checks import Missing, Reason, Row, in_force
from fundtrack.formulas import Explanation, Node
from fundtrack.projects import Project
from fundtrack.rulebooks import REPORTING_PERIOD, Book, Deadline
from fundtrack.values import InputError, excerpt, read_date

from .dated import Dated, PeriodRow, missing_of, period_row
from .due_days import window
from .met import met, status
from .obligations import Deadlines, Obligation, Status
from .reporting import ProjectPeriods, periods_in
from .standpoint import standpoint

#: Things missing that an obligation names.
MOST_MISSING: Final = 10


def deadlines(
    project: Project,
    *,
    book: Book | str | None = None,
    on: date,
    known_on: date | None = None,
    holidays: Iterable[date] = frozenset(),
) -> Deadlines:
    """The obligations of a project on a day, in the order of their days.

    What counts is what had happened by then: plans in force, claims submitted, payments made.
    So the answer for a day stays the same whatever happens later. An obligation that does not
    apply is left out.

    Args:
        project: From `read_project`.
        book: A loaded book, or the id of a shipped one; left out, the agreement's own.
        on: The day asked about. What is to be done by it can still be done on that day.
        known_on: The day of knowledge: what was approved, submitted or paid later is not known
            yet. Left out, what was known on the day asked about.
        holidays: Days that are no working days beside Saturdays and Sundays.

    Raises:
        InputError: a day is no day, no project was given, or no book is named anywhere.
        BookError: the book cannot be loaded.

    Source:
        Periods count calendar days, and the day of the event is not one of them (Regulation
        (EEC, Euratom) No 1182/71, Article 3(1) and (3); verified).

    >>> from fundtrack.projects import read_project
    >>> project = read_project({"schema_version": 1,
    ...     "agreement": {"book": "eu/horizon-europe-2021", "currency": "EUR"},
    ...     "plans": [{"number": 1, "period": "2024-01-01/2025-06-30",
    ...                "terms": {"report_months": 18}}], "claims": [], "payments": []})
    >>> report = deadlines(project, on=date(2025, 8, 29)).of("periodic-report")[0]
    >>> report.due, report.status.value, report.days_left
    (datetime.date(2025, 8, 29), 'due', 0)
    """
    asked, free = read_date(on), _days(holidays)
    stand = standpoint(project, book, asked, asked if known_on is None else known_on)
    held = stand.world.bound.book
    places = {name: place for place, name in enumerate(held.deadlines)}
    reader = _Reader(stand.world, asked, free)
    found = [one for deadline in held.deadlines.values() for one in reader.read(deadline)]
    found.sort(key=lambda one: (one.not_before or date.max, places[one.deadline]))
    return Deadlines(
        on=asked,
        known_on=None if known_on is None else read_date(known_on),
        number=project.number,
        book=held.key,
        hash=held.hash,
        pinned=stand.pinned,
        holidays=len(free),
        obligations=tuple(found),
    )


def _days(holidays: Iterable[date]) -> frozenset[date]:
    if isinstance(holidays, str) or not isinstance(holidays, Iterable):
        raise InputError(
            "holidays are days", expected="a set of dates", found=excerpt(holidays)
        )
    return frozenset(map(read_date, holidays))


class _Reader:
    """Asks the deadlines of a book in one world."""

    def __init__(self, world: Dated, on: date, holidays: frozenset[date]) -> None:
        self.world = world
        self.on = on
        self.holidays = holidays
        self._periods: ProjectPeriods | None = None

    def read(self, deadline: Deadline) -> Iterator[Obligation]:
        """The obligations of one deadline: one of each row it applies to."""
        book = self.world.bound.book
        if not in_force(self.world.bound):
            yield _open(deadline, (Missing(Reason.NOT_IN_FORCE, book.key),))
            return
        rows, missing = self._rows(deadline.scope)
        yield from filter(None, (self._of(deadline, row) for row in rows))
        if missing:
            yield _open(deadline, missing)

    def _rows(self, scope: str) -> tuple[Sequence[Row], tuple[Missing, ...]]:
        """The rows a deadline is asked of, and what keeps others from being known."""
        if scope == REPORTING_PERIOD:
            self._periods = said = self._periods or periods_in(self.world)
            periods = enumerate(said.periods or ())
            return [period_row(one, place, said.at) for place, one in periods], said.missing
        bound = self.world.bound
        rows = bound.rows(scope)
        if rows is None or (scope == "plan" and not rows):
            at = bound.collection_at(scope)
            return (), (Missing(Reason.MISSING, at.rpartition("/")[2], at),)
        return self.world.so_far(rows), ()

    def _of(self, deadline: Deadline, row: Row) -> Obligation | None:
        """The obligation of one row; None where the deadline does not apply to it."""
        applies = self._walk(deadline.applies_when, row)
        if applies is not None and applies.value is False:
            return None
        day, opens = self.world.walk(deadline.due, row), self._walk(deadline.opens, row)
        days = window(deadline, day, self.world.bound.book, self.holidays)
        done = met(self.world, deadline, row)
        unsure = missing_of(applies)
        stands = Status.UNKNOWN if unsure else status(deadline, days, opens, done, self.on)
        waits = () if stands is Status.DONE else (*missing_of(opens), *done.missing)
        left = None if days.due is None or stands is Status.DONE else days.due - self.on
        said = row.said
        return _open(deadline, (*unsure, *days.missing, *waits)).replace(
            status=stands,
            subject=row.key,
            at=_counted_from(day) or row.at or "/",
            days=(said.first, said.last) if isinstance(said, PeriodRow) else None,
            due=days.due,
            not_before=days.first,
            not_after=days.last,
            worked_out=_date(day),
            opens=_date(opens),
            done_on=done.on,
            days_left=None if left is None else left.days,
            explanation=day,
        )

    def _walk(self, node: Node | None, row: Row) -> Explanation | None:
        return None if node is None else self.world.walk(node, row)


def _open(deadline: Deadline, missing: Sequence[Missing]) -> Obligation:
    """An obligation of which no more is known than what is missing."""
    return Obligation(
        deadline=deadline.name,
        form=deadline.form,
        status=Status.UNKNOWN,
        subject=deadline.scope,
        at=next((one.pointer for one in missing if one.pointer), "/"),
        days=None,
        due=None,
        not_before=None,
        not_after=None,
        worked_out=None,
        moves=deadline.moves,
        opens=None,
        done_on=None,
        days_left=None,
        missing=tuple(dict.fromkeys(missing))[:MOST_MISSING],
        citations=deadline.citations,
        titles=deadline.titles,
        why=deadline.why,
        remedy=deadline.remedy,
        explanation=None,
        layer=deadline.layer,
    )


def _date(one: Explanation | None) -> date | None:
    return one.value if one is not None and isinstance(one.value, date) else None


def _counted_from(one: Explanation) -> str:
    """The place of the first fact that a day is counted from."""
    if one.pointer:
        return one.pointer
    return next(filter(None, map(_counted_from, one.parts)), "")
