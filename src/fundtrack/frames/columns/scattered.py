"""Columns of answers: what runs and single projects say, put to the rows of the caller."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from fundtrack.formulas import Kind

from ..asked import told
from ..given import DIGITS
from .arrays import widened
from .column import Array, Column, found_span
from .kernel import Kernel
from .places import Place
from .program import Code
from .spans import Span
from .steps import objects

_NUMBERS: Final = (Kind.MONEY, Kind.DAYS, Kind.MONTHS)
_FIGURES: Final = (Kind.RATE, Kind.NUMBER, Kind.PRICE)
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Piece(NamedTuple):
    """The answers for some rows; `where` is None for all of them, in their order."""

    where: Array | None
    values: Array
    unknown: Array | None


def values_of(kernel: Kernel, loop: str, name: str, kind: Kind) -> tuple[Array, Array | None]:
    """What a loop has come to, as frames have it, and where it is unknown.

    Whole numbers may stand in 32 bits, to be handed on and not to be worked with.
    """
    place = kernel.place(loop, name)
    if place is None or place.unknown:
        return _nothing(kernel, loop, kind)
    values, lost = kernel.stored(loop, name), lost_of(kernel, place)
    if lost is True:
        return _nothing(kernel, loop, kind)
    if isinstance(place.value, Code):
        return objects([place.value.text] * len(values)), lost
    if kind in (Kind.TEXT, Kind.CODE):
        words = np.array([*kernel.words, ""], dtype=object)
        return words[values], lost
    if kind in _FIGURES:
        return _texts(values, place.below, kind, kernel.store.exponent), lost
    if kind not in _NUMBERS:
        return values, lost
    values = whole_of(values, place, lost)
    limit = limit_of(kernel)
    # of whole numbers of 64 bits a span can say it, so that nobody need look at each
    if values.dtype != object and is_inside(kernel, place, limit):
        return values, lost
    return _in_range(values, lost, limit)


def exact_of(kernel: Kernel, loop: str, name: str, kind: Kind) -> tuple[Array, Array | None]:
    """The same of whole numbers, with those of more digits than an amount has: Python's own."""
    values, lost = values_of(kernel, loop, name, kind)
    place = kernel.place(loop, name)
    if lost is None or place is None or place.unknown:
        return values, lost
    unknown = lost_of(kernel, place)
    if unknown is True or (unknown is not None and np.array_equal(unknown, lost)):
        return values, lost
    return whole_of(kernel.stored(loop, name), place, unknown).astype(object), unknown


def limit_of(kernel: Kernel) -> int:
    """The least number of minor units that no amount has, for its digits."""
    return int(10 ** (DIGITS + kernel.store.exponent))


def past(values: Array, limit: int) -> Array:
    """Which numbers are as large as a limit, or larger."""
    return np.array((values <= -limit) | (values >= limit), bool)


def is_inside(kernel: Kernel, place: Place, limit: int) -> bool:
    """Whether a span proves that all numbers of a column are less than a limit in size."""
    return place.below == 1 and _inside(kernel.store.spans.get(place.key), limit)


def lost_of(kernel: Kernel, place: Place) -> Array | Literal[True] | None:
    """Where a kept column is unknown: in some rows, in all, in none."""
    held = None if place.key is None else kernel.store.arrays.get((*place.key, "?"))
    return held if held is True or isinstance(held, np.ndarray) else None


def whole_of(values: Array, place: Place, lost: Array | None) -> Array:
    """The numbers of a column, which may stand over a denominator.

    Raises:
        ArithmeticError: one is not whole; somebody forgot a rounding.
    """
    return values if place.below == 1 else _whole(widened(values), place.below, lost)


def _nothing(kernel: Kernel, loop: str, kind: Kind) -> tuple[Array, Array]:
    size = kernel._rows(loop).size
    return np.zeros(size, dtype_of(kind)), np.ones(size, bool)


def dtype_of(kind: Kind) -> Any:  # noqa: ANN401 (a type of numpy)
    """What a column of a kind is held in."""
    if kind is Kind.BOOL:
        return bool
    return np.int64 if kind in (*_NUMBERS, Kind.DATE) else object


def _whole(values: Array, below: int, lost: Array | None) -> Array:
    found: Array = values // below
    odd = found * below != values
    if lost is not None:
        odd &= ~lost
    if odd.any():
        raise ArithmeticError("an amount is not a whole number of minor units")
    return found


def _inside(span: Span | None, limit: int) -> bool:
    """Whether every number of a span is less than a limit in size."""
    return span is not None and -limit < span.least and span.most < limit


def _in_range(values: Array, lost: Array | None, limit: int) -> tuple[Array, Array | None]:
    """Whole numbers of 64 bits; those of more digits than there can be are unknown."""
    if not _inside(found_span(values), limit):
        beyond = past(values, limit)
        values = np.where(beyond, 0, values)
        lost = beyond if lost is None else lost | beyond
    if values.dtype == object and limit <= 2**63:
        values = np.where(lost, 0, values) if lost is not None else values
        return values.astype(np.int64), lost
    return values, lost


def _texts(values: Array, below: int, kind: Kind, exponent: int) -> Array:
    """Exact figures as text, each distinct one once."""
    held = [Fraction(one) / below for one in values.tolist()]
    names = {one: told(one, kind, exponent) for one in dict.fromkeys(held)}
    return objects([names[one] for one in held])


def column(
    size: int,
    kind: Kind,
    pieces: Sequence[Piece],
    single: Iterable[tuple[Sequence[int], Iterable[Any]]] = (),
) -> Any:  # noqa: ANN401 (a column as `give_back` takes it)
    """One column of all answers; what nobody answers is unknown."""
    alone = [(rows, [*said]) for rows, said in single]
    if len(pieces) == 1 and pieces[0].where is None and not any(said for _, said in alone):
        return told_back(kind, pieces[0].values, pieces[0].unknown)
    wide = any(piece.values.dtype == object for piece in pieces)
    wide = wide or any(
        type(one) is int and abs(one) >= 2**63 for _, held in alone for one in held
    )
    values = np.zeros(size, object if wide else dtype_of(kind))
    unknown = np.ones(size, bool)
    for where, held, lost in pieces:
        at: Any = slice(None) if where is None else where
        values[at] = held
        unknown[at] = False if lost is None else lost
    for rows, said in alone:
        for row, value in zip(rows, said, strict=False):  # of a basis not given there is none
            unknown[row] = value is None
            if value is not None:
                values[row] = value.toordinal() - _EPOCH if isinstance(value, date) else value
    return told_back(kind, values, unknown if unknown.any() else None)


def told_back(kind: Kind, values: Array, unknown: Array | None) -> Any:  # noqa: ANN401
    """A column as `give_back` takes it."""
    if kind is Kind.DATE or values.dtype == np.int32:
        return Column(kind, values, unknown)
    return values if unknown is None else (values, unknown)


def missing(made: Any) -> Array | None:  # noqa: ANN401 (what `told_back` gave)
    """Where a column of answers is unknown; None where it is known throughout."""
    found: Array | None
    if isinstance(made, Column):
        found = made.unknown
    else:
        found = made[1] if isinstance(made, tuple) else None
    return found


def worded(codes: Array, words: Sequence[str]) -> Column:
    """Texts by their place in a list; below zero there is none."""
    none = codes < 0
    some = bool(none.any())
    held = np.maximum(codes, 0) if some else codes
    return Column(Kind.TEXT, held, none if some else None, tuple(words) or ("",))
