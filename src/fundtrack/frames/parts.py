"""Who pays what of each row, in pure Python integers: what every other way is held to.

A row is split by itself, or with the rows before it in its group: then what each source has
paid of the sum so far is worked out, and the row bears the difference, so that the parts of any
number of rows sum to the parts of their sum. What is missing makes a row missing, and in a
group every row after it.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from fundtrack.values import Record, Rounding, largest_remainder

Way = Literal["rest_last", "largest_remainder", "cascade", "nested_thresholds"]
#: How the cents of several sources fall, and which of these can go on over a group.
WAYS: Final = ("rest_last", "largest_remainder", "cascade", "nested_thresholds")
OVER_ROWS: Final = ("cascade", "nested_thresholds")


class Terms(Record):
    """How a whole is split: by a rate that is given with it, or over weights.

    `weights` are whole numbers, one for each source, none for a rate. `within` tells that a
    rate gives no more than the whole, whatever the rounding.
    """

    weights: tuple[int, ...]
    way: str
    rounding: Rounding | None
    exponent: int
    within: bool = False

    def of(self, whole: int, rate: Fraction | None, ceiling: int | None) -> list[int]:
        """The parts of a whole in minor units; they sum to it.

        >>> Terms((), "rate", Rounding("down 0.01"), 2).of(101, Fraction(1, 2), None)
        [50, 51]
        """
        if rate is not None:
            share = self.rounded(whole * rate.numerator, rate.denominator)
            if ceiling is not None:
                share = min(share, ceiling)
            if self.within:
                share = min(share, whole)
            return [share, whole - share]
        return _WAYS[self.way](self, whole)

    def rounded(self, above: int, below: int) -> int:
        """A fraction of a minor unit, rounded as told."""
        rounding = self.rounding
        assert rounding is not None  # noqa: S101 (asked for before, where one is needed)
        return rounding.minor(above, below, self.exponent)

    def sources(self) -> int:
        """How many parts there are."""
        return len(self.weights) or 2


def _rest_last(terms: Terms, whole: int) -> list[int]:
    total = sum(terms.weights)
    parts = [terms.rounded(whole * weight, total) for weight in terms.weights[:-1]]
    return [*parts, whole - sum(parts)]


def _largest_remainder(terms: Terms, whole: int) -> list[int]:
    parts = largest_remainder(abs(whole), terms.weights)
    return parts if whole >= 0 else [-part for part in parts]


def _cascade(terms: Terms, whole: int) -> list[int]:
    parts, left = [], sum(terms.weights)
    for weight in terms.weights:
        if weight == left:  # the last that weighs anything, or one after it
            part = whole if weight else 0
        else:
            part = terms.rounded(whole * weight, left)
        parts.append(part)
        whole -= part
        left -= weight
    return parts


def _nested(terms: Terms, whole: int) -> list[int]:
    total = sum(terms.weights)
    parts, upto, before = [], 0, 0
    for weight in terms.weights:
        upto += weight
        mark = terms.rounded(whole * upto, total) if upto < total else whole
        parts.append(mark - before)
        before = mark
    return parts


_WAYS: Final[Mapping[str, Callable[[Terms, int], list[int]]]] = {
    "rest_last": _rest_last,
    "largest_remainder": _largest_remainder,
    "cascade": _cascade,
    "nested_thresholds": _nested,
}


def split_rows(
    terms: Terms,
    amounts: Sequence[int | None],
    rates: Sequence[Fraction | None] | None = None,
    ceilings: Sequence[int | None] | None = None,
    groups: Sequence[Hashable] | None = None,
) -> list[list[int | None]]:
    """The parts of each row, a list for each source.

    `rates` and `ceilings` are by row, for terms without weights. Rows of one group are split
    together, in their order; without groups each row by itself.

    >>> half = Terms((), "rate", Rounding("down 0.01"), 2)
    >>> split_rows(half, [1, 1], [Fraction(1, 2)] * 2, None, ["P", "P"])
    [[0, 1], [1, 0]]
    """
    count = terms.sources()
    found: list[list[int | None]] = [[] for _ in range(count)]
    nothing: list[int] = [0] * count
    sums: dict[Hashable, int | None] = {}
    paid: dict[Hashable, list[int]] = {}
    for row, amount in enumerate(amounts):
        group = None if groups is None else groups[row]
        known = amount is not None
        known = known and (rates is None or rates[row] is not None)
        known = known and (ceilings is None or ceilings[row] is not None)
        total = sums.get(group, 0) if groups is not None else 0
        whole = None if total is None or not known or amount is None else total + amount
        sums[group] = whole
        if whole is None:
            for parts in found:
                parts.append(None)
            continue
        rate = None if rates is None else rates[row]
        now = terms.of(whole, rate, None if ceilings is None else ceilings[row])
        before = nothing if groups is None else paid.get(group, nothing)
        paid[group] = now
        for parts, one, old in zip(found, now, before, strict=True):
            parts.append(one - old)
    return found
