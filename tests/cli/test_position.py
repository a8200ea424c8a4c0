"""`fundtrack position`: what people and programs get of where a project stands."""

import json

import pytest

from fundtrack.cli import run

FILE = "docs/examples/illustrative-cluster.json"


def asked(capsys, *arguments):
    code = run(["position", FILE, *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_position_of_a_day_in_words(capsys):
    code, out, _ = asked(capsys, "--on", "2019-06-30")
    assert code == 0
    for line in (
        "Position on 30 June 2019",
        "WHAT WAS DECIDED AND PAID",
        "WHAT FOLLOWS UNDER LV/CLUSTER-2016@1",
        "Advances outstanding",
    ):
        assert line in out
    before = asked(capsys, "--on", "2016-01-01")[1]
    assert before != out


def test_it_is_latvian_when_asked_and_speaks_of_what_is_missing(capsys):
    _, out, _ = asked(capsys, "--on", "2019-06-30", "--lang", "lv")
    assert "Stāvoklis 30.06.2019." in out
    assert "  Ieturēts           nav zināms\n      ieturēts: nav norādīts" in out


def test_parts_stand_below(capsys):
    whole = asked(capsys, "--on", "2019-06-30")[1]
    _, out, _ = asked(capsys, "--on", "2019-06-30", "--by", "partner")
    assert out.startswith(whole)
    assert "PARTNER: " in out


def test_programs_get_json_and_the_days_asked_about(capsys):
    _, out, _ = asked(
        capsys, "--on", "2019-06-30", "--known-on", "2018-01-01", "--format", "json"
    )
    told = json.loads(out)
    assert (told["on"], told["known_on"]) == ("2019-06-30", "2018-01-01")
    assert told["project"]["accepted"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--on", "30.06.2019"], "2019"),
        (["--on", "2019-06-30", "--by", "colour"], "a position cannot be asked by this"),
        (["--on", "2019-06-30", "--book", "lv/nothing"], "lv/nothing"),
        (["--on", ""], "a position is of a day"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_line(capsys, arguments, message):
    code, out, err = asked(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
