"""A stream answers what one check of everything answers, and is there whole or not at all."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="a stream reads and writes Parquet")
pytest.importorskip("numpy", reason="columns are arrays of numpy")

import pyarrow as pa
from pyarrow import csv
from pyarrow import parquet as pq

from fundtrack.frames import check, files, in_order, stream, tables_of
from fundtrack.frames.written import FILES
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError
from tests.checks.test_calculators import de_minimis
from tests.frames.readings import _as_texts
from tests.random_books import draw_asked, draw_book, draw_project

CLUSTER = load_book("lv/cluster-2016")
Tables = dict[str, dict[str, list[Any]]]


# -- tables and their files ------------------------------------------------------------------


def ledger(count: int = 6, lines: int = 5, *, seed: int = 1) -> Tables:
    """Projects with some costs each; what is wrong with some of them the draw decides."""
    draw = random.Random(seed)
    keys = [f"P{at:03}" for at in range(count)]
    return {
        "project": {
            "project": keys,
            "plan.number": [1] * count,
            "plan.period.first": ["2016-09-01"] * count,
            "plan.period.last": ["2022-12-31"] * count,
        },
        "cost": {
            "project": [key for key in keys for _ in range(lines)],
            "id": [at for _ in keys for at in range(lines)],
            "form": ["actual"] * (count * lines),
            "category": [
                draw.choice(["staff", "travel", "external"]) for _ in range(count * lines)
            ],
            "paid_on": [
                draw.choice(["2017-01-01", "2030-01-01", None]) for _ in range(count * lines)
            ],
            "net": [draw.randrange(-5000, 100_000) for _ in range(count * lines)],
            "vat": [draw.choice([0, 0, 0, None]) for _ in range(count * lines)],
        },
    }


def shuffled(tables: Tables, seed: int = 3) -> Tables:
    """All rows mixed, those within a project too."""
    draw, found = random.Random(seed), {}
    for noun, table in tables.items():
        order = draw.sample(range(len(table["project"])), len(table["project"]))
        found[noun] = {name: [values[at] for at in order] for name, values in table.items()}
    return found


def arrow(table: dict[str, list[Any]]) -> Any:
    made = {}
    for name, values in table.items():
        kinds = {type(one) for one in values if one is not None}
        if kinds == {int, str}:
            values = _as_texts(values, table)
        made[name] = pa.array(values)
    return pa.table(made)


def saved(tables: Tables, folder: Path, *, rows: int = 1 << 20) -> dict[str, Path]:
    """The tables as Parquet files, with so many rows in a group."""
    folder.mkdir(exist_ok=True, parents=True)
    for noun, table in tables.items():
        pq.write_table(arrow(table), folder / f"{noun}.parquet", row_group_size=rows)
    return {noun: folder / f"{noun}.parquet" for noun in tables}


def rows_of(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()


def key(row: dict[str, Any]) -> str:
    return json.dumps(row, default=str, sort_keys=True)


def same_as_one_check(
    out: Path, tables: Tables, book: Any, *, ordered: bool = False, **asked: Any
) -> None:
    """Every row and every sum of a stream is that of a check of all tables at once."""
    checks = check(
        {noun: arrow(one) for noun, one in tables.items()}, book, across=False, **asked
    )
    lines = rows_of(out / "lines.parquet")
    for basis in dict.fromkeys(row["basis"] for row in lines):
        mine = [{**row, "basis": None} for row in lines if row["basis"] == basis]
        if basis not in checks.bases:
            told = ({*row} - {"basis", "project", "id"} for row in mine)
            assert all(row[name] is None for row, names in zip(mine, told, strict=True)
                       for name in names)  # fmt: skip
            continue
        every = [{"basis": None, **row} for row in checks.lines(basis).to_pylist()]
        every = [{**dict.fromkeys(mine[0]), **row} for row in every]
        assert {*every[0]} == {*mine[0]}
        if ordered:
            assert mine == every
        assert sorted(map(key, mine)) == sorted(map(key, every))
    for basis in checks.bases:
        line = {"plan": "budget_line"}.get(basis, "cost")
        if line in tables:
            assert basis in {row["basis"] for row in lines} or not tables[line]["project"]
    projects = {row["project"]: row for row in rows_of(out / "projects.parquet")}
    whole = {row["project"]: row for row in checks.projects.to_pylist()}
    assert projects.keys() == whole.keys()
    for name, row in whole.items():
        assert {at: projects[name][at] for at in row} == row
        assert not any(projects[name][at] is not None for at in projects[name].keys() - row)
    for file, frame in (("findings", checks.findings), ("problems", checks.problems)):
        mine = rows_of(out / f"{file}.parquet")
        if ordered:
            assert mine == frame.to_pylist()
        assert sorted(map(key, mine)) == sorted(map(key, frame.to_pylist()))
    same_sums(json.loads((out / "summary.json").read_text("utf-8")), checks)


def same_sums(summary: dict[str, Any], checks: Any) -> None:
    for row in checks.summary.to_pylist():
        told = summary["rules"].get(row["rule"], {})
        assert all(told.get(name, 0) == row[name] for name in row if name not in _NAMES)
    for basis, steps in summary["waterfall"].items():
        falls = checks.waterfall(basis).to_pylist()
        mine = [(one["step"], one["kind"], one["reason"], one["lines"]) for one in steps]
        assert mine == [
            (one["step"], one["kind"], one["reason"], one["lines"]) for one in falls
        ]
        amounts = [one["amount"] for one in falls]
        assert [_minor(one["amount"]) for one in steps] == amounts
    for currency, held in summary["totals"].items():
        rows = [row for row in checks.totals.to_pylist() if row["currency"] == currency]
        for at, told in held.items():
            amounts = [row[at] for row in rows]
            assert _minor(told["known"]) == sum(one for one in amounts if one is not None)
            assert told["unknown_in"] == amounts.count(None) - (len(rows) - told["projects"])


_NAMES = ("rule", "severity")


def _minor(amount: str | None) -> int | None:
    return None if amount is None else int(amount.partition(" ")[0].replace(".", ""))


# -- one check of everything ------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 7, 20, 10_000])
@pytest.mark.parametrize("mixed", [False, True])
def test_any_batch_and_any_order_of_rows_is_one_check(tmp_path, monkeypatch, batch, mixed):
    monkeypatch.setattr(files, "ROWS", 4)
    monkeypatch.setattr(in_order, "PIECE", 9)
    tables = ledger()
    given_ = shuffled(tables) if mixed else tables
    found = stream(saved(given_, tmp_path / "in", rows=3), CLUSTER, out=tmp_path / "out",
                   batch=batch)  # fmt: skip
    same_as_one_check(tmp_path / "out", tables, CLUSTER, ordered=not mixed)
    assert (found.projects, found.rows["cost"]) == (6, 30)
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == sorted(
        (*FILES, "summary.json")
    )
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "out"]


@pytest.mark.parametrize("seed", range(8))
def test_random_tables_under_random_books(tmp_path, seed):
    folder, way, batch = tmp_path, ("columns", "values")[seed % 2], (1, 5, 30, 1000)[seed // 2]
    book, asked = load_book(draw_book(seed)), draw_asked(seed)
    projects = [read_project(draw_project(seed * 10 + at)) for at in range(4)]
    tables: Any = tables_of(projects, on=asked.get("on"), book=book)
    paths = saved(shuffled(tables, seed), folder / "in", rows=3)
    stream(paths, book, out=folder / "out", batch=batch, way=way, **asked)
    mixed = shuffled(tables, seed)  # what runs in the order of a table has that of its file
    same_as_one_check(folder / "out", mixed, book, **asked)


def test_a_file_sorted_part_by_part_is_not_sorted(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ROWS", 6)
    tables = ledger(6, 2)
    order = [*range(0, 12, 2), *range(1, 12, 2)]  # each project once in each part of the file
    tables["cost"] = {
        name: [values[at] for at in order] for name, values in tables["cost"].items()
    }
    stream(saved(tables, tmp_path / "in"), CLUSTER, out=tmp_path / "out", batch=3)
    same_as_one_check(tmp_path / "out", tables, CLUSTER)


def test_a_piece_has_so_many_rows_or_one_project(monkeypatch):
    monkeypatch.setattr(in_order, "PIECE", 10)
    counts = {"A": 4, "B": 6, "C": 25, "D": 1, "E": 9, "F": 1}
    assert in_order._bounds([*counts], counts) == [0, 0, 1, 2, 2, 3]


def test_rows_of_one_project_keep_the_order_of_their_file(tmp_path, monkeypatch):
    monkeypatch.setattr(in_order, "PIECE", 5)
    tables = shuffled(ledger())
    stream(saved(tables, tmp_path / "in"), CLUSTER, out=tmp_path / "out", basis="claimed")
    lines = rows_of(tmp_path / "out/lines.parquet")
    assert [row["project"] for row in lines] == sorted(tables["cost"]["project"])
    for name in tables["project"]["project"]:
        mine = [row["id"] for row in lines if row["project"] == name]
        pairs = zip(tables["cost"]["project"], tables["cost"]["id"], strict=True)
        assert mine == [one for of, one in pairs if of == name]


def test_keys_that_are_numbers_order_as_numbers(tmp_path):
    tables = ledger(12, 1)
    numbers = {name: at for at, name in enumerate(tables["project"]["project"])}
    for table in tables.values():
        table["project"] = [numbers[one] for one in table["project"]]
    stream(saved(tables, tmp_path / "in"), CLUSTER, out=tmp_path / "out", batch=3)
    assert [row["project"] for row in rows_of(tmp_path / "out/projects.parquet")] == [
        *range(12)
    ]
    same_as_one_check(tmp_path / "out", tables, CLUSTER, ordered=True)


def test_the_answer_is_the_same_bytes_again(tmp_path):
    paths = saved(ledger(), tmp_path / "in")
    for out in ("one", "two"):
        stream(paths, CLUSTER, out=tmp_path / out)
    for name in (*FILES, "summary.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_table_of_no_rows_gives_files_of_no_rows(tmp_path):
    tables = ledger(2, 0)
    empty = pa.schema([("project", pa.string()), ("id", pa.int64()), ("form", pa.string()),
                       ("net", pa.int64())]).empty_table()  # fmt: skip
    paths = saved({"project": tables["project"]}, tmp_path)
    pq.write_table(empty, tmp_path / "cost.parquet")
    found = stream(paths | {"cost": tmp_path / "cost.parquet"}, CLUSTER, out=tmp_path / "out")
    assert (found.lines, found.projects) == (0, 2)
    assert pq.read_schema(tmp_path / "out/lines.parquet").names[:3] == [
        "basis",
        "project",
        "id",
    ]


def test_it_tells_how_far_it_is(tmp_path):
    seen: list[tuple[int, int]] = []
    paths = saved(ledger(), tmp_path / "in")
    stream(paths, CLUSTER, out=tmp_path / "out", batch=7, told=lambda *at: seen.append(at))
    assert seen == [(6 * at, 36) for at in range(1, 7)]


# -- whole projects beside the lines ----------------------------------------------------------


def project(number: str, **more: Any) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "number": number,
        "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
        "plans": [{"number": 1, "period": "2016-09-01/2022-12-31", "eligible": "100.00 EUR"}],
        **more,
    }


def test_whole_projects_are_one_check_of_their_tables(tmp_path):
    numbers = ["B", "A", "C"]
    held = [project(number) for number in numbers]
    costs = ledger(3)["cost"]
    costs["project"] = [
        {"P000": "A", "P001": "B", "P002": "C"}[one] for one in costs["project"]
    ]
    path = saved({"cost": costs}, tmp_path / "in")["cost"]
    lines, whole = tmp_path / "p.jsonl", tmp_path / "p.json"
    lines.write_text("\n".join(json.dumps(one) for one in held), "utf-8")
    whole.write_text(json.dumps(held), "utf-8")
    tables: Any = tables_of(map(read_project, held), keys=numbers, book=CLUSTER)
    for file in (lines, whole):
        stream({"project": file, "cost": path}, CLUSTER, out=tmp_path / "out", batch=6,
               basis="claimed")  # fmt: skip
        same_as_one_check(tmp_path / "out", {**tables, "cost": costs}, CLUSTER, basis="claimed")


def test_a_project_that_cannot_be_read_is_a_row(tmp_path):
    held = [
        project("P000"),
        project("P001", applied_on="01.09.2016"),
        project("P002", costs=[]),
    ]
    texts = [*map(json.dumps, held), "{", json.dumps({**project("x"), "number": None})]
    file = tmp_path / "projects.jsonl"
    file.write_text("\n\n".join(texts) + "\n", "utf-8")
    cost = saved({"cost": ledger(4)["cost"]}, tmp_path / "in")["cost"]
    found = stream({"project": file, "cost": cost}, CLUSTER, out=tmp_path / "out",
                   basis="claimed")  # fmt: skip
    told = [
        (row["project"], row["pointer"]) for row in rows_of(tmp_path / "out/problems.parquet")
    ]
    assert sorted(told, key=str) == sorted(
        [(None, ""), (None, "/number"), ("P001", "/applied_on"), ("P002", "/costs"),
         ("P003", "/cost/project")], key=str
    )  # fmt: skip
    assert found.problems == 5
    projects = rows_of(tmp_path / "out/projects.parquet")
    assert [(row["project"], row["currency"]) for row in projects if row["currency"]] == [
        ("P000", "EUR")
    ]
    assert {row["project"] for row in projects} == {"P000", "P001", "P002"}
    lines = rows_of(tmp_path / "out/lines.parquet")
    assert len(lines) == 20
    assert {row["project"] for row in lines if row["unknown"] is not None} == {"P000"}


def test_a_row_that_cannot_be_read_makes_its_project_a_row(tmp_path):
    tables = ledger()
    tables["cost"]["form"][7] = None
    found = stream(saved(tables, tmp_path / "in"), CLUSTER, out=tmp_path / "out", batch=10)
    same_as_one_check(tmp_path / "out", tables, CLUSTER, ordered=True)
    (problem,) = rows_of(tmp_path / "out/problems.parquet")
    assert (problem["project"], problem["pointer"]) == ("P001", "/costs/2/form")
    assert found.problems == 1


# -- CSV --------------------------------------------------------------------------------------


def test_a_csv_is_the_same_with_decimals(tmp_path):
    tables = ledger()
    paths = saved(tables, tmp_path / "in")
    cost = arrow(tables["cost"])
    for at, name in enumerate(cost.column_names):
        if name in ("net", "vat"):
            texts = [None if one is None else f"{'-' if one < 0 else ''}{abs(one) // 100}."
                     f"{abs(one) % 100:02}" for one in tables["cost"][name]]  # fmt: skip
            cost = cost.set_column(at, name, pa.array(texts))
    csv.write_csv(cost, tmp_path / "cost.csv")
    stream(paths, CLUSTER, out=tmp_path / "one")
    stream(paths | {"cost": tmp_path / "cost.csv"}, CLUSTER, out=tmp_path / "two")
    for name in ("projects.parquet", "findings.parquet"):
        assert rows_of(tmp_path / "one" / name) == rows_of(tmp_path / "two" / name)


@pytest.mark.parametrize(("net", "found"), [("100", '"100"'), ("1.0e2", '"1.0e2"')])
def test_an_amount_of_a_csv_that_may_be_cents_is_refused(tmp_path, net, found):
    paths = saved({"project": ledger(1)["project"]}, tmp_path / "in")
    path = tmp_path / "cost.csv"
    path.write_text(f"project,id,form,net\nP000,1,actual,1.00\nP000,2,actual,{net}\n")
    with pytest.raises(
        InputError, match=r"cost[.]csv: an amount without its decimals"
    ) as error:
        stream(paths | {"cost": path}, CLUSTER, out=tmp_path / "out")
    assert (error.value.pointer, error.value.found) == ("/cost/1/net", found)
    assert not (tmp_path / "out").exists()


def test_keys_of_a_csv_are_numbers_where_their_rows_say_so(tmp_path):
    tables = ledger(3)
    for table in tables.values():
        table["project"] = [int(one[1:]) for one in table["project"]]
    paths = saved(tables, tmp_path / "in")
    path = tmp_path / "cost.csv"
    path.write_text("project,id,form,net\n2,1,actual,1.00\n0,1,actual,1.00\n")
    stream(paths | {"cost": path}, CLUSTER, out=tmp_path / "out", basis="claimed")
    assert [row["project"] for row in rows_of(tmp_path / "out/lines.parquet")] == [0, 2]
    path.write_text("project,id,form,net\n01,1,actual,1.00\n")
    with pytest.raises(InputError, match="not a key"):
        stream(paths | {"cost": path}, CLUSTER, out=tmp_path / "out")


# -- refusals ---------------------------------------------------------------------------------


def refused(tmp_path: Path, tables: Tables, match: str, **asked: Any) -> InputError:
    with pytest.raises(InputError, match=match) as error:
        stream(saved(tables, tmp_path / "in"), CLUSTER, out=tmp_path / "out", **asked)
    assert not (tmp_path / "out").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["in"]
    return error.value


def test_floats_are_refused_with_their_file_and_column(tmp_path):
    tables = ledger()
    tables["cost"]["net"] = [1.5] * 30
    error = refused(tmp_path, tables, "cost.parquet: amounts in floats")
    assert (error.pointer, error.found) == ("/cost/net", "double")
    stream(saved(tables, tmp_path / "in"), CLUSTER, out=tmp_path / "out", floats="exact")
    same_as_one_check(tmp_path / "out", tables, CLUSTER, floats="exact")


def test_what_fits_no_batch_is_refused_before_the_first(tmp_path):
    tables = ledger()
    refused(tmp_path, tables, "no such basis", basis="paid")
    refused(tmp_path, tables, "neither a step nor a define", keep=["nothing"])
    refused(tmp_path, {**tables, "project": {**tables["project"], "project": ["P000"] * 6}},
            "two projects have this key")  # fmt: skip
    del tables["cost"]["id"]
    refused(tmp_path, tables, "a column that every row needs")


def test_rows_without_a_key_and_keys_of_two_kinds_are_refused(tmp_path):
    tables = ledger()
    tables["cost"]["project"][17] = None
    assert refused(tmp_path, tables, "without its key").pointer == "/cost/17/project"
    tables["cost"]["project"] = [1] * 30
    refused(tmp_path, tables, "cost.parquet: keys that are whole numbers")
    tables["project"]["project"] = [*range(6)]
    tables["cost"]["project"] = ["P"] * 30
    refused(tmp_path, tables, "cost.parquet: keys that are text")


def test_rows_of_a_project_that_is_not_there_are_a_problem(tmp_path):
    tables = ledger()
    tables["cost"]["project"] = [
        "P9" if one == "P002" else one for one in tables["cost"]["project"]
    ]
    paths = saved(tables, tmp_path / "in")
    stream(paths, CLUSTER, out=tmp_path / "out", basis="claimed")
    (problem,) = rows_of(tmp_path / "out/problems.parquet")
    assert (problem["project"], problem["pointer"], problem["found"]) == (
        "P9", "/cost/project", "5 rows"
    )  # fmt: skip
    lines = rows_of(tmp_path / "out/lines.parquet")
    assert len(lines) == 30
    assert {row["project"] for row in lines if row["unknown"] is None} == {"P9"}
    assert len(rows_of(tmp_path / "out/projects.parquet")) == 6


def test_a_bad_file_is_named(tmp_path):
    paths = saved(ledger(), tmp_path / "in")
    bad = tmp_path / "bad.parquet"
    for content in (b"", b"no Parquet", paths["cost"].read_bytes()[:-40]):
        bad.write_bytes(content)
        with pytest.raises(InputError, match=r"bad[.]parquet cannot be read"):
            stream(paths | {"cost": bad}, CLUSTER, out=tmp_path / "out")
    with pytest.raises(
        InputError, match=r"nowhere[.]parquet cannot be read: .*[Nn]o such file"
    ):
        stream(paths | {"cost": tmp_path / "nowhere.parquet"}, CLUSTER, out=tmp_path / "out")
    with pytest.raises(InputError, match=r"no[.]json cannot be read"):
        stream(paths | {"project": tmp_path / "no.json"}, CLUSTER, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_breaks_on_the_way_leaves_nothing(tmp_path):
    paths = saved(ledger(50, 40), tmp_path / "in", rows=100)
    raw = bytearray(paths["cost"].read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 400] = b"\xff" * 400
    paths["cost"].write_bytes(raw)
    with pytest.raises(InputError, match=r"cost[.]parquet cannot be read"):
        stream(paths, CLUSTER, out=tmp_path / "out", batch=100)
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


def test_a_book_that_looks_across_is_refused_unless_each_is_asked_alone(tmp_path):
    book = load_book(de_minimis())
    tables = ledger(2)
    paths = saved(tables, tmp_path / "in")
    with pytest.raises(InputError, match="looks across projects"):
        stream(paths, book, out=tmp_path / "out")
    stream(paths, book, out=tmp_path / "out", across=False)
    same_as_one_check(tmp_path / "out", tables, book, ordered=True)


# -- whole or not at all ----------------------------------------------------------------------


def test_an_earlier_result_is_replaced_and_anything_else_is_left_alone(tmp_path):
    paths = saved(ledger(), tmp_path / "in")
    out = tmp_path / "out"
    stream(paths, CLUSTER, out=out)
    first = (out / "lines.parquet").read_bytes()
    stream(paths, CLUSTER, out=out, basis="plan")
    assert (out / "lines.parquet").read_bytes() != first
    (out / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="no earlier result") as error:
        stream(paths, CLUSTER, out=out)
    assert error.value.found == "notes.txt"
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="no earlier result"):
        stream(paths, CLUSTER, out=tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_what_was_there_stays_when_a_run_fails(tmp_path):
    paths = saved(ledger(), tmp_path / "in")
    out = tmp_path / "out"
    stream(paths, CLUSTER, out=out)
    before = {one.name: one.read_bytes() for one in out.iterdir()}

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stream(paths, CLUSTER, out=out, basis="plan", told=stop)
    assert {one.name: one.read_bytes() for one in out.iterdir()} == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "out"]


SLOW = """
import sys, time
from pathlib import Path
from fundtrack.frames import stream
from fundtrack.rulebooks import load_book

def wait(done, whole):
    print(done, flush=True)
    time.sleep(0.05 if done < whole / 2 else 60)

folder = Path(sys.argv[1])
stream({noun: folder / f"in/{noun}.parquet" for noun in ("project", "cost")},
       load_book("lv/cluster-2016"), out=folder / "out", batch=7, told=wait)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL", "SIGTERM"])
@pytest.mark.parametrize("mixed", [False, True])
def test_a_killed_run_leaves_nothing_and_the_next_is_whole(tmp_path, name, mixed):
    tables = shuffled(ledger()) if mixed else ledger()
    paths = saved(tables, tmp_path / "in")
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path)], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert run.stdout is not None
    while int(run.stdout.readline()) < 18:
        pass
    time.sleep(0.2)
    left = [*tmp_path.glob(".out.part-*/*.parquet")]
    assert len(left) == len(FILES)
    run.send_signal(getattr(signal, name))
    assert run.wait(30) != 0
    run.stdout.close()
    assert not (tmp_path / "out").exists()
    stream(paths, CLUSTER, out=tmp_path / "out", batch=7)
    same_as_one_check(tmp_path / "out", tables, CLUSTER)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "out"]


FULL = """
import resource, sys
from pathlib import Path
from fundtrack.frames import stream
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError

resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
folder = Path(sys.argv[1])
try:
    stream({noun: folder / f"in/{noun}.parquet" for noun in ("project", "cost")},
           load_book("lv/cluster-2016"), out=folder / "out")
except InputError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize("mixed", [False, True])
def test_a_full_disk_leaves_nothing(tmp_path, mixed):
    tables = ledger(60, 20)
    saved(shuffled(tables) if mixed else tables, tmp_path / "in")
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "out cannot be written: " in run.stdout
    assert "File too large" in run.stdout
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


def test_a_run_killed_while_it_took_its_place_is_mended(tmp_path):
    paths = saved(ledger(), tmp_path / "in")
    out, old = tmp_path / "out", tmp_path / ".out.old"
    stream(paths, CLUSTER, out=out)
    out.rename(old)
    with pytest.raises(InputError, match="no such basis"):
        stream(paths, CLUSTER, out=out, basis="paid")
    stream(paths, CLUSTER, out=out)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "out"]
