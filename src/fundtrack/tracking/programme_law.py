"""What a book says about a programme's plan: ceilings, grounds, shares, years; read by name.

No figure of the law stands here. A book that says nothing of a thing leaves it unknown.

- `[table.priority_ceiling]` by `fund`, `region`: the highest rate without a ground.
- `[table.priority_grounds]` by `ground`, `effect`, `fund`, `region`: a `ceiling` stands in
  place of the usual one, an `increase` adds points to it, a `separate` rate is that of a
  priority set up for this alone. Where it has no row a ground has no effect.
- `[parameter.ceiling_binds]`: `priority` or `programme`; `[parameter.priority_floor]`.
- `[rounding.plan]`: the unit of the plan.
- `[table.prefinancing_shares]` by `share`, `year`, and `[rounding.prefinancing]`.
- `[parameter.decommitment_years]` and `[parameter.commitments_close_on]`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from fundtrack.checks import Missing, ParameterUse, Reason
from fundtrack.projects import ProgrammePlan
from fundtrack.rulebooks import Book, Parameter, TableRow, Value, load_book
from fundtrack.values import InputError, Rate, Record, Rounding, excerpt

CEILING: Final = "priority_ceiling"
GROUNDS: Final = "priority_grounds"
SHARES: Final = "prefinancing_shares"
#: Nothing is more than all of it.
_ALL: Final = Fraction(1)
#: A fund and a category of region.
_Of = tuple[str, ...]
_Key = tuple[_Of, Fraction | None, tuple[str, ...] | None]


class Ceiling(Record):
    """The highest rate: exact where `least` is `most`; `allowing` says which grounds lift it.

    `allowing` maps every ground of the book that is not stated to the rate it would allow.
    """

    least: Fraction | None
    most: Fraction | None
    uses: tuple[ParameterUse, ...]
    missing: tuple[Missing, ...]
    allowing: Mapping[str, Fraction]


class Said(Record):
    """One value of the law, or why there is none, with the use to show."""

    value: Value | None
    uses: tuple[ParameterUse, ...] = ()
    missing: tuple[Missing, ...] = ()


class PlanLaw:
    """One book, asked about plans."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._held: dict[_Key, Ceiling] = {}
        self._ceilings = self._rows(CEILING, ("fund", "region"))
        self._grounds = self._rows(GROUNDS, ("ground", "effect", "fund", "region"))
        self._known = {ground for ground, *_ in self._grounds}
        self._shares = self._rows(SHARES, ("share", "year"))

    def _rows(self, name: str, keys: tuple[str, ...]) -> dict[tuple[str, ...], TableRow]:
        """The rows of a table by its keys, which may stand in any order."""
        table = self.book.tables.get(name)
        if table is None or set(table.keys) != set(keys):
            return {}
        places = [table.keys.index(key) for key in keys]
        return {tuple(row.keys[place] for place in places): row for row in table.rows}

    # -- rates ---------------------------------------------------------------------------------

    def ceiling(
        self, fund: str | None, region: str | None, grounds: tuple[str, ...] | None, at: str
    ) -> Ceiling:
        """The highest rate of a priority; what is not stated may be any row of the book.

        Where a fund has one row, nobody has to state the category.
        """
        stated = {"fund": fund, "region": region}
        rows = [
            (key, row)
            for key, row in self._ceilings.items()
            if all(
                said in (None, part) for said, part in zip(stated.values(), key, strict=True)
            )
        ]
        told = ", ".join(said or "?" for said in stated.values())
        if not rows:
            missing = Missing(Reason.NOT_IN_FORCE, f"{CEILING}[{told}]")
            return Ceiling(None, None, (), (missing,), {})
        unsaid = tuple(
            Missing(Reason.MISSING, f"priority.{name}", f"{at}/{name}")
            for name, said in stated.items()
            if said is None and len(rows) > 1
        )
        lifted = [self._once((key[0], key[1]), _rate(row), grounds) for key, row in rows]
        open_ = [miss for one in lifted for miss in one.missing]
        uses = tuple(self._use(CEILING, key, row) for key, row in rows if len(rows) == 1)
        return Ceiling(
            _least(one.least for one in lifted),
            _most(one.most for one in lifted),
            uses + tuple(use for one in lifted if len(rows) == 1 for use in one.uses),
            tuple(dict.fromkeys((*unsaid, *(_under(at, one) for one in open_)))),
            lifted[0].allowing if len(rows) == 1 else {},
        )

    def _once(
        self, of: _Of, usual: Fraction | None, grounds: tuple[str, ...] | None
    ) -> Ceiling:
        """What the grounds make of a ceiling; few differ in a plan, so each is kept."""
        key = (of, usual, grounds)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._lifted(of, usual, grounds)
        return found

    def _lifted(
        self, of: _Of, usual: Fraction | None, grounds: tuple[str, ...] | None
    ) -> Ceiling:
        """The usual ceiling and what the grounds make of it."""
        known = {key[0] for key in self._grounds if key[2:] == of}
        place = "/grounds"  # below the priority
        if usual is None:
            missing = Missing(Reason.VALUE_UNKNOWN, f"{CEILING}[{', '.join(of)}]")
            return Ceiling(None, None, (), (missing,), {})
        if grounds is None:
            allowing = {one: self._with(of, usual, (one,))[1] for one in sorted(known)}
            most = self._with(of, usual, tuple(known))[1]
            unsaid = (Missing(Reason.MISSING, "priority.grounds", place),) if known else ()
            return Ceiling(usual, most, (), unsaid, allowing)
        least, most, unclear = self._with(of, usual, grounds)
        held = [
            (key, row)
            for key, row in self._grounds.items()
            if key[2:] == of and key[0] in grounds
        ]
        strange = [one for one in grounds if one not in self._known]
        found = [Missing(Reason.NOT_IN_FORCE, f"{GROUNDS}[{one}]") for one in strange]
        found += [
            Missing(Reason.VALUE_UNKNOWN, f"{GROUNDS}[{', '.join(key)}]")
            for key, row in held
            if row.value is None
        ]
        most = _ALL if found else most
        if unclear:
            found.append(Missing(Reason.UNCLEAR, f"{GROUNDS}.increase", place))
        uses = tuple(self._use(GROUNDS, key, row) for key, row in held)
        others = sorted(known - set(grounds))
        allowing = {one: self._with(of, usual, (*grounds, one))[1] for one in others}
        return Ceiling(least, most, uses, tuple(found), allowing)

    def _with(
        self, of: _Of, usual: Fraction, grounds: tuple[str, ...]
    ) -> tuple[Fraction, Fraction, bool]:
        """The rate that some grounds allow.

        Whether two increases add up the law does not say: the least takes the larger, the most
        takes both. No increase reaches the rate of a priority set up for one thing alone.
        """
        held: dict[str, list[Fraction]] = {"ceiling": [], "increase": [], "separate": []}
        for (ground, effect, *where), row in self._grounds.items():
            rate = _rate(row)
            if tuple(where) == of and ground in grounds and effect in held and rate is not None:
                held[effect].append(rate)
        base = max((usual, *held["ceiling"]))
        more = held["increase"]
        least, most = base + max(more, default=Fraction(0)), base + sum(more)
        apart = max(held["separate"], default=Fraction(0))
        return (
            min(_ALL, max(least, apart)),
            min(_ALL, max(most, apart)),
            len(more) > 1 and min(_ALL, most) > max(least, apart),
        )

    # -- single values -------------------------------------------------------------------------

    def parameter(self, name: str) -> Said:
        """A parameter that has one value."""
        held = self.book.parameters.get(name)
        if held is None or len(held.values) != 1:
            return Said(None, (), (Missing(Reason.NOT_IN_FORCE, name),))
        one = held.values[0]
        if one.value is None:
            return Said(None, (), (Missing(Reason.VALUE_UNKNOWN, name),))
        return Said(one.value, (_parameter_use(held),))

    def whole(self, name: str) -> tuple[int | None, Said]:
        """A parameter that counts something."""
        said = self.parameter(name)
        exact = said.value
        if isinstance(exact, Fraction) and exact.denominator == 1:
            exact = exact.numerator
        return (exact if type(exact) is int else None), said

    def day(self, name: str) -> date | None:
        """A parameter that is a day."""
        value = self.parameter(name).value
        return value if isinstance(value, date) else None

    def binds_the_programme(self) -> bool:
        """Whether a ceiling is for the programme as a whole, and no priority's."""
        return self.parameter("ceiling_binds").value == "programme"

    def rounding(self, name: str) -> Rounding | None:
        """A rounding of the book."""
        held = self.book.roundings.get(name)
        return None if held is None else held.rounding

    def unit(self, exponent: int) -> int:
        """The unit of a plan in minor units; 0 where the book names none, so no tolerance."""
        rounding = self.rounding("plan")
        return 0 if rounding is None else rounding.step(exponent)

    def shares(
        self, share: str
    ) -> tuple[tuple[tuple[int, Rate], ...], tuple[ParameterUse, ...]]:
        """The yearly shares of one kind of pre-financing, in the order of the years."""
        rows = sorted(
            (int(year), key, row)
            for (name, year), row in self._shares.items()
            for key in [(name, year)]
            if name == share and year.isdecimal() and isinstance(row.value, Rate)
        )
        return (
            tuple((year, row.value) for year, _, row in rows if isinstance(row.value, Rate)),
            tuple(self._use(SHARES, key, row) for _, key, row in rows),
        )

    def _use(self, table: str, keys: tuple[str, ...], row: TableRow) -> ParameterUse:
        value = row.value if isinstance(row.value, Rate) else None
        return ParameterUse(
            f"{table}[{', '.join(keys)}]",
            value,
            None,
            None,
            row.citation,
            row.verification,
            layer=self.book.tables[table].layer,
        )


def law_of(plan: ProgrammePlan, book: Book | str | None) -> PlanLaw:
    """What the book passed says, else the one the plan names.

    Raises:
        InputError: that is no plan, or no book is named anywhere.
        BookError: the book cannot be loaded.
    """
    if not isinstance(plan, ProgrammePlan):
        raise InputError(
            "this needs a programme's plan",
            expected="what read_plan gives",
            found=excerpt(plan),
        )
    named = book or plan.book
    if named is None:
        raise InputError(
            "no book is named",
            pointer="/book",
            expected="eu/esif-plans-2014",
            remedy="name the book in the plan, or pass book=",
        )
    return _law(named if isinstance(named, Book) else load_book(named))


@lru_cache(maxsize=32)
def _law(book: Book) -> PlanLaw:
    """The law of a book, read once: a programme after the other asks the same."""
    return PlanLaw(book)


def _under(at: str, missing: Missing) -> Missing:
    """The same with its place below the priority."""
    return missing.replace(pointer=f"{at}{missing.pointer}") if missing.pointer else missing


def _parameter_use(held: Parameter) -> ParameterUse:
    one = held.values[0]
    value = None if isinstance(one.value, frozenset) else one.value
    return ParameterUse(
        held.name, value, one.first, one.last, one.citation, one.verification, layer=held.layer
    )


def _rate(row: TableRow) -> Fraction | None:
    return row.value.fraction if isinstance(row.value, Rate) else None


def _least(rates: Iterable[Fraction | None]) -> Fraction | None:
    """The least of some rates; unknown as soon as one is."""
    held = list(rates)
    return None if None in held else min(rate for rate in held if rate is not None)


def _most(rates: Iterable[Fraction | None]) -> Fraction | None:
    held = list(rates)
    return None if None in held else max(rate for rate in held if rate is not None)
