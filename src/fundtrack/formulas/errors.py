"""The one error of a formula: what is wrong, and where in its text."""

from fundtrack.values import FundtrackError


class FormulaError(FundtrackError, ValueError):
    """A formula that cannot be read or does not fit its schema.

    `at` is the first and the last column (0 is the first character). A book turns it into a
    `BookError` with the file and a caret.
    """

    def __init__(self, message: str, formula: str = "", at: tuple[int, int] = (0, 0)) -> None:
        super().__init__(message, formula, at)
        self.message = message
        self.formula = formula
        self.at = at

    def __str__(self) -> str:
        return self.message
