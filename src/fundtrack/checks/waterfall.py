"""The way from gross to payable in sums: what came in, what each reason took, what is open.

It reads the outcome of the value reading; only an open computed line and a cut of the project's
own amount are asked of the walk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from fundtrack.rulebooks import Define
from fundtrack.values import Money, Record

from .result import Fall, Figure, Move, Waterfall
from .steps import LINE_STEPS, STEPS, defined, limits
from .tally import Tally
from .units import amount_of, minor_of, money, whole
from .world import World

#: The steps of one line, from gross to eligible; None where the amount is unknown.
Steps = tuple[int | None, ...]


def waterfall(world: World, tally: Tally, figures: Mapping[str, Figure]) -> Waterfall:
    """The waterfall of a basis; `figures` has the project's amount of each step."""
    return _Falls(world, tally, figures).all()


class _Open(Record):
    """Lines of which nobody knows what is left: how many, what they may lose, give back."""

    lines: int = 0
    gives: int = 0
    loses: int = 0


class _Falls:
    """Adds up one basis."""

    def __init__(self, world: World, tally: Tally, figures: Mapping[str, Figure]) -> None:
        self.world = world
        self.tally = tally
        self.figures = figures
        self.book = world.bound.book
        self.stated = self._columns(world.line)

    def all(self) -> Waterfall:
        opened = self._opened()
        refused = self._refused()
        falls = []
        for before, step in zip(("", *STEPS), STEPS, strict=False):
            moves = [*(self._gross() if step == "gross" else ())]
            moves += refused.get(step, ())
            if step in opened:
                moves.append(self._open(opened[step]))
            if step not in LINE_STEPS:
                moves += self._cuts(before, step)
            moves += self._rest(before, step, moves)
            falls.append(Fall(step, self.figures[step], tuple(moves)))
        return Waterfall(self.tally.basis, tuple(falls))

    def _columns(self, loop: str) -> Sequence[Steps]:
        """The amounts of each line of a loop; a computed line comes in with `limited`."""
        columns: Any = self.tally.columns
        held = columns.get((loop, "limited"), ())
        return list(zip(*(columns.get((loop, step), held) for step in LINE_STEPS), strict=True))

    def _money(self, minor: int) -> Money | None:
        return amount_of(minor, self.world.currency)

    # -- what comes in -------------------------------------------------------------------------

    def _gross(self) -> Iterator[Move]:
        """The lines stated and computed; those of unknown amount apart, so that none is 0."""
        known = [whole(one[0]) for one in self.stated if one[0] is not None]
        if known:
            yield self._reason("stated", "", len(known), sum(known))
        if len(known) < len(self.stated):
            yield self._reason("stated", "", len(self.stated) - len(known), None)
        for loop, define in self.world.view.computed.items():
            lines = self._columns(loop)
            sums = [whole(one[0]) for one in lines if one[0] is not None]
            if sums:
                yield self._computed(define, len(sums), sum(sums))
            if len(sums) < len(lines):
                low, high = self._span(loop)
                yield self._computed(define, len(lines) - len(sums), None, low, high)

    def _computed(
        self,
        define: Define,
        lines: int,
        amount: int | None,
        low: Money | None = None,
        high: Money | None = None,
    ) -> Move:
        made = self._reason("computed", define.address, lines, amount)
        return made.replace(at_least=low, at_most=high, category=define.counts_as)

    def _span(self, loop: str) -> tuple[Money | None, Money | None]:
        """Between what the open computed lines of a define come to."""
        made = [self.world.define(row, "limited") for row in self.world.lines_of(loop)]
        opened = [one for one in made if one.value is None]
        return self._sum(one.low for one in opened), self._sum(one.high for one in opened)

    def _sum(self, bounds: Iterable[Fraction | None]) -> Money | None:
        total = Fraction(0)
        for one in bounds:
            if one is None:
                return None
            total += one
        return money(total, self.world.currency)

    # -- what falls out of lines ---------------------------------------------------------------

    def _refused(self) -> dict[str, list[Move]]:
        """What each reason took on the way to each step, in book order."""
        sums: dict[tuple[str, str, bool], list[int]] = {}
        for _, step, reason, amount in self.tally.refused:
            held = sums.setdefault((step, reason, amount is None), [0, 0])
            held[0] += 1
            held[1] += 0 if amount is None else whole(amount)
        order = {
            code: place for place, code in enumerate((*self.book.defines, *self.book.rules))
        }
        found: dict[str, list[Move]] = {}
        for step, reason, unknown in sorted(sums, key=lambda one: (order[one[1]], one[2])):
            lines, amount = sums[step, reason, unknown]
            taken = None if unknown else amount
            found.setdefault(step, []).append(self._reason("refused", reason, lines, taken))
        return found

    def _reason(self, kind: str, reason: str, lines: int, minor: int | None) -> Move:
        said = self.book.rules.get(reason) or self.book.defines.get(reason)
        name, titles = (said.name, said.titles) if said is not None else ("", {})
        amount = None if minor is None else self._money(minor)
        made = Move(kind, reason, name, titles, lines, amount)
        return made if amount is not None else made.replace(too_large=minor)

    def _opened(self) -> dict[str, _Open]:
        """The lines that stay open to the end, by the step after which nobody knows them."""
        found: dict[str, _Open] = {}
        taken = self._taken()
        every = [self.stated, *map(self._columns, self.world.view.computed)]
        for row, line in enumerate(one for lines in every for one in lines):
            if line[-1] is not None:
                continue
            for (_, held), (step, _) in pairwise(zip(LINE_STEPS, line, strict=True)):
                after = line[LINE_STEPS.index(step) :]
                if held and not any(one is not None for one in after):  # of 0 nothing is lost
                    left = whole(held) - taken.get((row, step), 0)
                    one = found.get(step, _Open())
                    gives, loses = one.gives + min(0, left), one.loses + max(0, left)
                    found[step] = _Open(one.lines + 1, gives, loses)
        return found

    def _taken(self) -> dict[tuple[int, str], int]:
        """What each line is known to have lost on the way to each step."""
        found: dict[tuple[int, str], int] = {}
        for row, step, _, amount in self.tally.refused:
            if amount is not None:
                found[row, step] = found.get((row, step), 0) + whole(amount)
        return found

    def _open(self, one: _Open) -> Move:
        low, high = self._money(one.gives), self._money(one.loses)
        return Move("open", "", "", {}, one.lines, None, low, high)

    # -- what falls out of the project's amounts -----------------------------------------------

    def _cuts(self, before: str, step: str) -> Iterator[Move]:
        """What the limits on an amount of the project took."""
        rules = limits(self.book, self.tally.basis, "project", step)
        if not rules or self.figures[step].value is None:
            return
        losses = dict(self.world.defines.losses(self.world.project, before, step))
        for rule in rules:
            amount = minor_of(losses.get(rule.code), None, self.world.currency)
            if amount:
                yield self._reason("refused", rule.code, 0, whole(amount))

    def _rest(self, before: str, step: str, moves: Sequence[Move]) -> Iterator[Move]:
        """What the define of the project's amount leaves out, beside all that has a reason."""
        figure = self.figures[step].value
        held = self.figures[before].value if before else Money.zero(self.world.currency)
        if not isinstance(figure, Money) or not isinstance(held, Money):
            return
        if any(one.amount is None for one in moves) or not (before or moves):
            return
        sign = -1 if before else 1
        known = sum(one.amount.minor for one in moves if one.amount is not None) * sign
        if left := held.minor + known - figure.minor:
            reason = defined(self.book, "project", step, self.tally.basis)
            yield self._reason("rest", reason, 0, left)
