"""A ledger against itself: which row is named, and what a later row may change."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.checks import Checked, Consistency, Verdict, run
from fundtrack.projects import (
    Claim,
    CostItem,
    Entry,
    Payment,
    Procurement,
    Project,
    read_project,
)
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError, Money
from tests.book_cases import agree
from tests.projects.small import document

BOOK = load_book("fundtrack/base")
DAY = date(2020, 6, 1)
COST = CostItem(id="K1", form="actual", net="40.00 EUR", vat="10.00 EUR")
MAKERS = (
    Entry.declare, Entry.deduct, Entry.park, Entry.release, Entry.withdraw, Entry.correct,
    Entry.recover,
)  # fmt: skip


def project(*costs: dict[str, Any], **said: object) -> Project:
    rows = [COST.to_dict(), *costs]
    return read_project(document(costs=rows, entries=[], payments=[], **said))


def checked(of: Project, on: date | None = None) -> Checked:
    found = run(of, BOOK, on=on)
    for basis in found.bases:
        agree(found, basis)
    return found


def ledger(of: Project, on: date | None = None) -> dict[str, list[str]]:
    """The rules about the ledger that are not met, with their subjects."""
    return {
        finding.rule: sorted(one.key for one in finding.subjects)
        for finding in checked(of, on).findings
        if finding.rule.startswith("FT-LED") and finding.verdict is Verdict.BROKEN
    }


def entry(make: Any, name: str, amount: str, day: date = DAY, **said: Any) -> Entry:
    return make(COST, Money(amount), id=name, decided_on=day, **said)


def test_a_cost_is_named_once_by_its_last_entry():
    rows = [
        entry(Entry.deduct, "E1", "30.00 EUR", DAY + timedelta(days=2)),
        entry(Entry.deduct, "E2", "30.00 EUR"),
        entry(Entry.withdraw, "E3", "1.00 EUR", DAY + timedelta(days=1)),
    ]
    assert ledger(project().with_entries(*rows)) == {"FT-LED-002": ["entry:E1"]}


def test_too_much_accepted_is_named_once_too():
    rows = [
        entry(Entry.release, "E1", "1.00 EUR"),
        entry(Entry.park, "E2", "0.50 EUR", DAY + timedelta(days=1)),
    ]
    found = ledger(project().with_entries(*rows))
    assert (found["FT-LED-001"], found["FT-LED-003"]) == (["entry:E2"], ["entry:E2"])


def test_on_one_day_the_sequence_tells_and_then_the_place():
    first, second = (entry(Entry.deduct, name, "60.00 EUR", sequence=at) for name, at in
                     (("E1", 2), ("E2", 1)))  # fmt: skip
    both = project().with_entries(first, second)
    assert ledger(both)["FT-LED-002"] == ["entry:E1"]
    plain = [entry(Entry.deduct, name, "60.00 EUR") for name in ("E1", "E2")]
    assert ledger(project().with_entries(*plain))["FT-LED-002"] == ["entry:E2"]


def test_a_claim_and_a_purchase_of_one_id_are_two_things():
    claim = Claim(id="X1", number=1, final=False)
    purchase = Procurement(id="X1", kind="works")
    whole = project(claims=[claim.to_dict()], procurements=[purchase.to_dict()])
    amount = Money("5.00 EUR")
    parked = Entry.park(claim, amount, id="E1", decided_on=DAY)
    for about, broken in ((claim, {}), (purchase, {"FT-LED-004": ["entry:E2"]})):
        released = Entry.release(about, amount, id="E2", decided_on=DAY)
        assert ledger(whole.with_entries(parked, released)) == broken


@pytest.mark.parametrize(("amount", "broken"), [("50.00 EUR", False), ("50.01 EUR", True)])
def test_a_document_comes_to_what_it_says_with_its_vat(amount: str, broken: bool):
    found = ledger(project().with_entries(entry(Entry.declare, "E1", amount)))
    assert ("FT-LED-006" in found) == broken


def test_a_credit_note_is_not_named_among_the_costs_of_a_document():
    said = {"form": "actual", "document": "7", "supplier": "X", "net": "1.00 EUR"}
    rows = [{"id": name} | said for name in ("K2", "K3", "K4")]
    rows[2]["reverses"] = "K2"
    assert ledger(project(*rows)) == {"FT-LED-007": ["cost:K2", "cost:K3"]}
    assert ledger(project(*rows[:1], rows[2])) == {}


def test_each_claim_that_lacks_the_one_before_it_is_named():
    claims = [{"id": f"C{n}", "number": n, "final": False} for n in (7, 2, 4, 5)]
    assert ledger(project(claims=claims)) == {"FT-LED-012": ["claim:C4", "claim:C7"]}


drawn = st.lists(
    st.tuples(st.sampled_from(range(7)), st.integers(0, 6000), st.integers(-3, 3)), max_size=6
)


@given(drawn)
def test_what_happens_later_changes_no_earlier_finding(rows):
    def made(at: int, kind: int, cents: int, days: int) -> Entry:
        amount = str(Money.of_minor(cents, "EUR"))
        return entry(MAKERS[kind], f"E{at}", amount, DAY + timedelta(days=days))

    entries = [made(at, *one) for at, one in enumerate(rows)]
    then = [one for one in entries if one.decided_on <= DAY]
    later = [one for one in entries if one.decided_on > DAY]
    begun = project().with_entries(*then)
    paid = Payment(
        id="Z1", kind="final", amount=Money("900.00 EUR"), paid_on=DAY + timedelta(days=1)
    )
    whole = begun.with_entries(*later).with_payments(paid)
    assert ledger(whole, DAY) == ledger(begun, DAY) == ledger(begun)


@given(drawn)
def test_released_never_passes_what_was_parked_by_the_end_of_its_day(rows):
    entries = [
        entry(MAKERS[kind], f"E{at}", str(Money.of_minor(cents, "EUR")), DAY + timedelta(days))
        for at, (kind, cents, days) in enumerate(rows)
    ]
    days = {one.decided_on for one in entries if one.kind == "released"}

    def total(kind: str, day: date) -> int:
        held = (one for one in entries if one.kind == kind and one.decided_on <= day)
        return sum(one.amount.minor for one in held)

    above = any(total("released", day) > total("parked", day) for day in days)
    assert ("FT-LED-004" in ledger(project().with_entries(*entries))) == above


@given(drawn)
@example([(5, 5000, 0)])
@example([(5, 5001, 0)])
@example([(0, 1, 0), (5, 1, 1), (1, 1, 2)])
def test_corrected_never_passes_what_is_accepted_in_the_end(rows):
    entries = [
        entry(MAKERS[kind], f"E{at}", str(Money.of_minor(cents, "EUR")), DAY + timedelta(days))
        for at, (kind, cents, days) in enumerate(rows)
    ]

    def total(*kinds: str) -> int:
        return sum(one.amount.minor for one in entries if one.kind in kinds)

    said = any(one.kind == "declared" for one in entries)
    accepted = (total("declared") if said else 5000) + total("released")
    left = accepted - total("deducted", "parked", "withdrawn", "corrected")
    corrections = sorted(f"entry:{one.id}" for one in entries if one.kind == "corrected")
    found = ledger(project().with_entries(*entries)).get("FT-LED-014", [])
    assert found == (corrections if left < 0 else [])


def test_a_correction_is_held_to_its_own_cost():
    other = CostItem(id="K2", form="actual", net="5.00 EUR", vat="0.00 EUR")
    amount = Money("5.01 EUR")
    rows = [
        Entry.correct(one, amount, id=f"E{at}", decided_on=DAY)
        for at, one in enumerate((COST, other))
    ]
    found = ledger(project(other.to_dict()).with_entries(*rows))
    assert found == {"FT-LED-014": ["entry:E1"]}


def test_a_book_cannot_take_the_name_of_a_fact_that_a_check_supplies():
    text = {"en": "x", "lv": "x"}
    head = {"id": "test/own", "edition": 1, "title": text, "covers": [text]}
    asked = {"kind": "bool", "ask": text, "cite": "own#1"}
    with pytest.raises(BookError, match="happened is a fact that a check supplies"):
        load_book(
            {
                "book": head | {"leaves_out": [text]},
                "act": {"own": {"title": text}},
                "fact": {"procurement": {"happened": asked}},
            }
        )


# ---- Decisions about a whole ----------------------------------------------------------------

CLAIM = Claim(id="X1", number=1, final=False)
PURCHASE = Procurement(id="X1", kind="works")


def in_whole(link: str | None) -> Project:
    """Two costs, one of them in a claim or a purchase."""
    other = {**COST.to_dict(), "id": "K2"} | ({link: "X1"} if link else {})
    return project(other, claims=[CLAIM.to_dict()], procurements=[PURCHASE.to_dict()])


def accepted(of: Project, on: date | None = None) -> list[Any]:
    """What is accepted of each cost, with the place that keeps it from being known."""
    lines = checked(of, on).lines("accepted")
    return [one.gross or one.missing[0].pointer for one in lines]


KNOWN = Money("50.00 EUR")


@pytest.mark.parametrize(("link", "about"), [("claim", CLAIM), ("procurement", PURCHASE)])
@pytest.mark.parametrize("make", [Entry.deduct, Entry.park, Entry.release, Entry.withdraw])
def test_what_a_decision_about_a_whole_leaves_of_a_cost_in_it_nobody_knows(
    link: str, about: Any, make: Any
) -> None:
    whole = make(about, Money("0.01 EUR"), id="E1", decided_on=DAY)
    assert accepted(in_whole(link).with_entries(whole)) == [KNOWN, "/entries/0"]
    other = "claim" if link == "procurement" else "procurement"
    for outside in (None, other):
        assert accepted(in_whole(outside).with_entries(whole)) == [KNOWN, KNOWN]


def test_of_nothing_or_of_a_later_day_or_after_payment_it_leaves_them_known():
    whole = in_whole("claim")
    nothing = Entry.deduct(CLAIM, Money("0.00 EUR"), id="E1", decided_on=DAY)
    assert accepted(whole.with_entries(nothing)) == [KNOWN, KNOWN]
    for make in (Entry.declare, Entry.correct, Entry.recover):
        after = make(CLAIM, Money("5.00 EUR"), id="E1", decided_on=DAY)
        assert accepted(whole.with_entries(after)) == [KNOWN, KNOWN]
    deducted = Entry.deduct(CLAIM, Money("5.00 EUR"), id="E1", decided_on=DAY)
    held = whole.with_entries(deducted)
    assert accepted(held, DAY - timedelta(days=1)) == [KNOWN, KNOWN]
    assert accepted(held, DAY) == [KNOWN, "/entries/0"]


def test_what_was_parked_of_a_whole_may_be_released_of_a_cost_in_it_and_back():
    inside, cost = in_whole("claim"), CostItem(**{**COST.model_dump(), "id": "K2"})
    amount = Money("5.00 EUR")
    for first, then in ((CLAIM, cost), (cost, CLAIM)):
        rows = (
            Entry.park(first, amount, id="E1", decided_on=DAY),
            Entry.release(then, amount, id="E2", decided_on=DAY),
        )
        assert "FT-LED-004" not in ledger(inside.with_entries(*rows))
        assert ledger(in_whole("procurement").with_entries(*rows))["FT-LED-004"] == ["entry:E2"]
        more = Entry.release(COST, amount, id="E3", decided_on=DAY)  # of the cost outside
        found = ledger(inside.with_entries(*rows, more))
        assert found["FT-LED-004"] == ["entry:E3"]


class Counted(tuple[Any, ...]):
    """Rows that count how often somebody goes through them."""

    times = 0

    def __iter__(self) -> Any:
        Counted.times += 1
        return super().__iter__()


@pytest.mark.parametrize("rows", [10, 40])
def test_a_ledger_is_gone_through_as_often_for_many_rows_as_for_few(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = [COST.replace(id=f"K{one}", claim="Q") for one in range(rows)]
    entries = [
        make(cost, Money("1.00 EUR"), id=f"{name}-{cost.id}", decided_on=DAY)
        for cost in costs
        for name, make in (("R", Entry.release), ("D", Entry.declare), ("C", Entry.correct))
    ]
    of = project().replace(costs=costs, entries=entries)
    for name in ("costs", "entries"):
        monkeypatch.setitem(of.__dict__, name, Counted(getattr(of, name)))
    Counted.times = 0
    asked = Consistency(of, None)
    assert {asked.parked_before(one) for one in entries if one.kind == "released"} == {False}
    assert all(asked.declared_once(one) is not None for one in entries)
    _ = [asked.corrected_within(one) for one in entries], [asked.latest(one) for one in entries]
    assert Counted.times < 10
