"""A sheet as plain text for a terminal or a letter: short lines, ordinary spaces."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from fundtrack.words import tell

from .paper import Cited, Item, Origin, Question, Row, Sheet, Way

WIDTH = 96


def plain(sheet: Sheet) -> str:
    """The whole report as text, ending in a line break."""
    lines = [line.rstrip() for line in _lines(sheet)]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ").strip("\n") + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from wrapped(sheet.title)
    yield from wrapped(sheet.subtitle)
    yield ""
    yield from wrapped(f"{sheet.verdict.upper()}. {'. '.join(sheet.summary[:-1])}.")
    yield from wrapped(f"{sheet.summary[-1]}.")
    if sheet.findings:
        yield from heading(tell("Findings", sheet.language))
        for one in sheet.findings:
            yield from _item(one, sheet.language)
    if sheet.stated:
        yield from heading(tell("Stated in the plan", sheet.language))
        yield from rows_text(sheet.stated)
    for table in sheet.amounts:
        yield from heading(
            tell("Amounts: {basis}", sheet.language, basis=table.heading.lower())
        )
        yield from rows_text(table.rows)
    for course in sheet.courses:
        yield from heading(
            tell("From gross to payable: {basis}", sheet.language, basis=course.heading.lower())
        )
        yield from _ways(course.ways)
    for course in sheet.funded:
        yield from heading(
            tell("Who pays what: {basis}", sheet.language, basis=course.heading.lower())
        )
        yield from _ways(course.ways)
    if sheet.project:
        yield from heading(tell("Project", sheet.language))
        yield from rows_text(sheet.project)
    if sheet.activities:
        yield from heading(
            f"{tell('Supported activities', sheet.language)} ({len(sheet.activities)})"
        )
        for at, title in enumerate(sheet.activities, 1):
            yield from wrapped(title, f"  {at:>2}. ")
    if sheet.questions:
        yield from heading(f"{tell('Open questions', sheet.language)} ({len(sheet.questions)})")
        for at, question in enumerate(sheet.questions, 1):
            yield from _question(at, question, sheet.language)
    if sheet.headroom:
        yield from heading(tell("Limits kept", sheet.language))
        for one in sheet.headroom:
            yield from _kept(one)
    yield from heading(tell("What the figures rest on", sheet.language))
    for origin in sheet.law:
        yield from wrapped(origin_text(origin, f"{origin.name} {origin.value}"), "  ", "    ")
    yield from wrapped(f"{sheet.standing}.", "  ")
    for title, listed in (
        (tell("Not checked", sheet.language), sheet.not_checked),
        (tell("Notes of the project", sheet.language), sheet.notes),
    ):
        yield from heading(title) if listed else ()
        for text in listed:
            yield from wrapped(text, "  - ")
    yield ""
    yield from wrapped(" · ".join(sheet.colophon))


def wrapped(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """A text in lines of `WIDTH`; long words (pointers) are never cut."""
    yield from wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def origin_text(origin: Origin, name: str) -> str:
    """A value, its days, its act and how sure it is, in one line; `name` opens it."""
    source = [origin.cited.text] if origin.cited is not None else []
    parts = [one for one in (origin.days, *source, origin.place, origin.standing) if one]
    return ": ".join(filter(None, (name, ", ".join(parts))))


def heading(text: str) -> Iterator[str]:
    """A heading with a line of air above it."""
    yield ""
    yield text.upper()


def rows_text(rows: Iterable[Row]) -> Iterator[str]:
    """Names to the left, figures to the right, remarks below."""
    listed = list(rows)
    label = max((len(row.label) for row in listed), default=0)
    figure = max((len(row.value) for row in listed if len(row.value) <= 24), default=0)
    for row in listed:
        value = f"{row.value:>{figure}}" if any(map(str.isdigit, row.value)) else row.value
        yield from wrapped(value, f"  {row.label:<{label}}  ")
        for note in row.notes:
            yield from wrapped(note, "      ")
        for act in row.cited:
            yield from wrapped(act.text, "      ")
        for one in row.origins:
            name = "" if one.name == row.label else f"{one.name} {one.value}"
            yield from wrapped(origin_text(one, name), "      ")


def _ways(ways: Sequence[Way]) -> Iterator[str]:
    """What came in and fell out to the left, the amounts to the right, bounds below."""
    figure = max(len(way.value) for way in ways)
    room = WIDTH - figure - 6
    for way in ways:
        lines = way.lines.replace(" ", "\N{NO-BREAK SPACE}")
        about = ", ".join(filter(None, (way.code, lines)))
        label = f"{way.label} ({about})" if about else way.label
        first, *rest = wrap(label, room - 2, break_long_words=False, break_on_hyphens=False)
        yield f"  {way.sign} {first:<{room - 2}}  {way.value:>{figure}}"
        yield from (f"    {line}" for line in rest)
        for note in way.notes:
            yield from wrapped(note, "      ")


def _item(item: Item, language: str) -> Iterator[str]:
    for at, place in enumerate(item.places):
        tag = f"[{item.tag.upper()}] " if at == 0 else ""
        yield from wrapped(f"{tag}{place.sentence}", "  ", "    ")
        figures = [f"{name} {value}".strip() for name, value in place.figures]
        yield from wrapped(" · ".join([place.at or "/", *figures]), "    ")
    for text in (item.more, item.refused):
        yield from wrapped(text, "    ") if text else ()
    told = (
        (tell("Why", language), item.why),
        (tell("What to do", language), item.remedy),
        (tell("Does not apply to", language), item.not_for),
        (tell("Source", language), "; ".join([*_cited(item.cited), item.code])),
    )
    for name, text in told:
        yield from wrapped(f"{name}: {text}", "    ", "      ") if text else ()


def _kept(item: Item) -> Iterator[str]:
    for place in item.places:
        yield from wrapped(place.sentence, "  ", "    ")
        figures = [f"{name} {value}".strip() for name, value in place.figures]
        yield from wrapped(" · ".join([*figures, item.code]), "    ")
    for one in item.origins:
        yield from wrapped(f"{one.name} {one.value}, {one.standing}", "    ", "      ")
    yield from wrapped(item.more, "    ") if item.more else ()


def _question(at: int, question: Question, language: str) -> Iterator[str]:
    yield from wrapped(question.text, f"  {at:>2}. ")
    where = ", ".join([*question.places, *([question.more] if question.more else [])])
    waiting = tell("needed by {rules}", language, rules=question.waiting)
    told = " · ".join(part for part in (where, waiting if question.waiting else "") if part)
    yield from wrapped(told, "      ") if told else ()


def _cited(cited: Iterable[Cited]) -> list[str]:
    return [one.text for one in cited]
