"""Shapes: how the annotations of a wire class are read, written for the hash, and described.

A `Wire` is a table of the file; its fields are its keys. This is done here and not by pydantic,
because what comes in is already plain (`plain`), and twenty models would be a tenth of the time
it takes to import the package (docs/performance.md).
"""

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Final, Literal, Union, get_args, get_origin, get_type_hints

from fundtrack.values import Record

from .mass import Mass

Schema = dict[str, object]
#: The steps to a value.
At = tuple[str | int, ...]


class Faults(list[tuple[At, str]]):
    """What is wrong, each thing with its place; and how much has been read."""

    def __init__(self, mass: Mass) -> None:
        super().__init__()
        self.mass: Final = mass


class Wire(Record):
    """A table of the file: known keys only, nothing converted.

    A key that is a word of Python has an underscore behind it here.
    """

    @property
    def stated(self) -> frozenset[str]:
        """The fields that the file states, be it with their default."""
        found: frozenset[str] = self.__dict__["stated"]
        return found


class Shape:
    """How one annotation is read, written and described."""

    def read(self, value: object, at: At, faults: Faults) -> object:
        """The value, or anything at all where a fault is noted."""
        raise NotImplementedError

    def canonical(self, value: object) -> object:
        """The value as the hash sees it."""
        return value

    def schema(self, defs: Schema) -> Schema:
        """Its JSON Schema; tables go to `defs`."""
        raise NotImplementedError


class OneOrMany:
    """Marks a list that may be its one member without the brackets."""


class OtherKeys:
    """Marks the field that holds the keys that are no other field's."""


NO_SUCH_KEY: Final = "no such key"
ONE_OR_MANY: Final = OneOrMany()
OTHER_KEYS: Final = OtherKeys()


@cache
def shape_of(hint: object) -> Shape:
    """The shape of an annotation; for one that may be left out, of what may stand there."""
    arguments, origin = get_args(hint), get_origin(hint)
    if origin is Annotated:
        said = next((one for one in arguments if isinstance(one, Shape)), None)
        return said or _shape_of_many(arguments[0], one=ONE_OR_MANY in arguments)
    if origin in (Union, UnionType):
        (inner,) = (part for part in arguments if part is not NoneType)
        return shape_of(inner)
    if origin is Literal:
        return _Words(arguments)
    if isinstance(hint, type) and issubclass(hint, Wire):
        return Table(hint)
    return _shape_of_many(hint)


def _shape_of_many(hint: object, *, one: bool = False) -> Shape:
    first, second = get_args(hint)
    if get_origin(hint) is tuple:
        return _Rows(shape_of(first), one)
    return _Named(shape_of(first), shape_of(second))


class _Words(Shape):
    """A closed list of words."""

    def __init__(self, words: tuple[object, ...]) -> None:
        self.words = words

    def read(self, value: object, at: At, faults: Faults) -> object:
        if not any(type(value) is type(word) and value == word for word in self.words):
            *others, last = map(repr, self.words)
            listed = f"{', '.join(others)} or {last}" if others else last
            faults.append((at, f"expected {listed}"))
        return value

    def schema(self, defs: Schema) -> Schema:
        return {"const": True} if self.words == (True,) else {"enum": list(self.words)}


class _Rows(Shape):
    """A list."""

    def __init__(self, of: Shape, one: bool) -> None:
        self.of = of
        self.one = one

    def read(self, value: object, at: At, faults: Faults) -> object:
        if self.one and isinstance(value, str):
            value = (value,)
        if not isinstance(value, tuple):
            faults.append((at, "expected a list"))
            return None
        rows = enumerate(value)
        return tuple(self.of.read(row, (*at, index), faults) for index, row in rows)

    def canonical(self, value: object) -> object:
        return [self.of.canonical(row) for row in value] if isinstance(value, tuple) else value

    def schema(self, defs: Schema) -> Schema:
        row = self.of.schema(defs)
        form: Schema = {"type": "array", "items": row}
        return {"anyOf": [row, form]} if self.one else form


class _Named(Shape):
    """A table whose keys the author names."""

    def __init__(self, key: Shape, of: Shape) -> None:
        self.key = key
        self.of = of

    def read(self, value: object, at: At, faults: Faults) -> object:
        if not isinstance(value, dict):
            faults.append((at, "expected a table"))
            return None
        read = {}
        for key, said in value.items():
            self.key.read(key, (*at, key), faults)
            read[key] = self.of.read(said, (*at, key), faults)
        return read

    def canonical(self, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {key: self.of.canonical(said) for key, said in value.items()}

    def schema(self, defs: Schema) -> Schema:
        return {
            "type": "object",
            "propertyNames": {"pattern": self.key.schema(defs)["pattern"]},
            "additionalProperties": self.of.schema(defs),
        }


class Table(Shape):
    """A table of known keys."""

    def __init__(self, model: type[Wire]) -> None:
        self.model = model
        every = get_type_hints(model, include_extras=True)
        hints = {name: hint for name, hint in every.items() if not name.startswith("_")}
        other = [name for name, hint in hints.items() if OTHER_KEYS in get_args(hint)]
        self.others = next(iter(other), "")
        self.keys = {
            name.removesuffix("_"): (name, shape_of(hint))
            for name, hint in hints.items()
            if name != self.others
        }
        self.rest = shape_of(hints[self.others]) if self.others else None

    @property
    def required(self) -> list[str]:
        """The keys without a default."""
        return [key for key, (name, _) in self.keys.items() if name not in vars(self.model)]

    def read(self, value: object, at: At, faults: Faults) -> object:
        """A wire object, or None where a fault is noted."""
        if not isinstance(value, dict):
            faults.append((at, "expected a table"))
            return None
        before, read = len(faults), {}
        for key, (name, shape) in self.keys.items():
            if key in value:
                read[name] = shape.read(value[key], (*at, key), faults)
            elif name not in vars(self.model):
                faults.append(((*at, key), "this key is missing"))
        others = {key: said for key, said in value.items() if key not in self.keys}
        if self.rest is not None:
            read[self.others] = self.rest.read(others, at, faults)
        else:
            faults += [((*at, key), NO_SUCH_KEY) for key in others]
        if len(faults) > before:
            return None
        made = self.model(**read)
        made.__dict__["stated"] = frozenset(read)
        return made

    def canonical(self, value: object) -> object:
        """What is stated and not the default."""
        said: dict[str, object] = {}
        for key, (name, shape) in self.keys.items():
            held = getattr(value, name)
            if name not in vars(self.model) or held != vars(self.model)[name]:
                said[key] = shape.canonical(held)
        return said | dict(getattr(value, self.others) if self.others else {})

    def schema(self, defs: Schema) -> Schema:
        """A reference to its description in `defs`."""
        name = self.model.__name__.removesuffix("Wire")
        if name not in defs:
            defs[name] = {}
            defs[name] = self.described(defs)
        return {"$ref": f"#/$defs/{name}"}

    def described(self, defs: Schema) -> Schema:
        """The schema itself; only the row of a table has other keys, those of its table."""
        return {
            "description": (self.model.__doc__ or "").strip(),
            "type": "object",
            "properties": {key: shape.schema(defs) for key, (_, shape) in self.keys.items()},
            "required": self.required,
            "additionalProperties": {"type": "string"} if self.others else False,
        }
