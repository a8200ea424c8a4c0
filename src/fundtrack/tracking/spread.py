"""Decisions about a whole claim or purchase, laid on its lines.

Each is spread on the day it was decided over what its lines were worth on that day, by largest
remainder, and stays as it was: a later decision moves nothing that an earlier one laid. No line
bears more than it is; what is over lies on no line (`loose`).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from fundtrack.checks import Missing, Reason
from fundtrack.projects import Entry
from fundtrack.values import InputError, Record, largest_remainder

from .accounts import ABOUT, ENTRY_KINDS, Accounts, Columns, Hole, about

#: Shares worked out for one position: above any real ledger, still bearable.
SHARES_MAX: Final = 20_000_000
#: What each kind takes from, or gives back: the kinds whose signed sum it can be at most.
_ACCEPTED: Final = {"declared": 1, "deducted": -1, "parked": -1, "released": 1, "withdrawn": -1}
_BASES: Final = {
    "deducted": _ACCEPTED,
    "parked": _ACCEPTED,
    "withdrawn": _ACCEPTED,
    "corrected": {**_ACCEPTED, "corrected": -1},
    "released": {"parked": 1, "released": -1},
    "recovered": {"corrected": 1, "recovered": -1},
}
#: An event: its day, full declarations first, `sequence`, id; what it is; on whom; how much.
_Event = tuple[date, int, int, bool, str, str, int | tuple[str, str], int | None]


class Loose(Record):
    """A part of a decision that no line bears: what it is about, its kind, its amount."""

    noun: str
    name: str
    kind: str
    minor: int


class Spread(Record):
    """The shares of all decisions by line, and what lies on none."""

    shares: Columns
    loose: tuple[Loose, ...]


def spread(accounts: Accounts) -> Spread:
    """Lay every decision about a whole claim or purchase on its lines, in their order.

    Raises:
        InputError: more shares than one position may hold.
    """
    shares, loose = Columns(ENTRY_KINDS), []
    if not accounts.flats and not accounts.foreign:
        return Spread(shares, ())
    members = _members(accounts)
    decisions = (*accounts.flats, *accounts.foreign)
    work = sum(len(members[about(one)]) for _, one in decisions)
    if work > SHARES_MAX:
        raise InputError(
            "too many decisions about whole claims and purchases",
            expected=f"at most {SHARES_MAX} shares of lines",
            found=str(work),
            remedy="decide about the lines",
        )
    held: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ENTRY_KINDS, 0))
    doubtful: set[int] = set()
    for *_, kind, target, minor in sorted(_events(accounts, members), key=lambda one: one[:5]):
        if not isinstance(target, tuple):
            doubtful |= {target} if minor is None else set()
            held[target][kind] += minor or 0
            continue
        lines = [place for place in members[target] if place in held]
        if minor is None or doubtful.intersection(lines):
            _open(shares, kind, lines, target)
            doubtful.update(lines)
            continue
        weights = [_worth(held[place], kind) for place in lines]
        laid = min(minor, sum(weights))
        for place, part in zip(lines, _parts(laid, weights), strict=True):
            if part:
                shares.add(kind, place, part)
                held[place][kind] += part
        if laid < minor:
            loose.append(Loose(*target, kind, minor - laid))
    return Spread(shares, tuple(loose))


def _parts(laid: int, weights: list[int]) -> list[int]:
    return largest_remainder(laid, weights) if laid else [0] * len(weights)


def _worth(amounts: dict[str, int], kind: str) -> int:
    """How much a line can bear of a decision."""
    base = _BASES.get(kind, {})
    return max(0, sum(sign * amounts[one] for one, sign in base.items()))


def _open(shares: Columns, kind: str, lines: list[int], target: tuple[str, str]) -> None:
    """Of lines one of which is not known nobody can say what each bears."""
    noun, _ = target
    for place in lines:
        at = f"/costs/{place}/{noun}"
        missing = Missing(Reason.UNCLEAR, f"cost.{noun}", at)
        shares.holes[kind][place] = Hole(None, None, missing)


def _members(accounts: Accounts) -> dict[tuple[str, str], list[int]]:
    """The lines of every claim and purchase that is decided about, by the ids of the costs."""
    asked = {about(one) for _, one in (*accounts.flats, *accounts.foreign)}
    found: dict[tuple[str, str], list[int]] = {one: [] for one in asked}
    declared = accounts.costs.amounts["declared"], accounts.costs.holes["declared"]
    for place, cost in enumerate(accounts.rows):
        for noun in ABOUT:
            lines = found.get((noun, getattr(cost, noun) or ""))
            if lines is not None and any(place in column for column in declared):
                lines.append(place)
    for lines in found.values():
        lines.sort(key=lambda place: accounts.rows[place].id)
    return found


def _events(accounts: Accounts, members: dict[tuple[str, str], list[int]]) -> Iterator[_Event]:
    """What happened to the lines concerned, and the decisions about all of them."""
    lines = {place for held in members.values() for place in held}
    own: set[int] = set()
    first: dict[int, date] = {}
    for one in accounts.project.entries or ():
        place = accounts.ids.get(one.cost or "")
        if place in lines and place is not None and one.decided_on <= accounts.until:
            known = one.amount.currency == accounts.currency
            yield _event(one, place, one.amount.minor if known else None)
            first[place] = min(first.get(place, one.decided_on), one.decided_on)
            if one.kind == "declared":
                own.add(place)
    for place in lines - own:
        declared = accounts.costs.amounts["declared"].get(place)
        yield _begun(accounts, place, first), 0, 0, False, "", "declared", place, declared
    for _, one in accounts.flats:
        yield _event(one, about(one), one.amount.minor)
    for _, one in accounts.foreign:
        yield _event(one, about(one), None)


def _begun(accounts: Accounts, place: int, first: dict[int, date]) -> date:
    """From which day on a cost counts in full: its claim's, or that of its first entry."""
    claim = accounts.rows[place].claim
    if claim is None:
        return date.min
    days = [accounts.submitted.get(claim), first.get(place)]
    return min((day for day in days if day is not None), default=date.min)


def _event(one: Entry, target: int | tuple[str, str], minor: int | None) -> _Event:
    late = one.kind in ("released", "recovered")  # what it gives back came first
    return one.decided_on, 1, one.sequence or 0, late, one.id, one.kind, target, minor
