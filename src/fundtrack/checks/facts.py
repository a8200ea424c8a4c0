"""What generated code reads of one row, or of the law: raw facts, links, parameters, roundings.

Everything is an int of minor units, a Fraction, a day, a text or a bool; None is unknown.
Nothing here goes through the walk, so that the two readings stay two. A reader is made once for
a loop and asked for each of its rows.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Final

from fundtrack.formulas import Exact, Explanation, Node
from fundtrack.projects import Noun, Plan, noun_fields
from fundtrack.rulebooks import ACCEPTED, DECLARED, PARTNER_OPTIONS, Parameter, Verification
from fundtrack.values import Money, exponent_of

from .bind import LINES, ON_PLAN, ON_PROJECT, SIGNS, Bound, Row
from .parameters import Parameters
from .paths import Path, view_of
from .tables import Tables
from .units import foreign, minor
from .virtual import VIRTUAL, virtual

Raw = object
#: The amounts of a plan that is not in force, by address.
AskPlan = Callable[[Plan], Mapping[str, Raw]]
#: What is no field of a row, or not of every noun, though its name has no dot.
_ASKED_FOR: Final = frozenset({*VIRTUAL, DECLARED, ACCEPTED, "gross"})


class Facts:
    """What one bound project says on one basis, and what the law says of it."""

    def __init__(self, bound: Bound, basis: str, ask_plan: AskPlan | None = None) -> None:
        self.bound = bound
        self.basis = basis
        self.view = view_of(bound.book, basis, bound.calculators)
        self.tables = Tables(bound, self.view)
        self.groups = bound.book.groups
        self.currency = bound.currency
        self.exponent = exponent_of(bound.currency)
        self.project = bound.project
        self.plan = bound.plan
        self.require_verified = bound.require_verified
        self._parameters = Parameters(bound, _never)
        self._ask_plan = ask_plan
        self._plans: dict[int, Mapping[str, Raw]] = {}

    def minor(self, value: Money | None) -> int | None:
        """An amount in minor units of the agreement's currency, the only one there is."""
        return value.minor if value is not None and value.currency == self.currency else None

    def top(self, path: Path) -> Raw:
        """A fact that starts at the project or at the plan in force."""
        said = self.bound.project if path.root == "project" else self.bound.plan
        if said is None:
            return None
        return self.path(path)(said) if path.links else self.value(path.noun, path.name, said)

    def collection(self, noun: str) -> Sequence[object] | None:
        """What the rows of a noun say."""
        return self.tables.collection(noun)

    def ids(self, noun: str) -> Mapping[str, int]:
        """Where each id of a noun stands."""
        return self.bound.ids(noun)

    def stated_eligible(self) -> int | None:
        """The plan's stated eligible costs, where there are no lines to add up (D-06)."""
        if self.basis != "plan" or self.bound.collection(LINES["plan"]) is not None:
            return None
        stated = getattr(self.bound.plan, "eligible", None)
        return stated.minor if stated is not None and stated.currency == self.currency else None

    def linked(self, path: Path) -> Callable[[object], tuple[object, int | None]]:
        """From a row, what its links reach and its place; None where a link leads nowhere."""
        hops: list[tuple[str, Mapping[str, int] | None, Sequence[Noun]]] = []
        day = ""  # the field of a row whose day leads to a plan, as the last link (D-07)
        noun = "line" if path.root in self.view.computed else path.root
        if noun == "line" and path.links[0] in self.groups:
            return lambda said: (None, None)  # no computed line belongs to a group
        for link in path.links:
            target = self.view.links(noun)[link]
            if noun in noun_fields() and link in noun_fields()[noun].dated:
                day = noun_fields()[noun].dated[link]
                break
            by_id = target in ON_PLAN or target in ON_PROJECT
            ids = self.bound.ids(target) if by_id else None
            hops.append((link, ids, (self.bound.collection(target) or ()) if by_id else ()))
            noun = target
        held = {link: self.tables.grouping(link) for link in path.links if link in self.groups}
        groups = {link: one for link, one in held.items() if one is not None}

        def reach(said: object) -> tuple[object, int | None]:
            index: int | None = None
            for link, ids, rows in hops:
                if link in self.groups:
                    index = groups[link].index.get(id(said)) if link in groups else None
                    said = None if index is None else groups[link].rows[index].said
                    continue
                if link != "option":  # whose row is the partner's own
                    said = getattr(said, link)
                if ids is not None and said is not None:
                    index = ids.get(said)  # type: ignore[call-overload]
                    said = None if index is None else rows[index]
                if said is None:
                    return None, None
            return (self._plan_on(getattr(said, day)), None) if day else (said, index)

        return reach

    def _plan_on(self, day: date | None) -> Plan | None:
        """The plan in force on a day of a row; None where nobody states the day."""
        if day is None:
            return None
        return self.bound.project.plan_on(day, known_on=self.bound.known_on)

    def holds(self, path: Path) -> Callable[[object], bool]:
        """A reader of whether the plan at the end of a path is the one in force."""
        reach, plan = self.linked(path), self.plan
        return lambda said: reach(said)[0] is plan

    def of_other_plan(self, path: Path) -> Callable[[object], Raw]:
        """A reader of a define of the plan at the end of a path, which is not in force."""
        reach, address = self.linked(path), f"plan.{path.name}"

        def read(said: object) -> Raw:
            plan: Any = reach(said)[0]
            if plan is None or self._ask_plan is None:
                return None
            if plan.number not in self._plans:
                self._plans[plan.number] = self._ask_plan(plan)
            return self._plans[plan.number].get(address)

        return read

    def path(self, path: Path) -> Callable[[object], Raw]:
        """A reader of the fact at the end of a path, or of the row itself."""
        if path.own and path.name:  # as most are: there is no way to go
            return self.fact(path.noun, path.name)
        reach = self.linked(path)
        if not path.name:
            return lambda said: reach(said)[0]
        read = self.fact(path.noun, path.name)

        def follow(said: object) -> Raw:
            reached = reach(said)[0]
            return None if reached is None else read(reached)

        return follow

    def by_id(self, path: Path) -> Mapping[str, Raw]:
        """The fact at the end of one link, by the id the link names."""
        read = self.fact(path.noun, path.name)
        return {
            getattr(said, "id", ""): read(said)
            for said in self.bound.collection(path.noun) or ()
        }

    def place(self, path: Path) -> Callable[[object, list[Raw]], Raw]:
        """A reader of a computed column of the row at the end of a path."""
        reach = self.linked(path)

        def read(said: object, column: list[Raw]) -> Raw:
            index = reach(said)[1]
            return None if index is None else column[index]

        return read

    def fact(self, noun: str, name: str) -> Callable[[object], Raw]:
        """A reader of one fact of a noun; of a plain field it asks once what else it may be."""
        if self._is_plain(noun, name):
            return lambda said: self._own(getattr(said, name, None))
        return lambda said: self.value(noun, name, said)

    def _is_plain(self, noun: str, name: str) -> bool:
        """Whether a fact is a field of its noun and nothing that `value` asks for first."""
        return (
            name not in _ASKED_FOR
            and "." not in name
            and noun != PARTNER_OPTIONS
            and (noun, name) not in self.bound.book.facts
        )

    def value(self, noun: str, name: str, said: Any) -> Raw:  # noqa: ANN401  (any noun)
        """One fact of a row, in minor units; None where it is not stated."""
        if name in VIRTUAL:
            return virtual(self.bound, Row(noun, 0, "", said), name)[0]
        if (noun, name) in self.bound.book.facts:
            return self._own(self.bound.asked(noun, name, said))
        if noun == PARTNER_OPTIONS:
            return self.bound.method(name, said)[0]
        if noun == "cost" and name in (DECLARED, ACCEPTED):
            return self._decided[said.id][name == ACCEPTED]
        if noun == "cost" and name == "gross":  # asked for by the order of a limit alone
            return _plus(self.minor(said.net), self.minor(said.vat), 1)
        field, _, part = name.partition(".")
        value = getattr(said, field, None)
        if part and value is not None:
            value = getattr(value, part)
        return self._own(value)

    def _own(self, value: object) -> Raw:
        """A value in minor units; None in another currency, which nobody has converted."""
        return None if foreign(value, self.currency) else minor(value)

    def made(self, path: Path) -> Callable[[object], Raw]:
        """A fact at the end of the links of a row that nobody states."""
        link, *rest = path.links
        if link in self.groups:  # no computed line belongs to a group
            return lambda said: None
        made = path.root in LINES.values() or path.root in self.view.computed
        noun = self.view.links("line" if made else path.root)[link]
        ids, rows = self.bound.ids(noun), self.bound.collection(noun) or ()
        further = self.path(Path(noun, tuple(rest), path.noun, path.name))

        def read(said: object) -> Raw:
            index = ids.get(getattr(said, link, None) or "")
            return None if index is None else further(rows[index])

        return read

    # -- what was decided of a cost ------------------------------------------------------------

    @cached_property
    def _decided(self) -> Mapping[str, tuple[Raw, Raw]]:
        """What is declared and what is accepted of each cost by its entries (D-08)."""
        costs, entries = self.project.costs or (), self.project.entries
        if entries is None:
            return {cost.id: (None, None) for cost in costs}
        stated: dict[str, Any] = {}
        signed: dict[str, Any] = {}
        for one in entries:
            if one.cost is None or self._late(one.decided_on):
                continue
            held = stated if one.kind == "declared" else signed
            sign = SIGNS.get(one.kind, 1 if held is stated else 0)
            amount = self.minor(one.amount) if sign else 0
            held[one.cost] = _plus(held.get(one.cost, 0), amount, sign)
        found = {}
        for cost in costs:
            declared = stated.get(cost.id, ...)
            if declared is ...:
                declared = _plus(self.minor(cost.net), self.minor(cost.vat), 1)
            accepted = _plus(declared, signed.get(cost.id, 0), 1)
            open_ = self.bound.in_whole(cost) is not None
            found[cost.id] = (declared, None if open_ else accepted)
        return found

    def _late(self, day: date) -> bool:
        """Whether a day is after the one asked about."""
        return self.bound.on is not None and day > self.bound.on

    # -- the law -------------------------------------------------------------------------------

    def top_parameter(self, name: str) -> Raw:
        """A parameter that holds for the whole project."""
        return self._parameter(self.bound.book.parameters[name], None, None)

    def parameter(self, name: str) -> Callable[[date | None, object], Raw]:
        """A reader of a parameter, by the day that dates it and whose term it may be."""
        parameter = self.bound.book.parameters[name]
        held: dict[tuple[date | None, int], Raw] = {}

        def read(day: date | None, partner: object) -> Raw:
            key = (day, id(partner))
            if key not in held:
                held[key] = self._parameter(parameter, day, partner)
            return held[key]

        return read

    def _parameter(self, parameter: Parameter, day: date | None, partner: object) -> Raw:
        """A term of the partner or the plan, else the value of the book on its day."""
        for place in parameter.set_in:
            said = (
                partner if place == "partner" else self.bound.plan if place == "plan" else None
            )
            term = None if said is None else self.bound.term(said, parameter)  # type: ignore[arg-type]
            if term is not None:
                return self._own(term)
        if not parameter.values:
            return None
        if parameter.as_of_on:
            day = self.bound.on
        elif parameter.as_of is not None and day is None:
            day = self._own_day(parameter.as_of)
        dated = parameter.as_of_on or parameter.as_of is not None
        if dated and day is None:
            return None
        return minor(self._parameters.value_on(parameter, day))

    def _own_day(self, as_of: Node) -> date | None:
        """The day that dates a parameter of the project or the plan."""
        path = self.view.path(as_of)
        day = self.top(path) if path.root in ("project", "plan") else None
        return day if isinstance(day, date) else None

    def table(self, name: str) -> Mapping[tuple[Exact, ...], Raw]:
        """The rows of a table that may be used here."""
        return {
            row.keys: self._own(row.value)
            for row in self.bound.book.tables[name].rows
            if not self.require_verified or row.verification is Verification.VERIFIED
        }

    def rounding(self, name: str) -> Callable[[int | Fraction], int]:
        """A rounding of the book on minor units of the agreement's currency."""
        rounding = self.bound.rounding(name)
        exponent = self.exponent

        def stored(value: int | Fraction) -> int:
            return rounding.minor(value.numerator, value.denominator, exponent)

        return stored

    def unit(self, name: str) -> int | Fraction:
        """The unit of a rounding in minor units."""
        return _in_minor_units(self.bound.rounding(name).unit, self.exponent)


@lru_cache(maxsize=64)
def _in_minor_units(unit: Decimal, exponent: int) -> int | Fraction:
    """A unit of whole money in minor units; every check of a book asks for the same few."""
    made = Fraction(unit) * Fraction(10) ** exponent
    return made.numerator if made.denominator == 1 else made


def _plus(total: int | None, amount: int | None, sign: int) -> int | None:
    """A sum of which a part may be unknown."""
    return None if total is None or amount is None else total + sign * amount


def _never(parameter: Parameter, frame: Mapping[str, Row]) -> Explanation:
    raise AssertionError(f"{parameter.name} was asked for its day")
