"""A register of clusters: read strictly, written back as it was, its schema shipped."""

import copy
import json
import pickle
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest

import fundtrack.projects
from fundtrack.projects import (
    Cluster,
    ClusterCount,
    ClusterRegister,
    ClusterTotals,
    Consultation,
    Growth,
    Limits,
    Multiple,
    Noun,
    Quote,
    cluster_schema,
    read_clusters,
)
from fundtrack.projects.nouns import annotations
from fundtrack.values import AmountFormat, InputError
from tests.sample import EXAMPLES

GOLDEN = Path(__file__).parent / "golden/cluster-register-1.json"
SHIPPED = Path(fundtrack.projects.__file__).parent / "schema/cluster-register-1.json"
PUBLISHED = EXAMPLES / "cluster-register.json"
VALIDATOR = jsonschema.Draft202012Validator(cluster_schema())
SMALLEST: dict[str, Any] = {"schema_version": 1, "currency": "EUR"}


def plain(file: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(file.read_text(encoding="utf-8")))


def refused(document: object, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        read_clusters(document, **options)  # type: ignore[arg-type]
    return caught.value


def rows(*changes: dict[str, Any]) -> dict[str, Any]:
    return SMALLEST | {"clusters": [{"id": f"C{at}"} | one for at, one in enumerate(changes)]}


def stated(found: object) -> set[tuple[type[Noun], str]]:
    """Every noun and field that is stated somewhere."""
    if isinstance(found, tuple):
        return set().union(*map(stated, found))
    if not isinstance(found, Noun):
        return set()
    held = {(type(found), name) for name, part in found if part not in (None, (), False)}
    return held.union(*(stated(part) for _, part in found))


@pytest.mark.parametrize("file", [GOLDEN, PUBLISHED], ids=lambda file: file.stem)
def test_a_file_is_what_is_written(file: Path) -> None:
    register = read_clusters(file)
    assert register.to_dict() == plain(file)
    assert read_clusters(register.to_dict()) == register
    assert read_clusters(file.read_bytes()) == register
    VALIDATOR.validate(plain(file))


def test_the_golden_file_states_every_field_of_every_noun() -> None:
    nouns = (
        ClusterRegister, Cluster, ClusterCount, ClusterTotals, Growth, Multiple, Consultation,
        Quote,
    )  # fmt: skip
    every = {(noun, name) for noun in nouns for name, _, _ in annotations(noun)}
    assert every - stated(read_clusters(GOLDEN)) == set()


def test_the_shipped_schema_is_the_one_the_models_make() -> None:
    written = json.dumps(cluster_schema(), ensure_ascii=True, indent=1) + "\n"
    assert SHIPPED.read_text(encoding="utf-8") == written
    jsonschema.Draft202012Validator.check_schema(cluster_schema())


def test_every_form_of_amounts_can_be_named() -> None:
    for form in AmountFormat:
        assert read_clusters(SMALLEST | {"form": str(form)}).form == form
    assert refused(SMALLEST | {"form": "1234"}).pointer == "/form"


def test_a_register_is_a_value() -> None:
    register = read_clusters(GOLDEN)
    assert pickle.loads(pickle.dumps(register)) == register
    assert copy.deepcopy(register) is register
    assert hash(register) == hash(read_clusters(GOLDEN))


def test_what_is_left_out_is_unknown_and_an_empty_list_is_none() -> None:
    register = read_clusters(SMALLEST | {"counts": []})
    assert register.counts == ()
    assert register.clusters is register.totals is register.year is None


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (SMALLEST | {"cluster": []}, "/cluster"),
        ({"schema_version": 1}, "/currency"),
        (SMALLEST | {"schema_version": 2}, "/schema_version"),
        ({"currency": "EUR"}, "/schema_version"),
        (SMALLEST | {"year": "2017"}, "/year"),
        (SMALLEST | {"year": True}, "/year"),
        (rows({"members": 68.0}), "/clusters/0/members"),
        (rows({"members": -1}), "/clusters/0/members"),
        (rows({"members": True}), "/clusters/0/members"),
        (rows({}, {"turnover": 257024870}), "/clusters/1/turnover"),
        (rows({}, {"turnover": "257 024 870 EUR"}), "/clusters/1/turnover"),
        (rows({}, {"turnover": "-1.00 EUR"}), "/clusters/1/turnover"),
        (rows({}, {"export": "1.00 LVL"}), "/clusters/1/export"),
        (rows({}, {"id": "C0"}), "/clusters/1/id"),
        (SMALLEST | {"totals": {"export": "1.00 LVL"}}, "/totals/export"),
        (SMALLEST | {"growth": [{"id": "g", "of": "export", "rate": 13}]}, "/growth/0/rate"),
        (SMALLEST | {"quotes": [{"id": "q", "kind": "amount", "text": ""}]}, "/quotes/0/text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    document: dict[str, Any], pointer: str
) -> None:
    error = refused(document)
    assert pointer in {one.pointer for one in error.problems}


def test_the_gate_stands_in_front_of_it() -> None:
    assert "twice" in refused(b'{"currency": "EUR", "currency": "EUR"}').message
    assert "nested deeper" in refused(b"[" * 40 + b"]" * 40).message
    assert refused(b"[]").message == "not a register"
    assert refused(7).message == "not a register"
    assert "rows" in refused(PUBLISHED.read_bytes(), limits=Limits(rows=10)).message


def test_no_person_stands_in_the_published_register() -> None:
    """Organisations may be named; the contacts of people are left out."""
    text = PUBLISHED.read_text(encoding="utf-8")
    for sign in ("@", "www.", "http", "+371"):
        assert sign not in text
