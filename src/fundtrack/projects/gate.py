"""The strict JSON gate: what `json` alone would let through is refused here, with its place.

Refused: too large (before anything is read), too deep (before it is parsed), duplicate keys,
NaN and infinities, numbers that no Decimal should hold, a byte order mark, bad UTF-8, lone
surrogates, too many rows, too many fields, too long texts. Numbers with a point stay exact.
"""

from typing import Final

from fundtrack.values import InputError, excerpt

from .limits import DEFAULT_LIMITS, Json, Limits, check_size, half_a_character
from .strict import read_strictly

_BOM: Final = b"\xef\xbb\xbf"


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
    return read_strictly(checked_bytes(source, limits), limits)


def checked_bytes(source: bytes | str, limits: Limits) -> bytes:
    """Return the source as bytes, once it is small enough to look at.

    Raises:
        InputError: it is too large, begins with a byte order mark, or is no bytes or text.
    """
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
