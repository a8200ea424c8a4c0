"""Random tables of any book: what `needs` names, filled from the book's own days and codes.

Days lie around those of the book's parameters, codes are those that its formulas ask about,
amounts lie around its limits. Some projects leave facts out, name rows that are not there, or
state foreign amounts; the others are whole, so that amounts come out and are more than unknown.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, chain
from typing import Any

from fundtrack.formulas import Kind, Node, Op, nodes
from fundtrack.frames import Need, needs
from fundtrack.rulebooks import Book
from fundtrack.values import Price

Tables = dict[str, dict[str, list[Any]]]
#: Rows of a project beside its costs; of all others none to three.
ROWS = {
    "partner": (1, 4), "activity": (1, 3), "budget_line": (2, 9), "entry": (0, 12),
    "source": (0, 4), "project": (1, 1),
}  # fmt: skip
ALWAYS = ("project", "partner", "activity", "budget_line", "cost")
#: What is said of every project: without a number a plan cannot be read.
STATED = ("states.", "plan.number")
ABOUT = ("cost", "procurement", "claim")
#: A code that no book names, where it is to be one of a list that the gate knows.
OTHER = {"region": "LV006", "country": "LV", "home_country": "LV"}
CURRENCIES = ("SEK", "PLN", "JPY", "LVL", "EUR")
FORMULAS = (
    "when", "value", "applies_when", "met_when", "measured", "at_most", "at_least", "where"
)  # fmt: skip
_DAY = timedelta(days=1)
_FIRST, _LAST = date(2009, 1, 1), date(2034, 12, 31)


def draw_tables(book: Book, lines: int, seed: int, *, most: int = 60) -> Tables:
    """Tables with so many costs, at most `most` of a project; rows in the order of projects."""
    return _Drawn(book, random.Random(seed * 6700417 + 9), lines, most).tables()


def draw_asked(book: Book, seed: int) -> dict[str, Any]:
    """What a check of them is asked beside the book: a day, what counts as known."""
    draw = random.Random(seed * 15487469 + 1)
    asked: dict[str, Any] = {}
    if draw.random() < 0.2:
        first = book.first_day or _FIRST
        asked["on"] = first + _DAY * draw.randrange(3000)
    if draw.random() < 0.1:
        asked["require_verified"] = True
    return asked


def mixed(tables: Mapping[str, Mapping[str, Sequence[Any]]], seed: int) -> Tables:
    """The same tables with their rows in any order."""
    draw, found = random.Random(seed), {}
    for noun, table in tables.items():
        order = [*range(len(table["project"]))]
        draw.shuffle(order)
        found[noun] = {name: [column[row] for row in order] for name, column in table.items()}
    return found


class _Drawn:
    """Tables while they are drawn, column by column."""

    def __init__(self, book: Book, draw: random.Random, lines: int, most: int) -> None:
        self.book, self.draw = book, draw
        self.pools = Pools(book, draw)
        self.costs = [*_sizes(draw, lines, most)]
        size = len(self.costs)
        self.holes = draw.choices((0, 0, 0, 0, 0.02, 0.2), k=size)
        self.foreign = draw.choices((0, 0, 0, 0.1), k=size)
        self.alike = draw.random() < 0.6  # agreements of one currency
        self.numbers = draw.random() < 0.5  # ids as whole numbers
        keys: list[Any] = draw.sample(range(size * 3), size)
        self.keys = keys if self.numbers else [f"P{one}" for one in keys]
        self.counts: dict[str, list[int]] = {}
        self.silent: dict[str, set[int]] = {}

    def tables(self) -> Tables:
        """Every table that the book reads, now and then without one or without a column."""
        asked: dict[str, list[Need]] = {}
        for need in needs(self.book):
            asked.setdefault(need.noun, []).append(need)
        kept = [one for one in asked if one in ALWAYS or self.draw.random() < 0.9]
        for noun in kept:
            low, high = ROWS.get(noun, (0, 3))
            counts = self.draw.choices(range(low, high + 1), k=len(self.keys))
            counts = [*self.costs] if noun == "cost" else counts
            for one in self.unsaid(noun):
                counts[one] = 0
            self.counts[noun] = counts
        return {noun: self.table(noun, asked[noun]) for noun in kept}

    def unsaid(self, noun: str) -> set[int]:
        """The projects that do not say which rows of a noun they have."""
        chance = 0 if noun == "project" else 0.04
        some = [at for at, one in enumerate(self.holes) if one > 0.1]
        self.silent[noun] = {one for one in some if self.draw.random() < chance}
        return self.silent[noun]

    def table(self, noun: str, asked: Iterable[Need]) -> dict[str, list[Any]]:
        """The rows of a noun."""
        counts, projects = self.counts[noun], range(len(self.keys))
        self.owners = [*chain.from_iterable([one] * counts[one] for one in projects)]
        self.spoilt = [row for row, one in enumerate(self.owners) if self.holes[one]]
        table: dict[str, list[Any]] = {}
        for need in asked:
            stated = need.required or need.column.startswith(STATED)
            if not stated and self.draw.random() < 0.01:
                continue
            values = self.column(need)
            if not stated:
                self.leave_out(values, need)
            table[need.column] = values
        self.fit(noun, table)
        return table

    def column(self, need: Need) -> list[Any]:
        """A value for each row, before some are left out."""
        if need.column == "project":
            return [self.keys[one] for one in self.owners]
        if need.column == "id":
            starts = [0, *accumulate(self.counts[need.noun])]
            return [self.name(need.noun, row - starts[of]) for row, of in self.rows()]
        if need.column.startswith("states."):
            silent = self.silent.get(need.column.partition(".")[2], ())
            return [one not in silent for one in self.owners]
        if need.column == "subject":
            return [self.subject() for _ in self.owners]
        if need.column == "rule":
            codes = [code for code, rule in self.book.rules.items() if rule.waivable]
            return self.draw.choices([*codes, "T-0"], k=len(self.owners))
        if need.column.endswith("currency"):
            return self.currency(need)
        if need.kind == "id":
            return self.links(need)
        if need.kind == "json" and need.column == "covers":
            return [self.covered(one) for one in self.owners]
        pool = self.pools.of(need)
        return self.draw.choices(pool, k=len(self.owners))

    def rows(self) -> Iterator[tuple[int, int]]:
        return enumerate(self.owners)

    def name(self, noun: str, at: int) -> Any:
        return at if self.numbers else f"{noun[0].upper()}{at}"

    def links(self, need: Need) -> list[Any]:
        """A row of the same project; now and then nobody."""
        counts = self.counts.get(need.names, [0] * len(self.keys))
        chance = 0.05 if need.column == "reverses" else 0.9
        draw, holes = self.draw.random, self.holes
        found: list[Any] = []
        for of in self.owners:
            if draw() >= chance or not counts[of]:
                found.append(None)
            elif holes[of] and draw() < 0.05:
                found.append(999 if self.numbers else "NOBODY")
            else:
                found.append(self.name(need.names, int(draw() * counts[of])))
        return found

    def currency(self, need: Need) -> list[Any]:
        if need.noun == "project":
            if self.alike:
                return [None] * len(self.owners)
            usual = [None, "EUR"] * 20
            return self.draw.choices([*usual, "SEK", "LVL"], k=len(self.owners))
        draw = self.draw
        return [
            draw.choice(CURRENCIES) if draw.random() < self.foreign[of] else None
            for of in self.owners
        ]

    def subject(self) -> str:
        noun = self.draw.choice([*self.counts])
        return "project" if noun == "project" else f"{noun}:{self.name(noun, 0)}"

    def covered(self, of: int) -> str | None:
        """Who a source pays for, as JSON text."""
        if self.draw.random() < 0.6:
            return None
        name = self.name("partner", 0)
        return self.draw.choice(
            [
                f'{{"partner": [{name if self.numbers else chr(34) + name + chr(34)}]}}',
                '{"category": ["staff", "travel"]}',
                '{"region": ["LV006"]}',
            ]
        )

    def leave_out(self, values: list[Any], need: Need) -> None:
        """Nothing where nobody says; a term is usually not set."""
        if "terms." in need.column:
            for row in range(len(values)):
                if self.draw.random() < 0.8:
                    values[row] = None
        for row in self.spoilt:
            if self.draw.random() < self.holes[self.owners[row]]:
                values[row] = None

    def fit(self, noun: str, table: dict[str, list[Any]]) -> None:
        """What the gate asks of a row: days in their order, an entry about one thing."""
        for name in [*table]:
            first, last = table[name], table.get(f"{name.removesuffix('.first')}.last")
            if not name.endswith(".first") or last is None:
                continue
            for row, day in enumerate(first):
                if day is not None and last[row] is not None and last[row] < day:
                    first[row], last[row] = last[row], day
            for row in range(len(first)):
                if first[row] is None or last[row] is None:
                    first[row] = last[row] = None
        if noun == "project" and {"plan.effective_from", "plan.approved_on"} <= table.keys():
            for row in range(len(self.keys)):
                if self.draw.random() < 0.8:
                    table["plan.effective_from"][row] = table["plan.approved_on"][row] = None
        if noun == "entry":
            for row in range(len(self.owners)):
                held = [one for one in ABOUT if one in table and table[one][row] is not None]
                for one in held[1:] if self.draw.random() < 0.9 else held[:-1]:
                    table[one][row] = None
                if not held:
                    name = "cost" if self.numbers else "NOBODY"
                    table.setdefault("cost", [None] * len(self.owners))[row] = (
                        999 if self.numbers else name
                    )


def _sizes(draw: random.Random, lines: int, most: int) -> Iterator[int]:
    """The costs of each project: few, many or none."""
    left = lines
    while left > 0:
        size = min(left, draw.choice((0, 1, most // 4, most // 2, most, draw.randint(1, most))))
        left -= size
        yield size


# ---- What may stand in a column --------------------------------------------------------------


class Pools:
    """The values of a book by kind, and those that its formulas ask of a column."""

    def __init__(self, book: Book, draw: random.Random) -> None:
        self.book, self.draw = book, draw
        self.said: dict[Kind, list[Any]] = {}
        for parameter in book.parameters.values():
            for one in parameter.values:
                self.days(one.first, one.last)
                if one.value is not None:
                    self.said.setdefault(parameter.type.kind, []).append(one.value)
        self.days(book.first_day, book.last_day, *self.said.get(Kind.DATE, []))
        self.words: dict[str, set[str]] = {}
        for formula in formulas_of(book):
            self.listen(formula)

    def days(self, *days: Any) -> None:
        """Days, those before and those after."""
        for day in days:
            if isinstance(day, date):
                near = (day - _DAY, day, day, day + _DAY)
                self.said.setdefault(Kind.DATE, []).extend(near)

    def listen(self, formula: Node) -> None:
        """The words with which a formula compares a fact, by the last part of its name."""
        for node in nodes(formula):
            if node.op not in (Op.COMPARE, Op.IN, Op.NOT_IN, Op.TABLE):
                continue
            below = [*nodes(node)]
            words = {one.name for one in below if one.op is Op.TEXT}
            for one in below:
                words |= self.book.sets.get(one.name, set()) if one.op is Op.SET else set()
            if node.op is Op.TABLE:
                words |= {key for row in self.book.tables[node.name].rows for key in row.keys}
            for one in below:
                if one.op is Op.FACT:
                    last = one.name.rpartition(".")[2]
                    self.words.setdefault(last, set()).update(words)

    def of(self, need: Need) -> list[Any]:
        """What may stand in a column."""
        column, draw = need.column.rpartition(".")[2], self.draw
        made = getattr(self, f"_{need.kind}", None)
        if "terms." in need.column:
            codes = self.book.parameters[column].type.codes
            values = (
                [*codes]
                if codes
                else [one.value for one in self.book.parameters[column].values]
            )
            said = [one for one in values if one is not None]
            if said and need.kind != "money":
                return [str(one) if need.kind in ("rate", "price") else one for one in said]
        if column == "signed_on":
            first = self.book.first_day or _FIRST
            last = min(self.book.last_day or _LAST, _LAST)
            inside = [first + _DAY * draw.randrange((last - first).days + 1) for _ in range(30)]
            return [*inside, first, last, first - _DAY]
        if made is None:
            return [None]
        pool: list[Any] = made(need, column)
        return pool

    def _date(self, need: Need, column: str) -> list[Any]:
        near = [one for one in self.said[Kind.DATE] if _FIRST <= one <= _LAST]
        low, high = (min(near), max(near)) if near else (_FIRST, _LAST)
        some = [low + _DAY * self.draw.randrange((high - low).days + 1) for _ in range(60)]
        return [*self.draw.choices(near or some, k=40), *some]

    def _money(self, need: Need, column: str) -> list[Any]:
        draw = self.draw
        limits = [one.minor for one in self.said.get(Kind.MONEY, ())]
        near = [abs(one + by) for one in limits for by in (-1, 0, 1)]
        usual = [int(draw.lognormvariate(12, 2)) for _ in range(80)]
        if need.column in ("vat", "vat_recoverable"):
            return [0, *(one // 20 for one in usual)]
        credits_ = [-one for one in usual[:8]] if need.column == "net" else []
        return [*usual, *credits_, 0, 1, 100_000, *draw.choices(near or [5], k=15)]

    def _code(self, need: Need, column: str) -> list[Any]:
        if need.codes:
            return sorted(need.codes)
        words = sorted(self.words.get(column, ()))
        return [*words * 5, OTHER.get(column, "other")]

    def _text(self, need: Need, column: str) -> list[Any]:
        words = sorted(self.words.get(column, ()))
        return [*words * 10, *(f"T{one}" for one in range(40))]

    def _bool(self, need: Need, column: str) -> list[Any]:
        return [True, False]

    def _number(self, need: Need, column: str) -> list[Any]:
        if column == "number":
            return [1] if need.noun == "project" else [1, 2, 3, 4]
        said = [int(one) for one in self.said.get(Kind.NUMBER, ()) if abs(one) < 10**9]
        return [1, 2, 3, 5, 100, *(max(1, one + by) for one in said for by in (-1, 0, 1))]

    def _months(self, need: Need, column: str) -> list[Any]:
        return [1, 12, 36, 60, *self.said.get(Kind.MONTHS, ())]

    def _days(self, need: Need, column: str) -> list[Any]:
        return [1, 30, 90, *self.said.get(Kind.DAYS, ())]

    def _rate(self, need: Need, column: str) -> list[Any]:
        return ["85 %", "0 %", "2/37", *(str(one) for one in self.said.get(Kind.RATE, ()))]

    def _price(self, need: Need, column: str) -> list[Any]:
        said = [str(one) for one in self.said.get(Kind.PRICE, ()) if isinstance(one, Price)]
        return ["12.50 EUR", "0.07 EUR", "3 EUR", *said]


def formulas_of(book: Book) -> Iterator[Node]:
    """Every formula of the rules and defines of a book, their exceptions among them."""
    for part in (*book.rules.values(), *book.defines.values()):
        for one in (part, *part.exceptions):
            for name in FORMULAS:
                formula = getattr(one, name, None)
                if isinstance(formula, Node):
                    yield formula
