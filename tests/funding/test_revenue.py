"""Net revenue: flat rates, the funding gap, discounting exactly, revenue nobody foresaw."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    discounted,
    eligible_after_flat_rate,
    funding_gap,
    grant_from_rate,
    net_revenue,
    revenue_during,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP, NEAR = (Rounding(f"{mode} 0.01") for mode in ("down", "up", "half_up"))
EURO, KRONA, NOTHING = Money("1.00 EUR"), Money("1.00 SEK"), Money("0.00 EUR")
cents = st.integers(0, 10**14)
rates = st.fractions(0, 1, max_denominator=1000).map(Rate)


def euro(minor: int) -> Money:
    return Money.of_minor(minor, "EUR")


@pytest.mark.parametrize(
    ("sector", "eligible", "flat", "after", "grant"),
    [
        # shared management, RGP.AFTER.1420: the two examples, and the other sectors of annex V
        ("water", "10000000", "25 %", "7500000", "6375000"),
        ("road", "10000000", "30 %", "7000000", "5950000"),
        ("rail", "10000000", "20 %", "8000000", "6800000"),
        ("cents", "100.01", "25 %", "75.00", "63.75"),
        ("no revenue", "100.01", "0 %", "100.01", "85.00"),
        ("nothing left", "100.01", "100 %", "0", "0"),
    ],
)
def test_flat_rates_of_sectors(
    sector: str, eligible: str, flat: str, after: str, grant: str
) -> None:
    left = held(eligible_after_flat_rate(Money(f"{eligible} EUR"), Rate(flat), rounding=DOWN))
    assert left.money == Money(f"{after} EUR"), sector
    paid = grant_from_rate(left.money, Rate("85 %"), rounding=DOWN)
    assert paid.money == Money(f"{grant} EUR"), sector


@given(cents, rates)
def test_costs_after_a_flat_rate_never_pass_their_exact_rest(eligible: int, flat: Rate) -> None:
    left = held(eligible_after_flat_rate(euro(eligible), flat, rounding=DOWN)).money.minor
    exact = eligible * (1 - flat.fraction)
    assert exact - 1 < left <= exact


@pytest.mark.parametrize(
    ("source", "revenue", "gap_rate", "decision", "grant"),
    [
        # shared management, RGP.GAP: DIC 100 m, EC 120 m, 85 %
        ("RGP.GAP", "30000000", "70 %", "84000000", "71400000"),
        ("no revenue", "0", "100 %", "120000000", "102000000"),
        ("a loss adds nothing", "-5000000", "100 %", "120000000", "102000000"),
        ("revenue pays it all", "100000000", "0 %", "0", "0"),
        ("revenue pays more than all", "100000000.01", "0 %", "0", "0"),
        ("one cent short of all", "99999999.99", "0.00000001 %", "0.01", "0.00"),
    ],
)
@pytest.mark.parametrize("decision_rounding", [None, DOWN])
def test_the_funding_gap(
    source: str,
    revenue: str,
    gap_rate: str,
    decision: str,
    grant: str,
    decision_rounding: Rounding | None,
) -> None:
    found = held(
        funding_gap(
            Money("100000000 EUR"),
            Money(f"{revenue} EUR"),
            Money("120000000 EUR"),
            Rate("85 %"),
            decision_rounding=decision_rounding,
            rounding=DOWN,
        )
    )
    assert found.gap_rate.value == Rate(gap_rate), source
    if decision == "0.01":  # 1.2 cents, of which 85 % is 1.02 cents: a cut decision loses it
        grant = "0.01" if decision_rounding is None else "0.00"
    assert found.grant.money == Money(f"{grant} EUR"), source
    if decision_rounding is None:
        assert found.decision_amount is None
    else:
        assert found.decision_amount is not None
        assert found.decision_amount.money == Money(f"{decision} EUR"), source


@given(st.integers(1, 10**14), st.integers(-(10**14), 10**14), cents, rates)
def test_a_gap_grant_never_passes_the_rate_nor_the_exact_gap(
    investment: int, revenue: int, eligible: int, rate: Rate
) -> None:
    def gap(decision: Rounding | None) -> int:
        found = funding_gap(
            euro(investment),
            euro(revenue),
            euro(eligible),
            rate,
            decision_rounding=decision,
            rounding=DOWN,
        )
        return held(found).grant.money.minor

    grant = gap(None)
    share = max(Fraction(), min(Fraction(1), 1 - Fraction(revenue, investment)))
    exact = eligible * share * rate.fraction
    assert exact - 1 < grant <= exact <= eligible * rate.fraction
    assert grant - 1 <= gap(DOWN) <= grant


def test_net_revenue_takes_costs_off_and_adds_what_is_left_over() -> None:
    fifty, twenty, four = (Money(f"{text} EUR") for text in ("50", "20", "4"))
    assert held(net_revenue(fifty, twenty, four)).money == Money("34 EUR")
    assert held(net_revenue(fifty, twenty, -four)).money == Money("26 EUR")
    assert held(net_revenue(twenty, fifty, four)).money == Money("-26 EUR")


@pytest.mark.parametrize(
    ("flows", "rate", "first", "value"),
    [
        # arithmetic at the 4 % of DEL480 article 19(3); the sheet prints no cash flow
        (["104"], "4 %", 1, "100.00"),
        (["104"], "4 %", 0, "104.00"),
        (["104", "108.16"], "4 %", 1, "200.00"),
        (["100", "104", "108.16"], "4 %", 0, "300.00"),
        (["100"], "4 %", 2, "92.46"),  # 92.4556…
        (["100"], "4 %", 30, "30.83"),  # 30.8318…
        (["-1000", "104", "108.16"], "4 %", 0, "-800.00"),
        (["1", "2", "3"], "0 %", 5, "6.00"),
        (["8"], "100 %", 3, "1.00"),
        (["0.01"] * 3, "30 %", 1, "0.02"),  # 0.0182: each year alone gives 0.01 + 0.01 + 0
    ],
)
def test_present_values(flows: list[str], rate: str, first: int, value: str) -> None:
    found = discounted(
        [Money(f"{flow} EUR") for flow in flows], Rate(rate), first=first, rounding=NEAR
    )
    assert held(found).money == Money(f"{value} EUR")


def test_rounding_each_year_is_another_sum() -> None:
    flows = [Money("0.07 EUR")] * 10
    once = held(discounted(flows, Rate("4 %"), first=1, rounding=DOWN)).money
    yearly = sum(
        discounted([flow], Rate("4 %"), first=year, rounding=DOWN).money
        for year, flow in enumerate(flows, 1)
    )
    assert (once, yearly) == (Money("0.56 EUR"), Money("0.51 EUR"))


@example([100] * 40, Rate("4 %"), 0)
@example([100], Rate("4 %"), 40)
@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=40),
    rates,
    st.integers(0, 40),
)
def test_discounting_is_the_exact_sum_rounded_once(
    flows: list[int], rate: Rate, first: int
) -> None:
    found = held(discounted(map(euro, flows), rate, first=first, rounding=NEAR))
    exact = sum(
        (Fraction(flow) / (1 + rate.fraction) ** (first + year))
        for year, flow in enumerate(flows)
    )
    assert found.exact == exact / 100
    assert abs(2 * (found.money.minor - exact)) <= 1


@pytest.mark.parametrize(
    ("source", "eligible", "total", "revenue", "foreseen", "counted", "after"),
    [
        # shared management, RGP.DURING.1420; pro rata to the eligible costs
        ("all eligible", "1000", "1000", "150", "50", "100", "900"),
        ("four fifths eligible", "800", "1000", "150", "50", "80", "720"),
        ("thirds are rounded up", "1", "3", "1", "0", "0.34", "0.66"),
        ("as foreseen", "800", "1000", "50", "50", "0", "800"),
        ("a cent more than foreseen", "800", "1000", "50.01", "50", "0.01", "799.99"),
        ("less than foreseen gives nothing back", "800", "1000", "10", "50", "0", "800"),
        ("more than everything", "800", "1000", "5000", "0", "4000", "0"),
        ("nothing eligible", "0", "1000", "5000", "0", "0", "0"),
    ],
)
def test_revenue_nobody_foresaw(
    source: str,
    eligible: str,
    total: str,
    revenue: str,
    foreseen: str,
    counted: str,
    after: str,
) -> None:
    amounts = [Money(f"{text} EUR") for text in (eligible, total, revenue, foreseen)]
    found = held(revenue_during(*amounts, rounding=UP))
    assert found.counted.money == Money(f"{counted} EUR"), source
    assert found.eligible_after.money == Money(f"{after} EUR"), source


@given(cents, cents, cents, cents)
def test_revenue_never_takes_more_than_there_is_nor_less_than_its_share(
    one: int, two: int, revenue: int, foreseen: int
) -> None:
    eligible, total = sorted([one, two + 1])
    found = held(
        revenue_during(euro(eligible), euro(total), euro(revenue), euro(foreseen), rounding=UP)
    )
    share = Fraction(max(0, revenue - foreseen) * eligible, total)
    assert 0 <= found.eligible_after.money.minor <= max(0, eligible - share)
    assert found.eligible_after.money.minor > eligible - share - 1 or share > eligible - 1


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("eligible is below", lambda: eligible_after_flat_rate(-EURO, Rate("1 %"), rounding=DOWN)),
    ("revenue_rate is out",
     lambda: eligible_after_flat_rate(EURO, Rate("101 %"), rounding=DOWN)),
    ("wrong length of flows", lambda: discounted([], Rate("4 %"), first=0, rounding=NEAR)),
    ("too many years", lambda: discounted([EURO] * 41, Rate("4 %"), first=0, rounding=NEAR)),
    ("too many years", lambda: discounted([EURO], Rate("4 %"), first=41, rounding=NEAR)),
    ("first is too small", lambda: discounted([EURO], Rate("4 %"), first=-1, rounding=NEAR)),
    ("rate is out of range", lambda: discounted([EURO], Rate("-4 %"), first=0, rounding=NEAR)),
    (r"flows\[1\] is not an amount",
     lambda: discounted([EURO, 1], Rate("4 %"), first=0, rounding=NEAR)),  # type: ignore[list-item]
    ("revenue is below zero", lambda: net_revenue(-EURO, EURO, EURO)),
    ("operating_costs is below zero", lambda: net_revenue(EURO, -EURO, EURO)),
    ("gap of no investment",
     lambda: funding_gap(
         NOTHING, EURO, EURO, Rate("1 %"), decision_rounding=None, rounding=DOWN)),
    ("investment is below zero",
     lambda: funding_gap(
         -EURO, EURO, EURO, Rate("1 %"), decision_rounding=None, rounding=DOWN)),
    ("rate is out of range",
     lambda: funding_gap(EURO, EURO, EURO, Rate("2/1"), decision_rounding=None, rounding=DOWN)),
    ("part of the total",
     lambda: revenue_during(NOTHING, NOTHING, EURO, EURO, rounding=UP)),
    ("part of the total",
     lambda: revenue_during(Money("1.01 EUR"), EURO, EURO, EURO, rounding=UP)),
    ("foreseen is below zero", lambda: revenue_during(EURO, EURO, EURO, -EURO, rounding=UP)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        discounted([EURO, KRONA], Rate("4 %"), first=0, rounding=NEAR)
    with pytest.raises(CurrencyMismatch):
        net_revenue(EURO, EURO, KRONA)
    with pytest.raises(CurrencyMismatch):
        funding_gap(EURO, KRONA, EURO, Rate("1 %"), decision_rounding=None, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        revenue_during(EURO, EURO, KRONA, EURO, rounding=UP)
