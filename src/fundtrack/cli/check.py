"""`fundtrack check` and `explain`: projects under their books."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.checks import Outcome
from fundtrack.pages import html
from fundtrack.projects import read_project
from fundtrack.reports import Report, check
from fundtrack.rulebooks import Book
from fundtrack.values import FundtrackError

from .shared import (
    BREACHED,
    UNDECIDED,
    UNREADABLE,
    BookOption,
    Lang,
    LangOption,
    OnOption,
    book_of,
    complain,
    day_of,
    told,
)

#: Several files give the worst of their codes: unreadable, breached, undecided, in order.
_WORST = (UNREADABLE, BREACHED, UNDECIDED, 0)


class Format(StrEnum):
    """What `check` prints."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MD = "md"


Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Project files, JSON.")]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file: a report, or the line that says why there is none."""

    file: Path
    report: Report | None = None
    error: str = ""

    def code(self, strict: bool) -> int:
        """The exit code of this file alone."""
        if self.report is None:
            return UNREADABLE
        if self.report.outcome is Outcome.BREACHED:
            return BREACHED
        return UNDECIDED if strict and self.report.outcome is Outcome.UNDECIDED else 0


def check_files(
    files: Files,
    lang: LangOption = Lang.EN,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
    on: OnOption = "",
    book: BookOption = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when a rule is undecided.")
    ] = False,
) -> None:
    """Check projects: eligible costs, support, rules, open questions."""
    with told():
        day = day_of(on)
        asked = book_of(book) if book else None
    answers = [_answer(file, asked, day) for file in _watched(files)]
    for answer in answers:
        if answer.error:
            complain(answer.error)
    _print(answers, form, lang)
    codes = {answer.code(strict) for answer in answers}
    raise typer.Exit(next(code for code in _WORST if code in codes))


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A project file, JSON.")],
    amount: Annotated[str, typer.Argument(help="support, eligible, claimed.support, …")],
    lang: LangOption = Lang.EN,
    on: OnOption = "",
    book: BookOption = "",
) -> None:
    """Show how an amount came about: figures, rounding, dates, sources."""
    with told(file):
        report = check(read_project(file), book_of(book) if book else None, on=day_of(on))
        typer.echo(report.explain(amount).to_text(lang.value), nl=False)


def _answer(file: Path, book: Book | None, on: date | None) -> Answer:
    """Read one file and work its whole report out, so that printing cannot fail later."""
    try:
        report = check(read_project(file), book, on=on)
        report.to_dict(limit=0)
        return Answer(file, report)
    except FundtrackError as error:
        return Answer(file, error=f"{file}: {error}")


def _watched(files: Sequence[Path]) -> Iterable[Path]:
    """The files, behind a progress bar where a person watches and there are several."""
    if len(files) < 2 or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, description="", console=Console(stderr=True), transient=True)


def _print(answers: Sequence[Answer], form: Format, lang: Lang) -> None:
    reports = [answer.report for answer in answers if answer.report is not None]
    match form:
        case Format.JSON:
            _print_json(answers, lang)
        case Format.HTML:
            if reports:
                with told():
                    typer.echo(html([one.result for one in reports], lang.value), nl=False)
        case _:
            for answer in answers:
                _print_page(answer, form, lang, named=len(answers) > 1)


def _print_page(answer: Answer, form: Format, lang: Lang, *, named: bool) -> None:
    if answer.report is None:
        return
    if named:
        typer.echo(f"---- {answer.file}\n")
    page = answer.report.to_markdown if form is Format.MD else answer.report.to_text
    typer.echo(page(lang.value))


def _print_json(answers: Sequence[Answer], lang: Lang) -> None:
    """One report as it is; several as a list that names each file, the unreadable too.

    For machines, so without indents, which would be a third of a long report.
    """
    told = [
        {"file": str(one.file), "error": one.error}
        if one.report is None
        else {"file": str(one.file), "report": one.report.to_dict(language=lang.value)}
        for one in answers
    ]
    if len(answers) > 1:
        typer.echo(json.dumps(told, ensure_ascii=False))
    elif answers[0].report is not None:
        typer.echo(json.dumps(told[0]["report"], ensure_ascii=False))
