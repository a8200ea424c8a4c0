"""What calculators are given and what they answer, as columns over the rows of all projects."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np

from fundtrack.formulas import Exact, Kind
from fundtrack.values import Record

from .alike import Part
from .column import Array
from .steps import objects

_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIGURES: Final = (Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS)


class Input(Record):
    """The values of one input: numerators over `below`, days since 1970, places in `words`.

    Money is in minor units. A slot that is `lost`, which is unknown, holds anything.
    """

    kind: Kind
    values: Array
    lost: Array
    below: int = 1
    words: Sequence[str] = ()

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def part(self) -> Part:
        """This as a part of a key."""
        return Part(self.values, self.lost)

    def taken(self, order: Array) -> "Input":
        """The same in another order of rows."""
        return self.replace(values=self.values[order], lost=self.lost[order])

    def known(self) -> Array:
        """The values, nothing where nobody knows."""
        return np.where(self.lost, 0, self.values)

    def exact(self, cents: int) -> list[Exact | None]:
        """Each value as calculators take it, money in whole units; None where it is unknown."""
        held: dict[Any, Exact] = {}
        found: list[Exact | None] = []
        below = self.below * (cents if self.kind in (Kind.MONEY, Kind.PRICE) else 1)
        for value, lost in zip(self.values.tolist(), self.lost.tolist(), strict=True):
            if lost:
                found.append(None)
                continue
            if value not in held:
                held[value] = self._one(value, below)
            found.append(held[value])
        return found

    def _one(self, value: Any, below: int) -> Exact:  # noqa: ANN401 (as columns hold it)
        if self.kind in _FIGURES:
            return Fraction(value) / below
        if self.kind is Kind.DATE:
            return date.fromordinal(_EPOCH + value)
        if self.kind is Kind.BOOL:
            return bool(value)
        word: str = self.words[value]
        return word


#: The inputs of a calculator by name; a key has several.
Inputs = Mapping[str, tuple[Input, ...]]


class Answers(Record):
    """An answer for each row, as `Input` holds values.

    Of projects that `failed`, as what is given makes no sense, no row has an answer; those in
    `left` are still to be asked.
    """

    values: Array
    lost: Array
    failed: Array
    left: Array | None = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def back(self, order: Array) -> "Answers":
        """The same for rows as they stood before they were taken in an order."""
        values, lost = np.empty_like(self.values), np.empty_like(self.lost)
        values[order], lost[order] = self.values, self.lost
        return self.replace(values=values, lost=lost)

    def filled(self, rows: Array, other: "Answers") -> "Answers":
        """With the answers for some rows from elsewhere."""
        exact = "O" in (self.values.dtype.kind, other.values.dtype.kind)
        values = self.values.astype(object) if exact else self.values.copy()
        lost = self.lost.copy()
        values[rows], lost[rows] = other.values, other.lost
        return Answers(values, lost, self.failed | other.failed)


def stored(found: list[Any]) -> Array:
    """Whole numbers as machine ones, if they fit; Fractions as they are."""
    whole = all(type(one) is int and -(2**62) < one < 2**62 for one in found)
    return np.array(found, np.int64) if whole else objects(found)


def greatest(values: Array) -> int | None:
    """The greatest size of whole numbers; None for Fractions."""
    if values.dtype.kind == "O":
        held = values.tolist()
        if any(type(one) is not int for one in held):
            return None
        return max(map(abs, held), default=0)
    return max(-int(values.min()), int(values.max()), 0) if len(values) else 0


def summable(values: Array, rows: int) -> Array:
    """The same numbers so that sums of so many of them do not wrap."""
    most = greatest(values)
    if values.dtype.kind != "O" and most is not None and most * max(rows, 1) < 2**62:
        return values.astype(np.int64)
    return values.astype(object)
