"""Rows that agree in a key of several parts, and rows of which it is not known whether they do.

Every row gets a number; rows of one number are alike. A row with a part that nobody states may
be like any row that agrees in the rest, so it is compared by the parts it has: once for each
set of parts that rows lack, never row by row.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from fundtrack.values import Record

from .column import Array

#: Numbers up to so many times the rows are taken as they are, without a search.
_WIDE = 4
_FEW = 1024
_ROOM = 2**62


class Part(Record):
    """One part of a key: a value for each row, and where it is unknown."""

    values: Array
    lost: Array

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Alike:
    """The rows of all projects by a key; `whole` says of which every part is known."""

    def __init__(self, parts: Sequence[Part], size: int) -> None:
        self.size = size
        self._codes = [_dense(part.values) for part in parts]
        self._lost = [part.lost for part in parts]
        self.whole = np.ones(size, bool)
        for lost in self._lost:
            self.whole &= ~lost
        self.number, self.count = self._numbers(range(len(parts)))

    def _numbers(self, parts: Sequence[int]) -> tuple[Array, int]:
        return _numbered([self._codes[part] for part in parts], self.size)

    def patterns(self) -> Iterator[tuple[Array, Array, int]]:
        """For each set of parts that rows lack: those rows, and numbers by the other parts.

        Whole rows have numbers too, so that what is known of those rows can be handed to them.
        """
        if self.whole.all():
            return
        which = np.zeros(self.size, np.int64)
        for place, lost in enumerate(self._lost):
            which += lost.astype(np.int64) << place
        for one in np.unique(which).tolist():
            if one:
                held = [part for part in range(len(self._lost)) if not one >> part & 1]
                number, count = self._numbers(held)
                yield which == one, number, count


def having(number: Array, count: int, rows: Array) -> Array:
    """For each row, whether one of some rows has its number.

    >>> having(np.array([0, 1, 0]), 2, np.array([True, False, False]))
    array([ True, False,  True])
    """
    held = np.zeros(count, bool)
    held[number[rows]] = True
    found: Array = held[number]
    return found


def _numbered(codes: Sequence[tuple[Array, int]], size: int) -> tuple[Array, int]:
    """One number for each different row of several columns of numbers, and a bound."""
    found, bound = np.zeros(size, np.int64), 1
    for code, width in codes:
        if bound * width >= _ROOM:
            found, bound = _ranked(found)
        found, bound = found * width + code, bound * width
    return (found, bound) if bound <= _WIDE * size + _FEW else _ranked(found)


def _dense(values: Array) -> tuple[Array, int]:
    """Small numbers for the different values of a column, and a bound."""
    if values.dtype.kind == "O":
        held: dict[object, int] = {}
        found = [held.setdefault(one, len(held)) for one in values.tolist()]
        return np.array(found, np.int64), max(len(held), 1)
    values = values.astype(np.int64)
    if not len(values):
        return values, 1
    least = int(values.min())
    width = int(values.max()) - least + 1
    if width <= _WIDE * len(values) + _FEW:
        return values - least, width
    return _ranked(values)


def _ranked(values: Array) -> tuple[Array, int]:
    held, places = np.unique(values, return_inverse=True)
    return places.astype(np.int64), max(len(held), 1)
