"""Aggregates and running totals: what a part hands out of its rows to be gathered."""

from collections.abc import Iterable

from fundtrack.checks import Gathering
from fundtrack.formulas import Kind, Node, Op
from fundtrack.rulebooks import VIRTUAL_FACTS, Rule

from ..question import Unsupported
from .derived import Derived
from .places import Gather, Part, Place, Running
from .program import Arg
from .vectors import Vector


class Sums(Derived):
    """Writes what aggregates gather."""

    def gather(self, gathering: Gathering) -> None:
        """The share of each row of this loop in an aggregate."""
        number = sum(len(held) for held in self.gathered.values())
        node = gathering.node
        if gathering.scope == "running":
            self.run_on(gathering, number)
            return
        value = self.emit(node.args[0])
        where = self.emit(node.args[1]) if len(node.args) > 1 else Vector(Kind.BOOL, True)
        there, perhaps = self.stands()
        told = self.both(self.surely(where), there)
        may = self.any_of(told, self.both(there, self.truth(where.unknown)))
        sure = self.both(told, self.known(value))
        doubt = self.any_of(
            self.both(there, self.truth(where.unknown)),
            self.both(told, self.truth(value.unknown)),
        )
        if perhaps is not False:  # a computed line that may come to nothing
            refuses = self.surely(where.replace(value=self.not_(where.value)))
            sure = self.both(sure, self.not_(perhaps))
            doubt = self.any_of(doubt, self.both(perhaps, self.not_(refuses)))
            may = self.any_of(may, doubt)
        out = self.part.out
        for name, held in (
            ("value", value.value), ("sure", sure), ("doubt", doubt), ("may", may),
            ("index", self.belongs(gathering)),
        ):  # fmt: skip
            out.keep(("gather", number, name), held)
        kind = Kind.NUMBER if node.op is Op.COUNT else value.kind
        below = 1 if node.op is Op.COUNT else value.below
        joint = self.view.may_end(node) and len([*self.items.gathered(node)]) > 1
        self.part.gathers.append(Gather(number, gathering, kind, below, joint))
        masked = True
        place = Place(kind, ("gathered", number), masked=masked, below=below, sets=value.sets)
        self.gathered.setdefault((node, gathering.scope), []).append((number, place))

    def stands(self) -> tuple[Arg, Arg]:
        """Where a row is there, and where nobody knows: of nothing there is no line."""
        if self.loop not in self.view.computed:
            return True, False
        amount = self.made_step("limited")
        nothing = self.surely(
            Vector(Kind.BOOL, self.out.step("same", amount.value, 0), amount.unknown)
        )
        return self.not_(nothing), self.truth(amount.unknown)

    def belongs(self, gathering: Gathering) -> Arg:
        """The row that each row counts for; None for its project."""
        scope = gathering.scope
        if scope == "project":
            return None
        if self.loop in self.view.computed:
            index = self.made_partner() if scope == "partner" else None
            return self.nobody() if index is None else index
        if scope in self.book.groups:
            return self.column(("member", scope, self.loop))
        link = self.view.link_to(self.loop, scope)
        return self.linked(self.loop, link, scope, None) if link else self.nobody()

    def run_on(self, gathering: Gathering, number: int) -> None:
        """One row's place in a running total: its group, its order, its amount."""
        node = gathering.node
        if self.loop in self.view.computed:
            raise Unsupported("a running total of computed lines")
        value = self.emit(node.args[0])
        out = self.part.out
        out.keep(("gather", number, "value"), value.value)
        out.keep(("gather", number, "value?"), value.unknown)
        noun = node.name
        within: Arg = None
        if noun in self.book.groups:
            within = self.column(("member", noun, self.loop))
        elif noun != "project":
            within = self.linked(self.loop, self.view.link_to(self.loop, noun), noun, None)
        out.keep(("gather", number, "index"), within)
        for at, one in enumerate(node.args[1:]):
            held = self.order(one)
            out.keep(("gather", number, "order", at), held.value)
            out.keep(("gather", number, "order?", at), held.unknown)
        out.keep(("gather", number, "rank"), self.column(self.store.rank(self.loop)))
        orders = len(node.args) - 1
        self.part.runs.append(Running(number, gathering, orders, value.below))
        place = Place(value.kind, ("gathered", number), masked=True, below=value.below)
        self.gathered.setdefault((node, "running"), []).append((number, place))

    def order(self, node: Node) -> Vector:
        """What orders rows; their own ids by rank, so that no id becomes a word of formulas."""
        path = self.view.path(node) if node.op is Op.FACT else None
        if path is not None and path.own and path.root == self.loop and path.name == "id":
            return Vector(Kind.TEXT, self.column(self.store.rank(self.loop)))
        return self.emit(node)

    def far_orders(self, rules: Iterable[Rule]) -> Part | None:
        """A part that keeps what limits order lines by and no column of lines states.

        That is what stands behind a link, and what the library sees for itself.
        """
        part = Part(self.line)
        self.part, self.out = part, part.out
        names = dict.fromkeys(one.partition(".")[2] for rule in rules for one in rule.consume)
        for name in names:
            path = self.view.path(Node(Op.FACT, name=f"{self.line}.{name}"))
            type_ = self.book.schema.nouns[path.noun].fields.get(path.name)
            if type_ is None or not (path.links or path.name in VIRTUAL_FACTS):
                continue
            self.hold(("order", name), self.fact(path, type_))
            self.place(self.line, ("order", name))
        return part if part.made else None
