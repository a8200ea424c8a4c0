"""Flat rates as computed lines: their order, their methods, what may not stand beside them."""

from typing import Any

import pytest

from fundtrack.checks import Reason, Verdict
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError, Money
from tests.checks.small import book, check, cost, parameter, project, rule

RATES = {
    "staff_rate": parameter("rate", {"value": "20 %"}),
    "office_rate": parameter("rate", {"value": "15 %"}),
    "direct": parameter("set", {"value": ["staff", "travel", "equipment"]}),
    "large": parameter("money", {"value": "100.00 EUR"}),
}
STAFF = {
    "value": "total(line.limited, where=line.category in direct and line.category != 'staff')"
    " * staff_rate",
    "when": "partner.option.staff == 'flat'",
    "counts_as": "staff",
    "rounding": "cents",
    "cite": "act#20",
}
OFFICE = {
    "value": "total(line.limited, where=line.category == 'staff') * office_rate",
    "counts_as": "office",
    "rounding": "cents",
    "cite": "act#15",
}


def said(**more: Any) -> dict[str, Any]:
    return (
        book(parameter=RATES, define={"partner": {"staff_flat": STAFF, "office_flat": OFFICE}})
        | more
    )


def held(*costs: dict[str, Any], method: str | None = "flat", **more: Any) -> dict[str, Any]:
    options = [] if method is None else [{"covers": "staff", "method": method}]
    plan = {"number": 1, "period": "2016-01-01/2018-12-31", "options": options}
    return project(*costs, plans=[plan], **more)


TRAVEL = cost("T", "1000.00 EUR", partner="P", category="travel")


def lines(checked: Any) -> dict[str, str]:
    return {one.key: str(one.eligible) for one in checked.lines()}


# ---- The lines -------------------------------------------------------------------------------


def test_the_order_of_flat_rates_falls_out_of_their_bases() -> None:
    checked = check(said(), on_project=held(TRAVEL))
    assert lines(checked) == {
        "cost:T": "1000.00 EUR",
        "line:staff_flat:P": "200.00 EUR",
        "line:office_flat:P": "30.00 EUR",
    }
    assert checked.amounts["claimed.eligible"].value == Money("1230.00 EUR")
    assert checked.amounts["claimed.gross"].value == Money("1230.00 EUR")
    assert checked.explain("claimed.partner:P.office_flat").value == 30


def test_staff_travel_office_and_other_follow_each_other_in_any_order_of_the_book() -> None:
    bases = {
        "other": ("'staff', 'travel', 'office'", "forty"),
        "office": ("'staff', 'travel'", "office_rate"),
        "travel": ("'staff',", "office_rate"),
        "staff": ("'equipment',", "staff_rate"),
    }
    flat = {
        f"{name}_flat": {
            "value": f"total(line.limited, where=line.category in ({of})) * {rate}",
            "counts_as": name,
            "rounding": "cents",
            "cite": "act#20",
        }
        for name, (of, rate) in bases.items()
    }
    made = book(
        parameter=RATES | {"forty": parameter("rate", {"value": "40 %"})},
        define={"partner": flat},
    )
    equipment = cost("E", "1000.00 EUR", partner="P", category="equipment")
    checked = check(made, on_project=held(equipment))
    assert lines(checked) == {
        "cost:E": "1000.00 EUR",
        "line:staff_flat:P": "200.00 EUR",
        "line:travel_flat:P": "30.00 EUR",
        "line:office_flat:P": "34.50 EUR",
        "line:other_flat:P": "105.80 EUR",
    }


def test_a_method_not_used_makes_no_line() -> None:
    for method in ("real", None):
        checked = check(said(), on_project=held(TRAVEL, method=method))
        assert lines(checked) == {"cost:T": "1000.00 EUR"}


def test_real_staff_costs_feed_the_office_rate_too() -> None:
    staff = cost("S", "100.00 EUR", partner="P", category="staff")
    checked = check(said(), on_project=held(TRAVEL, staff, method="real"))
    assert checked.amounts["claimed.eligible"].value == Money("1115.00 EUR")


def test_unknown_options_leave_the_flat_rate_between_nothing_and_itself() -> None:
    holder = held(TRAVEL)
    del holder["plans"][0]["options"]
    checked = check(said(), on_project=holder)
    figure = checked.amounts["claimed.eligible"]
    assert figure.value is None
    assert [(one.reason, one.pointer) for one in figure.missing] == [
        (Reason.MISSING, "/plans/0/options")
    ]


def test_each_partner_has_its_own_method() -> None:
    plan = {
        "number": 1,
        "period": "2016-01-01/2018-12-31",
        "options": [
            {"covers": "staff", "method": "real"},
            {"covers": "staff", "method": "flat", "partner": "Q"},
        ],
    }
    other = {**TRAVEL, "id": "U", "partner": "Q", "net": "50.00 EUR"}
    holder = project(
        TRAVEL, other, plans=[plan],
        partners=[{"id": "P", "role": "lead"}, {"id": "Q", "role": "partner"}],
    )  # fmt: skip
    checked = check(said(), on_project=holder)
    assert checked.explain("claimed.partner:P.staff_flat").value == 0
    assert checked.explain("claimed.partner:Q.staff_flat").value == 10
    twice = {**plan, "options": [*plan["options"], {**plan["options"][1], "method": "unit"}]}
    checked = check(said(), on_project=holder | {"plans": [twice]})
    assert checked.explain("claimed.partner:Q.staff_flat").value is None


def test_a_flat_rate_of_the_project_reads_the_lines_of_all() -> None:
    indirect = {
        "value": "total(line.limited, where=line.category in direct) * office_rate",
        "counts_as": "indirect",
        "rounding": "cents",
        "cite": "act#7",
    }
    made = book(parameter=RATES, define={"project": {"indirect": indirect}})
    alone = {**TRAVEL, "id": "A", "partner": None, "net": "1.99 EUR"}
    checked = check(made, on_project=project(TRAVEL, alone))
    assert lines(checked)["line:indirect"] == "150.29 EUR"  # 150.2985


def test_computed_lines_take_up_limits_after_all_others() -> None:
    limit = rule(
        "project", effect="limit", limits="line.limited", measured="total(line.limited)",
        at_most="large", basis="claimed", consume=["line.day", "line.id"],
    )  # fmt: skip
    travel = {**TRAVEL, "net": "90.00 EUR", "paid_on": "2016-05-01"}
    checked = check(said(rule={"T-1": limit}), on_project=held(travel))
    assert list(lines(checked).values()) == ["90.00 EUR", "7.30 EUR", "2.70 EUR"]
    assert checked.amounts["claimed.eligible"].value == Money("100.00 EUR")


# ---- What is refused at loading --------------------------------------------------------------


def test_a_circle_of_flat_rates_is_refused_with_its_names() -> None:
    office = {**OFFICE, "value": "total(line.limited) * office_rate"}
    with pytest.raises(BookError, match=r"partner\.office_flat -> partner\.office_flat"):
        load_book(said(define={"partner": {"office_flat": office}}))
    staff = {
        **STAFF,
        "value": "total(line.limited, where=line.category == 'office') * staff_rate",
    }
    with pytest.raises(BookError, match=r"go round: .*office_flat.*staff_flat"):
        load_book(said(define={"partner": {"staff_flat": staff, "office_flat": OFFICE}}))


def test_a_condition_of_use_belongs_to_a_computed_line() -> None:
    plain = {key: value for key, value in STAFF.items() if key != "counts_as"}
    with pytest.raises(BookError, match="when belongs to counts_as"):
        load_book(said(define={"partner": {"staff_flat": plain}}))


# ---- Methods that are not available ----------------------------------------------------------


def blocked(**more: Any) -> dict[str, Any]:
    return said(
        rule={
            "T-1": rule(
                "partner",
                applies_when="partner.option.staff == 'flat'",
                met_when="partner.country == 'LV'",
                effect="block",
                basis=["claimed"],
                **more,
            )
        }
    )


@pytest.mark.parametrize(
    ("country", "amount", "verdict"),
    [("LV", 200, Verdict.MET), ("EE", 0, Verdict.BROKEN), (None, None, Verdict.UNKNOWN)],
)
def test_a_blocked_method_gives_nothing(
    country: str | None, amount: int | None, verdict: Verdict
) -> None:
    partner = {"id": "P", "role": "lead"} | ({"country": country} if country else {})
    checked = check(blocked(), on_project=held(TRAVEL, partners=[partner]))
    assert checked.summary["T-1"] == {verdict: 1}
    assert checked.explain("claimed.partner:P.staff_flat").value == amount


def test_a_block_asks_where_its_method_is_used() -> None:
    for changes, words in (
        ({"applies_when": "partner.option.office == 'flat'"}, "no computed line"),
        ({"applies_when": None}, "where its method is used"),
    ):
        made = blocked()["rule"]["T-1"] | changes
        made = {key: value for key, value in made.items() if value is not None}
        with pytest.raises(BookError, match=words):
            load_book(said(rule={"T-1": made}))


def test_a_cost_that_a_flat_rate_covers_is_refused_as_paid_twice() -> None:
    made = said(
        rule={
            "T-1": rule(
                "cost",
                applies_when="cost.category == 'staff'",
                met_when="cost.partner.option.staff != 'flat' or cost.form != 'actual'",
                effect="exclude",
            )
        }
    )
    staff = cost("S", "100.00 EUR", partner="P", category="staff")
    checked = check(made, on_project=held(TRAVEL, staff))
    assert lines(checked)["cost:S"] == "0.00 EUR"
    assert lines(check(made, on_project=held(TRAVEL, staff, method="real")))["cost:S"] == (
        "100.00 EUR"
    )


# ---- What the authority accepted -------------------------------------------------------------


def entry(kind: str, amount: str, day: str = "2017-01-01", **more: Any) -> dict[str, Any]:
    return {
        "id": f"{kind}-{day}",
        "kind": kind,
        "amount": amount,
        "decided_on": day,
        "cost": "T",
    }


def test_the_accepted_basis_stands_on_entries_and_works_out_the_flat_rates_again() -> None:
    holder = held(TRAVEL, entries=[entry("deducted", "400.00 EUR")])
    checked = check(said(), on_project=holder)
    assert checked.bases == ("plan", "claimed", "accepted")
    assert checked.amounts["claimed.eligible"].value == Money("1230.00 EUR")
    assert checked.amounts["accepted.gross"].value == Money("738.00 EUR")  # 600 + 120 + 18


@pytest.mark.parametrize(
    ("entries", "accepted"),
    [
        ([entry("declared", "1000.00 EUR")], "1000.00"),
        ([entry("declared", "900.00 EUR")], "900.00"),
        ([entry("deducted", "0.01 EUR")], "999.99"),
        ([entry("parked", "300.00 EUR")], "700.00"),
        ([entry("parked", "300.00 EUR"), entry("released", "100.00 EUR")], "800.00"),
        ([entry("withdrawn", "1000.00 EUR")], "0.00"),
        ([entry("corrected", "50.00 EUR"), entry("recovered", "50.00 EUR")], "1000.00"),
    ],
)
def test_what_is_accepted_follows_from_the_entries(
    entries: list[dict[str, Any]], accepted: str
) -> None:
    made = book(rule={"T-1": rule("cost", met_when="cost.accepted <= cost.declared")})
    checked = check(made, on_project=project(TRAVEL, entries=entries))
    assert checked.amounts["accepted.eligible"].value == Money(f"{accepted} EUR")


def test_entries_decided_after_the_day_asked_about_do_not_count() -> None:
    from datetime import date

    holder = project(TRAVEL, entries=[entry("deducted", "400.00 EUR", "2018-01-01")])
    for day, accepted in (date(2017, 12, 31), "1000.00"), (date(2018, 1, 1), "600.00"):
        checked = check(book(), on_project=holder, on=day)
        assert checked.amounts["accepted.eligible"].value == Money(f"{accepted} EUR")


def test_more_accepted_than_eligible_is_seen_by_a_rule() -> None:
    made = book(
        rule={
            "T-0": rule("cost", effect="exclude", met_when="cost.category != 'travel'"),
            "T-1": rule("cost", measured="cost.accepted", at_most="cost.eligible"),
        }
    )
    checked = check(made, on_project=project(TRAVEL, entries=[]))
    assert checked.summary["T-1"] == {Verdict.BROKEN: 1}
    assert checked.bases == ("plan", "claimed")  # nothing has been decided


# ---- Computed lines among the others ---------------------------------------------------------


def test_a_book_loaded_again_gives_the_same_lines() -> None:
    for _ in range(2):
        checked = check(said(), on_project=held(TRAVEL))
        assert lines(checked)["line:staff_flat:P"] == "200.00 EUR"


def test_a_limit_on_what_is_admitted_comes_before_the_flat_rates() -> None:
    where = "line.category == 'travel'"
    limit = rule(
        "project", effect="limit", limits="line.admitted", at_most="large", basis="claimed",
        measured=f"total(line.admitted, where={where})", where=where, consume="pro_rata",
    )  # fmt: skip
    checked = check(said(rule={"T-1": limit}), on_project=held(TRAVEL))
    assert list(lines(checked).values()) == ["100.00 EUR", "20.00 EUR", "3.00 EUR"]


def test_computed_lines_say_their_amount_and_what_their_partner_comes_to() -> None:
    highest = {"value": "largest(line.amount, where=line.form == 'flat')", "cite": "act#4"}
    lowest = {"value": "smallest(line.partner.spent)", "cite": "act#4"}
    spent = {"value": "total(cost.gross)", "cite": "act#4"}
    made = said()
    made["define"] = {
        "partner": made["define"]["partner"] | {"spent": spent},
        "project": {"highest": highest, "lowest": lowest},
    }
    checked = check(made, on_project=held(TRAVEL))
    assert checked.amounts["claimed.highest"].value == Money("200.00 EUR")
    assert checked.amounts["claimed.lowest"].value == Money("1000.00 EUR")


def test_a_term_of_a_partner_holds_for_its_computed_lines_too() -> None:
    rate = parameter("rate", {"value": "10 %"}, set_in=["partner", "book"])
    share = {"value": "total(line.limited * share)", "rounding": "cents", "cite": "act#4"}
    made = said(parameter=RATES | {"share": rate})
    made["define"] = made["define"] | {"project": {"part": share}}
    partner = {"id": "P", "role": "lead", "terms": {"share": "50 %"}}
    checked = check(made, on_project=held(TRAVEL, partners=[partner]))
    assert checked.amounts["claimed.part"].value == Money("615.00 EUR")  # half of 1,230


def test_a_computed_line_belongs_to_no_group() -> None:
    group = {"by": ["partner", "category"], "of": ["cost", "budget_line"]}
    spent = {"value": "total(cost.gross)", "cite": "act#4"}
    in_groups = {
        "value": "total(line.sort.spent, where=known(line.sort.spent))",
        "cite": "act#4",
    }
    made = said(group={"sort": group})
    made["define"] |= {"sort": {"spent": spent}, "project": {"in_groups": in_groups}}
    checked = check(made, on_project=held(TRAVEL))
    assert checked.amounts["claimed.in_groups"].value == Money("1000.00 EUR")


def test_an_exception_of_a_block_leaves_the_method() -> None:
    lifted = {"big": {"when": "partner.size == 'large'", "cite": "act#5"}}
    partner = {"id": "P", "role": "lead", "country": "EE", "size": "large"}
    checked = check(blocked(unless=lifted), on_project=held(TRAVEL, partners=[partner]))
    assert checked.explain("claimed.partner:P.staff_flat").value == 200


def test_nobody_counts_a_line_that_may_come_to_nothing() -> None:
    many = {"value": "count(line.form == 'flat')", "cite": "act#4"}
    made = said()
    made["define"] |= {"project": {"many": many}}
    holder = held(TRAVEL)
    assert check(made, on_project=holder).explain("claimed.many").value == 2
    del holder["plans"][0]["options"]
    assert check(made, on_project=holder).explain("claimed.many").value is None


def test_a_method_that_one_block_takes_away_is_gone_whatever_another_does_not_know() -> None:
    taken = blocked()["rule"]["T-1"]
    open_ = taken | {"met_when": "partner.size == 'large'", "name": "open"}
    partner = {"id": "P", "role": "lead", "country": "EE"}
    for rules in {"T-1": taken, "T-2": open_}, {"T-1": open_, "T-2": taken}:
        checked = check(said(rule=rules), on_project=held(TRAVEL, partners=[partner]))
        assert checked.explain("claimed.partner:P.staff_flat").value == 0


@pytest.mark.parametrize(("noun", "office"), [("line", "2.70 EUR"), ("cost", "10.95 EUR")])
def test_a_limit_that_measures_costs_is_about_no_computed_line(noun: str, office: str) -> None:
    limit = rule(
        "project", effect="limit", limits="line.limited", measured=f"total({noun}.limited)",
        at_most="large", basis="claimed", consume="line.day",
    )  # fmt: skip
    travel = {**TRAVEL, "net": "90.00 EUR", "paid_on": "2016-05-01"}
    equipment = {**travel, "id": "U", "category": "equipment", "net": "275.00 EUR"}
    costs = [travel] if noun == "line" else [travel, equipment]
    checked = check(said(rule={"T-1": limit}), on_project=held(*costs))
    assert lines(checked)["line:office_flat:P"] == office


def test_a_block_that_reads_what_its_own_flat_rate_feeds_goes_round() -> None:
    made = blocked()
    made["rule"]["T-1"] |= {"met_when": "total(line.limited) < large"}
    with pytest.raises(BookError, match=r"go round: .*staff_flat"):
        load_book(made)


# ---- Lines of rows that nobody can name ------------------------------------------------------


def sorted_costs(first: dict[str, Any]) -> Any:
    """A lump for every sort of costs; one cost is travel, of the other `first` says."""
    lump = {"value": "large", "counts_as": "office", "cite": "act#15"}
    made = book(
        parameter=RATES,
        group={"sort": {"by": ["category"], "of": ["cost", "budget_line"]}},
        define={"sort": {"lump": lump}},
    )
    return check(made, on_project=held(TRAVEL, {**TRAVEL, "id": "U"} | first))


def test_a_cost_that_may_open_a_group_may_bring_a_line_of_its_own() -> None:
    known = [sorted_costs({"category": one}) for one in ("travel", "staff")]
    assert [str(one.amounts["claimed.gross"].value) for one in known] == [
        "2100.00 EUR",
        "2200.00 EUR",
    ]
    figure = sorted_costs({"category": None}).amounts["claimed.gross"]
    assert (figure.value, figure.at_least, figure.at_most) == (None, None, None)
    assert [one.pointer for one in figure.missing] == ["/costs/1/category"]


def test_nobody_knows_the_lines_of_partners_nobody_has_listed() -> None:
    lump = {"value": "large", "counts_as": "office", "cite": "act#15"}
    made = book(parameter=RATES, define={"partner": {"lump": lump}})
    listed = held({**TRAVEL, "partner": None})
    assert check(made, on_project=listed).amounts["claimed.gross"].value == Money("1100.00 EUR")
    figure = check(made, on_project=listed | {"partners": None}).amounts["claimed.gross"]
    assert (figure.value, [one.pointer for one in figure.missing]) == (None, ["/partners"])
