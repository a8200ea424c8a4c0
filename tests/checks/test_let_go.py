"""A check is let go with the last that asks about it, as long as nothing had to be explained.

What the walk has explained leads back to it, because an explanation may ask it for more.
"""

import gc

import pytest

from fundtrack.checks import run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from tests.sample import ledger_bytes

BOOK = load_book("lv/cluster-2016")
ASKED = ("outcome", "summary", "amounts", "findings", "not_checked")


def left_over(deed):
    """How many things only a search for garbage would find."""
    deed()  # what is kept between checks is made
    gc.collect()
    gc.disable()
    try:
        deed()
        return gc.collect()
    finally:
        gc.enable()


def test_of_a_check_in_order_nothing_is_left_over():
    """Of a service's many projects each is freed at once, so its slowest answers stay near."""
    raw = ledger_bytes()

    def check():
        checked = run(read_project(raw), BOOK)
        assert checked.outcome == "in_order"
        support = checked.amounts["claimed.support"].value
        assert support is not None
        return [getattr(checked, name) for name in ASKED], support

    assert left_over(check) == 0


@pytest.mark.parametrize("kept", [read_project, lambda raw: run(read_project(raw), BOOK)])
def test_what_is_asked_for_is_not_what_leaves_garbage(kept):
    raw = ledger_bytes()
    assert left_over(lambda: kept(raw)) == 0


def test_a_circle_would_be_found():
    def circle():
        held = []
        held.append(held)

    assert left_over(circle) == 1
