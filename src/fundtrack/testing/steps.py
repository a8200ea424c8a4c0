"""The smallest step of each kind of value, and the values of a project's file that have one.

Everything is counted in whole steps: a cent, a day, one of a count, a hundredth of a percent.
"""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Exact, Kind
from fundtrack.projects import Json
from fundtrack.values import FundtrackError, Money, Price, Rate, Record

from .pointers import escaped

#: How many steps make one of a kind; of money it depends on the currency.
_PER_ONE: Final = {
    Kind.PRICE: 1_000_000,
    Kind.RATE: 10_000,
    Kind.NUMBER: 1,
    Kind.DAYS: 1,
    Kind.MONTHS: 1,
}
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONEY: Final = re.compile("-?[0-9]+(?:[.][0-9]+)? [A-Z]{3}")
_RATE: Final = re.compile("-?[0-9]+(?:[.][0-9]+)? %|-?[0-9]+/[0-9]+")
#: Parts of a period, which stands in the file as `first/last`.
FIRST: Final = "first"
LAST: Final = "last"


def counted(value: Exact | None, kind: Kind, currency: str) -> Fraction | None:
    """A value in steps of its kind; None where it is unknown or has no steps.

    >>> counted(Fraction("12.345"), Kind.MONEY, "EUR")
    Fraction(2469, 2)
    """
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if not isinstance(value, Fraction):
        return None
    if kind is Kind.MONEY:
        return value * int("1" + "0" * Money.zero(currency).exponent)
    return value * _PER_ONE[kind] if kind in _PER_ONE else None


def written(steps: int, kind: Kind, currency: str) -> Json:
    """A value of so many steps as a project's file states it; None where there is none.

    >>> written(1234, Kind.MONEY, "EUR"), written(8501, Kind.RATE, "EUR")
    ('12.34 EUR', '85.01 %')
    """
    match kind:
        case Kind.MONEY:
            return str(Money.of_minor(steps, currency))
        case Kind.PRICE:
            sign, whole, rest = "-" if steps < 0 else "", *divmod(abs(steps), 1_000_000)
            return str(Price(f"{sign}{whole}.{rest:06} {currency}"))
        case Kind.RATE:
            return str(Rate(Fraction(steps, 10_000)))
        case Kind.DATE:
            return date.fromordinal(steps).isoformat() if 0 < steps <= _LAST else None
        case Kind.NUMBER | Kind.DAYS | Kind.MONTHS:
            return steps
    return None


_LAST: Final = date.max.toordinal()


class Leaf(Record):
    """A value in a project's file that can be moved by steps.

    `said` is the currency of an amount, and the whole text of a period of which this is a part.
    """

    pointer: str
    kind: Kind
    steps: int
    said: str = ""
    part: str = ""

    def moved(self, steps: int) -> Json:
        """What the file states when the value is of so many steps; None if that cannot be."""
        try:
            value = written(steps, self.kind, self.said)
        except FundtrackError:  # more digits than an amount or a rate may have
            return None
        if not self.part or not isinstance(value, str):
            return value
        first, _, last = self.said.partition("/")
        return f"{value}/{last}" if self.part == FIRST else f"{first}/{value}"


def leaves(document: Json, at: str = "") -> Iterator[Leaf]:
    """Every value of a file that has steps, in the order of the file.

    >>> [one.pointer for one in leaves({"costs": [{"id": "A", "net": "1.00 EUR"}]})]
    ['/costs/0/net']
    """
    if isinstance(document, dict):
        for key, value in document.items():
            yield from leaves(value, f"{at}/{escaped(key)}")
    elif isinstance(document, list):
        for place, value in enumerate(document):
            yield from leaves(value, f"{at}/{place}")
    elif isinstance(document, int) and not isinstance(document, bool):
        yield Leaf(at, Kind.NUMBER, document)
    elif isinstance(document, str):
        try:
            yield from _of_text(document, at)
        except (FundtrackError, ValueError):  # it only looks like one
            return


def _of_text(text: str, at: str) -> Iterator[Leaf]:
    if _MONEY.fullmatch(text):
        yield Leaf(at, Kind.MONEY, Money(text).minor, text[-3:])
    elif _RATE.fullmatch(text):
        rate = Rate(text).fraction * _PER_ONE[Kind.RATE]
        yield Leaf(at, Kind.RATE, int(rate))
    elif _DAY.fullmatch(text):
        yield Leaf(at, Kind.DATE, date.fromisoformat(text).toordinal())
    elif "/" in text:
        for part, day in zip((FIRST, LAST), text.split("/"), strict=False):
            if _DAY.fullmatch(day):
                steps = date.fromisoformat(day).toordinal()
                yield Leaf(at, Kind.DATE, steps, text, part)
