"""Each contender is what it says: the exact ones exact, the others wrong by what is known."""

import importlib

import pytest

pytest.importorskip("numpy", reason="the workload of a million lines is drawn with numpy")

from tests.benchmarks import kernel
from tests.benchmarks.contest import Contender, by_line, compare
from tests.benchmarks.published import published
from tests.benchmarks.workload import checksum, draw

EXACT = {
    "contenders_numpy:NUMPY": "numpy",
    "contenders_numpy:KERNEL": "numpy",
    "contenders_pandas:INT64": "pandas",
    "contenders_duckdb:BIGINT": "duckdb",
    "contenders_polars:INT64": "polars",
    "contenders_parquet:KERNEL": "pyarrow",
    "contenders_fundtrack:FUNDTRACK": "pyarrow",
    "contenders_fundtrack:FRAMES": "pyarrow",
    "contenders_variants:EMPTY": "pyarrow",
    "contenders_variants:DATED": "pyarrow",
    "contenders_variants:LONGER": "pyarrow",
    "contenders_variants:PARQUET": "pyarrow",
}


def contender(place: str, package: str) -> Contender:
    pytest.importorskip(package, reason=f"this contender is written in {package}")
    module, name = place.split(":")
    found: Contender = getattr(importlib.import_module(f"tests.benchmarks.{module}"), name)
    return found


@pytest.mark.parametrize("variant", ["clustered", "shuffled", "fx"])
@pytest.mark.parametrize("place", EXACT)
def test_exact_contenders_answer_as_the_kernel_does(place: str, variant: str) -> None:
    way = contender(place, EXACT[place])
    if variant not in way.variants:
        pytest.skip(f"{place} does not take the variant {variant}")
    for count in (1, 3_000):
        work = draw(count, variant)
        found = way.answers(work, way.judge(way.ready(work)))
        assert not compare(found, kernel.judge(work))
        assert found.findings == kernel.judge(work).findings


@pytest.mark.parametrize("place", EXACT)
def test_exact_contenders_give_the_published_checksum(place: str) -> None:
    way = contender(place, EXACT[place])
    work = draw(1_000)
    found = way.answers(work, way.judge(way.ready(work)))
    assert checksum(work, found) == published(1_000, "clustered")


def test_the_notebook_in_floats_is_wrong_by_the_published_count() -> None:
    pytest.importorskip("pandas", reason="the office's notebook is written in pandas")
    way = contender("contenders_pandas:FLOATS", "pandas")
    work = draw(100_000)
    wrong = compare(way.answers(work, way.judge(way.ready(work))), kernel.judge(work))
    assert wrong.elig == 0  # the eligible cents look right
    assert wrong.mask > 40_000
    assert 3_000 < wrong.erdf < 5_000
    assert wrong.totals > 0


def test_the_script_over_a_workbook_is_wrong_as_floats_are() -> None:
    way = contender("contenders_openpyxl:SHEET", "openpyxl")
    for variant in ("shuffled", "fx"):
        work = draw(3_000, variant)
        found, exact = way.answers(work, way.judge(way.ready(work))), kernel.judge(work)
        wrong = compare(found, exact)
        assert (wrong.elig, wrong.findings) == (0, 0)
        assert 0 < wrong.erdf_cents == wrong.erdf < 300
        assert wrong.mask > 1_000
        assert (found.mask & 0b10111111 == exact.mask & 0b10111111).all()  # only `!=` fails


def test_what_came_back_in_another_order_is_put_back() -> None:
    work = draw(1_000, "shuffled")
    identity = work.lines["line_id"][::-1]
    assert (by_line(work, identity, [identity * 3])[0] == work.lines["line_id"] * 3).all()


def test_one_wrong_cent_is_counted() -> None:
    work = draw(1_000)
    found, exact = kernel.judge(work), kernel.judge(work)
    assert not compare(found, exact)
    found.erdf[5] -= 3
    found.mask[7] ^= 1
    wrong = compare(found, exact)
    assert (wrong.erdf, wrong.erdf_cents, wrong.mask, wrong.elig) == (1, 3, 1, 0)
