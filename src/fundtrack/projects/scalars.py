"""Exact numbers and the small values of facts and terms: read from what a file may hold."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from fundtrack.values import InputError, Money, Period, Price, Rate, excerpt

NUMBER_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,12})?$"
TEXT_MAX: Final = 10_000
#: A whole number in facts and terms; longer ones are text.
WHOLE_MAX: Final = 10**16

#: What a fact, a term or a label may be; amounts, rates and dates are their canonical text,
#: which the book that asks for them reads.
Scalar = str | int | bool


@cache
def _number() -> re.Pattern[str]:
    return re.compile(NUMBER_PATTERN)


def read_number(value: object) -> Decimal:
    """Read an exact number: a whole number, a Decimal, or text; never a float or a bool.

    At most 16 digits before the point and 12 after it. Zero has no sign.

    Raises:
        InputError: it is anything else.

    >>> read_number("2.50"), read_number(3)
    (Decimal('2.50'), Decimal('3'))
    >>> read_number(2.5)
    Traceback (most recent call last):
    fundtrack.values.errors.InputError: not an exact number (expected digits and at most 12 \
decimals: "2.5", found 2.5); write it as text
    """
    text = ""
    if type(value) is str and len(value) <= 32:
        text = value
    elif type(value) is int and abs(value) < WHOLE_MAX:
        text = str(value)
    elif type(value) is Decimal and value.is_finite() and -12 <= value.adjusted() <= 15:
        text = fixed(value) if len(value.as_tuple().digits) <= 28 else ""
    if not _number().fullmatch(text):
        raise InputError(
            "not an exact number",
            expected='digits and at most 12 decimals: "2.5"',
            found=excerpt(value),
            remedy="write it as text",
        )
    return Decimal(text) if text.strip("-0.") else Decimal(text.removeprefix("-"))


def fixed(value: Decimal) -> str:
    """Write a short finite Decimal without an exponent, in no decimal context."""
    return format(value, "f")


def read_scalar(value: object) -> Scalar:
    """Read a fact or a term: text, a whole number, true or false.

    A Decimal becomes its digits; a date, an amount, a rate or a period its canonical text.

    Raises:
        InputError: it is anything else, or longer than 10,000 characters.

    >>> read_scalar(date(2016, 1, 1)), read_scalar(Rate("85 %")), read_scalar(True)
    ('2016-01-01', '85 %', True)
    """
    if isinstance(value, str) and 0 < len(value) <= TEXT_MAX:
        return str(value)
    if isinstance(value, bool):
        return value
    if type(value) is int and abs(value) < WHOLE_MAX:
        return value
    if type(value) is Decimal:
        return fixed(read_number(value))
    if isinstance(value, (Money, Price, Rate, Period)):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise InputError(
        "not a fact",
        expected="text, a whole number, true or false",
        found=excerpt(value),
        remedy='write amounts, rates and numbers as text: "1.00 EUR", "85 %", "0.5"',
    )
