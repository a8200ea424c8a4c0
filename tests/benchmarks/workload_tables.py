"""The drawn tables as tables by noun, the book that judges them, and what its answers are.

`tables` gives the columns that the room of tables takes, `book` the rules of `workload.toml`.
`reading` asks the value reading, project by project, and puts its answers into the form in
which every way of judging is compared.
"""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fundtrack.checks import Register, Tally, Verdict, run
from fundtrack.funding import FxRates
from fundtrack.rulebooks import Book, load_book
from tests.benchmarks.rebuilt import Tables, projects
from tests.benchmarks.workload import (
    CATEGORIES,
    FIRST_MONTH,
    MONTHS,
    SLOTS,
    Answers,
    Ints,
    Workload,
)

FILE = Path(__file__).with_name("workload.toml")
#: The codes of the book in the order in which they are drawn; the last are not supported.
CATEGORY = np.array(
    ["staff", "travel", "equipment", "services", "rooms", "events", "supplies", "studies",
     "gifts", "fines"]
)  # fmt: skip
WORK = np.array(
    ["advice", "training", "research", "marketing", "fairs", "design", "testing", "patents",
     "hospitality"]
)  # fmt: skip
CURRENCY = np.array(["EUR", "SEK", "PLN"])
#: The bit of the mask that the verdict "broken" of a rule is.
BITS = {
    "W-001": 1, "W-002": 2, "W-004": 4, "W-008": 8, "W-016": 16, "W-032": 32, "W-128": 128,
}  # fmt: skip
#: The bit of what the ceiling takes, and the step that it leaves.
CEILING, LIMITED = 64, "limited"
#: The ceiling as a limit that lines take up in order, in place of the define of that step.
BY_RULE = {
    "name": "ceiling-used-up",
    "scope": "cell",
    "basis": "claimed",
    "severity": "note",
    "effect": "limit",
    "measured": "total(line.admitted)",
    "at_most": "cell.most",
    "limits": "line.admitted",
    "consume": ["cost.paid_on", "cost.id"],
    "cite": ["page#64"],
    "title": {
        "en": "{subject} has {measured}; the ceiling is {limit}",
        "lv": "{subject} ir {measured}; griesti ir {limit}",
    },
    "why": {
        "en": "A ceiling is for all lines together.",
        "lv": "Griesti ir visām rindām kopā.",
    },
    "remedy": {"en": "Nothing to do.", "lv": "Nekas nav darāms."},
}


def book(text: str = "", *, by_rule: bool = False) -> Book:
    """The book, or another text; `by_rule` with a limit in place of the running total.

    The two differ where a correction brings a partner back under a ceiling that it had passed:
    a limit asks whether all lines together are above, and takes nothing if they are not. Which
    line has what differs then, never the sum.
    """
    said = tomllib.loads(text or FILE.read_text(encoding="utf-8"))
    if by_rule:
        for name in ("taken", "limited"):
            del said["define"]["cost"][name]
        said["rule"]["W-064"] = BY_RULE
    return load_book(said)


def rates(work: Workload) -> FxRates:
    """The rates of the months as a host has them."""
    months = [str(np.datetime64(FIRST_MONTH + at, "M")) for at in range(MONTHS)]
    held = {
        code: {
            month: f"{rate // 100_000}.{rate % 100_000:05d}"
            for month, rate in zip(months, series.tolist(), strict=True)
        }
        for code, series in zip(CURRENCY[1:].tolist(), work.rates[1:], strict=True)
    }
    return FxRates(held, base="EUR", quoted="local_per_base", source="the workload")


def tables(work: Workload) -> Tables:
    """The rows of each noun, in minor units and days; a project's partners by their id."""
    held, lines = work.projects, work.lines
    count = len(held["start"])
    numbers = np.arange(count)
    slots = _partners(work)
    cells = np.arange(SLOTS * CATEGORIES)
    cost = {
        "project": lines["project"],
        "id": lines["line_id"],
        "form": np.full(work.count, "actual"),
        "partner": lines["partner"],
        "category": CATEGORY[lines["category"]],
        "work": WORK[lines["activity"]],
        "issued_on": _days(lines["invoiced"]),
        "paid_on": _days(lines["paid"]),
        "net": lines["amount"],
        "vat": lines["vat"],
        "vat_recoverable": np.where(lines["recoverable"], lines["vat"], 0),
    }
    if work.variant == "fx":
        cost["currency"] = CURRENCY[lines["currency"]]
    return {
        "project": {
            "project": numbers,
            "agreement.signed_on": _days(held["start"]),
            "plan.number": np.ones(count, np.int64),
            "plan.period.first": _days(held["start"]),
            "plan.period.last": _days(held["end"]),
            "eligible_until": _days(held["eligible_until"]),
            "max_grant": held["max_grant"],
        },
        "partner": {
            "project": numbers.repeat(SLOTS),
            "id": np.sort(slots, axis=1).ravel(),
            "role": np.where(np.sort(slots, axis=1) == slots[:, :1], "lead", "partner").ravel(),
        },
        "budget_line": {
            "project": numbers.repeat(len(cells)),
            "id": np.tile(cells, count),
            "form": np.full(len(cells) * count, "actual"),
            "partner": slots.repeat(CATEGORIES, axis=1).ravel(),
            "category": CATEGORY[np.tile(cells, count) % CATEGORIES],
            "amount": work.ceilings,
        },
        "cost": cost,
    }


def _partners(work: Workload) -> Ints:
    """The undertakings of each project, by slot."""
    base, undertakings = work.projects["base"], work.projects["undertakings"][0]
    return (base[:, None] + np.arange(SLOTS) * 7919) % undertakings


def _days(days: Ints) -> npt.NDArray[Any]:
    return days.astype("datetime64[D]")


# ---- What the value reading answers --------------------------------------------------------


def reading(work: Workload, said: Book) -> Answers:
    """The answers of the value reading, project by project, each in the register of all."""
    held = list(projects(tables(work), said))
    register = Register(project for project, _ in held)
    fx = rates(work) if work.variant == "fx" else None
    found = Answers(*(np.zeros(work.count, np.int64) for _ in range(3)),
                    *(np.zeros(len(held), np.int64) for _ in range(2)), 0)  # fmt: skip
    for number, (project, places) in enumerate(held):
        told = run(project, said, register=register, fx=fx).tally("claimed")
        columns = told.columns
        found.elig[places] = columns["cost", "eligible"]
        found.erdf[places] = columns["cost", "erdf"]
        found.mask[places] = masks(told, len(places))
        found.totals[number] = told.project["project.whole"]
        found.grants[number] = told.project["project.support"]
        partners = range(len(columns["partner", "whole"]))
        verdicts = [told.verdict("partner", row, "W-AID") for row in partners]
        assert Verdict.UNKNOWN not in verdicts
        found.findings += verdicts.count(Verdict.BROKEN)
    return found


def masks(told: Tally, count: int) -> list[int]:
    """The reason mask of each cost: the rules it breaks, and whether the ceiling took any."""
    found = [
        sum(bit for code, bit in BITS.items()
            if told.verdict("cost", row, code) is Verdict.BROKEN)
        for row in range(count)
    ]  # fmt: skip
    for row in {row for row, step, _, amount in told.refused if step == LIMITED and amount}:
        found[row] |= CEILING
    return found
