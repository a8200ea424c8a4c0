"""Names and kinds: the tree of a formula against the schema of its book.

Names are looked up in `names`, kinds put together in `operators`. Here stands what reaches many
rows: an aggregate ranges over the rows that belong to the subject, and nothing aggregates
sideways (D-01).
"""

from .errors import FormulaError
from .kinds import Kind, Schema, Type
from .names import Names, near
from .operators import ORDERED, TOTALLED, demand, fit, typed
from .printer import to_text
from .tree import AGGREGATES, Node, Op, nodes


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

    >>> from fundtrack.formulas import Noun, parse
    >>> noun = Noun("cost", {"net": Type(Kind.MONEY), "vat": Type(Kind.MONEY)})
    >>> schema = Schema({"cost": noun}, rows=frozenset({"cost"}))
    >>> check(parse("cost.vat / cost.net"), schema, scope="cost").type
    Type(kind=<Kind.RATE: 'rate'>, codes=None)
    >>> check(parse("cost.nett"), schema, scope="cost")
    Traceback (most recent call last):
    FormulaError: cost has no nett; did you mean net
    """
    if scope not in schema.nouns:
        raise FormulaError(f"no noun {scope}{near(scope, schema.nouns)}", to_text(node))
    checked = _Checker(node, schema, scope).visit(node)
    if want is not None:
        return fit(checked, Type(want, codes))
    if checked.type is None:
        raise FormulaError.of("a bare figure says nothing; name a fact or a parameter", node)
    return checked


class _Checker:
    """One formula on its way from names to meanings."""

    def __init__(self, root: Node, schema: Schema, scope: str) -> None:
        self.schema = schema
        self.scope = scope
        self.names = Names(root, schema, scope)

    def visit(self, node: Node) -> Node:
        """Check a node; a literal figure stays without a type until it stands beside one."""
        match node.op:
            case Op.NUMBER:
                return node.replace(type=None)
            case Op.TEXT:
                return node.replace(type=Type(Kind.TEXT), scope="project")
            case Op.TUPLE:
                args = tuple(self.visit(arg) for arg in node.args)
                codes = frozenset(arg.name for arg in args)
                return node.replace(args=args, type=Type(Kind.SET, codes), scope="project")
            case Op.FACT | Op.DEFINE:
                return self.names.fact(node)
            case Op.PARAMETER | Op.SET | Op.READING:
                return self.names.bare(node)
            case Op.TABLE:
                return self.table(node)
            case Op.RUNNING_TOTAL:
                return self.running_total(node)
            case _ if node.op in AGGREGATES:
                return self.aggregate(node)
        operands, kind = typed(node, [self.visit(arg) for arg in node.args])
        scope = self.names.finest(operands)
        return node.replace(args=tuple(operands), type=kind, scope=scope)

    def table(self, node: Node) -> Node:
        """A row of a table, its keys fitted to the table's."""
        table = self.schema.tables.get(node.name)
        if table is None:
            message = f"the book has no table {node.name}"
            raise self.names.unknown(message, node.name, self.schema.tables, node)
        if len(node.args) != len(table.keys):
            raise FormulaError.of(f"{node.name} takes {len(table.keys)} keys", node)
        keys = tuple(map(fit, map(self.visit, node.args), table.keys))
        return node.replace(args=keys, type=table.gives, scope=self.names.finest(keys))

    def aggregate(self, node: Node) -> Node:
        """One value out of the rows of a noun; `where` and value may use the row."""
        names = self.names
        if names.row is not None:
            message = "an aggregate inside an aggregate; make the inner one a define"
            raise FormulaError.of(message, node)
        names.row = row = self.row_of(node)
        value = self.visit(node.args[0])
        where = [fit(self.visit(arg), Type(Kind.BOOL)) for arg in node.args[1:]]
        names.row = None
        kind = _aggregated(node, value)
        return node.replace(args=(value, *where), name=row, type=kind, scope=self.scope)

    def row_of(self, node: Node) -> str:
        """The one noun whose rows an aggregate ranges over, told by the paths inside it."""
        paths = [one for one in nodes(node) if one.op in (Op.FACT, Op.DEFINE)]
        roots = dict.fromkeys(path.name.split(".")[0] for path in paths)
        outer = self.names.visible()
        rows = [root for root in roots if root in self.schema.rows and root not in outer]
        match rows:
            case [row] if self.belongs(row):
                return row
            case [row]:
                raise FormulaError.of(f"no row of {row} belongs to a {self.scope}", node)
            case [_, *_]:
                raise FormulaError.of(f"an aggregate over {' and '.join(rows)} at once", node)
        for path in paths:
            self.names.fact(path)  # a noun that is not there is the better news
        if self.scope in roots and self.scope in self.schema.rows:
            message = f"{node.op} cannot reach other rows of {self.scope} from one of them"
            remedy = "define it at a wider scope and look it up"
            raise FormulaError.of(f"{message}; {remedy}", node)
        message = f"{node.op} names no rows; write {node.op}(noun.fact, where=…)"
        raise FormulaError.of(message, node)

    def belongs(self, row: str) -> bool:
        """Whether rows of a noun belong to the subject."""
        links = self.schema.nouns[row].links.values()
        return self.scope in ("project", "plan") or self.scope in links

    def running_total(self, node: Node) -> Node:
        """The sum up to a row, within its group, in an order."""
        args = tuple(self.visit(arg) for arg in node.args)
        kind = args[0].type
        if kind is None:
            raise FormulaError.of("a running total adds up amounts", node)
        demand(TOTALLED, kind, node, "totalled")
        if node.name not in self.schema.nouns:
            message = f"no noun or group {node.name}"
            raise self.names.unknown(message, node.name, self.schema.nouns, node)
        if self.names.row is not None:
            raise FormulaError.of("a running total inside an aggregate; make it a define", node)
        own = self.schema.nouns.get(self.scope)
        if node.name != "project" and (own is None or node.name not in own.links.values()):
            raise FormulaError.of(f"no row of {self.scope} belongs to a {node.name}", node)
        return node.replace(args=args, type=kind, scope=self.scope)


def _aggregated(node: Node, value: Node) -> Type:
    """The type of an aggregate over rows that each have this value."""
    if node.op in (Op.COUNT, Op.ANY, Op.ALL):
        fit(value, Type(Kind.BOOL))
        return Type(Kind.NUMBER if node.op is Op.COUNT else Kind.BOOL)
    if value.type is None:
        message = "name what is totalled; to count rows write count(condition)"
        raise FormulaError.of(message, node)
    if node.op is Op.TOTAL:
        demand(TOTALLED, value.type, node, "totalled")
    else:
        demand(ORDERED, value.type, node, "ordered")
    return value.type
