"""The pages about the model and about books name every field and every key, and no others."""

import re
from typing import get_args

import pytest

import fundtrack.projects as projects
from fundtrack.projects import Limits, Noun
from fundtrack.rulebooks import shapes, wire
from tests.house import SOURCE

DOCS = SOURCE.parent.parent / "docs"
MODEL = (DOCS / "model.md").read_text(encoding="utf-8")
BOOKS = (DOCS / "books.md").read_text(encoding="utf-8")
NOUNS = re.findall(r"^\| \*\*([A-Za-z]+)\*\* \| (.*) \|$", MODEL, re.MULTILINE)
#: On every noun, and said once above the table.
EVERYWHERE = {"facts", "labels"}


@pytest.mark.parametrize(("noun", "said"), NOUNS)
def test_the_model_page_names_every_field(noun, said):
    fields = getattr(projects, noun).model_fields
    named = {
        name.rstrip("?"): name.endswith("?") for name in re.findall(r"`([a-z_]+\??)`", said)
    }
    assert set(named) == set(fields) - EVERYWHERE


@pytest.mark.parametrize(("noun", "said"), NOUNS)
def test_a_question_mark_is_a_field_that_may_be_left_out(noun, said):
    for name, field in getattr(projects, noun).model_fields.items():
        if name not in EVERYWHERE:
            assert (f"`{name}?`" in said) == (type(None) in get_args(field.annotation)), name


def test_every_noun_has_a_row():
    assert {noun for noun, _ in NOUNS} == {one.__name__ for one in Noun.__subclasses__()}


@pytest.mark.parametrize("table", shapes.Wire.__subclasses__())
def test_the_page_of_books_names_every_key(table):
    keys = set(shapes.Table(table).keys)
    if table is wire.BookWire:
        assert all(f"[{key}" in BOOKS for key in keys)
    else:
        said = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`]*`", BOOKS))))
        assert keys - said == set()


def test_the_limits_are_the_ones_of_the_gate():
    limits = Limits()
    assert f"| size | {limits.size // 2**20} MiB |" in MODEL
    assert f"| depth | {limits.depth} |" in MODEL
    assert f"| rows in all | {limits.rows:,} |" in MODEL
    assert f"| entries of one object | {limits.fields:,} |" in MODEL
    assert f"| one text | {limits.text:,} characters |" in MODEL
