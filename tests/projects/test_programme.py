"""A programme's plan: read strictly, written back as it was, its schema shipped."""

import copy
import json
import pickle
from pathlib import Path

import jsonschema
import pytest

import fundtrack.projects
from fundtrack.projects import (
    Limits,
    Noun,
    Priority,
    ProgrammePlan,
    noun_fields,
    plan_schema,
    read_plan,
)
from fundtrack.projects.nouns import annotations
from fundtrack.values import InputError, Money

GOLDEN = Path(__file__).parent / "golden/programme-plan-1.json"
SHIPPED = Path(fundtrack.projects.__file__).parent / "schema/programme-plan-1.json"
VALIDATOR = jsonschema.Draft202012Validator(plan_schema())


def whole(**changes: object) -> dict[str, object]:
    """The golden file with other values."""
    return json.loads(GOLDEN.read_text(encoding="utf-8")) | changes


def smallest(**more: object) -> dict[str, object]:
    """A plan that states nothing, and what is added to it."""
    return {"schema_version": 1, "id": "P", "currency": "EUR"} | more


def priority(**said: object) -> dict[str, object]:
    return smallest(priorities=[{"id": "1"}, {"id": "2"} | said])


def refused(document: object, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read_plan(document, **options)  # type: ignore[arg-type]
    return caught.value


def written() -> str:
    return json.dumps(plan_schema(), ensure_ascii=True, indent=1) + "\n"


def stated(found: object) -> set[tuple[type[Noun], str]]:
    """Every noun and field that is stated somewhere in a plan."""
    if isinstance(found, tuple):
        return set().union(*map(stated, found))
    if not isinstance(found, Noun):
        return set()
    held = {(type(found), name) for name, part in found if part not in (None, ())}
    return held.union(*(stated(part) for _, part in found))


# ---- Read and written ------------------------------------------------------------------------


def test_the_golden_file_is_what_is_written():
    plan = read_plan(GOLDEN)
    assert plan.to_dict() == whole()
    assert read_plan(plan.to_dict()) == plan
    assert read_plan(json.dumps(whole()).encode()) == plan


def test_the_golden_file_states_every_field_of_every_noun():
    held = stated(read_plan(GOLDEN))
    nouns = {noun for noun, _ in held}
    assert {noun.__name__ for noun in nouns} == {
        "ProgrammePlan", "Priority", "Commitment", "Prefinancing", "Application",
    }  # fmt: skip
    every = {(noun, name) for noun in nouns for name, _, _ in annotations(noun)}
    assert every - held == set()


def test_what_is_left_out_is_unknown_and_an_empty_list_is_none():
    plan = read_plan(smallest(applications=[]))
    assert plan.applications == ()
    assert plan.commitments is plan.priorities is plan.total is None
    assert read_plan(priority(grounds=[])).priorities[1].grounds == ()  # type: ignore[index]
    assert read_plan(priority()).priorities[1].grounds is None  # type: ignore[index]


def test_a_plan_is_a_value():
    plan = read_plan(GOLDEN)
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert copy.deepcopy(plan) is plan
    assert hash(plan) == hash(read_plan(GOLDEN))
    changed = plan.replace(total=Money("1.00 EUR"))
    assert changed.total == Money("1.00 EUR")
    assert plan.total == Money("3000.00 EUR")


def test_no_formula_knows_it():
    assert not {"programme", "priority"} & noun_fields().keys()


# ---- Refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("document", "pointer", "message"), [
    (smallest(schema_version=2), "/schema_version", "unknown version of the plan's file"),
    (smallest(schema_version=True), "/schema_version", "unknown version of the plan's file"),
    ({"id": "P", "currency": "EUR"}, "/schema_version", "it must be stated"),
    ({"schema_version": 1, "currency": "EUR"}, "/id", "it must be stated"),
    ({"schema_version": 1, "id": "P"}, "/currency", "it must be stated"),
    (smallest(unions="1.00 EUR"), "/unions", 'unknown field "unions"'),
    (smallest(union="-0.01 EUR"), "/union", "below zero"),
    (smallest(union="1.00 SEK"), "/union", "another currency than the plan's"),
    (smallest(union="1.00"), "/union", "not an amount"),
    (smallest(union=1.5), "/union", ""),
    (priority(id="1"), "/priorities/1/id", "this id is taken"),
    (priority(union="-1.00 EUR"), "/priorities/1/union", "below zero"),
    (priority(national_public="1.00 SEK"), "/priorities/1/national_public",
     "another currency than the plan's"),
    (priority(base="private"), "/priorities/1/base", "unknown code"),
    (priority(rate="0.85"), "/priorities/1/rate", "not a rate"),
    (smallest(commitments=[{"year": 0, "amount": "1.00 EUR"}]), "/commitments/0/year",
     "out of range"),
    (smallest(commitments=[{"year": "2014", "amount": "1.00 EUR"}]), "/commitments/0/year",
     "not a whole number"),
    (smallest(commitments=[{"year": 2014, "amount": "-1.00 EUR"}]), "/commitments/0/amount",
     "below zero"),
    (smallest(applications=[
        {"id": "A", "submitted_on": "2016-01-01", "amount": "1.00 EUR"},
        {"id": "A", "submitted_on": "2016-02-01", "amount": "1.00 EUR"},
    ]), "/applications/1/id", "this id is taken"),
    (smallest(adopted_on="01.02.2015"), "/adopted_on", "not a day"),
])  # fmt: skip
def test_refused_with_its_place(document: dict[str, object], pointer: str, message: str):
    error = refused(document)
    assert error.problems[0].pointer == pointer
    assert error.problems[0].message.startswith(message)


@pytest.mark.parametrize("bad", [7, None, b"[]", b"{", b"\xef\xbb\xbf{}"])
def test_what_is_no_plan_at_all_is_refused(bad: object):
    assert refused(bad).problems


def test_the_gate_holds_its_limits():
    document = smallest(priorities=[{"id": str(n)} for n in range(40)])
    raw = json.dumps(document).encode()
    assert read_plan(raw).priorities
    assert "bytes" in str(refused(raw, limits=Limits(size=100)))
    assert refused(raw, limits=Limits(rows=20))
    twice = refused(b'{"schema_version": 1, "id": "a", "id": "b", "currency": "EUR"}')
    assert twice.problems[0].pointer == "/id"


# ---- The schema ------------------------------------------------------------------------------


def test_the_shipped_schema_is_the_one_of_the_models():
    assert SHIPPED.read_text(encoding="utf-8") == written(), (
        "run `python tests/projects/test_programme.py`, and say it in CHANGELOG.md"
    )
    jsonschema.Draft202012Validator.check_schema(plan_schema())


def test_the_schema_accepts_what_is_read():
    VALIDATOR.validate(whole())
    VALIDATOR.validate(smallest(priorities=None, applications=[]))


@pytest.mark.parametrize("bad", [
    smallest(schema_version=2), smallest(unions="1.00 EUR"), smallest(union=1.5),
    priority(base="private"), smallest(commitments=[{"year": 0, "amount": "1.00 EUR"}]),
    smallest(adopted_on="01.02.2015"), {"schema_version": 1, "id": "P"},
])  # fmt: skip
def test_the_schema_refuses_what_is_not(bad: dict[str, object]):
    assert not VALIDATOR.is_valid(bad)


def test_a_priority_is_a_noun_like_the_others():
    assert issubclass(Priority, Noun)
    assert issubclass(ProgrammePlan, Noun)


if __name__ == "__main__":
    SHIPPED.write_text(written(), encoding="utf-8")
