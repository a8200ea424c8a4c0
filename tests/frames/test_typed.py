"""The types of answers are said by the book and the question, never by what tables hold."""

from typing import Any

import pytest

pytest.importorskip("numpy", reason="columns are arrays of numpy")
pa = pytest.importorskip("pyarrow", reason="the types are Arrow's")

from fundtrack.frames import check  # noqa: E402
from fundtrack.rulebooks import load_book  # noqa: E402
from tests.checks import small  # noqa: E402
from tests.frames.both_ways import drawn  # noqa: E402

CLUSTER = "lv/cluster-2016"
FRAMES = ("totals", "outcomes", "projects", "findings", "summary", "problems")
LINE: dict[str, Any] = {"project": ["A"], "id": [1], "form": ["actual"]}
PROJECT: dict[str, Any] = {"project": ["A"]}
TABLES: dict[str, dict[str, Any]] = {
    "nothing is unknown": {"project": PROJECT, "cost": {**LINE, "net": [5], "vat": [0]}},
    "nothing is known": {"project": PROJECT, "cost": LINE},
    "keys that are numbers": {"project": {"project": [7]}},
    "nobody can be read": {"project": {**PROJECT, "agreement.currency": ["euro"]}},
    "a row of no project to be read": {"project": {**PROJECT, "agreement.currency": ["euro"]},
                                       "cost": LINE},
}  # fmt: skip


def frames_of(checks: Any, book: Any, tables: Any) -> dict[str, Any]:
    """Every frame that there is of answers."""
    found = {name: getattr(checks, name) for name in FRAMES}
    for basis in checks.bases:
        found[basis] = checks.lines(basis)
        found[f"{basis} waterfall"] = checks.waterfall(basis)
        found[f"{basis} by project"] = checks.waterfall(basis, by_project=True)
        for noun in (*list(tables)[1:], *book.groups):
            found[f"{basis} {noun}"] = checks.rows(noun, basis)
    return found


def assert_typed_alike(tables: Any, book: Any, **asks: Any) -> None:
    """Both ways give columns of the same types, each of which has one."""
    held = {noun: pa.table(table) for noun, table in tables.items()}
    ours, theirs = (
        frames_of(check(held, book, way=way, **asks), book, tables)  # type: ignore[arg-type]
        for way in ("columns", "values")
    )
    assert ours.keys() == theirs.keys()
    for name, frame in ours.items():
        assert frame.schema == theirs[name].schema, name
        assert pa.null() not in frame.schema.types, name


@pytest.mark.parametrize("case", TABLES)
def test_a_column_without_a_value_has_its_type(case: str) -> None:
    assert_typed_alike(TABLES[case], load_book(CLUSTER))


def test_defines_of_rows_and_groups_of_every_kind_have_theirs() -> None:
    said = small.book(
        define={
            "partner": {
                name: {"value": f"partner.{name}_said", "cite": "act#1"}
                for name in ("worth", "since", "fit", "share", "sort")
            }
        },
        fact={
            "partner": {
                f"{name}_said": {"kind": kind, "ask": small.TEXTS, "cite": "act#1"}
                for name, kind in {
                    "worth": "money", "since": "date", "fit": "bool", "share": "rate",
                    "sort": "text",
                }.items()
            }
        },
    )  # fmt: skip
    tables = {"project": PROJECT, "partner": {"project": ["A"], "id": ["L"], "role": ["lead"]}}
    book = load_book(said)
    assert_typed_alike(tables, book)
    held = {noun: pa.table(table) for noun, table in tables.items()}
    made = check(held, book, way="values").rows("partner", "plan")
    assert made.schema.types[2:] == [
        pa.int64(), pa.date32(), pa.bool_(), pa.string(), pa.string()
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [0, 3, 5, 6, 7])
def test_random_books_give_the_same_types_both_ways(seed: int) -> None:
    book, tables, asked = drawn(seed)
    assert_typed_alike(tables, book, **asked)
