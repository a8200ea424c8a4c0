"""A programme's account: decommitment and the final balance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.funding import Worked, decommitment_at_risk, final_programme_balance
from fundtrack.values import CurrencyMismatch, InputError, Money
from tests.funding.explained import held

ZERO = Money("0.00 EUR")
some = st.integers(0, 10**16).map(lambda minor: Money.of_minor(minor, "EUR"))


def money(text: str) -> Money:
    return Money(f"{text} EUR")


def at_risk(applications: str, *, year: int = 2025, exemptions: str = "0") -> Money:
    return held(
        decommitment_at_risk(
            [
                (2021, money("11000000")),
                (2022, money("13000000")),
                (2023, money("14000000")),
            ],
            year=year,
            years=3,
            prefinancing=money("3500000"),
            applications=money(applications),
            exemptions=money(exemptions),
        )
    ).money


@pytest.mark.parametrize(
    ("applications", "risk"),
    [
        ("18000000", "2500000"),  # PAY.DECOMMIT: 24.0 m - 3.5 m - 18.0 m
        ("20499999.99", "0.01"),
        ("20500000.00", "0"),
        ("20500000.01", "0"),
    ],
)
def test_the_example_of_the_sheet_and_its_edge(applications: str, risk: str) -> None:
    assert at_risk(applications) == money(risk)


@pytest.mark.parametrize(
    ("year", "risk"),
    [(2023, "0"), (2024, "0"), (2025, "2500000"), (2026, "16500000"), (2027, "16500000")],
)
def test_a_commitment_counts_from_its_third_year_on(year: int, risk: str) -> None:
    assert at_risk("18000000", year=year) == money(risk)


def test_the_sum_says_which_years_it_is_of() -> None:
    found = held(
        decommitment_at_risk(
            [(2021, money("1")), (2023, money("4")), (2022, money("2")), (2021, money("8"))],
            year=2025,
            years=3,
            prefinancing=ZERO,
            applications=ZERO,
            exemptions=ZERO,
        )
    )
    committed = found.given["committed"]
    assert isinstance(committed, Worked)
    assert dict(committed.given) == {"committed_2021": money("9"), "committed_2022": money("2")}
    assert found.money == money("11")


def test_exempt_amounts_count_as_used() -> None:
    assert at_risk("18000000", exemptions="2499999.99") == money("0.01")
    assert at_risk("18000000", exemptions="2500000.00") == ZERO


def test_at_n_plus_two_a_commitment_counts_a_year_earlier() -> None:
    """PAY.DECOMMIT, 0713."""

    def risk(years: int) -> Money:
        return held(
            decommitment_at_risk(
                [(2008, money("5"))],
                year=2010,
                years=years,
                prefinancing=ZERO,
                applications=money("1"),
                exemptions=ZERO,
            )
        ).money

    assert (risk(2), risk(3)) == (money("4"), ZERO)


@given(st.lists(st.tuples(st.integers(2014, 2030), some), min_size=1, max_size=8), some, some)
def test_what_is_at_risk_is_what_is_not_covered(commitments, prefinancing, applications):
    found = held(
        decommitment_at_risk(
            commitments,
            year=2025,
            years=3,
            prefinancing=prefinancing,
            applications=applications,
            exemptions=ZERO,
        )
    ).money
    due = sum(amount.minor for year, amount in commitments if year <= 2022)
    assert found.minor == max(0, due - prefinancing.minor - applications.minor)


@pytest.mark.parametrize(
    ("declared", "support", "requested", "balance"),
    [
        ("310000", "350000", "350000", "310000"),  # COFIN.CALC, PAY.FINALBALANCE.2127
        ("310000.00", "309999.99", "350000", "309999.99"),
        ("310000.00", "310000.00", "310000.00", "310000.00"),
        ("310000.01", "310000.02", "310000.00", "310000.00"),
        ("0", "350000", "350000", "0"),
    ],
)
def test_the_final_balance_is_the_least_of_three(
    declared: str, support: str, requested: str, balance: str
) -> None:
    found = final_programme_balance(
        declared=money(declared), support=money(support), requested=money(requested)
    )
    assert held(found).money == money(balance)


def test_what_it_refuses() -> None:
    one, krona = money("1"), Money("1.00 SEK")
    terms = {
        "year": 2025,
        "years": 3,
        "prefinancing": one,
        "applications": one,
        "exemptions": one,
    }
    with pytest.raises(InputError, match="wrong length of commitments"):
        decommitment_at_risk([], **terms)
    with pytest.raises(InputError, match=r"commitments\[0\] is not a year and an amount"):
        decommitment_at_risk([one], **terms)  # type: ignore[list-item]
    with pytest.raises(InputError, match=r"commitments\[1\] is below zero"):
        decommitment_at_risk([(2021, one), (2021, -one)], **terms)
    with pytest.raises(InputError, match=r"the year of commitments\[0\] is not a whole"):
        decommitment_at_risk([("2021", one)], **terms)  # type: ignore[list-item]
    with pytest.raises(InputError, match="year is no year"):
        decommitment_at_risk([(2021, one)], **(terms | {"year": 10_000}))
    with pytest.raises(CurrencyMismatch):
        decommitment_at_risk([(2021, krona)], **terms)
    with pytest.raises(InputError, match="applications is below zero"):
        decommitment_at_risk([(2021, one)], **(terms | {"applications": -one}))
    with pytest.raises(InputError, match="support is below zero"):
        final_programme_balance(declared=one, support=-one, requested=one)
    with pytest.raises(CurrencyMismatch):
        final_programme_balance(declared=one, support=krona, requested=one)
