"""From the readings to figures: amounts with bounds, lines with their steps."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, overload

from fundtrack.formulas import Kind
from fundtrack.values import Money, Rate

from .bind import LINES, Row
from .result import Figure, Line, Missing, Reason, Refusal
from .steps import LINE_STEPS, defined
from .tally import Tally
from .units import amount_of, money, rate_of
from .world import World
from .worlds import Worlds

#: How many missing facts, subjects and lines an answer names; all of them are counted.
NAMED: Final = 10


class Figures(Mapping[str, Figure]):
    """Amounts by name, each worked out when it is asked for."""

    def __init__(self, labels: Mapping[str, tuple[str, str]], worlds: Worlds) -> None:
        self._labels = labels
        self._worlds = worlds
        self._held: dict[str, Figure] = {}

    def __getitem__(self, label: str) -> Figure:
        held = self._held.get(label)
        if held is None:
            basis, name = self._labels[label]
            held = self._held[label] = _figure(self._worlds, basis, name, label)
        return held

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)

    def __contains__(self, label: object) -> bool:
        return label in self._labels


def missing_of(found: Sequence[tuple[str, str, str]]) -> tuple[Missing, ...]:
    """What an explanation misses, in the order it was met."""
    return tuple(Missing(Reason(reason), name, at) for reason, name, at in found)


def _figure(worlds: Worlds, basis: str, name: str, label: str) -> Figure:
    """A project's amount: its value or, by the walk, its bounds and what is missing."""
    bound = worlds.bound
    fields = bound.book.schema.nouns["project"].fields
    kind = fields[name].kind if name in fields else Kind.MONEY
    raw = worlds.tallies[basis].project.get(f"project.{name}")
    if raw is None:
        world = worlds(basis)
        made = world.define(world.project, name)
        missing = missing_of(made.missing)
        low, high = (_bound(one, kind, bound.currency) for one in (made.low, made.high))
        return Figure(None, low, high, missing[:NAMED], len(missing), label=label)
    stated = ""
    if (
        name == "eligible"
        and basis == "plan"
        and bound.collection(LINES[basis]) is None
        and not defined(bound.book, "project", name, basis)
    ):
        stated = f"{bound.plan_at}/eligible"
    told = _shown(raw, kind, bound.currency)
    large = () if told is not None else (Missing(Reason.TOO_LARGE, label, ""),)
    return Figure(told, None, None, large, len(large), stated, label)


def _shown(
    raw: object, kind: Kind, currency: str
) -> Money | Rate | Fraction | int | date | str | None:
    if kind is Kind.MONEY:
        return amount_of(raw, currency)
    if kind is Kind.RATE and isinstance(raw, Fraction):
        return rate_of(raw)
    return raw  # type: ignore[return-value]


def _bound(value: Fraction | None, kind: Kind, currency: str) -> Money | None:
    return None if value is None or kind is not Kind.MONEY else money(value, currency)


class Lines(Sequence[Line]):
    """Every line of a basis with its steps and refusals, made when it is asked for."""

    def __init__(self, world: World, tally: Tally) -> None:
        self._world = world
        self._tally = tally
        self._rows = world.all_lines
        self._refusals: dict[int, list[Refusal]] = {}
        for row, step, reason, amount in tally.refused:
            if amount is not None:
                money = amount_of(amount, world.currency)
                self._refusals.setdefault(row, []).append(Refusal(step, reason, money))

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, index: int | slice) -> Line | tuple[Line, ...]:
        """A line by its place, or several."""
        if isinstance(index, slice):
            return tuple(map(self._line, self._rows[index]))
        return self._line(self._rows[index])

    def _line(self, row: Row) -> Line:
        gross, base, admitted, limited, eligible = (
            self._amount(step, row) for step in LINE_STEPS
        )
        missing: tuple[Missing, ...] = ()
        if None in (gross, base, admitted, limited, eligible):
            missing = missing_of(self._world.define(row, "eligible").missing)
            if not missing:
                missing = missing_of(self._world.define(row, "gross").missing)
        place = row.index if row.noun == self._world.line else self._rows.index(row)
        refusals = tuple(self._refusals.get(place, ()))
        return Line(
            row.key, row.at, gross, base, admitted, limited, eligible, refusals, missing
        )

    def _amount(self, step: str, row: Row) -> Money | None:
        columns = self._tally.columns
        if row.noun != self._world.line and (row.noun, step) not in columns:
            step = "limited"  # where a computed line comes in
        raw = columns[row.noun, step][row.index]
        return None if raw is None else amount_of(raw, self._world.currency)
