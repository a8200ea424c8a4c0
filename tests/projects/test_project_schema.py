"""The shipped JSON Schema is the one made from the models, and any reader can use it."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

import fundtrack.projects
from fundtrack.projects import project_schema
from tests.projects.small import cost, document, plan

SHIPPED = Path(fundtrack.projects.__file__).parent / "schema/project-1.json"
VALIDATOR = jsonschema.Draft202012Validator(project_schema())


def written() -> str:
    return json.dumps(project_schema(), ensure_ascii=True, indent=1) + "\n"


def test_the_shipped_schema_is_the_one_of_the_models():
    assert SHIPPED.read_text(encoding="utf-8") == written(), (
        "run `python tests/projects/test_project_schema.py`, and say it in CHANGELOG.md"
    )


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(project_schema())


def test_every_call_gives_a_schema_of_its_own():
    project_schema()["$defs"].clear()
    assert project_schema()["$defs"]


def test_patterns_are_readable_by_every_engine():
    patterns = set(re.findall(r'"pattern": "(.*?)",?\n', written()))
    assert len(patterns) > 8
    for pattern in patterns:
        text = json.loads(f'"{pattern}"')
        assert text.startswith("^")
        assert text.endswith("$")
        assert "(?" not in text
        assert r"\d" not in text


@pytest.mark.parametrize("whole", [
    document(), plan(period={"first": "2016-01-01", "months": 18}), cost(net="1.00 EUR"),
    cost(net=None), cost(quantity=3), cost(quantity="2.5"), cost(facts={"a": True}),
])  # fmt: skip
def test_accepted(whole: dict[str, object]):
    VALIDATOR.validate(whole)


@pytest.mark.parametrize("whole", [
    document(schema_version=2), document(plans=[]), document(ammount=1), cost(net=1.5),
    cost(net="1.00"), cost(net="1_000 EUR"), cost(form="aktual"), cost(paid_on="01.09.2016"),
    cost(id="a\u202eb"), cost(quantity=2.5), cost(facts={"A": 1}), cost(facts={"a": 1.5}),
    plan(period="2016"), plan(period={"first": "2016-01-01", "days": 3}), plan(number=-1),
    plan(number=True), {"schema_version": 1},
])  # fmt: skip
def test_refused(whole: dict[str, object]):
    assert not VALIDATOR.is_valid(whole)


if __name__ == "__main__":
    SHIPPED.write_text(written(), encoding="utf-8")
