"""The `fundtrack` command: check, explain, split, books, rule.

Exit codes: 0 nothing broken, 1 breached, 2 unreadable, 3 undecided (with `--strict`).
What is unreadable is told in one clear line, never in a traceback.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.checks import Outcome
from fundtrack.pages import html, rule_text
from fundtrack.projects import read_project
from fundtrack.reports import Report, check
from fundtrack.rulebooks import BASE, Book, books, load_book
from fundtrack.values import FundtrackError, InputError, Money, Rate, excerpt, read_date, split
from fundtrack.words import best, days, money, tell

BREACHED, UNREADABLE, UNDECIDED = 1, 2, 3
#: Several files give the worst of their codes: unreadable, breached, undecided, in order.
_WORST = (UNREADABLE, BREACHED, UNDECIDED, 0)


class Lang(StrEnum):
    """Languages of the command; those of the catalogues."""

    EN = "en"
    LV = "lv"


class Format(StrEnum):
    """What `check` prints."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MD = "md"


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
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Project files, JSON.")]

app = typer.Typer(
    name="fundtrack",
    help="Is a publicly funded project in order, and who pays what: with the law beside it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


@app.command("check")
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
        day = _day(on)
        asked = _book(book)
    answers = [_answer(file, asked, day) for file in _watched(files)]
    for answer in answers:
        if answer.error:
            _complain(answer.error)
    _print(answers, form, lang)
    codes = {answer.code(strict) for answer in answers}
    raise typer.Exit(next(code for code in _WORST if code in codes))


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A project file, JSON.")],
    amount: Annotated[str, typer.Argument(help="support, eligible, claimed.support, …")],
    lang: LangOption = Lang.EN,
    on: OnOption = "",
    book: BookOption = "",
) -> None:
    """Show how an amount came about: figures, rounding, dates, sources."""
    with told(file):
        report = check(read_project(file), _book(book), on=_day(on))
        typer.echo(report.explain(amount).to_text(lang.value), nl=False)


@app.command("split", context_settings={"ignore_unknown_options": True})
def split_amount(
    amount: Annotated[str, typer.Argument(help='"100.00 EUR"')],
    weights: Annotated[list[str], typer.Argument(help="Numbers, rates or amounts: 1 2, 85 %.")],
    lang: LangOption = Lang.EN,
) -> None:
    """Split an amount by weights; the parts sum to the whole, to the cent."""
    with told():
        if re.fullmatch("[A-Z]{3}", weights[0]):  # 100.00 EUR without quotes
            amount, weights = f"{amount} {weights[0]}", weights[1:]
        whole = Money(amount)
        parts = split(whole, _weights(weights))
    told_parts = [money(part, lang.value) for part in (*parts, whole)]
    width = max(map(len, told_parts))
    names = [*weights, tell("in all", lang.value)]
    for part, name in zip(told_parts, names, strict=True):
        _say(f"{part:>{width}}  {name}")


@app.command("books")
def list_books(lang: LangOption = Lang.EN) -> None:
    """List the books of rules that are shipped."""
    with told():
        found = books()
    for info in found.values():
        _say(f"{info.id}@{info.edition}  {best(info.titles, lang.value)}")
        if info.first_day or info.last_day:
            _say(f"    {days(info.first_day, info.last_day, lang.value)}")


@app.command()
def rule(
    code: Annotated[str, typer.Argument(help="LV-CLU-001")], lang: LangOption = Lang.EN
) -> None:
    """Show a rule: its sentence, when it is met, why it is there, its source."""
    with told():
        known: dict[str, Book] = {}
        for key in (BASE, *books()):
            loaded = load_book(key)
            for one in loaded.rules.values():
                if one.layer in ("", loaded.key):
                    known[one.code] = loaded
        if code not in known:
            near = get_close_matches(code.upper(), known, n=3, cutoff=0.5)
            raise InputError("no such rule", expected=" or ".join(near), found=excerpt(code))
        book = known[code]
    _say(rule_text(book.rules[code], book, lang.value).rstrip("\n"))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:  # a file or a pipe: JSON and HTML are UTF-8
                stream.reconfigure(encoding="utf-8")
    try:
        app(args=None if arguments is None else list(arguments))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else UNREADABLE
    return 0


@contextmanager
def told(file: Path | None = None) -> Iterator[None]:
    """Turn what cannot be read into one line and exit code 2."""
    try:
        yield
    except FundtrackError as error:
        _complain(f"{file}: {error}" if file is not None else str(error))
        raise typer.Exit(UNREADABLE) from None


def _complain(line: str) -> None:
    typer.echo(f"fundtrack: {line}", err=True)


def _say(line: str) -> None:
    typer.echo(line.replace("\N{NO-BREAK SPACE}", " "))


def _day(text: str) -> date | None:
    return read_date(text) if text else None


def _book(text: str) -> Book | None:
    """A book by its id; a name that ends like a file is one."""
    if not text:
        return None
    return load_book(Path(text) if text.endswith((".toml", ".json")) else text)


def _weights(texts: Sequence[str]) -> list[int] | list[Rate] | list[Money]:
    """All of one kind: numbers, amounts with a currency, or rates (85% needs no space here)."""
    if all(re.fullmatch("[0-9]{1,18}", text) for text in texts):
        return [int(text) for text in texts]
    if any(re.search("[A-Z]{3}", text) for text in texts):
        return [Money(text) for text in texts]
    return [Rate(re.sub("(?<=[0-9])%$", " %", text)) for text in texts]


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
    """One report as it is; several as a list that names each file, the unreadable too."""
    told = [
        {"file": str(one.file), "error": one.error}
        if one.report is None
        else {"file": str(one.file), "report": one.report.to_dict(language=lang.value)}
        for one in answers
    ]
    if len(answers) > 1:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif answers[0].report is not None:
        typer.echo(json.dumps(told[0]["report"], ensure_ascii=False, indent=2))
