"""The library's own answers to the workload: the eight rules as a book, over tables.

`FUNDTRACK` is the kernel over columns that lie ready in memory, as the other contenders in
numpy have them: the book's programs are written, run, and what each line breaks and loses is
noted, in the measured time. `FRAMES` is what a caller does: tables of pyarrow in, frames out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fundtrack import frames
from fundtrack.checks import across, plan_items, view_of
from fundtrack.formulas import Kind
from fundtrack.frames.columns.column import Sheet
from fundtrack.frames.columns.kernel import Kernel
from fundtrack.frames.columns.reading import read_sheet
from fundtrack.frames.columns.store import Store
from fundtrack.frames.question import Question
from fundtrack.funding import FxRates
from fundtrack.rulebooks import Book
from tests.benchmarks.contest import Contender
from tests.benchmarks.workload import Answers, Ints, Workload
from tests.benchmarks.workload_tables import BITS, CEILING, LIMITED, book, rates, tables

BASIS = "claimed"
KEPT = (
    ("cost", "eligible"), ("cost", "erdf"), ("project", "project.whole"),
    ("project", "project.support"),
)  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """A workload in the form that a way begins with."""

    work: Workload
    book: Book
    tables: dict[str, Any]
    fx: FxRates | None


def in_arrow(work: Workload) -> Ready:
    """Tables of pyarrow; codes as dictionaries."""
    fx = rates(work) if work.variant == "fx" else None
    return Ready(work, book(), as_arrow(tables(work)), fx)


def as_arrow(drawn: Mapping[str, Mapping[str, Ints]]) -> dict[str, Any]:
    """Columns of numpy as tables of pyarrow; codes as dictionaries."""

    def column(values: Ints) -> pa.Array:
        held = pa.array(values)
        return held.dictionary_encode() if values.dtype.kind == "U" else held

    return {
        noun: pa.table({name: column(values) for name, values in columns.items()})
        for noun, columns in drawn.items()
    }


def in_columns(work: Workload) -> Ready:
    """The same as the kernel's own columns."""
    ready = in_arrow(work)
    return Ready(work, across(ready.book), in_sheets(ready.tables, ready.book), ready.fx)


def in_sheets(tables: Mapping[str, Any], said: Book) -> dict[str, Sheet]:
    """Tables as the kernel's own columns: what a book needs of them."""
    kinds: dict[str, dict[str, Kind]] = {}
    keys: dict[str, set[str]] = {}
    for need in frames.needs(said):
        kind = Kind.TEXT if need.kind == "id" else Kind.SET if need.kind == "json" else None
        kinds.setdefault(need.noun, {})[need.column] = kind or Kind(need.kind)
        if need.kind == "id":
            keys.setdefault(need.noun, set()).add(need.column)
    return {
        noun: read_sheet(
            noun,
            table,
            {"project": Kind.TEXT, **kinds[noun]},
            keys={"project", *keys.get(noun, ())},
        )
        for noun, table in tables.items()
    }


def judge(ready: Ready) -> Kernel:
    """The workload's book over the workload's columns."""
    question = Question(ready.book, BASIS, register=True, fx=ready.fx)
    view = view_of(ready.book, BASIS, tuple(question.calculators))
    sheets: dict[str, Sheet] = ready.tables
    kernel = Kernel(plan_items(view), Store(sheets, "EUR"), question)
    kernel.write_all()
    kernel.run(KEPT)
    return kernel


def answers(work: Workload, kernel: Kernel) -> Answers:
    """Its columns and notes, in the order of the table's lines."""
    rows = kernel.store.rows("cost")
    assert rows is not None
    mask = np.zeros(rows.size, np.int64)
    for code, bit in BITS.items():
        mask[kernel.notes.places(("cost", "mark", code, "broken"))] |= bit
    cut, amounts, _ = kernel.losses.of(("cost", LIMITED, "cost.limited"))
    mask[cut[amounts != 0]] |= CEILING
    found = [kernel.values("cost", "eligible"), kernel.values("cost", "erdf"), mask]
    if rows.order is not None:
        for place, one in enumerate(found):
            found[place] = np.empty_like(one)
            found[place][rows.order] = one
    elig, erdf, mask = found
    return Answers(
        elig, erdf, mask,
        kernel.values("project", "project.whole"),
        kernel.values("project", "project.support"),
        kernel.notes.count(("partner", "mark", "W-AID", "broken")),
    )  # fmt: skip


def ask(ready: Ready) -> tuple[Any, Any]:
    """What a caller asks for: the lines and the totals of every project."""
    found = frames.check(
        ready.tables, ready.book, basis=BASIS, keep=("eligible", "erdf"), way="columns",
        fx=ready.fx,
    )  # fmt: skip
    return found.lines(BASIS), found.totals


def cents(work: Workload, found: tuple[Any, Any]) -> Answers:
    """The amounts of frames; what each line breaks is in `findings`, which nobody asked for."""
    lines, totals = found
    exact = answers(work, judge(in_columns(work)))
    return Answers(
        lines["eligible"].to_numpy(), lines["erdf"].to_numpy(), exact.mask,
        totals["claimed.whole"].to_numpy(), totals["claimed.support"].to_numpy(),
        exact.findings,
    )  # fmt: skip


FUNDTRACK = Contender(judge, in_columns, answers)
FRAMES = Contender(ask, in_arrow, cents)
