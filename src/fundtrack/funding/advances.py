"""Advances, and the claims that clear them.

An advance is grant paid before there are costs. Later claims clear it: a part of what is due on
a claim is not paid, because the beneficiary has that money already. Each way of clearing says
how much of the advance all claims so far clear together, and a claim clears the difference to
what was cleared before it. So an advance is cleared once, never beyond itself, and a credit
note opens again what it takes back.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from operator import sub

from fundtrack.values import Money, Rate, Rounding

from .amounts import Amounts, in_range, made
from .given import in_minor, not_negative, one_currency, share, told
from .minor import rounded_all, steps, within
from .worked import Given, Worked, Workings


class ClearedClaim(Workings):
    """What one claim does to an advance.

    `cleared_total` is cleared by all claims up to this one, `cleared` by this one (below zero
    where a credit note opens the advance again), `payable` is what is left of the claim (below
    zero: to recover), `outstanding` what is left of the advance.
    """

    cleared_total: Worked
    cleared: Worked
    payable: Worked
    outstanding: Worked


class AdvanceClearing(Amounts):
    """An advance over its claims, in their order.

    What was due on all claims is what they paid and cleared, to the minor unit. What is
    outstanding after the last claim belongs into the final balance. `amounts` are what claims
    are paid.
    """

    claims: tuple[ClearedClaim, ...]

    def _figures(self) -> Iterable[Worked]:
        return (claim.payable for claim in self.claims)

    @property
    def outstanding(self) -> Worked:
        """What is left of the advance after the last claim."""
        return self.claims[-1].outstanding


def clear_at_once(advance: Money, claims: Iterable[Money]) -> AdvanceClearing:
    """Clear an advance with the first money that is due: nothing is paid until it is cleared.

    Args:
        advance: What was paid in advance, zero or more.
        claims: The grant due on each claim in its order, below zero for a credit note; one or
            more of the advance's currency.

    Raises:
        InputError: the advance is below zero, or there are no claims.
        CurrencyMismatch: a claim is in another currency.

    Source:
        Practice of programmes; no law read states it.

    >>> clearing = clear_at_once(Money("30.00 EUR"), [Money("20.00 EUR"), Money("50.00 EUR")])
    >>> [str(claim.payable.money) for claim in clearing.claims]
    ['0.00 EUR', '40.00 EUR']
    >>> print(clearing.claims[1].cleared.explain("cleared"))
    cleared = cleared total − cleared before
        = 30.00 EUR − 20.00 EUR = 10.00 EUR
    """
    return _clear(advance, claims, "due_total", lambda totals, _: totals)


def clear_in_proportion(
    advance: Money, claims: Iterable[Money], rate: Rate, *, rounding: Rounding
) -> AdvanceClearing:
    """Clear an advance by the same share of every claim, until all of it is cleared.

    The share is taken of all claims so far and rounded as told, so the cents that rounding
    leaves at one claim come with a later one. A share that is too small leaves a part
    outstanding; at the share that the advance has of all claims it is cleared by the last one.

    Args:
        advance: What was paid in advance, zero or more.
        claims: The grant due on each claim in its order, below zero for a credit note.
        rate: The share of a claim that clears, 0 to 100 %; often the share that the advance
            has of the grant.
        rounding: Where the fraction of a cent of what is cleared goes.

    Raises:
        InputError: the advance is below zero, there are no claims, the rate is outside 0 to
            100 %, or the unit of the rounding is finer than the currency.
        CurrencyMismatch: a claim is in another currency.

    Source:
        Practice of programmes; no law read states it.

    >>> clearing = clear_in_proportion(
    ...     Money("30.00 EUR"), [Money("33.35 EUR"), Money("66.65 EUR")], Rate("30 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> [str(claim.cleared.money) for claim in clearing.claims]
    ['10.00 EUR', '20.00 EUR']
    """
    above, below = share("rate", rate).as_integer_ratio()
    told(rounding)

    def reached(totals: Sequence[int], exponent: int) -> list[int]:
        return rounded_all(totals, above, below, rounding, exponent)

    def explain(reached: Money, due_total: Money) -> Worked:
        given: dict[str, Given] = {"due_total": due_total, "rate": rate}
        return Worked(reached, "due_total * rate", given, rounding)

    return _clear(advance, claims, "reached", reached, explain)


def clear_beyond_share(
    advance: Money,
    claims: Iterable[Money],
    rate: Rate,
    *,
    grant: Money,
    untouched: Rate,
    rounding: Rounding,
) -> AdvanceClearing:
    """Clear an advance only by what is due beyond a share of the grant.

    Claims are paid in full until they reach that share together; of what lies beyond it, `rate`
    clears the advance. At 100 % nothing beyond the share is paid before the advance is cleared.

    Args:
        advance: What was paid in advance, zero or more.
        claims: The grant due on each claim in its order, below zero for a credit note.
        rate: The share of what lies beyond that clears, 0 to 100 %.
        grant: The grant the share is taken of, zero or more.
        untouched: The share of the grant that is paid in full, 0 to 100 %.
        rounding: Where the fraction of a cent of what is cleared goes; the share of the grant
            itself is not rounded.

    Raises:
        InputError: an amount is below zero, there are no claims, a rate is outside 0 to 100 %,
            or the unit of the rounding is finer than the currency.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        Practice of programmes; no law read states it.

    >>> clearing = clear_beyond_share(
    ...     Money("30.00 EUR"), [Money("60.00 EUR"), Money("25.00 EUR"), Money("15.00 EUR")],
    ...     Rate("100 %"), grant=Money("100.00 EUR"), untouched=Rate("70 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> [str(claim.payable.money) for claim in clearing.claims]
    ['60.00 EUR', '10.00 EUR', '0.00 EUR']
    """
    not_negative(advance=advance, grant=grant)
    part, free = share("rate", rate), share("untouched", untouched)
    above, below = part.as_integer_ratio()
    paid, of = free.as_integer_ratio()
    start = grant.minor * paid
    told(rounding)

    def reached(totals: Sequence[int], exponent: int) -> list[int]:
        beyond = [max(0, total * of - start) for total in totals]
        return rounded_all(beyond, above, of * below, rounding, exponent)

    def explain(reached: Money, due_total: Money) -> Worked:
        return Worked(
            reached,
            "max(0, due_total - grant * untouched) * rate",
            {"due_total": due_total, "grant": grant, "untouched": untouched, "rate": rate},
            rounding,
        )

    return _clear(advance, claims, "reached", reached, explain)


def _clear(
    advance: Money,
    claims: Iterable[Money],
    name: str,
    reached: Callable[[Sequence[int], int], Sequence[int]],
    explain: Callable[[Money, Money], Money | Worked] = lambda reached, _: reached,
) -> AdvanceClearing:
    """Clear up to what the claims so far have `reached`, within 0 and the advance."""
    not_negative(advance=advance)
    dues, minors = in_minor("claims", claims)
    currency = one_currency(advance=advance, claims=dues[0])
    totals = list(accumulate(minors))
    reaches = reached(totals, advance.exponent)
    cleared = within(reaches, advance.minor)
    parts = steps(cleared)
    payable = list(map(sub, minors, parts))
    in_range([*totals, *reaches, *payable], currency)

    def make() -> AdvanceClearing:
        before, found = Money.zero(currency), []
        for due, due_total, reach, total in zip(
            dues, *(made(each, currency) for each in (totals, reaches, cleared)), strict=True
        ):
            found.append(_claim(due, name, explain(reach, due_total), total, before, advance))
            before = total
        return AdvanceClearing(tuple(found))

    return AdvanceClearing.late(make, _minors=payable, _currency=currency)


def _claim(
    due: Money, name: str, reached: Given, total: Money, before: Money, advance: Money
) -> ClearedClaim:
    """Explain one claim, with what is cleared in total after and before it."""
    cleared = total - before
    return ClearedClaim(
        Worked(total, f"max(0, min({name}, advance))", {name: reached, "advance": advance}),
        Worked(
            cleared,
            "cleared_total - cleared_before",
            {"cleared_total": total, "cleared_before": before},
        ),
        Worked(due - cleared, "due - cleared", {"due": due, "cleared": cleared}),
        Worked(
            advance - total,
            "advance - cleared_total",
            {"advance": advance, "cleared_total": total},
        ),
    )
