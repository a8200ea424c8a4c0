"""How a column of each kind is read out of what its array holds: a reader a kind and a form.

A reader is handed an array with a value at least, the kind asked for and whom to tell of what
is wrong. `READERS` has them by kind and form, `KEYS` those of ids and links by form; what is in
neither is no column of that kind, and `reading` says so.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

from fundtrack.formulas import Kind
from fundtrack.projects import read_number
from fundtrack.values import InputError, Money, Price, Rate, read_date

from ..engines import Frame, arrow
from .arrays import day_number
from .cells import (
    beyond,
    cents,
    days,
    decimals,
    objects,
    single,
    truths,
    unknown_of,
    wholes,
    words,
)
from .column import Array, Column
from .texts import read_text, read_text_key, read_whole_key
from .told import Told, shown

#: Reads an array of a kind, and tells what is wrong.
Reader = Callable[[Frame, Kind, Told], Column]

# -- amounts, numbers and days -----------------------------------------------------------------


def _whole_money(array: Frame, kind: Kind, _told: Told) -> Column:
    return Column(kind, wholes(array), unknown_of(array))


def _decimal_money(array: Frame, kind: Kind, told: Told) -> Column:
    values, scale = decimals(array, told)
    return Column(kind, values, unknown_of(array), None, scale)


def _text_money(array: Frame, kind: Kind, told: Told) -> Column:
    codes, texts = words(array)
    unknown = unknown_of(array)
    nothing = Money("0 EUR")
    read = told.read(Money, texts, codes, unknown, nothing)
    known: list[Money] = [amount for amount in read if amount is not nothing]
    scale = max((amount.exponent for amount in known), default=2)
    minors = [one.minor * 10 ** (scale - one.exponent) if one.minor else 0 for one in read]
    wide = any(abs(minor) >= 2**63 for minor in minors)
    values = objects(minors) if wide else np.array(minors, np.int64)
    return Column(kind, values[codes], unknown, None, scale, _currency(read, codes, unknown))


def _currency(read: Sequence[Money | Price], codes: Array, unknown: Array | None) -> Column:
    """The currency that each row says, of what its texts were read as."""
    named = list(dict.fromkeys(one.currency for one in read))
    places = np.array([named.index(one.currency) for one in read], np.int32)
    return Column(Kind.CODE, places[codes], unknown, tuple(named))


def _count(array: Frame, kind: Kind, told: Told) -> Column:
    values = wholes(array)
    beyond(values, 10**16, told, "a number")
    return Column(kind, values, unknown_of(array))


def _exact(read: Callable[[Any], Fraction]) -> Callable[[Frame, Kind, Told], Column]:
    """A reader of exact numbers, each distinct one once."""

    def of_column(array: Frame, kind: Kind, told: Told) -> Column:
        codes, values = words(array)
        unknown = unknown_of(array)
        found = told.read(read, values or [None], codes, unknown, Fraction(0))
        return Column(kind, objects(found)[codes], unknown)

    return of_column


def _rate(value: str | Decimal) -> Fraction:
    return Rate(Fraction(value) if isinstance(value, Decimal) else value).fraction


def _number(value: str | Decimal) -> Fraction:
    return Fraction(
        read_number(Decimal(_short(value)) if isinstance(value, Decimal) else value)
    )


def _price(value: str | Decimal) -> Fraction:
    if isinstance(value, Decimal):
        short = _short(value)
        value = f"{short.removeprefix('-') if not value else short} EUR"
    return Fraction(Price(value).amount)


def _short(value: Decimal) -> str:
    """Of a Decimal only the value counts: a column has one scale for all."""
    said = format(value, "f")
    return said.rstrip("0").rstrip(".") if "." in said else said


def _text_price(array: Frame, kind: Kind, told: Told) -> Column:
    codes, texts = words(array)
    unknown = unknown_of(array)
    read = told.read(Price, texts, codes, unknown, Price("0 EUR"))
    values = objects([Fraction(price.amount) for price in read])
    return Column(kind, values[codes], unknown, None, 0, _currency(read, codes, unknown))


def _truth(array: Frame, kind: Kind, _told: Told) -> Column:
    return Column(kind, truths(array), unknown_of(array))


def _day(array: Frame, kind: Kind, told: Told) -> Column:
    return Column(kind, days(array, told), unknown_of(array))


def _text_day(array: Frame, kind: Kind, told: Told) -> Column:
    codes, texts = words(array)
    unknown = unknown_of(array)
    read = told.read(read_date, texts, codes, unknown, None)
    values = np.array([0 if day is None else day_number(day) for day in read], np.int64)
    return Column(kind, values[codes], unknown)


# -- JSON, and floats that somebody asked for --------------------------------------------------


def json_column(raw: Frame, told: Told) -> Column:
    """JSON values one by one; text is parsed, and its numbers stay exact."""
    values = raw if isinstance(raw, list) else single(raw).to_pylist()
    found, bad = [], []
    for row, value in enumerate(values):
        if isinstance(value, str):
            try:
                value = json.loads(value, parse_float=Decimal, parse_constant=_no_number)
            except (ValueError, RecursionError):
                bad.append(row)
                value = None
        found.append(value)
    if bad:
        told.wrong(
            np.array(bad), "not JSON", expected="JSON as text", found=shown(values[bad[0]])
        )
    gone = np.fromiter((value is None for value in found), bool, len(found))
    return Column(Kind.SET, objects(found), gone if gone.any() else None)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def float_column(
    array: Frame, kind: Kind, told: Told, scales: tuple[int, ...], key: bool
) -> Column | None:
    """Exact amounts, whole numbers, or decimals as printed; None of a kind that has no floats.

    `scales` are the decimals that amounts may have, the fewest first.
    """
    unknown = unknown_of(array)
    if kind is Kind.MONEY and not key:
        values, scale = cents(array, told, scales)
        return Column(kind, values, unknown, None, scale)
    if key or kind in (Kind.DAYS, Kind.MONTHS):
        values, _ = cents(array, told, (0,))
        whole = arrow().array(values, mask=unknown)
        return read_whole_key(whole, kind, told) if key else _count(whole, kind, told)
    if kind not in (Kind.NUMBER, Kind.RATE, Kind.PRICE):
        return None
    read = {Kind.NUMBER: _number, Kind.RATE: _rate, Kind.PRICE: _price}[kind]

    def printed(value: object) -> Fraction:
        number = Decimal(repr(value))
        if not number.is_finite():
            raise InputError("not a number", expected="a finite number")
        return read(number)

    return _exact(printed)(array, kind, told)


READERS: Final[Mapping[tuple[Kind, str], Reader]] = {
    (Kind.MONEY, "whole"): _whole_money,
    (Kind.MONEY, "decimal"): _decimal_money,
    (Kind.MONEY, "text"): _text_money,
    (Kind.PRICE, "decimal"): _exact(_price),
    (Kind.PRICE, "text"): _text_price,
    (Kind.RATE, "decimal"): _exact(_rate),
    (Kind.RATE, "text"): _exact(_rate),
    (Kind.NUMBER, "whole"): _count,
    (Kind.NUMBER, "decimal"): _exact(_number),
    (Kind.NUMBER, "text"): _exact(_number),
    (Kind.DAYS, "whole"): _count,
    (Kind.MONTHS, "whole"): _count,
    (Kind.DATE, "day"): _day,
    (Kind.DATE, "text"): _text_day,
    (Kind.TEXT, "text"): read_text,
    (Kind.CODE, "text"): read_text,
    (Kind.BOOL, "truth"): _truth,
}
KEYS: Final[Mapping[str, Reader]] = {"whole": read_whole_key, "text": read_text_key}
