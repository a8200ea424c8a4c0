"""Draws of formulas: any tree the grammar can say, and typed ones over the small world."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product
from keyword import iskeyword
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from fundtrack.formulas import AGGREGATES, MAX_LENGTH, Exact, Kind, Node, Op, Type, to_text
from tests.formulas.fake import FORMS, NOUNS, SCHEMA, SIZES, Fake, Row

T = TypeVar("T")

# -- any tree ----------------------------------------------------------------------------------

letters = "".join(map(chr, range(32, 127))).replace("'", "").replace("\\", "")
words = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,9}\Z").filter(
    lambda word: not iskeyword(word)
)
paths = st.lists(words, min_size=2, max_size=4).map(".".join)
texts = st.text(letters, max_size=8).map(lambda text: Node(Op.TEXT, name=text))
facts = paths.map(lambda path: Node(Op.FACT, name=path))
signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
leaves = st.one_of(
    facts,
    words.map(lambda word: Node(Op.PARAMETER, name=word)),
    texts,
    st.sampled_from("01").map(lambda figure: Node(Op.NUMBER, name=figure)),
    st.lists(texts, min_size=1, max_size=3).map(lambda some: Node(Op.TUPLE, tuple(some))),
)
_TWO = [Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.IN, Op.NOT_IN,
        Op.MONTHS_AFTER, Op.DAYS_BETWEEN, Op.MONTHS_BETWEEN]  # fmt: skip


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Every node of the grammar over smaller ones."""

    def some(least: int, most: int) -> st.SearchStrategy[tuple[Node, ...]]:
        return st.lists(inner, min_size=least, max_size=most).map(tuple)

    def node(ops: list[Op], args: st.SearchStrategy[tuple[Node, ...]]):
        return st.builds(Node, st.sampled_from(ops), args)

    return st.one_of(
        node(_TWO, some(2, 2)),
        node([Op.NEG, Op.NOT, Op.ABS, Op.KNOWN, Op.YEAR_END], some(1, 1)),
        node([Op.AND, Op.OR], some(2, 4)),
        node([Op.IF], some(3, 3)),
        node([Op.MIN, Op.MAX], some(2, 9)),
        node(sorted(AGGREGATES), some(1, 2)),
        st.lists(signs, min_size=1, max_size=3).flatmap(
            lambda said: st.builds(
                Node, st.just(Op.COMPARE), some(len(said) + 1, len(said) + 1),
                st.just(" ".join(said)),
            )
        ),
        # A single set as a key cannot be told from its texts as keys; no table takes one.
        st.builds(Node, st.just(Op.TABLE), some(1, 3), words).filter(
            lambda table: table.args[0].op is not Op.TUPLE or len(table.args) > 1
        ),
        st.builds(
            lambda value, order, group: Node(Op.RUNNING_TOTAL, (value, *order), group),
            inner, st.lists(facts, min_size=1, max_size=3), words,
        ),
    )  # fmt: skip


def depth(node: Node) -> int:
    return 1 + max(map(depth, node.args), default=0)


trees = st.recursive(leaves, _grown, max_leaves=14).filter(
    lambda tree: len(to_text(tree)) <= MAX_LENGTH and depth(tree) <= 40
)

# -- typed trees -------------------------------------------------------------------------------

ORDERED = [Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS, Kind.DATE]
#: Kinds a value of which can be drawn.
KINDS = [*ORDERED, Kind.BOOL, Kind.CODE, Kind.TEXT]
_ADDED = frozenset(ORDERED[:-1])
_ONES = frozenset({Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS})
_TOTALLED = frozenset({Kind.MONEY, Kind.NUMBER, Kind.DAYS, Kind.MONTHS})
_WORDS = frozenset({Kind.CODE, Kind.TEXT})
M, P, R, N = Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER
PRODUCTS = {M: [(M, R), (R, M), (M, N), (N, M), (P, N), (N, P)], P: [(P, R), (R, P)],
            R: [(R, R)], N: [(N, N), (N, R), (R, N)]}  # fmt: skip
QUOTIENTS = {M: [(M, N), (M, R)], P: [(P, N)], N: [(N, N), (N, R)],
             R: [(M, M), (P, P), (R, R), (R, N), (Kind.DAYS, Kind.DAYS),
                 (Kind.MONTHS, Kind.MONTHS)]}  # fmt: skip
#: The rows an aggregate in a scope may range over.
SCOPES = ("project", "partner", "cost")
ROWS = {"project": ("cost", "partner"), "partner": ("cost",), "cost": ()}


@cache
def names(kind: Kind, scope: str, row: str) -> list[Node]:
    """Every name of a kind in a formula of this scope, inside an aggregate of `row` or not."""
    found = []
    for root in dict.fromkeys(filter(None, (row, scope, "plan", "project"))):
        noun = NOUNS[root]
        found += [f"{root}.{name}" for name, has in noun.fields.items() if has.kind is kind]
        for link, target in noun.links.items():
            fields = NOUNS[target].fields.items()
            found += [f"{root}.{link}.{name}" for name, has in fields if has.kind is kind]
    nodes = [Node(Op.FACT, name=name) for name in found]
    for name, (has, dated) in SCHEMA.parameters.items():
        if has.kind is kind and dated in (None, "project", scope, row):
            nodes.append(Node(Op.PARAMETER, name=name))
    for name, has in {**SCHEMA.sets, **SCHEMA.readings}.items():
        nodes += [Node(Op.PARAMETER, name=name)] * (has.kind is kind)
    return nodes


def mentions(node: Node, row: str) -> bool:
    """Whether a formula names a fact of a row."""
    return node.name.startswith(f"{row}.") or any(mentions(arg, row) for arg in node.args)


def text(word: str) -> Node:
    return Node(Op.TEXT, name=word)


@dataclass
class Typed:
    """Draws formulas of each kind, for a scope and inside an aggregate over `row` (or "").

    `monotone` draws only the operations through which bounds pass.
    """

    random: Random
    scope: str
    row: str = ""
    monotone: bool = False

    def of(self, kind: Kind, depth: int) -> Node:
        """A formula of a kind, at most so deep."""
        named = bool(names(kind, self.scope, self.row)) or kind is Kind.SET
        if named and (depth <= 1 or self.random.random() < 0.2):
            return self.name(kind)
        return self.one_of(self.ways(kind, max(depth - 1, 1)))()

    def one_of(self, some: Sequence[T]) -> T:
        return self.random.choice(some)

    def toss(self) -> bool:
        return self.random.random() < 0.5

    def name(self, kind: Kind) -> Node:
        some = list(names(kind, self.scope, self.row))
        if kind is Kind.SET:
            some.append(Node(Op.TUPLE, (text("flat"), text("unit"))))
        return self.one_of(some)

    def other(self, kind: Kind, depth: int) -> Node:
        """Something to stand beside a value of a kind: another, or a bare figure."""
        figures = "0" * (kind in _ADDED) + "1" * (kind in _ONES)
        if figures and self.random.random() < 0.3:
            return Node(Op.NUMBER, name=self.one_of(figures))
        return self.of(kind, depth)

    def two(self, kind: Kind, depth: int) -> tuple[Node, Node]:
        """Two of a kind in either order, one of them perhaps a bare figure."""
        both = (self.of(kind, depth), self.other(kind, depth))
        return both if self.toss() else both[::-1]

    def ways(self, kind: Kind, depth: int) -> list[Callable[[], Node]]:
        """The operations that give a kind."""
        made: list[Callable[[], Node]] = []
        made.append(lambda: Node(Op.IF, (self.of(Kind.BOOL, depth), *self.two(kind, depth))))
        if kind in ORDERED:
            made += [
                lambda: Node(self.one_of([Op.MIN, Op.MAX]), self.two(kind, depth)),
                lambda: Node(
                    self.one_of([Op.MIN, Op.MAX]),
                    (*self.two(kind, depth), self.of(kind, depth)),
                ),
            ]
        if kind in _ADDED:
            made += [
                lambda op=op: Node(op, self.two(kind, depth)) for op in (Op.ADD, Op.SUB)
            ] * 2
        for op, table in ((Op.MUL, PRODUCTS), (Op.DIV, QUOTIENTS)):
            made += [
                lambda op=op, pair=pair: Node(op, tuple(self.of(one, depth) for one in pair))
                for pair in table.get(kind, ())
            ]
        if not self.row:
            made += [
                lambda row=row: self.aggregate(kind, row, depth) for row in self.reach(kind)
            ] * 3
        plain = self.monotone and kind is not Kind.BOOL
        return made if plain else made + self.others(kind, depth)

    def others(self, kind: Kind, depth: int) -> list[Callable[[], Node]]:
        """The operations through which no bounds pass: signs, tables, days, conditions."""
        made: list[Callable[[], Node]] = []
        if kind in _ADDED:
            made += [lambda op=op: Node(op, (self.of(kind, depth),)) for op in (Op.NEG, Op.ABS)]
        match kind:
            case Kind.RATE:
                made.append(lambda: Node(Op.TABLE, (self.size(),), "base_rate"))
            case Kind.MONEY:
                form = text(self.one_of(sorted(FORMS)))
                made.append(lambda: Node(Op.TABLE, (self.size(), form), "size_cap"))
            case Kind.DATE:
                made += [
                    lambda op=op: Node(
                        op, (self.of(Kind.DATE, depth), self.other(Kind.DAYS, depth))
                    )
                    for op in (Op.ADD, Op.SUB)
                ]
                made.append(
                    lambda: Node(
                        Op.MONTHS_AFTER,
                        (self.of(Kind.DATE, depth), self.other(Kind.MONTHS, depth)),
                    )
                )
                made.append(lambda: Node(Op.YEAR_END, (self.of(Kind.DATE, depth),)))
            case Kind.DAYS | Kind.MONTHS:
                op = Op.DAYS_BETWEEN if kind is Kind.DAYS else Op.MONTHS_BETWEEN
                made.append(
                    lambda: Node(op, (self.of(Kind.DATE, depth), self.of(Kind.DATE, depth)))
                )
            case Kind.BOOL:
                made += [lambda: self.compare(depth)] * 3 + [
                    lambda: Node(Op.NOT, (self.of(Kind.BOOL, depth),)),
                    lambda: self.joined(depth),
                    lambda: self.member(),
                    lambda: Node(Op.KNOWN, (self.of(self.one_of(KINDS), depth),)),
                ]
        return made

    def size(self) -> Node:
        """A key of a table: the size of a partner or of an activity, or a literal one."""
        codes = names(Kind.CODE, self.scope, self.row)
        sizes = [one for one in codes if one.name.endswith(".size")]
        return self.one_of([*sizes, *map(text, sorted(SIZES))])

    def compare(self, depth: int) -> Node:
        kind = self.one_of(KINDS)
        sign = self.one_of(
            ["==", "!=", "<", "<=", ">", ">="] if kind in ORDERED else ["==", "!="]
        )
        both = self.two(kind, depth)
        if kind in _WORDS and self.toss():
            both = (self.name(Kind.TEXT), text("LV"))
        if kind in ORDERED and self.toss():
            return Node(Op.COMPARE, (*both, self.of(kind, depth)), f"{sign} <=")
        return Node(Op.COMPARE, both, sign)

    def joined(self, depth: int) -> Node:
        some = [self.of(Kind.BOOL, depth) for _ in range(self.random.randint(2, 3))]
        return Node(self.one_of([Op.AND, Op.OR]), tuple(some))

    def member(self) -> Node:
        closed = (".size", ".stage", "window_start")  # vocabularies that the tuple is not of
        words = [one for kind in sorted(_WORDS) for one in names(kind, self.scope, self.row)]
        one = self.one_of([one for one in words if not one.name.endswith(closed)])
        return Node(self.one_of([Op.IN, Op.NOT_IN]), (one, self.of(Kind.SET, 2)))

    def reach(self, kind: Kind) -> tuple[str, ...]:
        """The nouns an aggregate of a kind may range over here."""
        return ROWS[self.scope] if self.gathering(kind) else ()

    def gathering(self, kind: Kind) -> list[Op]:
        made = [Op.TOTAL] * 2 * (kind in _TOTALLED)
        if kind in ORDERED and not self.monotone:
            made += [Op.SMALLEST, Op.LARGEST]
        if kind is Kind.NUMBER:
            made += [Op.COUNT] * 2
        return made + [Op.ANY, Op.ALL] * (kind is Kind.BOOL)

    def aggregate(self, kind: Kind, row: str, depth: int) -> Node:
        inner = Typed(self.random, self.scope, row, self.monotone)
        op = self.one_of(self.gathering(kind))
        value = inner.of(Kind.BOOL if op is Op.COUNT else kind, depth)
        where = [inner.of(Kind.BOOL, depth)] if self.toss() else []
        node = Node(op, (value, *where))
        if mentions(node, row):
            return node
        here = Node(Op.COMPARE, (Node(Op.FACT, name=f"{row}.id"), text("nobody")), "!=")
        return Node(op, (value, here))


def formula(
    random: Random, scope: str, kinds: Sequence[Kind], depth: int, monotone: bool = False
) -> Node:
    """A formula of any of these kinds that may stand in a book."""
    while True:
        typed = Typed(random, scope, monotone=monotone)
        node = typed.of(typed.one_of(kinds), depth)
        if len(to_text(node)) <= MAX_LENGTH:
            return node


# -- worlds ------------------------------------------------------------------------------------

EDGES = [date(2016, 2, 29), date(2015, 1, 31), date(1, 1, 1), date(9999, 12, 31)]


def value(random: Random, type_: Type) -> Exact:
    """A value of a kind, often a plain one, sometimes at an edge."""
    match type_.kind:
        case Kind.MONEY:
            return Fraction(random.choice([0, random.randint(-(10**6), 10**6)]), 100)
        case Kind.PRICE:
            return Fraction(random.randint(-(10**6), 10**6), 10**4)
        case Kind.RATE:
            return Fraction(random.choice([0, 17, 20, random.randint(-40, 40)]), 20)
        case Kind.NUMBER:
            return Fraction(random.randint(-5, 50), random.choice([1, 1, 3]))
        case Kind.DAYS:
            return Fraction(random.randint(-400, 400))
        case Kind.MONTHS:
            return Fraction(random.randint(-30, 30))
        case Kind.DATE:
            near = date.fromordinal(735_234 + random.randint(0, 800))
            return random.choice([near, near, near, random.choice(EDGES)])
        case Kind.BOOL:
            return random.random() < 0.5
        case Kind.SET:
            return type_.codes or frozenset()
        case Kind.CODE:
            return random.choice(sorted(type_.codes or {"LV", "EE", "flat"}))
    return random.choice(["LV", "a", "flat"])


@dataclass
class Worlds:
    """Makes worlds with a few rows; `missing` is the share of what nobody states."""

    random: Random
    missing: float

    def maybe(self, type_: Type) -> Exact | None:
        return None if self.lost() else value(self.random, type_)

    def lost(self) -> bool:
        return self.random.random() < self.missing

    def row(self, noun: str) -> Row:
        fields = NOUNS[noun].fields
        row = Row(noun, {name: self.maybe(type_) for name, type_ in fields.items()})
        for name, type_ in fields.items():
            if (
                type_.kind is Kind.MONEY
                and row.facts[name] is None
                and self.random.random() < 0.8
            ):
                low, high = sorted(value(self.random, type_) for _ in range(2))
                row.spans[name] = (low, high)
        return row

    def rows(self, noun: str, most: int) -> list[Row] | None:
        if self.lost() and self.lost():
            return None
        least = 0 if self.missing or noun == "cost" else 1  # a cost needs something to link to
        return [self.row(noun) for _ in range(self.random.randint(least, most))]

    def linked(self, row: Row, link: str, targets: list[Row] | None) -> None:
        row.links[link] = None if self.lost() or not targets else self.random.choice(targets)

    def world(self) -> Fake:
        partners, costs, activities = (
            self.rows("partner", 2), self.rows("cost", 4), self.rows("activity", 2)
        )  # fmt: skip
        world = Fake(
            self.row("project"),
            None if self.lost() else self.row("plan"),
            {"partner": partners, "cost": costs, "activity": activities},
        )
        for index, partner in enumerate(partners or []):
            partner.facts["id"] = f"P{index}"
            partner.links["project"] = world.project
        for index, cost in enumerate(costs or []):
            cost.facts["id"] = f"C{index}"
            self.linked(cost, "partner", partners)
            self.linked(cost, "activity", activities)
        world.bare = {name: self.maybe(type_) for name, (type_, _) in SCHEMA.parameters.items()}
        world.bare |= {name: type_.codes for name, type_ in SCHEMA.sets.items()}
        world.bare |= {name: self.maybe(type_) for name, type_ in SCHEMA.readings.items()}
        world.tables = {
            name: {
                keys: value(self.random, table.gives)
                for keys in product(*(sorted(key.codes or ()) for key in table.keys))
                if not self.lost()
            }
            for name, table in SCHEMA.tables.items()
        }
        return world


#: One seed makes a formula and a world; more of either than hypothesis would dare to draw.
seeds = st.integers(0, 2**32)
depths = st.integers(1, 5)
