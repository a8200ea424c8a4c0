"""From bytes to plain tables: TOML or JSON, strict and bounded; it knows no books.

A book may come from a stranger, so its size is known before it is read, its depth and mass
before anything walks it, and nothing that could round gets in: no floats, no `nan`.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from fundtrack.projects import read_json
from fundtrack.values import BookError, InputError

from .mass import MAX_BYTES, MAX_LINES, MAX_VALUES, Mass
from .places import pointer

#: What a book is made of once it is read; a table keeps the order of the file.
Plain = str | int | bool | date | tuple["Plain", ...] | dict[str, "Plain"]

MAX_DEPTH = 16
MAX_TABLES = 10_000
MAX_TEXT = 10_000
MAX_KEY = 200
#: Integers of a book are days, months and editions.
MAX_INTEGER = 10**15

#: Controls (but line feed and tab), marks that turn the direction of writing, lone surrogates.
_UNSEEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
#: What the scan of a TOML text looks at: strings and comments to step over, brackets, dots, and
#: what ends a key. A quote that is left over opens a string that never ends.
_TOML = (
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\[^\n])*+"'
    r"|'[^'\n]*+'"
    r"|\#[^\n]*+"
    r"|[\[\]{}.,=\n\"']"
)
_OPEN = ('"', "'")
_EMPTY = ('""', "''")


class _Figure:
    """A float of the file, kept until its place is known and it can be refused there."""

    def __init__(self, text: str) -> None:
        self.text = text


def read_plain(
    source: bytes | Mapping[str, object], *, file: str = "", mass: Mass | None = None
) -> dict[str, Plain]:
    """Read TOML, or JSON (it opens with a brace), into plain tables; or check such tables.

    Args:
        source: The bytes, or the tables.
        file: What they are called, for the error.
        mass: Counts what is read.

    Raises:
        BookError: too large, too deep, not UTF-8, neither TOML nor JSON, a key stated twice, a
            float, a null, a time of day, a control character; with the place.
    """
    mass = mass or Mass()
    settler = _Settler(file, mass)
    if isinstance(source, Mapping):
        return settler.table(source)
    if len(source) > MAX_BYTES:
        raise BookError(f"larger than {MAX_BYTES} bytes, the most a book may have", file=file)
    mass.lines += source.count(b"\n")
    if mass.lines > MAX_LINES:
        raise BookError(f"more than {MAX_LINES} lines{mass.where}", file=file)
    if source.startswith(b"\xef\xbb\xbf"):
        raise BookError("opens with a byte order mark; save it as plain UTF-8", file=file)
    if source.lstrip()[:1] == b"{":
        return settler.table(_read_json(source, file))
    return settler.table(_read_toml(source, file, mass))


def _read_json(source: bytes, file: str) -> Mapping[str, object]:
    try:
        tables = read_json(source)
    except InputError as error:
        raise BookError(error.message, file=file, pointer=error.pointer) from None
    if not isinstance(tables, Mapping):
        raise BookError("not an object of tables", file=file)
    return tables


def _read_toml(source: bytes, file: str, mass: Mass) -> Mapping[str, object]:
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BookError(f"not UTF-8 at byte {error.start}", file=file) from None
    _scan(text, file, mass)
    import tomllib  # by now somebody reads a book; who only imports the package does not pay

    try:
        return tomllib.loads(text, parse_float=_Figure)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        raise BookError(f"not TOML: {message[:1].lower()}{message[1:]}", file=file) from None
    except (ValueError, RecursionError, OverflowError):
        raise BookError(
            "not TOML: a figure or a nesting beyond all measure", file=file
        ) from None


def _scan(text: str, file: str, mass: Mass) -> None:
    """Refuse depth and mass by a look at the brackets, dots and equals signs.

    Python's reader calls itself for each bracket and takes quadratic time over a long dotted
    key, so it must not be the one to find out.
    """
    depth = dots = tables = values = members = 0
    room = MAX_VALUES - mass.values
    for token in re.finditer(_TOML, text, re.DOTALL):
        sign = token.group()
        if sign == ".":
            dots += 1
            values += 1  # each part of a dotted key is a table of its own
        elif sign in "]}":
            depth -= 1
        elif sign in "[{,=\n":
            tables += sign == "[" and depth == 0
            depth, dots = depth + (sign in "[{"), 0
            values += sign == "="
            members += sign == ","
        elif sign in _OPEN or (sign in _EMPTY and text.startswith(sign[0], token.end())):
            return  # a string that never ends: the reader stops here and says so
        if depth > MAX_DEPTH or dots > MAX_DEPTH:
            line = text.count("\n", 0, token.start()) + 1
            raise BookError(f"deeper than {MAX_DEPTH} (at line {line})", file=file)
        if tables > MAX_TABLES:
            raise BookError(f"more than {MAX_TABLES} tables or lists", file=file)
        if values > room or members > 2 * room:
            raise BookError(f"more than {MAX_VALUES} values{mass.where}", file=file)


class _Settler:
    """Copies what was read into plain tables; refuses, with its place, what no book holds."""

    def __init__(self, file: str, mass: Mass) -> None:
        self.file = file
        self.mass = mass

    def refuse(self, message: str, place: str) -> BookError:
        return BookError(message, file=self.file, pointer=place)

    def table(
        self, tables: Mapping[str, object], place: str = "", depth: int = 0
    ) -> dict[str, Plain]:
        if depth > MAX_DEPTH:
            raise self.refuse(f"deeper than {MAX_DEPTH}", place)
        settled: dict[str, Plain] = {}
        for key, value in tables.items():
            if type(key) is not str or not 0 < len(key) <= MAX_KEY or re.search(_UNSEEN, key):
                raise self.refuse(
                    f"a key is a text of 1 to {MAX_KEY} visible characters", place
                )
            settled[key] = self.value(value, place + pointer(key), depth + 1)
        return settled

    def value(self, value: object, place: str, depth: int) -> Plain:
        self.mass.values += 1
        if self.mass.values > MAX_VALUES:
            raise self.refuse(self.mass.too_much(), place)
        if isinstance(value, Mapping):
            return self.table(value, place, depth)
        if isinstance(value, list | tuple):
            if depth > MAX_DEPTH:
                raise self.refuse(f"deeper than {MAX_DEPTH}", place)
            return tuple(
                self.value(one, f"{place}/{i}", depth + 1) for i, one in enumerate(value)
            )
        return self.leaf(value, place)

    def leaf(self, value: object, place: str) -> Plain:
        if type(value) is str:
            return self.text(value, place)
        if type(value) is bool or type(value) is date:
            return value
        if type(value) is int:
            if abs(value) > MAX_INTEGER:
                raise self.refuse("an integer beyond all measure", place)
            return value
        if isinstance(value, _Figure | Decimal | float):
            found = value.text if isinstance(value, _Figure) else str(value)
            hint = 'write figures as text: "85 %", "1.00 EUR", "0.01"'
            raise self.refuse(f"{found[:40]} is a float, and a book has none; {hint}", place)
        if value is None:
            raise self.refuse("null says nothing; leave the key out", place)
        if isinstance(value, datetime | time):
            raise self.refuse("a day stands alone, without a time", place)
        raise self.refuse(f"{type(value).__name__[:40]} does not belong in a book", place)

    def text(self, value: str, place: str) -> str:
        if len(value) > MAX_TEXT:
            message = f"a text of {len(value)} characters; at most {MAX_TEXT}"
            raise self.refuse(message, place)
        if re.search(_UNSEEN, value):
            raise self.refuse("a control character, or one that turns the writing", place)
        self.mass.texts += len(value)
        if self.mass.texts > MAX_BYTES:
            raise self.refuse(self.mass.too_much(), place)
        return value
