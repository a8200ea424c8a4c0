"""Exact money in tables, without a book: amounts as minor units, and who pays what of a row.

What `values` and `funding` say of one amount is said here of every row of any frame, to the
same cent. Amounts are whole minor units, Decimals of whole units, or text with a currency;
floats are refused unless asked for. With numpy and pyarrow a million rows take a moment;
without them lists are split in pure Python, with the same results.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib import import_module
from typing import Any, Final

from fundtrack.values import (
    CurrencyMismatch,
    InputError,
    Money,
    Rate,
    Record,
    Rounding,
    excerpt,
    exponent_of,
)

from .engines import Frame
from .given import (
    Floats,
    Sources,
    all_there,
    keys_of,
    minors_of,
    none_below_zero,
    rates_of,
    weighed,
)
from .native import add_to, held, plain, series_back
from .native import series as column_of
from .parts import OVER_ROWS, WAYS, Terms, Way, split_rows

_COLUMNS: Final = "fundtrack.frames.columns.parts"


def money(series: Frame, currency: str, *, floats: Floats = "refuse") -> Frame:
    """A column of amounts as whole minor units, of the same kind as it came.

    Args:
        series: A list, or a series or array of polars, pandas, pyarrow or numpy: whole minor
            units, Decimals of whole units, or text as "1.00 EUR". None is missing.
        currency: The currency of all of them; its decimals tell what a minor unit is.
        floats: "exact" takes floats of whole units that are each the nearest to a number of
            whole minor units.

    Raises:
        InputError: an amount is none, finer than a minor unit, in another currency, of more
            than 16 digits before the point, or a float that nobody asked for; with its rows.

    >>> from decimal import Decimal
    >>> money([Decimal("586584.85"), None], "EUR")
    [58658485, None]
    >>> money([0.1, 0.57], "EUR", floats="exact")
    [10, 57]
    """
    exponent_of(currency)
    _floats(floats)
    columns = _columns()
    if columns is None:
        return minors_of(plain({"": series})[""], currency, floats)
    return series_back(series, columns.minors_of(column_of(series), currency, floats))


def split(
    frame: Frame,
    *,
    amount: str,
    rate: Rate | str | Sources,
    rounding: Rounding | None,
    way: Way | None = None,
    within: Sequence[str] | str | None = None,
    ceiling: Money | None = None,
    names: tuple[str, str] = ("support", "own"),
    currency: str = "EUR",
    floats: Floats = "refuse",
) -> Frame:
    """Add who pays what of each row: a share and the rest, or one column for each source.

    The parts of a row sum to its amount, which may be of any sign. With `within` rows are split
    together: what is due of the sum so far is worked out, and a row bears the difference, as in
    `cumulative_payments`; so the parts of many rows sum to the parts of their sum.

    Args:
        frame: A frame of any kind; the answer is of the same kind, with columns of whole minor
            units. What is missing in a row makes its parts missing, and those of the rows after
            it in its group.
        amount: The column of amounts.
        rate: A rate of 0 to 100 %, a column of rates, or weights by source as for
            `shares_by_largest_remainder`; of weights only the proportion counts.
        rounding: Where the fraction of a cent goes; None for the largest remainder.
        way: How the cents of several sources fall: "rest_last" (`shares_rest_last`),
            "largest_remainder" (`split` of an amount), "cascade", "nested_thresholds".
        within: The column or columns of the groups, () for one group of all rows; rows count
            in the order of the table. For several sources with "cascade" or
            "nested_thresholds".
        ceiling: The most that a rate gives: of a row, or of all rows of a group.
        names: What the share and the rest are called; sources are called by their names.
        currency: The currency of the amounts.
        floats: As for `money`.

    Raises:
        InputError: the column is not there, an amount or a rate is none, a rate is outside 0
            to 100 %, the way does not fit, or a column of such a name is there already.
        CurrencyMismatch: the ceiling is in another currency.

    >>> from fundtrack.values import Rate, Rounding
    >>> table = {"project": ["P", "P"], "net": [101, 101]}
    >>> half, down = Rate("50 %"), Rounding("down 0.01")
    >>> split(table, amount="net", rate=half, rounding=down)["support"]
    [50, 50]
    >>> split(table, amount="net", rate=half, rounding=down, within="project")["support"]
    [50, 51]
    """
    _floats(floats)
    groups = None if within is None else (within,) if isinstance(within, str) else tuple(within)
    if isinstance(rate, Mapping):
        named: tuple[str, ...] = tuple(rate)
        terms = _sources(rate, rounding, way, groups is not None, currency)
        if ceiling is not None:
            raise InputError(
                "a ceiling needs one rate", remedy="split by a rate, or leave it out"
            )
    else:
        if way is not None:
            raise InputError("a way needs several sources", found=excerpt(way))
        named = names
        terms = Terms((), "rate", _told(rounding), exponent_of(currency))
    one = None if isinstance(rate, Mapping) else _rate(rate)
    top = _ceiling(ceiling, currency)
    asked = _Asked(amount, one, top, groups, currency, floats)
    return _added(frame, asked, terms, named)


def co_fund(
    frame: Frame,
    *,
    amount: str,
    rate: Rate | str,
    rounding: Rounding,
    ceiling: Money | str | None = None,
    names: tuple[str, str] = ("support", "own"),
    currency: str = "EUR",
    floats: Floats = "refuse",
) -> Frame:
    """Add support and own contribution to each row, as `co_fund` says of one amount.

    Support is the rate of the amount, rounded as told, then cut at the ceiling and at the
    amount; the own contribution is the rest, so neither is ever negative.

    Args:
        frame: As for `split`.
        amount: The column of eligible amounts, zero or more.
        rate: A rate of 0 to 100 %, or a column of rates.
        rounding: Where the fraction of a cent goes.
        ceiling: The most support of a row, or a column of such amounts.
        names: What the support and the own contribution are called.
        currency: The currency of the amounts.
        floats: As for `money`.

    Raises:
        InputError: as `split`; an amount or a ceiling is below zero.
        CurrencyMismatch: the ceiling is in another currency.

    >>> from fundtrack.values import Rate, Rounding
    >>> table = [{"net": 58658485}]
    >>> co_fund(table, amount="net", rate=Rate("85 %"), rounding=Rounding("down 0.01"))
    [{'net': 58658485, 'support': 49859712, 'own': 8798773}]
    """
    _floats(floats)
    terms = Terms((), "rate", _told(rounding), exponent_of(currency), within=True)
    top = _ceiling(ceiling, currency)
    asked = _Asked(amount, _rate(rate), top, None, currency, floats)
    return _added(frame, asked, terms, names)


# -- both --------------------------------------------------------------------------------------


class _Asked(Record):
    """What a caller asks of a frame: names of columns, or one value for all rows."""

    amount: str
    rate: Fraction | str | None
    ceiling: int | str | None
    groups: tuple[str, ...] | None
    currency: str
    floats: Floats

    def columns(self) -> list[str]:
        """The columns that must be there."""
        asked = (self.amount, self.rate, self.ceiling, *(self.groups or ()))
        return [one for one in asked if isinstance(one, str)]


def _added(frame: Frame, asked: _Asked, terms: Terms, names: Sequence[str]) -> Frame:
    """The frame with its parts: by columns where numpy is, row by row where it is not."""
    if terms.rounding is not None:
        terms.rounding.step(terms.exponent)  # no finer than the currency
    if len(set(names)) != terms.sources() or len(names) != terms.sources():
        raise InputError(
            "there is not one name for each part",
            expected=f"{terms.sources()} different names",
            found=excerpt(", ".join(map(str, names))),
        )
    again = held(frame)
    columns = _columns()
    parts = (
        _by_row(again, asked, terms)
        if columns is None
        else columns.parts_of(again, asked, terms)
    )
    return add_to(frame, again, dict(zip(names, parts, strict=True)))


def _by_row(frame: Frame, asked: _Asked, terms: Terms) -> list[list[int | None]]:
    """The parts in pure Python."""
    found = plain(frame, set(asked.columns()))
    all_there(asked.columns(), found)
    amounts = minors_of(found[asked.amount], asked.currency, asked.floats, f"/{asked.amount}")
    rates: list[Fraction | None] | None = None
    tops: list[int | None] | None = None
    if isinstance(asked.rate, str):
        rates = rates_of(found[asked.rate], f"/{asked.rate}")
    elif asked.rate is not None:
        rates = [asked.rate] * len(amounts)
    if isinstance(asked.ceiling, str):
        after = f"/{asked.ceiling}"
        tops = minors_of(found[asked.ceiling], asked.currency, asked.floats, after)
        none_below_zero(tops, after)
    elif asked.ceiling is not None:
        tops = [asked.ceiling] * len(amounts)
    if terms.within:
        none_below_zero(amounts, f"/{asked.amount}")
    groups = None
    if asked.groups is not None:
        groups = keys_of([(found[name], f"/{name}") for name in asked.groups], len(amounts))
    return split_rows(terms, amounts, rates, tops, groups)


def _sources(
    weights: Sources, rounding: Rounding | None, way: Way | None, over: bool, currency: str
) -> Terms:
    """How an amount is split over several sources."""
    ways = OVER_ROWS if over else WAYS
    if way is None or way not in ways:
        raise InputError(
            "say how the cents of several sources fall",
            expected=", ".join(ways),
            found=excerpt(way),
        )
    if way == "largest_remainder":
        if rounding is not None:
            raise InputError("the largest remainder takes no rounding", found=str(rounding))
    else:
        _told(rounding)
    held_weights = weighed(weights)
    return Terms(held_weights, way, rounding, exponent_of(currency))


def _told(rounding: Rounding | None) -> Rounding:
    if not isinstance(rounding, Rounding):
        raise InputError("not a rounding", expected="Rounding", found=excerpt(rounding))
    return rounding


def _rate(rate: Rate | str) -> Fraction | str:
    """One rate for all rows, or the name of a column."""
    if isinstance(rate, str):
        return rate
    if not isinstance(rate, Rate):
        raise InputError(
            "not a rate", expected="Rate, or the name of a column", found=excerpt(rate)
        )
    if not 0 <= rate.fraction <= 1:
        raise InputError("a rate of support is 0 to 100 %", found=str(rate))
    return rate.fraction


def _ceiling(ceiling: Money | str | None, currency: str) -> int | str | None:
    """The most in minor units, or the name of a column."""
    if ceiling is None or isinstance(ceiling, str):
        return ceiling
    if not isinstance(ceiling, Money) or ceiling.minor < 0:
        found = str(ceiling) if isinstance(ceiling, Money) else excerpt(ceiling)
        raise InputError("a ceiling is an amount of zero or more", found=found)
    if ceiling.currency != currency:
        raise CurrencyMismatch(currency, ceiling.currency)
    return ceiling.minor


def _floats(floats: str) -> None:
    if floats not in ("refuse", "exact"):
        raise InputError(
            "no such way with floats", expected='"refuse" or "exact"', found=excerpt(floats)
        )


def _columns() -> Any:  # noqa: ANN401, a module
    """The part of this room that needs numpy; None where that, or pyarrow, is missing."""
    try:
        import numpy  # noqa: F401
        import pyarrow  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        return None
    return import_module(_COLUMNS)
