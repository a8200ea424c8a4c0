"""From a Parquet file: reading it alone, and reading it for the kernel written by hand."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks import kernel
from tests.benchmarks.contest import Contender, scratch
from tests.benchmarks.workload import Answers, Workload


@dataclass(frozen=True)
class Stored:
    """A workload whose lines are in a file."""

    lines: Path
    rest: Workload


def stored(work: Workload) -> Stored:
    """The lines in one Parquet file, zstd; the smaller tables stay as they are."""
    path = scratch() / "lines.parquet"
    pq.write_table(pa.table(work.lines), path, compression="zstd")
    return Stored(path, replace(work, lines={}))


def read(file: Stored) -> pa.Table:
    """The whole table, on one thread."""
    return pq.read_table(file.lines, use_threads=False)


def judge(file: Stored) -> Answers:
    """Read, then judged by the kernel."""
    table = read(file)
    lines = {
        name: column.combine_chunks().to_numpy(zero_copy_only=False)
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return kernel.judge(replace(file.rest, lines=lines))


def nothing(work: Workload, found: Any) -> None:
    """Reading has no answers."""


READ = Contender(read, stored, nothing)
KERNEL = Contender(judge, stored)
