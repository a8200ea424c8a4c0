"""A book over tables of Dask: the kernel of columns on the workers, the same cents.

The rows of all tables go through one shuffle by their project, so that a partition holds whole
projects; each partition is answered at once. What looks across projects is a second stage in
one task, over the few rows that the first leaves.

Loaded by its name: `from fundtrack.frames.dask import check_dask`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from fundtrack.checks import LINE_STEPS
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, MissingExtra

from .engines import Frame, arrow
from .given import Floats
from .packed import BYTES, KEY, TABLE, Layout, bundle_of, bundled, compute, layout_of, unbundled
from .partition import ANSWERS, Asked, Spread, asked_of, check_across, check_partition
from .taken import series


def check_dask(
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
    """Ask a book about every project of tables of Dask.

    Nothing is read before an answer is computed; compute several together, as
    `dask.compute(answers.lines, answers.projects)`, and each partition is answered once. The
    answers have columns of Arrow's types.

    Args:
        tables: By noun a DataFrame of Dask, as `check` takes frames of pandas. Columns of
            Python objects have no type that Dask knows beforehand: cast them.
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
        partitions: In how many parts the projects are answered; as many as the largest table
            has without it.

    Raises:
        BookError: what looks across projects changes what lines come to.
        InputError: there is no such basis, table or answer, a table has no key, or a column
            has no type.
        MissingExtra: dask or pandas is not installed.
    """
    concat = _concat()
    asked = asked_of(
        {noun: _types(noun, frame) for noun, frame in tables.items()}, book, basis=basis,
        on=on, known_on=known_on, require_verified=require_verified, calculators=calculators,
        across=across, fx=fx, floats=floats, keep=keep, give=give,
    )  # fmt: skip
    sent = {
        noun: {name: _types(noun, tables[noun])[name] for name in names if name != KEY}
        for noun, names in asked.columns.items()
    }
    layout = layout_of(sent)
    parts = [
        tables[noun].map_partitions(
            _packed, noun, sent, layout, asked.key,
            meta=_pandas(layout.pack({}, asked.key)), enforce_metadata=False,
        )
        for noun in sent
    ]  # fmt: skip
    count = partitions or max(tables[noun].npartitions for noun in sent)
    packed = concat(parts)
    packed = packed.shuffle(on=KEY, npartitions=count)
    back = bundle_of(asked.schema("lines"))
    held = _mapped(packed, _answered, back, asked, layout)

    def cut(frame: Frame, name: str) -> Frame:
        return _mapped(frame, _cut, asked.schema(name), asked, name)

    findings, last = cut(held, "findings"), held
    if asked.late:
        few = _mapped(held, _few, bundle_of(()), asked).repartition(npartitions=1)
        last = _mapped(few, _across, bundle_of(()), asked)
        findings = concat([findings, cut(last, "findings")])
    lines = _mapped(held, _lines, asked.schema("lines"))
    return Spread(lines, cut(last, "projects"), findings, cut(last, "problems"), held)


def _concat() -> Any:  # noqa: ANN401
    """What of Dask puts frames one after the other."""
    try:
        from dask.dataframe import concat  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise MissingExtra("engines", "dask") from None
    return concat


def _types(noun: str, frame: Frame) -> dict[str, Any]:
    """The types of arrow of the columns of a table; text has one.

    Raises:
        InputError: a column is of Python objects.
    """
    pa, meta = arrow(), frame._meta
    found = {}
    for name in meta.columns:
        if meta[name].dtype == object:
            raise InputError(
                "a column of Python objects has no type beforehand",
                pointer=f"/{noun}/{name}",
                remedy="cast it, as to pandas.ArrowDtype",
            )
        type_ = pa.array(meta[name], from_pandas=True).type
        words = pa.types.is_dictionary(type_) or "string" in str(type_)
        found[str(name)] = pa.string() if words else type_
    return found


def _mapped(frame: Frame, work: Any, schema: Frame, *args: object) -> Frame:  # noqa: ANN401
    """Every partition through a function of tables of pyarrow."""
    meta = _pandas(schema.empty_table())
    return frame.map_partitions(_on_arrow, work, *args, meta=meta, enforce_metadata=False)


# ---- On the workers --------------------------------------------------------------------------


def _pandas(table: Frame) -> Frame:
    """A table of pyarrow as a frame of pandas that keeps its types."""
    import pandas  # type: ignore[import-untyped]

    return table.to_pandas(types_mapper=pandas.ArrowDtype)


def _on_arrow(frame: Frame, work: Any, *args: Any) -> Frame:  # noqa: ANN401
    table = arrow().Table.from_pandas(frame, preserve_index=False)
    return _pandas(work(table, *args))


def _packed(
    frame: Frame,
    noun: str,
    sent: Mapping[str, Mapping[str, Any]],
    layout: Layout,
    key: Any,  # noqa: ANN401
) -> Frame:
    pa = arrow()
    types = {KEY: key, **sent[noun]}
    columns = {name: pa.array(series(frame[name])).cast(one) for name, one in types.items()}
    return _pandas(layout.pack({noun: pa.table(columns)}, key))


def _answered(table: Frame, asked: Asked, layout: Layout) -> Frame:
    lines = asked.schema("lines")
    if not table.num_rows:
        return bundle_of(lines).empty_table()
    return bundled(check_partition(layout.unpack(table), asked), lines)


def _lines(table: Frame) -> Frame:
    mine = table.filter(compute().is_null(table.column(TABLE)))
    return mine.drop_columns([TABLE, BYTES])


def _cut(table: Frame, asked: Asked, name: str) -> Frame:
    return unbundled([table]).get(name, asked.schema(name).empty_table())


def _few(table: Frame, asked: Asked) -> Frame:
    names = arrow().array(asked.left())
    mine = table.filter(compute().is_in(table.column(TABLE), value_set=names))
    return mine.select([TABLE, BYTES])


def _across(table: Frame, asked: Asked) -> Frame:
    return bundled(check_across(unbundled([table]), asked), ())
