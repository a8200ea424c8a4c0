"""Facts that no table states and the library sees for itself: what base rules ask of rows.

Where several rows decide together (a ledger's entries, the numbers of claims) the answers come
from the same code as those about one project; the others are steps of programs.
"""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from fundtrack.checks import SIGNS, Consistency, Path, foreign, minor, money_fields
from fundtrack.formulas import Kind, Type
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import (
    ACCEPTED,
    CURRENCY_AGREES,
    DECLARED,
    DOCUMENT_ONCE,
    PARTNER_OPTIONS,
    VIRTUAL_FACTS,
    Parameter,
)

from ..question import Unsupported
from .arrays import Mask, day_number
from .column import Array, Column
from .covers import Sources, bare
from .effects import Effects
from .laws import stored
from .places import Place, placed
from .program import Arg
from .rows import first_of_each
from .spans import Span
from .store import Held
from .vectors import Vector

_BOOL: Final = Type(Kind.BOOL)
_EPOCH: Final = date(1970, 1, 1)
#: What the ledger's own code is asked, and the rows it needs to see.
_OF_ENTRIES: Final = ("latest", "parked_before", "declared_once", "corrected_within")
_OF_CLAIMS: Final = ("number_once", "number_follows")


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
            place = self.of_plan(path.root, name)
            return self.of_project(place) if isinstance(place, Place) else place
        return self.of_own(path.root, name)

    def of_own(self, noun: str, name: str) -> Vector:
        """What the library sees of the rows of this loop."""
        match name:
            case "currency_agrees":
                return self.currency_agrees(noun)
            case "links_found":
                return self.links_found(noun)
            case "document_once":
                return self.document_once()
            case "within_its_claim":
                return self.within_its_claim()
            case "happened":
                return self.happened(noun)
            case "terms_within_bounds":
                return self.terms_within_bounds(noun)
        return self.of_ledger(noun, name)

    def of_plan(self, root: str, name: str) -> "Place | Vector":
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
        key = ("seen", noun, name)
        self.store.put(key, values)
        if mask is not None and mask.any():
            self.store.arrays[*key, "?"] = mask
        return self.here(Place(Kind.BOOL, key, masked=mask is not None and bool(mask.any())))

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
        return Sources(self.store, self._values)

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

    def document_once(self) -> Vector:
        """Whether no other cost states the document of this one, and its supplier."""
        rows = self.store.rows("cost")
        assert rows is not None  # noqa: S101
        stated = [rows.columns.get(name) for name in ("document", "supplier")]
        document, supplier = stated
        if document is None or supplier is None:
            return Vector(Kind.BOOL, True)
        reverses = rows.columns.get("reverses")
        free = ~document.missing & ~supplier.missing
        if reverses is not None:
            free &= reverses.missing
        places = np.flatnonzero(free)
        keys = [rows.project[places], supplier.values[places], document.values[places]]
        once = np.ones(rows.size, bool)
        if len(places):
            number, _ = first_of_each(keys)
            once[places] = np.bincount(number)[number] == 1
        return self.kept("cost", DOCUMENT_ONCE, once)

    def of_ledger(self, noun: str, name: str) -> Vector:
        """What a ledger shows of a row only together with others."""
        if name not in (*_OF_ENTRIES, *_OF_CLAIMS):
            raise Unsupported(f"{noun}.{name}")
        table = self.store.rows(noun)
        if table is None or not table.size:
            return Vector(Kind.BOOL, True)
        values: list[bool | None] = []
        for ledger, rows in self.ledgers(noun):
            seen = Consistency(ledger, self.question.on)
            values += [getattr(seen, name)(row) for row in rows]
        mask = np.array([one is None for one in values], bool)
        return self.kept(noun, name, np.array([bool(one) for one in values], bool), mask)

    def ledgers(self, noun: str) -> Iterator[tuple[Any, Sequence[Any]]]:
        """Each project as its ledger sees it, with the rows that are asked about."""
        agreement = SimpleNamespace(currency=self.store.currency)
        rows = self.objects(noun, _SEEN[noun])
        costs = self.objects("cost", _SEEN["cost"]) if noun == "entry" else []
        for place in range(self.store.count):
            mine = rows[place]
            named = {one.cost for one in mine} if noun == "entry" else set()
            held = [one for one in costs[place] if one.id in named] if costs else []
            ledger = SimpleNamespace(
                agreement=agreement,
                entries=mine if noun == "entry" else (),
                claims=mine if noun == "claim" else (),
                costs=held,
            )
            yield ledger, mine

    def objects(self, noun: str, fields: Sequence[tuple[str, Kind | None]]) -> list[list[Any]]:
        """The rows of a noun as objects, by project."""
        rows = self.store.rows(noun)
        found: list[list[Any]] = [[] for _ in range(self.store.count)]
        if rows is None:
            return found
        columns = {name: self._values(noun, name, kind) for name, kind in fields}
        for at, project in enumerate(rows.project.tolist()):
            found[project].append(
                SimpleNamespace(**{name: values[at] for name, values in columns.items()})
            )
        return found

    def _values(self, noun: str, name: str, kind: Kind | None) -> list[Any]:
        """A column as Python values, None where it is missing."""
        rows = self.store.rows(noun)
        assert rows is not None  # noqa: S101
        column = rows.columns.get(name)
        if column is None:
            return [None] * rows.size
        raw: list[Any] = column.values.tolist()
        if kind is Kind.DATE:
            raw = [_EPOCH + timedelta(days=one) for one in raw]
        elif kind is Kind.MONEY:
            held = self.store.fact(noun, name, Type(kind))
            lost = np.ones(rows.size, bool)
            if held is not None:
                raw = self.store.arrays[held.key].tolist()
                lost = self.store.arrays.get((*held.key, "?"), np.zeros(rows.size, bool))
            gone = column.missing.tolist()
            return [
                None
                if gone[at]
                else SimpleNamespace(
                    minor=raw[at],
                    currency="" if lost[at] else self.store.currency,
                )
                for at in range(rows.size)
            ]
        elif column.words is not None:
            words = column.words or ("",)  # of nothing but what is missing there is none
            raw = [words[one] for one in raw]
        return [None if gone else one for one, gone in zip(raw, column.missing, strict=True)]

    # -- what entries and options say ----------------------------------------------------------

    def seen(self, noun: str, path: Path, type_: Type) -> Place | None:
        """What entries have come to, and the method a partner has chosen."""
        if noun == "cost" and path.name in (DECLARED, ACCEPTED):
            return self.decisions()[path.name]
        if path.noun == PARTNER_OPTIONS:
            return self.method(path.name)
        return None

    def method(self, covers: str) -> Place:
        """The method a partner uses for a kind of costs: text, unknown where two are stated."""
        key = ("method", covers)
        if key not in self.store.arrays:
            self._methods(key, covers)
        masked = (*key, "?") in self.store.arrays
        return Place(Kind.TEXT, key, masked=masked, words=True)

    def _methods(self, key: tuple[Hashable, ...], covers: str) -> None:
        partners, options = self.store.rows("partner"), self.store.rows("option")
        if partners is None:
            self.store.hold(key, Column(Kind.TEXT, np.zeros(0, np.int64), None, ()), Kind.TEXT)
            return
        fields: Sequence[tuple[str, Kind | None]] = (
            ("covers", None), ("method", None), ("partner", None)
        )  # fmt: skip
        said = self.objects("option", fields)
        ids = self._values("partner", "id", None)
        silent = self.store.unstated("option")
        words: dict[str, int] = {"real": 0}
        found, lost = np.zeros(partners.size, np.int64), np.zeros(partners.size, bool)
        for at, project in enumerate(partners.project.tolist()):
            if options is None or silent is True or (silent is not None and silent[project]):
                lost[at] = True
                continue
            mine = [one for one in said[project] if one.covers == covers]
            held = [one for one in mine if one.partner == ids[at]]
            held = held or [one for one in mine if one.partner is None]
            methods = dict.fromkeys(one.method for one in held)
            lost[at] = len(methods) > 1
            found[at] = words.setdefault(next(iter(methods), "real"), len(words))
        self.store.hold(key, Column(Kind.TEXT, found, lost, tuple(words)), Kind.TEXT)

    def decisions(self) -> dict[str, Place]:
        """What is declared and what is accepted of each cost by its entries (D-08)."""
        keys: dict[str, tuple[Hashable, ...]] = {
            name: ("seen", "cost", name) for name in (DECLARED, ACCEPTED)
        }
        if self.store.rows("entry") is None:  # nobody says what was decided
            return dict.fromkeys(keys, Place(Kind.MONEY, value=0, unknown=True))
        if keys[DECLARED] not in self.store.arrays:
            self._decide(keys)
        return {
            name: Place(Kind.MONEY, key, masked=(*key, "?") in self.store.arrays)
            for name, key in keys.items()
        }

    def _decide(self, keys: dict[str, tuple[Hashable, ...]]) -> None:
        costs, entries = self.store.rows("cost"), self.store.rows("entry")
        assert entries is not None  # noqa: S101
        if costs is None:
            for key in keys.values():
                self.store.put(key, np.zeros(0, np.int64))
            return
        net, vat = (self._amounts("cost", name) for name in ("net", "vat"))
        declared, lost = net[0] + vat[0], net[1] | vat[1]
        signed = np.zeros(costs.size, object)
        doubt = np.zeros(costs.size, bool)
        silent = self.store.unstated("entry")
        if self.store.link("entry", "cost", "cost") is not None:
            column = entries.columns["cost"]
            find = self.store.resolver("entry", "cost")
            index = find(column.values, column.unknown, entries.project)
            on = self.question.on
            use = index >= 0
            if on is not None:
                use &= entries.columns["decided_on"].values <= day_number(on)
            kinds = self._values("entry", "kind", None)
            amounts, unsure = self._amounts("entry", "amount")
            again: dict[int, tuple[int, bool]] = {}
            for at in np.flatnonzero(use).tolist():
                cost, kind = int(index[at]), kinds[at]
                if kind == "declared":
                    held, open_ = again.get(cost, (0, False))
                    again[cost] = held + amounts[at], open_ or bool(unsure[at])
                elif kind in SIGNS:
                    signed[cost] += SIGNS[kind] * amounts[at]
                    doubt[cost] |= bool(unsure[at])
            for cost, (amount, open_) in again.items():
                declared[cost], lost[cost] = amount, open_
        if silent is not None:
            quiet = np.ones(costs.size, bool) if silent is True else silent[costs.project]
            lost = lost | quiet
        for name, values, mask in (
            (DECLARED, declared, lost),
            (ACCEPTED, declared + signed, lost | doubt),
        ):
            self.store.put(keys[name], _narrow(values))
            if mask.any():
                self.store.arrays[*keys[name], "?"] = mask

    def _amounts(self, noun: str, name: str) -> tuple[Array, Array]:
        """Amounts as Python ints, and where they are unknown."""
        rows = self.store.rows(noun)
        assert rows is not None  # noqa: S101
        held: Held | None = self.store.fact(noun, name, Type(Kind.MONEY))
        if held is None:
            return np.zeros(rows.size, object), np.ones(rows.size, bool)
        mask = self.store.arrays.get((*held.key, "?"))
        lost = np.zeros(rows.size, bool) if mask is None else mask.copy()
        return self.store.arrays[held.key].astype(object), lost


def _narrow(values: Array) -> Array:
    """Python ints as machine ones, where they fit."""
    held = values.tolist()
    return np.array(held, np.int64) if all(abs(one) < 2**62 for one in held) else values


_SEEN: Final[dict[str, tuple[tuple[str, Kind | None], ...]]] = {
    "entry": (
        ("id", None), ("kind", None), ("cost", None), ("procurement", None), ("claim", None),
        ("decided_on", Kind.DATE), ("sequence", None), ("amount", Kind.MONEY),
    ),
    "claim": (("id", None), ("partner", None), ("number", None)),
    "cost": (("id", None), ("net", Kind.MONEY), ("vat", Kind.MONEY)),
}  # fmt: skip
