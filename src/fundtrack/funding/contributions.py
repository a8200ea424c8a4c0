"""Contributions of a partner by kind: public, automatic public, private.

Funds are rounded from the total and the partner's own contribution is what they leave. Its
kinds add up to it only if they share it; each rounded from the total again, they need not.
Both stand here by name, with what they are short as a figure of its own.
"""

from collections.abc import Sequence
from fractions import Fraction

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .given import one_currency, rounded, share
from .shares import Funded, Shares, shares_by_largest_remainder
from .weighed import Rates, named
from .worked import Worked


class Contributions(Funded):
    """The partner's contribution by kind, the whole of it, and the funds before it.

    `gap` is what the parts are short of the contribution; below zero where they pass it.
    """

    contribution: Worked
    funds: Shares


def contributions_rounded_apart(
    total: Money, funds: Rates, contributions: Rates, *, rounding: Rounding
) -> Contributions:
    """Funds and kinds of contribution, each rounded from the total; the kinds do not add up.

    So the monitoring system of Interreg does it: each fund is rounded down, the partner's
    contribution is the rest, but its public, private and automatic public parts are rounded
    down from the total again. The gap says what they are short.

    Args:
        total: The partner's total eligible costs, of any sign.
        funds: The rate of each fund.
        contributions: The rate of each kind of contribution; with the funds 100 %.
        rounding: Where the fraction of a cent of each goes.

    Raises:
        InputError: the rates do not sum to 100 %, or one is outside 0 to 100 %.

    Source:
        Jems, jems.residual (verified in its source): 1222.21 at 55 % and 12 % leaves 403.34,
        three contributions of 11 % come to 403.32.

    >>> found = contributions_rounded_apart(
    ...     Money("1222.21 EUR"), [Rate("55 %"), Rate("12 %")], [Rate("11 %")] * 3,
    ...     rounding=Rounding("floor 0.01"),
    ... )
    >>> str(found.contribution.money), str(found.parts[0].money), str(found.gap.money)
    ('403.34 EUR', '134.44 EUR', '0.02 EUR')
    """
    paid, rest = _funded(total, funds, contributions, rounding)
    parts = _each(total, _rates("contributions", contributions), rounding)
    kinds, _ = named("contributions", contributions)
    return Contributions(parts, kinds, _short(rest, parts), rest, paid)


def contributions_of_the_rest(
    total: Money, funds: Rates, contributions: Rates, *, rounding: Rounding
) -> Contributions:
    """Funds rounded from the total; kinds of contribution share the rest, so they add up.

    The partner's contribution is what the funds leave, and is split over its kinds by largest
    remainder; the gap is zero.

    Args, errors: as `contributions_rounded_apart`; and no contribution may be left if all its
    rates are zero.

    Source:
        "Funding-split mathematics", split.residual and split.largest_remainder.

    >>> found = contributions_of_the_rest(
    ...     Money("1222.21 EUR"), [Rate("55 %"), Rate("12 %")], [Rate("11 %")] * 3,
    ...     rounding=Rounding("floor 0.01"),
    ... )
    >>> [str(part.money) for part in found.parts]
    ['134.45 EUR', '134.45 EUR', '134.44 EUR']
    """
    paid, rest = _funded(total, funds, contributions, rounding)
    shared = shares_by_largest_remainder(rest.money, contributions)
    gap = _short(rest, shared.parts)
    return Contributions(shared.parts, shared.parties, gap, rest, paid)


def _rates(name: str, rates: Rates) -> list[tuple[Rate, Fraction]]:
    _, stated = named(name, rates)
    return [(rate, share(f"{name}[{place}]", rate)) for place, rate in enumerate(stated)]


def _each(
    total: Money, rates: list[tuple[Rate, Fraction]], rounding: Rounding
) -> tuple[Worked, ...]:
    """Each share of the total, rounded by itself."""
    return tuple(
        Worked(
            rounded(total.minor * part.numerator, part.denominator, total.currency, rounding),
            "total * rate",
            {"total": total, "rate": rate},
            rounding,
        )
        for rate, part in rates
    )


def _funded(
    total: Money, funds: Rates, contributions: Rates, rounding: Rounding
) -> tuple[Shares, Worked]:
    """The funds, and what they leave to the partner."""
    one_currency(total=total)
    of_funds = _rates("funds", funds)
    every = [*of_funds, *_rates("contributions", contributions)]
    whole = sum((part for _, part in every), Fraction(0))
    if whole != 1:
        raise InputError(
            "funds and contributions do not sum to the whole",
            expected="100 %",
            found=excerpt(str(whole)),
        )
    paid = _each(total, of_funds, rounding)
    funded = sum((fund.money for fund in paid), Money.zero(total.currency))
    given = {"total": total, "funds": funded}
    return Shares(paid, named("funds", funds)[0]), Worked(
        total - funded, "total - funds", given
    )


def _short(contribution: Worked, parts: Sequence[Worked]) -> Worked:
    """What the parts are short of the contribution."""
    rest = contribution.money
    found = sum((part.money for part in parts), rest - rest)
    return Worked(rest - found, "contribution - parts", {"contribution": rest, "parts": found})
