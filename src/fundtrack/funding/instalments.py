"""Instalments: an amount paid in parts that sum to it.

Shares of an amount rarely end in whole cents. Here a part is the difference between two running
totals, or the last part takes what is left; either way the parts sum to what is due.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .given import listed, one_currency, rounded, share
from .worked import Worked, Workings

#: Bits of the common denominator of shares: above any real one, still cheap.
_BITS_MAX = 512


class Instalments(Workings):
    """The parts of an amount, in their order; they sum to it."""

    parts: tuple[Worked, ...]


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
    before, so_far = Money.zero(one_currency(due=due)), Fraction(0)
    parts = [share(f"shares[{place}]", rate) for place, rate in enumerate(many_shares)]
    found = []
    for part, rate in zip(parts[:-1], many_shares, strict=False):
        so_far = plus(so_far, part)
        if rest == "spread":
            one = next_part(due, "due", so_far, before, rounding)
        else:
            minor = rounded(
                due.minor * part.numerator, part.denominator, due.currency, rounding
            )
            one = Worked(minor, "due * rate", {"due": due, "rate": rate}, rounding)
        found.append(one)
        before += one.money
    if so_far + parts[-1] != 1:
        raise InputError(
            "shares do not sum to the whole",
            expected="100 %",
            found=excerpt(str(so_far + parts[-1])),
        )
    last = {"due": due, "paid_before": before}
    found.append(Worked(due - before, "due - paid_before", last))
    return Instalments(tuple(found))


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
    total = Worked(
        rounded(numerator, so_far.denominator, amount.currency, rounding),
        f"{name} * share_total",
        {name: amount, "share_total": so_far},
        rounding,
    )
    return Worked(
        total.money - before, "total - paid_before", {"total": total, "paid_before": before}
    )
