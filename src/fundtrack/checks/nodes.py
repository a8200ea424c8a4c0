"""Formulas that the library writes itself, as trees that are typed already."""

from collections.abc import Sequence
from typing import Final

from fundtrack.formulas import AGGREGATES, Kind, Node, Op, Type

_BOOL: Final = Type(Kind.BOOL)
_GATHERED: Final = frozenset({*AGGREGATES, Op.RUNNING_TOTAL})


def if_else(condition: Node, then: Node, otherwise: Node) -> Node:
    """One formula where a condition holds, another where it does not."""
    return Node(Op.IF, (condition, then, otherwise), "", then.type, then.scope)


def compared(left: Node, how: str, right: Node) -> Node:
    """Whether two formulas stand to each other in a way."""
    return Node(Op.COMPARE, (left, right), how, _BOOL, left.scope)


def is_known(node: Node) -> Node:
    """Whether anybody knows a value."""
    return Node(Op.KNOWN, (node,), "", _BOOL, node.scope)


def negated(node: Node) -> Node:
    """Whether a condition does not hold."""
    return Node(Op.NOT, (node,), "", _BOOL, node.scope)


def nothing(like: Node) -> Node:
    """Nothing, of the kind of a formula."""
    return Node(Op.NUMBER, (), "0", like.type, "project")


def capped(cap: Op, node: Node) -> Node:
    """An amount, or nothing where that is less, or more."""
    return Node(cap, (node, nothing(node)), "", node.type, node.scope)


def added(parts: Sequence[Node]) -> Node:
    """The sum of formulas."""
    total, *others = parts
    for one in others:
        total = Node(Op.ADD, (total, one), "", total.type, total.scope)
    return total


def of_stated_lines(node: Node, line: str) -> Node:
    """A formula that speaks of the lines that are stated alone."""
    args = tuple(of_stated_lines(one, line) for one in node.args)
    head, dot, rest = node.name.partition(".")
    named = node.op in (Op.FACT, Op.DEFINE) or (node.op in _GATHERED and not dot)
    name = f"{line}{dot}{rest}" if named and head == "line" else node.name
    scope = line if node.scope == "line" else node.scope
    return node.replace(args=args, name=name, scope=scope)
