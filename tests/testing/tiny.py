"""Tiny books with one thing in them, and the cases they are asked about."""

from itertools import islice
from typing import Any

from fundtrack.rulebooks import Book, load_book
from fundtrack.testing import Case, Mutant, Trials, Unit, mutants
from tests.checks import small


def book(rule: dict[str, Any] | None = None, **parts: Any) -> Book:
    """A book of one rule, `T-1`, with the limits most rules need."""
    parameters = {
        "cap": small.parameter("money", {"value": "100.00 EUR"}),
        "share": small.parameter("rate", {"value": "1/3"}),
        "last_day": small.parameter("date", {"value": "2018-06-30"}, set_in=["plan", "book"]),
        "fewest": small.parameter("number", {"value": 2}),
    }
    parameters |= parts.pop("parameter", {})
    rules = {} if rule is None else {"T-1": rule}
    return load_book(small.book(parameter=parameters, rule=rules, **parts))


def case(*costs: dict[str, Any], **more: Any) -> Case:
    """A project with these costs, as a case."""
    return Case(small.project(*costs, **more), "test/small")


COST = small.cost("C", paid_on="2018-01-01", incurred_on="2017-12-01", category="staff")


def mutant(made: Book, told: str) -> Mutant:
    """The one mutant of a book that is told so."""
    (found,) = [one for one in mutants(made) if f"{one.before} -> {one.after}" == told]
    return found


def edits(made: Book, *cases: Case) -> list[dict[str, Any]]:
    """What the first trials of the book's rule state otherwise, by pointer."""
    trials = Trials(made, cases or [case(COST)])
    unit = Unit("rule", "T-1", made.rules["T-1"].scope)
    return [
        {one.pointer: "out" if one.out else one.value for one in trial.edit}
        for trial in islice(trials.of([unit]), 300)
    ]
