"""`fundtrack book check --mutate`: how many planted wrongs the cases of a book notice."""

from pathlib import Path

from fundtrack.rulebooks import Book
from fundtrack.testing import BookScore, read_case_file, score
from fundtrack.values import InputError
from fundtrack.words import tell, tell_count

from .shared import say


def score_of(book: Book, cases: Path | None) -> BookScore:
    """The score of a book by its case file, or by the one in a folder at the book's id.

    Raises:
        InputError: no file is named, or it cannot be read.
    """
    if cases is None:
        raise InputError(
            f"{book.id}: --mutate starts from the book's cases",
            remedy="name them with --cases FILE, or the folder they stand in",
        )
    file = cases / f"{book.id}.toml" if cases.is_dir() else cases
    said = read_case_file(file, book.id)
    return score(book, [said.project, *said.cases])


def tell_score(made: BookScore, language: str) -> None:
    """The score in a line, and a line for each wrong that no case noticed."""
    planted = tell_count(
        "{count} wrong planted, noticed: {noticed}",
        "{count} wrongs planted, noticed: {noticed}",
        made.planted,
        language,
        noticed=str(made.killed),
    )
    say(f"    {planted}")
    for one in made.survivors:
        if one.why:
            say("    " + tell("no wrong after all: {survivor}", language, survivor=str(one)))
        else:
            say("    " + tell("not noticed: {survivor}", language, survivor=str(one)))
