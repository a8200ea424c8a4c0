"""Random typed books and projects with holes: what a workload's checksum cannot show.

`draw_book(seed)` writes a book as an author would (every formula is text that must parse and
check), `draw_project(seed)` a project that leaves out facts, names rows that are not there,
holds credit notes and amounts of another currency. The same seed gives the same pair.
"""

import random
from datetime import date, timedelta
from typing import Any

TEXTS = {"en": "text", "lv": "teksts"}
CATEGORIES = ("staff", "travel", "land", "other")
RATES = ("85 %", "15 %", "2/37", "7 %", "100 %")


class Formulas:
    """Draws the text of a formula of a kind in a scope; `depth` is how much is left to nest."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.money = {
            "cost": [
                "cost.net",
                "cost.vat",
                "cost.vat_recoverable",
                "cost.extra",
                "cost.gross",
            ],
            "partner": ["partner.allowance"],
            "activity": ["cap"],
            "project": ["project.ceiling", "plan.support", "plan.total_cost"],
        }
        #: Money defines whose value may be looked up, by noun.
        self.known: dict[str, list[str]] = {"cost": [], "partner": [], "project": []}
        self.row: str | None = None
        #: The steps that may be added up: those that nothing still to be drawn can change.
        self.steps = ["gross"]

    def pick(self, *options: str) -> str:
        return self.draw.choice(options)

    def text(self, kind: str, scope: str, depth: int) -> str:
        leaf = depth <= 0 or self.draw.random() < 0.25
        return getattr(self, f"leaf_{kind}" if leaf else f"tree_{kind}")(scope, depth - 1)

    def leaf_money(self, scope: str, depth: int) -> str:
        options = [*self.money[scope], *self.known.get(scope, ()), "cap", "late_cap"]
        if scope == "cost":
            options += ["project.ceiling", "cost.partner.allowance", *self.known["project"]]
            options += [f"cost.{name}" for name in self.known["partner"]]
        return self.pick(*options)

    def tree_money(self, scope: str, depth: int) -> str:
        one, other = self.text("money", scope, depth), self.text("money", scope, depth)
        rate = self.text("rate", scope, depth)
        options = [
            f"({one} + {other})",
            f"({one} - {other})",
            f"({one} * {rate})",
            f"({one} / {self.pick('scale', 'whole')})",
            f"min({one}, {other})",
            f"max({one}, 0)",
            f"abs({one})",
            f"(-{one})",
            f"({one} if {self.text('bool', scope, depth)} else {other})",
        ]
        return self.pick(*options, *self.gathered("money", scope, depth))

    def gathered(self, kind: str, scope: str, depth: int) -> list[str]:
        """Aggregates over costs, for the scopes that costs belong to."""
        if scope == "cost" or self.row is not None:
            return []
        self.row = "cost"
        where = self.text("bool", "cost", depth - 1)
        amount = self.text("money", "cost", depth - 1)
        day = self.text("date", "cost", 0)
        self.row = None
        if "cost." not in where + "line.":
            where = "cost.flag"
        if not any(word in amount for word in ("cost.", "line.")):
            amount = "cost.net"
        if "cost." not in day:
            day = "cost.paid_on"
        tail = self.pick("", f", where={where}")
        return {
            "money": [
                f"total({amount}{tail})",
                f"total(line.{self.pick(*self.steps)})",
                f"largest({amount}{tail})",
                f"smallest({amount}{tail})",
            ],
            "bool": [
                f"(any({where} and cost.flag))",
                f"(all(cost.flag{tail}))",
                f"(count(cost.flag{tail}) > {self.pick('0', '1')})",
            ],
            "date": [f"smallest({day}{tail})", f"largest({day}{tail})"],
        }[kind]

    def leaf_rate(self, scope: str, depth: int) -> str:
        options = ["rate", "odd_rate", "term_rate"]
        return self.pick(*options, *(["paid_rate"] if scope == "cost" else []))

    def tree_rate(self, scope: str, depth: int) -> str:
        one, other = self.text("rate", scope, depth), self.text("rate", scope, depth)
        return self.pick(
            f"(1 - {one})",
            f"({one} * {other})",
            f"min({one}, {other})",
            f"({self.text('money', scope, depth)} / {self.text('money', scope, depth)})",
            f"({one} if {self.text('bool', scope, depth)} else {other})",
        )

    def leaf_date(self, scope: str, depth: int) -> str:
        options = ["first_day", "last_day", "plan.period.first", "project.agreement.signed_on"]
        return self.pick(*options, *(["cost.paid_on", "cost.incurred_on"] * (scope == "cost")))

    def tree_date(self, scope: str, depth: int) -> str:
        one, other = self.text("date", scope, depth), self.text("date", scope, depth)
        return self.pick(
            f"months_after({one}, some_months)",
            f"({one} + some_days)",
            f"({one} - some_days)",
            f"min({one}, {other})",
            f"({one} if {self.text('bool', scope, depth)} else {other})",
            *self.gathered("date", scope, depth),
        )

    def leaf_bool(self, scope: str, depth: int) -> str:
        options = {
            "cost": [
                "cost.flag",
                "cost.form == 'actual'",
                "cost.category in few",
                "cost.category not in ('land', 'other')",
                "known(cost.paid_on)",
                "known(cost.partner)",
                "cost.partner.large",
                "cost.partner.role == 'lead'",
            ],
            "partner": ["partner.large", "partner.role != 'lead'", "known(partner.allowance)"],
            "activity": ["activity.category in few", "known(activity.period.first)"],
            "project": ["known(plan.support)", "project.stage == 'running'"],
        }
        return f"({self.pick(*options[scope])})"

    def tree_bool(self, scope: str, depth: int) -> str:
        kind = self.pick("money", "money", "date", "rate")
        sign = self.pick("<", "<=", ">", ">=", "==", "!=")
        one, other = self.text(kind, scope, depth), self.text(kind, scope, depth)
        left, right = self.text("bool", scope, depth), self.text("bool", scope, depth)
        return self.pick(
            f"({one} {sign} {other})",
            f"({one} <= {other} {sign} {self.text(kind, scope, depth)})",
            f"({left} and {right})",
            f"({left} or {right})",
            f"(not {left})",
            f"({left} if {self.text('bool', scope, depth)} else {right})",
            f"(days_between({self.text('date', scope, depth)}, first_day) <= some_days)",
            f"(months_between(first_day, {self.text('date', scope, depth)}) < some_months)",
            f"known({one})" if kind != "date" else left,
            *self.gathered("bool", scope, depth),
        )


def draw_book(seed: int) -> dict[str, Any]:
    """A book in its file form, with everything this library acts on."""
    draw = random.Random(seed)
    formulas = Formulas(draw)
    book: dict[str, Any] = {
        "book": {
            "id": "test/random",
            "edition": 1,
            "title": TEXTS,
            "first_day": date(2014, 1, 1),
            "last_day": date(2030, 12, 31),
            "covers": [TEXTS],
            "leaves_out": [TEXTS],
        },
        "act": {"act": {"title": TEXTS}},
        "rounding": {
            "cents": {
                "mode": draw.choice(["down", "half_up", "half_even", "ceiling"]),
                "unit": "0.01",
                "verification": "unverified",
            },
            "euros": {
                "mode": draw.choice(["floor", "half_down", "up"]),
                "unit": "1",
                "verification": "unverified",
            },
        },
        "set": {"few": {"members": draw.sample(CATEGORIES, 2), "cite": "act#1"}},
        "fact": _facts(),
        "parameter": _parameters(draw),
        "define": {},
        "rule": {},
    }
    _defines(book, draw, formulas)
    _rules(book, draw, formulas)
    return book


def _facts() -> dict[str, Any]:
    def ask(kind: str) -> dict[str, Any]:
        return {"kind": kind, "ask": TEXTS, "cite": "act#2"}

    return {
        "cost": {"flag": ask("bool"), "extra": ask("money")},
        "partner": {"large": ask("bool"), "allowance": ask("money")},
        "project": {"ceiling": ask("money")},
    }


def _parameters(draw: random.Random) -> dict[str, Any]:
    def one(kind: str, *values: dict[str, Any], **more: Any) -> dict[str, Any]:
        held = [{"cite": "act#3", "verification": "unverified", **value} for value in values]
        return {"kind": kind, "title": TEXTS, "values": held, **more}

    middle = date(2017, 6, 30)
    after = middle + timedelta(days=1)
    lost = {"unknown": True, "why": TEXTS} if draw.random() < 0.5 else {"value": "900.00 EUR"}
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
            as_of=draw.choice(["project.agreement.signed_on", "plan.approved_on"]),
        ),
        "first_day": one("date", {"value": date(2016, 3, 1)}),
        "last_day": one("date", {"value": date(2018, 9, 30)}),
        "some_days": one("days", {"value": draw.randrange(0, 800)}),
        "some_months": one("months", {"value": draw.randrange(0, 40)}),
        "scale": one("number", {"value": "7"}),
        "whole": one("number", {"value": "0"}),
    }


def _defines(book: dict[str, Any], draw: random.Random, formulas: Formulas) -> None:
    def add(noun: str, name: str, depth: int = 3) -> None:
        made = {
            "value": formulas.text("money", noun, depth),
            "cite": "act#4",
            "rounding": draw.choice(["cents", "cents", "euros"]),
        }
        if draw.random() < 0.4:
            made["unless"] = {
                f"case{index}": {
                    "when": formulas.text("bool", noun, 2),
                    "value": formulas.text("money", noun, 1),
                    "cite": "act#5",
                    **({"over": ["case0"]} if index and draw.random() < 0.5 else {}),
                }
                for index in range(draw.randrange(1, 3))
            }
        book["define"].setdefault(noun, {})[name] = made

    add("project", "first_sum", 2)
    formulas.known["project"].append("project.first_sum")
    for index in range(draw.randrange(0, 3)):
        add("partner", f"share{index}")
        formulas.known["partner"].append(f"partner.share{index}")
    if draw.random() < 0.7:
        add("cost", "base", 2)
    for index in range(draw.randrange(0, 3)):
        add("cost", f"part{index}")
        formulas.known["cost"].append(f"cost.part{index}")
    formulas.steps = ["gross", "base", "admitted", "limited", "eligible"]
    if draw.random() < 0.8:
        add("project", "support", 3)
    for index in range(draw.randrange(0, 3)):
        add("project", f"sum{index}")
        formulas.known["project"].append(f"project.sum{index}")


def _rules(book: dict[str, Any], draw: random.Random, formulas: Formulas) -> None:
    def add(scope: str, **more: Any) -> None:
        code = f"T-{len(book['rule']):03}"
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
        if draw.random() < 0.5 and more.get("effect") != "limit":
            rule["met_when"] = formulas.text("bool", scope, 3)
        else:
            rule["measured"] = formulas.text("money", scope, 2)
            for side in draw.sample(["at_most", "at_least"], draw.randrange(1, 3)):
                rule[side] = formulas.text("money", scope, 2)
            if draw.random() < 0.5:
                rule["rounding"] = draw.choice(["cents", "euros"])
        book["rule"][code] = rule | more

    for scope in ("cost", "cost", "partner", "activity", "project"):
        add(scope)
    formulas.steps = ["gross"]
    held, formulas.known = formulas.known, {"cost": [], "partner": [], "project": []}
    for _ in range(draw.randrange(0, 3)):
        add("cost", effect="exclude")
    for step in draw.sample(["admitted", "admitted", "limited"], draw.randrange(0, 3)):
        add(
            "cost",
            effect="limit",
            limits=f"line.{step}",
            measured=f"cost.{step}",
            at_most=draw.choice(
                ["cap", "late_cap", "project.ceiling", "cost.partner.allowance"]
            ),
        )
    if draw.random() < 0.5:
        add(
            "project",
            effect="limit",
            limits="project.support",
            measured="project.support",
            at_most=draw.choice(["cap", "project.ceiling"]),
        )
    formulas.known = held
    for rule in book["rule"].values():
        if rule["effect"] == "limit":
            rule.pop("at_least", None)
            rule.pop("met_when", None)


def draw_project(seed: int) -> dict[str, Any]:
    """A project with holes, as plain objects."""
    draw = random.Random(seed * 7919 + 1)
    holes = draw.choice([0, 0, 0.05, 0.2])

    def maybe(**values: Any) -> dict[str, Any]:
        return {name: value for name, value in values.items() if draw.random() >= holes}

    def euros(low: int, high: int) -> str:
        cents = draw.randrange(low * 100, high * 100)
        return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02} EUR"

    def day() -> str:
        return (date(2016, 1, 1) + timedelta(days=draw.randrange(1200))).isoformat()

    partners = [
        {
            "id": f"P{index}",
            "role": "lead" if index == 0 else "partner",
            "facts": maybe(large=draw.random() < 0.5, allowance=euros(0, 2000)),
            "terms": {"term_rate": draw.choice(RATES)} if draw.random() < 0.3 else {},
        }
        for index in range(draw.randrange(1, 4))
    ]
    costs = []
    for index in range(draw.randrange(0, 14)):
        net = euros(-300, 0) if draw.random() < 0.1 else euros(0, 2500)
        cost = {"id": f"C{index}", "form": draw.choice(["actual", "lump", "in_kind"])}
        cost |= maybe(
            category=draw.choice(CATEGORIES),
            paid_on=day(),
            incurred_on=day(),
            net=net,
            vat=euros(0, 300),
            vat_recoverable=euros(0, 100),
            facts=maybe(flag=draw.random() < 0.5, extra=euros(0, 500)),
        )
        if draw.random() < 0.9:
            known = draw.random() < 0.95
            cost["partner"] = draw.choice(partners)["id"] if known else "NOBODY"
        if draw.random() < 0.02:
            cost["net"] = "100.00 SEK"
        costs.append(cost)
    plan = {"number": 1, "terms": {"term_rate": "33 %"} if draw.random() < 0.3 else {}}
    plan |= maybe(
        period="2016-01-01/2018-12-31",
        approved_on=day(),
        eligible=euros(1, 9000),
        support=euros(0, 9000),
        total_cost=euros(1, 9999),
    )
    plan |= maybe(
        activities=[
            {"id": f"A{index}", "category": draw.choice(CATEGORIES)} for index in range(2)
        ]
    )
    if draw.random() < 0.5:
        plan["budget"] = [
            {
                "id": f"B{index}",
                "category": draw.choice(CATEGORIES),
                "form": "actual",
                "amount": euros(1, 5000),
                **maybe(partner="P0"),
            }
            for index in range(draw.randrange(0, 4))
        ]
    project = {
        "schema_version": 1,
        "plans": [plan],
        "facts": maybe(ceiling=euros(0, 6000)),
        "agreement": {"book": "test/random", "currency": "EUR", **maybe(signed_on=day())},
    }
    project |= maybe(
        partners=partners, costs=costs, stage=draw.choice(["running", "completed"])
    )
    return project
