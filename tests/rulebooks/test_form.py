"""The shipped JSON Schema is what the models say, and agrees with the loader."""

import json

import jsonschema
import pytest

from fundtrack.rulebooks import book_schema, books
from fundtrack.rulebooks.plain import read_plain
from fundtrack.rulebooks.shelf import Shelf
from tests.house import SOURCE
from tests.rulebooks.small import GONE, changed, whole

FILE = SOURCE / "rulebooks" / "schema" / "book-1.json"
SHIPPED = json.loads(FILE.read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SHIPPED)


def as_json(tables):
    return json.loads(json.dumps(tables, default=str))


def test_the_shipped_schema_is_what_the_models_say():
    assert book_schema() == SHIPPED, "write book_schema() to schema/book-1.json"
    assert FILE.read_text("utf-8") == json.dumps(SHIPPED, indent=2, ensure_ascii=False) + "\n"


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SHIPPED)


def test_the_whole_book_is_valid():
    VALIDATOR.validate(as_json(whole()))


@pytest.mark.parametrize("key", sorted(books()))
def test_every_shipped_book_is_valid(key):
    file = SOURCE / "law" / f"{key}.toml"
    VALIDATOR.validate(as_json(read_plain(file.read_bytes())))


def test_every_table_of_the_format_is_in_the_whole_book():
    assert set(whole()) == set(SHIPPED["properties"])


INVALID = [
    {"bok": {}},
    {"book/id": GONE},
    {"book/id": "../x"},
    {"book/edition": 0},
    {"book/edition": 1.5},
    {"book/title/EN": "x"},
    {"book/title/en": ""},
    {"parameter/cap/kind": "percent"},
    {"parameter/cap/values/0/valu": "x"},
    {"parameter/cap/values/0/unknown": False},
    {"parameter/cap/values/0/value": 0.5},
    {"rule/TST-001/effect": "delete"},
    {"rule/TST-001/basis": "paid"},
    {"rule/TST-001/cite": 1},
    {"rule/tst": {}},
    {"table/intensity/rows/0/size": 1},
]


@pytest.mark.parametrize("changes", INVALID)
def test_what_the_loader_refuses_by_its_form_the_schema_refuses(changes):
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(as_json(changed(changes)))


def test_one_or_many_may_be_written_either_way():
    for cite in ("rules#1", ["rules#1", "rules#2"]):
        VALIDATOR.validate(as_json(changed({"rule/TST-001/cite": cite})))


def test_the_newest_base_is_valid():
    VALIDATOR.validate(as_json(read_plain((SOURCE / "rulebooks" / "base.toml").read_bytes())))
    assert Shelf().fetch("fundtrack/base").wire.book.id == "fundtrack/base"
