"""Any value of an answer as text: the one place that knows which kind is written how."""

from datetime import date
from fractions import Fraction
from html import escape
from json import dumps
from typing import Final

from fundtrack.checks import Shown
from fundtrack.values import Money, Period, Price, Rate

from .catalogue import tell, tell_count
from .days import day, period
from .figures import exact_money, money, number, rate
from .fill import visible

#: A text that somebody wrote is shown up to so many characters: room for any id.
LONG: Final = 200


def shortened(text: str, room: int | None = None) -> str:
    """A text that somebody wrote: 200 characters of it, or as many as have `room` bytes.

    >>> shortened("Rīga"), len(shortened("x" * 9_000)), shortened("x" * 9_000, 20)
    ('Rīga', 200, 'xxxxxxxxxxxxxx…')
    """
    if room is None:
        return text if len(text) <= LONG else text[: LONG - 1] + "…"
    if written(text) <= room:
        return text
    left = room - written("…")
    for at, sign in enumerate(text):
        left -= written(sign)
        if left < 0:
            return text[:at] + "…"
    return text


def written(text: str) -> int:
    """The bytes of a text where it is longest: in ASCII, with the escapes of HTML and JSON.

    >>> written("Riga"), written("ī"), written("<"), written('"')
    (4, 6, 4, 6)
    """
    return len(dumps(escape(text))) - 2


def shown(value: Shown, language: str) -> str:
    """A value of a finding or a parameter in words; None is said, never left blank.

    >>> from fundtrack.values import Rate
    >>> shown(True, "lv"), shown(None, "en"), shown(3, "en")
    ('jā', 'not known', '3')
    """
    match value:
        case None:
            return tell("not known", language)
        case bool():
            return tell("yes", language) if value else tell("no", language)
        case Money() | Price():
            return money(value, language)
        case Rate():
            return rate(value, language)
        case int() | Fraction():
            return number(value, language)
        case date():
            return day(value, language)
        case Period():
            return period(value, language)
        case _:
            return shortened(visible(value))


def beside(value: Shown, other: Shown, language: str) -> str:
    """A value that stands beside another: an exact amount takes the other's currency.

    >>> beside(Fraction("498597.1225"), Money("498597.12 EUR"), "en")
    '€498,597.1225'
    """
    if isinstance(value, Fraction) and isinstance(other, Money):
        return exact_money(value, other.currency, language)
    if isinstance(value, Fraction) and isinstance(other, Rate):
        return rate(value, language)
    return shown(value, language)


def gap(margin: Shown, measured: Shown, language: str) -> str:
    """How far apart measured and limit are, without a sign: the sentence says which way.

    Between two days it is counted in days.

    >>> from fundtrack.values import Money
    >>> gap(Money("-0.01 EUR"), Money("1.00 EUR"), "en"), gap(-2, date(2024, 1, 2), "en")
    ('€0.01', '2 days')
    """
    if isinstance(margin, int) and not isinstance(margin, bool) and isinstance(measured, date):
        return tell_count("{count} day", "{count} days", abs(margin), language)
    if isinstance(margin, Money | int | Fraction | Rate) and is_short(margin):
        return beside(-margin, measured, language)
    return beside(margin, measured, language)


def is_short(margin: Shown) -> bool:
    """Whether a margin says that there is no room left, but too much or too little.

    >>> is_short(-1), is_short(0), is_short(None)
    (True, False, False)
    """
    match margin:
        case bool():
            return False
        case Money():
            return margin.minor < 0
        case Rate():
            return margin.fraction < 0
        case int() | Fraction():
            return margin < 0
        case _:
            return False


def is_below(measured: Shown, limit: Shown) -> bool:
    """Whether a measured figure lies under its limit; False where the two cannot be compared.

    >>> is_below(18, 20), is_below(date(2024, 1, 2), date(2023, 12, 31)), is_below(1, None)
    (True, False, False)
    """
    match measured, limit:
        case (Money(), Money()) if measured.currency == limit.currency:
            return measured < limit
        case (Rate(), Rate()) | (date(), date()):
            return measured < limit  # type: ignore[operator]
        case (Rate(), Fraction()):
            return measured.fraction < limit
        case (Fraction(), Rate()):
            return measured < limit.fraction
        case (int() | Fraction(), int() | Fraction()):
            return measured < limit
        case (Money(), Fraction()):
            return Fraction(measured.amount) < limit
        case (Fraction(), Money()):
            return measured < Fraction(limit.amount)
        case _:
            return False
