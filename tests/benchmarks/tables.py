"""The workload of a million lines, judged in every way there is, against the Decimal loop.

    python tests/benchmarks/tables.py --count 1000000 --rounds 5
    python tests/benchmarks/tables.py --count 1000000 --variant clustered,shuffled,fx \\
        --only kernel,decimals --json out.json

The tables are drawn once and handed over in a file. Every contender judges them in a process
of its own, and its answers are compared with the exact ones, line by line, before any time is
taken: where a contender that is to be exact is not, nothing is printed but that. Then the
rounds go turn by turn. Ratios are of medians in one run; a contender whose package is not
there is absent, never passed. Exit 1 where a goal is missed by more than its tolerance, 2 where
answers differ.
"""

import argparse
import importlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from tests.benchmarks.contenders import decimals, in_decimal, ints, rows
from tests.benchmarks.contenders_numpy import straightforward
from tests.benchmarks.contest import VARIANTS, Contender, compare
from tests.benchmarks.published import published
from tests.benchmarks.race import Absent, Racer, most_memory, race, serve, start, stop
from tests.benchmarks.workload import Answers, Workload, checksum, draw

#: Above this many lines the exact answers come from numpy, not from the loop in ints.
_LOOP_MOST = 2_000_000


def _of_loop(loop: Callable[..., Answers], ready: Callable[[Workload], Any]) -> Contender:
    return Contender(lambda pair: loop(*pair), lambda work: (work, ready(work)))


def _decimal_rows(work: Workload) -> Any:
    return in_decimal(work, rows(work))


DECIMALS = _of_loop(decimals, _decimal_rows)
INTS = _of_loop(ints, rows)
#: Every contender by its name, as `module:name` here beside, so that none is imported unasked.
CONTENDERS = {
    "decimals": "tables:DECIMALS",
    "ints": "tables:INTS",
    "workbook": "contenders_openpyxl:SHEET",
    "pandas-floats": "contenders_pandas:FLOATS",
    "pandas-int64": "contenders_pandas:INT64",
    "duckdb": "contenders_duckdb:BIGINT",
    "polars": "contenders_polars:INT64",
    "numpy": "contenders_numpy:NUMPY",
    "kernel": "contenders_numpy:KERNEL",
    "scan": "contenders_numpy:SCAN",
    "parquet-read": "contenders_parquet:READ",
    "parquet-kernel": "contenders_parquet:KERNEL",
    "fundtrack": "contenders_fundtrack:FUNDTRACK",
    "frames": "contenders_fundtrack:FRAMES",
    "empty-masks": "contenders_variants:EMPTY",
    "gaps": "contenders_variants:GAPS",
    "dated": "contenders_variants:DATED",
    "one-more-rule": "contenders_variants:LONGER",
    "files-read": "contenders_variants:FILES",
    "files-judged": "contenders_variants:PARQUET",
}


@dataclass(frozen=True)
class Point:
    """A contender on some tables; what is left open is that of the run's first tables."""

    name: str
    count: int | None = None
    variant: str = "clustered"


@dataclass(frozen=True)
class Goal:
    """`over` divided by `under` is at least or at most a figure, up to a tolerance.

    Without `under` the figure is bytes of extra memory for each line.
    """

    code: str
    says: str
    over: Point
    under: Point | None
    bound: Literal["least", "most"]
    figure: float
    tolerance: float = 0.25

    def judged(self, value: float) -> str:
        """`met`, `met within the tolerance` or `missed`."""
        if self.bound == "least":
            met, near = value >= self.figure, value >= self.figure * (1 - self.tolerance)
        else:
            met, near = value <= self.figure, value <= self.figure * (1 + self.tolerance)
        return "met" if met else "met within the tolerance" if near else "missed"


_M = 1_000_000
GOALS = (
    Goal("B1", "the kernel by hand against the Decimal loop",
         Point("decimals", _M), Point("kernel", _M), "least", 60),
    Goal("B2", "the kernel by hand against reading and writing alone",
         Point("kernel", _M), Point("scan", _M), "most", 6, 0.3),
    Goal("B3", "Parquet to answers by the kernel against reading the Parquet",
         Point("parquet-kernel", _M), Point("parquet-read", _M), "most", 4),
    Goal("B5", "the loop in ints against the Decimal loop",
         Point("decimals", _M), Point("ints", _M), "least", 2.5),
    Goal("B6", "bytes of extra memory a line, the kernel by hand",
         Point("kernel", _M), None, "most", 40),
    Goal("B6", "ten million lines against one, the kernel by hand",
         Point("kernel", 10 * _M), Point("kernel", _M), "most", 12),
    Goal("B7", "shuffled lines against lines in order, the kernel by hand",
         Point("kernel", _M, "shuffled"), Point("kernel", _M), "most", 3.5),
    Goal("B7", "one foreign line in ten against none, the kernel by hand",
         Point("kernel", _M, "fx"), Point("kernel", _M), "most", 1.3),
    Goal("E1", "the library against the Decimal loop",
         Point("decimals", _M), Point("fundtrack", _M), "least", 65),
    Goal("E1", "the library against the kernel by hand",
         Point("fundtrack", _M), Point("kernel", _M), "most", 1, 0.1),
    Goal("E2", "the library against reading and writing alone",
         Point("fundtrack", _M), Point("scan", _M), "most", 5.5, 0.3),
    Goal("E2", "bytes of extra memory a line at ten million, the library",
         Point("fundtrack", 10 * _M), None, "most", 25),
    Goal("E2", "ten million lines against one, the library",
         Point("fundtrack", 10 * _M), Point("fundtrack", _M), "most", 11),
    Goal("E2", "Parquet to answers by the library against reading the Parquet",
         Point("files-judged", _M), Point("files-read", _M), "most", 4),
    Goal("E3", "masks in which nothing is missing against none",
         Point("empty-masks", _M), Point("fundtrack", _M), "most", 1.05, 0.1),
    Goal("E3", "one value in a thousand missing in five columns against none",
         Point("gaps", _M), Point("fundtrack", _M), "most", 1.6),
    Goal("E4", "a value that changes inside the data against one that does not",
         Point("dated", _M), Point("fundtrack", _M), "most", 1.25, 0.1),
    Goal("E4", "nine rules against eight",
         Point("one-more-rule", _M), Point("fundtrack", _M), "most", 1.02, 0.05),
    Goal("E10", "shuffled lines against lines in order, the library",
         Point("fundtrack", _M, "shuffled"), Point("fundtrack", _M), "most", 4),
    Goal("B7", "one foreign line in ten against none, the library",
         Point("fundtrack", _M, "fx"), Point("fundtrack", _M), "most", 1.3),
    Goal("B9", "a thousand lines: the library against the loop in ints",
         Point("fundtrack", 1_000), Point("ints", 1_000), "most", 1),
    Goal("B9", "a thousand lines: the kernel by hand against the loop in ints",
         Point("kernel", 1_000), Point("ints", 1_000), "most", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """What a contender did on some tables: medians in seconds, and bytes above its tables."""

    name: str
    count: int
    variant: str
    exact: bool
    seconds: float
    wall: float
    rounds: list[float]
    extra_bytes: int
    checksum: dict[str, int] | None
    wrong: dict[str, int] | None
    versions: dict[str, str]


def contender(place: str) -> Contender:
    """A contender by its place; what it needs is imported only now."""
    module, held = place.split(":")
    found: Contender = getattr(importlib.import_module(f"tests.benchmarks.{module}"), held)
    return found


# ---- Handing the tables over ---------------------------------------------------


def save(path: Path, work: Workload, exact: Answers) -> None:
    """Tables and exact answers, as one file of columns."""
    columns = {f"line.{name}": column for name, column in work.lines.items()}
    columns |= {f"project.{name}": column for name, column in work.projects.items()}
    columns |= {
        f"exact.{name}": np.asarray(getattr(exact, name))
        for name in ("elig", "erdf", "mask", "totals", "grants", "findings")
    }
    np.savez(path, ceilings=work.ceilings, rates=work.rates, variant=work.variant, **columns)  # type: ignore[arg-type]


def load(path: Path) -> tuple[Workload, Answers]:
    """What `save` has written."""
    with np.load(path) as held:
        every = {name: held[name] for name in held.files}

    def group(of: str) -> dict[str, Any]:
        return {
            name.partition(".")[2]: column
            for name, column in every.items()
            if name.startswith(of + ".")
        }

    exact = group("exact")
    work = Workload(
        group("line"),
        group("project"),
        every["ceilings"],
        every["rates"],
        str(every["variant"]),
    )
    return work, Answers(**{**exact, "findings": int(exact["findings"])})


def exact_answers(work: Workload) -> Answers:
    """By the loop in ints, or where that takes minutes in numpy; held to what is published."""
    exact = ints(work, rows(work)) if work.count <= _LOOP_MOST else straightforward(work)
    known = published(work.count, work.variant)
    if known is not None and checksum(work, exact) != known:
        raise AssertionError(f"the exact answers are not the published ones: {known}")
    return exact


# ---- The worker ------------------------------------------------------------------


def prepared(place: str, tables: Path) -> tuple[dict[str, Any], Callable[[], Any]]:
    """What a worker says of itself, and its round."""
    way = contender(place)
    small = draw(1_000)
    way.answers(small, way.judge(way.ready(small)))  # what is imported and compiled once
    work, exact = load(tables)
    ready = way.ready(work)
    found, extra = most_memory(lambda: way.judge(ready))
    answers: Answers | None = way.answers(work, found)
    said: dict[str, Any] = {"extra_bytes": extra, "checksum": None, "wrong": None}
    if answers is not None:
        said["checksum"] = checksum(work, answers)
        said["wrong"] = asdict(compare(answers, exact))
    packages = ("numpy", "pandas", "polars", "duckdb", "pyarrow", "openpyxl", "narwhals")
    loaded = {one: getattr(sys.modules.get(one), "__version__", None) for one in packages}
    said["versions"] = {one: version for one, version in loaded.items() if version}
    return said, partial(way.judge, ready)


# ---- The run -----------------------------------------------------------------------


def run(
    counts: Iterable[int], variants: Iterable[str], names: Iterable[str], rounds: int
) -> tuple[list[Figure], dict[str, str], list[str]]:
    """Figures, who is absent and why, and what differs or broke (then there are no figures)."""
    racers: dict[tuple[str, int, str], Racer] = {}
    absent: dict[str, str] = {}
    variants, names = list(variants), list(names)
    with tempfile.TemporaryDirectory(prefix="workload-") as folder:
        try:
            for count in counts:
                for variant in variants:
                    tables = Path(folder) / f"{count}-{variant}.npz"
                    work = draw(count, variant)
                    save(tables, work, exact_answers(work))
                    del work
                    for name in names:
                        racer = _started(name, count, variant, tables, folder)
                        if racer.absent:
                            absent[racer.name] = racer.absent
                        else:
                            racers[name, count, variant] = racer
            differ = [fault for racer in racers.values() for fault in _faults(racer)]
            if differ:
                return [], absent, differ
            race(list(racers.values()), rounds)
        finally:
            for racer in racers.values():
                stop(racer)
    figures = [
        Figure(
            *key, racer.said["exact"], racer.median(), float(np.median(racer.wall)),
            racer.seconds, *(racer.said[k] for k in ("extra_bytes", "checksum", "wrong",
                                                     "versions")),
        )
        for key, racer in racers.items()
    ]  # fmt: skip
    return figures, absent, []


def _faults(racer: Racer) -> list[str]:
    """What forbids a time: a broken process, or wrong answers of one that is to be exact."""
    if racer.failed:
        return [f"{racer.name}: {racer.failed}"]
    wrong = racer.said["wrong"] or {}
    if racer.said["exact"] and any(wrong.values()):
        return [f"{racer.name}: {racer.said['checksum']}, wrong: {wrong}"]
    return []


def _started(name: str, count: int, variant: str, tables: Path, folder: str) -> Racer:
    """A worker, or the reason why there is none."""
    title = f"{name} at {count:,} {variant}"
    try:
        way = contender(CONTENDERS[name])
        if variant not in way.variants:
            raise Absent(f"it does not take the variant {variant}")
        if count > way.most:
            raise Absent(f"it would take minutes; it is run up to {way.most:,} lines")
    except (Absent, ImportError) as reason:
        return Racer(title, {"absent": str(reason)})
    command = [
        sys.executable,
        os.path.abspath(__file__),
        "--worker",
        CONTENDERS[name],
        str(tables),
    ]
    racer = start(title, command, {"TMPDIR": folder})
    racer.said.setdefault("exact", way.exact)
    return racer


# ---- What is printed -----------------------------------------------------------------


def measured(goal: Goal, figures: Iterable[Figure]) -> float | None:
    """The value a goal is held to, if the run has what it needs."""
    held = {(one.name, one.count, one.variant): one for one in figures}

    def find(point: Point) -> Figure | None:
        if point.count is None:
            raise ValueError("a goal names its number of lines")
        return held.get((point.name, point.count, point.variant))

    over = find(goal.over)
    if over is None:
        return None
    if goal.under is None:
        return over.extra_bytes / over.count
    under = find(goal.under)
    return over.seconds / under.seconds if under else None


def verdicts(figures: list[Figure], goals: Iterable[Goal] = GOALS) -> list[dict[str, Any]]:
    """Every goal with its value and verdict; what the run does not hold is not measured."""
    found = []
    for goal in goals:
        value = measured(goal, figures)
        verdict = "not measured" if value is None else goal.judged(value)
        found.append({**asdict(goal), "value": value, "verdict": verdict})
    return found


def table(figures: list[Figure]) -> list[str]:
    """A line for each contender, with its ratio to the Decimal loop on the same tables."""
    loop = {(f.count, f.variant): f.seconds for f in figures if f.name == "decimals"}
    lines = [
        f"{'lines':>11} {'variant':10} {'contender':15} {'ms':>10} {'× Decimal':>10} "
        f"{'B/line':>7}  wrong"
    ]
    for f in figures:
        base = loop.get((f.count, f.variant))
        ratio = f"{base / f.seconds:10.2f}" if base else f"{'':10}"
        lines.append(
            f"{f.count:11,} {f.variant:10} {f.name:15} {f.seconds * 1e3:10.2f} {ratio} "
            f"{f.extra_bytes / f.count:7.0f}  {_wrong(f)}"
        )
    return lines


def _wrong(figure: Figure) -> str:
    if figure.wrong is None:
        return "judges nothing"
    told = [f"{number:,} {name}" for name, number in figure.wrong.items() if number]
    return ", ".join(told) or "0"


def main(given: list[str] | None = None) -> int:
    """Draw, compare, time, print, and say which goals are met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", default="1000000", help="lines; several with commas")
    parser.add_argument("--variant", default="clustered", help=", ".join(VARIANTS))
    parser.add_argument("--only", default=",".join(CONTENDERS), help="contenders, with commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(given)
    if asked.worker:
        serve(partial(prepared, asked.worker[0], Path(asked.worker[1])))
        return 0
    names, variants = asked.only.split(","), asked.variant.split(",")
    unknown = {*names} - {*CONTENDERS} | {*variants} - {*VARIANTS}
    if unknown:
        parser.error(f"not known: {', '.join(sorted(unknown))}")
    if asked.rounds < 1:
        parser.error("a median needs a round")
    counts = [int(count) for count in asked.count.split(",")]
    figures, absent, differ = run(counts, variants, names, asked.rounds)
    for name, reason in absent.items():
        print(f"absent: {name}: {reason}")
    if differ:
        print(
            "these broke, or are to be exact and are not; no time is told:", *differ, sep="\n"
        )
        return 2
    print(*table(figures), sep="\n")
    goals = verdicts(figures)
    for goal in goals:
        if goal["value"] is not None:
            print(
                f"{goal['code']:4} {goal['says']}: {goal['value']:.2f}, at {goal['bound']} "
                f"{goal['figure']:g}: {goal['verdict']}"
            )
    if asked.json:
        told = {
            "python": platform.python_version(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
            "rounds": asked.rounds,
            "figures": [asdict(figure) for figure in figures],
            "absent": absent,
            "goals": goals,
        }
        asked.json.write_text(json.dumps(told, indent=1))
    return int(any(goal["verdict"] == "missed" for goal in goals))


if __name__ == "__main__":
    sys.exit(main())
