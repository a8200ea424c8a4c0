"""Amounts of costs in another currency, converted in columns as `Exchanged` does (D-17).

Only rows in another currency are touched. All of one currency and one month, day or stated rate
have one ratio between the two currencies, which is worked out once, in exact numbers. Amounts
are then multiplied, divided and rounded once, as whole numbers: in arrays, and on Python ints
where 64 bits may not hold a product.

Where no rate is there an amount stays unknown. So it does where a conversion is refused, at a
stated rate of nothing or with a result of too many digits; no other rate takes that place.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np

from fundtrack.checks import PAID, fitted, fixed_since
from fundtrack.funding import FIXED_RATES, FIXED_ROUNDING, ExchangeRate, FxRates
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Record, Rounding, exponent_of

from ..given import DIGITS
from .carried import carried
from .column import Array, Column
from .rows import Resolver, Rows

_EURO: Final = "EUR"
#: Numbers that lie this close are told apart by a table, others by sorting them.
_DENSE: Final = 65_536
_INT64: Final = 2**63


class Lot(Record):
    """Rows in another currency, and the ratio by which each is converted, by its number.

    `group` is below zero where there is none. A ratio is how many minor units of the run's
    currency one of the column is; `law` says of which the law makes the rounding.
    """

    rows: Array
    group: Array
    ratios: tuple[Fraction, ...]
    law: tuple[bool, ...]

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Exchange:
    """The rates that count for the costs of a run, in the order of its book."""

    def __init__(
        self, currency: str, book: Book, fx: FxRates | None, costs: Rows, claims: Rows | None
    ) -> None:
        self.currency = currency
        self.exponent = exponent_of(currency)
        self.conversion = book.conversions["cost"]
        self.fx = fx
        self.costs = costs
        self.claims = claims
        name = self.conversion.rounding
        said = book.roundings[name].rounding if name else FIXED_ROUNDING
        self.rounding = fitted(said, currency)
        self._lots: dict[int | None, Lot] = {}

    def converted(self, column: Column, foreign: Array) -> tuple[Array, Array]:
        """The rows whose amount of a column is converted, and what they come to in minor units.

        `foreign` are those in another currency.
        """
        lot = self._lot(column, foreign)
        known = lot.group >= 0
        if column.unknown is not None:
            known &= ~column.unknown[lot.rows]
        rows, group = lot.rows, lot.group
        if not known.all():
            rows, group = rows[known], group[known]
        values = column.values[rows]
        made, fine = np.zeros(len(rows), values.dtype), np.zeros(len(rows), bool)
        law = np.array(lot.law or (False,))[group]
        for mine, rounding in ((~law, self.rounding), (law, FIXED_ROUNDING)):
            step = self._step(rounding)
            if step is None or not mine.any():
                continue
            places = slice(None) if mine.all() else mine
            found = carried(values[places], group[places], lot.ratios, rounding.mode, step)
            if found.dtype.kind == "O":
                made = made.astype(object)
            made[places], fine[places] = found, True
        fine &= self._writable(made)
        return (rows, made) if fine.all() else (rows[fine], made[fine])

    def _step(self, rounding: Rounding) -> int | None:
        try:
            return rounding.step(self.exponent)
        except InputError:  # no whole number of minor units: nothing can be rounded so
            return None

    def _writable(self, minor: Array) -> Array:
        """Whether amounts have no more digits than money has."""
        limit = 10 ** (DIGITS + self.exponent)
        if minor.dtype.kind != "O" and limit >= _INT64:
            return np.ones(len(minor), bool)
        return np.asarray((minor > -limit) & (minor < limit), bool)

    # -- ratios --------------------------------------------------------------------------------

    def _lot(self, column: Column, foreign: Array) -> Lot:
        """The ratio of each foreign row; amounts without a currency of their own share them."""
        if column.currency is not None:
            return self._asked(column.currency, column.scale, np.flatnonzero(foreign))
        if column.scale not in self._lots:
            told, rows = self.costs.columns["currency"], np.flatnonzero(foreign)
            self._lots[column.scale] = self._asked(told, column.scale, rows)
        return self._lots[column.scale]

    def _asked(self, told: Column, scale: int | None, rows: Array) -> Lot:
        """Ask the ways that count one after another, until one answers."""
        groups = _Groups(rows, told.values[rows], told.words or (), self._units(scale))
        ways: Mapping[str, Callable[[_Groups], None]] = {
            "fixed": self._fixed,
            "stated": self._at_stated_rates,
            "host": self._at_hosts_rates,
        }
        for name in self.conversion.rates:
            ways[name](groups)
        return Lot(rows, groups.group, tuple(groups.ratios), tuple(groups.law))

    def _units(self, scale: int | None) -> Callable[[str], Fraction]:
        """How many minor units of the run one of a column is, were the currencies equal."""

        def of(code: str) -> Fraction:
            own = exponent_of(code) if scale is None else scale
            return Fraction(10**self.exponent, 10**own)

        return of

    def _fixed(self, groups: "_Groups") -> None:
        for code, places in groups.open_by_currency():
            since = fixed_since(code, self.currency)
            if since is None:
                continue
            if since > date.min:
                days, known = (one[groups.rows[places]] for one in self._days)
                groups.open[places[~known]] = False  # whether the law holds is open
                places = places[known & (days >= np.datetime64(since, "D").astype(np.int64))]
            if not len(places):
                continue
            out, into = (
                None if one == _EURO else FIXED_RATES[one].number
                for one in (code, self.currency)
            )
            groups.put(code, places, _ratio(out, into), law=True)

    def _at_stated_rates(self, groups: "_Groups") -> None:
        stated = self.costs.columns.get("exchange.units_per_euro")
        if stated is None:
            return
        for code, places in groups.open_by_currency():
            others = {code, self.currency} - {_EURO}
            if len(others) != 1:  # neither is the euro: it would take two rates
                continue
            (local,) = others
            at = groups.rows[places]
            places, at = (one[~stated.missing[at]] for one in (places, at))
            held, number = _different(stated.values[at])
            found = [_stated_ratio(local, one, into=code == _EURO) for one in held]
            groups.put_each(code, places, number, found)
            groups.open[places] = False  # no other may take the place of a rate of nothing

    def _at_hosts_rates(self, groups: "_Groups") -> None:
        if self.fx is None:
            return
        days, known = self._days
        for code, places in groups.open_by_currency():
            places = places[known[groups.rows[places]]]
            if not len(places):
                continue
            keys, number = self._periods(days[groups.rows[places]])
            found = [self._host_ratio(code, key) for key in keys]
            groups.put_each(code, places, number, found)

    def _periods(self, days: Array) -> tuple[list[str], Array]:
        """The different days, or months, as the host's table names them; which each day is."""
        held, number = _numbered(days)
        dates = held.astype("datetime64[D]")
        if self.conversion.by == "month":
            months, place = _numbered(dates.astype("datetime64[M]").astype(np.int64))
            dates, number = months.astype("datetime64[M]"), place[number]
        return np.datetime_as_string(dates).tolist(), number

    def _host_ratio(self, code: str, key: str) -> Fraction | None:
        """The ratio for a month or a day; None where the host has a rate too few."""
        assert self.fx is not None  # noqa: S101
        numbers: list[Fraction | None] = []
        for one in (code, self.currency):
            number = None
            if one != self.fx.base:
                number = self.fx.rates.get(one, {}).get(key)
                if number is None:
                    return None
            numbers.append(number)
        ratio = _ratio(*numbers)
        return ratio if self.fx.quoted == "local_per_base" else 1 / ratio

    @cached_property
    def _days(self) -> tuple[Array, Array]:
        """The day whose rate counts for each cost, and whether it is known."""
        name, costs, claims = self.conversion.on or PAID, self.costs, self.claims
        nobody = np.zeros(costs.size, np.int64), np.zeros(costs.size, bool)
        if name != "submitted_on":
            column = costs.columns.get(name)
            return nobody if column is None else (column.values, ~column.missing)
        link = costs.columns.get("claim")
        column = None if claims is None else claims.columns.get("submitted_on")
        if link is None or column is None or not len(column):
            return nobody
        place = Resolver(claims, link)(link.values, link.unknown, costs.project)
        held = column.values.take(place, mode="clip")
        return held, (place >= 0) & ~column.missing.take(place, mode="clip")


class _Groups:
    """The ratio of each foreign row, while ways are asked for it."""

    def __init__(
        self,
        rows: Array,
        codes: Array,
        words: Sequence[str],
        units: Callable[[str], Fraction],
    ) -> None:
        self.rows = rows
        self.codes = codes
        self.words = words
        self.units = units
        self.group = np.full(len(rows), -1, np.int64)
        self.open = np.ones(len(rows), bool)
        self.ratios: list[Fraction] = []
        self.law: list[bool] = []

    def open_by_currency(self) -> list[tuple[str, Array]]:
        """The places that no way has answered for, by currency."""
        found = []
        for at in np.flatnonzero(np.bincount(self.codes, minlength=1)).tolist():
            places = np.flatnonzero((self.codes == at) & self.open)
            if len(places):
                found.append((self.words[at], places))
        return found

    def put(self, code: str, places: Array, ratio: Fraction, *, law: bool = False) -> None:
        """One ratio between whole units for all places."""
        self.group[places] = len(self.ratios)
        self.open[places] = False
        self.ratios.append(ratio * self.units(code))
        self.law.append(law)

    def put_each(
        self, code: str, places: Array, number: Array, found: Sequence[Fraction | None]
    ) -> None:
        """A ratio for each place, by its number; None leaves a place open."""
        units = self.units(code)
        table = np.full(max(len(found), 1), -1, np.int64)
        for at, ratio in enumerate(found):
            if ratio is not None:
                table[at] = len(self.ratios)
                self.ratios.append(ratio * units)
                self.law.append(False)
        mine = table[number]
        self.group[places] = mine
        self.open[places] = mine < 0


def _ratio(out: Fraction | None, into: Fraction | None) -> Fraction:
    """Of one unit, how many of another currency, by units of each per base; None: the base.

    >>> _ratio(Fraction(8), Fraction(4)), _ratio(Fraction(8), None)
    (Fraction(1, 2), Fraction(1, 8))
    """
    return (Fraction(1) if into is None else into) / (Fraction(1) if out is None else out)


def _stated_ratio(local: str, units: Fraction | int, *, into: bool) -> Fraction | None:
    """The ratio of a rate that a cost states; None where it is no rate."""
    try:
        rate = ExchangeRate(local, units, base=_EURO, quoted="local_per_base").number
    except InputError:
        return None
    return rate if into else 1 / rate


# ---- Numbers of rows -------------------------------------------------------------------------


def _numbered(keys: Array) -> tuple[Array, Array]:
    """The different keys in their order, and which of them each is.

    >>> _numbered(np.array([7, 9, 7]))
    (array([7, 9]), array([0, 1, 0]))
    """
    least, most = int(keys.min()), int(keys.max())
    if most - least > _DENSE + 4 * len(keys):
        held, number = np.unique(keys, return_inverse=True)
        return held, number
    there = np.zeros(most - least + 1, bool)
    places = keys - least
    there[places] = True
    held = np.flatnonzero(there)
    return held + least, (np.cumsum(there) - 1)[places]


def _different(values: Array) -> tuple[list[Fraction | int], Array]:
    """The different numbers of a column, and which of them each is."""
    held: dict[Fraction | int, int] = {}
    seen: dict[int, int] = {}  # equal numbers are mostly one object, told apart without a hash
    raw = values.tolist()
    number = np.empty(len(raw), np.int64)
    for at, one in enumerate(raw):
        place = seen.get(id(one))
        if place is None:
            place = seen[id(one)] = held.setdefault(one, len(held))
        number[at] = place
    return list(held), number
