"""What is noted of few rows: where a rule is broken or unknown, what a line lost and to what.

Of a million lines most rules say nothing; so rows are noted, and a column is only made of them
where somebody asks for one.
"""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from .arrays import Values, is_narrow, width_of
from .column import Array
from .gathering import Block, as_column
from .places import Refusal
from .steps import objects

_Key = tuple[Hashable, ...]
#: With more than one row in so many, bits take less room than places.
_SPARSE = 32


class Notes:
    """Rows by what is noted of them, a piece for each block.

    A piece is the places of its rows, or where they are many a bit for each row.
    """

    def __init__(self) -> None:
        self.rows: dict[_Key, list[tuple[int, int, Array]]] = {}

    def add(self, key: _Key, holds: Values, block: Block) -> None:
        """Note the rows of a block where something holds."""
        held = self.rows.setdefault(key, [])
        if holds is False:
            return
        size = block.last - block.first
        if holds is True:
            holds = np.ones(size, bool)
        count = int(np.count_nonzero(holds))
        if count > size // _SPARSE:
            held.append((block.first, size, np.packbits(holds)))
        elif count:
            held.append((block.first, count, np.flatnonzero(holds).astype(np.int32)))

    def count(self, key: _Key) -> int:
        """How many rows are noted."""
        return len(self.places(key))

    def places(self, key: _Key) -> Array:
        """The rows that are noted, in their order."""
        held = [_places(size, piece) + first for first, size, piece in self.rows.get(key, ())]
        return np.concatenate(held) if held else np.zeros(0, np.int64)

    def column(self, key: _Key, size: int) -> Array:
        """Whether something is noted, for every row."""
        made = np.zeros(size, bool)
        made[self.places(key)] = True
        return made


def _places(size: int, piece: Array) -> Array:
    if piece.dtype == np.uint8:
        return np.flatnonzero(np.unpackbits(piece, count=size))
    return piece.astype(np.int64)


class Losses:
    """What lines lost at each step, by the rule or define that took it."""

    def __init__(self) -> None:
        #: By loop, step and reason: rows, amounts in minor units, where the amount is unknown.
        self.taken: dict[tuple[str, str, str], list[tuple[Array, Array, Array | None]]] = {}

    def add(
        self, loop: str, refusal: Refusal, found: Mapping[Hashable, Any], block: Block
    ) -> None:
        """Note what the lines of a block lost at a step."""
        size = block.last - block.first
        amount = found["lost", refusal.number]
        lost = found["lost", refusal.number, "?"]
        for reason in refusal.reasons:
            held = self.taken.setdefault((loop, refusal.step, reason), [])
            holds = found["lost", refusal.number, reason]
            if holds is False:
                continue
            rows = np.flatnonzero(as_column(holds, size))
            if len(rows):
                unknown = None if lost is None else as_column(lost, size)[rows]
                amounts = as_column(amount, size)[rows]
                if refusal.below != 1:
                    parts = [Fraction(one, refusal.below) for one in amounts.tolist()]
                    amounts = objects(parts)
                places = (rows + block.first).astype(width_of(block.last))
                held.append((places, _narrow(amounts), unknown))

    def put(self, key: tuple[str, str, str], rows: Array, amounts: Array) -> None:
        """Note what lines lost to a limit that several share."""
        self.taken.setdefault(key, []).append((rows, amounts, None))

    def rows(self, key: tuple[str, str, str]) -> list[Array]:
        """The rows alone, in pieces."""
        return [rows for rows, _, _ in self.taken.get(key, ())]

    def of(self, key: tuple[str, str, str]) -> tuple[Array, Array, Array]:
        """The rows, the amounts, and where an amount is unknown."""
        held = self.taken.get(key, [])
        if not held:
            return np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, bool)
        rows, amounts, unknown = zip(*held, strict=True)
        gone = [
            np.zeros(len(at), bool) if one is None else one
            for at, one in zip(rows, unknown, strict=True)
        ]
        every = np.concatenate(amounts)
        if every.dtype.kind == "i":
            every = every.astype(np.int64, copy=False)
        return np.concatenate(rows), every, np.concatenate(gone)


def _narrow(amounts: Array) -> Array:
    """Amounts in half the room, as most of them fit; `of` gives them their width again."""
    if amounts.dtype != np.int64 or not is_narrow(amounts):
        return amounts
    return amounts.astype(np.int32)
