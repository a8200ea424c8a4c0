"""`fundtrack plan diff`: two plans of a file as a table, as data, and what is left to ask."""

import json

import pytest

from fundtrack.cli import run
from fundtrack.pages import plan_changes_text
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.tracking import compare_plans

INTERREG = "eu/interreg-europe-2021"


def line(id_: str, partner: str, category: str, amount: str) -> dict[str, object]:
    said = {"id": id_, "partner": partner, "category": category, "amount": amount}
    return said | {"form": "actual"}


def life() -> dict:
    """Three plans: a shift of exactly 20 %, and one beyond it that also prolongs."""
    amounts = [("74000.00", "51000.00"), ("88800.00", "36200.00"), ("88800.00", "47000.00")]
    plans = []
    for number, (a, b) in enumerate(amounts, 1):
        lines = [line("b1", "A", "staff", f"{a} EUR"), line("b2", "B", "travel", f"{b} EUR")]
        last = "2027-02-28" if number < 3 else "2027-08-31"
        said = {"number": number, "effective_from": f"2024-0{number}-01", "budget": lines}
        plans.append(said | {"period": f"2023-03-01/{last}", "sources": [], "roles": {}})
    plans[2]["roles"] = {"B": "associated"}
    plans[2]["terms"] = {}
    agreement = {"book": INTERREG, "currency": "EUR"}
    partners = [{"id": "A", "role": "lead"}, {"id": "B", "role": "partner"}]
    return {"schema_version": 1, "agreement": agreement, "partners": partners, "plans": plans}


@pytest.fixture
def command(tmp_path, capsys):
    def call(document: dict, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "project.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        code = run(("plan", "diff", str(file), *options))
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_the_latest_plan_is_shown_beside_the_one_before_it(command):
    code, out, err = command(life())
    assert (code, err) == (1, "")  # the total grows
    assert out.splitlines()[:8] == [
        "Plan 2 → plan 3",
        "Changes of the budget: not allowed",
        "",
        "PERIOD",
        "  Last day of the project period  28 February 2027 → 31 August 2027  +184 days",
        "",
        "ROLES OF PARTNERS",
        "  B  partner → associated",
    ]
    assert "  Partner B  €36,200.00 → €47,000.00  +€10,800.00" in out
    assert "partner B: needs approval" in out
    assert "project: not allowed" in out


def test_two_plans_by_their_numbers(command):
    code, out, _ = command(life(), "--from", "1", "--to", "2")
    assert code == 0
    assert out.startswith("Plan 1 → plan 2\nChanges of the budget: to be reported\n")
    assert "partner A: to be reported: €74,000.00 → €88,800.00 (+€14,800.00)" in out
    code, out, _ = command(life(), "--from", "1")
    assert out.startswith("Plan 1 → plan 3\n")
    code, out, _ = command(life(), "--to", "2")
    assert out.startswith("Plan 1 → plan 2\n")
    code, out, _ = command(life(), "--from", "3", "--to", "1")
    assert out.startswith("Plan 3 → plan 1\n")


def test_it_speaks_latvian(command):
    _, out, _ = command(life(), "--lang", "lv")
    assert out.splitlines()[:2] == ["2. plāns → 3. plāns", "Budžeta izmaiņas: nedrīkst"]
    assert "Pārdales starp partneriem" in out
    assert "+184 dienas" in out
    assert "Nav norādes" in out.replace("NAV NORĀDES", "Nav norādes")


def test_a_program_reads_the_same_as_data(command):
    code, out, _ = command(life(), "--format", "json")
    told = json.loads(out)
    assert (code, told["effect"], told["after"]) == (
        1,
        "forbidden",
        {"plan": 3, "at": "/plans/2"},
    )
    assert told["changes"][0]["difference"] == 184
    (partner,) = [one for one in told["rulings"] if one["key"] == ["B"]]
    assert (partner["limit"], partner["change"]) == ("7240.00 EUR", "10800.00 EUR")


def test_a_plan_that_leaves_its_budget_out_is_open(command):
    document = life()
    del document["plans"][2]["budget"]
    code, out, _ = command(document)
    assert code == 0
    assert "Changes of the budget: cannot be decided" in out
    assert "Budget of the plan  stated → not stated" in out
    assert "budget of the plan (/plans/2/budget)" in out
    assert command(document, "--strict")[0] == 3


def test_a_book_may_be_named(command):
    code, out, _ = command(life(), "--book", "lv/cluster-2016", "--strict")
    assert code == 0
    assert "The book says nothing of changes of a budget" in out


def test_no_change_at_all(command):
    document = life()
    document["plans"][1] = document["plans"][0] | {"number": 2, "effective_from": "2024-02-01"}
    _, out, _ = command(document, "--to", "2")
    assert "Nothing changed\n" in out
    assert "No change of the budget that the book speaks of" in out


@pytest.mark.parametrize(("options", "words"), [
    (("--to", "1"), "no plan stands before plan 1"),
    (("--from", "9"), "no plan has the number 9 (expected 1, 2, 3)"),
    (("--to", "9"), "no plan has the number 9 (expected 1, 2, 3)"),
    (("--book", "lv/nothing"), "no book lv/nothing"),
    (("--on", "tomorrow"), "not a day"),
])  # fmt: skip
def test_what_cannot_be_compared_is_told(command, options, words):
    code, out, err = command(life(), *options)
    assert (code, out) == (2, "")
    assert words in err


# -- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "lv"])
def test_every_part_has_its_heading_and_fits_a_letter(language):
    document = life()
    first, second = document["plans"][0], document["plans"][1]
    source = {"fund": "ERDF", "kind": "union", "base": "total", "order": 1, "residual": False}
    first |= {
        "support": "1.00 EUR",
        "terms": {"rate": "80 %"},
        "facts": {"note": "x" * 90},
        "activities": [{"id": "w", "category": "training"}],
        "options": [{"covers": "staff", "method": "flat"}],
        "sources": [source | {"id": "e", "rate": "80 %"}],
        "targets": [{"indicator": "i", "value": 1}],
    }
    second |= {
        "support": "2.00 EUR",
        "terms": {"rate": "85 %"},
        "facts": {"note": "y" * 90},
        "activities": [],
        "options": [],
        "sources": [source | {"id": "e", "rate": "85 %", "covers": {"category": ["a"]}}],
        "targets": [{"indicator": "i", "value": "1.5"}],
        "budget": [line("b1", "A", "staff", "1.00 EUR") | {"activity": "w"}],
    }
    project = read_project(json.dumps(document).encode())
    found = compare_plans(*project.plans[:2], project=project)
    told = plan_changes_text(found, load_book(INTERREG), language)
    assert len([line for line in told.splitlines() if line.isupper()]) >= 12
    assert max(map(len, told.splitlines())) <= 96
    assert "None" not in told
