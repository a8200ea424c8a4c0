"""Rows of files in the order of their projects, so that one batch of projects is in memory.

A file that is sorted by project is read as it is. Any other is first cut into pieces on disk,
each with the rows of some projects, and a piece is sorted when its turn comes; so the order of
rows never matters, and only the largest piece has to fit. The rows of one project stay in the
order of their file.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from fundtrack.values import InputError, Record

from .engines import Frame, arrow
from .files import TableFile, compute, empty_table, reading
from .shapes import Key

#: Rows of a piece, and how many pieces are written at once at most.
PIECE: Final = 500_000
_PIECES: Final = 200


class Look(Record):
    """What is seen of a file before it is read: its rows, and whether they are sorted."""

    rows: int
    ordered: bool


def look(file: TableFile, counts: dict[Key, int], *, text: bool = False) -> Look:
    """Read the keys of a file alone, and add the rows of each project to `counts`.

    Raises:
        InputError: a row has no project, or the keys are neither text nor whole numbers.
    """
    pc, rows, ordered, last = compute(), 0, True, None
    for table in file.batches(["project"]):
        column = keys_of(file, table, text=text)
        if column.null_count:
            row = rows + pc.index(column.is_null(), True).as_py()
            raise InputError(
                f"{file.path.name}: a row without its key",
                pointer=f"/{file.noun}/{row}/project",
                expected="text, or a whole number",
                found="null",
                remedy="give every row its project",
            )
        if not len(column):
            continue
        rows += len(column)
        if ordered:
            first = column[0].as_py()
            rising = pc.all(pc.less_equal(column[:-1], column[1:]), min_count=0).as_py()
            ordered = rising and (last is None or last <= first)
            last = column[-1].as_py()
        found = pc.value_counts(column)
        for key, times in zip(
            found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True
        ):
            counts[key] = counts.get(key, 0) + times
    return Look(rows, ordered)


def keys_of(file: TableFile, table: Frame, *, text: bool = False) -> Frame:
    """The keys of rows, as 64 bits or as text; with `text` whole numbers are written out.

    Raises:
        InputError: they are neither.
    """
    pa = arrow()
    column = table.column("project").combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_integer(column.type):
        with reading(file.path):
            column = column.cast(pa.int64())
        return column.cast(pa.string()) if text else column
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), pa.string() if text else pa.int64())
    if str(column.type) in ("string", "large_string", "string_view"):
        return column.cast(pa.string())
    raise InputError(
        f"{file.path.name}: not a key",
        pointer=f"/{file.noun}/project",
        expected="text, or whole numbers",
        found=str(column.type),
    )


class InOrder:
    """The rows of a file, handed out project by project in the order of the keys."""

    def __init__(self, tables: Iterator[Frame], empty: Frame) -> None:
        self._tables = tables
        self._rest = empty

    def upto(self, key: Key) -> Frame:
        """All rows of the projects up to a key that have not been handed out."""
        pa, held = arrow(), []
        while True:
            rest = self._rest
            if rest.num_rows and rest.column("project")[-1].as_py() > key:
                upto = compute().less_equal(rest.column("project"), key)
                cut = compute().sum(upto.cast(pa.int64())).as_py()
                held.append(rest.slice(0, cut))
                self._rest = rest.slice(cut)
                break
            held.append(rest)
            self._rest = rest.slice(0, 0)
            following = next(self._tables, None)
            if following is None:
                break
            self._rest = following
        return pa.concat_tables(held)


def in_order(
    file: TableFile,
    seen: Look,
    keys: Sequence[Key],
    counts: dict[Key, int],
    folder: Path,
    *,
    text: bool = False,
) -> InOrder:
    """The rows of a file in the order of `keys`, which are all keys there are.

    `counts` are the rows of each project, and `folder` is where pieces may be put.
    """
    tables = _keyed(file, text=text)
    if not seen.ordered:
        tables = _pieces(file, tables, keys, counts, folder)
    names = [name for name in file.columns if name != "project"]
    fields = [(name, file.schema.field(name).type) for name in names]
    kind = arrow().string() if text or not file.is_whole("project") else arrow().int64()
    empty = empty_table(arrow().schema([("project", kind), *fields]))
    first = next(tables, None)
    if first is not None:  # its types are those of all that follow
        empty = first.slice(0, 0)
        tables = _after(first, tables)
    return InOrder(tables, empty)


def _after(first: Frame, rest: Iterator[Frame]) -> Iterator[Frame]:
    yield first
    yield from rest


def _keyed(file: TableFile, *, text: bool) -> Iterator[Frame]:
    """The rows as they come, with keys of one type."""
    for table in file.batches():
        place = table.schema.get_field_index("project")
        if table.num_rows:
            yield table.set_column(place, "project", keys_of(file, table, text=text))


def _pieces(
    file: TableFile,
    tables: Iterator[Frame],
    keys: Sequence[Key],
    counts: dict[Key, int],
    folder: Path,
) -> Iterator[Frame]:
    """Cut a file into pieces by key, then hand out each piece sorted."""
    pa, pc = arrow(), compute()
    bounds = _bounds(keys, counts)
    every, piece_of = pa.array(keys), pa.array(bounds, pa.int32())
    paths: dict[int, Path] = {}
    writers: dict[int, Any] = {}
    with ExitStack() as stack:
        for table in _larger(tables):
            pieces = piece_of.take(pc.index_in(table.column("project").combine_chunks(), every))
            order = pc.array_sort_indices(pieces)
            table, pieces = table.take(order), pieces.take(order)
            at = 0
            found = pc.value_counts(pieces)
            for piece, size in zip(
                found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True
            ):
                if piece not in writers:
                    paths[piece] = folder / f"{file.noun}-{piece}.arrow"
                    writers[piece] = stack.enter_context(
                        pa.ipc.new_file(paths[piece], table.schema)
                    )
                writers[piece].write_table(table.slice(at, size))
                at += size
    for piece in sorted(paths):
        with pa.OSFile(str(paths[piece])) as held:
            table = pa.ipc.open_file(held).read_all()
        paths[piece].unlink()
        order = pc.sort_indices(table, sort_keys=[("project", "ascending")])
        yield table.take(order)


def _larger(tables: Iterator[Frame]) -> Iterator[Frame]:
    """Several tables as one, so that what goes to a piece is not a few rows at a time."""
    held: list[Frame] = []
    for table in tables:
        held.append(table)
        if sum(one.num_rows for one in held) >= PIECE // 2:
            yield arrow().concat_tables(held)
            held = []
    if held:
        yield arrow().concat_tables(held)


def _bounds(keys: Sequence[Key], counts: dict[Key, int]) -> list[int]:
    """The piece of each key: so many rows in each, and no project in two."""
    most = max(PIECE, sum(counts.values()) // _PIECES)
    found, piece, rows = [], 0, 0
    for key in keys:
        if rows and rows + counts[key] > most:
            piece, rows = piece + 1, 0
        found.append(piece)
        rows += counts[key]
    return found
