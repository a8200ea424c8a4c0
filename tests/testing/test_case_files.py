"""A case file is read as it says, and a case that says nothing useful is refused."""

from datetime import date

import pytest

from fundtrack.testing import Case, read_case_file, read_cases
from fundtrack.values import InputError

FILE = """
[project]
number = "case"
[[project.plans]]
number = 1
period = "2016-01-01/2016-12-31"

[[case]]
title = "as it stands"
on = 2016-05-01
expect = { "T-1" = "met" }
from = "manual p. 34"

[[case]]
title = "approved, without a period"
unset = ["/plans/0/period"]
set = { "/plans/0/approved_on" = 2016-01-02 }
expect = { "T-1" = "unknown", "outcome" = "undecided" }
"""


@pytest.fixture
def write(tmp_path):
    def written(text):
        file = tmp_path / "book.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return written


def test_each_case_is_a_patch_of_the_one_project(write):
    said = read_case_file(write(FILE), "test/book")
    period = "2016-01-01/2016-12-31"
    assert said.project.project == {
        "number": "case",
        "plans": [{"number": 1, "period": period}],
    }
    assert said.cases[0].project == said.project.project
    assert str(said.project) == "test/book: the project"
    assert said.cases[1].project["plans"] == [{"number": 1, "approved_on": "2016-01-02"}]


def test_a_case_keeps_its_title_its_day_its_source_and_what_it_expects(write):
    first, second = read_cases(write(FILE), "test/book")
    assert (first.title, first.on, first.source) == (
        "as it stands",
        date(2016, 5, 1),
        "manual p. 34",
    )
    assert (second.on, second.source) == (None, "")
    assert second.expect == {"T-1": "unknown", "outcome": "undecided"}
    assert str(second) == "test/book: approved, without a period"


def test_a_case_knows_of_no_other_project_or_does_not_know(write):
    first = FILE.replace("on = 2016-05-01", "register = false")
    assert [one.register for one in read_cases(write(first), "test/book")] == [False, True]


def test_what_is_left_out_goes_before_what_is_put(write):
    both = 'unset = ["/plans/0/period"]\nset = { "/plans/0/period" = "2016-03-01/2016-03-31" }'
    first = FILE.replace("on = 2016-05-01", both)
    (plan,) = read_cases(write(first), "test/book")[0].project["plans"]
    assert plan["period"] == "2016-03-01/2016-03-31"


EMPTY = "a case without a title, or one that expects nothing"
SHAPE = "as it stands: unset is a list, set is a table"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('expect = { "T-1" = "met" }', "expect = {}", EMPTY),
        ('expect = { "T-1" = "met" }', 'expect = "met"', EMPTY),
        ('title = "as it stands"', "", EMPTY),
        ("on = 2016-05-01", "zz = 1\nat = 1", "as it stands: no key at in a case"),
        ("on = 2016-05-01", 'unset = "/plans/0/period"', SHAPE),
        ("on = 2016-05-01", 'set = ["/plans/0/period"]', SHAPE),
        ("on = 2016-05-01", "register = 0", "as it stands: register is true or false"),
        (
            "on = 2016-05-01",
            'set = { "number" = 1 }',
            "as it stands: no JSON Pointer (expected /costs/0/paid_on, found number)",
        ),
        (
            'unset = ["/plans/0/period"]',
            'unset = ["/plans/0/approved_on"]',
            "approved, without a period: /plans/0/approved_on: nothing stands here",
        ),
        ("[[case]]", "[[cases]]", "not a case file (expected [project], then [[case]] tables)"),
        (
            "[project]",
            "[other]\n[project]",
            "not a case file (expected [project], then [[case]] tables)",
        ),
        (
            'number = "case"',
            "number = 0.5",
            "no value of a project (expected text, a whole number, true or a day)",
        ),
        ('number = "case"', "number = ", "Invalid value (at line 3, column 10)"),
    ],
)
def test_a_file_that_says_something_else_is_refused_by_name(write, before, after, message):
    file = write(FILE.replace(before, after))
    with pytest.raises(InputError) as caught:
        read_case_file(file, "test/book")
    assert str(caught.value) == f"{file}: {message}"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    file = tmp_path / "missing.toml"
    with pytest.raises(InputError, match="No such file") as caught:
        read_cases(file, "test/book")
    assert str(caught.value).startswith(f"{file}: [Errno 2]")


def test_a_file_is_read_as_utf_8_whatever_the_machine_says(tmp_path, monkeypatch):
    file = tmp_path / "book.toml"
    file.write_bytes(FILE.replace("as it stands", "tā, kā ir").encode())
    monkeypatch.setattr("locale.getpreferredencoding", lambda *_: "ascii")
    assert read_cases(file, "test/book")[0].title == "tā, kā ir"
    file.write_bytes(FILE.replace("as it stands", "tā, kā ir").encode("cp1257"))
    with pytest.raises(InputError, match="codec can't decode"):
        read_cases(file, "test/book")


def test_a_project_alone_is_a_case_that_expects_nothing():
    case = Case({"plans": []})
    assert (case.book, case.title, dict(case.expect)) == ("", "", {})
    assert (case.on, case.source) == (None, "")
