"""The amounts of a run that have more digits than there can be, which frames have as null.

Where a span proves that a column has none, nobody looks at it.
"""

from collections.abc import Iterator

import numpy as np

from ..problems import Beyond
from ..shapes import TABLES
from .column import Array
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


def _id(rows: Rows, at: int) -> str:
    """The id of a row of a group."""
    ids = rows.columns[TOLD]
    return (ids.words or ())[int(ids.values[at])]
