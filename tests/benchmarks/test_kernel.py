"""The kernel by hand gives the published answers in any blocks, and refuses what wraps."""

import pytest

pytest.importorskip("numpy", reason="the kernel written by hand is numpy's")

import numpy as np

from tests.benchmarks import kernel
from tests.benchmarks.contenders import ints
from tests.benchmarks.contenders import rows as rows_of
from tests.benchmarks.published import SMALL, published
from tests.benchmarks.workload import checksum, draw


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
    for step in range(8):  # each project opens with credit notes in odd cents
        rows = begins + step
        lines["amount"][rows] = -(2 * np.arange(len(rows)) + 1 + 10 * step)
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


def test_a_month_without_a_rate_is_refused() -> None:
    work = draw(1_000, "fx")
    foreign = np.flatnonzero(work.lines["currency"])
    work.lines["invoiced"][foreign[0]] = 10**6
    with pytest.raises(ValueError, match="month has no rate"):
        kernel.judge(work)
