"""A text in several languages, as a book states it."""

from collections.abc import Mapping

from .entries import Entries


class Texts(Entries[str, str]):
    """Language to text, in the order of the book; the first is the fall-back.

    >>> Texts({"en": "Paid late", "lv": "Samaksāts vēlu"}).best("lv")
    'Samaksāts vēlu'
    >>> Texts({"en": "Paid late"}).best("lv")
    'Paid late'
    """

    __slots__ = ()

    def __init__(self, by: Mapping[str, str] | None = None) -> None:
        super().__init__(by or {})

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def best(self, language: str) -> str:
        """The text in `language`, else in the book's first language, else empty."""
        return self.get(language) or next(iter(self.values()), "")

    def has(self, language: str) -> bool:
        """Whether the book states it in `language`; who shows a fall-back marks it."""
        return language in self
