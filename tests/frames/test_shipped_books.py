"""Every shipped book, present and future, answers by columns as it does project by project.

The tables are drawn from what a book needs, so that a new book is asked without an edit here.
`tests/benchmarks/every_book.py` asks them over as many lines as one has time for.
"""

from collections import Counter
from datetime import date
from typing import Any

import pytest

pytest.importorskip("numpy", reason="the columns way works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from fundtrack.frames import Checks, check, needs
from fundtrack.frames.columns import rows
from fundtrack.rulebooks import Book, books, load_book
from tests.benchmarks import every_book
from tests.frames.both_ways import differing, everything
from tests.random_tables import draw_asked, draw_tables, mixed

BOOKS = sorted(books())


def kept(book: Book) -> list[str]:
    """All that may be kept of lines."""
    nouns = ("line", "cost", "budget_line")
    defines = [one.name for one in book.defines.values() if one.noun in nouns]
    return [*dict.fromkeys(("base", "eligible", *defines))]


def both_agree(book: Book, lines: int, seed: int, *, most: int = 40) -> Checks:
    """Every frame is the same in both ways; return the check by values."""
    tables = mixed(draw_tables(book, lines, seed, most=most), seed)
    asked = {**draw_asked(book, seed), "keep": kept(book)}
    ours, theirs = (check(tables, book, way=way, **asked) for way in ("columns", "values"))
    found, wanted = (everything(one, book, tables) for one in (ours, theirs))
    assert [*differing(found, wanted)] == []
    return theirs


def told(checks: Checks) -> Counter[str]:
    """How many lines have an amount, how many none, how often there was which verdict."""
    found: Counter[str] = Counter()
    for basis in checks.bases:
        lines = checks.lines(basis)
        found["amounts"] += sum(bool(one) for one in lines["eligible"])
        found["unknown"] += sum(one is True for one in lines["unknown"])
    summary = checks.summary
    for verdict in ("met", "broken"):
        found[verdict] += sum(one > 0 for one in summary[verdict])
    return found


@pytest.mark.parametrize("name", BOOKS)
def test_columns_are_values_in_every_book(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    book = load_book(name)
    found: Counter[str] = Counter()
    for seed in range(3):
        monkeypatch.setattr(
            rows, "BLOCK", (5, 40, rows.BLOCK)[seed]
        )  # few rows: tables are cut
        found += told(both_agree(book, 60, seed, most=30))
    # The tables are worth asking about: amounts come out, most rules are met and many broken.
    assert found["amounts"] > 40
    assert found["unknown"] > 3
    assert found["met"] > 3 * len(book.rules) / 2
    assert found["broken"] > 3 * len(book.rules) / 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
@pytest.mark.parametrize("name", BOOKS)
def test_columns_are_values_in_every_book_over_more_tables(name: str, seed: int) -> None:
    both_agree(load_book(name), 400, seed, most=60)


@pytest.mark.parametrize("name", BOOKS)
def test_the_tables_hold_what_the_book_needs(name: str) -> None:
    book = load_book(name)
    wanted = {(one.noun, one.column) for one in needs(book)}
    drawn: set[tuple[str, str]] = set()
    for seed in range(4):
        tables = draw_tables(book, 30, seed)
        drawn |= {(noun, column) for noun, table in tables.items() for column in table}
        assert len(tables["cost"]["project"]) <= 30
    assert drawn == wanted


@pytest.mark.slow
@pytest.mark.parametrize("name", BOOKS)
def test_one_big_table_is_many_small_ones(name: str) -> None:
    found = every_book.compared(name, 4_000, 1)
    assert found.apart == 0
    assert found.lines > 4_000


# ---- What they have found --------------------------------------------------------------------


def in_both_ways(tables: Any, name: str) -> Checks:
    """The check by columns, which answers as values do."""
    book = load_book(name)
    ours, theirs = (check(tables, book, way=way) for way in ("columns", "values"))  # type: ignore[arg-type]
    assert ours.way == "columns"
    found, wanted = (everything(one, book, tables) for one in (ours, theirs))
    assert [*differing(found, wanted)] == []
    return ours


@pytest.mark.parametrize("currency", [None, "EUR"])
def test_an_agreement_without_a_currency_is_in_euro_for_formulas_too(
    currency: str | None,
) -> None:
    tables = {
        "project": {
            "project": ["A"], "agreement.currency": [currency],
            "agreement.signed_on": ["2012-11-01"],
        },
        "budget_line": {
            "project": ["A"], "id": [1], "form": ["actual"], "category": ["operation"],
            "amount": [9_000],
        },
    }  # fmt: skip
    assert in_both_ways(tables, "lv/cluster-2012").totals["support"] == [8_100]


def test_rows_of_a_group_are_told_by_the_ids_their_caller_wrote() -> None:
    tables = {
        "project": {"project": [1]},
        "partner": {"project": [1, 1], "id": [7, 12], "role": ["lead", "partner"]},
        "cost": {
            "project": [1] * 3, "id": [1, 2, 3], "form": ["actual"] * 3,
            "partner": [7, 12, 999], "net": [100] * 3,
            "research_category": ["industrial", "feasibility", "industrial"],
        },
    }  # fmt: skip
    checks = in_both_ways(tables, "eu/gber-2014")
    assert checks.rows("partner_research", "claimed")["id"] == [
        "12/feasibility", "7/industrial", "999/industrial"
    ]  # fmt: skip


def test_a_project_read_by_itself_is_once_in_the_waterfall_where_others_count() -> None:
    days = [date(2024, 5, 1), date(1999, 1, 1)]  # the second was signed before the book begins
    tables = {
        "project": {"project": ["A", "B"], "agreement.signed_on": days},
        "cost": {
            "project": ["A", "B"], "id": ["C", "C"], "form": ["actual"] * 2, "net": [100, 10],
            "vat": [0, 0],
        },
    }  # fmt: skip
    checks = in_both_ways(tables, "eu/de-minimis-2023")
    gross = checks.waterfall("claimed")
    assert (gross["lines"], gross["amount"]) == ([2], [110])
