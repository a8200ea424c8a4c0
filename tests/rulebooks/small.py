"""The whole book of these tests, changed in one place, and what the loader says to it."""

import copy
import tomllib
from pathlib import Path

import pytest

from fundtrack.rulebooks import Book, load_book
from fundtrack.values import BookError

BOOKS = Path(__file__).parent / "books"
WHOLE = BOOKS / "whole.toml"
#: In place of a value: take the key out.
GONE = object()


def whole() -> dict:
    """The tables of the whole book, to be changed at will."""
    return copy.deepcopy(_WHOLE)


_WHOLE = tomllib.loads(WHOLE.read_text(encoding="utf-8"))


def changed(changes: dict[str, object], tables: dict | None = None) -> dict:
    """The tables with a value put at each place, written `rule/TST-001/scope`; or taken out."""
    tables = whole() if tables is None else copy.deepcopy(tables)
    for place, value in changes.items():
        *steps, last = place.split("/")
        table = tables
        for step in steps:
            table = table[int(step)] if isinstance(table, list) else table.setdefault(step, {})
        key = int(last) if isinstance(table, list) else last
        if value is GONE:
            del table[key]
        elif isinstance(table, list) and key == len(table):
            table.append(value)
        else:
            table[key] = value
    return tables


def loaded(changes: dict[str, object] | None = None, **options: object) -> Book:
    """The whole book with changes, loaded."""
    return load_book(changed(changes or {}), **options)


def refusal(changes: dict[str, object], **options: object) -> BookError:
    """What the loader refuses the changed book with."""
    with pytest.raises(BookError) as caught:
        loaded(changes, **options)
    return caught.value
