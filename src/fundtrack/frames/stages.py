"""A book in two parts: what each project answers by itself, and what looks across projects.

Past one machine a project's rows are in one place and those of the other projects are not. What
a calculator counts over all projects, and whatever rests on it, is a book of its own: it reads
what the first part worked out as facts, of the few rows that it needs.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from fundtrack.checks import (
    LINES,
    STEPS,
    Gathering,
    Item,
    Items,
    View,
    across,
    call_loop,
    plan_items,
    view_of,
)
from fundtrack.formulas import Node, Op
from fundtrack.funding import Calculator
from fundtrack.rulebooks import AskedFact, Book, Define, Entries, Exceptional, Rule, Texts
from fundtrack.values import BookError, FrozenMap, Record

from .by_project import looks_across
from .shapes import TABLES

T = TypeVar("T", Define, Rule)
_OWN: Final = "own"


class Stages(Record):
    """The parts of a book, and what the second reads of the first.

    `late` is None where nothing looks across projects. `told` are the addresses of the defines
    and steps that become its facts, `amounts` the addresses that it works out, `lines` whether
    it reads rows of costs or budget lines.
    """

    early: Book
    late: Book | None = None
    told: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    lines: bool = False

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def stages_of(
    book: Book, basis: str, calculators: Sequence[Calculator], *, apart: bool = False
) -> Stages:
    """The parts of a book on a basis; with `apart` projects do not see each other.

    Raises:
        BookError: what looks across projects changes what lines or the project come to, or
            adds lines up itself, so that no project can be answered without all the others.

    >>> from fundtrack.funding import CALCULATORS
    >>> from fundtrack.rulebooks import load_book
    >>> stages_of(load_book("lv/cluster-2016"), "claimed", CALCULATORS).late is None
    True
    """
    if apart or not looks_across(book, calculators):
        return Stages(book)
    whole = across(book)
    view = view_of(whole, basis, tuple(calculators))
    items = plan_items(view)
    late = _late(items)
    if not late:
        return Stages(_named(whole, "early"))
    for item in late:
        _refuse(view, item)
    told: dict[str, None] = {}

    def tell(node: Node) -> Node:
        return _told(node, items, late, told)

    defines = {
        address: _with(define, tell, _DEFINED)
        for address, define in whole.defines.items()
        if Item(view.loop(define.noun), _item_name(view, define)) in late
    }
    rules = {
        code: _with(rule, tell, _RULED).replace(placeholders=())
        for code, rule in whole.rules.items()
        if Item(view.loop(rule.scope), code, rule=True) in late
    }
    for define in defines.values():
        for formula in view.calls[define.address].formulas if define.call else ():
            tell(formula)
    early = whole.replace(
        defines=Entries({at: one for at, one in whole.defines.items() if at not in defines}),
        rules=Entries({code: one for code, one in whole.rules.items() if code not in rules}),
    )
    second = _facts(whole, told).replace(
        defines=Entries(defines), rules=Entries(rules), groups=Entries({}),
        conversions=Entries({}),
    )  # fmt: skip
    lines = any(item.loop == view.line for item in late)
    return Stages(
        _named(early, "early"), _named(second, "late"), tuple(told), tuple(defines), lines
    )


def _named(book: Book, part: str) -> Book:
    """A part of a book under a hash of its own: programs are kept by it."""
    return book.replace(hash=f"{book.hash}:{part}")


def _item_name(view: View, define: Define) -> str:
    return define.address if view.loop(define.noun) == "project" else define.name


def _late(items: Items) -> frozenset[Item]:
    """What rests on a calculator that counts the rows of other projects."""
    starts = {
        Item(call_loop(call), call.define.name)
        for call in items.view.calls.values()
        if call.calculator.portfolio
    }
    known: dict[Item, bool] = dict.fromkeys(starts, True)

    def rests(item: Item) -> bool:
        if item not in known:
            known[item] = False  # running totals may come back to where they began
            known[item] = any(map(rests, _named_by(items, item)))
        return known[item]

    found = {item for item in items.order if rests(item)}
    return frozenset(found - starts)


def _named_by(items: Items, item: Item) -> Iterator[Item]:
    """The items that one needs, those inside what it adds up among them."""
    yield from items.needs.get(item, ())
    for gathering in items.gathers.get(item, ()):
        yield from _gathered(items, gathering)


def _gathered(items: Items, one: Gathering) -> Iterator[Item]:
    if one.loop in items.view.computed:
        yield Item(one.loop, "limited")
    for node in one.node.args:
        for need in items.needed(node):
            if isinstance(need, Item):
                yield items.here(need, one.loop)
            else:
                yield from _gathered(items, need)


def _refuse(view: View, item: Item) -> None:
    """Refuse what no project can be answered without.

    Raises:
        BookError: a step, a group or a computed line rests on the other projects.
    """
    step = item.name.rpartition(".")[2] in (*STEPS, _OWN) and not item.rule
    nouns = view.book.schema.nouns
    if step or item.loop not in nouns or item.loop in view.book.groups:
        raise BookError(
            f"{item.loop}.{item.name.rpartition('.')[2]} rests on other projects: what lines "
            "come to would need all of them at once",
            file=view.book.file,
        )


# ---- What the first part leaves to the second ------------------------------------------------


def _told(node: Node, items: Items, late: frozenset[Item], told: dict[str, None]) -> Node:
    """A formula of the second part: what the first works out is a fact.

    Raises:
        BookError: it adds up lines or rows of a group.
    """
    view = items.view
    if node.op is Op.RUNNING_TOTAL or (
        node.name in ("line", *LINES.values(), *view.book.groups) and node.op in _OVER
    ):
        raise _nameless(view, f"{node.op} of {node.name or 'lines'}", node.scope or "project")
    if node.op in (Op.FACT, Op.DEFINE):
        path = view.path(node)
        if not view.is_define(node, path) or items.target(path) in late:
            return node
        if path.noun not in TABLES or (path.noun == view.line and path.name in STEPS):
            raise _nameless(view, f"{path.noun}.{path.name}", path.noun)
        told[f"{path.noun}.{path.name}"] = None
        return node.replace(op=Op.FACT)
    return node.replace(args=tuple(_told(one, items, late, told) for one in node.args))


def _nameless(view: View, what: str, noun: str) -> BookError:
    noun = noun if noun in TABLES else "partner"
    return BookError(
        f"{what} beside what looks across projects; give it a name of its own, as "
        f"define.{noun}.sum",
        file=view.book.file,
    )


_OVER: Final = (Op.TOTAL, Op.COUNT, Op.ANY, Op.ALL, Op.SMALLEST, Op.LARGEST)
_DEFINED: Final = ("when", "value")
_RULED: Final = ("applies_when", "met_when", "measured", "at_most", "at_least", "where")


def _with(one: T, tell: Callable[[Node], Node], names: Sequence[str]) -> T:
    """A define or a rule with other formulas."""
    made = {name: getattr(one, name) for name in names}
    changed = {name: tell(node) for name, node in made.items() if node is not None}
    exceptions = tuple(_exception(held, tell) for held in one.exceptions)
    return one.replace(**changed, exceptions=exceptions)


def _exception(one: Exceptional, tell: Callable[[Node], Node]) -> Exceptional:
    made = {name: getattr(one, name) for name in _DEFINED}
    return one.replace(**{name: tell(node) for name, node in made.items() if node is not None})


def _facts(book: Book, told: Sequence[str] | dict[str, None]) -> Book:
    """A book that asks for what it used to work out."""
    nouns, facts = dict(book.schema.nouns), dict(book.facts)
    for address in told:
        noun, _, name = address.partition(".")
        said = nouns[noun]
        nouns[noun] = said.replace(defines=said.defines - {name})
        facts[noun, name] = AskedFact(noun, name, said.fields[name], Texts(), None)
    schema = book.schema.replace(nouns=FrozenMap(nouns))
    return book.replace(schema=schema, facts=Entries(facts))
