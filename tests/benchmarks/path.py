"""From the JSON bytes of the 200-line project to all decisions, step by step.

The yardstick is bare: `json.loads`, and one Decimal for each of the three amounts of a line.
The path is the whole one a service takes: the gate, the project with its Money objects, the
binding, the rules on both bases, and the answers (outcome, summary, amounts, findings). Every
line as an object is timed beside it, because few callers ask for all. Rounds are interleaved,
the first warms up. Each step is divided by the yardstick of its own round, because the clock of
a machine may change between two; medians of the process's own time are told. Run it:
`python tests/benchmarks/path.py [LINES]`.
"""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sample import LINES, ledger_bytes

from fundtrack.checks import Bound, Checked, run, tally
from fundtrack.projects import read_json, read_project
from fundtrack.rulebooks import load_book

ROUNDS = 60
REPEAT = 2
GOAL = 4.0
#: One run on a shared machine strays by this much.
TOLERANCE = 1.25

Steps = dict[str, Callable[[], object]]


def answers(checked: Checked) -> tuple[object, ...]:
    """What a caller reads of a check."""
    return checked.outcome, checked.summary, checked.amounts, checked.findings


def steps(raw: bytes) -> Steps:
    """Each prefix of the path; a step's own time is what it adds to the one before it."""
    project = read_project(raw)
    book = load_book(project.agreement.book)
    bound = Bound(project, book)
    made = run(project, book)

    def bare() -> tuple[Decimal, Decimal]:
        gross = recoverable = Decimal(0)
        for line in json.loads(raw)["costs"]:
            gross += Decimal(line["net"][:-4]) + Decimal(line["vat"][:-4])
            recoverable += Decimal(line["vat_recoverable"][:-4])
        return gross, recoverable

    return {
        "bare": bare,
        "gate": lambda: read_json(raw),
        "gate + project": lambda: read_project(raw),
        "bind": lambda: Bound(project, book),
        "rules": lambda: [tally(bound, basis) for basis in made.bases],
        "bind + rules": lambda: run(project, book),
        "bind + rules + answers": lambda: answers(run(project, book)),
        "whole path": lambda: answers(run(read_project(raw), book)),
        "every line as an object": lambda: list(run(project, book).lines("claimed")),
    }


def check_sums(raw: bytes, bare: tuple[Decimal, Decimal]) -> str:
    """Nothing is timed before the cents agree; returns them."""
    project = read_project(raw)
    vat = [cost.vat_recoverable for cost in project.costs or ()]
    checked = run(project, load_book(project.agreement.book))
    lines = list(checked.lines("claimed"))
    gross = sum(line.gross.minor for line in lines)
    eligible = sum(line.eligible.minor for line in lines)
    refused = sum(refusal.amount.minor for line in lines for refusal in line.refusals)
    held = gross, sum(one.minor for one in vat if one is not None)
    assert held == tuple(total * 100 for total in bare), "the two read different amounts"
    assert gross == eligible + refused, "the waterfall does not add up"
    assert checked.amounts["claimed.gross"].value.minor == gross
    return f"gross {gross}, eligible {eligible}, refused {refused}, {checked.outcome}"


def measure(contenders: Steps) -> dict[str, tuple[float, float]]:
    """Of each contender over interleaved rounds the median seconds, and times the yardstick."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.freeze()  # as a service does: books and modules are not searched for garbage each time
    for turn in range(ROUNDS + 1):
        for name, step in contenders.items():
            begin = time.process_time()
            for _ in range(REPEAT):
                step()
            if turn:
                taken[name].append((time.process_time() - begin) / REPEAT)
    bare = taken["bare"]
    return {
        name: (
            statistics.median(times),
            statistics.median(own / yard for own, yard in zip(times, bare, strict=True)),
        )
        for name, times in taken.items()
    }


def main(lines: int = LINES) -> int:
    """Print the table; exit 1 if the goal is missed by more than the tolerance."""
    raw = ledger_bytes(lines)
    contenders = steps(raw)
    print(check_sums(raw, contenders["bare"]()))
    medians = measure(contenders)
    for name, (median, times) in medians.items():
        print(f"{name:24} {median * 1e6:9.0f} us {times:7.2f} x")
    whole = medians["whole path"][1]
    print(f"whole path {whole:.2f} x (goal {GOAL} x, tolerance {TOLERANCE})")
    return int(whole > GOAL * TOLERANCE)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
