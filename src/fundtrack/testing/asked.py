"""What the formulas of a unit ask of a project: its facts, its comparisons, its rows."""

from collections.abc import Iterator
from typing import Final

from fundtrack.formulas import AGGREGATES, Kind, Node, Op, nodes
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import LINES, Book, Define
from fundtrack.values import Record

from .ground import Gap
from .sites import Unit

#: Kinds whose values have steps to go below and above a limit.
STEPPED: Final = frozenset(
    {Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS, Kind.DATE}
)


class Name(Record):
    """A fact or a parameter as a formula names it: the noun spoken of, the aggregate around."""

    node: Node
    scope: str
    row: str = ""


class Asked(Record):
    """Everything the formulas of a unit ask, what its defines ask included.

    `texts` are the codes and texts it compares with, `nouns` those whose rows it goes through.
    """

    unit: Unit
    names: tuple[Name, ...]
    gaps: tuple[Gap, ...]
    texts: tuple[str, ...]
    nouns: tuple[str, ...]


def asked(book: Book, unit: Unit) -> Asked:
    """Read the formulas of a unit.

    >>> from fundtrack.rulebooks import load_book
    >>> found = asked(load_book("eu/erdf-2014"), Unit("rule", "EU-ERDF14-005", "cost"))
    >>> [one.node.name for one in found.names][:2], found.texts
    (['cost.form', 'expenditure_first_day'], ('unit', 'lump'))
    """
    trees = trees_of(book, unit)
    names, seen = dict.fromkeys(_names(trees, unit.scope)), {unit.key}
    queue = [*names]
    for name in queue:
        for define in _behind(book, name):
            if define.address not in seen:
                seen.add(define.address)
                inner = Unit("define", define.address, define.noun)
                more = [*_names(trees_of(book, inner), define.noun)]
                queue += more
                names |= dict.fromkeys(more)
    all_nodes = [node for tree in trees for node in nodes(tree)]
    return Asked(
        unit,
        tuple(one for one in names if one.node.op is not Op.DEFINE),
        tuple(dict.fromkeys(_gaps(book, unit, trees))),
        tuple(dict.fromkeys(_texts(book, all_nodes))),
        tuple(dict.fromkeys(node.name for node in all_nodes if node.op in AGGREGATES)),
    )


def trees_of(book: Book, unit: Unit) -> list[Node]:
    """Every formula of a rule or a define, those of its exceptions included."""
    if unit.kind == "rule":
        rule = book.rules[unit.key]
        exceptions = rule.exceptions
        given = [rule.applies_when, rule.met_when, rule.measured]
        given += [rule.at_most, rule.at_least, rule.where]
    else:
        define = book.defines[unit.key]
        exceptions, given = define.exceptions, [define.value, define.when]
    given += [tree for one in exceptions for tree in (one.when, one.value)]
    return [tree for tree in given if tree is not None]


def _names(trees: list[Node], scope: str) -> Iterator[Name]:
    for tree in trees:
        for node, row in _inside(tree):
            if node.op in (Op.FACT, Op.DEFINE, Op.PARAMETER):
                yield Name(node, scope, row)


def _inside(node: Node, row: str = "") -> Iterator[tuple[Node, str]]:
    """Every node with the noun of the aggregate it stands in."""
    inner = node.name if node.op in AGGREGATES else row
    for arg in node.args:
        yield from _inside(arg, inner)
    yield node, row


def _behind(book: Book, name: Name) -> Iterator[Define]:
    """The defines that a name leads to; a line's may stand under any kind of line."""
    if name.node.op is not Op.DEFINE:
        return
    noun, *parts = name.node.name.split(".")
    while len(parts) > 1 and noun in book.schema.nouns:
        noun = book.schema.nouns[noun].links.get(parts.pop(0), "")
    for one in LINES if noun in LINES else (noun,):
        if f"{one}.{parts[0]}" in book.defines:
            yield book.defines[f"{one}.{parts[0]}"]


def _texts(book: Book, found: list[Node]) -> Iterator[str]:
    for node in found:
        if node.op is Op.TEXT:
            yield node.name
        elif node.op is Op.SET:
            yield from sorted(book.sets[node.name])
        elif node.op is Op.PARAMETER:
            for value in book.parameters[node.name].values:
                if isinstance(value.value, frozenset):
                    yield from sorted(value.value)
        elif node.op is Op.TABLE:
            yield from (key for row in book.tables[node.name].rows for key in row.keys)


def _gaps(book: Book, unit: Unit, trees: list[Node]) -> Iterator[Gap]:
    if unit.kind == "rule":
        rule = book.rules[unit.key]
        for limit in (rule.at_most, rule.at_least):
            if rule.measured is not None and limit is not None:
                yield Gap(rule.measured, limit)
    for tree in trees:
        for node, row in _inside(tree):
            if node.op in (Op.COMPARE, Op.MIN, Op.MAX) and _stepped(node.args[0]):
                for left, right in zip(node.args, node.args[1:], strict=False):
                    yield Gap(left, right, row)
            elif node.op is Op.ABS:
                (arg,) = node.args
                yield Gap(arg, Node(Op.NUMBER, name="0", type=arg.type), row)


def _stepped(node: Node) -> bool:
    return node.type is not None and node.type.kind in STEPPED


def is_row(noun: str) -> bool:
    """Whether a noun's rows stand in a project's file."""
    return noun == "line" or (noun in noun_fields() and bool(noun_fields()[noun].rows))
