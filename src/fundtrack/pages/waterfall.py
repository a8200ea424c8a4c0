"""A waterfall as rows: what came in, what fell out for which reason, what is left."""

from collections.abc import Iterator

from fundtrack.checks import Figure, Move, Result, Verdict, Waterfall
from fundtrack.words import (
    amount_name,
    best,
    computed_name,
    fill,
    name_of,
    opening,
    shown,
    spoken,
    tell,
    tell_count,
    word,
)

from .figures import between
from .paper import Course, Way

#: The steps that are shown even where nothing leads to them.
_ALWAYS = ("gross", "eligible")


def courses(result: Result, language: str) -> tuple[Course, ...]:
    """The waterfall of each basis on which anything was refused, computed, or is open."""
    return tuple(
        Course(opening(word("basis", basis, language)), tuple(_ways(one, result, language)))
        for basis, one in result.waterfalls.items()
        if one.tells
    )


def _ways(waterfall: Waterfall, result: Result, language: str) -> Iterator[Way]:
    for fall in waterfall.steps:
        for move in fall.moves:
            label = opening(_label(move, waterfall.basis, result, language))
            code = move.reason if move.reason in result.book.rules else ""
            yield _move(move, language).replace(label=label, code=code)
        if fall.moves or fall.step in _ALWAYS:
            name = opening(amount_name(fall.step, result.book, language))
            yield _step(fall.figure, language).replace(label=name)


def _step(figure: Figure, language: str) -> Way:
    value, known = shown(figure.value, language), figure.value is not None
    return Way("=", "", "", "", value, _bounds(figure, language), known)


def _move(move: Move, language: str) -> Way:
    comes = move.kind in ("stated", "computed")
    amount = move.amount
    if amount is not None and amount.minor < 0:  # a credit note gives back what others lose
        comes, amount = not comes, -amount
    lines = tell_count("{count} line", "{count} lines", move.lines, language)
    return Way(
        "+" if comes else "−",
        "",
        "",
        lines if move.lines else "",
        shown(amount, language),
        _bounds(move, language),
        amount is not None,
    )


def _label(move: Move, basis: str, result: Result, language: str) -> str:
    """What a move is called."""
    book = result.book
    match move.kind:
        case "stated":
            accepted = basis == "accepted"
            return tell("accepted", language) if accepted else tell("stated", language)
        case "computed":
            return computed_name(book.defines[move.reason], book, language)
        case "open":
            return tell("not decided; it may be refused", language)
        case "refused" if move.reason in book.rules:
            return _refusal(move.reason, basis, result, language)
    prefix = "" if basis == "plan" else f"{basis}."
    own = result.amounts.get(f"{prefix}own")
    if move.kind == "rest" and own is not None and own.value == move.amount:
        return amount_name("own", book, language)
    return tell("not part of: {amount}", language, amount=name_of(move.reason, book, language))


def _refusal(code: str, basis: str, result: Result, language: str) -> str:
    """The title of a rule with the figures that all its subjects share; `…` for the others."""
    shared: set[tuple[str, str]] = set()
    for one in result.findings:
        if (one.rule, one.basis, one.verdict) == (code, basis, Verdict.BROKEN):
            told = [{*spoken(each, result.book, language).items()} for each in one.subjects]
            shared = set.intersection(*told) if one.count == len(told) else set()
    return fill(best(result.book.rules[code].titles, language), dict(shared))


def _bounds(one: Figure | Move, language: str) -> tuple[str, ...]:
    known = isinstance(one, Figure) and one.value is not None
    return () if known else tuple(between(one.at_least, one.at_most, language))
