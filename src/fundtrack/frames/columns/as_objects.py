"""Rows of the store as Python values and objects, for code that reads one project.

An amount that nobody knows in the run's currency is one of no currency; what is missing is
None, as in a project that was read from a file.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from fundtrack.formulas import Kind, Type

from .column import Array
from .store import Store

#: The fields of objects: their names, and the kinds of those that are no plain column.
Fields = Sequence[tuple[str, Kind | None]]
_EPOCH: Final = date(1970, 1, 1)


def objects_of(store: Store, noun: str, fields: Fields) -> list[list[Any]]:
    """The rows of a noun as objects, by project."""
    rows = store.rows(noun)
    found: list[list[Any]] = [[] for _ in range(store.count)]
    if rows is None:
        return found
    columns = {name: values_of(store, noun, name, kind) for name, kind in fields}
    for at, project in enumerate(rows.project.tolist()):
        found[project].append(
            SimpleNamespace(**{name: values[at] for name, values in columns.items()})
        )
    return found


def values_of(store: Store, noun: str, name: str, kind: Kind | None) -> list[Any]:
    """A column as Python values, None where it is missing."""
    rows = store.rows(noun)
    assert rows is not None  # noqa: S101
    column = rows.columns.get(name)
    if column is None:
        return [None] * rows.size
    raw: list[Any] = column.values.tolist()
    if kind is Kind.DATE:
        raw = [_EPOCH + timedelta(days=one) for one in raw]
    elif kind is Kind.MONEY:
        raw = _amounts(store, noun, name, raw)
    elif column.words is not None:
        words = column.words or ("",)  # of nothing but what is missing there is none
        raw = [words[one] for one in raw]
    return [None if gone else one for one, gone in zip(raw, column.missing, strict=True)]


def _amounts(store: Store, noun: str, name: str, raw: list[Any]) -> list[Any]:
    """Amounts as objects; those that nobody knows in the run's currency are of none."""
    held = store.fact(noun, name, Type(Kind.MONEY))
    lost = np.ones(len(raw), bool)
    if held is not None:
        raw = store.arrays[held.key].tolist()
        lost = store.arrays.get((*held.key, "?"), np.zeros(len(raw), bool))
    return [
        SimpleNamespace(minor=minor, currency="" if unsure else store.currency)
        for minor, unsure in zip(raw, lost, strict=True)
    ]


def minors_of(store: Store, noun: str, name: str) -> tuple[Array, Array]:
    """Amounts as Python ints, and where they are unknown."""
    rows = store.rows(noun)
    assert rows is not None  # noqa: S101
    held = store.fact(noun, name, Type(Kind.MONEY))
    if held is None:
        return np.zeros(rows.size, object), np.ones(rows.size, bool)
    mask = store.arrays.get((*held.key, "?"))
    lost = np.zeros(rows.size, bool) if mask is None else mask.copy()
    return store.arrays[held.key].astype(object), lost
