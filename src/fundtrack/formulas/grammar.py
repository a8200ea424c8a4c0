"""Text to tree. The text is bounded and spelled out token by token before anything parses it.

Python's own parser reads the expression, because its precedence is what authors expect; a
white list turns its tree into ours. The scan comes first for four reasons, each seen to bite:
long chains make that parser raise MemoryError, full-width letters are silently normalised,
`0.85` would arrive as a binary float, and a figure without a citation has no place in a formula.
"""

import ast
import re
from collections.abc import Callable, Iterator

from .errors import FormulaError
from .tree import Node, Op

MAX_LENGTH = 1000
MAX_DEPTH = 40

_TOKEN = re.compile(
    r"(?P<space>[ \n]+)"
    r"|(?P<text>'[^'\\\n]*')"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<figure>[0-9][0-9A-Za-z_.]*)"
    r"|(?P<sign><=|>=|==|!=|[-+*/()\[\],.<>=])"
)
_ADVICE = {
    '"': "write texts in single quotes",
    "%": "a rate is a parameter with a citation; name it here",
    "&": "write `and`",
    "|": "write `or`",
    "{": "a set is a tuple of texts, ('a', 'b')",
}

_BINARY = {ast.Add: Op.ADD, ast.Sub: Op.SUB, ast.Mult: Op.MUL, ast.Div: Op.DIV}
_COMPARE = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
#: How many operands a call takes, least and most, and whether it knows `where=`.
_CALLS = {
    Op.MIN: (2, 9, False),
    Op.MAX: (2, 9, False),
    Op.ABS: (1, 1, False),
    Op.KNOWN: (1, 1, False),
    Op.TOTAL: (1, 1, True),
    Op.COUNT: (1, 1, True),
    Op.ANY: (1, 1, True),
    Op.ALL: (1, 1, True),
    Op.SMALLEST: (1, 1, True),
    Op.LARGEST: (1, 1, True),
    Op.MONTHS_AFTER: (2, 2, False),
    Op.DAYS_BETWEEN: (2, 2, False),
    Op.MONTHS_BETWEEN: (2, 2, False),
}


def parse(text: str) -> Node:
    """The tree of a formula, its names not yet looked up.

    >>> from fundtrack.formulas import to_text
    >>> to_text(parse("(project.eligible) * support_rate"))
    'project.eligible * support_rate'
    >>> parse("project.eligible * 0.85")
    Traceback (most recent call last):
    fundtrack.formulas.errors.FormulaError: 0.85 is a figure; make it a parameter with its citation

    Raises:
        FormulaError: the text is too long or too deep, or says something outside the language.

    """
    _scan(text)
    line = text.replace("\n", " ")
    indent = len(line) - len(line.lstrip(" "))
    try:
        tree = ast.parse(line[indent:], mode="eval").body
    except SyntaxError as error:
        column = indent + max((error.offset or 1) - 1, 0)
        raise FormulaError(
            "not an expression of the language", text, (column, column + 1)
        ) from None
    except (MemoryError, RecursionError, ValueError):
        raise FormulaError("too deep to read", text, (0, len(text))) from None
    return _Reader(text, indent).read(tree, 1)


def _scan(text: str) -> None:
    """Refuse by length, letter, figure and depth, before any parser sees the text."""
    if not isinstance(text, str):
        raise FormulaError(f"a formula is a text, not {type(text).__name__}")
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"longer than {MAX_LENGTH} characters; split it into defines", text[:60]
        )
    if not text.strip(" \n"):
        raise FormulaError("empty", text)
    at = depth = signs = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            letter = text[at]
            advice = _ADVICE.get(
                letter, "only ASCII letters, digits and operators stand in a formula"
            )
            raise FormulaError(f"{letter!a} does not belong here; {advice}", text, (at, at + 1))
        word, here = token.group(), (at, token.end())
        if token.lastgroup == "figure" and word not in ("0", "1"):
            raise FormulaError(
                f"{word} is a figure; make it a parameter with its citation", text, here
            )
        depth += (word in "([") - (word in ")]") if token.lastgroup == "sign" else 0
        signs = (
            signs + 1 if word in ("-", "not") else signs if token.lastgroup == "space" else 0
        )
        if depth > MAX_DEPTH or signs > MAX_DEPTH:
            raise FormulaError(f"deeper than {MAX_DEPTH}; split it into defines", text, here)
        at = token.end()


class _Reader:
    """Turns Python's tree into ours, and refuses every node that is not of the language."""

    def __init__(self, text: str, indent: int) -> None:
        self.text = text
        self.indent = indent

    def refuse(self, message: str, tree: ast.AST) -> FormulaError:
        return FormulaError(message, self.text, self.place(tree))

    def place(self, tree: ast.AST) -> tuple[int, int]:
        first = getattr(tree, "col_offset", 0) + self.indent
        return first, (getattr(tree, "end_col_offset", None) or first) + self.indent

    def read(self, tree: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.refuse(f"deeper than {MAX_DEPTH}; split it into defines", tree)
        kind = self.READERS.get(type(tree))
        if kind is None:
            raise self.refuse("not part of the language of formulas", tree)
        return kind(self, tree, depth + 1)

    def node(
        self, op: Op, tree: ast.AST, args: Iterator[Node] | tuple[Node, ...], name: str = ""
    ) -> Node:
        return Node(op, tuple(args), name, at=self.place(tree))

    def constant(self, tree: ast.Constant, depth: int) -> Node:
        if isinstance(tree.value, str):
            return self.node(Op.TEXT, tree, (), tree.value)
        if type(tree.value) is int:
            return self.node(Op.NUMBER, tree, (), str(tree.value))
        raise self.refuse(f"{tree.value} does not stand in a formula", tree)

    def tuple_(self, tree: ast.Tuple, depth: int) -> Node:
        if not tree.elts or not all(
            isinstance(one, ast.Constant) and isinstance(one.value, str) for one in tree.elts
        ):
            raise self.refuse("a set is a tuple of texts, at least one", tree)
        return self.node(Op.TUPLE, tree, (self.read(one, depth) for one in tree.elts))

    def path(self, tree: ast.expr, depth: int) -> Node:
        parts: list[str] = []
        inner = tree
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise self.refuse("a dot follows a name only", tree)
        parts.append(inner.id)
        # A bare name is a parameter until `check` knows better; a dotted one a fact.
        return self.node(
            Op.FACT if len(parts) > 1 else Op.PARAMETER, tree, (), ".".join(parts[::-1])
        )

    def binary(self, tree: ast.BinOp, depth: int) -> Node:
        op = _BINARY.get(type(tree.op))
        if op is None:
            raise self.refuse("only + - * / stand between amounts", tree)
        return self.node(op, tree, (self.read(tree.left, depth), self.read(tree.right, depth)))

    def unary(self, tree: ast.UnaryOp, depth: int) -> Node:
        op = {ast.USub: Op.NEG, ast.Not: Op.NOT}.get(type(tree.op))
        if op is None:
            raise self.refuse("only - and not stand before a value", tree)
        return self.node(op, tree, (self.read(tree.operand, depth),))

    def boolean(self, tree: ast.BoolOp, depth: int) -> Node:
        op = Op.AND if isinstance(tree.op, ast.And) else Op.OR
        return self.node(op, tree, (self.read(one, depth) for one in tree.values))

    def compare(self, tree: ast.Compare, depth: int) -> Node:
        args = tuple(self.read(one, depth) for one in (tree.left, *tree.comparators))
        if len(tree.ops) == 1 and isinstance(tree.ops[0], ast.In | ast.NotIn):
            return self.node(
                Op.IN if isinstance(tree.ops[0], ast.In) else Op.NOT_IN, tree, args
            )
        signs = [_COMPARE.get(type(op)) for op in tree.ops]
        if None in signs:
            raise self.refuse("compare with == != < <= > >=, or one single `in`", tree)
        return self.node(Op.COMPARE, tree, args, " ".join(filter(None, signs)))

    def if_(self, tree: ast.IfExp, depth: int) -> Node:
        parts = (tree.test, tree.body, tree.orelse)
        return self.node(Op.IF, tree, (self.read(one, depth) for one in parts))

    def subscript(self, tree: ast.Subscript, depth: int) -> Node:
        if not isinstance(tree.value, ast.Name):
            raise self.refuse("only a table takes keys in brackets", tree)
        keys = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        return self.node(Op.TABLE, tree, (self.read(one, depth) for one in keys), tree.value.id)

    def call(self, tree: ast.Call, depth: int) -> Node:
        if not isinstance(tree.func, ast.Name):
            raise self.refuse("only the functions of the language can be called", tree)
        if tree.func.id == Op.RUNNING_TOTAL:
            return self.running_total(tree, depth)
        op = next((op for op in _CALLS if op == tree.func.id), None)
        if op is None:
            known = ", ".join([*_CALLS, Op.RUNNING_TOTAL])
            raise self.refuse(f"no function {tree.func.id}; there are {known}", tree.func)
        least, most, where = _CALLS[op]
        if not least <= len(tree.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self.refuse(f"{op} takes {wanted} values", tree)
        args = [self.read(one, depth) for one in tree.args]
        for keyword in tree.keywords:
            if not where or keyword.arg != "where" or len(args) > least:
                raise self.refuse(f"{op} does not take {keyword.arg}=", keyword)
            args.append(self.read(keyword.value, depth))
        return self.node(op, tree, tuple(args))

    def running_total(self, tree: ast.Call, depth: int) -> Node:
        given = {keyword.arg: keyword.value for keyword in tree.keywords}
        if len(tree.args) != 1 or set(given) != {"within", "order"} or len(tree.keywords) != 2:
            raise self.refuse("write running_total(value, within=group, order=fact)", tree)
        within, order = given["within"], given["order"]
        if not isinstance(within, ast.Name):
            raise self.refuse("within= names a noun or a group", within)
        facts = order.elts if isinstance(order, ast.Tuple) else [order]
        if not facts or not all(isinstance(fact, ast.Attribute) for fact in facts):
            raise self.refuse("order= names a fact, or several in a tuple", order)
        args = (self.read(one, depth) for one in (*tree.args, *facts))
        return self.node(Op.RUNNING_TOTAL, tree, args, within.id)

    READERS: dict[type[ast.expr], Callable[..., Node]] = {
        ast.Constant: constant,
        ast.Tuple: tuple_,
        ast.Attribute: path,
        ast.Name: path,
        ast.BinOp: binary,
        ast.UnaryOp: unary,
        ast.BoolOp: boolean,
        ast.Compare: compare,
        ast.IfExp: if_,
        ast.Subscript: subscript,
        ast.Call: call,
    }
