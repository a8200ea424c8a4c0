"""Periods that each take a share of their own costs, and a last one that takes what is left.

A flat rate over the whole project and the same rate over each period differ by cents. Where a
system states both, the last period bears the difference.
"""

from collections.abc import Iterable

from fundtrack.values import Money, Rate, Rounding

from .amounts import SURE, Parts, in_range, made
from .exact import added
from .given import in_minor, share, told
from .minor import rounded_all, with_rest
from .worked import Given, Worked


class PeriodShares(Parts):
    """The share of each period, and of all together; they sum to it."""

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
    costs, each = in_minor("bases", bases)
    above, below = share("rate", rate).as_integer_ratio()
    currency, exponent = costs[0].currency, costs[0].exponent
    base = sum(each)
    total = told(rounding).minor(base * above, below, exponent)
    parts = rounded_all(each[:-1], above, below, rounding, exponent)
    earlier, minors = sum(parts), with_rest(total, parts, len(parts))
    one_sign = min(each) >= 0  # then no part is above their sum
    in_range([*([] if one_sign else parts), minors[-1], total, earlier, base], currency)

    def make() -> PeriodShares:
        whole = added({f"period_{n}": cost for n, cost in enumerate(costs, 1)}, currency)
        *amounts, last, every, before = made((*minors, total, earlier), currency)
        parts = [
            Worked(one, "base * rate", {"base": cost, "rate": rate}, rounding)
            for one, cost in zip(amounts, costs, strict=False)
        ]
        parts.append(Worked(last, "total - earlier", {"total": every, "earlier": before}))
        given: dict[str, Given] = {"base": whole, "rate": rate}
        return PeriodShares(tuple(parts), Worked(every, "base * rate", given, rounding))

    size = base if one_sign else sum(map(abs, each))
    if size > SURE:  # a sum within the sum may be no amount: say so now
        return make()
    return PeriodShares.late(make, _minors=minors, _currency=currency)
