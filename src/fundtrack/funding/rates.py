"""Grants and own money from rates, on the safe side of a limit.

A rate that is a ceiling must not be passed by rounding, so a grant under it is rounded `down`;
a share that somebody must bring must be reached, so it is rounded `up`. Each function says
which way is safe and refuses no other: the programme decides, the caller states it.
Nothing here rounds twice: a rate is used exactly, unless a programme publishes it rounded.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from fundtrack.values import InputError, Money, Rate, Rounding

from .given import not_negative, rounded, share, told
from .worked import Given, Worked, Workings

#: Decimals of a percent that a rounding of a rate may name, and the rate in such steps.
_DECIMALS = 6
_STEPS = 100 * 10**_DECIMALS
#: What a rounded rate says beside its rounding: 0.01 is a hundredth of a percent.
_PERCENT = "in percent"


class ImpliedBases(Workings):
    """What two rates were applied to, read back from the grant that they gave together."""

    high: Worked
    low: Worked


def grant_from_rate(
    eligible: Money, rate: Rate, *, rounding: Rounding, ceiling: Money | None = None
) -> Worked:
    """The grant as a share of eligible costs, cut at a ceiling.

    The share is rounded as told and then cut; under a rate that is a maximum, `down` never
    passes it.

    Args:
        eligible: Eligible costs, zero or more.
        rate: 0 to 100 %.
        rounding: Where the fraction of a cent goes.
        ceiling: The most the grant may be, same currency; None for no ceiling.

    Raises:
        InputError: an amount is below zero, the rate is outside 0 to 100 %, or the unit of the
            rounding is finer than the currency.
        CurrencyMismatch: the ceiling is in another currency.

    Source:
        "Funding-split mathematics", num.side and split.capped.

    >>> grant = grant_from_rate(
    ...     Money("586584.85 EUR"), Rate("85 %"), rounding=Rounding("down 0.01")
    ... )
    >>> print(grant.explain("grant"))
    grant = eligible × rate
        = 586584.85 EUR × 85 % = 498597.1225 EUR, down 0.01: 498597.12 EUR
    """
    not_negative("ceiling", eligible=eligible, ceiling=ceiling)
    grant = portion("eligible", eligible, "rate", rate, rounding)
    return grant if ceiling is None else _cut(grant, ceiling)


def grant_pro_rata(
    eligible: Money,
    part: Money,
    whole: Money,
    *,
    rate_rounding: Rounding | None,
    rounding: Rounding,
) -> Worked:
    """The grant at the rate that two planned amounts give: `part` of `whole`.

    Some programmes use the exact ratio, others a percentage rounded before use; both are
    stated, because 900 of 1450 is 55 862.07 of 90 000 exactly and 55 863.00 at 62.07 %.

    Args:
        eligible: Eligible costs of the report, zero or more.
        part: The planned grant, zero to `whole`.
        whole: The planned costs, above zero.
        rate_rounding: How the rate is rounded, in percent ("half_up 0.01" gives 62.07 %);
            None uses it exactly.
        rounding: Where the fraction of a cent goes; `down` is safe under a maximum rate.

    Raises:
        InputError: an amount is below zero, `part` is above `whole`, or `whole` is zero.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "Funding-split mathematics", section 4, "rate rounded before use".

    >>> print(grant_pro_rata(
    ...     Money("90000.00 EUR"), Money("900.00 EUR"), Money("1450.00 EUR"),
    ...     rate_rounding=Rounding("half_up 0.01"), rounding=Rounding("half_up 0.01"),
    ... ).explain("grant"))
    grant = eligible × rate
        = 90000.00 EUR × 62.07 % = 55863.00 EUR
      rate = part ÷ whole
          = 900.00 EUR ÷ 1450.00 EUR = 18/29, half_up 0.01, in percent: 62.07 %
    """
    currency = not_negative(eligible=eligible, part=part, whole=whole)
    exact = _part_of(part, whole)
    given: dict[str, Given] = {"part": part, "whole": whole}
    if rate_rounding is None:
        return Worked(
            rounded(eligible.minor * exact.numerator, exact.denominator, currency, rounding),
            "eligible * (part / whole)",
            {"eligible": eligible, **given},
            rounding,
        )
    rate = in_percent(exact, "part / whole", given, rate_rounding)
    return portion("eligible", eligible, "rate", rate, rounding)


def own_required(eligible: Money, own_rate: Rate, *, rounding: Rounding) -> Worked:
    """The own contribution as a least share of eligible costs; `up` always reaches it.

    Args:
        eligible: Eligible costs, zero or more.
        own_rate: The least own share, 0 to 100 %.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the amount is below zero, or the rate is outside 0 to 100 %.

    Source:
        "Funding-split mathematics", num.side.

    >>> own_required(Money("0.10 EUR"), Rate("15 %"), rounding=Rounding("up 0.01")).money
    Money('0.02 EUR')
    """
    not_negative(eligible=eligible)
    return portion("eligible", eligible, "own_rate", own_rate, rounding)


def grant_as_residual(
    eligible: Money, own_rate: Rate, *, rounding: Rounding, ceiling: Money | None = None
) -> Worked:
    """The grant as what the required own contribution leaves, cut at a ceiling.

    Here the own contribution is rounded and the grant never: with `up` the grant keeps under
    the rest of the rate. A rounding to a coarse unit cannot take the grant below zero.

    Args:
        eligible: Eligible costs, zero or more.
        own_rate: The least own share, 0 to 100 %.
        rounding: Where the fraction of a cent of the own contribution goes.
        ceiling: The most the grant may be, same currency; None for no ceiling.

    Raises:
        InputError: an amount is below zero, or the rate is outside 0 to 100 %.
        CurrencyMismatch: the ceiling is in another currency.

    Source:
        "EU shared management", COFIN.CALC (the opposite direction).

    >>> grant_as_residual(Money("0.10 EUR"), Rate("15 %"), rounding=Rounding("up 0.01")).money
    Money('0.08 EUR')
    """
    not_negative("ceiling", eligible=eligible, ceiling=ceiling)
    own = own_required(eligible, own_rate, rounding=rounding)
    grant = Worked(
        Money.of_minor(max(0, eligible.minor - own.money.minor), eligible.currency),
        "max(0, eligible - own)",
        {"eligible": eligible, "own": own},
    )
    return grant if ceiling is None else _cut(grant, ceiling)


def grant_as_balance(eligible: Money, financing: Money) -> Worked:
    """The grant as what other financing leaves of the costs; zero where it covers them.

    Nothing is rounded; whether the grant keeps under its rate is asked of `headroom`.

    Raises:
        InputError: an amount is below zero.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", section 12: Interreg Aurora takes net cost less financing first
        and checks the share afterwards (verified).

    >>> grant_as_balance(Money("1000.00 EUR"), Money("350.00 EUR")).money
    Money('650.00 EUR')
    """
    currency = not_negative(eligible=eligible, financing=financing)
    return Worked(
        Money.of_minor(max(0, eligible.minor - financing.minor), currency),
        "max(0, eligible - financing)",
        {"eligible": eligible, "financing": financing},
    )


def rate_between(part: Money, whole: Money) -> Worked:
    """The effective rate of two amounts, exact.

    Raises:
        InputError: `whole` is zero, an amount is below zero, or `part` is above `whole`.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", COFIN.CALC (the inverse).

    >>> rate_between(Money("368000.00 EUR"), Money("440000.00 EUR")).value
    Rate('46/55')
    """
    not_negative(part=part, whole=whole)
    rate = Rate(_part_of(part, whole))
    return Worked(rate, "part / whole", {"part": part, "whole": whole})


def total_from_grant(grant: Money, rate: Rate, *, rounding: Rounding) -> Worked:
    """The costs of which the grant is `rate`; with `up`, the least that keep it under the rate.

    Args:
        grant: The grant, zero or more.
        rate: The most the grant may be of the costs; zero only for no grant.
        rounding: Where the fraction goes; a unit of 1 gives whole euro.

    Raises:
        InputError: the grant is below zero, the rate is outside 0 to 100 %, or it is zero and
            the grant is not.

    Source:
        "Latvian programmes", lv.private_minimum.

    >>> total = total_from_grant(
    ...     Money("5000000.00 EUR"), Rate("85 %"), rounding=Rounding("up 1")
    ... )
    >>> total.money
    Money('5882353.00 EUR')
    """
    currency = not_negative(grant=grant)
    part = share("rate", rate)
    if not part:
        if grant:
            raise InputError("no costs make this grant 0 % of them", found=str(grant))
        told(rounding)
        return Worked(grant, "grant", {"grant": grant})
    return Worked(
        rounded(grant.minor * part.denominator, part.numerator, currency, rounding),
        "grant / rate",
        {"grant": grant, "rate": rate},
        rounding,
    )


def implied_bases(
    eligible: Money, grant: Money, *, high: Rate, low: Rate, rounding: Rounding
) -> ImpliedBases:
    """The costs under each of two rates that give this grant together.

    Args:
        eligible: All costs, zero or more.
        grant: The grant of both rates.
        high: The higher rate.
        low: The lower rate.
        rounding: Where the fraction of a cent of the higher base goes; the lower is the rest.

    Raises:
        InputError: the grant lies outside the two rates of the costs, or the rates are equal
            or the wrong way round.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "Latvian programmes", lv.cluster.mixed_intensity.

    >>> bases = implied_bases(
    ...     Money("540000.00 EUR"), Money("469800.00 EUR"),
    ...     high=Rate("90 %"), low=Rate("85 %"), rounding=Rounding("half_up 0.01"),
    ... )
    >>> bases.high.money, bases.low.money
    (Money('216000.00 EUR'), Money('324000.00 EUR'))
    """
    currency = not_negative(eligible=eligible, grant=grant)
    top, bottom = share("high", high), share("low", low)
    if top <= bottom:
        raise InputError("high is above low", expected=f"over {low}", found=str(high))
    if not bottom * eligible.minor <= grant.minor <= top * eligible.minor:
        raise InputError(
            "no bases give this grant",
            expected=f"{low} to {high} of {eligible}",
            found=str(grant),
        )
    exact = (grant.minor - bottom * eligible.minor) / (top - bottom)
    given: dict[str, Given] = {"grant": grant, "eligible": eligible, "high": high, "low": low}
    above = Worked(
        rounded(exact.numerator, exact.denominator, currency, rounding),
        "(grant - eligible * low) / (high - low)",
        given,
        rounding,
    )
    return ImpliedBases(
        above,
        Worked(
            eligible - above.money, "eligible - base", {"eligible": eligible, "base": above}
        ),
    )


def in_percent(
    exact: Fraction, formula: str, given: Mapping[str, Given], rounding: Rounding
) -> Worked:
    """A rate that is rounded before it is used; the unit of the rounding is in percent.

    >>> given = {"part": Money("2.00 EUR"), "whole": Money("3.00 EUR")}
    >>> cut = in_percent(Fraction(2, 3), "part / whole", given, Rounding("down 0.1"))
    >>> print(cut.explain("rate"))
    rate = part ÷ whole
        = 2.00 EUR ÷ 3.00 EUR = 2/3, down 0.1, in percent: 66.6 %
    """
    steps = told(rounding).minor(exact.numerator * _STEPS, exact.denominator, _DECIMALS)
    return Worked(Rate(Fraction(steps, _STEPS)), formula, given, rounding, policy=_PERCENT)


def portion(
    name: str,
    amount: Money | Worked,
    rate_name: str,
    rate: Rate | Worked,
    rounding: Rounding,
    *,
    high: int = 1,
) -> Worked:
    """A rate of an amount, rounded as told; the formula names both as the caller does."""
    plain = rate.value if isinstance(rate, Worked) else rate
    part = share(rate_name, cast("Rate", plain), high=high)
    base = amount.money if isinstance(amount, Worked) else amount
    return Worked(
        rounded(base.minor * part.numerator, part.denominator, base.currency, rounding),
        f"{name} * {rate_name}",
        {name: amount, rate_name: rate},
        rounding,
    )


def _cut(grant: Worked, ceiling: Money) -> Worked:
    least = min(ceiling, grant.money)
    return Worked(least, "min(grant, ceiling)", {"grant": grant, "ceiling": ceiling})


def _part_of(part: Money, whole: Money) -> Fraction:
    """An exact share of 0 to 1 of amounts that are zero or more."""
    if not whole:
        raise InputError("a share of nothing is not defined", found=str(whole))
    if part.minor > whole.minor:
        raise InputError("part is above whole", expected=f"{whole} or less", found=str(part))
    return Fraction(part.minor, whole.minor)
