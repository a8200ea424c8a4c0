"""The reporting periods of a project, as its book and its agreement have them."""

from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.checks import Missing, Reason, Row
from fundtrack.formulas import Explanation, Node
from fundtrack.projects import Project
from fundtrack.rulebooks import Book, Reporting
from fundtrack.values import Citation, InputError, Period, Record

from .dated import Dated, missing_of
from .periods import LAST, ReportingPeriod, reporting_periods
from .standpoint import standpoint

#: What a book without reporting periods, or without a part of them, is asked for.
_TABLE: Final = "reporting"


class ProjectPeriods(Record):
    """The reporting periods of a project, or what is missing to know them.

    `periods` is None where none can be told. Where only the days of the preparation or the
    closure are not known, the others stand and `missing` names what is.
    """

    periods: tuple[ReportingPeriod, ...] | None
    missing: tuple[Missing, ...]
    citation: Citation | None
    at: str  # the place of the plan's period


def project_periods(
    project: Project,
    *,
    book: Book | str | None = None,
    on: date | None = None,
    known_on: date | None = None,
) -> ProjectPeriods:
    """The reporting periods of a project under its book.

    The book says how many months each has and what becomes of the last; what it leaves to the
    agreement is a term of the plan. Nothing that neither of them says is guessed.

    Args:
        project: From `read_project`.
        book: A loaded book, or the id of a shipped one; left out, the agreement's own.
        on: The day whose plan counts; left out, the latest plan.
        known_on: Plans approved later are not known yet.

    Raises:
        InputError: no project was given, or no book is named anywhere.
        BookError: the book cannot be loaded.

    >>> from fundtrack.projects import read_project
    >>> project = read_project({"schema_version": 1,
    ...     "agreement": {"book": "eu/horizon-europe-2021", "currency": "EUR"},
    ...     "plans": [{"number": 1, "period": "2024-01-01/2026-12-31",
    ...                "terms": {"report_months": 18, "last_report": "short"}}]})
    >>> [str(one.period) for one in project_periods(project).periods]
    ['2024-01-01/2025-06-30', '2025-07-01/2026-12-31']
    """
    return periods_in(standpoint(project, book, on, known_on).world)


def periods_in(world: Dated) -> ProjectPeriods:
    """The reporting periods of a bound project."""
    bound = world.bound
    said, plan = bound.book.reporting, next(iter(bound.rows("plan") or ()), None)
    at = f"{bound.plan_at}/period"
    if said is None:
        return _nothing((Missing(Reason.MISSING, _TABLE),), None, at)
    if plan is None:
        return _nothing((Missing(Reason.MISSING, "plan", "/plans"),), said.citation, at)
    return _Reading(world, said, plan, at).periods()


def _nothing(
    missing: tuple[Missing, ...], citation: Citation | None, at: str
) -> ProjectPeriods:
    return ProjectPeriods(None, tuple(dict.fromkeys(missing)), citation, at)


class _Reading:
    """One book's reporting periods, read for one plan."""

    def __init__(self, world: Dated, said: Reporting, plan: Row, at: str) -> None:
        self.world = world
        self.said = said
        self.plan = plan
        self.at = at
        self.missing: list[Missing] = []

    def periods(self) -> ProjectPeriods:
        """All of them, or what is missing."""
        span = getattr(self.plan.said, "period", None)
        months = self.world.walk(self.said.months, self.plan)
        missing = (*self._days(span), *missing_of(months))
        if missing or not isinstance(span, Period):
            return self._nothing(missing)
        around = {
            name: self._day(node)
            for name, node in (
                ("preparation", self.said.preparation),
                ("closure", self.said.closure),
            )
        }
        length = months.value.numerator if isinstance(months.value, Fraction) else 0
        try:
            short, merged = (
                reporting_periods(span, months=length, last=last, **around) for last in LAST
            )
        except InputError:
            return self._nothing((self._senseless(months),))
        return self._chosen(short, merged)

    def _days(self, span: Period | None) -> tuple[Missing, ...]:
        """The days of the plan that nobody states."""
        if span is None:
            return (Missing(Reason.MISSING, "plan.period", self.at),)
        return tuple(
            Missing(Reason.MISSING, f"plan.period.{name}", self.at)
            for name in ("first", "last")
            if getattr(span, name) is None
        )

    def _day(self, node: Node | None) -> date | None:
        """A day around the project; what keeps it from being known is noted."""
        if node is None:
            return None
        found = self.world.walk(node, self.plan)
        self.missing += missing_of(found)
        return found.value if isinstance(found.value, date) else None

    def _senseless(self, months: Explanation) -> Missing:
        """No period has these months, or the days around the project lie inside it."""
        return Missing(Reason.UNCLEAR, months.label or _TABLE, months.pointer or self.at)

    def _chosen(
        self, short: tuple[ReportingPeriod, ...], merged: tuple[ReportingPeriod, ...]
    ) -> ProjectPeriods:
        """The last period as the book or the agreement has it, where that matters."""
        if short != merged:
            last = self.world.walk(self.said.last, self.plan)
            if last.value is None:
                return self._nothing(missing_of(last))
            short = short if last.value == LAST[0] else merged
        return ProjectPeriods(
            short, tuple(dict.fromkeys(self.missing)), self.said.citation, self.at
        )

    def _nothing(self, missing: tuple[Missing, ...]) -> ProjectPeriods:
        return _nothing((*missing, *self.missing), self.said.citation, self.at)
