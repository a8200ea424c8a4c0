"""Frozen maps: sorted, hashable, picklable, and never changed."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from fundtrack.values import FrozenMap, InputError, Money

maps = st.dictionaries(st.text(max_size=5), st.integers(), max_size=6)


@given(maps, st.randoms())
def test_the_order_of_making_does_not_count(items, random):
    shuffled = list(items.items())
    random.shuffle(shuffled)
    one, other = FrozenMap(items), FrozenMap(shuffled)
    assert one == other == items
    assert hash(one) == hash(other)
    assert list(one) == sorted(items)
    assert repr(one) == repr(other) == f"FrozenMap({dict(sorted(items.items()))!r})"
    assert len(one) == len(items)
    assert pickle.loads(pickle.dumps(one)) == one
    assert FrozenMap(one) is one
    assert dict(one) == items


@given(maps, maps)
def test_another_content_is_another_map(one, other):
    assert (FrozenMap(one) == FrozenMap(other)) is (one == other)


def test_it_reads_like_a_mapping():
    frozen = FrozenMap({"b": 2, "a": 1})
    assert frozen["a"] == 1
    assert frozen.get("c") is None
    assert "b" in frozen
    assert list(frozen.items()) == [("a", 1), ("b", 2)]
    with pytest.raises(KeyError):
        frozen["c"]
    assert FrozenMap() == {}


def test_it_cannot_be_changed():
    items = {"a": 1}
    frozen = FrozenMap(items)
    items["a"] = 2
    assert frozen["a"] == 1
    for change in (
        lambda: setattr(frozen, "_items", {}),
        lambda: setattr(frozen, "other", 1),
        lambda: delattr(frozen, "_items"),
    ):
        with pytest.raises(AttributeError) as caught:
            change()
        assert str(caught.value) == "FrozenMap cannot be changed; make a new one"
    with pytest.raises(TypeError):
        frozen["b"] = 2
    assert copy.copy(frozen) is frozen
    assert copy.deepcopy(frozen) == frozen
    assert not hasattr(frozen, "__dict__")


@pytest.mark.parametrize("items", [{1: 2}, {"a": 1, 2: 3}, [(1, 2)], {None: 1}])
def test_a_key_is_text(items):
    with pytest.raises(InputError, match=r"^a key is text \(expected text, found "):
        FrozenMap(items)


class Row(BaseModel):
    facts: FrozenMap[bool | int] = FrozenMap()
    prices: FrozenMap[Money] = FrozenMap()
    anything: FrozenMap = FrozenMap()


def test_a_model_reads_and_writes_it():
    given = {"facts": {"b": True, "a": 1}, "prices": {"x": "1.00 EUR"}, "anything": {"k": "v"}}
    row = Row.model_validate(given)
    assert row.facts == FrozenMap({"a": 1, "b": True})
    assert list(row.facts) == ["a", "b"]
    assert row.prices == FrozenMap({"x": Money("1.00 EUR")})
    assert type(row.anything) is FrozenMap
    assert row.model_dump() == given
    assert Row.model_validate_json(row.model_dump_json()) == row
    assert Row.model_validate(row.model_dump()) == row
    assert Row(facts=row.facts, prices=row.prices) == row.model_copy(
        update={"anything": FrozenMap()}
    )
    hash(row.facts)
    assert Row().facts == {}


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)
    facts: FrozenMap[bool]


def test_a_strict_model_takes_it_too():
    frozen = FrozenMap({"a": True})
    assert Strict(facts=frozen).facts == frozen
    with pytest.raises(ValidationError):
        Strict(facts={"a": 1})


@pytest.mark.parametrize(
    "facts", [{1: True}, {"a": "text"}, {"a": [1]}, [("a", 1)], "a", 5, None, {b"a": 1}]
)
def test_a_model_checks_keys_and_values(facts):
    with pytest.raises(ValidationError):
        Row(facts=facts)


def test_its_schema_is_an_object():
    schema = Row.model_json_schema()["properties"]
    assert schema["facts"]["type"] == "object"
    assert schema["facts"]["additionalProperties"] == {
        "anyOf": [{"type": "boolean"}, {"type": "integer"}]
    }
    assert schema["prices"]["additionalProperties"]["pattern"].startswith("^-?")
