"""Land: a limit whose base contains the part that it limits.

Land may be a share of the total eligible costs, and those contain the land that counts. Read
so, the limit is the share over its rest of the other costs: a closed form, no guess that runs
in a circle. The reading is an interpretation and every result shows it.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .given import listed, not_negative, rounded, share, told, yes_or_no
from .limits import to_minor
from .worked import Given, Worked, Workings

#: Kinds of land in one operation, and how much their shares may be together.
KINDS_MAX = 8
TOGETHER_MAX = Fraction(99, 100)


class Land(Workings):
    """The land that counts, what is cut off, and the total eligible costs with it.

    `limit` is None where the share is 100 %: there is none.
    """

    limit: Worked | None
    counted: Worked
    excess: Worked
    total: Worked


class LandOfKinds(Workings):
    """The land of each kind that counts, in the order given, and the total with all of it.

    `bound` is the most the total can be before the cents of each kind are cut.
    """

    bound: Worked
    counted: tuple[Worked, ...]
    total: Worked


def land_limit(land: Money, others: Money, rate: Rate, *, rounding: Rounding) -> Land:
    """The land that counts when it may be `rate` of the total eligible costs with itself.

    Args:
        land: The cost of the land, zero or more.
        others: All other eligible costs, zero or more; a flat rate whose base contains the
            land must be solved before.
        rate: The share of the total, 0 to 100 %; at 100 % there is no limit.
        rounding: Where the fraction of a cent of the limit goes; `down` never passes the share.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", LIM.LAND: Regulation (EU) 1303/2013 article 69(3)(b) and
        Regulation (EU) 2021/1060 article 64(1)(b), 10 %, 15 % for derelict sites (verified);
        that the total contains the land itself is an interpretation.

    >>> land = land_limit(
    ...     Money("150000.00 EUR"), Money("900000.00 EUR"), Rate("10 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> land.counted.money, land.excess.money, land.total.money
    (Money('100000.00 EUR'), Money('50000.00 EUR'), Money('1000000.00 EUR'))
    """
    currency = not_negative(land=land, others=others)
    part = share("rate", rate)
    above, below = part.as_integer_ratio()
    if below > above:
        most = rounded(others.minor * above, below - above, currency, rounding)
        given: dict[str, Given] = {"others": others, "rate": rate}
        limit = Worked(most, "others * rate / (1 - rate)", given, rounding)
        kept = min(land, most)
        counted = Worked(kept, "min(land, limit)", {"land": land, "limit": limit})
    else:
        limit, kept = None, land
        counted = Worked(land, "land", {"land": land})
    return Land(
        limit,
        counted,
        Worked(land - kept, "land - counted", {"land": land, "counted": counted}),
        Worked(others + kept, "others + counted", {"others": others, "counted": counted}),
    )


def land_limits(
    kinds: Iterable[tuple[Money, Rate]], others: Money, *, together: bool, rounding: Rounding
) -> LandOfKinds:
    """The land of several kinds that counts, each kind with its share of the same total.

    The total follows in one step from the shares; then the cents are cut, and cutting one kind
    can cost another a cent, so that every share holds of the final total.

    Args:
        kinds: The cost of the land of each kind with the share that binds it, as ordinary land
            at 10 % and derelict sites at 15 %; one to eight.
        others: All other eligible costs, zero or more.
        together: True if a share binds all land up to it (ordinary land 10 %, all land 15 %),
            False if each kind has a share of its own (10 % and another 15 %). The law does not
            say which.
        rounding: `down` or `floor`; nothing else keeps several shares at once.

    Raises:
        InputError: an amount is below zero, the shares are over 99 % together (or one of them,
            if `together`), `together` is left empty, or the rounding can pass a share.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", LIM.LAND; both readings of two shares are interpretations.

    >>> kinds = [
    ...     (Money("200000.00 EUR"), Rate("10 %")), (Money("300000.00 EUR"), Rate("15 %"))
    ... ]
    >>> others, down = Money("850000.00 EUR"), Rounding("down 0.01")
    >>> all_land = land_limits(kinds, others, together=True, rounding=down)
    >>> [one.money for one in all_land.counted], all_land.total.money
    ([Money('100000.00 EUR'), Money('50000.00 EUR')], Money('1000000.00 EUR'))
    """
    yes_or_no("together", together, remedy="state the reading; the law does not say which")
    held = _kinds(kinds, others, together=together)
    if told(rounding).mode not in ("down", "floor"):
        raise InputError(
            "several shares are kept by rounding down", expected="down", found=str(rounding)
        )
    order = sorted(range(len(held)), key=lambda i: _place(*held[i], together=together))
    bound = _bound([held[i] for i in order], others, together=together)
    total = bound.money.minor
    while True:  # one cent cut can cut another: at most 100 steps for each kind
        counted = _count(held, order, others, total, rounding, together=together)
        left = others.minor + sum(one.money.minor for one in counted)
        if left == total:
            break
        total = left
    given: dict[str, Given] = {"others": others}
    given.update((f"counted_{place}", one) for place, one in enumerate(counted, 1))
    whole = Worked(Money.of_minor(total, others.currency), " + ".join(given), given)
    return LandOfKinds(bound, tuple(counted), whole)


def _kinds(
    kinds: Iterable[tuple[Money, Rate]], others: Money, *, together: bool
) -> list[tuple[Money, Rate]]:
    held = listed("kinds", kinds)
    if len(held) > KINDS_MAX:
        raise InputError(
            "too many kinds of land", expected=f"1 to {KINDS_MAX}", found=str(len(held))
        )
    parts = []
    for place, pair in enumerate(held):
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise InputError(
                f"kinds[{place}] is no pair",
                expected="an amount and a rate",
                found=excerpt(pair),
            )
        not_negative(**{f"kinds[{place}]": pair[0], "others": others})
        parts.append(share(f"kinds[{place}]", pair[1]))
    most = max(parts) if together else sum(parts, Fraction())
    if most > TOGETHER_MAX:
        raise InputError(
            "the shares leave nothing for other costs",
            expected=f"{Rate(TOGETHER_MAX)} or less",
            found=str(Rate(most)),
            remedy="put land without a limit among the others",
        )
    return list(held)


def _place(land: Money, rate: Rate, *, together: bool) -> Fraction:
    """Where a kind stands among those that a small total cuts first."""
    part = rate.fraction
    if together:
        return part
    return -land.minor / part if part else Fraction(-(10**20))  # above any amount


def _bound(kinds: Sequence[tuple[Money, Rate]], others: Money, *, together: bool) -> Worked:
    """The most the total can be: the least of what it is if the first kinds are cut."""
    given: dict[str, Given] = {"others": others}
    for place, (land, rate) in enumerate(kinds, 1):
        given |= {f"land_{place}": land, f"rate_{place}": rate}
    exact: list[Fraction] = []
    said: list[str] = []
    cut = Fraction()
    for first in range(len(kinds) + 1):
        names = range(first + 1, len(kinds) + 1)
        top = others.minor + sum(land.minor for land, _ in kinds[first:])
        text = " + ".join(["others", *(f"land_{name}" for name in names)])
        if first:
            own = kinds[first - 1][1].fraction
            cut = own if together else cut + own
            names = range(first, first + 1) if together else range(1, first + 1)
            rest = " - ".join(["1", *(f"rate_{name}" for name in names)])
            text = f"({text}) / ({rest})"
        exact.append(top / (1 - cut))
        said.append(text)
    least = min(exact)
    return Worked(
        Money.of_minor(least.numerator // least.denominator, others.currency),
        f"min({', '.join(said)})",
        given,
        to_minor(others.currency, upward=False),
    )


def _count(
    kinds: Sequence[tuple[Money, Rate]],
    order: Sequence[int],
    others: Money,
    total: int,
    rounding: Rounding,
    *,
    together: bool,
) -> list[Worked]:
    """What counts of each kind if the total is this."""
    whole = Money.of_minor(total, others.currency)
    before = 0
    counted: dict[int, Worked] = {}
    for place in order:
        land, rate = kinds[place]
        part = rate.fraction
        limit = Worked(
            rounded(total * part.numerator, part.denominator, others.currency, rounding),
            "total_costs * rate",
            {"total_costs": whole, "rate": rate},
            rounding,
        )
        given: dict[str, Given] = {"land": land, "limit": limit}
        formula = "min(land, limit)"
        if together:
            given["before"] = Money.of_minor(before, others.currency)
            formula = "min(land, limit - before)"
        minor = min(land.minor, limit.money.minor - before)
        before += minor if together else 0
        counted[place] = Worked(Money.of_minor(minor, others.currency), formula, given)
    return [counted[place] for place in range(len(kinds))]
