"""Interim payments under a ceiling and cumulative payments: the sheets' examples and laws."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import cumulative_payments, interim_payments, payment_ceiling
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
HALF_UP = Rounding("half_up 0.01")
ZERO = Money("0.00 EUR")
any_cents = st.integers(-(10**7), 10**7) | st.integers(-(10**15), 10**15)
any_claims = st.lists(
    any_cents.map(lambda minor: Money.of_minor(minor, "EUR")), min_size=1, max_size=5
)
some = st.integers(0, 10**8).map(lambda minor: Money.of_minor(minor, "EUR"))


def money(text: str) -> Money:
    return Money(text if text[-1].isalpha() else f"{text} EUR")


@pytest.mark.parametrize(
    ("source", "grant", "rate", "ceiling"),
    [
        ("eu.mga.interim: 90 % of 800 000", "800000", "90 %", "720000.00"),
        ("eu.prev.retention: 90 % of 2 000 000", "2000000", "90 %", "1800000.00"),
        ("PAY.RETENTION 0713: 95 %", "1000000", "95 %", "950000.00"),
        ("lv.cluster.programmes: advance of 30 %", "415000", "30 %", "124500.00"),
        ("no rate, no payment", "800000", "0 %", "0.00"),
        ("the whole", "0.01", "100 %", "0.01"),
        ("down never passes it", "0.01", "99.99 %", "0.00"),
    ],
)
def test_ceilings(source: str, grant: str, rate: str, ceiling: str) -> None:
    found = held(payment_ceiling(money(grant), Rate(rate), rounding=DOWN))
    assert found.money == money(ceiling), source


def test_the_interim_payments_of_the_sheet() -> None:
    """eu.mga.interim: maximum grant 800 000, pre-financing 300 000, ceiling 720 000."""
    interims = held(
        interim_payments(
            [money("455000"), money("150000")],
            ceiling=money("720000"),
            prefinancing=money("300000"),
        )
    )
    first, second = interims.claims
    assert first.payable.money == money("420000")
    assert first.cleared.money == money("35000")
    assert first.outstanding.money == money("265000")
    assert second.payable.money == ZERO
    assert second.cleared.money == money("150000")
    assert second.outstanding.money == money("115000")
    assert first.waiting.money == second.waiting.money == ZERO
    assert interims.paid.money == money("420000")


@pytest.mark.parametrize(
    ("accepted", "payable", "cleared", "waiting"),
    [
        # the ceiling leaves 420 000 to be paid; then 300 000 of pre-financing can be cleared
        ("419999.99", "419999.99", "0.00", "0.00"),
        ("420000.00", "420000.00", "0.00", "0.00"),
        ("420000.01", "420000.00", "0.01", "0.00"),
        ("719999.99", "420000.00", "299999.99", "0.00"),
        ("720000.00", "420000.00", "300000.00", "0.00"),
        ("720000.01", "420000.00", "300000.00", "0.01"),
        ("0.00", "0.00", "0.00", "0.00"),
        ("-5.00", "0.00", "0.00", "-5.00"),
    ],
)
def test_one_claim_around_the_ceiling(
    accepted: str, payable: str, cleared: str, waiting: str
) -> None:
    claim = held(
        interim_payments(
            [money(accepted)], ceiling=money("720000"), prefinancing=money("300000")
        )
    ).claims[0]
    assert claim.payable.money == money(payable)
    assert claim.cleared.money == money(cleared)
    assert claim.waiting.money == money(waiting)


def test_a_credit_note_opens_the_prefinancing_before_it_waits() -> None:
    interims = held(
        interim_payments(
            [money("455000"), money("-20000"), money("-30000"), money("15000")],
            ceiling=money("720000"),
            prefinancing=money("300000"),
        )
    )
    assert [str(claim.cleared.money) for claim in interims.claims] == [
        "35000.00 EUR",
        "-20000.00 EUR",
        "-15000.00 EUR",
        "0.00 EUR",
    ]
    assert interims.claims[2].waiting.money == money("-15000")  # paid above what is accepted
    assert interims.claims[3].waiting.money == ZERO
    assert interims.paid.money == money("420000")


def test_a_prefinancing_above_the_ceiling_leaves_nothing_to_pay() -> None:
    interims = held(
        interim_payments([money("10")], ceiling=money("5"), prefinancing=money("8"))
    )
    assert interims.claims[0].payable.money == ZERO
    assert interims.claims[0].cleared.money == money("8")
    assert interims.claims[0].waiting.money == money("2")


@given(any_claims, some, some)
@example([money("455000"), money("-500000"), money("900000")], money("720000"), money("300000"))
def test_the_ceiling_is_never_exceeded_and_nothing_is_lost(claims, ceiling, prefinancing):
    interims = held(interim_payments(claims, ceiling=ceiling, prefinancing=prefinancing))
    assert len(interims.claims) == len(claims)
    accepted = paid = cleared = 0
    for claim, due in zip(interims.claims, claims, strict=True):
        accepted += due.minor
        paid += claim.payable.money.minor
        cleared += claim.cleared.money.minor
        assert claim.payable.money.minor >= 0
        assert prefinancing.minor + paid <= max(ceiling.minor, prefinancing.minor)
        assert 0 <= cleared <= prefinancing.minor
        assert claim.outstanding.money.minor == prefinancing.minor - cleared
        assert claim.waiting.money.minor == accepted - paid - cleared
        # nothing waits while something could be cleared, and nothing is owed while it is
        assert claim.waiting.money.minor <= 0 or cleared == prefinancing.minor
        assert claim.waiting.money.minor >= 0 or cleared == 0
    assert interims.paid.money.minor == paid


@given(any_claims, some, some)
def test_what_a_positive_claim_is_not_paid_was_beyond_the_ceiling(
    claims, ceiling, prefinancing
):
    interims = held(interim_payments(claims, ceiling=ceiling, prefinancing=prefinancing))
    paid = prefinancing.minor
    for claim, due in zip(interims.claims, claims, strict=True):
        paid += claim.payable.money.minor
        if claim.payable.money.minor < due.minor:
            assert paid >= ceiling.minor


@pytest.mark.parametrize(
    ("source", "rate", "rounding", "ceiling", "claims", "payable"),
    [
        (
            "third of three claims",
            "1/3",
            "half_up 0.01",
            None,
            "100.00 " * 3,
            "33.33 33.34 33.33",
        ),
        (
            "85 % of ten claims of 0.05: 0.43, not 0.40",
            "85 %",
            "half_up 0.01",
            None,
            "0.05 " * 10,
            "0.04 0.05 0.04 0.04 0.04 0.05 0.04 0.04 0.04 0.05",
        ),
        (
            "85 % with a credit note: 99.19",
            "85 %",
            "half_up 0.01",
            None,
            "100.01 -33.35 50.03",
            "85.01 -28.35 42.53",
        ),
        (
            "70 % up to 1 000 000",
            "70 %",
            "down 0.01",
            "1000000",
            "600000 600000 500000",
            "420000 420000 160000",
        ),
    ],
)
def test_cumulative_payments_of_the_sheet(
    source: str, rate: str, rounding: str, ceiling: str | None, claims: str, payable: str
) -> None:
    """Funding-split mathematics, section 4."""
    found = held(
        cumulative_payments(
            [money(claim) for claim in claims.split()],
            Rate(rate),
            rounding=Rounding(rounding),
            ceiling=None if ceiling is None else money(ceiling),
        )
    )
    assert [one.payable.money for one in found.claims] == [
        money(amount) for amount in payable.split()
    ], source


@pytest.mark.parametrize(
    ("source", "claims", "rate", "unit", "payable"),
    [
        # Funding-split mathematics, section 4: 667, 666, 668 (sum 2001)
        ("split.cumulative", ["1000 JPY", "1000 JPY", "1001 JPY"], "2/3", "1", [667, 666, 668]),
        ("three decimals", ["10.000 KWD"] * 3, "1/3", "0.001", [3333, 3334, 3333]),
    ],
)
def test_cumulative_payments_without_cents(
    source: str, claims: list[str], rate: str, unit: str, payable: list[int]
) -> None:
    found = held(
        cumulative_payments(
            [Money(claim) for claim in claims], Rate(rate), rounding=Rounding(f"half_up {unit}")
        )
    )
    assert [one.payable.money.minor for one in found.claims] == payable, source
    assert found.entitled.money.minor == sum(payable)


def test_a_sum_beyond_all_money_is_refused_and_not_cut() -> None:
    vast = money("9000000000000000")
    assert held(interim_payments([vast], ceiling=vast, prefinancing=ZERO)).paid.money == vast
    with pytest.raises(InputError, match="at most 16 digits"):
        interim_payments([vast, vast], ceiling=vast, prefinancing=ZERO)
    with pytest.raises(InputError, match="at most 16 digits"):
        cumulative_payments([vast, vast], Rate("1 %"), rounding=DOWN)


@given(
    any_claims,
    st.fractions(0, 1, max_denominator=1000),
    some | st.none(),
    st.sampled_from(["down 0.01", "half_up 0.01", "half_even 1", "ceiling 0.05"]),
)
def test_the_payments_sum_to_what_all_claims_together_give(claims, fraction, ceiling, mode):
    rounding = Rounding(mode)
    found = held(
        cumulative_payments(claims, Rate(fraction), rounding=rounding, ceiling=ceiling)
    )
    exact = fraction * sum(one.minor for one in claims)
    once = rounding.minor(exact.numerator, exact.denominator, 2)
    entitled = once if ceiling is None else min(once, ceiling.minor)
    assert sum(one.payable.money.minor for one in found.claims) == entitled
    assert found.entitled.money.minor == entitled
    assert len(found.claims) == len(claims)


@pytest.mark.parametrize(("claim", "paid"), [("9.99", "9.99"), ("10", "10"), ("10.01", "10")])
def test_a_cumulative_payment_around_its_ceiling(claim: str, paid: str) -> None:
    found = cumulative_payments(
        [money(claim)], Rate("100 %"), rounding=DOWN, ceiling=money("10")
    )
    assert held(found).claims[0].payable.money == money(paid)


def test_what_it_refuses() -> None:
    one, krona = money("1"), Money("1.00 SEK")
    with pytest.raises(InputError, match="grant is below zero"):
        payment_ceiling(-one, Rate("90 %"), rounding=DOWN)
    with pytest.raises(InputError, match="rate is out of range"):
        payment_ceiling(one, Rate("100.01 %"), rounding=DOWN)
    with pytest.raises(InputError, match="ceiling is below zero"):
        interim_payments([one], ceiling=-one, prefinancing=one)
    with pytest.raises(InputError, match="prefinancing is below zero"):
        interim_payments([one], ceiling=one, prefinancing=-one)
    with pytest.raises(InputError, match="wrong length of claims"):
        interim_payments([], ceiling=one, prefinancing=one)
    with pytest.raises(CurrencyMismatch):
        interim_payments([krona], ceiling=one, prefinancing=one)
    with pytest.raises(CurrencyMismatch):
        interim_payments([one, krona], ceiling=one, prefinancing=one)
    with pytest.raises(InputError, match="ceiling is below zero"):
        cumulative_payments([one], Rate("1/3"), rounding=HALF_UP, ceiling=-one)
    with pytest.raises(InputError, match="rate is out of range"):
        cumulative_payments([one], Rate("101 %"), rounding=HALF_UP)
    with pytest.raises(CurrencyMismatch):
        cumulative_payments([one], Rate("1/3"), rounding=HALF_UP, ceiling=krona)
    with pytest.raises(InputError, match="not a rounding"):
        cumulative_payments([one], Rate("1/3"), rounding="half_up 0.01")  # type: ignore[arg-type]
