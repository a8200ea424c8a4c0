"""How much a book holds, counted while it is read.

A stranger's book may stand on eleven others of his, each of them just within the bounds. So
what the layers hold is added up as they are read, and the first that is too much is the last.
"""

from typing import Final

#: The most bytes of a file, and characters of all texts.
MAX_BYTES: Final = 1 << 20
MAX_VALUES: Final = 50_000
#: The most lines, which may all be empty; each takes a parser some microseconds.
MAX_LINES: Final = 250_000
#: The most characters of all formulas; the largest shipped book has some 4,000.
MAX_LETTERS: Final = 40_000
#: The most defines of a book, and the most rules.
MAX_ENTRIES: Final = 500


class Mass:
    """What was read so far, of one file or of several: its values, texts, formulas, entries.

    Args:
        beside: What the layers hold that were read before.
    """

    def __init__(self, beside: "Mass | None" = None) -> None:
        self.lines = 0
        self.values = 0
        self.texts = 0  # characters
        self.formulas = 0  # characters
        self.defines = 0
        self.rules = 0
        self.where = ""
        if beside is not None:
            self.add(beside)
            self.where = ", with the layers above it"

    def add(self, other: "Mass") -> None:
        """Count another file too."""
        self.lines += other.lines
        self.values += other.values
        self.texts += other.texts
        self.formulas += other.formulas
        self.defines += other.defines
        self.rules += other.rules

    def without(self, other: "Mass") -> "Mass":
        """What was read after the other."""
        rest = Mass()
        rest.lines = self.lines - other.lines
        rest.values = self.values - other.values
        rest.texts = self.texts - other.texts
        rest.formulas = self.formulas - other.formulas
        rest.defines = self.defines - other.defines
        rest.rules = self.rules - other.rules
        return rest

    def too_much(self) -> str:
        """What there is too much of; "" where all is within the bounds."""
        if self.values > MAX_VALUES:
            return f"more than {MAX_VALUES} values{self.where}"
        if self.texts > MAX_BYTES:
            return f"texts of more than {MAX_BYTES} characters in all{self.where}"
        if self.formulas > MAX_LETTERS:
            return f"formulas of more than {MAX_LETTERS} characters in all{self.where}"
        for entries, many in ("defines", self.defines), ("rules", self.rules):
            if many > MAX_ENTRIES:
                return f"more than {MAX_ENTRIES} {entries}{self.where}"
        return ""
