"""What Money costs against `Decimal(str)`, alone and as the fields of a pydantic model.

Before any time is taken, all contenders must read the same amounts. Rounds are interleaved, so
that all meet the same machine; the best of each counts, because these are fractions of a
microsecond. Run it: `python tests/benchmarks/values.py`. Exit 1 if a goal is missed.
"""

import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from fundtrack.values import Money, StrictDate

AMOUNTS = 400
ROUNDS = 60
#: Ratios to `Decimal(str)`; an amount in a model may cost what a call of its class costs.
GOALS = {"Money.of_minor": 2.5, "Money(text)": 10.0, "Money in a model": 10.0}


class Amounts(BaseModel):
    """The net amounts of a ledger."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    net: tuple[Money, ...]


class Days(BaseModel):
    """The days of payment of a ledger."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    paid_on: tuple[StrictDate, ...]


def minors() -> list[int]:
    """Amounts up to 38,000.00 EUR, a fifth of them below one euro, as VAT often is."""
    return [i * 9473 + i % 100 if i % 5 else i % 100 for i in range(AMOUNTS)]


def contenders() -> dict[str, Callable[[], Sequence[object]]]:
    """Each makes all amounts (or days); the first is what they are measured by."""
    cents = minors()
    texts = [f"{minor // 100}.{minor % 100:02} EUR" for minor in cents]
    numbers = [text[:-4] for text in texts]
    crowns = [text[:-3] + "SEK" for text in texts]
    credits = [f"-{text}" for text in texts]
    days = [f"20{10 + i % 20}-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(AMOUNTS)]
    amounts = [Money(text) for text in texts]
    of_minor, amounts_in, days_in = Money.of_minor, {"net": texts}, {"paid_on": days}
    return {
        "Decimal(str)": lambda: [Decimal(number) for number in numbers],
        "Money.of_minor": lambda: [of_minor(minor, "EUR") for minor in cents],
        "Money(text)": lambda: [Money(text) for text in texts],
        "Money(text) in SEK": lambda: [Money(text) for text in crowns],
        "Money(text) below zero": lambda: [Money(text) for text in credits],
        "Money + Money": lambda: [amount + amount for amount in amounts],
        "str(Money)": lambda: [str(amount) for amount in amounts],
        "Money in a model": lambda: Amounts.model_validate(amounts_in).net,
        "StrictDate in a model": lambda: Days.model_validate(days_in).paid_on,
    }


def checksums() -> set[int]:
    """The sum in cents as every reader of amounts has it: one number, or somebody misreads."""
    made = contenders()
    read = ("Money.of_minor", "Money(text)", "Money(text) in SEK", "Money in a model")
    return {
        int(sum(made["Decimal(str)"]()) * 100),
        sum(amount.minor for amount in made["Money + Money"]()) // 2,
        -sum(amount.minor for amount in made["Money(text) below zero"]()),
        *(sum(amount.minor for amount in made[name]()) for name in read),
    }


def measure() -> dict[str, float]:
    """Seconds per amount of each contender: the best of all rounds, the first left out."""
    made = contenders()
    best: dict[str, float] = {}
    for turn in range(ROUNDS + 1):
        for name, run in made.items():
            begin = time.perf_counter()
            run()
            taken = (time.perf_counter() - begin) / AMOUNTS
            if turn:
                best[name] = min(taken, best.get(name, taken))
    return best


def main() -> int:
    """Print the table; exit 1 if a goal is missed."""
    sums = checksums()
    if len(sums) != 1:
        print(f"the contenders do not read the same amounts: {sorted(sums)}")
        return 1
    figures = measure()
    base = figures["Decimal(str)"]
    for name, seconds in figures.items():
        goal = f"  goal {GOALS[name]:.1f}" if name in GOALS else ""
        print(f"{name:24}{seconds * 1e9:8.0f} ns{seconds / base:7.2f} x{goal}")
    return int(any(figures[name] / base > goal for name, goal in GOALS.items()))


if __name__ == "__main__":
    sys.exit(main())
