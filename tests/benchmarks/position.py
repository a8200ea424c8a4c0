"""What a position costs: one fold over a ledger of ten years, 200 claims and 20,000 lines.

Against summing `entry.amount` once, in the same run, interleaved, medians of processor time,
and against itself at half the length, which says whether it is linear. Each line has an entry,
and one claim in ten a decision about all of it. The answer is looked at before anything is
timed. Run it: `python tests/benchmarks/position.py`. Exit 1 if a goal is missed by more than
the tolerance.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fundtrack.projects import Project, read_project
from fundtrack.tracking import position
from fundtrack.values import Money

LINES, CLAIMS, ROUNDS = 20_000, 200, 25
FOLD, LINEAR = 5.0, 2.3
#: One run on a shared machine strays by this much.
TOLERANCE = 1.25
FIRST = date(2014, 1, 1)
DAYS = [FIRST + timedelta(days=days) for days in (0, 900, 1825, 2700, 4000)]
KINDS = ("deducted", "parked", "released", "withdrawn", "corrected")


def life(lines: int, claims: int) -> Project:
    """Ten years of a project."""
    each = lines // claims
    days = [FIRST + timedelta(days=place * 3650 // claims) for place in range(claims)]
    costs: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for place in range(lines):
        number = place // each
        costs.append(
            {
                "id": f"INV-{place}",
                "form": "actual",
                "category": ("staff", "travel", "external")[place % 3],
                "partner": f"P{place % 5}",
                "claim": f"C{number}",
                "net": f"{100 + place % 900}.{place % 100:02d} EUR",
                "vat": "0.00 EUR",
            }
        )
        entries.append(
            {
                "id": f"E-{place}",
                "kind": KINDS[place % 5],
                "amount": f"{place % 70}.{place % 97:02d} EUR",
                "decided_on": (days[number] + timedelta(days=place % 400)).isoformat(),
                "cost": f"INV-{place}",
            }
        )
    return read_project(
        {
            "schema_version": 1,
            "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
            "plans": [
                {
                    "number": 1,
                    "budget": [
                        {
                            "id": f"B{one}",
                            "category": "staff",
                            "form": "actual",
                            "amount": "9000000.00 EUR",
                            "partner": f"P{one}",
                        }
                        for one in range(5)
                    ],
                }
            ],
            "partners": [{"id": f"P{one}", "role": "partner"} for one in range(5)],
            "costs": costs,
            "entries": [
                *entries,
                *(
                    {
                        "id": f"F-{number}",
                        "kind": "corrected",
                        "amount": "250.00 EUR",
                        "decided_on": (days[number] + timedelta(days=500)).isoformat(),
                        "claim": f"C{number}",
                    }
                    for number in range(0, claims, 10)
                ),
            ],
            "claims": [
                {
                    "id": f"C{number}",
                    "number": number + 1,
                    "final": False,
                    "submitted_on": day.isoformat(),
                }
                for number, day in enumerate(days)
            ],
            "payments": [
                {
                    "id": f"PAY-{number}",
                    "kind": "interim",
                    "amount": "9000.00 EUR",
                    "paid_on": (day + timedelta(days=90)).isoformat(),
                    "claim": f"C{number}",
                }
                for number, day in enumerate(days)
            ],
        }
    )


def seconds(deed: Callable[[], object]) -> float:
    """What one call takes of the processor."""
    begin = time.process_time()
    deed()
    return time.process_time() - begin


def told(project: Project, on: date) -> object:
    """A position with every figure of the project that the ledger says."""
    found = position(project, on=on)
    return found.accepted, found.paid, found.absorption


def everything(project: Project, on: date) -> object:
    """The same with every partner, category, claim and line."""
    found = position(project, on=on)
    return [found.by(noun) for noun in ("partner", "category", "claim", "cost")]


def due(project: Project, on: date) -> object:
    """What is to be paid in all: a check of the project as it was."""
    return position(project, on=on).due


def looked_at(project: Project) -> None:
    """Look at one answer: the lines sum to the project."""
    found = position(project, on=DAYS[-1])
    lines = found.by("cost").values()
    zero = Money.zero("EUR")
    for name in ("declared", "accepted", "corrected"):
        total = getattr(found, name).value
        assert total == sum((getattr(one, name).value for one in lines), zero), name
    assert found.paid.value == Money("1800000.00 EUR")


def main() -> int:
    """Print the figures; exit 1 if one of them misses its goal."""
    project, half = life(LINES, CLAIMS), life(LINES // 2, CLAIMS // 2)
    looked_at(project)
    entries = project.entries or ()

    def summed() -> object:
        return sum((one.amount for one in entries), Money.zero("EUR"))

    last = DAYS[-1]
    gc.collect()
    gc.freeze()
    sums, folds, halves, parts, half_parts, dues = [], [], [], [], [], []
    for turn in range(ROUNDS):
        on = DAYS[turn % len(DAYS)]
        sums.append(seconds(summed))
        folds.append(seconds(lambda on=on: told(project, on)))
        halves.append((seconds(lambda: told(half, last)), seconds(lambda: told(project, last))))
        if turn < ROUNDS // 5:
            dues.append(
                tuple(seconds(lambda one=one: due(one, last)) for one in (half, project))
            )
            half_parts.append(seconds(lambda: everything(half, last)))
            parts.append(seconds(lambda: everything(project, last)))
    base = statistics.median(sums)
    by_day = {
        day: statistics.median(folds[at :: len(DAYS)]) / base for at, day in enumerate(DAYS)
    }
    worst = max(by_day.values())
    linear = statistics.median(whole / part for part, whole in halves)
    grown = statistics.median(parts) / statistics.median(half_parts)
    print(f"sum of entry.amount        {base * 1e3:7.2f} ms")
    for day, ratio in by_day.items():
        print(f"position on {day}     {ratio * base * 1e3:7.2f} ms  {ratio:5.2f} x")
    print(f"twice the lines, the project           {linear:5.2f} x")
    print(f"with all parts             {statistics.median(parts) * 1e3:7.2f} ms")
    print(f"twice the lines, all parts             {grown:5.2f} x")
    owed = statistics.median(whole / part for part, whole in dues)
    print(f"what is due                {statistics.median(dues)[1] * 1e3:7.2f} ms")
    print(f"twice the lines, what is due           {owed:5.2f} x")
    print(f"goals: at most {FOLD} x the sum on any day, at most {LINEAR} x for twice the lines")
    missed = worst > FOLD * TOLERANCE or max(linear, grown, owed) > LINEAR * TOLERANCE
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
