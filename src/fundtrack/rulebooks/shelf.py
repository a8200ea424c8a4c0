"""Where books stand: folders of TOML files whose path is the book's id; found by walking.

`<name>.toml` is the newest edition, `<name>@<n>.toml` a superseded one. An id is checked before
any path is made of it, so `..`, a drive or a link in an id reaches nothing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from fundtrack.formulas import near
from fundtrack.values import BookError, Record

from .leaves import BOOK_ID
from .mass import MAX_BYTES, Mass
from .plain import read_plain
from .texts import Texts
from .wire import BookWire, DefineWire, RuleWire, read_wire

_PACKAGE = Path(__file__).resolve().parent.parent
#: The library's own rules, the lowest layer of every book.
BASE = "fundtrack/base"

_KEY = rf"(?P<id>{BOOK_ID})(?:@(?P<edition>[1-9][0-9]{{0,5}}))?"
_FILE = r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)(?:@(?P<edition>[1-9][0-9]{0,5}))?\.toml"
#: Folders inside folders; ids are `region/programme`.
_DEEP = 6
_KEY_MAX = 200


class BookInfo(Record):
    """What a list of books shows of one: its newest edition, and which others there are."""

    id: str
    edition: int
    editions: tuple[int, ...]  # all that can be loaded, oldest first
    titles: Texts
    first_day: date | None
    last_day: date | None
    extends: tuple[str, ...]
    file: str


class Stored(Record):
    """A book's file as it was read, and how much it holds."""

    wire: BookWire
    file: str
    mass: Mass


def read_stored(
    source: bytes | Mapping[str, object], file: str, beside: Mass | None = None
) -> Stored:
    """Read one file of a book; `beside` is what its other layers hold.

    Raises:
        BookError: it is too much, or not in the form of a book.
    """
    mass = Mass(beside)
    tables = read_plain(source, file=file, mass=mass)
    wire = read_wire(tables, file=file, mass=mass)
    mass.rules += _stated(wire.rule)
    mass.defines += sum(map(_stated, wire.define.values()))
    if beside is not None and mass.too_much():
        raise BookError(mass.too_much(), file=file)
    return Stored(wire, file, mass.without(beside or Mass()))


def _stated(entries: Mapping[str, RuleWire] | Mapping[str, DefineWire]) -> int:
    """How many are stated here, and not only excepted."""
    return sum(one.stated != {"unless"} for one in entries.values())


class Shelf:
    """The books one can name: those that are shipped, and those in folders of your own.

    A folder adds books; it cannot take the id of a shipped one. The folders are walked once and
    each file is read once: what changes in them later belongs to a new shelf. What is a link to
    elsewhere is passed over.

    >>> "lv/cluster-2016" in Shelf().ids()
    True
    """

    def __init__(self, *folders: Path) -> None:
        self._folders: tuple[tuple[str, Path], ...] = (
            ("", _PACKAGE / "law"),
            *((f"{folder}/", folder) for folder in folders),
        )
        self._read: dict[tuple[str, int], Stored] = {}

    def ids(self) -> tuple[str, ...]:
        """The ids on the shelf, sorted."""
        return tuple(sorted(set(self._files) - {BASE}))

    def fetch(self, key: str, *, beside: Mass | None = None) -> Stored:
        """Read the file of `lv/cluster-2016` (the newest edition) or `lv/cluster-2016@1`.

        Args:
            key: The id, with or without the edition.
            beside: What the layers above it hold.

        Raises:
            BookError: not an id, no such book, no such edition, a file whose id or edition is
                not what its place says, or that is too much beside the others.
        """
        match = re.fullmatch(_KEY, key) if len(key) <= _KEY_MAX else None
        if match is None:
            hint = "write lv/cluster-2016, with @1 for an edition; for a file pass a Path"
            raise BookError(f"{key[:60]!a} is no id of a book; {hint}")
        held = self._editions(match["id"], beside)
        if match["edition"] is None:
            return held[max(held)]
        wanted = int(match["edition"])
        if wanted not in held:
            known = ", ".join(map(str, held))
            raise BookError(f"no edition {wanted} of {match['id']}; there are {known}")
        return held[wanted]

    def infos(self) -> dict[str, BookInfo]:
        """What is known of each book, by id, read from the files."""
        return {key: self._info(key) for key in self.ids()}

    def _info(self, key: str) -> BookInfo:
        held = self._editions(key)
        stored = held[max(held)]
        head = stored.wire.book
        return BookInfo(
            id=head.id,
            edition=head.edition,
            editions=tuple(held),
            titles=Texts(head.title),
            first_day=head.first_day,
            last_day=head.last_day,
            extends=head.extends,
            file=stored.file,
        )

    def _editions(self, key: str, beside: Mass | None = None) -> dict[int, Stored]:
        """The editions of a book, oldest first.

        Raises:
            BookError: there is no such book; or the file without a number in its name is not
                the newest edition.
        """
        if key not in self._files:
            raise BookError(f"no book {key} on the shelf{near(key, self._files)}")
        held: dict[int, Stored] = {}
        for number, (name, at) in sorted(self._files[key].items(), reverse=True):
            stored = self._stored(key, number, name, at, beside)
            held.setdefault(stored.wire.book.edition, stored)
            if number == 0 and max(held) != stored.wire.book.edition:
                message = f"edition {max(held)} is there too, so this is not the newest"
                raise BookError(message, file=name, pointer="/book/edition")
        return dict(sorted(held.items()))

    def _stored(
        self, key: str, number: int, name: str, at: Path, beside: Mass | None
    ) -> Stored:
        stored = self._read.get((key, number))
        if stored is None:
            stored = self._read[key, number] = _read(key, number, name, at, beside)
        elif beside is not None:
            both = Mass(beside)
            both.add(stored.mass)
            if both.too_much():
                raise BookError(both.too_much(), file=name)
        return stored

    @cached_property
    def _files(self) -> dict[str, dict[int, tuple[str, Path]]]:
        """Every file by id and by the edition in its name (0: none), with its own name."""
        base = ("fundtrack/base.toml", _PACKAGE / "rulebooks" / "base.toml")
        found: dict[str, dict[int, tuple[str, Path]]] = {BASE: {0: base}}
        for prefix, folder in self._folders:
            if not folder.is_dir():
                raise BookError("no such folder of books", file=prefix)
            taken = set(found)
            for key, edition, file in _walk(folder, ""):
                name = f"{prefix}{key}@{edition}.toml" if edition else f"{prefix}{key}.toml"
                if key in taken:
                    raise BookError(f"the id {key} is already taken", file=name)
                found.setdefault(key, {})[edition] = (name, file)
        return found


def _walk(folder: Path, path: str, deep: int = 0) -> Iterator[tuple[str, int, Path]]:
    """Every book file below a folder: its id, the edition in its name (0: none), the file."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_symlink():
            continue  # it may lead out of the folder, or round in it
        if entry.is_dir() and deep < _DEEP and re.fullmatch(BOOK_ID, entry.name):
            yield from _walk(entry, f"{path}{entry.name}/", deep + 1)
        elif entry.is_file() and (match := re.fullmatch(_FILE, entry.name)) is not None:
            yield f"{path}{match['name']}", int(match["edition"] or 0), entry


def _read(key: str, edition: int, file: str, at: Path, beside: Mass | None) -> Stored:
    """Read a file and hold it to its place."""
    with at.open("rb") as stream:
        source = stream.read(MAX_BYTES + 1)
    stored = read_stored(source, file, beside)
    wire = stored.wire
    if wire.book.id != key:
        message = f"the id is {wire.book.id}, but the file stands at {key}"
        raise BookError(message, file=file, pointer="/book/id")
    if edition and wire.book.edition != edition:
        message = f"the edition is {wire.book.edition}, but the file's name says {edition}"
        raise BookError(message, file=file, pointer="/book/edition")
    return stored


@cache
def shipped() -> Shelf:
    """The shelf of the books that are shipped; their files do not change while we run."""
    return Shelf()


def books() -> Mapping[str, BookInfo]:
    """The shipped books by id, found by walking the folder `law`.

    >>> books()["lv/cluster-2016"].extends
    ('eu/erdf-2014@1',)
    """
    return shipped().infos()
