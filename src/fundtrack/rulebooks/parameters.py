"""The parameters over all layers: their dated values, who may set them, what bounds them.

The days of a parameter have no overlap and no gap: a day without a value is said in so many
words (`unknown = true`), so that a forgotten year never passes for one without the rule.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from fundtrack.formulas import Kind, Type, near
from fundtrack.values import CurrencyMismatch, Record

from .book import DatedValue, Value, Verification
from .layers import Layer, Place, Stated, stated
from .parts import kind_of, seen_by
from .texts import Texts
from .typed import Sources, texts_of, value_of
from .wire import ParameterWire, ValueWire

#: Values of one parameter.
MAX_VALUES = 1000
_ORDERED = frozenset(
    {Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS, Kind.DATE}
)
_DAY = timedelta(days=1)


class Stand(Record):
    """A parameter as it stands after some layers; `as_of` is still text."""

    name: str
    type: Type
    values: tuple[DatedValue, ...]
    as_of: str
    set_in: tuple[str, ...]
    at_most: str
    at_least: str
    layers: str
    bound: str
    titles: Texts
    layer: Layer
    place: Place
    origin: Place  # where it was stated first, with its bounds


def read_parameters(layers: tuple[Layer, ...], sources: Sources) -> dict[str, Stand]:
    """Every parameter, its layers put together, its dates and its bounds checked.

    Raises:
        BookError: a gap or an overlap, a value that is restated or loosened or above its bound,
            parameters that bound each other.
    """
    found: dict[str, Stand] = {}
    for one in stated(layers, "parameter", lambda wire: wire.parameter):
        below = found.get(one.name)
        found[one.name] = (
            _first(one, sources) if below is None else _higher(below, one, sources)
        )
    for stand in found.values():
        _check_bounds(stand, found)
    _check_rings(found)
    for stand in found.values():
        _check_terms(stand, found)
    return found


# -- one layer ---------------------------------------------------------------------------------


def _first(one: Stated[ParameterWire], sources: Sources) -> Stand:
    """A parameter where it is stated for the first time."""
    said, place = one.said, one.place
    if said.kind is None:
        raise (place / "kind").refuse("this key is missing")
    type_ = kind_of(said.kind, said.codes, place)
    layers, bound = said.layers or "fixed", said.bound or ""
    if (layers == "tighten") is not bool(bound):
        raise (place / "bound").refuse("tighten and bound go together: bound is max or min")
    if (bound or said.at_most or said.at_least) and type_.kind not in _ORDERED:
        raise (place / "kind").refuse(f"a {type_.kind} has no order, so nothing bounds it")
    set_in = said.set_in or ()
    if len(set(set_in)) < len(set_in):
        raise (place / "set_in").refuse("named twice")
    if "book" in set_in[:-1]:
        raise (place / "set_in").refuse(
            "the first that is found wins, so book stands last: no term after it would be asked"
        )
    values = _values(one, type_, sources)
    if not values and not set_in:
        raise (place / "values").refuse("no value, and set_in names nobody who states one")
    return Stand(
        name=one.name,
        type=type_,
        values=values,
        as_of=said.as_of or "",
        set_in=set_in,
        at_most=said.at_most or "",
        at_least=said.at_least or "",
        layers=layers,
        bound=bound,
        titles=texts_of(said.title, place / "title"),
        layer=one.layer,
        place=place,
        origin=place,
    )


def _higher(below: Stand, one: Stated[ParameterWire], sources: Sources) -> Stand:
    """What a higher layer may do to it: give the open one its value, tighten, replace."""
    said, place = one.said, one.place
    for key in said.stated - {"values", "as_of"}:
        message = f"{one.name} is stated in {below.layer.key}; a higher layer gives only values"
        raise (place / key).refuse(message)
    values = _values(one, below.type, sources)
    if not values:
        raise (place / "values").refuse("this key is missing")
    higher = below.replace(values=values, as_of=said.as_of or "", layer=one.layer, place=place)
    if below.layers == "replace" or (not below.values and "book" in below.set_in):
        return higher
    if below.layers == "tighten":
        return _tightened(below, higher)
    remedy = "it is fixed there; write another parameter, or an exception where it is used"
    raise (place / "values").refuse(
        f"{one.name} is already stated in {below.layer.key}; {remedy}"
    )


def _values(
    one: Stated[ParameterWire], type_: Type, sources: Sources
) -> tuple[DatedValue, ...]:
    """The dated values of one layer, in the order of their days."""
    said, place = one.said, one.place / "values"
    if len(said.values) > MAX_VALUES:
        raise place.refuse(f"more than {MAX_VALUES} values")
    read = [
        (_dated(value, type_, one.layer, sources, place / index), place / index)
        for index, value in enumerate(said.values)
    ]
    dated = [value for value, _ in read if value.first or value.last]
    if (dated or len(read) > 1) and not said.as_of:
        message = "dated values need as_of: which date selects one, as cost.paid_on"
        raise (one.place / "as_of").refuse(message)
    read.sort(key=lambda pair: pair[0].first or date.min)
    for (before, _), (after, here) in pairwise(read):
        _adjoin(before, after, here)
    return tuple(value for value, _ in read)


def _dated(
    said: ValueWire, type_: Type, layer: Layer, sources: Sources, place: Place
) -> DatedValue:
    """One value: its days, its citation, who has seen it; or that nobody knows it, and why."""
    if (said.value is None) is not (said.unknown is True):
        raise place.refuse("a value is stated, or unknown = true; one of the two")
    if said.from_ and said.to and said.to < said.from_:
        raise (place / "to").refuse(f"{said.to} is before {said.from_}")
    if said.value is None:
        value, why = None, texts_of(said.why, place / "why")
        sure = Verification(said.verification or Verification.UNVERIFIED)
    else:
        value, why = value_of(said.value, type_, place / "value"), Texts()
        sure = seen_by(said.verification, said.checked_on, place / "verification")
        if said.why:
            raise (place / "why").refuse("why belongs to unknown = true")
    return DatedValue(
        value=value,
        first=said.from_,
        last=said.to,
        citation=sources.cite(said.cite, layer, place / "cite"),
        verification=sure,
        why=why,
        checked_on=said.checked_on,
    )


def _adjoin(before: DatedValue, after: DatedValue, place: Place) -> None:
    """The days of two values in a row: neither a day in both nor a day in none."""
    if before.last is None or after.first is None or after.first <= before.last:
        day = after.first or before.last or before.first
        raise place.refuse(f"two values on {day}" if day else "two values for every day")
    if after.first > before.last + _DAY:
        gap = f"no value from {before.last + _DAY} to {after.first - _DAY}"
        raise place.refuse(f"{gap}; state it, or unknown = true with its why")


# -- layers ------------------------------------------------------------------------------------


def _tightened(below: Stand, higher: Stand) -> Stand:
    """The higher layer's values where it has them, the lower's on the other days.

    A value that cannot be shown to be as tight on each of its days is refused.
    """
    if higher.as_of and below.as_of and higher.as_of != below.as_of:
        message = f"{below.name} is dated by {below.as_of} in {below.layer.key}"
        raise (higher.place / "as_of").refuse(message)
    for index, value in enumerate(higher.values):
        place = higher.place / "values" / index
        for lower in below.values:
            if value.value is None or not _overlap(value, lower):
                continue
            if lower.value is None:
                message = f"{below.layer.key} leaves it unknown on some of these days"
                raise place.refuse(f"{message}, so nobody can say that this is as tight")
            if _beyond(value.value, lower.value, below.bound, place):
                raise place.refuse(
                    f"{value.value} is looser than {lower.value} of "
                    f"{below.layer.key}, which binds every layer above it"
                )
    kept = (part for lower in below.values for part in _outside(lower, higher.values))
    values = sorted((*kept, *higher.values), key=lambda value: value.first or date.min)
    return higher.replace(values=tuple(values))


def _overlap(one: DatedValue, other: DatedValue) -> bool:
    """Whether some day is in both."""
    return (one.first or date.min) <= (other.last or date.max) and (
        other.first or date.min
    ) <= (one.last or date.max)


def _outside(lower: DatedValue, higher: Iterable[DatedValue]) -> Iterator[DatedValue]:
    """The parts of a lower value on the days no higher one has; `higher` in their order."""
    first: date | None = lower.first
    for value in higher:
        if not _overlap(lower.replace(first=first), value):
            continue
        if value.first and (first or date.min) < value.first:
            yield lower.replace(first=first, last=value.first - _DAY)
        if value.last is None or value.last >= (lower.last or date.max):
            return
        first = value.last + _DAY
    yield lower.replace(first=first)


# -- bounds ------------------------------------------------------------------------------------


def _check_bounds(stand: Stand, found: dict[str, Stand]) -> None:
    """The parameters that bound this one are there and of its kind, and no value is beyond."""
    for key, name, side in (
        ("at_most", stand.at_most, "max"),
        ("at_least", stand.at_least, "min"),
    ):
        if not name:
            continue
        place = stand.origin / key
        bound = found.get(name)
        if bound is None:
            raise place.refuse(f"no parameter {name}{near(name, found)}")
        if bound.type.kind is not stand.type.kind:
            raise place.refuse(f"{name} is a {bound.type.kind}, not a {stand.type.kind}")
        for value in stand.values:
            _check_bound(value, stand, bound, side, stand.place / "values")


def _check_rings(found: dict[str, Stand]) -> None:
    """No parameter bounds itself, through however many others: none would be fixed first."""
    done: set[str] = set()
    for name in found:
        trail, held = [name], {name}
        while trail:
            stand = found[trail[-1]]
            bounds = (("at_most", stand.at_most), ("at_least", stand.at_least))
            key, ahead = next(
                (one for one in bounds if one[1] and one[1] not in done), ("", "")
            )
            if not ahead:
                done.add(trail.pop())
            elif ahead in held:
                ring = " -> ".join((*trail[trail.index(ahead) :], ahead))
                message = f"the bounds go round: {ring}; take one of them away"
                raise (stand.origin / key).refuse(message)
            else:
                trail.append(ahead)
                held.add(ahead)


def _check_terms(stand: Stand, found: dict[str, Stand]) -> None:
    """What bounds a parameter is of the book: a grant could lift a limit that it states."""
    for key, name in (("at_most", stand.at_most), ("at_least", stand.at_least)):
        holder = next((one for one in found[name].set_in if one != "book"), "") if name else ""
        if holder:
            raise (stand.origin / key).refuse(
                f"{name} is a term of the {holder}; what bounds another is of the book alone"
            )


def _check_bound(
    value: DatedValue, stand: Stand, bound: Stand, side: str, place: Place
) -> None:
    """Refuse a value that is beyond its bound on a day on which both may hold.

    Dated by the same fact, the days are compared. Dated differently, any value of the bound
    may hold beside it.
    """
    same = stand.as_of == bound.as_of
    for limit in bound.values:
        if value.value is None or limit.value is None or (same and not _overlap(value, limit)):
            continue
        if _beyond(value.value, limit.value, side, place):
            word = "above" if side == "max" else "below"
            message = f"{value.value} is {word} {bound.name}, {limit.value} in"
            remedy = "" if same or not bound.as_of else f"; date it by {bound.as_of} too"
            raise place.refuse(f"{message} {bound.layer.key}{remedy}")


def _beyond(value: Value, limit: Value, side: str, place: Place) -> bool:
    """Whether `value` is on the forbidden side of `limit`."""
    try:
        if side == "max":
            return bool(value > limit)  # type: ignore[operator]  # one ordered kind
        return bool(value < limit)  # type: ignore[operator]
    except CurrencyMismatch as error:
        raise place.refuse(str(error)) from None
