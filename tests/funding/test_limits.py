"""Limits by a share: passing is having room, and what would make it pass is tight."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import Headroom, Shortfall, headroom, shortfall
from fundtrack.values import MODES, CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP, NEAR = (Rounding(f"{mode} 0.01") for mode in ("down", "up", "half_up"))
EURO, KRONA = Money("1.00 EUR"), Money("1.00 SEK")
cents = st.integers(0, 3000) | st.integers(0, 10**15)
rates = st.fractions(0, 1, max_denominator=200).map(Rate)
roundings = st.builds(Rounding, st.sampled_from(MODES), st.sampled_from(["0.01", "0.05", "1"]))


def euro(minor: int) -> Money:
    return Money.of_minor(minor, "EUR")


@pytest.mark.parametrize(
    ("source", "support", "costs", "rate", "rounding", "passes", "room"),
    [
        # shared management, COFIN.CALC and Latvian programmes, 7
        ("the seed", "498597.12", "586584.85", "85 %", "down 0.01", True, "0.00"),
        ("a cent over the seed", "498597.13", "586584.85", "85 %", "down 0.01", False, "-0.01"),
        ("a cent below the seed", "498597.11", "586584.85", "85 %", "down 0.01", True, "0.01"),
        # a whole-euro plan may pass its rate by less than one euro: 0.95 over, 1.00 over
        ("financing plan, 0.95 over", "86", "100.06", "85 %", "up 1", True, "0.00"),
        ("financing plan, one euro over", "86", "100.00", "85 %", "up 1", False, "-1.00"),
        ("no tolerance says the excess", "86", "100.06", "85 %", "down 0.01", False, "-0.95"),
        # split maths, num.side: 0.09 is 90 % of 0.10, less than one cent over 85 %
        ("half up lets it pass", "0.09", "0.10", "85 %", "half_up 0.01", True, "0.00"),
        ("down does not", "0.09", "0.10", "85 %", "down 0.01", False, "-0.01"),
        # shared management, 12: Interreg Aurora, financing first, then 65 %
        ("Aurora", "650.00", "1000", "65 %", "down 0.01", True, "0.00"),
        ("5FOREXCELLENCE", "236944.25", "249415.52", "95 %", "down 0.01", True, "0.49"),
        ("competence centre", "2990156.29", "4898020.74", "80 %", "down 0.01", True,
         "928260.30"),
        ("nothing of nothing", "0", "0", "85 %", "down 0.01", True, "0.00"),
    ],
)  # fmt: skip
def test_room_under_a_maximum_rate(
    source: str, support: str, costs: str, rate: str, rounding: str, passes: bool, room: str
) -> None:
    found = held(
        headroom(
            Money(f"{support} EUR"),
            Money(f"{costs} EUR"),
            Rate(rate),
            rounding=Rounding(rounding),
        )
    )
    assert (found.passes, found.headroom.money) == (passes, Money(f"{room} EUR")), source


@pytest.mark.parametrize(
    ("source", "own", "costs", "own_rate", "rounding", "passes", "missing"),
    [
        # shared management, FLEX.LV205: at least 80 % of planned ERDF invested
        ("FLEX.LV205", "336000.00", "420000", "80 %", "up 0.01", True, "0.00"),
        ("FLEX.LV205", "335999.99", "420000", "80 %", "up 0.01", False, "0.01"),
        # Latvian programmes, 7: own share 87 987.73 of the seed, cut to 87 987.72
        ("the seed", "87987.73", "586584.85", "15 %", "up 0.01", True, "0.00"),
        ("the seed, cut", "87987.72", "586584.85", "15 %", "up 0.01", False, "0.01"),
        ("the seed, cut, tested cut", "87987.72", "586584.85", "15 %", "down 0.01", True,
         "0.00"),
        ("nothing of nothing", "0", "0", "15 %", "up 0.01", True, "0.00"),
    ],
)  # fmt: skip
def test_what_is_missing_to_a_least_share(
    source: str, own: str, costs: str, own_rate: str, rounding: str, passes: bool, missing: str
) -> None:
    found = held(
        shortfall(
            Money(f"{own} EUR"),
            Money(f"{costs} EUR"),
            Rate(own_rate),
            rounding=Rounding(rounding),
        )
    )
    assert (found.passes, found.shortfall.money) == (passes, Money(f"{missing} EUR")), source


def test_what_would_make_it_pass() -> None:
    room = held(headroom(Money("90 EUR"), Money("100 EUR"), Rate("85 %"), rounding=DOWN))
    assert room.most_support.money == Money("85 EUR")
    assert room.least_own.money == Money("15 EUR")
    assert room.least_costs is not None
    assert room.least_extra_costs is not None
    assert room.least_costs.money == Money("105.89 EUR")  # 105.88 carries 89.998
    assert room.least_extra_costs.money == Money("5.89 EUR")
    short = held(shortfall(Money("15 EUR"), Money("101 EUR"), Rate("15 %"), rounding=UP))
    assert short.least_own.money == Money("15.15 EUR")
    assert short.most_support.money == Money("85.85 EUR")
    assert short.most_costs is not None
    assert short.most_extra_costs is not None
    assert short.most_costs.money == Money("100 EUR")
    assert short.most_extra_costs.money == Money("-1 EUR")


def test_a_turned_limit_says_how_it_was_turned() -> None:
    found = headroom(Money("0.08 EUR"), Money("0.05 EUR"), Rate("85 %"), rounding=NEAR)
    assert found.least_costs is not None
    assert found.least_costs.explain("least_costs") == (
        "least costs = (asked − unit ÷ two) ÷ rate\n"
        "    = (0.08 EUR − 0.01 EUR ÷ 2) ÷ 85 % = 0.088235… EUR, ceiling 0.01: 0.09 EUR\n"
        "  asked = support\n"
        "      = 0.08 EUR"
    )


def room_of(support: int, costs: int, rate: Rate, rounding: Rounding) -> Headroom:
    return held(headroom(euro(support), euro(costs), rate, rounding=rounding))


def carried(support: int, costs: int, rate: Rate, rounding: Rounding) -> bool:
    return headroom(euro(support), euro(costs), rate, rounding=rounding).passes


def reached(own: int, costs: int, rate: Rate, rounding: Rounding) -> bool:
    return shortfall(euro(own), euro(costs), rate, rounding=rounding).passes


def short_of(own: int, costs: int, rate: Rate, rounding: Rounding) -> Shortfall:
    return held(shortfall(euro(own), euro(costs), rate, rounding=rounding))


@example(9, 10, Rate("85 %"), NEAR)
@example(0, 10, Rate("0 %"), UP)
@given(cents, cents, rates, roundings)
def test_there_is_room_exactly_if_it_passes_and_the_most_support_is_tight(
    support: int, costs: int, rate: Rate, rounding: Rounding
) -> None:
    found = room_of(support, costs, rate, rounding)
    assert found.passes is (found.headroom.money.minor >= 0)
    limit = rate.of(euro(costs), rounding=rounding)
    assert found.passes is (support <= limit.minor)
    most = found.most_support.money.minor
    assert carried(most, costs, rate, rounding)
    assert not carried(most + 1, costs, rate, rounding)
    assert found.least_own.money.minor == max(0, costs - most)


@example(0, 5, Rate("0 %"), DOWN)
@example(5, 0, Rate("0 %"), UP)
@example(1, 0, Rate("1/3"), UP)
@example(100, 0, Rate("1/2"), Rounding("half_even 1"))
@example(200, 0, Rate("1/2"), Rounding("half_even 1"))
@example(101, 0, Rate("1/2"), Rounding("half_down 1"))
@given(cents, cents, rates, roundings)
def test_the_least_costs_carry_the_support_and_a_cent_less_does_not(
    support: int, costs: int, rate: Rate, rounding: Rounding
) -> None:
    if rate and support > 10**13:
        support %= 10**13  # the costs behind it stay amounts
    found = room_of(support, costs, rate, rounding)
    if not rate and support:
        assert (found.least_costs, found.least_extra_costs) == (None, None)
        return
    assert found.least_costs is not None
    assert found.least_extra_costs is not None
    least = found.least_costs.money.minor
    assert carried(support, least, rate, rounding)
    assert not least or not carried(support, least - 1, rate, rounding)
    extra = found.least_extra_costs.money.minor
    assert extra == max(0, least - costs)
    assert (extra == 0) is found.passes


@example(0, 10, Rate("15 %"), UP)
@given(cents, cents, rates, roundings)
def test_nothing_is_missing_exactly_if_it_passes_and_the_least_own_is_tight(
    own: int, costs: int, rate: Rate, rounding: Rounding
) -> None:
    found = short_of(own, costs, rate, rounding)
    assert found.passes is (not found.shortfall.money)
    assert found.passes is (own >= rate.of(euro(costs), rounding=rounding).minor)
    least = found.least_own.money.minor
    assert reached(least, costs, rate, rounding)
    assert not least or not reached(least - 1, costs, rate, rounding)
    assert found.most_support.money.minor == max(0, costs - least)
    if rounding.mode in ("up", "ceiling") and found.passes:
        assert own >= rate.fraction * costs


@example(1500, 10100, Rate("15 %"), UP)
@example(100, 0, Rate("1/2"), Rounding("half_even 1"))
@example(0, 0, Rate("1/2"), Rounding("half_even 1"))
@example(0, 0, Rate("1/2"), Rounding("half_up 1"))
@example(0, 0, Rate("1/3"), DOWN)
@example(7, 9, Rate("0 %"), DOWN)
@given(cents, cents, rates, roundings)
def test_the_most_costs_are_carried_and_a_cent_more_is_not(
    own: int, costs: int, rate: Rate, rounding: Rounding
) -> None:
    own = own % 10**13
    found = short_of(own, costs, rate, rounding)
    if not rate:
        assert (found.most_costs, found.most_extra_costs) == (None, None)
        return
    assert found.most_costs is not None
    assert found.most_extra_costs is not None
    most = found.most_costs.money.minor
    assert reached(own, most, rate, rounding)
    assert not reached(own, most + 1, rate, rounding)
    assert found.most_extra_costs.money.minor == most - costs
    assert (most >= costs) is found.passes


@given(st.integers(0, 10**9), st.integers(0, 10**9), rates)
def test_a_whole_euro_plan_passes_with_less_than_one_euro_over(
    euros: int, costs: int, rate: Rate
) -> None:
    plan = euro(100 * euros)
    found = headroom(plan, euro(costs), rate, rounding=Rounding("up 1"))
    assert found.passes is (plan.minor - rate.fraction * costs < 100)


def test_yen_and_dinars_turn_to_their_own_least_unit() -> None:
    whole, fils = Rounding("down 1"), Rounding("down 0.001")
    yen = headroom(Money("10 JPY"), Money("0 JPY"), Rate("2/3"), rounding=whole)
    assert held(yen).least_costs is not None
    assert yen.least_costs.money == Money("15 JPY")  # type: ignore[union-attr]
    dinar = shortfall(Money("0.010 KWD"), Money("0 KWD"), Rate("1/3"), rounding=fils)
    assert held(dinar).most_costs is not None
    assert dinar.most_costs.money == Money("0.032 KWD")  # type: ignore[union-attr]


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("support is below zero", lambda: headroom(-EURO, EURO, Rate("1 %"), rounding=DOWN)),
    ("costs is below zero", lambda: headroom(EURO, -EURO, Rate("1 %"), rounding=DOWN)),
    ("rate is out of range", lambda: headroom(EURO, EURO, Rate("101 %"), rounding=DOWN)),
    ("not a rounding", lambda: headroom(EURO, EURO, Rate("1 %"), rounding="down")),  # type: ignore[arg-type]
    ("16 digits",
     lambda: headroom(Money("9999999999999999 EUR"), EURO, Rate("1 %"), rounding=DOWN)),
    ("own is below zero", lambda: shortfall(-EURO, EURO, Rate("1 %"), rounding=DOWN)),
    ("own_rate is out of range", lambda: shortfall(EURO, EURO, Rate("-1 %"), rounding=DOWN)),
    ("finer than", lambda: shortfall(EURO, EURO, Rate("1 %"), rounding=Rounding("up 0.001"))),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        headroom(EURO, KRONA, Rate("1 %"), rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        shortfall(EURO, KRONA, Rate("1 %"), rounding=DOWN)


def test_the_exact_limit_is_in_the_figure() -> None:
    found = headroom(Money("1 EUR"), Money("586584.85 EUR"), Rate("85 %"), rounding=DOWN)
    assert found.most_support.exact == Fraction("498597.1225")
