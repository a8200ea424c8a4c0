"""The amounts of a report as rows: the figure, its bounds, its law and its rounding."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache

from fundtrack.checks import Figure, ParameterUse, Result, RoundingUse
from fundtrack.formulas import Kind, Node, Op, nodes, parse
from fundtrack.rulebooks import Book, Verification
from fundtrack.values import Citation, Money, Rate
from fundtrack.words import (
    amount_name,
    best,
    citation,
    in_force,
    link,
    need,
    number,
    opening,
    rate,
    shown,
    tell,
    word,
)

from .arithmetic import in_words
from .paper import Cited, Origin, Row, Table

#: Always shown, known or not; the steps between only where they change the amount.
_ALWAYS = ("eligible", "support", "own")
_STEPS = ("gross", "base", "admitted", "limited", "eligible", "support", "payable", "own")

#: Things missing that are named under an amount; the others are counted.
NAMED = 3


@cache
def _own() -> Node:
    """The own contribution is what is left, unless a book says otherwise."""
    return parse("project.eligible - project.support")


def amounts(result: Result, language: str) -> tuple[Table, ...]:
    """The amounts by basis: the plan first, then what was claimed."""
    bases = dict.fromkeys(key.rpartition(".")[0] for key in result.amounts)
    tables = (
        Table(
            opening(word("basis", basis or "plan", language)),
            tuple(_rows(result, basis, language)),
        )
        for basis in sorted(bases, key=lambda basis: ("", "claimed", "accepted").index(basis))
    )
    return tuple(table for table in tables if table.rows)


def stated(result: Result, language: str) -> tuple[Row, ...]:
    """The totals the plan states of itself, each with its place; nothing is worked out."""
    return tuple(
        Row(
            opening(amount_name(name, result.book, language)),
            shown(figure.value, language),
            (figure.stated,),
        )
        for name, figure in result.stated.items()
    )


def _rows(result: Result, basis: str, language: str) -> Iterator[Row]:
    prefix = f"{basis}." if basis else ""
    given = {
        key.removeprefix(prefix): figure
        for key, figure in result.amounts.items()
        if key.rpartition(".")[0] == basis
    }
    before: Figure | None = None
    for step in _STEPS:
        figure = given.pop(step, None)
        if figure is None:
            continue
        if step == "support":
            yield from _rates(result, language)
        known = figure.value is not None or figure.at_most is not None
        changes = before is None or before.value != figure.value
        if step in _ALWAYS or (known and changes):
            yield _row(result, prefix + step, figure, language)
        if known:
            before = figure
    for key, figure in given.items():
        define = result.book.defines.get(f"project.{key}")
        if define is not None and define.titles and figure.value is not None:
            yield _row(result, prefix + key, figure, language)


def _row(result: Result, key: str, figure: Figure, language: str) -> Row:
    step = key.rpartition(".")[2]
    return Row(
        opening(amount_name(step, result.book, language)),
        _shown(result, step, figure, language),
        (
            *bounds(figure, result.book, language),
            *_formula(result, step, language),
            *_roundings(result, key, language),
        ),
        tuple(
            origin(use, result.book, language)
            for use in parameters_of(result, step)
            if not isinstance(use.value, Rate)  # stands in a row of its own
        ),
        tuple(_act(result, step, language)),
        figure.value is not None,
    )


def _shown(result: Result, step: str, figure: Figure, language: str) -> str:
    """An amount in words; a rate of more digits than a Rate can have is one of them."""
    if isinstance(figure.value, Fraction):
        field = result.book.schema.nouns["project"].fields.get(step)
        if field is not None and field.kind is Kind.RATE:
            return rate(figure.value, language)
    return shown(figure.value, language)


def _rates(result: Result, language: str) -> Iterator[Row]:
    """The rates the support was worked out with, as figures of their own."""
    for use in parameters_of(result, "support"):
        if isinstance(use.value, Rate):
            one = origin(use, result.book, language)
            yield Row(one.name, one.value, origins=(one,))


def bounds(figure: Figure, book: Book, language: str) -> tuple[str, ...]:
    """What is to be said under an amount: where it was stated, or between what it lies."""
    told: list[str] = []
    if figure.stated:
        told.append(
            tell("as stated in the project, not worked out: {at}", language, at=figure.stated)
        )
    if figure.value is None:
        told += between(figure.at_least, figure.at_most, language)
        for one in figure.missing[:NAMED]:
            name = need(one, book, language)
            told.append(f"{name} ({one.pointer})" if one.pointer else name)
        more = figure.missing_count - NAMED
        if more > 0:
            told.append(tell("and {count} more", language, count=str(more)))
    return tuple(told)


def between(least: Money | None, most: Money | None, language: str) -> Iterator[str]:
    """The bounds of what is not known; nothing where there are none."""
    if least is not None and most is not None:
        yield tell(
            "at least {least}, at most {most}",
            language,
            least=shown(least, language),
            most=shown(most, language),
        )


def known_uses(result: Result) -> tuple[ParameterUse, ...]:
    """The values that were found; one that waits for a fact is an open question instead."""
    return tuple(one for one in result.parameters if one.value is not None or one.citation)


def parameters_of(result: Result, step: str) -> tuple[ParameterUse, ...]:
    """The values of the law that the define of an amount names itself."""
    define = result.book.defines.get(f"project.{step}")
    if define is None or define.value is None:
        return ()
    formulas = [define.value, *(one.value for one in define.exceptions if one.value)]
    named = {
        node.name
        for one in formulas
        for node in nodes(one)
        if node.op in (Op.PARAMETER, Op.TABLE)
    }
    return tuple(use for use in known_uses(result) if use.name in named)


def _formula(result: Result, step: str, language: str) -> Iterator[str]:
    """How an amount is worked out, in words."""
    define = result.book.defines.get(f"project.{step}")
    formula = define.value if define is not None else _own() if step == "own" else None
    words = in_words(formula, result.book, language) if formula is not None else ""
    if words:
        yield f"= {words}"


def _act(result: Result, step: str, language: str) -> Iterator[Cited]:
    """The act that says how an amount is worked out, where its define names one."""
    define = result.book.defines.get(f"project.{step}")
    if define is not None and define.citation is not None:
        yield cited(define.citation, result.book, language)


def _roundings(result: Result, key: str, language: str) -> Iterator[str]:
    for use in result.roundings:
        if use.amount in (key, f"project.{key}"):
            yield rounding(use, result.book, language)


def rounding(use: RoundingUse, book: Book, language: str) -> str:
    """How an amount was rounded, who says so, and which other modes give the same."""
    unit = Decimal(use.unit)
    source = standing(use.verification, language)
    if use.citation is not None:
        source = f"{citation(use.citation, book.acts, language)}, {source}"
    told = tell(
        "rounded to {unit}, {mode} ({source})",
        language,
        mode=word("rounding", use.mode, language),
        unit=number(unit, language, max(0, -int(unit.as_tuple().exponent))),
        source=source,
    )
    modes = ", ".join(word("rounding", mode, language) for mode in _distinct_modes(use))
    if not modes:
        return told
    return tell("{told}; the same cents under: {modes}", language, told=told, modes=modes)


def _distinct_modes(use: RoundingUse) -> list[str]:
    """The other modes, without those that never differ on amounts above zero."""
    twins = {"floor": "down", "ceiling": "up"}
    known = {use.mode, *use.same_under}
    return [mode for mode in use.same_under if twins.get(mode) not in known]


def origin(use: ParameterUse, book: Book, language: str) -> Origin:
    """A parameter an answer used: its title, its days, its act, and who has read it there."""
    parameter = book.parameters.get(use.name)
    title = best(parameter.titles, language) if parameter is not None else ""
    return Origin(
        opening(title or use.name),
        shown(use.value, language),
        in_force(use.first, use.last, language),
        cited(use.citation, book, language) if use.citation is not None else None,
        use.pointer,
        tell("stated in the project", language)
        if use.pointer or use.verification is None
        else standing(use.verification, language),
        use.verification is Verification.VERIFIED,
    )


def cited(cite: Citation, book: Book, language: str) -> Cited:
    """A citation in words with the address of its act."""
    return Cited(citation(cite, book.acts, language), link(cite, book.acts, language))


def standing(verification: Verification, language: str) -> str:
    """Who has seen a number in its source."""
    return word("verification", verification.value, language)
