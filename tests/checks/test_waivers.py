"""A waiver leaves the verdict, lifts the breach and gives back what the rule would take.

It is of one rule and one subject, from its day on.
"""

from datetime import date
from typing import Any

import pytest

from fundtrack.checks import Checked, Outcome, Register, Verdict, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import Money
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule


def checked_with(
    waiver: dict[str, Any] | None, *, waivable: bool = True, **asked: Any
) -> Checked:
    said = book(rule={"T-1": rule("cost", met_when="cost.form == 'lump'", waivable=waivable)})
    base = {
        "rule": "T-1",
        "subject": "cost:A",
        "granted_on": "2017-03-01",
        "by": "the authority",
    }
    waivers = [] if waiver is None else [base | waiver]
    holder = project(cost("A"), cost("B", form="lump"), waivers=waivers)
    return check(said, on_project=holder, **asked)


def test_a_waived_breach_stays_broken_and_leaves_the_project_in_order() -> None:
    checked = checked_with({})
    assert checked.summary["T-1"] == {Verdict.MET: 1, Verdict.BROKEN: 1}
    assert checked.outcome is Outcome.IN_ORDER
    finding = next(one for one in checked.findings if one.rule == "T-1")
    assert finding.subjects[0].waived_by == "the authority"


@pytest.mark.parametrize("waiver", [None, {"rule": "T-2"}, {"subject": "cost:B"}])
def test_a_waiver_of_something_else_lifts_nothing(waiver: dict[str, Any] | None) -> None:
    assert checked_with(waiver).outcome is Outcome.BREACHED


def test_a_rule_that_cannot_be_waived_is_not() -> None:
    assert checked_with({}, waivable=False).outcome is Outcome.BREACHED


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2017, 2, 28), Outcome.BREACHED), (date(2017, 3, 1), Outcome.IN_ORDER)],
)
def test_a_waiver_counts_from_its_day(day: date, outcome: Outcome) -> None:
    assert checked_with({}, on=day).outcome is outcome


def test_the_document_of_a_waiver_is_named_where_there_is_one() -> None:
    finding = next(
        one for one in checked_with({"document": "letter 7"}).findings if one.rule == "T-1"
    )
    assert finding.subjects[0].waived_by == "letter 7"


# ---- What it gives back ----------------------------------------------------------------------

BY = {"granted_on": "2017-03-01", "by": "the authority"}
PAIR = (cost("A", partner="P", category="land"), cost("B", partner="P", category="works"))
CAPS = {
    "cap": parameter("money", {"value": "40.00 EUR"}),
    "unread": parameter("money", {"unknown": True, "why": {"en": "text", "lv": "teksts"}}),
}


def left(
    said: dict[str, Any], *waived: str, step: str = "eligible", **asked: Any
) -> Money | None:
    """An amount of two costs of 100.00 EUR after a rule that is waived for some subjects."""
    made = book(parameter=CAPS, rule={"T-1": {"waivable": True} | said})
    waivers = [{"rule": "T-1", "subject": one} | BY for one in waived]
    checked = check(made, on_project=project(*PAIR, waivers=waivers), **asked)
    assert not {one.rule for one in checked.findings} & {"FT-WVR-001"}
    return checked.amounts[f"claimed.{step}"].value


SHARE = {
    "share": parameter("rate", {"value": "20 %"}),
    "direct": parameter("set", {"value": ["land", "works"]}),
}
FLAT = {
    "value": "total(line.limited, where=line.category in direct) * share",
    "when": "partner.option.staff == 'flat'",
    "counts_as": "staff",
    "rounding": "cents",
    "cite": "act#20",
}
ONE = {"effect": "limit", "limits": "line.limited", "at_most": "cap"}
OF_LINE = rule("cost", **ONE, measured="cost.limited", basis="claimed")
OF_ALL = rule(
    "partner", **ONE, measured="total(cost.limited)", consume=["cost.id"], basis="claimed"
)
OF_PROJECT = rule("project", **ONE, measured="project.support", basis="claimed")
OF_PLAN = OF_ALL | {"scope": "plan"}
EXCLUDED = rule("cost", met_when="cost.category == 'staff'", effect="exclude")
BY_PARTNER = rule(
    "partner", met_when="partner.role == 'partner'", effect="exclude", basis="claimed"
)


@pytest.mark.parametrize(
    ("said", "subject", "taken", "given"),
    [
        (EXCLUDED, "cost:A", "0.00 EUR", "100.00 EUR"),
        (BY_PARTNER, "partner:P", "0.00 EUR", "200.00 EUR"),
        (OF_LINE, "cost:B", "80.00 EUR", "140.00 EUR"),
        (OF_ALL, "partner:P", "40.00 EUR", "200.00 EUR"),
        (OF_PLAN, "plan:1", "40.00 EUR", "200.00 EUR"),
    ],
)
def test_a_waived_rule_takes_nothing_of_its_subject(
    said: dict[str, Any], subject: str, taken: str, given: str
) -> None:
    assert left(said) == Money(taken)
    assert left(said, subject) == Money(given)
    assert left(said, subject, on=date(2017, 2, 28)) == Money(taken)  # not yet granted
    assert left(said | {"waivable": False}) == Money(taken)


def test_a_waived_limit_of_the_project_leaves_its_support() -> None:
    cut = OF_PROJECT | {"limits": "project.support"}
    assert left(cut, step="payable") == Money("40.00 EUR")
    assert left(cut, "project", step="payable") == Money("200.00 EUR")


def test_what_is_waived_is_known_though_nobody_knows_the_rule() -> None:
    unknown = OF_LINE | {"at_most": "unread"}
    assert left(unknown) is None
    assert left(unknown, "cost:A") is None
    assert left(unknown, "cost:A", "cost:B") == Money("200.00 EUR")


def test_others_see_what_a_waiver_gave_back() -> None:
    """A register works out the amounts of other projects as their own checks do."""
    window = {
        "call": "window_total",
        "kind": "money",
        "rounding": "cents",
        "cite": "act#3",
        "with": {
            "amount": "cost.admitted",
            "on": "cost.paid_on",
            "within": "cost.category",
            "years": "years",
            "start": "window_start",
        },
    }
    start = {"options": ["inclusive", "strict"], "chosen": "inclusive", "by": "m"}
    made = load_book(
        book(
            parameter={"years": parameter("number", {"value": 3})},
            reading={"window_start": start | {"cite": "act#3", "why": TEXTS}},
            define={"cost": {"in_window": window}},
            rule={"T-1": EXCLUDED | {"waivable": True}},
        )
    )
    mine = cost("A", category="staff", paid_on="2017-01-01")
    theirs = cost("Z", category="works", paid_on="2016-12-01")

    def counted(*waivers: dict[str, Any]) -> object:
        other = read_project(project(theirs, waivers=list(waivers)))
        own = project({**mine, "category": "works"}, waivers=[])
        asked = run(read_project(own), made, register=Register([other]))
        return asked.explain("cost:A.in_window").value

    given = {"rule": "T-1", "subject": "cost:Z"} | BY
    assert [counted(), counted(given)] == [0, 100]


# ---- A waiver of nothing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waiver", "place"),
    [
        ({"rule": "T-2"}, "/waivers/0/rule"),  # no such rule
        ({"rule": "T-9"}, "/waivers/0/rule"),  # one that nobody may waive
        ({"subject": "cost:Z"}, "/waivers/0/subject"),
        ({"subject": "cost"}, "/waivers/0/subject"),
        ({"subject": "partner:P"}, "/waivers/0/subject"),
        ({"rule": "T-3", "subject": "plan:3"}, "/waivers/0/subject"),
        ({"rule": "T-3", "subject": "plan:2"}, None),  # an amendment that may yet hold
        ({"rule": "T-4", "subject": "budget_line:X"}, "/waivers/0/subject"),
        ({"rule": "T-4", "subject": "budget_line:OLD"}, None),  # of the plan before
        ({"rule": "T-4", "subject": "line:nonsense"}, "/waivers/0/subject"),
        ({"rule": "T-5", "subject": "project:1"}, "/waivers/0/subject"),
        ({"rule": "T-5", "subject": "project:"}, "/waivers/0/subject"),
        ({"rule": "T-6", "subject": "partner_category"}, "/waivers/0/subject"),
        ({"rule": "T-6", "subject": "partner_category:P/land"}, None),
        ({"rule": "T-7", "subject": "claim:1"}, None),  # of claims nobody stated
        ({}, None),
        ({"rule": "T-3", "subject": "plan:1"}, None),
        ({"rule": "T-4", "subject": "cost:B"}, None),
        ({"rule": "T-4", "subject": "line:staff_flat:P"}, None),
        ({"rule": "T-5", "subject": "project"}, None),
    ],
)
def test_a_waiver_that_can_be_none_is_named(waiver: dict[str, Any], place: str | None) -> None:
    made = book(
        rule={
            "T-1": EXCLUDED | {"waivable": True},
            "T-3": rule("plan", met_when="known(plan.number)", waivable=True),
            "T-4": rule("line", met_when="known(line.category)", waivable=True),
            "T-5": rule("project", met_when="known(project.stage)", waivable=True),
            "T-6": rule(
                "partner_category", met_when="total(cost.net) == total(cost.net)", waivable=True
            ),
            "T-7": rule("claim", met_when="known(claim.period.first)", waivable=True),
            "T-9": EXCLUDED,
        },
        group={
            "partner_category": {"by": ["partner", "category"], "of": ["cost", "budget_line"]}
        },
        define={"partner": {"staff_flat": FLAT}},
        parameter=SHARE,
    )
    line = {"category": "land", "form": "actual", "amount": "1.00 EUR"}
    days = [{"effective_from": f"{year}-01-01"} for year in (2016, 2017)]
    plans = [
        {"number": 1, "budget": [{"id": "OLD"} | line]} | days[0],
        {"number": 2, "budget": [{"id": "NEW"} | line]} | days[1],
    ]
    held = [{"rule": "T-1", "subject": "cost:A"} | waiver | BY]
    checked = check(made, on_project=project(*PAIR, plans=plans, waivers=held))
    told = [one.subjects[0].at for one in checked.findings if one.rule == "FT-WVR-001"]
    assert told == ([] if place is None else [place])


def test_a_block_that_is_waived_leaves_the_method() -> None:
    blocked = rule(
        "partner",
        applies_when="partner.option.staff == 'flat'",
        met_when="partner.role == 'partner'",
        effect="block",
        basis="claimed",
        waivable=True,
    )
    made = book(
        parameter=SHARE,
        define={"partner": {"staff_flat": FLAT}},
        rule={"T-1": blocked},
    )
    plan = {"number": 1, "options": [{"covers": "staff", "method": "flat"}]}

    def eligible(*waivers: dict[str, Any]) -> Money | None:
        held = project(*PAIR, plans=[plan], waivers=list(waivers))
        return check(made, on_project=held).amounts["claimed.eligible"].value

    assert eligible() == Money("200.00 EUR")
    assert eligible({"rule": "T-1", "subject": "partner:P"} | BY) == Money("240.00 EUR")


@pytest.mark.parametrize("length", [195, 196, 200])
def test_a_row_of_the_longest_id_can_be_waived(length: int) -> None:
    said = book(rule={"T-1": rule("cost", met_when="cost.form == 'lump'", waivable=True)})
    name = "i" * length
    waiver = {"rule": "T-1", "subject": f"cost:{name}", "granted_on": "2017-03-01", "by": "it"}
    checked = check(said, on_project=project(cost(name), waivers=[waiver]))
    assert checked.outcome is Outcome.IN_ORDER
    assert checked.summary["T-1"] == {Verdict.BROKEN: 1}


def test_a_row_of_a_group_has_a_long_name_and_can_be_waived() -> None:
    subject = f"{'g' * 70}:{'p' * 200}/{'c' * 150}"
    waiver = {"rule": "T-1", "subject": subject, "granted_on": "2017-03-01", "by": "it"}
    held = read_project(project(waivers=[waiver])).waivers
    assert held is not None
    assert held[0].subject == subject
