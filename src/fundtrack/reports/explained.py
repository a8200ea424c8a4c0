"""An explanation one can read: the tree of a calculation that prints itself."""

from fundtrack.formulas import Explanation
from fundtrack.pages import explanation_text
from fundtrack.rulebooks import Book


class Explained(Explanation):
    """How a figure came about, with the book whose words and acts it speaks with.

    It has everything an `Explanation` has (`value`, `exact`, `parts`, …) and prints as a tree.
    """

    def __init__(self, step: Explanation, book: Book) -> None:
        super().__init__(**{name: getattr(step, name) for name in Explanation._fields})
        self.__dict__["book"] = book

    @property
    def book(self) -> Book:
        """The book that was asked."""
        book: Book = self.__dict__["book"]
        return book

    def to_text(self, language: str = "en") -> str:
        """The tree as text: every figure, its formula, its rounding, the law beside it."""
        return explanation_text(self, self.book, language)

    def __str__(self) -> str:
        return self.to_text().rstrip("\n")

    def __repr__(self) -> str:
        return f"<{self.label or self.formula} = {self.value}>"
