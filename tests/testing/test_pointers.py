"""A value put at a JSON Pointer stands there, and what is taken out is gone."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from fundtrack.testing import look_up, plain, put, remove
from fundtrack.values import InputError


def project():
    return {"plans": [{"number": 1, "a/b": {"m~n": 1}}], "number": "P"}


def test_what_is_put_stands_there_and_nothing_else_moves():
    said = project()
    put(said, "/plans/0/number", 2)
    assert said == {"plans": [{"number": 2, "a/b": {"m~n": 1}}], "number": "P"}
    assert look_up(said, "/plans/0/number") == 2


def test_objects_on_the_way_are_made_and_lists_are_not():
    said = project()
    put(said, "/plans/0/terms/support_rate", "78 %")
    assert look_up(said, "/plans/0/terms") == {"support_rate": "78 %"}
    with pytest.raises(InputError, match="no such place in the list") as caught:
        put(said, "/plans/1/number", 1)
    assert caught.value.pointer == "/plans/1/number"


def test_a_dash_is_one_more_at_the_end_of_a_list_and_only_there():
    said = project()
    put(said, "/plans/-", {"number": 2})
    assert [plan["number"] for plan in said["plans"]] == [1, 2]
    with pytest.raises(InputError, match="no such place"):
        look_up(said, "/plans/-")
    with pytest.raises(InputError, match="no such place"):
        remove(said, "/plans/-")


def test_a_stroke_and_a_tilde_in_a_name_are_escaped():
    said = project()
    assert look_up(said, "/plans/0/a~1b/m~0n") == 1
    put(said, "/plans/0/a~1b/m~0n", 2)
    assert said["plans"][0]["a/b"] == {"m~n": 2}
    remove(said, "/plans/0/a~1b/m~0n")
    assert said["plans"][0]["a/b"] == {}


def test_what_is_taken_out_is_gone_from_an_object_and_from_a_list():
    said = project()
    remove(said, "/number")
    remove(said, "/plans/0")
    assert said == {"plans": []}


@pytest.mark.parametrize("pointer", ["/other", "/plans/0/other", "/plans/1", "/plans/x"])
def test_nothing_can_be_taken_from_where_nothing_stands(pointer):
    said = project()
    with pytest.raises(InputError) as caught:
        remove(said, pointer)
    assert caught.value.pointer == pointer
    assert said == project()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            lambda said: put(said, "number", 1),
            "no JSON Pointer (expected /costs/0/paid_on, found number)",
        ),
        (
            lambda said: put(said, "x" * 61, 1),
            f"no JSON Pointer (expected /costs/0/paid_on, found {'x' * 60})",
        ),
        (
            lambda said: put(said, "/number/0", 1),
            "/number/0: neither an object nor a list on the way",
        ),
        (
            lambda said: put(said, "/plans/1/number", 1),
            "/plans/1/number: no such place in the list",
        ),
        (lambda said: look_up(said, "/plans/1"), "/plans/1: no such place in the list"),
        (lambda said: look_up(said, "/other"), "/other: nothing stands here"),
        (
            lambda said: look_up(said, "/number/0"),
            "/number/0: neither an object nor a list on the way",
        ),
        (lambda said: remove(said, "/plans/0/other"), "/plans/0/other: nothing stands here"),
        (
            lambda said: remove(said, "/plans/2/number"),
            "/plans/2/number: no such place in the list",
        ),
        (
            lambda said: remove(said, "/number/0"),
            "/number/0: neither an object nor a list on the way",
        ),
        (
            lambda said: plain({"share": 0.5}),
            "no value of a project (expected text, a whole number, true or a day)",
        ),
    ],
)
def test_an_error_says_where_and_what(asked, told):
    with pytest.raises(InputError) as caught:
        asked(project())
    assert str(caught.value) == told


@pytest.mark.parametrize("step", ["\u0660", "-0", " 0", "+0", "1" * 5000])
def test_a_place_in_a_list_is_written_in_plain_digits(step):
    with pytest.raises(InputError, match="no such place in the list"):
        look_up(project(), f"/plans/{step}")


def test_a_tilde_in_a_name_that_is_looked_up_on_the_way_is_escaped_once():
    said = {"a~1b": {"c": 1}, "a/b": {"c": 2}}
    remove(said, "/a~01b/c")
    assert said == {"a~1b": {}, "a/b": {"c": 2}}


@pytest.mark.parametrize("pointer", ["/number/0", "/number/x/y"])
def test_a_text_holds_nothing(pointer):
    with pytest.raises(InputError, match="neither an object nor a list"):
        put(project(), pointer, 1)
    with pytest.raises(InputError, match="neither an object nor a list"):
        look_up(project(), pointer)


def test_a_pointer_begins_with_a_stroke():
    with pytest.raises(InputError, match="no JSON Pointer"):
        put(project(), "number", 1)


def test_plain_copies_and_writes_days_as_text():
    said = {"days": [date(2016, 1, 1)], "share": Decimal("0.5"), "none": None, "yes": True}
    copy = plain(said)
    assert copy == {"days": ["2016-01-01"], "share": Decimal("0.5"), "none": None, "yes": True}
    copy["days"].append("2016-01-02")
    assert len(said["days"]) == 1


@pytest.mark.parametrize("strange", [0.5, datetime(2016, 1, 1, 12), b"", object()])
def test_plain_refuses_what_no_project_holds(strange):
    with pytest.raises(InputError, match="no value of a project"):
        plain([strange])
