"""Names and kinds: the tree of a formula against the schema of its book.

A dot reaches exactly one thing; an aggregate reaches many (D-01). In scope *X* a formula may
start a path at X, at `project` and at `plan` (the plan in force); inside an aggregate also at
the rows it ranges over. Money times money is a type error, money over money is a rate; the
literals 0 and 1 take the kind of what stands beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from .errors import FormulaError
from .kinds import Kind, Schema, Type
from .printer import to_text
from .tree import AGGREGATES, Node, Op, nodes

_ORDERED = frozenset(
    {Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS, Kind.DATE}
)
_ADDED = _ORDERED - {Kind.DATE}
_TOTALLED = frozenset({Kind.MONEY, Kind.NUMBER, Kind.DAYS, Kind.MONTHS})
#: The kinds a bare 0 or 1 may take. 1 is no money: an amount without a source is a bug.
_LITERAL = {
    "0": _ADDED,
    "1": frozenset({Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS}),
}
_M, _P, _R, _N = Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER
_PRODUCTS = {
    (_M, _R): _M, (_R, _M): _M, (_M, _N): _M, (_N, _M): _M,
    (_P, _N): _M, (_N, _P): _M, (_P, _R): _P, (_R, _P): _P,
    (_R, _R): _R, (_N, _N): _N, (_N, _R): _N, (_R, _N): _N,
}  # fmt: skip
_QUOTIENTS = {
    (_M, _M): _R, (_M, _N): _M, (_M, _R): _M, (_P, _N): _P, (_P, _P): _R,
    (_R, _R): _R, (_R, _N): _R, (_N, _N): _N, (_N, _R): _N,
    (Kind.DAYS, Kind.DAYS): _R, (Kind.MONTHS, Kind.MONTHS): _R,
}  # fmt: skip


def check(
    node: Node,
    schema: Schema,
    *,
    scope: str,
    want: Kind | None = None,
    codes: frozenset[str] | None = None,
) -> Node:
    """The same tree with names looked up, and a type and a scope on every node.

    Args:
        node: From `parse`.
        schema: What the book and the nouns offer.
        scope: The noun the formula speaks of; `project` reaches every collection.
        want: The kind the result must have, if any.
        codes: The vocabulary the result must lie in, where `want` is a code.

    Raises:
        FormulaError: a name that is not there (the near ones are named), kinds that do not go
            together, an aggregate that would reach sideways; with the place in the text.

    """
    checker = _Checker(node, schema, scope)
    checked = checker.visit(node, None)
    if want is None:
        if checked.type is None:
            raise checker.refuse("a bare figure says nothing; name a fact or a parameter", node)
        return checked
    return checker.fit(checked, Type(want, codes))


def near(name: str, names: Iterable[str]) -> str:
    """A hint with the names that look like this one, or nothing."""
    close = get_close_matches(name, sorted(names), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}" if close else ""


class _Checker:
    """One formula on its way from names to meanings; `row` is the noun of the open aggregate."""

    def __init__(self, root: Node, schema: Schema, scope: str) -> None:
        self.schema = schema
        self.scope = scope
        self.root = root
        self.row: str | None = None
        if scope not in schema.nouns:
            raise FormulaError(f"no noun {scope}{near(scope, schema.nouns)}", to_text(root))

    def refuse(self, message: str, node: Node) -> FormulaError:
        return FormulaError(message, "", node.at)

    # -- names ---------------------------------------------------------------------------------

    def visible(self) -> list[str]:
        return list(dict.fromkeys(filter(None, (self.row, self.scope, "plan", "project"))))

    def fact(self, node: Node) -> Node:
        root, *parts = node.name.split(".")
        if root not in self.schema.nouns:
            raise self.refuse(f"no noun {root}{near(root, self.schema.nouns)}", node)
        if root not in self.visible():
            hint = f"; here stand {', '.join(self.visible())}"
            if root in self.schema.rows:
                hint += f"; reach rows of {root} with an aggregate, as in any({root}.…)"
            raise self.refuse(f"{root} cannot be reached from {self.scope}{hint}", node)
        noun = self.schema.nouns[root]
        while len(parts) > 1 and parts[0] in noun.links:
            noun = self.schema.nouns[noun.links[parts.pop(0)]]
        name = ".".join(parts)
        if name in noun.fields:
            op = Op.DEFINE if name in noun.defines else Op.FACT
            return replace(node, op=op, type=noun.fields[name], scope=root)
        if name in noun.links:
            return replace(node, op=Op.FACT, type=Type(Kind.TEXT), scope=root)
        names = [*noun.fields, *noun.links]
        raise self.refuse(f"{noun.name} has no {name}{near(name, names)}", node)

    def bare(self, node: Node) -> Node:
        name, schema = node.name, self.schema
        if name in schema.parameters:
            kind, dated = schema.parameters[name]
            if dated is not None and dated not in self.visible():
                message = (
                    f"{name} is dated by a fact of {dated}, which {self.scope} does not reach"
                )
                raise self.refuse(message, node)
            return replace(node, op=Op.PARAMETER, type=kind, scope="project")
        if name in schema.sets:
            return replace(node, op=Op.SET, type=schema.sets[name], scope="project")
        if name in schema.readings:
            return replace(node, op=Op.READING, type=schema.readings[name], scope="project")
        if name in schema.nouns:
            raise self.refuse(
                f"{name} is a noun; say which of its facts, as in {name}.id", node
            )
        if name in schema.tables:
            raise self.refuse(f"{name} is a table; give its keys in brackets", node)
        names = [*schema.parameters, *schema.sets, *schema.readings, *schema.tables]
        raise self.refuse(f"the book names no {name}{near(name, names)}", node)

    # -- kinds ---------------------------------------------------------------------------------

    def visit(self, node: Node, want: Type | None) -> Node:
        """Check a node; a literal stays without a type until something beside it gives one."""
        match node.op:
            case Op.NUMBER | Op.TEXT:
                return node if node.op is Op.NUMBER else replace(node, type=Type(Kind.TEXT))
            case Op.TUPLE:
                codes = frozenset(arg.name for arg in node.args)
                args = tuple(replace(arg, type=Type(Kind.TEXT)) for arg in node.args)
                return replace(node, args=args, type=Type(Kind.SET, codes), scope="project")
            case Op.FACT:
                return self.fact(node)
            case Op.PARAMETER:
                return self.bare(node)
            case Op.TABLE:
                return self.table(node)
            case Op.RUNNING_TOTAL:
                return self.running_total(node)
            case _ if node.op in AGGREGATES:
                return self.aggregate(node)
            case _:
                args = [self.visit(arg, None) for arg in node.args]
                typed, kind = self.RULES[node.op](self, node, args)
                return replace(node, args=tuple(typed), type=kind, scope=self.finest(typed))

    def finest(self, args: Sequence[Node]) -> str:
        scopes = [arg.scope for arg in args]
        return next((scope for scope in self.visible() if scope in scopes), "project")

    def fit(self, node: Node, want: Type) -> Node:
        """The node as `want`: literals take the kind, texts are looked up in the vocabulary."""
        if node.op is Op.NUMBER and node.type is None:
            if want.kind not in _LITERAL[node.name]:
                raise self.refuse(f"{node.name} is no {want.kind}; name a parameter", node)
            return replace(node, type=Type(want.kind), scope="project")
        found = node.type or Type(Kind.NUMBER)
        if node.op is Op.TEXT and want.kind in (Kind.CODE, Kind.TEXT):
            if want.codes is not None and node.name not in want.codes:
                known = ", ".join(sorted(want.codes)[:20])
                hint = near(node.name, want.codes) or f"; there are {known}"
                raise self.refuse(f"no code '{node.name}'{hint}", node)
            return replace(node, type=want, scope="project")
        if node.op is Op.IF and Kind.CODE in (want.kind, found.kind):
            args = (node.args[0], *(self.fit(arg, want) for arg in node.args[1:]))
            return replace(node, args=args, type=want)
        same = found.kind is want.kind or {found.kind, want.kind} == {Kind.CODE, Kind.TEXT}
        if not same:
            raise self.refuse(f"{to_text(node)} is a {found.kind}, not a {want.kind}", node)
        return node

    def unify(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        """Operands that must be of one kind, literals taking it from the others."""
        known = [arg.type for arg in args if arg.type and arg.op is not Op.TEXT]
        coded = next((kind for kind in known if kind.kind is Kind.CODE), None)
        first = (
            coded
            or next(iter(known), None)
            or next((arg.type for arg in args if arg.type), None)
        )
        if first is None:
            raise self.refuse("two bare figures say nothing; name a fact or a parameter", node)
        return [self.fit(arg, first) for arg in args], first

    def of(self, kinds: frozenset[Kind], kind: Type, node: Node, verb: str) -> None:
        if kind.kind not in kinds:
            raise self.refuse(f"a {kind.kind} cannot be {verb}", node)

    def bools(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        return [self.fit(arg, Type(Kind.BOOL)) for arg in args], Type(Kind.BOOL)

    def sum_(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        left, right = args
        if left.type == Type(Kind.DATE):
            days = Type(Kind.DAYS)
            if right.type == Type(Kind.DATE):
                raise self.refuse(
                    "for the days between two dates write days_between(a, b)", node
                )
            return [left, self.fit(right, days)], Type(Kind.DATE)
        typed, kind = self.unify(node, args)
        self.of(_ADDED, kind, node, "added")
        return typed, kind

    def product(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        table = _PRODUCTS if node.op is Op.MUL else _QUOTIENTS
        typed = [self.fit(a, Type(Kind.RATE)) if a.type is None else a for a in args]
        left, right = (arg.type.kind if arg.type else Kind.RATE for arg in typed)
        kind = table.get((left, right))
        if kind is None:
            verb = "times" if node.op is Op.MUL else "divided by"
            raise self.refuse(f"{left} {verb} {right} has no meaning", node)
        return typed, Type(kind)

    def negative(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        if args[0].type is None:
            raise self.refuse("name the parameter that holds this figure", node)
        self.of(
            _ADDED, args[0].type, node, "negated" if node.op is Op.NEG else "taken absolute"
        )
        return list(args), args[0].type

    def compare(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        typed, kind = self.unify(node, args)
        if set(node.name.split(" ")) - {"==", "!="}:
            self.of(_ORDERED, kind, node, "ordered")
        elif kind.kind is Kind.SET:
            raise self.refuse("sets are not compared; write `in`", node)
        return typed, Type(Kind.BOOL)

    def member(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        one, many = args
        if many.type is None or many.type.kind is not Kind.SET:
            raise self.refuse("after `in` stands a set, or a tuple of texts", node)
        if one.type is None or one.type.kind not in (Kind.CODE, Kind.TEXT):
            raise self.refuse("only a code or a text can be in a set", node)
        if many.op is Op.TUPLE and one.type.codes is not None:
            many = replace(many, args=tuple(self.fit(arg, one.type) for arg in many.args))
        return [one, many], Type(Kind.BOOL)

    def if_(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        branches, kind = self.unify(node, args[1:])
        return [self.fit(args[0], Type(Kind.BOOL)), *branches], kind

    def extreme(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        typed, kind = self.unify(node, args)
        self.of(_ORDERED, kind, node, "ordered")
        return typed, kind

    def known(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        if args[0].type is None:
            raise self.refuse("a figure is always known", node)
        return list(args), Type(Kind.BOOL)

    def dates(self, node: Node, args: Sequence[Node]) -> tuple[list[Node], Type]:
        day, months = Type(Kind.DATE), Type(Kind.MONTHS)
        if node.op is Op.MONTHS_AFTER:
            return [self.fit(args[0], day), self.fit(args[1], months)], day
        result = Type(Kind.DAYS) if node.op is Op.DAYS_BETWEEN else months
        return [self.fit(arg, day) for arg in args], result

    # -- tables and aggregates -----------------------------------------------------------------

    def table(self, node: Node) -> Node:
        table = self.schema.tables.get(node.name)
        if table is None:
            hint = near(node.name, self.schema.tables)
            raise self.refuse(f"the book has no table {node.name}{hint}", node)
        if len(node.args) != len(table.keys):
            raise self.refuse(f"{node.name} takes {len(table.keys)} keys", node)
        keys = [
            self.fit(self.visit(arg, None), key)
            for arg, key in zip(node.args, table.keys, strict=True)
        ]
        return replace(node, args=tuple(keys), type=table.gives, scope=self.finest(keys))

    def aggregate(self, node: Node) -> Node:
        if self.row is not None:
            raise self.refuse(
                "an aggregate inside an aggregate; make the inner one a define", node
            )
        self.row = self.row_of(node)
        try:
            value = self.visit(node.args[0], None)
            where = [self.fit(self.visit(arg, None), Type(Kind.BOOL)) for arg in node.args[1:]]
            kind = self.aggregated(node, value)
        finally:
            row, self.row = self.row, None
        return replace(node, args=(value, *where), name=row, type=kind, scope=self.scope)

    def aggregated(self, node: Node, value: Node) -> Type:
        if node.op in (Op.COUNT, Op.ANY, Op.ALL):
            self.fit(value, Type(Kind.BOOL))
            return Type(Kind.NUMBER if node.op is Op.COUNT else Kind.BOOL)
        if value.type is None:
            raise self.refuse(
                "name what is totalled; to count rows write count(condition)", node
            )
        allowed = _TOTALLED if node.op is Op.TOTAL else _ORDERED
        self.of(allowed, value.type, node, "totalled" if node.op is Op.TOTAL else "ordered")
        return value.type

    def row_of(self, node: Node) -> str:
        """The one noun whose rows an aggregate ranges over, told by the paths inside it."""
        outer = set(self.visible())
        roots = dict.fromkeys(
            one.name.split(".")[0] for one in nodes(node) if one.op is Op.FACT
        )
        rows = [root for root in roots if root in self.schema.rows and root not in outer]
        if len(rows) > 1:
            raise self.refuse(f"an aggregate over {' and '.join(rows)} at once", node)
        if not rows:
            unknown = [root for root in roots if root not in self.schema.nouns]
            for root in unknown:
                raise self.refuse(f"no noun {root}{near(root, self.schema.nouns)}", node)
            if self.scope in roots and self.scope in self.schema.rows:
                message = (
                    f"{node.op} cannot reach other rows of {self.scope} from one of them; "
                )
                raise self.refuse(message + "define it at a wider scope and look it up", node)
            raise self.refuse(
                f"{node.op} names no rows; write {node.op}(noun.fact, where=…)", node
            )
        if not self.belongs(rows[0]):
            raise self.refuse(f"no row of {rows[0]} belongs to a {self.scope}", node)
        return rows[0]

    def belongs(self, row: str) -> bool:
        if self.scope in ("project", "plan"):
            return True
        return self.scope in self.schema.nouns[row].links.values()

    def running_total(self, node: Node) -> Node:
        args = [self.visit(arg, None) for arg in node.args]
        if args[0].type is None or args[0].type.kind not in _TOTALLED:
            raise self.refuse("a running total adds up amounts", node)
        if node.name not in self.schema.nouns:
            raise self.refuse(
                f"no noun or group {node.name}{near(node.name, self.schema.nouns)}", node
            )
        return replace(node, args=tuple(args), type=args[0].type, scope=self.scope)

    RULES = {
        Op.ADD: sum_, Op.SUB: sum_, Op.MUL: product, Op.DIV: product,
        Op.NEG: negative, Op.ABS: negative, Op.COMPARE: compare,
        Op.AND: bools, Op.OR: bools, Op.NOT: bools, Op.IN: member, Op.NOT_IN: member,
        Op.IF: if_, Op.MIN: extreme, Op.MAX: extreme, Op.KNOWN: known,
        Op.MONTHS_AFTER: dates, Op.DAYS_BETWEEN: dates, Op.MONTHS_BETWEEN: dates,
    }  # fmt: skip
