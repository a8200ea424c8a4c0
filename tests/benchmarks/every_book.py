"""Every shipped book over big random tables: by columns in one run, by values in small parts.

    python tests/benchmarks/every_book.py --lines 100000
    python tests/benchmarks/every_book.py --lines 20000 --only lv/cluster-2016 --seed 7
    python tests/benchmarks/every_book.py --lines 120000 --seeds 3 --amounts
    python tests/benchmarks/every_book.py --lines 500000 --seeds 3 --amounts --only workload

The tables are drawn from what each book needs, with credit notes, missing facts, foreign
currency, unknown links and their rows in any order. The columns answer about all of a table at
once; the values read it in batches of whole projects. Every column of every line, row, total
and outcome, every finding and every count of verdicts is compared. Projects do not count each
other here, but in smaller tables (`ACROSS`) beside them. `workload` is the book of eight rules:
its tables are in order, mixed or with foreign lines, by turns, and have gaps. With `--amounts`
only lines and totals are compared: what is missing of a rule takes the values most of their
time. Exit 1 where anything is apart.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fundtrack.frames import Checks, check
from fundtrack.rulebooks import Book, books, load_book
from tests.benchmarks import workload as workload_module
from tests.benchmarks import workload_tables
from tests.benchmarks.contenders_variants import FIVE
from tests.random_tables import Tables, draw_asked, draw_tables, mixed

#: The book that is not shipped, how its lines stand, and the columns with gaps.
WORKLOAD, VARIANTS = "workload", ("clustered", "shuffled", "fx")
#: Projects of a batch that values read.
BATCH = 100
#: Lines of tables whose projects count each other.
ACROSS = 2_000
TOTALS = ("totals", "outcomes")
Frame = Mapping[str, Sequence[Any]]


@dataclass
class Found:
    """What a comparison has compared, and where the two ways are apart."""

    book: str
    projects: int = 0
    lines: int = 0  # lines of a basis with an answer in both ways
    amounts: int = 0  # amounts that are known and not zero, of lines and totals
    findings: int = 0
    columns: float = 0.0  # seconds
    values: float = 0.0
    ways: Counter[str] = field(default_factory=Counter)
    apart: int = 0
    first: list[Any] = field(default_factory=list)

    def held(self, where: Any, mine: Any, other: Any) -> None:
        """Count what differs; keep the first few."""
        if mine != other:
            self.apart += 1
            if len(self.first) < 5:
                self.first.append((where, mine, other))


def compared(name: str, lines: int, seed: int, *, amounts: bool = False) -> Found:
    """One book over tables of so many lines; of `amounts` only lines and totals."""
    answer = _amounts if amounts else _everything
    found = Found(name)
    book, tables, asked = (
        workload(lines, seed) if name == WORKLOAD else drawn(name, lines, seed)
    )
    began = time.perf_counter()
    whole = check(tables, book, way="columns", across=False, **asked)
    answers = answer(whole, book, tables)
    found.columns += time.perf_counter() - began
    found.ways[whole.way] += 1
    summary: Counter[tuple[str, str]] = Counter()
    for part, rows in batches(tables):
        began = time.perf_counter()
        small = check(part, book, way="values", across=False, **asked)
        wanted = answer(small, book, part)
        found.values += time.perf_counter() - began
        _compare(found, answers, wanted, rows)
        if not amounts:
            summary.update(_counts(wanted["summary"]))
    if not amounts:
        found.held("summary", _counts(answers["summary"]), summary)
    if name != WORKLOAD:
        _across(found, book, min(ACROSS, lines), seed, asked)
    return found


def drawn(name: str, lines: int, seed: int) -> tuple[Book, Tables, dict[str, Any]]:
    """A shipped book, random tables for it, and what is asked."""
    book = load_book(name)
    tables = mixed(draw_tables(book, lines, seed), seed)
    return book, tables, {**draw_asked(book, seed), "keep": _kept(book)}


def workload(lines: int, seed: int) -> tuple[Book, Tables, dict[str, Any]]:
    """The book of eight rules, its tables with one value in a thousand missing, its rates."""
    work = workload_module.draw(lines + seed, VARIANTS[seed % len(VARIANTS)])
    book, chance = workload_tables.book(), random.Random(seed)
    tables = {
        noun: {name: column.tolist() for name, column in columns.items()}
        for noun, columns in workload_tables.tables(work).items()
    }
    for name in FIVE:
        column = tables["cost"][name]
        for row in chance.sample(range(len(column)), len(column) // 1000):
            column[row] = None
    asked: dict[str, Any] = {"basis": "claimed", "keep": _kept(book)}
    if work.variant == "fx":
        asked["fx"] = workload_tables.rates(work)
    return book, tables, asked


def _across(found: Found, book: Book, lines: int, seed: int, asked: Mapping[str, Any]) -> None:
    """Tables whose projects are the others to each other, in both ways whole."""
    tables = mixed(draw_tables(book, lines, seed + 1_000_003), seed)
    ours = check(tables, book, way="columns", **asked)
    theirs = check(tables, book, way="values", **asked)
    found.ways[ours.way] += 1
    rows = {noun: [*range(len(table["project"]))] for noun, table in tables.items()}
    mine, other = _everything(ours, book, tables), _everything(theirs, book, tables)
    _compare(found, mine, other, rows)
    for name in ("summary", "projects"):
        if name == "projects":
            mine[name], other[name] = ours.projects, theirs.projects
        found.held(name, mine[name], other[name])
    for basis in theirs.bases:
        found.held(("waterfall", basis), ours.waterfall(basis), theirs.waterfall(basis))


def batches(tables: Tables) -> Iterator[tuple[Tables, dict[str, list[int]]]]:
    """Tables of some projects each, and the places of their rows."""
    keys = tables["project"]["project"]
    of = {key: at // BATCH for at, key in enumerate(keys)}
    count = -(-len(keys) // BATCH)
    places: dict[str, list[list[int]]] = {}
    for noun, table in tables.items():
        places[noun] = [[] for _ in range(count)]
        for row, key in enumerate(table["project"]):
            places[noun][of[key]].append(row)
    for at in range(count):
        rows = {noun: held[at] for noun, held in places.items()}
        yield {noun: _part(table, rows[noun]) for noun, table in tables.items()}, rows


def _part(table: Frame, rows: Sequence[int]) -> dict[str, list[Any]]:
    return {name: [column[row] for row in rows] for name, column in table.items()}


def _kept(book: Book) -> list[str]:
    nouns = ("line", "cost", "budget_line")
    defines = [one.name for one in book.defines.values() if one.noun in nouns]
    return [*dict.fromkeys(("gross", "base", "admitted", "limited", "eligible", *defines))]


def _everything(checks: Checks, book: Book, tables: Tables) -> dict[Any, Any]:
    """Every frame by what it is; the rows of groups and findings by project."""
    found: dict[Any, Any] = {"bases": checks.bases, "summary": checks.summary}
    for basis in checks.bases:
        found["lines", basis] = checks.lines(basis)
        for noun in tables:
            found["rows", noun, basis] = checks.rows(noun, basis)
        for noun in book.groups:
            found["group", noun, basis] = _by_project(checks.rows(noun, basis))
    for name in TOTALS:
        found[name] = getattr(checks, name)
    found["findings"] = _by_project(checks.findings)
    return found


def _amounts(checks: Checks, book: Book, tables: Tables) -> dict[Any, Any]:
    """The lines of each basis and the totals."""
    found: dict[Any, Any] = {("lines", basis): checks.lines(basis) for basis in checks.bases}
    return {**found, "totals": checks.totals}


def _by_project(frame: Frame) -> dict[Any, list[tuple[Any, ...]]]:
    found: dict[Any, list[tuple[Any, ...]]] = {}
    for row in zip(*frame.values(), strict=True):
        found.setdefault(row[0], []).append(row)
    return found


def _counts(summary: Frame) -> Counter[tuple[str, str]]:
    names = [name for name in summary if name not in ("rule", "severity")]
    return +Counter(
        {
            (rule, name): summary[name][at]
            for at, rule in enumerate(summary["rule"])
            for name in names
        }
    )


def _compare(
    found: Found,
    ours: Mapping[Any, Any],
    theirs: Mapping[Any, Any],
    rows: Mapping[str, Sequence[int]],
) -> None:
    """The answers about some projects, against those about all."""
    keys = theirs["totals"]["project"]
    found.projects += len(keys)
    for name, wanted in theirs.items():
        if name in ("bases", "summary"):
            continue
        mine = ours[name]
        if name == "findings" or name[0] == "group":
            for key in keys:
                found.held((name, key), mine.get(key, []), wanted.get(key, []))
            found.findings += sum(map(len, wanted.values())) if name == "findings" else 0
            continue
        noun = "project"
        if name[0] == "lines":
            noun = "budget_line" if name[1] == "plan" else "cost"
            found.lines += sum(one is not None for one in wanted["unknown"])
        elif name[0] == "rows":
            noun = name[1]
        for column, values in wanted.items():
            held = mine.get(column)
            part = None if held is None else [held[row] for row in rows[noun]]
            if part != [*values]:
                found.held((name, column), part, [*values])
            if name[0] == "lines" or name == "totals":
                found.amounts += sum(type(one) is int and one != 0 for one in values)


def main(given: list[str] | None = None) -> int:
    """Compare, print, and say whether anything is apart."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=10_000, help="costs of each table")
    parser.add_argument(
        "--only", default=",".join([*sorted(books()), WORKLOAD]), help="books, with commas"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--amounts", action="store_true", help="only lines and totals")
    parser.add_argument("--seeds", type=int, default=1, help="how many tables of each book")
    asked = parser.parse_args(given)
    names = asked.only.split(",")
    if unknown := {*names} - {*books(), WORKLOAD}:
        parser.error(f"no such book: {', '.join(sorted(unknown))}")
    apart = lines = 0
    for name in names:
        for seed in range(asked.seed, asked.seed + asked.seeds):
            found = compared(name, asked.lines, seed, amounts=asked.amounts)
            apart, lines = apart + found.apart, lines + found.lines
            ways = ", ".join(f"{times} {way}" for way, times in found.ways.items())
            print(
                f"{name:32} {found.projects:7,} projects {found.lines:9,} lines "
                f"{found.amounts:10,} amounts {found.findings:9,} findings  "
                f"columns {found.columns:7.1f} s, values {found.values:7.1f} s ({ways})  "
                f"{found.apart} apart",
                *(str(one)[:600] for one in found.first),
                sep="\n    ",
                flush=True,
            )
    print(f"{lines:,} lines, {apart} apart")
    return int(apart > 0)


if __name__ == "__main__":
    sys.exit(main())
