"""The door of the room: a book by its id, from a file, from bytes, from tables."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fundtrack.values import BookError

from .book import Book
from .check import build_book
from .layers import stack
from .mass import MAX_BYTES
from .shelf import Shelf, read_stored, shipped


def load_book(
    source: str | Path | bytes | Mapping[str, object], *, shelf: Shelf | None = None
) -> Book:
    """Load a book with all its layers, checked as a whole; no code of it runs.

    Args:
        source: An id on the shelf (`"lv/cluster-2016"`, an edition of it with `@1`), the Path
            of a file, the bytes of one, or its tables. TOML and JSON say the same.
        shelf: Where ids, and the layers a book extends, are found; by default what is shipped.

    Raises:
        BookError: there is no such book, or it cannot be loaded: the file, the place in it, and
            in a formula the caret.

    >>> load_book("fundtrack/base").key
    'fundtrack/base@1'
    >>> load_book("lv/clusters-2016")
    Traceback (most recent call last):
    BookError: no book lv/clusters-2016 on the shelf; did you mean lv/cluster-2016...
    """
    if isinstance(source, str):
        return _shipped(source) if shelf is None else _from_shelf(source, shelf)
    shelf = shelf or shipped()
    if isinstance(source, Path):
        return _load(_bytes_of(source), str(source), shelf)
    if isinstance(source, bytes | Mapping):
        return _load(source, "", shelf)
    raise BookError(f"a book is an id, a Path, bytes or tables, not {type(source).__name__}")


@cache
def _shipped(key: str) -> Book:
    """A shipped book, loaded once: it cannot change, and neither can its files."""
    return _from_shelf(key, shipped())


def _from_shelf(key: str, shelf: Shelf) -> Book:
    return build_book(stack(shelf.fetch(key), shelf))


def _load(source: bytes | Mapping[str, object], file: str, shelf: Shelf) -> Book:
    return build_book(stack(read_stored(source, file), shelf))


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file, no more than a book may have."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise BookError(f"the file cannot be read: {reason}", file=str(path)) from None
