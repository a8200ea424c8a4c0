"""`fundtrack deadlines`: what is due, overdue and still to come on a day."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.pages import deadlines_text
from fundtrack.projects import read_project
from fundtrack.tracking import Status, deadlines
from fundtrack.values import InputError, read_date

from .shared import BREACHED, UNDECIDED, BookOption, Lang, LangOption, book_of, day_of, told


class Printed(StrEnum):
    """What `deadlines` prints."""

    TEXT = "text"
    JSON = "json"


def show_deadlines(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A project file, JSON.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day asked about.")],
    known_on: Annotated[
        str, typer.Option("--known-on", metavar="DATE", help="The day of knowledge.")
    ] = "",
    holiday: Annotated[
        list[str] | None,
        typer.Option(
            "--holiday", metavar="DATE", help="No working day; give it once for each."
        ),
    ] = None,
    lang: LangOption = Lang.EN,
    form: Annotated[Printed, typer.Option("--format", help="What to print.")] = Printed.TEXT,
    book: BookOption = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when one cannot be decided.")
    ] = False,
) -> None:
    """List the deadlines of a project: overdue, due, open, to come, done."""
    with told(file):
        project = read_project(file)
        named = book or project.agreement.book
        if not named:
            raise InputError(
                "no book is named", pointer="/agreement/book", remedy="pass --book"
            )
        asked, day = book_of(named), day_of(on)
        if day is None:
            raise InputError("deadlines are of a day", expected="--on 2022-12-31")
        free = {read_date(one) for one in holiday or ()}
        found = deadlines(project, book=asked, on=day, known_on=day_of(known_on), holidays=free)
        if form is Printed.JSON:
            typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        else:
            typer.echo(deadlines_text(found, asked, lang.value), nl=False)
    if found.overdue:
        raise typer.Exit(BREACHED)
    if strict and found.counts.get(Status.UNKNOWN):
        raise typer.Exit(UNDECIDED)
