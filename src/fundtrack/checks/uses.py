"""What an answer rests on: values of the law, read off the formulas, and roundings.

And of a whole check, what none of its rules looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from fundtrack.formulas import Node, Op, nodes
from fundtrack.rulebooks import Book, Define, Parameter, Rule

from .bind import Bound, Row
from .facts import Facts
from .other_plans import of_any_plan
from .paths import View
from .result import NotChecked, ParameterUse, RoundingUse
from .steps import STEPS, acts, amount, defined, formulas_of, of_library, rule_formulas
from .strands import strands_define
from .world import World


def reached(book: Book, formulas: Iterable[Node], basis: str) -> tuple[set[str], set[str]]:
    """The parameters and the defines that formulas rest on, through defines and steps."""
    defines: set[str] = set()
    below = _all_below(View(book, basis), formulas, defines)
    return {node.name for node in below if node.op is Op.PARAMETER}, defines


def _all_below(view: View, formulas: Iterable[Node], defines: set[str]) -> Iterator[Node]:
    """The nodes of formulas, of the defines they rest on and of what dates a value."""
    todo, dated = list(formulas), set[str]()
    while todo:
        for node in nodes(todo.pop()):
            yield node
            if node.op is Op.PARAMETER and node.name not in dated:
                dated.add(node.name)
                todo += _dating(view.book.parameters[node.name])
            elif node.op in (Op.DEFINE, Op.FACT):
                path = view.path(node)
                if view.is_define(node, path):  # plan.support is stated, and rests on nothing
                    todo += _below(view, path.noun, path.name, defines)


def _dating(parameter: Parameter) -> list[Node]:
    return [] if parameter.as_of is None else [parameter.as_of]


def _below(view: View, noun: str, name: str, seen: set[str]) -> list[Node]:
    """The formulas behind a define or a step; each is gone through once."""
    book, basis = view.book, view.basis
    found: list[Node] = []
    names = STEPS[: STEPS.index(name) + 1] if name in STEPS else (name,)
    for of in (noun, "line") if noun == "project" and name in STEPS else (noun,):
        for one in names:
            physical = view.loop(of) if of == "line" else of
            addresses = [defined(book, physical, one, basis)]
            if one == "limited":  # where computed lines come in
                addresses += [define.address for define in view.computed.values()]
            for address in filter(None, addresses):
                if address not in seen:
                    seen.add(address)
                    found += formulas_of(book.defines[address])
    return found


def rule_uses(world: World, rule: Rule) -> tuple[ParameterUse, ...]:
    """The values of the law a rule used in this project."""
    return uses_of(world, rule_formulas(rule))


def uses_of(world: World, formulas: Iterable[Node]) -> tuple[ParameterUse, ...]:
    """The values of the law that formulas rest on."""
    below = list(_all_below(world.view, formulas, set()))
    found = uses(world, (node.name for node in below if node.op is Op.PARAMETER))
    if len(world.bound.project.plans) > 1:
        found = tuple(dict.fromkeys((*found, *_of_other_plans(world, below))))
    return found


def _of_other_plans(world: World, below: Iterable[Node]) -> Iterator[ParameterUse]:
    """The values behind the defines of plans that are not in force, where a row names one."""
    named = (world.view.path(node) for node in below if node.op is Op.DEFINE)
    asked = {path.name for path in named if path.noun == "plan" and path.links}
    if asked := asked & of_any_plan(world.view).names:
        formulas = [amount(f"plan.{name}") for name in sorted(asked)]
        for other in world.others:
            yield from uses_of(other, formulas)


def uses(world: World, names: Iterable[str]) -> tuple[ParameterUse, ...]:
    """The values behind parameter names, in book order; several where rows are dated apart."""
    wanted = set(names)
    book = world.bound.book
    found = [use for name in book.parameters if name in wanted for use in _values(world, name)]
    return tuple(found)


def _values(world: World, name: str) -> Iterator[ParameterUse]:
    parameter = world.bound.book.parameters[name]
    root = "" if parameter.as_of is None else parameter.as_of.name.split(".")[0]
    if root in ("", "project", "plan"):
        frame = world.frame(world.project)
        yield world.parameters.resolve(name, frame).use
        yield from _partner_terms(world, parameter)
        return
    yield from _partner_terms(world, parameter)
    term = world.parameters.term(parameter, None)
    if term is not None:
        yield term.use
        return
    yield from dict.fromkeys(
        world.parameters.on(parameter, day).use
        for day in _days(world.bound, parameter, world.basis)
    )


def _partner_terms(world: World, parameter: Parameter) -> Iterator[ParameterUse]:
    if "partner" in parameter.set_in:
        for row in world.bound.rows("partner") or ():
            resolved = world.parameters.resolve(parameter.name, {"partner": row})
            if resolved.set_in == "partner":
                yield resolved.use


def _days(bound: Bound, parameter: Parameter, basis: str) -> list[date]:
    """The days on which rows look a parameter up."""
    assert parameter.as_of is not None  # noqa: S101
    facts = Facts(bound, basis)
    path = facts.view.path(parameter.as_of)
    read = facts.path(path)
    days = {read(said) for said in bound.collection(path.root) or ()}
    return sorted(day for day in days if isinstance(day, date))


# ---- The whole check -------------------------------------------------------------------------


def every_use(world: World) -> tuple[ParameterUse, ...]:
    """Every value of the law that the rules and the amounts of a basis rest on."""
    rules = (rule for rule in world.bound.book.rules.values() if acts(rule, world.basis))
    formulas = [one for rule in rules for one in rule_formulas(rule)]
    return uses_of(world, [*formulas, *(amount(f"project.{step}") for step in STEPS)])


def roundings(world: World) -> Iterator[RoundingUse]:
    """Every rounding of an amount of the project or of a source, in book order."""
    for define in world.bound.book.defines.values():
        if define.rounding and define.noun == "project":
            yield _rounding(world, define, world.project, define.name)
        elif define.strands:
            for row in world.rows_of(define.noun):
                yield _rounding(world, define, row, f"{row.key}.{define.name}")


def _rounding(world: World, define: Define, row: Row, label: str) -> RoundingUse:
    """The rounding of an amount of a row, and the modes that would give the same."""
    made, profile = world.define(row, define.name), world.bound.book.roundings[define.rounding]
    rounding = world.bound.rounding(define.rounding)
    exact = made.exact if isinstance(made.exact, Fraction) else None
    return RoundingUse(
        name=profile.name,
        mode=rounding.mode,
        unit=str(rounding.unit),
        citation=rounding.citation,
        verification=profile.verification,
        same_under=() if exact is None else rounding.same_under(exact, world.currency),
        amount=label if world.basis == "plan" else f"{world.basis}.{label}",
    )


def not_looked_at(bound: Bound, bases: Sequence[str]) -> Iterator[NotChecked]:
    """What no rule looked at: no ledger, rules not acted on, what the book leaves out."""
    book = bound.book
    for rule in book.rules.values():
        if not set(rule.basis) & set(bases):
            if "claimed" in bases and of_library(rule):
                continue  # nothing was decided that it could compare
            yield NotChecked(rule.code, "no_ledger", rule.titles)
        elif rule.unsupported:
            yield NotChecked(rule.code, "needs_portfolio", rule.titles)
    for noun in _unread(book, bases):
        if bound.collection(noun):
            yield NotChecked(bound.collection_at(noun), "not_used")
    for text in book.leaves_out:
        yield NotChecked("", "left_out", text)


def _unread(book: Book, bases: Sequence[str]) -> Iterator[str]:
    """What a figure could use, and none of this check does: entries, options, sources."""
    if "accepted" not in bases:
        yield "entry"
    defines = (one for define in book.defines.values() for one in formulas_of(define))
    rules = (one for rule in book.rules.values() for one in rule_formulas(rule))
    read = (node.name for one in (*defines, *rules) for node in nodes(one))
    if not any(".option." in name for name in read):
        yield "option"
    if strands_define(book) is None:
        yield "source"
