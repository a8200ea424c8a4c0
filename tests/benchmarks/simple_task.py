"""The simple task: one line at a time, no order, no groups; OpenFisca's ground, and its cents.

    python tests/benchmarks/simple_task.py --count 1000000 --rounds 5
    python tests/benchmarks/simple_task.py --openfisca path/to/other/python

A line is eligible when it was paid inside the window and its category is one of six of eight;
then it counts up to 20,000.00, 15 % of overhead comes on top, and the EU pays 85 % of the sum
of the two, the partner the rest; half-up to whole cents at each rate. No constant is a legal
parameter. OpenFisca keeps money in float32, and its wrong cents stand beside its time. It may
live in an environment of its own (`pip install openfisca-core`), whose Python is named by
`--openfisca`; where there is none it is absent. Exit 1 where a goal is missed, 2 where an exact
contender is not.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import numpy.typing as npt

from tests.benchmarks.race import Absent, Racer, most_memory, race, serve, start, stop

Ints = npt.NDArray[Any]
FIRST_DAY, LAST_DAY = 16801, 18992  # 2016-01-01 to 2021-12-31, days since 1970-01-01
CATEGORIES, UNSUPPORTED = 8, (6, 7)
CAP = 2_000_000  # cents
#: How many times as fast as OpenFisca the library is to be: its kernel over ready columns, as
#: it calculates alone and takes a table in; tables in and out, as it takes a table in.
GOALS = {
    ("fundtrack", "openfisca"): 1.0,
    ("fundtrack", "openfisca-built"): 1.0,
    ("frames", "openfisca-built"): 1.0,
}
TOLERANCE = 0.25


@dataclass(frozen=True)
class Lines:
    """The task's table: days since 1970-01-01, whole cents."""

    paid: Ints
    category: Ints
    amount: Ints

    @property
    def count(self) -> int:
        """How many lines."""
        return len(self.amount)


@dataclass(frozen=True)
class Shares:
    """What is to be answered for each line, in whole cents."""

    eligible: Ints
    overhead: Ints
    support: Ints
    own: Ints


NAMES = ("eligible", "overhead", "support", "own")


def draw(count: int) -> Lines:
    """Lines from a seed: amounts up to 30,000.00, some days outside the window."""
    r = np.random.default_rng(20260601 + count)
    paid = r.integers(FIRST_DAY - 100, LAST_DAY + 100, count)
    category = r.integers(0, CATEGORIES, count)
    return Lines(paid, category, r.integers(1, 3_000_001, count))


# ---- The exact contenders ---------------------------------------------------------


def by_loop(lines: Lines) -> Shares:
    """Python's ints, a line at a time: the reference of every answer."""
    found = []
    rows = zip(lines.paid.tolist(), lines.category.tolist(), lines.amount.tolist(), strict=True)
    for paid, category, amount in rows:
        supported = FIRST_DAY <= paid <= LAST_DAY and category not in UNSUPPORTED
        eligible = min(amount, CAP) if supported else 0
        overhead = (eligible * 15 + 50) // 100
        support = ((eligible + overhead) * 85 + 50) // 100
        found.append((eligible, overhead, support, eligible + overhead - support))
    return Shares(*np.array(found, np.int64).reshape(-1, 4).T)


def in_decimal(lines: Lines) -> list[tuple[int, int, Decimal]]:
    """The lines as an office's program has them."""
    amounts = [Decimal(amount).scaleb(-2) for amount in lines.amount.tolist()]
    return [*zip(lines.paid.tolist(), lines.category.tolist(), amounts, strict=True)]


def by_decimal(rows: list[tuple[int, int, Decimal]]) -> list[tuple[Decimal, ...]]:
    """Decimal, a line at a time: what every ratio is to."""
    cap, flat, rate = Decimal("20000.00"), Decimal("0.15"), Decimal("0.85")
    cent, zero = Decimal("0.01"), Decimal("0.00")
    found = []
    for paid, category, amount in rows:
        supported = FIRST_DAY <= paid <= LAST_DAY and category not in UNSUPPORTED
        eligible = min(amount, cap) if supported else zero
        overhead = (eligible * flat).quantize(cent, ROUND_HALF_UP)
        support = ((eligible + overhead) * rate).quantize(cent, ROUND_HALF_UP)
        found.append((eligible, overhead, support, eligible + overhead - support))
    return found


def _of_decimal(found: list[tuple[Decimal, ...]]) -> Shares:
    cents = [[int(one.scaleb(2)) for one in row] for row in found]
    return Shares(*np.array(cents, np.int64).reshape(-1, 4).T)


def by_numpy(lines: Lines, block: int = 1 << 15) -> Shares:
    """Whole columns by hand, in blocks that stay in the cache.

    Under the cap every product is below 2^31, so that 32 bits hold all: half the memory, as
    much as OpenFisca's floats take, and exact.
    """
    if lines.count and lines.amount.min() < 0:
        raise ValueError("an amount is below zero; the task has no credit notes")
    shares = Shares(*(np.empty(lines.count, np.int32) for _ in NAMES))
    for first in range(0, lines.count, block):
        rows = slice(first, first + block)
        day, category = lines.paid[rows], lines.category[rows]
        allowed = (day >= FIRST_DAY) & (day <= LAST_DAY) & (category < min(UNSUPPORTED))
        eligible, overhead, support, own = (getattr(shares, name)[rows] for name in NAMES)
        eligible[:] = np.minimum(lines.amount[rows], CAP)
        eligible *= allowed
        np.multiply(eligible, 15, out=overhead)
        overhead += 50
        overhead //= 100
        np.add(eligible, overhead, out=own)
        np.multiply(own, 85, out=support)
        support += 50
        support //= 100
        own -= support
    return shares


# ---- OpenFisca ------------------------------------------------------------------------

_PERIOD = "2020-01"


def system() -> Any:
    """The task as a country of OpenFisca: an entity, parameters with dates, formulas."""
    from openfisca_core.entities import build_entity
    from openfisca_core.parameters import ParameterNode
    from openfisca_core.periods import MONTH
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    line = build_entity(key="line", plural="lines", label="a ledger line", is_person=True)

    class Amount(Variable):  # type: ignore[misc]
        value_type, entity, definition_period = float, line, MONTH

    class Category(Variable):  # type: ignore[misc]
        value_type, entity, definition_period = int, line, MONTH

    class Paid(Variable):  # type: ignore[misc]
        value_type, entity, definition_period = int, line, MONTH

    class Eligible(Variable):  # type: ignore[misc]
        value_type, entity, definition_period = float, line, MONTH

        def formula(line, period, parameters):
            task = parameters(period).task
            day, category = line("Paid", period), line("Category", period)
            inside = (day >= task.first_day) * (day <= task.last_day)
            supported = inside * (category < task.unsupported_from)
            return supported * np.minimum(line("Amount", period), task.cap)

    class Overhead(Variable):  # type: ignore[misc]
        value_type, entity, definition_period = float, line, MONTH

        def formula(line, period, parameters):
            return np.round(line("Eligible", period) * parameters(period).task.overhead, 2)

    class Support(Variable):  # type: ignore[misc]
        value_type, entity, definition_period = float, line, MONTH

        def formula(line, period, parameters):
            total = line("Eligible", period) + line("Overhead", period)
            return np.round(total * parameters(period).task.rate, 2)

    class Own(Variable):  # type: ignore[misc]
        value_type, entity, definition_period = float, line, MONTH

        def formula(line, period, parameters):
            total = line("Eligible", period) + line("Overhead", period)
            return total - line("Support", period)

    def held(value: float) -> dict[str, Any]:
        return {"values": {"2014-01-01": {"value": value}}}

    country = TaxBenefitSystem([line])
    country.add_variables(Amount, Category, Paid, Eligible, Overhead, Support, Own)
    task = {
        "first_day": held(FIRST_DAY),
        "last_day": held(LAST_DAY),
        "unsupported_from": held(min(UNSUPPORTED)),
        "cap": held(CAP / 100),
        "overhead": held(0.15),
        "rate": held(0.85),
    }
    country.parameters = ParameterNode("", data={"task": task})
    return country


@dataclass
class Population:
    """A country of OpenFisca and the lines in the form that it takes in."""

    country: Any
    inputs: dict[str, Any]
    simulation: Any = None


def population(lines: Lines) -> Population:
    """Amounts in euro, as a caller of OpenFisca has them."""
    inputs = {"Amount": lines.amount / 100, "Category": lines.category, "Paid": lines.paid}
    return Population(system(), inputs)


def populated(lines: Lines) -> Population:
    """The same with the simulation built: what is timed is the calculation alone."""
    held = population(lines)
    held.simulation = _built(held)
    return held


def _built(held: Population) -> Any:
    from openfisca_core.simulations import SimulationBuilder

    builder = SimulationBuilder()
    count = len(held.inputs["Paid"])
    simulation = builder.build_default_simulation(held.country, count)
    for name, column in held.inputs.items():
        simulation.set_input(name, _PERIOD, column)
    return simulation


_CALCULATED = ("Eligible", "Overhead", "Support", "Own")


def by_openfisca(held: Population) -> list[Any]:
    """The four answers; what an earlier round has left is forgotten first."""
    simulation = held.simulation or _built(held)
    for name in _CALCULATED:
        simulation.delete_arrays(name)
    return [simulation.calculate(name, _PERIOD) for name in _CALCULATED]


def _of_floats(found: list[Any]) -> Shares:
    """To the nearest cent, in 64 bits: no more is lost here than was lost before."""
    return Shares(*(np.rint(one.astype(np.float64) * 100).astype(np.int64) for one in found))


# ---- The library ------------------------------------------------------------------------


_LINES_OF_A_PROJECT = 200
#: What the book calls the four answers.
_TOLD = {"eligible": "eligible", "overhead": "overhead", "support": "union", "own": "rest"}


def _tables(lines: Lines) -> Any:
    """The lines as projects of the room of tables; codes as dictionaries."""
    from tests.benchmarks import simple_tables
    from tests.benchmarks.contenders_fundtrack import as_arrow

    days = lines.paid.astype("datetime64[D]")
    project = np.arange(lines.count) // _LINES_OF_A_PROJECT
    held = simple_tables.Lines(project, lines.category, days, lines.amount)
    tables = simple_tables.tables(held)
    for name, day in (("first", FIRST_DAY), ("last", LAST_DAY)):
        column = tables["project"][f"plan.period.{name}"]
        column[:] = np.datetime64(day, "D")
    return as_arrow(tables)


def in_tables(lines: Lines) -> tuple[Any, Any]:
    """The book of the task, and the lines as tables of pyarrow, as a caller has them."""
    from tests.benchmarks import simple_tables

    return simple_tables.book(), _tables(lines)


def in_columns(lines: Lines) -> tuple[Any, Any]:
    """The book, and the lines as the kernel's own columns."""
    from tests.benchmarks.contenders_fundtrack import in_sheets

    said, tables = in_tables(lines)
    return said, in_sheets(tables, said)


def by_fundtrack(ready: tuple[Any, Any]) -> Any:
    """The library's kernel over columns: the book's programs written and run, losses noted."""
    from fundtrack.checks import plan_items, view_of
    from fundtrack.frames.columns.kernel import Kernel
    from fundtrack.frames.columns.store import Store
    from fundtrack.frames.question import Question

    said, sheets = ready
    question = Question(said, "claimed")
    view = view_of(said, "claimed", tuple(question.calculators))
    kernel = Kernel(plan_items(view), Store(sheets, "EUR"), question)
    kernel.write_all()
    kernel.run([("cost", name) for name in _TOLD.values()])
    return kernel


def _of_kernel(kernel: Any) -> Shares:
    return Shares(*(kernel.values("cost", _TOLD[name]) for name in NAMES))


def by_frames(ready: tuple[Any, Any]) -> Any:
    """What a caller asks for: tables of pyarrow in, the four answers as one of pyarrow out."""
    from fundtrack import frames

    said, tables = ready
    keep = tuple(_TOLD.values())
    found = frames.check(tables, said, basis="claimed", keep=keep, way="columns")
    return found.rows("cost", "claimed")


def _of_frame(found: Any) -> Shares:
    return Shares(*(found[_TOLD[name]].to_numpy() for name in NAMES))


# ---- The race -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """One contender: made ready, timed, its answers taken to whole cents."""

    judge: Callable[[Any], Any]
    ready: Callable[[Lines], Any] = lambda lines: lines
    shares: Callable[[Any], Shares] = lambda found: found
    exact: bool = True
    most: int = 10**9


WAYS = {
    "decimals": Way(by_decimal, in_decimal, _of_decimal, most=2_000_000),
    "ints": Way(by_loop, most=2_000_000),
    "numpy": Way(by_numpy),
    "openfisca": Way(by_openfisca, populated, _of_floats, exact=False),
    "openfisca-built": Way(by_openfisca, population, _of_floats, exact=False),
    "fundtrack": Way(by_fundtrack, in_columns, _of_kernel),
    "frames": Way(by_frames, in_tables, _of_frame),
}


def wrong(found: Shares, exact: Shares) -> dict[str, int]:
    """Lines whose answer is not the exact one, by answer, and the cents the support is off."""
    told = {name: int((getattr(found, name) != getattr(exact, name)).sum()) for name in NAMES}
    off = found.support - exact.support
    return {**told, "support_cents": int(np.abs(off).sum()), "support_sum": int(off.sum())}


def prepared(name: str, count: int) -> tuple[dict[str, Any], Callable[[], Any]]:
    """What a worker says of itself, and its round."""
    way = WAYS[name]
    if count > way.most:
        raise Absent(f"it would take minutes; it is run up to {way.most:,} lines")
    way.judge(way.ready(draw(1_000)))
    lines = draw(count)
    ready = way.ready(lines)
    found, extra = most_memory(lambda: way.judge(ready))
    exact = by_loop(lines) if count <= 2_000_000 else by_numpy(lines)
    said = {
        "exact": way.exact,
        "extra_bytes": extra,
        "wrong": wrong(way.shares(found), exact),
        "version": _version(name),
    }
    return said, partial(way.judge, ready)


def _version(name: str) -> str:
    if name.startswith("openfisca"):
        return importlib.metadata.version("openfisca-core")
    return platform.python_version()


def run(names: list[str], count: int, rounds: int, openfisca: str | None) -> list[Racer]:
    """All that can run, timed; the absent too, with their reasons."""
    racers = []
    with tempfile.TemporaryDirectory(prefix="task-") as folder:
        try:
            for name in names:
                python = (
                    openfisca if openfisca and name.startswith("openfisca") else sys.executable
                )
                command = [
                    python,
                    os.path.abspath(__file__),
                    "--worker",
                    name,
                    "--count",
                    str(count),
                ]
                racers.append(start(name, command, {"TMPDIR": folder}))
            if not any(faults(racer) for racer in racers):
                race(racers, rounds)
        finally:
            for racer in racers:
                stop(racer)
    return racers


def faults(racer: Racer) -> list[str]:
    """What forbids a time: a broken process, or wrong answers of one that is to be exact."""
    if racer.failed:
        return [f"{racer.name}: {racer.failed}"]
    if racer.said.get("exact") and any(racer.said["wrong"].values()):
        return [f"{racer.name}: wrong: {racer.said['wrong']}"]
    return []


def main(given: list[str] | None = None) -> int:
    """Compare, time, print, and say whether the goal is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(WAYS), help="contenders, with commas")
    parser.add_argument("--openfisca", help="the Python of an environment that has OpenFisca")
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    asked = parser.parse_args(given)
    if asked.worker:
        serve(partial(prepared, asked.worker, asked.count))
        return 0
    names = asked.only.split(",")
    if {*names} - {*WAYS}:
        parser.error(f"not known: {', '.join(sorted({*names} - {*WAYS}))}")
    if asked.rounds < 1:
        parser.error("a median needs a round")
    racers = run(names, asked.count, asked.rounds, asked.openfisca)
    for racer in racers:
        if racer.absent:
            print(f"absent: {racer.name}: {racer.absent}")
    broken = [fault for racer in racers for fault in faults(racer)]
    if broken:
        print(
            "these broke, or are to be exact and are not; no time is told:", *broken, sep="\n"
        )
        return 2
    seconds = {racer.name: racer.median() for racer in racers if not racer.absent}
    for racer in racers:
        if not racer.absent:
            print(_row(racer, seconds, asked.count))
    figures = [
        {"name": racer.name, "count": asked.count, "seconds": racer.seconds, "wall": racer.wall,
         **racer.said}
        for racer in racers
    ]  # fmt: skip
    if asked.json:
        asked.json.write_text(json.dumps({"figures": figures}, indent=1))
    verdicts = [*goals(seconds)]
    print(*(line for line, _ in verdicts), sep="\n")
    return int(any(missed for _, missed in verdicts))


def goals(seconds: dict[str, float]) -> Iterator[tuple[str, bool]]:
    """A sentence for each goal that the run holds, and whether it is missed."""
    for (ours, other), figure in GOALS.items():
        if ours not in seconds or other not in seconds:
            continue
        factor = seconds[other] / seconds[ours]
        missed = factor < figure * (1 - TOLERANCE)
        verdict = (
            "missed" if missed else "met" if factor >= figure else "met within the tolerance"
        )
        yield (
            f"{ours}: {factor:.2f} times as fast as {other}, at least {figure:g}: {verdict}",
            missed,
        )


def _row(racer: Racer, seconds: dict[str, float], count: int) -> str:
    median = seconds[racer.name]
    against = "".join(
        f" {seconds[other] / median:8.2f} × {other}"
        for other in ("decimals", "openfisca")
        if other in seconds
    )
    told = [f"{number:,} {name}" for name, number in racer.said["wrong"].items() if number]
    return (
        f"{racer.name:16} {median * 1e3:9.2f} ms {count / median / 1e6:8.2f} M lines/s"
        f"{against} {racer.said['extra_bytes'] / count:5.0f} B/line  "
        f"wrong: {', '.join(told) or 0}"
    )


if __name__ == "__main__":
    sys.exit(main())
