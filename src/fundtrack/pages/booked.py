"""A book as text: what it covers, its acts, its figures of the law, its rules in book order."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from fundtrack.formulas import to_text
from fundtrack.rulebooks import (
    Book,
    Code,
    Define,
    Exceptional,
    Rule,
)
from fundtrack.values import Citation
from fundtrack.words import (
    best,
    citation,
    days,
    language_of,
    link,
    tell,
    visible,
    word,
)

from .asked import asked_lines
from .flexible import flexibility_lines
from .lawful import (
    cite_text,
    parameter_lines,
    reading_lines,
    rounding_lines,
    rounding_text,
    table_lines,
)
from .plain import heading, wrapped
from .ruled import conditions, sentence_of
from .timely import deadline_lines, reporting_lines

_STEP = "    "


def book_text(book: Book, language: str = "en") -> str:
    """The book as its reader needs it, ending in a line break; no rule is decided.

    >>> from fundtrack.rulebooks import load_book
    >>> for line in book_text(load_book("lv/cluster-2016"), "lv").splitlines()[:3]:
    ...     print(line)
    lv/cluster-2016@1
    Klasteru programma (Ministru kabineta 2016. gada noteikumi Nr. 205)
    12.04.2016. – 31.12.2023.
    """
    lines = (line.rstrip() for line in _lines(book, language_of(language)))
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def _lines(book: Book, language: str) -> Iterator[str]:
    yield book.key
    yield from wrapped(best(book.titles, language))
    if book.first_day or book.last_day:
        yield days(book.first_day, book.last_day, language)
    if book.layers:
        yield from wrapped(tell("On top of {layers}", language, layers=", ".join(book.layers)))
    yield tell("Hash of the rules: {hash}", language, hash=book.hash[:16])
    covers = [best(one, language) for one in book.covers]
    leaves_out = [best(one, language) for one in book.leaves_out]
    yield from _list(tell("Covers", language), covers)
    yield from _list(tell("Leaves out", language), leaves_out)
    yield from _list(tell("Read by", language), [visible(one) for one in book.read_by])
    yield from _section(tell("Acts", language), _acts(book, language))
    yield from _section(tell("Figures of the law", language), parameter_lines(book, language))
    yield from _section(tell("Readings of the law", language), reading_lines(book, language))
    yield from _codes(tell("Categories of costs", language), book.categories, book, language)
    yield from _codes(tell("Supported activities", language), book.activities, book, language)
    yield from _section(tell("Sets of codes", language), _sets(book, language))
    yield from _section(tell("Tables", language), table_lines(book, language))
    yield from asked_lines(book, language)
    yield from _section(tell("Groups", language), _groups(book))
    yield from _section(tell("Roundings", language), rounding_lines(book, language))
    yield from _section(tell("Other currencies", language), _conversions(book, language))
    yield from _section(tell("What is worked out", language), _defines(book, language))
    for layer, rules in groupby(book.rules.values(), key=lambda rule: rule.layer):
        listed = (line for rule in rules for line in _rule(rule, book, language))
        yield from _section(tell("Rules of {book}", language, book=layer), listed)
    told = flexibility_lines(book, language)
    yield from _section(tell("Changes of the budget", language), told)
    yield from _section(tell("Reporting periods", language), reporting_lines(book, language))
    yield from _section(tell("Deadlines", language), deadline_lines(book, language))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    """Lines under a heading; no heading without lines."""
    first = next(lines, None)
    if first is not None:
        yield from heading(title)
        yield first
        yield from lines


def _list(title: str, texts: list[str]) -> Iterator[str]:
    yield from _section(title, (line for text in texts for line in wrapped(text, "  - ")))


def _acts(book: Book, language: str) -> Iterator[str]:
    for act in book.acts.values():
        yield from wrapped(f"{act.key}: {best(act.titles, language)}", "  ", _STEP)
        address = link(Citation(act.key), book.acts, language)
        yield from [f"{_STEP}{address}"] if address else []


def _codes(title: str, codes: Mapping[str, Code], book: Book, language: str) -> Iterator[str]:
    for at, one in enumerate(codes.values()):
        yield from heading(title) if not at else ()
        yield from wrapped(f"{one.code}: {best(one.titles, language)}", "  ", _STEP)
        yield from wrapped(cite_text(one.citation, book, language), _STEP, "      ")


def _sets(book: Book, language: str) -> Iterator[str]:
    for one in book.named_sets.values():
        yield from wrapped(f"{one.name}: {', '.join(sorted(one.members))}", "  ", _STEP)
        yield from wrapped(cite_text(one.citation, book, language), _STEP, "      ")


def _groups(book: Book) -> Iterator[str]:
    for one in book.groups.values():
        yield f"  {one.name}: {', '.join(one.by)} ({', '.join(one.of)})"


def _conversions(book: Book, language: str) -> Iterator[str]:
    for one in book.conversions.values():
        day = f" ({one.on}, {one.by})" if one.on else ""
        yield from wrapped(f"{one.noun}: {', '.join(one.rates)}{day}", "  ", _STEP)
        if one.rounding:
            told = rounding_text(book.roundings[one.rounding], language)
            yield from wrapped(told, _STEP, "      ")
        yield from wrapped(cite_text(one.citation, book, language), _STEP, "      ")


def _defines(book: Book, language: str) -> Iterator[str]:
    for one in book.defines.values():
        formula = f"{one.call or one.strands}(…)" if one.value is None else to_text(one.value)
        yield from wrapped(f"{one.address} = {formula}", "  ", _STEP)
        for text in filter(None, _about(one, book, language)):
            yield from wrapped(text, _STEP, "      ")


def _about(one: Define, book: Book, language: str) -> Iterator[str]:
    yield best(one.titles, language)
    if one.when is not None:
        yield f"{tell('Applies when', language)}: {to_text(one.when)}"
    if one.rounding:
        yield rounding_text(book.roundings[one.rounding], language)
    if one.counts_as:
        yield tell("counts as {category}", language, category=one.counts_as)
    yield from (_exception(exception, language) for exception in one.exceptions)
    yield cite_text(one.citation, book, language)


def _rule(rule: Rule, book: Book, language: str) -> Iterator[str]:
    weight = word("severity", rule.severity, language)
    yield from wrapped(f"{rule.code}  {rule.name} ({weight})", "  ", _STEP)
    yield from wrapped(sentence_of(rule, book, language), _STEP, "      ")
    for name, text in conditions(rule, language):
        yield from wrapped(f"{name}: {text}", _STEP, "      ") if text else ()
    for exception in rule.exceptions:
        yield from wrapped(_exception(exception, language), _STEP, "      ")
    cites = "; ".join(citation(one, book.acts, language) for one in rule.citations)
    for text in (cites, _waits(rule.unsupported, language)):
        yield from wrapped(text, _STEP, "      ")


def _exception(one: Exceptional, language: str) -> str:
    """An exception with its condition, and what holds in its place."""
    told = tell("Unless {name}: {when}", language, name=one.name, when=to_text(one.when))
    return f"{told} → {to_text(one.value)}" if one.value is not None else told


def _waits(reason: str, language: str) -> str:
    return tell("asked of many projects together", language) if reason else ""
