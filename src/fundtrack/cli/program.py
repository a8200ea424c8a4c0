"""The command as a program: its commands in order, its streams, its exit code."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from .amounts import split_amount
from .book import check_books, compare, show_book, show_facts
from .check import check_files, explain
from .deadlines import show_deadlines
from .ledger import check_ledger
from .new import new_book
from .plan import diff
from .position import show_position
from .shared import UNREADABLE
from .shelf import list_books, rule


def _program(name: str, says: str) -> typer.Typer:
    return typer.Typer(
        name=name,
        help=says,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


app = _program(
    "fundtrack",
    "Is a publicly funded project in order, and who pays what: with the law beside it.",
)
app.command("check")(check_files)
app.command()(explain)
app.command("split", context_settings={"ignore_unknown_options": True})(split_amount)
app.command("books")(list_books)
app.command()(rule)
app.command("position")(show_position)
app.command("deadlines")(show_deadlines)
app.command("ledger")(check_ledger)

book = _program("book", "Look into a book, check one you write, compare two.")
book.command("check")(check_books)
book.command("show")(show_book)
book.command("facts")(show_facts)
book.command("compare")(compare)
book.command("new")(new_book)
app.add_typer(book)

plan = _program("plan", "Look at the plans of a project: what an amendment changes.")
plan.command("diff")(diff)
plan.callback()(lambda: None)
app.add_typer(plan)


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
