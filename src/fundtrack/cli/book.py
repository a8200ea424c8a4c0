"""`fundtrack book check`, `show`, `facts`, `compare`: a book by its id, or as a file."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.pages import asks_text, book_text, comparison_text
from fundtrack.rulebooks import Book, Census, Verification, asks_of, census_of, compare_books
from fundtrack.testing import BookScore
from fundtrack.values import BookError, FundtrackError
from fundtrack.words import best, tell, tell_count, word_count

from .mutate import score_of, tell_score
from .shared import BREACHED, UNREADABLE, Lang, LangOption, book_of, complain, say, told


class Output(StrEnum):
    """What the commands about books print."""

    TEXT = "text"
    JSON = "json"


OutputOption = Annotated[Output, typer.Option("--format", help="What to print.")]
BookArgument = Annotated[
    str, typer.Argument(metavar="ID", help="lv/cluster-2016, lv/cluster-2016@1, or a file.")
]
BookArguments = Annotated[
    list[str], typer.Argument(metavar="FILE_OR_ID...", help="Books: files, or ids.")
]


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of one book: its counts and its score, or why it cannot be loaded."""

    asked: str
    census: Census | None = None
    score: BookScore | None = None
    error: FundtrackError | None = None

    def to_dict(self) -> dict[str, object]:
        """The same as plain data; an error with its place and the caret."""
        if self.census is not None and self.error is None:
            score = {} if self.score is None else {"score": self.score.to_dict()}
            return {"asked": self.asked, "ok": True, **self.census.to_dict(), **score}
        said: dict[str, object] = {"asked": self.asked, "ok": False, "error": str(self.error)}
        if isinstance(self.error, BookError):
            places = {"file": self.error.file, "pointer": self.error.pointer}
            said |= {**places, "message": self.error.message, "caret": self.error.caret}
        return said


def check_books(
    books: BookArguments,
    lang: LangOption = Lang.EN,
    form: OutputOption = Output.TEXT,
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="Plant wrongs; say which ones the cases do not notice."),
    ] = False,
    cases: Annotated[
        Path | None,
        typer.Option("--cases", metavar="PATH", help="The case file, or the folder of them."),
    ] = None,
) -> None:
    """Load books: ok with what is in them, or what is wrong, and where."""
    if cases is not None and not mutate:
        complain("--cases belongs to --mutate")
        raise typer.Exit(UNREADABLE)
    looked = [_look(asked, mutate, cases) for asked in books]
    if form is Output.JSON:
        _json([one.to_dict() for one in looked])
    for one in looked:
        if one.error is not None:
            complain(str(one.error))
        elif one.census is not None and form is Output.TEXT:
            _tell_census(one.census, lang.value)
            if one.score is not None:
                tell_score(one.score, lang.value)
    if any(one.error for one in looked):
        raise typer.Exit(UNREADABLE)
    if any(one.score.unexplained for one in looked if one.score is not None):
        raise typer.Exit(BREACHED)


def show_book(book: BookArgument, lang: LangOption = Lang.EN) -> None:
    """Show a book: what it covers, its figures of the law, its rules."""
    with told():
        loaded = book_of(book)
    typer.echo(book_text(loaded, lang.value), nl=False)


def show_facts(
    book: BookArgument,
    lang: LangOption = Lang.EN,
    form: OutputOption = Output.TEXT,
) -> None:
    """Show what a project has to state for a book: its facts and terms."""
    with told():
        loaded = book_of(book)
    if form is Output.JSON:
        _json(_facts(loaded, lang.value))
    else:
        typer.echo(asks_text(loaded, lang.value), nl=False)


def compare(
    old: BookArgument,
    new: BookArgument,
    lang: LangOption = Lang.EN,
    form: OutputOption = Output.TEXT,
) -> None:
    """Compare two books: what changed in effect, in sources, in words."""
    with told():
        comparison = compare_books(book_of(old), book_of(new))
    if form is Output.JSON:
        _json(comparison.to_dict())
    else:
        typer.echo(comparison_text(comparison, lang.value), nl=False)


def _look(asked: str, mutate: bool, cases: Path | None) -> Looked:
    try:
        book = book_of(asked)
        return Looked(asked, census_of(book), score_of(book, cases) if mutate else None)
    except FundtrackError as error:
        return Looked(asked, error=error)


def _tell_census(census: Census, language: str) -> None:
    """The counts in words; what waits, line by line."""
    say(tell("{book}: ok", language, book=census.book))
    own = census.own
    say("    " + _counts(census.parameters, census.rules, census.defines, language))
    if any(own.values()):
        counts = _counts(own["parameters"], own["rules"], own["defines"], language)
        say("    " + tell("of its own: {counts}", language, counts=counts))
    known = [(one.value, census.verification.get(one.value, 0)) for one in Verification]
    seen = [word_count("seen", code, n, language) for code, n in known if n]
    if seen:
        say("    " + tell("parameters: {seen}", language, seen=", ".join(seen)))
    for address, _ in census.unsupported:
        say(f"    {address}: {tell('asked of many projects together', language)}")


def _counts(parameters: int, rules: int, defines: int, language: str) -> str:
    counted = (
        tell_count("{count} parameter", "{count} parameters", parameters, language),
        tell_count("{count} rule", "{count} rules", rules, language),
        tell_count("{count} value worked out", "{count} values worked out", defines, language),
    )
    return ", ".join(counted)


def _facts(book: Book, language: str) -> dict[str, object]:
    """What a book asks for as plain data, each question in one language."""
    asks = [
        {
            "noun": one.noun,
            "place": one.place,
            "name": one.name,
            "kind": one.type.kind.value,
            "codes": sorted(one.type.codes or ()),
            "ask": best(one.texts, language),
            "cite": "" if one.citation is None else str(one.citation),
            "at_least": one.at_least,
            "at_most": one.at_most,
            "layer": one.layer,
        }
        for one in asks_of(book)
    ]
    return {"book": book.key, "asks": asks}


def _json(told: object) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
