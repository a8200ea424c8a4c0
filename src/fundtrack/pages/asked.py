"""What a book asks a project to state, as text: facts and terms, noun by noun."""

from collections.abc import Iterator
from itertools import groupby

from fundtrack.rulebooks import Ask, Book, asks_of
from fundtrack.words import best, citation, in_force, language_of, tell, word

from .lawful import kind_of, law_value
from .plain import heading, wrapped

_STEP = "      "


def asks_text(book: Book, language: str = "en") -> str:
    """The facts and terms of a book with their questions, ending in a line break."""
    tongue = language_of(language)
    lines = [book.key, *wrapped(best(book.titles, tongue)), *asked_lines(book, tongue)]
    if not asks_of(book):
        lines += ["", tell("The book asks for nothing beyond the model", tongue)]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def asked_lines(book: Book, language: str) -> Iterator[str]:
    """The same without a title; nothing where a book asks for nothing."""
    for noun, asks in groupby(asks_of(book), key=lambda one: one.noun):
        title = tell("To state: {noun}", language, noun=word("noun", noun, language))
        yield from heading(title)
        for one in asks:
            yield f"  {one.place} ({kind_of(one.type, language)})"
            yield from wrapped(best(one.texts, language), _STEP)
            for text in _about(one, book, language):
                yield from wrapped(text, _STEP)


def _about(one: Ask, book: Book, language: str) -> Iterator[str]:
    """What bounds a term, what holds without it, and the source."""
    if one.at_least:
        yield f"{tell('At least', language)}: {one.at_least}"
    if one.at_most:
        yield f"{tell('At most', language)}: {one.at_most}"
    for value in one.given:
        span = in_force(value.first, value.last, language)
        known = law_value(value.value, language)
        yield tell("where the grant does not say: {value}", language, value=known) + (
            f", {span}" if span else ""
        )
        yield citation(value.citation, book.acts, language)
    if one.citation is not None:
        yield citation(one.citation, book.acts, language)
