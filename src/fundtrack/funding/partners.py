"""Grants by partner and their sum, and a cut over lines.

The sum of the partners' rounded grants and the rounded sum of their exact ones differ by cents.
Systems do either, so both stand here by name; under a ceiling both are cut in proportion.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from operator import sub
from typing import NamedTuple

from fundtrack.values import InputError, Money, Rate, Rounding

from .amounts import Parts, in_range, made
from .exact import added
from .given import in_minor, many, not_negative, one_currency, shares_of, told
from .minor import in_proportion, rounded_each
from .shares import Shares, by_largest_remainder, explained, to_share
from .weighed import Rates, named, over_common
from .worked import Given, Worked

#: Terms of one sum: below the longest formula.
_TERMS = 20


class PartnerGrants(Shares):
    """The grant of each partner, and their sum, the grant of the project."""

    total: Worked


class Cut(Parts):
    """What is taken from each line, and what is left of it."""

    left: tuple[Worked, ...]


def partner_grants_rounded_then_summed(
    eligible: Mapping[str, Money] | Sequence[Money],
    rates: Rates,
    *,
    rounding: Rounding,
    ceiling: Money | None = None,
) -> PartnerGrants:
    """The grant of each partner at its rate; the project's grant is their sum.

    Under a ceiling the grants are cut in proportion, the last cents by largest remainder.

    Args:
        eligible: Eligible costs by partner, zero or more.
        rates: The rate of each, 0 to 100 %, in the same order or by the same names.
        rounding: Where the fraction of a cent of each grant goes.
        ceiling: The most the project is granted, zero or more; None for no ceiling.

    Raises:
        InputError: an amount is below zero, a rate is outside 0 to 100 %, or there is not one
            rate for each partner.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        "Funding-split mathematics", split.partner_rates and round_then_sum; Jems, "programme
        total = sum of rounded partner amounts" (verified in its source).

    >>> found = partner_grants_rounded_then_summed(
    ...     [Money("21437.89 EUR"), Money("8612.33 EUR"), Money("40055.17 EUR")],
    ...     [Rate("70 %")] * 3, rounding=Rounding("down 0.01"),
    ... )
    >>> found.total.money
    Money('49073.76 EUR')
    """
    costs, wholes, stated, held, parties = _partners(eligible, rates, ceiling)
    currency, exponent = costs[0].currency, costs[0].exponent
    minors = granted = rounded_each(wholes, held, told(rounding), exponent)
    in_range([sum(granted)], currency)  # none is below zero, so none is above the sum
    if ceiling is not None and sum(granted) > ceiling.minor:
        minors = in_proportion(ceiling.minor, granted)

    def make() -> PartnerGrants:
        grants = tuple(
            Worked(one, "eligible * rate", {"eligible": cost, "rate": rate}, rounding)
            for one, cost, rate in zip(made(granted, currency), costs, stated, strict=True)
        )
        total = _total(grants, currency)
        if minors is granted or ceiling is None:
            return PartnerGrants(grants, parties, total)
        cut = Worked(ceiling, "min(grants, ceiling)", {"grants": total, "ceiling": ceiling})
        shared = by_largest_remainder(ceiling, minors, granted, grants, total.money)
        return PartnerGrants(shared, parties, cut)

    return PartnerGrants.late(make, _minors=minors, _currency=currency, parties=parties)


def partner_grants_summed_then_rounded(
    eligible: Mapping[str, Money] | Sequence[Money],
    rates: Rates,
    *,
    rounding: Rounding,
    ceiling: Money | None = None,
) -> PartnerGrants:
    """The project's grant is the rounded sum of the exact grants; partners share it.

    It is shared in proportion to the exact grants, the last cents by largest remainder, so a
    partner can pass its own rate by less than one cent.

    Args, errors: as `partner_grants_rounded_then_summed`.

    Source:
        "Funding-split mathematics", split.partner_rates and sum_then_round.

    >>> found = partner_grants_summed_then_rounded(
    ...     [Money("21437.89 EUR"), Money("8612.33 EUR"), Money("40055.17 EUR")],
    ...     [Rate("70 %")] * 3, rounding=Rounding("down 0.01"),
    ... )
    >>> found.total.money
    Money('49073.77 EUR')
    """
    costs, wholes, stated, held, parties = _partners(eligible, rates, ceiling)
    currency, exponent = costs[0].currency, costs[0].exponent
    parts, common = over_common(held)
    exact = [whole * part for whole, part in zip(wholes, parts, strict=True)]
    granted = told(rounding).minor(sum(exact), common, exponent)
    in_range([granted], currency)
    least = granted if ceiling is None else min(granted, ceiling.minor)
    minors = in_proportion(least, exact) if any(exact) else exact

    def make() -> PartnerGrants:
        unit = common * 10**exponent
        grants = [
            Worked(Fraction(one, unit), "eligible * rate", {"eligible": cost, "rate": rate})
            for one, cost, rate in zip(exact, costs, stated, strict=True)
        ]
        terms = _terms(grants)
        project = Money.of_minor(granted, currency)
        total = Worked(project, " + ".join(terms), terms, rounding)
        if ceiling is not None:
            cut = min(project, ceiling)
            total = Worked(cut, "min(grants, ceiling)", {"grants": total, "ceiling": ceiling})
        if not any(exact):
            none = tuple(_nothing(one, currency) for one in grants)
            return PartnerGrants(none, parties, total)
        whole = Fraction(sum(exact), unit)
        shared = by_largest_remainder(total.money, minors, exact, grants, whole)
        return PartnerGrants(shared, parties, total)

    return PartnerGrants.late(make, _minors=minors, _currency=currency, parties=parties)


def proportional_cut(lines: Iterable[Money], reduction: Money) -> Cut:
    """Take a reduction from lines in proportion to them, to the minor unit.

    The last cents go by largest remainder, so no line is cut by more than it is. A reduction
    below zero gives back by the same rule: its parts mirror those of the positive one.

    Args:
        lines: What is cut, zero or more each.
        reduction: What is taken of all of them, at most their sum; below zero to give back.

    Raises:
        InputError: a line is below zero, all are zero but the reduction is not, or it is more
            than their sum.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        "Funding-split mathematics", split.proportional_cut.

    >>> cut = proportional_cut([Money("100.00 EUR")] * 3, Money("100.00 EUR"))
    >>> [str(one.money) for one in cut.parts], [str(one.money) for one in cut.left]
    (['33.34 EUR', '33.33 EUR', '33.33 EUR'], ['66.66 EUR', '66.67 EUR', '66.67 EUR'])
    """
    amounts = many("lines", lines)
    one_currency(lines=amounts[0], reduction=reduction)
    held = to_share(reduction, amounts)
    if reduction.minor > held.total:
        raise InputError(
            "the reduction is more than the lines",
            expected=f"at most {Money.of_minor(held.total, reduction.currency)}",
            found=str(reduction),
        )
    minors = in_proportion(reduction.minor, held.integers)
    in_range(list(map(sub, held.integers, minors)), reduction.currency)  # what is left

    def make() -> Cut:
        taken = explained(reduction, minors, held)
        left = (
            Worked(line - cut.money, "line - cut", {"line": line, "cut": cut.money})
            for line, cut in zip(amounts, taken, strict=True)
        )
        return Cut(taken, tuple(left))

    return Cut.late(make, _minors=minors, _currency=reduction.currency)


class _Partners(NamedTuple):
    """The costs and the rate of each partner, both as they are and as ints, and the names."""

    costs: tuple[Money, ...]
    wholes: list[int]
    rates: tuple[Rate, ...]
    shares: list[tuple[int, int]]
    names: tuple[str, ...]


def _partners(
    eligible: Mapping[str, Money] | Sequence[Money], rates: Rates, ceiling: Money | None
) -> _Partners:
    parties, things = named("eligible", eligible)
    costs, wholes = in_minor("eligible", things)
    if min(wholes) < 0:
        for place, cost in enumerate(costs):
            not_negative(**{f"eligible[{place}]": cost})
    if ceiling is not None:
        not_negative("ceiling", eligible=costs[0], ceiling=ceiling)
    others, stated = named("rates", rates)
    if others != parties or len(stated) != len(costs):
        raise InputError(
            "there is not one rate for each partner",
            expected=", ".join(parties) or str(len(costs)),
            found=", ".join(others) or str(len(stated)),
            remedy="name the same partners in the same order",
        )
    return _Partners(costs, wholes, stated, shares_of("rates", stated), parties)


def _total(grants: Sequence[Worked], currency: str) -> Worked:
    """The sum of figures; they tell their own story, so only the amounts go in."""
    return added({f"part_{n}": one.money for n, one in enumerate(grants, 1)}, currency)


def _terms(exact: Sequence[Worked]) -> dict[str, Given]:
    """Exact figures as the terms of a sum, in groups where a formula would be too long."""
    terms: list[Given] = list(exact)
    while len(terms) > _TERMS:
        groups = (terms[first : first + _TERMS] for first in range(0, len(terms), _TERMS))
        terms = [_exact_sum(group) for group in groups]
    return {f"part_{n}": one for n, one in enumerate(terms, 1)}


def _exact_sum(group: Sequence[Given]) -> Worked:
    terms = {f"part_{n}": one for n, one in enumerate(group, 1)}
    number = sum(map(_number, group), Fraction(0))
    return Worked(number, " + ".join(terms), terms)


def _number(term: Given) -> Fraction:
    value = term.value if isinstance(term, Worked) else term
    assert isinstance(value, Fraction)  # noqa: S101 (terms are exact figures)
    return value


def _nothing(exact: Worked, currency: str) -> Worked:
    """Nothing of nothing: the exact grant as an amount."""
    return Worked(Money.zero(currency), exact.formula, exact.given)
