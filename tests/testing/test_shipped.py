"""The long runs: every wrong in every shipped book is noticed, or named and explained."""

import re
from typing import Any

import pytest

from fundtrack.rulebooks import BASE, books, load_book
from fundtrack.testing import Case, plain, read_case_file, score
from tests.book_cases import CASES
from tests.checks import small
from tests.house import SOURCE

ROOT = SOURCE.parent.parent
PAGE = (ROOT / "docs" / "mutation.md").read_text("utf-8").partition("## Rules of the books")[2]
#: Of the table of what stays unnoticed: book, place, what stood, what stands, why not.
ROW = re.compile(
    r"^\| `([^`]+)` `([^`]+)` \| `([^`]+)` \| (`[^`]+`|left out) \| (\S.*) \|$", re.M
)
EXPLAINED = {
    (book, place, before, after.strip("`"))
    for book, place, before, after, _ in ROW.findall(PAGE)
}


def test_the_table_is_read_whole():
    table = PAGE.partition("| unnoticed |")[2].splitlines()[2:]
    assert len(EXPLAINED) == len([line for line in table if line.startswith("|")])


@pytest.mark.slow
@pytest.mark.parametrize("name", books())
def test_every_wrong_in_a_book_is_noticed_or_explained(name):
    said, book = read_case_file(CASES / f"{name}.toml", name), load_book(name)
    made = score(book, [said.project, *said.cases])
    told = [(book.key, one.pointer, one.before, one.after) for one in made.survivors]
    proven = {row for row, one in zip(told, made.survivors, strict=True) if one.why}
    assert made.planted > 0
    assert {*told} - proven <= EXPLAINED, made.unexplained
    assert {row for row in EXPLAINED if row[0] == book.key} <= {*told}


RATE = {"value": "85 %", "verification": "unverified"}
#: A book in which every figure that the library's own rules compare can differ, and each can be
#: unknown while the others are known.
OWN = small.book(
    parameter={
        "ceiling": small.parameter("rate", RATE),
        "support_rate": small.parameter("rate", set_in=["partner", "plan"], at_most="ceiling"),
    },
    fact={"budget_line": {"counts": {"kind": "bool", "ask": small.TEXTS, "cite": "act#1"}}},
    rule={"T-1": small.rule("budget_line", met_when="budget_line.counts", effect="exclude")},
    define={
        "project": {
            "support": {
                "value": "project.eligible * support_rate if known(support_rate)"
                " else plan.total_cost",
                "rounding": "cents",
                "cite": "act#1",
            }
        }
    },
)


def fitted(case: Case) -> Case:
    """A case of the library's own rules with what this book asks for."""
    project: Any = plain(dict(case.project))
    for plan in project["plans"]:
        plan.setdefault("terms", {})["support_rate"] = "85 %"
        for line in plan.get("budget") or []:
            line["facts"] = {"counts": True}
    return Case(project, on=case.on)


@pytest.mark.slow
def test_every_wrong_in_the_librarys_own_rules_is_noticed():
    file = ROOT / "tests" / "rulebooks" / "base_cases.toml"
    said = read_case_file(file, "test/small")
    first, two = fitted(said.project), fitted(said.project)
    budget = two.project["plans"][0]["budget"]  # type: ignore[index, call-overload]
    budget.append({**budget[0], "id": "B2", "amount": "40.00 EUR", "facts": {"counts": False}})
    cases = [first, two, *map(fitted, said.cases)]
    made = score(load_book(OWN), cases, layer=f"{BASE}@1")
    assert made.planted == made.killed == 234, made.survivors
