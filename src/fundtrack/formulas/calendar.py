"""Whole months between two days, the counterpart of `values.months_after`; the year's end."""

from datetime import date

from fundtrack.values import months_after


def months_between(first: date, last: date) -> int:
    """How many whole months lie between two days, counted from the first.

    The greatest n for which `months_after(first, n)` is not after `last`. Of days the other way
    round, their distance with a minus.

    >>> months_between(date(2016, 1, 31), date(2016, 2, 29))
    1
    >>> months_between(date(2016, 3, 1), date(2016, 2, 29))
    0
    """
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months_after(first, months) <= last else months - 1


def year_end(day: date) -> date:
    """The last day of the calendar year that a day lies in; every year has one.

    >>> year_end(date(2030, 6, 18))
    datetime.date(2030, 12, 31)
    """
    return day.replace(month=12, day=31)
