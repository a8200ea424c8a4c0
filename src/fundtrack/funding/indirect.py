"""Indirect costs: a percentage of direct costs, less what the funder leaves out of the base.

What is left out differs: subcontracts and support to third parties in EU direct management, a
list of categories and most of a subaward in the United States (`mtdc` gives that base).
"""

from collections.abc import Collection, Mapping
from typing import Literal

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .exact import added, costs_of, left_in
from .given import not_negative, one_currency, rounded, share
from .worked import Given, Worked, Workings


class Indirect(Workings):
    """The base that counts, the indirect costs on it, and all direct costs with them."""

    base: Worked
    indirect: Worked
    total: Worked


class WithinTotal(Workings):
    """Direct costs that count as a base, and the indirect costs left for them in a total."""

    base: Worked
    indirect: Worked


def indirect_costs(
    direct: Mapping[str, Money],
    rate: Rate,
    *,
    excluded: Collection[str],
    rounding: Rounding,
    rate_ceiling: Rate | None = None,
) -> Indirect:
    """Indirect costs as a flat rate of the direct costs that are not left out.

    Every category left out is stated, with 0.00 where there are no such costs: a name nobody
    knows would make the base too high.

    Args:
        direct: Eligible direct costs by category, of any sign.
        rate: 0 to 100 %: 7 % or 25 % in EU direct management, up to 15 % de minimis in
            the United States (10 % before 2024-10-01, secondary), or as negotiated.
        excluded: The categories left out of the base. At 25 %: volunteers, subcontracting,
            support to third parties, exempted categories; at 7 % only volunteers and exempted
            categories.
        rounding: Where the fraction of a cent goes; no source states it.
        rate_ceiling: The most the rate may be (8 % of training grants); None for no ceiling.

    Raises:
        InputError: a rate is out of range, or a category left out is not stated.
        CurrencyMismatch: two costs are in different currencies.

    Source:
        Annotated Grant Agreement 2.0, 6.2.E; Regulation (EU) 2021/695, Article 35(1);
        Regulation (EU, Euratom) 2024/2509, Article 184(6); 2 CFR 200.414: verified.

    >>> costs = {
    ...     "personnel": Money("11160.00 EUR"),
    ...     "goods": Money("2340.00 EUR"),
    ...     "subcontracting": Money("4500.00 EUR"),
    ... }
    >>> cents = Rounding("down 0.01")
    >>> horizon = indirect_costs(
    ...     costs, Rate("25 %"), excluded=["subcontracting"], rounding=cents
    ... )
    >>> print(horizon.base.money, horizon.indirect.money, horizon.total.money)
    13500.00 EUR 3375.00 EUR 21375.00 EUR
    """
    currency = costs_of(direct)
    base = added(left_in(direct, excluded), currency)
    indirect = indirect_of(base, rate, rounding=rounding, rate_ceiling=rate_ceiling)
    total = added({"direct": added(direct, currency), "indirect": indirect}, currency)
    return Indirect(base=base, indirect=indirect, total=total)


def indirect_of(
    base: Money | Worked, rate: Rate, *, rounding: Rounding, rate_ceiling: Rate | None = None
) -> Worked:
    """Indirect costs of a base that was made elsewhere, as `mtdc` makes one.

    Args:
        base: Of any sign; a base that was worked out brings its formula.
        rate: 0 to 100 %.
        rounding: Where the fraction of a cent goes.
        rate_ceiling: The most the rate may be; None for no ceiling.

    Raises:
        InputError: a rate is out of range, or the base is no amount.

    Source:
        2 CFR 200.414, verified.

    >>> indirect_of(
    ...     Money("206000.00 USD"), Rate("15 %"), rounding=Rounding("down 0.01")
    ... ).value
    Money('30900.00 USD')
    """
    amount = base.money if isinstance(base, Worked) else base
    currency = one_currency(base=amount)
    part = share("rate", rate)
    given: dict[str, Given] = {"base": base, "rate": rate}
    formula = "base * rate"
    if rate_ceiling is not None:
        part = min(part, share("rate_ceiling", rate_ceiling))
        given["rate_ceiling"] = rate_ceiling
        formula = "base * min(rate, rate_ceiling)"
    return Worked(
        rounded(amount.minor * part.numerator, part.denominator, currency, rounding),
        formula,
        given,
        rounding,
    )


def within_total(
    total: Money,
    rate: Rate,
    *,
    excluded: Money,
    rate_of: Literal["base", "total"],
    rounding: Rounding,
) -> WithinTotal:
    """Direct and indirect costs that fill a total: a budget planned backwards from a ceiling.

    The base is rounded and the indirect costs are the rest, so nothing is lost. Rounded `up`,
    the base leaves indirect costs that never pass the rate.

    Args:
        total: What both may be together, with what is left out of the base; zero or more.
        rate: 0 to 100 %.
        excluded: Direct costs left out of the base; zero if there are none.
        rate_of: `"base"` for a rate of the base, as a de minimis rate or "p % of total direct
            costs"; `"total"` for "p % of the total award", with nothing left out.
        rounding: Where the fraction of a cent of the base goes.

    Raises:
        InputError: an amount is below zero, more is left out than the total, or costs are left
            out under a rate of the total.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        Two readings of a cap on indirect costs, secondary (University of Wisconsin); the
        arithmetic is solved for the base.

    >>> plan = within_total(
    ...     Money("250000.00 USD"),
    ...     Rate("15 %"),
    ...     excluded=Money("40000.00 USD"),
    ...     rate_of="base",
    ...     rounding=Rounding("half_up 0.01"),
    ... )
    >>> print(plan.base.money, plan.indirect.money)
    182608.70 USD 27391.30 USD
    """
    currency = not_negative(total=total, excluded=excluded)
    part = share("rate", rate)
    if excluded > total:
        raise InputError(
            "more is left out than the total", expected=f"at most {total}", found=str(excluded)
        )
    given: dict[str, Given] = {"total_costs": total, "rate": rate}
    if rate_of == "total":
        if excluded:
            raise InputError(
                "a rate of the total leaves nothing out",
                expected="excluded of 0.00",
                found=str(excluded),
                remedy='take rate_of="base"',
            )
        numerator, denominator = part.denominator - part.numerator, part.denominator
        formula = "total_costs * (1 - rate)"
    elif rate_of == "base":
        numerator, denominator = part.denominator, part.denominator + part.numerator
        formula = "(total_costs - excluded) / (1 + rate)"
        given["excluded"] = excluded
    else:
        raise InputError("a rate of what", expected="base or total", found=excerpt(rate_of))
    free = total.minor - excluded.minor
    base = Worked(
        rounded(free * numerator, denominator, currency, rounding), formula, given, rounding
    )
    rest = Worked(
        Money.of_minor(free - base.money.minor, currency),
        "total_costs - excluded - base",
        {"total_costs": total, "excluded": excluded, "base": base},
    )
    return WithinTotal(base=base, indirect=rest)


def restricted_rate(general_management: Money, fixed: Money, other: Money) -> Worked:
    """The restricted indirect cost rate: general management and fixed costs by all others.

    Raises:
        InputError: an amount is below zero, or there are no other expenditures.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        34 CFR 76.564, verified (text of 2024).

    >>> restricted_rate(
    ...     Money("60000.00 USD"), Money("12000.00 USD"), Money("900000.00 USD")
    ... ).value
    Rate('8 %')
    """
    not_negative(general_management=general_management, fixed=fixed, other=other)
    return Worked(
        Rate.between(general_management + fixed, other),
        "(general_management + fixed) / other",
        {"general_management": general_management, "fixed": fixed, "other": other},
    )
