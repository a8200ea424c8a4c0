"""Citation: where in the law a number or a sentence stands."""

from collections.abc import Callable
from datetime import date
from typing import final

from ._value import Value, compiled, fill
from .errors import InputError, excerpt
from .period import read_date

_TEXT = r"([A-Za-z0-9][A-Za-z0-9._/-]{0,99})(?:#(.{1,200}))?"
_READER_MAX = 200


@final
class Citation(Value):
    """An act, the place in it, and which version was read, when and by whom.

    The text is the act's key and its pinpoint, as a book writes it: `cpr1420#69(3)(c)`; without
    a pinpoint only the key. `consolidated` is the day of the consolidated version read.

    Raises:
        InputError: the text has no key of an act, is longer than 300 characters, or holds
            characters that cannot be printed.

    >>> cited = Citation("cpr1420#69(3)(c)", read_on=date(2026, 11, 21))
    >>> cited.act, cited.pinpoint, str(cited)
    ('cpr1420', '69(3)(c)', 'cpr1420#69(3)(c)')
    """

    __slots__ = ("act", "consolidated", "pinpoint", "read_by", "read_on")
    _pattern = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}(#.{1,200})?$"
    _example = "cpr1420#69(3)(c)"
    act: str
    pinpoint: str
    consolidated: date | None
    read_on: date | None
    read_by: str

    def __new__(
        cls,
        text: "str | Citation",
        *,
        consolidated: date | None = None,
        read_on: date | None = None,
        read_by: str = "",
    ) -> "Citation":
        """Read `act#pinpoint`."""
        if isinstance(text, Citation) and consolidated is None is read_on and not read_by:
            return text
        match = compiled(_TEXT).fullmatch(text) if isinstance(text, str) else None
        if match is None or not match[0].isprintable():
            raise InputError(
                "not a citation",
                expected='an act and a place in it, as "cpr1420#69(3)(c)"',
                found=excerpt(text),
            )
        if (
            not isinstance(read_by, str)
            or not read_by.isprintable()
            or len(read_by) > _READER_MAX
        ):
            raise InputError("not a reader's name", found=excerpt(read_by))
        made = object.__new__(cls)
        fill(
            made,
            act=match[1],
            pinpoint=match[2] or "",
            consolidated=None if consolidated is None else read_date(consolidated),
            read_on=None if read_on is None else read_date(read_on),
            read_by=read_by,
        )
        return made

    def __str__(self) -> str:
        return f"{self.act}#{self.pinpoint}" if self.pinpoint else self.act

    def __repr__(self) -> str:
        named = {n: getattr(self, n) for n in ("consolidated", "read_on", "read_by")}
        rest = "".join(f", {name}={value!r}" for name, value in named.items() if value)
        return f"Citation({str(self)!r}{rest})"

    def __reduce__(self) -> tuple[Callable[..., "Citation"], tuple[object, ...]]:
        return _rebuild, (str(self), self.consolidated, self.read_on, self.read_by)


def _rebuild(
    text: str, consolidated: date | None, read_on: date | None, read_by: str
) -> Citation:
    """Rebuild an unpickled citation, whose parts are keyword only."""
    return Citation(text, consolidated=consolidated, read_on=read_on, read_by=read_by)
