"""Which value of the law, or of this grant, holds (D-03, D-04).

A parameter with an `as_of` is looked up on the day that path names; an open one is looked for
in the partner's terms, the plan's terms and the book, first found wins. What is not in force,
not known, or (under `require_verified`) not verified is unknown with its reason, never a
default.
"""

from collections.abc import Callable, Mapping
from datetime import date

from fundtrack.formulas import Explanation, Kind, Source
from fundtrack.projects import Partner, Plan
from fundtrack.rulebooks import DatedValue, Parameter, Value, Verification
from fundtrack.values import Record

from .bind import Bound, Row
from .result import Missing, ParameterUse, Reason
from .units import exact, foreign

#: What a parameter's `as_of` path answers for a frame of rows.
DayOf = Callable[[Parameter, Mapping[str, Row]], Explanation]


class Resolved(Record):
    """The value found, or why there is none."""

    parameter: Parameter
    value: Value | None
    dated: DatedValue | None = None
    set_in: str = ""  # plan or partner, where it is a term
    at: str = ""
    missing: tuple[Missing, ...] = ()

    @property
    def use(self) -> ParameterUse:
        """What a report says of it."""
        one = self.dated
        return ParameterUse(
            name=self.parameter.name,
            value=_listed(self.value),  # type: ignore[arg-type]
            first=one.first if one else None,
            last=one.last if one else None,
            citation=one.citation if one else None,
            verification=one.verification if one else None,
            set_in=self.set_in,
            pointer=self.at,
            layer=self.parameter.layer,
        )

    def explained(self, currency: str) -> Explanation:
        """As a step of an explanation."""
        one = self.dated
        kind = self.parameter.type.kind
        return Explanation(
            label=self.parameter.name,
            formula=self.parameter.name,
            kind=kind,
            value=None if self.value is None else exact(self.value),
            currency=currency if kind in (Kind.MONEY, Kind.PRICE) else "",
            pointer=self.at,
            source=None
            if one is None
            else Source(one.citation, one.first, one.last, one.verification),
            missing=tuple(
                (miss.reason.value, miss.name, miss.pointer) for miss in self.missing
            ),
            note=f"term:{self.set_in}" if self.set_in else "",
        )


class Parameters:
    """The parameters of one bound book, each resolved once for every day and partner asked."""

    def __init__(self, bound: Bound, day_of: DayOf) -> None:
        self.bound = bound
        self.day_of = day_of
        self._held: dict[tuple[str, object, object], Resolved] = {}

    def resolve(self, name: str, frame: Mapping[str, Row]) -> Resolved:
        """The parameter where `frame` stands."""
        parameter = self.bound.book.parameters[name]
        partner = self._partner(parameter, frame)
        key = (name, self._day_key(parameter, frame), id(partner.said) if partner else None)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._found(parameter, partner, frame)
        return found

    def on(self, parameter: Parameter, day: date | None) -> Resolved:
        """The book's value on a day; without one where the parameter is not dated."""
        one = _on(parameter, day)
        if one is None:
            return _unknown(parameter, Reason.NOT_IN_FORCE)
        reason = self._why_not(one)
        if reason is not None:
            return Resolved(parameter, None, one, missing=(Missing(reason, parameter.name),))
        return Resolved(parameter, one.value, one)

    def value_on(self, parameter: Parameter, day: date | None) -> Value | None:
        """The same value alone; None where it is unknown, for whatever reason."""
        one = _on(parameter, day)
        return None if one is None or self._why_not(one) is not None else one.value

    def _day_key(self, parameter: Parameter, frame: Mapping[str, Row]) -> object:
        if parameter.as_of is None:
            return None
        return id(frame.get(parameter.as_of.name.split(".")[0]))

    def _partner(self, parameter: Parameter, frame: Mapping[str, Row]) -> Row | None:
        if "partner" not in parameter.set_in:
            return None
        if "partner" in frame:
            return frame["partner"]
        for row in reversed(list(frame.values())):  # the row an aggregate stands at comes last
            name = getattr(row.said, "partner", None)
            index = self.bound.ids("partner").get(name) if name is not None else None
            if index is not None:
                return (self.bound.rows("partner") or ())[index]
        return None

    def _found(
        self, parameter: Parameter, partner: Row | None, frame: Mapping[str, Row]
    ) -> Resolved:
        term = self.term(parameter, partner)
        if term is not None:
            return term
        if not parameter.values:
            plan = next(iter(self.bound.rows("plan") or ()), None)
            holder = plan.at if plan else "/plans"
            return _unknown(parameter, Reason.MISSING, f"{holder}/terms/{parameter.name}")
        return self._dated(parameter, frame)

    def term(self, parameter: Parameter, partner: Row | None) -> Resolved | None:
        """The term of the partner or of the plan in force, the first found; None for none."""
        plan = next(iter(self.bound.rows("plan") or ()), None)
        for place in parameter.set_in:
            row = {"partner": partner, "plan": plan}.get(place)
            said = row.said if row else None
            value = (
                self.bound.term(said, parameter) if isinstance(said, Plan | Partner) else None
            )
            if row is not None and value is not None:
                at = f"{row.at}/terms/{parameter.name}"
                if foreign(value, self.bound.currency):
                    missing = (Missing(Reason.OTHER_CURRENCY, parameter.name, at),)
                    return Resolved(parameter, None, set_in=place, at=at, missing=missing)
                return Resolved(parameter, value, set_in=place, at=at)
        return None

    def _dated(self, parameter: Parameter, frame: Mapping[str, Row]) -> Resolved:
        if parameter.as_of_on:
            if self.bound.on is None:
                return _unknown(parameter, Reason.NEEDS_DAY)
            return self.on(parameter, self.bound.on)
        if parameter.as_of is None:
            return self.on(parameter, None)
        day = self.day_of(parameter, frame)
        if not isinstance(day.value, date):
            missing = tuple(Missing(Reason(r), name, at) for r, name, at in day.missing)
            return Resolved(parameter, None, missing=missing)
        return self.on(parameter, day.value)

    def _why_not(self, one: DatedValue) -> Reason | None:
        """Why a value of the book may not be used here."""
        if one.value is None:
            return Reason.VALUE_UNKNOWN
        if self.bound.require_verified and one.verification is not Verification.VERIFIED:
            return Reason.UNVERIFIED
        return Reason.OTHER_CURRENCY if foreign(one.value, self.bound.currency) else None


def _on(parameter: Parameter, day: date | None) -> DatedValue | None:
    """The value of a day; the only one of a parameter that is not dated."""
    if day is None:
        return parameter.values[0]
    for one in parameter.values:
        if (one.first is None or one.first <= day) and (one.last is None or day <= one.last):
            return one
    return None


def _unknown(parameter: Parameter, reason: Reason, at: str = "") -> Resolved:
    return Resolved(parameter, None, missing=(Missing(reason, parameter.name, at),))


def _listed(value: object) -> object:
    """A set as a report shows it: its codes in order, the same on every run."""
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else value
