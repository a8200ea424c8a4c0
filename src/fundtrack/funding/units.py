"""Unit costs and lump sums: an amount fixed before, paid for what was done.

Nobody asks what a unit cost: its number times its price is the cost, rounded as the programme
says. A lump sum is paid whole or not at all, for the whole or milestone by milestone.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

from fundtrack.values import InputError, Money, Price, Rate, Rounding, exponent_of

from .exact import added, costs_of, exact_price, positive, priced, rounded_price
from .given import names, not_negative, one_currency, quantity, share, yes_or_no
from .worked import Given, Worked


def unit_cost(number: Fraction | int, price: Price, *, rounding: Rounding) -> Worked:
    """The cost of units at a price fixed before.

    Args:
        number: How many units, zero or more: hours, days, pieces.
        price: Of one unit, of any sign.
        rounding: Where the fraction of a cent goes; Jems, the Interreg monitoring system, takes
            `down 0.01` (510.45 below), invoices are commonly rounded `half_up 0.01` (510.46).

    Raises:
        InputError: the number is below zero or not exact, or the price is no price.

    Source:
        Regulation (EU) 2021/1060, Article 53(1)(b), and the rounding table of Jems V10.0.2:
        verified.

    >>> jems = unit_cost(
    ...     Fraction("12.25"), Price("41.67 EUR"), rounding=Rounding("down 0.01")
    ... )
    >>> print(jems.explain("equipment"))
    equipment = number × price
        = 12.25 × 41.67 EUR = 510.4575 EUR, down 0.01: 510.45 EUR
    """
    exact_price("price", price)
    return Worked(
        priced(price, quantity("number", number), rounding),
        "number * price",
        {"number": number, "price": price},
        rounding,
    )


def owner_cost(
    monthly: Price,
    units_of_month: Fraction | int,
    coefficient: Rate,
    units: Fraction | int,
    *,
    unit_rounding: Rounding | None,
    rounding: Rounding,
) -> Worked:
    """The unit cost of an owner or a person who draws no salary, for days worked.

    Args:
        monthly: The amount of a month (5 080 EUR for calls opening before 2024-07-30, 8 745.40
            EUR from that day on; both verified).
        units_of_month: Days it stands for: 18 (Horizon 2020 had 143 hours, unverified).
        coefficient: Of the country, from the work programme of the call: 104.3 %; at most
            10,000 %.
        units: Day-equivalents worked, or hours.
        unit_rounding: How the amount of a unit is rounded before it is multiplied; the guide
            shows it at two decimals and does not say. None keeps it exact.
        rounding: Where the fraction of a cent of the cost goes.

    Raises:
        InputError: a number is below zero or no exact number, or the units of a month are zero.

    Source:
        Annotated Grant Agreement 2.0, 6.2.A.4, verified; it prints two numbers of the decision
        behind it, C(2020)7115 and C(2020)7715.

    >>> cents = Rounding("half_up 0.01")
    >>> for unit in (None, cents):
    ...     owner_cost(
    ...         Price("5080.00 EUR"), 18, Rate("100 %"), 90, unit_rounding=unit, rounding=cents
    ...     ).value
    Money('25400.00 EUR')
    Money('25399.80 EUR')
    """
    month, per = exact_price("monthly", monthly), positive("units_of_month", units_of_month)
    part = share("coefficient", coefficient, high=100)
    time = quantity("units", units)
    given: dict[str, Given] = {"monthly": monthly, "units_of_month": units_of_month}
    rest: dict[str, Given] = {"coefficient": coefficient, "units": units}
    if unit_rounding is None:
        cost = priced(monthly, part * time / per, rounding)
        formula = "monthly / units_of_month * coefficient * units"
        return Worked(cost, formula, {**given, **rest}, rounding)
    minor = month * 10 ** exponent_of(monthly.currency) / per
    unit = rounded_price(minor.numerator, minor.denominator, monthly.currency, unit_rounding)
    unit_price = Worked(unit, "monthly / units_of_month", given, unit_rounding)
    return Worked(
        priced(unit, part * time, rounding),
        "price * coefficient * units",
        {"price": unit_price, **rest},
        rounding,
    )


def staff_unit(
    total: Money,
    work_units: Fraction | int,
    days_of_year: Fraction | int,
    *,
    rounding: Rounding,
    ceiling: Price | None = None,
) -> Worked:
    """The price of a day of any staff, from the accounts of a closed year, cut at a ceiling.

    Args:
        total: Staff costs of the last closed year, zero or more.
        work_units: Annual work units of that year, above zero.
        days_of_year: Days of a full-time year (215).
        rounding: Where the fraction of the price goes, up to six decimals; not stated.
        ceiling: The most a day may be, as the decision of 2024-01-15 fixes it for the country
            (9 618 EUR / 18 times a coefficient, verified); None for no ceiling.

    Raises:
        InputError: the costs are below zero, or a number is not above zero.
        CurrencyMismatch: the ceiling is in another currency.

    Source:
        Annotated Grant Agreement 2.0, 6.2.A.6, verified.

    >>> staff_unit(
    ...     Money("2150000.00 EUR"), 25, 215, rounding=Rounding("half_up 0.01")
    ... ).value
    Price('400.00 EUR')
    """
    currency = not_negative(total=total)
    time = positive("work_units", work_units) * positive("days_of_year", days_of_year)
    unit = Worked(
        rounded_price(total.minor * time.denominator, time.numerator, currency, rounding),
        "total_costs / work_units / days_of_year",
        {"total_costs": total, "work_units": work_units, "days_of_year": days_of_year},
        rounding,
    )
    if ceiling is None:
        return unit
    most, price = exact_price("ceiling", ceiling, currency), unit.value
    assert isinstance(price, Price)  # noqa: S101 (as it was made)
    least = ceiling if most < exact_price("unit", price) else price
    return Worked(least, "min(unit, ceiling)", {"unit": unit, "ceiling": ceiling})


def lump_sum(amount: Money, *, achieved: bool) -> Worked:
    """A lump sum, paid whole if what it is for was achieved, else not at all.

    Args:
        amount: The lump sum, zero or more.
        achieved: Whether what the agreement names was achieved.

    Raises:
        InputError: the amount is below zero, or `achieved` is not a truth value.

    Source:
        Regulation (EU) 2021/1060, Article 53(1)(c), verified.

    >>> lump_sum(Money("48000.00 EUR"), achieved=False).value
    Money('0.00 EUR')
    """
    currency = not_negative(amount=amount)
    yes_or_no("achieved", achieved)
    return Worked(
        amount if achieved else Money.zero(currency),
        "amount * achieved",
        {"amount": amount, "achieved": int(achieved)},
    )


def lump_sum_of_milestones(
    milestones: Mapping[str, Money], achieved: Collection[str], *, whole: Money | None
) -> Worked:
    """A lump sum in parts, each paid whole when its milestone was achieved.

    Args:
        milestones: The amount of each milestone or work package, zero or more.
        achieved: The names of those achieved.
        whole: The lump sum of the agreement, which the parts are exactly; None if it states
            only the parts.

    Raises:
        InputError: a part is below zero, the parts are not the whole, or `achieved` names a
            milestone that is not there.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        Lump sum grants of Horizon Europe: only completed work packages are paid, secondary.

    >>> parts = {"wp_1": Money("30000.00 EUR"), "wp_2": Money("20000.00 EUR")}
    >>> print(lump_sum_of_milestones(parts, ["wp_2"], whole=Money("50000.00 EUR")).money)
    20000.00 EUR
    """
    currency = costs_of(milestones)
    for name, amount in milestones.items():
        not_negative(**{name: amount})
    done = names("achieved", achieved)
    if unknown := done - milestones.keys():
        raise InputError(
            "no such milestone",
            expected=", ".join(milestones),
            found=", ".join(sorted(unknown)),
        )
    if whole is not None:
        one_currency(milestones=next(iter(milestones.values())), whole=whole)
        parts = Money.of_minor(sum(one.minor for one in milestones.values()), currency)
        if parts != whole:
            raise InputError(
                "the milestones are not the whole lump sum",
                expected=str(whole),
                found=str(parts),
                remedy="split the whole by weights, so that no cent is lost",
            )
    return added({name: milestones[name] for name in milestones if name in done}, currency)
