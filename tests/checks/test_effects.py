"""Exclusions, limits and exceptions: who takes what, in which order, what nobody can tell."""

import pytest

from fundtrack.checks import Outcome, Reason, Verdict
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError, Money
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule

CAP = {
    "cap": parameter("money", {"value": "60.00 EUR"}),
    "low": parameter("money", {"value": "25.00 EUR"}),
}


def limit(step: str, at_most: str, **more: object) -> dict[str, object]:
    return (
        rule(
            "cost",
            effect="limit",
            limits=f"line.{step}",
            measured=f"cost.{step}",
            at_most=at_most,
        )
        | more
    )


def euros(text: str) -> Money:
    return Money(f"{text} EUR")


@pytest.mark.parametrize(
    ("net", "eligible", "verdict"),
    [
        ("59.99", "59.99", Verdict.MET),
        ("60.00", "60.00", Verdict.MET),
        ("60.01", "60.00", Verdict.BROKEN),
        ("-5.00", "-5.00", Verdict.MET),
    ],
)
def test_a_limit_takes_what_is_above_it(net: str, eligible: str, verdict: Verdict) -> None:
    said = book(parameter=CAP, rule={"T-1": limit("admitted", "cap")})
    checked = check(said, on_project=project(cost("C", f"{net} EUR")))
    line = checked.lines()[0]
    assert (line.admitted, line.limited, line.eligible) == (
        euros(net),
        euros(eligible),
        euros(eligible),
    )
    assert checked.summary["T-1"] == {verdict: 1}


def test_each_limit_takes_its_marginal_cut_in_book_order() -> None:
    said = book(
        parameter=CAP, rule={"T-1": limit("admitted", "cap"), "T-2": limit("admitted", "low")}
    )
    line = check(said).lines()[0]
    assert line.limited == euros("25.00")
    assert [(one.reason, one.amount) for one in line.refusals] == [
        ("T-1", euros("40.00")),
        ("T-2", euros("35.00")),
    ]


def test_a_smaller_limit_first_leaves_nothing_to_the_larger_one() -> None:
    said = book(
        parameter=CAP, rule={"T-1": limit("admitted", "low"), "T-2": limit("admitted", "cap")}
    )
    checked = check(said)
    assert [one.reason for one in checked.lines()[0].refusals] == ["T-1"]
    assert checked.summary["T-2"] == {Verdict.BROKEN: 1}  # reported, though it took nothing


def test_a_limit_on_limited_gives_eligible() -> None:
    said = book(parameter=CAP, rule={"T-1": limit("limited", "low")})
    line = check(said).lines()[0]
    assert (line.limited, line.eligible) == (euros("100.00"), euros("25.00"))
    assert line.refusals[0].step == "eligible"


def test_a_limit_nobody_knows_leaves_the_line_between_nothing_and_its_gross() -> None:
    lost = parameter("money", {"unknown": True, "why": {"en": "not read", "lv": "nav lasīts"}})
    said = book(parameter={"cap": lost}, rule={"T-1": limit("admitted", "cap")})
    figure = check(said).amounts["claimed.limited"]
    assert (figure.value, figure.at_least, figure.at_most) == (
        None,
        euros("0.00"),
        euros("100.00"),
    )
    assert [one.reason for one in figure.missing] == [Reason.VALUE_UNKNOWN]


def test_the_support_of_a_project_is_cut_to_what_can_be_paid() -> None:
    said = book(
        parameter={"cap": parameter("money", {"value": "60.00 EUR"})},
        rule={
            "T-1": rule(
                "project",
                effect="limit",
                basis="claimed",
                limits="project.support",
                measured="project.support",
                at_most="cap",
            )
        },
    )
    amounts = check(said).amounts
    assert amounts["claimed.support"].value == euros("100.00")
    assert amounts["claimed.payable"].value == euros("60.00")


def test_the_first_broken_exclusion_takes_the_money_and_the_lines_are_counted() -> None:
    said = book(
        rule={
            "T-1": rule("cost", effect="exclude", met_when="cost.form != 'actual'"),
            "T-2": rule("cost", effect="exclude", met_when="cost.form == 'lump'"),
        }
    )
    costs = [cost(f"C{index}", f"{index}.00 EUR") for index in range(1, 13)]
    checked = check(said, on_project=project(*costs))
    first, second = (one for one in checked.findings if one.basis == "claimed")
    assert (first.rule, first.count, first.refused) == ("T-1", 12, euros("78.00"))
    assert [one.key for one in first.subjects] == [
        f"cost:C{index}" for index in range(12, 2, -1)
    ]
    assert (second.rule, second.count, second.refused) == ("T-2", 12, None)
    assert checked.amounts["claimed.admitted"].value == euros("0.00")


EXCEPTED = {
    "define": {
        "cost": {
            "base": {
                "value": "cost.net",
                "cite": "act#4",
                "unless": {
                    "lump": {"when": "cost.form == 'lump'", "value": "cap", "cite": "act#5"},
                    "staff": {
                        "when": "cost.category == 'staff'",
                        "value": "low",
                        "cite": "act#6",
                    },
                },
            }
        }
    },
    "parameter": CAP,
}


@pytest.mark.parametrize(
    ("form", "category", "base"),
    [
        ("actual", "travel", "100.00"),
        ("lump", "travel", "60.00"),
        ("actual", "staff", "25.00"),
        ("lump", "staff", None),
    ],
)
def test_an_exception_stands_instead_and_two_at_once_are_a_conflict(
    form: str, category: str, base: str | None
) -> None:
    checked = check(
        book(**EXCEPTED), on_project=project(cost("C", form=form, category=category))
    )
    line = checked.lines()[0]
    assert line.base == (euros(base) if base else None)
    if base is None:
        assert [one.reason for one in line.missing] == [Reason.CONFLICT]


def test_an_exception_that_goes_over_another_ends_the_conflict() -> None:
    said = book(**EXCEPTED)
    said["define"]["cost"]["base"]["unless"]["staff"]["over"] = ["lump"]
    checked = check(said, on_project=project(cost("C", form="lump", category="staff")))
    assert checked.lines()[0].base == euros("25.00")


def test_an_exception_whose_condition_is_missing_makes_the_amount_unknown() -> None:
    line = check(book(**EXCEPTED), on_project=project(cost("C"))).lines()[0]
    assert line.base is None
    assert [one.pointer for one in line.missing] == ["/costs/0/category"]


@pytest.mark.parametrize(
    ("category", "verdict"),
    [
        ("travel", Verdict.BROKEN),
        ("staff", Verdict.NOT_APPLICABLE),
        ("land", Verdict.MET),
        (None, Verdict.UNKNOWN),
    ],
)
def test_an_exception_of_a_rule_gives_another_condition_or_none(
    category: str | None, verdict: Verdict
) -> None:
    said = book(
        rule={
            "T-1": rule(
                "cost",
                met_when="cost.form == 'lump'",
                unless={
                    "staff": {"when": "cost.category == 'staff'", "cite": "act#5"},
                    "land": {
                        "when": "cost.category == 'land'",
                        "met_when": "cost.form == 'actual'",
                        "cite": "act#6",
                    },
                },
            )
        }
    )
    more = {} if category is None else {"category": category}
    assert check(said, on_project=project(cost("C", **more))).summary["T-1"] == {verdict: 1}


def test_two_exceptions_of_a_rule_at_once_are_a_conflict_and_a_breach() -> None:
    said = book(
        rule={
            "T-1": rule(
                "cost",
                met_when="cost.form == 'lump'",
                unless={
                    "one": {"when": "cost.category == 'staff'", "cite": "act#5"},
                    "two": {
                        "when": "cost.form == 'actual'",
                        "met_when": "known(cost.net)",
                        "cite": "act#6",
                    },
                },
            )
        }
    )
    checked = check(said, on_project=project(cost("C", category="staff")))
    assert checked.summary["T-1"] == {Verdict.CONFLICT: 1}
    assert checked.outcome is Outcome.BREACHED


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"at_most": "cost.net * rate"}, "at_most: a limit takes whole cents"),
        (
            {"measured": "cost.gross + cost.gross"},
            "measured: a limit on line.admitted measures",
        ),
    ],
)
def test_a_limit_cuts_the_amount_it_measures_by_whole_cents(
    change: dict[str, str], place: str
) -> None:
    rates = {"rate": parameter("rate", {"value": "1/3"})}
    load_book(book(parameter=CAP | rates, rule={"T-1": limit("admitted", "cap")}))
    with pytest.raises(BookError, match=place):
        load_book(book(parameter=CAP | rates, rule={"T-1": limit("admitted", "cap") | change}))


# ---- What a limit may not do -----------------------------------------------------------------


@pytest.mark.parametrize(("net", "kept"), [("60.00", "0.00"), ("-60.00", "-60.00")])
def test_a_limit_below_nothing_takes_all_and_never_more(net: str, kept: str) -> None:
    room = {"value": "cap - project.ceiling", "cite": "act#4"}
    asked = {"project": {"ceiling": {"kind": "money", "ask": TEXTS, "cite": "act#1"}}}
    alone = rule("cost", effect="limit", limits="line.admitted", measured="cost.admitted",
                 at_most="project.room")  # fmt: skip
    shared = rule("project", effect="limit", limits="line.limited", consume="pro_rata",
                  measured="total(cost.limited)", at_most="project.room",
                  basis="claimed")  # fmt: skip
    for limit in alone, shared:
        said = book(
            fact=asked,
            parameter={"cap": parameter("money", {"value": "30.00 EUR"})},
            define={"project": {"room": room}},
            rule={"T-1": limit},
        )
        holder = project(cost("C", f"{net} EUR"), facts={"ceiling": "100.00 EUR"})
        checked = check(said, on_project=holder)
        assert checked.amounts["claimed.eligible"].value == Money(f"{kept} EUR")
