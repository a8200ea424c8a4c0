"""Project files that cannot be read: one clear error with its place, exit 2, at once."""

import subprocess
import sys

import pytest

import fundtrack as ft
from tests.main_job.job import SEED
from tests.timing import worked

WHOLE = SEED.read_bytes()
ELIGIBLE = b'"586584.85 EUR"'
LAST = b'"2022-12-31"'
FIRST = b'"schema_version": 1'
CURRENCY = b'"currency": "EUR"'
TITLE = b'"Life Science Cluster of Latvia"'
AMOUNT = "/plans/0/eligible: "
DAY = "/plans/0/period/last: not a day"


#: Stands for a text of 100 MB, which is written where it is needed and not held.
HUGE = b"HUGE"


def edit(old: bytes, new: bytes) -> bytes:
    """The published project with one thing in its bytes replaced."""
    assert WHOLE.count(old) >= 1
    return WHOLE.replace(old, new, 1)


def written(source: bytes) -> bytes:
    """The bytes of a case."""
    return edit(TITLE, b'"' + b"x" * 100_000_000 + b'"') if source == HUGE else source


UNREADABLE = {
    "NaN": (edit(ELIGIBLE, b"NaN"), f"{AMOUNT}not a number"),
    "minus infinity": (edit(ELIGIBLE, b"-Infinity"), f"{AMOUNT}not a number"),
    "1e999999": (edit(ELIGIBLE, b"1e999999"), f"{AMOUNT}a number out of range"),
    "a long number": (edit(ELIGIBLE, b"1" * 10_000), f"{AMOUNT}a number out of range"),
    "a decimal for an amount": (edit(ELIGIBLE, b"586584.85"), f"{AMOUNT}an amount is text"),
    "an integer for an amount": (edit(ELIGIBLE, b"586584"), f"{AMOUNT}an amount is text"),
    "zero for an amount": (edit(ELIGIBLE, b"0"), f"{AMOUNT}an amount is text"),
    "a power for an amount": (edit(ELIGIBLE, b"5e5"), f"{AMOUNT}an amount is text"),
    "true for an amount": (edit(ELIGIBLE, b"true"), f"{AMOUNT}an amount is text"),
    "no currency": (edit(ELIGIBLE, b'"586584.85"'), f"{AMOUNT}not an amount"),
    "an underscore": (edit(ELIGIBLE, b'"1_000"'), f"{AMOUNT}not an amount"),
    "an underscore and a currency": (edit(ELIGIBLE, b'"1_000 EUR"'), f"{AMOUNT}not an amount"),
    "full-width digits": (
        edit(ELIGIBLE, '"\uff11\uff10 EUR"'.encode()),
        f"{AMOUNT}not an amount",
    ),
    "a key that stands twice": (
        edit(FIRST, FIRST + b", " + FIRST),
        "/schema_version: this key stands twice",
    ),
    "an amount that stands twice": (
        edit(b'"eligible": ', b'"eligible": "1.00 EUR", "eligible": '),
        f"{AMOUNT}this key stands twice",
    ),
    "lists in lists": (edit(ELIGIBLE, b"[" * 10_000 + b"]" * 10_000), "deeper than 32"),
    "objects in objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "deeper than 32"),
    "lists that never end": (b"[" * 10_000, "deeper than 32"),
    "100 MB of text": (HUGE, "larger than 16777216"),
    "an unknown field": (edit(FIRST, FIRST + b', "ammount": 1'), '/ammount: unknown field "'),
    "an unknown field of a plan": (
        edit(b'"number": 1,', b'"number": 1, "elligible": "1.00 EUR",'),
        '/plans/0/elligible: unknown field "elligible"; did you mean "eligible"?',
    ),
    "a day as 0": (edit(LAST, b"0"), DAY),
    "a day as the text 0": (edit(LAST, b'"0"'), DAY),
    "a day that is not": (edit(LAST, b'"2015-02-29"'), DAY),
    "a day as people write it": (edit(LAST, b'"01.09.2016"'), DAY),
    "a day of signing": (
        edit(CURRENCY, CURRENCY + b', "signed_on": 0'),
        "/agreement/signed_on: not a day",
    ),
    "a book that is not there": (
        edit(b"lv/cluster-2016", b"lv/cluster-2061"),
        "/agreement/book: no book lv/cluster-2061 on the shelf; did you mean lv/cluster-2016",
    ),
    "an edition that is not there": (
        edit(b"lv/cluster-2016", b"lv/cluster-2016@9"),
        "/agreement/book: no edition 9 of lv/cluster-2016",
    ),
    "a book outside the shelf": (
        edit(b"lv/cluster-2016", b"../../secret"),
        "/agreement/book: not a book",
    ),
    "nothing": (b"", "line 1, column 1"),
    "half a file": (WHOLE[:500], "line 7, column 5"),
    "no object": (b"null", "not a project"),
    "UTF-16": (WHOLE.decode().encode("utf-16"), "not UTF-8 at byte 0"),
    "half a character": (edit(TITLE, rb'"\ud800"'), "/titles/en: half a character"),
}


@pytest.mark.parametrize(("source", "told"), UNREADABLE.values(), ids=UNREADABLE)
def test_it_is_one_clear_error_with_its_place_and_exit_2(command, tmp_path, source, told):
    path = tmp_path / "project.json"
    path.write_bytes(written(source))
    with worked() as work:
        code, out, err = command("check", path)
    assert (code, out) == (2, "")
    assert err.startswith(f"fundtrack: {path}: ")
    assert told in err
    assert err.count("\n") == 1
    assert len(err) < 1000
    assert work.seconds < 1
    path.unlink()  # one of them is large


@pytest.mark.parametrize(("source", "told"), UNREADABLE.values(), ids=UNREADABLE)
def test_the_door_raises_an_error_of_the_library(source, told):
    with pytest.raises(ft.FundtrackError) as caught:
        ft.check(ft.read_project(written(source)))
    assert isinstance(caught.value, ValueError)
    assert told in str(caught.value)


def test_each_error_says_the_way_out():
    with pytest.raises(ft.InputError) as caught:
        ft.read_project(edit(ELIGIBLE, b"586584.85"))
    assert caught.value.pointer == "/plans/0/eligible"
    assert caught.value.problems[0].remedy == (
        'write amounts as text with a currency, "1.00 EUR"'
    )


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_is_not_there_is_told_by_its_name(command, tmp_path, name):
    code, out, err = command("check", tmp_path / name)
    assert (code, out) == (2, "")
    assert str(tmp_path / name) in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "case", ["NaN", "lists in lists", "100 MB of text", "half a character"]
)
def test_a_program_sees_no_traceback(tmp_path, case):
    path = tmp_path / "project.json"
    path.write_bytes(written(UNREADABLE[case][0]))
    done = subprocess.run(
        [sys.executable, "-m", "fundtrack", "check", str(path)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    path.unlink()
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1
