"""The simple task: its lines drawn from a seed, judged by hand, and by the value reading.

One line says all that is asked of it, so nothing here goes across lines but the sum. The tables
have the form of the room of tables; projects are cut at a number of lines.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fundtrack.checks import run
from fundtrack.rulebooks import Book, load_book
from tests.benchmarks.contenders import half_up
from tests.benchmarks.rebuilt import Tables, projects
from tests.benchmarks.workload import Ints

FILE = Path(__file__).with_name("simple.toml")
CATEGORY = np.array(
    ["staff", "travel", "equipment", "services", "rooms", "events", "gifts", "fines"]
)
SUPPORTED = 6
CAP = 2_000_000
FIRST, LAST = np.datetime64("2016-01-01"), np.datetime64("2018-12-31")


@dataclass(frozen=True)
class Lines:
    """One row a line; amounts in cents."""

    project: Ints
    category: Ints
    paid: npt.NDArray[Any]
    amount: Ints


@dataclass
class Split:
    """What counts of each line, its overhead, and the Union's share of both, in cents."""

    eligible: Ints
    overhead: Ints
    union: Ints


def draw(count: int, lines_per_project: int = 200) -> Lines:
    """Lines of which about one in three is refused or cut, and one in a hundred corrects."""
    r = np.random.default_rng(20_260_101)
    amount = np.exp(r.normal(np.log(600_000), 1.2, count)).astype(np.int64)
    correction = r.random(count) < 0.01
    amount[correction] = (-amount[correction]) // 4
    days = int((LAST - FIRST).astype(int))
    return Lines(
        np.arange(count) // lines_per_project,
        r.integers(0, len(CATEGORY), count),
        FIRST + r.integers(-20, days + 20, count),
        amount,
    )


@cache
def book() -> Book:
    """The book of the task, read once."""
    return load_book(FILE)


def tables(lines: Lines) -> Tables:
    """The rows of each noun, in minor units and days."""
    count = int(lines.project[-1]) + 1
    return {
        "project": {
            "project": np.arange(count),
            "agreement.signed_on": np.full(count, FIRST),
            "plan.number": np.ones(count, np.int64),
            "plan.period.first": np.full(count, FIRST),
            "plan.period.last": np.full(count, LAST),
        },
        "cost": {
            "project": lines.project,
            "id": np.arange(len(lines.amount)),
            "form": np.full(len(lines.amount), "actual"),
            "category": CATEGORY[lines.category],
            "paid_on": lines.paid,
            "net": lines.amount,
            "vat": np.zeros(len(lines.amount), np.int64),
        },
    }


def by_hand(lines: Lines) -> Split:
    """The task as a loop in ints of minor units."""
    found = []
    columns = (lines.category.tolist(), lines.paid.tolist(), lines.amount.tolist())
    first, last = FIRST.item(), LAST.item()
    for category, paid, amount in zip(*columns, strict=True):
        counts = category < SUPPORTED and first <= paid <= last
        eligible = min(amount, CAP) if counts else 0
        overhead = half_up(eligible * 15, 100)
        found.append((eligible, overhead, half_up((eligible + overhead) * 85, 100)))
    return Split(*np.array(found).T)


def reading(lines: Lines, said: Book) -> Split:
    """The answers of the value reading, project by project."""
    found = Split(*(np.zeros(len(lines.amount), np.int64) for _ in range(3)))
    for project, places in projects(tables(lines), said):
        columns = run(project, said).tally("claimed").columns
        for name in vars(found):
            getattr(found, name)[places] = columns["cost", name]
    return found
