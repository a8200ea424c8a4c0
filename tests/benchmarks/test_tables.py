"""The harness tells no time of wrong answers, and holds goals to what was measured."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numpy", reason="the workload of a million lines is drawn with numpy")

import numpy as np

from tests.benchmarks import kernel, tables
from tests.benchmarks.contest import Contender, compare
from tests.benchmarks.race import most_memory
from tests.benchmarks.tables import Figure, Goal, Point
from tests.benchmarks.workload import Answers, Workload, checksum, draw


def _one_cent_less(work: Workload) -> Answers:
    found = kernel.judge(work)
    found.erdf[3] -= 1
    return found


def _breaks(work: Workload) -> Answers:
    raise RuntimeError("planted")


#: What workers of the tests below are told to run.
LIAR = Contender(_one_cent_less)
KNOWN_LIAR = Contender(_one_cent_less, exact=False)
BROKEN = Contender(_breaks)
ONLY_IN_ORDER = Contender(kernel.judge, variants=("clustered",))
FEW = Contender(kernel.judge, most=500)


def run(monkeypatch: pytest.MonkeyPatch, names: dict[str, str], *given: str) -> int:
    monkeypatch.setattr(tables, "CONTENDERS", tables.CONTENDERS | names)
    return tables.main(["--count", "1000", "--rounds", "1", *given])


def test_a_run_compares_times_and_writes_its_figures(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    given = ["--count", "1000", "--rounds", "2", "--only", "decimals,kernel,scan,fundtrack"]
    assert tables.main([*given, "--json", str(out)]) in (0, 1)
    told, printed = json.loads(out.read_text()), capsys.readouterr().out
    by_name = {figure["name"]: figure for figure in told["figures"]}
    assert by_name["decimals"]["checksum"]["h"] == 67686479034
    assert by_name["kernel"]["checksum"] == by_name["decimals"]["checksum"]
    assert len(by_name["kernel"]["rounds"]) == 2
    assert by_name["kernel"]["seconds"] > 0
    assert by_name["scan"]["wrong"] is None
    assert "kernel" in printed
    assert "judges nothing" in printed
    # Absent or there, the library is never left out without a word.
    assert "fundtrack" in printed


@pytest.mark.parametrize("name", ["LIAR", "BROKEN"])
def test_no_time_is_told_beside_a_wrong_answer(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = {"planted": f"test_tables:{name}"}
    assert run(monkeypatch, place, "--only", "kernel,planted") == 2
    printed = capsys.readouterr().out
    assert "no time is told" in printed
    assert "planted at 1,000 clustered" in printed
    assert "× Decimal" not in printed
    assert "kernel at" not in printed


def test_a_contender_known_to_be_wrong_is_timed_beside_its_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = {"planted": "test_tables:KNOWN_LIAR"}
    assert run(monkeypatch, place, "--only", "planted") == 0
    assert "1 erdf, 1 erdf_cents" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "variant", "reason"),
    [
        ("test_tables:ONLY_IN_ORDER", "fx", "does not take the variant fx"),
        ("test_tables:FEW", "clustered", "up to 500 lines"),
        ("no_such_engine:WAY", "clustered", "no_such_engine"),
    ],
)
def test_who_cannot_run_is_absent_with_the_reason(
    place: str,
    variant: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = ("--only", "planted", "--variant", variant)
    assert run(monkeypatch, {"planted": place}, *given) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("absent: planted at 1,000")
    assert reason in printed


@pytest.mark.parametrize(
    "given", [["--only", "nobody"], ["--variant", "sorted"], ["--rounds", "0"]]
)
def test_what_is_not_known_is_refused(given: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        tables.main(["--count", "1000", *given])
    assert ended.value.code == 2


def test_tables_and_answers_come_back_as_they_were_saved(tmp_path: Path) -> None:
    for variant in ("shuffled", "fx"):
        work = draw(2_000, variant)
        exact = tables.exact_answers(work)
        tables.save(tmp_path / "held.npz", work, exact)
        again, answers = tables.load(tmp_path / "held.npz")
        assert again.variant == variant
        assert not compare(answers, exact)
        for name, column in work.lines.items():
            assert again.lines[name].dtype == column.dtype
            assert (again.lines[name] == column).all()
        assert checksum(again, kernel.judge(again)) == checksum(work, exact)


def test_exact_answers_are_held_to_the_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "published", lambda count, variant: {"elig": 0})
    with pytest.raises(AssertionError, match="not the published"):
        tables.exact_answers(draw(1_000))


def figure(name: str, seconds: float, count: int = 1_000_000, **more: Any) -> Figure:
    held = {"variant": "clustered", "exact": True, "wall": seconds, "rounds": [seconds],
            "extra_bytes": 0, "checksum": {}, "wrong": {}, "versions": {}}  # fmt: skip
    return Figure(name, count, seconds=seconds, **{**held, **more})


@pytest.mark.parametrize(
    ("bound", "value", "verdict"),
    [
        ("least", 60, "met"),
        ("least", 59.9, "met within the tolerance"),
        ("least", 45, "met within the tolerance"),
        ("least", 44.9, "missed"),
        ("most", 60, "met"),
        ("most", 60.1, "met within the tolerance"),
        ("most", 75, "met within the tolerance"),
        ("most", 75.1, "missed"),
    ],
)
def test_a_goal_has_a_tolerance_on_its_own_side(bound: Any, value: float, verdict: str) -> None:
    goal = Goal("X", "x", Point("a", 1), Point("b", 1), bound, 60, 0.25)
    assert goal.judged(value) == verdict


def test_goals_read_the_figures_they_name() -> None:
    ratio = Goal("X", "x", Point("slow", 10), Point("fast", 10, "fx"), "least", 2)
    memory = Goal("X", "x", Point("slow", 10), None, "most", 25)
    figures = [
        figure("slow", 3.0, 10, extra_bytes=240),
        figure("fast", 0.5, 10),
        figure("fast", 1.0, 10, variant="fx"),
        figure("slow", 9.0, 20),
    ]
    first, second = tables.verdicts(figures, [ratio, memory])
    assert (first["value"], first["verdict"]) == (3.0, "met")
    assert (second["value"], second["verdict"]) == (24.0, "met")
    (alone,) = tables.verdicts(figures[:2], [ratio])
    assert (alone["value"], alone["verdict"]) == (None, "not measured")


def test_every_goal_names_contenders_that_are_there() -> None:
    for goal in tables.GOALS:
        for point in (goal.over, goal.under or goal.over):
            assert point.name in tables.CONTENDERS
            assert point.count is not None


def test_extra_memory_is_what_a_run_held_at_the_most() -> None:
    def run() -> int:
        held = np.ones(64 << 20, np.uint8)
        return int(held[-1])

    found, extra = most_memory(run)
    assert found == 1
    assert extra > 32 << 20
