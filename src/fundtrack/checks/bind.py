"""A project bound to a book: the rows of every noun, who belongs to whom, the plan in force.

Binding reads nothing twice and judges nothing. It refuses only what cannot be read: a fact or a
term of another kind than the book says, or one the book does not ask for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

from fundtrack.funding import Calculator, FxRates
from fundtrack.projects import CostItem, Entry, Noun, Partner, Plan, Project
from fundtrack.rulebooks import Book, Parameter, Value
from fundtrack.values import InputError, Money, Record, Rounding

from .consistency import Consistency
from .exchanged import Exchanged
from .kinds import Kinds
from .register import Register
from .units import fitted

#: Where the rows of each noun stand: on the project, or on its plan.
ON_PROJECT: Final = {
    "partner": "partners",
    "cost": "costs",
    "entry": "entries",
    "procurement": "procurements",
    "claim": "claims",
    "payment": "payments",
    "aid": "aid",
    "indicator": "indicators",
    "waiver": "waivers",
}
ON_PLAN: Final = {
    "activity": "activities",
    "budget_line": "budget",
    "option": "options",
    "source": "sources",
}
#: `line` is the common view of these, one for each basis (D-02).
LINES: Final = {"plan": "budget_line", "claimed": "cost", "accepted": "cost"}
#: How the loops of computed lines are named.
COMPUTED: Final = "Lines_of_"
#: What the entries of a cost do to the amount that is accepted of it (D-08).
SIGNS: Final = {"deducted": -1, "parked": -1, "released": 1, "withdrawn": -1}


class Made:
    """What a row says that nobody states: of a group, or a computed line; fields by name."""

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)


class Row(Record):
    """One thing a formula can speak of: its noun, its place, and the object that says it."""

    noun: str
    index: int
    at: str
    said: Noun | Made

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def key(self) -> str:
        """`cost:INV-17`, `partner:LEAD`; `project` and `plan` alone."""
        if self.noun == "project":
            return "project"
        if self.noun == "plan":
            return f"plan:{getattr(self.said, 'number', self.index)}"
        noun = "line" if self.noun.startswith(COMPUTED) else self.noun
        return f"{noun}:{getattr(self.said, 'id', '') or self.index}"


class Bound(Record):
    """A project, a book, the days asked about; everything a reading asks for."""

    project: Project
    book: Book
    on: date | None = None
    known_on: date | None = None
    require_verified: bool = False
    calculators: tuple[Calculator, ...] = ()
    register: Register | None = None
    strict: bool = True
    fx: FxRates | None = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __init__(
        self,
        project: Project,
        book: Book,
        on: date | None = None,
        known_on: date | None = None,
        require_verified: bool = False,
        calculators: tuple[Calculator, ...] = (),
        register: Register | None = None,
        strict: bool = True,
        fx: FxRates | None = None,
    ) -> None:
        exchanged = Exchanged(project, book, fx)
        super().__init__(
            exchanged.project,
            book,
            on,
            known_on,
            require_verified,
            calculators,
            register,
            strict,
            fx,
        )
        self.__dict__["exchanged"] = exchanged
        if strict:
            kinds = self._kinds
            facts = kinds.wrong_facts(self._every_row())
            problems = [*facts, *kinds.wrong_terms(self.project)]
            if problems:
                raise InputError.of(problems)

    @cached_property
    def exchanged(self) -> Exchanged:
        """The project as it was stated, and how foreign amounts of its costs were converted."""
        return Exchanged(self.project, self.book, self.fx)

    def key(self, basis: str) -> tuple[object, ...]:
        """All that a reading of a project hangs on, but for the project."""
        asked = self.on, self.known_on, self.require_verified
        return self.book.hash, basis, *asked, tuple(map(id, self.calculators)), id(self.fx)

    @property
    def currency(self) -> str:
        """The agreement's currency: every amount of a calculation is in it."""
        return self.project.agreement.currency

    @cached_property
    def plan(self) -> Plan | None:
        """The plan in force on the day asked about; without a day, the latest (D-07)."""
        return self.project.plan_on(self.on, known_on=self.known_on)

    @cached_property
    def plan_at(self) -> str:
        """Where the plan stands: `/plans/2`."""
        for index, plan in enumerate(self.project.plans):
            if plan is self.plan:
                return f"/plans/{index}"
        return "/plans"

    def under(self, plan: Plan) -> "Bound":
        """The same under another plan than the one in force: an earlier one, or a draft."""
        kept = {*self._fields, "exchanged"}
        held = {name: one for name, one in self.__dict__.items() if name in kept}
        bound = object.__new__(Bound)
        bound.__dict__.update(held, plan=plan)
        return bound

    def collection(self, noun: str) -> Sequence[Noun] | None:
        """The objects of a noun, None where the project does not say whether there are any."""
        if noun == "project":
            return (self.project,)
        if noun == "plan":
            return (self.plan,) if self.plan else ()
        holder, names = (self.plan, ON_PLAN) if noun in ON_PLAN else (self.project, ON_PROJECT)
        found: Sequence[Noun] | None = getattr(holder, names[noun], None)
        return found

    def collection_at(self, noun: str) -> str:
        """Where the rows of a noun stand in the JSON: `/costs`, `/plans/0/budget`."""
        if noun in ON_PLAN:
            return f"{self.plan_at}/{ON_PLAN[noun]}" if self.plan else self.plan_at
        return {"project": "", "plan": "/plans"}.get(noun) or f"/{ON_PROJECT.get(noun, noun)}"

    @cached_property
    def _tables(self) -> dict[str, tuple[Row, ...] | None]:
        return {}

    def rows(self, noun: str) -> tuple[Row, ...] | None:
        """The rows of a noun in the order of the file."""
        if noun not in self._tables:
            said = self.collection(noun)
            at = self.collection_at(noun)
            places = {"project": "", "plan": self.plan_at}
            self._tables[noun] = (
                None
                if said is None
                else tuple(
                    Row(noun, index, places.get(noun, f"{at}/{index}"), one)
                    for index, one in enumerate(said)
                )
            )
        return self._tables[noun]

    @cached_property
    def _ids(self) -> dict[str, Mapping[str, int]]:
        return {}

    def ids(self, noun: str) -> Mapping[str, int]:
        """Where each id of a noun stands among its rows."""
        if noun not in self._ids:
            said = self.collection(noun) or ()
            self._ids[noun] = {getattr(one, "id", ""): index for index, one in enumerate(said)}
        return self._ids[noun]

    @cached_property
    def _members(self) -> dict[tuple[str, str], Mapping[str, tuple[Row, ...]]]:
        return {}

    def members(self, noun: str, link: str) -> Mapping[str, tuple[Row, ...]]:
        """The rows of a noun by the id that one of its links names."""
        held = self._members.get((noun, link))
        if held is None:
            lists: dict[str, list[Row]] = {}
            for row in self.rows(noun) or ():
                name = getattr(row.said, link, None)
                if name is not None:
                    lists.setdefault(name, []).append(row)
            held = {name: tuple(rows) for name, rows in lists.items()}
            self._members[noun, link] = held
        return held

    def rounding(self, name: str) -> Rounding:
        """A rounding of the book as the agreement's currency can have it."""
        return fitted(self.book.roundings[name].rounding, self.currency)

    # -- what several rows say together --------------------------------------------------------

    def method(self, covers: str, partner: object) -> tuple[str | None, str]:
        """The method a partner uses for a kind of costs, and the place that says so.

        A partner's own option stands before one for all; what no option covers is real costs.
        """
        at = self.collection_at("option")
        options = None if self.plan is None else self.plan.options
        if options is None:
            return None, at
        mine = getattr(partner, "id", None)
        said = [(place, one) for place, one in enumerate(options) if one.covers == covers]
        held = [one for one in said if one[1].partner == mine]
        held = held or [one for one in said if one[1].partner is None]
        methods = dict.fromkeys(one.method for _, one in held)
        if len(methods) > 1:
            return None, f"{at}/{held[1][0]}/method"
        return next(iter(methods), "real"), f"{at}/{held[0][0]}/method" if held else at

    def declared(self, said: CostItem) -> tuple[Fraction | None, str]:
        """What was declared of a cost by the day asked about: in full, unless entries say.

        In whole units of the agreement's currency, with the place that says so.
        """
        entries = self._entries.get(said.id, ())
        if self.project.entries is None:
            return None, f"/{ON_PROJECT['entry']}"
        mine = [(place, one) for place, one in entries if one.kind == "declared"]
        if mine:
            return self._sum((one.amount, 1, f"/entries/{place}/amount") for place, one in mine)
        at = f"{self.collection_at('cost')}/{self.ids('cost')[said.id]}"
        parts = (("net", said.net), ("vat", said.vat))
        return self._sum((one, 1, f"{at}/{name}") for name, one in parts)

    def accepted(self, said: CostItem) -> tuple[Fraction | None, str]:
        """What is accepted of a cost by the day asked about, and what keeps it from known."""
        declared, at = self.declared(said)
        if declared is None:
            return None, at
        whole = self.in_whole(said)
        if whole is not None:
            return None, f"/entries/{whole}"
        signed, first = self._sum(
            (one.amount, SIGNS[one.kind], f"/entries/{place}/amount")
            for place, one in self._entries.get(said.id, ())
            if one.kind in SIGNS
        )
        return (None, first) if signed is None else (declared + signed, at)

    def in_whole(self, said: CostItem) -> int | None:
        """The place of the first decision about the whole claim or purchase that a cost is in.

        It changes what is accepted of the costs in it by an amount that nobody here knows:
        `tracking` spreads it over them.
        """
        for about in (("claim", said.claim), ("procurement", said.procurement)):
            if about in self._wholes:
                return self._wholes[about]
        return None

    @cached_property
    def _wholes(self) -> Mapping[tuple[str, str | None], int]:
        found: dict[tuple[str, str | None], int] = {}
        for place, one in enumerate(self.project.entries or ()):
            late = self.on is not None and one.decided_on > self.on
            if one.cost is None and one.kind in SIGNS and one.amount.minor and not late:
                about = ("claim", one.claim)
                if one.claim is None:
                    about = ("procurement", one.procurement)
                found.setdefault(about, place)
        return found

    def _sum(
        self, said: Iterable[tuple[Money | None, int, str]]
    ) -> tuple[Fraction | None, str]:
        total, first = Fraction(0), ""
        for amount, sign, at in said:
            if amount is None or amount.currency != self.currency:
                return None, at
            total, first = total + Fraction(amount.amount) * sign, first or at
        return total, first

    @cached_property
    def _entries(self) -> Mapping[str, Sequence[tuple[int, Entry]]]:
        """The entries of each cost decided by the day asked about, with their places."""
        found: dict[str, list[tuple[int, Entry]]] = {}
        for place, one in enumerate(self.project.entries or ()):
            late = self.on is not None and one.decided_on > self.on
            if one.cost is not None and not late:
                found.setdefault(one.cost, []).append((place, one))
        return found

    @cached_property
    def consistency(self) -> Consistency:
        """Whether the ledger agrees with itself, as far as it has happened by the day."""
        return Consistency(self.project, self.on)

    # -- facts and terms -----------------------------------------------------------------------

    @cached_property
    def _kinds(self) -> Kinds:
        return Kinds(self.book, self.strict)

    def asked(self, noun: str, name: str, said: Noun | Made) -> Value | None:
        """The value of a fact the book asks for, as its kind; None where it is not stated."""
        return self._kinds.read(said, "facts", name, self.book.facts[noun, name].type)

    def term(self, said: Plan | Partner, parameter: Parameter) -> Value | None:
        """A term of the grant as its kind, None where it is not stated."""
        return self._kinds.read(said, "terms", parameter.name, parameter.type)

    def _every_row(self) -> Iterator[tuple[str, str, Noun]]:
        """Every noun that may hold facts, with its place, but for rows that hold none."""
        yield "project", "", self.project
        yield "agreement", "/agreement", self.project.agreement
        if self.project.call is not None:
            yield "call", "/call", self.project.call
        none = Noun.model_fields["facts"].default  # one object for every row that states none
        holders: list[tuple[str, Noun, Mapping[str, str]]] = [("", self.project, ON_PROJECT)]
        for index, plan in enumerate(self.project.plans):
            yield "plan", f"/plans/{index}", plan
            holders.append((f"/plans/{index}", plan, ON_PLAN))
        for at, holder, collections in holders:
            for noun, name in collections.items():
                rows = getattr(holder, name) or ()
                for place in [at for at, said in enumerate(rows) if said.facts is not none]:
                    yield noun, f"{at}/{name}/{place}", rows[place]
