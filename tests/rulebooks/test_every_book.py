"""What holds for every book, present and future; a new book file is tested by being there."""

import json
import re
from itertools import pairwise

import pytest

from fundtrack.formulas import Node, check, parse, to_text
from fundtrack.rulebooks import BASE, Book, Shelf, Verification, load_book
from fundtrack.rulebooks.plain import read_plain
from tests.house import SOURCE

SHELF = Shelf()
#: Every edition of every shipped book, and the library's own.
KEYS = [
    BASE,
    *(f"{key}@{n}" for key, info in SHELF.infos().items() for n in info.editions),
]
FILES = {
    **dict.fromkeys([BASE], SOURCE / "rulebooks" / "base.toml"),
    **{
        key: next(
            file
            for file in (
                SOURCE / "law" / f"{key}.toml",
                SOURCE / "law" / f"{key.split('@')[0]}.toml",
            )
            if file.exists()
        )
        for key in KEYS[1:]
    },
}
LANGUAGES = ("en", "lv")


@pytest.fixture(params=KEYS)
def book(request) -> Book:
    return load_book(request.param)


def own(book: Book, parts):
    """The parts that the book itself states, not its layers."""
    return [part for part in parts if part.layer == book.key]


def test_there_are_books():
    assert len(KEYS) >= 4
    shipped = set((SOURCE / "law").rglob("*.toml"))
    assert set(FILES.values()) == shipped | {FILES[BASE]}


def test_it_says_what_it_is_and_what_it_leaves_out(book):
    texts = [book.titles, *book.covers, *book.leaves_out]
    assert len(texts) >= 3
    assert all(text[language].strip() for text in texts for language in LANGUAGES)
    assert book.file.endswith(f"{book.id.removeprefix('fundtrack/')}.toml") or "@" in book.file


def test_it_stands_on_the_librarys_own_rules(book):
    if book.id != BASE:
        assert book.layers[0].startswith(f"{BASE}@")
        assert set(load_book(book.layers[0]).rules) <= set(book.rules)


def test_codes_and_names_are_unique_over_all_books():
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for key in KEYS:
        loaded = load_book(key)
        for rule in own(loaded, loaded.rules.values()):
            assert codes.setdefault(rule.code, loaded.id) == loaded.id, rule.code
            if loaded.id != BASE:  # its rules of one name ask the same of different nouns
                place = f"{loaded.id} {rule.code}"
                assert names.setdefault(f"{loaded.id} {rule.name}", place) == place, rule.name


def test_every_text_is_there_in_both_languages(book):
    for rule in own(book, book.rules.values()):
        for texts in (rule.titles, rule.why, rule.remedy):
            assert all(texts[language].strip() for language in LANGUAGES), rule.code
        assert set(rule.not_for) in (set(), set(LANGUAGES)), rule.code
    for parts in (book.parameters, book.categories, book.activities):
        for part in own(book, parts.values()):
            assert all(part.titles[language].strip() for language in LANGUAGES), part
    for fact in own(book, book.facts.values()):
        assert all(fact.ask[language].strip() for language in LANGUAGES), fact.name


def test_sentences_have_no_full_stop_where_they_are_titles(book):
    for rule in own(book, book.rules.values()):
        for language in LANGUAGES:
            assert not rule.titles[language].endswith("."), rule.code
            assert rule.why[language].endswith("."), rule.code
            assert rule.remedy[language].endswith("."), rule.code


def test_both_languages_fill_the_same_places(book):
    for rule in own(book, book.rules.values()):
        named = [set(re.findall(r"\{([^}]*)\}", rule.titles[one])) for one in LANGUAGES]
        assert named[0] == named[1], rule.code


def test_everything_is_cited(book):
    for rule in own(book, book.rules.values()):
        assert rule.citations, rule.code
        assert all(one.act in book.acts for one in rule.citations), rule.code
    for define in own(book, book.defines.values()):
        assert define.citation is not None, define.address
    for parameter in own(book, book.parameters.values()):
        assert all(value.citation is not None for value in parameter.values), parameter.name


def test_every_value_says_who_has_seen_it(book):
    for parameter in own(book, book.parameters.values()):
        for value in parameter.values:
            assert isinstance(value.verification, Verification)
            if value.verification is Verification.VERIFIED:
                assert value.checked_on is not None, parameter.name
            if value.value is None:
                assert all(value.why[language].strip() for language in LANGUAGES)
        assert parameter.values or parameter.set_in, parameter.name


def test_days_have_no_gap_and_no_overlap(book):
    for parameter in book.parameters.values():
        for before, after in pairwise(parameter.values):
            assert before.last is not None, parameter.name
            assert after.first is not None, parameter.name
            assert (after.first - before.last).days == 1, parameter.name


def test_its_changes_are_of_its_acts(book):
    for change in book.changes:
        assert change.act in book.acts
        assert all(change.findings[language].strip() for language in LANGUAGES)


def formulas(book: Book):
    """Every typed formula, with the noun it speaks of."""
    for define in book.defines.values():
        for node in (define.value, define.when):
            yield define.noun, node
        for one in define.exceptions:
            yield from ((define.noun, node) for node in (one.when, one.value))
    for rule in book.rules.values():
        scope = "project" if rule.scope == "portfolio" else rule.scope
        trees = (rule.applies_when, rule.met_when, rule.measured, rule.at_most, rule.at_least)
        yield from ((scope, node) for node in trees)
        yield "line", rule.where
        for one in rule.exceptions:
            yield from ((scope, node) for node in (one.when, one.value))


def test_text_to_tree_to_text_is_the_identity(book):
    for scope, node in formulas(book):
        if node is None:
            continue
        assert isinstance(node, Node)
        text = to_text(node)
        assert to_text(parse(text)) == text
        again = check(parse(text), book.schema, scope=scope, want=node.type and node.type.kind)
        assert again == node, text


@pytest.mark.parametrize("key", KEYS)
def test_its_file_states_formulas_as_they_are_printed(key):
    """So a formula in a report is found in the book by searching for it."""
    for text in written(read_plain(FILES[key].read_bytes())):
        assert to_text(parse(text)) == text


def written(tables, under=""):
    """The formulas of a file, as they are written."""
    for name, value in tables.items():
        if under in ("define", "rule") and isinstance(value, str):
            formula = name in ("value", "when", "applies_when", "met_when", "measured", "where")
            if formula or (under == "rule" and name in ("at_most", "at_least")):
                yield value
        elif isinstance(value, dict):
            yield from written(value, under or name)


@pytest.mark.parametrize("key", KEYS)
def test_its_json_twin_is_the_same_book(key):
    tables = read_plain(FILES[key].read_bytes())
    twin = load_book(json.dumps(tables, default=str).encode())
    assert twin.hash == load_book(key).hash
    assert twin.rules == load_book(key).rules
    assert twin.parameters == load_book(key).parameters


def test_the_same_file_gives_the_same_hash(book):
    assert load_book(book.key, shelf=Shelf()).hash == book.hash
    assert re.fullmatch("[0-9a-f]{64}", book.hash)
