"""The rows of a book's groups: members of a project that agree in what the group goes by.

They are those of `checks`: an id that a link names (none is a value too) and codes; a member
whose code nobody states may belong to any row; lines of the other basis belong to rows that
those of this one make.

Everything a group goes by is a digit, and a project with its digits one number; where these
numbers are few enough a table of them tells which there are, without sorting a single row.
"""

from collections.abc import Hashable, Iterator, Sequence
from math import prod
from typing import Any, Final, Protocol

import numpy as np

from fundtrack.checks import LINES, View, group_part
from fundtrack.formulas import Kind
from fundtrack.rulebooks import Group

from ..question import Unsupported
from .arrays import Mask, width_of
from .column import Array, Column
from .rows import Resolver, Rows, blocks, in_pieces
from .spans import Span
from .store import Store

#: Of no row; of nobody knows which.
NONE, UNSURE = -1, -2
_PLACES = Span(-2, 2**60)
#: A table of all numbers may have so many places for each row, and so many in any case.
_SPACIOUS: Final = 8
_SMALL: Final = 2**20


def add_groups(store: Store, view: View) -> None:
    """Make the rows of every group, and say of each member which is its own."""
    for group in view.book.groups.values():
        _add(store, view, group)


def makers(view: View, group: Group) -> Iterator[str]:
    """The nouns whose rows make rows of a group: lines of the other basis make none."""
    for noun in dict.fromkeys(view.loop(one) for one in group.of):
        if noun == view.line or noun not in LINES.values():
            yield noun


def _add(store: Store, view: View, group: Group) -> None:
    made = [*makers(view, group)]
    silent = np.full(store.count, not made)
    for noun in made:
        unstated = store.unstated(noun)
        if unstated is not None:
            silent |= unstated
    tables = {noun: store.rows(noun) for noun in dict.fromkeys((*made, *group.of))}
    rows = {noun: one for noun, one in tables.items() if one is not None}
    digits, packed = _packed(store, view, group, rows)
    radix = prod(one.radix for one in digits)
    perhaps = silent.copy()
    makes = []
    for noun, (numbers, lost) in packed.items():
        if noun in made:
            quiet = silent[rows[noun].project] if silent.any() else None
            if lost is not None:
                perhaps[rows[noun].project[lost]] = True
            makes.append(numbers[_sure(lost, quiet)] if _any(lost, quiet) else numbers)
    every = sum(one.size for one in rows.values())
    found = _present(makes, store.count * radix, every)
    owner = found // radix
    for noun, (numbers, lost) in packed.items():
        member = _places(found, numbers, store.count * radix)
        quiet = silent[rows[noun].project] if silent.any() else None
        if _any(lost, quiet):
            member[~_sure(lost, quiet)] = UNSURE
        store.put(("member", group.name, noun), member, _PLACES)
    _keep(store, view, group, (digits, found % radix, owner))
    if perhaps.any():
        store.put(("perhaps", group.name), perhaps, Span(0, 1))
    if silent.any():
        store.put(("silent", group.name), silent, Span(0, 1))


def _any(lost: Mask, quiet: Mask) -> bool:
    return lost is not None or quiet is not None


def _sure(lost: Mask, quiet: Mask) -> Array:
    """The rows of which everything is stated."""
    if lost is None:
        return ~quiet  # type: ignore[no-any-return]
    sure: Array = ~lost if quiet is None else ~(lost | quiet)
    return sure


def _present(makes: Sequence[Array], most: int, rows: int) -> Array:
    """The numbers that some row has, in their order."""
    if most <= max(_SPACIOUS * rows, _SMALL):
        there = np.zeros(most, bool)
        for numbers in sorted(makes, key=len):  # few rows of the last are of no group before
            for some in in_pieces(numbers):
                there[some[~there.take(some)]] = True
        return np.flatnonzero(there)
    return np.unique(np.concatenate(makes)) if makes else np.zeros(0, np.int64)


def _places(found: Array, numbers: Array, most: int) -> Array:
    """The place of each number among those found; NONE for another."""
    if most <= max(_SPACIOUS * len(numbers), _SMALL):
        table = np.full(most, NONE, width_of(len(found)))
        table[found] = np.arange(len(found))
        places = np.empty(len(numbers), table.dtype)
        start = 0
        for some in in_pieces(numbers):
            table.take(some, out=places[start : start + len(some)], mode="clip")
            start += len(some)
        return places
    if not len(found):
        return np.full(len(numbers), NONE, np.int64)
    at = np.minimum(np.searchsorted(found, numbers), len(found) - 1)
    return np.where(found[at] == numbers, at, NONE)


# -- digits ------------------------------------------------------------------------------------


class Digit(Protocol):
    """One thing a group goes by, as a digit below `radix`; 0 is none."""

    radix: int

    def of(self, rows: Rows, first: int, last: int) -> tuple[Array, Mask] | None:
        """The digits of some rows and which are unknown; None if this is no way for them."""
        ...

    def told(self, digits: Array, owner: Array) -> tuple[Column, Array | None]:
        """What digits say, and the rows they link to."""
        ...


class ByLink:
    """A link: the place of the linked row among those of its project."""

    def __init__(self, store: Store, name: str, target: Rows) -> None:
        self.store, self.name, self.target = store, name, target
        counts = np.diff(target.starts)
        self.radix = (int(counts.max()) if len(counts) else 0) + 1

    def of(self, rows: Rows, first: int, last: int) -> tuple[Array, Mask] | None:
        """The digits of some rows; None where one names a row that is not there.

        The rows they lead to are kept: every rule about the linked rows asks for them again.
        """
        held = self.store.link(rows.noun, self.name, self.target.noun)
        if held is None:
            return np.zeros(last - first, np.int64), None
        key = ("index", rows.noun, self.name)
        if key not in self.store.arrays:
            self.store.put(key, np.empty(rows.size, width_of(self.target.size)), _PLACES)
        column = rows.columns[self.name]
        mask = None if column.unknown is None else column.unknown[first:last]
        project = rows.project[first:last]
        find = self.store.resolver(rows.noun, self.name)
        quick = find.slots(column.values[first:last], mask, project)
        if quick is not None:
            slot, before = quick
            np.add(before, slot, out=self.store.arrays[key][first:last], casting="unsafe")
            return slot, None
        index = find(column.values[first:last], mask, project)
        least = int(index.min(initial=0))
        if least < NONE:
            del self.store.arrays[key]
            return None
        self.store.arrays[key][first:last] = index
        digits = index - (self.target.starts.take(project) - 1)
        return (digits if least >= 0 else np.where(index < 0, 0, digits)), None

    def told(self, digits: Array, owner: Array) -> tuple[Column, Array | None]:
        """The linked rows, and their ids."""
        none = digits == 0
        index = np.where(none, NONE, self.target.starts[owner] + digits - 1)
        ids = self.target.columns["id"]
        values = ids.values.take(np.maximum(index, 0)) if len(ids) else np.zeros_like(index)
        lost = none if none.any() else None
        return Column(Kind.TEXT, values, lost, ids.words), index


class ByWord:
    """A code, or the id that a link names, as it is written."""

    def __init__(self, name: str, link: bool, tables: Sequence[Rows]) -> None:
        self.name, self.link = name, link
        numbers = Numbers()
        self.codes: dict[str, Array] = {}
        for rows in sorted(tables, key=lambda one: -one.size):  # the longest needs no table
            column = rows.columns.get(name)
            if column is not None:
                self.codes[rows.noun] = numbers.of(column)
        self.words = list(numbers.words)
        self.radix = len(self.words) + 1

    def of(self, rows: Rows, first: int, last: int) -> tuple[Array, Mask] | None:
        """The digits of some rows."""
        column = rows.columns.get(self.name)
        if column is None:
            digits = np.zeros(last - first, np.int64)
            return digits, None if self.link else np.ones(last - first, bool)
        found = self.codes[rows.noun][first:last] + 1
        mask = None if column.unknown is None else column.unknown[first:last]
        if mask is not None:
            found = np.where(mask, 0, found)
        return found, None if self.link or mask is None or not mask.any() else mask

    def told(self, digits: Array, owner: Array) -> tuple[Column, Array | None]:
        """The words, or the whole numbers."""
        none = digits == 0
        lost = none if none.any() else None
        at = np.maximum(digits - 1, 0)
        if all(isinstance(word, int) for word in self.words) and self.words:
            whole: Any = np.array(self.words, np.int64)
            return Column(Kind.TEXT, whole.take(at), lost), None
        return Column(Kind.CODE, at, lost, tuple(map(str, self.words)) or ("",)), None


class Numbers:
    """One number for each text or whole number, whatever table it comes from."""

    def __init__(self) -> None:
        self.words: dict[object, int] = {}

    def of(self, column: Column) -> Array:
        """The numbers of a column's values."""
        if column.words is not None:
            table = [self.words.setdefault(word, len(self.words)) for word in column.words]
            if table == [*range(len(table))]:
                return column.values
            return np.array(table or [0], np.int64)[column.values]
        held, places = np.unique(column.values, return_inverse=True)
        table = [self.words.setdefault(one, len(self.words)) for one in held.tolist()]
        return np.array(table or [0], np.int64)[places]


def _packed(
    store: Store, view: View, group: Group, rows: dict[str, Rows]
) -> tuple[list[Digit], dict[str, tuple[Array, Mask]]]:
    """The digits a group goes by, and of each row its number and whether one is missing."""
    for linked in (True, False):
        digits = [_digit(store, view, group, name, rows, linked) for name in group.by]
        found: dict[str, tuple[Array, Mask]] = {}
        for noun, one in rows.items():
            numbers = _numbers(one, digits)
            if numbers is None:
                for name in group.by:  # told of some blocks only
                    store.arrays.pop(("index", noun, name), None)
                break
            found[noun] = numbers
        else:
            return digits, found
    raise AssertionError("words are a way for all rows")


def _digit(
    store: Store, view: View, group: Group, name: str, rows: dict[str, Rows], linked: bool
) -> Digit:
    """How one thing a group goes by is told apart."""
    link = name in view.links(group.name)
    target = store.rows(view.links(group.name)[name]) if link and linked else None
    if target is not None and "id" in target.columns:
        return ByLink(store, name, target)
    return ByWord(name, link, [*rows.values()])


def _numbers(rows: Rows, digits: Sequence[Digit]) -> tuple[Array, Mask] | None:
    """One number for the project and the digits of each row."""
    most = (len(rows.starts) - 1) * prod(one.radix for one in digits)
    if most >= 2**62:
        raise Unsupported("a group by more than 64 bits can tell apart")
    packed = np.empty(rows.size, width_of(most))
    lost: Array | None = None
    for first_project, after in blocks(rows):
        first, last = rows.of_projects(first_project, after)
        number: Array | None = None
        for one in digits:
            told = one.of(rows, first, last)
            if told is None:
                return None
            if number is None:
                number = rows.project[first:last].astype(packed.dtype)
            number *= one.radix
            number += told[0]
            if told[1] is not None:
                lost = np.zeros(rows.size, bool) if lost is None else lost
                lost[first:last] |= told[1]
        packed[first:last] = number
    return packed, lost


# -- rows --------------------------------------------------------------------------------------


#: The ids of a group's rows as answers tell them: whole numbers as their caller wrote them.
TOLD: Final = "id, told"


class _Columns(dict[str, Column]):
    """The columns of a group; the ids of its rows are only written where somebody asks."""

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  (as a dict's)
        """A column, or the default."""
        if name in ("id", TOLD) and name not in self:
            by = [one for key, one in self.items() if key not in ("id", TOLD)]
            self[name] = _names(by, padded=name == "id")
        return super().get(name, default)

    def __missing__(self, name: str) -> Column:
        found: Column | None = self.get(name)
        if found is None:
            raise KeyError(name)
        return found


def _names(by: Sequence[Column], *, padded: bool) -> Column:
    """The id of each row of a group: what its members agree in.

    Padded, whole numbers are of one width, so that texts order as they do.
    """
    parts = []
    for one in by:
        raw, gone = one.values.tolist(), one.missing.tolist()
        if one.words is not None:  # of none the place is that of any word, if there is one
            words = [group_part(word) for word in one.words]
            raw = ["" if lost else words[at] for at, lost in zip(raw, gone, strict=True)]
        else:
            width = max((len(str(at)) for at in raw), default=1) if padded else 1
            raw = [str(at).zfill(width) for at in raw]
        parts.append(["-" if lost else text for text, lost in zip(raw, gone, strict=True)])
    texts = ["/".join(row) for row in zip(*parts, strict=True)]
    held = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    places = np.array([held[text] for text in texts], np.int64)
    return Column(Kind.TEXT, places, None, tuple(held))


def _keep(
    store: Store, view: View, group: Group, made: tuple[Sequence[Digit], Array, Array]
) -> None:
    """The rows of a group with what their members agree in, and where they lead."""
    digits, rest, owner = made
    columns = _Columns()
    for name, one in reversed([*zip(group.by, digits, strict=True)]):
        rest, digit = np.divmod(rest, one.radix)
        columns[name], index = one.told(digit, owner)
        if name in view.links(group.name):
            key: tuple[Hashable, ...] = ("link", group.name, name)
            if index is None:
                index = _linked(store, view.links(group.name)[name], columns[name], owner)
            store.put(key, index, _PLACES)
    ordered = _Columns((name, columns[name]) for name in group.by)
    starts = np.searchsorted(owner, np.arange(store.count + 1))
    store.add(Rows(group.name, len(owner), owner, starts, ordered))


def _linked(store: Store, target: str, column: Column, owner: Array) -> Array:
    """Where the ids that a group goes by lead."""
    rows = store.rows(target)
    if rows is None or not len(column):
        return np.full(len(column), NONE, np.int64)
    return Resolver(rows, column)(column.values, column.unknown, owner)


def as_stated(store: Store, view: View, group: Group) -> Array:
    """The rows of a group, by project in the order in which the members that make them come.

    Rows of a group go by numbers; who of equals is the first is told by what a project states.
    """
    rows = store.rows(group.name)
    assert rows is not None  # noqa: S101
    first = np.full(rows.size, -1, np.int64)
    start = 0
    for maker in makers(view, group):
        member = store.arrays.get(("member", group.name, maker))
        if member is None:
            continue
        places = np.flatnonzero(member >= 0)[::-1]
        here = np.full(rows.size, -1, np.int64)
        here[member[places]] = start + places  # the first member is written last
        first = np.where(first < 0, here, first)
        start += len(member)
    order: Array = np.lexsort((first, rows.project))
    return order
