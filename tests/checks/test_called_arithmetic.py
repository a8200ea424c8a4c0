"""The arithmetic of the room in books: depreciation, hours, gaps, recovery, instalments."""

from fractions import Fraction
from typing import Any

import pytest

from fundtrack.checks import Reason, Verdict
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule

MET, BROKEN, UNKNOWN = Verdict.MET, Verdict.BROKEN, Verdict.UNKNOWN


def called(name: str, kind: str = "money", **inputs: str) -> dict[str, Any]:
    """A define that a calculator works out."""
    rounding = {"rounding": "cents"} if kind == "money" else {}
    return {"call": name, "kind": kind, "cite": "act#1", "with": inputs} | rounding


def asked(kind: str) -> dict[str, Any]:
    """A fact that a book asks for."""
    return {"kind": kind, "cite": "act#1", "ask": TEXTS}


def some(**values: str | None) -> dict[str, str]:
    """What is stated."""
    return {name: value for name, value in values.items() if value is not None}


# ---- Depreciation ----------------------------------------------------------------------------

EQUIPMENT = {
    "price": "cost.price",
    "share_of_use": "cost.share_of_use",
    "available_on": "cost.available_on",
    "useful_life": "cost.useful_life",
    "first": "plan.period.first",
    "last": "plan.period.last",
}


def depreciating(name: str, **more: str) -> dict[str, Any]:
    """No more may be claimed than the equipment wears off in the period of the plan."""
    return book(
        fact={"cost": {"price": asked("money"), "available_on": asked("date")}},
        define={"cost": {"worn_off": called(name, **EQUIPMENT, **more)}},
        rule={"T-1": rule("cost", measured="cost.net", at_most="cost.worn_off")},
    )


def equipment(
    net: str, day: str | None = "2016-01-01", life: int | None = 48
) -> dict[str, Any]:
    """Of 4 800.00, half of it for the project, 36 months of the plan."""
    said = cost("C", f"{net} EUR", share_of_use="50 %", form="depreciation")
    said |= {} if life is None else {"useful_life": life}
    return project({**said, "facts": some(price="4800.00 EUR", available_on=day)})


@pytest.mark.parametrize(
    ("counted", "net", "day", "life", "verdict"),
    [
        ("completed", "1800.00", "2016-01-01", 48, MET),  # 4800 x 36/48 x 50 %
        ("completed", "1800.01", "2016-01-01", 48, BROKEN),
        ("completed", "1750.00", "2016-01-02", 48, MET),  # the 36th month is not over
        ("completed", "1750.01", "2016-01-02", 48, BROKEN),
        ("begun", "1800.00", "2016-01-02", 48, MET),  # but has begun
        ("begun", "1800.01", "2016-01-02", 48, BROKEN),
        ("begun", "2400.00", "2016-01-01", 36, MET),  # its whole life
        ("begun", "0.00", "2019-01-01", 48, MET),  # the day after the plan
        ("begun", "0.01", "2019-01-01", 48, BROKEN),
        ("begun", "0.00", None, 48, UNKNOWN),
        ("begun", "0.00", "2016-01-01", None, UNKNOWN),
    ],
)
def test_equipment_wears_off_by_months(
    counted: str, net: str, day: str | None, life: int | None, verdict: Verdict
) -> None:
    said = depreciating("depreciation", counted=f"'{counted}'")
    checked = check(said, on_project=equipment(net, day, life))
    assert checked.summary["T-1"] == {verdict: 1}


@pytest.mark.parametrize(
    ("net", "day", "verdict"),
    [
        ("2400.00", "2016-01-01", MET),
        ("2400.01", "2016-01-01", BROKEN),
        ("2397.81", "2016-01-02", MET),  # 1095 of 1096 days: 2397.810…
        ("2397.82", "2016-01-02", BROKEN),
        ("2397.81", None, UNKNOWN),
    ],
)
def test_equipment_wears_off_by_days(net: str, day: str | None, verdict: Verdict) -> None:
    said = depreciating("depreciation_by_days")
    checked = check(said, on_project=equipment(net, day, 36))
    assert checked.summary["T-1"] == {verdict: 1}
    if verdict is not UNKNOWN:
        told = checked.explain("cost:C.worn_off")
        assert told.note == "call:depreciation_by_days"
        assert told.value == Fraction(2400 if day == "2016-01-01" else "2397.81")


# ---- The price of an hour --------------------------------------------------------------------


def hours(which: str) -> dict[str, Any]:
    """Hours cost no more than their rate; whether the rate is rounded first, the book says."""
    rate = called(
        "hourly_rate",
        "price",
        gross="cost.gross_pay",
        hours="hours_of_a_year",
        working_time="cost.working_time",
    )
    half_up = {"rounding": "near", "cite": "act#1"}
    return book(
        parameter={
            "hours_of_a_year": parameter("number", {"value": 1720}),
            "one_hour": parameter("number", {"value": 1}),
        },
        rounding={"near": {"mode": "half_up", "unit": "0.01", "verification": "unverified"}},
        fact={"cost": {"gross_pay": asked("money"), "working_time": asked("rate")}},
        define={
            "cost": {
                "hour": rate,
                "hour_in_cents": {"value": "cost.hour * one_hour", **half_up},
                "worth": {"value": f"cost.{which} * cost.quantity", **half_up},
            }
        },
        rule={"T-1": rule("cost", measured="cost.net", at_most="cost.worth")},
    )


@pytest.mark.parametrize(
    ("which", "net", "working_time", "verdict"),
    [
        ("hour", "19228.39", "100 %", MET),
        ("hour", "19228.40", "100 %", BROKEN),
        ("hour_in_cents", "19229.60", "100 %", MET),  # 22.36 an hour
        ("hour_in_cents", "19229.61", "100 %", BROKEN),
        ("hour", "38456.78", "50 %", MET),
        ("hour", "38456.79", "50 %", BROKEN),
        ("hour", "1.00", None, UNKNOWN),
    ],
)
def test_hours_cost_their_rate(
    which: str, net: str, working_time: str | None, verdict: Verdict
) -> None:
    facts = some(gross_pay="38456.78 EUR", working_time=working_time)
    worked = cost("C", f"{net} EUR", quantity="860", facts=facts)
    checked = check(hours(which), on_project=project(worked))
    assert checked.summary["T-1"] == {verdict: 1}


# ---- What is paid later ----------------------------------------------------------------------


def instalments(total: str, cap: str) -> dict[str, Any]:
    """Aid in instalments is worth less than its sum ("State aid", gge.grant)."""
    terms = {"rate": "discount_rate", "years": "aid.years"}
    return book(
        parameter={
            "discount_rate": parameter("rate", {"value": "3.7 %"}),
            "cap": parameter("money", {"value": f"{cap} EUR"}),
        },
        rounding={"cents": {"mode": "half_up", "unit": "0.01", "verification": "unverified"}},
        fact={"aid": {"years": asked("number")}},
        define={
            "aid": {
                "worth": called("discounted", amount="aid.amount", **terms),
                "factor": called("discount_factor", "rate", **terms),
            },
            "project": {"aid_worth": {"value": total, "rounding": "cents", "cite": "act#1"}},
        },
        rule={"T-1": rule("project", measured="project.aid_worth", at_most="cap")},
    )


@pytest.mark.parametrize(
    ("total", "cap", "last", "verdict"),
    [
        ("total(aid.amount * aid.factor)", "97931.50", "2", MET),
        ("total(aid.amount * aid.factor)", "97931.49", "2", BROKEN),
        ("total(aid.worth)", "97931.49", "2", MET),  # rounded in every row
        ("total(aid.worth)", "97931.48", "2", BROKEN),
        ("total(aid.worth)", "98000.00", None, UNKNOWN),
    ],
)
def test_instalments_are_worth_what_they_are_when_granted(
    total: str, cap: str, last: str | None, verdict: Verdict
) -> None:
    paid = (("A", "42000.00", "0"), ("B", "31000.00", "1"), ("C", "28000.00", last))
    award = {"undertaking": "U", "regulation": "651/2014", "instrument": "grant"}
    awards = [
        {**award, "id": name, "amount": f"{amount} EUR", "facts": some(years=years)}
        for name, amount, years in paid
    ]
    checked = check(instalments(total, cap), on_project=project(cost("C"), aid=awards))
    assert checked.summary["T-1"] == {verdict: 1}


# ---- The funding gap -------------------------------------------------------------------------


def gap(rate: str) -> dict[str, Any]:
    inputs = {
        "investment": "project.investment",
        "revenue": "project.revenue",
        "eligible": "plan.eligible",
        "rate": rate,
    }
    return book(
        parameter={"support_rate": parameter("rate", {"value": "85 %"})},
        fact={"project": {"investment": asked("money"), "revenue": asked("money")}},
        define={"project": {"not_earned": called("funding_gap", **inputs)}},
        rule={"T-1": rule("project", measured="plan.support", at_most="project.not_earned")},
    )


@pytest.mark.parametrize(
    ("rate", "support", "revenue", "verdict"),
    [
        ("support_rate", "71400000.00", "30000000.00", MET),
        ("support_rate", "71400000.01", "30000000.00", BROKEN),
        ("1", "84000000.00", "30000000.00", MET),  # the decision amount
        ("1", "84000000.01", "30000000.00", BROKEN),
        ("1", "120000000.00", "-0.01", MET),  # a loss adds nothing
        ("1", "120000000.01", "-0.01", BROKEN),
        ("1", "0.00", "100000000.01", MET),
        ("1", "0.01", "100000000.01", BROKEN),
        ("1", "0.01", None, UNKNOWN),
    ],
)
def test_support_fills_the_gap_and_no_more(
    rate: str, support: str, revenue: str | None, verdict: Verdict
) -> None:
    plan = {"number": 1, "eligible": "120000000.00 EUR", "support": f"{support} EUR"}
    facts = some(investment="100000000.00 EUR", revenue=revenue and f"{revenue} EUR")
    checked = check(gap(rate), on_project=project(plans=[plan], facts=facts))
    assert checked.summary["T-1"] == {verdict: 1}


# ---- Durability ------------------------------------------------------------------------------


def durability(name: str, breach_day: str, **more: str) -> dict[str, Any]:
    inputs = {
        "grant": "plan.support",
        "counted_from": "project.final_payment",
        "last": "months_after(project.final_payment, time_to_keep)",
        "breach_on": "project.breach_on",
        "breach_day": f"'{breach_day}'",
    }
    return book(
        parameter={"time_to_keep": parameter("months", {"value": 60})},
        fact={
            "project": {
                "final_payment": asked("date"),
                "breach_on": asked("date"),
                "repaid": asked("money"),
            }
        },
        define={"project": {"to_repay": called(name, **inputs, **more)}},
        rule={
            "T-1": rule(
                "project",
                applies_when="known(project.breach_on)",
                measured="project.repaid",
                at_least="project.to_repay",
            )
        },
    )


BY_DAYS, BY_MONTHS = "durability_recovery", "durability_recovery_by_months"


@pytest.mark.parametrize(
    ("name", "more", "breach_day", "breach_on", "repaid", "verdict"),
    [
        (BY_DAYS, {}, "kept", "2023-09-30", "60021.90", MET),  # 548 of 1826 days, down
        (BY_DAYS, {}, "kept", "2023-09-30", "60021.89", BROKEN),
        (BY_DAYS, {}, "not_kept", "2023-09-30", "60131.43", MET),
        (BY_DAYS, {}, "not_kept", "2023-09-30", "60131.42", BROKEN),
        (BY_DAYS, {}, "kept", "2025-03-31", "0.00", MET),
        (BY_DAYS, {}, "not_kept", "2025-03-31", "109.52", MET),  # the last day
        (BY_DAYS, {}, "not_kept", "2025-03-31", "109.51", BROKEN),
        (BY_DAYS, {}, "not_kept", "2025-04-01", "0.00", MET),
        (BY_DAYS, {}, "kept", "2023-09-30", None, UNKNOWN),
        (BY_DAYS, {}, "kept", None, "0.00", Verdict.NOT_APPLICABLE),
        (BY_MONTHS, {"part_month": "'counts'"}, "kept", "2023-09-30", "60000.00", MET),
        (BY_MONTHS, {"part_month": "'counts'"}, "kept", "2023-09-30", "59999.99", BROKEN),
        (BY_MONTHS, {"part_month": "'counts'"}, "kept", "2023-09-29", "63333.33", MET),
        (BY_MONTHS, {"part_month": "'counts'"}, "kept", "2023-09-29", "63333.32", BROKEN),
        (BY_MONTHS, {"part_month": "'dropped'"}, "kept", "2023-09-29", "60000.00", MET),
        (BY_MONTHS, {"part_month": "'dropped'"}, "kept", "2023-10-01", "56666.66", MET),
    ],
)
def test_what_is_not_kept_is_repaid(
    name: str,
    more: dict[str, str],
    breach_day: str,
    breach_on: str | None,
    repaid: str | None,
    verdict: Verdict,
) -> None:
    facts = some(
        final_payment="2020-03-31", breach_on=breach_on, repaid=repaid and f"{repaid} EUR"
    )
    plan = {"number": 1, "support": "200000.00 EUR"}
    held = project(plans=[plan], facts=facts)
    checked = check(durability(name, breach_day, **more), on_project=held)
    assert checked.summary["T-1"] == {verdict: 1}


# ---- Payments that sum to what is due --------------------------------------------------------


def paying(order: str = "claim.number") -> dict[str, Any]:
    """A claim is paid 1/3 of all costs so far, less what was paid before."""
    inputs = {
        "amount": "claim.costs",
        "rate": "support_rate",
        "ceiling": "most",
        "unit": "cent",
        "mode": "'half_up'",
        "order": order,
        "within": "project.number",
    }
    return book(
        parameter={
            "support_rate": parameter("rate", {"value": "1/3"}),
            "most": parameter("money", {"value": "99.99 EUR"}),
            "cent": parameter("money", {"value": "0.01 EUR"}),
        },
        fact={"claim": {"asked_for": asked("money")}},
        define={
            "claim": {
                "costs": {"value": "total(cost.net)", "cite": "act#1"},
                "due": called("cumulative_split", **inputs),
            }
        },
        rule={"T-1": rule("claim", measured="claim.asked_for", at_most="claim.due")},
    )


def claims(*said: tuple[str, str | None], **more: Any) -> dict[str, Any]:
    """Claims in their order: what each asks for, and its one cost of that much."""
    costs = [
        cost(f"C{at}", f"{net} EUR", claim=f"L{at}") for at, (_, net) in enumerate(said) if net
    ]
    costs += [
        {"id": f"C{at}", "form": "actual", "claim": f"L{at}"}
        for at, (_, net) in enumerate(said)
        if not net
    ]
    made = [
        {
            "id": f"L{at}",
            "number": at + 1,
            "final": False,
            "facts": {"asked_for": f"{amount} EUR"},
        }
        for at, (amount, _) in enumerate(said)
    ]
    return project(*costs, claims=made, number="P-1") | more


@pytest.mark.parametrize(
    ("amounts", "verdicts"),
    [
        (("33.33", "33.34", "33.32"), {MET: 3}),  # 33.33 cut at the ceiling of 99.99
        (("33.34", "33.34", "33.32"), {MET: 2, BROKEN: 1}),
        (("33.33", "33.35", "33.32"), {MET: 2, BROKEN: 1}),
        (("33.33", "33.34", "33.33"), {MET: 2, BROKEN: 1}),
    ],
)
def test_instalments_lose_no_cent_and_pass_no_ceiling(
    amounts: tuple[str, ...], verdicts: dict[Verdict, int]
) -> None:
    checked = check(paying(), on_project=claims(*((one, "100.00") for one in amounts)))
    assert checked.summary["T-1"] == verdicts


def test_a_cost_that_nobody_states_leaves_its_claim_and_all_later_ones_open() -> None:
    held = claims(("33.33", "100.00"), ("33.34", None), ("0.00", "100.00"))
    checked = check(paying(), on_project=held)
    assert checked.summary["T-1"] == {MET: 1, UNKNOWN: 2}
    assert checked.explain("claim:L0.due").value == Fraction("33.33")


def test_a_credit_note_takes_back_what_it_was_paid() -> None:
    checked = check(paying(), on_project=claims(("33.33", "100.00"), ("-16.66", "-50.00")))
    assert checked.explain("claim:L1.due").value == Fraction("-16.66")
    assert checked.summary["T-1"] == {MET: 2}


def test_claims_are_paid_in_the_order_of_the_book() -> None:
    held = claims(("33.33", "100.00"), ("33.34", "100.00"))
    for claim, day in zip(held["claims"], ("2017-06-01", "2017-05-31"), strict=True):
        claim["submitted_on"] = day
    checked = check(paying("claim.submitted_on, claim.number"), on_project=held)
    assert checked.explain("claim:L1.due").value == Fraction("33.33")
    assert checked.summary["T-1"] == {MET: 1, BROKEN: 1}
    held["claims"][1].pop("submitted_on")
    checked = check(paying("claim.submitted_on, claim.number"), on_project=held)
    assert checked.summary["T-1"] == {UNKNOWN: 2}


# ---- What makes no sense ---------------------------------------------------------------------


def test_what_makes_no_sense_fails_the_rules_that_rest_on_it_and_no_others() -> None:
    said = depreciating("depreciation", counted="'both'")
    said["rule"]["T-2"] = rule("cost", met_when="cost.net > 0")
    checked = check(said, on_project=equipment("1.00"))
    assert checked.summary["T-1"] == {Verdict.FAILED: 1}
    assert checked.summary["T-2"] == {MET: 1}
    (finding,) = [one for one in checked.findings if one.rule == "T-1"]
    (missing,) = finding.subjects[0].missing
    assert missing.reason is Reason.FAILED
    assert missing.name.startswith("depreciation: how a month counts")
    assert checked.explain("cost:C.worn_off").value is None
