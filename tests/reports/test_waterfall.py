"""What people and programs get of a waterfall, and of groups, methods and computed lines."""

import json
from typing import Any

import jsonschema
import pytest

import fundtrack as ft
from fundtrack.reports import report_schema
from tests.checks.small import book, cost, parameter, project, rule

SCHEMA = jsonschema.Draft202012Validator(report_schema())


def title(en: str, lv: str) -> dict[str, str]:
    return {"en": en, "lv": lv}


def said() -> dict[str, Any]:
    """A flat rate, a rule that blocks it, a group with a limit, a procurement that refuses."""
    rate = parameter("rate", {"value": "20 %"})
    return book(
        parameter={
            "staff_rate": rate | {"title": title("flat rate of staff", "vienotā likme")},
            "cap": parameter("money", {"value": "1200.00 EUR"}),
        },
        category={
            "staff": {"title": title("Staff costs", "Atlīdzības izmaksas"), "cite": "act#1"},
            "travel": {"title": title("Travel", "Ceļa izdevumi"), "cite": "act#1"},
        },
        group={
            "partner_category": {"by": ["partner", "category"], "of": ["cost", "budget_line"]}
        },
        define={
            "partner": {
                "staff_flat": {
                    "value": "total(line.limited, where=line.category == 'travel')"
                    " * staff_rate",
                    "when": "partner.option.staff == 'flat'",
                    "counts_as": "staff",
                    "rounding": "cents",
                    "cite": "act#20",
                }
            }
        },
        rule={
            "T-LATE": rule(
                "cost",
                effect="exclude",
                measured="cost.paid_on",
                at_most="plan.period.last",
                title=title(
                    "Paid on {cost.paid_on}; the last day is {limit}",
                    "Samaksāts {cost.paid_on}; pēdējā diena ir {limit}",
                ),
            ),
            "T-PROC": rule(
                "procurement",
                effect="exclude",
                met_when="procurement.procedure == 'open'",
                title=title("The procurement was not open", "Iepirkums nav bijis atklāts"),
            ),
            "T-CAP": rule(
                "partner_category",
                effect="limit",
                limits="line.limited",
                measured="total(line.limited)",
                at_most="cap",
                basis="claimed",
                consume=["line.day", "line.id"],
                title=title("{measured} is above {limit}", "{measured} pārsniedz {limit}"),
            ),
            "T-BLOCK": rule(
                "partner",
                effect="block",
                applies_when="partner.option.staff == 'flat'",
                met_when="partner.country == 'LV'",
                basis=["claimed"],
            ),
        },
    )


def held(**more: Any) -> dict[str, Any]:
    costs = [
        cost("T1", "1000.00 EUR", partner="P", category="travel", paid_on="2016-05-02"),
        cost("T2", "900.00 EUR", partner="P", category="travel", paid_on="2016-06-02"),
        cost("T3", "400.00 EUR", partner="Q", category="travel", paid_on="2019-06-02"),
        cost("T4", "300.00 EUR", partner="Q", category="travel", paid_on="2019-06-03"),
        cost("E1", "500.00 EUR", partner="Q", category="other", procurement="W",
             paid_on="2017-06-02"),
    ]  # fmt: skip
    plan = {
        "number": 1,
        "period": "2016-01-01/2018-12-31",
        "options": [{"covers": "staff", "method": "flat"}],
    }
    partners = [
        {"id": "P", "role": "lead", "country": "LV"},
        {"id": "Q", "role": "partner", "country": "EE"},
    ]
    return (
        project(
            *costs,
            plans=[plan],
            partners=partners,
            procurements=[{"id": "W", "kind": "works", "procedure": "direct"}],
        )
        | more
    )


def report(**more: Any) -> ft.Report:
    return ft.check(ft.read_project(held(**more)), ft.load_book(said()))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_waterfall_of_a_report_adds_up() -> None:
    gross, *steps = report().waterfall("claimed").steps
    assert [(one.kind, str(one.amount)) for one in gross.moves] == [
        ("stated", "3100.00 EUR"), ("computed", "380.00 EUR"),
    ]  # fmt: skip
    lost = [(one.reason, one.lines, str(one.amount)) for step in steps for one in step.moves]
    assert lost == [
        ("T-LATE", 2, "700.00 EUR"), ("T-PROC", 1, "500.00 EUR"), ("T-CAP", 1, "700.00 EUR"),
    ]  # fmt: skip
    assert report().amounts["claimed.eligible"].value == ft.Money("1580.00 EUR")
    assert 3100 + 380 - 700 - 500 - 700 == 1580


def test_a_basis_that_was_not_given_is_refused_by_name() -> None:
    with pytest.raises(ft.InputError, match="accepted"):
        report().waterfall("accepted")
    assert report().waterfall().basis == "plan"


def test_the_table_has_the_computed_lines_and_what_is_missing() -> None:
    rows = report().table("claimed")
    assert [row["line"] for row in rows][-1] == "line:staff_flat:P"
    assert sum(row["eligible"].minor for row in rows) == 158000  # type: ignore[union-attr]
    unsaid = held()
    del unsaid["costs"][0]["paid_on"]
    first = ft.check(ft.read_project(unsaid), ft.load_book(said())).table("claimed")[0]
    assert (first["eligible"], first["missing"]) == (None, "/costs/0/paid_on")


def test_the_json_carries_the_waterfall_and_follows_the_schema() -> None:
    told = json.loads(json.dumps(report().to_dict(limit=0)))
    SCHEMA.validate(told)
    admitted = told["waterfalls"]["claimed"][2]
    assert admitted["step"] == "admitted"
    assert admitted["value"] == "2280.00 EUR"
    assert [one["reason"] for one in admitted["moves"]] == ["T-LATE", "T-PROC"]
    assert admitted["moves"][0]["titles"]["en"].startswith("Paid on")
    assert told["waterfalls"]["claimed"][0]["moves"][1]["category"] == "staff"


TEXT = """\
FROM GROSS TO PAYABLE: CLAIMED COSTS
  + Stated (5 lines)                                                                 €3,100.00
  + Staff costs at a flat rate (1 line)                                                €380.00
  = Gross costs                                                                      €3,480.00
  − Paid on …; the last day is 31 December 2018 (T-LATE, 2 lines)                      €700.00
  − The procurement was not open (T-PROC, 1 line)                                      €500.00
  = Admitted costs                                                                   €2,280.00
  − €1,900.00 is above €1,200.00 (T-CAP, 1 line)                                       €700.00
  = Eligible costs                                                                   €1,580.00
"""


def test_the_text_can_be_added_up_by_hand() -> None:
    assert TEXT in report().to_text("en")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["Staff costs at a flat rate", "Partner P, “Travel”: €1,900.00 is above €1,200.00",
             "Procurement W: The procurement was not open", "2 lines"],
        ),
        (
            "lv",
            ["Atlīdzības izmaksas pēc vienotās likmes",
             "Partneris P, „Ceļa izdevumi”: 1 900,00 €",
             "Iepirkums W: Iepirkums nav bijis atklāts", "2 pozīcijas", "1 pozīcija",
             "bruto izmaksām līdz izmaksājamajam atbalstam"],
        ),
    ],
)  # fmt: skip
def test_every_page_names_groups_and_computed_lines(language: str, words: list[str]) -> None:
    one = report()
    for page in (one.to_text(language), one.to_markdown(language), one.to_html(language)):
        for word in words:
            folded = " ".join(plain(page).split())
            assert word.lower() in folded.lower(), word


def test_a_project_that_loses_nothing_has_no_waterfall_on_paper() -> None:
    quiet = held()
    quiet["costs"], quiet["plans"][0]["options"] = quiet["costs"][:1], []
    one = ft.check(ft.read_project(quiet), ft.load_book(said()))
    assert "FROM GROSS" not in one.to_text("en")
    assert 'class="course"' not in one.to_html("en")
    assert one.waterfall("claimed").steps[0].figure.value == ft.Money("1000.00 EUR")


def test_an_open_line_shows_its_bounds_and_never_0() -> None:
    unsaid = held()
    del unsaid["costs"][2]["paid_on"]
    told = ft.check(ft.read_project(unsaid), ft.load_book(said())).to_text("en")
    after = told.partition("Not decided; it may be refused (1 line)")[2].splitlines()
    assert after[0].strip() == "not known"
    assert after[1].strip() == "at least €0.00, at most €400.00"


def late(*days: str, net: str = "100.00 EUR") -> dict[str, Any]:
    costs = [cost(f"C{at}", net, paid_on=day) for at, day in enumerate(days)]
    return held(costs=costs, procurements=[])


def paper(holder: dict[str, Any], language: str = "en") -> str:
    return ft.check(ft.read_project(holder), ft.load_book(said())).to_text(language)


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (["2020-01-01"] * 10, "Paid on 1 January 2020; the last day is 31 December 2018"),
        (["2020-01-01"] * 11, "Paid on …; the last day is …"),  # nobody looked at the eleventh
        (["2020-01-01", "2020-01-02"], "Paid on …; the last day is 31 December 2018"),
    ],
)
def test_a_label_says_only_what_is_true_of_every_line(days: list[str], label: str) -> None:
    lines = f"{len(days)} lines"
    assert f"  − {label} (T-LATE, {lines})" in paper(late(*days))


def test_a_credit_note_that_is_refused_comes_back() -> None:
    told = paper(late("2020-01-01", net="-100.00 EUR"))
    line = next(one for one in told.splitlines() if "T-LATE, 1 line" in one)
    assert line.startswith("  + Paid on")
    assert line.endswith(" €100.00")


def test_a_formula_that_takes_as_much_as_the_own_contribution_is_not_called_so() -> None:
    amounts = {
        "cost": {"base": {"value": "cost.net", "cite": "act#4"}},
        "project": {"support": {"value": "project.eligible - thirty", "cite": "act#4"}},
    }
    thirty = {"thirty": parameter("money", {"value": "30.00 EUR"})}
    one = project(cost("A", "170.00 EUR") | {"vat": "30.00 EUR"})
    told = ft.check(
        ft.read_project(one), ft.load_book(book(parameter=thirty, define=amounts))
    ).to_text("en")
    moves = [line.split("  ")[1] for line in told.splitlines() if line.startswith("  − ")]
    assert moves == ["− Not part of: cost base (1 line)", "− Own contribution"]


def test_a_rule_of_two_bases_speaks_of_each_with_its_own_figures() -> None:
    cap = {"cap": parameter("money", {"value": "10.00 EUR"})}
    words = title("{measured} is above {limit}", "{measured} pārsniedz {limit}")
    cut = rule("line", effect="limit", limits="line.limited", measured="line.limited",
               at_most="cap", title=words)  # fmt: skip
    one = project(cost("A", "15.00 EUR"))
    one["plans"][0]["budget"] = [
        {"id": "B", "category": "works", "form": "actual", "amount": "20.00 EUR"}
    ]
    told = ft.check(
        ft.read_project(one), ft.load_book(book(parameter=cap, rule={"T-1": cut}))
    ).to_text("en")
    moves = [line.split("  ")[1] for line in told.splitlines() if line.startswith("  − ")]
    assert moves == [
        "− €20.00 is above €10.00 (T-1, 1 line)",
        "− €15.00 is above €10.00 (T-1, 1 line)",
    ]


# -- explanations ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "english", "latvian"),
    [
        (
            "cost:T2.eligible",
            "cut at the limit of T-CAP; several lines use it up in the order of: day of the"
            " line, number",
            "samazināts līdz noteikuma T-CAP robežlielumam; to kopīgi izmanto vairākas"
            " pozīcijas šādā secībā: pozīcijas diena, numurs",
        ),
        (
            "cost:E1.admitted",
            "refused by T-PROC, which takes all its lines together (procurement)",
            "neattiecināts pēc noteikuma T-PROC, kas skar visas pozīcijas kopā (iepirkums)",
        ),
        ("cost:T3.admitted", "refused by T-LATE\n", "neattiecināts pēc noteikuma T-LATE\n"),
        (
            "claimed.partner:Q.staff_flat",
            "this method may not be used: T-BLOCK",
            "šo metodi nedrīkst izmantot: T-BLOCK",
        ),
        (
            "claimed.line:staff_flat:P.eligible",
            "Eligible costs (Staff costs at a flat rate, partner P) = €380.00",
            "Attiecināmās izmaksas (Atlīdzības izmaksas pēc vienotās likmes, partneris P) ="
            " 380,00 €",
        ),
    ],
)
def test_an_explanation_says_which_limit_and_which_method(
    asked: str, english: str, latvian: str
) -> None:
    step = report().explain(asked)
    assert english in step.to_text("en")
    assert latvian in step.to_text("lv")


def test_a_pro_rata_limit_says_that_lines_share_it() -> None:
    shared = said()
    shared["rule"]["T-CAP"]["consume"] = "pro_rata"
    one = ft.check(ft.read_project(held()), ft.load_book(shared))
    assert (
        "cut at the limit of T-CAP; several lines share it in proportion to their amounts"
        in one.explain("cost:T2.eligible").to_text("en")
    )


def test_what_is_missing_of_a_method_is_named_so_that_it_can_be_stated() -> None:
    unsaid = held()
    del unsaid["plans"][0]["options"]
    one = ft.check(ft.read_project(unsaid), ft.load_book(said()))
    for language, words in (
        ("en", "How the partner claims staff costs\n      /plans/0/options"),
        ("lv", "Kā partneris deklarē atlīdzības izmaksas\n      /plans/0/options"),
    ):
        assert words in one.to_text(language)


def test_what_is_accepted_waits_for_entries_and_is_one_question() -> None:
    asking = said()
    asking["rule"]["T-ACC"] = rule("cost", measured="cost.accepted", at_most="cost.declared")
    told = ft.check(ft.read_project(held()), ft.load_book(asking)).to_text("en")
    assert told.count("Decisions on the costs (entries)") == 1


def test_a_calculation_that_lacks_the_budget_says_so() -> None:
    told = report().explain("partner:P.staff_flat").to_text("en")
    assert "budget of the plan: not stated (/plans/0/budget)" in told


def test_the_law_behind_a_flat_rate_is_among_what_the_figures_rest_on() -> None:
    assert "staff_rate" in {one.name for one in report().parameters}
    assert "Flat rate of staff 20 %" in report().to_text("en").partition("WHAT THE FIGURES")[2]
