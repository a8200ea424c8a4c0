"""What every value class shares: it cannot be changed, and it is read and written as its text.

Internal to this room. A value class lists its `__slots__`, says its text in `__str__`, reads
text or an instance when it is called (raising only InputError), and describes the text in
`_pattern`.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, NoReturn, Self

from pydantic_core import CoreSchema, core_schema

_SET = object.__setattr__
#: Compile a pattern when it is first needed, once: importing the package compiles none.
compiled = cache(re.compile)


class Value:
    """A value: immutable, compared by its content, copied and pickled through its own gate."""

    __slots__: tuple[str, ...] = ()
    #: The text as a regular expression of JSON Schema (no look-around), and an example of it.
    _pattern: ClassVar[str]
    _example: ClassVar[str]

    @classmethod
    def _reader(cls) -> Callable[[object], Self]:
        """What a model calls with the text or instance it was given."""
        return cls

    def _content(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash((type(self), self._content()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed; make a new one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed; make a new one")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        return type(self), (str(self),)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """Text or an instance in, text out, in Python and in JSON.

        A plain function is the cheapest schema there is for a class that pydantic-core does not
        know: no regular expression runs beside our own reading (docs/performance.md).
        """
        return core_schema.no_info_plain_validator_function(
            cls._reader(),
            serialization=core_schema.to_string_ser_schema(when_used="always"),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        return {"type": "string", "pattern": cls._pattern, "examples": [cls._example]}


def fill(value: Value, **content: object) -> None:
    """Set the slots of a value that is being built; nobody else may."""
    for name, part in content.items():
        _SET(value, name, part)
