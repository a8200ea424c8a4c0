"""The standings of the parts of a project: what the plan, the costs and the payments come to.

Nothing is left out on the way: the parts sum to the whole, and what belongs to none of them
stands under "".
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fundtrack.checks import Figure, Missing, Reason
from fundtrack.projects import Noun
from fundtrack.values import FrozenMap

from .accounts import PAYMENT_KINDS, Columns, Hole
from .asked import FIELDS, Asked
from .standing import COSTS, Standing
from .sums import Sums, by_key, known, less, ratio, total, unknown

#: What is paid is what went out less what came back.
_PAID: Final = {"advance": 1, "interim": 1, "final": 1, "recovery": -1}
#: What lines of the budget say where they stand, and what payments say.
_PLANNED: Final = ("partner", "category", "activity")
_PAYMENTS: Final = ("partner", "claim", "source")
#: What a standing is made of: its costs, its payments, what is planned for it.
Part = tuple[Sums | None, Sums | None, Figure | None]
_LISTED: Final = {"partner": "partners", "claim": "claims", "cost": "costs"}


def fields_of(
    currency: str, costs: Sums | None, payments: Sums | None, planned: Figure | None
) -> dict[str, Any]:
    """The figures of one standing; None for what is not said of it."""
    found: dict[str, Any] = dict.fromkeys((*COSTS, "remaining", "absorption"))
    found |= {"planned": planned, "payments": None, "paid": None}
    if costs is not None:
        for name, terms in COSTS.items():
            found[name] = costs.figure(terms, currency, name)
        if planned is not None:
            found["remaining"] = less(planned, found["accepted"], "remaining")
            found["absorption"] = ratio(found["accepted"], planned, "absorption")
    if payments is not None:
        found["payments"] = FrozenMap(
            {kind: payments.figure({kind: 1}, currency, kind) for kind in PAYMENT_KINDS}
        )
        found["paid"] = payments.figure(_PAID, currency, "paid")
    return found


def planned_of(asked: Asked) -> Figure:
    """The budget of the plan in force; without lines the eligible costs it states (D-06)."""
    columns = _budget(asked)
    stated = None if asked.plan is None else asked.plan.eligible
    if columns.unknown and stated is not None and stated.currency == asked.currency:
        return known(stated.minor, asked.currency, "planned", f"{asked.plan_at}/eligible")
    return total(columns).figure({"planned": 1}, asked.currency, "planned")


class Standings(Mapping[str, Standing]):
    """Standings by key, each made when it is asked for."""

    def __init__(self, asked: Asked, noun: str, parts: Mapping[str, Part]) -> None:
        self._asked = asked
        self._noun = noun
        self._parts = parts
        self._held: dict[str, Standing] = {}

    def __getitem__(self, key: str) -> Standing:
        held = self._held.get(key)
        if held is None:
            fields = fields_of(self._asked.currency, *self._parts[key])
            held = Standing.of(self._asked, noun=self._noun, key=key, **fields)
            self._held[key] = held
        return held

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __contains__(self, key: object) -> bool:
        return key in self._parts


def standings(asked: Asked, noun: str) -> Standings:
    """Where each part stands, in the order in which the project lists them."""
    parts = _sources(asked) if noun == "source" else _lines(asked, noun)
    listed: Sequence[Noun] = getattr(asked.project, _LISTED.get(noun, ""), None) or ()
    if noun in ("source", "activity") and asked.plan is not None:
        listed = (asked.plan.sources if noun == "source" else asked.plan.activities) or ()
    order = [name for one in listed if (name := getattr(one, "id", "")) in parts]
    keys = dict.fromkeys((*order, *sorted(parts)))
    return Standings(asked, noun, {key: parts[key] for key in keys})


def _lines(asked: Asked, noun: str) -> dict[str, Part]:
    """Of costs, with the budget and the payments that say where they belong."""
    accounts, laid, currency = asked.accounts, asked.laid, asked.currency
    planned = _by(asked, _budget(asked), noun) if noun in _PLANNED else None
    paid = _payments(asked, noun) if noun in _PAYMENTS else None
    named = {*(planned or ()), *(paid or ())}
    if noun == "claim":
        named |= set(accounts.submitted)
    elsewhere = [(one.name if one.noun == noun else "", one) for one in laid.loose]
    named |= {key for key, _ in elsewhere} | ({""} if accounts.lost else set())
    costs = by_key((accounts.costs, laid.shares), asked.keys(noun), named)
    for key, one in elsewhere:
        costs[key].amounts[one.kind] += one.minor
    for kind, missing in accounts.lost:
        costs[""].holes[kind].append(Hole(None, None, missing))
    at = f"{asked.plan_at}/budget" if asked.plan is not None else "/plans"
    nothing = Missing(Reason.MISSING, "plan.budget", at)
    unplanned = (nothing,) if _budget(asked).unknown else ()
    return {
        key: (
            held,
            None if paid is None else paid.get(key, Sums(accounts.payments.unknown)),
            None if planned is None else planned.get(key, Sums(unplanned)).figure(
                {"planned": 1}, currency, "planned"
            ),
        )
        for key, held in costs.items()
    }  # fmt: skip


def _sources(asked: Asked) -> dict[str, Part]:
    """Of sources: what each has to give, and what it paid."""
    sources = None if asked.plan is None else asked.plan.sources
    paid = _payments(asked, "source")
    planned = {}
    for place, one in enumerate(sources or ()):
        at = f"{asked.plan_at}/sources/{place}/amount"
        if one.amount is None or one.amount.currency != asked.currency:
            reason = Reason.MISSING if one.amount is None else Reason.OTHER_CURRENCY
            planned[one.id] = unknown([Missing(reason, "source.amount", at)], "planned")
        else:
            planned[one.id] = known(one.amount.minor, asked.currency, "planned", at)
    none = Sums(asked.accounts.payments.unknown)
    return {
        key: (None, paid.get(key, none), planned.get(key))
        for key in (*planned, *(one for one in paid if one not in planned))
    }


def _budget(asked: Asked) -> Columns:
    """The lines of the budget in force."""
    budget = None if asked.plan is None else asked.plan.budget
    at = f"{asked.plan_at}/budget" if asked.plan is not None else "/plans"
    name = "plan.budget" if asked.plan is not None else "plan"
    columns = Columns(("planned",), *([Missing(Reason.MISSING, name, at)] * (budget is None)))
    for place, line in enumerate(budget or ()):
        if line.amount.currency == asked.currency:
            columns.amounts["planned"][place] = line.amount.minor
        else:
            missing = Missing(
                Reason.OTHER_CURRENCY, "budget_line.amount", f"{at}/{place}/amount"
            )
            columns.holes["planned"][place] = Hole(None, None, missing)
    return columns


def _by(asked: Asked, columns: Columns, noun: str) -> Mapping[str, Sums]:
    lines = (None if asked.plan is None else asked.plan.budget) or ()
    return by_key([columns], [getattr(line, FIELDS[noun]) or "" for line in lines])


def _payments(asked: Asked, noun: str) -> Mapping[str, Sums]:
    keys = [getattr(one, noun) or "" for one in asked.project.payments or ()]
    return by_key([asked.accounts.payments], keys)
