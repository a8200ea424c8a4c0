"""The file form of a book: what an author writes, table by table; the same in TOML and in JSON.

Only the form is decided here: which keys there are and how each is written. What they mean
together (kinds, dates, names) is decided where the layers are put together. What has to be
there depends on the layer (a higher one may add an exception and restate nothing), so that is
decided there too, and most keys are optional here.
"""

from __future__ import annotations  # two hundred are worked out when the first book is read

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from fundtrack.formulas import near
from fundtrack.values import BookError, FrozenMap

from .leaves import (
    AsOf,
    BookId,
    Celex,
    CodeText,
    Day,
    Edition,
    EditionNumber,
    Flag,
    Formula,
    Kebab,
    Link,
    Name,
    Path,
    PathOrName,
    RuleCode,
    Scalar,
    Text,
    Texts,
)
from .mass import Mass
from .places import pointer
from .plain import Plain
from .shapes import NO_SUCH_KEY, ONE_OR_MANY, OTHER_KEYS, Faults, Table, Wire, shape_of

KindName = Literal[
    "money", "price", "rate", "number", "days", "months", "date", "text", "code", "bool", "set"
]
VerificationName = Literal["verified", "secondary", "unverified"]
Basis = Literal["plan", "claimed", "accepted"]


class HeadWire(Wire):
    """`[book]`: which book, which edition, on what it stands, what it covers and leaves out."""

    id: BookId
    edition: EditionNumber
    title: Texts = FrozenMap({})
    extends: tuple[Edition, ...] = ()
    first_day: Day | None = None
    last_day: Day | None = None
    covers: tuple[Texts, ...] = ()
    leaves_out: tuple[Texts, ...] = ()
    read_by: tuple[Text, ...] = ()


class ActWire(Wire):
    """`[act.KEY]`: a legal source, named once."""

    title: Texts = FrozenMap({})
    celex: Celex | None = None
    eli: Link | None = None
    url: Link | None = None


class RoundingWire(Wire):
    """`[rounding.NAME]`: a mode and a unit, and how sure their source is."""

    mode: Literal["half_up", "half_even", "half_down", "down", "floor", "up", "ceiling"]
    unit: Text
    verification: VerificationName
    cite: Text | None = None
    title: Texts = FrozenMap({})
    checked_on: Day | None = None


class ValueWire(Wire):
    """One dated value of a parameter; both days are inside."""

    from_: Day | None = None
    to: Day | None = None
    value: Scalar | None = None
    unknown: Literal[True] | None = None
    why: Texts = FrozenMap({})
    cite: Text | None = None
    verification: VerificationName | None = None
    checked_on: Day | None = None


class ParameterWire(Wire):
    """`[parameter.NAME]`: a value in the law, dated and cited, or a term of the grant."""

    kind: KindName | None = None
    codes: tuple[CodeText, ...] | None = None
    title: Texts = FrozenMap({})
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
    cite: Text
    of: Literal["category", "activity"] | None = None
    title: Texts = FrozenMap({})


class CodeWire(Wire):
    """`[category.CODE]` and `[activity.CODE]`: a code, its titles, its source."""

    cite: Text
    title: Texts = FrozenMap({})


class RowWire(Wire):
    """A row of a table: one text per key, and the value."""

    value: Scalar | None = None
    unknown: Literal[True] | None = None
    cite: Text | None = None
    verification: VerificationName | None = None
    checked_on: Day | None = None
    keys: Annotated[Mapping[Text, CodeText], OTHER_KEYS] = FrozenMap({})


class TableWire(Wire):
    """`[table.NAME]`: values by one key or several."""

    keys: tuple[Name, ...]
    gives: KindName
    rows: tuple[RowWire, ...]
    title: Texts = FrozenMap({})


class FactWire(Wire):
    """`[fact.NOUN.NAME]`: a fact this book asks for, which the model does not have."""

    kind: KindName
    cite: Text
    codes: tuple[CodeText, ...] | None = None
    ask: Texts = FrozenMap({})


class ReadingWire(Wire):
    """`[reading.NAME]`: a text of the law that can be read in more than one way."""

    options: tuple[CodeText, ...] | None = None
    chosen: CodeText | None = None
    by: Text | None = None
    cite: Text | None = None
    why: Texts = FrozenMap({})


class GroupWire(Wire):
    """`[group.NAME]`: a noun made of others."""

    by: tuple[Name, ...]
    of: tuple[Name, ...]


class ExchangeWire(Wire):
    """`[exchange.NOUN]`: which rates turn amounts in other currencies into the agreement's."""

    rates: tuple[Literal["fixed", "stated", "host"], ...]
    cite: Text
    on: Name | None = None
    by: Literal["month", "day"] | None = None
    rounding: Name | None = None


class DefineExceptionWire(Wire):
    """`[define.NOUN.NAME.unless.NAME]`: another value where a condition holds."""

    when: Formula
    value: Formula
    cite: Text
    over: tuple[Kebab, ...] = ()


class RuleExceptionWire(Wire):
    """`[rule.CODE.unless.NAME]`: another condition, or none, where a condition holds."""

    when: Formula
    cite: Text
    met_when: Formula | None = None
    over: tuple[Kebab, ...] = ()


class DefineWire(Wire):
    """`[define.NOUN.NAME]`: an amount or another value that the book computes."""

    value: Formula | None = None
    rounding: Name | None = None
    cite: Text | None = None
    when: Formula | None = None
    counts_as: CodeText | None = None
    call: Name | None = None
    with_: Mapping[Name, Text] = FrozenMap({})
    strands: Literal["waterfall"] | None = None
    kind: KindName | None = None
    title: Texts = FrozenMap({})
    unless: Mapping[Kebab, DefineExceptionWire] = FrozenMap({})


class RuleWire(Wire):
    """`[rule.CODE]`: where it applies, what it measures, what follows, and its texts."""

    name: Kebab | None = None
    scope: Name | None = None
    basis: Annotated[tuple[Basis, ...], ONE_OR_MANY] | None = None
    applies_when: Formula | None = None
    met_when: Formula | None = None
    measured: Formula | None = None
    at_most: Formula | None = None
    at_least: Formula | None = None
    rounding: Name | None = None
    effect: Literal["report", "exclude", "limit", "block"] | None = None
    limits: Path | None = None
    where: Formula | None = None
    consume: Annotated[tuple[PathOrName, ...], ONE_OR_MANY] | None = None
    severity: Literal["breach", "warning", "note"] | None = None
    waivable: Flag = False
    cite: Annotated[tuple[Text, ...], ONE_OR_MANY] | None = None
    title: Texts = FrozenMap({})
    why: Texts = FrozenMap({})
    remedy: Texts = FrozenMap({})
    not_for: Texts = FrozenMap({})
    unless: Mapping[Kebab, RuleExceptionWire] = FrozenMap({})


class ReportingWire(Wire):
    """`[reporting]`: the reporting periods of an agreement, as formulas about the plan."""

    months: Formula
    last: Formula
    cite: Text
    preparation: Formula | None = None
    closure: Formula | None = None


class DeadlineWire(Wire):
    """`[deadline.NAME]`: something to be done by a day, or to be kept up until one."""

    scope: Literal["project", "plan", "claim", "partner", "payment", "reporting_period"]
    form: Literal["by", "until"]
    due: Formula
    moves: Name
    cite: Annotated[tuple[Text, ...], ONE_OR_MANY]
    applies_when: Formula | None = None
    opens: Formula | None = None
    done_when: Formula | None = None
    done_on: Formula | None = None
    title: Texts = FrozenMap({})
    why: Texts = FrozenMap({})
    remedy: Texts = FrozenMap({})


class FlexibilityWire(Wire):
    """`[flexibility.NAME]`: how far an amendment may move a budget before somebody is asked."""

    by: Annotated[
        tuple[Literal["partner", "category", "activity", "source", "fund", "project"], ...],
        ONE_OR_MANY,
    ]
    counts: Literal["increases", "both"]
    against: Literal["latest", "first", "consent"]
    effect: Literal["free", "notify", "consent", "forbidden"]
    cite: Annotated[tuple[Text, ...], ONE_OR_MANY]
    up_to: Formula | None = None
    of: Literal["figure", "total"] | None = None
    within: Literal["free", "notify", "consent", "forbidden"] | None = None
    only: tuple[CodeText, ...] = ()
    applies_when: Formula | None = None
    consented_when: Formula | None = None
    title: Texts = FrozenMap({})
    why: Texts = FrozenMap({})
    remedy: Texts = FrozenMap({})


class ChangeWire(Wire):
    """`[[change]]`: a change of the law that this book follows."""

    on: Day
    act: Name
    cite: Text
    concerns: Texts = FrozenMap({})
    findings: Texts = FrozenMap({})


class BookWire(Wire):
    """A whole file."""

    book: HeadWire
    act: Mapping[Name, ActWire] = FrozenMap({})
    parameter: Mapping[Name, ParameterWire] = FrozenMap({})
    reading: Mapping[Name, ReadingWire] = FrozenMap({})
    set: Mapping[Name, SetWire] = FrozenMap({})
    category: Mapping[CodeText, CodeWire] = FrozenMap({})
    activity: Mapping[CodeText, CodeWire] = FrozenMap({})
    table: Mapping[Name, TableWire] = FrozenMap({})
    fact: Mapping[Name, Mapping[Name, FactWire]] = FrozenMap({})
    group: Mapping[Name, GroupWire] = FrozenMap({})
    rounding: Mapping[Name, RoundingWire] = FrozenMap({})
    exchange: Mapping[Name, ExchangeWire] = FrozenMap({})
    define: Mapping[Name, Mapping[Name, DefineWire]] = FrozenMap({})
    rule: Mapping[RuleCode, RuleWire] = FrozenMap({})
    flexibility: Mapping[Name, FlexibilityWire] = FrozenMap({})
    reporting: ReportingWire | None = None
    deadline: Mapping[Kebab, DeadlineWire] = FrozenMap({})
    change: tuple[ChangeWire, ...] = ()


def read_wire(
    tables: dict[str, Plain], *, file: str = "", mass: Mass | None = None
) -> BookWire:
    """Read plain tables in the form of a book; `mass` counts what its formulas come to.

    Raises:
        BookError: a key that is not known or is missing, a value not written as it should be.
    """
    faults = Faults(mass or Mass())
    read = shape_of(BookWire).read(tables, (), faults)
    if isinstance(read, BookWire) and not faults:
        return read
    at, message = faults[0]
    hint = near(str(at[-1]), _every_key()) if message == NO_SUCH_KEY else ""
    others = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    raise BookError(f"{message}{hint}{others}", file=file, pointer=pointer(*at))


@cache
def _every_key() -> frozenset[str]:
    return frozenset(key for table in Wire.__subclasses__() for key in Table(table).keys)
