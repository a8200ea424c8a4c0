"""Amounts of costs in another currency, converted before anything is asked (D-17).

What a cost states is never edited: the project asked about is a copy whose foreign amounts are
those of the agreement's currency, each with the way it came about. The book says which rates
count and in which order: the irrevocable one of a currency the euro replaced, the rate stated
on the cost, the host's of a month or a day. Where none is there the amount stays as it is,
which makes it unknown, and says what is missing.

An amount in euro is so much of an old currency by law only from the day on which that became
euro. The day asked is the one whose rate the book counts, and the day of payment where it names
none.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, Literal

from fundtrack.funding import (
    FIXED_FROM,
    FIXED_RATES,
    ExchangeRate,
    FxRates,
    Worked,
    convert,
    convert_at,
    convert_fixed,
)
from fundtrack.projects import CostItem, Project
from fundtrack.rulebooks import Book, Conversion
from fundtrack.values import InputError, Money

from .units import fitted

#: The amounts of a cost that are converted.
AMOUNTS: Final = ("net", "vat", "vat_recoverable")
EURO: Final = "EUR"
#: The day that counts where the book names none.
PAID: Final = "paid_on"
#: Why, the formula's name for what is missing, its place.
Miss = tuple[str, str, str]
_Way = Callable[[CostItem, Money, int], Worked | Miss | None]


class Exchanged:
    """A project with the foreign amounts of its costs converted, as far as rates are there.

    `worked` and `missing` go by the id of a cost and the name of its amount.
    """

    def __init__(self, stated: Project, book: Book, fx: FxRates | None) -> None:
        self.stated = self.project = stated
        self.worked: dict[tuple[str, str], Worked] = {}
        self.missing: dict[tuple[str, str], Miss] = {}
        conversion = book.conversions.get("cost")
        if conversion is None or not stated.costs:
            return
        currency = stated.agreement.currency
        foreign = [
            (place, cost)
            for place, cost in enumerate(stated.costs)
            if any(_foreign(getattr(cost, name), currency) for name in AMOUNTS)
        ]
        if not foreign:
            return
        ways = _Ways(stated, book, conversion, fx)
        costs = list(stated.costs)
        for place, cost in foreign:
            costs[place] = self._converted(cost, place, ways)
        self.project = stated.model_copy(update={"costs": tuple(costs)})

    def _converted(self, cost: CostItem, place: int, ways: "_Ways") -> CostItem:
        made: dict[str, Money] = {}
        for name in AMOUNTS:
            amount = getattr(cost, name)
            if not _foreign(amount, ways.currency):
                continue
            told = ways.convert(cost, amount, place)
            if isinstance(told, Worked):
                self.worked[cost.id, name] = told
                made[name] = told.money
            else:
                self.missing[cost.id, name] = told
        return cost.model_copy(update=made) if made else cost


class _Ways:
    """The rates that count for one project, in the order of its book."""

    def __init__(
        self, project: Project, book: Book, conversion: Conversion, fx: FxRates | None
    ) -> None:
        self.project, self.conversion, self.fx = project, conversion, fx
        self.currency = project.agreement.currency
        if conversion.rounding:
            self.rounding = fitted(book.roundings[conversion.rounding].rounding, self.currency)
        self._claims = {one.id: (at, one) for at, one in enumerate(project.claims or ())}
        ways: Mapping[str, _Way] = {
            "fixed": self._fixed,
            "stated": self._at_stated_rate,
            "host": self._at_hosts_rate,
        }
        self._ways = {name: ways[name] for name in conversion.rates}

    def convert(self, cost: CostItem, amount: Money, place: int) -> Worked | Miss:
        """The amount in the agreement's currency, or what is missing for it."""
        missing = "missing", "cost.exchange", f"/costs/{place}/exchange"
        for name, way in self._ways.items():
            try:
                told = way(cost, amount, place)
            except InputError:  # a stated rate of nothing: no other may take its place
                return missing
            if isinstance(told, Worked):
                return told
            if told and name == "fixed":  # whether the law holds is open: no other rate may
                return told
            missing = told or missing
        return missing

    def _fixed(self, cost: CostItem, amount: Money, place: int) -> Worked | Miss | None:
        since = fixed_since(amount.currency, self.currency)
        if since is None:
            return None
        if since > date.min:
            day, missing = self._day(cost, place)
            if day is None:
                return missing
            if day < since:
                return None
        return convert_fixed(amount, self.currency)

    def _at_stated_rate(self, cost: CostItem, amount: Money, place: int) -> Worked | None:
        stated = cost.exchange
        others = {amount.currency, self.currency} - {EURO}
        if stated is None or len(others) != 1:  # neither is the euro: it would take two rates
            return None
        said = (stated.source, stated.month, stated.day)
        rate = ExchangeRate(
            others.pop(),
            stated.units_per_euro,
            base=EURO,
            quoted="local_per_base",
            source=", ".join(str(one) for one in said if one is not None),
        )
        return convert_at(amount, rate, rounding=self.rounding)

    def _at_hosts_rate(self, cost: CostItem, amount: Money, place: int) -> Worked | Miss | None:
        if self.fx is None:
            return None
        day, missing = self._day(cost, place)
        if day is None:
            return missing
        by: Literal["month", "day"] = "month" if self.conversion.by == "month" else "day"
        for code in {amount.currency, self.currency} - {self.fx.base}:
            if self.fx.find(code, on=day, by=by) is None:
                return None
        return convert(amount, self.currency, self.fx, on=day, by=by, rounding=self.rounding)

    def _day(self, cost: CostItem, place: int) -> tuple[date | None, Miss]:
        """The day whose rate counts, and where it is missing."""
        name = self.conversion.on or PAID
        if name != "submitted_on":
            return getattr(cost, name), ("missing", f"cost.{name}", f"/costs/{place}/{name}")
        at, claim = self._claims.get(cost.claim or "", (0, None))
        if claim is None:
            return None, ("missing", "cost.claim", f"/costs/{place}/claim")
        missing = "missing", "claim.submitted_on", f"/claims/{at}/submitted_on"
        return claim.submitted_on, missing


def fixed_since(currency: str, into: str) -> date | None:
    """The first day from which the law says what an amount is in another currency.

    None where it never does. An amount in an old currency is restated, whenever it was paid.
    One in euro is so much of the old currency only from the day on which that became euro;
    before, a bank had its rate.

    >>> fixed_since("EUR", "LVL"), fixed_since("LVL", "EUR") == date.min
    (datetime.date(2014, 1, 1), True)
    >>> fixed_since("SEK", "EUR")
    """
    if not {currency, into} <= {EURO, *FIXED_RATES}:
        return None
    return FIXED_FROM.get(into, date.min)


def _foreign(amount: Money | None, currency: str) -> bool:
    return amount is not None and amount.currency != currency
