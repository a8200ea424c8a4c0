"""Retention from claims and from the first payment: examples, laws, boundaries."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import retain, retain_from_prefinancing
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
UP = Rounding("up 0.01")
HALF_UP = Rounding("half_up 0.01")
any_cents = st.integers(-(10**7), 10**7) | st.integers(-(10**16), 10**16)
any_claims = st.lists(
    any_cents.map(lambda minor: Money.of_minor(minor, "EUR")), min_size=1, max_size=5
)


def money(text: str) -> Money:
    return Money(f"{text} EUR")


@pytest.mark.parametrize(
    ("source", "due", "paid_share", "rounding", "payable", "withheld"),
    [
        ("2127: 95 % of 850 000", "850000", "95 %", UP, "807500.00", "42500.00"),
        ("1420: 90 % of 850 000", "850000", "90 %", UP, "765000.00", "85000.00"),
        # 95 % of 428 641.92 is 407 209.824: the profile decides, and a rounding up of what is
        # withheld is a rounding down of what is paid
        ("2127: exact 407 209.824", "428641.92", "95 %", UP, "407209.82", "21432.10"),
        ("the same, half up", "428641.92", "95 %", HALF_UP, "407209.82", "21432.10"),
        ("the same, the other way", "428641.92", "95 %", DOWN, "407209.83", "21432.09"),
    ],
)
@pytest.mark.parametrize("basis", ["each_claim", "cumulative"])
def test_the_retentions_of_the_sheet(
    source: str,
    due: str,
    paid_share: str,
    rounding: Rounding,
    payable: str,
    withheld: str,
    basis: str,
) -> None:
    """PAY.RETENTION."""
    found = held(retain([money(due)], Rate(paid_share).rest, basis=basis, rounding=rounding))
    assert found.claims[0].payable.money == money(payable), source
    assert found.claims[0].withheld.money == money(withheld)
    assert found.released.money == money(withheld)


def test_the_two_bases_part_at_the_cents() -> None:
    claims = [money("0.10"), money("0.10"), money("-0.10"), money("0.10")]
    each = held(retain(claims, Rate("5 %"), basis="each_claim", rounding=HALF_UP))
    total = held(retain(claims, Rate("5 %"), basis="cumulative", rounding=HALF_UP))
    assert [one.withheld.money.minor for one in each.claims] == [1, 1, -1, 1]
    assert [one.withheld.money.minor for one in total.claims] == [1, 0, 0, 0]
    assert (each.released.money.minor, total.released.money.minor) == (2, 1)


@given(
    any_claims,
    st.fractions(0, 1, max_denominator=1000),
    st.sampled_from(["each_claim", "cumulative"]),
    st.sampled_from(["down 0.01", "up 0.01", "half_up 0.01", "floor 1"]),
)
@example(
    [money("100.01"), money("-33.35"), money("50.03")],
    Rate("15 %").fraction,
    "cumulative",
    "up 0.01",
)
def test_all_that_is_withheld_is_released(claims, fraction, basis, mode):
    rounding = Rounding(mode)
    found = held(retain(claims, Rate(fraction), basis=basis, rounding=rounding))
    assert len(found.claims) == len(claims)
    for one, due in zip(found.claims, claims, strict=True):
        assert one.withheld.money + one.payable.money == due
    withheld = sum(one.withheld.money.minor for one in found.claims)
    assert found.released.money.minor == withheld
    if basis == "cumulative":
        exact = fraction * sum(due.minor for due in claims)
        assert withheld == rounding.minor(exact.numerator, exact.denominator, 2)
    else:
        for one, due in zip(found.claims, claims, strict=True):
            exact = fraction * due.minor
            assert one.withheld.money.minor == rounding.minor(
                exact.numerator, exact.denominator, 2
            )


@given(any_claims)
def test_no_rate_holds_nothing_back_and_the_whole_pays_nothing(claims):
    none = held(retain(claims, Rate("0 %"), basis="cumulative", rounding=DOWN))
    whole = held(retain(claims, Rate("100 %"), basis="each_claim", rounding=DOWN))
    assert [one.payable.money for one in none.claims] == claims
    assert [one.withheld.money for one in whole.claims] == claims


@pytest.mark.parametrize(
    ("source", "prefinancing", "grant", "rate", "retained", "paid"),
    [
        ("eu.he.mim", "720000", "1600000", "5 %", "80000", "640000"),
        ("eu.he.mim at 8 %", "720000", "1600000", "8 %", "128000", "592000"),
        (
            "eu.prev.retention, negative balance example",
            "900000",
            "2000000",
            "5 %",
            "100000",
            "800000",
        ),
        # never more than the initial pre-financing: one cent above, at, one below
        ("above the retention", "80000.01", "1600000", "5 %", "80000", "0.01"),
        ("at the retention", "80000", "1600000", "5 %", "80000", "0"),
        ("below the retention", "79999.99", "1600000", "5 %", "79999.99", "0"),
        ("no pre-financing", "0", "1600000", "5 %", "0", "0"),
        ("no retention", "720000", "1600000", "0 %", "0", "720000"),
    ],
)
def test_the_fund_retains_a_share_of_the_grant(
    source: str, prefinancing: str, grant: str, rate: str, retained: str, paid: str
) -> None:
    found = held(
        retain_from_prefinancing(
            money(prefinancing), Rate(rate), grant=money(grant), rounding=HALF_UP
        )
    )
    assert found.retained.money == money(retained), source
    assert found.paid.money == money(paid), source


def test_what_it_refuses() -> None:
    one, krona = money("1"), Money("1.00 SEK")
    with pytest.raises(InputError, match="unknown basis"):
        retain([one], Rate("5 %"), basis="each", rounding=UP)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="rate is out of range"):
        retain([one], Rate("-5 %"), basis="cumulative", rounding=UP)
    with pytest.raises(InputError, match="wrong length of claims"):
        retain([], Rate("5 %"), basis="cumulative", rounding=UP)
    with pytest.raises(CurrencyMismatch):
        retain([one, krona], Rate("5 %"), basis="cumulative", rounding=UP)
    with pytest.raises(InputError, match="prefinancing is below zero"):
        retain_from_prefinancing(-one, Rate("5 %"), grant=one, rounding=UP)
    with pytest.raises(InputError, match="rate is out of range"):
        retain_from_prefinancing(one, Rate("101 %"), grant=one, rounding=UP)
    with pytest.raises(CurrencyMismatch):
        retain_from_prefinancing(one, Rate("5 %"), grant=krona, rounding=UP)
