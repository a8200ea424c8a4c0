"""The values of the law in a book, as text: each with its days, its source, who has seen it."""

from collections.abc import Iterator

from fundtrack.formulas import Type, to_text
from fundtrack.rulebooks import Book, DatedValue, LookupTable, Parameter, RoundingProfile, Value
from fundtrack.values import Citation
from fundtrack.words import best, citation, in_force, number, shown, tell, visible, word

from .figures import standing
from .plain import wrapped

_STEP = "    "
_DEEP = "      "


def kind_of(type_: Type, language: str) -> str:
    """The word for a kind, and its codes where the list is closed.

    >>> from fundtrack.formulas import Kind
    >>> kind_of(Type(Kind.RATE), "en"), kind_of(Type(Kind.CODE, frozenset({"b", "a"})), "lv")
    ('rate', 'kods: a, b')
    """
    kind = word("kind", type_.kind.value, language)
    return f"{kind}: {', '.join(sorted(type_.codes))}" if type_.codes else kind


def law_value(value: Value | None, language: str) -> str:
    """A value of the law in words; a set by its codes."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return shown(value, language)


def parameter_lines(book: Book, language: str) -> Iterator[str]:
    """Each parameter with its dated values, and what a grant may do to it."""
    for one in book.parameters.values():
        title = f"{one.name}: {best(one.titles, language)} ({kind_of(one.type, language)})"
        yield from wrapped(title, "  ", _STEP)
        for value in one.values:
            yield from wrapped(value_text(value, book, language), _STEP, _DEEP)
        for text in _terms(one, language):
            yield from wrapped(text, _STEP, _DEEP)


def value_text(value: DatedValue, book: Book, language: str) -> str:
    """A dated value of the law with its days, its source, and who has seen it there.

    >>> from fundtrack.rulebooks import load_book
    >>> book = load_book("lv/cluster-2016")
    >>> print(value_text(book.parameters["programme_last_day"].values[0], book, "lv"))
    31.12.2022.: Ministru kabineta ... noteikumi Nr. 861 ..., 1.1. apakšpunkts; pārbaudīts avotā
    """
    told = law_value(value.value, language)
    if value.value is None:
        told = f"{told} ({best(value.why, language)})"
    span = in_force(value.first, value.last, language)
    source = citation(value.citation, book.acts, language)
    seen = standing(value.verification, language)
    return f"{told}{', ' if span else ''}{span}: {source}; {seen}"


def _terms(one: Parameter, language: str) -> Iterator[str]:
    """What dates a value, who may state it, and what bounds it."""
    if one.as_of is not None or one.as_of_on:
        fact = to_text(one.as_of) if one.as_of is not None else "on"
        yield tell("the value of the day {fact}", language, fact=fact)
    nouns = [word("noun", noun, language) for noun in one.set_in if noun != "book"]
    if nouns:
        yield tell("may be stated in the grant: {nouns}", language, nouns=", ".join(nouns))
    if one.at_least:
        yield f"{tell('At least', language)}: {one.at_least}"
    if one.at_most:
        yield f"{tell('At most', language)}: {one.at_most}"


def reading_lines(book: Book, language: str) -> Iterator[str]:
    """The doubtful texts, and who has chosen what."""
    for one in book.readings.values():
        chosen = one.chosen or tell("nobody has chosen", language)
        title = f"{one.name}: {chosen} ({', '.join(one.options)})"
        yield from wrapped(title, "  ", _STEP)
        yield from wrapped(best(one.why, language), _STEP)
        source = [cite_text(one.citation, book, language), visible(one.by)]
        yield from wrapped("; ".join(filter(None, source)), _STEP, _DEEP)


def table_lines(book: Book, language: str) -> Iterator[str]:
    """Each table row by row."""
    for table in book.tables.values():
        kind = word("kind", table.gives.value, language)
        yield from wrapped(f"{table.name}[{', '.join(table.keys)}]: {kind}", "  ", _STEP)
        yield from (line for row in _rows(table, book, language) for line in row)


def _rows(table: LookupTable, book: Book, language: str) -> Iterator[Iterator[str]]:
    for row in table.rows:
        told = f"{', '.join(row.keys)}: {law_value(row.value, language)}"
        seen = standing(row.verification, language)
        source = f"{cite_text(row.citation, book, language)}; {seen}"
        yield wrapped(f"{told}: {source}", _STEP, _DEEP)


def rounding_lines(book: Book, language: str) -> Iterator[str]:
    """The named roundings."""
    for one in book.roundings.values():
        yield from wrapped(f"{one.name}: {rounding_text(one, language)}", "  ", _STEP)
        seen = standing(one.verification, language)
        source = [cite_text(one.rounding.citation, book, language), seen]
        yield from wrapped("; ".join(filter(None, source)), _STEP, _DEEP)


def rounding_text(profile: RoundingProfile, language: str) -> str:
    """A rounding in words."""
    unit = profile.rounding.unit
    return tell(
        "rounded to {unit}, {mode}",
        language,
        unit=number(unit, language, max(0, -int(unit.as_tuple().exponent))),
        mode=word("rounding", profile.rounding.mode, language),
    )


def cite_text(cite: Citation | None, book: Book, language: str) -> str:
    """A citation in words; "" where there is none."""
    return "" if cite is None else citation(cite, book.acts, language)
