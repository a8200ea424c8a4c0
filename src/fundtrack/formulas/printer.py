"""Tree to text: one canonical spelling, so that text → tree → text is the identity on it.

Our tree goes back through Python's, whose printer sets the fewest parentheses.
"""

import ast

from .spelling import BINARY, BOOLEAN, COMPARE, MEMBER, UNARY
from .tree import AGGREGATES, Node, Op


def to_text(node: Node) -> str:
    """The canonical text of a formula.

    >>> from fundtrack.formulas import parse
    >>> to_text(parse("total( cost.net,where = cost.form=='actual' )"))
    "total(cost.net, where=cost.form == 'actual')"
    """
    return ast.unparse(_tree(node))


def _tree(node: Node) -> ast.expr:
    """Our tree as Python's."""
    args = [_tree(arg) for arg in node.args]
    match node.op:
        case Op.TEXT:
            return ast.Constant(node.name)
        case Op.NUMBER:
            return ast.Constant(int(node.name))
        case Op.TUPLE:
            return ast.Tuple(args)
        case Op.FACT | Op.DEFINE | Op.PARAMETER | Op.SET | Op.READING:
            return ast.Name(node.name)  # its dots print as they stand
        case Op.TABLE:
            return ast.Subscript(ast.Name(node.name), _one_or_tuple(args))
        case Op.ADD | Op.SUB | Op.MUL | Op.DIV:
            return ast.BinOp(args[0], BINARY[node.op], args[1])
        case Op.NEG | Op.NOT:
            return ast.UnaryOp(UNARY[node.op], *args)
        case Op.AND | Op.OR:
            return ast.BoolOp(BOOLEAN[node.op], args)
        case Op.COMPARE:
            signs = [COMPARE[sign] for sign in node.name.split(" ")]
            return ast.Compare(args[0], signs, args[1:])
        case Op.IN | Op.NOT_IN:
            return ast.Compare(args[0], [MEMBER[node.op]], args[1:])
        case Op.IF:
            return ast.IfExp(*args)
        case _:
            return _call(node, args)


def _call(node: Node, args: list[ast.expr]) -> ast.expr:
    """A function of the language with its keywords."""
    given: list[ast.keyword] = []
    if node.op is Op.RUNNING_TOTAL:
        order = _one_or_tuple(args[1:])
        given = [ast.keyword("within", ast.Name(node.name)), ast.keyword("order", order)]
    elif node.op in AGGREGATES:
        given = [ast.keyword("where", one) for one in args[1:]]
    return ast.Call(ast.Name(node.op), args[:1] if given else args, given)


def _one_or_tuple(trees: list[ast.expr]) -> ast.expr:
    """Several keys or facts stand in a tuple, one stands alone."""
    match trees:
        case [tree]:
            return tree
    return ast.Tuple(trees)
