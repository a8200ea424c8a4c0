"""Sums of many exact figures, and where they end.

A sum of quotients stands over the least common multiple of what they are divided by, which may
grow with every row: of ten thousand rows that are each divided by a figure of their own it has
a hundred thousand digits, and adding up takes as many seconds. No book needs it and any project
could ask for it, so such a sum is unknown. How long its denominator is does not depend on the
order of the rows, so all readings agree on which sums those are.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Final

#: The longest denominator a sum may have, in bits: some 300 digits.
SUM_BITS: Final = 1024


class Sum:
    """A sum as it grows; once its denominator is too long there is none.

    Args:
        scale: Minor units to the whole where money is added in whole units, so that it is the
            denominator of minor units that counts, as everywhere else.

    >>> total = Sum()
    >>> total.add(Fraction(1, 3))
    >>> total.add(Fraction(2, 3))
    >>> total.value
    Fraction(1, 1)
    """

    __slots__ = ("_above", "_below", "scale")

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale
        self._above = 0
        self._below = 1  # 0 once it is too long

    def add(self, figure: int | Fraction) -> None:
        """Add one figure."""
        if not self._below:
            return
        above, below = figure.numerator, figure.denominator
        if self.scale != 1:
            shared = gcd(self.scale, below)
            above, below = above * (self.scale // shared), below // shared
        if self._below % below:
            longer = lcm(self._below, below)
            if longer.bit_length() > SUM_BITS:
                self._below = 0
                return
            self._above *= longer // self._below
            self._below = longer
        self._above += above * (self._below // below)

    @property
    def below(self) -> int:
        """The common denominator of what was added; 0 once it is too long."""
        return self._below

    @property
    def value(self) -> int | Fraction | None:
        """What was added up; None where the denominator is too long."""
        below = self._below * self.scale
        if below == 1:
            return self._above
        return Fraction(self._above, below) if below else None


def sum_of(figures: Iterable[int | Fraction], scale: int = 1) -> Fraction | None:
    """The sum of figures; None where its denominator is too long.

    >>> sum_of([Fraction(1, 3), 1]), sum_of([Fraction(1, 3**647), 1])
    (Fraction(4, 3), None)
    """
    total = Sum(scale)
    for one in figures:
        total.add(one)
    value = total.value
    return None if value is None else Fraction(value)
