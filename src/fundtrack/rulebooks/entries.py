"""Entries: the named parts of a book, frozen, in the order of the book."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V", covariant=True)


class Entries(Mapping[K, V]):
    """A frozen mapping that keeps its order: of rules, the order decides who takes the money.

    >>> rules = Entries({"B-2": "second", "A-1": "first"})
    >>> list(rules), rules["A-1"]
    (['B-2', 'A-1'], 'first')
    """

    __slots__ = ("_by",)
    _by: dict[K, V]

    def __init__(self, by: Mapping[K, V]) -> None:
        object.__setattr__(self, "_by", dict(by))

    def __getitem__(self, key: K) -> V:
        return self._by[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by  # that of mappings raises and catches, for hundreds of facts

    def __iter__(self) -> Iterator[K]:
        return iter(self._by)

    def values(self) -> ValuesView[V]:
        """The entries in their order; a mapping's own view asks for each by its key."""
        return self._by.values()

    def items(self) -> ItemsView[K, V]:
        """The entries with their names."""
        return self._by.items()

    def __len__(self) -> int:
        return len(self._by)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._by!r})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a loaded book cannot be changed")

    def __reduce__(self) -> tuple[type["Entries[K, V]"], tuple[dict[K, V]]]:
        return type(self), (self._by,)
