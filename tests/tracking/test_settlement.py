"""What is due against what was paid: advances, retention, recoveries, money at risk."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fundtrack.checks import Figure, Missing, Reason, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.tracking import position
from fundtrack.tracking.settled import (
    OUTSTANDING,
    TO_BE_PAID,
    TO_BE_RECOVERED,
    formula_at,
    settled,
)
from fundtrack.tracking.standing import EAGER, LAZY
from fundtrack.values import Money
from tests.checks.small import cost, parameter, rule
from tests.random_books import draw_book
from tests.random_projects import draw_project
from tests.tracking.ledgers import claim, entry, euros, ledger, payment, small_book

EVER = date(2030, 1, 1)
ZERO = euros("0.00")
NAMES = ("due", "paid", "to_be_paid", "advances_outstanding", "to_be_recovered")
BOOK = small_book()


def paid(*amounts: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        payment(f"P{place}", kind, amount, "2017-01-01")
        for place, (kind, amount) in enumerate(amounts)
    ]


def told(found: Any, *names: str) -> list[str]:
    return [str(getattr(found, name).value)[:-4] for name in names]


# ---- balances --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("final", "payments", "balance"),
    [
        # 85 % of 100.00 is due
        (False, [], ["85.00", "0.00", "85.00", "0.00", "0.00"]),
        (False, [("interim", "84.99")], ["85.00", "84.99", "0.01", "0.00", "0.00"]),
        (False, [("interim", "85.00")], ["85.00", "85.00", "0.00", "0.00", "0.00"]),
        (False, [("interim", "85.01")], ["85.00", "85.01", "0.00", "0.00", "0.01"]),
        (False, [("advance", "85.01")], ["85.00", "85.01", "0.00", "0.01", "0.00"]),
        (
            False,
            [("advance", "10.00"), ("interim", "90.00")],
            ["85.00", "100.00", "0.00", "10.00", "5.00"],
        ),
        (
            True,
            [("advance", "10.00"), ("interim", "90.00")],
            ["85.00", "100.00", "0.00", "0.00", "15.00"],
        ),
        (
            True,
            [("advance", "10.00"), ("interim", "90.00"), ("recovery", "15.00")],
            ["85.00", "85.00", "0.00", "0.00", "0.00"],
        ),
    ],
)
def test_paid_and_to_be_paid_less_what_is_held_is_due(
    final: bool, payments: list[tuple[str, str]], balance: list[str]
) -> None:
    claims = [claim("K", 1, "2016-06-01", final=final)]
    asked = ledger(cost("C", claim="K"), claims=claims, payments=paid(*payments))
    assert told(position(asked, on=EVER, book=BOOK), *NAMES) == balance


def test_an_advance_is_outstanding_until_the_final_claim_is_in() -> None:
    claims = [claim("K", 1, "2017-06-01", final=True)]
    asked = ledger(claims=claims, payments=paid(("advance", "10.00")))
    before, after = (
        position(asked, on=on, book=BOOK) for on in (date(2017, 5, 31), date(2017, 6, 1))
    )
    assert told(before, *NAMES[3:]) == ["10.00", "0.00"]
    assert told(after, *NAMES[3:]) == ["0.00", "10.00"]


def test_a_final_claim_without_a_day_leaves_both_open_between_bounds() -> None:
    asked = ledger(
        claims=[claim("K", 1, None, final=True)], payments=paid(("advance", "10.00"))
    )
    found = position(asked, on=EVER, book=BOOK)
    for figure in (found.advances_outstanding, found.to_be_recovered):
        assert figure.value is None
        assert (figure.at_least, figure.at_most) == (ZERO, euros("10.00"))
        assert figure.missing[0].pointer == "/claims/0/submitted_on"
    assert found.to_be_paid.value == ZERO


def test_corrections_lower_what_is_due_whether_of_a_cost_or_of_a_purchase() -> None:
    costs = [cost("A", procurement="W"), cost("B", procurement="W")]
    for about in ({"cost": "A"}, {"procurement": "W"}):
        asked = ledger(
            *costs,
            entries=[entry("E", "corrected", "40.00", "2017-02-01", **about)],
            payments=paid(("interim", "170.00")),
        )
        found = position(asked, on=EVER, book=BOOK)
        assert told(found, "accepted", *NAMES) == [
            "200.00", "136.00", "170.00", "0.00", "0.00", "34.00",
        ]  # fmt: skip


def test_due_is_what_a_check_says_of_what_is_accepted() -> None:
    asked = ledger(
        cost("A"),
        cost("B", "33.33 EUR"),
        entries=[
            entry("E", "deducted", "0.01", "2017-02-01", cost="A"),
            entry("F", "parked", "3.00", "2017-02-01", cost="B"),
        ],
    )
    found = position(asked, on=EVER, book=BOOK)
    plain = found.checked.amounts
    assert found.due.value == plain["accepted.support"].value == euros("110.77")
    assert found.eligible.value == plain["claimed.eligible"].value == euros("133.33")


def test_what_was_not_known_yet_changes_nothing_that_is_due() -> None:
    asked = ledger(
        cost("A"),
        cost("B", claim="K"),
        claims=[claim("K", 1, "2017-03-01")],
        entries=[entry("E", "deducted", "40.00", "2017-02-01", cost="A")],
        payments=paid(("interim", "10.00")),
    )
    known = [
        position(asked, on=EVER, known_on=on, book=BOOK)
        for on in (date(2016, 12, 31), date(2017, 1, 1), date(2017, 2, 1), date(2017, 3, 1))
    ]
    assert [told(one, "due", "to_be_paid") for one in known] == [
        ["85.00", "85.00"],
        ["85.00", "75.00"],
        ["51.00", "41.00"],
        ["136.00", "126.00"],
    ]


def test_a_credit_note_and_a_ledger_without_entries_are_due_too() -> None:
    asked = ledger(cost("A"), cost("B", "-40.00 EUR", reverses="A"))
    assert told(position(asked, on=EVER, book=BOOK), "due", "eligible") == ["51.00", "60.00"]
    assert told(position(ledger(), on=EVER, book=BOOK), "due", "to_be_paid") == ["0.00"] * 2


def test_support_limits_of_the_book_cap_what_is_due() -> None:
    cap = rule(
        "project",
        effect="limit",
        limits="project.support",
        measured="project.support",
        at_most="cap",
    )
    book = small_book(
        parameters={"cap": parameter("money", {"value": "80.00 EUR"})},
        rule={"T-1": cap | {"basis": ["plan", "accepted"]}},
    )
    assert told(position(ledger(cost("A")), on=EVER, book=book), "due") == ["80.00"]


# ---- what the book says of retention and ceilings --------------------------------------------


def test_retention_and_a_ceiling_that_nobody_states_are_not_known() -> None:
    found = position(ledger(cost("C")), on=EVER, book=BOOK)
    for name in ("retained", "payment_ceiling", "payable_now"):
        figure = getattr(found, name)
        assert figure.value is None
        assert figure.missing == (Missing(Reason.MISSING, f"project.{name}"),)
    assert found.to_be_paid.value == euros("85.00")


# ---- money at risk ---------------------------------------------------------------------------


def test_at_risk_is_what_is_parked_and_what_is_accepted_beyond_the_eligible() -> None:
    late = rule(
        "cost",
        effect="exclude",
        met_when="cost.paid_on <= last",
        applies_when="cost.form == 'actual'",
    )
    book = small_book(
        parameters={"last": parameter("date", {"value": date(2016, 12, 31)})},
        rule={"T-1": late},
    )
    asked = ledger(
        cost("A", paid_on="2016-12-31", partner="P"),
        cost("B", paid_on="2017-01-01", partner="P"),
        cost("C"),
        entries=[
            entry("E", "parked", "30.00", "2017-02-01", cost="A"),
            entry("F", "deducted", "10.00", "2017-02-01", cost="B"),
            entry("G", "corrected", "20.00", "2017-02-01", cost="B"),
        ],
    )
    found = position(asked, on=EVER, book=book)
    lines = found.by("cost")
    assert told(lines["A"], "at_risk", "eligible") == ["30.00", "100.00"]
    assert told(lines["B"], "at_risk", "eligible") == ["70.00", "0.00"]
    open_ = lines["C"].at_risk
    assert open_.value is None
    assert (open_.at_least, open_.at_most) == (ZERO, euros("100.00"))
    assert open_.missing[0].pointer == "/costs/2/paid_on"
    assert told(found.by("partner")["P"], "at_risk", "eligible") == ["100.00", "100.00"]
    assert (found.at_risk.at_least, found.at_risk.at_most) == (euros("100.00"), euros("200.00"))


def test_places_are_those_of_the_whole_project() -> None:
    """The check holds only what counted; what it lacks is told with its own place."""
    late = rule("cost", effect="exclude", met_when="cost.paid_on <= last")
    book = small_book(
        parameters={"last": parameter("date", {"value": date(2016, 12, 31)})},
        rule={"T-1": late},
    )
    asked = ledger(
        cost("A", claim="K", paid_on="2016-01-01"),
        cost("B"),
        claims=[claim("K", 1, "2018-01-01")],
    )
    found = position(asked, on=date(2017, 1, 1), book=book)
    assert found.eligible.missing[0].pointer == "/costs/1/paid_on"
    assert found.by("cost")["B"].eligible.missing[0].pointer == "/costs/1/paid_on"
    assert "A" not in found.by("cost")


# ---- formulas and bounds ---------------------------------------------------------------------


@given(
    st.integers(-1000, 1000), st.integers(0, 500), st.integers(0, 500), st.integers(0, 900),
    st.booleans(),
)  # fmt: skip
def test_the_balance_holds_for_all_amounts(
    due: int, advance: int, interim: int, recovery: int, ended: bool
) -> None:
    total = advance + interim - recovery
    given_ = {
        name: Figure(Money.of_minor(minor, "EUR"))
        for name, minor in {"due": due, "paid": total, "advance": advance}.items()
    }
    to_pay, ahead, back = (
        settled(formula_at(one, ended), given_, "x", ()).value.minor
        for one in (TO_BE_PAID, OUTSTANDING, TO_BE_RECOVERED)
    )
    assert total + to_pay - ahead - back == due
    assert min(to_pay, ahead, back) >= 0
    assert ahead <= (0 if ended else advance)
    assert not (to_pay and (ahead or back))


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_bounds_hold_every_due_between_them(low: int, more: int, part: int, had: int) -> None:
    whole = Figure(
        None,
        Money.of_minor(low, "EUR"),
        Money.of_minor(low + more, "EUR"),
        (Missing(Reason.MISSING, "cost.paid_on"),),
        1,
    )
    due = Money.of_minor(low + min(part, more), "EUR")
    others = {"paid": Figure(Money.of_minor(had, "EUR")), "advance": Figure(euros("1.00"))}
    for one in (TO_BE_PAID, OUTSTANDING, TO_BE_RECOVERED):
        figure = settled((one,), {"due": whole, **others}, "x", ())
        exact = settled((one,), {"due": Figure(due), **others}, "x", ()).value
        assert figure.at_least <= exact <= figure.at_most
        assert figure.missing


def test_figures_explain_themselves() -> None:
    asked = ledger(cost("C"), payments=paid(("advance", "10.00"), ("interim", "90.00")))
    found = position(asked, on=EVER, book=BOOK)
    assert found.explain("to_be_recovered") == (
        "to be recovered = max(0, paid − due − advance)\n"
        "    = max(0, 100.00 EUR − 85.00 EUR − 10.00 EUR) = 5.00 EUR"
    )
    assert found.explain("paid").endswith("= 100.00 EUR")
    for name in ("accepted", "paid", "to_be_paid", "advances_outstanding", "to_be_recovered"):
        worked = found.worked(name)
        assert worked.value == getattr(found, name).value
        assert worked.exact * 100 == worked.money.minor, name
    assert found.explain("due") == "due = 85.00 EUR"
    assert (
        found.explain("planned") == "planned: unknown, it needs plan.budget (/plans/0/budget)"
    )
    assert found.by("source") == {"": found.by("source")[""]}
    assert found.by("source")[""].explain("eligible") == "eligible: not said of a source"


def test_the_page_shows_terms_that_a_book_can_have() -> None:
    page = (Path(__file__).parents[2] / "docs/tracking.md").read_text(encoding="utf-8")
    (block,) = [
        one for one in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "payable_now" in one
    ]
    said = tomllib.loads(block)
    book = small_book(
        parameters={"retention_rate": parameter("rate", set_in=["plan"])},
        defines=said["define"]["project"],
    )
    plans = [{"number": 1, "terms": {"retention_rate": "10 %"}}]
    asked = ledger(cost("C"), plans=plans, payments=paid(("interim", "6.50")))
    found = position(asked, on=EVER, book=book)
    assert told(found, "retained", "payable_now", "to_be_paid") == ["8.50", "70.00", "78.50"]


@settings(max_examples=30, deadline=None)
@example(24878)  # a book that counts entries
@example(264)  # a book that asks for the largest entry, where there is none
@example(1003)
@given(st.integers(0, 100_000))
def test_a_check_of_the_project_as_it_was_is_a_check_of_it_once_all_counts(seed: int) -> None:
    said = draw_project(seed)
    said.pop("claims", None)
    held = {one["id"] for one in said.get("costs", [])}
    for one in said.get("costs", []):
        one.pop("claim", None)
    said["entries"] = [
        one
        for one in said.get("entries", [])
        if one.get("cost") in held and one["kind"] != "corrected"
    ]
    book = load_book(draw_book(seed // 10))
    asked = read_project(said)
    plain = run(asked, book, on=EVER).amounts
    found = position(asked, on=EVER, book=book)
    if asked.costs is None:
        assert found.due.value is None
        return
    assert found.eligible.value == plain["claimed.eligible"].value
    assert found.eligible.at_least == plain["claimed.eligible"].at_least
    if asked.entries:
        assert found.due.value == plain["accepted.payable"].value
    for noun in ("partner", "category", "cost", "source"):
        for one in found.by(noun).values():
            for name in (*EAGER, *LAZY):
                assert one.explain(name)
