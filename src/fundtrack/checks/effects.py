"""Defines and steps in generated code, and what exclusions and limits take away (D-09)."""

from fundtrack.formulas import Leaf, Node
from fundtrack.rulebooks import Define, Exceptional, Rule

from .exceptions import picker
from .items import Item, state_name
from .paths import Path
from .raw import FREE
from .reads import Reads, answers, column, variable
from .steps import STEPS, amount, blocks, defined, exclusions, limits, waivable

BROKEN, WITHIN, UNKNOWN, SKIPPED = range(4)


class Effects(Reads):
    """Says the statements of amounts."""

    def define(self, define: Define) -> Leaf:
        """The value of a define, rounded where it says so."""
        if define.address in self.view.calls:
            place = "0" if self.loop.name == "project" else "i"
            return self.rounded(define, Leaf(f"{answers(define)}[{place}]", False))
        if define.strands:
            return Leaf("shares[i]", False)
        if define.value is None:  # a calculator that the host did not allow
            return Leaf("None", False)
        if define.when is None:
            return self.rounded(define, self.chosen(define.exceptions, define.value))
        return self.used(define, define.when, define.value)

    def used(self, define: Define, when: Node, value: Node) -> Leaf:
        """The amount of a computed line: nothing where its method is not used."""
        out = self.out
        used, name = out.stored(out.emit(when).code), out.fresh()
        out.say(f"{name} = None if {used} is None else 0")
        out.say(f"if {used}:")
        out.depth += 1
        out.lazy += 1
        out.say(f"{name} = {self.rounded(define, self.chosen(define.exceptions, value)).code}")
        out.lazy -= 1
        out.depth -= 1
        return Leaf(name, False)

    def rounded(self, define: Define, leaf: Leaf) -> Leaf:
        """A value as it is stored."""
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
        if item.loop in self.view.computed and step == "limited":
            self.keep(item, Leaf("r['made']", False))
            return
        if step in self.view.bulk:
            self.keep(item, Leaf(f"l_{step}_{item.loop}[i]", False))
            return
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
        if any(self.view.loop(rule.scope) != item.loop for rule in rules):
            self.exclude_by_others(item, rules)
            return
        say, name = self.out.say, variable(item.name)
        broken = sum(1 << self.bit(item.loop, rule.code, BROKEN) for rule in rules)
        unknown = sum(1 << self.bit(item.loop, rule.code, UNKNOWN) for rule in rules)
        codes = [rule.code for rule in rules]
        bits = [1 << self.bit(item.loop, code, BROKEN) for code in codes]
        firsts = self.out.constant(dict(zip(bits, codes, strict=True)))
        order = self.out.constant(tuple(bits))
        gross = self.computed(amount(f"{self.line}.gross")).code
        held = self.acting(item.loop)
        say(f"if {held} & {broken}:")
        say(f"    t = {gross} if {name} is None else {name}")
        say(f"    a = {held}")
        say(f"    R.append((i, 'admitted', {firsts}[next(b for b in {order} if a & b)], t))")
        say(f"    {name} = 0")
        say(f"elif {held} & {unknown}:")
        say(f"    {name} = None")
        self.loop.made[item.name] = Leaf(name, False)

    def exclude_by_others(self, item: Item, rules: list[Rule]) -> None:
        """The same where a rule is about something that lines belong to."""
        say, name = self.out.say, variable(item.name)
        gross = self.computed(amount(f"{self.line}.gross")).code
        states = [self.out.stored(self.state(item, rule)) for rule in rules]
        for rule, state in zip(rules, states, strict=True):
            say(f"{'if' if state == states[0] and rule is rules[0] else 'elif'} {state} == 2:")
            say(f"    t = {gross} if {name} is None else {name}")
            say(f"    R.append((i, 'admitted', {self.out.constant(rule.code)}, t))")
            say(f"    {name} = 0")
        say(f"elif {' or '.join(f'{state} == 1' for state in states)}:")
        say(f"    {name} = None")
        self.loop.made[item.name] = Leaf(name, False)

    def state(self, item: Item, rule: Rule) -> str:
        """Whether a rule refuses this line: 2 yes, 1 unknown, 0 no."""
        loop = self.view.loop(rule.scope)
        if loop == item.loop:
            broken, unknown = (1 << self.bit(loop, rule.code, one) for one in (BROKEN, UNKNOWN))
            held = self.acting(loop)
            return f"2 if {held} & {broken} else 1 if {held} & {unknown} else 0"
        name = state_name(self.view, rule)
        if loop == "project":
            return variable(name)
        link = self.view.link_to(item.loop, loop)
        path = self.out.constant(Path(item.loop, (link,), loop, ""))
        return f"{self.reader(f'X.state({path})')}(o, {column(loop, name)})"

    def inner(self, item: Item) -> None:
        """What other items ask of a rule or a line, and no report shows."""
        kind, _, rest = item.name[1:].partition("_")
        if kind == "given":
            codes = (self.out.emit(node).code for node in self.items.formulas[item])
            self.keep(item, Leaf(f"({''.join(f'{code}, ' for code in codes)})", True))
            return
        if kind == "before":
            self.keep(item, self.before(item, rest))
            return
        rule = list(self.book.rules.values())[int(rest)]
        if kind == "where":
            assert rule.where is not None  # noqa: S101
            self.keep(item, self.out.emit(rule.where))
            return
        broken, unknown = (
            1 << self.bit(item.loop, rule.code, one) for one in (BROKEN, UNKNOWN)
        )
        held = self.acting(item.loop)
        if kind == "state":
            told = f"2 if {held} & {broken} else 1 if {held} & {unknown} else 0"
            self.keep(item, Leaf(told, True))
            return
        assert rule.at_most is not None  # noqa: S101
        name, free = variable(item.name), self.out.constant(FREE)
        self.out.say(f"{name} = None if {held} & {unknown} else {free}")
        self.out.say(f"if {held} & {broken}:")
        leaf, lines = self.out.branch(rule.at_most)
        self.out.lines += lines
        self.out.say(f"    {name} = {leaf.code}")
        self.loop.made[item.name] = Leaf(name, False)

    def before(self, item: Item, step: str) -> Leaf:
        """A step before the limits over several lines cut it."""
        if item.loop in self.view.computed:
            return self.made_step(Item(item.loop, "limited"))
        leaf = self.step_value(item, step)
        before = self.computed(amount(f"{self.line}.{STEPS[STEPS.index(step) - 1]}"))
        if leaf.code != before.code:
            self.out.say(f"{variable(item.name)} = {leaf.code}")
            self.note_difference(step, before, variable(item.name))
        return leaf

    def blocked(self, item: Item, define: Define) -> None:
        """Nothing where the method is not available, unknown where that is."""
        name = variable(item.name)
        rules = blocks(self.book, self.basis, define) if define.counts_as else ()
        if not rules:
            return
        broken, unknown = (
            sum(1 << self.bit(item.loop, rule.code, verdict) for rule in rules)
            for verdict in (BROKEN, UNKNOWN)
        )
        held = self.acting(item.loop)
        self.out.say(f"if {held} & {broken}:")
        self.out.say(f"    {name} = 0")
        self.out.say(f"elif {held} & {unknown}:")
        self.out.say(f"    {name} = None")
        self.loop.made[item.name] = Leaf(name, False)

    def cut(self, item: Item, rule: Rule) -> None:
        """What a limit takes above what the ones before it left (D-09)."""
        say, name = self.out.say, variable(item.name)
        excess = f"x_{self.bit(item.loop, rule.code, BROKEN)}"
        total = f"cut_{variable(item.name)}"
        rules = limits(self.book, self.basis, "line" if item.loop == self.line else "project",
                       item.name.removeprefix("project."))  # fmt: skip
        if rule is rules[0]:
            say(f"{total} = 0")
        held, loop = self.acting(item.loop), item.loop
        say(f"if {held} & {1 << self.bit(loop, rule.code, UNKNOWN)}:")
        say(f"    {name} = None")
        say(f"elif {name} is not None and {held} & {1 << self.bit(loop, rule.code, BROKEN)}:")
        say(f"    t = min({excess} - {total}, {name})")  # a credit note has nothing to take
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

    def acting(self, loop: str) -> str:
        """The verdicts of a row by which rules act on amounts: not those that are waived."""
        codes = [code for code in self.rules.get(loop, ()) if waivable(self.book.rules[code])]
        if not codes:
            return "m"
        bits = {
            code: sum(1 << self.bit(loop, code, one) for one in (BROKEN, UNKNOWN))
            for code in codes
        }
        waived = self.ask(f"X.waived({loop!r}, {self.out.constant(bits)})")
        row = "0" if loop == "project" else "i"
        return f"(m & ~{waived}.get({row}, 0) if {waived} else m)"

    def mark(self, item: Item, verdict: int) -> str:
        """The statement that gives a rule a verdict."""
        return f"m |= {1 << self.bit(item.loop, item.name, verdict)}"
