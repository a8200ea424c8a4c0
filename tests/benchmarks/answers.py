"""How even a check is, and what an explanation costs.

A thousand whole checks of the 200-line project, from JSON bytes to all decisions: the slowest
hundredth against the middle. One explained amount against the value reading of the whole
project. Processor time, medians; the answer is looked at before anything is timed. Run it:
`python tests/benchmarks/answers.py`. Exit 1 if a goal is missed by more than the tolerance.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
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
    times = sorted(seconds(whole) for _ in range(CHECKS))
    p50, p99 = times[CHECKS // 2], times[CHECKS * 99 // 100]
    pairs = [(seconds(value), seconds(explained)) for _ in range(ROUNDS)]
    values, explanations = (statistics.median(one) for one in zip(*pairs, strict=True))
    even, ratio = p99 / p50, (explanations - values) / values
    print(f"whole check    p50 {p50 * 1e3:6.2f} ms  p99 {p99 * 1e3:6.2f} ms  {even:5.2f} x")
    print(f"value reading  {values * 1e3:6.2f} ms")
    print(f"one amount explained {explanations * 1e3 - values * 1e3:6.2f} ms  {ratio:5.1f} x")
    print(f"goals: p99 at most {EVEN} x p50, an explanation at most {EXPLAINED} x")
    return int(even > EVEN * TOLERANCE or ratio > EXPLAINED * TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
