"""Payments that sum to what is due, for books: each row takes what the rows before left.

A share of each claim rounded by itself loses cents over many claims. Here what is due for all
rows so far is rounded, and a row is paid the difference; so the payments of any number of
claims sum to the rounded share of all of them, and a credit note takes back what it was paid.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Exact, Kind
from fundtrack.values import MODES, Rounding

from .calculator import Answer, Given, unknown
from .keyed import Keyed

_ALL: Final = ("amount", "rate", "ceiling", "unit", "mode", "order", "within")
#: To whole numbers of any unit.
_ROUNDINGS: Final = {mode: Rounding(mode, "1") for mode in MODES}


class CumulativeSplit:
    """What a row is paid: the share of all amounts so far, less what was paid before.

    Inputs: `amount` (money, of any sign), `rate`, `ceiling` (the most that is paid in all),
    `unit` (money, the smallest step: 0.01 EUR) and `mode` of the rounding, `order` (what comes
    first: a fact, or several separated by commas; of equals the first in the project), `within`
    (whose rows are paid together). What is due is the rate of the amounts up to and with the
    row, rounded, and cut at the ceiling, so that no rounding passes it. The terms of a row hold
    for all rows so far: a higher rate pays later what earlier rows lacked. Unknown while any
    input of a row is that comes before, or may come before. An answer rests on its row and the
    one before it.

    Raises:
        ArithmeticError: a rate outside 0 to 1, a ceiling below zero, a unit that is not above
            zero, or no such mode.

    Source:
        "Funding-split mathematics", split.cumulative; the function is `cumulative_payments`.

    >>> from fundtrack.funding import CUMULATIVE_SPLIT
    >>> terms = {"rate": Fraction(1, 3), "ceiling": Fraction(1000), "unit": Fraction(1, 100)}
    >>> held = {**terms, "mode": "half_up", "within": ("P",), "amount": Fraction(100)}
    >>> rows = [{**held, "order": (Fraction(number),)} for number in (1, 2, 3)]
    >>> [float(one.value) for one in CUMULATIVE_SPLIT.calculate(rows, None)]
    [33.33, 33.34, 33.33]
    """

    name: Final = "cumulative_split"
    inputs: Final[Mapping[str, Kind | None]] = {
        "amount": Kind.MONEY,
        "rate": Kind.RATE,
        "ceiling": Kind.MONEY,
        "unit": Kind.MONEY,
        "mode": Kind.CODE,
        "order": None,
        "within": None,
    }
    gives: Final = Kind.MONEY
    portfolio: Final = False

    def calculate(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """Answer for every row of this project; what is paid in others is their own."""
        every = Keyed(own, "within")
        found: dict[int, Answer] = {}
        for place, row in enumerate(own):
            if unknown(row, ("within",)):
                found[place] = Answer(None, unknown(row, _ALL))
            elif place not in found:
                found |= _paid(row, every)
        return [found[place] for place in range(len(own))]


def _paid(row: Given, every: Keyed) -> dict[int, Answer]:
    """The answers of all rows that are paid together with one."""
    rows = every.rows
    found: dict[int, Answer] = {}
    lacks: dict[str, None] = {}
    total = paid = Fraction(0)
    before: tuple[int, ...] = ()
    for place in sorted(every.like(row), key=lambda one: (_earliest(rows[one]), one)):
        one = rows[place]
        lacks |= dict.fromkeys(unknown(one, _ALL))
        if lacks:
            answer = Answer(None, tuple(lacks))
        else:
            total += _number(one, "amount")
            due = _due(total, one)
            answer = Answer(due - paid, (), (*before, place))
            paid, before = due, (place,)
        if not unknown(one, ("within",)):
            found[place] = answer
    return found


def _earliest(row: Given) -> tuple[Exact, ...]:
    """The order of a row as far as it is known: the first place that it may have.

    A tuple stands before every longer one that begins with it.
    """
    held = row["order"]
    assert held is None or isinstance(held, tuple)  # noqa: S101 (its inputs are of their kinds)
    parts: list[Exact] = []
    for part in held or ():
        if part is None:
            break
        parts.append(part)
    return tuple(parts)


def _due(total: Fraction, row: Given) -> Fraction:
    """What all rows so far give by the terms of one."""
    rate, ceiling, unit = (_number(row, name) for name in ("rate", "ceiling", "unit"))
    rounding = _ROUNDINGS.get(str(row["mode"]))
    if not 0 <= rate <= 1:
        raise ArithmeticError(f"a rate of {rate}, not within 0 and 1")
    if ceiling < 0:
        raise ArithmeticError(f"a ceiling of {ceiling}")
    if unit <= 0:
        raise ArithmeticError(f"a unit of {unit}")
    if rounding is None:
        raise ArithmeticError(f"no mode {row['mode']}; the modes are {', '.join(MODES)}")
    units = total * rate / unit
    return min(rounding.minor(units.numerator, units.denominator, 0) * unit, ceiling)


def _number(row: Given, name: str) -> Fraction:
    value = row[name]
    assert isinstance(value, Fraction)  # noqa: S101 (its inputs are of their kinds)
    return value


CUMULATIVE_SPLIT: Final = CumulativeSplit()
