"""The strict JSON gate: what `json` alone would let through is refused here, with its place.

Refused: too large (before anything is read), too deep (before it is parsed), duplicate keys,
NaN and infinities, numbers that no Decimal should hold, a byte order mark, bad UTF-8, lone
surrogates, too many rows, too many fields, too long texts. Numbers with a point stay exact.

Two readers give one answer. The quick one (pydantic-core's parser) loses duplicate keys and
turns numbers with a point into binary fractions; so it is believed only where a count of quotes
and a look at the types prove that it lost nothing. Else the strict reader decides.
"""

from itertools import chain
from typing import Final, cast

from pydantic_core import from_json

from fundtrack.values import InputError, excerpt

from .limits import DEFAULT_LIMITS, Json, Limits, check_size, half_a_character
from .strict import may_hide_text, read_strictly, unescaped

_BOM: Final = b"\xef\xbb\xbf"
#: Whole numbers that both readers are sure to read alike.
_SMALL: Final = 10**18


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
    found = _read_quickly(raw, limits)
    return found[0] if found else read_strictly(raw, limits)


def _bytes(source: bytes | str, limits: Limits) -> bytes:
    """Return the source as bytes, once it is small enough to look at."""
    if not isinstance(source, (bytes, str)):
        raise InputError("not JSON", expected="bytes or text", found=excerpt(source))
    check_size(len(source), limits)
    try:
        raw = source if isinstance(source, bytes) else source.encode()
    except UnicodeEncodeError:
        raise half_a_character("") from None
    check_size(len(raw), limits)
    if raw.startswith(_BOM):
        raise InputError(
            "it begins with a byte order mark",
            expected="plain UTF-8",
            remedy="save it as UTF-8 without a byte order mark",
        )
    return raw


def _read_quickly(raw: bytes, limits: Limits) -> tuple[Json] | None:
    """Read what is surely sound, in a tuple of one; None where only the strict reader knows.

    Each text and each key has two quotes. A duplicate key is lost by the parser and its quotes
    are not, so equal counts prove that there was none.
    """
    if len(raw) > limits.rows and max(raw.count(b"{"), raw.count(b"[")) > limits.rows:
        return None
    if may_hide_text(raw, limits.text):
        return None
    try:
        tree = from_json(raw, allow_inf_nan=False, cache_strings="keys")
    except ValueError:
        return None
    texts = _count_texts(tree, limits)
    return (cast("Json", tree),) if texts * 2 == unescaped(raw).count(b'"') else None


def _count_texts(tree: object, limits: Limits) -> int:
    """Count texts and keys, level by level in few steps; -1 where something is not sure.

    Not sure are fractions, large whole numbers, and whatever is over a limit.
    """
    count = 0
    groups: list[tuple[list[object], int]] = [([tree], 0)]
    while groups:
        values, depth = groups.pop()
        if _are_texts(values):
            count += len(values)
            continue
        types = list(map(type, values))
        count += types.count(str)
        if float in types:
            return -1
        if (dict in types or list in types) and depth >= limits.depth:
            return -1
        if int in types and any(type(v) is int and abs(v) >= _SMALL for v in values):
            return -1
        dicts = [value for value in values if type(value) is dict]
        if dicts:
            lengths = list(map(len, dicts))
            if max(lengths) > limits.fields:
                return -1
            count += sum(lengths)
            groups.append((list(chain.from_iterable(map(dict.values, dicts))), depth + 1))
        if list in types:
            groups.extend((value, depth + 1) for value in values if type(value) is list)
    return count


def _are_texts(values: list[object]) -> bool:
    """Whether all are text, as in most rows; joining them is the quickest way to know."""
    try:
        "".join(values)  # type: ignore[arg-type]  # it refuses what is no text
    except TypeError:
        return False
    return True
