"""The use of equipment against its useful life, as counts of months or days.

A count is given, or it is the figure that worked it out. The use is never longer than the life;
what of it is for the project is its share, which may differ from period to period.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, repeat
from typing import cast

from fundtrack.values import InputError, Rate

from .given import listed, quantity, share
from .minor import plus
from .worked import Worked

#: A count of months or days, or the figure that worked it out.
Count = Fraction | int | Worked


def _count(name: str, count: Count) -> Fraction:
    """A count of months or days, also one that was worked out."""
    value = count.value if isinstance(count, Worked) else count
    return quantity(name, value)  # type: ignore[arg-type]  # it refuses


def use_in_life(used: Count, useful_life: Count) -> tuple[Fraction, Fraction]:
    """Time of use and useful life, the one not above the other."""
    time, life = _count("used", used), _count("useful_life", useful_life)
    if not life:
        raise InputError("useful_life is zero", expected="above zero", found="0")
    if time > life:
        raise _too_long(time, life)
    return time, life


def _too_long(time: Fraction, life: Fraction) -> InputError:
    return InputError(
        "the use is longer than the useful life",
        expected=f"at most {life}",
        found=str(time),
        remedy="count only the use within the useful life: months_of_use, days_of_use",
    )


def shares_of_use(share_of_use: Rate | Sequence[Rate], periods: int) -> Rate | Sequence[Rate]:
    """One share for all periods, or one for each."""
    if isinstance(share_of_use, Rate):
        return share_of_use
    several = listed("share_of_use", share_of_use)
    if len(several) != periods:
        raise InputError(
            "a share of use for each period",
            expected=f"{periods} shares",
            found=str(len(several)),
        )
    return several


def project_use(
    times: Sequence[Count], shares: Sequence[Rate] | Rate, life: tuple[int, int]
) -> list[tuple[int, int]]:
    """The time of use for the project up to each period, as two whole numbers.

    The second is always a multiple of the one before it.
    """
    above, below = life
    if isinstance(shares, Rate) and set(map(type, times)) == {int}:
        worn = list(accumulate(cast("Sequence[int]", times)))
        if min(cast("Sequence[int]", times)) >= 0 and worn[-1] * below <= above:
            many, one = share("share_of_use", shares).as_integer_ratio()
            return [(time * many, one) for time in worn]
    so_far = for_project = (0, 1)
    found = []
    each = repeat(shares) if isinstance(shares, Rate) else shares
    for count, rate in zip(times, each, strict=False):
        time = ratio("used", count)
        so_far = plus(so_far, time)
        part = share("share_of_use", rate).as_integer_ratio()
        for_project = plus(for_project, (time[0] * part[0], time[1] * part[1]))
        if so_far[0] * below > above * so_far[1]:
            raise _too_long(Fraction(*so_far), Fraction(*life))
        found.append(for_project)
    return found


def ratio(name: str, count: Count) -> tuple[int, int]:
    """A count as two whole numbers."""
    value = count.value if type(count) is Worked else count
    if type(value) is int and value >= 0:
        return value, 1
    return _count(name, count).as_integer_ratio()
