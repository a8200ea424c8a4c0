"""Land inside its own total, support outside of in-kind: the shares hold of what comes out."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fundtrack.funding import land_limit, land_limits
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP = Rounding("down 0.01"), Rounding("up 0.01")
EURO, KRONA, NOTHING = Money("1.00 EUR"), Money("1.00 SEK"), Money("0.00 EUR")
TEN, FIFTEEN = Rate("10 %"), Rate("15 %")
cents = st.integers(0, 300) | st.integers(0, 10**12)
rates = st.fractions(0, 1, max_denominator=100).map(Rate)
kinds = st.lists(
    st.tuples(cents, st.sampled_from([0, 1, 7, 10, 15, 20, 33]).map(lambda n: Rate(f"{n} %"))),
    min_size=1,
    max_size=4,
)


def euro(minor: int) -> Money:
    return Money.of_minor(minor, "EUR")


@pytest.mark.parametrize(
    ("source", "land", "others", "rate", "counted", "total"),
    [
        # shared management, LIM.LAND
        ("ordinary land", "150000", "900000", "10 %", "100000", "1000000"),
        ("a derelict site", "150000", "850000", "15 %", "150000", "1000000"),
        ("a derelict site, over", "150000.01", "850000", "15 %", "150000", "1000000"),
        ("exactly at the share is fully eligible", "100000", "900000", "10 %", "100000",
         "1000000"),
        ("a cent above", "100000.01", "900000", "10 %", "100000", "1000000"),
        ("a cent below", "99999.99", "900000", "10 %", "99999.99", "999999.99"),
        ("no other costs", "5", "0", "10 %", "0", "0"),
        ("a share of nothing", "5", "10", "0 %", "0", "10"),
        ("no limit", "5000", "10", "100 %", "5000", "5010"),
        ("ninths are cut", "50", "1.00", "10 %", "0.11", "1.11"),
        ("no land", "0", "1.00", "10 %", "0", "1.00"),
    ],
)  # fmt: skip
def test_land_of_the_sheet(
    source: str, land: str, others: str, rate: str, counted: str, total: str
) -> None:
    cost = Money(f"{land} EUR")
    found = held(land_limit(cost, Money(f"{others} EUR"), Rate(rate), rounding=DOWN))
    assert found.counted.money == Money(f"{counted} EUR"), source
    assert found.total.money == Money(f"{total} EUR"), source
    assert found.excess.money == cost - found.counted.money
    assert (found.limit is None) is (rate == "100 %")


def test_the_share_of_all_costs_before_the_cut_is_another_and_a_wrong_limit() -> None:
    # LIM.LAND: 10 % of 1 050 000 is 105 000, and that is 10.45 % of what is left
    naive, others = Money("105000 EUR"), Money("900000 EUR")
    share = Rate.between(naive, others + naive).fraction * 100
    assert str(round(share, 2)) == "209/20"
    right = land_limit(Money("150000 EUR"), others, TEN, rounding=DOWN)
    assert held(right).counted.money < naive


@example(10**17, 900, TEN)
@given(cents, cents, rates)
def test_land_never_passes_its_share_of_the_final_total_and_a_cent_more_would(
    land: int, others: int, rate: Rate
) -> None:
    found = held(land_limit(euro(land), euro(others), rate, rounding=DOWN))
    counted, total = found.counted.money.minor, found.total.money.minor
    assert counted <= rate.fraction * total
    assert total == others + counted
    assert counted == land or counted + 1 > rate.fraction * (total + 1)


def test_land_rounded_up_passes_its_share_by_less_than_a_cent() -> None:
    found = held(land_limit(EURO, Money("1.00 EUR"), TEN, rounding=UP))
    assert found.counted.money == Money("0.12 EUR")
    assert TEN.fraction * 112 < 12


@pytest.mark.parametrize(
    ("source", "land", "others", "together", "counted", "total"),
    [
        ("each its own share, both cut", ["200000", "300000"], "750000", False,
         ["100000", "150000"], "1000000"),
        ("each its own share, only ordinary land cut", ["200000", "100000"], "800000", False,
         ["100000", "100000"], "1000000"),
        ("each its own share, only derelict land cut", ["50000", "300000"], "800000", False,
         ["50000", "150000"], "1000000"),
        ("none cut", ["10000", "10000"], "980000", False, ["10000", "10000"], "1000000"),
        ("all land together, both cut", ["200000", "300000"], "850000", True,
         ["100000", "50000"], "1000000"),
        ("all land together, derelict land cut", ["50000", "300000"], "850000", True,
         ["50000", "100000"], "1000000"),
        ("all land together, ordinary land cut", ["200000", "20000"], "880000", True,
         ["100000", "20000"], "1000000"),
        ("shares of cents are cut", ["0.50", "0.50"], "1.00", False,
         ["0.13", "0.19"], "1.32"),
        ("nothing else", ["1", "1"], "0", False, ["0", "0"], "0"),
    ],
)  # fmt: skip
def test_two_shares_of_one_total(
    source: str,
    land: Sequence[str],
    others: str,
    together: bool,
    counted: Sequence[str],
    total: str,
) -> None:
    pairs = [
        (Money(f"{one} EUR"), rate) for one, rate in zip(land, (TEN, FIFTEEN), strict=True)
    ]
    rest = Money(f"{others} EUR")
    found = held(land_limits(pairs, rest, together=together, rounding=DOWN))
    assert [one.money for one in found.counted] == [Money(f"{c} EUR") for c in counted], source
    assert found.total.money == Money(f"{total} EUR")
    turned = land_limits(pairs[::-1], rest, together=together, rounding=DOWN)
    assert [one.money for one in held(turned).counted] == [
        Money(f"{c} EUR") for c in reversed(counted)
    ]


def test_a_cent_cut_from_one_kind_can_cost_another_a_cent() -> None:
    # 0.02, 0.04 and 0.05 are the shares of 0.27, cut; they make 0.26, of which 15 % is 0.039
    pairs = [(Money("900 EUR"), Rate(f"{percent} %")) for percent in (10, 15, 20)]
    found = held(land_limits(pairs, Money("0.15 EUR"), together=False, rounding=DOWN))
    assert found.bound.money == Money("0.27 EUR")
    assert [one.money.minor for one in found.counted] == [2, 3, 5]
    assert found.total.money == Money("0.25 EUR")


def keeps(taken: Sequence[int], shares: Sequence[Rate], others: int, *, together: bool) -> bool:
    """Whether amounts of land keep their shares of the total they make, written as the law."""
    total = others + sum(taken)
    for share in shares:
        mine = sum(
            one
            for one, its in zip(taken, shares, strict=True)
            if (its <= share if together else its is share)
        )
        if mine > share.fraction * total:
            return False
    return True


def exact_land(
    pairs: Sequence[tuple[int, Rate]], total: Fraction, *, together: bool
) -> Fraction:
    """The land that a total allows, without cutting cents."""
    taken = Fraction()
    for land, share in sorted(pairs, key=lambda pair: pair[1].fraction):
        most = share.fraction * total
        taken += min(Fraction(land), most - taken if together else most)
    return taken


@example([(50, TEN), (50, FIFTEEN)], 100, False)
@example([(1000, TEN), (1, FIFTEEN)], 100, False)
@example([(10**12, TEN), (10**12, FIFTEEN), (10**12, Rate("33 %"))], 999, False)
@example([(3, TEN), (10**12, FIFTEEN)], 999, True)
@given(kinds, cents, st.booleans())
def test_every_share_holds_of_the_final_total_and_no_kind_can_take_a_cent_more(
    pairs: list[tuple[int, Rate]], others: int, together: bool
) -> None:
    shares = [Rate(rate.fraction) for _, rate in pairs]  # each a thing of its own
    assume(together or 100 * sum(rate.fraction for rate in shares) <= 99)
    given_kinds = [(euro(land), rate) for (land, _), rate in zip(pairs, shares, strict=True)]
    found = held(land_limits(given_kinds, euro(others), together=together, rounding=DOWN))
    taken = [one.money.minor for one in found.counted]
    assert all(0 <= one <= land for one, (land, _) in zip(taken, pairs, strict=True))
    assert keeps(taken, shares, others, together=together)
    assert found.total.money.minor == others + sum(taken) <= found.bound.money.minor
    bound = found.bound.exact
    assert isinstance(bound, Fraction)
    assert bound * 100 == others + exact_land(pairs, bound * 100, together=together)
    for place, (land, _) in enumerate(pairs):
        more = [*taken]
        more[place] += 1
        assert taken[place] == land or not keeps(more, shares, others, together=together)


@example((50, TEN), (50, FIFTEEN), 12, False)
@given(
    st.tuples(st.integers(0, 12), st.sampled_from([TEN, FIFTEEN, Rate("33 %")])),
    st.tuples(st.integers(0, 12), st.sampled_from([Rate("20 %"), Rate("30 %")])),
    st.integers(0, 30),
    st.booleans(),
)
def test_no_other_choice_of_cents_counts_more_land(
    one: tuple[int, Rate], two: tuple[int, Rate], others: int, together: bool
) -> None:
    pairs, shares = [(euro(one[0]), one[1]), (euro(two[0]), two[1])], [one[1], two[1]]
    found = held(land_limits(pairs, euro(others), together=together, rounding=DOWN))
    best = max(
        a + b
        for a in range(one[0] + 1)
        for b in range(two[0] + 1)
        if keeps([a, b], shares, others, together=together)
    )
    assert found.total.money.minor == others + best


@given(cents, cents, st.integers(0, 99).map(lambda n: Rate(f"{n} %")), st.booleans())
def test_one_kind_is_the_plain_limit(
    land: int, others: int, rate: Rate, together: bool
) -> None:
    one = land_limit(euro(land), euro(others), rate, rounding=DOWN)
    same = held(
        land_limits([(euro(land), rate)], euro(others), together=together, rounding=DOWN)
    )
    assert [kind.money for kind in same.counted] == [one.counted.money]


def test_shares_near_all_of_the_total_still_settle() -> None:
    pairs = [(euro(10**15), Rate("49 %")), (euro(10**15), Rate("50 %"))]
    found = held(land_limits(pairs, euro(99), together=False, rounding=Rounding("down 1")))
    taken = [one.money.minor for one in found.counted]
    assert keeps(taken, [rate for _, rate in pairs], 99, together=False)


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("land is below zero", lambda: land_limit(-EURO, EURO, TEN, rounding=DOWN)),
    ("others is below zero", lambda: land_limit(EURO, -EURO, TEN, rounding=DOWN)),
    ("rate is out of range", lambda: land_limit(EURO, EURO, Rate("-1 %"), rounding=DOWN)),
    ("wrong length of kinds", lambda: land_limits([], EURO, together=True, rounding=DOWN)),
    ("too many kinds",
     lambda: land_limits([(EURO, TEN)] * 9, EURO, together=True, rounding=DOWN)),
    (r"kinds\[0\] is no pair",
     lambda: land_limits([EURO], EURO, together=True, rounding=DOWN)),  # type: ignore[list-item]
    (r"kinds\[0\] is below zero",
     lambda: land_limits([(-EURO, TEN)], EURO, together=True, rounding=DOWN)),
    (r"kinds\[1\] is out of range",
     lambda: land_limits([(EURO, TEN), (EURO, Rate("101 %"))], EURO, together=True,
                         rounding=DOWN)),
    ("leave nothing for other costs",
     lambda: land_limits([(EURO, Rate("50 %"))] * 2, EURO, together=False, rounding=DOWN)),
    ("leave nothing for other costs",
     lambda: land_limits([(EURO, Rate("99.1 %"))], EURO, together=True, rounding=DOWN)),
    ("kept by rounding down",
     lambda: land_limits([(EURO, TEN)], EURO, together=True, rounding=UP)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


@pytest.mark.parametrize(
    ("reading", "found"),
    [(None, "null"), ("", '""'), ("no", '"no"'), (0, "0"), (1, "1"), ((), "a tuple")],
)
def test_a_reading_that_nobody_stated_is_not_taken_for_one(reading: object, found: str) -> None:
    said = rf"together is true or false \(expected True or False, found {found}\); state the"
    with pytest.raises(InputError, match=said):
        land_limits([(EURO, TEN)], EURO, together=reading, rounding=DOWN)  # type: ignore[arg-type]


def test_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        land_limit(EURO, KRONA, TEN, rounding=DOWN)
    with pytest.raises(CurrencyMismatch):
        land_limits([(EURO, TEN), (KRONA, TEN)], EURO, together=True, rounding=DOWN)
