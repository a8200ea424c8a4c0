"""What may be said of a plan that is not in force (D-07).

A plan is a whole snapshot, so what a define makes of that snapshot alone it makes of any plan:
of what the plan states, of its budget, activities, sources, options and terms, of the law, and
of what lasts whatever plan holds, the facts of the project and of its partners. All else is of
the project as it stands: the ledger, groups, shares of sources, calculators, what rules take
away, and amounts of the project or a partner that rest on the plan in force.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from fundtrack.formulas import AGGREGATES, Node, Op, nodes
from fundtrack.rulebooks import PARTNER_OPTIONS, Book, Entries
from fundtrack.values import Record

from .bind import ON_PLAN
from .items import Gathering, Item, Items, plan_items
from .paths import Path, View
from .steps import defined
from .virtual import VIRTUAL

#: Nouns whose facts are the same whatever plan holds.
_LASTING: Final = frozenset({"project", "agreement", "call", "partner", "enterprise"})
#: And those that a plan states.
_OF_A_PLAN: Final = _LASTING | {"plan", PARTNER_OPTIONS, *ON_PLAN}
#: A plan may say that a partner has another role under it.
_ROLE: Final = ("partner", "role")


class AnyPlan(Record):
    """The defines of a plan that every plan has, by name, and the book of these alone."""

    names: frozenset[str]
    book: Book


@lru_cache(maxsize=128)
def of_any_plan(view: View) -> AnyPlan:
    """What a book says on a basis of every plan, in force or not."""
    items, names, kept = plan_items(view), set[str](), set[str]()
    for define in view.book.defines.values():
        if define.noun == "plan":
            rests = _Rests(items)
            if rests.on(Item("project", define.address), _OF_A_PLAN):
                names.add(define.name)
                kept |= rests.addresses
    book = view.book.replace(
        hash=f"{view.book.hash} of any plan {view.basis} {view.book.asks_across}",
        defines=Entries({at: one for at, one in view.book.defines.items() if at in kept}),
        rules=Entries({}),
    )
    return AnyPlan(frozenset(names), book)


class _Rests:
    """Goes through all that a define rests on; `addresses` are the defines among it."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.view = items.view
        self.addresses: set[str] = set()
        self._seen: set[tuple[Item, frozenset[str]]] = set()

    def on(self, item: Item, nouns: frozenset[str]) -> bool:
        """Whether an item rests on these nouns alone, and on no rule."""
        narrowed = self._narrowed(item, nouns)
        if item.rule or narrowed is None:
            return False
        if (item, narrowed) in self._seen:
            return True
        self._seen.add((item, narrowed))
        self.addresses.add(self._address(item))
        formulas = self.items.formulas.get(item, ())
        needs = self.items.needs.get(item, ())
        return self._said(formulas, narrowed) and all(self.on(one, narrowed) for one in needs)

    def _narrowed(self, item: Item, nouns: frozenset[str]) -> frozenset[str] | None:
        """What an item may rest on, as one of these nouns; None where it is of none."""
        of = item.name.partition(".")[0] if item.loop == "project" else item.loop
        if of in self.view.computed:
            of = self.view.computed[of].noun
        if of not in nouns:
            return None
        return nouns if of == "plan" or of in ON_PLAN else _LASTING

    def _address(self, item: Item) -> str:
        if item.loop == "project":
            return item.name
        return defined(self.view.book, item.loop, item.name, self.view.basis)

    def _said(self, formulas: Iterable[Node], nouns: frozenset[str]) -> bool:
        """Whether formulas, and all they name, rest on these nouns alone."""
        return all(self._may(node, nouns) for one in formulas for node in nodes(one))

    def _may(self, node: Node, nouns: frozenset[str]) -> bool:
        if node.op is Op.RUNNING_TOTAL:
            return False
        if node.op is Op.PARAMETER:
            parameter = self.view.book.parameters[node.name]
            dated = () if parameter.as_of is None else (parameter.as_of,)
            own = "plan" in nouns or "plan" not in parameter.set_in
            return own and self._said(dated, nouns)
        if node.op in AGGREGATES:
            return all(self._gathers(one, nouns) for one in self.items.gathered(node))
        if node.op not in (Op.FACT, Op.DEFINE):
            return True
        path = self.view.path(node)
        if not nouns.issuperset(self._on_the_way(path)):
            return False
        if self.view.is_define(node, path):
            return self.on(self.items.target(path), nouns)
        return path.name not in VIRTUAL and (path.noun, path.name) != _ROLE

    def _gathers(self, gathering: Gathering, nouns: frozenset[str]) -> bool:
        """Whether computed lines of an aggregate do too; it names the noun of stated ones."""
        loop = gathering.loop
        return loop not in self.view.computed or self.on(Item(loop, "limited"), nouns)

    def _on_the_way(self, path: Path) -> Iterator[str]:
        """The nouns of a path: where it starts, what its links lead to."""
        noun = path.root
        yield noun
        for link in path.links:
            noun = self.view.links(noun)[link]
            yield noun
