"""The calculators that look across projects, as columns: all rows of the tables at once.

The answers are those of `fundtrack.funding`, which asks row by row. A row is like those with
the same key, and may be like those that lack a part of theirs. Nothing is compared row by row:
rows are numbered by their keys, windows are looked up in sums over the days of a key.
"""

from typing import Final

import numpy as np

from .alike import Alike, having
from .arrays import after_months, no_month
from .column import Array
from .inputs import Answers, Input, Inputs, summable

#: A day before every day of the calendar.
_BEFORE_ALL: Final = -(10**6)
#: Windows of so few different lengths are looked up by day.
_FEW: Final = 8


def _alike(keys: tuple[Input, ...], size: int) -> Alike:
    return Alike([key.part for key in keys], size)


def seen_elsewhere(inputs: Inputs, owner: Array, projects: int) -> Answers:
    """How many other rows have the same key."""
    alike = _alike(inputs["key"], len(owner))
    whole = alike.whole
    counts = np.bincount(alike.number[whole], minlength=alike.count)
    lost = ~whole
    for rows, number, count in alike.patterns():
        lost |= having(number, count, rows)
    return Answers(counts[alike.number] - 1, lost, np.zeros(projects, bool))


def total_elsewhere(inputs: Inputs, owner: Array, projects: int) -> Answers:
    """The total of all rows with the same key."""
    (amount,) = inputs["amount"]
    alike = _alike(inputs["key"], len(owner))
    whole, number = alike.whole, alike.number
    most = int(np.bincount(number, minlength=1).max(initial=0))
    values = summable(np.where(whole, amount.known(), 0), most)
    sums = np.zeros(alike.count, values.dtype)
    np.add.at(sums, number, values)
    lost = ~whole | having(number, alike.count, whole & amount.lost)
    open_ = amount.lost | (amount.known() != 0).astype(bool)  # of nothing it does not matter
    for rows, number_, count in alike.patterns():
        lost |= having(number_, count, rows & open_)
    return Answers(sums[number], lost, np.zeros(projects, bool))


# ---- A rolling window ------------------------------------------------------------------------


class _Days:
    """Some rows by number and day, for the rows of a window to be found."""

    def __init__(self, number: Array, day: Array, rows: Array, base: int, width: int) -> None:
        self.base, self.width = base, width
        packed = number[rows] * width + (day[rows] - base)
        self.order = np.argsort(packed)  # of equals any may come first: only sums are taken
        self.packed = packed[self.order]

    def before(self, number: Array, day: Array) -> Array:
        """How many of the rows stand before a day of a number."""
        into = np.clip(day - self.base, 0, self.width - 1)
        found: Array = np.searchsorted(self.packed, number * self.width + into)
        return found


def window_total(inputs: Inputs, owner: Array, projects: int) -> Answers:
    """The total of the rows of one key in a window that ends on each row's day."""
    (amount,), (on,), (years,), (start,) = (
        inputs[name] for name in ("amount", "on", "years", "start")
    )
    size = len(owner)
    alike = _alike(inputs["within"], size)
    whole, number = alike.whole, alike.number
    lost = ~whole | on.lost | years.lost | start.lost
    failed = np.zeros(projects, bool)
    dated = ~on.lost
    asking = np.flatnonzero(~lost)
    said = years.values[asking]
    part = ((said % years.below != 0) | (said < 0)).astype(bool)
    failed[owner[asking[part]]] = True
    asking = asking[~part]
    if not len(asking):
        return Answers(np.zeros(size, np.int64), np.ones(size, bool), failed)
    base = int(on.values[dated].min())
    width = int(on.values[dated].max()) - base + 2
    rows = np.flatnonzero(whole & dated)
    days = _Days(number, on.values, rows, base, width)
    rows = rows[days.order]
    mine = np.zeros(size, bool)
    mine[asking] = True
    asking = rows[mine[rows]]  # in the order of the search
    last = on.values[asking]
    first = _first(last, years.values[asking] // years.below, _strict(start, asking))
    most = int(np.bincount(number).max())
    sums = _running(summable(amount.known()[rows], most))
    open_ = _running(amount.lost[rows].astype(np.int64))
    low = days.before(number[asking], first)
    high = np.maximum(days.before(number[asking], last + 1), low)
    values = np.zeros(size, sums.dtype)
    values[asking] = sums[high] - sums[low]
    lost[asking] |= open_[high] > open_[low]
    lost |= having(number, alike.count, whole & ~dated)
    for lacking, number_, count in alike.patterns():
        lost |= having(number_, count, lacking & ~dated)
        held = _Days(number_, on.values, np.flatnonzero(lacking & dated), base, width)
        low = held.before(number_[asking], first)
        lost[asking] |= held.before(number_[asking], last + 1) > low
    return Answers(values, lost | failed[owner], failed)


def _running(values: Array) -> Array:
    """Sums of all before each place; they may wrap, differences that fit come out right."""
    sums = np.zeros(len(values) + 1, values.dtype)
    np.cumsum(values, out=sums[1:])
    return sums


def _strict(start: Input, rows: Array) -> Array:
    place = start.words.index("strict") if "strict" in start.words else -1
    found: Array = start.values[rows] == place
    return found


def _first(last: Array, years: Array, strict: Array) -> Array:
    """The first day of the window that ends on each day, however early."""
    months = np.clip(years, 0, 10**6).astype(np.int64) * -12
    least, most = int(last.min()), int(last.max())
    held = np.unique(months)
    if len(held) <= _FEW and most - least < len(last):  # by a table of the days there are
        found = np.zeros(len(last), np.int64)
        every = np.arange(least, most + 1)
        for one in held.tolist():
            mine = months == one
            found[mine] = after_months(every, np.int64(one))[last[mine] - least]
    else:
        found = after_months(last, months)
    return np.where(no_month(last, months), _BEFORE_ALL, found) + strict
