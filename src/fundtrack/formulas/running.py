"""Running totals of the walk: what stands before a row is added up once, not once for each row.

Every row of a group asks for the sum of those before it, so a group keeps its sums, and those
of its bounds, as they grow. What is missing grows too: each row sees what the rows up to it
miss, in the order in which it was met. The parts of a sum are seen in the list of all: of
sixteen thousand rows the copies came to a gigabyte.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Generic, TypeVar, overload

from .bounds import Bounds, span
from .exact import figure
from .explanation import Exact, Explanation
from .summed import Sum
from .world import Row

Missing = tuple[str, str, str]
Held = TypeVar("Held")


class _Growing:
    """A sum that is unknown from its first unknown part on."""

    def __init__(self, scale: int) -> None:
        self._sum: Sum | None = Sum(scale)

    def add(self, part: Exact | None) -> Fraction | None:
        """Add a part; returns the sum so far."""
        if part is None:
            self._sum = None
        if self._sum is None or part is None:
            return None
        self._sum.add(figure(part))
        value = self._sum.value
        return None if value is None else Fraction(value)


class First(Sequence[Held]):
    """The first of a list, which is seen and not copied.

    >>> first = First(["a", "b", "c"], 2)
    >>> first[0], first[-1], first[:5], len(first)
    ('a', 'b', ('a', 'b'), 2)
    """

    __slots__ = ("_every", "_many")

    def __init__(self, every: Sequence[Held], many: int) -> None:
        self._every = every
        self._many = many

    def __len__(self) -> int:
        return self._many

    @overload
    def __getitem__(self, at: int) -> Held: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Held, ...]: ...
    def __getitem__(self, at: int | slice) -> Held | tuple[Held, ...]:
        places = range(self._many)[at]
        if isinstance(places, int):
            return self._every[places]
        return tuple(self._every[place] for place in places)

    def __iter__(self) -> Iterator[Held]:
        return islice(self._every, self._many)


class Run(Generic[Row]):
    """The rows of one group in their order, as far as they were asked for.

    `scale` is that of their sums.
    """

    def __init__(self, scale: int) -> None:
        self._value, self._least, self._most = (_Growing(scale) for _ in range(3))
        self._parts: list[Explanation] = []
        self._sums: list[Fraction | None] = []
        self._bounds: list[Bounds] = []
        self._missing: dict[Missing, None] = {}
        self._counts: list[int] = []  # how much is missing up to each row

    def reach(self, rows: Sequence[Row], walk: Callable[[Row], Explanation]) -> None:
        """Walk the rows that were not asked for before."""
        for at in range(len(self._parts), len(rows)):
            part = walk(rows[at])
            if at == len(self._parts):  # else it was added while this one was walked
                self._add(part)

    def _add(self, part: Explanation) -> None:
        self._sums.append(self._value.add(part.value))
        low, high = span(part)
        self._bounds.append((self._least.add(low), self._most.add(high)))
        self._missing.update(dict.fromkeys(part.missing))
        self._counts.append(len(self._missing))
        self._parts.append(part)

    def parts(self, count: int) -> Sequence[Explanation]:
        """The first rows."""
        return First(self._parts, count)

    def value(self, count: int) -> Exact | None:
        """Their sum; None where one of them is unknown, or its denominator too long."""
        return self._sums[count - 1]

    def bounds(self, count: int) -> Bounds:
        """Between what their sum lies."""
        return self._bounds[count - 1]

    def missing(self, count: int) -> tuple[Missing, ...]:
        """What they miss, each thing once."""
        return tuple(islice(self._missing, self._counts[count - 1]))
