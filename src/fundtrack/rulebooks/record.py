"""Record: a frozen class with named fields, for the parts of a book.

It does what `dataclass(frozen=True)` does, at a tenth of the price when the package is
imported: that one writes and compiles six methods for each class, and this room has thirty.
"""

from typing import Any, ClassVar, NoReturn, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """Fields are the annotations of the class, with or without a default; equal by content.

    A default is shared, so it has to be immutable.

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
    _defaults: ClassVar[dict[str, object]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._fields = tuple(cls.__annotations__)
        cls._defaults = {name: vars(cls)[name] for name in cls._fields if name in vars(cls)}

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401, of any field's type
        given = dict(zip(self._fields, args, strict=False)) | named
        values = self._defaults | given
        if len(given) < len(args) + len(named) or values.keys() != set(self._fields):
            fields, had = ", ".join(self._fields), ", ".join(given)
            raise TypeError(f"{type(self).__name__} takes {fields}, each once; given {had}")
        self.__dict__.update(values)

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401, of any field's type
        """The same with other values in some fields."""
        return type(self)(**self.__dict__ | changes)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *(self.__dict__[name] for name in self._fields)))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._fields)
        return f"{type(self).__name__}({said})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")
