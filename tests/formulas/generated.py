"""Formulas as generated code over the small world, in minor units: the other reading."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from fundtrack.formulas import (
    AGGREGATES,
    HELPERS,
    Emitter,
    Exact,
    Kind,
    Leaf,
    Node,
    Op,
    Type,
)
from tests.formulas.fake import Fake, Row

Raw = int | Fraction | date | str | bool | frozenset[str] | None
_EMPTY = {Op.TOTAL: 0, Op.COUNT: 0, Op.ANY: False, Op.ALL: True}


def raw(value: Exact | None, type_: Type | None) -> Raw:
    """A value as generated code holds it: money an int of cents, a price a fraction of them."""
    if isinstance(value, Fraction) and type_ is not None:
        if type_.kind in (Kind.MONEY, Kind.PRICE):
            value = value * 100
        if type_.kind in (Kind.MONEY, Kind.DAYS, Kind.MONTHS):
            assert value.denominator == 1
            return int(value)
    return value


def exact(value: Raw, type_: Type | None) -> Exact | None:
    """And back: whole units."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return value
    money = type_ is not None and type_.kind in (Kind.MONEY, Kind.PRICE)
    return Fraction(value) / 100 if money else Fraction(value)


@dataclass
class Code:
    """Writes one formula as a function of a world and a frame.

    With `sure`, every name is said to be known: the caller has proven that no fact is missing.
    """

    sure: bool = False
    rows: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.out = Emitter(self.leaf, names=dict(HELPERS))

    def function(self, node: Node) -> Callable[[Fake, dict[str, Row]], Raw]:
        leaf = self.out.emit(node)
        self.known = leaf.known
        self.source = "\n".join(
            ["def run(WORLD, FRAME):", *self.out.lines, f"    return {leaf.code}"]
        )
        names = {**self.out.names, "GATHER": gather, "ASK": ask, "ROWS": members}
        exec(compile(self.source, "formula", "exec"), names)
        return names["run"]

    def leaf(self, node: Node, out: Emitter) -> Leaf:
        if node.op in AGGREGATES:
            return self.aggregate(node, out)
        if node.op is Op.TABLE:
            keys = out.atomic([out.emit(arg) for arg in node.args])
            asked = (
                f"ASK(WORLD, FRAME, {out.constant(node)}, {', '.join(k.code for k in keys)})"
            )
            return out.doubtful(asked, keys)
        asked = f"ASK(WORLD, {self.frame()}, {out.constant(node)})"
        return Leaf(out.stored(asked) if out.count % 2 else asked, self.sure)

    def frame(self) -> str:
        rows = ", ".join(f"{noun!r}: {name}" for noun, name in self.rows.items())
        return f"{{**FRAME, {rows}}}" if rows else "FRAME"

    def aggregate(self, node: Node, out: Emitter) -> Leaf:
        held, doubt, row = out.fresh("held"), out.fresh("doubt"), out.fresh("row")
        op, noun, scope = (
            out.constant(node.op),
            out.constant(node.name),
            out.constant(node.scope),
        )
        out.say(f"{held}, {doubt} = [], ROWS(WORLD, FRAME, {noun}, {scope}) is None")
        out.say(f"for {row} in ROWS(WORLD, FRAME, {noun}, {scope}) or ():")
        out.depth += 1
        self.rows[node.name] = row
        for arg in node.args[1:]:
            where = out.atomic([out.emit(arg)])[0]
            out.say(f"if {where.code} is False: continue")
            out.say(f"{doubt} = {doubt} or {where.code} is None")
        out.say(f"{held}.append({out.emit(node.args[0]).code})")
        del self.rows[node.name]
        out.depth -= 1
        return Leaf(f"GATHER({op}, {held}, {doubt})", False)


def ask(world: Fake, frame: dict[str, Row], node: Node, *keys: Raw) -> Raw:
    """What a name means in a world."""
    if node.op is Op.TABLE:
        return raw(world.tables[node.name].get(keys), node.type)
    if "." not in node.name:
        return raw(world.held(node.name, frame), node.type)
    root, path = node.name.split(".", 1)
    return raw(world.value(frame[root], path), node.type) if root in frame else None


def members(world: Fake, frame: dict[str, Row], noun: str, scope: str) -> list[Row] | None:
    return world.members(noun, frame.get(scope, frame["project"]))


def gather(op: Op, held: list[Raw], doubt: bool) -> Raw:
    """One value out of many."""
    if doubt or None in held:
        return None
    if not held:
        return _EMPTY.get(op)
    made = {Op.TOTAL: sum, Op.COUNT: sum, Op.ANY: any, Op.ALL: all,
            Op.SMALLEST: min, Op.LARGEST: max}  # fmt: skip
    return made[op](held)


def run(node: Node, world: Fake, frame: dict[str, Row], sure: bool = False) -> Exact | None:
    """The value of a checked formula by generated code, in whole units."""
    return exact(Code(sure).function(node)(world, frame), node.type)
