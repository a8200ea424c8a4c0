"""Which tables and columns a book reads, of which kinds, and what asks for each.

Read off the formulas of the book: what they name themselves, what they reach through links,
the days that date a parameter, the terms that may be set in its place, the order in which lines
take up a limit, what a group goes by, who pays for which line. What the library's own rules
read of every row (each amount, for its currency; each link, whether its row is there) is named
too, and says so. Deadlines, reporting periods and the flexibility of budgets are asked
elsewhere, and are not in it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from fundtrack.formulas import AGGREGATES, Kind, Node, Op, nodes
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import (
    ACCEPTED,
    CURRENCY_AGREES,
    DECLARED,
    LINKS_FOUND,
    PARTNER_OPTIONS,
    VIRTUAL_FACTS,
    Book,
    Define,
    Parameter,
    Rule,
)
from fundtrack.values import Record

from .rebuilt import Absent
from .shapes import ID, INNER, LINES, STATES, TABLES, shape_of

BASES: Final = tuple(LINES)
#: What asks for a column besides rules, defines and parameters: the library itself.
LIBRARY: Final = "fundtrack"


class Need(Record):
    """One column that a book reads, of the table of a noun.

    `kind` is a kind of formulas, `id` for a row's own id and for links (`names` says to which
    table), or `json`. `required`: a row without it cannot be read. `bases` are those on which
    it is read. `asked_by` names the rules by code, the defines and groups by address, and
    `parameter.<name>`; `fundtrack` where the library reads it of every project.
    """

    noun: str
    column: str
    kind: str
    required: bool
    bases: tuple[str, ...]
    asked_by: tuple[str, ...]
    codes: frozenset[str] | None = None
    names: str = ""

    def __str__(self) -> str:
        return f"{self.noun}.{self.column}"


def needs(book: Book) -> tuple[Need, ...]:
    """Return every column that a book reads, by noun, in the order of the noun's own columns.

    A table or a column that is not there is a fact that nobody states: what rests on it is
    unknown, and nothing else changes. Only what is `required` must be there.

    >>> from fundtrack.rulebooks import load_book
    >>> [one.column for one in needs(load_book("lv/cluster-2016")) if one.required][:3]
    ['project', 'project', 'id']
    """
    return _needs(book)


@lru_cache(maxsize=32)
def _needs(book: Book) -> tuple[Need, ...]:
    found = _Found(book)
    found.read()
    return tuple(found.told())


class _Found:
    """What is read, while it is gathered: of each column the bases and what asks for it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.asked: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
        self.nouns = book.schema.nouns

    # -- gathering -----------------------------------------------------------------------------

    def read(self) -> None:
        for basis in BASES:
            self.library(basis)
            for rule in self.book.rules.values():
                if basis in rule.basis or rule.unsupported:
                    self.rule(rule, basis)
            for define in self.book.defines.values():
                self.define(define, basis)
            for parameter in self.book.parameters.values():
                self.parameter(parameter, basis)
            for group in self.book.groups.values():
                for noun in dict.fromkeys(self.noun(one, basis) for one in group.of):
                    for name in group.by:
                        self.name(f"{noun}.{name}", basis, f"group.{group.name}")

    def column(self, noun: str, column: str, basis: str, by: str) -> None:
        """Note one column; of what stands inside another row, that of the other's table."""
        for outer, inner in INNER.items():
            if noun in inner:
                noun, column = outer, column if column == "project" else f"{noun}.{column}"
        if noun in TABLES:
            self.asked.setdefault((noun, column), {})[basis, by] = None

    def columns(self, noun: str, columns: Iterable[str], basis: str, by: str = LIBRARY) -> None:
        for column in columns:
            self.column(noun, column, basis, by)

    def noun(self, name: str, basis: str) -> str:
        return LINES[basis] if name == "line" else name

    def library(self, basis: str) -> None:
        """What no formula names: what lines come to, which plan is in force, whose rows."""
        self.columns("agreement", ("currency", "signed_on"), basis)
        self.columns("plan", ("number", "effective_from", "approved_on"), basis)
        line = LINES[basis]
        if line == "cost":
            self.columns("cost", ("net", "vat"), basis)
        else:
            self.columns("budget_line", ("amount",), basis)
            self.columns("plan", ("eligible",), basis)  # where no line is stated (D-06)
        if basis == "accepted":
            self.entries(basis, LIBRARY)
        for conversion in self.book.conversions.values() if line == "cost" else ():
            self.columns("cost", ("vat_recoverable", "exchange.units_per_euro"), basis)
            if conversion.on == "submitted_on":
                self.columns("cost", ("claim",), basis)
                self.columns("claim", ("submitted_on",), basis)
            elif conversion.on:
                self.columns("cost", (conversion.on,), basis)

    def entries(self, basis: str, by: str) -> None:
        """What is declared and accepted of a cost (D-08)."""
        self.columns("entry", ("cost", "kind", "amount", "decided_on"), basis, by)
        self.columns("cost", ("net", "vat"), basis, by)

    def rule(self, rule: Rule, basis: str) -> None:
        by = rule.code
        line, scope = LINES[basis], self.noun(rule.scope, basis)
        self.column(scope, "project", basis, by)
        for formula in _formulas_of(rule):
            self.formula(formula, scope, basis, by)
        for name in rule.placeholders:
            self.name(name, basis, by)
        if rule.effect in ("exclude", "limit") and scope != line:
            self.link(line, scope, basis, by)
        for path in rule.consume:
            self.name(f"{line}.{path.partition('.')[2]}", basis, by)
        if rule.waivable:
            self.columns(
                "waiver", ("rule", "subject", "granted_on", "by", "document"), basis, by
            )

    def define(self, define: Define, basis: str) -> None:
        by, noun = define.address, self.noun(define.noun, basis)
        self.column(noun, "project", basis, by)
        for formula in _of_define(define):
            self.formula(formula, noun, basis, by)
        for text in define.with_.values():
            self.given(text, noun, basis, by)
        if define.strands:
            sources = ("order", "rate", "amount", "residual", "kind", "base", "covers")
            self.columns("source", sources, basis, by)
            self.columns(LINES[basis], ("partner", "category", "activity"), basis, by)
            self.columns("partner", ("region",), basis, by)
        if define.counts_as:
            self.link(noun, "partner", basis, by)

    def given(self, text: str, noun: str, basis: str, by: str) -> None:
        """What a calculator is given: a formula, or facts of the noun by their bare names.

        Which it is the calculator decides, so every word that may be a name is taken for one.
        """
        for name in re.findall(r"[a-z_][a-z0-9_.]*", text):
            self.name(name if "." in name else f"{noun}.{name}", basis, by)
            if name in self.book.parameters:
                self.term(self.book.parameters[name], (noun,), basis, by)

    def parameter(self, parameter: Parameter, basis: str) -> None:
        by = f"parameter.{parameter.name}"
        if parameter.as_of is not None:
            self.formula(parameter.as_of, "project", basis, by)
        for noun in parameter.set_in:
            if noun in ("partner", "plan"):
                self.column(noun, f"terms.{parameter.name}", basis, by)

    def formula(self, formula: Node, noun: str, basis: str, by: str) -> None:
        """Every name of a formula, and the links by which its rows belong to each other."""
        every = [*nodes(formula)]
        roots = {self.noun(one.name.partition(".")[0], basis) for one in every} & {*self.nouns}
        for node in every:
            if node.op in (Op.FACT, Op.DEFINE):
                self.name(node.name, basis, by)
            elif node.op is Op.PARAMETER:
                self.term(self.book.parameters[node.name], (noun, *roots), basis, by)
            elif node.op is Op.RUNNING_TOTAL:
                for root in roots:
                    self.link(root, self.noun(node.name, basis), basis, by)
            elif node.op in AGGREGATES:
                rows = self.noun(node.name, basis)
                self.column(rows, "project", basis, by)
                for owner in {noun, *roots} - {rows}:
                    self.link(rows, owner, basis, by)

    def term(self, parameter: Parameter, roots: Iterable[str], basis: str, by: str) -> None:
        """The links by which rows come to the partner whose term they take."""
        for root in roots if "partner" in parameter.set_in else ():
            self.link(root, "partner", basis, by)

    def link(self, noun: str, target: str, basis: str, by: str) -> None:
        """The links by which rows of a noun belong to those of another."""
        for name, reached in self.links(noun).items():
            if reached == target != "plan":
                self.name(f"{noun}.{name}.", basis, by)

    def name(self, name: str, basis: str, by: str) -> None:
        """A dotted name: each link on its way, and what stands at its end."""
        root, *parts = name.split(".")
        noun = self.noun(root, basis)
        while parts and parts[0] in self.links(noun):
            link = parts.pop(0)
            noun = self.step(noun, link, basis, by)
        field = ".".join(parts)
        if field and noun:
            self.field(noun, field, basis, by)

    def links(self, noun: str) -> Mapping[str, str]:
        said: Any = self.nouns.get(noun)
        links: Mapping[str, str] = {} if said is None else said.links
        return links

    def step(self, noun: str, link: str, basis: str, by: str) -> str:
        """Note a link; return the noun it reaches."""
        reached = self.links(noun)[link]
        dated = noun_fields()[noun].dated if noun in noun_fields() else {}
        if reached == PARTNER_OPTIONS:
            self.columns("option", ("covers", "method", "partner"), basis, by)
        elif link in dated:
            self.column(noun, dated[link], basis, by)
        elif reached not in self.book.groups and reached not in INNER.get(noun, ()):
            self.column(noun, link, basis, by)
            self.column(reached, "project", basis, by)
        return reached

    def field(self, noun: str, field: str, basis: str, by: str) -> None:
        """What stands at the end of a name."""
        if field in VIRTUAL_FACTS:
            self.seen(noun, field, basis, by)
            return
        if noun == "cost" and field in (DECLARED, ACCEPTED):
            self.entries(basis, by)
            return
        if noun == "cost":
            field = {"day": "paid_on"}.get(field, field)
        head, _, part = field.partition(".")
        fields = noun_fields()[noun].fields if noun in noun_fields() else {}
        if part == "length":
            self.columns(noun, (f"{head}.first", f"{head}.last"), basis, by)
        elif field in fields:
            self.column(noun, field, basis, by)
        elif (noun, field) in self.book.facts:
            taken = noun in TABLES and shape_of(noun).reserved(field)
            self.column(noun, "facts" if taken else field, basis, by)
        elif f"{field}.first" in fields:  # a whole period, in the text of a rule
            self.columns(noun, (f"{field}.first", f"{field}.last"), basis, by)

    def seen(self, noun: str, fact: str, basis: str, by: str) -> None:
        """A fact that the library sees for itself."""
        said = noun_fields()[noun]
        if fact == CURRENCY_AGREES:
            money = [name for name, (kind, _) in said.fields.items() if kind in _CURRENCIED]
            self.columns(noun, money, basis, by)
        elif fact == LINKS_FOUND:
            self.columns(noun, [link for link in said.links if noun != "project"], basis, by)
        elif fact == "terms_within_bounds":
            for parameter in self.book.parameters.values():
                if noun in parameter.set_in and (parameter.at_most or parameter.at_least):
                    self.column(noun, f"terms.{parameter.name}", basis, by)
        elif fact == "lines_have_sources":
            self.columns("source", ("covers",), basis, by)
            for line in dict.fromkeys(LINES.values()):
                self.columns(line, ("partner", "category", "activity"), basis, by)
            self.columns("partner", ("region",), basis, by)
        for other, columns in _TURN_ON.get((noun, fact), {}).items():
            self.columns(other, columns, basis, by)

    # -- telling -------------------------------------------------------------------------------

    def told(self) -> Iterator[Need]:
        """The needs, each table with its keys."""
        tables = [noun for noun in TABLES if any(of == noun for of, _ in self.asked)]
        for noun in tables:
            shape = shape_of(noun)
            mine = {column: asked for (of, column), asked in self.asked.items() if of == noun}
            yield self.one(noun, "project", mine.pop("project", {}))
            known = dict.fromkeys(shape.spots)
            own = sorted(mine.keys() - known.keys())
            for column in (*(name for name in known if name in mine or name == "id"), *own):
                yield self.one(noun, column, mine.get(column, {}))
            if noun == "project":
                for one in tables[1:]:
                    yield self.one(noun, f"{STATES}{one}", {})
            elif Kind.MONEY in {self.kind(noun, column) for column in mine}:
                yield self.one(noun, "currency", {})

    def one(self, noun: str, column: str, asked: Mapping[tuple[str, str], None]) -> Need:
        """One need; what the library asks by itself, it asks on every basis."""
        spot = shape_of(noun).spots.get(column)
        fact = self.book.facts.get((noun, column))
        names = "project" if column == "project" else ""
        if spot is not None and spot.kind == ID:
            names = spot.names
        return Need(
            noun=noun,
            column=column,
            kind=self.kind(noun, column),
            required=column in ("project", "id") or column in _demanded(noun),
            bases=tuple(one for one in BASES if any(one == basis for basis, _ in asked))
            or BASES,
            asked_by=tuple(dict.fromkeys(by for _, by in asked)) or (LIBRARY,),
            codes=_codes(noun, column) if fact is None else fact.type.codes,
            names=names,
        )

    def kind(self, noun: str, column: str) -> str:
        """The kind of a column; of a term, that of its parameter."""
        spot = shape_of(noun).spots.get(column)
        if spot is not None:
            return str(spot.kind)
        if column == "project":
            return ID
        if column == "currency" or column.startswith(STATES):
            return str(Kind.CODE if column == "currency" else Kind.BOOL)
        head, _, own = column.rpartition(".")
        if head.endswith("terms"):
            return str(self.book.parameters[own].type.kind)
        inner = head if head in INNER.get(noun, ()) else noun
        return str(self.book.facts[inner, own].type.kind)


_CURRENCIED: Final = (Kind.MONEY, Kind.PRICE)
_DECISIONS: Final = ("kind", "decided_on", "sequence", "cost", "procurement", "claim")
#: What a fact that only the ledger as a whole shows of a row turns on (`checks.consistency`).
_TURN_ON: Final[Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        ("entry", "happened"): {"entry": ("decided_on",)},
        ("payment", "happened"): {"payment": ("paid_on",)},
        ("entry", "latest"): {"entry": _DECISIONS},
        ("entry", "parked_before"): {"entry": (*_DECISIONS, "amount")},
        ("entry", "declared_once"): {
            "entry": (*_DECISIONS, "amount"),
            "cost": ("net", "vat"),
        },
        ("entry", "corrected_within"): {
            "entry": (*_DECISIONS, "amount"),
            "cost": ("net", "vat"),
        },
        ("cost", "document_once"): {"cost": ("document", "supplier", "reverses")},
        ("cost", "within_its_claim"): {
            "cost": ("claim", "incurred_on", "paid_on"),
            "claim": ("period.first", "period.last"),
        },
        ("claim", "number_once"): {"claim": ("partner", "number")},
        ("claim", "number_follows"): {"claim": ("partner", "number")},
    }
)


def _formulas_of(rule: Rule) -> Iterator[Node]:
    limits = (rule.measured, rule.at_most, rule.at_least, rule.where)
    given = (rule.applies_when, rule.met_when, *limits)
    yield from (one for one in given if one is not None)
    for exception in rule.exceptions:
        yield from (one for one in (exception.when, exception.value) if one is not None)


def _of_define(define: Define) -> Iterator[Node]:
    yield from (one for one in (define.when, define.value) if one is not None)
    for exception in define.exceptions:
        yield from (one for one in (exception.when, exception.value) if one is not None)


def _codes(noun: str, column: str) -> frozenset[str] | None:
    head, _, rest = column.partition(".")
    of, name = (head, rest) if head in INNER.get(noun, ()) else (noun, column)
    found = noun_fields()[of].fields.get(name)
    return None if found is None else found[1]


def _demanded(noun: str) -> frozenset[str]:
    """The columns without which the gate refuses a row; an agreement and a plan have others.

    Of those the currency is EUR, the book the one asked and the number 1 where no column says.
    """
    fields = noun_fields()[noun].model.model_fields
    columns = shape_of(noun).spots.keys() & fields.keys()
    return frozenset(one for one in columns if fields[one].is_required())


def blanks(book: Book) -> Absent:
    """What stands in a row where nobody gives a column that the gate demands and nobody reads.

    So tables need no column that a book does not read. What a book reads has no blank: without
    it a project is refused.

    >>> from fundtrack.rulebooks import load_book
    >>> blanks(load_book("lv/cluster-2016"))["indicator"]["kind"]
    'output'
    """
    read = {(one.noun, one.column) for one in needs(book)}
    found: dict[str, dict[str, object]] = {
        "project": {"agreement.book": book.id, "plan.number": 1}
    }
    for noun in TABLES:
        for column in _demanded(noun):
            if column != "id" and (noun, column) not in read:
                kind, codes = noun_fields()[noun].fields[column]
                blank = min(codes) if codes else _BLANKS[Kind(kind)]
                found.setdefault(noun, {})[column] = blank
    return found


_BLANKS: Final[Mapping[Kind, object]] = MappingProxyType(
    {
        Kind.CODE: "none",
        Kind.TEXT: "none",
        Kind.NUMBER: 0,
        Kind.BOOL: False,
        Kind.DATE: date.min,
        Kind.MONEY: 0,
    }
)
