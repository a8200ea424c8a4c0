"""What a walk asks about a project bound to a book."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from .explanation import Exact, Explanation
from .kinds import Kind
from .tree import Node, Op

Row = TypeVar("Row")
#: The row that stands for each noun a formula may start a path at.
Frame = Mapping[str, Row]


class World(Protocol[Row]):
    """A project bound to a book. Every answer explains itself; an unknown one says why it is.

    `Row` is whatever the world takes for a row of a noun; a walk only hands it back.
    """

    @property
    def currency(self) -> str:
        """Of every money and price, `"EUR"`."""

    def fact(self, row: Row, name: str, kind: Kind) -> Explanation:
        """A fact of a row (`period.first` is one name); unknown behind a link not set."""

    def link(self, row: Row, name: str) -> Row | Explanation | None:
        """The row at the end of a link; None where it is not set or no link."""

    def define(self, row: Row, name: str) -> Explanation:
        """What the book computes of a row."""

    def parameter(self, name: str, frame: Frame[Row]) -> Explanation:
        """The value of the law, or of this grant, that holds here."""

    def named(self, op: Op, name: str) -> Explanation:
        """A set or a chosen reading of the book."""

    def lookup(self, table: str, keys: tuple[Exact, ...]) -> Explanation:
        """The row of a table with these keys."""

    def rows(self, node: Node, of: Row) -> Sequence[Row] | Explanation:
        """The rows an aggregate gathers for a row, or why nobody knows them."""

    def doubt(self, node: Node, row: Row, of: Row) -> Sequence[tuple[str, str, str]]:
        """What is missing to say whether an aggregate holds a row; nothing if it does."""

    def before(self, row: Row, node: Node) -> Sequence[Row] | Explanation:
        """The rows that a running total adds up to and with a row, or why nobody knows."""
