"""What is paid back when an investment is not kept for as long as it had to be.

An investment must be kept for some years after the final payment (2007-13: after completion).
What is recovered is in proportion to the time that was not kept. The law names neither days nor
months and does not say whether the day of the breach was still kept, so both are asked for. The
day the years are counted from is not one of theirs; the last day is.
"""

from datetime import date, timedelta
from typing import Final, Literal

from fundtrack.values import InputError, Money, Rounding, months_after

from .given import day, not_negative, one_of, rounded
from .worked import Given, Worked, Workings

#: Whether the day of the breach is the first one not kept, or the last one kept.
BreachDay = Literal["not_kept", "kept"]
#: Whether a month that was kept in part counts as one not kept, or is dropped.
PartMonth = Literal["counts", "dropped"]

_DAY: Final = timedelta(days=1)
_KEPT_UNTIL: Final[dict[str, str]] = {
    "kept": "max(counted_from, min(last, breach_on))",
    "not_kept": "max(counted_from, min(last, breach_on - 1))",
}
_MONTHS: Final = "months_between(counted_from, last)"
_MONTHS_LEFT: Final[dict[str, str]] = {
    "counts": f"{_MONTHS} - months_between(counted_from, kept_until)",
    "dropped": f"{_MONTHS} - (months_between(counted_from, kept_until - 1) + 1"
    " if counted_from < kept_until else 0)",
}


class DurabilityRecovery(Workings):
    """The time that had to be kept, the time that was not, and what of the grant it costs."""

    time: Worked
    not_kept: Worked
    recovery: Worked


def recovery_by_days(
    grant: Money,
    *,
    counted_from: date,
    last: date,
    breach_on: date,
    breach_day: BreachDay,
    rounding: Rounding,
) -> DurabilityRecovery:
    """What to recover for days on which the investment was not kept; leap days count.

    A breach after the last day costs nothing, one on or before the day of payment the grant.

    Args:
        grant: Paid out, zero or more.
        counted_from: The day of the final payment to the beneficiary; in 2007-13, of
            completion. It is not counted: the first day to keep is the next.
        last: The last day to keep the investment; it counts. For five years it is
            `months_after(counted_from, 60)`; State aid rules may say more.
        breach_on: The day of the breach.
        breach_day: Whether that day was `kept` or `not_kept`.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the grant is below zero, or the last day is not after the day of payment.

    Source:
        "EU shared management", DUR (CPR1420 art 71(1), CPR2127 art 65(1): in proportion to the
        period of non-compliance, five years, three for small firms where the state allows it;
        verified there). Left out: what is not recovered at all (bankruptcy without fraud).

    >>> print(recovery_by_days(
    ...     Money("200000.00 EUR"), counted_from=date(2020, 3, 31), last=date(2025, 3, 31),
    ...     breach_on=date(2023, 9, 30), breach_day="kept", rounding=Rounding("half_up 0.01"),
    ... ).recovery.explain("recovery").splitlines()[1].strip())
    = 200000.00 EUR × 548 ÷ 1826 = 60021.905805… EUR, half_up 0.01: 60021.91 EUR
    """
    kept = _kept_until(counted_from, last, breach_on, breach_day)
    not_kept, time = days_not_kept(counted_from, last, breach_on, breach_day)
    days: dict[str, Given] = {"counted_from": counted_from, "last": last}
    left: dict[str, Given] = {"kept_until": kept, "last": last}
    return _recovery(
        grant,
        Worked(time, "days_between(counted_from, last)", days),
        Worked(not_kept, "days_between(kept_until, last)", left),
        rounding,
    )


def recovery_by_months(
    grant: Money,
    *,
    counted_from: date,
    last: date,
    breach_on: date,
    breach_day: BreachDay,
    part_month: PartMonth,
    rounding: Rounding,
) -> DurabilityRecovery:
    """What to recover for months in which the investment was not kept.

    The months run from the day of payment (from 31 March to 30 April, to 31 May). One that was
    kept for some of its days counts as not kept or is dropped, as told.

    Args:
        grant: Paid out, zero or more.
        counted_from: The day of the final payment to the beneficiary; in 2007-13, of
            completion. It is not counted: the first day to keep is the next.
        last: The last day to keep the investment; whole months after the day of payment, as
            `months_after(counted_from, 60)`.
        breach_on: The day of the breach.
        breach_day: Whether that day was `kept` or `not_kept`.
        part_month: Whether a month kept in part `counts` as not kept or is `dropped`.
        rounding: Where the fraction of a cent goes.

    Raises:
        InputError: the grant is below zero, or the last day is not whole months after the day
            of payment.

    Source:
        "EU shared management", DUR (as `recovery_by_days`).

    >>> print(recovery_by_months(
    ...     Money("200000.00 EUR"), counted_from=date(2020, 3, 31), last=date(2025, 3, 31),
    ...     breach_on=date(2023, 9, 30), breach_day="kept", part_month="counts",
    ...     rounding=Rounding("half_up 0.01"),
    ... ).recovery.explain("recovery").splitlines()[1].strip())
    = 200000.00 EUR × 18 ÷ 60 = 60000.00 EUR
    """
    kept = _kept_until(counted_from, last, breach_on, breach_day)
    not_kept, time = months_not_kept(counted_from, last, breach_on, breach_day, part_month)
    given: dict[str, Given] = {"counted_from": counted_from, "last": last}
    return _recovery(
        grant,
        Worked(time, _MONTHS, given),
        Worked(not_kept, _MONTHS_LEFT[part_month], given | {"kept_until": kept}),
        rounding,
    )


def days_not_kept(
    counted_from: date, last: date, breach_on: date, breach_day: str
) -> tuple[int, int]:
    """The days not kept, and the days that had to be kept.

    Raises:
        InputError: as `recovery_by_days`.
    """
    until = kept_until(counted_from, last, breach_on, breach_day)
    return (last - until).days, (last - counted_from).days


def months_not_kept(
    counted_from: date, last: date, breach_on: date, breach_day: str, part_month: str
) -> tuple[int, int]:
    """The months not kept, and the months that had to be kept.

    Raises:
        InputError: as `recovery_by_months`.
    """
    until = kept_until(counted_from, last, breach_on, breach_day)
    one_of("how a part of a month counts", part_month, _MONTHS_LEFT)
    months = _months(counted_from, last)
    if months_after(counted_from, months) != last:
        raise InputError(
            "the time is not in whole months",
            expected=f"a last day as {months_after(counted_from, months)}",
            found=str(last),
            remedy="count days: recovery_by_days",
        )
    if part_month == "counts":
        kept = _months(counted_from, until)
    else:
        kept = _months(counted_from, until - _DAY) + 1 if counted_from < until else 0
    return months - kept, months


def kept_until(counted_from: date, last: date, breach_on: date, breach_day: str) -> date:
    """The last day kept, within the time; the day of payment where none was.

    Raises:
        InputError: as `recovery_by_days`.
    """
    for name, given in (
        ("counted_from", counted_from),
        ("last", last),
        ("breach_on", breach_on),
    ):
        day(name, given)
    one_of("whether the day of the breach was kept", breach_day, _KEPT_UNTIL)
    if last <= counted_from:
        raise InputError(
            "the last day is not after the day it is counted from",
            expected=f"after {counted_from}",
            found=str(last),
        )
    kept = breach_on
    if breach_day == "not_kept":
        if breach_on == date.min:
            raise InputError("a breach on the first day of the calendar", found=str(breach_on))
        kept = breach_on - _DAY
    return max(counted_from, min(last, kept))


def _kept_until(
    counted_from: date, last: date, breach_on: date, breach_day: BreachDay
) -> Worked:
    """The same day as a figure."""
    return Worked(
        kept_until(counted_from, last, breach_on, breach_day),
        _KEPT_UNTIL[breach_day],
        {"counted_from": counted_from, "last": last, "breach_on": breach_on},
    )


def _recovery(
    grant: Money, time: Worked, not_kept: Worked, rounding: Rounding
) -> DurabilityRecovery:
    """The share of the grant that the time not kept is of all; never more than the grant."""
    currency = not_negative(grant=grant)
    recovery = Worked(
        rounded(grant.minor * _int(not_kept), _int(time), currency, rounding),
        "grant * not_kept / time",
        {"grant": grant, "not_kept": not_kept, "time": time},
        rounding,
    )
    if recovery.money > grant:  # rounded up to a coarse unit
        given: dict[str, Given] = {"grant": grant, "recovery": recovery}
        recovery = Worked(grant, "min(grant, recovery)", given)
    return DurabilityRecovery(time, not_kept, recovery)


def _months(first: date, last: date) -> int:
    """Whole months between two days in their order, as the language of books counts them."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months_after(first, months) <= last else months - 1


def _int(worked: Worked) -> int:
    assert isinstance(worked.value, int)  # noqa: S101 (made in this module)
    return worked.value
