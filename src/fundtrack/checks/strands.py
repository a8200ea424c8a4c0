"""Who pays for which line, read from the sources of the plan in force (D-22).

Both readings ask here which sources pay for a line and what a source pays by; the arithmetic
itself is `funding.strands_of`. A line nobody can place, or whose amount nobody knows, leaves
open what every source bears that shares a strand with one that may pay for it.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from fundtrack.funding import Covered, Payer
from fundtrack.projects import FundingSource
from fundtrack.rulebooks import Book, Define

from .bind import Bound

#: Where the shares of all sources are worked out, once all lines are known.
SHARED_OUT: Final = "Strands"
#: A missing thing: why, the formula's name for it, its place.
Miss = tuple[str, str, str]
#: The kinds of sources whose money is public.
PUBLIC: Final = frozenset({"union", "national_public", "other_public"})


class Rows(Protocol):
    """What is asked of a project to say who pays for a line."""

    def collection(self, noun: str) -> Sequence[object] | None:
        """What the rows of a noun say; None where nobody says whether there are any."""
        ...

    def ids(self, noun: str) -> Mapping[str, int]:
        """Where each id of a noun stands among its rows."""
        ...


def strands_define(book: Book) -> Define | None:
    """The amount of a book that shares lines out over their sources."""
    return next((one for one in book.defines.values() if one.strands), None)


def payers_of(bound: Bound) -> tuple[Payer, ...]:
    """The sources of the plan in force as the split sees them."""
    sources = [
        one for one in bound.collection("source") or () if isinstance(one, FundingSource)
    ]
    return tuple(payer_of(one, bound.currency) for one in sources)


def payer_of(source: FundingSource, currency: str) -> Payer:
    """A source as the split sees it, in minor units of the agreement's currency."""
    amount = source.amount
    own = amount is None or (amount.currency == currency and amount.minor >= 0)
    stated = source.residual or source.rate is not None or amount is not None
    return Payer(
        order=source.order,
        rate=None if source.rate is None else source.rate.fraction,
        amount=amount.minor if amount is not None and own else None,
        residual=source.residual,
        private=source.kind not in PUBLIC,
        of_public=source.base == "public",
        known=own and stated,
    )


def unstated(bound: Bound, place: int) -> Miss:
    """What keeps a source from paying: a rate, or an amount in the agreement's currency."""
    source = bound.collection("source")
    assert source is not None  # noqa: S101
    name = "rate" if getattr(source[place], "amount", None) is None else "amount"
    return "missing", f"source.{name}", f"{bound.collection_at('source')}/{place}/{name}"


def covered(bound: Rows, said: object, amount: int | None) -> Covered:
    """A line with the sources that pay for it; `said` states its partner and its category."""
    by: list[int] = []
    perhaps: list[int] = []
    for place, source in enumerate(bound.collection("source") or ()):
        told = _covers(bound, source, said)
        if told is not False:
            (by if told else perhaps).append(place)
    return Covered(amount, frozenset(by), frozenset(perhaps))


def everything(bound: Rows, amount: int | None) -> Covered:
    """An amount that nobody has broken down: whoever pays for some lines only may pay."""
    narrow = {
        place
        for place, source in enumerate(bound.collection("source") or ())
        if getattr(source, "covers", None) is not None
    }
    every = range(len(bound.collection("source") or ()))
    return Covered(amount, frozenset(every) - narrow, frozenset(narrow))


def _covers(bound: Rows, source: object, said: object) -> bool | None:
    """Whether a source pays for a line; None if nobody can tell."""
    covers = getattr(source, "covers", None)
    if covers is None:
        return True
    partner = getattr(said, "partner", None)
    tests: Sequence[bool | None] = (
        _among(covers.partner, partner, none=False),
        _among(covers.category, getattr(said, "category", None), none=None),
        _among(covers.activity, getattr(said, "activity", None), none=False),
        _in_region(bound, covers.region, partner),
    )
    return False if False in tests else None if None in tests else True


def _among(codes: Sequence[str] | None, code: str | None, none: bool | None) -> bool | None:
    """Whether a code is in a list; no list takes every code."""
    if codes is None:
        return True
    return none if code is None else code in codes


def _in_region(bound: Rows, regions: Sequence[str] | None, partner: str | None) -> bool | None:
    """Whether the partner of a line sits in one of the regions."""
    if regions is None or partner is None:
        return regions is None
    place = bound.ids("partner").get(partner)
    if place is None:
        return None
    row = (bound.collection("partner") or ())[place]
    return _among(regions, getattr(row, "region", None), None)


def why_covers_unknown(bound: Bound, at: str, said: object, by: Covered) -> Miss:
    """What is missing to say who pays for a line: its category, or its partner's region."""
    sources = bound.collection("source") or ()
    asked = (getattr(sources[place], "covers", None) for place in by.perhaps)
    category = getattr(said, "category", None)
    if category is None and any(one is not None and one.category is not None for one in asked):
        return "missing", "line.category", f"{at}/category"
    partner = bound.ids("partner").get(getattr(said, "partner", None) or "")
    place = bound.collection_at("partner")
    place = place if partner is None else f"{place}/{partner}/region"
    return "missing", "partner.region", place
