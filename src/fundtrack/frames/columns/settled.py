"""Tables as columns, and which of their projects no kernel answers for.

Those are the ones whose rows the gate might refuse, those whose agreement or plan the book or
the day leaves out, and those to which somebody waived a rule. They are asked by themselves.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np

from fundtrack.formulas import Kind
from fundtrack.projects import Limits
from fundtrack.values import InputError, exponent_of

from ..asked import Asking
from ..given import Floats
from ..needs import Need
from ..question import Unsupported
from ..rebuilt import CURRENCY
from ..shapes import ID, JSON, STATES
from ..taken import Taken
from .arrays import day_number
from .column import Array, Column, Sheet, is_rising
from .doubts import doubtful, unsaid
from .reading import read_sheet
from .rows import matched

_KINDS: Final = {ID: Kind.TEXT, JSON: Kind.SET}
#: What a book needs, by noun and column.
Wanted = Mapping[str, Mapping[str, Need]]


class Settled:
    """The tables of a call; `owners` has the project of each row of each."""

    def __init__(
        self, asking: Asking, got: Mapping[str, Taken], wanted: Wanted, floats: Floats
    ) -> None:
        self.asking = asking
        self.wanted = wanted
        self.sheets, self.wrong = _sheets(got, wanted, floats)
        self.count = self.sheets["project"].size
        self.owners = _owners(self.sheets)

    @cached_property
    def large(self) -> Array:
        """The projects of more rows than the gate reads, which nobody can ask by themselves."""
        rows = np.zeros(self.count, np.int64)
        for owner in self.owners.values():
            rows += np.bincount(owner, minlength=self.count)
        return rows >= Limits().rows

    @cached_property
    def apart(self) -> Array:
        """The projects that are asked by themselves, whatever the kernels say."""
        doubt = self._in_doubt()
        left_out = self._no_plan()
        waived = self._waived()
        if self.asking.across:
            if doubt.any():
                raise Unsupported("whether a project can be read, where others count its rows")
            if left_out.any():
                raise Unsupported("plans not in force, where others count the rows")
            if waived.any():
                raise Unsupported("waivers, where others count the rows")
            if len(self.currencies[0]) > 1:
                raise Unsupported("several currencies, where projects count each other's rows")
        return doubt | left_out | waived | self._not_in_force()

    def _in_doubt(self) -> Array:
        found = np.zeros(self.count, bool)
        codes, places = self.currencies
        exponents = np.array([_decimals(code) for code in codes])[places]
        found |= exponents < 0
        same = bool((exponents == 2).all())
        for noun, sheet in self.sheets.items():
            of = None if same else exponents[self.owners[noun]]
            rows = np.flatnonzero(doubtful(sheet, self.wanted[noun], of) | self.wrong[noun])
            found[self.owners[noun][rows]] = True
            if noun != "project":
                found |= self._twice(noun, sheet)
                silent = unsaid(self.sheets["project"], noun)
                if silent.any():
                    rows_of = np.bincount(self.owners[noun], minlength=self.count) > 0
                    found |= silent & rows_of
        return found

    def _twice(self, noun: str, sheet: Sheet) -> Array:
        """The projects in which an id stands twice."""
        found = np.zeros(self.count, bool)
        ids = sheet.columns.get("id")
        if ids is None or not sheet.size:
            return found
        keys, owner = ids.values, self.owners[noun]
        if is_rising(keys):
            return found
        if bool(((keys[1:] > keys[:-1]) | (owner[1:] > owner[:-1])).all()) and bool(
            (owner[1:] >= owner[:-1]).all()
        ):
            return found
        order = np.lexsort((keys, owner))
        again = (keys[order][1:] == keys[order][:-1]) & (owner[order][1:] == owner[order][:-1])
        found[owner[order[1:][again]]] = True
        return found

    @cached_property
    def currencies(self) -> tuple[list[str], Array]:
        """The currencies of agreements, and the place of each project's among them."""
        column = self.sheets["project"].columns.get("agreement.currency")
        if column is None or column.words is None:
            return [CURRENCY], np.zeros(self.count, np.int64)
        words = [*column.words, CURRENCY]
        places = np.where(column.missing, len(words) - 1, column.values)
        held, places = np.unique(places, return_inverse=True)
        return [words[at] for at in held.tolist()], places

    def _day(self, name: str) -> tuple[Array, Array] | None:
        column = self.sheets["project"].columns.get(name)
        return None if column is None else (column.values, ~column.missing)

    def _waived(self) -> Array:
        """The projects with a waiver, which gives back what a rule would take."""
        found = np.zeros(self.count, bool)
        found[self.owners.get("waiver", [])] = True
        return found

    def _not_in_force(self) -> Array:
        """The projects whose agreement was signed outside the days of the book."""
        found, book = np.zeros(self.count, bool), self.asking.book
        signed = self._day("agreement.signed_on")
        if signed is not None:
            if book.first_day is not None:
                found |= signed[1] & (signed[0] < day_number(book.first_day))
            if book.last_day is not None:
                found |= signed[1] & (signed[0] > day_number(book.last_day))
        return found

    def _no_plan(self) -> Array:
        """The projects without a plan in force on the day, as far as it was known."""
        found = np.zeros(self.count, bool)
        effective, approved = self._day("plan.effective_from"), self._day("plan.approved_on")
        if self.asking.on is not None:
            day = day_number(self.asking.on)
            if effective is not None:
                found |= effective[1] & (effective[0] > day)
            if approved is not None:
                late = approved[1] & (approved[0] > day)
                found |= late if effective is None else late & ~effective[1]
        if self.asking.known_on is not None and approved is not None:
            found |= approved[1] & (approved[0] > day_number(self.asking.known_on))
        return found


# ---- Reading ---------------------------------------------------------------------------------


def _sheets(
    got: Mapping[str, Taken], wanted: Wanted, floats: Floats
) -> tuple[dict[str, Sheet], dict[str, Array]]:
    """The tables as columns, and of each the rows that cannot be read."""
    sheets, wrong = {}, {}
    for noun, table in got.items():
        needs = wanted[noun]
        kinds = {name: _KINDS.get(need.kind) or Kind(need.kind) for name, need in needs.items()}
        keys = {name for name, need in needs.items() if need.kind == ID}
        bad: list[Array] = []
        sheet = read_sheet(noun, table.columns, kinds, keys=keys, floats=floats, wrong=bad)
        told = {
            name: _said(one) if name.startswith(STATES) else one
            for name, one in sheet.columns.items()
        }
        sheets[noun] = Sheet(noun, table.size, told)
        wrong[noun] = np.zeros(table.size, bool)
        for rows in bad:
            wrong[noun][rows] = True
    return sheets, wrong


def _said(states: Column) -> Column:
    """Whether rows are stated: of nothing said, they are not."""
    return states.replace(values=states.values.astype(bool) & ~states.missing, unknown=None)


def _owners(sheets: Mapping[str, Sheet]) -> dict[str, Array]:
    """The project of each row of each table.

    Raises:
        InputError: a project stands twice, or a row is of a project that is not there; the
            front says which.
    """
    keys = sheets["project"].columns["project"]
    if len(np.unique(keys.values)) < len(keys):
        raise InputError("two projects have one key", pointer="/project/project")
    found = {"project": np.arange(len(keys))}
    for noun, sheet in sheets.items():
        if noun == "project":
            continue
        mine = sheet.columns["project"]
        place = matched(keys, mine)
        if (place < 0).any():
            raise InputError("no such project", pointer=f"/{noun}/project")
        found[noun] = place
    return found


def _decimals(code: str) -> int:
    try:
        return exponent_of(code)
    except InputError:
        return -1
