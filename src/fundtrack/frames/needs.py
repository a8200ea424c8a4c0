"""Which tables and columns a book reads, of which kinds, and what asks for each.

Read off the formulas of the book: what they name themselves, what they reach through links,
the days that date a parameter, the terms that may be set in its place, the order in which lines
take up a limit, what a group goes by, who pays for which line. What the library's own rules
read of every row (each amount, for its currency; each link, whether its row is there) is named
too, and says so. Deadlines, reporting periods and the flexibility of budgets are asked
elsewhere, and are not in it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from fundtrack.formulas import Kind
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import Book
from fundtrack.values import Record

from .named import BASES, LIBRARY, Named
from .rebuilt import Absent
from .shapes import ID, INNER, STATES, TABLES, shape_of

#: By column the bases on which it is asked, with what asks for it.
_Asked = Mapping[tuple[str, str], Mapping[tuple[str, str], None]]


class Need(Record):
    """One column that a book reads, of the table of a noun.

    `kind` is a kind of formulas, `id` for a row's own id and for links (`names` says to which
    table), or `json`. `required`: a row without it cannot be read. `bases` are those on which
    it is read. `asked_by` names the rules by code, the defines and groups by address, and
    `parameter.<name>`; `fundtrack` where the library reads it of every project.
    """

    noun: str
    column: str
    kind: str
    required: bool
    bases: tuple[str, ...]
    asked_by: tuple[str, ...]
    codes: frozenset[str] | None = None
    names: str = ""

    def __str__(self) -> str:
        return f"{self.noun}.{self.column}"


def needs(book: Book) -> tuple[Need, ...]:
    """Return every column that a book reads, by noun, in the order of the noun's own columns.

    A table or a column that is not there is a fact that nobody states: what rests on it is
    unknown, and nothing else changes. Only what is `required` must be there.

    >>> from fundtrack.rulebooks import load_book
    >>> [one.column for one in needs(load_book("lv/cluster-2016")) if one.required][:3]
    ['project', 'project', 'id']
    """
    return _needs(book)


@lru_cache(maxsize=32)
def _needs(book: Book) -> tuple[Need, ...]:
    return tuple(_told(book, Named(book).asked))


def _told(book: Book, named: _Asked) -> Iterator[Need]:
    """The needs, each table with its keys."""
    tables = [noun for noun in TABLES if any(of == noun for of, _ in named)]
    for noun in tables:
        shape = shape_of(noun)
        mine = {column: asked for (of, column), asked in named.items() if of == noun}
        yield _one(book, noun, "project", mine.pop("project", {}))
        known = dict.fromkeys(shape.spots)
        own = sorted(mine.keys() - known.keys())
        for column in (*(name for name in known if name in mine or name == "id"), *own):
            yield _one(book, noun, column, mine.get(column, {}))
        if noun == "project":
            for one in tables[1:]:
                yield _one(book, noun, f"{STATES}{one}", {})
        elif Kind.MONEY in {_kind(book, noun, column) for column in mine}:
            yield _one(book, noun, "currency", {})


def _one(book: Book, noun: str, column: str, asked: Mapping[tuple[str, str], None]) -> Need:
    """One need; what the library asks by itself, it asks on every basis."""
    spot = shape_of(noun).spots.get(column)
    fact = book.facts.get((noun, column))
    names = "project" if column == "project" else ""
    if spot is not None and spot.kind == ID:
        names = spot.names
    return Need(
        noun=noun,
        column=column,
        kind=_kind(book, noun, column),
        required=column in ("project", "id") or column in _demanded(noun),
        bases=tuple(one for one in BASES if any(one == basis for basis, _ in asked)) or BASES,
        asked_by=tuple(dict.fromkeys(by for _, by in asked)) or (LIBRARY,),
        codes=_codes(noun, column) if fact is None else fact.type.codes,
        names=names,
    )


def _kind(book: Book, noun: str, column: str) -> str:
    """The kind of a column; of a term, that of its parameter."""
    spot = shape_of(noun).spots.get(column)
    if spot is not None:
        return str(spot.kind)
    if column == "project":
        return ID
    if column == "currency" or column.startswith(STATES):
        return str(Kind.CODE if column == "currency" else Kind.BOOL)
    head, _, own = column.rpartition(".")
    if head.endswith("terms"):
        return str(book.parameters[own].type.kind)
    inner = head if head in INNER.get(noun, ()) else noun
    return str(book.facts[inner, own].type.kind)


def _codes(noun: str, column: str) -> frozenset[str] | None:
    head, _, rest = column.partition(".")
    of, name = (head, rest) if head in INNER.get(noun, ()) else (noun, column)
    found = noun_fields()[of].fields.get(name)
    return None if found is None else found[1]


def _demanded(noun: str) -> frozenset[str]:
    """The columns without which the gate refuses a row; an agreement and a plan have others.

    Of those the currency is EUR, the book the one asked and the number 1 where no column says.
    """
    fields = noun_fields()[noun].model.model_fields
    columns = shape_of(noun).spots.keys() & fields.keys()
    return frozenset(one for one in columns if fields[one].is_required())


def blanks(book: Book) -> Absent:
    """What stands in a row where nobody gives a column that the gate demands and nobody reads.

    So tables need no column that a book does not read. What a book reads has no blank: without
    it a project is refused.

    >>> from fundtrack.rulebooks import load_book
    >>> blanks(load_book("lv/cluster-2016"))["indicator"]["kind"]
    'output'
    """
    read = {(one.noun, one.column) for one in needs(book)}
    found: dict[str, dict[str, object]] = {
        "project": {"agreement.book": book.id, "plan.number": 1}
    }
    for noun in TABLES:
        for column in _demanded(noun):
            if column != "id" and (noun, column) not in read:
                kind, codes = noun_fields()[noun].fields[column]
                blank = min(codes) if codes else _BLANKS[Kind(kind)]
                found.setdefault(noun, {})[column] = blank
    return found


_BLANKS: Final[Mapping[Kind, object]] = MappingProxyType(
    {
        Kind.CODE: "none",
        Kind.TEXT: "none",
        Kind.NUMBER: 0,
        Kind.BOOL: False,
        Kind.DATE: date.min,
        Kind.MONEY: 0,
    }
)
