"""Position: what a day decides, the day of knowledge, decisions spread, what is unknown."""

import pickle
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fundtrack.checks import Reason, run
from fundtrack.projects import Project, read_project
from fundtrack.tracking import Standing, position
from fundtrack.tracking.accounts import ENTRY_KINDS
from fundtrack.values import InputError, Money, Rate
from tests.checks.small import cost
from tests.random_projects import draw_project
from tests.tracking.ledgers import budget, claim, entry, euros, ledger, payment, small_book

DAYS = [date(2016, 1, 1), date(2016, 7, 1), date(2017, 6, 30), date(2018, 12, 31)]
EVER = date(2030, 1, 1)
ZERO = euros("0.00")
SUMMED = ("declared", "deducted", "parked", "withdrawn", "accepted", "corrected", "recovered")


def of(found: Standing, *names: str) -> list[str]:
    """The amounts of some figures as text, without their currency."""
    return [str(getattr(found, name).value)[:-4] for name in names]


def missing(found: Any) -> list[tuple[str, str]]:
    assert found.value is None
    return [(one.reason.value, one.pointer) for one in found.missing]


# ---- agreement with a check ------------------------------------------------------------------


def without_facts(said: Any) -> Any:
    """What a book asks for is another book's; the rest of the project stays."""
    if isinstance(said, dict):
        return {
            name: without_facts(one)
            for name, one in said.items()
            if name not in ("facts", "terms", "claim", "claims", "in_claim")
        }
    return [without_facts(one) for one in said] if isinstance(said, list) else said


def drawn(seed: int, on: date) -> Project:
    """A project all of whose costs count on a day, decided about cost by cost."""
    made = without_facts(draw_project(seed))
    made["agreement"]["book"] = "test/small"
    held = {one["id"] for one in made.get("costs", [])}
    if "entries" in made:
        made["entries"] = [
            one
            for one in made["entries"]
            if one.get("cost") in held
            and (one["kind"] != "declared" or date.fromisoformat(one["decided_on"]) <= on)
        ]
    return read_project(made)


@settings(max_examples=80, deadline=None)
@example(4, DAYS[2])
@given(st.integers(0, 100_000), st.sampled_from(DAYS))
def test_accepted_is_what_a_check_accepts_line_by_line(seed: int, on: date) -> None:
    asked = drawn(seed, on)
    checked = run(asked, small_book(), on=on)
    found = position(asked, on=on)
    if asked.costs is None or asked.entries is None:
        assert found.accepted.value is None
    elif "accepted" in checked.bases:
        lines = found.by("cost")
        for one, line in zip(asked.costs, checked.lines("accepted"), strict=True):
            if line.gross is None and one.id in lines:
                assert lines[one.id].accepted.value is None, one.id
            else:
                assert lines[one.id].accepted.value == line.gross, one.id
        assert found.accepted.value == checked.amounts["accepted.gross"].value


def test_the_draws_hold_decided_ledgers() -> None:
    """The law above would hold of empty ledgers too."""
    decided = [drawn(seed, DAYS[2]) for seed in range(60)]
    moved = [one for one in decided if one.entries and one.costs]
    values = {position(one, on=DAYS[2]).accepted.value for one in moved}
    assert len(moved) >= 12
    assert len(values) >= 8


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from(DAYS))
def test_the_parts_sum_to_the_project(seed: int, on: date) -> None:
    made = without_facts(draw_project(seed))
    found = position(read_project(made), on=on)
    for noun in ("partner", "category", "activity", "claim", "cost"):
        for name in SUMMED:
            whole = getattr(found, name).value
            parts = [getattr(one, name).value for one in found.by(noun).values()]
            if whole is not None and None not in parts:
                assert whole == sum(parts, ZERO), (noun, name)


# ---- what a day decides ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "accepted"),
    [
        ("deducted", "deducted", "70.00"),
        ("parked", "parked", "70.00"),
        ("withdrawn", "withdrawn", "70.00"),
        ("corrected", "corrected", "100.00"),
        ("recovered", "recovered", "100.00"),
    ],
)
def test_an_entry_counts_from_the_day_it_was_decided(
    kind: str, name: str, accepted: str
) -> None:
    asked = ledger(cost("C"), entries=[entry("E", kind, "30.00", "2017-05-02", cost="C")])
    before, after = (position(asked, on=date(2017, 5, day)) for day in (1, 2))
    assert of(before, name, "accepted") == ["0.00", "100.00"]
    assert of(after, name, "accepted") == ["30.00", accepted]


def test_released_gives_back_what_is_parked() -> None:
    entries = [
        entry("E1", "parked", "30.00", "2017-05-02", cost="C"),
        entry("E2", "released", "10.01", "2017-06-02", cost="C"),
    ]
    found = position(ledger(cost("C"), entries=entries), on=EVER)
    assert of(found, "parked", "accepted") == ["19.99", "80.01"]


def test_what_entries_declare_stands_for_net_and_vat() -> None:
    entries = [
        entry("E1", "declared", "40.00", "2017-05-02", cost="C"),
        entry("E2", "declared", "50.00", "2017-06-02", cost="C"),
    ]
    asked = ledger(cost("C"), entries=entries)
    days = [date(2017, 5, 1), date(2017, 5, 2), date(2017, 6, 2)]
    assert [of(position(asked, on=day), "declared") for day in days] == [
        ["0.00"],
        ["40.00"],
        ["90.00"],
    ]


def test_all_of_a_cost_is_its_net_and_its_vat() -> None:
    found = position(ledger(cost("C", vat="21.00 EUR"), cost("D", "-0.01 EUR")), on=EVER)
    assert of(found, "declared", "accepted") == ["120.99", "120.99"]


def test_a_cost_decided_about_counts_though_it_will_be_declared_later() -> None:
    entries = [
        entry("E", "deducted", "1.00", "2017-05-01", cost="C"),
        entry("F", "declared", "90.00", "2017-05-02", cost="C"),
    ]
    asked = ledger(cost("C"), entries=entries)
    days = [date(2017, 4, 30), date(2017, 5, 1), date(2017, 5, 2)]
    accepted = [of(position(asked, on=day), "accepted")[0] for day in days]
    assert accepted == ["0.00", "99.00", "89.00"]


def test_a_cost_counts_from_the_day_its_claim_was_submitted() -> None:
    asked = ledger(cost("C", claim="K"), cost("D"), claims=[claim("K", 1, "2017-05-02")])
    before, after = (position(asked, on=date(2017, 5, day)) for day in (1, 2))
    assert of(before, "declared") == ["100.00"]  # nobody says when D was declared
    assert of(after, "declared") == ["200.00"]
    assert list(before.by("cost")) == ["D"]


def test_a_cost_that_was_decided_about_counts_whatever_its_claim_says() -> None:
    asked = ledger(
        cost("C", claim="K"),
        claims=[claim("K", 1, "2018-01-01")],
        entries=[entry("E", "deducted", "1.00", "2017-05-02", cost="C")],
    )
    assert of(position(asked, on=date(2017, 5, 1)), "accepted") == ["0.00"]
    assert of(position(asked, on=date(2017, 5, 2)), "accepted") == ["99.00"]


def test_a_claim_without_a_day_leaves_its_costs_between_nothing_and_all() -> None:
    plans = [{"number": 1, "budget": budget(("P", "staff", "500.00"))}]
    asked = ledger(cost("C", claim="K"), cost("D"), claims=[claim("K", 1, None)], plans=plans)
    figure = position(asked, on=EVER).accepted
    assert missing(figure) == [("missing", "/claims/0/submitted_on")]
    assert (figure.at_least, figure.at_most) == (euros("100.00"), euros("200.00"))
    left = position(asked, on=EVER).remaining
    assert (left.at_least, left.at_most) == (euros("300.00"), euros("400.00"))
    assert position(asked, on=EVER).absorption.value is None


def test_a_claim_that_is_not_there_is_an_open_question() -> None:
    figure = position(ledger(cost("C", claim="NOBODY")), on=EVER).declared
    assert missing(figure) == [("unknown_link", "/costs/0/claim")]


def test_payments_count_by_kind_and_a_recovery_goes_the_other_way() -> None:
    payments = [
        payment("P1", "advance", "30.00", "2017-01-01", partner="P"),
        payment("P2", "interim", "20.00", "2017-02-01", partner="P"),
        payment("P3", "final", "5.00", "2017-03-01"),
        payment("P4", "recovery", "1.50", "2017-04-01", partner="P"),
    ]
    asked = ledger(cost("C"), payments=payments)
    found = position(asked, on=date(2017, 4, 1))
    assert [str(one.value) for one in found.payments.values()] == [
        "30.00 EUR",
        "5.00 EUR",
        "20.00 EUR",
        "1.50 EUR",
    ]
    assert found.paid.value == euros("53.50")
    assert position(asked, on=date(2017, 3, 31)).paid.value == euros("55.00")
    partners = found.by("partner")
    assert (partners["P"].paid.value, partners[""].paid.value) == (
        euros("48.50"),
        euros("5.00"),
    )
    assert found.by("category")[""].paid is None  # nobody says a category of a payment


def test_planned_is_the_budget_of_the_plan_in_force() -> None:
    plans = [
        {"number": 1, "budget": budget(("P", "staff", "400.00"))},
        {
            "number": 2,
            "effective_from": "2017-01-01",
            "approved_on": "2017-03-01",
            "budget": budget(("P", "staff", "100.00"), ("Q", "travel", "60.00")),
        },
    ]
    asked = ledger(cost("C", partner="P", category="staff"), plans=plans)
    before, after = position(asked, on=date(2016, 12, 31)), position(asked, on=EVER)
    assert of(before, "planned", "remaining") == ["400.00", "300.00"]
    assert before.absorption.value == Rate("25 %")
    assert of(after, "planned", "remaining") == ["160.00", "60.00"]
    assert after.absorption.value == Rate("5/8")
    staff, travel = (after.by("category")[name] for name in ("staff", "travel"))
    assert of(staff, "planned", "accepted", "remaining") == ["100.00", "100.00", "0.00"]
    assert of(travel, "planned", "accepted", "remaining") == ["60.00", "0.00", "60.00"]
    assert of(after.by("partner")["Q"], "planned") == ["60.00"]
    known = position(asked, on=EVER, known_on=date(2017, 2, 28))
    assert of(known, "planned") == ["400.00"]


def test_without_lines_the_plan_falls_back_to_what_it_states() -> None:
    asked = ledger(cost("C"), plans=[{"number": 1, "eligible": "250.00 EUR"}])
    planned = position(asked, on=EVER).planned
    assert (planned.value, planned.stated) == (euros("250.00"), "/plans/0/eligible")


def test_of_an_empty_budget_there_is_no_absorption() -> None:
    found = position(ledger(cost("C"), plans=[{"number": 1, "budget": []}]), on=EVER)
    assert of(found, "planned", "remaining") == ["0.00", "-100.00"]
    assert found.absorption.missing[0].reason is Reason.DIVISION_BY_ZERO


# ---- as known on a day -----------------------------------------------------------------------


def test_what_is_decided_later_than_the_day_of_knowledge_is_not_known() -> None:
    asked = ledger(
        cost("C", claim="K"),
        claims=[claim("K", 1, "2017-05-01")],
        entries=[entry("E", "deducted", "30.00", "2017-05-02", cost="C")],
        payments=[payment("P", "interim", "8.00", "2017-05-03")],
    )
    known = [position(asked, on=EVER, known_on=date(2017, 5, day)) for day in range(1, 4)]
    assert [of(one, "accepted", "paid") for one in known] == [
        ["100.00", "0.00"],
        ["70.00", "0.00"],
        ["70.00", "8.00"],
    ]


def test_an_entry_that_will_declare_a_cost_counts_once_it_is_known() -> None:
    asked = ledger(
        cost("C"), entries=[entry("E", "declared", "100.00", "2017-05-02", cost="C")]
    )
    on = date(2017, 5, 1)
    assert of(position(asked, on=on), "declared") == ["0.00"]
    assert of(position(asked, on=on, known_on=on), "declared") == ["100.00"]


# ---- decisions about whole claims and purchases ----------------------------------------------


def test_a_flat_correction_is_spread_over_the_accepted_lines_of_its_purchase() -> None:
    """25 % of a purchase of 260.01: 65.00 over 100.00, 100.00 and 60.01."""
    costs = [
        cost("A", procurement="P1"),
        cost("B", procurement="P1"),
        cost("C", "60.01 EUR", procurement="P1"),
        cost("D"),
    ]
    found = position(
        ledger(
            *costs, entries=[entry("E", "corrected", "65.00", "2017-05-02", procurement="P1")]
        ),
        on=EVER,
    )
    lines = found.by("cost")
    assert [of(lines[name], "corrected")[0] for name in "ABCD"] == [
        "25.00",
        "25.00",
        "15.00",
        "0.00",
    ]
    assert of(found, "corrected", "accepted") == ["65.00", "360.01"]


def test_a_decision_is_spread_over_what_its_lines_were_worth_on_its_day() -> None:
    """B had lost half by then, and what it lost later moves nothing."""
    entries = [
        entry("E1", "deducted", "50.00", "2017-01-01", cost="B"),
        entry("E2", "parked", "30.00", "2017-02-01", claim="K"),
        entry("E3", "withdrawn", "40.00", "2017-03-01", cost="B"),
        entry("E4", "released", "30.00", "2017-04-01", claim="K"),
    ]
    costs = [cost("A", claim="K"), cost("B", claim="K")]
    asked = ledger(*costs, claims=[claim("K", 1, "2016-12-01")], entries=entries)
    for on, parked in ((date(2017, 2, 1), ["20.00", "10.00"]), (EVER, ["0.00", "0.00"])):
        lines = position(asked, on=on).by("cost")
        assert [of(lines[name], "parked")[0] for name in "AB"] == parked


def test_lines_that_came_later_bear_nothing_of_an_earlier_decision() -> None:
    costs = [cost("A", claim="K1", procurement="P"), cost("B", claim="K2", procurement="P")]
    asked = ledger(
        *costs,
        claims=[claim("K1", 1, "2017-01-01"), claim("K2", 2, "2017-06-01")],
        entries=[entry("E", "corrected", "10.00", "2017-03-01", procurement="P")],
    )
    lines = position(asked, on=EVER).by("cost")
    assert [of(lines[name], "corrected")[0] for name in "AB"] == ["10.00", "0.00"]


def test_a_line_is_corrected_no_further_than_to_nothing() -> None:
    costs = [cost("A", procurement="W"), cost("B", procurement="W")]
    entries = [
        entry("E1", "corrected", "100.00", "2017-01-01", cost="A"),
        entry("E2", "corrected", "50.00", "2017-02-01", procurement="W"),
        entry("E3", "recovered", "75.00", "2017-03-01", procurement="W"),
    ]
    lines = position(ledger(*costs, entries=entries), on=EVER).by("cost")
    assert [of(lines[name], "corrected", "recovered") for name in "AB"] == [
        ["100.00", "50.00"],
        ["50.00", "25.00"],
    ]


def test_the_cents_of_a_spread_do_not_follow_the_order_of_the_rows() -> None:
    costs = [cost(name, claim="K") for name in "ABC"]
    told = []
    for rows in (costs, costs[::-1]):
        asked = ledger(
            *rows,
            claims=[claim("K", 1, "2017-01-01")],
            entries=[entry("E", "deducted", "100.00", "2017-03-01", claim="K")],
        )
        lines = position(asked, on=EVER).by("cost")
        told.append([of(lines[name], "deducted")[0] for name in "ABC"])
    assert told == [["33.34", "33.33", "33.33"]] * 2


def test_what_no_line_can_bear_stands_with_its_claim() -> None:
    asked = ledger(
        cost("A", claim="K", partner="P"),
        claims=[claim("K", 1, "2017-01-01")],
        entries=[entry("E", "deducted", "130.00", "2017-03-01", claim="K")],
    )
    found = position(asked, on=EVER)
    assert of(found, "deducted", "accepted") == ["130.00", "-30.00"]
    assert of(found.by("claim")["K"], "deducted") == ["130.00"]
    assert of(found.by("partner")["P"], "deducted", "accepted") == ["100.00", "0.00"]
    assert of(found.by("partner")[""], "deducted") == ["30.00"]
    assert found.due.missing[0].reason is Reason.UNCLEAR


def test_declared_of_a_claim_and_of_its_costs_is_unclear() -> None:
    entries = [entry("E", "declared", "130.00", "2017-03-01", claim="K")]
    claims = [claim("K", 1, "2017-01-01")]
    alone = position(ledger(entries=entries, claims=claims), on=EVER)
    assert of(alone, "declared") == ["130.00"]
    both = position(ledger(cost("A", claim="K"), entries=entries, claims=claims), on=EVER)
    assert missing(both.declared) == [("unclear", "/entries/0/claim")]


# ---- what is unknown -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["costs", "entries"])
def test_a_collection_left_out_never_totals_nothing(name: str) -> None:
    said = ledger(cost("C")).to_dict()
    del said[name]
    found = position(read_project(said), on=EVER)
    for figure in SUMMED:
        assert missing(getattr(found, figure)) == [("missing", f"/{name}")]
    assert found.paid.value == ZERO


def test_payments_left_out_are_not_known() -> None:
    said = ledger(cost("C")).to_dict()
    del said["payments"]
    found = position(read_project(said), on=EVER, book=small_book())
    assert missing(found.paid) == [("missing", "/payments")]
    assert missing(found.to_be_paid) == [("missing", "/payments")]
    assert found.due.value == euros("85.00")


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"net": "100.00 SEK"}, ("other_currency", "/costs/1/net")),
        ({"vat": "1.00 SEK"}, ("other_currency", "/costs/1/vat")),
        ({"vat": None}, ("missing", "/costs/1/vat")),
        ({"net": None}, ("missing", "/costs/1/net")),
    ],
)
def test_a_cost_of_unknown_amount_opens_only_what_holds_it(
    change: dict[str, Any], at: tuple[str, str]
) -> None:
    row = {name: one for name, one in (cost("D") | change).items() if one is not None}
    found = position(ledger(cost("C", partner="P"), row), on=EVER)
    assert missing(found.accepted) == [at]
    assert of(found, "deducted") == ["0.00"]
    assert of(found.by("partner")["P"], "accepted") == ["100.00"]


@pytest.mark.parametrize("about", ["cost", "claim"])
def test_a_decision_in_another_currency_opens_its_kind(about: str) -> None:
    told = entry("E", "deducted", "1.00", "2017-01-01", **{about: "C"}) | {"amount": "1.00 SEK"}
    asked = ledger(cost("C", claim="C"), claims=[claim("C", 1, "2016-06-01")], entries=[told])
    found = position(asked, on=EVER, book=small_book())
    assert missing(found.deducted) == [("other_currency", "/entries/0/amount")]
    assert found.by("cost")["C"].accepted.value is None
    assert of(found, "declared", "corrected") == ["100.00", "0.00"]
    assert found.due.value is None


def test_an_entry_about_a_cost_that_is_not_there_is_never_nothing() -> None:
    asked = ledger(
        cost("C"), entries=[entry("E", "deducted", "1.00", "2017-01-01", cost="NOBODY")]
    )
    found = position(asked, on=EVER)
    assert missing(found.accepted) == [("unknown_link", "/entries/0/cost")]
    assert of(found.by("cost")["C"], "accepted") == ["100.00"]


def test_a_payment_in_another_currency_is_not_added_up() -> None:
    told = payment("P", "interim", "1.00", "2017-01-01") | {"amount": "1.00 SEK"}
    found = position(ledger(cost("C"), payments=[told]), on=EVER)
    assert missing(found.paid) == [("other_currency", "/payments/0/amount")]
    assert found.payments["advance"].value == ZERO


@pytest.mark.parametrize(
    ("corrected", "broken"),
    [
        ("52.94", set()),
        ("52.95", {"FT-LED-013"}),
        ("100.01", {"FT-LED-002", "FT-LED-013"}),
    ],
)
def test_a_check_of_the_project_as_it_was_takes_a_correction_once(
    corrected: str, broken: set[str]
) -> None:
    """Of 100.00 less 52.94 the book supports 40.00, to the cent; that was paid."""
    asked = ledger(
        cost("C"),
        entries=[entry("E", "corrected", corrected, "2017-05-02", cost="C")],
        payments=[payment("P", "interim", "40.00", "2017-03-01")],
    )
    found = position(asked, on=EVER, book=small_book())
    rules = {one.rule for one in found.checked.findings if one.rule.startswith("FT-LED")}
    assert rules == broken
    assert of(found, "corrected", "accepted") == [corrected, "100.00"]
    over = euros("40.00") - found.due.value
    assert found.to_be_recovered.value == max(over, ZERO)


# ---- payments in two currencies --------------------------------------------------------------

FIXED = {"cost": {"rates": ["fixed"], "cite": "act#4"}}


def paid_in(*payments: tuple[str, str], currency: str = "EUR", **more: Any) -> Any:
    """A project of an agreement in a currency, with interim payments by amount and day."""
    told = [
        payment(f"P{place}", "interim", "1.00", on) | {"amount": amount}
        for place, (amount, on) in enumerate(payments)
    ]
    agreement = {"book": "test/small", "currency": currency, "signed_on": "2012-05-01"}
    return ledger(cost("C", f"900.00 {currency}", vat=f"0.00 {currency}"), payments=told,
                  agreement=agreement, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "amount", "on", "paid"),
    [
        ("EUR", "10000.00 LVL", "2012-10-10", "14228.72 EUR"),  # 10000 / 0.702804 = 14228.7181…
        ("EUR", "10000.00 LVL", "2014-02-01", "14228.72 EUR"),
        ("LVL", "14228.72 EUR", "2014-01-01", "10000.00 LVL"),
        ("EEK", "100.00 EUR", "2011-01-01", "1564.66 EEK"),
        ("LVL", "100.00 EEK", "2014-01-01", "4.49 LVL"),
    ],
)
def test_a_payment_meets_the_agreement_at_the_irrevocable_rate(
    currency: str, amount: str, on: str, paid: str
) -> None:
    asked = paid_in((amount, on), currency=currency)
    found = position(asked, on=EVER, book=small_book(exchange=FIXED))
    assert found.paid.value == Money(paid)
    assert {name: one.money for name, one in found.restated.items()} == {"P0": Money(paid)}
    assert str(found.restated["P0"].rounding) == "half_up 0.01"
    assert asked.payments[0].amount == Money(amount)  # what was stated stays


@pytest.mark.parametrize(
    ("currency", "amount", "on"),
    [
        ("LVL", "14228.72 EUR", "2013-12-31"),  # a bank's rate of that day
        ("EEK", "100.00 EUR", "2010-12-31"),
        ("EUR", "100.00 SEK", "2016-01-01"),  # nobody states its rate
        ("LVL", "100.00 SEK", "2016-01-01"),
        ("SEK", "100.00 EUR", "2016-01-01"),
        ("EUR", "9999999999999999.00 LVL", "2016-01-01"),  # more digits than money has
    ],
)
def test_a_payment_that_no_law_converts_leaves_what_was_paid_unknown(
    currency: str, amount: str, on: str
) -> None:
    asked = paid_in((f"5.00 {currency}", "2015-01-01"), (amount, on), currency=currency)
    found = position(asked, on=EVER, book=small_book(exchange=FIXED))
    where = [("other_currency", "/payments/1/amount")]
    assert missing(found.paid) == missing(found.payments["interim"]) == where
    assert missing(found.to_be_paid) == where
    assert (dict(found.restated), found.payments["advance"].value) == (
        {},
        Money(f"0.00 {currency}"),
    )


def test_without_a_word_of_the_book_no_payment_is_converted() -> None:
    asked = paid_in(("10000.00 LVL", "2012-10-10"))
    stated = {"rates": ["stated"], "rounding": "cents", "cite": "act#4"}
    for how in ({}, {"exchange": {"cost": stated}}):
        found = position(asked, on=EVER, book=small_book(**how))
        assert missing(found.paid) == [("other_currency", "/payments/0/amount")]
    found = position(asked, on=EVER)  # no such book is shipped: nothing is guessed
    assert missing(found.paid) == [("other_currency", "/payments/0/amount")]


def test_what_follows_from_payments_counts_what_was_restated() -> None:
    """Due: 85 % of 900.00 is 765.00; 14.23 + 700.00 were paid, 50.77 are left."""
    pays = ("10.00 LVL", "2012-10-10"), ("700.00 EUR", "2016-01-01"), ("1.00 LVL", "2020-01-01")
    asked, book = paid_in(*pays), small_book(
        exchange=FIXED,
        defines={"payable_now": {"value": "max(0, project.payable - total(payment.amount))",
                                 "rounding": "cents", "cite": "act#12"}},
    )  # fmt: skip
    found = position(asked, on=date(2019, 12, 31), book=book)
    assert of(found, "due", "paid", "to_be_paid") == ["765.00", "714.23", "50.77"]
    assert of(found, "payable_now") == ["50.77"]
    assert [*found.restated] == ["P0"]  # the one of 2020 has not happened
    assert pickle.loads(pickle.dumps(found)).restated == found.restated
    shares = position(asked, on=date(2020, 1, 1), book=book)  # the day it is paid on
    assert (of(shares, "paid"), [*shares.restated]) == (["715.65"], ["P0", "P2"])
    assert of(shares.by("source")[""], "paid") == ["715.65"]


def test_a_cost_of_unknown_category_may_belong_to_any() -> None:
    plans = [{"number": 1, "budget": budget(("P", "staff", "400.00"), ("P", "travel", "9.00"))}]
    found = position(ledger(cost("A", category="staff"), cost("B"), plans=plans), on=EVER)
    categories = found.by("category")
    staff, travel = categories["staff"].accepted, categories["travel"].accepted
    assert missing(staff) == missing(travel) == [("missing", "/costs/1/category")]
    assert (staff.at_least, staff.at_most) == (euros("100.00"), euros("200.00"))
    assert (travel.at_least, travel.at_most) == (ZERO, euros("100.00"))
    assert of(categories[""], "accepted") == ["100.00"]


def test_bounds_of_a_sum_hold_what_is_added_and_what_is_taken_off() -> None:
    """The accepted costs of staff are 100.00, or 170.00 with B."""
    entries = [entry("E", "deducted", "30.00", "2017-01-01", cost="B")]
    found = position(ledger(cost("A", category="staff"), cost("B"), entries=entries), on=EVER)
    staff = found.by("category")["staff"].accepted
    assert (staff.at_least, staff.at_most) == (euros("70.00"), euros("200.00"))


def test_before_the_first_plan_nothing_is_planned_that_is_known() -> None:
    plans = [{"number": 1, "effective_from": "2017-01-01", "budget": []}]
    found = position(ledger(cost("C"), plans=plans), on=date(2016, 12, 31))
    assert missing(found.planned) == [("missing", "/plans")]
    assert found.remaining.value is None


@pytest.mark.parametrize("on", [None, "2017-01-01", datetime(2017, 1, 1)])
def test_a_day_is_a_day(on: Any) -> None:
    with pytest.raises(InputError, match="on is not a day"):
        position(ledger(), on=on)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(InputError, match="a position needs a project"):
        position({}, on=EVER)  # type: ignore[arg-type]
    found = position(ledger(cost("C")), on=EVER)
    with pytest.raises(InputError, match="partner, category"):
        found.by("supplier")
    with pytest.raises(InputError, match="no such figure"):
        found.explain("spent")


def test_a_position_is_a_value() -> None:
    asked = ledger(cost("C"), payments=[payment("P", "interim", "8.00", "2017-05-03")])
    one, other = (position(asked, on=EVER, book=small_book()) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    one.by("cost")
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.to_dict() == one.to_dict()
    with pytest.raises(AttributeError):
        one.on = date(2017, 1, 1)


def test_every_kind_of_entry_has_its_place_in_a_position() -> None:
    """A new kind that no figure reads would be money that nobody sees."""
    for kind in ENTRY_KINDS:
        asked = ledger(cost("C"), entries=[entry("E", kind, "3.00", "2017-05-02", cost="C")])
        plain = position(ledger(cost("C")), on=EVER)
        assert [getattr(position(asked, on=EVER), one) for one in SUMMED] != [
            getattr(plain, one) for one in SUMMED
        ], kind


# ---- the largest amounts ---------------------------------------------------------------------


def test_a_sum_with_more_digits_than_money_has_is_said_to_be_too_large() -> None:
    most = Money("9999999999999999.99 EUR")
    found = position(ledger(*(cost(name, str(most)) for name in "AB")), on=EVER)
    assert found.declared.missing[0].reason is Reason.TOO_LARGE
    assert found.by("cost")["A"].declared.value == most


@pytest.mark.parametrize("ids", [("Z", "A"), ("A", "Z")])
def test_what_is_parked_and_released_on_one_day_is_back_whatever_its_ids(
    ids: tuple[str, str],
) -> None:
    parked, released = ids
    said = {
        "schema_version": 1,
        "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
        "plans": [{"number": 1}],
        "claims": [{"id": "K", "number": 1, "final": False, "submitted_on": "2018-01-01"}],
        "costs": [
            {"id": "C", "form": "actual", "net": "100.00 EUR", "vat": "0.00 EUR", "claim": "K"}
        ],
        "entries": [
            {"id": name, "kind": kind, "amount": "40.00 EUR", "decided_on": "2018-02-01"}
            | {"claim": "K"}
            for name, kind in ((parked, "parked"), (released, "released"))
        ],
    }
    found = position(read_project(said), on=date(2018, 2, 1)).by("cost")["C"]
    assert found.accepted is not None
    assert found.accepted.value == Money("100.00 EUR")
