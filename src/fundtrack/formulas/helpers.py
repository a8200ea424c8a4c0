"""What generated code calls; None is its answer where a step has no value."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.values import InputError, months_after

from .calendar import months_between, year_end
from .summed import Sum


def _divide(left: int | Fraction, right: int | Fraction) -> Fraction | None:
    return None if right == 0 else Fraction(left) / right


def _add_at(sums: dict[object, Sum], key: object, figure: int | Fraction) -> None:
    sums.setdefault(key, Sum()).add(figure)


def _sums(sums: Mapping[object, Sum]) -> dict[object, int | Fraction | None]:
    return {key: one.value for key, one in sums.items()}


def _shift(day: date, days: int | Fraction) -> date | None:
    try:
        return date.fromordinal(day.toordinal() + int(days))
    except (ValueError, OverflowError):
        return None


def _months_after(day: date, months: int | Fraction) -> date | None:
    try:
        return months_after(day, int(months))
    except InputError:
        return None


def _days_between(first: date, last: date) -> int:
    return last.toordinal() - first.toordinal()


#: The globals that generated code relies on, beside its own constants.
HELPERS: Final[Mapping[str, object]] = {
    "Fraction": Fraction,
    "_divide": _divide,
    "_Sum": Sum,
    "_add_at": _add_at,
    "_sums": _sums,
    "_shift": _shift,
    "_months_after": _months_after,
    "_days_between": _days_between,
    "_months_between": months_between,
    "_year_end": year_end,
}
