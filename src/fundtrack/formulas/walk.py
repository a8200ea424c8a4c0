"""The explanation reading, and the oracle: the tree itself, walked in exact fractions.

Money here is a fraction of whole units of the currency, never minor units, so the walk shares no
arithmetic with the readings made for speed. Unknown is strict (D-11): whatever has an unknown
operand is unknown and names what is missing. Four places are lazy: the branch of `if` not taken,
`known(x)`, `where` of an aggregate, and, outside formulas, `applies_when` and exclusions.
While something is unknown, bounds pass upward through + - min max total and × a known rate that
is not negative (D-12); elsewhere there are none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Generic, Protocol, TypeVar

from fundtrack.values import InputError, months_after

from .calendar import months_between
from .explanation import Exact, Explanation
from .kinds import Kind
from .printer import to_text
from .tree import AGGREGATES, Node, Op

Row = TypeVar("Row")
#: The row that stands for each noun a formula may start a path at.
Frame = Mapping[str, Row]
Missing = tuple[str, str, str]
_ZERO = Fraction(0)


class World(Protocol[Row]):
    """What a walk asks about a project bound to a book. Every answer explains itself."""

    @property
    def currency(self) -> str: ...
    def fact(self, row: Row, name: str, kind: Kind) -> Explanation: ...
    def link(self, row: Row, name: str) -> Row | Explanation: ...
    def define(self, row: Row, name: str) -> Explanation: ...
    def parameter(self, name: str, frame: Frame[Row]) -> Explanation: ...
    def named(self, op: Op, name: str) -> Explanation: ...
    def lookup(self, table: str, keys: tuple[Exact, ...]) -> Explanation: ...
    def rows(self, noun: str, of: Row) -> Sequence[Row] | Explanation: ...


class Walker(Generic[Row]):
    """Walks typed formulas in one world."""

    def __init__(self, world: World[Row]) -> None:
        self.world = world

    def walk(self, node: Node, frame: Frame[Row]) -> Explanation:
        """The value of a typed formula where `frame` says which rows it speaks of."""
        match node.op:
            case Op.NUMBER:
                return self.answer(node, Fraction(node.name))
            case Op.TEXT:
                return self.answer(node, node.name)
            case Op.TUPLE:
                return self.answer(node, frozenset(arg.name for arg in node.args))
            case Op.FACT | Op.DEFINE:
                return self.path(node, frame)
            case Op.PARAMETER:
                return self.world.parameter(node.name, frame)
            case Op.SET | Op.READING:
                return self.world.named(node.op, node.name)
            case Op.IF:
                return self.if_(node, frame)
            case Op.KNOWN:
                part = self.walk(node.args[0], frame)
                return self.answer(node, part.value is not None, (part,))
            case Op.RUNNING_TOTAL:
                return self.unknown(node, (("not_supported", to_text(node), ""),))
            case _ if node.op in AGGREGATES:
                return self.aggregate(node, frame)
            case _:
                return self.strict(node, tuple(self.walk(arg, frame) for arg in node.args))

    # -- answers -------------------------------------------------------------------------------

    def answer(
        self, node: Node, value: Exact, parts: tuple[Explanation, ...] = ()
    ) -> Explanation:
        kind = node.type.kind if node.type else Kind.NUMBER
        currency = self.world.currency if kind in (Kind.MONEY, Kind.PRICE) else ""
        return Explanation("", to_text(node), kind, value, currency=currency, parts=parts)

    def unknown(
        self,
        node: Node,
        missing: Iterable[Missing],
        parts: tuple[Explanation, ...] = (),
        bounds: tuple[Fraction | None, Fraction | None] = (None, None),
    ) -> Explanation:
        kind = node.type.kind if node.type else Kind.NUMBER
        return Explanation(
            "",
            to_text(node),
            kind,
            None,
            currency=self.world.currency if kind in (Kind.MONEY, Kind.PRICE) else "",
            missing=tuple(dict.fromkeys(missing)),
            low=bounds[0],
            high=bounds[1],
            parts=parts,
        )

    # -- names ---------------------------------------------------------------------------------

    def path(self, node: Node, frame: Frame[Row]) -> Explanation:
        root, *parts = node.name.split(".")
        row = frame.get(root)
        if row is None:
            return self.unknown(node, (("missing", root, f"/{root}s"),))
        while parts:
            if node.op is Op.DEFINE and len(parts) == 1:
                return self.world.define(row, parts[0])
            reached = self.world.link(row, parts[0]) if len(parts) > 1 else None
            if isinstance(reached, Explanation):
                return self.unknown(node, reached.missing)
            if reached is None:
                break
            row = reached
            parts.pop(0)
        kind = node.type.kind if node.type else Kind.TEXT
        return self.world.fact(row, ".".join(parts), kind)

    # -- operations ----------------------------------------------------------------------------

    def if_(self, node: Node, frame: Frame[Row]) -> Explanation:
        condition = self.walk(node.args[0], frame)
        if condition.value is None:
            return self.unknown(node, condition.missing, (condition,))
        taken = self.walk(node.args[1 if condition.value else 2], frame)
        if taken.value is None:
            bounds = (taken.low, taken.high)
            return self.unknown(node, taken.missing, (condition, taken), bounds)
        return self.answer(node, taken.value, (condition, taken))

    def strict(self, node: Node, parts: tuple[Explanation, ...]) -> Explanation:
        missing = [one for part in parts if part.value is None for one in part.missing]
        if any(part.value is None for part in parts):
            return self.unknown(node, missing, parts, _bounds(node.op, parts))
        values = [part.value for part in parts if part.value is not None]
        if node.op is Op.DIV and values[1] == 0:
            return self.unknown(node, (("division_by_zero", to_text(node), ""),), parts)
        if node.op is Op.TABLE:
            return self.world.lookup(node.name, tuple(values))
        try:
            return self.answer(node, _OPERATIONS[node.op](node, values), parts)
        except (
            InputError,
            OverflowError,
            ValueError,
        ):  # a day before year 1 or after year 9999
            return self.unknown(node, (("off_the_calendar", to_text(node), ""),), parts)

    # -- aggregates ----------------------------------------------------------------------------

    def aggregate(self, node: Node, frame: Frame[Row]) -> Explanation:
        """One value out of many rows; a row that `where` leaves out is never asked for more."""
        rows = self.world.rows(
            node.name, frame.get(node.scope or "project") or frame["project"]
        )
        if isinstance(rows, Explanation):
            return self.unknown(node, rows.missing)
        parts: list[Explanation] = []
        missing: list[Missing] = []
        low: Fraction | None = _ZERO
        high: Fraction | None = _ZERO
        for row in rows:
            inner = {**frame, node.name: row}
            where = self.walk(node.args[1], inner) if len(node.args) > 1 else None
            if where is not None and where.value is False:
                continue
            part = self.walk(node.args[0], inner)
            doubtful = where is not None and where.value is None
            if where is not None and doubtful:
                missing += where.missing
            if part.value is None:
                missing += part.missing
            one_low, one_high = _interval(part)
            if doubtful:
                one_low = None if one_low is None else min(one_low, _ZERO)
                one_high = None if one_high is None else max(one_high, _ZERO)
            low = None if low is None or one_low is None else low + one_low
            high = None if high is None or one_high is None else high + one_high
            parts.append(part)
        if missing or any(part.value is None for part in parts):
            bounds = (low, high) if node.op is Op.TOTAL else (None, None)
            return self.unknown(node, missing, tuple(parts), bounds)
        return self.gathered(node, parts)

    def gathered(self, node: Node, parts: Sequence[Explanation]) -> Explanation:
        values = [part.value for part in parts]
        kept = tuple(parts)
        match node.op:
            case Op.TOTAL:
                return self.answer(node, sum(filter(_is_fraction, values), _ZERO), kept)
            case Op.COUNT:
                return self.answer(node, Fraction(sum(value is True for value in values)), kept)
            case Op.ANY:
                return self.answer(node, any(values), kept)
            case Op.ALL:
                return self.answer(node, all(values), kept)
        if not values:  # the smallest of nothing
            return self.unknown(node, (("missing", to_text(node), ""),))
        pick = min if node.op is Op.SMALLEST else max
        return self.answer(node, pick(values), kept)  # type: ignore[type-var]


def _is_fraction(value: Exact | None) -> bool:
    return isinstance(value, Fraction)


def _interval(part: Explanation) -> tuple[Fraction | None, Fraction | None]:
    if isinstance(part.value, Fraction):
        return part.value, part.value
    return part.low, part.high


def _bounds(op: Op, parts: tuple[Explanation, ...]) -> tuple[Fraction | None, Fraction | None]:
    """Bounds of an unknown result from the bounds of its operands, where the step is monotone."""
    spans = [_interval(part) for part in parts]
    if any(low is None or high is None for low, high in spans):
        return None, None
    lows = [low for low, _ in spans if low is not None]
    highs = [high for _, high in spans if high is not None]
    match op:
        case Op.ADD:
            return sum(lows, _ZERO), sum(highs, _ZERO)
        case Op.SUB:
            return lows[0] - highs[1], highs[0] - lows[1]
        case Op.MIN:
            return min(lows), min(highs)
        case Op.MAX:
            return max(lows), max(highs)
        case Op.MUL | Op.DIV:
            return _scaled(op, parts, lows, highs)
    return None, None


def _scaled(
    op: Op, parts: tuple[Explanation, ...], lows: list[Fraction], highs: list[Fraction]
) -> tuple[Fraction | None, Fraction | None]:
    """An unknown amount times, or over, a known value that is not negative."""
    known = [part.value for part in parts]
    if op is Op.DIV:
        by = known[1]
        return (
            (lows[0] / by, highs[0] / by)
            if isinstance(by, Fraction) and by > 0
            else (None, None)
        )
    for one, other in ((0, 1), (1, 0)):
        by = known[other]
        if isinstance(by, Fraction) and by >= 0:
            return lows[one] * by, highs[one] * by
    return None, None


def _compare(node: Node, values: list[Exact]) -> bool:
    signs = node.name.split(" ")
    pairs = zip(signs, values, values[1:], strict=False)
    return all(_SIGNS[sign](left, right) for sign, left, right in pairs)


_SIGNS: Mapping[str, Callable[[Exact, Exact], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def _days(value: Exact) -> int:
    """Days and months are whole by their kind; a fraction of one is a programming error."""
    assert isinstance(value, Fraction)  # noqa: S101
    if value.denominator != 1:
        raise ArithmeticError(f"{value} is not a whole number of days or months")
    return value.numerator


def _add(node: Node, values: list[Exact]) -> Exact:
    left, right = values
    if isinstance(left, date):
        days = _days(right)
        return date.fromordinal(left.toordinal() + (days if node.op is Op.ADD else -days))
    return left + right if node.op is Op.ADD else left - right  # type: ignore[operator]


def _months_after(node: Node, values: list[Exact]) -> Exact:
    assert isinstance(values[0], date)  # noqa: S101
    return months_after(values[0], _days(values[1]))


def _between(node: Node, values: list[Exact]) -> Exact:
    first, last = values
    assert isinstance(first, date)  # noqa: S101
    assert isinstance(last, date)  # noqa: S101
    if node.op is Op.DAYS_BETWEEN:
        return Fraction(last.toordinal() - first.toordinal())
    return Fraction(months_between(first, last))


_OPERATIONS: Mapping[Op, Callable[[Node, list[Exact]], Exact]] = {
    Op.ADD: _add,
    Op.SUB: _add,
    Op.MUL: lambda _, v: v[0] * v[1],  # type: ignore[operator]
    Op.DIV: lambda _, v: v[0] / v[1],  # type: ignore[operator]
    Op.NEG: lambda _, v: -v[0],  # type: ignore[operator]
    Op.ABS: lambda _, v: abs(v[0]),  # type: ignore[arg-type]
    Op.COMPARE: _compare,
    Op.AND: lambda _, v: all(v),
    Op.OR: lambda _, v: any(v),
    Op.NOT: lambda _, v: not v[0],
    Op.IN: lambda _, v: v[0] in v[1],  # type: ignore[operator]
    Op.NOT_IN: lambda _, v: v[0] not in v[1],  # type: ignore[operator]
    Op.MIN: lambda _, v: min(v),  # type: ignore[type-var]
    Op.MAX: lambda _, v: max(v),  # type: ignore[type-var]
    Op.MONTHS_AFTER: _months_after,
    Op.DAYS_BETWEEN: _between,
    Op.MONTHS_BETWEEN: _between,
}
