"""What a contender of the workload is, and how far its answers are from the exact ones."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.workload import Answers, Ints, Workload

VARIANTS = ("clustered", "shuffled", "fx")


def as_they_are(work: Workload, found: Any) -> Any:
    """For a contender that works on numpy columns, before and after."""
    return found


@dataclass(frozen=True)
class Contender:
    """One way to judge the workload; only `judge` is timed.

    `ready` puts the tables into the form that the way begins with (tuples, a frame, a file);
    `answers` takes what `judge` gave back to columns in the order of the table's lines.
    """

    judge: Callable[[Any], Any]
    ready: Callable[[Workload], Any] = lambda work: work
    answers: Callable[[Workload, Any], Answers] = as_they_are
    exact: bool = True
    variants: tuple[str, ...] = VARIANTS
    #: Above this many lines the way takes minutes, and is left out with a word.
    most: int = 10**9


@dataclass(frozen=True)
class Wrong:
    """How many answers of each kind are not the exact ones, and the cents they are off."""

    elig: int
    erdf: int
    mask: int
    totals: int
    grants: int
    findings: int
    erdf_cents: int  # the sum of what the lines are off, either way

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return any(vars(self).values())


def compare(found: Answers, exact: Answers) -> Wrong:
    """Count what is wrong, answer by answer."""

    def differ(one: Ints, other: Ints) -> int:
        return int((np.asarray(one) != np.asarray(other)).sum())

    erdf, right = (np.asarray(one).astype(np.int64) for one in (found.erdf, exact.erdf))
    return Wrong(
        differ(found.elig, exact.elig),
        differ(found.erdf, exact.erdf),
        differ(found.mask, exact.mask),
        differ(found.totals, exact.totals),
        differ(found.grants, exact.grants),
        abs(found.findings - exact.findings),
        int(np.abs(erdf - right).sum()),
    )


def by_line(work: Workload, line_id: Ints, columns: list[Ints]) -> list[Ints]:
    """Columns that came back in an engine's order, in the order of the table's lines."""
    of_found, of_table = np.argsort(line_id), np.argsort(work.lines["line_id"])
    placed = []
    for column in columns:
        out = np.empty_like(column)
        out[of_table] = column[of_found]
        placed.append(out)
    return placed


def scratch() -> Path:
    """A folder for a contender's file, there as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="workload-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
