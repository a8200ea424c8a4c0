"""Flat rates: published examples, the order of the bases, doubles, cuts, refusals."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import FlatRate, FlatRates, flat_rate_after_cut, flat_rates
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
DIRECT = ("external", "equipment", "infrastructure")


def euros(**amounts: str) -> dict[str, Money]:
    return {name: Money(f"{amount} EUR") for name, amount in amounts.items()}


def staff(rate: str) -> FlatRate:
    return FlatRate(
        name="staff",
        rate=Rate(rate),
        base=DIRECT,
        base_if_real=("travel",),
        covers=("staff",),
    )


def on_staff(name: str, rate: str) -> FlatRate:
    return FlatRate(name=name, rate=Rate(rate), base=("staff",), covers=(name,))


def office_on_direct(rate: str) -> FlatRate:
    return FlatRate(
        name="office", rate=Rate(rate), base=("staff", "travel", *DIRECT), covers=("office",)
    )


def other(rate: str, *beside: str) -> FlatRate:
    return FlatRate(name="other", rate=Rate(rate), base=("staff",), covers=None, beside=beside)


def amounts(found: FlatRates) -> dict[str, str]:
    return {name: str(one.money)[:-4] for name, one in found.amounts.items()}


EXTERNAL = euros(external="18420.55", equipment="6230.40", infrastructure="0.00")
BASES = euros(staff="96400.00", direct="53600.00")
SHEET = [
    (
        "Jems order, example A",
        EXTERNAL,
        [staff("20 %"), on_staff("travel", "15 %"), on_staff("office", "15 %")],
        {"staff": "4930.19", "travel": "739.52", "office": "739.52"},
        "31060.18",
    ),
    (
        "Jems order, example B: real travel is in the base of staff",
        {**EXTERNAL, **euros(travel="1515.15")},
        [staff("20 %"), office_on_direct("7 %")],
        {"staff": "5233.22", "office": "2197.95"},
        "33597.27",
    ),
    (
        "Jems order, example C",
        euros(staff="41234.57"),
        [other("40 %")],
        {"other": "16493.82"},
        "57728.39",
    ),
    (
        "SCO.FLAT, 7 % of direct costs",
        BASES,
        [
            FlatRate(
                name="indirect",
                rate=Rate("7 %"),
                base=("staff", "direct"),
                covers=("indirect",),
            )
        ],
        {"indirect": "10500.00"},
        "160500.00",
    ),
    (
        "SCO.FLAT, 15 % of staff",
        BASES,
        [on_staff("indirect", "15 %")],
        {"indirect": "14460.00"},
        "164460.00",
    ),
    (
        "SCO.FLAT, 40 % of staff: no other real costs",
        euros(staff="96400.00", direct="0.00"),
        [other("40 %")],
        {"other": "38560.00"},
        "134960.00",
    ),
    (
        "SCO.FLAT, 20 % of other direct costs",
        euros(direct="53600.00"),
        [FlatRate(name="staff", rate=Rate("20 %"), base=("direct",), covers=("staff",))],
        {"staff": "10720.00"},
        "64320.00",
    ),
    (
        "SCO.TRAVEL15",
        euros(staff="24680.00"),
        [on_staff("travel", "15 %")],
        {"travel": "3702.00"},
        "28382.00",
    ),
    (
        "Jems rounding: a correction is cut toward zero",
        euros(staff="-1001.23"),
        [on_staff("office", "7 %")],
        {"office": "-70.08"},
        "-1071.31",
    ),
    (
        "peers 4: 15 % of 1234.30",
        euros(staff="1234.30"),
        [on_staff("office", "15 %")],
        {"office": "185.14"},
        "1419.44",
    ),
]


@pytest.mark.parametrize(("source", "costs", "options", "flat", "total"), SHEET)
def test_flat_rates_of_the_sheets(source, costs, options, flat, total) -> None:
    found = held(flat_rates(costs, options, rounding=DOWN, cut="each_step"))
    assert amounts(found) == flat, source
    assert found.total.money == Money(f"{total} EUR"), source


@pytest.mark.parametrize(
    ("source", "costs", "mode", "amount"),
    [
        ("JEMS.ROUND, floor", "-1001.23", "floor", "-70.09"),
        ("JEMS.ROUND, down", "-1001.23", "down", "-70.08"),
    ],
)
def test_the_mode_decides_a_correction(source, costs, mode, amount) -> None:
    found = flat_rates(
        euros(staff=costs),
        [on_staff("office", "7 %")],
        rounding=Rounding(f"{mode} 0.01"),
        cut="each_step",
    )
    assert amounts(held(found)) == {"office": amount}, source


def test_half_up_gives_example_c_another_cent() -> None:
    found = flat_rates(
        euros(staff="41234.57"),
        [other("40 %")],
        rounding=Rounding("half_up 0.01"),
        cut="each_step",
    )
    assert amounts(found) == {"other": "16493.83"}


@pytest.mark.parametrize(
    ("source", "cut", "second"),
    [("peers 4, cut each step", "each_step", "1.76"), ("peers 4, once", "once", "1.77")],
)
def test_cut_each_step_or_once(source, cut, second) -> None:
    options = [
        FlatRate(name="staff", rate=Rate("15 %"), base=("external",), covers=("staff",)),
        on_staff("travel", "11 %"),
    ]
    found = held(flat_rates(euros(external="107.30"), options, rounding=DOWN, cut=cut))
    assert amounts(found) == {"staff": "16.09", "travel": second}, source


@pytest.mark.parametrize(
    ("period", "bases", "flat"),
    [
        (1, "155.11", ("18.61", "1.48")),
        (2, "125.00", ("15.00", "1.20")),
        (3, "299.89", ("35.98", "2.87")),
        ("all", "580.00", ("69.60", "5.56")),
    ],
)
def test_the_last_period_directly(period, bases, flat) -> None:
    """Peers 4: the last period as the rest of the total is a cent more than directly."""
    options = [
        FlatRate(name="staff", rate=Rate("12 %"), base=("external",), covers=("staff",)),
        on_staff("travel", "8 %"),
    ]
    found = flat_rates(euros(external=bases), options, rounding=DOWN, cut="each_step")
    assert (amounts(found)["staff"], amounts(found)["travel"]) == flat, period


def test_it_says_how_it_came_about() -> None:
    options = [on_staff("travel", "15 %"), staff("20 %")]
    found = flat_rates(EXTERNAL, options, rounding=DOWN, cut="once")
    assert found.explain().startswith(
        "staff = staff base × staff rate\n"
        "    = 24650.95 EUR × 20 % = 4930.19 EUR\n"
        "  staff base = external + equipment + infrastructure\n"
        "      = 18420.55 EUR + 6230.40 EUR + 0.00 EUR = 24650.95 EUR\n"
        "travel = staff base × staff rate × travel rate\n"
        "    = 24650.95 EUR × 20 % × 15 % = 739.5285 EUR, down 0.01: 739.52 EUR\n"
    )
    assert found.order == ("staff", "travel")
    assert [name for name, _ in found.worked()] == ["staff", "travel", "total"]


# ---- laws ---------------------------------------------------------------------

CENTS = st.integers(-(10**12), 10**12)
RATES = st.integers(0, 100).map(lambda percent: Rate(f"{percent} %"))
MODES = st.sampled_from(["down", "up", "floor", "ceiling", "half_up", "half_even"])
JEMS = [staff("20 %"), on_staff("travel", "15 %"), office_on_direct("7 %")]


@st.composite
def rated(draw: st.DrawFn) -> list[FlatRate]:
    """Flat rates, each of which may stand on some of those before it and on real costs."""
    made: list[FlatRate] = []
    for name in draw(st.permutations(["f1", "f2", "f3", "f4"]))[: draw(st.integers(1, 4))]:
        below = [one.name for one in made if draw(st.booleans())]
        real = draw(st.lists(st.sampled_from(["a", "b"]), unique=True))
        base = (*below, *real) or ("a",)
        made.append(FlatRate(name=name, rate=draw(RATES), base=base, covers=(name,)))
    return draw(st.permutations(made))


@given(CENTS, CENTS, rated(), MODES, st.sampled_from(["each_step", "once"]))
@example(10730, 0, JEMS[:0], "down", "once")
def test_it_is_what_arithmetic_by_hand_gives(a, b, options, mode, cut) -> None:
    """Each step by hand, in fractions of cents; both cuts, any order of the bases."""
    rounding = Rounding(f"{mode} 0.01")
    costs = {"a": Money.of_minor(a, "EUR"), "b": Money.of_minor(b, "EUR")}
    found = held(flat_rates(costs, options, rounding=rounding, cut=cut))
    value: dict[str, Fraction | int] = {"a": a, "b": b}
    left = {one.name: one for one in options}
    while left:
        ready = next(one for one in left.values() if not left.keys() & {*one.base})
        exact = sum(value[name] for name in ready.base) * ready.rate.fraction
        cents = rounding.of(exact / 100, "EUR").minor
        assert found.amounts[ready.name].money.minor == cents
        value[ready.name] = cents if cut == "each_step" else exact
        del left[ready.name]
    assert found.total.money.minor == a + b + sum(
        one.money.minor for one in found.amounts.values()
    )


@given(st.lists(CENTS, min_size=4, max_size=4), st.sampled_from(["each_step", "once"]))
def test_the_order_of_the_options_makes_no_difference(cents, cut) -> None:
    names = ("external", "equipment", "infrastructure", "unit_costs")
    costs = {n: Money.of_minor(c, "EUR") for n, c in zip(names, cents, strict=True)}
    every = [
        flat_rates(costs, options, rounding=DOWN, cut=cut) for options in permutations(JEMS)
    ]
    assert every == every[:1] * 6
    assert every[0].order == ("staff", "travel", "office")


@given(
    st.integers(0, 10**12),
    st.integers(0, 10**6),
    rated(),
    st.sampled_from(["each_step", "once"]),
)
def test_more_costs_never_give_less(cents, more, options, cut) -> None:
    low, high = (
        flat_rates(
            {"a": Money.of_minor(a, "EUR"), "b": Money("10.00 EUR")},
            options,
            rounding=DOWN,
            cut=cut,
        )
        for a in (cents, cents + more)
    )
    assert all(low.amounts[n].money <= high.amounts[n].money for n in low.amounts)
    assert low.total.money <= high.total.money


@given(st.integers(0, 10**12), rated(), MODES)
@example(10730, [on_staff("travel", "11 %").replace(base=("a",), rate=Rate("15 %"))], "down")
def test_the_two_cuts_differ_by_less_than_one_cent_per_step(cents, options, mode) -> None:
    costs = {"a": Money.of_minor(cents, "EUR"), "b": Money("0.07 EUR")}
    each, once = (
        flat_rates(costs, options, rounding=Rounding(f"{mode} 0.01"), cut=cut)
        for cut in ("each_step", "once")
    )
    bases = {one.name: one for one in options}
    steps: dict[str, Fraction] = {}
    for name in each.order:  # how far the base of a step can be off, in cents
        below = [one for one in bases[name].base if one in bases]
        off = sum((steps[one] for one in below), Fraction(0)) * bases[name].rate.fraction
        steps[name] = off + 1
        apart = abs(each.amounts[name].money.minor - once.amounts[name].money.minor)
        assert apart < off + 1 if below else apart == 0


@given(st.integers(0, 10**12), RATES, st.data())
@example(1, Rate("50 %"), None)
def test_a_cut_of_the_base_cuts_pro_rata(cents, rate, data) -> None:
    base = Money.of_minor(cents, "EUR")
    accepted = Money.of_minor(data.draw(st.integers(0, cents)) if data else 0, "EUR")
    option = FlatRate(name="f", rate=rate, base=("a",), covers=("f",))
    claimed = flat_rates({"a": base}, [option], rounding=DOWN, cut="each_step")
    again = flat_rates({"a": accepted}, [option], rounding=DOWN, cut="each_step")
    left = held(
        flat_rate_after_cut(claimed.amounts["f"].money, base, accepted, rounding=DOWN)
    ).money
    assert left.minor <= rate.fraction * accepted.minor
    assert 0 <= again.amounts["f"].money.minor - left.minor <= 1
    assert left == claimed.amounts["f"].money or accepted < base


def test_base_cut_by_hand() -> None:
    """SCO.BASECUT: 5 000 less of staff takes 15 % of it; the rounded amount can lose a cent."""
    whole, base, left = (Money(f"{n} EUR") for n in ("14460.00", "96400.00", "91400.00"))
    found = held(flat_rate_after_cut(whole, base, left, rounding=DOWN))
    assert found.money == Money("13710.00 EUR")
    flat, base, left = (Money(f"{n} EUR") for n in ("0.09", "0.67", "0.60"))
    assert flat_rate_after_cut(flat, base, left, rounding=DOWN).money == Money("0.08 EUR")
    option = FlatRate(name="f", rate=Rate("15 %"), base=("a",), covers=("f",))
    again = flat_rates({"a": Money("0.60 EUR")}, [option], rounding=DOWN, cut="each_step")
    assert again.amounts["f"].money == Money("0.09 EUR")


# ---- what is covered, what exclude each other, loops ----------------------------


@pytest.mark.parametrize("cents", [1, -1, 0])
def test_a_cost_is_real_or_flat_never_both(cents) -> None:
    """SCO.NODOUBLE, one cent each side of nothing."""
    costs = {"staff": Money("24680.00 EUR"), "travel": Money.of_minor(cents, "EUR")}
    for option in (on_staff("travel", "15 %"), other("15 %")):
        if cents:
            with pytest.raises(InputError, match="double financing: travel is paid as real"):
                flat_rates(costs, [option], rounding=DOWN, cut="each_step")
        else:
            found = held(flat_rates(costs, [option], rounding=DOWN, cut="each_step"))
            assert found.total.money == Money("28382.00 EUR")


def test_allowances_stand_beside_the_rest_of_all_costs() -> None:
    """SCO.REST40.EXCL: participants' salaries and allowances may be added on top."""
    costs = euros(staff="1000.00", allowances="250.00")
    with pytest.raises(InputError, match="double financing: allowances is paid as real"):
        flat_rates(costs, [other("40 %")], rounding=DOWN, cut="each_step")
    found = held(
        flat_rates(costs, [other("40 %", "allowances")], rounding=DOWN, cut="each_step")
    )
    assert found.total.money == Money("1650.00 EUR")


def test_the_rest_of_all_costs_leaves_nothing_to_other_flat_rates() -> None:
    """Jems order, example C: adding a travel flat rate is a combination error."""
    costs = euros(staff="41234.57")
    travel = on_staff("travel", "15 %")
    for options in permutations([other("40 %"), travel]):
        with pytest.raises(InputError, match="travel is paid by the flat rates travel and oth"):
            flat_rates(costs, options, rounding=DOWN, cut="each_step")
    with pytest.raises(InputError, match="the flat rates travel and other exclude each other"):
        flat_rates(
            costs,
            [other("40 %", "travel"), travel],
            rounding=DOWN,
            cut="once",
            forbidden=[("office", "travel"), ("travel", "other")],
        )
    beside = flat_rates(costs, [other("40 %", "travel"), travel], rounding=DOWN, cut="once")
    assert amounts(beside) == {"other": "16493.82", "travel": "6185.18"}
    twice = [other("40 %"), other("10 %").replace(name="second")]
    with pytest.raises(InputError, match="double financing"):
        flat_rates(costs, twice, rounding=DOWN, cut="once")


def test_staff_that_is_flat_carries_no_rest_rate() -> None:
    """SCO.REST40.EXCL and Jems: the 40 % are of real staff only, so nothing is left of them."""
    rest = other("40 %", *DIRECT).replace(base=(), base_if_real=("staff",))
    flat = staff("20 %").replace(base_if_real=())
    found = held(flat_rates(EXTERNAL, [rest, flat], rounding=DOWN, cut="once"))
    assert amounts(found) == {"other": "0.00", "staff": "4930.19"}
    with pytest.raises(InputError, match="staff and other exclude each other"):
        flat_rates(
            EXTERNAL, [rest, flat], rounding=DOWN, cut="once", forbidden=[("staff", "other")]
        )


def test_two_flat_rates_cover_nothing_twice() -> None:
    direct = office_on_direct("7 %").replace(name="office_on_direct")
    options = [on_staff("office", "15 %").replace(name="office_on_staff"), direct]
    with pytest.raises(InputError, match="by the flat rates office_on_staff and office_on_d"):
        flat_rates({**EXTERNAL, **euros(staff="1.00")}, options, rounding=DOWN, cut="once")


def test_a_flat_rate_of_several_categories_goes_into_a_base_as_a_whole() -> None:
    both = on_staff("office_and_travel", "20 %").replace(covers=("office", "travel"))
    top = FlatRate(
        name="f", rate=Rate("10 %"), base=("staff", "office", "travel"), covers=("f",)
    )
    for cut in ("each_step", "once"):
        found = held(flat_rates(euros(staff="100.00"), [top, both], rounding=DOWN, cut=cut))
        assert amounts(found) == {"f": "12.00", "office_and_travel": "20.00"}
    named = top.replace(base=("office_and_travel",))
    found = held(flat_rates(euros(staff="100.00"), [named, both], rounding=DOWN, cut="once"))
    assert amounts(found)["f"] == "2.00"
    half = top.replace(base=("staff", "travel"))
    with pytest.raises(InputError, match="travel, which office_and_travel covers together"):
        flat_rates(euros(staff="100.00"), [half, both], rounding=DOWN, cut="once")


def test_a_loop_is_named() -> None:
    ring = [
        FlatRate(name=name, rate=Rate("5 %"), base=(below, "a"), covers=(name,))
        for name, below in (("x", "y"), ("y", "z"), ("z", "x"))
    ]
    for options in permutations(ring):
        with pytest.raises(InputError, match="of each other: x → y → z → x"):
            flat_rates(euros(a="1.00"), options, rounding=DOWN, cut="each_step")
    own = FlatRate(name="x", rate=Rate("5 %"), base=("x", "a"), covers=("x",))
    with pytest.raises(InputError, match="of each other: x → x"):
        flat_rates(euros(a="1.00"), [own], rounding=DOWN, cut="each_step")
    entered = FlatRate(name="a1", rate=Rate("5 %"), base=("x",), covers=("a1",))
    with pytest.raises(InputError, match="of each other: x → y → z → x"):
        flat_rates(euros(a="1.00"), [entered, *ring], rounding=DOWN, cut="each_step")


# ---- boundaries and refusals -----------------------------------------------------


def test_nothing_none_and_much() -> None:
    assert flat_rates(euros(a="5.00"), [], rounding=DOWN, cut="once").total.money == Money(
        "5.00 EUR"
    )
    option = FlatRate(name="f", rate=Rate("100 %"), base=("a",), covers=("f",))
    much = held(flat_rates(euros(a="1000000000000000.00"), [option], rounding=DOWN, cut="once"))
    assert much.total.money == Money("2000000000000000.00 EUR")
    zero = held(
        flat_rates(
            euros(a="0.00"), [option.replace(rate=Rate("0 %"))], rounding=DOWN, cut="once"
        )
    )
    assert not zero.total.money
    many = {f"cost_of_a_category_with_a_long_name_{n}": Money("1.00 EUR") for n in range(90)}
    wide = option.replace(base=tuple(many))
    for cut in ("each_step", "once"):
        assert held(flat_rates(many, [wide], rounding=DOWN, cut=cut)).total.money == Money(
            "180.00 EUR"
        )
    yen = flat_rates({"a": Money("101 JPY")}, [option.replace(rate=Rate("50 %"))],
                     rounding=Rounding("down 1"), cut="once")  # fmt: skip
    assert held(yen).amounts["f"].money == Money("50 JPY")


def test_a_ladder_too_high_to_say_in_one_formula() -> None:
    """Each flat rate of all before it: the formula doubles, the amounts do not."""
    ladder = [
        FlatRate(
            name=f"f{n:02}",
            rate=Rate("10 %"),
            base=("a", *(f"f{m:02}" for m in range(n))),
            covers=(f"f{n:02}",),
        )
        for n in range(8)
    ]
    cents = {"a": Money("1000000.00 EUR")}
    step = flat_rates(cents, ladder, rounding=DOWN, cut="each_step")
    assert step.total.money == Money("2143588.81 EUR")
    with pytest.raises(InputError, match="too many flat rates to cut once"):
        flat_rates(cents, ladder, rounding=DOWN, cut="once")
    low = held(flat_rates(cents, ladder[:5], rounding=DOWN, cut="once"))
    assert low.total.money == Money("1610510.00 EUR")


F = FlatRate(name="f", rate=Rate("5 %"), base=("a",), covers=("f",))


@pytest.mark.parametrize(
    ("costs", "options", "message"),
    [
        ({}, [], "costs are amounts by category"),
        ([Money("1.00 EUR")], [], "costs are amounts by category"),
        ({"a": 5}, [], "the cost of a is not an amount"),
        ({"office on staff": Money("1.00 EUR")}, [], "not the name of a cost category"),
        ({"class": Money("1.00 EUR")}, [], "not the name of a cost category"),
        (euros(a="1.00"), ["f"], "not a flat rate"),
        (euros(a="1.00"), F, "options is a sequence"),
        (euros(a="1.00"), [F.replace(name="F")], "not the name of a flat rate"),
        (euros(a="1.00"), [F, F], "two flat rates are called f"),
        (euros(a="1.00"), [F.replace(rate=Rate("101 %"))], "the rate of f is out of range"),
        (euros(a="1.00"), [F.replace(rate=Rate("-1 %"))], "the rate of f is out of range"),
        (euros(a="1.00"), [F.replace(base="a")], "the categories of f is a sequence"),
        (euros(a="1.00"), [F.replace(base=())], "the flat rate f has no base"),
        (euros(a="1.00"), [F.replace(base=("a", "b"))], "b, which nobody stated"),
        (euros(a="1.00"), [F.replace(base_if_real=("b",))], "b, which nobody stated"),
        (euros(a="1.00", f="0.00"), [F.replace(covers=())], "has the name of a category it"),
        (euros(a="1.00", f="0.00"), [F.replace(covers=None)], "has the name of a category it"),
        (
            euros(a="1.00"),
            [F.replace(covers=("g",)), F.replace(name="g", covers=("h",))],
            "the flat rate g has the name of a category it does not cover",
        ),
        (euros(a="1.00"), [F.replace(name=f"f{n}", covers=()) for n in range(13)], "than 12"),
    ],
)
def test_what_it_refuses(costs, options, message) -> None:
    with pytest.raises(InputError, match=message):
        flat_rates(costs, options, rounding=DOWN, cut="each_step")


def test_what_else_it_refuses() -> None:
    costs = euros(a="1.00")
    with pytest.raises(CurrencyMismatch):
        flat_rates({**costs, "b": Money("1.00 SEK")}, [F], rounding=DOWN, cut="once")
    with pytest.raises(InputError, match="no such cut"):
        flat_rates(costs, [F], rounding=DOWN, cut="never")
    with pytest.raises(InputError, match="forbidden is pairs of names"):
        flat_rates(costs, [F], rounding=DOWN, cut="once", forbidden=["fg"])
    with pytest.raises(InputError, match="not a rounding"):
        flat_rates(costs, [F], rounding="down 0.01", cut="once")
    euro, none = Money("1.00 EUR"), Money("0.00 EUR")
    with pytest.raises(InputError, match="more is accepted than was claimed"):
        flat_rate_after_cut(euro, euro, Money("1.01 EUR"), rounding=DOWN)
    with pytest.raises(InputError, match="a flat rate of a base of zero is zero"):
        flat_rate_after_cut(euro, none, none, rounding=DOWN)
    with pytest.raises(InputError, match="accepted is below zero"):
        flat_rate_after_cut(euro, euro, Money("-0.01 EUR"), rounding=DOWN)
    assert held(flat_rate_after_cut(none, none, none, rounding=DOWN)).money == none


def test_a_base_accepted_whole_leaves_all() -> None:
    flat, base = Money("7.31 EUR"), Money("48.74 EUR")
    assert held(flat_rate_after_cut(flat, base, base, rounding=DOWN)).money == flat
