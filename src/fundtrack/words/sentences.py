"""A finding in sentences: what is wrong, what is missing, what to do. The data stays data."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from fundtrack.checks import Finding, Missing, Reason, Subject, Verdict
from fundtrack.rulebooks import Book, Rule

from .catalogue import tell, word
from .fill import fill, visible
from .law import best
from .names import missing_name
from .shown import beside, gap, is_below, is_short, shortened, shown
from .subjects import subject_name


def say(
    finding: Finding,
    book: Book,
    language: str,
    subject: Subject | None = None,
    room: int | None = None,
) -> str:
    """One sentence about a subject of a finding; the worst one unless told.

    Broken speaks with the rule's own title; every other verdict says first that it is not that.
    With `room` each text of the project in it has so many bytes at most.
    """
    asked = subject or finding.subjects[0]
    rule = book.rules.get(finding.rule)
    sentence = _sentence(finding, asked, rule, book, language, room)
    name = _held(subject_name(asked.key, book, language), room)
    whole = asked.key.partition(":")[0] in ("project", "plan")  # there is one of it
    about = sentence if whole or sentence.startswith(name) else f"{name}: {sentence}"
    if not asked.waived_by:
        return about
    return tell(
        "{sentence} (waived: {document})",
        language,
        sentence=about,
        document=_held(shortened(visible(asked.waived_by)), room),
    )


def _sentence(
    finding: Finding,
    subject: Subject,
    rule: Rule | None,
    book: Book,
    language: str,
    room: int | None,
) -> str:
    title = best(rule.titles, language) if rule is not None else finding.name
    told = fill(title, spoken(subject, book, language, room), tell("not known", language))
    match finding.verdict:
        case Verdict.MET_WITHIN_ROUNDING:
            return tell("{sentence}; within the rounding of the book", language, sentence=told)
        case Verdict.UNKNOWN:
            return tell(
                "cannot be decided: {needs}", language, needs=needs(subject, book, language)
            )
        case Verdict.CONFLICT:
            return tell("two exceptions hold at once and the book ranks neither", language)
        case Verdict.FAILED:
            return tell("the rule could not be worked out; please report it", language)
        case _:
            return told


def spoken(
    subject: Subject, book: Book, language: str, room: int | None = None
) -> Mapping[str, str]:
    """What the placeholders of a rule's texts stand for, in words of `room` bytes each."""
    told = {name: shown(value, language) for name, value in subject.values.items()}
    told |= {
        "measured": beside(subject.measured, subject.limit, language),
        "limit": beside(subject.limit, subject.measured, language),
        "margin": margin_of(subject, language),
        "subject": subject_name(subject.key, book, language),
    }
    return {name: _held(text, room) for name, text in told.items()}


def _held(text: str, room: int | None) -> str:
    """A text as it is, or what has room of it."""
    return text if room is None else shortened(text, room)


def margin_of(subject: Subject, language: str) -> str:
    """How far apart the measured figure and its limit are, without a sign."""
    unit = subject.measured if not isinstance(subject.measured, Fraction) else subject.limit
    return gap(subject.margin, unit, language)


def room(subject: Subject, language: str) -> str:
    """How far the measured figure is from its limit, and on which side."""
    if subject.margin is None:
        return ""
    size = margin_of(subject, language)
    if not is_short(subject.margin):
        return tell("{size} left", language, size=size)
    below = is_below(subject.measured, subject.limit)
    if isinstance(subject.measured, date):
        sooner = tell("{size} too early", language, size=size)
        return sooner if below else tell("{size} too late", language, size=size)
    if below:
        return tell("{size} too little", language, size=size)
    return tell("{size} too much", language, size=size)


def needs(subject: Subject, book: Book, language: str) -> str:
    """What keeps an answer from being known, each thing by its name."""
    told = [need(one, book, language) for one in subject.missing]
    more = subject.missing_count - len(told)
    if more > 0:
        told.append(tell("and {count} more", language, count=str(more)))
    return "; ".join(told) or tell("not known", language)


def need(missing: Missing, book: Book, language: str) -> str:
    """One thing that is missing, by its name, and why it is."""
    if missing.reason is Reason.NOT_IN_FORCE and missing.name == book.key:
        return tell("the agreement was signed on a day that the book does not cover", language)
    name = missing_name(missing.name, missing.pointer, book, language)
    told = f"{name}: {word('reason', missing.reason.value, language)}"
    why = _why(missing, book, language)
    return f"{told} ({why})" if why else told


def _why(missing: Missing, book: Book, language: str) -> str:
    """What the book itself says of a value that nobody knows."""
    parameter = book.parameters.get(missing.name)
    if missing.reason is not Reason.VALUE_UNKNOWN or parameter is None:
        return ""
    told = (best(one.why, language) for one in parameter.values if one.value is None)
    return "; ".join(dict.fromkeys(filter(None, told)))
