"""Pre-financing: what is paid before there are costs.

A project's pre-financing follows from its grant and its reporting periods; a programme's is
paid in yearly shares of its support. No share is known here: each comes from the act or the
agreement.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from fundtrack.values import InputError, Money, Rate, Rounding, excerpt

from .given import listed, not_negative, rounded, share, whole
from .instalments import next_part, plus
from .worked import Worked, Workings


class Tranche(Workings):
    """A part of an amount, the `year` it is of, the year it is `paid_in`, and all so far."""

    year: int
    paid_in: int
    amount: Worked
    total: Worked


class PrefinancingSchedule(Workings):
    """Yearly tranches in the order of their shares."""

    tranches: tuple[Tranche, ...]

    @property
    def total(self) -> Worked:
        """All tranches together."""
        return self.tranches[-1].total


def usual_prefinancing(
    grant: Money, periods: int, *, single: Rate, several: Rate, rounding: Rounding
) -> Worked:
    """The usual pre-financing of a grant with one or more reporting periods.

    With one period it is the share `single` of the grant; with n periods, the share `several`
    of the average grant of a period. The agreement's Data Sheet has the last word.

    Args:
        grant: The maximum grant amount, zero or more.
        periods: Reporting periods, 1 or more.
        single: Share with one period, 0 to 100 %.
        several: Share of the average per period with two or more, 0 to 200 %.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the grant is below zero, there is no period, a rate is out of range, or the
            unit of the rounding is finer than the currency.

    Source:
        Horizon Europe: 80 %, and 160 % of the average per period (European Commission, FAQ
        11521; verified). Horizon 2020: the grant by the number of periods, so 100 % and 100 %
        (Commission slides "H2020 Reporting and Payments"; verified).

    >>> usual = usual_prefinancing(
    ...     Money("2450000.00 EUR"), 4, single=Rate("80 %"), several=Rate("160 %"),
    ...     rounding=Rounding("down 0.01"),
    ... )
    >>> print(usual.explain("prefinancing"))
    prefinancing = grant × several ÷ periods
        = 2450000.00 EUR × 160 % ÷ 4 = 980000.00 EUR
    """
    currency = not_negative(grant=grant)
    one, more = share("single", single), share("several", several, high=2)
    if whole("periods", periods, least=1) == 1:
        amount = rounded(grant.minor * one.numerator, one.denominator, currency, rounding)
        return Worked(amount, "grant * single", {"grant": grant, "single": single}, rounding)
    return Worked(
        rounded(grant.minor * more.numerator, more.denominator * periods, currency, rounding),
        "grant * several / periods",
        {"grant": grant, "several": several, "periods": periods},
        rounding,
    )


def additional_prefinancing(
    amount: Money, rate: Rate, *, previous: Money, used: Money, rounding: Rounding
) -> Worked:
    """A further pre-financing, less what of the previous one should have been used by now.

    The share `rate` of the previous pre-financing must be used; what is missing is taken off.
    A payment is never below zero, which the agreement does not say.

    Args:
        amount: The further pre-financing of the Data Sheet, zero or more.
        rate: The share of the previous one that must be used, 0 to 100 %.
        previous: The previous pre-financing, zero or more.
        used: What of it has been used, zero or more.
        rounding: Where the fraction of a cent of what must be used goes.

    Raises:
        InputError: an amount is below zero, the rate is outside 0 to 100 %, or the unit of the
            rounding is finer than the currency.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.1: 70 % (verified).

    >>> further = additional_prefinancing(
    ...     Money("80000.00 EUR"), Rate("70 %"), previous=Money("150000.00 EUR"),
    ...     used=Money("96000.00 EUR"), rounding=Rounding("half_up 0.01"),
    ... )
    >>> further.money
    Money('71000.00 EUR')
    """
    currency = not_negative(amount=amount, previous=previous, used=used)
    part = share("rate", rate)
    to_use = Worked(
        rounded(previous.minor * part.numerator, part.denominator, currency, rounding),
        "previous * rate",
        {"previous": previous, "rate": rate},
        rounding,
    )
    missing = max(0, to_use.money.minor - used.minor)
    return Worked(
        Money.of_minor(max(0, amount.minor - missing), currency),
        "max(0, amount - max(0, to_use - used))",
        {"amount": amount, "to_use": to_use, "used": used},
    )


def prefinancing_schedule(
    support: Money,
    shares: Iterable[tuple[int, Rate]],
    *,
    adopted: int,
    basis: Literal["each_year", "cumulative"],
    rounding: Rounding,
) -> PrefinancingSchedule:
    """The yearly tranches of a programme's pre-financing.

    A tranche of a year before the adoption is paid in the year of adoption. A year may have
    several shares, as when an act adds one.

    Args:
        support: The support of the programme the shares are of, zero or more.
        shares: Pairs of a year and its share, 0 to 100 % each, in the order of their years.
        adopted: The year in which the programme is adopted.
        basis: What is rounded: the tranche of "each_year", or the sum so far, "cumulative".
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the support is below zero, there are no shares, one is no pair of a year and
            a rate of 0 to 100 %, the years go back, the basis is neither, or the unit of the
            rounding is finer than the currency.

    Source:
        Regulation 2021/1060, Article 90 (0.5 % a year 2021-2026, and 0.5 % more in 2022 and
        2023 for programmes under the goal of jobs and growth); Regulation 2021/1059, Article
        51(2) (1, 1, then 3 %); Regulation 1303/2013, Article 134 (1 % 2014-2016); Regulation
        1083/2006, Article 82 (2, 3, 4 %): all verified.

    >>> schedule = prefinancing_schedule(
    ...     Money("5400000.00 EUR"), [(year, Rate("1 %")) for year in (2014, 2015, 2016)],
    ...     adopted=2015, basis="each_year", rounding=Rounding("down 0.01"),
    ... )
    >>> [(tranche.paid_in, str(tranche.amount.money)) for tranche in schedule.tranches]
    [(2015, '54000.00 EUR'), (2015, '54000.00 EUR'), (2016, '54000.00 EUR')]
    >>> schedule.total.money
    Money('162000.00 EUR')
    """
    if basis not in ("each_year", "cumulative"):
        raise InputError(
            "unknown basis", expected='"each_year" or "cumulative"', found=excerpt(basis)
        )
    currency = not_negative(support=support)
    whole("adopted", adopted, least=1)
    before, sum_of_shares = Money.zero(currency), Fraction(0)
    tranches = []
    for year, rate in _yearly(shares):
        part = rate.fraction
        sum_of_shares = plus(sum_of_shares, part)
        if basis == "each_year":
            amount = Worked(
                rounded(support.minor * part.numerator, part.denominator, currency, rounding),
                "support * rate",
                {"support": support, "rate": rate},
                rounding,
            )
        else:
            amount = next_part(support, "support", sum_of_shares, before, rounding)
        total = before + amount.money
        given = {"paid_before": before, "amount": amount.money}
        tranches.append(
            Tranche(
                year, max(year, adopted), amount, Worked(total, "paid_before + amount", given)
            )
        )
        before = total
    return PrefinancingSchedule(tuple(tranches))


def _yearly(shares: Iterable[tuple[int, Rate]]) -> list[tuple[int, Rate]]:
    """Pairs of a year and its share, in the order of the years."""
    found: list[tuple[int, Rate]] = []
    for place, pair in enumerate(listed("shares", shares)):
        if type(pair) is not tuple or len(pair) != 2:  # a year and its share
            raise InputError(
                f"shares[{place}] is not a year and a share",
                expected='as (2022, Rate("0.5 %"))',
                found=excerpt(pair),
            )
        year, rate = pair
        whole(f"the year of shares[{place}]", year, least=1)
        share(f"shares[{place}]", rate)
        if found and year < found[-1][0]:
            raise InputError(
                f"the year of shares[{place}] goes back",
                expected=f"{found[-1][0]} or later",
                found=str(year),
                remedy="give the shares in the order of their years",
            )
        found.append((year, rate))
    return found
