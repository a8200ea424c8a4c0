"""A text in several languages, as a book states it."""

from collections.abc import Iterator, Mapping


class Texts(Mapping[str, str]):
    """Language to text, in the order of the book; the first is the fall-back.

    >>> Texts({"en": "Paid late", "lv": "Samaksāts vēlu"}).best("lv")
    'Samaksāts vēlu'
    >>> Texts({"en": "Paid late"}).best("lv")
    'Paid late'
    """

    __slots__ = ("_by",)

    def __init__(self, by: Mapping[str, str] | None = None) -> None:
        self._by: dict[str, str] = dict(by or {})

    def __getitem__(self, language: str) -> str:
        return self._by[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by)

    def __len__(self) -> int:
        return len(self._by)

    def __hash__(self) -> int:
        return hash(tuple(self._by.items()))

    def __repr__(self) -> str:
        return f"Texts({self._by!r})"

    def best(self, language: str) -> str:
        """The text in `language`, else in the book's first language, else empty."""
        return self._by.get(language) or next(iter(self._by.values()), "")

    def has(self, language: str) -> bool:
        """Whether the book states it in `language`; who shows a fall-back marks it."""
        return language in self._by
