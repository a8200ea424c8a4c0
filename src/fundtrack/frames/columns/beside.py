"""The projects asked by themselves beside a kernel, built again from their own rows."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from fundtrack.checks import Register
from fundtrack.projects import Project

from ..asked import Asking
from ..engines import arrow
from ..exact import exact_floats
from ..files import compute
from ..needs import blanks
from ..rebuilt import ProjectRows, widths_of
from ..shapes import Key
from ..single import Single, Singles, no_such, readable
from ..taken import Taken, listed
from .column import Array
from .settled import Settled


class Beside:
    """Single projects of the tables, each asked once."""

    def __init__(self, asking: Asking, got: Mapping[str, Taken], settled: Settled) -> None:
        self.asking = asking
        self.got = got
        self.wanted = settled.wanted
        self.count = settled.count
        self.owners = settled.owners
        self._singles: dict[int, Single] = {}

    def ask(self, chosen: Array) -> list[Single]:
        """Projects by themselves, each once."""
        places = np.flatnonzero(chosen).tolist()
        missing = [at for at in places if at not in self._singles]
        if missing:
            for one in self._built(missing).each():
                self._singles[one.at] = one
        return [self._singles[at] for at in places]

    def _built(self, projects: Sequence[int]) -> Singles:
        chosen = np.zeros(self.count, bool)
        chosen[list(projects)] = True
        tables, places = {}, {}
        for noun, table in self.got.items():
            rows = np.flatnonzero(chosen[self.owners[noun]])
            places[noun] = rows.tolist()
            tables[noun] = {
                name: listed(taken_of(raw, rows)) for name, raw in table.columns.items()
            }
        rows_of = ProjectRows(
            exact_floats(tables, self.wanted),
            self.asking.book,
            absent=blanks(self.asking.book),
            widths=self._widths,
        )
        at, register, read = places["project"], self._register, self._read
        return Singles(self.asking, rows_of, at, places, register, read)

    @cached_property
    def _widths(self) -> dict[str, int]:
        """The digits of ids as in all rows, so that an id is one text whoever is asked."""
        ids = {
            noun: {
                name: _greatest(raw)
                for name, raw in table.columns.items()
                if name == "id" or name.endswith(".id")
            }
            for noun, table in self.got.items()
        }
        return widths_of(exact_floats(ids, self.wanted))

    @cached_property
    def _read(self) -> Mapping[Key, Project]:
        """All projects that can be read, where they are the others to each other."""
        if not self.asking.across:
            return {}
        tables = {
            noun: {name: listed(raw) for name, raw in table.columns.items()}
            for noun, table in self.got.items()
        }
        book, held = self.asking.book, exact_floats(tables, self.wanted)
        return readable(ProjectRows(held, book, absent=blanks(book)))

    @cached_property
    def _register(self) -> Register | None:
        return Register(self._read.values()) if self.asking.across else None

    def of(self, key: Key) -> Single:
        """One project by its key.

        Raises:
            InputError: there is no such project.
        """
        place = self._places.get(key)
        if place is None:
            raise no_such(key)
        chosen = np.zeros(self.count, bool)
        chosen[place] = True
        return self.ask(chosen)[0]

    @cached_property
    def _places(self) -> dict[Any, int]:
        keys = listed(self.got["project"].columns["project"])
        return {key: place for place, key in enumerate(keys)}


def taken_of(raw: Any, rows: Array) -> Any:  # noqa: ANN401 (a list or an array of Arrow)
    """Some values of a column that was taken."""
    if isinstance(raw, list):
        return [raw[row] for row in rows.tolist()]
    if str(raw.type) == "string_view":  # Arrow takes no rows out of these
        raw = raw.cast(arrow().large_string())
    return raw.take(rows)


def _greatest(raw: Any) -> list[Any]:  # noqa: ANN401 (a list or an array of Arrow)
    """The greatest of a column of whole numbers, or the values of a list."""
    if isinstance(raw, list):
        return raw
    types = arrow().types
    if types.is_integer(raw.type):
        return [compute().max(raw).as_py()]
    return listed(raw) if types.is_floating(raw.type) else []
