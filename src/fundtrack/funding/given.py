"""What the functions of this room refuse, said once: amounts, shares, counts, days.

Each names the argument as the caller spelled it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import TypeVar

from fundtrack.values import (
    CurrencyMismatch,
    InputError,
    Money,
    Rate,
    Rounding,
    excerpt,
    exponent_of,
)

T = TypeVar("T")
#: Amounts, shares or days one call takes; the parts of a split.
MANY_MAX = 200_000


def one_currency(*maybe: str, **amounts: Money | None) -> str:
    """The currency of amounts; those named in `maybe` may be left out.

    Raises:
        InputError: one is no amount, or all are left out.
        CurrencyMismatch: two are in different currencies.

    >>> one_currency("ceiling", eligible=Money("1.00 EUR"), ceiling=None)
    'EUR'
    """
    return _one(maybe, amounts)


def _one(maybe: tuple[str, ...], amounts: Mapping[str, Money | None]) -> str:
    currency = ""
    for name, amount in amounts.items():
        if type(amount) is Money:
            if currency != amount.currency:
                if currency:
                    raise CurrencyMismatch(currency, amount.currency)
                currency = amount.currency
        elif amount is not None or name not in maybe:
            raise InputError(
                f"{name} is not an amount", expected="Money", found=excerpt(amount)
            )
    if not currency:
        raise InputError("no amount was given", expected=" or ".join(amounts))
    return currency


def currency_of(name: str, amount: Money) -> str:
    """The currency of one amount.

    Raises:
        InputError: it is no amount.

    >>> currency_of("whole", Money("1.00 EUR"))
    'EUR'
    """
    return amount.currency if type(amount) is Money else one_currency(**{name: amount})


def not_negative(*maybe: str, **amounts: Money | None) -> str:
    """The currency of amounts that are zero or more; those in `maybe` may be left out.

    Raises:
        InputError: one is below zero, or no amount.
        CurrencyMismatch: two are in different currencies.

    >>> not_negative(ceiling=Money("-0.01 EUR"))
    Traceback (most recent call last):
    InputError: ceiling is below zero (expected zero or more, found -0.01 EUR)
    """
    currency = _one(maybe, amounts)
    for name, amount in amounts.items():
        if amount is not None and amount.minor < 0:
            raise InputError(
                f"{name} is below zero", expected="zero or more", found=str(amount)
            )
    return currency


def many(name: str, amounts: Iterable[Money], *, least: int = 1) -> tuple[Money, ...]:
    """Several amounts of one currency, in their order.

    Raises:
        InputError: fewer than `least`, more than 200,000, or one is no amount.
        CurrencyMismatch: two are in different currencies.

    >>> many("costs", [Money("1.00 EUR"), Money("-2.00 EUR")])
    (Money('1.00 EUR'), Money('-2.00 EUR'))
    """
    return in_minor(name, amounts, least=least)[0]


def in_minor(
    name: str, amounts: Iterable[Money], *, least: int = 1
) -> tuple[tuple[Money, ...], list[int]]:
    """Several amounts of one currency, in their order; and each in minor units.

    Raises:
        InputError, CurrencyMismatch: as `many`.

    >>> in_minor("costs", [Money("1.00 EUR"), Money("-2.00 EUR")])[1]
    [100, -200]
    """
    held = listed(name, amounts, least=least)
    currency = held[0].currency if held and type(held[0]) is Money else ""
    minors = [one.minor for one in held if type(one) is Money and one.currency == currency]
    if len(minors) < len(held):
        for place, amount in enumerate(held):  # the first that is wrong is named
            if type(amount) is not Money:
                raise InputError(
                    f"{name}[{place}] is not an amount", expected="Money", found=excerpt(amount)
                )
            if amount.currency != currency:
                raise CurrencyMismatch(currency, amount.currency)
    return held, minors


def listed(name: str, things: Iterable[T], *, least: int = 1) -> tuple[T, ...]:
    """A bounded sequence.

    Raises:
        InputError: it is text or none at all, or has fewer than `least` or over 200,000.
    """
    if type(things) not in (list, tuple) and (
        isinstance(things, str | bytes) or not isinstance(things, Iterable)
    ):
        raise InputError(f"{name} is a sequence", expected="a list", found=excerpt(things))
    held = tuple(things)
    if not least <= len(held) <= MANY_MAX:
        raise InputError(
            f"wrong length of {name}", expected=f"{least} to {MANY_MAX}", found=str(len(held))
        )
    return held


def share(name: str, rate: Rate, *, low: int = 0, high: int = 1) -> Fraction:
    """The fraction of a rate that lies between two whole numbers, both included.

    Raises:
        InputError: it is no rate, or outside.

    >>> share("use", Rate("60 %"))
    Fraction(3, 5)
    """
    if type(rate) is not Rate:
        raise InputError(f"{name} is not a rate", expected="Rate", found=excerpt(rate))
    part: Fraction = rate.fraction
    above, below = part.as_integer_ratio()
    if low * below <= above <= high * below:
        return part
    raise InputError(
        f"{name} is out of range",
        expected=f"{100 * low} % to {100 * high} %",
        found=str(rate),
    )


def shares_of(name: str, rates: Iterable[Rate]) -> list[tuple[int, int]]:
    """Rates of 0 to 100 %, each as two whole numbers in lowest terms.

    Raises:
        InputError: one is no rate, or outside.

    >>> shares_of("rates", [Rate("60 %")])
    [(3, 5)]
    """
    held = tuple(rates)
    pairs = [rate.fraction.as_integer_ratio() for rate in held if type(rate) is Rate]
    outside = [1 for above, below in pairs if not 0 <= above <= below]
    if len(pairs) == len(held) and not outside:
        return pairs
    return [  # the first that is wrong is named
        share(f"{name}[{place}]", rate).as_integer_ratio() for place, rate in enumerate(held)
    ]


def whole(name: str, number: int, *, least: int = 0) -> int:
    """A whole number of at least `least`.

    Raises:
        InputError: it is no int, or less.

    >>> whole("months", True)
    Traceback (most recent call last):
    InputError: months is not a whole number (expected an int of 0 or more, found true)
    """
    if type(number) is not int:
        problem = f"{name} is not a whole number"
    elif number < least:
        problem = f"{name} is too small"
    else:
        return number
    raise InputError(problem, expected=f"an int of {least} or more", found=excerpt(number))


def quantity(name: str, number: Fraction | int) -> Fraction:
    """An exact number of zero or more: hours, days, pieces.

    Raises:
        InputError: it is a float, a Decimal or anything else that is not exact, or below zero.

    >>> quantity("days", Fraction(103, 2))
    Fraction(103, 2)
    """
    if type(number) not in (int, Fraction):
        raise InputError(
            f"{name} is not an exact number",
            expected="an int or a Fraction",
            found=excerpt(number),
            remedy='write 51.5 as Fraction("51.5")',
        )
    if number < 0:
        raise InputError(f"{name} is below zero", expected="zero or more", found=str(number))
    return Fraction(number)


def one_of(problem: str, word: str, words: Iterable[str]) -> None:
    """Refuse what is none of the words that name a choice.

    Raises:
        InputError: it is another word, or no text.

    >>> one_of("by what a rate is", "year", ("month", "day"))
    Traceback (most recent call last):
    InputError: by what a rate is (expected month or day, found "year")
    """
    known = tuple(words)
    if not isinstance(word, str) or word not in known:  # a list would not even compare
        raise InputError(problem, expected=" or ".join(known), found=excerpt(word))


def yes_or_no(name: str, given: bool, *, remedy: str = "") -> bool:
    """A truth value, never what only counts as one: "" and None are no answer.

    Raises:
        InputError: it is anything but True or False.

    >>> yes_or_no("achieved", "no")
    Traceback (most recent call last):
    InputError: achieved is true or false (expected True or False, found "no")
    """
    if type(given) is not bool:
        raise InputError(
            f"{name} is true or false",
            expected="True or False",
            found=excerpt(given),
            remedy=remedy,
        )
    return given


def names(name: str, given: Collection[str]) -> frozenset[str]:
    """Names without an order.

    Raises:
        InputError: it is one text, no collection, or holds what is no text.

    >>> names("achieved", ["wp_1", ["wp_2"]])
    Traceback (most recent call last):
    InputError: achieved holds what is no name (expected text, found a list)
    """
    if isinstance(given, str) or not isinstance(given, Collection):
        raise InputError(f"{name} is a sequence of names", found=excerpt(given))
    for one in given:
        if not isinstance(one, str):
            raise InputError(
                f"{name} holds what is no name", expected="text", found=excerpt(one)
            )
    return frozenset(given)


def day(name: str, given: date) -> date:
    """A day.

    Raises:
        InputError: it is no date, or has a time.
    """
    if not isinstance(given, date) or isinstance(given, datetime):
        raise InputError(f"{name} is not a day", expected="a date", found=excerpt(given))
    return given


def told(rounding: Rounding) -> Rounding:
    """A rounding that somebody named.

    Raises:
        InputError: it is none.
    """
    if type(rounding) is not Rounding:
        raise InputError(
            "not a rounding", expected='Rounding("down 0.01")', found=excerpt(rounding)
        )
    return rounding


def rounded(numerator: int, denominator: int, currency: str, rounding: Rounding) -> Money:
    """Exact minor units, as two whole numbers, rounded as told to an amount.

    >>> rounded(17, 2, "EUR", Rounding("down 0.01"))
    Money('0.08 EUR')
    """
    if type(rounding) is not Rounding:
        told(rounding)
    minor = rounding.minor(numerator, denominator, exponent_of(currency))
    return Money.of_minor(minor, currency)
