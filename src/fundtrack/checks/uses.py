"""Which values of the law an answer rests on, read off the formulas."""

from collections.abc import Iterable, Iterator
from datetime import date

from fundtrack.formulas import Node, Op, nodes
from fundtrack.rulebooks import Book, Parameter, Rule

from .bind import Bound
from .facts import Facts
from .paths import View
from .result import ParameterUse
from .steps import STEPS, defined, formulas_of, rule_formulas
from .world import World


def reached(book: Book, formulas: Iterable[Node], basis: str) -> tuple[set[str], set[str]]:
    """The parameters and the defines that formulas rest on, through defines and steps."""
    parameters: set[str] = set()
    defines: set[str] = set()
    view = View(book, basis)
    todo = list(formulas)
    while todo:
        for node in nodes(todo.pop()):
            if node.op is Op.PARAMETER:
                parameters.add(node.name)
                todo += _dating(book.parameters[node.name])
            elif node.op in (Op.DEFINE, Op.FACT):
                path = view.path(node)
                if view.is_define(node, path):  # plan.support is stated, and rests on nothing
                    todo += _below(view, path.noun, path.name, defines)
    return parameters, defines


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
    names, _ = reached(world.bound.book, rule_formulas(rule), world.basis)
    return uses(world, names)


def uses_of(world: World, formulas: Iterable[Node]) -> tuple[ParameterUse, ...]:
    """The values of the law that formulas rest on."""
    names, _ = reached(world.bound.book, formulas, world.basis)
    return uses(world, names)


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
