"""What the use of equipment costs a project: depreciation by months or days, hours of access.

Where the price itself is not eligible, its depreciation is: price / useful life x time of use
in the period x share of use for the project. Over the periods it is never more than the price,
it starts when the equipment can be used, and what was worn off before the project does not
count. So the time of use is cut out of the useful life, and each month of it falls into one
period only.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from fundtrack.values import InputError, Money, Period, Rate, Rounding, excerpt

from .amounts import Amounts, in_range, made
from .depreciation_use import Count, project_use, ratio, shares_of_use, use_in_life
from .given import listed, many, not_negative, quantity, rounded, share, told
from .minor import rounded_all, rounded_each, steps, within
from .useful_life import days_in_life, days_in_use, life_end, months_in_use, used_days
from .worked import Given, Worked, Workings

#: A month of the useful life counts in the period in which it begins, or in which it is over.
Counted = Literal["begun", "completed"]

_CLAMPED: Final = "max(available_on, min(life_end, {}))"
_MONTHS: Final[dict[str, str]] = {
    "completed": "months_between(available_on, upto) - months_between(available_on, since)",
    "begun": "(months_between(available_on, upto - 1) + 1 if available_on < upto else 0)"
    " - (months_between(available_on, since - 1) + 1 if available_on < since else 0)",
}


class Depreciation(Workings):
    """The charge of one period, and what of the price no period has charged yet."""

    charge: Worked
    left: Worked


class DepreciationPlan(Amounts):
    """The charges of periods in their order, their sum, and what of the price is left.

    `amounts` are the charges.
    """

    charges: tuple[Worked, ...]
    charged: Worked
    left: Worked

    def _figures(self) -> Iterable[Worked]:
        return self.charges


def months_of_use(
    period: Period, *, available_on: date, useful_life: int, counted: Counted
) -> Worked:
    """How many months of the useful life fall into a period.

    The months of the life run from the day of availability (one from the 15th ends on the
    14th). Each counts as a whole in one period: where it begins, or where it is completed. So
    over periods that follow each other they sum to the useful life, never to more.

    Args:
        period: Both days known, both inside.
        available_on: The first day on which it could be used, not the day of the invoice.
        useful_life: In months, one or more.
        counted: `begun` or `completed`; the law does not say which.

    Raises:
        InputError: a day of the period is unknown, or a number or word is not as said.

    Source:
        "EU direct management", eu.mga.depr.default and eu.mga.depr.prior (verified there).

    >>> reporting = Period("2023-01-01/2023-10-31")
    >>> used = months_of_use(
    ...     reporting, available_on=date(2022, 12, 15), useful_life=48, counted="completed"
    ... )
    >>> used.value
    10
    """
    first, last = _days_of(period)
    months = months_in_use(first, last, available_on, useful_life, counted)
    since, upto = _used_days(first, last, available_on, useful_life)
    given: dict[str, Given] = {"available_on": available_on, "since": since, "upto": upto}
    return Worked(months, _MONTHS[counted], given)


def days_of_use(period: Period, *, available_on: date, useful_life: int) -> Worked:
    """How many days of the useful life fall into a period; both ends of the period count.

    Args:
        period: Both days known, both inside.
        available_on: The first day on which it could be used; it counts.
        useful_life: In months, one or more; in days it is `days_of_life`.

    Raises:
        InputError: a day of the period is unknown, or the life is no whole number of months.

    Source:
        "EU direct management", eu.mga.depr.default (verified there; months are its unit).

    >>> reporting = Period("2023-01-01/2023-10-31")
    >>> days_of_use(reporting, available_on=date(2023, 10, 30), useful_life=48).value
    2
    """
    first, last = _days_of(period)
    days = days_in_use(first, last, available_on, useful_life)
    since, upto = _used_days(first, last, available_on, useful_life)
    return Worked(days, "days_between(since, upto)", {"since": since, "upto": upto})


def days_of_life(*, available_on: date, useful_life: int) -> Worked:
    """A useful life of months in days, leap days included.

    Raises:
        InputError: the life is no whole number of months, or ends after the year 9999.

    >>> days_of_life(available_on=date(2023, 10, 30), useful_life=48).value
    1461
    """
    end = life_end(available_on, useful_life)
    return Worked(
        days_in_life(available_on, useful_life),
        "days_between(available_on, life_end)",
        {"available_on": available_on, "life_end": end},
    )


def depreciate(
    price: Money,
    *,
    used: Count,
    useful_life: Count,
    share_of_use: Rate,
    rounding: Rounding,
    charged: Money | None = None,
) -> Depreciation:
    """The depreciation of one period, cut at what of the price is left.

    Each period is rounded by itself, so the sum of many can miss the price by cents;
    `depreciate_over` does not.

    Args:
        price: Of purchase, zero or more.
        used: Time of use in the period; months or days, in the unit of `useful_life`.
        useful_life: Above zero.
        share_of_use: For the project, 0 to 100 %.
        rounding: Where the fraction of a cent goes.
        charged: What earlier periods have charged; None for nothing.

    Raises:
        InputError: an amount is below zero, `charged` is more than the price, the use is longer
            than the life, or the share is outside 0 to 100 %.
        CurrencyMismatch: `charged` is in another currency.

    Source:
        "EU shared management", LIM.DEPREC (CPR1420 art 69(2), CPR2127 art 67(2); verified
        there); "EU direct management", eu.mga.depr.default (verified there).

    >>> second = depreciate(
    ...     Money("36000.00 EUR"), used=14, useful_life=48, share_of_use=Rate("60 %"),
    ...     rounding=Rounding("down 0.01"), charged=Money("4500.00 EUR"),
    ... )
    >>> print(second.explain())
    charge = price × used ÷ useful life × share of use
        = 36000.00 EUR × 14 ÷ 48 × 60 % = 6300.00 EUR
    left = price − charged − charge
        = 36000.00 EUR − 4500.00 EUR − 6300.00 EUR = 25200.00 EUR
    """
    currency = not_negative("charged", price=price, charged=charged)
    before = Money.zero(currency) if charged is None else charged
    if before > price:
        raise InputError(
            "more was charged than the price", expected=f"at most {price}", found=str(before)
        )
    time, life = use_in_life(used, useful_life)
    worn = worn_off(price.minor, time, life, share("share_of_use", share_of_use))
    given: dict[str, Given] = {"price": price, "used": used, "useful_life": useful_life}
    charge = Worked(
        rounded(worn.numerator, worn.denominator, currency, rounding),
        "price * used / useful_life * share_of_use",
        given | {"share_of_use": share_of_use},
        rounding,
    )
    if charge.money > price - before:
        charge = Worked(
            price - before,
            "min(depreciation, price - charged)",
            {"depreciation": charge, "price": price, "charged": before},
        )
    left = Worked(
        price - before - charge.money,
        "price - charged - charge",
        {"price": price, "charged": before, "charge": charge.money},
    )
    return Depreciation(charge, left)


def depreciate_over(
    price: Money,
    *,
    used: Sequence[Count],
    useful_life: Count,
    share_of_use: Rate | Sequence[Rate],
    rounding: Rounding,
) -> DepreciationPlan:
    """The depreciation of periods that follow each other, rounded on their sum.

    Each period is charged the rounded depreciation to date, less what was charged before. So
    the charges always sum to the rounded whole: over the full life to price times share.

    Args:
        price: Of purchase, zero or more.
        used: Time of use in each period; months or days, in the unit of `useful_life`.
        useful_life: Above zero, no less than the sum of `used`.
        share_of_use: For the project, 0 to 100 %: one, or one for each period.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the price is below zero, the use is longer than the life, a share is outside
            0 to 100 %, or there is not one share for each period.

    Source:
        "EU direct management", eu.mga.depr.default (verified there); "Funding-split
        mathematics", split.cumulative.

    >>> plan = depreciate_over(
    ...     Money("1000.00 EUR"), used=[12, 12, 12], useful_life=36, share_of_use=Rate("50 %"),
    ...     rounding=Rounding("half_up 0.01"),
    ... )
    >>> [str(charge.value) for charge in plan.charges], str(plan.left.value)
    (['166.67 EUR', '166.66 EUR', '166.67 EUR'], '500.00 EUR')
    """
    currency = not_negative(price=price)
    times = listed("used", used)
    shares = shares_of_use(share_of_use, len(times))
    above, below = life = ratio("useful_life", useful_life)
    if not above:
        use_in_life(0, useful_life)  # it refuses
    used_for_project = project_use(times, shares, life)
    most, exponent, over = price.minor, price.exponent, used_for_project[-1][1]
    if over == used_for_project[0][1]:  # then it is that of all between them
        each = [time for time, _ in used_for_project]
        worn = rounded_all(each, most * below, over * above, told(rounding), exponent)
    else:
        pairs = [(time * below, over * above) for time, over in used_for_project]
        worn = rounded_each([most] * len(pairs), pairs, told(rounding), exponent)
    in_range(worn[-1:], currency)  # it never falls
    totals = worn if worn[-1] <= most else within(worn, most)  # however it is rounded
    minors = steps(totals)

    def make() -> DepreciationPlan:
        before, charges = Money.zero(currency), []
        for time, reached, amount in zip(
            used_for_project, made(worn, currency), made(minors, currency), strict=True
        ):
            charged = _to_date(reached, price, Fraction(*time), useful_life, rounding)
            given: dict[str, Given] = {"charged": charged, "charged_before": before}
            charges.append(Worked(amount, "charged - charged_before", given))
            before = charged.money
        given = {"price": price, "charged": before}
        left = Worked(price - before, "price - charged", given)
        return DepreciationPlan(tuple(charges), charged, left)

    return DepreciationPlan.late(make, _minors=minors, _currency=currency)


def remaining_value(
    price: Money, *, used: Count, useful_life: Count, rounding: Rounding
) -> Worked:
    """The book value: what of the price no use has worn off, for the project or otherwise.

    Args:
        price: Of purchase, zero or more.
        used: All time of use so far; months or days, in the unit of `useful_life`.
        useful_life: Above zero.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the price is below zero, or the use is longer than the life.

    Source:
        "EU direct management", eu.mga.depr.prior: of equipment bought before the project only
        the rest falls into it (verified there).

    >>> half_up = Rounding("half_up 0.01")
    >>> remaining_value(
    ...     Money("36000.00 EUR"), used=10, useful_life=48, rounding=half_up
    ... ).value
    Money('28500.00 EUR')
    """
    currency = not_negative(price=price)
    time, life = use_in_life(used, useful_life)
    part = 1 - time / life
    value = rounded(price.minor * part.numerator, part.denominator, currency, rounding)
    given: dict[str, Given] = {"price": price, "used": used, "useful_life": useful_life}
    return Worked(value, "price - price * used / useful_life", given, rounding)


def access_unit_cost(
    costs: Sequence[Money], hours: Sequence[Fraction | int], *, rounding: Rounding
) -> Worked:
    """The cost of an hour of access to a research infrastructure, over full past years.

    The average yearly cost divided by the average yearly hours, rounded once.

    Args:
        costs: Of each year, zero or more, without capital costs; whether indirect costs are in
            them the rules say.
        hours: Of access in each year, in the same order; not all zero.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: not one number of hours for each cost, a number below zero, or no hours.
        CurrencyMismatch: costs in different currencies.

    Source:
        "EU direct management", eu.he.ri_access: of the last two years (verified there).

    >>> print(access_unit_cost(
    ...     [Money("1950000.00 EUR"), Money("2130000.00 EUR")], [5000, 5200],
    ...     rounding=Rounding("half_up 0.01"),
    ... ).explain("hour"))
    hour = costs ÷ years ÷ (hours ÷ years)
        = 4080000.00 EUR ÷ 2 ÷ (10200 ÷ 2) = 400.00 EUR
    """
    held = many("costs", costs)
    for cost in held:
        not_negative(costs=cost)
    times = [quantity("hours", one) for one in listed("hours", hours)]
    if len(times) != len(held):
        raise InputError(
            "hours for each cost", expected=f"{len(held)} years", found=str(len(times))
        )
    time = sum(times, Fraction(0))
    if not time:
        raise InputError("no hours of access", expected="hours above zero", found="0")
    cost = Money.of_minor(sum(one.minor for one in held), held[0].currency)
    return Worked(
        rounded(cost.minor * time.denominator, time.numerator, cost.currency, rounding),
        "costs / years / (hours / years)",
        {"costs": cost, "hours": time, "years": len(held)},
        rounding,
    )


def worn_off(
    price: Fraction | int, used: Fraction | int, life: Fraction | int, share_of_use: Fraction
) -> Fraction:
    """What the use wears off the price for the project, exactly."""
    return share_of_use * price * used / life


def _days_of(period: Period) -> tuple[date, date]:
    """The first and the last day of a period of which both are known."""
    if not isinstance(period, Period) or period.first is None or period.last is None:
        raise InputError(
            "the days of the period are not known",
            expected='a Period as "2023-01-01/2023-10-31"',
            found=str(period) if isinstance(period, Period) else excerpt(period),
        )
    return period.first, period.last


def _used_days(
    first: date, last: date, available_on: date, useful_life: int
) -> tuple[Worked, Worked]:
    """The same two days as figures."""
    end = life_end(available_on, useful_life)
    since, upto = used_days(first, last, available_on, end)
    given: dict[str, Given] = {"available_on": available_on, "life_end": end}
    return (
        Worked(since, _CLAMPED.format("first"), given | {"first": first}),
        Worked(upto, _CLAMPED.format("last + 1"), given | {"last": last}),
    )


def _to_date(
    worn: Money, price: Money, for_project: Fraction, shown: Count, rounding: Rounding
) -> Worked:
    """What may be charged up to a period: never more than the price, however it is rounded."""
    charged = Worked(
        worn,
        "price * used_for_project / useful_life",
        {"price": price, "used_for_project": for_project, "useful_life": shown},
        rounding,
    )
    if worn <= price:
        return charged
    return Worked(price, "min(price, charged)", {"price": price, "charged": charged})
