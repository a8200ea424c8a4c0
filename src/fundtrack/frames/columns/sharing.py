"""Limits over several lines (D-09): lines that take up one limit, in order or each its share.

Lines are those of a project and its computed lines; of these only the ones matter whose limit
is broken or unknown.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from fundtrack.checks import PRO_RATA, shares
from fundtrack.rulebooks import Rule
from fundtrack.values import Record

from .column import Array, found_span
from .spans import Span, fits
from .steps import objects


class Lines(Record):
    """The lines of several loops one after the other, as a limit sees them.

    `amount` and `lost` change as limits cut; `loop` says where each line comes from.
    """

    project: Array
    amount: Array
    lost: Array
    loop: Array

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Limit(Record):
    """One limit: for each line its subject (-1 none, below that unknown), where it holds.

    By subject: the cap, whether it acts, whether nobody knows. `orders` has for each line its
    keys, `unplaced` where one is missing; of a limit pro rata only the ranks.
    """

    rule: Rule
    subject: Array
    where: Array
    unsure: Array  # of where
    cap: Array
    cap_lost: Array
    acts: Array
    doubt: Array
    owner: Array  # the project of each subject
    orders: list[Array]
    unplaced: Array

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def take(lines: Lines, limit: Limit) -> Array:
    """Cut the lines to a limit; the amounts taken, zero where nothing was."""
    taken = np.zeros(len(lines.amount), lines.amount.dtype)
    if lines.amount.dtype == object:
        taken[:] = 0
    subject = limit.subject
    part = (subject != -1) & (limit.where | limit.unsure)
    part &= lines.lost | (lines.amount != 0)  # of nothing a limit takes nothing
    free = ~(limit.acts | limit.doubt)
    open_projects = np.zeros(_count(lines.project, limit.owner), bool)
    open_projects[limit.owner[~free]] = True
    nobody = part & (subject < -1) & open_projects[lines.project]
    held = part & (subject >= 0)
    held &= ~_at(free, subject, True)
    unsure = nobody | (held & limit.unsure)
    lines.lost[unsure] = True
    chosen = np.flatnonzero(held & ~unsure)
    if not len(chosen):
        return taken
    mine = subject[chosen]
    bad = lines.lost[chosen] | limit.unplaced[chosen]
    bad |= (limit.doubt | limit.cap_lost)[mine]
    number, first = np.unique(mine, return_inverse=True)
    lost_groups = np.zeros(len(number), bool)
    lost_groups[first[bad]] = True
    lines.lost[chosen[lost_groups[first]]] = True
    chosen, first = chosen[~lost_groups[first]], first[~lost_groups[first]]
    if not len(chosen):
        return taken
    keys = [one[chosen] for one in limit.orders]
    order = np.lexsort((*reversed(keys), first))
    chosen, first = chosen[order], first[order]
    caps = limit.cap[number[first]]
    before = lines.amount[chosen]
    kept = _shared(before, first, caps, limit.rule.consume == PRO_RATA)
    taken[chosen] = before - kept
    lines.amount[chosen] = kept
    return taken


def _shared(before: Array, group: Array, caps: Array, pro_rata: bool) -> Array:
    """What each line keeps; lines stand by group and in their order."""
    new = np.ones(len(group), bool)
    new[1:] = group[1:] != group[:-1]
    starts = np.flatnonzero(new)
    number = np.cumsum(new) - 1
    if not _summable(before, int(np.diff(np.append(starts, len(group))).max())):
        before = before.astype(object)
    caps = np.where(caps > 0, caps, 0)
    if pro_rata:
        found: list[Any] = []
        ends = [*starts[1:].tolist(), len(group)]
        for begin, end in zip(starts.tolist(), ends, strict=True):
            found += shares(before[begin:end].tolist(), int(caps[begin]), pro_rata=True)
        made = np.empty(len(found), before.dtype)
        made[:] = found
        return made
    sums = np.cumsum(before)
    earlier = (sums[starts] - before[starts])[number]
    up_to = sums - earlier
    filled = np.minimum(up_to, caps)
    previous = np.minimum(up_to - before, caps)  # at the first of a group it is nothing
    whole = up_to[np.append(starts[1:] - 1, len(group) - 1)][number]
    return np.where(whole <= caps, before, filled - previous)


def _summable(amounts: Array, many: int) -> bool:
    """Whether 64 bits hold any sum of so many of these amounts."""
    span = found_span(amounts)
    return span is not None and fits(Span(span.least * many, span.most * many))


def side_by_side(columns: Sequence[Array]) -> Array:
    """Amounts of several loops one after the other, Python ints where those of one are."""
    if any(one.dtype == object for one in columns):
        return objects([value for one in columns for value in one.tolist()])
    return np.concatenate(columns).astype(np.int64)


def _at(values: Array, index: Array, other: bool) -> Array:
    if not len(values):
        return np.full(len(index), other)
    return np.where(index >= 0, values.take(index, mode="clip"), other)


def _count(project: Array, owner: Array) -> int:
    return int(max(project.max(initial=-1), owner.max(initial=-1))) + 1
