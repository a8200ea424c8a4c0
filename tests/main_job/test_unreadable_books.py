"""Books that cannot be read: the file, the place in it, a caret, exit 2, at once."""

import subprocess
import sys

import pytest

import fundtrack as ft
from tests.main_job.job import BOOK, SEED
from tests.timing import worked

WHOLE = BOOK.read_text("utf-8")
SUPPORT = '"project.eligible * support_rate"'
MINUS = "-" * 200_000


def edit(old: str, new: str) -> str:
    """The shipped book with one thing in its text replaced."""
    assert WHOLE.count(old) >= 1
    return WHOLE.replace(old, new, 1)


BROKEN = {
    "a gap in its dates": (
        edit("{ from = 2020-12-01, to = 2021-12-21", "{ from = 2020-12-05, to = 2021-12-21"),
        "/parameter/implementation_last_day/values/1: no value from 2020-12-01 to 2020-12-04",
    ),
    "two values on a day": (
        edit("{ from = 2020-12-01, to = 2021-12-21", "{ from = 2020-11-30, to = 2021-12-21"),
        "/parameter/implementation_last_day/values/1: two values on 2020-11-30",
    ),
    "200,000 minus signs": (
        edit(SUPPORT, f'"{MINUS}1"'),
        "/define/project/support/value: ",
    ),
    "200,000 minus signs before a fact": (
        edit('measured = "plan.support"', f'measured = "{MINUS}plan.support"'),
        "/rule/LV-CLU-001/measured: ",
    ),
    "a value without a source": (
        edit(', cite = "mk205", verification = "secondary", checked_on = 2026-11-21 }]', " }]"),
        "/parameter/support_rate/values/0/",
    ),
    "a float": (
        edit("value = 20,", "value = 20.5,"),
        "/parameter/sme_members_min/values/0/value: 20.5 is a float",
    ),
    "NaN": (
        edit("value = 20,", "value = nan,"),
        "/parameter/sme_members_min/values/0/value: nan is a float",
    ),
    "a day that is not": (
        edit("first_day = 2016-04-12", "first_day = 2016-02-30"),
        "line 14, column 13",
    ),
    "a layer that is not there": (edit("erdf-2014@1", "erdf-2014@7"), "/book/extends/0: "),
    "no TOML": (edit("[book]", "[book"), "line 8, column 6"),
    "nothing": ("", "/book: "),
}
#: In a formula: what is written, where in it the caret stands, and its sentence.
UNKNOWN = {
    "a parameter": (
        edit(SUPPORT, '"project.eligible * suport_rate"'),
        "/define/project/support/value: the book names no suport_rate;"
        " did you mean support_rate",
        ["project.eligible * suport_rate", "                   ^^^^^^^^^^^"],
    ),
    "a field": (
        edit('"activity.category in activities"', '"activity.kategory in activities"'),
        "/rule/LV-CLU-007/met_when: activity has no kategory; did you mean category",
        ["activity.kategory in activities", "^^^^^^^^^^^^^^^^^"],
    ),
}


def called(command, tmp_path, text):
    """What the command says of a book, and the seconds it took."""
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    with worked() as work:
        code, out, err = command("check", SEED, "--book", path)
    assert work.seconds < 1
    assert (code, out) == (2, "")
    assert err.startswith(f"fundtrack: {path}: ")
    assert len(err) < 1000
    return err


@pytest.mark.parametrize(("text", "told"), BROKEN.values(), ids=BROKEN)
def test_it_is_one_clear_error_with_its_place_and_exit_2(command, tmp_path, text, told):
    err = called(command, tmp_path, text)
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("text", "told", "caret"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_caret_stands_under_an_unknown_name(command, tmp_path, text, told, caret):
    err = called(command, tmp_path, text)
    first, *rest = err.rstrip("\n").split("\n")
    assert first.endswith(told)
    assert rest == caret


@pytest.mark.parametrize(("text", "told", "caret"), UNKNOWN.values(), ids=UNKNOWN)
def test_the_door_raises_with_the_caret(tmp_path, text, told, caret):
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ft.BookError) as caught:
        ft.load_book(path)
    assert isinstance(caught.value, ValueError)
    assert caught.value.caret.split("\n") == caret
    assert told.startswith(f"{caught.value.pointer}: ")
    assert caught.value.file == str(path)


@pytest.mark.parametrize("name", ["lv/cluster-2061", "missing.toml", "missing.json", "../x"])
def test_a_book_that_is_not_there_is_one_line(command, name):
    code, out, err = command("check", SEED, "--book", name)
    assert (code, out) == (2, "")
    assert name in err
    assert err.count("\n") == 1


def test_a_program_sees_no_traceback(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(BROKEN["200,000 minus signs"][0], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "fundtrack", "check", str(SEED), "--book", str(path)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1
