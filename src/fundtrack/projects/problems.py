"""Pydantic's errors as ours: where, what was expected, what was found, the way out."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fundtrack.values import InputError, Problem, excerpt

from . import fields
from .gate import escaped

#: What a pattern means: what is wrong, what is expected.
_PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    fields.ID_PATTERN: ("not an id", "text without control or hidden characters"),
    fields.CODE_PATTERN: ("not a code", "letters and digits first, then also . _ / -"),
    fields.NAME_PATTERN: ("not a name", "lower-case letters, digits and _"),
    fields.LANGUAGE_PATTERN: ("not a language", "a language tag: lv, en"),
    fields.COUNTRY_PATTERN: ("not a country", "two capital letters: LV"),
    fields.MONTH_PATTERN: ("not a month", "a year and a month: 2016-09"),
    fields.BOOK_PATTERN: ("not a book", "a book, perhaps with its edition: lv/cluster-2016@1"),
}
#: What a kind of pydantic's error means: what is wrong, what is expected, the remedy.
_TYPES: Final[Mapping[str, tuple[str, str, str]]] = {
    "missing": ("it must be stated", "", "add it"),
    "string_type": ("not text", "text", "put it in quotes"),
    "string_unicode": ("not text", "whole characters", "write it as UTF-8"),
    "string_too_short": ("it is empty", "text", "leave it out where it is unknown"),
    "bool_type": ("not true or false", "true or false", "write it without quotes"),
    "int_type": ("not a whole number", "digits without quotes: 1", ""),
    "int_from_float": ("not a whole number", "digits without quotes: 1", ""),
    "tuple_type": ("not a list", "a list", "put it in [ ]"),
    "dict_type": ("not an object", "an object", ""),
    "model_type": ("not an object", "an object", ""),
    "model_attributes_type": ("not an object", "an object", ""),
    "invalid_key": ("a key is text", "text", ""),
}


def problems_of(
    error: ValidationError, source: object, model: type[BaseModel]
) -> list[Problem]:
    """Return every problem of a failed validation of `source` as a `model`."""
    details = error.errors(include_url=False, include_input=True)
    return [_problem(detail, source, model) for detail in details]


def _problem(detail: ErrorDetails, source: object, model: type[BaseModel]) -> Problem:
    pointer, found = _place(detail["loc"], source)
    context = detail.get("ctx", {})
    kind = detail["type"]
    cause = context.get("error")
    if isinstance(cause, InputError):
        inner = cause.problems[0]
        return Problem(
            inner.message, pointer + inner.pointer, inner.expected, inner.found, inner.remedy
        )
    if kind == "extra_forbidden":
        return _unknown_field(detail["loc"], pointer, model)
    if kind == "missing":
        message, expected, remedy = _TYPES[kind]
        pointer += f"/{escaped(str(detail['loc'][-1]))}"
        return Problem(message, pointer, expected, "", remedy)
    if kind == "literal_error":
        return _unknown_code(context.get("expected", ""), found, pointer)
    if kind == "string_pattern_mismatch":
        message, expected = _PATTERNS[context["pattern"]]
        return Problem(message, pointer, expected, excerpt(found))
    message, expected, remedy = _TYPES.get(kind, ("", "", ""))
    if not message:
        message = _first_lower(detail["msg"])
    return Problem(message, pointer, expected, excerpt(found), remedy)


def _place(loc: Sequence[int | str], source: object) -> tuple[str, object]:
    """Follow pydantic's path through the input; steps that are not in it are pydantic's own."""
    pointer, value = "", source
    for step in loc:
        if isinstance(value, BaseModel):
            value = value.__dict__
        try:
            value = value[step]  # type: ignore[index]  # asked, and refused where it is none
        except (TypeError, LookupError):
            continue
        pointer += f"/{escaped(str(step))}"
    return pointer, loc[-2] if loc[-1:] == ("[key]",) else value


def _unknown_field(loc: Sequence[int | str], pointer: str, model: type[BaseModel]) -> Problem:
    name = str(loc[-1])
    owner = _model_at(loc[:-1], model)
    known = list(owner.model_fields)
    near = difflib.get_close_matches(name[:80], known, n=1)
    return Problem(
        f"unknown field {excerpt(name)}",
        pointer,
        remedy=f'did you mean "{near[0]}"?'
        if near
        else "facts a book asks for go to facts, the host's own to labels",
    )


def _unknown_code(expected: str, found: object, pointer: str) -> Problem:
    codes = expected.replace("'", "").replace(" or ", ", ")
    near = difflib.get_close_matches(str(found)[:80], codes.split(", "), n=1)
    return Problem(
        "unknown code",
        pointer,
        f"one of {codes}",
        excerpt(found),
        f'did you mean "{near[0]}"?' if near and isinstance(found, str) else "",
    )


def _model_at(loc: Sequence[int | str], model: type[BaseModel]) -> type[BaseModel]:
    """The noun whose fields stand at a path."""
    for step in loc:
        field = model.model_fields.get(step) if isinstance(step, str) else None
        if field is not None:
            model = next(_models_in(field.annotation), model)
    return model


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]
