"""How even a check is, and what an explanation costs.

A thousand whole checks of the 200-line project, from JSON bytes to all decisions: the slowest
hundredth against the middle. A machine whose clock changes between two speeds has a slowest
hundredth of its own, so each check is measured by a plain loop run right before and after it;
the bare seconds are told beside it. One explained amount against the value reading of the whole
project. Processor time, medians; the answer is looked at before anything is timed. Run it:
`python tests/benchmarks/answers.py`. Exit 1 if a goal is missed by more than the tolerance.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fundtrack.checks import run
from fundtrack.checks.bind import Bound
from fundtrack.checks.tally import tally
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from tests.sample import ledger_bytes

CHECKS = 1000
ROUNDS = 30
EVEN, EXPLAINED = 1.5, 25.0
#: One run on a shared machine strays by this much.
TOLERANCE = 1.25


def seconds(deed: Callable[[], object]) -> float:
    """What one call takes of the processor."""
    begin = time.process_time()
    deed()
    return time.process_time() - begin


def plain() -> int:
    """A loop that makes no garbage and takes about a tenth of a check."""
    total = 0
    for number in range(6_000):
        total += number
    return total


def spread(times: list[float]) -> float:
    """The slowest hundredth against the middle."""
    held = sorted(times)
    return held[len(held) * 99 // 100] / held[len(held) // 2]


def beside(deed: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """The seconds of each call, and how often as long it took as the loops beside it."""
    loops, taken = [seconds(plain)], []
    for _ in range(rounds):
        taken.append(seconds(deed))
        loops.append(seconds(plain))
    around = [(one + two) / 2 for one, two in pairwise(loops)]
    return taken, [one / loop for one, loop in zip(taken, around, strict=True)]


def main() -> int:
    """Print the figures; exit 1 if one of them misses its goal."""
    raw = ledger_bytes()
    project = read_project(raw)
    book = load_book(project.agreement.book)
    made = run(project, book)
    assert made.amounts["claimed.eligible"].value is not None

    def whole() -> object:
        checked = run(read_project(raw), book)
        return checked.outcome, checked.summary, checked.amounts, checked.findings

    def value() -> object:
        bound = Bound(project, book)
        return [tally(bound, basis) for basis in made.bases]

    def explained() -> object:
        return run(project, book).explain("claimed.support")

    for deed in (whole, value, explained):
        deed()
    gc.collect()
    gc.freeze()
    times, measured = beside(whole, CHECKS)
    even = spread(measured)
    pairs = [(seconds(value), seconds(explained)) for _ in range(ROUNDS)]
    values, explanations = (statistics.median(one) for one in zip(*pairs, strict=True))
    ratio = (explanations - values) / values
    p50 = statistics.median(times)
    print(f"whole check    p50 {p50 * 1e3:6.2f} ms, p99 {spread(times):5.2f} x")
    print(f"by a loop beside it         p99 {even:5.2f} x")
    print(f"value reading  {values * 1e3:6.2f} ms")
    print(f"one amount explained {explanations * 1e3 - values * 1e3:6.2f} ms  {ratio:5.1f} x")
    print(f"goals: p99 at most {EVEN} x p50, an explanation at most {EXPLAINED} x")
    return int(even > EVEN * TOLERANCE or ratio > EXPLAINED * TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
