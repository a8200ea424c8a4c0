"""Amounts as columns: defines, the steps of lines and projects, what rules take away (D-09).

A line goes through the steps one by one; on the way an exclusion takes all of it and a limit
what lies above, and each that takes something is noted for the waterfall.
"""

from collections.abc import Sequence

from fundtrack.checks import (
    LINE_STEPS,
    STEPS,
    Item,
    amount,
    blocks,
    defined,
    exclusions,
    limits,
    state_name,
)
from fundtrack.formulas import Kind
from fundtrack.rulebooks import Define, Rule

from ..question import Unsupported
from .places import Place, Refusal
from .program import Arg
from .rulings import Rulings
from .vectors import Vector, unknown


class Effects(Rulings):
    """Writes amounts."""

    # -- defines -------------------------------------------------------------------------------

    def define(self, define: Define) -> Vector:
        """The value of a define, rounded where it says so."""
        kind = self.kind_of(define)
        if define.address in self.view.calls:
            return self.stored_as(define.rounding, self.called(define))
        if define.strands:
            return self.shared_out(define)
        if define.value is None:
            return unknown(kind)
        if define.when is None:
            held = self.excepted(define.exceptions, define.value)
            return self.stored_as(define.rounding, held)
        used = self.emit(define.when)
        held = self.excepted(define.exceptions, define.value)
        value = self.stored_as(define.rounding, held)
        return self.chosen(used, value, Vector(value.kind, 0))

    def called(self, define: Define) -> Vector:
        """What a calculator answers for each row."""
        raise Unsupported(f"{define.address}, which a calculator answers")

    def shared_out(self, define: Define) -> Vector:
        """What each source bears of the lines it pays for."""
        raise Unsupported(f"{define.address}, lines shared over sources")

    def kind_of(self, define: Define) -> Kind:
        """The kind of what a define gives."""
        nouns = self.book.schema.nouns
        fields = nouns[define.noun].fields
        return fields[define.name].kind if define.name in fields else Kind.MONEY

    # -- steps of lines ------------------------------------------------------------------------

    def line_step(self, item: Item) -> None:
        """One step of a line, after the rules that act on the way to it."""
        step = item.name
        if item.loop in self.view.computed and step == "limited":
            self.hold(step, self.owner_amount())
            return
        if step in self.view.bulk:
            place = self.left_place(item.loop, step)
            self.hold(step, self.here(place))
            return
        held = self.step_value(item, step)
        if step == "gross":
            self.hold(step, held)
            return
        before = self.computed(amount(f"{self.line}.{STEPS[STEPS.index(step) - 1]}"))
        self.note_difference(step, before, held)
        rules = exclusions(self.book, self.basis) if step == "admitted" else []
        if rules:
            held = self.exclude(item, rules, held)
        taken = Vector(Kind.MONEY, 0)
        for rule in limits(self.book, self.basis, "line", step):
            held, taken = self.cut(item, rule, held, taken)
        self.hold(step, held)

    def left_place(self, loop: str, step: str) -> Place:
        """Where what the limits over several lines leave stands."""
        raise NotImplementedError

    def owner_amount(self) -> Vector:
        """The amount of a computed line, which its owner has worked out."""
        define = self.view.computed[self.loop]
        noun = self.view.loop(define.noun)
        name = define.address if noun == "project" else define.name
        place = self.place(noun, name)
        if place is None:
            return unknown(Kind.MONEY)
        return self._read(place, "rows", None)

    def step_value(self, item: Item, step: str) -> Vector:
        """A step before the rules that cut it: the book's define, or the step before."""
        noun = self.line if item.loop == self.line else "project"
        address = defined(self.book, noun, step, self.basis)
        if address:
            return self.define(self.book.defines[address])
        return self.emit(self.items.formulas[item][0])

    def note_difference(self, step: str, before: Vector, held: Vector) -> None:
        """A define took something: the refusal's reason is the define itself."""
        address = defined(self.book, self.line, step, self.basis)
        if not address or held == before:
            return
        gross = self.computed(amount(f"{self.line}.gross"))
        mask = self.either(gross.unknown, before.unknown, held.unknown)
        (one, two), below = self.aligned([before, held])
        lost = Vector(Kind.MONEY, self.out.step("minus", one, two), below=below)
        differs = Vector(Kind.BOOL, self.out.step("other", lost.value, 0), mask)
        self.refuse(step, lost, [(address, self.surely(differs))])

    def refuse(self, step: str, lost: Vector, why: Sequence[tuple[str, Arg]]) -> None:
        """Note what lines lost, and to which of several reasons."""
        number = self.refused  # of all parts: a later one has other reasons
        self.refused += 1
        reasons = tuple(code for code, _ in why)
        self.part.refusals.append(Refusal(number, step, reasons, lost.below))
        self.out.keep(("lost", number), lost.value)
        self.out.keep(("lost", number, "?"), lost.unknown)
        for code, condition in why:
            self.out.keep(("lost", number, code), condition)

    def exclude(self, item: Item, rules: Sequence[Rule], held: Vector) -> Vector:
        """Nothing is admitted if a rule is broken, nobody knows if one is unknown (D-09)."""
        states = [self.states(item, rule) for rule in rules]
        gross = self.computed(amount(f"{self.line}.gross"))
        known = Vector(Kind.BOOL, self.known(held))
        lost = self.chosen(known, held.replace(unknown=None), gross)
        before: Arg = False
        why = []
        for rule, (broken, _) in zip(rules, states, strict=True):
            why.append((rule.code, self.both(broken, self.not_(before))))
            before = self.any_of(before, broken)
        self.refuse(item.name, lost, why)
        doubt = self.any_of(*(one for _, one in states))
        value = self.out.step("choose", before, 0, held.value)
        mask = self.out.step(
            "where_masked", before, None, None, self.either(held.unknown, self.mask_of(doubt))
        )
        return Vector(Kind.MONEY, value, mask, held.below)

    def states(self, item: Item, rule: Rule) -> tuple[Arg, Arg]:
        """Where a rule refuses lines, and where nobody knows."""
        loop = self.view.loop(rule.scope)
        if loop == item.loop:
            return self.refusing(loop, rule.code)
        held = self.place(loop, state_name(self.view, rule))
        doubt = self.place(loop, (state_name(self.view, rule), "?"))
        assert held is not None and doubt is not None  # noqa: S101, PT018
        if loop == "project":
            return self.of_project(held).value, self.of_project(doubt).value
        link = self.view.link_to(item.loop, loop)
        index = self.linked(item.loop, link, loop, None)
        there = self.out.step("at_least", index, 0)
        nobody = self.out.step("less", index, -1)
        broken = self.both(there, self._read(held, "whole", index).value)
        lost = self.both(there, self._read(doubt, "whole", index).value)
        return broken, self.any_of(nobody, lost)

    def cut(self, item: Item, rule: Rule, held: Vector, taken: Vector) -> tuple[Vector, Vector]:
        """What a limit takes above what the ones before it left (D-09)."""
        broken, lost = self.refusing(item.loop, rule.code)
        excess = self.made(item.loop, ("excess", rule.code))
        assert excess is not None  # noqa: S101
        (above, before, left), below = self.aligned([excess, taken, held])
        room = self.out.step("least", self.out.step("minus", above, before), left)
        more = self.out.step("most", room, 0)
        acts = self.both(broken, self.not_(lost), self.known(held))
        cut = self.out.step("choose", acts, more, 0)
        value = Vector(
            Kind.MONEY,
            self.out.step("minus", left, cut),
            self.either(held.unknown, self.mask_of(lost)),
            below,
        )
        if item.loop in (self.line, "project"):
            amount_ = Vector(Kind.MONEY, cut, below=below)
            self.refuse(item.name, amount_, [(rule.code, self.out.step("more", cut, 0))])
        return value, Vector(Kind.MONEY, self.out.step("plus", before, cut), below=below)

    # -- the project, and what serves others ---------------------------------------------------

    def project_step(self, item: Item) -> None:
        """One step of the project; only `eligible` falls back to a stated figure (D-06)."""
        step = item.name.removeprefix("project.")
        held = self.step_value(item, step)
        if step == "eligible" and not defined(self.book, "project", step, self.basis):
            held = self.stated_eligible(held)
        taken = Vector(Kind.MONEY, 0)
        if step in ("support", "payable"):
            for rule in limits(self.book, self.basis, "project", step):
                held, taken = self.cut(item, rule, held, taken)
        self.hold(item.name, held)

    def stated_eligible(self, held: Vector) -> Vector:
        """The plan's stated eligible costs, where there are no lines to add up (D-06)."""
        raise NotImplementedError

    def blocked(self, define: Define, held: Vector) -> Vector:
        """Nothing where the method is not available, unknown where that is."""
        rules = blocks(self.book, self.basis, define) if define.counts_as else ()
        if not rules:
            return held
        broken = self.any_of(*(self.mark(self.loop, rule.code, "broken") for rule in rules))
        lost = self.any_of(*(self.mark(self.loop, rule.code, "unknown") for rule in rules))
        value = self.out.step("choose", broken, 0, held.value)
        mask = self.out.step(
            "where_masked", broken, None, None, self.either(held.unknown, self.mask_of(lost))
        )
        return Vector(held.kind, value, mask, held.below)

    def inner(self, item: Item) -> None:
        """What other items ask of a rule or a line, and no report shows."""
        kind, _, rest = item.name[1:].partition("_")
        if kind == "given":
            self.given(item)
            return
        if kind == "before":
            self.hold(item.name, self.before(item, rest))
            return
        rule = list(self.book.rules.values())[int(rest)]
        if kind == "where":
            assert rule.where is not None  # noqa: S101
            self.hold(item.name, self.emit(rule.where))
            return
        broken, lost = self.refusing(item.loop, rule.code)
        if kind == "state":
            self.hold(item.name, Vector(Kind.BOOL, broken))
            self.hold((item.name, "?"), Vector(Kind.BOOL, self.both(lost, self.not_(broken))))
            return
        assert rule.at_most is not None  # noqa: S101
        cap = self.emit(rule.at_most)
        self.hold(item.name, cap)
        self.hold((item.name, "acts"), Vector(Kind.BOOL, broken))
        self.hold((item.name, "?"), Vector(Kind.BOOL, lost))

    def given(self, item: Item) -> None:
        """What a calculator is given for each row."""
        raise Unsupported("what a calculator answers")

    def before(self, item: Item, step: str) -> Vector:
        """A step before the limits over several lines cut it."""
        if item.loop in self.view.computed:
            return self.made_step("limited")
        held = self.step_value(item, step)
        before = self.computed(amount(f"{self.line}.{STEPS[STEPS.index(step) - 1]}"))
        self.note_difference(step, before, held)
        return held

    def write(self, item: Item) -> None:
        """One item of this loop."""
        if item.rule:
            self.rule(self.book.rules[item.name], item)
        elif item.inner:
            self.inner(item)
        elif item.name in LINE_STEPS and (
            item.loop == self.line or item.loop in self.view.computed
        ):
            self.line_step(item)
        elif item.loop == "project" and item.name.removeprefix("project.") in (*STEPS, "own"):
            self.project_step(item)
        else:
            noun, _, name = item.name.rpartition(".")
            define = self.book.defines[defined(self.book, noun or item.loop, name, self.basis)]
            self.hold(item.name, self.blocked(define, self.define(define)))
