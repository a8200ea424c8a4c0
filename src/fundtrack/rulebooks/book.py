"""A loaded book: frozen, checked, resolved over its layers; what `checks` binds to a project.

The wire form (what an author writes) is in `wire`; loading turns it into these classes once.
Formulas are typed trees here, rates are exact, every value carries its citation and dates.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from fundtrack.formulas import Kind, Node, Schema, Type
from fundtrack.values import Citation, Money, Price, Rate, Record, Rounding

from .entries import Entries
from .texts import Texts

#: A value of the law. Days and months are int, a number is int or an exact Fraction.
Value = Money | Price | Rate | int | Fraction | date | str | bool | frozenset[str]


class Verification(StrEnum):
    """Who has seen the number in its source."""

    VERIFIED = "verified"  # read in the cited source
    SECONDARY = "secondary"  # read in a page about it
    UNVERIFIED = "unverified"  # remembered or inferred


class Act(Record):
    """A legal source, named once; citations point here."""

    key: str
    titles: Texts
    celex: str = ""
    eli: str = ""
    url: str = ""


class DatedValue(Record):
    """One value of a parameter and the days on which it is the law (both ends inside).

    `value` is None where the book says `unknown = true`; then `why` says why.
    """

    value: Value | None
    first: date | None
    last: date | None
    citation: Citation
    verification: Verification
    why: Texts = Texts()
    checked_on: date | None = None


class Parameter(Record):
    """A value in the law, dated and cited (D-03, D-04, D-14)."""

    name: str
    type: Type
    values: tuple[DatedValue, ...]
    as_of: Node | None = None  # a typed path to a date; None: a single value for the whole span
    as_of_on: bool = False  # `as_of = "on"`: the day asked about
    set_in: tuple[str, ...] = ()  # partner, plan, book: an open parameter (a term)
    at_most: str = ""
    at_least: str = ""
    layers: str = "fixed"  # fixed, tighten, replace
    bound: str = ""  # max or min, for tighten
    titles: Texts = Texts()
    layer: str = ""  # the book that states it, as "eu/erdf-2014@1"


class Exceptional(Record):
    """What stands instead of a define's value or a rule's condition where `when` holds (D-13).

    On a rule `value` is a bool, and None where the rule does not apply at all.
    """

    name: str
    when: Node
    value: Node | None
    citation: Citation | None
    over: tuple[str, ...] = ()
    level: int = 0  # 0 is the lowest layer; a higher layer beats a lower one
    layer: str = ""


class Conversion(Record):
    """How the amounts of a noun are converted: the rates that count, in their order."""

    noun: str
    rates: tuple[str, ...]  # fixed, stated, host
    citation: Citation
    on: str = ""  # the day whose rate counts; `submitted_on` is its claim's
    by: str = ""  # month, day
    rounding: str = ""  # the name of a rounding; the law makes that of a fixed rate
    layer: str = ""


class Define(Record):
    """An amount or other value a book computes: `cost.base`, `project.support`."""

    noun: str
    name: str
    value: Node | None  # None where it is a calculator's, or a share of strands
    rounding: str = ""  # the name of a rounding
    citation: Citation | None = None
    when: Node | None = None
    counts_as: str = ""  # a computed line of this category
    call: str = ""  # the calculator's name
    with_: Mapping[str, str] = Entries({})
    strands: str = ""  # how sources share the lines they pay for
    exceptions: tuple[Exceptional, ...] = ()
    titles: Texts = Texts()
    layer: str = ""

    @property
    def address(self) -> str:
        """`cost.base`."""
        return f"{self.noun}.{self.name}"


class Rule(Record):
    """One rule: where it applies, what it measures, what follows when it is broken."""

    code: str
    name: str
    scope: str
    basis: tuple[str, ...]  # of plan, claimed, accepted
    severity: str  # breach, warning, note
    effect: str  # report, exclude, limit, block
    citations: tuple[Citation, ...]
    titles: Texts
    why: Texts
    remedy: Texts
    not_for: Texts
    applies_when: Node | None = None
    met_when: Node | None = None  # either this, or measured with at_most and/or at_least
    measured: Node | None = None
    at_most: Node | None = None
    at_least: Node | None = None
    rounding: str = ""  # the unit of tolerance of a limit
    limits: str = ""  # `line.limited`, `project.support`
    where: Node | None = None
    consume: tuple[str, ...] = ()  # dotted facts, or ("pro_rata",)
    waivable: bool = False
    exceptions: tuple[Exceptional, ...] = ()
    placeholders: tuple[str, ...] = ()  # names used in the texts
    layer: str = ""
    unsupported: str = ""  # what a check needs besides the project: `portfolio`; else ""


class Reporting(Record):
    """The reporting periods of an agreement; formulas about the plan."""

    months: Node
    last: Node  # a code: short, merged
    citation: Citation
    preparation: Node | None = None  # its first day
    closure: Node | None = None  # its last day
    layer: str = ""


class Deadline(Record):
    """Something to be done by a day, or to be kept up until one, of every row of its scope."""

    name: str
    scope: str  # project, plan, claim, partner, payment, reporting_period
    form: str  # by, until
    due: Node
    moves: str  # stays, next_working_day, previous_working_day; or the name of a reading
    citations: tuple[Citation, ...]
    titles: Texts
    why: Texts
    remedy: Texts
    applies_when: Node | None = None
    opens: Node | None = None  # the first day on which it can be done, or holds
    done_when: Node | None = None
    done_on: Node | None = None
    layer: str = ""


class Flexibility(Record):
    """How far an amendment may move a row of the budget, and what follows within and beyond.

    Its formulas are about the project, under the plan that counts as agreed.
    """

    name: str
    by: tuple[str, ...]  # of partner, category, activity; or source, fund or project alone
    counts: str  # increases, both
    against: str  # latest, first, consent
    effect: str  # free, notify, consent, forbidden: beyond `up_to`, or for any move without it
    citations: tuple[Citation, ...]
    titles: Texts
    why: Texts
    remedy: Texts
    within: str = ""  # the same, up to it
    up_to: Node | None = None  # a rate, or an amount
    of: str = ""  # what the rate is of: figure, total
    only: tuple[str, ...] = ()  # codes of categories, or funds
    applies_when: Node | None = None
    consented_when: Node | None = None  # which plans had consent
    layer: str = ""


class RoundingProfile(Record):
    """A named rounding of a book and how sure its source is."""

    name: str
    rounding: Rounding
    verification: Verification
    layer: str = ""
    titles: Texts = Texts()
    checked_on: date | None = None


class Code(Record):
    """A supported activity or a cost category: its code, its titles, its source."""

    code: str
    titles: Texts
    citation: Citation | None
    layer: str = ""


class CodeSet(Record):
    """Codes that belong together, and their source; of categories or activities, or neither."""

    name: str
    members: frozenset[str]
    citation: Citation
    of: str = ""  # category, activity
    titles: Texts = Texts()
    layer: str = ""


class AskedFact(Record):
    """A fact a book asks for (D-05): `partner.collaborates`."""

    noun: str
    name: str
    type: Type
    ask: Texts
    citation: Citation | None
    layer: str = ""


class Reading(Record):
    """A text of the law that allows more than one reading, and the one chosen (D-15)."""

    name: str
    options: tuple[str, ...]
    chosen: str  # "" if nobody chose
    by: str
    citation: Citation | None
    why: Texts
    layer: str = ""


class TableRow(Record):
    """One row of a table: its keys in order, its value, its citation."""

    keys: tuple[str, ...]
    value: Value | None
    citation: Citation | None
    verification: Verification
    checked_on: date | None = None


class LookupTable(Record):
    """A table of a book, each row with its own citation."""

    name: str
    keys: tuple[str, ...]
    gives: Kind
    rows: tuple[TableRow, ...]
    layer: str = ""
    titles: Texts = Texts()


class Group(Record):
    """A noun made of others: `[group.partner_category] by = [...] of = [...]`."""

    name: str
    by: tuple[str, ...]
    of: tuple[str, ...]
    layer: str = ""


class Change(Record):
    """A change of the law this book follows, for the docs."""

    on: date
    act: str
    concerns: Texts
    findings: Texts
    citation: Citation | None


class Book(Record):
    """A book of rules with all its layers resolved; lowest layer first everywhere.

    Immutable. `hash` covers the canonical form of this file and the hashes of its layers.
    """

    id: str
    edition: int
    hash: str
    titles: Texts
    first_day: date | None
    last_day: date | None
    covers: tuple[Texts, ...]
    leaves_out: tuple[Texts, ...]
    read_by: tuple[str, ...]
    layers: tuple[str, ...]  # "eu/erdf-2014@1", lowest first, without this book
    acts: Mapping[str, Act]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, LookupTable]
    sets: Mapping[str, frozenset[str]]  # by name, `categories` and `activities` among them
    categories: Mapping[str, Code]
    activities: Mapping[str, Code]
    facts: Mapping[tuple[str, str], AskedFact]
    readings: Mapping[str, Reading]
    groups: Mapping[str, Group]
    roundings: Mapping[str, RoundingProfile]
    defines: Mapping[str, Define]  # by address
    rules: Mapping[str, Rule]  # by code, in book order
    changes: tuple[Change, ...]
    schema: Schema
    file: str = ""
    members: Mapping[str, tuple[frozenset[str], ...]] = Entries({})  # what each set may hold
    named_sets: Mapping[str, CodeSet] = Entries({})  # named in a file
    flexibilities: Mapping[str, Flexibility] = Entries({})
    conversions: Mapping[str, Conversion] = Entries({})  # by noun
    reporting: Reporting | None = None
    deadlines: Mapping[str, Deadline] = Entries({})  # by name, in book order

    @property
    def key(self) -> str:
        """`lv/cluster-2016@1`."""
        return f"{self.id}@{self.edition}"

    @cached_property
    def asks_across(self) -> bool:
        """Whether a rule waits for the other projects; asked by every check."""
        return any(rule.unsupported for rule in self.rules.values())

    def __hash__(self) -> int:
        return hash(self.hash)
