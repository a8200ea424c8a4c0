"""`fundtrack book check --mutate`: the score of a book, and each wrong that stays unnoticed."""

import json

import pytest

from fundtrack.cli import run
from tests.checks import small

CASES = """
[project]
schema_version = 1
agreement = { book = "test/small", currency = "EUR" }
plans = [{ number = 1 }]
costs = [{ id = "C", form = "actual", net = "1.00 EUR", vat = "0.00 EUR" }]

[[case]]
title = "a small cost"
expect = { "T-1" = "met" }
"""
CAP = {"cap": small.parameter("money", {"value": "100.00 EUR"})}


@pytest.fixture
def command(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(("book", *arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def book(tmp_path):
    """A book of one rule about costs, as a file, with its case file at its id in a folder."""

    def write(met_when: str) -> tuple[str, str]:
        said = small.book(parameter=CAP, rule={"T-1": small.rule("cost", met_when=met_when)})
        file = tmp_path / "small.json"
        file.write_text(json.dumps(said, default=str), encoding="utf-8")
        cases = tmp_path / "test" / "small.toml"
        cases.parent.mkdir()
        cases.write_text(CASES, encoding="utf-8")
        return str(file), str(cases)

    return write


def test_the_score_of_a_book_stands_below_its_counts(command, book):
    file, cases = book("cost.net <= cap")
    code, out, err = command("check", file, "--mutate", "--cases", cases)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "test/small@1: ok"
    assert out.splitlines()[-1] == "    2 wrongs planted, noticed: 2"


def test_a_folder_holds_the_case_files_by_the_ids_of_their_books(command, book, tmp_path):
    file, _ = book("known(cost.paid_on) or cost.net > cap")
    code, out, _ = command("check", file, "--mutate", "--cases", str(tmp_path))
    assert code == 0
    assert out.endswith("    5 wrongs planted, noticed: 5\n")


def test_the_score_is_told_in_latvian(command, book):
    file, cases = book("cost.form != 'flat'")
    code, out, _ = command("check", file, "--mutate", "--cases", cases, "--lang", "lv")
    assert code == 0
    assert out.endswith("    1 tīši ieviesta kļūda, pamanītas: 1\n")


def test_a_wrong_that_stays_unnoticed_is_told_with_its_place_and_exit_1(command, book):
    file, cases = book("cost.procurement.kind == 'works'")
    code, out, err = command("check", file, "--mutate", "--cases", cases)
    assert (code, err) == (1, "")
    assert out.endswith(
        "    1 wrong planted, noticed: 0\n"
        "    not noticed: /rule/T-1/met_when: cost.procurement.kind == 'works'  ->  "
        "cost.procurement.kind != 'works'\n"
    )


def test_a_wrong_that_is_none_says_why_and_is_no_fault(command, book):
    file, cases = book("(cost.net if cost.net < cap else cap) == cost.vat")
    code, out, _ = command("check", file, "--mutate", "--cases", cases)
    assert code == 0
    assert (
        "    no wrong after all: /rule/T-1/met_when: cost.net < cap  ->  cost.net <= cap" in out
    )
    assert "not noticed" not in out


def test_without_the_cases_the_missing_option_is_named(command):
    code, out, err = command("check", "lv/cluster-2016", "--mutate")
    assert (code, out) == (2, "")
    assert err.startswith("fundtrack: lv/cluster-2016: --mutate starts from the book's cases")
    assert "--cases FILE" in err


def test_cases_without_mutate_are_refused(command, book):
    file, cases = book("cost.net <= cap")
    told = command("check", file, "--cases", cases)
    assert told == (2, "", "fundtrack: --cases belongs to --mutate\n")


def test_a_case_file_that_is_not_there_is_one_line_and_exit_2(command, book, tmp_path):
    file, _ = book("cost.net <= cap")
    code, out, err = command("check", file, "--mutate", "--cases", str(tmp_path / "other"))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "other" in err


def test_the_score_as_json_has_every_survivor_in_its_parts(command, book):
    file, cases = book("cost.procurement.kind == 'works'")
    asked = ("check", file, "--mutate", "--cases", cases, "--format", "json")
    code, out, _ = command(*asked)
    assert code == 1
    (said,) = json.loads(out)
    assert said["ok"] is True
    assert said["score"] == {
        "layer": "test/small@1",
        "planted": 1,
        "killed": 0,
        "survivors": [
            {
                "pointer": "/rule/T-1/met_when",
                "before": "cost.procurement.kind == 'works'",
                "after": "cost.procurement.kind != 'works'",
                "why": "",
            }
        ],
    }


def test_without_mutate_there_is_no_score(command, book):
    file, _ = book("cost.net <= cap")
    (said,) = json.loads(command("check", file, "--format", "json")[1])
    assert "score" not in said


def test_every_wrong_in_a_new_book_is_noticed_by_its_new_cases(command, tmp_path):
    into = ("--into", str(tmp_path), "--cases", str(tmp_path / "cases"))
    assert command("new", "lv/harbour-2030", *into)[0] == 0
    file = str(tmp_path / "lv" / "harbour-2030.toml")
    code, out, err = command("check", file, "--mutate", "--cases", str(tmp_path / "cases"))
    assert (code, err) == (0, "")
    assert "wrongs planted" in out
    assert "noticed: 0" not in out
