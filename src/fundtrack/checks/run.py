"""One check from end to end: bind, read, and answer; what nobody asks for is not worked out.

The value reading decides. The walk is asked only for what it leaves open, for the ten worst
subjects of a finding, and for explanations.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType

from fundtrack.formulas import Explanation
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.projects import Plan, Project
from fundtrack.rulebooks import Book, Entries, Rule, Verification
from fundtrack.values import InputError

from .bind import LINES, Bound, Row
from .figures import Figures, Lines
from .findings import finding_of, open_finding
from .funded import funding
from .register import Register
from .result import (
    Figure,
    Finding,
    Funding,
    Line,
    NotChecked,
    Outcome,
    ParameterUse,
    Reason,
    Result,
    RoundingUse,
    Severity,
    Verdict,
    Waterfall,
)
from .steps import LINE_STEPS, STEPS, acts
from .strands import strands_define
from .tally import Tally, prepare, tally
from .uses import every_use, not_looked_at, roundings
from .verdicts import BAD, Verdicts
from .waterfall import waterfall
from .world import World
from .worlds import Worlds


def run(
    project: Project,
    book: Book,
    *,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    pinned: bool = False,
    calculators: Sequence[Calculator] = CALCULATORS,
    register: Register | None = None,
    fx: FxRates | None = None,
    accepted: bool = False,
) -> "Checked":
    """Ask every rule of a book about a project.

    Args:
        project: From `read_project`.
        book: From `load_book`, with its layers.
        on: The day asked about: it chooses the plan in force and the values of the law that the
            book dates by it. Without it those are unknown, and the plan is the latest.
        known_on: Plans approved later than this day do not exist yet.
        require_verified: Take a value that nobody has verified as unknown.
        pinned: Whether the agreement names the edition of the book.
        calculators: What a book may call by name.
        register: The other projects, for rules and calculators that look across them; without
            one those are unknown.
        fx: The host's exchange rates, for costs in another currency where the book says which
            day counts.
        accepted: Ask about what is accepted also where no decision is stated yet.

    Raises:
        InputError: a fact or a term of the project is not of the kind its book says.
    """
    asked = book if register is None else across(book)
    bound = Bound(
        project,
        asked,
        on,
        known_on,
        require_verified,
        tuple(calculators),
        register,
        fx=fx,
    )
    return Checked(bound, pinned, accepted=accepted)


@lru_cache(maxsize=128)
def across(book: Book) -> Book:
    """A book whose rules that look across projects are asked of each, with a register."""
    rules = {
        code: rule.replace(scope="project", unsupported="") if rule.unsupported else rule
        for code, rule in book.rules.items()
    }
    return book.replace(rules=Entries(rules))


class Checked(Result):
    """A result that works out each part when it is asked for, and keeps it.

    >>> from fundtrack.projects import read_project
    >>> from fundtrack.rulebooks import load_book
    >>> project = read_project("docs/examples/life-science-cluster.json")
    >>> checked = run(project, load_book("lv/cluster-2016"))
    >>> checked.amounts["support"].value
    Money('498597.12 EUR')
    """

    bound: Bound
    verdicts: Verdicts
    _tallies: dict[str, Tally]
    _worlds: Worlds

    def __init__(self, bound: Bound, pinned: bool, *, accepted: bool = False) -> None:
        project = bound.project
        bases = ["plan", *(["claimed"] if project.costs is not None else [])]
        if project.costs is not None and (project.entries or accepted):
            bases.append("accepted")
        for basis in bases:
            prepare(bound, basis)
        tallies = {basis: tally(bound, basis) for basis in bases}
        worlds = Worlds(bound, tallies)
        self.__dict__.update(
            bound=bound,
            pinned=pinned,
            _tallies=tallies,
            _worlds=worlds,
            verdicts=Verdicts(bound, tallies, worlds),
        )

    def __repr__(self) -> str:
        return f"<{self.book.key}: {self.outcome}>"

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    # -- what was asked ------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        """The project asked about, as it was stated."""
        return self.bound.exchanged.stated

    @property
    def plan(self) -> Plan | None:
        """Its plan in force."""
        return self.bound.plan

    @property
    def book(self) -> Book:
        """The book asked."""
        return self.bound.book

    @property
    def on(self) -> date | None:
        """The day asked about."""
        return self.bound.on

    @property
    def known_on(self) -> date | None:
        """The day of knowledge."""
        return self.bound.known_on

    @property
    def bases(self) -> Sequence[str]:
        """The bases given: the plan, `claimed` with costs, `accepted` with entries."""
        return self.verdicts.bases

    @property
    def outcome(self) -> Outcome:
        """`breached`, `undecided` or `in_order` (D-16)."""
        return self.verdicts.outcome

    @property
    def summary(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How often each rule gave each verdict, over all bases."""
        return self.verdicts.summary

    def world(self, basis: str) -> World:
        """The walk over one basis, made when it is first needed."""
        return self._worlds(basis)

    def forget(self) -> None:
        """Let go of what explanations were made from; they are made again when asked for.

        Of a ledger with gaps that is a megabyte for each 200 lines; answers stay.
        """
        self._worlds.forget()

    # -- answers -------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is not met: the gravest first, then in book order."""
        found = [*self._found()]
        place = {code: index for index, code in enumerate(self.book.rules)}
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    one.verdict not in BAD,
                    one.severity is not Severity.BREACH,
                    place[one.rule],
                    one.basis,
                ),
            )
        )

    def _found(self) -> Iterator[Finding]:
        rules = self.book.rules
        for (basis, code), reason in self.verdicts.silent.items():
            yield open_finding(self.world(basis), rules[code], reason)
        for (basis, code), answers in self.verdicts.answers.items():
            for verdict, rows in answers.items():
                if verdict is not Verdict.MET:
                    yield self._finding(basis, rules[code], verdict, rows)

    def _finding(
        self, basis: str, rule: Rule, verdict: Verdict, rows: Sequence[Row]
    ) -> Finding:
        return finding_of(self.world(basis), self._tallies[basis], rule, verdict, rows)

    @cached_property
    def amounts(self) -> Mapping[str, Figure]:
        """The seven steps, `own`, the book's project defines; `claimed.` before a ledger's."""
        names = [*STEPS, "own"]
        names += [
            one.name
            for one in self.book.defines.values()
            if one.noun == "project" and one.name not in names
        ]
        labels = {
            name if basis == "plan" else f"{basis}.{name}": (basis, name)
            for basis in self.bases
            for name in names
        }
        return Figures(labels, self._worlds)

    def lines(self, basis: str = "claimed") -> Sequence[Line]:
        """Every line of a basis with its amount after each step and what it lost.

        Raises:
            InputError: the basis was not given.
        """
        self._known(basis)
        return Lines(self.world(basis), self._tallies[basis])

    @cached_property
    def waterfalls(self) -> Mapping[str, Waterfall]:
        """Of each basis the way from gross to payable, every reason with its lines and sum."""
        return MappingProxyType({basis: self._waterfall(basis) for basis in self.bases})

    def _waterfall(self, basis: str) -> Waterfall:
        prefix = "" if basis == "plan" else f"{basis}."
        figures = {step: self.amounts[f"{prefix}{step}"] for step in STEPS}
        return waterfall(self.world(basis), self._tallies[basis], figures)

    @cached_property
    def funding(self) -> Mapping[str, Funding]:
        """Of each basis who pays what, where the book says how sources share the lines."""
        if strands_define(self.book) is None or self.bound.collection("source") is None:
            return MappingProxyType({})
        return MappingProxyType({basis: funding(self.world(basis)) for basis in self.bases})

    def tally(self, basis: str) -> Tally:
        """The raw outcome of the value reading, for those who compare readings."""
        self._known(basis)
        return self._tallies[basis]

    def _known(self, basis: str) -> None:
        if basis not in self.bases:
            raise InputError(
                f"no basis {basis} in this check",
                expected=" or ".join(self.bases),
                remedy="give the project its costs" if basis == "claimed" else "",
            )

    def explain(self, name: str) -> Explanation:
        """Explain an amount: `support`, `claimed.eligible`, or a row's `cost:INV-17.base`.

        Of a row that stands on several bases the first one given is meant, unless the name
        begins with another: `claimed.partner:LEAD.staff_flat`.

        Raises:
            InputError: no such amount; the near ones are named.
        """
        basis, _, plain = name.rpartition(".")
        basis = basis or "plan"
        if name not in self.amounts:
            from_row = self._explain_row(name)
            if from_row is not None:
                return from_row
            raise unknown_amount(name, self.amounts)
        world = self.world(basis)
        return world.define(world.project, plain)

    def _explain_row(self, name: str) -> Explanation | None:
        first, _, rest = name.partition(".")
        bases = [first] if first in self.bases else self.bases
        key, _, step = (rest if first in self.bases else name).rpartition(".")
        for basis in bases:
            world = self.world(basis)
            for row in world.all_lines:
                if row.key == key and step in LINE_STEPS:
                    return world.define(row, step)
        return self._explain_define(key, step, bases)

    def _explain_define(self, key: str, name: str, bases: Sequence[str]) -> Explanation | None:
        """A define of a row: `partner:LEAD.staff_flat`, `partner_category:LEAD/staff.cap`."""
        noun = key.partition(":")[0]
        if f"{noun}.{name}" not in self.book.defines:
            return None
        for basis in bases:
            world = self.world(basis)
            if noun not in world.view.order or noun in {*LINES.values()} - {world.line}:
                continue  # the lines of another basis
            for row in world.rows_of(noun):
                if row.key == key:
                    return world.define(row, name)
        return None

    # -- what the answers rest on --------------------------------------------------------------

    @cached_property
    def headroom(self) -> tuple[Finding, ...]:
        """The limits of the project that are met, with the room they leave."""
        found = []
        for basis in self.bases:
            for rule in self.book.rules.values():
                if not acts(rule, basis) or rule.measured is None:
                    continue
                if self.world(basis).view.loop(rule.scope) != "project":
                    continue
                row = self.verdicts.subject(basis, rule, "project", 0)
                if self.world(basis).judge.ask(rule, row).verdict is Verdict.MET:
                    found.append(self._finding(basis, rule, Verdict.MET, [row]))
        return tuple(found)

    @cached_property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """Every value of the law this check rests on, in book order."""
        found: dict[ParameterUse, None] = {}
        for basis in self.bases:
            found |= dict.fromkeys(every_use(self.world(basis)))
        return tuple(found)

    @cached_property
    def roundings(self) -> tuple[RoundingUse, ...]:
        """Every rounding of a project's amount, and the modes that would give the same."""
        return tuple(use for basis in self.bases for use in roundings(self.world(basis)))

    @cached_property
    def unverified(self) -> int:
        """How many values and roundings this check rests on that nobody has verified."""
        values = {
            (one.name, one.first)
            for one in self.parameters
            if one.verification is Verification.UNVERIFIED and not one.set_in
        }
        modes = {
            one.name for one in self.roundings if one.verification is Verification.UNVERIFIED
        }
        return len(values) + len(modes)

    @cached_property
    def not_checked(self) -> tuple[NotChecked, ...]:
        """What no rule looked at: no ledger, rules not acted on, what the book leaves out."""
        rules = self.book.rules
        beyond = (
            NotChecked(one.rule, "not_supported", rules[one.rule].titles)
            for one in self.findings
            for subject in one.subjects
            if any(missing.reason is Reason.NOT_SUPPORTED for missing in subject.missing)
        )
        return tuple(dict.fromkeys((*not_looked_at(self.bound, self.bases), *beyond)))


def unknown_amount(name: str, amounts: Mapping[str, Figure]) -> InputError:
    """The refusal of an amount that is not there, with the near names."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(amounts), n=3, cutoff=0.5)
    return InputError(f"no amount {name!r}", expected=" or ".join(near) or ", ".join(amounts))
