"""`[reporting]` and `[deadline.NAME]`: reporting periods and dated obligations of a book.

Their formulas speak of one noun more than rules do: the reporting period, a stretch of days
that comes about from the plan. From it, as from the project, every collection is reached. A
deadline stands beside the rules: it refuses nothing, and nothing in a check reads it.
"""

from typing import Final

from fundtrack.formulas import FormulaError, Kind, Node, Noun, Schema, Type, check, near
from fundtrack.values import FrozenMap

from .book import Deadline, Reporting
from .defines import Surroundings
from .layers import Layer, Place, Stated, once
from .texts import Texts
from .typed import maybe_texts_of, texts_of
from .wire import DeadlineWire, ReportingWire
from .world import World, refused

#: How a day moves that falls on a weekend or a holiday.
MOVES: Final = ("stays", "next_working_day", "previous_working_day")
#: The noun that only deadlines speak of, and its facts.
REPORTING_PERIOD: Final = "reporting_period"
#: Deadlines of one book.
MAX_DEADLINES: Final = 200

_LAST: Final = frozenset({"short", "merged"})
_FIELDS: Final = FrozenMap(
    {
        "number": Type(Kind.NUMBER),
        "kind": Type(Kind.CODE, frozenset({"preparation", "implementation", "closure"})),
        "first": Type(Kind.DATE),
        "last": Type(Kind.DATE),
        "length": Type(Kind.DAYS),
    }
)
#: A link that no path can spell: it only says that rows are reached from a reporting period.
_REACHED: Final = FrozenMap({"": REPORTING_PERIOD})
_DONE: Final = ("done_when", "done_on")
_KINDS: Final = {"due": Kind.DATE, "opens": Kind.DATE, "done_on": Kind.DATE}


def read_reporting(layers: tuple[Layer, ...], around: Surroundings) -> Reporting | None:
    """What the layers say of reporting periods, once at most.

    Raises:
        BookError: two layers say it, a formula cannot be read, the act is not there.
    """
    found = _reporting(layers)
    if found is None:
        return None
    said, layer, place = found.said, found.layer, found.place
    formulas = _Formulas(around.world, around.world.schema, "plan", place)
    last = formulas.typed("last", said.last, Kind.CODE, _LAST)
    months = formulas.typed("months", said.months, Kind.MONTHS)
    return Reporting(
        months=months,
        last=last,
        citation=around.sources.cite(said.cite, layer, place / "cite"),
        preparation=formulas.maybe("preparation", said.preparation, Kind.DATE),
        closure=formulas.maybe("closure", said.closure, Kind.DATE),
        layer=layer.key,
    )


def read_deadlines(layers: tuple[Layer, ...], around: Surroundings) -> dict[str, Deadline]:
    """The deadlines of all layers by name, in book order.

    Raises:
        BookError: a restated name, a formula that cannot be read, keys that do not go together.
    """
    stated = once(layers, "deadline", lambda wire: wire.deadline)
    if len(stated) > MAX_DEADLINES:
        place = layers[-1].place / "deadline"
        raise place.refuse(f"more than {MAX_DEADLINES}, the most a book may have")
    schema = _schema(around.world)
    reported = _reporting(layers) is not None
    return {name: _deadline(one, schema, reported, around) for name, one in stated.items()}


def _reporting(layers: tuple[Layer, ...]) -> Stated[ReportingWire] | None:
    """The one table of the layers."""
    found: Stated[ReportingWire] | None = None
    for layer in layers:
        place = layer.place / "reporting"
        if layer.wire.reporting is None:
            continue
        if found is not None:
            raise place.refuse(f"reporting is already stated in {found.layer.key}")
        found = Stated("reporting", layer.wire.reporting, layer, place)
    return found


def _deadline(
    one: Stated[DeadlineWire], schema: Schema, reported: bool, around: Surroundings
) -> Deadline:
    said, place = one.said, one.place
    if said.scope == REPORTING_PERIOD and not reported:
        raise (place / "scope").refuse("the book has no [reporting] that says its periods")
    _check_moves(said.moves, schema, place / "moves")
    for key in _DONE:
        if said.form == "until" and getattr(said, key) is not None:
            raise (place / key).refuse("what is kept up until a day is over when the day is")
    formulas = _Formulas(around.world, schema, said.scope, place)
    trees = {
        key: formulas.maybe(key, getattr(said, key), _KINDS.get(key, Kind.BOOL))
        for key in ("applies_when", "opens", *_DONE)
    }
    return Deadline(
        name=one.name,
        scope=said.scope,
        form=said.form,
        due=formulas.typed("due", said.due, Kind.DATE),
        moves=said.moves,
        citations=tuple(
            around.sources.cite(text, one.layer, place / "cite" / index)
            for index, text in enumerate(_some(said.cite, place / "cite"))
        ),
        titles=_plain(texts_of(said.title, place / "title"), place / "title"),
        why=_plain(texts_of(said.why, place / "why"), place / "why"),
        remedy=_plain(maybe_texts_of(said.remedy, place / "remedy"), place / "remedy"),
        **trees,
        layer=one.layer.key,
    )


def _check_moves(name: str, schema: Schema, place: Place) -> None:
    """One of the three ways, or a reading whose options are among them."""
    if name in MOVES:
        return
    reading = schema.readings.get(name)
    if reading is None:
        known = near(name, [*MOVES, *schema.readings])
        raise place.refuse(f"{name} is none of {', '.join(MOVES)}, and no reading{known}")
    others = (reading.codes or frozenset()) - frozenset(MOVES)
    if others:
        message = f"the reading {name} has the option {min(others)}"
        raise place.refuse(f"{message}; a day moves by one of {', '.join(MOVES)}")


def _some(cites: tuple[str, ...], place: Place) -> tuple[str, ...]:
    if not cites:
        raise place.refuse('a citation is missing, as cite = "act#65(2)"')
    return cites


def _plain(texts: Texts, place: Place) -> Texts:
    """Texts without placeholders: the row and its days stand beside them wherever they are."""
    for language, text in texts.items():
        if "{" in text or "}" in text:
            raise (place / language).refuse("the texts of a deadline have no placeholders")
    return texts


def _schema(world: World) -> Schema:
    """What deadlines may name: what rules may, and the reporting period."""
    schema = world.schema
    nouns = {
        name: noun.replace(links={**noun.links, **_REACHED}) if name in schema.rows else noun
        for name, noun in schema.nouns.items()
    }
    row = Noun(REPORTING_PERIOD, _FIELDS)
    return schema.replace(nouns={**nouns, REPORTING_PERIOD: row})


class _Formulas:
    """The formulas of one table, typed in its scope."""

    def __init__(self, world: World, schema: Schema, scope: str, place: Place) -> None:
        self.world = world
        self.schema = schema
        self.scope = scope
        self.place = place

    def typed(
        self, key: str, text: str, want: Kind, codes: frozenset[str] | None = None
    ) -> Node:
        """A formula of the table as the kind its key wants."""
        place = self.place / key
        node = self.world.parse(text, place)
        try:
            return check(node, self.schema, scope=self.scope, want=want, codes=codes)
        except FormulaError as error:
            raise refused(error, text, place) from None

    def maybe(self, key: str, text: str | None, want: Kind) -> Node | None:
        """The same, where it is stated."""
        return None if text is None else self.typed(key, text, want)
