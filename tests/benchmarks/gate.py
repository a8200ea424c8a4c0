"""From JSON bytes of the 200-line project to a Project, against bare `json.loads` + `Decimal`.

Bare is what anybody must do: parse the bytes, make a Decimal of `net` and `vat` of each line.
Rounds are interleaved, so that all contenders meet the same machine; the first warms up; the
medians are divided. The time is the processor's, because on a machine that others use a long
step loses its turn more often than a short one. The ordinary way is that of a file which the
quick way gives up (`projects.quick`). Run it: `python tests/benchmarks/gate.py`. Exit 1 if the
goal is missed.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fundtrack.projects import Project, read_json, read_project
from fundtrack.projects.limits import DEFAULT_LIMITS
from fundtrack.projects.reading import _read_ordinarily
from tests.sample import LINES, ledger_bytes

ROUNDS = 60
REPEAT = 3
#: This room's part of the whole path's 4.5 (bytes to all decisions).
GOAL = 3.2
TOLERANCE = 1.25


def contenders(raw: bytes) -> dict[str, Callable[[], object]]:
    """The steps of the path, each from its own input, and the bare thing they face."""
    plain = json.loads(raw)

    def bare() -> Decimal:
        total = Decimal(0)
        for line in json.loads(raw)["costs"]:
            total += Decimal(line["net"][:-4]) + Decimal(line["vat"][:-4])
        return total

    return {
        "bare": bare,
        "json.loads": lambda: json.loads(raw),
        "read_json": lambda: read_json(raw),
        "Project of objects": lambda: Project.model_validate(plain),
        "ordinary way": lambda: _read_ordinarily(raw, DEFAULT_LIMITS),
        "read_project": lambda: read_project(raw),
    }


def measure(lines: int = LINES) -> dict[str, tuple[float, float]]:
    """Median seconds of each contender, and its ratio to bare."""
    raw = ledger_bytes(lines)
    steps = contenders(raw)
    assert steps["bare"]() == sum(
        (cost.net + cost.vat).amount for cost in read_project(raw).costs or ()
    ), "the two do not read the same amounts"
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(ROUNDS + 1):
        for name, step in steps.items():
            begin = time.process_time()
            for _ in range(REPEAT):
                step()
            if turn:
                taken[name].append((time.process_time() - begin) / REPEAT)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    return {name: (median, median / medians["bare"]) for name, median in medians.items()}


def main() -> int:
    """Print the table; exit 1 if the goal is missed by more than the tolerance."""
    figures = measure()
    for name, (seconds, ratio) in figures.items():
        print(f"{name:18} {seconds * 1e6:9.0f} us {ratio:6.2f} x")
    print(f"goal {GOAL} x, tolerance {TOLERANCE}")
    return int(figures["read_project"][1] > GOAL * TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
