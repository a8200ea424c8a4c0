"""What the formulas of a book may name: the nouns of a project, and what the book adds to them.

The nouns come from `projects`. Added here, for every book: `line` (the common view of budget
lines and costs), the seven steps of an amount, and two facts that a check knows of every row:
whether its amounts are in the agreement's currency, and whether the rows it names are there.
"""

import keyword
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fundtrack.formulas import (
    FormulaError,
    Kind,
    Node,
    Noun,
    Op,
    Schema,
    Table,
    Type,
    check,
    near,
    nodes,
    parse,
)
from fundtrack.projects import noun_fields

from .book import AskedFact, Group, LookupTable, Reading
from .entries import Entries
from .layers import Layer, Place, Stated, once

#: The seven steps of an amount, in their order (D-09).
STEPS: Final = ("gross", "base", "admitted", "limited", "eligible", "support", "payable")
#: The nouns whose rows have them; a cost and a budget line are kinds of line.
LINES: Final = ("line", "cost", "budget_line")
STEPPED: Final = (*LINES, "project")
#: Facts that a check supplies.
CURRENCY_AGREES: Final = "currency_agrees"
LINKS_FOUND: Final = "links_found"
#: Whether the agreement was signed on a day the book covers, and whether every term of a plan
#: or a partner keeps to the parameter that bounds it.
WITHIN_BOOK: Final = "within_book"
TERMS_WITHIN_BOUNDS: Final = "terms_within_bounds"
#: Whether one source at least pays for every line, where sources are stated.
LINES_HAVE_SOURCES: Final = "lines_have_sources"
#: Whether a waiver is of a rule that can be waived, and of a row that the rule is about.
WAIVES: Final = "waives"
#: Whether no other cost states the document, and supplier, of this one, and whether it was
#: incurred or paid in the period of its claim; never unknown.
DOCUMENT_ONCE: Final = "document_once"
WITHIN_ITS_CLAIM: Final = "within_its_claim"
#: What a ledger shows of its rows only together: whether an entry or a payment has happened by
#: the day asked about, and an entry is the last about its thing; whether a release was parked
#: before, no more is declared than a document says, and no more corrected than is accepted;
#: how the numbers of claims run.
OF_THE_LEDGER: Final[Mapping[str, tuple[str, ...]]] = {
    "entry": ("happened", "latest", "parked_before", "declared_once", "corrected_within"),
    "payment": ("happened",),
    "cost": (DOCUMENT_ONCE, WITHIN_ITS_CLAIM),
    "claim": ("number_once", "number_follows"),
}
LEDGER_FACTS: Final = frozenset(name for names in OF_THE_LEDGER.values() for name in names)
VIRTUAL_FACTS: Final = LEDGER_FACTS | {
    CURRENCY_AGREES, LINKS_FOUND, WITHIN_BOOK, TERMS_WITHIN_BOUNDS, LINES_HAVE_SOURCES, WAIVES
}  # fmt: skip
#: Amounts of a cost that its entries come to (D-08).
DECLARED: Final = "declared"
ACCEPTED: Final = "accepted"
#: What `partner.option` reaches: the method a partner uses for each kind of costs.
PARTNER_OPTIONS: Final = "partner_options"

_OPS = list(Op)
#: Words of the language, which no name of a book may be.
RESERVED: Final = frozenset(keyword.kwlist) | {op.value for op in _OPS[_OPS.index(Op.MIN) :]}
_MONEY = Type(Kind.MONEY)
_BOOL = Type(Kind.BOOL)


class _Growing:
    """A noun while the book adds to it."""

    def __init__(
        self,
        name: str,
        fields: Mapping[str, Type] | None = None,
        links: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.fields = dict(fields or {})
        self.links = dict(links or {})
        self.defines: set[str] = set()
        #: What it has before the book adds to it, gathered once: a book adds many names.
        self.own: frozenset[str] = frozenset()

    def names(self) -> set[str]:
        """Every name after the dot; `period.first` takes `period`."""
        return {name.split(".")[0] for name in self.fields} | set(self.links)


class World:
    """The schema of one book while it is read; formulas are parsed and checked against it."""

    def __init__(self) -> None:
        self.nouns = _nouns()
        self.asked: set[tuple[str, str]] = set()
        self.groups: dict[str, Group] = {}
        self.rows = {name for name, noun in noun_fields().items() if noun.rows} | {"line"}
        self.parameters: dict[str, tuple[Type, str | None]] = {}
        self.sets: dict[str, Type] = {}
        self.readings: dict[str, Type] = {}
        self.tables: dict[str, Table] = {}
        self.members: dict[str, tuple[frozenset[str], ...]] = {}
        self._bare: dict[str, Place] = {}
        self._schema: Schema | None = None

    # -- what the book adds --------------------------------------------------------------------

    def add_fact(self, one: Stated[AskedFact]) -> None:
        """Add a fact that the book asks for.

        Raises:
            BookError: no such noun, or the noun has that name already.
        """
        fact = one.said
        if fact.noun not in noun_fields():
            raise one.place.refuse(f"no noun {fact.noun}{near(fact.noun, noun_fields())}")
        self._new_name(self.nouns[fact.noun], fact.name, one.place)
        self.nouns[fact.noun].fields[fact.name] = fact.type
        self.asked.add((fact.noun, fact.name))

    def add_groups(self, layers: tuple[Layer, ...]) -> None:
        """Add the nouns that a book makes of others: a row per partner and category, say."""
        for one in once(layers, "group", lambda wire: wire.group).values():
            said, place = one.said, one.place
            if one.name in self.nouns or one.name in RESERVED:
                raise place.refuse(f"{one.name} is already the name of a noun")
            group = _Growing(one.name)
            for index, name in enumerate(said.of):
                if name not in self.rows or name in self.groups:
                    here = place / "of" / index
                    raise here.refuse(f"no noun {name} with rows{near(name, self.rows)}")
            for index, name in enumerate(said.by):
                self._by(group, name, said.of, place / "by" / index)
            if not said.of or not said.by:
                raise place.refuse("a group says by what, and of which nouns")
            self.nouns[one.name] = group
            self.rows.add(one.name)
            both = {"cost", "budget_line"} <= set(said.of)
            for name in (*said.of, *(["line"] if both else [])):
                self.nouns[name].links[one.name] = one.name
            self.groups[one.name] = Group(one.name, said.by, said.of, one.layer.key)
        self._schema = None

    def _by(self, group: _Growing, name: str, of: Iterable[str], place: Place) -> None:
        """One thing a group goes by: a link of all its nouns, or a code of all of them."""
        for noun in (self.nouns[one] for one in of):
            if name in noun.links:
                group.links[name] = noun.links[name]
            elif name in noun.fields and noun.fields[name].kind in (Kind.CODE, Kind.TEXT):
                group.fields[name] = noun.fields[name]
            else:
                known = near(name, noun.names())
                raise place.refuse(f"{noun.name} has no link and no code {name}{known}")

    def claim_define(self, noun: str, name: str, place: Place) -> None:
        """Reserve the name of a define, before its kind is known.

        Raises:
            BookError: no such noun, or the noun has that fact already.
        """
        if noun not in self.scopes():
            raise place.refuse(f"{noun} has no amounts of its own{near(noun, self.scopes())}")
        growing = self.nouns[noun]
        if noun in STEPPED and name in STEPS:
            return
        self._new_name(growing, name, place)
        growing.defines.add(name)
        self._schema = None

    def add_define(self, noun: str, name: str, type_: Type) -> None:
        """State the kind of a define whose name is reserved."""
        self.nouns[noun].fields[name] = type_

    def scopes(self) -> set[str]:
        """Where rules are asked and defines stand: the project, and every noun with rows."""
        return self.rows | {"project"}

    def _new_name(self, noun: _Growing, name: str, place: Place) -> None:
        if name in RESERVED:
            raise place.refuse(f"{name} is a word of the language")
        if (noun.name, name) in self.asked or name in noun.defines:
            raise place.refuse(f"{noun.name}.{name} is already a fact or a define of the book")
        if name in noun.own or name in noun.links or name in noun.fields:
            raise place.refuse(f"{noun.name} has {name} already; choose another name")
        if name in VIRTUAL_FACTS:
            raise place.refuse(f"{name} is a fact that a check supplies; choose another name")

    # -- bare names ----------------------------------------------------------------------------

    def add_parameter(self, name: str, type_: Type, noun: str | None, place: Place) -> None:
        """Add a parameter; `noun` is where the fact that dates it stands."""
        self._new_bare(name, place)
        self.parameters[name] = (type_, noun)

    def add_set(self, name: str, members: frozenset[str], place: Place) -> None:
        """Add a set."""
        self._new_bare(name, place)
        self.sets[name] = Type(Kind.SET, members)
        self.members[name] = (members,)

    def add_reading(self, reading: Reading, place: Place) -> None:
        """Add a reading: a code, one of its options."""
        self._new_bare(reading.name, place)
        self.readings[reading.name] = Type(Kind.CODE, frozenset(reading.options))

    def add_table(self, table: LookupTable, place: Place) -> None:
        """Add a table; a literal key must be in one of its rows."""
        self._new_bare(table.name, place)
        keys = tuple(
            Type(Kind.CODE, frozenset(row.keys[index] for row in table.rows))
            for index in range(len(table.keys))
        )
        self.tables[table.name] = Table(keys, Type(table.gives))

    def _new_bare(self, name: str, place: Place) -> None:
        if name in RESERVED:
            raise place.refuse(f"{name} is a word of the language")
        if name in self.nouns:
            raise place.refuse(f"{name} is the name of a noun")
        before = self._bare.setdefault(name, place)
        if before is not place:
            where = f"{before.file}: {before.at}" if before.file else before.at
            raise place.refuse(f"the name {name} is taken by {where}")
        self._schema = None

    def rates(self) -> frozenset[str]:
        """The names of stated rates, without their nouns."""
        held = [
            (name, type_) for noun in self.nouns.values() for name, type_ in noun.fields.items()
        ]
        held += [(name, type_) for name, (type_, _) in self.parameters.items()]
        held += [(name, table.gives) for name, table in self.tables.items()]
        return frozenset(name for name, type_ in held if type_.kind is Kind.RATE)

    # -- formulas ------------------------------------------------------------------------------

    @property
    def schema(self) -> Schema:
        """What can be named so far."""
        if self._schema is None:
            nouns = {
                name: Noun(name, noun.fields, noun.links, frozenset(noun.defines))
                for name, noun in self.nouns.items()
            }
            bare = (self.parameters, self.sets, self.readings, self.tables)
            self._schema = Schema(nouns, frozenset(self.rows), *bare)
        return self._schema

    def parse(self, text: str, place: Place) -> Node:
        """Read a formula.

        Raises:
            BookError: it is outside the language; with a caret.
        """
        try:
            return parse(text)
        except FormulaError as error:
            raise refused(error, text, place) from None

    def check(
        self, node: Node, text: str, place: Place, scope: str, want: Kind | None = None
    ) -> Node:
        """Look up the names of a formula and decide its kind.

        Raises:
            BookError: a name that is not there, or kinds that do not go together; with a caret.
        """
        try:
            return check(node, self.schema, scope=scope, want=want)
        except FormulaError as error:
            raise refused(error, text, place) from None

    def read(self, text: str, place: Place, scope: str, want: Kind | None = None) -> Node:
        """Parse and check in one go."""
        return self.check(self.parse(text, place), text, place, scope, want)

    def reached(self, node: Node) -> Iterator[tuple[str, str]]:
        """The noun and the name at the end of each dotted path in a formula."""
        for one in nodes(node):
            if one.op in (Op.FACT, Op.DEFINE):
                noun, *parts = one.name.split(".")
                while (
                    len(parts) > 1 and noun in self.nouns and parts[0] in self.nouns[noun].links
                ):
                    noun = self.nouns[noun].links[parts.pop(0)]
                yield noun, ".".join(parts)

    def frozen(self) -> Schema:
        """The finished schema."""
        nouns = {
            name: Noun(name, Entries(noun.fields), Entries(noun.links), frozenset(noun.defines))
            for name, noun in self.nouns.items()
        }
        bare = (
            Entries(self.parameters),
            Entries(self.sets),
            Entries(self.readings),
            Entries(self.tables),
        )
        return Schema(Entries(nouns), frozenset(self.rows), *bare)


def type_of(node: Node) -> Type:
    """The kind of a checked formula."""
    if node.type is None:
        raise AssertionError("a formula that nobody has checked")
    return node.type


def refused(error: FormulaError, text: str, place: Place) -> Exception:
    """The error of a formula, with its place in the book and the caret under its text."""
    line = (error.formula or text).replace("\n", " ")
    return place.refuse(error.message, line, error.at)


def _nouns() -> dict[str, _Growing]:
    """The nouns of `projects`, their steps, and the facts that a check supplies."""
    nouns: dict[str, _Growing] = {}
    for name, said in noun_fields().items():
        noun = _Growing(name)
        noun.fields |= {
            key: Type(Kind(kind), codes) for key, (kind, codes) in said.fields.items()
        }
        noun.links |= {**said.links, **dict.fromkeys(said.dated, "plan")}
        kinds = {type_.kind for type_ in noun.fields.values()}
        if kinds & {Kind.MONEY, Kind.PRICE}:
            noun.fields[CURRENCY_AGREES] = _BOOL
        if said.rows and any(noun_fields()[to].rows for to in said.links.values()):
            noun.fields[LINKS_FOUND] = _BOOL
        nouns[name] = noun
    nouns["project"].fields[WITHIN_BOOK] = _BOOL
    nouns["plan"].fields[LINES_HAVE_SOURCES] = _BOOL
    nouns["waiver"].fields[WAIVES] = _BOOL
    for name, facts in OF_THE_LEDGER.items():
        nouns[name].fields |= dict.fromkeys(facts, _BOOL)
    for name in ("plan", "partner"):
        nouns[name].fields[TERMS_WITHIN_BOUNDS] = _BOOL
    nouns["cost"].fields |= {DECLARED: _MONEY, ACCEPTED: _MONEY}
    nouns["line"] = _line(nouns["cost"], nouns["budget_line"])
    nouns[PARTNER_OPTIONS] = _partner_options(nouns["option"])
    nouns["partner"].links["option"] = PARTNER_OPTIONS
    for name in STEPPED:
        nouns[name].fields |= dict.fromkeys(STEPS, _MONEY)
        nouns[name].defines |= set(STEPS)
    for noun in nouns.values():
        noun.own = frozenset(noun.names())
    return nouns


def _line(cost: _Growing, budget_line: _Growing) -> _Growing:
    """The common view of costs and budget lines."""
    forms = (cost.fields["form"].codes or frozenset()) | (
        budget_line.fields["form"].codes or frozenset()
    )
    fields = {
        "id": Type(Kind.TEXT),
        "day": Type(Kind.DATE),
        "category": Type(Kind.CODE),
        "form": Type(Kind.CODE, forms),
        "amount": _MONEY,
    }
    return _Growing("line", fields, {"partner": "partner", "activity": "activity"})


def _partner_options(option: _Growing) -> _Growing:
    """What the options of a partner come to: for each kind of costs the method used."""
    covers = option.fields["covers"].codes or frozenset()
    return _Growing(PARTNER_OPTIONS, dict.fromkeys(sorted(covers), option.fields["method"]))
