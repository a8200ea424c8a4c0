"""From columns to figures: sums by key, each a value, or bounds and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fundtrack.checks import Figure, Missing, Reason
from fundtrack.values import InputError, Money, Rate

from .accounts import Columns, Hole

#: How many missing facts a figure names; all of them are counted.
NAMED: Final = 10


class Sums:
    """Sums by kind with the holes in them; `unknown` is missing of every kind."""

    __slots__ = ("amounts", "holes", "unknown")

    def __init__(self, unknown: Sequence[Missing] = ()) -> None:
        self.amounts: dict[str, int] = defaultdict(int)
        self.holes: dict[str, list[Hole]] = defaultdict(list)
        self.unknown = unknown

    def figure(self, terms: Mapping[str, int], currency: str, label: str) -> Figure:
        """The signed sum of some kinds."""
        total = sum(sign * self.amounts[kind] for kind, sign in terms.items())
        low: int | None = None if self.unknown else total
        high = low
        missing = list(self.unknown)
        for kind, sign in terms.items():
            for hole in self.holes.get(kind, ()):
                least, most = (hole.low, hole.high) if sign > 0 else (hole.high, hole.low)
                low = None if low is None or least is None else low + sign * least
                high = None if high is None or most is None else high + sign * most
                missing.append(hole.missing)
        if missing:
            return unknown(missing, label, _money(low, currency), _money(high, currency))
        return known(total, currency, label)


def total(columns: Columns) -> Sums:
    """The sums over all rows."""
    found = Sums(columns.unknown)
    for kind, column in columns.amounts.items():
        found.amounts[kind] = sum(column.values())
    for kind, holes in columns.holes.items():
        found.holes[kind].extend(holes.values())
    return found


def by_key(
    columns: Iterable[Columns], keys: Sequence[str | None], named: Iterable[str] = ()
) -> dict[str, Sums]:
    """The sums of columns by the key of each row, and of every key named.

    "" is the key of a row without one. A row whose key is a value that nobody states (None)
    stands there too, and may belong to every other.
    """
    parts = tuple(columns)
    everywhere = [missing for one in parts for missing in one.unknown]
    found = {key: Sums(everywhere) for key in named}
    open_: list[tuple[str, Hole]] = []

    def held(place: int, kind: str, low: int | None, high: int | None) -> Sums:
        key = keys[place]
        if key is None:
            open_.append((kind, _maybe(place, low, high)))
            key = ""
        if key not in found:
            found[key] = Sums(everywhere)
        return found[key]

    for one in parts:
        for kind, column in one.amounts.items():
            for place, minor in column.items():
                held(place, kind, minor, minor).amounts[kind] += minor
        for kind, holes in one.holes.items():
            for place, hole in holes.items():
                held(place, kind, hole.low, hole.high).holes[kind].append(hole)
    for key, one_key in found.items():
        for kind, hole in open_ if key else ():
            one_key.holes[kind].append(hole)
    return found


def _maybe(place: int, low: int | None, high: int | None) -> Hole:
    """What a row of unknown category may add to any of them."""
    missing = Missing(Reason.MISSING, "cost.category", f"/costs/{place}/category")
    if low is None or high is None:
        return Hole(None, None, missing)
    return Hole(min(0, low), max(0, high), missing)


# ---- Figures ---------------------------------------------------------------------------------


def known(minor: int, currency: str, label: str, stated: str = "") -> Figure:
    """A figure with a value, unless it has more digits than money can have."""
    value = _money(minor, currency)
    if value is None:
        return unknown([Missing(Reason.TOO_LARGE, label)], label)
    return Figure(value, stated=stated, label=label)


def unknown(
    missing: Iterable[Missing], label: str,
    at_least: Money | None = None, at_most: Money | None = None,
) -> Figure:  # fmt: skip
    """A figure that lacks something; the same thing is named once."""
    held = tuple(dict.fromkeys(missing))
    return Figure(None, at_least, at_most, held[:NAMED], len(held), label=label)


def bounds(figure: Figure) -> tuple[Money | None, Money | None]:
    """The least and the most a figure of money may be."""
    if isinstance(figure.value, Money):
        return figure.value, figure.value
    return figure.at_least, figure.at_most


def less(one: Figure, other: Figure, label: str) -> Figure:
    """One amount less another."""
    (least, most), (low, high) = bounds(one), bounds(other)
    if isinstance(one.value, Money) and isinstance(other.value, Money):
        return known(one.value.minor - other.value.minor, one.value.currency, label)
    return unknown(
        (*one.missing, *other.missing), label,
        None if least is None or high is None
        else _money(least.minor - high.minor, least.currency),
        None if most is None or low is None else _money(most.minor - low.minor, most.currency),
    )  # fmt: skip


def ratio(part: Figure, whole: Figure, label: str) -> Figure:
    """The exact share of an amount in another; of nothing there is none."""
    if not isinstance(part.value, Money) or not isinstance(whole.value, Money):
        return unknown((*part.missing, *whole.missing), label)
    if not whole.value:
        return unknown([Missing(Reason.DIVISION_BY_ZERO, whole.label)], label)
    return Figure(Rate.between(part.value, whole.value), label=label)


def _money(minor: int | None, currency: str) -> Money | None:
    """An amount; None where it is not known or has more digits than money can have."""
    try:
        return None if minor is None else Money.of_minor(minor, currency)
    except InputError:
        return None
