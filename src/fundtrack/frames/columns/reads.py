"""What the names of formulas are as columns: facts, defines, aggregates."""

from collections.abc import Callable, Sequence

from fundtrack.checks import (
    Path,
    fitted,
    settled,
)
from fundtrack.formulas import AGGREGATES, Kind, Node, Op, Type
from fundtrack.rulebooks import FLAT

from ..question import Unsupported
from .laws import Laws
from .places import Place, placed
from .program import Arg, Code
from .vectors import Vector, unknown


class Reads(Laws):
    """Looks names up for the formulas of one run."""

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
        """The id of a computed line: what its define is called, and the id of its owner."""
        name = self.view.line_name(self.view.computed[self.loop])
        owner = self.base(self.loop)
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
