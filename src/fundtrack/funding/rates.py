"""Grants and own money from rates, on the safe side of a limit.

A rate that is a ceiling must not be passed by rounding, so a grant under it is rounded `down`;
a share that somebody must bring must be reached, so it is rounded `up`. Each function says
which way is safe and refuses no other: the programme decides, the caller states it.
"""

from fundtrack.values import Money, Rate, Rounding

from .given import not_negative, rounded, share
from .worked import Worked


def grant_from_rate(
    eligible: Money, rate: Rate, *, rounding: Rounding, ceiling: Money | None = None
) -> Worked:
    """The grant as a share of eligible costs, cut at a ceiling.

    The share is rounded as told and then cut; under a rate that is a maximum, `down` never
    passes it.

    Args:
        eligible: Eligible costs, zero or more.
        rate: 0 to 100 %.
        rounding: Where the fraction of a cent goes.
        ceiling: The most the grant may be, same currency; None for no ceiling.

    Raises:
        InputError: an amount is below zero, the rate is outside 0 to 100 %, or the unit of the
            rounding is finer than the currency.
        CurrencyMismatch: the ceiling is in another currency.

    Source:
        "Funding-split mathematics", num.side and split.capped.

    >>> grant = grant_from_rate(
    ...     Money("586584.85 EUR"), Rate("85 %"), rounding=Rounding("down 0.01")
    ... )
    >>> print(grant.explain("grant"))
    grant = eligible × rate
        = 586584.85 EUR × 85 % = 498597.1225 EUR, down 0.01: 498597.12 EUR
    """
    currency = not_negative(eligible=eligible, ceiling=ceiling)
    part = share("rate", rate)
    grant = Worked(
        rounded(eligible.minor * part.numerator, part.denominator, currency, rounding),
        "eligible * rate",
        {"eligible": eligible, "rate": rate},
        rounding,
    )
    if ceiling is None:
        return grant
    least = min(ceiling, grant.money)
    return Worked(least, "min(grant, ceiling)", {"grant": grant, "ceiling": ceiling})
