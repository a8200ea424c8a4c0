"""Where values stand once they are worked out, and how later loops find them.

A formula is written for the rows of one loop. What stands with other rows is looked up by their
places, what belongs to the project is spread over its rows.
"""

from collections.abc import Hashable

from fundtrack.checks import (
    Gathering,
    Items,
    View,
)
from fundtrack.formulas import Kind, Node
from fundtrack.values import Record

from ..question import Question
from .program import Arg, Code, Reg, Writer
from .store import Held, Store
from .vectors import Formulas, Vector


class Place(Record):
    """Where a value of the rows of a loop stands, or what it is where it is the same in all.

    `value` is None or a register of the program that works it out where it stands in a column.
    """

    kind: Kind
    key: tuple[Hashable, ...] | None = None
    value: Arg = None
    masked: bool = False
    unknown: bool = False
    below: int = 1
    sets: tuple[tuple[Code, ...], ...] = ()
    words: bool = False  # numbers of the column's own words, not of the vocabulary


class Part:
    """The program of one loop in one stage."""

    def __init__(self, loop: str) -> None:
        self.loop = loop
        self.out = Writer()
        self.made: dict[Hashable, Vector] = {}
        self.gathers: list[Gather] = []
        self.runs: list[Running] = []
        self.refusals: list[Refusal] = []


class Gather(Record):
    """An aggregate over the rows of a part: what its outputs are called, where it goes."""

    number: int
    gathering: Gathering
    kind: Kind
    below: int
    joint: bool  # it may end together with those of other loops


class Running(Record):
    """A running total over the rows of a part."""

    number: int
    gathering: Gathering
    orders: int
    below: int


class Refusal(Record):
    """What lines lost at a step, and to what; `number` names the outputs."""

    number: int
    step: str
    reasons: tuple[str, ...]
    below: int


class Places(Formulas):
    """Keeps values, and reads those of this loop's rows, of others, of their projects."""

    def __init__(self, items: Items, store: Store, question: Question) -> None:
        super().__init__(self.named, Writer())
        self.items = items
        self.view: View = items.view
        self.book = items.book
        self.basis = items.basis
        self.line = items.line
        self.store = store
        store.convert(question.book, question.fx)
        self.question = question
        self.part = Part("project")
        self.origins: dict[tuple[str, Hashable], Part] = {}
        self.gathered: dict[tuple[Node, str], list[tuple[int, Place]]] = {}
        self.derived: dict[tuple[str, str], Place] = {}
        self.refused = 0

    @property
    def loop(self) -> str:
        """The loop a formula is written for."""
        return self.part.loop

    def base(self, loop: str) -> str:
        """The noun whose rows a loop goes through; computed lines go through their owners."""
        define = self.view.computed.get(loop)
        return loop if define is None else self.view.loop(define.noun)

    # -- places --------------------------------------------------------------------------------

    def hold(self, name: Hashable, vector: Vector) -> Vector:
        """Keep what this loop has worked out under a name."""
        self.part.made[name] = vector
        self.origins[self.loop, name] = self.part
        return vector

    def place(self, loop: str, name: Hashable) -> Place | None:
        """Where a value worked out in a loop stands; None if no loop works it out."""
        if loop == self.line and isinstance(name, str):
            name = self.items.passed.get(name, name)
        origin = self.origins.get((loop, name))
        if origin is None:
            return None
        vector = origin.made[name]
        key = ("item", loop, name)
        if isinstance(vector.value, Reg):
            origin.out.keep(key, vector.value)
        if isinstance(vector.unknown, Reg):
            origin.out.keep((*key, "?"), vector.unknown)
        return Place(
            kind=vector.kind,
            key=key,
            value=vector.value,
            masked=isinstance(vector.unknown, Reg),
            unknown=vector.unknown is True,
            below=vector.below,
            sets=vector.sets,
        )

    def made(self, loop: str, name: Hashable) -> Vector | None:
        """A value of this loop's own rows, from this part or an earlier one."""
        origin = self.origins.get((loop, name))
        if origin is self.part:
            return origin.made[name]
        place = self.place(loop, name)
        return None if place is None else self.here(place)

    def here(self, place: Place) -> Vector:
        """The value of the rows of this loop."""
        return self._read(place, "rows", None)

    def there(self, place: Place, index: Arg) -> Vector:
        """The value of the rows that an index names; unknown where it names none."""
        found = self._read(place, "whole", index)
        return found.replace(
            unknown=self.either(found.unknown, self.out.step("nowhere", index))
        )

    def of_project(self, place: Place) -> Vector:
        """The value of the project of each row."""
        if self.loop == "project":
            return self.here(place)
        return self._read(place, "spread", None)

    def project(self) -> Arg:
        """The project of each row."""
        return self.column(self.store.project_of(self.base(self.loop)))

    def column(self, key: tuple[Hashable, ...]) -> Reg:
        """A column of the rows of this loop."""
        return self.out.column(("rows", *key))

    def whole(self, key: tuple[Hashable, ...]) -> Reg:
        """A column of another loop."""
        return self.out.column(("whole", *key))

    def _read(self, place: Place, where: str, index: Arg) -> Vector:
        value, mask = place.value, place.unknown or None
        if place.key is not None and (isinstance(value, Reg) or value is None):
            value = self.out.column((where, *place.key))
            if index is not None:
                value = self.out.step("take", value, index)
            if place.words:
                value = self.out.step("recode", self.whole(("words", *place.key)), value)
        found: Arg = mask
        if place.masked and place.key is not None:
            found = self.out.column((where, *place.key, "?"))
            if index is not None:
                found = self.out.step("take_mask", found, index)
        return Vector(place.kind, value, found, place.below, place.sets)

    def named(self, node: Node) -> Vector:
        """What a name or an aggregate is."""
        raise NotImplementedError


def placed(held: Held, kind: Kind) -> Place:
    """Where a column that was given stands."""
    return Place(
        kind=kind,
        key=held.key,
        masked=held.masked,
        below=held.below,
        words=kind in (Kind.TEXT, Kind.CODE),
    )
