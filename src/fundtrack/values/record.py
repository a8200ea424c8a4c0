"""Record: a frozen class of named fields, compared by its content.

It is what `dataclass(frozen=True)` makes, at a twentieth of the price when the package is
imported: that one writes and compiles up to nine methods for each class, and the rooms have
seventy of them (docs/performance.md).
"""

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """Its fields are the annotations of the class, with or without a default.

    A default is shared, so it must be immutable. A subclass adds its fields after those of its
    base.

    >>> class Point(Record):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(x=1, y=0), Point(1).replace(y=2)
    (Point(x=1, y=0), True, Point(x=1, y=2))
    >>> Point(y=2)
    Traceback (most recent call last):
    TypeError: Point takes x, y, each once; given y
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, object]] = {}
    _blank: ClassVar[Mapping[str, object]] = {}  # every field in its order, None if required
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = cls.__annotations__
        cls._fields = (*cls._fields, *own)
        type.__setattr__(cls, "__match_args__", cls._fields)  # `case Point(x, y)`
        stated = {name: vars(cls)[name] for name in own if name in vars(cls)}
        cls._defaults = {**cls._defaults, **stated}
        cls._blank = {name: cls._defaults.get(name) for name in cls._fields}
        cls._required = frozenset(cls._fields) - cls._defaults.keys()

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401, of any field's type
        held = self.__dict__
        if not args and self._required <= named.keys():  # by name, as most are made
            held.update(self._blank)
            held.update(named)
            if len(held) == len(self._fields):
                return
            held.clear()
        if named or len(args) != len(self._fields):
            args = self._completed(args, named)
        held.update(zip(self._fields, args, strict=True))

    def _completed(
        self, args: tuple[object, ...], named: dict[str, object]
    ) -> tuple[object, ...]:
        """The values of all fields, in their order."""
        given = dict(zip(self._fields, args, strict=False)) | named
        values = {**self._defaults, **given}
        if len(given) < len(args) + len(named) or values.keys() != set(self._fields):
            fields, had = ", ".join(self._fields), ", ".join(given)
            raise TypeError(f"{type(self).__name__} takes {fields}, each once; given {had}")
        return tuple(values[name] for name in self._fields)

    def _content(self) -> tuple[object, ...]:
        """What counts when two are compared."""
        return tuple(map(self.__dict__.__getitem__, self._fields))

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401, of any field's type
        """The same with other values in some fields."""
        held = self.__dict__
        return type(self)(**{name: held[name] for name in self._fields} | changes)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__qualname__}({said})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed; make a new one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed; make a new one")
