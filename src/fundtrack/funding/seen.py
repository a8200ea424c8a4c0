"""Whether the same thing was claimed elsewhere: one invoice, two grants."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Kind

from .calculator import PORTFOLIO, Answer, Given, perhaps_same, unknown


class SeenElsewhere:
    """How many other rows have the same `key`, here and in other projects.

    Input: `key`, one fact or several separated by commas (`cost.document, cost.supplier`).
    Unknown while a part of the key is, while another row agrees in all that is known of it, and
    without the other projects.

    >>> from fundtrack.funding import SEEN_ELSEWHERE
    >>> own = [{"key": ("F-1", "Print Ltd")}, {"key": ("F-2", "Print Ltd")}]
    >>> others = [{"key": ("F-1", "Print Ltd")}]
    >>> [str(one.value) for one in SEEN_ELSEWHERE.calculate(own, others)]
    ['1', '0']
    """

    name: Final = "seen_elsewhere"
    inputs: Final[Mapping[str, Kind | None]] = {"key": None}
    gives: Final = Kind.NUMBER
    portfolio: Final = True

    def calculate(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """Answer for every row of this project."""
        return [self._answer(place, own, others) for place in range(len(own))]

    def _answer(
        self, place: int, own: Sequence[Given], others: Sequence[Given] | None
    ) -> Answer:
        mine = own[place]
        if unknown(mine, ("key",)):
            return Answer(None, ("key",))
        if others is None:
            return Answer(None, (PORTFOLIO,))
        found: list[int] = []
        strangers, doubtful = 0, False
        for at, row in enumerate((*own, *others)):
            if at == place or not perhaps_same(row, mine, "key"):
                continue
            if unknown(row, ("key",)):
                doubtful = True
            elif at < len(own):
                found.append(at)
            else:
                strangers += 1
        if doubtful:
            return Answer(None, ("key",), tuple(found), strangers)
        return Answer(Fraction(len(found) + strangers), (), tuple(found), strangers)


SEEN_ELSEWHERE: Final = SeenElsewhere()
