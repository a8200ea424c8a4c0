"""The mutants of a book: the book with one wrong in a formula, a limit or a set.

A mutated book is a whole book under a hash of its own; a check takes it like any other.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Kind, Node, Op, Type, nodes, to_text
from fundtrack.rulebooks import Book, DatedValue, Entries, Parameter, Rule, Value, Verification
from fundtrack.values import Citation, Money, Price, Rate, Record

from .changes import changes
from .sites import Site, Unit, sites, with_part, with_tree

#: The parameter that a moved limit is moved by; no book can name one so.
UNIT: Final = "one unit"
_COUNTED: Final = {Kind.NUMBER: Kind.NUMBER, Kind.DAYS: Kind.DAYS, Kind.MONTHS: Kind.MONTHS}
_WORDS: Final = {"at_most": "<=", "at_least": ">="}


class Mutant(Record):
    """A book with one wrong in it: where, what stood there, what stands there now.

    `pointer` is the place in the book's file, `units` are the rules and defines it may show in.
    `was` and `now` are the formulas where one was changed, `member` the set and what was left
    out of it where that is the wrong. `currency` is set where the wrong is an amount: in a
    project of another currency it would say nothing.
    """

    pointer: str
    before: str
    after: str
    book: Book
    units: tuple[Unit, ...]
    was: Node | None = None
    now: Node | None = None
    member: tuple[str, str] = ("", "")
    currency: str = ""

    def __str__(self) -> str:
        return f"{self.pointer}: {self.before}  ->  {self.after}"


def mutants(book: Book, *, layer: str = "", currency: str = "EUR") -> Iterator[Mutant]:
    """All mutants of a book: of its formulas in order, each with its limit, then of its sets.

    Args:
        book: From `load_book`.
        layer: Whose formulas, as `eu/erdf-2014@1`; the book's own where nobody says.
        currency: In which one cent is the unit a limit is moved by.

    >>> from fundtrack.rulebooks import load_book
    >>> found = [str(one) for one in mutants(load_book("lv/cluster-2016"))]
    >>> found[0]
    '/rule/LV-CLU-001/at_most: plan.support <= project.eligible * support_rate  ->  \
plan.support <= project.eligible * support_rate - one unit'
    """
    layer = layer or book.key
    found = [*sites(book, layer)]
    for site in found:
        for one in changes(site.tree, book.schema, site.scope):
            before, after = to_text(one.before), to_text(one.after)
            made = with_tree(book, site, one.tree, f"{site.pointer} {to_text(one.tree)}")
            yield Mutant(site.pointer, before, after, made, (site.unit,), site.tree, one.tree)
        if site.field in _WORDS and not site.unless:
            yield from _moved(book, site, currency)
    yield from _shortened(book, found)


# -- limits ------------------------------------------------------------------------------------


def _moved(book: Book, site: Site, currency: str) -> Iterator[Mutant]:
    """A limit one unit lower or higher, turned round, or forgotten beside another."""
    rule, sign = book.rules[site.unit.key], _WORDS[site.field]
    if rule.measured is None:
        return
    before = _compared(rule.measured, sign, site.tree)
    kind = site.tree.type.kind if site.tree.type else Kind.NUMBER
    holder, unit = _unit(book, kind, currency)
    priced = currency if kind in (Kind.MONEY, Kind.PRICE) else ""
    for op, shift in ((Op.SUB, "-"), (Op.ADD, "+")):
        tree = site.tree.replace(op=op, args=(site.tree, unit), name="")
        made = with_tree(holder, site, tree, f"{site.pointer} {shift}")
        after = _compared(rule.measured, sign, tree)
        yield Mutant(site.pointer, before, after, made, (site.unit,), currency=priced)
    for changed, after in _other_limits(rule, site):
        made = with_part(book, site.unit, changed, f"{site.pointer} {after}")
        yield Mutant(site.pointer, before, after, made, (site.unit,))


def _compared(measured: Node, sign: str, limit: Node) -> str:
    """What a limit asks, as the comparison it is."""
    return to_text(Node(Op.COMPARE, (measured, limit), sign))


def _other_limits(rule: Rule, site: Site) -> Iterator[tuple[Rule, str]]:
    """The rule with a limit on the other side, or without one of its two."""
    other = "at_least" if site.field == "at_most" else "at_most"
    if getattr(rule, other) is not None:
        yield rule.replace(**{site.field: None}), f"no {site.field}"
    elif rule.effect == "report" and rule.measured is not None:  # a limit cuts what is above
        turned = rule.replace(**{site.field: None, other: site.tree})
        yield turned, _compared(rule.measured, _WORDS[other], site.tree)


def _unit(book: Book, kind: Kind, currency: str) -> tuple[Book, Node]:
    """The smallest step of a kind as a node, in a book that knows it."""
    if kind in _COUNTED or kind is Kind.DATE:
        counted = _COUNTED.get(kind, Kind.DAYS)
        return book, Node(Op.NUMBER, name="1", type=Type(counted), scope="project")
    steps: dict[Kind, Value] = {
        Kind.MONEY: Money.of_minor(1, currency),
        Kind.PRICE: Price(f"0.000001 {currency}"),
        Kind.RATE: Rate(Fraction(1, 10_000)),
    }
    value = DatedValue(steps[kind], None, None, Citation("one#unit"), Verification.VERIFIED)
    parameter = Parameter(UNIT, Type(kind), (value,))
    named = Entries({**book.parameters, UNIT: parameter})
    return book.replace(parameters=named), Node(
        Op.PARAMETER, name=UNIT, type=Type(kind), scope="project"
    )


# -- sets --------------------------------------------------------------------------------------


def _shortened(book: Book, found: list[Site]) -> Iterator[Mutant]:
    """A set that the formulas name, with one member left out; of a dated one each value."""
    users: dict[tuple[Op, str], dict[Unit, None]] = {}
    for site in found:
        for node in nodes(site.tree):
            if node.op in (Op.SET, Op.PARAMETER):
                users.setdefault((node.op, node.name), {})[site.unit] = None
    for op, name in sorted(users):
        units = tuple(users[op, name])
        if op is Op.SET:
            yield from _of_set(book, name, units)
        else:
            yield from _of_parameter(book, name, units)


def _of_set(book: Book, name: str, units: tuple[Unit, ...]) -> Iterator[Mutant]:
    stands = {"activities": "/activity/{}", "categories": "/category/{}"}
    for member in sorted(book.sets[name]):
        rest = Entries({**book.sets, name: book.sets[name] - {member}})
        made = book.replace(sets=rest, hash=f"{book.hash}+{name}-{member}")
        place = stands.get(name, f"/set/{name}/members").format(member)
        before = f"'{member}' in {name}"
        yield Mutant(place, before, "left out", made, units, member=(name, member))


def _of_parameter(book: Book, name: str, units: tuple[Unit, ...]) -> Iterator[Mutant]:
    parameter = book.parameters[name]
    for index, dated in enumerate(parameter.values):
        members = dated.value if isinstance(dated.value, frozenset) else frozenset[str]()
        for member in sorted(members):
            values = list(parameter.values)
            values[index] = dated.replace(value=members - {member})
            changed = parameter.replace(values=tuple(values))
            made = book.replace(
                parameters=Entries({**book.parameters, name: changed}),
                hash=f"{book.hash}+{name}/{index}-{member}",
            )
            place, before = f"/parameter/{name}/values/{index}", f"'{member}' in {name}"
            yield Mutant(place, before, "left out", made, units)
