"""The laws of a project file: what is written reads back as the project that was read."""

import json
import pickle
from decimal import Decimal
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fundtrack.projects
from fundtrack.projects import Project, project_schema, read_project
from fundtrack.values import InputError
from tests.laws.draws_of_projects import Document, documents, places, put
from tests.sample import PROJECTS

slowly = settings(
    deadline=None, max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
SCHEMA = jsonschema.Draft202012Validator(project_schema())


def as_bytes(whole: object) -> bytes:
    return json.dumps(whole, ensure_ascii=False).encode()


@slowly
@given(documents)
def test_what_is_written_reads_back_as_the_same_project(whole: Document):
    project = read_project(whole)
    assert read_project(project.to_dict()) == project
    assert read_project(as_bytes(project.to_dict())) == project
    assert read_project(project.model_dump_json().encode()) == project
    assert Project.model_validate(project.model_dump()) == project


@slowly
@given(documents)
def test_the_written_form_is_canonical(whole: Document):
    written = read_project(whole).to_dict()
    assert read_project(written).to_dict() == written
    assert json.loads(as_bytes(written)) == written


@slowly
@given(documents)
def test_bytes_and_objects_are_read_alike(whole: Document):
    assert read_project(as_bytes(whole)) == read_project(whole)


@slowly
@given(documents)
def test_equal_projects_hash_alike_and_survive_a_pickle(whole: Document):
    project = read_project(whole)
    again = pickle.loads(pickle.dumps(project))
    assert again == project
    assert hash(again) == hash(project) == hash(read_project(whole))


@slowly
@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(whole: Document, random: Any):
    def shuffled(part: Any) -> Any:
        if isinstance(part, dict):
            keys = list(part)
            random.shuffle(keys)
            return {key: shuffled(part[key]) for key in keys}
        return [shuffled(inner) for inner in part] if isinstance(part, list) else part

    assert read_project(shuffled(whole)) == read_project(whole)


@slowly
@given(documents)
def test_what_is_left_out_may_be_null(whole: Document):
    project = read_project(whole)
    with_nulls = project.model_dump(mode="json")
    assert read_project(with_nulls) == project
    SCHEMA.validate(with_nulls)


@slowly
@given(documents)
def test_the_schema_accepts_what_the_gate_reads_and_what_it_writes(whole: Document):
    SCHEMA.validate(whole)
    SCHEMA.validate(read_project(whole).to_dict())


JUNK = st.one_of(
    st.sampled_from([
        None, True, 0, -1, 1.5, 10**30, Decimal("1.5"), Decimal("NaN"), "", "0", "NaN", "1_000",
        "1.00", "2015-02-29", "\ud800", "a\x00", [], {}, [[]], {"": 1}, {"a": None},
    ]),
    st.text(max_size=5),
)  # fmt: skip


@slowly
@given(documents, JUNK, st.data())
def test_junk_anywhere_is_read_or_refused_with_a_place_in_the_file(
    whole: Document, junk: object, data: st.DataObject
):
    paths = places(whole)
    path = data.draw(st.sampled_from(paths[1:]))
    put(whole, path, lambda _: junk)
    known = {"/".join(["", *map(str, steps)]) for steps in places(whole)}
    try:
        assert isinstance(read_project(whole), Project)
    except InputError as error:
        for problem in error.problems:
            place = problem.pointer.replace("~1", "/").replace("~0", "~")
            assert place in known or place.rpartition("/")[0] in known
            assert problem.message
            assert str(problem).isprintable()


@slowly
@given(documents, st.data())
def test_what_the_schema_refuses_the_gate_refuses(whole: Document, data: st.DataObject):
    """And the other way round, but for what no schema can say: other rows, calendars, codes."""
    path = data.draw(st.sampled_from(places(whole)[1:]))
    put(whole, path, lambda _: data.draw(JUNK.filter(lambda j: not isinstance(j, Decimal))))
    try:
        read_project(whole)
    except InputError:
        return
    SCHEMA.validate(whole)


def test_every_shipped_example_is_read_and_fits_the_schema():
    assert PROJECTS
    for file in PROJECTS:
        raw = file.read_bytes()
        SCHEMA.validate(json.loads(raw))
        project = read_project(file)
        assert read_project(project.to_dict()) == project
    assert fundtrack.projects.read_json(raw)
