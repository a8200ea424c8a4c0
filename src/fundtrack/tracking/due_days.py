"""The last day of a deadline: worked out by its formula, moved as its book says."""

from collections.abc import Sequence
from datetime import date

from fundtrack.checks import Missing, Reason
from fundtrack.formulas import Explanation, to_text
from fundtrack.rulebooks import MOVES, Book, Deadline
from fundtrack.values import Record

from .dated import missing_of
from .working_days import moved


class Window(Record):
    """The last day; where nobody chose how it moves, the days it lies between."""

    due: date | None = None
    first: date | None = None
    last: date | None = None
    missing: tuple[Missing, ...] = ()


def window(
    deadline: Deadline, day: Explanation, book: Book, holidays: frozenset[date]
) -> Window:
    """The day that counts, from the one that was worked out.

    A reading that nobody chose leaves the day open only where its options differ.
    """
    if not isinstance(day.value, date):
        return Window(missing=missing_of(day))
    open_, ways = _ways(deadline.moves, book)
    days = [moved(day.value, way, holidays) for way in ways]
    sure = [one for one in days if one is not None]
    if len(sure) < len(days):
        return Window(missing=(Missing(Reason.OFF_THE_CALENDAR, to_text(deadline.due)),))
    first, last = min(sure), max(sure)
    return Window(first, first, last) if first == last else Window(None, first, last, open_)


def _ways(moves: str, book: Book) -> tuple[tuple[Missing, ...], Sequence[str]]:
    """How a day moves: as the book says, or by any option of a reading nobody chose."""
    if moves in MOVES:
        return (), (moves,)
    reading = book.readings[moves]
    if reading.chosen:
        return (), (reading.chosen,)
    return (Missing(Reason.READING_NOT_CHOSEN, moves),), reading.options
