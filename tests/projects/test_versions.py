"""Old files stay readable: one golden file for each version of the schema, with every field."""

import json
from pathlib import Path

import pytest

from fundtrack.projects import Noun, Project, read_project
from fundtrack.projects.nouns import annotations
from fundtrack.projects.project import SCHEMA_VERSION
from fundtrack.projects.upgrades import UPGRADES, upgraded

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = range(1, SCHEMA_VERSION + 1)


def stated(found: object) -> set[tuple[type[Noun], str]]:
    """Every noun and field that is stated somewhere in a project."""
    if isinstance(found, tuple):
        return set().union(*map(stated, found))
    if not isinstance(found, Noun):
        return set()
    held = {(type(found), name) for name, part in found if part not in (None, ())}
    return held.union(*(stated(part) for _, part in found))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read(version: int):
    document = json.loads((GOLDEN / f"project-{version}.json").read_text(encoding="utf-8"))
    assert document["schema_version"] == version
    assert read_project(document).schema_version == SCHEMA_VERSION


def test_the_newest_golden_file_is_what_is_written():
    file = GOLDEN / f"project-{SCHEMA_VERSION}.json"
    assert read_project(file).to_dict() == json.loads(file.read_text(encoding="utf-8"))


def test_the_newest_golden_file_states_every_field_of_every_noun():
    held = stated(read_project(GOLDEN / f"project-{SCHEMA_VERSION}.json"))
    nouns = {noun for noun, _ in held}
    every = {(noun, name) for noun in nouns for name, _, _ in annotations(noun)}
    assert Project in nouns
    assert every - held == set()


def test_there_is_a_step_from_each_version_to_the_next():
    assert set(UPGRADES) == set(VERSIONS) - {SCHEMA_VERSION}


def test_an_upgrade_is_made_step_by_step(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fundtrack.projects.upgrades.SCHEMA_VERSION", 3)
    steps = {
        1: lambda document: {**document, "schema_version": 2, "trail": "1"},
        2: lambda document: {**document, "schema_version": 3, "trail": document["trail"] + "2"},
    }
    monkeypatch.setattr("fundtrack.projects.upgrades.UPGRADES", steps)
    assert upgraded({"schema_version": 1})["trail"] == "12"
    assert upgraded({"schema_version": 3}) == {"schema_version": 3}
