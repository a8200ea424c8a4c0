"""The book of the workload says what the workload says: the value reading, bit by bit.

The checksums are the published ones; where none is published, the loop in ints is asked.
"""

from dataclasses import replace

import pytest

pytest.importorskip("numpy", reason="the workload of a million lines is drawn with numpy")

import numpy as np

from tests.benchmarks.contenders import ints, rows
from tests.benchmarks.test_workload import NAMES, PUBLISHED
from tests.benchmarks.workload import (
    CATEGORIES,
    SLOTS,
    Answers,
    Workload,
    _three_years_before,
    checksum,
    draw,
)
from tests.benchmarks.workload_tables import FILE, book, reading, tables

PER_LINE = ("elig", "erdf", "mask", "totals", "grants")


def differ(found: Answers, wanted: Answers) -> dict[str, int]:
    """How many lines, or projects, differ in what."""
    return {
        name: int((getattr(found, name) != getattr(wanted, name)).sum()) for name in PER_LINE
    }


def test_the_book_gives_the_published_answers() -> None:
    work = draw(1_000)
    published = dict(zip(NAMES, PUBLISHED[1_000, "clustered"], strict=True))
    assert checksum(work, reading(work, book())) == published


@pytest.mark.parametrize("variant", ["shuffled", "fx"])
def test_the_book_gives_the_answers_of_the_loop_by_hand(variant: str) -> None:
    work = draw(1_000, variant)
    found, wanted = reading(work, book()), ints(work, rows(work))
    assert not any(differ(found, wanted).values())
    assert found.findings == wanted.findings


def test_a_converted_project_counts_once_in_its_register() -> None:
    work = draw(1_000, "fx")
    assert reading(work, book()).findings == ints(work, rows(work)).findings


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["clustered", "shuffled", "fx"])
def test_the_book_gives_them_over_more_lines(variant: str) -> None:
    work = draw(20_000, variant)
    assert not any(differ(reading(work, book()), ints(work, rows(work))).values())


def over_and_back() -> Workload:
    """Three lines of one cell: the second passes its ceiling, the third is a correction.

    In the drawn tables the order of ids is that of days; here it is another.
    """
    work = draw(1_000)
    at = np.zeros(3, np.int64)
    most = int(work.ceilings[2]) * 120 // 100
    start = int(work.projects["start"][0])
    lines = {name: column[at].copy() for name, column in work.lines.items()}
    lines |= {
        "line_id": np.array([2, 0, 1]),
        "project": at,
        "partner": at + int(work.projects["base"][0]),
        "slot": at,
        "category": at + 2,
        "activity": at,
        "invoiced": at + start + 1,
        "paid": np.array([10, 20, 30]) + start,
        "amount": np.array([most // 2 + 100, most // 2, -most // 10]),
        "vat": at,
        "recoverable": at > 0,
    }
    return replace(work, lines=lines)


def test_a_limit_differs_only_where_a_ceiling_is_passed_and_left() -> None:
    work = draw(1_000)
    same = ints(work, rows(work))
    assert checksum(work, reading(work, book(by_rule=True))) == checksum(work, same)
    work = over_and_back()
    exact, by_rule = reading(work, book()), reading(work, book(by_rule=True))
    wanted = ints(work, rows(work))
    assert checksum(work, exact) == checksum(work, wanted)
    assert exact.mask.tolist() == [0, 64, 64]
    assert by_rule.mask.tolist() == [0, 0, 0]
    assert by_rule.elig.tolist() == work.lines["amount"].tolist()
    assert by_rule.elig.sum() == exact.elig.sum()


def edges() -> Workload:
    """Lines on the first and last days and beside them, at limits to the cent, ids in no order.

    One undertaking has 30 000.00 of each of four projects: of two within the window, which is
    all that it may have, of three, and of two with a third on the day before the window.
    Another has a cent more than it may have of the last project, which two of that day see.
    """
    work, r = draw(1_000), np.random.default_rng(3)
    first = np.array(["2016-02-29", "2017-02-28", "2019-02-28", "2020-02-29", "2020-02-29"])
    days = first.astype("datetime64[D]")
    start = days.astype(np.int64)
    held = work.projects | {
        "start": start,
        "end": start + 600,
        "eligible_until": start + 690,
        "window": _three_years_before(days),
        "max_grant": np.array([3_000_000] * 4 + [6_000_001]),
        "base": np.zeros(5, np.int64),
    }
    lines = {name: column.copy() for name, column in work.lines.items()}
    of = lines["project"]
    slot = (of == 4).astype(np.int64)
    travel = np.where(lines["vat"] == 0, r.integers(149_999, 150_002, 1_000), 0)
    lines |= {
        "line_id": r.permutation(1_000),
        "slot": slot,
        "partner": slot * 7919 % work.projects["undertakings"][0],
        "invoiced": start[of] + r.choice([-1, 0, 1, 300, 599, 600, 601], 1_000),
        "paid": start[of] + r.choice([-1, 0, 1, 400, 689, 690, 691], 1_000),
        "amount": np.where((lines["category"] == 1) & (travel > 0), travel, lines["amount"]),
    }
    ceilings = work.ceilings // 2 * np.repeat([1, 1, 1, 1, 8], 30) + r.integers(0, 100, 150)
    return replace(work, projects=held, lines=lines, ceilings=ceilings)


def test_the_book_gives_the_answers_of_the_loop_at_every_edge() -> None:
    work = edges()
    wanted = ints(work, rows(work))
    assert wanted.findings == 3
    assert wanted.grants.tolist() == work.projects["max_grant"].tolist()
    assert checksum(work, reading(work, book())) == checksum(work, wanted)


@pytest.mark.parametrize(
    ("said", "planted"),
    [
        ("plan.period.first <= cost.issued_on", "plan.period.first < cost.issued_on"),
        ("cost.net + cost.vat - cost.vat_recoverable", "cost.net + cost.vat"),
        ("within=cell", "within=partner"),
        ('"half_up"', '"half_even"'),
        ('"120 %"', '"119.99 %"'),
        ("where=line.category == 'staff'", "where=line.category != 'staff'"),
        ('within = "partner.id"', 'within = "partner.role"'),
    ],
)  # fmt: skip
def test_another_book_gives_another_checksum(said: str, planted: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert said in text
    work = draw(1_000)
    published = dict(zip(NAMES, PUBLISHED[1_000, "clustered"], strict=True))
    assert checksum(work, reading(work, book(text.replace(said, planted)))) != published


def test_the_tables_hang_together() -> None:
    held = tables(draw(1_000, "shuffled"))
    for noun, columns in held.items():
        assert len({len(column) for column in columns.values()}) == 1, noun
        assert set(columns["project"].tolist()) <= set(held["project"]["project"].tolist())
    ids = {
        noun: {*zip(held[noun]["project"].tolist(), held[noun]["id"].tolist(), strict=True)}
        for noun in ("partner", "budget_line", "cost")
    }
    assert all(len(ids[noun]) == len(held[noun]["id"]) for noun in ids)
    assert len(ids["budget_line"]) == len(ids["partner"]) // SLOTS * SLOTS * CATEGORIES
    for noun in ("budget_line", "cost"):
        links = zip(held[noun]["project"].tolist(), held[noun]["partner"].tolist(), strict=True)
        assert {*links} <= ids["partner"]
    assert held["cost"]["paid_on"].dtype == "datetime64[D]"
