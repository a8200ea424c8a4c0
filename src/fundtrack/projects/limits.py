"""What the JSON gate gives and the most it reads; shared by its quick and its strict reader."""

from decimal import Decimal
from typing import Final, TypeAlias

from fundtrack.values import InputError, Record

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Decimal | bool | None"


class Limits(Record):
    """The most that is read; a host may lower or raise each.

    `size` in bytes, `depth` in nested objects and lists, `rows` in objects (and in lists) of
    the whole file, `fields` in entries of one object, `text` in characters of one text.
    """

    size: int = 16 * 1024 * 1024
    depth: int = 32
    rows: int = 200_000
    fields: int = 1_000
    text: int = 10_000


DEFAULT_LIMITS: Final = Limits()


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


def half_a_character(pointer: str) -> InputError:
    """The error for a lone surrogate, which no UTF-8 can hold."""
    return InputError(
        "half a character (a lone surrogate)",
        pointer=pointer,
        remedy="write the whole character",
    )


def escaped(key: str) -> str:
    """A key as a part of a JSON Pointer (RFC 6901), at most 80 characters of it.

    >>> escaped("a/b~c")
    'a~1b~0c'
    """
    return key[:80].replace("~", "~0").replace("/", "~1")
