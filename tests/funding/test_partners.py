"""Grants by partner, both orders of rounding, ceilings, cuts over lines."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fundtrack.funding import (
    PartnerGrants,
    partner_grants_rounded_then_summed,
    partner_grants_summed_then_rounded,
    proportional_cut,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
EURO, KRONA = Money("1.00 EUR"), Money("1.00 SEK")
EITHER = [partner_grants_rounded_then_summed, partner_grants_summed_then_rounded]
BOTH = pytest.mark.parametrize("method", EITHER)
Method = Callable[..., PartnerGrants]

#: JEMS.ROUND, and "round_then_sum" of the split sheet.
JEMS = ["21437.89 EUR", "8612.33 EUR", "40055.17 EUR"]
SHEET = ["200000.00 EUR", "150000.00 EUR", "90000.00 EUR"]


def texts(grants: PartnerGrants) -> str:
    return " ".join(str(amount).removesuffix(" EUR") for amount in held(grants).amounts)


@pytest.mark.parametrize(
    ("source", "method", "eligible", "rates", "ceiling", "total", "parts"),
    [
        ("JEMS.ROUND", EITHER[0], JEMS, ["70 %"] * 3, None, "49073.76",
         "15006.52 6028.63 28038.61"),
        ("sum_then_round: a cent more, and the third passes its 28038.619", EITHER[1], JEMS,
         ["70 %"] * 3, None, "49073.77", "15006.52 6028.63 28038.62"),
        ("partner rates", EITHER[0], SHEET, ["100 %", "70 %", "70 %"], None, "368000.00",
         "200000.00 105000.00 63000.00"),
        ("the same", EITHER[1], SHEET, ["100 %", "70 %", "70 %"], None, "368000.00",
         "200000.00 105000.00 63000.00"),
        ("with a cap", EITHER[0], SHEET, ["100 %", "70 %", "70 %"], "350000.00", "350000.00",
         "190217.39 99864.13 59918.48"),
        ("with a cap", EITHER[1], SHEET, ["100 %", "70 %", "70 %"], "350000.00", "350000.00",
         "190217.39 99864.13 59918.48"),
        ("a cap at the sum", EITHER[0], JEMS, ["70 %"] * 3, "49073.76", "49073.76",
         "15006.52 6028.63 28038.61"),
        ("a cap one cent below it", EITHER[0], JEMS, ["70 %"] * 3, "49073.75", "49073.75",
         "15006.52 6028.63 28038.60"),
        ("a cap one cent above it", EITHER[0], JEMS, ["70 %"] * 3, "49073.77", "49073.76",
         "15006.52 6028.63 28038.61"),
        ("a cap of nothing", EITHER[1], JEMS, ["70 %"] * 3, "0.00", "0.00", "0.00 0.00 0.00"),
        ("no rate at all", EITHER[1], JEMS, ["0 %"] * 3, "0.00", "0.00", "0.00 0.00 0.00"),
        ("no rate at all", EITHER[0], JEMS, ["0 %"] * 3, "0.00", "0.00", "0.00 0.00 0.00"),
        ("one partner", EITHER[1], ["0.10 EUR"], ["85 %"], None, "0.08", "0.08"),
    ],
)  # fmt: skip
def test_partner_grants_of_the_sheets(
    source: str,
    method: Method,
    eligible: list[str],
    rates: list[str],
    ceiling: str | None,
    total: str,
    parts: str,
) -> None:
    found = method(
        [Money(one) for one in eligible],
        [Rate(one) for one in rates],
        rounding=DOWN,
        ceiling=Money(f"{ceiling} EUR") if ceiling else None,
    )
    assert texts(found) == parts, source
    assert found.total.money == Money(f"{total} EUR")


def test_the_effective_rate_and_the_own_contribution_of_the_sheets() -> None:
    """Split maths: 368 000 of 440 000 is 83.6364 %; JEMS.ROUND: own contribution 21 031.63."""
    found = EITHER[0](
        [Money(one) for one in SHEET], [Rate("100 %"), Rate("70 %"), Rate("70 %")],
        rounding=DOWN,
    )  # fmt: skip
    rate = Rate.between(found.total.money, Money("440000.00 EUR")).fraction
    assert Rounding("half_up 0.0001").of(100 * rate, "CLF") == Money("83.6364 CLF")
    jems = EITHER[0]([Money(one) for one in JEMS], [Rate("70 %")] * 3, rounding=DOWN)
    total = sum((Money(one) for one in JEMS), Money.zero("EUR"))
    assert total - jems.total.money == Money("21031.63 EUR")


def test_partners_have_names_and_tell_their_grant() -> None:
    costs = {"lead": Money(JEMS[0]), "second": Money(JEMS[1])}
    rates = {"lead": Rate("70 %"), "second": Rate("50 %")}
    for method in EITHER:
        found = held(method(costs, rates, rounding=DOWN, ceiling=Money("10000.00 EUR")))
        assert found.by_party().keys() == costs.keys()
        assert [name for name, _ in found.worked()] == ["lead", "second", "total"]
        assert "21437.89 EUR × 70 %" in found.explain()
        assert "total = min(grants, ceiling)" in found.explain()


@BOTH
def test_a_sum_of_many_partners_is_told(method: Method) -> None:
    """Of 401 terms: a sum of sums of sums."""
    found = held(method([Money("0.03 EUR")] * 401, [Rate("50 %")] * 401, rounding=DOWN))
    assert found.total.money.minor == (401 if method is EITHER[0] else 601)
    assert sum(part.money.minor for part in found.parts) == found.total.money.minor


amounts = st.integers(0, 300) | st.integers(0, 10**16)
rated = st.lists(
    st.tuples(amounts, st.fractions(0, 1, max_denominator=40)), min_size=1, max_size=5
)


@BOTH
@settings(max_examples=60)
@given(rated, st.none() | amounts, st.sampled_from(["down 0.01", "half_up 0.01", "up 1"]))
@example([(10, Fraction(17, 20)), (10, Fraction(3, 20))], None, "half_up 0.01")
def test_partner_grants_sum_and_keep_the_ceiling(
    method: Method, partners: list[tuple[int, Fraction]], top: int | None, mode: str
) -> None:
    costs = [Money.of_minor(cost, "EUR") for cost, _ in partners]
    rates = [Rate(rate) for _, rate in partners]
    ceiling = None if top is None else Money.of_minor(top, "EUR")
    rounding = Rounding(mode)
    found = method(costs, rates, rounding=rounding, ceiling=ceiling)
    parts, total = [one.minor for one in held(found).amounts], found.total.money.minor
    assert sum(parts) == total
    assert min(parts) >= 0
    each = [
        rate.of(cost, rounding=rounding).minor for cost, rate in zip(costs, rates, strict=True)
    ]
    exact = sum(cost * rate for cost, rate in partners)
    by_sum = rounding.of(Fraction(exact) / 100, "EUR").minor
    uncut = sum(each) if method is EITHER[0] else by_sum
    assert total == (uncut if top is None else min(uncut, top))
    if method is EITHER[0] and total == uncut:
        assert parts == each
    if mode == "down 0.01":
        shares = [Fraction(cost) * rate for cost, rate in partners]
        assert total <= exact
        for part, share in zip(parts, shares, strict=True):
            assert part <= share if method is EITHER[0] else part < share + 1


@BOTH
def test_what_partner_grants_refuse(method: Method) -> None:
    rate = Rate("70 %")
    with pytest.raises(InputError, match=r"eligible\[1\] is below zero"):
        method([EURO, -EURO], [rate] * 2, rounding=DOWN)
    with pytest.raises(InputError, match=r"rates\[1\] is out of range"):
        method([EURO, EURO], [rate, Rate("101 %")], rounding=DOWN)
    with pytest.raises(InputError, match="ceiling is below zero"):
        method([EURO], [rate], rounding=DOWN, ceiling=-EURO)
    for costs, rates in [
        ([EURO, EURO], [rate]),
        ({"a": EURO}, [rate]),
        ([EURO], {"a": rate}),
        ({"a": EURO, "b": EURO}, {"b": rate, "a": rate}),
    ]:
        with pytest.raises(InputError, match="not one rate for each partner"):
            method(costs, rates, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        method([EURO, KRONA], [rate] * 2, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        method([EURO], [rate], rounding=DOWN, ceiling=KRONA)
    with pytest.raises(InputError, match="not a rounding"):
        method([EURO], [rate], rounding=None)


@pytest.mark.parametrize(
    ("lines", "reduction", "parts", "left"),
    [
        ([10000, 10000, 10000], 10000, [3334, 3333, 3333], [6666, 6667, 6667]),
        ([10000, 10000, 10000], -10000, [-3334, -3333, -3333], [13334, 13333, 13333]),
        ([1, 1, 1], 1, [1, 0, 0], [0, 1, 1]),
        ([1, 1, 1], 3, [1, 1, 1], [0, 0, 0]),
        ([5, 0, 5], 0, [0, 0, 0], [5, 0, 5]),
        ([0, 0], 0, [0, 0], [0, 0]),
        ([7], 3, [3], [4]),
    ],
)
def test_a_cut_is_taken_in_proportion(
    lines: list[int], reduction: int, parts: list[int], left: list[int]
) -> None:
    """ "Funding-split mathematics", split.proportional_cut: symmetric in sign."""
    cut = held(
        proportional_cut(
            [Money.of_minor(line, "EUR") for line in lines], Money.of_minor(reduction, "EUR")
        )
    )
    assert [one.money.minor for one in cut.parts] == parts
    assert [one.money.minor for one in cut.left] == left


@settings(max_examples=60)
@given(st.lists(amounts, min_size=1, max_size=6).filter(any), st.fractions(-1, 1))
@example([10**17, 10**17 - 1, 1], Fraction(1))
def test_a_cut_never_takes_more_than_there_is(lines: list[int], part: Fraction) -> None:
    whole = [Money.of_minor(line, "EUR") for line in lines]
    reduction = Money.of_minor(int(sum(lines) * part), "EUR")
    cut = held(proportional_cut(whole, reduction))
    assert sum(one.money.minor for one in cut.parts) == reduction.minor
    back = proportional_cut(whole, -reduction)
    for line, one, left, other in zip(lines, cut.parts, cut.left, back.parts, strict=True):
        assert left.money.minor == line - one.money.minor >= 0
        assert other.money == -one.money
        assert abs(one.money.minor - Fraction(reduction.minor * line, sum(lines))) < 1


def test_what_a_cut_refuses() -> None:
    with pytest.raises(InputError, match=r"more than the lines .expected at most 2.00 EUR"):
        proportional_cut([EURO, EURO], Money("2.01 EUR"))
    with pytest.raises(InputError, match=r"weights\[1\] is below zero"):
        proportional_cut([EURO, -EURO], EURO)
    with pytest.raises(InputError, match="all weights are zero"):
        proportional_cut([Money("0.00 EUR")], EURO)
    with pytest.raises(InputError, match="wrong length of lines"):
        proportional_cut([], EURO)
    with pytest.raises(CurrencyMismatch):
        proportional_cut([EURO], KRONA)
