"""Weights of a split, brought to whole numbers in the same proportion.

Parties are weighed by whole numbers, by rates or by amounts, each exact; only the proportion
counts, so rates need not sum to 100 %. Here they become integers to compute with, and stay as
they were given to be shown in a formula.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar, cast

from fundtrack.values import InputError, Money, Rate, excerpt

from .given import in_minor, listed
from .minor import common_of
from .worked import Number

T = TypeVar("T")
Weights = (
    Sequence[int]
    | Sequence[Rate]
    | Sequence[Money]
    | Mapping[str, int]
    | Mapping[str, Rate]
    | Mapping[str, Money]
)
Rates = Sequence[Rate] | Mapping[str, Rate]
#: Bits of one weight and of the common denominator of rates: above any real share, still cheap.
BITS_MAX = 512
_MOST = 2**BITS_MAX - 1
#: The formula of an exact share.
SHARE = "whole * (weight / weights)"


class Weighed:
    """Weights to compute with, and as they were `given`; `parties` are their names, if any."""

    __slots__ = ("given", "integers", "parties", "total")

    def __init__(
        self, integers: tuple[int, ...], given: tuple[Number, ...], parties: tuple[str, ...]
    ) -> None:
        self.integers, self.given, self.parties = integers, given, parties
        self.total = sum(integers)

    def shown(self) -> tuple[Sequence[Number], Number]:
        """Each weight as a formula shows it, and their sum; whole numbers if need be."""
        try:
            return self.given, _sum(self.given, self.integers, self.total)
        except InputError:  # the sum is no amount or rate any more
            return self.integers, self.total

    def only(self, places: Sequence[int]) -> "Weighed":
        """The weights at some places."""
        return Weighed(
            tuple(self.integers[place] for place in places),
            tuple(self.given[place] for place in places),
            (),
        )


def weighed(weights: Weights) -> Weighed:
    """Check weights and bring them to whole numbers; all of them may be zero.

    Raises:
        InputError: none, more than 200,000, one below zero or too large, of different kinds,
            of a kind that is not exact, or of a party without a name.
        CurrencyMismatch: amounts in different currencies.

    >>> thirds = weighed({"fund": Rate("2/3"), "own": Rate("1/3")})
    >>> thirds.integers, thirds.shown()[1], thirds.parties
    ((2, 1), Rate('100 %'), ('fund', 'own'))
    """
    given: Iterable[Number] | Mapping[str, Number] = weights
    parties, held = named("weights", given)
    integers = _integers(held)
    if min(integers) < 0:
        place = next(i for i, number in enumerate(integers) if number < 0)
        raise InputError(
            f"weights[{place}] is below zero",
            expected="zero or more",
            found=str(held[place]),
        )
    found = Weighed(integers, held, parties)
    if found.total > _MOST and max(integers) > _MOST:
        raise InputError("a weight is too large", expected=f"at most {BITS_MAX} bits")
    return found


def named(
    name: str, things: Iterable[T] | Mapping[str, T]
) -> tuple[tuple[str, ...], tuple[T, ...]]:
    """The parties of a mapping and what is said of each; no parties of a list.

    Raises:
        InputError: a party has no name, there is none, or more than 200,000.
    """
    if type(things) is list or type(things) is tuple or not isinstance(things, Mapping):
        return (), listed(name, things)
    for party in things:
        if not isinstance(party, str) or not party:
            raise InputError(
                f"a party of {name} has no name", expected="a text", found=excerpt(party)
            )
    return tuple(things), listed(name, things.values())


def _integers(held: tuple[Number, ...]) -> tuple[int, ...]:
    """Ints as they are, amounts in minor units, rates over their common denominator."""
    kinds = set(map(type, held))
    if kinds == {int}:
        return cast("tuple[int, ...]", held)
    if kinds == {Money}:
        return tuple(in_minor("weights", cast("tuple[Money, ...]", held))[1])
    if kinds == {Rate}:
        rates = cast("tuple[Rate, ...]", held)
        return over_common([rate.fraction.as_integer_ratio() for rate in rates])[0]
    raise InputError(
        "weights are of one exact kind",
        expected="all ints, all Rates, or all Money",
        found=", ".join(sorted(kind.__name__ for kind in kinds)),
    )


def over_common(
    pairs: Sequence[tuple[int, int]], name: str = "rates"
) -> tuple[tuple[int, ...], int]:
    """Shares of two whole numbers each over their common denominator, and that.

    Raises:
        InputError: their common denominator has more than 512 bits.

    >>> over_common([(1, 2), (1, 3)])
    ((3, 2), 6)
    """
    common = common_of(pairs, _MOST)
    if common is None:
        raise InputError(f"the {name} have no common denominator of a bearable size")
    return tuple([above * (common // below) for above, below in pairs]), common


def _sum(held: tuple[Number, ...], integers: tuple[int, ...], total: int) -> Number:
    """The sum of the weights, of their own kind.

    Raises:
        InputError: it has more digits than an amount or a rate may have.
    """
    first = held[0]
    if isinstance(first, Money):
        return Money.of_minor(total, first.currency)
    if isinstance(first, Rate) and total:
        place = next(i for i, number in enumerate(integers) if number)
        one = cast(Rate, held[place]).fraction
        return Rate(one * Fraction(total, integers[place]))
    return total
