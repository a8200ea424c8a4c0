"""Columns of tables as the kernel takes them: values, what is unknown of them, their words.

And what is asked of any array: between which numbers it lies, whether it rises.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fundtrack.formulas import Kind
from fundtrack.values import Record

from .spans import Span

Array = npt.NDArray[Any]


#: How many numbers are looked at together.
_PIECE: Final = 65_536


def is_rising(numbers: Array) -> bool:
    """Whether each number is greater than the one before it, so that none stands twice.

    >>> is_rising(np.array([1, 2, 7])), is_rising(np.array([1, 2, 2]))
    (True, False)
    """
    return bool((numbers[1:] > numbers[:-1]).all())


def found_span(values: Array) -> Span | None:
    """Between which numbers a column lies."""
    if values.dtype.kind == "b":
        return Span(0, 1)
    if not len(values):
        return Span(0, 0)
    if values.dtype.kind in "iu":
        # in pieces that stay in the processor's cache for the second look
        pieces = [values[at : at + _PIECE] for at in range(0, len(values), _PIECE)]
        ends = [(int(one.min()), int(one.max())) for one in pieces]
        return Span(min(least for least, _ in ends), max(most for _, most in ends))
    if all(type(one) is int for one in values.tolist()):
        return Span(min(values.tolist()), max(values.tolist()))
    return None


class Column(Record):
    """The values of one column.

    `values` by kind: money int64 minor units, or with a `scale` whole units × 10^scale (object
    ints where int64 is too small); days since 1970-01-01, int64 or int32; bool; whole numbers
    int64; rates, prices in whole units and other numbers an object array of Fractions; a set an
    object array of JSON values; text and codes int32 places in `words`. Keys (ids, links,
    project keys) are text in this form or, without `words`, int64. Where amounts or prices were
    text `currency` is a column of codes: each names its own.
    `unknown` is True where a value is missing, None where none is; a missing slot holds a value
    that others of the column have, or zero.
    """

    kind: Kind
    values: Array
    unknown: Array | None = None
    words: Sequence[str] | None = None
    scale: int | None = None
    currency: "Column | None" = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __len__(self) -> int:
        return len(self.values)

    def taken(self, order: Array) -> "Column":
        """The same column in another order of rows."""
        unknown = None if self.unknown is None else self.unknown[order]
        currency = None if self.currency is None else self.currency.taken(order)
        return self.replace(values=self.values[order], unknown=unknown, currency=currency)

    @cached_property
    def span(self) -> Span | None:
        """Between which numbers its values lie, looked at once."""
        return found_span(self.values)

    @property
    def silent(self) -> bool:
        """Whether no value is there at all."""
        return not len(self) or (self.unknown is not None and bool(self.unknown.all()))

    @property
    def missing(self) -> Array:
        """Whether each value is missing."""
        return np.zeros(len(self), bool) if self.unknown is None else self.unknown


class Numerals(Sequence[str]):
    """Whole numbers from zero up as texts of one width, each written only when it is read.

    They order as the numbers do.

    >>> texts = Numerals(np.array([7, 12]), 3)
    >>> list(texts), "012" in texts, texts.index("012"), "12" in texts
    (['007', '012'], True, 1, False)
    """

    def __init__(self, numbers: Array, width: int) -> None:
        self.numbers, self.width = numbers, width

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 (as of any sequence)
        if isinstance(at, slice):
            return Numerals(self.numbers[at], self.width)
        return str(int(self.numbers[at])).zfill(self.width)


class Sheet(Record):
    """A table as columns, in the order of the caller's rows."""

    noun: str
    size: int
    columns: dict[str, Column]

    __eq__ = object.__eq__
    __hash__ = object.__hash__
