"""In kind: what counts, what is never paid for, and which support is tested."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.funding import (
    fund_support_limit,
    grant_with_volunteers,
    inkind_counted,
    public_support_limit,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP = Rounding("down 0.01"), Rounding("up 0.01")
EURO, KRONA, NOTHING = Money("1.00 EUR"), Money("1.00 SEK"), Money("0.00 EUR")
amounts = st.integers(0, 10**15).map(lambda cents: Money.of_minor(cents, "EUR"))
rates = st.fractions(0, 1, max_denominator=1000).map(Rate)


@pytest.mark.parametrize(
    ("source", "offered", "co_financing", "limit", "counted"),
    [
        # split maths, 4: eligible 100 000 at 90 %, 10 000 beside it, half of it in kind
        ("over the limit", "8000", "10000", "50 %", "5000"),
        ("at the limit", "5000", "10000", "50 %", "5000"),
        ("a cent below", "4999.99", "10000", "50 %", "4999.99"),
        ("a cent above", "5000.01", "10000", "50 %", "5000"),
        ("no more than there is to pay", "12000", "10000", "100 %", "10000"),
        ("a limit of nothing", "1", "10000", "0 %", "0"),
        ("the limit is rounded down", "10", "0.05", "50 %", "0.02"),
    ],
)
def test_in_kind_counts_up_to_its_limit(
    source: str, offered: str, co_financing: str, limit: str, counted: str
) -> None:
    there, beside = Money(f"{offered} EUR"), Money(f"{co_financing} EUR")
    found = held(inkind_counted(there, beside, Rate(limit), rounding=DOWN))
    assert found.counted.money == Money(f"{counted} EUR"), source
    assert found.cash.money == beside - found.counted.money
    assert found.excess.money == there - found.counted.money


def test_a_coarse_limit_never_counts_more_than_there_is_to_pay() -> None:
    found = inkind_counted(EURO, Money("0.60 EUR"), Rate("50 %"), rounding=Rounding("up 1"))
    assert held(found).counted.money == Money("0.60 EUR")


@pytest.mark.parametrize(
    ("cash", "volunteers", "rate", "grant"),
    [
        ("80000", "20000", "90 %", "80000"),  # split maths, 4, "EU volunteers"
        ("90000", "10000", "90 %", "90000"),
        ("90000.01", "9999.99", "90 %", "90000"),
        ("89999.99", "10000.01", "90 %", "89999.99"),
        ("0", "20000", "90 %", "0"),
        ("80000", "0", "90 %", "72000"),
    ],
)
def test_nobody_is_paid_for_volunteers(
    cash: str, volunteers: str, rate: str, grant: str
) -> None:
    found = grant_with_volunteers(
        Money(f"{cash} EUR"), Money(f"{volunteers} EUR"), Rate(rate), rounding=DOWN
    )
    assert held(found).money == Money(f"{grant} EUR")


@pytest.mark.parametrize(
    ("fund", "other", "eligible", "in_kind", "limit", "excess"),
    [
        ("119000", "0", "140000", "32000", "108000", "11000"),  # shared management, LIM.INKIND
        ("108000", "0", "140000", "32000", "108000", "0"),
        ("108000.01", "0", "140000", "32000", "108000", "0.01"),
        ("90000", "18000", "140000", "32000", "108000", "0"),
        ("90000", "18000.01", "140000", "32000", "108000", "0.01"),
        ("0", "0", "5", "5", "0", "0"),
    ],
)
def test_public_support_stays_under_the_costs_without_in_kind(
    fund: str, other: str, eligible: str, in_kind: str, limit: str, excess: str
) -> None:
    amounts = [Money(f"{text} EUR") for text in (fund, other, eligible, in_kind)]
    found = held(public_support_limit(*amounts))
    assert found.support.money == amounts[0] + amounts[1]
    assert found.limit.money == Money(f"{limit} EUR")
    assert found.excess.money == Money(f"{excess} EUR")
    assert found.passes is (excess == "0")


def test_the_older_limit_counts_the_fund_alone() -> None:
    # LIM.INKIND, 2007-2013: the same operation passes, because national money is left out
    fund, other = Money("90000 EUR"), Money("29000 EUR")
    eligible, in_kind = Money("140000 EUR"), Money("32000 EUR")
    assert not held(public_support_limit(fund, other, eligible, in_kind)).passes
    older = held(fund_support_limit(fund, eligible, in_kind))
    assert (older.passes, older.support.money, older.excess.money) == (True, fund, NOTHING)
    over = held(fund_support_limit(Money("119000 EUR"), eligible, in_kind))
    assert (over.passes, over.excess.money) == (False, Money("11000 EUR"))


@given(amounts, amounts, rates)
def test_in_kind_and_cash_are_the_co_financing_and_nothing_is_lost(
    offered: Money, co_financing: Money, limit: Rate
) -> None:
    found = held(inkind_counted(offered, co_financing, limit, rounding=DOWN))
    counted = found.counted.money
    assert counted + found.cash.money == co_financing
    assert counted + found.excess.money == offered
    assert counted.minor <= limit.fraction * co_financing.minor
    assert counted == offered or counted.minor + 1 > limit.fraction * co_financing.minor


@given(amounts, amounts, rates)
def test_the_grant_keeps_under_its_rate_and_the_costs_in_cash(
    cash: Money, volunteers: Money, rate: Rate
) -> None:
    grant = held(grant_with_volunteers(cash, volunteers, rate, rounding=DOWN)).money
    exact = rate.fraction * (cash + volunteers).minor
    assert grant.minor <= min(exact, cash.minor)
    assert grant == cash or grant.minor + 1 > exact


@given(amounts, amounts, amounts, amounts)
def test_support_passes_exactly_if_nothing_is_above_the_limit(
    fund: Money, other: Money, cash: Money, in_kind: Money
) -> None:
    found = held(public_support_limit(fund, other, cash + in_kind, in_kind))
    assert found.limit.money == cash
    assert found.passes is (not found.excess.money) is (fund + other <= cash)
    older = held(fund_support_limit(fund, cash + in_kind, in_kind))
    assert older.passes is (fund <= cash)


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("offered is below zero", lambda: inkind_counted(-EURO, EURO, Rate("1 %"), rounding=UP)),
    ("limit is out of range", lambda: inkind_counted(EURO, EURO, Rate("2/1"), rounding=UP)),
    ("volunteers is below zero",
     lambda: grant_with_volunteers(EURO, -EURO, Rate("1 %"), rounding=UP)),
    ("in_kind is above eligible", lambda: fund_support_limit(EURO, EURO, 2 * EURO)),
    ("other_public is below zero", lambda: public_support_limit(EURO, -EURO, EURO, EURO)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        inkind_counted(EURO, KRONA, Rate("1 %"), rounding=UP)
    with pytest.raises(CurrencyMismatch):
        grant_with_volunteers(EURO, KRONA, Rate("1 %"), rounding=UP)
    with pytest.raises(CurrencyMismatch):
        fund_support_limit(EURO, KRONA, NOTHING)
