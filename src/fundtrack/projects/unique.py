"""One pass over a collection: no two rows share an id."""

from collections.abc import Sequence
from typing import Protocol

from fundtrack.values import InputError, excerpt


class Identified(Protocol):
    """A row that has an id."""

    @property
    def id(self) -> str:
        """Unique within its noun and project."""
        ...


def check_unique(collection: str, rows: Sequence[Identified] | None) -> None:
    """Refuse two rows with one id.

    Raises:
        InputError: with the pointer of the second row's id, from the owner of the collection.
    """
    if rows:
        at = repeated([row.id for row in rows])
        if at is not None:
            raise InputError(
                "this id is taken",
                pointer=f"/{collection}/{at}/id",
                expected="an id that no other row here has",
                found=excerpt(rows[at].id),
            )


def repeated(keys: Sequence[object]) -> int | None:
    """Return the place of the first key that stood before, or None.

    >>> repeated(["a", "b", "a"]), repeated(["a"])
    (2, None)
    """
    if len(set(keys)) == len(keys):
        return None
    first: dict[object, int] = {}
    return next(at for at, key in enumerate(keys) if first.setdefault(key, at) != at)
