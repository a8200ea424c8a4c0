"""An explanation one can read: the tree of a calculation that prints itself."""

from dataclasses import dataclass, fields
from typing import Self

from fundtrack.formulas import Explanation
from fundtrack.pages import explanation_text
from fundtrack.rulebooks import Book


@dataclass(frozen=True, slots=True, repr=False)
class Explained(Explanation):
    """How a figure came about, with the book whose words and acts it speaks with.

    Everything an `Explanation` has (`value`, `exact`, `parts`, …), and it prints as a tree.
    """

    book: Book | None = None

    @classmethod
    def of(cls, step: Explanation, book: Book) -> Self:
        """The same tree, able to speak."""
        return cls(**{one.name: getattr(step, one.name) for one in fields(step)}, book=book)

    def to_text(self, language: str = "en") -> str:
        """The tree as text: every figure, its formula, its rounding, the law beside it."""
        if self.book is None:
            return repr(self)
        return explanation_text(self, self.book, language)

    def __str__(self) -> str:
        return self.to_text().rstrip("\n")

    def __repr__(self) -> str:
        return f"<{self.label or self.formula} = {self.value}>"
