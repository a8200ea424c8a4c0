"""What generated code asks a bound project for: raw facts, parameters, roundings.

Everything is an int of minor units, a Fraction, a day, a text or a bool; None is unknown.
Nothing here goes through the walk, so that the two readings stay two.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter

from fundtrack.formulas import Explanation, Node, Op
from fundtrack.projects import Noun, noun_fields
from fundtrack.rulebooks import CURRENCY_AGREES, LINKS_FOUND, Exceptional, Parameter
from fundtrack.values import Money, Period, Price, exponent_of

from .bind import LINES, ON_PLAN, ON_PROJECT, Bound, Row, read_value
from .exceptions import pick
from .parameters import Parameters
from .paths import Path, noun_links, path_of
from .units import minor
from .virtual import VIRTUAL, money_fields, virtual

Raw = object


class Raws:
    """The raw reading of one bound project on one basis."""

    def __init__(self, bound: Bound, basis: str) -> None:
        self.bound = bound
        self.basis = basis
        self.currency = bound.currency
        self.exponent = exponent_of(bound.currency)

    def top(self, node: Node) -> Raw:
        """A fact that starts at the project or the plan, or a parameter that holds for both."""
        if node.op is Op.PARAMETER:
            return self.parameter(node.name)(None, None)
        if node.op is Op.READING:
            return self.bound.book.readings[node.name].chosen or None
        path = path_of(node, self.basis)
        rows = self.bound.rows(path.root)
        return self.path(path)(rows[0].said) if rows else None

    def collection(self, noun: str) -> Sequence[Noun] | None:
        """The rows of a noun as the project states them."""
        return self.bound.collection(noun)

    def stated_eligible(self) -> int | None:
        """The plan's stated eligible costs, where there are no lines to add up (D-06)."""
        if self.basis != "plan" or self.bound.collection(LINES["plan"]) is not None:
            return None
        stated = getattr(self.bound.plan, "eligible", None)
        return stated.minor if stated is not None and stated.currency == self.currency else None

    def linked(self, path: Path) -> Callable[[object], tuple[object, int | None]]:
        """From a row, what its links reach and its place; None where a link leads nowhere."""
        hops: list[tuple[str, Mapping[str, int] | None, Sequence[Noun]]] = []
        if path.links and path.links[0] in noun_fields()[path.root].dated:
            return self._dated(noun_fields()[path.root].dated[path.links[0]])
        noun = path.root
        for link in path.links:
            target = noun_links(noun)[link]
            by_id = target in ON_PLAN or target in ON_PROJECT
            ids = self.bound.ids(target) if by_id else None
            hops.append((link, ids, (self.bound.collection(target) or ()) if by_id else ()))
            noun = target

        def reach(said: object) -> tuple[object, int | None]:
            index: int | None = None
            for link, ids, rows in hops:
                said = getattr(said, link)
                if ids is not None and said is not None:
                    index = ids.get(said)  # type: ignore[call-overload]
                    said = None if index is None else rows[index]
                if said is None:
                    return None, None
            return said, index

        return reach

    def _dated(self, field: str) -> Callable[[object], tuple[object, int | None]]:
        """From a row to the plan in force on one of its days (D-07)."""

        def reach(said: object) -> tuple[object, int | None]:
            day = getattr(said, field)
            known_on = self.bound.known_on
            return day and self.bound.project.plan_on(day, known_on=known_on), None

        return reach

    def path(self, path: Path) -> Callable[[object], Raw]:
        """A reader of the fact at the end of a path, or of the row itself."""
        reach = self.linked(path)
        if not path.name:
            return lambda said: reach(said)[0]
        read = self.fact(path.noun, path.name)
        if path.own:
            return read

        def follow(said: object) -> Raw:
            reached = reach(said)[0]
            return None if reached is None else read(reached)

        return follow

    def by_id(self, path: Path) -> Mapping[str, Raw]:
        """The fact at the end of one link, by the id the link names."""
        read = self.fact(path.noun, path.name)
        return {
            getattr(said, "id", ""): read(said)
            for said in self.bound.collection(path.noun) or ()
        }

    def place(self, path: Path) -> Callable[[object, list[Raw]], Raw]:
        """A reader of a computed column of the row at the end of a path."""
        reach = self.linked(path)

        def read(said: object, column: list[Raw]) -> Raw:
            index = reach(said)[1]
            return None if index is None else column[index]

        return read

    def fact(self, noun: str, name: str) -> Callable[[object], Raw]:
        """A reader of one fact of a noun."""
        if name in VIRTUAL:
            return lambda said: virtual(self.bound, Row(noun, 0, "", said), name)[0]  # type: ignore[arg-type]
        asked = self.bound.book.facts.get((noun, name))
        if asked is not None:
            kind = asked.type

            def read_asked(said: object) -> Raw:
                raw = said.facts.get(name)  # type: ignore[attr-defined]
                return None if raw is None else minor(read_value(raw, kind))

            return read_asked
        field, _, part = name.partition(".")

        def read(said: object) -> Raw:
            value = getattr(said, field, None)
            if part and isinstance(value, Period):
                return getattr(value, part)
            if isinstance(value, Money | Price) and value.currency != self.currency:
                return None
            return minor(value)

        return read

    def always(self, noun: str, name: str) -> bool:
        """Whether a fact the library sees for itself is true of every row, told by columns."""
        rows = self.bound.collection(noun) or ()
        if name == CURRENCY_AGREES:
            return all(
                value is None or value.currency == self.currency
                for field in money_fields(noun)
                for value in map(attrgetter(field), rows)
            )
        if name == LINKS_FOUND:
            links = noun_fields()[noun].links
            stated = {field: set(map(attrgetter(field), rows)) - {None} for field in links}
            return all(
                ids <= self.bound.ids(links[field]).keys() for field, ids in stated.items()
            )
        return False

    def parameter(self, name: str) -> Callable[[date | None, object], Raw]:
        """A reader of a parameter, by the day that dates it and whose term it may be."""
        parameter = self.bound.book.parameters[name]
        book = Parameters(self.bound, _never)
        plan = next(iter(self.bound.rows("plan") or ()), None)
        held: dict[date | None, Raw] = {}

        def of_book(day: date | None) -> Raw:
            if day not in held:
                held[day] = minor(book.on(parameter, day).value)
            return held[day]

        def read(day: date | None, partner: object) -> Raw:
            for place in parameter.set_in:
                said = partner if place == "partner" else plan.said if plan else None
                raw = getattr(said, "terms", {}).get(name) if place != "book" else None
                if raw is not None:
                    return minor(read_value(raw, parameter.type))
            if not parameter.values:
                return None
            if parameter.as_of_on:
                return None if self.bound.on is None else of_book(self.bound.on)
            if parameter.as_of is None:
                return of_book(None)
            given = day if day is not None else self._own_day(parameter)
            return None if given is None else of_book(given)

        return read

    def _own_day(self, parameter: Parameter) -> date | None:
        """The day that dates a parameter of the project or the plan."""
        if parameter.as_of is None or parameter.as_of.name.split(".")[0] not in (
            "project",
            "plan",
        ):
            return None
        day = self.top(parameter.as_of)
        return day if isinstance(day, date) else None

    def rounding(self, name: str) -> Callable[[int | Fraction], int]:
        """A rounding of the book on minor units of the agreement's currency."""
        rounding = self.bound.book.roundings[name].rounding
        exponent = self.exponent

        def stored(value: int | Fraction) -> int:
            return rounding.minor(value.numerator, value.denominator, exponent)

        return stored

    def unit(self, name: str) -> int | Fraction:
        """The unit of a rounding in minor units."""
        unit = (
            Fraction(self.bound.book.roundings[name].rounding.unit)
            * Fraction(10) ** self.exponent
        )
        return unit.numerator if unit.denominator == 1 else unit


def _never(parameter: Parameter, frame: Mapping[str, Row]) -> Explanation:
    raise AssertionError(f"{parameter.name} was asked for its day")


def picker(
    exceptions: tuple[Exceptional, ...],
) -> Callable[[tuple[bool | None, ...]], int | None]:
    """Which exception holds, for generated code."""
    return lambda holds: pick(holds, exceptions)
