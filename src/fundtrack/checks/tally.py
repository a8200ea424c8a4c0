"""What a reading of a book over a project yields, before anyone makes findings of it.

The value reading and the walk both make one, in the same form, so that they can be compared.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import CodeType
from typing import Any, Final

from fundtrack.formulas import Exact
from fundtrack.projects import Plan
from fundtrack.values import Record

from .bind import Bound, Row
from .effects import BROKEN, SKIPPED, UNKNOWN, WITHIN
from .items import Item, Items, plan_items
from .judge import in_force
from .other_plans import of_any_plan
from .paths import CALLED, LIMITED, View, view_of
from .raw import OfOtherPlan, Raws
from .result import Verdict
from .steps import LINE_STEPS
from .strands import SHARED_OUT
from .units import minor_of
from .world import World
from .writer import Program, write_program

#: A value as generated code holds it, or None.
Raw = Any


class Tally(Record):
    """The outcome of one reading on one basis.

    `project` holds defines and steps of the project and the plan by address; `columns` those of
    rows by (noun, name); `marks` one int of verdict bits per row; `refused` what each line
    lost: (row, step, rule or define, minor units). `walked` where the walk made it.
    """

    basis: str
    columns: dict[tuple[str, str], list[Raw]]
    marks: dict[str, list[int]]
    refused: list[tuple[int, str, str, Raw]]
    project: dict[str, Raw]
    rules: dict[str, tuple[str, ...]]
    walked: bool = False

    def verdict(self, loop: str, row: int, code: str) -> Verdict:
        """The verdict of a rule for a row; an unknown one may yet turn out a conflict."""
        codes = self.rules[loop]
        place, mark = codes.index(code), self.marks[loop][row]
        for kind, verdict in _KINDS:
            if mark >> (kind * len(codes) + place) & 1:
                return verdict
        return Verdict.MET


_KINDS: Final = (
    (BROKEN, Verdict.BROKEN),
    (UNKNOWN, Verdict.UNKNOWN),
    (WITHIN, Verdict.MET_WITHIN_ROUNDING),
    (SKIPPED, Verdict.NOT_APPLICABLE),
)
_BITS: Final = {
    Verdict.BROKEN: BROKEN,
    Verdict.UNKNOWN: UNKNOWN,
    Verdict.CONFLICT: UNKNOWN,
    Verdict.FAILED: UNKNOWN,
    Verdict.MET_WITHIN_ROUNDING: WITHIN,
    Verdict.NOT_APPLICABLE: SKIPPED,
}


class Compiled:
    """A program ready to run; made once for a book's content and a basis."""

    def __init__(self, view: View) -> None:
        self.program: Program = write_program(view)
        name = f"<{view.book.key} {view.basis}>"
        code: CodeType = compile(self.program.source, name, "exec")
        names = dict(self.program.names)
        exec(code, names)  # noqa: S102  (the source is ours: names checked, texts constants)
        self.run: Callable[[Raws], tuple[Any, ...]] = names["run"]  # type: ignore[assignment]


@lru_cache(maxsize=128)
def compiled(view: View) -> Compiled:
    """The value reading of a book on a basis."""
    return Compiled(view)


def raws(bound: Bound, basis: str) -> Raws:
    """What generated code reads of a project; a plan that is not in force is run alone."""
    view = view_of(bound.book, basis, bound.calculators)

    def ask_plan(plan: Plan) -> Mapping[str, Raw]:
        alone = view_of(of_any_plan(view).book, basis, ())
        found: Mapping[str, Raw] = compiled(alone).run(OfOtherPlan(bound.under(plan), basis))[3]
        return found

    return Raws(bound, basis, ask_plan)


def prepare(bound: Bound, basis: str) -> None:
    """Work out what the calculators of a book are given of every project in the register."""
    view = view_of(bound.book, basis, bound.calculators)
    register = bound.register
    asked = bound.key(basis)
    if register is None or not view.calls or register.holds(asked):
        return
    found = []
    for project in register.projects:
        other = Bound(
            project, bound.book, bound.on, bound.known_on, bound.require_verified,
            bound.calculators, strict=False, fx=bound.fx,
        )  # fmt: skip
        read = raws(other, basis)
        try:
            compiled(view).run(read)
        except ArithmeticError:  # that project's own finding; what was not reached is unknown
            for address, call in view.calls.items():
                nothing = [call.given([None] * len(call.formulas))]
                read.given.setdefault(address, nothing)
        found.append(read.given)
    register.hold(asked, found, bound.calculators, bound.fx)


def tally(bound: Bound, basis: str) -> Tally:
    """The value reading; where it cannot be trusted to run, the walk instead."""
    if in_force(bound):
        made = compiled(view_of(bound.book, basis, bound.calculators))
        try:
            columns, marks, refused, project = made.run(raws(bound, basis))
        except ArithmeticError:
            return walked(World(bound, basis))  # which names the rule that failed
        return Tally(basis, columns, marks, refused, project, made.program.rules)
    return walked(World(bound, basis))


def walked(world: World) -> Tally:
    """The same tally by the walk: slow, and the oracle of the other."""
    basis, line = world.basis, world.line
    items: Items = plan_items(world.view)
    rules: dict[str, list[str]] = {}
    for item in items.order:
        if item.rule:
            rules.setdefault(item.loop, []).append(item.name)
    columns: dict[tuple[str, str], list[Raw]] = {}
    project: dict[str, Raw] = {}
    for item in (*items.order, *(Item(line, step) for step in items.passed)):
        if item.rule or item.inner or item.loop.startswith((LIMITED, CALLED, SHARED_OUT)):
            continue
        if item.loop == "project":
            project[item.name] = _project_value(world, item.name)
        else:
            values = [world.define(row, item.name).value for row in world.rows_of(item.loop)]
            columns[item.loop, item.name] = [
                _raw(world, value, item.loop, item.name) for value in values
            ]
    marks = {loop: _marks(world, loop, codes) for loop, codes in rules.items()}
    frozen = {loop: tuple(codes) for loop, codes in rules.items()}
    return Tally(basis, columns, marks, _refused(world), project, frozen, walked=True)


def _project_value(world: World, address: str) -> Raw:
    noun, _, name = address.partition(".")
    rows = world.rows_of(noun)
    return _raw(world, world.define(rows[0], name).value, noun, name) if rows else None


def _raw(world: World, value: Exact | None, noun: str, name: str) -> Raw:
    return minor_of(value, world.kind_of(noun, name), world.currency)


def _marks(world: World, loop: str, codes: Sequence[str]) -> list[int]:
    marks: list[int] = []
    for row in world.rows_of(loop):
        mark = 0
        for place, code in enumerate(codes):
            rule = world.bound.book.rules[code]
            verdict = world.judge.ask(rule, _subject(world, rule.scope, row)).verdict
            if verdict in _BITS:
                mark |= 1 << (_BITS[verdict] * len(codes) + place)
        marks.append(mark)
    return marks


def _subject(world: World, scope: str, row: Row) -> Row:
    """The row a rule of this scope is asked about: the plan, or the project without one."""
    return next(iter(world.bound.rows("plan") or ()), row) if scope == "plan" else row


def _refused(world: World) -> list[tuple[int, str, str, Raw]]:
    """What each line lost at each step, and to what."""
    found = []
    for place, row in enumerate(world.all_lines):
        for before, step in pairwise(LINE_STEPS):
            for reason, amount in world.defines.losses(row, before, step):
                found.append((place, step, reason, minor_of(amount, None, world.currency)))
    return found
