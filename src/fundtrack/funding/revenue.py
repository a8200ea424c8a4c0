"""Net revenue of an operation: what it earns is not funded a second time.

Three ways lead from eligible costs to what is left of them: a flat rate of the sector, the
funding gap of a discounted cash flow, and what was earned during implementation. Discounting
sums exact fractions and rounds once. The law of 2021-2027 has no such deduction: there is
nothing to call.
"""

from collections.abc import Iterable
from fractions import Fraction

from fundtrack.values import InputError, Money, Rate, Rounding

from .given import listed, not_negative, one_currency, rounded, share, whole
from .worked import Given, Worked, Workings

#: Years of a cash flow; the longest reference period in the law is thirty.
YEARS_MAX = 40
#: Terms of a sum in one pair of brackets, so that a long formula is not a deep one.
_TERMS = 8


class FundingGap(Workings):
    """The share of the costs that revenue does not pay, the costs behind it, and the grant."""

    gap_rate: Worked
    decision_amount: Worked | None
    grant: Worked


class RevenueDuring(Workings):
    """Revenue nobody foresaw, the part that falls on eligible costs, and what they become."""

    unforeseen: Worked
    counted: Worked
    eligible_after: Worked


def eligible_after_flat_rate(
    eligible: Money, revenue_rate: Rate, *, rounding: Rounding
) -> Worked:
    """Eligible costs less a flat rate of net revenue for the sector.

    Args:
        eligible: Eligible costs, zero or more.
        revenue_rate: The flat rate of the sector, 0 to 100 %.
        rounding: Where the fraction of a cent goes; `down` is safe.

    Raises:
        InputError: the amount is below zero, or the rate is outside 0 to 100 %.

    Source:
        "EU shared management", RGP.AFTER.1420: Regulation (EU) 1303/2013 article 61(3)(a) and
        annex V, water 25 %, road 30 %, rail 20 % (verified).

    >>> eligible_after_flat_rate(
    ...     Money("10000000.00 EUR"), Rate("25 %"), rounding=Rounding("down 0.01")
    ... ).money
    Money('7500000.00 EUR')
    """
    currency = not_negative(eligible=eligible)
    part = 1 - share("revenue_rate", revenue_rate)
    return Worked(
        rounded(eligible.minor * part.numerator, part.denominator, currency, rounding),
        "eligible * (1 - revenue_rate)",
        {"eligible": eligible, "revenue_rate": revenue_rate},
        rounding,
    )


def discounted(flows: Iterable[Money], rate: Rate, *, first: int, rounding: Rounding) -> Worked:
    """The present value of yearly cash flows, rounded once at the end.

    Args:
        flows: One amount for each year, of any sign; one to forty.
        rate: The discount rate, 0 to 100 %.
        first: Years from the base year to the first flow: 0 leaves it whole, 1 discounts it by
            a year. Programmes differ, so nothing is guessed.
        rounding: Where the fraction of a cent of the sum goes.

    Raises:
        InputError: no flows or over forty, the rate is outside 0 to 100 %, or `first` is not a
            whole number of 0 to 40.
        CurrencyMismatch: the flows are in different currencies.

    Source:
        "EU shared management", RGP.AFTER.1420: Regulation (EU) 480/2014 article 19(3), 4 % real
        as the indicative benchmark (verified).

    >>> flows = [Money("104.00 EUR"), Money("108.16 EUR")]
    >>> discounted(flows, Rate("4 %"), first=1, rounding=Rounding("half_up 0.01")).money
    Money('200.00 EUR')
    """
    held = listed("flows", flows)
    if max(len(held), whole("first", first)) > YEARS_MAX:
        raise _too_many(max(len(held), first))
    part = share("rate", rate)
    currency = one_currency(**{f"flows[{place}]": flow for place, flow in enumerate(held)})
    given: dict[str, Given] = {}
    terms: list[str] = []
    exact, factor = Fraction(), discount_factor(part, first)
    for year, flow in enumerate(held, first):
        given[f"flow_{year}"] = flow
        terms.append(f"flow_{year}")
        if year:
            before: dict[str, Given] = {"before": factor * (1 + part), "rate": rate}
            given[f"factor_{year}"] = Worked(factor, "before / (1 + rate)", before)
            terms[-1] += f" * factor_{year}"
        exact += flow.minor * factor
        factor /= 1 + part
    return Worked(
        rounded(exact.numerator, exact.denominator, currency, rounding),
        _bracketed(terms),
        given,
        rounding,
    )


def net_revenue(revenue: Money, operating_costs: Money, residual_value: Money) -> Worked:
    """Discounted net revenue: revenue less operating costs and with the residual value.

    The three are discounted amounts. The residual value may be below zero, and so may the
    result; the funding gap takes that as no revenue.

    Raises:
        InputError: revenue or operating costs are below zero.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", RGP.GAP (secondary).

    >>> net_revenue(
    ...     Money("50.00 EUR"), Money("24.00 EUR"), Money("4.00 EUR")
    ... ).money
    Money('30.00 EUR')
    """
    not_negative(revenue=revenue, operating_costs=operating_costs)
    one_currency(revenue=revenue, residual_value=residual_value)
    return Worked(
        revenue - operating_costs + residual_value,
        "revenue - operating_costs + residual_value",
        {
            "revenue": revenue,
            "operating_costs": operating_costs,
            "residual_value": residual_value,
        },
    )


def funding_gap(
    investment: Money,
    revenue: Money,
    eligible: Money,
    rate: Rate,
    *,
    decision_rounding: Rounding | None,
    rounding: Rounding,
) -> FundingGap:
    """The grant for the part of the costs that discounted net revenue does not pay.

    The gap is exact and kept within 0 and 100 %: a loss in operation adds no grant, and revenue
    above the investment leaves none.

    Args:
        investment: Discounted investment cost (DIC), above zero.
        revenue: Discounted net revenue (DNR), of any sign.
        eligible: Eligible costs (EC), zero or more, not discounted.
        rate: The co-financing rate (CR), 0 to 100 %.
        decision_rounding: How the decision amount is rounded before the rate; None keeps it
            exact, and no such figure is given.
        rounding: Where the fraction of a cent of the grant goes; `down` is safe.

    Raises:
        InputError: the investment is not above zero, the eligible costs are below zero, or the
            rate is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", RGP.GAP (formulas secondary); Regulation (EC) 1083/2006 article
        55(2) (verified). "Funding-split mathematics", split.gap.

    >>> gap = funding_gap(
    ...     Money("100000000.00 EUR"), Money("30000000.00 EUR"), Money("120000000.00 EUR"),
    ...     Rate("85 %"), decision_rounding=None, rounding=Rounding("down 0.01"),
    ... )
    >>> gap.gap_rate.value, gap.grant.money
    (Rate('70 %'), Money('71400000.00 EUR'))
    """
    currency = not_negative(investment=investment, eligible=eligible)
    one_currency(investment=investment, revenue=revenue)
    part = share("rate", rate)
    gap = rate_of_gap(Fraction(investment.minor), Fraction(revenue.minor))
    gap_rate = Worked(
        Rate(gap),
        "min(1, max(0, (investment - revenue) / investment))",
        {"investment": investment, "revenue": revenue},
    )
    if decision_rounding is None:
        exact = eligible.minor * gap * part
        grant = Worked(
            rounded(exact.numerator, exact.denominator, currency, rounding),
            "eligible * gap_rate * rate",
            {"eligible": eligible, "gap_rate": gap_rate, "rate": rate},
            rounding,
        )
        return FundingGap(gap_rate, None, grant)
    decision = Worked(
        rounded(eligible.minor * gap.numerator, gap.denominator, currency, decision_rounding),
        "eligible * gap_rate",
        {"eligible": eligible, "gap_rate": gap_rate},
        decision_rounding,
    )
    exact = decision.money.minor * part
    grant = Worked(
        rounded(exact.numerator, exact.denominator, currency, rounding),
        "decision_amount * rate",
        {"decision_amount": decision, "rate": rate},
        rounding,
    )
    return FundingGap(gap_rate, decision, grant)


def revenue_during(
    eligible: Money,
    total_costs: Money,
    revenue: Money,
    foreseen: Money,
    *,
    rounding: Rounding,
) -> RevenueDuring:
    """Eligible costs less the net revenue of implementation that nobody foresaw.

    Where not all costs are eligible, the revenue falls on the eligible ones pro rata.

    Args:
        eligible: Eligible costs, zero to `total_costs`.
        total_costs: All costs of the operation, above zero.
        revenue: Net revenue during implementation, zero or more.
        foreseen: What of it was deducted at approval; may be more than came in.
        rounding: Where the fraction of a cent of the counted revenue goes; `up` is safe.

    Raises:
        InputError: an amount is below zero, the total is zero, or `eligible` is above it.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", RGP.DURING.1420: Regulation (EU) 1303/2013 article 65(8)
        (verified).

    >>> during = revenue_during(
    ...     Money("800.00 EUR"), Money("1000.00 EUR"), Money("150.00 EUR"),
    ...     Money("50.00 EUR"), rounding=Rounding("up 0.01"),
    ... )
    >>> during.counted.money, during.eligible_after.money
    (Money('80.00 EUR'), Money('720.00 EUR'))
    """
    currency = not_negative(
        eligible=eligible, total_costs=total_costs, revenue=revenue, foreseen=foreseen
    )
    if not total_costs or eligible > total_costs:
        raise InputError(
            "eligible costs are a part of the total",
            expected="a total above zero that holds them",
            found=f"{eligible} of {total_costs}",
        )
    unforeseen = Worked(
        Money.of_minor(max(0, revenue.minor - foreseen.minor), currency),
        "max(0, revenue - foreseen)",
        {"revenue": revenue, "foreseen": foreseen},
    )
    counted = Worked(
        rounded(unforeseen.money.minor * eligible.minor, total_costs.minor, currency, rounding),
        "unforeseen * (eligible / total_costs)",
        {"unforeseen": unforeseen, "eligible": eligible, "total_costs": total_costs},
        rounding,
    )
    return RevenueDuring(
        unforeseen,
        counted,
        Worked(
            Money.of_minor(max(0, eligible.minor - counted.money.minor), currency),
            "max(0, eligible - counted)",
            {"eligible": eligible, "counted": counted},
        ),
    )


def discount_factor(rate: Fraction, years: int) -> Fraction:
    """What one unit of money is worth that comes so many years later, exactly.

    Raises:
        InputError: more than forty years, or fewer than none.
    """
    if whole("years", years) > YEARS_MAX:
        raise _too_many(years)
    return 1 / (1 + rate) ** years


def rate_of_gap(investment: Fraction, revenue: Fraction) -> Fraction:
    """The part of a discounted investment that net revenue does not pay, within 0 and 1.

    Raises:
        InputError: there is no investment, or one below zero.
    """
    if investment <= 0:
        raise InputError("a gap of no investment is not defined", found=str(investment))
    return min(Fraction(1), max(Fraction(), (investment - revenue) / investment))


def _too_many(years: int) -> InputError:
    return InputError("too many years", expected=f"{YEARS_MAX} or less", found=str(years))


def _bracketed(terms: list[str]) -> str:
    """A sum in groups: the grammar limits the depth of a formula."""
    groups = [terms[at : at + _TERMS] for at in range(0, len(terms), _TERMS)]
    if len(groups) == 1:
        return " + ".join(terms)
    return " + ".join(f"({' + '.join(group)})" for group in groups)
