"""Which rows of a broken limit went furthest over it, without walking each of thousands."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from fundtrack.formulas import Node, Op, nodes
from fundtrack.rulebooks import Rule

from .bind import Row
from .facts import Facts
from .tally import Tally
from .world import World

_WHOLE: Final = ("project", "plan")


def excess_of(
    world: World, tally: Tally, rule: Rule, rows: Sequence[Row]
) -> Callable[[Row], Any] | None:
    """What tells how far a row is over the limit of a rule; None where only the walk can say.

    Where the limit is the same for all rows, what was measured puts them in order: the value
    reading has it, as a fact or as an amount of the row, unless bounds decided one of them.
    """
    node, limit = rule.measured, rule.at_most or rule.at_least
    if node is None or limit is None or rule.exceptions or (rule.at_most and rule.at_least):
        return None
    if not all(_shared(world, one) for one in nodes(limit)):
        return None
    read = _reader(world, tally, rule, node)
    if read is None or any(read(row) is None for row in rows):
        return None
    sign = 1 if rule.at_most else -1

    def excess(row: Row) -> Any:  # noqa: ANN401, whatever was measured
        value = read(row)
        return sign * (value.toordinal() if isinstance(value, date) else value)

    return excess


def _reader(world: World, tally: Tally, rule: Rule, node: Node) -> Callable[[Row], Any] | None:
    """What reads a fact or an amount of a rule's own rows; None for anything else."""
    path = world.view.path(node) if node.op in (Op.FACT, Op.DEFINE) else None
    if path is None or path.root != world.view.loop(rule.scope) or path.root in _WHOLE:
        return None
    if not world.view.is_define(node, path):
        read = Facts(world.bound, world.basis).path(path)
        return lambda row: read(row.said)
    column = tally.columns.get((path.noun, path.name)) if path.own else None
    return None if column is None else lambda row: column[row.index]


def _shared(world: World, node: Node) -> bool:
    """Whether a part of a limit is the same for all rows."""
    if node.op is Op.PARAMETER:
        parameter = world.bound.book.parameters[node.name]
        dated = parameter.as_of is None or parameter.as_of.name.split(".")[0] in _WHOLE
        return dated and "partner" not in parameter.set_in
    if node.op in (Op.FACT, Op.DEFINE):
        return node.name.split(".")[0] in _WHOLE
    return True
