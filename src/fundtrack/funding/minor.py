"""The arithmetic of splits on whole numbers: minor units in, minor units out.

Nothing is checked here and nothing is explained: the functions that callers see do that before
and after. Weights are zero or more. `exponent` is how many decimals the currency has.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate
from math import lcm
from operator import sub
from typing import Final

from fundtrack.values import Rounding, largest_remainder

Top = int | None
#: Rounding a/b of zero or more to a whole number is one division, (n*a + p*b + q) // (n*b): the
#: modes by n, p and q. Half to even is none.
_DIVISIONS: Final[Mapping[str, tuple[int, int, int]]] = {
    "down": (1, 0, 0),
    "floor": (1, 0, 0),
    "up": (1, 1, -1),
    "ceiling": (1, 1, -1),
    "half_up": (2, 1, 0),
    "half_down": (2, 1, -1),
}
#: A common denominator that still fits into two machine words.
_WIDE: Final = 2**100


def rounded_all(
    numbers: Sequence[int], above: int, below: int, rounding: Rounding, exponent: int
) -> list[int]:
    """Each number times above/below, where below is above zero, as `rounding.minor` rounds it.

    >>> rounded_all([1, 3, 5], 5, 10, Rounding("half_even 0.01"), 2)
    [0, 2, 2]
    """
    round_to, division = rounding.minor, _DIVISIONS.get(rounding.mode)
    if division is None or not numbers:
        return [round_to(one * above, below, exponent) for one in numbers]
    times, share, less = division
    step = rounding.step(exponent)
    unit = below * step
    many, over, more = times * above, times * unit, share * unit + less
    if above < 0 or min(numbers) < 0:
        return [
            (many * one + more) // over * step
            if one * above >= 0
            else round_to(one * above, below, exponent)
            for one in numbers
        ]
    if step != 1:
        return [(many * one + more) // over * step for one in numbers]
    if times == 1 and not more:  # to divide is all there is to do
        return [one * above // below for one in numbers]
    return [(many * one + more) // over for one in numbers]


def common_of(pairs: Iterable[tuple[int, int]], most: int) -> int | None:
    """The least common denominator of fractions; None where it is above the most.

    >>> common_of([(1, 2), (1, 3)], 100), common_of([(1, 2), (1, 3)], 5)
    (6, None)
    """
    common = 1
    for below in {below for _, below in pairs}:
        common = lcm(common, below)
        if common > most:
            return None
    return common


def rounded_each(
    wholes: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    rounding: Rounding,
    exponent: int,
) -> list[int]:
    """Each whole times its fraction, none of them below zero, as `rounding.minor` rounds it.

    >>> rounded_each([1, 5], [(1, 2), (1, 3)], Rounding("down 0.01"), 2)
    [0, 1]
    """
    round_to, division = rounding.minor, _DIVISIONS.get(rounding.mode)
    each = zip(wholes, pairs, strict=True)
    if division is None:
        return [round_to(whole * above, below, exponent) for whole, (above, below) in each]
    times, share, less = division
    step = rounding.step(exponent)
    if step == 1 and times == 1 and not share:  # to divide is all there is to do
        return [whole * above // below for whole, (above, below) in each]
    many, more = times * step, share * step
    return [
        (times * whole * above + more * below + less) // (many * below) * step
        for whole, (above, below) in each
    ]


def in_proportion(
    whole: int, weights: Sequence[int], order: Sequence[int] | None = None
) -> list[int]:
    """A number of any sign by largest remainder; all zero only where it is.

    `order` is that in which parts take units left over, among equal remainders.

    >>> in_proportion(-100, [1, 1, 1]), in_proportion(100, [1, 1, 1], [2, 1, 0])
    ([-34, -33, -33], [33, 33, 34])
    """
    if not whole:
        return [0] * len(weights)
    if order is None:
        parts = largest_remainder(abs(whole), weights)
    else:
        parts = [0] * len(order)
        ordered = largest_remainder(abs(whole), [weights[place] for place in order])
        for place, part in zip(order, ordered, strict=True):
            parts[place] = part
    return parts if whole > 0 else [-part for part in parts]


def with_rest(whole: int, parts: list[int], place: int) -> list[int]:
    """Parts with one more at a place: what they leave of the whole.

    >>> with_rest(100, [33, 33], 0)
    [34, 33, 33]
    """
    return [*parts[:place], whole - sum(parts), *parts[place:]]


def poured(need: int, tops: Iterable[Top]) -> list[int]:
    """In order: each takes what is left, up to its top.

    >>> poured(100, [80, None, 5])
    [80, 20, 0]
    """
    parts = []
    for top in tops:
        part = need if top is None or need < top else top
        parts.append(part)
        need -= part
    return parts


def filled(
    need: int, weights: Sequence[int], tops: Sequence[Top]
) -> tuple[list[int], list[int]]:
    """In proportion, none above its top; and the places of those below it, in their order.

    They are asked in the order of top to weight: the first whose share fits ends it, for all
    after it have room for more.

    >>> filled(100, [50, 30, 20], [40, 33, None])
    ([40, 33, 27], [2])
    """
    shift = 2 * max(weights).bit_length()  # so that two different ratios never tie
    ratios = [
        ((top << shift) // weight, place, top)
        for place, (weight, top) in enumerate(zip(weights, tops, strict=True))
        if weight and top is not None
    ]
    ratios.sort()
    full: dict[int, int] = {}
    left = sum(weights)
    for _, place, top in ratios:
        weight = weights[place]
        if top * left >= need * weight:
            break
        full[place] = top
        need -= top
        left -= weight
    below = [place for place in range(len(tops)) if place not in full]
    parts = [full.get(place, 0) for place in range(len(tops))]
    if left:
        shared = in_proportion(need, [weights[place] for place in below])
        for place, part in zip(below, shared, strict=True):
            parts[place] = part
    return parts, below


def cascaded(
    sums: Sequence[int],
    weights: Sequence[int],
    tops: Sequence[Top],
    rounding: Rounding,
    exponent: int,
) -> tuple[list[list[int]], list[list[int]]]:
    """What each source has paid of each sum, then what none has; and its shares before the top.

    >>> cascaded([1, 2, 3], [1, 1], [None, 1], Rounding("down 0.01"), 2)
    ([[0, 1, 1], [1, 1, 1], [0, 0, 1]], [[0, 1, 1], [1, 1, 2]])
    """
    rests, left = list(sums), sum(weights)
    paid, shares = [], []
    for weight, top in zip(weights, tops, strict=True):
        if weight == left:  # the last that weighs anything, or one after it
            share = rests if weight else [0] * len(rests)
        else:
            share = rounded_all(rests, weight, left, rounding, exponent)
        now = share if top is None else [min(one, top) for one in share]
        shares.append(share)
        paid.append(now)
        rests = list(map(sub, rests, now))
        left -= weight
    return [*paid, rests], shares


def marked(
    sums: Sequence[int], weights: Sequence[int], rounding: Rounding, exponent: int
) -> list[Sequence[int]]:
    """The rounded marks on each sum, of the first source, of the first two, of the first three.

    >>> marked([1, 2], [1, 1], Rounding("down 0.01"), 2)
    [[0, 1], [1, 2]]
    """
    *uptos, total = accumulate(weights)
    marks = [
        rounded_all(sums, upto, total, rounding, exponent) if upto < total else sums
        for upto in uptos
    ]
    return [*marks, sums]


def advanced(claims: Sequence[int], ceiling: int, advance: int) -> tuple[list[int], list[int]]:
    """What each claim is paid under a ceiling, and what all so far clear of an advance.

    >>> advanced([455, 150], 720, 300)
    ([420, 0], [35, 185])
    """
    room, beyond = ceiling - advance, 0
    paid, cleared = [], []
    for claim in claims:
        part = claim if claim < room else room
        part = max(part, 0)
        room -= part
        beyond += claim - part
        paid.append(part)
        cleared.append(0 if beyond < 0 else beyond if beyond < advance else advance)
    return paid, cleared


def within(totals: Iterable[int], top: int) -> list[int]:
    """Totals cut at zero and at a top of zero or more.

    >>> within([-1, 5, 12], 10)
    [0, 5, 10]
    """
    return [0 if one < 0 else one if one < top else top for one in totals]


def plus(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """The sum of two fractions of two whole numbers each, not in lowest terms.

    >>> plus((1, 3), (1, 3)), plus((1, 2), (1, 3))
    ((2, 3), (5, 6))
    """
    (above, below), (more, over) = one, other
    if below == over:
        return above + more, below
    common = lcm(below, over)
    return above * (common // below) + more * (common // over), common


def summed(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The sum of fractions, not in lowest terms.

    >>> summed([(1, 2), (1, 3), (1, 6)])
    (6, 6)
    """
    common = common_of(pairs, _WIDE)
    if common is None:
        return reduce(plus, pairs)
    return sum([above * (common // below) for above, below in pairs]), common


def steps(totals: Sequence[int]) -> list[int]:
    """What each total adds to the one before it.

    >>> steps([1, 1, 3])
    [1, 0, 2]
    """
    return list(map(sub, totals, (0, *totals[:-1])))
