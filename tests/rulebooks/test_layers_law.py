"""A higher layer never loosens: whatever two layers say, on every day the upper is as tight.

An exception is the one thing that may, by its own citation at the address of what it excepts;
it has examples in `test_layers.py`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.rulebooks import Book, Shelf, load_book
from fundtrack.values import BookError, Rate
from tests.checks import small

#: A value, or nobody knows it: from a day to a day, both inside, None for an open end.
Stated = tuple[int | None, int | None, int | None]
DAYS = 12
SIGNED = "project.agreement.signed_on"


def day(at: int) -> date:
    return date(2020, 1, 1) + timedelta(days=at)


def on(values: Sequence[Stated], at: int) -> Stated | None:
    """What is stated of a day."""
    for one in values:
        if (one[1] is None or one[1] <= at) and (one[2] is None or at <= one[2]):
            return one
    return None


@st.composite
def stated(draw: st.DrawFn) -> list[Stated]:
    """Values of days that follow each other; before and after them may be days without one."""
    cuts = sorted(draw(st.sets(st.integers(1, DAYS - 1), max_size=4)))
    ends = [*zip((None, *cuts), (*(cut - 1 for cut in cuts), None), strict=True)]
    first = draw(st.integers(0, len(ends) - 1))
    last = draw(st.integers(first, len(ends) - 1))
    values = st.none() | st.integers(10, 14)
    return [(draw(values), *one) for one in ends[first : last + 1]]


def wire(values: Sequence[Stated]) -> list[dict[str, Any]]:
    """The values in their file form."""
    found = []
    for value, first, last in values:
        said: dict[str, Any] = {"cite": "act#1"}
        said |= (
            {"unknown": True, "why": small.TEXTS} if value is None else {"value": f"{value} %"}
        )
        if value is not None:
            said["verification"] = "unverified"
        said |= {
            key: day(at).isoformat()
            for key, at in (("from", first), ("to", last))
            if at is not None
        }
        found.append(said)
    return found


def layered(low: Sequence[Stated], high: Sequence[Stated], bound: str) -> Book:
    """A book whose upper layer tightens, or tries to loosen, what the lower one states."""
    cap = {
        "kind": "rate",
        "title": small.TEXTS,
        "as_of": SIGNED,
        "layers": "tighten",
        "bound": bound,
    }
    below = small.book(parameter={"cap": {**cap, "values": wire(low)}})
    above = small.book(parameter={"cap": {"as_of": SIGNED, "values": wire(high)}})
    above["book"] |= {"id": "test/upper", "extends": ["test/small@1"]}
    del above["act"], above["rounding"]
    above["act"] = {"own": {"title": small.TEXTS}}
    for one in above["parameter"]["cap"]["values"]:
        one["cite"] = "own#1"
    with TemporaryDirectory() as place:
        (Path(place) / "test").mkdir()
        text = json.dumps(below, default=str)
        (Path(place) / "test" / "small.toml").write_text(text, encoding="utf-8")
        return load_book(above, shelf=Shelf(Path(place)))


def in_book(book: Book) -> Mapping[int, int | None]:
    """The value of each day that has one, None where it is unknown."""
    found: dict[int, int | None] = {}
    for one in book.parameters["cap"].values:
        for at in range(-1, DAYS + 1):
            if (one.first is None or one.first <= day(at)) and (
                one.last is None or day(at) <= one.last
            ):
                assert at not in found
                value = one.value
                found[at] = None if value is None else int(str(value).removesuffix(" %"))
                assert value is None or value == Rate(f"{found[at]} %")
    return found


@given(low=stated(), high=stated(), bound=st.sampled_from(["max", "min"]))
@example(low=[(12, None, None)], high=[(13, None, None)], bound="max")
@example(low=[(12, None, None)], high=[(12, None, None)], bound="max")
@example(low=[(12, None, None)], high=[(11, None, None)], bound="min")
@example(low=[(12, None, 5), (10, 6, None)], high=[(11, 5, 6)], bound="max")
@example(low=[(None, None, None)], high=[(1, None, None)], bound="max")
@example(low=[(12, 3, 5)], high=[(14, 6, None)], bound="max")
@example(low=[(12, None, None)], high=[(None, 3, 4)], bound="max")
def test_a_higher_layer_never_loosens(
    low: list[Stated], high: list[Stated], bound: str
) -> None:
    sign = 1 if bound == "max" else -1

    def looser(at: int) -> bool:
        below, above = on(low, at), on(high, at)
        if below is None or above is None or above[0] is None:
            return False
        return below[0] is None or sign * above[0] > sign * below[0]

    days = range(-1, DAYS + 1)
    try:
        book = layered(low, high, bound)
    except BookError:
        assert any(map(looser, days))
        return
    assert not any(map(looser, days))
    found = in_book(book)
    for at in days:
        above, below = on(high, at), on(low, at)
        wanted = above or below
        assert (at in found) is (wanted is not None)
        if wanted is not None:
            assert found[at] == wanted[0]
