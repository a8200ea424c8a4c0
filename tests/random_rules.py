"""Draws the rules of a book: reports, exclusions, limits on one line and on many, blocks."""

import random
from typing import Any

from tests.random_formulas import Formulas

TEXTS = {"en": "text", "lv": "teksts"}
#: On which bases a rule about something wider than a line may be asked.
BASES = (
    *("plan", "claimed", "claimed", "accepted"),
    *(["plan", "claimed"], ["plan", "claimed", "accepted"]),
)
ORDERS = (
    *(["line.day", "line.id"], ["line.id"], ["cost.paid_on"], "pro_rata", "pro_rata"),
    *(["cost.incurred_on", "cost.id"], ["line.category", "line.day"], ["line.amount"]),
    *(["line.partner.role", "line.id"], ["line.id"]),
)
WIDER = ("project", "partner", "activity", "procurement")


class Rules:
    """Adds rules to a book."""

    def __init__(self, book: dict[str, Any], draw: random.Random, formulas: Formulas) -> None:
        self.book, self.draw, self.formulas = book, draw, formulas

    def add(self, scope: str, **more: Any) -> None:
        """A rule, with a condition or a measure unless `more` gives one."""
        draw, formulas = self.draw, self.formulas
        code = f"T-{len(self.book['rule']):03}"
        rule = {
            "name": f"rule-{code.lower()}",
            "scope": scope,
            "cite": ["act#6"],
            "title": TEXTS,
            "why": TEXTS,
            "remedy": TEXTS,
            "severity": draw.choice(["breach", "warning", "note"]),
            "effect": "report",
        }
        if draw.random() < 0.5:
            rule["applies_when"] = formulas.text("bool", scope, 2)
        if "measured" in more:
            rule |= {"rounding": draw.choice(["cents", "euros"])} if draw.random() < 0.3 else {}
        elif "met_when" not in more:
            rule |= self.asked(scope)
        if draw.random() < 0.2:
            rule["unless"] = self.exception(scope, lifted=more.get("effect") == "limit")
        self.book["rule"][code] = rule | more

    def asked(self, scope: str) -> dict[str, Any]:
        """What a rule asks: a condition, or an amount and its limits."""
        draw, formulas = self.draw, self.formulas
        if draw.random() < 0.5:
            return {"met_when": formulas.text("bool", scope, 3)}
        rule = {"measured": formulas.text("money", scope, 2)}
        for side in draw.sample(["at_most", "at_least"], draw.randrange(1, 3)):
            rule[side] = formulas.text("money", scope, 2)
        if draw.random() < 0.5:
            rule["rounding"] = draw.choice(["cents", "euros"])
        return rule

    def exception(self, scope: str, *, lifted: bool) -> dict[str, Any]:
        made = {"when": self.formulas.text("bool", scope, 1), "cite": "act#8"}
        if not lifted and self.draw.random() < 0.5:
            made["met_when"] = self.formulas.text("bool", scope, 1)
        return {"not-here": made}

    def wider(self, scope: str) -> dict[str, Any]:
        """The basis of a rule; those about lines say it themselves."""
        if scope in ("line", "cost", "budget_line", "entry"):
            return {}
        return {"basis": self.draw.choice(BASES)}

    def reports(self) -> None:
        groups = list(self.book["group"])
        for scope in ("cost", "cost", "partner", "activity", "project"):
            self.add(scope)
        more = ["line", "budget_line", "procurement", "entry", "plan", *groups, *groups]
        for scope in self.draw.sample(more, min(len(more), 3)):
            self.add(scope, **self.wider(scope))

    def exclusion(self) -> None:
        groups = list(self.book["group"])
        scope = self.draw.choice(["cost", "cost", "line", "plan", *WIDER, *groups])
        self.add(scope, effect="exclude", **self.wider(scope))

    def block(self, noun: str, when: str) -> None:
        """Takes away a method where it is used."""
        basis = self.draw.choice(["plan", "claimed", ["plan", "claimed"]])
        self.add(
            noun,
            effect="block",
            applies_when=when,
            met_when=self.formulas.leaf_bool(noun, 0),
            basis=basis,
        )

    def limit(self, step: str) -> None:
        """A limit on one line, or on all lines of something wider."""
        if self.draw.random() < 0.4:
            self.limit_on_one(step)
        else:
            self.limit_on_many(step)

    def limit_on_one(self, step: str) -> None:
        draw = self.draw
        scope = draw.choice(["cost", "cost", "line", "budget_line"])
        caps = ["cap", "late_cap", "project.ceiling"]
        caps += [f"{scope}.partner.allowance", f"{scope}.partner.allowance"]
        caps += [f"price_list[{scope}.category]"] * (scope != "line")
        self.add(
            scope,
            effect="limit",
            limits=f"line.{step}",
            measured=f"{scope}.{step}",
            at_most=draw.choice(caps),
        )

    def limit_on_many(self, step: str) -> None:
        draw, formulas = self.draw, self.formulas
        scope = draw.choice(["project", "partner", *WIDER, *self.book["group"]])
        nouns = [one for one in formulas.rows[scope] if one in ("line", "cost", "budget_line")]
        noun = draw.choice(nouns)
        caps = ["cap", "late_cap", *formulas.money[scope]]
        caps += [f"{scope}.{name}" for name in formulas.known.get(scope, ())]
        more: dict[str, Any] = {}
        where = ""
        if noun == "line" and (formulas.kept or draw.random() < 0.6):
            where = draw.choice([*formulas.bool["line"], formulas.text("bool", "line", 1)])
            where = formulas.kept or (where if "line." in where else "line.category in few")
            more["where"] = where
            where = f", where={where}"
        self.add(
            scope,
            effect="limit",
            limits=f"line.{step}",
            measured=f"total({noun}.{step}{where})",
            at_most=draw.choice(caps),
            consume=draw.choice(ORDERS),
            **self.wider(scope),
            **more,
        )

    def limit_on_support(self) -> None:
        self.add(
            "project",
            effect="limit",
            limits="project.support",
            measured="project.support",
            at_most=self.draw.choice(["cap", "project.ceiling"]),
            basis=self.draw.choice(BASES),
        )
