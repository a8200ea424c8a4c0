"""The file form of a book: what an author writes, table by table; the same in TOML and in JSON.

Only the form is decided here: which keys there are and how each is written. What they mean
together (kinds, dates, names) is decided where the layers are put together. What has to be
there depends on the layer (a higher one may add an exception and restate nothing), so that is
decided there too, and most keys are optional here.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from fundtrack.values import BookError

from .leaves import (
    AsOf,
    BookId,
    Celex,
    CodeText,
    Day,
    Edition,
    EditionNumber,
    Formula,
    Kebab,
    Link,
    Name,
    OneOrMany,
    Path,
    PathOrName,
    RuleCode,
    Scalar,
    Text,
    Texts,
)
from .places import near, pointer
from .plain import Plain

KindName = Literal[
    "money", "price", "rate", "number", "days", "months", "date", "text", "code", "bool", "set"
]
VerificationName = Literal["verified", "secondary", "unverified"]
Basis = Literal["plan", "claimed", "accepted"]


class Wire(BaseModel):
    """A table of the file: known keys only, nothing converted."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        defer_build=True,  # built when the first book is read, not when the package is imported
    )


class HeadWire(Wire):
    """`[book]`: which book, which edition, on what it stands, what it covers and leaves out."""

    id: BookId
    edition: EditionNumber
    title: Texts = {}
    extends: tuple[Edition, ...] = ()
    first_day: Day | None = None
    last_day: Day | None = None
    covers: tuple[Texts, ...] = ()
    leaves_out: tuple[Texts, ...] = ()
    read_by: tuple[Text, ...] = ()


class ActWire(Wire):
    """`[act.KEY]`: a legal source, named once."""

    title: Texts = {}
    celex: Celex | None = None
    eli: Link | None = None
    url: Link | None = None


class RoundingWire(Wire):
    """`[rounding.NAME]`: a mode and a unit, and how sure their source is."""

    mode: Literal["half_up", "half_even", "half_down", "down", "floor", "up", "ceiling"]
    unit: Text
    verification: VerificationName
    cite: Text | None = None
    title: Texts = {}
    checked_on: Day | None = None


class ValueWire(Wire):
    """One dated value of a parameter; both days are inside."""

    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    value: Scalar | None = None
    unknown: Literal[True] | None = None
    why: Texts = {}
    cite: Text | None = None
    verification: VerificationName | None = None
    checked_on: Day | None = None


class ParameterWire(Wire):
    """`[parameter.NAME]`: a value in the law, dated and cited, or a term of the grant."""

    kind: KindName | None = None
    codes: tuple[CodeText, ...] | None = None
    title: Texts = {}
    as_of: AsOf | None = None
    set_in: tuple[Literal["partner", "plan", "book"], ...] | None = None
    at_most: Name | None = None
    at_least: Name | None = None
    layers: Literal["fixed", "tighten", "replace"] | None = None
    bound: Literal["max", "min"] | None = None
    values: tuple[ValueWire, ...] = ()


class SetWire(Wire):
    """`[set.NAME]`: codes that belong together."""

    members: tuple[CodeText, ...]
    of: Literal["category", "activity"] | None = None
    cite: Text
    title: Texts = {}


class CodeWire(Wire):
    """`[category.CODE]` and `[activity.CODE]`: a code, its titles, its source."""

    title: Texts = {}
    cite: Text


class RowWire(Wire):
    """A row of a table: one text per key, and the value."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, CodeText]

    value: Scalar | None = None
    unknown: Literal[True] | None = None
    cite: Text | None = None
    verification: VerificationName | None = None
    checked_on: Day | None = None


class TableWire(Wire):
    """`[table.NAME]`: values by one key or several."""

    keys: tuple[Name, ...]
    gives: KindName
    rows: tuple[RowWire, ...]
    title: Texts = {}


class FactWire(Wire):
    """`[fact.NOUN.NAME]`: a fact this book asks for, which the model does not have."""

    kind: KindName
    codes: tuple[CodeText, ...] | None = None
    ask: Texts = {}
    cite: Text


class ReadingWire(Wire):
    """`[reading.NAME]`: a text of the law that can be read in more than one way."""

    options: tuple[CodeText, ...] | None = None
    chosen: CodeText | None = None
    by: Text | None = None
    cite: Text | None = None
    why: Texts = {}


class GroupWire(Wire):
    """`[group.NAME]`: a noun made of others."""

    by: tuple[Name, ...]
    of: tuple[Name, ...]


class DefineExceptionWire(Wire):
    """`[define.NOUN.NAME.unless.NAME]`: another value where a condition holds."""

    when: Formula
    value: Formula
    cite: Text
    over: tuple[Kebab, ...] = ()


class RuleExceptionWire(Wire):
    """`[rule.CODE.unless.NAME]`: another condition, or none, where a condition holds."""

    when: Formula
    met_when: Formula | None = None
    cite: Text
    over: tuple[Kebab, ...] = ()


class DefineWire(Wire):
    """`[define.NOUN.NAME]`: an amount or another value that the book computes."""

    value: Formula | None = None
    rounding: Name | None = None
    cite: Text | None = None
    when: Formula | None = None
    counts_as: CodeText | None = None
    call: Name | None = None
    with_: dict[Name, Text] = Field({}, alias="with")
    kind: KindName | None = None
    title: Texts = {}
    unless: dict[Kebab, DefineExceptionWire] = {}


class RuleWire(Wire):
    """`[rule.CODE]`: where it applies, what it measures, what follows, and its texts."""

    name: Kebab | None = None
    scope: Name | None = None
    basis: Annotated[tuple[Basis, ...], OneOrMany()] | None = None
    applies_when: Formula | None = None
    met_when: Formula | None = None
    measured: Formula | None = None
    at_most: Formula | None = None
    at_least: Formula | None = None
    rounding: Name | None = None
    effect: Literal["report", "exclude", "limit", "block"] | None = None
    limits: Path | None = None
    where: Formula | None = None
    consume: Annotated[tuple[PathOrName, ...], OneOrMany()] | None = None
    severity: Literal["breach", "warning", "note"] | None = None
    waivable: bool = False
    cite: Annotated[tuple[Text, ...], OneOrMany()] | None = None
    title: Texts = {}
    why: Texts = {}
    remedy: Texts = {}
    not_for: Texts = {}
    unless: dict[Kebab, RuleExceptionWire] = {}


class ChangeWire(Wire):
    """`[[change]]`: a change of the law that this book follows."""

    on: Day
    act: Name
    cite: Text
    concerns: Texts = {}
    findings: Texts = {}


class BookWire(Wire):
    """A whole file."""

    book: HeadWire
    act: dict[Name, ActWire] = {}
    parameter: dict[Name, ParameterWire] = {}
    reading: dict[Name, ReadingWire] = {}
    set: dict[Name, SetWire] = {}
    category: dict[CodeText, CodeWire] = {}
    activity: dict[CodeText, CodeWire] = {}
    table: dict[Name, TableWire] = {}
    fact: dict[Name, dict[Name, FactWire]] = {}
    group: dict[Name, GroupWire] = {}
    rounding: dict[Name, RoundingWire] = {}
    define: dict[Name, dict[Name, DefineWire]] = {}
    rule: dict[RuleCode, RuleWire] = {}
    change: tuple[ChangeWire, ...] = ()


_SAID = {
    "missing": "this key is missing",
    "string_type": "expected a text",
    "bool_type": "expected true or false",
    "int_type": "expected an integer",
    "tuple_type": "expected a list",
    "dict_type": "expected a table",
    "model_type": "expected a table",
    "model_attributes_type": "expected a table",
}


def read_wire(tables: dict[str, Plain], *, file: str = "") -> BookWire:
    """Read plain tables in the form of a book.

    Raises:
        BookError: a key that is not known or is missing, a value not written as it should be.
    """
    try:
        return BookWire.model_validate(tables)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=True, include_input=False)
        others = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        place = pointer(*(step for step in problems[0]["loc"] if step != "[key]"))
        message = f"{_sentence(problems[0])}{others}"
        raise BookError(message, file=file, pointer=place) from None


def _sentence(problem: ErrorDetails) -> str:
    """One problem of pydantic in the words of this house."""
    kind, key = problem["type"], str(problem["loc"][-1])
    if kind == "extra_forbidden":
        return f"no such key{near(key, _KEYS)}"
    if kind == "literal_error":
        return f"expected {problem['ctx']['expected']}"
    text = problem["msg"].removeprefix("Value error, ")
    return _SAID.get(kind, text[:1].lower() + text[1:])


_KEYS = {
    field.alias or name
    for model in Wire.__subclasses__()
    for name, field in model.model_fields.items()
}
