"""A position as text: what was planned, declared, accepted and paid, and what is left."""

from collections.abc import Iterator

from fundtrack.checks import Figure, Missing
from fundtrack.rulebooks import Book
from fundtrack.tracking import Position, Standing
from fundtrack.words import day, language_of, opening, shown, tell, visible, word

from .figures import bounds
from .paper import Row
from .plain import heading, rows_text, wrapped

#: The figures in the order in which they come about; those of payments stand after `paid`.
LEDGER = (
    *("planned", "declared", "deducted", "parked", "withdrawn", "accepted"),
    *("corrected", "recovered", "remaining", "absorption", "paid"),
)
#: Payments by kind.
PAYMENTS = ("advance", "interim", "final", "recovery")
#: What a book says of it.
ASKED = (
    *("eligible", "at_risk", "due", "to_be_paid", "advances_outstanding"),
    *("to_be_recovered", "retained", "payment_ceiling", "payable_now"),
)


def position_text(
    position: Position, book: Book, language: str = "en", *, by: str = "", asked: bool = True
) -> str:
    """Where a project stands, ending in a line break.

    Args:
        position: From `position`.
        book: For the names of what is missing.
        language: `en` or `lv`.
        by: Also the standings of every `partner`, `category`, `activity`, `claim`, `source`.
        asked: Whether to ask the book what is eligible and due.

    Raises:
        InputError: a position cannot be asked by this.
    """
    tongue = language_of(language)
    lines = (line.rstrip() for line in _lines(position, book, tongue, by, asked))
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def _lines(
    position: Position, book: Book, language: str, by: str, asked: bool
) -> Iterator[str]:
    number = position.project.number
    if number:
        yield from wrapped(tell("project {number}", language, number=visible(number)))
    yield tell("Position on {day}", language, day=day(position.on, language))
    if position.known_on is not None:
        known = day(position.known_on, language)
        yield tell("as it was known on {day}", language, day=known)
    yield from heading(tell("What was decided and paid", language))
    yield from rows_text(_rows(position, LEDGER, book, language))
    if asked:
        yield from heading(tell("What follows under {book}", language, book=book.key))
        yield from rows_text(_rows(position, ASKED, book, language))
    for key, one in position.by(by).items() if by else ():
        yield from heading(f"{opening(word('noun', by, language))}: {visible(key) or '–'}")
        names = LEDGER if not asked else (*LEDGER, *ASKED)
        yield from rows_text(_rows(one, names, book, language))


def _rows(
    standing: Standing, names: tuple[str, ...], book: Book, language: str
) -> Iterator[Row]:
    for name in names:
        figure = getattr(standing, name)
        if figure is not None:
            yield _row(name, figure, book, language)
        if name == "paid":
            payments = standing.payments or {}
            for kind in (kind for kind in PAYMENTS if kind in payments):
                yield _row(kind, payments[kind], book, language)


def _row(name: str, figure: Figure, book: Book, language: str) -> Row:
    label = opening(word("position", name, language))
    notes: tuple[str, ...] = ()
    if figure.value is None:
        missing = tuple(_named(one, language) for one in figure.missing)
        notes = bounds(figure.replace(missing=missing), book, language)
    return Row(label, shown(figure.value, language), notes, known=figure.value is not None)


def _named(missing: Missing, language: str) -> Missing:
    """What is missing under the name it has here, where a book works it out and does not."""
    name = missing.name.removeprefix("project.")
    told = word("position", name, language)
    return missing if told == name else missing.replace(name=told)
