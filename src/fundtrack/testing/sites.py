"""Where the formulas of a book stand, and the book with another formula in such a place."""

from collections.abc import Iterator
from typing import Final

from fundtrack.formulas import Node
from fundtrack.rulebooks import Book, Define, Entries, Exceptional, Rule
from fundtrack.values import Record

#: The formulas of a rule and of a define, as a book spells them.
_FIELDS: Final = {
    "rule": ("applies_when", "met_when", "measured", "at_most", "at_least", "where"),
    "define": ("value", "when"),
}


class Unit(Record):
    """A rule or a define: what a wrong is planted in, and what cases are made for.

    `kind` is `rule` or `define`, `key` a rule's code or a define's address, `scope` the noun
    its formulas speak of.
    """

    kind: str
    key: str
    scope: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Site(Record):
    """One formula of a unit; `unless` names the exception it belongs to."""

    unit: Unit
    field: str
    tree: Node
    scope: str
    unless: str = ""

    @property
    def pointer(self) -> str:
        """Its place in the book's file: `/rule/LV-CLU-001/at_most`."""
        steps = [self.unit.kind, *self.unit.key.split(".")]
        field = self.field
        if self.unless:
            steps += ["unless", self.unless]
            field = "met_when" if (self.unit.kind, field) == ("rule", "value") else field
        return "/" + "/".join([*steps, field])


def every_unit(book: Book) -> Iterator[Unit]:
    """Every rule and define of a book, those of its layers included."""
    for define in book.defines.values():
        yield Unit("define", define.address, define.noun)
    for rule in book.rules.values():
        yield Unit("rule", rule.code, "project" if rule.scope == "portfolio" else rule.scope)


def sites(book: Book, layer: str) -> Iterator[Site]:
    """Every formula that a layer of a book states, in book order.

    >>> from fundtrack.rulebooks import load_book
    >>> book = load_book("lv/cluster-2016")
    >>> [site.pointer for site in sites(book, book.key)][:2]
    ['/define/project/support/value', '/rule/LV-CLU-001/applies_when']
    """
    for unit in every_unit(book):
        yield from _of(unit, _part(book, unit), layer)


def _of(unit: Unit, part: Rule | Define, layer: str) -> Iterator[Site]:
    fields, scope = _FIELDS[unit.kind], unit.scope
    for field in fields if part.layer == layer else ():
        tree = getattr(part, field)
        if tree is not None:
            yield Site(unit, field, tree, "line" if field == "where" else scope)
    for one in part.exceptions:
        if one.layer == layer:
            yield Site(unit, "when", one.when, scope, one.name)
            if one.value is not None:
                yield Site(unit, "value", one.value, scope, one.name)


def with_tree(book: Book, site: Site, tree: Node, mark: str) -> Book:
    """The book with another formula at a site; `mark` sets its hash apart."""
    part = _part(book, site.unit)
    if not site.unless:
        return with_part(book, site.unit, part.replace(**{site.field: tree}), mark)
    exceptions = tuple(_changed(one, site, tree) for one in part.exceptions)
    return with_part(book, site.unit, part.replace(exceptions=exceptions), mark)


def _changed(one: Exceptional, site: Site, tree: Node) -> Exceptional:
    return one.replace(**{site.field: tree}) if one.name == site.unless else one


def with_part(book: Book, unit: Unit, part: Rule | Define, mark: str) -> Book:
    """The book with another rule or define in the place of one.

    The compiled form of a book is shared by its hash, so a changed book needs one of its own.
    """
    hash_ = f"{book.hash}+{mark}"
    if isinstance(part, Rule):
        return book.replace(rules=Entries({**book.rules, unit.key: part}), hash=hash_)
    return book.replace(defines=Entries({**book.defines, unit.key: part}), hash=hash_)


def _part(book: Book, unit: Unit) -> Rule | Define:
    return book.rules[unit.key] if unit.kind == "rule" else book.defines[unit.key]
