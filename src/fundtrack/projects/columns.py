"""The amounts of a long ledger, read all at once before its rows are.

One amount read by itself costs a call into Python, and a ledger says many of them twice (VAT,
and the VAT that is recoverable). So each different text is read once: joined, matched and made
whole numbers in a few calls (docs/performance.md). What is no amount is left as it is;
the row's own field then says what is wrong with it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import repeat
from typing import Final

from fundtrack.values import EXPONENTS, InputError, Money

from .nouns import NOUNS, annotations

#: Shorter collections gain nothing.
_ROWS_MIN: Final = 16
_Rows = list[dict[str, object]]


def read_amounts(document: Mapping[str, object]) -> None:
    """Put amounts in the place of their texts, in every long collection of a parsed file.

    It changes the rows: only for a document that nobody else holds.
    """
    columns: list[tuple[str, _Rows, list[object]]] = []
    texts: dict[object, None] = {}
    for rows, name in _columns(document):
        held = [row for row in rows if name in row]
        column = [row[name] for row in held]
        try:
            texts |= dict.fromkeys(column)
        except TypeError:  # an amount that is a list or an object
            continue
        columns.append((name, held, column))
    made = _amounts(texts)
    for name, held, column in columns:
        for row, amount in zip(held, map(made.get, column), strict=True):
            if amount is not None:
                row[name] = amount


def _columns(document: Mapping[str, object]) -> Iterator[tuple[_Rows, str]]:
    """Every long collection of objects, with the name of each amount its rows may have."""
    for path, names in _paths():
        for rows in _collections(document, path):
            if isinstance(rows, list) and _is_long_table(rows):
                yield from zip(repeat(rows), names)


def _is_long_table(rows: list[object]) -> bool:
    return len(rows) >= _ROWS_MIN and set(map(type, rows)) == {dict}


@cache
def _paths() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Where rows stand in the file, and the names of their amounts."""
    return tuple(
        (tuple(rows.split("/")[1:]), names)
        for model, rows in NOUNS.values()
        if rows and (names := tuple(n for n, kind, _ in annotations(model) if kind is Money))
    )


def _collections(holder: object, path: tuple[str, ...]) -> Iterator[object]:
    """What stands at a path, in which N is every place of a list."""
    if not path:
        yield holder
    elif path[0] == "N":
        for inner in holder if isinstance(holder, list) else ():
            yield from _collections(inner, path[1:])
    elif isinstance(holder, dict):
        yield from _collections(holder.get(path[0]), path[1:])


def _amounts(texts: Iterable[object]) -> dict[object, Money]:
    """The amount of each text that is one."""
    try:
        lines = "\n".join(texts)  # type: ignore[arg-type]  # it refuses what is no text
        currency = lines[-3:]
        if EXPONENTS.get(currency) and _usual(currency)(f"{lines}\n"):
            digits = lines.replace(".", "").replace(f" {currency}", "").split("\n")
            minors = map(int, digits)
            # strict: a text that holds a line break is two lines, and no amount
            return dict(zip(texts, map(Money.of_minor, minors, repeat(currency)), strict=True))
    except (TypeError, ValueError):
        pass
    return dict(_one_by_one(texts))


def _one_by_one(texts: Iterable[object]) -> Iterator[tuple[str, Money]]:
    for text in texts:
        if isinstance(text, str):
            try:
                yield text, Money(text)
            except InputError:
                continue


@cache
def _usual(currency: str) -> Callable[[str], re.Match[str] | None]:
    """Match amounts of a currency with all their decimals, one to a line."""
    amount = rf"-?(?:0|[1-9][0-9]{{0,15}})\.[0-9]{{{EXPONENTS[currency]}}} {currency}\n"
    return re.compile(f"(?:{amount})*").fullmatch
