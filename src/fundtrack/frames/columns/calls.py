"""Defines that a calculator works out (D-18): what it is given is kept, answers are columns.

Between two loops the inputs of all rows of all projects are there at once. The calculators that
look across projects, and the largest remainder, have forms of their own over columns; any other
is asked as the value reading asks it, project by project, one that looks at single rows once
for each different row. With a register the projects of the tables are the others to each other.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import lcm
from typing import Any, Final

import numpy as np

from fundtrack.checks import Call, Gathering, Item, Items, call_loop, given_name
from fundtrack.formulas import Exact, Kind, Node
from fundtrack.funding import (
    CumulativeSplit,
    Given,
    LargestRemainder,
    RowCalculator,
    SeenElsewhere,
    TotalElsewhere,
    WindowTotal,
)
from fundtrack.rulebooks import Define
from fundtrack.values import Record

from ..question import Question, Unsupported
from .alike import Alike, Part
from .arrays import day_number
from .column import Array, Numerals
from .cumulated import cumulative_split
from .elsewhere import seen_elsewhere, total_elsewhere, window_total
from .groups import as_stated
from .inputs import Answers, Input, Inputs, stored
from .places import Place
from .program import Code
from .remainders import largest_remainder
from .rows import Rows
from .store import Store
from .sums import Sums
from .vectors import Vector, unknown

_TEXTS: Final = (Kind.TEXT, Kind.CODE)
_MONEY: Final = (Kind.MONEY, Kind.PRICE)
#: A key of more facts is compared row by row, which nobody has asked for.
_MOST_FACTS: Final = 60


class Way(Record):
    """A calculator's form over columns; the answers stand over the denominator of an input.

    `work` gives None where it cannot answer.
    """

    work: Callable[[Inputs, Array, int], Answers | None]
    below: tuple[str, ...] = ()

    __eq__ = object.__eq__
    __hash__ = object.__hash__


_WAYS: Final[Mapping[type, Way]] = {
    WindowTotal: Way(window_total, ("amount",)),
    SeenElsewhere: Way(seen_elsewhere),
    TotalElsewhere: Way(total_elsewhere, ("amount",)),
    LargestRemainder: Way(largest_remainder, ("unit",)),
    CumulativeSplit: Way(cumulative_split, ("unit", "ceiling")),
}


class Calls(Sums):
    """Writes what calculators are given, and asks them."""

    words: dict[str, int]

    def __init__(self, items: Items, store: Store, question: Question) -> None:
        super().__init__(items, store, question)
        self.answers: dict[str, Place] = {}
        #: The column whose own texts an input is in; else they are the vocabulary's.
        self.stated: dict[Hashable, tuple[Hashable, ...]] = {}

    def given(self, item: Item) -> None:
        """Keep what a calculator is given for each row."""
        call = next(one for one in self.view.calls.values() if given_name(one) == item.name)
        for at, node in enumerate(call.formulas):
            held = self.emit(node)
            own = self.out.untranslated(held.value)
            if own is not None and isinstance(self.store.texts[own[1]], Numerals):
                held = held.replace(value=own[0])  # numbers that order as their texts do
                self.stated[item.name, at] = own[1]
            self.hold((item.name, at), held)

    def called(self, define: Define) -> Vector:
        """What a calculator answers for each row."""
        place = self.answers.get(define.address)
        if place is None:
            raise Unsupported(f"{define.address}, a step that a calculator answers")
        return unknown(place.kind) if place.unknown else self.here(place)

    def calling(self, loop: str) -> Callable[[], None]:
        """What works out the answers of a calculator, once its inputs are there."""
        call = next(one for one in self.view.calls.values() if call_loop(one) == loop)
        calculator, address = call.calculator, call.define.address
        if calculator.gives not in _ANSWERED:
            raise Unsupported(f"a calculator that gives a {calculator.gives}")
        way = _WAYS.get(type(calculator))
        if calculator.portfolio and not self.question.register and way is not None:
            self.answers[address] = Place(calculator.gives, unknown=True)
            return _nothing
        if calculator.portfolio and self.question.register:
            self._refuse_chains(call)
        places = self._places(call)
        names = [name for name, nodes in call.inputs.items() for _ in nodes]
        below = lcm(
            *(
                one.below
                for one, name in zip(places, names, strict=True)
                if one is not None and way is not None and name in way.below
            )
        )
        key = ("called", address)
        self.answers[address] = Place(calculator.gives, key, masked=True, below=below)
        return partial(self._call, call, below)

    def _places(self, call: Call) -> list[Place | None]:
        """Where the inputs stand; this also has them kept."""
        noun = self.view.loop(call.define.noun)
        if any(len(nodes) > _MOST_FACTS for nodes in call.inputs.values()):
            raise Unsupported("a key of very many facts")
        name = given_name(call)
        found = [self.place(noun, (name, at)) for at in range(len(call.formulas))]
        if any(one is not None and one.kind is Kind.SET for one in found):
            raise Unsupported("a set that a calculator is given")
        return found

    def _refuse_chains(self, call: Call) -> None:
        """Of other projects nobody knows what a calculator would answer with their register."""
        noun = self.view.loop(call.define.noun)
        reached = self._reached(Item(noun, given_name(call)))
        for one in self.view.calls.values():
            answer = Item(call_loop(one), one.define.name)
            if one.calculator.portfolio and answer in reached:
                raise Unsupported("what looks across projects given to what does too")

    def _reached(self, item: Item) -> set[Item | Gathering]:
        """All that an item is worked out from."""
        seen: set[Item | Gathering] = set()
        todo: list[Item | Gathering] = [item]
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            if isinstance(one, Item):
                todo += self.items.needs.get(one, ())
                todo += self.items.gathers.get(one, ())
                continue
            if one.loop in self.view.computed:
                todo.append(Item(one.loop, "limited"))
            for need in self._needed(one.node.args):
                todo.append(self.items.here(need, one.loop) if isinstance(need, Item) else need)
        return seen

    def _needed(self, nodes: Sequence[Node]) -> Iterator[Item | Gathering]:
        for node in nodes:
            yield from self.items.needed(node)

    # What a run has left of each loop; `Kernel` knows.

    def values(self, loop: str, name: Hashable) -> Array:
        """What a loop has worked out, a value for every row."""
        raise NotImplementedError

    def lost(self, loop: str, name: Hashable) -> Array:
        """Where what a loop has worked out is unknown."""
        raise NotImplementedError

    def _rows(self, loop: str) -> Rows:
        raise NotImplementedError

    # -- running -------------------------------------------------------------------------------

    def _call(self, call: Call, below: int) -> None:
        noun, address = self.view.loop(call.define.noun), call.define.address
        rows = self._rows(noun)
        inputs = self._inputs(call, rows)
        order = self._order_of(noun, rows)
        if order is not None:
            inputs = {
                name: tuple(one.taken(order) for one in held) for name, held in inputs.items()
            }
        way = _WAYS.get(type(call.calculator))
        found = None if way is None else way.work(inputs, rows.project, self.store.count)
        if found is None:
            found = self._asked(call, inputs, rows, below)
        elif found.left is not None and found.left.any():
            places = np.flatnonzero(found.left[rows.project])
            some = {
                name: tuple(one.taken(places) for one in held) for name, held in inputs.items()
            }
            found = found.filled(places, self._asked(call, some, _some(rows, places), below))
        if order is not None:
            found = found.back(order)
        self.store.put(("called", address), found.values)
        if found.lost.any():
            self.store.arrays["called", address, "?"] = found.lost
        if found.failed.any():
            self.store.arrays["failed", address] = found.failed

    def _order_of(self, noun: str, rows: Rows) -> Array | None:
        """Rows of a group in the order in which a project states what makes them.

        Who of equals comes first is told by that order; None where rows stand in it.
        """
        group = self.book.groups.get(noun)
        if group is None or not rows.size:
            return None
        return as_stated(self.store, self.view, group)

    def _inputs(self, call: Call, rows: Rows) -> Inputs:
        """The inputs of all rows by name."""
        places = iter(range(len(call.formulas)))
        return {
            name: tuple(self._input(call, next(places), rows) for _ in nodes)
            for name, nodes in call.inputs.items()
        }

    def _input(self, call: Call, at: int, rows: Rows) -> Input:
        noun, name = self.view.loop(call.define.noun), (given_name(call), at)
        place = self.place(noun, name)
        node = call.formulas[at]
        kind = node.type.kind if node.type else Kind.NUMBER
        if place is None or place.unknown:
            return Input(kind, np.zeros(rows.size, np.int64), np.ones(rows.size, bool))
        values, lost = self.values(noun, name), self.lost(noun, name)
        if isinstance(place.value, Code):
            return Input(kind, values, lost, 1, (place.value.text,))
        words: Sequence[str] = tuple(self.words) if kind in _TEXTS else ()
        if name in self.stated:
            words = self.store.texts[self.stated[name]]
        return Input(kind, values, lost, place.below, words)

    def _asked(self, call: Call, inputs: Inputs, rows: Rows, below: int) -> Answers:
        """The answers of any calculator, in its own figures."""
        cents = 10**self.store.exponent
        columns = [one.exact(cents) for held in inputs.values() for one in held]
        failed = np.zeros(self.store.count, bool)
        if type(call.calculator) is RowCalculator:
            answers = _by_row(call, inputs, columns, rows, failed)
        else:
            across = call.calculator.portfolio and self.question.register
            answers = _by_project(call, columns, rows, failed, across)
        by = below * (cents if call.calculator.gives in _MONEY else 1)
        lost = np.array([one is None for one in answers], bool) | failed[rows.project]
        values = [0 if gone else _raw(one, by) for one, gone in zip(answers, lost, strict=True)]
        flags = call.calculator.gives is Kind.BOOL
        return Answers(np.array(values, bool) if flags else stored(values), lost, failed)


#: The kinds of answers that are numbers in columns.
_ANSWERED: Final = frozenset(Kind) - {Kind.TEXT, Kind.CODE, Kind.SET}


def _nothing() -> None:
    """Without a register nobody knows, whatever is given."""


def _some(rows: Rows, places: Array) -> Rows:
    """Some of the rows, by their projects."""
    project = rows.project[places]
    starts = np.searchsorted(project, np.arange(len(rows.starts)))
    return rows.replace(size=len(places), project=project, starts=starts)


def _given(call: Call, columns: list[list[Exact | None]], size: int) -> list[Given]:
    """What each row gives."""
    if not columns:
        return [call.given(()) for _ in range(size)]
    return [call.given(values) for values in zip(*columns, strict=True)]


def _by_project(
    call: Call, columns: list[list[Exact | None]], rows: Rows, failed: Array, across: bool
) -> list[Exact | None]:
    """Every project asked with its own rows; across projects, with those of all others."""
    given = _given(call, columns, rows.size)
    starts = rows.starts.tolist()
    found: list[Exact | None] = []
    for project, (first, after) in enumerate(pairwise(starts)):
        if first == after:
            continue
        others = [*given[:first], *given[after:]] if across else None
        found += _answers(call, given[first:after], others, project, failed)
    return found


def _by_row(
    call: Call,
    inputs: Inputs,
    columns: list[list[Exact | None]],
    rows: Rows,
    failed: Array,
) -> list[Exact | None]:
    """A calculator that looks at one row only is asked once for rows that give the same."""
    parts = [Part(*one) for held in inputs.values() for each in held for one in _both(each)]
    number = Alike(parts, rows.size).number
    _, places, number = np.unique(number, return_index=True, return_inverse=True)
    given = _given(call, [[one[at] for at in places.tolist()] for one in columns], len(places))
    wrong = np.zeros(len(places), bool)
    found = [
        answer
        for at, one in enumerate(given)
        for answer in _answers(call, [one], None, at, wrong)
    ]
    failed[rows.project[wrong[number]]] = True
    return [found[at] for at in number.tolist()]


def _both(one: Input) -> list[tuple[Array, Array]]:
    """What tells rows apart: the values that are known, and which are."""
    sure = np.zeros(len(one.lost), bool)
    return [(one.known(), sure), (one.lost, sure)]


def _answers(
    call: Call, own: list[Given], others: list[Given] | None, place: int, failed: Array
) -> list[Exact | None]:
    try:
        found = call.answers(own, others)
    except ArithmeticError:  # a finding of the rules that rest on it; the walk says what
        failed[place] = True
        return [None] * len(own)
    return [one.value for one in found]


def _raw(value: Exact | None, by: int) -> Any:  # noqa: ANN401 (as columns hold it)
    """An answer as columns hold it."""
    if isinstance(value, Fraction):
        exact = value * by
        return exact.numerator if exact.denominator == 1 else exact
    return day_number(value) if isinstance(value, date) else value
