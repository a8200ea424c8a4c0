"""Modified total direct costs: versions of the text, limits over a life, credit notes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import Mtdc, Purchase, Subaward, indirect_of, mtdc, subaward_counted
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
OUT = ("participant_support", "rent")


def usd(amount: str) -> Money:
    return Money(f"{amount} USD")


COSTS = {
    "salaries": usd("84000.00"),
    "fringe": usd("26000.00"),
    "travel": usd("7500.00"),
    "supplies": usd("12500.00"),
    "participant_support": usd("9000.00"),
    "rent": usd("5000.00"),
}
SUBAWARDS = {
    name: Subaward(spent=usd(spent), spent_before=usd("0.00"))
    for name, spent in (("first", "45000.00"), ("second", "31000.00"))
}
MACHINE = {"machine": Purchase(price=usd("17000.00"), number=1)}
UNITS = {"units": Purchase(price=usd("7200.00"), number=2)}


def of_text(limit: str, threshold: str, purchases: dict[str, Purchase]) -> Mtdc:
    return mtdc(
        COSTS,
        excluded=OUT,
        subaward_limit=usd(limit),
        equipment_threshold=usd(threshold),
        subawards=SUBAWARDS,
        purchases=purchases,
    )


@pytest.mark.parametrize(
    ("source", "limit", "threshold", "purchases", "base", "rate", "indirect"),
    [
        ("2020 text", "25000.00", "5000.00", MACHINE, "180000.00", "10 %", "18000.00"),
        ("2024 text", "50000.00", "10000.00", MACHINE, "206000.00", "15 %", "30900.00"),
        ("2020 text, 2 × 7 200", "25000.00", "5000.00", UNITS, "180000.00", "10 %", "18000.00"),
        (
            "2024 text, 2 × 7 200",
            "50000.00",
            "10000.00",
            UNITS,
            "220400.00",
            "15 %",
            "33060.00",
        ),
    ],
)
def test_the_version_flips_the_base(
    source, limit, threshold, purchases, base, rate, indirect
) -> None:
    found = held(of_text(limit, threshold, purchases))
    assert found.direct.money == usd("130000.00"), source
    assert found.base.money == usd(base), source
    assert held(indirect_of(found.base, Rate(rate), rounding=DOWN)).money == usd(indirect)


@pytest.mark.parametrize(
    ("price", "counted"), [("9999.99", "29999.97"), ("10000.00", "0.00"), ("10000.01", "0.00")]
)
def test_a_thing_at_the_threshold_is_equipment(price, counted) -> None:
    three = {"things": Purchase(price=usd(price), number=3)}
    assert held(of_text("50000.00", "10000.00", three)).purchases.money == usd(counted)


@pytest.mark.parametrize(
    ("source", "spent", "limit", "counted", "total"),
    [
        ("us.mtdc", "18000 12000 9000", "25000.00", "18000 7000 0", "25000.00"),
        ("2024 limit", "18000 12000 9000", "50000.00", "18000 12000 9000", "39000.00"),
        ("a credit note above the limit frees nothing", "30000 -4000", "25000.00", "25000 0",
         "25000.00"),
        ("a credit note across the limit", "30000 -8000 5000", "25000.00", "25000 -3000 3000",
         "25000.00"),
        ("a credit note below the limit", "10000 -4000 1000", "25000.00", "10000 -4000 1000",
         "7000.00"),
        ("more taken back than spent", "10000 -11000", "25000.00", "10000 -11000", "-1000.00"),
        ("no limit at all", "10000 5000", "0.00", "0 0", "0.00"),
        ("at the limit", "24999.99 0.01 0.01", "25000.00", "24999.99 0.01 0", "25000.00"),
    ],
)  # fmt: skip
def test_a_subaward_counts_up_to_its_limit_over_its_life(
    source, spent, limit, counted, total
) -> None:
    found = held(subaward_counted(map(amount, spent.split()), limit=usd(limit)))
    assert [one.money for one in found.periods] == [*map(amount, counted.split())], source
    assert found.total.money == usd(total), source


def amount(text: str) -> Money:
    return usd(text if "." in text else f"{text}.00")


SPENT = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30)


@given(SPENT, st.integers(0, 10**9))
@example([1800000, 1200000, 900000], 2500000)
@example([3000000, -800000, 500000], 2500000)
def test_what_counts_telescopes(cents, limit) -> None:
    """Over its life the sum is the smaller of what was spent and the limit, whatever came."""
    most = Money.of_minor(limit, "USD")
    found = held(subaward_counted([Money.of_minor(c, "USD") for c in cents], limit=most))
    counted = [one.money.minor for one in found.periods]
    for periods in range(len(cents) + 1):
        assert sum(counted[:periods]) == min(sum(cents[:periods]), limit)
    assert found.total.money.minor == sum(counted)
    for spent, one in zip(cents, counted, strict=True):
        assert min(0, spent) <= one <= max(0, spent)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9), st.integers(0, 10**9))
def test_a_period_alone_is_that_period_of_its_life(cents, limit) -> None:
    life = subaward_counted(
        [Money.of_minor(c, "USD") for c in cents], limit=Money.of_minor(limit, "USD")
    )
    before = 0
    for place, cent in enumerate(cents):
        one = Subaward(
            spent=Money.of_minor(cent, "USD"), spent_before=Money.of_minor(before, "USD")
        )
        found = mtdc(
            {"salaries": usd("0.00")},
            excluded=[],
            subaward_limit=Money.of_minor(limit, "USD"),
            equipment_threshold=usd("10000.00"),
            subawards={"one": one},
        )
        assert found.base.money == life.periods[place].money
        before += cent


def test_each_subaward_has_its_own_limit() -> None:
    many = {f"subaward_{n}": SUBAWARDS["first"] for n in range(41)}
    found = mtdc(
        {"salaries": usd("1.00")},
        excluded=(),
        subaward_limit=usd("25000.00"),
        equipment_threshold=usd("5000.00"),
        subawards=many,
    )
    assert held(found).base.money == usd("1025001.00")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"excluded": ["capital"]}, "nobody stated what is left out: capital"),
        ({"subaward_limit": usd("-0.01")}, "subaward_limit is below zero"),
        ({"equipment_threshold": usd("-0.01")}, "equipment_threshold is below zero"),
        ({"subawards": {"one": usd("1.00")}}, "one is not a subaward"),
        ({"subawards": {"A 1": SUBAWARDS["first"]}}, "not the name of a subaward"),
        ({"purchases": {"one": usd("1.00")}}, "one is not a purchase"),
        ({"purchases": {"a-b": MACHINE["machine"]}}, "not the name of a purchase"),
        ({"purchases": {"a": Purchase(price=usd("-1.00"), number=1)}}, "price is below zero"),
        ({"purchases": {"a": Purchase(price=usd("1.00"), number=-1)}}, "number is too small"),
        ({"subawards": {"one": Subaward(spent=1, spent_before=1)}}, "spent is not an amount"),
        ({"costs": {}}, "costs are amounts by category"),
    ],
)
def test_what_it_refuses(changed, message) -> None:
    good = {
        "costs": COSTS,
        "excluded": OUT,
        "subaward_limit": usd("50000.00"),
        "equipment_threshold": usd("10000.00"),
    }
    with pytest.raises(InputError, match=message):
        mtdc(**{**good, **changed})


@pytest.mark.parametrize("what", ["subaward_limit", "equipment_threshold"])
def test_currencies_are_not_mixed(what) -> None:
    good = {"subaward_limit": usd("1.00"), "equipment_threshold": usd("1.00")}
    with pytest.raises(CurrencyMismatch):
        mtdc(COSTS, excluded=OUT, **{**good, what: Money("1.00 EUR")})
    with pytest.raises(CurrencyMismatch):
        subaward_counted([usd("1.00")], limit=Money("1.00 EUR"))
    with pytest.raises(InputError, match="wrong length of spent"):
        subaward_counted([], limit=usd("1.00"))
    with pytest.raises(InputError, match="limit is below zero"):
        subaward_counted([usd("1.00")], limit=usd("-1.00"))
