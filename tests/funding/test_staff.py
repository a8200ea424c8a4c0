"""Staff costs: rates by the hour and the day, caps, indemnity; examples, laws, refusals."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    annual_cost,
    cost_of_days,
    cost_of_hours,
    cost_of_share,
    daily_rate,
    hourly_rate,
    indemnity,
    project_based_daily_rate,
)
from fundtrack.values import CurrencyMismatch, InputError, Money, Price, Rate, Rounding
from tests.funding.explained import held

CENTS = Rounding("half_up 0.01")


@pytest.mark.parametrize(
    ("source", "gross", "hours", "time", "rounding", "rate"),
    [
        ("SCO.HOURLY", "43000.00", 1720, "100 %", "half_up 0.01", "25.00"),
        ("SCO.HOURLY, part time pro rata", "21500.00", 1720, "50 %", "half_up 0.01", "25.00"),
        ("SCO.HOURLY", "38456.78", 1720, "100 %", "half_up 0.01", "22.36"),
        ("SCO.HOURLY", "38456.78", 1720, "100 %", "down 0.01", "22.35"),
        ("SCO.HOURLY, six decimals", "38456.78", 1720, "100 %", "down 0.000001", "22.358593"),
        ("SCO.HOURLY, a month", "3250.00", Fraction("162.5"), "100 %", "down 0.01", "20.00"),
        ("nothing paid", "0.00", 1720, "100 %", "half_up 0.01", "0.00"),
    ],
)
def test_hourly_rates_of_the_sheet(source, gross, hours, time, rounding, rate) -> None:
    found = held(
        hourly_rate(
            Money(f"{gross} EUR"), hours, rounding=Rounding(rounding), working_time=Rate(time)
        )
    )
    assert found.value == Price(f"{rate} EUR"), source


@pytest.mark.parametrize(
    ("source", "gross", "worked", "rate", "cost"),
    [
        ("SCO.HOURLY", "43000.00", 100, None, "2500.00"),
        ("SCO.HOURLY", "43000.00", 100, "half_up 0.01", "2500.00"),
        ("SCO.HOURLY, unrounded", "38456.78", 860, None, "19228.39"),
        ("SCO.HOURLY, with 22.36", "38456.78", 860, "half_up 0.01", "19229.60"),
        ("SCO.HOURLY, at least 6 decimals", "38456.78", 860, "half_up 0.000001", "19228.39"),
    ],
)
def test_hours_of_the_sheet(source, gross, worked, rate, cost) -> None:
    """Whether the rate is rounded first is the programme's choice: 19 228.39 or 19 229.60."""
    found = held(
        cost_of_hours(
            Money(f"{gross} EUR"),
            1720,
            worked,
            most=1720,
            rate_rounding=None if rate is None else Rounding(rate),
            rounding=CENTS,
        )
    )
    assert found.cost.money == Money(f"{cost} EUR"), source
    assert (found.counted.value, found.over.value) == (worked, 0)


@pytest.mark.parametrize(
    ("worked", "before", "counted", "over"),
    [
        (1719, 0, 1719, 0),
        (1720, 0, 1720, 0),
        (1721, 0, 1720, 1),
        (Fraction("1720.25"), 0, 1720, Fraction("0.25")),
        (20, 1699, 20, 0),
        (20, 1700, 20, 0),
        (20, 1701, 19, 1),
        (20, 1720, 0, 20),
        (20, 1721, 0, 20),
        (0, 0, 0, 0),
    ],
)
def test_no_more_hours_than_the_divisor(worked, before, counted, over) -> None:
    """SCO.HOURLY: more than 1 720 hours of a person and year fail; one hour each side."""
    for rate in (None, CENTS):
        found = held(
            cost_of_hours(
                Money("43000.00 EUR"),
                1720,
                worked,
                most=1720,
                rate_rounding=rate,
                rounding=CENTS,
                declared_before=before,
            )
        )
        assert (found.counted.value, found.over.value) == (counted, over)
        assert found.cost.money.minor == 2500 * counted


def test_without_a_cap_all_hours_count() -> None:
    """The cap of 1303/2013, Article 68a(3), is not for part-time staff of ETC programmes."""
    found = held(
        cost_of_hours(
            Money("21500.00 EUR"),
            1720,
            900,
            most=None,
            rate_rounding=None,
            rounding=CENTS,
            working_time=Rate("50 %"),
        )
    )
    assert (found.counted.value, found.cost.money) == (900, Money("22500.00 EUR"))
    assert "declared_before" not in found.counted.given


def test_how_a_cost_of_hours_is_said() -> None:
    found = cost_of_hours(
        Money("38456.78 EUR"), 1720, 860, most=1720, rate_rounding=CENTS, rounding=CENTS
    )
    assert found.cost.explain("cost").splitlines()[:4] == [
        "cost = rate × counted",
        "    = 22.36 EUR × 860 = 19229.60 EUR",
        "  rate = gross ÷ (hours × working time)",
        "      = 38456.78 EUR ÷ (1720 × 100 %) = 22.358593…, half_up 0.01: 22.36 EUR",
    ]


@pytest.mark.parametrize(
    ("gross", "months", "rounding", "year"),
    [
        ("17916.67", 5, "half_up 0.01", "43000.01"),
        ("17916.67", 5, "down 0.01", "43000.00"),
        ("43000.00", 12, "down 0.01", "43000.00"),
        ("46583.33", 13, "down 0.01", "42999.99"),
        ("1000.00", Fraction(1, 2), "down 0.01", "24000.00"),
    ],
)
def test_documents_of_some_months_make_a_year(gross, months, rounding, year) -> None:
    found = held(annual_cost(Money(f"{gross} EUR"), months, rounding=Rounding(rounding)))
    assert found.money == Money(f"{year} EUR")


@pytest.mark.parametrize(
    ("share", "cost"), [("0 %", "0.00"), ("40 %", "1300.22"), ("100 %", "3250.55")]
)
def test_a_fixed_share_needs_no_hours(share, cost) -> None:
    found = cost_of_share(Money("3250.55 EUR"), Rate(share), rounding=CENTS)
    assert held(found).money == Money(f"{cost} EUR")


# ---- days -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "cost", "days", "worked", "rate", "paid"),
    [
        ("eu.mga.idc, 36 days at 310", "66650.00", 215, 36, "310.00", "11160.00"),
        ("by hand", "60000.00", 215, Fraction("51.5"), "279.07", "14372.11"),
    ],
)
def test_days_of_the_sheet(source, cost, days, worked, rate, paid) -> None:
    money = Money(f"{cost} EUR")
    assert held(daily_rate(money, days, rounding=CENTS)).value == Price(f"{rate} EUR"), source
    found = cost_of_days(money, days, worked, most=days, rate_rounding=CENTS, rounding=CENTS)
    assert held(found).cost.money == Money(f"{paid} EUR"), source


def test_an_exact_daily_rate_gives_another_cost() -> None:
    found = cost_of_days(
        Money("60000.00 EUR"),
        215,
        Fraction("51.5"),
        most=215,
        rate_rounding=None,
        rounding=CENTS,
    )
    assert held(found).cost.money == Money("14372.09 EUR")


@pytest.mark.parametrize(
    ("worked", "before", "counted"),
    [
        (Fraction("214.5"), 0, Fraction("214.5")),
        (215, 0, 215),
        (Fraction("215.5"), 0, 215),
        (Fraction("0.5"), Fraction("214.5"), Fraction("0.5")),
        (1, Fraction("214.5"), Fraction("0.5")),
        (1, 215, 0),
        (1, 300, 0),
    ],
)
def test_the_ceiling_over_all_grants(worked, before, counted) -> None:
    """eu.mga.pers.215: half a day below, at and above; days of other grants come first."""
    found = cost_of_days(
        Money("66650.00 EUR"),
        215,
        worked,
        most=215,
        rate_rounding=CENTS,
        rounding=CENTS,
        declared_before=before,
    )
    assert held(found).counted.value == counted
    assert found.cost.money.minor == 31000 * counted
    assert found.over.value == worked - counted


def test_days_after_the_end_lie_outside_the_cap() -> None:
    """eu.mga.pers.postaction."""
    found = cost_of_days(
        Money("66650.00 EUR"), 215, 220, most=None, rate_rounding=CENTS, rounding=CENTS
    )
    assert held(found).cost.money == Money("68200.00 EUR")


@pytest.mark.parametrize(
    ("source", "part", "amount"),
    [
        ("eu.mga.pers.indemnity, exact", None, "1507.81"),
        ("eu.mga.pers.indemnity, as the guide has it: 20.65 a day", CENTS, "1507.45"),
    ],
)
def test_the_indemnity_both_ways(source, part, amount) -> None:
    """The guide rounds the part of a day to cents before it multiplies, and loses 36 cents."""
    found = held(
        indemnity(
            Money("4100.00 EUR"), Fraction("198.5"), 73, part_rounding=part, rounding=CENTS
        )
    )
    assert found.money == Money(f"{amount} EUR"), source
    if part is not None:
        assert str(found.given["rate"]).endswith("20.65 EUR")


def test_an_indemnity_is_for_days_the_person_had() -> None:
    days = Fraction("198.5")
    whole = indemnity(Money("4100.00 EUR"), days, days, part_rounding=None, rounding=CENTS)
    assert held(whole).money == Money("4100.00 EUR")
    with pytest.raises(InputError, match="more days were worked than the person had"):
        indemnity(Money("1.00 EUR"), days, 199, part_rounding=None, rounding=CENTS)


@pytest.mark.parametrize(
    ("action", "national", "lower"),
    [("400", "360.5", "360.5"), ("360.5", "400", "360.5"), ("400", "400", "400")],
)
def test_project_based_pay_takes_the_lower_rate(action, national, lower) -> None:
    found = project_based_daily_rate(Price(f"{action} EUR"), Price(f"{national} EUR"))
    assert held(found).value == Price(f"{lower} EUR")


# ---- laws -----------------------------------------------------------------------

AMOUNTS = st.integers(0, 10**11).map(lambda cents: Money.of_minor(cents, "EUR"))
NUMBERS = st.fractions(0, 3000, max_denominator=4)


@given(AMOUNTS, st.fractions(1, 3000, max_denominator=4), NUMBERS, NUMBERS, NUMBERS)
@example(Money("38456.78 EUR"), Fraction(1720), Fraction(860), Fraction(1720), Fraction(0))
def test_what_counts_and_what_it_costs(gross, hours, worked, most, before) -> None:
    exact, first = (
        held(
            cost_of_hours(
                gross,
                hours,
                worked,
                most=most,
                rate_rounding=rate,
                rounding=CENTS,
                declared_before=before,
            )
        )
        for rate in (None, CENTS)
    )
    counted = exact.counted.value
    assert first.counted == exact.counted
    assert counted + exact.over.value == worked
    assert 0 <= counted <= worked
    assert counted == 0 or counted + before <= most
    assert exact.over.value == 0 or counted == 0 or counted + before == most
    assert abs(exact.cost.money.minor - gross.minor * counted / hours) <= Fraction(1, 2)
    apart = abs(first.cost.money.minor - exact.cost.money.minor)
    assert apart <= counted / 2 + 1  # half a cent an hour, and the cent of the cost


@given(AMOUNTS, st.integers(1, 220), st.lists(st.integers(0, 100), min_size=1, max_size=5))
def test_days_declared_in_parts_never_pass_the_cap(cost, days, parts) -> None:
    declared, counted = 0, Fraction(0)
    for part in parts:
        found = cost_of_days(
            cost,
            days,
            part,
            most=days,
            rate_rounding=None,
            rounding=CENTS,
            declared_before=declared,
        )
        counted += found.counted.value
        declared += part
    assert counted == min(sum(parts), days)


@given(AMOUNTS, st.integers(1, 3000), st.integers(1, 100))
def test_part_time_pays_the_same_hour(gross, hours, percent) -> None:
    """The same pay for fewer hours is as if the full hours were fewer."""
    time = Rate(f"{percent} %")
    part = hourly_rate(gross, hours, rounding=CENTS, working_time=time)
    full = hourly_rate(gross, hours * Fraction(percent, 100), rounding=CENTS)
    assert held(part).value == full.value


# ---- refusals -------------------------------------------------------------------

EURO = Money("1.00 EUR")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"gross": -EURO}, "gross is below zero"),
        ({"gross": "1.00 EUR"}, "gross is not an amount"),
        ({"hours": 0}, "hours is zero"),
        ({"hours": 1720.0}, "hours is not an exact number"),
        ({"hours": True}, "hours is not an exact number"),
        ({"worked": -1}, "worked is below zero"),
        ({"most": -1}, "most is below zero"),
        ({"declared_before": Fraction(-1, 2)}, "declared_before is below zero"),
        ({"working_time": Rate("0 %")}, "working_time is zero"),
        ({"working_time": Rate("101 %")}, "working_time is out of range"),
        ({"working_time": Fraction(1)}, "working_time is not a rate"),
        ({"rounding": None}, "not a rounding"),
        ({"rate_rounding": "half_up 0.01"}, "not a rounding"),
    ],
)
def test_what_hours_refuse(changed, message) -> None:
    good = {
        "gross": EURO,
        "hours": 1720,
        "worked": 10,
        "most": 1720,
        "rate_rounding": CENTS,
        "rounding": CENTS,
    }
    with pytest.raises(InputError, match=message):
        cost_of_hours(**{**good, **changed})


def test_what_else_it_refuses() -> None:
    with pytest.raises(InputError, match="days is zero"):
        daily_rate(EURO, 0, rounding=CENTS)
    with pytest.raises(InputError, match="cost is below zero"):
        daily_rate(-EURO, 215, rounding=CENTS)
    with pytest.raises(InputError, match="days is zero"):
        cost_of_days(EURO, 0, 0, most=0, rate_rounding=None, rounding=CENTS)
    with pytest.raises(InputError, match="hours is zero"):
        hourly_rate(EURO, 0, rounding=CENTS)
    with pytest.raises(InputError, match="months is zero"):
        annual_cost(EURO, 0, rounding=CENTS)
    with pytest.raises(InputError, match="gross is below zero"):
        cost_of_share(-EURO, Rate("50 %"), rounding=CENTS)
    with pytest.raises(InputError, match="working_time is out of range"):
        cost_of_share(EURO, Rate("101 %"), rounding=CENTS)
    with pytest.raises(InputError, match="earned is below zero"):
        indemnity(-EURO, 1, 1, part_rounding=None, rounding=CENTS)
    with pytest.raises(InputError, match="action is not a price"):
        project_based_daily_rate(EURO, Price("1.00 EUR"))
    with pytest.raises(CurrencyMismatch):
        project_based_daily_rate(Price("1.00 EUR"), Price("1.00 SEK"))


def test_a_price_of_much_and_of_yen() -> None:
    much = held(hourly_rate(Money("1000000000000000.00 EUR"), 1, rounding=CENTS))
    assert much.value == Price("1000000000000000.00 EUR")
    yen = held(hourly_rate(Money("4300001 JPY"), 1720, rounding=Rounding("down 0.01")))
    assert yen.value == Price("2500.00 JPY")
    found = cost_of_hours(
        Money("4300001 JPY"),
        1720,
        1720,
        most=1720,
        rate_rounding=None,
        rounding=Rounding("down 1"),
    )
    assert held(found).cost.money == Money("4300001 JPY")
