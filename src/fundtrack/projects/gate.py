"""The strict JSON gate: what `json` alone would let through is refused here, with its place.

Refused: too large (before anything is read), too deep (before it is parsed), duplicate keys,
NaN and infinities, numbers that no Decimal should hold, a byte order mark, bad UTF-8, lone
surrogates, too many rows, too long texts. Numbers with a point stay exact.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from fundtrack.values import InputError, excerpt

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Decimal | bool | None"

#: Characters of a JSON number; the longest amount in minor units has 20.
_NUMBER_MAX: Final = 40
#: Largest power of ten of a JSON number: beyond it `int()` alone may take seconds.
_POWER_MAX: Final = 40
_BOM: Final = b"\xef\xbb\xbf"
_KEPT: Final = b'"[]{}'
#: Brackets of either kind become one kind, so that one pass takes away one level.
_LEVELS: Final = bytes.maketrans(b"{}", b"[]")
_OTHERS: Final = bytes(byte for byte in range(256) if byte not in _KEPT)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read; a host may lower or raise each.

    `size` in bytes, `depth` in nested objects and lists, `rows` in objects of the whole file,
    `text` in characters of one text.
    """

    size: int = 16 * 1024 * 1024
    depth: int = 32
    rows: int = 200_000
    text: int = 10_000


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class _Fault:
    """Stands in the parsed tree where something was wrong, until its place is found."""

    message: str
    expected: str
    found: str
    remedy: str
    key: str | None = None


def read_json(source: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> Json:
    """Read JSON bytes or text strictly; numbers with a point become exact Decimals.

    Raises:
        InputError: the source is not JSON, or breaks a limit; with a JSON Pointer where the
            place is known.

    >>> read_json(b'{"quantity": 2.50}')
    {'quantity': Decimal('2.50')}
    >>> read_json(b'{"costs": [{"net": NaN}]}')
    Traceback (most recent call last):
    fundtrack.values.errors.InputError: /costs/0/net: not a number JSON knows (expected \
digits, found NaN); leave the field out where the value is unknown
    """
    raw = _bytes(source, limits)
    _check_shape(raw, limits)
    faults: list[_Fault] = []
    try:
        tree = _decoder(faults).decode(raw.decode())
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 at byte {error.start}", expected="UTF-8", remedy="save it as UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"not JSON: {error.msg[:60].lower()} at line {error.lineno}, column {error.colno}",
            expected="one JSON value",
        ) from None
    if faults or _may_hide_text(raw, limits.text):
        _check_tree(tree, limits)
    return tree  # type: ignore[no-any-return]


def _bytes(source: bytes | str, limits: Limits) -> bytes:
    """Return the source as bytes, once it is small enough to look at."""
    if not isinstance(source, (bytes, str)):
        raise InputError("not JSON", expected="bytes or text", found=excerpt(source))
    check_size(len(source), limits)
    try:
        raw = source if isinstance(source, bytes) else source.encode()
    except UnicodeEncodeError as error:
        raise _surrogate("", error.start) from None
    check_size(len(raw), limits)
    if raw.startswith(_BOM):
        raise InputError(
            "it begins with a byte order mark",
            expected="plain UTF-8",
            remedy="save it as UTF-8 without a byte order mark",
        )
    return raw


def check_size(size: int, limits: Limits) -> None:
    """Refuse what is too large to be read.

    Raises:
        InputError: `size` in bytes is above the limit.
    """
    if size > limits.size:
        raise InputError(
            f"larger than {limits.size} bytes",
            found=f"{size} bytes",
            remedy="split it, or raise Limits(size=...)",
        )


def _check_shape(raw: bytes, limits: Limits) -> None:
    """Count levels and rows without parsing, in a few passes at the speed of C.

    All but brackets and quotes is deleted. A string then is two quotes side by side and goes
    too, unless brackets stand inside it; then it is taken out of the source first, exactly.
    """
    shape = _without_escapes(raw).translate(_LEVELS, _OTHERS).replace(b'""', b"")
    if b'"' in shape:
        shape = _outside_strings(raw).translate(_LEVELS, _OTHERS)
    depth = 0
    while b"[]" in shape and depth <= limits.depth:
        shape = shape.replace(b"[]", b"")
        depth += 1
    if depth + shape.count(b"[") > limits.depth:
        raise InputError(
            f"nested deeper than {limits.depth} levels",
            remedy="no project needs that; or raise Limits(depth=...)",
        )
    if raw.count(b"{") > limits.rows:
        rows = _outside_strings(raw).count(b"{")
        if rows > limits.rows:
            raise InputError(
                f"more than {limits.rows} rows",
                found=f"{rows} objects",
                remedy="split it, or raise Limits(rows=...)",
            )


def _without_escapes(raw: bytes) -> bytes:
    """Take out escaped backslashes and quotes, so that every quote left opens or closes."""
    return raw.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in raw else raw


def _outside_strings(raw: bytes) -> bytes:
    return b"".join(_without_escapes(raw).split(b'"')[::2])


def _decoder(faults: list[_Fault]) -> json.JSONDecoder:
    """A decoder that puts a fault where the value is wrong and goes on."""

    def fault(
        message: str, expected: str, found: str, remedy: str, key: str | None = None
    ) -> _Fault:
        faults.append(_Fault(message, expected, found, remedy, key))
        return faults[-1]

    def pairs(items: list[tuple[str, object]]) -> object:
        made = dict(items)
        if len(made) == len(items):
            return made
        twice = Counter(key for key, _ in items).most_common(1)[0][0]
        return fault("this key stands twice", "each key once", "", "keep one of them", twice)

    def constant(text: str) -> _Fault:
        return fault(
            "not a number JSON knows",
            "digits",
            text,
            "leave the field out where the value is unknown",
        )

    def whole(text: str) -> int | _Fault:
        return int(text) if len(text) <= _NUMBER_MAX else too_long(text)

    def real(text: str) -> Decimal | _Fault:
        if len(text) <= _NUMBER_MAX:
            number = Decimal(text)
            if -_POWER_MAX <= number.adjusted() <= _POWER_MAX:
                return number
        return too_long(text)

    def too_long(text: str) -> _Fault:
        return fault(
            "a number out of range",
            f"at most {_NUMBER_MAX} characters and that power of ten",
            text[: _NUMBER_MAX + 1],
            'write amounts as text with a currency, "1.00 EUR"',
        )

    return json.JSONDecoder(
        object_pairs_hook=pairs, parse_int=whole, parse_float=real, parse_constant=constant
    )


def _may_hide_text(raw: bytes, most: int) -> bool:
    """Whether a text may be too long or hold a lone surrogate; quick, and sure when it says no.

    A text longer than `most` is a stretch of that many bytes without a quote, unless it escapes
    quotes; a surrogate can only come from an escape.
    """
    if b'\\"' in raw or b"\\ud" in raw or b"\\uD" in raw:
        return True
    at = 0
    while at + most < len(raw):
        quote = raw.rfind(b'"', at + 1, at + most + 2)
        if quote < 0:
            return True
        at = quote
    return False


def _check_tree(tree: object, limits: Limits) -> None:
    """Walk everything and raise the first fault with its pointer."""
    for pointer, value in _walk(tree):
        if isinstance(value, _Fault):
            place = pointer if value.key is None else f"{pointer}/{escaped(value.key)}"
            raise InputError(
                value.message,
                pointer=place,
                expected=value.expected,
                found=value.found,
                remedy=value.remedy,
            )
        if isinstance(value, str):
            if len(value) > limits.text:
                raise InputError(
                    f"a text longer than {limits.text} characters",
                    pointer=pointer,
                    found=f"{len(value)} characters",
                    remedy="shorten it",
                )
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise _surrogate(pointer, error.start) from None


def _walk(tree: object) -> Iterator[tuple[str, object]]:
    """Every value with its pointer, in the order of the file; a key comes before its value.

    The gate has bounded the depth, so it may recurse.
    """

    def visit(value: object, pointer: str) -> Iterator[tuple[str, object]]:
        yield pointer, value
        if isinstance(value, dict):
            for key, inner in value.items():
                yield pointer, key
                yield from visit(inner, f"{pointer}/{escaped(key)}")
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from visit(inner, f"{pointer}/{index}")

    return visit(tree, "")


def _surrogate(pointer: str, at: int) -> InputError:
    return InputError(
        f"half a character (a lone surrogate) at place {at} of a text",
        pointer=pointer,
        remedy="write the whole character",
    )


def escaped(key: str) -> str:
    """A key as a part of a JSON Pointer (RFC 6901), at most 80 characters of it.

    >>> escaped("a/b~c")
    'a~1b~0c'
    """
    return key[:80].replace("~", "~0").replace("/", "~1")
