"""One run of a book over columns: the loops of the value reading, each a program over blocks.

The order of loops and stages is that of `checks`; what a loop leaves for later ones is kept as
columns. Programs are written once for the tables at hand, because what is absent from them
needs no step at all.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from fundtrack.checks import (
    CALLED,
    PRO_RATA,
    SHARED_OUT,
    Gathering,
    Item,
    Items,
    before_name,
    call_loop,
    cap_name,
    holds,
    physical,
    where_name,
)
from fundtrack.formulas import Kind, Node, Op, Type
from fundtrack.rulebooks import Rule
from fundtrack.values import Record

from ..question import Question, Unsupported
from .arrays import is_exact
from .borne import Borne
from .calls import Calls
from .column import Array
from .gathering import Block, Gatherer
from .groups import add_groups
from .notes import Losses, Notes
from .program import Arg, Armed, Reg, arm, texts_of
from .reads import Gather, Part, Place
from .rows import Rows, blocks
from .running import running
from .sharing import Limit, Lines, side_by_side, take
from .spans import Span, fits
from .store import Store, found_span
from .vectors import Vector


class Between(Record):
    """Something worked out between two loops, over all rows at once."""

    run: Callable[[], None]
    loops: frozenset[str] | None = None  # whose rows it looks at; None: any

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Kernel(Calls, Borne):
    """Writes the programs of a run, and runs them."""

    def __init__(self, items: Items, store: Store, question: Question) -> None:
        super().__init__(items, store, question)
        self.parts: list[Part | Between] = []
        self.left: dict[tuple[str, str], Place] = {}
        self.notes = Notes()
        self.wanted: set[Hashable] = set()
        self.losses = Losses()
        self.closing: dict[int, list[tuple[Gathering, bool]]] = {}

    # -- writing -------------------------------------------------------------------------------

    def write_all(self) -> None:
        """Write every part.

        Raises:
            Unsupported: the book asks what columns cannot answer.
        """
        add_groups(self.store, self.view)
        for loop, items, gatherings in self.items.loops():
            if loop.startswith("limits_"):
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

    def share(self, step: str) -> None:
        """Limits over several lines: what they need is kept, what they leave gets a place."""
        for loop in self.loops_of(step):
            place = self.place(loop, before_name(step))
            kind_place = place or Place(Kind.MONEY, value=0, unknown=True)
            self.left[loop, step] = Place(
                Kind.MONEY, ("left", loop, step), masked=True, below=kind_place.below
            )
            if kind_place.below != 1:
                raise Unsupported("a limit over lines of amounts that nobody rounded")
            for rule in self.view.bulk[step]:
                if rule.where is not None:
                    self.place(loop, where_name(self.view, rule))
        for rule in self.view.bulk[step]:
            loop = self.view.loop(rule.scope)
            cap = self.place(loop, cap_name(self.view, rule))
            if cap is not None and cap.below != 1:
                raise Unsupported("a limit over lines to an amount that nobody rounded")
            for name in ("acts", "?"):
                self.place(loop, (cap_name(self.view, rule), name))
        part = self.far_orders(self.view.bulk[step])
        if part is not None:
            self.parts.append(part)
        self.parts.append(Between(partial(self._share, step)))

    def owner_of(self, loop: str) -> str:
        """The loop whose rows a calculator answers."""
        call = next(one for one in self.view.calls.values() if call_loop(one) == loop)
        return self.view.loop(call.define.noun)

    def loops_of(self, step: str) -> list[str]:
        """The loops whose lines the limits of a step are about."""
        return [self.line, *(self.view.computed if step == "eligible" else ())]

    def left_place(self, loop: str, step: str) -> Place:
        """Where what the limits over several lines leave stands."""
        return self.left[loop, step]

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
        for part in self.parts:
            if isinstance(part, Part):
                texts |= texts_of(part.out)
        for words in self.store.texts.values():
            texts.update(words)
        codes = {text: at for at, text in enumerate(sorted(texts))}
        for key, words in self.store.texts.items():
            table = np.array([codes[word] for word in words] or [0], np.int64)
            self.store.put(("words", *key), table)  # type: ignore[misc]
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

    def _run(self, chain: "Chain") -> None:
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
                span = widened(armed.spans["gather", run.number, "value"], most)
                self.store.spans["gathered", run.number] = span
            gatherers = [(one.number, self._gatherer(part, armed, one)) for one in part.gathers]
            steps.append((part, armed, gatherers))
        kept = chain.kept | self.wanted
        for first, after in blocks(rows):
            block = Block(rows, first, after)
            local: dict[Hashable, Any] = {}
            for part, armed, gatherers in steps:
                found = armed.run(partial(self._bring, block, local))
                self._store(found, armed, (rows, block, local), kept)
                for refusal in part.refusals:
                    self.losses.add(part.loop, refusal, found, block)
                for number, gatherer in gatherers:
                    names = ("value", "sure", "doubt", "may", "index")
                    gatherer.add({one: found["gather", number, one] for one in names}, block)
                for run in part.runs:
                    grouped = run.gathering.node.name in self.book.groups
                    given = _given(found, run.number)
                    values, lost = running(given, run.orders, block, grouped)
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
                self.store.put(key, np.zeros(0, bool if key[-1] == "?" else np.int64))
            elif isinstance(key, tuple) and key[0] == "note":
                self.notes.rows.setdefault(key[1:], [])
        for one in part.gathers:
            gatherer = Gatherer(
                one.gathering.node.op, rows, self._scope(one.gathering), Span(0, 0), True
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
        return Gatherer(one.gathering.node.op, rows, self._scope(one.gathering), span, own)

    def _close(self, number: int, gathering: Gathering, gatherer: Gatherer) -> None:
        """Unknown too where nobody says whether there are rows, or more of them."""
        define = self.view.computed.get(gathering.loop)
        noun = gathering.loop if define is None else self.view.loop(define.noun)
        silent = self.perhaps(noun)
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

    def _bring(self, block: Block, local: dict[Hashable, Any], key: Hashable) -> Any:  # noqa: ANN401
        assert isinstance(key, tuple)  # noqa: S101
        where, rest = key[0], key[1:]
        if where == "rows" and rest in local:
            return local[rest]
        if rest[0] == "own":
            return np.arange(block.first, block.last)
        values = self.store.arrays.get(rest)
        if where == "whole" or not isinstance(values, np.ndarray):
            return values
        if where == "spread":  # of the project, to each of its rows
            return np.repeat(values[block.from_project : block.to_project], block.counts)
        held = values[block.first : block.last]
        # one width for all: numbers of two widths are compared at a fifth of the speed
        if held.dtype.kind in "iu" and held.itemsize < 8:
            held = held.astype(np.int64)
        local[rest] = held  # the same object for every part, so that orders are looked at once
        return held

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
                    self._put(key, values, rows.size, block)

    def _put(self, key: tuple[Hashable, ...], values: Any, size: int, block: Block) -> None:  # noqa: ANN401
        """Keep what a block leaves; a mask only where something is unknown."""
        mask = key[-1] == "?"
        held = self.store.arrays.get(key)
        if mask and (values is None or (isinstance(values, np.ndarray) and not values.any())):
            return
        if held is None:
            made = np.zeros(size, bool) if mask else np.empty(size, type_of(values))
            held = self.store.arrays[key] = made
        elif is_exact(values) and not is_exact(held):
            held = self.store.arrays[key] = held.astype(object)
        held[block.first : block.last] = values

    # -- limits over several lines -------------------------------------------------------------

    def _share(self, step: str) -> None:
        loops = self.loops_of(step)
        sizes = [self._rows(loop).size for loop in loops]
        lines = Lines(
            np.concatenate([self._rows(loop).project for loop in loops]),
            side_by_side([self.values(loop, before_name(step)) for loop in loops]),
            np.concatenate([self.lost(loop, before_name(step)) for loop in loops]),
            np.repeat(np.arange(len(loops)), sizes),
        )
        most = max(int(np.diff(self._rows(loop).starts).max(initial=0)) for loop in loops)
        span = found_span(lines.amount)
        if span is None or not fits(Span(span.least * most * 4, span.most * most * 4)):
            lines = lines.replace(amount=lines.amount.astype(object))
        for rule in self.view.bulk[step]:
            if not self._acts(rule):
                continue
            taken = take(lines, self._limit(rule, step, loops, sizes))
            cut = np.flatnonzero(taken)
            for place, loop in enumerate(loops):
                mine = cut[lines.loop[cut] == place]
                first = sum(sizes[:place])
                rows = (mine - first).astype(np.int32)
                self.losses.put((loop, step, rule.code), rows, taken[mine])
        start = 0
        for loop, size in zip(loops, sizes, strict=True):
            key = ("left", loop, step)
            self.store.put(key, lines.amount[start : start + size])
            lost = lines.lost[start : start + size]
            if lost.any():
                self.store.arrays[*key, "?"] = lost
            start += size

    def values(self, loop: str, name: Hashable) -> Array:
        """What a loop has worked out, a value for every row."""
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

    def _acts(self, rule: Rule) -> bool:
        loop = self.view.loop(rule.scope)
        name = cap_name(self.view, rule)
        return bool(
            self.values(loop, (name, "acts")).any() or self.values(loop, (name, "?")).any()
        )

    def _limit(self, rule: Rule, step: str, loops: list[str], sizes: list[int]) -> Limit:
        noun = self.view.loop(rule.scope)
        name = cap_name(self.view, rule)
        total = sum(sizes)
        subject = np.full(total, -1, np.int64)
        where, unsure = np.ones(total, bool), np.zeros(total, bool)
        start = 0
        for loop, size in zip(loops, sizes, strict=True):
            part = slice(start, start + size)
            start += size
            if not holds(rule, loop in self.view.computed):
                continue
            subject[part] = self._subjects(loop, noun)
            if rule.where is not None:
                lost = self.lost(loop, where_name(self.view, rule))
                where[part] = self.values(loop, where_name(self.view, rule)) & ~lost
                unsure[part] = lost
        orders, unplaced = self._orders(rule, loops, sizes)
        return Limit(
            rule, subject, where, unsure,
            self.values(noun, name), self.lost(noun, name),
            self.values(noun, (name, "acts")), self.values(noun, (name, "?")),
            self._rows(noun).project, orders, unplaced,
        )  # fmt: skip

    def _subjects(self, loop: str, noun: str) -> Array:
        """What each line of a loop belongs to."""
        rows = self._rows(loop)
        if noun == "project":
            return rows.project
        if noun == self.line:
            return np.arange(rows.size) if loop == noun else np.full(rows.size, -1)
        if loop in self.view.computed:
            return self._subjects_of_computed(loop, noun)
        if noun in self.book.groups:
            return self.store.arrays["member", noun, loop]  # type: ignore[no-any-return]
        link = self.view.link_to(loop, noun)
        held = self.store.link(loop, link, noun) if link else None
        if held is None:
            return np.full(rows.size, -1, np.int64)
        column = rows.columns[link]
        return self.store.resolver(loop, link)(column.values, column.unknown, rows.project)

    def _subjects_of_computed(self, loop: str, noun: str) -> Array:
        rows = self._rows(loop)
        define = self.view.computed[loop]
        owner = self.view.loop(define.noun)
        if noun in self.book.groups:
            silent = self.store.arrays.get(("silent", noun))
            found = np.full(rows.size, -1, np.int64)
            if silent is not None:
                found[silent[rows.project]] = -2
            return found
        if noun != "partner":
            return np.full(rows.size, -1, np.int64)
        if owner == "partner":
            return np.arange(rows.size)
        if owner == "project":
            return np.full(rows.size, -1, np.int64)
        if owner in self.book.groups:
            held = self.store.arrays.get(("link", owner, "partner"))
            return np.full(rows.size, -1, np.int64) if held is None else held
        if self.store.link(owner, "partner", "partner") is None:
            return np.full(rows.size, -1, np.int64)
        column = rows.columns["partner"]
        find = self.store.resolver(owner, "partner")
        return find(column.values, column.unknown, rows.project)

    def _orders(
        self, rule: Rule, loops: list[str], sizes: list[int]
    ) -> tuple[list[Array], Array]:
        """Where each line stands in the order of a limit, and where nobody knows."""
        total = sum(sizes)
        unplaced = np.zeros(total, bool)
        computed = np.repeat([loop in self.view.computed for loop in loops], sizes)
        keys: list[Array] = [computed.astype(np.int64)]
        if rule.consume != PRO_RATA:
            for at in range(len(rule.consume)):
                held = np.zeros(total, np.int64)
                size = sizes[0]
                values, lost = self._ordered(rule.consume[at].partition(".")[2])
                held[:size], unplaced[:size] = values, unplaced[:size] | lost
                keys.append(held)
        ranks = self._ranks(loops, sizes)
        return [*keys, ranks], unplaced

    def _ordered(self, name: str) -> tuple[Array, Array]:
        """A fact of lines that orders them."""
        size = self._rows(self.line).size
        node = Node(Op.FACT, name=f"{self.line}.{name}")
        path = self.view.path(node)
        nothing = np.zeros(size, np.int64), np.zeros(size, bool)
        fields = self.book.schema.nouns[path.noun].fields
        if path.name == "id" and path.own:
            return self.store.arrays[self.store.rank(self.line)], nothing[1]
        if path.name not in fields:
            return nothing
        far = ("order", name)
        if (self.line, far) in self.origins:
            return self.values(self.line, far), self.lost(self.line, far)
        if path.name == "gross":
            return self.values(self.line, "gross"), self.lost(self.line, "gross")
        if path.name in ("declared", "accepted"):
            place: Place | None = self.decisions()[path.name]
        else:
            held = self.store.fact(self.line, path.name, fields[path.name])
            place = None if held is None else Place(
                fields[path.name].kind, held.key, masked=held.masked,
                words=fields[path.name].kind in (Kind.TEXT, Kind.CODE),
            )  # fmt: skip
        if place is None or place.key is None:
            return nothing[0], np.ones(size, bool)
        values = self.store.arrays[place.key]
        if place.words:
            words = self.store.texts[place.key]
            order = sorted(range(len(words)), key=words.__getitem__)
            rank = np.empty(max(len(words), 1), np.int64)
            rank[order] = np.arange(len(order))
            values = rank[values]
        mask = self.store.arrays.get((*place.key, "?"))
        return values, nothing[1] if mask is None else mask

    def _ranks(self, loops: list[str], sizes: list[int]) -> Array:
        """The order of lines by their ids; computed lines by name and owner."""
        found = [self.store.arrays[self.store.rank(self.line)] if sizes[0] else np.zeros(0)]
        names = [f"{self.view.computed[loop].name}:" for loop in loops[1:]]
        order = sorted(range(len(names)), key=names.__getitem__)
        for at, loop in enumerate(loops[1:]):
            noun = self.base(loop)
            rank = self.store.arrays[self.store.rank(noun)] if sizes[at + 1] else np.zeros(0)
            found.append(order.index(at) * 2**40 + rank)
        return np.concatenate(found).astype(np.int64)

    # -- what came out -------------------------------------------------------------------------

    def amounts(self) -> Iterator[Item]:
        """Every item that is an answer."""
        steps = (Item(self.line, step) for step in self.items.passed)
        for item in (*self.items.order, *steps):
            hidden = item.loop.startswith(("limits_", "calls_", "strands"))
            if not (item.rule or item.inner or hidden):
                yield item


def _as_tuple(name: Hashable) -> tuple[Hashable, ...]:
    return name if isinstance(name, tuple) else (name,)


def widened(span: Span | None, rows: int) -> Span | None:
    """Where a sum of so many values lies, or one of fewer of them."""
    if span is None:
        return None
    return Span(min(span.least * rows, 0), max(span.most * rows, 0))


class Chain(Record):
    """Parts of one loop that run together, block by block; `kept` is read after all blocks."""

    loop: str
    parts: tuple[Part, ...]
    kept: frozenset[Hashable]

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def consumed(part: Part) -> set[tuple[Hashable, ...]]:
    """The columns that a part reads, by their keys."""
    found = set()
    for at in part.out.live():
        name, args = part.out.steps[at]
        key = args[0] if name == "column" else None
        if isinstance(key, tuple):
            rest = key[1:-1] if key[-1] == "?" else key[1:]
            found.add(rest)
    return found


def beyond_rows(part: Part) -> set[tuple[Hashable, ...]]:
    """Those that a part reads of other rows than its own: all blocks of them must be there."""
    found = set()
    for at in part.out.live():
        name, args = part.out.steps[at]
        key = args[0] if name == "column" else None
        if isinstance(key, tuple) and key[0] != "rows":
            found.add(key[1:-1] if key[-1] == "?" else key[1:])
    return found


def chained(parts: Sequence[Part | Between]) -> Iterator["Chain | Between"]:
    """Parts in an order that lets those of one loop run together.

    Whatever waits for nothing runs first; parts of the same loop that wait only for each other,
    row by row, become one chain. What is worked out between loops stays where it is.
    """
    rest: list[Part] = []
    for at, part in enumerate(parts):
        if isinstance(part, Between):
            yield from _chains(rest, parts[at:])
            rest = []
            yield part
        else:
            rest.append(part)
    yield from _chains(rest, ())


def _chains(parts: Sequence[Part], later: Sequence[Part | Between]) -> Iterator[Chain]:
    made: dict[tuple[Hashable, ...], Part] = {}
    totals: set[tuple[Hashable, ...]] = set()
    for part in parts:
        made |= {("item", part.loop, name): part for name in part.made}
        made |= {("gathered", one.number): part for one in part.gathers}
        made |= {("gathered", run.number): part for run in part.runs}
        totals |= {("gathered", one.number) for one in part.gathers}
    waits = {id(part): [key for key in consumed(part) if key in made] for part in parts}
    todo, done = [*parts], set[int]()
    looks = [one.loops for one in later if isinstance(one, Between)]
    while todo:
        ready = [part for part in todo if _ready(part, waits, made, done)]
        loops = dict.fromkeys(part.loop for part in ready)
        # the loop with most rows comes last, so that all its parts can come together
        loop = min(loops, key=lambda one: sum(part.loop == one for part in todo))
        chain = [part for part in ready if part.loop == loop]
        while more := [
            part
            for part in todo
            if part.loop == loop and part not in chain
            and _joins(part, chain, (waits, made, totals, done))
        ]:  # fmt: skip
            chain += more
        done |= {id(part) for part in chain}
        todo = [part for part in todo if id(part) not in done]
        outside = (*todo, *(one for one in later if isinstance(one, Part)))
        kept = {key for part in outside for key in consumed(part)}
        kept |= {key for part in chain for key in beyond_rows(part)}
        if any(loops is None or loop in loops for loops in looks):
            kept |= {key for key, part in made.items() if part in chain}
        yield Chain(loop, tuple(chain), frozenset(kept))


def _ready(
    part: Part,
    waits: Mapping[int, Sequence[tuple[Hashable, ...]]],
    made: Mapping[tuple[Hashable, ...], Part],
    done: set[int],
) -> bool:
    return all(made[key] is part or id(made[key]) in done for key in waits[id(part)])


def _joins(part: Part, chain: Sequence[Part], known: Any) -> bool:  # noqa: ANN401
    """Whether a part waits for nothing but rows of a chain."""
    waits, made, totals, done = known
    far = beyond_rows(part)
    for key in waits[id(part)]:
        producer = made[key]
        if producer is part or id(producer) in done:
            continue
        if producer not in chain or key in totals or key in far:
            return False
    return True


def armed_none(part: Part, key: Hashable) -> bool:
    """Whether an output is nothing in every block."""
    return part.out.outputs[key] is None


def type_of(values: Any) -> Any:  # noqa: ANN401  (a column or one value)
    """What a column of such values holds."""
    if isinstance(values, np.ndarray):
        return values.dtype
    if isinstance(values, bool):
        return bool
    fit = isinstance(values, int) and -(2**62) < values < 2**62
    return np.int64 if fit else object


def _given(found: Mapping[Hashable, Any], number: int) -> dict[Hashable, Any]:
    """What a part handed out for one running total, by name."""
    given: dict[Hashable, Any] = {}
    for key, value in found.items():
        if isinstance(key, tuple) and key[:2] == ("gather", number):
            given[key[2] if len(key) == 3 else key[2:]] = value
    return given
