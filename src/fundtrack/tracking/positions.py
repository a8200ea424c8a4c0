"""Where a project stands on a day: what was planned, declared, accepted, paid; what is left.

A position is a fold over what was decided and paid by then; past claims are never worked out
again. Three figures are never mixed: *declared* is the beneficiary's, *eligible* fundtrack's,
*accepted* the authority's. It knows two days: the day it is about, and the day of knowledge.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from fundtrack.checks import Checked
from fundtrack.funding import FxRates, Worked
from fundtrack.projects import Project
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, excerpt

from .accounts import Hole
from .asked import FIELDS, Asked
from .parts import fields_of, planned_of, standings
from .standing import Standing
from .sums import total

#: What a position can be asked by.
DIMENSIONS: Final = (*FIELDS, "source")


class Position(Standing):
    """Where a project stands on a day, as it is known on a day.

    It is the standing of the project, and `by` gives those of its parts.

    >>> from fundtrack.projects import read_project
    >>> project = read_project("docs/examples/life-science-cluster.json")
    >>> found = position(project, on=date(2018, 6, 30))
    >>> found.planned.value, found.declared.value, found.declared.missing[0].pointer
    (Money('586584.85 EUR'), None, '/costs')
    """

    on: date
    known_on: date | None

    @property
    def project(self) -> Project:
        """The project asked about."""
        return self._about.stated

    @property
    def checked(self) -> Checked:
        """The check behind what is eligible and due: of the project as it was.

        Raises:
            BookError: the book cannot be loaded.
            InputError: the book cannot be asked about the project.
        """
        return self._about.checked

    @property
    def restated(self) -> Mapping[str, Worked]:
        """Payments in another currency at its irrevocable rate, by their id.

        Where the book counts such rates; a payment in any other currency leaves what was paid
        unknown.
        """
        return self._about.restated

    def by(self, noun: str) -> Mapping[str, Standing]:
        """Where every partner, category, activity, claim, cost or source stands, by its id.

        What belongs to none stands under "". A cost whose category nobody states may belong to
        any, so it opens the figures of all. The standings sum to the project's.

        Raises:
            InputError: a position cannot be asked by this.
        """
        if noun not in DIMENSIONS:
            raise InputError(
                "a position cannot be asked by this",
                expected=", ".join(DIMENSIONS),
                found=excerpt(noun),
            )
        if noun not in self._held:
            self._held[noun] = standings(self._about, noun)
        return self._held[noun]

    @cached_property
    def _held(self) -> dict[str, Mapping[str, Standing]]:
        return {}

    def to_dict(self, *, asked: bool = True) -> dict[str, Any]:
        """What is known of the project and all its parts, ready for JSON.

        Args:
            asked: Whether to ask the book what is eligible and due; without it only what the
                ledger says is there.

        Raises:
            BookError: the book cannot be loaded.
            InputError: the book cannot be asked about the project.
        """
        known_on = None if self.known_on is None else self.known_on.isoformat()
        parts = {
            noun: {key: one.to_dict(asked=asked) for key, one in self.by(noun).items()}
            for noun in DIMENSIONS
        }
        days = {"on": self.on.isoformat(), "known_on": known_on}
        return {**days, "project": super().to_dict(asked=asked), "by": parts}


def position(
    project: Project,
    *,
    on: date,
    known_on: date | None = None,
    book: Book | str | None = None,
    fx: FxRates | None = None,
) -> Position:
    """Where a project stands on a day.

    What the ledger says takes one pass over it. What is eligible, due, to be paid or to be
    recovered asks a book, once, and only when it is asked for.

    What counts on a day: plans in force, entries decided, payments made and claims submitted by
    then. A cost without entries counts in full once its claim was submitted; without a claim
    it counts, unless entries declare it later. Decisions about a whole claim or purchase are
    spread over its accepted lines by largest remainder, on the day they were decided.

    Args:
        project: From `read_project`.
        on: The day asked about; what happened on it is in.
        known_on: The day of knowledge: plans approved, entries decided, claims submitted and
            payments made later are not known yet. Left out, all is known.
        book: A loaded book, or the id of a shipped one; left out, the agreement's own.
        fx: The host's exchange rates, for costs in another currency where the book says which
            rates count. No payment is converted by them: nobody says which day's rate counts.

    Raises:
        InputError: a day is no day, or no project was given.

    >>> from fundtrack.projects import read_project
    >>> project = read_project({"schema_version": 1,
    ...     "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
    ...     "plans": [{"number": 1, "budget": [
    ...         {"id": "B", "category": "staff", "form": "actual", "amount": "400.00 EUR"}]}],
    ...     "costs": [
    ...         {"id": "C1", "form": "actual", "net": "100.00 EUR", "vat": "0.00 EUR"}],
    ...     "entries": [{"id": "E1", "kind": "deducted", "amount": "20.00 EUR",
    ...                  "decided_on": "2018-03-01", "cost": "C1"}],
    ... })
    >>> found = position(project, on=date(2018, 3, 1))
    >>> found.accepted.value, found.absorption.value
    (Money('80.00 EUR'), Rate('20 %'))
    >>> print(found.explain("accepted"))
    accepted = declared − deducted − parked − withdrawn
        = 100.00 EUR − 20.00 EUR − 0.00 EUR − 0.00 EUR = 80.00 EUR
    >>> position(project, on=date(2018, 2, 28)).accepted.value
    Money('100.00 EUR')
    """
    if not isinstance(project, Project):
        raise InputError(
            "a position needs a project",
            expected="what read_project gives",
            found=excerpt(project),
        )
    for name, day in (("on", on), ("known_on", known_on)):
        if day is not None or name == "on":
            _day(name, day)
    asked = Asked(project, on, known_on, book, fx)
    costs = total(asked.accounts.costs)
    for _, one in asked.accounts.flats:
        costs.amounts[one.kind] += one.amount.minor
    for kind, missing in asked.accounts.lost:
        costs.holes[kind].append(Hole(None, None, missing))
    fields = fields_of(asked.currency, costs, total(asked.accounts.payments), planned_of(asked))
    return Position.of(asked, noun="project", key="", on=on, known_on=known_on, **fields)


def _day(name: str, day: object) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InputError(f"{name} is not a day", expected="a date", found=excerpt(day))
