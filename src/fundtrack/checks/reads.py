"""What names mean in generated code: facts read at the top of a row, parameters, sums, columns.

A fact is read once per row. The usual row has every fact that its rules cannot pass over, so
its statements need no guard for them; `Loop.eager` tells which facts those are.
"""

from typing import Final

from fundtrack.formulas import AGGREGATES, HELPERS, Emitter, Kind, Leaf, Node, Op
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import (
    ACCEPTED,
    CURRENCY_AGREES,
    DECLARED,
    DOCUMENT_ONCE,
    LEDGER_FACTS,
    LINKS_FOUND,
    WITHIN_ITS_CLAIM,
    Define,
    Parameter,
    Verification,
)
from fundtrack.values import Money, Price, Record

from .bind import ON_PLAN, ON_PROJECT
from .items import Item, Items, settled
from .other_plans import of_any_plan
from .paths import DOT, Path
from .units import minor
from .virtual import VIRTUAL, money_fields

#: Kinds whose values stand in the models as formulas need them.
_AS_THEY_ARE: Final = frozenset(
    {Kind.DATE, Kind.TEXT, Kind.CODE, Kind.BOOL, Kind.DAYS, Kind.MONTHS}
)
#: What is never unknown, and who knows whether it holds for every row at once.
_HELD_BY_ALL: Final = {
    DOCUMENT_ONCE: "documents_once",
    WITHIN_ITS_CLAIM: "claims_hold_their_costs",
}
#: What an aggregate over no rows is, as code.
EMPTY: Final = {
    Op.TOTAL: "0",
    Op.COUNT: "0",
    Op.ANY: "False",
    Op.ALL: "True",
    Op.SMALLEST: "None",
    Op.LARGEST: "None",
}


class Fact(Record):
    """A value read at the top of a row: how, when it is missing, what turns it into a figure.

    One that is only asked for in places that may be passed over (under an `applies_when`, in a
    branch) does not decide which variant a row takes.
    """

    name: str
    load: str
    test: str
    fast: str = ""
    slow: str = ""


class Loop:
    """A loop while it is written: what it reads at its top, what it has computed so far.

    A second writing of the same loop reads what the first has `seen`.
    """

    def __init__(self, name: str, seen: "Loop | None" = None, *, fast: bool = False) -> None:
        self.name = name
        self.fast = fast
        self.facts: dict[str, Fact] = seen.facts if seen else {}
        self.tops: dict[str, None] = seen.tops if seen else {}
        self.eager: set[str] = seen.eager if seen else set()
        self.readers: dict[str, str] = seen.readers if seen else {}
        self.made: dict[str, Leaf] = {}
        self.conditions: dict[Node, Leaf] = {}


def variable(name: str) -> str:
    """The variable that holds a define or a step.

    >>> variable("project.x"), variable("project_x")
    ('d_project_DOT_x', 'd_project_x')
    """
    return f"d_{name.replace('.', DOT)}"


def column(loop: str, name: str) -> str:
    """The variable that holds what every row of a loop has of a name.

    >>> column("partner", "category_x"), column("partner_category", "x")
    ('c_partner_DOT_category_x', 'c_partner_category_DOT_x')
    """
    return f"c_{loop}{DOT}{name}"


def answers(define: Define) -> str:
    """The variable that holds what a calculator answered."""
    return f"k_{define.noun}{DOT}{define.name}"


class Reads:
    """Looks names up for the formulas of one program."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.view = items.view
        self.book = items.book
        self.basis = items.basis
        self.line = items.line
        self.out = Emitter(self.leaf, names=dict(HELPERS))
        self.prelude: dict[str, str] = {}
        self.gathered: dict[tuple[Node, str], str] = {}
        self.started: set[str] = set()
        self.loop = Loop("project")
        self.rules: dict[str, list[str]] = {}
        for item in items.order:
            if item.rule:
                self.rules.setdefault(item.loop, []).append(item.name)

    def ask(self, code: str) -> str:
        """A variable set before the loops from something asked of X."""
        return self.prelude.setdefault(code, f"q{len(self.prelude)}")

    def reader(self, code: str) -> str:
        """A variable set before the rows of this loop, if there are any."""
        return self.loop.readers.setdefault(code, self.out.fresh("v"))

    def leaf(self, node: Node, out: Emitter) -> Leaf:
        """What a name or an aggregate is as code."""
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
            case Op.RUNNING_TOTAL:
                return self.running(node)
            case _ if node.op in AGGREGATES:
                return self.aggregate(node)
        path = self.view.path(node)
        if self.view.is_define(node, path):
            return self.computed(node)
        if self.view.loop(path.root) == "project":
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
        """Something the same for every row; while it is None, all rows are read slowly.

        As with facts, one that may be passed over does not decide that: a day that nobody
        stated would slow down every row for the sake of one rule, which mostly does not apply.
        """
        if self.loop.name == "project":
            return Leaf(name, False)
        if not self.out.lazy:
            self.loop.tops[name] = None
        return Leaf(name, self.loop.fast and name in self.loop.tops)

    def read(self, key: str, load: str, fast: str = "", slow: str = "", test: str = "") -> Leaf:
        """Something read at the top of each row, once; `{}` stands for its variable."""
        fact = self.loop.facts.get(key)
        if fact is None:
            name = self.out.fresh("f")
            parts = (load, test or "{} is None", fast, slow)
            fact = Fact(name, *(part.replace("{}", name) for part in parts))
            self.loop.facts[key] = fact
        if not self.out.lazy:
            self.loop.eager.add(key)
        return Leaf(fact.name, self.loop.fast and key in self.loop.eager)

    def fact(self, node: Node) -> Leaf:
        """A fact of the row, or of what the row reaches through links."""
        path = self.view.path(node)
        kind = node.type.kind if node.type else Kind.TEXT
        if self.loop.name in self.view.computed and path.root == self.line:
            return self.made_fact(node, path)
        if path.root != self.loop.name:  # the row that an aggregate is for
            path = self.outward(path)
        key = ".".join((path.root, *path.links, path.name))
        if path.root in self.book.groups and path.own:
            return self.read(key, f"{{}} = r[{path.name!r}]")
        plain = (path.noun, path.name) not in self.book.facts and path.name not in VIRTUAL
        if path.own and path.noun == "cost" and path.name in (DECLARED, ACCEPTED):
            reader = self.reader(f"X.path({self.out.constant(path)})")
            return self.read(key, f"{{}} = {reader}(o)")
        if path.own and plain and path.name == "day":
            return Leaf("None", False)  # a budget line has none, and of a cost it is paid_on
        if path.own and plain and "." not in path.name:
            if kind is Kind.MONEY:
                return self.read(
                    key,
                    f"{{}} = r[{path.name!r}]",
                    "{} = {}.minor",
                    "{} = {}.minor if {} is not None and {}.currency == CUR else None",
                    "{} is None or {}.currency != CUR",
                )
            if (
                kind in _AS_THEY_ARE
                and path.name in noun_fields()[path.noun].model.model_fields
            ):
                return self.read(key, f"{{}} = r[{path.name!r}]")
        name, _, part = path.name.partition(".")
        if path.own and plain and part in ("first", "last") and kind is Kind.DATE:
            return self.read(key, f"{{}} = None if r[{name!r}] is None else r[{name!r}].{part}")
        if len(path.links) == 1 and path.noun in (*ON_PROJECT, *ON_PLAN):
            values = self.reader(f"X.by_id({self.out.constant(path)})")
            return self.read(key, f"{{}} = {values}.get(r[{path.links[0]!r}])")
        if path.own and path.name in LEDGER_FACTS:
            asked = self.reader(f"X.bound.consistency.{path.name}")
            if path.name not in _HELD_BY_ALL:
                return Leaf(self.out.stored(f"{asked}(o)"), False)
            all_hold = self.reader(f"X.bound.consistency.{_HELD_BY_ALL[path.name]}")
            return Leaf(f"({all_hold} or {asked}(o))", True)
        reader = self.reader(f"X.path({self.out.constant(path)})")
        if path.own and not plain and path.name not in VIRTUAL:
            return self.read(key, f"{{}} = {reader}(o) if r['facts'] else None")
        if path.own and plain:
            return self.read(key, f"{{}} = None if r[{name!r}] is None else {reader}(o)")
        if path.own and path.name in VIRTUAL:
            return Leaf(self.out.stored(f"{self.plainly(path)}{reader}(o)"), False)
        return self.read(key, f"{{}} = {reader}(o)")

    def plainly(self, path: Path) -> str:
        """The usual case of a fact the library sees for itself; the reader knows the others."""
        if path.name == CURRENCY_AGREES:
            tests = [
                f"(r[{name!r}] is None or r[{name!r}].currency == CUR)"
                for name in money_fields(path.noun)
                if not (self.loop.fast and f"{path.noun}.{name}" in self.loop.eager)
            ] or ["True"]
        elif path.name == LINKS_FOUND:
            tests = [
                f"(r[{link!r}] is None or r[{link!r}] in {self.reader(f'X.ids({noun!r})')})"
                for link, noun in noun_fields()[path.noun].links.items()
                if noun_fields()[noun].rows
            ]
        else:
            return ""
        return f"{' and '.join(tests)} or "

    def made_fact(self, node: Node, path: Path) -> Leaf:
        """A fact of a computed line, which has no day, no activity and no group."""
        if path.links:
            reader = self.reader(f"X.made({self.out.constant(path)})")
            return self.read(f"made.{node.name}", f"{{}} = {reader}(o)")
        name = node.name.partition(".")[2]
        if name == "amount":
            return self.made_step(Item(self.loop.name, "limited"))
        return self.read(f"made.{node.name}", f"{{}} = r.get({name!r})")

    def outward(self, path: Path) -> Path:
        """A path of the row an aggregate is for, as seen from the rows it ranges over."""
        link = self.view.link_to(self.seen_as(self.loop.name), path.root)
        return Path(self.loop.name, (link, *path.links), path.noun, path.name)

    def computed(self, node: Node) -> Leaf:
        """A define or a step: of this loop, of an earlier one, of the project."""
        path = self.view.path(settled(node, self.items))
        item = self.items.target(path)
        if self.loop.name in self.view.computed and path.root == self.line:
            if path.own:
                return self.made_step(self.items.here(item, self.loop.name))
            path = path.replace(root=self.loop.name)
        if item not in self.items.formulas:  # the lines of the other basis
            return Leaf("None", False)
        if item.loop == self.loop.name and path.own:
            if item.name in self.loop.made:
                return self.loop.made[item.name]
            if item.loop == "project":
                return Leaf(variable(item.name), False)
            return self.read(f"made.{item.name}", f"{{}} = {column(item.loop, item.name)}[i]")
        if item.loop == "project":
            value = self.top(variable(item.name))
            return self.dated_plan(path, value) if path.noun == "plan" and path.links else value
        if path.root != self.loop.name:
            path = self.outward(path)
        return self.linked(path, item)

    def linked(self, path: Path, item: Item) -> Leaf:
        """A computed column of the row at the end of a path."""
        place = self.reader(f"X.place({self.out.constant(path)})")
        key = ".".join((path.root, *path.links, path.name))
        return self.read(key, f"{{}} = {place}(o, {column(item.loop, item.name)})")

    def made_step(self, item: Item) -> Leaf:
        """A step of a computed line."""
        if item.name in self.loop.made:
            return self.loop.made[item.name]
        return self.read(f"made.{item.name}", f"{{}} = {column(item.loop, item.name)}[i]")

    def dated_plan(self, path: Path, value: Leaf) -> Leaf:
        """A define of the plan a row names by its day: the one in force, or another."""
        if path.root != self.loop.name:
            path = self.outward(path)
        told = self.out.constant(path)
        holds, other = self.reader(f"X.holds({told})"), "None"
        if path.name in of_any_plan(self.view).names:
            other = f"{self.reader(f'X.of_other_plan({told})')}(o)"
        key = ".".join((path.root, *path.links, path.name))
        return self.read(key, f"{{}} = {value.code} if {holds}(o) else {other}")

    def parameter(self, node: Node) -> Leaf:
        """A parameter, looked up per row where a day of the row or its partner decides it."""
        parameter = self.book.parameters[node.name]
        loop = self.loop.name
        day = parameter.as_of
        dated = day is not None and self.view.loop(day.name.split(".")[0]) != "project"
        partner = "o" if loop == "partner" else ""
        if "partner" in self.view.links(self.seen_as(loop)).values():
            linked = self.out.constant(Path(loop, ("partner",), "partner", ""))
            made = "made" if loop in (*self.book.groups, *self.view.computed) else "path"
            partner = f"{self.reader(f'X.{made}({linked})')}(o)"
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
        value = parameter.values[0].value
        code = self.out.constant(minor(value))
        if isinstance(value, Money | Price):
            code = f"{code} if CUR == {value.currency!r} else None"
        verified = parameter.values[0].verification is Verification.VERIFIED
        return code if verified else f"None if X.require_verified else {code}"

    def table(self, node: Node) -> Leaf:
        """A look-up in a table of the book; a row that is not there is unknown."""
        keys = self.out.atomic([self.out.emit(arg) for arg in node.args])
        table = self.ask(f"X.table({node.name!r})")
        return self.out.doubtful(f"{table}.get(({''.join(f'{k.code}, ' for k in keys)}))", keys)

    def seen_as(self, loop: str) -> str:
        """The noun a loop's rows are: of computed lines, that of lines."""
        return "line" if loop in self.view.computed else loop

    def aggregate(self, node: Node) -> Leaf:
        """What an aggregate gathered in earlier loops."""
        scope = self.view.loop(node.scope or "project")
        name = self.gathered[settled(node, self.items), scope]
        if scope == "project":
            return self.top(name)
        unknown, empty = f"u_{name}", EMPTY[node.op]
        code = (
            f"None if {name} is None or r['id'] in {unknown} else {name}.get(r['id'], {empty})"
        )
        return self.read(f"gathered.{name}", f"{{}} = {code}")

    def running(self, node: Node) -> Leaf:
        """The sum up to this row, worked out after an earlier loop."""
        name = self.gathered[settled(node, self.items), "running"]
        return self.read(f"gathered.{name}", f"{{}} = {name}[i]")
