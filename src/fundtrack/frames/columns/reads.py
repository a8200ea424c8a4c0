"""What the names of formulas are as columns: facts, links, parameters, tables, aggregates.

A formula is written for the rows of one loop. What stands with other rows is looked up through
links; what belongs to the project is spread over its rows. `Place` tells where a value stands
once it has been worked out, so that later loops find it.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final

from fundtrack.checks import (
    Gathering,
    Items,
    Path,
    View,
    fitted,
    foreign,
    minor,
    settled,
)
from fundtrack.formulas import AGGREGATES, Kind, Node, Op, Type
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import FLAT, PARTNER_OPTIONS, Parameter, Verification
from fundtrack.values import Record

from ..question import Question, Unsupported
from .arrays import day_number
from .program import Arg, Code, Reg, Writer
from .store import Held, Store
from .vectors import Formulas, Vector, unknown

_OPEN: Final = (-(10**7), 10**7)  # days before and after everything in the calendar


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


class Running(Record):
    """A running total over the rows of a part."""

    number: int
    gathering: Gathering
    orders: int


class Refusal(Record):
    """What lines lost at a step, and to what; `number` names the outputs."""

    number: int
    step: str
    reasons: tuple[str, ...]
    below: int = 1


class Reads(Formulas):
    """Looks names up for the formulas of one run."""

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

    # -- names ---------------------------------------------------------------------------------

    def named(self, node: Node) -> Vector:
        """What a name or an aggregate is."""
        match node.op:
            case Op.SET:
                return self.set_of(self.book.sets[node.name])
            case Op.READING:
                chosen = self.book.readings[node.name].chosen
                return Vector(Kind.CODE, Code(chosen)) if chosen else unknown(Kind.CODE)
            case Op.TABLE:
                return self.table(node)
            case Op.PARAMETER:
                return self.parameter(self.book.parameters[node.name])
            case Op.RUNNING_TOTAL:
                (found,) = self.gathered[settled(node, self.items), "running"]
                return self.here(found[1])
            case _ if node.op in AGGREGATES:
                return self.aggregate(node)
        path = self.view.path(node)
        if self.view.is_define(node, path):
            return self.computed(node)
        return self.fact(path, node.type or Type(Kind.TEXT), node.name)

    def fact(self, path: Path, type_: Type, said: str = "") -> Vector:
        """A fact of a row, or of what the row reaches through links."""
        if self.view.loop(path.root) == "project":
            return self.project_fact(path, type_)
        if self.loop in self.view.computed and path.root == self.line:
            return self.made_fact(path, type_, said.partition(".")[2])
        if path.root != self.loop:  # the row that an aggregate is for
            path = self.outward(path)
        if path.own and path.name == "day":
            return unknown(type_.kind)  # a budget line has none
        noun, prefix, index = self.follow(self.loop, path.links)
        place = self.fact_place(noun, prefix, path, type_)
        if place is None:
            return unknown(type_.kind)
        if index is None:
            return self.here(place)
        return self.of_row(noun, place, index)

    def of_row(self, noun: str, place: Place, index: Arg) -> Vector:
        """The value of a row that an index names, in whatever loop it stands."""
        return self.there(place, index)

    def project_fact(self, path: Path, type_: Type) -> Vector:
        """A fact of the project, or of the plan in force."""
        prefix = "plan." if path.root == "plan" else ""
        noun = path.root
        for link in path.links:
            target = self.view.links(noun)[link]
            if not self.store.inner(target):
                raise Unsupported(f"{path.root}.{link}")
            noun, prefix = target, f"{prefix}{link}."
        place = self.fact_place("project", prefix, path, type_)
        return unknown(type_.kind) if place is None else self.of_project(place)

    def fact_place(self, noun: str, prefix: str, path: Path, type_: Type) -> Place | None:
        """Where a fact stands; `noun` is the table, `path.noun` whose fact it is."""
        made = self.seen(noun, path, type_)
        if made is not None:
            return made
        held = self.store.fact(noun, f"{prefix}{path.name}", type_)
        return None if held is None else placed(held, type_.kind)

    def seen(self, noun: str, path: Path, type_: Type) -> Place | None:
        """A fact that the library sees for itself; None for those that tables state."""
        return None

    def follow(self, noun: str, links: Sequence[str]) -> tuple[str, str, Arg]:
        """The table at the end of links, what its columns begin with, the rows (None: own)."""
        table, prefix, index = noun, "", None
        for link in links:
            dated = noun_fields()[noun].dated if noun in noun_fields() else {}
            if link in dated:
                if index is not None:
                    raise Unsupported(f"{noun}.{link} behind another link")
                index = self.dated_plan(noun, dated[link])
                table, noun, prefix = "project", "plan", "plan."
                continue
            target = self.view.links(self.seen_as(noun))[link]
            if target == PARTNER_OPTIONS:
                noun, prefix = target, ""
            elif target in ("project", "plan"):
                raise Unsupported(f"{noun}.{link}")
            elif self.store.inner(target):
                noun, prefix = target, f"{prefix}{link}."
            else:
                index = self.linked(table, link, str(target), index)
                table, noun, prefix = str(target), str(target), ""
        return table, prefix, index

    def dated_plan(self, noun: str, field: str) -> Arg:
        """The project of each row whose plan is in force on a day of the row (D-07).

        A table tells of one plan; it holds from the day it took effect, else was approved.
        """
        day = self.fact(Path(noun, (), noun, field), Type(Kind.DATE))
        begins = self.plan_begins()
        late = self.surely(
            Vector(Kind.BOOL, self.out.step("more", begins.value, day.value), begins.unknown)
        )
        return self.out.step(
            "choose", self.both(self.known(day), self.not_(late)), self.project(), -1
        )

    def plan_begins(self) -> Vector:
        """The first day of each row's plan; unknown where it states none."""
        effective, approved = (
            self.project_fact(Path("plan", (), "plan", name), Type(Kind.DATE))
            for name in ("effective_from", "approved_on")
        )
        return self.chosen(Vector(Kind.BOOL, self.known(effective)), effective, approved)

    def linked(self, table: str, link: str, target: str, index: Arg) -> Arg:
        """The rows that a link leads to, of this loop's rows or of those an index names."""
        if target in self.book.groups:
            key: tuple[Hashable, ...] = ("member", target, table)
            if index is None:
                return self.column(key)
            onward = self.out.step("take", self.whole(key), index)
            return self.out.step("choose", self.out.step("less", index, 0), -1, onward)
        if table in self.book.groups:
            key = ("link", table, link)
            if index is None:
                return self.column(key)
            onward = self.out.step("take", self.whole(key), index)
            return self.out.step("choose", self.out.step("less", index, 0), -1, onward)
        held = self.store.link(table, link, target)
        if held is None:
            return self.nobody()
        if index is None and ("index", table, link) in self.store.arrays:
            return self.column(("index", table, link))
        resolver = self.store.resolver(table, link)
        owner = self.store.project_of(table)
        mask: Arg = None
        if index is None:
            if held.masked:
                mask = self.column((*held.key, "?"))
            return self.out.step(
                "link", resolver, self.column(held.key), mask, self.column(owner)
            )
        keys = self.out.step("take", self.whole(held.key), index)
        if held.masked:
            mask = self.out.step("take_mask", self.whole((*held.key, "?")), index)
        projects = self.out.step("take", self.whole(owner), index)
        onward = self.out.step("link", resolver, keys, mask, projects)
        return self.out.step("choose", self.out.step("less", index, 0), -1, onward)

    def nobody(self) -> Arg:
        """Where a link leads that no row sets."""
        return self.out.step("minus", self.out.step("times", self.project(), 0), 1)

    def own_rows(self) -> Arg:
        """The place of each row among those of its noun."""
        return self.column(("own", self.base(self.loop)))

    def made_fact(self, path: Path, type_: Type, said: str) -> Vector:
        """A fact of a computed line, which has no day, no activity and no group."""
        define = self.view.computed[self.loop]
        if path.links:
            link = path.links[0]
            index = self.made_partner() if link == "partner" else None
            if index is None:
                return unknown(type_.kind)
            noun, prefix, onward = "partner", "", index
            if len(path.links) > 1:
                noun, prefix, onward = self._onward(path.links[1:], index)
            place = self.fact_place(noun, prefix, path, type_)
            return unknown(type_.kind) if place is None else self.there(place, onward)
        match said:
            case "amount":
                return self.made_step("limited")
            case "category":
                return Vector(Kind.CODE, Code(define.counts_as))
            case "form":
                return Vector(Kind.CODE, Code(FLAT))
            case "partner":
                return self.made_text(self.partner_name())
            case "id":
                return self.made_id()
        return unknown(type_.kind)

    def made_text(self, name: str | None) -> Vector:
        """What the owner of a computed line states as text."""
        held = self.store.fact(self.base(self.loop), name, Type(Kind.TEXT)) if name else None
        return unknown(Kind.TEXT) if held is None else self.here(placed(held, Kind.TEXT))

    def made_id(self) -> Vector:
        """The id of a computed line: the name of its define and the id of its owner."""
        name, owner = self.view.computed[self.loop].name, self.base(self.loop)
        held = None if owner == "project" else self.store.fact(owner, "id", Type(Kind.TEXT))
        if held is None:
            return Vector(Kind.TEXT, Code(name))
        key = ("made id", self.loop)
        if key not in self.store.arrays:
            self.store.put(key, self.store.arrays[held.key], self.store.spans[held.key])
            self.store.texts[key] = tuple(f"{name}:{one}" for one in self.store.texts[held.key])
        return self.here(Place(Kind.TEXT, key, words=True))

    def partner_name(self, loop: str = "") -> str | None:
        """The column of its owner that names the partner of a computed line."""
        owner = self.base(loop or self.loop)
        if owner == "project":
            return None
        return "id" if owner == "partner" else "partner"

    def _onward(self, links: Sequence[str], index: Arg) -> tuple[str, str, Arg]:
        noun, table, prefix = "partner", "partner", ""
        for link in links:
            target = self.view.links(noun)[link]
            if target == PARTNER_OPTIONS:
                noun, prefix = target, ""
            elif self.store.inner(target):
                noun, prefix = target, f"{prefix}{link}."
            else:
                index = self.linked(table, link, target, index)
                table, noun, prefix = target, target, ""
        return table, prefix, index

    def made_partner(self) -> Arg:
        """The partner of a computed line; None where it has none."""
        define = self.view.computed[self.loop]
        noun = self.view.loop(define.noun)
        if define.noun == "partner":
            return self.own_rows()
        if noun == "project" or self.view.links(noun).get("partner") != "partner":
            return None
        return self.linked(noun, "partner", "partner", None)

    def outward(self, path: Path) -> Path:
        """A path of the row an aggregate is for, as seen from the rows it ranges over."""
        link = self.view.link_to(self.loop, path.root)
        return Path(self.loop, (link, *path.links), path.noun, path.name)

    def seen_as(self, loop: str) -> str:
        """The noun a loop's rows are: of computed lines, that of lines."""
        return "line" if loop in self.view.computed else loop

    # -- what has been computed ----------------------------------------------------------------

    def computed(self, node: Node) -> Vector:
        """A define or a step: of this loop, of an earlier one, of the project."""
        path = self.view.path(settled(node, self.items))
        item = self.items.target(path)
        kind = node.type.kind if node.type else Kind.MONEY
        if self.loop in self.view.computed and path.root == self.line:
            if path.own:
                return self.made_step(self.items.here(item, self.loop).name)
            if path.links[0] != "partner":
                return unknown(kind)
            place = self.place(item.loop, item.name)
            index = self.made_partner()
            if len(path.links) > 1:
                raise Unsupported("a computed amount behind two links of a computed line")
            if place is None or index is None:
                return unknown(kind)
            return self.there(place, index)
        if item not in self.items.formulas:  # the lines of the other basis
            return unknown(kind)
        if item.loop == self.loop and path.own:
            return self.made(item.loop, item.name) or unknown(kind)
        place = self.place(item.loop, item.name)
        if place is None:
            return unknown(kind)
        if item.loop == "project":
            if path.noun == "plan" and path.links and path.root != "project":
                if path.root != self.loop:
                    path = self.outward(path)
                return self.there(place, self.follow(self.loop, path.links)[2])
            return self.of_project(place)
        if path.root != self.loop:
            path = self.outward(path)
        _, _, index = self.follow(self.loop, path.links)
        return self.there(place, index) if index is not None else self.here(place)

    def made_step(self, name: str) -> Vector:
        """A step of a computed line."""
        return self.made(self.loop, name) or unknown(Kind.MONEY)

    # -- parameters ----------------------------------------------------------------------------

    def parameter(self, parameter: Parameter) -> Vector:
        """A term of the partner or the plan, else the value of the book on its day."""
        found = self.dated(parameter)
        for holder in reversed(parameter.set_in):
            term = self.term(parameter, holder)
            if term is None:
                continue
            stated = self.known(term)
            found = self.chosen(Vector(Kind.BOOL, stated), term, found)
        return found

    def term(self, parameter: Parameter, holder: str) -> Vector | None:
        """A term of the grant as a column; None where none is stated."""
        name = parameter.name
        if holder == "plan":
            held = self.store.fact("project", f"plan.terms.{name}", parameter.type)
            return None if held is None else self.of_project(placed(held, parameter.type.kind))
        if holder != "partner":
            return None
        held = self.store.fact("partner", f"terms.{name}", parameter.type)
        if held is None:
            return None
        place = placed(held, parameter.type.kind)
        if self.loop == "partner":
            return self.here(place)
        if self.loop in self.view.computed:
            index = self.made_partner()
        elif "partner" in self.view.links(self.loop).values():
            if self.view.links(self.loop).get("partner") != "partner":
                raise Unsupported(f"a term of the partner of {self.loop}")
            index = self.linked(self.loop, "partner", "partner", None)
        else:
            index = None
        return None if index is None else self.there(place, index)

    def dated(self, parameter: Parameter) -> Vector:
        """The value of the book on the day that dates it."""
        kind = parameter.type.kind
        if not parameter.values:
            return unknown(kind)
        values = [self._usable(one.value, one.verification) for one in parameter.values]
        if parameter.as_of_on:
            on = self.question.on
            place = None if on is None else _in_force(parameter, on)
            return self._of_values(kind, [None if place is None else values[place]], 0)
        if parameter.as_of is None:
            return self._of_values(kind, values[:1], 0)
        day = self._day(parameter.as_of)
        if day is None or day.unknown is True:
            return unknown(kind)
        terms = tuple(
            (
                _OPEN[0] if one.first is None else day_number(one.first),
                _OPEN[1] if one.last is None else day_number(one.last),
            )
            for one in parameter.values
        )
        index = self.out.step("dated", day.value, terms)
        found = self._of_values(kind, [*values, None], index)
        return found.replace(unknown=self.either(found.unknown, day.unknown))

    def _day(self, as_of: Node) -> Vector | None:
        """The day that dates a parameter here; None where this loop does not reach it."""
        path = self.view.path(as_of)
        if self.view.loop(path.root) == "project":
            return self.named(as_of)
        return None if self.loop == "project" else self.named(as_of)

    def _usable(self, value: object, verification: Verification | str) -> object:
        """A value of the book, None where it is not known or not to be used here."""
        unread = verification != Verification.VERIFIED
        if value is None or (self.question.require_verified and unread):
            return None
        return None if foreign(value, self.store.currency) else minor(value)

    def _of_values(self, kind: Kind, values: Sequence[object], index: Arg) -> Vector:
        """The value at a place of a list; unknown where there is none."""
        known = [one for one in values if one is not None]
        if not known:
            return unknown(kind)
        below = 1
        sets: tuple[tuple[Code, ...], ...] = ()
        stored: list[Arg] = []
        if kind is Kind.SET:
            sets = tuple(self.set_of(one).sets[0] for one in known)  # type: ignore[arg-type]
            places = iter(range(len(known)))
            stored = [0 if one is None else next(places) for one in values]
        else:
            below = lcm(*(one.denominator for one in known if isinstance(one, Fraction)))
            first = next(iter(known))
            stored = [_stored(first if one is None else one, below) for one in values]
        lost = tuple(one is None for one in values)
        if index == 0 and not isinstance(index, Reg):
            return Vector(kind, stored[0], lost[0] or None, below, sets)
        value = self.out.step("lookup", index, tuple(stored))
        mask = self.out.step("open_at", index, lost) if any(lost) else None
        return Vector(kind, value, mask, below, sets)

    def table(self, node: Node) -> Vector:
        """A look-up in a table of the book; a row that is not there is unknown."""
        held = self.book.tables[node.name]
        keys = [self.emit(arg) for arg in node.args]
        rows = [(row.keys, self._usable(row.value, row.verification)) for row in held.rows]
        places = [
            self.both(*(self._is(key, one) for key, one in zip(keys, said, strict=True)))
            for said, _ in rows
        ]
        index: Arg = len(rows)
        for place in range(len(rows) - 1, -1, -1):
            if places[place] is False:
                continue
            index = self.out.step("choose", places[place], place, index)
        found = self._of_values(held.gives, [*(value for _, value in rows), None], index)
        return found.replace(unknown=self.either(found.unknown, *(one.unknown for one in keys)))

    def _is(self, key: Vector, said: object) -> Arg:
        """Whether a key is what a row of a table says."""
        if isinstance(said, Fraction):
            (one, two), _ = self.aligned(
                [key, Vector(key.kind, said.numerator, below=said.denominator)]
            )
            return self.out.step("same", one, two)
        stored = _stored(said, 1)
        if isinstance(key.value, Code):
            return key.value == stored
        return self.out.step("same", key.value, stored)

    # -- aggregates ----------------------------------------------------------------------------

    def aggregate(self, node: Node) -> Vector:
        """What an aggregate gathered in earlier loops, over each kind of line."""
        scope = self.view.loop(node.scope or "project")
        parts = self.gathered[settled(node, self.items), scope]
        read = self.of_project if scope == "project" else self.here
        if len(parts) > 1 and node.op in (Op.SMALLEST, Op.LARGEST):
            return self._best(node.op, [place for _, place in parts], read)
        found = [read(place) for _, place in parts]
        whole = found[0]
        for one in found[1:]:
            whole = self._together(node.op, whole, one)
        return whole

    def _together(self, op: Op, one: Vector, two: Vector) -> Vector:
        """Two parts of one aggregate as a whole."""
        mask = self.either(one.unknown, two.unknown)
        if op is Op.ANY:
            return Vector(Kind.BOOL, self.any_of(one.value, two.value), mask)
        if op is Op.ALL:
            return Vector(Kind.BOOL, self.both(one.value, two.value), mask)
        (left, right), below = self.aligned([one, two])
        return Vector(one.kind, self.out.step("plus", left, right), mask, below)

    def _best(self, op: Op, places: Sequence[Place], read: Callable[[Place], Vector]) -> Vector:
        """The least or greatest of several parts; one of which no row counts has no say."""
        found = [read(place) for place in places]
        nones = [
            read(Place(Kind.BOOL, (*place.key, "none"))).value for place in places if place.key
        ]
        values, below = self.aligned(found)
        step = "least" if op is Op.SMALLEST else "most"
        value, none = values[0], nones[0]
        doubts = [
            self.both(self.truth(one.unknown), self.not_(empty))
            for one, empty in zip(found, nones, strict=True)
        ]
        for one, empty in zip(values[1:], nones[1:], strict=True):
            better = self.out.step("choose", none, one, self.out.step(step, value, one))
            value = self.out.step("choose", empty, value, better)
            none = self.both(none, empty)
        return Vector(found[0].kind, value, self.mask_of(self.any_of(none, *doubts)), below)

    # -- roundings -----------------------------------------------------------------------------

    def stored_as(self, name: str, held: Vector) -> Vector:
        """A value as a rounding of the book stores it."""
        if not name:
            return held
        rounding = fitted(self.book.roundings[name].rounding, self.store.currency)
        return self.rounded(held, rounding.mode, rounding.step(self.store.exponent))


def placed(held: Held, kind: Kind) -> Place:
    """Where a column that was given stands."""
    return Place(
        kind=kind,
        key=held.key,
        masked=held.masked,
        below=held.below,
        words=kind in (Kind.TEXT, Kind.CODE),
    )


def _in_force(parameter: Parameter, day: date) -> int | None:
    """The place of the value that holds on a day."""
    for place, one in enumerate(parameter.values):
        if (one.first is None or one.first <= day) and (one.last is None or day <= one.last):
            return place
    return None


def _stored(value: object, below: int) -> Arg:
    """A value of a book as programs hold it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return day_number(value)
    if isinstance(value, str):
        return Code(value)
    if isinstance(value, Fraction):
        return value.numerator * (below // value.denominator)
    if isinstance(value, int):
        return value * below
    raise Unsupported(f"a value such as {value}")
