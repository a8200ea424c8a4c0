"""Contributions in kind: what counts of them, and the support beside them.

They cost no cash, so they pay a part of the co-financing at most, and no support is paid for
them: the grant keeps under the costs without them. Which support is tested differs between
periods, so each has its own function.
"""

from fundtrack.values import InputError, Money, Rate, Rounding

from .given import not_negative
from .rates import portion
from .worked import Worked, Workings


class InKind(Workings):
    """What counts in kind, what must come in cash, and what was offered in vain."""

    counted: Worked
    cash: Worked
    excess: Worked


class SupportLimit(Workings):
    """The support tested, the most it may be, and what is above."""

    passes: bool
    support: Worked
    limit: Worked
    excess: Worked


def inkind_counted(
    offered: Money, co_financing: Money, limit: Rate, *, rounding: Rounding
) -> InKind:
    """How much of a contribution in kind counts toward the co-financing.

    Args:
        offered: The value offered in kind, zero or more.
        co_financing: What must stand beside the grant, in cash and in kind.
        limit: The most of it that may be in kind, 0 to 100 %.
        rounding: Where the fraction of a cent of the limit goes; `down` is safe.

    Raises:
        InputError: an amount is below zero, or the limit is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "Funding-split mathematics", split.inkind.

    >>> counted = inkind_counted(
    ...     Money("8000.00 EUR"), Money("10000.00 EUR"), Rate("50 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> counted.counted.money, counted.cash.money, counted.excess.money
    (Money('5000.00 EUR'), Money('5000.00 EUR'), Money('3000.00 EUR'))
    """
    not_negative(offered=offered, co_financing=co_financing)
    most = portion("co_financing", co_financing, "limit", limit, rounding)
    counted = Worked(
        min(offered, most.money, co_financing),
        "min(offered, most, co_financing)",
        {"offered": offered, "most": most, "co_financing": co_financing},
    )
    return InKind(
        counted,
        Worked(
            co_financing - counted.money,
            "co_financing - counted",
            {"co_financing": co_financing, "counted": counted},
        ),
        Worked(
            offered - counted.money,
            "offered - counted",
            {"offered": offered, "counted": counted},
        ),
    )


def grant_with_volunteers(
    cash: Money, volunteers: Money, rate: Rate, *, rounding: Rounding
) -> Worked:
    """The grant of costs that contain volunteers' work: never more than the costs without it.

    Args:
        cash: Eligible costs without the volunteers, zero or more.
        volunteers: The eligible value of their work, zero or more.
        rate: 0 to 100 % of both together.
        rounding: Where the fraction of a cent goes; `down` is safe.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "Funding-split mathematics", split.inkind and section 4, "EU volunteers".

    >>> grant = grant_with_volunteers(
    ...     Money("80000.00 EUR"), Money("20000.00 EUR"), Rate("90 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> grant.money
    Money('80000.00 EUR')
    """
    not_negative(cash=cash, volunteers=volunteers)
    eligible = Worked(
        cash + volunteers, "cash + volunteers", {"cash": cash, "volunteers": volunteers}
    )
    grant = portion("eligible", eligible, "rate", rate, rounding)
    return Worked(min(grant.money, cash), "min(grant, cash)", {"grant": grant, "cash": cash})


def public_support_limit(
    fund: Money, other_public: Money, eligible: Money, in_kind: Money
) -> SupportLimit:
    """Public support under the eligible costs without contributions in kind, from 2014 on.

    Args:
        fund: Support from the fund, zero or more.
        other_public: All other public support to the operation; contributions in kind by a
            public body too, if the programme counts them as support.
        eligible: Total eligible costs, in kind included.
        in_kind: The contributions in kind among them.

    Raises:
        InputError: an amount is below zero, or `in_kind` is above `eligible`.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", LIM.INKIND: Regulation (EU) 1303/2013 article 69(1)(a),
        Regulation (EU) 2021/1060 article 67(1)(a) (verified).

    >>> limit = public_support_limit(
    ...     Money("119000.00 EUR"), Money("0.00 EUR"), Money("140000.00 EUR"),
    ...     Money("32000.00 EUR"),
    ... )
    >>> limit.limit.money, limit.excess.money
    (Money('108000.00 EUR'), Money('11000.00 EUR'))
    """
    not_negative(fund=fund, other_public=other_public, eligible=eligible, in_kind=in_kind)
    support = Worked(
        fund + other_public, "fund + other_public", {"fund": fund, "other_public": other_public}
    )
    return _support_limit(support, eligible, in_kind)


def fund_support_limit(fund: Money, eligible: Money, in_kind: Money) -> SupportLimit:
    """The fund's own support under the eligible costs without in-kind, 2007 to 2013.

    Args:
        fund: Co-financing from the Funds alone, zero or more.
        eligible: Total eligible costs, in kind included.
        in_kind: The contributions in kind among them.

    Raises:
        InputError: an amount is below zero, or `in_kind` is above `eligible`.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", LIM.INKIND: Regulation (EC) 1083/2006 article 56(2)(c)
        (verified).

    >>> fund_support_limit(
    ...     Money("90000.00 EUR"), Money("140000.00 EUR"), Money("32000.00 EUR")
    ... ).passes
    True
    """
    not_negative(fund=fund, eligible=eligible, in_kind=in_kind)
    return _support_limit(Worked(fund, "fund", {"fund": fund}), eligible, in_kind)


def _support_limit(support: Worked, eligible: Money, in_kind: Money) -> SupportLimit:
    if in_kind.minor > eligible.minor:
        raise InputError(
            "in_kind is above eligible", expected=f"{eligible} or less", found=str(in_kind)
        )
    limit = Worked(
        eligible - in_kind, "eligible - in_kind", {"eligible": eligible, "in_kind": in_kind}
    )
    over = max(0, support.money.minor - limit.money.minor)
    return SupportLimit(
        not over,
        support,
        limit,
        Worked(
            Money.of_minor(over, eligible.currency),
            "max(0, support - limit)",
            {"support": support, "limit": limit},
        ),
    )
