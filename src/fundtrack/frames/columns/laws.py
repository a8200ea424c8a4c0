"""The values of the law, or of this grant, as columns: parameters by their day, tables.

A parameter that is dated by a day of the row takes a short table of terms; where one term holds
all days of a block it is one value.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final

from fundtrack.checks import (
    foreign,
    minor,
)
from fundtrack.formulas import Kind, Node
from fundtrack.rulebooks import Parameter, Verification

from ..question import Unsupported
from .arrays import day_number
from .links import Links
from .places import placed
from .program import Arg, Code, Reg
from .vectors import Vector, unknown

_OPEN: Final = (-(10**7), 10**7)  # days before and after everything in the calendar


class Laws(Links):
    """Looks up parameters and tables."""

    def parameter(self, parameter: Parameter) -> Vector:
        """A term of the partner or the plan, else the value of the book on its day."""
        found = self.dated(parameter)
        for holder in reversed(parameter.set_in):
            term = self.term(parameter, holder)
            if term is None:
                continue
            stated = self.known(term)
            found = self.chosen(Vector(Kind.BOOL, stated), term, found)
        return found

    def term(self, parameter: Parameter, holder: str) -> Vector | None:
        """A term of the grant as a column; None where none is stated."""
        name = parameter.name
        if holder == "plan":
            held = self.store.fact("project", f"plan.terms.{name}", parameter.type)
            return None if held is None else self.of_project(placed(held, parameter.type.kind))
        if holder != "partner":
            return None
        held = self.store.fact("partner", f"terms.{name}", parameter.type)
        if held is None:
            return None
        place = placed(held, parameter.type.kind)
        if self.loop == "partner":
            return self.here(place)
        if self.loop in self.view.computed:
            index = self.made_partner()
        elif "partner" in self.view.links(self.loop).values():
            if self.view.links(self.loop).get("partner") != "partner":
                raise Unsupported(f"a term of the partner of {self.loop}")
            index = self.linked(self.loop, "partner", "partner", None)
        else:
            index = None
        return None if index is None else self.there(place, index)

    def dated(self, parameter: Parameter) -> Vector:
        """The value of the book on the day that dates it."""
        kind = parameter.type.kind
        if not parameter.values:
            return unknown(kind)
        values = [self._usable(one.value, one.verification) for one in parameter.values]
        if parameter.as_of_on:
            on = self.question.on
            place = None if on is None else _in_force(parameter, on)
            return self._of_values(kind, [None if place is None else values[place]], 0)
        if parameter.as_of is None:
            return self._of_values(kind, values[:1], 0)
        day = self._day(parameter.as_of)
        if day is None or day.unknown is True:
            return unknown(kind)
        terms = tuple(
            (
                _OPEN[0] if one.first is None else day_number(one.first),
                _OPEN[1] if one.last is None else day_number(one.last),
            )
            for one in parameter.values
        )
        index = self.out.step("dated", day.value, terms)
        found = self._of_values(kind, [*values, None], index)
        return found.replace(unknown=self.either(found.unknown, day.unknown))

    def _day(self, as_of: Node) -> Vector | None:
        """The day that dates a parameter here; None where this loop does not reach it."""
        path = self.view.path(as_of)
        if self.view.loop(path.root) == "project":
            return self.named(as_of)
        return None if self.loop == "project" else self.named(as_of)

    def _usable(self, value: object, verification: Verification | str) -> object:
        """A value of the book, None where it is not known or not to be used here."""
        unread = verification != Verification.VERIFIED
        if value is None or (self.question.require_verified and unread):
            return None
        return None if foreign(value, self.store.currency) else minor(value)

    def _of_values(self, kind: Kind, values: Sequence[object], index: Arg) -> Vector:
        """The value at a place of a list; unknown where there is none."""
        known = [one for one in values if one is not None]
        if not known:
            return unknown(kind)
        below = 1
        sets: tuple[tuple[Code, ...], ...] = ()
        table: list[Arg] = []
        if kind is Kind.SET:
            sets = tuple(self.set_of(one).sets[0] for one in known)  # type: ignore[arg-type]
            places = iter(range(len(known)))
            table = [0 if one is None else next(places) for one in values]
        else:
            below = lcm(*(one.denominator for one in known if isinstance(one, Fraction)))
            first = next(iter(known))
            table = [stored(first if one is None else one, below) for one in values]
        lost = tuple(one is None for one in values)
        if index == 0 and not isinstance(index, Reg):
            return Vector(kind, table[0], lost[0] or None, below, sets)
        value = self.out.step("lookup", index, tuple(table))
        mask = self.out.step("open_at", index, lost) if any(lost) else None
        return Vector(kind, value, mask, below, sets)

    def table(self, node: Node) -> Vector:
        """A look-up in a table of the book; a row that is not there is unknown."""
        held = self.book.tables[node.name]
        keys = [self.emit(arg) for arg in node.args]
        rows = [(row.keys, self._usable(row.value, row.verification)) for row in held.rows]
        places = [
            self.both(*(self._is(key, one) for key, one in zip(keys, said, strict=True)))
            for said, _ in rows
        ]
        index: Arg = len(rows)
        for place in range(len(rows) - 1, -1, -1):
            if places[place] is False:
                continue
            index = self.out.step("choose", places[place], place, index)
        found = self._of_values(held.gives, [*(value for _, value in rows), None], index)
        return found.replace(unknown=self.either(found.unknown, *(one.unknown for one in keys)))

    def _is(self, key: Vector, said: object) -> Arg:
        """Whether a key is what a row of a table says."""
        if isinstance(said, Fraction):
            (one, two), _ = self.aligned(
                [key, Vector(key.kind, said.numerator, below=said.denominator)]
            )
            return self.out.step("same", one, two)
        held = stored(said, 1)
        if isinstance(key.value, Code):
            return key.value == held
        return self.out.step("same", key.value, held)


def _in_force(parameter: Parameter, day: date) -> int | None:
    """The place of the value that holds on a day."""
    for place, one in enumerate(parameter.values):
        if (one.first is None or one.first <= day) and (one.last is None or day <= one.last):
            return place
    return None


def stored(value: object, below: int) -> Arg:
    """A value of a book as programs hold it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return day_number(value)
    if isinstance(value, str):
        return Code(value)
    if isinstance(value, Fraction):
        return value.numerator * (below // value.denominator)
    if isinstance(value, int):
        return value * below
    raise Unsupported(f"a value such as {value}")
