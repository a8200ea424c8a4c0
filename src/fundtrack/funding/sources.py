"""Sources with a limit: in order of priority, in proportion up to their capacity, or the gap.

A capacity is what a source can pay: an amount, a figure worked out before (a rate of eligible
costs under a ceiling, `grant_from_rate`), or None where it is unlimited. Nothing is rounded
here. What no source can pay is the gap, and it is never larger than it must be.
"""

from collections.abc import Mapping, Sequence

from fundtrack.values import InputError, Money, Rate, Rounding

from .amounts import made
from .given import listed, not_negative, one_currency
from .minor import filled, poured
from .rates import grant_from_rate
from .shares import Funded, by_largest_remainder
from .weighed import Weighed, Weights, named, weighed
from .worked import Given, Worked

Capacity = Money | Worked | None
Capacities = Sequence[Capacity] | Mapping[str, Capacity]


def waterfall(need: Money, capacities: Capacities) -> Funded:
    """Sources in order of priority: each pays what is left, up to its capacity.

    Args:
        need: What is to be paid, zero or more.
        capacities: What each source can pay, zero or more, in order of priority: a list, or a
            mapping by source; None for a source without a limit.

    Raises:
        InputError: an amount is below zero, or there are no sources.
        CurrencyMismatch: a capacity in another currency.

    Source:
        "Funding-split mathematics", split.waterfall and split.capped.

    >>> need = Money("100000.00 EUR")
    >>> erdf = grant_from_rate(
    ...     need, Rate("85 %"), rounding=Rounding("down 0.01"), ceiling=Money("80000.00 EUR")
    ... )
    >>> found = waterfall(need, {"erdf": erdf, "state": Money("10000.00 EUR"),
    ...                          "municipality": Money("5000.00 EUR")})
    >>> [str(amount) for amount in found.amounts], str(found.gap.money)
    (['80000.00 EUR', '10000.00 EUR', '5000.00 EUR'], '5000.00 EUR')
    """
    not_negative(need=need)
    parties, tops, limits = _capacities(need, capacities)
    minors = poured(need.minor, limits)

    def make() -> Funded:
        parts = _in_order(need, made(minors, need.currency), tops)
        return Funded(parts, parties, _gap(need, minors))

    return Funded.late(make, _minors=minors, _currency=need.currency, parties=parties)


def capacity_fill(need: Money, weights: Weights, capacities: Capacities) -> Funded:
    """Sources in proportion, none above its capacity; what one cannot pay the others do.

    As water fills vessels: whoever's share passes its capacity pays just that, the rest is
    shared again among the others, until nobody's does; the last cents go by largest remainder.
    A source that weighs nothing pays nothing, whatever its capacity.

    Args:
        need: What is to be paid, zero or more.
        weights: As for `shares_by_largest_remainder`.
        capacities: What each can pay, zero or more; None for a source without a limit. A
            mapping where the weights are one, by the same sources.

    Raises:
        InputError: an amount is below zero, weights cannot be weighed, or there is not one
            capacity for each weight.
        CurrencyMismatch: a capacity in another currency.

    Source:
        "Funding-split mathematics", split.capacity_fill.

    >>> found = capacity_fill(
    ...     Money("100.00 EUR"), [50, 30, 20], [Money("40.00 EUR"), Money("33.00 EUR"), None]
    ... )
    >>> [str(amount) for amount in found.amounts]
    ['40.00 EUR', '33.00 EUR', '27.00 EUR']
    """
    not_negative(need=need)
    held = weighed(weights)
    parties, tops, limits = _capacities(need, capacities)
    if parties != held.parties or len(tops) != len(held.integers):
        raise InputError(
            "there is not one capacity for each weight",
            expected=", ".join(held.parties) or str(len(held.integers)),
            found=", ".join(parties) or str(len(tops)),
            remedy="name the same sources in the same order; None is no limit",
        )
    if need and not held.total:
        raise InputError("all weights are zero, so there is nobody to pay")
    minors, below = filled(need.minor, held.integers, limits)

    def make() -> Funded:
        parts = _up_to(need, minors, held, tops, below)
        return Funded(parts, parties, _gap(need, minors))

    return Funded.late(make, _minors=minors, _currency=need.currency, parties=parties)


def gap_grant(
    eligible: Money,
    rate: Rate,
    *,
    total: Money,
    revenue: Money,
    others: Money,
    rounding: Rounding,
    ceiling: Money | None = None,
) -> Worked:
    """The grant that fills the gap: what revenue and other money leave of the total costs.

    It is never above the rate of eligible costs, never above the ceiling and never below zero.
    Only the share of eligible costs is rounded; under a maximum rate `down` is safe.

    Args:
        eligible: Eligible costs, zero or more.
        rate: The most the grant may be of them, 0 to 100 %.
        total: Total costs, zero or more.
        revenue: Net revenue; below zero, a loss widens the gap.
        others: What other sources pay, zero or more.
        rounding: Where the fraction of a cent of the share goes.
        ceiling: The most the grant may be, zero or more; None for no ceiling.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        "Funding-split mathematics", split.gap, direct method.

    >>> print(gap_grant(
    ...     Money("900.00 EUR"), Rate("85 %"), total=Money("1000.00 EUR"),
    ...     revenue=Money("150.00 EUR"), others=Money("100.00 EUR"),
    ...     rounding=Rounding("down 0.01"),
    ... ).explain("grant"))
    grant = max(0, min(share, total − revenue − others))
        = max(0, min(765.00 EUR, 1000.00 EUR − 150.00 EUR − 100.00 EUR)) = 750.00 EUR
      share = eligible × rate
          = 900.00 EUR × 85 % = 765.00 EUR
    """
    not_negative("ceiling", eligible=eligible, total=total, others=others, ceiling=ceiling)
    one_currency(eligible=eligible, revenue=revenue)
    share = grant_from_rate(eligible, rate, rounding=rounding, ceiling=ceiling)
    grant = max(total - total, min(share.money, total - revenue - others))
    return Worked(
        grant,
        "max(0, min(share, total - revenue - others))",
        {"share": share, "total": total, "revenue": revenue, "others": others},
    )


def _capacities(
    need: Money, capacities: Capacities
) -> tuple[tuple[str, ...], tuple[Capacity, ...], list[int | None]]:
    """The sources, what each can pay as it was given, and in minor units, all checked."""
    parties, things = named("capacities", capacities)
    tops = listed("capacities", things)
    currency = need.currency
    limits: list[int | None] = []
    for place, top in enumerate(tops):
        if top is None:
            limits.append(None)
            continue
        amount = top.money if isinstance(top, Worked) else top
        if type(amount) is not Money or amount.minor < 0 or amount.currency != currency:
            not_negative(**{f"capacities[{place}]": amount})
            one_currency(need=need, capacity=amount)
        limits.append(amount.minor)
    return parties, tops, limits


def _in_order(
    need: Money, parts: Sequence[Money], tops: Sequence[Capacity]
) -> tuple[Worked, ...]:
    """Explain what each source pays of what those before it left."""
    paid, found = need - need, []
    for part, top in zip(parts, tops, strict=True):
        given: dict[str, Given] = {"need": need, "paid": paid}
        formula = "need - paid"
        if top is not None:
            given["capacity"] = top
            formula = "min(need - paid, capacity)"
        found.append(Worked(part, formula, given))
        paid += part
    return tuple(found)


def _up_to(
    need: Money,
    minors: Sequence[int],
    held: Weighed,
    tops: Sequence[Capacity],
    below: Sequence[int],
) -> tuple[Worked, ...]:
    """Explain what sources pay: some their capacity, those below it a share of the rest."""
    amounts = made(minors, need.currency)
    found = {
        place: Worked(amount, "capacity", {"capacity": top})
        for place, (amount, top) in enumerate(zip(amounts, tops, strict=True))
        if top is not None
    }
    among, nothing = held.only(below), need - need
    if among.total:
        shared = [minors[place] for place in below]
        rest = Money.of_minor(sum(shared), need.currency)
        of_rest = by_largest_remainder(rest, shared, among.integers, *among.shown())
    else:
        of_rest = (Worked(nothing, "nothing", {"nothing": nothing}),) * len(below)
    found |= zip(below, of_rest, strict=True)
    return tuple(found[place] for place in range(len(tops)))


def _gap(need: Money, minors: Sequence[int]) -> Worked:
    paid = Money.of_minor(sum(minors), need.currency)
    return Worked(need - paid, "need - paid", {"need": need, "paid": paid})
