"""The time in which equipment wears off, cut out of its useful life, in whole months or days.

The months of a useful life run from the day on which the equipment can be used; one from the
15th ends on the 14th. What lies before that day or after the life counts in no period.
"""

from datetime import date, timedelta
from typing import Final

from fundtrack.values import InputError, months_after

from .given import day, one_of, whole

COUNTED: Final = ("begun", "completed")
_DAY: Final = timedelta(days=1)


def months_in_use(
    first: date, last: date, available_on: date, useful_life: int, counted: str
) -> int:
    """Months of the useful life from the first to the last day of a period.

    Raises:
        InputError: as `months_of_use`.
    """
    one_of("how a month counts", counted, COUNTED)
    since, upto = used_days(first, last, available_on, life_end(available_on, useful_life))

    def until(end: date) -> int:
        if counted == "begun":
            return 0 if end == available_on else _months(available_on, end - _DAY) + 1
        return _months(available_on, end)

    return until(upto) - until(since)


def days_in_use(first: date, last: date, available_on: date, useful_life: int) -> int:
    """Days of the useful life from the first to the last day of a period.

    Raises:
        InputError: as `days_of_use`.
    """
    since, upto = used_days(first, last, available_on, life_end(available_on, useful_life))
    return (upto - since).days


def days_in_life(available_on: date, useful_life: int) -> int:
    """A useful life of months in days.

    Raises:
        InputError: as `days_of_life`.
    """
    return (life_end(available_on, useful_life) - available_on).days


def used_days(first: date, last: date, available_on: date, end: date) -> tuple[date, date]:
    """The first day of use in a period and the day after its last, both within the life."""
    if last < first:
        raise InputError(
            "the last day of the period is before its first",
            expected=f"{first} or later",
            found=str(last),
        )
    if last == date.max:
        raise InputError("the period ends with the calendar", found=str(last))
    return max(available_on, min(end, first)), max(available_on, min(end, last + _DAY))


def life_end(available_on: date, useful_life: int) -> date:
    """The day after the last one of the useful life."""
    return months_after(
        day("available_on", available_on), whole("useful_life", useful_life, least=1)
    )


def _months(first: date, last: date) -> int:
    """Whole months between two days in their order, as the language of books counts them."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months_after(first, months) <= last else months - 1
