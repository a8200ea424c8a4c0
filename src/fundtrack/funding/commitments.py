"""A programme's account with the Commission: what it may lose, and what it is paid at the end.

Money is committed by year and must be used some years later, or it is decommitted; the final
balance is the least of three figures that have to agree.
"""

from collections.abc import Iterable
from datetime import MAXYEAR

from fundtrack.values import InputError, Money, excerpt

from .exact import added
from .given import listed, not_negative, one_currency, whole
from .worked import Worked


def decommitment_at_risk(
    commitments: Iterable[tuple[int, Money]],
    *,
    year: int,
    years: int,
    prefinancing: Money,
    applications: Money,
    exemptions: Money,
) -> Worked:
    """What is lost at the end of a year unless more is applied for.

    Commitments up to `year - years` must be covered by pre-financing, by the contribution in
    payment applications and by exempted amounts. The whole contribution of an application
    counts, not the part of it that is paid at once.

    Args:
        commitments: Pairs of a year and the amount committed in it, zero or more each.
        year: At whose last day the account is tested.
        years: The years a commitment has, the n + `years` of the rule.
        prefinancing: All pre-financing, zero or more.
        applications: The contribution in applications up to the last day, zero or more.
        exemptions: What is exempt, zero or more.

    Raises:
        InputError: there are no commitments, one is no pair of a year and an amount, an amount
            is below zero, or a year is none of the calendar.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        Regulation 2021/1060, Article 105: n + 3 (verified).

    >>> risk = decommitment_at_risk(
    ...     [(2021, Money("10.00 EUR")), (2022, Money("14.00 EUR")), (2023, Money("9.00 EUR"))],
    ...     year=2025, years=3, prefinancing=Money("3.50 EUR"),
    ...     applications=Money("18.00 EUR"), exemptions=Money("0.00 EUR"),
    ... )
    >>> print(risk.explain("at_risk"))
    at risk = max(0, committed − prefinancing − applications − exemptions)
        = max(0, 24.00 EUR − 3.50 EUR − 18.00 EUR − 0.00 EUR) = 2.50 EUR
      committed = committed 2021 + committed 2022
          = 10.00 EUR + 14.00 EUR = 24.00 EUR
    """
    currency = not_negative(
        prefinancing=prefinancing, applications=applications, exemptions=exemptions
    )
    last = _year("year", year) - whole("years", years)
    by_year: dict[str, Money] = {}
    for place, pair in enumerate(listed("commitments", commitments)):
        if type(pair) is not tuple or len(pair) != 2:  # a year and an amount
            raise InputError(
                f"commitments[{place}] is not a year and an amount",
                expected='as (2022, Money("1.00 EUR"))',
                found=excerpt(pair),
            )
        of_year, amount = pair
        not_negative(**{f"commitments[{place}]": amount})
        one_currency(prefinancing=prefinancing, commitment=amount)
        if _year(f"the year of commitments[{place}]", of_year) <= last:
            name = f"committed_{of_year}"
            by_year[name] = by_year[name] + amount if name in by_year else amount
    committed = added(by_year, currency)
    covered = prefinancing.minor + applications.minor + exemptions.minor
    return Worked(
        Money.of_minor(max(0, committed.money.minor - covered), currency),
        "max(0, committed - prefinancing - applications - exemptions)",
        {
            "committed": committed,
            "prefinancing": prefinancing,
            "applications": applications,
            "exemptions": exemptions,
        },
    )


def final_programme_balance(*, declared: Money, support: Money, requested: Money) -> Worked:
    """The most a priority is paid in all: the least of three figures.

    Args:
        declared: The public contribution declared, the Union's money included.
        support: The Fund's support paid or to be paid to beneficiaries.
        requested: What the Member State requests.

    Raises:
        InputError: an amount is below zero.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        Regulation 2021/1060, Article 93(5): at the level of a priority, in the final accounting
        year (verified).

    >>> final_programme_balance(
    ...     declared=Money("310000.00 EUR"), support=Money("350000.00 EUR"),
    ...     requested=Money("350000.00 EUR"),
    ... ).money
    Money('310000.00 EUR')
    """
    not_negative(declared=declared, support=support, requested=requested)
    return Worked(
        min(declared, support, requested),
        "min(declared, support, requested)",
        {"declared": declared, "support": support, "requested": requested},
    )


def _year(name: str, number: int) -> int:
    """A year of the calendar."""
    if whole(name, number, least=1) > MAXYEAR:
        raise InputError(f"{name} is no year", expected=f"1 to {MAXYEAR}")
    return number
