"""The operators as Python's parser and printer know them: the one table of both directions."""

import ast
from collections.abc import Mapping
from typing import Final

from .tree import Op

#: What stands between two amounts.
BINARY: Final[Mapping[Op, ast.operator]] = {
    Op.ADD: ast.Add(),
    Op.SUB: ast.Sub(),
    Op.MUL: ast.Mult(),
    Op.DIV: ast.Div(),
}
#: What compares, also in a chain.
COMPARE: Final[Mapping[str, ast.cmpop]] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
}
#: What asks whether a code is in a set.
MEMBER: Final[Mapping[Op, ast.cmpop]] = {Op.IN: ast.In(), Op.NOT_IN: ast.NotIn()}
#: What stands before a value.
UNARY: Final[Mapping[Op, ast.unaryop]] = {Op.NEG: ast.USub(), Op.NOT: ast.Not()}
#: What joins conditions.
BOOLEAN: Final[Mapping[Op, ast.boolop]] = {Op.AND: ast.And(), Op.OR: ast.Or()}
