"""Random projects with holes: they leave out facts, name rows that are not there, hold credit
notes, amounts of another currency, decisions on costs, a second plan.
"""

import random
from collections.abc import Iterable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from tests.random_formulas import CATEGORIES
from tests.random_sources import add_sources, fill_sources

RATES = ("85 %", "15 %", "2/37", "7 %", "100 %")
KINDS = ("a", "b")
METHODS = ("real", "flat", "flat", "unit")
ENTRIES = ("declared", "deducted", "parked", "released", "withdrawn", "corrected", "recovered")
FORMS = ("actual", "lump", "in_kind")


def draw_project(seed: int) -> dict[str, Any]:
    """A project as plain objects; the same seed gives the same project."""
    draw = random.Random(seed * 7919 + 1)
    project = _Drawn(draw, draw.choice([0, 0, 0.05, 0.2])).project()
    add_sources(project, seed)
    return project


def fill(project: dict[str, Any], seed: int) -> dict[str, Any]:
    """A completion of a project: facts that it leaves out, filled in at random.

    No row and no link is added: a link that is not set is none, and not unknown.
    """
    draw = random.Random(seed * 15485863 + 5)
    filled = _Drawn(draw, 0).filled(deepcopy(project))
    fill_sources(filled, seed)
    return filled


def draw_asked(seed: int) -> dict[str, Any]:
    """What a check is asked beside the project: a day, only what is verified."""
    draw = random.Random(seed * 104729 + 3)
    asked: dict[str, Any] = {}
    if draw.random() < 0.3:
        asked["on"] = _some_day(draw)
    if draw.random() < 0.1:
        asked["require_verified"] = True
    return asked


def _some_day(draw: random.Random) -> date:
    return date(2016, 1, 1) + timedelta(days=draw.randrange(1200))


#: The facts of each kind of row that may be filled in; `facts` stands for the book's own.
FILLED = {
    "costs": ("category", "paid_on", "incurred_on", "net", "vat", "vat_recoverable", "facts"),
    "partners": ("facts",),
    "procurements": ("value", "procedure", "awarded_on"),
    "budget": ("facts",),
    "activities": ("period",),
}
FIGURES = ("period", "eligible", "support", "total_cost", "options")


class _Drawn:
    """One project while it is drawn; each fact is left out with the chance `holes`."""

    def __init__(self, draw: random.Random, holes: float) -> None:
        self.draw, self.holes = draw, holes
        self.days = [self.day() for _ in range(4)]

    def maybe(self, **values: Any) -> dict[str, Any]:
        return {name: one for name, one in values.items() if self.draw.random() >= self.holes}

    def euros(self, low: int, high: int) -> str:
        cents = self.draw.randrange(low * 100, high * 100)
        sign, (whole, rest) = "-" if cents < 0 else "", divmod(abs(cents), 100)
        return f"{sign}{whole}.{rest:02} {'SEK' if self.draw.random() < 0.005 else 'EUR'}"

    def day(self) -> str:
        return _some_day(self.draw).isoformat()

    def near_day(self) -> str:
        """A day that other rows may have too."""
        return self.draw.choice([*self.days, self.day()])

    def named(self, chance: float, *names: str) -> str | None:
        """An id, sometimes of nobody, sometimes none."""
        draw = self.draw
        if draw.random() >= chance:
            return None
        return draw.choice(names) if names and draw.random() < 0.96 else "NOBODY"

    def project(self) -> dict[str, Any]:
        draw = self.draw
        self.partners = [f"P{index}" for index in range(draw.randrange(1, 4))]
        costs = [self.cost(index) for index in range(draw.randrange(0, 14))]
        project = {
            "schema_version": 1,
            "plans": self.plans(),
            "facts": self.maybe(ceiling=self.euros(0, 6000)),
            "agreement": {
                "book": "test/random",
                "currency": "EUR",
                **self.maybe(signed_on=self.day()),
            },
        }
        project |= self.maybe(
            partners=[self.partner(name) for name in self.partners],
            costs=costs,
            stage=draw.choice(["running", "completed"]),
            procurements=[self.procurement(index) for index in range(2)],
        )
        if draw.random() < 0.6:
            project["entries"] = [
                self.entry(index, [one["id"] for one in costs])
                for index in range(draw.randrange(0, 6))
            ]
        return project

    def partner(self, name: str) -> dict[str, Any]:
        draw = self.draw
        return {
            "id": name,
            "role": "lead" if name == "P0" else "partner",
            "facts": self.maybe(large=draw.random() < 0.5, allowance=self.euros(0, 2000)),
            "terms": {"term_rate": draw.choice(RATES)} if draw.random() < 0.3 else {},
        }

    def cost(self, index: int) -> dict[str, Any]:
        draw = self.draw
        net = self.euros(-300, 0) if draw.random() < 0.1 else self.euros(0, 2500)
        cost = {"id": f"C{index}", "form": draw.choice(FORMS)}
        cost |= self.maybe(
            category=draw.choice(CATEGORIES),
            paid_on=self.near_day(),
            incurred_on=self.near_day(),
            net=net,
            vat=self.euros(0, 300),
            vat_recoverable=self.euros(0, 100),
            facts=self.maybe(
                flag=draw.random() < 0.5, extra=self.euros(0, 500), kind=draw.choice(KINDS)
            ),
        )
        links = {
            "partner": self.named(0.9, *self.partners),
            "activity": self.named(0.7, "A0", "A1"),
            "procurement": self.named(0.5, "W0", "W1"),
            "reverses": self.named(0.1, *(f"C{one}" for one in range(index))),
        }
        return cost | {name: one for name, one in links.items() if one is not None}

    def procurement(self, index: int) -> dict[str, Any]:
        draw = self.draw
        return {
            "id": f"W{index}",
            "kind": draw.choice(["works", "supplies", "services"]),
            **self.maybe(
                value=self.euros(0, 3000),
                procedure=draw.choice(["open", "closed"]),
                awarded_on=self.day(),
            ),
        }

    def entry(self, index: int, costs: list[str]) -> dict[str, Any]:
        draw = self.draw
        about = (
            {"cost": draw.choice([*costs, "NOBODY"])}
            if draw.random() < 0.85
            else {"procurement": "W0"}
        )
        return {
            "id": f"E{index}",
            "kind": draw.choice(ENTRIES),
            "amount": self.euros(0, 900),
            "decided_on": self.day(),
            **about,
        }

    # -- what is left out ----------------------------------------------------------------------

    def filled(self, project: dict[str, Any]) -> dict[str, Any]:
        self.partners = [one["id"] for one in project.get("partners", ())]
        drawn = {
            "costs": lambda: self.cost(0),
            "partners": lambda: self.partner("P0"),
            "procurements": lambda: self.procurement(0),
            "budget": lambda: self.budget_line(0),
            "activities": lambda: self.activity("A0"),
        }
        for holder in (project, *project["plans"]):
            for name, names in FILLED.items():
                for row in holder.get(name, ()):
                    self.add(row, drawn[name](), names)
        for plan in project["plans"]:
            self.add(plan, self.plan(1), FIGURES)
        self.add(project, {"stage": "running"}, ("stage",))
        self.add(project["facts"], {"ceiling": self.euros(0, 6000)}, ("ceiling",))
        self.add(project["agreement"], {"signed_on": self.day()}, ("signed_on",))
        return project

    def add(self, row: dict[str, Any], drawn: dict[str, Any], names: Iterable[str]) -> None:
        """Most of what a row leaves out."""
        for name in names:
            if name == "facts":
                self.add(row.setdefault("facts", {}), drawn["facts"], drawn["facts"])
            elif name not in row and name in drawn and self.draw.random() < 0.8:
                row[name] = drawn[name]

    # -- plans ---------------------------------------------------------------------------------

    def plans(self) -> list[dict[str, Any]]:
        plans = [self.plan(1)]
        if self.draw.random() < 0.25:
            plans[0] |= {"effective_from": "2016-01-01", "approved_on": "2016-01-01"}
            second = {"effective_from": "2017-01-01", "approved_on": "2017-01-01"}
            plans.append(self.plan(2) | second)
        return plans

    def plan(self, number: int) -> dict[str, Any]:
        draw = self.draw
        plan: dict[str, Any] = {"number": number}
        plan["terms"] = {"term_rate": "33 %"} if draw.random() < 0.3 else {}
        plan |= self.maybe(
            period="2016-01-01/2018-12-31",
            approved_on=self.day(),
            eligible=self.euros(1, 9000),
            support=self.euros(0, 9000),
            total_cost=self.euros(1, 9999),
            activities=[self.activity(f"A{index}") for index in range(2)],
            options=[self.option() for _ in range(draw.choice([0, 1, 1, 2, 3]))],
        )
        if draw.random() < 0.6:
            plan["budget"] = [self.budget_line(one) for one in range(draw.randrange(0, 6))]
        return plan

    def activity(self, name: str) -> dict[str, Any]:
        made = {"id": name, "category": self.draw.choice(CATEGORIES)}
        made |= self.maybe(period="2016-02-01/2017-01-31")
        partner = self.named(0.5, *self.partners)
        return made | ({"partner": partner} if partner else {})

    def option(self) -> dict[str, Any]:
        made = {
            "covers": self.draw.choice(["staff", "office"]),
            "method": self.draw.choice(METHODS),
        }
        partner = self.named(0.4, *self.partners)
        return made | ({"partner": partner} if partner else {})

    def budget_line(self, index: int) -> dict[str, Any]:
        draw = self.draw
        made = {
            "id": f"B{index}",
            "category": draw.choice(CATEGORIES),
            "form": draw.choice(FORMS),
            "amount": self.euros(1, 5000),
            "facts": self.maybe(kind=draw.choice(KINDS)),
        }
        links = {
            "partner": self.named(0.8, *self.partners),
            "activity": self.named(0.6, "A0", "A1"),
        }
        return made | {name: one for name, one in links.items() if one is not None}
