"""`fundtrack deadlines`: what it prints in both languages and as JSON, and its exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from fundtrack.cli import run

PROJECT: dict[str, Any] = {
    "schema_version": 1,
    "number": "101",
    "agreement": {"book": "eu/horizon-europe-2021", "currency": "EUR"},
    "plans": [
        {
            "number": 1,
            "period": "2024-01-01/2025-06-30",
            "support": "250000.00 EUR",
            "terms": {"report_months": 18},
        }
    ],
    "claims": [],
    "payments": [],
}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "action.json"
    path.write_text(json.dumps(PROJECT), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("on", "code", "heading", "left"),
    [
        ("2025-06-30", 0, "TO COME (1)", "60 days left"),
        ("2025-08-28", 0, "DUE OR HOLDING (1)", "1 day left"),
        ("2025-08-29", 0, "DUE OR HOLDING (1)", "this is the last day"),
        ("2025-08-30", 1, "OVERDUE (1)", "1 day late"),
    ],
)
def test_an_overdue_deadline_is_the_exit_code(file, capsys, on, code, heading, left):
    assert run(["deadlines", file, "--on", on]) == code
    shown = capsys.readouterr().out
    assert f"\n{heading}\n  by 29 August 2025: The report on the period is submitted\n" in shown
    assert f"\n      {left}\n" in shown
    assert "\n      Reporting period 1, 1 January 2024 – 30 June 2025\n" in shown
    assert "NOT KNOWN (1)" in shown


def test_in_latvian(file, capsys):
    assert run(["deadlines", file, "--on", "2025-09-08", "--lang", "lv"]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("projekts Nr. 101\nTermiņi 08.09.2025.\n\nNOKAVĒTS (1)\n")
    assert "  līdz 29.08.2025.: Pārskats par periodu ir iesniegts\n" in shown
    assert "      1. pārskata periods, 01.01.2024. – 30.06.2025.\n" in shown
    assert "      nokavēts par 10 dienām\n" in shown
    assert "vēl nekas to nenosaka: largest(payment.paid_on" in shown


def test_as_data(file, capsys):
    assert run(["deadlines", file, "--on", "2025-08-29", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["on"], told["counts"]) == ("2025-08-29", {"due": 1, "unknown": 1})
    assert [one["due"] for one in told["obligations"]] == ["2025-08-29", None]


def test_a_holiday_moves_the_day_on_one_reading(file, capsys):
    asked = ["deadlines", file, "--on", "2025-08-30"]
    assert run([*asked, "--holiday", "2025-08-29", "--holiday", "2025-09-01"]) == 0
    shown = capsys.readouterr().out
    assert "  29 August 2025 – 2 September 2025: The report on the period" in shown
    assert "Holidays named, beside Saturdays and Sundays: 2\n" in shown
    assert "no reading of the law was chosen" in shown


def test_strict_asks_for_everything_to_be_known(file):
    assert run(["deadlines", file, "--on", "2025-08-29", "--strict"]) == 3
    assert run(["deadlines", file, "--on", "2025-08-30", "--strict"]) == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--on", "29.08.2025"], "not a day"),
        (["--on", ""], "deadlines are of a day"),
        (["--on", "2025-08-29", "--holiday", "x"], "not a day"),
        (["--on", "2025-08-29", "--book", "eu/horizon"], "no book eu/horizon on the shelf"),
    ],
)
def test_what_cannot_be_read_is_said_once(file, capsys, options, told):
    assert run(["deadlines", file, *options]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.startswith("fundtrack: ")
    assert error.count("\n") == 1


def test_the_day_is_needed(file):
    assert run(["deadlines", file]) == 2
