"""The JSON Schemas of the files we read, made from the models and shipped with the package.

Our own generator: pydantic's differs between its releases, and some write patterns with
look-around, which not every reader of a schema knows. `tests/projects` holds the shipped
files equal to these.
"""

from collections.abc import Iterable, Iterator, Mapping
from inspect import getdoc
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import StringConstraints, TypeAdapter
from pydantic.fields import FieldInfo

from fundtrack.values import Money, Period, Price, Rate

from .base import Noun
from .clusters import CLUSTERS_VERSION, ClusterRegister
from .fields import DAY_PATTERN, Says
from .nouns import annotations
from .programme import PLAN_VERSION, ProgrammePlan
from .project import SCHEMA_VERSION, Project

Schema = dict[str, Any]

_DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": DAY_PATTERN}
_MONTHS: Final[Schema] = {"type": "integer", "minimum": 1}


def project_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a project file, as a fresh plain object.

    >>> project_schema()["$defs"]["CostItem"]["properties"]["useful_life"]["type"]
    ['integer', 'null']
    """
    return _schema_of(Project, f"fundtrack project, version {SCHEMA_VERSION}")


def plan_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a programme's plan, as a fresh plain object.

    >>> plan_schema()["$defs"]["Commitment"]["required"]
    ['year', 'amount']
    """
    return _schema_of(ProgrammePlan, f"fundtrack programme plan, version {PLAN_VERSION}")


def cluster_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a register of clusters, as a fresh plain object.

    >>> cluster_schema()["$defs"]["Growth"]["required"]
    ['id', 'of', 'rate']
    """
    return _schema_of(
        ClusterRegister, f"fundtrack register of clusters, version {CLUSTERS_VERSION}"
    )


def _schema_of(document: type[Noun], title: str) -> Schema:
    """A whole file: its own object, and the nouns inside it by name."""
    nouns = sorted(_nouns(document), key=lambda noun: noun.__name__)
    defs = {noun.__name__: _object(noun) for noun in nouns if noun is not document}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_object(document),
        "$defs": defs,
    }


def _nouns(noun: type[Noun]) -> set[type[Noun]]:
    """A noun and all that stand inside it."""
    found = {noun}
    for _, annotation, _ in annotations(noun):
        for part in (annotation, *get_args(annotation)):
            if isinstance(part, type) and issubclass(part, Noun):
                found |= _nouns(part)
    return found


def _object(noun: type[Noun]) -> Schema:
    """One noun: closed, with its required fields; what may be left out may also be null."""
    properties: Schema = {}
    required: list[str] = []
    for name, annotation, said in annotations(noun):
        info = noun.model_fields[name]
        schema = _value(annotation, said)
        if info.is_required() or name == "schema_version":
            required.append(name)
        elif info.default is None:
            schema = _nullable(schema)
        properties[name] = schema
    return {
        "description": " ".join((getdoc(noun) or "").split("\n\n")[0].split()),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _value(annotation: Any, said: Iterable[object]) -> Schema:  # noqa: ANN401 - a type of any kind
    """The schema of a type and of everything said about it."""
    says = next((part for part in said if isinstance(part, Says) and part.schema), None)
    if says is not None:
        return dict(says.schema)
    if get_origin(annotation) is Literal:
        return {"enum": list(get_args(annotation))}
    if get_origin(annotation) is tuple:
        inner, inner_said = _item(get_args(annotation)[0])
        return {"type": "array", "items": _value(inner, inner_said), **_lengths(said)}
    if annotation is Period:
        return _period()
    if annotation in (Money, Price, Rate):
        return TypeAdapter(annotation).json_schema()
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return {"$ref": f"#/$defs/{annotation.__name__}"}
    text = next(part for part in said if isinstance(part, StringConstraints))
    return _text(text)


def _item(annotation: Any) -> tuple[Any, tuple[object, ...]]:  # noqa: ANN401
    """The type of a collection's rows and what is said about them."""
    args = get_args(annotation)
    return (args[0], args[1:]) if hasattr(annotation, "__metadata__") else (annotation, ())


def _text(text: StringConstraints) -> Schema:
    named = {
        "minLength": text.min_length,
        "maxLength": text.max_length,
        "pattern": text.pattern,
    }
    return {"type": "string"} | {key: value for key, value in named.items() if value}


def _period() -> Schema:
    """A text, or the object of its days."""
    pairs: tuple[Mapping[str, Schema], ...] = (
        {"first": _DAY, "last": _DAY},
        {"first": _DAY, "months": _MONTHS},
        {"first": _DAY},
        {"last": _DAY},
    )
    objects = [
        {
            "type": "object",
            "properties": dict(pair),
            "required": list(pair),
            "additionalProperties": False,
        }
        for pair in pairs
    ]
    return {"anyOf": [TypeAdapter(Period).json_schema(), *objects]}


def _lengths(said: Iterable[object]) -> Schema:
    """How many rows a collection may have."""
    found: Schema = {}
    for part in _flat(said):
        if least := getattr(part, "min_length", None):
            found["minItems"] = least
        if most := getattr(part, "max_length", None):
            found["maxItems"] = most
    return found


def _flat(said: Iterable[object]) -> Iterator[object]:
    for part in said:
        yield from part.metadata if isinstance(part, FieldInfo) else (part,)


def _nullable(schema: Schema) -> Schema:
    """The schema that also allows null: not known."""
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}
