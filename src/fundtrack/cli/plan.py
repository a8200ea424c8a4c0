"""`fundtrack plan diff`: what an amendment changes, and what of it needs consent."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fundtrack.pages import plan_changes_text
from fundtrack.projects import Plan, Project, read_project
from fundtrack.tracking import Consent, compare_plans
from fundtrack.values import InputError

from .shared import (
    BREACHED,
    UNDECIDED,
    BookOption,
    Lang,
    LangOption,
    OnOption,
    book_of,
    day_of,
    told,
)


class Output(StrEnum):
    """What `plan diff` prints."""

    TEXT = "text"
    JSON = "json"


def diff(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A project file, JSON.")],
    first: Annotated[
        int | None,
        typer.Option("--from", metavar="N", help="The plan before; the one below --to."),
    ] = None,
    last: Annotated[
        int | None, typer.Option("--to", metavar="M", help="The plan after; the latest.")
    ] = None,
    lang: LangOption = Lang.EN,
    form: Annotated[Output, typer.Option("--format", help="What to print.")] = Output.TEXT,
    on: OnOption = "",
    book: BookOption = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when it cannot be decided.")
    ] = False,
) -> None:
    """Show what an amendment changes, and what of its budget needs approval."""
    with told(file):
        project = read_project(file)
        before, after = _plans(project, first, last)
        rules = book_of(book or project.agreement.book)
        found = compare_plans(before, after, book=rules, project=project, on=day_of(on))
        if form is Output.JSON:
            typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        else:
            typer.echo(plan_changes_text(found, rules, lang.value), nl=False)
    if found.effect is Consent.FORBIDDEN:
        raise typer.Exit(BREACHED)
    if strict and found.effect is None:
        raise typer.Exit(UNDECIDED)


def _plans(project: Project, first: int | None, last: int | None) -> tuple[Plan, Plan]:
    """The two plans: by their numbers, else the latest and the one before it.

    Raises:
        InputError: there is no plan of that number, or none before it.
    """
    by = {plan.number: plan for plan in project.plans}
    after = _plan(by, max(by) if last is None else last)
    earlier = [number for number in by if number < after.number]
    if first is None and not earlier:
        raise InputError(
            f"no plan stands before plan {after.number}",
            pointer="/plans",
            expected="two plans at least",
            remedy="an amendment is the next plan, whole",
        )
    return _plan(by, max(earlier) if first is None else first), after


def _plan(by: dict[int, Plan], number: int) -> Plan:
    if number not in by:
        known = ", ".join(map(str, sorted(by)))
        raise InputError(f"no plan has the number {number}", pointer="/plans", expected=known)
    return by[number]
