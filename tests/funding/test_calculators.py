"""Laws of the calculators: who counts, in whichever project and order it stands."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.formulas import Kind
from fundtrack.funding import (
    CALCULATORS,
    LARGEST_REMAINDER,
    PORTFOLIO,
    SEEN_ELSEWHERE,
    TOTAL_ELSEWHERE,
    WINDOW_TOTAL,
    Answer,
    Given,
)
from fundtrack.values import largest_remainder
from tests.timing import worked

TODAY = date(2025, 9, 5)
STATED = {"years": Fraction(3), "start": "inclusive"}


def row(amount: int | None, days: int | None, who: str | None = "U", **more: object) -> Given:
    """An award `days` before today."""
    return {
        "amount": None if amount is None else Fraction(amount),
        "on": None if days is None else TODAY - timedelta(days=days),
        "within": (who, "LV"),
        **STATED,
        **more,
    }  # type: ignore[return-value]


rows = st.builds(
    row,
    st.one_of(st.none(), st.integers(-1000, 1000)),
    st.one_of(st.none(), st.integers(-30, 1500)),
    st.sampled_from(["U", "V", None]),
)


def totals(own: list[Given], others: list[Given]) -> list[Fraction | None]:
    return [one.value for one in WINDOW_TOTAL.calculate(own, others)]


@given(own=st.lists(rows, min_size=1, max_size=6), others=st.lists(rows, max_size=6))
@example(own=[row(1, 0), row(2, 1096)], others=[row(4, 1095)])
def test_an_award_counts_the_same_here_and_elsewhere(
    own: list[Given], others: list[Given]
) -> None:
    first, *rest = own
    assert totals([first, *rest], others)[0] == totals([first], [*rest, *others])[0]


@given(own=st.lists(rows, min_size=1, max_size=6), others=st.lists(rows, max_size=6))
@example(own=[row(1, 3), row(2, 1)], others=[])
def test_the_order_of_rows_changes_nothing(own: list[Given], others: list[Given]) -> None:
    forward, backward = totals(own, others), totals(own[::-1], others[::-1])
    assert forward == backward[::-1]


@given(own=st.lists(rows, min_size=1, max_size=5), amount=st.integers(0, 1000))
@example(own=[row(5, 0)], amount=7)
def test_an_unknown_amount_hides_nothing_that_it_could_not_change(
    own: list[Given], amount: int
) -> None:
    known = totals(own, [row(amount, 10)])
    unknown = totals(own, [row(None, 10)])
    without = totals(own, [])
    for total, hidden, left in zip(known, unknown, without, strict=True):
        assert hidden is None or hidden == total == left


@pytest.mark.parametrize(
    ("days", "start", "counts"),
    [
        (1095, "inclusive", True),
        (1096, "inclusive", True),  # 2022-09-05: the same day three years before
        (1096, "strict", False),
        (1097, "inclusive", False),
        (0, "strict", True),
        (-1, "inclusive", False),
    ],
)
def test_the_window_ends_on_the_day_and_begins_as_the_reading_says(
    days: int, start: str, counts: bool
) -> None:
    one = row(10, 0, start=start)
    assert totals([one], [row(5, days)]) == [Fraction(15 if counts else 10)]


def test_a_leap_day_looks_back_to_the_last_of_february() -> None:
    one = {**row(10, 0), "on": date(2024, 2, 29)}
    for day, total in (date(2021, 2, 28), 15), (date(2021, 2, 27), 10):
        assert totals([one], [{**row(5, 0), "on": day}]) == [Fraction(total)]


@pytest.mark.parametrize("name", ["on", "within", "years", "start"])
def test_what_the_row_itself_does_not_say_is_named(name: str) -> None:
    (answer,) = WINDOW_TOTAL.calculate([{**row(1, 0), name: None}], [])
    assert (answer.value, answer.missing) == (None, (name,))


def test_without_the_others_nobody_knows() -> None:
    open_question = Answer(None, (PORTFOLIO,))
    assert WINDOW_TOTAL.calculate([row(1, 0)], None) == [open_question]
    assert SEEN_ELSEWHERE.calculate([{"key": ("F",)}], None) == [open_question]
    assert (open_question.used, open_question.others) == ((), 0)


def test_half_a_year_is_no_window() -> None:
    with pytest.raises(ArithmeticError, match=r"^a window of 1/2 years$"):
        totals([row(1, 0, years=Fraction(1, 2))], [row(1, 1)])


def test_an_answer_says_what_it_rests_on() -> None:
    own = [row(1, 0), row(2, 1), row(4, 2000)]
    answer = WINDOW_TOTAL.calculate(own, [row(8, 3), row(16, 3, "V")])[0]
    assert (answer.value, answer.used, answer.others) == (Fraction(11), (0, 1), 1)


@pytest.mark.parametrize(
    ("other", "total", "lacks"),
    [
        (row(5, 10, None), None, ("within",)),
        (row(5, None), None, ("on",)),
        (row(None, 10), None, ("amount",)),
        (row(None, None, None), None, ("amount", "on", "within")),
        (row(None, 2000), 10, ()),
        (row(None, -1), 10, ()),
        (row(None, None, "V"), 10, ()),
    ],
)
def test_what_may_count_is_missing_and_what_cannot_is_not(
    other: Given, total: int | None, lacks: tuple[str, ...]
) -> None:
    (answer,) = WINDOW_TOTAL.calculate([row(10, 0)], [other])
    assert answer.value == total
    assert answer.missing == lacks


keys = st.tuples(st.sampled_from(["F-1", "F-2", None]), st.sampled_from(["A", "B", None]))


def may_be(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


@given(held=st.lists(keys, min_size=1, max_size=6), others=st.lists(keys, max_size=5))
@example(held=[("F-1", "A"), ("F-1", "A")], others=[("F-1", "B")])
@example(held=[("F-1", "A")], others=[("F-1", None)])
@example(held=[("F-1", "A")], others=[("F-2", None), (None, "B")])
def test_what_is_the_same_is_counted_and_what_may_be_is_open(
    held: list[tuple[str | None, str | None]], others: list[tuple[str | None, str | None]]
) -> None:
    answers = SEEN_ELSEWHERE.calculate(
        [{"key": key} for key in held], [{"key": key} for key in others]
    )
    for place, (key, answer) in enumerate(zip(held, answers, strict=True)):
        rest = [*held[:place], *held[place + 1 :], *others]
        doubtful = any(None in one and may_be(one, key) for one in rest)
        if None in key or doubtful:
            assert (answer.value, answer.missing) == (None, ("key",))
        else:
            assert (answer.value, answer.missing) == (rest.count(key), ())
        if None not in key:
            mine = [at for at, one in enumerate(held) if at != place and one == key]
            assert answer.used == tuple(mine)
            assert answer.others == others.count(key)


def test_names_are_what_a_book_writes() -> None:
    assert [one.name for one in CALCULATORS] == [
        "window_total",
        "seen_elsewhere",
        "total_elsewhere",
        "largest_remainder",
        "cumulative_split",
        "depreciation",
        "depreciation_by_days",
        "hourly_rate",
        "discounted",
        "discount_factor",
        "funding_gap",
        "durability_recovery",
        "durability_recovery_by_months",
    ]
    assert [one.portfolio for one in CALCULATORS] == [True] * 3 + [False] * 10
    assert WINDOW_TOTAL.inputs == {
        "amount": Kind.MONEY,
        "on": Kind.DATE,
        "within": None,
        "years": Kind.NUMBER,
        "start": Kind.CODE,
    }
    assert SEEN_ELSEWHERE.inputs == {"key": None}
    assert PORTFOLIO == "portfolio"


# ---- One person's days, charged to several grants --------------------------------------------

days = st.builds(
    lambda amount, key: {"amount": None if amount is None else Fraction(amount), "key": key},
    st.one_of(st.none(), st.integers(-5, 250)),
    keys,
)


def added(own: list[Given], others: list[Given]) -> list[Fraction | None]:
    return [one.value for one in TOTAL_ELSEWHERE.calculate(own, others)]


def day_row(amount: int | None, *key: str | None) -> Given:
    return {"amount": None if amount is None else Fraction(amount), "key": key}


@given(own=st.lists(days, min_size=1, max_size=6), others=st.lists(days, max_size=6))
@example(own=[day_row(120, "R-7", "2025")], others=[day_row(96, "R-7", "2025")])
def test_days_count_the_same_here_and_elsewhere_and_in_any_order(
    own: list[Given], others: list[Given]
) -> None:
    first, *rest = own
    assert added(own, others)[0] == added([first], [*rest, *others])[0]
    assert added(own, others) == added(own[::-1], others[::-1])[::-1]


@given(own=st.lists(days, min_size=1, max_size=6), amount=st.integers(0, 30), key=keys)
def test_a_day_nobody_states_is_never_taken_for_none(
    own: list[Given], amount: int, key: tuple[str | None, ...]
) -> None:
    hidden, without = added(own, [{"amount": None, "key": key}]), added(own, [])
    for before, after, row in zip(without, hidden, own, strict=True):
        held = row["key"]
        assert isinstance(held, tuple)
        if None in held or before is None:
            assert after is None
        else:
            assert (after is None) == may_be(held, key)


def test_the_days_of_a_person_add_up_over_projects() -> None:
    own = [day_row(120, "R-7", "2025"), day_row(90, "R-8", "2025"), day_row(5, "R-7", "2024")]
    others = [day_row(95, "R-7", "2025"), day_row(1, "R-7", "2025")]
    answers = TOTAL_ELSEWHERE.calculate(own, others)
    assert [one.value for one in answers] == [216, 90, 5]
    assert (answers[0].used, answers[0].others) == ((0,), 2)
    (lone,) = TOTAL_ELSEWHERE.calculate([day_row(1, "R-7", None)], others)
    assert (lone.value, lone.missing) == (None, ("key",))
    (open_,) = TOTAL_ELSEWHERE.calculate([day_row(1, "R-7", "2025")], None)
    assert (open_.value, open_.missing) == (None, (PORTFOLIO,))
    (free,) = TOTAL_ELSEWHERE.calculate([day_row(1, "R-7", "2025")], [day_row(0, None, "2025")])
    assert free.value == 1


def test_many_rows_are_looked_up_and_not_compared() -> None:
    rows = [day_row(1, f"R-{one}", "2025") for one in range(20_000)]
    with worked() as work:
        assert added(rows, rows) == [2] * len(rows)
        assert len(SEEN_ELSEWHERE.calculate(rows, rows)) == len(rows)
    assert work.seconds < 2


# ---- An amount shared out over rows ----------------------------------------------------------

CENT = Fraction(1, 100)


def sharer(weight: int | None, who: str | None = "P", whole: int = 10_000) -> Given:
    return {
        "whole": whole * CENT,
        "weight": None if weight is None else Fraction(weight),
        "unit": CENT,
        "within": (who,),
    }


def shared(*rows: Given) -> list[Fraction | None]:
    return [one.value for one in LARGEST_REMAINDER.calculate(rows, None)]


@given(
    whole=st.integers(-(10**18), 10**18),
    weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any),
)
@example(whole=1, weights=[1, 1, 1])
@example(whole=-10_000, weights=[1, 1, 1])
def test_the_parts_of_rows_are_those_of_a_split(whole: int, weights: list[int]) -> None:
    found = shared(*(sharer(weight, whole=whole) for weight in weights))
    assert sum(found, Fraction(0)) == whole * CENT  # type: ignore[arg-type]
    size = 1 if whole >= 0 else -1
    assert found == [size * part * CENT for part in largest_remainder(abs(whole), weights)]


def test_rows_share_with_their_own_and_nobody_else() -> None:
    rows = sharer(1), sharer(3, "Q"), sharer(1), sharer(1, "Q", 10_000)
    assert shared(*rows) == [50, 75, 50, 25]
    (answer, *_) = LARGEST_REMAINDER.calculate(rows, [sharer(7)])
    assert (answer.used, answer.others) == ((0, 2), 0)


def test_a_row_in_doubt_leaves_open_whom_it_may_share_with() -> None:
    assert shared(sharer(1), sharer(None), sharer(5, "Q")) == [None, None, 100]
    assert shared(sharer(1), sharer(1, None), sharer(5, "Q")) == [None, None, None]
    answers = LARGEST_REMAINDER.calculate([sharer(1), sharer(None, None)], None)
    assert [one.missing for one in answers] == [("weight", "within"), ("weight", "within")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([sharer(-1), sharer(2)], "a weight of -1"),
        ([sharer(0), sharer(0)], "nobody has a weight"),
        ([sharer(1), sharer(1, whole=5)], "rows that share have one whole"),
        ([{**sharer(1), "unit": Fraction(0)}], "rows that share have one unit"),
        ([{**sharer(1), "unit": Fraction(3)}], "100 is no whole number of 3"),
    ],
)
def test_what_cannot_be_shared_out_is_an_error_of_arithmetic(
    rows: list[Given], message: str
) -> None:
    with pytest.raises(ArithmeticError, match=message):
        shared(*rows)


def test_nothing_shared_by_nobody_is_nothing() -> None:
    assert shared(sharer(0, whole=0), sharer(0, whole=0)) == [0, 0]
