"""The final grant of an action: Horizon Europe in three steps, Horizon 2020 in four.

What was accepted is limited to the maximum grant of the action and reduced by a profit. The two
programmes differ in where a reduction for breaches stands: in Horizon Europe it lowers what was
accepted, before the limit, so costs above the maximum grant absorb it; in Horizon 2020 it
lowers the maximum itself, at the end.
"""

from fundtrack.values import InputError, Money

from .given import not_negative, one_currency
from .no_profit import NoProfit, ProfitDeduction, deduct_profit
from .worked import Worked, Workings


class FinalGrantThreeSteps(Workings):
    """The steps of Horizon Europe; `grant` is the final grant amount."""

    accepted: Worked
    capped: Worked
    profit: ProfitDeduction | None
    grant: Worked


class FinalGrantFourSteps(Workings):
    """The steps of Horizon 2020 from the second on: the first is what goes in.

    `grant`, the final grant amount, is the lower of `after_profit` and `reduced_maximum`.
    """

    capped: Worked
    profit: ProfitDeduction | None
    after_profit: Worked
    reduced_maximum: Worked
    grant: Worked


def accepted_contribution(
    at_rates: Money,
    *,
    requested: Money | None,
    certificate_ceiling: Money | None,
    contributions: Money,
    reduction: Money,
) -> Worked:
    """What is accepted of one beneficiary for one period, or for the whole action.

    Args:
        at_rates: Accepted costs at their rates, of any sign.
        requested: The contribution to costs that was requested; None for no such limit.
        certificate_ceiling: The most without a certificate; None where none is missing.
        contributions: Accepted unit, flat-rate and lump-sum contributions, of any sign.
        reduction: What is taken off for a breach or at a termination, zero or more.

    Raises:
        InputError: the reduction is below zero.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.3 (verified).

    >>> accepted_contribution(
    ...     Money("361200.00 EUR"), requested=Money("361200.00 EUR"),
    ...     certificate_ceiling=Money("324999.00 EUR"),
    ...     contributions=Money("0.00 EUR"), reduction=Money("0.00 EUR"),
    ... ).money
    Money('324999.00 EUR')
    """
    not_negative(reduction=reduction)
    limits = {
        "at_rates": at_rates,
        "requested": requested,
        "certificate_ceiling": certificate_ceiling,
    }
    may = ("requested", "certificate_ceiling")
    one_currency(*may, **limits, contributions=contributions, reduction=reduction)
    given = {name: limit for name, limit in limits.items() if limit is not None}
    least = min(given.values())
    formula = f"min({', '.join(given)})" if len(given) > 1 else "at_rates"
    return Worked(
        least + contributions - reduction,
        f"{formula} + contributions - reduction",
        {**given, "contributions": contributions, "reduction": reduction},
    )


def final_grant_three_steps(
    contribution: Money, *, grant: Money, reduction: Money, no_profit: NoProfit | None
) -> FinalGrantThreeSteps:
    """The final grant amount of Horizon Europe and the other programmes of its model agreement.

    1 the contribution accepted over all periods and beneficiaries, less reductions; 2 at most
    the maximum grant; 3 less a profit. The grant is never below zero, which the agreement does
    not say.

    Args:
        contribution: What was accepted of all beneficiaries, zero or more.
        grant: The maximum grant amount of the action, zero or more; beneficiaries have none of
            their own here.
        reduction: Reductions for breaches of all beneficiaries, zero up to the contribution.
        no_profit: The no-profit rule; None where it does not apply.

    Raises:
        InputError: an amount is below zero, the reduction is above the contribution, or what
            `deduct_profit` refuses.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.4 (verified).

    >>> final = final_grant_three_steps(
    ...     Money("2150000.00 EUR"), grant=Money("2000000.00 EUR"),
    ...     reduction=Money("380000.00 EUR"), no_profit=None,
    ... )
    >>> final.grant.money
    Money('1770000.00 EUR')
    """
    not_negative(contribution=contribution, grant=grant, reduction=reduction)
    _within(reduction, "contribution", contribution)
    accepted = Worked(
        contribution - reduction,
        "contribution - reduction",
        {"contribution": contribution, "reduction": reduction},
    )
    capped = Worked(
        min(accepted.money, grant),
        "min(accepted, grant)",
        {"accepted": accepted.money, "grant": grant},
    )
    profit, final = _without_profit(capped.money, no_profit)
    return FinalGrantThreeSteps(accepted, capped, profit, final)


def final_grant_four_steps(
    contribution: Money, *, grant: Money, reduction: Money, no_profit: NoProfit | None
) -> FinalGrantFourSteps:
    """The final grant amount of Horizon 2020.

    1 the rates on the accepted costs, which is what goes in; 2 at most the maximum grant;
    3 less a profit; 4 at most the maximum grant less the reduction for breaches.

    Args:
        contribution: What the rates give on the costs of all beneficiaries, zero or more.
        grant: The maximum grant amount, zero or more.
        reduction: The reduction of the maximum grant, zero up to the grant.
        no_profit: The no-profit rule; None where it does not apply.

    Raises:
        InputError: an amount is below zero, the reduction is above the maximum grant, or what
            `deduct_profit` refuses.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        Horizon 2020 model grant agreement, Article 5.3 (the steps secondary; the lower of the
        two amounts in the fourth, and the whole of a profit in the third, unverified).

    >>> final = final_grant_four_steps(
    ...     Money("2150000.00 EUR"), grant=Money("2000000.00 EUR"),
    ...     reduction=Money("380000.00 EUR"), no_profit=None,
    ... )
    >>> final.grant.money
    Money('1620000.00 EUR')
    """
    not_negative(contribution=contribution, grant=grant, reduction=reduction)
    _within(reduction, "grant", grant)
    capped = Worked(
        min(contribution, grant),
        "min(contribution, grant)",
        {"contribution": contribution, "grant": grant},
    )
    profit, after = _without_profit(capped.money, no_profit)
    reduced = Worked(
        grant - reduction, "grant - reduction", {"grant": grant, "reduction": reduction}
    )
    final = Worked(
        min(after.money, reduced.money),
        "min(after_profit, reduced_maximum)",
        {"after_profit": after.money, "reduced_maximum": reduced.money},
    )
    return FinalGrantFourSteps(capped, profit, after, reduced, final)


def _without_profit(
    capped: Money, no_profit: NoProfit | None
) -> tuple[ProfitDeduction | None, Worked]:
    """The deduction of the no-profit rule, and the grant after it."""
    if no_profit is None:
        return None, Worked(capped, "capped", {"capped": capped})
    profit = deduct_profit(capped, no_profit)
    deduction = profit.deduction.money
    return profit, Worked(
        max(Money.zero(capped.currency), capped - deduction),
        "max(0, capped - deduction)",
        {"capped": capped, "deduction": deduction},
    )


def _within(reduction: Money, name: str, whole: Money) -> None:
    if reduction > whole:
        raise InputError(
            f"reduction is above the {name}", expected=f"at most {whole}", found=str(reduction)
        )
