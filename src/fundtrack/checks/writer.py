"""The value reading as code: one plain Python function for a book on a basis.

Its loops are those of `items`. A loop over rows holds its statements twice: for rows where
every fact it reads is there, and for rows where one is missing; one test per row chooses. The
verdicts of a row are bits of one int (broken, within rounding, unknown, not applicable: each
rule has its place in all four), amounts are lists by step, refusals are noted only where
something was refused.

Names in the code are written here or checked by the grammar; texts of a book are constants.
"""

from fundtrack.formulas import Leaf
from fundtrack.values import Record

from .items import Gathering, Item, before_name, cap_name, given_name, plan_items, where_name
from .paths import CALLED, LIMITED, View, call_loop
from .reads import Loop, answers, column, variable
from .rulings import Rulings
from .steps import LINE_STEPS, STEPS, defined
from .strands import SHARED_OUT
from .sums import Sums


class Program(Record):
    """The code of a book on a basis, and the rule behind each bit of each loop."""

    source: str
    names: dict[str, object]
    rules: dict[str, tuple[str, ...]]


def write_program(view: View) -> Program:
    """Write the value reading of a book on a basis."""
    return _Writer(plan_items(view)).program()


class _Writer(Sums, Rulings):
    """Writes the loops."""

    def program(self) -> Program:
        out = self.out
        for loop, items, gatherings in self.items.loops():
            for gathering in gatherings:
                self.open(gathering)
            if loop == "project":
                self.project(items)
            elif loop.startswith(LIMITED):
                self.limit_lines(items[0].name)
            elif loop == SHARED_OUT:
                self.share_out()
            elif loop.startswith(CALLED):
                self.call(loop)
            else:
                self.rows(loop, items, gatherings)
        for step, earlier in self.items.passed.items():
            out.say(f"C[{self.line!r}, {step!r}] = C[{self.line!r}, {earlier!r}]")
        out.say("return C, M, R, A")
        head = ["def run(X):", "    C, M, R, A = {}, {}, [], {}", "    CUR = X.currency"]
        head += [f"    {name} = {code}" for code, name in self.prelude.items()]
        source = "\n".join([*head, *out.lines]) + "\n"
        return Program(source, out.names, {loop: tuple(c) for loop, c in self.rules.items()})

    def project(self, items: list[Item]) -> None:
        """The project and the plan in force: statements, no loop."""
        self.loop = Loop("project")
        if "project" not in self.started:
            self.started.add("project")
            self.out.say("M['project'] = [0]")
        self.out.say("m = M['project'][0]")
        self.body(items, [])
        for item in items:
            if not item.rule and not item.inner:
                self.out.say(f"A[{item.name!r}] = {variable(item.name)}")
        self.out.say("M['project'] = [m]")

    def rows(self, loop: str, items: list[Item], gatherings: list[Gathering]) -> None:
        out, rows = self.out, self.source(loop)
        first = loop not in self.started
        if first:
            self.started.add(loop)
            out.say(f"m_{loop} = M[{loop!r}] = []")
        columns = [item.name for item in items if not item.rule]
        for name in columns:
            held = "" if name.startswith("_") else f"C[{loop!r}, {name!r}] = "
            out.say(f"{column(loop, name)} = {held}[]")
        self.loop = facts = Loop(loop)
        self.apart(items, gatherings)  # once to see what is read, and where
        self.loop = Loop(loop, facts, fast=True)
        fast = self.apart(items, gatherings)
        self.loop = Loop(loop, facts)
        slow = self.apart(items, gatherings)
        if facts.tops:
            out.say(f"hard = {' or '.join(f'{top} is None' for top in facts.tops)}")
        if facts.readers:
            out.say(f"if {rows}:")
        for code, name in facts.readers.items():
            out.say(f"    {name} = {code}")
        out.say(f"for i, o in enumerate({rows} or ()):")
        out.depth += 1
        out.say("r = o.__dict__")  # a dict look-up costs half of an attribute's
        if self.rules.get(loop):
            out.say("m = 0" if first else f"m = m_{loop}[i]")
        self.variants(facts, fast, slow)
        if self.rules.get(loop):
            out.say(f"m_{loop}.append(m)" if first else f"m_{loop}[i] = m")
        for name in columns:
            out.say(f"{column(loop, name)}.append({variable(name)})")
        out.depth -= 1
        for gathering in gatherings:
            self.close(gathering, rows)

    def source(self, loop: str) -> str:
        """The rows of a loop: as the project states them, or computed before it."""
        define = self.view.computed.get(loop)
        if define is None:
            return self.ask(f"X.collection({loop!r})")
        noun = self.view.loop(define.noun)
        name = define.address if noun == "project" else define.name
        values = f"[{variable(name)}]" if noun == "project" else column(noun, name)
        if loop not in self.started:
            self.out.say(f"rows_{loop} = X.lines({define.address!r}, {values})")
        return f"rows_{loop}"

    def call(self, loop: str) -> None:
        """The answers of a calculator for all rows of a noun."""
        call = next(one for one in self.view.calls.values() if call_loop(one) == loop)
        define, given = call.define, given_name(call)
        noun = self.view.loop(define.noun)
        rows = f"[{variable(given)}]" if noun == "project" else column(noun, given)
        self.out.say(f"{answers(define)} = X.call({define.address!r}, {rows})")

    def share_out(self) -> None:
        """What each source bears of the lines, worked out at once."""
        step = "eligible" if "eligible" in self.view.bulk else "limited"
        names = {self.line: self.items.passed.get("eligible", "eligible")}
        names |= dict.fromkeys(self.view.computed, step)
        columns = [f"({loop!r}, {column(loop, name)})" for loop, name in names.items()]
        self.out.say(f"shares = X.shared_out([{', '.join(columns)}])")

    def limit_lines(self, step: str) -> None:
        """The limits over several lines of a step, worked out at once."""
        loops = [self.line, *(self.view.computed if step == "eligible" else ())]
        said = []
        for rule in self.view.bulk[step]:
            where = where_name(self.view, rule)
            wheres = [
                column(loop, where) if rule.where is not None else "None" for loop in loops
            ]
            noun, cap = self.view.loop(rule.scope), cap_name(self.view, rule)
            caps = f"[{variable(cap)}]" if noun == "project" else column(noun, cap)
            said.append(f"({self.out.constant(rule.code)}, {caps}, [{', '.join(wheres)}])")
        columns = [f"({loop!r}, {column(loop, before_name(step))})" for loop in loops]
        self.out.say(
            f"l_{step} = X.limited({step!r}, [{', '.join(columns)}], [{', '.join(said)}], R)"
        )
        for loop in loops:
            self.out.say(f"l_{step}_{loop} = l_{step}[{loop!r}]")

    def apart(self, items: list[Item], gatherings: list[Gathering]) -> list[str]:
        """The statements of a row's body, written two steps deeper than the loop."""
        out = self.out
        held, out.lines = out.lines, []
        out.depth += 2
        self.body(items, gatherings)
        out.depth -= 2
        made, out.lines = out.lines, held
        return made

    def variants(self, loop: Loop, fast: list[str], slow: list[str]) -> None:
        out = self.out
        facts = list(loop.facts.values())
        for fact in facts:
            out.say(fact.load)
        eager = [fact.test for key, fact in loop.facts.items() if key in loop.eager]
        tests = [*(["hard"] if loop.tops else []), *eager]
        sure = [
            fact.fast if key in loop.eager else fact.slow for key, fact in loop.facts.items()
        ]
        for test, codes, body in (
            (f"if {' or '.join(tests) or 'False'}:", [fact.slow for fact in facts], slow),
            ("else:", sure, fast),
        ):
            out.say(test)
            for code in filter(None, codes):
                out.say(f"    {code}")
            out.lines += body
            out.say("    pass")

    def body(self, items: list[Item], gatherings: list[Gathering]) -> None:
        for item in items:
            if item.rule:
                self.rule(self.book.rules[item.name], item)
            elif item.inner:
                self.inner(item)
            elif (
                item.loop == self.line or item.loop in self.view.computed
            ) and item.name in LINE_STEPS:
                self.line_step(item)
            elif item.loop == "project" and item.name.removeprefix("project.") in (
                *STEPS,
                "own",
            ):
                self.project_step(item)
            else:
                noun, _, name = item.name.rpartition(".")
                address = defined(self.book, noun or item.loop, name, self.basis)
                leaf = self.define(self.book.defines[address])
                if noun == "plan":  # of no plan nothing is said, not even what needs none
                    leaf = Leaf(f"None if X.plan is None else {leaf.code}", False)
                self.keep(item, leaf)
                self.blocked(item, self.book.defines[address])
        for gathering in gatherings:
            self.gather(gathering)
