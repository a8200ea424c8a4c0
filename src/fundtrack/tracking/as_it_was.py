"""The project as it was on a day, for a check: what counted then, as it was decided by then.

Costs that did not count yet, later claims, entries and payments are left out. Decisions about
whole claims and purchases lie on their lines, and corrections are deducted, because what was
corrected is no longer due.
"""

import re
from collections.abc import Mapping
from typing import Final

from fundtrack.checks import Missing
from fundtrack.projects import CostItem, Entry, Project
from fundtrack.values import Money, Record

from .accounts import Accounts
from .spread import Spread

#: What each kind adds to what is accepted and stays so.
_SIGNS: Final = {"deducted": -1, "parked": -1, "released": 1, "withdrawn": -1, "corrected": -1}
_PLACE: Final = re.compile(r"/(costs|entries|payments|claims)/(0|[1-9][0-9]*)")


class AsItWas(Record):
    """A project as it was, and where its rows stand in the project as it is."""

    project: Project
    places: Mapping[str, tuple[int, ...]]

    def pointer(self, at: str) -> str:
        """The place in the project as it is; what was made for the check has none."""
        found = _PLACE.match(at)
        if found is None:
            return at
        places = self.places[found[1]]
        index = int(found[2])
        if index >= len(places):
            return f"/{found[1]}"
        return f"/{found[1]}/{places[index]}{at[found.end() :]}"

    def missing(self, one: Missing) -> Missing:
        """What is missing, with its place in the project as it is."""
        return one.replace(pointer=self.pointer(one.pointer))


def as_it_was(accounts: Accounts, laid: Spread) -> AsItWas:
    """Leave out what a day does not know, and lay decisions and corrections on lines."""
    project, until = accounts.project, accounts.until
    declared = accounts.costs.amounts["declared"], accounts.costs.holes["declared"]
    costs = tuple(
        place for place in range(len(accounts.rows)) if any(place in one for one in declared)
    )
    kept = {accounts.rows[place].id for place in costs}
    entries = tuple(
        at
        for at, one in enumerate(project.entries or ())
        if one.decided_on <= until and one.cost in kept and one.kind != "corrected"
    )  # a correction is laid as a deduction below; it would be taken twice
    payments = tuple(
        at for at, one in enumerate(project.payments or ()) if one.paid_on <= until
    )
    named = {accounts.rows[place].claim for place in costs}
    claims = tuple(
        at
        for at, one in enumerate(project.claims or ())
        if one.id in accounts.submitted or one.id in accounts.unsure or one.id in named
    )
    said = project.entries
    found: dict[str, object] = {}
    if project.costs is not None:
        found["costs"] = tuple(accounts.rows[place] for place in costs)
    if said is not None:
        lines = [(place, accounts.rows[place]) for place in costs]
        found["entries"] = (*(said[at] for at in entries), *_laid(accounts, laid, lines))
    if project.payments is not None:
        found["payments"] = tuple(project.payments[at] for at in payments)
    if project.claims is not None:
        found["claims"] = tuple(project.claims[at] for at in claims)
    places = {"costs": costs, "entries": entries, "payments": payments, "claims": claims}
    return AsItWas(project.replace(**found), places)


def _laid(accounts: Accounts, laid: Spread, lines: list[tuple[int, CostItem]]) -> list[Entry]:
    """What shares and corrections change of each line, as entries."""
    parts = [(laid.shares, _SIGNS), (accounts.costs, {"corrected": -1})]
    name = "laid"
    while any(one.id.startswith(name) for one in accounts.project.entries or ()):
        name += "-"
    found = []
    for place, cost in lines:
        change = sum(
            sign * columns.amounts[kind].get(place, 0)
            for columns, signs in parts
            for kind, sign in signs.items()
        )
        if change:
            found.append(_entry(accounts, f"{name}{place}", cost.id, change))
    return found


def _entry(accounts: Accounts, name: str, cost: str, change: int) -> Entry:
    return Entry(
        id=name,
        kind="released" if change > 0 else "deducted",
        amount=Money.of_minor(abs(change), accounts.currency),
        decided_on=accounts.until,
        cost=cost,
    )
