"""The rows of a book's groups: members of a project that agree in what the group goes by.

They are those of `checks`: an id that a link names (none is a value too) and codes; a member
whose code nobody states may belong to any row; lines of the other basis belong to rows that
those of this one make.
"""

from collections.abc import Iterator

import numpy as np

from fundtrack.checks import LINES, View
from fundtrack.formulas import Kind
from fundtrack.rulebooks import Group

from .column import Array, Column
from .rows import Rows, first_of_each
from .spans import Span
from .store import Store

#: Of no row; of nobody knows which.
NONE, UNSURE = -1, -2
_PLACES = Span(-2, 2**60)


def add_groups(store: Store, view: View) -> None:
    """Make the rows of every group, and say of each member which is its own."""
    for group in view.book.groups.values():
        _add(store, view, group)


def _members(view: View, group: Group) -> Iterator[str]:
    for noun in dict.fromkeys(view.loop(one) for one in group.of):
        if noun == view.line or noun not in LINES.values():
            yield noun


def _add(store: Store, view: View, group: Group) -> None:
    made = [*_members(view, group)]
    others = [noun for noun in dict.fromkeys(group.of) if noun not in made]
    silent = np.zeros(store.count, bool)
    if not made:
        silent[:] = True
    for noun in made:
        unstated = store.unstated(noun)
        if unstated is not None:
            silent |= unstated
    numbers = Numbers()
    keys: list[Array] = []
    unsure: list[Array] = []
    owners: list[Array] = []
    sizes: list[int] = []
    nouns = [noun for noun in (*made, *others) if store.rows(noun) is not None]
    for noun in nouns:
        rows = store.rows(noun)
        assert rows is not None  # noqa: S101
        codes, lost = _codes(store, view, group, rows, numbers)
        keys.append(codes)
        unsure.append(lost)
        owners.append(rows.project)
        sizes.append(rows.size)
    width = len(group.by)
    key = np.concatenate(keys) if keys else np.zeros((0, width), np.int64)
    lost = np.concatenate(unsure) if unsure else np.zeros(0, bool)
    owner = np.concatenate(owners) if owners else np.zeros(0, np.int64)
    of_made = np.concatenate(
        [np.full(size, noun in made) for noun, size in zip(nouns, sizes, strict=True)]
        or [np.zeros(0, bool)]
    )
    quiet = silent[owner] if len(owner) else np.zeros(0, bool)
    makes = np.flatnonzero(of_made & ~lost & ~quiet)
    member = np.full(len(owner), NONE, np.int64)
    place, first = _numbered(owner, key, makes)
    member[makes] = place
    joins = np.flatnonzero(~of_made & ~lost & ~quiet)
    if len(joins) and len(makes):
        every = np.concatenate([makes, joins])
        number, _ = first_of_each([owner[every], *key[every].T])
        table = np.full(int(number.max()) + 1, NONE, np.int64)
        table[number[: len(makes)]] = place
        member[joins] = table[number[len(makes) :]]
    member[lost | quiet] = UNSURE
    _keep(store, view, group, (nouns, sizes, member, owner, key, first, numbers))
    perhaps = silent.copy()
    perhaps[owner[of_made & lost]] = True
    if perhaps.any():
        store.put(("perhaps", group.name), perhaps, Span(0, 1))
    if silent.any():
        store.put(("silent", group.name), silent, Span(0, 1))


class Numbers:
    """One number for each text or whole number, whatever table it comes from."""

    def __init__(self) -> None:
        self.words: dict[object, int] = {}

    def of(self, column: Column) -> Array:
        """The numbers of a column's values."""
        if column.words is not None:
            table = [self.words.setdefault(word, len(self.words)) for word in column.words]
            return np.array(table or [0], np.int64)[column.values]
        held, places = np.unique(column.values, return_inverse=True)
        table = [self.words.setdefault(one, len(self.words)) for one in held.tolist()]
        return np.array(table or [0], np.int64)[places]


def _codes(
    store: Store, view: View, group: Group, rows: Rows, numbers: Numbers
) -> tuple[Array, Array]:
    """What each row says of all that a group goes by, and where something is missing."""
    codes = np.full((rows.size, len(group.by)), NONE, np.int64)
    lost = np.zeros(rows.size, bool)
    for place, name in enumerate(group.by):
        column = rows.columns.get(name)
        link = name in view.links(rows.noun)
        if column is None:
            lost |= not link
            continue
        codes[:, place] = np.where(column.missing, NONE, numbers.of(column))
        if not link:
            lost |= column.missing
    return codes, lost


def _numbered(owner: Array, key: Array, makes: Array) -> tuple[Array, Array]:
    """The row of the group that each member makes, by project; the first member of each."""
    if not len(makes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    number, first = first_of_each([owner[makes], *key[makes].T])
    order = np.argsort(owner[makes][first], kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank[number], makes[first[order]]


def _keep(
    store: Store,
    view: View,
    group: Group,
    found: tuple[list[str], list[int], Array, Array, Array, Array, Numbers],
) -> None:
    nouns, sizes, member, owner, key, first, numbers = found
    start = 0
    spans: dict[str, tuple[int, int]] = {}
    for noun, size in zip(nouns, sizes, strict=True):
        store.put(("member", group.name, noun), member[start : start + size], _PLACES)
        spans[noun] = (start, start + size)
        start += size
    for noun in group.of:
        rows = store.rows(noun)
        if noun not in spans and rows is not None:
            store.put(("member", group.name, noun), np.full(rows.size, NONE), _PLACES)
    words = tuple(map(str, numbers.words))
    columns: dict[str, Column] = {}
    for place, name in enumerate(group.by):
        if name in view.links(group.name):
            _link(store, view, (group, name), (first, nouns, spans))
        codes = key[first][:, place]
        none = codes == NONE
        columns[name] = Column(
            Kind.CODE, np.where(none, 0, codes), none if none.any() else None, words or ("",)
        )
    starts = np.searchsorted(owner[first], np.arange(store.count + 1))
    names = _names(words, key[first])
    store.add(Rows(group.name, len(first), owner[first], starts, {**columns, "id": names}))


def _names(words: tuple[str, ...], key: Array) -> Column:
    """The id of each row of a group: what its members agree in."""
    texts = [
        "/".join("-" if one == NONE else words[one] for one in row) for row in key.tolist()
    ]
    held = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    places = np.array([held[text] for text in texts], np.int64)
    return Column(Kind.TEXT, places, None, tuple(held))


def _link(
    store: Store,
    view: View,
    which: tuple[Group, str],
    found: tuple[Array, list[str], dict[str, tuple[int, int]]],
) -> None:
    """Where the rows of a group lead, as the first member of each does."""
    (group, name), (first, nouns, spans) = which, found
    target = view.links(group.name)[name]
    index = np.full(len(first), NONE, np.int64)
    for noun in nouns:
        begin, end = spans[noun]
        here = np.flatnonzero((first >= begin) & (first < end))
        rows = store.rows(noun)
        if not len(here) or rows is None or store.link(noun, name, target) is None:
            continue
        column, places = rows.columns[name], first[here] - begin
        unknown = None if column.unknown is None else column.unknown[places]
        find = store.resolver(noun, name)
        index[here] = find(column.values[places], unknown, rows.project[places])
    store.put(("link", group.name, name), index, _PLACES)
