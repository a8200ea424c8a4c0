"""`fundtrack position`: where a project stands on a day."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.pages import position_text
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.tracking import position
from fundtrack.values import InputError

from .shared import BookOption, Lang, LangOption, book_of, day_of, told


class Format(StrEnum):
    """What `position` prints."""

    TEXT = "text"
    JSON = "json"


def show_position(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A project file, JSON.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day asked about.")],
    known_on: Annotated[
        str, typer.Option("--known-on", metavar="DATE", help="The day of knowledge.")
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="NOUN", help="partner, category, activity, claim, cost, source."
        ),
    ] = "",
    lang: LangOption = Lang.EN,
    book: BookOption = "",
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
) -> None:
    """Say what was planned, declared, accepted and paid by a day, and what is left."""
    with told(file):
        project = read_project(file)
        day = day_of(on)
        if day is None:
            raise InputError("a position is of a day", expected="--on 2022-12-31")
        asked = _book(book, project.agreement.book)
        found = position(project, on=day, known_on=day_of(known_on), book=asked)
        if form is Format.JSON:
            typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
            return
        typer.echo(position_text(found, asked, lang.value, by=by), nl=False)


def _book(named: str, stated: str | None) -> Book:
    """The book an option names, else the agreement's own."""
    if named:
        return book_of(named)
    if stated is None:
        raise InputError("no book is named", pointer="/agreement/book", remedy="pass --book")
    return load_book(stated)
