"""Whether a ledger agrees with itself: what no single row shows and no formula can say.

Each question is answered for all rows in one pass, and asked only where there are such rows.
True is agreement, None that an amount is not in the currency of the agreement. What is decided
or paid after the day asked about has not happened, so a later decision or payment changes no
earlier answer. Claims and documents are read as they are known now, because no row says when it
was entered; what they were on a day is asked of the project as it was known
(`tracking.as_known`). Plans are not read here: a rule reads the one in force as it was known.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

from fundtrack.projects import Claim, CostItem, Entry, Payment, Project
from fundtrack.values import Period

#: On one day what lowers comes before what may only follow it.
_FIRST: Final = ("parked", "withdrawn")
#: What each kind adds to what is accepted of a cost and not corrected (D-08).
_LEFT: Final[Mapping[str, int]] = {
    "declared": 1,
    "deducted": -1,
    "parked": -1,
    "released": 1,
    "withdrawn": -1,
    "corrected": -1,
}
_Key = TypeVar("_Key")


class Consistency:
    """The answers about one project on one day; each public question is about one row."""

    def __init__(self, project: Project, on: date | None) -> None:
        self.project = project
        self.currency = project.agreement.currency
        self.on = on

    # -- entries and payments ------------------------------------------------------------------

    def happened(self, row: Entry | Payment) -> bool:
        """Whether an entry was decided, or a payment made, by the day asked about."""
        day = row.paid_on if isinstance(row, Payment) else row.decided_on
        return self.on is None or day <= self.on

    def latest(self, entry: Entry) -> bool:
        """Whether an entry has happened, and nothing after it to what it is about."""
        return self._entries.get(_about(entry), (None,))[-1] is entry

    def parked_before(self, entry: Entry) -> bool | None:
        """Whether by the day of a release as much was parked as was released by then.

        Nobody knows where too little was parked of a cost, but something of its whole claim or
        purchase, or the other way round: how much of that is of the cost.
        """
        found = self._parked.get(entry.id, True)
        return None if found is False and _about(entry) in self._parked_beside else found

    def declared_once(self, entry: Entry) -> bool | None:
        """Whether after a declaration no more of a cost stands than its document says."""
        return self._declared.get(entry.id, True)

    def corrected_within(self, entry: Entry) -> bool | None:
        """Whether no more was corrected of the cost of an entry than is accepted of it."""
        return self._corrected.get(_about(entry), True)

    @cached_property
    def _entries(self) -> Mapping[tuple[str, str], Sequence[Entry]]:
        """What has happened to each thing, in the order in which it was decided."""
        found: dict[tuple[str, str], list[tuple[date, bool, int, int, Entry]]] = {}
        for place, one in enumerate(self.project.entries or ()):
            if self.happened(one):
                order = (one.decided_on, one.kind not in _FIRST, one.sequence or 0, place, one)
                found.setdefault(_about(one), []).append(order)
        return {about: [order[-1] for order in sorted(held)] for about, held in found.items()}

    @cached_property
    def _parked(self) -> Mapping[str, bool | None]:
        return self._kept("released", "parked", lambda about: 0)

    @cached_property
    def _parked_beside(self) -> Collection[tuple[str, str | None]]:
        """Of what something was parked: of the whole it is in, or of a cost in it."""
        parked = {
            about
            for about, entries in self._entries.items()
            if any(one.kind == "parked" for one in entries)
        }
        found: set[tuple[str, str | None]] = set()
        for cost in self.project.costs or ():
            mine = ("cost", cost.id)
            for whole in (("claim", cost.claim), ("procurement", cost.procurement)):
                if whole in parked:
                    found.add(mine)
                if mine in parked:
                    found.add(whole)
        return found

    @cached_property
    def _declared(self) -> Mapping[str, bool | None]:
        grosses = {one.id: self._gross(one) for one in self.project.costs or ()}
        return self._kept("declared", "withdrawn", lambda about: grosses.get(about[1]))

    @cached_property
    def _corrected(self) -> Mapping[tuple[str, str], bool | None]:
        """Of each cost that was corrected, whether what is accepted of it covers that.

        What is accepted is its document where no entry declares it. On the last day that
        counts, not on the day of the correction: what was put right is right.
        """
        found: dict[tuple[str, str], bool | None] = {}
        corrected = {
            about: entries
            for about, entries in self._entries.items()
            if about[0] == "cost" and any(one.kind == "corrected" for one in entries)
        }
        if corrected:
            costs = {one.id: one for one in self.project.costs or ()}
            for about, entries in corrected.items():
                left = self._left(entries, costs.get(about[1]))
                found[about] = None if left is None else left >= 0
        return found

    def _left(self, entries: Sequence[Entry], cost: CostItem | None) -> int | None:
        """What is accepted of a cost less what was corrected, in minor units, if known."""
        decided = [one for one in entries if one.kind in _LEFT]
        if any(one.amount.currency != self.currency for one in decided):
            return None
        left = sum(_LEFT[one.kind] * one.amount.minor for one in decided)
        if any(one.kind == "declared" for one in decided):
            return left
        gross = None if cost is None else self._gross(cost)
        return None if gross is None else left + gross

    def _kept(
        self, up: str, down: str, room: Callable[[tuple[str, str]], int | None]
    ) -> Mapping[str, bool | None]:
        """Of each entry that goes `up`, whether all that went up, less `down`, keeps to a room.

        Amounts are minor units of the agreement's currency; what is not leaves the sum unknown.
        """
        found: dict[str, bool | None] = {}
        for about, entries in self._entries.items():
            left = room(about)
            for one in entries:
                if one.kind not in (up, down):
                    continue
                if left is not None:
                    sign = 1 if one.kind == down else -1
                    known = one.amount.currency == self.currency
                    left = left + sign * one.amount.minor if known else None
                if one.kind == up:
                    found[one.id] = None if left is None else left >= 0
        return found

    def _gross(self, cost: CostItem) -> int | None:
        """What a document comes to, in minor units; None where that is not known here."""
        if cost.net is None or cost.vat is None:
            return None
        known = cost.net.currency == cost.vat.currency == self.currency
        return cost.net.minor + cost.vat.minor if known else None

    # -- documents -----------------------------------------------------------------------------

    def document_once(self, cost: CostItem) -> bool:
        """Whether no other cost states the document of this one, and its supplier."""
        return cost.reverses is not None or (cost.supplier, cost.document) not in self._twice

    @property
    def documents_once(self) -> bool:
        """Whether no document stands twice, as in nearly every project."""
        return not self._twice

    @cached_property
    def _twice(self) -> Collection[tuple[str | None, str | None]]:
        costs = self.project.costs or ()
        if len({one.document for one in costs}) == len(costs):
            return ()
        return _more_than_once(
            (one.supplier, one.document)
            for one in costs
            if one.document is not None and one.supplier is not None and one.reverses is None
        )

    # -- costs and their claims ----------------------------------------------------------------

    def within_its_claim(self, cost: CostItem) -> bool:
        """Whether a cost was incurred or paid in the period of its claim, if both are known."""
        return cost.id not in self._outside

    @property
    def claims_hold_their_costs(self) -> bool:
        """Whether no cost lies outside the period of its claim, as in nearly every project."""
        return not self._outside

    @cached_property
    def _outside(self) -> Collection[str]:
        """The costs that were neither incurred nor paid in the period of their claim."""
        claims = self.project.claims or ()
        days = {one.id: _known(one.period) for one in claims if one.period is not None}
        periods = {name: period for name, period in days.items() if period is not None}
        if not periods:
            return ()
        held = [one for one in self.project.costs or () if one.claim is not None]
        return {
            one.id
            for one in held
            if one.claim in periods and not _reported(one, *periods[one.claim])
        }

    # -- the numbers of claims -----------------------------------------------------------------

    def number_once(self, claim: Claim) -> bool:
        """Whether no other claim of its partner has the number of this one."""
        return (claim.partner, claim.number) not in self._repeated

    def number_follows(self, claim: Claim) -> bool:
        """Whether the number before this one is there, or this is the first of all."""
        numbers = self._numbers[claim.partner]
        return claim.number - 1 in numbers or claim.number == min(numbers)

    @cached_property
    def _repeated(self) -> Collection[tuple[str | None, int]]:
        return _more_than_once((one.partner, one.number) for one in self.project.claims or ())

    @cached_property
    def _numbers(self) -> Mapping[str | None, Collection[int]]:
        """The numbers that run on: through the project, or by partner where two share one."""
        claims = self.project.claims or ()
        pairs = {(one.partner, one.number) for one in claims}
        every = {number for _, number in pairs}
        if len(every) == len(pairs):
            return dict.fromkeys((partner for partner, _ in pairs), every)
        found: dict[str | None, set[int]] = {}
        for partner, number in pairs:
            found.setdefault(partner, set()).add(number)
        return found


def _about(entry: Entry) -> tuple[str, str]:
    """What an entry is about: its noun and its id."""
    if entry.cost is not None:
        return "cost", entry.cost
    if entry.procurement is not None:
        return "procurement", entry.procurement
    return "claim", "" if entry.claim is None else entry.claim  # in tables an id may be 0


def _known(period: Period) -> tuple[date, date] | None:
    """The first and the last day, if nobody left one out."""
    first, last = period.first, period.last
    return None if first is None or last is None else (first, last)


def _reported(cost: CostItem, first: date, last: date) -> bool:
    """Whether one of the days of a cost lies inside; of no day nobody can say."""
    days = [day for day in (cost.incurred_on, cost.paid_on) if day is not None]
    return not days or any(first <= day <= last for day in days)


def _more_than_once(keys: Iterable[_Key]) -> frozenset[_Key]:
    seen: set[_Key] = set()
    twice: set[_Key] = set()
    for key in keys:
        (twice if key in seen else seen).add(key)
    return frozenset(twice)
