"""What is wrong with the columns of a table, gathered, with the first rows and how many."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np

from fundtrack.values import InputError, Problem, excerpt

from ..keys import in_rows
from .column import Array

#: Problems of one column that are told apart.
_APART: Final = 20


class Told:
    """The problems of one column; rows are counted from 0 in the order of the caller.

    >>> problems = []
    >>> Told(problems, "/cost/", "/net").wrong(np.array([17, 20]), "not an amount", found="x")
    >>> print(problems[0])
    /cost/17/net: not an amount, in 2 rows: 17, 20 (found x)
    """

    def __init__(
        self,
        problems: list[Problem],
        before: str = "/",
        after: str = "",
        rows: list[Array] | None = None,
    ) -> None:
        self.problems, self.before, self.after = problems, before, after
        self.rows = [] if rows is None else rows  # all that are wrong, for whom rows are enough

    def wrong(
        self,
        rows: Array,
        message: str,
        *,
        expected: str = "",
        found: str = "",
        remedy: str = "",
    ) -> None:
        """Note a problem of some rows; of no row it is none."""
        if not len(rows):
            return
        self.rows.append(rows)
        message = in_rows(message, rows)  # type: ignore[arg-type]  # an array is as good
        pointer = f"{self.before}{rows[0]}{self.after}"
        self.problems.append(Problem(message, pointer, expected, found, remedy))

    def read(
        self,
        read: Callable[[Any], Any],
        values: list[Any],
        codes: Array,
        unknown: Array | None,
        instead: object,
    ) -> list[Any]:
        """Read each distinct value; those that cannot be are noted with their rows."""
        found: list[Any] = []
        more: list[int] = []
        faults: dict[str, tuple[InputError, list[int]]] = {}
        for code, value in enumerate(values):
            try:
                found.append(instead if value is None else read(value))
            except InputError as error:
                found.append(instead)
                message = error.message
                if isinstance(value, str) and message.startswith(value):
                    message = "an amount finer than its currency"
                if message in faults or len(faults) < _APART:
                    faults.setdefault(message, (error, []))[1].append(code)
                else:
                    more.append(code)
        for message, (fault, bad) in faults.items():
            rows = _of_codes(codes, bad, unknown)
            if len(rows):
                self.wrong(
                    rows,
                    message,
                    expected=fault.expected,
                    found=shown(values[codes[rows[0]]]),
                    remedy=fault.remedy,
                )
        if more:
            self.rows.append(_of_codes(codes, more, unknown))
        return found


def _of_codes(codes: Array, bad: list[int], unknown: Array | None) -> Array:
    """The rows that have one of some values."""
    wrong = np.isin(codes, bad)
    if unknown is not None:
        wrong &= ~unknown
    return np.flatnonzero(wrong)


def shown(value: object) -> str:
    """A value of a table in an error.

    >>> shown(Decimal("1.50")), shown("x")
    ('1.50', '"x"')
    """
    return str(value) if isinstance(value, Decimal | date) else excerpt(value)
