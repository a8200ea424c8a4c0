"""Calculators that look at one row only: what a formula cannot say, as powers and day counts.

They take exact figures and give the exact answer, money in whole units; the book rounds it
once, as its define says. The arithmetic is that of the functions of this room before they
round, with the same choices: a code for each that the law leaves open.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Exact, Kind
from fundtrack.values import InputError, Record

from .calculator import Answer, Given, unknown
from .depreciation import worn_off
from .durability import days_not_kept, months_not_kept
from .revenue import discount_factor, rate_of_gap
from .staff import price_of_hour
from .useful_life import days_in_life, days_in_use, months_in_use


class RowCalculator(Record):
    """A calculator that answers each row from its own inputs.

    `work` is given the inputs by name, all known, and gives the exact answer; where they make
    no sense it raises ArithmeticError or InputError. A row with an unknown input is unknown.

    Raises:
        ArithmeticError: of `calculate`, where `work` raises either.

    >>> spent = {"net": Kind.MONEY, "share": Kind.RATE}
    >>> used = RowCalculator("used", spent, Kind.MONEY, lambda net, share: net * share)
    >>> rows = [{"net": Fraction(10), "share": Fraction(1, 4)}, {"net": None, "share": None}]
    >>> [(one.value, one.missing) for one in used.calculate(rows, None)]
    [(Fraction(5, 2), ()), (None, ('net', 'share'))]
    """

    name: str
    inputs: Mapping[str, Kind | None]
    gives: Kind
    work: Callable[..., Exact]

    @property
    def portfolio(self) -> bool:
        """No other project counts."""
        return False

    def calculate(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """Answer for every row of this project."""
        return [self._answer(place, row) for place, row in enumerate(own)]

    def _answer(self, place: int, row: Given) -> Answer:
        missing = unknown(row, tuple(self.inputs))
        if missing:
            return Answer(None, missing)
        try:
            return Answer(self.work(**row), (), (place,))
        except InputError as error:
            raise ArithmeticError(f"{self.name}: {error}") from error


# ---- Depreciation ----------------------------------------------------------------------------


def _depreciation(
    price: Fraction,
    share_of_use: Fraction,
    available_on: date,
    useful_life: Fraction,
    first: date,
    last: date,
    counted: str,
) -> Exact:
    life = _whole("useful_life", useful_life)
    used = months_in_use(first, last, available_on, life, counted)
    return worn_off(price, used, life, _part("share_of_use", share_of_use))


def _depreciation_by_days(
    price: Fraction,
    share_of_use: Fraction,
    available_on: date,
    useful_life: Fraction,
    first: date,
    last: date,
) -> Exact:
    life = _whole("useful_life", useful_life)
    used = days_in_use(first, last, available_on, life)
    share = _part("share_of_use", share_of_use)
    return worn_off(price, used, days_in_life(available_on, life), share)


_EQUIPMENT: Final[Mapping[str, Kind | None]] = {
    "price": Kind.MONEY,
    "share_of_use": Kind.RATE,
    "available_on": Kind.DATE,
    "useful_life": Kind.MONTHS,
    "first": Kind.DATE,
    "last": Kind.DATE,
}
#: `depreciate` by `months_of_use`: the price times the part of the useful life in months that
#: falls into the days `first` to `last`, and the share of use. `counted` is `begun` or
#: `completed`. A price below zero, a credit note, wears off as its invoice does.
DEPRECIATION: Final = RowCalculator(
    "depreciation", {**_EQUIPMENT, "counted": Kind.CODE}, Kind.MONEY, _depreciation
)
#: The same by `days_of_use` of `days_of_life`.
DEPRECIATION_BY_DAYS: Final = RowCalculator(
    "depreciation_by_days", _EQUIPMENT, Kind.MONEY, _depreciation_by_days
)


# ---- The price of an hour --------------------------------------------------------------------


def _hourly_rate(gross: Fraction, hours: Fraction, working_time: Fraction) -> Exact:
    _not_negative("gross", gross)
    part = _part("working_time", working_time)
    if not part:
        raise ArithmeticError("working_time is zero")
    return price_of_hour(gross, hours, part)


#: `hourly_rate`, a price that is not rounded: times the hours it is an amount.
HOURLY_RATE: Final = RowCalculator(
    "hourly_rate",
    {"gross": Kind.MONEY, "hours": Kind.NUMBER, "working_time": Kind.RATE},
    Kind.PRICE,
    _hourly_rate,
)


# ---- What is earned later, and by the investment itself --------------------------------------


def _discounted(amount: Fraction, rate: Fraction, years: Fraction) -> Exact:
    return amount * _factor(rate, years)


def _factor(rate: Fraction, years: Fraction) -> Fraction:
    return discount_factor(_part("rate", rate), _whole("years", years))


def _funding_gap(
    investment: Fraction, revenue: Fraction, eligible: Fraction, rate: Fraction
) -> Exact:
    _not_negative("eligible", eligible)
    return eligible * rate_of_gap(investment, revenue) * _part("rate", rate)


#: `discounted`: what an amount of any sign is worth that many whole years before, 0 to 40.
DISCOUNTED: Final = RowCalculator(
    "discounted",
    {"amount": Kind.MONEY, "rate": Kind.RATE, "years": Kind.NUMBER},
    Kind.MONEY,
    _discounted,
)
#: What one unit of money is worth that many years before: a total of amounts by their factors
#: is rounded once, a total of discounted amounts in every row.
DISCOUNT_FACTOR: Final = RowCalculator(
    "discount_factor", {"rate": Kind.RATE, "years": Kind.NUMBER}, Kind.RATE, _factor
)
#: `funding_gap`: eligible costs times the rate of the gap and the rate of co-financing; with a
#: rate of 1 it is the decision amount, which a book may round before its own rate.
FUNDING_GAP: Final = RowCalculator(
    "funding_gap",
    {
        "investment": Kind.MONEY,
        "revenue": Kind.MONEY,
        "eligible": Kind.MONEY,
        "rate": Kind.RATE,
    },
    Kind.MONEY,
    _funding_gap,
)


# ---- Durability ------------------------------------------------------------------------------


def _recovery_by_days(
    grant: Fraction, counted_from: date, last: date, breach_on: date, breach_day: str
) -> Exact:
    _not_negative("grant", grant)
    return grant * Fraction(*days_not_kept(counted_from, last, breach_on, breach_day))


def _recovery_by_months(
    grant: Fraction,
    counted_from: date,
    last: date,
    breach_on: date,
    breach_day: str,
    part_month: str,
) -> Exact:
    _not_negative("grant", grant)
    return grant * Fraction(
        *months_not_kept(counted_from, last, breach_on, breach_day, part_month)
    )


_BREACH: Final[Mapping[str, Kind | None]] = {
    "grant": Kind.MONEY,
    "counted_from": Kind.DATE,
    "last": Kind.DATE,
    "breach_on": Kind.DATE,
    "breach_day": Kind.CODE,
}
#: `recovery_by_days`; `breach_day` is `kept` or `not_kept`.
DURABILITY_RECOVERY: Final = RowCalculator(
    "durability_recovery", _BREACH, Kind.MONEY, _recovery_by_days
)
#: `recovery_by_months`; `part_month` is `counts` or `dropped`.
DURABILITY_RECOVERY_BY_MONTHS: Final = RowCalculator(
    "durability_recovery_by_months",
    {**_BREACH, "part_month": Kind.CODE},
    Kind.MONEY,
    _recovery_by_months,
)


# ---- What makes no sense ---------------------------------------------------------------------


def _part(name: str, part: Fraction) -> Fraction:
    if not 0 <= part <= 1:
        raise ArithmeticError(f"{name} is {part}, not within 0 and 1")
    return part


def _not_negative(name: str, figure: Fraction) -> None:
    if figure < 0:
        raise ArithmeticError(f"{name} is {figure}, below zero")


def _whole(name: str, figure: Fraction) -> int:
    if figure.denominator > 1:
        raise ArithmeticError(f"{name} is {figure}, no whole number")
    return figure.numerator
