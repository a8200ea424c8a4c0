"""Durability: what is recovered for days or months not kept, and each boundary day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import DurabilityRecovery, recovery_by_days, recovery_by_months
from fundtrack.values import MODES, InputError, Money, Rounding, months_after
from tests.funding.explained import held

HALF_UP = Rounding("half_up 0.01")
GRANT = Money("200000.00 EUR")
PAID, LAST = date(2020, 3, 31), date(2025, 3, 31)
ZERO = Money.zero("EUR")


def by_days(breach_on: date, breach_day: str = "kept", **change: object) -> DurabilityRecovery:
    given = {"counted_from": PAID, "last": LAST, "rounding": HALF_UP} | change
    return held(
        recovery_by_days(GRANT, breach_on=breach_on, breach_day=breach_day, **given)  # type: ignore[arg-type]
    )


def by_months(
    breach_on: date, breach_day: str, part_month: str, **change: object
) -> DurabilityRecovery:
    given = {"counted_from": PAID, "last": LAST, "rounding": HALF_UP} | change
    return held(
        recovery_by_months(
            GRANT,
            breach_on=breach_on,
            breach_day=breach_day,  # type: ignore[arg-type]
            part_month=part_month,  # type: ignore[arg-type]
            **given,  # type: ignore[arg-type]
        )
    )


# ---- The figures of the sheet --------------------------------------------------------------


def test_the_example_of_the_sheet() -> None:
    # "EU shared management", DUR: final payment 2020-03-31, period end 2025-03-31 (1826 days),
    # breach 2023-09-30 (548 days left): 60 021.91; on a month basis 18/60: 60 000.00
    found = by_days(date(2023, 9, 30))
    assert (found.time.value, found.not_kept.value) == (1826, 548)
    assert found.recovery.money == Money("60021.91 EUR")
    for part_month in ("counts", "dropped"):  # the day lies on the grid of months
        months = by_months(date(2023, 9, 30), "kept", part_month)
        assert (months.time.value, months.not_kept.value) == (60, 18)
        assert months.recovery.money == Money("60000.00 EUR")


def test_the_sheet_counts_the_day_of_the_breach_as_kept() -> None:
    # were it not, one day more would go
    found = by_days(date(2023, 9, 30), "not_kept")
    assert (found.not_kept.value, found.recovery.money) == (549, Money("60131.43 EUR"))
    assert by_days(date(2023, 10, 1), "not_kept").not_kept.value == 548


@pytest.mark.parametrize(
    ("breach_on", "kept", "not_kept"),
    [
        (date(2019, 12, 31), 1826, 1826),  # before the payment: all of it
        (date(2020, 3, 30), 1826, 1826),
        (date(2020, 3, 31), 1826, 1826),  # the day of payment is none of the days
        (date(2020, 4, 1), 1825, 1826),  # the first day
        (date(2020, 4, 2), 1824, 1825),
        (date(2024, 2, 28), 397, 398),
        (date(2024, 2, 29), 396, 397),  # a leap day is a day
        (date(2024, 3, 1), 395, 396),
        (date(2025, 3, 30), 1, 2),
        (date(2025, 3, 31), 0, 1),  # the last day
        (date(2025, 4, 1), 0, 0),
        (date(2031, 1, 1), 0, 0),
        (date.max, 0, 0),
        (date(1, 1, 2), 1826, 1826),
    ],
)
def test_each_boundary_day(breach_on: date, kept: int, not_kept: int) -> None:
    assert by_days(breach_on, "not_kept").not_kept.value == not_kept
    found = by_days(breach_on, "kept")
    assert found.not_kept.value == kept
    if kept in (0, 1826):
        assert found.recovery.money == (GRANT if kept else ZERO)


@pytest.mark.parametrize(
    ("breach_on", "breach_day", "counts", "dropped"),
    [
        (date(2020, 3, 31), "kept", 60, 60),
        (date(2020, 4, 1), "not_kept", 60, 60),
        (date(2020, 4, 1), "kept", 60, 59),  # one day of the first month was kept
        (date(2020, 4, 29), "kept", 60, 59),
        (date(2020, 4, 30), "kept", 59, 59),  # a month from the 31st ends on the 30th
        (date(2020, 5, 1), "kept", 59, 58),
        (date(2023, 9, 29), "kept", 19, 18),
        (date(2023, 9, 30), "kept", 18, 18),
        (date(2023, 9, 30), "not_kept", 19, 18),
        (date(2023, 10, 1), "kept", 18, 17),
        (date(2024, 2, 29), "kept", 13, 13),
        (date(2024, 2, 28), "kept", 14, 13),
        (date(2025, 3, 30), "kept", 1, 0),
        (date(2025, 3, 31), "not_kept", 1, 0),
        (date(2025, 3, 31), "kept", 0, 0),
        (date(2025, 4, 1), "not_kept", 0, 0),
        (date(2019, 1, 1), "kept", 60, 60),
    ],
)
def test_parts_of_months(breach_on: date, breach_day: str, counts: int, dropped: int) -> None:
    assert by_months(breach_on, breach_day, "counts").not_kept.value == counts
    assert by_months(breach_on, breach_day, "dropped").not_kept.value == dropped


def test_three_years_of_a_small_firm() -> None:
    last = months_after(PAID, 36)
    found = by_days(date(2022, 3, 31), last=last)
    assert (found.time.value, found.not_kept.value) == (1095, 365)
    assert found.recovery.money == Money("66666.67 EUR")
    months = by_months(date(2022, 3, 31), "kept", "counts", last=last)
    assert months.recovery.money == Money("66666.67 EUR")


# ---- Laws ----------------------------------------------------------------------------------

grants = st.integers(0, 10**17).map(lambda cents: Money.of_minor(cents, "EUR"))
paid_on = st.dates(date(2007, 1, 1), date(2030, 12, 31))


@given(
    grants,
    paid_on,
    st.integers(1, 120),
    st.integers(-100, 4000),
    st.integers(0, 40),
    st.sampled_from([*MODES]),
    st.sampled_from(["0.01", "1"]),
)
@example(GRANT, PAID, 60, 0, 1, "half_up", "0.01")
@example(Money("100.50 EUR"), PAID, 60, 0, 1, "up", "1")  # 101.00 would be more than was paid
@example(GRANT, date(2024, 2, 29), 12, 365, 1, "down", "0.01")
def test_a_recovery_lies_between_nothing_and_the_grant_and_falls_with_every_day(
    grant: Money, paid: date, months: int, after: int, later: int, mode: str, unit: str
) -> None:
    last = months_after(paid, months)
    early, late = (paid + timedelta(days) for days in (after, after + later))
    rounding = Rounding(f"{mode} {unit}")
    for breach_day in ("kept", "not_kept"):
        time = {"counted_from": paid, "last": last, "rounding": rounding}
        one = held(
            recovery_by_days(grant, breach_on=early, breach_day=breach_day, **time)  # type: ignore[arg-type]
        )
        other = recovery_by_days(grant, breach_on=late, breach_day=breach_day, **time)  # type: ignore[arg-type]
        assert ZERO <= other.recovery.money <= one.recovery.money <= grant
        gone = one.not_kept.value
        shift = int(breach_day == "not_kept")
        assert gone == min(max((last - early).days + shift, 0), (last - paid).days)
        exact = Fraction(grant.minor * gone, (last - paid).days)
        assert abs(one.recovery.money.minor - exact) < rounding.step(2)
        for part_month in ("counts", "dropped"):
            how = {"breach_day": breach_day, "part_month": part_month} | time
            by_month = recovery_by_months(grant, breach_on=early, **how)  # type: ignore[arg-type]
            less = recovery_by_months(grant, breach_on=late, **how)  # type: ignore[arg-type]
            assert ZERO <= less.recovery.money <= by_month.recovery.money <= grant


@given(paid_on, st.integers(1, 120), st.integers(-50, 4000))
@example(PAID, 60, 1278)
@example(date(2024, 1, 31), 13, 29)
def test_a_month_kept_in_part_is_one_month_more_or_less(
    paid: date, months: int, after: int
) -> None:
    last, breach = months_after(paid, months), paid + timedelta(after)
    left = []
    for part_month in ("counts", "dropped"):
        found = held(
            recovery_by_months(
                GRANT,
                counted_from=paid,
                last=last,
                breach_on=breach,
                breach_day="kept",
                part_month=part_month,  # type: ignore[arg-type]
                rounding=HALF_UP,
            )
        )
        assert found.time.value == months
        left.append(found.not_kept.value)
    whole = not paid < breach < last or breach in {
        months_after(paid, month) for month in range(months + 1)
    }
    assert left[0] - left[1] == (0 if whole else 1)  # type: ignore[operator]


# ---- Refusals ------------------------------------------------------------------------------


def test_what_it_refuses() -> None:
    breach = date(2023, 9, 30)
    with pytest.raises(InputError, match="grant is below zero"):
        recovery_by_days(
            -GRANT,
            counted_from=PAID,
            last=LAST,
            breach_on=breach,
            breach_day="kept",
            rounding=HALF_UP,
        )
    for last in (PAID, date(2020, 3, 30)):
        with pytest.raises(InputError, match="last day is not after the day it is counted"):
            by_days(breach, last=last)
        with pytest.raises(InputError, match="last day is not after the day it is counted"):
            by_months(breach, "kept", "counts", last=last)
    for last in (date(2025, 3, 30), date(2025, 4, 1)):
        with pytest.raises(
            InputError, match=r"not in whole months .expected a last day as 2025-0"
        ):
            by_months(breach, "kept", "counts", last=last)
    with pytest.raises(InputError, match="whether the day of the breach was kept"):
        by_days(breach, "perhaps")
    with pytest.raises(InputError, match="how a part of a month counts"):
        by_months(breach, "kept", "half")
    with pytest.raises(InputError, match="first day of the calendar"):
        by_days(date.min, "not_kept")
    assert by_days(date.min).recovery.money == GRANT
    with pytest.raises(InputError, match="breach_on is not a day"):
        by_days("2023-09-30")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not a rounding"):
        by_days(breach, rounding=None)


def test_zero_grants_and_the_largest() -> None:
    time = {"counted_from": PAID, "last": LAST, "breach_on": date(2023, 9, 30)}
    nothing = recovery_by_days(ZERO, breach_day="kept", rounding=HALF_UP, **time)
    assert held(nothing).recovery.money == ZERO
    most = Money("1000000000000000.00 EUR")
    found = held(recovery_by_days(most, breach_day="kept", rounding=HALF_UP, **time))
    assert found.recovery.money == Money("300109529025191.68 EUR")
