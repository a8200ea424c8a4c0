"""The amounts of a report by name; a wrong name is answered with the near ones."""

from collections.abc import Iterator, Mapping

from fundtrack.checks import Figure
from fundtrack.values import InputError, excerpt


class UnknownAmount(InputError, KeyError):
    """A report has no amount of that name; also a KeyError, as users of a mapping expect."""


class Amounts(Mapping[str, Figure]):
    """Every amount of a report by its name: the seven steps, `own`, the book's own.

    Amounts of a ledger have `claimed.` before them.

    >>> Amounts({"support": Figure(None)})["suport"]
    Traceback (most recent call last):
    UnknownAmount: no such amount (expected support, found "suport")
    """

    __slots__ = ("_by",)

    def __init__(self, by: Mapping[str, Figure]) -> None:
        self._by = by

    def __getitem__(self, name: str) -> Figure:
        found = self._by.get(name) if isinstance(name, str) else None
        if found is None:
            raise unknown(name, self._by)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by)

    def __len__(self) -> int:
        return len(self._by)

    def __repr__(self) -> str:
        return f"Amounts({', '.join(f'{name}={one.value}' for name, one in self._by.items())})"


def unknown(name: object, names: Mapping[str, Figure]) -> UnknownAmount:
    """The error for a name that is not there, with the names it may have meant."""
    from difflib import get_close_matches

    near = get_close_matches(str(name), names, n=3, cutoff=0.5) or sorted(names)
    return UnknownAmount("no such amount", expected=", ".join(near), found=excerpt(name))
