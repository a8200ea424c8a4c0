"""The hash of a book: over what it says, not over how the file spells it.

Two files that say the same (TOML and JSON, other spaces, comments, a formula with other
parentheses) have one hash. The order of rules counts, because the first broken exclusion takes
the money; the order of languages counts, because the first is the fall-back.
"""

from collections.abc import Iterable, Mapping

from .shapes import shape_of
from .wire import BookWire

#: A change of the canonical form changes every hash, so it gets a new name.
FORM = "fundtrack-book-1"


def digest(wire: BookWire, below: Iterable[str]) -> str:
    """SHA-256 of the canonical form and of the hashes of the layers below, lowest first."""
    from hashlib import sha256
    from json import dumps

    said = [FORM, list(below), canonical(wire)]
    text = dumps(said, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode("ascii")).hexdigest()


def canonical(wire: BookWire) -> object:
    """Everything a book says, defaults left out, in an order the file does not decide."""
    return _ordered(shape_of(BookWire).canonical(wire))


#: Tables whose order says something, wherever they stand.
_IN_ORDER = frozenset(
    {"rule", "title", "why", "remedy", "not_for", "ask", "concerns", "findings"}
)


def _ordered(said: object, *, keep: bool = False) -> object:
    """Tables as lists of pairs, by key, but those whose order counts as they stand."""
    if isinstance(said, Mapping):
        pairs = list(said.items()) if keep else sorted(said.items())
        return [[key, _ordered(value, keep=key in _IN_ORDER)] for key, value in pairs]
    if isinstance(said, list):
        return [_ordered(one) for one in said]
    return said
