"""The order in which parts run: those of one loop together, block by block, where they can.

A part is a loop in a stage. What one part leaves of a row and only the next one reads never has
to leave a block; so parts of a loop that wait for nothing but each other's rows make a chain.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from fundtrack.values import Record

from .places import Part


class Between(Record):
    """Something worked out between two loops, over all rows at once."""

    run: Callable[[], None]
    loops: frozenset[str] | None = None  # whose rows it looks at; None: any

    __eq__ = object.__eq__
    __hash__ = object.__hash__


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
    reads = {id(part): consumed(part) for part in parts}
    far = {id(part): beyond_rows(part) for part in parts}
    waits = {id(part): [key for key in reads[id(part)] if key in made] for part in parts}
    todo, done = [*parts], set[int]()
    outside = {key for one in later if isinstance(one, Part) for key in consumed(one)}
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
            and _joins(part, chain, (waits, made, totals, done, far))
        ]:  # fmt: skip
            chain += more
        done |= {id(part) for part in chain}
        todo = [part for part in todo if id(part) not in done]
        kept = {key for part in todo for key in reads[id(part)]} | outside
        kept |= {key for part in chain for key in far[id(part)]}
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
    waits, made, totals, done, far = known
    for key in waits[id(part)]:
        producer = made[key]
        if producer is part or id(producer) in done:
            continue
        if producer not in chain or key in totals or key in far[id(part)]:
            return False
    return True
