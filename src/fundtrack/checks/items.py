"""What the value reading computes, and in which order: items, what they need, their stage.

A stage is a walk through all nouns, coarse ones first. Whatever an aggregate gathers from a
noun is ready one stage later for the nouns above it; everything of one noun in one stage is one
loop.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from fundtrack.formulas import AGGREGATES, Node, Op, nodes
from fundtrack.rulebooks import Book, Define, Rule, may_hold
from fundtrack.values import BookError, Record

from .bind import LINES
from .calls import Call
from .paths import Path, View, call_loop, limits_loop
from .steps import (
    LINE_STEPS,
    STEPS,
    acts,
    blocks,
    defined,
    exclusions,
    formulas_of,
    limits,
    line_formulas,
    project_formulas,
    rule_formulas,
)
from .strands import SHARED_OUT


class Item(Record):
    """A define, a step or a rule of one loop; one whose name begins with `_` is a helper's."""

    loop: str
    name: str  # of a define or step, or a rule's code
    rule: bool = False

    @property
    def inner(self) -> bool:
        """Whether it only serves other items and is no answer."""
        return self.name.startswith("_")


class Gathering(Record):
    """An aggregate: over the rows of `loop`, for each row of `scope`.

    One over lines gathers from the lines of the project and from each loop of computed lines
    that its `where` lets in. Of a running total the scope is `running`.
    """

    node: Node
    loop: str
    scope: str


class Items:
    """All items of a book on a basis, with what each needs.

    `passed` names, for each step of a line that nothing changes, the earlier step whose amounts
    it has; such a step is no item, and whatever names it reads the earlier one.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.book = view.book
        self.basis = view.basis
        self.line = view.line
        self.passed = _passed(view)
        self.formulas: dict[Item, tuple[Node, ...]] = {}
        self.needs: dict[Item, tuple[Item, ...]] = {}
        self.gathers: dict[Item, tuple[Gathering, ...]] = {}
        self.stages: dict[Item | Gathering, int] = {}
        self.order: list[Item] = []
        self.open: set[Item] = set()

    def loops(self) -> Iterator[tuple[str, list[Item], list[Gathering]]]:
        """Each loop of each stage with its items and gatherings, ready to be written."""
        stages = self.stages
        items: dict[tuple[int, str], list[Item]] = {}
        for one in self.order:
            items.setdefault((stages[one], one.loop), []).append(one)
        gatherings: dict[tuple[int, str], list[Gathering]] = {}
        for need, stage in stages.items():
            if isinstance(need, Gathering):
                gatherings.setdefault((stage, need.loop), []).append(need)
        for stage in sorted({stage for stage, _ in items.keys() | gatherings.keys()}):
            for loop in self.view.order:
                mine = items.get((stage, loop), []), gatherings.get((stage, loop), [])
                if any(mine):
                    yield loop, *mine

    def needed(self, formula: Node) -> Iterator["Item | Gathering"]:
        """What a formula names that is computed; what an aggregate holds is its own need."""
        if formula.op in AGGREGATES:
            yield from self.gathered(formula)
            return
        if formula.op is Op.RUNNING_TOTAL:
            yield Gathering(formula, self.view.loop(formula.scope or ""), "running")
            return
        if formula.op in (Op.FACT, Op.DEFINE):
            path = self.view.path(formula)
            if self.view.is_define(formula, path):
                yield self.target(path)
        for arg in formula.args:
            yield from self.needed(arg)

    def gathered(self, node: Node) -> Iterator[Gathering]:
        """Every loop an aggregate gathers from."""
        scope = self.view.loop(node.scope or "project")
        yield Gathering(node, self.view.loop(node.name), scope)
        if node.name == "line" and scope not in self.book.groups:
            where = node.args[1] if len(node.args) > 1 else None
            for loop, define in self.view.computed.items():
                if may_hold(where, define.counts_as, self.book.members):
                    yield Gathering(node, loop, scope)

    def target(self, path: Path) -> Item:
        """The item behind a path that names something computed."""
        loop = self.view.loop(path.noun)
        return Item(loop, f"{path.noun}.{path.name}" if loop == "project" else path.name)

    def here(self, item: Item, loop: str) -> Item:
        """An item of lines as it stands for the computed lines of a loop."""
        if loop not in self.view.computed or item.loop != self.line:
            return item
        name = item.name
        if name in LINE_STEPS:
            name = (
                "eligible" if name == "eligible" and "eligible" in self.view.bulk else "limited"
            )
        return Item(loop, name, item.rule)


@lru_cache(maxsize=128)
def plan_items(view: View) -> Items:
    """Collect, connect and order everything the book computes on a basis."""
    items = Items(view)
    for item, formulas, needs in _all(view):
        if item.loop != view.line or item.name not in items.passed:
            items.formulas[item] = tuple(settled(one, items) for one in formulas)
            items.needs[item] = tuple(needs)
    for item, formulas in items.formulas.items():
        found = [one for formula in formulas for one in items.needed(formula)]
        items.gathers[item] = tuple(one for one in found if isinstance(one, Gathering))
        direct = [items.here(one, item.loop) for one in found if isinstance(one, Item)]
        items.needs[item] = (*direct, *items.needs[item])
    for item in items.formulas:
        _stage(items, item)
    return items


_Said = tuple[Item, Iterable[Node], Iterable[Item]]


def _all(view: View) -> Iterator[_Said]:
    """Every item with its formulas and what it needs beside them."""
    book, basis, line = view.book, view.basis, view.line
    for step in LINE_STEPS:
        yield from _line_step(view, step)
    for step in (*STEPS, "own"):
        rules = limits(book, basis, "project", step) if step in STEPS[5:] else []
        cuts = [Item("project", rule.code, True) for rule in rules]
        yield Item("project", f"project.{step}"), project_formulas(book, basis, step), cuts
    for loop, define in view.computed.items():
        yield from _computed(view, loop, define)
    for define in book.defines.values():
        loop = view.loop(define.noun)
        if not _here(view, loop) or _is_step(define.noun, define.name, loop, line):
            continue
        name = define.address if loop == "project" else define.name
        if define.strands:
            yield from _shared_out(view, define)
            continue
        if define.address in view.calls:
            yield from _called(view.calls[define.address], loop, name)
            continue
        cuts = [Item(loop, rule.code, True) for rule in _blocking(book, basis, define)]
        yield Item(loop, name), formulas_of(define), cuts
    for rule in book.rules.values():
        loop = view.loop(rule.scope)
        if acts(rule, basis) and _here(view, loop):
            yield Item(loop, rule.code, True), rule_formulas(rule), ()
            yield from _spread(view, rule, loop)


def _called(call: Call, loop: str, name: str) -> Iterator[_Said]:
    """An amount that a calculator works out: what it is given, its answer, each row's."""
    given, answer = Item(loop, given_name(call)), Item(call_loop(call), call.define.name)
    yield given, call.formulas, ()
    yield answer, (), [given]
    yield Item(loop, name), (), [answer]


def _shared_out(view: View, define: Define) -> Iterator[_Said]:
    """What sources bear: all lines first, then all sources at once, then each."""
    step = "eligible" if "eligible" in view.bulk else "limited"
    every = Item(SHARED_OUT, define.name)
    lines = (Item(loop, step) for loop in view.computed)
    yield every, (), [Item(view.line, _passed(view).get("eligible", "eligible")), *lines]
    yield Item("source", define.name), (), [every]


def given_name(call: Call) -> str:
    """The inputs of a calculator for one row."""
    return f"_given_{call.define.noun}_{call.define.name}"


def _blocking(book: Book, basis: str, define: Define) -> list[Rule]:
    return blocks(book, basis, define) if define.counts_as else []


def _line_step(view: View, step: str) -> Iterator[_Said]:
    """A step of a line and the rules whose verdict it waits for."""
    book, basis, line = view.book, view.basis, view.line
    said = line_formulas(book, basis, step)
    if step in view.bulk:
        yield from _bulk(view, line, step, said, ())
        for rule in view.bulk[step]:
            if rule.where is not None:
                yield Item(line, where_name(view, rule)), [rule.where], ()
        yield _limits(view, step)
        return
    rules = [] if step == "gross" else limits(book, basis, "line", step)
    needs = [Item(line, rule.code, True) for rule in rules]
    if step == "admitted":
        for rule in exclusions(book, basis):
            own = view.loop(rule.scope) == line
            needs.append(
                Item(line, rule.code, True)
                if own
                else Item(view.loop(rule.scope), state_name(view, rule))
            )
    yield Item(line, step), said, needs


def _bulk(
    view: View, loop: str, step: str, said: Iterable[Node], needs: Iterable[Item]
) -> Iterator[_Said]:
    """A step cut by limits over several lines: before them, and as they leave it."""
    yield Item(loop, before_name(step)), said, needs
    yield Item(loop, step), (), [Item(limits_loop(step), step)]


def _limits(view: View, step: str) -> _Said:
    """The one place where the limits over several lines of a step are worked out."""
    loops = [view.line, *(view.computed if step == "eligible" else ())]
    needs = [Item(loop, before_name(step)) for loop in loops]
    for rule in view.bulk[step]:
        needs.append(Item(view.loop(rule.scope), cap_name(view, rule)))
        if rule.where is not None:
            needs += [Item(loop, where_name(view, rule)) for loop in loops]
    return Item(limits_loop(step), step), (), needs


def _computed(view: View, loop: str, define: Define) -> Iterator[_Said]:
    """The steps of computed lines, which come in once the others are limited (D-09)."""
    noun = view.loop(define.noun)
    value = Item(noun, define.address if noun == "project" else define.name)
    yield Item(loop, "limited"), (), [value]
    if "eligible" in view.bulk:
        yield from _bulk(view, loop, "eligible", (), [Item(loop, "limited")])
        for rule in view.bulk["eligible"]:
            if rule.where is not None:
                yield Item(loop, where_name(view, rule)), [rule.where], [Item(loop, "limited")]


def _spread(view: View, rule: Rule, loop: str) -> Iterator[_Said]:
    """What lines ask of a rule about something wider: its verdict, or the amount it leaves."""
    if rule.effect == "exclude" and loop != view.line:
        yield Item(loop, state_name(view, rule)), (), [Item(loop, rule.code, True)]
    elif any(rule in rules for rules in view.bulk.values()):
        given = [] if rule.at_most is None else [rule.at_most]
        yield Item(loop, cap_name(view, rule)), given, [Item(loop, rule.code, True)]


def before_name(step: str) -> str:
    """The amount of a line before the limits over several lines."""
    return f"_before_{step}"


def where_name(view: View, rule: Rule) -> str:
    """Whether a limit over several lines is about a line."""
    return f"_where_{view.number(rule)}"


def cap_name(view: View, rule: Rule) -> str:
    """What a limit leaves of its lines, where it is broken."""
    return f"_cap_{view.number(rule)}"


def state_name(view: View, rule: Rule) -> str:
    """Whether a rule refuses the lines that belong to its subject."""
    return f"_state_{view.number(rule)}"


def _passed(view: View) -> Mapping[str, str]:
    """The steps of a line that only pass the amount on, and where it comes from."""
    book, basis, line = view.book, view.basis, view.line
    found: dict[str, str] = {}
    for before, step in pairwise(LINE_STEPS):
        acted = limits(book, basis, "line", step)
        if step == "admitted":
            acted = exclusions(book, basis)
        if not acted and not defined(book, line, step, basis):
            found[step] = found.get(before, before)
    return found


def settled(node: Node, items: Items) -> Node:
    """A formula that reads passed steps where their amounts come from."""
    args = tuple(settled(arg, items) for arg in node.args)
    name = node.name
    if node.op is Op.DEFINE:
        path = items.view.path(node)
        if path.noun == items.line and path.name in items.passed:
            name = name.rpartition(".")[0] + "." + items.passed[path.name]
    same = name == node.name and all(a is b for a, b in zip(args, node.args, strict=True))
    return node if same else node.replace(args=args, name=name)


def _here(view: View, loop: str) -> bool:
    """Whether a loop runs on this basis: of budget lines and costs, only one does."""
    return loop in view.order and (loop == view.line or loop not in LINES.values())


def _is_step(noun: str, name: str, loop: str, line: str) -> bool:
    if loop == line:
        return name in LINE_STEPS
    return noun == "project" and name in (*STEPS, "own")


def _stage(items: Items, item: Item) -> int:
    """The first stage in which everything an item needs is there; also fixes the order."""
    if item in items.stages:
        return items.stages[item]
    if item in items.open:
        message = f"the amounts go round through {item.name}, which a calculator is given"
        raise BookError(message, file=items.book.file)
    items.open.add(item)
    order = items.view.order
    stage = 0
    for need in items.needs[item]:
        if need in items.formulas:
            later = order[need.loop] > order[item.loop]
            linked = need.loop == item.loop and _through_link(items, items.formulas[item], need)
            stage = max(stage, _stage(items, need) + (later or linked))
    for gathering in items.gathers[item]:
        ready = _gathered(items, gathering)
        stage = max(stage, ready + (order[item.loop] <= order[gathering.loop]))
    items.stages[item] = stage
    items.order.append(item)
    for need in items.needs[item]:
        if need.rule and items.book.rules[need.name].effect == "limit":
            items.stages[need] = stage  # its excess is cut in the loop that found it
    return stage


def _through_link(items: Items, formulas: Iterable[Node], need: Item) -> bool:
    """Whether formulas reach `need` on another row of its noun (a credit note's original)."""
    if need.loop == "project":
        return False
    for formula in formulas:
        for node in nodes(formula):
            if node.op in (Op.FACT, Op.DEFINE):
                path = items.view.path(node)
                if path.links and items.target(path) == need:
                    return True
    return False


def _gathered(items: Items, gathering: Gathering) -> int:
    """The stage of an aggregate: that of what it gathers, in the loop it gathers from."""
    if gathering in items.stages:
        return items.stages[gathering]
    order = items.view.order
    stage = 0
    needs = [one for arg in gathering.node.args for one in items.needed(arg)]
    if gathering.loop in items.view.computed:
        needs.append(Item(gathering.loop, "limited"))
    for need in needs:
        here = items.here(need, gathering.loop) if isinstance(need, Item) else None
        if here in items.formulas:
            later = order[here.loop] > order[gathering.loop]
            args = gathering.node.args
            linked = here.loop == gathering.loop and _through_link(items, args, here)
            stage = max(stage, _stage(items, here) + (later or linked))
    items.stages[gathering] = stage
    return stage
