"""Deadlines as text: what is overdue, due, open, still to come, over; each with its source."""

from collections.abc import Iterator

from fundtrack.checks import Missing, Reason
from fundtrack.formulas import to_text
from fundtrack.rulebooks import REPORTING_PERIOD, Book, Deadline, Verification
from fundtrack.tracking import CLOSURE, PREPARATION, Deadlines, Obligation, Status
from fundtrack.values import Citation
from fundtrack.words import (
    best,
    citation,
    day,
    days,
    language_of,
    name_of,
    need,
    opening,
    subject_name,
    tell,
    tell_count,
    visible,
    word,
)

from .figures import standing
from .plain import heading, wrapped

_STEP = "      "
_UNTIL = "until"


def deadlines_text(found: Deadlines, book: Book, language: str = "en") -> str:
    """The deadlines of a project on a day, ending in a line break; `book` gives the names.

    Args:
        found: From `deadlines`.
        book: The book that was asked.
        language: `en` or `lv`.
    """
    tongue = language_of(language)
    lines = (line.rstrip() for line in _lines(found, book, tongue))
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def _lines(found: Deadlines, book: Book, language: str) -> Iterator[str]:
    if found.number:
        yield from wrapped(tell("project {number}", language, number=visible(found.number)))
    yield tell("Deadlines on {day}", language, day=day(found.on, language))
    if found.known_on is not None:
        yield tell("as it was known on {day}", language, day=day(found.known_on, language))
    if not found.obligations:
        yield tell("No deadline of the book applies", language)
    for status, count in found.counts.items():
        yield from heading(f"{word('deadline', status.value, language)} ({count})")
        for one in found:
            if one.status is status:
                yield from _obligation(one, book, language)
    yield from heading(tell("What the days rest on", language))
    for text in _rests_on(found, book, language):
        yield from wrapped(text, "  ", "    ")


def _obligation(one: Obligation, book: Book, language: str) -> Iterator[str]:
    """The day and what is to be done; then the row, how long it is, what is missing, why."""
    when = _when(one, language)
    yield from wrapped(
        ": ".join(filter(None, (when, best(one.titles, language)))), "  ", "    "
    )
    told = [_subject(one, book, language), _left(one, language), _moved(one, language)]
    told += [_needs(miss, book, language) for miss in one.missing]
    if one.status in (Status.OVERDUE, Status.DUE, Status.UNKNOWN) and one.remedy:
        told.append(f"{tell('What to do', language)}: {best(one.remedy, language)}")
    told.append("; ".join(citation(cite, book.acts, language) for cite in one.citations))
    for text in filter(None, told):
        yield from wrapped(text, _STEP)


def _when(one: Obligation, language: str) -> str:
    """The last day; where it is open how it moves, the days it lies between."""
    if one.due is not None:
        told = day(one.due, language)
        if one.form == _UNTIL:
            return tell("until {day} inclusive", language, day=told)
        return tell("by {day}", language, day=told)
    if one.not_before is not None:
        return days(one.not_before, one.not_after, language)
    return ""


def _subject(one: Obligation, book: Book, language: str) -> str:
    """The row it is about; of the project itself nothing need be said."""
    noun, _, key = one.subject.partition(":")
    if noun in ("project", "plan"):
        return ""
    if noun != REPORTING_PERIOD:
        return opening(subject_name(one.subject, book, language))
    names = {
        str(PREPARATION): tell("preparation period", language),
        str(CLOSURE): tell("closure period", language),
        "": tell("reporting periods", language),
    }
    name = names.get(key) or tell("reporting period {number}", language, number=key)
    return opening(f"{name}, {days(*one.days, language)}" if one.days else name)


def _left(one: Obligation, language: str) -> str:
    """How many days there are, or by how many it is late, or when it was done."""
    if one.status is Status.DONE:
        return _done(one, language)
    if one.days_left is None:
        return ""
    if one.days_left < 0:
        return _late(-one.days_left, language)
    if one.days_left == 0:
        return tell("this is the last day", language)
    return tell_count("{count} day left", "{count} days left", one.days_left, language)


def _done(one: Obligation, language: str) -> str:
    if one.done_on is None:
        return ""
    told = tell("done on {day}", language, day=day(one.done_on, language))
    return f"{told}, {_late(one.late_by, language)}" if one.late_by else told


def _late(count: int, language: str) -> str:
    return tell_count("{count} day late", "{count} days late", count, language)


def _moved(one: Obligation, language: str) -> str:
    """Where the day that was worked out is no working day."""
    if one.worked_out is None or one.worked_out == one.due or one.due is None:
        return ""
    return tell("moved: {day} is no working day", language, day=day(one.worked_out, language))


def _needs(missing: Missing, book: Book, language: str) -> str:
    """What is missing and its place; of a first or last day of no rows, what it looks for."""
    if missing.name == "reporting":
        return tell("the book or the agreement says no reporting periods", language)
    if "(" in missing.name and missing.reason is Reason.MISSING:
        return tell("nothing yet that says it: {formula}", language, formula=missing.name)
    told = need(missing, book, language)
    return f"{told} ({missing.pointer})" if missing.pointer else told


def _rests_on(found: Deadlines, book: Book, language: str) -> Iterator[str]:
    """Every value of the law behind the days, once; then what it takes to ask again."""
    told: dict[str, None] = {}
    for one in found:
        for name, source in one.rests_on.items():
            cite: Citation | None = source.citation
            where = citation(cite, book.acts, language) if cite is not None else ""
            seen = Verification(source.verification) if source.verification else None
            sure = standing(seen, language) if seen is not None else ""
            text = "; ".join(filter(None, (where, sure)))
            told[f"{name_of(name, book, language)}: {text}"] = None
    yield from told
    free = str(found.holidays) if found.holidays else tell("none", language)
    yield tell("Holidays named, beside Saturdays and Sundays: {count}", language, count=free)
    key = {"key": found.book}
    if found.pinned:
        yield opening(tell("book {key}, named by the agreement", language, **key))
    else:
        yield opening(tell("book {key}, the newest edition", language, **key))
    yield tell("Hash of the rules: {hash}", language, hash=found.hash[:16])


# -- the deadlines of a book -------------------------------------------------------------------


def deadline_lines(book: Book, language: str) -> Iterator[str]:
    """The deadlines of a book as it writes them: what, of whom, the day, when it is met.

    >>> from fundtrack.rulebooks import load_book
    >>> for line in list(deadline_lines(load_book("eu/horizon-europe-2021"), "en"))[:3]:
    ...     print(line)
      periodic-report: The report on the period is submitted
        To be done by: reporting_period.last + report_days
        Begins: reporting_period.last + 1
    """
    for one in book.deadlines.values():
        yield from wrapped(f"{one.name}: {best(one.titles, language)}", "  ", "    ")
        for name, text in _said(one, language):
            yield from wrapped(f"{name}: {text}", "    ", _STEP)
        cites = "; ".join(citation(cite, book.acts, language) for cite in one.citations)
        yield from wrapped(cites, "    ", _STEP)


def _said(one: Deadline, language: str) -> Iterator[tuple[str, str]]:
    yield word("deadline_form", one.form, language), to_text(one.due)
    for name, node in (
        (tell("Begins", language), one.opens),
        (tell("Applies when", language), one.applies_when),
        (tell("Done when", language), one.done_when),
        (tell("Done on the day", language), one.done_on),
    ):
        if node is not None:
            yield name, to_text(node)
    moves = word("moves", one.moves, language)
    yield tell("On a weekend or a holiday", language), moves


def reporting_lines(book: Book, language: str) -> Iterator[str]:
    """The reporting periods of a book, as it writes them."""
    said = book.reporting
    if said is None:
        return
    for name, node in (
        (tell("Months of a period", language), said.months),
        (tell("The last one", language), said.last),
        (tell("The preparation begins", language), said.preparation),
        (tell("The closure ends", language), said.closure),
    ):
        if node is not None:
            yield from wrapped(f"{name}: {to_text(node)}", "  ", "    ")
    yield from wrapped(citation(said.citation, book.acts, language), "  ", "    ")
