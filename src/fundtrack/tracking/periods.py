"""Reporting periods: the days of a project cut into stretches that are reported on.

An agreement says how many months each has. Months are counted from the first day of the project
and never from one period to the next: 31 January and one month is 28 February, and one month
more is 31 March. The last period is what is left over, short, or merged with the one before.
Before the first there may be a preparation period, after the last a closure; they take the
numbers that monitoring systems give them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal

from fundtrack.values import InputError, Period, Record, excerpt, months_after, read_date

#: How the last period ends where the months do not come out even.
Last = Literal["short", "merged"]
LAST: Final[tuple[Last, ...]] = ("short", "merged")
#: The numbers of the two periods around the project's own.
PREPARATION: Final = 0
CLOSURE: Final = 255
_DAY: Final = timedelta(days=1)


class ReportingPeriod(Record):
    """One stretch of days that is reported on, both days inside.

    `kind` is `preparation` (number 0), `implementation` (1 and on) or `closure` (255).
    """

    number: int
    kind: str
    first: date
    last: date

    @property
    def period(self) -> Period:
        """Its days.

        >>> ReportingPeriod(1, "implementation", date(2024, 1, 1), date(2024, 6, 30)).period
        Period('2024-01-01/2024-06-30')
        """
        return Period(self.first, self.last)


def reporting_periods(
    plan_period: Period,
    *,
    months: int,
    last: Last,
    preparation: date | None = None,
    closure: date | None = None,
) -> tuple[ReportingPeriod, ...]:
    """Cut a project into reporting periods; they follow each other day by day.

    There are as many as the months go into the project, rounded up. Where they do not come out
    even, the last one is `short`, or `merged` with the one before it; a project shorter than
    one period has one.

    Args:
        plan_period: The days of the project, both known.
        months: The length of a period, one or more.
        last: What becomes of what is left over; the agreement says it.
        preparation: The first day of a period before the project, up to its first day.
        closure: The last day of a period after the project, from the day after its last.

    Raises:
        InputError: a day of the project is not known, there would be more than 254 periods, or
            preparation or closure lie inside the project.

    Source:
        Jems 10 (the monitoring system of Interreg): count is duration by length, rounded up,
        the last one short; 0 is the preparation, 255 the closure. `merged` is the practice of
        agreements whose data sheet lists the periods.

    >>> for one in reporting_periods(Period("2024-01-31/2025-02-27"), months=6, last="short"):
    ...     print(one.number, one.period)
    1 2024-01-31/2024-07-30
    2 2024-07-31/2025-01-30
    3 2025-01-31/2025-02-27
    """
    first, final = _known(plan_period)
    if type(months) is not int or months < 1:
        raise InputError(
            "a reporting period has at least one month",
            expected="an int",
            found=excerpt(months),
        )
    if last not in LAST:
        raise InputError(
            "how the last period ends is not known",
            expected=" or ".join(LAST),
            found=excerpt(last),
        )
    days = list(_cut(first, final, months))
    if last == "merged" and len(days) > 1 and _is_short(first, final, months, len(days)):
        days[-2:] = [(days[-2][0], final)]
    found = [
        ReportingPeriod(number, "implementation", *one) for number, one in enumerate(days, 1)
    ]
    return (*_before(first, preparation), *found, *_after(final, closure))


def _known(period: Period) -> tuple[date, date]:
    if not isinstance(period, Period):
        raise InputError(
            "not a period", expected='Period("2024-01-01/2025-12-31")', found=excerpt(period)
        )
    if period.first is None or period.last is None:
        raise InputError(
            "the days of the project are not all known",
            expected="a first and a last day",
            found=str(period),
        )
    return period.first, period.last


def _cut(first: date, final: date, months: int) -> Iterator[tuple[date, date]]:
    """The stretches of so many months; the last one ends with the project."""
    start, count = first, 0
    while start <= final:
        count += 1
        if count >= CLOSURE:
            raise InputError(
                f"more than {CLOSURE - 1} reporting periods",
                expected="longer periods",
                found=f"{months} months in {first}/{final}",
            )
        following = _start(first, months * count)
        if following is None or following > final:
            yield start, final
            return
        yield start, following - _DAY
        start = following


def _start(first: date, months: int) -> date | None:
    """Where a period begins, so many months on; None after the last year there is."""
    try:
        return months_after(first, months)
    except InputError:
        return None


def _is_short(first: date, final: date, months: int, count: int) -> bool:
    """Whether the last period is over before its months are."""
    following = _start(first, months * count)
    return following is None or following - _DAY > final


def _before(first: date, preparation: date | None) -> Iterator[ReportingPeriod]:
    if preparation is None:
        return
    begin = read_date(preparation)
    if begin >= first:
        raise InputError(
            "the preparation begins inside the project",
            expected=f"a day before {first}",
            found=str(begin),
        )
    yield ReportingPeriod(PREPARATION, "preparation", begin, first - _DAY)


def _after(final: date, closure: date | None) -> Iterator[ReportingPeriod]:
    if closure is None:
        return
    end = read_date(closure)
    if end <= final:
        raise InputError(
            "the closure ends inside the project",
            expected=f"a day after {final}",
            found=str(end),
        )
    yield ReportingPeriod(CLOSURE, "closure", final + _DAY, end)
