"""The rules of a ledger against the same rules written by hand over Decimals.

One book (three exclusions, a base without recoverable VAT, a limit on each line, the support
rounded down) and 5,000 costs. The contender is a loop that somebody would write for these rules
alone: over the project's own objects, as the value reading has them, and, to see what reading
them costs, over tuples that are ready. All must give the same cents before a time is printed.
Rounds are interleaved, medians of the processor's time are divided. Run it:
`python tests/benchmarks/rules.py`. Exit 1 if the goal is missed by more than the tolerance.
"""

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fundtrack.checks.bind import Bound
from fundtrack.checks.tally import tally
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book, load_book
from tests.checks.small import book, parameter, project, rule

LINES, ROUNDS, GOAL = 5000, 25, 0.4
#: One run on a shared machine strays by this much.
TOLERANCE = 1.25
CATEGORIES = ("staff", "travel", "services", "land", "gifts")
FIRST, LAST = date(2016, 1, 1), date(2018, 12, 31)
CAP, RATE = Decimal("9000.00"), Decimal("0.85")


def rules() -> Book:
    """The book: what a small programme asks of each cost."""
    exclude = {"effect": "exclude"}
    return load_book(book(
        parameter={
            "cap": parameter("money", {"value": "9000.00 EUR"}),
            "rate": parameter("rate", {"value": "85 %"}),
        },
        set={"supported": {"members": [*CATEGORIES[:4]], "cite": "act#1"}},
        define={
            "cost": {"base": {"value": "cost.net + cost.vat - cost.vat_recoverable",
                              "cite": "act#2"}},
            "project": {"support": {"value": "project.eligible * rate", "rounding": "cents",
                                    "cite": "act#3"}},
        },
        rule={
            "T-1": rule("cost", met_when="cost.category in supported", **exclude),
            "T-2": rule("cost", **exclude,
                        met_when="plan.period.first <= cost.paid_on <= plan.period.last"),
            "T-3": rule("cost", met_when="cost.form == 'actual'", **exclude),
            "T-4": rule("cost", measured="cost.admitted", at_most="cap", effect="limit",
                        limits="line.admitted"),
        },
    ))  # fmt: skip


def ledger() -> dict[str, Any]:
    """A ledger of many lines, some of them refused."""
    draw = random.Random(20_161_101)
    costs = []
    for at in range(LINES):
        net = draw.randrange(100, 1_200_000)
        vat = net * 21 // 100 if draw.random() < 0.6 else 0
        back = vat if draw.random() < 0.5 else 0
        day = FIRST + timedelta(days=draw.randrange(-20, (LAST - FIRST).days + 20))
        costs.append({
            "id": f"C-{at}", "category": draw.choice(CATEGORIES), "form": "actual",
            "paid_on": day.isoformat(), "net": f"{Decimal(net).scaleb(-2)} EUR",
            "vat": f"{Decimal(vat).scaleb(-2)} EUR",
            "vat_recoverable": f"{Decimal(back).scaleb(-2)} EUR",
        })  # fmt: skip
    return project(*costs)


Answer = tuple[Decimal, Decimal, dict[str, int]]


def by_hand(rows: Iterable[tuple[Any, ...]]) -> Answer:
    """The same rules as a loop over Decimals: eligible, support, refusals by reason."""
    eligible, refused = Decimal(0), {"T-1": 0, "T-2": 0, "T-3": 0, "T-4": 0}
    amounts = []
    for category, paid_on, form, net, vat, recoverable in rows:
        left = net + vat - recoverable
        if category not in CATEGORIES[:4]:
            refused["T-1"] += 1
            left = Decimal(0)
        elif paid_on is None or not FIRST <= paid_on <= LAST:
            refused["T-2"] += 1
            left = Decimal(0)
        elif form != "actual":
            refused["T-3"] += 1
            left = Decimal(0)
        if left > CAP:
            refused["T-4"] += 1
            left = CAP
        amounts.append(left)
        eligible += left
    support = (eligible * RATE).quantize(Decimal("0.01"), ROUND_FLOOR)
    return eligible, support, refused


def rows_of(held: Project) -> Iterator[tuple[Any, ...]]:
    """What the loop needs of each cost, from the project's own objects."""
    for one in held.costs or ():
        if one.net and one.vat is not None and one.vat_recoverable is not None:
            amounts = one.net.amount, one.vat.amount, one.vat_recoverable.amount
            yield one.category, one.paid_on, one.form, *amounts


def main() -> int:
    """Print the ratio; exit 1 if the goal is missed."""
    held, said = read_project(ledger()), rules()
    bound = Bound(held, said)
    ready = list(rows_of(held))
    eligible, support, _ = by_hand(ready)
    made = tally(bound, "claimed")
    assert made.project["project.eligible"] == int(eligible * 100)
    assert made.project["project.support"] == int(support * 100)
    gc.collect()
    gc.freeze()
    deeds: dict[str, Callable[[], object]] = {
        "by hand, over the same objects": lambda: by_hand(rows_of(held)),
        "by hand, over tuples of Decimals that are ready": lambda: by_hand(ready),
        "rules": lambda: tally(bound, "claimed"),
    }
    times: dict[str, list[float]] = {name: [] for name in deeds}
    for turn in range(ROUNDS + 1):
        for name, deed in deeds.items():
            begin = time.process_time()
            deed()
            if turn:
                times[name].append(time.process_time() - begin)
    medians = {name: statistics.median(one) for name, one in times.items()}
    for name, median in medians.items():
        print(f"{median / LINES * 1e6:6.2f} us a line  {name}")
    same, ready_made = (medians["rules"] / medians[name] for name in list(deeds)[:2])
    print(f"rules {same:.2f} x over the same objects (goal {GOAL} x)")
    print(f"rules {ready_made:.2f} x over tuples that are ready")
    return int(same > GOAL * TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
