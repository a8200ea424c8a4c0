"""Projects that the gate might refuse: a column that reads well may yet say what no row may.

The gate itself reads one project at a time, so whoever is in doubt here is read by it. Only
what is cheap over columns is asked: distinct texts, the least and the greatest of numbers.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final

import numpy as np
from pydantic import TypeAdapter, ValidationError

from fundtrack.formulas import Kind
from fundtrack.projects import noun_fields
from fundtrack.values import InputError, exponent_of

from ..given import DIGITS
from ..needs import Need
from ..shapes import ID, INNER, JSON, STATES, shape_of
from .column import Array, Column, Sheet

#: What a row of these says is one of several, or has no sign.
_ABOUT: Final = ("cost", "procurement", "claim")
_WHOLE_MOST: Final = {Kind.NUMBER: 999_999, Kind.MONTHS: 1_200, Kind.DAYS: 10**16 - 1}
_COVERS: Final = ("partner", "category", "activity", "region")


def doubtful(sheet: Sheet, needs: Mapping[str, Need], currency: Array | None) -> Array:
    """The rows of a table of which the gate may refuse something.

    `currency` has the decimals of each row's project; None where all have two.
    """
    found = np.zeros(sheet.size, bool)
    for name, column in sheet.columns.items():
        need = needs[name]
        if need.required and column.unknown is not None:
            found |= column.unknown
        own = currency
        if need.kind == Kind.MONEY and sheet.noun != "project":
            own = _decimals_of(column.currency or sheet.columns.get("currency"), currency)
        for rows in _of_column(sheet.noun, name, column, need, own):
            found |= rows & ~column.missing
    for rows in _together(sheet):
        found |= rows
    return found


def _decimals_of(said: Column | None, exponents: Array | None) -> Array | None:
    """The decimals of each amount, which may be in another currency than its project."""
    words = None if said is None else said.words
    if said is None or words is None:
        return exponents
    told = [exponent_of(one) if _is_currency(one) else 2 for one in words] or [2]
    if exponents is None and set(told) == {2}:
        return None
    usual = 2 if exponents is None else exponents
    return np.where(said.missing, usual, np.array(told)[said.values])


def _of_column(
    noun: str, name: str, column: Column, need: Need, exponents: Array | None
) -> Iterator[Array]:
    if need.kind == JSON:
        yield _odd_json(name, column)
    elif column.words is not None:
        yield from _odd_words(noun, name, column, need)
    elif need.kind == Kind.MONEY:
        yield from _odd_amounts(column, exponents)
    elif need.kind in _WHOLE_MOST and (noun, name) in _ordinals():
        yield _beyond(column.values, 0, _WHOLE_MOST[Kind(need.kind)])
    elif need.kind in (Kind.DAYS, Kind.MONTHS):
        yield _beyond(column.values, -(10**16) + 1, 10**16 - 1)
    if column.currency is not None and column.currency.words is not None:
        known = np.array([_is_currency(one) for one in column.currency.words] or [True])
        yield ~known[column.currency.values]


def _odd_words(noun: str, name: str, column: Column, need: Need) -> Iterator[Array]:
    """Texts that the field, or the fact's list of codes, does not take."""
    words = column.words or ()
    if need.kind == ID:  # looked at when they were read
        return
    accepts: Callable[[str], bool] | None = _field(noun, name)
    if name in ("currency", "agreement.currency"):
        accepts = _is_currency
    elif accepts is None and need.codes is not None:
        accepts = need.codes.__contains__
    if accepts is None:
        return
    fine = np.array([accepts(word) for word in words] or [True])
    if not fine.all():
        yield ~fine[column.values]


def _is_currency(code: str) -> bool:
    try:
        exponent_of(code)
    except InputError:
        return False
    return True


#: Texts that are no codes, and have a form all the same.
_FORMED: Final = (("cost", "exchange.month"), ("waiver", "subject"))


@cache
def _field(noun: str, name: str) -> Callable[[str], bool] | None:
    """Whether the field of a model takes a text; None where it is no field with a form."""
    spot = shape_of(noun).spots.get(name)
    if spot is None or (spot.kind != Kind.CODE and (noun, name) not in _FORMED):
        return None
    of, path = noun, spot.path
    if path[0] in INNER.get(noun, ()):
        of, path = path[0], path[1:]
    info = noun_fields()[of].model.model_fields[path[0]]
    if len(path) > 1:
        inner: Any = info.annotation
        model = next((one for one in _args(inner) if hasattr(one, "model_fields")), None)
        if model is None or path[1] not in model.model_fields:
            return None
        info = model.model_fields[path[1]]
    kind: Any = info.annotation
    for said in info.metadata:
        kind = Annotated[kind, said]
    adapter = TypeAdapter(kind)

    def accepts(value: str) -> bool:
        try:
            adapter.validate_python(value)
        except (ValidationError, InputError):
            return False
        return True

    return accepts


def _args(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401 (a type of any form)
    return (annotation, *getattr(annotation, "__args__", ()))


@cache
def _ordinals() -> frozenset[tuple[str, str]]:
    """The columns that count or order, as the models say: zero or more."""
    found = {("cost", "useful_life")}
    for noun, name in (
        ("project", "plan.number"), ("claim", "number"), ("source", "order"),
        ("entry", "sequence"),
    ):  # fmt: skip
        found.add((noun, name))
    return frozenset(found)


def _beyond(values: Array, least: int, most: int) -> Array:
    """Numbers that are outside, or not whole."""
    if values.dtype == object:
        flags = [one.denominator != 1 or not least <= one <= most for one in values.tolist()]
        return np.array(flags, bool)
    return (values < least) | (values > most)


def _odd_amounts(column: Column, exponents: Array | None) -> Iterator[Array]:
    """Amounts of too many digits, or finer than a minor unit of their currency."""
    span, values = column.span, column.values
    least = 2 if exponents is None else int(exponents.min(initial=9))
    scale = least if column.scale is None else column.scale
    limit = 10 ** (DIGITS + min(least, scale))
    if span is None or span.least <= -limit or span.most >= limit:
        yield np.array((values <= -limit) | (values >= limit), bool)
    if column.scale is not None and column.scale > least:
        at: Any = least if exponents is None else np.maximum(column.scale - exponents, 0)
        by = 10 ** (column.scale - at if exponents is None else at)
        yield np.array(values % by != 0, bool)


def _odd_json(name: str, column: Column) -> Array:
    """Only what a source pays for has a form that columns know."""
    if name != "covers":
        return np.ones(len(column), bool)
    return np.array([one is not None and not _is_cover(one) for one in column.values], bool)


def _is_cover(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    for name, held in value.items():
        if held is None:
            continue
        ids = name in ("partner", "activity")
        if name not in _COVERS or not isinstance(held, list | tuple):
            return False
        if not all(isinstance(one, str) or (ids and type(one) is int) for one in held):
            return False
    return True


def _together(sheet: Sheet) -> Iterator[Array]:
    """What columns say together: both days of a period in order, one thing of an entry."""
    columns = sheet.columns
    for name in shape_of(sheet.noun).spots:
        head, _, last = name.rpartition(".")
        if last != "first":
            continue
        first, after = columns.get(name), columns.get(f"{head}.last")
        if first is not None and after is not None:  # one of them alone is an open period
            yield ~first.missing & ~after.missing & (first.values > after.values)
    if sheet.noun in ("entry", "payment"):
        amount = columns.get("amount")
        if amount is not None:
            yield np.array(amount.values < 0, bool) & ~amount.missing
    if sheet.noun == "entry":
        said = [~columns[one].missing for one in _ABOUT if one in columns]
        yield np.sum(said, axis=0) != 1 if said else np.ones(sheet.size, bool)
    for inner, needed in (("exchange", "units_per_euro"), ("enterprise", "id")):
        held_ = [one for name, one in columns.items() if name.startswith(f"{inner}.")]
        if held_:
            key = columns.get(f"{inner}.{needed}")
            some = np.any([~one.missing for one in held_], axis=0)
            yield some if key is None else some & key.missing


def unsaid(project: Sheet, noun: str) -> Array:
    """The projects of which nobody says that all rows of a noun are here."""
    told = project.columns.get(f"{STATES}{noun}")
    if told is None:
        return np.zeros(project.size, bool)
    return ~(told.values.astype(bool) & ~told.missing)
