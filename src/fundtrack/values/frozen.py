"""FrozenMap: a mapping that cannot be changed, sorted by key, hashable and picklable."""

from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from typing import NoReturn, TypeVar, final, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .errors import InputError, excerpt

V = TypeVar("V", covariant=True)


@final
class FrozenMap(Mapping[str, V]):
    """A frozen mapping from text to values, always in the order of its keys.

    Two maps of the same content are equal and hash alike whatever the order they were made in.
    Values are not copied: give it immutable ones.

    Raises:
        InputError: a key is not text.

    >>> facts = FrozenMap({"b": 2, "a": 1})
    >>> facts, facts["a"]
    (FrozenMap({'a': 1, 'b': 2}), 1)
    """

    __slots__ = ("_items",)
    _items: dict[str, V]

    def __new__(cls, items: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> "FrozenMap[V]":
        """Sort and freeze; a frozen map is given back as it is."""
        if type(items) is FrozenMap:
            return items
        made = dict(items)
        for key in made:
            if not isinstance(key, str):
                raise InputError("a key is text", expected="text", found=excerpt(key))
        frozen = object.__new__(cls)
        object.__setattr__(frozen, "_items", {key: made[key] for key in sorted(made)})
        return frozen

    def __getitem__(self, key: str) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def values(self) -> ValuesView[V]:
        """The values in the order of keys; a mapping's own view asks for each by its key."""
        return self._items.values()

    def items(self) -> ItemsView[str, V]:
        """The keys and their values."""
        return self._items.items()

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("FrozenMap cannot be changed; make a new one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("FrozenMap cannot be changed; make a new one")

    def __copy__(self) -> "FrozenMap[V]":
        return self

    def __reduce__(self) -> tuple[type["FrozenMap[V]"], tuple[dict[str, V]]]:
        return FrozenMap, (self._items,)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Accept a mapping; its values are validated as the argument of `FrozenMap[...]`."""
        values = get_args(source)
        plain = core_schema.dict_schema(
            core_schema.str_schema(strict=True),
            handler.generate_schema(*values) if values else None,
            strict=False,  # a FrozenMap is a Mapping, not a dict
        )
        return core_schema.no_info_after_validator_function(
            cls,
            plain,
            serialization=core_schema.plain_serializer_function_ser_schema(
                dict, return_schema=plain
            ),
        )
