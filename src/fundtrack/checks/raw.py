"""What generated code asks a bound project for: raw facts, parameters, roundings.

Everything is an int of minor units, a Fraction, a day, a text or a bool; None is unknown.
Nothing here goes through the walk, so that the two readings stay two. What needs all rows at
once is asked between two loops: shared limits, running totals, calculators, computed lines.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from fundtrack.formulas import Exact, Explanation, Kind, Node, Op
from fundtrack.funding import Given, strands_of
from fundtrack.projects import Noun, noun_fields
from fundtrack.rulebooks import (
    ACCEPTED,
    DECLARED,
    PARTNER_OPTIONS,
    Exceptional,
    Parameter,
    Rule,
    Verification,
)
from fundtrack.values import Money, exponent_of

from .bind import LINES, ON_PLAN, ON_PROJECT, SIGNS, Bound, Made, Row
from .calls import others_of
from .exceptions import pick
from .limits import PRO_RATA, Order, holds, order_of, shares
from .parameters import Parameters
from .paths import Path, computed_loop, view_of
from .strands import covered, everything, payers_of
from .tables import Tables, made_line
from .units import foreign, minor
from .virtual import VIRTUAL, virtual

Raw = object
#: What stands for the cap of a limit that leaves its lines as they are.
FREE: Final = "free"
_UNSURE: Final = -1


class Raws:
    """The raw reading of one bound project on one basis."""

    def __init__(self, bound: Bound, basis: str) -> None:
        self.bound = bound
        self.basis = basis
        self.view = view_of(bound.book, basis, bound.calculators)
        self.tables = Tables(bound, self.view)
        self.groups = bound.book.groups
        self._made: dict[str, list[Made]] = {}
        self.given: dict[str, list[Given]] = {}
        self.currency = bound.currency
        self.exponent = exponent_of(bound.currency)
        self.project = bound.project
        self.plan = bound.plan
        self.require_verified = bound.require_verified
        self._parameters = Parameters(bound, _never)

    def minor(self, value: Money | None) -> int | None:
        """An amount in minor units of the agreement's currency, the only one there is."""
        return value.minor if value is not None and value.currency == self.currency else None

    def top(self, path: Path) -> Raw:
        """A fact that starts at the project or at the plan in force."""
        said = self.bound.project if path.root == "project" else self.bound.plan
        if said is None:
            return None
        return self.path(path)(said) if path.links else self.value(path.noun, path.name, said)

    def top_parameter(self, name: str) -> Raw:
        """A parameter that holds for the whole project."""
        return self._parameter(self.bound.book.parameters[name], None, None)

    def collection(self, noun: str) -> Sequence[object] | None:
        """What the rows of a noun say."""
        return self.tables.collection(noun)

    def stated_eligible(self) -> int | None:
        """The plan's stated eligible costs, where there are no lines to add up (D-06)."""
        if self.basis != "plan" or self.bound.collection(LINES["plan"]) is not None:
            return None
        stated = getattr(self.bound.plan, "eligible", None)
        return stated.minor if stated is not None and stated.currency == self.currency else None

    def linked(self, path: Path) -> Callable[[object], tuple[object, int | None]]:
        """From a row, what its links reach and its place; None where a link leads nowhere."""
        hops: list[tuple[str, Mapping[str, int] | None, Sequence[Noun]]] = []
        dated = noun_fields()[path.root].dated if path.root in noun_fields() else {}
        if path.links and path.links[0] in dated:
            return self._dated(dated[path.links[0]])
        noun = "line" if path.root in self.view.computed else path.root
        if noun == "line" and path.links[0] in self.groups:
            return lambda said: (None, None)  # no computed line belongs to a group
        for link in path.links:
            target = self.view.links(noun)[link]
            by_id = target in ON_PLAN or target in ON_PROJECT
            ids = self.bound.ids(target) if by_id else None
            hops.append((link, ids, (self.bound.collection(target) or ()) if by_id else ()))
            noun = target
        held = {link: self.tables.grouping(link) for link in path.links if link in self.groups}
        groups = {link: one for link, one in held.items() if one is not None}

        def reach(said: object) -> tuple[object, int | None]:
            index: int | None = None
            for link, ids, rows in hops:
                if link in self.groups:
                    index = groups[link].index.get(id(said)) if link in groups else None
                    said = None if index is None else groups[link].rows[index].said
                    continue
                if link != "option":  # whose row is the partner's own
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
        return lambda said: self.value(noun, name, said)

    def value(self, noun: str, name: str, said: Any) -> Raw:  # noqa: ANN401  (any noun)
        """One fact of a row, in minor units; None where it is not stated."""
        if name in VIRTUAL:
            return virtual(self.bound, Row(noun, 0, "", said), name)[0]
        if (noun, name) in self.bound.book.facts:
            return self._own(self.bound.asked(noun, name, said))
        if noun == PARTNER_OPTIONS:
            return self.bound.method(name, said)[0]
        if noun == "cost" and name in (DECLARED, ACCEPTED):
            return self._decided[said.id][name == ACCEPTED]
        if noun == "cost" and name == "gross":  # asked for by the order of a limit alone
            return _plus(self.minor(said.net), self.minor(said.vat), 1)
        field, _, part = name.partition(".")
        value = getattr(said, field, None)
        if part and value is not None:
            value = getattr(value, part)
        return self._own(value)

    def _own(self, value: object) -> Raw:
        """A value in minor units; None in another currency, which nobody has converted."""
        return None if foreign(value, self.currency) else minor(value)

    def made(self, path: Path) -> Callable[[object], Raw]:
        """A fact at the end of the links of a row that nobody states."""
        link, *rest = path.links
        if link in self.groups:  # no computed line belongs to a group
            return lambda said: None
        made = path.root in LINES.values() or path.root in self.view.computed
        noun = self.view.links("line" if made else path.root)[link]
        ids, rows = self.bound.ids(noun), self.bound.collection(noun) or ()
        further = self.path(Path(noun, tuple(rest), path.noun, path.name))

        def read(said: object) -> Raw:
            index = ids.get(getattr(said, link, None) or "")
            return None if index is None else further(rows[index])

        return read

    def state(self, path: Path) -> Callable[[object, list[int]], int]:
        """Whether what a line belongs to refuses it: 2 yes, 1 unknown, 0 no."""

        def read(said: object, column: list[int]) -> int:
            place = self._subject(said, path.root, path.noun)
            return 0 if place is None else 1 if place == _UNSURE else column[place]

        return read

    def _subject(self, said: object, line: str, noun: str) -> int | None:
        """The row of a noun that a line belongs to; None for none, _UNSURE if nobody knows."""
        if noun == "project":
            return 0
        if noun in self.view.book.groups:
            grouping = self.tables.grouping(noun)
            if grouping is None or id(said) in grouping.unsure:
                return _UNSURE
            return grouping.index.get(id(said))
        named = getattr(said, self.view.link_to(line, noun), None)
        return None if named is None else self.bound.ids(noun).get(named, _UNSURE)

    def group_of(self, group: str, noun: str) -> list[str | None]:
        """The id of the group's row that each row of a noun belongs to; None if unknown."""
        grouping = self.tables.grouping(group)
        rows = self.tables.collection(noun) or ()
        if grouping is None:
            return [None] * len(rows)
        ids = [getattr(row.said, "id", "") for row in grouping.rows]
        places = [grouping.index.get(id(said), -1) for said in rows]
        found = [ids[place] if place >= 0 else "" for place in places]  # "": of no row at all
        return [
            None if id(said) in grouping.unsure else name
            for name, said in zip(found, rows, strict=True)
        ]

    def perhaps(self, noun: str) -> bool:
        """Whether there may be rows of a noun that nobody can name."""
        return self.tables.perhaps(noun) is not None

    # -- what is worked out over all lines at once ---------------------------------------------

    def lines(self, address: str, values: Sequence[Raw]) -> list[Made]:
        """The computed lines of a define; one of nothing is no line."""
        define = self.bound.book.defines[address]
        subjects = self.tables.collection(self.view.loop(define.noun)) or ()
        held = zip(subjects, values, strict=True)
        found = [made_line(define, said, value) for said, value in held if value != 0]
        self._made[computed_loop(define)] = found
        return found

    def limited(
        self,
        step: str,
        columns: Sequence[tuple[str, Sequence[Raw]]],
        rules: Sequence[tuple[str, Sequence[Raw], Sequence[Sequence[Raw] | None]]],
        refused: list[tuple[int, str, str, Raw]],
    ) -> dict[str, list[Raw]]:
        """The lines of every loop after the limits of a step, in book order."""
        acting = [one for one in rules if any(cap != FREE for cap in one[1])]
        if not acting:  # as nearly always: no limit of this step is broken or unknown
            return {loop: list(column) for loop, column in columns}
        lines = [(loop, said) for loop, _ in columns for said in self._said(loop)]
        amounts = [amount for _, column in columns for amount in column]
        for code, caps, wheres in acting:
            pairs = zip(wheres, columns, strict=True)
            held = [[True] * len(said) if one is None else one for one, (_, said) in pairs]
            where = [one for column in held for one in column]
            rule = self.bound.book.rules[code]
            self._take(rule, step, caps, where, lines, amounts, refused)
        found, start = {}, 0
        for loop, column in columns:
            found[loop] = amounts[start : start + len(column)]
            start += len(column)
        return found

    def _said(self, loop: str) -> Sequence[object]:
        """What the rows of a loop say, computed lines among them."""
        return self._made[loop] if loop in self.view.computed else self.collection(loop) or ()

    def _take(
        self,
        rule: Rule,
        step: str,
        caps: Sequence[Raw],
        where: Sequence[Raw],
        lines: Sequence[tuple[str, object]],
        amounts: list[Any],
        refused: list[tuple[int, str, str, Raw]],
    ) -> None:
        """What one limit leaves of the lines it is about."""
        chosen: dict[int, list[int]] = {}
        noun = self.view.loop(rule.scope)
        for place, (loop, said) in enumerate(lines):
            line = "line" if loop in self.view.computed else loop
            subject = self._subject(said, line, noun)
            if noun == self.view.line:
                subject = place if loop == noun else None
            if subject is None or where[place] is False or amounts[place] == 0:
                continue  # of nothing a limit takes nothing
            if not holds(rule, loop in self.view.computed):
                continue
            free = [caps[subject]] if subject >= 0 else caps
            if all(cap == FREE for cap in free):
                continue
            if subject < 0 or where[place] is None:
                amounts[place] = None
            else:
                chosen.setdefault(subject, []).append(place)
        for subject, places in chosen.items():
            cap: Any = caps[subject]
            orders = {place: self._order(rule, *lines[place]) for place in places}
            known = None not in (cap, *orders.values(), *(amounts[one] for one in places))
            places.sort(key=orders.__getitem__ if known else None)  # type: ignore[arg-type]
            before = [amounts[place] for place in places]
            left: Sequence[int | None] = [None] * len(places)
            if known:
                left = shares(before, cap, pro_rata=rule.consume == PRO_RATA)
            for place, held, kept in zip(places, before, left, strict=True):
                amounts[place] = kept
                if kept is not None and kept != held:
                    refused.append((place, step, rule.code, held - kept))

    def _order(self, rule: Rule, loop: str, said: object) -> Order:
        """Where a line stands in the order of a limit."""

        def read(name: str) -> object:
            path = self.view.path(Node(Op.FACT, name=f"{loop}.{name}"))
            known = path.name in self.bound.book.schema.nouns[path.noun].fields
            return self.path(path)(said) if known else ...

        computed = loop in self.view.computed
        return order_of(rule, getattr(said, "id", ""), computed, read)

    def shared_out(self, columns: Sequence[tuple[str, Sequence[Any]]]) -> Sequence[int | None]:
        """What each source bears of the lines of every loop."""
        define = self.view.strands
        assert define is not None  # noqa: S101
        lines = [
            covered(self.bound, said, amount)
            for loop, column in columns
            for said, amount in zip(self._said(loop), column, strict=True)
        ]
        if self.collection(self.view.line) is None:
            lines.append(everything(self.bound, self.stated_eligible()))
        if any(self.perhaps(self.view.loop(one.noun)) for one in self.view.computed.values()):
            lines.append(everything(self.bound, None))
        rounding, exponent = self.bound.rounding(define.rounding), self.exponent
        payers = payers_of(self.bound)
        return strands_of(
            lines, payers, lambda above, below: rounding.minor(above, below, exponent)
        ).totals

    def call(self, address: str, rows: Sequence[tuple[Raw, ...]]) -> list[Raw]:
        """The answers of a calculator for all rows of a noun."""
        call = self.view.calls[address]
        kinds = [node.type.kind if node.type else None for node in call.formulas]
        own = self.given[address] = [
            call.given([self._exact(*one) for one in zip(row, kinds, strict=True)])
            for row in rows
        ]
        others = others_of(self.bound, self.basis, address)
        try:
            answers = call.calculator.calculate(own, others)
        except ArithmeticError:  # the walk says what went wrong
            return [None] * len(own)
        return [self._minor(one.value, call.calculator.gives) for one in answers]

    def _exact(self, value: Any, kind: Kind | None) -> Exact | None:  # noqa: ANN401 (any kind)
        """A raw value as calculators take it: money in whole units, figures as Fractions."""
        if value is None or isinstance(value, bool | str | date | frozenset):
            return value
        money = kind in (Kind.MONEY, Kind.PRICE)
        return Fraction(value) / 10**self.exponent if money else Fraction(value)

    def _minor(self, value: Exact | None, kind: Kind) -> Raw:
        """An exact value in minor units where it is money."""
        if isinstance(value, Fraction) and kind in (Kind.MONEY, Kind.PRICE):
            cents = value * 10**self.exponent
            return cents.numerator if cents.denominator == 1 else cents
        return value

    def running(
        self, held: Sequence[tuple[Raw, tuple[Raw, ...], str, Any]]
    ) -> list[Fraction | int | None]:
        """The sum up to and with each row: its group, its order, its id, its amount.

        A row whose group or place nobody knows may stand before any other of them.
        """
        found: list[Fraction | int | None] = [None] * len(held)
        if any(group is None for group, *_ in held):
            return found
        groups: dict[Raw, list[int]] = {}
        for place, (group, *_) in enumerate(held):
            groups.setdefault(group, []).append(place)
        for places in groups.values():
            if any(None in held[place][1] for place in places):
                continue
            total: Fraction | int | None = 0
            for place in sorted(places, key=lambda one: held[one][1:3]):
                amount = held[place][3]
                total = None if total is None or amount is None else total + amount
                found[place] = total
        return found

    @cached_property
    def _decided(self) -> Mapping[str, tuple[Raw, Raw]]:
        """What is declared and what is accepted of each cost by its entries (D-08)."""
        costs, entries = self.project.costs or (), self.project.entries
        if entries is None:
            return {cost.id: (None, None) for cost in costs}
        stated: dict[str, Any] = {}
        signed: dict[str, Any] = {}
        for one in entries:
            if one.cost is None or self._late(one.decided_on):
                continue
            held = stated if one.kind == "declared" else signed
            sign = SIGNS.get(one.kind, 1 if held is stated else 0)
            amount = self.minor(one.amount) if sign else 0
            held[one.cost] = _plus(held.get(one.cost, 0), amount, sign)
        found = {}
        for cost in costs:
            declared = stated.get(cost.id, ...)
            if declared is ...:
                declared = _plus(self.minor(cost.net), self.minor(cost.vat), 1)
            found[cost.id] = (declared, _plus(declared, signed.get(cost.id, 0), 1))
        return found

    def _late(self, day: date) -> bool:
        """Whether a day is after the one asked about."""
        return self.bound.on is not None and day > self.bound.on

    def ids(self, noun: str) -> Mapping[str, int]:
        """Where each id of a noun stands."""
        return self.bound.ids(noun)

    def parameter(self, name: str) -> Callable[[date | None, object], Raw]:
        """A reader of a parameter, by the day that dates it and whose term it may be."""
        parameter = self.bound.book.parameters[name]
        held: dict[tuple[date | None, int], Raw] = {}

        def read(day: date | None, partner: object) -> Raw:
            key = (day, id(partner))
            if key not in held:
                held[key] = self._parameter(parameter, day, partner)
            return held[key]

        return read

    def _parameter(self, parameter: Parameter, day: date | None, partner: object) -> Raw:
        """A term of the partner or the plan, else the value of the book on its day."""
        for place in parameter.set_in:
            said = (
                partner if place == "partner" else self.bound.plan if place == "plan" else None
            )
            term = None if said is None else self.bound.term(said, parameter)  # type: ignore[arg-type]
            if term is not None:
                return self._own(term)
        if not parameter.values:
            return None
        if parameter.as_of_on:
            day = self.bound.on
        elif parameter.as_of is not None and day is None:
            day = self._own_day(parameter.as_of)
        dated = parameter.as_of_on or parameter.as_of is not None
        if dated and day is None:
            return None
        return minor(self._parameters.on(parameter, day).value)

    def _own_day(self, as_of: Node) -> date | None:
        """The day that dates a parameter of the project or the plan."""
        path = self.view.path(as_of)
        day = self.top(path) if path.root in ("project", "plan") else None
        return day if isinstance(day, date) else None

    def table(self, name: str) -> Mapping[tuple[Exact, ...], Raw]:
        """The rows of a table that may be used here."""
        return {
            row.keys: self._own(row.value)
            for row in self.bound.book.tables[name].rows
            if not self.require_verified or row.verification is Verification.VERIFIED
        }

    def rounding(self, name: str) -> Callable[[int | Fraction], int]:
        """A rounding of the book on minor units of the agreement's currency."""
        rounding = self.bound.rounding(name)
        exponent = self.exponent

        def stored(value: int | Fraction) -> int:
            return rounding.minor(value.numerator, value.denominator, exponent)

        return stored

    def unit(self, name: str) -> int | Fraction:
        """The unit of a rounding in minor units."""
        unit = Fraction(self.bound.rounding(name).unit) * Fraction(10) ** self.exponent
        return unit.numerator if unit.denominator == 1 else unit


def _plus(total: int | None, amount: int | None, sign: int) -> int | None:
    """A sum of which a part may be unknown."""
    return None if total is None or amount is None else total + sign * amount


def _never(parameter: Parameter, frame: Mapping[str, Row]) -> Explanation:
    raise AssertionError(f"{parameter.name} was asked for its day")


def picker(
    exceptions: tuple[Exceptional, ...],
) -> Callable[[tuple[bool | None, ...]], int | None]:
    """Which exception holds, for generated code."""
    return lambda holds: pick(holds, exceptions)
