"""Columns, values and the walk agree on random typed books over random projects with holes.

Two of three books stand on one or two layers below them.
"""

import pytest

pytest.importorskip("numpy", reason="the columns reading works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from fundtrack.frames.columns import rows
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book
from tests.frames.readings import BASES, asked_of, columns_of, no_less, same
from tests.random_books import draw_asked, draw_book, draw_project
from tests.random_layers import load_drawn

FEW, MANY = range(50), range(1000, 2000)
#: Sums that fit again, what is one value for all rows, rows of groups in their order.
ALONE = (128, 250, 254, 235)


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of so few rows that every table is cut."""
    monkeypatch.setattr(rows, "BLOCK", 5)


def all_readings_agree(book: Book, seed: int, *, walks: int = 1) -> None:
    """Every amount, unknown, verdict and loss of four projects on every basis."""
    asked = draw_asked(seed)
    projects = [read_project(draw_project(seed * 100 + variant)) for variant in range(4)]
    for basis in BASES:
        held = asked_of(projects, book, basis, **asked)
        if not held:
            continue
        columns = columns_of(held, **asked)
        for place, one in enumerate(held):
            found = columns.of(place)
            same(found, one.by_values())
            if place < walks:
                no_less(found, one.by_the_walk())


@pytest.mark.parametrize("seed", FEW)
def test_columns_values_and_walk_agree_in_every_amount_unknown_verdict_and_loss(
    seed: int,
) -> None:
    all_readings_agree(load_drawn(seed), seed)


@pytest.mark.parametrize("seed", ALONE)
def test_they_agree_on_books_of_one_file_in_which_they_once_did_not(seed: int) -> None:
    all_readings_agree(load_book(draw_book(seed)), seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_they_agree_on_a_thousand_books(seed: int) -> None:
    all_readings_agree(load_drawn(seed), seed, walks=4)
