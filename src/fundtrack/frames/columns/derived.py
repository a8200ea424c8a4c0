"""Facts that no table states and the library sees for itself: what base rules ask of rows.

What a row shows by itself, or with the rows that it names, is steps of programs; what only
several rows together show stands in `ledgers`.
"""

from functools import cached_property, partial
from typing import Any

import numpy as np

from fundtrack.checks import Path, foreign, minor, money_fields
from fundtrack.formulas import Kind, Type
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import (
    ACCEPTED,
    CURRENCY_AGREES,
    DECLARED,
    PARTNER_OPTIONS,
    VIRTUAL_FACTS,
    Parameter,
)

from ..question import Unsupported
from .arrays import Mask, day_number
from .as_objects import values_of
from .column import Array
from .covers import Sources, bare
from .effects import Effects
from .laws import stored
from .ledgers import Ledgers, kept
from .places import Place, placed
from .program import Arg
from .spans import Span
from .vectors import Vector


class Derived(Effects):
    """Writes what the library sees for itself."""

    def fact(self, path: Path, type_: Type, said: str = "") -> Vector:
        """A fact of a row; one the library sees is worked out for the rows of this loop."""
        name = path.name
        if name not in VIRTUAL_FACTS:
            return super().fact(path, type_, said)
        root = self.view.loop(path.root)
        if path.links or (root != "project" and path.root != self.loop):
            raise Unsupported(f"{path.name} of another row")
        if root == "project":
            return self.of_plan(path.root, name)
        return self.of_own(path.root, name)

    def of_own(self, noun: str, name: str) -> Vector:
        """What the library sees of the rows of this loop."""
        match name:
            case "currency_agrees":
                return self.currency_agrees(noun)
            case "links_found":
                return self.links_found(noun)
            case "document_once":
                return self.everywhere(self.ledgers.document_once())
            case "within_its_claim":
                return self.within_its_claim()
            case "happened":
                return self.happened(noun)
            case "terms_within_bounds":
                return self.terms_within_bounds(noun)
            case "waives":  # a project with waivers is asked by itself
                return Vector(Kind.BOOL, True)
        return self.everywhere(self.ledgers.fits(noun, name))

    def everywhere(self, place: Place | None) -> Vector:
        """What ledgers show of the rows of this loop; where they show nothing, all is well."""
        return Vector(Kind.BOOL, True) if place is None else self.here(place)

    def of_plan(self, root: str, name: str) -> Vector:
        """What the library sees of a project or its plan; asked in the project's loop alone."""
        if self.loop != "project":
            raise Unsupported(f"{root}.{name} of each row")
        match name:
            case "currency_agrees":
                return self.plan_agrees()
            case "within_book":
                return self.within_book()
            case "terms_within_bounds":
                return self.terms_within_bounds("project") if root == "plan" else Vector(
                    Kind.BOOL, True
                )  # fmt: skip
            case "lines_have_sources":
                return self.lines_have_sources()
        raise Unsupported(f"{root}.{name}")

    def plan_agrees(self) -> Vector:
        """Whether every amount of the plan is in the agreement's currency."""
        columns = self.store.sheets["project"].columns
        wrong = np.zeros(self.store.count, bool)
        for name in money_fields("plan"):
            column = columns.get(f"plan.{name}")
            foreign = None if column is None else self.store.foreign("project", column)
            if column is not None and foreign is not None:
                wrong |= foreign & ~column.missing
        if not wrong.any():
            return Vector(Kind.BOOL, True)
        return self.kept("project", CURRENCY_AGREES, ~wrong)

    # -- one row -------------------------------------------------------------------------------

    def currency_agrees(self, noun: str) -> Vector:
        """Whether every amount of a row is in the agreement's currency."""
        rows = self.store.rows(noun)
        if rows is None:
            return Vector(Kind.BOOL, True)
        wrong, unsure = np.zeros(rows.size, bool), np.zeros(rows.size, bool)
        for name in money_fields(noun):
            column = rows.columns.get(name)
            foreign = None if column is None else self.store.foreign(noun, column)
            if column is None or foreign is None:
                continue
            found = foreign & ~column.missing
            if not self.store.converts(noun, name):
                wrong |= found
                continue
            held = self.store.fact(noun, name, Type(Kind.MONEY))
            if held is not None and held.masked:  # they come first, and the first decides
                unsure |= found & self.store.arrays[*held.key, "?"]
        if not (wrong.any() or unsure.any()):
            return Vector(Kind.BOOL, True)
        return self.kept(noun, CURRENCY_AGREES, ~wrong, unsure)

    def kept(self, noun: str, name: str, values: Array, mask: Mask = None) -> Vector:
        """A column worked out for all rows of this loop."""
        return self.here(kept(self.store, noun, name, values, mask))

    def links_found(self, noun: str) -> Vector:
        """Whether every row that this one names is there."""
        lost: list[Arg] = []
        unsure: list[Arg] = []
        for name, target in noun_fields()[noun].links.items():
            if not noun_fields()[target].rows or self.store.key(noun, name) is None:
                continue
            index = self.linked(noun, name, target, None)
            nowhere = self.out.step("less", index, -1)
            silent = self.store.unstated(target)
            if silent is None:
                lost.append(nowhere)
            elif silent is True:
                unsure.append(nowhere)
            else:
                key = ("unstated", target)
                self.store.put(key, silent, Span(0, 1))
                quiet = self.of_project(Place(Kind.BOOL, key)).value
                lost.append(self.both(nowhere, self.not_(quiet)))
                unsure.append(self.both(nowhere, quiet))
        missing = self.any_of(*lost)
        doubt = self.both(self.any_of(*unsure), self.not_(missing))
        return Vector(Kind.BOOL, self.not_(missing), self.mask_of(doubt))

    def happened(self, noun: str) -> Vector:
        """Whether an entry was decided, or a payment made, by the day asked about."""
        on = self.question.on
        if on is None:
            return Vector(Kind.BOOL, True)
        name = "decided_on" if noun == "entry" else "paid_on"
        day = super().fact(Path(noun, (), noun, name), Type(Kind.DATE))
        return Vector(Kind.BOOL, self.out.step("at_most", day.value, day_number(on)))

    def within_its_claim(self) -> Vector:
        """Whether a cost was incurred or paid in the period of its claim, if both are known."""
        if self.store.key("cost", "claim") is None:
            return Vector(Kind.BOOL, True)
        dated = Type(Kind.DATE)
        first, last = (
            super(Derived, self).fact(Path("cost", ("claim",), "claim", name), dated)
            for name in ("period.first", "period.last")
        )
        days = [
            super(Derived, self).fact(Path("cost", (), "cost", name), dated)
            for name in ("incurred_on", "paid_on")
        ]
        inside = []
        for day in days:
            held = self.both(
                self.out.step("at_most", first.value, day.value),
                self.out.step("at_most", day.value, last.value),
            )
            inside.append(self.surely(Vector(Kind.BOOL, held, day.unknown)))
        told = self.both(self.known(first), self.known(last))
        some = self.any_of(*(self.known(day) for day in days))
        outside = self.both(told, some, *(self.not_(one) for one in inside))
        return Vector(Kind.BOOL, self.not_(outside))

    def within_book(self) -> Vector:
        """Whether the agreement was signed on a day the book covers."""
        first, last = self.book.first_day, self.book.last_day
        if first is None and last is None:
            return Vector(Kind.BOOL, True)
        signed = super().fact(
            Path("project", ("agreement",), "agreement", "signed_on"), Type(Kind.DATE)
        )
        held: list[Arg] = []
        if first is not None:
            held.append(self.out.step("at_least", signed.value, day_number(first)))
        if last is not None:
            held.append(self.out.step("at_most", signed.value, day_number(last)))
        return Vector(Kind.BOOL, self.both(*held), signed.unknown)

    def lines_have_sources(self) -> Vector:
        """Whether a source pays for every line; without sources there is nothing to say."""
        sources = self.store.rows("source")
        covers = None if sources is None else sources.columns.get("covers")
        if covers is None or covers.missing.all():
            return Vector(Kind.BOOL, True)
        wrong, unsure = bare(self.store, self.sources)
        if not (wrong.any() or unsure.any()):
            return Vector(Kind.BOOL, True)
        return self.kept("project", "lines_have_sources", ~wrong, unsure)

    @cached_property
    def sources(self) -> Sources:
        """The sources of all projects."""
        return Sources(self.store, partial(values_of, self.store))

    def terms_within_bounds(self, noun: str) -> Vector:
        """Whether every term of the grant keeps to the parameter that bounds it, if known."""
        prefix = "plan.terms." if noun == "project" else "terms."
        holder = "plan" if noun == "project" else noun
        out: list[Arg] = []
        unsure: list[Arg] = []
        for parameter in self.book.parameters.values():
            if holder not in parameter.set_in:
                continue
            held = self.store.fact(noun, f"{prefix}{parameter.name}", parameter.type)
            if held is None:
                continue
            term = self.here(placed(held, parameter.type.kind))
            for bound, sign in ((parameter.at_most, "more"), (parameter.at_least, "less")):
                if bound:
                    self._bounded(term, self.book.parameters[bound], sign, out, unsure)
        broken = self.any_of(*out)
        doubt = self.both(self.any_of(*unsure), self.not_(broken))
        return Vector(Kind.BOOL, self.not_(broken), self.mask_of(doubt))

    def _bounded(
        self, term: Vector, bound: Parameter, sign: str, out: list[Arg], unsure: list[Arg]
    ) -> None:
        """Where a term lies outside all values of its bound, and where outside some."""
        values = [one.value for one in bound.values]
        known = [
            one for one in values if one is not None and not foreign(one, self.store.currency)
        ]
        beyond = []
        for one in known:
            value: Any = minor(one)
            below = getattr(value, "denominator", 1)
            limit = Vector(term.kind, stored(value, below), below=below)
            (left, right), _ = self.aligned([term, limit])
            beyond.append(self.out.step(sign, left, right))
        stated = self.known(term)
        every = self.both(*beyond) if values and len(known) == len(values) else False
        some = self.any_of(*beyond)
        none_inside = self.both(*beyond)
        out.append(self.both(stated, every))
        unsure.append(self.both(stated, self.any_of(some, none_inside)))

    # -- several rows --------------------------------------------------------------------------

    @cached_property
    def ledgers(self) -> Ledgers:
        """What several rows together show."""
        return Ledgers(self.store, self.question.on)

    def seen(self, noun: str, path: Path, type_: Type) -> Place | None:
        """What entries have come to, and the method a partner has chosen."""
        if noun == "cost" and path.name in (DECLARED, ACCEPTED):
            return self.ledgers.decisions()[path.name]
        if path.noun == PARTNER_OPTIONS:
            return self.ledgers.method(path.name)
        return None
