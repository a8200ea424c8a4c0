"""Both catalogues say everything the code asks for, and count as their language counts."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from fundtrack.words import LANGUAGES, placeholders, tell_count, word_count
from tests.words.messages import SOURCE, sentences, words

#: Contexts of words that stand with a number.
COUNTED = ("tally", "standing", "seen")
LATVIAN = (
    "nplurals=3; plural=(n%10==0 || (n%100>=11 && n%100<=19)) ? 0"
    " : (n%10==1 && n%100!=11) ? 1 : 2;"
)


def path(language: str) -> Path:
    return SOURCE / "words" / "locale" / f"{language}.po"


@cache
def catalogue(language: str) -> Catalog:
    return read_po(BytesIO(path(language).read_bytes()), locale=language, abort_invalid=True)


def messages(language: str):
    return [message for message in catalogue(language) if message.id]


def forms(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def known(language: str) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in messages(language)}


def asked() -> set[tuple[str | None, object]]:
    coded = {(kind, (code, code) if kind in COUNTED else code) for kind, code in words()}
    return {(None, sentence) for sentence in sentences()} | coded


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_code_is_in_the_catalogue(language):
    assert asked() - known(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_catalogue_is_unused(language):
    assert known(language) - asked() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_fuzzy_or_obsolete(language):
    assert [one.id for one in messages(language) if one.fuzzy or not all(forms(one))] == []
    assert catalogue(language).obsolete == {}
    assert "#, fuzzy" not in path(language).read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_room_for_the_same_words(language):
    for message in messages(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = {"count"} if message.context in COUNTED else placeholders(" ".join(ids))
        if message.context is None or message.context in COUNTED:
            for form in forms(message):
                assert placeholders(form) == wanted, message.id


def test_english_sentences_are_their_own_translation():
    for message in messages("en"):
        if message.context is None:
            assert message.string == message.id


def test_the_latvian_plural_header_is_the_one_written_by_hand():
    assert f"Plural-Forms: {LATVIAN}" in path("lv").read_text("utf-8")
    assert catalogue("lv").num_plurals == 3


def test_the_latvian_plural_header_counts_as_cldr_does():
    chosen = gettext.c2py(LATVIAN.partition("plural=")[2].rstrip(";"))
    names = ("zero", "one", "other")
    for count in range(1200):
        assert names[chosen(count)] == Locale("lv").plural_form(count), count


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 dienu"),
        (1, "1 diena"),
        (2, "2 dienas"),
        (10, "10 dienu"),
        (11, "11 dienu"),
        (19, "19 dienu"),
        (20, "20 dienu"),
        (21, "21 diena"),
        (101, "101 diena"),
        (111, "111 dienu"),
        (121, "121 diena"),
    ],
)
def test_latvian_days_agree_with_their_number(count, told):
    assert tell_count("{count} day", "{count} days", count, "lv") == told


def test_a_tally_agrees_with_its_number():
    assert word_count("tally", "broken", 1, "lv") == "1 pārkāpts"
    assert word_count("tally", "broken", 12, "lv") == "12 pārkāpti"
    assert word_count("tally", "broken", 3, "en") == "3 broken"


def test_the_official_terms_are_the_glossary_s():
    """The words of `glossary.csv` that this room needs, as the acts write them."""
    official = {
        ("amount", "eligible"): "attiecināmās izmaksas",
        ("amount", "own"): "pašu finansējums",
        ("noun", "claim"): "maksājuma pieprasījums",
        ("noun", "procurement"): "iepirkums",
        ("severity", "warning"): "brīdinājums",
        ("fact", "plan.period"): "projekta īstenošanas laiks",
        ("fact", "aid.granted_on"): "atbalsta piešķiršanas datums",
        ("fact", "aid.gross_grant_equivalent"): "bruto dotācijas ekvivalents",
    }
    for (kind, code), latvian in official.items():
        assert catalogue("lv").get(code, context=kind).string == latvian
    assert catalogue("lv").get("limit").string == "robežlielums"
    assert catalogue("lv").get("Supported activities").string == "Atbalstāmās darbības"
