"""The value reading as code: one plain Python function for a book on a basis.

Its loops are those of `items`. A loop over rows holds its statements twice: for rows where
every fact it reads is there, and for rows where one is missing; one test per row chooses. The
verdicts of a row are bits of one int (broken, within rounding, unknown, not applicable: each
rule has its place in all four), amounts are lists by step, refusals are noted only where
something was refused.

Names in the code are written here or checked by the grammar; texts of a book are constants.
"""

from dataclasses import dataclass, field
from typing import Final

from fundtrack.formulas import AGGREGATES, HELPERS, Emitter, Kind, Leaf, Node, Op
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import (
    CURRENCY_AGREES,
    LINKS_FOUND,
    Book,
    Define,
    Exceptional,
    Parameter,
    Rule,
    Verification,
)

from .bind import LINES
from .items import Gathering, Item, Items, plan_items, settled, target
from .paths import Path, is_define, link_to, loop_of, noun_links, path_of
from .raw import picker
from .steps import LINE_STEPS, STEPS, amount, defined, exclusions, limits
from .units import minor
from .virtual import VIRTUAL, money_fields

BROKEN, WITHIN, UNKNOWN, SKIPPED = range(4)
#: Kinds whose values stand in the models as formulas need them.
_AS_THEY_ARE: Final = frozenset(
    {Kind.DATE, Kind.TEXT, Kind.CODE, Kind.BOOL, Kind.DAYS, Kind.MONTHS}
)


@dataclass(frozen=True, slots=True)
class Program:
    """The code of a book on a basis, and the rule behind each bit of each loop."""

    source: str
    names: dict[str, object]
    rules: dict[str, tuple[str, ...]]


def write_program(book: Book, basis: str) -> Program:
    """Write the value reading of a book on a basis."""
    return _Writer(book, basis, plan_items(book, basis, LINES[basis])).program()


@dataclass(frozen=True, slots=True)
class _Fact:
    """A value read at the top of a row: how, when it is missing, what turns it into a figure.

    One that is only asked for in places that may be passed over (under an `applies_when`, in a
    branch) does not decide which variant a row takes.
    """

    name: str
    load: str
    test: str
    fast: str = ""
    slow: str = ""


@dataclass
class _Loop:
    """A loop while it is written: what it reads at its top, what it has computed so far."""

    name: str
    facts: dict[str, _Fact] = field(default_factory=dict)
    tops: dict[str, None] = field(default_factory=dict)
    eager: set[str] = field(default_factory=set)
    readers: dict[str, str] = field(default_factory=dict)
    made: dict[str, Leaf] = field(default_factory=dict)
    fast: bool = False


class _Writer:
    def __init__(self, book: Book, basis: str, items: Items) -> None:
        self.book = book
        self.basis = basis
        self.line = LINES[basis]
        self.items = items
        self.out = Emitter(self.leaf, names=dict(HELPERS))
        self.prelude: dict[str, str] = {}
        self.gathered: dict[Gathering, str] = {}
        self.started: set[str] = set()
        self.loop = _Loop("project")
        self.rules: dict[str, list[str]] = {}
        for item in items.order:
            if item.rule:
                self.rules.setdefault(item.loop, []).append(item.name)

    def program(self) -> Program:
        out = self.out
        for _, loop, items, gatherings in self.items.loops():
            for gathering in gatherings:
                self.open(gathering)
            self.project(items) if loop == "project" else self.rows(loop, items, gatherings)
        for step, earlier in self.items.passed.items():
            out.say(f"C[{self.line!r}, {step!r}] = C[{self.line!r}, {earlier!r}]")
        out.say("return C, M, R, A")
        head = ["def run(X):", "    C, M, R, A = {}, {}, [], {}", "    CUR = X.currency"]
        head += [f"    {name} = {code}" for code, name in self.prelude.items()]
        source = "\n".join([*head, *out.lines]) + "\n"
        return Program(source, out.names, {loop: tuple(c) for loop, c in self.rules.items()})

    def ask(self, code: str) -> str:
        """A variable set before the loops from something asked of X."""
        return self.prelude.setdefault(code, f"q{len(self.prelude)}")

    def reader(self, code: str) -> str:
        """A variable set before the rows of this loop, if there are any."""
        return self.loop.readers.setdefault(code, self.out.fresh("v"))

    # -- loops ---------------------------------------------------------------------------------

    def project(self, items: list[Item]) -> None:
        """The project and the plan in force: statements, no loop."""
        self.loop = _Loop("project")
        marked = any(item.rule for item in items)
        if "project" not in self.started:
            self.started.add("project")
            self.out.say("M['project'] = [0]")
        if marked:
            self.out.say("m = M['project'][0]")
        self.body(items, [])
        for item in items:
            if not item.rule:
                self.out.say(f"A[{item.name!r}] = {_variable(item.name)}")
        if marked:
            self.out.say("M['project'] = [m]")

    def rows(self, loop: str, items: list[Item], gatherings: list[Gathering]) -> None:
        out, rows = self.out, self.ask(f"X.collection({loop!r})")
        first = loop not in self.started
        if first:
            self.started.add(loop)
            out.say(f"m_{loop} = M[{loop!r}] = []")
        columns = [item.name for item in items if not item.rule]
        for name in columns:
            out.say(f"c_{loop}_{name} = C[{loop!r}, {name!r}] = []")
        self.loop = facts = _Loop(loop)
        self.apart(items, gatherings)  # once to see what is read, and where
        shared = (facts.facts, facts.tops, facts.eager, facts.readers)
        self.loop = _Loop(loop, *shared, fast=True)
        fast = self.apart(items, gatherings)
        self.loop = _Loop(loop, *shared)
        slow = self.apart(items, gatherings)
        if facts.tops:
            out.say(f"hard = {' or '.join(f'{top} is None' for top in facts.tops)}")
        if facts.readers:
            out.say(f"if {rows}:")
        for code, name in facts.readers.items():
            out.say(f"    {name} = {code}")
        out.say(f"for i, r in enumerate({rows} or ()):")
        out.depth += 1
        out.say("m = 0" if first or not self.rules.get(loop) else f"m = m_{loop}[i]")
        self.variants(facts, fast, slow)
        if self.rules.get(loop):
            out.say(f"m_{loop}.append(m)" if first else f"m_{loop}[i] = m")
        for name in columns:
            out.say(f"c_{loop}_{name}.append({_variable(name)})")
        out.depth -= 1
        for gathering in gatherings:
            self.close(gathering, rows)

    def apart(self, items: list[Item], gatherings: list[Gathering]) -> list[str]:
        """The statements of a row's body, written two steps deeper than the loop."""
        out = self.out
        held, out.lines = out.lines, []
        out.depth += 2
        self.body(items, gatherings)
        out.depth -= 2
        made, out.lines = out.lines, held
        return made

    def variants(self, loop: _Loop, fast: list[str], slow: list[str]) -> None:
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
            elif item.loop == self.line and item.name in LINE_STEPS:
                self.line_step(item)
            elif item.loop == "project" and item.name.removeprefix("project.") in (
                *STEPS,
                "own",
            ):
                self.project_step(item)
            else:
                noun, _, name = item.name.rpartition(".")
                address = defined(self.book, noun or item.loop, name, self.basis)
                self.keep(item, self.define(self.book.defines[address]))
        for gathering in gatherings:
            self.gather(gathering)

    def keep(self, item: Item, leaf: Leaf) -> None:
        """Hold a computed value in its own variable for the rest of the loop."""
        self.out.say(f"{_variable(item.name)} = {leaf.code}")
        self.loop.made[item.name] = Leaf(_variable(item.name), leaf.known)

    # -- names ---------------------------------------------------------------------------------

    def leaf(self, node: Node, out: Emitter) -> Leaf:
        match node.op:
            case Op.SET:
                return Leaf(out.constant(self.book.sets[node.name]), True)
            case Op.READING:
                chosen = self.book.readings[node.name].chosen
                return Leaf(out.constant(chosen), True) if chosen else Leaf("None", False)
            case Op.TABLE:
                return self.table(node)
            case Op.PARAMETER:
                return self.parameter(node)
            case _ if node.op in AGGREGATES:
                return self.aggregate(node)
        path = path_of(node, self.basis)
        if is_define(node, path, self.basis):
            return self.computed(node)
        if loop_of(path.root, self.basis) == "project":
            return self.top(self.ask(self.top_fact(node, path)))
        return self.fact(node)

    def top_fact(self, node: Node, path: Path) -> str:
        """How a fact of the project or the plan is read; the plain ones without a call."""
        kind = node.type.kind if node.type else Kind.TEXT
        field, _, part = path.name.partition(".")
        plain = (path.noun, path.name) not in self.book.facts and path.name not in VIRTUAL
        if path.own and plain and field in noun_fields()[path.noun].model.model_fields:
            said = f"X.{path.root}"
            if kind is Kind.MONEY:
                return f"X.minor({said}.{field} if {said} else None)"
            if kind in _AS_THEY_ARE and not part:
                return f"{said}.{field} if {said} else None"
            if kind is Kind.DATE:
                return f"{said}.{field}.{part} if {said} and {said}.{field} else None"
        return f"X.top({self.out.constant(path)})"

    def top(self, name: str) -> Leaf:
        """Something the same for every row; while it is None, all rows are read slowly."""
        if self.loop.name == "project":
            return Leaf(name, False)
        self.loop.tops[name] = None
        return Leaf(name, self.loop.fast)

    def read(self, key: str, load: str, fast: str = "", slow: str = "", test: str = "") -> Leaf:
        """Something read at the top of each row, once; `{}` stands for its variable."""
        fact = self.loop.facts.get(key)
        if fact is None:
            name = self.out.fresh("f")
            parts = (load, test or "{} is None", fast, slow)
            fact = _Fact(name, *(part.replace("{}", name) for part in parts))
            self.loop.facts[key] = fact
        if not self.out.lazy:
            self.loop.eager.add(key)
        return Leaf(fact.name, self.loop.fast and key in self.loop.eager)

    def fact(self, node: Node) -> Leaf:
        path = path_of(node, self.basis)
        kind = node.type.kind if node.type else Kind.TEXT
        if path.root != self.loop.name:  # the row that an aggregate is for
            path = self.outward(path.root, path.links, path.noun, path.name)
        key = ".".join((path.root, *path.links, path.name))
        plain = (path.noun, path.name) not in self.book.facts and path.name not in VIRTUAL
        if path.own and plain and "." not in path.name:
            if kind is Kind.MONEY:
                return self.read(
                    key,
                    f"{{}} = r.{path.name}",
                    "{} = {}.minor",
                    "{} = {}.minor if {} is not None and {}.currency == CUR else None",
                    "{} is None or {}.currency != CUR",
                )
            if (
                kind in _AS_THEY_ARE
                and path.name in noun_fields()[path.noun].model.model_fields
            ):
                return self.read(key, f"{{}} = r.{path.name}")
        name, _, part = path.name.partition(".")
        if path.own and plain and part in ("first", "last") and kind is Kind.DATE:
            return self.read(key, f"{{}} = None if r.{name} is None else r.{name}.{part}")
        if len(path.links) == 1 and noun_fields()[path.noun].rows:
            values = self.reader(f"X.by_id({self.out.constant(path)})")
            return self.read(key, f"{{}} = {values}.get(r.{path.links[0]})")
        reader = self.reader(f"X.path({self.out.constant(path)})")
        if path.own and not plain and path.name not in VIRTUAL:
            return self.read(key, f"{{}} = {reader}(r) if r.facts else None")
        if path.own and plain:
            return self.read(key, f"{{}} = None if r.{name} is None else {reader}(r)")
        if path.own and path.name in VIRTUAL:
            sure = self.plainly(path)
            return self.read(key, f"{{}} = {sure}{reader}(r)")
        return self.read(key, f"{{}} = {reader}(r)")

    def plainly(self, path: Path) -> str:
        """The usual case of a fact the library sees for itself; what is unusual asks the reader."""
        if path.name == CURRENCY_AGREES:
            tests = [
                f"(r.{name} is None or r.{name}.currency == CUR)"
                for name in money_fields(path.noun)
            ]
        elif path.name == LINKS_FOUND:
            tests = [
                f"(r.{link} is None or r.{link} in {self.reader(f'X.ids({noun!r})')})"
                for link, noun in noun_fields()[path.noun].links.items()
                if noun_fields()[noun].rows
            ]
        else:
            return ""
        return f"{' and '.join(tests)} or "

    def outward(self, root: str, links: tuple[str, ...], noun: str, name: str) -> Path:
        link = link_to(self.loop.name, root)
        return Path(self.loop.name, (link, *links), noun, name)

    def computed(self, node: Node) -> Leaf:
        path = path_of(settled(node, self.items), self.basis)
        item = target(path, self.basis)
        if item not in self.items.formulas:  # the lines of the other basis
            return Leaf("None", False)
        if item.loop == self.loop.name and path.own:
            if item.name in self.loop.made:
                return self.loop.made[item.name]
            if item.loop == "project":
                return Leaf(_variable(item.name), False)
            return self.read(f"made.{item.name}", f"{{}} = c_{item.loop}_{item.name}[i]")
        if item.loop == "project":
            return self.top(_variable(item.name))
        if path.root != self.loop.name:
            path = self.outward(path.root, path.links, path.noun, path.name)
        place = self.reader(f"X.place({self.out.constant(path)})")
        column = f"c_{item.loop}_{item.name}"
        key = ".".join((path.root, *path.links, path.name))
        return self.read(key, f"{{}} = {place}(r, {column})")

    def parameter(self, node: Node) -> Leaf:
        parameter = self.book.parameters[node.name]
        loop = self.loop.name
        day = parameter.as_of
        dated = day is not None and loop_of(day.name.split(".")[0], self.basis) == loop
        partner = "r" if loop == "partner" else ""
        if "partner" in noun_links(loop).values():
            linked = self.out.constant(Path(loop, ("partner",), "partner", ""))
            partner = f"{self.reader(f'X.path({linked})')}(r)"
        if "partner" not in parameter.set_in:
            partner = ""
        if loop == "project" or not (dated or partner):
            return self.top(self.ask(self.top_parameter(parameter)))
        when = self.leaf(day, self.out).code if day is not None and dated else "None"
        reader = self.reader(f"X.parameter({node.name!r})")
        return self.read(
            f"parameter.{node.name}", f"{{}} = {reader}({when}, {partner or None})"
        )

    def top_parameter(self, parameter: Parameter) -> str:
        """How a parameter of the whole project is read: a constant where nothing dates it."""
        fixed = not (parameter.set_in or parameter.as_of_on or parameter.as_of)
        if not fixed or not parameter.values or parameter.values[0].value is None:
            return f"X.top_parameter({parameter.name!r})"
        code = self.out.constant(minor(parameter.values[0].value))
        verified = parameter.values[0].verification is Verification.VERIFIED
        return code if verified else f"None if X.require_verified else {code}"

    def table(self, node: Node) -> Leaf:
        keys = self.out.atomic([self.out.emit(arg) for arg in node.args])
        rows = {
            row.keys: minor(row.value)
            for row in self.book.tables[node.name].rows
            if row.value is not None
        }
        table = self.out.constant(rows)
        return self.out.doubtful(f"{table}.get(({''.join(f'{k.code}, ' for k in keys)}))", keys)

    # -- aggregates ----------------------------------------------------------------------------

    def aggregate(self, node: Node) -> Leaf:
        loop = loop_of(node.name, self.basis)
        scope = loop_of(node.scope or "project", self.basis)
        gathering = Gathering(settled(node, self.items), loop, scope)
        name = self.gathered[gathering]
        if gathering.scope == "project":
            return self.top(name)
        unknown, empty = f"u_{name}", _EMPTY[node.op]
        code = f"None if {name} is None or r.id in {unknown} else {name}.get(r.id, {empty})"
        return self.read(f"gathered.{name}", f"{{}} = {code}")

    def open(self, gathering: Gathering) -> None:
        """Before the loop: nothing gathered yet."""
        name = self.gathered[gathering] = f"a{len(self.gathered)}"
        single = gathering.scope == "project"
        self.out.say(f"{name} = {_EMPTY[gathering.node.op] if single else '{}'}")
        self.out.say(f"u_{name} = {'False' if single else 'set()'}")

    def close(self, gathering: Gathering, rows: str) -> None:
        """After the loop: unknown if a row was, or if nobody says whether there are rows."""
        name = self.gathered[gathering]
        doubt = f" or u_{name}" if gathering.scope == "project" else ""
        self.out.say(f"if {rows} is None{doubt}:")
        self.out.say(f"    {name} = None")

    def gather(self, gathering: Gathering) -> None:
        """One row's share of an aggregate."""
        out, node = self.out, gathering.node
        single = gathering.scope == "project"
        where = out.atomic([out.emit(arg) for arg in node.args[1:]])
        value, lines = out.branch(node.args[0])
        name = self.gathered[gathering]
        key = "" if single else f"r.{link_to(gathering.loop, gathering.scope)}"
        doubt = f"u_{name} = True" if single else f"u_{name}.add({key})"
        keyword = "if"
        if where and not where[0].known:
            out.say(f"if {where[0].code} is None:")
            out.say(f"    {doubt}")
            keyword = "elif"
        out.say(f"{keyword} {where[0].code if where else 'True'}:")
        out.lines += lines
        out.depth += 1
        code = value.code
        if not value.known:
            code = out.stored(code)
            out.say(f"if {code} is None:")
            out.say(f"    {doubt}")
            out.say("else:")
            out.depth += 1
        self.add(node.op, name, key, code)
        out.depth -= 1 if value.known else 2

    def add(self, op: Op, name: str, key: str, code: str) -> None:
        empty = _EMPTY[op]
        held = f"{name}.get({key}, {empty})" if key else name
        place = f"{name}[{key}]" if key else name
        match op:
            case Op.TOTAL:
                self.out.say(f"{place} = {held} + {code}")
            case Op.COUNT:
                self.out.say(f"{place} = {held} + (1 if {code} else 0)")
            case Op.ANY:
                self.out.say(f"{place} = {held} or {code}")
            case Op.ALL:
                self.out.say(f"{place} = {held} and {code}")
            case _:
                sign = "<" if op is Op.SMALLEST else ">"
                one = self.out.stored(code)
                best = self.out.stored(held) if key else held
                self.out.say(f"if {best} is None or {one} {sign} {best}:")
                self.out.say(f"    {place} = {one}")

    # -- defines and steps ---------------------------------------------------------------------

    def define(self, define: Define) -> Leaf:
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
        name = _variable(step)
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
        say, name = self.out.say, _variable(item.name)
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
        say, name = self.out.say, _variable(item.name)
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
        step = item.name.removeprefix("project.")
        leaf = self.step_value(item, step)
        self.keep(item, leaf)
        if step == "eligible" and not defined(self.book, "project", step, self.basis):
            stated = self.ask("X.stated_eligible()")
            name = _variable(item.name)
            self.out.say(f"if {stated} is not None:")
            self.out.say(f"    {name} = {stated}")
            self.loop.made[item.name] = Leaf(name, False)
        if step in ("support", "payable"):
            for rule in limits(self.book, self.basis, "project", step):
                self.cut(item, rule)

    # -- rules ---------------------------------------------------------------------------------

    def bit(self, loop: str, code: str, verdict: int) -> int:
        """The place of a rule's verdict in the int of a row."""
        codes = self.rules[loop]
        return verdict * len(codes) + codes.index(code)

    def mark(self, item: Item, verdict: int) -> str:
        return f"m |= {1 << self.bit(item.loop, item.name, verdict)}"

    def rule(self, rule: Rule, item: Item) -> None:
        """The verdict of a rule, as bits of m."""
        out = self.out
        if rule.effect == "limit":
            out.say(f"x_{self.bit(item.loop, rule.code, BROKEN)} = 0")
        if rule.applies_when is None:
            self.decide(rule, item)
            return
        applies = out.atomic([out.emit(rule.applies_when)])[0]
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

    def decide(self, rule: Rule, item: Item) -> None:
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
        if (
            unit == "0"
            and rule.effect != "limit"
            and all(one.known for one in (measured, *(limit for limit, _ in limits)))
        ):
            tests = [
                f"{measured.code} {'>' if over else '<'} {limit.code}" for limit, over in limits
            ]
            out.say(f"if {' or '.join(tests)}:")
            out.say(f"    {self.mark(item, BROKEN)}")
            return
        if unit == "0" and rule.effect != "limit" and len(limits) == 1:
            limit, over = limits[0]
            doubtful = [one.code for one in (measured, limit) if not one.known]
            out.say(f"if {' or '.join(f'{one} is None' for one in doubtful)}:")
            out.say(f"    {self.mark(item, UNKNOWN)}")
            out.say(f"elif {measured.code} {'>' if over else '<'} {limit.code}:")
            out.say(f"    {self.mark(item, BROKEN)}")
            return
        out.say("z = 0")
        for limit, over in limits:
            self.compare(rule, item, (measured, limit, over, kind), unit)
        marks = [
            0,
            *(1 << self.bit(item.loop, item.name, v) for v in (WITHIN, UNKNOWN, BROKEN)),
        ]
        out.say(f"m |= {out.constant(tuple(marks))}[z]")

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


def _variable(name: str) -> str:
    return f"d_{name.replace('.', '_')}"


def _excess(kind: Kind, measured: str, limit: str, over: bool) -> str:
    high, low = (measured, limit) if over else (limit, measured)
    return f"_days_between({low}, {high})" if kind is Kind.DATE else f"{high} - {low}"


_EMPTY: Final = {
    Op.TOTAL: "0",
    Op.COUNT: "0",
    Op.ANY: "False",
    Op.ALL: "True",
    Op.SMALLEST: "None",
    Op.LARGEST: "None",
}
