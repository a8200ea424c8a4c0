"""`fundtrack ledger`: the costs of many projects, more than fit into memory, into tables."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.checks import Outcome
from fundtrack.frames import Streamed, stream
from fundtrack.values import InputError, excerpt

from .shared import (
    BREACHED,
    UNDECIDED,
    UNREADABLE,
    OnOption,
    book_of,
    complain,
    day_of,
    say,
    told,
)

#: What a shell says of a program that Ctrl-C has ended.
STOPPED = 130


class Basis(StrEnum):
    """What lines are asked about."""

    PLAN = "plan"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"


def check_ledger(
    costs: Annotated[Path, typer.Argument(metavar="COSTS", help="Costs, Parquet or CSV.")],
    projects: Annotated[
        Path, typer.Option(metavar="FILE", help="A table, or projects as .json or .jsonl.")
    ],
    book: Annotated[str, typer.Option(metavar="ID", help="The book: an id, or a file.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder that is written.")],
    table: Annotated[
        list[str] | None, typer.Option(metavar="NOUN=FILE", help="Another table, as partner=…")
    ] = None,
    basis: Annotated[Basis | None, typer.Option(help="One basis; else all.")] = None,
    on: OnOption = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="Leave open what looks across projects.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when a rule is undecided.")
    ] = False,
) -> None:
    """Check the costs of many projects, of any size, into a folder of tables."""
    with told():
        tables = {"project": projects, "cost": costs, **_tables(table or ())}
        try:
            with _watched() as tell:
                found = stream(
                    tables, book_of(book), out=out, basis=basis and basis.value, on=day_of(on),
                    across=not alone, told=tell,
                )  # fmt: skip
        except KeyboardInterrupt:
            complain("stopped; nothing was written")
            raise typer.Exit(STOPPED) from None
    _print(found)
    raise typer.Exit(_code(found, strict=strict))


def _tables(given: Sequence[str]) -> dict[str, Path]:
    """Further tables by noun.

    Raises:
        InputError: one names no noun, no file, or a noun twice.
    """
    found: dict[str, Path] = {}
    for text in given:
        noun, equals, file = text.partition("=")
        if not (noun and equals and file) or noun in {"project", "cost", *found}:
            raise InputError(
                "not another table", expected="partner=partners.parquet", found=excerpt(text)
            )
        found[noun] = Path(file)
    return found


@contextmanager
def _watched() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar where a person watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        rows = bar.add_task("", total=None)
        yield lambda done, whole: bar.update(rows, completed=done, total=whole)


def _print(found: Streamed) -> None:
    """Each file with its rows."""
    counts = {
        "lines.parquet": found.lines,
        "projects.parquet": found.projects,
        "findings.parquet": found.findings,
        "problems.parquet": found.problems,
    }
    for name, rows in counts.items():
        say(f"{found.out / name}  {rows}")
    if found.problems:
        complain(f"not everything has an answer: see {found.out / 'problems.parquet'}")


def _code(found: Streamed, *, strict: bool) -> int:
    """The worst of its projects, as of several files."""
    outcomes = found.summary["outcomes"]
    if found.problems:
        return UNREADABLE
    if outcomes.get(Outcome.BREACHED):
        return BREACHED
    return UNDECIDED if strict and outcomes.get(Outcome.UNDECIDED) else 0
