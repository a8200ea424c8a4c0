"""`fundtrack books` and `rule`: what is shipped."""

from difflib import get_close_matches
from typing import Annotated

import typer

from fundtrack.pages import rule_text
from fundtrack.rulebooks import BASE, Book, books, load_book
from fundtrack.values import InputError, excerpt
from fundtrack.words import best, days

from .shared import Lang, LangOption, say, told


def list_books(lang: LangOption = Lang.EN) -> None:
    """List the books of rules that are shipped."""
    with told():
        found = books()
    for info in found.values():
        say(f"{info.id}@{info.edition}  {best(info.titles, lang.value)}")
        if info.first_day or info.last_day:
            say(f"    {days(info.first_day, info.last_day, lang.value)}")


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
    say(rule_text(book.rules[code], book, lang.value).rstrip("\n"))
