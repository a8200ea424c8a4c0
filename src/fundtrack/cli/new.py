"""`fundtrack book new`: a smallest working book and its cases, to be written over."""

import os
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.rulebooks import BASE, books, load_book
from fundtrack.values import InputError, excerpt
from fundtrack.words import tell

from .shared import Lang, LangOption, say, told

_SKELETON = Path(__file__).parent / "skeleton"
#: What the skeleton calls the book and its rule.
_ID, _CODE = "region/programme", "CODE-"


def new_book(
    key: Annotated[
        str, typer.Argument(metavar="ID", help="The new book's id: lv/harbour-2030.")
    ],
    into: Annotated[
        Path, typer.Option("--into", metavar="FOLDER", help="Where books stand.")
    ] = Path(),
    cases: Annotated[
        Path | None,
        typer.Option("--cases", metavar="FOLDER", help="Where case files stand; else beside."),
    ] = None,
    lang: LangOption = Lang.EN,
) -> None:
    """Write a smallest working book and its cases, to be changed; nothing is overwritten."""
    with told():
        texts = _texts(key)
        book = into / f"{key}.toml"
        beside = into / f"{key}.cases.toml" if cases is None else cases / f"{key}.toml"
        _write({book: texts[0], beside: texts[1]})
    for file in (book, beside):
        say(tell("written: {file}", lang.value, file=str(file)))
    say(tell("next: {command}", lang.value, command=f"fundtrack book check {book}"))


def _texts(key: str) -> tuple[str, str]:
    """The book and its cases under their id.

    Raises:
        BookError: the id is not written as one.
        InputError: a shipped book has it.
    """
    if key in (BASE, *books()):
        raise InputError(
            "a shipped book has this id", found=excerpt(key), remedy="choose another"
        )
    book, cases = (
        (_SKELETON / name).read_text("utf-8") for name in ("book.toml", "cases.toml")
    )
    tables = tomllib.loads(book)
    tables["book"]["id"] = key
    load_book(tables)  # so that nothing but an id goes into the text, or names a file
    code = key.upper().replace("/", "-")
    code = f"{code}-" if code[0].isalpha() else f"B-{code}-"
    book, cases = (text.replace(_ID, key).replace(_CODE, code) for text in (book, cases))
    return book, cases


def _write(texts: dict[Path, str]) -> None:
    """Write all or none.

    Raises:
        InputError: one of the files is there already, or cannot be written.
    """
    for file in texts:
        if os.path.lexists(file):
            raise InputError(f"{file} is there already", remedy="choose another id or folder")
    written: list[Path] = []
    for file, text in texts.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as stream:
                written.append(file)
                stream.write(text)
        except OSError as error:
            for done in written:
                done.unlink()
            reason = (error.strerror or "no reason given").lower()
            raise InputError(f"{file} cannot be written: {reason}") from None
