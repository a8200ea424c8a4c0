"""Payments on claims: interim payments under a ceiling, and payments that sum to what is due.

What is paid before the end stays under a ceiling, a share of the grant; what a claim brings
beyond it clears the pre-financing, and what is beyond both waits for the final balance. A
payment is the difference between two running totals, so the cents of a rounding are never lost
and a credit note takes back what it was paid.
"""

from collections.abc import Iterable
from itertools import accumulate

from fundtrack.values import Money, Rate, Rounding

from .amounts import Amounts, in_range, made
from .given import in_minor, not_negative, one_currency, rounded, share, told
from .minor import advanced, rounded_all, steps
from .worked import Given, Worked, Workings


class InterimClaim(Workings):
    """What one claim brings.

    `payable` is paid now, never below zero; `cleared` is set against the pre-financing (below
    zero where a credit note opens it again); `outstanding` is the pre-financing not cleared so
    far; `waiting` is what all claims so far brought beyond ceiling and pre-financing (below
    zero: what was paid beyond what is still accepted). Both end in the final balance.
    """

    payable: Worked
    cleared: Worked
    outstanding: Worked
    waiting: Worked


class InterimPayments(Amounts):
    """Interim payments in the order of their claims, and what all of them paid.

    `amounts` are what each claim is paid.
    """

    claims: tuple[InterimClaim, ...]
    paid: Worked

    def _figures(self) -> Iterable[Worked]:
        return (claim.payable for claim in self.claims)


class CumulativePayment(Workings):
    """What all claims so far give, and what of it this claim pays (below zero: to recover)."""

    entitled: Worked
    payable: Worked


class CumulativePayments(Amounts):
    """Payments in the order of their claims; they sum to what the last one says is due.

    `amounts` are what each claim is paid.
    """

    claims: tuple[CumulativePayment, ...]

    def _figures(self) -> Iterable[Worked]:
        return (claim.payable for claim in self.claims)

    @property
    def entitled(self) -> Worked:
        """What all claims together give, and all payments sum to."""
        return self.claims[-1].entitled


def payment_ceiling(grant: Money, rate: Rate, *, rounding: Rounding) -> Worked:
    """The most that may be paid before the end, or in advance: a share of an amount.

    A ceiling must not be passed by rounding, so `down` is the safe side.

    Args:
        grant: What the share is of, zero or more: the maximum grant, a contribution, the
            eligible costs of a year.
        rate: 0 to 100 %.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the amount is below zero, the rate is outside 0 to 100 %, or the unit of
            the rounding is finer than the currency.

    Source:
        Interim ceiling of the EU model grant agreement 2021-27, Article 22.3.3: 90 % of the
        maximum grant, or another share of the Data Sheet (verified). Regulation 1083/2006,
        Article 79(1): 95 % of the contribution (verified). Latvian clusters 2012: advances of
        30 % of the year's eligible costs (verified).

    >>> ceiling = payment_ceiling(
    ...     Money("800000.00 EUR"), Rate("90 %"), rounding=Rounding("down 0.01")
    ... )
    >>> ceiling.money
    Money('720000.00 EUR')
    """
    currency = not_negative(grant=grant)
    part = share("rate", rate)
    most = rounded(grant.minor * part.numerator, part.denominator, currency, rounding)
    return Worked(most, "grant * rate", {"grant": grant, "rate": rate}, rounding)


def interim_payments(
    claims: Iterable[Money], *, ceiling: Money, prefinancing: Money
) -> InterimPayments:
    """Pay claims up to a ceiling; what is beyond it clears the pre-financing.

    Pre-financing counts under the ceiling. A claim below zero is not recovered at once: it
    opens pre-financing again or waits, as the model grant agreement pays nothing below zero,
    and the final balance settles it. The agreement says that what is not paid is cleared; here
    it is cleared while pre-financing is outstanding, and waits when none is.

    Args:
        claims: The contribution accepted for each reporting period, below zero for a credit
            note; one or more.
        ceiling: The most that may be paid before the end with the pre-financing, zero or more.
        prefinancing: What was paid in advance, zero or more, retained parts included.

    Raises:
        InputError: the ceiling or the pre-financing is below zero, or there are no claims.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.3 (verified).

    >>> interims = interim_payments(
    ...     [Money("455000.00 EUR"), Money("150000.00 EUR")],
    ...     ceiling=Money("720000.00 EUR"), prefinancing=Money("300000.00 EUR"),
    ... )
    >>> print(interims.claims[0].payable.explain("payable"))
    payable = max(0, min(accepted, ceiling − prefinancing − paid before))
        = max(0, min(455000.00 EUR, 720000.00 EUR − 300000.00 EUR − 0.00 EUR)) = 420000.00 EUR
    >>> [str(claim.outstanding.money) for claim in interims.claims]
    ['265000.00 EUR', '115000.00 EUR']
    """
    not_negative(ceiling=ceiling, prefinancing=prefinancing)
    accepted, minors = in_minor("claims", claims)
    one_currency(ceiling=ceiling, claims=accepted[0])
    currency = ceiling.currency
    payable, cleared = advanced(minors, ceiling.minor, prefinancing.minor)
    accepted_total, paid_total = list(accumulate(minors)), list(accumulate(payable))
    in_range([*accepted_total, *paid_total], currency)

    def make() -> InterimPayments:
        claims = _interims(
            zip(
                accepted,
                made(payable, currency),
                made(accepted_total, currency),
                made(paid_total, currency),
                made(cleared, currency),
                strict=True,
            ),
            ceiling,
            prefinancing,
        )
        last, every = claims[-1].payable.money, Money.of_minor(paid_total[-1], currency)
        given = {"paid_before": every - last, "payable": last}
        return InterimPayments(claims, Worked(every, "paid_before + payable", given))

    return InterimPayments.late(make, _minors=payable, _currency=currency)


def _interims(
    claims: Iterable[tuple[Money, Money, Money, Money, Money]],
    ceiling: Money,
    prefinancing: Money,
) -> tuple[InterimClaim, ...]:
    """Explain claims: each with what is payable, and the totals accepted, paid and cleared."""
    found = []
    cleared_before = ceiling - ceiling
    for claim, payable, accepted, paid, cleared in claims:
        totals = {"accepted_total": accepted, "paid_total": paid}
        found.append(
            InterimClaim(
                Worked(
                    payable,
                    "max(0, min(accepted, ceiling - prefinancing - paid_before))",
                    {
                        "accepted": claim,
                        "ceiling": ceiling,
                        "prefinancing": prefinancing,
                        "paid_before": paid - payable,
                    },
                ),
                Worked(
                    cleared - cleared_before,
                    "max(0, min(accepted_total - paid_total, prefinancing)) - cleared_before",
                    {**totals, "prefinancing": prefinancing, "cleared_before": cleared_before},
                ),
                Worked(
                    prefinancing - cleared,
                    "prefinancing - cleared_total",
                    {"prefinancing": prefinancing, "cleared_total": cleared},
                ),
                Worked(
                    accepted - paid - cleared,
                    "accepted_total - paid_total - cleared_total",
                    {**totals, "cleared_total": cleared},
                ),
            )
        )
        cleared_before = cleared
    return tuple(found)


def cumulative_payments(
    claims: Iterable[Money], rate: Rate, *, rounding: Rounding, ceiling: Money | None = None
) -> CumulativePayments:
    """Pay a share of eligible costs so that the payments sum to the share of all of them.

    The share of all costs so far is rounded and cut at the ceiling; what was paid before is
    taken off. The payments sum to the same whether the costs come in one claim or in many; one
    of them can be below zero after a correction.

    Args:
        claims: Eligible costs of each claim in its order, below zero for a credit note.
        rate: 0 to 100 %.
        rounding: Where the fraction of a cent of what is due in all goes.
        ceiling: The most that is paid in all, zero or more; None for no ceiling.

    Raises:
        InputError: there are no claims, the rate is outside 0 to 100 %, the ceiling is below
            zero, or the unit of the rounding is finer than the currency.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        "Funding-split mathematics", split.cumulative.

    >>> third = cumulative_payments(
    ...     [Money("100.00 EUR")] * 3, Rate("1/3"), rounding=Rounding("half_up 0.01")
    ... )
    >>> [str(claim.payable.money) for claim in third.claims]
    ['33.33 EUR', '33.34 EUR', '33.33 EUR']
    """
    if ceiling is not None:
        not_negative(ceiling=ceiling)
    costs, each = in_minor("claims", claims)
    currency = one_currency("ceiling", claims=costs[0], ceiling=ceiling)
    above, below = share("rate", rate).as_integer_ratio()
    totals = list(accumulate(each))
    shares = dues = rounded_all(totals, above, below, told(rounding), costs[0].exponent)
    if ceiling is not None:
        top = ceiling.minor
        dues = [min(one, top) for one in shares]
    minors = steps(dues)
    in_range([*totals, *shares, *minors], currency)

    def make() -> CumulativePayments:
        before, found = Money.zero(currency), []
        for total, one, due, payable in zip(
            *(made(each, currency) for each in (totals, shares, dues, minors)), strict=True
        ):
            given: dict[str, Given] = {"eligible_total": total, "rate": rate}
            entitled = Worked(one, "eligible_total * rate", given, rounding)
            if ceiling is not None:
                given = {"share": entitled, "ceiling": ceiling}
                entitled = Worked(due, "min(share, ceiling)", given)
            given = {"entitled": due, "paid_before": before}
            found.append(
                CumulativePayment(entitled, Worked(payable, "entitled - paid_before", given))
            )
            before = due
        return CumulativePayments(tuple(found))

    return CumulativePayments.late(make, _minors=minors, _currency=currency)
