"""The JSON Schema of the file form, drawn from the wire models and from nothing else.

An editor completes a book with it, in TOML as in JSON. It says how each key is written; what
the keys mean together only `load_book` knows. `schema/book-1.json` is what is shipped.
"""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from .leaves import Leaf, OneOrMany
from .wire import BookWire, RowWire, Wire

Schema = dict[str, Any]


def book_schema() -> Schema:
    """The schema of a book's file, as the models have it; shipped as `schema/book-1.json`.

    >>> book_schema()["required"]
    ['book']
    """
    defs: Schema = {}
    whole = _table(BookWire, defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:fundtrack:book:1",
        "title": "A book of fundtrack",
        **whole,
        "$defs": dict(sorted(defs.items())),
    }


def _table(model: type[Wire], defs: Schema) -> Schema:
    """A table of known keys; only the row of a table has others, its own keys."""
    hints = get_type_hints(model, include_extras=True)
    fields = model.model_fields
    described = (model.__doc__ or "").strip()
    return {
        "description": described,
        "type": "object",
        "properties": {
            field.alias or name: _form(hints[name], defs) for name, field in fields.items()
        },
        "required": [
            field.alias or name for name, field in fields.items() if field.is_required()
        ],
        "additionalProperties": {"type": "string"} if model is RowWire else False,
    }


def _form(hint: object, defs: Schema) -> Schema:
    """The schema of one annotation; what is optional is simply not required."""
    if get_origin(hint) is Annotated:
        inner, *said = get_args(hint)
        leaf = next((one for one in said if isinstance(one, Leaf)), None)
        if leaf is not None:
            return dict(leaf.form)
        form = _form(inner, defs)
        one_or_many = any(isinstance(one, OneOrMany) for one in said)
        return {"anyOf": [form["items"], form]} if one_or_many else form
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not NoneType)
        return _form(inner, defs)
    if isinstance(hint, type) and issubclass(hint, Wire):
        name = hint.__name__.removesuffix("Wire")
        if name not in defs:
            defs[name] = {}
            defs[name] = _table(hint, defs)
        return {"$ref": f"#/$defs/{name}"}
    return {"type": "boolean"} if hint is bool else _many(hint, defs)


def _many(hint: object, defs: Schema) -> Schema:
    """Closed lists of words, lists, and tables whose keys the author names."""
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return {"const": True} if arguments == (True,) else {"enum": list(arguments)}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _form(arguments[0], defs)}
    return {
        "type": "object",
        "propertyNames": {"pattern": _form(arguments[0], defs)["pattern"]},
        "additionalProperties": _form(arguments[1], defs),
    }
