"""Record: made, compared, copied and refused as a frozen data class would be."""

import copy
import pickle
from functools import cached_property
from typing import Generic, TypeVar, get_args

import pytest

from fundtrack.values import Record

T = TypeVar("T")


class Point(Record):
    """Two numbers."""

    x: int
    y: int = 0


class Named(Point):
    """A point with a name."""

    name: str = ""


class Held(Record, Generic[T]):
    """Anything at all, and what is worked out of it once."""

    said: T

    @cached_property
    def twice(self) -> list[T]:
        return [self.said, self.said]


class Twin(Record):
    """The fields of a point."""

    x: int
    y: int = 0


POINTS = [Point(1, 2), Point(1), Named(1, 2, "a"), Held("x")]


@pytest.mark.parametrize(
    ("made", "x", "y"),
    [
        (Point(1, 2), 1, 2),
        (Point(1, y=2), 1, 2),
        (Point(y=2, x=1), 1, 2),
        (Point(1), 1, 0),
        (Point(x=1), 1, 0),
    ],
)
def test_fields_by_place_and_by_name(made, x, y):
    assert (made.x, made.y) == (x, y)
    assert list(vars(made)) == ["x", "y"]


@pytest.mark.parametrize(
    ("args", "named", "given"),
    [
        ((), {}, ""),
        ((), {"y": 2}, "y"),
        ((1, 2, 3), {}, "x, y"),
        ((1,), {"x": 1}, "x"),
        ((1,), {"z": 1}, "x, z"),
        ((), {"y": 1, "z": 1}, "y, z"),
        ((1, 2), {"y": 1}, "x, y"),
    ],
)
def test_every_field_once_and_no_other(args, named, given):
    with pytest.raises(TypeError) as caught:
        Point(*args, **named)
    assert str(caught.value) == f"Point takes x, y, each once; given {given}"


def test_a_subclass_adds_its_fields():
    made = Named(1, name="a")
    assert repr(made) == "Named(x=1, y=0, name='a')"
    assert made.replace(x=2) == Named(2, 0, "a")
    match made:
        case Named(x, y, name):
            assert (x, y, name) == (1, 0, "a")


def test_equal_by_content_and_by_class():
    assert Point(1, 2) == Point(1, 2) != Point(2, 1)
    assert hash(Point(1, 2)) == hash(Point(1, 2))
    assert len({Point(1, 2), Point(1, 2), Twin(1, 2), Named(1, 2)}) == 3
    assert Point(1, 2) != Twin(1, 2)
    assert Point(1, 2) != (1, 2)
    assert Point(1, 2).__eq__(Twin(1, 2)) is NotImplemented


def test_what_is_worked_out_later_does_not_count():
    one, other = Held("x"), Held("x")
    assert one.twice == ["x", "x"]
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == "Held(said='x')"
    assert one.replace(said="y").twice == ["y", "y"]


def test_a_generic_class_may_be_named_with_its_argument():
    assert Held[str]("x") == Held("x")
    assert get_args(Held[str]) == (str,)


@pytest.mark.parametrize("name", ["x", "other", "_fields"])
def test_nothing_changes_it(name):
    made = Point(1, 2)
    for change in (lambda: setattr(made, name, 3), lambda: delattr(made, name)):
        with pytest.raises(AttributeError, match="Point cannot be changed; make a new one"):
            change()
    assert made == Point(1, 2)


@pytest.mark.parametrize("made", POINTS, ids=repr)
def test_copies_and_pickles_are_the_same(made):
    copies = [copy.copy(made), copy.deepcopy(made), made.replace()]
    copies += [
        pickle.loads(pickle.dumps(made, protocol))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    ]
    for again in copies:
        assert again == made
        assert type(again) is type(made)
        assert hash(again) == hash(made)
        assert repr(again) == repr(made)


def test_a_change_is_checked_like_a_new_one():
    with pytest.raises(TypeError):
        Point(1, 2).replace(z=3)
