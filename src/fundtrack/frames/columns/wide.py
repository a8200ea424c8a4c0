"""Sources that pay for every line: one strand a project, split for all projects at once (D-22).

So it is in nearly every project. What `fundtrack.funding` says of a strand, source by source in
their turn, is said here of the sources of one turn together. A strand alone is cut to what a
source has without a remainder, so no cent is to be placed.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from fundtrack.checks import PUBLIC
from fundtrack.formulas import Kind, Type
from fundtrack.values import Record, Rounding

from .arrays import rounded
from .column import Array, Column, found_span
from .rows import Rows
from .spans import ROOM
from .steps import exactly
from .store import Store


class Payers(Record):
    """What the sources of all projects pay by, in the order of their rows.

    `rate` is a place in `rates`, -1 for none; `most` what a source has at most where `limited`.
    What is not `known` pays by nothing.
    """

    order: Array
    rate: Array
    rates: tuple[Fraction, ...]
    most: Array
    limited: Array
    residual: Array
    private: Array
    of_public: Array
    known: Array

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Strands(Record):
    """The one strand of each project: its total, whether it has lines, whether one is open."""

    total: Array
    some: Array
    open: Array

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def payers_of(store: Store, rows: Rows) -> Payers:
    """What sources state, as `checks` takes it."""
    nothing = np.zeros(rows.size, bool)
    told = rows.columns
    residual, order = told.get("residual"), told.get("order")
    places, rates = _rates(told.get("rate"), rows.size)
    held = store.fact("source", "amount", Type(Kind.MONEY))
    amount = told.get("amount")
    stated = nothing if amount is None else ~amount.missing
    most = np.zeros(rows.size, np.int64) if held is None else store.arrays[held.key]
    foreign = ~nothing if held is None else store.arrays.get((*held.key, "?"), nothing)
    own = ~stated | (~foreign & (most >= 0))
    last = nothing if residual is None else residual.values.astype(bool) & ~residual.missing
    turns = np.zeros(rows.size, np.int64)
    if order is not None:
        turns = np.unique(order.values, return_inverse=True)[1]
    return Payers(
        order=turns,
        rate=places,
        rates=rates,
        most=most,
        limited=stated,
        residual=last,
        private=~_among(told.get("kind"), PUBLIC, rows.size),
        of_public=_among(told.get("base"), frozenset({"public"}), rows.size),
        known=own & (last | (places >= 0) | stated),
    )


def _rates(column: Column | None, size: int) -> tuple[Array, tuple[Fraction, ...]]:
    if column is None:
        return np.full(size, -1, np.int64), ()
    held: dict[Fraction, int] = {}
    places = [held.setdefault(one, len(held)) for one in column.values.tolist()]
    return np.where(column.missing, -1, np.array(places, np.int64)), tuple(held)


def _among(column: Column | None, words: frozenset[str], size: int) -> Array:
    """The rows whose code is one of some."""
    if column is None:
        return np.zeros(size, bool)
    held = np.array([word in words for word in column.words or ()] or [False])
    found: Array = held[column.values] & ~column.missing
    return found


def shares(
    rows: Rows, payers: Payers, strands: Strands, rounding: Rounding, exponent: int
) -> tuple[Array, Array]:
    """What each source bears, and where nobody can tell."""
    owner = rows.project
    lost = ~payers.known | (strands.some & (strands.open | _undecided(rows, payers)))[owner]
    kind = np.result_type(strands.total, payers.most)  # a source may have more than 64 bits
    found = np.zeros(rows.size, kind)
    rest, private = strands.total.astype(kind), np.zeros(len(strands.total), kind)
    late = payers.of_public & ~payers.private
    turns = np.lexsort((payers.order, late, payers.residual, owner))
    counts = np.diff(rows.starts)
    split = _Split(payers, rounding.mode, rounding.step(exponent))
    for turn in range(int(counts.max(initial=0))):
        mine = np.flatnonzero(counts > turn)
        source = turns[rows.starts[mine] + turn]
        whole = strands.total[mine]
        base = np.where(payers.of_public[source], whole - private[mine], whole)
        value = split.values(source, base, rest[mine])
        found[source] = value
        rest[mine] -= value
        private[mine] += np.where(payers.private[source], value, 0)
    return found, lost


def _undecided(rows: Rows, payers: Payers) -> Array:
    """The projects whose sources cannot be told apart, or of which one cannot pay."""
    count = len(rows.starts) - 1
    residuals = np.bincount(rows.project[payers.residual], minlength=count)
    asks = np.bincount(rows.project[payers.of_public & ~payers.residual], minlength=count)
    hides = np.bincount(rows.project[payers.residual & payers.private], minlength=count)
    unknown = np.bincount(rows.project[~payers.known], minlength=count)
    found: Array = (residuals > 1) | ((asks > 0) & (hides > 0)) | (unknown > 0)
    return found


class _Split:
    """The share of a source of one strand, for many sources at once."""

    def __init__(self, payers: Payers, mode: str, step: int) -> None:
        self.payers, self.mode, self.step = payers, mode, step

    def values(self, source: Array, base: Array, rest: Array) -> Array:
        """A rate of the base, what a source has, or the rest; never more than is left."""
        payers = self.payers
        rate = np.where(payers.residual[source], -1, payers.rate[source])
        fixed = ~payers.residual[source] & (rate < 0)
        value = np.where(fixed, np.maximum(rest, 0), rest)
        for place in np.unique(rate[rate >= 0]).tolist():
            at = np.flatnonzero(rate == place)
            wanted = self._rounded(base[at], payers.rates[place])
            least, most = np.minimum(rest[at], 0), np.maximum(rest[at], 0)
            value[at] = np.maximum(least, np.minimum(wanted, most))
        cut = payers.limited[source] & ~payers.residual[source]
        return np.where(cut, np.minimum(value, payers.most[source]), value)

    def _rounded(self, base: Array, rate: Fraction) -> Any:  # noqa: ANN401  (a column)
        above, below = rate.numerator, rate.denominator
        span = found_span(base)
        size = 0 if span is None else max(-span.least, span.most) * abs(above)
        if base.dtype == object or 2 * size + 2 * below * self.step >= ROOM:
            return exactly("rounded")(self.mode, base.astype(object) * above, below, self.step)
        return rounded(self.mode, base * above, below, self.step)
