"""Sources with a limit: priority, water filling, the gap; held to their definitions."""

from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from fundtrack.funding import (
    Funded,
    capacity_fill,
    gap_grant,
    grant_from_rate,
    shares_by_largest_remainder,
    waterfall,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
NEED = Money("100000.00 EUR")
ERDF = grant_from_rate(NEED, Rate("85 %"), rounding=DOWN, ceiling=Money("80000.00 EUR"))
EURO = Money("1.00 EUR")

costs = st.integers(0, 300) | st.integers(0, 10**18 - 1)
tops = st.none() | costs


def money(minor: int | None, currency: str = "EUR") -> Money | None:
    return None if minor is None else Money.of_minor(minor, currency)


def minors(funded: Funded) -> list[int]:
    return [amount.minor for amount in held(funded).amounts]


def texts(funded: Funded) -> str:
    amounts = (*held(funded).amounts, funded.gap.money)
    return " ".join(str(amount).removesuffix(" EUR").removesuffix(".00") for amount in amounts)


@pytest.mark.parametrize(
    ("source", "capacities", "parts"),
    [
        ("ERDF min(85 %, 80 000), State, Municipality, Own without limit",
         [ERDF, Money("10000.00 EUR"), Money("5000.00 EUR"), None],
         "80000 10000 5000 5000 0"),
        ("without Own: gap 5 000", [ERDF, Money("10000.00 EUR"), Money("5000.00 EUR")],
         "80000 10000 5000 5000"),
        ("who comes after one without limit pays nothing", [ERDF, None, EURO, None],
         "80000 20000 0 0 0"),
        ("a cent short", [Money("99999.99 EUR")], "99999.99 0.01"),
        ("to the cent", [Money("100000.00 EUR"), EURO], "100000 0 0"),
        ("a cent more than needed", [Money("100000.01 EUR"), EURO], "100000 0 0"),
    ],
)  # fmt: skip
def test_waterfalls_of_the_sheet(
    source: str, capacities: list[Money | None], parts: str
) -> None:
    """ "Funding-split mathematics", section 4, waterfall."""
    assert texts(waterfall(NEED, capacities)) == parts, source


def test_a_waterfall_tells_how_a_capacity_came_about() -> None:
    found = held(waterfall(NEED, {"ERDF": ERDF, "own": None}))
    assert found.by_party()["own"] == Money("20000.00 EUR")
    assert [name for name, _ in found.worked()] == ["ERDF", "own", "gap"]
    told = found.explain()
    assert "ERDF = min(need − paid, capacity)" in told
    assert "  capacity = min(grant, ceiling)" in told
    assert "own = need − paid\n    = 100000.00 EUR − 80000.00 EUR = 20000.00 EUR" in told


@given(costs, st.lists(tops, min_size=1, max_size=6))
@example(0, [0, None])
@example(10**18 - 1, [10**18 - 1])
def test_a_waterfall_pays_in_order(need: int, limits: list[int | None]) -> None:
    found = waterfall(Money.of_minor(need, "EUR"), [money(top) for top in limits])
    parts, gap = minors(found), found.gap.money.minor
    assert sum(parts) + gap == need
    rest = need
    for part, top in zip(parts, limits, strict=True):
        assert part == (rest if top is None else min(rest, top))
        rest -= part
    assert gap == (0 if None in limits else max(0, need - sum(top or 0 for top in limits)))


@pytest.mark.parametrize(
    ("limits", "parts"),
    [
        ([40, None, None], "40 36 24 0"),
        ([40, 30, 20], "40 30 20 10"),
        ([40, 33, None], "40 33 27 0"),
        ([50, 30, 20], "50 30 20 0"),
        ([None, None, None], "50 30 20 0"),
        ([0, 0, 0], "0 0 0 100"),
        ([0, None, None], "0 60 40 0"),
    ],
)
def test_water_fills_as_in_the_sheet(limits: list[int | None], parts: str) -> None:
    """ "Funding-split mathematics", section 4, water-fill 100 by 50/30/20."""
    capacities = [None if top is None else Money(f"{top} EUR") for top in limits]
    assert texts(capacity_fill(Money("100.00 EUR"), [50, 30, 20], capacities)) == parts


def test_a_cent_below_at_and_above_a_share() -> None:
    need, over = Money("100.00 EUR"), [50, 30, 20]
    for top, parts in [
        ("49.99", "49.99 30.01 20 0"),
        ("50.00", "50 30 20 0"),
        ("50.01", "50 30 20 0"),
    ]:
        assert texts(capacity_fill(need, over, [Money(f"{top} EUR"), None, None])) == parts


def test_the_last_cents_go_by_largest_remainder_among_those_below_their_capacity() -> None:
    found = capacity_fill(Money("1.00 EUR"), [1, 1, 1, 1], [money(1), None, None, None])
    assert minors(found) == [1, 33, 33, 33]
    found = capacity_fill(Money("1.01 EUR"), [1, 1, 1, 1], [None, money(1), None, money(34)])
    assert minors(found) == [34, 1, 33, 33]
    assert [part.policy for part in found.parts] == [
        "largest remainder, with a unit left over",
        "",
        "largest remainder",
        "largest remainder",
    ]


def test_who_weighs_nothing_pays_nothing() -> None:
    found = capacity_fill(EURO, {"a": 1, "b": 0}, {"a": money(40), "b": None})
    assert found.by_party() == {"a": Money("0.40 EUR"), "b": Money("0.00 EUR")}
    assert held(found).gap.money == Money("0.60 EUR")
    nothing = capacity_fill(Money("0.00 EUR"), [0, 0], [None, EURO])
    assert (minors(nothing), nothing.gap.money.minor) == ([0, 0], 0)


def filled(need: int, over: list[int], limits: list[int | None]) -> list[Fraction]:
    """The definition: fix whoever passes its capacity, share again, until nobody does."""
    fixed: dict[int, Fraction] = {}
    while True:
        left = sum(weight for i, weight in enumerate(over) if i not in fixed)
        rest = Fraction(need) - sum(fixed.values())
        share = {
            i: rest * weight / left for i, weight in enumerate(over) if i not in fixed and left
        }
        passed = {
            i: Fraction(top)
            for i, one in share.items()
            if (top := limits[i]) is not None and one > top
        }
        if not passed:
            return [fixed.get(i, share.get(i, Fraction(0))) for i in range(len(over))]
        fixed |= passed


weights = st.lists(st.integers(0, 9) | st.integers(0, 10**12), min_size=1, max_size=6)


@settings(max_examples=200)
@given(costs, weights.filter(any), st.data())
def test_capacities_are_filled_as_defined(
    need: int, over: list[int], data: st.DataObject
) -> None:
    limits = data.draw(st.lists(tops, min_size=len(over), max_size=len(over)))
    fill(need, over, limits)


@pytest.mark.parametrize(
    ("need", "over", "limits"),
    [
        (100, [50, 30, 20], [40, 33, None]),
        (1, [1, 1, 1], [0, None, 0]),
        (10**16 - 2, [1, 25], [None, None]),  # a float is off by two cents here
        # ratios of capacity to weight so near each other that a coarse order confuses them
        (38, [4, 4, 5, 5, 6], [9, 11, 8, 12, 9]),
        (10**18 - 1, [10**12, 10**12 - 1, 1], [10**12 + 1, 10**12, 1]),
        (10**18 - 1, [3, 3, 3], [10**17, None, 3 * 10**17]),
    ],
)
def test_pinned_capacities_are_filled_as_defined(
    need: int, over: list[int], limits: list[int | None]
) -> None:
    fill(need, over, limits)


def fill(need: int, over: list[int], limits: list[int | None]) -> None:
    found = capacity_fill(Money.of_minor(need, "EUR"), over, [money(top) for top in limits])
    parts, gap = minors(found), found.gap.money.minor
    assert sum(parts) + gap == need
    for part, share, top in zip(parts, filled(need, over, limits), limits, strict=True):
        assert abs(part - share) < 1
        assert part >= 0
        assert top is None or part <= top
    room = [top for top, weight in zip(limits, over, strict=True) if weight]
    assert gap == (0 if None in room else max(0, need - sum(top or 0 for top in room)))


@given(costs, weights.filter(any))
def test_without_capacities_it_is_a_split(need: int, over: list[int]) -> None:
    whole = Money.of_minor(need, "EUR")
    found = capacity_fill(whole, over, [None] * len(over))
    assert found.amounts == shares_by_largest_remainder(whole, over).amounts


@pytest.mark.parametrize(
    ("source", "arguments", "ceiling", "grant"),
    [
        # eligible, rate, total, revenue, others
        ("the gap binds", "900 85% 1000 150 100", None, "750.00"),
        ("the rate binds", "900 85% 1000 100 100", None, "765.00"),
        ("the rate binds, rounded down", "900.01 85% 1000 100 100", None, "765.00"),
        ("the ceiling binds", "900 85% 1000 150 100", "749.99", "749.99"),
        ("the ceiling at the gap", "900 85% 1000 150 100", "750.00", "750.00"),
        ("revenue and others cover all", "900 85% 1000 900 100", None, "0.00"),
        ("and more than all", "900 85% 1000 900 100.01", None, "0.00"),
        ("a cent less than all", "900 85% 1000 899.99 100", None, "0.01"),
        ("a loss widens the gap", "900 100% 1000 -50 200", None, "850.00"),
        ("no rate", "900 0% 1000 0 0", None, "0.00"),
        ("nothing eligible", "0 100% 1000 0 0", None, "0.00"),
        ("a ceiling of nothing", "900 85% 1000 0 0", "0.00", "0.00"),
    ],
)
def test_the_grant_fills_the_gap(
    source: str, arguments: str, ceiling: str | None, grant: str
) -> None:
    """ "Funding-split mathematics", split.gap, direct method; each term in turn binds."""
    eligible, rate, total, revenue, others = arguments.split()
    found = gap_grant(
        Money(f"{eligible} EUR"),
        Rate(rate.replace("%", " %")),
        total=Money(f"{total} EUR"),
        revenue=Money(f"{revenue} EUR"),
        others=Money(f"{others} EUR"),
        rounding=DOWN,
        ceiling=Money(f"{ceiling} EUR") if ceiling else None,
    )
    assert held(found).money == Money(f"{grant} EUR"), source


@given(costs, st.integers(0, 1000), costs, st.integers(-(10**16), 10**17), costs, tops)
def test_a_gap_grant_keeps_every_limit(
    eligible: int, permille: int, total: int, revenue: int, others: int, top: int | None
) -> None:
    assume(max(abs(total - revenue - others), abs(total - revenue)) < 10**18)
    rate = Rate(Fraction(permille, 1000))
    grant = held(
        gap_grant(
            Money.of_minor(eligible, "EUR"),
            rate,
            total=Money.of_minor(total, "EUR"),
            revenue=Money.of_minor(revenue, "EUR"),
            others=Money.of_minor(others, "EUR"),
            rounding=DOWN,
            ceiling=money(top),
        )
    ).money.minor
    limits = [eligible * permille // 1000, total - revenue - others]
    limits += [] if top is None else [top]
    assert grant == max(0, min(limits))


def test_what_it_refuses() -> None:
    krona = Money("1.00 SEK")
    with pytest.raises(InputError, match="need is below zero"):
        waterfall(-EURO, [EURO])
    with pytest.raises(InputError, match=r"capacities\[1\] is below zero"):
        waterfall(EURO, [EURO, -EURO])
    with pytest.raises(InputError, match="wrong length of capacities"):
        waterfall(EURO, [])
    with pytest.raises(InputError, match=r"capacities\[0\] is not an amount"):
        waterfall(EURO, [100])  # type: ignore[list-item]
    with pytest.raises(InputError, match="a party of capacities has no name"):
        waterfall(EURO, {"": None})
    with pytest.raises(CurrencyMismatch):
        waterfall(EURO, [None, krona])
    with pytest.raises(InputError, match="need is below zero"):
        capacity_fill(-EURO, [1], [None])
    with pytest.raises(InputError, match="all weights are zero"):
        capacity_fill(EURO, [0], [None])
    with pytest.raises(CurrencyMismatch):
        capacity_fill(EURO, [1], [krona])
    said = "there is not one capacity for each weight"
    for weights_, capacities, told in [
        ([1, 1], [None], "expected 2, found 1"),
        ({"a": 1, "b": 1}, [None, None], "expected a, b, found 2"),
        ({"a": 1, "b": 1}, {"b": None, "a": None}, "expected a, b, found b, a"),
        ([1, 1], {"a": None, "b": None}, "expected 2, found a, b"),
    ]:
        with pytest.raises(InputError) as caught:
            capacity_fill(EURO, weights_, capacities)  # type: ignore[arg-type]
        assert str(caught.value).startswith(f"{said} ({told})")
    amounts = {"total": EURO, "revenue": EURO, "others": EURO}
    for wrong in ("total", "others"):
        with pytest.raises(InputError, match=f"{wrong} is below zero"):
            gap_grant(EURO, Rate("85 %"), rounding=DOWN, **{**amounts, wrong: -EURO})
    with pytest.raises(InputError, match="ceiling is below zero"):
        gap_grant(EURO, Rate("85 %"), rounding=DOWN, ceiling=-EURO, **amounts)
    with pytest.raises(CurrencyMismatch):
        gap_grant(EURO, Rate("85 %"), rounding=DOWN, **{**amounts, "revenue": krona})
    with pytest.raises(InputError, match="rate is out of range"):
        gap_grant(EURO, Rate("101 %"), rounding=DOWN, **amounts)
