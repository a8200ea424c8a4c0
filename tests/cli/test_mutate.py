"""`fundtrack book check --mutate`: the score of a book, and each wrong that stays unnoticed."""

import json

import pytest

from fundtrack.cli import run
from tests.book_cases import CASES
from tests.rulebooks.small import WHOLE

SHARED, CLUSTER = "eu/erdf-2014", "lv/cluster-2016"
BARE = """
[project]
schema_version = 1
agreement = { book = "lv/cluster-2016", currency = "EUR" }
plans = [{ number = 1 }]

[[case]]
title = "bare"
expect = { outcome = "undecided" }
"""
FILE = str(CASES / f"{CLUSTER}.toml")


@pytest.fixture
def command(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(("book", "check", *arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_the_score_of_a_book_stands_below_its_counts(command):
    code, out, err = command(CLUSTER, "--mutate", "--cases", FILE)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "lv/cluster-2016@1: ok"
    assert out.splitlines()[-1] == "    48 wrongs planted, noticed: 48"


def test_a_folder_holds_the_case_files_by_the_ids_of_their_books(command):
    code, out, _ = command(SHARED, CLUSTER, "--mutate", "--cases", str(CASES))
    assert code == 0
    assert (
        "    56 wrongs planted, noticed: 55\n    no wrong after all: /rule/EU-ERDF14-003" in out
    )
    assert out.endswith("    48 wrongs planted, noticed: 48\n")


def test_the_score_is_told_in_latvian(command):
    code, out, _ = command(CLUSTER, "--mutate", "--cases", FILE, "--lang", "lv")
    assert code == 0
    assert out.endswith("    48 tīši ieviestas kļūdas, pamanītas: 48\n")


def test_a_wrong_that_stays_unnoticed_is_told_with_its_place_and_exit_1(command, tmp_path):
    bare = tmp_path / "bare.toml"
    bare.write_text(BARE, encoding="utf-8")
    code, out, err = command(CLUSTER, "--mutate", "--cases", str(bare))
    assert (code, err) == (1, "")
    place = "/rule/LV-CLU-003/applies_when: partner.role == 'lead'  ->  partner.role != 'lead'"
    assert f"    not noticed: {place}\n" in out


def test_without_the_cases_the_missing_option_is_named(command):
    code, out, err = command(CLUSTER, "--mutate")
    assert (code, out) == (2, "")
    assert err.startswith("fundtrack: lv/cluster-2016: --mutate starts from the book's cases")
    assert "--cases FILE" in err


def test_cases_without_mutate_are_refused(command):
    assert command(CLUSTER, "--cases", FILE) == (
        2,
        "",
        "fundtrack: --cases belongs to --mutate\n",
    )


def test_a_case_file_that_is_not_there_is_one_line_and_exit_2(command):
    code, out, err = command(str(WHOLE), "--mutate", "--cases", str(CASES))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "test/whole.toml" in err


def test_the_score_as_json_has_every_survivor_in_its_parts(command):
    code, out, _ = command(SHARED, "--mutate", "--cases", str(CASES), "--format", "json")
    assert code == 0
    (said,) = json.loads(out)
    score = said["score"]
    assert said["ok"] is True
    assert (score["layer"], score["planted"], score["killed"]) == ("eu/erdf-2014@1", 56, 55)
    assert score["idle"] == []
    (survivor,) = score["survivors"]
    assert survivor == {
        "pointer": "/rule/EU-ERDF14-003/met_when",
        "before": "incurred_before_window == 'payment_decides'",
        "after": "incurred_before_window != 'payment_decides'",
        "why": "unknown either way while nobody has chosen incurred_before_window",
    }


def test_without_mutate_there_is_no_score(command):
    (said,) = json.loads(command(SHARED, "--format", "json")[1])
    assert "score" not in said
