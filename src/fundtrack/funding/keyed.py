"""Rows by their key: which others have the same one, and which may have it.

A ledger has thousands of rows and a register many ledgers, so rows whose key is whole are
looked up; only those with a part that nobody states are compared one by one.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from fundtrack.formulas import Exact

from .calculator import Given, perhaps_same

_NONE: Final[tuple[int, ...]] = ()


class Keyed:
    """The rows of all projects by one key.

    >>> rows = [{"key": ("A",)}, {"key": (None,)}, {"key": ("B",)}, {"key": ("A",)}]
    >>> list(Keyed(rows, "key").like(rows[0]))
    [0, 1, 3]
    """

    def __init__(self, rows: Sequence[Given], key: str) -> None:
        self.rows, self.key = rows, key
        self._whole: dict[tuple[Exact | None, ...], list[int]] = {}
        self._parts: list[int] = []
        for place, row in enumerate(rows):
            held = row[key]
            if not isinstance(held, tuple) or None in held:
                self._parts.append(place)
            else:
                self._whole.setdefault(held, []).append(place)

    def like(self, row: Given) -> Iterator[int]:
        """The places of all rows that have the key of a row, or may have it, in their order.

        The key of the row itself is whole.
        """
        held = row[self.key]
        assert isinstance(held, tuple)  # noqa: S101
        parts = [one for one in self._parts if self._may_be(one, row)]
        same = self._whole.get(held, _NONE)
        yield from sorted((*same, *parts)) if parts else same

    def _may_be(self, place: int, row: Given) -> bool:
        other = self.rows[place]
        return other[self.key] is None or perhaps_same(other, row, self.key)
