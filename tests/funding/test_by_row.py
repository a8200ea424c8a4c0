"""Calculators of one row: exactly what the function gives before it rounds."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.formulas import Kind
from fundtrack.funding import (
    DEPRECIATION,
    DEPRECIATION_BY_DAYS,
    DISCOUNT_FACTOR,
    DISCOUNTED,
    DURABILITY_RECOVERY,
    DURABILITY_RECOVERY_BY_MONTHS,
    FUNDING_GAP,
    HOURLY_RATE,
    Answer,
    Given,
    RowCalculator,
    Worked,
    days_of_life,
    days_of_use,
    depreciate,
    discounted,
    funding_gap,
    hourly_rate,
    months_of_use,
    recovery_by_days,
    recovery_by_months,
)
from fundtrack.values import InputError, Money, Period, Rate, Rounding, months_after

DOWN = Rounding("down 0.01")
F = Fraction
CENTS = 10**16 - 1


def exact(worked: Worked) -> Fraction:
    """What the function gives before it rounds, read from its formula."""
    assert isinstance(worked.exact, Fraction)
    return worked.exact


def figures(row: dict[str, object]) -> Given:
    """A row as a check gives it: every number a Fraction."""
    return {name: F(one) if type(one) is int else one for name, one in row.items()}  # type: ignore[misc]


def answer(calculator: RowCalculator, **row: object) -> Fraction:
    """The answer for one row."""
    (found,) = calculator.calculate([figures(row)], None)
    assert (found.missing, found.used, found.others) == ((), (0,), 0)
    assert isinstance(found.value, Fraction)
    return found.value


def money(minor: int) -> Money:
    return Money.of_minor(minor, "EUR")


amounts = st.integers(0, CENTS)
rates = st.fractions(0, 1, max_denominator=10**4)
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))

EQUIPMENT = {
    "price": 36000,
    "share_of_use": F("0.6"),
    "available_on": date(2023, 1, 1),
    "useful_life": 48,
    "first": date(2023, 1, 1),
    "last": date(2023, 10, 31),
}
BREACH = {
    "grant": 200_000,
    "counted_from": date(2020, 3, 31),
    "last": date(2025, 3, 31),
    "breach_on": date(2023, 9, 30),
    "breach_day": "kept",
}
GAP = {"investment": 10**8, "revenue": 3 * 10**7, "eligible": 12 * 10**7, "rate": F("0.85")}
EVERY: list[tuple[RowCalculator, dict[str, object]]] = [
    (DEPRECIATION, {**EQUIPMENT, "counted": "begun"}),
    (DEPRECIATION_BY_DAYS, EQUIPMENT),
    (HOURLY_RATE, {"gross": 43000, "hours": 1720, "working_time": 1}),
    (DISCOUNTED, {"amount": 31000, "rate": F("0.037"), "years": 1}),
    (DISCOUNT_FACTOR, {"rate": F("0.037"), "years": 1}),
    (FUNDING_GAP, GAP),
    (DURABILITY_RECOVERY, BREACH),
    (DURABILITY_RECOVERY_BY_MONTHS, {**BREACH, "part_month": "counts"}),
]
NAMES = [one.name for one, _ in EVERY]


# ---- The figures of the sheets ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "calculator", "row", "value"),
    [
        ("EU direct management, 1.5: 10 of 48 months", *EVERY[0], 4500),
        ("by days: 304 of 1461", *EVERY[1], 36000 * F("0.6") * F(304, 1461)),
        ("Regulation (EU) 2021/1060, Article 55(2): by 1 720 hours", *EVERY[2], 25),
        ("State aid, gge.grant: one year at 3.7 %", *EVERY[3], 31000 / F("1.037")),
        ("EU shared management, RGP.GAP: the grant", *EVERY[5], 71_400_000),
        ("the decision amount", FUNDING_GAP, {**GAP, "rate": 1}, 84_000_000),
        ("EU shared management, DUR: 548 of 1826 days", *EVERY[6], F(200_000 * 548, 1826)),
        ("18 of 60 months", *EVERY[7], 60_000),
    ],
)
def test_the_figures_of_the_sheets(
    source: str, calculator: RowCalculator, row: dict[str, object], value: Fraction
) -> None:
    assert answer(calculator, **row) == value, source


def test_instalments_of_a_grant_are_rounded_once_at_the_end() -> None:
    # "State aid", gge.grant: 42 000 at once, 31 000 and 28 000 a year and two later
    flows = enumerate((42_000, 31_000, 28_000))
    worth = sum(
        (answer(DISCOUNTED, amount=one, rate=F("0.037"), years=year) for year, one in flows),
        F(0),
    )
    assert Rounding("half_up 0.01").of(worth, "EUR") == Money("97931.50 EUR")


# ---- The function before it rounds -----------------------------------------------------------


@given(
    price=amounts, share=rates, available_on=days, life=st.integers(1, 240), first=days,
    length=st.integers(0, 4000), counted=st.sampled_from(["begun", "completed"]),
)  # fmt: skip
@example(3600000, F(3, 5), date(2022, 12, 15), 48, date(2023, 1, 1), 303, "completed")
@example(3600000, F(3, 5), date(2022, 12, 15), 48, date(2023, 1, 1), 303, "begun")
@example(100, F(1), date(2024, 2, 29), 12, date(2025, 2, 1), 27, "completed")
def test_depreciation_is_what_depreciate_rounds(
    price: int, share: Fraction, available_on: date, life: int, first: date, length: int,
    counted: str,
) -> None:  # fmt: skip
    last = first + timedelta(days=length)
    equipment = {
        "price": F(price, 100), "share_of_use": share, "available_on": available_on,
        "useful_life": life, "first": first, "last": last,
    }  # fmt: skip
    period, charged = Period(first, last), {"share_of_use": Rate(share), "rounding": DOWN}
    bought = {"available_on": available_on, "useful_life": life}
    used = months_of_use(period, counted=counted, **bought)  # type: ignore[arg-type]
    by_months = depreciate(money(price), used=used, useful_life=life, **charged)  # type: ignore[arg-type]
    assert answer(DEPRECIATION, counted=counted, **equipment) == exact(by_months.charge)
    by_days = depreciate(
        money(price),
        used=days_of_use(period, **bought),  # type: ignore[arg-type]
        useful_life=days_of_life(**bought),  # type: ignore[arg-type]
        **charged,  # type: ignore[arg-type]
    )
    assert answer(DEPRECIATION_BY_DAYS, **equipment) == exact(by_days.charge)


@given(available_on=days, life=st.integers(1, 24), first=days, length=st.integers(0, 900))
@example(date(2023, 1, 15), 12, date(2023, 1, 15), 0)
@example(date(2023, 1, 15), 12, date(2024, 1, 14), 0)
@example(date(2023, 1, 15), 12, date(2024, 1, 15), 0)
@example(date(2023, 1, 15), 12, date(2023, 1, 14), 0)
def test_every_day_of_the_life_within_the_period_counts_once(
    available_on: date, life: int, first: date, length: int
) -> None:
    last, day, end = (
        first + timedelta(days=length),
        available_on,
        months_after(available_on, life),
    )
    lived = [day + timedelta(days=one) for one in range((end - day).days)]
    row = {**EQUIPMENT, "price": len(lived), "share_of_use": 1, "available_on": available_on}
    found = answer(
        DEPRECIATION_BY_DAYS, **row | {"useful_life": life, "first": first, "last": last}
    )
    assert found == sum(first <= one <= last for one in lived)


@given(price=st.integers(-CENTS, CENTS), share=rates, ends=st.lists(st.integers(1, 3000)))
@example(price=-100_00, share=F(1, 3), ends=[365])
def test_over_a_whole_life_the_charges_are_the_price_and_a_credit_note_mirrors_it(
    price: int, share: Fraction, ends: list[int]
) -> None:
    begin = date(2020, 1, 31)
    cuts = sorted({0, *ends, 3000})
    held = {"price": F(price, 100), "share_of_use": share, "available_on": begin}
    for calculator, more in (
        (DEPRECIATION, {"counted": "begun"}),
        (DEPRECIATION, {"counted": "completed"}),
        (DEPRECIATION_BY_DAYS, {}),
    ):
        charges = [
            answer(
                calculator, **held, **more, useful_life=96,
                first=begin + timedelta(days=since), last=begin + timedelta(days=upto - 1),
            )
            for since, upto in pairwise(cuts)
        ]  # fmt: skip
        assert sum(charges) == F(price, 100) * share


@given(gross=amounts, hours=st.fractions(F(1, 100), 3000, max_denominator=100), part=rates)
@example(4300000, F(1720), F(1))
def test_an_hour_costs_what_hourly_rate_rounds(
    gross: int, hours: Fraction, part: Fraction
) -> None:
    working_time = part or F(1, 2)
    found = answer(HOURLY_RATE, gross=F(gross, 100), hours=hours, working_time=working_time)
    assert found == F(gross, 100) / hours / working_time
    if found < 10**9:  # a price has up to 16 digits
        price = hourly_rate(money(gross), hours, working_time=Rate(working_time), rounding=DOWN)
        assert found == exact(price)


@given(minor=st.integers(-CENTS, CENTS), rate=rates, years=st.integers(0, 40))
@example(100, F(1, 25), 0)
@example(-10816, F(1, 25), 2)
def test_an_amount_is_worth_what_discounted_rounds(
    minor: int, rate: Fraction, years: int
) -> None:
    found = answer(DISCOUNTED, amount=F(minor, 100), rate=rate, years=years)
    assert found == exact(discounted([money(minor)], Rate(rate), first=years, rounding=DOWN))
    assert found * (1 + rate) ** years == F(minor, 100)
    assert answer(DISCOUNT_FACTOR, rate=rate, years=years) * F(minor, 100) == found


@given(
    investment=st.integers(1, CENTS), revenue=st.integers(-CENTS, CENTS), eligible=amounts,
    rate=rates,
)  # fmt: skip
@example(100, 100, 100, F(1))
@example(100, 101, 100, F(1))
@example(100, -1, 100, F(1))
def test_a_gap_is_what_funding_gap_rounds(
    investment: int, revenue: int, eligible: int, rate: Fraction
) -> None:
    held = {"investment": investment, "revenue": revenue, "eligible": eligible}
    gap = funding_gap(
        *map(money, held.values()), rate=Rate(rate), decision_rounding=None, rounding=DOWN
    )
    units = {name: F(one, 100) for name, one in held.items()}
    assert answer(FUNDING_GAP, **units, rate=rate) == exact(gap.grant)
    decided = funding_gap(
        *map(money, held.values()), rate=Rate(rate), decision_rounding=DOWN, rounding=DOWN
    ).decision_amount
    assert decided is not None
    assert answer(FUNDING_GAP, **units, rate=1) == exact(decided)


@given(
    grant=amounts, counted_from=days, months=st.integers(1, 120), breach=st.integers(-30, 4000),
    breach_day=st.sampled_from(["kept", "not_kept"]),
    part_month=st.sampled_from(["counts", "dropped"]),
)  # fmt: skip
@example(20000000, date(2020, 3, 31), 60, 1278, "kept", "counts")
@example(20000000, date(2020, 3, 31), 60, 1279, "kept", "counts")
@example(20000000, date(2020, 3, 31), 60, 1279, "not_kept", "dropped")
@example(20000000, date(2020, 3, 31), 60, 1826, "not_kept", "dropped")
def test_recovery_is_what_the_functions_round(
    grant: int, counted_from: date, months: int, breach: int, breach_day: str, part_month: str
) -> None:
    told = {
        "counted_from": counted_from,
        "last": months_after(counted_from, months),
        "breach_on": counted_from + timedelta(days=breach),
        "breach_day": breach_day,
    }
    row, whole = {**told, "grant": F(grant, 100)}, money(grant)
    by_days = recovery_by_days(whole, **told, rounding=DOWN)  # type: ignore[arg-type]
    assert answer(DURABILITY_RECOVERY, **row) == exact(by_days.recovery)
    kept = breach - (breach_day == "not_kept")  # days after the one it is counted from
    time = (told["last"] - counted_from).days  # type: ignore[operator]
    assert (
        answer(DURABILITY_RECOVERY, **row)
        == F(grant, 100) * sum(day > kept for day in range(1, time + 1)) / time
    )
    found = answer(DURABILITY_RECOVERY_BY_MONTHS, **row, part_month=part_month)
    by_months = recovery_by_months(
        whole, **told, part_month=part_month, rounding=DOWN  # type: ignore[arg-type]
    )  # fmt: skip
    assert found == exact(by_months.recovery)


# ---- What is not known, and what makes no sense ----------------------------------------------


@pytest.mark.parametrize(("calculator", "row"), EVERY, ids=NAMES)
def test_an_input_that_is_not_known_is_named_and_other_rows_are_not_touched(
    calculator: RowCalculator, row: dict[str, object]
) -> None:
    whole = figures(row)
    assert set(calculator.inputs) == set(whole)
    for name in calculator.inputs:
        unknown, known = calculator.calculate([{**whole, name: None}, whole], [whole])
        assert unknown == Answer(None, (name,))
        assert (known.value, known.used) == (answer(calculator, **row), (1,))
    nobody: list[Given] = [dict.fromkeys(calculator.inputs)]
    assert calculator.calculate(nobody, None) == [Answer(None, tuple(calculator.inputs))]
    assert calculator.portfolio is False
    kinds = {HOURLY_RATE.name: Kind.PRICE, DISCOUNT_FACTOR.name: Kind.RATE}
    assert calculator.gives is kinds.get(calculator.name, Kind.MONEY)


@pytest.mark.parametrize(
    ("calculator", "changes", "message"),
    [
        (DEPRECIATION, {"useful_life": 0}, "^depreciation: useful_life is too small"),
        (DEPRECIATION, {"useful_life": F(1, 2)}, "useful_life is 1/2, no whole number"),
        (DEPRECIATION, {"useful_life": 10**6}, "outside the years 1 to 9999"),
        (DEPRECIATION, {"last": date(2022, 12, 31)}, "is before its first"),
        (DEPRECIATION, {"last": date.max}, "ends with the calendar"),
        (DEPRECIATION, {"counted": "both"}, r"begun or completed, found \"both\""),
        (DEPRECIATION, {"share_of_use": F(101, 100)}, "share_of_use is 101/100, not within"),
        (DEPRECIATION, {"share_of_use": F(-1, 100)}, "share_of_use is -1/100, not within"),
        (DEPRECIATION_BY_DAYS, {"useful_life": 0}, "useful_life is too small"),
        (DEPRECIATION_BY_DAYS, {"last": date(2022, 12, 31)}, "is before its first"),
        (DEPRECIATION_BY_DAYS, {"share_of_use": 2}, "share_of_use is 2, not within"),
        (HOURLY_RATE, {"hours": 0}, "hourly_rate: hours is zero"),
        (HOURLY_RATE, {"hours": -1}, "hours is below zero"),
        (HOURLY_RATE, {"gross": F(-1, 100)}, "gross is -1/100, below zero"),
        (HOURLY_RATE, {"working_time": 0}, "working_time is zero"),
        (HOURLY_RATE, {"working_time": 2}, "working_time is 2, not within"),
        (DISCOUNTED, {"rate": F(-1, 100)}, "rate is -1/100, not within"),
        (DISCOUNTED, {"rate": F(101, 100)}, "rate is 101/100, not within"),
        (DISCOUNTED, {"years": -1}, "years is too small"),
        (DISCOUNTED, {"years": 41}, "too many years .expected 40 or less, found 41"),
        (DISCOUNTED, {"years": F(3, 2)}, "years is 3/2, no whole number"),
        (DISCOUNT_FACTOR, {"rate": F(-1, 100)}, "rate is -1/100, not within"),
        (DISCOUNT_FACTOR, {"years": F(3, 2)}, "years is 3/2, no whole number"),
        (FUNDING_GAP, {"investment": 0}, "gap of no investment"),
        (FUNDING_GAP, {"investment": -1}, "gap of no investment"),
        (FUNDING_GAP, {"eligible": F(-1, 100)}, "eligible is -1/100, below zero"),
        (FUNDING_GAP, {"rate": 2}, "rate is 2, not within"),
        (DURABILITY_RECOVERY, {"grant": F(-1, 100)}, "grant is -1/100, below zero"),
        (DURABILITY_RECOVERY, {"last": date(2020, 3, 31)}, "after 2020-03-31"),
        (DURABILITY_RECOVERY, {"breach_day": "half"}, "kept or not_kept"),
        (DURABILITY_RECOVERY_BY_MONTHS, {"grant": -1}, "grant is -1, below zero"),
        (DURABILITY_RECOVERY_BY_MONTHS, {"part_month": "half"}, "counts or dropped"),
        (DURABILITY_RECOVERY_BY_MONTHS, {"last": date(2025, 3, 30)}, "not in whole months"),
    ],
)
def test_what_makes_no_sense_is_an_error_of_arithmetic(
    calculator: RowCalculator, changes: dict[str, object], message: str
) -> None:
    row = next(row for one, row in EVERY if one is calculator)
    with pytest.raises(ArithmeticError, match=message) as caught:
        answer(calculator, **row | changes)
    assert not isinstance(caught.value, ZeroDivisionError)


@pytest.mark.parametrize(
    ("calculator", "changes", "value"),
    [
        (DEPRECIATION, {"useful_life": 10}, 36000 * F("0.6")),  # the last month of its life
        (DEPRECIATION, {"last": date(2023, 1, 1)}, 450),  # one day begins a month
        (DEPRECIATION, {"share_of_use": 1}, 7500),
        (DEPRECIATION, {"share_of_use": 0}, 0),
        (DISCOUNTED, {"rate": 1, "years": 40}, F(31000, 2**40)),
        (DISCOUNTED, {"rate": 0}, 31000),
        (DISCOUNTED, {"years": 0}, 31000),
        (FUNDING_GAP, {"eligible": 0}, 0),
        (DURABILITY_RECOVERY, {"breach_on": date(2025, 3, 31)}, 0),
        (DURABILITY_RECOVERY, {"breach_on": date(2025, 3, 30)}, F(200_000, 1826)),
        (DURABILITY_RECOVERY, {"breach_on": date(2019, 1, 1)}, 200_000),
    ],
)
def test_the_last_that_makes_sense(
    calculator: RowCalculator, changes: dict[str, object], value: Fraction
) -> None:
    row = next(row for one, row in EVERY if one is calculator)
    assert answer(calculator, **row | changes) == value


def test_a_host_makes_its_own_from_a_function() -> None:
    def halved(net: Fraction) -> Fraction:
        if net < 0:
            raise InputError("net is below zero", expected="zero or more", found=str(net))
        return net / 2

    half = RowCalculator("half", {"net": Kind.MONEY}, Kind.MONEY, halved)
    assert [one.value for one in half.calculate([{"net": F(3)}, {"net": None}], None)] == [
        F(3, 2),
        None,
    ]
    with pytest.raises(ArithmeticError, match=r"^half: net is below zero") as caught:
        half.calculate([{"net": F(-1)}], None)
    assert isinstance(caught.value.__cause__, InputError)
