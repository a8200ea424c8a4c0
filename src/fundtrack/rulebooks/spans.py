"""The dated values of two parameters side by side: on which days they do not say the same.

The days are cut where either changes, so that a value cut in two, or a list in another order,
is no difference, and one more day is a difference on that day.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Final

from fundtrack.values import Record

from .book import DatedValue
from .said import EFFECT, SOURCE, WORDING, Touches, written

#: Days as numbers; before the first and behind the last, where a value is open.
_OPEN_FIRST: Final = 0
_OPEN_LAST: Final = date.max.toordinal() + 1


class Span(Record):
    """Days on which two lists of values differ, in one key of the value."""

    days: str  # "2014-01-01/2020-12-31", ".." for no bound; "" for every day
    key: str
    touches: Touches
    before: str
    after: str
    cite: str


_Aspect = tuple[str, Touches, Callable[[DatedValue], str]]
_VALUE: Final[_Aspect] = ("value", EFFECT, lambda one: written(one.value))
_ASPECTS: Final[tuple[_Aspect, ...]] = (
    _VALUE,
    ("cite", SOURCE, lambda one: str(one.citation)),
    ("verification", SOURCE, lambda one: one.verification.value),
    ("checked_on", SOURCE, lambda one: written(one.checked_on) if one.checked_on else ""),
    ("why", WORDING, lambda one: "; ".join(f"{k}: {text}" for k, text in one.why.items())),
)
_Segment = tuple[int, int, DatedValue | None, DatedValue | None]


def spans(old: Sequence[DatedValue], new: Sequence[DatedValue]) -> Iterator[Span]:
    """Where the values differ; days that only one of them knows differ in the value alone.

    >>> from fundtrack.rulebooks import load_book
    >>> cap = load_book("lv/cluster-2016").parameters["project_cap"].values
    >>> [(span.days, span.before, span.after) for span in spans(cap, cap[:1])]
    [('2020-12-01/..', 'unknown = true', '')]
    """
    segments = list(_segments(old, new))
    for key, touches, text in _ASPECTS:
        told = [(segment, _pair(segment, key, text)) for segment in segments]
        for (before, after), run in groupby(told, key=lambda one: one[1]):
            if before == after:
                continue
            days = [segment for segment, _ in run]
            holds = days[0][3] or days[0][2]
            cite = str(holds.citation) if holds is not None else ""
            yield Span(_days(days[0][0], days[-1][1]), key, touches, before, after, cite)


def _pair(segment: _Segment, key: str, text: Callable[[DatedValue], str]) -> tuple[str, str]:
    """What both say of one aspect on some days."""
    _, _, before, after = segment
    if key == "value":
        return text(before) if before else "", text(after) if after else ""
    if before is None or after is None:
        return "", ""
    if key == "why" and (before.value is not None or after.value is not None):
        return "", ""  # a value in place of an unknown one tells itself
    return text(before), text(after)


def _segments(old: Sequence[DatedValue], new: Sequence[DatedValue]) -> Iterator[_Segment]:
    """Runs of days on which neither list changes, with the value of each; gaps end a run."""
    edges = sorted({edge for one in (*old, *new) for edge in (_first(one), _end(one))})
    starts = [_first(one) for one in old], [_first(one) for one in new]
    for first, end in pairwise(edges):
        before, after = _on(first, old, starts[0]), _on(first, new, starts[1])
        yield first, end, before, after


def _on(day: int, values: Sequence[DatedValue], starts: list[int]) -> DatedValue | None:
    """The value of a day, of values in the order of their days."""
    at = bisect_right(starts, day) - 1
    return values[at] if at >= 0 and day < _end(values[at]) else None


def _first(value: DatedValue) -> int:
    return value.first.toordinal() if value.first else _OPEN_FIRST


def _end(value: DatedValue) -> int:
    return value.last.toordinal() + 1 if value.last else _OPEN_LAST


def _days(first: int, end: int) -> str:
    """Days from `first` to the one before `end`, as EDTF writes an interval."""
    if (first, end) == (_OPEN_FIRST, _OPEN_LAST):
        return ""
    begin = ".." if first == _OPEN_FIRST else date.fromordinal(first).isoformat()
    last = ".." if end == _OPEN_LAST else date.fromordinal(end - 1).isoformat()
    return f"{begin}/{last}"
