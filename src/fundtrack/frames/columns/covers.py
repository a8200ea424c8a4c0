"""Who pays for which lines, over columns (D-22).

Lines of a project that say the same of all that its sources ask of lines have the same sources:
a sort of lines. Who pays for a sort is asked once, of the code that reads one project.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

import numpy as np

from fundtrack.checks import LINES, covered
from fundtrack.formulas import Kind
from fundtrack.projects import Coverage
from fundtrack.values import Rate, Record

from ..question import Unsupported
from .column import Array, Column
from .groups import NONE, Numbers
from .rows import first_of_each
from .store import Store

#: Gives a column of a noun as Python values, None where one is missing.
Values = Callable[[str, str, Kind | None], list[Any]]
#: What sources ask of lines, and the noun whose ids these are.
_ASKED: Final = {"partner": "partner", "category": "", "activity": "activity"}
_Fields = Sequence[tuple[str, Kind | None]]
_FIELDS: Final = (
    ("order", None), ("rate", None), ("amount", Kind.MONEY), ("residual", None),
    ("kind", None), ("base", None), ("covers", None),
)  # fmt: skip


class Said(NamedTuple):
    """What a line says of all that sources ask."""

    partner: str | None
    category: str | None
    activity: str | None


class Side(Record):
    """The lines of one loop: the project of each, the columns by which sources tell them.

    A text instead of a column stands in every line, None in no line.
    """

    project: Array
    columns: Mapping[str, Column | str | None]

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Seen:
    """One project as the split of lines sees it: its sources, its partners by id."""

    def __init__(self, sources: Sequence[Any], partners: Sequence[Any]) -> None:
        self.sources, self.partners = sources, partners
        self._ids = {one.id: place for place, one in enumerate(partners)}

    def collection(self, noun: str) -> Sequence[object]:
        """The sources, or the partners."""
        return self.sources if noun == "source" else self.partners

    def ids(self, noun: str) -> Mapping[str, int]:
        """Where each partner stands."""
        return self._ids

    @property
    def narrow(self) -> bool:
        """Whether each source says which lines it pays for."""
        return all(one.covers is not None for one in self.sources)


class Sources:
    """The sources that pay for some lines only, those beside them, what they ask of lines.

    `projects` has the projects with such a source. Raises `Unsupported` where a source says in
    no way that a file may what it pays for.
    """

    def __init__(self, store: Store, values: Values) -> None:
        self.store, self.values = store, values
        self.widths = {noun: store.width(noun) for noun in _ASKED.values() if noun}
        self._read: dict[str, Coverage] = {}
        self.asked: dict[str, None] = {}
        self.narrow = self._narrow()
        sources = self._objects("source", _FIELDS)
        rates: dict[Fraction, Rate] = {}
        for one in (one for rows in sources.values() for one in rows):
            if one.rate is not None:
                one.rate = rates.get(one.rate) or rates.setdefault(one.rate, Rate(one.rate))
            if one.covers is not None:
                one.covers = self._coverage(one.covers)
        partners: dict[int, list[Any]] = {}
        if "region" in self.asked:
            del self.asked["region"]
            self.asked["partner"] = None
            partners = self._objects("partner", (("id", None), ("region", None)))
            for one in (one for rows in partners.values() for one in rows):
                one.id = self._text("partner", one.id)
        self.projects = {
            place: Seen(rows, partners.get(place, ())) for place, rows in sources.items()
        }

    def _narrow(self) -> Array:
        """The projects with a source that pays for some lines only."""
        found = np.zeros(self.store.count, bool)
        rows = self.store.rows("source")
        covers = None if rows is None else rows.columns.get("covers")
        if rows is not None and covers is not None:
            found[rows.project[~covers.missing]] = True
        return found

    def _objects(self, noun: str, fields: _Fields) -> dict[int, list[Any]]:
        """The rows of a noun as objects, of the projects asked about."""
        rows = self.store.rows(noun)
        found: dict[int, list[Any]] = {}
        if rows is None or not self.narrow.any():
            return found
        columns = {name: self.values(noun, name, kind) for name, kind in fields}
        places = np.flatnonzero(self.narrow[rows.project])
        for at, project in zip(places.tolist(), rows.project[places].tolist(), strict=True):
            said = {name: values[at] for name, values in columns.items()}
            found.setdefault(project, []).append(SimpleNamespace(**said))
        return found

    def _coverage(self, value: object) -> Coverage:
        """Which lines a source pays for, as a file would say it."""
        key = repr(value)
        if key not in self._read:
            said = value
            if isinstance(value, dict):
                said = {name: self._ids(name, one) for name, one in value.items()}
            try:
                held = self._read[key] = Coverage.model_validate(said)
            except ValueError as error:
                raise Unsupported("a source whose lines no file could name so") from error
            names = ("partner", "category", "activity", "region")
            stated = (name for name in names if getattr(held, name) is not None)
            self.asked |= dict.fromkeys(stated)
        return self._read[key]

    def _ids(self, name: str, values: object) -> object:
        if not isinstance(values, list):
            return values
        return tuple(self._text(name, one) if type(one) is int else one for one in values)

    def _text(self, name: str, value: object) -> str:
        """A code, or an id; ids that are numbers are texts of one width."""
        return str(value).zfill(self.widths.get(_ASKED.get(name, ""), 0))

    def sorts(
        self, sides: Sequence[Side], chosen: Array, more: Sequence[Array] = ()
    ) -> tuple[Array, Array, list[Said]]:
        """Lines that say the same: the sort of each chosen line, its first line, what it says.

        Sorts are of one project each, and go by the order in which they first come; `more`
        tells lines apart too.
        """
        project = np.concatenate([side.project for side in sides])
        keys = [project, *more]
        found: dict[str, tuple[Array, list[object]]] = {}
        for name in self.asked:
            numbers = Numbers()
            codes = np.concatenate([_codes(side, name, numbers) for side in sides])
            found[name] = codes, [*numbers.words]
            keys.append(codes)
        number, first = first_of_each([one[chosen] for one in keys])
        rows = chosen[first]
        texts = {name: self._texts(name, *held, rows) for name, held in found.items()}
        nothing = [None] * len(rows)
        columns = [texts.get(name, nothing) for name in _ASKED]
        return number, rows, [Said(*one) for one in zip(*columns, strict=True)]

    def _texts(
        self, name: str, codes: Array, words: Sequence[object], rows: Array
    ) -> list[str | None]:
        texts = [self._text(name, word) for word in words]
        return [None if at == NONE else texts[at] for at in codes[rows].tolist()]


def _codes(side: Side, name: str, numbers: Numbers) -> Array:
    """What each line of a loop says, as numbers."""
    column = side.columns.get(name)
    if not isinstance(column, Column):
        code = NONE if column is None else numbers.words.setdefault(column, len(numbers.words))
        return np.full(len(side.project), code, np.int64)
    return np.where(column.missing, NONE, numbers.of(column))


def side_of(store: Store, noun: str) -> Side | None:
    """The rows of a table of lines; None where there is none."""
    rows = store.rows(noun)
    if rows is None:
        return None
    return Side(rows.project, {name: rows.columns.get(name) for name in _ASKED})


def bare(store: Store, sources: Sources) -> tuple[Array, Array]:
    """The projects with a line that no source pays for, and those where nobody can tell.

    Lines of either basis count; where a project has no sources there is nothing to say.
    """
    wrong, unsure = np.zeros(store.count, bool), np.zeros(store.count, bool)
    narrow = np.zeros(store.count, bool)
    narrow[[place for place, seen in sources.projects.items() if seen.narrow]] = True
    for noun in dict.fromkeys(LINES.values()):
        side = side_of(store, noun)
        if side is None or not narrow.any():
            continue
        _, rows, said = sources.sorts([side], np.flatnonzero(narrow[side.project]))
        for place, one in zip(side.project[rows].tolist(), said, strict=True):
            told = covered(sources.projects[place], one, None)
            wrong[place] |= not told.by and not told.perhaps
            unsure[place] |= not told.by
    return wrong, unsure & ~wrong
