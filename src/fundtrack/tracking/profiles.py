"""A planned profile: how much of a budget is to be spent by a day, where periods are stated.

A line is spread evenly over the days of its own period, else of its activity's, else of the
plan's. That it is even is a convention and no promise of the plan's; nothing else is guessed. A
line of which a day is not known lies between nothing and all of it, except before a first day
or after a last one that is known.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fundtrack.checks import Missing, Reason
from fundtrack.projects import BudgetLine, Plan
from fundtrack.values import InputError, Money, Period

from .between import Between

#: Months of one profile; a longer one is a slip of the pen in a year.
MONTHS_MAX: Final = 1_200
_DAY: Final = timedelta(days=1)
_Known = tuple[date, date]


class Profile:
    """What a plan means to spend by each day, in minor units of one currency."""

    def __init__(self, plan: Plan, plan_at: str, currency: str) -> None:
        self._plan = plan
        self._at = plan_at
        self._currency = currency
        self._known: dict[_Known, int] = defaultdict(int)
        self._vague: list[tuple[Period | None, int, Missing]] = []
        self._lost: list[Missing] = []
        self._read()

    def _read(self) -> None:
        """Put every line to the days it is spent on; lines of the same days together."""
        plan, at = self._plan, self._at
        if plan.budget is None:
            self._read_stated()
            return
        activities = {one.id: one.period for one in plan.activities or ()}
        for place, line in enumerate(plan.budget):
            if line.amount.currency != self._currency:
                where = f"{at}/budget/{place}/amount"
                self._lost.append(Missing(Reason.OTHER_CURRENCY, "budget_line.amount", where))
                continue
            period = _period(line, activities) or plan.period
            missing = Missing(
                Reason.MISSING, "budget_line.period", f"{at}/budget/{place}/period"
            )
            self._put(period, line.amount.minor, missing)

    def _read_stated(self) -> None:
        """Without lines, the figure the plan states for the whole, over its own period."""
        plan, at = self._plan, self._at
        for name in ("eligible", "total_cost"):
            stated: Money | None = getattr(plan, name)
            if stated is not None and stated.currency == self._currency:
                missing = Missing(Reason.MISSING, "plan.period", f"{at}/period")
                self._put(plan.period, stated.minor, missing)
                return
        self._lost.append(Missing(Reason.MISSING, "plan.budget", f"{at}/budget"))

    def _put(self, period: Period | None, minor: int, missing: Missing) -> None:
        first, last = (None, None) if period is None else (period.first, period.last)
        if first is None or last is None:
            self._vague.append((period, minor, missing))
        else:
            self._known[first, last] += minor

    @property
    def span(self) -> _Known | None:
        """The first and the last day of all periods that are known."""
        if not self._known:
            return None
        return min(first for first, _ in self._known), max(last for _, last in self._known)

    def by(self, day: date) -> Between:
        """What is to be spent by the end of a day."""
        low, missing = Fraction(0), dict.fromkeys(self._lost)
        for (begin, end), minor in self._known.items():
            low += _spent(begin, end, minor, day)
        high = low
        for period, minor, miss in self._vague:
            first, last = (None, None) if period is None else (period.first, period.last)
            if first is not None and day < first:
                continue
            if last is not None and day >= last:
                low, high = low + minor, high + minor
                continue
            low, high = low + min(0, minor), high + max(0, minor)
            missing[miss] = None
        if self._lost:
            return Between(None, None, tuple(missing))
        return Between(low, high, tuple(missing))

    def month_ends(self) -> list[date]:
        """The last day of every month from the first planned day to the last.

        Raises:
            InputError: the periods are further apart than 100 years.
        """
        span = self.span
        if span is None:
            return []
        first, last = span
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months > MONTHS_MAX:
            raise InputError(
                "the periods of the plan are too far apart for a profile",
                pointer=f"{self._at}/budget",
                expected=f"at most {MONTHS_MAX} months",
                found=str(months),
            )
        return [month_end(first, number) for number in range(months)]


def month_end(day: date, months: int) -> date:
    """The last day of the month some months after the one of a day.

    >>> month_end(date(2016, 1, 31), 1)
    datetime.date(2016, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, 1) - _DAY


def _spent(first: date, last: date, minor: int, day: date) -> Fraction:
    """The even part of an amount that lies on the days up to one."""
    if day < first:
        return Fraction(0)
    if day >= last:
        return Fraction(minor)
    return Fraction(minor * ((day - first).days + 1), (last - first).days + 1)


def _period(line: BudgetLine, activities: Mapping[str, Period | None]) -> Period | None:
    """The days of a line: its own, else those of its activity."""
    return line.period or (activities.get(line.activity) if line.activity else None)
