"""A result as a sheet in one language: every word chosen here, once for all formats."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from fundtrack.checks import Outcome, Result, Severity, Verdict
from fundtrack.rulebooks import Texts, Verification
from fundtrack.values import Money
from fundtrack.words import (
    amount_name,
    best,
    day,
    decimal_of,
    language_of,
    opening,
    period,
    tell,
    tell_count,
    visible,
    word,
    word_count,
)

from .figures import amounts, known_uses, origin, stated
from .findings import listed, questions
from .funded import funded
from .paper import Row, Sheet
from .waterfall import courses

#: The worst first: a rule stands in the tally once, under its worst answer.
_TALLY = (
    Verdict.BROKEN,
    Verdict.CONFLICT,
    Verdict.FAILED,
    Verdict.UNKNOWN,
    Verdict.MET_WITHIN_ROUNDING,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)


def sheet(result: Result, language: str, limit: int = 10) -> Sheet:
    """Everything a page says about a result; at most `limit` places under one finding."""
    tongue = language_of(language)
    findings, headroom = listed(result, tongue, limit)
    return Sheet(
        tongue,
        _title(result, tongue),
        _subtitle(result, tongue),
        result.outcome.value,
        word("outcome", result.outcome.value, tongue),
        tuple(_summary(result, tongue)),
        _share(result, tongue),
        stated(result, tongue),
        amounts(result, tongue),
        courses(result, tongue),
        funded(result, tongue),
        tuple(_project(result, tongue)),
        tuple(_activities(result, tongue)),
        findings,
        questions(result, tongue),
        headroom,
        tuple(origin(use, result.book, tongue) for use in known_uses(result)),
        _standing(result, tongue),
        tuple(_not_checked(result, tongue)),
        tuple(visible(note) for note in result.project.notes or ()),
        tuple(_colophon(result, tongue)),
    )


def _own_words(titles: Mapping[str, str] | None, language: str) -> str:
    """A title the project gives itself; its language is its own business, so none is marked."""
    return visible(Texts(titles).best(language))


def _title(result: Result, language: str) -> str:
    project = result.project
    title = _own_words(project.titles, language)
    return title or visible(project.number or "") or tell("Project without a title", language)


def _subtitle(result: Result, language: str) -> str:
    number = result.project.number
    told = [tell("project {number}", language, number=visible(number))] if number else []
    return opening(" · ".join([*told, best(result.book.titles, language) or result.book.id]))


def _summary(result: Result, language: str) -> Iterator[str]:
    """The outcome in sentences: what is broken, what is open, what was asked."""
    broken = [one for one in result.findings if one.verdict is Verdict.BROKEN]
    breaches = len({one.rule for one in broken if one.severity is Severity.BREACH})
    warnings = len({one.rule for one in broken if one.severity is Severity.WARNING})
    rules = {code: _worst(counts) for code, counts in result.summary.items()}
    tally = {verdict: list(rules.values()).count(verdict) for verdict in _TALLY}
    if breaches:
        yield tell_count(
            "{count} rule is broken", "{count} rules are broken", breaches, language
        )
    elif result.outcome is Outcome.BREACHED:
        yield tell("A rule has no answer, which counts as broken", language)
    else:
        yield tell("No breach", language) if broken else tell("Nothing is broken", language)
    if warnings:
        yield tell_count("{count} warning", "{count} warnings", warnings, language)
    open_rules = tally[Verdict.UNKNOWN]
    if open_rules:
        yield tell_count(
            "{count} rule is undecided; the open questions say why",
            "{count} rules are undecided; the open questions say why",
            open_rules,
            language,
        )
    told = [word_count("tally", one.value, n, language) for one, n in tally.items() if n]
    if told:
        yield tell("Rules asked: {tally}", language, tally=", ".join(told))


def _worst(counts: Mapping[Verdict, int]) -> Verdict | None:
    return next((one for one in _TALLY if counts.get(one)), None)


def _share(result: Result, language: str) -> tuple[str, str, str] | None:
    """How support and own contribution share the eligible costs, for a bar."""
    figures = [result.amounts.get(key) for key in ("support", "own", "eligible")]
    values = [figure.value if figure is not None else None for figure in figures]
    support, own, eligible = values
    if not (
        isinstance(support, Money) and isinstance(own, Money) and isinstance(eligible, Money)
    ):
        return None
    if eligible.minor <= 0 or min(support.minor, own.minor) < 0:
        return None
    percent, _ = decimal_of(Fraction(support.minor * 100, eligible.minor))
    names = [opening(amount_name(key, result.book, language)) for key in ("support", "own")]
    return f"{percent:f}", names[0], names[1]


def _project(result: Result, language: str) -> Iterator[Row]:
    """What the project states about itself, as far as a reader of the report needs it."""
    project, plan = result.project, result.plan
    agreement = project.agreement
    if agreement.number:
        yield Row(
            opening(word("fact", "agreement.number", language)), visible(agreement.number)
        )
    if agreement.signed_on:
        signed = day(agreement.signed_on, language)
        yield Row(opening(word("fact", "agreement.signed_on", language)), signed)
    if plan is not None:
        stated = period(plan.period, language) if plan.period else tell("not stated", language)
        yield Row(
            opening(word("fact", "plan.period", language)), stated, known=bool(plan.period)
        )
    if project.partners:
        named = [
            f"{visible(one.name or one.id)} ({word('role', one.role, language)})"
            for one in project.partners
        ]
        yield Row(
            opening(word("fact", "project.partners", language)), str(len(named)), tuple(named)
        )


def _activities(result: Result, language: str) -> Iterator[str]:
    """The activities of the plan under the book's titles; a code outside the list says so."""
    for activity in (result.plan.activities if result.plan is not None else None) or ():
        code = result.book.activities.get(activity.category)
        if code is not None:
            yield opening(best(code.titles, language))
            continue
        own = _own_words(activity.titles, language) or visible(activity.id)
        yield tell("{activity}: not among the supported activities", language, activity=own)


def _standing(result: Result, language: str) -> str:
    """How many of the values used were seen in their source, and by whom."""
    used = {(one.name, one.first): one for one in known_uses(result) if not one.set_in}
    kinds = [one.verification for one in used.values() if one.verification]
    kinds += {one.name: one.verification for one in result.roundings}.values()
    told = [
        word_count("standing", kind.value, kinds.count(kind), language)
        for kind in Verification
        if kind in kinds
    ]
    if not told:
        return tell("No value of the law was used", language)
    return tell("Values and roundings used: {tally}", language, tally=", ".join(told))


def _not_checked(result: Result, language: str) -> Iterator[str]:
    """What no rule looked at; rules that share a reason share a line."""
    grouped: dict[str, list[str]] = {}
    for one in result.not_checked:
        if one.what:
            grouped.setdefault(one.why, []).append(one.what)
        else:
            yield opening(best(one.text, language))
    for why, codes in grouped.items():
        named = [word("basis", code, language) for code in codes]
        yield opening(f"{word('not_checked', why, language)}: {', '.join(named)}")


def _colophon(result: Result, language: str) -> Iterator[str]:
    """What it takes to have this answer again."""
    book = result.book
    pinned = (
        tell("book {key}, named by the agreement", language, key=book.key)
        if result.pinned
        else tell("book {key}, the newest edition", language, key=book.key)
    )
    yield opening(pinned)
    if book.layers:
        yield tell("On top of {layers}", language, layers=", ".join(book.layers))
    asked = day(result.on, language) if result.on else tell("none", language)
    yield tell("Day asked about: {day}", language, day=asked)
    if result.known_on:
        yield tell("As known on: {day}", language, day=day(result.known_on, language))
    yield tell("Hash of the rules: {hash}", language, hash=book.hash[:16])
