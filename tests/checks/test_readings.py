"""Value reading and walk agree on random typed books over random projects with holes (E8).

Two of three books stand on one or two layers below them.
"""

import pytest

from fundtrack.checks import run
from fundtrack.formulas import parse, to_text
from fundtrack.projects import read_project
from tests.book_cases import agree
from tests.random_books import draw_book, draw_project
from tests.random_layers import load_drawn

FEW, MANY = range(50), range(1000, 2000)


def both_readings_agree(seed: int) -> None:
    book = load_drawn(seed)
    for variant in range(2):
        checked = run(read_project(draw_project(seed * 10 + variant)), book)
        for basis in checked.bases:
            agree(checked, basis)


@pytest.mark.parametrize("seed", FEW)
def test_value_and_explanation_agree_in_every_amount_unknown_and_verdict(seed: int) -> None:
    both_readings_agree(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_they_agree_on_a_thousand_books(seed: int) -> None:
    both_readings_agree(seed)


@pytest.mark.parametrize("seed", FEW)
def test_text_to_tree_to_text_is_the_identity_once_the_text_is_canonical(seed: int) -> None:
    for text in formulas_of(draw_book(seed)):
        tree = parse(text)
        canonical = to_text(tree)
        assert parse(canonical) == tree
        assert to_text(parse(canonical)) == canonical


def formulas_of(book: dict[str, object]) -> list[str]:
    """Every formula text of a book, wherever it stands."""
    names = ("value", "when", "met_when", "applies_when", "measured", "at_most", "at_least")
    found: list[str] = []
    todo: list[object] = [book["define"], book["rule"]]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            found += [
                value for name, value in one.items() if name in names and isinstance(value, str)
            ]
            todo += list(one.values())
    assert found
    return found
