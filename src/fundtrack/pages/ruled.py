"""A rule of a book as text: its sentence, when it is met, why it is there, its source."""

from collections.abc import Iterator

from fundtrack.formulas import Node, to_text
from fundtrack.rulebooks import Book, Rule
from fundtrack.words import (
    best,
    citation,
    fill,
    language_of,
    name_of,
    noun_name,
    placeholders,
    tell,
    word,
)

from .findings import measured_name
from .noted import consumed
from .plain import wrapped


def rule_text(rule: Rule, book: Book, language: str) -> str:
    """The rule as an official reads it, ending in a line break."""
    return "\n".join(_lines(rule, book, language_of(language))) + "\n"


def _lines(rule: Rule, book: Book, language: str) -> Iterator[str]:
    yield f"{rule.code}  {rule.name}"
    yield from wrapped(sentence_of(rule, book, language))
    yield ""
    for name, text in _told(rule, book, language):
        if text:
            yield from wrapped(f"{name}: {text}", "", "  ")


def sentence_of(rule: Rule, book: Book, language: str) -> str:
    """The sentence of a broken rule, with the names of what its placeholders stand for."""
    title = best(rule.titles, language)
    names = {one: f"[{_placeholder(one, rule, book, language)}]" for one in placeholders(title)}
    return fill(title, names)


def _placeholder(name: str, rule: Rule, book: Book, language: str) -> str:
    if name == "measured":
        return measured_name(rule, book, language) or tell("measured", language)
    if name in ("limit", "margin"):
        return tell("limit", language) if name == "limit" else tell("margin", language)
    return tell("subject", language) if name == "subject" else name_of(name, book, language)


def _told(rule: Rule, book: Book, language: str) -> Iterator[tuple[str, str]]:
    noun = noun_name(rule.scope, book, language)
    bases = ", ".join(word("basis", basis, language) for basis in rule.basis)
    yield tell("Asked of", language), f"{noun} ({bases})"
    yield (
        tell("When broken", language),
        "; ".join(
            (word("severity", rule.severity, language), word("effect", rule.effect, language))
        ),
    )
    yield tell("Why", language), best(rule.why, language)
    yield tell("What to do", language), best(rule.remedy, language)
    yield tell("Does not apply to", language), best(rule.not_for, language)
    yield from conditions(rule, language)
    yield tell("Used up", language), consumed(rule, book, language) if rule.consume else ""
    cites = (citation(one, book.acts, language) for one in rule.citations)
    yield tell("Source", language), "; ".join(cites)
    yield tell("Book", language), rule.layer or book.key


def conditions(rule: Rule, language: str) -> Iterator[tuple[str, str]]:
    """When a rule applies and what it asks, as its book writes it; "" for what it does not."""
    yield tell("Applies when", language), _formula(rule.applies_when)
    yield tell("Met when", language), _formula(rule.met_when)
    yield tell("Measured", language), _formula(rule.measured)
    yield tell("At least", language), _formula(rule.at_least)
    yield tell("At most", language), _formula(rule.at_most)


def _formula(node: Node | None) -> str:
    return "" if node is None else to_text(node)
