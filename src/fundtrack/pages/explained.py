"""An explanation as a tree of lines: each figure, how it came about, the law beside it."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from fundtrack.checks import RoundingUse
from fundtrack.formulas import Exact, Explanation, Kind, Source, parse
from fundtrack.rulebooks import Book
from fundtrack.words import (
    citation,
    exact_money,
    in_force,
    language_of,
    name_of,
    number,
    opening,
    subject_name,
    tell,
    visible,
    word,
)

from .arithmetic import NAMES, arithmetic, figure, named
from .figures import rounding
from .noted import note

Mark = tuple[str, str, str, str, str, Exact | None]
#: Parts of one step that are printed; a total over a ledger has thousands.
PARTS = 10
#: Steps below a figure that are printed.
DEPTH = 12


def explanation_text(step: Explanation, book: Book, language: str) -> str:
    """The whole tree as text, ending in a line break."""
    tree = _Tree(book, language_of(language))
    lines = [line.rstrip() for line in tree.lines(step, 0)]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n"


class _Tree:
    """The lines of a tree; what stands behind a figure is told where it is first met."""

    def __init__(self, book: Book, language: str) -> None:
        self.book = book
        self.language = language
        self.told: set[tuple[Mark, int]] = set()

    def lines(self, step: Explanation, depth: int) -> Iterator[str]:
        """The lines of a step and of all below it."""
        name = opening(_name(step, self.book, self.language))
        yield f"{name} = {_whole(step, self.language)}"
        step = _said_once(step)
        parts = list(_distinct(step)) if depth < DEPTH else []
        told = _mark(step), id(step.parts)  # an amount before and after a cut has one name
        if parts and told in self.told:
            yield "    " + tell("see above", self.language)
            return
        if parts:
            self.told.add(told)
        side = "│   " if parts else "    "
        for line in _remarks(step, self.book, self.language):
            yield side + line
        shown = parts[:PARTS]
        more = len(parts) - len(shown)
        for at, part in enumerate(shown):
            last = at == len(shown) - 1 and not more
            branch, under = ("└── ", "    ") if last else ("├── ", "│   ")
            for count, line in enumerate(self.lines(part, depth + 1)):
                yield (branch if count == 0 else under) + line
        if more:
            yield "└── " + tell("and {count} more", self.language, count=str(more))


def _mark(step: Explanation) -> Mark:
    """What tells a figure from others beside it, without a look at what stands behind it."""
    value = step.value if not isinstance(step.value, frozenset) else None
    return step.label, step.subject, step.pointer, step.formula, step.note, value


def _name(step: Explanation, book: Book, language: str) -> str:
    """What a step is called; one without a name by its formula."""
    if step.kind is Kind.SET and step.label == "activities":
        return tell("Supported activities", language)
    name = name_of(step.label, book, language) if step.label else step.formula
    row = _row(step, book, language)
    return f"{name} ({row})" if row else name


def _row(step: Explanation, book: Book, language: str) -> str:
    """The row a step is about: its id where the name says what it is, else in words."""
    noun, _, row = step.subject.partition(":")
    if row and (noun in ("line", "plan") or noun in book.groups):
        return subject_name(step.subject, book, language)
    return row


def _said_once(step: Explanation) -> Explanation:
    """What is behind a step that only passes an amount through, as most steps of a line do."""
    while True:
        parts = list(_distinct(step))
        told = step.rounding or step.note or step.pointer or step.source or step.missing
        if told or len(parts) != 1 or parts[0].value != step.value:
            return step
        node = parse(step.formula) if step.formula else None
        if node is not None and node.op not in NAMES:
            return step
        step = parts[0]


def _distinct(step: Explanation) -> Iterator[Explanation]:
    """The named parts, each once: a rate that stands twice in a formula is one figure.

    Two rows of a total are two, even of one amount: they differ in where they were stated. A
    stated figure that the step already points at is not said again.
    """
    seen: set[Mark] = set()
    for part in named(step):
        again = step.pointer and (part.pointer, part.value) == (step.pointer, step.value)
        mark = _mark(part)
        if mark not in seen and not again:
            seen.add(mark)
            yield part


def _whole(step: Explanation, language: str) -> str:
    """The value of a step with its unit, or the word for not knowing it."""
    if step.value is None:
        return _between(step, language)
    if (
        isinstance(step.value, Fraction)
        and step.kind in (Kind.MONEY, Kind.PRICE)
        and step.currency
    ):
        return exact_money(step.value, step.currency, language)
    return figure(step, step.value, language)


def _between(step: Explanation, language: str) -> str:
    told = tell("not known", language)
    if step.low is None or step.high is None or not step.currency:
        return told
    least, most = (exact_money(one, step.currency, language) for one in (step.low, step.high))
    bounds = tell("at least {least}, at most {most}", language, least=least, most=most)
    return f"{told}; {bounds}"


def _remarks(step: Explanation, book: Book, language: str) -> Iterator[str]:
    """How the figure came about: the sum, the rounding, the place, the law, what is missing."""
    worked = arithmetic(step, language)
    if worked:
        if any(map(str.isdigit, worked)):
            result = step.exact if step.exact is not None else step.value
            line = f"{worked} = {figure(step, result, language)}"
            yield (
                line
                if result == step.value
                else (f"{line} → {figure(step, step.value, language)}")
            )
        yield tell("formula: {formula}", language, formula=step.formula)
    if step.rounding:
        yield _rounded(step, book, language)
    if step.note:
        yield note(step.note, book, language)
    if step.pointer and step.value is not None:
        yield tell("stated at {at}", language, at=step.pointer)
    if step.source is not None:
        yield from _source(step.source, book, language)
    behind = {one for part in named(step) for one in part.missing}
    for reason, name, pointer in step.missing if step.value is None else ():
        if (reason, name, pointer) in behind:  # the part says it
            continue
        told = f"{name_of(name, book, language)}: {word('reason', reason, language)}"
        yield f"{told} ({pointer})" if pointer else told


def _rounded(step: Explanation, book: Book, language: str) -> str:
    """How a stored amount was rounded, who says so, which other modes give the same here."""
    mode, _, unit = step.rounding.partition(" ")
    define = book.defines.get(step.label)
    profile = book.roundings.get(define.rounding) if define is not None else None
    if profile is not None and unit:
        exact, known = step.exact, profile.rounding
        same = known.same_under(exact, step.currency) if isinstance(exact, Fraction) else ()
        cite = known.citation
        return rounding(
            RoundingUse(profile.name, mode, unit, cite, profile.verification, same, step.label),
            book,
            language,
        )
    exact_unit = Decimal(unit or "1")
    places = max(0, -int(exact_unit.as_tuple().exponent))
    return tell(
        "rounded to {unit}, {mode}",
        language,
        mode=word("rounding", mode, language),
        unit=number(exact_unit, language, places),
    )


def _source(source: Source, book: Book, language: str) -> Iterator[str]:
    told = [_days(source, book, language) if source.verification else visible(source.title)]
    if source.citation is not None:
        told.append(citation(source.citation, book.acts, language))
    if source.verification:
        told.append(word("verification", source.verification, language))
    line = ", ".join(part for part in told if part)
    if line:
        yield line


def _days(source: Source, book: Book, language: str) -> str:
    """The days on which a value is the law; without its own, those of the book (D-03)."""
    own = in_force(source.first, source.last, language)
    whole = in_force(book.first_day, book.last_day, language)
    return own or (
        tell("on all days of the book ({days})", language, days=whole) if whole else ""
    )
