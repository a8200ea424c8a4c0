"""The parts of a book that hold no formula: roundings, codes, sets, tables, facts, readings."""

from collections.abc import Callable, Mapping
from datetime import date

from fundtrack.formulas import Kind, Type, near
from fundtrack.values import InputError, Rounding

from .book import (
    AskedFact,
    Change,
    Code,
    CodeSet,
    LookupTable,
    Reading,
    RoundingProfile,
    TableRow,
    Verification,
)
from .layers import Layer, Place, Stated, once, stated
from .typed import Sources, maybe_texts_of, members_of, texts_of, value_of
from .wire import BookWire, CodeWire, FactWire, ReadingWire, RowWire, TableWire

#: Rows of one table.
MAX_ROWS = 5000


def seen_by(verification: str | None, checked_on: date | None, place: Place) -> Verification:
    """How sure a source is; who says `verified` says when.

    Raises:
        BookError: it is missing, or verified without the day.
    """
    if verification is None:
        known = ", ".join(Verification)
        raise place.refuse(f"verification is missing; it is one of {known}")
    if verification == Verification.VERIFIED and checked_on is None:
        raise place.refuse("verified, but checked_on does not say on which day")
    return Verification(verification)


def read_roundings(layers: tuple[Layer, ...], sources: Sources) -> dict[str, RoundingProfile]:
    """The named roundings; one without a source is unverified."""
    found: dict[str, RoundingProfile] = {}
    for one in once(layers, "rounding", lambda wire: wire.rounding).values():
        said, place = one.said, one.place
        sure = seen_by(said.verification, said.checked_on, place / "verification")
        cited = said.cite and sources.cite(said.cite, one.layer, place / "cite")
        if not cited and sure is not Verification.UNVERIFIED:
            raise (place / "verification").refuse(f"{sure}, but nothing is cited")
        try:
            rounding = Rounding(said.mode, said.unit, cited or None)
        except InputError as error:
            raise (place / "unit").refuse(error.message) from None
        found[one.name] = RoundingProfile(
            name=one.name,
            rounding=rounding,
            verification=sure,
            layer=one.layer.key,
            titles=maybe_texts_of(said.title, place / "title"),
            checked_on=said.checked_on,
        )
    return found


def read_codes(
    layers: tuple[Layer, ...],
    sources: Sources,
    section: str,
    of: Callable[[BookWire], Mapping[str, CodeWire]],
) -> dict[str, Code]:
    """The cost categories, or the supported activities."""
    return {
        one.name: Code(
            code=one.name,
            titles=texts_of(one.said.title, one.place / "title"),
            citation=sources.cite(one.said.cite, one.layer, one.place / "cite"),
            layer=one.layer.key,
        )
        for one in once(layers, section, of).values()
    }


#: The sets a book has by itself, by the noun whose codes they hold.
_PLURAL = {"category": "categories", "activity": "activities"}


def own_sets(of: Mapping[str, Mapping[str, Code]]) -> dict[str, frozenset[str]]:
    """The sets a book has by itself: `categories` and `activities`, where it names any."""
    return {_PLURAL[noun]: frozenset(codes) for noun, codes in of.items() if codes}


def read_sets(
    layers: tuple[Layer, ...], sources: Sources, of: Mapping[str, Mapping[str, Code]]
) -> dict[str, CodeSet]:
    """The sets a book names; `of` holds the codes by the noun a set may be `of`."""
    found: dict[str, CodeSet] = {}
    for one in once(layers, "set", lambda wire: wire.set).values():
        if one.name in _PLURAL.values():
            raise one.place.refuse(f"{one.name} is the set of the book's own codes")
        members = members_of(one.said.members, one.place / "members")
        noun = one.said.of
        lost = members - of[noun].keys() if noun and of[noun] else frozenset()
        if noun and lost:
            name = min(lost)
            raise (one.place / "members").refuse(f"no {noun} {name}{near(name, of[noun])}")
        found[one.name] = CodeSet(
            name=one.name,
            members=members,
            citation=sources.cite(one.said.cite, one.layer, one.place / "cite"),
            of=noun or "",
            titles=maybe_texts_of(one.said.title, one.place / "title"),
            layer=one.layer.key,
        )
    return found


def read_tables(layers: tuple[Layer, ...], sources: Sources) -> dict[str, LookupTable]:
    """The tables, each row with its own citation and verification."""
    found: dict[str, LookupTable] = {}
    for one in once(layers, "table", lambda wire: wire.table).values():
        said, place = one.said, one.place
        if not said.keys or len(set(said.keys)) < len(said.keys) or len(said.keys) > 4:
            raise (place / "keys").refuse("a table has one to four keys, each named once")
        if not said.rows or len(said.rows) > MAX_ROWS:
            raise (place / "rows").refuse(f"a table has 1 to {MAX_ROWS} rows")
        rows: dict[tuple[str, ...], TableRow] = {}
        for index, row in enumerate(said.rows):
            here = place / "rows" / index
            read = _read_row(row, one, sources, here)
            if rows.setdefault(read.keys, read) is not read:
                raise here.refuse(f"a second row for {', '.join(read.keys)}")
        found[one.name] = LookupTable(
            name=one.name,
            keys=said.keys,
            gives=Kind(said.gives),
            rows=tuple(rows.values()),
            layer=one.layer.key,
            titles=maybe_texts_of(said.title, place / "title"),
        )
    return found


def _read_row(row: RowWire, one: Stated[TableWire], sources: Sources, place: Place) -> TableRow:
    """One row: all keys of the table and no other, and a value or that it is unknown."""
    given = row.keys
    for key in one.said.keys:
        if key not in given:
            raise place.refuse(f"the key {key} is missing")
    for key in given.keys() - set(one.said.keys):
        raise (place / key).refuse(f"the table has no key {key}{near(key, one.said.keys)}")
    if (row.value is None) is not (row.unknown is True):
        raise place.refuse("a row has a value, or unknown = true")
    type_ = Type(Kind(one.said.gives))
    value = None if row.value is None else value_of(row.value, type_, place / "value")
    sure = Verification.UNVERIFIED
    if value is not None:
        sure = seen_by(row.verification, row.checked_on, place / "verification")
    return TableRow(
        keys=tuple(given[key] for key in one.said.keys),
        value=value,
        citation=sources.cite(row.cite, one.layer, place / "cite"),
        verification=sure,
        checked_on=row.checked_on,
    )


def kind_of(kind: str, codes: tuple[str, ...] | None, place: Place) -> Type:
    """A kind, and its closed list of codes where it has one."""
    type_ = Type(Kind(kind), None if codes is None else frozenset(codes))
    if codes is not None and (not codes or type_.kind not in (Kind.CODE, Kind.SET)):
        raise (place / "codes").refuse("codes belong to the kinds code and set, one at least")
    return type_


def _facts_of(noun: str) -> Callable[[BookWire], Mapping[str, FactWire]]:
    return lambda wire: wire.fact.get(noun, {})


def read_facts(
    layers: tuple[Layer, ...], sources: Sources
) -> dict[tuple[str, str], Stated[AskedFact]]:
    """The facts that the book asks for, by noun and name."""
    found: dict[tuple[str, str], Stated[AskedFact]] = {}
    for noun in {noun: None for layer in layers for noun in layer.wire.fact}:
        section = f"fact/{noun}"
        for one in once(layers, section, _facts_of(noun)).values():
            place = one.place
            type_ = kind_of(one.said.kind, one.said.codes, place)
            if type_.kind is Kind.SET:
                raise (place / "kind").refuse("a fact is one value, not a set")
            asked = AskedFact(
                noun=noun,
                name=one.name,
                type=type_,
                ask=texts_of(one.said.ask, place / "ask"),
                citation=sources.cite(one.said.cite, one.layer, place / "cite"),
                layer=one.layer.key,
            )
            found[noun, one.name] = Stated(one.name, asked, one.layer, place)
    return found


def read_readings(layers: tuple[Layer, ...], sources: Sources) -> dict[str, Reading]:
    """The doubtful texts; a higher layer may choose where nobody below has chosen."""
    found: dict[str, Reading] = {}
    for one in stated(layers, "reading", lambda wire: wire.reading):
        below = found.get(one.name)
        found[one.name] = (
            _first_reading(one, sources) if below is None else _choose(below, one, sources)
        )
    return found


def _first_reading(one: Stated[ReadingWire], sources: Sources) -> Reading:
    said, place = one.said, one.place
    options = said.options or ()
    if len(set(options)) < 2 or len(set(options)) < len(options):
        raise (place / "options").refuse("a reading has at least two options, each named once")
    reading = Reading(
        name=one.name,
        options=options,
        chosen="",
        by="",
        citation=sources.cite(said.cite, one.layer, place / "cite"),
        why=texts_of(said.why, place / "why"),
        layer=one.layer.key,
    )
    return _choose(reading, one, sources) if said.chosen else reading


def _choose(below: Reading, one: Stated[ReadingWire], sources: Sources) -> Reading:
    """The reading with what this layer chooses."""
    said, place = one.said, one.place
    if below.chosen:
        message = f"{below.layer} has already chosen {below.chosen}"
        raise place.refuse(message)
    if said.options not in (None, below.options):
        raise (place / "options").refuse(f"the options are stated in {below.layer}")
    if not said.chosen or said.chosen not in below.options:
        known = ", ".join(below.options)
        raise (place / "chosen").refuse(f"not one of the options: {known}")
    return Reading(
        name=below.name,
        options=below.options,
        chosen=said.chosen,
        by=said.by or "",
        citation=sources.cite(said.cite, one.layer, place / "cite"),
        why=texts_of(said.why, place / "why"),
        layer=one.layer.key,
    )


def read_changes(layers: tuple[Layer, ...], sources: Sources) -> tuple[Change, ...]:
    """The changes of the law that the layers follow, as they stand."""
    return tuple(
        Change(
            on=said.on,
            act=sources.act(said.act, layer, place / "act"),
            concerns=texts_of(said.concerns, place / "concerns"),
            findings=texts_of(said.findings, place / "findings"),
            citation=sources.cite(said.cite, layer, place / "cite"),
        )
        for layer in layers
        for said, place in (
            (said, layer.place / "change" / index)
            for index, said in enumerate(layer.wire.change)
        )
    )
