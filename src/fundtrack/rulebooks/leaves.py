"""The leaves of the wire form: names, codes, formulas, days, values; how each is written.

A leaf is used in `Annotated`; it refuses in our words, and the shipped JSON Schema reads its
`form`. What a value means waits for its kind: that is `typed`'s.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final

from fundtrack.formulas import FormulaError, parse, to_text
from fundtrack.values import read_date

from .mass import MAX_LETTERS
from .shapes import At, Faults, Schema, Shape


class Leaf(Shape):
    """How one leaf is read and written.

    `reader` gives the value or raises ValueError; `form` is its JSON Schema; `canonical` is how
    the hash sees a text, where that is not the text itself.
    """

    def __init__(
        self,
        reader: Callable[[object], object],
        form: Mapping[str, object],
        canonical: Callable[[str], str] | None = None,
    ) -> None:
        self.reader: Final = reader
        self.form: Final = form
        self.written: Final = canonical

    def read(self, value: object, at: At, faults: Faults) -> object:
        """What the reader makes of it; of formulas no more than are read in no time."""
        if self.written is not None and isinstance(value, str):
            before, mass = faults.mass.formulas, faults.mass
            mass.formulas += len(value)
            if before <= MAX_LETTERS < mass.formulas:
                faults.append((at, mass.too_much()))
        try:
            return self.reader(value)
        except ValueError as error:
            faults.append((at, str(error)))
            return None

    def canonical(self, value: object) -> object:
        """The value in the words of JSON, a formula in its one spelling."""
        if isinstance(value, str) and self.written is not None:
            return self.written(value)
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if isinstance(value, tuple) else value

    def schema(self, defs: Schema) -> Schema:
        """Its form."""
        return dict(self.form)


def _written(pattern: str, says: str) -> Leaf:
    """A text of one form; ASCII digits and letters unless the pattern says otherwise."""

    def read(value: object) -> object:
        if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
            raise ValueError(f"expected {says}")
        return value

    return Leaf(read, {"type": "string", "pattern": f"^{pattern}$"})


def _read_text(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text")
    return value


def _read_flag(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _read_day(value: object) -> object:
    if not isinstance(value, str | date):
        raise ValueError("expected a day, as 2014-01-01")
    return read_date(value)


def _read_number(value: object) -> object:
    if type(value) is not int or not 1 <= value <= LAST_EDITION:
        raise ValueError("expected the number of an edition, from 1")
    return value


def _read_value(value: object) -> object:
    if type(value) in (str, int, bool, date):
        return value
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return value
    raise ValueError("expected a value as its kind writes it")


def _canonical(text: str) -> str:
    """The canonical spelling; what is no formula stays, and is refused where it is checked."""
    try:
        return to_text(parse(text))
    except FormulaError:
        return text


LAST_EDITION = 999_999
_SNAKE = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
BOOK_ID = r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*"
_TEXT = {"type": "string", "minLength": 1, "maxLength": 10_000}
_FORMULA = {"type": "string", "minLength": 1, "maxLength": 1000}
_CODES = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
_VALUE = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}, _CODES]}

Name = Annotated[str, _written(_SNAKE, "a name in snake_case")]
Kebab = Annotated[str, _written(r"[a-z0-9]+(-[a-z0-9]+)*", "a name in kebab-case")]
RuleCode = Annotated[str, _written(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+", "a code as LV-CLU-004")]
CodeText = Annotated[
    str, _written(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}", "a code of letters, digits and . _ / -")
]
Path = Annotated[str, _written(rf"{_SNAKE}(\.{_SNAKE})+", "a path as cost.paid_on")]
PathOrName = Annotated[str, _written(rf"{_SNAKE}(\.{_SNAKE})*", "a name, or a path as cost.id")]
AsOf = Annotated[str, _written(rf"(on|{_SNAKE}(\.{_SNAKE})+)", "a path as cost.paid_on, or on")]
Language = Annotated[str, _written(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", "a language as en")]
BookId = Annotated[str, _written(BOOK_ID, "an id as lv/cluster-2016")]
Edition = Annotated[
    str, _written(rf"{BOOK_ID}@[1-9][0-9]{{0,5}}", "an edition as eu/erdf-2014@1")
]
EditionNumber = Annotated[
    int, Leaf(_read_number, {"type": "integer", "minimum": 1, "maximum": LAST_EDITION})
]
Celex = Annotated[str, _written(r"[0-9A-Z()_-]{5,40}", "a CELEX number as 32013R1303")]
Link = Annotated[str, _written(r"https?://[!-~]{3,500}", "an address as https://…")]
Text = Annotated[str, Leaf(_read_text, _TEXT)]
Formula = Annotated[str, Leaf(_read_text, _FORMULA, _canonical)]
Day = Annotated[date, Leaf(_read_day, {"type": "string", "format": "date"})]
Scalar = Annotated[str | bool | int | date | tuple[str, ...], Leaf(_read_value, _VALUE)]
Flag = Annotated[bool, Leaf(_read_flag, {"type": "boolean"})]
Texts = Mapping[Language, Text]
