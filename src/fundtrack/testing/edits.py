"""The small changes of a project's file at which the answers of a unit may turn.

Each comparison is brought to one step below, at and above; each code is tried in and outside
its set; each fact is stated both ways and left out; rows are doubled and taken away.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from fundtrack.formulas import Kind, Node, Op
from fundtrack.projects import Json
from fundtrack.values import FundtrackError

from .asked import Asked, Name, is_row
from .ground import Edit, Gap, Ground, Patch
from .pointers import look_up, plain
from .spots import Spot, spots, stated
from .steps import Leaf, counted, leaves

#: How far a value is moved to see whether a comparison feels it.
_PROBE = {Kind.MONEY: 1_000, Kind.PRICE: 1_000_000, Kind.RATE: 100, Kind.DATE: 10}
#: More rows than these of one noun are not doubled or taken away one by one.
_ROWS = 3


def edits(ground: Ground, asked: Asked) -> Iterator[Edit]:
    """Every edit for a unit from one project, each once, the plainest first."""
    told: set[str] = set()
    for edit in _all(ground, asked):
        if repr(edit) not in told:
            told.add(repr(edit))
            yield edit


def _all(ground: Ground, asked: Asked) -> Iterator[Edit]:
    for gap in asked.gaps:
        yield from _at_facts(ground, gap, asked.unit.scope)
    for name in asked.names:
        for spot in spots(ground, name):
            yield from stated(spot, asked.texts)
        yield from _dated(ground, name)
    for noun in asked.nouns:
        yield from rows(ground, noun)
    for gap in asked.gaps:
        yield from _solved(ground, gap, asked.unit.scope)


def filled(ground: Ground, asked: Asked) -> Ground:
    """The project with every fact and term of a unit stated that it leaves unsaid.

    What is stated is the first thing that can be; the edits from there bring it to its limits.
    """
    day = next((leaf for leaf in leaves(ground.document) if leaf.kind is Kind.DATE), None)
    for name in asked.names:
        for spot in spots(ground, name):
            if not spot.stated:
                made = spot.at(day.steps) if day and spot.kind is Kind.DATE else None
                for edit in [made] if made else stated(spot, asked.texts):
                    ground = ground.changed(edit) or ground
                    break
    return ground


# -- comparisons -------------------------------------------------------------------------------


def _at_facts(ground: Ground, gap: Gap, scope: str) -> Iterator[Edit]:
    """A fact on one side of a comparison, brought to what the other side is here."""
    for side, other in ((gap.left, gap.right), (gap.right, gap.left)):
        if side.op not in (Op.FACT, Op.PARAMETER) or side.type is None:
            continue
        for limit in dict.fromkeys(_values(ground, other, gap.row, scope)):
            for spot in spots(ground, Name(side, scope, gap.row)):
                yield from _near(spot, limit)


def _values(ground: Ground, node: Node, row: str, scope: str) -> Iterator[Fraction]:
    """What a side of a comparison is, in steps, wherever it can be asked and is known."""
    kind = node.type.kind if node.type else Kind.NUMBER
    for world, frame in ground.frames(scope, row):
        value = counted(world.walker.walk(node, frame).value, kind, ground.currency)
        if value is not None:
            yield value


def _near(spot: Spot, limit: Fraction) -> Iterator[Edit]:
    for steps in range(floor(limit) - 1, ceil(limit) + 2):
        edit = spot.at(steps)
        if edit is not None:
            yield edit


def _solved(ground: Ground, gap: Gap, scope: str) -> Iterator[Edit]:
    """Any value of the file that a comparison feels, brought to where the two sides meet.

    The two sides are taken as straight lines in that value, which the formulas of a book are
    over long ways; where they are not the edit is a case like any other.
    """
    here = ground.measures(gap, scope)
    if all(one is None for one in here):
        return
    for leaf in leaves(ground.document):
        if leaf.pointer == "/schema_version":
            continue
        probe = _PROBE.get(leaf.kind, 1)
        there = _probed(ground, leaf, leaf.steps + probe, gap, scope)
        pairs = dict.fromkeys(zip(here, there, strict=False))
        for start, end in pairs:
            if start is not None and end is not None and start != end:
                yield from _meeting(leaf, start, (end - start) / probe)


def _probed(
    ground: Ground, leaf: Leaf, steps: int, gap: Gap, scope: str
) -> list[Fraction | None]:
    value = leaf.moved(steps)
    moved = None if value is None else ground.changed((Patch(leaf.pointer, value),))
    return [] if moved is None else moved.measures(gap, scope)


def _meeting(leaf: Leaf, start: Fraction, slope: Fraction) -> Iterator[Edit]:
    """A value at which one side lies a step below, at and a step above the other."""
    for distance in (0, -1, 1):
        steps = leaf.steps + (distance - start) / slope
        for whole in dict.fromkeys((floor(steps), ceil(steps))):
            value = leaf.moved(whole)
            if value is not None:
                yield (Patch(leaf.pointer, value),)


# -- days of the law ---------------------------------------------------------------------------


def _dated(ground: Ground, name: Name) -> Iterator[Edit]:
    """The day that selects a value of a parameter, brought to the ends of each value's days."""
    if name.node.op is not Op.PARAMETER:
        return
    parameter = ground.book.parameters[name.node.name]
    if parameter.as_of is None:
        return
    ends = [day for one in parameter.values for day in (one.first, one.last) if day is not None]
    for spot in spots(ground, Name(parameter.as_of, name.scope, name.row)):
        for day in ends:
            yield from _near(spot, Fraction(day.toordinal()))


# -- rows --------------------------------------------------------------------------------------


def rows(ground: Ground, noun: str) -> Iterator[Edit]:
    """The rows of a noun: left unsaid, none, each one doubled, each one taken away."""
    if not is_row(noun):
        return
    for kind in ("budget_line", "cost") if noun == "line" else (noun,):
        at = ground.bound.collection_at(kind)
        try:
            said = look_up(ground.document, at)
        except FundtrackError:
            continue
        yield (Patch(at, out=True),)
        yield (Patch(at, []),)
        if isinstance(said, list):
            for place, one in enumerate(said[:_ROWS]):
                yield (Patch(f"{at}/-", _twin(one)),)
                yield (Patch(f"{at}/{place}", out=True),)


def _twin(row: Json) -> Json:
    twin = plain(row)
    if isinstance(twin, dict) and isinstance(twin.get("id"), str):
        twin["id"] = f"{twin['id']}-twin"
    return twin
