"""What the formulas of a book name of tables: each column, the bases, and what asks for it.

A name leads through links to a column at its end; an aggregate goes by the links between its
rows and those it is for; a term, by the links to the partner that may set it. What the library
reads without a formula (what lines come to, whose rows they are, what the facts that it sees
for itself turn on) is named here too.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from fundtrack.checks import PAID, formulas_of, physical, rule_formulas
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

from .shapes import INNER, LINES, TABLES, shape_of

BASES: Final = tuple(LINES)
#: What asks for a column besides rules, defines and parameters: the library itself.
LIBRARY: Final = "fundtrack"


class Named:
    """What is named, while it is gathered: of each column the bases and what asks for it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.asked: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
        self.nouns = book.schema.nouns
        for basis in BASES:
            self.read(basis)

    def read(self, basis: str) -> None:
        """Note all that a basis asks."""
        self.library(basis)
        for rule in self.book.rules.values():
            if basis in rule.basis or rule.unsupported:
                self.rule(rule, basis)
        for define in self.book.defines.values():
            self.define(define, basis)
        for parameter in self.book.parameters.values():
            self.parameter(parameter, basis)
        for group in self.book.groups.values():
            for noun in dict.fromkeys(physical(one, basis) for one in group.of):
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
        """Note columns of one noun."""
        for column in columns:
            self.column(noun, column, basis, by)

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
            elif conversion.on or "fixed" in conversion.rates:
                self.columns("cost", (conversion.on or PAID,), basis)

    def entries(self, basis: str, by: str) -> None:
        """What is declared and accepted of a cost (D-08)."""
        self.columns("entry", ("cost", "kind", "amount", "decided_on", *_WHOLES), basis, by)
        self.columns("cost", ("net", "vat", *_WHOLES), basis, by)

    def rule(self, rule: Rule, basis: str) -> None:
        """Note what a rule asks, what its texts show, and the lines that its effect is on."""
        by = rule.code
        line, scope = LINES[basis], physical(rule.scope, basis)
        self.column(scope, "project", basis, by)
        for formula in (*rule_formulas(rule), *((rule.where,) if rule.where else ())):
            self.formula(formula, scope, basis, by)
        for name in rule.placeholders:
            self.name(name, basis, by)
        if rule.effect in ("exclude", "limit") and scope != line:
            self.link(line, scope, basis, by)
        for path in rule.consume:
            self.name(f"{line}.{path.partition('.')[2]}", basis, by)
        if rule.waivable:
            self.columns("waiver", _WAIVERS, basis, by)

    def define(self, define: Define, basis: str) -> None:
        """Note what a define asks, what its calculator is given, and who pays for its lines."""
        by, noun = define.address, physical(define.noun, basis)
        self.column(noun, "project", basis, by)
        for formula in formulas_of(define):
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
        """Note the day that dates a parameter, and the terms that are set in its place."""
        by = f"parameter.{parameter.name}"
        if parameter.as_of is not None:
            self.formula(parameter.as_of, "project", basis, by)
        for noun in parameter.set_in:
            if noun in ("partner", "plan"):
                self.column(noun, f"terms.{parameter.name}", basis, by)

    def formula(self, formula: Node, noun: str, basis: str, by: str) -> None:
        """Every name of a formula, and the links by which its rows belong to each other."""
        every = [*nodes(formula)]
        roots = {physical(one.name.partition(".")[0], basis) for one in every} & {*self.nouns}
        for node in every:
            if node.op in (Op.FACT, Op.DEFINE):
                self.name(node.name, basis, by)
            elif node.op is Op.PARAMETER:
                self.term(self.book.parameters[node.name], (noun, *roots), basis, by)
            elif node.op is Op.RUNNING_TOTAL:
                for root in roots:
                    self.link(root, physical(node.name, basis), basis, by)
            elif node.op in AGGREGATES:
                rows = physical(node.name, basis)
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
        noun = physical(root, basis)
        while parts and parts[0] in self.links(noun):
            link = parts.pop(0)
            noun = self.step(noun, link, basis, by)
        field = ".".join(parts)
        if field and noun:
            self.field(noun, field, basis, by)

    def links(self, noun: str) -> Mapping[str, str]:
        """The links of a noun, with the noun that each reaches."""
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
        elif fact == "waives":
            self.columns("waiver", _WAIVERS, basis, by)
        elif fact == "lines_have_sources":
            self.columns("source", ("covers",), basis, by)
            for line in dict.fromkeys(LINES.values()):
                self.columns(line, ("partner", "category", "activity"), basis, by)
            self.columns("partner", ("region",), basis, by)
        for other, columns in _TURN_ON.get((noun, fact), {}).items():
            self.columns(other, columns, basis, by)


_WAIVERS: Final = ("rule", "subject", "granted_on", "by", "document")
_CURRENCIED: Final = (Kind.MONEY, Kind.PRICE)
#: What a decision may be about as a whole, with all costs in it.
_WHOLES: Final = ("claim", "procurement")
_DECISIONS: Final = ("kind", "decided_on", "sequence", "cost", "procurement", "claim")
#: What a fact that only the ledger as a whole shows of a row turns on (`checks.consistency`).
_TURN_ON: Final[Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        ("entry", "happened"): {"entry": ("decided_on",)},
        ("payment", "happened"): {"payment": ("paid_on",)},
        ("entry", "latest"): {"entry": _DECISIONS},
        ("entry", "parked_before"): {
            "entry": (*_DECISIONS, "amount"),
            "cost": _WHOLES,
        },
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
