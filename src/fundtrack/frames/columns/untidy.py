"""Lists of Python values, made arrays of Arrow: the form that all other columns have.

A list may hold anything. What its values are is asked of their types; where there is more than
one form, that of the column's first is kept and the others are told.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

from fundtrack.formulas import Kind
from fundtrack.values import Money, Price, Rate

from ..engines import Frame, arrow
from ..taken import day_of
from .cells import beyond, objects
from .column import Array, Column
from .told import Told, shown

_PLAIN: Final = {int: "whole", bool: "truth", str: "text", Decimal: "decimal", date: "day"}
#: Forms that a kind of column can be read from, for lists that mix them.
_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.MONEY: ("whole", "decimal", "text", "float"),
    Kind.PRICE: ("decimal", "text", "float"),
    Kind.RATE: ("decimal", "text", "float"),
    Kind.NUMBER: ("whole", "decimal", "text", "float"),
    Kind.DAYS: ("whole", "float"),
    Kind.MONTHS: ("whole", "float"),
    Kind.DATE: ("day", "text"),
    Kind.TEXT: ("text",),
    Kind.CODE: ("text",),
    Kind.BOOL: ("truth",),
    "key": ("whole", "text", "float"),
}


def tidied(values: list[Any], kind: str, told: Told) -> Frame | Column:
    """A list as an array of Arrow; amounts beyond 64 bits as a column of Python ints.

    `kind` is that of the column, or "key".
    """
    types = set(map(type, values)) - {type(None)}
    if not types:
        return arrow().nulls(len(values))
    form = _PLAIN.get(types.pop()) if len(types) == 1 else None
    if form is None:
        values = list(map(_usual, values))
        form, values = _one_form(values, kind, told)
    return _MADE[form](values, kind, told)


def _usual(value: object) -> object:
    """What stands for a value of another class: a number of numpy, an amount, a code."""
    if isinstance(value, np.datetime64):
        value = None if np.isnat(value) else value.astype("datetime64[us]").item()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Money | Price | Rate):
        return str(value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return day_of(value)


def _form(value: object) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, datetime):
        return "moment"
    for kind, form in _PLAIN.items():
        if isinstance(value, kind):
            return form
    return "float" if isinstance(value, float) else "odd"


def _one_form(values: list[Any], kind: str, told: Told) -> tuple[str, list[Any]]:
    """The form of the first value that can be read; values of others are told and left out."""
    forms = ["" if value is None else _form(value) for value in values]
    present = dict.fromkeys(form for form in forms if form)
    form = next((one for one in present if one in _FORMS[kind]), next(iter(present), "odd"))
    for other in present:
        if other == form:
            continue
        rows = np.array([row for row, one in enumerate(forms) if one == other])
        told.wrong(
            rows,
            f"{_SAID[other]} in a column of {_SAID[form]}",
            expected="values of one form",
            found=shown(values[rows[0]]),
            remedy="bring the column to one form",
        )
    pairs = zip(values, forms, strict=True)
    return form, [value if one == form else None for value, one in pairs]


_SAID: Final = {
    "whole": "whole numbers",
    "truth": "truths",
    "text": "texts",
    "decimal": "Decimals",
    "day": "days",
    "float": "floats",
    "moment": "moments",
    "odd": "other things",
}


def _whole(values: list[Any], kind: str, told: Told) -> Frame | Column:
    pa = arrow()
    try:
        return pa.array(values, pa.int64())
    except OverflowError:
        pass
    limit = 10**20 if kind == Kind.MONEY else 2**63
    gone = np.fromiter((value is None for value in values), bool, len(values))
    held = objects([0 if value is None else int(value) for value in values])
    beyond(held, limit, told, "an amount" if kind == Kind.MONEY else "a number")
    unknown = gone if gone.any() else None
    if kind == Kind.MONEY:
        return Column(Kind.MONEY, held, unknown)
    kept: Array = np.where((held < limit) & (held >= -limit), held, 0)
    return pa.array(kept.astype(np.int64), mask=gone)


def _decimal(values: list[Any], kind: str, told: Told) -> Frame:
    pa = arrow()
    try:
        made = pa.array(values)
        if made.null_count == values.count(None):  # else a NaN has become null
            return made
    except (pa.ArrowInvalid, TypeError):
        pass
    odd = [
        row
        for row, value in enumerate(values)
        if value is not None and not (value.is_finite() and -30 < value.adjusted() < 30)
    ]
    if odd:
        told.wrong(
            np.array(odd),
            "a Decimal that is no number of sense",
            expected="a finite number of at most 16 digits before the point",
            found=str(values[odd[0]])[:40],
            remedy="leave it missing (null) where it is not known",
        )
        left = set(odd)
        values = [None if row in left else value for row, value in enumerate(values)]
        if not any(value is not None for value in values):
            return pa.nulls(len(values), pa.decimal128(1, 0))
    try:
        return pa.array(values)
    except pa.ArrowInvalid:
        rows = np.array([row for row, value in enumerate(values) if value is not None])
        told.wrong(rows, "Decimals of more digits than can be read", remedy="round them first")
        return pa.nulls(len(values), pa.decimal128(1, 0))


def _text(values: list[Any], kind: str, told: Told) -> Frame:
    pa = arrow()
    try:
        return pa.array(values, pa.large_string())
    except UnicodeEncodeError:
        pass
    bad = [
        row
        for row, value in enumerate(values)
        if value is not None and value != value.encode(errors="ignore").decode()
    ]
    told.wrong(np.array(bad), "text that is no Unicode", found=shown(values[bad[0]]))
    left = set(bad)
    return pa.array(
        [None if row in left else value for row, value in enumerate(values)], pa.large_string()
    )


def _odd(values: list[Any], kind: str, told: Told) -> Frame:
    """Things of no form at all, or moments, are told by what they are."""
    rows = [row for row, value in enumerate(values) if value is not None]
    first = values[rows[0]]
    moment = isinstance(first, datetime)
    told.wrong(
        np.array(rows),
        "a day with a time" if moment and kind == Kind.DATE else "not a value of a table",
        expected="a day" if kind == Kind.DATE else "numbers, text, days, true or false",
        found=shown(first),
        remedy="cast the column, or mend the rows",
    )
    return arrow().nulls(len(values))


_MADE: Final[Mapping[str, Callable[[list[Any], str, Told], Frame | Column]]] = {
    "whole": _whole,
    "truth": lambda values, kind, told: arrow().array(values, arrow().bool_()),
    "text": _text,
    "decimal": _decimal,
    "day": lambda values, kind, told: arrow().array(values, arrow().date32()),
    "float": lambda values, kind, told: arrow().array(values, arrow().float64()),
    "moment": _odd,
    "odd": _odd,
}
