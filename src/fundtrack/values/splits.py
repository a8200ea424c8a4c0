"""Splits that never lose a cent: over weights, and between support and own money."""

from collections.abc import Sequence
from math import lcm
from typing import Literal

from .errors import CurrencyMismatch, InputError, excerpt
from .money import Money
from .rate import Rate
from .record import Record
from .rounding import Rounding

#: Parts of one split; the rows a gate lets in.
PARTS_MAX = 200_000
#: Bits of one weight and of the common denominator of rates: above any real share, still cheap.
BITS_MAX = 512

Weights = Sequence[int] | Sequence[Rate] | Sequence[Money]


def split(
    whole: Money,
    weights: Weights,
    *,
    policy: Literal["largest_remainder"] = "largest_remainder",
) -> tuple[Money, ...]:
    """Split an amount in proportion to weights; the parts sum to the whole, to the minor unit.

    Largest remainder (Hamilton): every part gets its whole minor units, and those left over go
    one each to the largest remainders, the first of equals first. Integers decide. The parts of
    a negative amount are the negatives of the positive one's. A part never differs from its
    exact share by a whole minor unit, but it may shrink when the whole grows by a little (the
    Alabama paradox).

    Args:
        whole: The amount to split, of any sign.
        weights: All ints, all Rates, or all Money of one currency; zero or more each, not all
            zero. Only their proportion counts: rates need not sum to 100 %.
        policy: The rule for the minor units left over; there is one.

    Raises:
        InputError: no weights, more than 200,000, all zero, one negative, of different kinds or
            of a kind that is not exact; or an unknown policy.
        CurrencyMismatch: weights of money in different currencies.

    Source:
        "Funding-split mathematics", split.largest_remainder.

    >>> split(Money("100.00 EUR"), [1, 1, 1])
    (Money('33.34 EUR'), Money('33.33 EUR'), Money('33.33 EUR'))
    >>> split(Money("-0.01 EUR"), [Rate("85 %"), Rate("15 %")])
    (Money('-0.01 EUR'), Money('0.00 EUR'))
    """
    if policy != "largest_remainder":
        raise InputError(
            "unknown policy of a split", expected="largest_remainder", found=excerpt(policy)
        )
    if not isinstance(whole, Money):
        raise InputError("only an amount can be split", expected="Money", found=excerpt(whole))
    parts = largest_remainder(abs(whole.minor), _integers(weights))
    sign = -1 if whole.minor < 0 else 1
    return tuple(Money.of_minors([sign * part for part in parts], whole.currency))


def largest_remainder(whole: int, weights: Sequence[int]) -> list[int]:
    """Split a whole number >= 0; `weights` are >= 0 and not all 0.

    >>> largest_remainder(100, [1, 1, 1])
    [34, 33, 33]
    """
    total = sum(weights)
    shares = [divmod(whole * weight, total) for weight in weights]
    parts = [share for share, _ in shares]
    left_over = whole - sum(parts)
    # sorted is stable, so the first of equals comes first
    by_remainder = sorted(range(len(shares)), key=lambda i: -shares[i][1])
    for i in by_remainder[:left_over]:
        parts[i] += 1
    return parts


def _integers(weights: Weights) -> list[int]:
    """Check the weights and bring them to integers in the same proportion."""
    if not isinstance(weights, Sequence) or isinstance(weights, str | bytes):
        raise InputError("weights are a sequence", expected="a list", found=excerpt(weights))
    if not 0 < len(weights) <= PARTS_MAX:
        raise InputError(f"a split has 1 to {PARTS_MAX} weights", found=str(len(weights)))
    integers = _of_one_kind(weights)
    for weight, integer in zip(weights, integers, strict=True):
        if integer < 0:
            raise InputError("a weight is zero or more", found=_shown(weight))
        if integer.bit_length() > BITS_MAX:
            raise InputError("a weight is too large", found=_shown(weight))
    if not any(integers):
        raise InputError("all weights are zero, so there is nobody to give the amount to")
    return integers


def _of_one_kind(weights: Weights) -> list[int]:
    """Ints as they are, amounts in minor units, rates over their common denominator."""
    ints = [weight for weight in weights if type(weight) is int]
    amounts = [weight for weight in weights if isinstance(weight, Money)]
    rates = [weight.fraction for weight in weights if isinstance(weight, Rate)]
    if len(ints) == len(weights):
        return ints
    if len(amounts) == len(weights):
        for amount in amounts:
            if amount.currency != amounts[0].currency:
                raise CurrencyMismatch(amounts[0].currency, amount.currency)
        return [amount.minor for amount in amounts]
    if len(rates) == len(weights):
        common = 1
        for rate in rates:
            common = lcm(common, rate.denominator)
            if common.bit_length() > BITS_MAX:
                raise InputError("the rates have no common denominator of a bearable size")
        return [rate.numerator * (common // rate.denominator) for rate in rates]
    raise InputError(
        "weights are of one exact kind",
        expected="all ints, all Rates, or all Money",
        found=", ".join(sorted({type(weight).__name__ for weight in weights})),
    )


class CoFunding(Record):
    """Who pays what: `support` from the programme, `own` from the beneficiary."""

    support: Money
    own: Money


def co_fund(
    eligible: Money, rate: Rate, *, rounding: Rounding, ceiling: Money | None = None
) -> CoFunding:
    """Split eligible costs into support and own contribution.

    Support is `rate` of `eligible`, rounded as told, then cut at `ceiling` and at `eligible` (a
    rounding up to whole euro could pass it). The own contribution is all that is left, so the
    two always sum to `eligible` and neither is negative.

    Args:
        eligible: Eligible costs, zero or more; whole minor units of one currency.
        rate: Intervention rate, 0 to 1; write 85 % as `Rate("85 %")`.
        rounding: Where the fraction of a cent goes. The programme says, nobody guesses.
        ceiling: Most support the programme pays, same currency; `None` for no ceiling.

    Raises:
        InputError: `eligible` or `ceiling` is negative, `rate` is outside 0 to 1, or the unit
            of the rounding is finer than the currency (also a ValueError).
        CurrencyMismatch: `ceiling` is in another currency.

    Source:
        "Life Science Cluster of Latvia", project page (586 584.85 EUR, 498 597.12 EUR).

    >>> co_fund(Money("586584.85 EUR"), Rate("85 %"), rounding=Rounding("down 0.01"))
    CoFunding(support=Money('498597.12 EUR'), own=Money('87987.73 EUR'))
    """
    if not isinstance(rate, Rate):
        raise InputError("not a rate", expected="Rate", found=excerpt(rate))
    if not 0 <= rate.fraction <= 1:
        raise InputError("a rate of support is 0 to 100 %", found=str(rate))
    most = eligible if ceiling is None else ceiling
    for what, amount in (("eligible costs are", eligible), ("a ceiling is", most)):
        if not isinstance(amount, Money) or amount.minor < 0:
            raise InputError(f"{what} an amount of zero or more", found=_shown(amount))
    support = min(most, eligible, rate.of(eligible, rounding=rounding))
    return CoFunding(support=support, own=eligible - support)


def _shown(value: object) -> str:
    """Amounts and rates by their text, anything else as an excerpt."""
    return str(value) if isinstance(value, Money | Rate) else excerpt(value)
