"""The one error of a formula: what is wrong, and where in its text."""

from fundtrack.values import FundtrackError

from .tree import Node


class FormulaError(FundtrackError, ValueError):
    """A formula that cannot be read or does not fit its schema.

    `at` is the first and the last column (0 is the first character). A book turns it into a
    `BookError` with the file and a caret; `formula` is then the text, where the error has it.

    >>> error = FormulaError("5 is a figure", "cost.net + 5", (11, 12))
    >>> error.message, error.formula[slice(*error.at)]
    ('5 is a figure', '5')
    """

    def __init__(self, message: str, formula: str = "", at: tuple[int, int] = (0, 0)) -> None:
        super().__init__(message, formula, at)
        self.message = message
        self.formula = formula
        self.at = at

    def __str__(self) -> str:
        return self.message

    @classmethod
    def of(cls, message: str, node: Node) -> "FormulaError":
        """An error that points at a node."""
        return cls(message, at=node.at)
