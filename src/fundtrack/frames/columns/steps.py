"""The steps of programs by name: what each does to columns, and the same on Python ints."""

from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np

from fundtrack.values import Rounding

from . import arrays
from .arrays import Array, Mask, Values, narrowed, settled, widened


class Width(Enum):
    """How a step minds in how many bits its whole numbers come."""

    FULL = "full"  # 64 bits, whatever they hold
    ELSEWHERE = "elsewhere"  # it takes a few of a whole column's, and widens those alone
    ANY = "any"  # it takes no whole number, or takes any
    SAME = "same"  # as many for all: 32 where they hold all of it, at twice the speed


class Step(NamedTuple):
    """What a step does; `exact` is used instead where 64 bits may not hold its result."""

    call: Callable[..., Any]
    exact: Callable[..., Any] | None = None
    width: Width = Width.FULL


def as_objects(values: Values) -> Values:
    """A column of Python ints instead of machine ones."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "i":
        return values.astype(object)
    return int(values) if isinstance(values, np.integer) else values


def exactly(name: str) -> Callable[..., Any]:
    """A step on Python ints, for numbers of any size."""
    step = STEPS[name]
    if step.exact is not None:
        return step.exact
    return lambda *given: step.call(*map(as_objects, given))


def in_width(name: str, small: bool) -> Callable[..., Any]:
    """A step on numbers of one width; `small` says that 32 bits hold all it works out."""
    call, _, width = STEPS[name]
    if width in (Width.ANY, Width.ELSEWHERE):
        return call
    as_wanted = narrowed if small and width is Width.SAME else widened
    return lambda *given: call(*map(as_wanted, given))


def _extreme(
    pick: Callable[[Any, Any], Any], column: Callable[[Any, Any], Any]
) -> Callable[[Values, Values], Values]:
    def found(one: Values, two: Values) -> Values:
        if isinstance(one, np.ndarray) or isinstance(two, np.ndarray):
            return column(one, two)
        return pick(one, two)

    return found


def _rounded_each(mode: str, above: Values, below: int, step: int) -> Values:
    """Fractions, or numbers of any size, rounded one by one."""
    rounding, exponent = Rounding(mode, "1"), 0

    def one(value: Any) -> int:  # noqa: ANN401  (an int or a Fraction)
        exact = Fraction(value) / (below * step)
        return rounding.minor(exact.numerator, exact.denominator, exponent) * step

    if not isinstance(above, np.ndarray):
        return one(above)
    return objects([one(value) for value in above.tolist()])


def objects(values: list[Any]) -> Array:
    """A column of Python objects."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


# -- looking up ----------------------------------------------------------------------------


def take(whole: Values, index: Values) -> Values:
    """The values of other rows; of no row (an index below zero) any value."""
    if not isinstance(whole, np.ndarray):
        return whole
    if not len(whole):
        return np.zeros(len(index), whole.dtype) if isinstance(index, np.ndarray) else 0
    return widened(whole.take(index, mode="clip"))


def take_mask(mask: Mask, index: Values) -> Mask:
    """Which of other rows are unknown."""
    return mask if mask is None or mask is True else settled(take(mask, index))


def nowhere(index: Values) -> Mask:
    """Where a link leads to no row."""
    return settled(index < 0)


def link(resolver: Callable[..., Array], keys: Array, unknown: Mask, project: Array) -> Array:
    """The rows that keys name, in the projects of their own rows."""
    return resolver(keys, unknown, project)


def lookup(index: Values, table: tuple[Any, ...]) -> Values:
    """The value that stands at a place of a short table."""
    if not isinstance(index, np.ndarray):
        return table[index]
    held = np.array(table)
    return (held if held.dtype.kind in "ib" else objects(list(table))).take(index)


def open_at(index: Values, table: tuple[bool, ...]) -> Mask:
    """Where the place of a short table holds nothing that is known."""
    if not isinstance(index, np.ndarray):
        return True if table[index] else None
    return settled(np.array(table).take(index))


def dated(days: Values, terms: tuple[tuple[int, int], ...]) -> Values:
    """Which of several terms a day lies in, the first that holds it; beyond the last: none."""
    if not isinstance(days, np.ndarray):
        return _term(days, days, terms)
    if len(days) and not arrays.is_exact(days):
        one = _term(int(days.min()), int(days.max()), terms)
        if one is not None:
            return one
    found = np.full(len(days), len(terms), np.int64)
    for place in range(len(terms) - 1, -1, -1):
        first, last = terms[place]
        found[(days >= first) & (days <= last)] = place
    return found


def _term(least: int, most: int, terms: tuple[tuple[int, int], ...]) -> int | None:
    """The one term that holds all days of a span; None where several do."""
    for place, (first, last) in enumerate(terms):
        if first <= least and most <= last:
            return place
        if first <= most and least <= last:
            return None
    return len(terms)


def picked(table: tuple[int, ...], *states: Values) -> Values:
    """What a table says of a number of conditions, each a value and a mask."""
    code: Values = 0
    weight = 1
    for value, mask in zip(states[::2], states[1::2], strict=True):
        state = arrays.choose(value, 1, 0)
        if mask is True:
            state = 2
        elif mask is not None:
            state = np.where(mask, 2, state)
        code = code + state * weight
        weight *= 3
    return lookup(code, table)


def truth(mask: Mask) -> Values:
    """A mask as a condition."""
    return False if mask is None else mask


def mask(condition: Values) -> Mask:
    """A condition as a mask."""
    return settled(condition)


#: The steps of programs by name.
STEPS: Final[Mapping[str, Step]] = {
    "plus": Step(lambda one, two: one + two, width=Width.SAME),
    "minus": Step(lambda one, two: one - two, width=Width.SAME),
    "times": Step(lambda one, two: one * two, width=Width.SAME),
    "negative": Step(lambda one: -one, width=Width.SAME),
    "size": Step(abs, width=Width.SAME),
    "less": Step(lambda one, two: one < two, width=Width.SAME),
    "at_most": Step(lambda one, two: one <= two, width=Width.SAME),
    "more": Step(lambda one, two: one > two, width=Width.SAME),
    "at_least": Step(lambda one, two: one >= two, width=Width.SAME),
    "same": Step(lambda one, two: one == two, width=Width.SAME),
    "other": Step(lambda one, two: one != two, width=Width.SAME),
    "least": Step(_extreme(min, np.minimum), width=Width.SAME),
    "most": Step(_extreme(max, np.maximum), width=Width.SAME),
    "not": Step(arrays.negated, width=Width.ANY),
    "among": Step(arrays.among, width=Width.ANY),
    "quotient": Step(arrays.quotient),
    "no_divisor": Step(arrays.no_divisor, width=Width.ANY),
    "either": Step(arrays.either, width=Width.ANY),
    "where_masked": Step(arrays.where_masked, width=Width.ANY),
    "known": Step(arrays.known, width=Width.ANY),
    "surely": Step(arrays.surely, width=Width.ANY),
    "choose": Step(arrays.choose, width=Width.SAME),
    "both": Step(arrays.both, width=Width.ANY),
    "one_of_two": Step(arrays.one_of_two, width=Width.ANY),
    "rounded": Step(arrays.rounded, _rounded_each, width=Width.SAME),
    "no_day": Step(arrays.no_day, width=Width.ANY),
    "no_month": Step(arrays.no_month),
    "months_after": Step(arrays.after_months),
    "months_between": Step(arrays.months_between),
    "year_end": Step(arrays.year_end),
    "take": Step(take, take, width=Width.ELSEWHERE),
    "take_mask": Step(take_mask),
    "nowhere": Step(nowhere, width=Width.ANY),
    "link": Step(link),
    "recode": Step(take, take, width=Width.ELSEWHERE),
    "lookup": Step(lookup, lookup),
    "open_at": Step(open_at),
    "dated": Step(dated, width=Width.ANY),
    "picked": Step(picked),
    "truth": Step(truth, width=Width.ANY),
    "mask": Step(mask, width=Width.ANY),
}
