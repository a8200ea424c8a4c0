"""A sheet as Markdown, for an issue, a wiki or a letter; what people wrote is escaped."""

import re
from collections.abc import Iterable, Iterator

from fundtrack.words import tell

from .paper import Cited, Item, Origin, Question, Row, Sheet, Way

_SPECIAL = r"([\\`*_{}\[\]<>#|~!&])"


def escaped(text: str) -> str:
    r"""The text as Markdown shows it, letter by letter.

    >>> escaped("a_b <b>|*x*")
    'a\\_b \\<b\\>\\|\\*x\\*'
    """
    return re.sub(_SPECIAL, r"\\\1", text)


def marked(sheet: Sheet) -> str:
    """The whole report as Markdown, ending in a line break."""
    return "\n".join(_lines(sheet)).strip("\n") + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {escaped(sheet.title)}"
    yield ""
    yield escaped(sheet.subtitle)
    yield ""
    yield f"**{sheet.verdict}.** {'. '.join(sheet.summary)}."
    if sheet.findings:
        yield from _heading(tell("Findings", sheet.language))
        for one in sheet.findings:
            yield from _item(one, sheet.language)
    if sheet.stated:
        yield from _heading(tell("Stated in the plan", sheet.language))
        yield from _rows(sheet.stated, sheet.language)
    for table in sheet.amounts:
        yield from _heading(
            tell("Amounts: {basis}", sheet.language, basis=table.heading.lower())
        )
        yield from _rows(table.rows, sheet.language)
    for course in sheet.courses:
        yield from _heading(
            tell("From gross to payable: {basis}", sheet.language, basis=course.heading.lower())
        )
        yield from _ways(course.ways, sheet.language)
    for course in sheet.funded:
        yield from _heading(
            tell("Who pays what: {basis}", sheet.language, basis=course.heading.lower())
        )
        yield from _ways(course.ways, sheet.language)
    if sheet.project:
        yield from _heading(tell("Project", sheet.language))
        yield from _rows(sheet.project, sheet.language)
    if sheet.activities:
        yield from _heading(
            f"{tell('Supported activities', sheet.language)} ({len(sheet.activities)})"
        )
        for title in sheet.activities:
            yield f"1. {escaped(title)}"
    if sheet.questions:
        yield from _heading(
            f"{tell('Open questions', sheet.language)} ({len(sheet.questions)})"
        )
        for question in sheet.questions:
            yield _question(question, sheet.language)
    if sheet.headroom:
        yield from _heading(tell("Limits kept", sheet.language))
        for one in sheet.headroom:
            yield from _kept(one)
    yield from _heading(tell("What the figures rest on", sheet.language))
    for origin in sheet.law:
        yield f"- {_origin(origin, origin.name)}"
    yield ""
    yield f"{escaped(sheet.standing)}."
    for heading, listed in (
        (tell("Not checked", sheet.language), sheet.not_checked),
        (tell("Notes of the project", sheet.language), sheet.notes),
    ):
        yield from _heading(heading) if listed else ()
        for text in listed:
            yield f"- {escaped(text)}"
    yield ""
    yield f"*{escaped(' · '.join(sheet.colophon))}*"


def _heading(text: str) -> tuple[str, str, str]:
    return "", f"## {escaped(text)}", ""


def _rows(rows: Iterable[Row], language: str) -> Iterator[str]:
    heads = (tell("Figure", language), tell("Value", language), tell("Source", language))
    yield f"| {' | '.join(heads)} |"
    yield "|---|--:|---|"
    for row in rows:
        told = [*map(escaped, row.notes), *map(_cited, row.cited)]
        told += [_origin(one, "" if one.name == row.label else one.name) for one in row.origins]
        yield f"| {escaped(row.label)} | {escaped(row.value)} | {'<br>'.join(told)} |"


def _ways(ways: Iterable[Way], language: str) -> Iterator[str]:
    """A step stands bold under what leads to it."""
    heads = (tell("Figure", language), tell("Lines", language), tell("Value", language))
    yield f"| | {' | '.join(heads)} |"
    yield "|---|---|--:|--:|"
    for way in ways:
        bold = "**" if way.sign == "=" else ""
        code = f" `{way.code}`" if way.code else ""
        notes = "".join(f"<br>{escaped(note)}" for note in way.notes)
        label, value = f"{bold}{escaped(way.label)}{bold}", f"{bold}{escaped(way.value)}{bold}"
        yield f"| {way.sign} | {label}{code}{notes} | {way.lines} | {value} |"


def _origin(origin: Origin, name: str) -> str:
    source = [_cited(origin.cited)] if origin.cited is not None else []
    place = [f"`{origin.place}`"] if origin.place else []
    parts = [escaped(origin.days), *source, *place, escaped(origin.standing)]
    opening = escaped(f"{name} {origin.value}") if name else ""
    return ": ".join(filter(None, (opening, ", ".join(filter(None, parts)))))


def _cited(cited: Cited) -> str:
    return f"[{escaped(cited.text)}]({cited.link})" if cited.link else escaped(cited.text)


def _item(item: Item, language: str) -> Iterator[str]:
    yield f"### {escaped(item.tag)}: {escaped(item.places[0].sentence)}"
    yield ""
    for at, place in enumerate(item.places):
        figures = [
            f"{escaped(name)} **{escaped(value)}**".strip() for name, value in place.figures
        ]
        sentence = [escaped(place.sentence)] if at else []
        yield f"- {' · '.join([*sentence, f'`{place.at}`', *figures])}"
    for text in (item.more, item.refused):
        if text:
            yield f"- {escaped(text)}"
    yield ""
    told = (
        (tell("Why", language), escaped(item.why)),
        (tell("What to do", language), escaped(item.remedy)),
        (tell("Does not apply to", language), escaped(item.not_for)),
        (tell("Source", language), "; ".join([*map(_cited, item.cited), f"`{item.code}`"])),
    )
    for name, text in told:
        if text:
            yield f"**{name}:** {text}  "
    yield ""


def _kept(item: Item) -> Iterator[str]:
    for place in item.places:
        figures = [
            f"{escaped(name)} **{escaped(value)}**".strip() for name, value in place.figures
        ]
        yield f"- {escaped(place.sentence)} {' · '.join(figures)} (`{item.code}`)"
    for one in item.origins:
        yield f"  - {escaped(f'{one.name} {one.value}, {one.standing}')}"


def _question(question: Question, language: str) -> str:
    told = [f"**{escaped(question.text)}**", *(f"`{one}`" for one in question.places)]
    told += [escaped(question.more)] if question.more else []
    if question.waiting:
        told.append(escaped(tell("needed by {rules}", language, rules=question.waiting)))
    return f"1. {' · '.join(told)}"
