"""How a noun lies flat: which columns its rows have, and where each stands in a JSON row.

Everything is read off `noun_fields()`; nothing is listed twice. What has no flat form (texts by
language, notes, who a source pays for, an enterprise's years) is one column of JSON text.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from fundtrack.formulas import Kind
from fundtrack.projects import NOUNS, NounFields, noun_fields
from fundtrack.rulebooks import Book
from fundtrack.values import Record

#: The key of a project: text, or a whole number of zero or more.
Key = str | int
#: A plain table: a column is a list of values, None where one is missing.
Table = dict[str, list[object]]

#: Kinds of columns beside those of formulas: an id or a link to one; a column of JSON.
ID: Final = "id"
JSON: Final = "json"

#: The nouns whose rows are tables, and the field of the project or the plan that holds them.
ON_PROJECT: Final[Mapping[str, str]] = MappingProxyType(
    {noun: at[1:] for noun, (_, at) in NOUNS.items() if at.count("/") == 1 and noun != "plan"}
)
ON_PLAN: Final[Mapping[str, str]] = MappingProxyType(
    {noun: at.rpartition("/")[2] for noun, (_, at) in NOUNS.items() if at.count("/") == 3}
)
TABLES: Final = ("project", *ON_PROJECT, *ON_PLAN)
#: The nouns that stand inside a row of another: the plan in force inside its project.
INNER: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"project": ("agreement", "call", "plan"), "partner": ("enterprise",)}
)
#: The lines of each basis.
LINES: Final[Mapping[str, str]] = MappingProxyType(
    {"plan": "budget_line", "claimed": "cost", "accepted": "cost"}
)
#: What the columns begin with that tell whether a project's rows of a noun are all here.
STATES: Final = "states."
_MAPS: Final = ("facts", "labels", "terms")


class Spot(Record):
    """One column: its kind, and the way to its value in the JSON of a row.

    `kind` is a kind of formulas, `id` or `json`; `names` is for an id or a link the noun whose
    ids these are, "" for another text that is an id.
    """

    column: str
    path: tuple[str, ...]
    kind: str
    names: str = ""


class Place(Record):
    """Where facts, labels and terms may stand: the row itself, or a noun inside it."""

    noun: str  # as formulas say it; "" for what no formula reads the facts of
    path: tuple[str, ...]
    prefix: str  # before the column's own name: "", "plan.", "exchange."
    terms: bool


class Shape(Record):
    """The columns of one noun: all that a model names, and where a book's own facts go."""

    noun: str
    spots: Mapping[str, Spot]
    places: tuple[Place, ...]
    has_id: bool

    def reserved(self, column: str) -> bool:
        """Whether a column of this name is something other than a book's own fact.

        >>> shape_of("cost").reserved("net"), shape_of("cost").reserved("flag")
        (True, False)
        """
        return column in self.spots or column in ("project", "currency")


@cache
def shape_of(noun: str) -> Shape:
    """Return the columns of a noun that has a table.

    >>> shape_of("cost").spots["exchange.day"].path
    ('exchange', 'day')
    >>> shape_of("project").spots["plan.period.first"].path
    ('plan', 'period', 'first')
    """
    spots: dict[str, Spot] = {}
    places: list[Place] = []
    for part in (noun, *INNER.get(noun, ())):
        inner = part != noun
        prefix, path = (f"{part}.", (part,)) if inner else ("", ())
        said = noun_fields()[part]
        spots |= {one.column: one for one in _spots(said, prefix, path)}
        places.append(Place(part, path, prefix, "terms" in said.model.model_fields))
        places += [
            Place("", (*path, name), f"{prefix}{name}.", False) for name in _nouns_within(said)
        ]
    for place in places:
        for name in ("facts", "labels"):
            column = f"{place.prefix}{name}"
            spots[column] = Spot(column, (*place.path, name), JSON)
    has_id = noun != "project" and "id" in noun_fields()[noun].fields
    return Shape(noun, MappingProxyType(spots), tuple(places), has_id)


def _spots(said: NounFields, prefix: str, path: tuple[str, ...]) -> Iterator[Spot]:
    """The columns of one noun, in the order of its model."""
    for field in said.model.model_fields:
        if field in _MAPS:
            continue
        at = (*path, field)
        if field in said.fields:
            kind, names = said.fields[field][0], ""
            if field == "id":
                kind, names = ID, said.name
            yield Spot(prefix + field, at, kind, names)
        elif field in said.links:
            if said.links[field] not in INNER.get(said.name, ()):
                yield Spot(prefix + field, at, ID, said.links[field])
        elif parts := [name for name in said.fields if name.startswith(f"{field}.")]:
            for name in parts:
                last = name.partition(".")[2]
                if last != "length":  # of a period, which its two days tell
                    yield Spot(prefix + name, (*at, last), said.fields[name][0])
        elif not _is_rows(said, field) and field != "schema_version":
            yield Spot(prefix + field, at, JSON)


def _is_rows(said: NounFields, field: str) -> bool:
    """Whether a field holds rows that have tables of their own."""
    if said.name == "project":
        return field == "plans" or field in ON_PROJECT.values()
    return said.name == "plan" and field in ON_PLAN.values()


def _nouns_within(said: NounFields) -> tuple[str, ...]:
    """Fields that hold a noun of no name in formulas, as a cost holds its exchange."""
    heads = dict.fromkeys(name.partition(".")[0] for name in said.fields if "." in name)
    return tuple(name for name in heads if f"{name}.length" not in said.fields)


def kind_of(book: Book | None, noun: str, where: str, name: str) -> Kind | None:
    """The kind of a fact or a term under a book, None where it asks for no such thing.

    >>> from fundtrack.rulebooks import load_book
    >>> kind_of(load_book("lv/cluster-2016"), "project", "facts", "completed_on")
    <Kind.DATE: 'date'>
    """
    if book is None:
        return None
    if where == "facts":
        fact = book.facts.get((noun, name))
        return None if fact is None else fact.type.kind
    term = book.parameters.get(name)
    return term.type.kind if term is not None and noun in term.set_in else None
