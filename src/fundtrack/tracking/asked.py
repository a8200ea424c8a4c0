"""What a position works out only when it is asked: a check of the project as it was."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Final

from fundtrack.checks import (
    Checked,
    Exchanged,
    Figure,
    Missing,
    Reason,
    run,
)
from fundtrack.funding import FxRates, Worked
from fundtrack.projects import Plan, Project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import BookError

from .accounts import Accounts, Columns, Hole
from .as_it_was import AsItWas, as_it_was
from .restated import Restated
from .spread import Spread, spread
from .sums import Sums, by_key, total, unknown

#: By the dimension: the field of a cost that says where it belongs.
FIELDS: Final = {
    "partner": "partner",
    "category": "category",
    "activity": "activity",
    "claim": "claim",
    "cost": "id",
}
#: Kinds that decide what is accepted, and what is left of it.
PARKED: Final = {"parked": 1, "released": -1}
ACCEPTED: Final = {"declared": 1, "deducted": -1, "parked": -1, "released": 1, "withdrawn": -1}
KEPT: Final = {**ACCEPTED, "corrected": -1}
_DECIDING: Final = ("declared", "deducted", "parked", "released", "withdrawn", "corrected")


class Asked:
    """A project, the days asked about, the book; each part made once, when it is needed."""

    def __init__(
        self,
        project: Project,
        on: date,
        known_on: date | None,
        book: Book | str | None,
        fx: FxRates | None = None,
    ) -> None:
        self.stated = project
        self.project = project
        self.on = on
        self.known_on = known_on
        self._book = book
        self._fx = fx
        self.accounts = Accounts(project, on, known_on)
        self.restated: Mapping[str, Worked] = {}
        if self._foreign:  # only then is the book needed before it is asked for
            with suppress(BookError):
                exchanged = Exchanged(project, self.book, fx).project
                restated = Restated(exchanged, self.book, self.accounts.until)
                self.project, self.restated = restated.project, restated.worked
                self.accounts = Accounts(self.project, on, known_on)
        self.currency = self.accounts.currency

    @property
    def _foreign(self) -> bool:
        """Whether what is declared or paid lacks an amount because of its currency."""
        held = (self.accounts.costs.holes["declared"], *self.accounts.payments.holes.values())
        return any(
            one.missing.reason is Reason.OTHER_CURRENCY
            for holes in held
            for one in holes.values()
        )

    def __reduce__(self) -> tuple[type["Asked"], tuple[object, ...]]:
        return Asked, (self.stated, self.on, self.known_on, self._book, self._fx)

    @cached_property
    def book(self) -> Book:
        """The book passed, else the agreement's own."""
        named = self._book or self.project.agreement.book
        return named if isinstance(named, Book) else load_book(named)

    @cached_property
    def plan(self) -> Plan | None:
        """The plan in force."""
        return self.project.plan_on(self.on, known_on=self.known_on)

    @cached_property
    def plan_at(self) -> str:
        """Where it stands."""
        for place, plan in enumerate(self.project.plans):
            if plan is self.plan:
                return f"/plans/{place}"
        return "/plans"

    @cached_property
    def laid(self) -> Spread:
        """Decisions about whole claims and purchases, laid on their lines."""
        return spread(self.accounts)

    def keys(self, noun: str) -> list[str | None]:
        """Where each cost belongs; None where that is a value nobody states."""
        field = FIELDS[noun]
        nobody = None if noun == "category" else ""
        return [getattr(cost, field) or nobody for cost in self.accounts.rows]

    @cached_property
    def ended(self) -> bool | None:
        """Whether the final claim was submitted by then; None where nobody knows."""
        claims = self.project.claims
        finals = [claim for claim in claims or () if claim.final]
        if any(claim.id in self.accounts.submitted for claim in finals):
            return True
        return None if any(claim.id in self.accounts.unsure for claim in finals) else False

    @property
    def unsure_of_the_end(self) -> tuple[Missing, ...]:
        """What would say whether the final claim is in."""
        claims = self.project.claims or ()
        found = (self.accounts.unsure.get(claim.id) for claim in claims if claim.final)
        return tuple(one for one in found if one is not None)

    # -- the check -----------------------------------------------------------------------------

    @cached_property
    def was(self) -> AsItWas:
        """The project as it was."""
        return as_it_was(self.accounts, self.laid)

    @cached_property
    def checked(self) -> Checked:
        """A check of the project as it was, on the day asked about."""
        asked = self.was.project
        return run(
            asked, self.book, on=self.on, known_on=self.known_on,
            accepted=asked.entries is not None,
        )  # fmt: skip

    @cached_property
    def uncounted(self) -> tuple[Missing, ...]:
        """What keeps a check from holding all that counts: claims, links, decisions."""
        accounts = self.accounts
        found = list(accounts.costs.unknown)
        found += [missing for kind, missing in accounts.lost if kind in _DECIDING]
        declared = accounts.costs.holes["declared"].items()
        found += [
            hole.missing
            for place, hole in declared
            if hole.missing.name in ("claim.submitted_on", "cost.claim")
            and hole.missing.reason is not Reason.OTHER_CURRENCY
        ]
        for kind in _DECIDING:
            found += [hole.missing for hole in self.laid.shares.holes[kind].values()]
            found += [
                hole.missing
                for hole in accounts.costs.holes[kind].values()
                if kind == "corrected"
            ]
        found += [
            Missing(Reason.UNCLEAR, f"entry.{one.noun}", "/entries")
            for one in self.laid.loose
            if one.kind in _DECIDING
        ]
        return tuple(dict.fromkeys(found))

    def amount(self, name: str, label: str) -> Figure:
        """An amount of the check; unknown where the check cannot hold all that counts."""
        if self.uncounted:
            return unknown(self.uncounted, label)
        found = self.checked.amounts.get(name)
        if found is None:
            _, _, word = name.partition(".")
            return unknown([Missing(Reason.MISSING, f"project.{word}")], label)
        return self._placed(found, label)

    def _placed(self, figure: Figure, label: str) -> Figure:
        missing = tuple(map(self.was.missing, figure.missing))
        return figure.replace(missing=missing, label=label)

    @cached_property
    def sources(self) -> Mapping[str, Figure]:
        """What each source bears of what is accepted, where the book says how they share."""
        funding = self.checked.funding.get("accepted")
        shares = funding.sources if funding is not None else ()
        return {one.source: self._placed(one.share, "due") for one in shares}

    def due_from(self, source: str) -> Figure:
        """What is due from one source."""
        if self.uncounted:
            return unknown(self.uncounted, "due")
        found = self.sources.get(source)
        return found or unknown([Missing(Reason.MISSING, "source.share")], "due")

    # -- line by line --------------------------------------------------------------------------

    @cached_property
    def _eligible(self) -> tuple[Columns, Sequence[object]]:
        """What is eligible of every line; computed lines stand after the costs."""
        columns = Columns(("eligible",))
        made: list[object] = []
        places, costs = self.was.places["costs"], len(self.accounts.rows)
        rows = self.checked.world("claimed").all_lines
        for line, row in zip(self.checked.lines("claimed"), rows, strict=True):
            place = places[row.index] if row.noun == "cost" else costs + len(made)
            if row.noun != "cost":
                made.append(row.said)
            if line.eligible is not None:
                columns.amounts["eligible"][place] = line.eligible.minor
                continue
            missing = line.missing or (Missing(Reason.FAILED, line.key, line.at),)
            least, most = (0, 0) if line.gross is None else (line.gross.minor, line.gross.minor)
            columns.holes["eligible"][place] = Hole(
                None if line.gross is None else min(0, least),
                None if line.gross is None else max(0, most),
                self.was.missing(missing[0]),
            )
        return columns, made

    @cached_property
    def _at_risk(self) -> Columns:
        """What is parked of every cost, and what is accepted of it beyond what is eligible."""
        columns, (eligible, _) = Columns(("at_risk",)), self._eligible
        parts = (self.accounts.costs, self.laid.shares)
        for place in self.was.places["costs"]:
            parked, accepted = (
                sum(
                    sign * one.amounts[kind].get(place, 0)
                    for one in parts
                    for kind, sign in terms.items()
                )
                for terms in (PARKED, KEPT)
            )
            open_ = self._open(place)
            hole = eligible.holes["eligible"].get(place)
            if open_ is not None:
                columns.holes["at_risk"][place] = Hole(None, None, open_)
            elif hole is not None:
                most = parked + max(0, accepted - min(0, hole.low or 0))
                columns.holes["at_risk"][place] = Hole(parked, most, hole.missing)
            else:
                beyond = max(0, accepted - eligible.amounts["eligible"].get(place, 0))
                columns.amounts["at_risk"][place] = parked + beyond
        return columns

    def _open(self, place: int) -> Missing | None:
        """What keeps the accounts of a cost from being known."""
        held = (
            one.holes[kind].get(place)
            for one in (self.accounts.costs, self.laid.shares)
            for kind in _DECIDING
        )
        return next((hole.missing for hole in held if hole is not None), None)

    @cached_property
    def _by_key(self) -> dict[str, dict[str, Sums]]:
        return {}

    def line_figure(self, name: str, noun: str, key: str) -> Figure:
        """What is `eligible`, or `at_risk`, of the costs of one key."""
        if self.uncounted:
            return unknown(self.uncounted, name)
        made: Sequence[object] = ()
        columns = self._at_risk if name == "at_risk" else self._eligible[0]
        if name == "eligible":
            made = self._eligible[1]
        if noun == "project":
            return total(columns).figure({name: 1}, self.currency, name)
        if (name + noun) not in self._by_key:
            of_made = [getattr(said, FIELDS[noun], None) or "" for said in made]
            self._by_key[name + noun] = by_key([columns], [*self.keys(noun), *of_made], [key])
        found = self._by_key[name + noun].get(key) or Sums()
        return found.figure({name: 1}, self.currency, name)
