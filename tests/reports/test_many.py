"""Many projects at once: a register of each other, and one bad file stops nobody."""

from pathlib import Path

import pytest

import fundtrack as ft
from tests.checks.small import book, cost, project, rule

SEEN = {
    "call": "seen_elsewhere",
    "kind": "number",
    "cite": "act#65",
    "with": {"key": "document, supplier"},
}


def double_funding() -> ft.Book:
    return ft.load_book(
        book(
            define={"cost": {"seen": SEEN}},
            rule={"T-1": rule("cost", met_when="cost.seen == 0", effect="exclude")},
        )
    )


def claimed(number: str, document: str) -> ft.Project:
    return ft.read_project(project(cost("C", document=document, supplier="S"), number=number))


def test_an_invoice_in_two_projects_is_seen_in_both_and_nowhere_else() -> None:
    projects = [claimed("P-1", "F-1"), claimed("P-2", "F-2"), claimed("P-3", "F-1")]
    rows = ft.check_many(projects, double_funding())
    assert [row.name for row in rows] == ["P-1", "P-2", "P-3"]
    reports = [row.report for row in rows if row.report is not None]
    assert [report.outcome.value for report in reports] == ["breached", "in_order", "breached"]
    alone = ft.check(projects[1], double_funding())
    assert alone.outcome.value == "undecided"
    assert ft.check(projects[1], double_funding(), register=ft.Register([])).ok


def test_projects_that_are_not_asked_about_count_too() -> None:
    (row,) = ft.check_many(
        [claimed("P-1", "F-1")], double_funding(), register=[claimed("P-9", "F-1")]
    )
    assert row.report is not None
    assert row.report.outcome.value == "breached"


def test_what_cannot_be_read_is_a_row_and_stops_nobody(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"schema_version": 1,', encoding="utf-8")
    rows = ft.check_many(
        ["docs/examples/life-science-cluster.json", broken, b"[]", tmp_path / "absent.json"]
    )
    assert [row.report is None for row in rows] == [False, True, True, True]
    assert [row.name for row in rows[1:]] == [str(broken), "#3", str(tmp_path / "absent.json")]
    assert all(row.error and "\n" not in row.error for row in rows[1:])


def test_a_book_that_is_not_there_is_the_row_of_its_project() -> None:
    lost = ft.read_project(project(cost("C"), number="P-1"))
    row, other = ft.check_many([lost, "docs/examples/life-science-cluster.json"])
    assert row.report is None
    assert "test/small" in row.error
    assert other.report is not None


def test_facts_of_another_book_are_no_error_of_the_register() -> None:
    other = ft.read_project("docs/examples/illustrative-cluster.json")
    rows = ft.check_many([claimed("P-1", "F-1"), other], double_funding(), register=[])
    assert rows[0].report is not None
    assert rows[0].report.ok


@pytest.mark.parametrize("names", [(), ("seen_elsewhere",)])
def test_a_book_calls_only_what_the_host_allows(names: tuple[str, ...]) -> None:
    allowed = [one for one in ft.CALCULATORS if one.name in names]
    (row,) = ft.check_many([claimed("P-1", "F-1")], double_funding(), calculators=allowed)
    assert row.report is not None
    assert row.report.ok is bool(names)
