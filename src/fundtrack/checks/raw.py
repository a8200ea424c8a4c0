"""What generated code asks over all rows at once, between two loops.

Limits that lines share, running totals, calculators, computed lines, the shares of sources; and
to which row each line belongs. Amounts are ints of minor units or Fractions; None is unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from fundtrack.formulas import Exact, Kind, Node, Op, Sum
from fundtrack.funding import Given, strands_of
from fundtrack.rulebooks import Rule

from .bind import ON_PROJECT, Bound, Made
from .calls import others_of
from .facts import AskPlan, Facts, Raw
from .limits import PRO_RATA, Order, holds, order_of, shares
from .paths import Path, computed_loop
from .strands import covered, everything, payers_of
from .tables import made_line
from .waivers import granted

#: What is of the project as it stands, and of no plan.
_LEDGER: Final = frozenset(ON_PROJECT) - {"partner"}
#: What stands for the cap of a limit that leaves its lines as they are.
FREE: Final = "free"
_UNSURE: Final = -1


class Raws(Facts):
    """The raw reading of one bound project on one basis."""

    def __init__(self, bound: Bound, basis: str, ask_plan: AskPlan | None = None) -> None:
        super().__init__(bound, basis, ask_plan)
        self._made: dict[str, list[Made]] = {}
        self.given: dict[str, list[Given]] = {}

    def waived(self, loop: str, bits: Mapping[str, int]) -> Mapping[int, int]:
        """The verdicts of rows that take nothing: those of the rules waived for them."""
        found: dict[int, int] = {}
        for waiver in self.bound.project.waivers or ():
            if waiver.rule in bits and granted(self.bound, waiver):
                of_plan = self.bound.book.rules[waiver.rule].scope == "plan"
                rows = self.bound.rows("plan") if of_plan else self.tables.rows(loop)
                for place, row in enumerate(rows or ()):
                    if row.key == waiver.subject:
                        found[place] = found.get(place, 0) | bits[waiver.rule]
        return found

    # -- whose a row is ------------------------------------------------------------------------

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
        if define.noun == "plan" and self.plan is None:
            subjects, values = (), ()
        held = zip(subjects, values, strict=True)
        name = self.view.line_name(define)
        found = [made_line(define, name, said, value) for said, value in held if value != 0]
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
        others = others_of(self.bound, self.basis, call)
        try:
            answers = call.answers(own, others)
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
            total = Sum()
            for place in sorted(places, key=lambda one: held[one][1:3]):
                amount = held[place][3]
                if amount is None:
                    break
                total.add(amount)
                found[place] = total.value
        return found


class OfOtherPlan(Raws):
    """The raw reading of a plan that is not in force: of that plan, and of no ledger."""

    def collection(self, noun: str) -> Sequence[object] | None:
        """What the rows of a noun say."""
        return None if noun in _LEDGER else super().collection(noun)
