"""Who pays what of each row, over columns of 64 bits: the same cents as one by one.

Before anything is multiplied the greatest sum and the greatest product are known; where they
pass 64 bits, the rows go through Python's own integers instead. Nothing wraps.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, cast

import numpy as np

from fundtrack.formulas import Kind
from fundtrack.values import InputError, Problem, Rate, exponent_of

from ..engines import Frame
from ..given import BELOW_ZERO, DIGITS, Floats, all_there
from ..parts import Terms, split_rows
from ..taken import taken
from .arrays import rounded
from .cells import beyond, objects, span
from .column import Array, Column
from .reading import read_column
from .told import Told

#: Places in a list of distinct rates, which rows have none, and the list.
RatesByRow = tuple[Array, Array | None, list[Fraction]]
Rates = RatesByRow | Fraction | None
#: Products stay below this, so that half a step can be added.
_ROOM: Final = 2**62
#: So many different rates are worth an array each.
_RATES: Final = 256


def minors_of(raw: Frame, currency: str, floats: Floats, after: str = "") -> Column:
    """A column of amounts as minor units of a currency.

    Raises:
        InputError: as the function of the same name for lists.
    """
    exponent = exponent_of(currency)
    problems: list[Problem] = []
    told = Told(problems, "/", after)
    column = read_column(raw, Kind.MONEY, told, floats=floats, scales=(exponent,))
    if column.currency is not None:
        _in_currency(column.currency, currency, told)
    values = column.values
    if column.scale is not None and column.scale < exponent:
        by = 10 ** (exponent - column.scale)
        values = _wide(values, by) * by
    elif column.scale is not None and column.scale > exponent:
        by = 10 ** (column.scale - exponent)
        rows = np.flatnonzero(values % by)
        if len(rows):
            digits = f"{abs(int(values[rows[0]])):0{column.scale + 1}d}"
            sign = "-" if values[rows[0]] < 0 else ""
            told.wrong(
                rows,
                f"an amount finer than a minor unit of {currency}",
                expected=f"at most {exponent} decimals",
                found=f"{sign}{digits[: -column.scale]}.{digits[-column.scale :]}",
                remedy="round it first, as the programme says",
            )
        values = values // by
    if not problems:
        beyond(values, 10 ** (DIGITS + exponent), told, "an amount", exponent)
    if problems:
        raise InputError.of(problems)
    return Column(Kind.MONEY, values, column.unknown)


def parts_of(frame: Frame, asked: Any, terms: Terms) -> list[Column]:  # noqa: ANN401
    """The parts of each row of a frame, as a caller asks for them.

    Raises:
        InputError: a column is not there, or holds what cannot be read.
    """
    got = taken(frame, set(asked.columns()))
    all_there(asked.columns(), got.columns)
    after = f"/{asked.amount}"
    amounts = minors_of(got.columns[asked.amount], asked.currency, asked.floats, after)
    if terms.within:
        _none_below_zero(amounts, after)
    rates, ceiling = asked.rate, asked.ceiling
    if isinstance(rates, str):
        rates = rates_of(got.columns[rates], f"/{rates}")
    if isinstance(ceiling, str):
        after = f"/{ceiling}"
        ceiling = minors_of(got.columns[ceiling], asked.currency, asked.floats, after)
        _none_below_zero(ceiling, after)
    groups = None
    if asked.groups is not None:
        named = [(got.columns[name], f"/{name}") for name in asked.groups]
        groups = groups_of(named, got.size)
    return split_columns(terms, amounts, rates, ceiling, groups)


def _none_below_zero(amounts: Column, after: str) -> None:
    rows = np.flatnonzero(amounts.values < 0)
    if len(rows):
        problems: list[Problem] = []
        found = f"{amounts.values[rows[0]]} minor units"
        told = Told(problems, "/", after)
        told.wrong(rows, BELOW_ZERO, expected="zero or more", found=found)
        raise InputError.of(problems)


def _wide(values: Array, by: int) -> Array:
    """Python ints where 64 bits do not hold the products with a number."""
    least, most = span(values)
    return values if max(-least, most) * by < _ROOM else values.astype(object)


def _in_currency(named: Column, currency: str, told: Told) -> None:
    words = named.words or ()
    wrong = [code for code, word in enumerate(words) if word != currency]
    rows = np.flatnonzero(np.isin(named.values, wrong) & ~named.missing)
    if len(rows):
        told.wrong(
            rows,
            f"an amount that is not in {currency}",
            expected=currency,
            found=f"an amount in {words[named.values[rows[0]]]}",
            remedy="convert it first",
        )


def rates_of(raw: Frame, after: str) -> RatesByRow:
    """Rates as places in a list of distinct ones, what is missing, and the list."""
    problems: list[Problem] = []
    told = Told(problems, "/", after)
    column = read_column(raw, Kind.RATE, told)
    if problems:
        raise InputError.of(problems)
    seen = {id(one): one for one in column.values.tolist()}  # equal ones are mostly the same
    marks = np.fromiter(map(id, column.values.tolist()), np.int64, len(column))
    held, codes = np.unique(marks, return_inverse=True)
    rates = [cast(Fraction, seen[mark]) for mark in held.tolist()]
    for code, rate in enumerate(rates):
        if not 0 <= rate <= 1:
            rows = np.flatnonzero((codes == code) & ~column.missing)
            told.wrong(rows, "a rate of support is 0 to 100 %", found=str(Rate(rate)))
    if problems:
        raise InputError.of(problems)
    return codes, column.unknown, rates


def groups_of(raws: Sequence[tuple[Frame, str]], size: int) -> Array:
    """One number for each row: equal where all these columns are."""
    found = np.zeros(size, np.int64)
    for raw, after in raws:
        problems: list[Problem] = []
        told = Told(problems, "/", after)
        column = read_column(raw, Kind.TEXT, told, key=True)
        if column.unknown is not None:
            told.wrong(
                np.flatnonzero(column.unknown),
                "a row of no group",
                expected="text or whole numbers",
                found="null",
            )
        if problems:
            raise InputError.of(problems)
        values = column.values.astype(np.int64)
        least, most = span(values)
        if most - least >= 4 * size + 1024:
            values = np.unique(values, return_inverse=True)[1]
            least, most = span(values)
        found = np.unique(found, return_inverse=True)[1] if len(raws) > 1 else found
        found = found * (most - least + 1) + (values - least)
    return found


def split_columns(
    terms: Terms,
    amounts: Column,
    rates: Rates,
    ceiling: Column | int | None,
    groups: Array | None,
) -> list[Column]:
    """The parts of each row, a column for each source, as `split_rows` has them."""
    unknown = _unknown(amounts, rates, ceiling)
    values = amounts.values
    if unknown is not None:
        values = np.where(unknown, 0, values)
    order = None
    if groups is not None and not bool((groups[1:] >= groups[:-1]).all()):
        few = span(groups)[1] < 2**16  # which is sorted by its digits, many times as fast
        order = np.argsort(groups.astype(np.uint16) if few else groups, kind="stable")
    fits = _fits(terms, values, rates, groups is not None)
    if not fits:
        return _by_hand(terms, amounts, rates, ceiling, groups)
    if groups is None:
        parts = _parts(terms, values, rates, ceiling, None)
        return [Column(Kind.MONEY, part, unknown) for part in parts]
    if order is not None:
        values, groups = values[order], groups[order]
        unknown = None if unknown is None else unknown[order]
    first = np.ones(len(values), bool)
    first[1:] = groups[1:] != groups[:-1]
    sums = _running(values, first)
    if unknown is not None:
        unknown = _running(unknown.astype(np.int64), first) > 0
    parts = _parts(terms, sums, rates, ceiling, order)
    found = []
    for part in parts:
        change = part.copy()
        change[1:] -= np.where(first[1:], 0, part[:-1])
        found.append(_placed(change, order))
    back = None if unknown is None else _placed(unknown, order)
    return [Column(Kind.MONEY, part, back) for part in found]


def _placed(values: Array, order: Array | None) -> Array:
    if order is None:
        return values
    found = np.empty_like(values)
    found[order] = values
    return found


def _running(values: Array, first: Array) -> Array:
    """Sums from the first row of each group."""
    sums = np.cumsum(values)
    starts = np.flatnonzero(first)
    lengths = np.diff(np.append(starts, len(values)))
    return cast(Array, sums - np.repeat(sums[starts] - values[starts], lengths))


def _unknown(amounts: Column, rates: object, ceiling: object) -> Array | None:
    gone = amounts.unknown
    if isinstance(rates, tuple) and rates[1] is not None:
        gone = rates[1] if gone is None else gone | rates[1]
    if isinstance(ceiling, Column) and ceiling.unknown is not None:
        gone = ceiling.unknown if gone is None else gone | ceiling.unknown
    return gone


def _fits(terms: Terms, values: Array, rates: Rates, summed: bool) -> bool:
    """Whether 64 bits hold every sum and every product."""
    if values.dtype == object:
        return False
    least, most = span(values)
    size = max(-least, most)
    if summed:  # of all rows: the sums go through before groups are told apart
        size *= len(values)
        if size >= _ROOM:
            whole = np.abs(values >> 20).sum(dtype=np.int64)  # below 2^44 each, so it holds
            size = (int(whole) + len(values)) << 20
    step = 1 if terms.rounding is None else terms.rounding.step(terms.exponent)
    if isinstance(rates, tuple):
        if len(rates[2]) > _RATES:
            return False
        times = max((rate.denominator for rate in rates[2]), default=1)
    else:
        times = sum(terms.weights) if rates is None else rates.denominator
    size += step * terms.sources()  # by so much what is left can pass the whole
    return 4 * size * max(times, 1) < _ROOM and times * step < _ROOM // 4


def _parts(
    terms: Terms,
    wholes: Array,
    rates: Rates,
    ceiling: Column | int | None,
    order: Array | None,
) -> list[Array]:
    """The parts of each whole; the rows stand in an order, or as they were."""
    if rates is None:
        return _WAYS[terms.way](terms, wholes)
    if isinstance(rates, Fraction):
        share = _rounded(terms, wholes * rates.numerator, rates.denominator)
    else:
        codes = rates[0] if order is None else rates[0][order]
        share = np.zeros_like(wholes)
        for code, rate in enumerate(rates[2]):
            rows = codes == code
            share[rows] = _rounded(terms, wholes[rows] * rate.numerator, rate.denominator)
    if isinstance(ceiling, Column):
        share = np.minimum(share, ceiling.values)  # by row, which no group is
    elif ceiling is not None:
        share = np.minimum(share, ceiling)
    if terms.within:
        share = np.minimum(share, wholes)
    return [share, wholes - share]


def _rounded(terms: Terms, above: Array, below: int) -> Array:
    rounding = terms.rounding
    assert rounding is not None  # noqa: S101 (asked for before, where one is needed)
    return cast(Array, rounded(rounding.mode, above, below, rounding.step(terms.exponent)))


def _rest_last(terms: Terms, wholes: Array) -> list[Array]:
    total, rest, parts = sum(terms.weights), wholes, []
    for weight in terms.weights[:-1]:
        parts.append(_rounded(terms, wholes * weight, total))
        rest = rest - parts[-1]
    return [*parts, rest]


def _cascade(terms: Terms, wholes: Array) -> list[Array]:
    parts, left, rest = [], sum(terms.weights), wholes
    for weight in terms.weights:
        if weight == left:
            part = rest if weight else np.zeros_like(rest)
        else:
            part = _rounded(terms, rest * weight, left)
        parts.append(part)
        rest = rest - part
        left -= weight
    return parts


def _nested(terms: Terms, wholes: Array) -> list[Array]:
    total = sum(terms.weights)
    parts, upto, before = [], 0, np.zeros_like(wholes)
    for weight in terms.weights:
        upto += weight
        mark = _rounded(terms, wholes * upto, total) if upto < total else wholes
        parts.append(mark - before)
        before = mark
    return parts


def _largest_remainder(terms: Terms, wholes: Array) -> list[Array]:
    total = sum(terms.weights)
    sizes = np.abs(wholes)
    products = [sizes * weight for weight in terms.weights]
    floors = [product // total for product in products]
    rests = [product - floor * total for product, floor in zip(products, floors, strict=True)]
    left = sizes - sum(floors)
    sign = np.where(wholes < 0, -1, 1)
    found = []
    for place, (floor, rest) in enumerate(zip(floors, rests, strict=True)):
        before = np.zeros_like(wholes)  # sources that take a unit left over sooner
        for other, its in enumerate(rests):
            before += its >= rest if other < place else its > rest
        found.append((floor + (before < left)) * sign)
    return found


_WAYS: Final = {
    "rest_last": _rest_last,
    "largest_remainder": _largest_remainder,
    "cascade": _cascade,
    "nested_thresholds": _nested,
}


def _by_hand(
    terms: Terms,
    amounts: Column,
    rates: Rates,
    ceiling: Column | int | None,
    groups: Array | None,
) -> list[Column]:
    """The parts in Python's own integers, where 64 bits are too few."""
    size = len(amounts)
    each: list[Fraction | None] | None = None
    if isinstance(rates, Fraction):
        each = [rates] * size
    elif rates is not None:
        codes, gone, known = rates
        each = [known[code] for code in codes.tolist()]
        if gone is not None:
            each = [None if no else one for one, no in zip(each, gone.tolist(), strict=True)]
    tops: list[int | None] | None = None
    if isinstance(ceiling, Column):
        tops = _listed(ceiling)
    elif ceiling is not None:
        tops = [ceiling] * size
    keys = None if groups is None else groups.tolist()
    found = split_rows(terms, _listed(amounts), each, tops, keys)
    return [_column(part) for part in found]


def _listed(column: Column) -> list[int | None]:
    pairs = zip(column.values.tolist(), column.missing.tolist(), strict=True)
    return [None if gone else value for value, gone in pairs]


def _column(values: list[int | None]) -> Column:
    gone = np.fromiter((value is None for value in values), bool, len(values))
    held = [value or 0 for value in values]
    wide = any(abs(value) >= 2**63 for value in held)
    made = objects(held) if wide else np.array(held, np.int64)
    return Column(Kind.MONEY, made, gone if gone.any() else None)
