"""The same check of tables by columns and by values, and tables with wrongs planted in them."""

import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fundtrack.frames import Checks, check, needs, tables_of
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import InputError
from tests.frames.test_by_project import shuffled
from tests.random_books import draw_asked, draw_book, draw_project

Tables = dict[str, dict[str, list[Any]]]
STEPS = ("gross", "base", "admitted", "limited", "eligible")
#: What may stand in a cell of a kind and should not, or may.
ODD: Mapping[str, list[Any]] = {
    "money": ["x", 10**20, Decimal("1.005"), "1.00 SEK", "5.00 XXX", -5, None, "1.00 EUR"],
    "date": ["2020-13-01", date(1, 1, 1), date(9999, 12, 31), date(2050, 1, 1), "2016-05-05"],
    "code": ["no such", "", "ok_1", None, "ā"],
    "text": ["", None, "x" * 300, "a\u200bb"],
    "bool": ["yes", None, True],
    "number": [-1, Decimal("0.5"), 10**17, None, 3, "7"],
    "rate": ["2", None, "150 %", "85 %"],
    "price": ["1.5 EUR", None, "x"],
    "months": [-1, 5, 2000],
    "id": ["nobody", None, "a\u200b", 5, "C1"],
    "json": ["{}", '{"partner": ["P0"]}', "nonsense", "[1]"],
}


def drawn(seed: int, count: int = 4) -> tuple[Book, Tables, dict[str, Any]]:
    """A random book, the tables of some projects with their rows mixed, what is asked."""
    said, draw = draw_book(seed), random.Random(seed)
    for rule in said["rule"].values():
        rule["waivable"] = draw.random() < 0.5
    book, asked = load_book(said), draw_asked(seed)
    projects = [read_project(draw_project(seed * 100 + one)) for one in range(count)]
    keys: Any = [f"P{one}" for one in range(count)] if seed % 2 else [7, 3, 100, 5, 1][:count]
    tables: Any = tables_of(projects, keys=keys, on=asked.get("on"), book=book)
    return book, shuffled(tables, seed), asked


def thin(tables: Tables, seed: int) -> None:
    """Leave some tables one row or none, and some out: links then lead to rows nobody has."""
    draw = random.Random(seed)
    for noun in [one for one in tables if one != "project"]:
        left = draw.choice([None, 0, 0, 1, ..., ..., ...])
        if left is None:
            del tables[noun]
        elif left is not ...:
            tables[noun] = {name: values[:left] for name, values in tables[noun].items()}


def spoil(tables: Tables, book: Book, seed: int) -> None:
    """Put odd values into some cells; other currencies, days, waivers; rows not stated."""
    draw = random.Random(seed)
    kinds = {(one.noun, one.column): one.kind for one in needs(book)}
    for _ in range(draw.randrange(5)):
        noun = draw.choice([*tables])
        columns = [one for one in tables[noun] if (noun, one) in kinds and one != "project"]
        if columns and tables[noun]["project"]:
            column = draw.choice(columns)
            row = draw.randrange(len(tables[noun]["project"]))
            tables[noun][column][row] = draw.choice(ODD.get(kinds[noun, column], [None, "x"]))
    project = tables["project"]
    size = len(project["project"])
    if draw.random() < 0.3:
        more = ["SEK", "JPY", "KWD", "EUR", *(["XXX", None] if draw.random() < 0.3 else [])]
        some(project, "agreement.currency", ["EUR"] * size, more, draw)
    if draw.random() < 0.3:
        days = [date(1999, 1, 1), date(2040, 1, 1), date(2016, 1, 1), None]
        some(project, "agreement.signed_on", [None] * size, days, draw)
    if draw.random() < 0.2 and len(tables) > 1:
        noun = draw.choice([*tables][1:])
        some(project, f"states.{noun}", [True] * size, [None, False, True], draw)
    if draw.random() < 0.3:
        tables["waiver"] = waivers(tables, book, draw)
        project.pop("states.waiver", None)


def some(
    table: dict[str, list[Any]],
    column: str,
    usual: list[Any],
    values: list[Any],
    draw: random.Random,
) -> None:
    """Other values in some rows of a column."""
    held = table.setdefault(column, usual)
    table[column] = [draw.choice(values) if draw.random() < 0.4 else one for one in held]


def enlarge(tables: Tables, book: Book, seed: int) -> None:
    """Make most amounts so large that many sums have more digits than an amount can have."""
    draw = random.Random(seed)
    money = {(one.noun, one.column) for one in needs(book) if one.kind == "money"}
    by = 10 ** draw.randrange(8, 15)
    for noun, table in tables.items():
        for column in table:
            if (noun, column) in money:
                table[column] = [_enlarged(one, by, draw) for one in table[column]]


def _enlarged(value: Any, by: int, draw: random.Random) -> Any:
    if type(value) is not int or draw.random() < 0.3:
        return value
    made = value * by + draw.choice([0, 1, -1, draw.randrange(10**6)])
    return made if abs(made) < 10**18 else value


def waivers(tables: Tables, book: Book, draw: random.Random) -> dict[str, list[Any]]:
    """Waivers of rules for the project or one of its rows."""
    codes = [code for code, rule in book.rules.items() if rule.waivable] or ["T-000"]
    nouns = [noun for noun, table in tables.items() if noun != "project" and table.get("id")]
    made: dict[str, list[Any]] = {
        "project": [], "rule": [], "subject": [], "granted_on": [], "by": []
    }  # fmt: skip
    for _ in range(6):
        subject = "project"
        if nouns and draw.random() < 0.8:
            noun = draw.choice(nouns)
            subject = f"{noun}:{draw.choice(tables[noun]['id']) or 'none'}"
        row = (
            draw.choice(tables["project"]["project"]), draw.choice(codes), subject,
            draw.choice([date(2015, 1, 1), date(2029, 1, 1)]), "the authority",
        )  # fmt: skip
        for column, value in zip(made.values(), row, strict=True):
            column.append(value)
    return made


def numbered(tables: Tables, *nouns: str) -> None:
    """Ids of some tables as whole numbers, and the links that name them."""
    for noun in nouns:
        ids = tables.get(noun, {}).get("id", [])
        if not all(isinstance(one, str) and one[1:].isdigit() for one in ids):
            continue
        for of, table in tables.items():
            for name in table:
                own = name == "id" and of == noun
                reverses = name == "reverses" and of == noun == "cost"
                if own or name == noun or reverses:
                    table[name] = [
                        int(one[1:]) if isinstance(one, str) and one[1:].isdigit() else one
                        for one in table[name]
                    ]


def everything(checks: Checks, book: Book, tables: Mapping[str, Any]) -> dict[Any, Any]:
    """Every frame of a check, of plain tables."""
    found: dict[Any, Any] = {"bases": checks.bases}
    for basis in checks.bases:
        found["lines", basis] = checks.lines(basis)
        found["waterfall", basis] = checks.waterfall(basis)
        found["waterfalls", basis] = checks.waterfall(basis, by_project=True)
        for noun in (*tables, *book.groups):
            found["rows", noun, basis] = checks.rows(noun, basis)
    for name in ("totals", "outcomes", "projects", "findings", "summary", "problems"):
        found[name] = getattr(checks, name)
    return found


def differing(ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> Iterator[Any]:
    """Where two answers differ: the frame, the column, the first row, both values."""
    for name in dict.fromkeys((*ours, *theirs)):
        mine, other = ours.get(name), theirs.get(name)
        if mine == other:
            continue
        if not isinstance(mine, dict) or not isinstance(other, dict):
            yield name, mine, other
            continue
        for column in dict.fromkeys((*mine, *other)):
            left, right = mine.get(column), other.get(column)
            if left != right:
                pairs = zip(left or (), right or (), strict=False)
                rows = [(row, pair) for row, pair in enumerate(pairs) if pair[0] != pair[1]]
                yield name, column, rows[:1] or (left, right)


def both(
    tables: Mapping[str, Any], book: Book, **asked: Any
) -> tuple[Checks, Checks] | tuple[InputError, InputError]:
    """The same check in both ways, or what each refused."""
    found: list[Any] = []
    for way in ("columns", "values"):
        try:
            found.append(check(tables, book, way=way, **asked))  # type: ignore[arg-type]
        except InputError as error:
            found.append(error)
    return found[0], found[1]
