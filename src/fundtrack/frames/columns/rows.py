"""Rows of a noun in the order of their projects, and the links between rows.

Rows of one project stand together, in the order in which the caller gave them. A link is the
place of the row it leads to: -1 where it is not set, below -2 where no such row is there (-2
is of a row of which nobody knows its group).
Ids are unique within a project only, so a link is looked up among the rows of its own project.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from fundtrack.values import InputError, Problem, Record, excerpt

from .arrays import Mask
from .column import Array, Column, Sheet, is_rising

#: How many rows a block holds unless one project has more.
BLOCK: Final = 65_536
#: With so few rows of a noun in every project, each is compared instead of looked up.
_FEW: Final = 8
#: From so many rows on it pays to look at a project's ids once for all of its rows.
_MANY: Final = 1_000
#: A number that is no id.
_NO_ID: Final = np.iinfo(np.int64).min
#: Numbers of project and id in one stay below this.
_ROOM: Final = 2**62


class Rows(Record):
    """The rows of one noun, those of a project together.

    `starts` has the place of the first row of each project and, last, the number of rows.
    `order` is where each row stood in the caller's table, None where nothing was moved.
    """

    noun: str
    size: int
    project: Array
    starts: Array
    columns: Mapping[str, Column]
    order: Array | None = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def of_projects(self, first: int, last: int) -> tuple[int, int]:
        """The rows of some projects, from the first to before the last."""
        return int(self.starts[first]), int(self.starts[last])


def blocks(rows: Rows, size: int | None = None) -> list[tuple[int, int]]:
    """Projects in runs of about `size` rows, else `BLOCK`: the first of each, the one after."""
    size = BLOCK if size is None else size
    found: list[tuple[int, int]] = []
    count = len(rows.starts) - 1
    first = 0
    while first < count:
        last = int(np.searchsorted(rows.starts, rows.starts[first] + size, side="right")) - 1
        last = min(max(last, first + 1), count)
        found.append((first, last))
        first = last
    return found


def in_pieces(numbers: Array) -> Iterator[Array]:
    """Numbers as places in a table, some at a time: of less than 64 bits they are slow ones."""
    for start in range(0, len(numbers), BLOCK):
        yield numbers[start : start + BLOCK].astype(np.intp, copy=False)


def arranged(sheet: Sheet, projects: Column, place: Array | None = None) -> Rows:
    """The rows of a table by project.

    `place` has the project of each, where somebody has told it and looked at the ids already.

    Raises:
        InputError: a row names a project that has no row, or no project; an id stands twice.
    """
    first = place is None
    if place is None:
        place = _projects_of(sheet, projects)
    order = None
    columns: Mapping[str, Column] = sheet.columns
    if len(place) and bool((place[1:] < place[:-1]).any()):
        order = np.argsort(place, kind="stable")
        place = place[order]
        columns = {name: one.taken(order) for name, one in columns.items()}
    starts = np.searchsorted(place, np.arange(len(projects) + 1))
    rows = Rows(sheet.noun, sheet.size, place, starts, columns, order)
    if first:
        once(rows)
    return rows


def _projects_of(sheet: Sheet, projects: Column) -> Array:
    """The project of each row."""
    key = sheet.columns.get("project")
    if key is None:
        raise InputError(
            "a table tells of each row which project it belongs to",
            pointer=f"/{sheet.noun}",
            expected="a column project",
        )
    place = matched(projects, key)
    lost = np.flatnonzero(place < 0)
    if len(lost):
        raise InputError.of(
            [
                Problem(
                    message="a row of a project that the table project does not have",
                    pointer=f"/{sheet.noun}/{at}/project",
                    expected="a key of the table project",
                    found=told(key, int(at)),
                    remedy="add the project's row, or leave the row out",
                )
                for at in lost[:20]
            ]
        )
    return place


def told(column: Column, at: int) -> str:
    """A key as its owner wrote it."""
    if column.unknown is not None and column.unknown[at]:
        return "nothing"
    value = column.values[at]
    return excerpt(str(value) if column.words is None else column.words[int(value)])


def once(rows: Rows) -> None:
    """Refuse an id that stands twice in one project."""
    ids = rows.columns.get("id")
    if ids is None or not rows.size:
        return
    keys, owner = ids.values, rows.project
    if is_rising(keys) or bool(((keys[1:] > keys[:-1]) | (owner[1:] > owner[:-1])).all()):
        return
    order = np.lexsort((keys, owner))
    again = (keys[order][1:] == keys[order][:-1]) & (owner[order][1:] == owner[order][:-1])
    twice = np.sort(order[1:][again])
    if len(twice):
        raise InputError.of(
            [
                Problem(
                    message=f"a second {rows.noun} of this id in its project",
                    pointer=f"/{rows.noun}/{at if rows.order is None else rows.order[at]}/id",
                    expected="ids that stand once in a project",
                    found=told(ids, int(at)),
                )
                for at in twice[:20]
            ]
        )


def matched(among: Column, keys: Column) -> Array:
    """The place of each key among unique ones; -1 where it is not there."""
    if not len(among) or not len(keys):
        return np.full(len(keys), -1, np.int64)
    codes = translated(among, keys)
    if among.words is None:
        held, places = among.values, np.arange(len(among))
        if bool((held[1:] <= held[:-1]).any()):
            places = np.argsort(held, kind="stable")
            held = held[places]
        if len(held) and int(held[-1]) - int(held[0]) + 1 == len(held):  # 7, 8, 9: no search
            found = codes - int(held[0]) if held[0] else codes
            if keys.unknown is None and places[0] == 0 and not len(places) - 1 - places[-1]:
                least, most = int(found.min()), int(found.max())
                if least >= 0 and most < len(held) and not (places[1:] < places[:-1]).any():
                    return found
            inside = (found >= 0) & (found < len(held))
            found = places[np.where(inside, found, 0)]
        else:
            at = np.minimum(np.searchsorted(held, codes), max(len(held) - 1, 0))
            inside = (held[at] == codes) if len(held) else np.zeros(len(codes), bool)
            found = places[at] if len(held) else np.zeros(len(codes), np.int64)
        found = np.where(inside, found, -1)
    else:
        table = np.full(len(among.words) + 1, -1, np.int64)
        table[among.values] = np.arange(len(among))
        table[len(among.words)] = -1
        found = table[codes]
    if keys.unknown is not None:
        found = np.where(keys.unknown, -1, found)
    return found


def translated(among: Column, keys: Column) -> Array:
    """Keys in the numbers of another key column; one past its words for a word it has not."""
    if among.words is None and keys.words is None:
        return keys.values
    if among.words is None or keys.words is None:
        texts = among.words if keys.words is None else keys.words
        raise InputError(
            "keys are all whole numbers, or all text",
            expected="whole numbers in both tables, or text in both",
            found=excerpt(texts[0] if texts else ""),
        )
    if among.words is keys.words or among.words == keys.words:
        return keys.values
    place = {word: at for at, word in enumerate(among.words)}
    lost = len(among.words)
    table = np.array([place.get(word, lost) for word in keys.words] or [lost], np.int64)
    return table[keys.values]


class Resolver:
    """Finds the rows that links of one column name: `resolver(keys, unknown, project)`."""

    def __init__(self, target: Rows | None, link: Column) -> None:
        self.target = target
        self._words: Array | None = None
        if target is None:
            return
        ids = target.columns["id"]
        if ids.words is not None and link.words is not None and ids.words != link.words:
            place = {word: at for at, word in enumerate(ids.words)}
            lost = len(ids.words)  # every word that no row has gets a number of its own
            found = [place.get(word, lost + at) for at, word in enumerate(link.words)]
            self._words = np.array(found or [lost], np.int64)
        elif (ids.words is None) != (link.words is None) and len(ids) and not link.silent:
            translated(ids, link)  # which refuses the two kinds
        self.ids = ids.values.astype(np.int64, copy=False)  # numbers of one width, as all keys
        counts = np.diff(target.starts)
        self._most = int(counts.max()) if len(counts) else 0
        self._packed: tuple[Array, Array] | None = None
        self._different: Array | None = None

    def __call__(self, keys: Array, unknown: Mask, project: Array) -> Array:
        """The rows that keys name in their own projects."""
        keys = self._named(keys)
        found = _astray(keys) if self.target is None else self._found(keys, project)
        if unknown is not None:
            found = np.where(unknown, -1, found)
        return found

    def _named(self, keys: Array) -> Array:
        """Keys in the numbers of the ids that they may name."""
        if self._words is not None:
            return self._words[keys]
        return keys.astype(np.int64, copy=False)

    def _found(self, keys: Array, project: Array) -> Array:
        assert self.target is not None  # noqa: S101
        if self._comparable(project):
            slot, before = self._compared(keys, project)
            found = before + slot
            lost = slot == 0
            if lost.any():
                found[lost] = _astray(keys[lost])
            return found
        found = _astray(keys)
        if not self.target.size:
            return found
        if self._most <= _FEW:
            first = self.target.starts.take(project)
            after = self.target.starts.take(project + 1)
            for step in range(self._most):
                place = first + step
                hit = (self.ids.take(place, mode="clip") == keys) & (place < after)
                found = np.where(hit, place, found)
            return found
        return self._looked_up(keys, project, found)

    def slots(self, keys: Array, unknown: Mask, project: Array) -> tuple[Array, Array] | None:
        """The place of each linked row among those of its project, from 1, and the row before.

        None where this is no fast way, or where a key names no row.
        """
        if unknown is not None or self.target is None or not self._comparable(project):
            return None
        slot, before = self._compared(self._named(keys), project)
        return None if (slot == 0).any() else (slot, before)

    def _comparable(self, project: Array) -> bool:
        """Whether rows are many, of few projects, and can link to few rows of each."""
        assert self.target is not None  # noqa: S101
        few = 0 < self._most <= _FEW and len(project) > _MANY
        return few and self.target.size > 0 and _contiguous(project)

    def _compared(self, keys: Array, project: Array) -> tuple[Array, Array]:
        """Each key against all ids of its project: from 1, 0 for none; the row before."""
        assert self.target is not None  # noqa: S101
        begin, after = int(project[0]), int(project[-1]) + 1
        counts = np.diff(np.searchsorted(project, np.arange(begin, after + 1)))
        first = self.target.starts[begin:after]
        held = self.target.starts[begin + 1 : after + 1] - first
        slot: Array | None = None
        for step in range(self._most):
            ids = np.where(step < held, self.ids.take(first + step, mode="clip"), _NO_ID)
            hit = (np.repeat(ids, counts) == keys).view(np.int8)
            if slot is None:
                slot = hit
            else:  # an id stands once, so that one comparison hits at most
                hit *= np.int8(step + 1)
                slot |= hit
        assert slot is not None  # noqa: S101
        return slot, np.repeat(first - 1, counts)

    def _looked_up(self, keys: Array, project: Array, found: Array) -> Array:
        """By one number of project and key, in a table of all that are there."""
        assert self.target is not None  # noqa: S101
        least, most = int(self.ids.min()), int(self.ids.max())
        if len(self.target.starts) * (most - least + 1) >= _ROOM:  # ids far apart: by place
            if self._different is None:
                self._different = np.unique(self.ids)
            number, inside = _place_among(self._different, keys)
            width = len(self._different)
        else:
            inside = (keys >= least) & (keys <= most)
            number, width = np.where(inside, keys - least, 0), most - least + 1
        if self._packed is None:
            ids = self.ids - least
            if self._different is not None:
                ids = _place_among(self._different, self.ids)[0]
            packed = self.target.project * width + ids
            order = np.argsort(packed, kind="stable")
            self._packed = packed[order], order
        held, order = self._packed
        at, hit = _place_among(held, project * width + number)
        return np.where(inside & hit, order[at], found)


def _astray(keys: Array) -> Array:
    """Links that lead to no row, told apart by the names that nobody has."""
    lost: Array = -3 - np.abs(keys)
    return lost


def _place_among(held: Array, wanted: Array) -> tuple[Array, Array]:
    """A place of each number among ordered ones, and whether it stands there."""
    at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
    return at, held[at] == wanted


def _contiguous(project: Array) -> bool:
    """Whether rows of one project stand together, and projects are few."""
    few = 0 <= int(project[-1]) - int(project[0]) < len(project)
    return few and bool((project[1:] >= project[:-1]).all())


def ranks(column: Column) -> Array:
    """The order of texts, or of whole numbers, as numbers."""
    if column.words is None:
        return column.values
    place: list[int] = [0] * len(column.words)
    for rank, at in enumerate(sorted(range(len(column.words)), key=column.words.__getitem__)):
        place[at] = rank
    table: Any = np.array(place or [0], np.int64)
    return table[column.values]  # type: ignore[no-any-return]


def first_of_each(codes: Sequence[Array]) -> tuple[Array, Array]:
    """One number for each different row of several columns, and the first row that has it.

    The numbers go by the order in which the rows first come.
    """
    packed = codes[0].astype(np.int64)
    for one in codes[1:]:
        spread = np.unique(packed, return_inverse=True)[1].astype(np.int64)
        least, most = (int(one.min()), int(one.max())) if len(one) else (0, 0)
        if len(one) * (most - least + 1) >= _ROOM:
            one, least = np.unique(one, return_inverse=True)[1].astype(np.int64), 0
            most = len(one)
        packed = spread * (most - least + 1) + (one - least)
    _, first, number = np.unique(packed, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank[number], first[order]
