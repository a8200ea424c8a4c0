"""Rows of many tables in one: how they travel to where their project is answered, and back.

An engine that shuffles rows by a key does so for one table, and a worker answers with one. On
the way there the columns of all tables share slots by their types, so that the packed table is
about as wide as the widest of them. On the way back the lines are rows, and each of the small
tables beside them is the bytes of one cell.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Final

from fundtrack.values import Record

from .engines import Frame, arrow

#: The columns of every packed table: whose row it is, and of which table.
KEY: Final = "project"
TABLE: Final = "packed"
#: Where the bytes of a small table stand.
BYTES: Final = "packed_rows"


class Layout(Record):
    """Where each column of each table stands in the packed one.

    `slots` has for each table its columns and the slot of each; `types` the type of each slot,
    as the engine has it. The key stands in its own column.

    >>> made = layout_of({"partner": {"id": "int", "role": "text"}, "cost": {"id": "int"}})
    >>> dict(made.slots["cost"]), dict(made.types)
    ({'id': 'slot0'}, {'slot0': 'int', 'slot1': 'text'})
    """

    slots: Mapping[str, Mapping[str, str]]
    types: Mapping[str, Hashable]

    def number(self, table: str) -> int:
        """What stands for a table."""
        return [*self.slots].index(table)

    def pack(self, tables: Mapping[str, Frame], key: Frame) -> Frame:
        """Tables of pyarrow as one; `key` is the type of the key."""
        pa = arrow()
        schema = pa.schema([(KEY, key), (TABLE, pa.int8()), *self.types.items()])
        parts = []
        for name, table in tables.items():
            held = {slot: column for column, slot in self.slots[name].items()}
            size, number = table.num_rows, pa.scalar(self.number(name), pa.int8())
            columns = [table.column(KEY).cast(key), pa.repeat(number, size)]
            columns += [
                table.column(held[slot]) if slot in held else pa.nulls(size, type_)
                for slot, type_ in self.types.items()
            ]
            parts.append(pa.Table.from_arrays(columns, schema=schema))
        return pa.concat_tables(parts) if parts else schema.empty_table()

    def unpack(self, packed: Frame) -> dict[str, Frame]:
        """The tables again, each with all its columns, those without a row too."""
        pa = arrow()
        numbers = packed.column(TABLE).combine_chunks()
        found = {}
        for name, slots in self.slots.items():
            number = pa.scalar(self.number(name), numbers.type)
            part = packed.select([KEY, *slots.values()])
            part = part.filter(compute().equal(numbers, number))
            found[name] = part.rename_columns([KEY, *slots])
        return found


def layout_of(tables: Mapping[str, Mapping[str, Hashable]]) -> Layout:
    """Give every column of some tables a slot; `tables` has their types, without the key."""
    types: dict[str, Hashable] = {}
    slots: dict[str, dict[str, str]] = {}
    for table, columns in tables.items():
        free = dict(types)
        slots[table] = {}
        for column, type_ in columns.items():
            slot = next((one for one, held in free.items() if held == type_), "")
            if slot:
                del free[slot]
            else:
                slot = f"slot{len(types)}"
                types[slot] = type_
            slots[table][column] = slot
    return Layout(slots, types)


def compute() -> Frame:
    """What pyarrow works out over columns.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    arrow()
    from pyarrow import compute as found  # type: ignore[import-untyped]

    return found


# ---- The way back ----------------------------------------------------------------------------


def bundle_of(lines: Iterable[Frame]) -> Frame:
    """The schema of bundles; `lines` are the fields of the lines, key and all."""
    pa = arrow()
    return pa.schema([*lines, (TABLE, pa.string()), (BYTES, pa.binary())])


def bundled(tables: Mapping[str, Frame], lines: Iterable[Frame]) -> Frame:
    """Answers as one table: the rows of `lines`, and a row for each other table."""
    pa, schema = arrow(), bundle_of(lines)
    rest = {name: one for name, one in tables.items() if name != "lines" and one.num_rows}
    told = {field.name: pa.nulls(len(rest), field.type) for field in schema}
    told[TABLE] = pa.array([*rest], pa.string())
    told[BYTES] = pa.array([_bytes(one) for one in rest.values()], pa.binary())
    parts = [pa.table(told, schema=schema)]
    if "lines" in tables:
        held = tables["lines"]
        for name in (TABLE, BYTES):
            type_ = schema.field(name).type
            held = held.append_column(name, pa.nulls(held.num_rows, type_))
        parts.append(held)
    return pa.concat_tables(parts)


def unbundled(bundles: Iterable[Frame]) -> dict[str, Frame]:
    """The small tables of bundles by name, those of one name together."""
    pa = arrow()
    parts: dict[str, list[Frame]] = {}
    for one in bundles:
        names, cells = one.column(TABLE).to_pylist(), one.column(BYTES)
        for place, name in enumerate(names):
            if name is not None:
                table = pa.ipc.open_stream(cells[place].as_buffer()).read_all()
                parts.setdefault(name, []).append(table)
    return {name: pa.concat_tables(held) for name, held in parts.items()}


def _bytes(table: Frame) -> bytes:
    pa = arrow()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    held: bytes = sink.getvalue().to_pybytes()
    return held
