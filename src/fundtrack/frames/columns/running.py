"""Running totals of a block: the sum up to and with each row of its group, in an order of rows.

A ledger mostly comes in the order in which it is asked about, so that is looked at first; then
a total within projects is one sum and a difference, and one within finer groups needs only the
rows brought together by group, which 16-bit numbers do fastest.
"""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from .arrays import Mask, Values
from .column import Array
from .gathering import Block, as_column, may_end, sums_of

_SIXTEEN = 2**16


def running(
    given: Mapping[Hashable, Values], orders: int, block: Block, grouped: bool, below: int
) -> tuple[Array, Array | None]:
    """The sum up to and with each row of its group, and where nobody knows it.

    Where groups are `grouped` of a book, a row of which nobody knows the group may stand
    before any other of its project. Values stand over `below`.
    """
    size = block.last - block.first
    value = as_column(given["value"], size)
    keys = [as_column(given["order", place], size) for place in range(orders)]
    keys.append(as_column(given["rank"], size))
    index = given["index"]
    ordered = block.placed(keys)
    if index is None:
        order, starts, counts = ordered, block.starts[:-1], np.diff(block.starts)
    else:
        order, starts, counts = _by_group(as_column(index, size), ordered, block)
    placed = value if order is None else value.take(order)
    held = counts > 0
    first, many = starts[held], counts[held]
    ended: Array | None = None
    if may_end(placed, below):
        found, ended = _one_by_one(placed, below, first, many)
    else:
        # 64 bits may wrap; differences that fit come out right
        found = np.cumsum(placed, dtype=None if placed.dtype == object else np.int64)
        found -= np.repeat(found[first] - placed[first], many)
    unplaced = [_mask(given["order?", place], size) for place in range(orders)]
    unknown = _unknown(_mask(given["value?"], size), unplaced, order, (first, many))
    if ended is not None:
        lost = ended
        if order is not None:
            lost = np.empty_like(ended)
            lost[order] = ended
        unknown = lost if unknown is None else unknown | lost
    if order is not None:
        scattered = np.empty_like(found)
        scattered[order] = found
        found = scattered
    if grouped and index is not None:
        groups = as_column(index, size)
        if int(groups.min(initial=0)) <= -2:
            nobody = groups == -2
            lost = np.isin(block.project, np.unique(block.project[nobody]))
            unknown = lost if unknown is None else unknown | lost
    return found, unknown


def _one_by_one(values: Array, below: int, first: Array, many: Array) -> tuple[Array, Array]:
    """The sums of groups that may end, and where they have."""
    found = np.empty(len(values), object)
    for begin, count in zip(first.tolist(), many.tolist(), strict=True):
        found[begin : begin + count] = [*sums_of(values[begin : begin + count].tolist(), below)]
    ended = np.array([one is None for one in found], bool)
    found[ended] = 0
    return found, ended


def _by_group(index: Array, ordered: Array | None, block: Block) -> tuple[Array, Array, Array]:
    """An order that brings groups together, where each begins, and how many rows it has."""
    codes = index if ordered is None else index[ordered]
    least = int(codes.min()) if len(codes) else 0
    width = int(codes.max()) - least + 1 if len(codes) else 0
    if least >= 0 and width <= _SIXTEEN and len(codes) <= _SIXTEEN:
        codes = codes - least
        packed = codes.astype(np.uint32)
        packed <<= 16
        packed |= np.arange(len(codes), dtype=np.uint32)
        packed.sort()  # a code and the place of its row in one number: twice an argsort's speed
        packed &= _SIXTEEN - 1
        order: Array = packed.astype(np.intp)
        counts = np.bincount(codes, minlength=width)
    else:  # rows of no group go by project
        owner = block.project if ordered is None else block.project[ordered]
        order = np.lexsort((codes, owner))
        new = np.ones(len(order), bool)
        new[1:] = (codes[order][1:] != codes[order][:-1]) | (
            owner[order][1:] != owner[order][:-1]
        )
        begins = np.flatnonzero(new)
        counts = np.diff(np.append(begins, len(order)))
    starts = np.cumsum(counts) - counts
    return order if ordered is None else ordered[order], starts, counts


def _unknown(
    lost: Array | None,
    unplaced: Sequence[Array | None],
    order: Array | None,
    groups: tuple[Array, Array],
) -> Array | None:
    """From the first unknown row of a group on; all of it where a row has no place."""
    first, many = groups
    astray = [one for one in unplaced if one is not None]
    if lost is None and not astray:
        return None
    size = int(many.sum())
    open_ = np.zeros(size, bool)
    if lost is not None:
        doubt = np.cumsum(lost if order is None else lost[order])
        earlier = doubt[first] - (lost if order is None else lost[order])[first]
        open_ = (doubt - np.repeat(earlier, many)) > 0
    for one in astray:
        some = np.add.reduceat((one if order is None else one[order]).astype(np.int64), first)
        open_ |= np.repeat(some > 0, many)
    if order is None:
        return open_
    found = np.empty(size, bool)
    found[order] = open_
    return found


def _mask(mask: Mask, size: int) -> Array | None:
    return None if mask is None else as_column(mask, size)
