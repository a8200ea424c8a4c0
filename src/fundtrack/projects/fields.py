"""The kinds of fields of nouns: each with its gate, its word in formulas, its JSON Schema.

Everything here is cheap on purpose: a pattern or a length that pydantic-core checks by itself,
and a Python function only where no such check is enough (docs/performance.md).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, TypeVar

from pydantic import Field, GetPydanticSchema, StringConstraints
from pydantic_core import CoreSchema, core_schema

from fundtrack.values import FrozenMap, InputError, Money, Period, Price, Rate, excerpt

TEXT_MAX: Final = 10_000
ID_MAX: Final = 200
ROWS_MAX: Final = 200_000
#: Entries of one map (facts, labels, terms, titles), and notes of a project.
NAMES_MAX: Final = 500
#: A whole number in facts and terms; longer ones are text.
WHOLE_MAX: Final = 10**16

#: What an id may not hold: controls, and what hides or turns text (zero widths, bidi marks).
_HIDDEN: Final = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
ID_PATTERN: Final = f"^[^{_HIDDEN}]+$"
CODE_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"
NAME_PATTERN: Final = r"^[a-z][a-z0-9_]*$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
COUNTRY_PATTERN: Final = r"^[A-Z]{2}$"
MONTH_PATTERN: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
BOOK_PATTERN: Final = r"^[a-z0-9-]+(/[a-z0-9-]+)*(@[1-9][0-9]{0,5})?$"
DAY_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#: Pydantic's word for what a reader refused; `problems` asks the reader for its reason.
NOT_READ: Final = "not_read"
NUMBER_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,12})?$"

#: What a fact, a term or a label may be; amounts, rates and dates are their canonical text,
#: which the book that asks for them reads.
Scalar = str | int | bool
_V = TypeVar("_V")
_number = re.compile(NUMBER_PATTERN).fullmatch


@dataclass(frozen=True, slots=True)
class Says:
    """What a field is to formulas (its kind; "" if they cannot read it) and to JSON Schema."""

    kind: str
    schema: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class NotEmpty:
    """Marks a collection of one row at least, for JSON Schema; the noun itself refuses none.

    Pydantic counts the rows that are left after validation, so its own would report a wrong row
    a second time.
    """

    min_length: int = 1


@dataclass(frozen=True, slots=True)
class Link:
    """Marks a field that names the id of a row of another noun."""

    noun: str


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
        text = _fixed(value) if len(value.as_tuple().digits) <= 28 else ""
    if not _number(text):
        raise InputError(
            "not an exact number",
            expected='digits and at most 12 decimals: "2.5"',
            found=excerpt(value),
            remedy="write it as text",
        )
    return Decimal(text) if text.strip("-0.") else Decimal(text.removeprefix("-"))


def _fixed(value: Decimal) -> str:
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
        return _fixed(read_number(value))
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


def _map(
    keys: CoreSchema, values: CoreSchema | None = None
) -> Callable[[object, Callable[[object], CoreSchema]], CoreSchema]:
    """A frozen map in a model: any mapping in, a FrozenMap inside, a dict out."""

    def schema(source: object, handler: Callable[[object], CoreSchema]) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            FrozenMap,
            core_schema.dict_schema(keys, values, max_length=NAMES_MAX),
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
        )

    return schema


def _key(pattern: str, most: int) -> CoreSchema:
    return core_schema.str_schema(pattern=pattern, min_length=1, max_length=most, strict=True)


_SCALAR = core_schema.no_info_plain_validator_function(read_scalar)
_LABEL = core_schema.str_schema(max_length=TEXT_MAX, strict=True)
ROLES: Final = ("lead", "partner", "associated")


def _map_says(pattern: str, most: int, **value: object) -> Says:
    return Says(
        "",
        {
            "type": "object",
            "maxProperties": NAMES_MAX,
            "propertyNames": {"pattern": pattern, "maxLength": most},
            "additionalProperties": value,
        },
    )


Id = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=ID_MAX, pattern=ID_PATTERN),
    Says("text"),
]
Code = Annotated[
    str, StringConstraints(strict=True, max_length=ID_MAX, pattern=CODE_PATTERN), Says("code")
]
Text = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=TEXT_MAX), Says("text")
]
Country = Annotated[str, StringConstraints(strict=True, pattern=COUNTRY_PATTERN), Says("code")]
Month = Annotated[str, StringConstraints(strict=True, pattern=MONTH_PATTERN), Says("text")]
BookId = Annotated[
    str, StringConstraints(strict=True, max_length=ID_MAX, pattern=BOOK_PATTERN), Says("text")
]
Number = Annotated[
    Decimal,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_plain_validator_function(
            read_number, serialization=core_schema.plain_serializer_function_ser_schema(_fixed)
        )
    ),
    Says(
        "number",
        {
            "anyOf": [
                {"type": "string", "pattern": NUMBER_PATTERN},
                {
                    "type": "integer",
                    "exclusiveMinimum": -WHOLE_MAX,
                    "exclusiveMaximum": WHOLE_MAX,
                },
            ]
        },
    ),
]
#: A whole number that counts or orders.
Ordinal = Annotated[
    int,
    Field(strict=True, ge=0, le=999_999),
    Says(
        "number",
        {
            "type": "integer",
            "minimum": 0,
            "maximum": 999_999,
        },
    ),
]
Months = Annotated[
    int,
    Field(strict=True, ge=0, le=1_200),
    Says(
        "months",
        {
            "type": "integer",
            "minimum": 0,
            "maximum": 1_200,
        },
    ),
]
Flag = Annotated[bool, Field(strict=True), Says("bool", {"type": "boolean"})]

#: An amount in a row. Ledgers are read by columns (`columns`), so most amounts arrive made.
Amount = Annotated[
    Money,
    GetPydanticSchema(
        lambda _source, handler: core_schema.union_schema(
            [core_schema.is_instance_schema(Money), handler(Money)],
            mode="left_to_right",
            custom_error_type=NOT_READ,
            custom_error_message="not an amount",
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )
    ),
]
#: A day, as `read_date` reads it, without leaving pydantic-core.
Day = Annotated[
    date,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.union_schema(
            [
                core_schema.chain_schema(
                    [
                        core_schema.str_schema(pattern=DAY_PATTERN, strict=True),
                        core_schema.date_schema(),
                    ]
                ),
                core_schema.date_schema(strict=True),
            ],
            mode="left_to_right",
            custom_error_type=NOT_READ,
            custom_error_message="not a day",
        )
    ),
]

Scalars = Annotated[
    FrozenMap[Scalar],
    GetPydanticSchema(_map(_key(NAME_PATTERN, 64), _SCALAR)),
    _map_says(NAME_PATTERN, 64, type=["string", "integer", "boolean"], maxLength=TEXT_MAX),
]
Labels = Annotated[
    FrozenMap[str],
    GetPydanticSchema(_map(_key(ID_PATTERN, ID_MAX), _LABEL)),
    _map_says(ID_PATTERN, ID_MAX, type="string", maxLength=TEXT_MAX),
]
Titles = Annotated[
    FrozenMap[str],
    GetPydanticSchema(
        _map(
            _key(LANGUAGE_PATTERN, 32),
            core_schema.str_schema(min_length=1, max_length=TEXT_MAX, strict=True),
        )
    ),
    _map_says(LANGUAGE_PATTERN, 32, type="string", minLength=1, maxLength=TEXT_MAX),
]
#: Partner id to the role that partner has under one plan.
Roles = Annotated[
    FrozenMap[str],
    GetPydanticSchema(_map(_key(ID_PATTERN, ID_MAX), core_schema.literal_schema(list(ROLES)))),
    _map_says(ID_PATTERN, ID_MAX, enum=list(ROLES)),
]
