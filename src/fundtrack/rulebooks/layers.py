"""The layers of a book, lowest first, and the place of everything that is stated in them.

`fundtrack/base` is always the lowest; then what the book extends, and what that extends; then
the book itself. A layer adds to what is below it. What is stated once is not stated again: to
change it, a higher layer writes an exception at its address, or a value where the parameter
allows one.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from fundtrack.values import BookError, Record

from .hashing import digest
from .mass import Mass
from .places import pointer
from .shelf import BASE, Shelf, Stored
from .wire import BookWire

#: Layers below a book, but the library's own: more than any programme has, and few enough that
#: a stranger's book cannot make us read the whole shelf.
MAX_LAYERS = 12
T = TypeVar("T")


class Place(Record):
    """A place in one of the files, which knows how to refuse what stands there."""

    file: str
    at: str = ""

    def __truediv__(self, step: str | int) -> "Place":
        return Place(self.file, self.at + pointer(step))

    def refuse(
        self, message: str, formula: str = "", span: tuple[int, int] | None = None
    ) -> BookError:
        """The error to raise for what stands here."""
        return BookError(message, file=self.file, pointer=self.at, formula=formula, at=span)


class Layer(Record):
    """One file of the book: what it says, how high it stands (0 is the lowest), its hash."""

    wire: BookWire
    level: int
    hash: str
    place: Place

    @property
    def key(self) -> str:
        """`eu/erdf-2014@1`."""
        return f"{self.wire.book.id}@{self.wire.book.edition}"


class Stated(Record, Generic[T]):
    """Something a layer says, and where."""

    name: str
    said: T
    layer: Layer
    place: Place


def stack(book: Stored, shelf: Shelf) -> tuple[Layer, ...]:
    """Every layer of a book, lowest first, the book itself last.

    Raises:
        BookError: a layer that is not on the shelf, that stands on itself, or that is there in
            two editions; too many layers, or layers that hold too much together.
    """
    found: dict[str, Stored] = {}
    _collect(book, shelf, (), found, Mass(book.mass))
    keys = list(found)
    base = next((key for key in keys if key.startswith(f"{BASE}@")), None)
    if base is None:
        stored = shelf.fetch(BASE)
        base = f"{BASE}@{stored.wire.book.edition}"
        found[base] = stored
    ordered = [base, *(key for key in keys if key != base)]
    layers: list[Layer] = []
    for level, key in enumerate(ordered):
        one = found[key]
        hash_ = digest(one.wire, [layer.hash for layer in layers])
        layers.append(Layer(one.wire, level, hash_, Place(one.file)))
    return tuple(layers)


def _collect(
    book: Stored, shelf: Shelf, trail: tuple[str, ...], found: dict[str, Stored], mass: Mass
) -> None:
    """Add the layers below a book, then the book; `mass` is what all of them hold so far."""
    head = book.wire.book
    key = f"{head.id}@{head.edition}"
    for index, below in enumerate(head.extends):
        place = Place(book.file) / "book" / "extends" / index
        if below == key or below in trail:
            around = " -> ".join((*trail, key, below))
            raise place.refuse(f"the layers go round: {around}")
        if below in found:
            continue
        same = [
            one for one in (*found, *trail, key) if one.split("@")[0] == below.split("@")[0]
        ]
        if same:
            raise place.refuse(f"two editions of one layer: {same[0]} and {below}")
        if len(found) + len(trail) >= MAX_LAYERS:
            raise place.refuse(f"more than {MAX_LAYERS} layers")
        try:
            own = below.split("@")[0] == BASE  # the library's own does not count
            stored = shelf.fetch(below, beside=None if own else mass)
        except BookError as error:
            if error.file:
                raise
            raise place.refuse(error.message) from None
        if not own:
            mass.add(stored.mass)
        _collect(stored, shelf, (*trail, key), found, mass)
    found[key] = book


def stated(
    layers: tuple[Layer, ...], section: str, of: Callable[[BookWire], Mapping[str, T]]
) -> Iterator[Stated[T]]:
    """Everything the layers say in one section, the lowest first, in the order of the file."""
    for layer in layers:
        place = layer.place
        for step in section.split("/"):
            place /= step
        for name, said in of(layer.wire).items():
            yield Stated(name, said, layer, place / name)


def once(
    layers: tuple[Layer, ...], section: str, of: Callable[[BookWire], Mapping[str, T]]
) -> dict[str, Stated[T]]:
    """The same, where nothing may be stated twice, unless it is said in the same words.

    Raises:
        BookError: a higher layer restates it.
    """
    found: dict[str, Stated[T]] = {}
    for one in stated(layers, section, of):
        before = found.setdefault(one.name, one)
        if before.said != one.said:
            raise one.place.refuse(
                f"{one.name} is already stated in {before.layer.key}; "
                "choose another name, or write an exception where that is possible"
            )
    return found
