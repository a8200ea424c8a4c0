"""A book in layers says what one file says: the loader neither loses nor turns anything.

Books are drawn (`tests.random_layers`), each from a seed, with the one file that says the same.
"""

from functools import cache

import pytest

from fundtrack.checks import Checked, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book
from tests.book_cases import repr_of
from tests.random_books import draw_asked, draw_book, draw_project
from tests.random_layers import MAY, Stack

FEW = range(12)


@cache
def drawn(seed: int) -> tuple[Stack, Book]:
    """A stack, and the book that is loaded from its files."""
    stack = Stack(draw_book(seed), seed, 2 + seed % 2)
    return stack, stack.load()


def told(checked: Checked) -> list[object]:
    """Every amount, refusal and verdict."""
    found: list[object] = [checked.summary, checked.outcome]
    for basis in checked.bases:
        tally = checked.tally(basis)
        found += [tally.project, tally.columns, tally.rules, tally.marks]
        found.append(sorted(tally.refused, key=repr_of))
    return found


def says_what_one_file_says(seed: int, projects: int) -> None:
    stack, book = drawn(seed)
    flat = load_book(stack.flat)
    assert [*book.rules] == [*flat.rules]
    for variant in range(projects):
        project = read_project(draw_project(seed * 10 + variant))
        asked = draw_asked(seed)
        assert told(run(project, book, **asked)) == told(run(project, flat, **asked))


@pytest.mark.parametrize("seed", FEW)
def test_a_book_in_layers_says_what_one_file_says(seed: int) -> None:
    says_what_one_file_says(seed, 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 600))
def test_five_hundred_books_in_layers_say_what_one_file_says(seed: int) -> None:
    says_what_one_file_says(seed, 2)


def done(book: Book) -> set[str]:
    """What the layers of a book do to each other."""
    found = {f"{len(book.layers)} layers below"}
    places = [*book.layers, book.key]
    for define in book.defines.values():
        if any(one.layer != define.layer for one in define.exceptions):
            found.add("exception to an amount")
    for rule in book.rules.values():
        for one in rule.exceptions:
            if one.layer != rule.layer:
                found.add(f"exception to a rule, {'lifted' if one.value is None else 'other'}")
    lows = {layer for layer in places if layer.startswith(("test/low", "test/middle"))}
    for name, parameter in book.parameters.items():
        cites = {str(one.citation) for one in parameter.values if one.citation}
        if name in (*MAY, "term_rate") and any(not one.startswith("act#") for one in cites):
            found.add(f"{name} changed")
        if name in MAY and len(cites) > 1:
            found.add("one value below, one above")
        if name == "term_rate" and parameter.values and parameter.layer not in lows:
            found.add("the open rate given on top")
    return found


def test_the_books_do_all_that_a_layer_may() -> None:
    found = {one for seed in FEW for one in done(drawn(seed)[1])}
    wanted = {
        *("2 layers below", "3 layers below", "exception to an amount"),
        *("exception to a rule, lifted", "exception to a rule, other"),
        *("one value below, one above", "the open rate given on top"),
        *(f"{name} changed" for name in MAY),
    }
    assert wanted <= found
