"""What the value reading computes, and in which order: items, what they need, their stage.

A stage is a walk through all nouns, coarse ones first. Whatever an aggregate gathers from a
noun is ready one stage later for the nouns above it; everything of one noun in one stage is one
loop.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from fundtrack.formulas import AGGREGATES, Node, Op, nodes
from fundtrack.rulebooks import Book, Define, Exceptional, Rule
from fundtrack.values import Record

from .bind import LINES
from .paths import ORDER, Path, is_define, loop_of, path_of
from .steps import (
    GROSS,
    LINE_STEPS,
    OWN,
    STEPS,
    acts,
    amount,
    defined,
    exclusions,
    limits,
    total_of,
)


class Item(Record):
    """A define, a step or a rule of one loop."""

    loop: str
    name: str  # of a define or step, or a rule's code
    rule: bool = False


class Gathering(Record):
    """An aggregate: over the rows of `loop`, for each row of `scope`."""

    node: Node
    loop: str
    scope: str


class Items:
    """All items of a book on a basis, with what each needs.

    `passed` names, for each step of a line that nothing changes, the earlier step whose amounts
    it has; such a step is no item, and whatever names it reads the earlier one.
    """

    def __init__(self, book: Book, basis: str, line: str) -> None:
        self.book = book
        self.basis = basis
        self.line = line
        self.passed = _passed(book, basis, line)
        self.formulas: dict[Item, tuple[Node, ...]] = {}
        self.needs: dict[Item, tuple[Item, ...]] = {}
        self.gathers: dict[Item, tuple[Gathering, ...]] = {}
        self.stages: dict[Item | Gathering, int] = {}
        self.order: list[Item] = []

    def loops(self) -> Iterator[tuple[str, list[Item], list[Gathering]]]:
        """Each loop of each stage with its items and gatherings, ready to be written."""
        stages = self.stages
        gatherings = [one for one in stages if isinstance(one, Gathering)]
        for stage in range(max(stages.values(), default=-1) + 1):
            for loop in ORDER:
                items = [one for one in self.order if one.loop == loop and stages[one] == stage]
                mine = [one for one in gatherings if one.loop == loop and stages[one] == stage]
                if items or mine:
                    yield loop, items, mine


def plan_items(book: Book, basis: str, line: str) -> Items:
    """Collect, connect and order everything the book computes on a basis."""
    items = Items(book, basis, line)
    for item, formulas in _all(book, basis, line):
        if item.loop != line or item.name not in items.passed:
            items.formulas[item] = tuple(settled(one, items) for one in formulas)
    for item, formulas in items.formulas.items():
        found = [one for formula in formulas for one in _needs(formula, basis)]
        items.gathers[item] = tuple(one for one in found if isinstance(one, Gathering))
        direct = [one for one in found if isinstance(one, Item)]
        items.needs[item] = (*direct, *_effects(items, item))
    for item in items.formulas:
        _stage(items, item)
    return items


def _all(book: Book, basis: str, line: str) -> Iterator[tuple[Item, Iterable[Node]]]:
    for step in LINE_STEPS:
        yield Item(line, step), _step(book, basis, line, step)
    for step in (*STEPS, "own"):
        yield Item("project", f"project.{step}"), _project_step(book, basis, step)
    for define in book.defines.values():
        loop = loop_of(define.noun, basis)
        if not _here(loop, line) or _is_step(define.noun, define.name, loop, line):
            continue
        name = define.address if loop == "project" else define.name
        yield Item(loop, name), _define_formulas(define)
    for rule in book.rules.values():
        if acts(rule, basis) and _here(loop_of(rule.scope, basis), line):
            yield Item(loop_of(rule.scope, basis), rule.code, True), rule_formulas(rule)


def _passed(book: Book, basis: str, line: str) -> dict[str, str]:
    """The steps of a line that only pass the amount on, and where it comes from."""
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
        path = path_of(node, items.basis)
        if path.noun == items.line and path.name in items.passed:
            name = name.rpartition(".")[0] + "." + items.passed[path.name]
    same = name == node.name and all(a is b for a, b in zip(args, node.args, strict=True))
    return node if same else node.replace(args=args, name=name)


def _here(loop: str, line: str) -> bool:
    """Whether a loop runs on this basis: of budget lines and costs, only one does."""
    return loop in ORDER and (loop == line or loop not in LINES.values())


def _is_step(noun: str, name: str, loop: str, line: str) -> bool:
    if loop == line:
        return name in LINE_STEPS
    return noun == "project" and name in (*STEPS, "own")


def _excepted(exceptions: Iterable[Exceptional]) -> Iterator[Node]:
    for one in exceptions:
        yield one.when
        if one.value is not None:
            yield one.value


def _define_formulas(define: Define) -> list[Node]:
    given = [] if define.unsupported or define.value is None else [define.value]
    return [*given, *_excepted(define.exceptions)]


def rule_formulas(rule: Rule) -> list[Node]:
    """Every formula of a rule."""
    given = (rule.applies_when, rule.met_when, rule.measured, rule.at_most, rule.at_least)
    return [*(one for one in given if one is not None), *_excepted(rule.exceptions)]


def _step(book: Book, basis: str, line: str, step: str) -> list[Node]:
    if step == "gross":
        return [GROSS[line]]
    address = defined(book, line, step, basis)
    if address:
        return _define_formulas(book.defines[address])
    return [amount(f"{line}.{STEPS[STEPS.index(step) - 1]}")]


def _project_step(book: Book, basis: str, step: str) -> list[Node]:
    address = defined(book, "project", step, basis)
    if address:
        return _define_formulas(book.defines[address])
    if step == "own":
        return [OWN]
    if step in LINE_STEPS:
        return [total_of(step)]
    return [amount(f"project.{STEPS[STEPS.index(step) - 1]}")]


def _effects(items: Items, item: Item) -> list[Item]:
    """The rules whose verdict a step waits for, and the step they cut."""
    line_step = item.loop == items.line and item.name in LINE_STEPS
    project_step = item.loop == "project" and item.name.removeprefix("project.") in STEPS[5:]
    if item.rule or item.name == "gross" or not (line_step or project_step):
        return []
    step = item.name.removeprefix("project.")
    rules = limits(items.book, items.basis, "line" if line_step else "project", step)
    if step == "admitted":
        rules = exclusions(items.book, items.basis) + rules
    return [Item(item.loop, rule.code, True) for rule in rules]


def _needs(formula: Node, basis: str) -> Iterator[Item | Gathering]:
    """What a formula names that is computed; what an aggregate holds is its own need."""
    if formula.op in AGGREGATES:
        scope = loop_of(formula.scope or "project", basis)
        yield Gathering(formula, loop_of(formula.name, basis), scope)
        return
    if formula.op in (Op.FACT, Op.DEFINE):
        path = path_of(formula, basis)
        if is_define(formula, path, basis):
            yield target(path, basis)
    for arg in formula.args:
        yield from _needs(arg, basis)


def target(path: Path, basis: str) -> Item:
    """The item behind a path that names something computed."""
    loop = loop_of(path.noun, basis)
    return Item(loop, f"{path.noun}.{path.name}" if loop == "project" else path.name)


def _stage(items: Items, item: Item) -> int:
    """The first stage in which everything an item needs is there; also fixes the order."""
    if item in items.stages:
        return items.stages[item]
    stage = 0
    for need in items.needs[item]:
        if need in items.formulas:
            later = ORDER[need.loop] > ORDER[item.loop]
            linked = need.loop == item.loop and _through_link(items, item, need)
            stage = max(stage, _stage(items, need) + (later or linked))
    for gathering in items.gathers[item]:
        ready = _gathered(items, gathering)
        stage = max(stage, ready + (ORDER[item.loop] <= ORDER[gathering.loop]))
    items.stages[item] = stage
    items.order.append(item)
    for need in items.needs[item]:
        if need.rule and items.book.rules[need.name].effect == "limit":
            items.stages[need] = stage  # its excess is cut in the loop that found it
    return stage


def _through_link(items: Items, item: Item, need: Item) -> bool:
    """Whether an item reaches `need` on another row of its noun (a credit note's original)."""
    if item.loop == "project":
        return False
    for formula in items.formulas[item]:
        for node in nodes(formula):
            if node.op in (Op.FACT, Op.DEFINE):
                path = path_of(node, items.basis)
                if path.links and target(path, items.basis) == need:
                    return True
    return False


def _gathered(items: Items, gathering: Gathering) -> int:
    """The stage of an aggregate: that of what it gathers, in the loop it gathers from."""
    if gathering in items.stages:
        return items.stages[gathering]
    stage = 0
    for arg in gathering.node.args:
        for need in _needs(arg, items.basis):
            if isinstance(need, Item) and need in items.formulas:
                later = ORDER[need.loop] > ORDER[gathering.loop]
                stage = max(stage, _stage(items, need) + later)
    items.stages[gathering] = stage
    return stage
