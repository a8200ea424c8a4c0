"""Retention: a share that is due but held back, and released at the end.

A funder holds back a share of every claim until the closure documents are in order, or a share
of the whole grant out of the first payment, as an insurance of all for the debts of each. What
is held back stays due: it is released, or set against a debt first.
"""

from collections.abc import Iterable
from itertools import accumulate
from operator import sub
from typing import Literal

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .amounts import Amounts, in_range, made
from .given import in_minor, not_negative, rounded, share, told
from .minor import rounded_all, steps
from .worked import Given, Worked, Workings


class RetainedClaim(Workings):
    """What of one claim is withheld, and what is paid now; the two are the claim."""

    withheld: Worked
    payable: Worked


class Retention(Amounts):
    """Retention over claims, in their order; `released` at the end is all that was withheld.

    `amounts` are what each claim is paid.
    """

    claims: tuple[RetainedClaim, ...]
    released: Worked

    def _figures(self) -> Iterable[Worked]:
        return (claim.payable for claim in self.claims)


class FundRetention(Workings):
    """What of the first payment is retained for a fund, and what of it is paid."""

    retained: Worked
    paid: Worked


def retain(
    claims: Iterable[Money],
    rate: Rate,
    *,
    basis: Literal["each_claim", "cumulative"],
    rounding: Rounding,
) -> Retention:
    """Hold back a share of each claim, and release all of it at the end.

    The share is rounded for each claim, or of all claims so far (`cumulative`: what is withheld
    is then the rounded share of the sum after every claim). A rule that states the share to
    pay, 95 %, is told here by the rest, `Rate("95 %").rest`; to pay the rounded-down share,
    withhold with `up`.

    Args:
        claims: What is due on each claim, below zero for a credit note, of which the share is
            withheld below zero too; one or more.
        rate: The share held back, 0 to 100 %.
        basis: What is rounded: the share of "each_claim", or of the sum so far, "cumulative".
        rounding: Where the fraction of a cent of what is withheld goes.

    Raises:
        InputError: there are no claims, the rate is outside 0 to 100 %, the basis is neither,
            or the unit of the rounding is finer than the currency.
        CurrencyMismatch: two claims are in different currencies.

    Source:
        Payments of the Commission to Member States: Regulation 1303/2013, Article 130(1), 10 %
        retained to the accounts; Regulation 2021/1060, Article 93, 5 % (both verified).
        Beneficiaries receive their full amount all the same.

    >>> held_back = retain(
    ...     [Money("850000.00 EUR")], Rate("95 %").rest,
    ...     basis="cumulative", rounding=Rounding("up 0.01"),
    ... )
    >>> held_back.claims[0].payable.money, held_back.released.money
    (Money('807500.00 EUR'), Money('42500.00 EUR'))
    """
    if basis not in ("each_claim", "cumulative"):
        raise InputError(
            "unknown basis", expected='"each_claim" or "cumulative"', found=excerpt(basis)
        )
    dues, minors = in_minor("claims", claims)
    above, below = share("rate", rate).as_integer_ratio()
    exponent, currency = dues[0].exponent, dues[0].currency
    totals = list(accumulate(minors))
    bases = minors if basis == "each_claim" else totals
    shares = rounded_all(bases, above, below, told(rounding), exponent)
    withheld = shares if basis == "each_claim" else steps(shares)
    payable = list(map(sub, minors, withheld))
    due_total, paid_total = totals[-1], sum(payable)
    in_range([*bases, *shares, *payable, due_total, paid_total], currency)

    def make() -> Retention:
        amounts = (made(each, currency) for each in (bases, shares, withheld, payable))
        before, found = Money.zero(currency), []
        for due, base, one, part, paid in zip(dues, *amounts, strict=True):
            if basis == "each_claim":
                held = Worked(one, "due * rate", {"due": due, "rate": rate}, rounding)
            else:
                given: dict[str, Given] = {"due_total": base, "rate": rate}
                so_far = Worked(one, "due_total * rate", given, rounding)
                given = {"withheld_total": so_far, "withheld_before": before}
                held = Worked(part, "withheld_total - withheld_before", given)
                before = one
            given = {"due": due, "withheld": part}
            found.append(RetainedClaim(held, Worked(paid, "due - withheld", given)))
        every, all_paid, left = made((due_total, paid_total, due_total - paid_total), currency)
        given = {"due_total": every, "paid_total": all_paid}
        return Retention(tuple(found), Worked(left, "due_total - paid_total", given))

    return Retention.late(make, _minors=payable, _currency=currency)


def retain_from_prefinancing(
    prefinancing: Money, rate: Rate, *, grant: Money, rounding: Rounding
) -> FundRetention:
    """Retain a share of the maximum grant from the first payment, for a mutual fund.

    The share is of the whole grant, not of the payment, but never more than the payment. It
    counts as paid, and comes back with the balance.

    Args:
        prefinancing: The initial pre-financing, zero or more.
        rate: The share retained, 0 to 100 %.
        grant: The maximum grant amount, zero or more.
        rounding: Where the fraction of a cent of what is retained goes.

    Raises:
        InputError: an amount is below zero, the rate is outside 0 to 100 %, or the unit of the
            rounding is finer than the currency.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        Mutual insurance mechanism of Horizon Europe: Regulation 2021/695, Article 37(3), 5 %
        of the funding, up to 8 % or below 5 % by decision (verified). Guarantee Fund of
        Horizon 2020: 5 % of the maximum grant (verified).

    >>> first = retain_from_prefinancing(
    ...     Money("720000.00 EUR"), Rate("5 %"),
    ...     grant=Money("1600000.00 EUR"), rounding=Rounding("half_up 0.01"),
    ... )
    >>> first.retained.money, first.paid.money
    (Money('80000.00 EUR'), Money('640000.00 EUR'))
    """
    currency = not_negative(prefinancing=prefinancing, grant=grant)
    part = share("rate", rate)
    of_grant = Worked(
        rounded(grant.minor * part.numerator, part.denominator, currency, rounding),
        "grant * rate",
        {"grant": grant, "rate": rate},
        rounding,
    )
    retained = min(of_grant.money, prefinancing)
    return FundRetention(
        Worked(
            retained,
            "min(share, prefinancing)",
            {"share": of_grant, "prefinancing": prefinancing},
        ),
        Worked(
            prefinancing - retained,
            "prefinancing - retained",
            {"prefinancing": prefinancing, "retained": retained},
        ),
    )
