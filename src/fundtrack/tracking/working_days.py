"""Which day counts where one falls on a weekend or a holiday.

Saturdays and Sundays are no working days, and neither are the holidays that the host names:
they differ by country and by institution, and no calendar is shipped.

Source:
    Regulation (EEC, Euratom) No 1182/71, Articles 2 and 3(4). Its Articles 4(1) and 5(1) take
    the move away for dates of effect and for an action at a specified moment, so a book says
    which way it reads its own deadlines.
"""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Final

#: How far each way goes to look for a working day.
_STEPS: Final = {
    "next_working_day": timedelta(days=1),
    "previous_working_day": -timedelta(days=1),
}
_SATURDAY: Final = 5


def is_working_day(day: date, holidays: AbstractSet[date] = frozenset()) -> bool:
    """Whether a day is neither Saturday nor Sunday nor one of the holidays.

    >>> is_working_day(date(2025, 8, 29)), is_working_day(date(2025, 8, 30))
    (True, False)
    """
    return day.weekday() < _SATURDAY and day not in holidays


def moved(day: date, moves: str, holidays: AbstractSet[date] = frozenset()) -> date | None:
    """The day that counts; None where it would be off the calendar.

    Args:
        day: As it was worked out.
        moves: `stays`, `next_working_day` or `previous_working_day`.
        holidays: Days the host names.

    >>> moved(date(2025, 8, 30), "next_working_day", {date(2025, 9, 1)})
    datetime.date(2025, 9, 2)
    >>> moved(date(2025, 8, 30), "previous_working_day"), moved(date(2025, 8, 30), "stays")
    (datetime.date(2025, 8, 29), datetime.date(2025, 8, 30))
    """
    step = _STEPS.get(moves)
    while step is not None and not is_working_day(day, holidays):
        try:
            day += step
        except OverflowError:
            return None
    return day
