"""Amounts, rates and groups out of lists, in pure Python, for where there is no numpy.

The same is refused as `columns.reading` refuses, with the same first rows.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Final, Literal, TypeVar

from fundtrack.values import InputError, Money, Problem, Rate, excerpt, exponent_of

from .keys import in_rows

T = TypeVar("T")
Floats = Literal["refuse", "exact"]
#: Weights of sources: their names, and what each weighs.
Sources = Mapping[str, Rate] | Mapping[str, int] | Mapping[str, Money]
#: Digits of an amount before the point; one of more is no amount.
DIGITS: Final = 16
_SURE: Final = 2**53
_FOUND: Final = "whole minor units, Decimals of whole units, or text as"
#: Bits of the common denominator of weights.
_BITS: Final = 512


def all_there(names: Collection[str], found: Collection[str]) -> None:
    """Refuse a table without one of the columns.

    Raises:
        InputError: one is not there.
    """
    missing = [name for name in names if name not in found]
    if missing:
        raise InputError("there is no such column", pointer=f"/{missing[0]}")


def weighed(
    weights: Mapping[str, Rate] | Mapping[str, int] | Mapping[str, Money],
) -> tuple[int, ...]:
    """Weights as whole numbers in the same proportion.

    Raises:
        InputError: none, all zero, one below zero, of two kinds or not exact.

    >>> weighed({"fund": Rate("2/3"), "own": Rate("1/3")})
    (2, 1)
    """
    held: list[Any] = list(weights.values())
    if not held or set(map(type, held)) not in ({int}, {Rate}, {Money}):
        raise InputError(
            "weights are of one exact kind",
            expected="all ints, all Rates, or all Money",
            found=", ".join(sorted({type(one).__name__ for one in held})) or "none",
        )
    if isinstance(held[0], Rate):
        common = lcm(*{one.fraction.denominator for one in held})
        if common.bit_length() > _BITS:
            raise InputError("the rates have no common denominator of a bearable size")
        found = [int(one.fraction * common) for one in held]
    elif isinstance(held[0], Money):
        if len({one.currency for one in held}) > 1:
            raise InputError("weights are in one currency")
        found = [one.minor for one in held]
    else:
        found = held
    if min(found) < 0:
        raise InputError("a weight is zero or more", found=str(held[found.index(min(found))]))
    if not any(found):
        raise InputError("all weights are zero, so there is nobody to give the amount to")
    if max(found).bit_length() > _BITS:
        raise InputError("a weight is too large", expected=f"at most {_BITS} bits")
    return tuple(found)


def _each(values: Sequence[Any], read: Callable[[Any], T], after: str) -> list[T | None]:
    """Read each value that is there; what cannot be read is told with its rows."""
    found: list[T | None] = []
    faults: dict[str, tuple[InputError, list[int]]] = {}
    for row, value in enumerate(values):
        one = None
        try:
            one = None if value is None else read(value)
        except InputError as error:
            faults.setdefault(error.message, (error, []))[1].append(row)
        found.append(one)
    if faults:
        raise InputError.of(_problem(error, rows, after) for error, rows in faults.values())
    return found


def rates_of(values: Sequence[Any], after: str = "") -> list[Fraction | None]:
    """Rates of 0 to 100 %: text, Decimals or rates.

    Raises:
        InputError: one is none, or outside.

    >>> rates_of(["85 %", None, Decimal("0.5")])
    [Fraction(17, 20), None, Fraction(1, 2)]
    """
    return _each(values, _rate, after)


def _rate(value: object) -> Fraction:
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 40:
        value = Fraction(value)
    if not isinstance(value, Fraction | str | Rate):
        raise InputError(
            "not a rate", expected='text as "85 %", or Decimals as 0.85', found=_shown(value)
        )
    fraction = Rate(value).fraction
    if not 0 <= fraction <= 1:
        raise InputError("a rate of support is 0 to 100 %", found=str(Rate(fraction)))
    return fraction


def keys_of(columns: Sequence[tuple[Sequence[Any], str]], size: int) -> list[Hashable]:
    """The group of each row.

    Raises:
        InputError: a row has none, or it is neither text nor a whole number.

    >>> keys_of([(["P", "Q"], ""), ([1, 2], "")], 2)
    [('P', 1), ('Q', 2)]
    """
    for column, after in columns:
        held = [_key(value) for value in column]
        rows = [row for row, fine in enumerate(held) if not fine]
        if rows:
            found = _shown(column[rows[0]])
            error = InputError(
                "a row of no group", expected="text or whole numbers", found=found
            )
            raise InputError.of([_problem(error, rows, after)])
    if not columns:
        return [()] * size
    return list(zip(*(column for column, _ in columns), strict=True))


def _key(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def none_below_zero(values: Sequence[int | None], after: str) -> None:
    """Refuse amounts below zero.

    Raises:
        InputError: there is one.
    """
    rows = [row for row, value in enumerate(values) if value is not None and value < 0]
    if rows:
        error = InputError(
            BELOW_ZERO, expected="zero or more", found=f"{values[rows[0]]} minor units"
        )
        raise InputError.of([_problem(error, rows, after)])


BELOW_ZERO: Final = "an amount below zero"


def minors_of(
    values: Sequence[Any], currency: str, floats: Floats, after: str = ""
) -> list[int | None]:
    """Amounts as minor units, all of one form: minor units, Decimals, text, exact floats.

    Raises:
        InputError: one is none, in another currency or finer than it, or of another form.

    >>> minors_of([Decimal("1.5"), None], "EUR", "refuse")
    [150, None]
    """
    exponent = exponent_of(currency)
    form = next((_form(value) for value in values if value is not None), "")
    return _each(values, lambda one: _minor(one, form, currency, exponent, floats), after)


def _form(value: object) -> str:
    if isinstance(value, Money | str):
        return "text"
    return type(value).__name__


def _minor(value: Any, form: str, currency: str, exponent: int, floats: Floats) -> int:  # noqa: ANN401
    if _form(value) != form:
        raise InputError(
            "amounts of more than one form", expected="values of one form", found=_shown(value)
        )
    if form == "int":
        minor: int = value
    elif form == "text":
        money = _money(value)
        if money.currency != currency:
            raise InputError(
                f"an amount that is not in {currency}", expected=currency, found=str(money)
            )
        minor = money.minor
    elif form == "Decimal" and value.is_finite() and abs(value.adjusted()) < 40:
        minor = _whole(Fraction(value) * 10**exponent, currency, exponent, value)
    elif form == "float" and floats == "exact" and value - value == 0:
        minor = round(value * 10**exponent) if abs(value) < _SURE else _SURE + 1
        if abs(minor) > _SURE or minor / 10**exponent != value:
            raise InputError("a float that is no exact amount", found=_shown(value))
    else:
        raise InputError("not an amount", expected=f'{_FOUND} "1.00 EUR"', found=_shown(value))
    if not -(10 ** (DIGITS + exponent)) < minor < 10 ** (DIGITS + exponent):
        raise InputError(
            "an amount of more digits than there can be",
            expected=f"at most {DIGITS} digits before the point",
            found=_shown(value),
        )
    return minor


def _money(value: str | Money) -> Money:
    try:
        return Money(value)
    except InputError as error:
        if not error.message.startswith(str(value)):
            raise
        raise InputError("an amount finer than its currency", found=excerpt(value)) from None


def _whole(minor: Fraction, currency: str, exponent: int, value: Decimal) -> int:
    if minor.denominator != 1:
        raise InputError(
            f"an amount finer than a minor unit of {currency}",
            expected=f"at most {exponent} decimals",
            found=str(value),
        )
    return minor.numerator


def _shown(value: object) -> str:
    return str(value) if isinstance(value, Decimal | Money) else excerpt(value)


def _problem(error: InputError, rows: Sequence[int], after: str) -> Problem:
    """A problem of some rows, named as `read_sheet` names them."""
    message = in_rows(error.message, rows)
    return error.problems[0].replace(message=message, pointer=f"/{rows[0]}{after}")
