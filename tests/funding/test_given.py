"""Choices and names that are no text: a list cannot even be looked up, and is still refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fundtrack.funding import (
    FxRates,
    convert_fixed,
    lump_sum_of_milestones,
    mtdc,
    recovery_by_days,
    recovery_by_months,
)
from fundtrack.values import InputError, Money, Rounding

EURO = Money("1.00 EUR")
LATS = Money("1.00 LVL")
CENTS = Rounding("half_up 0.01")
DAY = date(2020, 1, 31)
TIME: dict[str, Any] = {"counted_from": DAY, "last": date(2025, 1, 31), "breach_on": DAY}
TABLE = FxRates(
    {"SEK": {"2020-01": "10.0"}}, base="EUR", quoted="local_per_base", source="made up"
)
BASE: dict[str, Any] = {
    "costs": {"staff": EURO},
    "excluded": [],
    "subaward_limit": EURO,
    "equipment_threshold": EURO,
}


@pytest.mark.parametrize("junk", [[], {}, [[]], 3, None, b"kept"], ids=repr)
@pytest.mark.parametrize(
    "call",
    [
        lambda junk: TABLE.find("SEK", on=DAY, by=junk),
        lambda junk: convert_fixed(LATS, junk),
        lambda junk: recovery_by_days(EURO, breach_day=junk, rounding=CENTS, **TIME),
        lambda junk: recovery_by_months(
            EURO, breach_day=junk, part_month="counts", rounding=CENTS, **TIME
        ),
        lambda junk: recovery_by_months(
            EURO, breach_day="kept", part_month=junk, rounding=CENTS, **TIME
        ),
        lambda junk: lump_sum_of_milestones({"a": EURO}, [junk], whole=None),
        lambda junk: mtdc(**BASE | {"excluded": [junk]}),
        lambda junk: mtdc(**BASE, purchases=junk or 0),
        lambda junk: mtdc(**BASE, subawards=junk or "x"),
    ],
)
def test_what_is_no_text_is_refused_where_a_word_is_expected(
    call: Callable[[Any], object], junk: object
) -> None:
    with pytest.raises(InputError):
        call(junk)
