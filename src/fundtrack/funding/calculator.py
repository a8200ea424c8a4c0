"""What a calculator is: named, typed, told by the host, never found by a book (D-18).

A book writes `call = "window_total"` and, in `with`, a formula for each input. Loading it
resolves nothing. A check looks the name up among the calculators it was given; a name that is
not there leaves the amount unknown. A calculator sees the inputs of all rows at once: those of
this project, and those of other projects where the host gave any.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from fundtrack.formulas import Exact, Kind
from fundtrack.values import Record

#: One row's inputs by name: exact figures, money in whole units; a key of several facts is a
#: tuple. None is unknown.
Given = Mapping[str, Exact | tuple[Exact | None, ...] | None]
#: The name of what is missing where other projects would have to be known.
PORTFOLIO = "portfolio"


class Answer(Record):
    """The value for one row, or what keeps it from being known.

    `used` are the places of this project's rows that the value rests on, `others` how many rows
    of other projects it counted; `missing` names inputs, and `PORTFOLIO`.
    """

    value: Exact | None
    missing: tuple[str, ...] = ()
    used: tuple[int, ...] = ()
    others: int = 0


class Calculator(Protocol):
    """Something a book may call by name.

    Any object with these members will do; the host passes it in `calculators=`.
    """

    @property
    def name(self) -> str:
        """What a book writes after `call =`."""
        ...

    @property
    def inputs(self) -> Mapping[str, Kind | None]:
        """The inputs by name and kind; of a kind of None one fact or several, as a key."""
        ...

    @property
    def gives(self) -> Kind:
        """The kind of the answer."""
        ...

    @property
    def portfolio(self) -> bool:
        """Whether the rows of other projects count."""
        ...

    def calculate(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """Answer for every row of this project.

        Args:
            own: The inputs of this project's rows.
            others: Those of all other projects; None where the host gave none.
        """
        ...


def unknown(given: Given, names: Sequence[str]) -> tuple[str, ...]:
    """The inputs of a row that are not known; of a key, if a part of it is not."""
    found = []
    for name in names:
        value = given[name]
        if value is None or (isinstance(value, tuple) and None in value):
            found.append(name)
    return tuple(found)


def perhaps_same(one: Given, other: Given, key: str) -> bool:
    """Whether the keys of two rows are the same, or may be as far as they are known.

    >>> mine, yours = {"key": ("A", None)}, {"key": ("A", "B")}
    >>> perhaps_same(mine, yours, "key"), perhaps_same(mine, {"key": ("C", None)}, "key")
    (True, False)
    """
    left, right = one[key], other[key]
    assert isinstance(left, tuple)  # noqa: S101
    assert isinstance(right, tuple)  # noqa: S101
    return all(None in pair or pair[0] == pair[1] for pair in zip(left, right, strict=True))
