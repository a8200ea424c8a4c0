"""The amounts of a run that have more digits than there can be, which frames have as null.

Where a span proves that a column has none, nobody looks at it.
"""

from collections.abc import Iterator
from math import inf

import numpy as np

from fundtrack.checks import LINE_STEPS, STEPS

from ..asked import cuts_project
from ..problems import Beyond
from ..shapes import TABLES
from .column import Array
from .falls import Falls
from .groups import TOLD
from .rows import Rows
from .runs import Part, Run
from .scattered import is_inside, limit_of, lost_of, past, whole_of


def beyond_of(part: Part, run: Run, sure: Array) -> Iterator[Beyond]:
    """Such amounts of the projects of which a run is sure, and of their rows."""
    groups = part.asking.book.groups
    for noun in (*TABLES, *groups):
        if noun in part.sheets or noun in groups:
            for name in part.asking.moneys(noun, run.basis):
                yield from _of_column(part, run, sure, noun, name)
    yield from _of_falls(part, run, sure)


def _of_column(part: Part, run: Run, sure: Array, noun: str, name: str) -> Iterator[Beyond]:
    kernel, of_project = run.kernel, noun == "project"
    held = f"project.{name}" if of_project else name
    place, limit = kernel.place(noun, held), limit_of(kernel)
    if place is None or place.unknown or is_inside(kernel, place, limit):
        return
    lost = lost_of(kernel, place)
    if lost is True:
        return
    rows = run.rows(noun)
    values = whole_of(kernel.stored(noun, held), place, lost)
    far = past(values, limit) & sure[rows.project]
    found = np.flatnonzero(far if lost is None else far & ~lost)
    where = part.where(run, noun)
    grouped = noun in part.asking.book.groups
    for at in found.tolist():
        project, row = int(rows.project[at]), at if where is None else int(where[at])
        yield Beyond(
            project=int(part.projects[project]),
            basis=run.basis,
            noun="" if of_project else noun,
            row=-1 if grouped else row,
            place=at - int(rows.starts[project]),
            name=name,
            minor=int(values[at]),
            currency=part.currency,
            id=_id(rows, at) if grouped else "",
        )


def _of_falls(part: Part, run: Run, sure: Array) -> Iterator[Beyond]:
    """The parts of the waterfall; a sum of some lines may be larger than that of all."""
    limit = limit_of(run.kernel)
    if _most_of_falls(part, run) < limit:
        return
    for move in Falls(run).moves():
        if move.amount is None:
            continue
        for at in np.flatnonzero(past(move.amount, limit) & sure).tolist():
            yield Beyond(
                project=int(part.projects[at]),
                basis=run.basis,
                noun="",
                row=-1,
                place=0,
                name=move.step,
                minor=int(move.amount[at]),
                currency=part.currency,
                fell=(move.told, move.reason),
            )


def _most_of_falls(part: Part, run: Run) -> float:
    """What no part of a waterfall is larger than: the sizes of all that it is made of, added.

    Of a line no more is refused than it has at a step. What a limit cuts off an amount of the
    project stands nowhere but in the waterfall.
    """
    if cuts_project(part.asking.book, run.basis):
        return inf
    most = sum(_size(run, "project", f"project.{step}") for step in STEPS)
    for loop in (run.line, *run.kernel.view.computed):
        rows = int(np.diff(run.rows(loop).starts).max(initial=0))
        most += sum(rows * _size(run, loop, step) for step in LINE_STEPS)
    return most


def _size(run: Run, loop: str, name: str) -> float:
    """How large a span says that the amounts of a step may be."""
    place = run.kernel.place(loop, name)
    if place is None or place.unknown:
        return 0
    span = run.kernel.store.spans.get(place.key)
    return max(-span.least, span.most) if span and place.below == 1 else inf


def _id(rows: Rows, at: int) -> str:
    """The id of a row of a group."""
    ids = rows.columns[TOLD]
    return (ids.words or ())[int(ids.values[at])]
