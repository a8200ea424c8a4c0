"""Contributions of a partner by kind: public, automatic public, private.

Funds are rounded from the total and the partner's own contribution is what they leave. Its
kinds add up to it only if they share it; each rounded from the total again, they need not.
Both stand here by name, with what they are short as a figure of its own.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .amounts import SURE, in_range, made
from .given import currency_of, shares_of, told
from .minor import in_proportion, rounded_each, summed
from .shares import Funded, Shares, explained, to_somebody
from .weighed import Rates, Weighed, named, over_common
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
    paid, left, kinds = _read(total, funds, contributions, rounding)
    minors = _each(total, kinds.shares, rounding)

    def explain() -> tuple[Worked, ...]:
        return _told(total, minors, kinds.rates, rounding)

    return _contributions(total, paid, left, kinds, minors, explain)


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
    paid, left, kinds = _read(total, funds, contributions, rounding)
    held = Weighed(over_common(kinds.shares)[0], kinds.rates, kinds.names)
    to_somebody(left, held)
    minors = in_proportion(left.minor, held.integers)
    return _contributions(
        total, paid, left, kinds, minors, lambda: explained(left, minors, held)
    )


class _Stated(NamedTuple):
    """Rates with the names of what they are of, as they were given and as fractions."""

    names: tuple[str, ...]
    rates: tuple[Rate, ...]
    shares: list[tuple[int, int]]


def _stated(name: str, rates: Rates) -> _Stated:
    names, held = named(name, rates)
    return _Stated(names, held, shares_of(name, held))


def _read(
    total: Money, funds: Rates, contributions: Rates, rounding: Rounding
) -> tuple[Shares, Money, _Stated]:
    """The funds, what they leave to the partner, and the kinds of contribution."""
    currency = currency_of("total", total)
    of, kinds = _stated("funds", funds), _stated("contributions", contributions)
    above, below = summed([*of.shares, *kinds.shares])
    if above != below:
        raise InputError(
            "funds and contributions do not sum to the whole",
            expected="100 %",
            found=excerpt(str(Fraction(above, below))),
        )
    minors = _each(total, of.shares, rounding)
    left = total - Money.of_minor(sum(minors), currency)

    def make() -> Shares:
        return Shares(_told(total, minors, of.rates, rounding), of.names)

    paid = Shares.late(make, _minors=minors, _currency=currency, parties=of.names)
    return paid, left, kinds


def _each(total: Money, shares: Sequence[tuple[int, int]], rounding: Rounding) -> list[int]:
    """Each share of the total, rounded by itself."""
    minor, exponent, round_to = total.minor, total.exponent, told(rounding).minor
    if minor < 0:
        minors = [round_to(minor * above, below, exponent) for above, below in shares]
    else:
        minors = rounded_each([minor] * len(shares), shares, rounding, exponent)
    if abs(sum(minors)) > SURE:  # of one sign: none is above the sum
        in_range(minors, total.currency)
    return minors


def _told(
    total: Money, minors: Sequence[int], rates: Sequence[Rate], rounding: Rounding
) -> tuple[Worked, ...]:
    return tuple(
        Worked(one, "total * rate", {"total": total, "rate": rate}, rounding)
        for one, rate in zip(made(minors, total.currency), rates, strict=True)
    )


def _contributions(
    total: Money,
    paid: Shares,
    left: Money,
    kinds: _Stated,
    minors: Sequence[int],
    explain: Callable[[], tuple[Worked, ...]],
) -> Contributions:
    """The kinds of contribution beside what the funds leave, and what they are short of it."""
    currency = total.currency
    found = Money.of_minor(sum(minors), currency)
    gap = left - found

    def make() -> Contributions:
        return Contributions(
            explain(),
            kinds.names,
            Worked(gap, "contribution - parts", {"contribution": left, "parts": found}),
            Worked(left, "total - funds", {"total": total, "funds": total - left}),
            paid,
        )

    return Contributions.late(
        make, _minors=minors, _currency=currency, parties=kinds.names, funds=paid
    )
