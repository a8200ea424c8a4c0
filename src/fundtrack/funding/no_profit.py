"""The no-profit rule: what a surplus of an action takes off its grant.

A profit is what the grant and the revenue are above the costs. The acts differ in how much of
it comes back: the whole, or the share of it that the grant has of the costs. A guide rounds
that share before it is used, the acts do not; both readings stand here by their names.
"""

from fractions import Fraction
from typing import Literal, cast

from fundtrack.values import InputError, Money, Rate, Record, Rounding, excerpt

from .given import not_negative, told
from .rates import in_percent, portion
from .worked import Worked, Workings


class NoProfit(Record):
    """The no-profit rule, with what it needs of an action.

    `costs` are the accepted eligible costs and `contributions` the accepted unit, flat-rate or
    lump-sum contributions; `revenue` is what counts as revenue (the agreement exempts much of
    it). `deduct` says how much of a profit is deducted: the "whole"; the "exact_share" that the
    grant has of the costs; or that share as a percentage rounded by `rate_rounding` first, the
    "rounded_share": 62.07 %, for which `Rounding("half_up 0.01")` rounds to hundredths of a
    percent. A share is deducted with `rounding`; the whole needs none.
    """

    costs: Money
    contributions: Money
    revenue: Money
    deduct: Literal["whole", "exact_share", "rounded_share"]
    rounding: Rounding | None = None
    rate_rounding: Rounding | None = None


class ProfitDeduction(Workings):
    """A profit, the grant's share of the costs, the same rounded, and what is deducted.

    `share` is None where the whole is deducted or there are no costs, `rounded_share` where the
    share is not rounded.
    """

    profit: Worked
    share: Worked | None
    rounded_share: Worked | None
    deduction: Worked


def deduct_profit(grant: Money, rule: NoProfit) -> ProfitDeduction:
    """What the no-profit rule takes off a grant.

    The profit is what grant and revenue are above the costs and contributions. The guide of the
    EU model grant agreement prints an example with a rate rounded to hundredths of a percent;
    the agreement itself rounds nothing, so both readings stand here by name: on a profit of
    90 000 at 900 000 of 1 450 000 the exact share takes 55 862.07 and 62.07 % takes 55 863.00.

    Args:
        grant: The grant before the rule, after its limits, zero or more.
        rule: The costs, the revenue, and how much of a profit is deducted.

    Raises:
        InputError: an amount is below zero; the grant is above the costs and contributions it
            pays for; a share is deducted and `rounding` is missing, or `rate_rounding` is
            missing or one too many; or a profit has no costs to be shared over.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.4 step 3; Regulation 2024/2509, Article
        195 (4), the share of the profit (both verified). Horizon 2020: the whole (unverified).

    >>> found = deduct_profit(Money("900000.00 EUR"), NoProfit(
    ...     costs=Money("1450000.00 EUR"), contributions=Money("0.00 EUR"),
    ...     revenue=Money("640000.00 EUR"), deduct="exact_share",
    ...     rounding=Rounding("half_up 0.01"),
    ... ))
    >>> found.profit.money, found.deduction.money
    (Money('90000.00 EUR'), Money('55862.07 EUR'))
    """
    rounding, rate_rounding = _roundings(rule)
    costs, contributions, revenue = rule.costs, rule.contributions, rule.revenue
    currency = not_negative(
        grant=grant, costs=costs, contributions=contributions, revenue=revenue
    )
    over = grant.minor - costs.minor - contributions.minor
    if over > 0:
        raise InputError(
            "the grant is above the costs and contributions it pays for",
            expected=f"at most {costs + contributions}",
            found=str(grant),
        )
    profit = Worked(
        Money.of_minor(max(0, over + revenue.minor), currency),
        "max(0, grant + revenue - costs - contributions)",
        {"grant": grant, "revenue": revenue, "costs": costs, "contributions": contributions},
    )
    made = profit.money
    if rounding is None or not (made or costs):  # the whole of it, or a profit of nothing
        return ProfitDeduction(profit, None, None, Worked(made, "profit", {"profit": made}))
    if not costs:
        raise InputError(
            "a profit has no costs to be shared over",
            expected="costs above zero",
            found=f"a profit of {made}",
            remedy='contributions alone make no profit; or deduct the "whole"',
        )
    part = Fraction(max(0, grant.minor - contributions.minor), costs.minor)
    share = Worked(
        Rate(part),
        "max(0, grant - contributions) / costs",
        {"grant": grant, "contributions": contributions, "costs": costs},
    )
    cut, used = None, Rate(part)
    if rate_rounding is not None:
        cut = in_percent(part, "share", {"share": share}, rate_rounding)
        used = cast("Rate", cut.value)
    deduction = portion("profit", made, "share", used, rounding)
    return ProfitDeduction(profit, share, cut, deduction)


def _roundings(rule: NoProfit) -> tuple[Rounding | None, Rounding | None]:
    """The roundings a rule needs, and no other: of the deduction, and of the share."""
    if type(rule) is not NoProfit:
        raise InputError("not a no-profit rule", expected="NoProfit", found=excerpt(rule))
    if rule.deduct not in ("whole", "exact_share", "rounded_share"):
        raise InputError(
            "unknown deduction",
            expected='"whole", "exact_share" or "rounded_share"',
            found=excerpt(rule.deduct),
        )
    needed = {
        "rounding": (rule.rounding, rule.deduct != "whole"),
        "rate_rounding": (rule.rate_rounding, rule.deduct == "rounded_share"),
    }
    for name, (rounding, is_needed) in needed.items():
        if (rounding is not None) != is_needed:
            raise InputError(
                f'to deduct "{rule.deduct}" {name} is {"needed" if is_needed else "not used"}',
                expected='Rounding("half_up 0.01")' if is_needed else "None",
                found=excerpt(rounding),
            )
        if rounding is not None:
            told(rounding)
    return rule.rounding, rule.rate_rounding
