"""Limits by a share of costs: whether they are kept, and what would make them pass.

A most (support under a rate) is asked of `headroom`, a least (own money, a share spent) of
`shortfall`. Both test the limit as the programme rounds it, and both turn it round: the least
costs that carry this support, the most costs that this own money carries. The turned answers
are tight under every mode of rounding: one minor unit less, or more, fails.
"""

from fractions import Fraction
from functools import lru_cache

from fundtrack.values import Money, Rate, Rounding, exponent_of

from .given import not_negative
from .rates import portion
from .worked import Given, Worked, Workings


class Headroom(Workings):
    """What a maximum rate leaves; `headroom` is zero or more exactly if it `passes`.

    `least_costs` is None where no costs would carry the support: a rate of 0 %.
    """

    passes: bool
    most_support: Worked
    headroom: Worked
    least_own: Worked
    least_costs: Worked | None
    least_extra_costs: Worked | None


class Shortfall(Workings):
    """What a minimum share asks for; `shortfall` is zero exactly if it `passes`.

    `most_costs` is None where the own money carries any costs: a share of 0 %. The extra costs
    are below zero where costs must go.
    """

    passes: bool
    least_own: Worked
    shortfall: Worked
    most_support: Worked
    most_costs: Worked | None
    most_extra_costs: Worked | None


def headroom(support: Money, costs: Money, rate: Rate, *, rounding: Rounding) -> Headroom:
    """What is left under a maximum rate, and what would make it pass.

    The limit is the rate of the costs, rounded as the programme does; under `down` support
    never passes the exact share. A plan in whole euro that may pass it by less than one euro is
    tested with `up 1`.

    Args:
        support: The support asked for, zero or more.
        costs: The eligible costs it is asked for, zero or more.
        rate: The most the support may be of them, 0 to 100 %.
        rounding: How the programme rounds the limit.

    Raises:
        InputError: an amount is below zero, the rate is outside 0 to 100 %, or the least costs
            are beyond any amount.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", COFIN.CALC (tolerance of whole-euro plans, verified).

    >>> room = headroom(
    ...     Money("90.00 EUR"), Money("100.00 EUR"), Rate("85 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> room.passes, room.headroom.money, room.least_costs.money
    (False, Money('-5.00 EUR'), Money('105.89 EUR'))
    """
    currency = not_negative(support=support, costs=costs)
    most = portion("costs", costs, "rate", rate, rounding)
    part = rate.fraction
    least = extra = None
    if part or not support:
        least = _least_costs(support, rate, part, rounding, currency)
        extra = Worked(
            Money.of_minor(max(0, least.money.minor - costs.minor), currency),
            "max(0, least_costs - costs)",
            {"least_costs": least, "costs": costs},
        )
    return Headroom(
        support <= most.money,
        most,
        Worked(most.money - support, "most_support - support", _given(most, support)),
        _left(costs, most, "most_support"),
        least,
        extra,
    )


def shortfall(own: Money, costs: Money, own_rate: Rate, *, rounding: Rounding) -> Shortfall:
    """What is missing to a minimum share, and what would make it pass.

    The share is rounded as the programme does; under `up` own money that passes always reaches
    the exact share. It serves any least share: own contribution, match, what must have been
    spent by a day.

    Args:
        own: What there is, zero or more.
        costs: What it must be a share of, zero or more.
        own_rate: The least share, 0 to 100 %.
        rounding: How the programme rounds it.

    Raises:
        InputError: an amount is below zero, the rate is outside 0 to 100 %, or the most costs
            are beyond any amount.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "Funding-split mathematics", num.side; "EU shared management", FLEX.LV205.

    >>> short = shortfall(
    ...     Money("15.00 EUR"), Money("101.00 EUR"), Rate("15 %"),
    ...     rounding=Rounding("up 0.01"),
    ... )
    >>> short.passes, short.shortfall.money, short.most_extra_costs.money
    (False, Money('0.15 EUR'), Money('-1.00 EUR'))
    """
    currency = not_negative(own=own, costs=costs)
    least = portion("costs", costs, "own_rate", own_rate, rounding)
    part = own_rate.fraction
    most = extra = None
    if part:
        most = _most_costs(own, own_rate, part, rounding, currency)
        extra = Worked(
            most.money - costs, "most_costs - costs", {"most_costs": most, "costs": costs}
        )
    return Shortfall(
        own >= least.money,
        least,
        Worked(
            Money.of_minor(max(0, least.money.minor - own.minor), currency),
            "max(0, least_own - own)",
            {"least_own": least, "own": own},
        ),
        _left(costs, least, "least_own"),
        most,
        extra,
    )


def _given(most: Worked, support: Money) -> dict[str, Given]:
    return {"most_support": most, "support": support}


def _left(costs: Money, taken: Worked, name: str) -> Worked:
    """The costs without a part; a coarse rounding can make the part more than the costs."""
    return Worked(
        Money.of_minor(max(0, costs.minor - taken.money.minor), costs.currency),
        f"max(0, costs - {name})",
        {"costs": costs, name: taken},
    )


def _least_costs(
    support: Money, rate: Rate, part: Fraction, rounding: Rounding, currency: str
) -> Worked:
    """The least costs whose rounded share reaches the support."""
    step = rounding.step(exponent_of(currency))
    steps = -(-support.minor // step)
    if not steps:
        return Worked(support, "support", {"support": support})
    asked = Worked(
        Money.of_minor(steps * step, currency),
        "support",
        {"support": support},
        Rounding("up", rounding.unit),
    )
    halves, over = _to_reach(rounding.mode, steps)
    top = (2 * steps - halves) * step * part.denominator
    bottom = 2 * part.numerator
    minor = top // bottom + 1 if over else -(-top // bottom)
    return _turned("asked", asked, "-", halves, rate, minor, rounding, strict=over)


def _most_costs(
    own: Money, rate: Rate, part: Fraction, rounding: Rounding, currency: str
) -> Worked:
    """The most costs whose rounded share the own money reaches."""
    step = rounding.step(exponent_of(currency))
    steps = own.minor // step
    held = Worked(
        Money.of_minor(steps * step, currency),
        "own",
        {"own": own},
        Rounding("down", rounding.unit),
    )
    halves, under = _to_keep(rounding.mode, steps)
    top = (2 * steps + halves) * step * part.denominator
    bottom = 2 * part.numerator
    minor = -(-top // bottom) - 1 if under else top // bottom
    return _turned("held", held, "+", halves, rate, minor, rounding, strict=under)


def _to_reach(mode: str, steps: int) -> tuple[int, bool]:
    """How many halves of a unit below this many units still round up to them.

    And whether the place itself falls short, so that an amount must be over it.
    """
    match mode:
        case "down" | "floor":
            return 0, False
        case "up" | "ceiling":
            return 2, True
        case "half_up":
            return 1, False
        case "half_down":
            return 1, True
        case _:  # half_even
            return 1, steps % 2 == 1


def _to_keep(mode: str, steps: int) -> tuple[int, bool]:
    """How many halves of a unit above this many units still round down to them.

    And whether the place itself goes beyond, so that an amount must be under it.
    """
    match mode:
        case "down" | "floor":
            return 2, True
        case "up" | "ceiling":
            return 0, False
        case "half_up":
            return 1, True
        case "half_down":
            return 1, False
        case _:  # half_even
            return 1, steps % 2 == 1


def _turned(
    name: str,
    amount: Worked,
    sign: str,
    halves: int,
    rate: Rate,
    minor: int,
    rounding: Rounding,
    *,
    strict: bool,
) -> Worked:
    """The costs behind a share: the formula that inverts a rounding.

    Strictly over a place is the last minor unit up to it and one more; strictly under it the
    first from it on and one less.
    """
    currency = amount.money.currency
    given: dict[str, Given] = {name: amount, "rate": rate}
    formula = name
    if halves:
        unit = rounding.step(exponent_of(currency))
        given["unit"] = Money.of_minor(unit, currency)
        formula = f"({name} {sign} unit)"
        if halves == 1:
            given["two"] = 2
            formula = f"({name} {sign} unit / two)"
    formula += " / rate"
    upward = (sign == "-") != strict
    if strict:
        given["least_unit"] = Money.of_minor(1, currency)
        formula += f" {'+' if sign == '-' else '-'} least_unit"
    return Worked(
        Money.of_minor(minor, currency), formula, given, to_minor(currency, upward=upward)
    )


@lru_cache(maxsize=64)
def to_minor(currency: str, *, upward: bool) -> Rounding:
    """A rounding to the least unit of a currency."""
    decimals = exponent_of(currency)
    unit = "0." + "1".rjust(decimals, "0") if decimals else "1"
    return Rounding("ceiling" if upward else "floor", unit)
