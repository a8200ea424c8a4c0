"""Financial corrections: the figures of the sheets, scales, and no cent lost in a spread."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    ScaleStep,
    Worked,
    flat_correction,
    highest_rate,
    procurement_correction,
    scale_rate,
    spread_correction,
)
from fundtrack.values import MODES, CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

HALF_UP = Rounding("half_up 0.01")
CONTRACT = Money("260000.00 EUR")
#: The row of shortened time limits of C(2019)3452 as the sheet has it: unverified there.
SHORTENED = [
    ScaleStep(Rate(least), Rate(rate))
    for least, rate in (("85 %", "100 %"), ("50 %", "25 %"), ("30 %", "10 %"), ("0 %", "5 %"))
]
SYSTEM = [Rate(rate) for rate in ("5 %", "10 %", "25 %", "100 %")]


# ---- The figures of the sheets -------------------------------------------------------------


def test_the_contract_of_the_sheet() -> None:
    # "EU shared management", COR.PROC: 260 000 declared, the time limit cut from 35 to 20 days
    # (42.9 % shorter): 10 %, correction 26 000 of eligible, grant effect 22 100 at 85 %
    rate = held(scale_rate(Rate(Fraction(35 - 20, 35)), SHORTENED))
    found = held(
        procurement_correction(CONTRACT, [rate], support_rate=Rate("85 %"), rounding=HALF_UP)
    )
    assert found.rate.value == Rate("10 %")
    assert found.correction.money == Money("26000.00 EUR")
    assert found.grant_effect.money == Money("22100.00 EUR")
    assert found.remaining.money == Money("234000.00 EUR")
    assert "measured ≥ at least 3" in found.explain()  # the scale is in the explanation


@pytest.mark.parametrize(
    ("source", "rounding", "correction"),
    [
        ("Interreg, JEMS.ROUND: DOWN", "down 0.01", "-70.08 EUR"),
        ("Interreg, JEMS.ROUND: FLOOR", "floor 0.01", "-70.09 EUR"),
    ],
)
def test_a_correction_below_zero(source: str, rounding: str, correction: str) -> None:
    declared = Money("-1001.23 EUR")
    found = held(flat_correction(declared, Rate("7 %"), rounding=Rounding(rounding)))
    assert found.money == Money(correction), source
    assert found.exact == Fraction("-70.0861")


@pytest.mark.parametrize(
    ("rate", "correction"),
    [
        ("5 %", "13000.00 EUR"),
        ("10 %", "26000.00 EUR"),
        ("25 %", "65000.00 EUR"),
        ("100 %", "260000.00 EUR"),
    ],
)
def test_the_scale_of_systems(rate: str, correction: str) -> None:
    # "EU shared management", COR.SYSTEM: 5/10/25/100 %
    found = held(flat_correction(CONTRACT, Rate(rate), rounding=HALF_UP, scale=SYSTEM))
    assert found.money == Money(correction)


@pytest.mark.parametrize("rate", ["4.99 %", "5.01 %", "50 %", "0 %"])
def test_a_rate_beside_the_scale(rate: str) -> None:
    with pytest.raises(InputError, match=r"not on the scale .expected 5 %, 10 %, 25 %, 100 %"):
        flat_correction(CONTRACT, Rate(rate), rounding=HALF_UP, scale=SYSTEM)


# ---- Scales --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measured", "rate"),
    [
        ("0 %", "5 %"),
        ("29.99 %", "5 %"),
        ("30 %", "10 %"),
        ("30.01 %", "10 %"),
        ("49.99 %", "10 %"),
        ("50 %", "25 %"),
        ("84.99 %", "25 %"),
        ("85 %", "100 %"),
        ("100 %", "100 %"),
    ],
)
def test_each_boundary_of_a_scale(measured: str, rate: str) -> None:
    assert held(scale_rate(Rate(measured), SHORTENED)).value == Rate(rate)


def test_a_scale_of_one_step() -> None:
    assert held(scale_rate(Rate("7 %"), SHORTENED[3:])).value == Rate("5 %")


@given(st.data())
def test_a_scale_gives_the_highest_step_that_is_reached(data: st.DataObject) -> None:
    shares = st.fractions(0, 1, max_denominator=50).map(Rate)
    leasts = data.draw(st.lists(shares, min_size=1, max_size=11, unique=True))
    scale = [
        ScaleStep(least, data.draw(shares))
        for least in sorted({*leasts, Rate("0 %")}, reverse=True)
    ]
    measured = data.draw(shares)
    reached = [step for step in scale if step.at_least <= measured]
    best = max(reached, key=lambda step: step.at_least)
    assert held(scale_rate(measured, scale)).value == best.rate


def test_what_a_scale_refuses() -> None:
    with pytest.raises(
        InputError, match=r"no step of the scale is reached .expected at least 30"
    ):
        scale_rate(Rate("29.99 %"), SHORTENED[:3])
    assert held(scale_rate(Rate("30 %"), SHORTENED[:3])).value == Rate("10 %")
    with pytest.raises(InputError, match=r"steps of a scale do not fall .expected below 0 %"):
        scale_rate(Rate("1 %"), SHORTENED[::-1])
    with pytest.raises(InputError, match="steps of a scale do not fall"):
        scale_rate(Rate("1 %"), [SHORTENED[3], SHORTENED[3]])
    with pytest.raises(InputError, match="wrong length of scale"):
        scale_rate(Rate("1 %"), [])
    with pytest.raises(InputError, match="measured is out of range"):
        scale_rate(Rate("101 %"), SHORTENED)
    with pytest.raises(InputError, match="rate is out of range"):
        scale_rate(Rate("1 %"), [ScaleStep(Rate("0 %"), Rate("101 %"))])
    with pytest.raises(InputError, match="at_least is not a rate"):
        scale_rate(Rate("1 %"), [ScaleStep("0 %", Rate("1 %"))])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="a scale is of steps"):
        scale_rate(Rate("1 %"), [("0 %", "5 %")])  # type: ignore[list-item]
    fine = [ScaleStep(Rate(Fraction(place, 100)), Rate("5 %")) for place in range(12, -1, -1)]
    assert held(scale_rate(Rate("0 %"), fine[1:])).value == Rate("5 %")
    with pytest.raises(InputError, match="too many steps of a scale"):
        scale_rate(Rate("0 %"), fine)


# ---- Several irregularities ----------------------------------------------------------------

rates = st.fractions(0, 1, max_denominator=200).map(Rate)


@given(st.lists(rates, min_size=1, max_size=60))
@example([Rate("25 %"), *[Rate("5 %")] * 8])
@example([*[Rate("5 %")] * 17, Rate("25 %")])
def test_the_highest_of_several_counts(found: list[Rate]) -> None:
    assert held(highest_rate(found)).value == max(found)


def test_the_highest_counts_wherever_it_stands() -> None:
    for place in range(20):  # the formula nests, nine at a time
        found = [Rate("5 %")] * 20
        found[place] = Rate("25 %")
        assert held(highest_rate(found)).value == Rate("25 %")


def test_they_are_not_added_up() -> None:
    several = [Rate("25 %"), Rate("10 %"), Rate("100 %"), Rate("5 %")]
    for rates_found in (several[:2], several[:2][::-1]):
        one = procurement_correction(
            CONTRACT, rates_found, support_rate=Rate("85 %"), rounding=HALF_UP
        )
        assert held(one).correction.money == Money("65000.00 EUR")
    all_of_it = procurement_correction(
        CONTRACT, several, support_rate=Rate("85 %"), rounding=HALF_UP
    )
    assert held(all_of_it).remaining.money == Money("0.00 EUR")


def test_what_irregularities_refuse() -> None:
    with pytest.raises(InputError, match="wrong length of rates"):
        highest_rate([])
    with pytest.raises(InputError, match="too many irregularities"):
        highest_rate([Rate("5 %")] * 61)
    for wrong in (Rate("101 %"), Rate("-1 %")):
        with pytest.raises(InputError, match="rate is out of range"):
            highest_rate([Rate("5 %"), wrong])
    for other in ("5 %", Worked(1, "one", {"one": 1})):
        with pytest.raises(InputError, match="rate is not a rate"):
            highest_rate([other])  # type: ignore[list-item]


# ---- Laws ----------------------------------------------------------------------------------

amounts = st.integers(0, 10**17).map(lambda cents: Money.of_minor(cents, "EUR"))


@given(
    amounts,
    st.lists(rates, min_size=1, max_size=3),
    rates,
    st.sampled_from([*MODES]),
    st.sampled_from(["0.01", "1"]),
)
@example(Money("0.50 EUR"), [Rate("100 %")], Rate("100 %"), "up", "1")  # not a whole euro
def test_a_correction_takes_no_more_than_there_is(
    declared: Money, found: list[Rate], support: Rate, mode: str, unit: str
) -> None:
    rounding = Rounding(f"{mode} {unit}")
    result = held(
        procurement_correction(declared, found, support_rate=support, rounding=rounding)
    )
    zero = Money.zero("EUR")
    correction, effect = result.correction.money, result.grant_effect.money
    assert zero <= effect <= correction <= declared
    assert correction + result.remaining.money == declared
    assert correction == min(declared, max(found).of(declared, rounding=rounding))
    assert effect == min(correction, support.of(correction, rounding=rounding))


@given(st.lists(amounts, min_size=1, max_size=20), rates)
@example([Money("0.01 EUR")] * 3, Rate("100 %"))
@example([Money("0.00 EUR")], Rate("100 %"))
@example([Money("100.00 EUR"), Money("100.00 EUR"), Money("60.01 EUR")], Rate("10 %"))
def test_a_spread_correction_sums_and_no_line_bears_more_than_it_is(
    lines: list[Money], rate: Rate
) -> None:
    total = sum(lines, Money.zero("EUR"))
    correction = rate.of(total, rounding=HALF_UP)
    parts = held(spread_correction(correction, lines)).amounts
    assert sum(parts) == correction
    for part, line in zip(parts, lines, strict=True):
        assert Money.zero("EUR") <= part <= line
        if total:
            assert abs(part.minor - Fraction(correction.minor * line.minor, total.minor)) < 1


def test_what_a_spread_refuses() -> None:
    euro = Money("1.00 EUR")
    assert spread_correction(Money("2.00 EUR"), [euro, euro]).amounts == (euro, euro)
    with pytest.raises(
        InputError, match=r"more than the lines .expected at most 2.00 EUR, found"
    ):
        spread_correction(Money("2.01 EUR"), [euro, euro])
    for correction, lines in ((-euro, [euro]), (euro, [euro, euro, -euro])):
        with pytest.raises(InputError, match="is below zero"):
            spread_correction(correction, lines)
    with pytest.raises(InputError, match="wrong length of lines"):
        spread_correction(euro, [])
    with pytest.raises(CurrencyMismatch):
        spread_correction(euro, [euro, Money("1.00 SEK")])


def test_what_a_correction_refuses() -> None:
    def correct(**change: object) -> object:
        given = {
            "declared": CONTRACT,
            "rates": [Rate("10 %")],
            "support_rate": Rate("85 %"),
            "rounding": HALF_UP,
        }
        return procurement_correction(**(given | change))  # type: ignore[arg-type]

    assert correct()
    with pytest.raises(InputError, match="declared is below zero"):
        correct(declared=Money("-0.01 EUR"))
    for wrong in (Rate("101 %"), Rate("-1 %")):
        with pytest.raises(InputError, match="support_rate is out of range"):
            correct(support_rate=wrong)
    with pytest.raises(InputError, match="not a rounding"):
        correct(rounding=None)
    with pytest.raises(InputError, match="declared is not an amount"):
        flat_correction(100, Rate("1 %"), rounding=HALF_UP)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="rate is out of range"):
        flat_correction(CONTRACT, Rate("101 %"), rounding=HALF_UP)
    nothing = flat_correction(CONTRACT, Rate("0 %"), rounding=HALF_UP)
    assert held(nothing).money == Money("0.00 EUR")
