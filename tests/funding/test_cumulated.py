"""Cumulative payments as a calculator: who comes before, and what all of them sum to."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.formulas import Kind
from fundtrack.funding import CUMULATIVE_SPLIT, Answer, Given, cumulative_payments
from fundtrack.values import MODES, Money, Rate, Rounding
from tests.timing import worked

F = Fraction
CENT = F(1, 100)
_ALL = ("amount", "rate", "ceiling", "unit", "mode", "order", "within")


def claim(amount: object, *order: object, **more: object) -> Given:
    """A claim at 85 %, half-up to cents, in the one project, under no ceiling to speak of."""
    return {
        "amount": None if amount is None else F(str(amount)),
        "rate": F("0.85"),
        "ceiling": F(10**15),
        "unit": CENT,
        "mode": "half_up",
        "order": tuple(F(one) if isinstance(one, int) else one for one in order),
        "within": ("P",),
        **more,
    }  # type: ignore[return-value]


def paid(*rows: Given) -> list[Fraction | None]:
    return [one.value for one in CUMULATIVE_SPLIT.calculate(rows, None)]  # type: ignore[misc]


# ---- The figures of the sheet ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "ceiling", "amounts", "payments"),
    [
        ("1/3", 10**9, ["100"] * 3, ["33.33", "33.34", "33.33"]),
        (
            "0.85",
            10**9,
            ["0.05"] * 10,
            ["0.04", "0.05", "0.04", "0.04", "0.04", "0.05", "0.04", "0.04", "0.04", "0.05"],
        ),
        ("0.85", 10**9, ["100.01", "-33.35", "50.03"], ["85.01", "-28.35", "42.53"]),
        ("0.7", 10**6, ["600000", "600000", "500000"], ["420000", "420000", "160000"]),
    ],
)
def test_the_examples_of_the_sheet(
    rate: str, ceiling: int, amounts: list[str], payments: list[str]
) -> None:
    # "Funding-split mathematics", 4: cumulative
    rows = [claim(one, at, rate=F(rate), ceiling=F(ceiling)) for at, one in enumerate(amounts)]
    assert paid(*rows) == [F(one) for one in payments]


# ---- What the function gives -----------------------------------------------------------------

minors = st.integers(-(10**12), 10**12)
modes = st.sampled_from(MODES)


@given(
    costs=st.lists(minors, min_size=1, max_size=8),
    rate=st.fractions(0, 1, max_denominator=1000),
    ceiling=st.integers(0, 10**12),
    mode=modes,
    unit=st.sampled_from(["0.01", "0.05", "1"]),
)
@example([10000, 10000, 10000], F(1, 3), 10**9, "half_up", "0.01")
@example([10060], F(1), 10060, "half_up", "1")  # rounded up to 101: the ceiling is 100.60
@example([-50, 50], F(1, 2), 10, "floor", "1")
def test_payments_are_those_of_the_function_and_sum_to_what_is_due(
    costs: list[int], rate: Fraction, ceiling: int, mode: str, unit: str
) -> None:
    terms = {"rate": rate, "ceiling": ceiling * CENT, "unit": F(unit), "mode": mode}
    rows = [claim(one * CENT, at, **terms) for at, one in enumerate(costs)]
    function = cumulative_payments(
        [Money.of_minor(one, "EUR") for one in costs],
        Rate(rate),
        rounding=Rounding(mode, unit),
        ceiling=Money.of_minor(ceiling, "EUR"),
    )
    found = paid(*rows)
    assert found == [one.payable.money.minor * CENT for one in function.claims]
    assert sum(found, F(0)) == function.entitled.money.minor * CENT  # type: ignore[arg-type]


@given(st.permutations(range(6)), st.lists(minors, min_size=6, max_size=6))
@example([5, 4, 3, 2, 1, 0], [5, 5, 5, 5, 5, 5])
def test_the_order_says_who_comes_first_and_not_the_place(
    places: Sequence[int], costs: list[int]
) -> None:
    rows = [claim(cost * CENT, at // 2, at) for at, cost in enumerate(costs)]
    straight = paid(*rows)
    assert paid(*(rows[place] for place in places)) == [straight[place] for place in places]


def test_of_equals_the_first_in_the_project_is_paid_first() -> None:
    third = {"rate": F(1, 3)}
    assert paid(claim(100, 1, **third), claim(100, 0, **third), claim(100, 0, **third)) == [
        F("33.33"),
        F("33.33"),
        F("33.34"),
    ]


def test_rows_are_paid_with_their_own_and_nobody_else() -> None:
    rows = [claim(one, 1, within=(who,)) for one, who in ((1, "P"), (2, "Q"), (4, "P"))]
    answers = CUMULATIVE_SPLIT.calculate(rows, [claim(100, 0)])
    assert [one.value for one in answers] == [F("0.85"), F("1.7"), F("3.4")]
    assert [one.used for one in answers] == [(0,), (1,), (0, 2)]
    assert {one.others for one in answers} == {0}


@pytest.mark.parametrize(
    ("ceiling", "payments"),
    [("170.01", (85, 85)), ("170", (85, 85)), ("169.99", (85, "84.99")), ("0", (0, 0))],
)
def test_the_last_cent_under_a_ceiling(ceiling: str, payments: tuple[object, object]) -> None:
    rows = [claim(100, at, ceiling=F(ceiling)) for at in (1, 2)]
    assert paid(*rows) == [F(str(one)) for one in payments]


def test_new_terms_hold_for_all_rows_so_far() -> None:
    # 85 % of 200 is due in all, of which 70 % of 100 has been paid; then the ceiling falls
    rows = [
        claim(100, 1, rate=F("0.7")),
        claim(100, 2),
        claim(100, 3, ceiling=F(150)),
    ]
    assert paid(*rows) == [70, 100, -20]


# ---- What is not known -----------------------------------------------------------------------

HALF = {"rate": F(1, 2), "within": ("P", "LV")}
MAYBE = {"rate": F(1, 2), "within": (None, "LV")}
parts = st.one_of(st.none(), st.integers(0, 2))
doubtful = st.builds(
    lambda amount, first, second, who, rate: claim(
        amount, first, second, within=(who, "LV"), rate=rate
    ),
    st.one_of(st.none(), st.integers(-100, 100)),
    parts,
    parts,
    st.sampled_from(["P", "P", "Q", None]),
    st.sampled_from([F(1, 2), F(1, 2), None]),
)


def whole(row: Given) -> bool:
    """Whether every input is known, all parts of the keys too."""
    return not any(
        one is None or (isinstance(one, tuple) and None in one) for one in row.values()
    )


def may_be_before(one: Given, at: int, other: Given, place: int) -> bool:
    """Whether a row may come before another that is known, part by part."""
    for mine, yours in zip(one["order"], other["order"], strict=True):  # type: ignore[arg-type]
        if mine is None:
            return True
        if mine != yours:
            return bool(mine < yours)
    return at < place


def amount_of(row: Given) -> Fraction:
    assert isinstance(row["amount"], Fraction)
    return row["amount"]


def half(total: Fraction) -> Fraction:
    """A half of whole euros is whole cents."""
    return total / 2


def may_be_with(one: Given, other: Given) -> bool:
    return one["within"][0] in (None, other["within"][0])  # type: ignore[index]


@given(st.lists(doubtful, min_size=1, max_size=7))
@example([claim(1, 1, 1, **HALF), claim(1, 1, None, **HALF)])
@example([claim(1, 0, 9, **HALF), claim(1, 1, None, **HALF)])
@example([claim(1, 1, 1, **HALF), claim(1, 0, 0, **MAYBE)])
@example([claim(1, 1, 1, **HALF), claim(1, 2, 0, **MAYBE)])
@example([claim(1, 1, 1, **HALF), claim(None, 1, 1, **HALF)])
@example([claim(None, 1, 1, **HALF), claim(1, 1, 1, **HALF)])
def test_a_row_is_known_when_it_and_all_that_may_come_before_are(rows: list[Given]) -> None:
    answers = CUMULATIVE_SPLIT.calculate(rows, None)
    for place, (row, answer) in enumerate(zip(rows, answers, strict=True)):
        before = [
            one
            for at, one in enumerate(rows)
            if whole(row)
            and at != place
            and may_be_with(one, row)
            and may_be_before(one, at, row, place)
        ]
        if all(map(whole, [row, *before])):
            total = sum(map(amount_of, before), F(0))
            assert answer.value == half(total + amount_of(row)) - half(total)
            assert answer.missing == ()
        else:
            assert answer.value is None
            assert answer.missing


def test_what_is_missing_is_named_at_all_that_follows() -> None:
    rows = [claim(1, 1), claim(None, 2), claim(1, 3), claim(1, None), claim(1, 0)]
    answers = CUMULATIVE_SPLIT.calculate(rows, None)
    assert [one.missing for one in answers] == [
        ("order",),
        ("order", "amount"),
        ("order", "amount"),
        ("order",),
        ("order",),
    ]
    (lone, known) = CUMULATIVE_SPLIT.calculate(
        [claim(None, 1, within=(None,)), claim(1, 0)], None
    )
    assert lone == Answer(None, ("amount", "within"))
    assert known.value == F("0.85")
    # whom a row is paid with nobody knows: it says so, and not what others lack
    doubtful, open_ = CUMULATIVE_SPLIT.calculate(
        [claim(1, 1, within=(None,)), claim(None, 0)], None
    )
    assert (doubtful.missing, open_.missing) == (("within",), ("amount",))


@pytest.mark.parametrize("name", _ALL)
def test_every_input_counts(name: str) -> None:
    first, second = claim(1, 1), claim(1, 2)
    answers = CUMULATIVE_SPLIT.calculate([{**first, name: None}, second], None)
    assert [one.value for one in answers] == [None, None]
    assert name in answers[0].missing
    last = CUMULATIVE_SPLIT.calculate([first, {**second, name: None}], None)
    # without an order it may come first; with one it comes after, whomever it belongs to
    assert (last[0].value is None) == (name == "order")


def test_the_inputs_are_of_their_kinds() -> None:
    assert tuple(CUMULATIVE_SPLIT.inputs) == _ALL
    money = [name for name, kind in CUMULATIVE_SPLIT.inputs.items() if kind is Kind.MONEY]
    assert (money, CUMULATIVE_SPLIT.inputs["mode"]) == (
        ["amount", "ceiling", "unit"],
        Kind.CODE,
    )
    assert (CUMULATIVE_SPLIT.gives, CUMULATIVE_SPLIT.portfolio) == (Kind.MONEY, False)


# ---- What makes no sense ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rate": F(-1, 100)}, "a rate of -1/100, not within 0 and 1"),
        ({"rate": F(101, 100)}, "a rate of 101/100, not within 0 and 1"),
        ({"ceiling": -CENT}, "a ceiling of -1/100"),
        ({"unit": F(0)}, "a unit of 0"),
        ({"unit": -CENT}, "a unit of -1/100"),
        ({"mode": "nearest"}, "no mode nearest; the modes are half_up, "),
    ],
)
def test_what_cannot_be_paid_is_an_error_of_arithmetic(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ArithmeticError, match=message):
        paid(claim(1, 1, **changes))


def test_many_rows_are_sorted_and_not_compared() -> None:
    rows = [claim(1, at, within=("P" if at % 2 else f"P-{at}",)) for at in range(20_000)]
    rows += [claim(1, 30_000 + at, None) for at in range(5_000)]
    with worked() as work:
        found = paid(*rows)
    assert found[:2] == [F("0.85"), F("0.85")]
    assert found[-5_000:] == [None] * 5_000
    assert None not in found[:-5_000]
    assert work.seconds < 2
    (total, *_) = list(accumulate(one for one in found[1:20_000:2] if one is not None))[::-1]
    assert total == F("8500")
