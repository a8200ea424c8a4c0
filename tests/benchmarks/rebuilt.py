"""Tables of a workload as projects, one by one: what the value reading takes."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from fundtrack.frames import ProjectRows
from fundtrack.projects import Project
from fundtrack.rulebooks import Book

#: The columns by noun; amounts in minor units, days as days.
Tables = dict[str, dict[str, npt.NDArray[Any]]]


def projects(held: Tables, book: Book) -> Iterator[tuple[Project, npt.NDArray[Any]]]:
    """Each project with the places of its costs, in the order of the tables."""
    plain = {
        noun: {name: column.tolist() for name, column in columns.items()}
        for noun, columns in held.items()
    }
    rows = ProjectRows(plain, book, absent={"project": {"agreement.book": book.id}})
    for key in rows.keys:
        yield rows.project(key), np.array(rows.rows("cost", key), np.int64)
