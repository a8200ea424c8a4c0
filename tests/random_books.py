"""Random typed books: what a workload's checksum cannot show.

`draw_book(seed)` writes a book as an author would: every formula is text that must parse and
check. It draws the amounts in the order in which they may read each other, so that none goes
round: what lines and groups say, exclusions, limits, computed lines, limits again, totals.
The same seed gives the same book; `random_projects` draws the projects beside it.
"""

import random
from datetime import date, timedelta
from typing import Any

from tests.random_formulas import CATEGORIES, Formulas
from tests.random_projects import KINDS, RATES, draw_asked, draw_project
from tests.random_rules import Rules
from tests.random_sources import share_out

__all__ = ["draw_asked", "draw_book", "draw_project"]

TEXTS = {"en": "text", "lv": "teksts"}
GROUPS = {
    "partner_category": {"by": ["partner", "category"], "of": ["cost", "budget_line"]},
    "sort": {"by": ["kind"], "of": ["cost", "budget_line"]},
    "place": {"by": ["activity", "partner"], "of": ["cost"]},
    "bid": {"by": ["kind", "partner"], "of": ["budget_line"]},
}


def draw_book(seed: int, *, sure: bool = False) -> dict[str, Any]:
    """A book in its file form, with everything this library acts on.

    With `sure` it asks of nothing whether it is known, and takes in of a line no more than
    there is: then no fact that is added can turn what was decided without it.
    """
    draw = random.Random(seed)
    book: dict[str, Any] = {
        "book": _head(),
        "act": {"act": {"title": TEXTS}},
        "rounding": _roundings(draw),
        "set": {"few": {"members": draw.sample(CATEGORIES, 2), "cite": "act#1"}},
        "fact": _facts(),
        "table": {"price_list": _prices(draw)},
        "parameter": _parameters(draw),
        "group": {name: GROUPS[name] for name in draw.sample(list(GROUPS), draw.randrange(3))},
        "define": {},
        "rule": {},
    }
    _Amounts(book, draw, sure).fill()
    share_out(book, seed)
    return book


def _head() -> dict[str, Any]:
    return {
        "id": "test/random",
        "edition": 1,
        "title": TEXTS,
        "first_day": date(2014, 1, 1),
        "last_day": date(2030, 12, 31),
        "covers": [TEXTS],
        "leaves_out": [TEXTS],
    }


def _roundings(draw: random.Random) -> dict[str, Any]:
    def one(unit: str, *modes: str) -> dict[str, Any]:
        return {"mode": draw.choice(modes), "unit": unit, "verification": "unverified"}

    return {
        "cents": one("0.01", "down", "half_up", "half_even", "ceiling"),
        "euros": one("1", "floor", "half_down", "up"),
    }


def _facts() -> dict[str, Any]:
    def ask(kind: str, **more: Any) -> dict[str, Any]:
        return {"kind": kind, "ask": TEXTS, "cite": "act#2", **more}

    sort = ask("code", codes=list(KINDS))
    return {
        "cost": {"flag": ask("bool"), "extra": ask("money"), "kind": sort},
        "budget_line": {"kind": sort},
        "partner": {"large": ask("bool"), "allowance": ask("money")},
        "project": {"ceiling": ask("money")},
    }


def _prices(draw: random.Random) -> dict[str, Any]:
    def row(category: str) -> dict[str, Any]:
        if draw.random() < 0.2:
            return {"category": category, "unknown": True, "cite": "act#7"}
        verified = {"verification": "verified", "checked_on": date(2026, 11, 21)}
        return {
            "category": category,
            "value": f"{draw.randrange(2000)}.{draw.choice(['00', '37'])} EUR",
            "cite": "act#7",
            **(verified if draw.random() < 0.5 else {"verification": "unverified"}),
        }

    rows = [row(category) for category in draw.sample(CATEGORIES, 3)]
    return {"keys": ["category"], "gives": "money", "rows": rows}


def _parameters(draw: random.Random) -> dict[str, Any]:
    def one(kind: str, *values: dict[str, Any], **more: Any) -> dict[str, Any]:
        held = [{"cite": "act#3", "verification": "unverified", **value} for value in values]
        return {"kind": kind, "title": TEXTS, "values": held, **more}

    middle = date(2017, 6, 30)
    after = middle + timedelta(days=1)
    lost = {"unknown": True, "why": TEXTS} if draw.random() < 0.5 else {"value": "900.00 EUR"}
    signed = {"as_of": "project.agreement.signed_on"}
    return {
        "rate": one("rate", {"value": draw.choice(RATES)}),
        "odd_rate": one("rate", {"value": draw.choice(RATES)}),
        "term_rate": one("rate", {"value": "40 %"}, set_in=["partner", "plan", "book"]),
        "paid_rate": one(
            "rate",
            {"value": "80 %", "from": date(2016, 1, 1), "to": middle},
            {"value": "1/3", "from": after, "to": date(2018, 12, 31)},
            as_of="cost.paid_on",
        ),
        "cap": one("money", {"value": f"{draw.randrange(0, 3000)}.00 EUR"}),
        "late_cap": one(
            "money",
            {"value": "1234.56 EUR", "to": middle},
            {**lost, "from": after},
            as_of=draw.choice(["project.agreement.signed_on", "plan.approved_on", "on"]),
        ),
        "first_day": one("date", {"value": date(2016, 3, 1)}),
        "last_day": one("date", {"value": date(2018, 9, 30)}),
        "some_days": one("days", {"value": draw.randrange(0, 800)}),
        "some_months": one("months", {"value": draw.randrange(0, 40)}),
        "scale": one("number", {"value": "7"}),
        "whole": one("number", {"value": "0"}),
        "direct": one(
            "set",
            {"value": ["travel", "land"], "to": middle},
            {"value": ["travel", "other"], "from": after},
            **signed,
        ),
    }


class _Amounts:
    """Fills a book with defines and rules, stage by stage."""

    def __init__(self, book: dict[str, Any], draw: random.Random, sure: bool) -> None:
        self.book, self.draw, self.sure = book, draw, sure
        self.formulas = Formulas(draw, sure=sure)
        self.rules = Rules(book, draw, self.formulas)
        self.computed = draw.choice([(), (), ("staff",), ("staff", "office", "indirect")])

    def fill(self) -> None:
        formulas, rules, draw = self.formulas, self.rules, self.draw
        if self.computed:
            formulas.kept = "line.category in ('land', 'travel')"
        self.groups()
        self.of_rows()
        for _ in range(draw.randrange(0, 3)):
            rules.exclusion()
        formulas.steps = ("gross", "base", "admitted")
        for _ in range(draw.choice([0, 0, 1, 2, 3])):
            rules.limit("admitted")
        formulas.steps = ("gross", "base", "admitted", "limited")
        for category in self.computed:
            self.computed_line(category)
        formulas.kept = ""
        self.several("project", "middle", 2)
        if draw.random() < 0.5:
            self.several("partner", "room", 2)
        for _ in range(draw.choice([0, 1, 1, 2])):
            rules.limit("limited")
        formulas.steps = (*formulas.steps, "eligible")
        if draw.random() < 0.8:
            self.add("project", "support", 3)
        self.several("project", "sum", 3)
        rules.reports()
        if draw.random() < 0.5:
            rules.limit_on_support()

    def groups(self) -> None:
        for name, said in self.book["group"].items():
            self.formulas.add_group(name, tuple(said["by"]), tuple(said["of"]))
            member = self.draw.choice(said["of"])
            where = self.draw.choice(["", f", where={member}.category in few"])
            self.define(name, "spent", f"total({member}.gross{where})")
            self.formulas.open_group(name, "spent")

    def of_rows(self) -> None:
        """What rows say of themselves, before any rule has taken something."""
        draw = self.draw
        self.add("project", "first_sum", 2, known=True)
        self.several("partner", "share", 3)
        if draw.random() < 0.7:
            self.base(draw.choice(["cost", "cost", "line", "budget_line"]))
        self.several("cost", "part", 3)
        if draw.random() < 0.5:
            within = draw.choice(["project", "partner", *self.book["group"]])
            linked = ("project", "partner", *self.formulas.links["cost"])
            amount = self.formulas.text("money", "cost", 1)
            order = draw.choice(["(cost.paid_on, cost.id)", "cost.id", "cost.incurred_on"])
            if within in linked:
                text = f"running_total({amount}, within={within}, order={order})"
                self.define("cost", "so_far", text)
                self.formulas.known["cost"] = [*self.formulas.known.get("cost", ()), "so_far"]

    def base(self, noun: str) -> None:
        """What is taken in of a line."""
        if not self.sure:
            self.add(noun, "base", 2)
            return
        gross = f"{noun}.gross"
        text = self.formulas.text("money", noun, 2)
        self.define(noun, "base", f"max(min({text}, max({gross}, 0)), min({gross}, 0))")
        self.book["define"][noun]["base"]["rounding"] = "cents"

    def several(self, noun: str, name: str, depth: int) -> None:
        for index in range(self.draw.randrange(0, 3)):
            self.add(noun, f"{name}{index}", depth, known=True)

    def add(self, noun: str, name: str, depth: int, *, known: bool = False) -> None:
        draw, formulas = self.draw, self.formulas
        self.define(noun, name, formulas.text("money", noun, depth))
        if draw.random() < 0.4:
            self.book["define"][noun][name]["unless"] = {
                f"case{index}": {
                    "when": formulas.text("bool", noun, 2),
                    "value": formulas.text("money", noun, 1),
                    "cite": "act#5",
                    **({"over": ["case0"]} if index and draw.random() < 0.5 else {}),
                }
                for index in range(draw.randrange(1, 3))
            }
        if known:
            formulas.known[noun] = [*formulas.known.get(noun, ()), name]

    def define(self, noun: str, name: str, value: str, **more: Any) -> None:
        rounding = self.draw.choice(["cents", "cents", "euros"])
        made = {"value": value, "cite": "act#4", "rounding": rounding, **more}
        self.book["define"].setdefault(noun, {})[name] = made

    def computed_line(self, category: str) -> None:
        """A flat rate on lines of other categories, those of earlier flat rates among them."""
        draw, formulas = self.draw, self.formulas
        owners = [name for name in self.book["group"] if name in formulas.rows]
        noun = draw.choice(["partner", "partner", "project", "activity", *owners])
        bases = ["line.category in direct", "line.category == 'travel'"]
        later = {"staff": ("staff", "office", "indirect"), "office": ("office", "indirect")}
        shut = later.get(category, ("indirect",))
        bases.append(" and ".join(f"line.category != '{one}'" for one in shut))
        where = draw.choice(bases) + draw.choice(["", "", " and line.form != 'lump'"])
        rows = formulas.rows.get(noun, ())
        step = draw.choice(["limited", "limited", "gross"])
        base = f"total(line.{step}, where={where})" if "line" in rows else (
            f"total({rows[0]}.{step})" if rows else "cap"
        )  # fmt: skip
        more: dict[str, Any] = {"counts_as": category}
        if draw.random() < 0.7:
            more["when"] = formulas.leaf_bool(noun, 0)[1:-1]
        self.define(noun, f"flat_{category}", f"{base} * rate", **more)
        if "when" in more and draw.random() < 0.5:
            self.rules.block(noun, more["when"])
