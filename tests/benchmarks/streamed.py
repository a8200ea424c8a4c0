"""Fifty million lines from Parquet to answers on disk, and the memory that took.

    python tests/benchmarks/streamed.py --count 50000000
    python tests/benchmarks/streamed.py --count 10000000 --mixed --json out.json

The lines of a million drawn ones are written over and over under other keys, so the sums of the
answers are known: as many times those of the published answers. With `--mixed` the projects of
all copies stand interleaved, so that the file is not sorted and is cut into pieces first. The
run is a process of its own, and its greatest resident memory is that which Linux tells of it.
The book is that of the workload without its last rule, which looks across projects. Exit 1
where the memory is above the goal, 2 where a sum is wrong.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from fundtrack.frames import Streamed, stream
from fundtrack.rulebooks import Book
from tests.benchmarks.contenders_numpy import straightforward
from tests.benchmarks.workload import Workload, draw
from tests.benchmarks.workload_tables import FILE, book, tables

#: Lines of one draw, and what the memory of the whole run is held to.
DRAWN = 1_000_000
GOAL = 1 << 30
NOUNS = ("project", "partner", "budget_line", "cost")


def alone() -> Book:
    """The book of the workload without what looks across projects."""
    return book(FILE.read_text(encoding="utf-8").partition("# ---- De minimis")[0])


def write(folder: Path, work: Workload, copies: int, *, mixed: bool) -> None:
    """The tables so many times over, each time under other keys."""
    held = {noun: table for noun, table in tables(work).items() if noun in NOUNS}
    count = len(work.projects["start"])
    for noun, table in held.items():
        columns = {name: _column(values) for name, values in table.items()}
        keys, ids = np.asarray(table["project"]).astype(np.int64), table.get("id")
        writer = None
        for copy in range(copies):
            named = keys * copies + copy if mixed else keys + copy * count
            columns["project"] = pa.array(named)
            if noun == "cost" and ids is not None:
                columns["id"] = pa.array(np.asarray(ids).astype(np.int64) + copy * work.count)
            made = pa.table(columns)
            if writer is None:
                writer = parquet.ParquetWriter(
                    folder / f"{noun}.parquet", made.schema, compression="zstd"
                )
            writer.write_table(made)
        if writer is not None:
            writer.close()


def _column(values: Any) -> pa.Array:
    return pa.array(values.astype("datetime64[D]") if values.dtype.kind == "M" else values)


def run(folder: Path) -> dict[str, Any]:
    """Stream the tables of a folder; what it took and what it came to."""
    start = time.perf_counter()
    found = stream(
        {noun: folder / f"{noun}.parquet" for noun in NOUNS},
        alone(),
        out=folder / "out",
        basis="claimed",
        told=_tell,
    )
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "most_memory": most_memory(),
        "lines": found.lines,
        "findings": found.findings,
        "ways": dict(found.ways),
        "eligible": _cents(found, "claimed.eligible"),
        "support": _cents(found, "claimed.support"),
    }


def _tell(done: int, whole: int) -> None:
    print(f"{done:,} of {whole:,} rows, {most_memory() >> 20} MB", file=sys.stderr)


def _cents(found: Streamed, name: str) -> int:
    return int(found.summary["totals"]["EUR"][name]["known"].split()[0].replace(".", ""))


def most_memory() -> int:
    """The greatest resident memory of this process so far, in bytes."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main() -> int:
    """Write the tables, run, compare, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=50_000_000, help="lines, whole millions")
    parser.add_argument("--drawn", type=int, default=DRAWN, help="lines of one draw")
    parser.add_argument("--mixed", action="store_true", help="not sorted by project")
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--folder", type=Path, help="where the files go, for as long")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        print(json.dumps(run(asked.worker)))
        return 0
    copies = max(asked.count // asked.drawn, 1)
    with tempfile.TemporaryDirectory(prefix="streamed-", dir=asked.folder) as held:
        folder = Path(held)
        work = draw(asked.drawn)
        exact = straightforward(work)
        write(folder, work, copies, mixed=asked.mixed)
        right = {"eligible": int(exact.elig.sum()), "support": int(exact.grants.sum())}
        size = sum(one.stat().st_size for one in folder.iterdir())
        told = subprocess.run(
            [sys.executable, __file__, "--worker", str(folder)],
            check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip
        figures = {**json.loads(told), "mixed": asked.mixed, "input_bytes": size}
    wrong = [name for name, one in right.items() if figures[name] != one * copies]
    if wrong or figures["lines"] != copies * asked.drawn:
        print(f"wrong: {wrong or 'lines'}: {figures}, one copy has {right}")
        return 2
    memory = figures["most_memory"]
    rate = figures["lines"] / figures["seconds"]
    print(
        f"{figures['lines']:,} lines{', mixed' if asked.mixed else ''}: "
        f"{figures['seconds']} s, "
        f"{rate:,.0f} lines a second, {memory / 2**20:,.0f} MB at most, of "
        f"{GOAL >> 20:,}: {'met' if memory <= GOAL else 'missed'}"
    )
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))
    return int(memory > GOAL)


if __name__ == "__main__":
    sys.exit(main())
