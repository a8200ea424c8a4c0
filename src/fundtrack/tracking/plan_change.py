"""One difference between two plans, and the two sides it lies between."""

from collections.abc import Sequence
from enum import StrEnum

from fundtrack.checks import Shown
from fundtrack.projects import Noun, Plan
from fundtrack.values import Record

from .plan_rows import Placed, difference
from .plan_sums import Key


class PlanChangeKind(StrEnum):
    """How something differs; what was or is not stated is never taken for nothing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    STATED = "stated"  # unknown before, stated now
    LEFT_OUT = "left_out"  # stated before, unknown now


class PlanPart(StrEnum):
    """What a change is about, in the order in which changes are told."""

    PERIOD = "period"
    FIGURES = "figures"  # stated: total cost, eligible, support, own
    ROLE = "role"
    BUDGET = "budget"  # in all
    CATEGORY = "category"
    PARTNER = "partner"
    PARTNER_CATEGORY = "partner_category"
    ACTIVITY = "activity"  # of the budget, by activity
    LINE = "line"
    WORK = "work"  # the activities themselves
    SOURCE = "source"
    OPTION = "option"
    TARGET = "target"
    TERM = "term"
    FACT = "fact"


class PlanChange(Record):
    """One difference between two plans.

    `key` names what it is about: a partner, a partner and a category, the id of a row; "" in it
    is no partner or no activity. `field` is "" where a whole row or a sum is meant. What is not
    there or not known is None. `difference` is after less before: an amount, a rate, a number,
    or days; a row or a sum that is not there counts as nothing.
    """

    part: PlanPart
    key: Key
    field: str
    kind: PlanChangeKind
    before: Shown
    after: Shown
    difference: Shown
    at_before: str  # JSON Pointers; "" where nothing stands
    at_after: str

    def to_dict(self) -> dict[str, object]:
        """Its fields as plain data: values as text, days and counts as numbers."""
        told: dict[str, object] = {"part": self.part.value, "key": list(self.key)}
        told |= {"field": self.field, "kind": self.kind.value}
        for name in ("before", "after", "difference"):
            told[name] = plain(getattr(self, name))
        return told | {"at_before": self.at_before, "at_after": self.at_after}


def plain(value: Shown) -> object:
    """A value of an answer in the words of JSON."""
    return value if value is None or isinstance(value, bool | int) else str(value)


class Side(Record):
    """One of the two plans, and where it stands: `/plans/1`, or "" for a plan by itself."""

    plan: Plan
    at: str

    def rows(self, collection: str) -> tuple[Placed, ...] | None:
        """The rows of a collection with their places."""
        rows: Sequence[Noun] | None = getattr(self.plan, collection)
        place = f"{self.at}/{collection}"
        if rows is None:
            return None
        return tuple(Placed(row, f"{place}/{index}") for index, row in enumerate(rows))


def changed(
    part: PlanPart,
    key: Key,
    field: str,
    old: Shown,
    new: Shown,
    at_before: str,
    at_after: str,
    *,
    silent: bool,
) -> PlanChange:
    """A change of one value; `silent` says whether leaving it out says something."""
    kinds = PlanChangeKind
    kind = kinds.CHANGED
    if old is None:
        kind = kinds.ADDED if silent else kinds.STATED
    elif new is None:
        kind = kinds.REMOVED if silent else kinds.LEFT_OUT
    return PlanChange(
        part=part,
        key=key,
        field=field,
        kind=kind,
        before=old,
        after=new,
        difference=difference(old, new),
        at_before="" if old is None else at_before,
        at_after="" if new is None else at_after,
    )
