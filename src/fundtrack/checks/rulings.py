"""Rules in generated code: the verdict of a row as bits of `m`."""

from fundtrack.formulas import Kind, Leaf, Node
from fundtrack.rulebooks import Rule

from .effects import BROKEN, SKIPPED, UNKNOWN, WITHIN, Effects
from .items import Item


class Rulings(Effects):
    """Says the statements of rules."""

    def rule(self, rule: Rule, item: Item) -> None:
        """The verdict of a rule, as bits of m."""
        out = self.out
        if rule.effect == "limit":
            out.say(f"x_{self.bit(item.loop, rule.code, BROKEN)} = 0")
        if rule.applies_when is None:
            self.decide(rule, item)
            return
        applies = self.applies(rule.applies_when)
        keyword = "if"
        if not applies.known:
            out.say(f"if {applies.code} is None:")
            out.say(f"    {self.mark(item, UNKNOWN)}")
            keyword = "elif"
        out.say(f"{keyword} {applies.code}:")
        out.depth += 1
        out.lazy += 1
        self.decide(rule, item)
        out.say("pass")
        out.lazy -= 1
        out.depth -= 1
        out.say("else:")
        out.say(f"    {self.mark(item, SKIPPED)}")

    def applies(self, node: Node) -> Leaf:
        """Where a rule applies; several rules often share the condition."""
        held = self.loop.conditions.get(node)
        if held is None:
            leaf = self.out.emit(node)
            held = Leaf(self.out.stored(leaf.code), leaf.known)
            self.loop.conditions[node] = held
        return held

    def decide(self, rule: Rule, item: Item) -> None:
        """The verdict of a rule that applies, or of the exception that stands instead."""
        if not rule.exceptions:
            self.base(rule, item)
            return
        out = self.out
        which = self.picked(rule.exceptions)
        out.say(f"if {which} is None or {which} < -1:")
        out.say(f"    {self.mark(item, UNKNOWN)}")
        for index, one in enumerate(rule.exceptions):
            out.say(f"elif {which} == {index}:")
            out.depth += 1
            if one.value is None:
                out.say(self.mark(item, SKIPPED))
            else:
                self.condition(one.value, item)
            out.say("pass")
            out.depth -= 1
        out.say("else:")
        out.depth += 1
        self.base(rule, item)
        out.say("pass")
        out.depth -= 1

    def base(self, rule: Rule, item: Item) -> None:
        """The verdict where no exception holds."""
        if rule.met_when is None:
            self.measure(rule, item)
        else:
            self.condition(rule.met_when, item)

    def condition(self, node: Node, item: Item) -> None:
        """Broken if false, unknown if nobody knows."""
        met = self.out.emit(node)
        if met.known:
            self.out.say(f"if not {met.code}:")
            self.out.say(f"    {self.mark(item, BROKEN)}")
            return
        name = self.out.stored(met.code)
        self.out.say(f"if {name} is None:")
        self.out.say(f"    {self.mark(item, UNKNOWN)}")
        self.out.say(f"elif not {name}:")
        self.out.say(f"    {self.mark(item, BROKEN)}")

    def measure(self, rule: Rule, item: Item) -> None:
        """The worst of one or two limits: broken, unknown, within the unit, met."""
        out = self.out
        assert rule.measured is not None  # noqa: S101
        measured = out.atomic([out.emit(rule.measured)])[0]
        kind = rule.measured.type.kind if rule.measured.type else Kind.MONEY
        unit = "0"
        if rule.rounding and kind is Kind.MONEY:
            unit = self.ask(f"X.unit({rule.rounding!r})")
        sides = [(node, over) for node, over in ((rule.at_most, True), (rule.at_least, False))
                 if node is not None]  # fmt: skip
        limits = [(out.atomic([out.emit(node)])[0], over) for node, over in sides]
        sure = all(limit.known for limit, _ in limits) or len(limits) == 1
        plain = unit == "0" and rule.effect != "limit"
        if plain and sure:
            self.plain(item, measured, limits)
            return
        if plain:  # of two limits the one that is known may be broken
            self.all_known(item, measured, limits)
            out.depth += 1
        out.say("z = 0")
        for limit, over in limits:
            self.compare(rule, item, (measured, limit, over, kind), unit)
        marks = [
            0,
            *(1 << self.bit(item.loop, item.name, v) for v in (WITHIN, UNKNOWN, BROKEN)),
        ]
        out.say(f"m |= {out.constant(tuple(marks))}[z]")
        out.depth -= 1 if plain else 0

    def all_known(self, item: Item, measured: Leaf, limits: list[tuple[Leaf, bool]]) -> None:
        """The usual row, whose sides are all known; what follows is for the others."""
        sides = (measured, *(limit for limit, _ in limits))
        known = dict.fromkeys(one.code for one in sides if not one.known)
        self.out.say(f"if {' and '.join(f'{one} is not None' for one in known)}:")
        self.out.depth += 1
        sure = [(Leaf(limit.code, True), over) for limit, over in limits]
        self.plain(item, Leaf(measured.code, True), sure)
        self.out.depth -= 1
        self.out.say("else:")

    def plain(self, item: Item, measured: Leaf, limits: list[tuple[Leaf, bool]]) -> None:
        """The usual comparison: no tolerance, and at most one side that may be unknown."""
        out = self.out
        tests = [f"{measured.code} {'>' if over else '<'} {one.code}" for one, over in limits]
        sides = (measured, *(limit for limit, _ in limits))
        doubtful = [f"{one.code} is None" for one in sides if not one.known]
        if doubtful:
            out.say(f"if {' or '.join(doubtful)}:")
            out.say(f"    {self.mark(item, UNKNOWN)}")
        out.say(f"{'elif' if doubtful else 'if'} {' or '.join(tests)}:")
        out.say(f"    {self.mark(item, BROKEN)}")

    def compare(
        self, rule: Rule, item: Item, sides: tuple[Leaf, Leaf, bool, Kind], unit: str
    ) -> None:
        """One limit: raise z to 1 within the unit, 2 unknown, 3 broken."""
        out = self.out
        measured, limit, over, kind = sides
        doubtful = [one.code for one in (measured, limit) if not one.known]
        if doubtful:
            out.say(f"if {' or '.join(f'{one} is None' for one in doubtful)}:")
            out.say("    z = z if z > 2 else 2")
            out.say("else:")
            out.depth += 1
        if unit == "0" and rule.effect != "limit":
            out.say(f"if {measured.code} {'>' if over else '<'} {limit.code}:")
            out.say("    z = 3")
        else:
            out.say(f"e = {_excess(kind, measured.code, limit.code, over)}")
            out.say("if e > 0:")
            out.say(f"    z = 3 if e >= {unit} else z if z > 1 else 1")
            if rule.effect == "limit":
                out.say(f"    x_{self.bit(item.loop, rule.code, BROKEN)} = e")
        out.depth -= 1 if doubtful else 0


def _excess(kind: Kind, measured: str, limit: str, over: bool) -> str:
    high, low = (measured, limit) if over else (limit, measured)
    return f"_days_between({low}, {high})" if kind is Kind.DATE else f"{high} - {low}"
