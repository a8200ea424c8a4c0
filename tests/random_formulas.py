"""Draws the text of formulas: every kind in every scope, with holes where a book has holes."""

import random
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

CATEGORIES: Final = ("staff", "travel", "land", "other")
#: What each noun states, by kind; `{}` stands for its word.
MONEY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cost": (
            *(f"cost.{name}" for name in ("net", "vat", "vat_recoverable", "extra", "gross")),
            *("cost.declared", "cost.accepted", "cost.partner.allowance", "cost.net"),
            *("cost.procurement.value", "cost.activity.partner.allowance", "project.ceiling"),
            *("cost.reverses.net", "cost.plan.support"),
        ),
        "line": ("line.amount", "line.gross", "line.partner.allowance"),
        "budget_line": ("budget_line.amount", "budget_line.gross"),
        "partner": ("partner.allowance",),
        "activity": ("activity.partner.allowance",),
        "procurement": ("procurement.value",),
        "entry": ("entry.amount", "entry.cost.net"),
        "plan": ("plan.support", "plan.total_cost"),
        "project": ("project.ceiling", "plan.support", "plan.total_cost"),
    }
)
BOOL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cost": (
            *("cost.flag", "cost.form == 'actual'", "cost.category in few"),
            *("cost.category not in ('land', 'other')", "known(cost.paid_on)"),
            *("known(cost.partner)", "cost.partner.large", "cost.partner.role == 'lead'"),
            *("cost.partner.option.staff == 'flat'", "cost.procurement.kind == 'works'"),
        ),
        "line": (
            *("line.category in few", "line.category == 'travel'", "line.form == 'actual'"),
            *("line.partner.large", "known(line.day)", "known(line.partner)"),
        ),
        "budget_line": (
            *("budget_line.category in few", "budget_line.form != 'lump'"),
            "known(budget_line.partner)",
        ),
        "partner": (
            *("partner.large", "partner.role != 'lead'", "known(partner.allowance)"),
            *("partner.option.staff == 'flat'", "partner.option.office == 'real'"),
        ),
        "activity": (
            *("activity.category in few", "known(activity.period.first)"),
            "activity.partner.large",
        ),
        "procurement": ("procurement.kind == 'works'", "procurement.procedure == 'open'"),
        "entry": ("entry.kind in ('deducted', 'parked')", "entry.cost.flag"),
        "plan": ("known(plan.support)", "project.stage == 'running'"),
        "project": ("known(plan.support)", "project.stage == 'running'"),
    }
)
DATE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cost": ("cost.paid_on", "cost.incurred_on"),
        "line": ("line.day",),
        "activity": ("activity.period.first",),
        "procurement": ("procurement.awarded_on",),
    }
)
#: Which rows may be added up for each noun.
ROWS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "project": (
            *("cost", "cost", "line", "line", "budget_line", "partner", "activity", "entry"),
        ),
        "partner": ("cost", "cost", "line", "budget_line", "activity"),
        "activity": ("cost", "line", "budget_line"),
        "procurement": ("cost", "entry"),
    }
)
#: What the rows of each noun reach in one step.
LINKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cost": ("partner", "activity", "procurement"),
        "line": ("partner", "activity"),
        "budget_line": ("partner", "activity"),
        "activity": ("partner",),
    }
)


class Formulas:
    """Draws the text of a formula of a kind in a scope; `depth` is how much is left to nest.

    With `sure` no formula asks what is known, so that what is decided stays so whatever else
    becomes known.
    """

    def __init__(self, draw: random.Random, *, sure: bool = False) -> None:
        self.draw, self.sure = draw, sure
        self.money, self.date = dict(MONEY), dict(DATE)
        self.bool = {noun: self.asked(told) for noun, told in BOOL.items()}
        self.rows, self.links = dict(ROWS), dict(LINKS)
        #: Money defines whose value may be looked up, by noun.
        self.known: dict[str, list[str]] = {}
        self.row: str | None = None
        #: The steps that may be read: those that nothing still to be drawn can change.
        self.steps: tuple[str, ...] = ("gross",)
        #: What every total over lines keeps to, so that it holds no computed line.
        self.kept = ""

    def add_group(self, name: str, by: tuple[str, ...], of: tuple[str, ...]) -> None:
        """A group of the book is a noun from now on."""
        owner = "partner" in by
        self.money[name] = (f"{name}.partner.allowance",) if owner else ("cap",)
        told = [f"{name}.partner.large", f"known({name}.partner)"] if owner else []
        told += [f"{name}.category in few"] if "category" in by else []
        self.bool[name] = self.asked(told) or (f"{name}.kind == 'a'",)
        of = (*of, "line") if {"cost", "budget_line"} <= set(of) else of
        self.rows[name] = of
        for noun in of:
            self.links[noun] = (*self.links.get(noun, ()), name)
        if owner:
            self.links[name] = ("partner",)

    def open_group(self, name: str, amount: str) -> None:
        """The rows of a group may be added up once it has an amount of its own."""
        self.known[name] = [amount]
        for noun in ("project", *self.links.get(name, ())):
            self.rows[noun] = (*self.rows[noun], name)

    def asked(self, told: Iterable[str]) -> tuple[str, ...]:
        """The conditions that may be drawn."""
        return tuple(one for one in told if not (self.sure and one.startswith("known(")))

    def pick(self, *options: str) -> str:
        return self.draw.choice(options)

    def text(self, kind: str, scope: str, depth: int) -> str:
        leaf = depth <= 0 or self.draw.random() < 0.25
        made: str = getattr(self, f"leaf_{kind}" if leaf else f"tree_{kind}")(scope, depth - 1)
        return made

    # -- leaves --------------------------------------------------------------------------------

    def leaf_money(self, scope: str, depth: int) -> str:
        options = [*self.money[scope], "cap", "late_cap"]
        options += [f"{scope}.{name}" for name in self.known.get(scope, ())]
        if scope in ("cost", "line"):
            options += [f"{scope}.{step}" for step in self.steps]
            options += [f"project.{name}" for name in self.known.get("project", ())]
        if scope in ("cost", "budget_line"):
            options += [f"price_list[{scope}.category]"]
        if scope == "cost":
            options += [f"cost.reverses.{name}" for name in self.known.get("cost", ())]
        for link in self.links.get(scope, ()):
            options += [f"{scope}.{link}.{name}" for name in self.known.get(link, ())]
        return self.pick(*options)

    def leaf_rate(self, scope: str, depth: int) -> str:
        options = ["rate", "odd_rate", "term_rate"]
        return self.pick(*options, *(["paid_rate"] if scope == "cost" else []))

    def leaf_date(self, scope: str, depth: int) -> str:
        options = ["first_day", "last_day", "plan.period.first", "project.agreement.signed_on"]
        return self.pick(*options, *self.date.get(scope, ()))

    def leaf_bool(self, scope: str, depth: int) -> str:
        return f"({self.pick(*self.bool[scope])})"

    # -- trees ---------------------------------------------------------------------------------

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

    def tree_rate(self, scope: str, depth: int) -> str:
        one, other = self.text("rate", scope, depth), self.text("rate", scope, depth)
        return self.pick(
            f"(1 - {one})",
            f"({one} * {other})",
            f"min({one}, {other})",
            f"({self.text('money', scope, depth)} / {self.text('money', scope, depth)})",
            f"({one} if {self.text('bool', scope, depth)} else {other})",
        )

    def tree_date(self, scope: str, depth: int) -> str:
        one, other = self.text("date", scope, depth), self.text("date", scope, depth)
        return self.pick(
            f"months_after({one}, some_months)",
            f"year_end({one})",
            f"({one} + some_days)",
            f"({one} - some_days)",
            f"min({one}, {other})",
            f"({one} if {self.text('bool', scope, depth)} else {other})",
            *self.gathered("date", scope, depth),
        )

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
            f"known({one})" if kind != "date" and not self.sure else left,
            *self.gathered("bool", scope, depth),
        )

    # -- aggregates ----------------------------------------------------------------------------

    def gathered(self, kind: str, scope: str, depth: int) -> list[str]:
        """Aggregates over the rows that belong to a scope."""
        if scope not in self.rows or self.row is not None:
            return []
        self.row = row = self.draw.choice(self.rows[scope])
        where, amount = self.of_row("bool", depth - 1), self.of_row("money", depth - 1)
        day = self.of_row("date", 0) if row in self.date else ""
        self.row = None
        tail = self.tail(row, self.pick("", where))
        if kind == "date":
            return [f"smallest({day}{tail})", f"largest({day}{tail})"] if day else []
        if kind == "money":
            step = f"total(line.{self.pick(*self.steps)}{self.tail('line', '')})"
            lines = [step] if "line" in self.rows[scope] else []
            return [
                f"total({amount}{tail})",
                f"largest({amount}{tail})",
                f"smallest({amount}{tail})",
                *lines,
            ]
        told = self.base("bool", row)
        return [
            f"(any({where} and {told}{self.tail(row, '')}))",
            f"(all({told}{tail}))",
            f"(count({told}{tail}) > {self.pick('0', '1')})",
        ]

    def of_row(self, kind: str, depth: int) -> str:
        """A formula that names the row it stands at."""
        row = str(self.row)
        text = self.text(kind, row, depth)
        return text if f"{row}." in text else self.base(kind, row)

    def base(self, kind: str, row: str) -> str:
        """The plainest thing a row says."""
        if kind == "money" and row not in MONEY:  # a group
            return f"{row}.{self.known[row][0]}"
        return {"money": self.money, "bool": self.bool, "date": self.date}[kind][row][0]

    def tail(self, row: str, where: str) -> str:
        """The `where` of an aggregate, with what keeps computed lines out of it."""
        kept = [one for one in (self.kept if row == "line" else "", where) if one]
        return f", where={' and '.join(kept)}" if kept else ""
