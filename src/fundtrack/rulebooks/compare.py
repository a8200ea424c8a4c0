"""Two editions of a book, or two books: what changed in legal effect, and what only in words.

Data, no sentences: each change has its address, its place in the file, and both texts in the
one spelling of a book. Layers count with what they say, so a change below a book is seen.
"""

from collections.abc import Iterator
from enum import StrEnum

from fundtrack.values import Record

from .book import Book, Parameter
from .clauses import ABOVE, SECTIONS, Clause, clauses
from .places import pointer
from .said import EFFECT, FIRST, WORDING, Touches
from .spans import spans


class ChangeKind(StrEnum):
    """Whether something came, went, or says something else."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class BookChange(Record):
    """One difference between two books.

    `key` is "" where a whole table came or went, and then the text is what it says in effect.
    `before` and `after` are "" where there is nothing. `days` are those on which a dated value
    differs, "2014-01-01/2020-12-31" or with ".." for no bound; "" where it differs on all.
    """

    address: str  # parameter.support_rate, rule.LV-CLU-001.unless.late
    pointer: str  # the place in the file: /rule/LV-CLU-001/at_most
    key: str
    kind: ChangeKind
    touches: Touches
    before: str
    after: str
    days: str = ""
    cite: str = ""  # the source of what holds now; of what held, where it is gone

    def to_dict(self) -> dict[str, str]:
        """Its fields as plain text."""
        return {name: str(getattr(self, name)) for name in self._fields}


class BookComparison(Record):
    """Every difference between two books, in the order of a book's sections; it can be empty.

    The hashes tell the same files apart from files that say the same.
    """

    old: str  # lv/cluster-2016@1
    new: str
    old_hash: str
    new_hash: str
    changes: tuple[BookChange, ...]

    def touching(self, touches: Touches) -> tuple[BookChange, ...]:
        """The changes of one weight."""
        return tuple(one for one in self.changes if one.touches is touches)

    @property
    def effect(self) -> tuple[BookChange, ...]:
        """What may change for a project: values, dates, conditions, facts it has to state."""
        return self.touching(Touches.EFFECT)

    @property
    def source(self) -> tuple[BookChange, ...]:
        """Where things are written, and who has seen them."""
        return self.touching(Touches.SOURCE)

    @property
    def wording(self) -> tuple[BookChange, ...]:
        """How things are put."""
        return self.touching(Touches.WORDING)

    def to_dict(self) -> dict[str, object]:
        """The comparison as plain data, for JSON."""
        return {
            "old": {"book": self.old, "hash": self.old_hash},
            "new": {"book": self.new, "hash": self.new_hash},
            "changes": [change.to_dict() for change in self.changes],
        }


def compare_books(old: Book, new: Book) -> BookComparison:
    """Say what changed from one book to another, each change once.

    A rule, a define or a value that differs in its text alone touches the `wording`, one that
    differs in its citation or verification the `source`; everything else touches the `effect`.
    What comes, goes or differs is reported even where no project of today would notice. Another
    spelling, another order of values or rows, a value cut in two: these are no changes. The
    order of rules is one, because the first exclusion takes the money.

    Values are compared day by day. A book's id, edition and hash are not listed: they stand in
    `old` and `new`.

    >>> from fundtrack.rulebooks import load_book
    >>> shared, cluster = load_book("eu/erdf-2014"), load_book("lv/cluster-2016")
    >>> compare_books(cluster, cluster).changes
    ()
    >>> rate = [one for one in compare_books(shared, cluster).effect if "rate" in one.address]
    >>> [(one.address, one.kind.value, one.before, one.after, one.cite) for one in rate]
    [('parameter.support_rate', 'added', '', '85 %', 'mk205')]
    """
    before, after = clauses(old), clauses(new)
    found = [
        (_rank(path, change), change)
        for path in before.keys() | after.keys()
        for change in _of_clause(before.get(path), after.get(path))
    ]
    found += [
        (_rank(("parameter", name), change), change)
        for name in old.parameters.keys() | new.parameters.keys()
        for change in _of_values(name, old.parameters.get(name), new.parameters.get(name))
    ]
    found += [(_rank(("rule",), change), change) for change in _order(old, new)]
    found.sort(key=lambda pair: pair[0])
    changes = tuple(change for _, change in found)
    return BookComparison(old.key, new.key, old.hash, new.hash, changes)


def _rank(path: tuple[str, ...], change: BookChange) -> tuple[object, ...]:
    """Where a change stands in the list: by section, then by name, then by key and days."""
    return SECTIONS.index(path[0]), path, change.key, change.days


def _of_clause(old: Clause | None, new: Clause | None) -> Iterator[BookChange]:
    """The differences between two tables at one address; one where it came or went."""
    if old is None or new is None:
        if new is not None:
            yield _whole(new, ChangeKind.ADDED, "", _text(new))
        elif old is not None:
            yield _whole(old, ChangeKind.REMOVED, _text(old), "")
        return
    for key in old.said.keys() | new.said.keys():
        touches, _ = new.said[key] if key in new.said else old.said[key]
        before, after = (side.said.get(key, (touches, ""))[1] for side in (old, new))
        if key.endswith(FIRST) and not (before and after):
            continue  # a text that came or went is told by its languages
        if before != after:
            lone = new.listed or key == ABOVE
            steps = () if lone else key.removesuffix(FIRST).split(".")
            told = (_kind(before, after), touches, before, after, "", new.cite)
            yield BookChange(new.address, new.pointer + pointer(*steps), key, *told)


def _whole(one: Clause, kind: ChangeKind, before: str, after: str) -> BookChange:
    return BookChange(
        one.address, one.pointer, "", kind, one.touches, before, after, "", one.cite
    )


def _text(clause: Clause) -> str:
    """What a table says that counts, or all it says where nothing of it does."""
    told = [(key, *one) for key, one in sorted(clause.said.items()) if not key.endswith(FIRST)]
    counts = [(key, text) for key, touches, text in told if touches is clause.touches]
    return "\n".join(f"{key} = {text}" for key, text in counts or [(a, c) for a, _, c in told])


def _kind(before: str, after: str) -> ChangeKind:
    if before and after:
        return ChangeKind.CHANGED
    return ChangeKind.REMOVED if before else ChangeKind.ADDED


def _of_values(name: str, old: Parameter | None, new: Parameter | None) -> Iterator[BookChange]:
    """The days on which a parameter has another value, or the same from another source."""
    at = pointer("parameter", name, "values")
    for span in spans(old.values if old else (), new.values if new else ()):
        yield BookChange(
            f"parameter.{name}",
            at,
            span.key,
            _kind(span.before, span.after),
            span.touches,
            span.before,
            span.after,
            span.days,
            span.cite,
        )


def _order(old: Book, new: Book) -> Iterator[BookChange]:
    """Rules that stand in another order; it counts where a rule takes money."""
    before = [code for code in old.rules if code in new.rules]
    after = [code for code in new.rules if code in old.rules]
    moved = [at for at, code in enumerate(before) if code != after[at]]
    if not moved:
        return
    takes = [one for one in before if _takes(one, old) or _takes(one, new)]
    same = takes == [one for one in after if one in takes]
    texts = (", ".join(codes[moved[0] : moved[-1] + 1]) for codes in (before, after))
    touches = WORDING if same else EFFECT
    yield BookChange("rule", "/rule", "order", ChangeKind.CHANGED, touches, *texts)


def _takes(code: str, book: Book) -> bool:
    """Whether a rule refuses or cuts amounts."""
    return book.rules[code].effect in ("exclude", "limit")
