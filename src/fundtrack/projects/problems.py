"""Pydantic's errors as ours: where, what was expected, what was found, the way out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fundtrack.values import InputError, Problem, excerpt, read_date

from . import fields
from .limits import escaped

#: As many as an InputError keeps.
_PROBLEMS_MAX: Final = 20
#: Above this many errors pydantic is asked again about a part at a time: it builds all of its
#: errors (4 microseconds each) or none.
_ERRORS_MAX: Final = 1_000
#: Rows of a part; a project has fewer plans than that, so they are never cut.
_WINDOW: Final = 500
#: Characters of a wrong name that are compared with the right ones.
_NAME_MAX: Final = 80

#: What a pattern means: what is wrong, what is expected.
_PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    fields.ID_PATTERN: ("not an id", "text without control or hidden characters"),
    fields.CODE_PATTERN: ("not a code", "a letter or digit, then also . _ / -"),
    fields.NAME_PATTERN: ("not a name", "lower-case letters, digits and _"),
    fields.LANGUAGE_PATTERN: ("not a language", "a language tag: lv, en"),
    fields.COUNTRY_PATTERN: ("not a country", "two capital letters: LV"),
    fields.MONTH_PATTERN: ("not a month", "a year and a month: 2016-09"),
    fields.BOOK_PATTERN: ("not a book", "a book, perhaps with its edition: lv/cluster-2016@1"),
}
#: What pydantic's kind of error means: what is wrong, what is expected, the remedy.
_KINDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "missing": ("it must be stated", "", "add it"),
    "string_type": ("not text", "text", "put it in quotes"),
    "string_unicode": ("not text", "whole characters", "write it as UTF-8"),
    "string_too_short": ("it is empty", "text", "leave it out where it is unknown"),
    "bool_type": ("not true or false", "true or false", "write it without quotes"),
    "int_type": ("not a whole number", "digits without quotes: 1", ""),
    "string_too_long": ("longer than {max_length} characters", "", "shorten it"),
    "too_long": ("more than {max_length} rows", "", "split the project"),
    "greater_than_equal": ("out of range", "{ge} or more", ""),
    "less_than_equal": ("out of range", "{le} or less", ""),
    "tuple_type": ("not a list", "a list", "put it in [ ]"),
    "dict_type": ("not an object", "an object", "put it in { }"),
    "model_type": ("not an object", "an object", "put it in { }"),
}
#: Kinds whose words above hold a number of pydantic's context.
_COUNTED: Final = {"string_too_long", "too_long", "greater_than_equal", "less_than_equal"}


def problems_of(
    error: ValidationError, source: Mapping[str, object], model: type[BaseModel]
) -> list[Problem]:
    """Return the first problems of a failed validation of `source` as a `model`."""
    start = 0
    if error.error_count() > _ERRORS_MAX:
        error, start = _first_part(error, source, model)
    details = error.errors(include_url=False)[:_PROBLEMS_MAX]
    return [_problem(detail, source, model, start) for detail in details]


def _first_part(
    error: ValidationError, source: Mapping[str, object], model: type[BaseModel]
) -> tuple[ValidationError, int]:
    """The errors of the first stretch of rows that has some, and where it starts."""
    for start in range(0, fields.ROWS_MAX, _WINDOW):
        try:
            model.model_validate(_part(source, start))
        except ValidationError as few:
            return few, start
    return error, 0


def _part(source: Mapping[str, object], start: int) -> dict[str, object]:
    """The input with a stretch of each long collection; only the first has the short ones."""
    part: dict[str, object] = {}
    for key, value in source.items():
        if isinstance(value, list) and len(value) > _WINDOW:
            part[key] = value[start : start + _WINDOW]
        elif key == "plans" and isinstance(value, list):
            part[key] = [_part(v, start) if isinstance(v, Mapping) else v for v in value]
        elif start == 0 or not isinstance(value, list):
            part[key] = value
    return part


def _problem(
    detail: ErrorDetails, source: object, model: type[BaseModel], start: int
) -> Problem:
    pointer, found = _place(detail["loc"], source, start)
    problem = _named(detail, pointer, found, model)
    if (
        isinstance(found, Decimal) and problem.found
    ):  # a number of JSON, shown as it was written
        return Problem(
            problem.message, problem.pointer, problem.expected, str(found), problem.remedy
        )
    return problem


def _named(
    detail: ErrorDetails, pointer: str, found: object, model: type[BaseModel]
) -> Problem:
    """What is wrong with what was found at a place."""
    loc, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    if kind == fields.NOT_A_DAY:
        return _refused_day(found).under(pointer).problems[0]
    if isinstance(cause := context.get("error"), InputError):
        return cause.under(pointer).problems[0]
    if kind == "extra_forbidden":
        return _unknown_field(loc, pointer, model)
    if kind == "literal_error":
        return _unknown_code(str(context["expected"]), found, pointer)
    if kind == "string_pattern_mismatch":
        message, expected = _PATTERNS[context["pattern"]]
        return Problem(message, pointer, expected, excerpt(found))
    message, expected, remedy = _KINDS.get(kind, (_first_lower(detail["msg"]), "", ""))
    if kind in _COUNTED:
        message, expected = message.format(**context), expected.format(**context)
    if kind == "missing":
        return Problem(message, f"{pointer}/{escaped(str(loc[-1]))}", expected, "", remedy)
    return Problem(message, pointer, expected, excerpt(found), remedy)


def _refused_day(found: object) -> InputError:
    """Ask the reader of days why it refuses this one."""
    try:
        read_date(found)  # type: ignore[arg-type]  # it refuses what is no text, too
    except InputError as error:
        return error
    raise AssertionError(f"pydantic refused a day that is one: {excerpt(found)}")


def _place(loc: Sequence[int | str], source: object, start: int) -> tuple[str, object]:
    """Follow pydantic's path through the input; steps that are not in it are pydantic's own.

    In a collection of which only a part was asked about, its places count from `start`.
    """
    pointer, value = "", source
    for step in loc:
        if isinstance(value, BaseModel):
            value = value.__dict__
        if isinstance(step, int) and isinstance(value, list) and len(value) > _WINDOW:
            step += start
        try:
            value = value[step]  # type: ignore[index]  # asked, and refused where it is none
        except (TypeError, LookupError):
            continue
        pointer += f"/{escaped(str(step))}"
    return pointer, loc[-2] if loc[-1:] == ("[key]",) else value


def _unknown_field(loc: Sequence[int | str], pointer: str, model: type[BaseModel]) -> Problem:
    name = str(loc[-1])
    known = _model_at(loc[:-1], model).model_fields
    near = _near(name, known)
    elsewhere = "a fact a book asks for goes to facts, the host's own to labels"
    return Problem(f"unknown field {excerpt(name)}", pointer, remedy=near or elsewhere)


def _unknown_code(expected: str, found: object, pointer: str) -> Problem:
    """`expected` is pydantic's list: 'actual', 'unit' or 'lump'."""
    codes = expected.replace("'", "").replace(" or ", ", ")
    near = _near(found, codes.split(", "))
    return Problem("unknown code", pointer, f"one of {codes}", excerpt(found), near)


def _near(name: object, known: Iterable[str]) -> str:
    """Ask whether the nearest of the known names was meant; "" if none is near."""
    import difflib  # only errors need it, and it takes a part of the time of every import

    text = name[:_NAME_MAX] if isinstance(name, str) else ""
    near = difflib.get_close_matches(text, known, n=1)
    return f'did you mean "{near[0]}"?' if near else ""


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
