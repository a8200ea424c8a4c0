"""The smallest project, for tests that change one thing in it."""

import time
from copy import deepcopy
from typing import Any

import pytest

from fundtrack.projects import Project, read_project
from fundtrack.values import InputError

SMALLEST: dict[str, Any] = {
    "schema_version": 1,
    "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
    "plans": [{"number": 1}],
}
#: What one refused input may cost.
SECONDS = 1.0


def document(**fields: object) -> dict[str, Any]:
    """The smallest project file with other fields beside or instead of its own."""
    return deepcopy(SMALLEST) | fields


def cost(**fields: object) -> dict[str, Any]:
    """A project file of one cost with these fields."""
    return document(costs=[{"id": "C1", "form": "actual"} | fields])


def plan(**fields: object) -> dict[str, Any]:
    """A project file of one plan with these fields."""
    return document(plans=[{"number": 1} | fields])


def read(**fields: object) -> Project:
    """The smallest project with these fields."""
    return read_project(document(**fields))


def refusal(source: object) -> InputError:
    """The error of an unreadable project: quick, bounded, printable, on one line."""
    begin = time.perf_counter()
    with pytest.raises(InputError) as caught:
        read_project(source)  # type: ignore[arg-type]  # tests give it anything
    assert time.perf_counter() - begin < SECONDS
    text = str(caught.value)
    assert len(text) < 1000
    assert text.isprintable()
    assert len(caught.value.problems) <= 20
    assert all(len(problem.found) <= 60 for problem in caught.value.problems)
    return caught.value
