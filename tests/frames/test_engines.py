"""One book over the same tables in every engine: the same checksums, whatever the row order."""

import os
import shutil
import subprocess
import sys
from decimal import Decimal
from functools import cache

import pytest

pytest.importorskip("numpy", reason="the workload is drawn with numpy")
pytest.importorskip("pyarrow", reason="engines exchange tables by Arrow")

import numpy as np
import pyarrow as pa

from fundtrack.frames import check, partition, tables_of
from fundtrack.frames.dask import check_dask
from fundtrack.frames.native import plain
from fundtrack.frames.partition import ANSWERS
from fundtrack.frames.spark import check_spark
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import InputError, MissingExtra
from tests.benchmarks.contenders import ints, rows
from tests.benchmarks.workload import Answers, checksum, draw
from tests.benchmarks.workload_tables import BITS, CEILING, book, tables
from tests.random_books import draw_book, draw_project

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # sockets to the Java side
]

LOCAL = ("polars", "pandas", "pyarrow", "duckdb")
SPREAD = ("dask", "spark")
COUNT = 10_000
KEEP = ("admitted", "limited", "eligible", "erdf")


# ---- Engines ---------------------------------------------------------------------------------


def java() -> str:
    """The version of Java that is here, "" for none."""
    found = shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin:{os.defpath}")
    found = found or shutil.which("java")
    if not found:
        return ""
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    return (told.stderr + told.stdout).split('"')[1] if '"' in told.stderr else ""


@cache
def spark():
    """Spark on two cores of this machine."""
    sql = pytest.importorskip("pyspark.sql", reason="tables of Spark")
    version = java()
    if not version or int(version.split(".")[0]) < 17:
        pytest.skip(f"Spark needs Java 17; here is {version or 'none'}")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    said = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.codegen.wholeStage": "false",  # to compile takes longer than to run
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in said.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@pytest.fixture(scope="module", autouse=True)
def stopped():
    """Spark is stopped where it was started."""
    yield
    if spark.cache_info().currsize:
        spark().stop()


def frame_of(engine, table):
    """A table of pyarrow as a frame of an engine."""
    if engine == "pyarrow":
        return table
    if engine == "spark":
        return spark().createDataFrame(table)
    if engine == "polars":
        return pytest.importorskip("polars", reason="frames of polars").from_arrow(table)
    if engine == "duckdb":
        duckdb = pytest.importorskip("duckdb", reason="relations of DuckDB")
        here = table  # noqa: F841, found by its name
        return duckdb.connect().sql("SELECT * FROM here")
    pandas = pytest.importorskip("pandas", reason="frames of pandas")
    if engine == "pandas":
        return table.to_pandas(types_mapper=pandas.ArrowDtype)
    dask = pytest.importorskip("dask.dataframe", reason="tables of Dask")
    return dask.from_pandas(table.to_pandas(types_mapper=pandas.ArrowDtype), npartitions=2)


def answers_of(engine, held, said, basis, **asked):
    """Lines, projects, findings and problems as lists, whoever answers."""
    frames = {noun: frame_of(engine, table) for noun, table in held.items()}
    if engine == "spark":
        found = check_spark(frames, said, basis=basis, **asked)
        found.held.persist()
        told = [getattr(found, name).toArrow() for name in ANSWERS]
        found.held.unpersist()
    elif engine == "dask":
        import dask

        found = check_dask(frames, said, basis=basis, **asked)
        told = dask.compute(*(getattr(found, name) for name in ANSWERS), scheduler="sync")
    else:
        found = check(frames, said, basis=basis, **asked)
        told = [found.lines(basis), found.projects, found.findings, found.problems]
    return [plain(one) for one in told]


def shuffled(held, seed=1):
    """The same tables in another order of their rows."""
    r = np.random.default_rng(seed)
    return {noun: table.take(r.permutation(table.num_rows)) for noun, table in held.items()}


# ---- The workload ----------------------------------------------------------------------------


@cache
def workload():
    return draw(COUNT)


@cache
def held_tables():
    return {noun: pa.table(columns) for noun, columns in tables(workload()).items()}


@cache
def published():
    work = workload()
    return checksum(work, ints(work, rows(work)))


def judged(lines, projects, findings, problems):
    """Answers of a check in the form in which every way of judging is compared."""
    work = workload()
    assert not problems["project"]
    at = np.array(lines["id"])
    mask = np.zeros(work.count, np.int64)
    taken = np.array(lines["admitted"]) != np.array(lines["limited"])
    mask[at[taken]] |= CEILING
    broken = 0
    for rule, verdict, name in zip(
        *(findings[one] for one in ("rule", "verdict", "id")), strict=True
    ):
        if rule in BITS and verdict == "broken":
            mask[int(name)] |= BITS[rule]
        assert verdict != "unknown" or not rule.startswith("W-")
        broken += rule == "W-AID" and verdict == "broken"
    by_line = {}
    for name in ("eligible", "erdf"):
        by_line[name] = np.zeros(work.count, np.int64)
        by_line[name][at] = lines[name]
    whole, support = (projects[f"claimed.{one}"] for one in ("whole", "support"))
    return checksum(
        work, Answers(by_line["eligible"], by_line["erdf"], mask, whole, support, broken)
    )


@pytest.mark.parametrize("engine", [*LOCAL, *SPREAD])
def test_every_engine_gives_the_checksums_of_the_loop_by_hand(engine):
    found = answers_of(engine, held_tables(), book(), "claimed", keep=KEEP)
    assert judged(*found) == published()


@pytest.mark.parametrize("engine", [*LOCAL, *SPREAD])
def test_the_order_of_rows_never_matters(engine):
    found = answers_of(engine, shuffled(held_tables()), book(), "claimed", keep=KEEP)
    assert judged(*found) == published()


# ---- Random books ----------------------------------------------------------------------------


def drawn(seed):
    """A random book, and a few projects with holes as tables."""
    said = load_book(draw_book(seed))
    projects = [read_project(draw_project(seed * 100 + at)) for at in range(8)]
    keys = [f"P{at}" for at in range(8)]
    held = tables_of(projects, keys=keys, book=said)
    return said, {noun: pa.table(columns) for noun, columns in held.items()}


def in_order(tables):
    """The rows of answers without their order."""
    return [
        sorted((tuple(row) for row in zip(*table.values(), strict=True)), key=repr)
        for table in tables
    ]


@pytest.mark.parametrize("seed", [3])
@pytest.mark.parametrize("engine", [*LOCAL, *SPREAD])
def test_a_random_book_gives_the_same_in_every_engine(engine, seed):
    said, held = drawn(seed)
    wanted = in_order(answers_of("pyarrow", held, said, "claimed", way="values"))
    assert in_order(answers_of(engine, shuffled(held), said, "claimed")) == wanted


# ---- What an engine is not asked for twice, and what is not there ----------------------------


def test_answers_of_dask_that_are_computed_together_ask_each_partition_once(monkeypatch):
    dask = pytest.importorskip("dask", reason="tables of Dask")
    asked = []

    def counted(*args):
        asked.append(args)
        return partition.check_partition(*args)

    monkeypatch.setattr("fundtrack.frames.dask.check_partition", counted)
    frames = {noun: frame_of("dask", table) for noun, table in held_tables().items()}
    found = check_dask(frames, book(), basis="claimed", partitions=3)
    dask.compute(*(getattr(found, name) for name in ANSWERS), scheduler="sync")
    assert len(asked) == 3


@pytest.mark.parametrize("given", ["lines", "findings"])
def test_what_nobody_asks_for_is_not_made(given):
    dask = pytest.importorskip("dask", reason="tables of Dask")
    frames = {noun: frame_of("dask", table) for noun, table in held_tables().items()}
    found = check_dask(frames, book(), basis="claimed", give=(given,))
    sizes = {
        name: len(one)
        for name, one in zip(
            ANSWERS,
            dask.compute(*(getattr(found, name) for name in ANSWERS), scheduler="sync"),
            strict=True,
        )
    }
    assert sizes["projects"] == 50
    assert sizes["lines"] == (COUNT if given == "lines" else 0)
    # what the second stage finds is there either way
    assert (sizes["findings"] > 1000) is (given == "findings")


def test_a_column_of_python_objects_is_refused_by_dask():
    pandas = pytest.importorskip("pandas", reason="frames of pandas")
    dask = pytest.importorskip("dask.dataframe", reason="tables of Dask")
    config = pytest.importorskip("dask.config", reason="tables of Dask")
    odd = pandas.DataFrame({"project": [1], "plan.eligible": [Decimal("1.00")]}, dtype=object)
    with config.set({"dataframe.convert-string": False}):  # else Dask makes texts of them
        frames = {"project": dask.from_pandas(odd)}
        with pytest.raises(InputError, match="of Python objects"):
            check_dask(frames, book(), basis="claimed")


@pytest.mark.parametrize(
    ("ask", "package"),
    [(check_spark, "pyspark.sql"), (check_dask, "dask.dataframe")],
)
def test_an_engine_that_is_not_installed_is_named(ask, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=package.partition(".")[0]):
        ask({}, book(), basis="claimed")
