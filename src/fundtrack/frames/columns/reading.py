"""Sheets out of frames: any table in, exact columns out, or an error that names the rows.

A column that is clean costs one pass over an array. Only lists of Python values, rates, prices
and JSON are looked at one by one, and of those the same value only once where it can be. How
a column of each kind is read stands in `readers`; here is what asks for it, and what is said of
a column that is not of its kind.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

import numpy as np

from fundtrack.formulas import Kind
from fundtrack.values import InputError, Problem

from ..engines import Frame, arrow
from ..given import Floats
from ..keys import A_KEY, NO_KEY
from ..taken import taken
from .cells import known_rows, objects, single
from .column import Array, Column, Sheet
from .readers import KEYS, READERS, float_column, json_column
from .told import Told, shown
from .untidy import tidied

#: The keys that every row has; a link may be missing.
_NEEDED: Final = ("project", "id")
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
                NO_KEY,
                expected=A_KEY,
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
        return json_column(raw, told)
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
        made = float_column(array, kind, told, scales, key)
        return _misfit(array, kind, told, "", key) if made is None else made
    read = KEYS.get(form) if key else READERS.get((kind, form))
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
        expected=A_KEY if key else EXPECTED[kind],
        found=shown(array[int(rows[0])].as_py()),
        remedy=remedy,
    )
    return _nothing(kind, len(array), key)
