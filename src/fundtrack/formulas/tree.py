"""The tree of a formula: one closed list of nodes, compared by what they say.

A `Node` is an operation, its operands and, for names and literals, its text. Checking fills in
`type` and `scope` (the noun at which the value stands: `cost.net` stands at `cost`). Equality
and hash include the type, so the text `'staff'` and a zero of money never share a slot; the
place in the text does not count.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from fundtrack.values import Record

from .kinds import Type


class Op(StrEnum):
    """The nodes of the language. The grammar page of the docs numbers them in this order.

    >>> Op("total"), len(Op)
    (<Op.TOTAL: 'total'>, 36)
    """

    TEXT = "text"  # 'staff'
    NUMBER = "number"  # 0 or 1
    TUPLE = "tuple"  # ('works', 'supplies')
    FACT = "fact"  # cost.paid_on
    DEFINE = "define"  # project.support
    PARAMETER = "parameter"  # support_rate
    SET = "set"  # supported_activities
    READING = "reading"  # de_minimis_window_start
    TABLE = "table"  # gber_base[cost.research_category]
    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    NEG = "neg"
    COMPARE = "compare"  # a <= b < c: `name` holds the operators, separated by spaces
    AND = "and"
    OR = "or"
    NOT = "not"
    IN = "in"
    NOT_IN = "not in"
    IF = "if"  # operands in the order of evaluation: condition, then, otherwise
    MIN = "min"
    MAX = "max"
    ABS = "abs"
    KNOWN = "known"
    TOTAL = "total"  # of the row noun in `name`; operands: value, then the `where` if any
    COUNT = "count"
    ANY = "any"
    ALL = "all"
    SMALLEST = "smallest"
    LARGEST = "largest"
    RUNNING_TOTAL = "running_total"  # within the noun in `name`; value, then what orders it
    MONTHS_AFTER = "months_after"
    DAYS_BETWEEN = "days_between"
    MONTHS_BETWEEN = "months_between"
    YEAR_END = "year_end"


class Node(Record):
    """One node of a formula.

    `name` is the text of a literal or name; for an aggregate the noun it ranges over; for a
    comparison its operators. `at` is the place in the text (first, last column), for the caret.

    >>> Node(Op.FACT, name="cost.net", at=(0, 8)) == Node(Op.FACT, name="cost.net", at=(4, 12))
    True
    """

    op: Op
    args: tuple["Node", ...] = ()
    name: str = ""
    type: Type | None = None
    scope: str | None = None
    at: tuple[int, int] = (0, 0)

    def _content(self) -> tuple[object, ...]:
        return self.op, self.args, self.name, self.type, self.scope


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it, operands before what they are operands of.

    >>> from fundtrack.formulas import parse
    >>> [one.name for one in nodes(parse("project.eligible * support_rate"))]
    ['project.eligible', 'support_rate', '']
    """
    for arg in node.args:
        yield from nodes(arg)
    yield node


#: The aggregates: one value out of the rows of a noun.
AGGREGATES: Final = frozenset({Op.TOTAL, Op.COUNT, Op.ANY, Op.ALL, Op.SMALLEST, Op.LARGEST})
