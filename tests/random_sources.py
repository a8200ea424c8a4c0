"""Random sources of funding, and what a book says of them; drawn beside everything else.

They have generators of their own: a seed gives the same lines and rules with and without.
"""

import random
from typing import Any

from tests.random_formulas import CATEGORIES

REGIONS = ("LV006", "LV007")
KINDS = ("union", "union", "national_public", "other_public", "private", "own")
RATES = ("85 %", "40 %", "2/37", "0 %", "100 %", "7.5 %")


def add_sources(project: dict[str, Any], seed: int) -> None:
    """Give most plans sources, and most partners a region."""
    draw = random.Random(seed * 32452843 + 7)
    holes = draw.choice([0, 0, 0.1])
    partners = [one["id"] for one in project.get("partners", ())]
    _add_regions(project, draw, holes)
    for plan in project["plans"]:
        if draw.random() < 0.85:
            count = draw.randrange(0, 5)
            plan["sources"] = [
                _source(draw, index, index == count - 1, partners, holes)
                for index in range(count)
            ]


def fill_sources(project: dict[str, Any], seed: int) -> None:
    """What sources and partners leave out: rates and regions."""
    draw = random.Random(seed * 49979687 + 11)
    _add_regions(project, draw, 0)
    for plan in project["plans"]:
        for source in plan.get("sources", ()):
            if not source["residual"] and not source.keys() & {"rate", "amount"}:
                source["rate"] = draw.choice(RATES)


def _add_regions(project: dict[str, Any], draw: random.Random, holes: float) -> None:
    for partner in project.get("partners", ()):
        if "region" not in partner and draw.random() >= holes:
            partner["region"] = draw.choice(REGIONS)


def _source(
    draw: random.Random, index: int, last: bool, partners: list[str], holes: float
) -> dict[str, Any]:
    source: dict[str, Any] = {
        "id": f"S{index}",
        "fund": draw.choice(["ERDF", "state", "own"]),
        "kind": draw.choice(KINDS),
        "base": "public" if draw.random() < 0.15 else "total",
        "order": draw.randrange(1, 4),
        "residual": last and draw.random() < 0.8,
    }
    if not source["residual"] and draw.random() >= holes:
        how = draw.random()
        if how < 0.75:
            source["rate"] = draw.choice(RATES)
        if how > 0.55:
            currency = "SEK" if draw.random() < 0.02 else "EUR"
            source["amount"] = f"{draw.randrange(0, 4000)}.{draw.randrange(100):02} {currency}"
    if draw.random() < 0.4:
        source["covers"] = _coverage(draw, partners)
    return source


def _coverage(draw: random.Random, partners: list[str]) -> dict[str, Any]:
    some = {
        "partner": [*partners, "NOBODY"],
        "category": CATEGORIES,
        "activity": ["A0", "A1"],
        "region": REGIONS,
    }
    names = draw.sample(list(some), draw.choice([1, 1, 2]))
    return {
        name: draw.sample(some[name], draw.randrange(1, len(some[name]) + 1)) for name in names
    }


def share_out(book: dict[str, Any], seed: int) -> None:
    """Let half of the books say how sources share the lines, and ask about it."""
    draw = random.Random(seed * 86028121 + 13)
    if draw.random() < 0.5:
        return
    amounts = book["define"].setdefault("source", {})
    rounding = draw.choice(["cents", "cents", "euros"])
    amounts["bears"] = {"strands": "waterfall", "rounding": rounding, "cite": "act#22"}
    grant = {
        "value": "total(source.bears, where=source.kind == 'union')",
        "cite": "act#22",
    }
    book["define"].setdefault("project", {})["from_union"] = grant
    texts = {"en": "text", "lv": "teksts"}
    book["rule"]["T-900"] = {
        "name": "no-more-than-agreed",
        "scope": "source",
        "basis": draw.choice(["plan", "claimed"]),
        "cite": ["act#22"],
        "title": texts,
        "why": texts,
        "remedy": texts,
        "severity": "warning",
        "effect": "report",
        "measured": "source.bears",
        "at_most": "source.amount",
    }
