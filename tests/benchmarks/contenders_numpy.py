"""The workload in numpy as one writes it at first: whole columns, a step at a time.

Exact, and what the kernel in blocks is measured by. `scan` is the floor under everything:
it reads each column once and writes three results, and judges nothing.
"""

from typing import Any

import numpy as np

from tests.benchmarks.contest import Contender
from tests.benchmarks.kernel import judge as judge_in_blocks
from tests.benchmarks.kernel import settled
from tests.benchmarks.workload import (
    CATEGORIES,
    FIRST_MONTH,
    SLOTS,
    STAFF,
    TRAVEL,
    Answers,
    Ints,
    Workload,
)


def half_up(above: Ints, below: Any) -> Ints:
    """Quotients in whole units, half away from zero."""
    return np.sign(above) * ((2 * np.abs(above) + below) // (2 * below))


def _running(of: Ints, amounts: Ints) -> tuple[Ints, Ints]:
    """The total up to each row and up to the row before it, of rows that stand by `of`."""
    total = np.cumsum(amounts)
    first = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    until = np.r_[0, total[first[1:] - 1]]
    total = total - np.repeat(until, np.diff(np.r_[first, len(of)]))
    return total, total - amounts


def straightforward(work: Workload) -> Answers:
    """Whole columns; in order of project, day paid and id if they do not stand so."""
    line, project = dict(work.lines), work.projects
    key = line["project"].astype(np.int64) * 2**32 + line["paid"]
    order = None
    if (np.diff(key) < 0).any() or (np.diff(line["line_id"]) < 0).any():
        order = np.lexsort((line["line_id"], line["paid"], line["project"]))
        line = {name: column[order] for name, column in line.items()}
    amount, vat, of = line["amount"], line["vat"], line["project"]
    if line["currency"].any():
        month = line["invoiced"].astype("datetime64[D]").astype("datetime64[M]").astype(int)
        rate = work.rates[line["currency"], month - FIRST_MONTH]
        amount, vat = half_up(amount * 100_000, rate), half_up(vat * 100_000, rate)
    start, end, until = (project[name][of] for name in ("start", "end", "eligible_until"))
    mask = np.where((line["invoiced"] < start) | (line["invoiced"] > end), 1, 0)
    mask += np.where((line["paid"] < start) | (line["paid"] > until), 2, 0)
    mask += np.where(line["category"] > 7, 4, 0) + np.where(line["activity"] > 7, 8, 0)
    refused = mask > 0
    dropped = line["recoverable"] & (vat != 0)
    base = np.where(dropped, amount, amount + vat)
    above = (line["category"] == TRAVEL) & (base > 150_000)
    base = np.where(refused, 0, np.where(above, 150_000, base))
    mask += np.where(dropped, 16, 0) + np.where(above, 32, 0)

    cell = (of.astype(np.int64) * SLOTS + line["slot"]) * CATEGORIES + line["category"]
    by_cell = np.argsort(cell, kind="stable")
    cap = (work.ceilings * 120 // 100)[cell[by_cell]]
    after, before = _running(cell[by_cell], base[by_cell])
    elig = np.empty_like(base)
    elig[by_cell] = np.minimum(after, cap) - np.minimum(before, cap)
    mask += np.where(elig != base, 64, 0)

    most = project["max_grant"][of]
    now, was = (half_up(total * 85, 100) for total in _running(of, elig))
    erdf = np.minimum(now, most) - np.minimum(was, most)
    mask += np.where(now > most, 128, 0)

    size = len(project["start"]) * SLOTS * CATEGORIES
    cells = np.zeros(size, np.int64)
    np.add.at(cells, cell, elig)
    cells = cells.reshape(-1, SLOTS, CATEGORIES)
    if order is not None:
        back = np.argsort(order)
        elig, erdf, mask = elig[back], erdf[back], mask[back]
    return settled(work, elig, erdf, mask, cells.sum(2), cells[:, :, STAFF])


def scan(work: Workload) -> tuple[int, Ints, Ints, Ints]:
    """Every column read once, three results written: what no way can be faster than."""
    seen = sum(int(column.max()) for column in work.lines.values())
    lines = work.lines
    return seen, lines["amount"].copy(), lines["vat"].copy(), lines["category"].copy()


def _nothing(work: Workload, found: Any) -> None:
    """A floor has no answers."""


KERNEL = Contender(judge_in_blocks)
NUMPY = Contender(straightforward)
SCAN = Contender(scan, answers=_nothing)  # type: ignore[arg-type]
