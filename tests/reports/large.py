"""A drawn project of many lines under a book of forty rules, each broken somewhere."""

import random
from datetime import date, timedelta
from typing import Any

from tests.checks.small import book, parameter, project, rule

RULES = 40
CATEGORIES = ("staff", "travel", "equipment", "services")


def large_book(seed: int = 7, *, wordy: bool = False) -> dict[str, Any]:
    """Forty rules on costs: some report, some exclude, some cut, two are over several lines."""
    draw = random.Random(seed)
    spans = [(930, 990) if at % 5 == 4 else (50, 900) for at in range(RULES)]
    parameters = {
        f"cap_{at}": parameter("money", {"value": f"{draw.randint(*span)}.00 EUR"})
        for at, span in enumerate(spans)
    }
    rules = {f"T-{at:02}": _rule(at) for at in range(RULES)}
    for one in rules.values() if wordy else ():
        if one["scope"] == "cost":
            title = {"en": "{subject} of {cost.supplier}", "lv": "{subject} no {cost.supplier}"}
            one["title"] = {code: f"{one['title'][code]}: {title[code]}" for code in title}
    titled = {
        code: {"title": {"en": code, "lv": code}, "cite": "act#1"}
        for code in (*CATEGORIES, "office")
    }
    return book(
        parameter=parameters | {"share": parameter("rate", {"value": "15 %"})},
        category=titled,
        group={
            "partner_category": {"by": ["partner", "category"], "of": ["cost", "budget_line"]}
        },
        define={
            "partner": {
                "office_flat": {
                    "value": "total(line.limited, where=line.category == 'staff') * share",
                    "counts_as": "office",
                    "rounding": "cents",
                    "cite": "act#15",
                }
            }
        },
        rule=rules,
    )


def _rule(at: int) -> dict[str, Any]:
    """The rule at a place; every fifth excludes, every seventh cuts, the last two share."""
    told = {
        "name": f"rule-number-{at}",
        "title": {
            "en": "{measured} paid on {cost.paid_on} is above {limit}, by {margin}",
            "lv": "{measured}, samaksāts {cost.paid_on}, pārsniedz {limit} par {margin}",
        },
        "measured": "cost.net",
        "at_most": f"cap_{at}",
    }
    if at >= RULES - 2:
        told |= {
            "title": {
                "en": "{measured} is above {limit}",
                "lv": "{measured} pārsniedz {limit}",
            },
            "measured": "total(line.limited)",
            "basis": "claimed",
            "effect": "limit",
            "limits": "line.limited",
            "consume": ["line.day", "line.id"],
        }
        return rule(("partner_category", "partner")[at - RULES + 2], **told)
    if at % 5 == 4:
        told |= {
            "effect": "exclude",
            "applies_when": f"cost.category == '{CATEGORIES[at % 4]}'",
        }
    elif at % 7 == 6:
        told |= {"effect": "limit", "limits": "line.admitted"}
        told |= {"measured": "cost.admitted"}
    return rule("cost", **told)


def large_project(lines: int = 5_000, seed: int = 7, *, wordy: bool = False) -> dict[str, Any]:
    """So many costs of nine partners; a few say no day, so that some questions are open.

    A wordy project has the longest ids there may be, and suppliers of two thousand letters.
    """
    draw = random.Random(seed)
    costs = []
    for at in range(lines):
        said = {
            "id": f"INV-{at:05}",
            "form": "actual",
            "net": f"{draw.randint(1, 1_000)}.{draw.randint(0, 99):02} EUR",
            "vat": "0.00 EUR",
            "partner": f"P{draw.randint(1, 9)}",
            "category": draw.choice(CATEGORIES),
            "paid_on": str(date(2016, 1, 1) + timedelta(days=draw.randint(0, 900))),
        }
        if wordy:
            said |= {"id": f"INV-{at:05}".ljust(200, "x"), "supplier": "SIA " + "ē" * 2_000}
        if at % 1_000 == 999:
            del said["net"]
        costs.append(said)
    partners = [
        {"id": f"P{at}", "role": "partner" if at > 1 else "lead"} for at in range(1, 10)
    ]
    return project(*costs, partners=partners)
