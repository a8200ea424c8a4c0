"""A project to start from: its file, bound to a book, with what formulas come to on it."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

from fundtrack.checks import Bound, Checked, Register, Row, World, run
from fundtrack.formulas import Kind, Node
from fundtrack.projects import Json, noun_fields, read_project
from fundtrack.rulebooks import Book
from fundtrack.values import FundtrackError, Record

from .pointers import plain, put, remove
from .steps import counted

#: A case is all there is: nothing was granted or claimed in any other project.
ALONE = Register([])


class Patch(Record):
    """One change of a project's file: a value put at a place, or what stands there left out."""

    pointer: str
    value: Json = None
    out: bool = False


#: What is changed together.
Edit = tuple[Patch, ...]


class Gap(Record):
    """Two sides that a formula compares; `row` is the noun of the aggregate they stand in."""

    left: Node
    right: Node
    row: str = ""


class Ground:
    """A project's file bound to a book, and what a check of it says."""

    def __init__(self, document: Json, book: Book, on: date | None = None) -> None:
        self.document, self.book, self.on = document, book, on
        self.bound = Bound(read_project(_object(document)), book, on)

    @cached_property
    def checked(self) -> Checked:
        """What the book answers."""
        return run(self.bound.project, self.book, on=self.on, register=ALONE)

    @cached_property
    def worlds(self) -> list[World]:
        """The walk over each basis the project has."""
        return [self.checked.world(basis) for basis in self.checked.bases]

    @property
    def currency(self) -> str:
        """The agreement's."""
        return self.bound.currency

    def changed(self, edit: Edit) -> "Ground | None":
        """The same with its file changed; None where that is no project any more."""
        document = plain(self.document)
        try:
            for patch in edit:
                if patch.out:
                    remove(document, patch.pointer)
                else:
                    put(document, patch.pointer, patch.value)
            return Ground(document, self.book, self.on)
        except FundtrackError:
            return None

    def frames(self, scope: str, row: str = "") -> Iterator[tuple[World, dict[str, Row]]]:
        """Where a formula of a scope can stand, on every basis: its first three rows.

        `row` is the noun of an aggregate around it, of which the first three rows count too.
        """
        for world in self.worlds:
            for one in self.rows(scope, world)[:3]:
                frame = world.frame(one)
                if not row:
                    yield world, frame
                    continue
                for inner in self.rows(row, world)[:3]:
                    yield world, {**frame, row: inner, inner.noun: inner}

    def rows(self, noun: str, world: World) -> Sequence[Row]:
        """The rows of a noun or a group; of what has no rows of its own, the project."""
        noun = world.line if noun == "line" else noun
        known = noun in noun_fields() and bool(noun_fields()[noun].rows)
        return world.rows_of(noun if known or noun in self.book.groups else "project")

    def measures(self, gap: Gap, scope: str) -> list[Fraction | None]:
        """How far the left side lies above the right, in steps, wherever it can be asked."""
        return [self.measure(gap, world, frame) for world, frame in self.frames(scope, gap.row)]

    def measure(self, gap: Gap, world: World, frame: dict[str, Row]) -> Fraction | None:
        """How far the left side lies above the right here; None where nobody knows."""
        kind = gap.left.type.kind if gap.left.type else Kind.NUMBER
        sides = [
            counted(world.walker.walk(node, frame).value, kind, self.currency)
            for node in (gap.left, gap.right)
        ]
        left, right = sides
        return None if left is None or right is None else left - right


def _object(document: Json) -> dict[str, Json]:
    return document if isinstance(document, dict) else {}
