"""What is decided of each row by itself: exceptions, and the verdicts of rules, as columns.

The verdict of a rule is four columns of truth: broken, within rounding, unknown, not
applicable; where none holds it is met. They are what the bits of the value reading are. What a
verdict takes from a line is said in `effects`.
"""

from itertools import product
from typing import Final, NamedTuple

from fundtrack.checks import Item, fitted, pick
from fundtrack.formulas import Kind, Node
from fundtrack.rulebooks import Exceptional, Rule

from ..question import Unsupported
from .program import Arg
from .reads import Reads
from .vectors import Vector

#: With more exceptions than this the table of who beats whom grows too long.
_MOST_EXCEPTIONS: Final = 7


class Marks(NamedTuple):
    """Where a verdict holds."""

    broken: Arg = False
    within: Arg = False
    unknown: Arg = False
    skipped: Arg = False


class Rulings(Reads):
    """Writes exceptions and verdicts."""

    # -- exceptions ----------------------------------------------------------------------------

    def excepted(self, exceptions: tuple[Exceptional, ...], base: Node) -> Vector:
        """The value after exceptions; unknown while nobody knows which of them holds."""
        if not exceptions:
            return self.emit(base)
        which = self.picked(exceptions)
        found = self.emit(base)
        for index, one in enumerate(exceptions):
            if one.value is not None:
                holds = Vector(Kind.BOOL, self.out.step("same", which, index))
                found = self.chosen(holds, self.emit(one.value), found)
        open_ = self.out.step("less", which, -1)
        return found.replace(unknown=self.either(found.unknown, self.mask_of(open_)))

    def picked(self, exceptions: tuple[Exceptional, ...]) -> Arg:
        """The index of the exception that holds, -1 for none, less where nobody knows."""
        if len(exceptions) > _MOST_EXCEPTIONS:
            raise Unsupported("many exceptions of one rule")
        table = []
        for states in product((False, True, None), repeat=len(exceptions)):
            chosen = pick(tuple(reversed(states)), exceptions)
            table.append(-2 if chosen is None else chosen)
        states_ = [self.emit(one.when) for one in exceptions]
        given = [part for one in states_ for part in (one.value, one.unknown)]
        return self.out.step("picked", tuple(table), *given)

    # -- rules ---------------------------------------------------------------------------------

    def rule(self, rule: Rule, item: Item) -> None:
        """The verdict of a rule for every row of this loop."""
        marks, excess = self.decided(rule)
        if rule.applies_when is not None:
            applies = self.emit(rule.applies_when)
            active = self.surely(applies)
            idle = self.surely(applies.replace(value=self.not_(applies.value)))
            marks = Marks(
                self.both(active, marks.broken),
                self.both(active, marks.within),
                self.any_of(self.truth(applies.unknown), self.both(active, marks.unknown)),
                self.any_of(idle, self.both(active, marks.skipped)),
            )
        self.keep_marks(item.name, marks)
        if rule.effect == "limit":
            self.hold(("excess", item.name), excess or Vector(Kind.MONEY, 0))

    def keep_marks(self, code: str, marks: Marks) -> None:
        """Hold the verdict of a rule."""
        for name, value in marks._asdict().items():
            self.hold(("mark", code, name), Vector(Kind.BOOL, value))

    def mark(self, loop: str, code: str, name: str) -> Arg:
        """Where a verdict of this loop's rows holds."""
        found = self.made(loop, ("mark", code, name))
        assert found is not None  # noqa: S101
        return found.value

    def refusing(self, loop: str, code: str) -> tuple[Arg, Arg]:
        """Where a rule refuses rows of this loop, and where nobody knows."""
        return self.mark(loop, code, "broken"), self.mark(loop, code, "unknown")

    def decided(self, rule: Rule) -> tuple[Marks, Vector | None]:
        """The verdict of a rule that applies, or of the exception that stands instead."""
        base, excess = self.base_verdict(rule)
        if not rule.exceptions:
            return base, excess
        which = self.picked(rule.exceptions)
        open_ = self.out.step("less", which, -1)
        none = self.out.step("same", which, -1)
        broken, within = self.both(none, base.broken), self.both(none, base.within)
        lost, skipped = self.both(none, base.unknown), self.both(none, base.skipped)
        for index, one in enumerate(rule.exceptions):
            holds = self.out.step("same", which, index)
            if one.value is None:
                skipped = self.any_of(skipped, holds)
                continue
            marks = self.condition(one.value)
            broken = self.any_of(broken, self.both(holds, marks.broken))
            lost = self.any_of(lost, self.both(holds, marks.unknown))
        if excess is not None:
            excess = self.chosen(Vector(Kind.BOOL, none), excess, Vector(excess.kind, 0))
        return Marks(broken, within, self.any_of(lost, open_), skipped), excess

    def base_verdict(self, rule: Rule) -> tuple[Marks, Vector | None]:
        """The verdict where no exception holds, and what lies above a limit."""
        if rule.met_when is None:
            return self.measure(rule)
        return self.condition(rule.met_when), None

    def condition(self, node: Node) -> Marks:
        """Broken if false, unknown if nobody knows."""
        met = self.emit(node)
        broken = self.surely(met.replace(value=self.not_(met.value)))
        return Marks(broken, unknown=self.truth(met.unknown))

    def measure(self, rule: Rule) -> tuple[Marks, Vector | None]:
        """The worst of one or two limits: broken, unknown, within the unit, met."""
        assert rule.measured is not None  # noqa: S101
        measured = self.emit(rule.measured)
        kind = rule.measured.type.kind if rule.measured.type else Kind.MONEY
        unit = 0
        if rule.rounding and kind is Kind.MONEY:
            rounding = fitted(self.book.roundings[rule.rounding].rounding, self.store.currency)
            unit = rounding.step(self.store.exponent)
        broken: Arg = False
        within: Arg = False
        lost: Arg = False
        excess: Vector | None = None
        for node, over in ((rule.at_most, True), (rule.at_least, False)):
            if node is None:
                continue
            limit = self.emit(node)
            high, low = (measured, limit) if over else (limit, measured)
            (one, two), below = self.aligned([high, low])
            mask = self.either(measured.unknown, limit.unknown)
            above = self.surely(Vector(Kind.BOOL, self.out.step("more", one, two), mask))
            more = Vector(kind, self.out.step("minus", one, two), below=below)
            far = above
            if unit:
                enough = self.out.step("at_least", more.value, unit * below)
                far = self.both(above, self.surely(Vector(Kind.BOOL, enough, mask)))
                within = self.any_of(within, self.both(above, self.not_(far)))
            broken = self.any_of(broken, far)
            lost = self.any_of(lost, self.truth(mask))
            if rule.effect == "limit":
                held = excess or Vector(kind, 0)
                excess = self.chosen(Vector(Kind.BOOL, above), more, held)
        lost = self.both(lost, self.not_(broken))
        within = self.both(within, self.not_(broken), self.not_(lost))
        return Marks(broken, within, lost), excess
