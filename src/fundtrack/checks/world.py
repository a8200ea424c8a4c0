"""What the walk sees of a bound project: facts, links, rows, the law, as explanations.

Slow and complete: it is the oracle of the value reading, it explains, and it knows the bounds
of what is unknown. Every answer is kept, so a second question costs nothing. What books and
steps make of these facts stands in `defines`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from fundtrack.formulas import Exact, Explanation, Kind, Node, Op, Source, Walker
from fundtrack.projects import Plan, noun_fields
from fundtrack.rulebooks import (
    ACCEPTED,
    DECLARED,
    PARTNER_OPTIONS,
    Parameter,
    Rule,
    Verification,
    may_hold,
)
from fundtrack.values import exponent_of

from .bind import ON_PLAN, ON_PROJECT, Bound, Row
from .borne import Borne
from .defines import Defines
from .exchanged import AMOUNTS
from .judge import Judge
from .other_plans import of_any_plan
from .parameters import Parameters
from .paths import view_of
from .result import Reason, Verdict
from .shared import Shared
from .steps import LINE_STEPS, STEPS
from .tables import Tables, made_line
from .told import Told
from .units import exact, foreign
from .virtual import VIRTUAL, virtual

_ZERO = Fraction(0)
_PASSED: Final = (Verdict.MET, Verdict.MET_WITHIN_ROUNDING, Verdict.NOT_APPLICABLE)
#: Amounts by noun and name, one for each row, in minor units where they are money.
Columns = Mapping[tuple[str, str], Sequence[Any]]


class World:
    """One bound project on one basis, ready to be asked."""

    def __init__(
        self,
        bound: Bound,
        basis: str,
        known: Columns | None = None,
        told: Callable[[str, int, str], Verdict] | None = None,
    ) -> None:
        self.bound = bound
        self.basis = basis
        self.known: Columns = known or {}
        self.told = told  # what the value reading says of a rule, by loop, row and code
        self.view = view_of(bound.book, basis, bound.calculators)
        self.tables = Tables(bound, self.view)
        self.line = self.view.line
        self.walker: Walker[Row] = Walker(self)
        self.parameters = Parameters(bound, self._day)
        self.judge = Judge(self)
        self.borne = Borne(self)
        self.defines = Defines(self)
        self.shared = Shared(self, self.defines.before_limits)
        self._defines: dict[tuple[str, int, str], Explanation] = {}
        self._computed: dict[str, tuple[Row, ...]] = {}
        self._others: dict[int, World] = {}  # by the number of a plan that is not in force

    @property
    def currency(self) -> str:
        """Of every money in the formulas: the agreement's."""
        return self.bound.currency

    @property
    def project(self) -> Row:
        """The project's own row."""
        return (self.bound.rows("project") or ())[0]

    def rows_of(self, noun: str) -> Sequence[Row]:
        """The rows of a noun, of a group, or the computed lines of a define."""
        if noun in self.view.computed:
            return self.lines_of(noun)
        return self.tables.rows(noun) or ()

    @cached_property
    def all_lines(self) -> Sequence[Row]:
        """The lines the project states and, after them, the computed ones."""
        nouns = (self.line, *self.view.computed)
        return [row for noun in nouns for row in self.rows_of(noun)]

    def frame(self, row: Row) -> dict[str, Row]:
        """The rows a formula in the scope of `row` may start at."""
        frame = {"project": self.project, row.noun: row}
        plans = self.bound.rows("plan")
        if plans:
            frame["plan"] = plans[0]
        if row.noun == self.line or row.noun in self.view.computed:
            frame["line"] = row
        return frame

    def walk(self, node: Node, row: Row) -> Explanation:
        """The value of a formula in the scope of `row`."""
        return self.walker.walk(node, self.frame(row))

    # -- what formulas name --------------------------------------------------------------------

    def fact(self, row: Row, name: str, kind: Kind) -> Explanation:
        """A fact of a row: a field, a part of a period, a fact the book asks for."""
        name = self._view(row, name)
        label = f"{row.noun}.{name}"
        if name in VIRTUAL:
            value, at = virtual(self.bound, row, name)
            return self._said(label, kind, value, at, Reason.MISSING)
        if (row.noun, name) in self.bound.book.facts:
            at = f"{row.at}/facts/{name}"
            return self._said(label, kind, self.bound.asked(row.noun, name, row.said), at)
        if row.noun == "cost" and name == "amount":
            return self.define(row, "gross")
        if row.noun == "cost" and name in (DECLARED, ACCEPTED):
            said: Any = row.said
            held = self.bound.declared(said) if name == DECLARED else self.bound.accepted(said)
            return self._said(label, kind, *held)
        if row.noun == PARTNER_OPTIONS:
            method = self.bound.method(name, row.said)
            told = self._said(f"partner.option.{name}", kind, *method)
            return told.replace(subject=f"partner:{getattr(row.said, 'id', '')}")
        if row.noun in self.view.computed:
            if name == "amount":
                return self.define(row, "limited")
            return self._said(f"line.{name}", kind, getattr(row.said, name, None), row.at)
        if row.noun == "cost" and name in AMOUNTS:
            converted = self._exchanged(row, name, label, kind)
            if converted is not None:
                return converted
        field, _, part = name.partition(".")
        value = getattr(row.said, field, None)
        if part and value is not None:  # of a period, of an exchange
            value = getattr(value, part)
        return self._said(label, kind, value, f"{row.at}/{field}")

    def _exchanged(self, row: Row, name: str, label: str, kind: Kind) -> Explanation | None:
        """An amount of a cost that was stated in another currency; None where it was not."""
        held, key = self.bound.exchanged, (getattr(row.said, "id", ""), name)
        if key in held.missing:
            missing = (held.missing[key],)
            return Explanation(
                label, label, kind, None, currency=self.currency, missing=missing
            )
        if key in held.worked:
            told = held.worked[key].explanation(label)
            return told.replace(pointer=f"{row.at}/{name}")
        return None

    def _view(self, row: Row, name: str) -> str:
        """The field behind a name of the common view `line`."""
        return "paid_on" if row.noun == "cost" and name == "day" else name

    def _said(
        self, label: str, kind: Kind, value: object, at: str, reason: Reason = Reason.MISSING
    ) -> Explanation:
        if foreign(value, self.currency):
            value, reason = None, Reason.OTHER_CURRENCY
        return Explanation(
            label=label,
            formula=label,
            kind=kind,
            value=None if value is None else exact(value),
            currency=self.currency if kind in (Kind.MONEY, Kind.PRICE) else "",
            pointer=at,
            missing=() if value is not None else ((reason.value, label, at),),
        )

    def link(self, row: Row, name: str) -> Row | Explanation | None:
        """The row a to-one link names; None where it is not set."""
        dated = noun_fields()[row.noun].dated if row.noun in noun_fields() else {}
        if name in dated:
            return self._dated_plan(row, dated[name])
        target = self.view.links(self._seen_as(row)).get(name)
        if target == PARTNER_OPTIONS:
            return Row(PARTNER_OPTIONS, row.index, row.at, row.said)
        if target in self.view.book.groups:
            return self._group_of(row, str(target))
        named = getattr(row.said, name) if target else None
        if target is None or named is None:
            return None
        if not isinstance(named, str):
            return Row(target, row.index, f"{row.at}/{name}", named)
        index = self.bound.ids(target).get(named)
        rows = self.bound.rows(target)
        if rows is None or index is None:
            reason = Reason.MISSING if rows is None else Reason.UNKNOWN_LINK
            at = self.bound.collection_at(target) if rows is None else f"{row.at}/{name}"
            label = ON_PROJECT.get(target) or ON_PLAN.get(target) or target
            label = label if rows is None else f"{row.noun}.{name}"
            return self._said(label, Kind.TEXT, None, at, reason)
        return rows[index]

    def _dated_plan(self, row: Row, field: str) -> Row | Explanation | None:
        """The plan in force on a day of the row (D-07)."""
        day = getattr(row.said, field)
        if day is None:
            label = f"{row.noun}.{field}"
            return self._said(label, Kind.DATE, None, f"{row.at}/{field}")
        plan = self.bound.project.plan_on(day, known_on=self.bound.known_on)
        if plan is not None and plan is self.bound.plan:
            return next(iter(self.bound.rows("plan") or ()), None)
        for index, one in enumerate(self.bound.project.plans):
            if one is plan:
                return Row("plan", index, f"/plans/{index}", one)
        return None

    def _seen_as(self, row: Row) -> str:
        return "line" if row.noun in self.view.computed else row.noun

    def _group_of(self, row: Row, group: str) -> Row | Explanation | None:
        """The row of a group that this one belongs to."""
        grouping = self.tables.grouping(group)
        if grouping is None:
            return self._said(group, Kind.TEXT, None, self.tables.at(group))
        if id(row.said) in grouping.unsure:
            name, at = grouping.unsure[id(row.said)]
            return self._said(name, Kind.TEXT, None, at)
        index = grouping.index.get(id(row.said))
        return None if index is None else grouping.rows[index]

    def rows(self, node: Node, of: Row) -> Sequence[Row] | Explanation:
        """The rows that an aggregate gathers for `of`; of lines, the computed ones last."""
        noun = self.view.loop(node.name)
        grouped = of.noun in self.view.book.groups
        loops = () if grouped or node.name != "line" else tuple(self._loops_held(node))
        makers = (self.view.maker(self.view.computed[loop]) for loop in loops)
        for name in (noun, *makers):
            perhaps = self.tables.perhaps(name)
            if perhaps is not None:
                return self._said(perhaps[0], Kind.TEXT, None, perhaps[1])
        rows = self.tables.rows(noun) or ()
        if grouped:
            return self._members(of, noun)
        computed = [row for loop in loops for row in self.lines_of(loop)]
        if of.noun in ("project", "plan"):
            return (*rows, *computed)
        mine = getattr(of.said, "id", "")
        link = self.view.link_to(noun, of.noun)
        held = [row for row in computed if getattr(row.said, link, None) == mine]
        if noun in self.view.book.groups:
            rows = tuple(row for row in rows if getattr(row.said, link) == mine)
        else:
            rows = self.bound.members(noun, link).get(mine, ())
        return (*rows, *held)

    def _members(self, of: Row, noun: str) -> Sequence[Row]:
        """The members of a group's row, and those that may belong to any."""
        grouping = self.tables.grouping(of.noun)
        assert grouping is not None  # noqa: S101
        unsure = [
            row for row in self.tables.rows(noun) or () if id(row.said) in grouping.unsure
        ]
        return (*grouping.members.get((noun, of.index), ()), *unsure)

    def doubt(self, node: Node, row: Row, of: Row) -> Sequence[tuple[str, str, str]]:
        """What nobody knows of a row that an aggregate may hold or not.

        A member may belong to any row of a group; a computed line may come to nothing, and of
        nothing there is no line.
        """
        if row.noun in self.view.computed:
            amount = self.define(row, "limited")
            there = amount.low is not None and amount.low > 0 and _adds_lines(node)
            return () if amount.value is not None or there else amount.missing
        if of.noun not in self.view.book.groups:
            return ()
        grouping = self.tables.grouping(of.noun)
        if grouping is None or id(row.said) not in grouping.unsure:
            return ()
        return ((Reason.MISSING.value, *grouping.unsure[id(row.said)]),)

    def _loops_held(self, node: Node) -> Iterator[str]:
        """The computed lines that an aggregate may hold, by the loops they stand in."""
        where = node.args[1] if len(node.args) > 1 else None
        for loop, define in self.view.computed.items():
            if may_hold(where, define.counts_as, self.bound.book.members):
                yield loop

    def lines_of(self, loop: str) -> tuple[Row, ...]:
        """The computed lines of a define; one of nothing is no line."""
        held = self._computed.get(loop)
        if held is None:
            define = self.view.computed[loop]
            found: list[Row] = []
            for row in self.tables.rows(self.view.loop(define.noun)) or ():
                subject = (
                    next(iter(self.bound.rows("plan") or ()), None)
                    if define.noun == "plan"
                    else row
                )
                if subject and self.define(subject, define.name).value != 0:
                    said = made_line(define, self.view.line_name(define), row.said, subject)
                    found.append(Row(loop, len(found), row.at, said))
            held = self._computed[loop] = tuple(found)
        return held

    def before(self, row: Row, node: Node) -> Sequence[Row] | Explanation:
        """The rows of its group up to and with this one, in the order a running total says."""
        return self.shared.before(row, node)

    def named(self, op: Op, name: str) -> Explanation:
        """A set of the book, or the reading somebody chose."""
        book = self.bound.book
        if op is Op.SET:
            return Explanation(name, name, Kind.SET, book.sets[name])
        reading = book.readings[name]
        source = Source(reading.citation, None, None, "verified")
        missing = () if reading.chosen else ((Reason.READING_NOT_CHOSEN.value, name, ""),)
        return Explanation(
            name, name, Kind.CODE, reading.chosen or None, source=source, missing=missing
        )

    def lookup(self, table: str, keys: tuple[Exact, ...]) -> Explanation:
        """The row of a table with these keys; none is unknown, not zero."""
        held = self.bound.book.tables[table]
        label = f"{table}[{', '.join(str(key) for key in keys)}]"
        for row in held.rows:
            if row.keys == keys and row.value is not None:
                source = Source(row.citation, None, None, row.verification)
                unread = row.verification is not Verification.VERIFIED
                value = None if self.bound.require_verified and unread else row.value
                said = self._said(label, held.gives, value, "", Reason.UNVERIFIED)
                return said.replace(source=source)
        return self._said(label, held.gives, None, "", Reason.NOT_IN_FORCE)

    def parameter(self, name: str, frame: Mapping[str, Row]) -> Explanation:
        """The value of the law, or of this grant, that holds here."""
        return self.parameters.resolve(name, frame).explained(self.currency)

    def _day(self, parameter: Parameter, frame: Mapping[str, Row]) -> Explanation:
        assert parameter.as_of is not None  # noqa: S101
        return self.walker.walk(parameter.as_of, frame)

    # -- defines and steps ---------------------------------------------------------------------

    def define(self, row: Row, name: str) -> Explanation:
        """A define of the book, or the amount of a step."""
        if isinstance(row.said, Plan) and row.said is not self.bound.plan:
            return self._of_other_plan(row, row.said, name)
        key = (row.noun, row.index, name)
        found = self._defines.get(key)
        if found is None:
            found = self._told(row, name) or self.defines.of(row, name)
            self._defines[key] = found
        return found

    def _of_other_plan(self, row: Row, plan: Plan, name: str) -> Explanation:
        """A define of a plan that is not in force, as that plan says it itself (D-07)."""
        if name not in of_any_plan(self.view).names:
            nowhere = self.defines.nowhere(row, name, Reason.OTHER_PLAN)
            return nowhere.replace(kind=self.kind_of("plan", name))
        world = self.under(plan)
        return world.define((world.bound.rows("plan") or ())[0], name)

    def under(self, plan: Plan) -> "World":
        """What is seen under a plan that is not in force."""
        if plan.number not in self._others:
            self._others[plan.number] = _OtherWorld(self.bound.under(plan), self.basis)
        return self._others[plan.number]

    @cached_property
    def others(self) -> tuple["World", ...]:
        """What is seen under each plan that is not in force and that a row names by its day."""
        found: dict[int, Plan] = {}
        for noun, fields in noun_fields().items():
            for row in (self.bound.rows(noun) or ()) if fields.dated else ():
                reached = [self.link(row, link) for link in fields.dated]
                said = [one.said for one in reached if isinstance(one, Row)]
                found |= {one.number: one for one in said if isinstance(one, Plan)}
        held = [found[number] for number in sorted(found)]
        return tuple(self.under(one) for one in held if one is not self.bound.plan)

    def _told(self, row: Row, name: str) -> Explanation | None:
        """What the value reading knows of a row already; its way there waits to be asked."""
        column = self.known.get((row.noun, name))
        raw = None if column is None else column[row.index]
        if raw is None:
            return None
        kind = self.kind_of(row.noun, name)
        if kind in (Kind.MONEY, Kind.PRICE):
            raw = Fraction(raw) / 10 ** exponent_of(self.currency)
        elif type(raw) is int:  # a number, days or months: the walk has figures in fractions
            raw = Fraction(raw)
        label = f"{row.key if row.noun in self.view.computed else row.noun}.{name}"
        return Told.of(lambda: self.defines.of(row, name), label, kind, raw)

    def passes(self, rule: Rule, row: Row) -> bool:
        """Whether the value reading knows that a rule takes nothing from its own row."""
        return self.told is not None and self.told(row.noun, row.index, rule.code) in _PASSED

    def kind_of(self, noun: str, name: str) -> Kind:
        """The kind of a define, its noun's or of each line; the amount of a step is money."""
        nouns = self.bound.book.schema.nouns
        for fields in (nouns[noun].fields if noun in nouns else {}, nouns["line"].fields):
            if name in fields and name not in STEPS:
                return fields[name].kind
        return Kind.MONEY

    def subject_of(self, row: Row, rule: Rule) -> Row | Explanation | None:
        """The row a rule is asked about, of those a line belongs to."""
        if rule.scope in ("project", "plan"):
            plan = next(iter(self.bound.rows("plan") or ()), None)
            return plan if rule.scope == "plan" and plan else self.project
        link = self.view.link_to(self._seen_as(row), rule.scope)
        return self.link(row, link) if link else None


class _OtherWorld(World):
    """What is seen under a plan that is not in force; its defines say whose they are."""

    def define(self, row: Row, name: str) -> Explanation:
        """A define of the book, or the amount of a step."""
        made = super().define(row, name)
        return made.replace(subject=row.key) if row.noun == "plan" else made


def _adds_lines(node: Node) -> bool:
    """Whether an aggregate is the total of what the lines themselves come to."""
    noun, _, name = node.args[0].name.partition(".")
    return node.op is Op.TOTAL and noun == "line" and name in (*LINE_STEPS, "amount")
