"""What a book may call, what it is given, and rules that look across projects."""

from fractions import Fraction
from typing import Any

import pytest

from fundtrack.checks import Outcome, Reason, Register, Verdict, run
from fundtrack.formulas import Kind
from fundtrack.funding import Answer
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError
from tests.checks.small import book, check, cost, parameter, project, rule

WINDOW = {
    "call": "window_total",
    "kind": "money",
    "rounding": "cents",
    "cite": "act#3",
    "with": {
        "amount": "aid.gross_grant_equivalent",
        "on": "aid.granted_on",
        "within": "undertaking",
        "years": "years",
        "start": "window_start",
    },
}


def de_minimis(chosen: str = "inclusive", **more: Any) -> dict[str, Any]:
    reading = {
        "options": ["inclusive", "strict"], "chosen": chosen, "by": "the ministry",
        "cite": "act#3", "why": {"en": "why", "lv": "kāpēc"},
    }  # fmt: skip
    return book(
        parameter={
            "years": parameter("number", {"value": 3}),
            "ceiling": parameter("money", {"value": "300000.00 EUR"}),
        },
        reading={"window_start": reading},
        define={"aid": {"in_window": WINDOW | more}},
        rule={
            "T-1": rule("aid", measured="aid.in_window", at_most="ceiling", effect="exclude")
        },
    )


def award(name: str, day: str | None, amount: str | None, who: str = "U") -> dict[str, Any]:
    said = {
        "id": name,
        "undertaking": who,
        "regulation": "2023/2831",
        "instrument": "grant",
        "granted_on": day,
        "gross_grant_equivalent": amount and f"{amount} EUR",
    }
    return {key: value for key, value in said.items() if value is not None}


def aided(*awards: dict[str, Any]) -> dict[str, Any]:
    return project(cost("C"), aid=list(awards))


def asked(said: dict[str, Any], holder: dict[str, Any], *others: dict[str, Any]) -> Any:
    register = Register([read_project(other) for other in others])
    return check(said, on_project=holder, register=register)


# ---- A rolling window ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "start", "verdict"),
    [
        ("2025-09-04", "inclusive", Verdict.BROKEN),
        ("2025-09-05", "inclusive", Verdict.BROKEN),
        ("2025-09-05", "strict", Verdict.MET),
        ("2025-09-06", "inclusive", Verdict.MET),
    ],
)
def test_aid_of_three_years_counts_together(day: str, start: str, verdict: Verdict) -> None:
    earlier = aided(award("A", "2022-09-05", "175000.00"))
    checked = asked(de_minimis(start), aided(award("B", day, "140000.00")), earlier)
    assert checked.summary["T-1"] == {verdict: 1}


def test_the_ceiling_itself_is_kept_and_a_cent_more_is_not() -> None:
    for amount, verdict in ("125000.00", Verdict.MET), ("125000.01", Verdict.BROKEN):
        awards = award("A", "2024-01-10", "175000.00"), award("B", "2025-01-10", amount)
        checked = asked(de_minimis(), aided(*awards))
        assert checked.summary["T-1"].get(verdict) == (2 if verdict is Verdict.MET else 1)
        told = checked.explain("aid:B.in_window")
        assert told.value == Fraction(175_000) + Fraction(amount)
        assert told.note == "call:window_total"


def test_another_undertaking_and_a_later_grant_do_not_count() -> None:
    others = aided(
        award("A", "2024-01-10", "299999.00", "V"), award("B", "2025-01-11", "299999.00")
    )
    checked = asked(de_minimis(), aided(award("C", "2025-01-10", "10.00")), others)
    assert checked.explain("aid:C.in_window").value == 10


def test_without_a_register_nobody_knows() -> None:
    checked = check(de_minimis(), on_project=aided(award("A", "2024-01-10", "1.00")))
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 1}
    (finding,) = [one for one in checked.findings if one.rule == "T-1"]
    assert [one.reason for one in finding.subjects[0].missing] == [Reason.NEEDS_PORTFOLIO]


@pytest.mark.parametrize(
    ("others", "verdict"),
    [
        ([award("A", "2024-01-10", None)], Verdict.UNKNOWN),
        ([award("A", None, "1.00")], Verdict.UNKNOWN),
        ([award("A", None, "1.00", "V")], Verdict.MET),
        ([award("A", "2021-01-09", None)], Verdict.MET),
    ],
)
def test_what_may_count_and_is_not_known_leaves_the_sum_open(
    others: list[dict[str, Any]], verdict: Verdict
) -> None:
    checked = asked(de_minimis(), aided(award("C", "2024-01-10", "10.00")), aided(*others))
    assert checked.summary["T-1"] == {verdict: 1}


def test_a_project_in_the_register_does_not_count_against_itself() -> None:
    said, holder = (
        load_book(de_minimis()),
        read_project(aided(award("A", "2024-01-10", "9.00"))),
    )
    checked = run(holder, said, register=Register([holder]))
    assert checked.explain("aid:A.in_window").value == 9


def test_aid_in_another_currency_is_not_added_up() -> None:
    foreign = aided(award("A", "2024-01-10", "1.00"))
    foreign["agreement"] = {**foreign["agreement"], "currency": "SEK"}
    checked = asked(de_minimis(), aided(award("C", "2024-01-10", "10.00")), foreign)
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 1}


# ---- Double funding --------------------------------------------------------------------------


def double_funding() -> dict[str, Any]:
    seen = {
        "call": "seen_elsewhere",
        "kind": "number",
        "cite": "act#65",
        "with": {"key": "document, supplier, cost.net"},
    }
    return book(
        define={"cost": {"seen": seen}},
        rule={"T-1": rule("cost", met_when="cost.seen == 0", effect="exclude")},
    )


def test_an_invoice_claimed_in_two_projects_is_refused_in_both() -> None:
    invoice = cost("C", document="F-1", supplier="Print Ltd")
    other = cost("D", document="F-2", supplier="Print Ltd")
    said = load_book(double_funding())
    projects = [read_project(project(invoice, other)), read_project(project(invoice))]
    register = Register(projects)
    first, second = (run(one, said, register=register) for one in projects)
    assert [str(line.eligible) for line in first.lines()] == ["0.00 EUR", "100.00 EUR"]
    assert [str(line.eligible) for line in second.lines()] == ["0.00 EUR"]


def test_twice_in_one_project_is_seen_too_and_a_missing_number_is_unknown() -> None:
    invoice = cost("C", document="F-1", supplier="Print Ltd")
    holder = project(invoice, {**invoice, "id": "D"})
    assert asked(double_funding(), holder).summary["T-1"] == {Verdict.BROKEN: 2}
    holder["costs"][1].pop("document")
    checked = asked(double_funding(), holder)
    assert checked.summary["T-1"] == {Verdict.UNKNOWN: 2}


# ---- What may be called ----------------------------------------------------------------------


class Doubled:
    """A calculator of a host."""

    name = "doubled"
    inputs = {"amount": Kind.MONEY}  # noqa: RUF012 (a calculator of a test)
    gives = Kind.MONEY
    portfolio = False

    def calculate(self, own: Any, others: Any) -> list[Answer]:
        assert others is None
        return [
            Answer(None, ("amount",)) if row["amount"] is None else Answer(row["amount"] * 2)
            for row in own
        ]


def doubled(noun: str, amount: str) -> dict[str, Any]:
    made = {
        "call": "doubled", "kind": "money", "rounding": "cents", "cite": "act#9",
        "with": {"amount": amount},
    }  # fmt: skip
    return book(
        define={noun: {"twice": made}},
        rule={"T-1": rule(noun, met_when=f"{noun}.twice > 0")},
    )


@pytest.mark.parametrize(
    ("noun", "amount", "name"),
    [
        ("cost", "cost.net", "cost:C.twice"),
        ("project", "total(cost.net)", "twice"),
        ("partner", "total(cost.net)", "partner:P.twice"),
    ],
)
def test_a_host_passes_its_own_calculators(noun: str, amount: str, name: str) -> None:
    holder = project(cost("C", partner="P"))
    checked = check(doubled(noun, amount), on_project=holder, calculators=(Doubled(),))
    assert checked.explain(name).value == 200
    assert checked.summary["T-1"][Verdict.MET] == 1


def test_a_name_the_host_did_not_pass_is_unknown_and_nothing_else_happens() -> None:
    checked = check(doubled("cost", "cost.net"))
    (finding,) = [one for one in checked.findings if one.rule == "T-1"]
    assert [(one.reason, one.name) for one in finding.subjects[0].missing] == [
        (Reason.NOT_SUPPORTED, "doubled")
    ]
    assert checked.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"kind": "number", "rounding": None}, "/kind", "gives a money, not a number"),
        ({"with": {}}, "/with", "is given amount"),
        ({"with": {"amount": "cost.net", "on": "cost.paid_on"}}, "/with", "is given amount"),
        ({"with": {"amount": "cost.paid_on"}}, "/with/amount", "is a date"),
        ({"with": {"amount": "cost.nett"}}, "/with/amount", "did you mean"),
    ],
)
def test_inputs_are_those_of_the_calculator(
    changes: dict[str, Any], place: str, words: str
) -> None:
    said = doubled("cost", "cost.net")
    made = said["define"]["cost"]["twice"] | changes
    said["define"]["cost"]["twice"] = {key: one for key, one in made.items() if one is not None}
    with pytest.raises(BookError, match=words) as caught:
        check(said, calculators=(Doubled(),))
    assert caught.value.pointer == f"/define/cost/twice{place}"


def test_a_calculator_that_is_given_its_own_answer_is_refused() -> None:
    with pytest.raises(BookError, match=r"go round: cost\.twice -> cost\.twice"):
        load_book(doubled("cost", "cost.twice"))


# ---- Rules across projects -------------------------------------------------------------------


def test_a_rule_across_projects_needs_a_register() -> None:
    said = book(
        rule={"T-1": rule("portfolio", met_when="count(known(cost.net)) <= 1", basis="claimed")}
    )
    alone = check(said)
    assert alone.summary["T-1"] == {Verdict.UNKNOWN: 1}
    assert [one.what for one in alone.not_checked if one.why == "needs_portfolio"] == ["T-1"]
    assert asked(said, project(cost("C"))).summary["T-1"] == {Verdict.MET: 1}
    twice = asked(said, project(cost("C"), cost("D")))
    assert twice.summary["T-1"] == {Verdict.BROKEN: 1}


def test_money_and_days_reach_a_calculator_as_exact_figures() -> None:
    seen: list[Any] = []

    class Watching(Doubled):
        def calculate(self, own: Any, others: Any) -> list[Answer]:
            seen.extend(own)
            return super().calculate(own, others)

    check(doubled("cost", "cost.net * 1"), calculators=(Watching(),))
    assert {row["amount"] for row in seen} == {Fraction(100)}


# ---- One person's days -----------------------------------------------------------------------

DAYS = {
    "call": "total_elsewhere",
    "kind": "number",
    "cite": "act#6.2.A.1",
    "with": {"amount": "cost.quantity", "key": "person, year"},
}


def person_days() -> dict[str, Any]:
    """A person has so many days in a year, whoever pays for them."""
    asked_for = {"kind": "text", "cite": "act#6.2.A.1", "ask": {"en": "who", "lv": "kurš"}}
    return book(
        parameter={"days_of_a_year": parameter("number", {"value": 215})},
        fact={"cost": {"person": asked_for, "year": asked_for}},
        define={"cost": {"days_of_person": DAYS}},
        rule={
            "T-DAYS": rule(
                "cost",
                applies_when="cost.category == 'staff'",
                measured="cost.days_of_person",
                at_most="days_of_a_year",
                effect="exclude",
            )
        },
    )


def staff(name: str, days: str, who: str | None = "R-7", year: str = "2025") -> dict[str, Any]:
    facts = {"year": year} | ({} if who is None else {"person": who})
    return cost(name, category="staff", quantity=days, facts=facts)


@pytest.mark.parametrize(
    ("here", "elsewhere", "verdict"),
    [
        (("120",), ("94.5",), Verdict.MET),
        (("120",), ("95",), Verdict.MET),
        (("120",), ("95.5",), Verdict.BROKEN),
        (("100", "20"), ("95.5",), Verdict.BROKEN),
        (("216",), (), Verdict.BROKEN),
    ],
)
def test_the_days_of_a_person_are_counted_over_all_projects(
    here: tuple[str, ...], elsewhere: tuple[str, ...], verdict: Verdict
) -> None:
    mine = project(*(staff(f"A{at}", days) for at, days in enumerate(here)))
    other = project(*(staff("B", days) for days in elsewhere), staff("C", "200", "R-8"))
    checked = asked(person_days(), mine, other)
    assert checked.summary["T-DAYS"] == {verdict: len(here)}


def test_days_of_nobody_or_without_the_other_projects_are_open() -> None:
    checked = check(person_days(), on_project=project(staff("A", "1")))
    assert checked.summary["T-DAYS"] == {Verdict.UNKNOWN: 1}
    nobody = asked(person_days(), project(staff("A", "1", None)), project(cost("B")))
    assert nobody.summary["T-DAYS"] == {Verdict.UNKNOWN: 1}
    hidden = asked(
        person_days(), project(staff("A", "1")), project(staff("B", "1", None, "2025"))
    )
    assert hidden.summary["T-DAYS"] == {Verdict.UNKNOWN: 1}
    other_year = asked(
        person_days(), project(staff("A", "1")), project(staff("B", "1", None, "2024"))
    )
    assert other_year.summary["T-DAYS"] == {Verdict.MET: 1}
