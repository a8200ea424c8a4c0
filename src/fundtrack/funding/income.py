"""Program income and disposal under US federal awards, and the totals of one form.

Income earned with a grant lowers the costs, enlarges the programme or pays the match; the
award says which, and each way has its own function. What is sold is owed in the grant's share.
"""

from fundtrack.values import InputError, Money, Rate, Rounding

from .given import not_negative
from .rates import portion
from .worked import Worked, Workings


class ProgramIncome(Workings):
    """The costs of the programme, the two sides of the award, and what income pays of them.

    `programme` is what is spent in all, `income_used` the income in the match, `cash` the rest
    of the match.
    """

    programme: Worked
    grant: Worked
    match: Worked
    income_used: Worked
    cash: Worked


class Disposal(Workings):
    """The grant's share of what was sold, what is kept of it, and what is owed."""

    share: Worked
    kept: Worked
    owed: Worked


class CashReport(Workings):
    """Line 10 of SF-425: what the other lines give."""

    cash_on_hand: Worked
    federal_share: Worked
    unobligated: Worked
    recipient_share_left: Worked
    unexpended_income: Worked


def income_deducted(
    allowable: Money, rate: Rate, income: Money, *, rounding: Rounding
) -> ProgramIncome:
    """Program income by deduction: the award pays its share of the costs less the income.

    Income above the costs leaves nothing to pay.

    Args:
        allowable: Total allowable costs, zero or more.
        rate: The federal share of the net costs, 0 to 100 %.
        income: Program income, zero or more.
        rounding: Where the fraction of a cent of the grant goes; `down` is safe.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "US federal awards", us.income: 2 CFR 200.307(b) (verified).

    >>> income = income_deducted(
    ...     Money("100000.00 USD"), Rate("75 %"), Money("10000.00 USD"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> income.grant.money, income.match.money
    (Money('67500.00 USD'), Money('22500.00 USD'))
    """
    currency = not_negative(allowable=allowable, income=income)
    net = Worked(
        Money.of_minor(max(0, allowable.minor - income.minor), currency),
        "max(0, allowable - income)",
        {"allowable": allowable, "income": income},
    )
    whole = Worked(allowable, "allowable", {"allowable": allowable})
    return _income(whole, net, rate, Money.zero(currency), rounding)


def income_added(
    allowable: Money, rate: Rate, income: Money, *, rounding: Rounding
) -> ProgramIncome:
    """Program income by addition: the award stays, and the programme grows by the income.

    Args:
        allowable: Total allowable costs of the award, zero or more.
        rate: The federal share of them, 0 to 100 %.
        income: Program income, zero or more.
        rounding: Where the fraction of a cent of the grant goes; `down` is safe.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "US federal awards", us.income: 2 CFR 200.307(b) (verified).

    >>> income = income_added(
    ...     Money("100000.00 USD"), Rate("75 %"), Money("10000.00 USD"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> income.programme.money, income.grant.money
    (Money('110000.00 USD'), Money('75000.00 USD'))
    """
    currency = not_negative(allowable=allowable, income=income)
    whole = Worked(
        allowable + income, "allowable + income", {"allowable": allowable, "income": income}
    )
    base = Worked(allowable, "allowable", {"allowable": allowable})
    return _income(whole, base, rate, Money.zero(currency), rounding)


def income_as_match(
    allowable: Money, rate: Rate, income: Money, *, rounding: Rounding
) -> ProgramIncome:
    """Program income as cost sharing: it pays the match as far as the match goes.

    Args:
        allowable: Total allowable costs of the award, zero or more.
        rate: The federal share of them, 0 to 100 %.
        income: Program income, zero or more.
        rounding: Where the fraction of a cent of the grant goes; `down` is safe.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "US federal awards", us.income: 2 CFR 200.307(b) (verified).

    >>> income = income_as_match(
    ...     Money("100000.00 USD"), Rate("75 %"), Money("10000.00 USD"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> income.match.money, income.cash.money
    (Money('25000.00 USD'), Money('15000.00 USD'))
    """
    not_negative(allowable=allowable, income=income)
    base = Worked(allowable, "allowable", {"allowable": allowable})
    return _income(base, base, rate, income, rounding)


def disposal_proceeds(
    proceeds: Money, rate: Rate, *, allowance: Money, rounding: Rounding
) -> Disposal:
    """What is owed of a sale: the grant's share, less what may be kept for selling.

    Args:
        proceeds: What the sale brought, or the market value; zero or more.
        rate: The grant's share of the purchase, 0 to 100 %.
        allowance: What may be kept of that share for the costs of selling; zero for nothing.
        rounding: Where the fraction of a cent of the share goes.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "US federal awards", us.disposal: 2 CFR 200.313(e)(2), 1 000 (verified).

    >>> sale = disposal_proceeds(
    ...     Money("12000.00 USD"), Rate("75 %"), allowance=Money("1000.00 USD"),
    ...     rounding=Rounding("half_up 0.01"),
    ... )
    >>> sale.share.money, sale.owed.money
    (Money('9000.00 USD'), Money('8000.00 USD'))
    """
    not_negative(proceeds=proceeds, allowance=allowance)
    federal = portion("proceeds", proceeds, "rate", rate, rounding)
    kept = Worked(
        min(federal.money, allowance),
        "min(share, allowance)",
        {"share": federal, "allowance": allowance},
    )
    return Disposal(
        federal,
        kept,
        Worked(federal.money - kept.money, "share - kept", {"share": federal, "kept": kept}),
    )


def sf425_totals(
    *,
    receipts: Money,
    disbursements: Money,
    authorised: Money,
    expenditures: Money,
    unliquidated: Money,
    recipient_share: Money,
    recipient_expenditures: Money,
    income_earned: Money,
    income_deducted: Money,
    income_added: Money,
) -> CashReport:
    """The computed lines of an SF-425, cumulative over the award.

    Args:
        receipts: Line 10a, cash receipts; all amounts are zero or more.
        disbursements: 10b, cash disbursements.
        authorised: 10d, federal funds authorised.
        expenditures: 10e, federal share of expenditures.
        unliquidated: 10f, federal share of unliquidated obligations.
        recipient_share: 10i, recipient share required.
        recipient_expenditures: 10j, recipient share of expenditures.
        income_earned: 10l, federal program income earned.
        income_deducted: 10m, income used by deduction.
        income_added: 10n, income used by addition. If both are used, both are taken off: an
            interpretation (unverified).

    Raises:
        InputError: an amount is below zero.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "US federal awards", us.form.425 (secondary).

    >>> named = dict(
    ...     receipts="90000", disbursements="78500", authorised="110000", expenditures="74000",
    ...     unliquidated="8250", recipient_share="36000", recipient_expenditures="21400",
    ...     income_earned="6000", income_deducted="2500", income_added="0",
    ... )
    >>> lines = sf425_totals(**{line: Money(f"{text} USD") for line, text in named.items()})
    >>> lines.cash_on_hand.money, lines.unobligated.money
    (Money('11500.00 USD'), Money('27750.00 USD'))
    """
    lines = {
        "receipts": receipts,
        "disbursements": disbursements,
        "authorised": authorised,
        "expenditures": expenditures,
        "unliquidated": unliquidated,
        "recipient_share": recipient_share,
        "recipient_expenditures": recipient_expenditures,
        "income_earned": income_earned,
        "income_deducted": income_deducted,
        "income_added": income_added,
    }
    not_negative(**lines)

    def less(first: str, *taken: str) -> Worked:
        value = lines[first]
        for name in taken:
            value -= lines[name]
        names = (first, *taken)
        return Worked(value, " - ".join(names), {name: lines[name] for name in names})

    federal = Worked(
        expenditures + unliquidated,
        "expenditures + unliquidated",
        {"expenditures": expenditures, "unliquidated": unliquidated},
    )
    return CashReport(
        less("receipts", "disbursements"),
        federal,
        Worked(
            authorised - federal.money,
            "authorised - federal_share",
            {"authorised": authorised, "federal_share": federal},
        ),
        less("recipient_share", "recipient_expenditures"),
        less("income_earned", "income_deducted", "income_added"),
    )


def _income(
    programme: Worked, base: Worked, rate: Rate, income: Money, rounding: Rounding
) -> ProgramIncome:
    """The two sides of an award over a base, and the income that pays the match."""
    costs = base.money
    grant = portion("base", base, "rate", rate, rounding)
    if grant.money > costs:  # a coarse unit, rounded up
        raise InputError(
            "the rounded grant is above its costs",
            expected=f"{costs} or less",
            found=str(grant.money),
            remedy="round down, or to a finer unit",
        )
    match = Worked(costs - grant.money, "base - grant", {"base": base, "grant": grant})
    used = Worked(
        min(match.money, income), "min(match, income)", {"match": match, "income": income}
    )
    cash = Worked(match.money - used.money, "match - used", {"match": match, "used": used})
    return ProgramIncome(programme, grant, match, used, cash)
