"""An amount that may be unknown: the least and the most it can be, and what is missing.

Exact inside: fractions of minor units, so that nothing is rounded before it is shown; then the
least is rounded down and the most up, and the bounds still hold.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from fundtrack.checks import Figure, Missing
from fundtrack.values import InputError, Money, Record

#: How many missing things a figure names; all of them are counted.
NAMED: Final = 10


class Between(Record):
    """Minor units from `least` to `most`, both possible; None where there is no bound."""

    least: Fraction | None
    most: Fraction | None
    missing: tuple[Missing, ...] = ()

    @classmethod
    def exactly(cls, minor: int | Fraction) -> "Between":
        """A known amount."""
        return cls(Fraction(minor), Fraction(minor))

    @classmethod
    def of(cls, amount: Money | None, *missing: Missing) -> "Between":
        """An amount that is stated, or what would state it; amounts are zero or more."""
        return cls(Fraction(0), None, missing) if amount is None else cls.exactly(amount.minor)

    @classmethod
    def told(cls, figure: Figure | None) -> "Between":
        """What a figure says; a figure that is not there says nothing."""
        if figure is None:
            return cls(None, None)
        if isinstance(figure.value, Money):
            return cls.exactly(figure.value.minor)
        ends = (figure.at_least, figure.at_most)
        least, most = (None if end is None else Fraction(end.minor) for end in ends)
        return cls(least, most, figure.missing)

    @property
    def known(self) -> bool:
        """Whether it can be one amount only."""
        return self.least is not None and self.least == self.most

    def __add__(self, other: "Between") -> "Between":
        return Between(
            None if self.least is None or other.least is None else self.least + other.least,
            None if self.most is None or other.most is None else self.most + other.most,
            joined(self, other),
        )

    def __sub__(self, other: "Between") -> "Between":
        return Between(
            None if self.least is None or other.most is None else self.least - other.most,
            None if self.most is None or other.least is None else self.most - other.least,
            joined(self, other),
        )

    def times(self, low: Fraction, high: Fraction) -> "Between":
        """A share of it, zero or more, that lies between two."""
        least = None if self.least is None else min(self.least * low, self.least * high)
        most = None if self.most is None else max(self.most * low, self.most * high)
        return Between(least, most, self.missing)

    def above_zero(self) -> "Between":
        """It, or nothing where it is below nothing: always with a least."""
        least = Fraction(0) if self.least is None else max(Fraction(0), self.least)
        most = None if self.most is None else max(Fraction(0), self.most)
        return Between(least, most, self.missing)

    def at_most(self, other: "Between") -> "Between":
        """The smaller of two."""
        least = None
        if self.least is not None and other.least is not None:
            least = min(self.least, other.least)
        most = min((end for end in (self.most, other.most) if end is not None), default=None)
        return Between(least, most, joined(self, other))

    def at_least(self, other: "Between") -> "Between":
        """The larger of two."""
        least = max((one for one in (self.least, other.least) if one is not None), default=None)
        most = None
        if self.most is not None and other.most is not None:
            most = max(self.most, other.most)
        return Between(least, most, joined(self, other))

    def figure(self, currency: str, label: str) -> Figure:
        """A figure: its value where it is known and whole, else its bounds, rounded outward."""
        low = None if self.least is None else _money(self.least // 1, currency)
        high = None if self.most is None else _money(-(-self.most // 1), currency)
        if self.known and low == high and low is not None:
            return Figure(low, label=label)
        missing = tuple(dict.fromkeys(self.missing))
        return Figure(None, low, high, missing[:NAMED], len(missing), label=label)


def joined(*parts: Between) -> tuple[Missing, ...]:
    """What is missing of several, each once."""
    return tuple(dict.fromkeys(miss for part in parts for miss in part.missing))


def summed(parts: Iterable[Between]) -> Between:
    """The sum of some amounts; of none it is zero. Linear, whatever is missing."""
    least: Fraction | None = Fraction(0)
    most: Fraction | None = Fraction(0)
    missing: dict[Missing, None] = {}
    for part in parts:
        least = None if least is None or part.least is None else least + part.least
        most = None if most is None or part.most is None else most + part.most
        missing.update(dict.fromkeys(part.missing))
    return Between(least, most, tuple(missing))


def _money(minor: int, currency: str) -> Money | None:
    """An amount; None where it has more digits than money can have."""
    try:
        return Money.of_minor(int(minor), currency)
    except InputError:
        return None
