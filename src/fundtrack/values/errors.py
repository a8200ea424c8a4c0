"""What fundtrack raises: for input that cannot be read and for programming errors only.

    FundtrackError
      InputError        (ValueError)   input that cannot be read, with its place and the way out
      BookError         (ValueError)   a rule book that cannot be loaded, with a caret
      CurrencyMismatch  (TypeError)    two currencies in one operation
      RoundingRequired  (TypeError)    a result could be finer than a minor unit
      MissingExtra      (ImportError)  an optional package is not installed

A broken rule is a finding, never one of these. Every text is bounded and printable, so an error
can be logged or sent to a caller whatever the input was.
"""

from collections.abc import Callable, Iterable
from typing import Self

from .record import Record

#: Problems one error carries; a file with more is mended in rounds.
PROBLEMS_MAX = 20
#: Characters of the input that an error repeats.
FOUND_MAX = 60
#: Characters of any other text of a problem.
TEXT_MAX = 300
#: Columns of a formula shown above the caret.
FORMULA_MAX = 100


def excerpt(value: object) -> str:
    """Show a piece of input in an error: bounded, printable, its kind recognisable.

    >>> excerpt("1_000"), excerpt(True), excerpt(1.5), excerpt([1, 2])
    ('"1_000"', 'true', '1.5', 'a list')
    """
    match value:
        case str():
            return f'"{_printable(value, FOUND_MAX - 2)}"'
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() if value.bit_length() > 128:  # str() of a huge one fails or takes seconds
            return "an integer of more than 38 digits"
        case int() | float():
            return str(value)
        case _:
            name = type(value).__name__
            return f"{'an' if name[:1] in 'AEIOUaeiou' else 'a'} {_printable(name, 40)}"


def _printable(text: str, most: int) -> str:
    """Cut `text` to `most` characters and escape what could hide or forge a line."""
    shown = "".join(
        c if c.isprintable() and not c.isnumeric() else ascii(c)[1:-1]  # ٣ is not shown as 3
        for c in text[:most]
    )
    return shown if len(shown) <= most and len(text) <= most else f"{shown[: most - 3]}..."


class Problem(Record):
    """One thing that is wrong with the input, and the way out.

    `pointer` is a JSON Pointer (RFC 6901) into the input, "" where there is none; `expected`
    the accepted form, `found` a bounded excerpt of the input, `remedy` what to do.

    >>> str(Problem("not a day", "/costs/0/paid_on", "2016-09-01", '"01.09.2016"'))
    '/costs/0/paid_on: not a day (expected 2016-09-01, found "01.09.2016")'
    """

    message: str
    pointer: str
    expected: str
    found: str
    remedy: str

    def __init__(
        self,
        message: str,
        pointer: str = "",
        expected: str = "",
        found: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(
            _printable(message, TEXT_MAX),
            _printable(pointer, TEXT_MAX),
            _printable(expected, TEXT_MAX),
            _printable(found, FOUND_MAX),
            _printable(remedy, TEXT_MAX),
        )

    def __str__(self) -> str:
        named = (("expected", self.expected), ("found", self.found))
        detail = ", ".join(f"{name} {text}" for name, text in named if text)
        return "".join(
            (
                f"{self.pointer}: " if self.pointer else "",
                self.message,
                f" ({detail})" if detail else "",
                f"; {self.remedy}" if self.remedy else "",
            )
        )


class FundtrackError(Exception):
    """The base of everything fundtrack raises on purpose."""


class InputError(FundtrackError, ValueError):
    """Input that cannot be read.

    Carries up to 20 `problems`; `pointer`, `expected`, `found`, `remedy` are the first one's.

    >>> error = InputError("not an amount", pointer="/costs/0/net", found='"1_000"')
    >>> print(error)
    /costs/0/net: not an amount (found "1_000")
    >>> error.problems[0].pointer
    '/costs/0/net'
    """

    def __init__(
        self,
        message: str,
        *,
        pointer: str = "",
        expected: str = "",
        found: str = "",
        remedy: str = "",
    ) -> None:
        self.problems: tuple[Problem, ...] = (
            Problem(message, pointer, expected, found, remedy),
        )
        super().__init__(message)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Self:
        """Build one error of several problems; the first 20 are kept.

        Raises:
            ValueError: there is no problem at all.
        """
        kept = tuple(problems)[:PROBLEMS_MAX]
        if not kept:
            raise ValueError("an input error needs at least one problem")
        error = cls(kept[0].message)
        error.problems = kept
        return error

    def under(self, pointer: str) -> Self:
        """Build the same error with every place below `pointer`, as a reader of the whole does.

        >>> print(InputError("not a day", pointer="/first").under("/plans/0/period"))
        /plans/0/period/first: not a day
        """
        return self.of(one.replace(pointer=pointer + one.pointer) for one in self.problems)

    @property
    def message(self) -> str:
        """What is wrong, without place and remedy."""
        return self.problems[0].message

    @property
    def pointer(self) -> str:
        """Where it stands in the input; "" if there is no place."""
        return self.problems[0].pointer

    @property
    def expected(self) -> str:
        """The accepted form."""
        return self.problems[0].expected

    @property
    def found(self) -> str:
        """A bounded excerpt of the input."""
        return self.problems[0].found

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.problems[0].remedy

    def __str__(self) -> str:
        others = len(self.problems) - 1
        return f"{self.problems[0]}{f' (and {others} more)' if others else ''}"

    def __reduce__(
        self,
    ) -> tuple[Callable[[Iterable[Problem]], "InputError"], tuple[tuple[Problem, ...]]]:
        return type(self).of, (self.problems,)


class BookError(FundtrackError, ValueError):
    """A rule book that cannot be loaded: the file, the place in it, the caret in the formula.

    `at` holds the first column of what is wrong and the column after its last, from 0.

    >>> error = BookError("unknown name", file="a.toml", pointer="/rule/A-1/met_when",
    ...                   formula="cost.net <= limt", at=(12, 16))
    >>> print(error)
    a.toml: /rule/A-1/met_when: unknown name
    cost.net <= limt
                ^^^^
    """

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        pointer: str = "",
        formula: str = "",
        at: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = _printable(message, TEXT_MAX)
        self.file = _printable(file, TEXT_MAX)
        self.pointer = _printable(pointer, TEXT_MAX)
        self.formula = formula
        self.at = at

    @property
    def caret(self) -> str:
        """Two lines: the formula (cut around the place if long) and `^^^` under the place."""
        if not self.formula or self.at is None:
            return ""
        first = min(self.at[0], len(self.formula))
        start = max(0, first - FORMULA_MAX // 2) if len(self.formula) > FORMULA_MAX else 0
        shown = self.formula[start : start + FORMULA_MAX]
        line = "".join(c if c.isprintable() and c.isascii() else "?" for c in shown)
        width = max(1, min(self.at[1], start + len(shown)) - first)
        return f"{line}\n{' ' * (first - start)}{'^' * width}"

    def __str__(self) -> str:
        where = "".join(f"{part}: " for part in (self.file, self.pointer) if part)
        return "\n".join(part for part in (where + self.message, self.caret) if part)

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.message, self.file, self.pointer, self.formula, self.at)
        return _book_error, (type(self), *parts)


def _book_error(
    cls: type[BookError],
    message: str,
    file: str,
    pointer: str,
    formula: str,
    at: tuple[int, int] | None,
) -> BookError:
    """Rebuild an unpickled `BookError`, whose parts are keyword only."""
    return cls(message, file=file, pointer=pointer, formula=formula, at=at)


class CurrencyMismatch(FundtrackError, TypeError):
    """Two currencies in one operation.

    >>> print(CurrencyMismatch("EUR", "SEK"))
    amounts are in EUR and SEK; convert one before combining them
    """

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left, right)
        self.left = left
        self.right = right

    def __str__(self) -> str:
        return f"amounts are in {self.left} and {self.right}; convert one before combining them"


class RoundingRequired(FundtrackError, TypeError):
    """An operation whose result could be finer than a minor unit, and no rounding was named."""


class MissingExtra(FundtrackError, ImportError):
    """An optional package that is not installed.

    >>> print(MissingExtra("html", "jinja2"))
    this needs jinja2; install it with: pip install "fundtrack[html]"
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(extra, package)
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        return (
            f'this needs {self.package}; install it with: pip install "fundtrack[{self.extra}]"'
        )
