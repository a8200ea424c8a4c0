"""The kinds of fields of nouns: each with its gate, its word in formulas, its JSON Schema.

Everything here is cheap on purpose: a pattern or a length that pydantic-core checks by itself,
and a Python function only where no such check is enough (docs/performance.md).
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field, GetPydanticSchema, StringConstraints
from pydantic_core import CoreSchema, core_schema

from fundtrack.values import FrozenMap, Money, Period

from .scalars import (
    NUMBER_PATTERN,
    TEXT_MAX,
    WHOLE_MAX,
    Scalar,
    fixed,
    read_number,
    read_scalar,
)

ID_MAX: Final = 200
ROWS_MAX: Final = 200_000
#: Entries of one map (facts, labels, terms, titles), and notes of a project.
NAMES_MAX: Final = 500
COUNT_MAX: Final = 999_999
MONTHS_MAX: Final = 1_200

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
ROLES: Final = ("lead", "partner", "associated")

#: Pydantic's word for a day that was refused; `problems` asks `read_date` for the reason.
NOT_A_DAY: Final = "not_a_day"
#: Marks in pydantic's schema, for the quick way of reading (`quick`).
MARK: Final = "fundtrack"
MARK_AMOUNT: Final = "amount"
MARK_DAY: Final = "day"
MARK_MAP: Final = "map"
MARK_NUMBER: Final = "number"
MARK_PERIOD: Final = "period"

_Handler = Callable[[Any], CoreSchema]


class Says:
    """What a field is to formulas (its kind; "" if they cannot read it) and to JSON Schema."""

    __slots__ = ("kind", "schema")

    def __init__(self, kind: str, schema: Mapping[str, object] | None = None) -> None:
        self.kind = kind
        self.schema = schema or {}

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: Callable[[CoreSchema], dict[str, Any]]
    ) -> dict[str, Any]:
        """Tell pydantic's own generator too, for services that describe their requests."""
        return dict(self.schema) or handler(schema)


class NotEmpty:
    """Marks a collection of one row at least, for JSON Schema; the noun itself refuses none.

    Pydantic counts the rows that are left after validation, so its own would report a wrong row
    a second time.
    """

    min_length: Final = 1


class Link:
    """Marks a field that names the id of a row of another noun."""

    __slots__ = ("noun",)

    def __init__(self, noun: str) -> None:
        self.noun = noun


# ---- Values ----------------------------------------------------------------------------------


def _marked(mark: str) -> GetPydanticSchema:
    """The schema of the value class itself, with a mark on it."""

    def schema(source: object, handler: _Handler) -> CoreSchema:
        made: dict[str, Any] = {**handler(source)}
        made["metadata"] = {**made.get("metadata", {}), MARK: mark}
        return made

    return GetPydanticSchema(schema)


def _number_schema(_source: object, _handler: _Handler) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(
        read_number,
        serialization=core_schema.plain_serializer_function_ser_schema(fixed),
        metadata={MARK: MARK_NUMBER},
    )


def _day_schema(_source: object, _handler: _Handler) -> CoreSchema:
    """ISO text, or from Python a date, without leaving pydantic-core.

    The pattern goes first, because pydantic also reads moments and seconds since 1970 as days.
    """
    text = core_schema.chain_schema(
        [
            core_schema.str_schema(pattern=DAY_PATTERN, strict=True),
            core_schema.date_schema(),
        ]
    )
    instance = core_schema.chain_schema(
        [
            core_schema.is_instance_schema(date),  # never so in JSON, whose text has been tried
            core_schema.date_schema(strict=True),
        ]
    )
    return core_schema.union_schema(
        [text, instance],
        mode="left_to_right",
        custom_error_type=NOT_A_DAY,
        custom_error_message="not a day",
        metadata={MARK: MARK_DAY},
    )


Amount = Annotated[Money, _marked(MARK_AMOUNT)]
#: The days of something; from the files of others also an object of first, last or months.
Span = Annotated[Period, _marked(MARK_PERIOD)]
Day = Annotated[
    date,
    GetPydanticSchema(_day_schema),
    Says("date", {"type": "string", "format": "date", "pattern": DAY_PATTERN}),
]
Number = Annotated[
    Decimal,
    GetPydanticSchema(_number_schema),
    Says("number", {
        "anyOf": [
            {"type": "string", "pattern": NUMBER_PATTERN},
            {"type": "integer", "exclusiveMinimum": -WHOLE_MAX, "exclusiveMaximum": WHOLE_MAX},
        ]
    }),
]  # fmt: skip
#: A whole number that counts or orders.
Ordinal = Annotated[
    int,
    Field(strict=True, ge=0, le=COUNT_MAX),
    Says("number", {"type": "integer", "minimum": 0, "maximum": COUNT_MAX}),
]
Months = Annotated[
    int,
    Field(strict=True, ge=0, le=MONTHS_MAX),
    Says("months", {"type": "integer", "minimum": 0, "maximum": MONTHS_MAX}),
]
Flag = Annotated[bool, Field(strict=True), Says("bool", {"type": "boolean"})]

# ---- Text ------------------------------------------------------------------------------------

Id = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=ID_MAX, pattern=ID_PATTERN),
    Says("text"),
]
#: A noun or a group, a colon, and an id: of a group's row that is made of several.
Subject = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=TEXT_MAX, pattern=ID_PATTERN),
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

# ---- Frozen maps -----------------------------------------------------------------------------


def _map(pattern: str, most: int, values: CoreSchema) -> GetPydanticSchema:
    """A frozen map in a model: any mapping in, a FrozenMap inside, a dict out."""

    def schema(_source: object, _handler: _Handler) -> CoreSchema:
        keys = core_schema.str_schema(
            pattern=pattern, min_length=1, max_length=most, strict=True
        )
        return core_schema.no_info_after_validator_function(
            FrozenMap,
            core_schema.dict_schema(keys, values, max_length=NAMES_MAX),
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
            metadata={MARK: MARK_MAP},
        )

    return GetPydanticSchema(schema)


def _map_says(pattern: str, most: int, **value: object) -> Says:
    names = {"pattern": pattern, "minLength": 1, "maxLength": most}
    return Says("", {
        "type": "object",
        "maxProperties": NAMES_MAX,
        "propertyNames": names,
        "additionalProperties": value,
    })  # fmt: skip


def _text(least: int) -> CoreSchema:
    return core_schema.str_schema(min_length=least, max_length=TEXT_MAX, strict=True)


_SCALAR = core_schema.no_info_plain_validator_function(read_scalar)
_ROLE = core_schema.literal_schema(list(ROLES))

Scalars = Annotated[
    FrozenMap[Scalar],
    _map(NAME_PATTERN, 64, _SCALAR),
    _map_says(
        NAME_PATTERN, 64, type=["string", "integer", "boolean"], minLength=1, maxLength=TEXT_MAX
    ),
]
Labels = Annotated[
    FrozenMap[str],
    _map(ID_PATTERN, ID_MAX, _text(0)),
    _map_says(ID_PATTERN, ID_MAX, type="string", maxLength=TEXT_MAX),
]
Titles = Annotated[
    FrozenMap[str],
    _map(LANGUAGE_PATTERN, 32, _text(1)),
    _map_says(LANGUAGE_PATTERN, 32, type="string", minLength=1, maxLength=TEXT_MAX),
]
#: Partner id to the role that partner has under one plan.
Roles = Annotated[
    FrozenMap[str],
    _map(ID_PATTERN, ID_MAX, _ROLE),
    _map_says(ID_PATTERN, ID_MAX, enum=list(ROLES)),
]
