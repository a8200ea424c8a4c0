"""A small world for formulas: a schema with every kind, rows of exact values, None unknown.

It answers the walk and, in minor units, the generated code; the two readings meet in the tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from fundtrack.formulas import (
    Exact,
    Explanation,
    Kind,
    Node,
    Noun,
    Op,
    Schema,
    Table,
    Type,
    Walker,
    parse,
)
from fundtrack.formulas import check as check_node

FORMS = frozenset({"actual", "flat", "unit"})
SIZES = frozenset({"small", "medium", "large"})
OPTIONS = frozenset({"inclusive", "strict"})
FORM, SIZE = Type(Kind.CODE, FORMS), Type(Kind.CODE, SIZES)


def types(**kinds: Kind | Type) -> dict[str, Type]:
    named = {name.replace("__", "."): kind for name, kind in kinds.items()}
    return {
        name: kind if isinstance(kind, Type) else Type(kind) for name, kind in named.items()
    }


NOUNS = {
    "project": Noun(
        "project",
        types(
            eligible=Kind.MONEY,
            support=Kind.MONEY,
            flag=Kind.BOOL,
            started=Kind.DATE,
            length=Kind.DAYS,
            durability=Kind.MONTHS,
            share=Kind.RATE,
            persons=Kind.NUMBER,
            fee=Kind.PRICE,
            number=Kind.TEXT,
            stage=Type(Kind.CODE, frozenset({"planned", "completed"})),
        ),
        defines=frozenset({"support"}),
    ),
    "plan": Noun("plan", types(total=Kind.MONEY, period__first=Kind.DATE, done=Kind.BOOL)),
    "partner": Noun(
        "partner",
        types(
            id=Kind.TEXT,
            country=Kind.CODE,
            size=SIZE,
            joined=Kind.DATE,
            budget=Kind.MONEY,
            declared=Kind.MONEY,
            collaborates=Kind.BOOL,
        ),
        {"project": "project"},
        frozenset({"declared"}),
    ),
    "cost": Noun(
        "cost",
        types(
            id=Kind.TEXT,
            net=Kind.MONEY,
            vat=Kind.MONEY,
            base=Kind.MONEY,
            unit_price=Kind.PRICE,
            quantity=Kind.NUMBER,
            use=Kind.RATE,
            paid_on=Kind.DATE,
            delay=Kind.DAYS,
            life=Kind.MONTHS,
            checked=Kind.BOOL,
            form=FORM,
            category=Kind.CODE,
        ),
        {"partner": "partner", "activity": "activity"},
        frozenset({"base"}),
    ),
    "activity": Noun(
        "activity", types(id=Kind.TEXT, category=Kind.CODE, size=SIZE, cost=Kind.MONEY)
    ),
}
SCHEMA = Schema(
    NOUNS,
    rows=frozenset({"partner", "cost", "activity"}),
    parameters={
        "support_rate": (Type(Kind.RATE), None),
        "aid_cap": (Type(Kind.MONEY), None),
        "unit_cost": (Type(Kind.PRICE), None),
        "staff_needed": (Type(Kind.NUMBER), "project"),
        "first_day": (Type(Kind.DATE), None),
        "grace": (Type(Kind.DAYS), None),
        "hold": (Type(Kind.MONTHS), None),
        "open_ended": (Type(Kind.BOOL), None),
        "rate_when_paid": (Type(Kind.RATE), "cost"),
    },
    sets={
        "direct": Type(Kind.SET, FORMS),
        "countries": Type(Kind.SET, frozenset({"LV", "EE"})),
    },
    readings={"window_start": Type(Kind.CODE, OPTIONS)},
    tables={
        "base_rate": Table((SIZE,), Type(Kind.RATE)),
        "size_cap": Table((SIZE, FORM), Type(Kind.MONEY)),
    },
)


def read(text: str, scope: str = "project", want: Kind | None = None):
    """A formula parsed and checked against the small world."""
    return check_node(parse(text), SCHEMA, scope=scope, want=want)


@dataclass(eq=False)
class Row:
    """A row of a noun. `spans` are the bounds of what is unknown."""

    noun: str
    facts: dict[str, Exact | None] = field(default_factory=dict)
    links: dict[str, "Row | None"] = field(default_factory=dict)
    spans: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return False  # nothing may ask a row whether it is true


@dataclass
class Fake:
    """A world of rows; a collection of None is unknown."""

    project: Row = field(default_factory=lambda: Row("project"))
    plan: Row | None = None
    collections: dict[str, Sequence[Row] | None] = field(default_factory=dict)
    bare: Mapping[str, Exact | None] = field(default_factory=dict)
    tables: Mapping[str, Mapping[tuple[Exact, ...], Exact]] = field(default_factory=dict)
    currency: str = "EUR"
    #: By the identity of a row: what is missing to say to whom it belongs, the rows before it.
    doubts: Mapping[int, Sequence[tuple[str, str, str]]] = field(default_factory=dict)
    earlier: Mapping[int, Sequence[Row] | Explanation] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    # -- what generated code asks too ------------------------------------------------------

    def value(self, row: Row, path: str) -> Exact | None:
        """The value at the end of a path that starts at a row."""
        name, *rest = path.split(".")
        if rest and name in NOUNS[row.noun].links:
            reached = row.links.get(name)
            return None if reached is None else self.value(reached, ".".join(rest))
        linked = row.links.get(path)
        return linked.facts["id"] if linked is not None else row.facts.get(path)

    def held(self, name: str, frame: Mapping[str, Row]) -> Exact | None:
        """A bare name; a dated parameter by its day, in even years another value."""
        value = self.bare.get(name)
        if name != "rate_when_paid":
            return value
        day = self.value(frame["cost"], "paid_on")
        if not isinstance(day, date) or not isinstance(value, Fraction):
            return None
        return value if day.year % 2 else value / 2

    def members(self, noun: str, of: Row) -> list[Row] | None:
        """The rows of a noun that belong to a row."""
        rows = self.collections.get(noun)
        if rows is None or of.noun in ("project", "plan"):
            return None if rows is None else list(rows)
        return [row for row in rows if row.links.get(of.noun) is of]

    def frame(self, row: Row | None = None) -> dict[str, Row]:
        """Where a formula in the scope of a row starts."""
        frame = {"project": self.project}
        if self.plan is not None:
            frame["plan"] = self.plan
        return frame if row is None else {**frame, row.noun: row}

    # -- the walk's protocol ---------------------------------------------------------------

    def said(self, label: str, kind: Kind, value: Exact | None, row: Row | None = None):
        self.asked.append(label)
        name = label.partition(".")[2]
        low, high = row.spans.get(name, (None, None)) if row is not None else (None, None)
        if value is not None:
            return Explanation(label, label, kind, value)
        missing = (("missing", label, f"/{label.replace('.', '/')}"),)
        return Explanation(label, label, kind, None, missing=missing, low=low, high=high)

    def fact(self, row: Row, name: str, kind: Kind) -> Explanation:
        return self.said(f"{row.noun}.{name}", kind, self.value(row, name), row)

    def define(self, row: Row, name: str) -> Explanation:
        found = self.fact(row, name, NOUNS[row.noun].fields[name].kind)
        return found.replace(note="define")

    def link(self, row: Row, name: str) -> Row | Explanation | None:
        return row.links.get(name)

    def parameter(self, name: str, frame: Mapping[str, Row]) -> Explanation:
        return self.said(name, SCHEMA.parameters[name][0].kind, self.held(name, frame))

    def named(self, op: Op, name: str) -> Explanation:
        return self.said(name, Kind.SET if op is Op.SET else Kind.CODE, self.bare.get(name))

    def lookup(self, table: str, keys: tuple[Exact, ...]) -> Explanation:
        found = self.tables.get(table, {}).get(keys)
        return self.said(f"{table}[{', '.join(map(str, keys))}]", Kind.RATE, found)

    def rows(self, node: Node, of: Row) -> Sequence[Row] | Explanation:
        rows = self.members(node.name, of)
        return self.said(f"{node.name}s", Kind.TEXT, None) if rows is None else rows

    def doubt(self, node: Node, row: Row, of: Row) -> Sequence[tuple[str, str, str]]:
        return self.doubts.get(id(row), ())

    def before(self, row: Row, node: Node) -> Sequence[Row] | Explanation:
        return self.earlier.get(id(row), [row])


def walked(text: str, world: Fake, row: Row | None = None) -> Explanation:
    """What the walk says of a formula in the scope of a row."""
    node = read(text, row.noun if row is not None else "project")
    return Walker(world).walk(node, world.frame(row))


def project(**facts: Exact | None) -> Fake:
    """A world with nothing but a project; a parameter is told by its name."""
    bare = {*SCHEMA.parameters, *SCHEMA.sets, *SCHEMA.readings}
    return Fake(
        Row("project", {name: value for name, value in facts.items() if name not in bare}),
        bare={name: value for name, value in facts.items() if name in bare},
    )
