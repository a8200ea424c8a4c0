"""The leaves of the wire form: names, codes, formulas, days, values; each says how it is written.

A leaf is used in `Annotated`; it refuses in our words, and the shipped JSON Schema reads its
`form`. What a value means waits for its kind: that is `typed`'s.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fundtrack.formulas import FormulaError, parse, to_text
from fundtrack.values import read_date

Form = Mapping[str, object]


class Leaf:
    """How one leaf is read: `says` completes "expected …", `form` is its JSON Schema."""

    def __init__(self, says: str, form: Form) -> None:
        self.says: Final = says
        self.form: Final = form

    def read(self, value: object) -> object:
        """The value, or ValueError that says what is expected."""
        raise AssertionError("a leaf says how it is read")

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


class Written(Leaf):
    """A text of one form; ASCII digits and letters unless the pattern says otherwise."""

    def __init__(self, pattern: str, says: str) -> None:
        super().__init__(says, {"type": "string", "pattern": f"^{pattern}$"})
        self.pattern = re.compile(pattern)

    def read(self, value: object) -> object:
        if not isinstance(value, str) or self.pattern.fullmatch(value) is None:
            raise ValueError(f"expected {self.says}")
        return value


class Words(Leaf):
    """A text for people, not empty."""

    def __init__(self) -> None:
        super().__init__("a text", {"type": "string", "minLength": 1, "maxLength": 10_000})

    def read(self, value: object) -> object:
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"expected {self.says}")
        return value


class FormulaText(Leaf):
    """A formula; written out, for the hash, in its canonical spelling."""

    def __init__(self) -> None:
        form = {"type": "string", "minLength": 1, "maxLength": 1000}
        super().__init__("a formula as text", form)

    def read(self, value: object) -> object:
        if not isinstance(value, str):
            raise ValueError(f"expected {self.says}")
        return value

    @staticmethod
    def canonical(text: str) -> str:
        """The canonical spelling; a text that is no formula stays, and is refused where it is read."""
        try:
            return to_text(parse(text))
        except FormulaError:
            return text

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(self.canonical),
        )


class DayLeaf(Leaf):
    """A day: a date of TOML, or its ISO text."""

    def __init__(self) -> None:
        super().__init__("a day, as 2014-01-01", {"type": "string", "format": "date"})

    def read(self, value: object) -> object:
        if not isinstance(value, str | date):
            raise ValueError(f"expected {self.says}")
        return read_date(value)


class ValueLeaf(Leaf):
    """A value of any kind, as its kind writes it: text, integer, day, true or false, list of codes."""

    def __init__(self) -> None:
        kinds = [{"type": kind} for kind in ("string", "integer", "boolean")]
        many = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
        super().__init__("a value as its kind writes it", {"anyOf": [*kinds, many]})

    def read(self, value: object) -> object:
        if type(value) in (str, int, bool, date):
            return value
        if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
            return value
        raise ValueError(f"expected {self.says}")


class OneOrMany:
    """A list, or its one member without the brackets."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: (value,) if isinstance(value, str) else value, handler(source)
        )


_SNAKE = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
BOOK_ID = r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*"

Name = Annotated[str, Written(_SNAKE, "a name in snake_case")]
Kebab = Annotated[str, Written(r"[a-z0-9]+(-[a-z0-9]+)*", "a name in kebab-case")]
RuleCode = Annotated[str, Written(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+", "a code as LV-CLU-004")]
CodeText = Annotated[
    str, Written(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}", "a code of letters, digits and . _ / -")
]
Path = Annotated[str, Written(rf"{_SNAKE}(\.{_SNAKE})+", "a path as cost.paid_on")]
PathOrName = Annotated[str, Written(rf"{_SNAKE}(\.{_SNAKE})*", "a name, or a path as cost.id")]
Language = Annotated[str, Written(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", "a language as en")]
BookId = Annotated[str, Written(BOOK_ID, "an id as lv/cluster-2016")]
Edition = Annotated[
    str, Written(rf"{BOOK_ID}@[1-9][0-9]{{0,5}}", "an edition as eu/erdf-2014@1")
]
Celex = Annotated[str, Written(r"[0-9A-Z()_-]{5,40}", "a CELEX number as 32013R1303")]
Link = Annotated[str, Written(r"https?://[!-~]{3,500}", "an address as https://…")]
Text = Annotated[str, Words()]
Formula = Annotated[str, FormulaText()]
Day = Annotated[date, DayLeaf()]
Scalar = Annotated[str | bool | int | date | tuple[str, ...], ValueLeaf()]
Texts = dict[Language, Text]
