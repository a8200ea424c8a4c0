"""Instalments sum to what is due, to the cent, by either rule."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import instalments
from fundtrack.values import InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")


def money(text: str) -> Money:
    return Money(text if text[-1].isalpha() else f"{text} EUR")


@pytest.mark.parametrize(
    ("source", "due", "shares", "rest", "rounding", "parts"),
    [
        (
            "thirds, cumulative",
            "100",
            "1/3 1/3 1/3",
            "spread",
            "half_up 0.01",
            "33.33 33.34 33.33",
        ),
        (
            "thirds, the last takes the rest",
            "100",
            "1/3 1/3 1/3",
            "last",
            "down 0.01",
            "33.33 33.33 33.34",
        ),
        (
            "period spread of 2 500.00 over 7",
            "2500",
            " ".join(["1/7"] * 7),
            "last",
            "down 0.01",
            "357.14 357.14 357.14 357.14 357.14 357.14 357.16",
        ),
        (
            "the same, cumulative",
            "2500",
            " ".join(["1/7"] * 7),
            "spread",
            "down 0.01",
            "357.14 357.14 357.14 357.15 357.14 357.14 357.15",
        ),
        # erasmus.ls.reduction (80/20 payment split, unverified)
        ("80/20", "250000", "4/5 1/5", "spread", "down 0.01", "200000 50000"),
        ("a credit", "-100", "1/3 1/3 1/3", "spread", "half_up 0.01", "-33.33 -33.34 -33.33"),
        ("one part", "0.01", "1/1", "last", "down 0.01", "0.01"),
        ("nothing due", "0", "1/2 1/2", "spread", "up 0.01", "0 0"),
        ("a share of nothing", "0.01", "0/1 1/1", "last", "up 0.01", "0 0.01"),
        ("yen", "100 JPY", "1/3 1/3 1/3", "last", "half_up 1", "33 33 34"),
    ],
)
def test_instalments(
    source: str, due: str, shares: str, rest: str, rounding: str, parts: str
) -> None:
    """Funding-split mathematics, split.cumulative and period spread."""
    amount = money(due)
    found = held(
        instalments(
            amount,
            [Rate(share) for share in shares.split()],
            rest=rest,  # type: ignore[arg-type]
            rounding=Rounding(rounding),
        )
    )
    expected = [Money(f"{part} {amount.currency}") for part in parts.split()]
    assert [one.money for one in found.parts] == expected, source


@given(
    st.integers(-(10**17), 10**17),
    st.lists(st.integers(0, 1000), min_size=1, max_size=6).filter(any),
    st.sampled_from(["down 0.01", "half_even 0.01", "ceiling 1"]),
)
@example(100_00, [1, 1, 1], "down 0.01")
def test_the_parts_sum_to_what_is_due_and_each_keeps_near_its_share(minor, weights, mode):
    due, rounding = Money.of_minor(minor, "EUR"), Rounding(mode)
    rates = [Rate(Fraction(weight, sum(weights))) for weight in weights]
    step = rounding.step(2)
    for rest in ("spread", "last"):
        found = held(instalments(due, rates, rest=rest, rounding=rounding))
        parts = [one.money.minor for one in found.parts]
        assert sum(parts) == minor
        assert len(parts) == len(rates)
        apart = [
            abs(part - rate.fraction * minor) for part, rate in zip(parts, rates, strict=True)
        ]
        assert all(one <= step for one in (apart if rest == "spread" else apart[:-1]))


def test_what_it_refuses() -> None:
    one, half = money("1"), Rate("50 %")
    with pytest.raises(InputError, match="unknown rest"):
        instalments(one, [half, half], rest="first", rounding=DOWN)  # type: ignore[arg-type]
    for short in ([half], [half, Rate("49.99 %")], [half, half, Rate("0.01 %")]):
        with pytest.raises(InputError, match="shares do not sum to the whole"):
            instalments(one, short, rest="last", rounding=DOWN)
    with pytest.raises(InputError, match=r"shares\[0\] is out of range"):
        instalments(one, [Rate("150 %"), Rate("-50 %")], rest="last", rounding=DOWN)
    with pytest.raises(InputError, match="wrong length of shares"):
        instalments(one, [], rest="last", rounding=DOWN)
    with pytest.raises(InputError, match="due is not an amount"):
        instalments(1, [half, half], rest="last", rounding=DOWN)  # type: ignore[arg-type]
    primes = [Rate(Fraction(1, 10**17 + place)) for place in range(40)]
    with pytest.raises(InputError, match="no common denominator"):
        instalments(one, primes, rest="spread", rounding=DOWN)
