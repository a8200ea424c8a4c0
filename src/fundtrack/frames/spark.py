"""A book over tables of Spark: the kernel of columns on the workers, the same cents.

The rows of all tables travel in one shuffle, each to the partition of its project, sorted by
it. A worker takes batches of Arrow as they come, answers the projects that it has whole, and
carries the tail of the last one over to the next batch; no project has a call of its own. What
looks across projects is a second stage in one task, over the few rows that the first leaves.

Loaded by its name: `from fundtrack.frames.spark import check_spark`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial, reduce
from typing import Any, Final

from fundtrack.checks import LINE_STEPS
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.rulebooks import Book
from fundtrack.values import MissingExtra

from .engines import Frame, arrow
from .given import Floats
from .packed import BYTES, KEY, TABLE, Layout, bundle_of, bundled, compute, layout_of, unbundled
from .partition import ANSWERS, Asked, Spread, asked_of, check_across, check_partition

#: So many rows a worker answers at once, besides the tail of a project.
ROWS: Final = 1 << 18


def check_spark(
    tables: Mapping[str, Frame],
    book: Book,
    *,
    basis: str,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    calculators: Sequence[Calculator] = CALCULATORS,
    across: bool = True,
    fx: FxRates | None = None,
    floats: Floats = "refuse",
    keep: Collection[str] = LINE_STEPS,
    give: Collection[str] = ANSWERS,
    partitions: int | None = None,
) -> Spread:
    """Ask a book about every project of tables of Spark.

    Nothing is read before an answer is asked for. Tables that do not fit together end the job
    then, with the error of `check` in it.

    Args:
        tables: By noun a DataFrame of Spark, as `check` takes frames.
        book: From `load_book`, with its layers; it travels to the workers.
        basis: Ask on this basis: `plan`, `claimed` or `accepted`.
        on: As `check` takes it, like `known_on`, `require_verified`, `calculators`, `across`,
            `fx`, `floats` and `keep`.
        known_on: See there.
        require_verified: See there.
        calculators: See there; those of a host must be importable on the workers.
        across: See there.
        fx: See there.
        floats: See there.
        keep: See there.
        give: What is asked for of `lines` and `findings`; the other is then without a row. The
            few rows of projects and problems always are.
        partitions: In how many parts the projects are answered; Spark's own number without it.

    Raises:
        BookError: what looks across projects changes what lines come to.
        InputError: there is no such basis, table or answer, or a table has no key.
        MissingExtra: pyspark is not installed.
    """
    functions, types = _spark()
    schemas = {noun: types.to_arrow_schema(frame.schema) for noun, frame in tables.items()}
    asked = asked_of(
        {noun: dict(zip(one.names, one.types, strict=True)) for noun, one in schemas.items()},
        book, basis=basis, on=on, known_on=known_on, require_verified=require_verified,
        calculators=calculators, across=across, fx=fx, floats=floats, keep=keep, give=give,
    )  # fmt: skip
    sent = {
        noun: {name: tables[noun].schema[name].dataType for name in names if name != KEY}
        for noun, names in asked.columns.items()
    }
    layout = layout_of(sent)
    packed = reduce(
        lambda one, two: one.unionByName(two),
        (_packed(tables[noun], noun, layout, asked) for noun in sent),
    )
    spread = functions.col(KEY)
    packed = packed.repartition(*([partitions] if partitions else []), spread)
    packed = packed.sortWithinPartitions(KEY)
    back = bundle_of(asked.schema("lines"))
    work = partial(_answered, asked=asked, layout=Layout(layout.slots, {}))
    held = packed.mapInArrow(work, types.from_arrow_schema(back))
    lines = held.where(functions.col(TABLE).isNull()).drop(TABLE, BYTES)

    def cut(frame: Frame, name: str) -> Frame:
        told = frame.where(functions.col(TABLE) == name).select(TABLE, BYTES)
        return told.mapInArrow(_cut, types.from_arrow_schema(asked.schema(name)))

    findings, last = cut(held, "findings"), held
    if asked.late:
        few = functions.col(TABLE).isin(asked.left())
        few = held.where(few).select(TABLE, BYTES).repartition(1)
        bundle = types.from_arrow_schema(bundle_of(()))
        last = few.mapInArrow(partial(_across, asked=asked), bundle)
        findings = findings.unionByName(cut(last, "findings"))
    return Spread(lines, cut(last, "projects"), findings, cut(last, "problems"), held)


def _spark() -> tuple[Any, Any]:
    """What of Spark makes columns, and what translates types."""
    try:
        from pyspark.sql import functions  # type: ignore[import-not-found, unused-ignore]
        from pyspark.sql.pandas import types  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise MissingExtra("engines", "pyspark") from None
    return functions, types


def _packed(frame: Frame, noun: str, layout: Layout, asked: Asked) -> Frame:
    """A table as rows of the packed one."""
    functions, types = _spark()
    held = {slot: column for column, slot in layout.slots[noun].items()}
    columns = [
        functions.col(f"`{KEY}`").cast(types.from_arrow_type(asked.key)).alias(KEY),
        functions.lit(layout.number(noun)).cast("tinyint").alias(TABLE),
    ]
    for slot, type_ in layout.types.items():
        column = functions.col(f"`{held[slot]}`") if slot in held else functions.lit(None)
        columns.append((column if slot in held else column.cast(type_)).alias(slot))
    return frame.select(*columns)


# ---- On the workers --------------------------------------------------------------------------


def whole_projects(batches: Iterable[Frame], rows: int = ROWS) -> Iterator[Frame]:
    """Batches of rows in the order of their projects, as tables of whole projects.

    A table has at least `rows` rows, besides the last.
    """
    pa = arrow()
    held: list[Frame] = []
    size = 0
    for batch in batches:
        held.append(batch)
        size += batch.num_rows
        if size < rows:
            continue
        table = pa.Table.from_batches(held)
        keys = table.column(KEY)
        tail = compute().index(keys, keys[-1]).as_py() if keys[-1].is_valid else 0
        if tail > 0:
            yield table.slice(0, tail)
            held = table.slice(tail).to_batches()
            size -= tail
    if size:
        yield pa.Table.from_batches(held)


def _answered(batches: Iterable[Frame], asked: Asked, layout: Layout) -> Iterator[Frame]:
    lines = asked.schema("lines")
    for table in whole_projects(batches):
        answers = check_partition(layout.unpack(table), asked)
        yield from bundled(answers, lines).to_batches()


def _cut(batches: Iterable[Frame]) -> Iterator[Frame]:
    for batch in batches:
        for table in unbundled([batch]).values():
            yield from table.to_batches()


def _across(batches: Iterable[Frame], asked: Asked) -> Iterator[Frame]:
    answers = check_across(unbundled(batches), asked)
    yield from bundled(answers, ()).to_batches()
