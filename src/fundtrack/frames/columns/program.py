"""A program of array steps: what is worked out of a block of rows, and in which order.

It is written once for a book, while names are looked up, and run for every block. A register
holds a column, a single value for all rows, or None: no row of the block is unknown. Equal
steps are one step, steps nobody reads are left out, and a column is let go after its last use,
so that a block's temporaries stay in the processor's cache.

Before a run every register gets the span its numbers lie in, from the least and greatest of the
columns. A step whose result might not fit 64 bits is done on Python ints instead, and one that
32 bits hold, with all it reads, is done on those at twice the speed: nothing wraps.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

from fundtrack.values import Record

from .arrays import Values
from .spans import Span, all_narrow, fits, span_of, wide
from .steps import STEPS, Width, exactly, in_width


class Reg(NamedTuple):
    """A place where a step leaves its result."""

    at: int


class Code(NamedTuple):
    """A text that the program names; it becomes a number once all texts are known."""

    text: str


class Word(NamedTuple):
    """A text by its number in one column, so that the column need not be translated."""

    key: tuple[Hashable, ...]
    text: str


#: What a step takes: a register, or a value that is the same in every block.
Arg = Reg | Hashable


class Writer:
    """Collects steps; equal ones are written once.

    >>> out = Writer()
    >>> net, vat = out.column("net"), out.column("vat")
    >>> out.step("plus", net, vat) == out.step("plus", net, vat)
    True
    """

    def __init__(self) -> None:
        self.steps: list[tuple[str, tuple[Arg, ...]]] = []
        self.outputs: dict[Hashable, Arg] = {}
        self._known: dict[Hashable, Reg] = {}
        self._live: list[int] | None = None

    def step(self, name: str, *args: Arg) -> Reg:
        """The register of a step with these arguments."""
        if name in ("plus", "minus") and type(args[1]) is int and not args[1]:
            left = args[0]
            if isinstance(left, Reg):
                return left  # nothing is added
        key = (name, *((type(arg), arg) for arg in args))
        held = self._known.get(key)
        if held is None:
            held = self._known[key] = Reg(len(self.steps))
            self.steps.append((name, args))
        return held

    def untranslated(self, held: Arg) -> tuple[Reg, tuple[Hashable, ...]] | None:
        """The column behind a translated one, and its key; None if it is something else."""
        if not isinstance(held, Reg) or self.steps[held.at][0] != "recode":
            return None
        words, raw = self.steps[held.at][1]
        assert isinstance(words, Reg) and isinstance(raw, Reg)  # noqa: S101, PT018
        key = self.steps[words.at][1][0]
        assert isinstance(key, tuple)  # noqa: S101
        return raw, key[2:]

    def column(self, key: Hashable) -> Reg:
        """The register of what a block brings under a key."""
        return self.step("column", key)

    def keep(self, key: Hashable, value: Arg) -> None:
        """Hand a value out under a key when the block is done."""
        if self.outputs.get(key) != value:
            self._live = None
        self.outputs[key] = value

    def live(self) -> list[int]:
        """The steps that outputs need, in order."""
        if self._live is None:
            self._live = self._needed()
        return self._live

    def _needed(self) -> list[int]:
        needed = {arg.at for arg in self.outputs.values() if isinstance(arg, Reg)}
        for at in range(len(self.steps) - 1, -1, -1):
            if at in needed:
                needed |= {arg.at for arg in self.steps[at][1] if isinstance(arg, Reg)}
        return sorted(needed)


class _Step(NamedTuple):
    call: Callable[..., object]
    place: int
    args: tuple[int, ...]
    ended: tuple[int, ...]


class Armed(Record):
    """Steps ready to run on blocks; `spans` tells where each output lies, None for no bound.

    `narrow` are the columns that are best brought in 32 bits; numbers are handed out in the
    width in which they were worked out.
    """

    steps: tuple[_Step, ...]
    columns: tuple[tuple[Hashable, int], ...]
    start: tuple[object, ...]
    outputs: tuple[tuple[Hashable, int], ...]
    spans: Mapping[Hashable, Span | None]
    narrow: frozenset[Hashable]

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def run(self, columns: Callable[[Hashable], object]) -> dict[Hashable, Values]:
        """What a block's steps leave, by key; `columns` gives what the block brings."""
        held = list(self.start)
        for key, place in self.columns:
            held[place] = columns(key)
        for call, place, args, ended in self.steps:
            made = call(*[held[arg] for arg in args])
            # one value of numpy's own is no `True`, and no int of any size
            held[place] = made.item() if getattr(made, "ndim", 1) == 0 else made  # type: ignore[attr-defined]
            for one in ended:
                held[one] = None
        return {key: held[place] for key, place in self.outputs}


def arm(
    writer: Writer,
    span_of_column: Callable[[Hashable], Span | None],
    codes: Mapping[str, int],
    words: Mapping[Hashable, Sequence[str]],
) -> Armed:
    """A program whose steps are chosen for these columns."""
    live = writer.live()
    registers: dict[int, int] = {at: place for place, at in enumerate(live)}
    spans: dict[int, Span | None] = {}
    start: list[object] = [None] * len(live)
    constants: dict[Hashable, int] = {}

    def place_of(arg: Arg) -> int:
        if isinstance(arg, Reg):
            return registers[arg.at]
        key = (type(arg), arg)
        if key not in constants:
            constants[key] = len(start)
            start.append(_settled(arg, codes, words))
        return constants[key]

    def span(arg: Arg) -> object:
        return spans[arg.at] if isinstance(arg, Reg) else _settled(arg, codes, words)

    columns: list[tuple[Hashable, int]] = []
    steps: list[tuple[Callable[..., object], int, tuple[int, ...]]] = []
    halved: set[int] = set()  # what steps of 32 bits read
    for at in live:
        name, args = writer.steps[at]
        if name == "column":
            columns.append((args[0], registers[at]))
            spans[at] = span_of_column(args[0])
            continue
        given = [span(arg) for arg in args]
        spans[at] = span_of(name, given)
        if not fits(spans[at]) or any(map(wide, given)):
            call = exactly(name)
        else:
            small = all_narrow(name, given, spans[at])
            call = in_width(name, small)
            if small and STEPS[name].width in (Width.SAME, Width.ANY):
                halved |= {place_of(arg) for arg in args}
        steps.append((call, registers[at], tuple(map(place_of, args))))
    outputs = tuple((key, place_of(arg)) for key, arg in writer.outputs.items())
    found = {key: _span_out(span(arg)) for key, arg in writer.outputs.items()}
    kept = {place for _, place in outputs}
    ended = _ended(steps, len(live), kept)
    narrow = frozenset(key for key, place in columns if place in halved)
    return Armed(ended, tuple(columns), tuple(start), outputs, found, narrow)


def _span_out(held: object) -> Span | None:
    if isinstance(held, Span):
        return held
    return Span(int(held), int(held)) if isinstance(held, int) else None


def _settled(
    arg: Arg, codes: Mapping[str, int], words: Mapping[Hashable, Sequence[str]]
) -> object:
    """A constant with its texts as numbers; a word that a column has not is past its last."""
    if isinstance(arg, Code):
        return codes[arg.text]
    if isinstance(arg, Word):
        held = words[arg.key]
        return held.index(arg.text) if arg.text in held else len(held)
    if isinstance(arg, tuple) and not isinstance(arg, Reg):
        return tuple(_settled(one, codes, words) for one in arg)
    return arg


def texts_of(writer: Writer) -> set[str]:
    """Every text that a program names."""
    found: set[str] = set()
    todo: list[object] = [arg for at in writer.live() for arg in writer.steps[at][1]]
    todo += writer.outputs.values()
    while todo:
        one = todo.pop()
        if isinstance(one, Code):
            found.add(one.text)
        elif isinstance(one, tuple) and not isinstance(one, Reg | Word):
            todo += one
    return found


_First = tuple[Callable[..., object], int, tuple[int, ...]]


def _ended(steps: Sequence[_First], registers: int, kept: set[int]) -> tuple[_Step, ...]:
    """The steps with the registers that nobody reads after each."""
    last: dict[int, int] = {}
    for at, (_, place, args) in enumerate(steps):
        last |= dict.fromkeys((place, *args), at)
    ended: dict[int, list[int]] = {}
    for place, at in last.items():
        if place < registers and place not in kept:
            ended.setdefault(at, []).append(place)
    return tuple(
        _Step(call, place, args, tuple(ended.get(at, ())))
        for at, (call, place, args) in enumerate(steps)
    )
