"""The columns reading of one formula: a typed tree becomes steps over columns.

A figure is a numerator over a denominator that is the same for all rows, so nothing is rounded
before a book says so; a quotient of two columns has no such denominator and is held as a
column of Fractions. What a name means is not known here: `leaf` answers for facts, defines,
parameters and aggregates.
"""

from collections.abc import Callable, Mapping, Sequence
from math import lcm
from typing import Any, NamedTuple

from fundtrack.formulas import Kind, Node, Op

from .program import Arg, Code, Reg, Word, Writer

#: The name of a step for each sign of a comparison.
_SIGNS = {
    "<": "less",
    "<=": "at_most",
    ">": "more",
    ">=": "at_least",
    "==": "same",
    "!=": "other",
}


class Vector(NamedTuple):
    """A value of every row while steps are written.

    `value` is a register or, where it is the same in all rows of every block, the value itself:
    an int, a bool, a text as `Code`. `unknown` is a register, None for surely known, True for
    surely unknown. A figure is `value / below`. Of a set `value` says which of `sets` holds.
    """

    kind: Kind
    value: Arg
    unknown: Arg = None
    below: int = 1
    sets: tuple[tuple[Code, ...], ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it can never be unknown."""
        return self.unknown is None

    def replace(self, **changes: Any) -> "Vector":  # noqa: ANN401, of any field's type
        """The same with other values in some fields."""
        return self._replace(**changes)


def unknown(kind: Kind) -> Vector:
    """What nobody knows of any row."""
    return Vector(kind, False if kind is Kind.BOOL else 0, True)


class Formulas:
    """Writes formulas as steps; `leaf` says what a name or an aggregate is."""

    def __init__(self, leaf: Callable[[Node], Vector], out: Writer) -> None:
        self.leaf = leaf
        self.out = out

    def emit(self, node: Node) -> Vector:
        """The value of a formula."""
        match node.op:
            case Op.NUMBER:
                return Vector(Kind.NUMBER, int(node.name))
            case Op.TEXT:
                return Vector(Kind.TEXT, Code(node.name))
            case Op.TUPLE:
                return self.set_of(frozenset(arg.name for arg in node.args))
            case Op.IF:
                condition, then, other = (self.emit(arg) for arg in node.args)
                return self.chosen(condition, then, other)
            case Op.KNOWN:
                (held,) = (self.emit(arg) for arg in node.args)
                return Vector(Kind.BOOL, self.known(held))
            case _ if node.op in _OPERATORS:
                return _OPERATORS[node.op](self, node, [self.emit(arg) for arg in node.args])
        return self.leaf(node)

    # -- small steps ---------------------------------------------------------------------------

    def set_of(self, *members: frozenset[str]) -> Vector:
        """One or several sets of texts, the first of them held."""
        sets = tuple(tuple(map(Code, sorted(one))) for one in members)
        return Vector(Kind.SET, 0, sets=sets)

    def known(self, held: Vector) -> Arg:
        """Whether a value is known."""
        if held.unknown is None or held.unknown is True:
            return held.unknown is None
        return self.out.step("known", held.unknown)

    def either(self, *masks: Arg) -> Arg:
        """Unknown where one of several is."""
        found: Arg = None
        for mask in dict.fromkeys(masks):
            if mask is True:
                return True
            if mask is not None:
                found = mask if found is None else self.out.step("either", found, mask)
        return found

    def truth(self, mask: Arg) -> Arg:
        """A mask of what is unknown as a condition."""
        if mask is None or mask is True:
            return mask is True
        return self.out.step("truth", mask)

    def mask_of(self, condition: Arg) -> Arg:
        """A condition as a mask of what is unknown."""
        return self.out.step("mask", condition) if not isinstance(condition, bool) else (
            True if condition else None
        )  # fmt: skip

    def times(self, value: Arg, by: int) -> Arg:
        """A numerator times a whole number."""
        if by == 1:
            return value
        return self.out.step("times", value, by) if isinstance(value, Reg) else value * by  # type: ignore[operator]

    def aligned(self, held: Sequence[Vector]) -> tuple[list[Arg], int]:
        """The numerators of figures over one common denominator."""
        below = lcm(*(one.below for one in held))
        return [self.times(one.value, below // one.below) for one in held], below

    def both(self, *conditions: Arg) -> Arg:
        """Whether all conditions hold."""
        return self._joined("both", False, conditions)

    def any_of(self, *conditions: Arg) -> Arg:
        """Whether one of the conditions holds."""
        return self._joined("one_of_two", True, conditions)

    def _joined(self, step: str, decides: bool, conditions: Sequence[Arg]) -> Arg:
        found: Arg = not decides
        for one in dict.fromkeys(conditions):
            if one is decides:
                return decides
            if one is not (not decides):
                found = one if found is (not decides) else self.out.step(step, found, one)
        return found

    def not_(self, condition: Arg) -> Arg:
        """Whether a condition does not hold."""
        return self.out.step("not", condition) if isinstance(condition, Reg) else not condition

    def surely(self, condition: Vector) -> Arg:
        """Where a condition is known and holds."""
        if condition.unknown is None:
            return condition.value
        if condition.unknown is True:
            return False
        return self.out.step("surely", condition.value, condition.unknown)

    def chosen(self, condition: Vector, then: Vector, other: Vector) -> Vector:
        """One of two values; the branch that is not taken is never asked."""
        if condition.unknown is True:
            return unknown(then.kind)
        if not isinstance(condition.value, Reg):
            taken = then if condition.value else other
            return taken.replace(unknown=self.either(condition.unknown, taken.unknown))
        mask = condition.unknown
        if then.unknown is not other.unknown or then.unknown is not None:
            mask = self.out.step(
                "where_masked", condition.value, mask, then.unknown, other.unknown
            )
        if then.kind is Kind.SET:
            sets = (*then.sets, *other.sets)
            moved = self.out.step("plus", other.value, len(then.sets))
            value = self.out.step("choose", condition.value, then.value, moved)
            return Vector(Kind.SET, value, mask, sets=sets)
        (one, two), below = self.aligned([then, other])
        same = one == two and type(one) is type(two)
        which: Arg = one if same else self.out.step("choose", condition.value, one, two)
        return Vector(then.kind, which, mask, below)

    def rounded(self, held: Vector, mode: str, step: int) -> Vector:
        """A figure in whole steps of minor units."""
        value = self.out.step("rounded", mode, held.value, held.below, step)
        return Vector(held.kind, value, held.unknown)


# -- operators ---------------------------------------------------------------------------------


def _masks(out: Formulas, held: Sequence[Vector]) -> Arg:
    return out.either(*(one.unknown for one in held))


def _kind(node: Node) -> Kind:
    return node.type.kind if node.type else Kind.NUMBER


def _sum(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    (one, two), below = out.aligned(held)
    step = "plus" if node.op is Op.ADD else "minus"
    value = out.out.step(step, one, two)
    mask = _masks(out, held)
    if _kind(node) is Kind.DATE:
        return Vector(Kind.DATE, value, out.either(mask, out.out.step("no_day", value)))
    return Vector(_kind(node), value, mask, below)


def _product(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    one, two = held
    below, mask = one.below * two.below, _masks(out, held)
    if not isinstance(two.value, Reg):
        return Vector(_kind(node), out.times(one.value, two.value), mask, below)  # type: ignore[arg-type]
    if not isinstance(one.value, Reg):
        return Vector(_kind(node), out.times(two.value, one.value), mask, below)  # type: ignore[arg-type]
    return Vector(_kind(node), out.out.step("times", one.value, two.value), mask, below)


def _quotient(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    one, two = held
    mask = _masks(out, held)
    if isinstance(two.value, int):  # the same for all rows
        if two.value == 0:
            return unknown(_kind(node))
        sign = -1 if two.value < 0 else 1
        value = out.times(one.value, sign * two.below)
        return Vector(_kind(node), value, mask, one.below * abs(two.value))
    above = out.times(one.value, two.below)
    below = out.times(two.value, one.below)
    value = out.out.step("quotient", above, below)
    return Vector(_kind(node), value, out.either(mask, out.out.step("no_divisor", two.value)))


def _signed(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    (one,) = held
    step = "negative" if node.op is Op.NEG else "size"
    return one.replace(value=out.out.step(step, one.value))


def _comparison(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    links = []
    for sign, left, right in zip(node.name.split(" "), held, held[1:], strict=False):
        (one, two), _ = out.aligned([left, right])
        if sign in ("==", "!="):
            one, two = _as_stated(out, one, two)
        links.append(out.out.step(_SIGNS[sign], one, two))
    return Vector(Kind.BOOL, out.both(*links), _masks(out, held))


def _as_stated(out: Formulas, one: Arg, two: Arg) -> tuple[Arg, Arg]:
    """A text and what it is compared with, in the numbers of its own column where it can be."""
    if isinstance(one, Code) and isinstance(two, Reg):
        two, one = _as_stated(out, two, one)
        return one, two
    held = out.out.untranslated(one)
    if held is None or isinstance(two, Reg):
        return one, two
    raw, key = held
    if isinstance(two, Code):
        return raw, Word(key, two.text)
    if isinstance(two, tuple):
        return raw, tuple(Word(key, code.text) for code in two)
    return one, two  # what no row states


def _joined(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    join = out.both if node.op is Op.AND else out.any_of
    return Vector(Kind.BOOL, join(*(one.value for one in held)), _masks(out, held))


def _negation(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    return held[0].replace(value=out.not_(held[0].value))


def _member(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    one, many = held
    if many.unknown is True:
        return unknown(Kind.BOOL)
    value: Arg
    value = out.out.step("among", *_as_stated(out, one.value, many.sets[0]))
    for place, codes in enumerate(many.sets[1:], start=1):
        chosen = out.out.step("same", many.value, place)
        value = out.out.step("choose", chosen, out.out.step("among", one.value, codes), value)
    if len(many.sets) == 1 and isinstance(one.value, Code):
        value = one.value in many.sets[0]
    if node.op is Op.NOT_IN:
        value = out.not_(value)
    return Vector(Kind.BOOL, value, _masks(out, held))


def _extreme(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    numbers, below = out.aligned(held)
    value = numbers[0]
    for one in numbers[1:]:
        value = out.out.step("least" if node.op is Op.MIN else "most", value, one)
    return Vector(_kind(node), value, _masks(out, held), below)


def _days(out: Formulas, node: Node, held: list[Vector]) -> Vector:
    mask = _masks(out, held)
    values = [one.value for one in held]
    match node.op:
        case Op.DAYS_BETWEEN:
            return Vector(Kind.DAYS, out.out.step("minus", values[1], values[0]), mask)
        case Op.MONTHS_BETWEEN:
            return Vector(Kind.MONTHS, out.out.step("months_between", *values), mask)
        case Op.YEAR_END:
            return Vector(Kind.DATE, out.out.step("year_end", *values), mask)
    value = out.out.step("months_after", *values)
    return Vector(Kind.DATE, value, out.either(mask, out.out.step("no_month", *values)))


_OPERATORS: Mapping[Op, Callable[[Formulas, Node, list[Vector]], Vector]] = {
    Op.ADD: _sum,
    Op.SUB: _sum,
    Op.MUL: _product,
    Op.DIV: _quotient,
    Op.NEG: _signed,
    Op.ABS: _signed,
    Op.COMPARE: _comparison,
    Op.AND: _joined,
    Op.OR: _joined,
    Op.NOT: _negation,
    Op.IN: _member,
    Op.NOT_IN: _member,
    Op.MIN: _extreme,
    Op.MAX: _extreme,
    Op.DAYS_BETWEEN: _days,
    Op.MONTHS_BETWEEN: _days,
    Op.MONTHS_AFTER: _days,
    Op.YEAR_END: _days,
}
