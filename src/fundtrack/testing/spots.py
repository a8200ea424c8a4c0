"""Where in a project's file a fact or a term stands, and what may be stated there instead."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from fundtrack.checks import Row, World
from fundtrack.formulas import Kind, Node, Op
from fundtrack.projects import Json, noun_fields
from fundtrack.rulebooks import LINKS_FOUND, VIRTUAL_FACTS
from fundtrack.values import InputError, Period, Record

from .asked import STEPPED, Name
from .ground import Edit, Ground, Patch
from .pointers import look_up
from .steps import FIRST, LAST, Leaf, counted

#: What the common view of a line calls a field of a cost.
_OF_COSTS: Final = {"day": "paid_on", "amount": "net"}
#: Codes that no book lists; the last are for fields that want two or four capitals.
_STRANGE: Final = ("no-such-code", "ZZ", "XX")
#: Stated where no day is, and nothing says which would tell.
_SOME_DAY: Final = date(2020, 1, 1).toordinal()


class Spot(Record):
    """A place for a fact: of a kind, with what it states now in steps (None if nothing)."""

    pointer: str
    kind: Kind
    codes: frozenset[str] | None
    stated: bool
    steps: int | None
    said: str = ""
    part: str = ""

    def at(self, steps: int) -> Edit | None:
        """The edit that states a value of so many steps; None where there is none."""
        value = Leaf(self.pointer, self.kind, 0, self.said, self.part).moved(steps)
        return None if value is None else (Patch(self.pointer, value),)


def spots(ground: Ground, name: Name) -> Iterator[Spot]:
    """Every place in the file where a name of a formula may be stated."""
    told: set[tuple[str, str]] = set()
    for world, frame in ground.frames(name.scope, name.row):
        made = [*_terms(ground, name.node)] if name.node.op is Op.PARAMETER else []
        if name.node.op is Op.FACT:
            made = [*_fact(ground, world, frame, name.node)]
        for spot in made:
            if (spot.pointer, spot.part) not in told:
                told.add((spot.pointer, spot.part))
                yield spot


def _terms(ground: Ground, node: Node) -> Iterator[Spot]:
    """Where the grant may state a parameter of its own."""
    parameter = ground.book.parameters[node.name]
    holders = {
        "plan": [ground.bound.plan_at] if ground.bound.plan else [],
        "partner": [row.at for row in (ground.bound.rows("partner") or ())[:2]],
    }
    kind = parameter.type.kind
    said = ground.currency if kind in (Kind.MONEY, Kind.PRICE) else ""
    for place in parameter.set_in:
        for at in holders.get(place, []):
            pointer = f"{at}/terms/{parameter.name}"
            stated = _stands(ground.document, pointer)
            yield Spot(pointer, kind, parameter.type.codes, stated, None, said)


def _stands(document: Json, pointer: str) -> bool:
    try:
        look_up(document, pointer)
    except InputError:
        return False
    return True


def _fact(ground: Ground, world: World, frame: dict[str, Row], node: Node) -> Iterator[Spot]:
    """Where the fact at the end of a path stands; on the way, the link that is not set."""
    root, *parts = node.name.split(".")
    row = frame.get(root)
    while row is not None and len(parts) > 1:
        reached = world.link(row, parts[0])
        if not isinstance(reached, Row):
            if parts[0] in noun_fields()[row.noun].links:
                yield Spot(f"{row.at}/{parts[0]}", Kind.TEXT, None, False, None)
                return
            break
        row = reached
        parts.pop(0)
    if row is None or node.type is None:
        return
    name, kind = ".".join(parts), node.type.kind
    if name in VIRTUAL_FACTS:
        yield from _seen(row, name)
        return
    found = world.fact(row, name, kind)
    value = found.value
    steps = counted(value, kind, ground.currency)
    whole = None if steps is None else int(steps)
    pointer, said, part = _place(ground, row, name)
    if row.noun not in noun_fields():  # a method of a partner, what a group goes by
        pointer = found.pointer
        if not pointer:
            return
    if kind in (Kind.MONEY, Kind.PRICE):
        said = ground.currency
    yield Spot(pointer, kind, node.type.codes, value is not None, whole, said, part)


def _place(ground: Ground, row: Row, name: str) -> tuple[str, str, str]:
    """The pointer of a fact, and of a part of a period the whole text and the part."""
    if (row.noun, name) in ground.book.facts:
        return f"{row.at}/facts/{name}", "", ""
    field, _, part = name.partition(".")
    if row.noun == "cost":
        field = _OF_COSTS.get(field, field)
    said = getattr(row.said, field, None)
    if part in (FIRST, LAST) and (said is None or isinstance(said, Period)):
        return f"{row.at}/{field}", str(said) if said is not None else "/", part
    return f"{row.at}/{name.replace('.', '/')}" if part else f"{row.at}/{field}", "", ""


def _seen(row: Row, name: str) -> Iterator[Spot]:
    """What a check sees by itself: whether the rows that a row names are there."""
    if name == LINKS_FOUND:
        for link in noun_fields()[row.noun].links:
            stated = getattr(row.said, link, None) is not None
            yield Spot(f"{row.at}/{link}", Kind.TEXT, None, stated, None)


def stated(spot: Spot, texts: tuple[str, ...]) -> Iterator[Edit]:
    """What may be stated at a spot whatever it is compared with, nothing included.

    A truth value both ways; of codes each that is asked for and one that is not; of what has
    steps none, one, and one more or less than now.
    """
    if spot.kind is Kind.BOOL:
        yield from ((Patch(spot.pointer, value),) for value in (True, False))
    elif spot.kind in STEPPED:
        for steps in _around(spot):
            edit = spot.at(steps)
            if edit is not None:
                yield edit
    else:
        known = spot.codes if spot.codes is not None else frozenset(texts)
        named = [text for text in texts if text in known]
        others = sorted(known - {*named}) if spot.codes is not None else _STRANGE
        yield from ((Patch(spot.pointer, text),) for text in dict.fromkeys([*named, *others]))
    if spot.stated:
        yield (Patch(spot.pointer, out=True),)


def _around(spot: Spot) -> tuple[int, ...]:
    if spot.kind is Kind.DATE:
        return (_SOME_DAY,) if spot.steps is None else (spot.steps - 1, spot.steps + 1)
    now = spot.steps or 0
    return tuple(dict.fromkeys((0, 1, -1, now + 1, now - 1, -now)))
