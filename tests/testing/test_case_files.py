"""A case file is read as it says, and a case that says nothing useful is refused."""

from datetime import date

import pytest

from fundtrack.testing import read_case_file, read_cases
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


def test_what_is_left_out_goes_before_what_is_put(write):
    text = FILE.replace('unset = ["/plans/0/period"]', 'unset = ["/plans/0/approved_on"]')
    with pytest.raises(InputError, match=r"approved, without a period: .*nothing stands here"):
        read_cases(write(text), "test/book")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('expect = { "T-1" = "met" }', "expect = {}", "expects nothing"),
        ('title = "as it stands"', "", "a case without a title"),
        ("on = 2016-05-01", "at = 2016-05-01", "as it stands: no key at in a case"),
        ('unset = ["/plans/0/period"]', 'unset = "/plans/0/period"', "unset is a list"),
        ("[[case]]", "[[cases]]", "not a case file"),
        ("[project]", "[other]\n[project]", "not a case file"),
        ('number = "case"', "number = 0.5", "no value of a project"),
        ('number = "case"', "number = ", "Invalid value"),
    ],
)
def test_a_file_that_says_something_else_is_refused_by_name(write, before, after, message):
    file = write(FILE.replace(before, after))
    with pytest.raises(InputError, match=message) as caught:
        read_case_file(file, "test/book")
    assert str(caught.value).startswith(str(file))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"missing\.toml"):
        read_cases(tmp_path / "missing.toml", "test/book")
