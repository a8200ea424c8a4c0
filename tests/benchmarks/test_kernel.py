"""The kernel by hand gives the published answers in any blocks, and refuses what wraps."""

from dataclasses import replace

import pytest

pytest.importorskip("numpy", reason="the kernel written by hand is numpy's")

import numpy as np

from tests.benchmarks import kernel
from tests.benchmarks.contenders import ints
from tests.benchmarks.contenders import rows as rows_of
from tests.benchmarks.published import SMALL, published
from tests.benchmarks.workload import Workload, checksum, draw


@pytest.mark.parametrize(("count", "variant"), SMALL, ids=str)
def test_the_kernel_gives_the_published_answers(count: int, variant: str) -> None:
    work = draw(count, variant)
    assert checksum(work, kernel.judge(work)) == published(count, variant)


@pytest.mark.parametrize("variant", ["clustered", "shuffled", "fx"])
@pytest.mark.parametrize("count", [1, 2, 199, 2_000])
@pytest.mark.parametrize("block", [1, 7, 300, 1 << 20])
def test_blocks_change_nothing(count: int, variant: str, block: int) -> None:
    work = draw(count, variant)
    by_hand, found = ints(work, rows_of(work)), kernel.judge(work, block)
    assert checksum(work, found) == checksum(work, by_hand)
    assert (by_hand.elig == found.elig).all()
    assert (by_hand.erdf == found.erdf).all()
    assert (by_hand.mask == found.mask).all()


def test_one_project_may_hold_more_lines_than_there_are_codes() -> None:
    work = draw(70_000)
    for name in ("start", "end", "eligible_until", "max_grant", "window", "base"):
        work.projects[name] = work.projects[name][:1]
    work.lines["project"][:] = 0
    work.projects["max_grant"][:] = 10**10
    work.lines["slot"][:] = np.arange(70_000) % 3
    order = np.lexsort((work.lines["line_id"], work.lines["paid"]))
    work.lines.update({name: column[order] for name, column in work.lines.items()})
    assert checksum(work, kernel.judge(work)) == checksum(work, ints(work, rows_of(work)))


def test_running_totals_below_zero_round_away_from_it() -> None:
    work = draw(2_000)
    lines = work.lines
    begins = np.searchsorted(lines["project"], np.arange(len(work.projects["start"])))
    for step in range(8):  # each project opens with credit notes, whose first is a tie
        rows = begins + step
        lines["amount"][rows] = -(20 * np.arange(len(rows)) + 10) if step == 0 else -3 * step
        lines["vat"][rows] = 0
        lines["category"][rows] = lines["activity"][rows] = 2
        lines["invoiced"][rows] = work.projects["start"]
        lines["paid"][rows] = work.projects["start"]
    by_hand, found = ints(work, rows_of(work)), kernel.judge(work, 600)
    assert (by_hand.erdf < 0).any()
    assert (by_hand.erdf == found.erdf).all()
    assert checksum(work, found) == checksum(work, by_hand)


def test_ids_that_are_far_apart_are_put_in_order_too() -> None:
    work = draw(2_000, "shuffled")
    work.lines["line_id"] *= 10**9
    assert checksum(work, kernel.judge(work)) == checksum(work, ints(work, rows_of(work)))


def test_ids_decide_between_lines_of_one_day() -> None:
    work = draw(2_000)
    work.lines["paid"] -= (work.lines["paid"] - 16801) % 400
    work.lines["line_id"] = work.lines["line_id"][::-1].copy()
    assert checksum(work, kernel.judge(work)) == checksum(work, ints(work, rows_of(work)))


def test_travel_is_cut_above_its_limit_and_not_at_it() -> None:
    work = draw(2_000)
    travel = np.flatnonzero((work.lines["category"] == 1) & ~work.lines["recoverable"])
    work.lines["vat"][travel] = 1
    work.lines["amount"][travel] = 149_999 + np.arange(len(travel)) % 2
    found = kernel.judge(work)
    assert (found.mask[travel] & 32 == 32 * (np.arange(len(travel)) % 2)).all()
    assert checksum(work, found) == checksum(work, ints(work, rows_of(work)))


def test_a_block_holds_no_more_cells_than_codes() -> None:
    work = draw(600_000)  # 3,000 projects, of which each keeps a few lines
    work = replace(work, lines={name: one[::60] for name, one in work.lines.items()})
    np.abs(work.lines["amount"], out=work.lines["amount"])
    np.abs(work.lines["vat"], out=work.lines["vat"])
    assert checksum(work, kernel.judge(work)) == checksum(work, ints(work, rows_of(work)))


def test_of_equal_remainders_the_first_name_gets_the_cent() -> None:
    whole, weights = (
        np.array([1, 1, 0, 5]),
        np.array([[1, 1, 1], [0, 2, 2], [0, 0, 0], [0, 0, 0]]),
    )
    names = np.array([[9, 4, 7], [1, 8, 2], [1, 2, 3], [1, 2, 3]])
    shares = kernel._largest_remainder(whole, weights, weights.sum(1), names)
    assert shares.tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("weights", [[[-1, 1, 1]], [[2**62, 1, 1]]])
def test_shares_of_what_cannot_be_shared_are_refused(weights: list[list[int]]) -> None:
    held = np.array(weights)
    with pytest.raises((ValueError, OverflowError)):
        kernel._largest_remainder(np.array([5]), held, held.sum(1), np.array([[1, 2, 3]]))


@pytest.mark.parametrize(
    ("days", "windows", "shares", "over"),
    [
        ([100, 200], [0, 100], [6_000_000, 1], 0),  # the first lies on the day before
        ([100, 200], [0, 99], [6_000_000, 1], 1),
        ([100, 200], [0, 99], [5_999_999, 1], 0),  # at the limit, not above it
        ([100, 100], [0, 0], [6_000_000, 1], 2),  # one day: each counts for the other
        ([200, 100], [99, 0], [1, 6_000_000], 1),
    ],
)
def test_awards_count_in_the_window_before_their_day(
    days: list[int], windows: list[int], shares: list[int], over: int
) -> None:
    held = {"start": np.array(days), "window": np.array(windows)}
    work = Workload({}, held, np.array([]), np.array([]))
    each = np.array([[share, 0, 0] for share in shares])
    names = np.array([[1, 2 + place, 5 + place] for place in range(len(days))])
    assert kernel._awards(work, each, names) == over


@pytest.mark.parametrize(("count", "amount"), [(1_000, 5 * 10**13), (20_000, 4 * 10**13)])
@pytest.mark.parametrize("sign", [1, -1])
def test_both_bounds_are_kept(count: int, amount: int, sign: int) -> None:
    work = draw(count)
    work.lines["amount"][-1] = sign * amount
    with pytest.raises(OverflowError):
        kernel.judge(work)


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("slot", 3, ValueError),
        ("slot", -1, ValueError),
        ("category", 10, ValueError),
        ("category", -1, ValueError),
        ("project", 10**6, ValueError),
        ("project", -1, ValueError),
        ("amount", 2**59, OverflowError),
        ("amount", -(2**59), OverflowError),
        ("amount", -(2**63), OverflowError),
        ("vat", 2**59, OverflowError),
    ],
)
def test_what_has_no_cell_or_could_wrap_is_refused(
    column: str, value: int, error: type[Exception]
) -> None:
    work = draw(1_000)
    work.lines[column][-1] = value
    with pytest.raises(error):
        kernel.judge(work)


@pytest.mark.parametrize("day", [10**6, -(10**6)])
def test_a_month_without_a_rate_is_refused(day: int) -> None:
    work = draw(1_000, "fx")
    foreign = np.flatnonzero(work.lines["currency"])
    work.lines["invoiced"][foreign[0]] = day
    with pytest.raises(ValueError, match="month has no rate"):
        kernel.judge(work)
