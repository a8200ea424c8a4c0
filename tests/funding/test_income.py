"""Program income, disposal and the cash report of US federal awards."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.funding import (
    ProgramIncome,
    disposal_proceeds,
    income_added,
    income_as_match,
    income_deducted,
    sf425_totals,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP = Rounding("down 0.01"), Rounding("up 0.01")
DOLLAR, KRONA = Money("1.00 USD"), Money("1.00 SEK")
amounts = st.integers(0, 10**14).map(lambda cents: Money.of_minor(cents, "USD"))
rates = st.fractions(0, 1, max_denominator=1000).map(Rate)
Way = Callable[..., ProgramIncome]


@pytest.mark.parametrize(
    ("way", "income", "programme", "grant", "match", "used", "cash"),
    [
        # US federal awards, us.income: allowable 100 000, federal 75 %, income 10 000
        (income_deducted, "10000", "100000", "67500", "22500", "0", "22500"),
        (income_added, "10000", "110000", "75000", "25000", "0", "25000"),
        (income_as_match, "10000", "100000", "75000", "25000", "10000", "15000"),
        (income_deducted, "0", "100000", "75000", "25000", "0", "25000"),
        (income_deducted, "100000.01", "100000", "0", "0", "0", "0"),
        (income_as_match, "25000", "100000", "75000", "25000", "25000", "0"),
        (income_as_match, "25000.01", "100000", "75000", "25000", "25000", "0"),
        (income_deducted, "0.01", "100000", "74999.99", "25000", "0", "25000"),
    ],
)
def test_the_three_ways_of_program_income(
    way: Way, income: str, programme: str, grant: str, match: str, used: str, cash: str
) -> None:
    found = held(way(Money("100000 USD"), Rate("75 %"), Money(f"{income} USD"), rounding=DOWN))
    assert [one.money for _, one in found.worked()] == [
        Money(f"{text} USD") for text in (programme, grant, match, used, cash)
    ]


@given(
    amounts, rates, amounts, st.sampled_from([income_deducted, income_added, income_as_match])
)
def test_who_pays_sums_to_the_programme_and_the_grant_keeps_its_rate(
    allowable: Money, rate: Rate, income: Money, way: Way
) -> None:
    found = held(way(allowable, rate, income, rounding=DOWN))
    grant, match = found.grant.money, found.match.money
    assert found.income_used.money + found.cash.money == match
    assert found.income_used.money <= income
    assert grant.minor <= rate.fraction * (grant + match).minor
    paid_by_income = min(income, allowable) if way is income_deducted else 0 * income
    added = income if way is income_added else 0 * income
    assert grant + match + paid_by_income + added == found.programme.money


@pytest.mark.parametrize(
    ("proceeds", "rate", "allowance", "owed"),
    [
        ("12000", "75 %", "1000", "8000"),  # US federal awards, us.disposal
        ("12000", "75 %", "0", "9000"),
        ("1333.33", "75 %", "1000", "0"),  # 999.9975 of share
        ("1333.35", "75 %", "1000", "0.01"),  # 1000.0125 of share
        ("0", "75 %", "1000", "0"),
        ("12000", "0 %", "1000", "0"),
    ],
)
def test_what_is_owed_of_a_sale(proceeds: str, rate: str, allowance: str, owed: str) -> None:
    found = disposal_proceeds(
        Money(f"{proceeds} USD"),
        Rate(rate),
        allowance=Money(f"{allowance} USD"),
        rounding=Rounding("half_up 0.01"),
    )
    assert held(found).owed.money == Money(f"{owed} USD")
    assert found.share.money == found.kept.money + found.owed.money


LINES = {
    "receipts": "90000",
    "disbursements": "78500",
    "authorised": "110000",
    "expenditures": "74000",
    "unliquidated": "8250",
    "recipient_share": "36000",
    "recipient_expenditures": "21400",
    "income_earned": "6000",
    "income_deducted": "2500",
    "income_added": "0",
}


@pytest.mark.parametrize(
    ("changed", "totals"),
    [
        # US federal awards, us.form.425: lines c, g, h, k, o
        ({}, ["11500", "82250", "27750", "14600", "3500"]),
        ({"income_deducted": "0", "income_added": "2500"},
         ["11500", "82250", "27750", "14600", "3500"]),
        ({"income_added": "1500"}, ["11500", "82250", "27750", "14600", "2000"]),
        ({"disbursements": "90000.01"}, ["-0.01", "82250", "27750", "14600", "3500"]),
    ],
)  # fmt: skip
def test_the_totals_of_a_cash_report(changed: dict[str, str], totals: list[str]) -> None:
    lines = {name: Money(f"{text} USD") for name, text in (LINES | changed).items()}
    found = held(sf425_totals(**lines))
    assert [one.money for _, one in found.worked()] == [Money(f"{t} USD") for t in totals]


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("income is below", lambda: income_added(DOLLAR, Rate("1 %"), -DOLLAR, rounding=DOWN)),
    ("allowable is below",
     lambda: income_deducted(-DOLLAR, Rate("1 %"), DOLLAR, rounding=DOWN)),
    ("rate is out of", lambda: income_as_match(DOLLAR, Rate("2/1"), DOLLAR, rounding=DOWN)),
    ("rounded grant is above",
     lambda: income_added(Money("0.50 USD"), Rate("1 %"), DOLLAR, rounding=Rounding("up 1"))),
    ("proceeds is below zero",
     lambda: disposal_proceeds(-DOLLAR, Rate("1 %"), allowance=DOLLAR, rounding=UP)),
    ("allowance is below zero",
     lambda: disposal_proceeds(DOLLAR, Rate("1 %"), allowance=-DOLLAR, rounding=UP)),
    ("receipts is below zero",
     lambda: sf425_totals(**dict.fromkeys(LINES, -DOLLAR))),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        income_added(DOLLAR, Rate("1 %"), KRONA, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        disposal_proceeds(DOLLAR, Rate("1 %"), allowance=KRONA, rounding=UP)
