"""Facts that nobody states and the library sees for itself: what a consistency rule asks.

They are true, false or unknown like any fact, and they know the place that makes them false.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from fundtrack.projects import Partner, Plan, noun_fields
from fundtrack.rulebooks import VIRTUAL_FACTS
from fundtrack.values import Money, Price

from .bind import LINES, Bound, Row
from .strands import covered, why_covers_unknown
from .units import foreign
from .waivers import waives

VIRTUAL: Final = VIRTUAL_FACTS


def virtual(bound: Bound, row: Row, name: str) -> tuple[bool | None, str]:
    """The fact and the place that decides it (the row itself where nothing is wrong)."""
    return _VIRTUAL[name](bound, row)


def _currency_agrees(bound: Bound, row: Row) -> tuple[bool | None, str]:
    """Whether every amount of a row is in the agreement's currency."""
    for name in money_fields(row.noun):
        value = getattr(row.said, name)
        if foreign(value, bound.currency):
            missing = bound.exchanged.missing.get((getattr(row.said, "id", ""), name))
            return (False, f"{row.at}/{name}") if missing is None else (None, missing[2])
    return True, row.at


def _links_found(bound: Bound, row: Row) -> tuple[bool | None, str]:
    """Whether every row that this one names is there."""
    unsure = ""
    for name, target in noun_fields()[row.noun].links.items():
        named = getattr(row.said, name, None)
        if not isinstance(named, str) or named in bound.ids(target):
            continue
        if bound.collection(target) is not None:
            return False, f"{row.at}/{name}"
        unsure = unsure or bound.collection_at(target)
    return (None, unsure) if unsure else (True, row.at)


def _within_book(bound: Bound, row: Row) -> tuple[bool | None, str]:
    """Whether the agreement was signed on a day the book covers."""
    signed = bound.project.agreement.signed_on
    at = "/agreement/signed_on"
    book = bound.book
    if book.first_day is None and book.last_day is None:
        return True, at
    if signed is None:
        return None, at
    before = book.first_day is not None and signed < book.first_day
    return not (before or (book.last_day is not None and signed > book.last_day)), at


def _terms_within_bounds(bound: Bound, row: Row) -> tuple[bool | None, str]:
    """Whether every term of the grant keeps to the parameter that bounds it, if known."""
    unsure = ""
    said = row.said
    for name in said.terms if isinstance(said, Plan | Partner) else ():
        parameter = bound.book.parameters.get(name)
        if parameter is None:  # a project of the register, under another book
            continue
        term = bound.term(said, parameter)  # type: ignore[arg-type]
        for bound_name, sign in ((parameter.at_most, 1), (parameter.at_least, -1)):
            if not bound_name:
                continue
            limits = bound.book.parameters[bound_name].values
            outside = {_beyond(term, one.value, sign) for one in limits}
            if outside == {True}:
                return False, f"{row.at}/terms/{name}"
            if True in outside or False not in outside:
                unsure = f"{row.at}/terms/{name}"
    return (None, unsure) if unsure else (True, row.at)


def _beyond(term: object, limit: object, sign: int) -> bool | None:
    """Whether a term lies outside a limit; None if that is unknown, or in another currency."""
    if limit is None or (isinstance(limit, Money | Price) and foreign(term, limit.currency)):
        return None
    return bool(term > limit if sign > 0 else term < limit)  # type: ignore[operator]


def _lines_have_sources(bound: Bound, row: Row) -> tuple[bool | None, str]:
    """Whether a source pays for every line; without sources there is nothing to say."""
    sources = bound.collection("source") or ()
    if not sources or any(getattr(one, "covers", None) is None for one in sources):
        return True, row.at  # one that pays for every line, as in nearly every project
    unsure = ""
    for noun in dict.fromkeys(LINES.values()):
        for line in bound.rows(noun) or ():
            told = covered(bound, line.said, None)
            if not told.by and not told.perhaps:
                return False, line.at
            if not told.by:
                unsure = unsure or why_covers_unknown(bound, line.at, line.said, told)[2]
    return (None, unsure) if unsure else (True, row.at)


def _of_the_ledger(name: str) -> Callable[[Bound, Row], tuple[bool | None, str]]:
    """What a ledger shows of a row only together with others, and the field it turns on."""

    def answer(bound: Bound, row: Row) -> tuple[bool | None, str]:
        value: bool | None = getattr(bound.consistency, name)(row.said)
        field = _TURNS_ON[name]
        return value, f"{row.at}/{field}" if field else row.at

    return answer


#: The field of a row that a fact of the ledger turns on.
_TURNS_ON: Final = {
    "happened": "",
    "latest": "",
    "parked_before": "amount",
    "declared_once": "amount",
    "corrected_within": "amount",
    "document_once": "document",
    "within_its_claim": "claim",
    "number_once": "number",
    "number_follows": "number",
}


@cache
def money_fields(noun: str) -> tuple[str, ...]:
    """The fields of a noun that hold money or a price."""
    fields = noun_fields()[noun].fields
    return tuple(name for name, (kind, _) in fields.items() if kind in ("money", "price"))


_VIRTUAL = {
    "currency_agrees": _currency_agrees,
    "links_found": _links_found,
    "within_book": _within_book,
    "terms_within_bounds": _terms_within_bounds,
    "lines_have_sources": _lines_have_sources,
    "waives": waives,
    **{name: _of_the_ledger(name) for name in _TURNS_ON},
}
