"""Other projects: what counts of them hangs on who asks, on what day and in which currency."""

from datetime import date
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from fundtrack import check_many
from fundtrack.checks import Bound, Register, Verdict, run
from fundtrack.checks.tally import prepare
from fundtrack.formulas import Kind
from fundtrack.funding import CALCULATORS, Answer
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book, load_book
from tests.checks.small import book, cost, parameter, project, rule


def aided(currency: str = "EUR", amount: str = "200.00", **more: Any) -> Project:
    """A project with one aid to an undertaking that all of them share."""
    agreement = {"book": "test/small", "currency": currency, "signed_on": "2016-05-01"}
    award = {
        "id": "A", "undertaking": "U", "regulation": "1407/2013", "instrument": "grant",
        "granted_on": "2016-03-01", "gross_grant_equivalent": f"{amount} {currency}",
    }  # fmt: skip
    return read_project(project() | {"agreement": agreement, "aid": [award], **more})


def windows(amount: str = "aid.gross_grant_equivalent") -> Book:
    """What an undertaking was given in three years, of which a part counts from 2017."""
    given = {
        "amount": amount, "on": "aid.granted_on", "within": "undertaking", "years": "years",
        "start": "'inclusive'",
    }  # fmt: skip
    part = parameter(
        "rate",
        {"value": "10 %", "to": date(2016, 12, 31)},
        {"value": "100 %", "from": date(2017, 1, 1)},
        as_of="on",
    )
    call = {"call": "window_total", "kind": "money", "rounding": "cents", "cite": "act#1"}
    return load_book(
        book(
            parameter={
                "years": parameter("number", {"value": 3}),
                "cap": parameter("money", {"value": "300.00 EUR"}),
                "part": part,
            },
            define={"aid": {"window": call | {"with": given}}},
            rule={"T-1": rule("aid", measured="aid.window", at_most="cap")},
        )
    )


def test_amounts_in_another_currency_are_unknown_in_whatever_order_projects_come() -> None:
    said = windows()
    projects = [aided(), aided("SEK", "500.00"), aided("SEK", "500.00", number="S2")]
    for order in permutations(projects):
        for row in check_many(order, said):
            assert row.report is not None
            assert row.report.explain("aid:A.window").value is None
    for row in check_many([*projects[1:], aided("SEK", "1.00")], said):
        assert row.report is not None
        assert row.report.explain("aid:A.window").value == 1001


def test_an_amount_in_a_key_is_in_its_currency() -> None:
    seen = {"call": "seen_elsewhere", "kind": "number", "cite": "act#65"}
    key = {"with": {"key": "cost.document, cost.net"}}
    said = load_book(
        book(
            define={"cost": {"seen": seen | key}},
            rule={"T-1": rule("cost", met_when="cost.seen == 0")},
        )
    )

    def claims(currency: str, document: str = "F-1") -> Project:
        agreement = {"book": "test/small", "currency": currency, "signed_on": "2016-05-01"}
        one = cost("C", f"100.00 {currency}", document=document, vat=f"0.00 {currency}")
        return read_project(project(one, agreement=agreement))

    for other, verdict in [
        (claims("EUR"), Verdict.BROKEN),
        (claims("EUR", "F-2"), Verdict.MET),
        (claims("SEK"), Verdict.UNKNOWN),
        (claims("SEK", "F-2"), Verdict.MET),
    ]:
        checked = run(claims("EUR"), said, register=Register([other]), calculators=CALCULATORS)
        assert checked.summary["T-1"] == {verdict: 1}


def test_a_register_that_is_used_again_answers_as_a_new_one() -> None:
    said = windows("aid.gross_grant_equivalent * part")
    mine, other = aided(), aided(number="other")
    register = Register([other])
    for day, whole in [(date(2016, 6, 1), 40), (date(2018, 6, 1), 400), (None, None)]:
        for held in (register, Register([other])):
            checked = run(mine, said, on=day, register=held, calculators=CALCULATORS)
            assert checked.explain("aid:A.window").value == whole


def test_a_register_does_not_answer_for_calculators_it_was_not_asked_with() -> None:
    said, mine, other = windows(), aided(), aided(number="other")
    register = Register([other])
    without = [one for one in CALCULATORS if one.name != "window_total"]
    for calculators, whole in [(without, None), (CALCULATORS, 400)]:
        checked = run(mine, said, register=register, calculators=calculators)
        assert checked.explain("aid:A.window").value == whole


def test_a_project_whose_reading_ends_early_is_unknown_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was not reached of it is not nothing."""

    class Broken:
        def run(self, read: object) -> None:
            raise ZeroDivisionError

    said, mine = windows(), aided()
    with monkeypatch.context() as patch:
        patch.setitem(prepare.__globals__, "compiled", lambda view: Broken())
        register = Register([aided(number="other")])
        bound = Bound(mine, said, register=register, calculators=CALCULATORS)
        prepare(bound, "plan")
    checked = run(mine, said, register=register, calculators=CALCULATORS)
    assert checked.explain("aid:A.window").value is None


# ---- What a host's calculator gets wrong -----------------------------------------------------


class Hosts:
    """A calculator of a host that answers whatever the test says."""

    name = "hosts"
    inputs = {"amount": Kind.MONEY}  # noqa: RUF012 (a calculator of a test)
    portfolio = False

    def __init__(self, gives: Kind, answer: Any) -> None:
        self.gives, self.answer = gives, answer

    def calculate(self, own: Any, others: Any) -> Any:
        assert others is None
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def hosted(answer: Any, gives: Kind = Kind.MONEY) -> Any:
    """The verdict of a rule that rests on it, in both readings."""
    call = {"call": "hosts", "kind": gives.value, "cite": "act#1"}
    call |= {"rounding": "cents"} if gives is Kind.MONEY else {}
    said = load_book(
        book(
            define={"cost": {"own": call | {"with": {"amount": "cost.net"}}}},
            rule={"T-1": rule("cost", met_when="cost.own == cost.own")},
        )
    )
    checked = run(read_project(project(cost("C"))), said, calculators=(Hosts(gives, answer),))
    (verdict,) = checked.summary["T-1"]
    return verdict, checked.explain("cost:C.own")


@pytest.mark.parametrize(
    ("answer", "gives"),
    [
        (ValueError("no"), Kind.MONEY),
        (TypeError("no"), Kind.MONEY),
        (RecursionError(), Kind.MONEY),
        (None, Kind.MONEY),
        ([], Kind.MONEY),
        ([Answer(Fraction(1))] * 2, Kind.MONEY),
        ([5], Kind.MONEY),
        ([Answer(True)], Kind.MONEY),
        ([Answer(True)], Kind.NUMBER),
        ([Answer(1.5)], Kind.MONEY),  # type: ignore[arg-type]
        ([Answer("5")], Kind.MONEY),
        ([Answer(Fraction(1))], Kind.BOOL),
        ([Answer(Fraction(1))], Kind.DATE),
        ([Answer(date(2016, 1, 1))], Kind.NUMBER),
    ],
)
def test_what_a_calculator_gets_wrong_is_a_failure_of_its_rules(
    answer: Any, gives: Kind
) -> None:
    verdict, told = hosted(answer, gives)
    assert (verdict, told.value) == (Verdict.FAILED, None)
    assert "hosts" in told.missing[0][1] or not isinstance(answer, list)


@pytest.mark.parametrize(
    ("answer", "gives", "value"),
    [
        (5, Kind.MONEY, 5),
        (Fraction(1, 2), Kind.MONEY, Fraction(1, 2)),
        (7, Kind.NUMBER, 7),
        (True, Kind.BOOL, True),
        (date(2016, 1, 1), Kind.DATE, date(2016, 1, 1)),
    ],
)
def test_an_answer_of_its_kind_counts_in_whole_units(
    answer: Any, gives: Kind, value: Any
) -> None:
    verdict, told = hosted([Answer(answer)], gives)
    assert (verdict, told.value) == (Verdict.MET, value)
