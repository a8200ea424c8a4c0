"""Flat rates: costs that nobody proves, paid as a percentage of costs that somebody does.

A flat rate covers some categories of cost and is taken of others; those may be real costs or a
flat rate themselves, so the rates feed one another: staff, then travel of staff, then office.
The order falls out of the bases. What a flat rate covers cannot be claimed as real cost too.
Which rates a programme offers, how high, and which exclude each other, the caller says.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from fundtrack.formulas import MAX_LENGTH
from fundtrack.values import FrozenMap, InputError, Money, Rounding, excerpt

from .exact import added, costs_of
from .flat_plan import FlatPlan, FlatRate
from .given import not_negative, rounded
from .worked import Given, Worked, Workings

Cut = Literal["each_step", "once"]


class FlatRates(Workings):
    """The amount of each flat rate by its name, and the total with the real costs.

    `order` names the flat rates as they were evaluated: each after those it is taken of.
    """

    order: tuple[str, ...]
    amounts: Mapping[str, Worked]
    total: Worked

    def worked(self) -> Iterator[tuple[str, Worked]]:
        """Each flat rate in the order of evaluation, then the total."""
        yield from ((name, self.amounts[name]) for name in self.order)
        yield "total", self.total


def flat_rates(
    costs: Mapping[str, Money],
    options: Iterable[FlatRate],
    *,
    rounding: Rounding,
    cut: Cut,
    forbidden: Iterable[tuple[str, str]] = (),
) -> FlatRates:
    """The flat rates of one partner, each after those it is taken of.

    Every category of a base is stated, with 0.00 where there are no costs: a name nobody knows
    would make a base too low. Costs outside all bases (unit costs, lump sums) count in the
    total only. The order of `options` makes no difference.

    Args:
        costs: Real costs by category, of any sign: a correction is below zero.
        options: The flat rates of this partner, at most 12, each from 0 to 100 %.
        rounding: Where the fraction of a cent goes; Jems, the Interreg monitoring system,
            takes `down 0.01`, which mirrors a correction below zero, where `floor` does not.
        cut: `"each_step"` rounds an amount before the next is taken of it, as Jems does;
            `"once"` carries it exact and rounds each amount only where it is reported.
        forbidden: Pairs of names that exclude each other, as office on staff and on direct
            costs.

    Raises:
        InputError: a cost is financed twice (real and flat, or by two flat rates), two rates
            exclude each other, the bases form a loop (which is named), a base names what nobody
            stated or a part of what a flat rate covers as a whole, or a rate is out of range.
        CurrencyMismatch: two costs are in different currencies.

    Source:
        Regulation (EU) 2021/1060, Articles 54 to 56 (7, 15, 25, 20 and 40 %, all of them
        ceilings), 2021/1059, Articles 39 and 41(5) (20 and 15 %), verified; the order and
        the bases as Jems V10.0.2 has them, verified.

    >>> from fundtrack.values import Rate
    >>> cents = Rounding("down 0.01")
    >>> costs = {"external": Money("107.30 EUR")}
    >>> staff = FlatRate(name="staff", rate=Rate("15 %"), base=("external",), covers=("staff",))
    >>> travel = FlatRate(name="travel", rate=Rate("11 %"), base=("staff",), covers=("travel",))
    >>> print(flat_rates(costs, [travel, staff], rounding=cents, cut="each_step").total.money)
    125.15 EUR
    >>> flat_rates(costs, [travel, staff], rounding=cents, cut="once").amounts["travel"].money
    Money('1.77 EUR')
    """
    if cut not in ("each_step", "once"):
        raise InputError("no such cut", expected="each_step or once", found=excerpt(cut))
    currency = costs_of(costs)
    plan = FlatPlan(costs, options)
    plan.refuse(forbidden)
    step = _exact_steps if cut == "once" else _cut_steps
    amounts = step(plan, currency, rounding)
    return FlatRates(
        order=tuple(amounts),
        amounts=FrozenMap(amounts),
        total=added({**costs, **amounts}, currency),
    )


def flat_rate_after_cut(
    flat_rate: Money, base: Money, accepted: Money, *, rounding: Rounding
) -> Worked:
    """What is left of a flat rate when its base was cut at control: it falls pro rata.

    It is the part of the *rounded* amount; `flat_rates` on the accepted costs rounds once and
    can differ by a cent.

    Args:
        flat_rate: The amount as it was claimed.
        base: The costs it was taken of, as claimed.
        accepted: What control left of the base, at most all of it.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: an amount is below zero, more is accepted than was claimed, or there is a
            flat rate of nothing.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        Interreg Aurora manual, verified in the sheet (SCO.BASECUT); its rounding is not stated.

    >>> flat_rate_after_cut(
    ...     Money("14460.00 EUR"), Money("96400.00 EUR"), Money("91400.00 EUR"),
    ...     rounding=Rounding("down 0.01"),
    ... ).value
    Money('13710.00 EUR')
    """
    currency = not_negative(flat_rate=flat_rate, base=base, accepted=accepted)
    if accepted > base:
        raise InputError(
            "more is accepted than was claimed", expected=f"at most {base}", found=str(accepted)
        )
    if base:
        return Worked(
            rounded(flat_rate.minor * accepted.minor, base.minor, currency, rounding),
            "flat_rate * (accepted / base)",
            {"flat_rate": flat_rate, "accepted": accepted, "base": base},
            rounding,
        )
    if flat_rate:
        raise InputError("a flat rate of a base of zero is zero", found=str(flat_rate))
    return Worked(flat_rate, "flat_rate", {"flat_rate": flat_rate})


def _cut_steps(plan: FlatPlan, currency: str, rounding: Rounding) -> dict[str, Worked]:
    """Each amount rounded before it goes into the next base."""
    amounts: dict[str, Worked] = {}
    for option in plan.ordered():
        real, flat = plan.bases[option.name]
        terms: dict[str, Given] = {name: plan.costs[name] for name in real}
        base = added(terms | {name: amounts[name] for name in flat}, currency)
        part = option.rate.fraction
        amounts[option.name] = Worked(
            rounded(base.money.minor * part.numerator, part.denominator, currency, rounding),
            "base * rate",
            {"base": base, "rate": option.rate},
            rounding,
        )
    return amounts


def _exact_steps(plan: FlatPlan, currency: str, rounding: Rounding) -> dict[str, Worked]:
    """Each amount rounded where it is reported; the next is taken of the exact one.

    An exact amount is no Money, so a formula spells out the rates it is taken of.
    """
    amounts: dict[str, Worked] = {}
    exact: dict[str, Fraction] = {}  # in minor units
    texts: dict[str, str] = {}
    for option in plan.ordered():
        name, (real, flat) = option.name, plan.bases[option.name]
        own = added({one: plan.costs[one] for one in real}, currency)
        given: dict[str, Given] = {f"{name}_rate": option.rate}
        if real or not flat:
            given[f"{name}_base"] = own
        sums = [*given][1:] + [texts[one] for one in flat]
        base = f"({' + '.join(sums)})" if len(sums) > 1 else sums[0]
        text = texts[name] = f"{base} * {name}_rate"
        if len(text) > MAX_LENGTH:
            raise InputError(
                f"{name} is taken of too many flat rates to cut once",
                remedy='take fewer flat rates of flat rates, or cut="each_step"',
            )
        for one in flat:
            given |= amounts[one].given
        exact[name] = (own.money.minor + sum(exact[one] for one in flat)) * option.rate.fraction
        numerator, denominator = exact[name].as_integer_ratio()
        amounts[name] = Worked(
            rounded(numerator, denominator, currency, rounding), text, given, rounding
        )
    return amounts
