"""A rolling window: what was granted in the years up to and with a day.

De minimis aid counts over any period of three years (Regulation (EU) 2023/2831, Article 3(2)):
from the day of the grant back to the same day three years before; a day that year lacks becomes
its last one. Whether that first day belongs to the window is not settled by the text, so it is
a reading of the book: `inclusive` or `strict`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Kind
from fundtrack.values import months_after

from .calculator import PORTFOLIO, Answer, Given, unknown
from .keyed import Keyed

_OWN: Final = ("on", "within", "years", "start")


class WindowTotal:
    """The total of `amount` over the rows of one `within` in the window that ends on `on`.

    Inputs: `amount` (money), `on` (the day of the row), `within` (whose rows count together: a
    fact, or several separated by commas), `years` (a whole number of zero or more), `start`
    (`inclusive` or `strict`). The row itself counts. A window from before the year 1 holds
    every earlier day. Unknown while the amount of a row that counts, or whether one counts, is
    unknown, and without the other projects.

    >>> from fundtrack.funding import WINDOW_TOTAL
    >>> held = {"within": ("U",), "years": Fraction(3), "start": "inclusive"}
    >>> first = {"amount": Fraction(175_000), "on": date(2022, 9, 5), **held}
    >>> second = {"amount": Fraction(140_000), "on": date(2025, 9, 5), **held}
    >>> [str(one.value) for one in WINDOW_TOTAL.calculate([first, second], [])]
    ['175000', '315000']
    """

    name: Final = "window_total"
    inputs: Final[Mapping[str, Kind | None]] = {
        "amount": Kind.MONEY,
        "on": Kind.DATE,
        "within": None,
        "years": Kind.NUMBER,
        "start": Kind.CODE,
    }
    gives: Final = Kind.MONEY
    portfolio: Final = True

    def calculate(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """Answer for every row of this project."""
        if others is None:
            return [Answer(None, unknown(one, _OWN) or (PORTFOLIO,)) for one in own]
        every = Keyed((*own, *others), "within")
        return [_total(one, every, len(own)) for one in own]


def _total(one: Given, every: Keyed, here: int) -> Answer:
    missing = unknown(one, _OWN)
    if missing:
        return Answer(None, missing)
    total, used, strangers = Fraction(0), [], 0
    lacks: dict[str, None] = {}
    for place in every.like(one):
        row = every.rows[place]
        counts = _counts(row, one)
        if counts is False:
            continue
        amount = row["amount"]
        if counts is None or not isinstance(amount, Fraction):
            lacks |= dict.fromkeys(unknown(row, ("amount", "on", "within")))
            continue
        total += amount
        if place < here:
            used.append(place)
        else:
            strangers += 1
    value = None if lacks else total
    return Answer(value, tuple(lacks), tuple(used), strangers)


def _counts(row: Given, one: Given) -> bool | None:
    """Whether a row lies in the window of another; None if nobody knows."""
    day = row["on"]
    if isinstance(day, date):
        first, last = _window(one)
        if day > last:
            return False
        if first is not None and (day < first or (day == first and one["start"] == "strict")):
            return False
    return None if unknown(row, ("on", "within")) else True


def _window(one: Given) -> tuple[date | None, date]:
    """Its first and last day; no first one where it is before the calendar's."""
    last, years = one["on"], one["years"]
    assert isinstance(last, date)  # noqa: S101 (its inputs are of their kinds)
    assert isinstance(years, Fraction)  # noqa: S101
    if years.denominator > 1 or years < 0:
        raise ArithmeticError(f"a window of {years} years")
    if years >= last.year:
        return None, last
    return months_after(last, -12 * years.numerator), last


WINDOW_TOTAL: Final = WindowTotal()
