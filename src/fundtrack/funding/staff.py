"""Staff costs from a rate per hour or per day, and how many hours or days may be declared.

A rate is what a person cost in a time divided by the hours or days of that time; what is
declared is that rate times the hours or days worked on the project, and nobody can declare more
than the divisor. Whether the rate is rounded before it is multiplied changes the cents, and
whether a month's part is rounded changes half a day: each is a choice the caller names.
"""

from fractions import Fraction
from typing import Final

from fundtrack.values import InputError, Money, Price, Rate, Rounding

from .exact import FULL_TIME, exact_price, part_of, positive, priced, rounded_price
from .given import not_negative, quantity, rounded, share
from .worked import Given, Worked, Workings

#: Months of a year.
_YEAR: Final = 12


class TimeCost(Workings):
    """Hours or days that count, those beyond what may be declared, and their cost."""

    counted: Worked
    over: Worked
    cost: Worked


def annual_cost(gross: Money, months: Fraction | int, *, rounding: Rounding) -> Worked:
    """Gross employment cost of a year, from fewer or more months of documents.

    Args:
        gross: What the documented months cost, zero or more.
        months: How many they are, above zero.
        rounding: Where the fraction of a cent goes; no source states it.

    Raises:
        InputError: the cost is below zero, or the months are not above zero.

    Source:
        Regulation (EU) 2021/1060, Article 55(4), verified: adjusted to twelve months.

    >>> annual_cost(Money("17916.67 EUR"), 5, rounding=Rounding("half_up 0.01")).value
    Money('43000.01 EUR')
    """
    currency = not_negative(gross=gross)
    time = positive("months", months)
    return Worked(
        rounded(gross.minor * _YEAR * time.denominator, time.numerator, currency, rounding),
        "gross / months * months_of_year",
        {"gross": gross, "months": time, "months_of_year": _YEAR},
        rounding,
    )


def hourly_rate(
    gross: Money, hours: Fraction | int, *, rounding: Rounding, working_time: Rate = FULL_TIME
) -> Worked:
    """The price of an hour: gross employment cost divided by the hours of the same time.

    It is a Price, so a rounding finer than a cent can be named. `cost_of_hours` also takes it
    without any rounding.

    Args:
        gross: Gross employment cost of a year, or of a month; zero or more.
        hours: Hours of full time in a year (the law: 1 720), or the average hours of a month.
        rounding: Where the fraction of the rate goes: `half_up 0.01`, or up to six decimals.
        working_time: The part of full time the cost was paid for, above 0 %.

    Raises:
        InputError: the cost is below zero, the hours or the working time are not above zero, or
            the price has over 16 digits.

    Source:
        Regulation (EU) 2021/1060, Article 55(2); Regulation (EU) No 1303/2013, Article 68a(2)
        to (4): verified. Whether the rate is rounded, the programme says.

    >>> print(hourly_rate(Money("43000.00 EUR"), 1720, rounding=Rounding("half_up 0.01")))
    value = gross ÷ (hours × working time)
        = 43000.00 EUR ÷ (1720 × 100 %) = 25, half_up 0.01: 25.00 EUR
    """
    currency = not_negative(gross=gross)
    exact = price_of_hour(gross.minor, hours, part_of("working_time", working_time))
    return Worked(
        rounded_price(exact.numerator, exact.denominator, currency, rounding),
        "gross / (hours * working_time)",
        {"gross": gross, "hours": hours, "working_time": working_time},
        rounding,
    )


def cost_of_hours(
    gross: Money,
    hours: Fraction | int,
    worked: Fraction | int,
    *,
    most: Fraction | int | None,
    rate_rounding: Rounding | None,
    rounding: Rounding,
    declared_before: Fraction | int = 0,
    working_time: Rate = FULL_TIME,
) -> TimeCost:
    """The cost of hours worked, at the rate of an hour, up to the hours that may be declared.

    Args:
        gross: Gross employment cost of a year, or of a month; zero or more.
        hours: Hours of full time in the same time (the law: 1 720 for a year).
        worked: Hours worked on the project.
        most: Hours of the person in that year or month that may be declared, which in law are
            those of the divisor; None where the law sets no cap.
        rate_rounding: How the rate is rounded before it is multiplied; None keeps it exact.
        rounding: Where the fraction of a cent of the cost goes.
        declared_before: Hours of the same year or month already declared, in any project.
        working_time: The part of full time the cost was paid for, above 0 %.

    Raises:
        InputError: an amount or a number is below zero, or the divisor is zero.

    Source:
        Regulation (EU) 2021/1060, Article 55(2) and (3), verified; the cap of Regulation (EU)
        No 1303/2013, Article 68a(3), is not for part-time staff of territorial cooperation.

    >>> cents = Rounding("half_up 0.01")
    >>> exact, first = (
    ...     cost_of_hours(
    ...         Money("38456.78 EUR"), 1720, 860, most=1720, rate_rounding=rate, rounding=cents
    ...     ).cost.money
    ...     for rate in (None, cents)
    ... )
    >>> print(exact, first)
    19228.39 EUR 19229.60 EUR
    """
    currency = not_negative(gross=gross)
    time = positive("hours", hours) * part_of("working_time", working_time)
    counted, over = _counted("hours", worked, most, declared_before)
    given: dict[str, Given] = {"gross": gross, "hours": hours, "working_time": working_time}
    rate = "gross / (hours * working_time)"
    cost = _cost(gross.minor, time, currency, (rate, given), counted, rate_rounding, rounding)
    return TimeCost(counted=counted, over=over, cost=cost)


def cost_of_share(gross: Money, working_time: Rate, *, rounding: Rounding) -> Worked:
    """Staff cost of a person assigned by a fixed share of working time, without time sheets.

    Args:
        gross: Gross employment cost of the time, zero or more.
        working_time: The fixed share, 0 to 100 %.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the cost is below zero, or the share is out of range.

    Source:
        Regulation (EU) 2021/1060, Article 55(5); 2021/1059, Article 39(4): verified.

    >>> cost_of_share(Money("3250.55 EUR"), Rate("40 %"), rounding=Rounding("down 0.01")).value
    Money('1300.22 EUR')
    """
    currency = not_negative(gross=gross)
    part = share("working_time", working_time)
    return Worked(
        rounded(gross.minor * part.numerator, part.denominator, currency, rounding),
        "gross * working_time",
        {"gross": gross, "working_time": working_time},
        rounding,
    )


def daily_rate(cost: Money, days: Fraction | int, *, rounding: Rounding) -> Worked:
    """The price of a day: personnel cost divided by the days that may be declared.

    Args:
        cost: Actual personnel costs of the time of the claim, or of a year; zero or more.
        days: `max_day_equivalents` of the same time, or days of a year; above zero.
        rounding: Where the fraction of the rate goes, up to six decimals.

    Raises:
        InputError: the cost is below zero, or the days are not above zero.

    Source:
        EU model grant agreement, 6.2.A.1 (annual cost by 215), and the Annotated Grant
        Agreement 2.0 (costs of the reporting period by the most days in it): verified.

    >>> daily_rate(Money("66650.00 EUR"), 215, rounding=Rounding("half_up 0.01")).value
    Price('310.00 EUR')
    """
    currency = not_negative(cost=cost)
    time = positive("days", days)
    return Worked(
        rounded_price(cost.minor * time.denominator, time.numerator, currency, rounding),
        "cost / days",
        {"cost": cost, "days": days},
        rounding,
    )


def project_based_daily_rate(action: Price, national: Price) -> Worked:
    """The daily rate of project-based pay: that of the action, at most that of home projects.

    Raises:
        InputError: one is no price.
        CurrencyMismatch: they are in different currencies.

    Source:
        Regulation (EU) 2021/695, Article 36(1); Annotated Grant Agreement, case 1B: verified.

    >>> project_based_daily_rate(Price("400.00 EUR"), Price("360.50 EUR")).value
    Price('360.50 EUR')
    """
    first = exact_price("action", action)
    lower = action if first <= exact_price("national", national, action.currency) else national
    return Worked(lower, "min(action, national)", {"action": action, "national": national})


def cost_of_days(
    cost: Money,
    days: Fraction | int,
    worked: Fraction | int,
    *,
    most: Fraction | int | None,
    rate_rounding: Rounding | None,
    rounding: Rounding,
    declared_before: Fraction | int = 0,
) -> TimeCost:
    """The cost of days worked, at the rate of a day, up to the days that may be declared.

    Args:
        cost: Actual personnel costs of the time of the claim, or of a year; zero or more.
        days: `max_day_equivalents` of the same time, or days of a year; above zero.
        worked: Day-equivalents worked, as `day_equivalents` rounds them.
        most: Days that may be declared: `days`, or the ceiling over all EU grants of a calendar
            year (215 times the working time); None for days for the final report after the end,
            which lie outside the cap.
        rate_rounding: How the rate is rounded before it is multiplied; None keeps it exact.
        rounding: Where the fraction of a cent of the cost goes.
        declared_before: Days under the same cap already declared, in any EU grant.

    Raises:
        InputError: an amount or a number is below zero, or the divisor is zero.

    Source:
        EU model grant agreement and Annotated Grant Agreement 2.0, 6.2.A.1, verified.

    >>> cents = Rounding("half_up 0.01")
    >>> print(
    ...     cost_of_days(
    ...         Money("66650.00 EUR"), 215, 36, most=215, rate_rounding=cents, rounding=cents
    ...     ).cost.money
    ... )
    11160.00 EUR
    """
    currency = not_negative(cost=cost)
    time = positive("days", days)
    counted, over = _counted("days", worked, most, declared_before)
    rate = "cost / days", dict[str, Given](cost=cost, days=days)
    paid = _cost(cost.minor, time, currency, rate, counted, rate_rounding, rounding)
    return TimeCost(counted=counted, over=over, cost=paid)


def indemnity(
    earned: Money,
    days: Fraction | int,
    worked: Fraction | int,
    *,
    part_rounding: Rounding | None,
    rounding: Rounding,
) -> Worked:
    """The chargeable part of an indemnity at the end of a contract.

    Args:
        earned: The part of the indemnity earned during the action, zero or more.
        days: The most days of the person in the action, above zero.
        worked: Days worked on the action, at most those.
        part_rounding: How the part of a day is rounded before it is multiplied; the guide's
            example rounds it to cents. None keeps it exact. The example shows 1 507.45 with
            rounding (20.65 a day) and 1 507.81 without.
        rounding: Where the fraction of a cent of the whole goes.

    Raises:
        InputError: the amount is below zero, the days are not above zero, or more were worked.

    Source:
        Annotated Grant Agreement 2.0, verified.

    >>> cents, days = Rounding("half_up 0.01"), Fraction("198.5")
    >>> for part in (None, cents):
    ...     indemnity(Money("4100.00 EUR"), days, 73, part_rounding=part, rounding=cents).value
    Money('1507.81 EUR')
    Money('1507.45 EUR')
    """
    currency = not_negative(earned=earned)
    time, done = positive("days", days), quantity("worked", worked)
    if done > time:
        raise InputError(
            "more days were worked than the person had",
            expected=f"at most {time}",
            found=str(done),
        )
    part = "earned / days", dict[str, Given](earned=earned, days=days)
    return _cost(earned.minor, time, currency, part, worked, part_rounding, rounding)


def price_of_hour(
    gross: Fraction | int, hours: Fraction | int, working_time: Fraction
) -> Fraction:
    """What an hour cost, exactly.

    Raises:
        InputError: the hours are not above zero.
    """
    return gross / (positive("hours", hours) * working_time)


def _counted(
    unit: str,
    worked: Fraction | int,
    most: Fraction | int | None,
    before: Fraction | int,
) -> tuple[Worked, Worked]:
    """The hours or days that may still be declared, and those beyond."""
    done, earlier = quantity("worked", worked), quantity("declared_before", before)
    given: dict[str, Given] = {"worked": worked}
    if most is None:
        counted, formula = done, "worked"
    else:
        counted = max(min(done, quantity("most", most) - earlier), Fraction(0))
        formula = "max(0, min(worked, most - declared_before))"
        given |= {"most": most, "declared_before": before}
    kept = Worked(counted, formula, given)
    name = f"{unit}_counted"
    over = Worked(done - counted, f"worked - {name}", {"worked": worked, name: kept})
    return kept, over


def _cost(
    minor: int,
    time: Fraction,
    currency: str,
    rate: tuple[str, dict[str, Given]],
    counted: Worked | Fraction | int,
    rate_rounding: Rounding | None,
    rounding: Rounding,
) -> Worked:
    """A cost by a time, times the time that counts; the first rounded or exact."""
    formula, given = rate
    number = counted.value if isinstance(counted, Worked) else counted
    assert isinstance(number, Fraction | int)  # noqa: S101 (hours or days)
    if rate_rounding is None:
        exact = minor * number / time
        cost = rounded(exact.numerator, exact.denominator, currency, rounding)
        return Worked(cost, f"{formula} * counted", {**given, "counted": counted}, rounding)
    price = rounded_price(minor * time.denominator, time.numerator, currency, rate_rounding)
    unit = Worked(price, formula, given, rate_rounding)
    return Worked(
        priced(price, Fraction(number), rounding),
        "rate * counted",
        {"rate": unit, "counted": counted},
        rounding,
    )
