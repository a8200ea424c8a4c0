"""A project's life, lived at random: after each step every account balances to the cent.

The machine keeps its own books, line by line, and knows nothing of how a position is folded: it
lays a decision about a whole claim on its lines when it is decided, with fractions. It forgets
nothing: every day that ends leaves its position behind, and no later step may change it.
`--hypothesis-seed` lives the same lives again.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fundtrack.projects import Project, read_project
from fundtrack.tracking import Position, position
from fundtrack.values import Money
from tests.tracking.ledgers import budget, small_book

PARTNERS = ("LEAD", "P2", "P3")
CATEGORIES = ("staff", "travel")
#: Public sources and what each bears of the accepted costs; own money bears the rest.
RATES = {"ERDF": Fraction(7, 10), "STATE": Fraction(3, 20)}
KINDS = ("declared", "deducted", "parked", "withdrawn", "corrected", "recovered")
BOOK = small_book(
    defines={
        "support": {
            "value": "total(source.share, where=source.kind != 'own')",
            "cite": "act#1",
        }
    },
    more_defines={
        "source": {"share": {"strands": "waterfall", "rounding": "cents", "cite": "act#1"}}
    },
)
Row = dict[str, Any]


def parts(whole: int, weights: dict[str, int]) -> dict[str, int]:
    """Largest remainder over lines, of equals the first id: in fractions."""
    total = sum(weights.values())
    exact = {name: Fraction(whole * weight, total) for name, weight in weights.items()}
    found = {name: int(share) for name, share in exact.items()}
    left = whole - sum(found.values())
    order = sorted(weights, key=lambda name: (-(exact[name] - found[name]), name))
    for name in order[:left]:
        found[name] += 1
    return found


class Life(RuleBasedStateMachine):
    """One project from its first plan to its last payment."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2016, 1, 1)
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.lines: dict[str, dict[str, int]] = {}
        self.paid: dict[str, int] = defaultdict(int)
        self.advance: dict[str, int] = defaultdict(int)
        self.past: list[tuple[date, Row]] = []
        self.closed = False

    # -- what happens --------------------------------------------------------------------------

    @initialize(
        amounts=st.lists(st.integers(1, 90_000_00), min_size=3, max_size=3), draw=st.data()
    )
    def begins(self, amounts: list[int], draw: st.DataObject) -> None:
        self.amends(amounts)
        self.claims(amounts, False, draw)

    @rule(amounts=st.lists(st.integers(1, 90_000_00), min_size=3, max_size=3))
    def amends(self, amounts: list[int]) -> None:
        lines = zip(PARTNERS, ("staff", "travel", "staff"), map(text, amounts), strict=True)
        sources = [
            ("ERDF", "union", {"rate": "70 %"}),
            ("STATE", "national_public", {"rate": "15 %"}),
            ("OWN", "own", {"residual": True}),
        ]
        self.rows["plans"].append(
            {
                "number": len(self.rows["plans"]) + 1,
                "approved_on": self.today.isoformat(),
                "effective_from": self.today.isoformat(),
                "budget": budget(*lines),
                "sources": [
                    {"id": name, "fund": name, "kind": kind, "base": "total", "order": place}
                    | {"residual": False}
                    | more
                    for place, (name, kind, more) in enumerate(sources)
                ],
            }
        )

    @rule(days=st.integers(1, 200))
    def time_passes(self, days: int) -> None:
        """A day that ends leaves its position behind."""
        self.past.append((self.today, self.told(self.project, self.today)))
        self.today += timedelta(days=days)

    @precondition(lambda self: not self.closed)
    @rule(
        amounts=st.lists(st.integers(1, 20_000_00), min_size=1, max_size=4),
        final=st.booleans(),
        draw=st.data(),
    )
    def claims(self, amounts: list[int], final: bool, draw: st.DataObject) -> None:
        self.time_passes(1)  # no day says what came first, a claim or a decision of that day
        number = len(self.rows["claims"]) + 1
        final = final and number > 2
        self.closed |= final
        self.rows["claims"].append(
            {
                "id": f"K{number}",
                "number": number,
                "final": final,
                "submitted_on": self.today.isoformat(),
            }
        )
        for amount in amounts:
            name = f"C{len(self.lines)}"
            self.lines[name] = dict.fromkeys(KINDS, 0) | {"declared": amount}
            self.rows["costs"].append(
                {
                    "id": name,
                    "form": "actual",
                    "net": f"{text(amount)} EUR",
                    "vat": "0.00 EUR",
                    "claim": f"K{number}",
                    "partner": draw.draw(st.sampled_from(PARTNERS)),
                    "category": draw.draw(st.sampled_from(CATEGORIES)),
                    "procurement": draw.draw(st.sampled_from(["W1", "W2"])),
                }
            )

    @precondition(lambda self: self.lines)
    @rule(
        kind=st.sampled_from(
            ["deducted", "parked", "released", "withdrawn", "corrected", "recovered"]
        ),
        about=st.sampled_from(["cost", "cost", "claim", "procurement"]),
        part=st.fractions(0, 1),
        draw=st.data(),
    )
    def decides(self, kind: str, about: str, part: Fraction, draw: st.DataObject) -> None:
        """The authority decides about a line, a whole claim or a purchase, as far as it can."""
        costs = self.rows["costs"]
        field = "id" if about == "cost" else about
        target = draw.draw(st.sampled_from(sorted({one[field] for one in costs})))
        lines = [one["id"] for one in costs if one[field] == target]
        worth = {name: max(0, self.worth(name, kind)) for name in lines}
        amount = int(sum(worth.values()) * part)
        entries = self.rows["entries"]
        entries.append(
            {
                "id": f"E{len(entries)}",
                "kind": kind,
                "amount": f"{text(amount)} EUR",
                "decided_on": self.today.isoformat(),
                "sequence": len(entries),
                about: target,
            }
        )
        if amount:
            name, sign = ("parked", -1) if kind == "released" else (kind, 1)
            for line, share in parts(amount, worth).items():
                self.lines[line][name] += sign * share

    @rule(
        kind=st.sampled_from(["parked", "released", "corrected"]),
        about=st.sampled_from(["claim", "procurement"]),
        part=st.fractions(Fraction(1, 9), 1),
        draw=st.data(),
    )
    def decides_about_many(
        self, kind: str, about: str, part: Fraction, draw: st.DataObject
    ) -> None:
        self.decides(kind, about, part, draw)

    @rule(source=st.sampled_from(sorted(RATES)), amount=st.integers(1, 30_000_00))
    @precondition(lambda self: not self.closed)
    def pays_in_advance(self, source: str, amount: int) -> None:
        self.pays("advance", source, amount)
        self.advance[source] += amount

    @rule(source=st.sampled_from(sorted(RATES)))
    def pays_what_is_due(self, source: str) -> None:
        """The treasury pays what is to be paid; asked twice, it has nothing left to pay."""
        amount = self.of_source(source).to_be_paid.value.minor
        if amount:
            self.pays("final" if self.closed else "interim", source, amount)
        assert self.of_source(source).to_be_paid.value.minor == 0

    @rule(source=st.sampled_from(sorted(RATES)))
    def recovers(self, source: str) -> None:
        amount = self.of_source(source).to_be_recovered.value.minor
        if amount:
            self.pays("recovery", source, amount)
        assert self.of_source(source).to_be_recovered.value.minor == 0

    # -- what always holds ---------------------------------------------------------------------

    @invariant()
    def every_line_balances(self) -> None:
        found = self.now().by("cost")
        assert set(found) == set(self.lines)
        for name, line in self.lines.items():
            for kind in KINDS:
                assert getattr(found[name], kind).value == money(line[kind]), (name, kind)
            assert found[name].accepted.value == money(accepted(line)), name

    @invariant()
    def parts_sum_to_the_whole(self) -> None:
        found = self.now()
        for noun in ("partner", "category", "claim", "cost"):
            standings = found.by(noun).values()
            for kind in (*KINDS, "accepted"):
                total = sum((getattr(one, kind).value for one in standings), money(0))
                assert getattr(found, kind).value == total, (noun, kind)
        for noun in ("partner", "category"):
            planned = sum((one.planned.value for one in found.by(noun).values()), money(0))
            assert found.planned.value == planned, noun

    @invariant()
    def every_source_balances(self) -> None:
        """Paid and to be paid, less what is held in advance or too much, is what is due."""
        found = self.now()
        kept = sum(accepted(line) - line["corrected"] for line in self.lines.values())
        due = {name: int(kept * rate) for name, rate in RATES.items()}  # rounded down
        assert found.due.value == money(sum(due.values()))
        assert found.paid.value == money(sum(self.paid.values()))
        for name in RATES:
            one = found.by("source")[name]
            assert one.due.value == money(due[name]), name
            assert one.paid.value == money(self.paid[name]), name
            ahead = one.advances_outstanding.value + one.to_be_recovered.value
            assert one.paid.value + one.to_be_paid.value - ahead == one.due.value
            assert one.to_be_paid.value == money(max(0, due[name] - self.paid[name])), name
            assert one.advances_outstanding.value <= money(self.advance[name])
            if self.closed:
                assert not one.advances_outstanding.value

    @invariant()
    def the_past_stays_as_it_was(self) -> None:
        """A position on an earlier day, as known then, is what it was on that day."""
        for on, told in self.past:
            found = position(self.project, on=on, known_on=on)
            assert found.to_dict(asked=False) == told["ledger"], on
        for on, told in self.past[-1:]:
            assert self.told(self.project, on) == told

    @invariant()
    def leaving_an_entry_out_is_seen(self) -> None:
        """What was decided is undone by a new entry; without one the books are others."""
        for place, one in enumerate(self.rows["entries"][-1:], len(self.rows["entries"]) - 1):
            if one["amount"] == "0.00 EUR":
                continue
            entries = [*self.rows["entries"]]
            del entries[place]
            other = self.read(entries=entries)
            left_out = position(other, on=self.today).to_dict(asked=False)
            assert left_out != self.now().to_dict(asked=False)

    def teardown(self) -> None:
        """At the end all is paid or recovered: the instalments sum to what is due."""
        if not self.rows["plans"]:
            return
        if not self.closed:
            self.rows["claims"].append(
                {
                    "id": "LAST",
                    "number": 999,
                    "final": True,
                    "submitted_on": self.today.isoformat(),
                }
            )
            self.closed = True
        for source in RATES:
            self.pays_what_is_due(source)
            self.recovers(source)
        found = self.now()
        signs = {"advance": 1, "interim": 1, "final": 1, "recovery": -1}
        moved = [
            signs[one["kind"]] * Money(one["amount"]).minor for one in self.rows["payments"]
        ]
        assert money(sum(moved)) == found.due.value == found.paid.value
        assert not found.to_be_paid.value
        assert not found.to_be_recovered.value

    # -- how it is written down ----------------------------------------------------------------

    def worth(self, name: str, kind: str) -> int:
        """How much a line can bear of a decision."""
        line = self.lines[name]
        if kind == "released":
            return line["parked"]
        if kind == "recovered":
            return line["corrected"] - line["recovered"]
        return accepted(line) - (line["corrected"] if kind == "corrected" else 0)

    def pays(self, kind: str, source: str, amount: int) -> None:
        payments = self.rows["payments"]
        payments.append(
            {
                "id": f"PAY{len(payments)}",
                "kind": kind,
                "amount": f"{text(amount)} EUR",
                "paid_on": self.today.isoformat(),
                "source": source,
            }
        )
        self.paid[source] += -amount if kind == "recovery" else amount

    @property
    def project(self) -> Project:
        return self.read()

    def read(self, **other: list[Row]) -> Project:
        names = ("plans", "claims", "costs", "entries", "payments")
        return read_project(
            {
                "schema_version": 1,
                "agreement": {"book": "test/small", "currency": "EUR"},
                "partners": [{"id": name, "role": "partner"} for name in PARTNERS],
                **{name: self.rows[name] for name in names},
                **other,
            }
        )

    def now(self) -> Position:
        return position(self.project, on=self.today, book=BOOK)

    def of_source(self, source: str) -> Any:
        return self.now().by("source")[source]

    def told(self, project: Project, on: date) -> Row:
        found = position(project, on=on, known_on=on, book=BOOK)
        return {
            "ledger": found.to_dict(asked=False),
            "due": found.due,
            "eligible": found.eligible,
            "to_be_paid": found.to_be_paid,
            "at_risk": found.at_risk,
        }


def accepted(line: dict[str, int]) -> int:
    return line["declared"] - line["deducted"] - line["parked"] - line["withdrawn"]


def text(minor: int) -> str:
    return str(money(minor)).removesuffix(" EUR")


def money(minor: int) -> Money:
    return Money.of_minor(minor, "EUR")


def lived(examples: int, steps: int) -> None:
    told = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(Life, settings=told)


def test_a_life_balances_at_every_step() -> None:
    lived(12, 20)


@pytest.mark.slow
def test_a_long_life_balances_at_every_step() -> None:
    lived(60, 40)
