"""What a deadline rests on: each source of its steps, by name, however many steps share one."""

from fractions import Fraction

from fundtrack.formulas import Explanation, Kind, Source
from fundtrack.tracking.obligations import _sources
from fundtrack.values import Citation


def step(label: str, *parts: Explanation, cite: str = "") -> Explanation:
    source = Source(Citation(cite), None, None, "verified") if cite else None
    return Explanation(label, label, Kind.DAYS, Fraction(1), source=source, parts=parts)


def test_sources_come_in_the_order_of_the_parts() -> None:
    first, second = step("ten", cite="act#1"), step("five", cite="act#2")
    whole = step("due", step("", first, step("free")), second, cite="act#3")
    assert [name for name, _ in _sources(whole)] == ["due", "ten", "five"]


def test_a_step_that_many_share_is_asked_once() -> None:
    """Forty defines that each read the one before twice would take weeks."""
    shared = step("ten", cite="act#1")
    for at in range(200):
        shared = step(f"a{at}", shared, shared)
    assert [name for name, _ in _sources(shared)] == ["ten"]
