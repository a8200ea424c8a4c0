"""A define or a rule on its way into the book: what the layers say of it, its formulas parsed.

Both are stated once and excepted at the same address by any layer from there up (D-13), so both
are gathered, and their exceptions read, in the same way.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from fundtrack.formulas import Kind, Node, near
from fundtrack.values import Record

from .book import Exceptional
from .layers import Layer, Place, Stated
from .mass import MAX_ENTRIES
from .typed import Sources
from .wire import DefineExceptionWire, DefineWire, RuleExceptionWire, RuleWire
from .world import World

W = TypeVar("W", DefineWire, RuleWire)

#: Exceptions at one address.
MAX_EXCEPTIONS = 50


class Formula(Record):
    """A formula with its text and its place; the names of `node` are not yet looked up."""

    text: str
    place: Place
    node: Node

    def typed(self, world: World, scope: str, want: Kind | None = None) -> Node:
        """The tree with its names looked up."""
        return world.check(self.node, self.text, self.place, scope, want)


class Excepted(Record):
    """One exception: what it says, in which layer, its formulas."""

    stated: Stated[DefineExceptionWire] | Stated[RuleExceptionWire]
    formulas: dict[str, Formula]


class Draft(Record, Generic[W]):
    """What is stated at one address, and the exceptions of all layers."""

    stated: Stated[W]
    formulas: dict[str, Formula]
    exceptions: dict[str, Excepted]

    @property
    def said(self) -> W:
        """The table of the file."""
        return self.stated.said

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.stated.place

    @property
    def layer(self) -> Layer:
        """The layer that states it."""
        return self.stated.layer

    def all_formulas(self) -> Iterator[Formula]:
        """Its own formulas and those of its exceptions."""
        yield from self.formulas.values()
        for exception in self.exceptions.values():
            yield from exception.formulas.values()


def gather(
    world: World, statements: Iterable[Stated[W]], keys: Iterable[str]
) -> dict[str, Draft[W]]:
    """Put together what the layers say at each address; `keys` are the formulas of the table.

    Raises:
        BookError: a restated address, an exception to nothing, one name twice at one address, a
            formula that cannot be read.
    """
    found: dict[str, Draft[W]] = {}
    for one in statements:
        draft = found.get(one.name)
        excepts = one.said.stated == {"unless"}
        if draft is None:
            if excepts:
                raise one.place.refuse(
                    f"an exception to {one.name}, which no layer below states"
                )
            if len(found) >= MAX_ENTRIES:
                raise one.place.refuse(f"more than {MAX_ENTRIES}, the most a book may have")
            formulas = _parsed(world, one.said, keys, one.place)
            draft = found[one.name] = Draft(one, formulas, {})
        elif not excepts:
            raise one.place.refuse(
                f"{one.name} is already stated in {draft.layer.key}; write an exception, "
                f"{one.name}.unless.<name>"
            )
        _add_exceptions(world, draft, one)
    return found


def _add_exceptions(world: World, draft: Draft[W], one: Stated[W]) -> None:
    for name, said in one.said.unless.items():
        place = one.place / "unless" / name
        if name in draft.exceptions:
            raise place.refuse(f"a second exception {name} to {one.name}")
        if len(draft.exceptions) >= MAX_EXCEPTIONS:
            raise place.refuse(f"more than {MAX_EXCEPTIONS} exceptions at one address")
        formulas = _parsed(world, said, ("when", "value", "met_when"), place)
        draft.exceptions[name] = Excepted(Stated(name, said, one.layer, place), formulas)


def _parsed(
    world: World, said: object, keys: Iterable[str], place: Place
) -> dict[str, Formula]:
    """The formulas that a table states, parsed."""
    texts = {key: getattr(said, key, None) for key in keys}
    return {
        key: Formula(text, place / key, world.parse(text, place / key))
        for key, text in texts.items()
        if text is not None
    }


def exceptions_of(
    draft: Draft[W], world: World, sources: Sources, scope: str, key: str, want: Kind
) -> tuple[Exceptional, ...]:
    """The exceptions at an address, in the order of the layers and of the file.

    `key` is where the value stands: `value` of a define, `met_when` of a rule.
    """
    built = []
    below = _overruled(draft.exceptions)
    for name, exception in draft.exceptions.items():
        said, layer, place = (
            exception.stated.said,
            exception.stated.layer,
            exception.stated.place,
        )
        value = exception.formulas.get(key)
        built.append(
            Exceptional(
                name=name,
                when=exception.formulas["when"].typed(world, scope, Kind.BOOL),
                value=None if value is None else value.typed(world, scope, want),
                citation=sources.cite(said.cite, layer, place / "cite"),
                over=below[name],
                level=layer.level,
                layer=layer.key,
            )
        )
    return tuple(built)


def _overruled(exceptions: Mapping[str, Excepted]) -> dict[str, tuple[str, ...]]:
    """The exceptions that each goes over, itself or through others it goes over.

    So whatever beats one also beats what that one would have beaten: of three in a row the
    first holds, whether or not the second does.
    """
    found: dict[str, tuple[str, ...]] = {}

    def ahead(name: str, trail: tuple[str, ...]) -> tuple[str, ...]:
        if name not in found:
            stated = exceptions[name].stated
            held: dict[str, None] = {}
            for index, other in enumerate(stated.said.over):
                place = stated.place / "over" / index
                _check_over(name, other, exceptions, place)
                if other in trail:
                    ring = " -> ".join((*trail[trail.index(other) :], other))
                    raise place.refuse(f"the exceptions go over each other: {ring}")
                held |= dict.fromkeys((other, *ahead(other, (*trail, other))))
            found[name] = tuple(held)
        return found[name]

    for name in exceptions:
        ahead(name, (name,))
    return found


def _check_over(
    name: str, other: str, exceptions: Mapping[str, Excepted], place: Place
) -> None:
    """One exception goes over another of its own layer or of one below."""
    if other not in exceptions or other == name:
        raise place.refuse(f"no other exception {other} here{near(other, exceptions)}")
    layer = exceptions[other].stated.layer
    if layer.level > exceptions[name].stated.layer.level:
        raise place.refuse(
            f"{other} is of {layer.key}, a layer above, which goes over this one"
        )
