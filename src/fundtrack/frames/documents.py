"""One row of a plain table as the object that a file would hold.

A cell is turned into what the gate reads: minor units into an amount with its currency, an id
that is a number into text, a Decimal into a rate or a price. What is none of these is handed on
as it is, and the gate refuses it with its place.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from fundtrack.formulas import Kind
from fundtrack.projects import read_json
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Money, Rate, exponent_of

from .shapes import ID, JSON, STATES, Place, Shape, kind_of

#: Turns a cell into what a file holds, given the currency of its row.
_Reads = Callable[[object, str], object]


class RowReader:
    """Reads the rows of one table into what a file holds.

    `widths` has of each noun whose ids are numbers the digits of the greatest, so that as text
    they have the same order.
    """

    def __init__(
        self,
        shape: Shape,
        table: Mapping[str, Sequence[object]],
        book: Book | None,
        widths: Mapping[str, int],
    ) -> None:
        self.currencies = None if shape.noun == "project" else table.get("currency")
        self.columns: list[tuple[tuple[str, ...], _Reads | None, Sequence[object]]] = []
        self.flat: list[tuple[tuple[str, ...], Sequence[object]]] = []
        self.asked = {place.path: _asked(book, place.noun) for place in shape.places}
        self.widths = widths
        for name, values in table.items():
            if name == "project" or (name == "currency" and shape.noun != "project"):
                continue
            spot = shape.spots.get(name)
            if spot is None:
                self._own(shape, name, values, book)
            elif spot.kind == JSON:
                self.flat.append((spot.path, values))
            elif spot.kind == ID:
                self.columns.append((spot.path, _id_of(widths.get(spot.names, 0)), values))
            elif (shape.noun, name) == ("waiver", "subject"):
                self.columns.append((spot.path, _subject_of(widths), values))
            else:
                self.columns.append((spot.path, _READS.get(Kind(spot.kind)), values))

    def _own(
        self, shape: Shape, name: str, values: Sequence[object], book: Book | None
    ) -> None:
        """A fact or a term; under a book only those it asks for."""
        place, where, own = _own_place(shape, name)
        kind = kind_of(book, place.noun, where, own)
        if name.startswith(STATES) or (book is not None and kind is None):
            return
        reads = _exact if kind is None else _READS.get(kind)
        self.columns.append(((*place.path, where, own), reads, values))

    def read(self, row: int, usual: str, at: str) -> dict[str, Any]:
        """One row; `usual` is the agreement's currency, `at` the row's place in a file."""
        said = None if self.currencies is None else self.currencies[row]
        currency: Any = usual if said is None else said
        made: dict[str, Any] = {}
        path: tuple[str, ...] = ()
        try:
            for path, values in self.flat:
                if (value := values[row]) is not None:
                    _put(made, path, self._json(path, value))
            for path, reads, values in self.columns:
                if (value := values[row]) is not None:
                    _put(made, path, value if reads is None else reads(value, currency))
        except InputError as error:
            raise error.under(f"{at}/{'/'.join(path)}") from None
        return made

    def _json(self, path: tuple[str, ...], value: object) -> object:
        """A cell of no flat form: JSON text, or what an engine made of it."""
        read = read_json(value) if isinstance(value, str) else _stated(value)
        if path[-1] == "facts" and isinstance(read, dict):
            asked = self.asked[path[:-1]]
            return {name: one for name, one in read.items() if asked is None or name in asked}
        if path[-1] == "covers" and isinstance(read, dict):
            return {noun: self._ids(noun, one) for noun, one in read.items()}
        return read

    def _ids(self, noun: str, values: object) -> object:
        """Ids in a list, as those of their own table."""
        reads = _id_of(self.widths.get(noun, 0))
        return [reads(one, "") for one in values] if isinstance(values, list) else values


def _own_place(shape: Shape, name: str) -> tuple[Place, str, str]:
    """Where a column stands that no model names: whose fact or term it is, and its own name."""
    for place in reversed(shape.places):  # the row itself, of no prefix, is the first
        own = name.removeprefix(place.prefix)
        if own != name or not place.prefix:
            if place.terms and own.startswith("terms."):
                return place, "terms", own.removeprefix("terms.")
            return place, "facts", own
    raise AssertionError(name)  # pragma: no cover  # the row itself takes every name


def _put(made: dict[str, Any], path: Sequence[str], value: object) -> None:
    for name in path[:-1]:
        made = made.setdefault(name, {})
        if not isinstance(made, dict):  # facts that are no object; the gate says so
            return
    made[path[-1]] = value


def _asked(book: Book | None, noun: str) -> frozenset[str] | None:
    """The facts a book asks of a noun; None where every fact is kept."""
    if book is None:
        return None
    return frozenset(name for of, name in book.facts if of == noun)


# ---- Cells -----------------------------------------------------------------------------------


def _money(value: object, currency: str) -> object:
    """Minor units, or a Decimal of whole units; what is neither is for the gate to refuse."""
    if type(value) is int:
        return str(Money.of_minor(value, currency))
    if isinstance(value, Decimal) and value.is_finite():
        minor = Fraction(value) * 10 ** exponent_of(currency)
        if minor.denominator == 1:
            return str(Money.of_minor(int(minor), currency))
        return f"{value:f} {currency}"
    return value


def _price(value: object, currency: str) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f} {currency}"
    return value


def _rate(value: object, _currency: str) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return str(Rate(Fraction(value)))
    return _exact(value, _currency)


def _exact(value: object, _currency: str) -> object:
    return str(Rate(value)) if isinstance(value, Fraction) else value


_READS: Final[Mapping[Kind, _Reads]] = {
    Kind.MONEY: _money,
    Kind.PRICE: _price,
    Kind.RATE: _rate,
}


def _id_of(width: int) -> _Reads:
    """Ids that are numbers become text, in which they have the same order."""

    def read(value: object, _currency: str) -> object:
        return str(value).zfill(width) if type(value) is int and value >= 0 else value

    return read


def _subject_of(widths: Mapping[str, int]) -> _Reads:
    """The key of a row, `cost:17`, whose id may be one of those numbers."""

    def read(value: object, _currency: str) -> object:
        noun, colon, name = value.partition(":") if isinstance(value, str) else ("", "", "")
        if noun not in widths or not (name.isascii() and name.isdigit()):
            return value
        return f"{noun}{colon}{name.zfill(widths[noun])}"

    return read


def _stated(value: object) -> object:
    """An engine's records name every field; those without a value are not stated."""
    if isinstance(value, Mapping):
        return {name: _stated(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_stated(one) for one in value]
    return value
