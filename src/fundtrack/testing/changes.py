"""The wrongs a formula may hold: one changed node of its tree at a time.

What the law says with comparisons, `and`, `or`, `min`, `max`, signs and lists is what a
transcription gets wrong; products and names are held by the cases of a book anyway. A node that
is not known here is left as it is, and so is a change that would not be a formula.
"""

from collections.abc import Iterator
from typing import Final

from fundtrack.formulas import AGGREGATES, FormulaError, Node, Op, Schema, check, parse, to_text
from fundtrack.values import Record

#: Another sign for each comparison: strict or not, turned round, equal or to one side of it.
_NEIGHBOURS: Final = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "==": ("!=", "<=", ">="),
    "!=": ("==", "<", ">"),
}
#: What is taken for what.
_OTHER: Final = {
    Op.AND: Op.OR,
    Op.OR: Op.AND,
    Op.MIN: Op.MAX,
    Op.MAX: Op.MIN,
    Op.ADD: Op.SUB,
    Op.SUB: Op.ADD,
    Op.IN: Op.NOT_IN,
    Op.NOT_IN: Op.IN,
    Op.ANY: Op.ALL,
    Op.ALL: Op.ANY,
    Op.SMALLEST: Op.LARGEST,
    Op.LARGEST: Op.SMALLEST,
}
#: Where one operand may be forgotten: the rest of the list stands.
_LISTS: Final = frozenset({Op.AND, Op.OR, Op.MIN, Op.MAX, Op.TUPLE})
#: What may be forgotten around its one operand.
_AROUND: Final = frozenset({Op.NEG, Op.NOT, Op.ABS, Op.YEAR_END})


class Change(Record):
    """A formula with one node changed: the whole of it, and the node before and after."""

    tree: Node
    before: Node
    after: Node


def changes(tree: Node, schema: Schema, scope: str) -> Iterator[Change]:
    """Every changed form of a checked formula that is a formula itself, each once.

    Args:
        tree: Checked against `schema` in `scope`.
        schema: Of the book that states it.
        scope: The noun it speaks of.

    >>> from fundtrack.rulebooks import load_book
    >>> book = load_book("eu/erdf-2014")
    >>> tree = book.rules["EU-ERDF14-005"].applies_when
    >>> for one in changes(tree, book.schema, "cost"):
    ...     print(to_text(one.tree))
    cost.form in ('lump',)
    cost.form in ('unit',)
    cost.form not in ('unit', 'lump')
    """
    told = {to_text(tree)}
    for whole, before, after in _everywhere(tree):
        text = to_text(whole)
        if text in told:
            continue
        told.add(text)
        try:
            kind = tree.type.kind if tree.type else None
            made = check(parse(text), schema, scope=scope, want=kind)
        except FormulaError:  # an order between codes, say
            continue
        yield Change(made, before, after)


def _everywhere(node: Node) -> Iterator[tuple[Node, Node, Node]]:
    """The changes of a node and of all below it: the whole, what stood, what stands there."""
    for index, arg in enumerate(node.args):
        for whole, before, after in _everywhere(arg):
            args = (*node.args[:index], whole, *node.args[index + 1 :])
            yield node.replace(args=args), before, after
    for other in _here(node):
        yield other, node, other


def _here(node: Node) -> Iterator[Node]:
    """The changes of this node alone."""
    args = node.args
    if node.op is Op.COMPARE:
        yield from _compared(node)
    if node.op in _OTHER:
        yield node.replace(op=_OTHER[node.op])
    if node.op is Op.IF:
        yield node.replace(args=(args[0], args[2], args[1]))
    if node.op in _AROUND:
        yield args[0]
    if node.op in _LISTS and len(args) > 1:
        for index in range(len(args)):
            rest = (*args[:index], *args[index + 1 :])
            alone = len(rest) == 1 and node.op is not Op.TUPLE
            yield rest[0] if alone else node.replace(args=rest)
    if node.op in AGGREGATES and len(args) > 1:
        yield node.replace(args=args[:1])


def _compared(node: Node) -> Iterator[Node]:
    signs = node.name.split(" ")
    for index, sign in enumerate(signs):
        for other in _NEIGHBOURS.get(sign, ()):
            name = " ".join([*signs[:index], other, *signs[index + 1 :]])
            yield node.replace(name=name)
