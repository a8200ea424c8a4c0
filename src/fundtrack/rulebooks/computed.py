"""Which computed lines an aggregate over lines may hold, told before anything is computed.

Staff costs at 20 % of the other direct costs read every line but staff; office costs at 15 % of
staff costs read the computed line of staff too. That is how the order of flat rates falls out
of their bases (D-26), and how a circle of them is found when the book is loaded.
"""

from collections.abc import Mapping

from fundtrack.formulas import Node, Op

#: How a computed line came about, in the words of `line.form`.
FLAT = "flat"


#: What a set may hold, by name: of a dated parameter each of its values.
Alternatives = Mapping[str, tuple[frozenset[str], ...]]


def may_hold(where: Node | None, category: str, sets: Alternatives) -> bool:
    """Whether an aggregate with this `where` may hold a computed line of a category.

    Args:
        where: The condition, None for every line.
        category: What the line counts as.
        sets: What each set of the book may hold.

    >>> from fundtrack.formulas import parse
    >>> bases = {"direct": (frozenset({"staff", "travel"}),)}
    >>> where = parse("line.category in direct and line.category != 'staff'")
    >>> may_hold(where, "staff", bases), may_hold(where, "travel", bases)
    (False, True)
    """
    return where is None or _told(where, category, sets) is not False


def _told(node: Node, category: str, sets: Alternatives) -> bool | None:
    """What is known of a condition from the category and the form alone."""
    if node.op in (Op.AND, Op.OR):
        parts = {_told(arg, category, sets) for arg in node.args}
        decisive = node.op is Op.OR
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    if node.op is Op.NOT:
        inner = _told(node.args[0], category, sets)
        return None if inner is None else not inner
    if node.op in (Op.IN, Op.NOT_IN):
        left, right = _code(node.args[0], category), _members(node.args[1], sets)
        told = {left in one for one in right}
        return None if left is None or len(told) != 1 else told == {node.op is Op.IN}
    if node.op is Op.COMPARE and node.name in ("==", "!="):
        left, other = (_code(arg, category) for arg in node.args)
        if left is None or other is None:
            return None
        return (left == other) is (node.name == "==")
    return None


def _code(node: Node, category: str) -> str | None:
    if node.op is Op.TEXT:
        return node.name
    return {"line.category": category, "line.form": FLAT}.get(node.name)


def _members(node: Node, sets: Alternatives) -> tuple[frozenset[str], ...]:
    if node.op is Op.TUPLE:
        return (frozenset(arg.name for arg in node.args),)
    return sets.get(node.name, ())
