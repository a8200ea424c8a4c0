"""A report as plain JSON: small, whole in its counts and sums, the same on every machine.

Amounts, rates and days are canonical text (`"498597.12 EUR"`, `"85 %"`, `"2022-12-31"`), counts
are numbers, what is not known is null. The shipped schema `report-1.json` says the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from json import dumps

from fundtrack.checks import (
    Fall,
    Figure,
    Finding,
    Funding,
    Missing,
    Move,
    NotChecked,
    ParameterUse,
    Result,
    RoundingUse,
    Shown,
    Subject,
)
from fundtrack.pages import Room, places_each
from fundtrack.rulebooks import Act, Book
from fundtrack.values import Citation
from fundtrack.words import best, fill, say, shortened, spoken

SCHEMA_VERSION = 1

Plain = dict[str, object]


@cache
def report_schema() -> Plain:
    """The JSON Schema of a report, as it is shipped."""
    from importlib.resources import files
    from json import loads

    source = files("fundtrack.reports") / "schema" / "report-1.json"
    found: Plain = loads(source.read_text("utf-8"))
    return found


def report_dict(result: Result, limit: int, language: str | None) -> Plain:
    """A result as plain JSON; at most `limit` rows under a finding and things missing.

    Many findings share the room of forty (`places_each`), and the room of their texts
    (`Room`); counts and sums are always whole.
    """
    listed = (*result.findings, *result.headroom)
    each = places_each(len(listed), limit)
    shared = Room(len(listed))
    told = [_finding(one, result.book, each, language, shared) for one in listed]
    return {
        "schema_version": SCHEMA_VERSION,
        "library": _version(),
        "language": language,
        "project": {
            "number": result.project.number,
            "titles": dict(result.project.titles or {}),
            "plan": result.plan.number if result.plan is not None else None,
        },
        "book": _book(result),
        "on": _plain(result.on),
        "known_on": _plain(result.known_on),
        "outcome": result.outcome.value,
        "ok": result.outcome.value == "in_order",
        "stated": {
            name: {"value": _plain(one.value), "at": one.stated}
            for name, one in result.stated.items()
        },
        "amounts": {name: _figure(one, limit) for name, one in result.amounts.items()},
        "waterfalls": {
            basis: [_fall(fall, limit) for fall in one.steps]
            for basis, one in result.waterfalls.items()
        },
        "funding": {basis: _funding(one, limit) for basis, one in result.funding.items()},
        "findings": told[: len(result.findings)],
        "headroom": told[len(result.findings) :],
        "summary": {
            code: {verdict.value: count for verdict, count in counts.items()}
            for code, counts in result.summary.items()
        },
        "parameters": [_parameter(one) for one in result.parameters],
        "roundings": [_rounding(one) for one in result.roundings],
        "acts": _acts(result, listed),
        "not_checked": [_not_checked(one) for one in result.not_checked],
        "unverified": result.unverified,
    }


@cache
def _version() -> str:
    """The version of the library, asked of the installed package."""
    from importlib.metadata import version

    return version("fundtrack")


def _plain(value: Shown) -> object:
    """A value as JSON has it; only counts and answers are not text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _short(value: Shown, room: int) -> object:
    """The same of what a rule measures and shows: of a long text its beginning."""
    return _plain(shortened(shortened(value), room) if isinstance(value, str) else value)


def _cite(citation: Citation | None) -> str | None:
    return None if citation is None else str(citation)


def _book(result: Result) -> Plain:
    book = result.book
    return {
        "id": book.id,
        "edition": book.edition,
        "hash": book.hash,
        "pinned": result.pinned,
        "layers": list(book.layers),
        "titles": dict(book.titles),
    }


def _missing(listed: Iterable[Missing], limit: int) -> list[Plain]:
    return [
        {"reason": one.reason.value, "name": one.name, "pointer": one.pointer}
        for one in list(listed)[:limit]
    ]


def _figure(figure: Figure, limit: int) -> Plain:
    return {
        "value": _plain(figure.value),
        "at_least": _plain(figure.at_least),
        "at_most": _plain(figure.at_most),
        "stated": figure.stated or None,
        "missing": _missing(figure.missing, limit),
        "missing_count": figure.missing_count,
    }


def _fall(fall: Fall, limit: int) -> Plain:
    """A step of a waterfall; its moves are never cut, so that the sums can be followed."""
    figure = _figure(fall.figure, limit)
    told: Plain = {name: figure[name] for name in ("value", "at_least", "at_most")}
    return {"step": fall.step} | told | {"moves": [_move(one) for one in fall.moves]}


def _move(move: Move) -> Plain:
    return {
        "kind": move.kind,
        "reason": move.reason or None,
        "name": move.name or None,
        "titles": dict(move.titles),
        "lines": move.lines,
        "amount": _plain(move.amount),
        "at_least": _plain(move.at_least),
        "at_most": _plain(move.at_most),
        "category": move.category or None,
    }


def _funding(funding: Funding, limit: int) -> Plain:
    """Who pays what; every strand, and at most `limit` lines without a source."""
    return {
        "sources": [
            {
                "source": one.source,
                "fund": one.fund,
                "kind": one.kind,
                "share": _figure(one.share, limit),
                "of_project": _plain(one.of_project),
            }
            for one in funding.sources
        ],
        "strands": [
            {
                "lines": one.lines,
                "eligible": _plain(one.eligible),
                "shares": {name: _plain(share) for name, share in one.shares.items()},
                "rates": {name: _plain(rate) for name, rate in one.rates.items()},
                "gap": _plain(one.gap),
            }
            for one in funding.strands
        ],
        "without": list(funding.without[:limit]),
        "without_count": len(funding.without),
    }


def _finding(
    finding: Finding, book: Book, limit: int, language: str | None, shared: Room
) -> Plain:
    text = shared.text
    told: Plain = {
        "rule": finding.rule,
        "name": finding.name,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "basis": finding.basis,
        "count": finding.count,
        "refused": _plain(finding.refused),
        "subjects": shared.within(
            (
                _subject(finding, one, book, limit, language, text)
                for one in finding.subjects[:limit]
            ),
            lambda told: len(dumps(told)),
        ),
        "citations": [str(one) for one in finding.citations],
        "parameters": sorted({one.name for one in finding.parameters}),
        "layer": finding.layer,
    }
    rule = book.rules.get(finding.rule)
    if language is not None and rule is not None:
        worst = spoken(finding.subjects[0], book, language, text)
        told["why"] = fill(best(rule.why, language), worst)
        told["remedy"] = fill(best(rule.remedy, language), worst)
        told["not_for"] = fill(best(rule.not_for, language), worst)
    return told


def _subject(
    finding: Finding, subject: Subject, book: Book, limit: int, language: str | None, room: int
) -> Plain:
    told: Plain = {
        "key": subject.key,
        "at": subject.at,
        "measured": _short(subject.measured, room),
        "limit": _short(subject.limit, room),
        "margin": _plain(subject.margin),
        "refused": _plain(subject.refused),
        "missing": _missing(subject.missing, limit),
        "missing_count": subject.missing_count,
        "values": {name: _short(value, room) for name, value in sorted(subject.values.items())},
        "waived_by": _short(subject.waived_by or None, room),
        "stated": list(subject.stated),
    }
    if language is not None and finding.verdict.value != "met":
        told["text"] = say(finding, book, language, subject, room)
    return told


def _parameter(use: ParameterUse) -> Plain:
    return {
        "name": use.name,
        "value": _plain(use.value),
        "first": _plain(use.first),
        "last": _plain(use.last),
        "citation": _cite(use.citation),
        "verification": use.verification and use.verification.value,
        "set_in": use.set_in or None,
        "pointer": use.pointer or None,
        "layer": use.layer,
    }


def _rounding(use: RoundingUse) -> Plain:
    return {
        "name": use.name,
        "amount": use.amount,
        "mode": use.mode,
        "unit": use.unit,
        "citation": _cite(use.citation),
        "verification": use.verification.value,
        "same_under": list(use.same_under),
    }


def _acts(result: Result, listed: Iterable[Finding]) -> Plain:
    """The acts that the report cites, by their key."""
    cited = {one.act for finding in listed for one in finding.citations}
    cited |= {use.citation.act for use in result.parameters if use.citation is not None}
    cited |= {use.citation.act for use in result.roundings if use.citation is not None}
    acts = result.book.acts
    return {key: _act(acts[key]) for key in sorted(cited & set(acts))}


def _act(act: Act) -> Plain:
    links: Mapping[str, str] = {"celex": act.celex, "eli": act.eli, "url": act.url}
    return {"titles": dict(act.titles)} | {key: value or None for key, value in links.items()}


def _not_checked(one: NotChecked) -> Plain:
    return {"what": one.what or None, "why": one.why, "texts": dict(one.text)}
