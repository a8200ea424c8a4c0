"""Periods that each take a share of their own costs, and a last one that takes what is left.

A flat rate over the whole project and the same rate over each period differ by cents. Where a
system states both, the last period bears the difference.
"""

from collections.abc import Iterable

from fundtrack.values import Money, Rate, Rounding

from .exact import added
from .given import many, rounded, share
from .worked import Worked, Workings


class PeriodShares(Workings):
    """The share of each period, and of all together; they sum to it."""

    parts: tuple[Worked, ...]
    total: Worked


def period_shares(bases: Iterable[Money], rate: Rate, *, rounding: Rounding) -> PeriodShares:
    """A share of each period's costs; the last period takes what the whole has left.

    Of the sum of all periods the share is rounded once; each period but the last is rounded by
    itself. `cumulative_payments` is the way in which every prefix is right.

    Args:
        bases: The costs of each period in order, of any sign.
        rate: 0 to 100 %.
        rounding: Where the fraction of a cent of each goes.

    Raises:
        InputError: there are no periods, or the rate is outside 0 to 100 %.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        Jems, "the last period takes the remainder" (verified in its source); the example is
        staff at 12 %, computed afresh.

    >>> found = period_shares(
    ...     [Money("155.11 EUR"), Money("125.00 EUR"), Money("299.89 EUR")], Rate("12 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> str(found.total.money), [str(part.money) for part in found.parts]
    ('69.60 EUR', ['18.61 EUR', '15.00 EUR', '35.99 EUR'])
    """
    costs = many("bases", bases)
    part = share("rate", rate)
    currency = costs[0].currency

    def shared(base: Money, named: Worked | Money) -> Worked:
        amount = rounded(base.minor * part.numerator, part.denominator, currency, rounding)
        return Worked(amount, "base * rate", {"base": named, "rate": rate}, rounding)

    whole = added({f"period_{n}": cost for n, cost in enumerate(costs, 1)}, currency)
    total = shared(whole.money, whole)
    parts = [shared(cost, cost) for cost in costs[:-1]]
    earlier = sum((one.money for one in parts), Money.zero(currency))
    given = {"total": total.money, "earlier": earlier}
    last = Worked(total.money - earlier, "total - earlier", given)
    return PeriodShares((*parts, last), total)
