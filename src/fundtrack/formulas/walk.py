"""The explanation reading, and the oracle: the tree itself, walked in exact fractions.

Money here is a fraction of whole units of the currency, never minor units, so the walk shares
no arithmetic with the readings made for speed. Unknown is strict (D-11): whatever has an
unknown operand is unknown and names what is missing. Four places are lazy: the branch of `if`
not taken, `known(x)`, `where` of an aggregate, and, outside formulas, `applies_when` and
exclusions. While something is unknown its bounds pass upward where `bounds` allows (D-12).
"""

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from typing import Final, Generic, cast

from fundtrack.values import Record, exponent_of

from .bounds import NOWHERE, Bounds, bounds_of, perhaps, span, total_of
from .exact import compute, figure, order
from .explanation import Exact, Explanation
from .kinds import Kind
from .printer import to_text
from .running import Run
from .summed import sum_of
from .tree import AGGREGATES, Node, Op
from .world import Frame, Row, World

Missing = tuple[str, str, str]
_Parts = Sequence[Explanation]
#: A sum of which the denominator is longer than sums may have.
_TOO_LARGE: Final = "too_large"
#: What stands for a `where` that nobody wrote: every row counts.
_EVERY: Final = Explanation("", "", Kind.BOOL, True)


class _Share(Record):
    """What one row adds to an aggregate; doubtful where nobody knows whether `where` holds."""

    part: Explanation
    where: Explanation

    @property
    def doubtful(self) -> bool:
        return self.where.value is None

    @property
    def known(self) -> bool:
        return self.part.value is not None and not self.doubtful

    @property
    def missing(self) -> tuple[Missing, ...]:
        where = self.where.missing if self.doubtful else ()
        return where + (self.part.missing if self.part.value is None else ())

    @property
    def bounds(self) -> Bounds:
        return perhaps(span(self.part)) if self.doubtful else span(self.part)


class Walker(Generic[Row]):
    """Walks typed formulas in one world.

    >>> from fundtrack.formulas import Noun, Schema, Type, check, parse
    >>> class Costs:
    ...     currency = "EUR"
    ...     def link(self, row, name):
    ...         return None
    ...     def fact(self, row, name, kind):
    ...         missing = () if name in row else (("missing", f"cost.{name}", f"/{name}"),)
    ...         return Explanation(name, name, kind, row.get(name), missing=missing)
    >>> cost = Noun("cost", {"net": Type(Kind.MONEY), "vat": Type(Kind.MONEY)})
    >>> schema = Schema({"cost": cost}, rows=frozenset())
    >>> formula = check(parse("cost.net + cost.vat"), schema, scope="cost")
    >>> walker = Walker(Costs())
    >>> walker.walk(formula, {"cost": {"net": Fraction(100), "vat": Fraction(21)}}).value
    Fraction(121, 1)
    >>> walker.walk(formula, {"cost": {"net": Fraction(100)}}).missing
    (('missing', 'cost.vat', '/vat'),)
    """

    def __init__(self, world: World[Row]) -> None:
        self.world = world
        self._texts: dict[int, tuple[Node, str]] = {}
        self._runs: dict[Hashable, tuple[Node, Run[Row]]] = {}

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
                return self.choice(node, frame)
            case Op.KNOWN:
                (part,) = (self.walk(arg, frame) for arg in node.args)
                return self.answer(node, part.value is not None, (part,))
            case Op.RUNNING_TOTAL:
                return self.running_total(node, frame)
            case _ if node.op in AGGREGATES:
                return self.aggregate(node, frame)
        return self.strict(node, tuple(self.walk(arg, frame) for arg in node.args))

    # -- answers -------------------------------------------------------------------------------

    def text(self, node: Node) -> str:
        """The canonical text of a node, printed once; a total asks for it in every row."""
        held = self._texts.get(id(node))
        if held is None:
            held = self._texts[id(node)] = (node, to_text(node))  # the node stays alive
        return held[1]

    def answer(self, node: Node, value: Exact, parts: _Parts = ()) -> Explanation:
        """A known value."""
        kind, currency = self.kind(node)
        return Explanation("", self.text(node), kind, value, currency=currency, parts=parts)

    def unknown(
        self,
        node: Node,
        missing: Iterable[Missing],
        parts: _Parts = (),
        bounds: Bounds = NOWHERE,
    ) -> Explanation:
        """An unknown value: what is missing, each thing once, and between what it lies."""
        kind, currency = self.kind(node)
        return Explanation(
            "",
            self.text(node),
            kind,
            None,
            currency=currency,
            missing=tuple(dict.fromkeys(missing)),
            low=bounds[0],
            high=bounds[1],
            parts=parts,
        )

    def kind(self, node: Node) -> tuple[Kind, str]:
        """The kind of a node, and the currency where it has one."""
        kind = node.type.kind if node.type else Kind.NUMBER
        return kind, self.world.currency if kind in (Kind.MONEY, Kind.PRICE) else ""

    def scale(self, node: Node) -> int:
        """Minor units to the whole of a sum of money; 1 of other figures."""
        currency = self.kind(node)[1]
        return int(10 ** exponent_of(currency)) if currency else 1

    # -- names ---------------------------------------------------------------------------------

    def path(self, node: Node, frame: Frame[Row]) -> Explanation:
        """What stands at the end of a path; nothing stands behind a link that is not set."""
        root, *parts = node.name.split(".")
        row = frame.get(root)
        if row is None:
            return self.unknown(node, [("missing", root, f"/{root}s")])
        while len(parts) > 1:
            reached = self.world.link(row, parts[0])
            if isinstance(reached, Explanation):
                return self.unknown(node, reached.missing)
            if reached is None:
                break
            row = reached
            parts.pop(0)
        match parts:
            case [name] if node.op is Op.DEFINE:
                return self.world.define(row, name)
        kind = node.type.kind if node.type else Kind.TEXT
        return self.world.fact(row, ".".join(parts), kind)

    # -- operations ----------------------------------------------------------------------------

    def choice(self, node: Node, frame: Frame[Row]) -> Explanation:
        """An `if`; the branch not taken is never asked."""
        condition = self.walk(node.args[0], frame)
        if condition.value is None:
            return self.unknown(node, condition.missing, (condition,))
        taken = self.walk(node.args[1 if condition.value else 2], frame)
        parts = (condition, taken)
        if taken.value is None:
            return self.unknown(node, taken.missing, parts, (taken.low, taken.high))
        return self.answer(node, taken.value, parts)

    def strict(self, node: Node, parts: _Parts) -> Explanation:
        """An operator, a function or a table, whose operands must all be known."""
        values = [part.value for part in parts if part.value is not None]
        if len(values) < len(parts):
            missing = [one for part in parts if part.value is None for one in part.missing]
            return self.unknown(node, missing, parts, bounds_of(node.op, parts))
        if node.op is Op.TABLE:
            return self.world.lookup(node.name, tuple(values))
        try:
            return self.answer(node, compute(node, values), parts)
        except ZeroDivisionError:
            return self.unknown(node, [("division_by_zero", self.text(node), "")], parts)
        except (ValueError, OverflowError):  # a day before year 1 or after year 9999
            return self.unknown(node, [("off_the_calendar", self.text(node), "")], parts)

    # -- aggregates ----------------------------------------------------------------------------

    def aggregate(self, node: Node, frame: Frame[Row]) -> Explanation:
        """One value out of many rows."""
        subject = frame.get(str(node.scope), frame["project"])
        rows = self.world.rows(node, subject)
        if isinstance(rows, Explanation):
            return self.unknown(node, rows.missing)
        shares = [
            share
            for row in rows
            if (
                share := self.share(
                    node, {**frame, node.name: row}, self.world.doubt(node, row, subject)
                )
            )
        ]
        parts = tuple(share.part for share in shares)
        if all(share.known for share in shares):
            return self.gathered(node, parts)
        missing = [one for share in shares for one in share.missing]
        if node.op is not Op.TOTAL:
            return self.unknown(node, missing, parts)
        bounds = total_of((share.bounds for share in shares), self.scale(node))
        return self.unknown(node, missing, parts, bounds)

    def share(
        self, node: Node, frame: Frame[Row], doubt: Sequence[Missing] = ()
    ) -> _Share | None:
        """What one row adds; a row that `where` leaves out is never asked for more.

        Of a row in doubt nobody knows whether it belongs to the subject.
        """
        value, *wheres = node.args
        (where,) = [self.walk(one, frame) for one in wheres] or [_EVERY]
        if where.value is False:
            return None
        if doubt:
            missing = tuple(dict.fromkeys((*doubt, *where.missing)))
            where = where.replace(value=None, missing=missing)
        return _Share(self.walk(value, frame), where)

    def running_total(self, node: Node, frame: Frame[Row]) -> Explanation:
        """The sum up to and with a row, over the rows of its group that stand before it."""
        noun = str(node.scope)
        subject = frame[noun]
        rows = self.world.before(subject, node)
        if isinstance(rows, Explanation):
            return self.unknown(node, rows.missing)
        others = tuple((name, id(one)) for name, one in frame.items() if one is not subject)
        key = (id(node), id(rows[0]), others)
        held = self._runs.get(key)
        if held is None:
            held = self._runs[key] = (node, Run(self.scale(node)))  # the node stays alive
        run, count = held[1], len(rows)
        run.reach(
            rows,
            lambda row: self.walk(
                node.args[0], {n: row if one is subject else one for n, one in frame.items()}
            ),
        )
        value = run.value(count)
        if value is not None:
            return self.answer(node, value, run.parts(count))
        missing = run.missing(count) or [(_TOO_LARGE, self.text(node), "")]
        return self.unknown(node, missing, run.parts(count), run.bounds(count))

    def gathered(self, node: Node, parts: _Parts) -> Explanation:
        """The value of an aggregate whose rows are all known."""
        values = cast(list[Exact], [part.value for part in parts])
        if not values and node.op in (Op.SMALLEST, Op.LARGEST):
            return self.unknown(node, [("missing", self.text(node), "")])
        if node.op is Op.TOTAL:
            total = sum_of(map(figure, values), self.scale(node))
            if total is None:
                return self.unknown(node, [(_TOO_LARGE, self.text(node), "")], parts)
            return self.answer(node, total, parts)
        return self.answer(node, _gather(node.op, values), parts)


def _gather(op: Op, values: Sequence[Exact]) -> Exact:
    match op:
        case Op.COUNT:
            return Fraction(sum(value is True for value in values))
        case Op.ANY:
            return any(values)
        case Op.ALL:
            return all(values)
        case Op.SMALLEST:
            return min(values, key=order)
    return max(values, key=order)
