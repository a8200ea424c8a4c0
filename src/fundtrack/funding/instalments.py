"""Instalments: an amount paid in parts that sum to it.

Shares of an amount rarely end in whole cents. Here a part is the difference between two running
totals, or the last part takes what is left; either way the parts sum to what is due.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .amounts import Parts, in_range, made
from .given import currency_of, listed, rounded, shares_of, told
from .minor import rounded_all, steps
from .weighed import over_common
from .worked import Given, Worked

#: Bits of the common denominator of shares: above any real one, still cheap.
_BITS_MAX = 512


class Instalments(Parts):
    """The parts of an amount, in their order; they sum to it."""


def instalments(
    due: Money,
    shares: Iterable[Rate],
    *,
    rest: Literal["spread", "last"],
    rounding: Rounding,
) -> Instalments:
    """Pay an amount in parts that sum to it, to the minor unit.

    Each part is its share rounded as told and the last one takes the rest (`last`); or all
    parts so far are the rounded share of all so far (`spread`), so that no part is off by more
    than one unit of the rounding and the last one still brings the whole.

    Args:
        due: What is paid in all, of any sign.
        shares: The share of each part, 0 to 100 % each, together 100 %.
        rest: Where the cents of the rounding go: "spread" or "last".
        rounding: Where the fraction of a cent of a part goes.

    Raises:
        InputError: there are no shares, one is outside 0 to 100 %, they do not sum to 100 %,
            `rest` is neither, or the unit of the rounding is finer than the currency.

    Source:
        "Funding-split mathematics", split.cumulative ("spread") and period spread ("last").

    >>> parts = instalments(
    ...     Money("100.00 EUR"), [Rate("1/3")] * 3, rest="spread",
    ...     rounding=Rounding("half_up 0.01"),
    ... ).parts
    >>> [str(part.money) for part in parts]
    ['33.33 EUR', '33.34 EUR', '33.33 EUR']
    """
    if rest not in ("spread", "last"):
        raise InputError("unknown rest", expected='"spread" or "last"', found=excerpt(rest))
    many_shares = listed("shares", shares)
    currency, exponent, whole = currency_of("due", due), due.exponent, due.minor
    pairs = shares_of("shares", many_shares)
    parts, common = over_common(pairs, "shares")
    so_far = list(accumulate(parts))
    if so_far[-1] != common:
        raise InputError(
            "shares do not sum to the whole",
            expected="100 %",
            found=excerpt(str(Fraction(so_far[-1], common))),
        )
    bases = so_far if rest == "spread" else parts
    marks = rounded_all(bases[:-1], whole, common, told(rounding), exponent)
    totals = marks if rest == "spread" else list(accumulate(marks))
    minors = steps([*totals, whole])
    in_range([whole - minors[-1], minors[-1]], currency)  # of one sign: none is above the sum

    def make() -> Instalments:
        amounts, before = made(minors, currency), made([0, *totals], currency)
        if rest == "last":
            found = [
                Worked(one, "due * rate", {"due": due, "rate": rate}, rounding)
                for one, rate in zip(amounts[:-1], many_shares, strict=False)
            ]
        else:
            fractions = [Fraction(part, common) for part in so_far]
            found = [
                _next(due, "due", part, total, paid, rounding)
                for part, total, paid in zip(fractions, before[1:], before, strict=False)
            ]
        last: dict[str, Given] = {"due": due, "paid_before": before[-1]}
        found.append(Worked(amounts[-1], "due - paid_before", last))
        return Instalments(tuple(found))

    return Instalments.late(make, _minors=minors, _currency=currency)


def plus(so_far: Fraction, part: Fraction) -> Fraction:
    """The sum of shares, refused while it is still cheap."""
    total = so_far + part
    if total.denominator.bit_length() > _BITS_MAX:
        raise InputError("the shares have no common denominator of a bearable size")
    return total


def next_part(
    amount: Money, name: str, so_far: Fraction, before: Money, rounding: Rounding
) -> Worked:
    """What brings the payments to the rounded share of all so far."""
    numerator = amount.minor * so_far.numerator
    total = rounded(numerator, so_far.denominator, amount.currency, rounding)
    return _next(amount, name, so_far, total, before, rounding)


def _next(
    amount: Money, name: str, so_far: Fraction, total: Money, before: Money, rounding: Rounding
) -> Worked:
    given: dict[str, Given] = {name: amount, "share_total": so_far}
    reached = Worked(total, f"{name} * share_total", given, rounding)
    return Worked(
        total - before, "total - paid_before", {"total": reached, "paid_before": before}
    )
