"""What steps do to columns: exact integers, masks of what is unknown, days since 1970.

A column is int64, int32 where spans prove that it does, or an object column of Python ints and
Fractions where no bound could be proven; the same steps serve all. A mask is None where nothing
is unknown. An unknown slot holds some number that is within the bounds of its column; nobody
reads it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
#: A column, or one value for all rows.
Values = Any
#: The rows that are unknown: a column of bools, True for all, None for none.
Mask = Any
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST_DAY: Final = date.min.toordinal() - _EPOCH
_LAST_DAY: Final = date.max.toordinal() - _EPOCH


def day_number(day: date) -> int:
    """A day as days since 1970-01-01.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - _EPOCH


def width_of(places: int) -> type[np.signedinteger[Any]]:
    """What holds places below a number: 32 bits while they can.

    >>> width_of(2**31).__name__, width_of(2**31 + 1).__name__
    ('int32', 'int64')
    """
    return np.int32 if places <= 2**31 else np.int64


def is_narrow(numbers: Array) -> bool:
    """Whether 32 bits hold every number of a column.

    >>> is_narrow(np.array([2**31 - 1])), is_narrow(np.array([2**31]))
    (True, False)
    """
    return not numbers.size or bool(numbers.min() >= -(2**31) and numbers.max() < 2**31)


def stored_in(values: Any, fit: bool) -> Any:  # noqa: ANN401  (a column or one value)
    """What a column of such values is stored in: 32 bits for whole numbers that fit.

    `fit` says that 32 bits are known to hold a whole number, so that nobody need look.
    """
    if isinstance(values, np.ndarray):
        whole = values.dtype == np.int64 and (fit or is_narrow(values))
        return np.int32 if whole else values.dtype
    if isinstance(values, bool):
        return bool
    if not isinstance(values, int) or not -(2**62) < values < 2**62:
        return object
    return np.int32 if -(2**31) <= values < 2**31 else np.int64


def widened(values: Values) -> Values:
    """The same column, whole numbers of it in 64 bits."""
    if isinstance(values, np.ndarray) and values.itemsize < 8 and values.dtype.kind in "iu":
        return values.astype(np.int64)
    return values


def narrowed(values: Values) -> Values:
    """The same column, whole numbers of it in 32 bits, which are known to hold them."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu":
        return values.astype(np.int32, copy=False)
    return values


# -- masks -------------------------------------------------------------------------------------


def either(one: Mask, other: Mask) -> Mask:
    """Unknown where one of two is."""
    if one is None:
        return other
    if other is None or one is True:
        return one
    return True if other is True else one | other


def where_masked(condition: Values, unknown: Mask, then: Mask, other: Mask) -> Mask:
    """Unknown where the condition is, or the branch that is taken."""
    if then is other:
        return either(unknown, then)
    taken = _and(condition, then)
    left = _and(negated(condition), other)
    return either(unknown, either(taken, left))


def _and(condition: Values, mask: Mask) -> Mask:
    if mask is None:
        return None
    if not isinstance(condition, np.ndarray):
        return mask if condition else None
    return settled(condition if mask is True else condition & mask)


def settled(mask: Mask) -> Mask:
    """A mask without a single row is none."""
    if isinstance(mask, np.ndarray):
        return mask if mask.any() else None
    return True if mask else None


def negated(condition: Values) -> Values:
    """Whether a condition does not hold."""
    return ~condition if isinstance(condition, np.ndarray) else not condition


def known(mask: Mask) -> Values:
    """Whether a value is known."""
    return True if mask is None else False if mask is True else ~mask


def surely(condition: Values, unknown: Mask) -> Values:
    """The rows where a condition is known and holds."""
    if unknown is None:
        return condition
    return False if unknown is True else condition & ~unknown


# -- choices -----------------------------------------------------------------------------------


def choose(condition: Values, then: Values, other: Values) -> Values:
    """One of two, row by row."""
    if not isinstance(condition, np.ndarray):
        return then if condition else other
    if _is_bool(then) and _is_bool(other):  # many times as fast as np.where
        return (condition & then) | (~condition & other)
    if _is_whole(then) and _is_whole(other):
        width = np.int32 if _small(then, other) else np.int64
        then, other = _of_width(then, width), _of_width(other, width)
        held: Array = condition.astype(width)
        if type(then) is int and not then:  # nothing where it holds
            held -= 1
            held &= other
            return held
        every = np.negative(held, out=held)  # all ones where it holds
        if type(other) is int and not other:
            return then & every
        return other ^ ((then ^ other) & every)
    return np.where(condition, _kept(then), _kept(other))


def _kept(values: Values) -> Values:
    """A whole number that numpy may not cut to the width of the other branch."""
    if type(values) is not int:
        return values
    return np.array(values, dtype=np.int64 if _is_whole(values) else object)


def _is_whole(values: Values) -> bool:
    """Whether values are whole numbers of 64 bits or 32."""
    if isinstance(values, np.ndarray):
        return bool(values.dtype.kind == "i")
    return type(values) is int and -(2**62) < values < 2**62


def _small(*values: Values) -> bool:
    """Whether columns are of 32 bits, and single numbers beside them fit."""
    columns = [one for one in values if isinstance(one, np.ndarray)]
    alone = [one for one in values if not isinstance(one, np.ndarray)]
    if not columns or any(one.itemsize != 4 for one in columns):
        return False
    return all(-(2**31) <= one < 2**31 for one in alone)


def _of_width(values: Values, width: Any) -> Values:  # noqa: ANN401  (a type of numpy's)
    return values.astype(width, copy=False) if isinstance(values, np.ndarray) else values


def _is_bool(values: Values) -> bool:
    return isinstance(values, bool) or (
        isinstance(values, np.ndarray) and values.dtype.kind == "b"
    )


def both(one: Values, other: Values) -> Values:
    """Whether two conditions hold."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def one_of_two(one: Values, other: Values) -> Values:
    """Whether one of two conditions holds."""
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


# -- rounding ----------------------------------------------------------------------------------


def rounded(mode: str, above: Values, below: int, step: int) -> Values:
    """`above / below` in whole steps: minor units; `below` and `step` are above zero."""
    divisor = below * step
    if divisor == 1:
        return above
    whole = _ROUND[mode](above, divisor)
    return whole * step if step != 1 else whole


def _half_up(above: Values, below: int) -> Values:
    if below % 2:
        return (above + below // 2) // below
    if not isinstance(above, np.ndarray) or above.dtype.kind != "i":
        return (above + below // 2 - (above < 0)) // below
    found = above >> (8 * above.itemsize - 1)  # a half is whole: one back where below zero
    found += above
    found += below // 2
    found //= below
    return found


def _half_down(above: Values, below: int) -> Values:
    if below % 2 == 0:
        return (above + (below // 2) - (above > 0)) // below
    return (above + below // 2) // below


def _half_even(above: Values, below: int) -> Values:
    whole = above // below
    twice = 2 * (above - whole * below)
    return whole + ((twice > below) | ((twice == below) & (whole % 2 == 1)))


def _down(above: Values, below: int) -> Values:
    return (above + (above < 0) * (below - 1)) // below


def _up(above: Values, below: int) -> Values:
    return (above + (above > 0) * (below - 1)) // below


_ROUND: Final[Mapping[str, Callable[[Values, int], Values]]] = {
    "half_up": _half_up,
    "half_down": _half_down,
    "half_even": _half_even,
    "down": _down,
    "up": _up,
    "floor": lambda above, below: above // below,
    "ceiling": lambda above, below: -(-above // below),
}


# -- days --------------------------------------------------------------------------------------


def no_day(days: Values) -> Mask:
    """Where a number of days is before the year 1 or after the year 9999."""
    return settled((days < _FIRST_DAY) | (days > _LAST_DAY))


def _inside(values: Values, least: int, most: int) -> Values:
    """Whole numbers cut to what 64 bits hold; beyond it nothing is read."""
    if not isinstance(values, np.ndarray):
        return min(max(values, least), most)
    return np.clip(values, least, most).astype(np.int64, copy=False)


def _of_calendar(days: Values) -> Array:
    """Days; of one outside the calendar the nearest that is inside."""
    return np.asarray(_inside(days, _FIRST_DAY, _LAST_DAY), np.int64)


def _month_of(days: Array) -> Array:
    """Months since 1970-01 of days in the calendar."""
    months: Array = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def is_exact(values: Values) -> bool:
    """Whether a column holds Python ints and Fractions."""
    return isinstance(values, np.ndarray) and values.dtype.kind == "O"


def _first_of(months: Array) -> Array:
    """The first day of a month."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


_FIRST_MONTH: Final = (date.min.year - 1970) * 12
_LAST_MONTH: Final = (date.max.year - 1970) * 12 + 11
#: So many months after any day there is no year, nor before it.
_NEVER: Final = 2 * (_LAST_MONTH - _FIRST_MONTH)


def _shifted(days: Values, months: Values) -> Array:
    """The month that lies so many months after that of a day."""
    return np.asarray(_month_of(_of_calendar(days)) + _inside(months, -_NEVER, _NEVER))


def no_month(days: Values, months: Values) -> Mask:
    """Where so many months after a day there is no year."""
    shifted = _shifted(days, months)
    return settled((shifted < _FIRST_MONTH) | (shifted > _LAST_MONTH))


def after_months(days: Values, months: Values) -> Values:
    """The day so many months after a day; where its month is shorter, its last day."""
    shifted = np.clip(_shifted(days, months), _FIRST_MONTH, _LAST_MONTH)
    days = _of_calendar(days)
    into = days - _first_of(_month_of(days))
    return _first_of(shifted) + np.minimum(
        into, _first_of(shifted + 1) - _first_of(shifted) - 1
    )


def months_between(first: Values, last: Values) -> Values:
    """Whole months between two days, counted from the first; the other way round, a minus."""
    first, last = _of_calendar(first), _of_calendar(last)
    early, late = np.minimum(first, last), np.maximum(first, last)
    months = _month_of(late) - _month_of(early)
    months = months - (after_months(early, months) > late)
    return np.where(first <= last, months, -months)


def year_end(days: Values) -> Values:
    """The last day of a day's calendar year."""
    months = _month_of(_of_calendar(days))
    return _first_of(months - months % 12 + 12) - 1


# -- figures -----------------------------------------------------------------------------------


#: From so many runs of codes on, a table tells faster whether a code is in one.
_MANY_RUNS: Final = 2


def among(codes: Values, members: Sequence[int]) -> Values:
    """Whether a code is one of a few."""
    if not isinstance(codes, np.ndarray):
        return codes in members
    runs = _runs(members)
    if len(runs) > _MANY_RUNS:
        table = np.zeros(max(members) + 2, bool)
        table[list(members)] = True
        return table.take(codes, mode="clip")
    found: Array | None = None
    for first, last in runs:  # codes of one vocabulary often follow each other
        here = (codes == first) if first == last else (codes >= first) & (codes <= last)
        found = here if found is None else found | here
    return np.zeros(len(codes), bool) if found is None else found


def _runs(members: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for one in sorted(members):
        if runs and one == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    return runs


def quotient(above: Values, below: Values) -> Values:
    """An exact quotient of two columns; of nothing by nothing it is nothing."""
    if not isinstance(above, np.ndarray) and not isinstance(below, np.ndarray):
        return Fraction(above) / Fraction(below) if below else 0
    one, two = np.broadcast_arrays(above, below)
    found = [Fraction(a) / Fraction(b) if b else 0 for a, b in zip(one.tolist(), two.tolist())]  # noqa: B905
    made = np.empty(len(found), dtype=object)
    made[:] = found
    return made


def no_divisor(below: Values) -> Mask:
    """Where a divisor is nothing."""
    return settled(below == 0)
