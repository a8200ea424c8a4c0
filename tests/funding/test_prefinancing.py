"""Pre-financing of projects and programmes: the sheets' examples, boundaries, laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.funding import (
    additional_prefinancing,
    prefinancing_schedule,
    usual_prefinancing,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
HALF_UP = Rounding("half_up 0.01")
some = st.integers(0, 10**17).map(lambda minor: Money.of_minor(minor, "EUR"))


def money(text: str) -> Money:
    return Money(f"{text} EUR")


@pytest.mark.parametrize(
    ("source", "grant", "periods", "single", "several", "prefinancing"),
    [
        ("eu.he.prefin.default: four periods, 40 %", "2450000", 4, "80 %", "160 %", "980000"),
        ("eu.he.prefin.default: one period", "2450000", 1, "80 %", "160 %", "1960000"),
        ("eu.he.prefin.default: two periods, 80 %", "2450000", 2, "80 %", "160 %", "1960000"),
        ("eu.he.prefin.default: three periods", "1000000", 3, "80 %", "160 %", "533333.33"),
        (
            "eu.prev.retention (Horizon 2020): grant / n",
            "2450000",
            4,
            "100 %",
            "100 %",
            "612500",
        ),
        ("eu.prev.retention (Horizon 2020), n = 1", "2450000", 1, "100 %", "100 %", "2450000"),
        ("no grant", "0", 3, "80 %", "160 %", "0"),
        ("10^15 euros", "1000000000000000", 4, "80 %", "160 %", "400000000000000"),
    ],
)
def test_the_usual_prefinancing(
    source: str, grant: str, periods: int, single: str, several: str, prefinancing: str
) -> None:
    found = usual_prefinancing(
        money(grant), periods, single=Rate(single), several=Rate(several), rounding=DOWN
    )
    assert held(found).money == money(prefinancing), source


@given(some, st.integers(2, 20), st.fractions(0, 2, max_denominator=100))
def test_several_periods_share_the_prefinancing_of_two(grant, periods, several):
    found = held(
        usual_prefinancing(
            grant, periods, single=Rate("80 %"), several=Rate(several), rounding=DOWN
        )
    ).money
    exact = grant.minor * several / periods
    assert found <= grant
    assert exact - 1 < found.minor <= exact


@pytest.mark.parametrize(
    ("source", "amount", "previous", "used", "further"),
    [
        ("eu.mga.prefin.additional", "80000", "150000", "96000", "71000"),
        # 70 % of 150 000 is 105 000: used one cent below, at and above it
        ("below what must be used", "80000", "150000", "104999.99", "79999.99"),
        ("at what must be used", "80000", "150000", "105000", "80000"),
        ("above what must be used", "80000", "150000", "105000.01", "80000"),
        # what is missing is one cent below, at and above the further pre-financing
        ("a cent is left", "80000", "150000", "25000.01", "0.01"),
        ("nothing is left", "80000", "150000", "25000", "0"),
        ("less than nothing is nothing", "80000", "150000", "24999.99", "0"),
        ("no previous one", "80000", "0", "0", "80000"),
    ],
)
def test_additional_prefinancing(
    source: str, amount: str, previous: str, used: str, further: str
) -> None:
    found = additional_prefinancing(
        money(amount),
        Rate("70 %"),
        previous=money(previous),
        used=money(used),
        rounding=HALF_UP,
    )
    assert held(found).money == money(further), source


def test_what_must_be_used_is_rounded_as_told() -> None:
    def further(rounding: str) -> Money:
        return held(
            additional_prefinancing(
                money("1"),
                Rate("70 %"),
                previous=money("0.75"),  # 0.525 must be used
                used=money("0"),
                rounding=Rounding(rounding),
            )
        ).money

    assert further("down 0.01") == money("0.48")
    assert further("half_up 0.01") == money("0.47")


def years(first: int, *rates: str) -> list[tuple[int, Rate]]:
    return [(first + place, Rate(rate)) for place, rate in enumerate(rates)]


JOBS_AND_GROWTH = [(2022, Rate("0.5 %")), (2023, Rate("0.5 %"))]


@pytest.mark.parametrize(
    ("source", "support", "shares", "tranches", "total"),
    [
        (
            "PAY.PREFIN.2127, 0.5 % a year",
            "3600000",
            years(2021, *["0.5 %"] * 6),
            "18000 18000 18000 18000 18000 18000",
            "108000",
        ),
        (
            "PAY.PREFIN.2127, jobs and growth: 4 %",
            "3600000",
            sorted(years(2021, *["0.5 %"] * 6) + JOBS_AND_GROWTH, key=lambda pair: pair[0]),
            "18000 18000 18000 18000 18000 18000 18000 18000",
            "144000",
        ),
        (
            "PAY.PREFIN.1420, initial",
            "5400000",
            years(2014, "1 %", "1 %", "1 %"),
            "54000 54000 54000",
            "162000",
        ),
        (
            "PAY.PREFIN.1420, states under assistance",
            "5400000",
            years(2014, "1.5 %", "1.5 %", "1 %"),
            "81000 81000 54000",
            "216000",
        ),
        (
            "PAY.PREFIN.1420, annual 2016-2020",
            "1000000",
            years(2016, "2 %", "2.625 %", "2.75 %", "2.875 %", "3 %"),
            "20000 26250 27500 28750 30000",
            "132500",
        ),
        (
            "PAY.PREFIN.0713, members since 2004",
            "1000000",
            years(2007, "2 %", "3 %", "4 %"),
            "20000 30000 40000",
            "90000",
        ),
        (
            "IRG.PREFIN.2127",
            "1000000",
            years(2021, "1 %", "1 %", "3 %", "3 %", "3 %", "3 %"),
            "10000 10000 30000 30000 30000 30000",
            "140000",
        ),
    ],
)
@pytest.mark.parametrize("basis", ["each_year", "cumulative"])
def test_the_schedules_of_the_sheets(
    source: str,
    support: str,
    shares: list[tuple[int, Rate]],
    tranches: str,
    total: str,
    basis: str,
) -> None:
    found = held(
        prefinancing_schedule(
            money(support), shares, adopted=shares[0][0], basis=basis, rounding=DOWN
        )
    )
    assert [one.amount.money for one in found.tranches] == [
        money(amount) for amount in tranches.split()
    ], source
    assert [one.year for one in found.tranches] == [year for year, _ in shares]
    assert [one.paid_in for one in found.tranches] == [year for year, _ in shares]
    assert found.total.money == money(total), source


@pytest.mark.parametrize(
    ("adopted", "paid_in"),
    [
        (2013, [2014, 2015, 2016]),
        (2014, [2014, 2015, 2016]),
        (2015, [2015, 2015, 2016]),
        (2017, [2017, 2017, 2017]),
    ],
)
def test_tranches_before_the_adoption_are_paid_in_its_year(
    adopted: int, paid_in: list[int]
) -> None:
    """PAY.PREFIN.1420, Article 134(1)."""
    found = prefinancing_schedule(
        money("5400000"),
        years(2014, "1 %", "1 %", "1 %"),
        adopted=adopted,
        basis="each_year",
        rounding=DOWN,
    )
    assert [one.paid_in for one in held(found).tranches] == paid_in
    assert [one.year for one in found.tranches] == [2014, 2015, 2016]


def test_the_two_bases_part_at_the_cents() -> None:
    def cents(basis: str) -> list[int]:
        found = held(
            prefinancing_schedule(
                money("1.50"),
                years(2021, *["0.5 %"] * 4),
                adopted=2021,
                basis=basis,  # type: ignore[arg-type]
                rounding=HALF_UP,
            )
        )
        return [one.amount.money.minor for one in found.tranches]

    assert cents("each_year") == [1, 1, 1, 1]  # 0.0075 each
    assert cents("cumulative") == [1, 1, 0, 1]  # 0.0075, 0.0150, 0.0225, 0.0300


@given(
    some,
    st.lists(st.fractions(0, 1, max_denominator=200), min_size=1, max_size=6),
    st.integers(2010, 2030),
)
def test_a_cumulative_schedule_sums_to_the_share_of_all_its_years(support, fractions, adopted):
    while sum(fractions) > 9:
        fractions.pop()
    shares = [(2014 + place, Rate(one)) for place, one in enumerate(fractions)]
    found = held(
        prefinancing_schedule(
            support, shares, adopted=adopted, basis="cumulative", rounding=DOWN
        )
    )
    exact = support.minor * sum(fractions)
    assert found.total.money.minor == exact.numerator // exact.denominator
    assert sum(one.amount.money.minor for one in found.tranches) == found.total.money.minor
    assert [one.paid_in for one in found.tranches] == [max(year, adopted) for year, _ in shares]


def test_what_it_refuses() -> None:
    one, krona = money("1"), Money("1.00 SEK")
    rates = {"single": Rate("80 %"), "several": Rate("160 %"), "rounding": DOWN}
    with pytest.raises(InputError, match="grant is below zero"):
        usual_prefinancing(-one, 2, **rates)
    with pytest.raises(InputError, match="periods is too small"):
        usual_prefinancing(one, 0, **rates)
    with pytest.raises(InputError, match="single is out of range"):
        usual_prefinancing(one, 2, **(rates | {"single": Rate("101 %")}))
    with pytest.raises(InputError, match="several is out of range"):
        usual_prefinancing(one, 2, **(rates | {"several": Rate("200.01 %")}))
    further = {"previous": one, "used": one, "rounding": DOWN}
    with pytest.raises(InputError, match="used is below zero"):
        additional_prefinancing(one, Rate("70 %"), **(further | {"used": -one}))
    with pytest.raises(InputError, match="rate is out of range"):
        additional_prefinancing(one, Rate("170 %"), **further)
    with pytest.raises(CurrencyMismatch):
        additional_prefinancing(one, Rate("70 %"), **(further | {"previous": krona}))
    terms = {"adopted": 2021, "basis": "each_year", "rounding": DOWN}
    with pytest.raises(InputError, match="unknown basis"):
        prefinancing_schedule(one, years(2021, "1 %"), **(terms | {"basis": "all"}))
    with pytest.raises(InputError, match="support is below zero"):
        prefinancing_schedule(-one, years(2021, "1 %"), **terms)
    with pytest.raises(InputError, match="wrong length of shares"):
        prefinancing_schedule(one, [], **terms)
    with pytest.raises(InputError, match=r"the year of shares\[1\] goes back"):
        prefinancing_schedule(one, [(2022, Rate("1 %")), (2021, Rate("1 %"))], **terms)
    with pytest.raises(InputError, match=r"shares\[0\] is not a year and a share"):
        prefinancing_schedule(one, [Rate("1 %")], **terms)  # type: ignore[list-item]
    with pytest.raises(InputError, match=r"shares\[0\] is out of range"):
        prefinancing_schedule(one, years(2021, "101 %"), **terms)
    with pytest.raises(InputError, match=r"the year of shares\[0\] is not a whole number"):
        prefinancing_schedule(one, [("2021", Rate("1 %"))], **terms)  # type: ignore[list-item]
    with pytest.raises(InputError, match="adopted is not a whole number"):
        prefinancing_schedule(one, years(2021, "1 %"), **(terms | {"adopted": None}))
