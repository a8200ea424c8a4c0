"""What only several rows together show: documents, entries, numbers of claims, options.

All of it is worked out once for all projects and put into the store, so that it is read like a
column that a table states; no step of a program is written here. Where rows decide in an order
(a ledger's entries, the numbers of claims) the answers come from the code that reads one
project.
"""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from fundtrack.checks import SIGNS, Consistency
from fundtrack.formulas import Kind
from fundtrack.rulebooks import ACCEPTED, DECLARED, DOCUMENT_ONCE

from ..question import Unsupported
from .arrays import Mask, day_number
from .as_objects import Fields, minors_of, objects_of, values_of
from .column import Array, Column
from .inputs import stored
from .places import Place
from .rows import Rows, first_of_each
from .store import Store

#: What the ledger's own code is asked, and the rows it needs to see.
_OF_ENTRIES: Final = ("latest", "parked_before", "declared_once", "corrected_within")
_OF_CLAIMS: Final = ("number_once", "number_follows")
_SEEN: Final[dict[str, Fields]] = {
    "entry": (
        ("id", None), ("kind", None), ("cost", None), ("procurement", None), ("claim", None),
        ("decided_on", Kind.DATE), ("sequence", None), ("amount", Kind.MONEY),
    ),
    "claim": (("id", None), ("partner", None), ("number", None)),
    "cost": (
        ("id", None), ("net", Kind.MONEY), ("vat", Kind.MONEY), ("claim", None),
        ("procurement", None),
    ),
}  # fmt: skip
_OPTION: Final[Fields] = (("covers", None), ("method", None), ("partner", None))


def kept(store: Store, noun: str, name: str, values: Array, mask: Mask = None) -> Place:
    """Keep what is seen of the rows of a noun; where it stands."""
    key = ("seen", noun, name)
    store.put(key, values)
    masked = mask is not None and bool(mask.any())
    if masked:
        store.arrays[*key, "?"] = mask
    return Place(Kind.BOOL, key, masked=masked)


class Ledgers:
    """The rows of all projects as their ledgers show them, by the day asked about."""

    def __init__(self, store: Store, on: date | None) -> None:
        self.store, self.on = store, on

    # -- whether a row fits the others ---------------------------------------------------------

    def document_once(self) -> Place | None:
        """Whether no other cost states the document and supplier of each; None if none does."""
        rows = self.store.rows("cost")
        assert rows is not None  # noqa: S101
        document, supplier = (rows.columns.get(name) for name in ("document", "supplier"))
        if document is None or supplier is None:
            return None
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
        return kept(self.store, "cost", DOCUMENT_ONCE, once)

    def fits(self, noun: str, name: str) -> Place | None:
        """What a ledger shows of each row beside the others; None where there are no rows."""
        if name not in (*_OF_ENTRIES, *_OF_CLAIMS):
            raise Unsupported(f"{noun}.{name}")
        table = self.store.rows(noun)
        if table is None or not table.size:
            return None
        values: list[bool | None] = []
        for ledger, rows in self._each(noun):
            seen = Consistency(ledger, self.on)
            values += [getattr(seen, name)(row) for row in rows]
        mask = np.array([one is None for one in values], bool)
        return kept(self.store, noun, name, np.array([bool(one) for one in values], bool), mask)

    def _each(self, noun: str) -> Iterator[tuple[Any, Sequence[Any]]]:
        """Each project as its ledger sees it, with the rows that are asked about."""
        agreement = SimpleNamespace(currency=self.store.currency)
        rows = objects_of(self.store, noun, _SEEN[noun])
        costs = objects_of(self.store, "cost", _SEEN["cost"]) if noun == "entry" else []
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

    # -- the method a partner has chosen -------------------------------------------------------

    def method(self, covers: str) -> Place:
        """The method a partner uses for a kind of costs: text, unknown where two are stated."""
        key = ("method", covers)
        if key not in self.store.arrays:
            self.store.hold(key, self._methods(covers), Kind.TEXT)
        masked = (*key, "?") in self.store.arrays
        return Place(Kind.TEXT, key, masked=masked, words=True)

    def _methods(self, covers: str) -> Column:
        partners, options = self.store.rows("partner"), self.store.rows("option")
        if partners is None:
            return Column(Kind.TEXT, np.zeros(0, np.int64), None, ())
        said = objects_of(self.store, "option", _OPTION)
        ids = values_of(self.store, "partner", "id", None)
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
        return Column(Kind.TEXT, found, lost, tuple(words))

    # -- what entries decide -------------------------------------------------------------------

    def decisions(self) -> dict[str, Place]:
        """What is declared and what is accepted of each cost by its entries (D-08)."""
        keys: dict[str, tuple[Hashable, ...]] = {
            name: ("seen", "cost", name) for name in (DECLARED, ACCEPTED)
        }
        entries = self.store.rows("entry")
        if entries is None:  # nobody says what was decided
            return dict.fromkeys(keys, Place(Kind.MONEY, value=0, unknown=True))
        if keys[DECLARED] not in self.store.arrays:
            for name, (values, mask) in self._decided(entries).items():
                self.store.put(keys[name], stored(values.tolist()))
                if mask.any():
                    self.store.arrays[*keys[name], "?"] = mask
        return {
            name: Place(Kind.MONEY, key, masked=(*key, "?") in self.store.arrays)
            for name, key in keys.items()
        }

    def _decided(self, entries: Rows) -> dict[str, tuple[Array, Array]]:
        """What is declared and accepted of each cost, and where that is unknown."""
        costs = self.store.rows("cost")
        if costs is None:
            none = np.zeros(0, np.int64), np.zeros(0, bool)
            return {DECLARED: none, ACCEPTED: none}
        net, vat = (minors_of(self.store, "cost", name) for name in ("net", "vat"))
        declared, lost = net[0] + vat[0], net[1] | vat[1]
        signed = np.zeros(costs.size, object)
        doubt = np.zeros(costs.size, bool)
        again: dict[int, tuple[int, bool]] = {}
        for cost, kind, amount, unsure in self._of_costs(entries):
            if kind == "declared":
                held, open_ = again.get(cost, (0, False))
                again[cost] = held + amount, open_ or unsure
            elif kind in SIGNS:
                signed[cost] += SIGNS[kind] * amount
                doubt[cost] |= unsure
        for cost, (amount, open_) in again.items():
            declared[cost], lost[cost] = amount, open_
        silent = self.store.unstated("entry")
        if silent is not None:
            quiet = np.ones(costs.size, bool) if silent is True else silent[costs.project]
            lost = lost | quiet
        doubt |= self._in_wholes(entries, costs)
        return {DECLARED: (declared, lost), ACCEPTED: (declared + signed, lost | doubt)}

    def _in_wholes(self, entries: Rows, costs: Rows) -> Array:
        """The costs of whose whole claim or purchase something was decided.

        How much of that is of which cost is not known here.
        """
        found = np.zeros(costs.size, bool)
        kinds = values_of(self.store, "entry", "kind", None)
        amounts, _ = minors_of(self.store, "entry", "amount")  # nothing is so in any currency
        use = np.array([kind in SIGNS for kind in kinds], bool) & (amounts != 0)
        if self.on is not None and use.any():
            use &= entries.columns["decided_on"].values <= day_number(self.on)
        for link in ("claim", "procurement"):
            named = values_of(self.store, "entry", link, None)
            wholes = {
                (int(entries.project[at]), named[at])
                for at in np.flatnonzero(use).tolist()
                if named[at] is not None
            }
            if not wholes:
                continue
            mine = values_of(self.store, "cost", link, None)
            of = costs.project.tolist()
            found |= np.array([(of[at], mine[at]) in wholes for at in range(costs.size)], bool)
        return found

    def _of_costs(self, entries: Rows) -> Iterator[tuple[int, str, int, bool]]:
        """The entries about costs by the day asked about: cost, kind, amount, if in doubt."""
        if self.store.link("entry", "cost", "cost") is None:
            return
        column = entries.columns["cost"]
        find = self.store.resolver("entry", "cost")
        index = find(column.values, column.unknown, entries.project)
        use = index >= 0
        if self.on is not None:
            use &= entries.columns["decided_on"].values <= day_number(self.on)
        kinds = values_of(self.store, "entry", "kind", None)
        amounts, unsure = minors_of(self.store, "entry", "amount")
        for at in np.flatnonzero(use).tolist():
            yield int(index[at]), kinds[at], amounts[at], bool(unsure[at])
