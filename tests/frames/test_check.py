"""A check of tables answers by columns as project by project, and as one from a file."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Any

import pytest

from fundtrack.checks import Outcome, Register, run
from fundtrack.formulas import Kind
from fundtrack.frames import Checks, check, front, needs, tables_of
from fundtrack.frames.taken import plain
from fundtrack.funding import CALCULATORS, Answer
from fundtrack.projects import read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import InputError, MissingExtra, Money
from tests.book_cases import every_case
from tests.checks.small import book as small_book
from tests.checks.small import cost, project, rule
from tests.checks.test_calculators import aided, award, de_minimis
from tests.frames.both_ways import (
    both,
    differing,
    drawn,
    enlarge,
    everything,
    numbered,
    spoil,
    thin,
)
from tests.frames.engines import ENGINES, frame_of
from tests.frames.test_by_project import minor, of_one_plan, shuffled
from tests.random_books import draw_project

CLUSTER = "lv/cluster-2016"


def columns_are_here() -> None:
    pytest.importorskip("numpy", reason="the columns way works on arrays")
    pytest.importorskip("pyarrow", reason="columns are read by Arrow")


def assert_both_agree(tables: Any, book: Book, **asked: Any) -> Checks:
    """Every frame is the same in both ways; return the check by columns."""
    ours, theirs = both(tables, book, **asked)
    assert type(ours) is type(theirs), (ours, theirs)
    if isinstance(ours, Checks):
        found, wanted = (everything(one, book, tables) for one in (ours, theirs))
        assert [*differing(found, wanted)] == []
    return ours


def lines_of(book: Book) -> list[str]:
    """All that may be kept of lines."""
    nouns = ("line", "cost", "budget_line")
    defines = [one.name for one in book.defines.values() if one.noun in nouns]
    return [*dict.fromkeys(("base", "eligible", *defines))]


# ---- Both ways -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(16))
def test_columns_answer_as_values_do(seed: int) -> None:
    columns_are_here()
    book, tables, asked = drawn(seed)
    found = assert_both_agree(tables, book, **asked, keep=lines_of(book))
    assert (found.way, found.why) == ("columns", "")


@pytest.mark.parametrize("seed", range(24))
def test_columns_answer_as_values_do_of_tables_with_wrongs_in_them(seed: int) -> None:
    columns_are_here()
    book, tables, asked = drawn(seed, 5)
    spoil(tables, book, seed)
    if seed % 3 == 0:
        numbered(tables, "cost", "partner", "claim")
    assert_both_agree(tables, book, **asked, keep=lines_of(book))


@pytest.mark.parametrize("seed", [*range(16), 30, 86, 930_047, 930_050])
def test_columns_answer_as_values_do_of_tables_with_hardly_a_row(seed: int) -> None:
    columns_are_here()
    book, tables, asked = drawn(seed, 1 + seed % 4)
    thin(tables, seed)
    assert_both_agree(tables, book, **asked, keep=lines_of(book))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 400))
def test_columns_answer_as_values_do_of_many_books(seed: int) -> None:
    test_columns_answer_as_values_do(seed)
    test_columns_answer_as_values_do_of_tables_with_hardly_a_row(seed)
    test_columns_answer_as_values_do_of_tables_with_wrongs_in_them(seed)


def _cases() -> list[Any]:
    held = sorted(every_case(), key=lambda one: (one.book, str(one.on)))
    return [
        (name, on, [*cases])
        for (name, on), cases in groupby(held, key=lambda one: (one.book, one.on))
    ]


@pytest.mark.parametrize("seed", range(1000, 1010))
def test_columns_answer_as_values_do_of_amounts_near_the_largest(seed: int) -> None:
    columns_are_here()
    book, tables, asked = drawn(seed, 5)
    enlarge(tables, book, seed)
    found = assert_both_agree(tables, book, **asked, keep=lines_of(book))
    if seed == 1000:
        assert found.problems["project"]


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize(("name", "on", "cases"), _cases(), ids=lambda one: str(one)[:40])
def test_columns_answer_the_cases_of_every_book(
    name: str, on: date | None, cases: Any, across: bool
) -> None:
    columns_are_here()
    book = load_book(name)
    projects = [read_project(dict(one.project)) for one in cases]
    tables: Any = shuffled(tables_of(projects, on=on, book=book), 1)  # type: ignore[arg-type]
    found = assert_both_agree(tables, book, on=on, across=across)
    assert found.way == "columns"


@pytest.mark.parametrize("basis", ["plan", "claimed", "accepted"])
def test_one_basis_is_asked_alone(basis: str) -> None:
    columns_are_here()
    for seed in range(4):
        book, tables, asked = drawn(seed)
        found = assert_both_agree(tables, book, basis=basis, **asked)
        assert found.bases in ((basis,), ())
        assert set(found.findings["basis"]) <= {basis}


# ---- As a check from a file ------------------------------------------------------------------


@pytest.mark.parametrize("way", ["values", "columns"])
@pytest.mark.parametrize("seed", range(3))
def test_frames_say_what_checks_say(seed: int, way: Any) -> None:
    if way == "columns":
        columns_are_here()
    book, tables, asked = drawn(2 * seed + 1)
    checks = check(tables, book, way=way, **asked)
    at = {key: row for row, key in enumerate(tables["project"]["project"])}
    falls: Counter[Any] = Counter()
    counts: Counter[Any] = Counter()
    totals, projects = checks.totals, checks.projects
    raw = {f"P{one}": one for one in range(4)}
    for key, row in at.items():
        stated = read_project(draw_project((2 * seed + 1) * 100 + raw[key]))
        said = run(of_one_plan(stated, asked.get("on")), book, **asked)
        assert projects["outcome"][row] == said.outcome
        for label, figure in said.amounts.items():
            value = figure.value.minor if isinstance(figure.value, Money) else figure.value
            if isinstance(value, int) or value is None:
                assert totals[label][row] == projects[label][row] == value
            if value is None and f"{label}.at_most" in projects:
                low, high = figure.at_least, figure.at_most
                assert projects[f"{label}.at_least"][row] == minor(low)
                assert projects[f"{label}.at_most"][row] == minor(high)
        for basis in said.bases:
            for step in said.waterfalls[basis].steps:
                for move in step.moves:
                    if move.amount is not None:
                        falls[basis, step.step, move.kind, move.reason] += move.amount.minor
            lines = checks.lines(basis)
            mine = {
                f"{'budget_line' if basis == 'plan' else 'cost'}:{name}": place
                for place, (of, name) in enumerate(
                    zip(lines["project"], lines["id"], strict=True)
                )
                if of == key
            }
            for line in said.lines(basis):
                if line.key in mine:
                    place = mine[line.key]
                    eligible = None if line.eligible is None else line.eligible.minor
                    assert lines["eligible"][place] == eligible
                    assert lines["unknown"][place] == (eligible is None)
                    first = line.refusals[0] if line.refusals else None
                    if first is not None:
                        assert lines["refused_by"][place] is not None
        for code, held in said.summary.items():
            for verdict, times in held.items():
                counts[code, str(verdict)] += times
    for basis in checks.bases:
        made = checks.waterfall(basis)
        for step, kind, reason, amount in zip(
            made["step"], made["kind"], made["reason"], made["amount"], strict=True
        ):
            if amount is not None:
                assert falls[basis, step, kind, reason] == amount
    summary = checks.summary
    for place, code in enumerate(summary["rule"]):
        for verdict in set(summary) - {"rule", "severity"}:
            assert summary[verdict][place] == counts[code, verdict]


@pytest.mark.parametrize("way", ["values", "columns"])
def test_an_amount_is_explained_by_the_scalar_reading(way: Any) -> None:
    if way == "columns":
        columns_are_here()
    tables = {"project": {"project": ["A", "B"], "plan.eligible": [10_000, "x"]}}
    checks = check(tables, load_book(CLUSTER), way=way)
    assert checks.explain("A", "support").value == 85
    for key, message in ("B", "not an amount"), ("C", "no such project"):
        with pytest.raises(InputError, match=message):
            checks.explain(key, "support")
    with pytest.raises(InputError, match="no amount"):
        checks.explain("A", "suport")


def test_a_line_says_first_what_it_lost_first() -> None:
    columns_are_here()
    said = small_book(
        define={"cost": {"base": {"value": "min(cost.net, unit)", "cite": "act#1"}}},
        parameter={"unit": {"kind": "money", "title": {"en": "u", "lv": "u"}, "values": [
            {"value": "10.00 EUR", "cite": "act#1", "verification": "unverified"}]}},
        rule={"T-1": rule("cost", met_when="cost.category == 'staff'", effect="exclude")},
    )  # fmt: skip
    lines = [
        {"project": "A", "id": "small", "form": "actual", "category": "staff", "net": 900},
        {"project": "A", "id": "large", "form": "actual", "category": "staff", "net": 1_100},
        {"project": "A", "id": "other", "form": "actual", "category": "land", "net": 1_200},
        {"project": "A", "id": "credit", "form": "actual", "category": "land", "net": -500},
        {"project": "A", "id": "open", "form": "actual", "category": None, "net": 700},
    ]
    lines = [{**one, "vat": 0} for one in lines]
    for way in ("columns", "values"):
        checks = check(
            {"project": [{"project": "A"}], "cost": lines},
            load_book(said),
            way=way,  # type: ignore[arg-type]
        )
        found = {
            one["id"]: (one["refused_at"], one["refused_by"], one["eligible"], one["unknown"])
            for one in checks.lines("claimed")
        }
        assert found == {
            "small": (None, None, 900, False),
            "large": ("base", "cost.base", 1_000, False),
            "other": ("base", "cost.base", 0, False),
            "credit": ("admitted", "T-1", 0, False),
            "open": (None, None, None, True),
        }


# ---- Others ----------------------------------------------------------------------------------


def test_projects_of_the_tables_count_each_other_but_never_themselves() -> None:
    columns_are_here()
    book = load_book(de_minimis())
    days = ["2024-05-01", "2024-06-01", "2020-01-01"]
    projects = [
        read_project(aided(award(f"W{at}", day, "200000.00")) | {"number": f"{at}"})
        for at, day in enumerate(days)
    ]
    tables = tables_of(projects, book=book)
    found = assert_both_agree(tables, book)
    assert found.way == "columns"
    register = Register(projects)
    said = [run(one, book, register=register) for one in projects]
    assert found.outcomes["outcome"] == [one.outcome for one in said]
    window = [one.tally("claimed").columns["aid", "in_window"][0] for one in said]
    assert found.rows("aid", "claimed")["in_window"] == window
    assert window == [20_000_000, 40_000_000, 20_000_000]
    alone = assert_both_agree(tables, book, across=False)
    assert set(alone.outcomes["outcome"]) == {Outcome.UNDECIDED}
    other = check(tables, book, register=Register([]), way="columns")
    assert (other.way, other.why) == (
        "values", "the other projects are not those of the tables"
    )  # fmt: skip
    assert other.rows("aid", "claimed")["in_window"] == [20_000_000] * 3


def test_others_that_cannot_be_settled_are_read_one_by_one() -> None:
    columns_are_here()
    book = load_book(de_minimis())
    projects = [
        read_project(aided(award("W", "2024-05-01", "200000.00")) | {"number": one})
        for one in "abc"
    ]
    tables: Any = tables_of(projects, book=book)
    tables["aid"]["granted_on"][1] = "sometime"
    found = assert_both_agree(tables, book)
    assert found.way == "values"
    assert "where others count" in found.why
    assert found.problems["project"] == [1]
    assert found.rows("aid", "claimed")["in_window"] == [40_000_000, None, 40_000_000]


class _Odd:
    """A calculator that goes wrong at an amount of 13 cents."""

    name = "odd"
    portfolio = False
    inputs: Mapping[str, Kind] = MappingProxyType({"amount": Kind.MONEY})
    gives = Kind.MONEY

    def calculate(self, own: Any, others: Any = None) -> Any:
        if any(one["amount"] is not None and one["amount"] * 100 == 13 for one in own):
            raise ZeroDivisionError("thirteen")
        return [Answer(one["amount"]) for one in own]


@pytest.mark.parametrize(
    "unless",
    [
        {},
        {"new": {"when": "cost.category == 'new'", "cite": "act#1"}},
        {"old": {"when": "cost.category == 'staff'", "met_when": "cost.told > cost.vat",
                 "cite": "act#1"}},
    ],
)  # fmt: skip
def test_a_condition_on_what_went_wrong_has_failed(unless: Any) -> None:
    columns_are_here()
    defined = {"call": "odd", "kind": "money", "with": {"amount": "cost.net"},
               "rounding": "cents", "cite": "act#1"}  # fmt: skip
    said = small_book(
        define={"cost": {"told": defined}},
        rule={"T-1": rule("cost", met_when="cost.told > cost.vat", unless=unless)},
    )
    costs = cost("C", net="0.13 EUR", category="staff")
    book, calculators = load_book(said), [*CALCULATORS, _Odd()]
    tables = tables_of([read_project(project(costs))], book=book)
    found = assert_both_agree(tables, book, calculators=calculators)
    assert found.summary["failed"][found.summary["rule"].index("T-1")] == 1
    assert found.outcomes["outcome"] == ["breached"]


def test_a_project_whose_calculation_fails_is_asked_by_itself() -> None:
    columns_are_here()
    defined = {"call": "odd", "kind": "money", "with": {"amount": "cost.net"},
               "rounding": "cents", "cite": "act#1"}  # fmt: skip
    said = small_book(
        define={"cost": {"told": defined}},
        rule={"T-1": rule("cost", measured="cost.told", at_most="cost.net")},
    )
    projects = [read_project(project(cost("C", net=net))) for net in ("0.12 EUR", "0.13 EUR")]
    book = load_book(said)
    tables = tables_of(projects, book=book)
    found = assert_both_agree(
        tables, book, calculators=[*CALCULATORS, _Odd()], keep=["eligible", "told"]
    )
    assert found.lines("claimed")["told"] == [12, None]
    assert found.outcomes["outcome"][1] == "breached"
    assert found.summary["failed"][found.summary["rule"].index("T-1")] == 1


# ---- Few are asked by themselves -------------------------------------------------------------


def test_what_stands_on_known_figures_asks_no_project_by_itself() -> None:
    columns_are_here()
    book = load_book(
        small_book(
            rule={
                "T-1": rule("cost", met_when="cost.category == 'staff'"),
                "T-2": rule(
                    "project", measured="project.eligible", at_most="project.gross",
                    basis=["claimed"],
                ),
            }
        )
    )  # fmt: skip
    tables = {
        "project": {"project": [*range(50)]},
        "cost": {
            "project": [*range(50)], "id": [1] * 50, "form": ["actual"] * 50,
            "category": ["staff", "land"] * 25, "net": [*range(49), None], "vat": [0] * 50,
        },
        "budget_line": {
            "project": [*range(50)], "id": [1] * 50, "form": ["actual"] * 50,
            "category": ["staff"] * 50, "amount": [100] * 50,
        },
    }  # fmt: skip
    checks = check(tables, book, way="columns")
    asked = checks._answers.beside._singles  # type: ignore[attr-defined]
    for basis in checks.bases:
        _ = (
            checks.lines(basis),
            checks.waterfall(basis),
            checks.rows("partner", basis) if 0 else 0,
        )
    _ = checks.totals, checks.outcomes, checks.findings, checks.summary
    assert checks.projects["claimed.gross.at_least"][:2] == [0, 1]
    assert checks.projects["claimed.gross.at_least"][49] is None  # of an amount nobody knows
    assert not asked


# ---- Frames of every kind --------------------------------------------------------------------


@pytest.mark.parametrize("way", ["values", "columns"])
@pytest.mark.parametrize("engine", ENGINES)
def test_every_kind_of_frame_gives_the_same_answers_back_in_its_kind(
    engine: str, way: Any
) -> None:
    if way == "columns":
        columns_are_here()
    book = load_book(CLUSTER)
    tables = _plain_tables(book)
    wanted = check(tables, book, way=way)
    frames = {noun: frame_of(engine, table) for noun, table in tables.items()}
    found = check(frames, book, way=way)
    for ours, theirs in (
        (found.lines("claimed"), wanted.lines("claimed")),
        (found.totals, wanted.totals),
        (found.findings, wanted.findings),
        (found.summary, wanted.summary),
        (found.waterfall("claimed"), wanted.waterfall("claimed")),
    ):
        assert _lists(ours) == theirs
        if engine in ("polars", "polars lazy", "pandas", "pyarrow", "duckdb"):
            again = frame_of(engine, {"a": [1]})
            assert type(ours) is type(again)


def _plain_tables(book: Book) -> Any:
    cases = [one for one in every_case() if one.book == CLUSTER and one.on is None]
    projects = [read_project(dict(one.project)) for one in cases[:12]]
    tables = tables_of(projects, keys=[f"P{one}" for one in range(len(projects))], book=book)
    kinds = {(one.noun, one.column) for one in needs(book)}
    return {
        noun: {name: column for name, column in table.items() if (noun, name) in kinds}
        for noun, table in tables.items()
        if any(of == noun for of, _ in kinds)
    }


def _lists(frame: Any) -> dict[str, list[Any]]:
    return plain(frame)


def test_the_order_of_rows_never_matters() -> None:
    columns_are_here()
    book = load_book(CLUSTER)
    tables = _plain_tables(book)
    draw = random.Random(5)
    mixed = {}
    for noun, table in tables.items():
        order = [*range(len(table["project"]))]
        draw.shuffle(order)
        mixed[noun] = {name: [column[row] for row in order] for name, column in table.items()}
    for way in ("columns", "values"):
        ours, theirs = (check(one, book, way=way) for one in (mixed, tables))  # type: ignore[arg-type]
        for basis in theirs.bases:
            assert _by_key(ours.lines(basis)) == _by_key(theirs.lines(basis))
            assert ours.waterfall(basis) == theirs.waterfall(basis)
        assert _by_key(ours.projects) == _by_key(theirs.projects)
        assert ours.summary == theirs.summary


def _by_key(frame: dict[str, list[Any]]) -> Any:
    rows = [dict(zip(frame, row, strict=True)) for row in zip(*frame.values(), strict=True)]
    return sorted(rows, key=lambda row: (row["project"], str(row.get("id"))))


# ---- The choice ------------------------------------------------------------------------------


def test_small_tables_are_read_project_by_project() -> None:
    tables = {"project": {"project": ["A"]}}
    checks = check(tables, load_book(CLUSTER))
    assert (checks.way, checks.why) == ("values", f"fewer than {front.SMALL} rows")
    assert check(tables, load_book(CLUSTER), way="values").why == "they were asked for"


def test_large_tables_are_read_by_columns() -> None:
    columns_are_here()
    tables = {"project": {"project": [*range(front.SMALL)]}}
    assert check(tables, load_book(CLUSTER)).way == "columns"


def test_without_numpy_projects_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(front, "import_module", absent)
    tables = {"project": {"project": [*range(front.SMALL)]}}
    checks = check(tables, load_book(CLUSTER))
    assert (checks.way, checks.why) == ("values", "numpy or pyarrow is not installed")
    with pytest.raises(MissingExtra, match="frames"):
        check(tables, load_book(CLUSTER), way="columns")


def test_without_pyarrow_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns are imported without it, and texts are read with it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    tables = {"project": {"project": [f"P{at}" for at in range(front.SMALL)]}}
    checks = check(tables, load_book(CLUSTER))
    assert (checks.way, checks.why) == ("values", "numpy or pyarrow is not installed")
    with pytest.raises(MissingExtra, match="pyarrow"):
        check(tables, load_book(CLUSTER), way="columns")


def test_the_room_is_entered_without_numpy() -> None:
    code = "import sys, fundtrack.frames; assert not {'numpy', 'pyarrow'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", code], check=True)


# ---- Refusals --------------------------------------------------------------------------------

A: Any = {"project": {"project": ["A"]}}
LINE: Any = {"project": ["A"], "id": ["C"], "form": ["actual"]}
REFUSED: dict[str, Any] = {
    "no table of projects": ({"cost": LINE}, {}, "no table of the projects"),
    "an unknown table": (A | {"costs": {"project": []}}, {}, "no such table"),
    "a project twice": ({"project": {"project": ["A", "A"]}}, {}, "two projects have this key"),
    "a stray row": (A | {"cost": {**LINE, "project": ["B"]}}, {}, "no such project"),
    "a row of no project": (A | {"cost": {**LINE, "project": [None]}}, {}, "project"),
    "floats": (A | {"cost": {**LINE, "net": [1.5]}}, {}, "amounts in floats"),
    "a column that every row needs": (
        A | {"cost": {"project": ["A"], "id": ["C"]}}, {}, "a column that every row needs"
    ),
    "no such basis": (A, {"basis": "claims"}, "no such basis"),
    "no such column to keep": (A, {"keep": ["net"]}, "neither a step nor a define"),
    "no such way": (A, {"way": "quick"}, "no such way"),
    "no such way with floats": (A, {"floats": "round"}, "no such way with floats"),
    "not a frame": ({"project": 5}, {}, "not a table"),
}  # fmt: skip


@pytest.mark.parametrize("way", ["values", "columns"])
@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_by_name(case: str, way: Any) -> None:
    if way == "columns":
        columns_are_here()
    tables, asked, message = REFUSED[case]
    with pytest.raises(InputError, match=message):
        check(tables, load_book(CLUSTER), **{"way": way, **asked})


@pytest.mark.parametrize("way", ["values", "columns"])
def test_floats_that_are_exact_are_taken_where_asked_for(way: Any) -> None:
    if way == "columns":
        columns_are_here()
    tables = A | {"cost": {**LINE, "net": [1.57], "vat": [0.1]}}
    checks = check(tables, load_book(CLUSTER), way=way, floats="exact")
    assert checks.lines("claimed")["gross"] == [167]


@pytest.mark.parametrize("way", ["values", "columns"])
def test_what_is_asked_of_no_basis_or_table_is_refused(way: Any) -> None:
    if way == "columns":
        columns_are_here()
    checks = check(A, load_book(CLUSTER), way=way)
    for ask in (
        lambda: checks.lines("claimed"),
        lambda: checks.waterfall("total"),
        lambda: checks.rows("partner", "claimed"),
    ):
        with pytest.raises(InputError, match="no basis"):
            ask()
    with pytest.raises(InputError, match="no such table"):
        checks.rows("partner", "plan")
    assert repr(checks) == f"<Checks: plan; {way}>"
