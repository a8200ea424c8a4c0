"""What every command shares: its options, and how what cannot be read is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.rulebooks import Book, load_book
from fundtrack.values import FundtrackError, read_date

BREACHED, UNREADABLE, UNDECIDED = 1, 2, 3


class Lang(StrEnum):
    """Languages of the command; those of the catalogues."""

    EN = "en"
    LV = "lv"


LangOption = Annotated[Lang, typer.Option("--lang", help="Language of what is printed.")]
OnOption = Annotated[
    str, typer.Option("--on", metavar="DATE", help="The day asked about, as 2022-12-31.")
]
BookOption = Annotated[
    str,
    typer.Option(
        "--book", metavar="ID", help="Another book than the agreement's: an id, or a file."
    ),
]


@contextmanager
def told(file: Path | None = None) -> Iterator[None]:
    """Turn what cannot be read into one line and exit code 2."""
    try:
        yield
    except FundtrackError as error:
        complain(f"{file}: {error}" if file is not None else str(error))
        raise typer.Exit(UNREADABLE) from None


def complain(line: str) -> None:
    """One line of trouble."""
    typer.echo(f"fundtrack: {line}", err=True)


def say(line: str) -> None:
    """One line, with the ordinary spaces of a terminal."""
    typer.echo(line.replace("\N{NO-BREAK SPACE}", " "))


def day_of(text: str) -> date | None:
    """The day that an option names, if it names one."""
    return read_date(text) if text else None


def book_of(text: str) -> Book:
    """A book by its id; a name that ends like a file is one."""
    return load_book(Path(text) if text.endswith((".toml", ".json")) else text)
