"""`fundtrack position`: what people and programs get of where a project stands."""

import json
from datetime import date

import pytest

from fundtrack.cli import run
from fundtrack.pages.positioned import ASKED, LEDGER
from fundtrack.projects import read_project
from fundtrack.tracking import position

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


def test_json_has_every_figure_that_the_text_has(capsys):
    """By the names of the text; what is not known says so and what it lacks."""
    life = FILE.replace("illustrative-cluster", "life-science-cluster-life")
    assert run(["position", life, "--on", "2023-04-27", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = position(read_project(life), on=date(2023, 4, 27))
    for name in (*LEDGER, *ASKED):
        figure = getattr(found, name)
        said = told["project"][name]
        assert said["value"] == (None if figure.value is None else str(figure.value)), name
        assert bool(said.get("missing")) == (figure.value is None), name
    assert told["project"]["due"] == {"value": "369102.10 EUR"}
    assert told["project"]["to_be_paid"] == {"value": "0.00 EUR"}
    partners = told["by"]["partner"]
    assert {name for name in ASKED if all(name in one for one in partners.values())} == {
        "eligible",
        "at_risk",
    }
    ledger = found.to_dict(asked=False)
    assert not {*ASKED} & {*ledger["project"]}
    assert ledger["project"] == {
        name: one for name, one in told["project"].items() if name not in ASKED
    }


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
