"""An append-only ledger: a maker for each kind of entry, and rows that only ever come after."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from fundtrack.checks import run
from fundtrack.projects import (
    Claim,
    CostItem,
    Entry,
    Partner,
    Payment,
    Plan,
    Procurement,
    Project,
    read_project,
)
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError, Money
from tests.projects.small import document

DAY = date(2018, 3, 1)
COST = CostItem(id="K1", form="actual", net="100.00 EUR", vat="0.00 EUR")
ABOUT = {
    "cost": COST,
    "procurement": Procurement(id="T1", kind="works"),
    "claim": Claim(id="C1", number=1, final=False),
}
KINDS = {
    "declared": Entry.declare,
    "deducted": Entry.deduct,
    "parked": Entry.park,
    "released": Entry.release,
    "withdrawn": Entry.withdraw,
    "corrected": Entry.correct,
    "recovered": Entry.recover,
}


def project(**fields: object) -> Project:
    """A project of a cost, a purchase and a claim, whose ledger is known to be empty."""
    said = {name: [one.to_dict()] for name, one in zip(_ROWS, ABOUT.values(), strict=True)}
    return read_project(document(**said, entries=[], payments=[], **fields))


_ROWS = ("costs", "procurements", "claims")


def entry(name: str = "E1", amount: str = "10.00 EUR", day: date = DAY) -> Entry:
    return Entry.deduct(COST, Money(amount), id=name, decided_on=day)


# -- the makers --------------------------------------------------------------------------------


def test_there_is_a_maker_for_every_kind():
    assert set(KINDS) == set(Entry.model_fields["kind"].annotation.__args__)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("about", ABOUT)
def test_a_maker_says_its_kind_and_what_it_is_about(kind: str, about: str):
    made = KINDS[kind](ABOUT[about], Money("0.01 EUR"), id="E1", decided_on=DAY)
    assert made == Entry.model_validate(
        {"id": "E1", "kind": kind, "amount": "0.01 EUR", "decided_on": "2018-03-01"}
        | {about: ABOUT[about].id}
    )


def test_what_else_is_said_of_an_entry_is_kept():
    made = Entry.park(
        COST,
        Money("1.00 EUR"),
        id="E1",
        decided_on=DAY,
        by="authority",
        reason="on the spot",
        sequence=2,
        in_claim="C1",
    )
    said = (made.by, made.reason, made.sequence, made.in_claim)
    assert said == ("authority", "on the spot", 2, "C1")


def test_the_kind_gives_the_sign_so_no_amount_is_below_zero():
    assert entry(amount="0.00 EUR").amount == Money("0.00 EUR")
    with pytest.raises(ValidationError, match="negative"):
        entry(amount="-0.01 EUR")


def test_an_entry_is_about_a_cost_a_purchase_or_a_claim():
    with pytest.raises(InputError, match="about no such thing") as caught:
        Entry.correct(Partner(id="P1", role="lead"), Money("1.00 EUR"), id="E", decided_on=DAY)
    assert (caught.value.found, caught.value.expected.count("Claim")) == ("a Partner", 1)
    with pytest.raises(ValidationError, match="exactly one thing"):
        Entry.correct(COST, Money("1.00 EUR"), id="E", decided_on=DAY, claim="C1")
    with pytest.raises(TypeError, match="cost"):
        Entry.correct(COST, Money("1.00 EUR"), id="E", decided_on=DAY, cost="K2")


# -- rows that come after ----------------------------------------------------------------------


@given(st.lists(st.integers(0, 3), max_size=6), st.integers(0, 9))
def test_what_was_there_stays_and_stays_in_its_place(sizes: list[int], first: int):
    held, said = project(), []
    for turn, size in enumerate(sizes):
        day = DAY + timedelta(days=(first - turn) * 30)  # decided in any order
        rows = [entry(f"E{turn}-{at}", day=day) for at in range(size)]
        before, held = held, held.with_entries(*rows)
        assert before.entries == tuple(said)
        said += rows
        assert held.entries == tuple(said)
        assert held.replace(entries=()) == project()


def test_what_was_appended_can_be_written_and_read_again():
    whole = project().with_entries(entry()).with_payments(payment()).with_plan(amendment())
    assert read_project(whole.to_dict()) == whole


def payment(name: str = "Z1") -> Payment:
    amount = Money("5.00 EUR")
    return Payment(id=name, kind="interim", amount=amount, paid_on=DAY, claim="C1")


def amendment(number: int = 2, **said: object) -> Plan:
    day = said or {"effective_from": DAY, "approved_on": DAY + timedelta(days=10)}
    return Plan(number=number, **day)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda one: one.with_entries(entry(), entry()), "/entries/1/id"),
        (lambda one: one.with_entries(entry()).with_entries(entry()), "/entries/1/id"),
        (lambda one: one.with_entries(entry().replace(cost="K2")), "/entries/0/cost"),
        (
            lambda one: one.with_entries(entry(), entry("E2").replace(in_claim="C2")),
            "/entries/1/in_claim",
        ),
        (lambda one: one.with_entries(payment()), "/entries/0"),
        (lambda one: one.replace(entries=None).with_entries(entry()), "/entries"),
        (lambda one: one.with_payments(payment(), payment()), "/payments/1/id"),
        (lambda one: one.with_payments(payment().replace(claim="C2")), "/payments/0/claim"),
        (lambda one: one.replace(payments=None).with_payments(payment()), "/payments"),
        (lambda one: one.with_plan(amendment(1)), "/plans/1/number"),
        (lambda one: one.with_plan(amendment(3)).with_plan(amendment(2)), "/plans/2/number"),
        (lambda one: one.with_plan(Plan(number=2)), "/plans/1/effective_from"),
        (lambda one: one.with_plan(entry()), "/plans/1"),
    ],
)
def test_what_cannot_be_appended_is_refused_at_its_place(change, place: str):
    with pytest.raises(InputError) as caught:
        change(project())
    assert caught.value.pointer == place
    assert caught.value.problems[0].expected or caught.value.remedy


def test_a_source_is_looked_for_in_every_plan():
    source = {"id": "S1", "fund": "ERDF", "kind": "union", "base": "total", "order": 1}
    plans = [{"number": 1, "sources": [source | {"residual": False}]}]
    paid = payment().replace(source="S1")
    later = project(plans=plans).with_plan(amendment())
    assert later.with_payments(paid).payments == (paid,)
    with pytest.raises(InputError) as caught:
        later.with_payments(paid.replace(source="S2"))
    assert caught.value.pointer == "/payments/0/source"
    second = source | {"id": "S2", "residual": False}
    both = project(plans=plans).with_plan(amendment().replace(sources=[second]))
    assert len(both.with_payments(paid, paid.replace(id="Z2", source="S2")).payments) == 2
    assert project().with_payments(paid).payments == (paid,)  # no plan says its sources


def test_what_a_project_does_not_say_is_not_asked_of_a_link():
    unknown = project().replace(claims=None)
    assert unknown.with_payments(payment()).payments == (payment(),)


# -- yesterday's answer ------------------------------------------------------------------------

BOOK = load_book("fundtrack/base")


def accepted(of: Project, on: date) -> Money:
    return run(of, BOOK, on=on).amounts["accepted.gross"].value


@given(st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.integers(0, 3)), max_size=5))
@example([("deducted", 0)])
def test_what_is_decided_later_changes_no_answer_of_an_earlier_day(later):
    begun = project().with_entries(entry())
    before = accepted(begun, DAY)
    assert before == Money("90.00 EUR")
    rows = [
        KINDS[kind](
            COST, Money("7.00 EUR"), id=f"L{at}", decided_on=DAY + timedelta(days=1 + days)
        )
        for at, (kind, days) in enumerate(later)
    ]
    assert accepted(begun.with_entries(*rows), DAY) == before


def test_what_is_decided_on_the_day_itself_counts():
    begun = project().with_entries(entry())
    same = begun.with_entries(entry("E2"))
    assert accepted(same, DAY) == Money("80.00 EUR")
    assert accepted(begun.with_entries(entry("E2", day=DAY + timedelta(days=1))), DAY) == Money(
        "90.00 EUR"
    )


def test_an_amendment_leaves_the_days_before_it_their_plan():
    later = project().with_plan(amendment())
    eve = DAY - timedelta(days=1)
    numbers = [plan.number for day in (eve, DAY) if (plan := later.plan_on(day))]
    assert numbers == [1, 2]
    approved = DAY + timedelta(days=10)
    known = [approved - timedelta(days=1), approved]
    assert [later.plan_on(DAY, known_on=day).number for day in known] == [1, 2]
