"""Amounts, rates and numbers as people write them. Nothing is rounded on the way.

A figure with more digits than its unit shows them all; one that never ends is cut and ends
in `…`, so that it can never be taken for a rounded one.
"""

import re
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from fundtrack.values import Money, Price, Rate

from .languages import language_of

#: Wide enough for every figure that can reach this room; a host's own precision must not show.
_WIDE = Context(prec=500)
#: An endless figure shows this many decimals, then `…`.
_SHOWN = 6
#: A finite figure with more decimals than this is cut like an endless one.
_LONGEST = 60
_NO_BREAK = "\N{NO-BREAK SPACE}"
_LOCALES = {"en": "en", "lv": "lv"}
#: Between a currency's letters and a figure, where Babel leaves out the space of CLDR.
_GLUED = r"(?<=[A-Z]{3})(?=[0-9])"


def decimal_of(value: Fraction) -> tuple[Decimal, bool]:
    """The decimal digits of an exact value, and whether they are all of them.

    >>> decimal_of(Fraction(1, 8)), decimal_of(Fraction(1, 3))
    ((Decimal('0.125'), True), (Decimal('0.333333'), False))
    """
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0 and power <= _LONGEST:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    whole = rest == 1 and places <= _LONGEST
    shown = places if whole else _SHOWN
    digits = (
        abs(value.numerator) * 10**shown // value.denominator
    )  # cut toward zero, marked by …
    sign = int(value < 0)
    return Decimal((sign, tuple(map(int, str(digits))), -shown)), whole


def money(amount: Money | Price, language: str) -> str:
    """An amount with its currency, every digit of it.

    >>> money(Money("586584.85 EUR"), "en")
    '€586,584.85'
    >>> money(Money("586584.85 EUR"), "lv").replace(chr(0xA0), " ")
    '586 584,85 €'
    """
    return _currency(amount.amount, amount.currency, language)


def exact_money(amount: Fraction, currency: str, language: str) -> str:
    """An amount that need not be whole cents, with its currency.

    >>> exact_money(Fraction("498597.1225"), "EUR", "en")
    '€498,597.1225'
    >>> exact_money(Fraction(1, 3), "EUR", "en")
    '€0.333333…'
    """
    digits, whole = decimal_of(amount)
    return _marked(_currency(digits, currency, language), whole)


def number(value: Fraction | Decimal | int, language: str, decimals: int = 0) -> str:
    """A number without a unit, with at least `decimals` decimals and never fewer than it has.

    >>> number(Fraction("586584.8"), "en", 2), number(Fraction("0.8125"), "en", 2)
    ('586,584.80', '0.8125')
    """
    from babel.numbers import format_decimal

    digits, whole = decimal_of(Fraction(value))
    least = decimals if whole else _SHOWN
    pattern = "#,##0." + "0" * least if least else "#,##0.#"
    with localcontext(_WIDE):
        text = format_decimal(
            digits.normalize(), pattern, locale=_locale(language), decimal_quantization=False
        )
    return _marked(text, whole)


def rate(value: Rate | Fraction, language: str) -> str:
    """A rate in per cent, with a no-break space before the sign as the Union's texts set it.

    A rate without an end in per cent stands as its fraction where that is short.

    >>> rate(Rate("85 %"), "en").replace(chr(0xA0), " ")
    '85 %'
    >>> rate(Rate("17/200"), "lv").replace(chr(0xA0), " ")
    '8,5 %'
    >>> rate(Rate("2/37"), "en").replace(chr(0xA0), " ")
    '2/37 (5.405405… %)'
    """
    exact = value.fraction if isinstance(value, Rate) else value
    percent = number(exact * 100, language) + _NO_BREAK + "%"
    if decimal_of(exact * 100)[1] or exact.denominator > 999:
        return percent
    return f"{exact} ({percent})"


def _locale(language: str) -> str:
    return _LOCALES[language_of(language)]


def _currency(digits: Decimal, currency: str, language: str) -> str:
    from babel.numbers import format_currency

    with localcontext(_WIDE):
        text = format_currency(
            digits, currency, locale=_locale(language), decimal_quantization=False
        )
    return re.sub(_GLUED, _NO_BREAK, text)


def _marked(text: str, whole: bool) -> str:
    """The text with `…` after its last digit, unless it shows the whole figure."""
    if whole:
        return text
    last = max(at for at, sign in enumerate(text) if sign.isdigit()) + 1
    return text[:last] + "…" + text[last:]
