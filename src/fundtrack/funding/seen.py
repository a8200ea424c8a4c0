"""Whether the same thing was claimed elsewhere: one invoice, two grants."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Kind

from .calculator import PORTFOLIO, Answer, Given, unknown
from .keyed import Keyed


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
        if others is None:
            return [_open(one) for one in own]
        every = Keyed((*own, *others), "key")
        return [_seen(place, every, len(own)) for place in range(len(own))]


def _open(mine: Given) -> Answer:
    """What is missing where nobody has shown the other projects."""
    return Answer(None, unknown(mine, ("key",)) or (PORTFOLIO,))


def _seen(place: int, every: Keyed, here: int) -> Answer:
    mine = every.rows[place]
    if unknown(mine, ("key",)):
        return Answer(None, ("key",))
    found: list[int] = []
    strangers, doubtful = 0, False
    for at in every.like(mine):
        if at == place:
            continue
        if unknown(every.rows[at], ("key",)):
            doubtful = True
        elif at < here:
            found.append(at)
        else:
            strangers += 1
    if doubtful:
        return Answer(None, ("key",), tuple(found), strangers)
    return Answer(Fraction(len(found) + strangers), (), tuple(found), strangers)


SEEN_ELSEWHERE: Final = SeenElsewhere()
