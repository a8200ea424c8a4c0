"""Day-equivalents: the months a person was employed and the hours worked, as days.

A grant that pays by the day asks two numbers of days: how many a person can have in the time of
a claim, from months of employment, and how many were worked, from hours. Both go to half days
at the end and nothing is rounded on the way, except where the caller says so.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from fundtrack.values import InputError, Money, Price, Rate, Record, Rounding, excerpt

from .exact import FULL_TIME, exact_price, part_of, positive, rounded_number
from .given import day, listed, not_negative, quantity, share, whole
from .worked import Given, Worked

#: Months of a year, in the formula that spreads the days of a year.
_YEAR: Final = 12
#: Employments of one person in one reporting period: their formula has to hold them.
_EMPLOYMENTS: Final = 20
PartDays = Literal["calendar", "even_months"]


class Employment(Record):
    """Months a person was employed in the time of a claim, and at what working time.

    >>> Employment(months=Fraction(7, 2)).working_time
    Rate('100 %')
    """

    months: Fraction | int | Worked
    working_time: Rate = FULL_TIME


def months_employed(
    first: date,
    last: date,
    *,
    month_days: int,
    part_days: PartDays,
    part_rounding: Rounding | None,
) -> Worked:
    """Months from the first to the last day of an employment, in parts of months.

    A whole month is one, whatever its days. The part of a month is its days by `month_days`,
    at most one.

    Args:
        first: First day employed.
        last: Last day employed, the same or later.
        month_days: Days of a month; the guide of the EU model grant agreement has 30 for all.
        part_days: How a part is counted: `"calendar"` takes the days of the calendar (from
            2 March 30 days), `"even_months"` gives every month `month_days` (from 2 March 29).
            The sheet's examples do not tell the two apart.
        part_rounding: How each part is rounded before they are added; the guide rounds them to
            hundredths. None keeps them exact.

    Raises:
        InputError: the last day is before the first, or an argument is of the wrong kind.

    Source:
        Annotated Grant Agreement 2.0, 6.2.A.1: a month is 30 days, verified.

    >>> hired, left = date(2023, 4, 2), date(2023, 7, 11)
    >>> for how in (None, Rounding("half_up 0.01")):
    ...     months_employed(
    ...         hired, left, month_days=30, part_days="calendar", part_rounding=how
    ...     ).value
    Fraction(10, 3)
    Fraction(167, 50)
    """
    if day("last", last) < day("first", first):
        raise InputError(
            "the last day is before the first",
            expected=f"{first} or later",
            found=str(last),
        )
    whole("month_days", month_days, least=1)
    if part_days not in ("calendar", "even_months"):
        raise InputError(
            "no such way to count a part of a month",
            expected="calendar or even_months",
            found=excerpt(part_days),
        )
    parts, months = _parts(first, last, month_days, part_days == "even_months")
    total, given = Fraction(months), dict[str, Given]()
    for name, days in parts.items():
        exact = Fraction(days, month_days)
        part = (
            exact if part_rounding is None else rounded_number(days, month_days, part_rounding)
        )
        given[name] = Worked(
            part, "days / month_days", {"days": days, "month_days": month_days}, part_rounding
        )
        total += part
    given["whole_months"] = months
    return Worked(total, " + ".join(given), given)


def max_day_equivalents(
    employed: Iterable[Employment],
    *,
    days_of_year: Fraction | int,
    rounding: Rounding,
    leave: Fraction | int = 0,
) -> Worked:
    """The most days of a person that may be declared in the time of a claim.

    The employments are added before anything is rounded; leave that leaves nothing gives zero.

    Args:
        employed: The employments in the reporting period, or in the calendar year; at most 20.
        days_of_year: Days of a full-time year (the model grant agreement: 215).
        rounding: To half days; `half_up 0.5` and `half_even 0.5` both fit the published ties,
            and 17.25 would decide (17.5 or 17.0).
        leave: Days of parental leave.

    Raises:
        InputError: there is no employment, a number is below zero, or a working time is outside
            0 to 100 %.

    Source:
        Annotated Grant Agreement 2.0, 6.2.A.1, verified.

    >>> year = Employment(months=12, working_time=Rate("80 %"))
    >>> max_day_equivalents([year], days_of_year=215, rounding=Rounding("half_up 0.5")).value
    Fraction(172, 1)
    """
    year, away = quantity("days_of_year", days_of_year), quantity("leave", leave)
    given: dict[str, Given] = {"days_of_year": year, "months_of_year": _YEAR}
    terms, months_full = [], Fraction(0)
    held = listed("employed", employed)
    if len(held) > _EMPLOYMENTS:
        raise InputError(
            "too many employments", expected=f"at most {_EMPLOYMENTS}", found=str(len(held))
        )
    for place, one in enumerate(held, 1):
        if type(one) is not Employment:
            raise InputError("not an employment", expected="Employment", found=excerpt(one))
        months = one.months.value if isinstance(one.months, Worked) else one.months
        part = share("working_time", one.working_time)
        if not isinstance(months, Fraction | int):
            raise InputError("months are a number", found=excerpt(months))
        months_full += quantity("months", months) * part
        given |= {f"months_{place}": one.months, f"working_time_{place}": one.working_time}
        terms.append(f"months_{place} * working_time_{place}")
    days = max(year * months_full / _YEAR - away, Fraction(0))
    given["leave"] = away
    return Worked(
        rounded_number(days.numerator, days.denominator, rounding),
        f"max(0, days_of_year / months_of_year * ({' + '.join(terms)}) - leave)",
        given,
        rounding,
    )


def hours_per_day(
    hours: Fraction | int, days: Fraction | int, *, working_time: Rate = FULL_TIME
) -> Worked:
    """Hours of a day-equivalent, from the hours a contract states for some days.

    Args:
        hours: Hours of the contract in a day, in a week, or in a year.
        days: Days those hours stand for: 1, the standard working days of a week, or 215.
        working_time: The part of full time the hours are, above 0 %.

    Raises:
        InputError: a number is not above zero, or the working time is outside 0 to 100 %.

    Source:
        Annotated Grant Agreement 2.0, Article 20, options 2a to 2c, verified.

    >>> hours_per_day(30, 5, working_time=Rate("75 %")).value
    Fraction(8, 1)
    """
    full = positive("hours", hours) / part_of("working_time", working_time)
    return Worked(
        full / positive("days", days),
        "hours / working_time / days",
        {"hours": hours, "working_time": working_time, "days": days},
    )


def productive_hours_per_day(
    productive: Fraction | int,
    workable: Fraction | int,
    *,
    least: Rate,
    days_of_year: Fraction | int,
) -> Worked:
    """Hours of a day-equivalent from the standard productive hours of a year.

    Args:
        productive: Standard annual productive hours of the beneficiary.
        workable: Standard annual workable hours.
        least: The part of the workable hours they are at least (the guide: 90 %).
        days_of_year: Days of a full-time year (the model grant agreement: 215).

    Raises:
        InputError: a number is below zero, or the days are not above zero.

    Source:
        Annotated Grant Agreement 2.0, Article 20, option 3, verified.

    >>> productive_hours_per_day(1500, 1720, least=Rate("90 %"), days_of_year=215).value
    Fraction(36, 5)
    """
    floor = share("least", least) * quantity("workable", workable)
    return Worked(
        max(quantity("productive", productive), floor) / positive("days_of_year", days_of_year),
        "max(productive, least * workable) / days_of_year",
        {
            "productive": productive,
            "least": least,
            "workable": workable,
            "days_of_year": days_of_year,
        },
    )


def day_equivalents(
    hours: Fraction | int, hours_of_day: Fraction | int | Worked, *, rounding: Rounding | None
) -> Worked:
    """Days from hours worked: the hours of the whole reporting period by those of a day.

    Args:
        hours: Hours worked in the reporting period.
        hours_of_day: Hours of a day-equivalent (the guide's first option: 8).
        rounding: To half days, once for the period; None for a month's declaration, which is
            not rounded.

    Raises:
        InputError: the hours are below zero, or those of a day are not above zero.

    Source:
        Annotated Grant Agreement 2.0, Article 20, verified.

    >>> day_equivalents(412, 8, rounding=Rounding("half_up 0.5")).value
    Fraction(103, 2)
    """
    per_day = hours_of_day.value if isinstance(hours_of_day, Worked) else hours_of_day
    if not isinstance(per_day, Fraction | int):
        raise InputError("hours of a day are a number", found=excerpt(per_day))
    days = quantity("hours", hours) / positive("hours_of_day", per_day)
    return Worked(
        days
        if rounding is None
        else rounded_number(days.numerator, days.denominator, rounding),
        "hours / hours_of_day",
        {"hours": hours, "hours_of_day": hours_of_day},
        rounding,
    )


def max_days_of_hourly_contract(
    salary: Money, hourly: Price, hours_of_day: Fraction | int, *, rounding: Rounding | None
) -> Worked:
    """The most days of a contract that states no hours but a price of an hour.

    Args:
        salary: What was paid, zero or more.
        hourly: The price of an hour, above zero.
        hours_of_day: Hours of a day-equivalent (the guide: 8).
        rounding: To half days; None keeps the number exact.

    Raises:
        InputError: the salary is below zero, or the price or the hours are not above zero.
        CurrencyMismatch: the price is in another currency.

    Source:
        Annotated Grant Agreement 2.0, 6.2.A.1, verified.

    >>> max_days_of_hourly_contract(
    ...     Money("9420.00 EUR"), Price("31.40 EUR"), 8, rounding=None
    ... ).value
    Fraction(75, 2)
    """
    currency = not_negative(salary=salary)
    paid = Price(str(salary))  # money divided by a price has no meaning in a formula
    price = exact_price("hourly", hourly, currency)
    if price <= 0:
        raise InputError("hourly is not above zero", found=str(hourly))
    days = Fraction(paid.amount) / price / positive("hours_of_day", hours_of_day)
    return Worked(
        days
        if rounding is None
        else rounded_number(days.numerator, days.denominator, rounding),
        "salary / hourly / hours_of_day",
        {"salary": paid, "hourly": hourly, "hours_of_day": hours_of_day},
        rounding,
    )


def _parts(first: date, last: date, month_days: int, even: bool) -> tuple[dict[str, int], int]:
    """The days of the parts of months, and the whole months."""
    length = monthrange(last.year, last.month)[1]
    whole_first, whole_last = first.day == 1, last.day == length
    months = (last.year - first.year) * 12 + last.month - first.month - 1
    start, end = min(first.day, month_days), min(last.day, month_days)
    if months < 0:
        if whole_first and whole_last:
            return {}, 1
        till = month_days if whole_last else end
        days = till - start + 1 if even else min(last.day - first.day + 1, month_days)
        return {"part": days}, 0
    left = monthrange(first.year, first.month)[1] - first.day + 1
    parts: dict[str, int] = {}
    if not whole_first:
        parts["first_part"] = month_days - start + 1 if even else min(left, month_days)
    if not whole_last:
        parts["last_part"] = end
    return parts, months + whole_first + whole_last
