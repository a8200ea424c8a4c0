"""Numbers in plain tables in the forms that the gate takes, whatever an engine made of them.

Binary floats are refused, or taken where each is an exact number; a whole number may be a
Decimal or text.

The columns way reads arrays by the same rule (`columns.cells.cents`).
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fundtrack.formulas import Kind
from fundtrack.values import InputError

from .engines import arrow
from .needs import Need
from .shapes import ID
from .taken import Taken

_PLAIN: Final = re.compile("-?(0|[1-9][0-9]{0,15})")
_WHOLE: Final = (Kind.DAYS, Kind.MONTHS, ID)
_EXACT: Final = (Kind.MONEY, Kind.NUMBER, Kind.RATE, Kind.PRICE)


def refuse_floats(noun: str, table: Taken, wanted: Mapping[str, Need]) -> None:
    """Refuse a column with a float in it.

    Raises:
        InputError: there is one; its column and first row are named.
    """
    for name, column in table.columns.items():
        if isinstance(column, list):
            row = next((at for at, one in enumerate(column) if type(one) is float), -1)
        elif arrow().types.is_floating(column.type) and column.null_count < len(column):
            row = int(column.is_valid().index(True).as_py())
        else:
            continue
        if row >= 0:
            money = wanted[name].kind == Kind.MONEY
            raise InputError(
                "amounts in floats" if money else "a float where exact values are needed",
                pointer=f"/{noun}/{row}/{name}",
                found=str(column[row]),
                remedy="cast to whole minor units or Decimals, or take exact ones with "
                'floats="exact"',
            )


def exact_floats(
    tables: Mapping[str, Mapping[str, Sequence[Any]]],
    wanted: Mapping[str, Mapping[str, Need]],
) -> dict[str, dict[str, list[Any]]]:
    """The same tables, with exact numbers in place of floats, and whole ones where they are."""
    return {
        noun: {name: _exact(values, wanted[noun][name].kind) for name, values in table.items()}
        for noun, table in tables.items()
    }


def _exact(values: Sequence[Any], kind: str) -> list[Any]:
    types = set(map(type, values))
    if kind == Kind.NUMBER and types & {Decimal, str, float}:
        return [_whole(_number(one, kind)) for one in values]
    if float not in types:
        return list(values)
    return [_number(one, kind) for one in values]


def _whole(value: object) -> object:
    """A number that is whole as such: what counts or orders is stated in no other form."""
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 20:
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return int(value)
    return value


def _number(value: Any, kind: str) -> object:  # noqa: ANN401 (of any kind)
    """The exact number that a float is printed as; a float that is none is for the gate."""
    if type(value) is not float:
        return value
    if kind in _WHOLE and value == value // 1:
        return int(value)
    return Decimal(repr(value)) if kind in _EXACT else value
