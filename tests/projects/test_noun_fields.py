"""The words formulas have for nouns: pinned, because books are written with them."""

import keyword
from pathlib import Path

import pytest

from fundtrack.projects import NOUNS, noun_fields

GOLDEN = Path(__file__).parent / "golden/noun-fields.txt"
KINDS = {"money", "price", "rate", "number", "days", "months", "date", "text", "code", "bool"}
NAMES = {
    "project", "agreement", "call", "plan", "partner", "activity", "budget_line", "option",
    "source", "cost", "entry", "procurement", "claim", "payment", "aid", "enterprise",
    "indicator", "waiver",
}  # fmt: skip


def written() -> str:
    """One line for each word of the language."""
    lines: list[str] = []
    for noun, said in noun_fields().items():
        lines.append(f"{noun} {said.rows}".rstrip())
        for name, (kind, codes) in said.fields.items():
            lines.append(f"{noun}.{name} {kind} {' '.join(sorted(codes or ()))}".rstrip())
        lines += [f"{noun}.{link} -> {reached}" for link, reached in said.links.items()]
        lines += [f"{noun}.{link} -> on {day}" for link, day in said.dated.items()]
    return "\n".join(lines) + "\n"


def test_the_words_are_those_books_are_written_with():
    assert GOLDEN.read_text(encoding="utf-8") == written(), (
        "a word books use has changed; if that is meant, run "
        "`python tests/projects/test_noun_fields.py` and say it in CHANGELOG.md"
    )


def test_every_noun_has_its_word():
    assert set(noun_fields()) == set(NOUNS) == NAMES


def test_every_kind_is_one_of_the_language():
    for said in noun_fields().values():
        assert {kind for kind, _ in said.fields.values()} <= KINDS
        assert all(codes is None or kind == "code" for kind, codes in said.fields.values())


def test_every_link_reaches_a_noun():
    for said in noun_fields().values():
        assert set(said.links.values()) <= NAMES
        assert not set(said.links) & set(said.fields)
        assert all(said.fields[day] == ("date", None) for day in said.dated.values())


def test_no_word_is_a_keyword_of_python():
    for said in noun_fields().values():
        words = {word for name in (*said.fields, *said.links) for word in name.split(".")}
        assert not {
            word for word in words if keyword.iskeyword(word) or not word.isidentifier()
        }


def test_the_words_cannot_be_changed():
    with pytest.raises(TypeError):
        noun_fields()["cost"] = noun_fields()["claim"]  # type: ignore[index]
    assert noun_fields() is noun_fields()


if __name__ == "__main__":
    GOLDEN.write_text(written(), encoding="utf-8")
