"""Text to tree.

Python's own parser reads the expression, because its precedence is what authors expect; a
white list turns its tree into ours. What the text is spelled with is settled before, in `scan`.
"""

import ast
from collections.abc import Iterable
from typing import Final, cast

from .errors import FormulaError
from .scan import MAX_DEPTH, scan, too_deep
from .spelling import BINARY, BOOLEAN, COMPARE, MEMBER, UNARY
from .tree import AGGREGATES, Node, Op

_BINARY: Final = {type(sign): op for op, sign in BINARY.items()}
_BOOLEAN: Final = {type(sign): op for op, sign in BOOLEAN.items()}
_UNARY: Final = {type(sign): op for op, sign in UNARY.items()}
_MEMBER: Final = {type(sign): op for op, sign in MEMBER.items()}
_COMPARE: Final = {type(sign): text for text, sign in COMPARE.items()}
#: How many values a call takes, least and most; an aggregate also takes `where=`.
_CALLS: Final = {
    Op.MIN: (2, 9),
    Op.MAX: (2, 9),
    Op.ABS: (1, 1),
    Op.KNOWN: (1, 1),
    **dict.fromkeys((op for op in Op if op in AGGREGATES), (1, 1)),
    Op.MONTHS_AFTER: (2, 2),
    Op.DAYS_BETWEEN: (2, 2),
    Op.MONTHS_BETWEEN: (2, 2),
    Op.YEAR_END: (1, 1),
}
_FUNCTIONS: Final = {str(op): op for op in _CALLS}


def parse(text: str) -> Node:
    """The tree of a formula, its names not yet looked up.

    Args:
        text: At most 1,000 ASCII characters, nested at most 40 deep; line breaks are spaces.

    Raises:
        FormulaError: the text is too long or too deep, or says something outside the language;
            with the place.

    >>> from fundtrack.formulas import to_text
    >>> to_text(parse("(project.eligible) * support_rate"))
    'project.eligible * support_rate'
    >>> parse("project.eligible * 0.85")
    Traceback (most recent call last):
    FormulaError: 0.85 is a figure; make it a parameter with its citation
    """
    scan(text)
    line = text.replace("\n", " ")
    indent = len(line) - len(line.lstrip(" "))
    try:
        tree = ast.parse(line[indent:], mode="eval").body
    except SyntaxError as error:
        last = len(text.rstrip(" \n")) - 1
        at = min(indent + error.offset - 1, last) if error.offset else last  # 0: ends too early
        message = "not an expression of the language"
        raise FormulaError(message, text, (at, at + 1)) from None
    except (MemoryError, RecursionError):  # a caller with little of its own stack left
        raise too_deep(text, (0, len(text))) from None
    return _Reader(text, indent).read(tree, 1)


class _Reader:
    """Turns Python's tree into ours, and refuses every node that is not of the language."""

    def __init__(self, text: str, indent: int) -> None:
        self.text = text
        self.indent = indent

    def refuse(self, message: str, tree: ast.expr | ast.keyword) -> FormulaError:
        return FormulaError(message, self.text, self.place(tree))

    def place(self, tree: ast.expr | ast.keyword) -> tuple[int, int]:
        end = cast(int, tree.end_col_offset)  # the parser always sets it
        return tree.col_offset + self.indent, end + self.indent

    def read(self, tree: ast.expr, depth: int) -> Node:
        """A node at its depth, 1 at the top."""
        if depth > MAX_DEPTH:
            raise too_deep(self.text, self.place(tree))
        op, parts, name = self.parted(tree)
        args = tuple(self.read(part, depth + 1) for part in parts)
        return Node(op=op, args=args, name=name, at=self.place(tree))

    def parted(self, tree: ast.expr) -> tuple[Op, Iterable[ast.expr], str]:
        """What a tree is in our language: the operation, its operands, its name."""
        match tree:
            case ast.Constant(value=str(text)):
                return Op.TEXT, (), text
            case ast.Constant(value=int(figure)):
                return Op.NUMBER, (), str(figure)
            case ast.Tuple():
                return Op.TUPLE, self.texts(tree), ""
            case ast.Name(id=name):  # a parameter, until `check` knows better
                return Op.PARAMETER, (), name
            case ast.Attribute():
                return Op.FACT, (), self.path(tree)
            case ast.BinOp() if type(tree.op) in _BINARY:
                return _BINARY[type(tree.op)], (tree.left, tree.right), ""
            case ast.BinOp():
                raise self.refuse("only + - * / stand between amounts", tree)
            case ast.UnaryOp() if type(tree.op) in _UNARY:
                return _UNARY[type(tree.op)], (tree.operand,), ""
            case ast.UnaryOp():
                raise self.refuse("only - and not stand before a value", tree)
            case ast.BoolOp():
                return _BOOLEAN[type(tree.op)], tree.values, ""
            case ast.Compare():
                return self.compare(tree)
            case ast.IfExp():
                return Op.IF, (tree.test, tree.body, tree.orelse), ""
            case ast.Subscript():
                return self.table(tree)
            case ast.Call(func=ast.Name(id=name)):
                return self.call(tree, name)
            case ast.Call():
                raise self.refuse("only the functions of the language can be called", tree)
        raise self.refuse("not part of the language of formulas", tree)

    def texts(self, tree: ast.Tuple) -> list[ast.expr]:
        if not tree.elts or not all(map(_is_text, tree.elts)):
            raise self.refuse("a set is a tuple of texts, at least one", tree)
        return tree.elts

    def path(self, tree: ast.Attribute) -> str:
        parts = [tree.attr]
        inner = tree.value
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise self.refuse("a dot follows a name only", tree)
        if len(parts) >= MAX_DEPTH:
            raise too_deep(self.text, self.place(tree))
        return ".".join([inner.id, *reversed(parts)])

    def compare(self, tree: ast.Compare) -> tuple[Op, list[ast.expr], str]:
        args = [tree.left, *tree.comparators]
        match tree.ops:
            case [one] if type(one) in _MEMBER:
                return _MEMBER[type(one)], args, ""
        signs = [_COMPARE.get(type(op)) for op in tree.ops]
        if None in signs:
            raise self.refuse("compare with == != < <= > >=, or one single `in`", tree)
        return Op.COMPARE, args, " ".join(filter(None, signs))

    def table(self, tree: ast.Subscript) -> tuple[Op, list[ast.expr], str]:
        if not isinstance(tree.value, ast.Name):
            raise self.refuse("only a table takes keys in brackets", tree)
        keys = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        return Op.TABLE, keys, tree.value.id

    def call(self, tree: ast.Call, name: str) -> tuple[Op, list[ast.expr], str]:
        if name == Op.RUNNING_TOTAL:
            return self.running_total(tree)
        op = _FUNCTIONS.get(name)
        if op is None:
            known = ", ".join([*_FUNCTIONS, Op.RUNNING_TOTAL])
            raise self.refuse(f"no function {name}; there are {known}", tree.func)
        least, most = _CALLS[op]
        if not least <= len(tree.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self.refuse(f"{op} takes {wanted} values", tree)
        for keyword in tree.keywords:
            if op not in AGGREGATES or keyword.arg != "where":
                given = "**" if keyword.arg is None else f"{keyword.arg}="
                raise self.refuse(f"{op} does not take {given}", keyword)
        if len(tree.keywords) > 1:
            raise self.refuse("one where= is enough; join conditions with `and`", tree)
        return op, [*tree.args, *(keyword.value for keyword in tree.keywords)], ""

    def running_total(self, tree: ast.Call) -> tuple[Op, list[ast.expr], str]:
        given = {keyword.arg: keyword.value for keyword in tree.keywords}
        if len(tree.args) != 1 or set(given) != {"within", "order"} or len(tree.keywords) != 2:
            raise self.refuse("write running_total(value, within=group, order=fact)", tree)
        within, order = given["within"], given["order"]
        if not isinstance(within, ast.Name):
            raise self.refuse("within= names a noun or a group", within)
        facts = order.elts if isinstance(order, ast.Tuple) else [order]
        if not facts or not all(isinstance(fact, ast.Attribute) for fact in facts):
            raise self.refuse("order= names a fact, or several in a tuple", order)
        return Op.RUNNING_TOTAL, [*tree.args, *facts], within.id


def _is_text(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and isinstance(tree.value, str)
