"""What else the library's kernel may meet: gaps, values that change with the day, a ninth rule.

Each is measured against the same kernel over the same lines without it. `EMPTY` gives masks in
which nothing is missing, `GAPS` lets one value in a thousand be missing in five columns; in
`DATED` a limit changes inside the data (to what it was, so that the answers stay those that are
published), in `LONGER` one rule more is asked. `PARQUET` begins with files, which `FILES` only
reads.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fundtrack.checks import across
from fundtrack.frames.columns.column import Sheet
from fundtrack.frames.columns.kernel import Kernel
from tests.benchmarks.contenders_fundtrack import (
    Ready,
    answers,
    in_arrow,
    in_columns,
    in_sheets,
    judge,
)
from tests.benchmarks.contest import Contender, scratch
from tests.benchmarks.workload import Workload
from tests.benchmarks.workload_tables import FILE, book

#: The columns of lines in which something is missing, or may be.
FIVE = ("category", "work", "issued_on", "paid_on", "vat")
#: One value in so many is missing.
RARE = 1_000
_LIMIT = 'values = [{ value = "1500.00 EUR", cite = "page#32", verification = "unverified" }]'
_DATED = """as_of = "cost.paid_on"
values = [
  { to = 2019-12-31, value = "1500.00 EUR", cite = "page#32", verification = "unverified" },
  { from = 2020-01-01, value = "1500.00 EUR", cite = "page#32", verification = "unverified" },
]"""
_ONE_MORE = """
[rule.W-256]
name = "vat-above-the-amount"
scope = "cost"
severity = "note"
effect = "report"
met_when = "cost.vat <= cost.net"
cite = ["page#16"]
title.en = "VAT of {cost.vat} is above {cost.net}"
title.lv = "PVN {cost.vat} pārsniedz {cost.net}"
why.en = "VAT is a part of what is paid."
why.lv = "PVN ir daļa no samaksātā."
remedy.en = "Look at the invoice."
remedy.lv = "Pārbaudīt rēķinu."
"""


def masked(work: Workload, every: int) -> Ready:
    """The kernel's columns with masks: one value in `every` is missing, in each of five."""
    ready = in_columns(work)
    lines: Sheet = ready.tables["cost"]
    chance = np.random.default_rng(every)
    columns = dict(lines.columns)
    for name in FIVE:
        lost = (
            chance.integers(0, every, work.count) == 1 if every else np.zeros(work.count, bool)
        )
        columns[name] = columns[name].replace(unknown=lost)
    return replace(ready, tables={**ready.tables, "cost": lines.replace(columns=columns)})


def said(old: str, new: str) -> Any:
    """What makes the columns ready with a book that says something else."""
    text = FILE.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise AssertionError(f"the book of the workload does not say {old!r} once")

    def ready(work: Workload) -> Ready:
        return replace(in_columns(work), book=across(book(text.replace(old, new))))

    return ready


def gaps(work: Workload, kernel: Kernel) -> None:
    """Nobody has published what is known of lines with gaps; the three readings agree on it."""


def in_files(work: Workload) -> tuple[Path, Ready]:
    """Every table as a Parquet file, zstd, as an office would keep it."""
    ready, folder = in_arrow(work), scratch()
    for noun, table in ready.tables.items():
        pq.write_table(table, folder / f"{noun}.parquet", compression="zstd")
    return folder, replace(ready, tables=dict.fromkeys(ready.tables))


def read(given: tuple[Path, Ready]) -> Mapping[str, pa.Table]:
    """Every table, on one thread."""
    folder, ready = given
    return {
        noun: pq.read_table(folder / f"{noun}.parquet", use_threads=False)
        for noun in ready.tables
    }


def from_files(given: tuple[Path, Ready]) -> Kernel:
    """Read, taken in and judged."""
    sheets = in_sheets(read(given), given[1].book)
    return judge(replace(given[1], book=across(given[1].book), tables=sheets))


def nothing(work: Workload, found: Any) -> None:
    """Reading has no answers."""


EMPTY = Contender(judge, lambda work: masked(work, 0), answers)
GAPS = Contender(judge, lambda work: masked(work, RARE), gaps)  # type: ignore[arg-type]
DATED = Contender(judge, said(_LIMIT, _DATED), answers)
LONGER = Contender(judge, said("[rule.W-016]", _ONE_MORE + "\n[rule.W-016]"), answers)
FILES = Contender(read, in_files, nothing)  # type: ignore[arg-type]
PARQUET = Contender(from_files, in_files, answers)
