"""One run of a book over columns: the loops of the value reading, each a program over blocks.

The order of loops and stages is that of `checks`; what a loop leaves for later ones is kept as
columns. Programs are written once for the tables at hand, because what is absent from them
needs no step at all.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, cast

import numpy as np

from fundtrack.checks import (
    CALLED,
    LIMITED,
    SHARED_OUT,
    Gathering,
    Item,
    Items,
    call_loop,
    physical,
)
from fundtrack.formulas import Kind, Node, Type

from ..question import Question
from .arrays import is_exact, narrowed, stored_in, widened
from .chains import Between, Chain, beyond_rows, chained
from .column import Array
from .gathering import Block, Gatherer
from .groups import add_groups
from .limits import Limits
from .notes import Losses, Notes
from .places import Gather, Part, Place
from .program import Arg, Armed, Reg, arm, texts_of
from .rows import Rows, blocks
from .running import running
from .spans import Span, fits, narrow
from .store import Store
from .vectors import Vector


class Kernel(Limits):
    """Writes the programs of a run, and runs them."""

    def __init__(self, items: Items, store: Store, question: Question) -> None:
        super().__init__(items, store, question)
        self.parts: list[Part | Between] = []
        self.left: dict[tuple[str, str], Place] = {}
        self.notes = Notes()
        self.wanted: set[Hashable] = set()
        self.losses = Losses()
        self.closing: dict[int, list[tuple[Gathering, bool]]] = {}
        self._commons: dict[tuple[Node, str], dict[int, int]] = {}

    # -- writing -------------------------------------------------------------------------------

    def write_all(self) -> None:
        """Write every part.

        Raises:
            Unsupported: the book asks what columns cannot answer.
        """
        add_groups(self.store, self.view)
        for loop, items, gatherings in self.items.loops():
            if loop.startswith(LIMITED):
                self.share(items[0].name)
                continue
            if loop.startswith(CALLED):
                run = self.calling(loop)
                self.parts.append(Between(run, frozenset({self.owner_of(loop)})))
                continue
            if loop == SHARED_OUT:
                self.parts.append(Between(self.sharing_out()))
                continue
            self.part = Part(loop)
            self.out = self.part.out
            self.parts.append(self.part)
            for item in items:
                self.write(item)
            for gathering in gatherings:
                self.gather(gathering)

    def owner_of(self, loop: str) -> str:
        """The loop whose rows a calculator answers."""
        call = next(one for one in self.view.calls.values() if call_loop(one) == loop)
        return self.view.loop(call.define.noun)

    def stated_eligible(self, held: Vector) -> Vector:
        """The plan's stated eligible costs, where there are no lines to add up (D-06)."""
        silent = self.store.unstated(physical("line", "plan"))
        if self.basis != "plan" or silent is None:
            return held
        stated = self.store.fact("project", "plan.eligible", Type(Kind.MONEY))
        if stated is None:
            return held
        place = Place(Kind.MONEY, stated.key, masked=stated.masked)
        told = self.of_project(place)
        use: Arg = self.known(told)
        if silent is not True:
            self.store.put(("silent lines",), silent, Span(0, 1))
            use = self.both(use, self.column(("silent lines",)))
        return self.chosen(Vector(Kind.BOOL, use), told, held)

    # -- running -------------------------------------------------------------------------------

    def run(self, keep: Sequence[tuple[str, Hashable]] = ()) -> None:
        """Run every part; `keep` names what is wanted beyond what later parts read."""
        for loop, name in keep:
            self.place(loop, name)
            self.wanted.add(self._key(loop, name))
        self._noted()
        self.words = self._vocabulary()
        for chain in chained(self.parts):
            if isinstance(chain, Between):
                chain.run()
            else:
                self._run(chain)

    def _noted(self) -> None:
        """Hand out every verdict, and what lines lost: few rows of many, so noted by row."""
        for loop, codes in self.rules().items():
            for code in codes:
                for name in ("broken", "within", "unknown", "skipped"):
                    key = ("mark", code, name)
                    origin = self.origins[loop, key]
                    origin.out.keep(("note", loop, *key), origin.made[key].value)

    def rules(self) -> Mapping[str, list[str]]:
        """The rules asked in each loop."""
        found: dict[str, list[str]] = {}
        for item in self.items.order:
            if item.rule:
                found.setdefault(item.loop, []).append(item.name)
        return found

    def _vocabulary(self) -> dict[str, int]:
        """One number for every text, in the order of texts."""
        texts: set[str] = set()
        translated: dict[tuple[Hashable, ...], Sequence[str]] = {}
        for part in self.parts:
            if isinstance(part, Part):
                texts |= texts_of(part.out)
                for key in beyond_rows(part):
                    if key[0] == "words":
                        translated[key[1:]] = self.store.texts[key[1:]]
        for words in translated.values():
            texts.update(words)
        codes = {text: at for at, text in enumerate(sorted(texts))}
        for key, words in translated.items():
            table = np.array([codes[word] for word in words] or [0], np.int64)
            self.store.put(("words", *key), table)
        return codes

    def _rows(self, loop: str) -> Rows:
        noun = self.base(loop)
        rows = self.store.rows(noun)
        if rows is None:
            starts = np.zeros(self.store.count + 1, np.int64)
            rows = Rows(noun, 0, np.zeros(0, np.int64), starts, {})
        return rows

    def _key(self, loop: str, name: Hashable) -> tuple[Hashable, ...]:
        """The key under which a value of a loop is kept."""
        if loop == self.line and isinstance(name, str):
            name = self.items.passed.get(name, name)
        return "item", loop, name

    def _run(self, chain: Chain) -> None:
        """Parts of one loop, block by block: what only they need never leaves a block."""
        rows = self._rows(chain.loop)
        if not rows.size:
            for part in chain.parts:
                self._empty(part, rows)
            return
        most = int(np.diff(rows.starts).max(initial=0))
        steps = []
        for part in chain.parts:
            armed = arm(part.out, self._span, self.words, self.store.texts)
            for key, span in armed.spans.items():
                if isinstance(key, tuple) and key[0] == "item":
                    self.store.spans[key] = span
            for run in part.runs:
                span = of_many(armed.spans["gather", run.number, "value"], most)
                self.store.spans["gathered", run.number] = span
            gatherers = [(one.number, self._gatherer(part, armed, one)) for one in part.gathers]
            steps.append((part, armed, gatherers))
        kept = chain.kept | self.wanted
        # a column in one width for all parts: orders are looked at once for the same objects
        halved = frozenset[Hashable]().union(*(armed.narrow for _, armed, _ in steps))
        for first, after in blocks(rows):
            block = Block(rows, first, after)
            local: dict[Hashable, Any] = {}
            for part, armed, gatherers in steps:
                found = armed.run(partial(self._bring, block, local, halved))
                self._store(found, armed, (rows, block, local), kept)
                for refusal in part.refusals:
                    self.losses.add(part.loop, refusal, found, block)
                for number, gatherer in gatherers:
                    names = ("value", "sure", "doubt", "may", "index")
                    gatherer.add({one: found["gather", number, one] for one in names}, block)
                for run in part.runs:
                    grouped = run.gathering.node.name in self.book.groups
                    given = _given(found, run.number)
                    values, lost = running(given, run.orders, block, grouped, run.below)
                    key = ("gathered", run.number)
                    local[key], local[*key, "?"] = values, lost
                    if key in kept:
                        self._put(key, values, rows.size, block)
                        self._put((*key, "?"), lost, rows.size, block)
        for part, _, gatherers in steps:
            for one, (_, gatherer) in zip(part.gathers, gatherers, strict=True):
                self._close(one.number, one.gathering, gatherer)

    def _empty(self, part: Part, rows: Rows) -> None:
        """A loop without a single row."""
        for key in part.out.outputs:
            if isinstance(key, tuple) and key[0] == "item":
                # a mask ends in "?"; so may a name, of a condition
                truth = len(key) > 3 or part.made[key[2]].kind is Kind.BOOL
                self.store.put(key, np.zeros(0, bool if truth else np.int64))
            elif isinstance(key, tuple) and key[0] == "note":
                self.notes.rows.setdefault(key[1:], [])
        for one in part.gathers:
            gatherer = Gatherer(
                one.gathering.node.op, rows, self._scope(one.gathering), Span(0, 0), True, 1
            )
            self._close(one.number, one.gathering, gatherer)
        for run in part.runs:
            self.store.put(("gathered", run.number), np.zeros(0, np.int64))

    def _scope(self, gathering: Gathering) -> Rows:
        return self._rows(gathering.scope)

    def _gatherer(self, part: Part, armed: Armed, one: Gather) -> Gatherer:
        span = armed.spans["gather", one.number, "value"]
        own = armed_none(part, ("gather", one.number, "index"))
        rows = self._rows(part.loop)
        op, scope = one.gathering.node.op, self._scope(one.gathering)
        return Gatherer(op, rows, scope, span, own, one.below, one.joint)

    def _close(self, number: int, gathering: Gathering, gatherer: Gatherer) -> None:
        """Unknown too where nobody says whether there are rows, or more of them."""
        define = self.view.computed.get(gathering.loop)
        noun = gathering.loop if define is None else self.view.loop(define.noun)
        silent = self.perhaps(noun)
        gatherer.end_with(self._commons.setdefault((gathering.node, gathering.scope), {}))
        gatherer.silence(np.ones(self.store.count, bool) if silent is True else silent)
        values, lost, none = gatherer.result()
        self.store.put(("gathered", number), values, gatherer.span)
        if none is not None:
            self.store.put(("gathered", number, "none"), none)
        if lost is not None and lost.any():
            self.store.arrays["gathered", number, "?"] = lost

    def _span(self, key: Hashable) -> Span | None:
        assert isinstance(key, tuple)  # noqa: S101
        rest = key[1:]
        if rest[-1] == "?":
            return Span(0, 1)
        if rest[0] == "own":
            return Span(0, max(self._rows(str(rest[1])).size, 1))
        if rest in self.store.spans:
            return self.store.spans[rest]
        return None if rest in self.store.arrays else Span(0, 0)

    def _bring(
        self,
        block: Block,
        local: dict[Hashable, Any],
        halved: frozenset[Hashable],
        key: Hashable,
    ) -> Any:  # noqa: ANN401
        assert isinstance(key, tuple)  # noqa: S101
        where, rest = key[0], key[1:]
        # one width for all: numbers of two widths are compared at a fifth of the speed
        as_wanted = narrowed if key in halved else widened
        if rest[0] == "own":
            return np.arange(block.first, block.last)
        values = self.store.arrays.get(rest)
        if where == "rows" and rest in local:
            values = local[rest]
        elif where == "whole" or not isinstance(values, np.ndarray):
            return values
        elif where == "spread":  # of the project, to each of its rows
            of_projects = as_wanted(values[block.from_project : block.to_project])
            return np.repeat(of_projects, block.counts)
        else:
            values = values[block.first : block.last]
        # the same object for every part, so that orders are looked at once
        if (rest, as_wanted) not in local:
            local[rest, as_wanted] = as_wanted(values)
        return local[rest, as_wanted]

    def _store(
        self,
        found: Mapping[Hashable, Any],
        armed: Armed,
        place: tuple[Rows, Block, dict[Hashable, Any]],
        kept: frozenset[Hashable] | set[Hashable],
    ) -> None:
        """Keep what a part leaves of a block: verdicts, and what later loops read."""
        rows, block, local = place
        for key, values in found.items():
            if not isinstance(key, tuple):
                continue
            if key[0] == "note":
                self.notes.add(key[1:], values, block)
            elif key[0] == "item":
                if is_exact(values) and fits(armed.spans[key]):
                    values = values.astype(np.int64)
                local[key] = values
                if key[:3] in kept:
                    self._put(key, values, rows.size, block, narrow(armed.spans[key]))

    def _put(
        self,
        key: tuple[Hashable, ...],
        values: Any,  # noqa: ANN401 (a column or one value)
        size: int,
        block: Block,
        fit: bool = False,
    ) -> None:
        """Keep what a block leaves, in 32 bits while they do; a mask only where it says so.

        Half the room is half the pages to be had from the system, which costs more than the
        look at each block; `fit` says that none need be looked at. Who reads is told its width.
        """
        mask = key[-1] == "?"
        held = self.store.arrays.get(key)
        if mask and (values is None or (isinstance(values, np.ndarray) and not values.any())):
            return
        if held is None:
            made = np.zeros(size, bool) if mask else np.empty(size, stored_in(values, fit))
            held = self.store.arrays[key] = made
        elif held.dtype == np.int32 and stored_in(values, fit) != np.int32:
            held = self.store.arrays[key] = held.astype(stored_in(values, fit))
        elif is_exact(values) and not is_exact(held):
            held = self.store.arrays[key] = held.astype(object)
        held[block.first : block.last] = values

    # -- what is kept --------------------------------------------------------------------------

    def values(self, loop: str, name: Hashable) -> Array:
        """What a loop has worked out, a value for every row; whole numbers in 64 bits."""
        return cast(Array, widened(self.stored(loop, name)))

    def stored(self, loop: str, name: Hashable) -> Array:
        """The same as it is kept, in 32 bits where they do: nothing is worked out with it."""
        size = self._rows(loop).size
        if (loop, *_as_tuple(name)) in self.notes.rows:
            return self.notes.column((loop, *_as_tuple(name)), size)
        place = self.place(loop, name)
        if place is None:
            return np.zeros(size, np.int64)
        held = self.store.arrays.get(place.key)
        if isinstance(held, np.ndarray):
            return held
        if isinstance(place.value, Reg) or place.value is None:
            raise KeyError(f"{loop} has not kept {name}")
        value = place.value if isinstance(place.value, int | bool) else 0
        made = np.zeros(size, bool if isinstance(value, bool) else np.int64)
        made[:] = value
        return made

    def lost(self, loop: str, name: Hashable) -> Array:
        """Where what a loop has worked out is unknown."""
        size = self._rows(loop).size
        place = self.place(loop, name)
        if place is None or place.unknown:
            return np.ones(size, bool)
        assert place.key is not None  # noqa: S101
        held = self.store.arrays.get((*place.key, "?"))
        return np.zeros(size, bool) if held is None else held.astype(bool)

    # -- what came out -------------------------------------------------------------------------

    def amounts(self) -> Iterator[Item]:
        """Every item that is an answer."""
        steps = (Item(self.line, step) for step in self.items.passed)
        for item in (*self.items.order, *steps):
            hidden = item.loop.startswith((LIMITED, CALLED, SHARED_OUT))
            if not (item.rule or item.inner or hidden):
                yield item


def _as_tuple(name: Hashable) -> tuple[Hashable, ...]:
    return name if isinstance(name, tuple) else (name,)


def of_many(span: Span | None, rows: int) -> Span | None:
    """Where a sum of so many values lies, or one of fewer of them."""
    if span is None:
        return None
    return Span(min(span.least * rows, 0), max(span.most * rows, 0))


def armed_none(part: Part, key: Hashable) -> bool:
    """Whether an output is nothing in every block."""
    return part.out.outputs[key] is None


def _given(found: Mapping[Hashable, Any], number: int) -> dict[Hashable, Any]:
    """What a part handed out for one running total, by name."""
    given: dict[Hashable, Any] = {}
    for key, value in found.items():
        if isinstance(key, tuple) and key[:2] == ("gather", number):
            given[key[2] if len(key) == 3 else key[2:]] = value
    return given
