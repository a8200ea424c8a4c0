"""What the operators do to exact values; none of it knows unknown.

Figures are fractions: of whole units of the currency where they are money, whole where they are
days or months. A value of another kind than the tree was checked for is a programming error.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Final

from fundtrack.values import months_after

from .calendar import months_between, year_end
from .explanation import Exact
from .tree import Node, Op

_SIGNS: Final[Mapping[str, Callable[[object, object], bool]]] = {"==": eq, "!=": ne}
_ORDER: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def compute(node: Node, values: Sequence[Exact]) -> Exact:
    """The value of an operator or function whose operands are all known.

    Raises:
        ArithmeticError: division by zero, or days and months that are not whole.
        ValueError: a day before year 1 or after year 9999; OverflowError if far outside.
        TypeError: values of kinds the tree was not checked for.

    >>> compute(Node(Op.MUL), [Fraction(200), Fraction(17, 20)])
    Fraction(170, 1)
    """
    return _OPERATIONS[node.op](node, values)


def figure(value: Exact | None) -> Fraction:
    """A value that must be a figure.

    >>> figure(Fraction(1, 2))
    Fraction(1, 2)
    """
    if isinstance(value, Fraction):
        return value
    raise TypeError(f"{value!r} is not a figure")


def order(value: Exact | None) -> Fraction:
    """Where a figure or a day stands among its kind.

    >>> order(date(1, 1, 2)) - order(date(1, 1, 1))
    Fraction(1, 1)
    """
    return Fraction(value.toordinal()) if isinstance(value, date) else figure(value)


def _day(value: Exact) -> date:
    if isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is not a day")


def _whole(value: Exact) -> int:
    """Days and months are whole by their kind."""
    if figure(value).denominator == 1:
        return figure(value).numerator
    raise ArithmeticError(f"{value} is not a whole number of days or months")


def _sum(node: Node, values: Sequence[Exact]) -> Exact:
    left, right = values
    sign = 1 if node.op is Op.ADD else -1
    if isinstance(left, date):
        return date.fromordinal(left.toordinal() + sign * _whole(right))
    return figure(left) + sign * figure(right)


def _product(_: Node, values: Sequence[Exact]) -> Exact:
    left, right = map(figure, values)
    return left * right


def _quotient(_: Node, values: Sequence[Exact]) -> Exact:
    left, right = map(figure, values)
    return left / right


def _comparison(node: Node, values: Sequence[Exact]) -> bool:
    return all(map(_holds, node.name.split(" "), values, values[1:]))


def _holds(sign: str, left: Exact, right: Exact) -> bool:
    """One link of a chain of comparisons."""
    if sign in _SIGNS:
        return _SIGNS[sign](left, right)
    return _ORDER[sign](order(left), order(right))


def _member(_: Node, values: Sequence[Exact]) -> bool:
    one, many = values
    if isinstance(many, frozenset):
        return one in many
    raise TypeError(f"{many!r} is not a set")


def _months_after(_: Node, values: Sequence[Exact]) -> Exact:
    day, months = values
    return months_after(_day(day), _whole(months))


def _between(node: Node, values: Sequence[Exact]) -> Exact:
    first, last = map(_day, values)
    if node.op is Op.MONTHS_BETWEEN:
        return Fraction(months_between(first, last))
    return Fraction(last.toordinal() - first.toordinal())


_OPERATIONS: Final[Mapping[Op, Callable[[Node, Sequence[Exact]], Exact]]] = {
    Op.ADD: _sum,
    Op.SUB: _sum,
    Op.MUL: _product,
    Op.DIV: _quotient,
    Op.NEG: lambda _, values: -figure(*values),
    Op.ABS: lambda _, values: abs(figure(*values)),
    Op.COMPARE: _comparison,
    Op.AND: lambda _, values: all(values),
    Op.OR: lambda _, values: any(values),
    Op.NOT: lambda _, values: not all(values),
    Op.IN: _member,
    Op.NOT_IN: lambda node, values: not _member(node, values),
    Op.MIN: lambda _, values: min(values, key=order),
    Op.MAX: lambda _, values: max(values, key=order),
    Op.MONTHS_AFTER: _months_after,
    Op.DAYS_BETWEEN: _between,
    Op.MONTHS_BETWEEN: _between,
    Op.YEAR_END: lambda _, values: year_end(_day(*values)),
}
