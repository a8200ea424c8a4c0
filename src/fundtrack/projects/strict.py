"""The strict reader of JSON: the standard library's parser, with nothing let through.

It is the reference of the gate, and it knows the place of what it refuses.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Final, NoReturn, cast

from fundtrack.values import InputError, Record

from .limits import Json, Limits, escaped, half_a_character

#: Characters of a JSON number: any number that means something is shorter.
_NUMBER_MAX: Final = 100
#: Largest power of ten of a JSON number, as of a double: `int()` of 1e1000000 takes seconds.
_POWER_MAX: Final = 308
#: Brackets of either kind become one kind, so that one pass takes away one level.
_LEVELS: Final = bytes.maketrans(b"{}", b"[]")
_OTHERS: Final = bytes(byte for byte in range(256) if byte not in b'"[]{}')


class _Fault(Record):
    """Stands in the parsed tree where something was wrong, until its place is found."""

    message: str
    expected: str
    found: str
    remedy: str
    key: str | None = None


def read_strictly(raw: bytes, limits: Limits) -> Json:
    """Read JSON bytes; `read_json` says what is refused.

    Raises:
        InputError: with a JSON Pointer where the place is known.
    """
    from json import JSONDecodeError

    _check_shape(raw, limits)
    faults: list[_Fault] = []
    try:
        tree = _decoder(faults, limits)(raw.decode())
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 at byte {error.start}", expected="UTF-8", remedy="save it as UTF-8"
        ) from None
    except JSONDecodeError as error:
        reason = error.msg[:60].rstrip(":").lower()
        raise InputError(
            f"not JSON: {reason} at line {error.lineno}, column {error.colno}",
            expected="one JSON value",
        ) from None
    if faults:
        _raise_fault(tree)
    if b"\\u" in raw or _may_hide_text(raw, limits.text):
        _check_texts(tree, limits)
    return cast("Json", tree)


def unescaped(raw: bytes) -> bytes:
    """Take out escaped backslashes and quotes, so that every quote left opens or closes."""
    return raw.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in raw else raw


def _check_shape(raw: bytes, limits: Limits) -> None:
    """Count levels and rows without parsing, in a few passes at the speed of C.

    All but brackets and quotes is deleted. Two quotes side by side go too, which changes for no
    bracket whether it stands inside a string; then the few strings that are left. Of the
    brackets each pass takes away the innermost level.
    """
    shape = unescaped(raw).translate(None, _OTHERS).replace(b'""', b"")
    shape = b"".join(shape.split(b'"')[::2])
    for bracket, name in ((b"{", "objects"), (b"[", "lists")):
        if shape.count(bracket) > limits.rows:
            raise InputError(
                f"more than {limits.rows} rows",
                found=f"{shape.count(bracket)} {name}",
                remedy="split it, or raise Limits(rows=...)",
            )
    shape = shape.translate(_LEVELS)
    depth = 0
    while b"[]" in shape and depth <= limits.depth:
        shape = shape.replace(b"[]", b"")
        depth += 1
    if depth + shape.count(b"[") > limits.depth:
        raise InputError(
            f"nested deeper than {limits.depth} levels",
            found=_too_deep_at(raw, limits.depth),
            remedy="no project needs that; or raise Limits(depth=...)",
        )


def _too_deep_at(raw: bytes, most: int) -> str:
    """Where the first bracket beyond the depth allowed stands, for the error alone."""
    import re

    depth = 0
    for token in re.finditer(rb'"(?:[^"\\]|\\.)*"|[][{}]', raw, re.DOTALL):
        depth += (token.group() in b"[{") - (token.group() in b"]}")
        if depth > most:
            before = raw[: token.start()]
            line, column = before.count(b"\n") + 1, token.start() - before.rfind(b"\n")
            return f"line {line}, column {column}"
    return ""


def _decoder(faults: list[_Fault], limits: Limits) -> Callable[[str], object]:
    """A decoder that puts a fault where the value is wrong and goes on."""
    from json import JSONDecoder

    def fault(
        message: str, expected: str, found: str, remedy: str, key: str | None = None
    ) -> _Fault:
        faults.append(_Fault(message, expected, found, remedy, key))
        return faults[-1]

    def pairs(items: list[tuple[str, object]]) -> object:
        made = dict(items)
        if len(made) != len(items):
            twice = Counter(key for key, _ in items).most_common(1)[0][0]
            return fault("this key stands twice", "each key once", "", "keep one", twice)
        if len(made) > limits.fields:
            found = f"{len(made)} fields"
            return fault(f"more than {limits.fields} fields", "", found, "leave some out")
        return made

    def constant(text: str) -> _Fault:
        remedy = "leave the field out where the value is unknown"
        return fault("not a number JSON knows", "digits", text, remedy)

    def whole(text: str) -> int | _Fault:
        return int(text) if len(text) <= _NUMBER_MAX else out_of_range(text)

    def real(text: str) -> Decimal | _Fault:
        if len(text) > _NUMBER_MAX:
            return out_of_range(text)
        try:
            number = Decimal(text)
        except InvalidOperation:  # a power of ten that no Decimal has
            return out_of_range(text)
        small = -_POWER_MAX <= number.adjusted() <= _POWER_MAX
        return number if small else out_of_range(text)

    def out_of_range(text: str) -> _Fault:
        return fault(
            "a number out of range",
            f"at most {_NUMBER_MAX} characters and the power {_POWER_MAX} of ten",
            text,
            'write amounts as text with a currency, "1.00 EUR"',
        )

    decoder = JSONDecoder(
        object_pairs_hook=pairs, parse_int=whole, parse_float=real, parse_constant=constant
    )
    return decoder.decode


def _may_hide_text(raw: bytes, most: int) -> bool:
    """Whether a text may be longer than `most`; quick, and sure when it says no.

    Such a text is a stretch of that many bytes without a quote, unless it escapes quotes.
    """
    if b"\\" in raw and b'\\"' in raw:
        return True
    at = 0
    while at + most < len(raw):
        at = raw.rfind(b'"', at + 1, at + most + 2)
        if at < 0:
            return True
    return False


def _check_texts(tree: object, limits: Limits) -> None:
    """Refuse a text or a key that is too long or holds half a character."""

    def wrong(value: object) -> bool:
        return type(value) is str and (len(value) > limits.text or not _encodes(value))

    path = _path_to(tree, wrong)
    if path is None:
        return
    *steps, text = path
    pointer = _pointer(steps)
    if len(str(text)) > limits.text:
        raise InputError(
            f"a text longer than {limits.text} characters",
            pointer=pointer,
            found=f"{len(str(text))} characters",
            remedy="shorten it",
        )
    raise half_a_character(pointer)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _raise_fault(tree: object) -> NoReturn:
    """Raise the first fault in the tree, with its place."""
    *steps, fault = _path_to(tree, lambda value: type(value) is _Fault) or [tree]
    if not isinstance(fault, _Fault):
        raise AssertionError("the decoder noted a fault that it did not put into the tree")
    raise InputError(
        fault.message,
        pointer=_pointer(steps if fault.key is None else [*steps, fault.key]),
        expected=fault.expected,
        found=fault.found,
        remedy=fault.remedy,
    )


def _path_to(value: object, wanted: Callable[[object], bool]) -> list[object] | None:
    """Steps to the first wanted value or key, and that value at the end; None if there is none.

    The shape has bounded the depth, so this may recurse.
    """
    if wanted(value):
        return [value]
    inner: Iterable[tuple[object, object]] = ()
    if isinstance(value, dict):
        for key in value:
            if wanted(key):
                return [key]
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for step, part in inner:
        path = _path_to(part, wanted)
        if path is not None:
            return [step, *path]
    return None


def _pointer(steps: Iterable[object]) -> str:
    return "".join(f"/{escaped(str(step))}" for step in steps)
