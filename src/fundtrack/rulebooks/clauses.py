"""A book as it is compared: its tables one by one, with their addresses and places."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fundtrack.values import Record

from .book import Book, Define, Exceptional, LookupTable, Parameter, RoundingProfile
from .places import pointer
from .said import EFFECT, SOURCE, WORDING, Said, Touches, said

#: The sections of a file, in the order of a comparison.
SECTIONS: Final = (
    *("book", "act", "rounding", "exchange", "parameter", "reading", "set", "category"),
    *("activity", "table", "fact", "group", "define", "rule", "flexibility", "reporting"),
    *("deadline", "flexibility", "change"),
)


class Clause(Record):
    """One table of a book: its address, its place in the file, what it says, its source."""

    address: str
    pointer: str
    touches: Touches  # what its coming or going touches
    said: Mapping[str, tuple[Touches, str]]
    listed: bool = False  # one of a list, where its place says nothing

    @property
    def cite(self) -> str:
        """Its source; "" where it names none."""
        return self.said["cite"][1] if "cite" in self.said else ""


#: What no key of the file says: the exceptions that one beats because its layer is higher.
ABOVE: Final = "above"
#: Clauses by section and path.
Clauses = dict[tuple[str, ...], Clause]


def clauses(book: Book) -> Clauses:
    """Every table of a book with its layers, but the dated values of the parameters."""
    head = said(book) | {"extends": (SOURCE, ", ".join(book.layers))}
    found: Clauses = {("book",): _clause(("book",), head)}
    for path, one in _plain(book):
        found[path] = _clause(path, said(one), SOURCE if path[0] == "act" else EFFECT)
    for parameter in book.parameters.values():
        path = ("parameter", parameter.name)
        found[path] = _clause(path, _parameter(parameter))
    for profile in book.roundings.values():
        path = ("rounding", profile.name)
        found[path] = _clause(path, _rounding(profile))
    for table in book.tables.values():
        found |= _rows(table)
    for define in book.defines.values():
        path = ("define", define.noun, define.name)
        found[path] = _clause(path, _define(define, book))
        found |= _exceptions(path, define.exceptions, "value")
    for rule in book.rules.values():
        path = ("rule", rule.code)
        found |= _exceptions(path, rule.exceptions, "met_when")
    return found | _listed(book)


def _plain(book: Book) -> Iterator[tuple[tuple[str, ...], Record]]:
    """What says no more than its fields do, by its path."""
    sections: Mapping[str, Mapping[str, Record]] = {
        "act": book.acts,
        "reading": book.readings,
        "set": book.named_sets,
        "category": book.categories,
        "activity": book.activities,
        "table": book.tables,
        "group": book.groups,
        "exchange": book.conversions,
        "rule": book.rules,
        "flexibility": book.flexibilities,
        "deadline": book.deadlines,
    }
    if book.reporting is not None:
        yield ("reporting",), book.reporting
    for section, entries in sections.items():
        yield from (((section, name), one) for name, one in entries.items())
    yield from ((("fact", *name), fact) for name, fact in book.facts.items())


def _clause(path: tuple[str, ...], told: Said, touches: Touches = EFFECT) -> Clause:
    return Clause(".".join(path), pointer(*path), touches, told)


def _parameter(parameter: Parameter) -> Said:
    told = said(parameter)
    return told | {"as_of": (EFFECT, "on")} if parameter.as_of_on else told


def _rounding(profile: RoundingProfile) -> Said:
    """A rounding: its mode and unit, and the citation that it carries itself."""
    rounding = profile.rounding
    told = said(profile) | {
        "mode": (EFFECT, rounding.mode),
        "unit": (EFFECT, f"{rounding.unit:f}"),
    }
    return told | ({"cite": (SOURCE, str(rounding.citation))} if rounding.citation else {})


def _rows(table: LookupTable) -> Clauses:
    """The rows of a table by their keys; where one stands in the list says nothing."""
    at = pointer("table", table.name, "rows")
    found: Clauses = {}
    for row in table.rows:
        address = f"table.{table.name}[{', '.join(row.keys)}]"
        found["table", table.name, *row.keys] = Clause(address, at, EFFECT, said(row), True)
    return found


def _define(define: Define, book: Book) -> Said:
    """A define; a calculator's says which kind it gives."""
    told = said(define)
    if define.call:
        kind = book.schema.nouns[define.noun].fields[define.name].kind
        told["kind"] = EFFECT, kind.value
    return told


def _exceptions(path: tuple[str, ...], exceptions: Iterable[Exceptional], key: str) -> Clauses:
    """The exceptions at an address, and which others each beats by its layer.

    `key` is what the file calls the value: `value` of a define, `met_when` of a rule.
    """
    listed, found = list(exceptions), Clauses()
    for one in listed:
        at = (*path, "unless", one.name)
        told = {key if name == "value" else name: text for name, text in said(one).items()}
        below = sorted(other.name for other in listed if other.level < one.level)
        if below:
            told[ABOVE] = EFFECT, ", ".join(below)
        found[at] = _clause(at, told)
    return found


def _listed(book: Book) -> Clauses:
    """What a file only lists: each entry by all it says, and by how often it says it."""
    found, seen = Clauses(), Counter[tuple[str, ...]]()
    for key, listed in (("covers", book.covers), ("leaves_out", book.leaves_out)):
        for texts in listed:
            told = {f"text.{lang}": (WORDING, text) for lang, text in texts.items()}
            path = ("book", key, *(text for _, text in told.values()))
            seen[path] += 1
            found[(*path, str(seen[path]))] = Clause(
                f"book.{key}", f"/book/{key}", WORDING, told, True
            )
    for change in book.changes:
        address = f"change.{change.on.isoformat()}.{change.citation or change.act}"
        seen["change", address] += 1
        at = ("change", address, str(seen["change", address]))
        found[at] = Clause(address, "/change", SOURCE, said(change), True)
    return found
