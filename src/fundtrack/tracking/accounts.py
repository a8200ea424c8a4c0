"""What a day knows of a project's money: one pass over its entries, costs and payments.

Amounts are whole minor units of the agreement's currency. A column holds those of one kind by
the place of their row; what cannot be counted is a hole in it, never a 0. Decisions about a
whole claim or purchase stand apart (`flats`): they are part of every total, and `spread` says
which lines bear them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from fundtrack.checks import Missing, Reason
from fundtrack.projects import CostItem, Entry, Project
from fundtrack.values import Money, Record

#: What an entry may say of a cost.
ENTRY_KINDS: Final = (
    "declared", "deducted", "parked", "released", "withdrawn", "corrected", "recovered",
)  # fmt: skip
#: What a payment may be.
PAYMENT_KINDS: Final = ("advance", "interim", "final", "recovery")


class Hole(Record):
    """An amount that is not known: the bounds it lies between, if there are any, and why."""

    low: int | None
    high: int | None
    missing: Missing


class Columns:
    """The amounts of rows by kind and place, their holes, and what is missing of all."""

    __slots__ = ("amounts", "holes", "unknown")

    def __init__(self, kinds: Sequence[str], *unknown: Missing) -> None:
        self.amounts: dict[str, dict[int, int]] = {kind: {} for kind in kinds}
        self.holes: dict[str, dict[int, Hole]] = {kind: {} for kind in kinds}
        self.unknown = unknown

    def add(self, kind: str, place: int, minor: int) -> None:
        """Add to the amount of a row."""
        column = self.amounts[kind]
        column[place] = column.get(place, 0) + minor

    def places(self) -> set[int]:
        """The rows of which anything is said."""
        return set().union(*self.amounts.values(), *self.holes.values())


class Accounts:
    """The accounts of one project, as they were on a day, as they are known on a day.

    `until` is the last day that counts. `costs.amounts["declared"]` holds every cost that
    counts by then, and no other. `flats` are decisions about a whole claim or purchase, each
    with its place (`foreign` those in another currency); `lost` is what no line can say of
    entries that cannot be counted.
    """

    def __init__(self, project: Project, on: date, known_on: date | None) -> None:
        self.project = project
        self.currency = project.agreement.currency
        self.until = on if known_on is None else min(on, known_on)
        lists = (("costs", project.costs), ("entries", project.entries))
        unknown = [_unstated(name) for name, rows in lists if rows is None]
        self.rows: Sequence[CostItem] = project.costs or ()
        self.ids = {cost.id: place for place, cost in enumerate(self.rows)}
        self.costs = Columns(ENTRY_KINDS, *unknown)
        self.flats: list[tuple[int, Entry]] = []
        self.foreign: list[tuple[int, Entry]] = []
        self.lost: list[tuple[str, Missing]] = []
        later = self._entries(project.entries or (), known_on)
        self.stated = {claim.id for claim in project.claims or ()}
        self.submitted, self.unsure = self._claims()
        self._declare(later)
        self._unclear()
        self.payments = self._payments()

    def _entries(self, entries: Sequence[Entry], known_on: date | None) -> set[str]:
        """Fold the entries; return the costs that an entry declares on a later, known day."""
        until, currency, ids = self.until, self.currency, self.ids
        columns, later = self.costs.amounts, set()
        for at, one in enumerate(entries):
            if one.decided_on > until:
                known = known_on is None or one.decided_on <= known_on
                if known and one.kind == "declared" and one.cost is not None:
                    later.add(one.cost)
                continue
            amount, place = one.amount, ids.get(one.cost)  # type: ignore[arg-type]  # None: flat
            if place is None or amount.currency != currency:
                self._odd(at, one, place)
                continue
            column = columns[one.kind]
            column[place] = column.get(place, 0) + amount.minor
        return later

    def _odd(self, at: int, one: Entry, place: int | None) -> None:
        """An entry about a whole claim or purchase, or one that cannot be counted."""
        if one.amount.currency != self.currency:
            missing = Missing(Reason.OTHER_CURRENCY, "entry.amount", f"/entries/{at}/amount")
            if place is not None:
                self.costs.holes[one.kind][place] = Hole(None, None, missing)
            else:
                self.lost.append((one.kind, missing))
                if one.cost is None:
                    self.foreign.append((at, one))
        elif one.cost is not None:
            missing = Missing(Reason.UNKNOWN_LINK, "entry.cost", f"/entries/{at}/cost")
            self.lost.append((one.kind, missing))
        else:
            self.flats.append((at, one))

    def _claims(self) -> tuple[Mapping[str, date], Mapping[str, Missing]]:
        """When each claim that was submitted by then was, and of which nobody knows."""
        submitted, unsure = {}, {}
        for at, claim in enumerate(self.project.claims or ()):
            if claim.submitted_on is None:
                place = f"/claims/{at}/submitted_on"
                unsure[claim.id] = Missing(Reason.MISSING, "claim.submitted_on", place)
            elif claim.submitted_on <= self.until:
                submitted[claim.id] = claim.submitted_on
        return submitted, unsure

    def _declare(self, later: set[str]) -> None:
        """What is declared of each cost: what its entries say, else all of it (D-08)."""
        own, holes = self.costs.amounts["declared"], self.costs.holes["declared"]
        submitted, currency, declared = self.submitted, self.currency, {}
        decided = self.costs.places()
        early = self.stated - submitted.keys() - self.unsure.keys()
        for place, cost in enumerate(self.rows):
            if place in own:
                declared[place] = own[place]
                continue
            claim = cost.claim
            if claim is None:
                if later and cost.id in later and place not in decided:
                    continue
            elif claim not in submitted and place not in decided:
                if claim not in early:
                    self._perhaps(place, claim)
                continue
            net, vat = cost.net, cost.vat
            if (
                net is None or vat is None
                or net.currency != currency or vat.currency != currency
            ):  # fmt: skip
                holes.setdefault(place, Hole(None, None, self._incomplete(place, cost)))
                continue
            declared[place] = net.minor + vat.minor
        for place in holes:
            declared.pop(place, None)
        self.costs.amounts["declared"] = declared

    def _perhaps(self, place: int, claim: str) -> None:
        """A cost of whose claim nobody says whether it was submitted by then."""
        link = Missing(Reason.UNKNOWN_LINK, "cost.claim", f"/costs/{place}/claim")
        missing = self.unsure.get(claim, link)
        gross = self.gross(place)
        low = None if gross is None else min(0, gross)
        high = None if gross is None else max(0, gross)
        self.costs.holes["declared"][place] = Hole(low, high, missing)

    def gross(self, place: int) -> int | None:
        """Net and VAT of a cost; None where they are not known in the agreement's currency."""
        cost = self.rows[place]
        net, vat = self._minor(cost.net), self._minor(cost.vat)
        return None if net is None or vat is None else net + vat

    def _minor(self, amount: Money | None) -> int | None:
        return amount.minor if amount is not None and amount.currency == self.currency else None

    def _incomplete(self, place: int, cost: CostItem) -> Missing:
        """Why the gross of a cost is not known."""
        name, amount = ("net", cost.net)
        if self._minor(amount) is not None:
            name, amount = ("vat", cost.vat)
        reason = Reason.MISSING if amount is None else Reason.OTHER_CURRENCY
        return Missing(reason, f"cost.{name}", f"/costs/{place}/{name}")

    def _unclear(self) -> None:
        """Declared of a whole claim, and of its costs: nobody says whether it is the same."""
        whole = [(at, one) for at, one in self.flats if one.kind == "declared"]
        if whole:
            held = {(noun, getattr(cost, noun)) for cost in self.rows for noun in ABOUT}
            for at, one in whole:
                noun, name = about(one)
                if (noun, name) in held:
                    place = f"/entries/{at}/{noun}"
                    missing = Missing(Reason.UNCLEAR, f"entry.{noun}", place)
                    self.lost.append((one.kind, missing))
                    self.flats.remove((at, one))

    def _payments(self) -> Columns:
        """What was paid by then, kind by kind."""
        said = self.project.payments
        columns = Columns(PAYMENT_KINDS, *([_unstated("payments")] if said is None else []))
        for place, one in enumerate(said or ()):
            if one.paid_on > self.until:
                continue
            if one.amount.currency != self.currency:
                at = f"/payments/{place}/amount"
                missing = Missing(Reason.OTHER_CURRENCY, "payment.amount", at)
                columns.holes[one.kind][place] = Hole(None, None, missing)
            else:
                columns.amounts[one.kind][place] = one.amount.minor
        return columns


#: What an entry may be about that holds several costs, by the name of the link.
ABOUT: Final = ("claim", "procurement")


def about(entry: Entry) -> tuple[str, str]:
    """The claim or the purchase that a decision is about.

    >>> about(Entry(id="E", kind="corrected", amount=Money("1.00 EUR"),
    ...             decided_on=date(2020, 1, 1), procurement="P1"))
    ('procurement', 'P1')
    """
    if entry.claim is not None:
        return "claim", entry.claim
    return "procurement", entry.procurement or ""


def _unstated(name: str) -> Missing:
    return Missing(Reason.MISSING, name, f"/{name}")
