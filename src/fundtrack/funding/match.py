"""Match: what must stand beside a grant, in money and in kind.

Programmes state a match in two ways that do not mix: as the share the grant may be of the
total, or as a ratio to the grant. Each has its own function, and its result says whether the
promise is kept after rounding; `up` always keeps it.
"""

from fundtrack.values import InputError, Money, Rate, Rounding

from .given import not_negative, rounded, share, told
from .rates import portion
from .worked import Worked, Workings

#: The highest ratio of a match to a grant that is taken for one: a thousand to one.
RATIO_MAX = 1000


class Match(Workings):
    """A match, the total with the grant, and the rate that both amounts really give.

    `effective` is exact: the grant's share of the total, or the match's ratio to the grant;
    None where it would be a share of nothing. `kept` says that it is on the right side.
    """

    match: Worked
    total: Worked
    effective: Worked | None
    kept: bool


def required_match(grant: Money, rate: Rate, *, rounding: Rounding) -> Match:
    """The match beside a grant that may be `rate` of the total of both.

    Args:
        grant: The grant, zero or more.
        rate: The most the grant may be of grant and match; zero only for no grant.
        rounding: Where the fraction of a cent goes; `up` is safe.

    Raises:
        InputError: the grant is below zero, the rate is outside 0 to 100 %, or it is zero and
            the grant is not.

    Source:
        "US federal awards", us.match.convention (as a share of the total) and
        us.match.rounding; 2 CFR 200.306 (verified). Printed examples that cut to whole dollars
        leave the grant above its rate: `kept` is then False.

    >>> rate = Rate("70 %")
    >>> match = required_match(Money("250.00 USD"), rate, rounding=Rounding("up 0.01"))
    >>> match.match.money, match.kept
    (Money('107.15 USD'), True)
    >>> required_match(Money("250.00 USD"), rate, rounding=Rounding("half_up 0.01")).kept
    False
    """
    currency = not_negative(grant=grant)
    part = share("rate", rate)
    if part:
        rest = part.denominator - part.numerator
        match = Worked(
            rounded(grant.minor * rest, part.numerator, currency, rounding),
            "grant * (1 - rate) / rate",
            {"grant": grant, "rate": rate},
            rounding,
        )
    elif grant:
        raise InputError("no match makes this grant 0 % of the total", found=str(grant))
    else:
        told(rounding)
        match = Worked(grant, "grant", {"grant": grant})
    both = _total(grant, match)
    return Match(
        match,
        both,
        _exact_rate("grant / total_costs", grant, both) if both.money else None,
        grant.minor * part.denominator <= both.money.minor * part.numerator,
    )


def required_match_ratio(grant: Money, ratio: Rate, *, rounding: Rounding) -> Match:
    """The match beside a grant as a ratio to the grant itself.

    Args:
        grant: The grant, zero or more.
        ratio: The least match for each unit of the grant; one to one is 100 %, and it may be
            more, up to a thousand to one.
        rounding: Where the fraction of a cent goes; `up` is safe.

    Raises:
        InputError: the grant or the ratio is below zero, or the ratio is over 1000.

    Source:
        "US federal awards", us.match.convention (as a ratio to the federal share).

    >>> match = required_match_ratio(
    ...     Money("420000.00 USD"), Rate("10 %"), rounding=Rounding("up 0.01")
    ... )
    >>> match.match.money, match.total.money
    (Money('42000.00 USD'), Money('462000.00 USD'))
    """
    not_negative(grant=grant)
    match = portion("grant", grant, "ratio", ratio, rounding, high=RATIO_MAX)
    part = ratio.fraction
    effective = None
    if grant:
        effective = Worked(
            Rate.between(match.money, grant), "match / grant", {"match": match, "grant": grant}
        )
    return Match(
        match,
        _total(grant, match),
        effective,
        match.money.minor * part.denominator >= grant.minor * part.numerator,
    )


def _total(grant: Money, match: Worked) -> Worked:
    return Worked(grant + match.money, "grant + match", {"grant": grant, "match": match})


def _exact_rate(formula: str, grant: Money, total: Worked) -> Worked:
    rate = Rate.between(grant, total.money)
    return Worked(rate, formula, {"grant": grant, "total_costs": total})
