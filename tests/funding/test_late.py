"""What is explained late is explained once, and cannot be told from what was at once."""

import copy
import pickle
from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from fundtrack.funding import (
    Shares,
    Worked,
    Workings,
    capacity_fill,
    cascade,
    clear_in_proportion,
    contributions_rounded_apart,
    cumulative_payments,
    depreciate_over,
    instalments,
    interim_payments,
    nested_thresholds,
    partner_grants_rounded_then_summed,
    partner_grants_summed_then_rounded,
    period_shares,
    proportional_cut,
    retain,
    shares_by_largest_remainder,
    shares_rest_last,
    spread_correction,
    subaward_counted,
    waterfall,
)
from fundtrack.funding.amounts import Amounts
from fundtrack.values import InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, HALF_UP = Rounding("down 0.01"), Rounding("half_up 0.01")
EURO, CENT = Money("1.00 EUR"), Money("0.01 EUR")
LINES = [Money("100.00 EUR"), Money("0.01 EUR"), Money("33.33 EUR")]
NEED = Money("120.05 EUR")
THIRD, THIRDS = Rate("1/3"), [Rate("1/3")] * 3
#: The largest amount, and a unit of which ten are none.
MOST, UNIT = Money("9999999999999999.99 EUR"), 10**17
COARSE, ALL = Rounding("up 1000000000000000"), Rate("100 %")

CALLS: dict[str, Callable[[], Workings]] = {
    "capacity_fill": lambda: capacity_fill(NEED, [1, 2, 3], [*LINES[:2], None]),
    "cascade": lambda: cascade(LINES, [5, 3, 1], rounding=HALF_UP, ceilings=[EURO, None, EURO]),
    "clear_in_proportion": lambda: clear_in_proportion(NEED, LINES, THIRD, rounding=DOWN),
    "contributions_rounded_apart": lambda: contributions_rounded_apart(
        NEED, {"fund": Rate("50 %")}, {"own": Rate("30 %"), "town": Rate("20 %")}, rounding=DOWN
    ),
    "cumulative_payments": lambda: cumulative_payments(
        LINES, THIRD, rounding=DOWN, ceiling=NEED
    ),
    "depreciate_over": lambda: depreciate_over(
        NEED, used=[3, 4], useful_life=12, share_of_use=THIRD, rounding=DOWN
    ),
    "instalments": lambda: instalments(NEED, THIRDS, rest="spread", rounding=HALF_UP),
    "interim_payments": lambda: interim_payments(LINES, ceiling=NEED, prefinancing=EURO),
    "nested_thresholds": lambda: nested_thresholds(LINES, [5, 3, 1], rounding=HALF_UP),
    "rounded_then_summed": lambda: partner_grants_rounded_then_summed(
        LINES, THIRDS, rounding=DOWN, ceiling=EURO
    ),
    "summed_then_rounded": lambda: partner_grants_summed_then_rounded(
        LINES, THIRDS, rounding=DOWN
    ),
    "period_shares": lambda: period_shares(LINES, THIRD, rounding=DOWN),
    "proportional_cut": lambda: proportional_cut(LINES, EURO),
    "retain": lambda: retain(LINES, THIRD, basis="cumulative", rounding=DOWN),
    "shares_by_largest_remainder": lambda: shares_by_largest_remainder(
        NEED, {"fund": 2, "own": 1}, priorities=[2, 1]
    ),
    "shares_rest_last": lambda: shares_rest_last(NEED, [1, 1, 1], rounding=DOWN),
    "spread_correction": lambda: spread_correction(EURO, LINES),
    "subaward_counted": lambda: subaward_counted(LINES, limit=EURO),
    "waterfall": lambda: waterfall(NEED, {"state": LINES[0], "town": None}),
}
EACH = pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))


def late(times: list[int]) -> Shares:
    """Two parts of three cents that note when they are made."""

    def make() -> Shares:
        times.append(1)
        parts = tuple(Worked(one, "one", {"one": one}) for one in (CENT, CENT + CENT))
        return Shares(parts, ("fund", "own"))

    return Shares.late(make, _minors=[1, 2], _currency="EUR", parties=("fund", "own"))


def test_the_figures_are_made_when_they_are_asked_for_and_once() -> None:
    times: list[int] = []
    shares = late(times)
    assert shares.amounts == (CENT, CENT + CENT)
    assert (shares.minors, shares.parties) == ((1, 2), ("fund", "own"))
    assert shares.by_party() == {"fund": CENT, "own": CENT + CENT}
    assert times == []
    assert shares.amounts is shares.amounts
    parts = shares.parts
    assert times == [1]
    assert [part.money for part in parts] == list(shares.amounts)
    assert shares.parts is parts
    assert held(shares).explain() == "fund = one\n    = 0.01 EUR\nown = one\n    = 0.02 EUR"
    assert times == [1]


def matched(shares: Shares) -> None:
    match shares:
        case Shares(parts, parties):
            assert (len(parts), parties) == (2, ("fund", "own"))
        case _:
            raise AssertionError


@pytest.mark.parametrize(
    "ask",
    [
        repr,
        hash,
        pickle.dumps,
        copy.deepcopy,
        copy.copy,
        lambda shares: shares.replace(),
        lambda shares: shares == late([]),
        lambda shares: list(shares.worked()),
        matched,
    ],
)
def test_whatever_needs_the_figures_makes_them_once(ask: Callable[[Shares], object]) -> None:
    times: list[int] = []
    shares = late(times)
    ask(shares)
    assert times == [1]
    ask(shares)
    assert times == [1]


def test_two_threads_see_the_same_figures() -> None:
    """Both may make them; the first that were there stay."""
    gate, seen = Barrier(2, timeout=10), []

    def make() -> Shares:
        gate.wait()  # both are in the middle of it
        return Shares((Worked(CENT, "one", {"one": CENT}),), ())

    shares = Shares.late(make)
    threads = [Thread(target=lambda: seen.append(shares.parts)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 2
    assert seen[0] is seen[1] is shares.parts


@EACH
def test_a_late_result_is_the_one_that_was_made_at_once(call: Callable[[], Workings]) -> None:
    """Equal, of one hash, shown and pickled alike, before and after its figures are made."""
    fresh, asked = call(), held(call())
    at_once = type(asked)(**{name: getattr(asked, name) for name in asked._fields})
    assert hash(fresh) == hash(at_once)
    assert call() == at_once
    assert at_once == call()
    assert repr(call()) == repr(at_once)
    assert call().replace() == at_once
    before, after = pickle.dumps(call()), pickle.dumps(asked)
    assert pickle.loads(before) == pickle.loads(after) == at_once
    assert copy.deepcopy(call()) == at_once


@EACH
def test_the_amounts_are_those_of_the_figures(call: Callable[[], Workings]) -> None:
    found = call()
    again = pickle.loads(pickle.dumps(found))  # that one was made of figures, not of ints
    for one in (found, again, held(found)):
        assert one.amounts == found.amounts == again.amounts  # type: ignore[attr-defined]
        assert one.minors == found.minors == again.minors  # type: ignore[attr-defined]
    flat = [one for row in found.amounts for one in (row if type(row) is tuple else (row,))]  # type: ignore[attr-defined]
    ints = [one for row in found.minors for one in (row if type(row) is tuple else (row,))]  # type: ignore[attr-defined]
    assert [one.minor for one in flat] == ints
    assert len(ints) > 1


def test_a_result_changes_for_nobody() -> None:
    weights = [1, 2]
    shares = shares_by_largest_remainder(EURO, weights)
    weights[0] = 99
    assert "1.00 EUR × (1 ÷ 3)" in held(shares).explain()
    for name in ("parts", "parties", "amounts"):
        with pytest.raises(AttributeError):
            setattr(shares, name, ())
    with pytest.raises(AttributeError):
        _ = shares.others  # type: ignore[attr-defined]


def test_what_cannot_be_an_amount_is_refused_at_once() -> None:
    most = MOST
    for call in (
        lambda: shares_rest_last(most, [99, 1], rounding=COARSE),
        lambda: shares_rest_last(most, [1, 1, 1, 0], rounding=COARSE),  # what others have
        lambda: cascade([most, CENT], [1, 1], rounding=DOWN),
        lambda: nested_thresholds([-most, -CENT], [1, 1], rounding=DOWN),
        lambda: cumulative_payments([most, CENT], THIRD, rounding=DOWN),
        lambda: interim_payments([most, CENT], ceiling=EURO, prefinancing=EURO),
        lambda: period_shares([most, CENT], THIRD, rounding=DOWN),
        lambda: period_shares(
            [most] * 2 + [-CENT] * 18 + [-most], THIRD, rounding=DOWN
        ),  # a group
        lambda: proportional_cut([most, CENT], -EURO),
        lambda: retain([most, CENT], THIRD, basis="each_claim", rounding=DOWN),
        lambda: subaward_counted([most, CENT], limit=EURO),
        lambda: partner_grants_rounded_then_summed(
            [most, most], [Rate("100 %")] * 2, rounding=DOWN
        ),
    ):
        with pytest.raises(InputError, match="at most 16 digits"):
            call()


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (lambda: shares_rest_last(MOST, [1] * 21, rounding=COARSE), 20 * UNIT),
        (lambda: shares_rest_last(-MOST, [1] * 21, rounding=COARSE), 10 * UNIT + 1),
        (
            lambda: instalments(MOST, [Rate("5 %")] * 20, rest="last", rounding=COARSE),
            19 * UNIT,
        ),
        (
            lambda: instalments(-MOST, [Rate("5 %")] * 20, rest="last", rounding=COARSE),
            -19 * UNIT,
        ),
        (
            lambda: instalments(MOST, [Rate("1 %")] * 100, rest="spread", rounding=COARSE),
            10 * UNIT,
        ),
        (
            lambda: instalments(-MOST, [Rate("1 %")] * 100, rest="spread", rounding=COARSE),
            -10 * UNIT,
        ),
        (lambda: period_shares([CENT] * 12, ALL, rounding=COARSE), 11 * UNIT),
        (lambda: period_shares([-CENT] * 12, ALL, rounding=COARSE), 10 * UNIT),
        (lambda: period_shares([-MOST, MOST, CENT], ALL, rounding=COARSE), 10 * UNIT),
        (
            lambda: period_shares([MOST] * 2 + [-CENT] * 18 + [-MOST] * 2, ALL, rounding=DOWN),
            2 * MOST.minor - 18,
        ),
        (
            lambda: depreciate_over(
                MOST, used=[1, 1], useful_life=2, share_of_use=ALL, rounding=COARSE
            ),
            10 * UNIT,
        ),
        (
            lambda: contributions_rounded_apart(
                MOST, [Rate("0 %")], [Rate("99.99 %"), Rate("0.01 %")], rounding=COARSE
            ),
            10 * UNIT,
        ),
        (
            lambda: contributions_rounded_apart(
                -MOST, [Rate("0 %")], [Rate("99.99 %"), Rate("0.01 %")], rounding=COARSE
            ),
            -10 * UNIT,
        ),
    ],
)
def test_the_first_that_cannot_be_one_is_shown(call: Callable[[], object], found: int) -> None:
    """Parts of one sign are asked by their sum; the message is that of a look at each."""
    with pytest.raises(InputError, match="at most 16 digits") as refused:
        call()
    assert refused.value.found == str(found)


def test_only_an_heir_says_what_its_amounts_are() -> None:
    with pytest.raises(NotImplementedError):
        _ = Amounts().amounts
