"""Amounts: a sequence of figures, each an amount, of which whole numbers are kept until asked.

To split an amount takes a microsecond for each part; to say how each part came about takes more
than that. So a split is worked out at once, and nobody pays for an explanation nobody reads.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from fundtrack.values import Money

from .worked import Worked, Workings

#: Minor units that are an amount in every currency.
SURE: Final = 10**16 - 1


class Amounts(Workings):
    """Figures in an order, each of which is an amount.

    A late one knows them in minor units, and their currency.
    """

    @property
    def amounts(self) -> tuple[Money, ...]:
        """The amounts, in their order."""
        held = self.__dict__
        found: tuple[Money, ...] | None = held.get("_amounts")
        if found is None:
            minors: Sequence[int] | None = held.get("_minors")
            if minors is None:
                found = tuple(one.money for one in self._figures())
            else:
                found = made(minors, held["_currency"])
            held["_amounts"] = found
        return found

    @property
    def minors(self) -> tuple[int, ...]:
        """The amounts in minor units, in their order: what a table holds."""
        held = self.__dict__.get("_minors")
        return tuple([one.minor for one in self.amounts] if held is None else held)

    def _figures(self) -> Iterable[Worked]:
        """The figures whose amounts these are."""
        raise NotImplementedError


class Parts(Amounts):
    """The parts of an amount, in their order."""

    parts: tuple[Worked, ...]

    def _figures(self) -> Iterable[Worked]:
        return self.parts


def made(minors: Iterable[int], currency: str) -> tuple[Money, ...]:
    """Whole numbers of minor units as amounts.

    >>> made([34, 33, 33], "JPY")
    (Money('34 JPY'), Money('33 JPY'), Money('33 JPY'))
    """
    return tuple(Money.of_minors(minors, currency))


def in_range(minors: Sequence[int], currency: str) -> Sequence[int]:
    """Whole numbers that amounts will be made of, refused now where they cannot be.

    Raises:
        InputError: one has more than 16 digits before the point.
    """
    if minors and not (min(minors) >= -SURE and max(minors) <= SURE):
        Money.of_minor(max(minors), currency)
        Money.of_minor(min(minors), currency)
    return minors
