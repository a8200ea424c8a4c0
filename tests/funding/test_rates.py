"""Grants from rates: published figures, the safe side, refusals."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack import funding
from fundtrack.funding import (
    Worked,
    grant_as_balance,
    grant_as_residual,
    grant_from_rate,
    grant_pro_rata,
    implied_bases,
    own_required,
    rate_between,
    total_from_grant,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP, NEAR = (Rounding(f"{mode} 0.01") for mode in ("down", "up", "half_up"))
HALF = Rate("50 %")
EURO, KRONA = Money("1.00 EUR"), Money("1.00 SEK")
amounts = st.integers(0, 10**17).map(lambda cents: Money.of_minor(cents, "EUR"))
rates = st.fractions(0, 1, max_denominator=1000).map(Rate)


@pytest.mark.parametrize(
    ("source", "eligible", "rate", "rounding", "grant"),
    [
        ("Life Science Cluster of Latvia", "586584.85 EUR", "85 %", "down 0.01", "498597.12"),
        ("Latvian programmes, 7", "586584.85 EUR", "85 %", "half_up 0.01", "498597.12"),
        ("Latvian programmes, 7", "586584.85 EUR", "85 %", "half_even 0.01", "498597.12"),
        ("Latvian programmes, 7", "586584.85 EUR", "85 %", "half_down 0.01", "498597.12"),
        (
            "Latvian programmes, 7: one cent more",
            "586584.85 EUR",
            "85 %",
            "up 0.01",
            "498597.13",
        ),
        ("Latvian programmes, 7, R1", "249415.00 EUR", "95 %", "down 0.01", "236944.25"),
        (
            "Latvian programmes, 7, R2",
            "249415.52 EUR",
            "94.9998 %",
            "half_up 0.01",
            "236944.25",
        ),
        (
            "Latvian programmes, 7, not R2 down",
            "249415.52 EUR",
            "94.9998 %",
            "down 0.01",
            "236944.24",
        ),
        ("Latvian programmes, 7, no 95 %", "249415.52 EUR", "95 %", "down 0.01", "236944.74"),
        ("Latvian programmes, 7, no 95 %", "249415.52 EUR", "95 %", "up 0.01", "236944.75"),
        (
            "Latvian programmes, 7: eight decimals",
            "4898020.74 EUR",
            "61.048257 %",
            "half_up 0.01",
            "2990156.29",
        ),
        ("Latvian programmes, 7, 61 %", "4898020.74 EUR", "61 %", "half_up 0.01", "2987792.65"),
        (
            "Latvian programmes, 7, 61.05 %",
            "4898020.74 EUR",
            "61.05 %",
            "half_up 0.01",
            "2990241.66",
        ),
        (
            "Latvian programmes, 7, 61.0483 %",
            "4898020.74 EUR",
            "61.0483 %",
            "half_up 0.01",
            "2990158.40",
        ),
        ("Latvian programmes, lv.vouchers, 85 %", "26000 EUR", "85 %", "down 0.01", "22100"),
        ("Latvian programmes, lv.vouchers, 45 %", "26000 EUR", "45 %", "down 0.01", "11700"),
        ("shared management, COFIN.CALC, total", "500000 EUR", "70 %", "down 0.01", "350000"),
        ("shared management, COFIN.CALC, public", "310000 EUR", "70 %", "down 0.01", "217000"),
        ("split maths, num.side", "0.10 EUR", "85 %", "down 0.01", "0.08"),
        ("split maths, num.side", "0.10 EUR", "85 %", "half_up 0.01", "0.09"),
        ("shared management, 12, Jems", "21437.89 EUR", "70 %", "down 0.01", "15006.52"),
        ("shared management, 12, Jems", "8612.33 EUR", "70 %", "down 0.01", "6028.63"),
        ("shared management, 12, Jems", "40055.17 EUR", "70 %", "down 0.01", "28038.61"),
        ("shared management, 12, sum first", "70105.39 EUR", "70 %", "down 0.01", "49073.77"),
    ],
)
def test_grants_of_the_sheets(
    source: str, eligible: str, rate: str, rounding: str, grant: str
) -> None:
    found = held(grant_from_rate(Money(eligible), Rate(rate), rounding=Rounding(rounding)))
    assert found.money == Money(f"{grant} EUR"), source


def test_the_final_balance_keeps_the_grant_under_the_public_money() -> None:
    # shared management, COFIN.CALC: 350 000 by rate, 310 000 of public contribution declared
    found = grant_from_rate(
        Money("500000 EUR"), Rate("70 %"), rounding=DOWN, ceiling=Money("310000 EUR")
    )
    assert held(found).money == Money("310000 EUR")


def test_whole_euro_floors_of_each_partner_lose_less_than_a_euro_each() -> None:
    # Latvian programmes, cosme.whole_euro_floor
    costs = [Money(f"{text} EUR") for text in ("100001.50", "80003.30", "60002.70")]
    floors = [
        held(grant_from_rate(one, Rate("75 %"), rounding=Rounding("down 1"))) for one in costs
    ]
    assert [one.exact for one in floors] == [
        Fraction("75001.125"),
        Fraction("60002.475"),
        Fraction("45002.025"),
    ]
    assert sum(one.money for one in floors) == Money("180005 EUR")
    total = grant_from_rate(Money("240007.50 EUR"), Rate("75 %"), rounding=Rounding("down 1"))
    assert (total.money, total.exact) == (Money("180005 EUR"), Fraction("180005.625"))


@pytest.mark.parametrize(
    ("rate_rounding", "rounding", "grant"),
    [
        (None, "half_up 0.01", "55862.07"),
        (None, "down 0.01", "55862.06"),
        ("half_up 0.01", "half_up 0.01", "55863.00"),
        ("down 0.01", "half_up 0.01", "55854.00"),
        ("half_up 1", "half_up 0.01", "55800.00"),
        ("half_up 0.000001", "half_up 0.01", "55862.07"),
    ],
)
def test_a_rate_rounded_before_use_is_another_rate(
    rate_rounding: str | None, rounding: str, grant: str
) -> None:
    # split maths, section 4: 90 000 × 900/1450 is 55 862.07, with 62.07 % it is 55 863.00
    found = grant_pro_rata(
        Money("90000 EUR"),
        Money("900 EUR"),
        Money("1450 EUR"),
        rate_rounding=None if rate_rounding is None else Rounding(rate_rounding),
        rounding=Rounding(rounding),
    )
    assert held(found).money == Money(f"{grant} EUR")


@given(amounts, amounts, amounts, st.sampled_from(["down", "half_up", "half_even", "up"]))
@example(Money("0.00 EUR"), Money("1.00 EUR"), Money("1.00 EUR"), "up")
def test_the_grant_at_a_rounded_rate_tells_the_rate_before_and_after(
    costs: Money, one: Money, other: Money, mode: str
) -> None:
    part, whole = sorted([one, other], key=lambda amount: amount.minor)
    if not whole:
        return
    how = Rounding(f"{mode} 0.01")
    grant = held(grant_pro_rata(costs, part, whole, rate_rounding=how, rounding=DOWN))
    rate = grant.given["rate"]
    assert isinstance(rate, Worked)
    assert (rate.rounding, rate.given) == (how, {"part": part, "whole": whole})
    assert rate.exact == Fraction(part.minor, whole.minor)
    assert isinstance(rate.value, Rate)
    assert grant == grant_from_rate(costs, rate.value, rounding=DOWN).replace(given=grant.given)


def test_how_a_rate_was_rounded_is_told_where_it_was() -> None:
    def told(part: str, rounding: str) -> str:
        how = Rounding(rounding)
        grant = grant_pro_rata(
            Money("90000 EUR"), Money(part), Money("1450 EUR"), rate_rounding=how, rounding=DOWN
        )
        return grant.explain("grant").splitlines()[-1].strip()

    assert told("900 EUR", "up 1") == (
        "= 900.00 EUR ÷ 1450.00 EUR = 18/29, up 1, in percent: 63 %"
    )
    assert told("725 EUR", "up 1") == "= 725.00 EUR ÷ 1450.00 EUR = 50 %"


@pytest.mark.parametrize(
    ("source", "eligible", "own_rate", "rounding", "own"),
    [
        (
            "Latvian programmes, 7: 15 % half up",
            "586584.85",
            "15 %",
            "half_up 0.01",
            "87987.73",
        ),
        ("Latvian programmes, 7: 15 % cut", "586584.85", "15 %", "down 0.01", "87987.72"),
        ("split maths, num.side", "0.10", "15 %", "up 0.01", "0.02"),
        ("nothing is required of nothing", "0.00", "15 %", "up 0.01", "0.00"),
        ("a rate of nothing", "1.00", "0 %", "up 0.01", "0.00"),
        ("all of it", "1.00", "100 %", "up 0.01", "1.00"),
    ],
)
def test_own_money_of_the_sheets(
    source: str, eligible: str, own_rate: str, rounding: str, own: str
) -> None:
    found = own_required(Money(f"{eligible} EUR"), Rate(own_rate), rounding=Rounding(rounding))
    assert held(found).money == Money(f"{own} EUR"), source


@pytest.mark.parametrize(
    ("grant", "rate", "rounding", "total"),
    [
        # Latvian programmes, lv.private_minimum: 882 353 of private money beside 5 000 000
        ("5000000", "85 %", "up 1", "5882353"),
        ("5000000", "85 %", "down 1", "5882352"),
        # Latvian programmes, 7: back-check of the seed, 586 584.847… → 586 584.85 half up
        ("498597.12", "85 %", "half_up 0.01", "586584.85"),
        ("498597.12", "85 %", "down 0.01", "586584.84"),
        # US federal awards, us.match.convention
        ("420000", "75 %", "up 0.01", "560000"),
        ("0", "85 %", "up 0.01", "0"),
        ("0", "0 %", "up 0.01", "0"),
        ("7.01", "100 %", "up 0.01", "7.01"),
    ],
)
def test_totals_behind_a_grant(grant: str, rate: str, rounding: str, total: str) -> None:
    found = total_from_grant(Money(f"{grant} EUR"), Rate(rate), rounding=Rounding(rounding))
    assert held(found).money == Money(f"{total} EUR")


def test_a_private_minimum_rounded_down_breaks_the_cap() -> None:
    grant, cap = Money("5000000 EUR"), Rate("85 %")
    for private, kept in (("882353", True), ("882352", False)):
        share = held(rate_between(grant, grant + Money(f"{private} EUR"))).value
        assert isinstance(share, Rate)
        assert (share <= cap) is kept
    assert round(share.fraction * 100, 7) == Fraction("85.0000136")


@pytest.mark.parametrize(
    ("total", "grant", "high", "low", "above", "below"),
    [
        # Latvian programmes, lv.cluster.mixed_intensity and section 7 (the competence centre)
        ("540000", "469800", "90 %", "85 %", "216000", "324000"),
        ("4898020.74", "2990156.29", "70 %", "45 %", "3144187.83", "1753832.91"),
        ("4898020.74", "2990156.29", "80 %", "60 %", "256719.23", "4641301.51"),
        ("540000", "459000", "90 %", "85 %", "0", "540000"),
        ("540000", "486000", "90 %", "85 %", "540000", "0"),
        ("0", "0", "1/3", "0 %", "0", "0"),
    ],
)
def test_bases_behind_two_rates(
    total: str, grant: str, high: str, low: str, above: str, below: str
) -> None:
    found = held(
        implied_bases(
            Money(f"{total} EUR"),
            Money(f"{grant} EUR"),
            high=Rate(high),
            low=Rate(low),
            rounding=NEAR,
        )
    )
    assert found.high.money == Money(f"{above} EUR")
    assert found.low.money == Money(f"{below} EUR")


@given(amounts, rates, amounts)
def test_a_grant_rounded_down_never_passes_its_rate_or_its_ceiling(
    eligible: Money, rate: Rate, ceiling: Money
) -> None:
    grant = held(grant_from_rate(eligible, rate, rounding=DOWN, ceiling=ceiling)).money
    assert grant <= ceiling
    assert grant.minor <= rate.fraction * eligible.minor
    assert grant == ceiling or grant.minor + 1 > rate.fraction * eligible.minor


@example(Money("0.10 EUR"), Rate("15 %"))
@given(amounts, rates)
def test_own_money_rounded_up_reaches_its_share_and_a_cent_less_does_not(
    eligible: Money, own_rate: Rate
) -> None:
    own = held(own_required(eligible, own_rate, rounding=UP)).money
    assert own.minor >= own_rate.fraction * eligible.minor
    assert own.minor - 1 < own_rate.fraction * eligible.minor


@example(Money("0.10 EUR"), Rate("15 %"), Money("5.00 EUR"))
@given(amounts, rates, amounts)
def test_the_residual_of_own_money_rounded_up_is_the_grant_rounded_down(
    eligible: Money, own_rate: Rate, ceiling: Money
) -> None:
    residual = held(grant_as_residual(eligible, own_rate, rounding=UP, ceiling=ceiling))
    direct = grant_from_rate(eligible, own_rate.rest, rounding=DOWN, ceiling=ceiling)
    assert residual.money == direct.money


def test_a_coarse_own_contribution_leaves_no_grant_below_zero() -> None:
    found = grant_as_residual(Money("0.30 EUR"), Rate("50 %"), rounding=Rounding("up 1"))
    assert held(found).money == Money("0.00 EUR")


@pytest.mark.parametrize(
    ("financing", "grant"), [("350", "650"), ("1000", "0"), ("1000.01", "0"), ("0", "1000")]
)
def test_the_grant_is_what_other_financing_leaves(financing: str, grant: str) -> None:
    found = grant_as_balance(Money("1000 EUR"), Money(f"{financing} EUR"))
    assert held(found).money == Money(f"{grant} EUR")


@example(Money("5000000.00 EUR"), Rate("85 %"))
@given(
    st.integers(0, 10**12).map(lambda cents: Money.of_minor(cents, "EUR")),
    st.fractions(Fraction(1, 1000), 1, max_denominator=1000).map(Rate),
)
def test_the_least_total_keeps_the_grant_under_the_rate_and_a_cent_less_does_not(
    grant: Money, rate: Rate
) -> None:
    total = held(total_from_grant(grant, rate, rounding=UP)).money
    assert grant.minor <= rate.fraction * total.minor
    assert grant.minor > rate.fraction * (total.minor - 1)


@given(amounts, amounts)
def test_the_effective_rate_gives_the_part_back_without_rounding(
    one: Money, other: Money
) -> None:
    part, whole = sorted([one, other], key=lambda amount: amount.minor)
    if not whole:
        return
    rate = held(rate_between(part, whole)).value
    assert isinstance(rate, Rate)
    assert rate.fraction * whole.minor == part.minor
    exact = grant_pro_rata(whole, part, whole, rate_rounding=None, rounding=DOWN)
    assert held(exact).money == part


@given(st.integers(0, 10**9), rates, rates, st.integers(0, 100).map(lambda n: Fraction(n, 100)))
def test_implied_bases_give_the_grant_back_within_a_cent_of_each_rate(
    cents: int, one: Rate, other: Rate, at: Fraction
) -> None:
    low, high = sorted([one, other])
    if low == high:
        return
    eligible = Money.of_minor(cents, "EUR")
    least, most = -(-low.fraction * cents // 1), high.fraction * cents // 1
    if least > most:
        return
    grant = Money.of_minor(int(least + (most - least) * at), "EUR")
    bases = held(implied_bases(eligible, grant, high=high, low=low, rounding=NEAR))
    assert bases.high.money + bases.low.money == eligible
    back = high.fraction * bases.high.money.minor + low.fraction * bases.low.money.minor
    assert 2 * abs(back - grant.minor) <= high.fraction - low.fraction


REFUSED: list[tuple[str, Callable[[], Worked | object]]] = [
    ("eligible is below zero", lambda: grant_from_rate(-EURO, Rate("85 %"), rounding=DOWN)),
    ("rate is out of range", lambda: grant_from_rate(EURO, Rate("101 %"), rounding=DOWN)),
    ("ceiling is below zero",
     lambda: grant_from_rate(EURO, Rate("1 %"), rounding=DOWN, ceiling=-EURO)),
    ("eligible is below zero", lambda: own_required(-EURO, Rate("15 %"), rounding=UP)),
    ("own_rate is out of range", lambda: own_required(EURO, Rate("101 %"), rounding=UP)),
    ("own_rate is out of range", lambda: grant_as_residual(EURO, Rate("-1 %"), rounding=UP)),
    ("ceiling is below zero",
     lambda: grant_as_residual(EURO, Rate("1 %"), rounding=UP, ceiling=-EURO)),
    ("financing is below zero", lambda: grant_as_balance(EURO, -EURO)),
    ("share of nothing", lambda: rate_between(0 * EURO, 0 * EURO)),
    ("part is above whole", lambda: rate_between(EURO, Money("0.99 EUR"))),
    ("part is above whole",
     lambda: grant_pro_rata(EURO, 2 * EURO, EURO, rate_rounding=None, rounding=DOWN)),
    ("share of nothing",
     lambda: grant_pro_rata(EURO, 0 * EURO, 0 * EURO, rate_rounding=None, rounding=DOWN)),
    ("rate is out of range",  # 100 % in steps of 7 %
     lambda: grant_pro_rata(
         EURO, EURO, EURO, rate_rounding=Rounding("up 7"), rounding=DOWN)),
    ("no costs make this grant", lambda: total_from_grant(EURO, Rate("0 %"), rounding=UP)),
    ("grant is below zero", lambda: total_from_grant(-EURO, Rate("1 %"), rounding=UP)),
    ("no bases give this grant",
     lambda: implied_bases(
         100 * EURO, Money("84.99 EUR"), high=Rate("90 %"), low=Rate("85 %"), rounding=NEAR)),
    ("no bases give this grant",
     lambda: implied_bases(
         100 * EURO, Money("90.01 EUR"), high=Rate("90 %"), low=Rate("85 %"), rounding=NEAR)),
    ("high is above low",
     lambda: implied_bases(EURO, EURO, high=Rate("85 %"), low=Rate("85 %"), rounding=NEAR)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_two_currencies_and_a_rounding_nobody_named_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        grant_from_rate(EURO, Rate("85 %"), rounding=DOWN, ceiling=KRONA)
    with pytest.raises(CurrencyMismatch):
        grant_as_residual(EURO, Rate("15 %"), rounding=UP, ceiling=KRONA)
    with pytest.raises(CurrencyMismatch):
        rate_between(EURO, KRONA)
    with pytest.raises(InputError, match="not a rounding"):
        total_from_grant(0 * EURO, Rate("0 %"), rounding="up")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not a rounding"):
        grant_pro_rata(EURO, EURO, EURO, rate_rounding="up", rounding=UP)  # type: ignore[arg-type]


def test_amounts_of_a_thousand_billion_euro_are_exact() -> None:
    grant = grant_from_rate(Money("1000000000000000.01 EUR"), Rate("1/3"), rounding=DOWN)
    assert held(grant).money == Money("333333333333333.33 EUR")


@pytest.mark.parametrize(
    "call",
    [
        lambda: funding.headroom(EURO, None, HALF, rounding=DOWN),
        lambda: funding.shortfall(None, EURO, HALF, rounding=DOWN),
        lambda: grant_from_rate(None, HALF, rounding=DOWN, ceiling=EURO),
        lambda: funding.rate_between(None, EURO),
        lambda: funding.grant_as_balance(EURO, None),
        lambda: funding.interim_payments([EURO], ceiling=None, prefinancing=EURO),
        lambda: funding.termination_balance(EURO, rejected=None, received=EURO),
        lambda: funding.discounted([EURO, None], HALF, first=0, rounding=DOWN),
        lambda: funding.land_limit(EURO, None, HALF, rounding=DOWN),
        lambda: funding.certificate_test(EURO, threshold=None, step=EURO, provided=False),
        lambda: funding.accepted_contribution(
            None, requested=EURO, certificate_ceiling=None, contributions=EURO, reduction=EURO
        ),
        lambda: funding.rate_at_first_submission("SEK", None, submitted_on=[], by="month"),
    ],
)
def test_an_amount_that_is_needed_is_never_left_out_in_silence(
    call: Callable[[], object],
) -> None:
    with pytest.raises(InputError):
        call()
