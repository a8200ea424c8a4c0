"""The boundary cases of a book, made as they are needed: projects with the book's answers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Generic, TypeVar

from fundtrack.checks import Checked
from fundtrack.projects import Project
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Record

from .asked import Asked, asked
from .cases import Case
from .edits import edits, filled, rows
from .ground import Edit, Ground
from .pointers import plain
from .sites import Unit

T = TypeVar("T")
#: No more pairs of edits than these are tried for one unit.
MAX_PAIRS = 2_000


class Trial(Record):
    """A project, the day asked about, and what the book answers; `edit` tells how it came."""

    project: Project
    on: date | None
    checked: Checked
    edit: Edit = ()


class Kept(Generic[T]):
    """What an iterator gives, kept, so that it can be gone through again.

    >>> kept = Kept(iter("ab"))
    >>> [*kept], [*kept]
    (['a', 'b'], ['a', 'b'])
    """

    def __init__(self, source: Iterator[T]) -> None:
        self._source, self._held = source, list[T]()

    def __iter__(self) -> Iterator[T]:
        place = 0
        while True:
            if place == len(self._held):
                try:
                    self._held.append(next(self._source))
                except StopIteration:
                    return
            yield self._held[place]
            place += 1


class Trials:
    """The boundary cases of a book from given projects; the same input gives the same order.

    Args:
        book: From `load_book`.
        cases: Projects that the book can be asked about; those in order come first.

    Raises:
        InputError: there is no project, or one that cannot be read under the book.
    """

    def __init__(self, book: Book, cases: Iterable[Case]) -> None:
        self.book = book
        self.grounds = [self._ground(case) for case in cases]
        if not self.grounds:
            raise InputError("no project to start from", remedy="give the cases of the book")
        self._asked: dict[Unit, Asked] = {}
        self._kept: dict[tuple[str, object], Kept[Trial]] = {}

    def _ground(self, case: Case) -> Ground:
        return Ground(plain(dict(case.project)), self.book, case.on)

    @property
    def currency(self) -> str:
        """Of the first project."""
        return self.grounds[0].currency

    def asked(self, unit: Unit) -> Asked:
        """What a unit asks, read once."""
        if unit not in self._asked:
            self._asked[unit] = asked(self.book, unit)
        return self._asked[unit]

    def of(self, units: Sequence[Unit]) -> Iterator[Trial]:
        """The cases for what stands in some units, those most likely to tell first."""
        yield from self.near(units)
        yield from self.far(units)

    def near(self, units: Sequence[Unit]) -> Iterator[Trial]:
        """The edits of the units on the first project, and the projects as they were given."""
        yield from self._each(units, "first", lambda unit: self._edited(unit, self.grounds[:1]))
        yield from self._held("given", None, lambda: self._given())

    def far(self, units: Sequence[Unit]) -> Iterator[Trial]:
        """Many more, seldom needed.

        The edits on the first project with everything stated that the units ask for, on the
        first one with a row more or fewer, on the other projects, and two edits at once.
        """
        yield from self._each(units, "filled", self._filled)
        yield from self._each(units, "rows", self._by_rows)
        yield from self._each(units, "other", lambda unit: self._edited(unit, self.grounds[1:]))
        yield from self._each(units, "pairs", lambda unit: islice(self._pairs(unit), MAX_PAIRS))

    def _each(
        self, units: Iterable[Unit], wave: str, make: Callable[[Unit], Iterator[Trial]]
    ) -> Iterator[Trial]:
        for unit in units:
            yield from self._held(wave, unit, lambda unit=unit: make(unit))  # type: ignore[misc]

    def _held(
        self, wave: str, unit: object, make: Callable[[], Iterator[Trial]]
    ) -> Iterator[Trial]:
        if (wave, unit) not in self._kept:
            self._kept[wave, unit] = Kept(make())
        yield from self._kept[wave, unit]

    # -- the waves -----------------------------------------------------------------------------

    def _given(self) -> Iterator[Trial]:
        for ground in self.grounds:
            yield self._trial(ground, ())

    def _edited(self, unit: Unit, grounds: Iterable[Ground]) -> Iterator[Trial]:
        for ground in grounds:
            for edit in edits(ground, self.asked(unit)):
                yield from self._changed(ground, edit)

    def _by_rows(self, unit: Unit) -> Iterator[Trial]:
        """The edits on the first project with a row more or fewer."""
        first = self.grounds[0]
        for noun in self.asked(unit).nouns:
            for edit in rows(first, noun):
                ground = first.changed(edit)
                if ground is not None:
                    yield from self._edited(unit, [ground])

    def _filled(self, unit: Unit) -> Iterator[Trial]:
        yield from self._edited(unit, [filled(self.grounds[0], self.asked(unit))])

    def _pairs(self, unit: Unit) -> Iterator[Trial]:
        """Two edits at once, the second made for the project that the first one leaves."""
        start = filled(self.grounds[0], self.asked(unit))
        for edit in edits(start, self.asked(unit)):
            ground = start.changed(edit)
            if ground is not None:
                yield from self._edited(unit, [ground])

    def _changed(self, ground: Ground, edit: Edit) -> Iterator[Trial]:
        changed = ground.changed(edit)
        if changed is not None:
            yield self._trial(changed, edit)

    def _trial(self, ground: Ground, edit: Edit) -> Trial:
        return Trial(ground.bound.project, ground.on, ground.checked, edit)
