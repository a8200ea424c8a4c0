"""All columns of a run by key: what the caller gave, and what programs leave for each other.

A key is `("rows", …)` for the rows of a block and `("whole", …)` for a column that other rows
look into. Every column has a span, so that programs know before they run whether 64 bits do.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from functools import cache, partial
from math import lcm
from typing import Any, Final

import numpy as np

from fundtrack.checks import AMOUNTS
from fundtrack.formulas import Kind, Type
from fundtrack.funding import FxRates
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Record, exponent_of

from .arrays import Mask
from .column import Array, Column, Numerals, Sheet, found_span
from .exchange import Exchange
from .rows import Resolver, Rows, arranged, ranks
from .spans import Span
from .steps import objects

#: Numbers over a greater common denominator than this stay Fractions.
_COMMON: Final = 10**9
_FIGURES: Final = (Kind.RATE, Kind.NUMBER, Kind.PRICE)
#: Days are those of the calendar: nothing need be looked for.
_SPANS: Final = {Kind.BOOL: Span(0, 1), Kind.DATE: Span(-719_162, 2_932_896)}
_TEXTS: Final = (Kind.TEXT, Kind.CODE)


class Held(Record):
    """Where a fact stands: its key, its denominator, whether any value of it is missing."""

    key: tuple[Hashable, ...]
    below: int = 1
    masked: bool = False


class Store:
    """The rows and columns of one run: projects of one currency, one basis.

    `arrange` puts the rows of a table in order, where several runs share them.
    """

    def __init__(
        self,
        sheets: Mapping[str, Sheet],
        currency: str,
        arrange: Callable[[Sheet], Rows] | None = None,
    ) -> None:
        self.currency = currency
        self.exponent = exponent_of(currency)
        self.sheets = sheets
        self.keys = sheets["project"].columns["project"]
        self.count = len(self.keys)
        self._arrange = arrange or partial(arranged, projects=self.keys)
        self.tables: dict[str, Rows | None] = {"project": self._projects()}
        self.arrays: dict[Hashable, Any] = {}
        self.spans: dict[Hashable, Span | None] = {}
        self.texts: dict[Hashable, Sequence[str]] = {}
        self._exchange: Callable[[], Exchange] | None = None
        self._abroad: dict[str, Array | None] = {}
        self._held: dict[tuple[str, str, Kind], Held | None] = {}
        self._resolvers: dict[tuple[str, str], Resolver] = {}

    def _projects(self) -> Rows:
        sheet = self.sheets["project"]
        every = np.arange(self.count + 1)
        # What a project has where no column says (`needs.blanks`), and the run's own currency.
        currency = Column(Kind.CODE, np.zeros(self.count, np.int32), None, (self.currency,))
        number = Column(Kind.NUMBER, np.ones(self.count, np.int64))
        columns = {"plan.number": number, **sheet.columns, "agreement.currency": currency}
        return Rows("project", self.count, every[:-1], every, columns)

    # -- rows ----------------------------------------------------------------------------------

    def rows(self, noun: str) -> Rows | None:
        """The rows of a noun; None where there is no such table."""
        if noun not in self.tables:
            sheet = self.sheets.get(noun)
            self.tables[noun] = None if sheet is None else self._arrange(sheet)
        return self.tables[noun]

    def add(self, rows: Rows) -> None:
        """Rows that nobody stated: of a group, or a calculator's."""
        self.tables[rows.noun] = rows

    def unstated(self, noun: str) -> Mask:
        """The projects of which nobody says whether they have rows of a noun."""
        if self.rows(noun) is None:
            return True
        told = self.sheets["project"].columns.get(f"states.{noun}")
        if told is None:
            return None
        silent = ~told.values.astype(bool)
        if told.unknown is not None:
            silent &= ~told.unknown
        return silent if silent.any() else None

    # -- columns -------------------------------------------------------------------------------

    def put(self, key: Hashable, values: Array, span: Span | None = None) -> None:
        """Keep a column under a key."""
        self.arrays[key] = values
        self.spans[key] = span if span is not None else found_span(values)

    def fact(self, noun: str, name: str, type_: Type) -> Held | None:
        """A fact of a noun as a column; None where no table has it."""
        key = (noun, name, type_.kind)
        if key not in self._held:
            self._held[key] = self._fact(noun, name, type_.kind)
        return self._held[key]

    def _fact(self, noun: str, name: str, kind: Kind) -> Held | None:
        rows = self.rows(noun)
        head, _, part = name.rpartition(".")
        if part == "length" and kind is Kind.DAYS and not head.endswith("terms"):
            return self._length(noun, head)
        column = None if rows is None else rows.columns.get(name)
        if column is None or not len(column):  # no row states it
            return None
        if column.unknown is not None and bool(column.unknown.all()):
            return None
        if column.words is None and kind in _TEXTS:
            column = as_texts(column, self.width(self._named(noun, name)))
        return self.hold(("fact", noun, name, kind), column, kind, f"/{noun}/{name}")

    def _named(self, noun: str, name: str) -> str:
        """The noun whose ids a column holds: its own, or those of what it links to."""
        links = noun_fields()[noun if noun in noun_fields() else "cost"].links
        return noun if name == "id" else links.get(name, "")

    def width(self, noun: str) -> int:
        """The digits of the greatest id of a noun, where ids are whole numbers; else 0.

        As texts they all have that many, so that texts order as the numbers do.
        """
        rows = self.rows(noun)
        column = None if rows is None else rows.columns.get("id")
        if column is None or column.words is not None or not len(column):
            return 0
        return len(str(int(column.values.max())))

    def _length(self, noun: str, head: str) -> Held | None:
        """How many days a period has, both ends counted."""
        first, last = (
            self.fact(noun, f"{head}.{end}", Type(Kind.DATE)) for end in ("first", "last")
        )
        if first is None or last is None:
            return None
        key = ("fact", noun, f"{head}.length", Kind.DAYS)
        self.put(key, self.arrays[last.key] - self.arrays[first.key] + 1)
        masks = [self.arrays[*one.key, "?"] for one in (first, last) if one.masked]
        if masks:
            self.arrays[*key, "?"] = masks[0] if len(masks) == 1 else masks[0] | masks[1]
        return Held(key, 1, bool(masks))

    def hold(self, key: tuple[Hashable, ...], column: Column, kind: Kind, at: str = "") -> Held:
        """Take a column in under a key."""
        unknown, below, values, foreign = column.unknown, 1, column.values, None
        if kind in (Kind.MONEY, Kind.PRICE):
            foreign = self.foreign(str(key[1]), column)
            if foreign is not None:
                unknown = foreign if unknown is None else unknown | foreign
        if kind in _TEXTS:
            if column.words is None:  # whole numbers as keys: their texts, of one width
                column = as_texts(column)
            self.texts[key] = column.words or ()
            self.put(key, column.values, Span(0, max(len(column.words or ()), 1)))
        elif kind is Kind.MONEY:
            minor = self._minor(column, unknown, at)
            if foreign is not None and self.converts(str(key[1]), str(key[2])):
                minor, unknown = self._converted(column, foreign, minor, unknown)
            self.put(key, minor, column.span if minor is column.values else None)
        elif kind in _FIGURES:
            cents = 10**self.exponent if kind is Kind.PRICE else 1
            values, below = common(values * cents if cents > 1 else values)
            self.put(key, values)
        else:
            self.put(key, values, _SPANS.get(kind))
        if unknown is not None and not unknown.any():
            unknown = None
        if unknown is not None:
            self.arrays[*key, "?"] = unknown
        return Held(key, below, unknown is not None)

    def convert(self, book: Book, fx: FxRates | None) -> None:
        """Convert foreign amounts of costs as a book says, as far as rates are there (D-17)."""

        @cache
        def made() -> Exchange:
            costs = self.rows("cost")
            assert costs is not None  # noqa: S101
            return Exchange(self.currency, book, fx, costs, self.rows("claim"))

        self._exchange = made if "cost" in book.conversions else None

    def converts(self, noun: str, name: str) -> bool:
        """Whether amounts of this name are converted where there is a rate."""
        return self._exchange is not None and noun == "cost" and name in AMOUNTS

    def _converted(
        self, column: Column, foreign: Array, minor: Array, unknown: Mask
    ) -> tuple[Array, Mask]:
        """Amounts with the foreign ones converted; unknown are those without a rate."""
        assert self._exchange is not None  # noqa: S101
        rows, values = self._exchange().converted(column, foreign)
        if values.dtype.kind == "O" and minor.dtype.kind != "O":
            if all(abs(one) < 2**62 for one in values.tolist()):
                values = values.astype(np.int64)
            else:
                minor = minor.astype(object)
        minor = minor.copy()
        minor[rows] = values
        unknown = unknown.copy()
        unknown[rows] = False
        return minor, unknown

    def abroad(self, noun: str) -> Array | None:
        """The rows whose amounts are in another currency than the run's; None for none."""
        if noun not in self._abroad:
            self._abroad[noun] = self._found_abroad(noun)
        return self._abroad[noun]

    def _found_abroad(self, noun: str) -> Array | None:
        rows = self.rows(noun)
        told = None if rows is None or noun == "project" else rows.columns.get("currency")
        if told is None or told.words is None:
            return None
        other = np.array([word != self.currency for word in told.words] or [False])
        found: Array = other[told.values] & ~told.missing
        return found if found.any() else None

    def foreign(self, noun: str, column: Column) -> Array | None:
        """Where the amounts of a column are in another currency than the run's."""
        abroad = self.abroad(noun)
        if column.currency is None:
            return abroad
        words = column.currency.words or ()
        other = np.array([word != self.currency for word in words] or [False])
        found = other[column.currency.values] & ~column.currency.missing
        if abroad is not None:
            found |= abroad & column.currency.missing
        return found if found.any() else None

    def _minor(self, column: Column, unknown: Mask, at: str) -> Array:
        """Amounts in minor units of the run's currency."""
        if column.scale is None or column.scale == self.exponent:
            return column.values
        if column.scale < self.exponent:
            scaled = 10 ** (self.exponent - column.scale)
            span = found_span(column.values)
            wide = span is None or max(abs(span.least), abs(span.most)) * scaled >= 2**62
            values = column.values.astype(object) if wide else column.values
            return values * scaled  # type: ignore[no-any-return]
        by = 10 ** (column.scale - self.exponent)
        rest = column.values % by
        if unknown is not None:
            rest = np.where(unknown, 0, rest)
        finer = np.flatnonzero(rest)
        if len(finer):
            raise InputError(
                f"an amount finer than a minor unit of {self.currency}",
                pointer=f"{at}/{finer[0]}",
                expected=f"at most {self.exponent} decimals",
                found=f"{column.values[finer[0]]} over 10^{column.scale}",
            )
        return column.values // by  # type: ignore[no-any-return]

    def link(self, noun: str, name: str, target: str) -> Held | None:
        """The keys by which rows of a noun name rows of another; None where none does."""
        held = self.key(noun, name)
        rows = self.rows(noun)
        if held is None or rows is None:
            return None
        if (noun, name) not in self._resolvers:
            self._resolvers[noun, name] = Resolver(self.rows(target), rows.columns[name])
        return held

    def resolver(self, noun: str, name: str) -> Resolver:
        """What finds the rows that a link names."""
        return self._resolvers[noun, name]

    def key(self, noun: str, name: str) -> Held | None:
        """A column of ids, or of ids of other rows, as it was given."""
        rows = self.rows(noun)
        column = None if rows is None else rows.columns.get(name)
        if column is None:
            return None
        key = ("key", noun, name)
        if key not in self.arrays:
            self.put(key, column.values, Span(-(2**60), 2**60))
            if column.unknown is not None and column.unknown.any():
                self.arrays[*key, "?"] = column.unknown
        return Held(key, 1, (*key, "?") in self.arrays)

    def project_of(self, noun: str) -> tuple[Hashable, ...]:
        """The key of the column that says which project each row belongs to."""
        key = ("project of", noun)
        rows = self.rows(noun)
        if key not in self.arrays and rows is not None:
            self.put(key, rows.project, Span(0, max(self.count, 1)))
        return key

    def rank(self, noun: str) -> tuple[Hashable, ...]:
        """The key of the column that orders rows by their ids."""
        key = ("rank", noun)
        rows = self.rows(noun)
        if key not in self.arrays:
            ids = None if rows is None else rows.columns.get("id")
            count = 0 if rows is None else rows.size
            self.put(key, np.arange(count) if ids is None else ranks(ids))
        return key

    def inner(self, noun: str) -> bool:
        """Whether a noun has no table of its own: its facts stand with whoever links to it."""
        said = noun_fields().get(noun)
        return said is not None and not said.rows


def common(values: Array) -> tuple[Array, int]:
    """Fractions as whole numbers over one denominator, where there is a small one."""
    if values.dtype.kind != "O":
        return values, 1
    held: list[Any] = [Fraction(one) for one in values.tolist()]
    below = lcm(*{one.denominator for one in held}) if held else 1
    if below > _COMMON:
        return objects(held), 1
    above = [one.numerator * (below // one.denominator) for one in held]
    if all(abs(one) < 2**62 for one in above):
        return np.array(above, np.int64), below
    return objects(above), below


def as_texts(column: Column, width: int = 0) -> Column:
    """A column of whole numbers as texts of a width, else of that of the greatest."""
    held, places = np.unique(column.values, return_inverse=True)
    width = width or max(
        (len(str(one)) for one in held[[0, -1][: len(held)]].tolist()), default=1
    )
    words = Numerals(held, width)
    return column.replace(kind=Kind.TEXT, values=places.astype(np.int64), words=words)
