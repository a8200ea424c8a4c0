"""Defines and steps in generated code, and what exclusions and limits take away (D-09)."""

from fundtrack.formulas import Leaf, Node
from fundtrack.rulebooks import Define, Exceptional, Rule

from .items import Item
from .raw import picker
from .reads import Reads, variable
from .steps import STEPS, amount, defined, exclusions, limits

BROKEN, WITHIN, UNKNOWN, SKIPPED = range(4)


class Effects(Reads):
    """Says the statements of amounts."""

    def define(self, define: Define) -> Leaf:
        """The value of a define, rounded where it says so."""
        if define.unsupported or define.value is None:
            return Leaf("None", False)
        leaf = self.chosen(define.exceptions, define.value)
        if not define.rounding:
            return leaf
        stored = self.ask(f"X.rounding({define.rounding!r})")
        if leaf.known:
            return Leaf(f"{stored}({leaf.code})", True)
        name = self.out.stored(leaf.code)
        return Leaf(f"None if {name} is None else {stored}({name})", False)

    def chosen(self, exceptions: tuple[Exceptional, ...], base: Node) -> Leaf:
        """The value after exceptions; None while nobody knows which of them holds."""
        out = self.out
        if not exceptions:
            return out.emit(base)
        which, name = self.picked(exceptions), out.fresh()
        out.say(f"if {which} is None or {which} < -1:")
        out.say(f"    {name} = None")
        for index, node in (*enumerate(one.value for one in exceptions), (-1, base)):
            if node is None:
                continue
            leaf, lines = out.branch(node)
            out.say(f"elif {which} == {index}:")
            out.lines += lines
            out.say(f"    {name} = {leaf.code}")
        return Leaf(name, False)

    def picked(self, exceptions: tuple[Exceptional, ...]) -> str:
        """A variable with the index of the exception that holds, -1 for none."""
        out = self.out
        whens = [out.emit(one.when).code for one in exceptions]
        pick, which = out.fresh("picker"), out.fresh()
        out.names[pick] = picker(exceptions)
        out.say(f"{which} = {pick}(({''.join(f'{when}, ' for when in whens)}))")
        return which

    def line_step(self, item: Item) -> None:
        """One step of a line, after the rules that act on the way to it."""
        step = item.name
        leaf = self.step_value(item, step)
        self.keep(item, leaf)
        name = variable(step)
        if step == "gross":
            return
        before = self.computed(amount(f"{self.line}.{STEPS[STEPS.index(step) - 1]}"))
        if leaf.code != before.code:
            self.note_difference(step, before, name)
        rules = exclusions(self.book, self.basis) if step == "admitted" else []
        if rules:
            self.exclude(item, rules)
        for rule in limits(self.book, self.basis, "line", step):
            self.cut(item, rule)

    def step_value(self, item: Item, step: str) -> Leaf:
        """A step before the rules that cut it: the book's define, or the step before."""
        formulas = self.items.formulas[item]
        noun = self.line if item.loop == self.line else "project"
        address = defined(self.book, noun, step, self.basis)
        if address:
            return self.define(self.book.defines[address])
        return self.out.emit(formulas[0])

    def note_difference(self, step: str, before: Leaf, name: str) -> None:
        """A define took something: the refusal's reason is the define itself."""
        address = defined(self.book, self.line, step, self.basis)
        reason = self.out.constant(address)
        gross = self.computed(amount(f"{self.line}.gross")).code
        prior = before.code if before.known else f"({before.code})"
        known = " and ".join(
            f"{one} is not None" for one in dict.fromkeys((name, gross, prior))
        )
        self.out.say(f"if {known} and {name} != {prior}:")
        self.out.say(f"    R.append((i, {step!r}, {reason}, {prior} - {name}))")

    def exclude(self, item: Item, rules: list[Rule]) -> None:
        """Nothing is admitted if a rule is broken, nobody knows if one is unknown (D-09)."""
        say, name = self.out.say, variable(item.name)
        broken = sum(1 << self.bit(item.loop, rule.code, BROKEN) for rule in rules)
        unknown = sum(1 << self.bit(item.loop, rule.code, UNKNOWN) for rule in rules)
        codes = [rule.code for rule in rules]
        bits = [1 << self.bit(item.loop, code, BROKEN) for code in codes]
        firsts = self.out.constant(dict(zip(bits, codes, strict=True)))
        order = self.out.constant(tuple(bits))
        gross = self.computed(amount(f"{self.line}.gross")).code
        say(f"if m & {broken}:")
        say(f"    t = {gross} if {name} is None else {name}")
        say(f"    R.append((i, 'admitted', {firsts}[next(b for b in {order} if m & b)], t))")
        say(f"    {name} = 0")
        say(f"elif m & {unknown}:")
        say(f"    {name} = None")
        self.loop.made[item.name] = Leaf(name, False)

    def cut(self, item: Item, rule: Rule) -> None:
        """What a limit takes above what the ones before it left (D-09)."""
        say, name = self.out.say, variable(item.name)
        excess = f"x_{self.bit(item.loop, rule.code, BROKEN)}"
        total = f"cut_{item.name.replace('.', '_')}"
        rules = limits(self.book, self.basis, "line" if item.loop == self.line else "project",
                       item.name.removeprefix("project."))  # fmt: skip
        if rule is rules[0]:
            say(f"{total} = 0")
        say(f"if m & {1 << self.bit(item.loop, rule.code, UNKNOWN)}:")
        say(f"    {name} = None")
        say(f"elif {name} is not None and m & {1 << self.bit(item.loop, rule.code, BROKEN)}:")
        say(f"    t = {excess} - {total}")
        say("    if t > 0:")
        say(f"        {name} -= t")
        say(f"        {total} += t")
        if item.loop == self.line:
            step = self.out.constant(item.name)
            say(f"        R.append((i, {step}, {self.out.constant(rule.code)}, t))")
        self.loop.made[item.name] = Leaf(name, False)

    def project_step(self, item: Item) -> None:
        """One step of the project; only `eligible` falls back to a stated figure (D-06)."""
        step = item.name.removeprefix("project.")
        leaf = self.step_value(item, step)
        self.keep(item, leaf)
        if step == "eligible" and not defined(self.book, "project", step, self.basis):
            stated = self.ask("X.stated_eligible()")
            name = variable(item.name)
            self.out.say(f"if {stated} is not None:")
            self.out.say(f"    {name} = {stated}")
            self.loop.made[item.name] = Leaf(name, False)
        if step in ("support", "payable"):
            for rule in limits(self.book, self.basis, "project", step):
                self.cut(item, rule)

    def keep(self, item: Item, leaf: Leaf) -> None:
        """Hold a computed value in its own variable for the rest of the loop."""
        self.out.say(f"{variable(item.name)} = {leaf.code}")
        self.loop.made[item.name] = Leaf(variable(item.name), leaf.known)

    def bit(self, loop: str, code: str, verdict: int) -> int:
        """The place of a rule's verdict in the int of a row."""
        codes = self.rules[loop]
        return verdict * len(codes) + codes.index(code)

    def mark(self, item: Item, verdict: int) -> str:
        """The statement that gives a rule a verdict."""
        return f"m |= {1 << self.bit(item.loop, item.name, verdict)}"
