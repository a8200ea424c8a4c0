"""A formula with its figures: every operation is written, brackets where they are needed."""

from datetime import date
from fractions import Fraction

import pytest

from fundtrack.formulas import Explanation, Kind, parse, to_text
from fundtrack.pages import arithmetic, explanation_text
from fundtrack.pages.arithmetic import in_words
from fundtrack.projects import read_project
from fundtrack.reports import check
from fundtrack.rulebooks import load_book
from tests.checks import small
from tests.samples.results import book


def fact(label: str, value, kind: Kind = Kind.MONEY, **more) -> Explanation:
    return Explanation(
        label, label, kind, value, currency="EUR" if kind is Kind.MONEY else "", **more
    )


FACTS = {
    "project.a": fact("project.a", Fraction("1200.5")),
    "project.b": fact("project.b", Fraction(300)),
    "project.c": fact("project.c", Fraction(7)),
    "rate": fact("rate", Fraction(1, 4), Kind.RATE),
    "project.day": fact("project.day", date(2020, 2, 1), Kind.DATE),
    "project.yes": fact("project.yes", True, Kind.BOOL),
    "project.form": fact("project.form", "works", Kind.CODE),
    "forms": fact("forms", frozenset({"works", "supplies"}), Kind.SET),
    "project.gone": fact("project.gone", None),
}


def step(formula: str, value=None, **more) -> Explanation:
    return Explanation(
        "project.x",
        to_text(parse(formula)),
        Kind.MONEY,
        value,
        currency="EUR",
        parts=tuple(FACTS.values()),
        **more,
    )


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("project.a", ""),
        ("rate", ""),
        ("project.a * rate", "1,200.50 × 25 %"),
        ("project.a + project.b - project.c", "1,200.50 + 300.00 − 7.00"),
        ("project.a - (project.b - project.c)", "1,200.50 − (300.00 − 7.00)"),
        ("(project.a + project.b) * rate", "(1,200.50 + 300.00) × 25 %"),
        ("project.a / project.b / project.c", "1,200.50 ÷ 300.00 ÷ 7.00"),
        ("project.a / (project.b / project.c)", "1,200.50 ÷ (300.00 ÷ 7.00)"),
        ("-project.a", "−1,200.50"),
        ("min(project.a, project.b * rate)", "min(1,200.50, 300.00 × 25 %)"),
        ("1 - rate", "1 − 25 %"),
        ("project.a <= project.b < project.c", "1,200.50 ≤ 300.00 < 7.00"),
        ("project.form == 'works'", "“works” = “works”"),
        ("project.yes and not project.yes", "yes and not yes"),
        ("project.form in ('works', 'services')", "“works” ∈ {“works”, “services”}"),
        (
            "days_between(project.day, project.day)",
            "days_between(1 February 2020, 1 February 2020)",
        ),
        ("project.gone + project.b", "? + 300.00"),
        ("project.unheard + project.b", "project.unheard + 300.00"),
    ],
)
def test_operations_are_written_with_their_figures(formula, told):
    assert arithmetic(step(formula), "en").replace("\N{NO-BREAK SPACE}", " ") == told


def test_latvian_words_and_signs():
    assert arithmetic(step("project.yes or project.yes"), "lv") == "jā vai jā"
    assert (
        arithmetic(step("project.a * rate"), "lv").replace("\N{NO-BREAK SPACE}", " ")
        == "1 200,50 × 25 %"
    )


@pytest.mark.parametrize(
    ("condition", "told"), [(True, "300.00 + 1,200.50"), (False, "300.00 + 7.00")]
)
def test_only_the_branch_taken_is_written(condition, told):
    formula = "project.b + (project.a if project.yes else project.c)"
    choice = "project.a if project.yes else project.c"
    taken = FACTS["project.a"] if condition else FACTS["project.c"]
    inner = Explanation(
        "",
        choice,
        Kind.MONEY,
        taken.value,
        currency="EUR",
        parts=(fact("project.yes", condition, Kind.BOOL), taken),
    )
    whole = Explanation(
        "project.x",
        formula,
        Kind.MONEY,
        Fraction(1),
        currency="EUR",
        parts=(FACTS["project.b"], inner),
    )
    assert arithmetic(whole, "en") == told


def test_a_total_is_written_as_its_terms():
    rows = tuple(
        fact("line.eligible", Fraction(n), pointer=f"/costs/{n}") for n in range(1, 13)
    )
    total = Explanation(
        "", "total(line.eligible)", Kind.MONEY, Fraction(78), currency="EUR", parts=rows
    )
    whole = Explanation(
        "project.eligible",
        "total(line.eligible)",
        Kind.MONEY,
        Fraction(78),
        currency="EUR",
        parts=(total,),
    )
    told = arithmetic(whole, "en")
    assert told.startswith("1.00 + 2.00 + ")
    assert told.endswith("10.00 + …")
    tree = explanation_text(whole, book(), "en")
    assert "└── and 2 more" in tree
    assert tree.count("stated at /costs/") == 10


def test_two_rows_of_one_amount_stay_two():
    rows = tuple(fact("line.eligible", Fraction(5), pointer=f"/costs/{n}") for n in range(2))
    whole = Explanation(
        "project.eligible",
        "total(line.eligible)",
        Kind.MONEY,
        Fraction(10),
        currency="EUR",
        parts=rows,
    )
    tree = explanation_text(whole, book(), "en")
    assert "5.00 + 5.00 = 10.00" in tree
    assert "/costs/0" in tree
    assert "/costs/1" in tree


def test_a_step_that_only_passes_on_is_said_once():
    gross = fact("line.gross", Fraction(62000), pointer="/plans/0/budget/0/amount")
    base = Explanation(
        "line.base", "line.gross", Kind.MONEY, Fraction(62000), currency="EUR", parts=(gross,)
    )
    whole = Explanation(
        "line.admitted", "line.base", Kind.MONEY, Fraction(62000), currency="EUR", parts=(base,)
    )
    assert explanation_text(whole, book(), "en").splitlines() == [
        "Admitted costs = €62,000.00",
        "        stated at /plans/0/budget/0/amount".replace("        ", "    ", 1),
    ]


def test_what_is_missing_is_named_where_it_is_missing():
    gone = fact(
        "cost.paid_on",
        None,
        Kind.DATE,
        missing=(("missing", "cost.paid_on", "/costs/1/paid_on"),),
    )
    low = Explanation(
        "project.support",
        "project.a",
        Kind.MONEY,
        None,
        currency="EUR",
        low=Fraction(1),
        high=Fraction(2),
        parts=(gone,),
    )
    tree = explanation_text(low, book(), "en")
    assert tree.startswith("ERDF support = not known; at least €1.00, at most €2.00")
    assert "day the cost was paid: not stated (/costs/1/paid_on)" in tree


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("exception:full-cost", "by the exception full-cost"),
        ("excluded:LV-CLU-004", "refused by LV-CLU-004"),
        ("limited:LV-CLU-005", "cut at the limit of LV-CLU-005"),
        ("term:plan", "set in the plan"),
        ("undecided", "cannot be decided"),
    ],
)
def test_every_note_has_its_words(note, told):
    assert told in explanation_text(fact("project.a", Fraction(1), note=note), book(), "en")


def test_a_short_formula_in_words():
    assert (
        in_words(parse("project.eligible * support_rate"), book(), "en")
        == "eligible costs × rate of support"
    )
    assert in_words(parse("project.eligible"), book(), "en") == ""
    assert in_words(parse("project.a if project.yes else project.b"), book(), "en") == ""
    assert in_words(parse("total(line.eligible)"), book(), "en") == ""


# -- exceptions --------------------------------------------------------------------------------

EXCEPTED = {
    "cost": {
        "base": {
            "value": "cost.net",
            "cite": "act#4",
            "unless": {
                "late": {
                    "when": "cost.paid_on > last",
                    "value": "cost.net - cost.net",
                    "cite": "act#5",
                }
            },
        }
    },
    "project": {
        "sum": {
            "value": "total(cost.net)",
            "cite": "act#4",
            "unless": {"never": {"when": "most < most", "value": "most", "cite": "act#5"}},
        }
    },
}


def told(name: str, **more: object) -> str:
    law = small.book(
        define=EXCEPTED,
        parameter={
            "last": small.parameter("date", {"value": date(2016, 6, 1)}),
            "most": small.parameter("money", {"value": "5.00 EUR"}),
        },
    )
    costs = [small.cost("A", "60.00 EUR", **more), small.cost("B", "40.00 EUR", **more)]
    return str(check(read_project(small.project(*costs)), load_book(law)).explain(name))


@pytest.mark.parametrize(
    ("paid_on", "by"), [("2016-06-02", "by the exception late"), ("2016-06-01", "")]
)
def test_a_condition_of_an_exception_is_shown_whether_it_holds_or_not(
    paid_on: str, by: str
) -> None:
    text = told("claimed.base", paid_on=paid_on)
    assert ("by the exception late" in text) is bool(by)
    assert "2016" in text
    assert "/costs/0/paid_on" in text


def test_what_a_condition_asks_is_missing_where_nobody_knows() -> None:
    text = told("claimed.base")
    assert "/costs/0/paid_on" in text
    assert "1 June 2016" in text  # and the rest of the condition is shown


def test_a_condition_is_no_term_of_a_sum() -> None:
    text = told("claimed.sum")
    assert "60.00 + 40.00 = 100.00" in text
    assert "5.00" in text
