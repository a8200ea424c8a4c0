"""What belongs together across projects, added up: a person's days, an asset's use.

The days of one person in one year may be charged to several grants, and together no more than
there are (215 in a year under the corporate model grant agreement). Each project sees its own.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Kind

from .calculator import PORTFOLIO, Answer, Given, unknown
from .keyed import Keyed

_ALL: Final = ("amount", "key")


class TotalElsewhere:
    """The total of `amount` over all rows with the same `key`, here and in other projects.

    Inputs: `amount` (a number: days, hours), `key` (whose and when: a fact, or several
    separated by commas). The row itself counts. Unknown while a part of its key is, while the
    amount or the key of a row that counts or may count is, and without the other projects.

    >>> from fundtrack.funding import TOTAL_ELSEWHERE
    >>> own = [{"amount": Fraction(120), "key": ("R-7", "2025")}]
    >>> others = [{"amount": Fraction(100), "key": ("R-7", "2025")}]
    >>> [str(one.value) for one in TOTAL_ELSEWHERE.calculate(own, others)]
    ['220']
    """

    name: Final = "total_elsewhere"
    inputs: Final[Mapping[str, Kind | None]] = {"amount": Kind.NUMBER, "key": None}
    gives: Final = Kind.NUMBER
    portfolio: Final = True

    def calculate(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """Answer for every row of this project."""
        if others is None:
            return [Answer(None, unknown(one, _ALL) or (PORTFOLIO,)) for one in own]
        every = Keyed((*own, *others), "key")
        return [_total(one, every, len(own)) for one in own]


def _total(one: Given, every: Keyed, here: int) -> Answer:
    if unknown(one, ("key",)):
        return Answer(None, ("key",))
    total, used, strangers = Fraction(0), [], 0
    lacks: dict[str, None] = {}
    for place in every.like(one):
        row = every.rows[place]
        amount, open_ = row["amount"], unknown(row, _ALL)
        if open_ or not isinstance(amount, Fraction):
            lacks |= dict.fromkeys(open_ if amount != 0 else ())
            continue
        total += amount
        if place < here:
            used.append(place)
        else:
            strangers += 1
    return Answer(None if lacks else total, tuple(lacks), tuple(used), strangers)


TOTAL_ELSEWHERE: Final = TotalElsewhere()
