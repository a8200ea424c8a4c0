"""The values executor answers of tables what a check answers of each project."""

import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from fundtrack.checks import STEPS, Checked, Outcome, Register, Verdict, run
from fundtrack.frames import ProjectRows, answer_each, tables_of
from fundtrack.frames.by_project import looks_across
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import InputError, Money
from tests.checks.small import book as book_of
from tests.checks.small import cost, rule
from tests.checks.small import project as project_of
from tests.checks.test_calculators import aided, award, de_minimis
from tests.random_books import draw_asked, draw_book, draw_project
from tests.sample import PROJECTS

Tables = dict[str, dict[str, list[Any]]]


def drawn(seed: int, count: int = 4) -> tuple[Book, list[Project], dict[str, Any]]:
    projects = [read_project(draw_project(seed * 10 + one)) for one in range(count)]
    return load_book(draw_book(seed)), projects, draw_asked(seed)


def of_one_plan(project: Project, on: date | None) -> Project:
    """The project as tables tell it: with the plan in force, or the first."""
    plan = project.plan_on(on) or min(project.plans, key=lambda one: one.number)
    return project.replace(plans=(plan,))


def shuffled(tables: Tables, seed: int) -> Tables:
    """The rows of projects mixed; the order within a project is kept."""
    draw = random.Random(seed)
    mixed: Tables = {}
    for noun, table in tables.items():
        by_key: dict[object, list[int]] = {}
        for row, key in enumerate(table["project"]):
            by_key.setdefault(key, []).append(row)
        keys = [*table["project"]]
        draw.shuffle(keys)
        order = [by_key[key].pop(0) for key in keys]
        mixed[noun] = {name: [values[row] for row in order] for name, values in table.items()}
    return mixed


def minor(value: Any) -> Any:
    return value.minor if isinstance(value, Money) else value


def assert_same(answered: Any, tables: Tables, checked: Checked) -> None:
    """All that a check says of a project stands in the answer of its rows."""
    assert answered.problems == ()
    assert answered.outcome == checked.outcome
    assert answered.amounts.keys() == checked.amounts.keys()
    for label, figure in checked.amounts.items():
        held = answered.amounts[label]
        assert held.value == minor(figure.value)
        assert (held.at_least, held.at_most) == (minor(figure.at_least), minor(figure.at_most))
        assert (held.missing, held.stated) == (figure.missing, figure.stated)
    assert [*answered.bases] == [*checked.bases]
    counts: Counter[tuple[str, Verdict]] = Counter()
    for basis, held in answered.bases.items():
        ids = tables[held.line]["id"] if held.line in tables else []
        lines = [one for one in checked.lines(basis) if one.key.startswith(held.line)]
        rows = held.rows.get(held.line, ())
        assert [f"{held.line}:{ids[row]}" for row in rows] == [one.key for one in lines]
        assert {tables[held.line]["project"][row] for row in rows} <= {answered.key}
        for step in STEPS[:5]:
            assert [*held.steps[step]] == [minor(getattr(one, step)) for one in lines]
        for place, line in zip(rows, lines, strict=True):
            lost = {
                (one.step, one.reason, one.amount) for one in held.losses if one.row == place
            }
            said = {(one.step, one.reason, minor(one.amount)) for one in line.refusals}
            assert {one for one in lost if one[2] is not None} == said
        for codes in held.verdicts.values():
            for code, verdicts in codes.items():
                counts.update((code, verdict) for verdict in verdicts)
    asked = {
        (code, verdict): times
        for code, held in checked.summary.items()
        for verdict, times in held.items()
    }
    for one in answered.found:
        if one.reason is not None:
            counts[one.rule, one.verdict] += 1
    for code, said_rule in checked.book.rules.items():
        if not set(said_rule.basis) & set(checked.bases):
            counts[code, Verdict.NOT_APPLICABLE] += 1
    assert counts == Counter(asked)
    told = Counter((one.basis, one.rule, one.verdict) for one in answered.found)
    assert told == {(f.basis, f.rule, f.verdict): f.count for f in checked.findings}
    waived = {
        (f.basis, f.rule, f.verdict, subject.key): (f.severity, subject.waived_by)
        for f in checked.findings
        for subject in f.subjects
    }
    for one in answered.found:
        key = (one.basis, one.rule, one.verdict, one.subject)
        assert waived.get(key, (one.severity, one.waived_by)) == (one.severity, one.waived_by)
        if one.row is not None:
            assert tables[one.noun if one.noun != "plan" else "project"]["project"][
                one.row
            ] == (answered.key)
            if "id" in tables.get(one.noun, {}):
                assert one.subject == f"{one.noun}:{tables[one.noun]['id'][one.row]}"


@pytest.mark.parametrize("seed", [*range(12), 17, 18, 43, 54, 59])
def test_tables_are_answered_as_each_project_is(seed: int) -> None:
    book, projects, asked = drawn(seed)
    keys = [f"P{one}" for one in range(len(projects))]
    typed = book if seed % 2 else None
    tables: Any = tables_of(projects, keys=keys, on=asked.get("on"), book=typed)
    tables = shuffled(tables, seed)
    found = {one.key: one for one in answer_each(tables, book, **asked)}
    assert [*found] == tables["project"]["project"]
    for key, project in zip(keys, projects, strict=True):
        checked = run(of_one_plan(project, asked.get("on")), book, **asked)
        assert_same(found[key], tables, checked)


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_shipped_examples_are_answered_under_their_books(path: Any) -> None:
    project = read_project(path)
    book = load_book(project.agreement.book)
    tables: Any = tables_of([project], book=book)
    one = next(answer_each(tables, book, across=False))
    assert_same(one, tables, run(of_one_plan(project, None), book))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 400))
def test_tables_of_many_books_are(seed: int) -> None:
    test_tables_are_answered_as_each_project_is(seed)


def test_a_waiver_stands_beside_what_it_waives() -> None:
    book = load_book(
        book_of(rule={
            "T-1": rule("cost", waivable=True, met_when="cost.form == 'flat'"),
            "T-2": rule("cost", severity="note", met_when="cost.form == 'flat'"),
        })
    )  # fmt: skip
    waiver = {"rule": "T-1", "subject": "cost:C", "granted_on": "2016-01-01", "by": "ministry"}
    project = read_project(project_of(cost("B"), cost("C"), waivers=[waiver]))
    tables: Any = tables_of([project])
    (one,) = answer_each(tables, book)
    assert_same(one, tables, run(project, book))
    told = [(f.rule, f.row, f.subject, f.waived_by, f.severity.value) for f in one.found]
    assert [said for said in told if said[0].startswith("T-")] == [
        ("T-1", 0, "cost:B", "", "breach"),
        ("T-1", 1, "cost:C", "ministry", "breach"),
        ("T-2", 0, "cost:B", "", "note"),
        ("T-2", 1, "cost:C", "", "note"),
    ]


# ---- Several projects ------------------------------------------------------------------------


def test_a_project_that_cannot_be_read_is_an_answer() -> None:
    book, projects, _ = drawn(1, 3)
    tables: Any = tables_of(projects, keys="abc")
    tables["project"]["ceiling"] = [5, "oops", None]
    tables["project"]["plan.number"][2] = -1
    first, second, third = answer_each(tables, book)
    assert first.problems == ()
    assert first.checked.project.facts["ceiling"] == "0.05 EUR"
    assert [one.pointer for one in second.problems] == ["/facts/ceiling"]
    assert [one.pointer for one in third.problems] == ["/plans/0/number"]
    assert (second.outcome, second.amounts, second.bases, second.found) == (None, {}, {}, ())


def test_tables_that_do_not_fit_are_refused_before_any_answer() -> None:
    book, projects, _ = drawn(1, 2)
    tables: Any = tables_of(projects)
    tables["project"]["project"] = [0, 0]
    with pytest.raises(InputError, match="two projects"):
        next(answer_each(tables, book))


def test_projects_are_read_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    book, projects, _ = drawn(2, 5)
    read: list[object] = []
    project = ProjectRows.project
    monkeypatch.setattr(
        ProjectRows, "project", lambda rows, key: (read.append(key), project(rows, key))[1]
    )
    for at, one in enumerate(answer_each(tables_of(projects), book)):
        assert (one.key, read) == (at, [*range(at + 1)])


def test_the_projects_of_the_tables_are_the_others_to_each_other() -> None:
    book = load_book(de_minimis())
    days = ["2024-05-01", "2024-06-01", "2020-01-01"]
    projects = [
        read_project(aided(award(f"W{at}", day, "200000.00")) | {"number": f"{at}"})
        for at, day in enumerate(days)
    ]
    tables = tables_of(projects)
    register = Register(projects)
    for at, one in enumerate(answer_each(tables, book)):
        checked = run(projects[at], book, register=register)
        assert one.bases["claimed"].columns == checked.tally("claimed").columns
        assert one.outcome == checked.outcome
    (alone,) = {one.outcome for one in answer_each(tables, book, across=False)}
    assert alone == Outcome.UNDECIDED
    nobody = [one.outcome for one in answer_each(tables, book, register=Register([]))]
    assert Outcome.UNDECIDED not in nobody


def test_a_book_that_does_not_look_across_holds_no_other_project() -> None:
    assert looks_across(load_book(de_minimis()))
    assert not looks_across(load_book(draw_book(3)))
    assert not looks_across(load_book("lv/cluster-2016"))
