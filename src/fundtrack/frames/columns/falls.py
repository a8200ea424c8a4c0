"""The waterfall of a run: sums over lines and projects of what came in and fell out, and why.

It is `checks.waterfall` over columns. Every sum is by project first, because what a define of a
project leaves out is known only where everything before it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from fundtrack.checks import LINE_STEPS, STEPS, defined
from fundtrack.formulas import Kind

from ..by_values import FallKey, FallSum, add_fall
from ..single import Fallen
from .arrays import widened
from .column import Array, found_span
from .runs import Part, Run
from .scattered import exact_of, limit_of, past, values_of
from .spans import Span, fits

_MONEY: Final = Kind.MONEY


class Move(NamedTuple):
    """What happened for one reason on the way to a step, by project.

    `lines` counts all; `amount` is None where nobody knows it, `low` and `high` are bounds.
    """

    step: str
    kind: str
    reason: str
    lines: Array
    amount: Array | None
    low: Array | None = None
    high: Array | None = None

    @property
    def told(self) -> str:
        """Its kind as it is told: a cut of the project's own amount is refused as well."""
        return "refused" if self.kind == "cut" else self.kind


class Lines(NamedTuple):
    """The lines of a loop: their projects, and each step with where it is unknown."""

    loop: str
    project: Array
    starts: Array
    held: Array  # which of the rows are lines: of nothing there is no computed line
    steps: dict[str, tuple[Array, Array]]


def add_run(
    found: dict[FallKey, FallSum], part: Part, run: Run, sure: Array, *, by_project: bool
) -> None:
    """Add the waterfall of a run; `sure` are the projects that it answers for."""
    falls = Falls(run)
    for move in falls.moves():
        there = (move.lines > 0) if move.kind not in ("rest", "cut") else move.amount != 0
        for one, chosen in falls.told(move, np.flatnonzero(sure & there)):
            _add(found, part, one, chosen, by_project=by_project)


def _add(
    found: dict[FallKey, FallSum], part: Part, move: Move, chosen: Array, *, by_project: bool
) -> None:
    if by_project:
        for at in chosen.tolist():
            add_fall(found, int(part.projects[at]), part.currency, _fallen(move, at))
    elif len(chosen):
        add_fall(found, -1, part.currency, _fallen(move, chosen))


def _fallen(move: Move, at: Any) -> Fallen:  # noqa: ANN401 (a place, or several)
    def told(values: Array | None) -> int | None:
        return None if values is None else _total(values[at])

    lines, amount = _total(move.lines[at]), told(move.amount)
    return Fallen(
        move.step, move.told, move.reason, lines, amount, told(move.low), told(move.high)
    )


def _total(values: Any) -> int:  # noqa: ANN401 (one number, or several)
    if not isinstance(values, np.ndarray):
        return int(values)
    span = found_span(values)
    size = max(len(values), 1)
    if span is None or not fits(Span(min(span.least, 0) * size, max(span.most, 0) * size)):
        return int(sum(values.tolist()))
    return int(values.sum())


class Falls:
    """Adds up one run by project."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.kernel = run.kernel
        self.book = run.part.asking.book
        self.count = run.part.count
        self.lines = [self._lines(loop) for loop in (run.line, *self.kernel.view.computed)]

    def moves(self) -> Iterator[Move]:
        """Every move, step by step."""
        refused, opened = _together(self._refused()), _together(self._opened())
        for before, step in zip(("", *STEPS), STEPS, strict=False):
            mine = [*(self._gross() if step == "gross" else ())]
            mine += [move for move in (*refused, *opened) if move.step == step]
            if step not in LINE_STEPS:
                mine += self._cuts(step)
            yield from mine
            yield self._rest(before, step, mine)

    def told(self, move: Move, chosen: Array) -> Sequence[tuple[Move, Array]]:
        """A move of some projects, without the figures of more digits than an amount has."""
        parts = [(move, chosen)]
        for name in ("amount", "low", "high"):
            gone: dict[str, Any] = {name: None}
            split = []
            for one, places in parts:
                beyond = self.beyond(getattr(one, name))[places]
                split += [
                    (one, places[~beyond]),
                    (one._replace(**gone), places[beyond]),
                ]
            parts = [(one, places) for one, places in split if len(places)]
        return parts

    def beyond(self, amount: Array | None) -> Array:
        """The projects whose sum has more digits than an amount can have."""
        limit = limit_of(self.kernel)
        span = None if amount is None else found_span(amount)
        if amount is None or (span and -limit < span.least and span.most < limit):
            return np.zeros(self.count, bool)
        return past(amount, limit)

    def _lines(self, loop: str) -> Lines:
        rows, computed = self.run.rows(loop), loop in self.kernel.view.computed
        made = self._step(loop, "limited", exact=True) if computed else None
        known = self.run.all_known and not computed  # only the first step is asked for
        asked = LINE_STEPS[:1] if known else LINE_STEPS
        steps = {step: self._step(loop, step, made, exact=True) for step in asked}
        held = np.ones(rows.size, bool)
        if made is not None:
            held = made[1] | np.array(made[0] != 0, bool)
        return Lines(loop, rows.project, rows.starts, held, steps)

    def _step(
        self,
        loop: str,
        step: str,
        made: tuple[Array, Array] | None = None,
        *,
        exact: bool = False,
    ) -> tuple[Array, Array]:
        """A step of a loop and where it is unknown; `made` where a computed line has none.

        With `exact` a number of more digits than an amount has is one too: sums take it in.
        """
        if made is not None and self.kernel.place(loop, step) is None:
            return made
        read = exact_of if exact else values_of
        values, lost = read(self.kernel, loop, step, _MONEY)
        return widened(values), np.zeros(len(values), bool) if lost is None else lost

    def by_project(self, lines: Lines, values: Array) -> Array:
        """The sum of each project's rows."""
        if values.dtype == bool:
            values = values.astype(np.int64)
        span = found_span(values)
        most = int(np.diff(lines.starts).max(initial=1))
        if span is None or not fits(Span(min(span.least, 0) * most, max(span.most, 0) * most)):
            values = values.astype(object)
        sums = np.concatenate([np.zeros(1, values.dtype), np.cumsum(values)])
        found: Array = sums[lines.starts[1:]] - sums[lines.starts[:-1]]
        return found

    # -- what comes in -------------------------------------------------------------------------

    def _gross(self) -> Iterator[Move]:
        for lines in self.lines:
            define = self.kernel.view.computed.get(lines.loop)
            kind, reason = ("stated", "") if define is None else ("computed", define.address)
            values, lost = lines.steps["gross"]
            known = lines.held & ~lost
            amount = self.by_project(lines, np.where(known, values, 0))
            yield Move("gross", kind, reason, self.by_project(lines, known), amount)
            yield Move("gross", kind, reason, self.by_project(lines, lines.held & lost), None)

    # -- what falls out of lines ---------------------------------------------------------------

    def _refused(self) -> Iterator[Move]:
        for loop, step, reason in self.kernel.losses.taken:
            lines = next((one for one in self.lines if one.loop == loop), None)
            if lines is None:
                continue
            rows, amounts, gone = self.kernel.losses.of((loop, step, reason))
            if not gone.any():
                yield Move(step, "refused", reason, *self._noted(lines, rows, amounts))
                continue
            known = ~gone
            yield Move(
                step, "refused", reason, *self._noted(lines, rows[known], amounts[known])
            )
            count, _ = self._noted(lines, rows[gone], amounts[gone])
            yield Move(step, "refused", reason, count, None)

    def _noted(self, lines: Lines, rows: Array, amounts: Array) -> tuple[Array, Array]:
        """Of each project how many of some rows are its own, and the sum of their amounts."""
        project = lines.project[rows]
        count = np.bincount(project, minlength=self.count)
        span, most = found_span(amounts), max(int(count.max(initial=0)), 1)
        if span is None or not fits(Span(min(span.least, 0) * most, max(span.most, 0) * most)):
            amounts = amounts.astype(object)
        sums = np.zeros(self.count, amounts.dtype)
        np.add.at(sums, project, amounts)
        return count, sums

    def _opened(self) -> Iterator[Move]:
        """The lines that stay open to the end, by the step after which nobody knows them."""
        for lines in self.lines:
            if LINE_STEPS[-1] not in lines.steps:
                continue
            last = lines.steps[LINE_STEPS[-1]][1] & lines.held
            if not last.any():
                continue
            for before, step in pairwise(LINE_STEPS):
                values, lost = lines.steps[before]
                open_ = last & ~lost & np.array(values != 0, bool)
                for later in LINE_STEPS[LINE_STEPS.index(step) :]:
                    open_ &= lines.steps[later][1]
                if not open_.any():
                    continue
                left = np.where(open_, values - self._taken(lines, step), 0)
                yield Move(
                    step,
                    "open",
                    "",
                    self.by_project(lines, open_),
                    None,
                    self.by_project(lines, np.minimum(left, 0)),
                    self.by_project(lines, np.maximum(left, 0)),
                )

    def _taken(self, lines: Lines, step: str) -> Array:
        """What each line is known to have lost on the way to a step."""
        found = np.zeros(len(lines.project), np.int64)
        for loop, at, reason in self.kernel.losses.taken:
            if (loop, at) == (lines.loop, step):
                rows, amounts, gone = self.kernel.losses.of((loop, at, reason))
                if amounts.dtype == object:
                    found = found.astype(object)
                found[rows[~gone]] += amounts[~gone]
        return found

    # -- what falls out of the project's amounts -----------------------------------------------

    def _figure(self, step: str) -> tuple[Array, Array]:
        return self._step("project", f"project.{step}")

    def _cuts(self, step: str) -> Iterator[Move]:
        """What the limits on an amount of the project took, where the amount is known."""
        lost = self._figure(step)[1]
        for loop, at, reason in self.kernel.losses.taken:
            if (loop, at) == ("project", f"project.{step}"):
                rows, amounts, gone = self.kernel.losses.of((loop, at, reason))
                taken = np.zeros(self.count, amounts.dtype)
                taken[rows[~gone]] = amounts[~gone]
                taken[lost] = 0
                yield Move(step, "cut", reason, np.zeros(self.count, np.int64), taken)

    def _rest(self, before: str, step: str, moves: list[Move]) -> Move:
        """What the define of the project's amount leaves out, beside all that has a reason."""
        figure, lost = self._figure(step)
        held: Array = np.zeros(self.count, np.int64)
        open_ = lost.copy()
        if before:
            held, unknown = self._figure(before)
            open_ |= unknown
        some = np.full(self.count, bool(before))
        sign = -1 if before else 1
        left = held.astype(object) if _wide(held, figure, moves) else held.copy()
        for move in moves:
            there = np.array(move.lines > 0 if move.kind != "cut" else move.amount != 0, bool)
            some |= there
            if move.amount is None:
                open_ |= there
            else:
                open_ |= there & self.beyond(move.amount)
                left = left + np.where(there, move.amount, 0) * sign
        left = np.where(open_ | ~some, 0, left - figure)
        reason = defined(self.book, "project", step, self.run.basis)
        return Move(step, "rest", reason, np.zeros(self.count, np.int64), left)


def _together(moves: Iterable[Move]) -> list[Move]:
    """Moves for one reason as one: it may take of stated lines and of computed ones."""
    found: dict[tuple[str, str, str, bool], Move] = {}
    for move in moves:
        key = move.step, move.kind, move.reason, move.amount is None
        other = found.get(key)
        if other is not None:
            move = move._replace(
                lines=other.lines + move.lines,
                amount=_sum(other.amount, move.amount),
                low=_sum(other.low, move.low),
                high=_sum(other.high, move.high),
            )
        found[key] = move
    return [*found.values()]


def _sum(one: Array | None, two: Array | None) -> Array | None:
    if one is None or two is None:
        return None
    spans = found_span(one), found_span(two)
    least, most = (sum(getattr(span, end) for span in spans if span) for end in Span._fields)
    wide = None in spans or not fits(Span(least, most))
    found: Array = (one.astype(object) if wide else one) + two
    return found


def _wide(held: Array, figure: Array, moves: list[Move]) -> bool:
    """Whether sums of a project's amounts may not fit into 64 bits."""
    columns = [held, figure, *(move.amount for move in moves if move.amount is not None)]
    most = 0
    for one in columns:
        span = found_span(one)
        if span is None:
            return True
        most += max(abs(span.least), abs(span.most))
    return not fits(Span(-most, most))
