"""Tree to text: one canonical spelling, so that text → tree → text is the identity on it.

Our tree goes back through Python's, whose printer sets the fewest parentheses.
"""

import ast

from .tree import Node, Op

_BINARY = {Op.ADD: ast.Add(), Op.SUB: ast.Sub(), Op.MUL: ast.Mult(), Op.DIV: ast.Div()}
_COMPARE: dict[str, ast.cmpop] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
}
_WHERE = frozenset({Op.TOTAL, Op.COUNT, Op.ANY, Op.ALL, Op.SMALLEST, Op.LARGEST})


def to_text(node: Node) -> str:
    """The canonical text of a formula.

    >>> from fundtrack.formulas import parse
    >>> to_text(parse("total( cost.net,where = cost.form=='actual' )"))
    "total(cost.net, where=cost.form == 'actual')"
    """
    return ast.unparse(_tree(node))


def _path(name: str) -> ast.expr:
    first, *rest = name.split(".")
    tree: ast.expr = ast.Name(first)
    for part in rest:
        tree = ast.Attribute(tree, part)
    return tree


def _tuple(trees: list[ast.expr]) -> ast.expr:
    return trees[0] if len(trees) == 1 else ast.Tuple(trees)


def _tree(node: Node) -> ast.expr:
    args = [_tree(arg) for arg in node.args]
    match node.op:
        case Op.TEXT:
            return ast.Constant(node.name)
        case Op.NUMBER:
            return ast.Constant(int(node.name))
        case Op.TUPLE:
            return ast.Tuple(args)
        case Op.FACT | Op.DEFINE | Op.PARAMETER | Op.SET | Op.READING:
            return _path(node.name)
        case Op.TABLE:
            return ast.Subscript(ast.Name(node.name), _tuple(args))
        case Op.ADD | Op.SUB | Op.MUL | Op.DIV:
            return ast.BinOp(args[0], _BINARY[node.op], args[1])
        case Op.NEG:
            return ast.UnaryOp(ast.USub(), args[0])
        case Op.NOT:
            return ast.UnaryOp(ast.Not(), args[0])
        case Op.AND:
            return ast.BoolOp(ast.And(), args)
        case Op.OR:
            return ast.BoolOp(ast.Or(), args)
        case Op.COMPARE:
            return ast.Compare(
                args[0], [_COMPARE[sign] for sign in node.name.split(" ")], args[1:]
            )
        case Op.IN:
            return ast.Compare(args[0], [ast.In()], args[1:])
        case Op.NOT_IN:
            return ast.Compare(args[0], [ast.NotIn()], args[1:])
        case Op.IF:
            return ast.IfExp(*args)
        case Op.RUNNING_TOTAL:
            given = [
                ast.keyword("within", ast.Name(node.name)),
                ast.keyword("order", _tuple(args[1:])),
            ]
            return ast.Call(ast.Name(node.op), args[:1], given)
        case _ if node.op in _WHERE:
            where = [ast.keyword("where", one) for one in args[1:]]
            return ast.Call(ast.Name(node.op), args[:1], where)
        case _:
            return ast.Call(ast.Name(node.op), args, [])
