"""`fundtrack ledger`: a table of costs into a folder of tables, whole or not at all."""

import json
import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the command reads and writes Parquet")
pytest.importorskip("numpy", reason="columns are arrays of numpy")

import pyarrow as pa
from pyarrow import parquet as pq

from fundtrack.cli import ledger, run
from fundtrack.values import MissingExtra

#: The module; at the door of the room the function of this name stands before it.
STREAM = import_module("fundtrack.frames.stream")


@pytest.fixture
def command(capsys):
    def call(*arguments: object) -> tuple[int, str, str]:
        code = run(["ledger", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def costs(folder: Path, count: int = 3, *, paid_on: str = "2017-01-01") -> Path:
    keys = [f"P{at}" for at in range(count)]
    table = {
        "project": keys * 2,
        "id": [0] * count + [1] * count,
        "form": ["actual"] * (2 * count),
        "paid_on": [paid_on] * (2 * count),
        "net": [100] * (2 * count),
        "vat": [0] * (2 * count),
    }
    pq.write_table(pa.table(table), folder / "costs.parquet")
    return folder / "costs.parquet"


def projects(folder: Path, count: int = 3) -> Path:
    held = [
        {
            "schema_version": 1,
            "number": f"P{at}",
            "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
            "plans": [{"number": 1, "period": "2016-09-01/2022-12-31"}],
        }
        for at in range(count)
    ]
    path = folder / "projects.jsonl"
    path.write_text("\n".join(map(json.dumps, held)), "utf-8")
    return path


@pytest.fixture
def given(tmp_path):
    """The arguments of a run in which nothing is broken."""
    return [
        costs(tmp_path), "--projects", projects(tmp_path), "--book", "lv/cluster-2016",
        "--out", tmp_path / "out",
    ]  # fmt: skip


def test_a_folder_of_tables_and_how_many_rows_each_has(command, given, tmp_path):
    code, out, err = command(*given, "--basis", "claimed")
    assert (code, err) == (0, "")
    told = {Path(line.split("  ")[0]).name: line.split("  ")[1] for line in out.splitlines()}
    assert told["lines.parquet"] == "6"
    assert (told["projects.parquet"], told["problems.parquet"]) == ("3", "0")
    for name, rows in told.items():
        assert pq.read_metadata(tmp_path / "out" / name).num_rows == int(rows)
    summary = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert summary["totals"]["EUR"]["claimed.gross"]["known"] == "6.00 EUR"
    assert summary["asked"]["bases"] == ["claimed"]


def test_the_exit_codes_are_those_of_a_check(command, given, tmp_path):
    assert command(*given)[0] == 0
    assert command(*given, "--strict")[0] == 3
    costs(tmp_path, paid_on="2030-01-01")
    assert command(*given)[0] == 1
    assert command(*given, "--strict")[0] == 1
    projects(tmp_path, 2)
    code, out, err = command(*given)
    assert code == 2
    assert (
        err == f"fundtrack: not everything has an answer: see {tmp_path}/out/problems.parquet\n"
    )
    assert "problems.parquet  1\n" in out


def test_a_day_and_other_tables(command, given, tmp_path):
    partners = pa.table({"project": ["P0"], "id": ["L"], "role": ["lead"]})
    pq.write_table(partners, tmp_path / "partners.parquet")
    table = f"partner={tmp_path / 'partners.parquet'}"
    assert command(*given, "--table", table, "--on", "2018-01-01")[0] < 2
    summary = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert (summary["rows"]["partner"], summary["asked"]["on"]) == (1, "2018-01-01")


@pytest.mark.parametrize("table", ["partner", "=a.parquet", "partner=", "cost=a.parquet"])
def test_what_is_no_table_is_one_line(command, given, tmp_path, table):
    code, _, err = command(*given, "--table", table)
    assert code == 2
    assert err.startswith("fundtrack: not another table (expected partner=partners.parquet")
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_read_is_one_line_and_leaves_nothing(command, given, tmp_path):
    for bad in ("nowhere.parquet", "projects.jsonl"):
        code, _, err = command(tmp_path / bad, *given[1:])
        assert code == 2
        assert err.count("\n") == 1
        assert f"{bad} cannot be read" in err
    code, _, err = command(*given, "--table", f"nothing={given[0]}")
    assert (code, "no such table" in err) == (2, True)
    assert command(*given[:3], "--book", "lv/nowhere", *given[5:])[0] == 2
    assert not (tmp_path / "out").exists()


def test_a_book_that_looks_across_needs_a_word(command, given, monkeypatch):
    monkeypatch.setattr(STREAM, "looks_across", lambda *_: True)
    code, _, err = command(*given)
    assert code == 2
    assert "lv/cluster-2016@" in err
    assert "looks across projects" in err
    assert command(*given, "--alone")[0] == 0


def test_the_missing_extra_is_named(command, given, monkeypatch):
    def missing() -> None:
        raise MissingExtra("frames", "pyarrow")

    monkeypatch.setattr(STREAM, "arrow", missing)
    code, _, err = command(*given)
    assert code == 2
    assert 'pip install "fundtrack[frames]"' in err


def test_ctrl_c_is_one_line_and_leaves_nothing(command, given, tmp_path, monkeypatch):
    def stopped(*_: object, told=None, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "stream", stopped)
    assert command(*given) == (130, "", "fundtrack: stopped; nothing was written\n")


SLOWLY = """
import os, signal, sys
from fundtrack.cli import ledger, run

answer = ledger.stream

def slowly(*tables, told=None, **asked):
    return answer(*tables, **asked, batch=3,
                  told=lambda *_: os.kill(os.getpid(), getattr(signal, sys.argv[1])))

ledger.stream = slowly
sys.exit(run(["ledger", *sys.argv[2:]]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGKILL", -signal.SIGKILL)])
def test_stopped_half_way_and_run_again_it_is_whole(command, given, tmp_path, name, code):
    run_ = subprocess.run(
        [sys.executable, "-c", SLOWLY, name, *map(str, given)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run_.returncode == code, run_
    assert not (tmp_path / "out").exists()
    left = [one.name for one in tmp_path.iterdir() if one.name.startswith(".out")]
    assert bool(left) == (name == "SIGKILL")
    assert command(*given)[0] == 0
    assert pq.read_metadata(tmp_path / "out/lines.parquet").num_rows == 12
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".out")]


def test_a_bar_where_a_person_watches(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with ledger._watched() as tell:
        assert tell is not None
        tell(5, 10)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    with ledger._watched() as tell:
        assert tell is None
    assert capsys.readouterr().out == ""
