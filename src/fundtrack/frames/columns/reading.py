"""Sheets out of frames: any table in, exact columns out, or an error that names the rows.

A column that is clean costs one pass over an array. Only lists of Python values, rates, prices
and JSON are looked at one by one, and of those the same value only once where it can be.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

import numpy as np

from fundtrack.formulas import Kind
from fundtrack.projects import read_number
from fundtrack.values import (
    InputError,
    Money,
    Price,
    Problem,
    Rate,
    read_date,
)

from ..engines import Frame, arrow
from ..taken import taken
from .cells import (
    beyond,
    cents,
    days,
    decimals,
    known_rows,
    objects,
    single,
    span,
    truths,
    unknown_of,
    wholes,
    words,
)
from .column import Array, Column, Sheet
from .told import Told, shown
from .untidy import tidied

Floats = Literal["refuse", "exact"]
#: The keys that every row has; a link may be missing.
_NEEDED: Final = ("project", "id")
_KEY_MAX: Final = 200
_TEXT_MAX: Final = 10_000
_EPOCH: Final = 719_163
#: What an id may not hold, as the gate has it: controls, and what hides or turns text.
_HIDDEN: Final = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
#: What a column of each kind may hold, in words.
EXPECTED: Final[Mapping[Kind, str]] = {
    Kind.MONEY: 'whole minor units, Decimals of whole units, or text as "1.00 EUR"',
    Kind.PRICE: 'Decimals of whole units, or text as "27.4125 EUR"',
    Kind.RATE: 'text as "85 %" or "2/37", or Decimals as 0.85',
    Kind.NUMBER: "whole numbers, Decimals, or text of digits",
    Kind.DAYS: "whole numbers",
    Kind.MONTHS: "whole numbers",
    Kind.DATE: 'days, or text as "2016-09-01"',
    Kind.TEXT: "text",
    Kind.CODE: "text",
    Kind.BOOL: "true or false",
    Kind.SET: "lists, or JSON as text",
}
_KEYS: Final = "text or whole numbers"


def read_sheet(
    noun: str,
    frame: object,
    wanted: Mapping[str, Kind],
    *,
    keys: Collection[str] = (),
    floats: Floats = "refuse",
    wrong: list[Array] | None = None,
) -> Sheet:
    """Read the wanted columns of a table.

    A wanted column that is absent is not in the sheet; other columns are not looked at. A
    column without a single value is all missing, whatever its type.

    Args:
        noun: What the rows are: `cost`, `partner`.
        frame: A frame of polars, pandas, pyarrow or DuckDB, a mapping of columns, or rows.
        wanted: The kind of each column; a set is a column of JSON values.
        keys: The columns that hold keys, text or whole numbers: `project`, `id`, links. The
            first two may not be missing.
        floats: "exact" takes floats that are each the nearest to a number of few decimals, and
            whole floats for whole numbers; pandas makes floats of ints where one is missing.
        wrong: Takes the rows of which something cannot be read, which is then no error; only
            the keys of projects must be right. What is missing there has no meaning.

    Raises:
        InputError: up to 20 problems, each with its column, first row and number of rows.
        MissingExtra: pyarrow is not installed.

    >>> sheet = read_sheet("cost", {"net": [100, None]}, {"net": Kind.MONEY})
    >>> sheet.columns["net"].values, sheet.columns["net"].unknown
    (array([100,   0]), array([False,  True]))
    >>> read_sheet("cost", {"net": [0.1, 0.2]}, {"net": Kind.MONEY})
    Traceback (most recent call last):
    fundtrack.values.errors.InputError: /cost/0/net: amounts in floats, in 2 rows: 0, 1 \
(expected whole minor units, Decimals of whole units, or text as "1.00 EUR", found 0.1); \
cast to whole minor units or Decimals, or take exact ones with floats="exact"
    """
    if floats not in ("refuse", "exact"):
        raise InputError(
            "no such way with floats", expected='"refuse" or "exact"', found=shown(floats)
        )
    try:
        got = taken(frame, wanted)
    except InputError as error:
        raise error.under(f"/{noun}") from None
    problems: list[Problem] = []
    columns = {}
    for name, raw in got.columns.items():
        place = name.replace("~", "~0").replace("/", "~1")
        kept = None if name == "project" else wrong
        told = Told(problems if kept is None else [], f"/{noun}/", f"/{place}", kept)
        columns[name] = read_column(raw, wanted[name], told, key=name in keys, floats=floats)
        unknown = columns[name].unknown
        if name in keys and name in _NEEDED and unknown is not None:
            told.wrong(
                np.flatnonzero(unknown),
                "a row without its key",
                expected=_KEYS,
                found="null",
                remedy="give every row its project" if name == "project" else "give it an id",
            )
    if problems:
        raise InputError.of(problems)
    return Sheet(noun, got.size, columns)


def read_column(
    raw: Frame,
    kind: Kind,
    told: Told,
    *,
    key: bool = False,
    floats: Floats = "refuse",
    scales: tuple[int, ...] = (2, 3, 4),
) -> Column:
    """Read what `series` gave as a column of a kind; what is wrong is told.

    `scales` are the decimals that exact floats of money may have, the fewest first.
    """
    if kind is Kind.SET:
        return _json(raw, told)
    array = tidied(raw, "key" if key else kind, told) if isinstance(raw, list) else single(raw)
    if isinstance(array, Column):  # whole numbers beyond 64 bits
        return array
    pa = arrow()
    if pa.types.is_dictionary(array.type) and not _is_text(array.type.value_type):
        array = array.dictionary_decode()
    if array.null_count == len(array):
        return _nothing(kind, len(array), key)
    form = _form(array.type)
    if form == "float" and floats == "exact":
        return _of_floats(array, kind, told, scales, key)
    read = _KEY.get(form) if key else _READERS.get((kind, form))
    if read is None:
        return _misfit(array, kind, told, form, key)
    return read(array, kind, told)


def _form(kind: Frame) -> str:
    """What an array holds, in one word."""
    types = arrow().types
    if types.is_integer(kind):
        return "whole"
    if types.is_decimal(kind):
        return "decimal"
    if types.is_floating(kind):
        return "float"
    if types.is_boolean(kind):
        return "truth"
    if types.is_date(kind) or types.is_timestamp(kind):
        return "day"
    text = types.is_dictionary(kind) or _is_text(kind)
    return "text" if text else ""


def _is_text(kind: Frame) -> bool:
    return str(kind) in ("string", "large_string", "string_view")


def _nothing(kind: Kind, size: int, key: bool) -> Column:
    """A column in which everything is missing."""
    unknown = np.ones(size, bool) if size else None
    if key or kind in (Kind.TEXT, Kind.CODE):
        return Column(kind, np.zeros(size, np.int32), unknown, ())
    if kind in (Kind.RATE, Kind.PRICE):
        return Column(kind, objects([Fraction(0)] * size), unknown)
    return Column(kind, np.zeros(size, bool if kind is Kind.BOOL else np.int64), unknown)


def _misfit(array: Frame, kind: Kind, told: Told, form: str, key: bool) -> Column:
    """Tell of a column whose type is not one of its kind."""
    rows = known_rows(array)
    message, remedy = f"not of the kind {kind}", "cast the column, or mend the rows"
    if key:
        message = "not a key"
        remedy = "cast the column to text or whole numbers"
    elif form == "float" and kind is Kind.MONEY:
        message = "amounts in floats"
        remedy = 'cast to whole minor units or Decimals, or take exact ones with floats="exact"'
    elif form == "float":
        message = "a float where exact values are needed"
        remedy = 'cast the column, or take exact ones with floats="exact"'
    elif form == "whole" and kind in (Kind.RATE, Kind.PRICE):
        message = f"a whole number is no {kind}"
        remedy = "say in which units it is: cast it to text or Decimals"
    told.wrong(
        rows,
        message,
        expected=_KEYS if key else EXPECTED[kind],
        found=shown(array[int(rows[0])].as_py()),
        remedy=remedy,
    )
    return _nothing(kind, len(array), key)


# -- by kind -----------------------------------------------------------------------------------


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
    named = list(dict.fromkeys(amount.currency for amount in read))
    places = np.array([named.index(amount.currency) for amount in read], np.int32)
    currency = Column(Kind.CODE, places[codes], unknown, tuple(named))
    return Column(kind, values[codes], unknown, None, scale, currency)


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
    """Of a Decimal only the value counts: a column has one scale for all."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        value = Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
    return Fraction(read_number(value))


def _price(value: str | Decimal) -> Fraction:
    if isinstance(value, Decimal):
        text = format(value, "f")
        short = text.rstrip("0").rstrip(".") if "." in text else text
        value = f"{short.removeprefix('-') if not value else short} EUR"
    return Fraction(Price(value).amount)


def _text_price(array: Frame, kind: Kind, told: Told) -> Column:
    codes, texts = words(array)
    unknown = unknown_of(array)
    read = told.read(Price, texts, codes, unknown, Price("0 EUR"))
    values = objects([Fraction(price.amount) for price in read])
    named = list(dict.fromkeys(price.currency for price in read))
    places = np.array([named.index(price.currency) for price in read], np.int32)
    currency = Column(Kind.CODE, places[codes], unknown, tuple(named))
    found = values[codes]
    return Column(kind, found, unknown, None, 0, currency)


def _truth(array: Frame, kind: Kind, _told: Told) -> Column:
    return Column(kind, truths(array), unknown_of(array))


def _day(array: Frame, kind: Kind, told: Told) -> Column:
    return Column(kind, days(array, told), unknown_of(array))


def _text_day(array: Frame, kind: Kind, told: Told) -> Column:
    codes, texts = words(array)
    unknown = unknown_of(array)
    read = told.read(read_date, texts, codes, unknown, None)
    values = np.array(
        [0 if day is None else day.toordinal() - _EPOCH for day in read], np.int64
    )
    return Column(kind, values[codes], unknown)


def _text(array: Frame, kind: Kind, told: Told) -> Column:
    codes, texts = words(array)
    unknown = unknown_of(array)
    _lengths(texts, codes, unknown, told, _TEXT_MAX)
    return Column(kind, codes, unknown, tuple(texts))


def _text_key(array: Frame, kind: Kind, told: Told) -> Column:
    codes, texts = words(array)
    unknown = unknown_of(array)
    _lengths(texts, codes, unknown, told, _KEY_MAX)
    joined = "".join(texts)
    if not (joined.isascii() and joined.isprintable()):
        hidden = [place for place, text in enumerate(texts) if _HIDDEN.search(text)]
        _told_texts(hidden, texts, codes, unknown, told, "a key with a hidden sign", "")
    return Column(kind, codes, unknown, tuple(texts))


def _lengths(
    texts: list[str], codes: Array, unknown: Array | None, told: Told, most: int
) -> None:
    """Tell of texts that are empty or too long."""
    lengths = set(map(len, texts))
    if 0 in lengths:
        bad = [texts.index("")]
        message = "an empty text"
        _told_texts(bad, texts, codes, unknown, told, message, "leave it missing (null)")
    if lengths and max(lengths) > most:
        bad = [place for place, text in enumerate(texts) if len(text) > most]
        message = f"a text of more than {most} characters"
        _told_texts(bad, texts, codes, unknown, told, message, "shorten it")


def _told_texts(
    bad: list[int],
    texts: list[str],
    codes: Array,
    unknown: Array | None,
    told: Told,
    message: str,
    remedy: str,
) -> None:
    wrong = np.isin(codes, bad)
    rows = np.flatnonzero(wrong if unknown is None else wrong & ~unknown)
    if len(rows):
        told.wrong(rows, message, found=shown(texts[codes[rows[0]]]), remedy=remedy)


def _whole_key(array: Frame, kind: Kind, told: Told) -> Column:
    values = wholes(array)
    least, most = span(values)
    if least < 0:
        rows = np.flatnonzero(values < 0)
        told.wrong(
            rows,
            "a key below zero",
            expected="zero or more",
            found=str(values[rows[0]]),
            remedy="leave a link missing (null) where there is none",
        )
    if most >= 10**18:
        beyond(values, 10**18, told, "a key")
    return Column(kind, values, unknown_of(array))


def _json(raw: Frame, told: Told) -> Column:
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


def _of_floats(
    array: Frame, kind: Kind, told: Told, scales: tuple[int, ...], key: bool
) -> Column:
    """Floats that somebody asked for: exact amounts, whole numbers, or decimals as printed."""
    unknown = unknown_of(array)
    if kind is Kind.MONEY and not key:
        values, scale = cents(array, told, scales)
        return Column(kind, values, unknown, None, scale)
    if key or kind in (Kind.DAYS, Kind.MONTHS):
        values, _ = cents(array, told, (0,))
        whole = arrow().array(values, mask=unknown)
        return _whole_key(whole, kind, told) if key else _count(whole, kind, told)
    if kind not in (Kind.NUMBER, Kind.RATE, Kind.PRICE):
        return _misfit(array, kind, told, "", key)
    read = {Kind.NUMBER: _number, Kind.RATE: _rate, Kind.PRICE: _price}[kind]

    def printed(value: object) -> Fraction:
        number = Decimal(repr(value))
        if not number.is_finite():
            raise InputError("not a number", expected="a finite number")
        return read(number)

    return _exact(printed)(array, kind, told)


_Reader = Callable[[Frame, Kind, Told], Column]
_READERS: Final[Mapping[tuple[Kind, str], _Reader]] = {
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
    (Kind.TEXT, "text"): _text,
    (Kind.CODE, "text"): _text,
    (Kind.BOOL, "truth"): _truth,
}
_KEY: Final[Mapping[str, _Reader]] = {"whole": _whole_key, "text": _text_key}
