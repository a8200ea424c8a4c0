"""What simplified costs share: sums of any length, and numbers and prices rounded as told.

A formula holds 1,000 characters and 39 terms, so a longer sum is a sum of sums. Hours and days
are rounded to halves, an hourly rate to cents or to six decimals: neither is an amount.
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from itertools import islice
from keyword import iskeyword
from typing import Final

from fundtrack.values import (
    CurrencyMismatch,
    InputError,
    Money,
    Price,
    Rate,
    Rounding,
    excerpt,
    exponent_of,
)

from .given import names, quantity, rounded, share, told
from .worked import Given, Worked

#: Terms of one sum, and letters of a name: together below the longest formula.
_TERMS: Final = 20
_LETTERS: Final = 40
#: Decimals of a Price, and of the unit of a Rounding.
_DECIMALS: Final = 6
FULL_TIME: Final = Rate("100 %")


def named(what: str, name: str) -> str:
    """A name that a formula can use.

    Raises:
        InputError: it is not written in a-z, 0-9 and `_`, is a word of the language, or long.

    >>> named("a cost category", "office on staff")
    Traceback (most recent call last):
    InputError: not the name of a cost category (expected up to 40 of a-z, 0-9 and _, found \
"office on staff"); write it as staff or office_and_administration
    """
    if (
        isinstance(name, str)
        and 0 < len(name) <= _LETTERS
        and name.isascii()
        and name.isidentifier()
        and name.islower()
        and not iskeyword(name)
    ):
        return name
    raise InputError(
        f"not the name of {what}",
        expected=f"up to {_LETTERS} of a-z, 0-9 and _",
        found=excerpt(name),
        remedy="write it as staff or office_and_administration",
    )


def costs_of(costs: Mapping[str, Money]) -> str:
    """The currency of named amounts, of any sign.

    Raises:
        InputError: there is none, a name is no name, or one is no amount.
        CurrencyMismatch: two are in different currencies.
    """
    if not isinstance(costs, Mapping) or not costs:
        raise InputError(
            "costs are amounts by category",
            expected='{"staff": Money(…), …}, at least one',
            found=excerpt(costs),
        )
    currency = ""
    for name, amount in costs.items():
        named("a cost category", name)
        if type(amount) is not Money:
            raise InputError(
                f"the cost of {name} is not an amount", expected="Money", found=excerpt(amount)
            )
        if currency and amount.currency != currency:
            raise CurrencyMismatch(currency, amount.currency)
        currency = amount.currency
    return currency


def left_in(costs: Mapping[str, Money], excluded: Collection[str]) -> dict[str, Money]:
    """The costs of the categories that are not left out, each of which is stated.

    Raises:
        InputError: a category left out is not among the costs.
    """
    out = names("excluded", excluded)
    if unknown := out - costs.keys():
        raise InputError(
            f"nobody stated what is left out: {', '.join(sorted(unknown))}",
            expected=f"some of {', '.join(costs)}",
            remedy="state 0.00 where there are no such costs",
        )
    return {name: cost for name, cost in costs.items() if name not in out}


def added(terms: Mapping[str, Given], currency: str) -> Worked:
    """The sum of named amounts, in groups where one formula would be too long.

    >>> costs = {"external": Money("1.00 EUR"), "equipment": Money("2.00 EUR")}
    >>> print(added(costs, "EUR").explain("base"))
    base = external + equipment
        = 1.00 EUR + 2.00 EUR = 3.00 EUR
    """
    if not terms:
        none = Money.zero(currency)
        return Worked(none, "none", {"none": none})
    while len(terms) > _TERMS:
        terms = {
            f"group_{place}": _sum(group, currency)
            for place, group in enumerate(_groups(terms), 1)
        }
    return _sum(terms, currency)


def _groups(terms: Mapping[str, Given]) -> Iterable[Mapping[str, Given]]:
    rest = iter(terms.items())
    while group := dict(islice(rest, _TERMS)):
        yield group


def _sum(terms: Mapping[str, Given], currency: str) -> Worked:
    minor = 0
    for one in terms.values():
        held = one.value if type(one) is Worked else one
        assert type(held) is Money  # noqa: S101 (callers add amounts)
        minor += held.minor
    return Worked(Money.of_minor(minor, currency), " + ".join(terms), terms)


def rounded_number(numerator: int, denominator: int, rounding: Rounding) -> Fraction:
    """A number that is no amount, rounded as told: days to halves, months to hundredths.

    >>> rounded_number(69, 4, Rounding("half_up 0.5")), rounded_number(
    ...     69, 4, Rounding("half_even 0.5")
    ... )
    (Fraction(35, 2), Fraction(17, 1))
    """
    scale: int = 10**_DECIMALS
    return Fraction(told(rounding).minor(numerator * scale, denominator, _DECIMALS), scale)


def rounded_price(numerator: int, denominator: int, currency: str, rounding: Rounding) -> Price:
    """Exact minor units, as two whole numbers, rounded as told to the price of one unit.

    >>> rounded_price(3845678, 1720, "EUR", Rounding("half_up 0.0001"))
    Price('22.3586 EUR')
    """
    scale: int = 10 ** (_DECIMALS - exponent_of(currency))
    parts = told(rounding).minor(numerator * scale, denominator, _DECIMALS)
    whole, rest = divmod(abs(parts), 10**_DECIMALS)
    return Price(f"{'-' if parts < 0 else ''}{whole}.{rest:0{_DECIMALS}d} {currency}")


def positive(name: str, number: Fraction | int) -> Fraction:
    """An exact number above zero, to divide by.

    Raises:
        InputError: it is not exact, or zero or less.

    >>> positive("hours", 0)
    Traceback (most recent call last):
    InputError: hours is zero (expected a number above zero, found 0)
    """
    exact = quantity(name, number)
    if not exact:
        raise InputError(f"{name} is zero", expected="a number above zero", found="0")
    return exact


def exact_price(name: str, price: Price, currency: str = "") -> Fraction:
    """What a price is, in whole units of its currency.

    Raises:
        InputError: it is no price.
        CurrencyMismatch: it is in another currency than the one named.

    >>> exact_price("price", Price("12.25 EUR"))
    Fraction(49, 4)
    """
    if type(price) is not Price:
        raise InputError(f"{name} is not a price", expected="Price", found=excerpt(price))
    if currency and price.currency != currency:
        raise CurrencyMismatch(currency, price.currency)
    return Fraction(price.amount)


def priced(price: Price, number: Fraction, rounding: Rounding) -> Money:
    """A number of units at a price, rounded as told.

    >>> priced(Price("41.67 EUR"), Fraction("12.25"), Rounding("down 0.01"))
    Money('510.45 EUR')
    """
    units, parts = price.amount.as_integer_ratio()
    minor = units * number.numerator * 10 ** exponent_of(price.currency)
    return rounded(minor, parts * number.denominator, price.currency, rounding)


def part_of(name: str, rate: Rate) -> Fraction:
    """A share above zero and at most the whole, to divide by.

    Raises:
        InputError: it is no rate, or outside.

    >>> part_of("working_time", Rate("0 %"))
    Traceback (most recent call last):
    InputError: working_time is zero (expected above 0 %, found 0 %)
    """
    part = share(name, rate)
    if not part:
        raise InputError(f"{name} is zero", expected="above 0 %", found=str(rate))
    return part
