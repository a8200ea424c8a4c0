"""Projects as plain tables and back: nothing that a project says of one plan is lost."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.frames import ProjectRows, project_of, tables_of
from fundtrack.projects import Project, read_project
from tests.random_projects import draw_project
from tests.sample import PROJECTS

DAYS = [date(2015, 6, 1), date(2016, 1, 1), date(2016, 12, 31), date(2017, 1, 1), None]


def of_one_plan(project: Project, on: date | None = None, known_on: date | None = None) -> Any:
    """The project that has only the plan the tables tell."""
    plan = project.plan_on(on, known_on=known_on)
    if plan is None:
        plan = min(project.plans, key=lambda one: one.number)
    return project.replace(plans=(plan,))


def same(project: Project, on: date | None = None, known_on: date | None = None) -> None:
    tables = tables_of([project], keys=["P"], on=on, known_on=known_on)
    expected = of_one_plan(project, on, known_on)
    assert project_of(tables, "P") == expected
    assert (project.plan_on(on, known_on) is None) == (expected.plan_on(on, known_on) is None)


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_a_shipped_example_comes_back(path: Any) -> None:
    project = read_project(path)
    for on in DAYS:
        same(project, on)
        same(project, on, on)


@pytest.mark.parametrize("seed", range(300))
def test_a_random_project_comes_back(seed: int) -> None:
    project = read_project(draw_project(seed))
    same(project, DAYS[seed % len(DAYS)], DAYS[seed // 3 % len(DAYS)])


@given(st.lists(st.integers(0, 10_000), max_size=6, unique=True), st.booleans())
def test_many_projects_in_one_set_of_tables_come_back_each(
    seeds: list[int], numbered: bool
) -> None:
    projects = [read_project(draw_project(seed)) for seed in seeds]
    keys = None if numbered else [f"P{seed}" for seed in seeds]
    tables = tables_of(projects, keys=keys)
    rows = ProjectRows(tables)
    assert rows.keys == tuple(range(len(seeds)) if keys is None else keys)
    for key, project in zip(rows.keys, projects, strict=True):
        assert rows.project(key) == of_one_plan(project)
